"""Which files to read as completed forms, and as score sheets beside them."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.files import lock_file, shown
from generator.problems import Place, Problem, problem

FORM_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf"})
"""What is opened in a folder: forms, and what a form may have been saved as (which is then said)."""

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})

Known = Callable[[Path], bool]
"""Says of a workbook in a folder whether it is a score sheet: a plan and earlier results may lie there too."""


def is_workbook(path: Path) -> bool:
    """Return whether a file is to be read as a score sheet and not as a form."""
    return path.suffix.lower() in WORKBOOK_SUFFIXES


def find_forms(paths: Sequence[Path], is_scoresheet: Known) -> tuple[list[Path], list[Problem]]:
    """Return the files to read, each once, and what there is to say about the places that were named."""
    files: dict[str, Path] = {}
    locks: list[Path] = []
    problems: list[Problem] = []
    for path in paths:
        entries, found = _entries(path, is_scoresheet)
        problems += found
        locks += [entry for entry in entries if _is_lock(entry)]
        for entry in entries:
            if not _is_lock(entry):
                files.setdefault(os.path.realpath(entry), entry)
    documents = [path for path in files.values() if not is_workbook(path)]  # of a workbook it is told when it is read
    opened = {os.path.realpath(lock): path for path in documents if (lock := lock_file(path))}
    places = {*opened.values(), *(lock for lock in locks if os.path.realpath(lock) not in opened)}
    problems += [problem("word_lock_file", Place(file=shown(path))) for path in sorted(places)]
    return list(files.values()), problems


def told_apart(paths: Sequence[Path]) -> dict[Path, str]:
    """Return what each file is called in messages: its name, with as many of its folders as tell it from the others."""
    names: dict[Path, str] = {}
    left, length = list(paths), 1
    while left:
        count = Counter(_end(path, length) for path in left)
        alone = [path for path in left if count[_end(path, length)] == 1 or length >= len(path.parts)]
        names |= {path: shown(Path(*path.parts[-length:])) for path in alone}
        left, length = [path for path in left if path not in names], length + 1
    return names


def _end(path: Path, length: int) -> tuple[str, ...]:
    """Return the last parts of a path as they are compared; two names that differ in case alone look alike."""
    return tuple(unicodedata.normalize("NFC", part).casefold() for part in path.parts[-length:])


def _entries(path: Path, is_scoresheet: Known) -> tuple[list[Path], list[Problem]]:
    """Return the forms, and lock files of forms, that a path leads to."""
    place = Place(file=shown(path))
    try:
        if path.is_dir():
            return _in_folder(path, is_scoresheet)
        if path.exists():
            return [path], []
        return [], [problem("link_broken" if path.is_symlink() else "file_missing", place)]
    except OSError as error:
        return [], [problem("file_unreadable", place, reason=error.strerror or "")]


def _in_folder(top: Path, is_scoresheet: Known) -> tuple[list[Path], list[Problem]]:
    """Return the forms, and lock files of forms, in a folder and those below it; links to folders are not followed."""
    entries: list[Path] = []
    problems: list[Problem] = []
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            inside = list(folder.iterdir())
            folders += [path for path in inside if path.is_dir() and not path.is_symlink()]
        except OSError as error:
            problems.append(problem("file_unreadable", Place(file=shown(folder)), reason=error.strerror or ""))
            continue
        for path in inside:
            if _is_lock(path) or _is_file(path, is_scoresheet):
                entries.append(path)
            elif code := _obstacle(path):
                problems.append(problem(code, Place(file=shown(path))))
    if not problems and all(map(_is_lock, entries)):
        problems = [problem("folder_without_forms", Place(file=shown(top)))]
    return sorted(entries), sorted(problems, key=lambda found: found.place.file)


def _is_lock(path: Path) -> bool:
    """Return whether a program keeps the file beside a form that is open in it."""
    name = path.name.removesuffix("#") if path.name.startswith(".~lock.") else path.name
    return name.startswith(("~$", ".~lock.")) and Path(name).suffix.lower() in FORM_SUFFIXES


def _may_be_read(path: Path) -> bool:
    """Return whether something is called like a form or a workbook."""
    # macOS keeps a "._" file beside each file that it copies to a disk of another system.
    return path.suffix.lower() in FORM_SUFFIXES | WORKBOOK_SUFFIXES and not path.name.startswith(("._", "~$"))


def _is_file(path: Path, is_scoresheet: Known) -> bool:
    return _may_be_read(path) and path.is_file() and (not is_workbook(path) or is_scoresheet(path))


def _obstacle(path: Path) -> str:
    """Return the code for something that leads to no file, where a form may be meant."""
    named = _may_be_read(path) and not is_workbook(path)
    if path.is_dir():
        return "file_is_folder" if named else "folder_link" if path.is_symlink() else ""
    if not named or path.is_file():
        return ""
    return "file_not_ordinary" if path.exists() else "link_broken" if path.is_symlink() else "file_gone"
