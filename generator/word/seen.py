"""A document cut down to what a person sees of it, with tracked changes accepted.

Done once, when a document is opened, so that whatever looks for text, controls, cells or pictures afterwards
finds nothing that is not there for a person. The tree is for reading; it is never written back.
Source: ECMA-376 17.13.5 (revisions), 17.16.18 (fields), 17.3.2.41 (hidden text), Part 3 (alternate content).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from generator.answers import TICKED, UNTICKED
from generator.word.ns import MC, XML_SPACE, is_on, value, w
from generator.word.styles import Styles
from generator.word.symbols import is_symbol_font, sign

_CHOICE, _FALLBACK = f"{{{MC}}}Choice", f"{{{MC}}}Fallback"
_DELETED = (w("del"), w("moveFrom"))
_MARKS = frozenset({w("rPr"), w("trPr"), w("numPr"), w("tblPrEx")})
"""Where an element of a deletion says that a mark is deleted, and has no content of its own."""
_STORIES = (w("tc"), w("txbxContent"), w("body"), w("hdr"), w("ftr"), w("footnote"), w("endnote"), w("comment"))


def keep_what_is_seen(root: etree._Element, styles: Styles) -> None:
    """Take out of a part what no reader of it sees, and put in what is seen and is not text in the file."""
    _choose_alternatives(root)
    _accept_deletions(root)
    _drop_field_codes(root)
    signs = any(map(is_symbol_font, styles.fonts()))
    for run in list(root.iter(w("r"))):
        if styles.is_on(run, "vanish"):
            _remove(run)
        else:
            fonts = styles.property(run, "rFonts") if signs else run.find(f"{w('rPr')}/{w('rFonts')}")
            _spell_symbols(run, value(fonts, "ascii") or value(fonts, "hAnsi") or "")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _choose_alternatives(root: etree._Element) -> None:
    """Keep the first choice of what is there in several ways, for programs of today know it; else the last resort."""
    for alternatives in list(root.iter(f"{{{MC}}}AlternateContent")):
        choices = alternatives.findall(_CHOICE)
        for other in (*choices[1:], *(alternatives.findall(_FALLBACK) if choices else ())):
            alternatives.remove(other)
        for last_resort in alternatives.findall(_FALLBACK):
            last_resort.tag = _CHOICE


def _accept_deletions(root: etree._Element) -> None:
    for element in list(root.iter(*_DELETED)):
        parent = element.getparent()
        if parent is not None and parent.tag not in _MARKS:
            parent.remove(element)
    for row in list(root.iter(w("tr"))):
        if row.find(f"{w('trPr')}/{w('del')}") is not None:
            _remove(row)
    for cell in list(root.iter(w("tc"))):
        if cell.find(f"{w('tcPr')}/{w('cellDel')}") is not None:
            _empty(cell)


def _empty(cell: etree._Element) -> None:
    """Take everything out of a deleted cell, which keeps its place, or others would move under a wrong header."""
    for child in list(cell):
        if child.tag != w("tcPr"):
            cell.remove(child)


# ---- fields


def drop_fields(root: etree._Element) -> None:
    """Take out what fields have worked out, such as the number of a page; for a part in which that says nothing."""
    _drop_between(root, [(begin, end) for begin, _, end in _fields(root)])
    for field in list(root.iter(w("fldSimple"))):
        _remove(field)


def _drop_field_codes(root: etree._Element) -> None:
    fields = list(_fields(root))
    _drop_between(root, [(begin, stop) for begin, stop, _ in fields])
    for begin, stop, end in fields:
        if stop is end and (shown := _shown_by(begin)):
            begin.addnext(_text(shown))


def _drop_between(root: etree._Element, ranges: Sequence[tuple[etree._Element, etree._Element]]) -> None:
    """Take the content of the runs out that stand between two marks."""
    begun = Counter(begin for begin, _ in ranges)
    stopped = Counter(stop for _, stop in ranges)
    open_ranges = 0  # counted in one walk: fields stand in fields, and each range may hold all the others
    for element in list(root.iter(etree.Element)) if ranges else ():
        open_ranges -= stopped[element]
        parent = element.getparent()
        if open_ranges and parent is not None and parent.tag == w("r") and element.tag not in (w("rPr"), w("fldChar")):
            parent.remove(element)
        open_ranges += begun[element]


def _fields(root: etree._Element) -> Iterator[tuple[etree._Element, etree._Element, etree._Element]]:
    """Yield where each field begins, where its code stops and where it ends; one that does not end is no field.

    It has to end in the cell where it began, so that no broken field takes the answers of others with it.
    """
    begun: dict[etree._Element, list[list[etree._Element]]] = {}
    for mark in root.iter(w("fldChar")):
        story = next(mark.iterancestors(*_STORIES), root)
        marks = begun.setdefault(story, [])
        kind = value(mark, "fldCharType")
        if kind == "begin":
            marks.append([mark])
        elif marks and kind == "separate":
            marks[-1].append(mark)
        elif marks and kind == "end":
            begin, *rest = [*marks.pop(), mark]
            yield begin, rest[0], mark


def _shown_by(begin: etree._Element) -> str:
    """Return what a form field of Word's older kind shows: its state is not text in the file (ECMA-376 17.16.7)."""
    box, choices = (begin.find(f"{w('ffData')}/{w(name)}") for name in ("checkBox", "ddList"))
    if box is not None:
        checked = box.find(w("checked"))
        return TICKED if is_on(box.find(w("default")) if checked is None else checked) else UNTICKED
    if choices is not None:
        entries = [value(entry) or "" for entry in choices.findall(w("listEntry"))]
        chosen = value(choices.find(w("result"))) or value(choices.find(w("default"))) or "0"
        return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    return ""


# ---- symbols


def _spell_symbols(run: etree._Element, font: str) -> None:
    """Put the signs that a run shows in the place of their codes; ``font`` is that of the run."""
    if is_symbol_font(font):
        for text in run.findall(w("t")):
            text.text = "".join(sign(font, ord(letter)) if _is_letter(letter) else letter for letter in text.text or "")
    for symbol in run.findall(w("sym")):
        run.replace(symbol, _text(sign(value(symbol, "font") or font, _code(symbol))))


def _code(symbol: etree._Element) -> int:
    """Return the code of a symbol, 0 where it has none."""
    try:
        return int(value(symbol, "char") or "", 16)
    except ValueError:
        return 0


def _is_letter(letter: str) -> bool:
    """Return whether a symbol font has a sign for a character: it has for those of one byte, and in private use."""
    return 0x20 < ord(letter) <= 0xFF or 0xF000 <= ord(letter) <= 0xF0FF


def _text(text: str) -> etree._Element:
    element = etree.Element(w("t"))
    element.set(XML_SPACE, "preserve")
    element.text = text
    return element
