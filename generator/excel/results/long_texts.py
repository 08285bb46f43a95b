"""How high a text is in a cell, and long texts cut so that each cell can show the whole of its piece."""

from __future__ import annotations

import re
from functools import cache

LINE_HEIGHT, MAX_HEIGHT = 15, 409
"""In points; the second is the most that Excel allows a row."""
_PADDING = 3
_LETTERS_PER_DIGIT = 1.1
"""A column's width counts digits; of running text it holds a little more."""

PIECE_WIDTH = 58
"""The width of the narrowest column that shows a piece of a text."""
_PIECE_LINES = (MAX_HEIGHT - _PADDING) // LINE_HEIGHT - 1
"""A piece may end with a line break, after which a cell shows one more line."""


def height_of(text: str, width: float) -> int:
    """Return the height in points of a text in a column, at most that of the highest row."""
    count = len(_lines(text, width)) + (not text or text.endswith("\n"))
    return min(count * LINE_HEIGHT + _PADDING, MAX_HEIGHT)


def cut(text: str, width: float = PIECE_WIDTH) -> list[str]:
    """Return the text in pieces that a cell of this width can show; joined, they are the text."""
    lines = _lines(text, width)
    starts = range(0, len(lines), _PIECE_LINES)
    return ["".join(lines[start : start + _PIECE_LINES]) for start in starts] or [""]


def _lines(text: str, width: float) -> list[str]:
    return _line(int(width * _LETTERS_PER_DIGIT)).findall(text)


@cache
def _line(letters: int) -> re.Pattern[str]:
    """Return what a line is: as many words as it holds, else a part of one, or nothing before a line break."""
    return re.compile(rf"[^\n]{{1,{letters}}}(?:\s|\Z)|[^\n]{{1,{letters}}}|\n")
