"""The plan: all that the workbook says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from generator.problems import Place


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
    """What about the plan can change beside the texts of its items; the names that ``planning.plan_texts`` uses.

    ``SEQUENCE`` is in no text: which of several requirements, lines or criteria comes first.
    """

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
    SEQUENCE = "sequence"


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
    ``archived`` says that all there is to preserve has been, ``keep_until`` is the last day that files are kept.
    ``silenced_rules`` are the codes of rules that the plan is not held against.
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
    archived: bool = False
    keep_until: date | None = None
    silenced_rules: tuple[str, ...] = ()
    origin: Origin | None = _origin()

    def silences(self, rule: str) -> bool:
        """Return whether the plan names the code of a rule among those that it is not held against."""
        return rule in map(str.casefold, self.silenced_rules)

    @property
    def subject(self) -> str:
        """What the names of files begin with: the title, or the case number where they are to keep people out."""
        return self.case_number if self.file_names is FileNames.INITIALS else self.title


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
    """A question and its free follow-ups; ``column`` is where it was typed in the row of its requirement or line."""

    text: str
    follow_ups: tuple[str, ...] = ()
    column: str = field(default="text", compare=False, repr=False)


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

    @property
    def weights(self) -> dict[str, Fraction]:
        """The weight of each requirement, by id."""
        return {requirement.id: requirement.weight for requirement in self.requirements}

    @property
    def headings(self) -> dict[str, str]:
        """The heading of each part of the agenda, by the part's key."""
        return {entry.part: entry.heading for entry in self.agenda}

    @cached_property
    def item_texts(self) -> Mapping[str, str]:
        """The text of each requirement, line and criterion, by id."""
        items: Iterable[Requirement | Line | Criterion] = (*self.requirements, *self.lines, *self.criteria)
        return {item.id: item.text for item in items}

    @cached_property
    def methods_by_id(self) -> Mapping[str, Method]:
        """The methods by id."""
        return {method.id: method for method in self.methods}

    @cached_property
    def criteria_by_id(self) -> Mapping[str, Criterion]:
        """The criteria by id."""
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def members_by_id(self) -> Mapping[str, PanelMember]:
        """The panel members by id, in the order of the panel."""
        return {member.id: member for member in self.panel}

    @cached_property
    def _alike(self) -> Counter[str]:
        return Counter(_seen(candidate.name) for candidate in self.candidates)

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

    def called(self, candidate: Candidate) -> str:
        """Return the name of a candidate, with the id where another one looks alike."""
        return f"{candidate.name} ({candidate.id})" if self._alike[_seen(candidate.name)] > 1 else candidate.name

    def expected_candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates who are to be interviewed."""
        return tuple(candidate for candidate in self.candidates if candidate.status is not Status.WITHDRAWN)


def _seen(name: str) -> str:
    return " ".join(name.split()).casefold()
