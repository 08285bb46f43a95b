"""A text held against the patterns of its language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from generator.wording.book import Asking, Book, Flag, Patterns, Signs, Vagueness, book
from generator.wording.finding import Finding, Kind
from generator.wording.tokens import Sentence, sentences


@dataclass(frozen=True, order=True)
class _Span:
    """Tokens of a sentence from ``first`` up to, not with, ``last``."""

    first: int
    last: int


@dataclass(frozen=True)
class _Ask:
    """A question or an invitation in a sentence; one that follows up asks for the same thing as the one before."""

    sentence: Sentence
    span: _Span
    is_open: bool
    follows_up: bool


def judge(text: str, language: str, kinds: Collection[Kind] = frozenset(Kind)) -> tuple[Finding, ...]:
    """Return what a text in a language (``nb``, ``nn``, ``sv`` or ``en``) shows of the kinds that are asked for."""
    return _judged(text, language, frozenset(kinds))


@lru_cache(maxsize=4096)
def _judged(text: str, language: str, kinds: frozenset[Kind]) -> tuple[Finding, ...]:
    return found_in(text, book(language), kinds)


def found_in(text: str, known: Book, kinds: Collection[Kind] = frozenset(Kind)) -> tuple[Finding, ...]:
    """Return what a text shows of some kinds, by what is known of its language."""
    parts = sentences(text, known.lemmas)
    found = [finding for signs in known.signs if signs.kind in kinds for finding in _found(signs, known, parts)]
    return tuple(dict.fromkeys(found))


def _found(signs: Signs, known: Book, parts: tuple[Sentence, ...]) -> Iterator[Finding]:
    for number, (sentence, spans) in enumerate(_flagged(signs, parts)):
        if number == 0 and _is_settled(signs, known, parts):
            return
        for span in spans:
            yield Finding(signs.kind, sentence.words(span.first, span.last), signs.topic)
    if signs.kind is Kind.DOUBLE:
        yield from _double(known.asking, signs, parts)


def _is_settled(signs: Signs, known: Book, parts: tuple[Sentence, ...]) -> bool:
    """Whether the rest of the text makes good what is flagged in it."""
    return (signs.kind is Kind.YES_NO and _is_open(known.asking, parts)) or (
        signs.kind is Kind.VAGUE and _is_explained(known.vagueness, signs, parts)
    )


def _flagged(signs: Signs, parts: tuple[Sentence, ...]) -> Iterator[tuple[Sentence, list[_Span]]]:
    """Yield the sentences with what is flagged and does not lie where the sentence is harmless."""
    holds = cache(lambda flag: _holds(flag, parts))  # once: in a long text each sentence may be flagged
    for sentence in parts:
        found = ((flag, _spans((flag.pattern,), sentence)) for flag in signs.flags_for(sentence))
        spans = [span for flag, flagged in found if flagged and holds(flag) for span in flagged]
        if spans:
            harmless = _spans(signs.passes, sentence)
            told = [span for span in _joined(spans) if not _touches(span, harmless)]
            if told:
                yield sentence, told


def _holds(flag: Flag, parts: Iterable[Sentence]) -> bool:
    """Whether the whole text bears the pattern out."""
    return not _stands(flag.unless, parts) and (not flag.when or _stands(flag.when, parts))


def _stands(patterns: Patterns, parts: Iterable[Sentence]) -> bool:
    return any(pattern.stands_in(sentence) for sentence in parts for pattern in patterns)


def _spans(patterns: Patterns, sentence: Sentence) -> list[_Span]:
    return [_span(sentence, match) for pattern in patterns for match in pattern.places_in(sentence) if match[0]]


def _span(sentence: Sentence, match: re.Match[str]) -> _Span:
    return _Span(sentence.token_at(match.start()), sentence.token_at(match.end() - 1) + 1)


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """Return the spans with those that overlap made one."""
    joined: list[_Span] = []
    for span in sorted(spans):
        if joined and span.first < joined[-1].last:
            joined[-1] = _Span(joined[-1].first, max(span.last, joined[-1].last))
        else:
            joined.append(span)
    return joined


def _touches(span: _Span, others: Iterable[_Span]) -> bool:
    return any(span.first < other.last and other.first < span.last for other in others)


def _is_explained(vagueness: Vagueness, signs: Signs, parts: tuple[Sentence, ...]) -> bool:
    """Whether enough words are left that say what is meant, without the vague and the filling ones."""
    flags = tuple(flag.pattern for flag in signs.flags)
    return sum(_telling_words(vagueness, sentence, _spans(flags, sentence)) for sentence in parts) >= vagueness.enough


def _telling_words(vagueness: Vagueness, sentence: Sentence, vague: list[_Span]) -> int:
    covered = {number for span in vague for number in range(span.first, span.last)}
    return sum(
        token.is_word and number not in covered and vagueness.filling.isdisjoint(token.lemmas)
        for number, token in enumerate(sentence.tokens)
    )


def _is_open(asking: Asking, parts: tuple[Sentence, ...]) -> bool:
    return any(ask.is_open for ask in _asks(asking, parts))


def _double(asking: Asking, signs: Signs, parts: tuple[Sentence, ...]) -> Iterator[Finding]:
    """Yield the second of two different things that are asked at once."""
    asks = list(_asks(asking, parts))[1:]
    for ask in [ask for ask in asks if not ask.follows_up][:1]:
        if not _touches(ask.span, _spans(signs.passes, ask.sentence)):
            words = ask.sentence.words(ask.span.first, ask.span.last)
            yield Finding(Kind.DOUBLE, words.lstrip("?!.…,:;/–—- "))


def _asks(asking: Asking, parts: tuple[Sentence, ...]) -> Iterator[_Ask]:
    """Yield what is asked: by each sentence that asks, and by what is joined to it."""
    for sentence in parts:
        starts_open, starts_closed = (_begins(patterns, sentence) for patterns in (asking.open, asking.closed))
        joins = [span.first for span in _joined(_spans(asking.joined, sentence)) if span.first]
        starts = [0, *joins]
        if not (starts_open or starts_closed):
            starts = (joins or [0]) if sentence.is_question else []
        for first, last in pairwise([*starts, len(sentence.tokens)]):
            if not any(token.is_word for token in sentence.tokens[first:last]):
                continue
            is_open = starts_open if first == 0 else True
            yield _Ask(sentence, _Span(first, last), is_open, _follows_up(asking, sentence, first))


def _begins(patterns: Patterns, sentence: Sentence) -> bool:
    return any(pattern.begins(sentence) for pattern in patterns)


def _follows_up(asking: Asking, sentence: Sentence, first: int) -> bool:
    """Whether it asks for the same thing once more; a comma and an ‘and’ may come before."""
    places = [sentence.offset_of(number) for number in range(first, min(first + 3, len(sentence.tokens)))]
    return any(pattern.begins(sentence, place) for pattern in asking.follow_up for place in places)
