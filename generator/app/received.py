"""What has come in for one form of the plan, from a document or from a row of a score sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.app.forms import identity_of
from generator.model import (
    Answer,
    Candidate,
    CompletedForm,
    Field,
    FormResult,
    FormSpec,
    Identity,
    Kind,
    MadeWith,
    Plan,
    Reading,
    Remark,
    Status,
)
from generator.planning import SCHEMA, same_name
from generator.problems import Place, Problem, Tag, problem
from generator.scoring import form_totals, remarks


def _counts(_: Field) -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Received:
    """A form that is of this plan and one of its candidates, as it was read.

    ``place`` is where a person finds the whole, ``places`` where answers stand that it does not
    tell of by their field. ``uncounted`` says which fields the plan has changed under. ``asked``
    maps ids to the texts that it was made with, and ``digest`` is that of the document, if it is
    one. ``made_with`` is the plan that it was made with. ``remarks`` are no answers and change none.
    """

    spec: FormSpec
    path: str
    place: Place
    form_id: str
    answers: Mapping[str, Answer]
    places: Mapping[str, Place] = field(default_factory=dict)
    uncounted: Callable[[Field], bool] = _counts
    asked: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: str = ""
    made_with: MadeWith = field(default_factory=MadeWith)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered anything."""
        return not any(answer.is_given for answer in self.answers.values())

    @property
    def raw(self) -> dict[str, str]:
        """Everything that stands in it, by tag."""
        return {tag: answer.raw for tag, answer in self.answers.items() if answer.raw.strip()}

    def place_of(self, tag: str) -> Place:
        """Return where the answer of a field stands."""
        return self.places.get(tag) or replace(self.place, tag=tag)


def answered(answer: Answer | None) -> bool:
    """Return whether somebody has written something, or ticked a box."""
    return answer is not None and answer.is_given


def other_version(found: str | int, place: Place) -> Problem:
    """Return what to say of a form of another version than ours: a newer one asks for another remedy than an older."""
    newer = str(found).isdecimal() and int(found) > SCHEMA
    return problem("form_newer_version" if newer else "form_older_version", place, found=found, known=SCHEMA)


def match(
    identity: Identity, place: Place, plan: Plan, specs: Sequence[FormSpec]
) -> tuple[FormSpec | None, list[Problem]]:
    """Return the form of the plan that somebody's form is, by candidate and panel member, or why it is none."""
    candidates = {candidate.id.casefold(): candidate for candidate in plan.candidates}
    candidate = candidates.get(identity.candidate.casefold())
    listed = [entry.id for entry in plan.candidates if same_name(entry.name, identity.name)]
    if candidate is None:
        known = [f"{entry.id} {entry.name}" for entry in plan.candidates]
        values = {"id": identity.candidate, "name": identity.name, "known": known, "listed": listed}
        return None, [problem("form_unknown_candidate", place, **values)]
    if not same_name(candidate.name, identity.name):
        title, position = identity.title, plan.position.title
        other = title if title and not same_name(title, position) else ""
        values = {"id": candidate.id, "name": identity.name, "now": candidate.name, "listed": listed}
        return None, [problem("form_name_differs", place, **values, title=other, position=position)]
    if candidate.status is Status.WITHDRAWN:
        return None, [problem("form_of_withdrawn", place, name=candidate.name)]
    return _of_member([spec for spec in specs if spec.candidate.id == candidate.id], identity, place)


def _of_member(specs: Sequence[FormSpec], identity: Identity, place: Place) -> tuple[FormSpec | None, list[Problem]]:
    """Return which of a candidate's forms a document is, by its panel member."""
    values = {"id": identity.panel_member, "member": identity.panel_member_name, "name": identity.name}
    for spec in specs:
        member = spec.panel_member
        if (member.id if member else "").casefold() == identity.panel_member.casefold():
            if member and not same_name(member.name, identity.panel_member_name):
                return None, [problem("form_member_differs", place, **values, now=member.name)]
            return spec, []
    return None, [problem("form_unexpected_member", place, **values)]


def result_of(received: Received, plan: Plan) -> FormResult:
    """Return a form with its figures and all that was found in it."""
    form = CompletedForm(
        path=received.path,
        identity=replace(identity_of(received.spec, plan), form_id=received.form_id),
        answers=_counted(received.answers, received.uncounted),
        asked=received.asked,
        remarks=received.remarks,
        uncounted=_uncounted(received),
        digest=received.digest,
        file=received.place.file,
        made_with=received.made_with,
    )
    return figured(form, Reading(received.place, received.places, received.problems), received.spec.candidate, plan)


def figured(form: CompletedForm, reading: Reading, candidate: Candidate, plan: Plan) -> FormResult:
    """Return a form of a candidate with its figures, and with what they say beside what was found in reading it."""
    totals = form_totals(plan, form.answers)
    # A member's own form that nobody has written in is not in yet, which is told of the candidate.
    waits = form.is_empty and form.identity.panel_member
    problems = (
        *reading.problems,
        *_remarked(form, reading.place),
        *(() if waits else remarks(plan, reading.place, form.answers, totals)),
        *_absent(form, reading.place, candidate),
    )
    return FormResult(form, totals, problems, reading)


def _remarked(form: CompletedForm, place: Place) -> Iterator[Problem]:
    """Yield how many remarks there are and which fields they stand in, so that nobody overlooks them."""
    if form.remarks:
        where = dict.fromkeys(Tag(remark.tag) for remark in form.remarks if remark.tag)
        yield problem("remarks_collected", Place(file=place.file), count=len(form.remarks), where=list(where))


def _absent(form: CompletedForm, place: Place, candidate: Candidate) -> Iterator[Problem]:
    if candidate.status is Status.ABSENT and not form.is_empty:
        yield problem("form_of_absent", place, name=candidate.name)


def _uncounted(received: Received) -> frozenset[str]:
    """Return the tags of scores that stand in a form and do not count: their texts have changed, or they are gone."""
    scores = ((tag, answer, Field.of(tag)) for tag, answer in received.answers.items() if answer.is_given)
    return frozenset(
        tag
        for tag, _, field in scores
        if field and field.kind is Kind.SCORE and (field not in received.spec.fields or received.uncounted(field))
    )


def _counted(answers: Mapping[str, Answer], uncounted: Callable[[Field], bool]) -> dict[str, Answer]:
    def counted(answer: Answer) -> Answer:
        field = Field.of(answer.tag)
        judged = field is not None and field.kind in (Kind.SCORE, Kind.MET)
        return replace(answer, value=None) if field and judged and uncounted(field) else answer

    return {tag: counted(answer) for tag, answer in answers.items()}
