"""The command line: arguments, printing and exit codes. Only here is anything printed or the program ended.

Exit status: 0 done; 1 the user has something to mend; 2 wrong use of the command.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from generator import __version__, language
from generator.app.demo import run_demo
from generator.app.forms import make_forms
from generator.app.plans import check_plan, new_plan
from generator.app.totals import compute_totals, save_results
from generator.jsonout import forms_json, no_totals_json, problems_json, totals_json
from generator.language import Language
from generator.model import FormStatus, Results
from generator.problems import ERROR, Problem, Severity, UnusableFile, errors

DEFAULT = "nb"
WORDS = language.load(DEFAULT)
OUT = Console(soft_wrap=True, highlight=False, emoji=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}

_PLAN = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help=WORDS.text("cli.help.json"))


@click.group(help=WORDS.text("cli.help.program"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="intervjuguide", help=WORDS.text("cli.help.version"))
@click.help_option("-h", "--help", help=WORDS.text("cli.help.help"))
def main() -> None:
    pass


@main.command(help=WORDS.text("cli.help.new"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.option(
    "--language",
    "code",
    type=click.Choice(language.codes()),
    default=DEFAULT,
    show_default=True,
    help=WORDS.text("cli.help.language"),
)
@click.option("--example", is_flag=True, help=WORDS.text("cli.help.example"))
def new(plan: Path, code: str, example: bool) -> None:
    _require_suffix(plan, "PLAN.xlsx")
    words = language.load(code)
    written, problems = new_plan(plan, code, example=example)
    _show(problems, words)
    OUT.print(escape(words.text("cli.new", path=written)))


@main.command(help=WORDS.text("cli.help.check"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_JSON
def check(plan: Path, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: problems_json(problems, WORDS)):
        checked = check_plan(plan)
    _show(checked.problems, checked.words)
    if as_json:
        _print_json(problems_json(checked.problems, checked.words))
    else:
        OUT.print(escape(_count(checked.problems, checked.words)))
    _end(errors(checked.problems))


@main.command(help=WORDS.text("cli.help.forms"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.option("--out", "folder", type=_PLAN, required=True, metavar="DIR", help=WORDS.text("cli.help.forms_out"))
@_JSON
def forms(plan: Path, folder: Path, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: forms_json((), problems, WORDS)):
        checked = check_plan(plan)
        with _progress(checked.words.text("cli.progress.forms")) as progress:
            made = make_forms(checked, folder, progress)
    _show(made.problems, made.words)
    if as_json:
        _print_json(forms_json(made.entries, made.problems, made.words))
    else:
        for entry in made.entries:
            OUT.print(escape(f"{made.words.text(f'cli.status.{entry.status}')}: {entry.path}"))
        counts = {status.value: sum(entry.status is status for entry in made.entries) for status in FormStatus}
        OUT.print(escape(made.words.text("cli.forms", folder=folder, **counts)))
    _end(errors(made.problems))


@main.command(help=WORDS.text("cli.help.totals"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.argument("paths", type=_PLAN, nargs=-1, required=True, metavar="FORM_OR_DIR...")
@click.option("--out", type=_PLAN, required=True, metavar="RESULTS.xlsx", help=WORDS.text("cli.help.totals_out"))
@_JSON
def totals(plan: Path, paths: tuple[Path, ...], out: Path, as_json: bool) -> None:
    _require_suffix(out, "RESULTS.xlsx")
    with _unusable(as_json, lambda problems: no_totals_json(problems, WORDS)):
        checked = check_plan(plan)
        words = checked.words
        with _progress(words.text("cli.progress.totals")) as progress:
            results = compute_totals(checked, paths, progress)
        written, found = save_results(results, words, out) if results else (None, ())
    problems = (*(results.problems if results else checked.problems), *found)
    _show(problems, words)
    if as_json:
        _print_json(_totals_document(results, problems, words))
    elif results:
        OUT.print(_totals_table(results, words))
        OUT.print(escape(words.text("cli.totals", path=written)))
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.demo"))
@click.argument("folder", type=_PLAN, metavar="DIR")
def demo(folder: Path) -> None:
    made = run_demo(folder, DEFAULT)
    words = made.words
    _show(made.problems, words)
    OUT.print(escape(words.text("cli.demo.open")))
    for key, path in (
        ("plan", made.plan),
        ("forms", made.forms),
        ("completed", made.completed),
        ("results", made.results_file),
    ):
        OUT.print(escape(f"  {words.text(f'cli.demo.{key}')}: {path}"))
    OUT.print(_totals_table(made.results, words))
    _end(errors(made.problems))


def run() -> NoReturn:
    """Run the command line; the one place where an exception becomes a sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows ? and goes on
    try:
        main.main(standalone_mode=True, prog_name="intervjuguide")
    except UnusableFile as error:
        _show([error.problem], WORDS)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        ERR.print(escape(WORDS.text("cli.interrupted")))
        sys.exit(1)
    except Exception as error:
        ERR.print(escape(WORDS.text("cli.bug", kind=type(error).__name__, text=str(error), version=__version__)))
        sys.exit(1)
    sys.exit(0)


def _require_suffix(path: Path, name: str) -> None:
    if path.suffix.lower() != ".xlsx":
        raise click.BadParameter(WORDS.text("cli.needs_xlsx", name=name, path=path))


@contextmanager
def _unusable(as_json: bool, document: Callable[[list[Problem]], dict[str, Any]]) -> Iterator[None]:
    """Print the JSON document even where there is nothing to work on."""
    try:
        yield
    except UnusableFile as error:
        if as_json:
            _print_json(document([error.problem]))
        raise


@contextmanager
def _progress(text: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _show(problems: Iterable[Problem], words: Language) -> None:
    for entry in sorted(problems, key=lambda problem: list(Severity).index(problem.severity)):
        where = words.place(entry.place)
        label = f"[{_STYLES[entry.severity]}]{escape(words.text(f'severity.{entry.severity}'))}[/]"
        ERR.print(f"{label} {escape(where)}{': ' if where else ''}{escape(words.message(entry))}")
        ERR.print(f"    {escape(words.remedy(entry))}")


def _count(problems: Iterable[Problem], words: Language) -> str:
    severities = [entry.severity for entry in problems]
    if not severities:
        return words.text("cli.check.clean")
    counts = {severity.value: severities.count(severity) for severity in Severity}
    return words.text("cli.check.mend" if ERROR in severities else "cli.check.usable", **counts)


def _totals_document(results: Results | None, problems: tuple[Problem, ...], words: Language) -> dict[str, Any]:
    if results is None:
        return no_totals_json(problems, words)
    return totals_json(replace(results, problems=problems), words)


def _totals_table(results: Results, words: Language) -> Table:
    """Return a short table: candidates in the workbook's order, sums of the parts, overall with its basis."""
    parts = [entry for entry in results.plan.agenda if any(entry.part in f.totals.parts for f in results.forms)]
    table = Table(title=escape(results.plan.position.title), title_justify="left")
    table.add_column(escape(words.text("cli.table.candidate")))
    for entry in parts:
        table.add_column(escape(entry.heading), justify="right")
    table.add_column(escape(words.text("cli.table.overall")), justify="right")
    for candidate in results.candidates:
        cells = ["–"] * (len(parts) + 1)
        if candidate.totals:
            figures = [candidate.totals.parts[entry.part] for entry in parts]
            cells = [
                words.text("cli.table.part", sum=part.sum, max=part.max, scored=part.scored, of=part.of)
                for part in figures
            ]
            overall = candidate.totals.overall
            mean = "–" if overall.mean is None else words.number(overall.mean)
            cells.append(words.text("cli.table.basis", mean=mean, basis=overall.basis, of=overall.of))
        table.add_row(escape(candidate.candidate.name), *map(escape, cells))
    return table


def _print_json(document: dict[str, Any]) -> None:
    data = json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "surrogateescape")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()


def _end(wrong: Iterable[Problem]) -> None:
    if list(wrong):
        sys.exit(1)
