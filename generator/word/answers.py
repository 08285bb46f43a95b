"""What the text of an answer means: a score, a choice, a tick, or text. What can mean two things is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from generator import language as languages
from generator.model import MET_VALUES, NOT_ASSESSED, RECOMMEND_VALUES, Kind, Level, Value
from generator.word.controls import PLACEHOLDER, TICKED, UNTICKED, level_text
from generator.word.grid import key
from generator.word.paper import is_printed

_NUMBER = r"(?P<score>[0-9]{1,9})"
_SCORE = re.compile(rf"{_NUMBER}\.?|\({_NUMBER.replace('score', 'inner')}\)")
_SCORE_OF = re.compile(rf"{_NUMBER}\s*(?:/|(?P<word>[^\W\d_]+(?:\s[^\W\d_]+)*))\s*(?P<max>[0-9]{{1,9}})")
_SCORE_AND_TEXT = re.compile(rf"{_NUMBER}\s*[-–—:]\s*(?P<text>[^\W\d_][^\d?]*)")

_TICKED = frozenset({TICKED, "☑", "✓", "✔", "✗", "✘", "x"})
_CHOSEN = frozenset({Kind.SCORE, Kind.MET, Kind.RECOMMEND})


class NotUnderstood(Exception):
    """A text that is no answer to its field; ``code`` is that of the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cleaned(kind: Kind, text: str) -> str:
    """Return an answer without placeholders; one that is no free text also without space around it."""
    for _ in range(2):
        text = text.removeprefix(PLACEHOLDER).removesuffix(PLACEHOLDER)
    if key(text) in _placeholders("placeholders") or not text.strip() or is_printed(kind, text):
        return ""
    if kind is Kind.DONE:
        return text.strip()
    return _chosen(text.strip()) if kind in _CHOSEN else text


def _chosen(text: str) -> str:
    """Return a choice without what Word puts into an empty drop-down; people type beside that."""
    for placeholder in _placeholders("choice_placeholders"):
        begins_a_word = text[len(placeholder) : len(placeholder) + 1].islower()  # "Velg" is in "Velgrunnet"
        if text.casefold().startswith(placeholder) and not begins_a_word:
            text = text[len(placeholder) :].strip()
        elif text.casefold().endswith(placeholder):
            text = text[: -len(placeholder)].strip()
    return text


def parse(kind: Kind, text: str, scale: Sequence[Level]) -> Value:
    """Return what a cleaned text means in a field of a kind; NotUnderstood when that is not one thing."""
    if kind is Kind.SCORE:
        return _score(" ".join(text.split()), scale)
    if kind is Kind.MET:
        return _choice(text, MET_VALUES, "bad_met")
    if kind is Kind.RECOMMEND:
        return _choice(text, RECOMMEND_VALUES, "bad_recommend")
    if kind is Kind.DONE:
        return _tick(text)
    return text or None


def _score(text: str, scale: Sequence[Level]) -> Value:
    if not text:
        return None
    if key(text) in _words(NOT_ASSESSED):
        return NOT_ASSESSED
    number = _number(text, scale)
    chosen = {level.score for level in scale if key(text) in _spelt_out(level)}
    labelled = {level.score for level in scale if key(text) == key(level.label)}
    meant = chosen or labelled | {level.score for level in scale if level.score == number}
    if len(meant) != 1:
        raise NotUnderstood("bad_score")
    return meant.pop()


def _spelt_out(level: Level) -> tuple[str, str]:
    return key(level_text(level)), key(f"{level.score} {level.label}")


def _number(text: str, scale: Sequence[Level]) -> int | None:
    if match := _SCORE.fullmatch(text):
        return int(match["score"] or match["inner"])
    if match := _SCORE_OF.fullmatch(text):
        highest = max(level.score for level in scale)
        means_of = match["word"] is None or match["word"].casefold() in _of_words()
        return int(match["score"]) if means_of and int(match["max"]) == highest else None
    if match := _SCORE_AND_TEXT.fullmatch(text):
        score = int(match["score"])
        others = {key(level.label) for level in scale if level.score != score}
        doubtful = any(word.casefold() in _doubts() for word in re.findall(r"\w+", match["text"]))
        return None if doubtful or key(match["text"]) in others | _words(NOT_ASSESSED) else score
    return None


def _choice(text: str, keys: Iterable[str], code: str) -> Value:
    if not text.strip():
        return None
    meant = [choice for choice in keys if key(text) in _words(choice)]
    if len(meant) != 1:
        raise NotUnderstood(code)
    return meant[0]


def _tick(text: str) -> Value:
    mark = "".join(text.split()).casefold().removeprefix(UNTICKED).removesuffix(UNTICKED)
    if mark in _TICKED or mark in _yes_no("yes"):
        return True
    if not mark or mark in _yes_no("no"):
        return False
    raise NotUnderstood("bad_tick")


@cache
def _yes_no(answer: str) -> frozenset[str]:
    return frozenset(key(word) for words in languages.all_languages() for word in words.get(f"form.{answer}"))


@cache
def _words(choice: str) -> frozenset[str]:
    every = languages.all_languages()
    spoken = [words.text(f"form.choices.{choice}") for words in every]
    spoken += [word for words in every for word in words.get("form.also_understood").get(choice, ())]
    return frozenset(map(key, spoken))


@cache
def _of_words() -> frozenset[str]:
    every = languages.all_languages()
    spoken = [words.text("form.of") for words in every]
    return frozenset(spoken + [word for words in every for word in words.get("form.also_understood").get("of", ())])


@cache
def _doubts() -> frozenset[str]:
    return frozenset(key(word) for words in languages.all_languages() for word in words.get("form.doubt"))


@cache
def _placeholders(name: str) -> tuple[str, ...]:
    return tuple(key(text) for words in languages.all_languages() for text in words.get(f"form.{name}"))
