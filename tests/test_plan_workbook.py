"""The plan workbooks that ``new`` writes: read back, and looked at with openpyxl."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from generator.checks import check
from generator.examples import example_rows
from generator.excel import matching, schema
from generator.excel.plan_workbook import Rows, write_plan_workbook
from generator.excel.reading import read_plan
from generator.language import Language, codes, list_name, load
from generator.model import LineType, Part, Plan
from generator.package import read_package
from generator.problems import UnusableFile

NB = load("nb")


def written(path: Path, rows: Rows | None = None, words: Language = NB) -> Path:
    with path.open("wb") as file:
        write_plan_workbook(file, words, rows)
    return path


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("blank") / "plan.xlsx")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("example") / "plan.xlsx", example_rows("nb"))


def problems_of(path: Path) -> list[tuple[str, str, str]]:
    result = read_plan(path)
    assert result.plan is not None
    problems = [*result.problems, *check(result.plan)]
    return [(entry.code, entry.place.sheet, entry.place.cell) for entry in problems]


def plan_of(path: Path) -> Plan:
    plan = read_plan(path).plan
    assert plan is not None
    return plan


def test_a_blank_workbook_lacks_only_what_the_user_has_to_say(blank: Path) -> None:
    assert problems_of(blank) == [
        ("missing_value", "Stilling", "B3"),
        ("missing_rows", "Krav", "A4"),
        ("no_candidates", "Kandidater", "A4"),
    ]


def test_a_blank_workbook_begins_with_a_scale_an_agenda_and_standard_lines(blank: Path) -> None:
    plan = plan_of(blank)
    assert [level.score for level in plan.scale] == [1, 2, 3, 4, 5]
    assert [entry.part for entry in plan.agenda] == list(Part)
    for part in (Part.INTRODUCTION, Part.CLOSING):
        assert plan.lines_of(part, LineType.QUESTION)
        assert plan.lines_of(part, LineType.POINT)
    assert len(plan.lines_of(Part.CLOSING, LineType.CHECK)) == 4
    assert [line.id for line in plan.lines] == [f"S{number}" for number in range(1, len(plan.lines) + 1)]


def test_a_blank_workbook_says_nothing_about_any_requirement(blank: Path) -> None:
    plan = plan_of(blank)
    assert (plan.requirements, plan.methods, plan.criteria) == ((), (), ())
    assert not [line for line in plan.lines if line.part is Part.IN_DEPTH]


def test_the_example_has_nothing_wrong_or_doubtful(example: Path) -> None:
    assert problems_of(example) == []


@pytest.mark.parametrize("code", codes())
def test_the_workbook_of_each_language_is_read_as_one_of_that_language(tmp_path: Path, code: str) -> None:
    blank = read_plan(written(tmp_path / "blank.xlsx", words=load(code)))
    assert blank.language == code
    example = read_plan(written(tmp_path / "example.xlsx", example_rows(code), load(code)))
    assert (example.language, example.problems) == (code, ())
    assert example.plan is not None
    assert check(example.plan) == []


def test_the_example_is_read_back_as_the_file_says(example: Path) -> None:
    plan = plan_of(example)
    rows = example_rows("nb")
    read: Mapping[str, Any] = {
        "position": [plan.position],
        "scale": plan.scale,
        "agenda": plan.agenda,
        "requirements": plan.requirements,
        "lines": plan.lines,
        "methods": plan.methods,
        "criteria": plan.criteria,
        "panel": plan.panel,
        "candidates": plan.candidates,
        "process": plan.process,
    }
    assert set(read) == set(rows)
    for key, entries in read.items():
        assert len(entries) == len(rows[key])
        for entry, row in zip(entries, rows[key], strict=True):
            assert {name: read_value(entry, name) for name in row} == row


def read_value(entry: Any, name: str) -> Any:
    """A value of the plan as the example's file writes it."""
    if name in schema.ANCHOR_COLUMNS:
        return entry.anchors[schema.ANCHOR_COLUMNS.index(name)]
    if name in schema.QUESTION_COLUMNS:
        return entry.questions[schema.QUESTION_COLUMNS.index(name)].text
    value = getattr(entry, name)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return float(value)
    return list(value) if isinstance(value, tuple) else value


def test_the_example_holds_what_an_example_should(example: Path) -> None:
    plan = plan_of(example)
    assert len(plan.requirements) == 5
    assert {each.category for each in plan.requirements} == set(type(plan.requirements[0].category))
    assert {each.priority for each in plan.requirements} == set(type(plan.requirements[0].priority))
    assert {len(plan.questions_for(each)) for each in plan.requirements} == {2, 3}
    assert [len(plan.criteria_of(method)) for method in plan.methods] == [3, 2]
    assert (len(plan.panel), len(plan.candidates)) == (3, 4)
    assert len([each for each in plan.candidates if each.follow_up]) == 1
    assert set("æøå") <= set("".join(each.name for each in plan.candidates).lower())


def test_the_example_s_agenda_is_long_enough_for_what_it_holds(example: Path) -> None:
    plan = plan_of(example)
    minutes = {entry.part: entry.minutes or 0 for entry in plan.agenda}
    each = plan.position.minutes_per_question
    asked = sum(len(plan.questions_for(requirement)) for requirement in plan.requirements)
    assert minutes[Part.IN_DEPTH] >= asked * each
    for part in (Part.INTRODUCTION, Part.CLOSING):
        assert minutes[part] >= len(plan.lines_of(part, LineType.QUESTION)) * each
    for part in (Part.CASE, Part.TESTS):
        assert minutes[part] >= sum(method.minutes or 0 for method in plan.methods_of(part))
    assert all(candidate.minutes == sum(minutes.values()) for candidate in plan.candidates)


def test_every_sheet_is_there_in_order_with_the_guidance_first(blank: Path) -> None:
    assert load_workbook(blank).sheetnames == [
        "Veiledning",
        "Stilling",
        "Skala",
        "Agenda",
        "Krav",
        "Spørsmål",
        "Metoder",
        "Kriterier",
        "Intervjupanel",
        "Kandidater",
        "Prosess",
    ]


def tables(path: Path) -> list[tuple[schema.Sheet, Worksheet]]:
    book = load_workbook(path)
    return [(sheet, book[NB.text(f"sheets.{sheet.key}.title")]) for sheet in schema.SHEETS if not sheet.key_value]


def test_needed_columns_are_starred_and_look_different_without_colour(blank: Path) -> None:
    for sheet, page in tables(blank):
        for column, cell in zip(sheet.columns, page[3], strict=True):
            assert str(cell.value).endswith(" *") is column.needed
            assert (cell.fill.fgColor.rgb == "FF1F4E5F") is column.needed


def test_headers_stay_in_view_and_are_repeated_in_print(blank: Path) -> None:
    for _, page in tables(blank):
        assert str(page.freeze_panes).endswith("4")
        assert page.print_title_rows == "$3:$3"
        assert page.page_setup.orientation == "landscape"


def test_ids_are_typed_in_with_room_to_spare(blank: Path) -> None:
    for sheet, page in tables(blank):
        if sheet.id_letter:
            ids = [page.cell(row, 1).value for row in range(4, 4 + sheet.room)]
            assert ids == [f"{sheet.id_letter}{number}" for number in range(1, sheet.room + 1)]
    assert schema.REQUIREMENTS.room >= 12
    assert schema.LINES.room - len(plan_of(blank).lines) >= 12


def test_every_cell_to_fill_in_explains_itself_and_lists_are_drop_downs(blank: Path) -> None:
    for sheet, page in tables(blank):
        for at, column in enumerate(sheet.columns):
            letter = "ABCDEFGHIJKLMNO"[at]
            (rule,) = [each for each in page.data_validations.dataValidation if f"{letter}4" in each.sqref]
            assert rule.prompt == NB.text(f"sheets.{sheet.key}.columns.{column.key}.explanation")
            if column.choices:
                words = [NB.value(list_name(column.choices), choice) for choice in column.choices]
                assert rule.formula1 == f'"{",".join(words)}"'


def test_a_reference_is_chosen_among_the_ids_of_its_sheet(blank: Path) -> None:
    page = load_workbook(blank)["Kriterier"]
    (rule,) = [each for each in page.data_validations.dataValidation if "B4" in each.sqref]
    assert rule.formula1 == "'Metoder'!$A$4:$A$9"


def test_text_that_looks_like_a_formula_or_a_number_stays_text(tmp_path: Path) -> None:
    rows = {
        "position": [{"title": "=1+1", "case_number": "0042"}],
        "candidates": [{"name": "@Åse", "place": "http://x.example", "follow_up": ["-1", "+2"]}],
    }
    path = written(tmp_path / "plan.xlsx", rows)
    book = load_workbook(path)
    assert book["Stilling"]["B3"].data_type == "s"
    assert book["Stilling"]["B4"].value == "0042"
    assert book["Kandidater"]["J4"].value == "-1\n+2"
    assert plan_of(path).position.title == "=1+1"


def test_rows_grow_with_what_is_typed_into_them(example: Path) -> None:
    parts = read_package(example.read_bytes())
    sheets = [data for name, data in parts.items() if name.startswith("xl/worksheets/")]
    assert len(sheets) == 11
    assert not [data for data in sheets if b"customHeight" in data]
    assert all(page.row_dimensions[4].height for _, page in tables(example))


@pytest.mark.parametrize(("code", "shown"), [("nb", "dd.mm.yyyy"), ("sv", "yyyy-mm-dd")])
def test_dates_look_as_they_are_written_in_the_language(tmp_path: Path, code: str, shown: str) -> None:
    workbook = load_workbook(written(tmp_path / "plan.xlsx", words=load(code)))
    assert workbook["Kandidater"]["D4"].number_format == shown


@pytest.mark.parametrize("code", codes())
def test_no_two_columns_values_or_sheets_share_a_name(code: str) -> None:
    words = load(code)
    names = [(sheet.key, words.get(f"sheets.{sheet.key}")) for sheet in schema.WORKBOOK]
    assert_distinct({key: [entry["title"], *entry["aliases"]] for key, entry in names})
    for sheet in schema.SHEETS:
        columns = [(each.key, words.get(f"sheets.{sheet.key}.columns.{each.key}")) for each in sheet.columns]
        assert_distinct({key: [entry["title"], *entry["aliases"]] for key, entry in columns})
    for values in words.get("values").values():
        assert_distinct(values)


def assert_distinct(names: Mapping[str, list[str]]) -> None:
    owner: dict[str, str] = {}
    for key, texts in names.items():
        for text in texts:
            assert owner.setdefault(matching.folded(text), key) == key, text


def test_explanations_fit_the_hints_of_excel() -> None:
    for sheet in schema.SHEETS:
        for column in sheet.columns:
            entry = NB.get(f"sheets.{sheet.key}.columns.{column.key}")
            assert len(entry["explanation"]) <= 255
            assert len(entry["title"]) <= 32


def test_a_plan_saved_by_libreoffice_is_the_same_plan(example: Path, tmp_path: Path, office: ModuleType) -> None:
    (saved,) = office.convert([example], tmp_path, "xlsx")
    assert problems_of(saved) == []
    assert plan_of(saved) == plan_of(example)


@pytest.mark.parametrize(("to", "code"), [("ods", "opendocument_workbook"), ("xls", "old_workbook")])
def test_what_libreoffice_saves_in_other_formats_is_told(
    blank: Path, tmp_path: Path, office: ModuleType, to: str, code: str
) -> None:
    (saved,) = office.convert([blank], tmp_path, to)
    with pytest.raises(UnusableFile) as caught:
        read_plan(saved)
    assert caught.value.problem.code == code


def test_the_page_about_the_workbook_names_every_sheet_and_column_that_is_read() -> None:
    page = (Path(__file__).parent.parent / "docs" / "workbook.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n### ")[1:]}
    words = load("nb")
    assert list(sections) == [words.text(f"sheets.{sheet.key}.title") for sheet in schema.SHEETS]
    for sheet, section in zip(schema.SHEETS, sections.values(), strict=True):
        for column in sheet.columns:
            star = "*" if column.needed else ""
            assert f"| {words.text(f'sheets.{sheet.key}.columns.{column.key}.title')}{star} |" in section
