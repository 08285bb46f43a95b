"""Starting a plan workbook, and reading and checking one."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import bank, checks, clock, language, rules
from generator.examples import example_rows
from generator.excel.plan_workbook import write_plan_workbook
from generator.excel.reading import ReadPlan, read_plan
from generator.files import shown, write_new
from generator.language import Language
from generator.model import Plan, place_of
from generator.problems import Place, Problem, UnusableFile, errors, problem

CAN_BE_SILENCED = frozenset(rule.code for rule in rules.RULES if rule.may_be_silenced)
"""The codes that a plan may name so that their problems are not told."""


@dataclass(frozen=True)
class CheckedPlan:
    """A plan and every problem found in its workbook; ``plan`` is None when it cannot be used."""

    plan: Plan | None
    words: Language
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class ReviewedPlan:
    """A plan held against the rules of the method as well; ``problems`` holds those of the plan and of the rules.

    ``silenced`` says how many problems each rule that the plan silences would have given, by the rule's code.
    """

    plan: Plan | None
    words: Language
    problems: tuple[Problem, ...]
    silenced: Mapping[str, int] = field(default_factory=dict)


def new_plan(path: Path, code: str, *, example: bool) -> tuple[Path, tuple[Problem, ...]]:
    """Write a blank or a worked-out plan workbook; return its path, another one than asked for if that is taken."""
    stream = io.BytesIO()
    rows = example_rows(code) if example else None
    write_plan_workbook(stream, language.load(code), rows, clock.now(), bank.load(code))
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


def check_plan(path: Path, *, blank: bool = False) -> CheckedPlan:
    """Read and check a plan workbook; ``plan`` is None if there is an error. UnusableFile if none can be read.

    With ``blank`` a plan that says nothing yet is no error: title, requirements and candidates may be missing.
    """
    read = read_plan(path)
    problems = (*read.problems, *(rules.not_silenced(read.plan, checks.check(read.plan)) if read.plan else ()))
    if blank and read.plan:
        problems = tuple(found for found in problems if not _of_emptiness(found, read.plan))
    usable = None if errors(problems) else read.plan
    return CheckedPlan(usable, language.load(read.language), problems)


def review_plan(path: Path) -> ReviewedPlan:
    """Read and check a plan workbook, and hold what could be read against the rules. UnusableFile if nothing can."""
    return reviewed(read_plan(path))


def reviewed(read: ReadPlan) -> ReviewedPlan:
    """Check a plan that has been read, and hold what could be read against the rules."""
    words = language.load(read.language)
    if read.plan is None:
        return ReviewedPlan(None, words, tuple(read.problems))
    judgement = rules.judge(read.plan, checks.check(read.plan))
    problems = (*read.problems, *judgement.problems)
    return ReviewedPlan(None if errors(problems) else read.plan, words, problems, judgement.silenced)


def weak_points(plan: Plan) -> tuple[Problem, ...]:
    """Return what the rules find in a plan that can be used, beside what ``check_plan`` tells."""
    return rules.judge(plan).problems


def _of_emptiness(found: Problem, plan: Plan) -> bool:
    """Return whether a problem is that position, requirements or candidates have not been typed in yet."""
    if found.code == "missing_value":
        return found.place == place_of(plan.position, "title")
    return found.code in ("no_candidates", "panel_without_scorers", "case_number_missing") or (
        found.code == "missing_rows" and not plan.requirements and bool(plan.scale and plan.agenda)
    )
