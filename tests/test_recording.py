"""Values of the model written as JSON and read back: nothing that a form holds is lost on the way."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import (
    Answer,
    CompletedForm,
    Identity,
    Part,
    Reading,
    Record,
    RecordedForm,
    Remark,
    RemarkKind,
)
from generator.problems import Place, Tag, problem
from generator.recording import NotRecorded, recorded, restored

IDENTITY = Identity("P1-ABCD-EFGH", "interview", 1, "f" * 64, "P1", "Kari Nordmann", "Saksbehandler")
FORM = CompletedForm(
    path="mappe/Kari \udcff.docx",
    identity=IDENTITY,
    answers={
        "in_depth.K1.score": Answer("in_depth.K1.score", 4, "4 – godt", "grid"),
        "closing.S2.done": Answer("closing.S2.done", True, "☒", "tag"),
        "in_depth.K1.notes": Answer("in_depth.K1.notes", "Sa _x000D_ og\n«=1+1» 🦊", "Sa", None),
    },
    asked={"K1": "God til å forklare"},
    remarks=(Remark(RemarkKind.COMMENT, "Ola", "Er dette riktig?", "in_depth.K1.notes"),),
    uncounted=frozenset({"case.V1.score", "case.V2.score"}),
    digest="0" * 64,
    file="Kari.docx",
)


@given(st.from_type(CompletedForm))
def test_every_form_is_the_same_after_it_was_recorded(form: CompletedForm) -> None:
    assert restored(CompletedForm, recorded(form)) == form


@pytest.mark.parametrize("name", [entry.name for entry in fields(CompletedForm)])
def test_no_field_of_a_form_is_lost(name: str) -> None:
    assert name in json.loads(recorded(FORM))
    assert getattr(restored(CompletedForm, recorded(FORM)), name) == getattr(FORM, name)


def test_a_tick_is_not_taken_for_the_score_1() -> None:
    answers = restored(CompletedForm, recorded(FORM)).answers
    assert answers["closing.S2.done"].value is True
    one = replace(FORM, answers={"a": Answer("a", 1, "1", None)})
    assert type(restored(CompletedForm, recorded(one)).answers["a"].value) is int


@pytest.mark.parametrize(
    "value",
    [
        Fraction(1, 3),
        date(2026, 5, 17),
        datetime(2026, 5, 17, 12, 30, tzinfo=UTC),
        time(9, 5),
        Tag("in_depth.K1.score"),
        [Tag("a.b"), "a.b", 4, None, True],
        ("a", ["b"]),
        {"P1": Fraction(2)},
        Part.IN_DEPTH,
    ],
)
def test_what_a_problem_says_keeps_its_type(value: Any) -> None:
    reading = Reading(Place("a.docx"), {"t": Place(sheet="Ark", cell="C5")}, (problem("bad_score", text=value),))
    record = Record("Tittel", "24/1", "f" * 64, "nb", True, (RecordedForm(FORM, reading),), (problem("lock_file"),))
    again = restored(Record, recorded(record))
    assert again == record
    assert type(again.forms[0].reading.problems[0].values["text"]) is type(value)


def test_what_is_recorded_has_nothing_that_a_cell_would_take_for_something_else() -> None:
    text = recorded(replace(FORM, path="_x0041_\r\n\t='+\u2028"))
    assert text.isascii()
    assert text.isprintable()
    assert "_x" not in text


@pytest.mark.parametrize("text", ["1e999999999", "1/0", "nan", "1.5", ""])
def test_a_fraction_that_would_fill_the_memory_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(NotRecorded):
        restored(
            Reading,
            recorded(Reading(problems=(problem("candidates_close", margin=Fraction(1)),))).replace('"1"', f'"{text}"'),
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        recorded(FORM).replace('"path"', '"pad"'),
        recorded(FORM)[:-1] + ',"extra":1}',
        recorded(FORM).replace('"comment"', '"song"'),
        recorded(FORM).replace('"schema":1', '"schema":"1"'),
        recorded(FORM).replace('"raw":"Sa"', '"raw":7'),
        "[" * 100_000,
        recorded(replace(FORM, path="x"))[:-1] + ',"path":{}}',
    ],
)
def test_a_text_that_holds_no_form_is_refused(text: str) -> None:
    with pytest.raises(NotRecorded):
        restored(CompletedForm, text)
