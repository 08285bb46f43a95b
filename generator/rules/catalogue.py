"""Every rule, and holding a plan against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from generator.model import Plan, place_of
from generator.problems import Place, Problem, problem
from generator.rules import broken, coverage, schedule, wording
from generator.rules.rule import Group, Judgement, Rule

RULES: tuple[Rule, ...] = (*broken.RULES, *coverage.RULES, *schedule.RULES, *wording.RULES)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}

_ASKS = frozenset(rule.code for rule in RULES if rule.group is Group.PROTECTED)
_TOLD_BY = {
    "question_double": _ASKS,
    "question_yes_no": _ASKS | {"question_leading"},
}
"""Rules that say less than others say: how a question is put is no matter where it had better be struck."""


def judge(plan: Plan, checked: Sequence[Problem] = ()) -> Judgement:
    """Return what is weak in a plan, by the rules of its sector, beside what has been ``checked`` already.

    A rule that the plan silences tells nothing, whichever of the two it belongs to.
    """
    found = [
        *checked,
        *(
            entry
            for entry in chain(coverage.judge(plan), schedule.judge(plan), wording.judge(plan))
            if BY_CODE[entry.code].applies_in(plan.position.sector)
        ),
    ]
    codes = _silenced(plan)
    told = _told_once([entry for entry in found if entry.code not in codes])
    silenced = Counter(entry.code for entry in found if entry.code in codes)
    return Judgement((*_silencing(plan), *told), silenced)


def not_silenced(plan: Plan, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of the rules that the plan does not silence."""
    silenced = _silenced(plan)
    return [entry for entry in problems if entry.code not in silenced]


def _silenced(plan: Plan) -> set[str]:
    return {rule.code for rule in RULES if rule.may_be_silenced and plan.position.silences(rule.code)}


def _told_once(problems: list[Problem]) -> list[Problem]:
    """Leave out what another problem says better of the same cell."""
    told: dict[Place, set[str]] = defaultdict(set)
    for entry in problems:
        told[entry.place].add(entry.code)
    return [entry for entry in problems if told[entry.place].isdisjoint(_TOLD_BY.get(entry.code, ()))]


def _silencing(plan: Plan) -> Iterator[Problem]:
    """Yield what is wrong with the codes of the rules that the plan silences."""
    place = place_of(plan.position, "silenced_rules")
    for code in plan.position.silenced_rules:
        rule = BY_CODE.get(code.casefold())
        if rule is None:
            yield problem("rule_unknown", place, rule=code)
        elif not rule.may_be_silenced:
            yield problem("rule_not_silenced", place, rule=code)
