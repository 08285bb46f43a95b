"""What the text of an answer means: a score, a choice, a tick, or text. What can mean two things is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from generator import language as languages
from generator.language import Language
from generator.model import MET_VALUES, NOT_ASSESSED, RECOMMEND_VALUES, Kind, Level, Value

PLACEHOLDER = "\u2002" * 5
"""What stands in an empty control: five en spaces, which print as nothing."""

_NO_WIDTH = "\u200b"
_LEFT_OVER = f"{PLACEHOLDER[0]}{_NO_WIDTH}"
"""What editors leave around a text that was typed into the placeholder, and where they keep room for a cursor."""

TICKED, UNTICKED = "☒", "☐"

_NUMBER = r"(?P<score>[0-9]{1,9})"
_SCORE = re.compile(rf"{_NUMBER}\.?|\({_NUMBER.replace('score', 'inner')}\)")
_SCORE_OF = re.compile(rf"{_NUMBER}\s*(?:/|(?P<word>[^\W\d_]+(?:\s[^\W\d_]+)*))\s*(?P<max>[0-9]{{1,9}})")
_SCORE_AND_TEXT = re.compile(rf"{_NUMBER}\s*[-–—:]\s*(?P<text>[^\W\d_][^\d?]*)")

_TICKED = frozenset({TICKED, "☑", "✓", "✔", "✗", "✘", "x"})
JUDGED = (Kind.MET, Kind.RECOMMEND)
"""What is chosen among words."""

_CHOSEN = frozenset({Kind.SCORE, *JUDGED})


class NotUnderstood(Exception):
    """A text that is no answer to its field; ``code`` is that of the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def key(text: str) -> str:
    """Return a text as labels and headers are compared: one line, no case, no closing colon."""
    return " ".join(text.split()).casefold().rstrip(" :")


def choices_of(kind: Kind, language: Language, scale: Sequence[Level]) -> list[tuple[str, str]]:
    """Return the choices of a drop-down as value and display text; empty for a field of text."""
    if kind is Kind.SCORE:
        levels = [(str(level.score), level_text(level)) for level in scale]
        return [*levels, ("not_assessed", language.text("form.choices.not_assessed"))]
    keys = {Kind.MET: MET_VALUES, Kind.RECOMMEND: RECOMMEND_VALUES}.get(kind, ())
    return [(key, language.text(f"form.choices.{key}")) for key in keys]


def level_text(level: Level) -> str:
    """Return how a level reads in the drop-down of a score."""
    return f"{level.score} – {' '.join(level.label.split())}"


def is_printed(kind: Kind, text: str) -> bool:
    """Return whether a text is what a paper form prints for a kind, in any language and for any scale."""
    if kind is Kind.SCORE:
        return _are_levels(key(text))
    return kind in JUDGED and key(text) in _all_choices(kind)


def _are_levels(text: str) -> bool:
    words = next((words for words in _words_for_not_assessed() if text.endswith(f" {words}")), None)
    levels = text.removesuffix(words).split() if words else []
    if len(levels) < 2 or not all(level.isascii() and level.isdigit() and len(level) < 10 for level in levels):
        return False
    numbers = [int(level) for level in levels]
    return all(one < other for one, other in pairwise(numbers))


@cache
def _words_for_not_assessed() -> frozenset[str]:
    return frozenset(key(words.text("form.choices.not_assessed")) for words in languages.all_languages())


@cache
def _all_choices(kind: Kind) -> frozenset[str]:
    return frozenset(key(printed_choices(kind, words)) for words in languages.all_languages())


def printed_choices(kind: Kind, language: Language) -> str:
    """Return the choices of a judgement with a box each."""
    texts = (text.replace(" ", "\u00a0") for _, text in choices_of(kind, language, ()))  # a choice stays on one line
    return "   ".join(f"{UNTICKED}\u00a0{text}" for text in texts)


def cleaned(kind: Kind, text: str) -> str:
    """Return an answer without placeholders; one that is no free text also without space around it."""
    text = _without_placeholder(text)
    if kind in (*_CHOSEN, Kind.DONE):
        text = text.replace(_NO_WIDTH, "")
    if key(text) in _placeholders("placeholders") or not text.strip() or is_printed(kind, text):
        return ""
    if kind is Kind.DONE:
        return text.strip()
    return _chosen(text.strip()) if kind in _CHOSEN else text


def _without_placeholder(text: str) -> str:
    """Return a text without the empty placeholder before, behind or around it; other blanks may have been typed."""
    inner = text.strip(_LEFT_OVER)
    if not inner:
        return ""
    before, _, after = text.partition(inner)
    if f"{before}{after}".replace(_NO_WIDTH, "") == PLACEHOLDER:
        return inner
    for _ in range(2):
        text = text.removeprefix(PLACEHOLDER).removesuffix(PLACEHOLDER)
    return text


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
