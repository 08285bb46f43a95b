"""The text of a cell or paragraph as a person sees it, with tracked changes accepted.

What only the styles of a document or its fields tell, ``seen`` has taken out before.

Source: ECMA-376 17.3 (runs), 17.13.5 (revisions); docs/form-fields.md, "The reader".
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from generator.word.ns import MC, is_on, value, w

_DROPPED = frozenset(
    {
        w("del"),
        w("moveFrom"),
        w("instrText"),
        w("delText"),
        w("delInstrText"),
        w("sdtPr"),
        w("rPr"),
        w("pPr"),
        w("tcPr"),
    }
)
_CHARACTERS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}
_PARAGRAPH, _RUN, _TEXT, _BOX = w("p"), w("r"), w("t"), w("txbxContent")
_SYMBOL, _RUBY, _HIDDEN = w("sym"), w("ruby"), f"{w('rPr')}/{w('vanish')}"
_FALLBACK = f"{{{MC}}}Fallback"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def text_of(container: etree._Element) -> str:
    """Return the text of a cell, a paragraph or anything else that holds them; paragraphs end in line breaks."""
    if container.tag == _PARAGRAPH:
        return "".join(_pieces(container))
    lines: list[str] = []
    joined = False
    for paragraph in paragraphs_of(container):
        text = "".join(_pieces(paragraph))
        if joined and lines:
            lines[-1] += text
        else:
            lines.append(text)
        joined = _mark_is_gone(paragraph)
    return "\n".join(lines)


def paragraphs_of(container: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs in a container in reading order, those of nested tables and text boxes included."""
    for child in container:
        if child.tag in _DROPPED or child.tag == _FALLBACK:
            continue
        if child.tag == _PARAGRAPH:
            yield child
            if next(child.iter(_BOX), None) is not None:
                yield from _boxed_paragraphs(child)
        else:
            yield from paragraphs_of(child)


def _boxed_paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs in the text boxes of a paragraph, those of a box in a box once."""
    for child in element:
        if child.tag == _BOX:
            yield from paragraphs_of(child)
        elif child.tag != _FALLBACK:
            yield from _boxed_paragraphs(child)


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _DROPPED or child.tag == _FALLBACK or child.tag == _BOX:
            continue
        if child.tag == _RUN and is_on(child.find(_HIDDEN)):
            continue
        if child.tag in (_TEXT, _MATH_TEXT):
            yield child.text or ""
        elif child.tag == _SYMBOL:
            yield _symbol(child)
        elif child.tag == _RUBY:
            yield _with_gloss(child)
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif isinstance(child.tag, str):
            yield from _pieces(child)


def _symbol(element: etree._Element) -> str:
    code = value(element, "char") or ""
    try:
        return chr(int(code, 16))
    except ValueError:
        return "\ufffd"


def _with_gloss(ruby: etree._Element) -> str:
    """Return a text with what stands small above it behind it (ECMA-376 17.3.3.25)."""
    base, gloss = (
        "".join(text for part in ruby.iter(w(name)) for text in _pieces(part)) for name in ("rubyBase", "rt")
    )
    return f"{base}({gloss})" if gloss else base


def _mark_is_gone(paragraph: etree._Element) -> bool:
    """Return whether a paragraph runs on into the next, for its mark is deleted or hidden (ECMA-376 17.3.2.36)."""
    properties = paragraph.find(f"{w('pPr')}/{w('rPr')}")
    return properties is not None and (
        properties.find(w("del")) is not None
        or properties.find(w("moveFrom")) is not None
        or is_on(properties.find(w("vanish")))
        or is_on(properties.find(w("specVanish")))
    )
