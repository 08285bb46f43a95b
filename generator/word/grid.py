"""The tables of a document as grids: cells by column, seen through whatever wraps them.

People add, merge and split cells, so a column is where it is on the grid
(ECMA-376 17.4.17 ``gridSpan``, 17.4.14 ``gridBefore``), not the number of its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from generator.word.ns import value, w
from generator.word.text import text_of

_COUNT = re.compile(r"[0-9]{1,9}")
_SEEN_THROUGH = frozenset({w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")})


@dataclass(frozen=True)
class Cell:
    """A cell: the grid columns ``start`` to ``end`` (not included) that it covers, and its text."""

    element: etree._Element
    start: int
    end: int
    text: str
    continues: bool
    """True for the lower part of cells merged downwards: what is seen there stands in the cell above."""


@dataclass(frozen=True)
class Row:
    """A row of cells from left to right."""

    cells: tuple[Cell, ...]

    def overlapping(self, start: int, end: int) -> tuple[Cell, ...]:
        """Return the cells that stand in some of the grid columns from ``start`` to ``end``."""
        return tuple(cell for cell in self.cells if cell.start < end and start < cell.end)


@dataclass(frozen=True)
class Table:
    """The rows of a table."""

    rows: tuple[Row, ...]


def tables(body: etree._Element) -> Iterator[Table]:
    """Yield every table of a document in reading order, nested ones after the one they are in."""
    return (Table(tuple(_rows(element))) for element in body.iter(w("tbl")))


def first_word(text: str) -> str:
    """Return the first word of a cell without punctuation around it, as an id is compared."""
    words = text.split(maxsplit=1)
    return words[0].strip(".:;,()[]*").casefold() if words else ""


def _rows(table: etree._Element) -> Iterator[Row]:
    for element in children(table, w("tr")):
        yield Row(tuple(_cells(element)))


def _cells(row: etree._Element) -> list[Cell]:
    cells: list[Cell] = []
    column = _number(row.find(f"{w('trPr')}/{w('gridBefore')}"), 0)
    for element in children(row, w("tc")):
        end = column + max(1, _number(_property(element, "gridSpan"), 1))
        text = text_of(element)
        if cells and _continues(_property(element, "hMerge")):
            before = cells[-1]
            cells[-1] = replace(before, end=end, text="\n".join(filter(str.strip, (before.text, text))))
        else:
            merge = _property(element, "vMerge")
            tracked = value(_property(element, "cellMerge"), "vMerge") == "cont"
            cells.append(Cell(element, column, end, text, tracked or _continues(merge)))
        column = end
    return cells


def _property(cell: etree._Element, name: str) -> etree._Element | None:
    return cell.find(f"{w('tcPr')}/{w(name)}")


def _continues(merge: etree._Element | None) -> bool:
    """Return whether a cell is merged with the one before it, leftwards or upwards (ECMA-376 17.4)."""
    return merge is not None and value(merge) in (None, "continue")


def children(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table, or the cells of a row, seen through what wraps them."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in _SEEN_THROUGH:
            yield from children(child, wanted)


def _number(element: etree._Element | None, default: int) -> int:
    text = value(element)
    return int(text) if text is not None and _COUNT.fullmatch(text) else default
