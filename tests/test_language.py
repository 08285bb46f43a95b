"""Numbers, dates and places as people of a language write them."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction

import pytest

from generator.language import load
from generator.problems import Place


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(4), "4,0"),
        (Fraction(25, 6), "4,2"),  # 4.1667
        (Fraction(15, 4), "3,8"),  # 3.75, half up
        (Fraction(65, 20), "3,3"),  # 3.25, half up and not to even
        (Fraction(349, 100), "3,5"),
    ],
)
def test_a_figure_has_one_decimal_rounded_half_up(value: Fraction, written: str) -> None:
    assert load("nb").figure(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(5, "5"), (Fraction(3, 2), "1,5"), (Fraction(5, 4), "1,25"), (0.3, "0,3"), (10, "10")]
)
def test_a_number_is_written_as_it_was_typed(value: Fraction | int | float, written: str) -> None:
    assert load("nb").number(value) == written


def test_dates_and_times_are_in_words_and_by_the_clock() -> None:
    assert load("nb").date(date(2026, 12, 7)) == "mandag 7. desember 2026"
    assert load("nb").time(time(9, 5)) == "09.05"


def test_a_place_is_what_a_person_looks_up() -> None:
    words = load("nb")
    assert words.place(Place(sheet="Krav", cell="C12")) == "Krav!C12"
    form = "Kari Nordmann - intervju.docx"
    assert words.place(Place(file=form, tag="in_depth.K3.score")) == f"{form}: K3, skår"
    assert words.place(Place(file=form, tag="in_depth.total")) == f"{form}: Dybdeintervju, totalsum"
