"""Taking cells out of a workbook package with all that hangs on them, everything else as it was.

What hangs on a cell: its text among the shared strings, notes and comments, links, and what formulas and charts
remember of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from generator.excel.cells import MAX_EXPANDED_BYTES, Area, letters
from generator.excel.renewing.book import Book, area, book_of, cells_of, relationship_id
from generator.excel.renewing.dependents import Dependents, Formula, formulas_of, translated
from generator.package import (
    DamagedPackage,
    content_type,
    parse_xml,
    read_package,
    related,
    relationships,
    remove_part,
    remove_relationships,
    serialize_xml,
    write_package,
)

_THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
_THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
_SIGNATURES = "_xmlsignatures/"
_MACROS = "macroEnabled"


@dataclass(frozen=True)
class Emptied:
    """What of a sheet goes: the contents of cells, and whatever else is tied to a cell of certain rows."""

    cells: frozenset[tuple[int, int]] = frozenset()
    rows: frozenset[int] = frozenset()

    def covers(self, place: Area) -> bool:
        """Return whether any cell of a rectangle is emptied or in such a row."""
        if (place.left, place.top) == (place.right, place.bottom):
            return (place.top, place.left) in self.cells or place.top in self.rows
        return any(place.top <= row <= place.bottom for row in self.rows) or any(
            place.top <= row <= place.bottom and place.left <= column <= place.right for row, column in self.cells
        )


def has_macros(data: bytes) -> bool:
    """Return whether a workbook says that it holds macros, so that its name has to say so as well."""
    parts = read_package(data, MAX_EXPANDED_BYTES)
    return _MACROS in content_type(parts, related(parts, "officeDocument") or "")


def emptied(data: bytes, chosen: Mapping[str, Emptied]) -> bytes:
    """Return a workbook without what is chosen, by sheet title; ``cells.read_grids`` has to have read it.

    The parts that are not touched are the same bytes. A signature and a thumbnail go, since both are of the old one.
    """
    parts = read_package(data, MAX_EXPANDED_BYTES)
    book = book_of(parts)
    roots = {title: parse_xml(parts[part]) for title, part in book.sheets.items()}
    changed = {title for title in roots if title in chosen}
    for title in changed:
        part, root, gone = book.sheets[title], roots[title], chosen[title]
        _empty_cells(root, gone)
        _remove_notes(parts, part, gone)
        _remove_links(parts, part, root, gone)
        _remove_filters(parts, part, root, gone)
    dependents = Dependents(parts, book, {title: gone.cells for title, gone in chosen.items()})
    stale = dependents.among(formula for title, root in roots.items() for formula in formulas_of(title, root))
    changed |= _forget_results(roots, stale)
    _forget_charts(parts, dependents)
    _forget_strings(parts, book, roots)
    parts |= {book.sheets[title]: serialize_xml(roots[title]) for title in changed}
    _settle(parts, book, bool(stale))
    return write_package(parts)


# ---- cells


def _empty_cells(root: etree._Element, gone: Emptied) -> None:
    taken: dict[str, tuple[str, str]] = {}
    gone_areas = []
    for row, column, cell in cells_of(root):
        if (row, column) in gone.cells:
            formula = cell.find("{*}f")
            if formula is not None and formula.get("t") == "shared" and formula.text:
                taken[formula.get("si", "")] = (formula.text, f"{letters(column)}{row}")
            if formula is not None and formula.get("t") == "array":
                gone_areas.append(area(formula.get("ref", "")))
            _clear(cell)
    for row, column, cell in cells_of(root):
        formula = cell.find("{*}f")
        if formula is not None and formula.get("t") == "shared" and formula.get("si", "") in taken:
            _own_formula(formula, translated(*taken[formula.get("si", "")], f"{letters(column)}{row}"))
        if formula is None and any(_within(row, column, place) for place in gone_areas if place):
            _clear(cell)


def _clear(cell: etree._Element) -> None:
    """Leave of a cell its place and its format."""
    for child in list(cell):
        cell.remove(child)
    _strip(cell, "t", "cm", "vm", "ph")


def _strip(element: etree._Element, *names: str) -> None:
    for name in names:
        element.attrib.pop(name, "")


def _own_formula(formula: etree._Element, text: str) -> None:
    """Give a cell the formula that it shared with one that is gone."""
    _strip(formula, "t", "si", "ref")
    formula.text = text


def _within(row: int, column: int, place: Area) -> bool:
    return place.top <= row <= place.bottom and place.left <= column <= place.right


# ---- what is tied to cells


def _remove_notes(parts: dict[str, bytes], sheet: str, gone: Emptied) -> None:
    for entry in relationships(parts, sheet):
        if entry.target in parts and (entry.type.endswith("/comments") or entry.type == _THREADED):
            _remove(parts, entry.target, ("comment", "threadedComment"), lambda note: _is_at(note, gone))
        if entry.target in parts and entry.type.endswith("/vmlDrawing"):
            _remove(parts, entry.target, ("shape",), lambda shape: _is_box_of(shape, gone))


def _remove(parts: dict[str, bytes], name: str, tags: Iterable[str], goes: Callable[[etree._Element], bool]) -> None:
    try:
        root = parse_xml(parts[name])
    except DamagedPackage:  # drawings of old programs are not always XML; what is left in one is found and told
        return
    found = [entry for tag in tags for entry in root.iter(f"{{*}}{tag}") if goes(entry)]
    for entry in found:
        _take_out(entry)
    if found:
        parts[name] = serialize_xml(root)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _is_at(element: etree._Element, gone: Emptied) -> bool:
    place = area(element.get("ref", ""))
    return place is not None and gone.covers(place)


def _is_box_of(shape: etree._Element, gone: Emptied) -> bool:
    row, column = (shape.findtext(f".//{{*}}ClientData/{{*}}{name}", "").strip() for name in ("Row", "Column"))
    if not (row.isdigit() and column.isdigit()):
        return False
    at, line = int(column) + 1, int(row) + 1
    return gone.covers(Area(at, line, at, line))


def _remove_links(parts: dict[str, bytes], sheet: str, root: etree._Element, gone: Emptied) -> None:
    for links in root.findall("{*}hyperlinks"):
        for link in list(links):
            if _is_at(link, gone):
                links.remove(link)
        used = {relationship_id(element) for element in root.iter() if isinstance(element.tag, str)}
        external = (entry for entry in relationships(parts, sheet) if entry.type.endswith("/hyperlink"))
        unused = {entry.id for entry in external if entry.id not in used}
        remove_relationships(parts, sheet, unused)
        if not len(links):
            root.remove(links)


def _remove_filters(parts: dict[str, bytes], sheet: str, root: etree._Element, gone: Emptied) -> None:
    """Take out what rows are filtered by, which names what stood in them, and show the rows again."""
    tables = {
        entry.target: parse_xml(parts[entry.target])
        for entry in relationships(parts, sheet)
        if entry.type.endswith("/table") and entry.target in parts
    }
    filtered = False
    for part, owner in ((None, root), *tables.items()):
        for filters in owner.iterfind("{*}autoFilter"):
            place = area(filters.get("ref", ""))
            if place is not None and any(place.top <= row <= place.bottom for row in gone.rows):
                chosen = filters.findall("{*}filterColumn")
                for by in chosen:
                    filters.remove(by)
                filtered = filtered or bool(chosen)
        if part and filtered:
            parts[part] = serialize_xml(owner)
    if filtered:
        for line in root.iterfind("{*}sheetData/{*}row"):
            if int(line.get("r", "0")) in gone.rows:
                _strip(line, "hidden")


# ---- what is remembered of cells


def _forget_results(roots: Mapping[str, etree._Element], stale: Iterable[Formula]) -> set[str]:
    """Take out the results of formulas; return the sheets that have changed."""
    by_sheet: dict[str, list[Formula]] = {}
    for formula in stale:
        by_sheet.setdefault(formula.sheet, []).append(formula)
    for title, formulas in by_sheet.items():
        single = {(formula.row, formula.column) for formula in formulas}
        spread = [f.area for f in formulas if (f.area.right, f.area.bottom) != (f.area.left, f.area.top)]
        for row, column, cell in cells_of(roots[title]):
            if (row, column) in single or any(_within(row, column, place) for place in spread):
                for result in (*cell.findall("{*}v"), *cell.findall("{*}is")):
                    cell.remove(result)
                _strip(cell, "t")
    return set(by_sheet)


def _forget_charts(parts: dict[str, bytes], dependents: Dependents) -> None:
    for name in [name for name in parts if re.fullmatch(r"xl/charts/[^/]*\.xml", name, re.IGNORECASE)]:
        root = parse_xml(parts[name])
        caches = [
            cache
            for reference in root.iter("{*}strRef", "{*}numRef", "{*}multiLvlStrRef")
            if dependents.touched(reference.findtext("{*}f", ""), "")
            for cache in reference.iterchildren("{*}strCache", "{*}numCache", "{*}multiLvlStrCache")
        ]
        for cache in caches:
            _take_out(cache)
        if caches:
            parts[name] = serialize_xml(root)


def _forget_strings(parts: dict[str, bytes], book: Book, roots: Mapping[str, etree._Element]) -> None:
    """Empty the shared strings that no cell has; their order stays, since cells know them by their number."""
    name = related(parts, "sharedStrings", book.main)
    if name is None:
        return
    strings = parse_xml(parts[name])
    used = {int(cell.findtext("{*}v", "-1")) for root in roots.values() for cell in _of_strings(root)}
    for number, item in enumerate(strings.findall("{*}si")):
        if number not in used:
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, f"{{{etree.QName(item).namespace}}}t")
    parts[name] = serialize_xml(strings)


def _of_strings(root: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in root.iterfind("{*}sheetData/{*}row/{*}c") if cell.get("t") == "s")


# ---- the package


def _settle(parts: dict[str, bytes], book: Book, stale: bool) -> None:
    """Let Excel make anew what it keeps beside the cells, and take out what is of the old file alone."""
    chain = related(parts, "calcChain", book.main)
    if chain:
        remove_part(parts, chain)
    thumbnail = related(parts, _THUMBNAIL)
    if thumbnail:
        remove_part(parts, thumbnail)
    for name in [name for name in parts if name.lower().startswith(_SIGNATURES)]:
        remove_part(parts, name)
    if stale:
        _calculate_on_opening(parts, book)
    types = parts["[Content_Types].xml"]  # what was a template becomes a workbook
    types = types.replace(b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml")
    parts["[Content_Types].xml"] = types.replace(b"ms-excel.template.macroEnabled", b"ms-excel.sheet.macroEnabled")


_AFTER_CALCULATION = tuple(
    f"{{*}}{name}"
    for name in (
        *("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes"),
        *("webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
    )
)
"""What follows ``calcPr`` in a workbook (ECMA-376 Part 1, 18.2.27)."""


def _calculate_on_opening(parts: dict[str, bytes], book: Book) -> None:
    calculation = book.root.find("{*}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{{{etree.QName(book.root).namespace}}}calcPr")
        after = next((entry for entry in book.root.iterchildren(*_AFTER_CALCULATION)), None)
        if after is None:
            book.root.append(calculation)
        else:
            after.addprevious(calculation)
    calculation.set("fullCalcOnLoad", "1")
    parts[book.main] = serialize_xml(book.root)
