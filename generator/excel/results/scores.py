"""The sheet of scores, the one place where a score or a judgement is typed; all figures follow from it."""

from __future__ import annotations

from textwrap import shorten

from xlsxwriter.utility import quote_sheetname, xl_range, xl_range_abs, xl_rowcol_to_cell

from generator.excel.results.formulas import quoted
from generator.excel.results.long_texts import LINE_HEIGHT
from generator.excel.results.page import Page
from generator.excel.results.score_cells import (
    FIRST_ROW,
    KEY_COLUMN,
    RECORD,
    TAG_ROW,
    ScoreCells,
    ScoreField,
    score_rows,
    who_columns,
    words_of,
)
from generator.model import MET_VALUES, NOT_ASSESSED, CandidateResult, FormResult, Plan, Results

_PART_ROW, _ITEM_ROW, _FIELD_ROW = 4, 5, 6
_WIDTH = 14
_WIDEST, _SCALE = 215, 65
"""The width of all scores that is still readable when it is made to fit on one page, and else the per cent."""
_ITEM_LETTERS, _COMMENT_LETTERS = 80, 300
_LONGEST_LIST = 255
"""Characters of a drop-down's list, the most that Excel allows."""
_TO_TYPE = {"format_cells": True, "format_columns": True, "format_rows": True, "objects": True}
"""What can be done on the sheet beside typing scores; rows that are sorted or moved would not be found again."""


def write_scores(page: Page, results: Results, cells: ScoreCells) -> None:
    """Write a row for each form whose scores are shown, and one for each candidate who has none."""
    plan = results.plan
    last = max(cells.last_column, cells.first_column + 4)
    page.introduction(page.word("sheets.scores"), page.word("scores.reading"), 1, last, title_at=1)
    page.state(results, 2, 1, last)
    _write_corrected(page, cells)
    _write_headers(page, plan, cells)
    for row, (entry, form) in enumerate(score_rows(results), start=FIRST_ROW):
        _write_form(page, row, plan, entry, form, cells)
    _add_drop_downs(page, plan, cells)
    _mark(page, plan, cells)
    page.sheet.protect("", _TO_TYPE)
    page.sheet.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
    page.sheet.set_row(TAG_ROW, None, None, {"hidden": True})
    page.sheet.freeze_panes(FIRST_ROW, cells.first_column)
    page.sheet.repeat_rows(_PART_ROW, _FIELD_ROW)
    page.sheet.repeat_columns(0, cells.first_column - 1)
    if _WIDTH * len(cells.fields) > _WIDEST:
        page.sheet.set_print_scale(_SCALE)


def _write_corrected(page: Page, cells: ScoreCells) -> None:
    """Write how many values differ from what was read; blank rows and rows without a form have none."""
    row, column = cells.corrected_at
    block = xl_range_abs(FIRST_ROW, cells.first_column, cells.last_row, cells.last_column)
    forms = xl_range_abs(FIRST_ROW, KEY_COLUMN, cells.last_row, KEY_COLUMN)
    count = f'SUMPRODUCT(({forms}<>"")*({block}<>{quote_sheetname(RECORD)}!{block}))'
    none, one, many = (quoted(page.word(f"scores.corrected.{key}")) for key in ("none", "one", "many"))
    formula = f"=IF({count}=0,{none},IF({count}=1,{one},{count}&{many}))"
    page.formula(row, column, formula, page.word("scores.corrected.none"), page.styles.plain)


def _write_headers(page: Page, plan: Plan, cells: ScoreCells) -> None:
    styles = page.styles
    for column, (key, width) in enumerate(who_columns(plan).items()):
        for row in (_PART_ROW, _ITEM_ROW):
            page.write(row, column, None, styles.header if row == _PART_ROW else styles.band)
        page.write(_FIELD_ROW, column, page.word(f"scores.{key}"), styles.band)
        page.sheet.set_column(column, column, width)
    headings = plan.headings
    page.fit(_PART_ROW, [("", 1), *((headings[field.field.part], _WIDTH - 2) for field in cells.fields)])
    before, heights = "", [("", 1)]
    for field in cells.fields:
        column = cells.column(field.tag)
        page.write(_PART_ROW, column, headings[field.field.part] if field.field.part != before else "", styles.header)
        before = field.field.part
        above = shorten(plan.item_texts[field.field.item], _ITEM_LETTERS, placeholder=" …")
        above = above if field.is_score else page.word("scores.met")
        heights.append((above, _WIDTH - 2))
        page.write(_ITEM_ROW, column, above, styles.band)
        page.write(_FIELD_ROW, column, page.language.field(field.tag), styles.figure_header)
        page.write(TAG_ROW, column, field.tag, styles.plain)
        page.sheet.set_column(column, column, _WIDTH)
    page.fit(_ITEM_ROW, heights)
    page.sheet.set_row(_FIELD_ROW, 2 * LINE_HEIGHT + 2)


def _write_form(
    page: Page, row: int, plan: Plan, entry: CandidateResult, form: FormResult | None, cells: ScoreCells
) -> None:
    style = page.styles.name if form else page.styles.muted
    identity = form.form.identity if form else None
    texts = {"form": identity.key if identity else "", "id": entry.candidate.id, "candidate": entry.candidate.name}
    texts["whose"] = (identity.panel_member_name or page.word("notes.agreed")) if identity else ""
    widths = who_columns(plan)
    for column, key in enumerate(widths):
        page.write(row, column, texts[key], style)
    page.fit(row, [(texts[key], width) for key, width in widths.items() if key != "form"])
    if form is None:
        waiting = page.waiting(entry) if entry.awaited_members else page.word("scores.no_figures")
        page.span(row, cells.first_column, max(cells.last_column, cells.first_column + 4), waiting, page.styles.muted)
        return
    for field in cells.fields:
        _write_score(page, row, cells.column(field.tag), form, field)


def _write_score(page: Page, row: int, column: int, form: FormResult, field: ScoreField) -> None:
    answer = form.form.answers.get(field.tag)
    value = answer.value if answer else None
    page.write(row, column, words_of(page.language, value) if isinstance(value, str) else value, page.styles.typed)
    if answer and value is None and answer.raw.strip():
        why = "uncounted" if field.tag in form.form.uncounted else "unusable"
        raw = shorten(answer.raw, _COMMENT_LETTERS, placeholder=" …")
        page.comment(row, column, page.word(f"scores.{why}", raw=raw))


def _add_drop_downs(page: Page, plan: Plan, cells: ScoreCells) -> None:
    """Let a cell take nothing but its choices; what is pasted is not stopped, so the formulas look again."""
    for field in cells.fields:
        choices = [words_of(page.language, value) for value in ((NOT_ASSESSED,) if field.is_score else MET_VALUES)]
        choices = [*(str(level.score) for level in plan.scale if field.is_score), *choices]
        if len(",".join(choices)) > _LONGEST_LIST:
            continue
        column = cells.column(field.tag)
        page.sheet.data_validation(
            *(FIRST_ROW, column, cells.last_row, column),
            {
                "validate": "list",
                "source": choices,
                "error_title": page.language.text("scoresheet.stop.title"),
                "error_message": page.language.text("scoresheet.stop.message", choices=choices)[:255],
            },
        )


def _mark(page: Page, plan: Plan, cells: ScoreCells) -> None:
    """Mark what cannot count, and what differs from what was read; a cell finds its original by form and field."""
    first_form = xl_rowcol_to_cell(FIRST_ROW, KEY_COLUMN, col_abs=True)
    for field in cells.fields:
        column = cells.column(field.tag)
        where = xl_range(FIRST_ROW, column, cells.last_row, column)
        cell = xl_rowcol_to_cell(FIRST_ROW, column)
        wrong = f'=IF({first_form}="",FALSE,{off_scale(page, plan, field, cell)})'
        tag = xl_rowcol_to_cell(TAG_ROW, column, row_abs=True)
        original = f"INDEX(originals,MATCH({first_form},original_forms,0),MATCH({tag},original_fields,0))"
        changed = f'=IF({first_form}="",FALSE,{cell}<>{original})'
        for formula, style in ((wrong, page.styles.off_scale), (changed, page.styles.corrected)):
            page.sheet.conditional_format(where, {"type": "formula", "criteria": formula, "format": style})


def off_scale(page: Page, plan: Plan, field: ScoreField, cell: str) -> str:
    """Return a formula that is true where a cell holds what is neither nothing nor one of its choices."""
    values = (NOT_ASSESSED,) if field.is_score else MET_VALUES
    known = ",".join(f"TRIM({cell})={quoted(words_of(page.language, value))}" for value in values)
    number = f"OR({cell}<>INT({cell}),{cell}<1,{cell}>{plan.scale[-1].score})" if field.is_score else "TRUE"
    text = f'NOT(OR(TRIM({cell})="",{known}))'
    other = f"IF(ISNUMBER({cell}),{number},IF(ISTEXT({cell}),{text},TRUE))"
    return f"IF(ISBLANK({cell}),FALSE,IF(ISLOGICAL({cell}),TRUE,{other}))"
