"""What the results workbook carries about what it was made from, on its very hidden sheet.

With it the workbook can be read without the forms, and what people have corrected in it is told from
what stands in them. It is text alone, since other programs drop parts of a workbook that they do not know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_range

from generator.excel.results.page import Page
from generator.excel.scoresheet import MARKER, VALUE
from generator.model import Record, RecordedForm, Results
from generator.recording import recorded

DOCUMENT = "results"
SCHEMA = 1
"""Version of what the workbook carries; one of another version is not read."""
RECORD, WRITTEN = "record", "written"
"""What the pieces of a text are of, beside single values: what was read, and where it was written."""
_PIECE = 32_000
"""Characters in a cell, a little fewer than Excel allows."""


@dataclass(frozen=True)
class WrittenText:
    """A text on the sheet of notes: which of the recorded forms it is from, its key there, and how it was cut."""

    form: int
    field: str
    lengths: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """Where what can be corrected was written, and which cells were formulas.

    ``scored`` are the keys of the forms with a row on the sheet of scores and ``fields`` the tags of its columns.
    ``formulas`` has the ranges of formulas by the title of their sheet.
    """

    scored: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    texts: tuple[WrittenText, ...] = ()
    formulas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def write_carried(page: Page, first_row: int, results: Results, written: Written) -> None:
    """Write it below whatever else stands on the sheet, in rows of four cells."""
    position = results.plan.position
    record = Record(
        title=position.title,
        case_number=position.case_number,
        digest=results.digest,
        language=page.language.code,
        opened=results.opened,
        forms=tuple(RecordedForm(entry.form, entry.reading) for entry in results.forms),
        problems=results.found,
    )
    texts = [(RECORD, recorded(record)), (WRITTEN, recorded(written))]
    values = {
        "document": DOCUMENT,
        "title": position.title,
        "case number": position.case_number,
        "schema": str(SCHEMA),
        "digest": results.digest,
        "checksum": checksum(text for _, text in texts),
    }
    rows = [(VALUE, key, text) for key, text in values.items()]
    rows += [(kind, str(number), piece) for kind, text in texts for number, piece in enumerate(_pieces(text), start=1)]
    for row, cells in enumerate(rows, start=first_row):
        for column, text in enumerate((MARKER, *cells)):
            page.write(row, column, text, page.styles.plain)


def checksum(texts: Iterable[str]) -> str:
    """Return the SHA-256 of what is carried, in hexadecimal."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def formulas_of(pages: Iterable[Page]) -> dict[str, tuple[str, ...]]:
    """Return the ranges of the formulas on each sheet, by its title."""
    return {page.sheet.get_name(): tuple(_ranges(page.formulas)) for page in pages}


def _ranges(cells: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield ranges that together are all formulas: runs in a row, those of rows below each other in one."""
    rows: dict[int, set[int]] = {}
    for row, column in cells:
        rows.setdefault(row, set()).add(column)
    going: dict[tuple[int, int], int] = {}
    for row in range(max(rows, default=-1) + 2):
        runs = set(_runs(rows.get(row, set())))
        for first, end in [run for run in going if run not in runs]:
            yield xl_range(going.pop((first, end)), first, row - 1, end)
        for run in sorted(runs - going.keys()):
            going[run] = row


def _runs(columns: Collection[int]) -> Iterator[tuple[int, int]]:
    firsts = sorted(column for column in columns if column - 1 not in columns)
    lasts = sorted(column for column in columns if column + 1 not in columns)
    return zip(firsts, lasts, strict=True)


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
