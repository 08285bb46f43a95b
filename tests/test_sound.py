"""Every document that is handed out opens in Word: each language, each kind of form, and the templates themselves.

``openxml-audit`` finds what breaks the schema, ``wordcheck`` what it does not look at.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import run, run_json
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from wordcheck import findings

from generator.language import codes, load

EACH_LANGUAGE = pytest.mark.parametrize("code", codes())
KINDS = {
    "on screen": (),
    "on paper": ("--paper",),
    "protected": ("--protect",),
    "blank": ("--blank",),
    "blank, on paper": ("--blank", "--paper"),
    "blank, protected": ("--blank", "--protect"),
}


def assert_opens(path: Path) -> None:
    result = OpenXmlValidator().validate(path)
    assert result.is_valid and not result.errors, (path.name, result.errors)


def assert_sound(path: str) -> None:
    assert_opens(Path(path))
    assert findings(Path(path).read_bytes()) == []


def example(code: str, folder: Path) -> Path:
    plan = folder / "plan.xlsx"
    run("new", plan, "--language", code, "--example")
    return plan


@EACH_LANGUAGE
@pytest.mark.parametrize("kind", KINDS)
def test_a_form_of_each_kind_is_a_sound_document(code: str, kind: str, tmp_path: Path):
    done = run_json("forms", example(code, tmp_path), "--out", tmp_path / "forms", *KINDS[kind])
    assert done.status == 0
    assert_sound(done.json["forms"][-1]["path"])


@EACH_LANGUAGE
@pytest.mark.parametrize("look", [(), ("--paper",)], ids=["on screen", "on paper"])
def test_the_forms_of_a_panel_member_and_of_the_panel_are_sound_documents(
    code: str, look: tuple[str, ...], tmp_path: Path
):
    plan, words = example(code, tmp_path), load(code)
    book = load_workbook(plan)
    position = book[words.text("sheets.position.title")]
    title = words.text("sheets.position.columns.forms_per.title")
    (row,) = (cell.row for cell in position["A"] if str(cell.value).startswith(title))
    position.cell(row, 2).value = words.get("values.forms_per.panel_member")[0]
    book.save(plan)
    forms = run_json("forms", plan, "--out", tmp_path / "forms", *look).json["forms"]
    of_members = [entry["path"] for entry in forms if entry["panel_member"]]
    of_the_panel = [entry["path"] for entry in forms if not entry["panel_member"]]
    assert_sound(of_members[0])
    assert_sound(of_the_panel[0])


@EACH_LANGUAGE
def test_the_results_and_all_reports_of_the_example_are_sound(code: str, tmp_path: Path):
    assert run("demo", tmp_path / "demo", "--language", code).status == 0
    names = load(code).get("cli.demo.names")
    reports = sorted((tmp_path / "demo" / names["reports"]).rglob("*.docx"))
    assert len(reports) == 9  # the recommendation, and feedback and an extract for each of four
    for path in reports:
        assert_sound(str(path))
    found = OpenXmlValidator().validate(tmp_path / "demo" / names["results"]).errors
    # dispNaAsBlank has a val in the schema, which the validator does not know. Source: [MS-ODRAWXML] 5.31.
    assert [error for error in found if not (error.node == "val" and "dispNaAsBlank" in error.path)] == []


@EACH_LANGUAGE
def test_the_template_that_is_exported_opens_too(code: str, tmp_path: Path):
    run("templates", "export", "interview", "--language", code, "--out", tmp_path / "mine.docx")
    assert_opens(tmp_path / "mine.docx")
