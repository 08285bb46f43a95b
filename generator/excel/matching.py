"""Finding sheets, columns and list values by their names in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from generator.excel import schema
from generator.language import Language, all_languages, codes, load

_NEAR = 80  # per cent equal; "Kriteriet" is near "Kriterier", "Merknad" is near nothing
_WITHOUT_ACCENT = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "đ": "d", "ł": "l"})
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def folded(text: str) -> str:
    """Return what counts when names are compared: letters and digits, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WITHOUT_ACCENT))
    return "".join(character for character in plain if character.isalnum())


def near(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like a name, or None when none is near."""
    match = process.extractOne(name, list(known), scorer=fuzz.ratio, processor=folded, score_cutoff=_NEAR)
    return match[0] if match else None


def sheet_key(name: str) -> str | None:
    """Return the key of the sheet that a name stands for in any language."""
    return _sheets().get(folded(name))


def languages_of(name: str) -> tuple[str, ...]:
    """Return the codes of the languages that have a sheet of this name."""
    return tuple(words.code for words in all_languages() if folded(name) in _sheets_in(words))


def languages_of_header(sheet: str, header: str) -> tuple[str, ...]:
    """Return the codes of the languages in which a sheet has a column of this name."""
    names = {folded(header), folded(_IN_BRACKETS.sub("", header))}
    return tuple(code for code in codes() if not names.isdisjoint(_columns_in(code, sheet)))


def column_key(sheet: str, header: str) -> str | None:
    """Return the key of the column that a header stands for; what it says in brackets is left out."""
    columns = _columns(sheet)
    return columns.get(folded(header)) or columns.get(folded(_IN_BRACKETS.sub("", header)))


def value_key(name: str, text: str, words: Language) -> str | None:
    """Return the key that a text stands for in a list of values, or as the key itself.

    The plan's own language goes first, then any other: "stat" is another state in Swedish.
    """
    return _values_in(words.code, name).get(folded(text)) or _values(name).get(folded(text))


def sheet_names(key: str) -> tuple[str, ...]:
    """Return every name of a sheet."""
    return tuple(name for words in all_languages() for name in _names(words, f"sheets.{key}"))


def column_names(sheet: str, key: str) -> tuple[str, ...]:
    """Return every name of a column."""
    return tuple(name for words in all_languages() for name in _names(words, f"sheets.{sheet}.columns.{key}"))


def _names(words: Language, key: str) -> list[str]:
    entry = words.get(key)
    return [entry["title"], *entry.get("aliases", [])]


@cache
def _sheets() -> Mapping[str, str]:
    return {name: key for words in all_languages() for name, key in _sheets_in(words).items()}


def _sheets_in(words: Language) -> Mapping[str, str]:
    return {folded(name): entry.key for entry in schema.WORKBOOK for name in _names(words, f"sheets.{entry.key}")}


@cache
def _columns(sheet: str) -> Mapping[str, str]:
    return {name: key for code in codes() for name, key in _columns_in(code, sheet).items()}


@cache
def _columns_in(code: str, sheet: str) -> Mapping[str, str]:
    columns = schema.sheet(sheet).columns
    named = {column.key: _names(load(code), f"sheets.{sheet}.columns.{column.key}") for column in columns}
    return {folded(name): key for key, names in named.items() for name in names}


@cache
def _values(name: str) -> Mapping[str, str]:
    known = {text: key for code in codes() for text, key in _values_in(code, name).items()}
    return {folded(key): key for key in known.values()} | known


@cache
def _values_in(code: str, name: str) -> Mapping[str, str]:
    values: Mapping[str, list[str]] = load(code).get(f"values.{name}")
    return {folded(text): key for key, texts in values.items() for text in texts}
