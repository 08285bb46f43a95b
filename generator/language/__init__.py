"""The words of every language, one TOML file each; everything a person reads comes from here.

A new language is one more file beside ``nb.toml`` with the same keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime, format_time

from generator.problems import Place, Problem, Tag


class _Values(dict[str, Any]):
    """Values of a message as people read them; one that is empty is said to be."""

    def __init__(self, language: Language, values: Mapping[str, Any]) -> None:
        empty = language.get("language.empty")
        super().__init__({key: language.shown(value) or empty for key, value in values.items()})


@dataclass(frozen=True)
class Language:
    """The words of one language. ``data`` is the parsed file; keys are dotted (``form.score``)."""

    code: str
    data: Mapping[str, Any]

    def get(self, key: str) -> Any:
        """Return what stands under a dotted key: a string, a list or a table. KeyError names the whole key."""
        found: Any = self.data
        for step in key.split("."):
            if not isinstance(found, Mapping) or step not in found:
                raise KeyError(f"{self.code}: {key}")
            found = found[step]
        return found

    def text(self, key: str, **values: Any) -> str:
        """Return the text under a key with the values put in."""
        return str(self.get(key)).format_map(_Values(self, values)) if values else str(self.get(key))

    def value(self, name: str, key: str) -> str:
        """Return how we write a value of a list (``values.NAME.KEY``): the first of the words that stand for it."""
        return str(self.get(f"values.{name}.{key}")[0])

    def message(self, problem: Problem) -> str:
        """Return what is wrong, in a sentence or two."""
        entry = self.get(f"problems.{problem.code}")
        values = _Values(self, problem.values)
        optional = "".join(text for key, text in entry.get("if", {}).items() if problem.values.get(key))
        return str((entry["message"] + optional).format_map(values))

    def remedy(self, problem: Problem) -> str:
        """Return what to do about it."""
        return str(self.get(f"problems.{problem.code}.remedy").format_map(_Values(self, problem.values)))

    def place(self, place: Place) -> str:
        """Return a place as a person looks it up: ``Krav!C12`` or ``skjema.docx: K3, skår``."""
        cell = "!".join(filter(None, (place.sheet, place.cell)))
        return ": ".join(filter(None, (place.file, cell, self._spot(place), self.field(place.tag))))

    def _spot(self, place: Place) -> str:
        """Return where in a document, by its words."""
        pieces = (
            self.text(f"place.{place.region}") if place.region else "",
            self.text("place.under", heading=place.heading) if place.heading else "",
            self.text("place.at", text=place.near) if place.near else "",
        )
        return ", ".join(filter(None, pieces))

    def field(self, tag: str) -> str:
        """Return the name of an answer field for people: ``K3, skår``, or empty for an empty tag."""
        if not tag:
            return ""
        part, *item, kind = tag.split(".")
        return f"{item[0] if item else self.text(f'parts.{part}')}, {self.text(f'kinds.{kind}')}"

    def shown(self, value: Any) -> str:
        """Return a value of a message as people of this language write it.

        A list is joined by commas, or by semicolons where an entry has a comma of its own.
        """
        if value is None:
            return ""
        if isinstance(value, StrEnum):
            return self.value(list_name(type(value)), value)
        if isinstance(value, bool):
            return self.value("yes_no", "yes" if value else "no")
        if isinstance(value, (float, Fraction)):
            return self.number(Fraction(value))
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Tag):
            return self.field(value)
        if isinstance(value, (list, tuple)):
            entries = [self.shown(entry) for entry in value]
            return ("; " if any("," in entry for entry in entries) else ", ").join(entries)
        return str(value)

    def number(self, value: Fraction | int | float) -> str:
        """Return a number as it was typed, with at most two decimals."""
        digits = f"{self._rounded(value, 2):f}"
        return self._written(digits.rstrip("0").rstrip(".") if "." in digits else digits)

    def figure(self, value: Fraction) -> str:
        """Return a computed figure with one decimal, rounded half up."""
        return self._written(f"{self._rounded(value, 1):f}")

    def _written(self, digits: str) -> str:
        return digits.replace(".", self.text("language.decimal"))

    @staticmethod
    def _rounded(value: Fraction | int | float, decimals: int) -> Decimal:
        exact = Fraction(value)
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return quotient.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

    def date(self, value: date) -> str:
        """Return a date in words, with the weekday."""
        return format_date(value, self.text("language.date"), locale=self.text("language.locale"))

    def moment(self, value: datetime) -> str:
        """Return a date and the time of day in UTC, to the minute."""
        return format_datetime(value, self.text("language.moment"), locale=self.text("language.locale"))

    def time(self, value: time) -> str:
        """Return the time of day."""
        return format_time(value, self.text("language.time"), locale=self.text("language.locale"))


def list_name(choices: type[StrEnum]) -> str:
    """Return the name of an enumeration's list of values: ``LineType`` is ``line_type`` under ``values``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", choices.__name__).lower()


@cache
def load(code: str) -> Language:
    """Return the words of a language; KeyError if there is no such language."""
    if code not in codes():
        raise KeyError(code)
    return Language(code, tomllib.loads(files(__package__).joinpath(f"{code}.toml").read_text(encoding="utf-8")))


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of the languages there are words for."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def all_languages() -> tuple[Language, ...]:
    """Return every language."""
    return tuple(load(code) for code in codes())
