"""Who a form is: written into it three times, and read back from whichever of them is left.

The custom properties and a custom XML part hold all of it; the line with the form id in the
body is what is left when an editor drops both. Source: docs/form-fields.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace
from dataclasses import field as dataclass_field
from itertools import count
from typing import Any

from lxml import etree

from generator import package, seal
from generator.model import Field, Identity, moment_of

FORM_NS = "urn:intervjuguide:form"
_XML_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
# lxml takes None for the default namespace; its stubs do not know.
_FORM_NSMAP: dict[Any, str] = {None: FORM_NS}
_COUNT = re.compile(r"[0-9]{1,9}")
_STORE_ID = "{3B5A2B0E-71B1-4C1F-8A57-52D7A1C4E9F0}"

FORM_ID = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{1,33}-[A-Z2-7]{4}-[A-Z2-7]{4}\b")


@dataclass(frozen=True)
class Location:
    """Where the template put a field: the header of its column, or the label before it."""

    tag: str
    column: str = ""
    label: str = ""


@dataclass(frozen=True)
class FormInformation:
    """What a form says about itself; all but the identity is empty when its XML part is lost.

    ``static`` holds the hashes of the texts that the form was made with, ``drawings`` is how many pictures and
    drawings there were in it, None where it does not say. ``claims`` has the identity as it was read from each
    of ``properties`` and ``part`` that is left.
    """

    identity: Identity
    texts: Mapping[str, str] = dataclass_field(default_factory=dict)
    locations: tuple[Location, ...] = ()
    static: frozenset[str] = frozenset()
    drawings: int | None = None
    claims: Mapping[str, Identity] = dataclass_field(default_factory=dict)

    @property
    def is_of_one(self) -> bool:
        """Whether the claims are about one form, of one person."""
        return len({claim.whose for claim in self.claims.values()}) < 2


def write_information(parts: dict[str, bytes], document: str, information: FormInformation) -> None:
    """Add the custom XML part, and the custom properties with the seal of the whole package."""
    # A document that Word has saved often has parts of its own by the first of these names.
    number = next(n for n in count(1) if f"customXml/item{n}.xml" not in parts)
    item, item_properties = f"customXml/item{number}.xml", f"customXml/itemProps{number}.xml"
    package.add_part(parts, item, _information_xml(information), None, "customXml", document)
    properties = (
        '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
        f'ds:itemID="{_STORE_ID}"><ds:schemaRefs><ds:schemaRef ds:uri="{FORM_NS}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    package.add_part(
        parts,
        item_properties,
        package.serialize_xml(package.parse_xml(properties.encode())),
        _XML_PROPERTIES_TYPE,
        "customXmlProps",
        item,
    )
    values = {name.replace("_", " "): value for name, value in _said(information.identity).items()}
    seal.seal(parts, values)


def read_information(parts: Mapping[str, bytes]) -> FormInformation | None:
    """Return what a form says about itself in its properties or XML part, or None if neither is left."""
    from_xml = _information_from_xml(parts)
    read = {"properties": _identity_from_properties(parts), "part": from_xml.identity if from_xml else None}
    claims = {source: identity for source, identity in read.items() if identity is not None}
    if not claims:
        return None
    made = {identity.made for identity in claims.values() if identity.made}
    identity = replace(next(iter(claims.values())), made=made.pop() if len(made) == 1 else "")
    information = FormInformation(identity, claims=claims)
    return replace(from_xml, identity=identity, claims=claims) if from_xml and information.is_of_one else information


def static_hash(text: str, region: str = "") -> str:
    """Return a short hash of a paragraph's words, to tell what the form was made with from what was added.

    ``region`` is what it stands in if not in the body: a comment may say what a header of a column says.
    """
    return hashlib.sha256(f"{region}\0{' '.join(text.split())}".removeprefix("\0").encode()).hexdigest()[:12]


def form_ids(text: str) -> Sequence[str]:
    """Return everything in a text that looks like a form id."""
    return FORM_ID.findall(text)


def _identity_from_properties(parts: Mapping[str, bytes]) -> Identity | None:
    values = {name.replace(" ", "_"): value for name, value in seal.sealed_values(parts).items()}
    return _identity(values)


def _identity(values: Mapping[str, str]) -> Identity | None:
    known = {entry.name: values[entry.name] for entry in fields(Identity) if entry.name in values}
    needed = {entry.name for entry in fields(Identity) if entry.default is MISSING}
    if needed - known.keys() or not _COUNT.fullmatch(values["schema"]):
        return None
    made = known.get("made", "")
    known["made"] = made if moment_of(made) else ""
    return Identity(**{**known, "schema": int(known["schema"])})  # type: ignore[arg-type]


def _said(identity: Identity) -> dict[str, str]:
    """Return what a form says about itself, by name; without a time it is as it was before forms had one."""
    return {name: str(value) for name, value in asdict(identity).items() if value or name != "made"}


def _information_xml(information: FormInformation) -> bytes:
    root: etree._Element = etree.Element(f"{{{FORM_NS}}}form", nsmap=_FORM_NSMAP)
    for name, value in _said(information.identity).items():
        _child(root, "identity", value, name=name)
    for key, text in information.texts.items():
        _child(root, "text", text, key=key)
    for location in information.locations:
        _child(root, "field", "", tag=location.tag, column=location.column, label=location.label)
    _child(root, "static", " ".join(sorted(information.static)))
    _child(root, "drawings", str(information.drawings or 0))
    return package.serialize_xml(root)


def _child(root: etree._Element, element: str, text: str, **attributes: str) -> None:
    etree.SubElement(root, f"{{{FORM_NS}}}{element}", attrib=attributes).text = text


def _information_from_xml(parts: Mapping[str, bytes]) -> FormInformation | None:
    for name in parts:
        if name.startswith("customXml/") and not name.endswith(".rels") and FORM_NS.encode() in parts[name]:
            try:
                root = package.parse_xml(parts[name])
            except package.DamagedPackage:
                continue
            if root.tag == f"{{{FORM_NS}}}form":
                return _parsed_information(root)
    return None


def _parsed_information(root: etree._Element) -> FormInformation | None:
    def children(name: str) -> list[etree._Element]:
        return list(root.findall(f"{{{FORM_NS}}}{name}"))

    identity = _identity({entry.get("name", ""): entry.text or "" for entry in children("identity")})
    if identity is None:
        return None
    return FormInformation(
        identity,
        {entry.get("key", ""): entry.text or "" for entry in children("text")},
        tuple(
            Location(entry.get("tag", ""), entry.get("column", ""), entry.get("label", ""))
            for entry in children("field")
            if Field.of(entry.get("tag", ""))
        ),
        frozenset(word for entry in children("static") for word in (entry.text or "").split()),
        next((int(text) for entry in children("drawings") if _COUNT.fullmatch(text := entry.text or "")), None),
    )
