"""A worksheet part with single cells changed: every byte that belongs to no change stays as it is.

The part is not taken apart into a tree and put together again but read once for the places of its elements
(ECMA-376 Part 1, 18.3), so that prefixes, extensions and whatever this program does not know stay untouched.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

from generator.package import DamagedPackage, utf8

_CHILDREN = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing"),
)
"""The children of a worksheet in their order, as far as something is put among them (18.3.1.99)."""

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')""")
_VALUE = re.compile(rb"<(?:[^\s:<>/]+:)?v(?:\s[^>]*)?>\s*(\d+)\s*<")
_DATA = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData\s*>")
_LETTERS = re.compile(r"[A-Z]+")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile(
    "[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]"
)  # and a carriage return, which XML reads as another


@dataclass(frozen=True)
class CellChange:
    """What becomes of a cell: a new ``text`` (nothing empties it, None keeps what it holds), another style.

    ``style`` gives the new style of a cell from the one that it has. ``forget`` takes out what its formula has come to.
    """

    text: str | None = None
    style: Callable[[int], int] | None = None
    forget: bool | None = None


@dataclass(frozen=True)
class ChangedSheet:
    """A part after changes; ``strings`` are the shared strings that were taken out of cells, by number."""

    data: bytes
    formulas_removed: bool
    strings: frozenset[int]


def escaped(text: str) -> str:
    """Return a text as a workbook stores it, with what XML cannot hold and what looks escaped as ``_xHHHH_``."""
    text = _LOOKS_ESCAPED.sub("_x005F_", text.replace("\r\n", "\n"))
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def change_cells(data: bytes, changes: Mapping[tuple[int, int], CellChange]) -> ChangedSheet:
    """Return a worksheet part with cells changed, by row and column; a cell that is not there is put in its place.

    DamagedPackage when the part cannot be read.
    """
    data = utf8(data)
    found = _scanned(data, {row for row, _ in changes})
    if found.sheet_data is None:
        raise DamagedPackage("a worksheet without sheetData")
    work = _Work(data, found)
    by_row: dict[int, dict[int, CellChange]] = defaultdict(dict)
    for (row, column), change in sorted(changes.items(), key=lambda entry: entry[0]):
        by_row[row][column] = change
    work.change(by_row)
    return ChangedSheet(work.spliced(), work.formulas_removed, frozenset(work.strings))


def add_child(data: bytes, name: str, element: bytes) -> bytes:
    """Return a worksheet part with an element put among the children of its root, where the schema wants it.

    ``element`` is bytes with ``{p}`` where the prefix of the worksheet's own elements belongs.
    """
    data = utf8(data)
    found = _scanned_around(data)
    earlier = set(_CHILDREN[: _CHILDREN.index(name) + 1])
    at = max((child.end for child in found.children if child.name in earlier), default=found.root_tag_end)
    return data[:at] + element.replace(b"{p}", found.prefix) + data[at:]


def child_attributes(data: bytes, name: str) -> Mapping[str, str]:
    """Return the attributes of the first child of a worksheet's root that has a name, with their prefixes."""
    children = _scanned_around(utf8(data)).children
    return next((child.attributes for child in children if child.name == name), {})


def remove_child(data: bytes, name: str) -> bytes:
    """Return a worksheet part without the children of its root that have a name."""
    data = utf8(data)
    for child in reversed(_scanned_around(data).children):
        if child.name == name:
            data = data[: child.start] + data[child.end :]
    return data


# ---- finding the places


@dataclass
class _Element:
    name: str
    start: int
    attributes: Mapping[str, str]
    end: int = -1


@dataclass
class _CellPlace(_Element):
    column: int = 0
    formula: bool = False
    formula_end: int = -1


@dataclass
class _RowPlace(_Element):
    cells: list[_CellPlace] = field(default_factory=list)
    end_tag: int = -1


@dataclass(frozen=True)
class _Shared:
    """A cell of a shared formula and where its ``f`` stands; the first of them has the text of all (18.3.1.40)."""

    row: int
    column: int
    start: int
    end: int


@dataclass
class _Found:
    prefix: bytes = b""
    root_tag_end: int = -1
    children: list[_Element] = field(default_factory=list)
    sheet_data: _Element | None = None
    numbers: array[int] = field(default_factory=lambda: array("q"))
    starts: array[int] = field(default_factory=lambda: array("q"))
    rows: dict[int, _RowPlace] = field(default_factory=dict)
    shared: dict[str, list[_Shared]] = field(default_factory=lambda: defaultdict(list))
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)


def _scanned(data: bytes, rows: set[int]) -> _Found:
    if b"<!DOCTYPE" in data:
        raise DamagedPackage("document type declaration")
    try:
        return _Scan(data, rows).found
    except (expat.ExpatError, ValueError) as error:
        raise DamagedPackage(str(error)) from error


def _scanned_around(data: bytes) -> _Found:
    """Return the children of the root, without looking at the cells where that can be spared."""
    opening, closing = _DATA.search(data), data.rfind(b"sheetData>")
    if opening is None or closing < opening.end() or b"<!--" in data:  # in a comment the same words may stand
        return _scanned(data, set())
    start, end = opening.end(), data.rfind(b"</", 0, closing)
    found = _scanned(data[:start] + data[end:], set())
    for child in found.children:
        child.start += end - start if child.start >= start else 0
        child.end += end - start if child.end >= start else 0
    return found


class _Scan:
    """Reads a part once; only the cells of the rows that are asked for are kept."""

    def __init__(self, data: bytes, rows: set[int]) -> None:
        self.found = _Found()
        self._data = data
        self._wanted = rows
        self._depth = 0
        self._child = ""
        self._number = 0
        self._ref = ""
        self._behind = 0
        self._row: _RowPlace | None = None
        self._cell: _CellPlace | None = None
        self._formula = -1
        self._shared: str | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._ended
        self._parser.Parse(data, True)

    def _start(self, qualified: str, attributes: dict[str, Any]) -> None:
        prefix, _, name = qualified.rpartition(":")
        depth = self._depth
        self._depth += 1
        if depth > 2 and name == "c":  # most of what there is, so that little may be done about it
            self._ref, self._behind = (ref, 0) if (ref := attributes.get("r")) else (self._ref, self._behind + 1)
            if self._row is None:
                return
        start = self._parser.CurrentByteIndex
        if depth == 0:
            self.found.prefix = f"{prefix}:".encode() if prefix else b""
            self.found.root_tag_end = _tag_end(self._data, start)
        elif depth == 1:
            self._child = name
            self.found.children.append(_Element(name, start, attributes))
            if name == "sheetData":
                self.found.sheet_data = self.found.children[-1]
        elif depth == 2 and self._child == "cols":
            if attributes.get("style"):
                style = (int(attributes["min"]), int(attributes["max"]), int(attributes["style"]))
                self.found.column_styles.append(style)
        elif self._child == "sheetData":
            self._start_in_data(name, start, depth, attributes)

    def _start_in_data(self, name: str, start: int, depth: int, attributes: dict[str, Any]) -> None:
        if depth == 2 and name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._ref, self._behind = "", 0
            self.found.numbers.append(self._number)
            self.found.starts.append(start)
            if self._number in self._wanted:
                self._row = self.found.rows[self._number] = _RowPlace(name, start, attributes)
        elif depth == 3 and name == "c" and self._row is not None:
            self._cell = _CellPlace(name, start, attributes, column=self._column())
            self._row.cells.append(self._cell)
        elif depth == 4 and name == "f":
            if self._cell is not None:
                self._cell.formula = True
            self._formula = start
            self._shared = attributes.get("si", "") if attributes.get("t") == "shared" else None

    def _ended(self, qualified: str) -> None:
        self._depth -= 1
        depth = self._depth
        if depth == 1:
            self.found.children[-1].end = self._end(self.found.children[-1].start)
        elif depth == 2 and self._row is not None:
            self._row.end_tag, self._row.end = self._parser.CurrentByteIndex, self._end(self._row.start)
            self._row = None
        elif depth == 3 and self._cell is not None:
            self._cell.end, self._cell = self._end(self._cell.start), None
        elif depth == 4 and self._formula >= 0:
            self._end_formula(self._formula)
            self._formula = -1

    def _end_formula(self, start: int) -> None:
        if self._shared is None and self._cell is None:
            return
        end = self._end(start)
        if self._cell is not None:
            self._cell.formula_end = end
        if self._shared is not None:
            self.found.shared[self._shared].append(_Shared(self._number, self._column(), start, end))

    def _column(self) -> int:
        """Return the column of the cell; one without reference stands right of the one before it (18.3.1.4)."""
        letters = _LETTERS.match(self._ref)
        return (column_index_from_string(letters[0]) if letters else 0) + self._behind

    def _end(self, start: int) -> int:
        """Return where an element ends that the parser has come to the end of; it stands behind an empty tag."""
        at = self._parser.CurrentByteIndex
        empty = self._data[at - 2 : at] == b"/>" and _tag_end(self._data, start) == at
        return at if empty else _tag_end(self._data, at)


def _tag_end(data: bytes, start: int) -> int:
    match = _TAG.match(data, start)
    if match is None:
        raise ValueError(start)
    return match.end()


# ---- changing


class _Work:
    """The changes to a part, gathered as pieces that take the place of others."""

    def __init__(self, data: bytes, found: _Found) -> None:
        self.formulas_removed = False
        self.strings: set[int] = set()
        self._data = data
        self._found = found
        self._splices: list[tuple[int, int, bytes]] = []
        self._right = self._bottom = 0

    def spliced(self) -> bytes:
        pieces = []
        at = 0
        for start, end, piece in sorted(self._splices, key=lambda splice: splice[:2]):
            pieces += [self._data[at:start], piece]
            at = end
        return b"".join([*pieces, self._data[at:]])

    def change(self, changes: Mapping[int, Mapping[int, CellChange]]) -> None:
        rewritten: set[tuple[int, int]] = set()
        new_rows: list[tuple[int, bytes]] = []
        for number, columns in changes.items():
            row = self._found.rows.get(number)
            cells = {cell.column: cell for cell in row.cells} if row else {}
            for column in columns.keys() & cells.keys():
                if self._change_cell(cells[column], columns[column]):
                    rewritten.add((number, column))
            missing = [c for c in columns if c not in cells and (columns[c].text or columns[c].style)]
            added = {c: self._new_cell(number, c, row, columns[c]) for c in missing}
            if added and row:
                self._add_to_row(row, added)
            elif added:
                new_rows.append((number, self._new_row(number, added)))
        self._add_rows(new_rows)
        self._free_shared_formulas(rewritten)
        self._widen_dimension()

    def _change_cell(self, cell: _CellPlace, change: CellChange) -> bool:
        """Note the change of a cell that is there; return whether what it held is gone."""
        tag_end = _tag_end(self._data, cell.start)
        style = int(cell.attributes.get("s", "0"))
        wanted: dict[str, str | None] = {}
        if change.style and (changed := change.style(style)) != style:
            wanted["s"] = str(changed)
        tag = self._data[cell.start : tag_end]
        if change.text is None:
            if change.forget and cell.formula:
                wanted["t"] = None
                self._splices.append((cell.formula_end, self._data.rindex(b"</", cell.start, cell.end), b""))
            if wanted:
                self._splices.append((cell.start, tag_end, _with_attributes(tag, wanted)))
            return False
        self._note_what_goes(cell)
        wanted |= {"t": "inlineStr" if change.text else None, "cm": None, "vm": None, "ph": None}
        piece = self._element(_with_attributes(tag, wanted), "c", self._content(change.text))
        self._splices.append((cell.start, cell.end, piece))
        return cell.formula

    def _note_what_goes(self, cell: _CellPlace) -> None:
        self.formulas_removed |= cell.formula
        if cell.attributes.get("t") == "s" and (match := _VALUE.search(self._data[cell.start : cell.end])):
            self.strings.add(int(match[1]))

    def _content(self, text: str | None) -> bytes:
        if not text:
            return b""
        prefix = self._found.prefix
        stored = escape(escaped(text)).encode("ascii", "xmlcharrefreplace")
        return b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (prefix, prefix, stored, prefix, prefix)

    def _element(self, tag: bytes, name: str, content: bytes) -> bytes:
        """Return an element with other content than it had, from its start tag."""
        opened = tag.removesuffix(b">").removesuffix(b"/").rstrip()
        if not content:
            return opened + b"/>"
        return b"%b>%b</%b%b>" % (opened, content, self._found.prefix, name.encode())

    def _new_cell(self, row: int, column: int, place: _RowPlace | None, change: CellChange) -> bytes:
        style = self._style_where_no_cell_is(column, place)
        style = change.style(style) if change.style else style
        self._right, self._bottom = max(self._right, column), max(self._bottom, row)
        attributes = f'r="{get_column_letter(column)}{row}"' + (f' s="{style}"' if style else "")
        if change.text:
            attributes += ' t="inlineStr"'
        tag = b"<%bc %b/>" % (self._found.prefix, attributes.encode())
        return self._element(tag, "c", self._content(change.text))

    def _style_where_no_cell_is(self, column: int, row: _RowPlace | None) -> int:
        if row and row.attributes.get("customFormat") in ("1", "true"):
            return int(row.attributes.get("s", "0"))
        return next((s for first, last, s in self._found.column_styles if first <= column <= last), 0)

    def _add_to_row(self, row: _RowPlace, added: Mapping[int, bytes]) -> None:
        tag_end = _tag_end(self._data, row.start)
        # ``spans`` only helps a program to read faster, and would now be wrong.
        tag = _with_attributes(self._data[row.start : tag_end], {"spans": None})
        if tag_end == row.end:
            self._splices.append((row.start, row.end, self._element(tag, "row", b"".join(added.values()))))
            return
        self._splices.append((row.start, tag_end, tag))
        for column, piece in added.items():
            at = next((cell.start for cell in row.cells if cell.column > column), row.end_tag)
            self._splices.append((at, at, piece))

    def _new_row(self, number: int, added: Mapping[int, bytes]) -> bytes:
        prefix = self._found.prefix
        return b'<%brow r="%d">%b</%brow>' % (prefix, number, b"".join(added.values()), prefix)

    def _add_rows(self, rows: list[tuple[int, bytes]]) -> None:
        """Put rows before the first one with a greater number; one without a number cannot come to stand behind."""
        data = self._found.sheet_data
        if not rows or data is None:
            return
        tag_end = _tag_end(self._data, data.start)
        if tag_end == data.end:
            tag = self._data[data.start : tag_end]
            piece = self._element(tag, "sheetData", b"".join(piece for _, piece in rows))
            self._splices.append((data.start, data.end, piece))
            return
        greatest = list(accumulate(self._found.numbers, max))
        end_tag = self._data.rindex(b"<", data.start, data.end)
        for number, piece in rows:
            place = bisect_right(greatest, number)
            at = self._found.starts[place] if place < len(greatest) else end_tag
            self._splices.append((at, at, piece))

    def _free_shared_formulas(self, rewritten: set[tuple[int, int]]) -> None:
        """Give the cells of a shared formula texts of their own where the cell is gone that had it for all."""
        for cells in self._found.shared.values() if rewritten else ():
            first = next((cell for cell in cells if self._formula_text(cell)), None)
            if first is None or (first.row, first.column) not in rewritten:
                continue
            origin = f"{get_column_letter(first.column)}{first.row}"
            translator = Translator(f"={self._formula_text(first)}", origin=origin)
            for cell in cells:
                if (cell.row, cell.column) not in rewritten:
                    own = translator.translate_formula(f"{get_column_letter(cell.column)}{cell.row}")[1:]
                    stored = escape(own).encode("ascii", "xmlcharrefreplace")
                    piece = b"<%bf>%b</%bf>" % (self._found.prefix, stored, self._found.prefix)
                    self._splices.append((cell.start, cell.end, piece))

    def _formula_text(self, cell: _Shared) -> str:
        inner = self._data[_tag_end(self._data, cell.start) : cell.end]
        return str(etree.fromstring(b"<f>%b</f>" % inner[: inner.rfind(b"<")]).text or "") if inner else ""

    def _widen_dimension(self) -> None:
        for child in self._found.children:
            if child.name == "dimension" and self._bottom:
                left, top, right, bottom = (edge or 1 for edge in range_boundaries(child.attributes["ref"]))
                if right < self._right or bottom < self._bottom:
                    right, bottom = max(right, self._right), max(bottom, self._bottom)
                    ref = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
                    tag_end = _tag_end(self._data, child.start)
                    tag = _with_attributes(self._data[child.start : tag_end], {"ref": ref})
                    self._splices.append((child.start, tag_end, tag))


def _with_attributes(tag: bytes, wanted: Mapping[str, str | None]) -> bytes:
    """Return a start tag with attributes set, or left out where None is wanted; the others stay as they are."""
    left = dict(wanted)

    def exchanged(match: re.Match[bytes]) -> bytes:
        name = match[1].decode("utf-8", "replace")
        if name not in left:
            return match[0]
        value = left.pop(name)
        return b"" if value is None else f' {name}="{value}"'.encode()

    opening = re.match(rb"<[^\s/>]+", tag)
    assert opening
    head, body = opening[0], tag[opening.end() :]
    body = _ATTRIBUTE.sub(exchanged, body)
    added = b"".join(f' {name}="{value}"'.encode() for name, value in left.items() if value is not None)
    closing = b"/>" if tag.endswith(b"/>") else b">"
    return head + body.removesuffix(closing).rstrip() + added + closing


def strings_used(data: bytes) -> Iterator[int]:
    """Yield the number of the shared string of each cell of a worksheet part that has one."""
    for _, element in etree.iterparse(BytesIO(data), tag=("{*}c", "{*}row"), resolve_entities=False, no_network=True):
        if etree.QName(element).localname == "row":
            element.clear()
        elif element.get("t") == "s" and (value := element.findtext("{*}v")):
            yield int(value)
