"""The results: the figures of forms, of candidates and of their panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from generator.model.forms import CompletedForm
from generator.model.plan import Candidate, PanelMember, Part, Plan
from generator.model.treatment import Treatment
from generator.problems import Problem


@dataclass(frozen=True)
class PartTotals:
    """The figures of one scored part in one form.

    ``max`` is the highest score of the scale times ``scored``; ``of`` counts the part's score
    fields; ``mean`` is ``sum / scored``, or None when nothing is scored.
    """

    sum: int
    max: int
    scored: int
    of: int
    not_assessed: int
    mean: Fraction | None


@dataclass(frozen=True)
class RequirementScore:
    """A requirement in one form: the mean of ``methods``, or None when no method has a score.

    ``methods`` maps ``in_depth`` and the ids of cases and tests to their mean, and holds only
    those that have one. ``met`` is one of :data:`MET_VALUES`, or None when no judgement is given.
    """

    score: Fraction | None
    methods: Mapping[str, Fraction]
    met: str | None


@dataclass(frozen=True)
class Overall:
    """The weighted mean of the requirement scores; ``basis`` of all ``of`` requirements have one."""

    mean: Fraction | None
    basis: int
    of: int


@dataclass(frozen=True)
class FormTotals:
    """The figures of one form: the agenda's scored parts and the plan's requirements, in their order.

    ``complete`` says that every score field is scored or not assessed.
    """

    parts: Mapping[Part, PartTotals]
    requirements: Mapping[str, RequirementScore]
    overall: Overall
    complete: bool


@dataclass(frozen=True)
class FormResult:
    """A form that was read, its figures and what was found in it."""

    form: CompletedForm
    totals: FormTotals
    problems: tuple[Problem, ...] = ()


class RestsOn(StrEnum):
    """What a candidate's figures rest on: one form that the panel agrees on, the mean of members, or one member."""

    AGREED = "agreed"
    PANEL_MEAN = "panel_mean"
    ONE_FORM = "one_form"


class Lacking(StrEnum):
    """Why an expected form is not in: no file, a file that nobody has written in, or several that differ."""

    MISSING = "missing"
    EMPTY = "empty"
    SEVERAL = "several"


@dataclass(frozen=True)
class Awaited:
    """An expected form that is not in; ``panel_member`` is None where it is the one form of the candidate."""

    panel_member: PanelMember | None
    why: Lacking


@dataclass(frozen=True)
class OwnScore:
    """What one form says of a requirement or a score field.

    ``score`` is a mean for a requirement and a whole number for a field, or None; then
    ``not_assessed`` says whether that was chosen. ``met`` is a judgement of a must-requirement.
    """

    score: Fraction | None
    not_assessed: bool = False
    met: str | None = None


DISCUSSED_FROM = 2
"""Points of the scale between the lowest and the highest score of a panel that are marked for discussion."""


@dataclass(frozen=True)
class PanelScore:
    """What the members of a panel say of a requirement or a score field, and beside it what they agree on.

    ``own`` is by the member's id, in the order of the panel. ``mean``, ``lowest`` and ``highest``
    are those of the members who have a score, None when nobody has. ``agreed`` is in none of them.
    """

    own: Mapping[str, OwnScore]
    mean: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    agreed: OwnScore | None = None

    @property
    def marked(self) -> bool:
        """Whether the members are so far apart that they should talk about it."""
        if self.lowest is None or self.highest is None:
            return False
        return self.highest - self.lowest >= DISCUSSED_FROM


@dataclass(frozen=True)
class PanelScores:
    """A candidate's panel beside each other: by requirement id, by the tag of a score field, and overall.

    ``overall`` rests on the means of the requirements, ``own_overall`` is by the member's id.
    """

    requirements: Mapping[str, PanelScore]
    fields: Mapping[str, PanelScore]
    overall: Overall
    own_overall: Mapping[str, Overall]


@dataclass(frozen=True)
class CandidateResult:
    """A candidate with the forms read for that candidate.

    ``totals`` is None when there is nothing to count, when forms that should be one differ, or
    while forms are ``awaiting`` and comparisons have not been opened; ``rests_on`` says what they
    are. A mean of panel members has no figures of parts. ``panel`` is None unless members' own
    forms are to be seen beside each other.
    """

    candidate: Candidate
    forms: tuple[FormResult, ...] = ()
    totals: FormTotals | None = None
    rests_on: RestsOn | None = None
    awaiting: tuple[Awaited, ...] = ()
    panel: PanelScores | None = None

    @property
    def complete(self) -> bool:
        """Whether there are figures and they rest on every score field, those of the whole panel unless it agrees."""
        all_are_in = self.rests_on is RestsOn.AGREED or not self.awaiting
        return self.totals is not None and self.totals.complete and all_are_in

    @property
    def awaited_members(self) -> tuple[PanelMember, ...]:
        """Whose own forms are not in."""
        return tuple(entry.panel_member for entry in self.awaiting if entry.panel_member)


@dataclass(frozen=True)
class Results:
    """All that came out of reading the forms of a plan.

    ``digest`` is the plan digest in hexadecimal; ``candidates`` has one entry per candidate in
    the workbook's order; ``problems`` holds every problem, those of the forms included.
    ``opened`` says that candidates are compared although forms are missing. ``treatment`` is what the forms
    show of equal treatment.
    """

    plan: Plan
    digest: str
    forms: tuple[FormResult, ...]
    candidates: tuple[CandidateResult, ...]
    problems: tuple[Problem, ...] = ()
    opened: bool = False
    treatment: Treatment | None = None
