"""The sheet of the panel: what each member has set beside what the others have, a candidate to a page to talk from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from generator.excel.results.formulas import mean, quoted, weighted_mean
from generator.excel.results.long_texts import LINE_HEIGHT
from generator.excel.results.page import Cell, Page
from generator.excel.results.requirement_cells import RequirementCells, source_title
from generator.excel.results.score_cells import LEFT_OUT, OFF_SCALE, ScoreCells, agreed_form, keys_of, own_forms
from generator.model import (
    DISCUSSED_FROM,
    CandidateResult,
    Field,
    Kind,
    Overall,
    OwnScore,
    PanelMember,
    PanelScore,
    PanelScores,
    Part,
    Plan,
    Priority,
    Requirement,
    RestsOn,
    Results,
)

_WHAT = {"id": 6, "what": 44}
_LETTERS, _LETTERS_IN_BOLD = 48, 44
"""About how many letters of plain and of bold text fit across the second column."""
_MEMBER = 13
_TOGETHER = {"mean": 8, "lowest": 9, "highest": 9, "mark": 13, "agreed": 13}
_PAGE_WIDTH, _PAGE_HEIGHT, _LEAST_SCALE = 128, 480, 55
"""Digits across and points down that fit on a page in landscape, and the smallest print in per cent that is read."""
_FIRST_ROW, _ABOVE = 4, 115
"""The row of the first candidate, and the points that the rows above take."""


@dataclass(frozen=True)
class _Live:
    """A cell with a formula, and its result as the workbook is written."""

    formula: str
    stored: str | int | Fraction


@dataclass(frozen=True)
class _Row:
    """A row of a candidate: its cells from the first column, each with its look, None for a dash."""

    cells: tuple[tuple[Cell | _Live, Format], ...]
    letters: int = _LETTERS

    @classmethod
    def of(cls, looks: tuple[Format, Format], first: tuple[str, str], cells: Sequence[Cell | _Live]) -> _Row:
        """Return a row whose cells after the first two look alike."""
        start, rest = looks
        return cls((*((text, start) for text in first), *((cell, rest) for cell in cells)))


@dataclass(frozen=True)
class _Block:
    """A candidate's panel being written: whose forms are seen, and where their scores stand in the workbook."""

    page: Page
    plan: Plan
    entry: CandidateResult
    panel: PanelScores
    scores: ScoreCells
    cells: RequirementCells

    @property
    def members(self) -> list[PanelMember]:
        """Those who have a form of their own in the workbook."""
        return [member for member in self.plan.panel if member.id in self.panel.own_overall]

    @property
    def own(self) -> list[str]:
        """The keys of the forms of the members, in the same order."""
        return keys_of(own_forms(self.entry))

    @property
    def agreed(self) -> str | None:
        """The key of the form that the panel agrees on."""
        return next(iter(keys_of(agreed_form(self.entry))), None)


def write_panel(page: Page, results: Results, scores: ScoreCells, cells: RequirementCells) -> None:
    """Write a block for each candidate whose panel has scored, and a line for each who waits for forms."""
    plan = results.plan
    most = max((len(plan.scorers_of(entry.candidate)) for entry in results.candidates), default=1)
    widths = [*_WHAT.values(), *[_MEMBER] * most, *_TOGETHER.values()]
    for column, width in enumerate(widths):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.panel"), page.word("panel.reading"), 0, len(widths) - 1)
    page.state(results, _FIRST_ROW - 2, 0, len(widths) - 1)
    page.corrected(_FIRST_ROW - 1, 0, scores.corrected)
    row, breaks, highest = _FIRST_ROW, [], 0
    for entry in results.candidates:
        if not entry.panel and not entry.awaited_members:
            continue
        breaks += [row] if entry.panel and row > _FIRST_ROW else []
        block = _Block(page, plan, entry, entry.panel, scores, cells) if entry.panel else None
        row, height = _write_candidate(page, row, entry, block, len(widths) - 1)
        highest = max(highest, height)
    page.sheet.freeze_panes(0, 2)
    page.sheet.repeat_rows(0, 1)
    to_fit = (100 * _PAGE_WIDTH // sum(widths), 100 * _PAGE_HEIGHT // (_ABOVE + highest))
    page.sheet.set_print_scale(max(_LEAST_SCALE, min(100, *to_fit)))
    page.sheet.set_h_pagebreaks(breaks)


def _write_candidate(page: Page, row: int, entry: CandidateResult, block: _Block | None, last: int) -> tuple[int, int]:
    """Write a candidate's block; return the row where the next one begins, and how high it is in points."""
    page.write(row, 0, f"{entry.candidate.id} {entry.candidate.name}", page.styles.title)
    height = 2 * LINE_HEIGHT
    page.sheet.set_row(row, height)
    if entry.awaited_members:
        row += 1
        page.span(row, 0, last, page.waiting(entry), page.styles.remark)
    first = row + 1
    for line in _rows(block, first) if block else ():
        row += 1
        for column, (value, style) in enumerate(line.cells):
            if isinstance(value, _Live):
                page.formula(row, column, value.formula, value.stored, style)
            else:
                page.figure(row, column, value, style)
        # A name is in the header, a text in the second column; what else there is takes one line.
        height += page.fit(row, [(str(line.cells[1][0]), line.letters), *_names(line)])
    if block:
        _mark(block, first, row)
    return row + 2, height


def _mark(block: _Block, first: int, last: int) -> None:
    """Colour the rows that are marked, which say so in words too."""
    end = len(_WHAT) + len(block.members) + len(_TOGETHER) - 1
    mark = xl_rowcol_to_cell(first, end - 1, col_abs=True)
    formula = f"={mark}={quoted(block.page.word('panel.marked'))}"
    look = {"type": "formula", "criteria": formula, "format": block.page.styles.marked}
    block.page.sheet.conditional_format(first, len(_WHAT), last, end - 1, look)


def _names(line: _Row) -> list[tuple[str, int]]:
    return [(value, _MEMBER - 2) for value, _ in line.cells[len(_WHAT) :] if isinstance(value, str)]


# ---- the rows of a candidate


def _rows(block: _Block, first: int) -> Iterator[_Row]:
    """Yield the rows; the first stands in row ``first`` of the sheet."""
    row = first
    for made in _makers(block):
        yield made(row)
        row += 1


def _makers(block: _Block) -> Iterator[Callable[[int], _Row]]:
    """Yield what makes each row, given where it stands."""
    yield partial(_header, block)
    for requirement in block.plan.requirements:
        yield partial(_of_requirement, block, requirement)
        tags = block.scores.measuring(requirement.id)
        for tag in tags if len(tags) > 1 else ():
            yield partial(_of_field, block, tag)
        if requirement.priority is Priority.MUST:
            yield partial(_judgements, block, requirement)
    for field in block.scores.fields:
        if not field.requirements:
            yield partial(_of_field, block, field.tag)
    yield partial(_overall, block)


def _header(block: _Block, row: int) -> _Row:
    page = block.page
    names = [*(member.name for member in block.members), *(page.word(f"panel.{key}") for key in _TOGETHER)]
    looks = page.styles.header, page.styles.figure_header
    return _Row.of(looks, (page.word("panel.id"), page.word("panel.what")), names)


def _of_requirement(block: _Block, requirement: Requirement, row: int) -> _Row:
    page, styles = block.page, block.page.styles
    what = f"{requirement.text} ({page.language.text(f'form.priority.{requirement.priority}')})"

    def cell(form: str) -> str:
        return f"={block.cells.of_form(form, requirement.id)}"

    looks = (styles.band, styles.overall, styles.overall)
    return _compared(block, row, (requirement.id, what), block.panel.requirements[requirement.id], looks, cell)


def _of_field(block: _Block, tag: str, row: int) -> _Row:
    page, field = block.page, Field.of(tag)
    assert field is not None  # the tags are those of the plan
    left_out, check = quoted(page.word("panel.not_assessed")), quoted(page.word("check"))

    def cell(form: str) -> str:
        counted = block.scores.counted(form, tag)
        wrong = f"IF({counted}={quoted(OFF_SCALE)},{check},{counted})"
        return f"=IF({counted}={quoted(LEFT_OUT)},{left_out},{wrong})"

    looks = (page.styles.name, page.styles.whole, page.styles.decimal)
    return _compared(block, row, source_title(block.plan, field.part, field.item), block.panel.fields[tag], looks, cell)


def _compared(
    block: _Block,
    row: int,
    first: tuple[str, str],
    score: PanelScore,
    looks: tuple[Format, Format, Format],
    cell: Callable[[str], str],
) -> _Row:
    """Return a row of scores; ``looks`` are those of the text, of a score and of a mean, ``cell`` is one of a form."""
    text, own, average = looks
    page, none = block.page, block.page.word("none")
    of_members = xl_range(row, len(_WHAT), row, len(_WHAT) + len(block.members) - 1)
    several = sum(entry.score is not None for entry in score.own.values()) > 1

    def end(function: str, figure: Fraction | None) -> _Live:
        formula = f"=IF(COUNT({of_members})>1,{function}({of_members}),{quoted(none)})"
        return _Live(formula, figure if several and figure is not None else none)

    marked, apart = page.word("panel.marked"), f"ROUND(MAX({of_members})-MIN({of_members}),9)"
    discussed = f"=IF({apart}>={DISCUSSED_FROM},{quoted(marked)},{quoted(none)})"
    agreed = _Live(cell(block.agreed), _score(page, score.agreed)) if block.agreed and score.agreed else ""
    cells: list[tuple[Cell | _Live, Format]] = [
        *((part, text) for part in first),
        *((_Live(cell(id), _score(page, score.own.get(who.id))), own) for who, id in _of_members(block)),
        (_Live(mean([of_members], none), none if score.mean is None else score.mean), average),
        (end("MIN", score.lowest), own),
        (end("MAX", score.highest), own),
        (_Live(discussed, marked if score.marked else none), page.styles.mark),
        (agreed, own),
    ]
    return _Row(tuple(cells), _LETTERS_IN_BOLD if text is page.styles.band else _LETTERS)


def _of_members(block: _Block) -> list[tuple[PanelMember, str]]:
    return list(zip(block.members, block.own, strict=True))


def _judgements(block: _Block, requirement: Requirement, row: int) -> _Row:
    """Return what each says of a must."""
    page, score = block.page, block.panel.requirements[requirement.id]
    tag = Field(Part.IN_DEPTH, requirement.id, Kind.MET).tag

    def met(form: str, own: OwnScore | None) -> Cell | _Live:
        if not block.scores.has(tag):
            return None
        counted = block.scores.counted(form, tag)
        stored = page.language.text(f"form.choices.{own.met}") if own and own.met else page.word("none")
        return _Live(f"=IF({counted}={quoted(OFF_SCALE)},{quoted(page.word('check'))},{counted})", stored)

    judged = [met(id, score.own.get(who.id)) for who, id in _of_members(block)]
    agreed = met(block.agreed, score.agreed) if block.agreed and score.agreed else ""
    first = "", page.word("requirements.met")
    return _Row.of((page.styles.name, page.styles.judgement), first, [*judged, "", "", "", "", agreed])


def _overall(block: _Block, row: int) -> _Row:
    """Return the weighted means: of each member, of the panel's means, and of what they agree on."""
    page, cells, entry = block.page, block.cells, block.entry
    none = page.word("none")

    def weighted(range: str, overall: Overall) -> _Live:
        figure = overall.mean
        return _Live(weighted_mean(range, cells.weights, none), none if figure is None else figure)

    of_agreed = entry.totals if entry.rests_on is RestsOn.AGREED else None
    agreed = weighted(cells.all_of_form(block.agreed), of_agreed.overall) if block.agreed and of_agreed else ""
    own = [weighted(cells.all_of_form(id), block.panel.own_overall[who.id]) for who, id in _of_members(block)]
    together = weighted(cells.all_of_panel(entry.candidate.id), block.panel.overall)
    looks = page.styles.header, page.styles.overall
    return _Row.of(looks, ("", page.word("panel.overall")), [*own, together, "", "", "", agreed])


def _score(page: Page, own: OwnScore | None) -> str | Fraction:
    if own is not None and own.score is not None:
        return own.score
    return page.word("panel.not_assessed" if own and own.not_assessed else "none")
