"""What of a plan workbook belonged to its case alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string

from generator.excel.cells import Grid, letters
from generator.excel.renewing.emptying import Emptied
from generator.excel.schema import CANDIDATES
from generator.excel.tables import header_row
from generator.model import Origin, Plan
from generator.problems import Place

_OF_THE_CASE = ("case_number", "advertised", "archived", "keep_until")
_TYPED_IN_ADVANCE = re.compile(r"[A-Za-z]{1,2}[0-9]{1,6}")
"""An id that says nothing of anybody: a letter and a number."""


@dataclass(frozen=True)
class Selection:
    """What is to be emptied, by sheet; cells of it ``beside`` the columns, and texts ``below`` that stay."""

    emptied: Mapping[str, Emptied] = field(default_factory=dict)
    beside: tuple[Place, ...] = ()
    below: tuple[Place, ...] = ()


def select(grids: Iterable[Grid], plan: Plan) -> Selection:
    """Return the cells of the case and of its candidates.

    In the rows of candidates that is everything but an id and the formulas of columns that are not the plan's.
    """
    by_name = {grid.name: grid for grid in grids}
    position = plan.position.origin
    chosen = {position.sheet: Emptied(frozenset(_cells_of_case(position)))} if position else {}
    origins = [candidate.origin for candidate in plan.candidates if candidate.origin]
    if not origins:
        return Selection(chosen)
    grid = by_name[origins[0].sheet]
    known = {key: column_index_from_string(letter) for key, letter in origins[0].columns.items()}
    rows = _rows_of(grid, origins)
    cells = frozenset((row, at) for row in rows for at in grid.rows.get(row, {}) if _goes(grid, row, at, known))
    chosen[grid.name] = Emptied(cells, rows)
    header = header_row(CANDIDATES, grid)
    unnamed = [cell for cell in sorted(cells) if header is None or grid.cell(header, cell[1]).blank]
    return Selection(chosen, _places(grid, unnamed), _places(grid, _texts_below(grid, max(rows), known)))


def _cells_of_case(position: Origin) -> Iterable[tuple[int, int]]:
    for key in _OF_THE_CASE:
        if key in position.rows:
            yield position.rows[key], column_index_from_string(position.columns[key])


def _rows_of(grid: Grid, origins: Sequence[Origin]) -> frozenset[int]:
    """Return the rows from the first candidate to the last, with what is merged down from them."""
    first, last = min(origin.row for origin in origins), max(origin.row for origin in origins)
    last = max([last, *(area.bottom for area in grid.merged if first <= area.top <= last)])
    return frozenset(range(first, last + 1)) - grid.totals


def _goes(grid: Grid, row: int, at: int, known: Mapping[str, int]) -> bool:
    cell = grid.rows[row][at]
    if at == known.get("id"):
        return not (isinstance(cell.value, str) and _TYPED_IN_ADVANCE.fullmatch(cell.value.strip()))
    return not cell.formula or at in known.values()


def _texts_below(grid: Grid, last: int, known: Mapping[str, int]) -> list[tuple[int, int]]:
    return [
        (row, at)
        for row, cells in grid.rows.items()
        if row > last and row not in grid.totals
        for at, cell in cells.items()
        if isinstance(cell.value, str) and not cell.formula and at != known.get("id")
    ]


def _places(grid: Grid, cells: Iterable[tuple[int, int]]) -> tuple[Place, ...]:
    return tuple(Place(sheet=grid.name, cell=f"{letters(at)}{row}") for row, at in cells)
