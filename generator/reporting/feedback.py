"""What a candidate may hear back, from the form that the panel agrees on. Pure.

No score, and nothing about any other candidate: a text in which one is found is left out, and
its place in the draft is kept open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.model import (
    CONCLUSION,
    SCORED_PARTS,
    Candidate,
    CandidateResult,
    Feedback,
    Field,
    FormResult,
    Kind,
    Part,
    PartFeedback,
    Passage,
    Plan,
    RequirementFeedback,
    Results,
    Status,
    place_of,
)
from generator.problems import Place, Problem, problem
from generator.reporting.mentions import Names, ScoreWords, phrases_in

DECIDED = ("go_on", "not")
"""What a panel may have decided; a candidate whom it has not decided about gets no feedback."""


def feedback(
    results: Results, words: ScoreWords, comparing: Collection[str], candidates: Collection[str] = ()
) -> tuple[tuple[Feedback, ...], list[Problem]]:
    """Return a draft for each candidate who has a decision in the agreed form, and what is to be looked at.

    ``comparing`` are phrases that a text compares people with. ``candidates`` holds ids; without any it
    is everybody.
    """
    drafts: list[Feedback] = []
    problems: list[Problem] = []
    for entry in results.candidates:
        if candidates and entry.candidate.id not in candidates:
            continue
        draft, found = _feedback(results.plan, entry, words, comparing)
        problems += found
        if draft:
            drafts.append(draft)
    return tuple(drafts), problems


def _feedback(
    plan: Plan, entry: CandidateResult, words: ScoreWords, comparing: Collection[str]
) -> tuple[Feedback | None, list[Problem]]:
    candidate = entry.candidate
    if candidate.status is Status.WITHDRAWN or not entry.forms:
        return None, []  # a form that should have come in is told of where forms are read
    place = place_of(candidate, "name")
    values = {"name": candidate.name, "id": candidate.id}
    agreed = [result for result in entry.forms if not result.form.identity.panel_member]
    if len(agreed) != 1:
        return None, [problem("feedback_without_agreed", place, **values)]
    reader = _Reader(plan, candidate, agreed[0], words, comparing)
    decision = reader.typed(Field(CONCLUSION, "", Kind.RECOMMEND))
    if decision not in DECIDED:
        return None, [problem("feedback_undecided", place, **values)]
    if found := list(reader.names_in_the_plan()):
        return None, found
    draft = reader.draft(decision)
    if not (draft.summary.is_there or draft.parts or draft.requirements):
        return draft, [problem("feedback_without_texts", place, **values)]
    return draft, reader.problems


class _Reader:
    """Takes the texts for a draft out of a form, and keeps those back that may not be sent."""

    def __init__(
        self, plan: Plan, candidate: Candidate, agreed: FormResult, words: ScoreWords, comparing: Collection[str]
    ) -> None:
        self._plan = plan
        self._candidate = candidate
        self._form = agreed.form
        self._words = words
        self._comparing = comparing
        others = tuple(other for other in plan.candidates if other.id != candidate.id)
        self._names = Names(candidate.name, others)
        self._panel = Names(candidate.name, plan.panel)
        self.problems: list[Problem] = []

    def typed(self, field: Field) -> str:
        """Return what stands in a field, empty where that is nothing that can be used."""
        answer = self._form.answers.get(field.tag)
        return answer.value if answer and isinstance(answer.value, str) else ""

    def draft(self, decision: str) -> Feedback:
        return Feedback(
            self._candidate,
            decision,
            self._passage(Field(CONCLUSION, "", Kind.SUMMARY)),
            tuple(entry for entry in self._parts() if entry.summary.is_there),
            tuple(entry for entry in self._requirements() if entry.assessment.is_there),
        )

    def names_in_the_plan(self) -> Iterator[Problem]:
        """Yield where a text of the plan that stands in the draft holds the whole name of another candidate.

        A single word does not count there: those texts are the employer's own, and were written before.
        """
        position = self._plan.position
        texts = [(place_of(position, key), getattr(position, key)) for key in ("title", "employer", "unit", "manager")]
        texts += [(place_of(entry, "text"), entry.text) for entry in self._plan.requirements]
        texts += [(place_of(entry, "heading"), entry.heading) for entry in self._plan.agenda]
        for place, text in texts:
            if names := self._names.whole_in_text(text):
                yield problem("feedback_plan_names_candidate", place, name=self._candidate.name, names=names)

    def _parts(self) -> Iterator[PartFeedback]:
        for entry in self._plan.agenda:
            if entry.part in SCORED_PARTS:
                yield PartFeedback(entry, self._passage(Field(entry.part, "", Kind.SUMMARY)))

    def _requirements(self) -> Iterator[RequirementFeedback]:
        if any(entry.part is Part.IN_DEPTH for entry in self._plan.agenda):
            for requirement in self._plan.requirements:
                field = Field(Part.IN_DEPTH, requirement.id, Kind.ASSESSMENT)
                yield RequirementFeedback(requirement, self._passage(field))

    def _passage(self, field: Field) -> Passage:
        text = self.typed(field).strip()
        place = Place(file=self._form.file, tag=field.tag)
        named, scores = self._names.in_text(text), self._words.in_text(text)
        if named:
            self.problems.append(problem("feedback_names_candidate", place, name=self._candidate.name, names=named))
        if scores:
            self.problems.append(problem("feedback_tells_score", place, name=self._candidate.name, scores=scores))
        if named or scores:
            return Passage("", held_back=True)
        told = len(self.problems)
        if perhaps := self._names.perhaps_in_text(text):
            self.problems.append(problem("feedback_perhaps_names", place, name=self._candidate.name, names=perhaps))
        if compared := phrases_in(text, self._comparing):
            self.problems.append(problem("feedback_compares", place, name=self._candidate.name, phrases=compared))
        if members := self._panel.in_text(text):
            self.problems.append(problem("feedback_names_member", place, name=self._candidate.name, names=members))
        return Passage(text, doubtful=len(self.problems) > told)
