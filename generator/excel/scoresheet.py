"""The score sheet: one row per form, to type in what was written on paper.

Two sheets with the same rows, one for scores and judgements and one for texts, and a hidden one
that says which plan the workbook is of and what the plan's texts were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from generator.answers import choices_of
from generator.excel.text import pieces, write_text
from generator.language import Language
from generator.model import NOT_ASSESSED, Criterion, Field, FormSpec, FormsPer, Kind, Line, Plan, Requirement

MARKER = "intervjuguide"
"""The hidden sheet by its first column; then what the row is about, its key and its text."""
VALUE, TEXT, FIELD = "value", "text", "field"

KINDS = {
    "scores": (Kind.SCORE, Kind.MET, Kind.DONE, Kind.RECOMMEND),
    "texts": (Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING),
}
"""What is typed on each sheet. A total is not typed: it is worked out."""

PERSON = {"form_id": 18, "id": 6, "name": 24}
MEMBER = {"member": 7, "member_name": 20}
"""The columns that say whose a row is, with their widths in characters."""

_WIDTH_OF = {Kind.SCORE: 14, Kind.MET: 14, Kind.DONE: 12, Kind.RECOMMEND: 16, Kind.NOTES: 44}
_WIDTH_OF_TEXT = 36
_SHORT = {"scores": 70, "texts": 130}
"""How many characters of an item's text stand above its columns."""

_PART_ROW, _TEXT_ROW, _HEADER_ROW = 3, 4, 5
_ACCENT, _TINT, _LINE, _GREY = "#1F4E5F", "#E4ECEF", "#B8C4C9", "#5F6368"
_FONT = {"font_name": "Calibri", "font_size": 11}
_A4 = 9
_PRINT_SCALE = 65
_LONGEST_LIST = 255
"""Characters of a drop-down's list, the most that Excel allows."""


@dataclass(frozen=True)
class _Styles:
    title: Format
    how: Format
    part: Format
    item: Format
    item_goes_on: Format
    header: Format
    person: Format
    choice: Format
    text: Format
    none: Format
    plain: Format


@dataclass(frozen=True)
class _Writer:
    """What both sheets share."""

    book: Workbook
    styles: _Styles
    words: Language
    plan: Plan
    specs: Sequence[FormSpec]

    @property
    def person(self) -> Mapping[str, int]:
        return PERSON if self.plan.position.forms_per is FormsPer.CANDIDATE else PERSON | MEMBER


def write_scoresheet(
    file: BinaryIO,
    words: Language,
    plan: Plan,
    specs: Sequence[FormSpec],
    fields: Iterable[Field],
    values: Mapping[str, str],
    made: datetime,
) -> None:
    """Write the sheet for some forms of a plan, at least one.

    ``fields`` are those of all forms in the form's order; ``values`` is what the workbook says about itself,
    ``made`` when it was made, in UTC.
    """
    fields = [field for field in fields if field.kind is not Kind.TOTAL]
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        title = words.text("scoresheet.title", title=plan.position.title)
        book.set_properties({"title": title, "created": made})
        writer = _Writer(book, _make_styles(book), words, plan, specs)
        for key, kinds in KINDS.items():
            sheet = book.add_worksheet(words.text(f"scoresheet.sheets.{key}"))
            _write_sheet(writer, sheet, key, title, [field for field in fields if field.kind in kinds])
        _write_hidden(writer, values, fields)


def _make_styles(book: Workbook) -> _Styles:
    def style(**properties: Any) -> Format:
        return book.add_format({**_FONT, "valign": "top", **properties})

    def cell(**properties: Any) -> Format:
        return style(border=1, border_color=_LINE, **properties)

    return _Styles(
        title=style(bold=True, font_size=16, font_color=_ACCENT),
        how=style(font_color=_GREY),
        part=style(bold=True, bg_color=_ACCENT, font_color="#FFFFFF"),
        item=style(font_size=9, text_wrap=True, bg_color=_TINT, font_color=_ACCENT, left=1, left_color=_LINE),
        item_goes_on=style(font_size=9, text_wrap=True, bg_color=_TINT, font_color=_ACCENT),
        header=cell(bold=True, text_wrap=True, bg_color=_TINT, font_color=_ACCENT, valign="vcenter"),
        # The quote prefix keeps text a text also when a person has edited the cell.
        person=cell(text_wrap=True, quote_prefix=True, font_color=_GREY),
        choice=cell(align="center"),
        text=cell(text_wrap=True, num_format="@"),
        none=cell(bg_color=_TINT),
        plain=book.add_format(_FONT),
    )


# ---- what people type in


def _write_sheet(writer: _Writer, sheet: Worksheet, key: str, title: str, fields: Sequence[Field]) -> None:
    _set_up(writer, sheet)
    styles, words = writer.styles, writer.words
    _write(writer, sheet, 0, 0, title, styles.title)
    sheet.set_row(0, 24)
    for row, sentence in enumerate(words.get(f"scoresheet.how.{key}"), start=1):
        sheet.write_string(row, 0, sentence, styles.how)
    _write_headers(writer, sheet, key, fields)
    last = _HEADER_ROW + len(writer.specs)
    for row, spec in enumerate(writer.specs, start=_HEADER_ROW + 1):
        for column, text in enumerate(_person(writer, spec).values()):
            _write(writer, sheet, row, column, text, styles.person)
        for column, field in enumerate(fields, start=len(writer.person)):
            asked = field in spec.fields
            own = styles.text if key == "texts" else styles.choice
            sheet.write_blank(row, column, None, own if asked else styles.none)
    for column, field in enumerate(fields, start=len(writer.person)):
        _add_drop_down(writer, sheet, field, _HEADER_ROW + 1, column, last)
    sheet.autofilter(_HEADER_ROW, 0, last, len(writer.person) + len(fields) - 1)


def _write(writer: _Writer, sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text, or nothing at all, so that the text before it can go on over the cell."""
    if text:
        write_text(sheet, row, column, text, style, writer.styles.plain)
    else:
        sheet.write_blank(row, column, None, style)


def _set_up(writer: _Writer, sheet: Worksheet) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_print_scale(_PRINT_SCALE)
    sheet.hide_gridlines(2)
    # A footer holds 255 characters and reads & as the start of a code.
    title = writer.plan.position.title[:100].replace("&", "&&")
    sheet.set_footer(f"&L{title}&R{writer.words.text('results.page', page='&P', pages='&N')}")
    sheet.repeat_rows(_PART_ROW, _HEADER_ROW)
    sheet.repeat_columns(0, len(writer.person) - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, len(writer.person))


def _write_headers(writer: _Writer, sheet: Worksheet, key: str, fields: Sequence[Field]) -> None:
    styles, words = writer.styles, writer.words
    for column, (name, width) in enumerate(writer.person.items()):
        for row, label in ((_PART_ROW, "part"), (_TEXT_ROW, "item")):
            style = styles.part if label == "part" else styles.item_goes_on
            text = words.text(f"scoresheet.rows.{label}") if name == "name" else ""
            _write(writer, sheet, row, column, text, style)
        sheet.write_string(_HEADER_ROW, column, words.text(f"scoresheet.columns.{name}.title"), styles.header)
        sheet.set_column(column, column, width)
    headings: dict[str, str] = {"conclusion": words.text("parts.conclusion")}
    headings |= writer.plan.headings
    before: Field | None = None
    for column, field in enumerate(fields, start=len(writer.person)):
        # No cell is merged: then columns can be moved and rows be sorted.
        heading = headings[field.part] if before is None or field.part != before.part else ""
        goes_on = before is not None and (field.part, field.item) == (before.part, before.item)
        before = field
        _write(writer, sheet, _PART_ROW, column, heading, styles.part)
        above = shorten(_above(writer, field), _SHORT[key], placeholder=" …")
        style = styles.item_goes_on if goes_on else styles.item
        _write(writer, sheet, _TEXT_ROW, column, above, style)
        _write(writer, sheet, _HEADER_ROW, column, words.field(field.tag), styles.header)
        sheet.set_column(column, column, _WIDTH_OF.get(field.kind, _WIDTH_OF_TEXT))
    sheet.set_row(_TEXT_ROW, 66 if key == "scores" else 40)
    sheet.set_row(_HEADER_ROW, 32)


def _above(writer: _Writer, field: Field) -> str:
    """Return what stands above a column: the item's text, or beside it that the requirement is a must."""
    if field.kind is Kind.MET:
        return writer.words.text("scoresheet.must")
    if field.kind is Kind.NOTES and not field.item:
        return writer.words.text("form.labels.notes")
    plan = writer.plan
    items: Iterable[Requirement | Line | Criterion] = (*plan.requirements, *plan.lines, *plan.criteria)
    return next((item.text for item in items if item.id == field.item), "")


def _person(writer: _Writer, spec: FormSpec) -> Mapping[str, str]:
    member = spec.panel_member
    texts = {
        "form_id": spec.form_id,
        "id": spec.candidate.id,
        "name": spec.candidate.name,
        "member": member.id if member else "",
        "member_name": member.name if member else writer.words.text("form.agreed_suffix").capitalize(),
    }
    return {name: texts[name] for name in writer.person}


def _add_drop_down(writer: _Writer, sheet: Worksheet, field: Field, first: int, column: int, last: int) -> None:
    """Let a cell take nothing but its choices; what is pasted is not stopped, so the reader checks it all the same."""
    choices = _choices(writer, field.kind)
    if not choices or len(",".join(choices)) > _LONGEST_LIST:
        return
    sheet.data_validation(
        *(first, column, last, column),
        {
            "validate": "list",
            "source": choices,
            "error_title": writer.words.text("scoresheet.stop.title"),
            "error_message": writer.words.text("scoresheet.stop.message", choices=choices)[:255],
        },
    )


def _choices(writer: _Writer, kind: Kind) -> list[str]:
    """Return what a cell can hold; a score by its digits alone, which are quick to type."""
    if kind is Kind.DONE:
        return ["x"]
    choices = choices_of(kind, writer.words, writer.plan.scale)
    return [key if kind is Kind.SCORE and key != NOT_ASSESSED else text for key, text in choices]


# ---- what the workbook says about itself


def _write_hidden(writer: _Writer, values: Mapping[str, str], fields: Iterable[Field]) -> None:
    sheet = writer.book.add_worksheet(MARKER.capitalize())
    sheet.very_hidden()
    plain = writer.styles.plain
    for row, cells in enumerate(_hidden_rows(writer, values, fields)):
        for column, text in enumerate(cells):
            write_text(sheet, row, column, text, plain, plain)


def _hidden_rows(
    writer: _Writer, values: Mapping[str, str], fields: Iterable[Field]
) -> Iterator[tuple[str, str, str, str]]:
    for name, value in values.items():
        yield MARKER, VALUE, name, value
    for key, text in writer.specs[0].texts.items():
        for piece in pieces(text):
            yield MARKER, TEXT, key, piece
    for field in fields:
        yield MARKER, FIELD, field.tag, writer.words.field(field.tag)
