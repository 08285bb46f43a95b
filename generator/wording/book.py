"""The patterns of a language, read from its file and made ready."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from generator.wording.finding import Kind
from generator.wording.lexicon import lemmas_of
from generator.wording.notation import Notation, Pattern, PatternError
from generator.wording.tokens import Lemmas, Sentence

_TOPICS = (Kind.CODED, Kind.PROTECTED)

Patterns = tuple[Pattern, ...]


@dataclass(frozen=True)
class Flag:
    """A pattern of what is to be told.

    Somewhere in the text one of ``when`` has to stand, if there are any, and none of ``unless``.
    """

    pattern: Pattern
    when: Patterns = ()
    unless: Patterns = ()


@dataclass(frozen=True)
class Signs:
    """How a kind, or one topic of it, shows; ``passes`` are words that are harmless all the same."""

    kind: Kind
    topic: str
    flags: tuple[Flag, ...]
    passes: Patterns

    def flags_for(self, sentence: Sentence) -> list[Flag]:
        """Return the flags that a sentence can have, by the words that they need; nearly always few of many."""
        numbers = set(self._without_needs)
        for word in self._by_word.keys() & sentence.vocabulary:
            numbers.update(self._by_word[word])
        return [self.flags[number] for number in sorted(numbers)]

    @cached_property
    def _without_needs(self) -> list[int]:
        return [number for number, flag in enumerate(self.flags) if flag.pattern.needs is None]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, flag in enumerate(self.flags):
            for word in flag.pattern.needs or ():
                found.setdefault(word, []).append(number)
        return found


@dataclass(frozen=True)
class Asking:
    """How questions are asked: openly, or for a yes or no, at the start, joined to another one, or about the same."""

    open: Patterns = ()
    closed: Patterns = ()
    joined: Patterns = ()
    follow_up: Patterns = ()


@dataclass(frozen=True)
class Vagueness:
    """How many words beside the vague ones and the filling ones tell what is meant."""

    enough: int = 3
    filling: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Book:
    """All that is known of a language; ``empty`` are words that say nothing by themselves."""

    lemmas: Lemmas
    signs: tuple[Signs, ...]
    asking: Asking
    vagueness: Vagueness
    empty: frozenset[str] = frozenset()


@cache
def book(language: str) -> Book:
    """Return what is known of a language; it is read once, and no other language with it."""
    file = files("generator.wording") / f"{language}.toml"
    return made(language, tomllib.loads(file.read_text(encoding="utf-8")))


def made(language: str, data: Mapping[str, Any]) -> Book:
    """Return the book of the content of a language file; raises PatternError where a pattern cannot be read."""
    lemmas = lemmas_of(language, data.get("lemmas", {}))
    notation = Notation(lemmas, data.get("words", {}), data.get("asking", {}).get("opening", ()))
    return Book(
        lemmas,
        tuple(_all_signs(notation, data)),
        _asking(notation, data.get("asking", {})),
        _vagueness(lemmas, data.get("vague", {})),
        frozenset(data.get("content", {}).get("empty", "").split()),
    )


def _asking(notation: Notation, table: Mapping[str, Any]) -> Asking:
    keys = ("open", "closed", "joined", "follow_up")
    return Asking(**{key: _patterns(notation, f"asking.{key}", table.get(key, ())) for key in keys})


def _vagueness(lemmas: Lemmas, table: Mapping[str, Any]) -> Vagueness:
    filling = frozenset(lemma for word in table.get("filling", ()) for lemma in lemmas(word))
    return Vagueness(table.get("enough", 3), filling)


def _all_signs(notation: Notation, data: Mapping[str, Any]) -> Iterator[Signs]:
    for kind in Kind:
        table = data.get(kind, {})
        for topic, part in table.items() if kind in _TOPICS else [("", table)]:
            yield _signs(notation, kind, topic, part)


def _signs(notation: Notation, kind: Kind, topic: str, table: Mapping[str, Any]) -> Signs:
    place = f"{kind}.{topic}" if topic else str(kind)
    flags = tuple(_flag(notation, place, entry) for entry in table.get("flag", ()))
    return Signs(kind, topic, flags, _patterns(notation, f"{place}.pass", table.get("pass", ())))


def _flag(notation: Notation, place: str, entry: str | Mapping[str, Any]) -> Flag:
    place = f"{place}.flag"
    if isinstance(entry, str):
        return Flag(_pattern(notation, place, entry))
    when, unless = (_patterns(notation, f"{place}.{key}", _several(entry.get(key, ()))) for key in ("when", "unless"))
    return Flag(_pattern(notation, place, entry["pattern"]), when, unless)


def _several(entries: str | Sequence[str]) -> Sequence[str]:
    return [entries] if isinstance(entries, str) else entries


def _patterns(notation: Notation, place: str, entries: Sequence[str]) -> Patterns:
    return tuple(_pattern(notation, place, entry) for entry in entries)


def _pattern(notation: Notation, place: str, entry: str) -> Pattern:
    try:
        return notation.compiled(entry)
    except PatternError as error:
        raise PatternError(f"{place}: {error}") from error
