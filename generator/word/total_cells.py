"""Putting the totals of a completed form into a copy of it, and changing nothing else there.

Only the document part is written anew, with a run more in each cell of a total that says nothing.
The XML is changed in the namespaces that it has, so that a strict document stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from generator import package
from generator.answers import cleaned
from generator.model import Field
from generator.word.contents import contents_of
from generator.word.finding import Found, Words, by_grid, by_tag, same_cell
from generator.word.ns import XML_SPACE, child, root_of, w
from generator.word.opening import OpenedForm

_PICTURES = (w("drawing"), w("pict"), w("object"))
_SIGNATURES = "_xmlsignatures/"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NUMBER = "number"
_ORDINARY_SPACE = " \t\r\n\u00a0"


@dataclass(frozen=True)
class WithTotals:
    """The copy, and the tags of the totals that it has no empty cell for."""

    data: bytes
    without_room: frozenset[str]


def is_signed(parts: Mapping[str, bytes]) -> bool:
    """Return whether a document carries a digital signature, which any change breaks (ECMA-376 Part 2, 13)."""
    return any(name.lower().startswith(_SIGNATURES) for name in parts)


def is_plain_document(parts: Mapping[str, bytes]) -> bool:
    """Return whether a package is what a name in .docx promises; Word opens no template or macro document so named."""
    document = package.related(parts, "officeDocument") or ""
    return package.content_type(parts, document) in ("", _DOCUMENT_TYPE)


def with_totals(
    data: bytes,
    form: OpenedForm,
    fields: Sequence[Field],
    part_names: Mapping[str, Sequence[str]],
    totals: Mapping[str, str],
) -> WithTotals:
    """Return a copy of a document with texts in the cells of totals, by tag; ``form`` is the document, opened.

    A cell that holds anything is left as it stands. DamagedPackage when the package cannot be copied.
    """
    document = package.related(form.parts, "officeDocument") or ""
    root = package.parse_xml(form.parts[document])
    everything = list(root.iter(etree.Element))
    body = _numbered(everything, form.parts, document)
    words = Words.of(form, fields, part_names)
    tagged, gridded = by_tag(body, fields, words), by_grid(body, fields, words)
    kinds = {field.tag: field for field in fields}
    holders = {
        tag: _holder(kinds[tag], tagged.get(tag, ()), gridded.get(tag, ())) if tag in kinds else None for tag in totals
    }
    cells = {tag: everything[int(holder.get(_NUMBER, ""))] for tag, holder in holders.items() if holder is not None}
    written = {tag for tag, cell in cells.items() if _Cell(cell).write(tag, totals[tag])}
    if not written:
        return WithTotals(data, frozenset(totals))
    return WithTotals(package.with_part(data, document, _serialized(root)), frozenset(totals) - written)


def _holder(field: Field, tagged: Sequence[Found], gridded: Sequence[Found]) -> etree._Element | None:
    """Return the one element that a field stands in, if it is known for certain and nobody has put anything there."""
    found = tagged or gridded
    elements = {element for cell in found for element in cell.elements}
    if len(elements) != 1 or (tagged and gridded and not same_cell(tagged, gridded)):
        return None
    if any(cell.merged or cleaned(field.kind, cell.text).strip() for cell in (*tagged, *gridded)):
        return None
    (element,) = elements
    return None if next(element.iter(*_PICTURES), None) is not None else element


def _numbered(everything: Sequence[etree._Element], parts: Mapping[str, bytes], document: str) -> etree._Element:
    """Return the body as it is read, cut down to what is seen, with each element's number in the document itself."""
    for number, element in enumerate(everything):
        element.set(_NUMBER, str(number))
    numbered = root_of(package.serialize_xml(everything[0]))
    for element in everything:
        del element.attrib[_NUMBER]
    return contents_of(parts, document, child(numbered, w("body"))).body


def _serialized(root: etree._Element) -> bytes:
    """Return the XML of a document with the encoding that it declares, and whatever stands before its root."""
    tree = root.getroottree()
    declared: dict[str, Any] = {"encoding": tree.docinfo.encoding or "UTF-8", "standalone": tree.docinfo.standalone}
    return bytes(etree.tostring(tree, xml_declaration=True, **declared))


class _Cell:
    """A cell, paragraph or control that reads as empty, in the namespace of its document."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._namespace = etree.QName(element).namespace

    def write(self, tag: str, text: str) -> bool:
        """Put a run into the control of a field, or into the paragraph where there is no control any more."""
        controls = [control for control in self._iter(self._element, "sdt") if self._tag(control) == tag]
        around = [control for control in self._element.iterancestors(self._name("sdt")) if self._tag(control) == tag]
        target = next((inner for control in controls if (inner := self._inside(control)) is not None), None)
        target = self._paragraph(self._element) if target is None else target
        if target is None:
            return False
        flags = (control.find(f"{self._name('sdtPr')}/{self._name('showingPlcHdr')}") for control in controls + around)
        for element in (*self._placeholders(), *(flag for flag in flags if flag is not None)):
            self._remove(element)
        run = etree.SubElement(target, self._name("r"))
        written = etree.SubElement(run, self._name("t"))
        written.set(XML_SPACE, "preserve")
        written.text = text
        return True

    def _inside(self, control: etree._Element) -> etree._Element | None:
        """Return what in a control holds runs; it may stand in a paragraph, or around paragraphs or a cell."""
        content = control.find(self._name("sdtContent"))
        if content is None or self._is_deleted(control):
            return None
        inner = self._paragraph(content)
        around_runs = any(parent.tag == self._name("p") for parent in control.iterancestors())
        return content if inner is None and around_runs else inner

    def _paragraph(self, element: etree._Element) -> etree._Element | None:
        if element.tag == self._name("p"):
            return element
        return next((found for found in self._iter(element, "p") if not self._is_deleted(found)), None)

    def _placeholders(self) -> Iterator[etree._Element]:
        """Yield the runs that hold a placeholder and nothing else; a person's space and hidden text stay."""
        for run in self._iter(self._element, "r"):
            texts = "".join(entry.text or "" for entry in run.findall(self._name("t")))
            others = [entry for entry in run if entry.tag not in (self._name("t"), self._name("rPr"))]
            hidden = run.find(f"{self._name('rPr')}/{self._name('vanish')}") is not None
            if texts.strip(_ORDINARY_SPACE) and not (others or hidden or self._is_deleted(run)):
                yield run

    def _is_deleted(self, element: etree._Element) -> bool:
        return any(parent.tag in map(self._name, ("del", "moveFrom")) for parent in element.iterancestors())

    def _tag(self, control: etree._Element) -> str | None:
        tag = control.find(f"{self._name('sdtPr')}/{self._name('tag')}")
        return None if tag is None else tag.get(self._name("val"))

    def _iter(self, element: etree._Element, name: str) -> list[etree._Element]:
        return list(element.iter(self._name(name)))

    def _name(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"

    @staticmethod
    def _remove(element: etree._Element) -> None:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
