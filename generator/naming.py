"""Names of the files and folders of forms: valid on Windows, macOS and Linux, and never two alike. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from pathvalidate import sanitize_filename

_ROOM_BYTES = 180
"""Bytes for the title and the names in a file name: the whole stays below 255, the limit of Linux and macOS."""

_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
"""What Windows takes for a device, whatever follows; pathvalidate does not know all of it."""

_JOINERS = "\u200c\u200d"
"""The invisible letters that a name may need: of Persian, and of emoji made of several."""

_WORD = re.compile(r"[^\W_]+")


class _Person(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def file_names(
    subject: str, people: Iterable[_Person], suffix: str, member: str = "", *, initials: bool = False
) -> tuple[str, ...]:
    """Return a file name per candidate, all different whatever the case (``Title - Kari Nordmann - intervju.docx``).

    ``subject`` is the position's title or the case number, ``member`` how the names call the
    panel member, ``suffix`` what the document is. Candidates who come out alike get their id too.
    """
    people = tuple(people)
    most = _ROOM_BYTES // (3 if member else 2)

    def names(*, with_id: bool) -> tuple[str, ...]:
        called = _called(people, most, initials=initials, with_id=with_id)
        return tuple(_file_name(subject, who, member, suffix, most) for who in called)

    without = names(with_id=False)
    return without if _all_differ(without) else names(with_id=True)


def folder_names(people: Iterable[_Person], *, initials: bool = False) -> tuple[str, ...]:
    """Return a name per panel member for a folder and in the names of files, all different whatever the case."""
    people = tuple(people)

    def names(*, with_id: bool) -> tuple[str, ...]:
        called = _called(people, _ROOM_BYTES // 3, initials=initials, with_id=with_id)
        return tuple(f"_{name}" if _DEVICE.match(name) else name for name in called)

    without = names(with_id=False)
    return without if _all_differ(without) else names(with_id=True)


def joined_name(subject: str, member: str, what: str, suffix: str = ".pdf") -> str:
    """Return the name of a file on many candidates (``Title - alle skjema.pdf``); ``member`` may be empty."""
    pieces = (_shortened(piece, _ROOM_BYTES // 3) for piece in (subject, member, what))
    whole = _sanitized(f"{' - '.join(filter(None, pieces))}{suffix}")
    return f"_{whole}" if _DEVICE.match(whole) else whole


def initials_of(name: str) -> str:
    """Return the first letter of each word of a name as a capital: ``KAN`` for Kari Anne Nordmann-Ås."""
    words = ("".join(filter(str.isalnum, word)) for word in unicodedata.normalize("NFC", name).split())
    return "".join(word[0] for word in words if word).upper()


def named_in(text: str, people: Iterable[_Person]) -> tuple[str, ...]:
    """Return whose whole name stands in the name of a file; a name within a longer one that does too is left out."""
    words = {person.name: _words(person.name) for person in people}
    whole = _words(text)
    found = {name: of for name, of in words.items() if of.strip() and of in whole}
    return tuple(name for name, of in found.items() if not any(of in other and of != other for other in found.values()))


def _words(text: str) -> str:
    """Return the words of a text as they are compared, each between spaces."""
    return f" {' '.join(_WORD.findall(_folded(text)))} "


def _called(people: Sequence[_Person], most: int, *, initials: bool, with_id: bool) -> tuple[str, ...]:
    names = [_shortened(initials_of(person.name) if initials else person.name, most) for person in people]
    count = Counter(map(_folded, names))
    return tuple(
        f"{name} ({person.id})".strip() if person.id and (with_id or not name or count[_folded(name)] > 1) else name
        for person, name in zip(people, names, strict=True)
    )


def _file_name(subject: str, who: str, member: str, suffix: str, most: int) -> str:
    pieces = (_shortened(subject, most), who, _shortened(member, most + 19), suffix)
    whole = _sanitized(f"{' - '.join(filter(None, pieces))}.docx")
    return f"_{whole}" if _DEVICE.match(whole) else whole


def _shortened(text: str, most: int) -> str:
    one_line = " ".join(_sanitized(" ".join(unicodedata.normalize("NFC", text).split())).split())
    return one_line.encode()[:most].decode(errors="ignore").strip(" .~$")


def _sanitized(text: str) -> str:
    printable = "".join(_printable(letter) for letter in text)
    return str(sanitize_filename(printable, replacement_text=" ", platform="universal"))


def _printable(letter: str) -> str:
    """Return a letter as it can stand in a name: what cannot be seen makes names look alike, or read backwards."""
    category = unicodedata.category(letter)
    if category == "Cf" and letter not in _JOINERS:
        return ""
    return " " if category == "Cc" else letter


def _all_differ(names: Sequence[str]) -> bool:
    return len({_folded(name) for name in names}) == len(names)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
