"""A seal on an Office package: custom properties with a digest of everything else in it.

As long as the seal is whole nobody has changed the file since it was made. Any doubt breaks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from generator import package

_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES_NS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
# lxml takes None for the default namespace; its stubs do not know.
_NSMAP: dict[Any, str] = {None: _NS, "vt": _VALUES_NS}
_FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_PREFIX = "Intervjuguide "
_DIGEST = "content digest"


def seal(parts: dict[str, bytes], values: Mapping[str, str]) -> None:
    """Write values into the custom properties, with the digest of everything else in the package."""
    # The part has to be known to the package before its digest is taken, since that changes two other parts.
    package.add_part(parts, package.CUSTOM_PROPERTIES, b"", _CONTENT_TYPE, "custom-properties")
    parts[package.CUSTOM_PROPERTIES] = _properties(values, package.content_digest(parts))


def mark(parts: dict[str, bytes], values: Mapping[str, str]) -> None:
    """Write values into the custom properties without a digest, for a file that people are meant to change."""
    package.add_part(parts, package.CUSTOM_PROPERTIES, _written(values), _CONTENT_TYPE, "custom-properties")


def is_whole(parts: Mapping[str, bytes]) -> bool:
    """Return whether every part is byte for byte what was sealed; any doubt means that it is not."""
    stored = sealed_digest(parts)
    if stored is None or stored != package.content_digest(parts):
        return False
    return parts[package.CUSTOM_PROPERTIES] == _properties(sealed_values(parts), stored)


def sealed_digest(parts: Mapping[str, bytes]) -> str | None:
    """Return the digest that a package was sealed with."""
    return _read(parts).get(_DIGEST)


def sealed_values(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the values of a seal, whole or not; empty where there is none."""
    return {name: value for name, value in _read(parts).items() if name != _DIGEST}


def _properties(values: Mapping[str, str], digest: str) -> bytes:
    return _written({**values, _DIGEST: digest})


def _written(values: Mapping[str, str]) -> bytes:
    root = etree.Element(f"{{{_NS}}}Properties", nsmap=_NSMAP)
    for pid, (name, value) in enumerate(values.items(), start=2):  # Windows keeps 0 and 1
        entry = etree.SubElement(root, f"{{{_NS}}}property", fmtid=_FMTID, pid=str(pid), name=f"{_PREFIX}{name}")
        etree.SubElement(entry, f"{{{_VALUES_NS}}}lpwstr").text = value
    return package.serialize_xml(root)


def _read(parts: Mapping[str, bytes]) -> dict[str, str]:
    data = parts.get(package.CUSTOM_PROPERTIES)
    if not data:
        return {}
    try:
        root = package.parse_xml(data)
    except package.DamagedPackage:
        return {}
    return {
        str(entry.get("name")).removeprefix(_PREFIX): "".join(map(str, entry.itertext()))
        for entry in root
        if isinstance(entry.tag, str) and str(entry.get("name")).startswith(_PREFIX)
    }
