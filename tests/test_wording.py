"""What the wording of one text shows: the notation of patterns, the engine, and the figures on labelled sentences."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measure_wording import BEGIN, LANGUAGES, PAGE, Figures, Share, table, tables

from generator.language import codes
from generator.wording import Kind, judge
from generator.wording.book import book, made
from generator.wording.judging import found_in
from generator.wording.notation import PatternError

REACHED = Path(__file__).with_name("wording") / "reached"
PRECISION, RECALL = 0.95, 0.7


def told(text: str, data: Mapping[str, Any], kind: Kind = Kind.HYPOTHETICAL) -> list[str]:
    """The words that are found in a bokmål text with the patterns of a made-up language file."""
    return [found.words for found in found_in(text, made("nb", data)) if found.kind is kind]


def matched(pattern: str, text: str) -> list[str]:
    return told(text, {"words": {"pets": ["<hund>", "en katt"]}, "hypothetical": {"flag": [pattern]}})


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("hund", "En hund, to hunder.", ["hund"]),
        ("hund", "EN «HUND»!", ["HUND"]),
        ("<hund>", "Hunden og to hunder.", ["Hunden", "hunder"]),
        ("<hundene>", "En hund.", ["hund"]),
        ("barnehage~", "Barnehagelærer i barnehagen, ikke hage.", ["Barnehagelærer", "barnehagen"]),
        ("~medlem", "Fagforeningsmedlem, medlem, medlemskap.", ["Fagforeningsmedlem", "medlem"]),
        ("<~medlem>", "To fagforeningsmedlemmer.", ["fagforeningsmedlemmer"]),
        ("(en|to hele) dager", "En dager, to hele dager, hele dager.", ["En dager", "to hele dager"]),
        ("har [små|store] barn", "Du har barn. Du har små barn. Du har snille barn.", ["har barn", "har små barn"]),
        ("har _ barn", "Du har barn. Du har små barn.", ["har små barn"]),
        (
            "har .. barn",
            "Har du mange, store barn? Har du så mange, store barn?",
            ["Har du mange, store barn"],
        ),
        ("har ..1 barn", "Har du barn? Har du store barn?", ["Har du barn"]),
        ("a .. b", "a b b", ["a b"]),
        ("a ... b", "a b b", ["a b b"]),
        ("har .. barn", "Har du: barn?", []),
        ("har .. barn", "Har du? Barn!", []),
        ("har !barn", "Du har barn. Du har hund.", ["har"]),
        ("har !(.. barn)", "Du har små barn. Du har to hunder.", ["har"]),
        ("{pets}", "Hunder, en katt og to katter.", ["Hunder", "en katt"]),
        ("^ har du", "Har du barn? Så har du barn?", ["Har du"]),
        ("barn $", "Har du barn? Barn har du!", ["barn"]),
        ("barn ?", "Har du barn? Du har barn.", ["barn?"]),
        ("han / hun", "Han/hun og han eller hun.", ["Han/hun"]),
        ("en-to", "En-to, en to.", ["En-to"]),
        ("20 – 35 år", "Fra 20-35 år.", ["20-35 år"]),
        ("f.eks. du", "Si meg, f.eks. du?", ["f.eks. du"]),
    ],
)
def test_a_pattern_finds_these_words(pattern: str, text: str, words: list[str]):
    assert matched(pattern, text) == words


@pytest.mark.parametrize(
    "pattern", ["(a", "a)", "[a", "a]", "a |", "", "<a", "{nobody}", "a !", "(a]", "a *", "~", "%", "<to ord>"]
)
def test_a_pattern_that_cannot_be_read_says_where_it_stands(pattern: str):
    with pytest.raises(PatternError, match=r"protected\.family\.pass: ‘"):
        made("nb", {"protected": {"family": {"pass": [pattern]}}})


def test_a_group_that_holds_itself_is_refused():
    with pytest.raises(PatternError, match="holds itself"):
        made("nb", {"words": {"a": ["b {a}"]}, "leading": {"flag": ["{a}"]}})


def test_a_language_file_puts_base_forms_right():
    data = {"hypothetical": {"flag": ["<vil>"]}, "lemmas": {"vil": "vil ville", "villet": "ville villet"}}
    assert told("Vil du? Ville du? Villet?", data) == ["Vil", "Ville"]


def test_words_that_open_a_sentence_may_come_before_its_start():
    data = {"asking": {"opening": ["og", "men", ","]}, "hypothetical": {"flag": ["^ hva ville du"]}}
    assert told("Men, hva ville du? Nå, hva ville du?", data) == ["Men, hva ville du"]


def test_harmless_words_keep_quiet_what_they_touch_and_nothing_else():
    data = {"hypothetical": {"flag": ["<barn>"], "pass": ["barn i barnehage"]}}
    assert told("Har du barn i barnehage, eller barn hjemme?", data) == ["barn"]
    assert told("Har du barn i barnehage?", data) == []


def test_a_flag_can_ask_for_words_elsewhere_in_the_text_or_for_none_of_them():
    data = {"leading": {"flag": [{"pattern": "^ er du", "when": ["vi verdsetter", "viktig"], "unless": "eksempel"}]}}
    assert told("Er du ærlig?", data, Kind.LEADING) == []
    assert told("Vi verdsetter ærlighet. Er du ærlig?", data, Kind.LEADING) == ["Er du"]
    assert told("Vi verdsetter ærlighet. Er du ærlig? Gi et eksempel.", data, Kind.LEADING) == []


def test_overlapping_words_of_a_kind_are_told_once():
    assert matched("(a b|b c)", "a b c") == ["a b"]
    assert told("a b c", {"hypothetical": {"flag": ["a b", "b c"]}}) == ["a b c"]


def test_sentences_end_at_marks_before_capitals_and_at_line_ends():
    assert matched("^ _", "Ca. to dager.Se her. Ja? nei! Linje\nny linje") == ["Ca", "Ja", "nei", "Linje", "ny"]


ASKING = {
    "open": ["^ (hva|hvordan)", "^ fortell", "^ kan du fortelle"],
    "closed": ["^ (har|kan) du"],
    "joined": ["[,] og (hva|hvordan)"],
    "follow_up": ["hva gjorde du", "hvordan gikk det"],
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fortell om en konflikt. Hva gjorde du?", []),
        ("Fortell om en konflikt, og hva gjorde du? Hvordan gikk det?", []),
        ("Fortell om en konflikt. Hva liker du?", ["Hva liker du?"]),
        ("Hvordan leder du, og hva liker du?", ["og hva liker du?"]),
        ("Har du ledet, og hva liker du?", ["og hva liker du?"]),
        ("Du skriver at du har ledet, og hva liker du?", []),
        ("Vi er tre her. Hva liker du?", []),
    ],
)
def test_two_different_things_asked_at_once_are_double(text: str, words: list[str]):
    assert told(text, {"asking": ASKING}, Kind.DOUBLE) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Har du ledet andre?", ["Har du"]),
        ("Kan du fortelle om å lede andre?", []),
        ("Har du ledet andre? Fortell om det.", []),
        ("Har du ledet andre, og hvordan gikk det?", []),
    ],
)
def test_a_yes_or_no_is_enough_only_where_nothing_in_the_text_asks_for_more(text: str, words: list[str]):
    assert told(text, {"asking": ASKING, "yes_no": {"flag": ["^ (har|kan) du"]}}, Kind.YES_NO) == words


def test_vague_words_are_told_until_enough_other_words_say_what_is_meant():
    data = {"vague": {"enough": 3, "flag": ["<fleksibel>"], "filling": ["du", "være", "og"]}}
    assert told("Du er fleksibel og fleksibel", data, Kind.VAGUE) == ["fleksibel"]
    assert told("Fleksibel: bytter vakter.", data, Kind.VAGUE) == ["Fleksibel"]
    assert told("Fleksibel: bytter vakter gjerne.", data, Kind.VAGUE) == []


def test_only_the_kinds_that_are_asked_for_are_told():
    text = "Er du gravid?"
    assert {(found.kind, found.topic) for found in judge(text, "nb")} == {("protected", "pregnancy"), ("yes_no", "")}
    assert {found.kind for found in judge(text, "nb", {Kind.PROTECTED})} == {Kind.PROTECTED}
    assert judge(text, "nb", ()) == ()


def test_the_words_are_told_as_they_were_typed():
    (found,) = judge("Si meg – HAR DU   små Barn, egentlig?", "nb", {Kind.PROTECTED})
    assert found.words == "HAR DU   små Barn"


@pytest.mark.parametrize("text", ["", " \n", "?", "…", "- - -", "½ % &"])
def test_a_text_without_words_shows_nothing(text: str):
    assert [judge(text, language) for language in LANGUAGES] == [()] * len(LANGUAGES)


def test_every_language_of_the_program_has_patterns():
    assert set(LANGUAGES) == set(codes())


def test_a_language_without_patterns_is_refused_and_not_passed_as_clean():
    with pytest.raises(FileNotFoundError):
        judge("Har du barn?", "xx")


def test_only_the_language_that_is_asked_for_is_loaded():
    """Each dictionary takes a third of a second and tens of megabytes."""
    code = (
        "from unittest.mock import patch\n"
        "from simplemma.strategies.dictionaries import DefaultDictionaryFactory as Factory\n"
        "asked = set(); get = Factory.get_dictionary\n"
        "def noting(self, lang):\n    asked.add(lang)\n    return get(self, lang)\n"
        "with patch.object(Factory, 'get_dictionary', noting):\n"
        "    from generator.wording import judge\n    judge('Har du barn?', 'nb')\n"
        "print(sorted(asked))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "['nb']\n"


LONG = 32_000
BAD = {
    "one word": "x",
    "one word again and again": "du ",
    "questions": "Hva gjør du hvis en bruker klager, og hva sier du? ",
    "one sentence": "hva gjør du hvis du har barn og mannen din er syk og ",
    "question words": "hva ",
    "joined": "og hva ",
    "commas": "du, ",
    "marks": "?",
    "vague": "fleksibel ",
    "verbs": "er du ",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", BAD.values(), ids=BAD.keys())
def test_the_longest_cell_is_judged_in_seconds(piece: str, language: str):
    book(language)
    start = time.process_time()
    judge((piece * LONG)[:LONG], language)
    assert time.process_time() - start < 10


WORDS = ["Har", "du", "barn", "er", "hva", "og", "ikke", ",", ".", "?", "!", "–", ":", "\n", "ß", "İ", "’"]


@settings(max_examples=150)
@given(st.text(max_size=300) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_text_can_be_judged_and_what_is_told_stands_in_it(text: str):
    for language in LANGUAGES:
        assert all(found.words and found.words in text for found in judge(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_of_a_language_can_be_read_and_every_kind_has_some(language: str):
    grounds = {(signs.kind, signs.topic) for signs in book(language).signs if signs.flags}
    assert {kind for kind, _ in grounds} | {Kind.DOUBLE} == set(Kind)
    assert {topic for kind, topic in grounds if kind is Kind.CODED} == {"gender", "age"}
    assert {topic for kind, topic in grounds if kind is Kind.PROTECTED} == {
        *("pregnancy", "family", "religion", "ethnicity", "health", "orientation"),
        *("gender_identity", "age", "politics", "union", "pay"),
    }


def measured(part: str, language: str) -> dict[Kind, Figures]:
    """The figures, printed. Where judging breaks down, no sentence is shown."""
    try:
        found = table(part, language)
    except Exception as error:
        pytest.fail(f"{part} {language}: {type(error).__name__} while judging", pytrace=False)
    for kind, each in found.items():
        print(f"{part} {language} {kind}: precision {each.precision}, recall {each.recall}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_seen_sentences_are_told_rightly(language: str):
    found = measured("seen", language)
    assert set(found) == set(Kind)
    assert not [kind for kind, each in found.items() if each.precision.value < PRECISION or each.recall.value < RECALL]


def test_the_page_tells_the_figures_that_are_measured():
    page = PAGE.read_text(encoding="utf-8")
    assert page[page.index(BEGIN) :] == tables()


@pytest.mark.parametrize("language", LANGUAGES)
def test_unseen_sentences_are_told_no_worse_than_before(language: str):
    """The floors are what was reached, rounded down."""
    found = measured("unseen", language)
    floors = tomllib.loads((REACHED / f"{language}.toml").read_text(encoding="utf-8"))
    assert set(floors) == {str(kind) for kind in found}
    reached = {
        str(kind): {"precision": each.precision.value, "recall": each.recall.value} for kind, each in found.items()
    }
    assert not {
        (kind, name): reached[kind][name]
        for kind, floor in floors.items()
        for name in ("precision", "recall")
        if reached[kind][name] < floor[name]
    }


def test_the_interval_is_the_one_that_wilson_gives():
    """8 of 10: 0.490 to 0.943, as R's prop.test(8, 10, correct = FALSE) and tables give it."""
    assert Share(8, 10).interval == pytest.approx((0.490, 0.943), abs=0.0005)
    assert Share(15, 15).interval == pytest.approx((0.796, 1.0), abs=0.0005)
    assert Share(0, 0).interval == (0.0, 1.0)


def test_a_text_as_long_as_a_cell_can_be_is_judged_in_seconds():
    started = time.monotonic()
    assert judge("Har du små barn? " * 1900, "nb")
    assert time.monotonic() - started < 20
