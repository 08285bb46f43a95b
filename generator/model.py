"""The plan, the forms, the answers and the results as plain frozen values. Imports only ``problems``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from generator.problems import Place, Problem


class Part(StrEnum):
    """A part of the interview."""

    INTRODUCTION = "introduction"
    IN_DEPTH = "in_depth"
    CASE = "case"
    TESTS = "tests"
    CLOSING = "closing"


SCORED_PARTS = (Part.IN_DEPTH, Part.CASE, Part.TESTS)
METHOD_PARTS = (Part.CASE, Part.TESTS)


class Priority(StrEnum):
    """Whether the advertisement says that a requirement must or should be met."""

    MUST = "must"
    SHOULD = "should"


class Category(StrEnum):
    """What kind of requirement it is."""

    EDUCATION = "education"
    EXPERIENCE = "experience"
    PERSONAL_SUITABILITY = "personal_suitability"


class LineType(StrEnum):
    """A line of the questions sheet: asked, said by the leader, or ticked off."""

    QUESTION = "question"
    POINT = "point"
    CHECK = "check"


class Status(StrEnum):
    """Where a candidate stands."""

    INVITED = "invited"
    WITHDRAWN = "withdrawn"
    ABSENT = "absent"


class FormsPer(StrEnum):
    """Whom a form is made for."""

    CANDIDATE = "candidate"
    PANEL_MEMBER = "panel_member"


class FileNames(StrEnum):
    """What the file names of forms are made of: title and names, or case number and initials."""

    NAMES = "names"
    INITIALS = "initials"


class Sector(StrEnum):
    """Whose rules apply to the recruitment."""

    STATE = "state"
    MUNICIPAL = "municipal"
    PRIVATE = "private"
    SWEDEN = "sweden"


class Setting(StrEnum):
    """What about the plan can change beside the texts of its items; the names that ``planning.plan_texts`` uses."""

    TITLE = "title"
    DESCRIPTION = "description"
    ORDER = "order"
    MINUTES = "minutes"
    DEFINITION = "definition"
    PRIORITY = "priority"
    CATEGORY = "category"
    WEIGHT = "weight"
    QUESTIONS = "questions"
    PLACE = "place"
    METHOD = "method"
    REQUIREMENTS = "requirements"


class Phase(StrEnum):
    """A phase of the interview process."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True)
class Origin:
    """The row of the workbook that a value was read from.

    ``sheet`` is the sheet's title as it stands in the workbook, ``row`` counts from 1 with
    blank rows included, and ``columns`` maps a column's key to its letters (``"text": "C"``).
    On a sheet of keys and values each key has a row of its own, in ``rows``.
    """

    sheet: str
    row: int
    columns: Mapping[str, str]
    rows: Mapping[str, int] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """Return the A1 reference of a column in this row (``C12``), or the row's first cell if unknown."""
        letters = self.columns.get(column) or next(iter(self.columns.values()), "A")
        return f"{letters}{self.rows.get(column, self.row)}"


def _origin() -> Any:
    return field(default=None, compare=False, repr=False)


class Located(Protocol):
    """What may know the row that it was read from."""

    @property
    def origin(self) -> Origin | None: ...  # noqa: D102 - as in every class below


def place_of(entry: Located, column: str) -> Place:
    """Return the cell of a value as the place of a problem."""
    return Place(sheet=entry.origin.sheet, cell=entry.origin.cell(column)) if entry.origin else Place()


@dataclass(frozen=True)
class Position:
    """What is being filled, and the settings of the plan.

    ``minutes_per_question`` in minutes; ``margin`` in points of the scale or None;
    ``low_score`` is the highest requirement score that prompts a look at a must-requirement.
    """

    title: str
    case_number: str = ""
    employer: str = ""
    unit: str = ""
    manager: str = ""
    sector: Sector | None = None
    advertised: date | None = None
    forms_per: FormsPer = FormsPer.CANDIDATE
    file_names: FileNames = FileNames.NAMES
    questions_in_advance: bool = False
    minutes_per_question: Fraction = Fraction(5)
    margin: Fraction | None = None
    low_score: Fraction = Fraction(2)
    normally_ranked: int | None = None
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Level:
    """One level of the rating scale: its score, a short text and what it takes."""

    score: int
    label: str
    description: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class AgendaPart:
    """A part of the agenda; ``heading`` is never empty (the part's own name unless the plan gives one)."""

    part: Part
    heading: str
    minutes: int | None = None
    leads: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Question:
    """A question and its free follow-ups."""

    text: str
    follow_ups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Requirement:
    """A requirement from the advertisement. ``anchors`` says what low, middle and high look like."""

    id: str
    text: str
    priority: Priority
    category: Category
    definition: str = ""
    weight: Fraction = Fraction(1)
    advertised: str = ""
    basis: str = ""
    anchors: tuple[str, str, str] = ("", "", "")
    questions: tuple[Question, ...] = ()
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Line:
    """A line of the questions sheet; ``requirement`` is an id, or empty outside the in-depth part."""

    id: str
    part: Part
    type: LineType
    text: str
    requirement: str = ""
    follow_ups: tuple[str, ...] = ()
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Method:
    """One case or one test. ``task`` is the task, or what the test measures."""

    id: str
    part: Part
    title: str
    kind: str = ""
    task: str = ""
    preparation: str = ""
    provider: str = ""
    responsible: str = ""
    minutes: int | None = None
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Criterion:
    """What a method is scored on, and the ids of the requirements it measures."""

    id: str
    method: str
    text: str
    requirements: tuple[str, ...] = ()
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class PanelMember:
    """Someone in the interview; ``scores`` is false for an observer."""

    id: str
    name: str
    role: str = ""
    email: str = ""
    scores: bool = True
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Candidate:
    """A candidate; ``panel`` holds ids (empty: the whole panel), ``minutes`` the length of the slot."""

    id: str
    name: str
    email: str = ""
    date: date | None = None
    start: time | None = None
    minutes: int | None = None
    place: str = ""
    panel: tuple[str, ...] = ()
    status: Status = Status.INVITED
    follow_up: tuple[str, ...] = ()
    language: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Step:
    """A step of the process map."""

    phase: Phase
    step: str
    audience: str = ""
    purpose: str = ""
    practice: str = ""
    responsible: str = ""
    origin: Origin | None = _origin()


@dataclass(frozen=True)
class Plan:
    """All that the workbook says. ``scale`` is sorted by score; everything else keeps the workbook's order."""

    language: str
    position: Position
    scale: tuple[Level, ...]
    agenda: tuple[AgendaPart, ...]
    requirements: tuple[Requirement, ...] = ()
    lines: tuple[Line, ...] = ()
    methods: tuple[Method, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    panel: tuple[PanelMember, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    process: tuple[Step, ...] = ()

    def questions_for(self, requirement: Requirement) -> tuple[Question, ...]:
        """Return a requirement's questions: those typed on its own row, then those of the questions sheet."""
        asked = tuple(
            Question(line.text, line.follow_ups)
            for line in self.lines
            if line.part is Part.IN_DEPTH and line.type is LineType.QUESTION and line.requirement == requirement.id
        )
        return requirement.questions + asked

    def lines_of(self, part: Part, type: LineType) -> tuple[Line, ...]:
        """Return the lines of a part and type that belong to no requirement, in the workbook's order."""
        return tuple(line for line in self.lines if line.part is part and line.type is type and not line.requirement)

    def methods_of(self, part: Part) -> tuple[Method, ...]:
        """Return the cases or the tests."""
        return tuple(method for method in self.methods if method.part is part)

    def criteria_of(self, method: Method) -> tuple[Criterion, ...]:
        """Return the criteria that a method is scored on."""
        return tuple(criterion for criterion in self.criteria if criterion.method == method.id)

    def panel_of(self, candidate: Candidate) -> tuple[PanelMember, ...]:
        """Return the panel that meets a candidate: those named for the candidate, else all."""
        return tuple(member for member in self.panel if not candidate.panel or member.id in candidate.panel)

    def scorers_of(self, candidate: Candidate) -> tuple[PanelMember, ...]:
        """Return those of a candidate's panel who set scores."""
        return tuple(member for member in self.panel_of(candidate) if member.scores)

    def expected_candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates who are to be interviewed."""
        return tuple(candidate for candidate in self.candidates if candidate.status is not Status.WITHDRAWN)


class Kind(StrEnum):
    """What a person writes into an answer field."""

    NOTES = "notes"
    ASSESSMENT = "assessment"
    SCORE = "score"
    MET = "met"
    DONE = "done"
    SUMMARY = "summary"
    TOTAL = "total"
    MISSING = "missing"
    RECOMMEND = "recommend"


class Section(StrEnum):
    """What a form asks for together; a template has it in one place."""

    REQUIREMENTS = "requirements"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    CHECKS = "checks"
    FOLLOW_UP = "follow_up"
    RESULT = "result"
    CONCLUSION = "conclusion"


CONCLUSION = "conclusion"
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


@dataclass(frozen=True)
class Field:
    """One answer field of a form; ``part`` is a part's key or ``conclusion``, ``item`` an id or empty."""

    part: str
    item: str
    kind: Kind

    @property
    def tag(self) -> str:
        """``in_depth.K3.score``, or ``in_depth.summary`` for a part as a whole."""
        return ".".join(filter(None, (self.part, self.item, self.kind.value)))

    @classmethod
    def of(cls, tag: str) -> Field | None:
        """Return the field of a tag; None when no field can have it, for a form may carry anything back."""
        part, *item, kind = tag.split(".") if "." in tag else ("", "")
        known = part in {*Part, CONCLUSION} and kind in set(Kind) and len(item) < 2
        return cls(part, "".join(item), Kind(kind)) if known and all(map(_ID.fullmatch, item)) else None


@dataclass(frozen=True)
class FormSpec:
    """A form to make. ``texts`` is what the form carries to be compared later, ``digest`` the plan digest.

    ``panel_member`` is who fills it in, None for the form of the whole panel. ``folder`` is the
    name of its folder below the one that forms are written to, or empty. ``minutes`` of the
    interview by tag say how much room an answer needs on paper.
    """

    form_id: str
    document: str
    candidate: Candidate
    panel_member: PanelMember | None
    digest: str
    fields: tuple[Field, ...]
    texts: Mapping[str, str]
    file_name: str
    folder: str = ""
    minutes: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """How forms are made up.

    ``paper`` is for writing by hand: levels to ring, lines to write on. ``protected`` lets Word
    change nothing but the fields.
    """

    paper: bool = False
    protected: bool = False


PAPER = "paper"
"""The variant of a form that is to be printed and written on."""


@dataclass(frozen=True)
class Identity:
    """Who a form belongs to, as the form itself carries it.

    ``digest`` is the plan digest in hexadecimal. ``panel_member`` is empty for the form of
    the whole panel, and its name with it. ``variant`` is :data:`PAPER` or empty.
    """

    form_id: str
    document: str
    schema: int
    digest: str
    candidate: str
    name: str
    title: str
    case_number: str = ""
    panel_member: str = ""
    language: str = "nb"
    variant: str = ""
    panel_member_name: str = ""

    @property
    def whose(self) -> tuple[str, ...]:
        """What two statements about one form have to agree in; names however they are spaced."""
        people = (self.candidate, self.name, self.panel_member, self.panel_member_name)
        return (self.form_id, self.document, self.digest, *(" ".join(name.split()) for name in people))


NOT_ASSESSED = "not_assessed"
MET_VALUES = ("met", "not_met", "open")
RECOMMEND_VALUES = ("go_on", "not", "undecided")

Value = int | bool | str | None


@dataclass(frozen=True)
class Answer:
    """What stands in one answer field.

    ``value`` is a score, ``"not_assessed"``, a choice's key, a tick, a text, or None when
    empty or unusable; ``raw`` the text of the cell; ``found_by`` ``tag``, ``grid`` or None.
    """

    tag: str
    value: Value
    raw: str
    found_by: str | None

    @property
    def is_given(self) -> bool:
        """Whether somebody has written something; a box that is not ticked is no answer."""
        return bool(self.raw.strip()) and self.value is not False


class RemarkKind(StrEnum):
    """What a remark is in the document."""

    COMMENT = "comment"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@dataclass(frozen=True)
class Remark:
    """What somebody has written about a form beside its answers; it is no answer and changes none.

    ``author`` is empty where the document names none, ``tag`` where it is not anchored in one field.
    A reply to a comment is a remark too.
    """

    kind: RemarkKind
    author: str
    text: str
    tag: str = ""


@dataclass(frozen=True)
class CompletedForm:
    """A form as it was read back, matched to the plan.

    ``asked`` maps ids to the texts that the form was made with, where it still carries them.
    ``uncounted`` holds the tags of scores that stand in the form and do not count, since the plan has
    changed. ``digest`` is the SHA-256 of the document as it was read, in hexadecimal; empty for what
    stands in a score sheet alone. ``file`` is what messages call the file.
    """

    path: str
    identity: Identity
    answers: Mapping[str, Answer]
    asked: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    uncounted: frozenset[str] = frozenset()
    digest: str = ""
    file: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered anything."""
        return not any(answer.is_given for answer in self.answers.values())


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
    ``opened`` says that candidates are compared although forms are missing.
    """

    plan: Plan
    digest: str
    forms: tuple[FormResult, ...]
    candidates: tuple[CandidateResult, ...]
    problems: tuple[Problem, ...] = ()
    opened: bool = False


class FormStatus(StrEnum):
    """What became of a form file; ``kept`` means that a person has edited it and it was left alone."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    KEPT = "kept"


@dataclass(frozen=True)
class FormEntry:
    """A form file after ``forms``; ``candidate`` and ``panel_member`` are ids, empty when it is nobody's own.

    ``pdf`` is the PDF beside it, empty when there is none.
    """

    path: str
    candidate: str
    name: str
    panel_member: str
    document: str
    status: FormStatus
    pdf: str = ""


@dataclass(frozen=True)
class InspectedField:
    """A field of a form as it came back: what it asks about, its answer, all ways that lead to it, and its problems."""

    field: Field
    asked: str
    answer: Answer
    ways: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class InspectedForm:
    """Everything that a form says by itself, without its plan.

    ``identity`` is None when neither of the places that hold it is left; ``properties`` and ``copy``
    are those places, ``visible`` the form ids in the text. ``touched`` says whether anything has
    changed since the form was made, None when that cannot be told. ``parts`` has the figures of the
    scored parts, as far as the form's scale is known. ``remarks`` are no answers.
    """

    path: str
    identity: Identity | None
    properties: Identity | None
    copy: Identity | None
    visible: tuple[str, ...]
    touched: bool | None
    protected: bool
    fields: tuple[InspectedField, ...]
    parts: Mapping[Part, PartTotals]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether all places that are left say the same."""
        seen = self.identity is None or not self.visible or self.identity.form_id in self.visible
        return seen and len({claim.whose for claim in (self.properties, self.copy) if claim}) < 2

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered anything."""
        return not any(entry.answer.is_given for entry in self.fields)


@dataclass(frozen=True)
class CopyEntry:
    """A copy of a completed form with its totals; ``source`` is the path of the form that it is a copy of.

    ``candidate`` and ``panel_member`` are ids. ``totals`` maps each scored part to what was put into
    its cell; None where it was left as it stood.
    """

    path: str
    source: str
    candidate: str
    name: str
    panel_member: str
    document: str
    status: FormStatus
    totals: Mapping[Part, str | None]
