"""The programs that the corpus is saved with, each in the versions that are here.

A version is one folder of a system: of this one, or of another that was unpacked beside it and is entered by chroot.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from corpus.typed import EDITED, SAVED, TYPED, TYPED_BY_TAG, Case, through

HERE = Path(__file__).resolve().parent
SECONDS = 300


class Failed(Exception):
    """A program did not do what it was asked to."""


@dataclass(frozen=True)
class System:
    """A system that programs are run in; ``root`` is its folder, or None for the one that this script runs in."""

    root: Path | None = None

    def run(self, *command: str, given: str = "") -> str:
        """Run a program and return what it printed; Failed when it is not there or does not end well."""
        inside = ("chroot", str(self.root)) if self.root else ()
        environment = {"PATH": os.environ["PATH"], "HOME": "/tmp", "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(
                [*inside, *command],
                input=given,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                env=environment,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Failed(f"{command[0]}: {error}") from error
        if done.returncode:
            raise Failed(f"{command[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-400:]}")
        return done.stdout

    def folder(self) -> tempfile.TemporaryDirectory[str]:
        """Return a new folder that this system can see."""
        above = self.root / "tmp" if self.root else None
        return tempfile.TemporaryDirectory(dir=above, ignore_cleanup_errors=True)

    def path(self, path: Path) -> str:
        """Return a path as this system names it."""
        return f"/{path.relative_to(self.root)}" if self.root else str(path)


@dataclass(frozen=True)
class Program:
    """A program in one version; ``key`` names its folder in the corpus."""

    system: System
    version: str

    name: ClassVar[str]
    cases: ClassVar[tuple[Case, ...]]

    @property
    def key(self) -> str:
        return f"{self.name.casefold()}-{'.'.join(self.version.split('.')[:2])}"

    def save(self, source: Path, case: Case) -> bytes:
        """Open a form in the program, do what the case says and return what it saved as .docx."""
        steps = [source, *(source.with_name(f"saved.{kind}") for kind in filter(None, (case.through, "docx")))]
        self.work(steps, case)
        return steps[-1].read_bytes()

    def work(self, steps: Sequence[Path], case: Case) -> None:
        """Save each file as the next."""
        raise NotImplementedError


class LibreOffice(Program):
    """Typed in and saved through UNO."""

    name = "LibreOffice"
    cases = (*SAVED, *through("odt", "rtf", "doc"), *TYPED, *EDITED)

    @staticmethod
    def version_in(system: System) -> str:
        words = system.run("soffice", "--version").split()
        system.run("/usr/bin/python3", "-c", "import uno")
        return words[1]

    def work(self, steps: Sequence[Path], case: Case) -> None:
        folder = steps[0].parent
        for script in (HERE / "uno_work.py", HERE.parent / "uno_fill.py", HERE / "picture.png"):
            shutil.copy(script, folder)
        path = self.system.path
        deeds = [{**deed, "file": path(folder / deed["file"])} if "file" in deed else deed for deed in case.deeds]
        jobs = [
            {"source": path(one), "target": path(other), "deeds": [] if number else deeds}
            for number, (one, other) in enumerate(pairwise(steps))
        ]
        self.system.run("/usr/bin/python3", path(folder / "uno_work.py"), given=json.dumps(jobs))


class SuperDoc(Program):
    """Typed in with mouse and keyboard in a browser; ``folder`` is where npm has installed it."""

    name = "SuperDoc"
    cases = (*SAVED, *TYPED_BY_TAG)
    folder: Path

    def __init__(self, folder: Path) -> None:
        package = folder / "node_modules" / "superdoc" / "package.json"
        if not package.exists():
            raise Failed(f"npm has not installed superdoc in {folder}")
        super().__init__(System(), json.loads(package.read_text(encoding="utf-8"))["version"])
        object.__setattr__(self, "folder", folder)

    def work(self, steps: Sequence[Path], case: Case) -> None:
        source, target = steps
        cells = [deed for deed in case.deeds if "tag" in deed]
        job = {"source": str(source), "target": str(target), "suggesting": case.suggesting, "cells": cells}
        self.system.run("node", str(HERE / "superdoc.mjs"), str(self.folder), given=json.dumps(job))


class AbiWord(Program):
    """Converted on the command line."""

    name = "AbiWord"
    cases = (*SAVED, *through("odt", "rtf", "doc"))

    @staticmethod
    def version_in(system: System) -> str:
        return system.run("abiword", "--version").strip()

    def work(self, steps: Sequence[Path], case: Case) -> None:
        for one, other in pairwise(steps):
            kind = other.suffix.removeprefix(".")
            self.system.run("abiword", f"--to={kind}", "-o", self.system.path(other), self.system.path(one))


class Pandoc(Program):
    """Converted on the command line."""

    name = "pandoc"
    cases = (*SAVED, *through("odt", "rtf", "html"))

    @staticmethod
    def version_in(system: System) -> str:
        match = re.search(r"pandoc ([0-9.]+)", system.run("pandoc", "--version"))
        if match is None:
            raise Failed("pandoc does not say its version")
        return match[1]

    def work(self, steps: Sequence[Path], case: Case) -> None:
        folder = self.system.path(steps[0].parent / "media")
        for one, other in pairwise(steps):
            self.system.run(
                "pandoc",
                "--standalone",
                f"--extract-media={folder}",
                self.system.path(one),
                "-o",
                self.system.path(other),
            )


IN_SYSTEMS = (LibreOffice, AbiWord, Pandoc)
CASES = {kind.name: kind.cases for kind in (*IN_SYSTEMS, SuperDoc)}
KEPT = {
    "libreoffice-25.2": ("saved-nb", "by-odt-nb", "by-rtf-nb", "by-doc-nb", "chosen-sv-agreed"),
    "pandoc-2.17": ("saved-nb", "by-odt-nb"),
}
"""Of versions between or before others only a few forms, so that the corpus stays small."""


NOT_MADE = (("libreoffice-2", "comment-nb"),)
"""By the beginning of a version: LibreOffice 25.2 and 26.8 end when a comment is added and there is no window."""


def cases_of(name: str, key: str) -> list[Case]:
    """Return what is made with a program in the version of a folder."""
    absent = {case for version, case in NOT_MADE if key.startswith(version)}
    return [case for case in CASES[name] if case.name in KEPT.get(key, (case.name,)) and case.name not in absent]


def found(systems: Sequence[System], superdoc: Path | None) -> Iterator[Program | str]:
    """Yield every program that is here, and for each that is not, why."""
    for system in systems:
        for kind in IN_SYSTEMS:
            try:
                yield kind(system, kind.version_in(system))
            except Failed as error:
                yield f"{kind.name} is not in {system.root or 'this system'}: {error}"
    try:
        yield SuperDoc(superdoc or Path())
    except Failed as error:
        yield f"SuperDoc is not here: {error}"
