"""Finding questions by what they are for and by words as people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from generator.model import BankQuestion

_WORD = re.compile(r"\w+")
_WITHOUT_ACCENT = str.maketrans({"æ": "ae", "ø": "o"})


def search(questions: Iterable[BankQuestion], text: str) -> tuple[BankQuestion, ...]:
    """Return the questions in whose requirement, text or follow-ups every word of a text begins a word.

    Case and accents do not count. Where no question has them all so, the words may stand inside others
    as well: "ansvar" in "budsjettansvar".
    """
    wanted = _words(text)
    folded = [
        (question, _words(" ".join((question.requirement, question.text, *question.follow_ups))))
        for question in questions
    ]
    return _with_all(wanted, folded, str.startswith) or _with_all(wanted, folded, str.__contains__)


def _with_all(
    wanted: Sequence[str],
    questions: Iterable[tuple[BankQuestion, Sequence[str]]],
    fits: Callable[[str, str], bool],
) -> tuple[BankQuestion, ...]:
    return tuple(
        question for question, words in questions if all(any(fits(word, part) for word in words) for part in wanted)
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_ACCENT))
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
