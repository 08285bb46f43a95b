"""What the rules of time find: each fault put into a plan that is clean, and what they leave alone."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from plans import CLEAN_PLAN
from reviewed import found, told, with_cells
from workbooks import change_cells, write_workbook

from generator import language
from generator.model import Candidate, PanelMember, Plan, Position, Status
from generator.problems import Severity
from generator.rules import schedule


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def message(path: Path, code: str) -> str:
    return next(language.load("nb").message(entry) for entry in told(path) if entry.code == code)


# ---- parts -------------------------------------------------------------------------


def test_an_in_depth_interview_shorter_than_its_questions_is_told(path: Path) -> None:
    assert with_cells(path, Agenda_B3=20) == []  # four questions of five minutes
    assert with_cells(path, Agenda_B3=19) == [("part_too_short", "Agenda!B3")]
    assert message(path, "part_too_short").startswith(
        "«Dybdeintervju» har 19 minutter i agendaen, men det som skal gjøres, tar 20."
    )


def test_the_minutes_per_question_are_those_of_the_plan(path: Path) -> None:
    assert with_cells(path, Stilling_A2="Minutter per spørsmål", Stilling_B2=7.5) == []
    assert with_cells(path, Stilling_A2="Minutter per spørsmål", Stilling_B2=8) == [("part_too_short", "Agenda!B3")]


def test_a_case_shorter_than_its_own_minutes_is_told(path: Path) -> None:
    assert with_cells(path, Metoder_D2=25) == [("part_too_short", "Agenda!B4")]
    assert message(path, "part_too_short").endswith(" Metodenes egne minutter: 25.")


def test_questions_of_a_case_come_on_top_of_its_minutes(path: Path) -> None:
    assert with_cells(path, Spørsmål_A6="S5", Spørsmål_B6="Case", Spørsmål_E6="Hva var vanskelig?") == [
        ("part_too_short", "Agenda!B4")
    ]


def test_a_closing_with_more_questions_than_time_is_advice(path: Path) -> None:
    assert with_cells(path, Agenda_B5=4) == [("part_tight", "Agenda!B5")]
    assert told(path)[0].severity is Severity.ADVICE


def test_what_the_leader_says_and_ticks_off_takes_no_time_for_questions(path: Path) -> None:
    assert with_cells(path, Agenda_B2=0) == []


def test_minutes_that_are_not_typed_are_not_held_against_anything(path: Path) -> None:
    assert with_cells(path, Agenda_B3=None, Agenda_B4=None, Agenda_B5=None) == []
    assert with_cells(path, Metoder_D2=None) == []


def test_questions_of_a_part_left_out_take_no_time(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| Dybdeintervju | 30       |", ""))
    assert not {"part_too_short", "part_tight"} & {code for code, _ in found(path)}


# ---- slots --------------------------------------------------------------------------


def test_a_slot_shorter_than_the_agenda_is_told_and_a_longer_one_is_not(path: Path) -> None:
    assert with_cells(path, Kandidater_E3=74) == [("slot_too_short", "Kandidater!E3")]
    assert message(path, "slot_too_short").startswith(
        "Agendaen er på 75 minutter, og det er satt av mindre tid til Øystein"
    )
    assert with_cells(path, Kandidater_E3=120) == []


def test_slots_that_are_all_too_short_are_told_once_when_there_are_many(path: Path) -> None:
    rows = [f"| P{n} | Navn nr {n} | {n}.11.2026 | 09:00 | 60 |" for n in range(1, 5)]
    head = "| Id | Navn | Dato | Klokkeslett | Minutter |"
    assert found(write_workbook(path, CLEAN_PLAN, "\n".join(["## Kandidater", head, *rows]))) == [
        ("slot_too_short", "Kandidater!E2")
    ]


@pytest.mark.parametrize("status", ["trukket seg", "møtte ikke"])
def test_the_slot_of_somebody_who_does_not_come_is_left_alone(path: Path, status: str) -> None:
    assert with_cells(path, Kandidater_E2=10, Kandidater_C2="13.11.2026", Kandidater_G2=status) == []


def test_a_slot_that_passes_midnight_is_told(path: Path) -> None:
    assert with_cells(path, Kandidater_D2="22:45") == []
    assert with_cells(path, Kandidater_D2="22:46") == [("slot_past_midnight", "Kandidater!E2")]


# ---- slots of the same people -----------------------------------------------------------


def test_overlapping_slots_of_the_panel_are_told_once_at_the_later_one(path: Path) -> None:
    assert with_cells(path, Kandidater_D3="10:14") == [("slots_overlap", "Kandidater!D3")]
    assert message(path, "slots_overlap").startswith(
        "Satt opp i to intervjuer på samme tid: Eva Dahl, Ivar Moe (Kari Nordmann – Øystein Ås)."
    )


def test_slots_that_follow_upon_each_other_do_not_overlap(path: Path) -> None:
    assert with_cells(path, Kandidater_D3="10:15") == []


def test_slots_of_other_people_or_another_day_do_not_overlap(path: Path) -> None:
    assert with_cells(path, Kandidater_D3="09:00", Kandidater_C3="14.11.2026") == []
    assert with_cells(path, Kandidater_D3="09:00", Kandidater_F2="I1", Kandidater_F3="I2") == [
        ("panels_differ", "Kandidater!F3")
    ]


def test_an_observer_can_come_and_go(path: Path) -> None:
    assert "slots_overlap" not in [
        code for code, _ in with_cells(path, Kandidater_D3="09:00", Kandidater_F2="I1, I3", Kandidater_F3="I2, I3")
    ]


def test_a_member_in_two_panels_at_once_is_told_by_name(path: Path) -> None:
    codes = with_cells(path, Kandidater_D3="09:30", Kandidater_F2="I1, I2", Kandidater_F3="I2")
    assert ("slots_overlap", "Kandidater!D3") in codes
    assert "Ivar Moe (Kari" in message(path, "slots_overlap")


def test_a_member_whose_row_stands_twice_is_not_in_two_places_with_one_candidate(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, "## Intervjupanel\n| Id | Navn |\n| I1 | Eva Dahl |\n| I1 | Eva Dahl |")
    assert [code for code, _ in found(path)] == ["duplicate_id"]


def test_a_slot_without_minutes_is_as_long_as_the_agenda(path: Path) -> None:
    assert with_cells(path, Kandidater_E2=None, Kandidater_D3="10:14") == [("slots_overlap", "Kandidater!D3")]
    assert with_cells(path, Kandidater_E2=None, Kandidater_D3="10:15") == []


def test_candidates_without_a_date_or_a_time_overlap_with_nobody(path: Path) -> None:
    assert with_cells(path, Kandidater_D3=None, Kandidater_D2=None) == []
    assert with_cells(path, Kandidater_C3=None, Kandidater_D3="09:00") == []


def test_those_who_have_withdrawn_take_no_slot(path: Path) -> None:
    assert with_cells(path, Kandidater_C5="12.11.2026", Kandidater_D5="09:00", Kandidater_E5=75) == []


def test_without_a_panel_nobody_is_in_two_places(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, "## Intervjupanel\n| Id | Navn |\n")
    change_cells(path, {"Kandidater!D3": "09:00"})
    assert found(path) == []


def test_many_overlaps_of_one_cause_are_told_once_with_some_pairs_and_their_number(path: Path) -> None:
    rows = [f"| P{n} | Navn nr {n} | 2.11.2026 | 09:00 | 75 |" for n in range(1, 31)]
    head = "| Id | Navn | Dato | Klokkeslett | Minutter |"
    write_workbook(path, CLEAN_PLAN, "\n".join(["## Kandidater", head, *rows]))
    (entry,) = [entry for entry in told(path) if entry.code == "slots_overlap"]
    assert entry.values["which"] == ["Navn nr 1 – Navn nr 2", "Navn nr 1 – Navn nr 3", "Navn nr 1 – Navn nr 4"]
    assert message(path, "slots_overlap").endswith(" Det samme gjelder 26 par av intervjuer til.")


MEMBERS = tuple(PanelMember(f"I{n}", f"Navn {n}", scores=n != 3) for n in range(4))
PEOPLE = st.lists(
    st.builds(
        Candidate,
        id=st.uuids().map(str),
        name=st.sampled_from(["Kari", "Ola", "Siv"]),
        date=st.none() | st.dates(date(2026, 11, 12), date(2026, 11, 13)),
        start=st.none() | st.times(),
        minutes=st.integers(1, 300),
        panel=st.lists(st.sampled_from([member.id for member in MEMBERS]), max_size=2, unique=True).map(tuple),
        status=st.sampled_from(Status),
    ),
    max_size=8,
)


def clash(one: Candidate, other: Candidate, plan: Plan) -> bool:
    """Whether two candidates share somebody who scores, and time."""
    if {one.status, other.status} != {Status.INVITED} or one.date is None or one.date != other.date:
        return False
    if one.start is None or other.start is None or not {*plan.scorers_of(one)} & {*plan.scorers_of(other)}:
        return False
    (first, length), (second, _) = sorted(
        (timedelta(hours=c.start.hour, minutes=c.start.minute), timedelta(minutes=c.minutes or 0))
        for c in (one, other)
        if c.start
    )
    return first == second or first + length > second


LATE, EARLY = (
    Candidate("P1", "Kari", date=date(2026, 11, 12), start=time(23, 30), minutes=60),
    Candidate("P2", "Ola", date=date(2026, 11, 13), start=time(0, 10), minutes=60),
)


@example([LATE, EARLY])
@given(PEOPLE)
def test_an_overlap_is_told_exactly_when_two_candidates_share_a_person_and_a_minute(people: list[Candidate]) -> None:
    plan = Plan("nb", Position("Saksbehandler"), (), (), panel=MEMBERS, candidates=tuple(people))
    codes = [entry.code for entry in schedule.judge(plan)]
    assert ("slots_overlap" in codes) == any(clash(one, other, plan) for one, other in combinations(people, 2))


# ---- panels ------------------------------------------------------------------------------


def test_a_candidate_who_meets_another_panel_is_told(path: Path) -> None:
    assert with_cells(path, Kandidater_F4="I1") == [("panels_differ", "Kandidater!F4")]
    assert message(path, "panels_differ").startswith(
        "Ikke alle kandidatene møter det samme panelet: Andre setter skår på Fatima Bakke enn på Kari Nordmann."
    )


def test_those_who_differ_from_most_are_named_also_when_they_come_first(path: Path) -> None:
    assert with_cells(path, Kandidater_F2="I2") == [("panels_differ", "Kandidater!F2")]


def test_the_whole_panel_named_or_not_and_in_any_order_is_the_same_panel(path: Path) -> None:
    assert with_cells(path, Kandidater_F2="I2, I1", Kandidater_F3="I1, I2, I3") == []


def test_the_panel_of_somebody_who_has_withdrawn_is_left_alone(path: Path) -> None:
    assert with_cells(path, Kandidater_F5="I1") == []


def test_a_panel_of_observers_alone_is_not_compared(path: Path) -> None:
    assert with_cells(path, Kandidater_F4="I3") == []
