"""Reading files that are not trusted; writing files whole or not at all, and never over another person's work."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from generator.problems import Place, UnusableFile, problem

TEMPORARY_PREFIX = ".intervjuguide-"
TEMPORARY_SUFFIX = ".tmp"
_ABANDONED_AFTER_SECONDS = 3600
_READ_AT_MOST_TIMES = 3
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # Unicode UAX 9, 2


def read_whole(path: Path, limit: int) -> bytes:
    """Return what a file holds, and of one that is longer than ``limit`` bytes one byte more than that.

    UnusableFile for what is no ordinary file, is not there or may not be read, and for a file that is
    being written to. Nothing that would block is opened.
    """
    place = Place(file=shown(path))
    try:
        for _ in range(_READ_AT_MOST_TIMES):
            if stat.S_ISDIR(path.stat().st_mode):
                raise UnusableFile(problem("file_is_folder", place))
            if not stat.S_ISREG(path.stat().st_mode):
                raise UnusableFile(problem("file_not_ordinary", place))
            data = _unchanged(path, limit)
            if data is not None:
                return data
    except FileNotFoundError as error:
        raise UnusableFile(problem("file_gone", place)) from error
    except OSError as error:
        raise UnusableFile(problem("file_unreadable", place, reason=error.strerror or "")) from error
    raise UnusableFile(problem("file_changing", place))


def state_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a file is written to or exchanged; links are not followed. OSError as it comes."""
    return _state(path.lstat())


def read_named(path: Path, limit: int) -> bytes:
    """Return what a file holds that somebody has named, as :func:`read_whole` does; it may never have been there."""
    if not os.path.lexists(path):
        raise UnusableFile(problem("file_missing", Place(file=shown(path))))
    return read_whole(path, limit)


def _unchanged(path: Path, limit: int) -> bytes | None:
    """Return what a file holds, or None if it was another before than it is after."""
    # Between the look at it and the opening a pipe may have taken its place: that must not be waited for.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        before = os.fstat(descriptor)
        data = stream.read(limit + 1) if stat.S_ISREG(before.st_mode) else b""
        after = os.fstat(descriptor)
    same = _state(before) == _state(after) == _state(path.stat()) and len(data) == min(after.st_size, limit + 1)
    return data if same else None


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mode, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def write_whole(path: Path, data: bytes) -> None:
    """Write beside and rename, so that the file appears whole or not at all; OSError as the system gives it."""
    with _written_beside(path, data) as temporary:
        temporary.replace(path)


def write_once(path: Path, data: bytes) -> tuple[Path, bool]:
    """Write under ``path`` or the next free name, unless one of the files in the way holds the very same.

    Returns the file that holds it, and whether it is new.
    """
    for taken in _names(path):
        if not os.path.lexists(taken):
            return write_new(path, data), True
        if taken.is_file() and taken.stat().st_size == len(data) and taken.read_bytes() == data:
            return taken, False
    raise AssertionError


def write_new(path: Path, data: bytes) -> Path:
    """Write under ``path``, or under the next free name (``results (2).xlsx``); return the name taken."""
    with _written_beside(path, data) as temporary:
        while True:
            target = free_name(path)
            try:
                _rename_to_new(temporary, target)
            except FileExistsError:
                continue  # somebody else has taken the name just now
            return target


@contextmanager
def _written_beside(path: Path, data: bytes) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(TEMPORARY_SUFFIX, TEMPORARY_PREFIX, path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _rename_to_new(temporary: Path, target: Path) -> None:
    """Give a file its name; FileExistsError if there is one of that name."""
    try:
        os.link(temporary, target)  # refuses a name that is taken, as a rename does on Windows only
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        temporary.rename(target)  # on Windows it still refuses a name that was taken just now


def free_name(path: Path) -> Path:
    """Return the path itself, or the first of ``name (2)``, ``name (3)`` … that does not exist.

    FileExistsError for the root of a disk, which has no name.
    """
    if not path.name:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    return next(candidate for candidate in _names(path) if not os.path.lexists(candidate))


def _names(path: Path) -> Iterator[Path]:
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1


def shown(path: Path) -> str:
    """Return a path as text of one line that can be written anywhere.

    A name may hold bytes that are no text, line breaks, and what makes a terminal or a reader see another name.
    """
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join("\ufffd" if _misleads(letter) else letter for letter in text)


def _misleads(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in _REORDERING


def remove_abandoned(folder: Path) -> None:
    """Remove what a killed run left half written, once it is old enough to be nobody's."""
    for entry in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        try:
            if is_abandoned(entry):
                entry.unlink()
        except OSError:
            continue  # another run's, or already gone


def is_abandoned(temporary: Path) -> bool:
    """Return whether a file being written is old enough to be nobody's; OSError as the system gives it."""
    return time.time() - temporary.stat().st_mtime > _ABANDONED_AFTER_SECONDS


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other run of ours works in a folder, so that two at once do not write the same form twice.

    The lock lies with the system's temporary files, not in the folder, and goes with the process.
    """
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir()) / f"intervjuguide-{name}.lock", mode=0o666)
    with ExitStack() as held:
        with suppress(OSError):  # where no lock can be had, the run goes on without
            held.enter_context(lock)
        yield


def lock_file(path: Path) -> Path | None:
    """Return the ``~$`` file that Word or Excel keeps beside a document while it is open, if there is one.

    Word drops the first two letters of a long name: ``~$alg.docx`` stands for ``Valg.docx``
    only when the stem is longer than eight letters; Excel keeps the whole name.
    LibreOffice writes ``.~lock.NAME#``.
    """
    stem = path.stem
    word = f"~${stem[2:] if len(stem) > 7 else stem[1:] if len(stem) == 7 else stem}{path.suffix}"
    names = (f"~${path.name}", word, f".~lock.{path.name}#")
    # Not Path.exists, which raises where a name with such a beginning is too long.
    return next((path.with_name(name) for name in names if os.path.exists(path.with_name(name))), None)  # noqa: PTH110


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
