"""Opening a workbook that somebody has typed into; what it holds is not trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.decryption import COMPOUND_FILE, NoPasswordFits, UnknownEncryption, decrypted, is_encrypted
from generator.excel.cells import MAX_EXPANDED_BYTES, Grid, NotAWorkbook, read_grids
from generator.files import read_named, shown
from generator.package import DamagedPackage, TooLarge
from generator.problems import Place, UnusableFile, problem

MAX_BYTES = 64 * 1024 * 1024

_ZIP = b"PK"
_OPENDOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # OpenDocument 1.3 part 2, 3.3


def read_bytes(path: Path, name: str = "") -> bytes:
    """Return what a workbook file holds; UnusableFile if it cannot be opened or is no file of Excel's.

    ``name`` is what messages call it, the name of the file unless given.
    """
    place = Place(file=name or shown(Path(path.name)))
    try:
        data = read_named(path, MAX_BYTES)
    except UnusableFile as error:
        raise UnusableFile(replace(error.problem, place=place)) from error
    if len(data) > MAX_BYTES:
        raise UnusableFile(problem("workbook_too_large", place))
    if _OPENDOCUMENT in data[:200]:
        raise UnusableFile(problem("opendocument_workbook", place))
    return data


def decrypted_workbook(data: bytes, name: str, passwords: Sequence[str]) -> bytes:
    """Return a workbook that is encrypted as it was before, any other as it is; UnusableFile if no password fits."""
    if not passwords or not is_encrypted(data):
        return data
    try:
        return decrypted(data, passwords)
    except NoPasswordFits as error:
        raise UnusableFile(problem("password_wrong", Place(file=name))) from error
    except UnknownEncryption as error:
        raise UnusableFile(problem("encryption_unknown", Place(file=name))) from error


def open_grids(data: bytes, name: str, max_bytes: int = MAX_EXPANDED_BYTES) -> tuple[Grid, ...]:
    """Return the worksheets of a workbook; UnusableFile if it is none. ``name`` is for the message."""
    place = Place(file=name)
    try:
        return read_grids(data, max_bytes)
    except TooLarge as error:
        raise UnusableFile(problem("workbook_too_large", place)) from error
    except DamagedPackage as error:
        raise UnusableFile(problem(_what_it_is(data), place)) from error
    except NotAWorkbook as error:
        raise UnusableFile(problem("not_a_workbook", place)) from error


def _what_it_is(data: bytes) -> str:
    """Return the code for bytes that are no package."""
    if data.startswith(COMPOUND_FILE):
        return "encrypted" if is_encrypted(data) else "old_workbook"
    return "damaged_workbook" if data.startswith(_ZIP) else "not_a_workbook"
