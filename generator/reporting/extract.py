"""All that the forms hold about one candidate, facts and assessments apart. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.model import (
    Answer,
    Candidate,
    CandidateResult,
    CompletedForm,
    Extract,
    ExtractEntry,
    Field,
    FormExtract,
    FormResult,
    Hit,
    Kind,
    Part,
    Plan,
    Results,
    place_of,
)
from generator.problems import Place, Problem, problem
from generator.reporting.mentions import Names

FACTS = (Kind.NOTES, Kind.DONE)
"""What tells what the candidate said and did, or what was done; everything else in a form is an assessment."""


def extracts(results: Results, candidates: Collection[str] = ()) -> tuple[tuple[Extract, ...], list[Problem]]:
    """Return an extract for each candidate of whom there is a form, and where others are named in it.

    ``candidates`` holds ids; without any it is everybody.
    """
    wanted = [entry for entry in results.candidates if not candidates or entry.candidate.id in candidates]
    made = tuple(_extract(results.plan, entry) for entry in wanted if entry.forms)
    return made, [
        problem("extract_names_candidate", hit.place, name=extract.candidate.name, names=hit.names)
        for extract in made
        for hit in extract.candidates_named
    ]


def _extract(plan: Plan, entry: CandidateResult) -> Extract:
    candidate = entry.candidate
    forms = tuple(_form(plan, candidate, result) for result in entry.forms)
    texts = list(_texts(plan, candidate, forms))
    others = Names(candidate.name, tuple(other for other in plan.candidates if other.id != candidate.id))
    panel = Names(candidate.name, plan.panel)
    return Extract(candidate, forms, _hits(others, texts), _hits(panel, texts))


def _form(plan: Plan, candidate: Candidate, result: FormResult) -> FormExtract:
    entries = [_entry(plan, candidate, result.form, answer) for answer in result.form.answers.values()]
    return FormExtract(
        result.form,
        tuple(entry for entry in entries if entry.kind in FACTS),
        tuple(entry for entry in entries if entry.kind not in FACTS and entry.text.strip()),
    )


def _entry(plan: Plan, candidate: Candidate, form: CompletedForm, answer: Answer) -> ExtractEntry:
    field = Field.of(answer.tag)
    unused = answer.value is None and bool(answer.raw.strip())
    if field is None:
        return ExtractEntry(answer.tag, "", "", None, "", answer.raw, unused)
    asked = form.asked.get(field.item) or plan.item_texts.get(field.item, "")
    return ExtractEntry(
        answer.tag,
        field.part,
        field.item,
        field.kind,
        asked,
        answer.raw,
        unused or answer.tag in form.uncounted,
        tuple(_questions(plan, candidate, field)) if field.kind is Kind.NOTES else (),
    )


def _questions(plan: Plan, candidate: Candidate, field: Field) -> Iterator[str]:
    """Yield what was put to the candidate for notes that are not of a question of their own."""
    if not field.item:
        yield from candidate.follow_up
    for requirement in plan.requirements:
        if field.part == Part.IN_DEPTH and requirement.id == field.item:
            yield from (question.text for question in plan.questions_for(requirement))
    if criterion := plan.criteria_by_id.get(field.item):
        method = plan.methods_by_id[criterion.method]
        yield " – ".join(filter(None, (method.title, method.task)))


def _texts(plan: Plan, candidate: Candidate, forms: Iterable[FormExtract]) -> Iterator[tuple[Place, str]]:
    """Yield every text of an extract that people have written, each with its place."""
    for extract in forms:
        for entry in (*extract.facts, *extract.assessments):
            yield Place(file=extract.form.file, tag=entry.tag if entry.kind else ""), entry.text
        for remark in extract.remarks:
            yield Place(file=extract.form.file, tag=remark.tag), remark.text
    yield place_of(candidate, "follow_up"), "\n".join(candidate.follow_up)
    for requirement in plan.requirements:
        yield place_of(requirement, "basis"), requirement.basis


def _hits(names: Names, texts: Iterable[tuple[Place, str]]) -> tuple[Hit, ...]:
    found = ((place, names.in_text(text)) for place, text in texts)
    return tuple(Hit(place, named) for place, named in found if named)
