"""From a plan workbook to the plan, with every structural problem of the file at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.excel import matching, schema
from generator.excel.cells import Grid
from generator.excel.opening import open_grids, read_bytes
from generator.excel.problem_list import is_problem_list
from generator.excel.schema import Sheet
from generator.excel.tables import Row, Table, headers_of, read_key_values, read_table
from generator.files import lock_file, shown
from generator.language import Language, codes, load
from generator.model import (
    AgendaPart,
    Candidate,
    Criterion,
    Level,
    Line,
    Method,
    PanelMember,
    Part,
    Plan,
    Position,
    Question,
    Requirement,
    Sector,
    Step,
)
from generator.problems import Place, Problem, problem

DEFAULT_LANGUAGE = "nb"
RANKED_IN_NORWEGIAN_STATE = 3  # what the workbook says of an empty cell


@dataclass(frozen=True)
class ReadPlan:
    """A plan as it was read, the code of its language, and what is wrong or doubtful in the workbook.

    ``plan`` is None when sheets or columns are missing or in doubt. While ``problems`` hold an error
    it serves ``checks`` only, so that all problems can be told in one run: what could not be read is
    left out of it or has a stand-in.
    """

    plan: Plan | None
    language: str
    problems: tuple[Problem, ...]


def read_plan(path: Path) -> ReadPlan:
    """Read a plan workbook (.xlsx, .xlsm); UnusableFile if it is none or cannot be opened. Never writes to it."""
    return plan_in(open_grids(read_bytes(path), shown(Path(path.name))), path)


def plan_in(grids: Sequence[Grid], path: Path) -> ReadPlan:
    """Return the plan of the worksheets of a workbook; ``path`` is that of the file."""
    language = _language(grids)
    words = load(language)
    sheets, problems = _find_sheets(grids, words)
    if lock_file(path):
        problems.append(problem("lock_file", Place(file=path.name)))
    tables = {key: _table(schema.sheet(key), grid, words) for key, grid in sheets.items()}
    problems += [entry for sheet in schema.SHEETS if sheet.key in tables for entry in tables[sheet.key].problems]
    in_doubt = any(entry.code in ("missing_sheet", "repeated_sheet") for entry in problems)
    if in_doubt or not all(table.usable for table in tables.values()):
        return ReadPlan(None, language, tuple(problems))
    return ReadPlan(_plan(language, {key: table.rows for key, table in tables.items()}), language, tuple(problems))


# ---- the sheets


def _language(grids: Sequence[Grid]) -> str:
    """Return the language of most sheet names; of several, the one that most of the headers are in."""
    names = Counter(code for grid in grids for code in matching.languages_of(grid.name))
    tied = [code for code in codes() if names[code] == max(names.values(), default=0)]
    headers = Counter(code for grid in grids for code in _languages_of_headers(grid)) if len(tied) > 1 else Counter()
    return max(tied, key=lambda code: (headers[code], code == DEFAULT_LANGUAGE))


def _languages_of_headers(grid: Grid) -> Iterator[str]:
    """Return, for each header of a sheet that is read, the languages that have it."""
    key = matching.sheet_key(grid.name)
    if key and schema.sheet(key) not in schema.UNREAD:
        for header in headers_of(schema.sheet(key), grid):
            yield from matching.languages_of_header(key, header)


def _find_sheets(grids: Iterable[Grid], words: Language) -> tuple[dict[str, Grid], list[Problem]]:
    found: dict[str, Grid] = {}
    unknown: list[Grid] = []
    problems = []
    for grid in grids:
        key = matching.sheet_key(grid.name)
        if key is None:
            if not is_problem_list(grid):
                unknown.append(grid)
        elif key in found:
            problems.append(problem("repeated_sheet", Place(sheet=grid.name), other=found[key].name))
        elif schema.sheet(key) not in schema.UNREAD:
            found[key] = grid
    for sheet in schema.SHEETS:
        if sheet.key not in found:
            near = next((grid for grid in unknown if matching.near(grid.name, matching.sheet_names(sheet.key))), None)
            problems.append(_missing(sheet, near, words))
            unknown = [grid for grid in unknown if grid is not near]
    problems += [problem("unknown_sheet", Place(sheet=grid.name)) for grid in unknown if grid.rows]
    return found, problems


def _missing(sheet: Sheet, near: Grid | None, words: Language) -> Problem:
    title = words.text(f"sheets.{sheet.key}.title")
    if near or sheet.needed:
        return problem("missing_sheet", Place(sheet=near.name if near else ""), title=title, near=near and near.name)
    return problem("absent_sheet", title=title)


def _table(sheet: Sheet, grid: Grid, words: Language) -> Table:
    return (read_key_values if sheet.key_value else read_table)(sheet, grid, words)


# ---- the plan


def _plan(language: str, rows: Mapping[str, tuple[Row, ...]]) -> Plan:
    words = load(language)
    requirements, methods, panel = (_ids(rows, sheet) for sheet in ("requirements", "methods", "panel"))
    return Plan(
        language=language,
        position=_position(rows["position"][0]),
        scale=_scale(rows["scale"]),
        agenda=_agenda(rows["agenda"], words),
        requirements=tuple(_requirement(row) for row in rows["requirements"]),
        lines=tuple(
            _line(row, requirements)
            for row in rows.get("lines", ())
            if not row.unread & {"part", "type", "requirement"}
        ),
        methods=tuple(_method(row) for row in rows.get("methods", ())),
        criteria=tuple(_criterion(row, methods, requirements) for row in rows.get("criteria", ())),
        panel=tuple(_member(row, words) for row in rows.get("panel", ())),
        candidates=tuple(_candidate(row, panel) for row in rows["candidates"]),
        process=tuple(_step(row) for row in rows.get("process", ()) if "phase" not in row.unread),
    )


def _simple(row: Row, *keys: str) -> dict[str, Any]:
    return {key: row.values[key] or "" for key in keys}


def _ids(rows: Mapping[str, tuple[Row, ...]], sheet: str) -> dict[str, str]:
    """Return the ids of a sheet as typed, by the form that ignores case."""
    return {row.values["id"].casefold(): row.values["id"] for row in reversed(rows.get(sheet, ()))}


def _resolved(id: str | None, known: Mapping[str, str]) -> str:
    return known.get((id or "").casefold(), id or "")


def _position(row: Row) -> Position:
    values = {key: value for key, value in row.values.items() if value is not None}
    if values.get("sector") is Sector.STATE:
        values.setdefault("normally_ranked", RANKED_IN_NORWEGIAN_STATE)
    return Position(**({"title": ""} | values), origin=row.origin)


def _scale(rows: tuple[Row, ...]) -> tuple[Level, ...]:
    """Return the levels by score, or none while a score is unreadable: a hole would be told as another problem."""
    if any("score" in row.unread for row in rows):
        return ()
    levels = (Level(row.values["score"], **_simple(row, "label", "description"), origin=row.origin) for row in rows)
    return tuple(sorted(levels, key=lambda level: level.score))


def _agenda(rows: tuple[Row, ...], words: Language) -> tuple[AgendaPart, ...]:
    """Return the parts in the sheet's order, or none while one is unreadable."""
    if any("part" in row.unread for row in rows):
        return ()
    return tuple(
        AgendaPart(
            row.values["part"],
            row.values["heading"] or words.text(f"parts.{row.values['part']}"),
            row.values["minutes"],
            row.values["leads"] or "",
            origin=row.origin,
        )
        for row in rows
    )


def _requirement(row: Row) -> Requirement:
    low, middle, high = (row.values[key] or "" for key in schema.ANCHOR_COLUMNS)
    questions = ((key, row.values[key]) for key in schema.QUESTION_COLUMNS)
    return Requirement(
        **_simple(row, "id", "text", "priority", "category", "definition", "advertised", "basis"),
        weight=row.values["weight"],
        anchors=(low, middle, high),
        questions=tuple(Question(text, column=key) for key, text in questions if text),
        origin=row.origin,
    )


def _line(row: Row, requirements: Mapping[str, str]) -> Line:
    return Line(
        **_simple(row, "id", "part", "type", "text"),
        requirement=_resolved(row.values["requirement"], requirements),
        follow_ups=row.values["follow_ups"] or (),
        origin=row.origin,
    )


def _method(row: Row) -> Method:
    values = _simple(row, "id", "title", "kind", "task", "preparation", "provider", "responsible")
    return Method(**values, part=row.values["part"] or Part.CASE, minutes=row.values["minutes"], origin=row.origin)


def _criterion(row: Row, methods: Mapping[str, str], requirements: Mapping[str, str]) -> Criterion:
    return Criterion(
        **_simple(row, "id", "text"),
        method=_resolved(row.values["method"], methods),
        requirements=tuple(_resolved(id, requirements) for id in row.values["requirements"] or ()),
        origin=row.origin,
    )


def _member(row: Row, words: Language) -> PanelMember:
    """Return a panel member; an observer scores only where the sheet says so."""
    scores = row.values["scores"]
    if scores is None:
        observers = {matching.folded(name) for name in words.get("workbook.observer")}
        scores = matching.folded(row.values["role"] or "") not in observers
    return PanelMember(**_simple(row, "id", "name", "role", "email"), scores=scores, origin=row.origin)


def _candidate(row: Row, panel: Mapping[str, str]) -> Candidate:
    return Candidate(
        **_simple(row, "id", "name", "email", "place", "language", "status"),
        **{key: row.values[key] for key in ("date", "start", "minutes")},
        panel=tuple(_resolved(id, panel) for id in row.values["panel"] or ()),
        follow_up=row.values["follow_up"] or (),
        origin=row.origin,
    )


def _step(row: Row) -> Step:
    return Step(**_simple(row, "phase", "step", "audience", "purpose", "practice", "responsible"), origin=row.origin)
