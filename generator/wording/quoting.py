"""How found words are quoted to somebody who reads them apart from their text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FEWEST, _FILLED, _MOST = 4, 8, 12
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"[^.?!…,:;–\n]*\??")
_ENDS = "?!.…"
_EDGE = " ,;:.–—-"
_LEFT_OUT = " …"


def quoted(text: str, found: Iterable[str]) -> str:
    """Return what was found in a text as one quotation, with ``…`` for what is left out between."""
    pieces = list(dict.fromkeys(_piece(text, words) for words in found))
    told = [one for one in pieces if not any(len(other) > len(one) and one.rstrip("?") in other for other in pieces)]
    return f"{_LEFT_OUT} ".join([*(one.removesuffix(_LEFT_OUT) for one in told[:-1]), *told[-1:]])


def _piece(text: str, words: str) -> str:
    """Return words of a text at a length that says something: too few go on in the text, too many are cut off.

    ``Har du`` becomes ``Har du ledet andre?``. What is cut off shows as ``…``.
    """
    begin = text.find(words)
    if begin >= 0 and len(words.split()) < _FEWEST and words[-1] not in _ENDS:
        rest = _CLAUSE.match(text, begin + len(words))
        return _cut(words + (rest[0] if rest else ""), _FILLED)
    return _cut(words, _MOST)


def _cut(words: str, most: int) -> str:
    told = words.strip().lstrip(_EDGE)
    places = list(_WORD.finditer(told))
    if len(places) <= most:
        return told
    return told[: places[most - 1].end()].rstrip(_EDGE) + _LEFT_OUT
