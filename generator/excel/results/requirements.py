"""The sheet of requirements: each candidate's scores, how they come about, and the judgements of musts."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from generator.excel.results.formulas import mean, mean_of_means, quoted
from generator.excel.results.page import Cell, Page
from generator.excel.results.requirement_cells import (
    FIRST_CANDIDATE,
    LABELS,
    WEIGHT_ROW,
    Block,
    RequirementCells,
    columns_of,
    method_title,
)
from generator.excel.results.rows import CORRECTED_ROW, HEADER_ROW, WHO, break_pages, write_who
from generator.excel.results.score_cells import (
    NO_SCORE,
    OFF_SCALE,
    ScoreCells,
    keys_of,
    own_forms,
    shown_forms,
)
from generator.model import (
    NOT_ASSESSED,
    CandidateResult,
    Field,
    FormResult,
    FormsPer,
    Kind,
    Part,
    Plan,
    Priority,
    Requirement,
    RestsOn,
    Results,
)

_LEAST_COLUMNS = 10
_COMMENT_LETTERS = 600
"""How many letters of each text stand in a comment."""


def write_requirements(page: Page, results: Results, scores: ScoreCells, cells: RequirementCells) -> None:
    """Write a row per candidate and a column per requirement, and below how each of the scores comes about."""
    requirements = results.plan.requirements
    widths = [(cells.columns[entry.id], columns_of(entry).values()) for entry in requirements]
    end = widths[-1][0] + len(columns_of(requirements[-1])) if requirements else len(WHO)
    breaks = break_pages(page, widths)
    last_to_read = breaks[0] - 1 if breaks else max(end, _LEAST_COLUMNS) - 1
    page.introduction(page.word("sheets.requirements"), page.word("requirements_reading"), 2, last_to_read)
    page.state(results, HEADER_ROW - 2, 2, last_to_read)
    page.corrected(CORRECTED_ROW, 2, scores.corrected)
    _write_headers(page, requirements, cells)
    for entry in results.candidates:
        write_who(page, cells.candidates[entry.candidate.id], entry, end, end - len(WHO))
        for requirement in requirements if entry.totals else ():
            _write_score(page, cells, requirement, entry)
            if requirement.priority is Priority.MUST:
                _write_judgement(page, scores, cells, requirement, entry)
    _write_blocks(page, results, scores, cells, end)
    page.sheet.freeze_panes(FIRST_CANDIDATE, len(WHO))
    page.sheet.repeat_rows(HEADER_ROW, FIRST_CANDIDATE - 1)
    last = FIRST_CANDIDATE + len(results.candidates) - 1
    for requirement in requirements:
        page.shade(FIRST_CANDIDATE, cells.columns[requirement.id], last, cells.columns[requirement.id], results.plan)


# ---- above the scores


def _write_headers(page: Page, requirements: Sequence[Requirement], cells: RequirementCells) -> None:
    for row, key in enumerate(LABELS, start=HEADER_ROW):
        style = page.styles.header if row == HEADER_ROW else page.styles.band
        page.span(row, 0, 1, page.word(f"requirements.{key}"), style)
    for requirement in requirements:
        _write_header(page, requirement, cells.columns[requirement.id])
    texts = ((entry.text, sum(columns_of(entry).values()) - 1) for entry in requirements)
    page.fit(HEADER_ROW + 1, [("", 1), *texts])
    for column, key in enumerate(WHO):
        page.write(FIRST_CANDIDATE - 1, column, page.word(f"overview.{key}"), page.styles.band)
        page.sheet.set_column(column, column, WHO[key])


def _write_header(page: Page, requirement: Requirement, first: int) -> None:
    columns = columns_of(requirement)
    last = first + len(columns) - 1
    priority = page.language.text(f"form.priority.{requirement.priority}")
    page.span(HEADER_ROW, first, last, requirement.id, page.styles.header)
    about = about_requirement(page, requirement)
    if about:
        page.comment(HEADER_ROW, first, about)
    values: tuple[Cell, ...] = (requirement.text, priority, requirement.weight)
    for row, value in enumerate(values, start=HEADER_ROW + 1):
        page.span(row, first, last, value, page.styles.band)
    for column, (key, width) in enumerate(columns.items(), start=first):
        page.write(WEIGHT_ROW + 1, column, page.word(f"requirements.{key}"), page.styles.figure_header)
        page.sheet.set_column(column, column, width)


def about_requirement(page: Page, requirement: Requirement) -> str:
    """Return what a requirement means and what its levels look like, a line each; empty where the plan says nothing."""
    levels = [page.language.text(f"form.anchors.{level}") for level in ("low", "middle", "high")]
    named = [
        (page.word("requirements.definition"), requirement.definition),
        *zip(levels, requirement.anchors, strict=True),
    ]
    lines = [f"{name}: {shorten(text, _COMMENT_LETTERS, placeholder=' …')}" for name, text in named if text.strip()]
    return "\n".join(lines)


# ---- candidates


def _write_score(page: Page, cells: RequirementCells, requirement: Requirement, entry: CandidateResult) -> None:
    assert entry.totals is not None
    column = cells.columns[requirement.id]
    if entry.rests_on is RestsOn.PANEL_MEAN:
        row = cells.panel_row(entry.candidate.id)
    else:
        row = cells.mean_row(keys_of(entry.counted_forms)[0])
    basis = xl_rowcol_to_cell(row, column)
    formula = f"=IF(ISNUMBER({basis}),{basis},{quoted(page.word('none'))})"
    page.calculated(
        *(cells.candidates[entry.candidate.id], column),
        formula,
        entry.totals.requirements[requirement.id].score,
        page.styles.decimal,
    )


def _write_judgement(
    page: Page, scores: ScoreCells, cells: RequirementCells, requirement: Requirement, entry: CandidateResult
) -> None:
    """Write whether a must is met, or where the members of a panel say so, each for themselves."""
    row, column = cells.candidates[entry.candidate.id], cells.columns[requirement.id] + 1
    tag = Field(Part.IN_DEPTH, requirement.id, Kind.MET).tag
    forms = entry.counted_forms
    if not scores.has(tag):
        page.figure(row, column, None, page.styles.judgement)
    elif entry.rests_on is RestsOn.PANEL_MEAN:
        see, none = page.word("requirements.see_panel"), page.word("none")
        judged = any(_met(form, requirement.id) for form in forms)
        silent = ",".join(f"{scores.counted(key, tag)}={quoted(NO_SCORE)}" for key in keys_of(forms))
        page.formula(
            *(row, column),
            f"=IF(AND({silent}),{quoted(none)},{quoted(see)})",
            see if judged else none,
            page.styles.judgement,
        )
    else:
        write_met(page, row, column, scores.counted(keys_of(forms)[0], tag), _met(forms[0], requirement.id))


def write_met(page: Page, row: int, column: int, counted: str, met: str | None) -> None:
    """Write a judgement of a must by the cell of what counts of it."""
    stored = page.language.text(f"form.choices.{met}") if met else page.word("none")
    formula = f"=IF({counted}={quoted(OFF_SCALE)},{quoted(page.word('check'))},{counted})"
    page.formula(row, column, formula, stored, page.styles.judgement)


def _met(form: FormResult, requirement: str) -> str | None:
    return form.totals.requirements[requirement].met


# ---- how the scores come about


def _write_blocks(page: Page, results: Results, scores: ScoreCells, cells: RequirementCells, end: int) -> None:
    if cells.blocks:
        page.write(cells.blocks[0].heading - 1, 0, page.word("requirements.behind"), page.styles.title)
        page.sheet.set_row(cells.blocks[0].heading - 1, 24)
    for block in cells.blocks:
        candidate = block.entry.candidate
        page.span(block.heading, 0, end - 1, f"{candidate.id} {candidate.name}", page.styles.band)
        for form in shown_forms(block.entry):
            _write_form(page, block, form, results.plan, scores, cells, end)
        if block.panel is not None:
            _write_panel_mean(page, block, block.panel, results.plan, cells, end)


def _write_form(
    page: Page, block: Block, form: FormResult, plan: Plan, scores: ScoreCells, cells: RequirementCells, end: int
) -> None:
    """Write a row for each method and, of these, the mean."""
    key = form.form.identity.key
    first, last = block.forms[key], cells.mean_row(key)
    whose = _whose(page, plan, form)
    for row, method in enumerate(cells.methods, start=first):
        _label(page, row, whose + method_title(plan, method), end)
    mean_of_methods = page.word("requirements.mean_of_methods")
    _label(page, last, whose + mean_of_methods if whose else mean_of_methods.capitalize(), end, bold=True)
    for requirement in plan.requirements:
        column = cells.columns[requirement.id]
        for row, method in enumerate(cells.methods, start=first):
            _write_method(page, row, column, method, requirement, form, scores)
        range = xl_range(first, column, last - 1, column)
        score = form.totals.requirements[requirement.id].score
        left_out = score is None and any(_left_out(form, tag) for tag in scores.measuring(requirement.id))
        formula = mean_of_means(range, page.word("none"), page.word("panel.not_assessed"))
        if cells.methods:
            page.calculated(last, column, formula, score, page.styles.overall, left_out=left_out)
        tag = Field(Part.IN_DEPTH, requirement.id, Kind.MET).tag
        if requirement.priority is Priority.MUST and scores.has(tag):
            write_met(page, last, column + 1, scores.counted(key, tag), _met(form, requirement.id))


def _write_method(
    page: Page, row: int, column: int, method: str, requirement: Requirement, form: FormResult, scores: ScoreCells
) -> None:
    """Write the mean of a method, where it measures the requirement at all."""
    tags = scores.measuring(requirement.id, method)
    if not tags:
        return
    ranges = scores.counted_ranges(form.form.identity.key, tags)
    score = form.totals.requirements[requirement.id].methods.get(method)
    left_out = score is None and any(_left_out(form, tag) for tag in tags)
    formula = mean(ranges, page.word("none"), page.word("panel.not_assessed"))
    page.calculated(row, column, formula, score, page.styles.decimal, left_out=left_out)


def _write_panel_mean(page: Page, block: Block, row: int, plan: Plan, cells: RequirementCells, end: int) -> None:
    assert block.entry.panel is not None
    _label(page, row, page.word("requirements.mean_of_panel"), end, bold=True)
    forms = keys_of(own_forms(block.entry))
    for requirement in plan.requirements:
        column = cells.columns[requirement.id]
        own = [xl_rowcol_to_cell(cells.mean_row(key), column) for key in forms]
        score = block.entry.panel.requirements[requirement.id].mean
        page.calculated(row, column, mean(own, page.word("none")), score, page.styles.overall)


def _label(page: Page, row: int, text: str, end: int, *, bold: bool = False) -> None:
    style = page.styles.strong if bold else page.styles.name
    page.span(row, 0, len(WHO) - 1, text, style)
    for column in range(len(WHO), end):
        page.write(row, column, None, style)
    page.fit(row, [(text, sum(WHO.values()))])


def _whose(page: Page, plan: Plan, form: FormResult) -> str:
    if plan.position.forms_per is FormsPer.CANDIDATE:
        return ""
    return f"{form.form.identity.panel_member_name or page.word('panel.agreed')}: "


def _left_out(form: FormResult, tag: str) -> bool:
    answer = form.form.answers.get(tag)
    return answer is not None and answer.value == NOT_ASSESSED
