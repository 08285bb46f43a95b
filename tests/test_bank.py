"""The question bank as people meet it: the command, the sheet to copy from, and the example that draws on it."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, run, run_apart, run_json
from openpyxl import load_workbook
from workbooks import SMALL_PLAN, write_workbook

from generator.excel.reading import read_plan
from generator.language import codes
from generator.model import LineType, Part
from generator.wording import Kind, judge

EACH_LANGUAGE = pytest.mark.parametrize("code", codes())
SHEETS = {
    "nb": ("Spørsmålsbank", "Spørsmål"),
    "nn": ("Spørsmålsbank", "Spørsmål"),
    "sv": ("Frågebank", "Frågor"),
    "en": ("Question bank", "Questions"),
}


def found(*options: str, code: str = "nb") -> list[dict[str, Any]]:
    """Return what ``questions`` finds."""
    done = run_json("questions", "--language", code, *options)
    assert done.status == 0
    assert done.json["language"] == code
    questions: list[dict[str, Any]] = done.json["questions"]
    return questions


def ids(*options: str, code: str = "nb") -> list[str]:
    return [entry["id"] for entry in found(*options, code=code)]


# ---- what is in it ----------------------------------------------------------------


@EACH_LANGUAGE
def test_a_language_has_as_many_questions_of_each_kind_as_the_others_with_the_same_ids(code: str) -> None:
    kind = ("id", "use", "category", "role")
    assert [[entry[key] for key in kind] for entry in found(code=code)] == [
        [entry[key] for key in kind] for entry in found()
    ]
    in_depth = found("--use", "in_depth", code=code)
    assert len(in_depth) >= 40
    assert all(entry["follow_ups"] and entry["requirement"] for entry in in_depth)
    assert min(Counter(entry["category"] for entry in in_depth).values()) >= 10
    assert min(Counter(entry["role"] for entry in in_depth).values()) >= 12
    uses = Counter(entry["use"] for entry in found(code=code))
    assert min(uses.values()) >= 5
    assert set(uses) == {"in_depth", "introduction", "expectations", "closing", "reverse"}


@EACH_LANGUAGE
def test_the_bank_passes_the_rules_of_wording(code: str) -> None:
    anywhere = frozenset({Kind.LEADING, Kind.PROTECTED, Kind.CODED})
    in_depth = anywhere | {Kind.HYPOTHETICAL, Kind.DOUBLE, Kind.YES_NO}
    told = [
        (entry["id"], text, finding.kind)
        for entry in found(code=code)
        for text in (entry["text"], *entry["follow_ups"])
        for finding in judge(text, code, in_depth if entry["use"] == "in_depth" else anywhere)
    ]
    assert told == []


# ---- finding ------------------------------------------------------------------------


def test_options_narrow_down_and_hold_together() -> None:
    chosen = found("--category", "experience", "--role", "manager")
    assert {(entry["category"], entry["role"]) for entry in chosen} == {("experience", "manager")}
    assert 0 < len(chosen) < len(found("--category", "experience")) < len(found("--use", "in_depth")) < len(found())


def test_words_are_found_in_any_order_and_case_by_their_beginnings() -> None:
    assert "suitability_conflict" in ids("--search", "UENIG jobb")
    assert ids("--search", "jobb uenig") == ids("--search", "Uenig JOBB")
    assert ids("--search", "uenig dykkersertifikat") == []


def test_words_are_found_in_requirement_text_and_follow_ups() -> None:
    assert ids("--search", "konflikthånd") == ["suitability_conflict"]  # the requirement
    assert ids("--search", "oppgave utdanningen avgjorde") == ["education_use"]  # the text
    assert ids("--search", "regnskapet") == ["experience_budget"]  # a follow-up


def test_letters_that_a_keyboard_lacks_are_not_needed() -> None:
    assert ids("--search", "konflikthand") == ["suitability_conflict"]


def test_the_inside_of_a_word_is_searched_only_when_nothing_begins_so() -> None:
    assert ids("--search", "ledelse") == ["experience_project_lead", "experience_staff_management"]


def test_nothing_found_is_said_with_what_to_try() -> None:
    done = run("questions", "--language", "nb", "--search", "dykkersertifikat")
    assert (done.status, done.out) == (0, "")
    assert "Ingen spørsmål passer. Prøv færre ord" in done.err
    done = run("questions", "--language", "nb", "--use", "closing", "--category", "experience")
    assert "Kategori er det bare spørsmålene til dybdeintervjuet som har." in done.err


def test_in_a_pipe_every_text_has_a_line_of_its_own() -> None:
    done = run("questions", "--language", "nb", "--search", "uenig jobb")
    lines = done.out.splitlines()
    assert lines[0] == "Dybdeintervju, personlig egnethet"
    assert "  Konflikthåndtering" in lines
    assert "  Beskriv en uenighet på jobb som du var en del av." in lines
    assert "    – Hvordan er samarbeidet i dag?" in lines
    assert lines[-1].startswith("Spørsmål: ")


def test_whom_a_question_is_for_stands_beside_its_requirement() -> None:
    assert "  Budsjett og økonomi (for ledere)\n" in run("questions", "--language", "nb", "--search", "budsjett").out


@pytest.mark.parametrize(
    ("code", "help"),
    [
        ("nb", "Vis spørsmålsbanken"),
        ("nn", "berre spørsmål"),
        ("sv", "Visa frågebanken"),
        ("en", "Show the question bank"),
    ],
)
def test_help_is_in_the_language_of_the_machine(code: str, help: str) -> None:
    shown = run_apart("questions", "--help", INTERVJUGUIDE_LANGUAGE=code).out
    assert help.casefold() in " ".join(shown.split()).casefold()
    assert "--role" in shown


# ---- the sheet ----------------------------------------------------------------------


@EACH_LANGUAGE
def test_a_new_workbook_has_the_bank_on_its_last_sheet_and_does_not_read_it(tmp_path: Path, code: str) -> None:
    run("new", tmp_path / "plan.xlsx", "--language", code)
    book = load_workbook(tmp_path / "plan.xlsx")
    bank, lines = SHEETS[code]
    assert book.sheetnames[-1] == bank
    page = book[bank]
    entries = found(code=code)
    assert page.max_row == 3 + len(entries)
    assert [page.cell(row, 8).value for row in range(4, page.max_row + 1)] == [entry["text"] for entry in entries]
    headers = [cell.value.rstrip(" *") for cell in book[lines][3]]
    assert [cell.value for cell in page[3]][4:] == headers[1:]
    assert page.auto_filter.ref == f"A3:I{page.max_row}"
    assert len(page["A2"].value) > 100
    read = read_plan(tmp_path / "plan.xlsx")
    assert read.language == code
    assert {entry.code for entry in read.problems} == {"missing_value", "missing_rows", "no_candidates"}


@EACH_LANGUAGE
def test_questions_that_are_copied_from_the_sheet_make_a_good_plan(tmp_path: Path, code: str) -> None:
    path = tmp_path / "plan.xlsx"
    run("new", path, "--example", "--language", code)
    before = read_plan(path).plan
    assert before is not None
    book = load_workbook(path)
    bank, lines = (book[name] for name in SHEETS[code])
    free = 4 + len(before.lines)
    for row, source in enumerate(range(4, bank.max_row + 1), start=free):
        for column in range(5, 10):  # from the part to the follow-ups
            lines.cell(row, column - 3).value = bank.cell(source, column).value
        if found(code=code)[source - 4]["use"] == "in_depth":
            lines.cell(row, 4).value = "K1"
        lines.cell(row, 1).value = f"S{row}"
    book.save(path)
    read = read_plan(path)
    assert read.problems == ()
    assert read.plan is not None
    copied = read.plan.lines[len(before.lines) :]
    assert [(line.text, list(line.follow_ups)) for line in copied] == [
        (entry["text"], entry["follow_ups"]) for entry in found(code=code)
    ]
    assert {line.type for line in copied} == {LineType.QUESTION}
    assert {line.part for line in copied} == {Part.INTRODUCTION, Part.IN_DEPTH, Part.CLOSING}
    assert not [entry for entry in run("check", path, "--json").json["problems"] if entry["severity"] == "error"]


def test_cells_that_are_copied_bring_their_drop_downs_along(tmp_path: Path) -> None:
    run("new", tmp_path / "plan.xlsx", "--language", "nb")
    book = load_workbook(tmp_path / "plan.xlsx")
    rules = {
        name: {
            str(rule.sqref).split(":")[0].rstrip("0123456789"): rule.formula1
            for rule in book[name].data_validations.dataValidation
        }
        for name in ("Spørsmålsbank", "Spørsmål")
    }
    assert rules["Spørsmålsbank"] == {
        there: rules["Spørsmål"][here] for there, here in (("E", "B"), ("F", "C"), ("G", "D"))
    }


@pytest.mark.parametrize("name", ["spørsmålsbanken", "FRÅGEBANK", "Question bank", "Eksempelspørsmål"])
def test_the_sheet_is_known_by_its_names_and_says_nothing_about_the_plan(tmp_path: Path, name: str) -> None:
    sheet = f"## {name}\n| Part | Requirement | Text |\n| Score | Closing | What? |"
    read = read_plan(write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, sheet))
    assert (read.language, [entry.code for entry in read.problems]) == ("nb", [])


# ---- the example --------------------------------------------------------------------


@EACH_LANGUAGE
def test_the_example_uses_questions_of_the_bank_in_each_category_and_beside_them(tmp_path: Path, code: str) -> None:
    run("new", tmp_path / "plan.xlsx", "--example", "--language", code)
    plan = read_plan(tmp_path / "plan.xlsx").plan
    assert plan is not None
    of_bank = {entry["text"]: entry for entry in found(code=code)}
    asked = {question.text for requirement in plan.requirements for question in plan.questions_for(requirement)}
    used = [of_bank[text] for text in asked if text in of_bank]
    assert {entry["category"] for entry in used} == {"education", "experience", "personal_suitability"}
    others = [line for line in plan.lines if line.text in of_bank and line.part is not Part.IN_DEPTH]
    assert {line.part for line in others} == {Part.INTRODUCTION, Part.CLOSING}
    assert all(list(line.follow_ups) == of_bank[line.text]["follow_ups"] for line in others)
    assert sum(len(plan.questions_for(requirement)) for requirement in plan.requirements) == 11


@EACH_LANGUAGE
def test_a_text_of_the_bank_stands_in_the_bank_alone(code: str) -> None:
    data = tomllib.loads((ROOT / "examples" / code / "plan.toml").read_text(encoding="utf-8"))
    typed = {str(value) for rows in (data["requirements"], data["lines"]) for row in rows for value in row.values()}
    assert typed & {entry["text"] for entry in found(code=code)} == set()
