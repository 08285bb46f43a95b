"""The notation of patterns, and how a pattern becomes a regular expression. README.md beside this file explains it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.wording.tokens import Lemmas, Sentence

_PIECE = re.compile(
    r"\s*(?:(?P<gap>\.\.\.|\.\.\d*)"
    r"|(?P<group>\{\w+\})"
    r"|(?P<lemma><~?[\w'-]+~?>)"
    r"|(?P<word>~?[\w'-]+(?:\.\w+)*~?)"
    r"|(?P<sign>[\[\]()|^$!])"
    r"|(?P<mark>[?.,:;/–]))"
)
_FEW = 4
_MANY = 30
_REST = "[^ ]*+"  # of a token that has matched: never tried again
_STEP = r" (?![?!.…:;/()–])" + _REST  # over a word or a comma


class PatternError(ValueError):
    """A pattern that cannot be read; the text says which and why."""


Needs = frozenset[str] | None
"""Words, as forms or base forms, of which a sentence has one where a pattern matches; None where none can be named."""


@dataclass(frozen=True)
class Pattern:
    """A pattern to be held against sentences. Most sentences have no word that it needs, and are not searched."""

    expression: re.Pattern[str]
    needs: Needs

    def stands_in(self, sentence: Sentence) -> bool:
        """Whether a sentence has it somewhere."""
        return any(True for _ in self.places_in(sentence))

    def begins(self, sentence: Sentence, offset: int = 0) -> bool:
        """Whether it stands where a sentence begins, or at an offset of what is written of it."""
        return self._may_stand_in(sentence) and bool(self.expression.match(sentence.written, offset))

    def places_in(self, sentence: Sentence) -> Iterator[re.Match[str]]:
        """Yield where a sentence has it."""
        if self._may_stand_in(sentence):
            yield from self.expression.finditer(sentence.written)

    def _may_stand_in(self, sentence: Sentence) -> bool:
        return self.needs is None or not self.needs.isdisjoint(sentence.vocabulary)


@dataclass(frozen=True)
class _Piece:
    """A piece of a pattern as a regular expression, and what it needs."""

    expression: str
    needs: Needs = None


class Notation:
    """Makes regular expressions of patterns, with the base forms, named groups and openings of a language."""

    def __init__(self, lemmas: Lemmas, groups: Mapping[str, Sequence[str]], openings: Sequence[str] = ()) -> None:
        self._lemmas = lemmas
        self._groups = groups
        self._open_groups: list[str] = []
        self._start = r"\A"
        if openings:
            self._start = rf"\A(?:{'|'.join(self._piece(opening).expression for opening in openings)})*+"

    def compiled(self, pattern: str) -> Pattern:
        """Return a pattern ready to be held against sentences; PatternError where it cannot be read."""
        piece = self._piece(pattern)
        return Pattern(re.compile(piece.expression), piece.needs)

    def _piece(self, pattern: str) -> _Piece:
        pieces = _pieces(pattern)
        piece = self._alternatives(pattern, pieces)
        if pieces:
            raise PatternError(f"‘{pattern}’: ‘{pieces[0][1]}’ closes nothing")
        return piece

    def _alternatives(self, pattern: str, pieces: list[tuple[str, str]]) -> _Piece:
        found: list[_Piece] = []
        forms: list[str] = []
        lemmas: list[str] = []
        while True:
            if _is_one_of(pieces, "word"):
                forms.append(pieces.pop(0)[1].lower())
            elif _is_one_of(pieces, "lemma"):
                lemmas.extend(self._lemmas(pieces.pop(0)[1][1:-1]))
            else:
                found.append(self._sequence(pattern, pieces))
            if not pieces or pieces[0][1] != "|":
                return _one_of(found, forms, lemmas)
            pieces.pop(0)

    def _sequence(self, pattern: str, pieces: list[tuple[str, str]]) -> _Piece:
        found = []
        while pieces and pieces[0][1] not in ("|", ")", "]"):
            found.append(self._element(pattern, pieces))
        if not found:
            raise PatternError(f"‘{pattern}’: an alternative is empty")
        needs = [piece.needs for piece in found if piece.needs is not None]
        return _Piece("".join(piece.expression for piece in found), min(needs, key=_commonness, default=None))

    def _element(self, pattern: str, pieces: list[tuple[str, str]]) -> _Piece:
        name, piece = pieces.pop(0)
        if piece == "!":
            if not pieces or pieces[0][1] in ("|", ")", "]"):
                raise PatternError(f"‘{pattern}’: nothing follows ‘!’")
            return _Piece(f"(?!{self._element(pattern, pieces).expression})")
        if piece in ("(", "["):
            return self._enclosed(pattern, pieces, piece)
        return self._single(pattern, name, piece)

    def _enclosed(self, pattern: str, pieces: list[tuple[str, str]], opened: str) -> _Piece:
        inner = self._alternatives(pattern, pieces)
        if not pieces or pieces.pop(0)[1] != {"(": ")", "[": "]"}[opened]:
            raise PatternError(f"‘{pattern}’: ‘{opened}’ is not closed")
        return inner if opened == "(" else _Piece(f"{inner.expression}?")

    def _single(self, pattern: str, name: str, piece: str) -> _Piece:
        match name:
            case "gap":
                return _Piece(_gap(piece))
            case "group":
                return self._group(pattern, piece[1:-1])
            case "lemma":
                return self._lemma(piece[1:-1])
            case "mark":
                return _Piece(rf" {re.escape(piece)}\|", frozenset({piece}))
        if piece == "^":
            return _Piece(self._start)
        if piece == "$":
            return _Piece(r"(?=(?: [?!.…]\|)*+\Z)")
        return _Piece(_STEP) if piece == "_" else _word(piece)

    def _group(self, pattern: str, name: str) -> _Piece:
        if name not in self._groups or name in self._open_groups:
            raise PatternError(f"‘{pattern}’: there is no group ‘{name}’ (or it holds itself)")
        self._open_groups.append(name)
        found = [self._piece(item) for item in self._groups[name]]
        self._open_groups.pop()
        return _one_of(found, [], [])

    def _lemma(self, piece: str) -> _Piece:
        word = piece.strip("~")
        before = "[^ |]*?" if piece.startswith("~") else ""
        after = "[^ |]*+" if piece.endswith("~") else ""
        lemmas = dict.fromkeys((*self._lemmas(word), word))
        one_of = "|".join(map(re.escape, lemmas))
        return _Piece(rf" [^ ]*?\|{before}(?:{one_of}){after}\|{_REST}", None if before or after else frozenset(lemmas))


def _is_one_of(pieces: list[tuple[str, str]], name: str) -> bool:
    """Whether the next piece is a whole word and all of an alternative, so that it can be looked up with others."""
    if not pieces or pieces[0][0] != name or "~" in pieces[0][1] or pieces[0][1] == "_":
        return False
    return len(pieces) == 1 or pieces[1][1] in ("|", ")", "]")


def _one_of(found: list[_Piece], forms: list[str], lemmas: list[str]) -> _Piece:
    expressions = [piece.expression for piece in found]
    if forms:
        expressions.append(rf" (?:{_escaped(forms)})\|{_REST}")
    if lemmas:
        expressions.append(rf" [^ ]*?\|(?:{_escaped(lemmas)})\|{_REST}")
    needs: Needs = frozenset((*forms, *lemmas))
    for piece in found:
        needs = None if needs is None or piece.needs is None else needs | piece.needs
    return _Piece(f"(?:{'|'.join(expressions)})", needs)


def _escaped(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _commonness(needs: frozenset[str]) -> int:
    """Return how likely it is that a sentence has one of some words: short words are common."""
    return sum(20 if len(word) <= 3 else 1 for word in needs)


def _gap(piece: str) -> str:
    return f"(?:{_STEP}){{0,{_MANY}}}" if piece == "..." else f"(?:{_STEP}){{0,{int(piece[2:] or _FEW)}}}?"


def _pieces(pattern: str) -> list[tuple[str, str]]:
    found = []
    place = 0
    while place < len(pattern.rstrip()):
        match = _PIECE.match(pattern, place)
        if match is None:
            raise PatternError(f"‘{pattern}’: ‘{pattern[place:].strip()[:20]}’ is not understood")
        found.append((str(match.lastgroup), match[0].strip()))
        place = match.end()
    return found


def _word(piece: str) -> _Piece:
    word = piece.strip("~").lower()
    before = "[^ |]*?" if piece.startswith("~") else ""
    after = "[^ |]*+" if piece.endswith("~") else ""
    return _Piece(rf" {before}{re.escape(word)}{after}\|{_REST}", None if before or after else frozenset({word}))
