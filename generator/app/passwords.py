"""The passwords that somebody gives for files that are encrypted."""

from __future__ import annotations

from pathlib import Path

from generator.files import read_named, shown
from generator.problems import Place, UnusableFile, problem

MAX_PASSWORDS = 50
_MAX_BYTES = 64 * 1024


def read_passwords(path: Path) -> tuple[str, ...]:
    """Return the lines of a text file in UTF-8; blank ones are left out, and spaces belong to a password.

    UnusableFile if there is no such file, or none with 1 to MAX_PASSWORDS passwords.
    """
    place = Place(file=shown(path))
    data = read_named(path, _MAX_BYTES)
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise UnusableFile(problem("password_file_not_text", place, most=MAX_PASSWORDS)) from None  # it holds the text
    found = tuple(dict.fromkeys(line for line in (line.removesuffix("\r") for line in lines) if line.strip()))
    if len(found) > MAX_PASSWORDS or len(data) > _MAX_BYTES:
        raise UnusableFile(problem("password_file_not_text", place, most=MAX_PASSWORDS))
    if not found:
        raise UnusableFile(problem("password_file_empty", place))
    return found
