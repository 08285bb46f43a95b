"""The results: the figures of forms, of candidates and of their panels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from generator.model.forms import CompletedForm, Value
from generator.model.plan import Candidate, PanelMember, Part, Plan, Status
from generator.model.treatment import Treatment
from generator.problems import Place, Problem


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
class Reading:
    """How a form was read, apart from what its figures say.

    ``place`` is where a person finds the whole, ``places`` where answers stand, by tag, that are not told
    of by their field; ``problems`` is what was found in reading.
    """

    place: Place = field(default_factory=Place)
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FormResult:
    """A form that was read, its figures and everything that was found in it."""

    form: CompletedForm
    totals: FormTotals
    problems: tuple[Problem, ...] = ()
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Correction:
    """An answer that somebody has corrected in the results workbook, with the cell where.

    ``panel_member`` is empty for the form of the whole panel, and its name with it. ``before`` and
    ``after`` are as in an answer; ``raw`` is what stands in the form, where ``before`` is nothing.
    """

    candidate: str
    name: str
    panel_member: str
    panel_member_name: str
    tag: str
    sheet: str
    cell: str
    before: Value
    after: Value
    raw: str = ""


@dataclass(frozen=True)
class Corrections:
    """What differs from the forms in a results workbook that the figures were taken from.

    ``digest`` is the SHA-256 of the workbook as it was read, in hexadecimal. ``saved_by`` and ``saved`` are
    what the workbook says of who saved it last, and when; it may say neither.
    """

    file: str
    digest: str
    saved_by: str = ""
    saved: datetime | None = None
    entries: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class RecordedForm:
    """A form as a results workbook carries it."""

    form: CompletedForm
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Record:
    """What a results workbook carries about what it was made from, so that it can be read without the forms.

    ``problems`` is what was found in reading the files, beside what stands with the forms. ``opened`` says that
    candidates were compared although forms were missing.
    """

    title: str
    case_number: str
    digest: str
    language: str
    opened: bool = False
    forms: tuple[RecordedForm, ...] = ()
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
    def without_figures(self) -> NotCompared | None:
        """Why there are no figures, None where there are."""
        if self.totals:
            return None
        if self.awaited_members:
            return NotCompared.WAITING
        if self.candidate.status is not Status.INVITED:
            return NotCompared(self.candidate.status.value)
        return NotCompared.SEVERAL if self.forms else NotCompared.MISSING

    @property
    def counted_forms(self) -> tuple[FormResult, ...]:
        """The forms that the figures rest on: the agreed one, or those of the members; none without figures."""
        if self.totals is None:
            return ()
        members = self.panel.own_overall if self.panel and self.rests_on is not RestsOn.AGREED else {"": None}
        return tuple(result for result in self.forms if result.form.identity.panel_member in members)

    @property
    def awaited_members(self) -> tuple[PanelMember, ...]:
        """Whose own forms are not in."""
        return tuple(entry.panel_member for entry in self.awaiting if entry.panel_member)


class AlternativeKind(StrEnum):
    """Another way to reckon a difference: all requirements weighing alike, or without something."""

    EQUAL_WEIGHTS = "equal_weights"
    WITHOUT_REQUIREMENT = "without_requirement"
    WITHOUT_FIELD = "without_field"
    WITHOUT_MEMBER = "without_member"


@dataclass(frozen=True)
class Alternative:
    """Another way to reckon; ``left_out`` is the id of a requirement or a panel member, or the tag of a score field."""

    kind: AlternativeKind
    left_out: str = ""


class Outcome(StrEnum):
    """What becomes of the difference between two candidates when it is reckoned in another way."""

    TURNS = "turns"
    BECOMES_EQUAL = "becomes_equal"
    NO_LONGER_EQUAL = "no_longer_equal"
    NOTHING_SHARED = "nothing_shared"


@dataclass(frozen=True)
class Change:
    """An alternative in which the difference has another sign; ``difference`` is None where nothing is shared then."""

    alternative: Alternative
    outcome: Outcome
    difference: Fraction | None


@dataclass(frozen=True)
class PairBearing:
    """Two candidates, by id in the order of the workbook, and how much the difference between them bears.

    ``shared`` holds the requirements that both have a score on. ``difference`` is the first's overall figure
    on these minus the second's, None where there is none. ``close`` is None where the plan sets no margin or
    there is no difference. ``tried`` are the alternatives that touch what the two are compared on.
    """

    first: str
    second: str
    shared: tuple[str, ...]
    difference: Fraction | None
    close: bool | None
    tried: tuple[Alternative, ...] = ()
    changes: tuple[Change, ...] = ()


class NotCompared(StrEnum):
    """Why a candidate is compared with nobody."""

    WITHDRAWN = "withdrawn"
    ABSENT = "absent"
    WAITING = "waiting"
    SEVERAL = "several"
    MISSING = "missing"
    NO_SCORES = "no_scores"


@dataclass(frozen=True)
class Bearing:
    """What the differences bear between every two candidates with figures; ``not_compared`` has the others by id."""

    pairs: tuple[PairBearing, ...] = ()
    not_compared: Mapping[str, NotCompared] = field(default_factory=dict)

    @property
    def close(self) -> tuple[PairBearing, ...]:
        """The pairs that are nearly equal by the plan's margin."""
        return tuple(pair for pair in self.pairs if pair.close)


@dataclass(frozen=True)
class Results:
    """All that came out of reading the forms of a plan.

    ``digest`` is the plan digest in hexadecimal; ``candidates`` has one entry per candidate in
    the workbook's order; ``problems`` holds every problem, those of the forms included.
    ``opened`` says that candidates are compared although forms are missing. ``found`` are those of the
    problems that came up in reading the files and stand with no form. ``corrections`` is None unless
    the figures were taken from a results workbook. ``bearing`` is about the differences between
    candidates, None where nobody has asked, and ``treatment`` what the forms show of equal treatment.
    """

    plan: Plan
    digest: str
    forms: tuple[FormResult, ...]
    candidates: tuple[CandidateResult, ...]
    problems: tuple[Problem, ...] = ()
    opened: bool = False
    found: tuple[Problem, ...] = ()
    corrections: Corrections | None = None
    bearing: Bearing | None = None
    treatment: Treatment | None = None
