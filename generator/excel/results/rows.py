"""What the tables of candidates have in common: where the header stands, and how a candidate's row begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xlsxwriter.format import Format

from generator.excel.results.page import Page
from generator.model import CandidateResult, Status

CORRECTED_ROW = 3
HEADER_ROW = 4
WHO = {"id": 6, "candidate": 24}
_SCALE, _PAGE_WIDTH, _PADDING = 65, 172, 0.7
"""In per cent; the width that then fits on a page beside the names; and what each column takes beside its own."""
_ONE_PAGE = 250
"""The width beside the names that is still readable when all of it is made to fit on one page."""


def write_who(page: Page, row: int, entry: CandidateResult, columns: int, waits: int) -> None:
    """Begin a candidate's row, blank but for the first two cells; who waits says so over ``waits`` columns."""
    texts = (entry.candidate.id, entry.candidate.name)
    for column in range(columns):
        page.write(row, column, texts[column] if column < len(texts) else None, style_of(page, entry))
    if entry.awaited_members and not entry.totals:
        page.span(row, len(WHO), len(WHO) + waits - 1, page.waiting(entry), page.styles.muted)
    page.fit(row, zip(texts, WHO.values(), strict=False))


def break_pages(page: Page, groups: Sequence[tuple[int, Collection[float]]]) -> list[int]:
    """Break a table that is too wide for a page between groups of columns, each by its first column and the widths.

    Return the columns that begin a new page, beside the names; none where all of it fits on one page.
    """
    page.sheet.repeat_columns(0, len(WHO) - 1)
    each = [(first, sum(widths) + _PADDING * len(widths)) for first, widths in groups]
    if sum(width for _, width in each) <= _ONE_PAGE:
        return []
    breaks: list[int] = []
    used = 0.0
    for first, width in each:
        if used and used + width > _PAGE_WIDTH:
            breaks.append(first)
            used = 0
        used += width
    page.sheet.set_print_scale(_SCALE)
    page.sheet.set_v_pagebreaks(breaks)
    return breaks


def style_of(page: Page, entry: CandidateResult) -> Format:
    """Return the look of a candidate's row, muted where there are no figures."""
    return page.styles.name if entry.totals else page.styles.muted


def status_of(entry: CandidateResult) -> str:
    """Return where a candidate stands, as one of ``results.status``."""
    if entry.without_figures:
        return entry.without_figures.value
    if entry.candidate.status is not Status.INVITED:
        return entry.candidate.status.value
    return "complete" if entry.complete else "incomplete"


def why_no_figures(page: Page, entry: CandidateResult) -> str:
    """Return in words why a candidate has no figures, with whose forms are waited for."""
    return page.waiting(entry) if entry.awaited_members else page.word(f"status.{status_of(entry)}")
