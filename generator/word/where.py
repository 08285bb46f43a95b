"""Where in a document something stands, in words that a person can look for: heading, column and text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from generator import package
from generator.problems import Place
from generator.word.ns import value, w
from generator.word.text import text_of

_LONGEST = 70
_STATEMENT = re.compile(r"\{%.*?%\}")
_CONDITIONAL = re.compile(r"\{%[-+]?\w*\s*if\b.*?\bendif\s*[-+]?%\}", re.DOTALL)
_HEADING_NAME = re.compile(r"(heading|title)\b", re.IGNORECASE)


class Map:
    """The headings of a document; ``file`` is its name for people."""

    def __init__(self, file: str, parts: Mapping[str, bytes], document: str) -> None:
        self._file = file
        self._styles = _heading_styles(parts, document)

    def place(self, element: etree._Element, *, region: str = "", text: str = "") -> Place:
        """Return the place of an element; ``text`` is what to show of it when its own text says nothing."""
        heading = "" if region else self._heading(element)
        near = text or _near(element)
        return Place(self._file, region=region, heading=heading, near="" if near == heading else near)

    def whole(self) -> Place:
        """Return the place of what is wrong with the document as a whole."""
        return Place(self._file)

    def _heading(self, element: etree._Element) -> str:
        """Return the text of the nearest heading above an element, or of itself if it is one."""
        above = [element, *element.iterancestors()]
        for step in above:
            for earlier in (step, *step.itersiblings(preceding=True)):
                found = [p for p in earlier.iter(w("p")) if self._is_heading(p)] if earlier is not step else []
                if earlier is step and step.tag == w("p") and self._is_heading(step):
                    found = [step]
                for heading in reversed(found):
                    if text := _always_there(text_of(heading)):
                        return text
        return ""

    def _is_heading(self, paragraph: etree._Element) -> bool:
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return False
        level = value(properties.find(w("outlineLvl")))
        return value(properties.find(w("pStyle"))) in self._styles or (level is not None and level != "9")


def _always_there(heading: str) -> str:
    """Return what a heading says in every form, without what it says in some; all of it if nothing else is left."""
    return shortened(_STATEMENT.sub("", _CONDITIONAL.sub("", heading))) or shortened(_STATEMENT.sub("", heading))


def shortened(text: str, around: str = "") -> str:
    """Return a text on one line, cut to what fits into a sentence, with ``around`` in what is left of it."""
    text = " ".join(text.split())
    if len(text) <= _LONGEST:
        return text
    at = max(0, text.find(around) - (_LONGEST - len(around)) // 2) if around else 0
    start = min(at, len(text) - _LONGEST)
    end = start + _LONGEST
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"


def _near(element: etree._Element) -> str:
    """Return words near an element: its own, those of its column's header or its row, or those before it."""
    if isinstance(element.tag, str) and (own := shortened(text_of(element))):
        return own
    cell = next(element.iterancestors(w("tc")), None) if element.tag != w("tc") else element
    if cell is not None and (text := _in_table(cell)):
        return text
    for earlier in element.itersiblings(preceding=True):
        if text := shortened(text_of(earlier)):
            return text
    return ""


def _in_table(cell: etree._Element) -> str:
    row = next(cell.iterancestors(w("tr")), None)
    table = next(cell.iterancestors(w("tbl")), None)
    if row is None or table is None:
        return ""
    number = [*row.iter(w("tc"))].index(cell)
    for other in table.iter(w("tr")):
        cells = [*other.iter(w("tc"))]
        if other is not row and len(cells) > number and (text := text_of(cells[number]).strip()):
            return shortened(text)
    return shortened(text_of(row))


def _heading_styles(parts: Mapping[str, bytes], document: str) -> frozenset[str]:
    """Return the ids of the styles that headings have, those that HR has based on them included."""
    name = package.related(parts, "styles", document)
    if name is None:
        return frozenset()
    styles = {value(style, "styleId") or "": style for style in package.parse_xml(parts[name]).iter(w("style"))}
    found = {id for id, style in styles.items() if _HEADING_NAME.match(value(style.find(w("name"))) or "")}
    for _ in styles:  # as deep as styles can be based on each other
        based = {id for id, style in styles.items() if value(style.find(w("basedOn"))) in found}
        if based <= found:
            break
        found |= based
    return frozenset(found)
