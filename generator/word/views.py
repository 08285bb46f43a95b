"""What a template author can name: the plan and one candidate, with every word in the plan's language.

An attribute that is not here is an error when the template is rendered, never an empty cell.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

from markupsafe import Markup

from generator.language import Language
from generator.model import (
    CONCLUSION,
    METHOD_PARTS,
    SCORED_PARTS,
    AgendaPart,
    Candidate,
    Criterion,
    Field,
    FormSpec,
    FormsPer,
    Kind,
    Line,
    LineType,
    Method,
    Part,
    Plan,
    Priority,
    Requirement,
)
from generator.word.controls import control

_TO_WRITE_ON = "____"


@dataclass(frozen=True)
class PositionView:
    """``position``: the facts of the position as text."""

    title: str
    case_number: str
    employer: str
    unit: str
    manager: str
    advertised: str


@dataclass(frozen=True)
class CandidateView:
    """``candidate``: who is interviewed, when and where."""

    id: str
    name: str
    email: str
    date: str
    time: str
    minutes: int | None
    place: str


@dataclass(frozen=True)
class PersonView:
    """One of ``panel``."""

    id: str
    name: str
    role: str
    scores: bool


@dataclass(frozen=True)
class LevelView:
    """One of ``scale``."""

    score: int
    label: str
    description: str


@dataclass(frozen=True)
class FormView:
    """``form``: the form itself. ``panel_member`` is whose own it is; ``agreed`` says that it is the whole panel's.

    ``panel_member_id`` tells members of one name apart.
    """

    id: str
    document: str
    language: str
    panel_member: str
    panel_member_id: str
    agreed: bool


@dataclass(frozen=True)
class QuestionView:
    """One question of a requirement."""

    text: str
    follow_ups: tuple[str, ...]


@dataclass(frozen=True)
class AnchorView:
    """What a low, middle or high answer looks like."""

    label: str
    text: str


@dataclass(frozen=True)
class ItemView:
    """A row of the form: a requirement, a question, something to tick off or a criterion."""

    id: str
    text: str
    part: str = field(repr=False)
    must: bool = False
    priority: str = ""
    category: str = ""
    definition: str = ""
    basis: str = ""
    advertised: str = ""
    anchors: tuple[AnchorView, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    follow_ups: tuple[str, ...] = ()
    measures: str = ""


@dataclass(frozen=True)
class MethodView:
    """A case or a test with its criteria (``items``)."""

    id: str
    title: str
    kind: str
    task: str
    preparation: str
    provider: str
    responsible: str
    minutes: int | None
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class PartView:
    """One of ``parts``. ``label`` names the part in the labels of its fields and is unlike any other part's.

    ``has_task`` tells whether any of its methods has a task.
    """

    key: str
    heading: str
    label: str
    minutes: int | None
    leads: str
    scored: bool
    points: tuple[str, ...]
    questions: tuple[ItemView, ...]
    checks: tuple[ItemView, ...]
    items: tuple[ItemView, ...]
    methods: tuple[MethodView, ...]
    has_task: bool
    follow_up: tuple[str, ...]


NAMES: Mapping[str, Any] = {
    "position": PositionView,
    "candidate": CandidateView,
    "form": FormView,
    "panel": tuple[PersonView, ...],
    "scale": tuple[LevelView, ...],
    "parts": tuple[PartView, ...],
    "total_minutes": int,
    "minutes_per_question": str,
    "questions_in_advance": bool,
    "invited": int,
}
"""What each name of :func:`context` is, the functions apart; ``invited`` is a line to write on where nobody is."""

FIELDS: Mapping[str, tuple[type, ...]] = {
    "notes": (ItemView, PartView),
    "assessment": (ItemView,),
    "score": (ItemView,),
    "met": (ItemView,),
    "tick": (ItemView,),
    "summary": (PartView, NoneType),
    "total": (PartView,),
    "missing": (NoneType,),
    "recommend": (NoneType,),
}
"""The functions that give fields, and what each of them is for; NoneType is the form as a whole."""


def context(plan: Plan, spec: FormSpec, form: FormView, language: Language) -> dict[str, Any]:
    """Return all names of a template for one form."""
    position, candidate = plan.position, spec.candidate
    follow_ups = {entry.part for entry in spec.fields if not entry.item and entry.kind is Kind.NOTES}
    parts = tuple(_part(plan, entry, candidate, entry.part in follow_ups, language) for entry in plan.agenda)
    return {
        "position": position_view(plan, language),
        "candidate": CandidateView(
            candidate.id,
            candidate.name,
            candidate.email,
            _date(candidate.date, language),
            _time(candidate, plan, language),
            candidate.minutes,
            candidate.place,
        ),
        "form": form,
        "panel": tuple(PersonView(m.id, m.name, m.role, m.scores) for m in plan.panel_of(candidate)),
        "scale": level_views(plan),
        "parts": parts,
        "total_minutes": sum(entry.minutes or 0 for entry in plan.agenda),
        "minutes_per_question": language.number(position.minutes_per_question),
        "questions_in_advance": position.questions_in_advance,
        "invited": len(plan.expected_candidates()) or _TO_WRITE_ON,
        **_functions(plan, language),
    }


def position_view(plan: Plan, language: Language) -> PositionView:
    """Return the facts of the position as text."""
    position = plan.position
    return PositionView(
        position.title,
        position.case_number,
        position.employer,
        position.unit,
        position.manager,
        _date(position.advertised, language),
    )


def level_views(plan: Plan) -> tuple[LevelView, ...]:
    """Return the rating scale."""
    return tuple(LevelView(level.score, level.label, level.description) for level in plan.scale)


def form_view(plan: Plan, spec: FormSpec, language: Language) -> FormView:
    """Return what a template can say about the form itself."""
    per_member = plan.position.forms_per is FormsPer.PANEL_MEMBER
    return FormView(
        spec.form_id,
        spec.document,
        language.text("language.word"),
        spec.panel_member.name if spec.panel_member else "",
        spec.panel_member.id if spec.panel_member else "",
        agreed=per_member and not spec.panel_member and bool(spec.candidate.id),
    )


def _functions(plan: Plan, language: Language) -> dict[str, Callable[..., Markup]]:
    def field_of(part: str, item: str, kind: Kind) -> Markup:
        entry = Field(part, item, kind)
        return control(entry, language, plan.scale, language.field(entry.tag))

    def of_item(kind: Kind) -> Callable[[ItemView], Markup]:
        return lambda item: field_of(item.part, item.id, kind)

    def of_part(kind: Kind) -> Callable[[PartView], Markup]:
        return lambda part: field_of(part.key, "", kind)

    def of_conclusion(kind: Kind) -> Callable[[], Markup]:
        return lambda: field_of(CONCLUSION, "", kind)

    def notes(of: ItemView | PartView) -> Markup:
        return of_part(Kind.NOTES)(of) if isinstance(of, PartView) else of_item(Kind.NOTES)(of)

    def summary(part: PartView | None = None) -> Markup:
        return of_part(Kind.SUMMARY)(part) if part is not None else of_conclusion(Kind.SUMMARY)()

    return {
        "notes": notes,
        "assessment": of_item(Kind.ASSESSMENT),
        "score": of_item(Kind.SCORE),
        "met": of_item(Kind.MET),
        "tick": of_item(Kind.DONE),
        "summary": summary,
        "total": of_part(Kind.TOTAL),
        "missing": of_conclusion(Kind.MISSING),
        "recommend": of_conclusion(Kind.RECOMMEND),
    }


def _part(plan: Plan, entry: AgendaPart, candidate: Candidate, follow_up: bool, language: Language) -> PartView:
    part = entry.part
    headings = [other.heading.casefold() for other in plan.agenda]
    alike = headings.count(entry.heading.casefold()) > 1
    return PartView(
        key=part.value,
        heading=entry.heading,
        label=language.text(f"parts.{part}") if alike else entry.heading,
        minutes=entry.minutes,
        leads=entry.leads,
        scored=part in SCORED_PARTS,
        points=tuple(line.text for line in plan.lines_of(part, LineType.POINT)),
        questions=tuple(_line(line) for line in plan.lines_of(part, LineType.QUESTION)),
        checks=tuple(_line(line) for line in plan.lines_of(part, LineType.CHECK)),
        items=tuple(_requirement(plan, r, language) for r in plan.requirements) if part is Part.IN_DEPTH else (),
        methods=tuple(_method(plan, m) for m in plan.methods_of(part)) if part in METHOD_PARTS else (),
        has_task=any(method.task for method in plan.methods_of(part)),
        follow_up=candidate.follow_up if follow_up else (),
    )


def _line(line: Line) -> ItemView:
    return ItemView(line.id, line.text, line.part.value, follow_ups=line.follow_ups)


def _requirement(plan: Plan, requirement: Requirement, language: Language) -> ItemView:
    labels = (language.text(f"form.anchors.{level}") for level in ("low", "middle", "high"))
    anchors = zip(labels, requirement.anchors, strict=True)
    return ItemView(
        requirement.id,
        requirement.text,
        Part.IN_DEPTH.value,
        must=requirement.priority is Priority.MUST,
        priority=_chosen("form.priority", requirement.priority, requirement, language),
        category=_chosen("form.category", requirement.category, requirement, language),
        definition=requirement.definition,
        basis=requirement.basis,
        advertised=requirement.advertised,
        anchors=tuple(AnchorView(label, text) for label, text in anchors if text),
        questions=tuple(QuestionView(q.text, q.follow_ups) for q in plan.questions_for(requirement)),
    )


def _chosen(key: str, value: str, requirement: Requirement, language: Language) -> str:
    """Return a value in words; all of its list, to choose by pen, for a requirement yet to be written."""
    return language.text(f"{key}.{value}") if requirement.text else " / ".join(language.get(key).values())


def _method(plan: Plan, method: Method) -> MethodView:
    return MethodView(
        method.id,
        method.title,
        method.kind,
        method.task,
        method.preparation,
        method.provider,
        method.responsible,
        method.minutes,
        tuple(_criterion(method, criterion) for criterion in plan.criteria_of(method)),
    )


def _criterion(method: Method, criterion: Criterion) -> ItemView:
    return ItemView(criterion.id, criterion.text, method.part.value, measures=", ".join(criterion.requirements))


def _date(value: datetime.date | None, language: Language) -> str:
    return "" if value is None else language.date(value)


def _time(candidate: Candidate, plan: Plan, language: Language) -> str:
    """Return from when to when; without minutes of its own a candidate has those of the agenda, if it has them all."""
    if candidate.start is None:
        return ""
    start = language.time(candidate.start)
    of_agenda = [entry.minutes for entry in plan.agenda if entry.minutes is not None]
    minutes = candidate.minutes or (sum(of_agenda) if len(of_agenda) == len(plan.agenda) else 0)
    if not minutes:
        return start
    end = datetime.datetime.combine(datetime.date.min, candidate.start) + datetime.timedelta(minutes=minutes)
    return f"{start}–{language.time(end.time())}"
