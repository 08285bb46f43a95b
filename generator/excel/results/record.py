"""The very hidden sheet of the record: what was read from the forms, beside what people may correct."""

from __future__ import annotations

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from generator.excel.results.page import Page
from generator.excel.results.score_cells import (
    KEY_COLUMN,
    RECORD,
    TAG_ROW,
    ScoreCells,
    score_rows,
    words_of,
)
from generator.model import Results

_NAMES = {"originals": (True, True), "original_forms": (True, False), "original_fields": (False, True)}
"""The names that formats of cells use, since they may not name another sheet: over all rows and all columns, or one."""


def write_record(page: Page, results: Results, cells: ScoreCells) -> None:
    """Write each score and judgement into the cell that it has on the sheet of scores, as it was read."""
    plain = page.styles.plain
    for field in cells.fields:
        page.write(TAG_ROW, cells.column(field.tag), field.tag, plain)
    for _, form in score_rows(results):
        if form is None:
            continue
        key = form.form.identity.key
        page.write(cells.rows[key], KEY_COLUMN, key, plain)
        for field in cells.fields:
            answer = form.form.answers.get(field.tag)
            value = answer.value if answer else None
            text = words_of(page.language, value) if isinstance(value, str) else value
            page.write(cells.rows[key], cells.column(field.tag), text, plain)
    page.sheet.very_hidden()


def names_of_record(cells: ScoreCells) -> dict[str, str]:
    """Return the names that the workbook gives to ranges of the record, with what each refers to."""
    return {
        name: f"={quote_sheetname(RECORD)}!"
        + xl_range_abs(
            0 if rows else TAG_ROW,
            0 if columns else KEY_COLUMN,
            cells.last_row if rows else TAG_ROW,
            cells.last_column if columns else KEY_COLUMN,
        )
        for name, (rows, columns) in _NAMES.items()
    }
