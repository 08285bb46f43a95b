"""The sheet that lists the problems of a plan in the annotated copy of its workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from generator.excel.cells import Grid
from generator.excel.editing import Book, BookSheet
from generator.excel.marks import SOLID, solid
from generator.excel.sheet_xml import escaped
from generator.excel.styles import Styles
from generator.excel.text import MAX_UNITS
from generator.language import Language, all_languages
from generator.problems import Place, Problem, Severity

_COLUMNS = ("severity", "place", "message", "remedy", "code")
_WIDTHS = (12, 24, 62, 58, 26)
_HEADER_ROW = 4
_MAX_LINKS = 65_530  # Excel's own limit
_TOP = {"vertical": "top", "wrapText": "1"}
_HEADER_FILL = "FFD9E1F2"
_LINE = '<border><left/><right/><top/><bottom style="thin"><color rgb="FFBFBFBF"/></bottom><diagonal/></border>'
_LINE_POINTS, _MAX_POINTS = 15, 409  # Excel's own limit
_LETTERS = "ABCDE"
_LAST_LETTER = _LETTERS[len(_COLUMNS) - 1]


def is_problem_list(grid: Grid) -> bool:
    """Return whether a sheet is such a list, in any language and whatever its name is now."""
    cells = {column: cell.value for column, cell in grid.rows.get(_HEADER_ROW, {}).items()}
    found = [cells.get(number) for number in range(1, len(_COLUMNS) + 1)]
    return any(found == _headers(words) for words in all_languages())


def put_problem_list(book: Book, problems: Sequence[Problem], words: Language, earlier: BookSheet | None) -> str:
    """Write the list, in place of an earlier one or behind all other sheets; return the name of the sheet."""
    xml = _sheet(book, problems, words).encode()
    if earlier is None:
        sheet = book.add_sheet(book.free_name(words.text("annotations.sheet")), xml)
    else:
        sheet = earlier
        book.remove_related(sheet)
        book.parts[sheet.part] = xml
    title = _quoted(sheet.name)
    last = _HEADER_ROW + max(1, len(problems))
    names = {
        "_xlnm._FilterDatabase": f"{title}!$A${_HEADER_ROW}:${_LAST_LETTER}${last}",
        "_xlnm.Print_Titles": f"{title}!${_HEADER_ROW}:${_HEADER_ROW}",
    }
    book.define(sheet, names, hidden=("_xlnm._FilterDatabase",))
    return sheet.name


def _headers(words: Language) -> list[str]:
    return [words.text(f"annotations.columns.{key}") for key in _COLUMNS]


def _quoted(name: str) -> str:
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


@dataclass(frozen=True)
class _Looks:
    """The numbers of the styles of the cells; ``label`` by severity."""

    title: int
    plain: int
    header: int
    body: int
    link: int
    label: Mapping[Severity, int]


def _looks(styles: Styles) -> _Looks:
    face = '<name val="Calibri"/><family val="2"/>'
    base = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0", "applyAlignment": "1"}

    def style(font: str, **more: str) -> int:
        number = styles.add("fonts", f"<font>{font}{face}</font>")
        return styles.clone(0, {**base, "fontId": str(number), "applyFont": "1", **more}, _TOP if more else {})

    def filled(rgb: str) -> dict[str, str]:
        return {"fillId": str(styles.add("fills", solid(rgb))), "applyFill": "1"}

    line = {"borderId": str(styles.add("borders", _LINE)), "applyBorder": "1"}
    return _Looks(
        title=style('<b/><sz val="14"/>'),
        plain=style('<sz val="11"/>'),
        header=style('<b/><sz val="11"/>', **filled(_HEADER_FILL)),
        body=style('<sz val="11"/>', **line),
        link=style('<u/><sz val="11"/><color rgb="FF0563C1"/>', **line),
        label={severity: style('<b/><sz val="11"/>', **filled(rgb), **line) for severity, rgb in SOLID.items()},
    )


def _sheet(book: Book, problems: Sequence[Problem], words: Language) -> str:
    known = {sheet.name for sheet in book.sheets}
    targets = [_target(entry.place, known) for entry in problems]
    links = [
        f'<hyperlink ref="B{number}" location={quoteattr(escaped(target))}/>'
        for number, target in enumerate(targets, start=_HEADER_ROW + 1)
        if target
    ][:_MAX_LINKS]
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(_WIDTHS, start=1)
    )
    last = _HEADER_ROW + max(1, len(problems))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{book.namespace}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_LAST_LETTER}{last}"/>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0"><pane ySplit="{_HEADER_ROW}" '
        f'topLeftCell="A{_HEADER_ROW + 1}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{_HEADER_ROW + 1}" sqref="A{_HEADER_ROW + 1}"/></sheetView>'
        f'</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(_rows(_looks(book.styles), problems, targets, words))}</sheetData>"
        f'<autoFilter ref="A{_HEADER_ROW}:{_LAST_LETTER}{last}"/>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>"
    )


def _rows(looks: _Looks, problems: Sequence[Problem], targets: Sequence[str], words: Language) -> Iterator[str]:
    body = looks.body
    yield _row(1, [(looks.title, words.text("annotations.title"))])
    yield _row(2, [(looks.plain, words.text("annotations.about"))])
    yield _row(_HEADER_ROW, [(looks.header, text) for text in _headers(words)])
    if not problems:
        yield _row(_HEADER_ROW + 1, [(body, ""), (body, ""), (body, words.text("annotations.none"))])
    for number, (entry, target) in enumerate(zip(problems, targets, strict=True), start=_HEADER_ROW + 1):
        severity = words.text(f"severity.{entry.severity}")
        cells = [
            (looks.label[entry.severity], severity[:1].upper() + severity[1:]),
            (looks.link if target else body, words.place(entry.place) or words.text("annotations.workbook")),
            (body, words.message(entry)),
            (body, words.remedy(entry)),
            (body, entry.code),
        ]
        yield _row(number, cells, _height([text for _, text in cells]))


def _height(texts: Sequence[str]) -> str:
    """Return how high a row is; not every program finds that out itself, and a letter is narrower than a digit."""
    lines = max(
        sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))
        for text, width in zip(texts, _WIDTHS, strict=True)
    )
    return f' ht="{min(lines * _LINE_POINTS, _MAX_POINTS)}" customHeight="1"'


def _row(number: int, cells: Sequence[tuple[int, str]], height: str = "") -> str:
    inner = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_stored(text)}</t></is></c>'
        for letter, (style, text) in zip(_LETTERS, cells, strict=False)
    )
    return f'<row r="{number}"{height}>{inner}</row>'


def _stored(text: str) -> str:
    """Return a text as a cell stores it, at most as long as a cell can be."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_UNITS:
        text = f"{text[: MAX_UNITS // 2 - 1]}…"
    return escape(escaped(text))


def _target(place: Place, known: set[str]) -> str:
    """Return where a link to a place leads to, or nothing where there is no such sheet."""
    return f"{_quoted(place.sheet)}!{place.cell or 'A1'}" if place.sheet in known else ""
