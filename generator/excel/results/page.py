"""A sheet of the results workbook: its look, its print, and writing into it so that text stays text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from generator.excel.results.formulas import quoted
from generator.excel.results.long_texts import LINE_HEIGHT, height_of
from generator.excel.text import stored_result, write_text
from generator.language import Language
from generator.model import CandidateResult, Plan, Results

_ACCENT, _TINT, _LINE, _GREY = "#1F4E5F", "#E4ECEF", "#B8C4C9", "#5F6368"
_SHADES = "#FFFFFF", "#C5DAE1", "#86B2C1"
"""From the lowest to the highest score: black is readable on each, and in grey each is darker than the one before."""
_FONT = {"font_name": "Calibri", "font_size": 11}
_A4 = 9
_MARGIN, _PAGE_WIDTH, _LEAST_SCALE = 0.4, 131, 50
"""In print: in inches, the digits that a page in landscape then holds, and in per cent."""

_DEFAULT_WIDTH = 9
"""About the width of a column, for a text over many of them."""

_COMMENT_WIDTH, _COMMENT_LINE = 300, 44
"""In pixels, and about how many letters of a comment then fit on a line."""

Cell = str | int | Fraction | None


@dataclass(frozen=True)
class Styles:
    """The looks of cells."""

    title: Format
    reading: Format
    remark: Format
    header: Format
    band: Format
    text: Format
    shown: Format
    link: Format
    name: Format
    said: Format
    """Text that a formula comes to; a quote prefix would make the formula a text once somebody edits it."""

    strong: Format
    muted: Format
    figure_header: Format
    upright: Format
    whole: Format
    decimal: Format
    overall: Format
    judgement: Format
    mark: Format
    dash: Format
    plain: Format
    typed: Format
    off_scale: Format
    met: Format
    not_met: Format
    open: Format
    corrected: Format
    marked: Format
    counted: Callable[[int], Format]
    """The style of a count out of so many: the cell holds 4 and shows "4 of 5" in words."""


@dataclass(frozen=True)
class Page:
    """A sheet being written, with the styles and words that all sheets share."""

    sheet: Worksheet
    styles: Styles
    language: Language
    formulas: set[tuple[int, int]] = field(default_factory=set)
    """The rows and columns of the formulas so far."""

    def word(self, key: str, **values: object) -> str:
        """Return a text of the results in the language of the plan."""
        return self.language.text(f"results.{key}", **values)

    def write(self, row: int, column: int, value: Cell, style: Format) -> None:
        """Write a text as text, a number as a number, and nothing as an empty cell."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            write_text(self.sheet, row, column, value, style, self.styles.plain)
        else:
            self.sheet.write_number(row, column, float(value), style)

    def link(self, row: int, column: int, url: str, text: str) -> None:
        """Write a link to a file; ``url`` is a path relative to the workbook, escaped as in a URL."""
        self.sheet.write_url(row, column, f"external:{url}", self.styles.link, text)

    def span(self, row: int, first: int, last: int, value: Cell, style: Format) -> None:
        """Write a value over the columns from first to last."""
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        self.write(row, first, value, style)

    def figure(self, row: int, column: int, value: Cell, style: Format) -> None:
        """Write a value, or a dash where there is none, so that it is not taken for zero or forgotten."""
        if value is None:
            self.write(row, column, self.word("none"), self.styles.dash)
        else:
            self.write(row, column, value, style)

    def formula(self, row: int, column: int, formula: str, stored: str | int | Fraction, style: Format) -> None:
        """Write a formula together with its result, which shows where nothing is calculated.

        What people have written never goes into a formula but by way of a cell. The result is never empty.
        """
        value = stored_result(stored) if isinstance(stored, str) else float(stored)
        self._write_formula(row, column, formula, style, value)

    def point(self, row: int, column: int, cell: str, figure: Fraction | None) -> None:
        """Write what a line of a chart is drawn from: the figure of a cell, or what draws nothing where it has none."""
        value = "#N/A" if figure is None else float(figure)
        self._write_formula(row, column, f"=IF(ISNUMBER({cell}),{cell},NA())", self.styles.plain, value)

    def _write_formula(self, row: int, column: int, formula: str, style: Format, value: str | float) -> None:
        self.formulas.add((row, column))
        self.sheet.write_formula(row, column, formula, style, value)

    def calculated(
        self, row: int, column: int, formula: str, figure: Fraction | None, style: Format, *, left_out: bool = False
    ) -> None:
        """Write the formula of a figure; where there is none, a dash or that it is ``left_out`` is its result."""
        none = self.word("panel.not_assessed" if left_out else "none")
        self.formula(row, column, formula, none if figure is None else figure, style)

    def corrected(self, row: int, column: int, cell: str) -> None:
        """Write how many values were corrected, as the sheet of scores says it in a cell."""
        self.formula(row, column, f"={cell}", self.word("scores.corrected.none"), self.styles.plain)

    def as_made(self, row: int, widths: Collection[int], key: str, corrected: str) -> None:
        """Write over the columns of these widths that a sheet does not follow corrections, and how many there are.

        ``key`` is of the texts of the sheet, and ``corrected`` the cell that says how many.
        """
        none, as_made = self.word("scores.corrected.none"), self.word(f"{key}.as_made")
        outdated = self.word(f"{key}.outdated")
        formula = f"=IF({corrected}={quoted(none)},{quoted(as_made)},{corrected}&{quoted(' ' + outdated)})"
        self.span(row, 0, len(widths) - 1, None, self.styles.remark)
        self.formula(row, 0, formula, as_made, self.styles.remark)
        self.fit(row, [(text, sum(widths)) for text in (as_made, self.word("scores.corrected.many") + outdated)])

    def shade(self, first_row: int, first: int, last_row: int, last: int, plan: Plan) -> None:
        """Shade scores from light to dark, alike on every sheet: the ends are those of the scale of the plan."""
        highest = plan.scale[-1].score
        ends = {"min": 1, "mid": (1 + highest) / 2, "max": highest}
        colors = {f"{end}_color": color for end, color in zip(ends, _SHADES, strict=True)}
        types = {f"{end}_type": "num" for end in ends}
        values = {f"{end}_value": value for end, value in ends.items()}
        look = {"type": "3_color_scale", **types, **values, **colors}
        self.sheet.conditional_format(first_row, first, last_row, last, look)

    def comment(self, row: int, column: int, text: str) -> None:
        """Write a comment that shows when somebody points at the cell."""
        lines = sum(len(wrap(line, _COMMENT_LINE)) or 1 for line in text.split("\n"))
        size = {"width": _COMMENT_WIDTH, "height": (lines + 1) * LINE_HEIGHT}
        self.sheet.write_comment(row, column, text, {"author": "", "font_size": 10, **size})

    def fit(self, row: int, texts: Iterable[tuple[str, float]]) -> int:
        """Make a row as high as its texts need in columns of these widths; not every program does it by itself.

        Return the height in points.
        """
        height = max(height_of(text, width) for text, width in texts)
        self.sheet.set_row(row, height)
        return height

    def print_on_pages(self, width: float) -> int:
        """Fit columns of this total width to the pages by their scale, and return it in per cent.

        Where a sheet is fitted in the other way, Excel minds no page breaks.
        """
        scale = max(_LEAST_SCALE, min(100, int(100 * _PAGE_WIDTH / width)))
        self.sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=0.6)
        self.sheet.set_print_scale(scale)
        return scale

    def introduction(self, title: str, reading: str, first: int, last: int, title_at: int = 0) -> None:
        """Write the title and, over the columns from first to last, how to read the table."""
        self.write(0, title_at, title, self.styles.title)
        self.sheet.set_row(0, 1.6 * LINE_HEIGHT)
        self.span(1, first, last, reading, self.styles.reading)
        self.sheet.set_row(1, 2 * LINE_HEIGHT + 2)

    def state(self, results: Results, row: int, first: int, last: int, width: float | None = None) -> None:
        """Write, where forms of panel members are missing, whether candidates are compared all the same."""
        awaiting = [entry for entry in results.candidates if entry.awaited_members]
        if not awaiting:
            return
        missing = [f"{results.plan.called(entry.candidate)} ({', '.join(_names(entry))})" for entry in awaiting]
        text = self.word("opened" if results.opened else "closed", missing="; ".join(missing))
        self.span(row, first, last, text, self.styles.remark)
        self.fit(row, [(text, width or _DEFAULT_WIDTH * (last - first + 1))])

    def waiting(self, entry: CandidateResult) -> str:
        """Return whose forms a candidate waits for."""
        return self.word("waiting", members=_names(entry))


def _names(entry: CandidateResult) -> list[str]:
    return [member.name for member in entry.awaited_members]


def make_styles(book: Workbook, language: Language) -> Styles:
    """Return the looks that the sheets of a workbook share."""

    def style(**properties: object) -> Format:
        return book.add_format({**_FONT, "valign": "top", **properties})

    def cell(**properties: object) -> Format:
        return style(bottom=1, bottom_color=_LINE, **properties)

    def heading(**properties: object) -> Format:
        return style(bold=True, text_wrap=True, border=1, border_color=_LINE, **properties, valign="vcenter")

    def figure(num_format: str, **properties: object) -> Format:
        return cell(num_format=num_format, align="center", valign="vcenter", **properties)

    return Styles(
        title=style(bold=True, font_size=16, font_color=_ACCENT),
        reading=style(text_wrap=True, font_color=_GREY),
        remark=style(text_wrap=True, bold=True, valign="vcenter"),
        header=heading(bg_color=_ACCENT, font_color="#FFFFFF", align="left"),
        band=heading(bg_color=_TINT, font_color=_ACCENT, align="left"),
        # The quote prefix keeps text a text also when a person has edited the cell.
        text=cell(text_wrap=True, quote_prefix=True),
        # A formula would become a text by the prefix.
        shown=cell(text_wrap=True),
        link=cell(font_color=_ACCENT, underline=1),
        name=cell(text_wrap=True, quote_prefix=True, valign="vcenter"),
        said=cell(text_wrap=True, valign="vcenter"),
        strong=cell(text_wrap=True, quote_prefix=True, valign="vcenter", bold=True),
        muted=cell(text_wrap=True, quote_prefix=True, valign="vcenter", italic=True, font_color=_GREY),
        figure_header=heading(bg_color=_TINT, font_color=_ACCENT, align="center"),
        upright=heading(bg_color=_TINT, font_color=_ACCENT, align="center", rotation=90),
        whole=figure("0"),
        decimal=figure("0.0"),
        overall=figure("0.0", bold=True),
        judgement=figure("General", text_wrap=True),
        mark=figure("General", bold=True),
        dash=figure("General", font_color=_GREY),
        plain=book.add_format(_FONT),
        typed=figure("General", text_wrap=True, locked=False),
        # Told apart without colours too: what does not count is struck out, what was corrected is bold and framed.
        off_scale=book.add_format({"bg_color": "#F4C7C3", "font_color": "#8B1A10", "font_strikeout": True}),
        met=book.add_format({"bg_color": _SHADES[1]}),
        not_met=book.add_format({"bg_color": _ACCENT, "font_color": "#FFFFFF", "bold": True}),
        open=book.add_format({"italic": True, "border": 4, "border_color": _ACCENT}),
        corrected=book.add_format({"bg_color": "#FFF2CC", "bold": True, "border": 1, "border_color": _ACCENT}),
        marked=book.add_format({"bg_color": "#FFF2CC"}),
        counted=cache(lambda of: figure(language.text("results.out_of", of=of))),
    )


def set_up_print(sheet: Worksheet, language: Language, plan: Plan) -> None:
    """Set a sheet up for A4 in landscape, with the position and the number of the page below."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=0.6, bottom=0.7)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    # A footer holds 255 characters and reads & as the start of a code.
    title = plan.position.title[:100].replace("&", "&&")
    sheet.set_footer(f"&L{title}&R{language.text('results.page', page='&P', pages='&N')}")
