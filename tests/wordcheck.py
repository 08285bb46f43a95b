"""What is wrong with a form that a schema check does not see: controls, bookmarks, tables, leftovers.

``findings`` returns sentences; an empty list is a sound form. Source: docs/form-fields.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from documents import W14, root_of, tag_of, text_of, unpacked, w
from lxml import etree

GLOSSARY = "word/glossary/document.xml"
_LEFT_BEHIND = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|IGSLOT")
_TAG = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_KINDS = {
    w(name)
    for name in (
        "equation",
        "comboBox",
        "date",
        "docPartObj",
        "docPartList",
        "dropDownList",
        "picture",
        "richText",
        "text",
        "citation",
        "group",
        "bibliography",
    )
} | {f"{{{W14}}}checkbox"}


def findings(data: bytes, texts: Sequence[str] = ()) -> list[str]:
    """Return what is wrong; ``texts`` are those of the plan, which may hold braces of their own."""
    parts = unpacked(data)
    stories = {
        name: root_of(data, name) for name in parts if re.fullmatch(r"word/(document|header|footer)\d*\.xml", name)
    }
    placeholders = _placeholders(root_of(data, GLOSSARY)) if GLOSSARY in parts else set()
    found = [*_repeated([control for story in stories.values() for control in story.iter(w("sdt"))])]
    for name, story in stories.items():
        for check in (_controls, _bookmarks, _tables):
            found += [f"{name}: {finding}" for finding in check(story)]
        found += [f"{name}: {finding}" for finding in _left_behind(story, texts)]
        found += [f"{name}: {finding}" for finding in _without_placeholder(story, placeholders)]
    return found


def _placeholders(glossary: etree._Element) -> set[str]:
    named = glossary.iterfind(f".//{w('docPartPr')}/{w('name')}")
    return {entry.get(w("val"), "") for entry in named}


# Controls


def _property(control: etree._Element, path: str) -> str | None:
    found = control.find(f"{w('sdtPr')}/" + "/".join(w(step) for step in path.split("/")))
    return None if found is None else found.get(w("val"))


def _repeated(controls: Sequence[etree._Element]) -> Iterator[str]:
    for what, value_of in _VALUES.items():
        counts = Counter(value_of(control) for control in controls)
        yield from (f"{what} {value} stands {count} times" for value, count in counts.items() if value and count > 1)
        yield from (f"a control has no {what}" for value in counts if not value)


_VALUES: dict[str, Callable[[etree._Element], str | None]] = {
    "id": lambda control: _property(control, "id"),
    "tag": tag_of,
}


def _controls(story: etree._Element) -> Iterator[str]:
    for control in story.iter(w("sdt")):
        tag = tag_of(control)
        kinds = [etree.QName(entry).localname for entry in control.find(w("sdtPr")) if entry.tag in _KINDS]
        if len(kinds) > 1:
            yield f"{tag} is {' and '.join(kinds)} at once"
        if not _TAG.fullmatch(tag):
            yield f"{tag} is not a tag of at most 64 letters, digits, points, - and _"
        if _is_run_level(control) and _holds(control, "p", "tbl"):
            yield f"{tag} stands in a paragraph and holds paragraphs"
        yield from _items(control, tag)


def _is_run_level(control: etree._Element) -> bool:
    around = next(control.iterancestors(w("p"), w("tc"), w("body")))
    return around.tag == w("p")


def _holds(element: etree._Element, *names: str) -> bool:
    return next(element.iter(*map(w, names)), None) is not None


def _items(control: etree._Element, tag: str) -> Iterator[str]:
    for drop_down in control.iter(w("dropDownList"), w("comboBox")):
        items = drop_down.findall(w("listItem"))
        if not items:
            yield f"{tag} offers nothing to choose"
        for name in ("displayText", "value"):
            counts = Counter(item.get(w(name), "").strip() for item in items)
            yield from (f"{tag} has an item without {name}" for text in counts if not text)
            yield from (f"{tag} has {count} items of {name} {text}" for text, count in counts.items() if count > 1)


def _without_placeholder(story: etree._Element, placeholders: set[str]) -> Iterator[str]:
    for control in story.iter(w("sdt")):
        if control.find(f"{w('sdtPr')}/{{{W14}}}checkbox") is None:
            name = _property(control, "placeholder/docPart")
            if name not in placeholders:
                yield f"{tag_of(control)} names the placeholder {name}, which the document does not have"


# Everything else


def _bookmarks(story: etree._Element) -> Iterator[str]:
    starts = Counter(start.get(w("id")) for start in story.iter(w("bookmarkStart")))
    ends = Counter(end.get(w("id")) for end in story.iter(w("bookmarkEnd")))
    for number in sorted(set(starts) | set(ends), key=str):
        if (starts[number], ends[number]) != (1, 1):
            yield f"bookmark {number} begins {starts[number]} times and ends {ends[number]} times"
    names = Counter(start.get(w("name")) for start in story.iter(w("bookmarkStart")))
    yield from (f"bookmark name {name} stands {count} times" for name, count in names.items() if count > 1)


def _left_behind(story: etree._Element, texts: Sequence[str]) -> Iterator[str]:
    for paragraph in story.iter(w("p")):
        text = text_of(paragraph)
        for known in sorted(filter(None, texts), key=len, reverse=True):
            text = text.replace(known, "")
        if _LEFT_BEHIND.search(text):
            yield f"template code is left: {text}"


def _tables(story: etree._Element) -> Iterator[str]:
    for cell in story.iter(w("tc")):
        if len(cell) == 0 or cell[-1].tag != w("p"):
            yield f"a cell does not end in a paragraph: {text_of(cell)}"
    for row in story.iter(w("tr")):
        if row.find(f"{w('trPr')}/{w('cantSplit')}") is None:
            yield f"a row may be split over pages: {text_of(row)}"
    for table in story.iter(w("tbl")):
        yield from _headers(table)


def _headers(table: etree._Element) -> Iterator[str]:
    """Header rows are those whose every cell has the style of one; a table of rows under each other needs one."""
    rows = table.findall(w("tr"))
    marked = [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows]
    for row, is_marked in zip(rows, marked, strict=True):
        styles = {entry.get(w("val"), "") for entry in row.iter(w("pStyle"))}
        if styles and all(style.startswith("TableHeader") for style in styles) and not is_marked:
            yield f"a header row is not marked: {text_of(row)}"
    if any(later and not earlier for earlier, later in pairwise(marked)):
        yield f"a header row stands below other rows: {text_of(table)}"
    fields = [_holds(row, "sdt") for row in rows]
    if any(fields) and not fields[0] and not marked[0]:
        yield f"a table of answers has no header row: {text_of(rows[0])}"
