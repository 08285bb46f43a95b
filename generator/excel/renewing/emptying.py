"""Taking cells out of a workbook package with all that hangs on them, everything else as it was.

What hangs on a cell: its text among the shared strings, notes and comments, links, and what formulas and charts
remember of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from lxml import etree

from generator.excel.cells import Area
from generator.excel.editing import UNREADABLE, Book, BookSheet, relationship_id
from generator.excel.notes import remove_all_notes
from generator.excel.renewing.dependents import Dependents, Formula, formulas_of
from generator.excel.renewing.places import area, cells_of
from generator.package import (
    DamagedPackage,
    content_type,
    parse_xml,
    related,
    relationships,
    remove_part,
    remove_relationships,
    serialize_xml,
)

_THUMBNAIL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
_SIGNATURES = "_xmlsignatures/"
_MACROS = "macroEnabled"


@dataclass(frozen=True)
class Emptied:
    """What of a sheet goes: the contents of cells, and whatever else is tied to a cell of certain rows."""

    cells: frozenset[tuple[int, int]] = frozenset()
    rows: frozenset[int] = frozenset()

    def has(self, row: int, column: int) -> bool:
        """Return whether a cell is emptied or in such a row."""
        return (row, column) in self.cells or row in self.rows

    def covers(self, place: Area) -> bool:
        """Return whether any cell of a rectangle is emptied or in such a row."""
        if (place.left, place.top) == (place.right, place.bottom):
            return self.has(place.top, place.left)
        return any(place.top <= row <= place.bottom for row in self.rows) or any(
            place.top <= row <= place.bottom and place.left <= column <= place.right for row, column in self.cells
        )


def has_macros(data: bytes) -> bool:
    """Return whether a workbook says that it holds macros, so that its name has to say so as well."""
    book = Book(data)
    return _MACROS in content_type(book.parts, book.main)


def emptied(data: bytes, chosen: Mapping[str, Emptied]) -> bytes:
    """Return a workbook without what is chosen, by sheet title; ``cells.read_grids`` has to have read it.

    The parts that are not touched are the same bytes. A signature and a thumbnail go, since both are of the old one.
    DamagedPackage when a part cannot be read that a plan is not read from.
    """
    try:
        book = Book(data)
        _empty(book, chosen)
        return book.written()
    except UNREADABLE as error:
        raise DamagedPackage(str(error)) from error


def _empty(book: Book, chosen: Mapping[str, Emptied]) -> None:
    roots = {sheet: parse_xml(book.parts[sheet.part]) for sheet in book.sheets}
    formulas = {sheet: list(formulas_of(sheet.name, root)) for sheet, root in roots.items()}
    for sheet, root in roots.items():
        if gone := chosen.get(sheet.name):
            formulas[sheet] = _empty_cells(book, sheet, root, formulas[sheet], gone)
            remove_all_notes(book, sheet, gone.has)
            if _remove_links(book.parts, sheet.part, root, gone) | _remove_filters(book.parts, sheet.part, root, gone):
                book.parts[sheet.part] = serialize_xml(root)
    dependents = Dependents(book, {title: gone.cells for title, gone in chosen.items()})
    stale = dependents.among(chain.from_iterable(formulas.values()))
    for sheet, root in roots.items():
        _forget_results(book, sheet, root, [formula for formula in stale if formula.sheet == sheet.name])
    _forget_charts(book.parts, dependents)
    book.empty_unused_strings()
    _settle(book, bool(stale))


# ---- cells


def _empty_cells(
    book: Book, sheet: BookSheet, root: etree._Element, formulas: Iterable[Formula], gone: Emptied
) -> list[Formula]:
    """Empty cells, and what the formulas in them show in others; return the formulas that are left."""
    left, areas = [], []
    for formula in formulas:
        if (formula.row, formula.column) in gone.cells:
            areas.append(formula.area)
        else:
            left.append(formula)
    own = {(formula.row, formula.column) for formula in left}
    for row, column, _ in cells_of(root):
        at = (row, column)
        if at in gone.cells or (at not in own and any(_within(row, column, place) for place in areas)):
            book.clear(sheet, row, column)
    return left


def _within(row: int, column: int, place: Area) -> bool:
    return place.top <= row <= place.bottom and place.left <= column <= place.right


# ---- what is tied to cells


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _is_at(element: etree._Element, gone: Emptied) -> bool:
    place = area(element.get("ref", ""))
    return place is not None and gone.covers(place)


def _remove_links(parts: dict[str, bytes], sheet: str, root: etree._Element, gone: Emptied) -> bool:
    """Take the links of cells out of a sheet; return whether there were any."""
    found = [link for link in root.iterfind("{*}hyperlinks/{*}hyperlink") if _is_at(link, gone)]
    for link in found:
        _take_out(link)
    for links in root.findall("{*}hyperlinks"):
        if not len(links):
            root.remove(links)
    used = {relationship_id(element) for element in root.iter() if isinstance(element.tag, str)}
    external = (entry for entry in relationships(parts, sheet) if entry.type.endswith("/hyperlink"))
    remove_relationships(parts, sheet, {entry.id for entry in external if entry.id not in used})
    return bool(found)


def _remove_filters(parts: dict[str, bytes], sheet: str, root: etree._Element, gone: Emptied) -> bool:
    """Take out what rows are filtered by, which names what stood in them, and show them; return if there was any."""
    tables = [entry.target for entry in relationships(parts, sheet) if entry.type.endswith("/table")]
    filtered = _remove_conditions(root, gone)
    for part in tables:
        if part in parts:
            table = parse_xml(parts[part])
            if _remove_conditions(table, gone):
                parts[part] = serialize_xml(table)
                filtered = True
    if filtered:
        for line in root.iterfind("{*}sheetData/{*}row"):
            if int(line.get("r", "0")) in gone.rows:
                line.attrib.pop("hidden", "")
    return filtered


def _remove_conditions(owner: etree._Element, gone: Emptied) -> bool:
    found = [
        condition
        for filters in owner.iterfind("{*}autoFilter")
        if (place := area(filters.get("ref", ""))) and any(place.top <= row <= place.bottom for row in gone.rows)
        for condition in filters.iterfind("{*}filterColumn")
    ]
    for condition in found:
        _take_out(condition)
    return bool(found)


# ---- what is remembered of cells


def _forget_results(book: Book, sheet: BookSheet, root: etree._Element, stale: Sequence[Formula]) -> None:
    """Take out the results of formulas of a sheet, also those that they show in other cells."""
    single = {(formula.row, formula.column) for formula in stale}
    spread = [f.area for f in stale if (f.area.right, f.area.bottom) != (f.area.left, f.area.top)]
    for row, column in single:
        book.forget_result(sheet, row, column)
    for row, column, cell in cells_of(root) if spread else ():
        if cell.find("{*}f") is None and any(_within(row, column, place) for place in spread):
            book.clear(sheet, row, column)


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


# ---- the package


def _settle(book: Book, stale: bool) -> None:
    """Let Excel make anew what it keeps beside the cells, and take out what is of the old file alone."""
    parts = book.parts
    thumbnail = related(parts, _THUMBNAIL)
    if thumbnail:
        remove_part(parts, thumbnail)
    for name in [name for name in parts if name.lower().startswith(_SIGNATURES)]:
        remove_part(parts, name)
    if stale:
        _calculate_on_opening(book)
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


def _calculate_on_opening(book: Book) -> None:
    root = parse_xml(book.parts[book.main])
    calculation = root.find("{*}calcPr")
    if calculation is None:
        calculation = etree.Element(f"{{{book.namespace}}}calcPr")
        after = next((entry for entry in root.iterchildren(*_AFTER_CALCULATION)), None)
        if after is None:
            root.append(calculation)
        else:
            after.addprevious(calculation)
    calculation.set("fullCalcOnLoad", "1")
    book.parts[book.main] = serialize_xml(root)
