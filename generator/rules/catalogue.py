"""Every rule, and holding a plan against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from generator.model import Plan, place_of
from generator.problems import Problem, problem
from generator.rules import broken, coverage, schedule, wording
from generator.rules.rule import Judgement, Rule

RULES: tuple[Rule, ...] = (*broken.RULES, *coverage.RULES, *schedule.RULES, *wording.RULES)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}


def judge(plan: Plan) -> Judgement:
    """Return what is weak in a plan, by the rules of its sector that it has not silenced."""
    found = [
        entry
        for entry in chain(coverage.judge(plan), schedule.judge(plan), wording.judge(plan))
        if BY_CODE[entry.code].applies_in(plan.position.sector)
    ]
    silenced = set(plan.position.silenced_rules)
    told = [entry for entry in found if entry.code not in silenced]
    return Judgement((*_silencing(plan), *told), Counter(entry.code for entry in found if entry.code in silenced))


def _silencing(plan: Plan) -> list[Problem]:
    """Return what is wrong with the codes of the rules that the plan silences."""
    place = place_of(plan.position, "silenced_rules")
    return [
        problem("rule_not_silenced", place, rule=code) if code in BY_CODE else problem("rule_unknown", place, rule=code)
        for code in plan.position.silenced_rules
        if code not in BY_CODE or not BY_CODE[code].may_be_silenced
    ]
