"""What the text of an answer means: a score, a choice, a tick, or text. What can mean two things is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from unicodedata import category, decomposition, digit

from generator import language as languages
from generator.language import Language
from generator.model import MET_VALUES, NOT_ASSESSED, RECOMMEND_VALUES, Kind, Level, Value

PLACEHOLDER = "\u2002" * 5
"""What stands in an empty control: five en spaces, which print as nothing."""

_NO_WIDTH = "\u200b"
_LEFT_OVER = f"{PLACEHOLDER[0]}{_NO_WIDTH}"
"""What editors leave around a text that was typed into the placeholder, and where they keep room for a cursor."""

TICKED, UNTICKED = "☒", "☐"

_NUMBER = r"(?P<score>[0-9]{1,9})(?:[.,]0{1,2})?"
_SCORE = re.compile(rf"{_NUMBER}\.?|\({_NUMBER.replace('score', 'inner')}\)")
_SCORE_OF = re.compile(rf"{_NUMBER}\s*(?:/|(?P<word>[^\W\d_]+(?:\s[^\W\d_]+)*))\s*(?P<max>[0-9]{{1,9}})")
_SCORE_AND_TEXT = re.compile(rf"{_NUMBER}\s*[-–—:]\s*(?P<text>[^\W\d_][^\d?]*)")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff"))
"""What is pasted along and nobody sees: soft hyphens, joiners, marks of direction and of how a sign is to look."""
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212"), "-")

_TICKED = frozenset({TICKED, *"☑✓✔✗✘✕✖✅🗸🗹🗴🗶🗵🗷⮽⌧🗙√×x"})
_BOXES = f"{UNTICKED}□▢◻⬜🗆🞎🞏🞐❑❒"
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
    text = text.translate(_UNSEEN) if kind in _CHOSEN or kind is Kind.DONE else text
    if kind is Kind.SCORE:
        return _score(" ".join(_with_plain_digits(text).translate(_HYPHENS).split()), scale)
    if kind is Kind.MET:
        return _choice(text, MET_VALUES, "bad_met")
    if kind is Kind.RECOMMEND:
        return _choice(text, RECOMMEND_VALUES, "bad_recommend")
    if kind is Kind.DONE:
        return _tick(text)
    return text or None


def _with_plain_digits(text: str) -> str:
    """Return a text with the digits of every script, and those in a circle, as 0 to 9.

    Those that stand high or low in a line are left as they are: they may lead to a note.
    """
    return "".join(letter if _stands_off_the_line(letter) else str(digit(letter, letter)) for letter in text)


def _stands_off_the_line(letter: str) -> bool:
    return decomposition(letter).startswith(("<super>", "<sub>"))


def _score(text: str, scale: Sequence[Level]) -> Value:
    if not text:
        return None
    bare = _without_unit(text)
    said = {_sentence(text), _sentence(bare)}
    if said & _words(NOT_ASSESSED):
        return NOT_ASSESSED
    number = _number(bare, scale)
    chosen = {level.score for level in scale if key(text) in _spelt_out(level)}
    labelled = {level.score for level in scale if _sentence(level.label) in said}
    meant = chosen or labelled | {level.score for level in scale if level.score == number}
    if len(meant) != 1:
        raise NotUnderstood("bad_score")
    return meant.pop()


def _sentence(text: str) -> str:
    """Return a text as choices are compared, with or without a full stop."""
    return key(text).removesuffix(".")


def _spelt_out(level: Level) -> tuple[str, str]:
    return key(level_text(level)), key(f"{level.score} {level.label}")


def _without_unit(text: str) -> str:
    """Return what is said to be a score (``skår: 4``, ``4 poeng``) without the word that says so."""
    units = _units()
    bare = units.before.sub("", text, count=1)
    return units.after.sub("", units.between.sub(r"\1 ", bare, count=1), count=1)


@dataclass(frozen=True)
class _Units:
    """Where the words for a score may stand: before it, behind it, and between it and the highest one."""

    before: re.Pattern[str]
    between: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _units() -> _Units:
    every = languages.all_languages()
    spoken = {word for words in every for word in words.get("form.columns")["score"]}
    spoken |= {word for words in every for word in words.get("form.also_understood").get("score", ())}
    word = "|".join(sorted(map(re.escape, spoken), key=len, reverse=True))
    return _Units(
        re.compile(rf"^(?:{word})\s*[:=]?\s*(?=[^\W_]|\()", re.IGNORECASE),
        re.compile(rf"^([0-9]+)\s*(?:{word})\s+(?=[^\W\d_]+(?:\s[^\W\d_]+)*\s+[0-9]|/)", re.IGNORECASE),
        re.compile(rf"(?<=[0-9])\s*(?:{word})\.?$", re.IGNORECASE),
    )


def _number(text: str, scale: Sequence[Level]) -> int | None:
    if match := _SCORE.fullmatch(text):
        return int(match["score"] or match["inner"])
    if match := _SCORE_OF.fullmatch(text):
        highest = max(level.score for level in scale)
        means_of = match["word"] is None or match["word"].casefold() in _of_words()
        return int(match["score"]) if means_of and int(match["max"]) == highest else None
    if match := _SCORE_AND_TEXT.fullmatch(text):
        score = int(match["score"])
        return None if _is_doubtful(match["text"], score, scale) else score
    return _numerals().get(_sentence(text))


def _is_doubtful(text: str, score: int, scale: Sequence[Level]) -> bool:
    """Return whether what stands behind a score leaves it open which one is meant."""
    said = key(text)
    own = next((key(level.label) for level in scale if level.score == score), "")
    beside = said.removeprefix(own).strip() if own else said  # typed beside what was chosen in the drop-down
    others = {key(level.label) for level in scale if level.score != score} | _words(NOT_ASSESSED)
    if others & {said, beside} or any(words in said for words in _words(NOT_ASSESSED)):
        return True
    return any(word in _doubts() for word in re.findall(r"\w+", said))


@cache
def _numerals() -> Mapping[str, int]:
    """Return what the number words of every language mean."""
    every = (words.get("form.numerals") for words in languages.all_languages())
    return {key(word): number for numerals in every for number, spelt in enumerate(numerals) for word in spelt}


def _choice(text: str, keys: Iterable[str], code: str) -> Value:
    said = _sentence(text)
    if not said:
        return None
    meant = [choice for choice in keys if said in _words(choice)]
    if len(meant) != 1:
        raise NotUnderstood(code)
    return meant[0]


def _tick(text: str) -> Value:
    mark = "".join(text.split()).casefold().removesuffix(".")
    mark = mark[1:] if mark.startswith(tuple(_BOXES)) else mark
    mark = mark[:-1] if mark.endswith(tuple(_BOXES)) else mark
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


def has_unreadable(text: str) -> bool:
    """Return whether there is a sign in a text of which only its place in some font is known."""
    return any(letter == "\ufffd" or category(letter) == "Co" for letter in text)


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
