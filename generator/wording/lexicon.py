"""The base forms of words: simplemma's, put right where a language file says so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from simplemma import lemmatize

from generator.wording.tokens import Lemmas

_LONGEST = 40  # longer words are none, and cost time


def lemmas_of(language: str, corrections: Mapping[str, str]) -> Lemmas:
    """Return the function that gives the base forms of a word of a language.

    ``corrections`` are base forms with all their forms, parted by spaces; a form may have several base forms.
    """
    known: dict[str, tuple[str, ...]] = {}
    for base, forms in corrections.items():
        for form in forms.split():
            known[form] = (*known.get(form, ()), base)

    @lru_cache(maxsize=20_000)
    def lemmas(word: str) -> tuple[str, ...]:
        if word in known:
            return known[word]
        return (lemmatize(word, lang=language).lower().replace(" ", "-"),) if len(word) <= _LONGEST else (word,)

    return lemmas
