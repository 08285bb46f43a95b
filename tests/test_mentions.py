"""Who is named in a text about one candidate, and which scores a text tells."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.language import load
from generator.model import Candidate, Level
from generator.reporting.mentions import Names, ScoreWords

KARI = Candidate("P1", "Kari Nordmann")
SCALE = tuple(Level(score, label) for score, label in enumerate(("svakt", "noe svakt", "godt nok", "godt"), start=1))
FIVE = (*SCALE, Level(5, "svært godt"))


def named(text: str, *others: str, own: str = "Kari Nordmann") -> list[str]:
    people = tuple(Candidate(f"P{number}", name) for number, name in enumerate(others, start=2))
    return list(Names(own, people).in_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ola Berg var bedre.",
        "Bedre enn Ola.",
        "Berg var bedre",
        "OLA",
        "Olas svar",
        "Ola's svar",
        "Ola’s svar",
        "Bergs case",
        "(Ola)",
        "«Ola»",
        "Ola-saken",
        "_Ola_",
        "ola berg",
        "OLA BERG",
        "Ola\u00a0Berg",
        "Ola\nBerg",
        "Berg, Ola",
        "Kari og Ola",
        "Kari/Ola",
        "O\u00adla",
        "O\u200bla",
        "Ola2",
        "bedre enn P2",
        "\uff2f\uff4c\uff41",  # letters of full width
    ],
)
def test_another_candidate_is_found_however_the_name_is_written(text: str):
    assert named(text, "Ola Berg") == ["Ola Berg"]


@pytest.mark.parametrize(
    "text",
    [
        "Flyttet fra Bergen.",
        "Bergverk og bergarter",
        "En skole i Solaberg",
        "Gikk på skolebenken, olabil",
        "Kari Nordmann svarte",
        "Nordmanns svar",
        "P21 og XP2",
        "",
    ],
)
def test_a_name_within_a_word_and_the_own_name_are_no_alarm(text: str):
    assert named(text, "Ola Berg", "Kari Solbakken") == []


def test_a_first_name_that_two_candidates_share_is_the_own_one_where_it_stands_alone():
    others = ("Kari Solbakken", "Kari Dahl")
    assert named("Kari var tydelig.", *others) == []
    assert named("Kari Solbakken var tydelig.", *others) == ["Kari Solbakken"]
    assert named("Mer erfaren enn Dahl.", *others) == ["Kari Dahl"]


def test_a_name_of_two_is_not_taken_for_one_of_its_halves():
    assert named("Anna-Lise svarte.", "Anna Moe", own="Anna-Lise Ås") == []
    assert named("Anna svarte.", "Anna Moe", own="Anna-Lise Ås") == ["Anna Moe"]
    assert named("Anna-Lise svarte.", "Anna-Lise Moe", own="Anna Ås") == ["Anna-Lise Moe"]
    assert named("Lise svarte.", "Anna-Lise Moe", own="Anna Ås") == ["Anna-Lise Moe"]


def test_the_whole_name_of_another_within_the_own_name_is_the_own_name():
    assert named("Anna Berg Olsen svarte.", "Anna Berg", own="Anna Berg Olsen") == []
    assert named("Anna Berg svarte.", "Anna Berg", own="Anna Berg Olsen") == ["Anna Berg"]


def test_a_word_between_names_is_nobodys_name():
    assert named("De andre kom de ikke utenom.", "Ola de Berg") == []
    assert named("de Berg", "Ola de Berg") == ["Ola de Berg"]


def test_a_name_typed_in_small_or_in_capital_letters_alone_is_found_as_people_write_it():
    assert named("Ola var bedre", "ola berg") == ["ola berg"]
    assert named("Ola var bedre", "OLA BERG") == ["OLA BERG"]


def test_names_of_other_alphabets_are_found():
    assert named("лучше, чем Иван", "Иван Петров") == ["Иван Петров"]
    assert named("比王伟更好", "王伟") == ["王伟"]
    assert named(unicodedata.normalize("NFD", "Bedre enn Åse"), "Åse Lund") == ["Åse Lund"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Siobhan", "Siobhán O'Brien"),
        ("O’Brien", "Siobhán O'Brien"),
        ("René", "Rene Moe"),
        ("Sörensen", "Bjørn Sørensen"),
        ("Bäck", "Eva Bæck"),
    ],
)
def test_an_accent_left_out_and_the_letters_of_the_neighbours_do_not_hide_a_name(typed: str, name: str):
    assert named(f"Bedre enn {typed}.", name) == [name]


def test_as_is_not_the_same_as_aas():
    assert named("Kom fra Test AS. As var det.", "Ola Ås") == []


def test_a_mail_address_names_its_owner():
    names = Names("Kari Nordmann", (Candidate("P2", "Ola Berg", email="ob@havbyen.example"),))
    assert names.in_text("Skriv til OB@havbyen.example.") == ("Ola Berg",)


def test_a_word_without_a_capital_may_mean_somebody_and_is_told_apart():
    names = Names("Kari Nordmann", (Candidate("P2", "Dag Berg"),))
    assert names.in_text("Var der hele dag lang") == ()
    assert names.perhaps_in_text("Var der hele dag lang") == ("Dag Berg",)


WORDS = st.text("abcdeåøæéłßIKLNOØÅ", min_size=2, max_size=8).map(str.capitalize)
OTHER_NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
AROUND = st.sampled_from(["", " ", ".", ", ", "\n", "«", "(", " – ", "/", "\u00a0"])


@given(OTHER_NAMES, OTHER_NAMES, AROUND, AROUND, st.data())
def test_no_word_of_another_name_goes_unseen(own: str, other: str, before: str, after: str, data: st.DataObject):
    mine = {word.casefold() for word in own.split()}
    strange = [word for word in other.split() if word.casefold() not in mine]
    if not strange:
        return
    word = data.draw(st.sampled_from([*strange, other, *(f"{word}s" for word in strange)]))
    assert named(f"Svarte bedre enn{before or ' '}{word}{after}", other, own=own) == [other]


# ---- scores -------------------------------------------------------------------


def scores(text: str, code: str = "nb", scale: tuple[Level, ...] = FIVE) -> list[str]:
    words = load(code)
    numerals = tuple(map(tuple, words.get("form.numerals")))
    called, of = words.get("feedback.score_words"), words.get("feedback.of_words")
    return list(ScoreWords(tuple(called), tuple(of), numerals, scale).in_text(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fikk skår 4 på kravet.", "skår 4"),
        ("Skår: 4", "Skår: 4"),
        ("skåren ble 4", "skåren ble 4"),
        ("skår fire", "skår fire"),
        ("score 3,5", "score 3,5"),
        ("Vi ga 4 poeng", "4 poeng"),
        ("fire poeng", "fire poeng"),
        ("Fikk 4/5.", "4/5"),
        ("Fikk 4 / 5", "4 / 5"),
        ("Fikk 4 av 5", "4 av 5"),
        ("Fikk fire av fem", "fire av fem"),
        ("snitt 3,5", "snitt 3,5"),
        ("4 – godt", "4 - godt"),
        ("godt (4", "godt (4"),
        ("poengsum 17", "poengsum 17"),
        ("④ poeng", "4 poeng"),
    ],
)
def test_a_score_in_a_text_is_found(text: str, found: str):
    assert scores(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Har ledet 12 personer i 4 år.",
        "Begynte 4/5-2024.",
        "Var med på 3 av 7 tilsyn.",
        "Hadde gode poenger. 4 saker ble nevnt.",
        "Er god på 2 språk",
        "Ett godt poeng",
    ],
)
def test_other_figures_are_no_scores(text: str):
    assert scores(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Poängen blev 4.", "sv"),
        ("fyra av fem", "sv"),
        ("betyg 4", "sv"),
        ("scored 4", "en"),
        ("a score of 4", "en"),
        ("four out of five", "en"),
        ("4 points", "en"),
        ("fekk skåren 4", "nn"),
        ("fire av fem", "nn"),
    ],
)
def test_a_score_is_found_in_every_language(text: str, code: str):
    assert len(scores(text, code)) == 1


def test_every_language_knows_its_own_word_for_a_score():
    for code in ("nb", "nn", "sv", "en"):
        word = load(code).get("form.columns.score")[0]
        assert re.search(re.escape(word), " ".join(load(code).get("feedback.score_words")), re.IGNORECASE)


def test_two_hundred_candidates_are_looked_for_in_the_texts_of_each_other_within_seconds():
    people = tuple(Candidate(f"P{n}", f"Navn{n} Etternavn{n}", f"n{n}@eksempel.no") for n in range(200))
    told = "Hun fortalte om en sak med mange parter og hva hun selv hadde gjort. " * 5
    start = time.monotonic()
    for own in people:
        names = Names(own.name, tuple(other for other in people if other != own))
        for text in (told, told + "Etternavn7s svar", told + "n8@eksempel.no"):
            names.in_text(text)
    assert time.monotonic() - start < 5  # it takes less than one; with every name tried on every text, twenty
