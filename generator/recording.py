"""Values of the model as JSON and back, whatever fields they have: nothing that a dataclass holds is left out.

What is written follows the declared types, and what is read is held against them. A value of any type
(those of a problem) says of what type it is where JSON has none for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from generator import model
from generator.problems import Tag

T = TypeVar("T")

_FRACTION = re.compile(r"-?[0-9]{1,100}(?:/[0-9]{1,100})?")
_SCALARS = (str, int, bool, NoneType)


class NotRecorded(ValueError):
    """A text that does not hold a value of the type that was asked for."""


def recorded(value: Any, kind: Any = None) -> str:
    """Return a value as JSON of plain letters; ``kind`` is its declared type, its class unless given.

    No underscore is followed by an x: in a cell Excel takes ``_x0041_`` for a letter.
    """
    return json.dumps(_plain(kind or type(value), value), separators=(",", ":")).replace("_x", r"\u005fx")


def restored(kind: type[T], text: str) -> T:
    """Return the value of a type that a text holds; NotRecorded when it does not."""
    try:
        value: T = _value(kind, json.loads(text))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise NotRecorded(str(error)) from error
    return value


# ---- to JSON


def _plain(kind: Any, value: Any) -> Any:
    """Return a value of a declared type as JSON holds it."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return _named(value)
    if origin in (Union, UnionType):
        return _plain(_member(arguments, value), value)
    if isinstance(kind, type) and is_dataclass(kind):
        return {name: _plain(declared, getattr(value, name)) for name, declared in _fields(kind).items()}
    if origin is tuple:
        return [_plain(declared, entry) for declared, entry in zip(_kinds(arguments, value), value, strict=True)]
    if origin is frozenset:
        return sorted(_plain(arguments[0], entry) for entry in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {str(_plain(arguments[0], key)): _plain(arguments[1], entry) for key, entry in value.items()}
    if kind in (int, bool, NoneType):
        return _checked(kind, value)
    return _WRITTEN[_base(kind)](value)


def _member(kinds: tuple[Any, ...], value: Any) -> Any:
    """Return which type of a union a value has."""
    of_class = [kind for kind in kinds if type(value) is kind]
    return next(iter(of_class or [kind for kind in kinds if isinstance(value, get_origin(kind) or kind)]))


def _named(value: Any) -> Any:
    """Return a value of any type, with the name of its type where JSON would forget it."""
    if type(value) in (*_SCALARS, float):
        return value
    if isinstance(value, (list, tuple)):
        return {"type": type(value).__name__, "value": [_named(entry) for entry in value]}
    if isinstance(value, Mapping):
        return {"type": "dict", "value": [[_named(key), _named(entry)] for key, entry in value.items()]}
    kind = type(value)
    if kind.__name__ not in _NAMED:
        raise TypeError(kind.__name__)
    return {"type": kind.__name__, "value": _WRITTEN[_base(kind)](value)}


# ---- and back


def _value(kind: Any, plain: Any) -> Any:
    """Return the value of a declared type that JSON holds."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return _unnamed(plain)
    if origin in (Union, UnionType):
        return _value_of_union(arguments, plain)
    if isinstance(kind, type) and is_dataclass(kind):
        _checked(dict, plain)
        declared = _fields(kind)
        if declared.keys() != plain.keys():
            raise KeyError(*declared.keys() ^ plain.keys())
        return kind(**{name: _value(declared[name], entry) for name, entry in plain.items()})
    if origin is tuple:
        kinds = _kinds(arguments, _checked(list, plain))
        return tuple(_value(declared, entry) for declared, entry in zip(kinds, plain, strict=True))
    if origin is frozenset:
        return frozenset(_value(arguments[0], entry) for entry in _checked(list, plain))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_value(arguments[0], key): _value(arguments[1], entry) for key, entry in _checked(dict, plain).items()}
    if kind in _SCALARS:
        return _checked(kind, plain)
    return _read(kind, plain)


def _value_of_union(kinds: tuple[Any, ...], plain: Any) -> Any:
    of_class = [kind for kind in kinds if type(plain) is kind]
    others = [kind for kind in kinds if kind not in _SCALARS]
    return _value(next(iter(of_class or others)), plain) if of_class or others else _checked(kinds[0], plain)


def _unnamed(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    name, inner = plain["type"], _checked((list, str), plain["value"])
    if name in ("list", "tuple"):
        entries = [_unnamed(entry) for entry in inner]
        return entries if name == "list" else tuple(entries)
    if name == "dict":
        return {_unnamed(key): _unnamed(entry) for key, entry in inner}
    return _read(_NAMED[name], inner)


def _read(kind: Any, plain: Any) -> Any:
    text = _checked(str, plain)
    if kind is Fraction and not _FRACTION.fullmatch(text):  # an exponent would fill the memory
        raise ValueError(text[:40])
    return getattr(kind, "fromisoformat", kind)(text)


# ---- types


@cache
def _fields(kind: Any) -> Mapping[str, Any]:
    """Return the declared type of every field of a dataclass."""
    hints = get_type_hints(kind)
    return {entry.name: hints[entry.name] for entry in fields(kind)}


def _kinds(arguments: tuple[Any, ...], values: Any) -> tuple[Any, ...]:
    """Return the type of each entry of a tuple."""
    return arguments[:1] * len(values) if arguments[-1:] == (...,) else arguments


def _checked(kind: Any, value: Any) -> Any:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) not in kinds:
        raise TypeError(f"{type(value).__name__} for {kind}")
    return value


def _base(kind: type) -> type:
    """Return the type of a table below that a class is of; an enumeration and a tag are texts."""
    return str if issubclass(kind, str) else kind


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: str,
    Fraction: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
}
"""How a value is written that JSON has no type for."""

_NAMED: Mapping[str, Any] = {
    **{kind.__name__: kind for kind in (Tag, Fraction, datetime, date, time)},
    **{
        name: kind
        for name in model.__all__
        if isinstance(kind := getattr(model, name), type) and issubclass(kind, StrEnum)
    },
}
"""The types that a value of any type may have beside those of JSON, by their names."""
