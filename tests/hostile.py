"""Files that somebody may send in place of a form, by mistake or to do harm; made on the fly, since many are large.

``CASES`` maps what a file is to how it is made from a completed form, and to the code of the problem
that the command tells; an empty code means that the form is read all the same.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from documents import MAIN, W, packed, unpacked
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from openpyxl import Workbook

PASSWORD = "Hemmelig på Ås 1!"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MB = 1024 * 1024
ITEM, COMMENTS = "customXml/item1.xml", "word/comments.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Make = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Case:
    """How a file is made from a form, and the code that is told of it; ``passwords`` are given to the command."""

    make: Make
    code: str
    passwords: str = ""


# Pieces


def with_parts(form: bytes, parts: Mapping[str, bytes]) -> bytes:
    return packed({**unpacked(form), **parts})


def before_the_end(form: bytes, xml: str) -> bytes:
    """Put XML at the end of a form's body."""
    main = unpacked(form)[MAIN]
    at = main.rindex(b"<w:sectPr")
    return with_parts(form, {MAIN: main[:at] + xml.encode() + main[at:]})


def with_doctype(data: bytes, doctype: str) -> bytes:
    return data.replace(b"?>", b"?>" + doctype.encode(), 1)


def text(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def nested(times: int, before: str, after: str) -> str:
    return before * times + text("innerst") + after * times


TABLE = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
BOX = "<w:p><w:txbxContent>", "</w:txbxContent></w:p>"


def table(rows: str) -> str:
    return f"<w:tbl>{rows}</w:tbl>"


def row(cells: str) -> str:
    return f"<w:tr>{cells}</w:tr>"


def cell(words: str = "", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text(words)}</w:tc>"


def attributes(count: int) -> str:
    several = " ".join(f'a{n}="1"' for n in range(count))
    return f"<w:p {several}/>"


def control(tag: str, words: str = "") -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent><w:r><w:t>{words}</w:t></w:r></w:sdtContent></w:sdt>'


# Archives


def renamed_entry(form: bytes, new: str, old: str = "word/extra.part") -> bytes:
    """Return a form with a part of a name that zipfile does not write; ``new`` is as long as ``old``."""
    assert len(new) == len(old)
    data = with_parts(form, {old: unpacked(form)[MAIN]})
    assert data.count(old.encode()) == 2
    return data.replace(old.encode(), new.encode())


def endless(size: int) -> bytes:
    """Return what deflate makes of so many zeros (a multiple of 16 MB), without ever making them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(16 * MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // (16 * MB)) + packer.flush()


def bomb(form: bytes, size: int, said: int, name: str = "word/media/image1.bmp") -> bytes:
    """Return a form with one part that expands to ``size`` bytes and says that these are ``said``."""
    stream = io.BytesIO(form)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, b"?" * 1000)
    content = endless(size)
    data, name_bytes = stream.getvalue(), name.encode()
    start = data.index(b"PK\x03\x04", data.index(name_bytes) - 30)
    end = start + 30 + len(name_bytes)
    directory = data.index(b"PK\x01\x02", end)
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(content), said, len(name_bytes), 0)
    listed = bytearray(data[directory:])
    at = listed.index(name_bytes) - 46
    struct.pack_into("<HHHHIII", listed, at + 8, 0, 8, 0, 33, 0, len(content), said)
    ending = listed.rindex(b"PK\x05\x06")
    struct.pack_into("<I", listed, ending + 16, end + len(content))
    return data[:start] + header + name_bytes + content + bytes(listed)


def many_listed(form: bytes, count: int) -> bytes:
    """Return an archive that lists one part so many times over."""
    start, end = form.index(b"PK\x01\x02"), form.rindex(b"PK\x05\x06")
    first = form[start : form.index(b"PK\x01\x02", start + 4)]
    ending = bytearray(form[end:])
    struct.pack_into("<I", ending, 12, len(first) * count)
    return form[:start] + first * count + bytes(ending)


def overlapping(form: bytes) -> bytes:
    """Return an archive in which two names lead to the same bytes."""
    data = bytearray(with_parts(form, {"word/second1.xml": b"x" * 500, "word/second2.xml": b"x" * 500}))
    one, other = (data.rindex(name) - 46 for name in (b"word/second1.xml", b"word/second2.xml"))
    data[other + 42 : other + 46] = data[one + 42 : one + 46]
    return bytes(data)


def flagged(form: bytes, offset: int, value: int) -> bytes:
    """Return a form with a number in the headers of every part: 6 is the flags, 8 the way of packing."""
    data = bytearray(form)
    for signature, shift in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):
        at = data.find(signature)
        while at >= 0:
            struct.pack_into("<H", data, at + offset + shift, value)
            at = data.find(signature, at + 4)
    return bytes(data)


def packed_by(form: bytes, method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in unpacked(form).items():
            archive.writestr(name, data)
    return stream.getvalue()


def one_bit_changed(form: bytes) -> bytes:
    """Return a form whose document is not what its checksum says."""
    data = bytearray(packed_by(form, zipfile.ZIP_STORED))
    data[data.index(b"<w:body>") + 200] ^= 1
    return bytes(data)


# XML


def laughs(levels: int) -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'


def laughing(form: bytes, doctype: str, reference: str) -> bytes:
    main = unpacked(form)[MAIN].replace(b"Kari Nordmann", reference.encode(), 1)
    main = main.replace("Ola Ås".encode(), reference.encode(), 1)
    return with_parts(form, {MAIN: with_doctype(main, doctype)})


def relationships(*entries: str) -> bytes:
    inside = "".join(f'<Relationship Id="r{n}" {entry}/>' for n, entry in enumerate(entries))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'.encode()


def related(form: bytes, entry: str) -> bytes:
    """Add a relationship to the document of a form."""
    name = "word/_rels/document.xml.rels"
    rels = unpacked(form)[name].replace(
        b"</Relationships>", f'<Relationship Id="r99" {entry}/></Relationships>'.encode()
    )
    return with_parts(form, {name: rels})


def commented(form: bytes, times: int, size: int) -> bytes:
    """Return a form that refers so many times to one comment of so many letters."""
    comment = f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{text("x" * size)}</w:comment></w:comments>'
    form = with_parts(form, {COMMENTS: comment.encode()})
    reference = '<w:r><w:commentReference w:id="1"/></w:r>'
    form = before_the_end(form, f"<w:p>{reference * times}</w:p>")
    return related(form, f'Type="{OFFICE}/comments" Target="comments.xml"')


def replying(form: bytes, times: int) -> bytes:
    """Return a form with so many comments, each of which replies to the one before."""
    w14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    kind = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    comments = "".join(f'<w:comment w:id="{n}"><w:p w14:paraId="{n}"/></w:comment>' for n in range(times))
    replies = "".join(f'<w15:commentEx w15:paraId="{n}" w15:paraIdParent="{n - 1}"/>' for n in range(1, times))
    parts = {
        COMMENTS: f'<w:comments xmlns:w="{W}" xmlns:w14="{w14}">{comments}</w:comments>'.encode(),
        "word/replies.xml": f'<w15:commentsEx xmlns:w15="{w15}">{replies}</w15:commentsEx>'.encode(),
    }
    form = related(with_parts(form, parts), f'Type="{OFFICE}/comments" Target="comments.xml"')
    replies_too = f'/><Relationship Id="r98" Type="{kind}" Target="replies.xml"'
    main = "word/_rels/document.xml.rels"
    rels = unpacked(form)[main].replace(b'Target="comments.xml"', f'Target="comments.xml"{replies_too}'.encode())
    return with_parts(form, {main: rels})


def carrying(form: bytes, count: int) -> bytes:
    """Return a form that says that it was made with so many fields."""
    fields = "".join(f'<field tag="in_depth.X{n}.notes" column="" label=""/>' for n in range(count))
    item = unpacked(form)[ITEM]
    return with_parts(form, {ITEM: item.replace(b"</form>", fields.encode() + b"</form>")})


def utf16(form: bytes) -> bytes:
    main = unpacked(form)[MAIN].decode().replace("UTF-8", "UTF-16", 1)
    return with_parts(form, {MAIN: main.encode("utf-16")})


def in_other_case(form: bytes) -> bytes:
    """Return a form whose list of contents writes the document otherwise than the relationship does."""
    return packed({"Word/Document.XML" if name == MAIN else name: data for name, data in unpacked(form).items()})


# Other kinds of files


def spreadsheet(_: bytes) -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def presentation(form: bytes) -> bytes:
    main = b'<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'
    rels = relationships(f'Type="{OFFICE}/officeDocument" Target="ppt/presentation.xml"')
    return packed({"[Content_Types].xml": b"<Types/>", "_rels/.rels": rels, "ppt/presentation.xml": main})


def opendocument(_: bytes) -> bytes:
    return packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"})


# Encrypted


def encrypted(form: bytes, password: str = PASSWORD) -> bytes:
    """Return a form as Word encrypts it today (ECMA-376 agile)."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(form)).encrypt(password, stream)
    return stream.getvalue()


def encrypted_as_in_2007(form: bytes, password: str = PASSWORD) -> bytes:
    """Return a form encrypted as MS-OFFCRYPTO 2.3.4.5 to 2.3.4.9 say (ECMA-376 standard: AES-128 and SHA-1)."""
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"
    hashed = sha1(salt + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        hashed = sha1(struct.pack("<I", number) + hashed).digest()
    hashed = sha1(hashed + bytes(4)).digest()
    key = sha1(bytes(0x36 ^ byte for byte in hashed.ljust(64, b"\0"))).digest()[:16]

    def in_blocks(data: bytes) -> bytes:
        encryptor = Cipher(AES(key), modes.ECB()).encryptor()
        return encryptor.update(data.ljust(-(-len(data) // 16) * 16, b"\0")) + encryptor.finalize()

    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    proof = (
        struct.pack("<I", 16) + salt + in_blocks(verifier) + struct.pack("<I", 20) + in_blocks(sha1(verifier).digest())
    )
    information = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + proof
    stream = io.BytesIO()
    ECMA376Encrypted(struct.pack("<Q", len(form)) + in_blocks(form), information).write_to(stream)
    return stream.getvalue()


def spinning(form: bytes, spins: int) -> bytes:
    """Return an encrypted form that asks for so many rounds, in a description of the same length."""
    data = encrypted(form)
    start = data.index(b'spinCount="')
    old = data[start : data.index(b"hashSize", start)]
    new = b" ".join(old.replace(b'"100000"', f'"{spins}"'.encode()).split())
    return data.replace(old, new.ljust(len(old)))


def running_in_circles(form: bytes) -> bytes:
    """Return an encrypted form whose table of sectors has each sector follow itself."""
    data = bytearray(encrypted(form))
    (first_table,) = struct.unpack_from("<I", data, 76)
    table = (first_table + 1) * 512
    for sector in range(2, 128):
        struct.pack_into("<I", data, table + 4 * sector, sector)
    return bytes(data)


def tables_without_end(form: bytes) -> bytes:
    """Return an encrypted form that says that its table of sectors has four thousand million sectors."""
    data = bytearray(encrypted(form))
    struct.pack_into("<I", data, 44, 0xFFFFFFF0)
    struct.pack_into("<II", data, 68, 1, (0xFFFFFFF0 - 109 + 126) // 127)
    return bytes(data)


def laughing_key(form: bytes) -> bytes:
    """Return an encrypted form whose description of the key is a bomb of entities."""
    information = b"\x04\x00\x04\x00\x40\x00\x00\x00" + f'<?xml version="1.0"?>{laughs(10)}<x>&l9;</x>'.encode()
    stream = io.BytesIO()
    ECMA376Encrypted(struct.pack("<Q", 4096) + bytes(4096), information.ljust(5000)).write_to(stream)
    return stream.getvalue()


DAMAGED, LARGE, COMPLEX = "damaged_document", "form_too_large", "form_too_complex"

CASES: dict[str, Case] = {
    # Broken
    "empty": Case(lambda form: b"", DAMAGED),
    "cut off in the middle": Case(lambda form: form[: len(form) // 2], DAMAGED),
    "cut off at the very end": Case(lambda form: form[:-10], DAMAGED),
    "no archive": Case(lambda form: b"K1 4 av 5 " * 100, DAMAGED),
    "fifty megabytes and more": Case(lambda form: form + bytes(51 * MB), LARGE),
    "not what its checksum says": Case(one_bit_changed, DAMAGED),
    "without its document": Case(
        lambda form: packed({name: data for name, data in unpacked(form).items() if name != MAIN}), DAMAGED
    ),
    # Archives
    "an archive of ten thousand parts": Case(
        lambda form: with_parts(form, {f"word/media/{n}.png": b"" for n in range(10_000)}), LARGE
    ),
    "an archive that lists half a million parts": Case(lambda form: many_listed(form, 500_000), LARGE),
    "a part that expands to three gigabytes": Case(lambda form: bomb(form, 3072 * MB, 3072 * MB), LARGE),
    "a part that expands to three gigabytes and says a kilobyte": Case(
        lambda form: bomb(form, 3072 * MB, 1000), DAMAGED
    ),
    "a document of 40 megabytes": Case(lambda form: before_the_end(form, text("x" * 1000) * 40_000), LARGE),
    "parts that overlap": Case(overlapping, DAMAGED),
    "an archive in the archive that is a bomb": Case(
        lambda form: with_parts(form, {"word/embeddings/a.zip": bomb(form, 3072 * MB, 3072 * MB)}), ""
    ),
    "two documents of one name": Case(lambda form: renamed_entry(form, MAIN, "word/dokument.xml"), DAMAGED),
    "two documents whose names differ in case": Case(
        lambda form: with_parts(form, {"word/Document.xml": unpacked(form)[MAIN]}), DAMAGED
    ),
    "a part that is encrypted by the archive": Case(lambda form: flagged(form, 6, 1), DAMAGED),
    "packed by bzip2": Case(lambda form: packed_by(form, zipfile.ZIP_BZIP2), DAMAGED),
    "packed by LZMA": Case(lambda form: packed_by(form, zipfile.ZIP_LZMA), DAMAGED),
    "packed in a way nobody knows": Case(lambda form: flagged(form, 8, 77), DAMAGED),
    "a part with an absolute name": Case(lambda form: renamed_entry(form, "/etc/extra.part"), DAMAGED),
    "a part with a name that leads upwards": Case(lambda form: renamed_entry(form, "../../extra.par"), DAMAGED),
    "a part with backslashes in its name": Case(lambda form: renamed_entry(form, r"..\word\ab.part"), DAMAGED),
    "a part on another disk": Case(lambda form: renamed_entry(form, "C:/extra.part12"), DAMAGED),
    "a part with a zero in its name": Case(lambda form: renamed_entry(form, "word/a.xml\0part"), DAMAGED),
    "a document whose name is in other case": Case(in_other_case, ""),
    # XML
    "a thousand million laughs": Case(lambda form: laughing(form, laughs(10), "&l9;"), DAMAGED),
    "one entity of a megabyte, a hundred times": Case(
        lambda form: laughing(form, f'<!DOCTYPE x [<!ENTITY a "{"x" * MB}">]>', "&a;" * 100), DAMAGED
    ),
    "an entity that is a file of the machine": Case(
        lambda form: laughing(form, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"), DAMAGED
    ),
    "a document type on the network": Case(
        lambda form: laughing(form, '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">', "x"), DAMAGED
    ),
    "laughs in UTF-16": Case(
        lambda form: with_parts(form, {MAIN: f'<?xml version="1.0"?>{laughs(10)}<x>&l9;</x>'.encode("utf-16")}), DAMAGED
    ),
    "a document in UTF-16": Case(utf16, ""),
    "a template on the network": Case(
        lambda form: related(
            form, f'Type="{OFFICE}/attachedTemplate" Target="http://192.0.2.1/a.dotm" TargetMode="External"'
        ),
        "",
    ),
    "a document on the network": Case(
        lambda form: with_parts(
            form,
            {
                "_rels/.rels": relationships(
                    f'Type="{OFFICE}/officeDocument" Target="http://192.0.2.1/a.docx" TargetMode="External"'
                )
            },
        ),
        DAMAGED,
    ),
    "a document that is a file of the machine": Case(
        lambda form: with_parts(
            form, {"_rels/.rels": relationships(f'Type="{OFFICE}/officeDocument" Target="../../../../etc/passwd"')}
        ),
        DAMAGED,
    ),
    # Size
    "a million controls": Case(lambda form: before_the_end(form, f"<w:p>{'<w:sdt/>' * 1_000_000}</w:p>"), COMPLEX),
    "forty thousand controls of one field": Case(
        lambda form: before_the_end(form, f"<w:p>{control('in_depth.K1.total') * 40_000}</w:p>"), ""
    ),
    "a paragraph of ten megabytes": Case(lambda form: before_the_end(form, text("x" * 10_000_000)), LARGE),
    "a paragraph of eleven megabytes": Case(lambda form: before_the_end(form, text("x" * 11_000_000)), COMPLEX),
    "a paragraph of three megabytes": Case(lambda form: before_the_end(form, text("ord " * 750_000)), ""),
    "ten thousand elements in each other": Case(
        lambda form: before_the_end(form, nested(10_000, "<w:ins>", "</w:ins>")), COMPLEX
    ),
    "two hundred elements in each other": Case(
        lambda form: before_the_end(form, nested(200, "<w:ins>", "</w:ins>")), COMPLEX
    ),
    "sixty tables in each other": Case(lambda form: before_the_end(form, nested(60, *TABLE)), COMPLEX),
    "ten tables in each other, with two megabytes": Case(
        lambda form: before_the_end(form, TABLE[0] * 10 + text("ord " * 500_000) + TABLE[1] * 10), ""
    ),
    "forty text boxes in each other": Case(lambda form: before_the_end(form, nested(40, *BOX)), ""),
    "a hundred thousand rows": Case(lambda form: before_the_end(form, table(row(cell()) * 100_000)), COMPLEX),
    "thirty thousand rows": Case(lambda form: before_the_end(form, table(row(cell("K1")) * 30_000)), ""),
    "thirty thousand rows merged downwards": Case(
        lambda form: before_the_end(form, table(row(cell("K1", "<w:vMerge/>")) * 30_000)), ""
    ),
    "a hundred thousand cells in a row": Case(
        lambda form: before_the_end(form, table(row("<w:tc><w:p/></w:tc>" * 100_000))), COMPLEX
    ),
    "rows of ninety columns that are all headed as answers": Case(
        lambda form: before_the_end(
            form, table(row(cell("Skår") * 90) + row(cell("X9") + "<w:tc><w:p/></w:tc>" * 89) * 1000)
        ),
        "",
    ),
    "six hundred thousand attributes": Case(lambda form: before_the_end(form, attributes(600_000)), COMPLEX),
    "two hundred thousand attributes": Case(lambda form: before_the_end(form, attributes(200_000)), ""),
    "one comment of a megabyte, fifty thousand times": Case(lambda form: commented(form, 50_000, MB), ""),
    "thirty thousand field codes in each other": Case(
        lambda form: before_the_end(form, f"<w:p>{mark('begin') * 30_000}{mark('end') * 30_000}</w:p>"), ""
    ),
    "forty thousand comments that reply to each other": Case(lambda form: replying(form, 40_000), ""),
    "a hundred thousand fields that it was made with": Case(lambda form: carrying(form, 100_000), COMPLEX),
    "photos of forty megabytes": Case(
        lambda form: packed(
            {**unpacked(form), **{f"word/media/{n}.jpg": b"\xff\xd8" + bytes(8 * MB) for n in range(5)}}
        ),
        "",
    ),
    # Other kinds
    "a document with macros": Case(lambda form: with_parts(form, {"word/vbaProject.bin": b"\0"}), "macro_document"),
    "macros under another name": Case(
        lambda form: with_parts(
            related(form, 'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="a.bin"'),
            {"word/a.bin": b"\0"},
        ),
        "macro_document",
    ),
    "an old Word document": Case(
        lambda form: COMPOUND + bytes(600) + "WordDocument".encode("utf-16-le"), "old_document"
    ),
    "a spreadsheet": Case(spreadsheet, "form_unreadable"),
    "a presentation": Case(presentation, "form_unreadable"),
    "an OpenDocument text": Case(opendocument, "opendocument_document"),
    "rich text": Case(lambda form: rb"{\rtf1\ansi K1 4}", DAMAGED),
    "a web page": Case(lambda form: b"<!DOCTYPE html><html><body>K1 4</body></html>", DAMAGED),
    "a PDF": Case(lambda form: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", DAMAGED),
    # Encrypted
    "encrypted, and no password given": Case(encrypted, "encrypted"),
    "encrypted, and its password given": Case(encrypted, "", PASSWORD),
    "encrypted, and another password given": Case(encrypted, "password_wrong", "Noe annet"),
    "encrypted with ten million rounds": Case(lambda form: spinning(form, 10_000_000), "encryption_unknown", PASSWORD),
    "encrypted with a million rounds, and another password": Case(
        lambda form: spinning(form, 1_000_000), "password_wrong", PASSWORD
    ),
    "encrypted and cut off": Case(lambda form: encrypted(form)[:-5000], "encryption_unknown", PASSWORD),
    "encrypted, in sectors that run in circles": Case(running_in_circles, "encryption_unknown", PASSWORD),
    "encrypted, with a table of sectors without end": Case(tables_without_end, "encryption_unknown", PASSWORD),
    "encrypted, with laughs for a key": Case(laughing_key, "encryption_unknown", PASSWORD),
    "encrypted, and a bomb inside": Case(lambda form: encrypted(bomb(form, 3072 * MB, 3072 * MB)), LARGE, PASSWORD),
}
