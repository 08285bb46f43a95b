"""Writing a plan workbook to fill in: blank with a start, or with rows such as the example's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from math import ceil
from typing import Any, BinaryIO

import xlsxwriter
from babel.dates import get_date_format
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from generator.excel import schema
from generator.excel.cells import letters
from generator.excel.schema import Column, Kind, Sheet
from generator.language import Language, list_name
from generator.model import BankQuestion, LineType
from generator.package import read_package, write_package

Rows = Mapping[str, Sequence[Mapping[str, object]]]

_ACCENT, _TINT, _LINE, _QUIET = "#1F4E5F", "#DCE8EC", "#B8C7CC", "#5A6B70"
_FONT = {"font_name": "Calibri", "font_size": 11}
_CELL = _FONT | {"text_wrap": True, "valign": "top", "align": "left", "indent": 1, "border": 1, "border_color": _LINE}
_HEADER = _CELL | {"bold": True, "valign": "vcenter"}
_STYLES: dict[str, dict[str, object]] = {
    "title": _FONT | {"font_size": 18, "bold": True, "font_color": _ACCENT, "valign": "vcenter"},
    "section": _FONT | {"font_size": 13, "bold": True, "font_color": _ACCENT, "bottom": 2, "bottom_color": _ACCENT},
    "explanation": _FONT | {"font_color": _QUIET, "text_wrap": True, "valign": "top"},
    "plain": _FONT | {"text_wrap": True, "valign": "top"},
    "link": _FONT | {"bold": True, "font_color": _ACCENT, "underline": 1, "valign": "top"},
    "needed": _HEADER | {"bg_color": _ACCENT, "font_color": "#FFFFFF"},
    "optional": _HEADER | {"bg_color": _TINT, "font_color": _ACCENT},
    "hint": _CELL | {"font_color": _QUIET, "font_size": 10},
    "text": _CELL | {"num_format": "@"},
    "id": _CELL | {"num_format": "@", "font_color": _QUIET},
    "number": _CELL | {"num_format": "General"},
    "date": _CELL,
    "time": _CELL | {"num_format": "hh:mm"},
}
_MIDDLE = "_middle"  # of a row rather than at its top, where every row is one line or two
_STYLE_OF = {
    Kind.ID: "id",
    Kind.NUMBER: "number",
    Kind.WHOLE: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
}

_HEADER_ROW = 2  # counted from 0: title, explanation, header
_TEXT_WIDTH = 110  # characters of the explanation above a table
_A4 = 9
_PRINTED_IN_TWO = {"requirements": "low"}  # the column that begins the second page across
_PRINT_SCALE = 62  # per cent; so much of a sheet in two fits A4
_SPARE_ROWS = 200  # validated below the prepared ones
LONGEST_HINT, _LONGEST_HINT_TITLE = 255, 32  # Excel's limits


def write_plan_workbook(
    file: BinaryIO,
    language: Language,
    rows: Rows | None = None,
    made: datetime | None = None,
    bank: Sequence[BankQuestion] = (),
) -> None:
    """Write every sheet of a plan in order; ``rows`` by sheet and column key, else what a blank plan begins with.

    ``bank`` are the questions to copy from, on a sheet of their own after the others.

    ``made`` is when the workbook says that it was made, in UTC; now if it is None.

    A value of a list is its key (``must``); several ids or texts in a cell are a list.
    """
    content: Rows = language.get("workbook.start") if rows is None else rows
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"title": language.text("workbook.guidance.title"), "created": made})
        writer = _Writer(language, _formats(book, language))
        for sheet in (sheet for sheet in schema.WORKBOOK if bank or sheet is not schema.BANK):
            page = book.add_worksheet(language.text(f"sheets.{sheet.key}.title"))
            page.hide_gridlines(2)
            page.set_paper(_A4)
            page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
            page.set_footer("&L&9&A&R&9&P / &N")
            if sheet is schema.BANK:
                writer.bank(page, bank)
            else:
                writer.write(page, sheet, content.get(sheet.key, ()))
    file.write(_growing(written.getvalue()))


def _formats(book: xlsxwriter.Workbook, language: Language) -> dict[str, Format]:
    styles = _STYLES | {"date": _STYLES["date"] | {"num_format": _date_format(language)}}
    middle = {f"{name}{_MIDDLE}": style | {"valign": "vcenter"} for name, style in styles.items()}
    return {name: book.add_format(dict(style)) for name, style in (styles | middle).items()}


def _date_format(language: Language) -> str:
    """Return the short date of a language as a number format: ``dd.mm.yyyy`` or ``yyyy-mm-dd``."""
    pattern = str(get_date_format("short", locale=language.text("language.locale")).pattern)
    return re.sub("y+", "yyyy", pattern.lower())


def _growing(workbook: bytes) -> bytes:
    """Let the rows grow with what is typed: XlsxWriter fixes every height that it is given."""
    parts = read_package(workbook)
    sheets = {name: data for name, data in parts.items() if name.startswith("xl/worksheets/sheet")}
    return write_package(parts | {name: data.replace(b' customHeight="1"', b"") for name, data in sheets.items()})


class _Writer:
    """The words and formats that all sheets share."""

    def __init__(self, language: Language, formats: Mapping[str, Format]) -> None:
        self.words = language
        self.formats = formats

    def write(self, page: Worksheet, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> None:
        if sheet is schema.GUIDANCE:
            self.guidance(page)
        elif sheet.key_value:
            self.key_values(page, sheet, rows[0] if rows else {})
        else:
            self.table(page, sheet, rows)
        page.set_tab_color(_ACCENT if sheet.needed or sheet is schema.GUIDANCE else _LINE)

    # ---- guidance

    def guidance(self, page: Worksheet) -> None:
        page.set_column(0, 0, 20)
        page.set_column(1, 1, 84)
        page.set_portrait()
        page.fit_to_pages(1, 0)
        page.set_row(0, 34)
        page.write_string(0, 0, self.words.text("workbook.guidance.title"), self.formats["title"])
        intro = self.words.text("workbook.guidance.intro")
        page.merge_range(1, 0, 1, 1, intro, self.formats["plain"])
        page.set_row(1, _height(intro, 104) + 4)
        row = self.section(page, 3, "workbook.guidance.steps_title")
        for order, (key, text) in enumerate(self.words.get("workbook.guidance.steps").items(), start=1):
            title = self.words.text(f"sheets.{key}.title")
            page.write_url(row, 0, f"internal:'{title}'!A1", self.formats["link_middle"], f"{order}  {title}")
            page.write_string(row, 1, text, self.formats["plain_middle"])
            page.set_row(row, _height(text, 84) + 4)
            row += 1
        row = self.section(page, row + 1, "workbook.guidance.good_title")
        for text in self.words.get("workbook.guidance.good"):
            page.merge_range(row, 0, row, 1, text, self.formats["plain_middle"])
            page.set_row(row, _height(text, 104) + 4)
            row += 1

    def section(self, page: Worksheet, row: int, key: str) -> int:
        page.set_row(row, 22)
        page.write_string(row, 0, self.words.text(key), self.formats["section"])
        page.write_blank(row, 1, None, self.formats["section"])
        return row + 1

    # ---- key and value

    def key_values(self, page: Worksheet, sheet: Sheet, values: Mapping[str, object]) -> None:
        for at, width in enumerate((32, 44, 70)):
            page.set_column(at, at, width)
        self.heading(page, sheet, 2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for row, column in enumerate(sheet.columns, start=_HEADER_ROW):
            header = "needed" if column.needed else "optional"
            page.write_string(row, 0, self.header(sheet, column), self.formats[header])
            self.cell(page, row, 1, column, values.get(column.key), _MIDDLE)
            page.write_string(row, 2, self.explanation(sheet, column), self.formats["hint_middle"])
            page.set_row(row, _height(self.explanation(sheet, column), 78) + 6)
            self.validate(page, row, row, 1, sheet, column)
        page.freeze_panes(_HEADER_ROW, 1)

    # ---- the question bank

    def bank(self, page: Worksheet, questions: Sequence[BankQuestion]) -> None:
        """Write the questions so that cells can be copied from here to the sheet of questions, drop-downs included."""
        sheet = schema.BANK
        self.heading(page, sheet, self.columns_across(sheet))
        page.set_row(_HEADER_ROW, 34)
        last = _HEADER_ROW + len(questions)
        for at, column in enumerate(sheet.columns):
            shelf = column in schema.BANK_SHELF
            title = self.words.text(f"sheets.{sheet.key if shelf else schema.LINES.key}.columns.{column.key}.title")
            page.set_column(at, at, column.width)
            page.write_string(_HEADER_ROW, at, title, self.formats["needed" if shelf else "optional"])
            if not shelf and column.kind in (Kind.CHOICE, Kind.REFERENCE):
                page.data_validation(_HEADER_ROW + 1, at, last, at, self.rule(column))
        for row, question in enumerate(questions, start=_HEADER_ROW + 1):
            values = _bank_row(question)
            for at, column in enumerate(sheet.columns):
                self.cell(page, row, at, column, values.get(column.key))
            page.set_row(row, max(self.cell_height(column, values.get(column.key)) for column in sheet.columns) + 3)
        page.autofilter(_HEADER_ROW, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(_HEADER_ROW + 1, 0)
        page.set_tab_color(_LINE)
        self.print_setup(page, sheet)

    # ---- tables

    def table(self, page: Worksheet, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> None:
        self.heading(page, sheet, self.columns_across(sheet))
        page.set_row(_HEADER_ROW, 34)
        last = _HEADER_ROW + max(sheet.room, len(rows))
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width)
            header = "needed" if column.needed else "optional"
            page.write_string(_HEADER_ROW, at, self.header(sheet, column), self.formats[header])
            self.validate(page, _HEADER_ROW + 1, last + _SPARE_ROWS, at, sheet, column)
        for row, values in enumerate(self.prepared(sheet, rows), start=_HEADER_ROW + 1):
            for at, column in enumerate(sheet.columns):
                self.cell(page, row, at, column, values.get(column.key))
            page.set_row(row, max(self.cell_height(column, values.get(column.key)) for column in sheet.columns) + 3)
        page.freeze_panes(_HEADER_ROW + 1, _frozen(sheet))
        self.print_setup(page, sheet)

    def prepared(self, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
        """Return the rows and empty ones after them, each with its id."""
        for order in range(max(sheet.room, len(rows))):
            yield {"id": f"{sheet.id_letter}{order + 1}", **(rows[order] if order < len(rows) else {})}

    def print_setup(self, page: Worksheet, sheet: Sheet) -> None:
        page.set_landscape()
        page.repeat_rows(_HEADER_ROW)
        second = _PRINTED_IN_TWO.get(sheet.key)
        if second:
            page.repeat_columns(0, _frozen(sheet) - 1)
            page.set_v_pagebreaks([sheet.columns.index(sheet.column(second))])
            page.set_print_scale(_PRINT_SCALE)
        else:
            page.fit_to_pages(1, 0)

    def heading(self, page: Worksheet, sheet: Sheet, across: int) -> None:
        page.set_row(0, 28)
        page.write_string(0, 0, self.words.text(f"sheets.{sheet.key}.title"), self.formats["title"])
        text = self.words.text(f"sheets.{sheet.key}.explanation")
        page.merge_range(1, 0, 1, across, text, self.formats["explanation"])
        page.set_row(1, _height(text, _TEXT_WIDTH) + 6)

    def columns_across(self, sheet: Sheet) -> int:
        """Return the last of the columns that together are wide enough for the explanation."""
        width = 0
        for at, column in enumerate(sheet.columns):
            width += column.width
            if width >= _TEXT_WIDTH:
                return at
        return len(sheet.columns) - 1

    # ---- cells

    def header(self, sheet: Sheet, column: Column) -> str:
        title = self.words.text(f"sheets.{sheet.key}.columns.{column.key}.title")
        return f"{title} *" if column.needed else title

    def explanation(self, sheet: Sheet, column: Column) -> str:
        return self.words.text(f"sheets.{sheet.key}.columns.{column.key}.explanation")

    def cell_height(self, column: Column, value: Any) -> int:
        return _height(self.text(column, value), column.width) if isinstance(value, (str, list)) else _height("", 1)

    def cell(self, page: Worksheet, row: int, at: int, column: Column, value: Any, where: str = "") -> None:
        style = self.formats[_STYLE_OF.get(column.kind, "text") + where]
        match value:
            case None:
                page.write_blank(row, at, None, style)
            case bool():
                page.write_string(row, at, self.words.value("yes_no", "yes" if value else "no"), style)
            case int() | float():
                page.write_number(row, at, value, style)
            case date() | time():
                page.write_datetime(row, at, value, style)
            case _:
                page.write_string(row, at, self.text(column, value), style)

    def text(self, column: Column, value: Any) -> str:
        if column.choices:
            return self.words.value(list_name(column.choices), value)
        if isinstance(value, list):
            return ("\n" if column.kind is Kind.TEXTS else ", ").join(value)
        return str(value)

    # ---- what may be typed

    def validate(self, page: Worksheet, first: int, last: int, at: int, sheet: Sheet, column: Column) -> None:
        title = self.words.text(f"sheets.{sheet.key}.columns.{column.key}.title")
        hint = {
            "input_title": title[:_LONGEST_HINT_TITLE],
            "input_message": self.explanation(sheet, column)[:LONGEST_HINT],
            "error_title": title[:_LONGEST_HINT_TITLE],
        }
        page.data_validation(first, at, last, at, hint | self.rule(column))

    def rule(self, column: Column) -> dict[str, Any]:
        """Return what Excel shall hold a column's cells against."""
        match column.kind:
            case Kind.CHOICE:
                assert column.choices is not None
                name = list_name(column.choices)
                return self.stop("list", "choice") | {"source": [self.words.value(name, key) for key in column.choices]}
            case Kind.YES_NO:
                source = [self.words.value("yes_no", key) for key in ("yes", "no")]
                return self.stop("list", "choice") | {"source": source}
            case Kind.REFERENCE:
                # Only a warning: rows may have been added below the prepared ones.
                return self.stop("list", "reference") | {"source": self.ids(column), "error_type": "warning"}
            case Kind.NUMBER | Kind.WHOLE:
                return self.stop("integer" if column.kind is Kind.WHOLE else "decimal", "number") | _bounds(column)
            case Kind.DATE:
                span = {"criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
                return self.stop("date", "date") | span
            case Kind.TIME:
                span = {"criteria": "between", "minimum": time(0, 0), "maximum": time(23, 59)}
                return self.stop("time", "time") | span
        return {"validate": "any"}

    def stop(self, validate: str, message: str) -> dict[str, Any]:
        return {"validate": validate, "error_message": self.words.text(f"workbook.stop.{message}")}

    def ids(self, column: Column) -> str:
        """Return the cells that hold the prepared ids of the sheet that a column refers to."""
        sheet = schema.sheet(column.refers_to)
        at = letters(sheet.columns.index(sheet.column("id")) + 1)
        first = _HEADER_ROW + 2
        title = self.words.text(f"sheets.{sheet.key}.title")
        return f"='{title}'!${at}${first}:${at}${first + sheet.room - 1}"


def _bank_row(question: BankQuestion) -> Mapping[str, object]:
    return {
        "use": question.use,
        "fits": question.requirement or None,
        "category": question.category,
        "role": question.role,
        "part": question.part,
        "type": LineType.QUESTION,
        "text": question.text,
        "follow_ups": list(question.follow_ups) or None,
    }


def _bounds(column: Column) -> dict[str, Any]:
    if column.positive:
        return {"criteria": ">", "value": column.least}
    if column.most is not None:
        return {"criteria": "between", "minimum": column.least, "maximum": column.most}
    return {"criteria": ">=", "value": 0 if column.least is None else column.least}


def _frozen(sheet: Sheet) -> int:
    """Return how many columns stay in view: the id, and what the row is about where that stands next to it."""
    beside = sheet.columns[1]
    return bool(sheet.id_letter) + (bool(sheet.id_letter) and beside.needed and beside.kind in (Kind.LINE, Kind.TEXT))


def _height(text: str, characters: int) -> int:
    """Return the height in points for a text in a column so many digits wide.

    A letter takes five sixths of a digit; a line loses the indent and half a word where it wraps.
    """
    room = max(characters * 1.2 - 5, 1)
    return 15 * sum(max(1, ceil(len(line) / room)) for line in text.split("\n"))
