"""What people type where a score or a choice is asked for: it means one thing, or it is a problem."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from documents import control, edited, runs
from documents import parse as element
from hypothesis import given
from hypothesis import strategies as st
from plans import FULL_PLAN
from returned import Desk

from generator import language
from generator.answers import NotUnderstood, cleaned, parse
from generator.model import Kind, Level, Value

SCALE = tuple(
    Level(n, label) for n, label in enumerate(("svakt", "noe svakt", "godt nok", "godt", "svært godt"), start=1)
)
LANGUAGES = language.all_languages()


def read(typed: str, kind: Kind = Kind.SCORE) -> Value:
    """Return what a cell with a text means, or ``"?"`` where that is a problem."""
    try:
        return parse(kind, cleaned(kind, typed), SCALE)
    except NotUnderstood:
        return "?"


FOUR = [
    *("4", "4.", " 4 ", "(4)", "4/5", "4 av 5", "4 out of 5", "4,0", "4.0", "4,00", "4,0/5", "4.0 av 5"),
    *("４", "٤", "۴", "४", "４/５", "(４)", "④", "➃", "❹", "⒋", "⑷", "④/5"),
    *(
        "skår 4",
        "Skår: 4",
        "SKÅR = 4",
        "skår4",
        "poäng 4",
        "Poäng: 4.",
        "score 4",
        "Rating: 4/5",
        "betyg 4",
        "skår (4)",
    ),
    *("4 poeng", "4 poäng", "4 points", "4 Poeng.", "4/5 poeng", "4 av 5 poäng", "4 poeng av 5", "4 points out of 5"),
    *("skår: 4 poeng", "Skår: 4 – godt", "skår: godt", "karakter 4", "4poeng"),
    *("fire", "Fire", "FYRA", "four", "Four.", "skår: fire"),
    *("4 – godt", "4 ‑ godt", "4 − godt", "4: oppfyller godt", "godt", "Godt.", "4 – godt, men uten eksempler"),
    *("4\u200b", "\ufeff4", "4\u00ad", "\u200e4\u200f", "4\ufe0f"),
]


@pytest.mark.parametrize("typed", FOUR)
def test_it_means_four(typed: str):
    assert read(typed) == 4


DOUBTFUL = [
    *(
        "4 5",
        "4\n5",
        "4\t5",
        "4, 5",
        "4;5",
        "4 og 5",
        "4-",
        "-4",
        "- 4",
        "−4",
        "4+",
        "+4",
        "4/10",
        "~4",
        "4?",
        "4*",
        "4!",
    ),
    *("4-5", "4‑5", "4,5", "4.5", "4,05", "4..", "4/", "/4", "4/5/5", "4 av", "40", "44", "0", "6", "4,0,0", "4 4"),
    *("⁴", "₄", "4²", "Ⅳ", "IV", "iv", "½", "④⑤", "4⑤", "٤٥", "٤ ٥", "４－５"),
    *(
        "skår",
        "poeng",
        "skår: ",
        "skår 4 5",
        "skår 4-5",
        "skår -4",
        "skår: 4?",
        "4 poeng 5 poeng",
        "4 poeng 5",
        "score 4/10",
    ),
    *("fire fem", "fire?", "nesten fire", "fire-fem", "fire av ti", "null", "zero", "ti", "elleve", "for"),
    *(
        "4 – svakt",
        "4 – godtIkke vurdert",
        "4 – godt Ikke vurdert",
        "4 – godt svakt",
        "4 – godt4",
        "4 – godt 4",
        "4 – godt3",
    ),
    *("Ikke vurdert4", "Ikke vurdert 4 – godt", "4 – fem", "4 – eller fem", "godt4", "godt svakt", "4 – godt/svakt?"),
    *("\ufffd", "4\ufffd", "\uf0fe", "✓", "x", "–", "ja", "e4", "4e0", "0x4", "4️⃣"),
]


@pytest.mark.parametrize("typed", DOUBTFUL)
def test_it_can_mean_two_things_or_none(typed: str):
    assert read(typed) == "?"


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
def test_the_numbers_in_words_are_those_of_the_digits(words: language.Language):
    for number, spelt in enumerate(words.get("form.numerals")):
        for word, written in product(spelt, (str.lower, str.upper, str.capitalize)):
            assert read(written(word)) == (number if 1 <= number <= 5 else "?"), word


def test_no_number_word_means_another_number_in_another_language():
    meanings: dict[str, set[int]] = {}
    for words in LANGUAGES:
        for number, spelt in enumerate(words.get("form.numerals")):
            for word in spelt:
                meanings.setdefault(word.casefold(), set()).add(number)
    assert [word for word, numbers in meanings.items() if len(numbers) > 1] == []
    assert len(meanings) > 30


def variants(text: str) -> list[str]:
    return [text, text.upper(), text.lower(), f"{text}.", f" {text} ", text.replace(" ", "\u00a0")]


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.code)
def test_not_assessed_and_the_judgements_are_understood_in_every_language(words: language.Language):
    for typed in variants(words.text("form.choices.not_assessed")):
        assert read(typed) == "not_assessed", typed
    for choice in ("met", "not_met", "open"):
        for typed in variants(words.text(f"form.choices.{choice}")):
            assert read(typed, Kind.MET) == choice, typed
    for choice in ("go_on", "not", "undecided"):
        for typed in variants(words.text(f"form.choices.{choice}")):
            assert read(typed, Kind.RECOMMEND) == choice, typed
    assert read(words.get("form.yes")[0], Kind.MET) == "met"
    assert read(words.get("form.no")[0], Kind.MET) == "not_met"


@pytest.mark.parametrize(
    "typed", ["✓", "☒", "x", "✗", "OK", "Oppfylt?", "OppfyltIkke oppfylt", "Oppfylt Ikke oppfylt", "ja/nei", "4"]
)
def test_a_sign_or_two_choices_are_no_judgement(typed: str):
    """A tick may say that it is met, and also that it has been judged."""
    assert read(typed, Kind.MET) == "?"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(
            (sign, True)
            for sign in ("☒", "☑", "✓", "✔️", "✅", "x", "X", "×", "🗹", "🗷", "⮽", "ja", "Ja.", "yes", "☐ x", "x ☐")
        ),
        *((sign, False) for sign in ("☐", "□", "⬜", "", "nei", "Nej.", "no", "☐ nei")),
        *((sign, "?") for sign in ("❌", "☐ ja ☒ nei", "kanskje", "?", "–", "☒ ikke", "0")),
    ],
)
def test_a_tick_is_one_and_what_may_be_none_is_not(typed: str, value: object):
    assert read(typed, Kind.DONE) == value


NUMBERS = st.integers(-20, 120)
GLUE = st.sampled_from(["-", "–", "/", ",", ".", "?", "+", "~", "*", " ", "\n", " og ", " eller ", " av ", " – ", "%"])


@given(one=st.integers(1, 5), glue=GLUE, other=NUMBERS)
def test_two_numbers_are_one_score_only_as_so_many_of_the_highest(one: int, glue: str, other: int):
    """Or with a decimal point and nothing but a zero behind it."""
    typed = f"{one}{glue}{other}"
    of_highest = glue in ("/", " av ") and other == 5
    decimal = glue in (",", ".") and other == 0
    assert read(typed) == (one if of_highest or decimal else "?"), typed


@given(text=st.text(max_size=12))
def test_a_score_that_is_read_has_its_digit_its_word_or_its_label_in_the_text(text: str):
    """No text that names nothing of a level is ever that level."""
    value = read(text)
    if isinstance(value, int):
        digits = {letter for letter in text if letter.isdigit()}
        words = {word for words in LANGUAGES for word in words.get("form.numerals")[value]}
        assert digits or SCALE[value - 1].label in text.casefold() or any(word in text.casefold() for word in words)


def test_a_label_that_reads_like_a_unit_or_a_number_is_the_level_that_it_names(tmp_path: Path):
    labels = ["poeng 2", "Score", "to", "skår", "én av fem"]
    scale = tuple(Level(n, label) for n, label in enumerate(labels, start=1))
    for level in scale:
        assert parse(Kind.SCORE, f"{level.score} – {level.label}", scale) == level.score
    for typed in ("poeng 2", "to"):  # the label of one level and the number of another
        with pytest.raises(NotUnderstood):
            parse(Kind.SCORE, typed, scale)


def test_what_is_typed_beside_the_choice_in_the_form_is_read_with_it(tmp_path: Path):
    desk = Desk(tmp_path, FULL_PLAN)
    for chosen, typed, value in (
        ("4", "", 4),
        ("", "fyra", 4),
        ("4", "3", None),
        ("not_assessed", "4", None),
        ("4", "?", None),
    ):
        data = desk.filled("P1", {"in_depth.K1.score": chosen} if chosen else {})
        reading = desk.read(beside(data, typed))
        assert reading.answers["in_depth.K1.score"].value == value, (chosen, typed)


def beside(data: bytes, typed: str) -> bytes:
    return edited(data, lambda root: control(root, "in_depth.K1.score").addnext(element(runs(typed))[0]))
