"""Reading a results workbook in which people have corrected scores and texts, and what they have corrected.

Rows and columns are found by their hidden keys, wherever people have moved them to. What does not
say which answer it is of is a problem and never a guess.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate, pairwise, product
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from generator import package, seal
from generator.answers import NotUnderstood, cleaned, parse
from generator.excel.cells import BLANK, ESCAPE, MAX_EXPANDED_BYTES, Cell, Grid, Number, letters, unescaped
from generator.excel.opening import decrypted_workbook, open_grids, read_bytes
from generator.excel.results.carried import DOCUMENT, RECORD, SCHEMA, WRITTEN, Written, WrittenText, checksum
from generator.excel.schema import Column
from generator.excel.schema import Kind as Holds
from generator.excel.scoresheet import MARKER, VALUE
from generator.excel.values import NotUsable, meaning, shown
from generator.files import shown as shown_path
from generator.language import Language, all_languages, load
from generator.model import Answer, CompletedForm, Correction, Field, Identity, Kind, Level, Record, RecordedForm, Value
from generator.problems import Place, Problem, Tag, UnusableFile, problem
from generator.recording import NotRecorded, restored

FOUND_BY = "results"

_REMARK = "remark."
_NOTE_KEY = "key"
"""The header of the column with the keys of texts: candidate, panel member, field, and piece of the text."""
_AREA = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?")
_MOST_FORMULAS = 2_000_000
_TOLD_ONE_BY_ONE = 5
"""So many figures that were typed over are told each with its cell."""


@dataclass(frozen=True)
class OpenedResults:
    """A results workbook as it was opened: its sheets, and what it carries about what it was made from."""

    name: str
    grids: tuple[Grid, ...]
    record: Record
    written: Written
    digest: str
    saved_by: str = ""
    saved: datetime | None = None


@dataclass(frozen=True)
class Corrected:
    """What people have corrected: the answers of each recorded form, by its number and the tag, and how it is told."""

    answers: Mapping[int, Mapping[str, Answer]] = field(default_factory=dict)
    entries: tuple[Correction, ...] = ()
    problems: tuple[Problem, ...] = ()


def open_results(path: Path, name: str = "", passwords: Sequence[str] = ()) -> OpenedResults:
    """Open a results workbook; UnusableFile when it is none, or does not carry whole what it was made from."""
    name = name or shown_path(Path(path.name))
    data = read_bytes(path, name)
    digest = hashlib.sha256(data).hexdigest()
    data = decrypted_workbook(data, name, passwords)
    grids = open_grids(data, name)
    parts = package.read_package(data, MAX_EXPANDED_BYTES)
    values, texts = _carried(grids)
    place = Place(file=name)
    if values.get("document") != DOCUMENT:
        ours = seal.sealed_values(parts).get("document") == DOCUMENT
        raise UnusableFile(problem("results_without_record" if ours else "not_results", place))
    if values.get("schema") != str(SCHEMA):
        raise UnusableFile(problem("results_other_version", place, found=values.get("schema", ""), known=SCHEMA))
    if checksum((texts[RECORD], texts[WRITTEN])) != values.get("checksum"):
        raise UnusableFile(problem("results_damaged", place))
    try:
        record, written = restored(Record, texts[RECORD]), restored(Written, texts[WRITTEN])
    except NotRecorded as error:
        raise UnusableFile(problem("results_damaged", place)) from error
    if not _fit(record, written):
        raise UnusableFile(problem("results_damaged", place))
    return OpenedResults(name, grids, record, written, digest, *_last_saved(parts))


def _fit(record: Record, written: Written) -> bool:
    """Whether what was written where is of the forms that are recorded; a checksum can be made by anybody."""
    keys = {entry.form.identity.key for entry in record.forms}
    areas = [area for areas in written.formulas.values() for area in areas]
    if not all(map(_AREA.fullmatch, areas)):
        return False
    size = sum(len(rows) * len(columns) for rows, columns in map(_sides, areas))
    return (
        size <= _MOST_FORMULAS
        and keys.issuperset(written.scored)
        and None not in map(Field.of, written.fields)
        and all(_is_recorded(record, text) for text in written.texts)
    )


def _is_recorded(record: Record, text: WrittenText) -> bool:
    if not 0 <= text.form < len(record.forms):
        return False
    form, number = record.forms[text.form].form, text.field.removeprefix(_REMARK)
    if number != text.field:
        return number.isascii() and number.isdecimal() and 0 < int(number[:9]) <= len(form.remarks)
    return text.field in form.answers and Field.of(text.field) is not None


def is_results(path: Path) -> bool:
    """Return whether a workbook says that it holds results; it may be larger than a score sheet ever is."""
    try:
        return seal.sealed_values(package.Package(read_bytes(path))).get("document") == DOCUMENT
    except (UnusableFile, package.DamagedPackage):
        return False


def _carried(grids: Iterable[Grid]) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    texts: dict[str, str] = defaultdict(str)
    for grid in grids:
        for row in grid.rows:
            marker, kind, key, text = (_text(grid.cell(row, column)) for column in range(1, 5))
            if marker == MARKER and kind == VALUE:
                values[key] = text
            elif marker == MARKER:
                texts[kind] += text
    return values, texts


def _last_saved(parts: Mapping[str, bytes]) -> tuple[str, datetime | None]:
    """Return what a workbook says of who saved it last and when; what cannot be read is left out."""
    said = package.core_properties(parts)
    try:
        moment = datetime.fromisoformat(said.get("modified", ""))
    except ValueError:
        return said.get("lastModifiedBy", ""), None
    return said.get("lastModifiedBy", ""), moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_corrected(opened: OpenedResults, scale: Sequence[Level], words: Language) -> Corrected:
    """Return what differs from the forms, and everything that cannot be told to be one thing."""
    reader = _Reader(opened, scale, words)
    found = [*reader.scores(), *reader.texts()]
    entries = [entry for entry in found if isinstance(entry, _Changed)]
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for entry in entries:
        answers[entry.form][entry.answer.tag] = entry.answer
    problems = [entry for entry in found if isinstance(entry, Problem)]
    told = tuple(_told(opened.record.forms[entry.form].form, entry) for entry in entries)
    return Corrected(answers, told, (*problems, *_typed_over(opened, words)))


@dataclass(frozen=True)
class _Changed:
    """An answer as it was corrected, the number of its form, and where it stands."""

    form: int
    answer: Answer
    place: Place


def _told(form: CompletedForm, changed: _Changed) -> Correction:
    identity, before = form.identity, form.answers.get(changed.answer.tag)
    value = before.value if before else None
    return Correction(
        candidate=identity.candidate,
        name=identity.name,
        panel_member=identity.panel_member,
        panel_member_name=identity.panel_member_name,
        tag=changed.answer.tag,
        sheet=changed.place.sheet,
        cell=changed.place.cell,
        before=value,
        after=changed.answer.value,
        raw=before.raw if before and value is None else "",
    )


@dataclass(frozen=True)
class _Scores:
    """A sheet of scores: the rows that have the key of each form, and the columns that have each tag."""

    grid: Grid
    rows: Mapping[str, list[int]]
    columns: Mapping[str, list[int]]


class _Reader:
    """What the sheets of scores and of notes say, beside what the forms did."""

    def __init__(self, opened: OpenedResults, scale: Sequence[Level], words: Language) -> None:
        self._opened = opened
        self._scale = scale
        self._words = words
        keys = Counter(entry.form.identity.key for entry in opened.record.forms)
        self._several = {key for key, count in keys.items() if count > 1}
        self._numbers = {entry.form.identity.key: number for number, entry in enumerate(opened.record.forms)}

    def _recorded(self, number: int) -> RecordedForm:
        return self._opened.record.forms[number]

    def _place(self, grid: Grid, row: int, column: int) -> Place:
        return Place(file=self._opened.name, sheet=grid.name, cell=f"{letters(column)}{row}")

    def _identity(self, number: int) -> Identity:
        return self._recorded(number).form.identity

    def _lost(self, sheet: str) -> Problem:
        return problem("results_sheet_missing", Place(file=self._opened.name), sheet=sheet)

    # ---- scores

    def scores(self) -> Iterator[_Changed | Problem]:
        """Yield what was corrected on the sheet of scores, and every row and column that is not as it should be."""
        written = self._opened.written
        if not written.scored or not written.fields:
            return
        found = self._sheet_of_scores()
        if found is None:
            yield self._lost(self._words.text("results.sheets.scores"))
            return
        grid, rows, columns = found.grid, found.rows, found.columns
        for key in written.scored:
            if len(rows[key]) != 1:
                yield self._row_wrong(grid, key, rows[key])
        for tag in written.fields:
            if len(columns[tag]) != 1:
                yield self._column_wrong(grid, tag, columns[tag])
        for key, tag in product(written.scored, written.fields):
            if len(rows[key]) == 1 and len(columns[tag]) == 1:
                yield from self._score(grid, self._numbers[key], tag, rows[key][0], columns[tag][0])

    def _sheet_of_scores(self) -> _Scores | None:
        """Return the sheet by its title, or by its keys where it was called something else."""
        keyed = [found for grid in self._opened.grids if (found := self._scores_in(grid))]
        one = [found for found in keyed if found.grid.name in _titles("scores")] or keyed
        return one[0] if len(one) == 1 else None

    def _scores_in(self, grid: Grid) -> _Scores | None:
        """Return where a sheet has the keys of scores; None for what is carried and for formulas on the scores."""
        rows, columns = self._rows_of_scores(grid), self._columns_of_scores(grid)
        if not any(rows.values()) or not any(columns.values()) or _is_carried(grid):
            return None
        cells = [grid.cell(row[0], column[0]) for row in rows.values() if row for column in columns.values() if column]
        return None if all(cell.formula for cell in cells) else _Scores(grid, rows, columns)

    def _rows_of_scores(self, grid: Grid) -> Mapping[str, list[int]]:
        """Return the rows of each form: those with its key in the column that has most keys."""
        known = set(self._opened.written.scored)
        keys = [(row, at, str(cell.value)) for row, at, cell in _filled(grid) if cell.value in known]
        column = _most(at for _, at, _ in keys)
        return {key: [row for row, at, found in keys if found == key and at == column] for key in known}

    def _columns_of_scores(self, grid: Grid) -> Mapping[str, list[int]]:
        known = set(self._opened.written.fields)
        tags = [(row, at, str(cell.value)) for row, at, cell in _filled(grid) if cell.value in known]
        heading = _most(row for row, _, _ in tags)
        return {tag: [at for row, at, found in tags if found == tag and row == heading] for tag in known}

    def _row_wrong(self, grid: Grid, key: str, rows: Sequence[int]) -> Problem:
        whose = self._identity(self._numbers[key])
        values = {"form_id": whose.form_id, "name": whose.name, "member": whose.panel_member_name, "rows": sorted(rows)}
        if not rows:
            return problem("results_row_missing", Place(file=self._opened.name, sheet=grid.name), **values)
        return problem("results_row_repeated", self._place(grid, rows[1], 1), **values)

    def _column_wrong(self, grid: Grid, tag: str, columns: Sequence[int]) -> Problem:
        place = Place(file=self._opened.name, sheet=grid.name)
        names = [letters(column) for column in columns]
        code = "results_column_repeated" if columns else "results_column_missing"
        return problem(code, place, field=Tag(tag), columns=names)

    def _score(self, grid: Grid, number: int, tag: str, row: int, column: int) -> Iterator[_Changed | Problem]:
        place, cell = self._place(grid, row, column), grid.cell(row, column)
        before = self._recorded(number).form.answers.get(tag)
        if any(area.left <= column <= area.right and area.top <= row <= area.bottom for area in grid.merged):
            yield problem("scoresheet_merged", place, text=shown(cell, self._words))
            return
        answer = self._answer(tag, cell, place)
        if isinstance(answer, Problem) or answer.value != (before.value if before else None):
            yield answer if isinstance(answer, Problem) else _Changed(number, answer, place)

    def _answer(self, tag: str, cell: Cell, place: Place) -> Answer | Problem:
        """Return what a cell says about a field, or what is wrong with it."""
        answered = Field.of(tag)
        assert answered is not None  # the tags are those that the workbook was written with
        try:
            typed = "" if cell.blank else meaning(Column(self._words.field(tag), Holds.TEXT), cell, self._words)
            raw = cleaned(answered.kind, typed)
            return Answer(tag, parse(answered.kind, raw, self._scale), raw, FOUND_BY)
        except NotUsable as reason:
            return problem(reason.code, place, column=self._words.field(tag), **reason.values)
        except NotUnderstood as reason:
            bounds = {"lowest": self._scale[0].score, "highest": self._scale[-1].score}
            return problem(reason.code, place, text=shown(cell, self._words), **bounds)

    # ---- texts

    def texts(self) -> Iterator[_Changed | Problem]:
        """Yield what was corrected on the sheet of notes, and every row that is not as it should be."""
        written = self._opened.written.texts
        if not written:
            return
        found = self._sheet_of_notes()
        if found is None:
            yield self._lost(self._words.text("results.sheets.notes"))
            return
        grid, header = found
        rows: dict[str, list[int]] = defaultdict(list)
        for row in grid.rows:
            key = _text(grid.cell(row, header.key))
            if row != header.row and key:
                rows[key].append(row)
            elif row != header.row and not grid.cell(row, header.text).blank:
                yield problem("results_row_added", self._place(grid, row, header.text))
        for text in written:
            yield from self._text(grid, header.text, text, rows)
        known = {key for text in written for key in self._keys(text)}
        for key in [key for key in rows if key not in known]:
            yield problem("results_row_unknown", self._place(grid, rows[key][0], header.text))

    def _sheet_of_notes(self) -> tuple[Grid, _Header] | None:
        """Return the sheet whose header has the keys: by its title, or the only one."""
        found = [(grid, header) for grid in self._opened.grids if (header := _header_of_notes(grid))]
        by_title = [(grid, header) for grid, header in found if grid.name in _titles("notes")]
        one = by_title or found
        return one[0] if len(one) == 1 else None

    def _keys(self, text: WrittenText) -> list[str]:
        form = self._identity(text.form).key
        return [f"{form}/{text.field}/{number}" for number in range(1, len(text.lengths) + 1)]

    def _text(
        self, grid: Grid, column: int, text: WrittenText, rows: Mapping[str, list[int]]
    ) -> Iterator[_Changed | Problem]:
        keys = self._keys(text)
        whose = self._identity(text.form)
        values = {"field": self._named(text), "name": whose.name, "member": whose.panel_member_name}
        missing = [key for key in keys if not rows.get(key)]
        repeated = [rows[key] for key in keys if len(rows.get(key, ())) > 1]
        if missing:
            place = Place(file=self._opened.name, sheet=grid.name)
            yield problem("results_text_missing", place, count=len(missing), of=len(keys), **values)
        elif whose.key in self._several:
            yield from self._text_of_several(grid, column, text, rows)
        elif repeated:
            place = self._place(grid, repeated[0][1], column)
            yield problem("results_text_repeated", place, rows=sorted(repeated[0]), **values)
        else:
            yield from self._text_in(grid, column, text, [rows[key][0] for key in keys])

    def _text_of_several(
        self, grid: Grid, column: int, text: WrittenText, rows: Mapping[str, list[int]]
    ) -> Iterator[Problem]:
        """Yield a text of a form that has come in with several contents, where it is in no row as it was."""
        whose = self._identity(text.form)
        values = {"field": self._named(text), "name": whose.name, "member": whose.panel_member_name}
        for key, before in zip(self._keys(text), self._pieces(text), strict=True):
            if before not in [_text(grid.cell(row, column)) for row in rows[key]]:
                place = self._place(grid, rows[key][0], column)
                yield problem("results_of_several", place, **values)

    def _text_in(self, grid: Grid, column: int, text: WrittenText, rows: Sequence[int]) -> Iterator[_Changed | Problem]:
        pieces, changed = [], None
        for row, before in zip(rows, self._pieces(text), strict=True):
            place, cell = self._place(grid, row, column), grid.cell(row, column)
            try:
                now = "" if cell.blank else str(meaning(Column("", Holds.TEXT), cell, self._words))
            except NotUsable as reason:
                name = self._words.text("results.notes.text")
                yield problem(reason.code, place, column=name, **reason.values)
                return
            if _same(before, now):
                now = before
            elif changed is None:
                changed = place
            pieces.append(now)
        if changed is None:
            return
        answer = self._answer_of_text(text, "".join(pieces), changed)
        if isinstance(answer, Problem):
            yield answer
        elif answer.value != self._recorded(text.form).form.answers[text.field].value:
            yield _Changed(text.form, answer, changed)

    def _answer_of_text(self, text: WrittenText, now: str, place: Place) -> Answer | Problem:
        answered = Field.of(text.field)
        if answered is None:
            whose, before = self._identity(text.form), "".join(self._pieces(text))
            values = {"text": before, "name": whose.name, "member": whose.panel_member_name}
            return problem("results_remark_changed", place, **values)
        if answered.kind not in (Kind.DONE, Kind.RECOMMEND):
            return Answer(text.field, now if now.strip() else None, now if now.strip() else "", FOUND_BY)
        try:
            raw = cleaned(answered.kind, now)
            return Answer(text.field, parse(answered.kind, raw, self._scale), raw, FOUND_BY)
        except NotUnderstood as reason:
            return problem(reason.code, place, text=now)

    def _named(self, text: WrittenText) -> Tag | str:
        if not text.field.startswith(_REMARK):
            return Tag(text.field)
        remark = self._recorded(text.form).form.remarks[int(text.field.removeprefix(_REMARK)) - 1]
        return self._words.text(f"remarks.{remark.kind}")

    def _pieces(self, text: WrittenText) -> list[str]:
        """Return the pieces that a text was written in."""
        form = self._recorded(text.form).form
        if text.field.startswith(_REMARK):
            whole = form.remarks[int(text.field.removeprefix(_REMARK)) - 1].text
        else:
            whole = _words_of(form.answers[text.field].value, text.field, self._opened.record.language)
        ends = accumulate(text.lengths, initial=0)
        return [_as_in_a_cell(whole[start:end]) for start, end in pairwise(ends)]


# ---- sheets


def _typed_over(opened: OpenedResults, words: Language) -> Iterator[Problem]:
    """Yield where people have typed over formulas: what stands there now counts nothing."""
    titles = {"scores": words.text("results.sheets.scores"), "notes": words.text("results.sheets.notes")}
    for grid in opened.grids:
        expected = {cell for area in opened.written.formulas.get(grid.name, ()) for cell in _cells(area)}
        formulas = {(row, at) for row, at, cell in _filled(grid) if cell.formula}
        typed = sorted(at for at in expected - formulas if not grid.rows.get(at[0], {}).get(at[1], BLANK).blank)
        moved = formulas - expected
        if len(typed) <= len(moved):
            continue
        place = Place(file=opened.name, sheet=grid.name)
        if moved or len(typed) > _TOLD_ONE_BY_ONE:
            yield problem("figures_typed_over", place, count=len(typed) - len(moved), **titles)
            continue
        for row, column in typed:
            text = shown(grid.cell(row, column), words)
            yield problem("figure_typed_over", replace(place, cell=f"{letters(column)}{row}"), text=text, **titles)


def _cells(area: str) -> Iterator[tuple[int, int]]:
    rows, columns = _sides(area)
    return product(rows, columns)


def _sides(area: str) -> tuple[range, range]:
    """Return the rows and the columns of an area."""
    first, _, last = area.partition(":")
    (top, left), (bottom, right) = (coordinate_to_tuple(corner) for corner in (first, last or first))
    return range(top, bottom + 1), range(left, right + 1)


def _titles(key: str) -> frozenset[str]:
    """Return what a sheet is called in every language."""
    return frozenset(words.text(f"results.sheets.{key}") for words in all_languages())


@dataclass(frozen=True)
class _Header:
    """The row of the header of the notes, and the columns of texts and of their keys."""

    row: int
    text: int
    key: int


def _header_of_notes(grid: Grid) -> _Header | None:
    for row, cells in grid.rows.items():
        names = {_text(cell): at for at, cell in cells.items()}
        texts = [at for name, at in names.items() if name in _titles_of_text()]
        if texts and _NOTE_KEY in names:
            return _Header(row, texts[0], names[_NOTE_KEY])
    return None


@cache
def _titles_of_text() -> frozenset[str]:
    return frozenset(words.text("results.notes.text") for words in all_languages())


def _is_carried(grid: Grid) -> bool:
    return any(_text(grid.cell(row, 1)) == MARKER for row in grid.rows)


def _filled(grid: Grid) -> Iterator[tuple[int, int, Cell]]:
    return ((row, at, cell) for row, cells in grid.rows.items() for at, cell in cells.items())


def _most(numbers: Iterable[int]) -> int:
    """Return the number that comes most often."""
    return next((number for number, _ in Counter(numbers).most_common(1)), 0)


def _text(cell: Cell) -> str:
    """Return a key as it stands in a cell."""
    if isinstance(cell.value, Number):
        return str(cell.value.value)
    return cell.value if isinstance(cell.value, str) else ""


def _words_of(value: Value, tag: str, code: str) -> str:
    """Return how an answer stands on the sheet of notes."""
    words = load(code)
    chosen = tag.endswith(f".{Kind.RECOMMEND}") and value is not None
    return words.text(f"form.choices.{value}") if chosen else words.shown(value)


def _as_in_a_cell(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _same(before: str, now: str) -> bool:
    """Return whether a piece of a text is as it was written; one of nothing but blanks is not kept by every program.

    LibreOffice 25.2 escapes ``_x0041_x0042_`` only at its beginning, so that its end is read as a letter.
    """
    saved = unescaped(ESCAPE.sub(lambda match: f"_x005F{match[0]}", before))
    return now in (before, saved) or not (before.strip() or now.strip())
