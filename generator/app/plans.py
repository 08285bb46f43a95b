"""Starting a plan workbook, and reading and checking one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import checks, language
from generator.examples import example_rows
from generator.excel.plan_workbook import write_plan_workbook
from generator.excel.reading import read_plan
from generator.files import shown, write_new
from generator.language import Language
from generator.model import FormsPer, Plan, place_of
from generator.problems import Place, Problem, UnusableFile, errors, problem


@dataclass(frozen=True)
class CheckedPlan:
    """A plan and every problem found in its workbook; ``plan`` is None when it cannot be used."""

    plan: Plan | None
    words: Language
    problems: tuple[Problem, ...]


def new_plan(path: Path, code: str, *, example: bool) -> tuple[Path, tuple[Problem, ...]]:
    """Write a blank or a worked-out plan workbook; return its path, another one than asked for if that is taken."""
    stream = io.BytesIO()
    write_plan_workbook(stream, language.load(code), example_rows(code) if example else None)
    return save_new(path, stream.getvalue())


def save_new(path: Path, data: bytes) -> tuple[Path, tuple[Problem, ...]]:
    """Write a file under a name that nobody has; UnusableFile when the system refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = write_new(path, data)
    except OSError as error:
        raise UnusableFile(not_written(path, error)) from error
    taken = (problem("name_taken", Place(file=shown(path)), name=written.name),) if written != path else ()
    return written, taken


def not_written(path: Path, error: OSError) -> Problem:
    """Return the problem of a file that could not be written, with the system's own reason."""
    return problem("not_written", Place(file=shown(path)), reason=error.strerror or type(error).__name__)


def check_plan(path: Path) -> CheckedPlan:
    """Read and check a plan workbook; ``plan`` is None if there is an error. UnusableFile if none can be read."""
    read = read_plan(path)
    problems = (*read.problems, *(_judged(read.plan) if read.plan else ()))
    usable = None if errors(problems) else read.plan
    return CheckedPlan(usable, language.load(read.language), problems)


def _judged(plan: Plan) -> Iterator[Problem]:
    yield from checks.check(plan)
    if plan.position.forms_per is FormsPer.PANEL_MEMBER:  # said rather than passed over
        yield problem("forms_per_candidate_only", place_of(plan.position, "forms_per"))
