"""A text as sentences of words and marks, written so that a regular expression can be held against the words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

_TOKEN = re.compile(r"(?P<word>\w+(?:[-'’](?!(?<=\d.)\d)\w+|\.(?=[a-zæøåäö0-9])\w+)*)|(?P<mark>[?!.…,:;/()–—-])")
_ENDS = frozenset("?!.…")
_DASHES = str.maketrans({"—": "–", "-": "–"})

Lemmas = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Token:
    """A word in lower case with its base forms, or a mark; where it stands in the text."""

    form: str
    lemmas: tuple[str, ...]
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word and no mark."""
        return self.form[0].isalnum() or self.form[0] == "_"

    @property
    def written(self) -> str:
        """The token as patterns see it: a space, its form and each base form, each ended by a bar."""
        return f" {'|'.join((self.form, *self.lemmas))}|"


@dataclass(frozen=True)
class Sentence:
    """Tokens of the text up to a mark that ends a sentence, or to the end of a line."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def written(self) -> str:
        """The sentence as patterns see it."""
        return "".join(token.written for token in self.tokens)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The forms and base forms of all tokens."""
        return frozenset(word for token in self.tokens for word in (token.form, *token.lemmas))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(token.written) for token in self.tokens)]

    @property
    def is_question(self) -> bool:
        """Whether it ends with a question mark."""
        return any(token.form == "?" for token in self.tokens[-3:])

    def token_at(self, offset: int) -> int:
        """Return the number of the token that begins at or before an offset of what is written."""
        return bisect_right(self._starts, offset) - 1

    def offset_of(self, token: int) -> int:
        """Return where a token begins in what is written."""
        return self._starts[token]

    def words(self, first: int, last: int) -> str:
        """Return what was typed from the token ``first`` up to, not with, the token ``last``."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def sentences(text: str, lemmas: Lemmas) -> tuple[Sentence, ...]:
    """Return the sentences of a text."""
    tokens = list(_tokens(text, lemmas))
    cuts = [number + 1 for number, (one, two) in enumerate(pairwise(tokens)) if _parted(text, one, two)]
    bounds = pairwise([0, *cuts, len(tokens)])
    return tuple(Sentence(text, tuple(tokens[first:last])) for first, last in bounds if first < last)


def _tokens(text: str, lemmas: Lemmas) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        word = match["word"]
        if word is None:
            yield Token(match[0].translate(_DASHES), (), match.start(), match.end())
        else:
            form = word.lower().replace("’", "'")
            yield Token(form, lemmas(form), match.start(), match.end())


def _parted(text: str, one: Token, two: Token) -> bool:
    """Whether a sentence ends between two tokens. After a full stop the next one begins with a capital letter."""
    if "\n" in text[one.end : two.start]:
        return True
    if one.form not in _ENDS or two.form in _ENDS:
        return False
    return one.form in "?!" or (two.start > one.end and text[two.start].isupper())
