"""The files of a plan in a folder: listed, and deleted once the plan says that they may be.

A file is known by what it carries inside, never by its name. What is in doubt is told and left alone.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from generator import clock
from generator.app.forms import Progress
from generator.app.incoming import FORM_SUFFIXES, WORKBOOK_SUFFIXES
from generator.app.plans import CheckedPlan
from generator.app.recognising import BEGINNINGS, PDF, ZIP, Recogniser, plan_claim
from generator.belonging import verdict_on
from generator.files import (
    TEMPORARY_PREFIX,
    TEMPORARY_SUFFIX,
    alone_in,
    is_abandoned,
    lock_file,
    read_whole,
    shown,
    state_of,
)
from generator.language import Language
from generator.model import Belongs, Claim, Doubt, FileKind, FoundFile, Plan, place_of
from generator.planning import plan_digest, plan_texts
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.opening import MAX_FILE_BYTES

MAX_FILES = 100_000
"""How many files a folder may hold, with those below it."""

MAX_PDF_BYTES = 256 * 1024 * 1024
"""How large a PDF may be; the print job of four forms takes a third of a megabyte."""

_OFFICE_SUFFIXES = FORM_SUFFIXES | WORKBOOK_SUFFIXES
_LEFTOVER = re.compile(rf"{re.escape(TEMPORARY_PREFIX)}[a-z0-9_]{{8}}{re.escape(TEMPORARY_SUFFIX)}")
_END_BYTES = 1024
_OF_OTHER_PROGRAMS = ("~$", ".~lock.", "._")


@dataclass(frozen=True)
class Purged:
    """The files of ours in a folder, in the order of their paths, and how many others there are.

    ``lacking`` is what keeps the plan from having its files deleted.
    """

    files: tuple[FoundFile, ...]
    others: int
    words: Language
    lacking: tuple[Problem, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Seen:
    """A file as it was when it was looked at."""

    path: Path
    found: FoundFile
    state: tuple[int, ...]
    digest: str


def purge(
    checked: CheckedPlan,
    plan_path: Path,
    folder: Path,
    *,
    delete: bool = False,
    passwords: Sequence[str] = (),
    progress: Progress = lambda done, of: None,
    deleted: Callable[[FoundFile], None] = lambda file: None,
) -> Purged:
    """List the files of a plan in a folder and those below it; with ``delete`` delete them, if the plan lets them go.

    ``deleted`` is called after each file that is gone. UnusableFile when the folder cannot be looked into.
    """
    if checked.plan is None:
        return Purged((), 0, checked.words, (), checked.problems)
    lacking = tuple(_lacking(checked, checked.plan, clock.now().date()))
    digest = plan_digest(plan_texts(checked.plan))
    looker = _Looker(checked.plan, digest, plan_path, Recogniser(checked.plan, passwords))
    paths, problems = _paths_in(folder)
    seen: list[_Seen] = []
    for number, path in enumerate(paths, start=1):
        try:
            file = looker.look(path)
            seen += [file] if file else []
        except UnusableFile as error:
            problems.append(replace(error.problem, place=Place(file=shown(path))))
        progress(number, len(paths))
    problems += [
        problem("purge_doubtful", Place(file=shown(file.path)), why=file.found.doubt)
        for file in seen
        if file.found.doubt
    ]
    files = tuple(file.found for file in seen)
    if delete and not lacking:
        with alone_in(folder):
            files, found = _deleted(seen, deleted)
        problems += found
    problems += lacking if delete else ()
    return Purged(files, len(paths) - len(seen), checked.words, lacking, tuple(problems))


def _lacking(checked: CheckedPlan, plan: Plan, today: date) -> Iterator[Problem]:
    """Yield why the files may not be deleted yet; the last day that they are kept is one of those days."""
    position = plan.position
    if not position.archived:
        yield problem("purge_not_archived", place_of(position, "archived"))
    if position.keep_until is None:
        yield problem("purge_no_date", place_of(position, "keep_until"))
    elif today <= position.keep_until:
        yield problem("purge_too_early", place_of(position, "keep_until"), until=position.keep_until, today=today)
    if any(entry.code == "lock_file" for entry in checked.problems):
        yield problem("purge_plan_open")


# ---- looking


def _paths_in(top: Path) -> tuple[list[Path], list[Problem]]:
    """Return the ordinary files in a folder and those below it, by path; no link leads out of it."""
    place = Place(file=shown(top))
    if not os.path.lexists(top):
        raise UnusableFile(problem("file_missing", place))
    if not top.is_dir():
        raise UnusableFile(problem("purge_not_a_folder", place))
    files: list[Path] = []
    problems: list[Problem] = []
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            inside = list(folder.iterdir())
            for path in inside:
                if _is_link(path):
                    problems += _told_of_link(path)
                elif path.is_dir():
                    folders.append(path)
                elif path.is_file():
                    files.append(path)
        except OSError as error:
            problems.append(problem("file_unreadable", Place(file=shown(folder)), reason=error.strerror or ""))
        if len(files) > MAX_FILES:
            raise UnusableFile(problem("purge_too_many", place, limit=MAX_FILES))
    return sorted(files), sorted(problems, key=lambda found: found.place.file)


def _is_link(path: Path) -> bool:
    """Return whether a path leads elsewhere; a junction on Windows is no symbolic link."""
    return path.is_symlink() or (path.is_dir() and os.path.realpath(path) != _real_in_parent(path))


def _real_in_parent(path: Path) -> str:
    return str(Path(os.path.realpath(path.parent)) / path.name)


def _told_of_link(path: Path) -> list[Problem]:
    place = Place(file=shown(path))
    if path.is_dir():
        return [problem("folder_link", place)]
    return [problem("purge_link", place)] if path.suffix.lower() in {*_OFFICE_SUFFIXES, ".pdf"} else []


@dataclass(frozen=True)
class _Looker:
    """What files are held against."""

    plan: Plan
    digest: str
    plan_path: Path
    recogniser: Recogniser

    def look(self, path: Path) -> _Seen | None:
        """Return a file of ours; None for any other. UnusableFile when it cannot be read."""
        if path.name.startswith(_OF_OTHER_PROGRAMS):
            return None
        try:
            if path.samefile(self.plan_path):
                return _Seen(path, _found(path, plan_claim(self.plan), Belongs.PLAN, None), (), "")
            state = state_of(path)
            with path.open("rb") as stream:
                beginning = stream.read(8)
        except OSError as error:
            raise UnusableFile(problem("file_unreadable", reason=error.strerror or "")) from error
        if _LEFTOVER.fullmatch(path.name):
            return self._leftover(path, state, beginning)
        if not beginning.startswith(BEGINNINGS):
            return None
        limit = MAX_PDF_BYTES if beginning.startswith(PDF) else MAX_FILE_BYTES
        data = read_whole(path, limit)
        if len(data) > limit:
            return self._doubtful(path, Doubt.UNREADABLE) if path.suffix.lower() in _OFFICE_SUFFIXES else None
        return self._judged(path, state, data)

    def _judged(self, path: Path, state: tuple[int, ...], data: bytes) -> _Seen | None:
        said = self.recogniser.recognise(path, data)
        if not isinstance(said, Claim):
            return self._doubtful(path, said) if said else None
        belongs, doubt = verdict_on(said, self.plan, self.digest)
        return _Seen(path, _found(path, said, belongs, doubt), state, hashlib.sha256(data).hexdigest())

    def _leftover(self, path: Path, state: tuple[int, ...], beginning: bytes) -> _Seen | None:
        """Return what a run that was killed has left half written, or another one is writing just now."""
        if beginning and not beginning.startswith((PDF, ZIP)):
            return None
        data = read_whole(path, MAX_PDF_BYTES)
        seen = self._judged(path, state, data)  # if it is all there, it says whose it is
        if seen is None and not _is_cut_off(data):
            return None
        found = seen.found if seen else FoundFile(str(path), None, "", "", "", Belongs.PLAN)
        if _is_being_written(path):
            found = replace(found, belongs=Belongs.DOUBTFUL, doubt=Doubt.BEING_WRITTEN)
        return _Seen(path, replace(found, kind=FileKind.LEFTOVER), state, hashlib.sha256(data).hexdigest())

    @staticmethod
    def _doubtful(path: Path, doubt: Doubt) -> _Seen:
        return _Seen(path, FoundFile(str(path), None, "", "", "", Belongs.DOUBTFUL, doubt), (), "")


def _is_being_written(path: Path) -> bool:
    try:
        return not is_abandoned(path)
    except OSError:  # it is finished by now, or gone
        return True


def _is_cut_off(data: bytes) -> bool:
    """Return whether the end of a file is missing."""
    return b"%%EOF" not in data[-_END_BYTES:] and b"PK\x05\x06" not in data[-_END_BYTES:]


def _found(path: Path, claim: Claim, belongs: Belongs, doubt: Doubt | None) -> FoundFile:
    candidate, name = claim.people[0] if len(claim.people) == 1 else ("", "")
    return FoundFile(str(path), claim.kind, claim.document, candidate, name, belongs, doubt)


# ---- deleting


def _deleted(
    seen: Sequence[_Seen], deleted: Callable[[FoundFile], None]
) -> tuple[tuple[FoundFile, ...], list[Problem]]:
    files: list[FoundFile] = []
    problems: list[Problem] = []
    for file in seen:
        found = file.found
        if found.belongs is Belongs.PLAN and found.kind is not FileKind.PLAN:
            wrong = _delete(file)
            if wrong:
                problems.append(wrong)
            else:
                found = replace(found, deleted=True)
                deleted(found)
        files.append(found)
    return tuple(files), problems


def _delete(file: _Seen) -> Problem | None:
    """Delete a file if it is what it was when it was listed; return why it is not deleted."""
    path, place = file.path, Place(file=shown(file.path))
    if lock := lock_file(path):
        return problem("purge_open", place, lock=shown(Path(lock.name)))
    try:
        if state_of(path) != file.state or _digest(path) != file.digest:
            return problem("purge_changed", place)
        path.unlink()
    except UnusableFile as error:
        return replace(error.problem, place=place)
    except OSError as error:
        return problem("purge_failed", place, reason=error.strerror or type(error).__name__)
    return None


def _digest(path: Path) -> str:
    return hashlib.sha256(read_whole(path, MAX_PDF_BYTES)).hexdigest()
