"""Office packages (zip files of parts) as plain mappings of part names to bytes.

Source of the rules: ECMA-376 Part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

MAX_PARTS = 2_000
"""How many parts a package may have; a form has about 20."""

MAX_EXPANDED_BYTES = 64 * 1024 * 1024
"""What a package may expand to by its own list of contents, pictures included."""

MAX_READ_BYTES = 20 * 1024 * 1024
"""What may be expanded of a package that is not trusted: only the parts that are asked for are."""

MAX_TAGS = 500_000
MAX_ATTRIBUTES = 500_000
"""How much markup those parts may have together: the tree of an element with an attribute takes some 400 bytes."""

_MAX_LISTED = 10 * MAX_PARTS
"""How many entries may be listed at all; one takes half a kilobyte before it can be counted properly."""

CUSTOM_PROPERTIES = "docProps/custom.xml"
_CORE_PROPERTIES = "docProps/core.xml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_CORE_NS = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC_NS = "http://purl.org/dc/elements/1.1/"
_TERMS_NS = "http://purl.org/dc/terms/"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"

CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"

_EPOCH = (1980, 1, 1, 0, 0, 0)

_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How parts may be packed: Office knows no other way, and zipfile bounds what a step expands to in no other."""

_ENCRYPTED = 0x1
_CHUNK_BYTES = 1024 * 1024
_ENTRY_HEADER_BYTES = 30
_LISTED = b"PK\x01\x02"

_NOT_A_PART = re.compile(r"/|[A-Za-z]:|(.*/)?\.\.?(/|$)|.*[\\\x00-\x1f\x7f]", re.DOTALL)
"""What begins a name that leads out of a folder, or that is no name of a part (6.2.2)."""

# What zipfile and zlib raise for bytes that are no sound archive.
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, ValueError, IndexError),
)


_UNDECLARED = etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE


class DamagedPackage(Exception):
    """The bytes are not a package that can be read safely."""


class TooLarge(DamagedPackage):
    """The package expands to more than the limits of this module.

    ``limits`` says which: ``unpacked`` (MB), ``parts`` or ``characters``.
    """

    def __init__(self, **limits: int) -> None:
        super().__init__(str(limits))
        self.limits = limits


class TooComplex(DamagedPackage):
    """A part has more markup, or deeper markup, than the limits of this module and of the XML parser."""


@dataclass(frozen=True)
class Relationship:
    """One relationship of a part; ``target`` is a part name for an internal one, else an address."""

    id: str
    type: str
    target: str
    external: bool


def parse_xml(data: bytes) -> etree._Element:
    """Parse a part without entities, network or unbounded depth.

    A prefix that is not declared, as SuperDoc writes some, is passed over. Raises DamagedPackage if it is not XML,
    TooComplex if it is deeper than 256 elements or has a text of 10 MB.
    """
    if b"<!DOCTYPE" in data:  # an Office part has none, and no entity of it is to be looked at
        raise DamagedPackage("document type declaration")
    try:
        root = _parsed(data)
    except etree.XMLSyntaxError as error:
        kind = TooComplex if getattr(error, "code", None) == etree.ErrorTypes.ERR_RESOURCE_LIMIT else DamagedPackage
        raise kind(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedPackage("document type declaration")
    return root


def _parsed(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) != _UNDECLARED:
            raise
        parser = _parser(recover=True)
        root = etree.fromstring(data, parser)
        if any(entry.type != _UNDECLARED for entry in parser.error_log):
            raise
        return root


def _parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover)


def serialize_xml(root: etree._Element) -> bytes:
    """Return a part's bytes with the declaration that Office writes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def read_package(data: bytes, max_bytes: int = MAX_EXPANDED_BYTES) -> dict[str, bytes]:
    """Return the parts of a package; DamagedPackage or TooLarge (over ``max_bytes``) when it cannot be read safely."""
    try:
        with zipfile.ZipFile(io.BytesIO(_listed(data))) as archive:
            entries = _checked(archive, len(data), max_bytes)
            return {entry.filename: _read_entry(archive, entry) for entry in entries}
    except _DAMAGES as error:
        raise DamagedPackage(str(error)) from error


class Package(Mapping[str, bytes]):
    """The parts of a package that is not trusted, by name; case does not tell names apart (ECMA-376 Part 2, 6.2.2.3).

    Everything is held against its checksum at once, but a part is only kept when it is asked for, so that
    pictures take no room. Raises DamagedPackage, TooLarge or TooComplex, also when a part is asked for.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(_listed(data)))
            entries = _checked(self._archive, len(data), MAX_EXPANDED_BYTES)
            for entry in entries:
                _hold_against_checksum(self._archive, entry)
        except _DAMAGES as error:
            raise DamagedPackage(str(error)) from error
        self._entries = {entry.filename.casefold(): entry for entry in entries}
        self._parts: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        entry = self._entries[name.casefold()]
        if entry.filename not in self._parts:
            self._parts[entry.filename] = self._expanded(entry)
        return self._parts[entry.filename]

    def __iter__(self) -> Iterator[str]:
        return (entry.filename for entry in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.casefold() in self._entries

    def _expanded(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.file_size + sum(map(len, self._parts.values())) > MAX_READ_BYTES:
            raise TooLarge(unpacked=MAX_READ_BYTES // 2**20)
        try:
            data = utf8(_read_entry(self._archive, entry))
        except _DAMAGES as error:
            raise DamagedPackage(str(error)) from error
        parts = (data, *self._parts.values())
        for sign, limit in ((b"<", MAX_TAGS), (b"=", MAX_ATTRIBUTES)):
            if sum(part.count(sign) for part in parts) > limit:
                raise TooComplex
        return data


def utf8(data: bytes) -> bytes:
    """Return a part that may be in UTF-16 (ECMA-376 Part 1, 8.2) in UTF-8, since it is searched before it is parsed."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    return re.sub(r"^\s*<\?xml.*?\?>", "", data.decode("utf-16")).encode()


def _listed(data: bytes) -> bytes:
    """Return the bytes of an archive that lists no more entries than can be looked at."""
    if data.count(_LISTED) > _MAX_LISTED:
        raise TooLarge(parts=MAX_PARTS)
    return data


def _checked(archive: zipfile.ZipFile, size: int, max_bytes: int) -> list[zipfile.ZipInfo]:
    """Return the entries that are parts; DamagedPackage when one is not what Office writes, or two are at odds."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_PARTS:
        raise TooLarge(parts=MAX_PARTS)
    if sum(entry.file_size for entry in entries) > max_bytes:
        raise TooLarge(unpacked=max_bytes // 2**20)
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise DamagedPackage("two parts of one name")
    if any(entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED for entry in entries):
        raise DamagedPackage("packed in another way")
    if any(_NOT_A_PART.match(entry.orig_filename) for entry in entries):
        raise DamagedPackage("a name that is none of a part")
    if _overlap(entries, size):
        raise DamagedPackage("parts that overlap")
    return entries


def _overlap(entries: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Return whether some bytes belong to two entries, as in archives that expand to more than they could hold."""
    starts = sorted((entry.header_offset, _ENTRY_HEADER_BYTES + entry.compress_size) for entry in entries)
    return any(start + length > after for (start, length), (after, _) in pairwise([*starts, (size, 0)]))


def _hold_against_checksum(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as stream:
        while stream.read(_CHUNK_BYTES):
            pass


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise DamagedPackage("a part that is larger than it says")
    return data


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a package; equal parts give equal bytes (no clock, fixed order)."""
    first = ["[Content_Types].xml", "_rels/.rels"]
    names = [name for name in first if name in parts] + sorted(name for name in parts if name not in first)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return stream.getvalue()


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """Return a package with one part exchanged: every other entry, their order and what the zip says of them stay.

    Case does not tell names apart. DamagedPackage when there is not exactly one part of that name, or the package
    cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except _DAMAGES as error:
        raise DamagedPackage(str(error)) from error
    known = [part for part in parts if part.casefold() == name.casefold()]
    if len(known) != 1:
        raise DamagedPackage(name)
    return with_parts(package, {**parts, known[0]: data})


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a package that holds these parts instead of its own, in its own order, what is new at the end.

    What the zip says of an entry stays: its name, date, packing and attributes. DamagedPackage when two parts of the
    package have one name, or it cannot be read.
    """
    stream = io.BytesIO()
    left = dict(parts)
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive, zipfile.ZipFile(stream, "w") as copy:
            copy.comment = archive.comment
            entries = archive.infolist()
            if len({entry.filename.casefold() for entry in entries}) < len(entries):
                raise DamagedPackage("two parts of one name")
            for entry in entries:
                if entry.is_dir():
                    copy.writestr(_same_entry(entry), left.pop(entry.filename, b""))
                elif entry.filename in left:
                    copy.writestr(_same_entry(entry), left.pop(entry.filename))
            for name, data in left.items():
                added = zipfile.ZipInfo(name, _EPOCH)
                added.compress_type = zipfile.ZIP_DEFLATED
                copy.writestr(added, data)
    except _DAMAGES as error:
        raise DamagedPackage(str(error)) from error
    return stream.getvalue()


def _same_entry(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = zipfile.ZipInfo(entry.filename, entry.date_time)
    for name in ("compress_type", "comment", "create_system", "external_attr", "internal_attr"):
        setattr(same, name, getattr(entry, name))
    return same


def content_digest(parts: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of all parts but the custom properties, which carry this digest."""
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name != CUSTOM_PROPERTIES:
            digest.update(f"{name}\0{len(parts[name])}\0".encode())
            digest.update(parts[name])
    return digest.hexdigest()


def relationships_part(part: str) -> str:
    """Return the name of the part that holds a part's relationships; ``""`` is the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(parts: Mapping[str, bytes], part: str = "") -> list[Relationship]:
    """Return the relationships of a part, strict types mapped to the transitional ones."""
    data = parts.get(relationships_part(part))
    if data is None:
        return []
    found = []
    for element in parse_xml(data).iter(f"{{{RELATIONSHIPS}}}Relationship"):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        found.append(
            Relationship(
                element.get("Id", ""),
                element.get("Type", "").replace(STRICT_RELATIONSHIPS, OFFICE_RELATIONSHIPS),
                target if external else _absolute(part, target),
                external,
            )
        )
    return found


def _absolute(part: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def related(parts: Mapping[str, bytes], kind: str, part: str = "") -> str | None:
    """Return the part that a relationship of a kind (``officeDocument``, ``glossaryDocument``) leads to."""
    wanted = _type(kind)
    targets = (entry.target for entry in relationships(parts, part) if entry.type == wanted and not entry.external)
    return next((target for target in targets if target in parts), None)


def add_part(
    parts: dict[str, bytes], name: str, data: bytes, content_type: str | None, kind: str, source: str = ""
) -> None:
    """Add or replace a part, with its content type and a relationship from ``source``.

    ``kind`` is an Office relationship (``styles``) or a whole relationship type. Without a
    content type the default of the file's extension serves.
    """
    parts[name] = data
    if content_type:
        _set_content_type(parts, name, content_type)
    if related(parts, kind, source) != name:
        _relate(parts, source, name, _type(kind))


def remove_part(parts: dict[str, bytes], name: str) -> None:
    """Remove a part, its content type, and every relationship from and to it."""
    parts.pop(name, None)
    parts.pop(relationships_part(name), None)
    types = parse_xml(parts["[Content_Types].xml"])
    for element in types.findall(f"{{{CONTENT_TYPES}}}Override"):
        if element.get("PartName") == f"/{name}":
            types.remove(element)
    parts["[Content_Types].xml"] = serialize_xml(types)
    for rels in [part for part in parts if part.endswith(".rels")]:
        folder, _, own = rels.rpartition("_rels/")
        source = f"{folder}{own.removesuffix('.rels')}"
        remove_relationships(
            parts, source, {r.id for r in relationships(parts, source) if r.target == name and not r.external}
        )


def remove_relationships(parts: dict[str, bytes], source: str, ids: Collection[str]) -> None:
    """Remove relationships of a part by their ids."""
    name = relationships_part(source)
    if not ids or name not in parts:
        return
    root = parse_xml(parts[name])
    for element in list(root):
        if element.get("Id") in ids:
            root.remove(element)
    parts[name] = serialize_xml(root)


def content_type(parts: Mapping[str, bytes], name: str) -> str:
    """Return the content type that a package gives a part of its own, or nothing."""
    types = parse_xml(parts.get("[Content_Types].xml", b"<Types/>"))
    overrides, own = types.iter(f"{{{CONTENT_TYPES}}}Override"), f"/{name}".casefold()
    return next((e.get("ContentType", "") for e in overrides if e.get("PartName", "").casefold() == own), "")


def describe(parts: dict[str, bytes], title: str, keywords: str) -> None:
    """Add keywords to what a document says about itself, and a title where it has none."""
    name = related(parts, _CORE_KIND)
    root = parse_xml(parts[name]) if name else etree.Element(f"{{{_CORE_NS}}}coreProperties")
    known = _property(root, f"{{{_CORE_NS}}}keywords")
    known.text = " ".join(filter(None, (known.text, keywords)))
    shown = _property(root, f"{{{_DC_NS}}}title")
    shown.text = (shown.text or "").strip() or title
    add_part(parts, name or _CORE_PROPERTIES, serialize_xml(root), _CORE_TYPE, _CORE_KIND)


def core_properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return what a document says about itself, by the local names of ECMA-376 part 2, 11.1: ``lastModifiedBy``."""
    name = related(parts, _CORE_KIND)
    try:
        entries = parse_xml(parts[name]) if name else ()
    except DamagedPackage:
        return {}
    said = ((etree.QName(entry).localname, entry) for entry in entries if isinstance(entry.tag, str))
    return {key: "".join(map(str, entry.itertext())).strip() for key, entry in said}


def date(parts: dict[str, bytes], made: str) -> None:
    """Say when a document was made, which is also when it was last changed; ``made`` as ``2026-11-12T08:15:00Z``."""
    name = related(parts, _CORE_KIND)
    root = parse_xml(parts[name]) if name else etree.Element(f"{{{_CORE_NS}}}coreProperties")
    for term in ("created", "modified"):
        for earlier in root.findall(f"{{{_TERMS_NS}}}{term}"):
            root.remove(earlier)
        entry = etree.SubElement(root, f"{{{_TERMS_NS}}}{term}", nsmap={"dcterms": _TERMS_NS})
        entry.set(_TYPE, "dcterms:W3CDTF")
        entry.text = made
    add_part(parts, name or _CORE_PROPERTIES, serialize_xml(root), _CORE_TYPE, _CORE_KIND)


def _property(root: etree._Element, name: str) -> etree._Element:
    found = root.find(name)
    return etree.SubElement(root, name) if found is None else found


def _type(kind: str) -> str:
    return kind if "://" in kind else f"{OFFICE_RELATIONSHIPS}/{kind}"


def _set_content_type(parts: dict[str, bytes], name: str, content_type: str) -> None:
    root = parse_xml(parts["[Content_Types].xml"])
    for element in root.findall(f"{{{CONTENT_TYPES}}}Override"):
        if element.get("PartName") == f"/{name}":
            root.remove(element)
    etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
    parts["[Content_Types].xml"] = serialize_xml(root)


def _relate(parts: dict[str, bytes], source: str, target: str, type: str) -> None:
    name = relationships_part(source)
    root = parse_xml(parts.get(name, f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()))
    taken = {element.get("Id") for element in root}
    free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    relative = posixpath.relpath(target, posixpath.dirname(source) or ".")
    etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship", Id=free, Type=type, Target=relative)
    parts[name] = serialize_xml(root)
