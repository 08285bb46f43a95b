"""Writing files whole or not at all, and never over another person's work."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock

TEMPORARY_PREFIX = ".intervjuguide-"
TEMPORARY_SUFFIX = ".tmp"
_ABANDONED_AFTER_SECONDS = 3600


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
    """Return a path as text that can be written anywhere; a name may hold bytes that are no text."""
    return os.fsencode(path).decode("utf-8", "replace")


def remove_abandoned(folder: Path) -> None:
    """Remove what a killed run left half written, once it is old enough to be nobody's."""
    for entry in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        try:
            if time.time() - entry.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
                entry.unlink()
        except OSError:
            continue  # another run's, or already gone


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
    return next((path.with_name(name) for name in names if path.with_name(name).exists()), None)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
