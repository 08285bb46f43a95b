"""Results that people have corrected: read back as they stand, and told apart from what the forms say."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from commands import run, run_json
from correcting import Case, case_of, corrected, note_cell, saved, score_cell, type_in_file
from documents import checked, outline, root_of, w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet
from plans import FULL_PLAN, WORKED_EXAMPLE
from workbooks import SMALL_PLAN, change_cells, write_workbook

from generator import package, seal
from generator.app.demo import run_demo
from generator.app.received import figured
from generator.app.totals import compute_totals, forms_of, results_of, save_results
from generator.language import codes, load
from generator.model import Answer, CompletedForm, Remark, RemarkKind, Results

FILLED = {
    "P1": {
        "in_depth.K1.score": "4",
        "in_depth.K1.met": "Oppfylt",
        "in_depth.K1.notes": "Hun ryddet i\ngamle saker.",
        "in_depth.K1.assessment": "Overbevisende.",
        "in_depth.K2.score": "Ikke vurdert",
        "case.V1.score": "3",
        "case.V2.score": "4",
        "tests.V3.score": "5",
        "closing.S4.done": "☒",
        "conclusion.summary": "Sterk på skriving.",
        "conclusion.recommend": "Gå videre",
    }
}
"""The example that the design works out by hand: 4.1667 overall on 2 of 3 requirements."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(tmp_path_factory.mktemp("resultater"), FILLED, SMALL_PLAN, WORKED_EXAMPLE)


@pytest.fixture
def case(written: Case, tmp_path: Path) -> Case:
    """Results of its own for each test to write into."""
    return replace(written, path=Path(shutil.copy(written.path, tmp_path / "resultater.xlsx")))


def edited(case: Case, change: Callable[[openpyxl.Workbook], object]) -> Case:
    book = openpyxl.load_workbook(case.path)
    change(book)
    book.save(case.path)
    return case


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


# ---- nothing corrected


def test_results_that_nobody_has_touched_say_what_the_forms_say(case: Case):
    read = case.read()
    assert read.uncorrected == case.results
    assert read.entries == []


def test_results_that_were_saved_without_a_change_say_what_the_forms_say(case: Case):
    corrected(case.path, {})
    assert case.read().uncorrected == case.results
    assert case.read().entries == []


# ---- scores


def test_a_corrected_score_gives_the_figures_worked_out_by_hand(case: Case):
    """K1 in depth 2 instead of 4: K1 = (2 + 3.5) / 2 = 2.75, overall = (2 × 2.75 + 5) / 3 = 3.5."""
    cell = score_cell(case.path, "P1", "in_depth.K1.score")
    corrected(case.path, {cell: 2})
    read = case.read()
    assert read.entries == [("P1", "in_depth.K1.score", cell, 4, 2)]
    assert read.results
    totals = read.results.candidates[0].totals
    assert totals
    assert totals.requirements["K1"].score == Fraction(11, 4)
    assert totals.overall.mean == Fraction(7, 2)
    assert read.results.forms[0].form.answers["in_depth.K1.score"].value == 2


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (5, 5),
        (5.0, 5),
        ("5", 5),
        (" 5 ", 5),
        ("5/5", 5),
        ("fem", 5),
        ("Ikke vurdert", "not_assessed"),
        ("ikkje vurdert", "not_assessed"),
        ("ej bedömd", "not_assessed"),
        ("Not assessed", "not_assessed"),
        (None, None),
        ("   ", None),
    ],
)
def test_a_score_is_typed_as_in_a_form(case: Case, typed: Any, value: Any):
    cell = score_cell(case.path, "P1", "in_depth.K1.score")
    corrected(case.path, {cell: typed})
    assert case.read().entries == [("P1", "in_depth.K1.score", cell, 4, value)]


@pytest.mark.parametrize("typed", [7, 0, -1, 3.5, "3,5", "4-5", "4?", "bra", True, datetime(2026, 5, 4), "#N/A"])
def test_what_is_no_score_is_an_error_at_its_cell_and_nothing_is_made_of_the_results(case: Case, typed: Any):
    cell = score_cell(case.path, "P1", "in_depth.K1.score")
    corrected(case.path, {cell: typed})
    read = case.read()
    assert read.results is None
    (found,) = read.problems
    assert found.severity == "error"
    assert f"{found.place.sheet}!{found.place.cell}" == cell


@pytest.mark.parametrize(("typed", "value"), [("Ikke oppfylt", "not_met"), ("ej klarlagt", "open"), (None, None)])
def test_a_judgement_is_corrected_in_words(case: Case, typed: Any, value: Any):
    cell = score_cell(case.path, "P1", "in_depth.K1.met")
    corrected(case.path, {cell: typed})
    assert case.read().entries == [("P1", "in_depth.K1.met", cell, "met", value)]


def test_every_unusable_cell_is_told_in_one_run(case: Case):
    tags = ("in_depth.K1.score", "in_depth.K1.met", "tests.V3.score")
    corrected(case.path, {score_cell(case.path, "P1", tag): "?" for tag in tags})
    assert sorted(case.read().codes) == ["bad_met", "bad_score", "bad_score"]


def test_a_formula_in_the_place_of_a_score_counts_as_what_it_shows(case: Case, office: ModuleType, tmp_path: Path):
    cell = score_cell(case.path, "P1", "in_depth.K1.score")
    corrected(case.path, {cell: "=1+1"})
    assert case.read().codes == ["formula_without_value"]
    office.calculate([case.path], [], tmp_path / "regnet.xlsx")
    assert case.read(tmp_path / "regnet.xlsx").entries == [("P1", "in_depth.K1.score", cell, 4, 2)]


def test_what_was_wrong_with_a_score_is_settled_by_typing_it(tmp_path: Path):
    filled = {"P1": {"in_depth.K1.score": "4-5", "in_depth.K2.score": "1-2"}}
    case = case_of(tmp_path, filled, SMALL_PLAN, WORKED_EXAMPLE)
    assert [p.place.tag for p in case.results.problems if p.code == "bad_score"] == [
        "in_depth.K1.score",
        "in_depth.K2.score",
    ]
    cell = score_cell(case.path, "P1", "in_depth.K1.score")
    corrected(case.path, {cell: 4})
    read = case.read()
    assert read.entries == [("P1", "in_depth.K1.score", cell, None, 4)]
    assert read.results
    assert read.results.corrections
    assert read.results.corrections.entries[0].raw == "4-5"
    assert [p.place.tag for p in read.results.problems if p.code == "bad_score"] == ["in_depth.K2.score"]


def test_what_the_figures_say_is_said_anew(case: Case):
    """A low score on a must prompts a look, and a score that is filled in is no longer missing."""
    low = score_cell(case.path, "P1", "in_depth.K1.score")
    cells = {low: 1, score_cell(case.path, "P1", "in_depth.K1.met"): None}
    cells |= {score_cell(case.path, "P1", f"case.V{n}.score"): 1 for n in (1, 2)}
    corrected(case.path, {**cells, score_cell(case.path, "P1", "in_depth.K3.score"): 3})
    read = case.read()
    assert read.results
    before, after = ([p.code for p in found.problems] for found in (case.results, read.results))
    assert "low_score_on_must" in after
    assert "low_score_on_must" not in before
    assert "scores_missing" in before
    assert "scores_missing" not in after


# ---- texts


def test_a_corrected_text_is_told_from_what_the_form_says(case: Case):
    cell = note_cell(case.path, "P1", "in_depth.K1.notes")
    corrected(case.path, {cell: " Hun ryddet i\nnye saker. "})
    read = case.read()
    assert read.entries == [
        ("P1", "in_depth.K1.notes", cell, "Hun ryddet i\ngamle saker.", " Hun ryddet i\nnye saker. ")
    ]
    assert read.results
    assert read.results.forms[0].form.answers["in_depth.K1.notes"].value == " Hun ryddet i\nnye saker. "


def test_a_text_that_was_emptied_in_its_cell_is_corrected_to_nothing(case: Case):
    cell = note_cell(case.path, "P1", "in_depth.K1.assessment")
    corrected(case.path, {cell: None})
    read = case.read()
    assert read.entries == [("P1", "in_depth.K1.assessment", cell, "Overbevisende.", None)]
    assert read.results
    assert not read.results.forms[0].form.answers["in_depth.K1.assessment"].is_given


def test_a_text_whose_row_was_deleted_is_an_error_and_not_taken_for_emptied(case: Case):
    _, row = coordinate_from_string(note_cell(case.path, "P1", "in_depth.K1.assessment").partition("!")[2])
    edited(case, lambda book: book["Notater"].delete_rows(row))
    read = case.read()
    assert read.results is None
    assert read.codes == ["results_text_missing"]


@pytest.mark.parametrize(
    ("tag", "typed", "value"),
    [
        ("conclusion.recommend", "Ikke gå videre", "not"),
        ("conclusion.recommend", None, None),
        ("closing.S4.done", "nei", False),
        ("closing.S4.done", None, False),
    ],
)
def test_choices_on_the_sheet_of_notes_are_corrected_in_words(case: Case, tag: str, typed: Any, value: Any):
    cell = note_cell(case.path, "P1", tag)
    corrected(case.path, {cell: typed})
    ((_, found, where, _, after),) = case.read().entries
    assert (found, where, after) == (tag, cell, value)


@pytest.mark.parametrize(("tag", "code"), [("conclusion.recommend", "bad_recommend"), ("closing.S4.done", "bad_tick")])
def test_a_choice_that_means_nothing_is_an_error(case: Case, tag: str, code: str):
    corrected(case.path, {note_cell(case.path, "P1", tag): "kanskje"})
    assert (case.read().results, case.read().codes) == (None, [code])


def test_a_number_typed_for_a_text_is_the_text_that_is_seen(case: Case):
    corrected(case.path, {note_cell(case.path, "P1", "conclusion.summary"): 7})
    assert [entry[-1] for entry in case.read().entries] == ["7"]


def test_rows_that_were_sorted_and_columns_that_were_put_in_are_found(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        notes, scores = book["Notater"], book["Skårer"]
        rows = [[cell.value for cell in row] for row in notes.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                notes.cell(number, column).value = value
        notes.insert_cols(3)
        scores.insert_rows(9, 2)
        scores.insert_cols(5)
        notes.title, scores.title = "Våre notater", "Våre tall"
        book.move_sheet(scores, 3)

    edited(case, change)
    cell = score_cell(case.path, "P1", "in_depth.K3.score", sheet="Våre tall")
    corrected(case.path, {cell: 3})
    assert case.read().entries == [("P1", "in_depth.K3.score", cell, None, 3)]


def test_a_row_of_notes_that_was_added_is_told_and_not_read(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Notater"]
        sheet.cell(sheet.max_row + 1, columns(sheet)["Tekst"]).value = "Glemte å si at hun var hyggelig."

    read = edited(case, change).read()
    assert read.entries == []
    assert read.results
    assert [p.severity for p in read.results.problems if p.code == "results_row_added"] == ["warning"]


def test_a_row_of_notes_that_was_copied_is_an_error_at_the_copy(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Notater"]
        for column in range(1, sheet.max_column + 1):
            sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(2, column).value

    read = edited(case, change).read()
    assert (read.results, read.codes) == (None, ["results_text_repeated"])


def test_a_row_of_another_workbook_is_an_error(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Notater"]
        last = sheet.max_row + 1
        of_another = {"Tekst": "Fra et annet sted", "key": "P9//in_depth.K1.notes/1"}
        for name, value in of_another.items():
            sheet.cell(last, columns(sheet)[name]).value = value

    read = edited(case, change).read()
    assert (read.results, read.codes) == (None, ["results_row_unknown"])


# ---- rows, columns and sheets that are gone


def delete_scores(book: openpyxl.Workbook) -> None:
    del book["Skårer"]


def copy_and_rename_scores(book: openpyxl.Workbook) -> None:
    book.copy_worksheet(book["Skårer"])
    book["Skårer"].title = "Gamle"


def double_row_of_scores(book: openpyxl.Workbook) -> None:
    sheet = book["Skårer"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(12, column).value = sheet.cell(9, column).value


def double_column_of_scores(book: openpyxl.Workbook) -> None:
    sheet = book["Skårer"]
    last = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, last).value = sheet.cell(row, 4).value


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (delete_scores, "results_sheet_missing"),
        (copy_and_rename_scores, "results_sheet_missing"),
        (lambda book: book["Skårer"].delete_rows(9), "results_sheet_missing"),
        (double_row_of_scores, "results_row_repeated"),
        (lambda book: book["Skårer"].delete_cols(4), "results_column_missing"),
        (double_column_of_scores, "results_column_repeated"),
        (lambda book: book["Skårer"].merge_cells("D9:E9"), "scoresheet_merged"),
        (lambda book: book["Notater"].delete_cols(columns(book["Notater"])["key"]), "results_sheet_missing"),
    ],
)
def test_what_can_no_longer_be_told_is_an_error_and_nothing_is_made_of_the_results(
    case: Case, change: Callable[[openpyxl.Workbook], object], code: str
):
    read = edited(case, change).read()
    assert read.results is None
    assert set(read.codes) == {code}


def test_a_row_of_scores_that_was_deleted_is_told_with_whose_it_is(tmp_path: Path):
    filled = {"P1": {"in_depth.K1.score": "4"}, "P2": {"in_depth.K1.score": "3"}}
    case = case_of(tmp_path, filled, FULL_PLAN)
    edited(case, lambda book: book["Skårer"].delete_rows(10))
    (found,) = case.read().problems
    assert (found.code, found.values["name"]) == ("results_row_missing", "Øystein Ås")


def test_a_copy_of_the_sheet_beside_it_changes_nothing(case: Case):
    edited(case, lambda book: (book.copy_worksheet(book["Skårer"]), book.copy_worksheet(book["Notater"])))
    assert case.read().entries == []


# ---- figures


def test_a_figure_that_was_typed_over_counts_nothing_and_is_told_with_its_cell(case: Case):
    sheet = openpyxl.load_workbook(case.path)["Oversikt"]
    formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if not formulas:
        pytest.skip("no figure is a formula yet")
    corrected(case.path, {f"Oversikt!{formulas[0]}": 5})
    read = case.read()
    assert read.entries == []
    assert read.results
    assert [c.totals for c in read.results.candidates] == [c.totals for c in case.results.candidates]
    (found,) = (p for p in read.results.problems if p.code == "figure_typed_over")
    assert (found.place.sheet, found.place.cell, found.values["text"]) == ("Oversikt", formulas[0], "5")


def test_a_sheet_that_was_pasted_as_values_is_told_once(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        cells = [cell for row in book["Krav"].iter_rows() for cell in row if cell.data_type == "f"]
        for cell in cells:
            cell.value = 3

    read = edited(case, change).read()
    assert read.results
    codes = [p.code for p in read.results.problems]
    assert (codes.count("figure_typed_over"), codes.count("figures_typed_over")) == (0, 1)


def test_rows_above_formulas_do_not_make_them_typed_over(case: Case):
    """Excel moves formulas along; openpyxl does not, so they are moved by hand."""

    def change(book: openpyxl.Workbook) -> None:
        book["Oversikt"].insert_rows(2, 3)

    read = edited(case, change).read()
    assert read.results
    assert [p.code for p in read.results.problems if "typed_over" in p.code] == []


# ---- which workbook


def test_who_saved_the_workbook_last_and_when_is_what_it_says(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        book.properties.lastModifiedBy = "Eva Dahl"

    read = edited(case, change).read()
    assert read.results
    found = read.results.corrections
    assert found
    assert (found.file, found.saved_by) == ("resultater.xlsx", "Eva Dahl")
    said = openpyxl.load_workbook(case.path).properties.modified
    assert found.saved == said.replace(tzinfo=UTC)


def test_results_of_another_position_are_refused(case: Case, tmp_path: Path):
    other = checked(write_workbook(tmp_path / "annen.xlsx", FULL_PLAN))
    assert replace(case, plan=other).read().codes == ["results_other_plan"]


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("Krav!E2", 3, ["results_plan_changed"]),
        ("Krav!B3", "Noe helt annet", ["results_plan_changed"]),
        ("Stilling!B2", "2027/1", ["results_other_plan"]),
        ("Stilling!B1", "Rådgiver", ["results_other_plan"]),
    ],
)
def test_the_plan_is_the_one_that_the_results_were_made_from(
    case: Case, tmp_path: Path, cell: str, value: Any, codes: list[str]
):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, WORKED_EXAMPLE)
    change_cells(plan, {cell: value})
    assert replace(case, plan=checked(plan)).read().codes == codes


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("Kandidater!B3", "Øystein Ås-Moe", "form_name_differs"),
        ("Kandidater!A3", "P7", "form_unknown_candidate"),
        ("Kandidater!G3", "trukket seg", "form_of_withdrawn"),
        ("Stilling!B1", "Fagleder plan", ""),
    ],
)
def test_a_candidate_who_is_no_longer_in_the_plan_is_left_out_as_a_form_would_be(
    tmp_path: Path, cell: str, value: str, code: str
):
    filled = {"P1": {"in_depth.K1.score": "4"}, "P2": {"in_depth.K1.score": "3"}}
    case = case_of(tmp_path, filled, FULL_PLAN)
    plan = change_cells(write_workbook(tmp_path / "plan2.xlsx", FULL_PLAN), {cell: value})
    read = replace(case, plan=checked(plan)).read()
    assert read.results
    assert [bool(c.totals) for c in read.results.candidates[:2]] == [True, not code]
    assert code in ["", *(p.code for p in read.results.problems)]


def test_results_whose_record_was_changed_are_refused(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        (cell,) = (
            cell for row in book.worksheets[-1].iter_rows() for cell in row if str(cell.value).startswith('{"title"')
        )
        cell.value = str(cell.value).replace('"value":4', '"value":5')

    assert edited(case, change).read().codes == ["results_damaged"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"form":0,', '"form":7,'),
        ('"form":0,', '"form":-1,'),
        ('"field":"conclusion.summary"', '"field":"conclusion.song"'),
        ('"field":"conclusion.summary"', '"field":"remark.3"'),
        ('"fields":["', '"fields":["ukjent","'),
        ('"scored":["', '"scored":["P9-AAAA-BBBB","'),
        ('"formulas":{', '"formulas":{"Krav ":["A1:XFD1048576"],'),
        ('"formulas":{', '"formulas":{"Krav ":["A1:"],'),
        ('"formulas":{', '"formulas":{"Krav ":["A:C"],'),
    ],
)
def test_a_record_that_does_not_fit_is_refused_although_its_checksum_is_right(case: Case, old: str, new: str):
    def change(book: openpyxl.Workbook) -> None:
        rows = [row for row in book.worksheets[-1].iter_rows() if row[0].value == "intervjuguide"]
        (written,) = (row[3] for row in rows if row[1].value == "written")
        assert old in str(written.value)
        written.value = str(written.value).replace(old, new, 1)
        texts = ["".join(str(row[3].value) for row in rows if row[1].value == kind) for kind in ("record", "written")]
        (own,) = (row[3] for row in rows if row[2].value == "checksum")
        own.value = hashlib.sha256("\n".join(texts).encode()).hexdigest()

    assert edited(case, change).read().codes == ["results_damaged"]


def test_results_without_their_record_are_refused(case: Case):
    def change(book: openpyxl.Workbook) -> None:
        del book[book.sheetnames[-1]]

    edited(case, change)
    assert case.read().codes == ["results_without_record"]


@pytest.mark.parametrize("version", ["0", "2", "x", None])
def test_results_of_another_version_are_refused(case: Case, version: str | None):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[-1]
        (row,) = (row for row in sheet.iter_rows() if row[2].value == "schema")
        row[3].value = version

    assert edited(case, change).read().codes == ["results_other_version"]


def test_a_file_that_is_no_results_workbook_is_refused(case: Case, tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN)
    text = tmp_path / "tekst.xlsx"
    text.write_text("hei")
    found = {path.name: case.read(path).codes for path in (plan, text, tmp_path / "borte.xlsx", tmp_path)}
    assert found == {
        "plan.xlsx": ["not_results"],
        "tekst.xlsx": ["not_a_workbook"],
        "borte.xlsx": ["file_missing"],
        tmp_path.name: ["file_is_folder"],
    }


# ---- LibreOffice

HARD = {
    "in_depth.K1.notes": "linje 1\nlinje 2\n\nslutt",
    "in_depth.K1.assessment": " mellomrom  foran og bak ",
    "in_depth.K2.notes": "🦊 og 𝔘",
    "in_depth.K2.assessment": "_x000D_ og _x0041_x0042_ og _x005F_",
    "in_depth.K3.notes": "=1+1",
    "in_depth.K3.assessment": "'sitat'",
    "case.V1.notes": "+47 99 99 99 99",
    "case.V2.notes": "@SUM(A1)",
    "tests.V3.notes": "-3",
    "introduction.S2.notes": "<r>&amp;</r>",
    "closing.S3.notes": "tab\ther",
    "in_depth.summary": "007",
    "case.summary": "3,5",
    "tests.summary": "12.11.2026",
    "conclusion.summary": "SANN",
    "conclusion.missing": "\n\nlinjer rundt\n",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "Oppfylt",
    "in_depth.K2.score": "Ikke vurdert",
    "in_depth.K3.score": "4-5",
    "closing.S4.done": "☒",
    "conclusion.recommend": "Ikke avgjort",
}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(tmp_path_factory.mktemp("vrient"), {"P1": HARD}, SMALL_PLAN, WORKED_EXAMPLE)


def test_every_text_comes_back_as_it_was_written(hard: Case):
    assert hard.read().uncorrected == hard.results


@pytest.mark.office
def test_what_libreoffice_saves_without_a_change_says_what_the_forms_say(
    hard: Case, office: ModuleType, tmp_path: Path
):
    office.calculate([hard.path], [], tmp_path / "lagret.xlsx")
    read = hard.read(tmp_path / "lagret.xlsx")
    assert read.entries == []
    assert read.uncorrected == hard.results


@pytest.mark.office
def test_what_is_typed_in_libreoffice_is_all_that_was_corrected(hard: Case, office: ModuleType, tmp_path: Path):
    scores = {tag: score_cell(hard.path, "P1", tag) for tag in ("in_depth.K1.score", "in_depth.K3.score")}
    notes = {tag: note_cell(hard.path, "P1", tag) for tag in ("in_depth.K3.notes", "in_depth.K3.assessment")}
    typed = [
        (*scores["in_depth.K1.score"].split("!"), 5),
        (*scores["in_depth.K3.score"].split("!"), "ikke vurdert"),
        (*notes["in_depth.K3.notes"].split("!"), "=2+2 🦊\nny linje "),
        (*notes["in_depth.K3.assessment"].split("!"), ""),
    ]
    office.calculate([hard.path], typed, tmp_path / "rettet.xlsx")
    assert hard.read(tmp_path / "rettet.xlsx").entries == [
        ("P1", "in_depth.K1.score", scores["in_depth.K1.score"], 4, 5),
        ("P1", "in_depth.K3.score", scores["in_depth.K3.score"], None, "not_assessed"),
        ("P1", "in_depth.K3.notes", notes["in_depth.K3.notes"], "=1+1", "=2+2 🦊\nny linje "),
        ("P1", "in_depth.K3.assessment", notes["in_depth.K3.assessment"], "'sitat'", None),
    ]


@pytest.mark.office
@pytest.mark.parametrize(("to", "code"), [("ods", "opendocument_workbook"), ("xls", "old_workbook")])
def test_results_saved_as_another_kind_of_file_are_refused(
    hard: Case, office: ModuleType, tmp_path: Path, to: str, code: str
):
    (path,) = office.convert([hard.path], tmp_path, to)
    assert hard.read(path).codes == [code]


def test_a_results_workbook_among_forms_is_left_alone_also_without_its_properties(case: Case, tmp_path: Path):
    """Its scores are none of a score sheet's, whatever program has saved it."""
    parts = package.read_package(case.path.read_bytes())
    package.remove_part(parts, package.CUSTOM_PROPERTIES)
    assert not seal.sealed_values(parts)
    (tmp_path / "mappe").mkdir()
    (tmp_path / "mappe" / "resultater.xlsx").write_bytes(package.write_package(parts))
    results = compute_totals(case.plan, [tmp_path / "mappe"])
    assert results
    assert results.forms == ()


# ---- several forms

PANEL = """
## Stilling
| Stillingstittel | Saksbehandler |
| Saksnummer      | 2026/15       |
| Skjema per      | paneldeltaker |

## Intervjupanel
| Id | Navn        |
|----|-------------|
| I1 | Eva Dahl    |
| I2 | Ivar Moe    |

## Kandidater
| Id | Navn          |
|----|---------------|
| P1 | Kari Nordmann |
| P2 | Per Nordmann  |
"""
OWN = {"in_depth.K1.score": "4", "in_depth.K1.notes": "Skrev mye."}


def test_each_members_scores_and_the_agreed_ones_are_corrected_by_themselves(tmp_path: Path):
    """Eva 2 instead of 4 and Ivar 3: their mean on K1 is 2.5, and the agreed form has 4 and then 5."""
    filled = {"P1 I1": OWN, "P1 I2": {"in_depth.K1.score": "3"}, "P1": {"in_depth.K1.score": "4"}}
    case = case_of(tmp_path, filled, SMALL_PLAN, WORKED_EXAMPLE, PANEL)
    own, agreed = (score_cell(case.path, whose, "in_depth.K1.score") for whose in ("P1/I1", "P1/"))
    corrected(case.path, {own: 2, agreed: 5})
    read = case.read()
    assert read.entries == [
        ("P1", "in_depth.K1.score", own, 4, 2),
        ("P1", "in_depth.K1.score", agreed, 4, 5),
    ]
    assert read.results
    entry = read.results.candidates[0]
    assert entry.totals
    assert entry.panel
    assert entry.totals.requirements["K1"].score == 5
    assert entry.panel.requirements["K1"].mean == Fraction(5, 2)


def test_candidates_who_wait_for_forms_stay_closed_unless_they_were_opened_or_are_now(tmp_path: Path):
    filled = {"P1 I1": OWN, "P1 I2": OWN, "P2 I1": OWN}
    case = case_of(tmp_path, filled, SMALL_PLAN, WORKED_EXAMPLE, PANEL)
    read = case.read()
    assert read.uncorrected == case.results
    assert [bool(c.totals) for c in case.results.candidates] == [True, False]
    assert not read.uncorrected.opened
    opened = case.read(opened=True)
    assert [bool(c.totals) for c in opened.uncorrected.candidates] == [True, True]


def test_comparisons_that_were_opened_stay_open(tmp_path: Path):
    case = case_of(tmp_path, {"P1 I1": OWN, "P2 I1": OWN}, SMALL_PLAN, WORKED_EXAMPLE, PANEL, opened=True)
    assert case.results.opened
    assert case.read().uncorrected == case.results


def test_forms_that_differ_are_read_back_and_not_corrected(tmp_path: Path):
    filled = {"P1": {"in_depth.K1.notes": "Først."}, "P1 igjen": {"in_depth.K1.notes": "Så."}}
    case = case_of(tmp_path, filled, SMALL_PLAN, WORKED_EXAMPLE)
    assert "form_conflict" in [p.code for p in case.results.problems]
    assert case.read().uncorrected == case.results
    cells = [cell for row in openpyxl.load_workbook(case.path)["Notater"].iter_rows() for cell in row]
    (first,) = (cell.coordinate for cell in cells if cell.value == "Først.")
    corrected(case.path, {f"Notater!{first}": "Noe annet."})
    assert (case.read().results, case.read().codes) == (None, ["results_of_several"])


def test_what_a_score_sheet_says_is_read_back_as_it_was(tmp_path: Path):
    plan = checked(write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, WORKED_EXAMPLE))
    assert plan.plan
    form_id = forms_of(plan.plan, plan.words)[0].form_id
    book = openpyxl.Workbook()
    assert book.active
    for row in (["Skjema-ID", "Id", "Navn", "K1, skår"], [form_id, "P1", "Kari Nordmann", "4-5"]):
        book.active.append(row)
    book.save(tmp_path / "skårer.xlsx")
    results = compute_totals(plan, [tmp_path / "skårer.xlsx"])
    assert results
    path, _ = save_results(results, plan.words, tmp_path / "resultater.xlsx")
    assert path
    case = Case(plan, results, path)
    assert case.read().uncorrected == results
    assert "bad_score" in [p.code for p in results.problems]
    corrected(path, {score_cell(path, "P1", "in_depth.K1.score"): 4})
    read = case.read()
    assert read.results
    assert "bad_score" not in [p.code for p in read.results.problems]


def test_a_results_workbook_larger_than_any_score_sheet_is_left_alone_among_forms(case: Case, tmp_path: Path):
    parts = package.read_package(case.path.read_bytes())
    parts["xl/media/image1.png"] = Random(1).randbytes(21 * 1024 * 1024)
    (tmp_path / "mappe").mkdir()
    (tmp_path / "mappe" / "resultater.xlsx").write_bytes(package.write_package(parts))
    results = compute_totals(case.plan, [tmp_path / "mappe"])
    assert results
    assert [p.code for p in results.problems] == ["folder_without_forms", "form_missing"]


# ---- remarks, long texts, and files with a password


def rewritten(case: Case, form: CompletedForm) -> Case:
    """The results with another form in the place of the only one."""
    (entry,) = case.results.forms
    plan = case.results.plan
    result = figured(form, entry.reading, plan.candidates[0], plan)
    results = results_of(case.plan, [result], case.results.found, opened=False)
    path, _ = save_results(results, case.plan.words, case.path.with_name("andre.xlsx"))
    assert path
    return Case(case.plan, results, path)


def test_a_remark_of_somebody_stays_as_it_was_written(case: Case):
    remarks = (Remark(RemarkKind.COMMENT, "Eva Dahl", "Er dette riktig?", "in_depth.K1.notes"),)
    with_remark = rewritten(case, replace(case.results.forms[0].form, remarks=remarks))
    assert with_remark.read().uncorrected == with_remark.results
    corrected(with_remark.path, {note_cell(with_remark.path, "P1", "remark.1"): "Dette er riktig."})
    read = with_remark.read()
    assert read.entries == []
    assert read.results
    assert read.results.forms[0].form.remarks == remarks
    (found,) = (p for p in read.results.problems if p.code == "results_remark_changed")
    assert (found.severity, found.values["text"]) == ("warning", "Er dette riktig?")


def test_a_text_of_40000_characters_is_corrected_in_any_of_its_rows(case: Case):
    text = "".join(f"Setning nummer {number}.\n" for number in range(1, 2000))
    text = text[:40_000].rstrip()
    answer = Answer("conclusion.summary", text, text, "tag")
    form = case.results.forms[0].form
    long = rewritten(case, replace(form, answers={**form.answers, answer.tag: answer}))
    assert long.read().uncorrected == long.results
    cell = note_cell(long.path, "P1", answer.tag, 3)
    sheet, name = cell.split("!")
    piece = str(openpyxl.load_workbook(long.path)[sheet][name].value)
    assert piece in text
    corrected(long.path, {cell: piece.replace("Setning", "Utsagn", 1)})
    ((_, tag, where, before, after),) = long.read().entries
    assert (tag, where, before) == (answer.tag, cell, text)
    assert after == text.replace(piece, piece.replace("Setning", "Utsagn", 1))


def test_results_that_were_saved_with_a_password_are_read_with_it(case: Case, tmp_path: Path):
    locked = tmp_path / "låst.xlsx"
    with case.path.open("rb") as stream, locked.open("wb") as out:
        OOXMLFile(stream).encrypt("hemmelig", out)
    assert case.read(locked).codes == ["encrypted"]
    assert case.read(locked, passwords=("feil",)).codes == ["password_wrong"]
    assert case.read(locked, passwords=("feil", "hemmelig")).uncorrected == case.results


# ---- the command

EACH_LANGUAGE = pytest.mark.parametrize("code", codes())


def command(case: Case, out: Path, *more: object) -> list[object]:
    return ["report", case.path.parent / "plan.xlsx", "--from", case.path, "--out", out, *more]


@pytest.fixture
def desk(case: Case) -> Case:
    """The plan as a file beside the results."""
    write_workbook(case.path.parent / "plan.xlsx", SMALL_PLAN, WORKED_EXAMPLE)
    return case


def document_text(folder: Path) -> str:
    (path,) = folder.glob("*.docx")
    return "\n".join(element.text or "" for element in root_of(path.read_bytes()).iter(w("t")))


def test_the_recommendation_has_an_appendix_of_what_was_corrected(desk: Case, tmp_path: Path):
    score = score_cell(desk.path, "P1", "in_depth.K1.score")
    text = note_cell(desk.path, "P1", "in_depth.K1.assessment")
    edited(desk, lambda book: setattr(book.properties, "lastModifiedBy", "Eva Dahl"))
    corrected(desk.path, {score: 2, text: "{{ position.title }} & «ny»"})
    done = run_json(*command(desk, tmp_path / "ut"))
    assert done.status == 0
    found = done.json["corrections"]
    assert (found["file"], found["saved_by"]) == ("resultater.xlsx", "Eva Dahl")
    assert [(e["field"], f"{e['sheet']}!{e['cell']}", e["from"], e["to"]) for e in found["entries"]] == [
        ("in_depth.K1.score", score, 4, 2),
        ("in_depth.K1.assessment", text, "Overbevisende.", "{{ position.title }} & «ny»"),
    ]
    whole = document_text(tmp_path / "ut")
    appendix = whole.partition("Vedlegg: rettelser")[2].partition("Vedlegg: likebehandling")[0].split("\n")
    said = [line for line in appendix if line.strip()]
    assert "Eva Dahl" in said
    assert said[said.index("Til") + 1 :] == [
        *("Kari Nordmann", "K1, skår", score, "4", "2"),
        *("Kari Nordmann", "K1, vurdering", text, "Overbevisende.", "{{ position.title }} & «ny»"),
    ]


@EACH_LANGUAGE
def test_the_appendix_is_what_it_was_when_somebody_last_looked_at_it(
    tmp_path: Path, request: pytest.FixtureRequest, code: str
):
    """``pytest tests/test_corrections.py --update-golden`` writes the files anew; read the difference."""
    words = load(code)
    made = run_demo(tmp_path, code)
    assert made.results_file
    path = made.results_file
    scores, notes = (words.text(f"results.sheets.{key}") for key in ("scores", "notes"))
    cells = {
        score_cell(path, "P1", "in_depth.K1.score", scores): 2,
        score_cell(path, "P2", "in_depth.K2.score", scores): words.text("form.choices.not_assessed"),
        score_cell(path, "P1", "in_depth.K1.met", scores): words.text("form.choices.not_met"),
        note_cell(path, "P1", "in_depth.K1.assessment", sheet=notes): "Én\nto",
        note_cell(path, "P2", "in_depth.K1.assessment", sheet=notes): None,
    }
    saved(corrected(path, cells), "Eva Dahl", "2026-05-04T10:03:00Z")
    assert run("report", made.plan, "--from", path, "--out", tmp_path / "ut").status in (0, 1)
    (report,) = (tmp_path / "ut").glob("*.docx")
    found = list(outline(report.read_bytes()))
    title = words.text("template.recommendation.corrected")
    headings = [at for at, line in enumerate(found) if "Heading1" in line]
    begins, ends = next(pair for pair in pairwise(headings) if title in found[pair[0]])
    now = "".join(f"{line}\n" for line in found[begins:ends])
    golden = Path(__file__).with_name("golden") / f"corrections-{code}.txt"
    if request.config.getoption("--update-golden"):
        golden.write_text(now, encoding="utf-8", newline="\n")
    assert now == golden.read_text(encoding="utf-8")


def test_when_the_workbook_was_saved_is_told_in_utc_wherever_that_was(desk: Case, tmp_path: Path):
    saved(desk.path, "Eva Dahl", "2026-05-04T12:03:00+02:00")
    done = run_json(*command(desk, tmp_path / "ut"))
    assert done.json["corrections"]["saved"] == "2026-05-04T10:03:00Z"


def test_results_that_nobody_has_corrected_give_the_same_recommendation_as_the_forms(desk: Case, tmp_path: Path):
    forms = Path(desk.results.forms[0].form.path).parent
    plan = desk.path.parent / "plan.xlsx"
    assert run("report", plan, forms, "--out", tmp_path / "av skjema").status == 0
    assert run(*command(desk, tmp_path / "av resultater")).status == 0
    of_forms, of_results = (document_text(tmp_path / folder) for folder in ("av skjema", "av resultater"))
    before, title, appendices = of_results.partition("Vedlegg: rettelser")
    appendix, last, treatment = appendices.partition("Vedlegg: likebehandling")
    assert title
    assert f"{before}{last}{treatment}".split() == of_forms.split()
    assert "Alt i arbeidsboken er som i skjemaene." in appendix


def test_nothing_is_written_while_a_corrected_score_means_nothing(desk: Case, tmp_path: Path):
    corrected(desk.path, {score_cell(desk.path, "P1", "in_depth.K1.score"): 7})
    done = run(*command(desk, tmp_path / "ut"))
    assert done.status == 1
    assert "«7» kan ikke leses som en skår" in done.err
    assert not (tmp_path / "ut").exists()
    again = run_json(*command(desk, tmp_path / "ut"))
    assert (again.status, again.json["reports"], again.json["corrections"]) == (1, [], None)
    assert again.codes == ["bad_score"]


def test_the_workbook_is_not_changed_by_reading_it(desk: Case, tmp_path: Path):
    corrected(desk.path, {score_cell(desk.path, "P1", "in_depth.K1.score"): 2})
    before = desk.path.read_bytes()
    assert run(*command(desk, tmp_path / "ut")).status == 0
    assert desk.path.read_bytes() == before


@pytest.mark.parametrize("both", [True, False])
def test_either_forms_or_a_results_workbook_is_named(desk: Case, tmp_path: Path, both: bool):
    plan = desk.path.parent / "plan.xlsx"
    more = [tmp_path, "--from", desk.path] if both else []
    done = run("report", plan, *more, "--out", tmp_path / "ut")
    assert done.status == 2
    assert "--from" in done.err
    assert not (tmp_path / "ut").exists()


def test_results_with_a_password_are_read_by_the_command(desk: Case, tmp_path: Path):
    locked, words = tmp_path / "låst.xlsx", tmp_path / "passord.txt"
    with desk.path.open("rb") as stream, locked.open("wb") as out:
        OOXMLFile(stream).encrypt("hemmelig", out)
    words.write_text("hemmelig\n", encoding="utf-8")
    locked_desk = replace(desk, path=locked)
    write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, WORKED_EXAMPLE)
    assert run(*command(locked_desk, tmp_path / "ut")).status == 1
    assert run(*command(locked_desk, tmp_path / "ut", "--password-file", words)).status == 0


# ---- any text

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")) | st.sampled_from("\n\t_x00D"), max_size=20
)


@given(st.lists(TEXTS, min_size=3, max_size=3), st.integers(0, 2), TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_and_of_several_only_the_one_that_was_changed_is_told(
    written: Case, tmp_path: Path, texts: list[str], which: int, new: str
):
    """The change is made in the file itself, since openpyxl would change other texts when it saves."""
    tags = ("in_depth.K1.notes", "in_depth.K1.assessment", "conclusion.summary")
    texts = [text if text.strip() else f"{text}." for text in texts]
    first = with_texts(written, dict(zip(tags, texts, strict=True)))
    path, _ = save_results(first, written.plan.words, tmp_path / "resultater.xlsx")
    assert path
    case = Case(written.plan, first, path)
    assert case.read().uncorrected == first
    now = new if new.strip() else f"{new}!"
    type_in_file(path, note_cell(path, "P1", tags[which]), now)
    changed = [(tags[which], texts[which], now)] if now != texts[which] else []
    assert [(tag, was, is_now) for _, tag, _, was, is_now in case.read().entries] == changed


def with_texts(case: Case, texts: dict[str, str]) -> Results:
    (entry,) = case.results.forms
    answers = {**entry.form.answers, **{tag: Answer(tag, text, text, "tag") for tag, text in texts.items()}}
    form = figured(
        replace(entry.form, answers=answers), entry.reading, case.results.plan.candidates[0], case.results.plan
    )
    return results_of(case.plan, [form], case.results.found, opened=False)
