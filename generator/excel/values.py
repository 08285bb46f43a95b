"""What a cell means: from a cell as it stands to the value that its column asks for.

Lenient where only one meaning is possible, strict otherwise: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from babel.dates import get_month_names

from generator.excel import matching
from generator.excel.cells import Cell, ErrorValue, Number
from generator.excel.schema import ID_PATTERN, Column, Kind
from generator.language import Language, all_languages, list_name

_LONGEST_SHOWN = 60
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?")  # Excel keeps 15 digits of a number
_MAYBE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_SPACE = re.compile(r"\s")
_SEPARATORS = re.compile(r"[,;\s]+")
_ZEROS = re.compile(r"0+")
_PERCENT = re.compile(r"0(?:\.0+)?%")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(?:[^\W\d]+,?\s+)??(?:den\s+)?(\d{1,2})\.?\s+([^\W\d]+)\.?,?\s+(\d{4})")
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?(?:[.:]00)?")
_PLAIN_DATES = range(36_526, 73_051)  # the years 2000 to 2099, as numbers that nobody formatted as dates


class NotUsable(Exception):
    """A cell that does not hold what its column asks for: the code of a problem and its values.

    ``stand_in`` is what to go on with where something is better than nothing.
    """

    def __init__(self, code: str, stand_in: Any = None, **values: Any) -> None:
        super().__init__(code)
        self.code, self.stand_in, self.values = code, stand_in, values


def meaning(column: Column, cell: Cell, words: Language) -> Any:
    """Return the value of a filled cell; NotUsable if it is not what the column asks for."""
    if isinstance(cell.value, ErrorValue):
        raise NotUsable("cell_error", value=cell.value.code)
    if cell.value is None:
        raise NotUsable("formula_without_value")
    return _MEANINGS[column.kind](column, cell, words)


def shown(cell: Cell, words: Language) -> str:
    """Return what a person sees in a cell, shortened; for messages."""
    match cell.value:
        case ErrorValue(code):
            return code
        case Number() as number if number.is_moment:
            return _shown_moment(number, words)
        case None:
            return ""
    text = " ".join(_plain(cell, words).split())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _shown_moment(number: Number, words: Language) -> str:
    day = Number(Fraction(int(number.value))).day
    return words.date(day) if day else words.time(number.time) if number.time else _number_text(number, words)


def _plain(cell: Cell, words: Language) -> str:
    match cell.value:
        case bool() as truth:
            return words.text("workbook.true" if truth else "workbook.false")
        case Number() as number:
            return _number_text(number, words)
    return str(cell.value)


def _number_text(number: Number, words: Language) -> str:
    """Return a number as its format shows it, as far as the format belongs to a text (``0042``, ``50%``)."""
    if _PERCENT.fullmatch(number.format):
        return f"{_decimal(number.value * 100, words)}%"
    text = _decimal(number.value, words)
    return text.zfill(len(number.format)) if _ZEROS.fullmatch(number.format) and text.isdigit() else text


def _decimal(value: Fraction, words: Language) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(value.numerator) if value.denominator == 1 else f"{exact:f}".replace(".", words.text("language.decimal"))


def _text(_: Column, cell: Cell, words: Language) -> str:
    if isinstance(cell.value, Number) and cell.value.is_moment:
        raise NotUsable("date_in_text", value=shown(cell, words))
    text = _plain(cell, words)
    bad = _NOT_IN_XML.search(text)
    if bad:
        raise NotUsable("bad_character", _NOT_IN_XML.sub("", text), character=f"U+{ord(bad[0]):04X}")
    return text


def _line(column: Column, cell: Cell, words: Language) -> str:
    return _text(column, cell, words).strip()


def _texts(column: Column, cell: Cell, words: Language) -> tuple[str, ...]:
    return tuple(line for line in _text(column, cell, words).split("\n") if line.strip())


def _id(column: Column, cell: Cell, words: Language) -> str:
    text = _line(column, cell, words)
    if not ID_PATTERN.fullmatch(text):
        raise NotUsable("bad_id", text, value=shown(cell, words))
    return text


def _references(column: Column, cell: Cell, words: Language) -> tuple[str, ...]:
    return tuple(filter(None, _SEPARATORS.split(_text(column, cell, words))))


def _number(column: Column, cell: Cell, words: Language) -> Fraction:
    number = _any_number(cell)
    if number is None:
        raise NotUsable("not_a_number", value=shown(cell, words))
    too_small = column.least is not None and (number < column.least or (column.positive and number == column.least))
    if too_small or (column.most is not None and number > column.most):
        bounds = {"above" if column.positive else "least": column.least, "most": column.most}
        raise NotUsable(
            "number_out_of_range",
            value=shown(cell, words),
            **{name: str(bound) for name, bound in bounds.items() if bound is not None},
        )
    return number


def _any_number(cell: Cell) -> Fraction | None:
    if isinstance(cell.value, Number):
        return None if cell.value.is_moment else cell.value.value
    text = _SPACE.sub("", str(cell.value))
    if isinstance(cell.value, bool) or not _NUMBER.fullmatch(text) or _MAYBE_THOUSANDS.fullmatch(text):
        return None
    return Fraction(text.replace(",", "."))


def _whole(column: Column, cell: Cell, words: Language) -> int:
    number = _any_number(cell)
    if number is not None and number.denominator != 1:
        raise NotUsable("not_a_whole_number", value=shown(cell, words))
    return int(_number(column, cell, words))


def _date(_: Column, cell: Cell, words: Language) -> date:
    if isinstance(cell.value, Number):
        day = cell.value.day if cell.value.is_moment or cell.value.value in _PLAIN_DATES else None
    else:
        day = _date_in(str(cell.value).strip())
    if day is None:
        raise NotUsable("not_a_date", value=shown(cell, words))
    return day


def _date_in(text: str) -> date | None:
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[3]) + (2000 if len(match[3]) == 2 else 0), int(match[2]), int(match[1]))
        if match := _YEAR_FIRST.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _IN_WORDS.fullmatch(text):
            return date(int(match[3]), _months().get(matching.folded(match[2]), 0), int(match[1]))
    except ValueError:
        return None
    return None


@cache
def _months() -> Mapping[str, int]:
    """Return the number of each month by its name, whole or cut short, in every language."""
    return {
        matching.folded(name): number
        for words in all_languages()
        for width in ("abbreviated", "wide")
        for number, name in get_month_names(width, locale=words.text("language.locale")).items()
    }


def _time(_: Column, cell: Cell, words: Language) -> time:
    number = cell.value if isinstance(cell.value, Number) else None
    moment = _time_of(number) if number else _time_in(str(cell.value).strip().casefold())
    if moment is None:
        raise NotUsable("not_a_time", value=shown(cell, words))
    return moment


def _time_of(number: Number) -> time | None:
    """Return a part of a day, or a whole number typed for the hour; 10.3 could be 10:30 or 10:18 and is neither."""
    if not number.is_moment and number.value.denominator == 1 and 0 <= number.value < 24:
        return time(int(number.value))
    return number.time


def _time_in(text: str) -> time | None:
    names = (name for words in all_languages() for name in words.get("workbook.clock") if text.startswith(name))
    match = _TIME.fullmatch(text.removeprefix(max(names, key=len, default="")).strip())
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def _yes_no(_: Column, cell: Cell, words: Language) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    return _listed("yes_no", ("yes", "no"), cell, words) == "yes"


def _choice(column: Column, cell: Cell, words: Language) -> StrEnum:
    assert column.choices is not None
    return column.choices(_listed(list_name(column.choices), tuple(column.choices), cell, words))


def _listed(name: str, keys: Sequence[str], cell: Cell, words: Language) -> str:
    key = matching.value_key(name, _plain(cell, words), words)
    if key is None:
        raise NotUsable("not_in_list", value=shown(cell, words), known=[words.value(name, each) for each in keys])
    return key


_MEANINGS: Mapping[Kind, Callable[[Column, Cell, Language], Any]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.ID: _id,
    Kind.REFERENCE: _line,
    Kind.REFERENCES: _references,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
}
