"""Which formulas rest on cells that have been emptied, as far as their texts tell."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator

from generator.excel.cells import Area, letters
from generator.excel.editing import Book
from generator.excel.renewing.places import area, cells_of
from generator.package import parse_xml, relationships

_ANYWHERE = ("INDIRECT(", "OFFSET(")
"""Functions whose texts do not tell what they look at."""
_DEEPEST = 20


@dataclass(frozen=True)
class Formula:
    """A formula of a cell: its text as it stands there, and the cells that show its results."""

    sheet: str
    row: int
    column: int
    text: str
    area: Area
    looks_at: tuple[tuple[str, Area], ...] = ()
    anywhere: bool = False


@dataclass(frozen=True)
class _Names:
    """What names of the workbook stand for: formulas by defined name, and the places of tables."""

    defined: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, Area]] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)


def formulas_of(sheet: str, root: etree._Element) -> Iterator[Formula]:
    """Return the formulas of a worksheet, each of those that share one as it stands in its own cell."""
    shared: dict[str, tuple[str, str]] = {}
    for row, column, cell in cells_of(root):
        formula = cell.find("{*}f")
        if formula is None:
            continue
        place, text, own = f"{letters(column)}{row}", formula.text or "", Area(column, row, column, row)
        if formula.get("t") == "shared":
            if text:
                shared[formula.get("si", "")] = (text, place)
            elif formula.get("si", "") in shared:
                text = translated(*shared[formula.get("si", "")], place)
        elif formula.get("t") == "array":
            own = area(formula.get("ref", "")) or own
        yield Formula(sheet, row, column, text, own)


def translated(text: str, origin: str, place: str) -> str:
    """Return a formula as it is when it is copied from one cell to another."""
    return str(Translator(f"={text}", origin=origin).translate_formula(place)).removeprefix("=")


class Dependents:
    """The cells of a workbook that are not what they were, and whatever looks at one of them."""

    def __init__(self, book: Book, emptied: Mapping[str, Iterable[tuple[int, int]]]) -> None:
        self._names = _names_of(book)
        self._columns: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for sheet, cells in emptied.items():
            self._add(sheet, cells)

    def among(self, formulas: Iterable[Formula]) -> list[Formula]:
        """Return the formulas that look at such cells, also through others, whose results are such cells then."""
        waiting = [self._resolved(formula) for formula in formulas]
        found: list[Formula] = []
        while True:
            touched: list[Formula] = []
            untouched: list[Formula] = []
            for formula in waiting:
                (touched if formula.anywhere or self._touches(formula.looks_at) else untouched).append(formula)
            if not touched:
                return found
            results: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for formula in touched:
                results[formula.sheet] += _cells_in(formula.area)
            for sheet, cells in results.items():
                self._add(sheet, cells)
            found += touched
            waiting = untouched

    def touched(self, text: str, sheet: str) -> bool:
        """Return whether a reference, such as that of a chart, leads to such cells."""
        return self._touches(tuple(self._looks_at(text, sheet)))

    def _add(self, sheet: str, cells: Iterable[tuple[int, int]]) -> None:
        for row, at in cells:
            self._columns[sheet.casefold()][at].append(row)
        for rows in self._columns[sheet.casefold()].values():
            rows.sort()

    def _touches(self, places: Iterable[tuple[str, Area]]) -> bool:
        for sheet, place in places:
            for at, rows in self._columns.get(sheet.casefold(), {}).items():
                if place.left <= at <= place.right:
                    next_at = bisect_left(rows, place.top)
                    if next_at < len(rows) and rows[next_at] <= place.bottom:
                        return True
        return False

    def _resolved(self, formula: Formula) -> Formula:
        anywhere = any(name in formula.text.upper() for name in _ANYWHERE)
        return replace(formula, looks_at=tuple(self._looks_at(formula.text, formula.sheet)), anywhere=anywhere)

    def _looks_at(self, text: str, sheet: str, depth: int = 0) -> Iterator[tuple[str, Area]]:
        for token in Tokenizer(f"={text}").items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                yield from self._places(token.value, sheet, depth)

    def _places(self, reference: str, sheet: str, depth: int) -> Iterator[tuple[str, Area]]:
        named, _, rest = reference.rpartition("!")
        on = self._names.sheets.get(named.strip("'").replace("''", "'").casefold(), named) if named else sheet
        table = self._names.tables.get(rest.partition("[")[0].casefold())
        if found := area(rest.rstrip("#")):
            yield on, found
        elif table:
            yield table
        elif rest.startswith("[") or "[@" in rest:  # a column of the table that the formula stands in
            yield from (place for place in self._names.tables.values() if place[0] == sheet)
        elif depth < _DEEPEST and (meaning := self._names.defined.get(rest.casefold())):
            yield from self._looks_at(meaning, sheet, depth + 1)


def _cells_in(place: Area) -> Iterator[tuple[int, int]]:
    return ((row, at) for row in range(place.top, place.bottom + 1) for at in range(place.left, place.right + 1))


def _names_of(book: Book) -> _Names:
    defined = {
        name.get("name", "").casefold(): name.text or ""
        for name in parse_xml(book.parts[book.main]).iterfind("{*}definedNames/{*}definedName")
    }
    tables = {}
    for sheet in book.sheets:
        for entry in relationships(book.parts, sheet.part):
            if entry.type.endswith("/table") and entry.target in book.parts:
                table = parse_xml(book.parts[entry.target])
                if place := area(table.get("ref", "")):
                    tables[table.get("displayName", "").casefold()] = (sheet.name, place)
    return _Names(defined, tables, {sheet.name.casefold(): sheet.name for sheet in book.sheets})
