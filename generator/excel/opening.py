"""Opening a workbook that somebody has typed into; what it holds is not trusted."""

from __future__ import annotations

from pathlib import Path

from generator.excel.cells import Grid, NotAWorkbook, read_grids
from generator.files import shown
from generator.package import DamagedPackage, TooLarge
from generator.problems import Place, UnusableFile, problem

MAX_BYTES = 64 * 1024 * 1024

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB 2.2: .xls, and .xlsx with a password
_ZIP = b"PK"
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # OpenDocument 1.3 part 2, 3.3


def read_bytes(path: Path, name: str = "") -> bytes:
    """Return what a workbook file holds; UnusableFile if it cannot be opened or is no file of Excel's.

    ``name`` is what messages call it, the name of the file unless given.
    """
    place = Place(file=name or shown(Path(path.name)))
    try:
        if path.is_dir():
            raise UnusableFile(problem("file_is_folder", place))
        if path.stat().st_size > MAX_BYTES:
            raise UnusableFile(problem("workbook_too_large", place))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnusableFile(problem("file_missing", place)) from error
    except OSError as error:
        raise UnusableFile(problem("file_unreadable", place)) from error
    if _OPENDOCUMENT in data[:200]:
        raise UnusableFile(problem("opendocument_workbook", place))
    return data


def open_grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the worksheets of a workbook; UnusableFile if it is none. ``name`` is for the message."""
    place = Place(file=name)
    try:
        return read_grids(data)
    except TooLarge as error:
        raise UnusableFile(problem("workbook_too_large", place)) from error
    except DamagedPackage as error:
        raise UnusableFile(problem(_what_it_is(data), place)) from error
    except NotAWorkbook as error:
        raise UnusableFile(problem("not_a_workbook", place)) from error


def _what_it_is(data: bytes) -> str:
    """Return the code for bytes that are no package."""
    if data.startswith(_COMPOUND_FILE):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_workbook"
    return "damaged_workbook" if data.startswith(_ZIP) else "not_a_workbook"
