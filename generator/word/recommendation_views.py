"""What the author of the template of a recommendation can name, with every word in a language.

A report has no answer fields. As in a form, a name that is not here is an error, never an empty place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from fractions import Fraction
from typing import Any

from generator.language import Language
from generator.model import (
    METHOD_PARTS,
    Assessed,
    Awaited,
    Candidate,
    ComparedCandidate,
    ComparedRequirement,
    Conclusion,
    Correction,
    Corrections,
    Field,
    FormsPer,
    Kind,
    MemberScore,
    PanelMember,
    Part,
    Plan,
    Priority,
    Recommendation,
    Statement,
    Treatment,
    Value,
)
from generator.treatment_words import about, forms_with, item_text, made, panel_of, sentences, shown, unscored, whose
from generator.word.views import LevelView, PositionView, level_views, position_view

MOST_NAMED = 12
LEAST_RANKED, MOST_ROWS = 3, 20
"""Empty rows for the ranking; people add and delete rows as they need."""


@dataclass(frozen=True)
class PanelistView:
    """One of ``panel``; ``met`` has the names of those whom this member met, where it was not all of them."""

    id: str
    name: str
    role: str
    scores: bool
    met: tuple[str, ...]


@dataclass(frozen=True)
class CriterionView:
    """What a case or a test is scored on, and the ids of the requirements that it measures."""

    id: str
    text: str
    measures: str


@dataclass(frozen=True)
class UsedMethodView:
    """One of ``methods``: the in-depth interview, a case or a test. The first has neither id nor criteria."""

    id: str
    title: str
    part: str
    kind: str
    provider: str
    responsible: str
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True)
class StatementView:
    """What somebody has written or chosen; ``member`` is empty for what the panel agrees on.

    ``asked`` is the text of the requirement that was on the form, where the plan now has another.
    """

    member: str
    text: str
    asked: str


@dataclass(frozen=True)
class ScoreView:
    """A score with what it is of: a method, or a panel member with the scores of the methods behind it."""

    of: str
    score: str
    methods: str = ""


@dataclass(frozen=True)
class AssessedView:
    """An applicant on one requirement."""

    id: str
    name: str
    assessments: tuple[StatementView, ...]
    score: str
    methods: tuple[ScoreView, ...]
    members: tuple[ScoreView, ...]
    met: tuple[StatementView, ...]


@dataclass(frozen=True)
class ComparedView:
    """One of ``requirements``, with everybody who is compared on it."""

    id: str
    text: str
    must: bool
    priority: str
    category: str
    definition: str
    advertised: str
    weight: str
    applicants: tuple[AssessedView, ...]


@dataclass(frozen=True)
class PartSummaryView:
    """What the forms sum up of a part."""

    heading: str
    statements: tuple[StatementView, ...]


@dataclass(frozen=True)
class ApplicantView:
    """One of ``applicants``: figures as text, and what the forms say of the whole."""

    id: str
    name: str
    overall: str
    basis: str
    complete: bool
    rests_on: str
    met: str
    not_met: str
    open: str
    differing: str
    no_judgement: str
    close_to: str
    awaiting: str
    parts: tuple[PartSummaryView, ...]
    summary: tuple[StatementView, ...]
    missing: tuple[StatementView, ...]
    recommend: tuple[StatementView, ...]


@dataclass(frozen=True)
class WaitingView:
    """One of ``not_compared``, and which forms are not in."""

    id: str
    name: str
    awaiting: str


@dataclass(frozen=True)
class SignerView:
    """One of ``signers``: the panel, and the recruiting manager if not in it."""

    name: str
    role: str


@dataclass(frozen=True)
class CorrectionView:
    """One of ``corrections``: whose form it is about, the field and the cell, what it said and what it says now.

    ``member`` is empty for the form of the whole panel, ``before`` and ``after`` where there is nothing.
    """

    id: str
    name: str
    member: str
    field: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class TreatedFormView:
    """One of ``treated_forms``: whose it is, when it was made, and of which version of the plan."""

    id: str
    name: str
    whose: str
    form_id: str
    made: str
    version: str


@dataclass(frozen=True)
class PlanChangeView:
    """One of ``plan_changes``: what forms were made with otherwise than the plan is now, and in which forms."""

    item: str
    text: str
    about: str
    before: str
    now: str
    forms: str


@dataclass(frozen=True)
class TreatedApplicantView:
    """One of ``treated_applicants``: panel and minutes by the plan, and the parts without any score."""

    id: str
    name: str
    panel: str
    minutes: str
    unscored: str


RECOMMENDATION: Mapping[str, Any] = {
    "position": PositionView,
    "panel": tuple[PanelistView, ...],
    "scale": tuple[LevelView, ...],
    "methods": tuple[UsedMethodView, ...],
    "requirements": tuple[ComparedView, ...],
    "applicants": tuple[ApplicantView, ...],
    "not_compared": tuple[WaitingView, ...],
    "signers": tuple[SignerView, ...],
    "provisional": bool,
    "has_doubts": bool,
    "has_close": bool,
    "interviewed": tuple[str, ...],
    "withdrawn": tuple[str, ...],
    "absent": tuple[str, ...],
    "weighted": bool,
    "margin": str,
    "per_member": bool,
    "questions_in_advance": bool,
    "normally_ranked": int,
    "empty_rows": int,
    "corrections": tuple[CorrectionView, ...],
    "corrected_file": str,
    "corrected_by": str,
    "corrected_at": str,
    "treatment": tuple[str, ...],
    "treated_forms": tuple[TreatedFormView, ...],
    "plan_changes": tuple[PlanChangeView, ...],
    "treated_applicants": tuple[TreatedApplicantView, ...],
    "plan_digest": str,
}
"""What each name of :func:`recommendation_names` is."""

NEEDED = ("requirements", "applicants", "not_compared", "provisional")
"""Names without which a recommendation would not say who is compared, and who is not yet."""


def recommendation_names(found: Recommendation, language: Language) -> dict[str, Any]:
    """Return all names of the template of a recommendation."""
    plan = found.plan
    count = len(found.candidates) + len(found.not_compared)
    ranked = plan.position.normally_ranked
    return {
        "position": position_view(plan, language),
        "panel": tuple(_panelist(plan, member) for member in plan.panel),
        "scale": level_views(plan),
        "methods": tuple(_methods(plan, language)),
        "requirements": tuple(_compared(plan, entry, language) for entry in found.requirements),
        "applicants": tuple(_applicant(found, entry, language) for entry in found.candidates),
        "not_compared": tuple(
            WaitingView(who.id, plan.called(who), _awaiting(forms, language)) for who, forms in found.not_compared
        ),
        "signers": tuple(_signers(plan, language)),
        "provisional": any(entry.awaiting for entry in found.candidates),
        "has_doubts": any(entry.missing for entry in found.candidates),
        "has_close": any(entry.close_to for entry in found.candidates),
        "interviewed": _names(plan, found.interviewed),
        "withdrawn": _names(plan, found.withdrawn),
        "absent": _names(plan, found.absent),
        "weighted": len({requirement.weight for requirement in plan.requirements}) > 1,
        "margin": "" if plan.position.margin is None else language.number(plan.position.margin),
        "per_member": plan.position.forms_per is FormsPer.PANEL_MEMBER,
        "questions_in_advance": plan.position.questions_in_advance,
        "normally_ranked": ranked or 0,
        "empty_rows": max(1, min(max(LEAST_RANKED, ranked or 0), count, MOST_ROWS)),
        **_corrected(found.corrections, plan, language),
        **_treated(found, language),
    }


def _treated(found: Recommendation, language: Language) -> dict[str, Any]:
    """Return what the appendix on equal treatment rests on."""
    treatment, plan = found.treatment or Treatment(found.digest, Conclusion.NOTHING), found.plan
    return {
        "treatment": tuple(sentences(treatment, language)),
        "treated_forms": tuple(
            TreatedFormView(
                form.candidate.id,
                plan.called(form.candidate),
                whose(form, plan, language),
                form.form_id,
                made(form, language),
                form.version.letter if form.version else language.text("results.treatment.not_known"),
            )
            for form in treatment.forms
        ),
        "plan_changes": tuple(
            PlanChangeView(
                change.item,
                item_text(change),
                about(change, language),
                shown(change.before, language),
                shown(change.now, language),
                forms_with(change, treatment, plan, language),
            )
            for change in treatment.changes
        ),
        "treated_applicants": tuple(
            TreatedApplicantView(
                entry.candidate.id,
                plan.called(entry.candidate),
                panel_of(entry, language),
                language.text("results.none") if entry.minutes is None else str(entry.minutes),
                unscored(entry, plan, language),
            )
            for entry in treatment.candidates
        ),
        "plan_digest": treatment.digest,
    }


def _corrected(found: Corrections | None, plan: Plan, language: Language) -> dict[str, Any]:
    """Return what was corrected in which workbook; nothing where the figures were taken from the forms."""
    entries = found.entries if found else ()
    called = {candidate.id: plan.called(candidate) for candidate in plan.candidates}
    saved = found.saved.astimezone(UTC) if found and found.saved else None
    at = language.text("reports.saved_at", date=language.date(saved), time=language.time(saved.time())) if saved else ""
    return {
        "corrections": tuple(
            _correction(entry, called.get(entry.candidate, entry.name), language) for entry in entries
        ),
        "corrected_file": found.file if found else "",
        "corrected_by": found.saved_by if found else "",
        "corrected_at": at,
    }


def _correction(entry: Correction, called: str, language: Language) -> CorrectionView:
    return CorrectionView(
        entry.candidate,
        called,
        entry.panel_member_name,
        language.field(entry.tag),
        f"{entry.sheet}!{entry.cell}",
        _value(entry.before, entry.tag, language) or entry.raw,
        _value(entry.after, entry.tag, language),
    )


def _value(value: Value, tag: str, language: Language) -> str:
    """Return an answer in words: a choice as it stands in a drop-down, a text as it was typed."""
    field = Field.of(tag)
    chosen = field is not None and field.kind in (Kind.SCORE, Kind.MET, Kind.RECOMMEND)
    return language.text(f"form.choices.{value}") if chosen and isinstance(value, str) else language.shown(value)


def _statements(found: Iterable[Statement], language: Language, *, choices: bool = False) -> tuple[StatementView, ...]:
    """Return statements with the names of their members; of ``choices`` the words of each."""
    return tuple(
        StatementView(
            entry.panel_member.name if entry.panel_member else "",
            language.text(f"form.choices.{entry.text}") if choices else entry.text,
            entry.asked,
        )
        for entry in found
    )


def _names(plan: Plan, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(plan.called(entry) for entry in candidates)


def _panelist(plan: Plan, member: PanelMember) -> PanelistView:
    met = [entry for entry in plan.expected_candidates() if member in plan.panel_of(entry)]
    all_of_them = len(met) == len(plan.expected_candidates())
    return PanelistView(member.id, member.name, member.role, member.scores, () if all_of_them else _names(plan, met))


def _signers(plan: Plan, language: Language) -> Iterable[SignerView]:
    manager = plan.position.manager
    known = {" ".join(member.name.split()).casefold() for member in plan.panel}
    if manager and " ".join(manager.split()).casefold() not in known:
        yield SignerView(manager, language.text("reports.manager"))
    yield from (SignerView(member.name, member.role) for member in plan.panel)


def _methods(plan: Plan, language: Language) -> Iterable[UsedMethodView]:
    for entry in plan.agenda:
        if entry.part is Part.IN_DEPTH:
            yield UsedMethodView("", language.text("parts.in_depth"), language.text("parts.in_depth"), "", "", "", ())
        for method in plan.methods_of(entry.part) if entry.part in METHOD_PARTS else ():
            criteria = (CriterionView(c.id, c.text, ", ".join(c.requirements)) for c in plan.criteria_of(method))
            yield UsedMethodView(
                method.id,
                method.title,
                language.text(f"parts.{method.part}"),
                method.kind,
                method.provider,
                method.responsible,
                tuple(criteria),
            )


def _compared(plan: Plan, entry: ComparedRequirement, language: Language) -> ComparedView:
    asked = entry.requirement
    return ComparedView(
        asked.id,
        asked.text,
        asked.priority is Priority.MUST,
        language.text(f"form.priority.{asked.priority}"),
        language.text(f"form.category.{asked.category}"),
        asked.definition,
        asked.advertised,
        language.number(asked.weight),
        tuple(_assessed(plan, assessed, language) for assessed in entry.assessed),
    )


def _assessed(plan: Plan, found: Assessed, language: Language) -> AssessedView:
    titles = {method.id: f"{method.id} {method.title}" for method in plan.methods}
    titles[Part.IN_DEPTH] = language.text("parts.in_depth")
    return AssessedView(
        found.candidate.id,
        plan.called(found.candidate),
        _statements(found.assessments, language),
        _score(found.score, language, not_assessed=found.not_assessed),
        tuple(ScoreView(titles[id], language.figure(score)) for id, score in found.methods.items()),
        tuple(_member_score(own, titles, language) for own in found.own),
        _statements(found.met, language, choices=True),
    )


def _member_score(own: MemberScore, titles: Mapping[str, str], language: Language) -> ScoreView:
    score = _score(own.score.score, language, not_assessed=own.score.not_assessed)
    methods = (f"{titles[id]} {language.figure(score)}" for id, score in own.methods.items())
    return ScoreView(own.panel_member.name, score, "; ".join(methods))


def _score(score: Fraction | None, language: Language, *, not_assessed: bool) -> str:
    """Return a score in words; nothing where it is missing."""
    if score is not None:
        return language.figure(score)
    return language.text("form.choices.not_assessed") if not_assessed else ""


def _applicant(found: Recommendation, entry: ComparedCandidate, language: Language) -> ApplicantView:
    overall = entry.overall
    judged = _judged(found, entry.candidate)
    return ApplicantView(
        id=entry.candidate.id,
        name=found.plan.called(entry.candidate),
        overall="" if overall.mean is None else language.figure(overall.mean),
        basis=language.text("reports.basis", basis=overall.basis, of=overall.of),
        complete=entry.complete,
        rests_on=language.text(f"results.rests_on.{entry.rests_on}") if entry.rests_on else "",
        met=", ".join(judged["met"]),
        not_met=", ".join(judged["not_met"]),
        open=", ".join(judged["open"]),
        differing=", ".join(judged["differing"]),
        no_judgement=", ".join(judged[""]),
        close_to=_close_to(found.plan, entry, language),
        awaiting=_awaiting(entry.awaiting, language),
        parts=tuple(
            PartSummaryView(language.text(f"parts.{agenda.part}"), _statements(said, language))
            for agenda, said in entry.parts
        ),
        summary=_statements(entry.summary, language),
        missing=_statements(entry.missing, language),
        recommend=_statements(entry.recommend, language, choices=True),
    )


def _close_to(plan: Plan, entry: ComparedCandidate, language: Language) -> str:
    """Return who is close to an applicant by name, or how many where the names would fill a page."""
    if len(entry.close_to) > MOST_NAMED:
        return language.text("reports.many_close", count=len(entry.close_to))
    return ", ".join(_names(plan, entry.close_to))


def _judged(found: Recommendation, candidate: Candidate) -> Mapping[str, list[str]]:
    """Return the ids of the must-requirements by what is said of them; where members differ, nothing else is said."""
    judged: dict[str, list[str]] = {"met": [], "not_met": [], "open": [], "differing": [], "": []}
    for entry in found.requirements:
        if entry.requirement.priority is Priority.MUST:
            (assessed,) = (one for one in entry.assessed if one.candidate == candidate)
            said = {statement.text for statement in assessed.met}
            judged[said.pop() if len(said) == 1 else "differing" if said else ""].append(entry.requirement.id)
    return judged


def _awaiting(forms: Iterable[Awaited], language: Language) -> str:
    """Return which forms are not in, and why, in one line."""
    return "; ".join(
        language.text(f"reports.awaiting.{entry.why}", whose=entry.panel_member.name)
        if entry.panel_member
        else language.text(f"reports.awaiting_one.{entry.why}")
        for entry in forms
    )
