"""The seal of a PDF, and several joined into one print job."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from generator.pdf import Piece, Stamp, UnreadablePdf, join, read_stamp, seal, stamp_of

STAMP = Stamp("P1-7KQ3-XM2P", "0f0f", "ab" * 32)


def a_pdf(pages: int, width: int = 595) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width, 842)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_sealed_pdf_says_whose_it_is_and_is_still_the_same_pdf(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(seal(a_pdf(3), STAMP))
    assert read_stamp(path) == STAMP
    assert len(PdfReader(path, strict=True).pages) == 3


@pytest.mark.parametrize("at", [20, -300, -90, -2])
def test_a_single_byte_that_is_changed_breaks_the_seal(at: int):
    sealed = seal(a_pdf(30), STAMP)
    changed = bytearray(sealed)
    changed[at] ^= 1
    assert stamp_of(sealed) == STAMP
    assert stamp_of(bytes(changed)) is None


def test_what_is_added_at_the_end_or_saved_again_breaks_the_seal():
    sealed = seal(a_pdf(2), STAMP)
    assert stamp_of(sealed + b"% a note\n") is None
    incremental = PdfWriter(io.BytesIO(sealed), incremental=True)
    incremental.add_blank_page(595, 842)
    stream = io.BytesIO()
    incremental.write(stream)
    assert stream.getvalue().startswith(sealed)  # as programs for annotations save
    assert stamp_of(stream.getvalue()) is None


def test_a_pdf_of_others_and_what_is_no_pdf_have_no_stamp(tmp_path: Path):
    assert stamp_of(a_pdf(1)) is None
    for data in (b"", b"%PDF-1.7", b"x" * 5000):
        (tmp_path / "x.pdf").write_bytes(data)
        assert read_stamp(tmp_path / "x.pdf") is None


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nno end", b"%PDF-1.7\nstartxref\n12\nno end"])
def test_half_a_pdf_is_not_sealed(data: bytes):
    with pytest.raises(UnreadablePdf):
        seal(data, STAMP)


def test_each_piece_begins_on_a_front_page_and_has_a_bookmark():
    pieces = [Piece(name, a_pdf(pages)) for name, pages in (("Kari", 3), ("Ola «Ås»", 2), ("Eli", 1), ("Åse", 2))]
    joined = PdfReader(io.BytesIO(join(pieces, "Alle", "nn-NO")), strict=True)
    assert len(joined.pages) == 4 + 2 + 2 + 2
    bookmarks = {entry.title: joined.get_destination_page_number(entry) + 1 for entry in joined.outline}
    assert bookmarks == {"Kari": 1, "Ola «Ås»": 5, "Eli": 7, "Åse": 9}


def test_a_blank_page_is_as_large_as_the_one_before_it():
    joined = PdfReader(io.BytesIO(join([Piece("a", a_pdf(1, width=1191))], "Alle", "sv-SE")))
    assert [round(page.mediabox.width) for page in joined.pages] == [1191, 1191]


def test_a_joined_pdf_has_title_and_language_shows_them_and_is_the_same_every_time():
    data = join([Piece("Kari", a_pdf(1))], "Rådgiver – alle skjema", "nb-NO")
    assert data == join([Piece("Kari", a_pdf(1))], "Rådgiver – alle skjema", "nb-NO")
    reader = PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Rådgiver – alle skjema"
    assert reader.root_object["/Lang"] == "nb-NO"
    assert reader.root_object["/ViewerPreferences"] == {"/DisplayDocTitle": True}
    assert stamp_of(seal(data, STAMP)) == STAMP


def test_what_is_no_pdf_cannot_be_joined():
    with pytest.raises(UnreadablePdf):
        join([Piece("a", b"%PDF-1.7 and no more")], "Alle", "nb-NO")
