"""LibreOffice as a converter of Word documents to PDF; it knows nothing of plans or forms.

Every call has a user profile of its own, so that a LibreOffice that the user has open is neither
disturbed nor in the way. What LibreOffice prints is thrown away.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

PATIENCE = 180.0
"""Seconds without a new file after which LibreOffice is given up; a cold start on a busy machine takes many."""

_DOCUMENTS_PER_CALL = 50
_FRUITLESS_CALLS = 2
"""After so many calls in a row without a single file it is the program that does not work, not a document."""

_POLL_SECONDS = 0.1

_WORK_PREFIX = "intervjuguide-pdf-"
_ABANDONED_AFTER_SECONDS = 24 * 3600
"""No call takes so long: the folder it works in is left of a run that was killed."""

# PDF/A-2b and tagged: the names are those of LibreOffice's PDF export filter.
_OPTIONS = {
    "SelectPdfVersion": ("long", "2"),
    "UseTaggedPDF": ("boolean", "true"),
    "DisplayPDFDocumentTitle": ("boolean", "true"),
    "ExportBookmarks": ("boolean", "true"),
    "ExportFormFields": ("boolean", "false"),  # a print, not a form to fill in
}
_FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": value} for name, (kind, value) in _OPTIONS.items()}, separators=(",", ":")
)

_ON_PATH = ("soffice", "libreoffice")
_IN_A_FOLDER = (
    *("program/soffice.com", "program/soffice.exe", "program/soffice"),
    *("soffice.com", "soffice.exe", "soffice", "Contents/MacOS/soffice"),
)


class CannotRun(Exception):
    """The system does not run the program that was to be LibreOffice."""


class Reason(StrEnum):
    """Why a document has no PDF."""

    FAILED = "failed"
    TOO_SLOW = "too_slow"
    NOTHING_WRITTEN = "nothing_written"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True)
class Failure:
    """A document that was not converted; ``figure`` is the exit status (failed) or the seconds (too slow)."""

    reason: Reason
    figure: int = 0


def find_program(given: Path | None = None) -> Path | None:
    """Return LibreOffice: what was ``given`` (program, command or folder of the installation), or where it usually is.

    None when it is not there; what was given is never exchanged for another.
    """
    if given is not None:
        return _in_folder(given) if given.is_dir() else _command(str(given))
    on_path = (_command(name) for name in _ON_PATH)
    return next(filter(None, (*on_path, *map(_in_folder, _usual_folders()))), None)


def _command(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found).absolute() if found else None


def _in_folder(folder: Path) -> Path | None:
    return next(filter(None, (_command(str(folder / name)) for name in _IN_A_FOLDER)), None)


def _usual_folders() -> Iterator[Path]:
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        if os.environ.get(variable):
            yield Path(os.environ[variable]) / "LibreOffice"
    yield Path("/Applications/LibreOffice.app")
    yield from sorted(Path("/opt").glob("libreoffice*"), reverse=True)  # the packages of libreoffice.org


def convert(
    program: Path,
    documents: Sequence[bytes],
    progress: Callable[[int], None] = lambda done: None,
    patience: float = PATIENCE,
) -> Iterator[tuple[int, bytes | Failure]]:
    """Yield each document's number together with its PDF, or with why there is none.

    A document on which LibreOffice fails or hangs costs only itself. ``progress`` is called with
    how many are done, ``patience`` is in seconds without a new file. Raises CannotRun, and
    OSError when the system's folder for temporary files cannot be used.
    """
    _remove_abandoned()
    waiting = list(range(len(documents)))
    fruitless = 0
    while waiting and fruitless < _FRUITLESS_CALLS:
        batch = waiting[:_DOCUMENTS_PER_CALL]
        made, failure = _call(program, [documents[n] for n in batch], progress, len(documents) - len(waiting), patience)
        results = {n: pdf for n, pdf in zip(batch, made, strict=True) if pdf is not None}
        fruitless = 0 if results else fruitless + 1
        absent = [n for n in batch if n not in results]
        yield from results.items()
        if failure is None:
            yield from ((n, Failure(Reason.NOTHING_WRITTEN)) for n in absent)
            absent = []
        elif absent:  # they are converted in order: the first that is missing is the one that it stopped at
            yield absent.pop(0), failure
        waiting = [*absent, *waiting[len(batch) :]]
    yield from ((n, Failure(Reason.NOT_TRIED)) for n in waiting)


def _remove_abandoned() -> None:
    """Remove what a killed run has left: the copies that it worked on hold what is known of people."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_WORK_PREFIX}*"):
        with suppress(OSError):  # gone already
            if time.time() - folder.lstat().st_mtime > _ABANDONED_AFTER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)  # neither a link nor another person's


def _call(
    program: Path, documents: Sequence[bytes], progress: Callable[[int], None], before: int, patience: float
) -> tuple[list[bytes | None], Failure | None]:
    """Convert documents in one call; return a PDF or None for each, and how the call failed if it did.

    ``before`` is how many were done in earlier calls.
    """
    with tempfile.TemporaryDirectory(prefix=_WORK_PREFIX, ignore_cleanup_errors=True) as work:
        folder = Path(work)
        names = [f"{number:04}" for number in range(1, len(documents) + 1)]
        for name, data in zip(names, documents, strict=True):
            (folder / f"{name}.docx").write_bytes(data)
        made = folder / "pdf"
        made.mkdir()
        failure = _run(
            [
                *(str(program), f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
                *("--headless", "--norestore", "--nolockcheck", "--convert-to", _FILTER, "--outdir", "pdf"),
                *(f"{name}.docx" for name in names),
            ],
            folder,
            made,
            lambda done: progress(before + done),
            patience,
        )
        return [_whole_pdf(made / f"{name}.pdf") for name in names], failure


def _whole_pdf(path: Path) -> bytes | None:
    """Return a PDF; None when there is none, or half of one."""
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def _run(
    command: list[str], folder: Path, made: Path, progress: Callable[[int], None], patience: float
) -> Failure | None:
    """Run the program until it ends, or until no file has appeared in ``made`` for ``patience`` seconds."""
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise CannotRun(error.strerror) from error
    count, since = 0, time.monotonic()
    try:
        while process.poll() is None:
            time.sleep(_POLL_SECONDS)
            now = sum(entry.suffix == ".pdf" for entry in made.iterdir())
            if now != count:
                count, since = now, time.monotonic()
                progress(count)
            elif time.monotonic() - since > patience:
                return Failure(Reason.TOO_SLOW, round(patience))
    finally:
        if process.poll() is None:
            _kill(process)
    return Failure(Reason.FAILED, process.returncode) if process.returncode else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it has started; LibreOffice is a starter with the real program below it."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], check=False, capture_output=True)
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
