"""The reports that a template is tried with: of a worked-out example, and of forms that lack what forms may lack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from generator.app.forms import identity_of
from generator.app.reports import reports_of
from generator.app.trials import example_plan
from generator.bearing import bearing
from generator.language import load
from generator.model import (
    NOT_ASSESSED,
    Answer,
    Candidate,
    CompletedForm,
    Correction,
    Corrections,
    Field,
    FormResult,
    FormSpec,
    FormsPer,
    Kind,
    MadeWith,
    PanelMember,
    Plan,
    Position,
    Results,
    Status,
    Value,
)
from generator.panel import candidate_results
from generator.planning import interview_forms, plan_digest
from generator.scoring import form_totals
from generator.treatment import treatment_of

_FULL: Mapping[Kind, Value] = {
    Kind.SCORE: 4,
    Kind.MET: "met",
    Kind.RECOMMEND: "go_on",
    Kind.DONE: True,
    Kind.TOTAL: None,
}
_BARE: Mapping[Kind, Value] = {Kind.SCORE: NOT_ASSESSED}


@cache
def report_trials(document: str, code: str) -> tuple[Mapping[str, Any], ...]:
    """Return the names of the reports to try a template of a document and a language with."""
    words = load(code)
    return tuple(
        report.names
        for results in _results(example_plan(words))
        for report in reports_of(results, words)[0]
        if report.document == document
    )


def _results(plan: Plan) -> Iterator[Results]:
    """Yield results of full, bare and missing forms, of one form per candidate and of one per panel member."""
    panel = plan.panel or (PanelMember("I1", "A B", "C"), PanelMember("I2", "D E", scores=False))
    position = replace(plan.position, margin=Fraction(5), normally_ranked=3)
    full = replace(plan, position=position, panel=panel, candidates=_candidates(plan))
    per_member = replace(full, position=replace(position, forms_per=FormsPer.PANEL_MEMBER))
    yield replace(_of_plan(full, _FULL), corrections=_corrected(full.candidates[0]))
    yield replace(_of_plan(full, _BARE), corrections=Corrections("A.xlsx", ""))
    yield _of_plan(full, None)
    yield _of_plan(per_member, _FULL)
    yield _of_plan(per_member, _FULL, agreed=False)
    yield _of_plan(per_member, None, opened=True)
    poor = replace(full, position=Position(position.title), panel=(), candidates=full.candidates[:1])
    yield _of_plan(poor, _BARE)


def _corrected(candidate: Candidate) -> Corrections:
    """Return corrections of a text and of a score that was none."""
    whose = (candidate.id, candidate.name, "I1", "A B")
    entries = (
        Correction(*whose, "conclusion.summary", "A", "B2", "C", None),
        Correction(*whose, "in_depth.K1.score", "A", "B3", None, 4, raw="D"),
    )
    return Corrections("A.xlsx", "", "B C", datetime(2026, 1, 2, 3, 4, tzinfo=UTC), entries)


def _candidates(plan: Plan) -> tuple[Candidate, ...]:
    first, *_ = plan.candidates
    others = (("T1", Status.INVITED), ("T2", Status.WITHDRAWN), ("T3", Status.ABSENT))
    return (first, *(Candidate(id, f"{id} {first.name}", status=status) for id, status in others))


def _of_plan(plan: Plan, values: Mapping[Kind, Value] | None, *, agreed: bool = True, opened: bool = False) -> Results:
    """Return results of forms with one value for each kind of field; None is for forms that are not in."""
    specs = interview_forms(plan, "", "")
    wanted = [spec for spec in specs if spec.candidate.status is Status.INVITED and (agreed or spec.panel_member)]
    forms = tuple(_form(plan, spec, values) for spec in wanted) if values is not None else ()
    candidates = candidate_results(plan, forms, opened=opened)
    differences = bearing(plan, candidates)
    results = Results(plan, specs[0].digest, forms, candidates, opened=opened, bearing=differences)
    return replace(results, treatment=treatment_of(results))


def _form(plan: Plan, spec: FormSpec, values: Mapping[Kind, Value]) -> FormResult:
    answers = {field.tag: _answer(field, values) for field in spec.fields}
    texts = {**spec.texts, "position.title": "A"} if values is _FULL else spec.texts
    made_with = MadeWith(plan_digest(texts), texts, "2026-11-16T08:00:00Z")
    form = CompletedForm("", identity_of(spec, plan), answers, digest=spec.digest, made_with=made_with)
    return FormResult(form, form_totals(plan, answers))


def _answer(field: Field, values: Mapping[Kind, Value]) -> Answer:
    text = field.tag if values is _FULL else None
    value = values.get(field.kind, text)
    return Answer(field.tag, value, "" if value is None else str(value), "tag")
