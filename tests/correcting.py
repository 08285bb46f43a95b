"""Results of a plan whose forms were filled in, to be corrected the way people do and read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
from documents import SCREEN, checked
from lxml import etree
from workbooks import write_workbook

from generator import package
from generator.app.corrected import read_results
from generator.app.forms import make_forms
from generator.app.plans import CheckedPlan
from generator.app.totals import compute_totals, save_results
from generator.language import all_languages
from generator.model import Results
from generator.problems import Problem
from generator.word.filling import fill

CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Filled = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Read:
    """What came of reading a workbook: no results where it was refused."""

    results: Results | None
    problems: tuple[Problem, ...]

    @property
    def codes(self) -> list[str]:
        return [entry.code for entry in self.problems]

    @property
    def entries(self) -> list[tuple[str, str, str, object, object]]:
        """Who, which field, in which cell, from and to."""
        assert self.results, self.problems
        assert self.results.corrections
        found = self.results.corrections.entries
        return [(e.candidate, e.tag, f"{e.sheet}!{e.cell}", e.before, e.after) for e in found]

    @property
    def uncorrected(self) -> Results:
        assert self.results, self.problems
        return replace(self.results, corrections=None)


@dataclass(frozen=True)
class Case:
    """A plan, what its forms came to, and the results workbook."""

    plan: CheckedPlan
    results: Results
    path: Path

    def read(self, path: Path | None = None, *, opened: bool = False, passwords: tuple[str, ...] = ()) -> Read:
        return Read(*read_results(self.plan, path or self.path, opened=opened, passwords=passwords))


def case_of(folder: Path, filled: Filled, *markdown: str, opened: bool = False) -> Case:
    """Fill in the forms of a plan, read them and write the results.

    ``filled`` has the answers by candidate and panel member (``P1``, ``P1 I2``), with a word behind for a second form.
    """
    plan = checked(write_workbook(folder / "plan.xlsx", *markdown))
    made = make_forms(plan, folder / "forms", SCREEN).entries
    forms = {f"{entry.candidate} {entry.panel_member}".strip(): Path(entry.path) for entry in made}
    completed = folder / "utfylt"
    completed.mkdir()
    for whose, answers in filled.items():
        of = whose.removesuffix(" igjen")
        (completed / f"{whose}.docx").write_bytes(fill(forms[of].read_bytes(), answers))
    results = compute_totals(plan, [completed], opened=opened)
    assert results
    path, _ = save_results(results, plan.words, folder / "resultater.xlsx")
    assert path
    return Case(plan, results, path)


def corrected(path: Path, cells: Mapping[str, Any]) -> Path:
    """Type into cells such as ``Skårer!F9``, as Excel would save them; None empties a cell."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell].value = value
    book.save(path)
    return path


def score_cell(path: Path, form: str, tag: str, sheet: str = "Skårer") -> str:
    """Return where the score of a form stands; ``form`` is whose it is: ``P1`` alone where there is one, or ``P1/I2``."""
    cells = openpyxl.load_workbook(path)[sheet]
    key = form if "/" in form else f"{form}/"
    (row,) = (cell.row for cell in cells["A"] if cell.value == key)
    (column,) = (cell.column_letter for row_ in cells.iter_rows() for cell in row_ if cell.value == tag)
    return f"{sheet}!{column}{row}"


def note_cell(path: Path, form: str, field: str, piece: int = 1, sheet: str = "Notater") -> str:
    """Return where a piece of a text stands on the sheet of notes."""
    notes = openpyxl.load_workbook(path)[sheet]
    names = {cell.value: cell.column for cell in notes[1]}
    texts = [words.text("results.notes.text") for words in all_languages()]

    def is_it(row: int) -> bool:
        said = [notes.cell(row, names[name]).value for name in ("form_id", "field", "piece")]
        return str(said[0]).startswith(form) and said[1:] == [field, piece]

    (row,) = (row for row in range(2, notes.max_row + 1) if is_it(row))
    (column,) = (names[name] for name in dict.fromkeys(texts) if name in names)
    return f"{sheet}!{notes.cell(row, column).coordinate}"


def type_in_file(path: Path, place: str, text: str) -> None:
    """Put a text into a cell of the file itself, as a program does that keeps no shared strings."""
    sheet, cell = place.split("!")
    parts = package.read_package(path.read_bytes())
    part = f"xl/worksheets/sheet{openpyxl.load_workbook(path).sheetnames.index(sheet) + 1}.xml"
    root = package.parse_xml(parts[part])
    (found,) = (entry for entry in root.iterfind(".//{*}c") if entry.get("r") == cell)
    for child in list(found):
        found.remove(child)
    found.set("t", "inlineStr")
    inline = etree.SubElement(etree.SubElement(found, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
    inline.text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    inline.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts[part] = package.serialize_xml(root)
    path.write_bytes(package.write_package(parts))


def saved(path: Path, by: str, at: str) -> Path:
    """Let a workbook say who saved it last, and when."""
    parts = package.read_package(path.read_bytes())
    root = package.parse_xml(parts["docProps/core.xml"])
    said = {etree.QName(entry).localname: entry for entry in root}
    said["modified"].text = at
    said.setdefault("lastModifiedBy", etree.SubElement(root, f"{{{CORE}}}lastModifiedBy")).text = by
    parts["docProps/core.xml"] = package.serialize_xml(root)
    path.write_bytes(package.write_package(parts))
    return path
