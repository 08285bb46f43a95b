"""Whether the time of the agenda and of the slots is enough, and fairly given."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Plan
from generator.problems import Problem
from generator.rules.rule import Rule

RULES: tuple[Rule, ...] = ()


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of time find in a plan."""
    yield from ()
