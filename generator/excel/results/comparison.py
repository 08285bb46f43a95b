"""The sheet of comparison: per requirement what is written of each candidate, the way a recommendation argues.

Texts stand in the sheet of notes, and here by reference, so that there is one place to correct them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from xlsxwriter.format import Format

from generator.excel.results.formulas import quoted
from generator.excel.results.long_texts import PIECE_WIDTH
from generator.excel.results.notes import Shown, Texts, measures
from generator.excel.results.page import Cell, Page
from generator.excel.results.requirement_cells import RequirementCells, source_title
from generator.excel.results.rows import why_no_figures
from generator.excel.results.score_cells import ScoreCells, agreed_form, own_forms, words_of
from generator.model import (
    Answer,
    CandidateResult,
    Field,
    FormResult,
    FormsPer,
    Kind,
    Part,
    Plan,
    Requirement,
    RestsOn,
    Results,
)

_TEXTS = {"source": 34, "notes": PIECE_WIDTH + 6, "assessment": PIECE_WIDTH}
_FIGURES = {"score": 12, "requirement_score": 9, "met": 14}
_COLUMNS = {"candidate": 20, **_TEXTS, **_FIGURES}
_COLUMNS_OF_PANEL = {"candidate": 20, "whose": 18, **_TEXTS, **_FIGURES}
_HEADER_ROW = 3
_PAGE_HEIGHT = 440
"""In points at full size, what a page in landscape holds below the repeated header."""


@dataclass(frozen=True)
class _Source:
    """What one form holds on a requirement from the in-depth interview or on one criterion."""

    form: FormResult
    part: str
    item: str

    def tag(self, kind: Kind) -> str:
        """Return the tag of one of its fields."""
        return Field(self.part, self.item, kind).tag


@dataclass(frozen=True)
class _Sheet:
    """The sheet being written: its columns and what it shows."""

    page: Page
    plan: Plan
    columns: Mapping[str, int]
    texts: Texts
    scores: ScoreCells
    requirements: RequirementCells

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.columns) - 1

    def put(self, row: int, name: str, value: Cell, style: Format) -> None:
        """Write a value into the column of this name, if there is one."""
        if name in self.columns:
            self.page.write(row, list(self.columns).index(name), value, style)


def write_comparison(
    page: Page, results: Results, texts: Texts, scores: ScoreCells, requirements: RequirementCells
) -> None:
    """Write a block for each requirement, with the candidates below each other in the order of the plan."""
    columns = _COLUMNS if results.plan.position.forms_per is FormsPer.CANDIDATE else _COLUMNS_OF_PANEL
    sheet = _Sheet(page, results.plan, columns, texts, scores, requirements)
    page.introduction(page.word("sheets.comparison"), page.word("comparison.reading"), 0, sheet.last)
    page.state(results, _HEADER_ROW - 1, 0, sheet.last)
    for column, (name, width) in enumerate(columns.items()):
        style = page.styles.figure_header if name in _FIGURES else page.styles.band
        page.write(_HEADER_ROW, column, page.word(f"comparison.{name}"), style)
        page.sheet.set_column(column, column, width)
    page.fit(_HEADER_ROW, ((page.word(f"comparison.{name}"), width) for name, width in columns.items()))
    page.sheet.freeze_panes(_HEADER_ROW + 1, 1)
    page.sheet.repeat_rows(_HEADER_ROW)
    row, blocks = _HEADER_ROW + 1, []
    for requirement in results.plan.requirements:
        first = row
        row, height = _write_requirement(sheet, row, requirement, results.candidates)
        blocks.append((first, height))
        row += 1
    scale = page.print_on_pages(sum(columns.values()))
    page.sheet.set_h_pagebreaks(_page_breaks(blocks, _PAGE_HEIGHT * 100 / scale))


def _page_breaks(blocks: Iterable[tuple[int, int]], room: float) -> list[int]:
    """Return the rows of the blocks that begin a new page, so that none is cut in two that fits on one."""
    breaks: list[int] = []
    used = 0.0
    for row, height in blocks:
        if used and used + height > room:
            breaks.append(row)
            used = 0.0
        used += height
        while used > room:  # a higher one goes on over the pages
            used -= room
    return breaks


def _write_requirement(
    sheet: _Sheet, row: int, requirement: Requirement, candidates: Iterable[CandidateResult]
) -> tuple[int, int]:
    """Write a requirement and its candidates; return the row after them, and how high they are in points."""
    page, width = sheet.page, sum(sheet.columns.values())
    priority = page.language.text(f"form.priority.{requirement.priority}")
    heading = f"{requirement.id} {requirement.text} ({priority})"
    page.span(row, 0, sheet.last, heading, page.styles.header)
    height = page.fit(row, [(heading, width * 0.9)])
    row += 1
    if requirement.definition:
        page.span(row, 0, sheet.last, requirement.definition, page.styles.band)
        height += page.fit(row, [(requirement.definition, width * 0.9)])
        row += 1
    for entry in candidates:
        row, added = _write_candidate(sheet, row, requirement, entry)
        height += added
    return row, height


def _write_candidate(sheet: _Sheet, row: int, requirement: Requirement, entry: CandidateResult) -> tuple[int, int]:
    page, name = sheet.page, sheet.plan.called(entry.candidate)
    if entry.totals is None:
        why = why_no_figures(page, entry)
        page.write(row, 0, name, page.styles.muted)
        page.span(row, 1, sheet.last, why, page.styles.muted)
        return row + 1, page.fit(row, [(name, sheet.columns["candidate"]), (why, sum(sheet.columns.values()) / 2)])
    height, first = 0, row
    for form in _forms(sheet, requirement, entry):
        for source in _sources(sheet, requirement, form):
            row, added = _write_source(sheet, row, source, name)
            height += added
    if row == first:
        height, row = page.fit(row, [(name, sheet.columns["candidate"])]), row + 1
    page.write(first, 0, name, page.styles.band)
    column = list(sheet.columns).index("requirement_score")
    score = entry.totals.requirements[requirement.id].score
    cell = sheet.requirements.of_candidate(entry.candidate.id, requirement.id)
    page.calculated(first, column, f"={cell}", score, page.styles.overall)
    return row, height


def _write_source(sheet: _Sheet, row: int, source: _Source, name: str) -> tuple[int, int]:
    """Write what a form holds from one source, in as many rows as its longest text needs."""
    page, styles = sheet.page, sheet.page.styles
    named = " ".join(filter(None, source_title(sheet.plan, source.part, source.item)))
    whose = source.form.form.identity.panel_member_name or page.word("notes.agreed")
    shown = zip_longest(*(sheet.texts.of(source.form, source.tag(kind)) for kind in (Kind.NOTES, Kind.ASSESSMENT)))
    height = 0
    for number, pieces in enumerate(list(shown) or [(None, None)]):
        what = page.word("comparison.continued") if number else named
        for column in range(len(sheet.columns)):
            page.write(row, column, None, styles.shown)
        sheet.put(row, "candidate", name, styles.muted)  # on each row, for a page may begin with any of them
        sheet.put(row, "whose", whose, styles.text)
        sheet.put(row, "source", what, styles.text)
        for kind, piece in zip(("notes", "assessment"), pieces, strict=True):
            _write_piece(sheet, row, kind, piece)
        if not number:
            _write_judgements(sheet, row, source)
        texts = [(piece.text, PIECE_WIDTH) for piece in pieces if piece]
        height += page.fit(row, [*texts, (what, sheet.columns["source"]), (whose, sheet.columns.get("whose", 99))])
        row += 1
    return row, height


def _write_piece(sheet: _Sheet, row: int, name: str, piece: Shown | None) -> None:
    if piece:
        column = list(sheet.columns).index(name)
        sheet.page.formula(row, column, piece.formula, piece.text, sheet.page.styles.shown)


def _write_judgements(sheet: _Sheet, row: int, source: _Source) -> None:
    """Show what a form says in figures: the score of the source and, for a must, whether it is met."""
    looks = {Kind.SCORE: sheet.page.styles.whole, Kind.MET: sheet.page.styles.judgement}
    for kind, style in looks.items():
        tag = source.tag(kind)
        if not sheet.scores.has(tag):
            continue
        answer = source.form.form.answers.get(tag)
        cell = sheet.scores.typed(source.form.form.identity.key, tag)
        none = sheet.page.word("none")
        formula = f'=IF(TRIM({cell})="",{quoted(none)},{cell})'
        sheet.page.formula(row, list(sheet.columns).index(kind), formula, _stored(sheet.page, answer), style)


def _stored(page: Page, answer: Answer | None) -> str | int:
    """Return a score or a judgement as its cell shows it."""
    value = answer.value if answer else None
    if value is None:
        return page.word("none")
    return value if isinstance(value, int) else words_of(page.language, value)


# ---- what there is to compare


def _forms(sheet: _Sheet, requirement: Requirement, entry: CandidateResult) -> tuple[FormResult, ...]:
    """Return the form that the panel agrees on, and where it has no text on a requirement the members' own too."""
    own, agreed = own_forms(entry), agreed_form(entry)
    if entry.rests_on is not RestsOn.AGREED:
        return own
    written = any(
        sheet.texts.of(source.form, source.tag(kind))
        for form in agreed
        for source in _sources(sheet, requirement, form)
        for kind in (Kind.NOTES, Kind.ASSESSMENT)
    )
    return agreed if written else (*agreed, *own)


def _sources(sheet: _Sheet, requirement: Requirement, form: FormResult) -> Iterator[_Source]:
    """Yield the in-depth interview and the criteria that measure a requirement, of the parts that the plan has."""
    parts = [entry.part for entry in sheet.plan.agenda]
    if Part.IN_DEPTH in parts:
        yield _Source(form, Part.IN_DEPTH, requirement.id)
    for method in sheet.plan.methods:
        for criterion in sheet.plan.criteria_of(method) if method.part in parts else ():
            source = _Source(form, method.part, criterion.id)
            if requirement.id in measures(sheet.plan, source.tag(Kind.SCORE)):
                yield source
