"""What is told of a plan workbook, for the tests of rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from plans import CLEAN_PLAN
from workbooks import change_cells, write_workbook

from generator import language
from generator.app.plans import review_plan
from generator.problems import Problem


def told(path: Path) -> list[Problem]:
    """What is told of a workbook; every message can be read in every language."""
    problems = list(review_plan(path).problems)
    for words in language.all_languages():
        for entry in problems:
            assert "{" not in words.message(entry) + words.remedy(entry)
    return problems


def found(path: Path) -> list[tuple[str, str]]:
    """The codes of what is told, each with its cell."""
    return [(entry.code, f"{entry.place.sheet}!{entry.place.cell}") for entry in told(path)]


def with_cells(path: Path, **cells: Any) -> list[tuple[str, str]]:
    """What is told when cells of the clean plan are changed (``Agenda_B3=20``)."""
    change_cells(write_workbook(path, CLEAN_PLAN), {key.replace("_", "!"): value for key, value in cells.items()})
    return found(path)
