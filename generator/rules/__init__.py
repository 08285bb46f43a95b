"""Rules of the method: what is weak in a plan that is not broken. The catalogue stands in :data:`RULES`."""

from generator.rules.catalogue import RULES, judge, not_silenced
from generator.rules.rule import Group, Judgement, Rule

__all__ = ["RULES", "Group", "Judgement", "Rule", "judge", "not_silenced"]
