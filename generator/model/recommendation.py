"""What a recommendation says, without words: values out of results, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.model.plan import AgendaPart, Candidate, PanelMember, Plan, Requirement
from generator.model.results import Awaited, Corrections, Overall, OwnScore, RestsOn
from generator.model.treatment import Treatment


@dataclass(frozen=True)
class Statement:
    """What one form says: a text, or the key of a choice. ``panel_member`` is None for what the panel agrees on.

    ``asked`` is the text that the form was made with, where the plan now has another.
    """

    panel_member: PanelMember | None
    text: str
    asked: str = ""


@dataclass(frozen=True)
class MemberScore:
    """What one panel member scored a requirement, with the methods behind it."""

    panel_member: PanelMember
    score: OwnScore
    methods: Mapping[str, Fraction]


@dataclass(frozen=True)
class Assessed:
    """A candidate on one requirement.

    ``assessments`` and ``met`` are what the panel agrees on, or where it says nothing what each member
    says. ``own`` has the members' scores where the score is their mean, else nothing.
    """

    candidate: Candidate
    assessments: tuple[Statement, ...]
    score: Fraction | None
    not_assessed: bool
    methods: Mapping[str, Fraction]
    own: tuple[MemberScore, ...]
    met: tuple[Statement, ...]


@dataclass(frozen=True)
class ComparedRequirement:
    """A requirement with everybody who is compared on it, in the order of the plan."""

    requirement: Requirement
    assessed: tuple[Assessed, ...]


@dataclass(frozen=True)
class ComparedCandidate:
    """A candidate as a whole: figures, what the forms say in words, and who is close by the plan's margin.

    ``awaiting`` are forms that are not in although candidates are compared.
    """

    candidate: Candidate
    overall: Overall
    rests_on: RestsOn | None
    complete: bool
    parts: tuple[tuple[AgendaPart, tuple[Statement, ...]], ...]
    summary: tuple[Statement, ...]
    missing: tuple[Statement, ...]
    recommend: tuple[Statement, ...]
    close_to: tuple[Candidate, ...]
    awaiting: tuple[Awaited, ...]


@dataclass(frozen=True)
class Recommendation:
    """What a recommendation rests on: candidates beside each other in the order of the plan, never ranked.

    ``not_compared`` are those whose forms are not in, each with what is waited for. ``interviewed`` are
    all who have neither withdrawn nor stayed away. ``corrections`` is None unless it rests on a results workbook;
    ``treatment`` is for the appendix on equal treatment.
    """

    plan: Plan
    digest: str
    requirements: tuple[ComparedRequirement, ...]
    candidates: tuple[ComparedCandidate, ...]
    not_compared: tuple[tuple[Candidate, tuple[Awaited, ...]], ...]
    interviewed: tuple[Candidate, ...]
    withdrawn: tuple[Candidate, ...]
    absent: tuple[Candidate, ...]
    corrections: Corrections | None = None
    treatment: Treatment | None = None
