"""The whole loop on the shipped example: workbook, forms, forms filled with made-up answers, results, reports."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import language
from generator.app.forms import MadeForms, make_forms
from generator.app.plans import check_plan, new_plan, not_written, save_new
from generator.app.reports import make_reports
from generator.app.totals import compute_totals, save_results
from generator.files import free_name
from generator.language import Language
from generator.model import Results
from generator.problems import Problem, UnusableFile
from generator.shipped import shipped_folder
from generator.word.filling import fill


@dataclass(frozen=True)
class Demo:
    """What a demo made, and where."""

    folder: Path
    plan: Path
    forms: Path
    completed: Path
    results_file: Path | None
    reports: Path
    results: Results
    words: Language
    problems: tuple[Problem, ...]


def run_demo(folder: Path, code: str) -> Demo:
    """Run the whole loop in a new folder, another one than asked for if that holds something already."""
    folder = _new_folder(folder)
    words = language.load(code)
    names: Mapping[str, str] = words.get("cli.demo.names")
    plan_path, _ = new_plan(folder / names["plan"], code, example=True)
    checked = check_plan(plan_path)
    made = make_forms(checked, folder / names["forms"])
    completed = folder / names["completed"]
    _complete(made, completed, code)
    results = compute_totals(checked, [completed])
    assert results is not None  # the shipped example has no errors; a test holds it to that
    path, problems = save_results(results, words, folder / names["results"])
    reports = make_reports(results, words, folder / names["reports"])
    return Demo(
        folder=folder,
        plan=plan_path,
        forms=folder / names["forms"],
        completed=completed,
        results_file=path,
        reports=folder / names["reports"],
        results=results,
        words=words,
        problems=(*results.problems, *problems, *reports.problems),
    )


def _new_folder(folder: Path) -> Path:
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            folder = free_name(folder.resolve() if folder.name in ("", "..") else folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFile(not_written(folder, error)) from error
    return folder


def _complete(made: MadeForms, folder: Path, code: str) -> None:
    """Fill each form with the made-up answers of its candidate."""
    text = (shipped_folder("examples") / code / "answers.toml").read_text(encoding="utf-8")
    answers = tomllib.loads(text)
    for entry in made.entries:
        source = Path(entry.path)
        save_new(folder / source.name, fill(source.read_bytes(), answers[entry.candidate]))
