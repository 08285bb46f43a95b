"""One problem per row that breaks a rule; one for them all where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from generator.problems import Place, Problem, problem

_EACH_ITS_OWN = 3
_NAMED = 10


def told(code: str, rows: Sequence[tuple[Place, str]], **values: Any) -> Iterator[Problem]:
    """Yield the problems of rows, each a place and what the row is called.

    A few rows have a problem each. Of more there is one, at the first: it names some (``which``) and counts the
    others (``more``).
    """
    if len(rows) <= _EACH_ITS_OWN:
        yield from (problem(code, place, which=[name], more=0, **values) for place, name in rows)
        return
    names = [name for _, name in rows[:_NAMED]]
    yield problem(code, rows[0][0], which=names, more=len(rows) - len(names), **values)
