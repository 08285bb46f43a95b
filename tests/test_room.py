"""Room to write by hand: what share of the interview's minutes a row has, and how high that makes it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from documents import cell, checked, make, root_of, w
from plans import FULL_PLAN, requirements
from workbooks import SMALL_PLAN, write_workbook

from generator.room import minutes_by_tag

CM = 567


def test_each_row_has_its_share_of_the_minutes_of_its_part(tmp_path: Path):
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN)).plan
    assert plan is not None
    assert minutes_by_tag(plan, follow_ups=2) == {
        # 10 minutes; two things to follow up and one question
        "introduction.notes": Fraction(20, 3),
        "introduction.S2.notes": Fraction(10, 3),
        # 40 minutes; K1 has two questions, the others one each
        "in_depth.K1.notes": 20,
        "in_depth.K2.notes": 10,
        "in_depth.K3.notes": 10,
        # the case's own 20 minutes on two criteria; the test has none, so the part's 10 minutes on one
        "case.V1.notes": 10,
        "case.V2.notes": 10,
        "tests.V3.notes": 10,
        # 15 minutes on one question
        "closing.S4.notes": 15,
    }


def test_a_part_without_minutes_is_reckoned_with_the_minutes_per_question(tmp_path: Path):
    agenda = "## Agenda\n| Del |\n|---|\n| Innledning |\n| Dybdeintervju |\n"
    position = "## Stilling\n| Stillingstittel | Leder |\n| Minutter per spørsmål | 4 |\n"
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN, agenda, position)).plan
    assert plan is not None
    assert minutes_by_tag(plan) == {
        "introduction.S2.notes": 4,
        "in_depth.K1.notes": 8,  # two questions
        "in_depth.K2.notes": 4,
        "in_depth.K3.notes": 4,
    }


def test_a_case_that_takes_all_of_its_part_leaves_none_to_the_questions(tmp_path: Path):
    agenda = "## Agenda\n| Del | Minutter |\n|---|---|\n| Case | 20 |\n"
    asked = "## Spørsmål\n| Id | Del | Type | Tekst |\n|---|---|---|---|\n| S1 | Case | spørsmål | Hvorfor slik? |\n"
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN, agenda, asked)).plan
    assert plan is not None
    assert minutes_by_tag(plan) == {"case.V1.notes": 10, "case.V2.notes": 10, "case.S1.notes": 0}


def height(form: bytes, tag: str) -> int:
    """Return how high the row of a field is at least, in twentieths of a point."""
    row = next(cell(root_of(form), tag).iterancestors(w("tr")))
    found = row.find(f"{w('trPr')}/{w('trHeight')}")
    assert found is not None and found.get(w("hRule")) == "atLeast"
    return int(found.get(w("val"), "0"))


def test_rows_are_half_a_centimetre_high_for_each_minute_up_to_what_two_rows_of_a_page_can_be(tmp_path: Path):
    form = make(tmp_path, FULL_PLAN)[1]["P1"]
    assert height(form, "in_depth.K2.notes") == round(5 * CM)  # 10 minutes
    assert height(form, "introduction.notes") == round(20 / 3 / 2 * CM)
    assert height(form, "in_depth.K1.notes") == round(7.5 * CM)  # 20 minutes
    assert height(form, "closing.S4.notes") == round(7.5 * CM)  # 15 minutes


@pytest.mark.parametrize("count", [1, 40])
def test_rows_stay_of_use_with_one_requirement_and_with_forty(tmp_path: Path, count: int):
    form = make(tmp_path, SMALL_PLAN, requirements(count))[1]["P1"]
    # 30 minutes for one is more than the most; 45 seconds each is less than what the template has
    assert height(form, f"in_depth.K{count}.notes") == round({1: 7.5, 40: 2.6}[count] * CM)
