"""What a template leaves behind where it was legal Word and the rendered form would not be."""

from __future__ import annotations

from lxml import etree

from generator.word.ns import W, value, w


def tidy(root: etree._Element) -> None:
    """Make a rendered part sound: an end to each cell, no empty tables, each bookmark once, all text in runs."""
    _put_loose_text_into_runs(root)
    _drop_empty_tables(root)
    for cell in root.iter(w("tc"), w("txbxContent"), w("hdr"), w("ftr")):
        if len(cell) == 0 or cell[-1].tag != w("p"):
            etree.SubElement(cell, w("p"))
    _drop_repeated_bookmarks(root)


def _put_loose_text_into_runs(root: etree._Element) -> None:
    """Give text that stands beside the runs of a paragraph one of its own, as ``{{r name }}`` leaves it."""
    for paragraph in list(root.iter(w("p"))):
        if paragraph.text and paragraph.text.strip():
            paragraph.insert(0, _run(paragraph.text))
        paragraph.text = None
        for child in list(paragraph):
            if child.tail and child.tail.strip():
                paragraph.insert(paragraph.index(child) + 1, _run(child.tail))
            child.tail = None


def _run(text: str) -> etree._Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("t")).text = text
    return run


def _drop_empty_tables(root: etree._Element) -> None:
    """Remove rows without cells and tables without rows, which Word takes for damage."""
    for name, inner in (("tr", "tc"), ("tbl", "tr")):
        for element in list(root.iter(w(name))):
            parent = element.getparent()
            if parent is not None and next(element.iter(w(inner)), None) is None:
                parent.remove(element)


def _drop_repeated_bookmarks(root: etree._Element) -> None:
    """Keep the first of the bookmarks that a loop has repeated, and none that has lost its other end."""
    names: set[str] = set()
    ends = list(root.iter(w("bookmarkEnd")))
    kept: set[etree._Element] = set()
    for number, start in enumerate(list(root.iter(w("bookmarkStart")))):
        name, id = value(start, "name") or "", value(start, "id")
        end = next((end for end in ends if value(end, "id") == id and end not in kept), None)
        if end is None or name in names:
            _remove(start)
            if end is not None:
                ends.remove(end)
                _remove(end)
            continue
        names.add(name)
        kept.add(end)
        for element in (start, end):
            element.set(f"{{{W}}}id", str(number))
    for end in list(root.iter(w("bookmarkEnd"))):
        if end not in kept:
            _remove(end)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
