"""The parts of a workbook package that hold cells, and where things are in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import column_index_from_string

from generator.excel.cells import Area, unescaped
from generator.package import OFFICE_RELATIONSHIPS, STRICT_RELATIONSHIPS, parse_xml, related, relationships

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?(?::\$?([A-Za-z]{1,3})?\$?([0-9]+)?)?")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True)
class Book:
    """Where the workbook and its worksheets are in a package; ``sheets`` maps a title to its part."""

    main: str
    root: etree._Element
    sheets: Mapping[str, str]


def book_of(parts: Mapping[str, bytes]) -> Book:
    """Return where things are in a package that ``cells.read_grids`` has read."""
    main = related(parts, "officeDocument")
    assert main is not None
    root = parse_xml(parts[main])
    targets = {entry.id: entry.target for entry in relationships(parts, main) if entry.type.endswith("/worksheet")}
    sheets = {
        unescaped(sheet.get("name", "")): targets[relationship_id(sheet)]
        for sheet in root.iterfind("{*}sheets/{*}sheet")
        if relationship_id(sheet) in targets
    }
    return Book(main, root, sheets)


def relationship_id(element: etree._Element) -> str:
    """Return the relationship that an element names, or nothing."""
    spaces = (OFFICE_RELATIONSHIPS, STRICT_RELATIONSHIPS)
    return next((id for space in spaces if (id := element.get(f"{{{space}}}id"))), "")


def cells_of(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Return the cells of a worksheet with row and column; one without a reference follows the one before it."""
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = int(line.get("r", row + 1))
        column = 0
        for cell in line.iterchildren("{*}c"):
            named = re.match(r"[A-Za-z]+", cell.get("r", ""))
            column = int(column_index_from_string(named[0])) if named else column + 1
            yield row, column, cell


def area(reference: str) -> Area | None:
    """Return the rectangle of ``B3``, ``B3:D9``, ``B:D`` or ``3:9``; None for anything else."""
    found = _REFERENCE.fullmatch(reference)
    if not found or not any(found.groups()):
        return None
    left, top, right, bottom = found.groups()
    if ":" not in reference:
        if not (left and top):
            return None
        right, bottom = left, top
    columns = sorted(int(column_index_from_string(name)) for name in (left, right) if name) or [1, LAST_COLUMN]
    rows = sorted(int(name) for name in (top, bottom) if name) or [1, LAST_ROW]
    return Area(columns[0], rows[0], columns[-1], rows[-1])
