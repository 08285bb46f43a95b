"""Word documents in tests: made from plans, and read and edited without the product's own reader.

What is read here is read the plain way (paragraphs, runs, tables), for documents that the tests
themselves make; it is not a second reader for whatever people send back.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from lxml import etree
from workbooks import write_workbook

from generator.app.forms import make_forms
from generator.app.plans import CheckedPlan, check_plan
from generator.model import Look

MAIN = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
EMPTY = "\u2002" * 5  # what stands in a control that nobody has filled in

SCREEN, ON_PAPER = Look(), Look(paper=True)
Change = Callable[[etree._Element], object]


def w(name: str) -> str:
    return f"{{{W}}}{name}"


# From a plan to forms


def checked(path: Path) -> CheckedPlan:
    """Read a plan that has no errors."""
    plan = check_plan(path)
    assert plan.plan is not None, plan.problems
    return plan


def make(folder: Path, *markdown: str, look: Look = SCREEN) -> tuple[CheckedPlan, dict[str, bytes]]:
    """Write a plan workbook, make its forms, and return the plan and the forms by candidate id."""
    return forms_of(write_workbook(folder / "plan.xlsx", *markdown), folder / "forms", look)


def forms_of(workbook: Path, folder: Path, look: Look = SCREEN) -> tuple[CheckedPlan, dict[str, bytes]]:
    plan = checked(workbook)
    made = make_forms(plan, folder, look)
    return plan, {entry.candidate: Path(entry.path).read_bytes() for entry in made.entries}


# Packages


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def without(data: bytes, *names: str) -> bytes:
    """Take parts out of a package, as editors do that do not know them."""
    return packed({name: part for name, part in unpacked(data).items() if not name.startswith(names)})


def edited(data: bytes, *changes: Change, part: str = MAIN) -> bytes:
    """Return a document with its XML changed."""
    parts = unpacked(data)
    root = etree.fromstring(parts[part])
    for change in changes:
        change(root)
    return packed({**parts, part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def replaced(data: bytes, old: str, new: str, part: str = MAIN) -> bytes:
    """Return a document with a piece of XML exchanged; it has to be there."""
    parts = unpacked(data)
    assert old.encode() in parts[part], f"no {old} in {part}"
    return packed({**parts, part: parts[part].replace(old.encode(), new.encode())})


def root_of(data: bytes, part: str = MAIN) -> etree._Element:
    return etree.fromstring(unpacked(data)[part])


# What a person sees


def text_of(element: etree._Element) -> str:
    """Return the text of a paragraph, or of several one below the other."""
    if element.tag != w("p"):
        return "\n".join(map(text_of, element.iter(w("p"))))
    marks = {w("tab"): "\t", w("br"): "\n"}
    return "".join(marks.get(piece.tag, piece.text or "") for piece in element.iter(w("t"), *marks))


def lines(data: bytes, part: str = MAIN) -> list[str]:
    """Return the visible paragraphs in reading order, those without words left out."""
    texts = (" ".join(text_of(paragraph).split()) for paragraph in root_of(data, part).iter(w("p")))
    return [text for text in texts if text]


# Controls, rows and cells


def tag_of(control: etree._Element) -> str:
    tag = control.find(f"{w('sdtPr')}/{w('tag')}")
    return "" if tag is None else tag.get(w("val"), "")


def tags(data: bytes) -> list[str]:
    return [tag_of(control) for control in root_of(data).iter(w("sdt"))]


def control(root: etree._Element, tag: str) -> etree._Element:
    (found,) = [control for control in root.iter(w("sdt")) if tag_of(control) == tag]
    return found


def cell(root: etree._Element, tag: str) -> etree._Element:
    """Return the cell that a control stands in."""
    return next(control(root, tag).iterancestors(w("tc")))


def parse(xml: str) -> list[etree._Element]:
    """Return the elements of a piece of XML with the usual prefixes."""
    return list(etree.fromstring(f'<x xmlns:w="{W}" xmlns:w14="{W14}" xmlns:mc="{MC}" {OTHERS}>{xml}</x>'))


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
OTHERS = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def in_cell(tag: str, xml: str) -> Change:
    """Put paragraphs into the cell of a field in place of all that stands there, its control included."""

    def change(root: etree._Element) -> None:
        holder = cell(root, tag)
        for child in list(holder):
            if child.tag != w("tcPr"):
                holder.remove(child)
        holder.extend(parse(xml))

    return change


def in_control(tag: str, xml: str) -> Change:
    """Put runs into a control in place of what it holds."""

    def change(root: etree._Element) -> None:
        content = control(root, tag).find(w("sdtContent"))
        assert content is not None
        content[:] = parse(xml)

    return change


def runs(text: str) -> str:
    """Return a text as Word stores what is typed into one paragraph: line breaks and tabs are elements."""
    container = etree.Element(w("r"))
    for line_number, line in enumerate(text.split("\n")):
        if line_number:
            etree.SubElement(container, w("br"))
        for piece_number, piece in enumerate(line.split("\t")):
            if piece_number:
                etree.SubElement(container, w("tab"))
            if piece:
                element = etree.SubElement(container, w("t"))
                element.set(SPACE, "preserve")
                element.text = piece
    return etree.tostring(container, encoding="unicode")


def without_controls(root: etree._Element) -> None:
    """Unwrap every control, so that only the table is left to find an answer by."""
    while (control := next(root.iter(w("sdt")), None)) is not None:
        parent = control.getparent()
        content = control.find(w("sdtContent"))
        assert parent is not None and content is not None
        place = parent.index(control)
        parent.remove(control)
        parent[place:place] = list(content)


def table_with(root: etree._Element, header: str) -> etree._Element:
    """Return the first table with a cell that reads as given."""
    return next(table for table in root.iter(w("tbl")) if any(text_of(c) == header for c in table.iter(w("tc"))))


def rows(table: etree._Element) -> list[etree._Element]:
    return table.findall(w("tr"))


def cells(row: etree._Element) -> list[etree._Element]:
    return row.findall(w("tc"))


def outline(data: bytes) -> Iterator[str]:
    """Yield what a form is made of, a line each: headings and paragraphs with style, tables, rows, cells and controls.

    First what stands on every page, with its fields: ``<PAGE>``.
    """
    for story in ("header1", "footer1"):
        yield from _outlined(root_of(data, f"word/{story}.xml"), f"{story}: ")
    body = root_of(data).find(w("body"))
    assert body is not None
    yield from _outlined(body, "")


def _outlined(element: etree._Element, indent: str) -> Iterator[str]:
    names = {w("tbl"): "table", w("tr"): "row", w("tc"): "cell"}
    for child in element:
        if child.tag == w("p"):
            yield from _paragraph(child, indent)
        elif child.tag in names:
            yield f"{indent}{names[child.tag]}{_marks(child)}"
            yield from _outlined(child, f"{indent}  ")


def _paragraph(paragraph: etree._Element, indent: str) -> Iterator[str]:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    name = "" if style is None else f"[{style.get(w('val'))}] "
    text = text_of(paragraph).replace("\n", "⏎").replace("\t", "⇥")
    rule = " ____" if paragraph.find(f"{w('pPr')}/{w('pBdr')}/{w('bottom')}") is not None else ""
    seen = "".join(f"({entry.get('descr')})" for entry in paragraph.iter(f"{{{WP}}}docPr"))
    fields = "".join(f" <{str(entry.get(w('instr'))).strip()}>" for entry in paragraph.iter(w("fldSimple")))
    yield f"{indent}{name}{seen}{'' if text == EMPTY else text}{fields}{rule}".rstrip()
    for field in paragraph.iter(w("sdt")):
        properties = field.find(w("sdtPr"))
        assert properties is not None
        about = [f"{etree.QName(entry).localname}={entry.get(w('val'), '')}" for entry in properties]
        yield f"{indent}  control {' '.join(about)}"
        yield from (
            f"{indent}    {item.get(w('value'))}: {item.get(w('displayText'))}" for item in field.iter(w("listItem"))
        )


def _marks(element: etree._Element) -> str:
    wanted = {"tblCaption", "tblStyle", "gridSpan", "tblHeader", "cantSplit"}
    found = [
        f" {name}{'=' + value if (value := entry.get(w('val'))) else ''}"
        for properties in element
        if properties.tag in (w("tblPr"), w("trPr"), w("tcPr"))
        for entry in properties
        if (name := etree.QName(entry).localname) in wanted
    ]
    return "".join(found)
