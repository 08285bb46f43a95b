"""Whether everything that is required is asked for, and everything that is asked for is required."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Plan
from generator.problems import Problem
from generator.rules.rule import Rule

RULES: tuple[Rule, ...] = ()


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of coverage find in a plan."""
    yield from ()
