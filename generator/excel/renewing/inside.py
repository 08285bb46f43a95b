"""Every text inside a workbook package, with where a person finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from generator.excel.cells import letters, read_grids
from generator.excel.editing import Book
from generator.excel.renewing.places import cells_of
from generator.model import Trace
from generator.package import DamagedPackage, parse_xml, read_package, related, relationships

_DRAWN = re.compile(r"xl/(drawings|charts|diagrams)/", re.IGNORECASE)
_WHOLE = ("p", "comment", "threadedComment", "text", "div", "si")
"""Elements whose text a person sees as one, though it may be in pieces."""
_MARKUP = re.compile(rb"<[^>]*>")


@dataclass(frozen=True)
class Found:
    """A text with where it stands; ``sheet``, ``cell`` and ``part`` of the package as far as they are known.

    ``raw`` is what can be read of a part that is not XML, such as a picture: any text in it is one by chance too.
    """

    text: str
    trace: Trace
    sheet: str = ""
    cell: str = ""
    part: str = ""
    raw: bool = False


def texts_inside(data: bytes) -> Iterator[Found]:
    """Return every text of a workbook, its cells first; what is linked to or drawn on a sheet names the sheet."""
    book = Book(data)
    parts = book.parts
    for grid in read_grids(data):
        for row, cells in grid.rows.items():
            for column, cell in cells.items():
                if isinstance(cell.value, str):
                    yield Found(cell.value, Trace.CELL, grid.name, f"{letters(column)}{row}")
    for sheet in book.sheets:
        yield from _around_cells(sheet.name, parse_xml(parts[sheet.part]))
    owners = _owners(book)
    seen = {*(sheet.part for sheet in book.sheets), related(parts, "sharedStrings", book.main), "[Content_Types].xml"}
    for name in sorted(parts):
        if name not in seen:
            yield from _of_part(parts, name, owners)


def _around_cells(title: str, root: etree._Element) -> Iterator[Found]:
    """Return what a sheet holds beside the values of its cells."""
    for row, column, cell in cells_of(root):
        formula = cell.findtext("{*}f")
        if formula:
            yield Found(formula, Trace.CELL, title, f"{letters(column)}{row}")
    for top in root:
        tag = _name(top)
        if tag != "sheetData":
            trace = {"headerFooter": Trace.HEADER, "hyperlinks": Trace.LINK}.get(tag, Trace.STRUCTURE)
            for text in _texts(top):
                yield Found(text, trace, title)


def _owners(book: Book) -> dict[str, str]:
    """Return the sheet that each part hangs on, directly or through others."""
    owners: dict[str, str] = {}
    own = {sheet.part for sheet in book.sheets}
    for sheet in book.sheets:
        waiting = [sheet.part]
        while waiting:
            name = waiting.pop()
            if name not in owners and (name not in own or name == sheet.part):
                owners[name] = sheet.name
                waiting += [entry.target for entry in relationships(book.parts, name) if not entry.external]
    return owners


def _of_part(parts: Mapping[str, bytes], name: str, owners: Mapping[str, str]) -> Iterator[Found]:
    data = parts[name]
    if name.endswith(".rels"):
        folder, _, own = name.rpartition("_rels/")
        source = f"{folder}{own.removesuffix('.rels')}"
        for entry in relationships(parts, source):
            if entry.external:
                yield Found(unquote(entry.target), Trace.LINK, owners.get(source, ""), part=name)
        return
    trace, sheet = _kind(name, data), owners.get(name, "")
    if data.startswith(b"PK"):
        yield from _of_package(data, name, sheet)
        return
    try:
        root = parse_xml(data)
    except DamagedPackage:
        for start, encoding in ((0, "utf-8"), (0, "utf-16-le"), (1, "utf-16-le")):
            text = _MARKUP.sub(b"", data)[start:].decode(encoding, "ignore")
            yield Found(text, trace, sheet, part=name, raw=True)
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            cell = element.get("ref", "") if trace is Trace.NOTE else ""
            for text in _own_texts(element):
                yield Found(text, trace, sheet, cell, name)


def _of_package(data: bytes, name: str, sheet: str) -> Iterator[Found]:
    """Return what stands in a document that is embedded in the workbook."""
    try:
        parts = read_package(data)
    except DamagedPackage:
        return
    for inner in sorted(parts):
        for found in _of_part(parts, inner, {}):
            yield Found(found.text, Trace.OTHER, sheet, part=f"{name}: {inner}", raw=found.raw)


def _kind(name: str, data: bytes) -> Trace:
    lower = name.lower()
    if "comment" in lower or (lower.endswith(".vml") and b'ObjectType="Note"' in data):
        return Trace.NOTE
    if _DRAWN.match(name):
        return Trace.DRAWING
    if lower.startswith("docprops/"):
        return Trace.PROPERTIES
    return Trace.STRUCTURE if lower.startswith(("xl/workbook", "xl/tables/")) else Trace.OTHER


def _texts(top: etree._Element) -> Iterator[str]:
    for element in top.iter():
        if isinstance(element.tag, str):
            yield from _own_texts(element)


def _own_texts(element: etree._Element) -> Iterator[str]:
    """Return the text of an element, of all below it where a person sees that as one, and its attributes."""
    whole = _name(element) in _WHOLE
    yield "".join(map(str, element.itertext())) if whole else element.text or ""
    yield from (unquote(str(value)) for value in element.attrib.values())


def _name(element: etree._Element) -> str:
    """Return the local name of an element, also where its prefix was never declared; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
