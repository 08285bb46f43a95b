"""Whether a plan hangs together, shown on workbooks so that every problem is seen with its cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from workbooks import SMALL_PLAN, write_workbook

from generator.checks import check
from generator.excel.reading import read_plan
from generator.language import load
from generator.problems import Problem, Severity


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def problems_of(path: Path, *sheets: str) -> list[Problem]:
    """What checks find in a workbook that reads without errors."""
    result = read_plan(write_workbook(path, SMALL_PLAN, *sheets))
    assert [entry.code for entry in result.problems if entry.severity is Severity.ERROR] == []
    assert result.plan is not None
    problems = check(result.plan)
    words = load("nb")
    for entry in problems:
        assert "{" not in words.message(entry) + words.remedy(entry)
    return problems


def found(problems: list[Problem]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(entry.code, f"{entry.place.sheet}!{entry.place.cell}", dict(entry.values)) for entry in problems]


AGENDA_WITH_ALL = """
## Agenda
| Del |
|-----|
| Dybdeintervju |
| Case |
| Tester |
"""
ONE_CASE = """
## Metoder
| Id | Del  | Tittel |
|----|------|--------|
| M1 | Case | Notat  |
"""
ITS_CRITERION = """
## Kriterier
| Id | Metode | Kriterium | Måler krav |
|----|--------|-----------|------------|
| V1 | M1     | Klart     | K1         |
"""


def test_a_plan_that_hangs_together_has_no_problems(path: Path) -> None:
    assert problems_of(path, AGENDA_WITH_ALL, ONE_CASE, ITS_CRITERION) == []


def test_an_id_used_twice_is_told_with_both_cells_whatever_its_case(path: Path) -> None:
    problems = problems_of(path, "## Kandidater\n| Id | Navn |\n| P1 | Åse Bø |\n| | |\n| p1 | Per Vik |\n")
    assert found(problems) == [("duplicate_id", "Kandidater!A4", {"id": "p1", "other": "A2"})]


def test_ids_that_the_form_finds_rows_by_differ_across_sheets(path: Path) -> None:
    problems = problems_of(path, "## Spørsmål\n| Id | Del | Krav | Tekst |\n| K1 | Dybdeintervju | K1 | Hva da? |\n")
    assert found(problems) == [("duplicate_id", "Spørsmål!A2", {"id": "K1", "other": "Krav!A2"})]


def test_a_panel_member_may_have_the_id_of_a_candidate(path: Path) -> None:
    assert problems_of(path, "## Intervjupanel\n| Id | Navn |\n| P1 | Eva Dahl |\n") == []


def test_references_that_lead_nowhere_are_told_with_the_ids_there_are(path: Path) -> None:
    problems = problems_of(
        path,
        AGENDA_WITH_ALL,
        ONE_CASE,
        "## Spørsmål\n| Id | Del | Krav | Tekst |\n| S1 | Dybdeintervju | K9 | Hva da? |\n",
        "## Kriterier\n| Id | Metode | Kriterium | Måler krav |\n| V1 | M1 | Klart | K1, K7 |\n| V2 | M9 | Kort | |\n",
        "## Kandidater\n| Id | Navn | Panel |\n| P1 | Åse Bø | I1 |\n",
    )
    assert found(problems) == [
        ("unknown_reference", "Spørsmål!C2", {"id": "K9", "known": ["K1"]}),
        ("unknown_reference", "Kriterier!D2", {"id": "K7", "known": ["K1"]}),
        ("unknown_reference", "Kriterier!B3", {"id": "M9", "known": ["M1"]}),
        ("unknown_reference", "Kandidater!C2", {"id": "I1", "known": []}),
    ]


def test_a_question_of_the_in_depth_interview_names_its_requirement(path: Path) -> None:
    problems = problems_of(path, "## Spørsmål\n| Id | Del | Krav | Tekst |\n| S1 | Dybdeintervju | | Hva da? |\n")
    assert found(problems) == [("requirement_not_named", "Spørsmål!C2", {"id": "S1"})]


def test_only_a_question_of_the_in_depth_interview_names_a_requirement(path: Path) -> None:
    problems = problems_of(
        path,
        """
## Spørsmål
| Id | Type    | Del           | Krav | Tekst    |
|----|---------|---------------|------|----------|
| S1 | punkt   | Dybdeintervju | K1   | Si fra   |
| S2 | punkt   | Dybdeintervju |      | Si mer   |
""",
    )
    assert found(problems) == [("requirement_misplaced", "Spørsmål!D2", {"id": "K1"})]


def test_follow_ups_of_what_is_not_asked_are_a_warning_for_the_form_has_no_room_for_them(path: Path) -> None:
    problems = problems_of(
        path,
        """
## Spørsmål
| Id | Del           | Type       | Krav | Tekst   | Oppfølgingsspørsmål |
|----|---------------|------------|------|---------|---------------------|
| S1 | Dybdeintervju | punkt      |      | Hils    | Hvordan går det?    |
| S2 | Dybdeintervju | avkryssing |      | Attest  | Hvem har den?       |
| S3 | Dybdeintervju | spørsmål   | K1   | Hva da? | Og så?              |
""",
    )
    assert [(code, place) for code, place, _ in found(problems)] == [
        ("follow_ups_misplaced", "Spørsmål!F2"),
        ("follow_ups_misplaced", "Spørsmål!F3"),
    ]


def test_a_method_is_a_case_or_a_test(path: Path) -> None:
    problems = problems_of(
        path, AGENDA_WITH_ALL, "## Metoder\n| Id | Del | Tittel |\n| M1 | Dybdeintervju | Samtale |\n", ITS_CRITERION
    )
    assert [(code, place) for code, place, _ in found(problems)] == [("wrong_part", "Metoder!B2")]
    assert (
        load("nb").message(problems[0])
        == "En metode kan bare høre til én av disse delene: Case, Tester. Her står det «Dybdeintervju»."
    )


def test_a_method_without_criteria_is_a_warning(path: Path) -> None:
    problems = problems_of(path, AGENDA_WITH_ALL, ONE_CASE)
    assert found(problems) == [("criterion_missing", "Metoder!C2", {"id": "M1"})]
    assert problems[0].severity is Severity.WARNING


@pytest.mark.parametrize(("scores", "cell"), [((1, 3), "A2"), ((2, 3), "A2"), ((1,), "A2"), ((0, 1, 2), "A2")])
def test_a_scale_with_a_hole_or_one_level_is_told(path: Path, scores: tuple[int, ...], cell: str) -> None:
    rows = "".join(f"| {score} | nivå {score} |\n" for score in scores)
    problems = problems_of(path, f"## Skala\n| Skår | Kort tekst |\n{rows}")
    assert found(problems) == [("scale_gap", f"Skala!{cell}", {"scores": list(scores)})]


def test_a_score_that_stands_twice_is_told_with_both_cells(path: Path) -> None:
    problems = problems_of(path, "## Skala\n| Skår | Kort tekst |\n| 2 | høyt |\n| 1 | lavt |\n| 2 | topp |\n")
    assert found(problems) == [("duplicate_row", "Skala!A4", {"value": 2, "other": "A2"})]


def test_a_part_that_stands_twice_is_told_with_both_cells(path: Path) -> None:
    problems = problems_of(path, "## Agenda\n| Del |\n| Dybdeintervju |\n| Avslutning |\n| dybde |\n")
    assert [(entry.code, entry.place.cell, entry.values["other"]) for entry in problems] == [
        ("duplicate_row", "A4", "A2")
    ]
    assert load("nb").message(problems[0]) == "«Dybdeintervju» står også i A2."


def test_content_of_a_part_that_is_not_in_the_agenda_is_a_warning(path: Path) -> None:
    problems = problems_of(
        path, "## Spørsmål\n| Id | Del | Tekst |\n| S1 | Avslutning | Noe mer? |\n", ONE_CASE, ITS_CRITERION
    )
    assert [(code, place) for code, place, _ in found(problems)] == [
        ("part_not_in_agenda", "Spørsmål!B2"),
        ("part_not_in_agenda", "Metoder!B2"),
    ]
    assert {entry.severity for entry in problems} == {Severity.WARNING}


def test_a_requirement_that_nothing_measures_is_a_warning(path: Path) -> None:
    problems = problems_of(
        path,
        "## Agenda\n| Del |\n| Case |\n",
        "## Krav\n| Id | Krav | Må/bør | Kategori |\n| K1 | Ryddig | må | erfaring |\n| K2 | Rask | bør | erfaring |\n",
        ONE_CASE,
        ITS_CRITERION,
    )
    assert found(problems) == [("requirement_unused", "Krav!B3", {"id": "K2"})]


def test_a_criterion_of_a_method_outside_the_agenda_measures_nothing(path: Path) -> None:
    problems = problems_of(path, "## Agenda\n| Del |\n| Avslutning |\n", ONE_CASE, ITS_CRITERION)
    assert [(code, place) for code, place, _ in found(problems)] == [
        ("requirement_unused", "Krav!B2"),
        ("part_not_in_agenda", "Metoder!B2"),
    ]


def test_a_plan_whose_candidates_have_all_withdrawn_is_told(path: Path) -> None:
    problems = problems_of(path, "## Kandidater\n| Id | Navn | Status |\n| P1 | Åse Bø | trukket seg |\n")
    assert found(problems) == [("no_candidates", "Kandidater!C2", {})]


def test_what_the_reader_has_told_is_not_told_again(path: Path) -> None:
    write_workbook(
        path,
        SMALL_PLAN,
        "## Skala\n| Skår | Kort tekst |\n| en | lavt |\n| 2 | høyt |\n",
        "## Agenda\n| Del |\n| Dybdeintrvju |\n",
        "## Kandidater\n| Id | Navn |\n",
        "## Spørsmål\n| Id | Del | Krav | Tekst |\n| S1 | Dybdeintrvju | K1 | Hva da? |\n",
    )
    result = read_plan(path)
    assert [entry.code for entry in result.problems] == ["not_a_number", "not_in_list", "not_in_list", "no_candidates"]
    assert result.plan is not None
    assert check(result.plan) == []


def test_a_method_may_not_be_called_what_the_in_depth_interview_is_called_in_the_results(path: Path) -> None:
    found = problems_of(
        path,
        """
## Metoder
| Id | Del | Tittel |
| --- | --- | --- |
| In_Depth | Case | Klagesak |
""",
        """
## Kriterier
| Id | Metode | Kriterium | Måler krav |
| --- | --- | --- | --- |
| V1 | In_Depth | Finner kjernen | K1 |
""",
    )
    assert [(entry.code, entry.place.cell) for entry in found if entry.severity is Severity.ERROR] == [
        ("reserved_id", "A2")
    ]


KEPT = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Arkivert | ja |\n| Oppbevares til og med | {day} |\n"
HELD = (
    "## Kandidater\n| Id | Navn | Dato |\n|---|---|---|\n| P1 | Åse Bø | 12.11.2026 |\n| P2 | Eli Vik | 13.11.2026 |\n"
)


def test_files_cannot_be_kept_until_a_day_before_the_last_interview(path: Path) -> None:
    last = date(2026, 11, 13)
    assert found(problems_of(path, KEPT.format(day="12.11.2026"), HELD)) == [
        ("keep_until_early", "Stilling!B3", {"last": last})
    ]
    assert problems_of(path, KEPT.format(day="13.11.2026"), HELD) == []
    advertised = KEPT.format(day="12.11.2026") + "| Utlyst dato | 13.11.2026 |\n"
    assert found(problems_of(path, advertised)) == [("keep_until_early", "Stilling!B3", {"last": last})]


def test_a_date_to_keep_files_until_without_archived_is_no_problem(path: Path) -> None:
    assert problems_of(path, KEPT.format(day="31.12.2031").replace("| Arkivert | ja |\n", ""), HELD) == []


def test_a_date_to_keep_files_until_that_cannot_be_read_is_an_error(path: Path) -> None:
    write_workbook(path, SMALL_PLAN, KEPT.format(day="når saken er avsluttet"))
    assert [(entry.code, entry.place.cell) for entry in read_plan(path).problems] == [("not_a_date", "B3")]
