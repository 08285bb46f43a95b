"""Room to write by hand: the rows of a form get heights in proportion to the minutes of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from lxml import etree

from generator.word.ns import child, value, w

CM = 567
"""Twentieths of a point in a centimetre."""
CM_PER_MINUTE = Fraction(1, 2)
MOST_CM = Fraction(15, 2)
"""The height of two rows that share a page of A4 on its side with their headers; more would leave pages half empty."""

_AFTER_HEIGHT = frozenset(
    {w("hidden"), w("tblHeader"), w("tblCellSpacing"), w("jc"), w("ins"), w("del"), w("trPrChange")}
)


def give_room(root: etree._Element, minutes: Mapping[str, Fraction]) -> None:
    """Make the rows of fields at least as high as their minutes ask for, and never lower than they are.

    ``minutes`` are by tag. Rows of an exact height are left as their author has set them.
    """
    for control in root.iter(w("sdt")):
        share = minutes.get(value(control.find(f"{w('sdtPr')}/{w('tag')}")) or "")
        row = next(control.iterancestors(w("tr")), None)
        if share is not None and row is not None:
            _raise_to(row, round(CM * min(MOST_CM, share * CM_PER_MINUTE)))


def height_of(row: etree._Element) -> int:
    """Return the height that a row has at least, in twentieths of a point; 0 when it is as high as its text."""
    number = value(row.find(f"{w('trPr')}/{w('trHeight')}")) or ""
    return int(number) if number.isascii() and number.isdigit() else 0


def _raise_to(row: etree._Element, twentieths: int) -> None:
    if value(row.find(f"{w('trPr')}/{w('trHeight')}"), "hRule") == "exact" or height_of(row) >= twentieths:
        return
    if row.find(w("trPr")) is None:
        before = [element for element in row if element.tag in (w("tblPrEx"),)]
        row.insert(len(before), etree.Element(w("trPr")))
    properties = child(row, w("trPr"))
    height = properties.find(w("trHeight"))
    if height is None:
        height = etree.Element(w("trHeight"))
        place = next((n for n, element in enumerate(properties) if element.tag in _AFTER_HEIGHT), len(properties))
        properties.insert(place, height)
    height.set(w("val"), str(twentieths))
    height.set(w("hRule"), "atLeast")
