"""The sheet of the panel: what each member has set beside what the others have, a candidate to a page to talk from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.format import Format

from generator.excel.results.long_texts import LINE_HEIGHT
from generator.excel.results.page import Cell, Page
from generator.model import (
    CandidateResult,
    Field,
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
_TOGETHER = {"mean": 8, "range": 11, "mark": 13, "agreed": 13}
_PAGE_WIDTH, _PAGE_HEIGHT, _LEAST_SCALE = 128, 480, 55
"""Digits across and points down that fit on a page in landscape, and the smallest print in per cent that is read."""
_FIRST_ROW, _ABOVE = 3, 100
"""The row of the first candidate, and the points that the rows above take."""


@dataclass(frozen=True)
class _Row:
    """A row of a candidate: its cells from the first column, each with its look, None for a dash."""

    cells: tuple[tuple[Cell, Format], ...]
    letters: int = _LETTERS

    @classmethod
    def of(cls, looks: tuple[Format, Format], first: tuple[str, str], cells: Sequence[Cell]) -> _Row:
        """Return a row whose cells after the first two look alike."""
        start, rest = looks
        return cls((*((text, start) for text in first), *((cell, rest) for cell in cells)))


def write_panel(page: Page, results: Results) -> None:
    """Write a block for each candidate whose panel has scored, and a line for each who waits for forms."""
    plan = results.plan
    most = max((len(plan.scorers_of(entry.candidate)) for entry in results.candidates), default=1)
    widths = [*_WHAT.values(), *[_MEMBER] * most, *_TOGETHER.values()]
    for column, width in enumerate(widths):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.panel"), page.word("panel.reading"), 0, len(widths) - 1)
    page.state(results, _FIRST_ROW - 1, 0, len(widths) - 1)
    row, breaks, highest = _FIRST_ROW, [], 0
    for entry in results.candidates:
        if not entry.panel and not entry.awaited_members:
            continue
        breaks += [row] if entry.panel and row > _FIRST_ROW else []
        row, height = _write_candidate(page, row, plan, entry, len(widths) - 1)
        highest = max(highest, height)
    page.sheet.freeze_panes(0, 2)
    page.sheet.repeat_rows(0, 1)
    to_fit = (100 * _PAGE_WIDTH // sum(widths), 100 * _PAGE_HEIGHT // (_ABOVE + highest))
    page.sheet.set_print_scale(max(_LEAST_SCALE, min(100, *to_fit)))
    page.sheet.set_h_pagebreaks(breaks)


def _write_candidate(page: Page, row: int, plan: Plan, entry: CandidateResult, last: int) -> tuple[int, int]:
    """Write a candidate's block; return the row where the next one begins, and how high it is in points."""
    page.write(row, 0, f"{entry.candidate.id} {entry.candidate.name}", page.styles.title)
    height = 2 * LINE_HEIGHT
    page.sheet.set_row(row, height)
    if entry.awaited_members:
        row += 1
        page.span(row, 0, last, page.waiting(entry), page.styles.remark)
    for line in _rows(page, plan, entry, entry.panel) if entry.panel else ():
        row += 1
        for column, (value, style) in enumerate(line.cells):
            page.figure(row, column, value, style)
        # A name is in the header, a text in the second column; what else there is takes one line.
        height += page.fit(row, [(str(line.cells[1][0]), line.letters), *_names(line)])
    return row + 2, height


def _names(line: _Row) -> list[tuple[str, int]]:
    return [(value, _MEMBER - 2) for value, _ in line.cells[len(_WHAT) :] if isinstance(value, str)]


# ---- the rows of a candidate


def _rows(page: Page, plan: Plan, entry: CandidateResult, panel: PanelScores) -> Iterator[_Row]:
    members = [member for member in plan.panel if member.id in panel.own_overall]
    yield _header(page, members)
    for requirement in plan.requirements:
        yield from _of_requirement(page, plan, requirement, panel, members)
    for tag in panel.fields:
        if not _measured(plan, tag):
            yield _of_field(page, plan, tag, panel, members)
    yield _overall(page, entry, panel, members)


def _header(page: Page, members: Sequence[PanelMember]) -> _Row:
    names = [*(member.name for member in members), *(page.word(f"panel.{key}") for key in _TOGETHER)]
    looks = page.styles.header, page.styles.figure_header
    return _Row.of(looks, (page.word("panel.id"), page.word("panel.what")), names)


def _of_requirement(
    page: Page, plan: Plan, requirement: Requirement, panel: PanelScores, members: Sequence[PanelMember]
) -> Iterator[_Row]:
    """Yield a requirement, the fields that measure it where there are several, and the judgements of a must."""
    styles, score = page.styles, panel.requirements[requirement.id]
    what = f"{requirement.text} ({page.language.text(f'form.priority.{requirement.priority}')})"
    looks = (styles.band, styles.overall, styles.overall)
    yield _compared(page, (requirement.id, what), score, members, looks, page.language.figure)
    tags = [tag for tag in panel.fields if requirement.id in _measured(plan, tag)]
    for tag in tags if len(tags) > 1 else ():
        yield _of_field(page, plan, tag, panel, members)
    if requirement.priority is Priority.MUST:
        judged = [_met(page, score.own.get(member.id)) for member in members]
        agreed = _met(page, score.agreed) if score.agreed else ""
        first = "", page.word("requirements.met")
        yield _Row.of((styles.name, styles.judgement), first, [*judged, "", "", "", agreed])


def _of_field(page: Page, plan: Plan, tag: str, panel: PanelScores, members: Sequence[PanelMember]) -> _Row:
    looks = (page.styles.name, page.styles.whole, page.styles.decimal)
    return _compared(page, _named(plan, tag), panel.fields[tag], members, looks, str)


def _compared(
    page: Page,
    first: tuple[str, str],
    score: PanelScore,
    members: Sequence[PanelMember],
    looks: tuple[Format, Format, Format],
    spoken: Callable[[Fraction], str],
) -> _Row:
    """Return a row of scores; ``looks`` are those of the text, of a score and of a mean."""
    text, own, mean = looks
    cells: list[tuple[Cell, Format]] = [
        *((part, text) for part in first),
        *((_score(page, score.own.get(member.id)), own) for member in members),
        (score.mean, mean),
        (_range(score, spoken), page.styles.judgement),
        (page.word("panel.marked") if score.marked else "", page.styles.mark),
        (_score(page, score.agreed) if score.agreed else "", own),
    ]
    return _Row(tuple(cells), _LETTERS_IN_BOLD if text is page.styles.band else _LETTERS)


def _overall(page: Page, entry: CandidateResult, panel: PanelScores, members: Sequence[PanelMember]) -> _Row:
    """Return the weighted means: of each member, of the panel's means, and of what they agree on."""
    agreed = entry.totals.overall.mean if entry.totals and entry.rests_on is RestsOn.AGREED else ""
    means = [*(panel.own_overall[member.id].mean for member in members), panel.overall.mean, "", "", agreed]
    return _Row.of((page.styles.header, page.styles.overall), ("", page.word("panel.overall")), means)


def _named(plan: Plan, tag: str) -> tuple[str, str]:
    """Return the id of a criterion and what it is called; the in-depth interview by its heading."""
    field = Field.of(tag)
    assert field is not None  # the tags are those of the plan
    if field.part == Part.IN_DEPTH:
        return "", next(entry.heading for entry in plan.agenda if entry.part is Part.IN_DEPTH)
    criterion = next(entry for entry in plan.criteria if entry.id == field.item)
    method = next(entry for entry in plan.methods if entry.id == criterion.method)
    return criterion.id, f"{method.title}: {criterion.text}"


def _measured(plan: Plan, tag: str) -> tuple[str, ...]:
    """Return the requirements that a score field measures."""
    field = Field.of(tag)
    assert field is not None  # the tags are those of the plan
    if field.part == Part.IN_DEPTH:
        return (field.item,)
    return next(entry.requirements for entry in plan.criteria if entry.id == field.item)


def _score(page: Page, own: OwnScore | None) -> Cell:
    if own is not None and own.not_assessed:
        return page.word("panel.not_assessed")
    return own.score if own else None


def _met(page: Page, own: OwnScore | None) -> Cell:
    return page.language.text(f"form.choices.{own.met}") if own and own.met else None


def _range(score: PanelScore, spoken: Callable[[Fraction], str]) -> Cell:
    """Return the lowest and the highest score; of a single one there is no range."""
    count = sum(own.score is not None for own in score.own.values())
    if score.lowest is None or score.highest is None or count < 2:
        return None
    return "–".join(dict.fromkeys((spoken(score.lowest), spoken(score.highest))))
