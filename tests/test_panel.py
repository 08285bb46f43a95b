"""One form per panel member and one that the panel agrees on: made, handed out, and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run, run_json
from documents import edited, in_control, lines, runs, without
from openpyxl import load_workbook
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
    book = load_workbook(tmp_path / "r.xlsx")
    assert [row[2] for row in book["Oversikt"].iter_rows(min_row=6, values_only=True)] == [
        "fullstendig",
        "fullstendig",
        "har trukket seg",
    ]
    notes = [(row[0], row[2], row[-1]) for row in book["Notater"].iter_rows(min_row=2, values_only=True)]
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
