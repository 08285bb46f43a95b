"""How questions and requirements are worded, and what may not be asked."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Plan
from generator.problems import Problem
from generator.rules.rule import Rule

RULES: tuple[Rule, ...] = ()


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of wording find in a plan."""
    yield from ()
