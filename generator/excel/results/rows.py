"""What the tables of candidates have in common: where the header stands, and how a candidate's row begins."""

from __future__ import annotations

from xlsxwriter.format import Format

from generator.excel.results.page import Page
from generator.model import CandidateResult, Status

HEADER_ROW = 3
WHO = {"id": 6, "candidate": 24, "status": 16}


def write_who(page: Page, row: int, entry: CandidateResult, figures: int, columns: int) -> None:
    """Begin a candidate's row, blank but for the first two cells; who waits says so where its ``figures`` begin."""
    texts = (entry.candidate.id, entry.candidate.name)
    for column in range(columns):
        page.write(row, column, texts[column] if column < len(texts) else None, style_of(page, entry))
    if entry.awaited_members and not entry.totals:
        page.span(row, figures, columns - 1, page.waiting(entry), page.styles.muted)
    page.fit(row, zip(texts, WHO.values(), strict=False))


def style_of(page: Page, entry: CandidateResult) -> Format:
    """Return the look of a candidate's row, muted where there are no figures."""
    return page.styles.name if entry.totals else page.styles.muted


def status_of(entry: CandidateResult) -> str:
    """Return where a candidate stands, as one of ``results.status``."""
    if entry.awaited_members and not entry.totals:
        return "waiting"
    if entry.candidate.status is not Status.INVITED:
        return entry.candidate.status.value
    if entry.totals:
        return "complete" if entry.complete else "incomplete"
    return "several" if entry.forms else "missing"
