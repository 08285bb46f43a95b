"""Reading a score sheet that people have typed into: rows and columns are found by what they say.

Sheets, columns and rows may stand in any order, and there may be others among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from generator import package, seal
from generator.answers import NotUnderstood, cleaned, parse
from generator.excel import scoresheet
from generator.excel.cells import BLANK, Grid, letters
from generator.excel.matching import folded, near
from generator.excel.opening import decrypted_workbook, open_grids, read_bytes
from generator.excel.schema import Column
from generator.excel.schema import Kind as Holds
from generator.excel.values import NotUsable, meaning, shown
from generator.files import shown as shown_path
from generator.language import Language, all_languages
from generator.model import Answer, Field, Kind, Level, Value
from generator.problems import Place, Problem, Tag, problem

FOUND_BY = "scoresheet"

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_KINDS_OF_TEXT = frozenset({*scoresheet.KINDS["texts"], Kind.TOTAL})
_LONGEST_SHOWN = 60
MAX_SHEET_BYTES = 20 * 1024 * 1024
"""What a score sheet may expand to; it is no larger than what is read of a form."""

_LONGEST_HEADER = 200
"""Characters; what is longer is a note and no header."""


@dataclass(frozen=True)
class OpenedSheet:
    """A workbook that may be a score sheet, and what it carries about itself, perhaps nothing.

    ``texts`` and ``fields`` are those of the plan that it was written from.
    """

    name: str
    grids: tuple[Grid, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, eq=False)
class SheetRow:
    """What one row says: whose it is, as it stands there, and its answers with their cells by tag.

    ``place`` is the row's first cell. Fields that the sheet has no column for are not in it.
    """

    place: Place
    person: Mapping[str, str]
    answers: Mapping[str, Answer]
    places: Mapping[str, Place]
    problems: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nobody has typed anything in; a box that is not ticked is no answer."""
        answered = any(answer.raw.strip() and answer.value is not False for answer in self.answers.values())
        return not answered and not self.problems


@dataclass(frozen=True)
class _Header:
    """The row that says what the columns hold.

    ``fields`` maps a column to its tag, ``names`` to what it says; ``absent`` are the tags without a column.
    """

    row: int
    person: Mapping[str, int]
    fields: Mapping[int, str]
    names: Mapping[int, str]
    absent: tuple[str, ...] = ()


def open_scoresheet(path: Path, name: str = "", passwords: Sequence[str] = ()) -> OpenedSheet:
    """Open a workbook; UnusableFile when it cannot be read. Whether it is a score sheet is to be seen.

    ``name`` is what messages call it, the name of the file unless given.
    """
    name = name or shown_path(Path(path.name))
    return opened_scoresheet(decrypted_workbook(read_bytes(path, name), name, passwords), name)


def opened_scoresheet(data: bytes, name: str) -> OpenedSheet:
    """Return what a workbook is that is not encrypted, as :func:`open_scoresheet` does."""
    grids = open_grids(data, name, MAX_SHEET_BYTES)
    carried = [row for grid in grids for row in _carried_rows(grid)]
    stored = {key: text for kind, key, text in carried if kind == scoresheet.VALUE}
    texts: dict[str, str] = {}
    for kind, key, text in carried:
        if kind == scoresheet.TEXT:
            texts[key] = texts.get(key, "") + text
    fields = (Field.of(key) for kind, key, _ in carried if kind == scoresheet.FIELD)
    values = stored or seal.sealed_values(package.read_package(data, MAX_SHEET_BYTES))
    visible = tuple(grid for grid in grids if not any(True for _ in _carried_rows(grid)))
    return OpenedSheet(name, visible, values, texts, tuple(dict.fromkeys(f for f in fields if f is not None)))


def _carried_rows(grid: Grid) -> Iterator[tuple[str, str, str]]:
    for row in grid.rows:
        marker, kind, key, text = (_text(grid, row, column) for column in range(1, 5))
        if marker == scoresheet.MARKER and kind in (scoresheet.VALUE, scoresheet.TEXT, scoresheet.FIELD):
            yield kind, key, text


def has_answer_columns(sheet: OpenedSheet, fields: Sequence[Field], words: Language) -> bool:
    """Return whether a workbook has a sheet that says who and what, as a score sheet does."""
    columns = _Columns(fields, words)
    return any(_header(grid, columns) is not None for grid in sheet.grids)


def read_rows(
    sheet: OpenedSheet, fields: Sequence[Field], scale: Sequence[Level], words: Language
) -> tuple[list[SheetRow], list[Problem]]:
    """Return every row that says whose it is, and what was found beside these."""
    columns = _Columns(fields, words)
    rows: list[SheetRow] = []
    problems: list[Problem] = []
    found: set[str] = set()
    for grid in sheet.grids:
        header = _header(grid, columns)
        if header is None:
            problems += _without_header(sheet, grid, columns, words)
            continue
        found |= set(header.fields.values())
        reader = _Reader(sheet.name, grid, header, scale, words)
        rows += reader.rows()
        problems += [*reader.unnamed(), *reader.unknown()]
    absent = [Tag(entry.tag) for entry in fields if entry.kind is not Kind.TOTAL and entry.tag not in found]
    if absent and found:
        problems.append(problem("scoresheet_columns_missing", Place(file=sheet.name), fields=absent))
    return rows, problems


def _without_header(sheet: OpenedSheet, grid: Grid, columns: _Columns, words: Language) -> Iterator[Problem]:
    """Yield what to say of a sheet that is not read: of one that has answers, that it does not say whose."""
    if any(columns.tag_of(text) for row in grid.rows for text in _texts(grid, row).values()):
        needed = [words.text(f"scoresheet.columns.{key}.title") for key in ("id", "name")]
        yield problem("scoresheet_without_people", Place(file=sheet.name, sheet=grid.name), needed=needed)
    elif grid.rows:
        yield problem("scoresheet_page_not_read", Place(file=sheet.name, sheet=grid.name))


# ---- columns


class _Columns:
    """What headers mean: the columns that say whose a row is, and the fields, in every language."""

    def __init__(self, fields: Sequence[Field], words: Language) -> None:
        self._fields: dict[tuple[str, Kind], str] = {}
        for language in (words, *all_languages()):
            for entry in fields:
                name = entry.item.casefold() or folded(language.text(f"parts.{entry.part}"))
                self._fields.setdefault((name, entry.kind), entry.tag)
        self._people = {
            folded(name): key
            for words in all_languages()
            for key, column in words.get("scoresheet.columns").items()
            for name in (column["title"], *column["aliases"])
        }
        self._kinds = _kinds()
        self.tags = [entry.tag for entry in fields]

    def person_of(self, header: str) -> str | None:
        """Return which of the columns about people a header is."""
        if len(header) > _LONGEST_HEADER:
            return None
        return self._people.get(folded(header)) or self._people.get(folded(_IN_BRACKETS.sub("", header)))

    def tag_of(self, header: str) -> str | None:
        """Return the tag of the field that a header names: ``K3, skår``, or a part and a kind."""
        if len(header) > _LONGEST_HEADER:
            return None
        text = " ".join(_IN_BRACKETS.sub("", header).split()).strip(" *")
        for match in re.finditer(r"\s*[,:;]\s*|\s+", text):
            name, kind = text[: match.start()], self._kinds.get(folded(text[match.end() :]))
            if name and kind:
                tag = self._fields.get((name.casefold(), kind)) or self._fields.get((folded(name), kind))
                if tag:
                    return tag
        return None


@cache
def _kinds() -> Mapping[str, Kind]:
    """Return every word for what a field holds, in a header or on a label of a form, in any language."""
    known: dict[str, Kind] = {}
    for words in all_languages():
        for kind in Kind:
            spoken = [words.text(f"kinds.{kind}"), *words.get("form.columns").get(kind, ())]
            spoken += [words.get("form.labels")[kind]] if kind in words.get("form.labels") else []
            known |= {folded(word): kind for word in spoken}
    return known


def _header(grid: Grid, columns: _Columns) -> _Header | None:
    """Return the row that names most fields beside who the rows are about; None when no row names both."""
    best: _Header | None = None
    for row in grid.rows:
        names = _texts(grid, row)
        people = {at: key for at, name in names.items() if (key := columns.person_of(name))}
        person = {key: at for at, key in reversed(people.items())}
        if "name" not in person or person.keys().isdisjoint(("id", "form_id")):
            continue
        fields = {at: tag for at, name in names.items() if at not in people and (tag := columns.tag_of(name))}
        if fields and (best is None or len(fields) > len(best.fields)):
            spoken = {at: " ".join(name.split()) for at, name in names.items()}
            best = _Header(
                row, person, fields, spoken, tuple(tag for tag in columns.tags if tag not in fields.values())
            )
    return best


# ---- rows


@dataclass(frozen=True)
class _Reader:
    """One sheet with what its rows are read by."""

    file: str
    grid: Grid
    header: _Header
    scale: Sequence[Level]
    words: Language

    def rows(self) -> list[SheetRow]:
        """Return the rows that say whose they are; people sort, so they may stand above the header too."""
        return [self._row(row) for row in self._numbers()]

    def unnamed(self) -> Iterator[Problem]:
        """Yield the rows below the header that hold answers and do not say whose."""
        named = {*self._numbers(), *self.grid.totals}
        for row in self.grid.rows:
            filled = [at for at in self.header.fields if not self.grid.cell(row, at).blank]
            if row > self.header.row and row not in named and filled and not self._is_heading(row):
                yield problem("scoresheet_row_unnamed", self._place(row, filled[0]))

    def unknown(self) -> Iterator[Problem]:
        """Yield the columns that hold something in the rows of people and that are none of ours."""
        known = {*self.header.fields, *self.header.person.values()}
        rows = self._numbers()
        filled = Counter(at for row in rows for at, cell in self.grid.rows[row].items() if not cell.blank)
        for at in sorted(filled.keys() - known):
            name = self.header.names.get(at, "")[:_LONGEST_SHOWN]
            like = near(name, (self.words.field(tag) for tag in self.header.absent)) if name else None
            place = self._place(self.header.row, at)
            yield problem("scoresheet_column_unknown", place, column=name or letters(at), rows=filled[at], near=like)

    def _numbers(self) -> list[int]:
        return [
            row
            for row in self.grid.rows
            if row != self.header.row
            and row not in self.grid.totals
            and not self._is_heading(row)
            and any(self._person(row, key) for key in ("id", "name"))
        ]

    def _is_heading(self, row: int) -> bool:
        """Whether it is a row of ours above the columns, wherever it has been sorted to."""
        return not self._person(row, "id") and folded(self._person(row, "name")) in _headings()

    def _row(self, row: int) -> SheetRow:
        answers: dict[str, Answer] = {}
        places: dict[str, Place] = {}
        problems: list[Problem] = []
        columns: dict[str, list[int]] = {}
        for at, tag in self.header.fields.items():
            columns.setdefault(tag, []).append(at)
        for tag, several in columns.items():
            field = Field.of(tag)
            assert field is not None
            answers[tag], found = self._answer(field, row, several)
            places[tag] = self._place(row, several[0])
            problems += found
        person = {key: self._person(row, key) for key in self.header.person}
        return SheetRow(self._place(row, min(self.header.person.values())), person, answers, places, tuple(problems))

    def _answer(self, field: Field, row: int, columns: Sequence[int]) -> tuple[Answer, list[Problem]]:
        """Return the answer of a field; of one with several columns when they do not differ."""
        filled = [at for at in columns if not self.grid.cell(row, at).blank]
        read = [found for at in filled for found in [self._cell(field, row, at)] if found[0].raw or found[1]]
        different = {answer.raw: (answer, found) for answer, found in reversed(read)}
        if not different:
            return Answer(field.tag, parse(field.kind, "", self.scale), "", FOUND_BY), []
        if len(different) == 1:
            return read[0]
        first, second, *_ = texts = [answer.raw for answer, _ in read]
        place = self._place(row, filled[1])
        wrong = problem("field_ambiguous", place, first=first, second=second)
        return Answer(field.tag, None, "\n".join(texts), FOUND_BY), [wrong]

    def _cell(self, field: Field, row: int, at: int) -> tuple[Answer, list[Problem]]:
        cell, place, header = self.grid.cell(row, at), self._place(row, at), self.header.names[at]

        def unusable(raw: str, wrong: Problem, value: Value = None) -> tuple[Answer, list[Problem]]:
            return Answer(field.tag, value, raw, FOUND_BY), [wrong]

        if any(area.left <= at <= area.right and area.top <= row <= area.bottom for area in self.grid.merged):
            text = shown(cell, self.words)
            return unusable(text, problem("scoresheet_merged", place, text=text))
        if isinstance(cell.value, bool) and field.kind is Kind.DONE:
            return Answer(field.tag, cell.value, shown(cell, self.words), FOUND_BY), []
        try:
            raw = cleaned(field.kind, meaning(Column(header, Holds.TEXT), cell, self.words))
            return Answer(field.tag, parse(field.kind, raw, self.scale), raw, FOUND_BY), []
        except NotUsable as reason:
            text = reason.stand_in or shown(cell, self.words) or "="  # a formula without a result shows nothing
            kept = text if field.kind in _KINDS_OF_TEXT and isinstance(reason.stand_in, str) else None
            return unusable(text, problem(reason.code, place, column=header, **reason.values), kept)
        except NotUnderstood as reason:
            bounds = {"lowest": self.scale[0].score, "highest": self.scale[-1].score}
            return unusable(raw, problem(reason.code, place, text=raw, **bounds))

    def _person(self, row: int, key: str) -> str:
        """Return what a row says about whose it is, in one line."""
        at = self.header.person.get(key)
        cell = self.grid.cell(row, at) if at else BLANK
        if cell.blank:
            return ""
        try:
            return " ".join(str(meaning(Column(key, Holds.TEXT), cell, self.words)).split())
        except NotUsable:
            return shown(cell, self.words) or "?"

    def _place(self, row: int, column: int) -> Place:
        return Place(file=self.file, sheet=self.grid.name, cell=f"{letters(column)}{row}")


@cache
def _headings() -> frozenset[str]:
    return frozenset(folded(text) for words in all_languages() for text in words.get("scoresheet.rows").values())


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {at: text for at, cell in grid.rows[row].items() if isinstance(text := cell.value, str) and text.strip()}


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.cell(row, column).value
    return value if isinstance(value, str) else ""
