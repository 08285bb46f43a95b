"""What the files of the corpus hold and what of it is read: the figures of docs/form-fields.md."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from documents import checked
from lxml import etree
from returned import Reading, read_file

from corpus.sources import plan_workbook
from generator.app.plans import CheckedPlan

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class File:
    """A file of the corpus, and what is expected of it."""

    path: Path
    expected: Mapping[str, Any]

    @property
    def key(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    def read(self) -> Reading:
        return read_file(plan(self.expected["plan"]), self.path)


def files() -> list[File]:
    """Return every file of the corpus, in the order of their names."""
    return [
        File(path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        for path in sorted(HERE.glob("*/*.docx"))
    ]


@cache
def plan(name: str) -> CheckedPlan:
    """Return a plan of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        return checked(plan_workbook(name, Path(folder)))


def marks(path: Path) -> dict[str, bool]:
    """Return whether a file still says whose it is, in each of the three ways."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return {
        "properties": b"form id" in parts.get("docProps/custom.xml", b""),
        "visible id": _FORM_ID.search("".join(etree.fromstring(parts["word/document.xml"]).itertext())) is not None,
        "XML part": any(
            b"urn:intervjuguide:form" in data for name, data in parts.items() if name.startswith("customXml/")
        ),
    }


MARKS = ("properties", "XML part", "visible id")
_FORM_ID = re.compile(r"P\d-(I\d-)?[A-Z2-7]{4}-[A-Z2-7]{4}")
_WAYS = ("opened and saved", "filled in", "edited")
_HEADER = (
    "| program | what was done with it | forms | answers | by tag | by grid | text changed | told "
    "| properties | XML part | visible id |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
)


@dataclass
class Row:
    """One line of the table: a program, a way, and sums over its files."""

    files: int = 0
    answers: int = 0
    found: Counter[str | None] = field(default_factory=Counter)
    altered: int = 0
    told: int = 0
    marks: Counter[str] = field(default_factory=Counter)

    def add(self, file: File) -> None:
        reading = file.read()
        self.files += 1
        self.answers += len(file.expected["answers"]) + len(file.expected["told"])
        self.altered += len(file.expected["altered"])
        self.told += len(file.expected["told"])
        for tag, meant in file.expected["answers"].items():
            answer = reading.answers.get(tag)
            right = answer is not None and answer.value == meant
            self.found[answer.found_by if answer and right else "wrong"] += 1
        self.marks.update(mark for mark, there in marks(file.path).items() if there)

    def cells(self) -> list[str]:
        sums = (self.files, self.answers, self.found["tag"], self.found["grid"], self.altered, self.told)
        return [*map(str, sums), *(f"{self.marks[mark]} of {self.files}" for mark in MARKS)]


def table() -> str:
    """Return the table of what was read from the files of each program, as Markdown."""
    rows: dict[tuple[str, str], Row] = {}
    for file in files():
        rows.setdefault((file.expected["program"], file.expected["way"]), Row()).add(file)
    lines = [
        f"| {' | '.join([program, way, *row.cells()])} |\n" for (program, way), row in sorted(rows.items(), key=_order)
    ]
    return _HEADER + "".join(lines)


def _order(entry: tuple[tuple[str, str], Row]) -> tuple[Any, ...]:
    (program, way), _ = entry
    name, version = program.rsplit(" ", 1)
    return name.casefold(), [int(part) for part in version.split(".")], _WAYS.index(way) if way in _WAYS else 9, way


def wrong(expected: Mapping[str, Any], reading: Reading) -> list[str]:
    """Return a line for all that is not read as expected."""
    found = []
    if (reading.candidate, reading.panel_member) != (expected["candidate"], expected["panel_member"]):
        found.append(f"identity: {reading.candidate} {reading.panel_member}, {reading.codes()}")
    for tag in sorted({*reading.answers, *expected["answers"]}):
        meant, answer = expected["answers"].get(tag), reading.answers.get(tag)
        read = answer.value if answer else None
        if read != meant and not (meant is None and read is False):  # a box that is not ticked is empty
            found.append(f"{tag}: {read!r} and not {meant!r}, {reading.codes(tag)}")
    said = sorted((p.code, p.place.tag or "") for p in reading.problems if p.code not in _OF_FIGURES)
    told = [(entry["code"], tag) for tag, entry in expected["told"].items()]
    told += [(entry["code"], entry["tag"]) for entry in expected["problems"]]
    if said != sorted(told):
        found.append(f"problems: {said} and not {sorted(told)}")
    return found


_OF_FIGURES = frozenset({"scores_missing", "total_differs"})
"""What the totals say of answers that were read rightly, or that are told as missing."""
