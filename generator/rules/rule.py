"""One rule of the method or the law, and what came of holding a plan against all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from generator.model import Sector
from generator.problems import CATALOGUE, Problem, Severity


class Group(StrEnum):
    """What a rule is about; the sections of docs/rules.md."""

    BROKEN = "broken"
    COVERAGE = "coverage"
    TIME = "time"
    WORDING = "wording"
    PROTECTED = "protected"


@dataclass(frozen=True)
class Rule:
    """A rule as the page of rules tells it; the code is that of its problem.

    ``why`` is the reason. ``bad`` and ``good`` are examples: a text, or texts by language (``{"nb": ..., "sv": ...}``)
    where the rule judges wording. ``sources`` names the method, a law by name and section, or research by author and
    year. ``sectors`` are those that the rule applies to; where a plan has no sector, only rules for all of them do.
    """

    code: str
    group: Group
    why: str
    bad: str | Mapping[str, str]
    good: str | Mapping[str, str]
    sources: tuple[str, ...]
    sectors: frozenset[Sector] = frozenset(Sector)

    @property
    def severity(self) -> Severity:
        """How much it matters when the rule is not kept."""
        return CATALOGUE[self.code]

    @property
    def may_be_silenced(self) -> bool:
        """Whether a plan can do without the rule: an error has to be mended."""
        return self.severity is not Severity.ERROR

    def applies_in(self, sector: Sector | None) -> bool:
        """Return whether the rule applies in a sector; without one, only what holds in all of them does."""
        return sector in self.sectors or self.sectors == frozenset(Sector)


@dataclass(frozen=True)
class Judgement:
    """The problems that are to be told, and how many each silenced rule would have told, by its code."""

    problems: tuple[Problem, ...] = ()
    silenced: Mapping[str, int] = field(default_factory=dict)
