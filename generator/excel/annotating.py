"""A copy of a plan workbook that shows its problems: notes on the cells, marks, and a sheet that lists them all."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from openpyxl.utils import coordinate_to_tuple

from generator.excel.cells import Grid
from generator.excel.editing import UNREADABLE, Book, BookSheet
from generator.excel.marks import marked, take_off_marks
from generator.excel.notes import add_notes, remove_notes
from generator.excel.problem_list import is_problem_list, put_problem_list
from generator.language import Language
from generator.package import DamagedPackage
from generator.problems import Problem, Severity

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_MAX_NOTE = 8_000
"""How many letters of ours a note holds: a longer one cannot be seen on a screen, and Excel cuts at 32,767."""

Cells = Mapping[tuple[int, int], Sequence[Problem]]


@dataclass(frozen=True)
class Annotated:
    """The bytes of the copy, and whether the workbook was signed, which the copy is not."""

    data: bytes
    was_signed: bool


def annotate(data: bytes, grids: Sequence[Grid], problems: Iterable[Problem], words: Language) -> Annotated:
    """Return a workbook that ``grids`` are read from with its problems shown in it, the gravest first.

    What was shown in it earlier is replaced. DamagedPackage when a part cannot be read that a plan is not read from.
    """
    try:
        book = Book(data)
        was_signed = book.signed
        earlier = _earlier_list(book, grids)
        _take_off(book, earlier)
        found = sorted(problems, key=lambda entry: list(Severity).index(entry.severity))
        listed = put_problem_list(book, found, words, earlier)
        for sheet, cells in _by_cell(book, grids, found).items():
            _show(book, sheet, cells, words, listed)
        return Annotated(book.written(), was_signed)
    except UNREADABLE as error:
        raise DamagedPackage(str(error)) from error


def without_annotations(data: bytes, grids: Sequence[Grid]) -> bytes:
    """Return a workbook that ``grids`` are read from without what ``annotate`` has put into it.

    It is the same bytes where that is nothing. A list that something else in the workbook looks at stays.
    DamagedPackage when a part cannot be read that may hold some of it.
    """
    try:
        book = Book(data)
        listed = _earlier_list(book, grids)
        if not _take_off(book, listed):
            return data
        if listed and not book.is_looked_at(listed):
            book.remove_sheet(listed)
        return book.written()
    except UNREADABLE as error:
        raise DamagedPackage(str(error)) from error


def _take_off(book: Book, listed: BookSheet | None) -> bool:
    """Take our notes away, and our marks where there were notes or a list; return whether there were."""
    cleaned = [remove_notes(book, sheet) for sheet in book.sheets]
    annotated = any(cleaned) or listed is not None
    if annotated:
        take_off_marks(book.styles)
    return annotated


def _earlier_list(book: Book, grids: Iterable[Grid]) -> BookSheet | None:
    names = {grid.name for grid in grids if is_problem_list(grid)}
    return next((sheet for sheet in book.sheets if sheet.name in names), None)


def _by_cell(book: Book, grids: Iterable[Grid], problems: Iterable[Problem]) -> dict[BookSheet, Cells]:
    """Return the problems that have a cell by sheet and cell, of cells that are merged by the one that is seen."""
    sheets = {sheet.name: sheet for sheet in reversed(book.sheets)}
    found: dict[str, dict[tuple[int, int], list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for entry in problems:
        if entry.place.sheet in sheets and _CELL.fullmatch(entry.place.cell):
            row, column = coordinate_to_tuple(entry.place.cell)
            found[entry.place.sheet][row, column].append(entry)
    by_name = {grid.name: grid for grid in grids}
    return {sheets[name]: _gathered(cells, by_name[name]) for name, cells in found.items()}


def _gathered(cells: Cells, grid: Grid) -> Cells:
    seen: dict[tuple[int, int], list[Problem]] = defaultdict(list)
    places = sorted(cells)
    tops = {}
    for area in grid.merged:
        first = bisect_left(places, (area.top, 0))
        last = bisect_right(places, (area.bottom + 1, 0))
        for row, column in places[first:last]:
            if area.left <= column <= area.right:
                tops[row, column] = (area.top, area.left)
    for place in places:
        seen[tops.get(place, place)] += cells[place]
    return seen


def _show(book: Book, sheet: BookSheet, cells: Cells, words: Language, listed: str) -> None:
    add_notes(book, sheet, {cell: _note(found, words, listed) for cell, found in cells.items()})

    @cache
    def with_mark(severity: Severity, style: int) -> int:
        return marked(book.styles, style, severity)

    for (row, column), found in cells.items():
        gravest = min((entry.severity for entry in found), key=list(Severity).index)
        book.restyle(sheet, row, column, partial(with_mark, gravest))


def _note(problems: Sequence[Problem], words: Language, listed: str) -> str:
    """Return the text of a note; one problem is always told, and as many more as have room."""
    pieces: list[str] = []
    for entry in problems:
        label = words.text(f"severity.{entry.severity}")
        message, remedy = words.message(entry), words.remedy(entry)
        piece = f"{label[:1].upper()}{label[1:]}: {message}\n{remedy} [{entry.code}]"
        if pieces and sum(map(len, pieces)) + len(piece) > _MAX_NOTE:
            more = words.text("annotations.more", count=len(problems) - len(pieces), sheet=listed)
            return "\n\n".join(pieces) + f"\n…{more}"
        pieces.append(_shortened(piece, entry.code))
    return "\n\n".join(pieces)


def _shortened(piece: str, code: str) -> str:
    return piece if len(piece) <= _MAX_NOTE else f"{piece[:_MAX_NOTE]}… [{code}]"
