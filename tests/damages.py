"""What people do to the tables of a form: swap, add, merge and delete columns, rows and cells."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from documents import Change, cells, parse, rows, table_with, text_of, w
from lxml import etree

Element = etree._Element


# A table as a grid


def span(cell: Element) -> int:
    found = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
    return 1 if found is None else int(found.get(w("val"), "1"))


def set_span(cell: Element, wide: int) -> None:
    properties = cell.find(w("tcPr"))
    assert properties is not None
    for old in properties.findall(w("gridSpan")):
        properties.remove(old)
    if wide > 1:
        place = 1 if properties.find(w("tcW")) is not None else 0
        properties.insert(place, parse(f'<w:gridSpan w:val="{wide}"/>')[0])


def width(table: Element) -> int:
    return max((sum(map(span, cells(row))) for row in rows(table)), default=0)


def at(row: Element, column: int) -> tuple[Element, int] | None:
    """Return the cell over a column and where it begins."""
    start = 0
    for cell in cells(row):
        if start <= column < start + span(cell):
            return cell, start
        start += span(cell)
    return None


def alone(row: Element, column: int) -> Element | None:
    """Return the cell over a column if it is over no other."""
    found = at(row, column)
    return found[0] if found and span(found[0]) == 1 else None


def empty_cell(words: str = "") -> Element:
    return parse(
        f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>'
    )[0]


def move_content(source: Element, target: Element) -> None:
    """Word puts the text of merged cells into the first, a paragraph each."""
    for child in list(source):
        if child.tag != w("tcPr"):
            target.append(child)
    source.append(etree.Element(w("p")))


# One change each


def swap_columns(table: Element, one: int, other: int) -> None:
    for row in rows(table):
        first, second = alone(row, one), alone(row, other)
        if first is not None and second is not None and first is not second:
            mark = etree.Element("mark")
            first.addprevious(mark)
            second.addprevious(first)
            mark.getparent().replace(mark, second)


def add_column(table: Element, column: int, header: str = "") -> None:
    for number, row in enumerate(rows(table)):
        found = at(row, column)
        words = header if number == 0 or (alone(row, column) is not None and number == 1) else ""
        if found is None:
            row.append(empty_cell(words))
        elif span(found[0]) > 1:
            set_span(found[0], span(found[0]) + 1)
        else:
            found[0].addprevious(empty_cell(words))


def delete_column(table: Element, column: int) -> None:
    for row in rows(table):
        found = at(row, column)
        if found is None or len(cells(row)) == 1:
            continue
        if span(found[0]) > 1:
            set_span(found[0], span(found[0]) - 1)
        else:
            row.remove(found[0])


def insert_row(table: Element, place: int, words: str = "") -> None:
    row = parse("<w:tr><w:trPr><w:cantSplit/></w:trPr></w:tr>")[0]
    row.extend(empty_cell(words if number == 0 else "") for number in range(width(table)))
    table.insert(table.index(rows(table)[place]), row)


def delete_row(table: Element, place: int) -> None:
    table.remove(rows(table)[place])


def move_row(table: Element, place: int, to: int) -> None:
    row = rows(table)[place]
    table.remove(row)
    left = rows(table)
    table.insert(table.index(left[to]) if to < len(left) else len(table), row)


def merge_right(row: Element, column: int) -> None:
    found = at(row, column)
    if found is None:
        return
    cell, start = found
    after = at(row, start + span(cell))
    if after is not None:
        move_content(after[0], cell)
        set_span(cell, span(cell) + span(after[0]))
        row.remove(after[0])


def merge_down(table: Element, place: int, column: int) -> None:
    if place + 1 >= len(rows(table)):
        return
    above, below = (alone(row, column) for row in rows(table)[place : place + 2])
    if above is None or below is None or merged(above) or merged(below):
        return
    move_content(below, above)
    above.find(w("tcPr")).append(parse('<w:vMerge w:val="restart"/>')[0])
    below.find(w("tcPr")).append(parse("<w:vMerge/>")[0])


def merged(cell: Element) -> bool:
    return cell.find(f"{w('tcPr')}/{w('vMerge')}") is not None


def split_down(table: Element, place: int, column: int) -> None:
    """Split one cell into an upper and a lower one: the last paragraph goes down, all other cells reach over both."""
    row = rows(table)[place]
    chosen = alone(row, column)
    if chosen is None or any(map(merged, cells(row))):
        return
    below = copy.deepcopy(row)
    for above, under in zip(cells(row), cells(below), strict=True):
        for child in list(under):
            if child.tag != w("tcPr"):
                under.remove(child)
        if above is chosen:
            lines = [child for child in above if child.tag == w("p")]
            under.append(lines[-1])
            if len(lines) == 1:
                above.append(etree.Element(w("p")))
        else:
            above.find(w("tcPr")).append(parse('<w:vMerge w:val="restart"/>')[0])
            under.find(w("tcPr")).append(parse("<w:vMerge/>")[0])
            under.append(etree.Element(w("p")))
    row.addnext(below)


def split_right(table: Element, place: int, column: int) -> None:
    """Split one cell into two side by side: the others of its column become two columns wide."""
    chosen = alone(rows(table)[place], column)
    if chosen is None:
        return
    for row in rows(table):
        found = at(row, column)
        if found is not None and found[0] is not chosen:
            set_span(found[0], span(found[0]) + 1)
    chosen.addnext(empty_cell())


def write_header(table: Element, row: int, column: int, words: str) -> None:
    found = at(rows(table)[row], column)
    if found is not None:
        for text in found[0].iter(w("t")):
            text.text = ""
        for number, text in enumerate(found[0].iter(w("t"))):
            text.text = words if number == 0 else ""


def split_table(table: Element, place: int) -> None:
    """Split a table in two, as Ctrl+Shift+Enter does: the lower one has no header of its own."""
    lower = copy.deepcopy(table)
    for row in rows(lower)[:place]:
        lower.remove(row)
    for row in rows(table)[place:]:
        table.remove(row)
    table.addnext(lower)
    table.addnext(etree.Element(w("p")))


# Named damages: change, what is lost without controls, what is lost with them

REQUIREMENTS, CASE, CLOSING = "Vurdering", "V1 Finner hjemmelen\nMåler: K1\n", "S6 Attestene er levert"


def on(header: str, change: object, *arguments: object) -> Change:
    return lambda root: change(table_with(root, header), *arguments)  # type: ignore[operator]


def on_row(header: str, place: int, column: int) -> Change:
    return lambda root: merge_right(rows(table_with(root, header))[place], column)


# The table of requirements: two header rows, K1, K2, K3; columns: requirement, questions, notes, assessment, score, met
DAMAGES: dict[str, tuple[Change, tuple[str, ...], tuple[str, ...]]] = {
    "nothing": (lambda root: None, (), ()),
    "two columns swapped": (on(REQUIREMENTS, swap_columns, 2, 4), (), ()),
    "the last two columns swapped": (on(REQUIREMENTS, swap_columns, 4, 5), (), ()),
    "two columns of the case swapped": (on(CASE, swap_columns, 1, 2), (), ()),
    "a header renamed": (
        on(REQUIREMENTS, write_header, 1, 3, "Hva vi synes"),
        ("in_depth.K1.assessment", "in_depth.K2.assessment", "in_depth.K3.assessment"),
        (),
    ),
    "a header renamed to another of ours": (
        on(REQUIREMENTS, write_header, 1, 3, "Notater"),
        (
            "in_depth.K1.notes",
            "in_depth.K1.assessment",
            "in_depth.K2.assessment",
            "in_depth.K3.notes",
            "in_depth.K3.assessment",
        ),
        ("in_depth.K1.notes", "in_depth.K3.notes"),
    ),
    "a header in capitals with a colon": (on(REQUIREMENTS, write_header, 1, 3, "VURDERING:"), (), ()),
    "an empty row inserted": (on(REQUIREMENTS, insert_row, 3), (), ()),
    "a row of text inserted": (on(REQUIREMENTS, insert_row, 2, "Pause i fem minutter"), (), ()),
    "a row inserted below the case": (on(CASE, insert_row, 1, "Husk klokken"), (), ()),
    "a row deleted": (on(REQUIREMENTS, delete_row, 3), ("in_depth.K2.",), ("in_depth.K2.",)),
    "the header rows deleted": (
        lambda root: [delete_row(table_with(root, "K2 Ledererfaring\nbør-krav · erfaring\n"), 0) for _ in range(2)],
        ("in_depth.K",),
        (),
    ),
    "rows reordered": (on(REQUIREMENTS, move_row, 4, 2), (), ()),
    "notes and assessment merged": (
        on_row(REQUIREMENTS, 2, 2),
        ("in_depth.K1.notes", "in_depth.K1.assessment"),
        ("in_depth.K1.notes", "in_depth.K1.assessment"),
    ),
    "requirement and questions merged": (on_row(REQUIREMENTS, 2, 0), (), ()),
    "questions and notes merged": (on_row(REQUIREMENTS, 2, 1), ("in_depth.K1.notes",), ("in_depth.K1.notes",)),
    "two headers merged": (
        on_row(REQUIREMENTS, 1, 2),
        tuple(f"in_depth.K{n}.{kind}" for n in (1, 2, 3) for kind in ("notes", "assessment")),
        (),
    ),
    "notes of two requirements merged": (
        on(REQUIREMENTS, merge_down, 2, 2),
        ("in_depth.K1.notes", "in_depth.K2.notes"),
        ("in_depth.K1.notes", "in_depth.K2.notes"),
    ),
    "scores of two criteria merged": (
        on(CASE, merge_down, 2, 2),
        ("case.V1.score", "case.V2.score"),
        ("case.V1.score", "case.V2.score"),
    ),
    "a column added": (on(REQUIREMENTS, add_column, 2), (), ()),
    "a column with a header added": (on(REQUIREMENTS, add_column, 4, "Min egen"), (), ()),
    "a column added last": (on(CASE, add_column, 3), (), ()),
    "a column added between labels and answers": (on("Dybdeintervju: oppsummering", add_column, 1), (), ()),
    "a column deleted": (
        on(REQUIREMENTS, delete_column, 3),
        tuple(f"in_depth.K{n}.assessment" for n in (1, 2, 3)),
        tuple(f"in_depth.K{n}.assessment" for n in (1, 2, 3)),
    ),
    "the column of questions deleted": (on(REQUIREMENTS, delete_column, 1), (), ()),
    "a cell split in two side by side": (on(REQUIREMENTS, split_right, 2, 2), (), ()),
    "a label renamed": (on("Dybdeintervju: oppsummering", write_header, 0, 0, "Kort sagt"), ("in_depth.summary",), ()),
    "a table split in two": (on(REQUIREMENTS, split_table, 3), ("in_depth.K2.", "in_depth.K3."), ()),
}


# Any sequence of them


@dataclass(frozen=True)
class Damage:
    """One change to one table of answers; the numbers choose table, row and column, as far as there are any."""

    KINDS: ClassVar[tuple[str, ...]] = (
        "swap columns",
        "add column",
        "delete column",
        "insert row",
        "delete row",
        "move row",
        "copy row",
        "merge right",
        "merge down",
        "split right",
        "split down",
        "rename header",
        "split table",
    )

    kind: str
    table: int
    row: int
    column: int


HEADERS = ("Notater", "Poeng", "Noe annet", "", "Vurdering", "K2", "Krav")


def apply(root: Element, damages: Iterable[Damage]) -> None:
    for damage in damages:
        tables = [table for table in root.iter(w("tbl")) if _holds_answers(table)]
        if tables:
            _apply(tables[damage.table % len(tables)], damage)


def _holds_answers(table: Element) -> bool:
    first = [text_of(cells(row)[0]) for row in rows(table) if cells(row)]
    return any(text.startswith(("K1", "K2", "K3", "V1", "V2")) or ": " in text for text in first) and width(table) > 1


def _apply(table: Element, damage: Damage) -> None:
    row, column = damage.row % len(rows(table)), damage.column % width(table)
    other = (column + 1 + damage.row) % width(table)
    match damage.kind:
        case "swap columns":
            swap_columns(table, column, other)
        case "add column":
            add_column(table, column)
        case "delete column":
            delete_column(table, column)
        case "insert row":
            insert_row(table, row)
        case "delete row" if len(rows(table)) > 1:
            delete_row(table, row)
        case "move row":
            move_row(table, row, damage.column % len(rows(table)))
        case "copy row":
            rows(table)[row].addnext(copy.deepcopy(rows(table)[row]))
        case "merge right":
            merge_right(rows(table)[row], column)
        case "merge down":
            merge_down(table, row, column)
        case "split right":
            split_right(table, row, column)
        case "split down":
            split_down(table, row, column)
        case "rename header":
            top = min(row, 1, len(rows(table)) - 1)
            is_header = rows(table)[top].find(f"{w('trPr')}/{w('tblHeader')}") is not None
            if is_header or ": " in text_of(cells(rows(table)[top])[0]):  # a label; nothing else is a name to change
                write_header(table, top, column if is_header else 0, HEADERS[damage.row % len(HEADERS)])
        case "split table" if row:
            split_table(table, row)
