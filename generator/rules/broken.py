"""The rules that a plan is held against before forms are made; ``generator.checks`` finds what they tell."""

from __future__ import annotations

from generator.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
