"""Notes on the cells of a sheet (what Excel once called comments), added to those that are there and taken away again.

The texts stand in one part, the boxes that show them in another, in VML (ECMA-376 Part 1, 18.7; Part 4, 19.4). The
VML of other programs is not always XML, and boxes of forms stand in it too: it is only added to and cut from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from math import ceil
from xml.sax.saxutils import escape

from lxml import etree
from openpyxl.utils import coordinate_to_tuple

from generator.excel import sheet_xml
from generator.excel.cells import letters, unescaped
from generator.excel.editing import Book, BookSheet
from generator.package import DamagedPackage, parse_xml, related, relationships, remove_part, serialize_xml
from generator.problems import CATALOGUE

AUTHOR = "Intervjuguide"
_HEAD = f"{AUTHOR}:\n"
_OURS_BEGINS = re.compile(rf"(?:\n\n)?{_HEAD}")
_OURS_ENDS = re.compile(rf"\[(?:{'|'.join(CATALOGUE)})\](?=\n|\Z)(?:\n\u2026[^\n]*)?")

_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREADED = "/threadedComment"
_PLACEHOLDER = "tc="  # the author of a note that stands in for a threaded comment (MS-XLSX 2.1.17)

_LOOK = '<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'
_WIDTH, _LETTERS_A_LINE, _LINE_PIXELS, _MARGIN_PIXELS = 380, 58, 15, 12

_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}")
_SHAPE_BEGINS = re.compile(rb"<((?:[\w.-]+:)?)shape\b")
_SHAPE_ENDS = re.compile(rb"</((?:[\w.-]+:)?)shape\s*>")
_SHAPE_NUMBER = re.compile(rb"_s(\d+)\b")
_ANCHOR = re.compile(rb"(Anchor>\s*(?:\d+\s*,\s*){6})(\d+)")
_HEIGHT = re.compile(rb"((?<![\w-])height:\s*)(\d+(?:\.\d+)?)(pt|px)")
_POINTS_A_PIXEL = 0.75
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_DRAWING = f'<xml {_SPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    f'<v:shape {_SPACES} id="_x0000_s{{id}}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:{width}px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def add_notes(book: Book, sheet: BookSheet, notes: Mapping[tuple[int, int], str]) -> None:
    """Write notes on cells, by row and column, each below the note that its cell has; ours begin with our name.

    A cell with a threaded comment is passed over: Excel would take the one for the other.
    """
    threaded = _threaded(book, sheet)
    notes = {cell: text for cell, text in sorted(notes.items()) if cell not in threaded}
    if not notes:
        return
    part, root = _comments(book, sheet)
    known = {_cell_of(comment): comment for comment in root.iterfind("{*}commentList/{*}comment")}
    for cell in notes.keys() & known.keys():
        _add_text(known[cell], f"\n\n{_HEAD}", notes[cell])
    author = _author(root) if notes.keys() - known.keys() else 0
    (entries,) = root.iterfind("{*}commentList")
    space = etree.QName(root).namespace
    for row, column in (cell for cell in notes if cell not in known):
        ref = f"{letters(column)}{row}"
        comment = etree.SubElement(entries, f"{{{space}}}comment", ref=ref, authorId=str(author))
        etree.SubElement(comment, f"{{{space}}}text")
        _add_text(comment, _HEAD, notes[row, column])
    book.parts[part] = serialize_xml(root)
    _change_boxes(book, sheet, notes, frozenset(known))


def remove_notes(book: Book, sheet: BookSheet) -> bool:
    """Take what we have written out of the notes of a sheet, and the notes that are empty then; return if any was."""
    part = related(book.parts, "comments", sheet.part)
    if part is None:
        return False
    root = parse_xml(book.parts[part])
    gone: dict[tuple[int, int], bool] = {}
    heights: dict[tuple[int, int], int] = {}
    for comment in root.findall("{*}commentList/{*}comment"):
        text = _text_of(comment)
        ours = _ours(text)
        if ours is None or _is_placeholder(comment, root):
            continue
        _cut(comment, *ours)
        cell = _cell_of(comment)
        gone[cell] = not _text_of(comment).strip()
        heights[cell] = -_pixels(text[slice(*ours)])
        if gone[cell] and (parent := comment.getparent()) is not None:
            parent.remove(comment)
    if not gone:
        return False
    book.parts[part] = serialize_xml(root)
    drawing = _drawing(book, sheet)
    if drawing:
        data = _without_boxes(book.parts[drawing], lambda *cell: gone.get(cell, False))
        book.parts[drawing] = _resized(data, {cell: heights[cell] for cell, empty in gone.items() if not empty})
    _remove_empty(book, sheet, part, drawing)
    return True


def remove_all_notes(book: Book, sheet: BookSheet, goes: Callable[[int, int], bool]) -> None:
    """Take the notes and threaded comments of some cells of a sheet away, whoever has written them.

    What cannot be read stays.
    """
    for entry in relationships(book.parts, sheet.part):
        if entry.external or entry.target not in book.parts:
            continue
        if entry.type.endswith(("/comments", _THREADED)):
            _remove_comments(book, entry.target, goes)
        elif entry.type.endswith("/vmlDrawing"):
            book.parts[entry.target] = _without_boxes(book.parts[entry.target], goes)


def _remove_comments(book: Book, part: str, goes: Callable[[int, int], bool]) -> None:
    try:
        root = parse_xml(book.parts[part])
    except DamagedPackage:
        return
    placed = (e for e in root.iter("{*}comment", "{*}threadedComment") if _CELL.fullmatch(e.get("ref", "")))
    gone = [entry for entry in placed if goes(*_cell_of(entry))]
    for entry in gone:
        if (parent := entry.getparent()) is not None:
            parent.remove(entry)
    if gone:
        book.parts[part] = serialize_xml(root)


def _ours(text: str) -> tuple[int, int] | None:
    """Return where what we wrote into a note is: from our name to the last code and the line that there is more."""
    begins = _OURS_BEGINS.search(text)
    ends = deque(_OURS_ENDS.finditer(text, begins.end()), maxlen=1) if begins else ()
    return (begins.start(), ends[0].end()) if begins and ends else None


def _remove_empty(book: Book, sheet: BookSheet, part: str, drawing: str | None) -> None:
    """Take the parts of a sheet's notes away where the last note has gone."""
    if parse_xml(book.parts[part]).find("{*}commentList/{*}comment") is not None:
        return
    remove_part(book.parts, part)
    if drawing and not any(_shapes(book.parts[drawing])):
        remove_part(book.parts, drawing)
        book.parts[sheet.part] = sheet_xml.remove_child(book.parts[sheet.part], "legacyDrawing")


# ---- the texts


def _comments(book: Book, sheet: BookSheet) -> tuple[str, etree._Element]:
    part = related(book.parts, "comments", sheet.part)
    if part is None:
        empty = f'<comments xmlns="{book.namespace}"><authors/><commentList/></comments>'
        part = book.free_part("xl/comments{}.xml")
        book.add_part(part, empty.encode(), _COMMENTS, "comments", sheet.part)
    return part, parse_xml(book.parts[part])


def _threaded(book: Book, sheet: BookSheet) -> set[tuple[int, int]]:
    """Return the cells with threaded comments, and with the notes that stand in for them."""
    parts = [r.target for r in relationships(book.parts, sheet.part) if r.type.endswith(_THREADED)]
    roots = [parse_xml(book.parts[part]) for part in parts if part in book.parts]
    found = {_cell_of(entry) for root in roots for entry in root.iterfind("{*}threadedComment")}
    part = related(book.parts, "comments", sheet.part)
    root = parse_xml(book.parts[part]) if part else None
    for comment in root.iterfind("{*}commentList/{*}comment") if root is not None else ():
        if root is not None and _is_placeholder(comment, root):
            found.add(_cell_of(comment))
    return found


def _is_placeholder(comment: etree._Element, root: etree._Element) -> bool:
    authors = [entry.text or "" for entry in root.iterfind("{*}authors/{*}author")]
    number = int(comment.get("authorId", "0"))
    return number < len(authors) and authors[number].startswith(_PLACEHOLDER)


def _cell_of(element: etree._Element) -> tuple[int, int]:
    ref = element.get("ref", "")
    if not _CELL.fullmatch(ref):
        raise DamagedPackage(ref)
    row, column = coordinate_to_tuple(ref)
    return row, column


def _author(root: etree._Element) -> int:
    (authors,) = root.iterfind("{*}authors")
    names = [entry.text for entry in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{{{etree.QName(root).namespace}}}author").text = AUTHOR
        names.append(AUTHOR)
    return names.index(AUTHOR)


def _add_text(comment: etree._Element, head: str, text: str) -> None:
    (holder,) = comment.iterfind("{*}text")
    space = etree.QName(holder).namespace
    for plain in holder.findall("{*}t"):  # a text without runs cannot be followed by some
        run = etree.Element(f"{{{space}}}r")
        holder.replace(plain, run)
        run.append(plain)
    places = [n for n, entry in enumerate(holder) if etree.QName(entry).localname == "r"]
    at = places[-1] + 1 if places else 0
    for number, (bold, piece) in enumerate((("<b/>", head), ("", text))):
        stored = escape(sheet_xml.escaped(piece))
        xml = f'<x xmlns="{space}"><r><rPr>{bold}{_LOOK}</rPr><t xml:space="preserve">{stored}</t></r></x>'
        holder.insert(at + number, etree.fromstring(xml)[0])


def _texts(comment: etree._Element) -> Iterator[etree._Element]:
    for holder in comment.iterfind("{*}text"):
        for child in holder.iterchildren("{*}t", "{*}r"):
            yield from (child,) if etree.QName(child).localname == "t" else child.iterchildren("{*}t")


def _text_of(comment: etree._Element) -> str:
    return "".join(unescaped(entry.text or "") for entry in _texts(comment))


def _cut(comment: etree._Element, start: int, end: int) -> None:
    """Take some letters out of a note, and the runs that are empty then."""
    at = 0
    for entry in list(_texts(comment)):
        text = unescaped(entry.text or "")
        first, last = (min(max(place - at, 0), len(text)) for place in (start, end))
        at += len(text)
        if first == last:
            continue
        entry.text = sheet_xml.escaped(text[:first] + text[last:])
        run = entry.getparent()
        holder = run.getparent() if run is not None and etree.QName(run).localname == "r" else None
        if not entry.text and holder is not None and run is not None:
            holder.remove(run)


# ---- the boxes


def _drawing(book: Book, sheet: BookSheet) -> str | None:
    """Return the part with the boxes of a sheet; pictures in headers stand in another one of the same type."""
    attributes = sheet_xml.child_attributes(book.parts[sheet.part], "legacyDrawing")
    ids = {value for name, value in attributes.items() if name.rpartition(":")[2] == "id"}
    targets = (entry.target for entry in relationships(book.parts, sheet.part) if entry.id in ids)
    return next((target for target in targets if target in book.parts), None)


def _change_boxes(
    book: Book, sheet: BookSheet, notes: Mapping[tuple[int, int], str], known: frozenset[tuple[int, int]]
) -> None:
    part = _drawing(book, sheet)
    if part is None:
        part = book.free_part("xl/drawings/vmlDrawing{}.vml")
        id = book.add_part(part, _DRAWING.encode(), _VML, "vmlDrawing", sheet.part)
        space = f'xmlns:r="{book.relationships_namespace}"'
        element = f'<{{p}}legacyDrawing {space} r:id="{id}"/>'.encode()
        book.parts[sheet.part] = sheet_xml.add_child(book.parts[sheet.part], "legacyDrawing", element)
    data = _resized(book.parts[part], {cell: _pixels(f"\n\n{_HEAD}{notes[cell]}") for cell in notes if cell in known})
    end = data.rfind(b"</xml")
    if end < 0:
        raise DamagedPackage(part)
    first = max((int(number) for number in _SHAPE_NUMBER.findall(data)), default=1024) + 1
    added = "" if b'id="_x0000_t202"' in data else _SHAPE_TYPE
    for number, (row, column) in enumerate(cell for cell in notes if cell not in known):
        height = _pixels(f"{_HEAD}{notes[row, column]}") + _MARGIN_PIXELS
        added += _BOX.format(id=first + number, width=_WIDTH, height=height, row=row - 1, column=column - 1)
    book.parts[part] = data[:end] + added.encode() + data[end:]


def _pixels(text: str) -> int:
    """Return how high a text of ours is in its box."""
    return _LINE_PIXELS * sum(max(1, ceil(len(line) / _LETTERS_A_LINE)) for line in text.split("\n"))


def _cell_of_box(shape: bytes) -> tuple[int, int] | None:
    """Return the cell that a box is the note of, or None where it is another kind of box."""
    row, column = (re.search(rb"<(?:[\w.-]+:)?%b>\s*(\d+)\s*<" % name, shape) for name in (b"Row", b"Column"))
    is_note = re.search(rb"ObjectType\s*=\s*[\"']Note[\"']", shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if is_note and row and column else None


def _shapes(data: bytes) -> Iterator[slice]:
    """Yield where the boxes are, each to the next end of such a one, so that a damaged drawing takes no longer."""
    ends: dict[bytes, list[int]] = defaultdict(list)
    for found in _SHAPE_ENDS.finditer(data):
        ends[found[1]].append(found.end())
    last = 0
    for found in _SHAPE_BEGINS.finditer(data):
        own = ends[found[1]]
        place = bisect_right(own, found.end())
        if found.start() >= last and place < len(own):
            last = own[place]
            yield slice(found.start(), last)


def _with_shapes(data: bytes, changed: Callable[[bytes], bytes]) -> bytes:
    pieces, last = [], 0
    for place in _shapes(data):
        pieces += [data[last : place.start], changed(data[place])]
        last = place.stop
    return b"".join((*pieces, data[last:]))


def _without_boxes(data: bytes, goes: Callable[[int, int], bool]) -> bytes:
    def left(shape: bytes) -> bytes:
        cell = _cell_of_box(shape)
        return b"" if cell and goes(*cell) else shape

    return _with_shapes(data, left)


def _resized(data: bytes, pixels: Mapping[tuple[int, int], int]) -> bytes:
    """Make the boxes of some cells higher, or lower, so that what was added to their notes can be seen."""

    def resized(shape: bytes) -> bytes:
        cell = _cell_of_box(shape)
        more = pixels.get(cell, 0) if cell else 0
        if not more:
            return shape
        rows = round(more / _LINE_PIXELS)
        shape = _ANCHOR.sub(lambda found: found[1] + str(max(0, int(found[2]) + rows)).encode(), shape)

        def higher(found: re.Match[bytes]) -> bytes:
            unit = _POINTS_A_PIXEL if found[3] == b"pt" else 1
            return found[1] + f"{max(0.0, float(found[2]) + more * unit):g}".encode() + found[3]

        return _HEIGHT.sub(higher, shape, count=1)

    return _with_shapes(data, resized) if pixels else data
