"""From the forms of a panel to the figures of a candidate, in exact fractions.

Each member's own form keeps its figures. What the panel agrees on goes before the mean of the
members, and a candidate is not compared with others until every expected form is in: nobody is
to be led by the figures of others, and half a panel has no mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial

from generator.model import (
    NOT_ASSESSED,
    Awaited,
    Candidate,
    CandidateResult,
    FormResult,
    FormsPer,
    FormTotals,
    Lacking,
    OwnScore,
    PanelScore,
    PanelScores,
    Plan,
    RequirementScore,
    RestsOn,
    Results,
    Status,
    place_of,
)
from generator.problems import TELL_FIGURES, Problem, problem
from generator.scoring import mean, overall, score_fields

Own = Mapping[str, FormResult]
"""The one form of each panel member who has written one, by the member's id in the order of the panel."""


def candidate_results(plan: Plan, forms: Iterable[FormResult], *, opened: bool = False) -> tuple[CandidateResult, ...]:
    """Return one entry per candidate in the workbook's order.

    Where an expected form is not in there are no figures, unless comparisons are ``opened``. Where it is that of a
    member, no problem of the others' forms tells any either.
    """
    by_candidate: dict[str, list[FormResult]] = {}
    for result in forms:
        by_candidate.setdefault(result.form.identity.candidate, []).append(result)
    return tuple(
        _candidate_result(plan, candidate, by_candidate.get(candidate.id, []), opened=opened)
        for candidate in plan.candidates
    )


def panel_remarks(results: Results) -> list[Problem]:
    """Return who is not compared because members' forms are not in, or is all the same, and who has no agreed form."""
    found: list[Problem] = []
    for entry in results.candidates:
        place = place_of(entry.candidate, "name")
        values = {"name": entry.candidate.name, "id": entry.candidate.id}
        members = [member.name for member in entry.awaited_members]
        if members:
            closed = "comparison_opened" if entry.totals else "comparison_closed"  # without figures nothing is opened
            found.append(problem(closed, place, **values, members=members))
        elif entry.rests_on in (RestsOn.PANEL_MEAN, RestsOn.ONE_FORM):
            found.append(problem("agreed_missing", place, **values))
    return found


def _candidate_result(plan: Plan, candidate: Candidate, forms: list[FormResult], *, opened: bool) -> CandidateResult:
    awaiting = _awaiting(plan, candidate, forms)
    if awaiting and not opened:
        of_members = any(entry.panel_member for entry in awaiting)
        return CandidateResult(
            candidate, tuple(map(_without_figures, forms) if of_members else forms), awaiting=awaiting
        )
    agreed, own = _of_member(forms, ""), _own_forms(plan, forms)
    panel = _panel_scores(plan, own, agreed[0] if len(agreed) == 1 else None) if own else None
    totals, rests_on = _figures(plan, agreed, own, panel)
    return CandidateResult(candidate, tuple(forms), totals, rests_on, awaiting, panel)


def _without_figures(result: FormResult) -> FormResult:
    """Return a form without the problems that tell figures."""
    return replace(result, problems=tuple(found for found in result.problems if found.code not in TELL_FIGURES))


def _figures(
    plan: Plan, agreed: list[FormResult], own: Own, panel: PanelScores | None
) -> tuple[FormTotals | None, RestsOn | None]:
    """Return a candidate's figures and what they rest on; none where there are two that the panel agrees on."""
    if agreed:
        return (agreed[0].totals, RestsOn.AGREED) if len(agreed) == 1 else (None, None)
    if panel is None:
        return None, None
    if len(own) == 1:
        return next(iter(own.values())).totals, RestsOn.ONE_FORM
    complete = all(result.totals.complete for result in own.values())
    return FormTotals({}, _means(panel.requirements), panel.overall, complete), RestsOn.PANEL_MEAN


def _means(scores: Mapping[str, PanelScore]) -> dict[str, RequirementScore]:
    return {id: RequirementScore(score.mean, {}, None) for id, score in scores.items()}


# ---- which forms are in


def _awaiting(plan: Plan, candidate: Candidate, forms: list[FormResult]) -> tuple[Awaited, ...]:
    """Return the forms that are expected of a candidate and not in.

    None is expected of one who has withdrawn, nor of one who did not come unless something is
    written in one all the same. What the panel agrees on is written last and not expected.
    """
    written = any(not result.form.is_empty for result in forms)
    if candidate.status is Status.WITHDRAWN or (candidate.status is Status.ABSENT and not written):
        return ()
    if plan.position.forms_per is FormsPer.CANDIDATE:
        why = _lacking(forms)
        return (Awaited(None, why),) if why else ()
    whys = ((member, _lacking(_of_member(forms, member.id), own=True)) for member in plan.scorers_of(candidate))
    return tuple(Awaited(member, why) for member, why in whys if why)


def _lacking(forms: list[FormResult], *, own: bool = False) -> Lacking | None:
    """Return why a form is not in, None when it is; a member's own has to have something written in it."""
    if len(forms) != 1:
        return Lacking.SEVERAL if forms else Lacking.MISSING
    return Lacking.EMPTY if own and forms[0].form.is_empty else None


def _of_member(forms: Iterable[FormResult], member: str) -> list[FormResult]:
    """Return the forms of a panel member, or those of the whole panel for an empty id."""
    return [result for result in forms if result.form.identity.panel_member == member]


def _own_forms(plan: Plan, forms: list[FormResult]) -> dict[str, FormResult]:
    of_members = ((member.id, _of_member(forms, member.id)) for member in plan.panel)
    return {id: found[0] for id, found in of_members if found and not _lacking(found, own=True)}


# ---- beside each other


def _panel_scores(plan: Plan, own: Own, agreed: FormResult | None) -> PanelScores:
    measured_by: dict[str, list[str]] = {}
    for tag, ids in score_fields(plan).items():
        for id in ids:
            measured_by.setdefault(id, []).append(tag)

    requirements = {
        entry.id: _beside(own, agreed, partial(_requirement_score, id=entry.id, tags=measured_by.get(entry.id, ())))
        for entry in plan.requirements
    }
    return PanelScores(
        requirements=requirements,
        fields={tag: _beside(own, agreed, partial(_field_score, tag=tag)) for tag in score_fields(plan)},
        overall=overall(plan, _means(requirements)),
        own_overall={id: result.totals.overall for id, result in own.items()},
    )


def _beside(own: Own, agreed: FormResult | None, score_of: Callable[[FormResult], OwnScore]) -> PanelScore:
    scores = {id: score_of(result) for id, result in own.items()}
    counted = [entry.score for entry in scores.values() if entry.score is not None]
    return PanelScore(
        own=scores,
        mean=mean(counted),
        lowest=min(counted, default=None),
        highest=max(counted, default=None),
        agreed=score_of(agreed) if agreed else None,
    )


def _requirement_score(result: FormResult, id: str, tags: Iterable[str]) -> OwnScore:
    found = result.totals.requirements[id]
    not_assessed = found.score is None and any(_field_score(result, tag).not_assessed for tag in tags)
    return OwnScore(found.score, not_assessed, found.met)


def _field_score(result: FormResult, tag: str) -> OwnScore:
    answer = result.form.answers.get(tag)
    value = answer.value if answer else None
    score = Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else None
    return OwnScore(score, value == NOT_ASSESSED)
