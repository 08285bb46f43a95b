"""How found words are quoted to somebody who reads them apart from their text."""

from __future__ import annotations

import re

_FEWEST, _FILLED, _MOST = 4, 8, 12
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"[^.?!…,:;–\n]*\??")
_EDGE = " ,;:.–—-"


def quoted(text: str, words: str) -> str:
    """Return words of a text at a length that says something: too few go on in the text, too many are cut off.

    ``Har du`` becomes ``Har du ledet andre?``. What is cut off shows as ``…``.
    """
    begin = text.find(words)
    if begin >= 0 and len(words.split()) < _FEWEST:
        rest = _CLAUSE.match(text, begin + len(words))
        return _cut(words + (rest[0] if rest else ""), _FILLED)
    return _cut(words, _MOST)


def _cut(words: str, most: int) -> str:
    told = words.strip().lstrip(_EDGE)
    places = list(_WORD.finditer(told))
    if len(places) <= most:
        return told
    return told[: places[most - 1].end()].rstrip(_EDGE) + " …"
