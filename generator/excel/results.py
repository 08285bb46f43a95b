"""The results workbook: overview, requirements, notes and problems, for people to read and print.

Candidates stand in the plan's order, never in one of rank. All text is written as text: never a
formula, never a link, and with the characters it came with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from generator.excel.text import pieces, write_text
from generator.language import Language
from generator.model import (
    CONCLUSION,
    SCORED_PARTS,
    Answer,
    Candidate,
    CandidateResult,
    Criterion,
    FormTotals,
    Kind,
    Line,
    PartTotals,
    Plan,
    Priority,
    Requirement,
    Results,
    Status,
)
from generator.problems import Place, Problem, problem

_ACCENT, _TINT, _LINE, _GREY = "#1F4E5F", "#E4ECEF", "#B8C4C9", "#5F6368"
_FONT = {"font_name": "Calibri", "font_size": 11}
_A4 = 9
_LINE_HEIGHT = 15
_HEADER_ROW = 3

_Cell = str | int | Fraction | None


@dataclass(frozen=True)
class _Styles:
    title: Format
    reading: Format
    header: Format
    band: Format
    text: Format
    muted: Format
    whole: Format
    decimal: Format
    overall: Format
    dash: Format
    plain: Format


@dataclass(frozen=True)
class _Page:
    """A sheet being written, with the styles and words that all sheets share."""

    sheet: Worksheet
    styles: _Styles
    language: Language

    def word(self, key: str, **values: object) -> str:
        return self.language.text(f"results.{key}", **values)

    def write(self, row: int, column: int, value: _Cell, style: Format) -> None:
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            write_text(self.sheet, row, column, value, style, self.styles.plain)
        else:
            self.sheet.write_number(row, column, float(value), style)

    def span(self, row: int, first: int, last: int, value: _Cell, style: Format) -> None:
        """Write a value over the columns from first to last."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.write(row, first, value, style)

    def figure(self, row: int, column: int, value: int | Fraction | None, style: Format) -> None:
        """Write a figure, or a dash where there is none, so that it is not taken for zero."""
        if value is None:
            self.write(row, column, self.word("none"), self.styles.dash)
        else:
            self.write(row, column, value, style)

    def introduction(self, title: str, reading: str, columns: int) -> None:
        """Write the title and, over the width of the table, how to read it."""
        self.write(0, 0, title, self.styles.title)
        self.span(1, 0, columns - 1, reading, self.styles.reading)
        self.sheet.set_row(1, 2 * _LINE_HEIGHT + 2)


def write_results(file: BinaryIO, language: Language, results: Results) -> list[Problem]:
    """Write the workbook and return a ``text_split`` for each note or assessment that needed several rows.

    These problems also stand in the workbook itself, after those of ``results``.
    """
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": language.text("results.title", title=results.plan.position.title)})
        styles = _make_styles(book)

        def page(key: str) -> _Page:
            sheet = book.add_worksheet(language.text(f"results.sheets.{key}"))
            _set_up_print(sheet, language, results.plan)
            return _Page(sheet, styles, language)

        _write_overview(page("overview"), results)
        _write_requirements(page("requirements"), results)
        split = _write_notes(page("notes"), results)
        _write_problems(page("problems"), [*results.problems, *split])
    return split


def _make_styles(book: Workbook) -> _Styles:
    def style(**properties: object) -> Format:
        return book.add_format({**_FONT, "valign": "top", **properties})

    def cell(**properties: object) -> Format:
        return style(bottom=1, bottom_color=_LINE, **properties)

    def heading(**properties: object) -> Format:
        return style(bold=True, text_wrap=True, border=1, border_color=_LINE, align="left", **properties)

    return _Styles(
        title=style(bold=True, font_size=16, font_color=_ACCENT),
        reading=style(text_wrap=True, font_color=_GREY),
        header=heading(bg_color=_ACCENT, font_color="#FFFFFF"),
        band=heading(bg_color=_TINT, font_color=_ACCENT),
        # The quote prefix keeps text a text also when a person has edited the cell.
        text=cell(text_wrap=True, quote_prefix=True),
        muted=cell(text_wrap=True, quote_prefix=True, italic=True, font_color=_GREY),
        whole=cell(num_format="0", align="right"),
        decimal=cell(num_format="0.0", align="right"),
        overall=cell(num_format="0.0", align="right", bold=True),
        dash=cell(align="right", font_color=_GREY),
        plain=book.add_format(_FONT),
    )


def _set_up_print(sheet: Worksheet, language: Language, plan: Plan) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    # A footer holds 255 characters and reads & as the start of a code.
    title = plan.position.title[:100].replace("&", "&&")
    sheet.set_footer(f"&L{title}&R{language.text('results.page', page='&P', pages='&N')}")


# ---- overview

_PART_COLUMNS: Mapping[str, Callable[[PartTotals], int | Fraction | None]] = {
    "sum": lambda totals: totals.sum,
    "max": lambda totals: totals.max,
    "scored": lambda totals: totals.scored,
    "of": lambda totals: totals.of,
    "not_assessed": lambda totals: totals.not_assessed,
    "part_mean": lambda totals: totals.mean,
}
_WHO = ("id", "candidate", "status")
_OVERALL = ("mean", "basis", "of_requirements")


def _write_overview(page: _Page, results: Results) -> None:
    parts = [entry.heading for entry in results.plan.agenda if entry.part in SCORED_PARTS]
    columns = [*_WHO, *_OVERALL, *(key for _ in parts for key in _PART_COLUMNS)]
    page.introduction(page.word("title", title=results.plan.position.title), page.word("reading"), len(columns))
    page.span(_HEADER_ROW, 0, len(_WHO) - 1, "", page.styles.header)
    page.span(_HEADER_ROW, len(_WHO), len(_WHO + _OVERALL) - 1, page.word("overview.overall"), page.styles.header)
    for index, heading in enumerate(parts):
        first = len(_WHO + _OVERALL) + index * len(_PART_COLUMNS)
        page.span(_HEADER_ROW, first, first + len(_PART_COLUMNS) - 1, heading, page.styles.header)
    for column, key in enumerate(columns):
        page.write(_HEADER_ROW + 1, column, page.word(f"overview.{key}"), page.styles.band)
    for row, entry in enumerate(results.candidates, start=_HEADER_ROW + 2):
        _write_who(page, row, entry)
        page.write(row, 2, page.word(f"status.{_status(entry)}"), _style_of(page, entry))
        if entry.totals:
            _write_figures(page, row, entry.totals)
    page.sheet.set_column(0, 0, 6)
    page.sheet.set_column(1, 1, 26)
    page.sheet.set_column(2, 2, 15)
    page.sheet.set_column(3, len(columns) - 1, 8)
    page.sheet.freeze_panes(_HEADER_ROW + 2, 2)
    page.sheet.repeat_rows(_HEADER_ROW, _HEADER_ROW + 1)


def _write_figures(page: _Page, row: int, totals: FormTotals) -> None:
    page.figure(row, len(_WHO), totals.overall.mean, page.styles.overall)
    page.figure(row, len(_WHO) + 1, totals.overall.basis, page.styles.whole)
    page.figure(row, len(_WHO) + 2, totals.overall.of, page.styles.whole)
    figures = ((key, value(part)) for part in totals.parts.values() for key, value in _PART_COLUMNS.items())
    for column, (key, figure) in enumerate(figures, start=len(_WHO + _OVERALL)):
        page.figure(row, column, figure, page.styles.decimal if key == "part_mean" else page.styles.whole)


def _write_who(page: _Page, row: int, entry: CandidateResult) -> None:
    page.write(row, 0, entry.candidate.id, _style_of(page, entry))
    page.write(row, 1, entry.candidate.name, _style_of(page, entry))


def _style_of(page: _Page, entry: CandidateResult) -> Format:
    return page.styles.text if entry.totals else page.styles.muted


def _status(entry: CandidateResult) -> str:
    if entry.candidate.status is not Status.INVITED:
        return entry.candidate.status.value
    if entry.totals:
        return "complete" if entry.complete else "incomplete"
    return "several" if entry.forms else "missing"


# ---- requirements

_REQUIREMENT_WIDTH = 12
_MAX_TEXT_LINES = 8
_COLUMNS_PER_PAGE = 14


def _write_requirements(page: _Page, results: Results) -> None:
    requirements = results.plan.requirements
    starts = _starts(requirements)
    end = 2 + sum(map(_breadth, requirements))
    page.introduction(page.word("sheets.requirements"), page.word("requirements_reading"), max(end, 10))
    labels = ("requirement", "text", "priority", "weight")
    for row, key in enumerate(labels, start=_HEADER_ROW):
        style = page.styles.header if row == _HEADER_ROW else page.styles.band
        page.span(row, 0, 1, page.word(f"requirements.{key}"), style)
    for requirement, first in zip(requirements, starts, strict=True):
        _write_requirement_header(page, requirement, first)
    last_header = _HEADER_ROW + len(labels)
    page.write(last_header, 0, page.word("overview.id"), page.styles.band)
    page.write(last_header, 1, page.word("overview.candidate"), page.styles.band)
    for row, entry in enumerate(results.candidates, start=last_header + 1):
        _write_who(page, row, entry)
        if entry.totals:
            for requirement, first in zip(requirements, starts, strict=True):
                _write_requirement(page, row, first, requirement, entry.totals)
    page.sheet.set_row(_HEADER_ROW + 1, _LINE_HEIGHT * _text_lines(requirements))
    page.sheet.set_column(0, 0, 6)
    page.sheet.set_column(1, 1, 26)
    page.sheet.set_column(2, end, _REQUIREMENT_WIDTH)
    page.sheet.freeze_panes(last_header + 1, 2)
    page.sheet.repeat_rows(_HEADER_ROW, last_header)
    page.sheet.repeat_columns(0, 1)
    page.sheet.fit_to_pages(ceil(end / _COLUMNS_PER_PAGE), 0)


def _write_requirement_header(page: _Page, requirement: Requirement, first: int) -> None:
    last = first + _breadth(requirement) - 1
    priority = page.language.text(f"form.priority.{requirement.priority}")
    page.span(_HEADER_ROW, first, last, requirement.id, page.styles.header)
    values: tuple[_Cell, ...] = (requirement.text, priority, requirement.weight)
    for row, value in enumerate(values, start=_HEADER_ROW + 1):
        page.span(row, first, last, value, page.styles.band)
    row = _HEADER_ROW + 1 + len(values)
    page.write(row, first, page.word("requirements.score"), page.styles.band)
    if last > first:
        page.write(row, last, page.word("requirements.met"), page.styles.band)


def _write_requirement(page: _Page, row: int, column: int, requirement: Requirement, totals: FormTotals) -> None:
    result = totals.requirements[requirement.id]
    page.figure(row, column, result.score, page.styles.decimal)
    if requirement.priority is Priority.MUST:
        met = page.language.text(f"form.choices.{result.met}") if result.met else page.word("none")
        page.write(row, column + 1, met, page.styles.text if result.met else page.styles.dash)


def _breadth(requirement: Requirement) -> int:
    """Return how many columns a requirement takes: its score and, for a must, the judgement."""
    return 2 if requirement.priority is Priority.MUST else 1


def _starts(requirements: Sequence[Requirement]) -> list[int]:
    return list(accumulate(map(_breadth, requirements), initial=2))[:-1]


def _text_lines(requirements: Iterable[Requirement]) -> int:
    """Return the lines that the longest text needs; Excel does not fit the height of merged cells."""
    lines = (ceil(len(entry.text) / (_REQUIREMENT_WIDTH * _breadth(entry) - 2)) for entry in requirements)
    return min(max(lines, default=1) + 1, _MAX_TEXT_LINES)


# ---- notes


_NOTE_COLUMNS = {"id": 6, "candidate": 22, "part": 22, "item": 7, "item_text": 34, "kind": 13, "text": 80}
_TEXT_KINDS = (Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND, Kind.DONE)


def _write_notes(page: _Page, results: Results) -> list[Problem]:
    _write_list_header(page, "notes", _NOTE_COLUMNS)
    split: list[Problem] = []
    row = 1
    for values in _notes(page.language, results):
        *_, text = values
        next_row = _write_list_row(page, row, values)
        if next_row > row + 1:
            cell = xl_rowcol_to_cell(row, len(values) - 1)
            place = Place(sheet=page.word("sheets.notes"), cell=cell)
            split.append(problem("text_split", place, length=len(text), rows=next_row - row))
        row = next_row
    page.sheet.autofilter(0, 0, row - 1, len(_NOTE_COLUMNS) - 1)
    return split


def _notes(language: Language, results: Results) -> Iterator[tuple[str, ...]]:
    headings: dict[str, str] = {entry.part: entry.heading for entry in results.plan.agenda}
    headings[CONCLUSION] = language.text(f"parts.{CONCLUSION}")
    for entry in results.candidates:
        texts = _item_texts(results.plan, entry.candidate)
        for answer in (answer for result in entry.forms for answer in result.form.answers.values()):
            part, *item, kind = answer.tag.split(".")
            text = _answer_text(language, answer) if kind in _TEXT_KINDS else ""
            if text.strip():
                about = "".join(item), texts.get(item[0] if item else kind, "")
                kind_word = language.text(f"kinds.{kind}").capitalize()
                yield entry.candidate.id, entry.candidate.name, headings[part], *about, kind_word, text


def _item_texts(plan: Plan, candidate: Candidate) -> dict[str, str]:
    """Return the text of every item by its id; the notes of a part as a whole are on the candidate's follow-ups."""
    items: Iterable[Requirement | Line | Criterion] = (*plan.requirements, *plan.lines, *plan.criteria)
    return {item.id: item.text for item in items} | {Kind.NOTES.value: "\n".join(candidate.follow_up)}


def _answer_text(language: Language, answer: Answer) -> str:
    if answer.tag.endswith(f".{Kind.RECOMMEND}") and answer.value is not None:
        return language.text(f"form.choices.{answer.value}")
    return language.shown(answer.value)


# ---- problems

_PROBLEM_COLUMNS = {"severity": 12, "place": 40, "message": 70, "remedy": 60}


def _write_problems(page: _Page, problems: Iterable[Problem]) -> None:
    _write_list_header(page, "problems", _PROBLEM_COLUMNS)
    row = 1
    for entry in problems:
        severity = page.language.text(f"severity.{entry.severity}").capitalize()
        place = page.language.place(entry.place)
        words = page.language.message(entry), page.language.remedy(entry)
        row = _write_list_row(page, row, (severity, place, *words))
    page.sheet.autofilter(0, 0, row - 1, len(_PROBLEM_COLUMNS) - 1)


# ---- lists


def _write_list_header(page: _Page, key: str, columns: Mapping[str, int]) -> None:
    for column, (name, width) in enumerate(columns.items()):
        page.write(0, column, page.word(f"{key}.{name}"), page.styles.header)
        page.sheet.set_column(column, column, width)
    page.sheet.freeze_panes(1, 0)
    page.sheet.repeat_rows(0)


def _write_list_row(page: _Page, row: int, values: Sequence[str]) -> int:
    """Write texts side by side and return the row after them.

    A text that needs several cells goes on in the rows below; there the others are repeated, so
    that a filter keeps the rows together.
    """
    cells = [pieces(value) for value in values]
    height = max(map(len, cells))
    for column, parts in enumerate(cells):
        shown = parts if len(parts) > 1 else parts * height
        for offset, text in enumerate(shown):
            page.write(row + offset, column, text, page.styles.text)
    return row + height
