"""One form per panel member and one that the panel agrees on: made, handed out, and read back."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from commands import Done, run, run_json
from documents import edited, in_control, lines, runs, without
from openpyxl import load_workbook
from plans import WORKED_EXAMPLE
from pypdf import PdfReader
from test_scoresheet import cell_of
from workbooks import SMALL_PLAN, write_workbook

from generator.word.filling import fill

POSITION = """
## Stilling
| Stillingstittel | Saksbehandler |
| Saksnummer      | 2026/417      |
| Skjema per      | paneldeltaker |
"""
PANEL = """
## Intervjupanel
| Id | Navn     | Rolle       | Setter skår |
|----|----------|-------------|-------------|
| I1 | Eva Dahl | Leder       | ja          |
| I2 | Ivar Moe | Tillitsvalgt |            |
| I3 | Siv Øye  | observatør  |             |
"""
CANDIDATES = """
## Kandidater
| Id | Navn          | Panel  | Status      |
|----|---------------|--------|-------------|
| P1 | Kari Nordmann |        |             |
| P2 | Øystein Ås    | I1, I3 |             |
| P3 | Unni Lie      |        | trukket seg |
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, PANEL, CANDIDATES)


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.docx"))


def fill_in(folder: Path, name: str, answers: dict[str, str]) -> Path:
    (path,) = folder.rglob(name)
    path.write_bytes(fill(path.read_bytes(), answers))
    return path


def test_each_member_who_scores_has_a_folder_with_only_their_own_forms(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert done.status == 0
    assert tree(tmp_path / "forms") == [
        "Eva Dahl/Saksbehandler - Kari Nordmann - Eva Dahl - intervju.docx",
        "Eva Dahl/Saksbehandler - Øystein Ås - Eva Dahl - intervju.docx",
        "Felles vurdering/Saksbehandler - Kari Nordmann - felles vurdering.docx",
        "Felles vurdering/Saksbehandler - Øystein Ås - felles vurdering.docx",
        "Ivar Moe/Saksbehandler - Kari Nordmann - Ivar Moe - intervju.docx",
    ]
    assert [(entry["candidate"], entry["panel_member"]) for entry in done.json["forms"]] == [
        *(("P1", "I1"), ("P1", "I2"), ("P1", None)),
        *(("P2", "I1"), ("P2", None)),
    ]
    again = run_json("forms", plan, "--out", tmp_path / "forms")
    assert {entry["status"] for entry in again.json["forms"]} == {"unchanged"}


def test_forms_on_paper_lie_in_the_same_folders(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    assert run("forms", plan, "--paper", "--out", tmp_path / "forms").status == 0
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == ["Eva Dahl", "Felles vurdering", "Ivar Moe"]
    assert sorted(path.name for path in (tmp_path / "forms" / "Felles vurdering").iterdir()) == [
        "Saksbehandler - Kari Nordmann - felles vurdering - på papir.docx",
        "Saksbehandler - Kari Nordmann - felles vurdering.docx",
        "Saksbehandler - Øystein Ås - felles vurdering - på papir.docx",
        "Saksbehandler - Øystein Ås - felles vurdering.docx",
    ]


def test_every_form_has_an_id_of_its_own_that_names_candidate_and_member(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    ids = [
        next(line for line in lines(path.read_bytes()) if line.startswith("Skjema-ID: ")).removeprefix("Skjema-ID: ")
        for path in sorted((tmp_path / "forms").rglob("*.docx"))
    ]
    assert sorted(id.rsplit("-", 2)[0] for id in ids) == ["P1", "P1-I1", "P1-I2", "P2", "P2-I1"]
    assert len(set(ids)) == 5


def test_members_of_one_name_and_one_called_like_the_common_folder_are_kept_apart(tmp_path: Path):
    panel = """
## Intervjupanel
| Id | Navn             |
|----|------------------|
| I1 | Eva Dahl         |
| I2 | eva dahl         |
| I3 | Felles vurdering |
| I4 | CON              |
"""
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, panel)
    assert run("forms", plan, "--out", tmp_path / "forms").status == 0
    folders = {path.name for path in (tmp_path / "forms").iterdir()}
    assert folders == {"Eva Dahl (I1)", "eva dahl (I2)", "Felles vurdering (I3)", "CON_", "Felles vurdering"}


def test_a_candidate_whom_nobody_is_to_score_is_an_error_at_the_panel(tmp_path: Path):
    candidates = "## Kandidater\n| Id | Navn | Panel |\n|--|--|--|\n| P1 | Kari | I3 |\n| P2 | Ola | I1 |"
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, PANEL, candidates)
    done = run_json("check", plan)
    assert done.problem("panel_without_scorers")["place"] == "Kandidater!C2"
    assert done.problem("panel_without_scorers")["values"] == {"name": ["Kari"]}
    assert run("forms", plan, "--out", tmp_path / "forms").status == 1
    assert not (tmp_path / "forms").exists()


def test_without_forms_per_member_nobody_needs_to_score(tmp_path: Path):
    candidates = "## Kandidater\n| Id | Navn | Panel |\n|--|--|--|\n| P1 | Kari | I3 |"
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, PANEL, candidates)
    assert "panel_without_scorers" not in run_json("check", plan).codes


def test_a_form_that_a_member_has_written_in_is_kept_when_the_plan_changes(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    own = fill_in(tmp_path / "forms", "*Kari*Ivar*.docx", {"in_depth.K1.score": "3"})
    before = own.read_bytes()
    write_workbook(plan, SMALL_PLAN.replace("God til å forklare", "Forklarer godt"), POSITION, PANEL, CANDIDATES)
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    statuses = {(entry["candidate"], entry["panel_member"]): entry["status"] for entry in done.json["forms"]}
    assert statuses.pop(("P1", "I2")) == "kept"
    assert set(statuses.values()) == {"replaced"}
    assert own.read_bytes() == before
    assert done.problem("form_kept_outdated")


def test_a_corrected_name_of_a_member_moves_the_untouched_forms_and_leaves_no_empty_folder(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    write_workbook(plan, SMALL_PLAN, POSITION, PANEL.replace("Eva Dahl", "Eva Dal"), CANDIDATES)
    assert run("forms", plan, "--out", tmp_path / "forms").status == 0
    assert tree(tmp_path / "forms") == [
        "Eva Dal/Saksbehandler - Kari Nordmann - Eva Dal - intervju.docx",
        "Eva Dal/Saksbehandler - Øystein Ås - Eva Dal - intervju.docx",
        "Felles vurdering/Saksbehandler - Kari Nordmann - felles vurdering.docx",
        "Felles vurdering/Saksbehandler - Øystein Ås - felles vurdering.docx",
        "Ivar Moe/Saksbehandler - Kari Nordmann - Ivar Moe - intervju.docx",
    ]
    assert not (tmp_path / "forms" / "Eva Dahl").exists()


def test_forms_of_a_member_who_no_longer_scores_are_left_alone_and_named(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    write_workbook(plan, SMALL_PLAN, POSITION, PANEL.replace("Tillitsvalgt", "observatør"), CANDIDATES)
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert done.problem("form_without_member")["values"] == {"id": "I2", "member": "Ivar Moe", "name": "Kari Nordmann"}
    assert len(tree(tmp_path / "forms")) == 5


def test_changing_to_forms_per_member_makes_the_untouched_form_the_agreed_one(plan: Path, tmp_path: Path):
    write_workbook(plan, SMALL_PLAN, POSITION.replace("paneldeltaker", "kandidat"), PANEL, CANDIDATES)
    run("forms", plan, "--out", tmp_path / "forms")
    write_workbook(plan, SMALL_PLAN, POSITION, PANEL, CANDIDATES)
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert [entry["status"] for entry in done.json["forms"] if not entry["panel_member"]] == ["replaced", "replaced"]
    assert all("/" in name for name in tree(tmp_path / "forms"))


# Reading back


def test_every_form_keeps_its_own_figures_and_the_agreed_one_gives_the_candidates(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    for name, score in (("*Kari*Eva*", "1"), ("*Kari*Ivar*", "3"), ("*Kari*felles*", "2"), ("*Ås*Eva*", "3")):
        fill_in(tmp_path / "forms", f"{name}.docx", {"in_depth.K1.score": score, "in_depth.K1.notes": f"Sa {score}"})
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    own = {
        (form["candidate"], form["panel_member"]): form["requirements"]["K1"]["score"] for form in done.json["forms"]
    }
    assert own == {("P1", "I1"): 1, ("P1", "I2"): 3, ("P1", None): 2, ("P2", "I1"): 3}
    assert [form["agreed"] for form in done.json["forms"]] == [False, False, True, False]
    kari, oystein, _ = done.json["candidates"]
    assert (kari["overall"]["mean"], kari["rests_on"], len(kari["forms"])) == (2, "agreed", 3)
    assert (oystein["overall"]["mean"], oystein["rests_on"]) == (3, "one_form")
    assert done.problem("agreed_missing")["values"]["id"] == "P2"
    assert done.status == 0
    book = load_workbook(tmp_path / "r.xlsx", data_only=True)
    overview = list(book["Oversikt"].iter_rows(min_row=8, max_row=10, values_only=True))
    assert [row[-2] for row in overview] == [
        "fullstendig",
        "fullstendig",
        "har trukket seg",
    ]
    notes = [(row[0], row[2], row[7]) for row in book["Notater"].iter_rows(min_row=2, values_only=True)]
    assert notes == [
        ("P1", "Eva Dahl", "Sa 1"),
        ("P1", "Ivar Moe", "Sa 3"),
        ("P1", "panelet, felles vurdering", "Sa 2"),
        ("P2", "Eva Dahl", "Sa 3"),
    ]


def test_a_members_form_that_has_not_come_in_is_named_with_the_member(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    for path in (tmp_path / "forms" / "Ivar Moe").iterdir():
        path.unlink()
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    assert done.status == 1
    missing = done.problem("form_missing_member")
    assert missing["place"] == "Kandidater!B2"
    assert missing["values"] == {"name": "Kari Nordmann", "id": "P1", "member": "Ivar Moe"}


def test_two_different_forms_of_one_member_keep_the_candidate_closed_and_are_told_with_the_member(
    plan: Path, tmp_path: Path
):
    run("forms", plan, "--out", tmp_path / "forms")
    fill_in(tmp_path / "forms", "*Kari*felles*.docx", {"in_depth.K1.score": "2"})
    own = fill_in(tmp_path / "forms", "*Kari*Ivar*.docx", {"in_depth.K1.score": "3"})
    other = edited(own.read_bytes(), in_control("in_depth.K1.score", runs("1")))
    own.with_name("kopi.docx").write_bytes(other)
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    conflict = done.problem("form_conflict")
    assert len(conflict["values"]["paths"]) == 2
    assert "Ivar Moe" in conflict["message"] and "K1, skår" in conflict["message"]
    kari = done.json["candidates"][0]
    assert kari["awaiting"][1:] == [{"panel_member": "I2", "name": "Ivar Moe", "why": "several"}]
    assert kari["overall"] is None
    opened = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx", "--open")
    assert opened.json["candidates"][0]["overall"]["mean"] == 2


@pytest.mark.parametrize(
    ("panel", "code"),
    [
        (PANEL.replace("Ivar Moe", "Anne Vik"), "form_member_differs"),
        (PANEL.replace("Tillitsvalgt", "observatør"), "form_unexpected_member"),
    ],
)
def test_a_form_of_someone_who_is_not_that_member_is_not_counted(plan: Path, tmp_path: Path, panel: str, code: str):
    run("forms", plan, "--out", tmp_path / "forms")
    fill_in(tmp_path / "forms", "*Kari*Ivar*.docx", {"in_depth.K1.score": "3"})
    write_workbook(plan, SMALL_PLAN, POSITION, panel, CANDIDATES)
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    assert done.status == 1
    assert "Ivar Moe" in done.problem(code)["message"]
    assert ("P1", "I2") not in {(form["candidate"], form["panel_member"]) for form in done.json["forms"]}


def test_forms_per_member_that_come_in_to_a_plan_per_candidate_are_not_counted(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    fill_in(tmp_path / "forms", "*Kari*Ivar*.docx", {"in_depth.K1.score": "3"})
    write_workbook(plan, SMALL_PLAN, POSITION.replace("paneldeltaker", "kandidat"), PANEL, CANDIDATES)
    done = run_json("totals", plan, tmp_path / "forms" / "Ivar Moe", "--out", tmp_path / "r.xlsx")
    assert done.problem("form_unexpected_member")["severity"] == "error"
    assert done.json["forms"] == []


def test_a_members_form_that_has_lost_whose_it_is_is_named_and_not_passed_over(plan: Path, tmp_path: Path):
    run("forms", plan, "--out", tmp_path / "forms")
    (own,) = (tmp_path / "forms").rglob("*Kari*Ivar*.docx")
    own.write_bytes(without(own.read_bytes(), "docProps/custom.xml", "customXml/"))
    read = run_json("totals", plan, own, "--out", tmp_path / "r.xlsx")
    assert [(form["candidate"], form["panel_member"]) for form in read.json["forms"]] == [("P1", "I2")]
    write_workbook(plan, SMALL_PLAN.replace("God til å forklare", "Forklarer godt"), POSITION, PANEL, CANDIDATES)
    read = run_json("totals", plan, own, "--out", tmp_path / "r.xlsx")
    assert read.json["forms"] == []
    (lost,) = read.problem("form_identity_lost")["values"]["form_id"]
    assert lost.startswith("P1-I2-")


# Beside each other, closed and opened

THREE = """
## Intervjupanel
| Id | Navn     | Rolle        | Setter skår |
|----|----------|--------------|-------------|
| I1 | Eva Dahl | Leder        | ja          |
| I2 | Ivar Moe | Tillitsvalgt | ja          |
| I3 | Siv Øye  | observatør   |             |
"""
TWO_CANDIDATES = """
## Kandidater
| Id | Navn          |
|----|---------------|
| P1 | Kari Nordmann |
| P2 | Øystein Ås    |
"""
WITH_MARGIN = POSITION + "| Margin | 2 |\n"
KARI, OYSTEIN = "Kari Nordmann", "Øystein Ås"


class Table:
    """A panel of two with two candidates, whose forms are filled in or not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plan = write_workbook(folder / "plan.xlsx", SMALL_PLAN, WITH_MARGIN, THREE, TWO_CANDIDATES)
        self.forms = folder / "forms"
        run("forms", self.plan, "--out", self.forms)

    def score(self, candidate: str, member: str, score: str, met: str = "") -> Path:
        answers = {"in_depth.K1.score": score, "in_depth.K1.met": met, "in_depth.K1.notes": f"{member} hørte"}
        return fill_in(self.forms, f"*{candidate}*{member}*.docx", {tag: text for tag, text in answers.items() if text})

    def totals(self, *options: str) -> Done:
        return run_json("totals", self.plan, self.forms, "--out", self.folder / "r.xlsx", *options)

    def sheet(self, name: str) -> list[tuple[object, ...]]:
        return list(load_workbook(self.folder / "r.xlsx", data_only=True)[name].iter_rows(values_only=True))


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Everybody has scored Kari; Ivar has not scored Øystein."""
    table = Table(tmp_path)
    table.score(KARI, "Eva Dahl", "3", "met")
    table.score(KARI, "Ivar Moe", "1", "not_met")
    table.score(OYSTEIN, "Eva Dahl", "3", "met")
    return table


def test_a_candidate_whose_panel_has_not_all_scored_is_closed_in_every_comparison(table: Table):
    done = table.totals()
    kari, oystein = done.json["candidates"]
    assert (kari["overall"]["mean"], kari["rests_on"], kari["awaiting"]) == (2, "panel_mean", [])
    assert oystein["awaiting"] == [{"panel_member": "I2", "name": "Ivar Moe", "why": "empty"}]
    assert (oystein["parts"], oystein["requirements"], oystein["overall"]) == ({}, {}, None)
    assert (oystein["rests_on"], oystein["panel"], oystein["complete"]) == (None, None, False)
    assert done.json["opened"] is False
    assert "candidates_close" not in done.codes
    own = {(form["candidate"], form["panel_member"]): form["overall"]["mean"] for form in done.json["forms"]}
    assert own["P2", "I1"] == 3  # each form's own figures stay
    closed = done.problem("comparison_closed")
    assert (closed["severity"], closed["place"]) == ("warning", "Kandidater!B3")
    assert closed["values"] == {"name": OYSTEIN, "id": "P2", "members": ["Ivar Moe"]}
    assert "påvirkes" in closed["message"] and "--open" in closed["remedy"]


def test_the_workbook_shows_whom_a_candidate_waits_for_in_place_of_figures(table: Table):
    table.totals()
    overview = table.sheet("Oversikt")
    assert overview[2][2] == (
        "Noen skjema er ikke inne: Øystein Ås (Ivar Moe). Disse kandidatene sammenlignes ikke før alle har satt skår, "
        "så ingen påvirkes av tallene til andre."
    )
    assert [(*row[:3], *row[8:12], row[15]) for row in overview[7:9]] == [
        ("P1", KARI, 2, 2, 1, "snitt av panelet", "se Panel", "fullstendig"),
        ("P2", OYSTEIN, "Venter på skjema fra: Ivar Moe", None, None, None, None, "venter på skjema"),
    ]
    assert [row[:4] for row in table.sheet("Krav")[9:11]] == [
        ("P1", KARI, 2, "se Panel"),  # Eva says met and Ivar not met
        ("P2", OYSTEIN, "Venter på skjema fra: Ivar Moe", None),
    ]
    shown = [cell for row in table.sheet("Panel") for cell in row]
    assert "P2 Øystein Ås" in shown and shown.count(3) == 3  # Eva's of Kari, alone, overall and as highest
    for sheet in ("Skårer", "Regnes med", "IntervjuguideRecord"):
        assert "3" not in {str(cell) for row in table.sheet(sheet)[9:] for cell in row[4:]}  # Eva's of Øystein


def test_no_problem_tells_a_figure_of_a_candidate_whose_comparison_is_closed(table: Table):
    answers = {"in_depth.K1.score": "1", "in_depth.K1.met": "open", "in_depth.total": "17"}
    fill_in(table.forms, f"*{OYSTEIN}*Eva Dahl*.docx", answers)
    telling = {"low_score_on_must", "total_differs"}
    closed, printed = table.totals(), run("totals", table.plan, table.forms, "--out", table.folder / "r2.xlsx")
    assert "comparison_closed" in closed.codes and not telling & {*closed.codes}
    assert "skåren 1" not in printed.err and "17" not in printed.err
    shown = [str(cell) for row in table.sheet("Merknader") for cell in row]
    assert not [cell for cell in shown if "17" in cell or "skåren 1" in cell]
    assert telling <= {*table.totals("--open").codes}
    table.score(OYSTEIN, "Ivar Moe", "3", "met")
    assert telling <= {*table.totals().codes}  # and they are told as soon as all forms are in


def test_the_printed_table_says_who_waits_and_on_what_the_others_figures_rest(table: Table):
    done = run("totals", table.plan, table.forms, "--out", table.folder / "r.xlsx")
    kari, oystein = ([cell.strip() for cell in line.strip("│").split("│")] for line in table_rows(done.out))
    assert kari == [KARI, "–", "2,0", "snitt av panelet"]
    assert oystein == [OYSTEIN, "–", "venter", "–"]
    assert "Øystein Ås (P2) sammenlignes ikke" in done.err


def table_rows(out: str) -> list[str]:
    return [line for line in out.splitlines() if KARI in line or OYSTEIN in line]


def test_opening_gives_the_figures_and_says_so_everywhere_with_what_was_missing(table: Table):
    done = table.totals("--open")
    _, oystein = done.json["candidates"]
    assert done.json["opened"] is True
    assert (oystein["overall"]["mean"], oystein["rests_on"]) == (3, "one_form")
    assert [entry["panel_member"] for entry in oystein["awaiting"]] == ["I2"]
    assert done.problem("comparison_opened")["values"]["members"] == ["Ivar Moe"]
    assert done.problem("candidates_close")["values"]["others"] == [OYSTEIN]  # 2 and 3, with a margin of 2
    for sheet in ("Oversikt", "Krav", "Panel"):
        said = [cell for row in table.sheet(sheet)[:4] for cell in row if cell]
        assert any("Åpnet før alle skjema var inne" in str(text) and "Øystein Ås (Ivar Moe)" in text for text in said)
    oystein = table.sheet("Oversikt")[8]
    assert (*oystein[8:11], oystein[15]) == (3, 1, "ett skjema", "ufullstendig")  # Ivar Moe's is not in
    assert "Tallene er foreløpige" in str(oystein[16])
    printed = run("totals", table.plan, table.forms, "--out", table.folder / "r.xlsx", "--open")
    assert "Øystein Ås (P2) sammenlignes med andre selv om det mangler skjema fra Ivar Moe (--open)" in printed.err
    assert "3,0" in table_rows(printed.out)[1]


def test_opening_does_not_say_of_a_candidate_without_any_figures_that_there_is_a_comparison(tmp_path: Path):
    table = Table(tmp_path)
    table.score(KARI, "Eva Dahl", "3")
    done = table.totals("--open")
    assert (
        done.problem("comparison_opened")["values"]["name"],
        done.problem("comparison_closed")["values"]["name"],
    ) == (
        KARI,
        OYSTEIN,
    )


def test_opening_when_everything_is_in_is_nothing_to_tell(table: Table):
    table.score(OYSTEIN, "Ivar Moe", "2")
    done, without = table.totals("--open"), table.totals()
    assert done.json["opened"] is False
    assert done.json["candidates"] == without.json["candidates"]
    assert not any(code.startswith("comparison") for code in done.codes)
    assert set(table.sheet("Oversikt")[2]) == {None}


def test_a_form_of_a_member_that_cannot_be_read_is_not_in(table: Table):
    path = table.score(OYSTEIN, "Ivar Moe", "2")
    path.write_bytes(path.read_bytes()[:2000])
    done = table.totals()
    assert done.status == 1
    assert {"damaged_document", "form_missing_member", "comparison_closed"} <= set(done.codes)
    assert done.json["candidates"][1]["awaiting"] == [{"panel_member": "I2", "name": "Ivar Moe", "why": "missing"}]


def test_an_identical_copy_of_a_members_form_does_not_close_anything(table: Table):
    path = table.score(OYSTEIN, "Ivar Moe", "2")
    path.with_name("kopi.docx").write_bytes(path.read_bytes())
    done = table.totals()
    assert "form_repeated" in done.codes
    assert [entry["overall"]["mean"] for entry in done.json["candidates"]] == [2, 2.5]


def test_a_members_form_that_was_typed_into_a_score_sheet_is_in(table: Table):
    sheet = table.folder / "ark.xlsx"
    run("scoresheet", table.plan, "--out", sheet)
    book = load_workbook(sheet)
    cell_of(book, "K1, skår", "P2", "Ivar Moe").value = 1
    book.save(sheet)
    done = run_json("totals", table.plan, table.forms, sheet, "--out", table.folder / "r.xlsx")
    oystein = done.json["candidates"][1]
    assert (oystein["awaiting"], oystein["overall"]["mean"], oystein["rests_on"]) == ([], 2, "panel_mean")


def test_the_sheet_of_the_panel_has_each_score_the_mean_the_range_the_mark_and_what_was_agreed(table: Table):
    fill_in(table.forms, "*Kari*felles*.docx", {"in_depth.K1.score": "2", "in_depth.K1.met": "open"})
    table.totals()
    rows = table.sheet("Panel")
    start = next(number for number, row in enumerate(rows) if row[0] == "P1 Kari Nordmann")
    header, k1, met, overall = (row[:9] for row in rows[start + 1 : start + 5])
    assert header == (
        *("Id", "Krav og det som måler det", "Eva Dahl", "Ivar Moe"),
        *("Snitt", "Lavest", "Høyest", "Merke", "Felles vurdering"),
    )
    assert k1 == ("K1", "God til å forklare (må-krav)", 3, 1, 2, 1, 3, "● Drøft", 2)
    assert met == (None, "Oppfylt", "Oppfylt", "Ikke oppfylt", None, None, None, None, "Ikke avklart")
    assert overall == (None, "Samlet, vektet snitt", 3, 1, 2, None, None, None, 2)


def test_a_plan_with_one_form_per_candidate_has_no_sheet_of_the_panel(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, THREE)
    run("forms", plan, "--out", tmp_path / "forms")
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx", "--open")
    seen = [sheet.title for sheet in load_workbook(tmp_path / "r.xlsx") if sheet.sheet_state == "visible"]
    assert seen == [
        *("Oversikt", "Krav", "Skårer", "Diagrammer", "Sammenligning"),
        *("Hva tallene kan bære", "Likebehandling", "Notater", "Merknader"),
    ]
    assert (done.json["opened"], done.json["candidates"][0]["panel"]) == (False, None)


def test_in_print_each_candidate_of_the_panel_has_a_page(table: Table):
    table.score(OYSTEIN, "Ivar Moe", "2")
    table.totals()
    page = load_workbook(table.folder / "r.xlsx")["Panel"]
    rows = [row[0].value for row in page.iter_rows()]
    assert [entry.id for entry in page.row_breaks.brk] == [rows.index("P2 Øystein Ås")]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$1:$2"


def test_two_folders_with_files_of_one_name_are_told_apart(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, PANEL, CANDIDATES)
    run("forms", plan, "--out", tmp_path / "forms")
    for member in ("Eva Dahl", "Ivar Moe"):
        path = fill_in(tmp_path / "forms", f"*Kari*{member}*.docx", {"in_depth.K1.score": "7"})
        path.rename(path.with_name("Skjema.docx" if member == "Eva Dahl" else "skjema.docx"))
    fill_in(tmp_path / "forms", "*Kari*felles*.docx", {"in_depth.K1.score": "2", "in_depth.K1.met": "kanskje"})
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    bad = [entry["place"] for entry in done.json["problems"] if entry["code"] == "bad_score"]
    assert bad == [
        str(Path("Eva Dahl") / "Skjema.docx") + ": K1, skår",
        str(Path("Ivar Moe") / "skjema.docx") + ": K1, skår",
    ]
    alone = done.problem("bad_met")["place"]  # a name that is there once stands alone
    assert alone == "Saksbehandler - Kari Nordmann - felles vurdering.docx: K1, oppfylt"


def test_the_sheet_of_the_panel_shows_the_fields_where_several_measure_a_requirement(tmp_path: Path):
    """In the means of K1 the two are alike, 3.5 and 3.5; in the interview and in the case they are far apart."""
    criteria = WORKED_EXAMPLE.replace(
        "| V3 | M2     | Holder orden       | K2         |", "| V3 | M2 | Holder orden | |"
    )
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, criteria, POSITION, THREE)
    run("forms", plan, "--out", tmp_path / "forms")
    evas = {"in_depth.K1.score": "5", "case.V1.score": "2", "case.V2.score": "2", "in_depth.K2.score": "not_assessed"}
    ivars = {"in_depth.K1.score": "2", "case.V1.score": "5", "case.V2.score": "5", "tests.V3.score": "4"}
    fill_in(tmp_path / "forms", "*Kari*Eva*.docx", evas)
    fill_in(tmp_path / "forms", "*Kari*Ivar*.docx", ivars)
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    rows = list(load_workbook(tmp_path / "r.xlsx", data_only=True)["Panel"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "P1 Kari Nordmann")
    assert [row[:8] for row in rows[start + 2 :]] == [
        ("K1", "Skriver klart (må-krav)", 3.5, 3.5, 3.5, 3.5, 3.5, "–"),
        (None, "Dybdeintervju", 5, 2, 3.5, 2, 5, "● Drøft"),
        ("V1", "Vedtak: Begrunner", 2, 5, 3.5, 2, 5, "● Drøft"),
        ("V2", "Vedtak: Bruker klart språk", 2, 5, 3.5, 2, 5, "● Drøft"),
        (None, "Oppfylt", "–", "–", None, None, None, None),
        ("K2", "Ordner i saker (bør-krav)", "ikke vurdert", "–", "–", "–", "–", "–"),
        ("K3", "Samarbeider (bør-krav)", "–", "–", "–", "–", "–", "–"),
        ("V3", "Orden: Holder orden", "–", 4, 4, "–", "–", "–"),  # measures no requirement
        (None, "Samlet, vektet snitt", 3.5, 3.5, 3.5, None, None, None),
    ]
    panel = done.json["candidates"][0]["panel"]
    assert panel["fields"]["in_depth.K1.score"] == {
        "own": {"I1": 5, "I2": 2},
        "mean": 3.5,
        "lowest": 2,
        "highest": 5,
        "marked": True,
        "agreed": None,
    }
    assert panel["fields"]["in_depth.K2.score"]["own"] == {"I1": "not_assessed", "I2": None}
    assert panel["requirements"]["K2"]["own"]["I1"] == {"score": None, "not_assessed": True, "met": None}
    assert panel["own_overall"]["I1"] == {"mean": 3.5, "basis": 1, "of": 3}


def test_libreoffice_prints_each_candidate_of_the_panel_on_a_page(table: Table, office: ModuleType, tmp_path: Path):
    table.score(OYSTEIN, "Ivar Moe", "2")
    table.totals()
    (tmp_path / "pdf").mkdir()
    (pdf,) = office.convert([table.folder / "r.xlsx"], tmp_path / "pdf", "pdf")
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    of_panel = [page for page in pages if "Krav og det som måler det" in page]
    assert [[name for name in (KARI, OYSTEIN) if name in page] for page in of_panel] == [[KARI], [OYSTEIN]]
    assert all("Felles vurdering" in page and "Eva Dahl" in page and "Ivar Moe" in page for page in of_panel)
