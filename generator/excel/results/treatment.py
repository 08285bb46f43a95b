"""The sheet of equal treatment: the plan that each form was made with, what has changed, and panel and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from xlsxwriter.format import Format

from generator.excel.results.long_texts import LINE_HEIGHT
from generator.excel.results.page import Cell, Page
from generator.excel.results.score_cells import ScoreCells
from generator.excel.text import pieces
from generator.model import Plan, PlanVersion, Results, Treatment
from generator.treatment_words import (
    DIGITS,
    about,
    forms_with,
    item_text,
    made,
    panel_of,
    sentences,
    shown,
    unscored,
    whose,
)

_WIDTHS = (8, 26, 24, 18, 24, 10, 20, 42)
_LAST = len(_WIDTHS) - 1
_ACROSS = sum(_WIDTHS)

_Columns = Mapping[str, tuple[int, int]]
"""The first and the last column of each value of a list."""

_VERSIONS: _Columns = {
    "version": (0, 0),
    "digest": (1, 1),
    "count": (2, 2),
    "first": (3, 4),
    "last": (5, 6),
    "state": (7, 7),
}
_FORMS: _Columns = {
    "id": (0, 0),
    "candidate": (1, 1),
    "whose": (2, 2),
    "form_id": (3, 3),
    "made": (4, 4),
    "version": (5, 5),
    "digest": (6, 6),
    "state": (7, 7),
}
_CHANGES: _Columns = {
    "id": (0, 0),
    "item": (1, 1),
    "about": (2, 2),
    "before": (3, 4),
    "now": (5, 6),
    "in_forms": (7, 7),
}
_CANDIDATES: _Columns = {
    "id": (0, 0),
    "candidate": (1, 1),
    "panel": (2, 4),
    "minutes": (5, 5),
    "unscored": (6, 7),
}


def write_treatment(page: Page, results: Results, treatment: Treatment, scores: ScoreCells) -> None:
    """Write what can be said in a sentence, and below it everything that it rests on."""
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.treatment"), page.word("treatment.reading"), 0, _LAST)
    row = _write_texts(page, 3, sentences(treatment, page.language), page.styles.remark)
    page.as_made(row, _WIDTHS, "treatment", scores.corrected)
    digest = page.word("treatment.digest_now", digest=treatment.digest), page.word("treatment.digest_of")
    row = _write_texts(page, row + 1, digest, page.styles.reading)
    if treatment.forms:
        row = _write_list(page, row, "versions", _VERSIONS, _versions(page, treatment))
        row = _write_list(page, row, "forms", _FORMS, _forms(page, results.plan, treatment))
        row = _write_list(page, row, "changes", _CHANGES, _changes(page, results.plan, treatment))
    if treatment.forms and not treatment.changes:
        row = _write_texts(page, row, [page.word("treatment.no_changes")], page.styles.name)
    _write_list(page, row, "candidates", _CANDIDATES, _candidates(page, results.plan, treatment))


def _write_texts(page: Page, row: int, texts: Iterable[str], style: Format) -> int:
    """Write texts below each other over the whole width, and return the row after them."""
    for text in texts:
        page.span(row, 0, _LAST, text, style)
        page.fit(row, [(text, _ACROSS)])
        row += 1
    return row


def _write_list(page: Page, row: int, key: str, columns: _Columns, rows: Iterable[Sequence[Cell]]) -> int:
    """Write a list with its heading and header, and return the row after it."""
    row += 1
    page.write(row, 0, page.word(f"treatment.{key}"), page.styles.title)
    page.sheet.set_row(row, 1.6 * LINE_HEIGHT)
    row += 1
    for name, (first, last) in columns.items():
        page.span(row, first, last, page.word(f"treatment.{name}"), page.styles.header)
    row += 1
    for values in rows:
        row = _write_row(page, row, values, columns)
    return row


def _write_row(page: Page, row: int, values: Sequence[Cell], columns: _Columns) -> int:
    """Write values side by side and return the row after them; a text that needs several cells goes on below."""
    style = page.styles.text if columns is _CHANGES else page.styles.name
    cells = [pieces(value) if isinstance(value, str) else [value] for value in values]
    for texts in zip_longest(*cells, fillvalue=""):
        for value, (first, last) in zip(texts, columns.values(), strict=True):
            page.span(row, first, last, value, style if isinstance(value, str) else page.styles.whole)
        widths = (sum(_WIDTHS[first : last + 1]) for first, last in columns.values())
        page.fit(row, [(text, width) for text, width in zip(texts, widths, strict=True) if isinstance(text, str)])
        row += 1
    return row


# ---- the rows


def _versions(page: Page, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    for version in treatment.versions:
        count = sum(form.version == version for form in treatment.forms)
        times = (_time(page, version.first), _time(page, version.last))
        yield version.letter, version.digest[:DIGITS], count, *times, _state(page, treatment, version)


def _state(page: Page, treatment: Treatment, version: PlanVersion) -> str:
    if version.is_now:
        return page.word("treatment.is_now")
    if not version.is_known:
        return page.word("treatment.lost")
    return page.word(f"treatment.{'earlier' if treatment.differs(version) else 'only_spelling'}")


def _forms(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    for form in treatment.forms:
        version = form.version
        named = (version.letter, version.digest[:DIGITS]) if version else (page.word("none"), page.word("none"))
        remark = page.word("treatment.from_sheet") if form.typed else ""
        who = form.candidate.id, form.candidate.name, whose(form, plan, page.language)
        yield *who, form.form_id or page.word("none"), made(form, page.language), *named, remark


def _changes(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    words = page.language
    for change in treatment.changes:
        what = change.item, item_text(change), about(change, words)
        yield *what, shown(change.before, words), shown(change.now, words), forms_with(change, treatment, plan, words)


def _candidates(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    words = page.language
    for entry in treatment.candidates:
        minutes = page.word("none") if entry.minutes is None else entry.minutes
        who = entry.candidate.id, entry.candidate.name, panel_of(entry, words)
        yield *who, minutes, unscored(entry, plan, words)


def _time(page: Page, moment: datetime | None) -> str:
    return page.language.moment(moment) if moment else page.word("treatment.not_known")
