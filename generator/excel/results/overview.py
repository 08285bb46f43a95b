"""The overview: one row per candidate, in the order of the plan and never in one of rank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.format import Format

from generator.excel.results.page import Cell, Page, Styles
from generator.excel.results.rows import HEADER_ROW, WHO, status_of, style_of, write_who
from generator.model import SCORED_PARTS, FormsPer, FormTotals, Part, PartTotals, Results

_OVERALL = {"mean": 9, "basis": 13}
_OVERALL_OF_PANEL = {**_OVERALL, "rests_on": 17}
_PART = {"sum": 7, "max": 7, "scored": 9, "not_assessed": 9, "part_mean": 7}


def write_overview(page: Page, results: Results) -> None:
    """Write who has been scored, overall and for each part of the interview."""
    parts = [entry for entry in results.plan.agenda if entry.part in SCORED_PARTS]
    per_member = results.plan.position.forms_per is FormsPer.PANEL_MEMBER
    overall = _OVERALL_OF_PANEL if per_member else _OVERALL
    columns = [*WHO.items(), *overall.items(), *(item for _ in parts for item in _PART.items())]
    page.introduction(page.word("title", title=results.plan.position.title), page.word("reading"), 0, len(columns) - 1)
    page.state(results, HEADER_ROW - 1, 0, len(columns) - 1)
    groups = (("", WHO), (page.word("overview.overall"), overall), *((entry.heading, _PART) for entry in parts))
    first = 0
    for heading, group in groups:
        page.span(HEADER_ROW, first, first + len(group) - 1, heading, page.styles.header)
        first += len(group)
    for column, (key, width) in enumerate(columns):
        style = page.styles.band if column < len(WHO) else page.styles.figure_header
        page.write(HEADER_ROW + 1, column, page.word(f"overview.{key}"), style)
        page.sheet.set_column(column, column, width)
    page.fit(HEADER_ROW + 1, [(page.word(f"overview.{key}"), width) for key, width in columns])
    for row, entry in enumerate(results.candidates, start=HEADER_ROW + 2):
        write_who(page, row, entry, len(WHO), len(columns))
        status = page.word(f"status.{status_of(entry)}")
        page.write(row, 2, status, style_of(page, entry))
        rests_on = [page.word(f"rests_on.{entry.rests_on}")] if per_member and entry.totals else []
        if entry.totals:
            _write_figures(page, row, entry.totals, rests_on, [part.part for part in parts])
        widths = (WHO["candidate"], WHO["status"], _OVERALL_OF_PANEL["rests_on"])
        page.fit(row, zip((entry.candidate.name, status, *rests_on), widths, strict=False))
    page.sheet.freeze_panes(HEADER_ROW + 2, 2)
    page.sheet.repeat_rows(HEADER_ROW, HEADER_ROW + 1)


def _write_figures(page: Page, row: int, totals: FormTotals, rests_on: Sequence[str], parts: Iterable[Part]) -> None:
    styles, overall = page.styles, totals.overall
    cells: list[tuple[Cell, Format]] = [
        (overall.mean, styles.overall),
        (overall.basis, styles.counted(overall.of)),
        *((text, styles.judgement) for text in rests_on),
    ]
    for part in parts:
        cells += _part_cells(styles, totals.parts.get(part))
    for column, (figure, look) in enumerate(cells, start=len(WHO)):
        page.figure(row, column, figure, look)


def _part_cells(styles: Styles, part: PartTotals | None) -> list[tuple[Cell, Format]]:
    """Return the figures of a part; a mean of several forms has none."""
    if part is None:
        return [(None, styles.whole)] * len(_PART)
    figures = (part.sum, part.max, part.scored, part.not_assessed, part.mean)
    looks = (styles.whole, styles.whole, styles.counted(part.of), styles.whole, styles.decimal)
    return list(zip(figures, looks, strict=True))
