"""Opening a document that somebody has sent back; what it holds is not trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from generator import package, seal
from generator.decryption import COMPOUND_FILE, NoPasswordFits, UnknownEncryption, decrypted, is_encrypted
from generator.problems import Place, UnusableFile, problem
from generator.word import grid
from generator.word.contents import Contents, contents_of
from generator.word.identity import FormInformation, form_ids, read_information
from generator.word.ns import w, with_transitional_names
from generator.word.text import paragraphs_of, text_of

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_CHARACTERS = 4_000_000
"""How much text a form may hold: over a thousand pages."""

MAX_CELLS_IN_ROW = 100
"""How many cells a row may have; Word makes 63 at most."""

MAX_DEPTH = 100
MAX_NESTED = 20
"""How deep elements may stand in each other, and how many of these may be tables and controls."""

MAX_FIELDS = 2_000
"""How many fields a form may say that it was made with; one of 100 requirements has 355."""

_NESTED = frozenset({w("tbl"), w("sdt")})
_VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


@dataclass(frozen=True, eq=False)
class OpenedForm:
    """A Word document that can be read.

    ``form_ids`` are those seen in its body, none in a report. ``parts`` are those of its package by
    name, and ``package`` the package itself, without the encryption that it came in.
    """

    name: str
    contents: Contents
    information: FormInformation | None
    form_ids: tuple[str, ...]
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    package: bytes = field(default=b"", repr=False)

    @property
    def body(self) -> etree._Element:
        """The text, as a person sees it."""
        return self.contents.body


def open_form(data: bytes, name: str, passwords: Sequence[str] = ()) -> OpenedForm:
    """Open a document; UnusableFile when it is not a Word document that can be read.

    ``name`` is for the message; each of ``passwords`` is tried on a document that is encrypted.
    """
    place = Place(file=name)
    if len(data) > MAX_FILE_BYTES:
        raise UnusableFile(problem("form_too_large", place, limit=MAX_FILE_BYTES // 2**20))
    try:
        plain = _plain(data, place, passwords)
        return replace(_opened(package.Package(plain), name), package=plain)
    except package.TooComplex as error:
        raise UnusableFile(problem("form_too_complex", place)) from error
    except package.TooLarge as error:
        raise UnusableFile(problem("form_too_large", place, **error.limits)) from error
    except package.DamagedPackage as error:
        raise UnusableFile(problem("damaged_document", place)) from error


def _plain(data: bytes, place: Place, passwords: Sequence[str]) -> bytes:
    """Return the package that a file is, or that is encrypted in it."""
    if not data.startswith(COMPOUND_FILE):
        return data
    if not is_encrypted(data):
        raise UnusableFile(problem("old_document", place))
    try:
        return decrypted(data, passwords)
    except NoPasswordFits as error:
        raise UnusableFile(problem("password_wrong" if passwords else "encrypted", place)) from error
    except UnknownEncryption as error:
        raise UnusableFile(problem("encryption_unknown", place)) from error


def _opened(parts: Mapping[str, bytes], name: str) -> OpenedForm:
    place = Place(file=name)
    if "mimetype" in parts and parts["mimetype"].startswith(b"application/vnd.oasis"):
        raise UnusableFile(problem("opendocument_document", place))
    document = package.related(parts, "officeDocument")
    if document is None:
        raise UnusableFile(problem("damaged_document", place))
    if _has_macros(parts, document):
        raise UnusableFile(problem("macro_document", place))
    root = package.parse_xml(with_transitional_names(parts[document]))
    body = root.find(w("body"))
    if root.tag != w("document") or body is None:
        raise UnusableFile(problem("form_unreadable", place))
    information = read_information(parts)
    if not _is_plainly_built(body) or (information and len(information.locations) > MAX_FIELDS):
        raise package.TooComplex
    contents = contents_of(parts, document, body)
    text = "\n".join(text_of(paragraph) for paragraph in paragraphs_of(body))
    if len(text) > MAX_CHARACTERS:
        raise package.TooLarge(characters=MAX_CHARACTERS)
    seen = () if _is_report(parts) else tuple(dict.fromkeys(form_ids(text)))
    return OpenedForm(name, contents, information, seen, parts)


def _is_report(parts: Mapping[str, bytes]) -> bool:
    """Return whether a document of ours is none that answers are read from; it names forms and is not one of them."""
    said = seal.sealed_values(parts)
    return "document" in said and "form id" not in said


def _has_macros(parts: Mapping[str, bytes], document: str) -> bool:
    named = any(part.lower().endswith("vbaproject.bin") for part in parts)
    return named or any(entry.type == _VBA for entry in package.relationships(parts, document))


def _is_plainly_built(body: etree._Element) -> bool:
    """Return whether a document is built like one that people write, so that reading it takes no unbounded time."""
    if any(len(list(grid.children(row, w("tc")))) > MAX_CELLS_IN_ROW for row in body.iter(w("tr"))):
        return False
    depth = nested = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        step = 1 if event == "start" else -1
        depth += step
        nested += step * (element.tag in _NESTED)
        if depth > MAX_DEPTH or nested > MAX_NESTED:
            return False
    return True
