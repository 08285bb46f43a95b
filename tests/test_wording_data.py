"""The labelled sentences in tests/wording/: their shape, and nothing of what they say."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from generator.language import codes

UNSEEN = Path(__file__).with_name("wording") / "unseen"
EACH = {"hypothetical": 30, "leading": 30, "double": 30, "yes_no": 30, "vague": 30, "coded": 30, "protected": 66}
GROUNDS = {
    *("pregnancy", "family", "religion", "ethnicity", "health", "orientation"),
    *("gender_identity", "age", "politics", "union", "pay"),
}


def rows(code: str) -> list[dict[str, str]]:
    with (UNSEEN / f"{code}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_each_language_has_its_sentences():
    assert {path.stem for path in UNSEEN.glob("*.tsv")} == set(codes())


@pytest.mark.parametrize("code", codes())
def test_half_of_each_kind_is_harmless(code: str):
    counts = Counter((row["kind"], row["expected"]) for row in rows(code))
    assert counts == {(kind, expected): count // 2 for kind, count in EACH.items() for expected in ("yes", "no")}


@pytest.mark.parametrize("code", codes())
def test_every_ground_is_asked_about_and_looked_like_three_times(code: str):
    grounds = Counter((row["topic"], row["expected"]) for row in rows(code) if row["kind"] == "protected")
    assert grounds == {(ground, expected): 3 for ground in GROUNDS for expected in ("yes", "no")}


@pytest.mark.parametrize("code", codes())
def test_no_sentence_stands_there_twice(code: str):
    texts = [row["text"].casefold() for row in rows(code)]
    assert len(set(texts)) == len(texts) and all(texts)


@pytest.mark.parametrize("code", codes())
def test_with_those_the_patterns_were_written_with_there_are_sixty_of_each_kind_and_half_are_harmless(code: str):
    with (UNSEEN.parent / "seen" / f"{code}.tsv").open(encoding="utf-8", newline="") as file:
        seen = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    counts = Counter((row["kind"], row["expected"]) for row in [*rows(code), *seen])
    assert all(counts[kind, expected] >= 30 for kind in EACH for expected in ("yes", "no"))
