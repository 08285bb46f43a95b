"""PDF files of ours: a seal that shows whether one was touched, and several joined into one print job.

The seal is a comment before ``startxref``, where it moves nothing that the file refers to by
its place, and where PDF/A allows it. Source: ISO 32000-1, 7.2.3 and 7.5; ISO 19005-2, 6.1.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TAIL = re.compile(
    rb"%intervjuguide ([!-~]+) ([!-~]+) ([!-~]+) ([0-9a-f]{64})\n(?=startxref\s+[0-9]+\s+%%EOF\s*\Z)", re.ASCII
)
_TAIL_BYTES = 1024
_NO_DIGEST = b"0" * 64


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


def join(pieces: Sequence[Piece], title: str, language: str) -> bytes:
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
    writer.add_metadata({"/Title": title})
    writer.page_mode = "/UseOutlines"
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
