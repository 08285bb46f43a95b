"""How a run looks, by its own properties and by its styles.

Source: ECMA-376 17.7.2 (the order of styles) and 17.7.3 (toggle properties).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from generator.word.ns import is_on, value, w

_MOST_STYLES = 20  # a chain of styles that goes on longer is a circle


class Styles:
    """The styles of a document; ``root`` is its styles part, or None where it has none."""

    def __init__(self, root: etree._Element | None = None) -> None:
        found = [] if root is None else list(root.iter(w("style")))
        self._styles = {value(style, "styleId") or "": style for style in found}
        self._usual = {
            value(style, "type"): value(style, "styleId") for style in found if value(style, "default") in ("1", "true")
        }
        self._defaults = None if root is None else root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        self._said = frozenset(element.tag for style in found for element in style.iter())
        self._known: dict[tuple[str | None, str], etree._Element | None] = {}

    def fonts(self) -> Iterator[str]:
        """Yield the fonts that styles name, the usual ones of the document included."""
        sources = [*self._styles.values(), *([] if self._defaults is None else [self._defaults])]
        for fonts in (fonts for source in sources for fonts in source.iter(w("rFonts"))):
            yield from filter(None, (value(fonts, "ascii"), value(fonts, "hAnsi")))

    def is_on(self, run: etree._Element, name: str) -> bool:
        """Return whether a toggle property (``vanish``, ``strike``, ``b``) holds for a run.

        Two styles that both set one cancel each other out; the properties of the run itself have the last word.
        """
        own = run.find(f"{w('rPr')}/{w(name)}")
        if own is not None:
            return is_on(own)
        if self._defaults is not None and is_on(self._defaults.find(w(name))):
            return True
        if w(name) not in self._said:
            return False
        return sum(is_on(self._first(style, f"{w('rPr')}/{w(name)}")) for style in self._of(run)) % 2 == 1

    def property(self, run: etree._Element, name: str) -> etree._Element | None:
        """Return the property that holds for a run where no style cancels another: its own, or the nearest one."""
        own = run.find(f"{w('rPr')}/{w(name)}")
        if own is not None:
            return own
        found = (self._first(style, f"{w('rPr')}/{w(name)}") for style in self._of(run))
        nearest = next((entry for entry in found if entry is not None), None)
        return self._defaults.find(w(name)) if nearest is None and self._defaults is not None else nearest

    def of_characters(self, run: etree._Element, name: str) -> etree._Element | None:
        """Return the property that a run has apart from its paragraph: its own, or that of its character style."""
        own = run.find(f"{w('rPr')}/{w(name)}")
        style = value(run.find(f"{w('rPr')}/{w('rStyle')}"))
        return own if own is not None else self._first(style, f"{w('rPr')}/{w(name)}")

    def of_paragraph(self, paragraph: etree._Element, path: str) -> etree._Element | None:
        """Return the property of a paragraph at a path below ``w:pPr``: its own, or that of its style."""
        own = paragraph.find(f"{w('pPr')}/{path}")
        style = value(paragraph.find(f"{w('pPr')}/{w('pStyle')}")) or self._usual.get("paragraph")
        return own if own is not None else self._first(style, f"{w('pPr')}/{path}")

    def _of(self, run: etree._Element) -> Iterator[str | None]:
        """Yield the styles of a run, of its paragraph and of its table."""
        yield value(run.find(f"{w('rPr')}/{w('rStyle')}")) or self._usual.get("character")
        for name, properties, style in (("p", "pPr", "pStyle"), ("tbl", "tblPr", "tblStyle")):
            holder = next(run.iterancestors(w(name)), None)
            if holder is not None:
                kind = "paragraph" if name == "p" else "table"
                yield value(holder.find(f"{w(properties)}/{w(style)}")) or self._usual.get(kind)

    def _first(self, style: str | None, path: str) -> etree._Element | None:
        """Return what a style says, or the nearest of those that it is based on."""
        if (style, path) not in self._known:
            self._known[style, path] = self._search(style, path)
        return self._known[style, path]

    def _search(self, style: str | None, path: str) -> etree._Element | None:
        for _ in range(_MOST_STYLES):
            element = self._styles.get(style or "")
            if element is None:
                return None
            found = element.find(path)
            if found is not None:
                return found
            style = value(element.find(w("basedOn")))
        return None
