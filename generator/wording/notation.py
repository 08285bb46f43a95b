"""The notation of patterns, and how a pattern becomes a regular expression. README.md beside this file explains it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.wording.tokens import Lemmas

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


class Notation:
    """Makes regular expressions of patterns, with the base forms, named groups and openings of a language."""

    def __init__(self, lemmas: Lemmas, groups: Mapping[str, Sequence[str]], openings: Sequence[str] = ()) -> None:
        self._lemmas = lemmas
        self._groups = groups
        self._open_groups: list[str] = []
        self._start = r"\A"
        self._start = rf"\A(?:{'|'.join(map(self.expression, openings))})*+" if openings else r"\A"

    def compiled(self, pattern: str) -> re.Pattern[str]:
        """Return the regular expression of a pattern, for what is written of a sentence."""
        return re.compile(self.expression(pattern))

    def expression(self, pattern: str) -> str:
        """Return the regular expression of a pattern as text."""
        pieces = _pieces(pattern)
        expression = self._alternatives(pattern, pieces)
        if pieces:
            raise PatternError(f"‘{pattern}’: ‘{pieces[0][1]}’ closes nothing")
        return expression

    def _alternatives(self, pattern: str, pieces: list[tuple[str, str]]) -> str:
        found: list[str] = []
        forms: list[str] = []
        lemmas: list[str] = []
        while True:
            if _is_one_of(pieces, "word"):
                forms.append(re.escape(pieces.pop(0)[1].lower()))
            elif _is_one_of(pieces, "lemma"):
                lemmas.extend(map(re.escape, self._lemmas(pieces.pop(0)[1][1:-1])))
            else:
                found.append(self._sequence(pattern, pieces))
            if not pieces or pieces[0][1] != "|":
                return _one_of(found, forms, lemmas)
            pieces.pop(0)

    def _sequence(self, pattern: str, pieces: list[tuple[str, str]]) -> str:
        found = []
        while pieces and pieces[0][1] not in ("|", ")", "]"):
            found.append(self._element(pattern, pieces))
        if not found:
            raise PatternError(f"‘{pattern}’: an alternative is empty")
        return "".join(found)

    def _element(self, pattern: str, pieces: list[tuple[str, str]]) -> str:
        name, piece = pieces.pop(0)
        if piece == "!":
            if not pieces or pieces[0][1] in ("|", ")", "]"):
                raise PatternError(f"‘{pattern}’: nothing follows ‘!’")
            return f"(?!{self._element(pattern, pieces)})"
        if piece in ("(", "["):
            return self._enclosed(pattern, pieces, piece)
        return self._single(pattern, name, piece)

    def _enclosed(self, pattern: str, pieces: list[tuple[str, str]], opened: str) -> str:
        inner = self._alternatives(pattern, pieces)
        if not pieces or pieces.pop(0)[1] != {"(": ")", "[": "]"}[opened]:
            raise PatternError(f"‘{pattern}’: ‘{opened}’ is not closed")
        return inner if opened == "(" else f"{inner}?"

    def _single(self, pattern: str, name: str, piece: str) -> str:
        match name:
            case "gap":
                return f"(?:{_STEP}){{0,{_MANY}}}" if piece == "..." else f"(?:{_STEP}){{0,{int(piece[2:] or _FEW)}}}?"
            case "group":
                return self._group(pattern, piece[1:-1])
            case "lemma":
                return self._lemma(piece[1:-1])
            case "mark":
                return rf" {re.escape(piece)}\|"
        if piece == "^":
            return self._start
        if piece == "$":
            return r"(?=(?: [?!.…]\|)*+\Z)"
        return _STEP if piece == "_" else _word(piece)

    def _group(self, pattern: str, name: str) -> str:
        if name not in self._groups or name in self._open_groups:
            raise PatternError(f"‘{pattern}’: there is no group ‘{name}’ (or it holds itself)")
        self._open_groups.append(name)
        found = "|".join(self.expression(item) for item in self._groups[name])
        self._open_groups.pop()
        return f"(?:{found})"

    def _lemma(self, piece: str) -> str:
        word = piece.strip("~")
        before = "[^ |]*?" if piece.startswith("~") else ""
        after = "[^ |]*+" if piece.endswith("~") else ""
        lemmas = "|".join(map(re.escape, dict.fromkeys((*self._lemmas(word), word))))
        return rf" [^ ]*?\|{before}(?:{lemmas}){after}\|{_REST}"


def _is_one_of(pieces: list[tuple[str, str]], name: str) -> bool:
    """Whether the next piece is a whole word and all of an alternative, so that it can be looked up with others."""
    if not pieces or pieces[0][0] != name or "~" in pieces[0][1] or pieces[0][1] == "_":
        return False
    return len(pieces) == 1 or pieces[1][1] in ("|", ")", "]")


def _one_of(found: list[str], forms: list[str], lemmas: list[str]) -> str:
    if forms:
        found.append(rf" (?:{'|'.join(forms)})\|{_REST}")
    if lemmas:
        found.append(rf" [^ ]*?\|(?:{'|'.join(lemmas)})\|{_REST}")
    return f"(?:{'|'.join(found)})"


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


def _word(piece: str) -> str:
    before = "[^ |]*?" if piece.startswith("~") else ""
    after = "[^ |]*+" if piece.endswith("~") else ""
    return rf" {before}{re.escape(piece.strip('~').lower())}{after}\|{_REST}"
