"""What people do to the tables of a form: swap, add, merge and delete columns, rows and cells."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from documents import MC, SPACE, Change, cells, parse, rows, table_with, tag_of, text_of, w, without_controls
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


# What editors and people do inside a cell


@dataclass(frozen=True)
class Shape:
    """Another way to hold the text of one answer; what a person sees in the cell stays the same."""

    KINDS: ClassVar[tuple[str, ...]] = (
        "split runs",
        "inserted",
        "moved here",
        "deleted beside",
        "moved from here",
        "hidden beside",
        "result of a field",
        "result of a simple field",
        "code of a field beside",
        "link",
        "smart tag",
        "custom XML",
        "from right to left",
        "control in the control",
        "no control",
        "control around the paragraph",
        "control around the cell",
        "one of two alternatives",
        "text box",
        "old text box",
        "table in the cell",
        "symbols",
        "digits of another script",
        "two paragraphs joined",
        "comment",
        "inserted row",
        "inserted cell",
        "bold",
        "struck out",
    )

    kind: str
    tag: str


DECOY = "5 – svært godt K2 Vurdering"
"""What a person does not see: it would be another score, another row and a header."""


def reshape(root: Element, shapes: Iterable[Shape]) -> None:
    found = {tag_of(field): next(field.iterancestors(w("tc"))) for field in root.iter(w("sdt"))}
    for shape in shapes:
        _reshape(found[shape.tag], shape.kind)


def _reshape(cell: Element, kind: str) -> None:
    run = '<w:r decoy="1">{}</w:r>'
    shown = f"<w:t>{DECOY}</w:t>"
    mark = '<w:r decoy="1"><w:fldChar w:fldCharType="{}"/></w:r>'
    code = mark.format("begin") + run.format(shown) + run.format("<w:instrText>IF</w:instrText>")
    box = "<w:txbxContent/>"
    match kind:
        case "split runs":
            _split_runs(cell)
        case "inserted":
            _wrap(cell, '<w:ins w:id="80" w:author="Eva"/>')
        case "moved here":
            _wrap(cell, '<w:moveTo w:id="81" w:author="Eva"/>')
        case "deleted beside":
            _beside(cell, f'<w:del w:id="82" w:author="Eva">{run.format(shown)}</w:del>')
        case "moved from here":
            _beside(cell, f'<w:moveFrom w:id="83" w:author="Eva">{run.format(shown)}</w:moveFrom>')
        case "hidden beside":
            _beside(cell, run.format(f"<w:rPr><w:vanish/></w:rPr>{shown}"))
        case "result of a field":
            _around(cell, code + mark.format("separate"), mark.format("end"))
        case "result of a simple field":
            _wrap(cell, '<w:fldSimple w:instr=" REF x "/>')
        case "code of a field beside":
            _beside(cell, code + mark.format("end"))
        case "link":
            _wrap(cell, "<w:hyperlink/>")
        case "smart tag":
            _wrap(cell, '<w:smartTag w:element="date"/>')
        case "custom XML":
            _wrap(cell, '<w:customXml w:element="x"/>')
        case "from right to left":
            _wrap(cell, '<w:bdo w:val="ltr"/>')
        case "control in the control":
            _wrap(cell, "<w:sdt><w:sdtPr><w:tag w:val='eget'/></w:sdtPr><w:sdtContent/></w:sdt>")
        case "no control":
            without_controls(cell)
        case "control around the paragraph" | "control around the cell":
            _lift_control(cell, to_cell=kind.endswith("cell"))
        case "one of two alternatives":
            inner = f'<mc:Choice Requires="wps"/><mc:Fallback>{run.format(shown)}</mc:Fallback>'
            _wrap(cell, f"<mc:AlternateContent>{inner}</mc:AlternateContent>")
        case "text box":
            fallback = f"<w:pict><w:txbxContent><w:p>{run.format(shown)}</w:p></w:txbxContent></w:pict>"
            choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            both = f"<mc:AlternateContent>{choice}<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
            _move_into(cell, f"<w:p><w:r>{both}</w:r></w:p>", w("txbxContent"))
        case "old text box":
            _move_into(cell, f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>", w("txbxContent"))
        case "table in the cell":
            _move_into(cell, "<w:tbl><w:tr><w:tc/></w:tr></w:tbl><w:p/>", w("tc"))
        case "symbols":
            _spell(
                cell, lambda letter: f'<w:sym w:font="Calibri" w:char="{ord(letter):04X}"/>' if letter != " " else ""
            )
        case "digits of another script":
            _spell(cell, lambda letter: f"<w:t>{chr(0xFF10 + int(letter))}</w:t>" if _is_score(cell, letter) else "")
        case "two paragraphs joined":
            _two_paragraphs(cell)
        case "comment":
            _beside(cell, '<w:r><w:commentReference w:id="1"/></w:r>')
        case "inserted row":
            row = next(cell.iterancestors(w("tr")))
            if row.find(w("trPr")) is not None:
                row.find(w("trPr")).append(parse('<w:ins w:id="84" w:author="Eva"/>')[0])
        case "inserted cell":
            cell.find(w("tcPr")).append(parse('<w:cellIns w:id="85" w:author="Eva"/>')[0])
        case "bold" | "struck out":
            for seen in _seen_runs(cell):
                _properties(seen).append(etree.Element(w("b" if kind == "bold" else "strike")))


def _seen_runs(cell: Element) -> list[Element]:
    """Return the runs that a person sees; those that are there to be overlooked say so."""
    return [run for run in cell.iter(w("r")) if run.get("decoy") is None and run.find(w("t")) is not None]


def _wrap(cell: Element, xml: str) -> None:
    for run in _seen_runs(cell):
        (outer,) = parse(xml)
        innermost = next((e for e in outer.iter() if e.tag in (w("sdtContent"), f"{{{MC}}}Choice")), outer)
        run.getparent().replace(run, outer)
        innermost.append(run)


def _around(cell: Element, before: str, after: str) -> None:
    for run in _seen_runs(cell):
        for element in parse(before):
            run.addprevious(element)
        for element in reversed(parse(after)):
            run.addnext(element)


def _beside(cell: Element, xml: str) -> None:
    runs = _seen_runs(cell)
    for element in reversed(parse(xml)):
        if runs:
            runs[-1].addnext(element)


def _split_runs(cell: Element) -> None:
    for run in _seen_runs(cell):
        pieces = [piece for piece in run if piece.tag != w("rPr")]
        for piece in reversed(pieces[1:]):
            later = copy.deepcopy(run)
            later[:] = [entry for entry in later if entry.tag == w("rPr")]
            later.append(piece)
            run.addnext(later)
        text = run.find(w("t"))
        if text is not None and len(text.text or "") > 1:
            later = copy.deepcopy(run)
            later.find(w("t")).text, text.text = text.text[1:], text.text[:1]
            for split in (later.find(w("t")), text):
                split.set(SPACE, "preserve")
            run.addnext(later)


def _properties(run: Element) -> Element:
    if run.find(w("rPr")) is None:
        run.insert(0, etree.Element(w("rPr")))
    return run.find(w("rPr"))


def _spell(cell: Element, spelt: Callable[[str], str]) -> None:
    """Put something else in the place of letters; nothing leaves a letter as it is."""
    for run in _seen_runs(cell):
        for text in run.findall(w("t")):
            xml = "".join(spelt(letter) or f'<w:t xml:space="preserve">{letter}</w:t>' for letter in text.text or "")
            for element in parse(xml):
                text.addprevious(element)
            run.remove(text)


def _is_score(cell: Element, letter: str) -> bool:
    kinds = {tag_of(field).rsplit(".", 1)[-1] for field in cell.iter(w("sdt"))}
    return "score" in kinds and letter in "0123456789"


def _move_into(cell: Element, xml: str, target: str) -> None:
    content = [child for child in cell if child.tag != w("tcPr")]
    elements = parse(xml)
    cell.extend(elements)
    next(e for element in elements for e in element.iter(target)).extend(content)


def _two_paragraphs(cell: Element) -> None:
    """End a paragraph before each of its runs, with a mark that is deleted: the text still runs on."""
    mark = '<w:pPr><w:rPr><w:del w:id="86" w:author="Eva"/></w:rPr></w:pPr>'
    for run in _seen_runs(cell):
        paragraph = run.getparent()
        if paragraph.tag == w("p"):
            (earlier,) = parse(f"<w:p>{mark}</w:p>")
            earlier.extend([child for child in run.itersiblings(preceding=True) if child.tag != w("pPr")][::-1])
            paragraph.addprevious(earlier)


def _lift_control(cell: Element, *, to_cell: bool) -> None:
    field = next((field for field in cell.iter(w("sdt")) if "." in tag_of(field)), None)
    paragraph = None if field is None else field.getparent()
    outer = cell if to_cell else paragraph
    if paragraph is None or paragraph.tag != w("p") or outer.getparent().tag not in (w("tc"), w("tr")):
        return
    content = field.find(w("sdtContent"))
    place = paragraph.index(field)
    paragraph.remove(field)
    paragraph[place:place] = list(content)
    outer.getparent().replace(outer, field)
    content.append(outer)
