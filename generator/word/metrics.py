"""About how high the text of a cell becomes, without a program that lays it out.

Good to a line or two, which is enough to know how many ruled lines fit beside it. Measured
on the fonts of the shipped templates; a wider font gives a few lines too few, never too many.
"""

from __future__ import annotations

from lxml import etree

from generator.word.ns import value, w
from generator.word.text import text_of

_LETTER = 0.49
"""Width of a letter, space included, in widths of the font's size: Norwegian and Swedish text in Carlito."""
_LINE = 1.22
"""Height of a line of Carlito, in sizes of the font."""
_SPARE = 200  # margins of a cell, left and right together, in twentieths of a point
_DEFAULT_SIZE = 20  # half points
_MOST_STYLES = 20  # a chain of styles that goes on longer is a circle


class TextHeights:
    """Heights of cells in a document with these styles; all in twentieths of a point."""

    def __init__(self, styles: etree._Element | None) -> None:
        found = () if styles is None else styles.iter(w("style"))
        self._styles = {value(style, "styleId") or "": style for style in found}
        self._default = None if styles is None else styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")

    def of_cell(self, cell: etree._Element, without: etree._Element | None = None) -> int:
        """Return about how high the text of a cell is, one of its paragraphs left out."""
        width = _number(cell.find(f"{w('tcPr')}/{w('tcW')}"), "w") or 0
        paragraphs = (paragraph for paragraph in cell.iterchildren(w("p")) if paragraph is not without)
        return sum(self._of_paragraph(paragraph, width - _SPARE) for paragraph in paragraphs)

    def _of_paragraph(self, paragraph: etree._Element, width: int) -> int:
        style = value(paragraph.find(f"{w('pPr')}/{w('pStyle')}")) or "Normal"
        chain = self._chain(style)
        size = next((n for s in chain if (n := _number(s.find(f"{w('rPr')}/{w('sz')}"), "val"))), None)
        if size is None and self._default is not None:
            size = _number(self._default.find(w("sz")), "val")
        points = (size or _DEFAULT_SIZE) * 10  # in twentieths
        spacings = [s for s in (style.find(f"{w('pPr')}/{w('spacing')}") for style in chain) if s is not None]
        after = next((n for s in spacings if (n := _number(s, "after")) is not None), 0)
        line = next((n for s in spacings if value(s, "lineRule") == "exact" and (n := _number(s, "line"))), None)
        letters = max(1.0, width / (points * _LETTER)) if width > 0 else 40.0
        lines = sum(-int(-len(text) // letters) or 1 for text in text_of(paragraph).split("\n"))
        return round(lines * (line or points * _LINE)) + after

    def _chain(self, style: str) -> list[etree._Element]:
        """Return a style and those that it is based on."""
        chain: list[etree._Element] = []
        while style in self._styles and len(chain) < _MOST_STYLES:
            chain.append(self._styles[style])
            style = value(chain[-1].find(w("basedOn"))) or ""
        return chain


def _number(element: etree._Element | None, name: str) -> int | None:
    text = value(element, name) or ""
    return int(text) if text.isascii() and text.isdigit() else None
