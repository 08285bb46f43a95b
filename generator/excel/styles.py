"""The styles of a workbook with some added: formats of cells that are clones of others with one thing changed.

Source: ECMA-376 Part 1, 18.8.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from lxml import etree

from generator.package import parse_xml, serialize_xml

_EMPTY = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)


class Styles:
    """The styles of a workbook, from their part if there is one. Equal formats are not added twice."""

    def __init__(self, data: bytes | None, namespace: str) -> None:
        self._namespace = namespace
        self._root = parse_xml(data or _EMPTY.format(namespace).encode())

    def fill_of(self, style: int) -> etree._Element | None:
        """Return the fill of a cell style, an element of the file, or None where the style names none that exists."""
        fills = self._list("fills")
        number = int(self._xf(style).get("fillId", "0"))
        return fills[number] if number < len(fills) else None

    def fills(self) -> list[etree._Element]:
        """Return all fills."""
        return list(self._list("fills"))

    def add(self, kind: str, xml: str) -> int:
        """Return the number of a font, fill or border, given as XML without a namespace; ``kind`` is ``fills``."""
        return self._number(self._list(kind), self._own(xml))

    def clone(self, style: int, attributes: Mapping[str, str], alignment: Mapping[str, str] | None = None) -> int:
        """Return the number of a style that is another but for some attributes, and its alignment if one is given."""
        xf = copy.deepcopy(self._xf(style))
        xf.tail = None
        for name, value in attributes.items():
            xf.set(name, value)
        if alignment is not None:
            for earlier in xf.findall("{*}alignment"):
                xf.remove(earlier)
            xf.insert(0, etree.Element(f"{{{self._namespace}}}alignment", dict(alignment)))
        return self._number(self._list("cellXfs"), xf)

    def serialized(self) -> bytes:
        """Return the part."""
        return serialize_xml(self._root)

    def _list(self, name: str) -> etree._Element:
        found = self._root.find(f"{{*}}{name}")
        if found is None:  # a file may leave out what it does not use
            order = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
            (found,) = etree.fromstring(_EMPTY.format(self._namespace)).findall(f"{{*}}{name}")
            put_child(self._root, found, order)
        return found

    def _xf(self, style: int) -> etree._Element:
        styles = self._list("cellXfs").findall("{*}xf")
        return styles[style if style < len(styles) else 0]

    def _own(self, xml: str) -> etree._Element:
        return etree.fromstring(f'<x xmlns="{self._namespace}">{xml}</x>')[0]

    @staticmethod
    def _number(among: etree._Element, element: etree._Element) -> int:
        """Return the place of an element in a list, at the end of which it is put unless an equal one is there."""
        wanted = _content(element)
        for number, entry in enumerate(among):
            if _content(entry) == wanted:
                return number
        among.append(element)
        among.set("count", str(len(among)))
        return len(among) - 1


def _content(element: etree._Element) -> tuple[Any, ...]:
    """Return what an element says, whatever its prefixes and the order of its attributes."""
    return str(element.tag), sorted(element.attrib.items()), (element.text or "").strip(), *map(_content, element)


def put_child(root: etree._Element, child: etree._Element, order: tuple[str, ...]) -> None:
    """Put an element among the children of another where a schema's ``order`` wants it."""
    earlier = set(order[: order.index(etree.QName(child).localname) + 1])
    places = [n for n, e in enumerate(root) if isinstance(e.tag, str) and etree.QName(e).localname in earlier]
    root.insert(places[-1] + 1 if places else 0, child)
