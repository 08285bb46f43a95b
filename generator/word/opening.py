"""Opening a document that somebody has sent back; what it holds is not trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator import package
from generator.problems import Place, UnusableFile, problem
from generator.word.identity import FormInformation, form_ids, read_information
from generator.word.ns import value, w, with_transitional_names
from generator.word.text import paragraphs_of, text_of

MAX_FILE_BYTES = 50 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class OpenedForm:
    """A Word document that can be read. ``form_ids`` are those seen in its body.

    ``remarks`` are the texts of its comments, footnotes and endnotes, empty where one has none.
    ``parts`` are those of its package, by name.
    """

    name: str
    body: etree._Element
    information: FormInformation | None
    form_ids: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def open_form(data: bytes, name: str) -> OpenedForm:
    """Open a document; UnusableFile when it is not a Word document that can be read. ``name`` is for the message."""
    place = Place(file=name)
    if len(data) > MAX_FILE_BYTES:
        raise UnusableFile(problem("form_too_large", place, limit=MAX_FILE_BYTES // 2**20))
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnusableFile(problem("encrypted" if encrypted else "old_document", place))
    try:
        parts = package.read_package(data)
        return _opened(parts, name)
    except package.TooLarge as error:
        raise UnusableFile(problem("form_too_large", place, limit=package.MAX_EXPANDED_BYTES // 2**20)) from error
    except package.DamagedPackage as error:
        raise UnusableFile(problem("damaged_document", place)) from error


def _opened(parts: Mapping[str, bytes], name: str) -> OpenedForm:
    place = Place(file=name)
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis"):
        raise UnusableFile(problem("opendocument_document", place))
    document = package.related(parts, "officeDocument")
    if document is None:
        raise UnusableFile(problem("damaged_document", place))
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise UnusableFile(problem("macro_document", place))
    root = package.parse_xml(with_transitional_names(parts[document]))
    body = root.find(w("body"))
    if body is None:
        raise UnusableFile(problem("form_unreadable", place))
    text = "\n".join(text_of(paragraph) for paragraph in paragraphs_of(body))
    remarks = remarks_of(parts, document, body)
    return OpenedForm(name, body, read_information(parts), tuple(dict.fromkeys(form_ids(text))), remarks, parts)


def remarks_of(parts: Mapping[str, bytes], document: str, body: etree._Element) -> tuple[str, ...]:
    """Return the text of each comment, footnote and endnote that the body refers to."""
    found = []
    for kind in ("comment", "footnote", "endnote"):
        references = [value(reference, "id") for reference in body.iter(w(f"{kind}Reference"))]
        name = package.related(parts, f"{kind}s", document) if references else None
        root = package.parse_xml(with_transitional_names(parts[name])) if name else None
        texts = {value(note, "id"): text_of(note) for note in root.iter(w(kind))} if root is not None else {}
        found += [texts.get(id, "") for id in references]
    return tuple(found)
