"""Marks on cells: a fill for how grave the problem is, over the one that the cell has, that can be taken off again.

A mark says itself what was below it. On a cell without fill it is a fill of one colour; on a cell of one colour it is
a pattern with the cell's own colour as its background. So it is undone exactly, wherever the cell has gone since and
whichever program has saved the workbook. A cell with a pattern or a gradient of its own keeps it and has no mark.
"""

from __future__ import annotations

from lxml import etree

from generator.excel.styles import Styles
from generator.problems import ADVICE, ERROR, WARNING, Severity

SOLID = {ERROR: "FFE8927D", WARNING: "FFFBC96C", ADVICE: "FFE1EDF8"}
"""Two thirds, four fifths and nine tenths of white, so that they are told apart in grey; text can be read on each."""

_PATTERNS = {ERROR: ("lightTrellis", "FFC0391C"), WARNING: ("lightUp", "FFC77701"), ADVICE: ("gray125", "FF3A6EA6")}


def solid(rgb: str) -> str:
    """Return the XML of a fill of one colour."""
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor indexed="64"/></patternFill></fill>'


def marked(styles: Styles, style: int, severity: Severity) -> int:
    """Return the style of a cell with a mark."""
    fill = _mark(styles.fill_of(style), severity)
    if fill is None:
        return style
    return styles.clone(style, {"fillId": str(styles.add("fills", fill)), "applyFill": "1"})


def _mark(below: etree._Element | None, severity: Severity) -> str | None:
    pattern = below.find("{*}patternFill") if below is not None else None
    kind = pattern.get("patternType", "none") if pattern is not None else "none"
    if below is None or (kind == "none" and below.find("{*}gradientFill") is None):
        return solid(SOLID[severity])
    own = pattern.find("{*}fgColor") if pattern is not None and kind == "solid" else None
    if own is None:
        return None
    name, rgb = _PATTERNS[severity]
    colour = etree.Element("bgColor")
    colour.attrib.update(own.attrib)
    return (
        f'<fill><patternFill patternType="{name}"><fgColor rgb="{rgb}"/>{etree.tostring(colour).decode()}'
        "</patternFill></fill>"
    )


def take_off_marks(styles: Styles) -> None:
    """Give every cell with a mark the fill that it had before."""
    bare, coloured = {("solid", rgb) for rgb in SOLID.values()}, set(_PATTERNS.values())
    for pattern in (found for fill in styles.fills() for found in fill.findall("{*}patternFill")):
        over, own = pattern.find("{*}fgColor"), pattern.find("{*}bgColor")
        mark = (pattern.get("patternType", ""), over.get("rgb", "") if over is not None else "")
        if mark not in bare | coloured or over is None:
            continue
        for child in list(pattern):
            pattern.remove(child)
        pattern.set("patternType", "none" if mark in bare else "solid")
        if own is not None and mark in coloured:
            over.attrib.clear()
            over.attrib.update(own.attrib)
            own.attrib.clear()
            own.set("indexed", "64")
            pattern.extend((over, own))
