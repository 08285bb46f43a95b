"""The overview: one row per candidate, in the order of the plan and never in one of rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from textwrap import shorten

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from generator.excel.results.formulas import Counted, quoted, sentence, weighted_mean
from generator.excel.results.page import Page
from generator.excel.results.requirement_cells import RequirementCells
from generator.excel.results.requirements import about_requirement
from generator.excel.results.rows import CORRECTED_ROW, HEADER_ROW, WHO, break_pages, status_of, style_of, write_who
from generator.excel.results.score_cells import (
    LEFT_OUT,
    OFF_SCALE,
    ScoreCells,
    keys_of,
    shown_forms,
)
from generator.model import (
    MET_VALUES,
    NOT_ASSESSED,
    SCORED_PARTS,
    CandidateResult,
    Field,
    FormResult,
    FormsPer,
    Kind,
    Part,
    PartTotals,
    Plan,
    Priority,
    RestsOn,
    Results,
    Status,
)

_REQUIREMENT = 5
_PART = {"sum": 5, "max": 5, "scored": 7, "not_assessed": 5, "part_mean": 5}
_OVERALL = {"mean": 8, "basis": 8}
_OVERALL_OF_PANEL = {**_OVERALL, "rests_on": 12}
_MET = {**dict.fromkeys(MET_VALUES, 5), "unjudged": 5}
_UPRIGHT = {*_PART, *_MET}
"""Columns of figures so narrow that their headings stand upright."""
_LETTER = 6.5
"""The height of a letter of an upright heading in points, at most."""
_STATE = {"status": 13, "together": 42}
_LEAST_COLUMNS = 8
_TO_READ = 120
"""The width of the lines that are read above and below the table, so that they are seen without scrolling."""
_LETTERS = 300
"""How many letters of a requirement stand in a comment and below the table; the whole text is on its own sheet."""
_HEADING_ROW, _WEIGHT_ROW, _FIRST_ROW = HEADER_ROW + 1, HEADER_ROW + 2, HEADER_ROW + 3


@dataclass(frozen=True)
class _Group:
    """Columns under one heading, by key with their widths; ``first`` is the first of them."""

    heading: str
    first: int
    columns: Mapping[str, int]

    def column(self, key: str) -> int:
        return self.first + list(self.columns).index(key)

    @property
    def end(self) -> int:
        return self.first + len(self.columns)


@dataclass(frozen=True)
class _Table:
    """The groups of columns of the overview; ``met`` is None where no must is judged."""

    who: _Group
    matrix: _Group
    parts: Mapping[Part, _Group]
    overall: _Group
    met: _Group | None
    state: _Group

    @property
    def groups(self) -> list[_Group]:
        return [self.who, self.matrix, *self.parts.values(), self.overall, *filter(None, [self.met]), self.state]

    @property
    def comes_to(self) -> list[float]:
        """The widths of the columns that belong on one page: the overall figure with all that it rests on."""
        groups = (self.overall, *filter(None, [self.met]), self.state)
        return [width for group in groups for width in group.columns.values()]


def write_overview(page: Page, results: Results, scores: ScoreCells, cells: RequirementCells) -> None:
    """Write the scores of each candidate, the parts of the interview, and what it all comes to."""
    table = _table(page, results.plan, scores)
    requirements = [(table.matrix.first + number, (_REQUIREMENT,)) for number in range(len(table.matrix.columns))]
    parts = [(group.first, group.columns.values()) for group in table.parts.values()]
    breaks = break_pages(page, [*requirements, *parts, (table.overall.first, table.comes_to)])
    last_to_read, width = _to_read(table)
    title, reading = page.word("title", title=results.plan.position.title), page.word("overview.reading")
    page.introduction(title, reading, len(WHO), last_to_read)
    page.fit(1, [(reading, width)])
    page.state(results, HEADER_ROW - 2, len(WHO), last_to_read, width)
    page.corrected(CORRECTED_ROW, len(WHO), scores.corrected)
    _write_headers(page, results.plan, table, cells, breaks)
    for row, entry in enumerate(results.candidates, start=_FIRST_ROW):
        _write_candidate(page, row, results.plan, entry, table, scores, cells)
    last = _FIRST_ROW + len(results.candidates) - 1
    if table.matrix.columns:
        page.shade(_FIRST_ROW, table.matrix.first, last, table.matrix.end - 1, results.plan)
    _write_legend(page, last + 2, results.plan, last_to_read, width)
    page.sheet.freeze_panes(_FIRST_ROW, len(WHO))
    page.sheet.repeat_rows(HEADER_ROW, _WEIGHT_ROW)


# ---- the table


def _to_read(table: _Table) -> tuple[int, float]:
    """Return the last column of the lines above and below the table, and their width beside the names."""
    widths = [width for group in table.groups for width in group.columns.values()]
    columns = max(sum(width <= _TO_READ for width in accumulate(widths)), _LEAST_COLUMNS + 1)
    return columns - 1, sum(widths[len(WHO) : columns])


def _table(page: Page, plan: Plan, scores: ScoreCells) -> _Table:
    column = 0

    def group(heading: str, columns: Mapping[str, int]) -> _Group:
        nonlocal column
        made = _Group(heading, column, columns)
        column = made.end
        return made

    overall = _OVERALL if plan.position.forms_per is FormsPer.CANDIDATE else _OVERALL_OF_PANEL
    who = group("", WHO)
    matrix = group(page.word("overview.requirements"), {entry.id: _REQUIREMENT for entry in plan.requirements})
    parts = {entry.part: group(entry.heading, _PART) for entry in plan.agenda if entry.part in SCORED_PARTS}
    together = group(page.word("overview.overall"), overall)
    met = group(page.word("overview.musts"), _MET) if _judged(plan, scores) else None
    return _Table(who, matrix, parts, together, met, group("", _STATE))


def _judged(plan: Plan, scores: ScoreCells) -> list[str]:
    """Return the tags of the judgements of musts."""
    musts = [entry.id for entry in plan.requirements if entry.priority is Priority.MUST]
    return [tag for id in musts if scores.has(tag := Field(Part.IN_DEPTH, id, Kind.MET).tag)]


def _write_headers(page: Page, plan: Plan, table: _Table, cells: RequirementCells, breaks: Sequence[int]) -> None:
    for group in table.groups:
        ends = [*(start for start in breaks if group.first < start < group.end), group.end]
        for first, end in pairwise([group.first, *ends]) if group.columns else ():
            page.span(HEADER_ROW, first, end - 1, group.heading, page.styles.header)
    named = [group for group in table.groups if group.heading and group is not table.matrix]
    page.fit(HEADER_ROW, [(group.heading, sum(group.columns.values()) - 2) for group in named])
    for group in table.groups:
        style = page.styles.band if group is table.who else page.styles.figure_header
        for column, (key, width) in enumerate(group.columns.items(), start=group.first):
            text = key if group is table.matrix else _heading(page, key)
            upright = group is not table.matrix and key in _UPRIGHT
            page.write(_HEADING_ROW, column, text, page.styles.upright if upright else style)
            page.write(_WEIGHT_ROW, column, None, style)
            page.sheet.set_column(column, column, width)
    groups = (group for group in table.groups if group is not table.matrix)
    widths = {key: width for group in groups for key, width in group.columns.items()}
    highest = max((_LETTER * len(_heading(page, key)) for key in widths if key in _UPRIGHT), default=0)
    across = page.fit(
        _HEADING_ROW, [(_heading(page, key), width) for key, width in widths.items() if key not in _UPRIGHT]
    )
    page.sheet.set_row(_HEADING_ROW, max(highest, across))
    page.write(_WEIGHT_ROW, 1, page.word("requirements.weight"), page.styles.band)
    for requirement in plan.requirements:
        column = table.matrix.column(requirement.id)
        priority = page.language.text(f"form.priority.{requirement.priority}")
        about = f"{_short(requirement.text)} ({priority})\n{about_requirement(page, requirement)}"
        page.comment(_HEADING_ROW, column, about.strip())
        weight = f"={cells.weight(requirement.id)}"
        page.formula(_WEIGHT_ROW, column, weight, requirement.weight, page.styles.figure_header)


def _heading(page: Page, key: str) -> str:
    return page.language.text(f"form.choices.{key}") if key in MET_VALUES else page.word(f"overview.{key}")


def _write_legend(page: Page, first: int, plan: Plan, last: int, width: float) -> None:
    """Write below the table what the ids of the requirements stand for."""
    for row, requirement in enumerate(plan.requirements, start=first):
        priority = page.language.text(f"form.priority.{requirement.priority}")
        text = f"{requirement.id}: {_short(requirement.text)} ({priority})"
        page.span(row, len(WHO), last, text, page.styles.name)
        page.fit(row, [(text, width)])


def _short(text: str) -> str:
    return shorten(text, _LETTERS, placeholder=" …")


# ---- a candidate


def _write_candidate(
    page: Page,
    row: int,
    plan: Plan,
    entry: CandidateResult,
    table: _Table,
    scores: ScoreCells,
    cells: RequirementCells,
) -> None:
    write_who(page, row, entry, table.state.end, table.state.first - len(WHO))
    if entry.totals is None:
        status = page.word(f"status.{status_of(entry)}")
        page.write(row, table.state.first, status, style_of(page, entry))
        page.fit(row, [(entry.candidate.name, WHO["candidate"]), (status, _STATE["status"])])
        return
    for requirement in plan.requirements:
        cell = cells.of_candidate(entry.candidate.id, requirement.id)
        score = entry.totals.requirements[requirement.id].score
        page.calculated(row, table.matrix.column(requirement.id), f"={cell}", score, page.styles.decimal)
    for part, group in table.parts.items():
        _write_part(page, row, plan, entry, part, group, scores)
    _write_overall(page, row, entry, table)
    if table.met:
        _write_met(page, row, entry, table.met, _judged(plan, scores), scores)
    _write_state(page, row, plan, entry, table, scores)


def _write_part(
    page: Page, row: int, plan: Plan, entry: CandidateResult, part: Part, group: _Group, scores: ScoreCells
) -> None:
    """Write the figures of a part; a mean of several forms has none."""
    styles, figures = page.styles, entry.totals.parts.get(part) if entry.totals else None
    tags = scores.of_part(part)
    if figures is None or not tags:
        for column, value in enumerate(_without_formulas(figures), start=group.first):
            page.figure(row, column, value, styles.whole)
        return
    range = scores.counted_block(keys_of(entry.counted_forms), tags)
    at = {key: xl_rowcol_to_cell(row, group.column(key)) for key in _PART}
    scored = styles.counted(figures.of)
    mean = f"=IF({at['scored']}=0,{quoted(page.word('none'))},{at['sum']}/{at['scored']})"
    page.formula(row, group.column("sum"), f"=SUM({range})", figures.sum, styles.whole)
    page.formula(row, group.column("max"), f"={plan.scale[-1].score}*{at['scored']}", figures.max, styles.whole)
    page.formula(row, group.column("scored"), f"=COUNT({range})", figures.scored, scored)
    left_out = f"=COUNTIF({range},{quoted(LEFT_OUT)})"
    page.formula(row, group.column("not_assessed"), left_out, figures.not_assessed, styles.whole)
    page.calculated(row, group.column("part_mean"), mean, figures.mean, styles.decimal)


def _without_formulas(figures: PartTotals | None) -> list[int | Fraction | None]:
    if figures is None:
        return [None] * len(_PART)
    return [figures.sum, figures.max, figures.scored, figures.not_assessed, figures.mean]


def _write_overall(page: Page, row: int, entry: CandidateResult, table: _Table) -> None:
    assert entry.totals is not None
    overall, group, matrix = entry.totals.overall, table.overall, table.matrix
    if matrix.columns:
        range = xl_range(row, matrix.first, row, matrix.end - 1)
        weights = xl_range_abs(_WEIGHT_ROW, matrix.first, _WEIGHT_ROW, matrix.end - 1)
        formula = weighted_mean(range, weights, page.word("none"))
        page.calculated(row, group.column("mean"), formula, overall.mean, page.styles.overall)
        counted = page.styles.counted(overall.of)
        page.formula(row, group.column("basis"), f"=COUNT({range})", overall.basis, counted)
    if "rests_on" in group.columns:
        text = page.word(f"rests_on.{entry.rests_on}")
        page.write(row, group.column("rests_on"), text, page.styles.judgement)


def _write_met(
    page: Page, row: int, entry: CandidateResult, group: _Group, tags: Sequence[str], scores: ScoreCells
) -> None:
    """Write how many musts are met, not met and open; several members judge each for themselves."""
    if entry.rests_on is RestsOn.PANEL_MEAN:
        page.span(row, group.first, group.end - 1, page.word("requirements.see_panel"), page.styles.judgement)
        return
    (form,) = entry.counted_forms
    range = scores.counted_block(keys_of([form]))
    given = [answer.value for tag in tags if (answer := form.form.answers.get(tag))]
    for value in MET_VALUES:
        words = page.language.text(f"form.choices.{value}")
        formula = f"=COUNTIF({range},{quoted(words)})"
        page.formula(row, group.column(value), formula, given.count(value), page.styles.whole)
    judged = xl_range(row, group.first, row, group.end - 2)
    without = len(tags) - sum(given.count(value) for value in MET_VALUES)
    page.formula(row, group.column("unjudged"), f"={len(tags)}-SUM({judged})", without, page.styles.whole)


# ---- complete or not, and how it hangs together


def _write_state(page: Page, row: int, plan: Plan, entry: CandidateResult, table: _Table, scores: ScoreCells) -> None:
    status = page.word(f"status.{status_of(entry)}")
    if not scores.fields:
        page.write(row, table.state.first, status, page.styles.name)
        return
    range = scores.counted_block(keys_of(entry.counted_forms))
    wrong = f"COUNTIF({scores.counted_block(keys_of(shown_forms(entry)))},{quoted(OFF_SCALE)})"
    basis = xl_rowcol_to_cell(row, table.overall.column("basis")) if table.matrix.columns else "0"
    counts = _counts(entry, basis, range, scores)
    filled = f"{counts['scored'].formula}+{counts['left_out'].formula}={counts['of'].stored}"
    said = quoted(status)
    if entry.candidate.status is Status.INVITED and (entry.rests_on is RestsOn.AGREED or not entry.awaiting):
        complete, incomplete = (quoted(page.word(f"status.{key}")) for key in ("complete", "incomplete"))
        said = f"IF({filled},{complete},{incomplete})"
    formula = f"=IF({wrong}>0,{quoted(page.word('status.check'))},{said})"
    page.formula(row, table.state.column("status"), formula, status, page.styles.said)
    text, stored = sentence(_together(page, plan, entry), counts)
    check, _ = sentence(page.word("together.check"), {"count": Counted(wrong, 0)})
    column = table.state.column("together")
    page.formula(row, column, f'={text}&IF({wrong}>0," "&{check},"")', stored, page.styles.said)
    height = [(entry.candidate.name, WHO["candidate"]), (status, _STATE["status"]), (stored, _STATE["together"])]
    page.fit(row, height)


def _counts(entry: CandidateResult, basis: str, range: str, scores: ScoreCells) -> dict[str, Counted]:
    forms = entry.counted_forms
    of = len(forms) * sum(field.is_score for field in scores.fields)
    scored = sum(_count(form, scores, lambda value: isinstance(value, int)) for form in forms)
    left_out = sum(_count(form, scores, lambda value: value == NOT_ASSESSED) for form in forms)
    count, count_left = f"COUNT({range})", f"COUNTIF({range},{quoted(LEFT_OUT)})"
    assert entry.totals is not None
    return {
        "forms": Counted(str(len(forms)), len(forms)),
        "basis": Counted(basis, entry.totals.overall.basis),
        "of_basis": Counted(str(entry.totals.overall.of), entry.totals.overall.of),
        "of": Counted(str(of), of),
        "scored": Counted(count, scored),
        "left_out": Counted(count_left, left_out),
        "missing": Counted(f"({of}-{count}-{count_left})", of - scored - left_out),
    }


def _count(form: FormResult, scores: ScoreCells, counts: Callable[[object], bool]) -> int:
    answers = (form.form.answers.get(field.tag) for field in scores.fields if field.is_score)
    return sum(answer is not None and counts(answer.value) for answer in answers)


def _together(page: Page, plan: Plan, entry: CandidateResult) -> str:
    """Return the sentences on what the figures rest on, with places for counts."""
    one = plan.position.forms_per is FormsPer.CANDIDATE
    keys = ["form" if one else str(entry.rests_on), "basis", "scored"]
    if entry.rests_on is not RestsOn.AGREED and entry.awaiting:
        keys.append("provisional")
    return " ".join(page.word(f"together.{key}") for key in keys)
