"""The score sheet: written, typed into in Excel and LibreOffice, and read beside Word forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from commands import Done, candidates, paths, run, run_json, snapshot
from documents import MAIN, control, packed, root_of, unpacked, w
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from plans import FULL_PLAN, WORKED_EXAMPLE, requirements
from workbooks import SMALL_PLAN, write_workbook

from generator.word.filling import fill

TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
PANEL = """
## Stilling
| Stillingstittel | Saksbehandler |
| Skjema per      | paneldeltaker |

## Intervjupanel
| Id | Navn     | Rolle        | Setter skår |
|----|----------|--------------|-------------|
| I1 | Eva Dahl | Leder        | ja          |
| I2 | Ivar Moe | Tillitsvalgt | ja          |
| I3 | Siv Øye  | observatør   |             |
"""
SCORES, TEXTS = "Skår", "Tekster"
ANSWERS = {
    "K1, skår": 4,
    "K1, oppfylt": "Oppfylt",
    "K2, skår": "Ikke vurdert",
    "V1, skår": 3,
    "V2, skår": 4,
    "V3, skår": 5,
    "S4, gjort": "x",
    "Konklusjon, tilråding": "Gå videre",
}


class Desk:
    """A plan, its forms, and the score sheet that a manager types into."""

    def __init__(self, folder: Path, *markdown: str) -> None:
        self.folder = folder
        self.plan = write_workbook(folder / "plan.xlsx", *markdown)
        self.forms = folder / "skjema"
        self.sheet = folder / "skåreark.xlsx"
        assert run("scoresheet", self.plan, "--out", self.sheet).status == 0

    def rewrite(self, *markdown: str) -> None:
        """Change the plan after the sheet was written."""
        write_workbook(self.plan, *markdown)

    def edit(self, change: Callable[[Workbook], None]) -> None:
        book = load_workbook(self.sheet)
        change(book)
        book.save(self.sheet)

    def type(self, answers: Mapping[str, Any], candidate: str = "P1", member: str | None = None) -> None:
        """Type answers, by header, into the row of a form on whichever sheet has the column."""

        def change(book: Workbook) -> None:
            for header, value in answers.items():
                cell = cell_of(book, header, candidate, member)
                cell.value = value

        self.edit(change)

    def fill(self, answers: Mapping[str, str], candidate: str = "P1") -> Path:
        """Fill in the Word form of a candidate."""
        if not self.forms.exists():
            self.of = paths(run_json("forms", self.plan, "--out", self.forms))
        path = self.of[candidate]
        path.write_bytes(fill(path.read_bytes(), answers))
        return path

    def totals(self, *given: Path) -> Done:
        default = [*([self.forms] if self.forms.exists() else []), self.sheet]
        return run_json("totals", self.plan, *(given or default), "--out", self.folder / "resultater.xlsx")


def header_row(sheet: Worksheet) -> int:
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "Skjema-ID")


def headers(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet[header_row(sheet)]]


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row(sheet) + 1)]


def cell_of(book: Workbook, header: str, candidate: str, member: str | None = None) -> Cell:
    sheet = next(book[name] for name in (SCORES, TEXTS) if name in book and header in headers(book[name]))
    top, names = header_row(sheet), headers(sheet)
    for row in range(top + 1, sheet.max_row + 1):
        whose = {
            name: sheet.cell(row, names.index(name) + 1).value for name in ("Id", "Paneldeltaker") if name in names
        }
        if whose["Id"] == candidate and (member is None or whose["Paneldeltaker"] == member):
            return sheet.cell(row, names.index(header) + 1)
    raise AssertionError(f"no row of {candidate} {member}")


def answer(done: Done, tag: str, form: int = 0) -> Any:
    return done.json["forms"][form]["answers"][tag]["value"]


@pytest.fixture
def worked(tmp_path: Path) -> Desk:
    return Desk(tmp_path, SMALL_PLAN, WORKED_EXAMPLE)


@pytest.fixture
def small(tmp_path: Path) -> Desk:
    """Two candidates, one must-requirement, a scale to 3."""
    return Desk(tmp_path, SMALL_PLAN, TWO)


# ---- the sheet that is written ------------------------------------------------


def test_the_sheet_has_a_row_per_form_and_a_column_per_answer_but_for_the_totals(tmp_path: Path):
    desk = Desk(tmp_path, FULL_PLAN)
    book = load_workbook(desk.sheet)
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [SCORES, TEXTS]
    assert headers(book[SCORES]) == [
        *("Skjema-ID", "Id", "Kandidat", "K1, skår", "K1, oppfylt", "K2, skår", "K3, skår", "K3, oppfylt"),
        *("V1, skår", "V2, skår", "V3, skår", "S6, gjort", "S7, gjort", "Konklusjon, tilråding"),
    ]
    assert headers(book[TEXTS])[3:] == [
        *("Innledning og presentasjon, notater", "S2, notater", "K1, notater", "K1, vurdering"),
        *("K2, notater", "K2, vurdering", "K3, notater", "K3, vurdering", "Dybdeintervju, oppsummering"),
        *("V1, notater", "V2, notater", "Case eller arbeidsprøve, oppsummering"),
        *("V3, notater", "Arbeidspsykologiske tester, oppsummering", "S4, notater"),
        *("Konklusjon, oppsummering", "Konklusjon, gjenstår å avklare"),
    ]
    for sheet in (book[SCORES], book[TEXTS]):
        # The third candidate has withdrawn.
        assert [row[1:3] for row in rows_of(sheet)] == [["P1", "Kari Nordmann"], ["P2", "Øystein Ås"]]
    forms = run_json("forms", desk.plan, "--out", desk.forms)
    assert [entry["candidate"] for entry in forms.json["forms"]] == ["P1", "P2"]


def test_with_forms_per_member_there_is_a_row_per_member_and_one_for_the_agreed_form(tmp_path: Path):
    desk = Desk(tmp_path, SMALL_PLAN, TWO, PANEL)
    assert [row[1:5] for row in rows_of(load_workbook(desk.sheet)[SCORES])] == [
        ["P1", "Kari Nordmann", "I1", "Eva Dahl"],
        ["P1", "Kari Nordmann", "I2", "Ivar Moe"],
        ["P1", "Kari Nordmann", None, "Felles vurdering"],
        ["P2", "Ola Ås", "I1", "Eva Dahl"],
        ["P2", "Ola Ås", "I2", "Ivar Moe"],
        ["P2", "Ola Ås", None, "Felles vurdering"],
    ]


def test_a_cell_takes_the_digits_of_the_scale_and_stops_everything_else(worked: Desk):
    sheet = load_workbook(worked.sheet)[SCORES]
    lists = {v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {
        '"1,2,3,4,5,Ikke vurdert"',
        '"Oppfylt,Ikke oppfylt,Ikke avklart"',
        '"Gå videre,Ikke gå videre,Usikker"',
        '"x"',
    }
    assert {v.errorStyle for v in sheet.data_validations.dataValidation} <= {None, "stop"}
    assert sheet.freeze_panes == "D7"
    assert not sheet.merged_cells.ranges


def test_a_sheet_that_nobody_has_touched_is_replaced_and_any_other_gets_a_neighbour(worked: Desk):
    first = worked.sheet.read_bytes()
    assert run("scoresheet", worked.plan, "--out", worked.sheet).status == 0
    assert [path.name for path in worked.folder.glob("*ark*.xlsx")] == ["skåreark.xlsx"]
    worked.sheet.write_bytes(first)
    worked.type({"K1, skår": 4})
    typed = worked.sheet.read_bytes()
    done = run("scoresheet", worked.plan, "--out", worked.sheet)
    assert done.status == 0 and "skåreark (2).xlsx" in done.out
    assert worked.sheet.read_bytes() == typed


def test_a_plan_with_an_error_gives_no_sheet(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, "## Krav\n| Id | Krav |\n|--|--|\n")
    done = run("scoresheet", plan, "--out", tmp_path / "ark.xlsx")
    assert done.status == 1
    assert not (tmp_path / "ark.xlsx").exists()


@pytest.mark.parametrize("code", ["nb", "nn", "sv", "en"])
def test_the_sheet_of_each_language_is_read_back(tmp_path: Path, code: str):
    plan, sheet = tmp_path / "plan.xlsx", tmp_path / "ark.xlsx"
    run("new", plan, "--example", "--language", code)
    assert run("scoresheet", plan, "--out", sheet).status == 0
    book = load_workbook(sheet)
    page = book.worksheets[0]
    page["D7"], page["E7"] = 4, page.data_validations.dataValidation[1].formula1.strip('"').split(",")[0]
    book.save(sheet)
    done = run_json("totals", plan, sheet, "--out", tmp_path / "r.xlsx")
    assert answer(done, "in_depth.K1.score") == 4
    assert answer(done, "in_depth.K1.met") == "met"
    assert {"scoresheet_column_unknown", "scoresheet_columns_missing"}.isdisjoint(done.codes)


# ---- read alone ---------------------------------------------------------------


def test_the_worked_example_typed_into_a_sheet_gives_the_figures_worked_out_by_hand(worked: Desk):
    worked.type(ANSWERS | {"K1, notater": "Skrev en veileder\nfor nye ansatte", "S2, notater": " =1+1 "})
    done = worked.totals()
    assert done.status == 0
    (form,) = done.json["forms"]
    assert form["path"] == str(worked.sheet)
    assert form["overall"] == {"mean": pytest.approx(4.1667, abs=0.0001), "basis": 2, "of": 3}
    assert form["parts"]["in_depth"] == {"sum": 4, "max": 5, "scored": 1, "of": 3, "not_assessed": 1, "mean": 4}
    assert form["parts"]["case"]["mean"] == 3.5
    assert form["requirements"]["K1"] == {"score": 3.75, "methods": {"in_depth": 4, "M1": 3.5}, "met": "met"}
    assert form["answers"]["in_depth.K1.score"] == {"value": 4, "raw": "4", "found_by": "scoresheet"}
    assert form["answers"]["in_depth.K1.notes"]["value"] == "Skrev en veileder\nfor nye ansatte"
    assert form["answers"]["introduction.S2.notes"]["value"] == " =1+1 "
    assert form["answers"]["closing.S4.done"]["value"] is True
    assert form["answers"]["conclusion.recommend"]["value"] == "go_on"
    assert done.codes == ["scores_missing"]
    assert done.problem("scores_missing")["place"] == "skåreark.xlsx: Skår!A7: Dybdeintervju, skår"
    notes = load_workbook(worked.folder / "resultater.xlsx")["Notater"]
    assert "Skrev en veileder\nfor nye ansatte" in [row[6] for row in notes.iter_rows(values_only=True)]


def test_a_sheet_that_nobody_has_typed_into_is_said_to_be_empty_and_counts_as_no_form(worked: Desk):
    done = worked.totals()
    assert done.codes == ["scoresheet_empty", "form_missing"]
    assert done.json["forms"] == []


def test_reading_leaves_every_file_as_it_is(worked: Desk):
    worked.type(ANSWERS)
    before = snapshot(worked.folder)
    worked.totals()
    after = snapshot(worked.folder)
    assert {path: data for path, data in after.items() if path in before} == before


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        (" 4 ", 4),
        ("4 – godt", 4),
        ("4/5", 4),
        ("Ikke vurdert", "not_assessed"),
        (" ", None),
    ],
)
def test_a_score_that_can_mean_only_one_thing_is_that_score(worked: Desk, typed: Any, value: Any):
    worked.type({"K1, skår": typed, "K1, oppfylt": "Oppfylt"})
    done = worked.totals()
    assert answer(done, "in_depth.K1.score") == value
    assert {"bad_score", "date_in_text"}.isdisjoint(done.codes)


@pytest.mark.parametrize(
    ("typed", "format", "code", "shown"),
    [
        ("4-5", None, "bad_score", "4-5"),
        ("4?", None, "bad_score", "4?"),
        (3.5, None, "bad_score", "3,5"),
        (4.2, "0", "bad_score", "4,2"),
        (0, None, "bad_score", "0"),
        (6, None, "bad_score", "6"),
        (-4, None, "bad_score", "-4"),
        (4, "0%", "bad_score", "400%"),
        (True, None, "bad_score", "SANN"),
        (date(2026, 5, 4), "dd.mmm", "date_in_text", ""),
        (4, "d.m.", "date_in_text", ""),
        ("#N/A", None, "cell_error", "#N/A"),
        ("=2+2", None, "formula_without_value", ""),
    ],
)
def test_a_score_that_is_not_certain_is_a_problem_at_its_cell_and_never_a_guess(
    worked: Desk, typed: Any, format: str | None, code: str, shown: str
):
    def change(book: Workbook) -> None:
        cell = cell_of(book, "K1, skår", "P1")
        cell.value = typed
        if format:
            cell.number_format = format
        cell_of(book, "K2, skår", "P1").value = 2

    worked.edit(change)
    done = worked.totals()
    assert done.status == 1
    assert answer(done, "in_depth.K1.score") is None
    assert answer(done, "in_depth.K2.score") == 2
    assert done.problem(code)["place"] == "skåreark.xlsx: Skår!D7"
    assert shown in done.problem(code)["message"]


def test_an_agreed_form_that_holds_nothing_readable_is_told_all_the_same(tmp_path: Path):
    desk = Desk(tmp_path, SMALL_PLAN, TWO, PANEL)
    desk.type({"K1, skår": "=1+1"}, member="Felles vurdering")
    assert desk.totals().problem("formula_without_value")["place"] == "skåreark.xlsx: Skår!F9"


@pytest.mark.parametrize(("typed", "value"), [(True, True), ("x", True), ("ja", True), (False, False), (None, False)])
def test_a_tick_is_a_tick_however_it_is_typed(worked: Desk, typed: Any, value: bool):
    worked.type({"S4, gjort": typed, "K1, skår": 4})
    assert answer(worked.totals(), "closing.S4.done") is value


def test_cells_that_are_merged_are_a_problem(small: Desk):
    def change(book: Workbook) -> None:
        sheet = book[SCORES]
        sheet["D7"] = 2
        sheet.merge_cells("D7:D8")

    small.edit(change)
    done = small.totals()
    assert [entry["place"] for entry in done.json["problems"] if entry["code"] == "scoresheet_merged"] == [
        "skåreark.xlsx: Skår!D7",
        "skåreark.xlsx: Skår!D8",
    ]
    assert [answer(done, "in_depth.K1.score", form) for form in (0, 1)] == [None, None]


# ---- rows and columns that people move ------------------------------------------


def filled_small(desk: Desk) -> None:
    for candidate, score in (("P1", 1), ("P2", 3)):
        desk.type({"K1, skår": score, "K1, oppfylt": "Oppfylt", "K1, notater": f"Notat {score}"}, candidate)


def assert_small(done: Done) -> None:
    assert [answer(done, "in_depth.K1.score", form) for form in (0, 1)] == [1, 3]
    assert [answer(done, "in_depth.K1.notes", form) for form in (0, 1)] == ["Notat 1", "Notat 3"]


def reordered(sheet: Worksheet, rows: list[int], columns: list[int]) -> None:
    """Put rows and columns in another order; those that are left out are deleted."""
    cells = [[sheet.cell(row, column).value for column in columns] for row in rows]
    sheet.data_validations.dataValidation.clear()
    sheet.auto_filter.ref = None
    sheet.delete_rows(1, sheet.max_row)
    for row, values in enumerate(cells, start=1):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([1, 2, 3, 4, 5, 6, 8, 7], [1, 2, 3, 4, 5]),  # sorted
        ([6, 7, 8], [1, 2, 3, 4, 5]),  # without anything above the headers
        ([8, 5, 7, 4, 6, 3, 1, 2], [1, 2, 3, 4, 5]),  # sorted with the headers among the rows
        ([1, 2, 3, 4, 5, 6, 7, 8], [5, 4, 3, 2, 1]),
        ([1, 2, 3, 4, 5, 6, 7, 8], [4, 5, 3, 2]),  # without form ids
        ([1, 2, 3, 4, 5, 6, 7, 8], [1, 3, 4, 5]),  # without candidate ids
    ],
)
def test_rows_and_columns_are_found_by_what_they_say(small: Desk, rows: list[int], columns: list[int]):
    filled_small(small)
    small.edit(lambda book: [reordered(book[name], rows, columns) for name in (SCORES, TEXTS)] and None)
    done = small.totals()
    assert_small(done)
    assert done.status == 0


def test_rows_and_columns_of_other_people_are_no_hindrance(small: Desk):
    filled_small(small)

    def change(book: Workbook) -> None:
        book.move_sheet(TEXTS, -1)
        book.create_sheet("Kladd")["A1"] = "Huskeliste"
        sheet = book[SCORES]
        sheet.insert_rows(7)
        sheet.insert_cols(2)
        sheet["B6"], sheet["B8"] = "Vår egen", "hei"

    small.edit(change)
    done = small.totals()
    assert_small(done)
    assert done.problem("scoresheet_page_not_read")["place"] == "skåreark.xlsx: Kladd"
    assert done.problem("scoresheet_column_unknown")["place"] == "skåreark.xlsx: Skår!B6"
    assert done.status == 0


def test_headers_of_another_language_are_understood(small: Desk):
    filled_small(small)

    def change(book: Workbook) -> None:
        sheet = book[SCORES]
        sheet["A6"], sheet["B6"], sheet["C6"], sheet["D6"], sheet["E6"] = (
            "Form ID",
            "id",
            "NAME",
            "K1: score",
            "K1 met (must)",
        )

    small.edit(change)
    assert_small(small.totals())


def test_a_misspelt_header_is_told_with_the_one_it_is_like(small: Desk):
    filled_small(small)
    small.edit(lambda book: book[SCORES].__setitem__("D6", "K1, skårr"))
    found = small.totals().problem("scoresheet_column_unknown")
    assert found["place"] == "skåreark.xlsx: Skår!D6"
    assert "«K1, skår»" in found["message"]


def test_a_row_with_answers_and_nobody_is_told(small: Desk):
    filled_small(small)
    small.edit(lambda book: book[SCORES].__setitem__("D12", 2))
    done = small.totals()
    assert done.problem("scoresheet_row_unnamed")["place"] == "skåreark.xlsx: Skår!D12"
    assert_small(done)


def test_one_form_in_two_equal_rows_counts_once_and_in_two_that_differ_not_at_all(small: Desk):
    filled_small(small)

    def copy(book: Workbook) -> None:
        sheet = book[SCORES]
        for column in range(1, 6):
            sheet.cell(9, column, sheet.cell(7, column).value)

    small.edit(copy)
    done = small.totals()
    assert_small(done)
    assert "skåreark.xlsx: Skår!A9" in done.problem("scoresheet_row_repeated")["message"]
    small.edit(lambda book: book[SCORES].__setitem__("D9", 2))
    done = small.totals()
    assert done.problem("scoresheet_row_conflict")["place"] == "skåreark.xlsx: Skår!A7"
    kari, ola = done.json["candidates"]
    assert kari["overall"] is None and ola["overall"]["mean"] == 3


# ---- whose a row is -------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"B7": "P9", "A7": None}, "form_unknown_candidate"),
        ({"C7": "Kari Hansen"}, "form_name_differs"),
        ({"C7": "Ola Ås"}, "form_name_differs"),
        ({"B7": "P2", "C7": "Ola Ås"}, "scoresheet_form_id_differs"),
        ({"C7": None}, "scoresheet_row_unnamed"),
        ({"A7": None, "B7": None}, "scoresheet_row_unnamed"),
    ],
)
def test_id_and_name_that_do_not_fit_are_a_problem_and_never_a_match(small: Desk, cells: dict[str, Any], code: str):
    small.type({"K1, skår": 2})

    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book[SCORES][cell] = value

    small.edit(change)
    done = small.totals()
    assert done.problem(code)["place"].startswith("skåreark.xlsx: Skår!")
    assert done.json["forms"] == []
    assert done.status == 1


def test_a_row_of_a_candidate_who_has_withdrawn_since_is_not_counted_and_an_empty_one_is_no_problem(small: Desk):
    small.type({"K1, skår": 2}, "P2")
    withdrawn = (
        "## Kandidater\n| Id | Navn | Status |\n|--|--|--|\n| P1 | Kari Nordmann | |\n| P2 | Ola Ås | trukket seg |"
    )
    small.rewrite(SMALL_PLAN, withdrawn)
    done = small.totals()
    assert done.problem("form_of_withdrawn")["place"] == "skåreark.xlsx: Skår!A8"
    assert done.json["forms"] == []
    small.type({"K1, skår": None}, "P2")
    assert "form_of_withdrawn" not in small.totals().codes


def test_a_row_of_a_candidate_who_did_not_come_is_counted_and_told(small: Desk):
    small.type({"K1, skår": 2})
    small.rewrite(SMALL_PLAN, "## Kandidater\n| Id | Navn | Status |\n|--|--|--|\n| P1 | Kari Nordmann | ikke møtt |")
    done = small.totals()
    assert done.problem("form_of_absent")["place"] == "skåreark.xlsx: Skår!A7"
    assert done.json["candidates"][0]["overall"]["mean"] == 2


def test_panel_members_and_the_agreed_form_are_kept_apart(tmp_path: Path):
    desk = Desk(tmp_path, SMALL_PLAN, TWO, PANEL)
    for member, score in (("Eva Dahl", 1), ("Ivar Moe", 3), ("Felles vurdering", 2)):
        desk.type({"K1, skår": score}, member=member)
    done = desk.totals()
    own = {
        (form["candidate"], form["panel_member"]): form["answers"]["in_depth.K1.score"]["value"]
        for form in done.json["forms"]
    }
    assert own == {("P1", "I1"): 1, ("P1", "I2"): 3, ("P1", None): 2}
    assert done.json["candidates"][0]["overall"]["mean"] == 2


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"E7": "Ivar Moe"}, "form_member_differs"),
        ({"D7": "I3", "E7": "Siv Øye"}, "form_unexpected_member"),
        ({"D7": "I2", "E7": "Ivar Moe"}, "scoresheet_form_id_differs"),
        ({"D7": None, "E7": "Felles vurdering"}, "scoresheet_form_id_differs"),
        ({"A7": None, "D7": None, "E7": None}, "form_unexpected_member"),
        ({"A7": None, "D7": None}, "form_unexpected_member"),
    ],
)
def test_a_row_of_an_uncertain_panel_member_counts_for_nobody(tmp_path: Path, cells: dict[str, Any], code: str):
    desk = Desk(tmp_path, SMALL_PLAN, TWO, PANEL)
    desk.type({"K1, skår": 1}, member="Eva Dahl")

    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book[SCORES][cell] = value

    desk.edit(change)
    done = desk.totals()
    assert done.problem(code)["place"] == "skåreark.xlsx: Skår!A7"
    assert done.json["forms"] == []


# ---- which plan it is of --------------------------------------------------------


def test_an_item_whose_text_has_changed_since_is_told_once_and_its_scores_do_not_count(worked: Desk):
    worked.type(ANSWERS | {"K1, notater": "Sa mye"})
    worked.rewrite(SMALL_PLAN, WORKED_EXAMPLE.replace("Skriver klart", "Skriver godt"))
    done = worked.totals()
    assert done.problem("text_changed")["place"] == "skåreark.xlsx"
    assert done.problem("text_changed")["values"]["old"] == "Skriver klart"
    assert done.problem("text_changed")["values"]["new"] == "Skriver godt"
    assert answer(done, "in_depth.K1.score") is None
    assert answer(done, "in_depth.K1.met") is None
    assert answer(done, "in_depth.K1.notes") == "Sa mye"
    assert answer(done, "case.V1.score") == 3


def test_an_item_that_came_and_one_that_went_since_are_told(worked: Desk):
    worked.type(ANSWERS | {"K3, notater": "Hjalp en kollega"})
    worked.rewrite(SMALL_PLAN, WORKED_EXAMPLE.replace("| K3 |", "| K4 |"))
    done = worked.totals()
    assert done.problem("item_removed")["values"]["item"] == "K3"
    assert done.problem("item_added")["place"] == "skåreark.xlsx: K4, skår"
    assert answer(done, "in_depth.K3.notes") == "Hjalp en kollega"


def test_a_sheet_of_another_plan_is_refused(worked: Desk):
    worked.type(ANSWERS)
    worked.rewrite(SMALL_PLAN, WORKED_EXAMPLE, "## Stilling\n| Stillingstittel | Kokk |")
    done = worked.totals()
    assert done.problem("form_other_plan")["place"] == "skåreark.xlsx"
    assert done.json["forms"] == []


def copied(desk: Desk) -> None:
    """Copy the cells of both sheets into a new workbook, as by hand: nothing says any more which plan it is of."""
    old, new = load_workbook(desk.sheet), Workbook()
    new.remove(new.active)
    for name in (SCORES, TEXTS):
        sheet = new.create_sheet(name)
        for row in old[name].iter_rows():
            for cell in row:
                sheet.cell(cell.row, cell.column, cell.value)
    new.save(desk.sheet)


def test_a_sheet_that_does_not_say_its_plan_counts_by_the_form_ids_of_its_rows_or_not_at_all(small: Desk):
    filled_small(small)
    copied(small)
    assert_small(small.totals())
    small.edit(lambda book: [book[name].__setitem__("A8", None) for name in (SCORES, TEXTS)] and None)
    done = small.totals()
    assert [entry["place"] for entry in done.json["problems"] if entry["code"] == "scoresheet_row_lost"] == [
        "skåreark.xlsx: Skår!A8",
        "skåreark.xlsx: Tekster!A8",
    ]
    assert [form["candidate"] for form in done.json["forms"]] == ["P1"]
    small.rewrite(SMALL_PLAN.replace("God til å forklare", "Forklarer godt"), TWO)
    assert small.totals().json["forms"] == []


def test_a_sheet_that_has_lost_the_texts_of_its_plan_counts_only_while_the_plan_is_as_it_was(small: Desk):
    filled_small(small)
    small.edit(lambda book: book.remove(book["Intervjuguide"]))
    assert_small(small.totals())
    small.rewrite(SMALL_PLAN.replace("God til å forklare", "Forklarer godt"), TWO)
    done = small.totals()
    assert done.problem("form_texts_lost")["place"] == "skåreark.xlsx"
    assert [answer(done, "in_depth.K1.score", form) for form in (0, 1)] == [None, None]
    assert answer(done, "in_depth.K1.notes") == "Notat 1"


def test_two_sheets_are_read_together_and_settle_nothing_where_they_differ(small: Desk):
    other = small.folder / "fra HR.xlsx"
    other.write_bytes(small.sheet.read_bytes())
    first, small.sheet = small.sheet, other
    small.type({"K1, skår": 3, "K1, notater": "Notat 3", "K1, oppfylt": "Oppfylt"}, "P2")
    small.sheet = first
    small.type({"K1, skår": 1, "K1, notater": "Notat 1", "K1, oppfylt": "Oppfylt"}, "P1")
    assert_small(small.totals(first, other))
    small.type({"K1, skår": 2}, "P2")
    done = small.totals(first, other)
    assert done.problem("scoresheet_row_conflict")["values"]["paths"] == [
        "skåreark.xlsx: Skår!A8",
        "fra HR.xlsx: Skår!A8",
    ]
    kari, ola = done.json["candidates"]
    assert kari["overall"]["mean"] == 1 and ola["overall"] is None


def test_in_a_folder_only_score_sheets_are_read_and_by_name_another_workbook_is_a_problem(small: Desk):
    filled_small(small)
    small.totals()  # leaves results in the folder
    done = small.totals(small.folder)
    assert_small(done)
    assert done.codes == []
    assert small.totals(small.sheet, small.plan).problem("not_a_scoresheet")["place"] == "plan.xlsx"
    results = small.folder / "resultater.xlsx"
    assert small.totals(small.sheet, results).problem("not_a_scoresheet")["place"] == "resultater.xlsx"


def test_a_damaged_sheet_in_a_folder_is_told_and_the_forms_are_read(small: Desk):
    small.fill({"in_depth.K1.score": "2"})
    (small.forms / "ark.xlsx").write_bytes(small.sheet.read_bytes()[:4000])
    done = small.totals(small.forms)
    assert done.problem("damaged_workbook")["place"] == "ark.xlsx"
    assert answer(done, "in_depth.K1.score") == 2


def test_a_sheet_that_is_open_in_a_program_is_told(small: Desk):
    filled_small(small)
    (small.folder / "~$skåreark.xlsx").write_bytes(b"")
    assert small.totals().problem("lock_file")["place"] == "skåreark.xlsx"


# ---- beside Word forms ----------------------------------------------------------


def test_half_in_word_and_half_on_the_sheet_gives_the_figures_worked_out_by_hand(worked: Desk):
    path = worked.fill(
        {"in_depth.K1.notes": "Veileder", "in_depth.K1.score": "4", "in_depth.K1.met": "met", "case.V1.score": "3"}
    )
    rest = {key: value for key, value in ANSWERS.items() if key not in ("K1, skår", "K1, oppfylt")}
    worked.type(rest)  # V1 in both, alike
    done = worked.totals()
    (form,) = done.json["forms"]
    assert form["path"] == str(path)
    assert form["overall"]["mean"] == pytest.approx(4.1667, abs=0.0001)
    found_by = {tag: entry["found_by"] for tag, entry in form["answers"].items()}
    assert found_by["in_depth.K1.score"] == found_by["case.V1.score"] == "tag"
    assert found_by["case.V2.score"] == found_by["closing.S4.done"] == "scoresheet"
    assert done.codes == ["scores_missing"]
    assert done.problem("scores_missing")["values"] == {"ids": ["K3"]}
    assert done.status == 0


@pytest.mark.parametrize(
    ("written", "typed"),
    [("4", 3), ("4", "4?"), ("4-5", 4), ("4", "Ikke vurdert"), ("not_assessed", 4), ("4", date(2026, 5, 4))],
)
def test_a_form_and_a_sheet_that_disagree_are_a_problem_and_the_answer_counts_for_nothing(
    worked: Desk, written: str, typed: Any
):
    worked.fill({"in_depth.K1.score": written, "in_depth.K1.met": "met"})
    worked.type({"K1, skår": typed, "K1, oppfylt": "Oppfylt"})
    done = worked.totals()
    assert done.status == 1
    found = done.problem("sheet_disagrees")
    assert found["place"] == "skåreark.xlsx: Skår!D7"
    assert found["values"]["other"] == "Saksbehandler - Kari Nordmann - intervju.docx: K1, skår"
    assert answer(done, "in_depth.K1.score") is None
    assert answer(done, "in_depth.K1.met") == "met"
    assert done.json["forms"][0]["requirements"]["K1"]["score"] is None


def test_two_judgements_and_two_ticks_that_disagree_count_for_nothing(worked: Desk):
    worked.fill({"in_depth.K1.met": "met", "conclusion.recommend": "go_on", "closing.S4.done": "x"})
    worked.type({"K1, oppfylt": "Ikke oppfylt", "Konklusjon, tilråding": "Usikker", "S4, gjort": "nei"})
    done = worked.totals()
    assert done.codes.count("sheet_disagrees") == 3
    assert [answer(done, tag) for tag in ("in_depth.K1.met", "conclusion.recommend", "closing.S4.done")] == [None] * 3


def test_a_box_that_is_not_ticked_does_not_disagree_with_one_that_is(worked: Desk):
    worked.fill({"in_depth.K1.score": "4"})
    worked.type({"S4, gjort": "x"})
    done = worked.totals()
    assert answer(done, "closing.S4.done") is True
    assert "sheet_disagrees" not in done.codes


def test_two_texts_that_differ_are_both_kept_and_that_is_said(worked: Desk):
    worked.fill({"in_depth.K1.notes": "Ledet et prosjekt", "in_depth.K1.assessment": "Tydelig  i dag"})
    worked.type({"K1, notater": "Ryddet i arkivet", "K1, vurdering": "Tydelig i dag", "K2, notater": "Bare på papir"})
    done = worked.totals()
    assert answer(done, "in_depth.K1.notes") == "Ledet et prosjekt\nRyddet i arkivet"
    assert answer(done, "in_depth.K1.assessment") == "Tydelig  i dag"
    assert answer(done, "in_depth.K2.notes") == "Bare på papir"
    assert done.problem("sheet_adds_text")["place"] == "skåreark.xlsx: Tekster!E7"
    assert done.problem("sheet_adds_text")["severity"] == "advice"
    assert done.status == 0


def test_empty_word_forms_beside_a_filled_row_make_no_noise(worked: Desk):
    worked.fill({})
    run("forms", worked.plan, "--out", worked.forms, "--paper")
    assert len(list(worked.forms.glob("*.docx"))) == 2
    worked.type(ANSWERS)
    done = worked.totals()
    assert done.codes == ["scores_missing"]
    assert done.json["forms"][0]["overall"]["mean"] == pytest.approx(4.1667, abs=0.0001)


def test_marks_on_a_paper_form_are_told_until_the_answer_is_typed(worked: Desk):
    (path,) = paths(run_json("forms", worked.plan, "--out", worked.forms, "--paper")).values()
    root = root_of(path.read_bytes())
    run_of_levels = next(control(root, "in_depth.K1.score").iter(w("r")))
    etree.SubElement(run_of_levels.find(w("rPr")), w("b"))
    parts = unpacked(path.read_bytes())
    path.write_bytes(packed({**parts, MAIN: etree.tostring(root)}))
    worked.type({"K2, skår": 4})
    assert worked.totals().problem("paper_not_read")["place"].endswith(": K1, skår")
    worked.type({"K1, skår": 4})
    assert "paper_not_read" not in worked.totals().codes


def test_an_answer_under_a_text_that_has_changed_counts_for_nothing_wherever_it_was_written(worked: Desk):
    worked.fill({"in_depth.K1.score": "4", "in_depth.K2.score": "2"})
    changed = WORKED_EXAMPLE.replace("Skriver klart", "Skriver godt")
    worked.rewrite(SMALL_PLAN, changed)
    run("scoresheet", worked.plan, "--out", worked.sheet)  # of the new plan
    worked.type({"K1, skår": 4, "K3, skår": 5})
    done = worked.totals()
    assert done.problem("text_changed")["place"].endswith(".docx")
    assert answer(done, "in_depth.K1.score") is None
    assert answer(done, "in_depth.K2.score") == 2
    assert answer(done, "in_depth.K3.score") == 5


def test_two_word_forms_in_conflict_are_not_settled_by_a_sheet(worked: Desk):
    path = worked.fill({"in_depth.K1.score": "4"})
    path.with_name("kopi.docx").write_bytes(fill(path.read_bytes(), {"in_depth.K2.score": "2"}))
    worked.type({"K1, skår": 4})
    done = worked.totals()
    assert len(done.problem("form_conflict")["values"]["paths"]) == 3
    assert done.json["candidates"][0]["overall"] is None


# ---- other programs, and much of it ----------------------------------------------


@pytest.mark.parametrize("by_way_of", ["xlsx", "ods"])
def test_a_sheet_that_libreoffice_has_saved_is_still_of_its_plan(office: ModuleType, worked: Desk, by_way_of: str):
    worked.type(ANSWERS | {"K1, notater": "Skrev en veileder\nfor nye ansatte"})
    out = worked.folder / "lagret"
    (saved,) = office.convert([worked.sheet], out, by_way_of)
    if by_way_of == "ods":
        (saved,) = office.convert([saved], out, "xlsx")
    worked.rewrite(SMALL_PLAN, WORKED_EXAMPLE.replace("Holder orden", "Rydder"))
    done = worked.totals(saved)
    assert done.problem("text_changed")["values"] == {"key": "V3", "item": "V3", "old": "Holder orden", "new": "Rydder"}
    (form,) = done.json["forms"]
    assert form["requirements"]["K1"]["score"] == 3.75
    assert form["answers"]["in_depth.K1.notes"]["value"] == "Skrev en veileder\nfor nye ansatte"
    assert form["answers"]["tests.V3.score"]["value"] is None


def test_a_hundred_candidates_forty_requirements_and_five_members(tmp_path: Path):
    people = candidates(*((f"P{n}", f"Kandidat Nummer{n}") for n in range(1, 101)))
    members = "\n".join(f"| I{n} | Deltaker {n} | | ja |" for n in range(1, 6))
    panel = PANEL[: PANEL.index("| I1")] + members
    desk = Desk(tmp_path, SMALL_PLAN, people, panel, requirements(40))
    book = load_workbook(desk.sheet)
    assert len(rows_of(book[SCORES])) == 600
    assert len(headers(book[SCORES])) == 5 + 40 + 20 + 1
    for column in range(6, 66):
        book[SCORES].cell(606, column, 3 if "skår" in book[SCORES].cell(6, column).value else "Oppfylt")
    book.save(desk.sheet)
    done = desk.totals()
    (form,) = done.json["forms"]
    assert (form["candidate"], form["panel_member"]) == ("P100", None)
    assert form["parts"]["in_depth"]["sum"] == 120


SAID = {"1": 1, "2": 2, " 3 ": 3, "2/3": 2, "3 – høyt": 3, "Ikke vurdert": "not_assessed", 1: 1, 2.0: 2, 3: 3}
"""What the rule says of a score on a scale from 1 to 3; of anything else below, nothing."""
UNCERTAIN = ("4-5", "?", "x", "ja", "Oppfylt", "=1+1", "2 eller 3", "0", "4", 0, 4, -1, 2.5, 0.999, True, False)
MET = {"Oppfylt": "met", "ja": "met", "Ikke oppfylt": "not_met", "Nei": "not_met", "Ikke avklart": "open"}
DATES = st.dates(date(1990, 1, 1), date(2090, 1, 1))
TEXTS_TYPED = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=9)


def meaning_of(said: Mapping[Any, Any], typed: Any) -> Any:
    """What the rule says of something typed; ``True`` is not 1."""
    return next((value for known, value in said.items() if type(known) is type(typed) and known == typed), None)


@settings(max_examples=60)
@given(
    score=st.one_of(st.none(), st.sampled_from([*SAID, *UNCERTAIN]), DATES),
    met=st.one_of(st.none(), st.sampled_from([*MET, *UNCERTAIN]), DATES),
    note=st.one_of(st.none(), TEXTS_TYPED, DATES, st.integers(-9, 9)),
)
def test_whatever_is_typed_is_what_the_rule_says_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, score: Any, met: Any, note: Any
):
    desk = Desk(tmp_path_factory.mktemp("ark"), SMALL_PLAN, TWO)
    desk.type({"K1, skår": score, "K1, oppfylt": met, "K1, notater": note})
    done = desk.totals()
    found, judged = meaning_of(SAID, score), meaning_of(MET, met)
    wrong = [entry["place"] for entry in done.json["problems"] if entry["severity"] == "error"]
    assert ("skåreark.xlsx: Skår!D7" in wrong) is (score is not None and found is None)
    assert ("skåreark.xlsx: Skår!E7" in wrong) is (met is not None and judged is None)
    for form in done.json["forms"]:
        assert form["answers"]["in_depth.K1.score"]["value"] == found
        assert form["answers"]["in_depth.K1.met"]["value"] == judged
        if isinstance(note, str) and not note.startswith("="):
            assert form["answers"]["in_depth.K1.notes"]["value"] == (note if note.strip() else None)
