"""Where the answers of a form stand: by the tag of a control, and by row and column.

The tag finds the cell and what is found is the whole cell's text, since editors lose, move and
split controls. Source: docs/form-fields.md, "The reader".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from lxml import etree

from generator import language as languages
from generator.answers import key
from generator.model import Field, Kind
from generator.word import grid
from generator.word.identity import Location, static_hash
from generator.word.ns import value, w
from generator.word.opening import OpenedForm
from generator.word.text import text_of

_LONGEST_NAME = 40_000
"""No label and no header is longer: an Excel cell holds 32,767 characters."""


@dataclass(frozen=True)
class Found:
    """Where a field may stand: the cells' texts, or ``merged`` when a cell holds more than this field."""

    elements: tuple[etree._Element, ...] = ()
    text: str = ""
    merged: bool = False


def same_cell(tagged: Sequence[Found], gridded: Sequence[Found]) -> bool:
    """Return whether the tag and the grid lead to the same cells."""
    return {e for cell in tagged for e in cell.elements} == {e for cell in gridded for e in cell.elements}


def is_inside(tagged: Sequence[Found], gridded: Sequence[Found]) -> bool:
    """Return whether the tag leads into a table that stands in a cell that the grid leads to."""
    outer = {e for cell in gridded for e in cell.elements}
    inner = [e for cell in tagged for e in cell.elements]
    return bool(inner) and all(any(above in outer for above in e.iterancestors(w("tc"))) for e in inner)


def _carried(form: OpenedForm) -> tuple[Location, ...]:
    return form.information.locations if form.information else ()


# By tag


def by_tag(body: etree._Element, fields: Sequence[Field], words: Words) -> dict[str, list[Found]]:
    """Return where the controls of the fields stand, by tag."""
    wanted = {field.tag for field in fields}
    holders: dict[etree._Element, list[str]] = {}
    for control in body.iter(w("sdt")):
        tag = value(control.find(f"{w('sdtPr')}/{w('tag')}"))
        holder = _holder(control) if tag in wanted else None
        if holder is not None:
            tags = holders.setdefault(holder, [])
            if tag and tag not in tags:
                tags.append(tag)
    found: dict[str, list[Found]] = {}
    for holder, tags in holders.items():
        text = text_of(holder)
        named = words.is_label if holder.find(f"{w('tcPr')}/{w('vMerge')}") is None else words.names_field
        merged = len(tags) > 1 or any(map(named, text.splitlines()))
        for tag in tags:
            found.setdefault(tag, []).append(Found((holder,), text, merged))
    return found


def _holder(control: etree._Element) -> etree._Element | None:
    """Return what a control's answer stands in: its cell, else its paragraph, else the control.

    A control around several cells does not say in which of them its answer is; then there is nothing.
    """
    nested = {below for cell in control.iter(w("tc")) for below in cell.iterdescendants(w("tc"))}
    cells = [cell for cell in control.iter(w("tc")) if cell not in nested]
    if cells:
        return cells[0] if len(cells) == 1 else None
    for parent in control.iterancestors(w("tc"), w("p")):
        cell = next(parent.iterancestors(w("tc")), None) if parent.tag == w("p") else parent
        return parent if cell is None else cell
    return control


# By row and column


@dataclass(frozen=True)
class Words:
    """What headers and labels of the form mean: kinds of columns, and tags of labels; and what it was made with."""

    columns: Mapping[str, frozenset[Kind]]
    labels: Mapping[str, str]
    static: frozenset[str]

    @classmethod
    def of(cls, form: OpenedForm, fields: Sequence[Field], part_names: Mapping[str, Sequence[str]]) -> Words:
        """Return the words that the form carries, and the built-in ones of every language."""
        carried = _carried(form)
        labels = {**_built_in_labels(fields, part_names), **_carried_labels(carried)}
        return cls(_columns(carried), labels, form.information.static if form.information else frozenset())

    def is_label(self, text: str) -> bool:
        """Return whether a text is the label of a field."""
        return _name(text) in self.labels

    def names_field(self, text: str) -> bool:
        """Return whether a text is a label or a header; a person may well write a note that reads like a header."""
        return self.is_label(text) or _name(text) in self.columns

    def is_ours(self, text: str) -> bool:
        """Return whether the form was made with every line of a text."""
        return all(static_hash(line) in self.static for line in text.splitlines() if line.strip())


def _name(text: str) -> str:
    """Return a text as labels and headers are compared; one that is too long for either compares as nothing."""
    return key(text) if len(text) <= _LONGEST_NAME else ""


def _columns(carried: Sequence[Location]) -> dict[str, frozenset[Kind]]:
    columns: dict[str, set[Kind]] = {}
    for words in languages.all_languages():
        for kind, headers in words.get("form.columns").items():
            for header in headers:
                columns.setdefault(key(header), set()).add(Kind(kind))
    for location in carried:
        if location.column:
            columns[key(location.column)] = set()
    for location in carried:
        if location.column:
            columns[key(location.column)].add(Kind(location.tag.rsplit(".", 1)[-1]))
    return {header: frozenset(kinds) for header, kinds in columns.items()}


def _built_in_labels(fields: Sequence[Field], part_names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the labels that can mean one field only: a part may be headed what another one is called."""
    labels: dict[str, set[str]] = {}
    for words in languages.all_languages():
        for field in fields:
            for name in () if field.item else part_names[field.part]:
                label = key(f"{name}: {words.text(f'form.labels.{field.kind}')}")
                labels.setdefault(label, set()).add(field.tag)
    return {label: tags.pop() for label, tags in labels.items() if len(tags) == 1}


def _carried_labels(carried: Sequence[Location]) -> dict[str, str]:
    return {key(location.label): location.tag for location in carried if location.label}


def by_grid(body: etree._Element, fields: Sequence[Field], words: Words) -> dict[str, list[Found]]:
    """Return where the fields stand by row and column, or after their label, by tag."""
    items = {(field.item.casefold(), field.kind): field.tag for field in fields if field.item}
    wanted = {field.tag for field in fields}
    found: dict[str, list[Found]] = {}
    for table in grid.tables(body):
        for tag, cells in _TableReader(table, items, words).fields():
            if tag in wanted:
                found.setdefault(tag, []).append(cells)
    return found


@dataclass(frozen=True)
class _TableReader:
    """Finds fields in one table; ``items`` maps a row's id and a column's kind to the tag."""

    table: grid.Table
    items: Mapping[tuple[str, Kind], str]
    words: Words

    def fields(self) -> Iterator[tuple[str, Found]]:
        columns: list[tuple[grid.Cell, Kind]] = []
        for number, row in enumerate(self.table.rows):
            yield from self._labelled(number)
            if self._item(row):
                yield from self._of_item(number, columns)
            elif headers := self._headers(row):
                columns = headers

    def _item(self, row: grid.Row) -> str:
        """Return the id of the item that a row begins, or nothing."""
        if not row.cells or row.cells[0].continues:
            return ""
        word = grid.first_word(row.cells[0].text)
        return word if self._is_item(word) else ""

    def _is_item(self, word: str) -> bool:
        return word in self._ids

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(item for item, _ in self.items)

    def _headers(self, row: grid.Row) -> list[tuple[grid.Cell, Kind]]:
        if row.cells and row.cells[0].continues and not all(self.words.is_ours(cell.text) for cell in row.cells):
            return []  # somebody's answers, in a row whose id was merged with the headers above
        return [(cell, kind) for cell in row.cells for kind in self.words.columns.get(_name(cell.text), ())]

    def _of_item(self, number: int, columns: Sequence[tuple[grid.Cell, Kind]]) -> Iterator[tuple[str, Found]]:
        row = self.table.rows[number]
        item, name = self._item(row), row.cells[0]
        if any(header.start <= name.start for header, _ in columns):
            return  # an answer column was moved to the front, and an answer may begin with an id
        for header, kind in columns:
            cells = row.overlapping(header.start, header.end) if (item, kind) in self.items else ()
            if cells:
                yield self.items[item, kind], self._found(number, name, cells, header.start, header.end)

    def _labelled(self, number: int) -> Iterator[tuple[str, Found]]:
        cells = self.table.rows[number].cells
        for position, label in enumerate(cells):
            tag = self.words.labels.get(_name(label.text), "")
            own = tuple(takewhile(lambda cell: not self.words.is_label(cell.text), cells[position + 1 :]))
            if tag and own:
                yield from ((tag, found) for found in self._after(number, label, own, tag))

    def _after(self, number: int, label: grid.Cell, cells: Sequence[grid.Cell], tag: str) -> Iterator[Found]:
        """Yield the cell of a label, and what somebody has written into columns added beside it."""
        tagged = next((cell for cell in cells if tag in _tags(cell.element)), None)
        first = tagged or cells[0]
        others = [cell for cell in cells if cell is not first and (cell.text.strip() or cell.continues)]
        added = [cell for cell in others if not self.words.is_ours(cell.text)]
        if others and not (added or tagged or first.text.strip()):  # an answer in words of ours, or no answer
            yield Found(tuple(cell.element for cell in cells), others[0].text, merged=True)
            return
        yield from (self._found(number, label, (cell,), cell.start, cell.end) for cell in (first, *added))

    def _found(self, number: int, name: grid.Cell, cells: Sequence[grid.Cell], start: int, end: int) -> Found:
        """Return what stands in the columns of a field; ``name`` is the cell with the id or label of its row."""
        text = "\n".join(cell.text for cell in cells if cell.text.strip())
        shared = any(cell.start < start or cell.end > end or cell.continues for cell in cells)
        merged = shared or self._reaches_down(number, name, start, end)
        return Found(tuple(cell.element for cell in cells), text, merged)

    def _reaches_down(self, number: int, name: grid.Cell, start: int, end: int) -> bool:
        """Return whether merging has put other answers into these columns, or a part of this answer below them."""
        for below in range(number + 1, len(self.table.rows)):
            row = self.table.rows[below]
            cells = row.overlapping(start, end)
            same_row = any(cell.continues for cell in row.overlapping(name.start, name.end))
            continues = any(cell.continues for cell in cells)
            if same_row and (self._names_several(name) or any(c.text.strip() and not c.continues for c in cells)):
                return True
            if continues and (self._item(row) or any(self.words.is_label(cell.text) for cell in row.cells)):
                return True
            if not (same_row or continues):
                return False
        return False

    def _names_several(self, cell: grid.Cell) -> bool:
        return sum(self._is_item(grid.first_word(line)) for line in cell.text.splitlines()) > 1


# A form as generated


def misleading_fields(form: OpenedForm, fields: Sequence[Field]) -> list[str]:
    """Return the tags that row and column do not find where the tag does: an id may read like a header.

    ``form`` is one as generated; a field without a header or a label of its own is not looked for.
    """
    words = Words.of(form, fields, {field.part: () for field in fields})
    tagged, gridded = by_tag(form.body, fields, words), by_grid(form.body, fields, words)
    named = [entry.tag for entry in _carried(form) if entry.column or entry.label]
    return [tag for tag in named if not same_cell(tagged.get(tag, ()), gridded.get(tag, ()))]


def locations(body: etree._Element) -> tuple[Location, ...]:
    """Return for each control of a form as generated the header of its column, or the label before it."""
    found = []
    for table in grid.tables(body):
        for number, row in enumerate(table.rows):
            for position, cell in enumerate(row.cells):
                for tag in _tags(cell.element):
                    found.append(_location(table, number, position, tag))
    return tuple(found)


def _tags(cell: etree._Element) -> Iterator[str]:
    for control in cell.iter(w("sdt")):
        if next(control.iterancestors(w("tc")), None) is cell:
            tag = value(control.find(f"{w('sdtPr')}/{w('tag')}"))
            if tag:
                yield tag


def _location(table: grid.Table, number: int, position: int, tag: str) -> Location:
    row = table.rows[number]
    item = tag.split(".")[1] if tag.count(".") == 2 else ""
    if not item or grid.first_word(row.cells[0].text) != item.casefold():
        return Location(tag, label=" ".join(row.cells[position - 1].text.split()) if position else "")
    cell = row.cells[position]
    column = next(
        (
            above.text
            for earlier in reversed(table.rows[:number])
            if not any(tag for other in earlier.cells for tag in _tags(other.element))  # answers are no headers
            for above in earlier.overlapping(cell.start, cell.end)
            if above.start == cell.start and above.end == cell.end
        ),
        "",
    )
    return Location(tag, column=" ".join(column.split()))
