"""``totals`` from the outside: figures, and everything that can be wrong with what comes back."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from commands import Done, candidates, paths, run, run_json, snapshot
from documents import MAIN, packed, unpacked, without
from docx import Document
from openpyxl import load_workbook
from plans import WORKED_EXAMPLE
from workbooks import SMALL_PLAN, change_cells, write_workbook

from generator.word.filling import fill

# Requirements, weights, criteria and scores of the worked example of the design (section 7).
ANSWERS = {
    "introduction.S2.notes": "Vil lære mer",
    "in_depth.K1.notes": "Skrev en veileder\nfor nye ansatte",
    "in_depth.K1.assessment": "Tydelig",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "met",
    "in_depth.K2.score": "not_assessed",
    "case.V1.score": "3",
    "case.V2.score": "4",
    "tests.V3.score": "5",
    "closing.S4.done": "x",
    "conclusion.recommend": "go_on",
}
KARI = "Saksbehandler - Kari Nordmann - intervju.docx"
TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))


class Place:
    """A plan, the forms made from it, and the results to write."""

    def __init__(self, folder: Path, *markdown: str) -> None:
        self.folder = folder
        self.plan = write_workbook(folder / "plan.xlsx", *markdown)
        self.forms = folder / "skjema"
        self.results = folder / "resultater.xlsx"
        self.of = paths(run_json("forms", self.plan, "--out", self.forms))

    def fill(self, candidate: str = "P1", answers: Mapping[str, str] = ANSWERS, **more: str) -> Path:
        path = self.of[candidate]
        changed = {key.replace("__", "."): value for key, value in more.items()}
        path.write_bytes(fill(path.read_bytes(), {**answers, **changed}))
        return path

    def rewrite(self, *markdown: str) -> None:
        write_workbook(self.plan, *markdown)

    def change(self, old: str, new: str) -> None:
        """Change the plan of the worked example after its forms were made."""
        assert old in WORKED_EXAMPLE
        self.rewrite(SMALL_PLAN, WORKED_EXAMPLE.replace(old, new))

    def totals(self, *given: Path) -> Done:
        return run_json("totals", self.plan, *(given or [self.forms]), "--out", self.results)

    def part(self, candidate: str, name: str, change: Any) -> None:
        """Change a part of a form as a text."""
        path = self.of[candidate]
        parts = unpacked(path.read_bytes())
        after = change(parts[name].decode())
        assert after != parts[name].decode()
        path.write_bytes(packed({**parts, name: after.encode()}))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, SMALL_PLAN, WORKED_EXAMPLE)


@pytest.fixture
def two(tmp_path: Path) -> Place:
    """Two candidates, with the small plan of one requirement and a scale to 3."""
    place = Place(tmp_path, SMALL_PLAN, TWO)
    for candidate in ("P1", "P2"):
        place.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    return place


def scores(done: Done) -> dict[str, Any]:
    """The overall figure of each candidate."""
    return {c["name"]: c["overall"] and c["overall"]["mean"] for c in done.json["candidates"]}


# ---- figures --------------------------------------------------------------------


def test_the_worked_example_from_workbook_to_results(place: Place):
    form = place.fill()
    done = place.totals()
    assert done.status == 0
    (result,) = done.json["forms"]
    assert result["path"] == str(form)
    assert result["parts"] == {
        "in_depth": {"sum": 4, "max": 5, "scored": 1, "of": 3, "not_assessed": 1, "mean": 4},
        "case": {"sum": 7, "max": 10, "scored": 2, "of": 2, "not_assessed": 0, "mean": 3.5},
        "tests": {"sum": 5, "max": 5, "scored": 1, "of": 1, "not_assessed": 0, "mean": 5},
    }
    assert result["requirements"] == {
        "K1": {"score": 3.75, "methods": {"in_depth": 4, "M1": 3.5}, "met": "met"},
        "K2": {"score": 5, "methods": {"M2": 5}, "met": None},
        "K3": {"score": None, "methods": {}, "met": None},
    }
    assert result["overall"] == {"mean": pytest.approx(4.1667, abs=0.0001), "basis": 2, "of": 3}
    answers = result["answers"]
    assert answers["in_depth.K1.notes"]["value"] == "Skrev en veileder\nfor nye ansatte"
    assert answers["in_depth.K1.score"] == {"value": 4, "raw": "4 – godt", "found_by": "tag"}
    assert answers["in_depth.K2.score"]["value"] == "not_assessed"
    assert answers["in_depth.K3.score"]["value"] is None
    assert answers["closing.S4.done"]["value"] is True
    assert answers["conclusion.recommend"]["value"] == "go_on"
    assert done.codes == ["scores_missing"]
    assert done.problem("scores_missing")["place"] == f"{KARI}: Dybdeintervju, skår"
    assert done.problem("scores_missing")["values"] == {"ids": ["K3"]}


def test_the_table_on_the_terminal_fits_80_columns_and_says_what_is_incomplete(place: Place):
    place.fill()
    done = run("totals", place.plan, place.forms, "--out", place.results)
    lines = done.out.splitlines()
    assert max(map(len, lines[:-1])) <= 80
    row = next(line for line in lines if "Kari" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "Kari Nordmann",
        "4 av 5 (1/3)",
        "7 av 10",
        "5 av 5",
        "4,2 (2/3)",
    ]
    assert lines[-2].startswith("(4/5)")
    assert str(place.results) in lines[-1]


def test_on_the_terminal_the_problems_of_a_form_stand_together_and_what_to_do_is_said_once(two: Place):
    """Both scores are unclear, so that they are missing too; in Kari's form the total is wrong besides."""
    two.fill("P1", {"in_depth.K1.score": "2-3", "in_depth.total": "9"})
    two.fill("P2", {"in_depth.K1.score": "1?"})
    shown = run("totals", two.plan, two.forms, "--out", two.results).err.splitlines()
    kari, ola = (shown.index(f"{two.of[id].name}:") for id in ("P1", "P2"))
    assert [line.split(":")[0] for line in shown[kari + 1 : ola] if not line.startswith("    ")] == [
        "  feil K1, skår",
        "  advarsel Dybdeintervju, skår",
        "  advarsel Dybdeintervju, totalsum",
    ]
    assert [line.split(":")[0] for line in shown[ola + 1 :]] == ["  feil K1, skår", "  advarsel Dybdeintervju, skår"]
    remedies = {entry["remedy"] for entry in two.totals().json["problems"]}
    assert sorted(line.strip() for line in shown if line.startswith("    ")) == sorted(remedies)


def test_one_problem_of_a_form_stands_on_one_line_with_its_file(two: Place):
    two.part("P2", "docProps/custom.xml", lambda text: re.sub(r'(schema"><vt:lpwstr>)1', r"\g<1>7", text))
    done = run("totals", two.plan, two.forms, "--out", two.results)
    assert f"feil {two.of['P2'].name}: " in done.err


def test_the_results_workbook_holds_the_figures_and_the_notes(place: Place):
    place.fill()
    place.totals()
    book = load_workbook(place.results, data_only=True)
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {4, 7, 5, 3.75} <= set(cells)
    assert any(cell == "Skrev en veileder\nfor nye ansatte" for cell in cells)


# ---- scores, totals, musts --------------------------------------------------------


@pytest.mark.parametrize("typed", ["4-5", "4?", "3,5", "0", "6"])
def test_a_score_that_can_mean_two_things_is_an_error_with_its_place_and_counts_as_missing(place: Place, typed: str):
    place.fill(in_depth__K1__score=typed)
    done = place.totals()
    assert done.status == 1
    assert done.problem("bad_score")["place"] == f"{KARI}: K1, skår"
    assert typed in done.problem("bad_score")["message"]
    assert done.problem("scores_missing")["values"] == {"ids": ["K1", "K3"]}
    assert done.json["forms"][0]["requirements"]["K1"] == {"score": 3.5, "methods": {"M1": 3.5}, "met": "met"}


@pytest.mark.parametrize(
    ("tag", "code", "name"),
    [
        ("in_depth.K1.met", "bad_met", "K1, oppfylt"),
        ("conclusion.recommend", "bad_recommend", "Konklusjon, tilråding"),
    ],
)
def test_a_choice_that_is_none_is_an_error_with_its_place(place: Place, tag: str, code: str, name: str):
    place.fill("P1", {**ANSWERS, tag: "kanskje"})
    done = place.totals()
    assert (done.status, done.problem(code)["place"]) == (1, f"{KARI}: {name}")


def test_a_low_score_on_a_must_asks_for_a_judgement_and_a_judgement_answers_it(place: Place):
    without_met = {tag: answer for tag, answer in ANSWERS.items() if tag != "in_depth.K1.met"}
    place.fill("P1", {**without_met, "in_depth.K1.score": "1", "case.V1.score": "2", "case.V2.score": "2"})
    done = place.totals()  # K1 is (1 + 2) / 2 = 1.5
    assert done.status == 0
    asked = done.problem("low_score_on_must")
    assert (asked["severity"], asked["place"], asked["values"]["score"]) == ("advice", f"{KARI}: K1, oppfylt", 1.5)
    place.fill("P1", {"in_depth.K1.met": "met"})
    assert "low_score_on_must" not in place.totals().codes


def test_a_total_typed_by_hand_is_compared_and_never_used(place: Place):
    place.fill(case__total="8", tests__total="5 av 5", in_depth__total="ganske mye")
    done = place.totals()
    assert done.status == 0
    assert done.problem("total_differs")["place"] == f"{KARI}: Case eller arbeidsprøve, totalsum"
    assert done.problem("total_differs")["values"] == {"typed": "8", "sum": 7}
    assert done.problem("total_unreadable")["place"] == f"{KARI}: Dybdeintervju, totalsum"
    assert done.json["forms"][0]["parts"]["case"]["sum"] == 7


# ---- which forms ------------------------------------------------------------------


def test_a_missing_form_is_an_error_at_the_candidates_cell_and_the_others_are_counted(two: Place):
    two.of["P2"].unlink()
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_missing"])
    assert done.problem("form_missing")["place"] == "Kandidater!B3"
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": None}
    assert two.results.exists()


@pytest.mark.parametrize("status", ["møtte ikke", "trukket seg"])
def test_no_form_is_expected_of_a_candidate_who_did_not_come_or_has_withdrawn(two: Place, status: str):
    two.of["P2"].unlink()
    two.rewrite(SMALL_PLAN, candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås", status)))
    done = two.totals()
    assert (done.status, done.codes) == (0, [])


def test_the_form_of_a_candidate_who_has_withdrawn_is_not_counted(two: Place):
    two.rewrite(SMALL_PLAN, candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås", "trukket seg")))
    done = two.totals()
    assert (done.status, done.codes) == (0, ["form_of_withdrawn"])
    assert done.problem("form_of_withdrawn")["place"] == two.of["P2"].name
    assert scores(done)["Ola Ås"] is None


def test_a_form_of_another_plan_is_an_error_and_not_counted(two: Place, tmp_path: Path):
    (tmp_path / "annen").mkdir()
    other = Place(tmp_path / "annen", SMALL_PLAN.replace("Saksbehandler", "Jurist"), TWO)
    done = two.totals(two.forms, other.of["P1"])
    assert (done.status, done.codes) == (1, ["form_other_plan"])
    assert done.problem("form_other_plan")["place"] == "Jurist - Kari Nordmann - intervju.docx"
    assert done.problem("form_other_plan")["values"]["title"] == "Jurist"
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_a_form_of_another_version_is_an_error_with_both_versions(two: Place):
    two.part("P2", "docProps/custom.xml", lambda text: re.sub(r'(schema"><vt:lpwstr>)1', r"\g<1>7", text))
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_newer_version", "form_missing"])
    assert done.problem("form_newer_version")["values"] == {"found": 7, "known": 1}


def test_a_form_of_a_candidate_who_is_not_in_the_plan_is_an_error(two: Place):
    two.rewrite(SMALL_PLAN, candidates(("P1", "Kari Nordmann")))
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_unknown_candidate"])
    found = done.problem("form_unknown_candidate")
    assert (found["place"], found["values"]["known"]) == (two.of["P2"].name, ["P1 Kari Nordmann"])


def test_an_id_whose_name_is_another_is_never_a_match(two: Place):
    two.rewrite(SMALL_PLAN, candidates(("P1", "Jon Lie"), ("P2", "Ola Ås")))
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_name_differs", "form_missing"])
    told = done.problem("form_name_differs")
    assert (told["place"], told["values"]["title"]) == (KARI, "")
    assert "stilling" not in told["message"]
    assert scores(done) == {"Jon Lie": None, "Ola Ås": 3}


def test_a_form_of_another_position_under_the_same_case_number_is_told_with_both_positions(tmp_path: Path):
    """Both have the case number of the worked example, so that the id alone would point to somebody else."""
    (tmp_path / "annen").mkdir()
    position = "## Stilling\n| Stillingstittel | Jurist |\n| Saksnummer | 2026/15 |\n"
    other = Place(tmp_path / "annen", SMALL_PLAN, WORKED_EXAMPLE, position, candidates(("P1", "Jon Lie")))
    here = Place(tmp_path, SMALL_PLAN, WORKED_EXAMPLE)
    other.fill()
    told = here.totals(here.forms, other.of["P1"]).problem("form_name_differs")
    assert (told["values"]["title"], told["values"]["position"]) == ("Jurist", "Saksbehandler")
    assert "«Jurist»" in told["message"] and "flytter du filen" in told["message"]


def test_text_pasted_in_from_the_form_of_another_is_not_counted(two: Place):
    """The body is that of Kari's form, the file says that it is Ola's."""
    ola, kari = (unpacked(two.of[id].read_bytes()) for id in ("P2", "P1"))
    two.of["P2"].write_bytes(packed({**ola, "word/document.xml": kari["word/document.xml"]}))
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_identity_differs", "form_missing"])
    assert scores(done)["Ola Ås"] is None


def test_a_form_whose_properties_are_lost_is_known_by_the_line_in_its_body(two: Place):
    data = two.of["P2"].read_bytes()
    two.of["P2"].write_bytes(without(data, "docProps/custom.xml", "customXml/"))
    done = two.totals()
    assert (done.status, done.codes, scores(done)["Ola Ås"]) == (0, [], 3)


def test_a_form_whose_properties_are_lost_and_whose_plan_has_changed_is_an_error_and_not_an_unrelated_document(
    two: Place,
):
    two.of["P2"].write_bytes(without(two.of["P2"].read_bytes(), "docProps/custom.xml", "customXml/"))
    two.rewrite(SMALL_PLAN.replace("God til å forklare", "God til å lytte"), TWO)
    done = two.totals(two.of["P2"])
    assert done.status == 1
    assert done.problem("form_identity_lost")["place"] == two.of["P2"].name


def test_identical_copies_count_once(two: Place):
    shutil.copy(two.of["P1"], two.forms / "Kopi.docx")
    done = two.totals()
    assert (done.status, done.codes) == (0, ["form_repeated"])
    assert sorted(done.problem("form_repeated")["values"]["paths"]) == [
        str(two.forms / "Kopi.docx"),
        str(two.of["P1"]),
    ]
    assert len(done.json["forms"]) == 2


def test_different_forms_of_one_candidate_are_an_error_and_neither_counts(two: Place):
    copy = two.forms / "Kopi.docx"
    copy.write_bytes(fill(two.of["P1"].read_bytes(), {"in_depth.K1.score": "1"}))
    done = two.totals()
    assert (done.status, done.codes) == (1, ["form_conflict"])
    assert scores(done) == {"Kari Nordmann": None, "Ola Ås": 3}
    (kari, *_) = done.json["candidates"]
    assert sorted(kari["forms"]) == sorted([str(copy), str(two.of["P1"])])
    overview = load_workbook(two.results)["Oversikt"]
    shown = [cell.value for row in overview.iter_rows() for cell in row]
    assert "flere skjema" in shown and "skjema mangler" not in shown


def test_the_notes_of_different_forms_of_one_candidate_are_all_in_the_results(two: Place):
    data = two.of["P1"].read_bytes()
    for name in ("En.docx", "En til.docx"):
        (two.forms / name).write_bytes(fill(data, {"in_depth.K1.notes": "Skrevet på tirsdag"}))
    (two.forms / "To.docx").write_bytes(fill(data, {"in_depth.K1.notes": "Skrevet på onsdag"}))
    two.of["P1"].unlink()
    assert two.totals().status == 1
    notes = [cell.value for cell in load_workbook(two.results)["Notater"]["G"]]
    assert sorted(notes[1:]) == ["Skrevet på onsdag", "Skrevet på tirsdag"]


def test_what_is_written_outside_the_fields_of_a_copy_is_told_too(two: Place):
    parts = unpacked(two.of["P1"].read_bytes())
    main = parts[MAIN].decode().replace("<w:body>", "<w:body><w:p><w:r><w:t>Ring henne</w:t></w:r></w:p>", 1)
    (two.forms / "Å kopi.docx").write_bytes(packed({**parts, MAIN: main.encode()}))
    assert two.totals().codes == ["form_repeated", "text_outside_fields"]


# ---- the plan has changed since ---------------------------------------------------


def test_a_changed_requirement_is_told_with_both_texts_and_only_its_scores_are_left_out(place: Place):
    place.fill()
    place.change("Skriver klart", "Skriver klart og kort")
    done = place.totals()
    assert (done.status, done.codes) == (1, ["text_changed", "scores_missing"])
    changed = done.problem("text_changed")
    assert changed["place"] == KARI
    assert (changed["values"]["old"], changed["values"]["new"]) == ("Skriver klart", "Skriver klart og kort")
    (form,) = done.json["forms"]
    assert form["requirements"]["K1"] == {"score": 3.5, "methods": {"M1": 3.5}, "met": None}
    assert form["parts"]["case"]["sum"] == 7
    assert form["answers"]["in_depth.K1.score"] == {"value": None, "raw": "4 – godt", "found_by": "tag"}
    assert form["answers"]["in_depth.K1.notes"]["value"] == ANSWERS["in_depth.K1.notes"]


@pytest.mark.parametrize("id", ["scale", "agenda", "position"])
def test_a_changed_requirement_is_told_also_when_its_id_is_a_word_of_ours(tmp_path: Path, id: str):
    plan = SMALL_PLAN.replace("| K1 |", f"| {id} |")
    place = Place(tmp_path, plan, candidates(("P1", "Kari Nordmann")))
    place.of["P1"].write_bytes(fill(place.of["P1"].read_bytes(), {f"in_depth.{id}.score": "3"}))
    place.rewrite(plan.replace("God til å forklare", "God til å lytte"), candidates(("P1", "Kari Nordmann")))
    done = place.totals()
    assert done.codes == ["text_changed", "scores_missing"]
    assert done.problem("text_changed")["values"]["item"] == id
    assert scores(done) == {"Kari Nordmann": None}


def test_a_changed_task_leaves_out_all_criteria_of_its_method(place: Place):
    place.fill()
    place.change("Skriv et vedtak.", "Skriv to vedtak.")
    done = place.totals()
    assert (done.status, done.problem("text_changed")["values"]["item"]) == (1, "M1")
    (form,) = done.json["forms"]
    assert form["parts"]["case"]["scored"] == 0
    assert form["requirements"]["K1"]["score"] == 4


def test_a_changed_weight_is_told_and_counted_as_it_is_now(place: Place):
    place.fill()
    change_cells(place.plan, {"Krav!E2": 1})
    done = place.totals()
    assert (done.status, done.codes) == (0, ["setting_changed", "scores_missing"])
    changed = done.problem("setting_changed")
    assert (changed["severity"], changed["place"]) == ("warning", KARI)
    assert all(said in changed["message"] for said in ("K1, vekt", "«2»", "«1»"))
    assert scores(done) == {"Kari Nordmann": 4.375}  # (3.75 + 5) / 2


def test_a_changed_weight_with_decimals_is_written_as_people_write_it(place: Place):
    place.fill()
    change_cells(place.plan, {"Krav!E2": 1.5})
    assert place.totals().problem("setting_changed")["message"].endswith("(K1, vekt). Da: «2». Nå: «1,5».")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| må     | erfaring           | 2", "| bør    | erfaring           | 2", "K1, må/bør; «må»; «bør»"),
        (
            "| bør    | erfaring           | 1",
            "| bør    | utdanning          | 1",
            "K2, kategori; «erfaring»; «utdanning»",
        ),
        ("Hva skrev du sist?", "Hva skrev du?", "K1, spørsmål; «Hva skrev du sist?»; «Hva skrev du?»"),
        ("| 20       |", "| 25       |", "Case, minutter; «20»; «25»"),
        ("Skriftlig sak", "Vedtak", "Case; «Skriftlig sak»; «Vedtak»"),
        ("Ønsk velkommen", "Hils", "S1; «Ønsk velkommen»; «Hils»"),
        ("Hvorfor søkte du?", "Hvorfor oss?", "S2; «Hvorfor søkte du?»; «Hvorfor oss?»"),
    ],
)
def test_what_does_not_change_what_a_score_means_is_a_warning_in_words_and_everything_counts(
    place: Place, old: str, new: str, said: str
):
    place.fill()
    place.change(old, new)
    done = place.totals()
    assert done.status == 0
    message = done.problem("setting_changed")["message"]
    assert [piece for piece in said.split("; ") if piece not in message] == []
    assert scores(done) == {"Kari Nordmann": pytest.approx(4.1667, abs=0.0001)}


def test_another_order_of_the_agenda_is_a_warning_in_words(place: Place):
    place.fill()
    case, tests = "| Case          | Skriftlig sak   | 20       |\n", "| Tester        |                 | 10       |\n"
    place.change(case + tests, tests + case)
    done = place.totals()
    assert (done.status, scores(done)) == (0, {"Kari Nordmann": pytest.approx(4.1667, abs=0.0001)})
    assert "«Innledning, Dybdeintervju, Tester, Case, Avslutning»" in done.problem("setting_changed")["message"]


@pytest.mark.parametrize("change", [("| 4    | godt  ", "| 4    | bra   "), ("| 5    | svært godt |\n", "")])
def test_a_changed_scale_leaves_out_every_score(place: Place, change: tuple[str, str]):
    place.fill()
    place.change(*change)
    done = place.totals()
    assert done.status == 1
    assert done.problem("scale_changed")["place"] == KARI
    assert {part["scored"] for part in done.json["forms"][0]["parts"].values()} == {0}
    assert scores(done) == {"Kari Nordmann": None}


def test_a_requirement_that_is_taken_out_is_told_once_with_its_text_and_the_rest_counts(place: Place):
    place.fill()
    place.change("| K3 | Samarbeider     | bør    | personlig egnethet | 1    | Hvem hjalp du?     |\n", "")
    done = place.totals()
    assert (done.status, done.codes) == (1, ["item_removed"])
    assert done.problem("item_removed")["message"].startswith("K3 ")
    assert done.problem("item_removed")["values"]["old"] == "Samarbeider"
    assert done.json["candidates"][0]["overall"] == {"mean": pytest.approx(4.1667, abs=0.0001), "basis": 2, "of": 2}


def test_a_requirement_that_came_later_is_told_once_and_is_missing(place: Place):
    place.fill()
    row = "| K3 | Samarbeider     | bør    | personlig egnethet | 1    | Hvem hjalp du?     |\n"
    place.change(row, row + "| K4 | Lærer fort      | må     | erfaring           | 1    | Hva lærte du?      |\n")
    done = place.totals()
    assert (done.status, done.codes) == (1, ["item_added", "scores_missing"])
    assert done.problem("item_added")["place"] == f"{KARI}: K4, skår"
    assert done.json["candidates"][0]["overall"]["of"] == 4


def test_a_case_that_is_taken_out_of_the_agenda_is_told(place: Place):
    place.fill()
    place.change("| Case          | Skriftlig sak   | 20       |\n", "")
    done = place.totals()
    assert done.status == 1
    assert done.problem("item_removed")["message"].startswith("Case ")
    assert done.json["forms"][0]["parts"].keys() == {"in_depth", "tests"}


def test_a_form_that_has_lost_the_texts_it_was_made_with_is_not_counted_when_the_plan_has_changed(place: Place):
    form = place.fill()
    form.write_bytes(without(form.read_bytes(), "customXml/"))
    assert place.totals().status == 0
    place.change("Skriver klart", "Skriver klart og kort")
    done = place.totals()
    assert done.status == 1
    assert done.problem("form_texts_lost")["place"] == KARI
    assert scores(done) == {"Kari Nordmann": None}


# ---- files and folders --------------------------------------------------------------


def test_a_folder_several_folders_and_files_are_read_each_file_once(two: Place):
    below = two.forms / "fra Anne" / "uke 3"
    below.mkdir(parents=True)
    moved = below / two.of["P2"].name
    two.of["P2"].rename(moved)
    done = two.totals(two.forms, two.forms / "fra Anne", moved, two.forms / ".." / "skjema" / KARI)
    assert (done.status, done.codes) == (0, [])
    assert sorted(form["path"] for form in done.json["forms"]) == sorted([str(moved), str(two.of["P1"])])


def test_documents_that_are_no_forms_are_passed_over_with_a_note(two: Place):
    Document().save(str(two.forms / "Innkalling.docx"))
    (two.forms / "notater.txt").write_text("ikke et skjema")
    (two.forms / "._Saksbehandler.docx").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
    done = two.totals()
    assert (done.status, done.codes) == (0, ["not_a_form"])
    assert done.problem("not_a_form")["place"] == "Innkalling.docx"


@pytest.mark.parametrize("lock", ["~$ksbehandler - Kari Nordmann - intervju.docx", f".~lock.{KARI}#"])
def test_the_lock_file_of_a_form_is_passed_over_and_the_form_that_is_open_is_named(two: Place, lock: str):
    (two.forms / lock).write_bytes(b"\x04Anne" + b" " * 150)
    done = two.totals()
    assert (done.status, done.codes) == (0, ["word_lock_file"])
    assert done.problem("word_lock_file")["place"] == str(two.of["P1"])
    named = two.totals(*sorted(two.forms.iterdir()))  # what a shell makes of "skjema/*"
    assert (named.status, named.codes) == (0, ["word_lock_file"])


def test_the_lock_file_of_a_form_that_is_not_there_is_named_itself(two: Place):
    (two.forms / "~$gammelt.docx").write_bytes(b"\x04Anne")
    done = two.totals()
    assert done.problem("word_lock_file")["place"] == str(two.forms / "~$gammelt.docx")


def test_an_empty_folder_is_said_and_results_are_written_without_figures(two: Place, tmp_path: Path):
    (tmp_path / "tom").mkdir()
    done = two.totals(tmp_path / "tom")
    assert done.status == 1
    assert done.codes == ["folder_without_forms", "form_missing", "form_missing"]
    assert done.problem("folder_without_forms")["place"] == str(tmp_path / "tom")
    assert two.results.exists()
    text = run("totals", two.plan, tmp_path / "tom", "--out", two.results)
    assert "Kari" not in text.out  # one sentence, and no table of dashes
    assert text.out


@pytest.mark.parametrize("name", ["finnes ikke", "finnes ikke.docx"])
def test_a_path_that_does_not_exist_is_an_error_and_the_others_are_read(two: Place, name: str):
    done = two.totals(two.forms, two.folder / name)
    assert (done.status, done.codes) == (1, ["file_missing"])
    assert done.problem("file_missing")["place"] == str(two.folder / name)
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_a_path_that_the_system_refuses_is_an_error_and_the_others_are_read(two: Place):
    done = two.totals(two.forms, Path("x" * 300 + ".docx"))
    assert (done.status, done.codes) == (1, ["file_unreadable"])
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_and_a_file_that_may_not_be_read_are_errors_and_the_others_are_read(two: Place):
    (two.folder / "lukket").mkdir(mode=0o000)
    (two.folder / "lukket.docx").touch(mode=0o000)
    done = two.totals(two.forms, two.folder / "lukket", two.folder / "lukket.docx")
    assert (done.status, done.codes) == (1, ["file_unreadable", "file_unreadable"])
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


BROKEN = {
    "halvt.docx": (b"PK\x03\x04" + b"\x00" * 40, "damaged_document"),
    "tomt.docx": (b"", "damaged_document"),
    "bilde.docx": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "damaged_document"),
    "gammelt.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "old_document"),
    "låst.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "åpent.odt": (
        packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        "opendocument_document",
    ),
}


def test_broken_files_among_good_ones_are_each_named_with_what_is_wrong_and_the_good_ones_count(two: Place):
    for name, (data, _) in BROKEN.items():
        (two.forms / name).write_bytes(data)
    done = two.totals()
    assert done.status == 1
    found = {entry["place"]: entry["code"] for entry in done.json["problems"]}
    assert found == {name: code for name, (_, code) in BROKEN.items()}
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_a_damaged_file_that_is_packed_in_another_way_does_not_stop_the_run(two: Place):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in unpacked(two.of["P2"].read_bytes()).items():
            archive.writestr(name, data)
    damaged = bytearray(stream.getvalue())
    damaged[3000:3050] = b"\xff" * 50
    two.of["P2"].write_bytes(damaged)
    done = two.totals()
    assert (done.status, sorted(done.codes)) == (1, ["damaged_document", "form_missing"])
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": None}


def test_a_number_without_end_does_not_stop_the_run(two: Place):
    digits = "9" * 5000
    two.of["P2"].write_bytes(
        fill(two.of["P2"].read_bytes(), {"in_depth.K1.score": digits, "in_depth.total": f"3/{digits}"})
    )
    two.part("P1", MAIN, lambda text: text.replace('<w:gridSpan w:val="2"/>', f'<w:gridSpan w:val="{digits}"/>', 1))
    done = two.totals()
    assert sorted(done.codes) == ["bad_score", "scores_missing", "total_unreadable"]
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": None}


@pytest.mark.parametrize("id", ["-1", "1-", "_", "a-b", "-"])
def test_a_candidate_may_have_any_id_that_a_tag_can_carry(tmp_path: Path, id: str):
    place = Place(tmp_path, SMALL_PLAN, candidates((id, "Kari Nordmann")))
    place.of[id].write_bytes(fill(place.of[id].read_bytes(), {"in_depth.K1.score": "3"}))
    assert (place.totals().codes, scores(place.totals())) == ([], {"Kari Nordmann": 3})


@pytest.mark.parametrize(
    "tag", ["", "x", "in_depth.K1", "in_depth.K1.lykke", "ukjent.K1.score", "in_depth.K 1.score", "a.b.c.d", "..score"]
)
def test_field_names_that_somebody_has_put_into_a_form_do_not_stop_the_run(two: Place, tag: str):
    two.part("P2", "customXml/item1.xml", lambda text: text.replace('tag="in_depth.K1.notes"', f'tag="{tag}"'))
    done = two.totals()
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


@pytest.mark.parametrize("value", ["-1", "", "9" * 5000, "1e3", "\u0661"])
def test_a_version_that_is_no_number_does_not_stop_the_run(two: Place, value: str):
    for part in ("docProps/custom.xml", "customXml/item1.xml"):
        two.part("P2", part, lambda text: re.sub(r'(name="[^"]*schema">(<vt:lpwstr>)?)1', rf"\g<1>{value}", text))
    assert scores(two.totals())["Kari Nordmann"] == 3


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_whose_name_is_not_text_is_read_and_named(two: Place):
    odd = Path(os.fsdecode(os.fsencode(two.forms) + b"/K\xe5ri.docx"))
    two.of["P1"].rename(odd)
    two.fill("P2", {"in_depth.K1.score": "4"})
    odd.write_bytes(fill(odd.read_bytes(), {"in_depth.K1.score": "7"}))
    done = run("totals", two.plan, two.forms, "--out", two.results, "--json")
    assert done.status == 1
    assert [entry["code"] for entry in done.json["problems"]].count("bad_score") == 2
    assert two.results.exists()
    assert run("totals", two.plan, two.forms, "--out", two.results).status == 1


def test_the_forms_are_byte_for_byte_what_they_were(two: Place):
    before = snapshot(two.forms)
    two.totals()
    assert snapshot(two.forms) == before


# ---- the results workbook ------------------------------------------------------------


def test_results_that_nobody_has_touched_are_replaced(two: Place):
    two.totals()
    first = two.results.read_bytes()
    two.fill("P2", {"in_depth.K1.score": "1"})
    done = two.totals()
    assert (done.status, done.codes) == (0, [])
    assert two.results.read_bytes() != first
    assert sorted(path.name for path in two.folder.glob("*.xlsx")) == ["plan.xlsx", "resultater.xlsx"]


def assert_left_alone(two: Place) -> None:
    before = two.results.read_bytes()
    done = two.totals()
    assert two.results.read_bytes() == before
    assert done.problem("name_taken")["values"] == {"name": "resultater (2).xlsx"}
    load_workbook(two.folder / "resultater (2).xlsx")


@pytest.mark.parametrize("content", [b"", b"mine egne tall", packed({"a.xml": b"<a/>"})])
def test_another_file_under_the_name_of_the_results_is_left_alone(two: Place, content: bytes):
    two.results.write_bytes(content)
    assert_left_alone(two)


def test_results_that_were_saved_by_another_program_are_left_alone(two: Place):
    two.totals()
    load_workbook(two.results).save(two.results)
    assert_left_alone(two)


def test_results_in_which_one_cell_was_changed_are_left_alone(two: Place):
    two.totals()
    parts = unpacked(two.results.read_bytes())
    (name,) = (name for name, part in parts.items() if name.endswith("sharedStrings.xml"))
    two.results.write_bytes(packed({**parts, name: parts[name].replace(b"Kari", b"Mari")}))
    assert_left_alone(two)


def test_results_that_are_open_in_excel_are_left_alone(two: Place):
    two.totals()
    (two.folder / "~$resultater.xlsx").write_bytes(b"\x04Anne")
    assert_left_alone(two)


def test_the_results_of_another_position_are_left_alone(two: Place, tmp_path: Path):
    (tmp_path / "annen").mkdir()
    other = Place(tmp_path / "annen", SMALL_PLAN.replace("Saksbehandler", "Jurist"), TWO)
    other.results = two.results
    other.totals()
    assert_left_alone(two)


def test_results_are_not_replaced_by_results_without_any_form(two: Place, tmp_path: Path):
    two.totals()
    before = two.results.read_bytes()
    done = two.totals(tmp_path / "feil mappe")
    assert two.results.read_bytes() == before
    assert "name_taken" in done.codes


def test_a_link_under_the_name_of_the_results_is_left_alone_and_what_it_leads_to(two: Place):
    two.totals()
    real = two.results.rename(two.folder / "ekte.xlsx")
    two.results.symlink_to(real)
    assert_left_alone(two)
    assert two.results.is_symlink()


def test_results_that_libreoffice_has_opened_and_saved_are_left_alone(two: Place, office: ModuleType, tmp_path: Path):
    two.totals()
    (tmp_path / "lagret").mkdir()
    (saved,) = office.convert([two.results], tmp_path / "lagret", "xlsx")
    shutil.copy(saved, two.results)
    assert_left_alone(two)


def test_results_go_into_a_folder_that_is_made_for_them(two: Place, tmp_path: Path):
    two.results = tmp_path / "ny" / "mappe" / "r.xlsx"
    assert two.totals().status == 0
    load_workbook(two.results)


def test_where_the_results_cannot_be_written_the_figures_are_told_all_the_same(two: Place):
    two.results = two.plan / "r.xlsx"
    done = two.totals()
    assert (done.status, done.codes) == (1, ["not_written"])
    assert done.problem("not_written")["place"] == str(two.results)
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_a_plan_with_an_error_gives_no_results(two: Place):
    two.rewrite(SMALL_PLAN.replace("| må     |", "| kanskje |"), TWO)
    done = two.totals()
    assert (done.status, done.codes) == (1, ["not_in_list"])
    assert done.json["plan"] is None
    assert not two.results.exists()


# ---- what people do with forms ---------------------------------------------------


def test_an_empty_form_beside_the_one_that_is_filled_in_is_passed_over(two: Place):
    blank = paths(run_json("forms", two.plan, "--out", two.folder / "tomme"))["P1"]
    shutil.copy(blank, two.forms / "kopi.docx")
    two.fill("P1", {"in_depth.K1.score": "3"})
    done = two.totals()
    assert done.codes.count("form_empty_copy") == 1 and "form_conflict" not in done.codes
    assert done.problem("form_empty_copy")["place"].endswith("kopi.docx")
    first = next(entry for entry in done.json["candidates"] if entry["id"] == "P1")
    assert len(first["forms"]) == 1 and first["requirements"]["K1"]["score"] == 3


def test_a_form_of_a_plan_whose_title_was_corrected_is_told_with_both_titles(two: Place):
    change_cells(two.plan, {"Stilling!B1": "Saksbehandler (fast)"})
    messages = [e["message"] for e in two.totals().json["problems"] if e["code"] == "form_other_plan"]
    assert len(messages) == 2
    assert all("«Saksbehandler»" in text and "«Saksbehandler (fast)»" in text for text in messages)


def test_a_filled_form_of_one_who_did_not_come_is_a_contradiction_that_is_told(two: Place):
    two.fill("P1", {"in_depth.K1.score": "3"})
    two.rewrite(SMALL_PLAN, candidates(("P1", "Kari Nordmann", "møtte ikke"), ("P2", "Ola Ås")))
    assert two.totals().problem("form_of_absent")["severity"] == "warning"


def test_a_note_stands_beside_the_text_that_the_candidate_was_asked_about(two: Place):
    two.fill("P1", {"in_depth.K1.notes": "et viktig svar"})
    two.rewrite(SMALL_PLAN.replace("God til å forklare", "Noe helt annet"), TWO)
    two.totals()
    sheet = load_workbook(two.results)["Notater"]
    (row,) = [row for row in sheet.iter_rows(values_only=True) if "et viktig svar" in row]
    assert "God til å forklare" in row and "Noe helt annet" not in row


def test_a_space_or_a_full_stop_more_in_the_plan_is_no_other_question(two: Place):
    two.fill("P1", {"in_depth.K1.score": "3"})
    two.rewrite(SMALL_PLAN.replace("God til å forklare", "God  til å forklare.").replace("høyt  ", "høyt. "), TWO)
    done = two.totals()
    assert [code for code in done.codes if "changed" in code] == []
    assert done.json["forms"][0]["requirements"]["K1"]["score"] == 3


@pytest.mark.parametrize(("margin", "close"), [("0,5", False), ("1", True), ("", False)])
def test_candidates_within_the_margin_of_the_plan_are_said_to_be_close(two: Place, margin: str, close: bool):
    two.fill("P1", {"in_depth.K1.score": "3"})
    two.fill("P2", {"in_depth.K1.score": "2"})
    two.rewrite(SMALL_PLAN, f"## Stilling\n| Stillingstittel | Saksbehandler |\n| Margin | {margin} |\n", TWO)
    done = two.totals()
    assert ("candidates_close" in done.codes) is close
    if close:
        assert done.problem("candidates_close")["values"]["others"] == ["Ola Ås"]
        assert "Kari Nordmann" in done.problem("candidates_close")["message"]


def test_candidates_without_a_requirement_in_common_are_not_compared(two: Place):
    two.fill("P1", {"in_depth.K1.score": "3"})
    two.fill("P2", {"in_depth.K1.score": "not_assessed"})
    two.rewrite(SMALL_PLAN, "## Stilling\n| Stillingstittel | Saksbehandler |\n| Margin | 2 |\n", TWO)
    done = two.totals()
    assert len(done.json["forms"]) == 2 and "candidates_close" not in done.codes


def _in_cell_of_notes(xml: str, run: str) -> str:
    """Put a run into the cell of K1's notes, behind the control."""
    at = xml.index("</w:sdt>", xml.index('w:val="in_depth.K1.notes"')) + len("</w:sdt>")
    return xml[:at] + run + xml[at:]


def test_a_picture_in_an_answer_is_told_since_it_cannot_be_read(two: Place):
    two.part("P1", "word/document.xml", lambda xml: _in_cell_of_notes(xml, "<w:r><w:drawing/></w:r>"))
    assert two.totals().problem("picture_not_read")["place"].endswith("K1, notater")


def test_comments_and_footnotes_are_told_since_they_are_not_read(two: Place):
    two.part("P1", "word/document.xml", lambda x: _in_cell_of_notes(x, '<w:r><w:commentReference w:id="1"/></w:r>'))
    assert two.totals().problem("remarks_not_read")["severity"] == "warning"


def test_a_date_typed_where_people_sign_is_no_stray_text(tmp_path: Path):
    panel = "## Intervjupanel\n| Id | Navn |\n|----|------|\n| I1 | Eva Dahl |\n"
    place = Place(tmp_path, SMALL_PLAN, panel)

    def sign(xml: str) -> str:
        at = xml.index("</w:tc>", xml.rindex("Eva Dahl")) + len("</w:tc>")
        end = xml.index("</w:p>", at) if xml.index("</w:p>", at) < xml.index("</w:tc>", at) else -1
        run = "<w:r><w:t>12.11.2026</w:t></w:r>"
        if end >= 0:
            return xml[:end] + run + xml[end:]
        empty = xml.index("<w:p/>", at)
        return f"{xml[:empty]}<w:p>{run}</w:p>{xml[empty + len('<w:p/>') :]}"

    place.part("P1", "word/document.xml", sign)
    assert "text_outside_fields" not in place.totals().codes
    place.part("P1", "word/document.xml", lambda xml: xml.replace("Skala</w:t>", "Skala, husk dette</w:t>"))
    assert "text_outside_fields" in place.totals().codes


def test_the_word_signature_in_an_answer_hides_no_stray_text(two: Place):
    two.fill("P1", {"in_depth.K1.notes": "Underskrift"})

    def beside_the_question(xml: str) -> str:
        return xml.replace("Hva gjorde du?</w:t>", "Hva gjorde du? Et viktig notat</w:t>")

    two.part("P1", "word/document.xml", beside_the_question)
    assert "Et viktig notat" in two.totals().problem("text_outside_fields")["message"]
