"""From the answers of a form to its figures, in exact fractions.

A score that is missing or *not assessed* never counts as zero: it is left out of every sum,
maximum and mean. Nothing about a person but the scores enters the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeGuard

from generator.model import (
    MET_VALUES,
    METHOD_PARTS,
    NOT_ASSESSED,
    SCORED_PARTS,
    Answer,
    Field,
    FormTotals,
    Kind,
    Overall,
    Part,
    PartTotals,
    Plan,
    Priority,
    Requirement,
    RequirementScore,
    Value,
)
from generator.problems import Place, Problem, problem

Answers = Mapping[str, Answer]


def form_totals(plan: Plan, answers: Answers) -> FormTotals:
    """Return the figures of one form; ``answers`` by tag, a tag that is absent counts as missing."""
    highest = plan.scale[-1].score
    parts = {part: part_totals(part, _items(plan, part), highest, answers) for part in _scored_parts(plan)}
    requirements = {entry.id: requirement_score(plan, entry, answers) for entry in plan.requirements}
    return FormTotals(
        parts=parts,
        requirements=requirements,
        overall=overall(plan, requirements),
        complete=all(totals.scored + totals.not_assessed == totals.of for totals in parts.values()),
    )


def difference(
    weights: Mapping[str, Fraction | int], first: Mapping[str, Fraction | int], second: Mapping[str, Fraction | int]
) -> Fraction | None:
    """Return the first's overall figure minus the second's, on the requirements that both have a score on.

    All are by the requirement's id. None where no such requirement weighs anything.
    """
    shared = first.keys() & second.keys()
    weight = sum([weights[id] for id in shared])
    return Fraction(sum([weights[id] * (first[id] - second[id]) for id in shared]), weight) if weight else None


def is_close(plan: Plan, apart: Fraction | None) -> bool:
    """Return whether two candidates so far apart are nearly equal by the plan's margin, where it sets one."""
    margin = plan.position.margin
    return margin is not None and apart is not None and abs(apart) <= margin


def scores_of(totals: FormTotals) -> dict[str, Fraction]:
    """Return the scores of the requirements that have one, by id."""
    return {id: entry.score for id, entry in totals.requirements.items() if entry.score is not None}


def remarks(plan: Plan, form: Place, answers: Answers, totals: FormTotals) -> list[Problem]:
    """Return what a person should look at in a form: missing scores, typed totals, low scores on must-requirements.

    ``form`` is the place of the form as a whole.
    """
    return [
        *(found for part in totals.parts for found in missing_scores(form, part, _items(plan, part), answers)),
        *(
            found
            for part, figures in totals.parts.items()
            for found in typed_total(form, part, figures, plan.scale[-1].score, answers)
        ),
        *_low_scores(plan, form, totals),
    ]


def score_fields(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return the tags of all score fields in the order of the form, each with the requirements that it measures."""
    measured = {entry.id: entry.requirements for entry in plan.criteria}
    return {
        Field(part, item, Kind.SCORE).tag: (item,) if part is Part.IN_DEPTH else measured[item]
        for part in _scored_parts(plan)
        for item in _items(plan, part)
    }


def _scored_parts(plan: Plan) -> list[Part]:
    return [entry.part for entry in plan.agenda if entry.part in SCORED_PARTS]


def _items(plan: Plan, part: Part) -> list[str]:
    """Return the ids of what is scored in a part, in the order of the form."""
    if part is Part.IN_DEPTH:
        return [requirement.id for requirement in plan.requirements]
    return [criterion.id for method in plan.methods_of(part) for criterion in plan.criteria_of(method)]


def _value(answers: Answers, part: Part, item: str, kind: Kind) -> Value:
    answer = answers.get(Field(part, item, kind).tag)
    return None if answer is None else answer.value


def is_score(value: Value) -> TypeGuard[int]:
    """Return whether the value of an answer is a score, as it was taken from the scale."""
    return isinstance(value, int) and not isinstance(value, bool)


def _scores(answers: Answers, part: Part, items: Iterable[str]) -> list[int]:
    values = (_value(answers, part, item, Kind.SCORE) for item in items)
    return [value for value in values if is_score(value)]


def part_totals(part: Part, items: Sequence[str], highest: int, answers: Answers) -> PartTotals:
    """Return the figures of a part; ``items`` are the ids of what is scored in it, ``highest`` the top of the scale."""
    scores = _scores(answers, part, items)
    return PartTotals(
        sum=sum(scores),
        max=highest * len(scores),
        scored=len(scores),
        of=len(items),
        not_assessed=sum(_value(answers, part, item, Kind.SCORE) == NOT_ASSESSED for item in items),
        mean=mean(scores),
    )


def requirement_score(plan: Plan, requirement: Requirement, answers: Answers) -> RequirementScore:
    """Return what one form says of a requirement: the mean of its methods, and the judgement."""
    means = ((method, mean(scores)) for method, scores in _scores_by_method(plan, requirement, answers))
    methods = {method: figure for method, figure in means if figure is not None}
    met = _value(answers, Part.IN_DEPTH, requirement.id, Kind.MET)
    return RequirementScore(
        score=mean(list(methods.values())),
        methods=methods,
        met=met if isinstance(met, str) and met in MET_VALUES else None,
    )


def _scores_by_method(plan: Plan, requirement: Requirement, answers: Answers) -> Iterator[tuple[str, list[int]]]:
    for part in _scored_parts(plan):
        if part is Part.IN_DEPTH:
            yield part.value, _scores(answers, part, [requirement.id])
        for method in plan.methods_of(part) if part in METHOD_PARTS else ():
            measuring = [entry.id for entry in plan.criteria_of(method) if requirement.id in entry.requirements]
            yield method.id, _scores(answers, part, measuring)


def overall(plan: Plan, requirements: Mapping[str, RequirementScore]) -> Overall:
    """Return the mean of the requirement scores, weighted, and how many have one."""
    weighted = [
        (requirement.weight, score)
        for requirement in plan.requirements
        if (score := requirements[requirement.id].score) is not None
    ]
    weights = sum((weight for weight, _ in weighted), Fraction())
    total = sum((weight * score for weight, score in weighted), Fraction())
    return Overall(mean=total / weights if weights else None, basis=len(weighted), of=len(plan.requirements))


def mean(numbers: Sequence[int | Fraction]) -> Fraction | None:
    """Return the exact mean, None of nothing."""
    return Fraction(sum(numbers)) / len(numbers) if numbers else None


def missing_scores(form: Place, part: Part, items: Iterable[str], answers: Answers) -> Iterator[Problem]:
    """Yield that some of a part's items are neither scored nor set to *not assessed*."""
    values = ((item, _value(answers, part, item, Kind.SCORE)) for item in items)
    missing = [item for item, value in values if not is_score(value) and value != NOT_ASSESSED]
    if missing:
        place = replace(form, tag=Field(part, "", Kind.SCORE).tag)
        yield problem("scores_missing", place, ids=missing)


def typed_total(form: Place, part: Part, figures: PartTotals, highest: int, answers: Answers) -> Iterator[Problem]:
    """Yield that a person's own total of a part is not the sum of its scores."""
    tag = Field(part, "", Kind.TOTAL).tag
    answer = answers.get(tag)
    if answer is None or answer.value is None:
        return
    typed = str(answer.value).strip()
    number = _number(typed, figures, highest)
    if number is None:
        yield problem("total_unreadable", replace(form, tag=tag), typed=typed, sum=figures.sum)
    elif number != figures.sum:
        yield problem("total_differs", replace(form, tag=tag), typed=typed, sum=figures.sum)


_OF = r"\s*(?:/|[^\W\d_]+)\s*"
_TYPED_TOTAL = re.compile(
    rf"(?P<sum>[0-9]{{1,9}}(?:[.,][0-9]{{1,9}})?)(?:{_OF}(?P<max>[0-9]{{1,9}}))?"
    rf"(?P<basis>,\s+(?P<scored>[0-9]{{1,9}}){_OF}(?P<of>[0-9]{{1,9}})\s+[^\W\d_]+)?"
)
"""``17``, ``17/20``, ``17 of 20``, and with what it rests on, as we write it: ``17 of 20, 4 of 5 scored``."""


def stated_sum(text: str) -> Fraction | None:
    """Return the sum that a total states, whatever highest sum it names beside it; None when it is no total."""
    match = _TYPED_TOTAL.fullmatch(text.strip())
    return match and Fraction(match["sum"].replace(",", "."))


def _number(text: str, figures: PartTotals, highest: int) -> Fraction | None:
    """Return the number a total stands for; None where it names a highest sum or a basis that it cannot have.

    A total that was written beside its basis may be older than the scores; then its number alone is compared.
    """
    number, match = stated_sum(text), _TYPED_TOTAL.fullmatch(text)
    if number is None or match is None or (match["basis"] and number != figures.sum):
        return number
    fits = match["max"] is None or int(match["max"]) in {figures.max, highest * figures.of}
    if match["basis"]:
        fits = fits and (int(match["scored"]), int(match["of"])) == (figures.scored, figures.of)
    return number if fits else None


def _low_scores(plan: Plan, form: Place, totals: FormTotals) -> Iterator[Problem]:
    for requirement in plan.requirements:
        result = totals.requirements[requirement.id]
        if requirement.priority is not Priority.MUST or result.met not in (None, "open") or result.score is None:
            continue
        if result.score <= plan.position.low_score:
            place = replace(form, tag=Field(Part.IN_DEPTH, requirement.id, Kind.MET).tag)
            yield problem(
                "low_score_on_must", place, id=requirement.id, requirement=requirement.text, score=result.score
            )
