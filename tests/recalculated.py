"""Every formula of a results workbook: its stored result beside what LibreOffice Calc makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

Shown = dict[str, dict[str, str | float]]


def stored(path: Path) -> Shown:
    """Return the stored result of each cell with a formula, by sheet and cell; one without fails."""
    formulas, results = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found: Shown = {}
    for sheet in formulas:
        cells = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        found[sheet.title] = {cell: results[sheet.title][cell].value for cell in cells}
        assert not [cell for cell, value in found[sheet.title].items() if value is None], sheet.title
    return found


def agree(office: ModuleType, paths: Sequence[Path]) -> list[Shown]:
    """Hold every stored result of some workbooks against a hard recalculation, and return the results."""
    every = [stored(path) for path in paths]
    for path, ours, theirs in zip(paths, every, office.calculate(paths), strict=True):
        for sheet, cells in ours.items():
            assert cells.keys() == theirs[sheet].keys(), f"{path.name} {sheet}"
            for cell, value in cells.items():
                shown = theirs[sheet][cell]
                same = shown == value if isinstance(value, str) else shown == pytest.approx(value, abs=1e-9)
                assert same, f"{path.name} {sheet}!{cell}: {value!r} is stored, {shown!r} is calculated"
    return every
