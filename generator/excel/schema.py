"""What the sheets of a plan workbook hold: the one declaration that reading and writing share.

Column keys follow the fields of ``generator.model``. Titles, aliases, explanations and the
words of lists stand in the language files (``sheets.KEY``, ``sheets.KEY.columns.COLUMN``,
``values.LIST``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from generator.model import (
    Category,
    FileNames,
    FormsPer,
    LineType,
    Part,
    Phase,
    Priority,
    QuestionRole,
    QuestionUse,
    Sector,
    Status,
)


class Kind(StrEnum):
    """What a cell holds. A ``LINE`` is a short text without surrounding spaces, a ``TEXT`` is kept as typed."""

    LINE = "line"
    TEXT = "text"
    TEXTS = "texts"
    ID = "id"
    REFERENCE = "reference"
    REFERENCES = "references"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    TIME = "time"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """A column, or a row of the key and value sheet.

    ``width`` is in characters; ``choices`` the list of values; ``refers_to`` the sheet whose ids
    it holds; ``least`` and ``most`` bound a number, and ``positive`` shuts out zero as well.
    """

    key: str
    kind: Kind = Kind.LINE
    needed: bool = False
    width: int = 16
    default: Any = None
    choices: type[StrEnum] | None = None
    refers_to: str = ""
    least: int | None = None
    most: int | None = None
    positive: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet; ``id_letter`` begins the ids of its rows, ``room`` is how many rows a blank workbook prepares."""

    key: str
    columns: tuple[Column, ...] = ()
    needed: bool = False
    id_letter: str = ""
    room: int = 0
    key_value: bool = False

    def column(self, key: str) -> Column:
        """Return a column by its key; KeyError if the sheet has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"{self.key}.{key}")


ID_PATTERN = re.compile(r"[A-Za-z0-9_-]{1,16}")
DAY = 24 * 60
QUESTION_COLUMNS = ("question_1", "question_2", "question_3", "question_4")
ANCHOR_COLUMNS = ("low", "middle", "high")


def _id() -> Column:
    return Column("id", Kind.ID, width=7)


def _minutes(least: int = 0) -> Column:
    return Column("minutes", Kind.WHOLE, width=12, least=least, most=DAY)


POSITION = Sheet(
    "position",
    (
        Column("title", needed=True),
        Column("case_number"),
        Column("employer"),
        Column("unit"),
        Column("manager"),
        Column("sector", Kind.CHOICE, choices=Sector),
        Column("advertised", Kind.DATE),
        Column("forms_per", Kind.CHOICE, choices=FormsPer, default=FormsPer.CANDIDATE),
        Column("file_names", Kind.CHOICE, choices=FileNames, default=FileNames.NAMES),
        Column("questions_in_advance", Kind.YES_NO, default=False),
        Column("minutes_per_question", Kind.NUMBER, default=Fraction(5), least=0, most=DAY, positive=True),
        Column("margin", Kind.NUMBER, least=0),
        Column("low_score", Kind.NUMBER, default=Fraction(2), least=0),
        Column("normally_ranked", Kind.WHOLE, least=1),
        Column("archived", Kind.YES_NO, default=False),
        Column("keep_until", Kind.DATE),
        Column("silenced_rules", Kind.REFERENCES),
    ),
    needed=True,
    key_value=True,
)

SCALE = Sheet(
    "scale",
    (
        Column("score", Kind.WHOLE, needed=True, width=9),
        Column("label", needed=True, width=34),
        Column("description", Kind.TEXT, width=76),
    ),
    needed=True,
    room=10,
)

AGENDA = Sheet(
    "agenda",
    (
        Column("part", Kind.CHOICE, needed=True, width=32, choices=Part),
        Column("heading", width=44),
        _minutes(),
        Column("leads", width=28),
    ),
    needed=True,
    room=8,
)

REQUIREMENTS = Sheet(
    "requirements",
    (
        _id(),
        Column("text", Kind.TEXT, needed=True, width=30),
        Column("priority", Kind.CHOICE, needed=True, width=14, choices=Priority),
        Column("category", Kind.CHOICE, needed=True, width=20, choices=Category),
        Column("definition", Kind.TEXT, width=36),
        Column("weight", Kind.NUMBER, width=8, default=Fraction(1), least=0, positive=True),
        Column("advertised", Kind.TEXT, width=24),
        Column("basis", Kind.TEXT, width=28),
        *(Column(key, Kind.TEXT, width=22) for key in ANCHOR_COLUMNS),
        *(Column(key, Kind.TEXT, width=28) for key in QUESTION_COLUMNS),
    ),
    needed=True,
    id_letter="K",
    room=12,
)

LINES = Sheet(
    "lines",
    (
        _id(),
        Column("part", Kind.CHOICE, needed=True, width=32, choices=Part),
        Column("type", Kind.CHOICE, width=14, choices=LineType, default=LineType.QUESTION),
        Column("requirement", Kind.REFERENCE, width=13, refers_to="requirements"),
        Column("text", Kind.TEXT, needed=True, width=64),
        Column("follow_ups", Kind.TEXTS, width=52),
    ),
    id_letter="S",
    room=36,
)

METHODS = Sheet(
    "methods",
    (
        _id(),
        Column("part", Kind.CHOICE, needed=True, width=30, choices=Part),
        Column("title", needed=True, width=26),
        Column("kind", width=18),
        Column("task", Kind.TEXT, width=48),
        Column("preparation", Kind.TEXT, width=32),
        Column("provider", Kind.TEXT, width=24),
        Column("responsible", width=20),
        _minutes(),
    ),
    id_letter="M",
    room=6,
)

CRITERIA = Sheet(
    "criteria",
    (
        _id(),
        Column("method", Kind.REFERENCE, needed=True, width=10, refers_to="methods"),
        Column("text", Kind.TEXT, needed=True, width=70),
        Column("requirements", Kind.REFERENCES, width=18, refers_to="requirements"),
    ),
    id_letter="V",
    room=15,
)

PANEL = Sheet(
    "panel",
    (
        _id(),
        Column("name", needed=True, width=28),
        Column("role", width=34),
        Column("email", width=34),
        Column("scores", Kind.YES_NO, width=14),
    ),
    id_letter="I",
    room=8,
)

CANDIDATES = Sheet(
    "candidates",
    (
        _id(),
        Column("name", needed=True, width=26),
        Column("email", width=28),
        Column("date", Kind.DATE, width=13),
        Column("start", Kind.TIME, width=13),
        _minutes(least=1),
        Column("place", width=24),
        Column("panel", Kind.REFERENCES, width=12, refers_to="panel"),
        Column("status", Kind.CHOICE, width=15, choices=Status, default=Status.INVITED),
        Column("follow_up", Kind.TEXTS, width=46),
        Column("language", width=12),
    ),
    needed=True,
    id_letter="P",
    room=12,
)

PROCESS = Sheet(
    "process",
    (
        Column("phase", Kind.CHOICE, needed=True, width=10, choices=Phase),
        Column("audience", width=20),
        Column("step", Kind.TEXT, needed=True, width=42),
        Column("purpose", Kind.TEXT, width=40),
        Column("practice", Kind.TEXT, width=40),
        Column("responsible", width=24),
    ),
    room=18,
)

GUIDANCE = Sheet("guidance")

BANK_SHELF = (
    Column("use", Kind.CHOICE, width=17, choices=QuestionUse),
    Column("fits", width=24),
    Column("category", Kind.CHOICE, width=17, choices=Category),
    Column("role", Kind.CHOICE, width=14, choices=QuestionRole),
)
"""What a question of the bank is for: the columns to choose by."""

BANK = Sheet("bank", (*BANK_SHELF, *LINES.columns[1:]))
"""To copy from, so its last columns are those of the questions sheet but for the id."""

SHEETS = (POSITION, SCALE, AGENDA, REQUIREMENTS, LINES, METHODS, CRITERIA, PANEL, CANDIDATES, PROCESS)
UNREAD = (GUIDANCE, BANK)
WORKBOOK = (GUIDANCE, *SHEETS, BANK)


def sheet(key: str) -> Sheet:
    """Return a sheet by its key; KeyError if there is none."""
    return {entry.key: entry for entry in WORKBOOK}[key]
