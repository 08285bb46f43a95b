"""Where cells are in a worksheet, and what references say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.utils import column_index_from_string

from generator.excel.cells import Area

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?(?::\$?([A-Za-z]{1,3})?\$?([0-9]+)?)?")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


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
