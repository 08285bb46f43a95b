"""The words of a text that carry its meaning, as base forms, and whether other texts have words related to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from generator.wording.book import book

_WORD = re.compile(r"[^\W\d_]{2,}")

_WHOLE = 4
"""Letters that a word has to have to be looked for in a compound: ``sak`` would be found in too many."""
_OPENING = 5
"""Letters that words of one family begin with alike: ``forklare``, ``forklaring``."""


def content_words(text: str, language: str) -> frozenset[str]:
    """Return the base forms of a text's words, without those that say nothing by themselves."""
    known = book(language)
    words = {word for word in _WORD.findall(text.casefold()) if word not in known.empty}
    return frozenset(lemma for word in words for lemma in known.lemmas(word)) - known.empty


class Vocabulary:
    """The content words of some texts in one language."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._language = language
        self._words = frozenset().union(*(content_words(text, language) for text in texts))
        self._openings = {word[:_OPENING] for word in self._words if len(word) >= _OPENING}
        self._joined = "\n".join(sorted(self._words))

    def __bool__(self) -> bool:
        return bool(self._words)

    def is_strange_to(self, text: str) -> bool:
        """Return whether a text has content words, and not one of them is related to a word of these.

        Related are the same base form, words of one family, and a compound and what it is made of.
        """
        words = content_words(text, self._language)
        return bool(words) and not any(self._relates_to(word) for word in words)

    def _relates_to(self, word: str) -> bool:
        if len(word) < _WHOLE:
            return word in self._words
        return (
            word[:_OPENING] in self._joined
            or any(piece in self._openings for piece in _pieces(word, _OPENING))
            or any(piece in self._words for size in range(_WHOLE, len(word)) for piece in _pieces(word, size))
        )


def _pieces(word: str, size: int) -> Iterator[str]:
    return (word[start : start + size] for start in range(len(word) - size + 1))
