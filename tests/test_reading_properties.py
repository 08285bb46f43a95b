"""Random answers survive whatever random things are done to the file, or are told to be lost, and are never wrong."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from damages import Damage, Shape, apply, reshape
from documents import edited, without_controls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plans import FULL_PLAN
from returned import Desk
from test_reading_forms import GIVEN, UNDERSTOOD, assert_found_or_told, values


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


NOTE_TEXTS = st.sampled_from(["", "Godt svar", "En\nto", "4", "K2", "Skår", "K3 er viktigst", "Vurdering", "Notater"])
ANSWERS = st.fixed_dictionaries(
    {
        "in_depth.K1.notes": NOTE_TEXTS,
        "in_depth.K1.assessment": NOTE_TEXTS,
        "in_depth.K1.score": st.sampled_from(["", "1", "4"]),
        "in_depth.K2.notes": NOTE_TEXTS,
        "in_depth.K2.score": st.sampled_from(["", "2", "not_assessed"]),
        "in_depth.K3.score": st.sampled_from(["", "3", "5"]),
        "in_depth.K3.met": st.sampled_from(["", "met", "not_met"]),
        "in_depth.summary": NOTE_TEXTS,
        "case.V1.notes": NOTE_TEXTS,
        "case.V1.score": st.sampled_from(["", "1", "5"]),
        "case.V2.score": st.sampled_from(["", "2", "5"]),
        "case.summary": NOTE_TEXTS,
        "conclusion.missing": NOTE_TEXTS,
        "conclusion.recommend": st.sampled_from(["", "go_on", "not"]),
    }
)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    answers=ANSWERS,
    damages=st.lists(
        st.builds(Damage, st.sampled_from(Damage.KINDS), *[st.integers(0, 6)] * 3), min_size=1, max_size=4
    ),
    with_controls=st.booleans(),
)
def test_no_sequence_of_damages_makes_an_answer_wrong(
    desk: Desk, answers: dict[str, str], damages: list[Damage], with_controls: bool
):
    form = desk.filled("P1", {tag: text for tag, text in answers.items() if text})
    truth = understood(answers)
    form = edited(form, *([] if with_controls else [without_controls]), lambda root: apply(root, damages))
    assert_found_or_told(desk.read(form), truth)


# The text of an answer held in other ways


SHAPED = {
    tag: text
    for tag, text in GIVEN.items()
    if tag.endswith(("score", "met", "notes", "summary", "recommend")) and "tests" not in tag
}
SHAPES = st.lists(st.builds(Shape, st.sampled_from(Shape.KINDS), st.sampled_from(sorted(SHAPED))), max_size=12)


def understood(answers: Mapping[str, str]) -> dict[str, object]:
    """Return what was meant by what was filled in."""
    truth: dict[str, object] = dict.fromkeys(UNDERSTOOD) | {"closing.S6.done": False, "closing.S7.done": False}
    return truth | {
        tag: int(text) if tag.endswith("score") and text.isdecimal() else text or None for tag, text in answers.items()
    }


@pytest.mark.parametrize("kind", Shape.KINDS)
def test_every_answer_is_read_whatever_holds_its_text(desk: Desk, kind: str):
    form = edited(desk.filled("P1", SHAPED), lambda root: reshape(root, [Shape(kind, tag) for tag in SHAPED]))
    reading = desk.read(form)
    truth = understood(SHAPED)
    if kind == "struck out":  # then it is told of every choice, and notes are read as they are
        chosen = {tag for tag in SHAPED if tag.endswith(("score", "met", "recommend"))}
        assert {p.place.tag for p in reading.problems if p.code == "struck_out"} == chosen
        truth |= dict.fromkeys(chosen)
    found = {tag: value.strip() if isinstance(value, str) else value for tag, value in values(reading).items()}
    assert found == truth


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(answers=ANSWERS, shapes=SHAPES)
def test_no_shape_of_its_text_makes_an_answer_wrong_or_loses_it(
    desk: Desk, answers: dict[str, str], shapes: list[Shape]
):
    """Any of them one upon the other: all answers are there, but for choices that are struck out, which are told."""
    shapes = [shape for shape in shapes if shape.tag in answers]
    form = desk.filled("P1", {tag: text for tag, text in answers.items() if text})
    reading = desk.read(edited(form, lambda root: reshape(root, shapes)))
    struck = {
        shape.tag
        for shape in shapes
        if shape.kind == "struck out" and shape.tag.endswith(("score", "met", "recommend"))
    }
    assert_found_or_told(reading, understood(answers), {tag for tag in struck if answers[tag]})


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(
    answers=ANSWERS,
    shapes=SHAPES,
    damages=st.lists(
        st.builds(Damage, st.sampled_from(Damage.KINDS), *[st.integers(0, 6)] * 3), min_size=1, max_size=3
    ),
    with_controls=st.booleans(),
)
def test_no_shape_and_no_damage_together_make_an_answer_wrong(
    desk: Desk, answers: dict[str, str], shapes: list[Shape], damages: list[Damage], with_controls: bool
):
    """A cell in a control of its own is left out: the damages do not see through one, and would do something else."""
    shapes = [shape for shape in shapes if shape.kind != "control around the cell"]
    form = desk.filled("P1", {tag: text for tag, text in answers.items() if text})
    form = edited(form, lambda root: reshape(root, shapes), *([] if with_controls else [without_controls]))
    assert_found_or_told(desk.read(edited(form, lambda root: apply(root, damages))), understood(answers))
