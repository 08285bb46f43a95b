"""The sheet of the panel: what each member has set beside what the others have, a candidate to a page to talk from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.excel.page import LINE_HEIGHT, Cell, Page
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
_MEMBER = 13
_TOGETHER = {"mean": 8, "range": 11, "mark": 13, "agreed": 13}
_PAGE_WIDTH, _LEAST_SCALE = 128, 45
"""Digits that fit across a page in landscape at full size, and the smallest print in per cent that can be read."""
_FIRST_ROW = 3


@dataclass(frozen=True)
class _Row:
    """What is compared in a row, and how it is written: a requirement stands out, a field is a whole number."""

    id: str
    what: str
    score: PanelScore
    is_requirement: bool


def write_panel(page: Page, results: Results) -> None:
    """Write a block for each candidate whose panel has scored, and a line for each who waits for forms."""
    plan = results.plan
    most = max((len(plan.scorers_of(entry.candidate)) for entry in results.candidates), default=1)
    widths = [*_WHAT.values(), *[_MEMBER] * most, *_TOGETHER.values()]
    for column, width in enumerate(widths):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.panel"), page.word("panel.reading"), 0, len(widths) - 1)
    page.state(results, _FIRST_ROW - 1, 0, len(widths) - 1)
    row, breaks = _FIRST_ROW, []
    for entry in results.candidates:
        if entry.panel:
            breaks += [row] if row > _FIRST_ROW else []
            row = _write_candidate(page, row, plan, entry, entry.panel) + 1
        elif entry.awaited_members:
            _write_title(page, row, entry)
            page.span(row + 1, 0, len(widths) - 1, page.waiting(entry), page.styles.remark)
            row += 3
    page.sheet.freeze_panes(0, 2)
    page.sheet.repeat_rows(0, 1)
    page.sheet.set_print_scale(max(_LEAST_SCALE, min(100, 100 * _PAGE_WIDTH // sum(widths))))
    page.sheet.set_h_pagebreaks(breaks)


def _write_candidate(page: Page, row: int, plan: Plan, entry: CandidateResult, panel: PanelScores) -> int:
    """Write a candidate's block and return the row after it."""
    members = [member for member in plan.panel if member.id in panel.own_overall]
    last = len(_WHAT) + len(members) + len(_TOGETHER) - 1
    _write_title(page, row, entry)
    if entry.awaited_members:
        page.span(row + 1, 0, last, page.waiting(entry), page.styles.remark)
        row += 1
    row = _write_header(page, row + 1, members)
    for requirement in plan.requirements:
        row = _write_requirement(page, row, plan, requirement, panel, members)
    alone = [tag for tag in panel.fields if not _measured(plan, tag)]
    for line in (_field_row(plan, tag, panel) for tag in alone):
        row = _write_row(page, row, line, members)
    return _write_overall(page, row, entry, panel, members)


def _write_title(page: Page, row: int, entry: CandidateResult) -> None:
    page.write(row, 0, f"{entry.candidate.id} {entry.candidate.name}", page.styles.title)
    page.sheet.set_row(row, 1.6 * LINE_HEIGHT)


def _write_header(page: Page, row: int, members: Iterable[PanelMember]) -> int:
    names = [
        *(page.word(f"panel.{key}") for key in _WHAT),
        *(member.name for member in members),
        *(page.word(f"panel.{key}") for key in _TOGETHER),
    ]
    for column, name in enumerate(names):
        style = page.styles.header if column < len(_WHAT) else page.styles.figure_header
        page.write(row, column, name, style)
    page.fit(row, [(name, _MEMBER - 2) for name in names[len(_WHAT) :]])
    return row + 1


def _write_requirement(
    page: Page, row: int, plan: Plan, requirement: Requirement, panel: PanelScores, members: list[PanelMember]
) -> int:
    priority = page.language.text(f"form.priority.{requirement.priority}")
    score = panel.requirements[requirement.id]
    what = f"{requirement.text} ({priority})"
    row = _write_row(page, row, _Row(requirement.id, what, score, is_requirement=True), members)
    tags = [tag for tag in panel.fields if requirement.id in _measured(plan, tag)]
    for tag in tags if len(tags) > 1 else ():
        row = _write_row(page, row, _field_row(plan, tag, panel), members)
    if requirement.priority is Priority.MUST:
        row = _write_met(page, row, score, members)
    return row


def _write_row(page: Page, row: int, line: _Row, members: Iterable[PanelMember]) -> int:
    styles, score = page.styles, line.score
    text, number = (styles.band, styles.overall) if line.is_requirement else (styles.name, styles.decimal)
    whole = styles.overall if line.is_requirement else styles.whole
    page.write(row, 0, line.id, text)
    page.write(row, 1, line.what, text)
    cells = [
        *((_own(page, score.own.get(member.id)), whole) for member in members),
        (score.mean, number),
        (_range(page, line), styles.judgement),
        (page.word("panel.marked") if score.marked else "", styles.mark),
        (_own(page, score.agreed) if score.agreed else "", whole),
    ]
    for column, (value, style) in enumerate(cells, start=len(_WHAT)):
        page.figure(row, column, value, style)
    page.fit(row, [(line.what, _WHAT["what"] - 4)])
    return row + 1


def _write_met(page: Page, row: int, score: PanelScore, members: Iterable[PanelMember]) -> int:
    def spoken(own: OwnScore | None) -> Cell:
        return page.language.text(f"form.choices.{own.met}") if own and own.met else None

    page.write(row, 0, "", page.styles.name)
    page.write(row, 1, page.word("requirements.met"), page.styles.name)
    judged = [*(spoken(score.own.get(member.id)) for member in members), "", "", ""]
    for column, value in enumerate([*judged, spoken(score.agreed) if score.agreed else ""], start=len(_WHAT)):
        page.figure(row, column, value, page.styles.judgement)
    page.fit(row, [("", _MEMBER)])
    return row + 1


def _write_overall(
    page: Page, row: int, entry: CandidateResult, panel: PanelScores, members: Iterable[PanelMember]
) -> int:
    """Write the weighted means: of each member, of the panel's means, and of what they agree on."""
    agreed = entry.totals.overall.mean if entry.totals and entry.rests_on is RestsOn.AGREED else ""
    page.write(row, 0, "", page.styles.header)
    page.write(row, 1, page.word("panel.overall"), page.styles.header)
    means = [*(panel.own_overall[member.id].mean for member in members), panel.overall.mean, "", "", agreed]
    for column, value in enumerate(means, start=len(_WHAT)):
        page.figure(row, column, value, page.styles.overall)
    return row + 1


def _field_row(plan: Plan, tag: str, panel: PanelScores) -> _Row:
    field = Field.of(tag)
    assert field is not None  # the tags are those of the plan
    if field.part == Part.IN_DEPTH:
        heading = next(entry.heading for entry in plan.agenda if entry.part is Part.IN_DEPTH)
        return _Row("", heading, panel.fields[tag], is_requirement=False)
    criterion = next(entry for entry in plan.criteria if entry.id == field.item)
    method = next(entry for entry in plan.methods if entry.id == criterion.method)
    return _Row(criterion.id, f"{method.title}: {criterion.text}", panel.fields[tag], is_requirement=False)


def _measured(plan: Plan, tag: str) -> tuple[str, ...]:
    """Return the requirements that a score field measures."""
    field = Field.of(tag)
    assert field is not None  # the tags are those of the plan
    if field.part == Part.IN_DEPTH:
        return (field.item,)
    return next(entry.requirements for entry in plan.criteria if entry.id == field.item)


def _own(page: Page, own: OwnScore | None) -> Cell:
    if own is not None and own.not_assessed:
        return page.word("panel.not_assessed")
    return own.score if own else None


def _range(page: Page, line: _Row) -> Cell:
    """Return the lowest and the highest score; of a single one there is no range."""
    score = line.score
    count = sum(own.score is not None for own in score.own.values())
    if score.lowest is None or score.highest is None or count < 2:
        return None
    ends = dict.fromkeys((score.lowest, score.highest))
    return "–".join(page.language.figure(end) if line.is_requirement else str(end) for end in ends)
