"""Opening a document that somebody has sent back; what it holds is not trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from generator import package
from generator.problems import Place, UnusableFile, problem
from generator.word.contents import Contents, contents_of
from generator.word.identity import FormInformation, form_ids, read_information
from generator.word.ns import w, with_transitional_names
from generator.word.text import paragraphs_of, text_of

MAX_FILE_BYTES = 50 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, eq=False)
class OpenedForm:
    """A Word document that can be read.

    ``form_ids`` are those seen in its body, and ``parts`` those of its package by name.
    """

    name: str
    contents: Contents
    information: FormInformation | None
    form_ids: tuple[str, ...]
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def body(self) -> etree._Element:
        """The text, as a person sees it."""
        return self.contents.body


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
    contents = contents_of(parts, document, body)
    text = "\n".join(text_of(paragraph) for paragraph in paragraphs_of(body))
    return OpenedForm(name, contents, read_information(parts), tuple(dict.fromkeys(form_ids(text))), parts)
