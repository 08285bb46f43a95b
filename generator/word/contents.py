"""All that a person can read in a document, from every part of it that holds text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator import package
from generator.word.drawings import drawings_in
from generator.word.identity import static_hash
from generator.word.ns import value, w, with_transitional_names
from generator.word.remarks import FoundRemarks, remarks_of
from generator.word.seen import drop_fields, keep_what_is_seen
from generator.word.styles import Styles
from generator.word.text import paragraphs_of, text_of

_MARGINS = ("header", "footer")
_NO_NUMBER = (None, "bullet", "none")


@dataclass(frozen=True, eq=False)
class Contents:
    """A document as a person sees it.

    ``numbered`` are the paragraphs that begin with a number of an automatic list; it is no text. ``margins`` has
    the paragraphs of headers and footers by region, without page numbers and what else is worked out by a field.
    """

    body: etree._Element
    styles: Styles = field(default_factory=Styles)
    remarks: FoundRemarks = field(default_factory=FoundRemarks)
    numbered: frozenset[etree._Element] = frozenset()
    margins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def static(self) -> frozenset[str]:
        """Return the hashes of all that stands in the document, to know it again later."""
        texts = [("", text_of(paragraph)) for paragraph in paragraphs_of(self.body)]
        texts += [(remark.kind.value, remark.text) for remark in self.remarks.remarks]
        texts += [(region, text) for region, lines in self.margins.items() for text in lines]
        return frozenset(static_hash(text, region) for region, text in texts if text.strip())

    def drawings(self) -> int:
        """Return how many pictures and drawings there are in the text."""
        return sum(1 for _ in drawings_in(self.body))


def contents_of(parts: Mapping[str, bytes], document: str, body: etree._Element) -> Contents:
    """Return what a document holds; what a person does not see is taken out of ``body``, so it is for reading only."""
    styles = Styles(_related(parts, "styles", document))
    remarks = remarks_of(parts, document, body, styles)
    keep_what_is_seen(body, styles)
    numbered = frozenset(_numbered(body, styles, _related(parts, "numbering", document)))
    margins = {region: tuple(_margin(parts, document, region, styles)) for region in _MARGINS}
    return Contents(body, styles, remarks, numbered, margins)


def _related(parts: Mapping[str, bytes], kind: str, document: str) -> etree._Element | None:
    name = package.related(parts, kind, document)
    return package.parse_xml(with_transitional_names(parts[name])) if name else None


def _margin(parts: Mapping[str, bytes], document: str, region: str, styles: Styles) -> Iterator[str]:
    kind = f"{package.OFFICE_RELATIONSHIPS}/{region}"
    for entry in package.relationships(parts, document):
        if entry.type == kind and not entry.external and entry.target in parts:
            root = package.parse_xml(with_transitional_names(parts[entry.target]))
            keep_what_is_seen(root, styles)
            drop_fields(root)
            yield from (text for paragraph in paragraphs_of(root) if (text := text_of(paragraph).strip()))


def _numbered(body: etree._Element, styles: Styles, lists: etree._Element | None) -> Iterator[etree._Element]:
    """Yield the paragraphs that Word puts a number before (ECMA-376 17.9)."""
    formats = {} if lists is None else _number_formats(lists)
    for paragraph in body.iter(w("p")) if formats else ():
        number = value(styles.of_paragraph(paragraph, f"{w('numPr')}/{w('numId')}"))
        level = value(styles.of_paragraph(paragraph, f"{w('numPr')}/{w('ilvl')}")) or "0"
        if formats.get((number, level)) not in _NO_NUMBER:
            yield paragraph


def _number_formats(lists: etree._Element) -> dict[tuple[str | None, str | None], str | None]:
    """Return how the numbers look, by list and level."""
    levels = {value(kind, "abstractNumId"): list(kind.findall(w("lvl"))) for kind in lists.findall(w("abstractNum"))}
    found: dict[tuple[str | None, str | None], str | None] = {}
    for entry in lists.findall(w("num")):
        changed = entry.iterfind(f"{w('lvlOverride')}/{w('lvl')}")
        for level in (*levels.get(value(entry.find(w("abstractNumId"))), ()), *changed):
            found[value(entry, "numId"), value(level, "ilvl")] = value(level.find(w("numFmt")))
    return found
