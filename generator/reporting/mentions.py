"""Who is named in a text about one candidate, and which scores it tells. Pure.

It rather finds a name too many than one too few: what it finds is read by a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Protocol

from generator.model import Level

_LETTER = r"[^\W\d_]"
_GENITIVE = r"(?:'?s|')?"
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u00b4`"), "'")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
_NORWEGIAN = str.maketrans("äöÄÖ", "æøÆØ")
_TAKEN_OUT = " \0 "
"""What stands for a name of the candidate's own, so that nothing is found across it."""


class _Person(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...


@dataclass(frozen=True)
class Names:
    """The names of other people, to be found in texts about the one called ``own``.

    A person is found by the whole name however it is written, and by each word of it, written with a
    capital, as a word of its own or in the genitive; by the e-mail address; and by the id, if
    that is a letter and a figure. Words that are the candidate's own name too are nobody else's.
    """

    own: str
    others: tuple[_Person, ...]

    @cached_property
    def _own_words(self) -> tuple[str, ...]:
        return tuple(_words(self.own))

    @cached_property
    def _own_name(self) -> re.Pattern[str] | None:
        words = self._own_words
        return re.compile(rf"{_before(words[0])}{_spelt(words)}{_after(words[-1])}", re.IGNORECASE) if words else None

    @cached_property
    def _own_word(self) -> re.Pattern[str] | None:
        """A word of the candidate's own name that is not a piece of a name of two (Anna in Anna-Lise)."""
        words = [form for word in self._own_words for form in _written(word)]
        return (
            re.compile(rf"(?<!{_LETTER})(?<!{_LETTER}-)(?:{_any(words)}){_GENITIVE}(?!-?{_LETTER})") if words else None
        )

    @cached_property
    def _pieces(self) -> tuple[tuple[_Person, tuple[str, ...]], ...]:
        return tuple((other, _pieces_of(other.name, other.email, other.id)) for other in self.others)

    def _near(self, text: str) -> list[_Person]:
        """Return the people of whom a piece stands in a text: quick to find out, and few are left to look for."""
        folded = _folded(text)
        return [other for other, pieces in self._pieces if any(piece in folded for piece in pieces)]

    def _whole_names(self, others: Iterable[_Person]) -> Iterator[tuple[str, re.Pattern[str]]]:
        own = [word.casefold() for word in self._own_words]
        for other in others:
            words = tuple(_words(other.name))
            if words and [word.casefold() for word in words] != own:
                pattern = rf"{_before(words[0])}{_spelt(words)}{_after(words[-1])}"
                yield other.name, re.compile(pattern, re.IGNORECASE)

    def _single_names(self, others: Iterable[_Person], forms: _Forms) -> Iterator[tuple[str, re.Pattern[str]]]:
        own = {word.casefold() for word in self._own_words}
        for other in others:
            words = dict.fromkeys(word for whole in _words(other.name) for word in (whole, *whole.split("-")))
            particles = any(word != word.lower() for word in words)
            spelt = [
                (word, form)
                for word in words
                if word.casefold() not in own and not (particles and word == word.lower() and _has_case(word))
                for form in (forms(word) if len(word) > 1 or not _has_case(word) else ())
            ]
            if spelt:
                yield other.name, re.compile("|".join(f"{_before(w)}{re.escape(f)}{_after(w)}" for w, f in spelt))

    def _addresses_and_ids(self, others: Iterable[_Person]) -> Iterator[tuple[str, re.Pattern[str]]]:
        for other in others:
            if other.email:
                yield other.name, re.compile(re.escape(_plain(other.email)), re.IGNORECASE)
            if re.search(r"[A-Za-z]", other.id) and re.search(r"[0-9]", other.id):
                yield other.name, re.compile(rf"(?<![^\W_])(?<!-){re.escape(other.id)}(?![^\W_])")

    def in_text(self, text: str) -> tuple[str, ...]:
        """Return whose name stands in a text, in the order of the people, each once."""
        without_own = self._without_own_name(text)
        near = self._near(without_own)
        found = _found((*self._whole_names(near), *self._addresses_and_ids(near)), without_own)
        found |= _found(self._single_names(near, _written), self._without_own_words(without_own))
        return self._ordered(found)

    def whole_in_text(self, text: str) -> tuple[str, ...]:
        """Return whose whole name stands in a text."""
        without_own = self._without_own_name(text)
        return self._ordered(_found(self._whole_names(self._near(without_own)), without_own))

    def perhaps_in_text(self, text: str) -> tuple[str, ...]:
        """Return whose name may be meant by a word without a capital; most often it is just that word."""
        single = self._without_own_words(self._without_own_name(text))
        return self._ordered(_found(self._single_names(self._near(single), _in_small_letters), single))

    def _without_own_name(self, text: str) -> str:
        text = _plain(text)
        return self._own_name.sub(_TAKEN_OUT, text) if self._own_name else text

    def _without_own_words(self, text: str) -> str:
        return self._own_word.sub(_TAKEN_OUT, text) if self._own_word else text

    def _ordered(self, found: set[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(other.name for other in self.others if other.name in found))


class _Forms(Protocol):
    def __call__(self, word: str) -> tuple[str, ...]: ...


def _found(patterns: Iterable[tuple[str, re.Pattern[str]]], text: str) -> set[str]:
    return {name for name, pattern in patterns if pattern.search(text)}


@lru_cache(maxsize=4096)
def _pieces_of(name: str, email: str, id: str) -> tuple[str, ...]:
    """Return pieces of which one stands in every text that names a person."""
    words = (piece for word in _words(name) for piece in word.split("-"))
    return tuple(dict.fromkeys(_folded(piece) for piece in (*words, _plain(email), id) if piece))


def _folded(text: str) -> str:
    """Return a text with everything alike that patterns take for alike where letters may be large or small."""
    return text.casefold().replace("\u0131", "i")


def _seen(text: str) -> str:
    """Return a text without what cannot be seen, and with one sign for what looks alike."""
    composed = unicodedata.normalize("NFKC", text)
    seen = "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", seen).translate(_APOSTROPHES).translate(_HYPHENS)


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    """Return a text as names are compared: what is one letter to people is one here.

    Accents go, but for the ring of a Nordic letter; the Swedish letters become the Norwegian ones.
    """
    letters = _seen(text).translate(_NORWEGIAN)
    return "".join(letter if letter in "åÅ" else _without_accent(letter) for letter in letters)


@cache
def _without_accent(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    bare = "".join(piece for piece in decomposed if unicodedata.category(piece) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _words(name: str) -> Iterator[str]:
    for word in _plain(name).split():
        bare = re.sub(r"^[\W_]+|[\W_]+$", "", word)
        if bare:
            yield bare


def _written(word: str) -> tuple[str, ...]:
    """Return a word of a name with a capital, and in capitals alone."""
    first, rest = word[:1].upper(), word[1:]
    kept = word if word != word.lower() or not _has_case(word) else f"{first}{rest}"
    return tuple(dict.fromkeys((kept, f"{first}{rest}", f"{first}{rest.lower()}", word.upper())))


def _in_small_letters(word: str) -> tuple[str, ...]:
    return (word.lower(),) if len(word) > 2 else ()


def _has_case(word: str) -> bool:
    """Return whether a word is of a script with large and small letters, which also parts its words by spaces."""
    return word.lower() != word.upper()


def _spelt(words: Sequence[str]) -> str:
    return r"[\W_]+".join(map(re.escape, words))


def _before(word: str) -> str:
    return rf"(?<!{_LETTER})" if _has_case(word) else ""


def _after(word: str) -> str:
    return rf"{_GENITIVE}(?!{_LETTER})" if _has_case(word) else ""


def _any(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(texts), key=len, reverse=True)))


def phrases_in(text: str, phrases: Iterable[str]) -> tuple[str, ...]:
    """Return which of some phrases a text has, each at the beginning of a word and in the text's own letters."""
    found = re.finditer(rf"(?<!{_LETTER})(?:{_any(phrases)}){_LETTER}*", _seen(text), re.IGNORECASE)
    return tuple(dict.fromkeys(match[0] for match in found))


@dataclass(frozen=True)
class ScoreWords:
    """How people write about scores: what they are called, words for *of*, and number words from zero on."""

    called: tuple[str, ...]
    of: tuple[str, ...]
    numerals: tuple[tuple[str, ...], ...] = ()
    scale: tuple[Level, ...] = field(default=())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # The words for none and one are articles too, and say little.
        spelt = [word for words in self.numerals[2:] for word in words]
        number = rf"(?<![\w.,])(?:\d+(?:[.,]\d+)?|(?:{_any(spelt) or '(?!)'}))(?!{_LETTER}|\d)"
        called = rf"(?<!{_LETTER})(?:{_any(self.called)}){_LETTER}*"
        between = rf"[^\w.!?\n]+(?:{_LETTER}{{1,6}}[^\w.!?\n]+){{0,2}}"
        highest = max((level.score for level in self.scale), default=0)
        tops = [str(highest), *(self.numerals[highest] if highest < len(self.numerals) else ())]
        of = rf"{number}\s*(?:[/\u2044]|(?:{_any(self.of)})\s)\s*(?:{_any(tops)})(?!{_LETTER}|[\d/.-]*\d)"
        labels = _any(level.label for level in self.scale if level.label) or "(?!)"
        level = rf"{number}\s*[-:(]\s*(?:{labels})|(?:{labels})\s*\(\s*{number}"
        glued = rf"(?<!{_LETTER})(?:{_any(self.called)})\d"
        return re.compile(
            rf"{called}{between}{number}|{glued}|{number}[\s-]*(?:{_LETTER}\s+)?{called}|{of}|{level}", re.IGNORECASE
        )

    def in_text(self, text: str) -> tuple[str, ...]:
        """Return where a text tells a score, in its own words (``4 av 5``)."""
        return tuple(dict.fromkeys(" ".join(match[0].split()) for match in self._pattern.finditer(_seen(text))))
