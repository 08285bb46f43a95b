"""The sheet of problems: everything that needs a second look, with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from generator.excel.results.lists import write_list_header, write_list_row
from generator.excel.results.page import Page
from generator.excel.results.score_cells import ScoreCells
from generator.problems import Problem, Severity

_COLUMNS = {"severity": 10, "place": 36, "message": 56, "remedy": 46}
_HEADER_ROW = 1


def write_problems(page: Page, problems: Iterable[Problem], scores: ScoreCells) -> None:
    """Write the problems in their order."""
    page.as_made(0, _COLUMNS.values(), "problems", scores.corrected)
    write_list_header(page, "problems", _COLUMNS, _HEADER_ROW)
    row = _HEADER_ROW + 1
    for entry in problems:
        severity = page.language.text(f"severity.{entry.severity}").capitalize()
        place = page.language.place(entry.place)
        words = page.language.message(entry), page.language.remedy(entry)
        first, row = row, write_list_row(page, row, (severity, place, *words), _COLUMNS)
        if entry.severity is Severity.ERROR:
            page.write(first, 0, severity, page.styles.strong)
    page.sheet.autofilter(_HEADER_ROW, 0, row - 1, len(_COLUMNS) - 1)
    if row == _HEADER_ROW + 1:
        page.span(row, 0, len(_COLUMNS) - 1, page.word("problems.none"), page.styles.muted)
