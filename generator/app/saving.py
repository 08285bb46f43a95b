"""Writing a file of ours where an earlier one may stand: over that alone, and only if nobody has touched it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from generator import package, seal
from generator.app.plans import not_written, save_new
from generator.files import lock_file, remove_abandoned, write_whole
from generator.model import Candidate, FormStatus, ReportEntry
from generator.problems import Problem, UnusableFile
from generator.word.opening import MAX_FILE_BYTES


def save_over_own(
    out: Path, parts: dict[str, bytes], same: Collection[str], *, replace: bool = True
) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write a sealed package and return where it is, None if nowhere, and problems.

    A file that is sealed with equal values of the names in ``same``, and whole, is written over when
    ``replace`` says so; beside any other file the new one gets another name.
    """
    data = package.write_package(parts)
    values = seal.sealed_values(parts)
    try:
        if replace and _is_own(out, {name: values.get(name) for name in same}):
            write_whole(out, data)
            return out, ()
        return save_new(out, data)
    except OSError as error:
        return None, (not_written(out, error),)
    except UnusableFile as error:
        return None, (error.problem,)


_SAME_REPORT = ("document", "title", "case number", "candidate", "candidate name")
ReportKey = tuple[str | None, ...]
"""What tells whether two reports are one: their values of ``_SAME_REPORT``."""


def own_reports(folder: Path) -> dict[ReportKey, Path]:
    """Return the reports in a folder that nobody has touched, by what they are; ours that were never finished go."""
    remove_abandoned(folder)
    found: dict[ReportKey, Path] = {}
    for path in sorted(folder.glob("*.docx")):
        values = _own_values(path)
        if values:
            found.setdefault(_key(values), path)
    return found


def _key(values: Mapping[str, str]) -> ReportKey:
    return tuple(values.get(name) for name in _SAME_REPORT)


def save_report(
    out: Path, parts: dict[str, bytes], document: str, candidate: Candidate | None, own: Mapping[ReportKey, Path]
) -> tuple[ReportEntry | None, tuple[Problem, ...]]:
    """Write a sealed report and return what became of it, None if it could not be written, and problems.

    ``own`` are the reports that were in the folder before. An earlier one that is whole is written over,
    whatever it is called, so that a run beside an edited report does not leave one more each time.
    """
    data, values = package.write_package(parts), seal.sealed_values(parts)
    same = {name: values.get(name) for name in _SAME_REPORT}
    earlier = own.get(_key(values))
    if earlier is not None and not _is_own(earlier, same):  # perhaps edited since the folder was read
        earlier = None
    try:
        out.parent.mkdir(exist_ok=True)
        if earlier is None:
            path, problems = save_new(out, data)
            return _entry(path, document, candidate, FormStatus.WRITTEN), problems
        if earlier.read_bytes() == data:
            return _entry(earlier, document, candidate, FormStatus.UNCHANGED), ()
        write_whole(earlier, data)
        return _entry(earlier, document, candidate, FormStatus.REPLACED), ()
    except OSError as error:
        return None, (not_written(out, error),)
    except UnusableFile as error:
        return None, (error.problem,)


def _entry(path: Path, document: str, candidate: Candidate | None, status: FormStatus) -> ReportEntry:
    id, name = (candidate.id, candidate.name) if candidate else ("", "")
    return ReportEntry(str(path), document, id, name, status)


def _is_own(path: Path, values: Mapping[str, str | None]) -> bool:
    """Return whether a file is what we wrote with these values, and nobody has it open or has touched it."""
    stored = _own_values(path)
    return bool(stored) and {name: stored.get(name) for name in values} == values


def _own_values(path: Path) -> dict[str, str]:
    """Return the values that a file of ours was sealed with; none where somebody has it open or has touched it."""
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_FILE_BYTES or lock_file(path):
            return {}
        parts = package.read_package(path.read_bytes())
    except (OSError, package.DamagedPackage):
        return {}
    return seal.sealed_values(parts) if seal.is_whole(parts) else {}
