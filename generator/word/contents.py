"""All that a person can read in a document, from every part of it that holds text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator import package
from generator.word.drawings import drawings_in
from generator.word.identity import static_hash
from generator.word.ns import related_root, root_of, value, w
from generator.word.remarks import FoundRemarks, remarks_of
from generator.word.seen import drop_fields, keep_what_is_seen
from generator.word.styles import Styles
from generator.word.text import paragraphs_of, text_of

_MARGINS = ("header", "footer")
_NO_NUMBER = (None, "bullet", "none")


_ListLevel = tuple[str | None, str | None]


@dataclass(frozen=True, eq=False)
class Contents:
    """A document as a person sees it.

    ``numbers`` are the lists and levels whose paragraphs begin with an automatic number; it is no text. ``margins``
    has the paragraphs of headers and footers by region, without page numbers and what else a field works out.
    """

    body: etree._Element
    styles: Styles = field(default_factory=Styles)
    remarks: FoundRemarks = field(default_factory=FoundRemarks)
    numbers: frozenset[_ListLevel] = frozenset()
    margins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_numbered(self, paragraph: etree._Element) -> bool:
        """Return whether Word puts a number before a paragraph (ECMA-376 17.9)."""
        if not self.numbers:
            return False
        number = value(self.styles.of_paragraph(paragraph, f"{w('numPr')}/{w('numId')}"))
        level = value(self.styles.of_paragraph(paragraph, f"{w('numPr')}/{w('ilvl')}")) or "0"
        return (number, level) in self.numbers

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
    styles = Styles(related_root(parts, "styles", document))
    remarks = remarks_of(parts, document, body, styles)
    keep_what_is_seen(body, styles)
    lists = related_root(parts, "numbering", document)
    numbers = frozenset() if lists is None else frozenset(_numbers(lists))
    margins = {region: tuple(_margin(parts, document, region, styles)) for region in _MARGINS}
    return Contents(body, styles, remarks, numbers, margins)


def _margin(parts: Mapping[str, bytes], document: str, region: str, styles: Styles) -> Iterator[str]:
    kind = f"{package.OFFICE_RELATIONSHIPS}/{region}"
    for entry in package.relationships(parts, document):
        if entry.type == kind and not entry.external and entry.target in parts:
            root = root_of(parts[entry.target])
            keep_what_is_seen(root, styles)
            drop_fields(root)
            yield from (text for paragraph in paragraphs_of(root) if (text := text_of(paragraph).strip()))


def _numbers(lists: etree._Element) -> Iterator[_ListLevel]:
    """Yield the lists and levels that are numbered and not marked with a sign; a list may change those of its kind."""
    levels = {value(kind, "abstractNumId"): list(kind.findall(w("lvl"))) for kind in lists.findall(w("abstractNum"))}
    for entry in lists.findall(w("num")):
        changed = entry.iterfind(f"{w('lvlOverride')}/{w('lvl')}")
        every = (*levels.get(value(entry.find(w("abstractNumId"))), ()), *changed)
        formats = {value(level, "ilvl"): value(level.find(w("numFmt"))) for level in every}
        yield from ((value(entry, "numId"), level) for level, look in formats.items() if look not in _NO_NUMBER)
