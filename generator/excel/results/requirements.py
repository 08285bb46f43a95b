"""The sheet of requirements: each candidate's score on each requirement, and the judgement of a must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate

from generator.excel.results.page import Cell, Page
from generator.excel.results.rows import HEADER_ROW, WHO, write_who
from generator.model import CandidateResult, Priority, Requirement, RestsOn, Results

_MUST, _SHOULD = {"score": 9, "met": 14}, {"score": 16}
_SCALE, _PAGE_WIDTH = 65, 170
"""In per cent, and the width of the requirements that then fit on a page beside the names."""
_LEAST_COLUMNS = 10


def write_requirements(page: Page, results: Results) -> None:
    """Write a row per candidate and a column per requirement, broken over pages where a requirement ends."""
    requirements = results.plan.requirements
    *starts, end = accumulate((len(_columns(entry)) for entry in requirements), initial=2)
    breaks = _page_breaks(requirements, starts)
    last_to_read = breaks[0] - 1 if breaks else max(end, _LEAST_COLUMNS) - 1
    page.introduction(page.word("sheets.requirements"), page.word("requirements_reading"), 2, last_to_read)
    page.state(results, HEADER_ROW - 1, 2, last_to_read)
    labels = ("requirement", "text", "priority", "weight")
    for row, key in enumerate(labels, start=HEADER_ROW):
        style = page.styles.header if row == HEADER_ROW else page.styles.band
        page.span(row, 0, 1, page.word(f"requirements.{key}"), style)
    for requirement, first in zip(requirements, starts, strict=True):
        _write_requirement_header(page, requirement, first)
    page.fit(HEADER_ROW + 1, [("", 1), *((entry.text, sum(_columns(entry).values()) - 1) for entry in requirements)])
    last_header = HEADER_ROW + len(labels)
    for column, key in enumerate(("id", "candidate")):
        page.write(last_header, column, page.word(f"overview.{key}"), page.styles.band)
        page.sheet.set_column(column, column, WHO[key])
    for row, entry in enumerate(results.candidates, start=last_header + 1):
        write_who(page, row, entry, 2, end)
        for requirement, first in zip(requirements, starts, strict=True):
            _write_requirement(page, row, first, requirement, entry)
    page.sheet.freeze_panes(last_header + 1, 2)
    page.sheet.repeat_rows(HEADER_ROW, last_header)
    page.sheet.repeat_columns(0, 1)
    if breaks:
        page.sheet.set_print_scale(_SCALE)
        page.sheet.set_v_pagebreaks(breaks)


def _write_requirement_header(page: Page, requirement: Requirement, first: int) -> None:
    columns = _columns(requirement)
    last = first + len(columns) - 1
    priority = page.language.text(f"form.priority.{requirement.priority}")
    page.span(HEADER_ROW, first, last, requirement.id, page.styles.header)
    values: tuple[Cell, ...] = (requirement.text, priority, requirement.weight)
    for row, value in enumerate(values, start=HEADER_ROW + 1):
        page.span(row, first, last, value, page.styles.band)
    for column, (key, width) in enumerate(columns.items(), start=first):
        page.write(HEADER_ROW + 1 + len(values), column, page.word(f"requirements.{key}"), page.styles.figure_header)
        page.sheet.set_column(column, column, width)


def _write_requirement(page: Page, row: int, column: int, requirement: Requirement, entry: CandidateResult) -> None:
    if entry.totals is None:
        return
    page.figure(row, column, entry.totals.requirements[requirement.id].score, page.styles.decimal)
    if requirement.priority is Priority.MUST:
        page.figure(row, column + 1, _judgement(page, requirement.id, entry), page.styles.judgement)


def _judgement(page: Page, id: str, entry: CandidateResult) -> str | None:
    """Return whether a requirement is met, or where the members of a panel say so, each for themselves."""
    met = entry.totals.requirements[id].met if entry.totals else None
    if met:
        return page.language.text(f"form.choices.{met}")
    own = entry.panel.requirements[id].own if entry.panel and entry.rests_on is RestsOn.PANEL_MEAN else {}
    return page.word("requirements.see_panel") if any(judged.met for judged in own.values()) else None


def _page_breaks(requirements: Iterable[Requirement], starts: Iterable[int]) -> list[int]:
    """Return the columns that begin a new page, so that no requirement is cut in two."""
    breaks: list[int] = []
    used = 0
    for requirement, first in zip(requirements, starts, strict=True):
        width = sum(_columns(requirement).values())
        if used + width > _PAGE_WIDTH:
            breaks.append(first)
            used = 0
        used += width
    return breaks


def _columns(requirement: Requirement) -> Mapping[str, int]:
    """Return the columns of a requirement with their widths: its score and, for a must, the judgement."""
    return _MUST if requirement.priority is Priority.MUST else _SHOULD
