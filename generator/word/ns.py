"""Namespaces of WordprocessingML and the few helpers that read by them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lxml import etree

from generator import package

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


@cache
def w(name: str) -> str:
    """Return a WordprocessingML name as lxml writes it."""
    return f"{{{W}}}{name}"


def child(element: etree._Element, path: str) -> etree._Element:
    """Return what must be below an element; KeyError names what a document of ours is missing."""
    found = element.find(path)
    if found is None:
        raise KeyError(path)
    return found


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute of the main namespace, or None where the element is missing."""
    return None if element is None else element.get(w(name))


def is_on(element: etree._Element | None) -> bool:
    """Return whether an on/off property is set (ECMA-376 17.17.4: present without a value means on)."""
    return element is not None and value(element) not in ("0", "false", "off")


def with_transitional_names(data: bytes) -> bytes:
    """Return the XML of a strict document with the transitional namespaces that everything else knows."""
    for strict, transitional in STRICT.items():
        data = data.replace(strict.encode(), transitional.encode())
    return data


def root_of(data: bytes) -> etree._Element:
    """Return the root of a part in transitional names; DamagedPackage if it is not XML."""
    return package.parse_xml(with_transitional_names(data))


def related_root(parts: Mapping[str, bytes], kind: str, document: str) -> etree._Element | None:
    """Return the root of the part that a relationship of a kind leads to from a document, None where there is none."""
    name = package.related(parts, kind, document)
    return root_of(parts[name]) if name else None
