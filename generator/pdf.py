"""PDF files of ours: what one says about itself, a seal that shows whether it was touched, and print jobs.

The seal is a comment before ``startxref``, where it moves nothing that the file refers to by
its place, and where PDF/A allows it. Source: ISO 32000-1, 7.2.3 and 7.5; ISO 19005-2, 6.1.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TAIL = re.compile(
    rb"%intervjuguide ([!-~]+) ([!-~]+) ([!-~]+) ([0-9a-f]{64})\n(?=startxref\s+[0-9]+\s+%%EOF\s*\Z)", re.ASCII
)
_TAIL_BYTES = 1024
_NO_DIGEST = b"0" * 64
_NOTE = "intervjuguide1x"
_NOTES = re.compile(rf"(?<![0-9A-Za-z]){_NOTE}([A-Z2-7]+)(?![0-9A-Za-z])".encode())


class UnreadablePdf(Exception):
    """The bytes are not a PDF that can be joined with others."""


@dataclass(frozen=True)
class Stamp:
    """What a PDF of ours says about itself: its id, whose it is, and the digest of what it was made from.

    All three are printable ASCII without spaces, at most 200 characters each.
    """

    id: str
    owner: str
    digest: str


@dataclass(frozen=True)
class Piece:
    """A PDF to be joined with others, and the bookmark that leads to it."""

    bookmark: str
    data: bytes


def seal(data: bytes, stamp: Stamp) -> bytes:
    """Return a PDF with a stamp, and with the digest of the whole; UnreadablePdf when it is no whole PDF."""
    place = data.rfind(b"startxref")
    values = " ".join((stamp.id, stamp.owner, stamp.digest)).encode("ascii")
    before = data[:place] if data[:place].endswith((b"\n", b"\r")) else data[:place] + b"\n"
    unsealed = before + b"%intervjuguide " + values + b" " + _NO_DIGEST + b"\n" + data[place:]
    found = _TAIL.search(unsealed, max(0, len(unsealed) - _TAIL_BYTES))
    if place < 0 or not found:
        raise UnreadablePdf
    return unsealed[: found.start(4)] + _digest(unsealed) + unsealed[found.end(4) :]


def read_stamp(path: Path) -> Stamp | None:
    """Return the stamp of a PDF of ours that nobody has changed; None for any other file, and in doubt.

    OSError as the system gives it.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size - _TAIL_BYTES))
        if not _TAIL.search(stream.read()):
            return None  # somebody's scan of a hundred megabytes is not read to its end
        stream.seek(0)
        return stamp_of(stream.read())


def stamp_of(data: bytes) -> Stamp | None:
    """Return the stamp of a PDF whose seal is whole, or None."""
    found = _TAIL.search(data, max(0, len(data) - _TAIL_BYTES))
    if not found or found[4] != _digest(data[: found.start(4)] + _NO_DIGEST + data[found.end(4) :]):
        return None
    return Stamp(*(value.decode("ascii") for value in found.groups()[:3]))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def note(values: Mapping[str, Any]) -> str:
    """Return values as one keyword that :func:`notes_in` finds again in the bytes of a PDF.

    Letters and digits alone, since those are written as they are wherever keywords stand in a PDF.
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return _NOTE + base64.b32encode(text).decode().rstrip("=")


def notes_in(data: bytes) -> list[dict[str, Any]]:
    """Return the values of every note in a PDF, each once; what is no note of ours is passed over."""
    found = (_noted(match) for match in dict.fromkeys(_NOTES.findall(data)))
    return [values for values in found if values is not None]


def _noted(text: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(base64.b32decode(text + b"=" * (-len(text) % 8)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def join(pieces: Sequence[Piece], title: str, language: str, keywords: str = "") -> bytes:
    """Return one PDF in which each piece begins on a front page, with a bookmark to each.

    ``language`` is a tag such as ``nb-NO``. The tags of the pieces are left out, since pages alone do
    not carry them over. Raises UnreadablePdf.
    """
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - takes time, and few runs need it
    from pypdf.errors import PyPdfError  # noqa: PLC0415
    from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter()
    try:
        for piece in pieces:
            writer.append(PdfReader(io.BytesIO(piece.data)), piece.bookmark, import_outline=False)
            if len(writer.pages) % 2:
                writer.add_blank_page()  # as large as the page before it
    except (PyPdfError, ValueError, KeyError) as error:
        raise UnreadablePdf(str(error)) from error
    for page in writer.pages:
        page.pop("/StructParents", None)
    writer.compress_identical_objects()
    writer.add_metadata({"/Title": title, **({"/Keywords": keywords} if keywords else {})})
    writer.page_mode = "/UseOutlines"
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
