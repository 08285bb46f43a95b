"""A form that is for nobody, forms that only let the fields be edited, and file names without names."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import candidates, run, run_json
from documents import lines, root_of, tags, unpacked, w
from wordcheck import findings
from workbooks import SMALL_PLAN, write_workbook

from generator.language import codes, load
from generator.word.filling import fill

SETTINGS = "word/settings.xml"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN)


# Blank


@pytest.mark.parametrize("code", codes())
def test_a_blank_plan_gives_the_blank_guide_in_its_language(code: str, tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--language", code)
    done = run_json("forms", plan, "--blank", "--out", tmp_path / "forms")
    assert done.status == 0
    (entry,) = done.json["forms"]
    assert (entry["candidate"], entry["name"], entry["panel_member"]) == (None, None, None)
    path = Path(entry["path"])
    assert path.name == f"{load(code).text('form.blank_suffix')}.docx"
    data = path.read_bytes()
    assert findings(data) == []
    asked = tags(data)
    assert [tag for tag in asked if tag.endswith(".score")] == [
        *(f"in_depth.K{number}.score" for number in range(1, 6)),
        *(f"case.V{number}.score" for number in (1, 2, 3)),
        *(f"tests.V{number}.score" for number in (4, 5, 6)),
    ]
    assert [tag for tag in asked if tag.endswith(".met")] == [f"in_depth.K{number}.met" for number in range(1, 6)]


def test_a_blank_form_shows_the_choices_of_a_requirement_that_is_not_written_yet(tmp_path: Path):
    run("new", tmp_path / "plan.xlsx")
    done = run_json("forms", tmp_path / "plan.xlsx", "--blank", "--out", tmp_path / "forms")
    text = lines(Path(done.json["forms"][0]["path"]).read_bytes())
    assert text.count("må-krav / bør-krav · utdanning / erfaring / personlig egnethet") == 5
    assert "____ kandidater er kalt inn til andregangsintervju." in text


def test_a_blank_form_has_what_the_plan_holds_and_no_candidate(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--blank", "--out", tmp_path / "forms")
    (entry,) = done.json["forms"]
    assert Path(entry["path"]).name == "Saksbehandler - tomt intervjuskjema.docx"
    text = "\n".join(lines(Path(entry["path"]).read_bytes()))
    assert "K1 God til å forklare" in text and "Kari Nordmann" not in text
    assert "K2" not in text
    again = run_json("forms", plan, "--blank", "--out", tmp_path / "forms")
    assert again.json["forms"][0]["status"] == "unchanged"


def test_blank_and_candidates_forms_lie_side_by_side(plan: Path, tmp_path: Path):
    run("forms", plan, "--blank", "--out", tmp_path / "forms")
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert (done.status, done.codes) == (0, [])
    assert len(list((tmp_path / "forms").iterdir())) == 2


def test_a_plan_with_a_half_filled_row_is_refused_for_a_blank_form_too(tmp_path: Path):
    half = "## Krav\n| Id | Krav | Må/bør | Kategori |\n|--|--|--|--|\n| K1 | God til å forklare | | erfaring |"
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, half)
    done = run_json("forms", plan, "--blank", "--out", tmp_path / "forms")
    assert (done.status, done.codes) == (1, ["missing_value"])
    assert not (tmp_path / "forms").exists()


def test_answers_in_a_blank_form_are_refused_with_what_to_do(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--blank", "--out", tmp_path / "forms")
    path = Path(done.json["forms"][0]["path"])
    path.write_bytes(fill(path.read_bytes(), {"in_depth.K1.score": "3"}))
    read = run_json("totals", plan, path, "--out", tmp_path / "r.xlsx")
    assert read.status == 1 and read.json["forms"] == []
    assert read.problem("form_blank")["severity"] == "error"


# Protected


def test_a_protected_form_lets_nothing_but_the_fields_be_edited(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--protect", "--out", tmp_path / "forms")
    data = Path(done.json["forms"][0]["path"]).read_bytes()
    (protection,) = root_of(data, SETTINGS).iter(w("documentProtection"))
    assert dict(protection.attrib) == {w("edit"): "forms", w("enforcement"): "1"}
    assert findings(data) == []


def test_forms_are_not_protected_unless_asked_for(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert b"documentProtection" not in unpacked(Path(done.json["forms"][0]["path"]).read_bytes())[SETTINGS]


def test_a_protected_form_is_read_back_like_any_other(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--protect", "--out", tmp_path / "forms")
    path = Path(done.json["forms"][0]["path"])
    path.write_bytes(fill(path.read_bytes(), {"in_depth.K1.score": "3", "in_depth.K1.met": "Oppfylt"}))
    read = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    assert (read.status, read.codes) == (0, [])
    assert read.json["candidates"][0]["requirements"]["K1"] == {"score": 3, "methods": {"in_depth": 3}, "met": "met"}


# Names of files


def initials(case_number: str) -> str:
    return f"""
## Stilling
| Stillingstittel | Saksbehandler |
| Saksnummer      | {case_number} |
| Filnavn         | saksnummer og initialer |
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kari Anne Nordmann-Ås", "2026 417 - KAN - intervju.docx"),
        ("øystein åsen", "2026 417 - ØÅ - intervju.docx"),
        ("Olaf (Ole) d'Arc", "2026 417 - OOD - intervju.docx"),
        ("Sigurd", "2026 417 - S - intervju.docx"),
        ("???", "2026 417 - (P1) - intervju.docx"),
    ],
)
def test_files_can_be_named_by_case_number_and_initials(name: str, expected: str, tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, initials("2026/417"), candidates(("P1", name)))
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert [Path(entry["path"]).name for entry in done.json["forms"]] == [expected]


def test_candidates_of_the_same_initials_get_their_ids(tmp_path: Path):
    people = candidates(("P1", "Kari Nordmann"), ("P2", "Kåre Nes"), ("P3", "Ola Ås"))
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, initials("2026/417"), people)
    run("forms", plan, "--out", tmp_path / "forms")
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == [
        "2026 417 - KN (P1) - intervju.docx",
        "2026 417 - KN (P2) - intervju.docx",
        "2026 417 - OÅ - intervju.docx",
    ]


def test_initials_without_a_case_number_are_an_error_at_its_cell(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, initials(""))
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert (done.status, done.json["forms"]) == (1, [])
    assert done.problem("case_number_missing")["place"] == "Stilling!B2"


def test_untouched_forms_are_renamed_when_the_plan_asks_for_initials(tmp_path: Path):
    names = initials("2026/417").replace("| Filnavn         | saksnummer og initialer |", "")
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, names)
    run("forms", plan, "--out", tmp_path / "forms")
    write_workbook(plan, SMALL_PLAN, initials("2026/417").replace("Saksbehandler", "Saksbehandler I"))
    assert run("forms", plan, "--out", tmp_path / "forms").status == 0
    assert [path.name for path in (tmp_path / "forms").iterdir()] == ["2026 417 - KN - intervju.docx"]
    assert "Kari" not in " ".join(path.name for path in (tmp_path / "forms").iterdir())
