"""Pictures, drawings, charts, embedded objects and ink: what stands in a document and is no text."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from generator.word.ns import w
from generator.word.text import text_of

_DRAWN = (w("drawing"), w("pict"), w("object"), w("contentPart"))
_RULE = "{urn:schemas-microsoft-com:office:office}hr"
_PICTURES = ("blip", "imagedata", "chart", "contentPart", "OLEObject")


def drawings_in(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what is drawn in a part of a document; a text box that holds nothing but text, or a rule, is none."""
    for drawn in element.iter(*_DRAWN):
        if next(drawn.iterancestors(*_DRAWN), None) is None and not (_is_text_box(drawn) or _is_rule(drawn)):
            yield drawn


def _is_text_box(drawn: etree._Element) -> bool:
    boxes = drawn.iter(w("txbxContent"))
    pictures = drawn.iter(*(f"{{*}}{name}" for name in _PICTURES))
    return any(text_of(box).strip() for box in boxes) and next(pictures, None) is None


def _is_rule(drawn: etree._Element) -> bool:
    """Return whether a picture is a horizontal rule (VML ``o:hr``), as pandoc writes the ruled lines of a form."""
    return drawn.tag == w("pict") and len(drawn) > 0 and all(shape.get(_RULE) == "t" for shape in drawn)
