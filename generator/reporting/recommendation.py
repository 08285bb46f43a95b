"""What a recommendation rests on: the candidates beside each other, requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model import (
    CONCLUSION,
    NOT_ASSESSED,
    SCORED_PARTS,
    Assessed,
    Awaited,
    Candidate,
    CandidateResult,
    ComparedCandidate,
    ComparedRequirement,
    Field,
    FormTotals,
    Kind,
    Lacking,
    MemberScore,
    Part,
    Priority,
    Recommendation,
    Requirement,
    RestsOn,
    Results,
    Status,
)
from generator.reporting.statements import statements
from generator.scoring import score_fields


def recommendation(results: Results) -> Recommendation:
    """Return what a recommendation says; candidates without figures are not compared in any of it."""
    plan = results.plan
    in_it = [entry for entry in results.candidates if entry.candidate.status is not Status.WITHDRAWN]
    compared = [(entry, entry.totals) for entry in in_it if entry.totals and not _is_empty(entry)]
    close = _close(results)
    return Recommendation(
        plan,
        results.digest,
        tuple(
            ComparedRequirement(asked, tuple(_assessed(results, entry, totals, asked) for entry, totals in compared))
            for asked in plan.requirements
        ),
        tuple(_as_a_whole(results, entry, totals, close.get(entry.candidate.id, ())) for entry, totals in compared),
        tuple((entry.candidate, _waited_for(entry)) for entry in in_it if _is_waiting(entry)),
        interviewed=_with(results, Status.INVITED),
        withdrawn=_with(results, Status.WITHDRAWN),
        absent=_with(results, Status.ABSENT),
        corrections=results.corrections,
        treatment=results.treatment,
    )


def _with(results: Results, status: Status) -> tuple[Candidate, ...]:
    return tuple(entry for entry in results.plan.candidates if entry.status is status)


def _is_empty(entry: CandidateResult) -> bool:
    """Return whether nobody has written anything in any form: then there is nothing to compare, whoever has one."""
    return all(result.form.is_empty for result in entry.forms)


def _is_waiting(entry: CandidateResult) -> bool:
    nothing = entry.totals is None or _is_empty(entry)
    return nothing and (entry.candidate.status is Status.INVITED or bool(entry.awaiting))


def _waited_for(entry: CandidateResult) -> tuple[Awaited, ...]:
    """Return which forms are not in; where all are, there is nothing in them or the agreed ones differ."""
    return entry.awaiting or (Awaited(None, Lacking.EMPTY if _is_empty(entry) else Lacking.SEVERAL),)


def _close(results: Results) -> dict[str, tuple[Candidate, ...]]:
    """Return who is close to whom by the plan's margin, both ways."""
    known = {candidate.id: candidate for candidate in results.plan.candidates}
    close: dict[str, list[Candidate]] = {}
    for pair in results.bearing.close if results.bearing else ():
        close.setdefault(pair.first, []).append(known[pair.second])
        close.setdefault(pair.second, []).append(known[pair.first])
    return {id: tuple(others) for id, others in close.items()}


def _assessed(results: Results, entry: CandidateResult, totals: FormTotals, asked: Requirement) -> Assessed:
    plan, found = results.plan, totals.requirements[asked.id]
    met = statements(plan, entry, Field(Part.IN_DEPTH, asked.id, Kind.MET))
    return Assessed(
        entry.candidate,
        statements(plan, entry, Field(Part.IN_DEPTH, asked.id, Kind.ASSESSMENT)),
        found.score,
        found.score is None and _is_not_assessed(results, entry, asked),
        found.methods,
        tuple(_own(results, entry, asked)),
        met if asked.priority is Priority.MUST else (),
    )


def _is_not_assessed(results: Results, entry: CandidateResult, asked: Requirement) -> bool:
    """Return whether somebody has chosen that a requirement is not assessed, in a form that the figures rest on."""
    tags = [tag for tag, measured in score_fields(results.plan).items() if asked.id in measured]
    answers = (result.form.answers.get(tag) for result in entry.counted_forms for tag in tags)
    return any(answer is not None and answer.value == NOT_ASSESSED for answer in answers)


def _own(results: Results, entry: CandidateResult, asked: Requirement) -> Iterable[MemberScore]:
    if entry.panel and entry.rests_on is RestsOn.PANEL_MEAN:
        own = entry.panel.requirements[asked.id].own
        found = {result.form.identity.panel_member: result.totals.requirements[asked.id] for result in entry.forms}
        for member in results.plan.panel:
            if member.id in own:
                yield MemberScore(member, own[member.id], found[member.id].methods)


def _as_a_whole(
    results: Results, entry: CandidateResult, totals: FormTotals, close: tuple[Candidate, ...]
) -> ComparedCandidate:
    plan = results.plan
    parts = [agenda for agenda in plan.agenda if agenda.part in SCORED_PARTS]
    of_parts = [(agenda, statements(plan, entry, Field(agenda.part, "", Kind.SUMMARY))) for agenda in parts]
    return ComparedCandidate(
        entry.candidate,
        totals.overall,
        entry.rests_on,
        entry.complete,
        tuple((agenda, said) for agenda, said in of_parts if said),
        summary=statements(plan, entry, Field(CONCLUSION, "", Kind.SUMMARY)),
        missing=statements(plan, entry, Field(CONCLUSION, "", Kind.MISSING)),
        recommend=statements(plan, entry, Field(CONCLUSION, "", Kind.RECOMMEND)),
        close_to=close,
        awaiting=entry.awaiting,
    )
