"""From a worksheet to rows of values: finding the header, the rows and the ids.

Every problem of a sheet is collected and carries its cell. Row numbers are those of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from generator.excel import matching
from generator.excel.cells import Cell, Grid, letters
from generator.excel.schema import CANDIDATES, Column, Kind, Sheet
from generator.excel.values import NotUsable, meaning
from generator.language import Language
from generator.model import Origin
from generator.problems import Place, Problem, problem

_HEADER_WITHIN = 200  # filled rows


@dataclass(frozen=True)
class Row:
    """A row by column keys. ``unread`` names the columns whose cell was missing or could not be used."""

    origin: Origin
    values: Mapping[str, Any]
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """The rows of a sheet and what was found in it; ``usable`` is false where the columns themselves are in doubt."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    usable: bool = True


def read_table(sheet: Sheet, grid: Grid, words: Language) -> Table:
    """Read a sheet of one row per thing. Blank rows, rows with only an id and totals rows are passed over."""
    header = header_row(sheet, grid)
    if header is None:
        needed = [_title(sheet, column, words) for column in sheet.columns if column.needed]
        return Table((), (problem("missing_header", Place(sheet=grid.name), needed=needed),), usable=False)
    found, problems = _find_columns(sheet, grid, header, words)
    if any(entry.code != "unknown_column" for entry in problems):
        return Table((), tuple(problems), usable=False)
    names = {key: _name(_text_of(grid, header, at)) for key, at in found.items()}
    rows: list[Row] = []
    for number in grid.rows:
        if number > header and number not in grid.totals and not _is_blank(grid, number, found):
            row, of_row = _read_row(sheet, grid, number, found, names, words)
            rows.append(row)
            problems += of_row
    if not rows and sheet.needed:
        code = "no_candidates" if sheet is CANDIDATES else "missing_rows"
        problems.append(problem(code, _place(grid, header + 1, min(found.values())), sheet=grid.name))
    if sheet.id_letter:
        rows, of_ids = _with_ids(sheet, grid, rows)
        problems += of_ids
    return Table(tuple(rows), tuple(problems))


def read_key_values(sheet: Sheet, grid: Grid, words: Language) -> Table:
    """Read a sheet of keys with the value in the next column, as one row."""
    keys = _key_cells(sheet, grid)
    if not keys:
        needed = [_title(sheet, column, words) for column in sheet.columns if column.needed]
        return Table((), (problem("missing_header", Place(sheet=grid.name), needed=needed),), usable=False)
    found, problems = _find_keys(sheet, grid, keys, words)
    values: dict[str, Any] = {}
    unread: set[str] = set()
    for column in sheet.columns:
        values[column.key] = column.default
        if column.key in found:
            row, at = found[column.key]
            header = _name(_text_of(grid, row, keys[row]))
            value, wrong = _value(column, grid.cell(row, at), _place(grid, row, at), header, words)
            values[column.key] = value
            if wrong:
                unread.add(column.key)
                problems.append(wrong)
    first = found.get(sheet.columns[0].key, (min(keys), keys[min(keys)] + 1))
    columns = {key: letters(at) for key, (_, at) in found.items()}
    origin = Origin(grid.name, first[0], columns, {key: row for key, (row, _) in found.items()})
    usable = not any(entry.code == "repeated_key" for entry in problems)
    return Table((Row(origin, values, frozenset(unread)),), tuple(problems), usable)


# ---- header and columns


def headers_of(sheet: Sheet, grid: Grid) -> tuple[str, ...]:
    """Return the headers of a sheet, or its keys, as far as they can be found."""
    if sheet.key_value:
        return tuple(_text_of(grid, row, at) for row, at in _key_cells(sheet, grid).items())
    header = header_row(sheet, grid)
    return () if header is None else tuple(_names_in(grid, header).values())


def header_row(sheet: Sheet, grid: Grid) -> int | None:
    """Return the row that names most columns: two or more, or all that are needed."""
    needed = {column.key for column in sheet.columns if column.needed}
    best, most = None, 0
    for row in islice(grid.rows, _HEADER_WITHIN):
        names = _names_in(grid, row)
        keys = {key for name in names.values() if (key := matching.column_key(sheet.key, name))}
        almost = len(_near_columns(sheet, keys, names)) if keys else 0
        if len(keys) > most and (len(keys) + almost > 1 or needed <= keys):
            best, most = row, len(keys)
    return best


def _names_in(grid: Grid, row: int) -> dict[int, str]:
    """Return the texts of a row by column, those of merged cells from above included."""
    columns = set(grid.rows[row]) | {area.left for area in grid.merged if area.top < row <= area.bottom}
    cells = ((column, grid.cell(row, column).value) for column in sorted(columns))
    return {column: text for column, text in cells if isinstance(text, str) and text.strip()}


def _near_columns(sheet: Sheet, found: set[str], names: Mapping[int, str]) -> dict[str, int]:
    """Return the columns that are not found but have a header like theirs, with where that stands."""
    unknown = {column: name for column, name in names.items() if not matching.column_key(sheet.key, name)}
    near: dict[str, int] = {}
    for column in sheet.columns:
        if column.key not in found:
            known = matching.column_names(sheet.key, column.key)
            for at, name in unknown.items():
                if at not in near.values() and matching.near(name, known):
                    near[column.key] = at
                    break
    return near


def _find_columns(sheet: Sheet, grid: Grid, header: int, words: Language) -> tuple[dict[str, int], list[Problem]]:
    names = _names_in(grid, header)
    found: dict[str, int] = {}
    problems = []
    for at, name in names.items():
        key = matching.column_key(sheet.key, name)
        if key in found:
            title, other = _title(sheet, sheet.column(key), words), f"{letters(found[key])}{header}"
            problems.append(problem("repeated_column", _place(grid, header, at), column=title, other=other))
        elif key:
            found[key] = at
    near = _near_columns(sheet, set(found), names)
    for column in sheet.columns:
        if column.key not in found and (column.needed or column.key in near):
            at = near.get(column.key, min(names))
            like = _name(names[at]) if column.key in near else ""
            title = _title(sheet, column, words)
            problems.append(problem("missing_column", _place(grid, header, at), column=title, near=like))
    for at, name in names.items():
        if not matching.column_key(sheet.key, name) and at not in near.values():
            problems.append(problem("unknown_column", _place(grid, header, at), column=_name(name)))
    return found, problems


def _key_cells(sheet: Sheet, grid: Grid) -> dict[int, int]:
    """Return the rows of a key and value sheet with the column of their keys: the one that holds most known keys."""
    known: dict[int, set[str]] = {}
    for row, cells in grid.rows.items():
        for at in cells:
            key = matching.column_key(sheet.key, _text_of(grid, row, at))
            if key:
                known.setdefault(at, set()).add(key)
    if not known:
        return {}
    best = max(sorted(known), key=lambda at: len(known[at]))
    rows = [row for row, cells in grid.rows.items() if best in cells and _text_of(grid, row, best)]
    first = next(row for row in rows if matching.column_key(sheet.key, _text_of(grid, row, best)))
    return {row: best for row in rows if row >= first}


def _find_keys(
    sheet: Sheet, grid: Grid, keys: Mapping[int, int], words: Language
) -> tuple[dict[str, tuple[int, int]], list[Problem]]:
    found: dict[str, tuple[int, int]] = {}
    unknown: dict[int, str] = {}
    problems = []
    for row, at in keys.items():
        value = (row, at + grid.width_of(row, at))
        key = matching.column_key(sheet.key, _text_of(grid, row, at))
        if key is None:
            unknown[row] = _text_of(grid, row, at)
        elif grid.cell(*value).blank and matching.sheet_key(_text_of(grid, row, at)) == sheet.key:
            continue  # the sheet's own heading
        elif key not in found or grid.cell(*found[key]).blank:
            found[key] = value
        elif not grid.cell(*value).blank:
            title, other = _title(sheet, sheet.column(key), words), f"{letters(found[key][1])}{found[key][0]}"
            problems.append(problem("repeated_key", _place(grid, *value), key=title, other=other))
    near = _near_columns(sheet, set(found), unknown)
    for column in sheet.columns:
        if column.key not in found and (column.needed or column.key in near):
            row = near.get(column.key, min(keys))
            like = _name(unknown[row]) if column.key in near else ""
            title = _title(sheet, column, words)
            problems.append(problem("missing_key", _place(grid, row, keys[row]), key=title, near=like))
    for row, name in unknown.items():
        if row not in near.values() and not grid.cell(row, keys[row] + grid.width_of(row, keys[row])).blank:
            problems.append(problem("unknown_key", _place(grid, row, keys[row]), key=_name(name)))
    return found, problems


# ---- rows


def _is_blank(grid: Grid, row: int, found: Mapping[str, int]) -> bool:
    """Whether a row has nothing of its own but an id: ids are typed in before anything else."""
    own = (at for key, at in found.items() if key != "id" and grid.top_of(row, at) == row)
    return all(grid.cell(row, at).blank for at in own)


def _read_row(
    sheet: Sheet, grid: Grid, row: int, found: Mapping[str, int], names: Mapping[str, str], words: Language
) -> tuple[Row, list[Problem]]:
    values: dict[str, Any] = {}
    unread: set[str] = set()
    problems: list[Problem] = []
    for column in sheet.columns:
        at = found.get(column.key)
        if at is None:
            values[column.key] = column.default
            continue
        value, wrong = _value(column, grid.cell(row, at), _place(grid, row, at), names[column.key], words)
        continued = grid.top_of(row, at) != row
        if continued and column.kind is Kind.ID:
            top = f"{letters(at)}{grid.top_of(row, at)}"
            value, wrong = None, problem("merged_id", _place(grid, row, at), id=value or "", other=top)
        values[column.key] = value
        if wrong:
            unread.add(column.key)
        if wrong and (not continued or column.kind is Kind.ID):
            problems.append(wrong)
    origin = Origin(grid.name, row, {key: letters(at) for key, at in found.items()})
    return Row(origin, values, frozenset(unread)), problems


def _value(column: Column, cell: Cell, place: Place, header: str, words: Language) -> tuple[Any, Problem | None]:
    if cell.blank:
        return column.default, problem("missing_value", place, column=header) if column.needed else None
    try:
        return meaning(column, cell, words), None
    except NotUsable as reason:
        stand_in = column.default if reason.stand_in is None else reason.stand_in
        return stand_in, problem(reason.code, place, column=header, **reason.values)


# ---- ids


def _with_ids(sheet: Sheet, grid: Grid, rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """Give a row without an id the one of its order; where another row has typed it, that is a problem."""
    typed = {row.values["id"].casefold(): row for row in rows if row.values["id"]}
    complete, given, problems = [], [], []
    for order, row in enumerate(rows, start=1):
        id = row.values["id"]
        if id is None and "id" not in row.unread:
            id = f"{sheet.id_letter}{order}"
            place = Place(sheet=grid.name, cell=row.origin.cell("id"))
            other = typed.get(id.casefold())
            if other:
                problems.append(problem("id_clash", place, id=id, other=other.origin.cell("id")))
                id = ""
            else:
                given.append((id, place))
        complete.append(Row(row.origin, {**row.values, "id": id or ""}, row.unread))
    if given:
        problems.append(problem("id_given", given[0][1], ids=[id for id, _ in given]))
    return complete, problems


# ---- small things


def _place(grid: Grid, row: int, column: int) -> Place:
    return Place(sheet=grid.name, cell=f"{letters(column)}{row}")


def _text_of(grid: Grid, row: int, column: int) -> str:
    value = grid.cell(row, column).value
    return value if isinstance(value, str) else ""


def _title(sheet: Sheet, column: Column, words: Language) -> str:
    return words.text(f"sheets.{sheet.key}.columns.{column.key}.title")


def _name(header: str) -> str:
    """Return a header as it is quoted: in one line, not too long, without the star of a needed column."""
    return " ".join(header.split()).rstrip("* ")[:60]
