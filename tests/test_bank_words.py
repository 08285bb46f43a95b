"""The texts of the question bank: the same entries in each language, spelt and worded as they should be."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import Any

import pytest
from commands import ROOT
from test_words import DICTIONARIES, dictionary, unknown_words

__all__ = ["dictionary"]  # a fixture

LANGUAGES = ("nb", "nn", "sv", "en")
EACH_LANGUAGE = pytest.mark.parametrize("code", LANGUAGES)
OWN_WORDS = {
    "nb": "Endringsvilje Partssamarbeid noe noen",
    "nn": "Avgjerdsevne Endringsvilje Konflikthandtering Partssamarbeid Resultatansvar tilsetjingsprosessar",
}
QUOTES = {"nb": "«»’", "nn": "«»’", "sv": "”’", "en": "‘’"}


def entries(code: str) -> list[dict[str, Any]]:
    text = (ROOT / "generator" / "bank" / f"{code}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["questions"]
    return found


def texts(entry: dict[str, Any]) -> list[str]:
    return [entry["text"], *entry["follow_ups"]]


@EACH_LANGUAGE
def test_every_language_has_the_same_entries_in_the_same_order(code: str):
    keys = ("id", "use", "category", "role")
    assert [[entry.get(key) for key in keys] for entry in entries(code)] == [
        [entry.get(key) for key in keys] for entry in entries("nb")
    ]


@EACH_LANGUAGE
def test_there_are_questions_enough_of_each_kind(code: str):
    in_depth = [entry for entry in entries(code) if entry["use"] == "in_depth"]
    assert len(in_depth) >= 45
    assert min(Counter(entry["category"] for entry in in_depth).values()) >= 10
    assert {entry["category"] for entry in in_depth} == {"education", "experience", "personal_suitability"}
    roles = Counter(entry["role"] for entry in in_depth)
    assert roles["manager"] >= 12
    assert roles["specialist"] >= 12
    uses = Counter(entry["use"] for entry in entries(code))
    assert min(uses["introduction"], uses["expectations"]) >= 5
    assert min(uses["closing"], uses["reverse"]) >= 6
    assert all(2 <= len(entry["follow_ups"]) <= 3 for entry in in_depth)


@EACH_LANGUAGE
def test_questions_in_depth_do_not_all_open_alike(code: str):
    openings = [entry["text"].split()[0] for entry in entries(code) if entry["use"] == "in_depth"]
    assert max(Counter(openings).values()) <= len(openings) * 2 // 5
    assert len(set(openings)) >= 5


@EACH_LANGUAGE
def test_every_text_is_one_question_or_one_request_and_fits_its_cell(code: str):
    for entry in entries(code):
        assert len(entry["text"]) <= 160, entry["id"]
        assert all(len(text) <= 110 for text in entry["follow_ups"]), entry["id"]
        for text in texts(entry):
            assert re.fullmatch(r"[^.?!]+[.?]", text), text
        assert all(text.endswith("?") for text in entry["follow_ups"]), entry["id"]


@EACH_LANGUAGE
def test_no_question_stands_twice(code: str):
    found = Counter(entry["text"].casefold() for entry in entries(code))
    assert [text for text, count in found.items() if count > 1] == []
    assert [entry["id"] for entry in entries(code) if len(set(texts(entry))) < len(texts(entry))] == []


@EACH_LANGUAGE
def test_a_language_keeps_to_its_own_quotation_marks(code: str):
    foreign = set("«»“”„‘’\"'") - set(QUOTES[code])
    assert [text for entry in entries(code) for text in texts(entry) if foreign & set(text)] == []


@pytest.mark.parametrize(("code", "dictionary"), [(code, code) for code in DICTIONARIES], indirect=["dictionary"])
def test_the_bank_is_spelt_as_in_the_dictionary(code: str, dictionary: str):
    read = " ".join(text for entry in entries(code) for text in (entry.get("requirement", ""), *texts(entry)))
    unknown = unknown_words(dictionary, sorted(set(re.findall(r"[^\W\d_]+", read))))
    assert unknown is not None
    assert sorted(unknown) == sorted(OWN_WORDS.get(code, "").split())
