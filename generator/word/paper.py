"""The paper variant of a form: choices printed to ring or tick, and ruled lines to write on.

Done to the rendered form and not in the template, so that any template gets it, also one of HR's
own; nothing here depends on a style that a template happens to have. The controls stay, so that
a paper form that somebody types in after all can be read. What is printed reads as empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from generator.answers import JUDGED, printed_choices
from generator.language import Language
from generator.model import Field, Kind, Level
from generator.word.metrics import TextHeights
from generator.word.ns import W14, XML_SPACE, child, is_on, value, w
from generator.word.room import CM, height_of
from generator.word.styles import Styles

RULE = round(0.8 * CM)
"""From one ruled line to the next, in twentieths of a point."""
_ABOVE_BORDER = RULE // 2
"""The border below a cell is a line to write on; a ruled line so close above it would only look doubled."""
_MOST_RULES = 18  # of a cell; a page has room for no more
_RULE_COLORS = ("7F7F7F", "808080")
"""Taken in turns: Word and LibreOffice draw one box around paragraphs whose borders are alike, and no lines between."""

_BETWEEN_LEVELS = " " * 4  # ordinary spaces, which do not begin the next line where the levels need two
_LEVEL_SIZE, _WORDS_SIZE = 24, 19  # half points

_MARKS = (
    *("b", "i", "u", "strike", "dstrike", "em", "highlight", "bdr"),
    *("outline", "shadow", "emboss", "imprint", "effect", "vertAlign"),
)
_EFFECTS = ("glow", "shadow", "reflection", "textOutline", "textFill", "scene3d", "props3d")
"""What newer versions of Word add to these."""
_NO_MARK = frozenset({"none", "auto", "clear", "nil", "baseline"})
_NO_COLOR = frozenset({None, "auto", "000000"})
_NO_FILL = frozenset({None, "auto", "FFFFFF", "ffffff"})
_AFTER_SPACING = (
    *("ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment"),
    *("textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
)
_AFTER_BORDERS = (
    *("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct"),
    *("autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing"),
    *_AFTER_SPACING,
)
"""What stands behind borders and spacing in the properties of a paragraph (ECMA-376 17.3.1.26)."""


# Making a form for paper


def prepare_for_paper(
    root: etree._Element, styles: etree._Element | None, language: Language, scale: Sequence[Level]
) -> None:
    """Print the choices of every field and rule the cells of text; ``styles`` tell how high the text beside is."""
    heights = TextHeights(styles)
    for control in list(root.iter(w("sdt"))):
        field = Field.of(value(control.find(f"{w('sdtPr')}/{w('tag')}")) or "")
        if field is None or field.kind is Kind.DONE:  # a box to tick is one on paper too
            continue
        if field.kind is Kind.SCORE:
            levels, words = _levels_and_words(language, scale)
            _print(control, (levels, _LEVEL_SIZE), (words, _WORDS_SIZE))
            _room_for_rings(control)
        elif field.kind in JUDGED:
            _print(control, (printed_choices(field.kind, language), _WORDS_SIZE))
        else:
            _rule(control, heights)


def printed_levels(language: Language, scale: Sequence[Level]) -> str:
    """Return the levels of a score to ring: ``1    2    3    4    5    ikke vurdert``."""
    return "".join(_levels_and_words(language, scale))


def _levels_and_words(language: Language, scale: Sequence[Level]) -> tuple[str, str]:
    words = language.text("form.choices.not_assessed")
    levels = "".join(f"{level.score}{_BETWEEN_LEVELS}" for level in scale)
    return levels, (words[:1].lower() + words[1:]).replace(" ", "\u00a0")


def _print(control: etree._Element, *pieces: tuple[str, int]) -> None:
    """Put texts, each with its size in half points, into a control in place of its placeholder."""
    content = child(control, w("sdtContent"))
    content[:] = []
    for text, half_points in pieces:
        run = etree.SubElement(content, w("r"))
        properties = etree.SubElement(run, w("rPr"))
        for name, held in (("color", "auto"), ("sz", str(half_points)), ("szCs", str(half_points))):
            etree.SubElement(properties, w(name)).set(w("val"), held)
        element = etree.SubElement(run, w("t"))
        element.set(XML_SPACE, "preserve")
        element.text = text


def _room_for_rings(control: etree._Element) -> None:
    """Set lines apart where the levels need more than one."""
    paragraph = next(control.iterancestors(w("p")), None)
    if paragraph is not None:
        _set_spacing(paragraph, line=360, rule="auto")


def _rule(control: etree._Element, heights: TextHeights) -> None:
    paragraph, cell = (next(control.iterancestors(w(name)), None) for name in ("p", "tc"))
    row = next(control.iterancestors(w("tr")), None)
    if paragraph is None or cell is None or row is None or paragraph.getparent() is not cell:
        return
    others = [other for other in row.iterchildren(w("tc")) if other is not cell]
    room = max([height_of(row), *(heights.of_cell(other) for other in others)]) - heights.of_cell(cell, paragraph)
    count = min(_MOST_RULES, (room - _ABOVE_BORDER) // RULE)
    if count < 1:
        return
    place = cell.index(paragraph)
    ruled = [paragraph, *(etree.Element(w("p")) for _ in range(count - 1))]
    cell[place : place + 1] = ruled
    for number, line in enumerate(ruled):
        _set_borders(line, _RULE_COLORS[number % 2])
        _set_spacing(line, line=RULE, rule="exact")


def _set_borders(paragraph: etree._Element, color: str) -> None:
    borders = etree.Element(w("pBdr"))
    bottom = etree.SubElement(borders, w("bottom"))
    for name, held in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", color)):
        bottom.set(w(name), held)
    _put(paragraph, borders, _AFTER_BORDERS)


def _set_spacing(paragraph: etree._Element, line: int, rule: str) -> None:
    spacing = etree.Element(w("spacing"))
    for name, held in (("before", "0"), ("after", "0"), ("line", str(line)), ("lineRule", rule)):
        spacing.set(w(name), held)
    _put(paragraph, spacing, _AFTER_SPACING)


def _put(paragraph: etree._Element, element: etree._Element, after: Iterable[str]) -> None:
    """Put a property of a paragraph in its place, in exchange for an old one."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    for old in properties.findall(element.tag):
        properties.remove(old)
    later = {w(name) for name in after}
    place = next((n for n, other in enumerate(properties) if other.tag in later), len(properties))
    properties.insert(place, element)


# Reading one


def is_marked(cell: etree._Element, styles: Styles) -> bool:
    """Return whether something in a cell is set off from the rest by its look: bold, struck out, coloured, larger.

    The look of a whole paragraph sets nothing off, for it may be that of the template.
    """
    runs = [run for run in cell.iter(w("r")) if _text(run).strip()]
    sizes = {value(styles.of_characters(run, "sz")) for run in runs if any(map(str.isdigit, _text(run)))}
    return len(sizes) > 1 or any(_is_set_off(run, styles) for run in runs)


def is_struck_out(run: etree._Element, styles: Styles) -> bool:
    """Return whether there is text in a run with a line through it."""
    return bool(_text(run).strip()) and (styles.is_on(run, "strike") or is_on(styles.property(run, "dstrike")))


def _text(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iter(w("t")))


def _is_set_off(run: etree._Element, styles: Styles) -> bool:
    marks = (styles.of_characters(run, name) for name in _MARKS)
    if any(is_on(mark) and value(mark) not in _NO_MARK for mark in marks):
        return True
    color, fill = value(styles.of_characters(run, "color")), value(styles.of_characters(run, "shd"), "fill")
    effects = (run.find(f"{w('rPr')}/{{{W14}}}{name}") for name in _EFFECTS)
    return color not in _NO_COLOR or fill not in _NO_FILL or any(effect is not None for effect in effects)
