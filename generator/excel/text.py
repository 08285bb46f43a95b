"""Text into cells exactly as it stands, around what a written workbook does to some of it."""

from __future__ import annotations

import re
from itertools import chain

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MAX_UNITS = 32767
"""UTF-16 code units that a cell of Excel holds; a character outside the basic plane takes two."""

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# ``_x0041_`` in a file is read as ``A`` (ECMA-376 22.9.2.19). XlsxWriter escapes it, but not where
# two overlap (``_x0041_x0042_``), and it takes text in <r>...</r> for XML of its own. A cut in the
# middle of each, into runs of the same look, leaves nothing to mistake.
_CUTS = re.compile(r"(?<=_x)(?=[0-9A-Fa-f]{4}_)|(?<=\A<)(?=r>)")


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format, plain: Format) -> None:
    """Write a text of at most :data:`MAX_UNITS` into a cell; ``plain`` is the look of a run in the middle of it.

    Line breaks become line feeds, the only ones that a cell knows.
    """
    first, *rest = _CUTS.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    if rest:
        runs = chain.from_iterable((plain, run) for run in rest)
        sheet.write_rich_string(row, column, first, *runs, style)
    else:
        sheet.write_string(row, column, first, style)


def stored_result(text: str) -> str:
    """Return a text as the result of a formula is stored, escaped where a program would read something else.

    XlsxWriter escapes no result, and stores one that reads like an error as that error.
    """
    text = _ESCAPE.sub("_x005F_", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"_x0023_{text[1:]}" if text in _ERRORS else text


def pieces(text: str) -> list[str]:
    """Return the text cut into pieces that a cell can hold; joined, they are the text."""
    if len(text.encode("utf-16-le")) // 2 <= MAX_UNITS:
        return [text]
    size = MAX_UNITS // 2  # however many units its characters take, such a piece fits
    return [text[start : start + size] for start in range(0, len(text), size)]
