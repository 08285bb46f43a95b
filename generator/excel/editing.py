"""Changing single things in a workbook and losing nothing: each part that is not changed stays byte for byte the same.

openpyxl reads a workbook and writes another, without what it does not know: text boxes, sparklines, extended
validations. Here the package itself is changed (ECMA-376 Part 1, 12 and 18), of the transitional and the strict kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from xml.sax.saxutils import escape

from lxml import etree

from generator.excel import sheet_xml
from generator.excel.cells import MAX_EXPANDED_BYTES, NotAWorkbook, unescaped
from generator.excel.sheet_xml import CellChange
from generator.excel.styles import Styles, put_child
from generator.package import (
    OFFICE_RELATIONSHIPS,
    RELATIONSHIPS,
    STRICT_RELATIONSHIPS,
    DamagedPackage,
    add_part,
    parse_xml,
    read_package,
    related,
    relationships,
    relationships_part,
    remove_part,
    serialize_xml,
    with_parts,
)

STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SIGNATURES = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"

UNREADABLE = (NotAWorkbook, KeyError, IndexError, ValueError, AttributeError, TypeError)
"""What is raised here, beside DamagedPackage, for parts that do not fit together or are no such thing."""

_WORKBOOK_CHILDREN = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames"),
)
"""The children of a workbook in their order, as far as something is put among them (18.2.27)."""


@dataclass(frozen=True)
class BookSheet:
    """A worksheet: the name that people see, and its part."""

    name: str
    part: str


class Book:
    """A workbook while single things of it are changed. ``parts`` are its parts as they will be written.

    Cells are changed when the book is written, so ``parts`` shows them as they were until then. Raises NotAWorkbook,
    and DamagedPackage or TooLarge of ``generator.package``.
    """

    def __init__(self, data: bytes, max_bytes: int = MAX_EXPANDED_BYTES) -> None:
        self._data = data
        self.parts = read_package(data, max_bytes)
        self._changes: dict[str, dict[tuple[int, int], CellChange]] = defaultdict(dict)
        self._all_unused = False
        main = related(self.parts, "officeDocument")
        if main is None or main.endswith(".bin"):
            raise NotAWorkbook
        self.main = main
        root = parse_xml(self.parts[main])
        self.namespace = etree.QName(root).namespace or ""
        self.strict = self.namespace == STRICT_MAIN

    @property
    def sheets(self) -> tuple[BookSheet, ...]:
        """The worksheets in their order, hidden ones too, as ``cells.read_grids`` gives them."""
        targets = {r.id: r.target for r in relationships(self.parts, self.main) if r.type.endswith("/worksheet")}
        entries = parse_xml(self.parts[self.main]).iterfind("{*}sheets/{*}sheet")
        found = ((entry, targets.get(relationship_id(entry), "")) for entry in entries)
        return tuple(BookSheet(unescaped(e.get("name", "")), part) for e, part in found if part in self.parts)

    @cached_property
    def styles(self) -> Styles:
        """The styles that cells can have; what is added to them is written too."""
        part = related(self.parts, "styles", self.main)
        return Styles(self.parts[part] if part else None, self.namespace)

    @property
    def signed(self) -> bool:
        """Whether somebody has signed the workbook; a changed one is signed by nobody."""
        return any(entry.type == _SIGNATURES for entry in relationships(self.parts))

    def set_text(self, sheet: BookSheet, row: int, column: int, text: str) -> None:
        """Let a cell hold a text and nothing else, never a formula; no text empties it. Its format stays."""
        self._change(sheet, row, column, CellChange(text=text))

    def clear(self, sheet: BookSheet, row: int, column: int) -> None:
        """Empty a cell; its format stays. A shared string that no cell uses any more is emptied too."""
        self.set_text(sheet, row, column, "")

    def forget_result(self, sheet: BookSheet, row: int, column: int) -> None:
        """Take out of a cell what its formula has come to, and leave the formula."""
        self._change(sheet, row, column, CellChange(forget=True))

    def empty_unused_strings(self) -> None:
        """Empty every shared string that no cell uses when the book is written, whoever has left it there."""
        self._all_unused = True

    def restyle(self, sheet: BookSheet, row: int, column: int, style: Callable[[int], int]) -> None:
        """Give a cell another style, a number of :attr:`styles`, which ``style`` finds from the one that it has."""
        self._change(sheet, row, column, CellChange(style=style))

    def _change(self, sheet: BookSheet, row: int, column: int, change: CellChange) -> None:
        earlier = self._changes[sheet.part].get((row, column), CellChange())
        given = {key: value for key, value in vars(change).items() if value is not None}
        self._changes[sheet.part][row, column] = replace(earlier, **given)

    def add_sheet(self, name: str, xml: bytes) -> BookSheet:
        """Add a worksheet behind all others; the name has to be free (:meth:`free_name`)."""
        part = self.free_part("xl/worksheets/sheet{}.xml")
        id = self.add_part(part, xml, f"{_TYPES}.worksheet+xml", "worksheet", self.main)
        root = parse_xml(self.parts[self.main])
        (sheets,) = root.iterfind("{*}sheets")
        number = max((int(entry.get("sheetId", "0")) for entry in sheets.iterfind("{*}sheet")), default=0) + 1
        entry = etree.SubElement(sheets, f"{{{self.namespace}}}sheet", name=sheet_xml.escaped(name))
        entry.set("sheetId", str(number))
        entry.set(f"{{{self.relationships_namespace}}}id", id)
        self.parts[self.main] = serialize_xml(root)
        return BookSheet(name, part)

    def is_looked_at(self, sheet: BookSheet) -> bool:
        """Return whether a formula, a name or a link elsewhere in the workbook may look at a sheet."""
        looks = [f"{form}!" for form in (sheet.name, f"'{sheet.name}'", sheet.name.replace("'", "''"))]
        sought = [escape(text).encode() for text in looks]
        own = {sheet.part, self.main}
        root = parse_xml(self.parts[self.main])
        names = root.iterfind("{*}definedNames/{*}definedName")
        place = str(self._place_of(root, sheet))
        defined = "\n".join(name.text or "" for name in names if name.get("localSheetId") != place).encode()
        texts = [defined, *(data for part, data in self.parts.items() if part not in own)]
        return any(text in data for text in sought for data in texts)

    def remove_sheet(self, sheet: BookSheet) -> None:
        """Take out a worksheet with what hangs on it alone, and what names mean on it."""
        root = parse_xml(self.parts[self.main])
        place = self._place_of(root, sheet)
        (sheets,) = root.iterfind("{*}sheets")
        sheets.remove(sheets.findall("{*}sheet")[place])
        states = [entry.get("state", "visible") for entry in sheets.iterfind("{*}sheet")]
        first = states.index("visible") if "visible" in states else 0
        for view in root.iterfind("{*}bookViews/{*}workbookView"):
            for number in ("activeTab", "firstSheet"):  # 18.2.30
                if (shown := int(view.get(number, "0"))) >= place:
                    view.set(number, str(first if shown == place else shown - 1))
        for defined in root.findall("{*}definedNames"):
            for name in defined.findall("{*}definedName"):
                local = int(name.get("localSheetId", "-1"))
                if local == place:
                    defined.remove(name)
                elif local > place:
                    name.set("localSheetId", str(local - 1))
            if not len(defined):
                root.remove(defined)
        self.parts[self.main] = serialize_xml(root)
        self.remove_related(sheet)
        remove_part(self.parts, sheet.part)

    def remove_related(self, sheet: BookSheet) -> None:
        """Take out the parts that a worksheet alone leads to."""
        others = (other for other in self.sheets if other != sheet)
        shared = {entry.target for other in others for entry in relationships(self.parts, other.part)}
        for entry in relationships(self.parts, sheet.part):
            if not entry.external and entry.target not in shared:
                remove_part(self.parts, entry.target)
        self.parts.pop(relationships_part(sheet.part), None)

    def define(self, sheet: BookSheet, names: Mapping[str, str], hidden: Collection[str] = ()) -> None:
        """Let names mean something on a sheet, instead of what they meant there: ``_xlnm.Print_Titles`` (18.2.5)."""
        root = parse_xml(self.parts[self.main])
        place = str(self._place_of(root, sheet))
        defined = root.find("{*}definedNames")
        if defined is None:
            defined = etree.Element(f"{{{self.namespace}}}definedNames")
            put_child(root, defined, _WORKBOOK_CHILDREN)
        for earlier in list(defined):
            if earlier.get("name") in names and earlier.get("localSheetId") == place:
                defined.remove(earlier)
        for name, text in names.items():
            entry = etree.SubElement(defined, f"{{{self.namespace}}}definedName", name=name, localSheetId=place)
            entry.text = text
            if name in hidden:
                entry.set("hidden", "1")
        self.parts[self.main] = serialize_xml(root)

    def _place_of(self, root: etree._Element, sheet: BookSheet) -> int:
        targets = {r.id: r.target for r in relationships(self.parts, self.main)}
        entries = [targets.get(relationship_id(entry)) for entry in root.iterfind("{*}sheets/{*}sheet")]
        return entries.index(sheet.part)

    def free_name(self, name: str) -> str:
        """Return a name for a sheet that none has, whatever its kind: the one that is wished for, or ``name (2)`` …"""
        entries = parse_xml(self.parts[self.main]).iterfind("{*}sheets/{*}sheet")
        taken = {unescaped(entry.get("name", "")).casefold() for entry in entries}
        numbered = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 2)))
        return next(free for free in numbered if free.casefold() not in taken)

    def free_part(self, pattern: str) -> str:
        """Return a name that no part has, from a pattern such as ``xl/comments{}.xml``."""
        taken = {name.casefold() for name in self.parts}
        return next(name for n in range(1, len(taken) + 2) if (name := pattern.format(n)).casefold() not in taken)

    def add_part(self, part: str, data: bytes, content_type: str, kind: str, source: str) -> str:
        """Add a part with a relationship of a kind (``comments``) from another; return the relationship's id."""
        whole = f"{self.relationships_namespace}/{kind}"
        add_part(self.parts, part, data, content_type, whole, source)
        name = relationships_part(source)
        entries = list(parse_xml(self.parts[name]).iter(f"{{{RELATIONSHIPS}}}Relationship"))
        if entries[-1].get("Type") != whole:
            raise DamagedPackage(name)
        return entries[-1].get("Id", "")

    @property
    def relationships_namespace(self) -> str:
        """The namespace of ``r:id``, which the types of relationships begin with as well."""
        return STRICT_RELATIONSHIPS if self.strict else OFFICE_RELATIONSHIPS

    def written(self) -> bytes:
        """Return the workbook with its changes, without the signatures that these have made worthless."""
        strings: set[int] = set()
        for part, changes in self._changes.items():
            changed = sheet_xml.change_cells(self.parts[part], changes)
            self.parts[part] = changed.data
            strings |= changed.strings
            if changed.formulas_removed:
                self._forget_order_of_calculation()
        self._changes.clear()
        self._save_styles()
        self._empty_strings(strings)
        for signature in [r.target for r in relationships(self.parts) if r.type == _SIGNATURES]:
            for entry in relationships(self.parts, signature):
                remove_part(self.parts, entry.target)
            remove_part(self.parts, signature)
        return with_parts(self._data, self.parts)

    def _save_styles(self) -> None:
        if "styles" not in vars(self):  # nobody has asked for them
            return
        part = related(self.parts, "styles", self.main)
        if part:
            self.parts[part] = self.styles.serialized()
        else:
            self.add_part("xl/styles.xml", self.styles.serialized(), f"{_TYPES}.styles+xml", "styles", self.main)

    def _forget_order_of_calculation(self) -> None:
        """Leave out the list of the cells with formulas, which Excel makes itself and may not name others (18.6)."""
        chain = related(self.parts, "calcChain", self.main)
        if chain:
            remove_part(self.parts, chain)

    def _empty_strings(self, numbers: set[int]) -> None:
        """Take the texts that no cell has any more out of the shared ones, in place: the others keep their numbers."""
        part = related(self.parts, "sharedStrings", self.main)
        if not part or not (numbers or self._all_unused):
            return
        root = parse_xml(self.parts[part])
        left = set(range(len(root.findall("{*}si")))) if self._all_unused else set(numbers)
        for sheet in self.sheets:
            left.difference_update(sheet_xml.strings_used(self.parts[sheet.part]))
        for number, item in enumerate(root.iterfind("{*}si")):
            if number in left:
                for child in list(item):
                    item.remove(child)
                etree.SubElement(item, f"{{{etree.QName(root).namespace}}}t")
        self.parts[part] = serialize_xml(root)


def relationship_id(element: etree._Element) -> str:
    """Return the ``r:id`` of an element of a transitional or a strict workbook, or nothing."""
    spaces = (OFFICE_RELATIONSHIPS, STRICT_RELATIONSHIPS)
    return next((id for space in spaces if (id := element.get(f"{{{space}}}id"))), "")
