"""How much the differences between candidates bear: whether they stay when the figures are reckoned in another way.

Two candidates are compared on the requirements that both have a score on. The same difference is
then reckoned with all requirements weighing alike, and without each thing that it rests on. With so
few scores nothing more can be said. Nobody is ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm

from generator.model import (
    Alternative,
    AlternativeKind,
    Bearing,
    CandidateResult,
    Change,
    FormResult,
    NotCompared,
    Outcome,
    PairBearing,
    Plan,
    RestsOn,
)
from generator.problems import Problem, problem
from generator.scoring import difference, is_close, is_score, mean, requirement_score, score_fields, scores_of

Scores = Mapping[str, Fraction]
"""Of a candidate, by the requirement's id; a requirement without a score is not there."""
Fields = Mapping[str, tuple[str, ...]]
"""The requirements that each score field measures, by tag."""


def bearing(plan: Plan, candidates: Sequence[CandidateResult]) -> Bearing:
    """Return what the differences between every two candidates with figures bear, and who is not compared and why."""
    whys = {entry.candidate.id: why for entry in candidates if (why := _why_not(entry))}
    fields = score_fields(plan)
    alternatives = tuple(_alternatives(plan, fields))
    reckoned = [_reckon(plan, entry, fields, alternatives) for entry in candidates if entry.candidate.id not in whys]
    comparing = _Comparing.of(plan, alternatives, reckoned)
    return Bearing(tuple(comparing.pair(*both) for both in combinations(comparing.candidates, 2)), whys)


def close_candidates(plan: Plan, bearing: Bearing) -> list[Problem]:
    """Return whose overall figures differ by no more than the plan's margin, to be assessed as a whole.

    Each pair is told once, with the candidate that stands first in the workbook.
    """
    called = {candidate.id: plan.called(candidate) for candidate in plan.candidates}
    close: dict[str, list[str]] = {}
    for pair in bearing.close:
        close.setdefault(pair.first, []).append(called[pair.second])
    margin = plan.position.margin
    return [
        problem("candidates_close", name=called[first], others=names, margin=margin) for first, names in close.items()
    ]


def _why_not(entry: CandidateResult) -> NotCompared | None:
    """Return why a candidate has no figures to compare, None for one who has."""
    if entry.totals:
        return None if scores_of(entry.totals) else NotCompared.NO_SCORES
    return entry.without_figures


def _alternatives(plan: Plan, fields: Fields) -> Iterator[Alternative]:
    """Yield the other ways to reckon; a field that is all there is of one requirement is left out as that one."""
    measuring = Counter(id for ids in fields.values() for id in set(ids))
    yield Alternative(AlternativeKind.EQUAL_WEIGHTS)
    for requirement in plan.requirements:
        yield Alternative(AlternativeKind.WITHOUT_REQUIREMENT, requirement.id)
    for tag, ids in fields.items():
        if len(set(ids)) > 1 or any(measuring[id] > 1 for id in ids):
            yield Alternative(AlternativeKind.WITHOUT_FIELD, tag)
    for member in plan.panel:
        yield Alternative(AlternativeKind.WITHOUT_MEMBER, member.id)


# ---- a candidate in each alternative


@dataclass(frozen=True)
class _Instead:
    """A candidate's scores in an alternative, and the requirements whose score it touches."""

    touched: frozenset[str]
    scores: Mapping[str, Fraction | int]


@dataclass(frozen=True)
class _Reckoned:
    """A candidate's scores as they count, and in each alternative in turn, None where it touches none of them."""

    id: str
    scores: Mapping[str, Fraction | int]
    instead: tuple[_Instead | None, ...]


def _reckon(plan: Plan, entry: CandidateResult, fields: Fields, alternatives: Iterable[Alternative]) -> _Reckoned:
    assert entry.totals is not None  # or there would be a reason not to compare
    scores = scores_of(entry.totals)
    touched = (_touched(plan, entry, scores, fields, alternative) for alternative in alternatives)
    return _Reckoned(entry.candidate.id, scores, tuple(_instead(scores, found) for found in touched))


def _instead(scores: Scores, touched: Mapping[str, Fraction | None]) -> _Instead | None:
    if not touched:
        return None
    then = {id: touched.get(id, score) for id, score in scores.items()}
    return _Instead(frozenset(touched), {id: score for id, score in then.items() if score is not None})


def _touched(
    plan: Plan, entry: CandidateResult, scores: Scores, fields: Fields, alternative: Alternative
) -> dict[str, Fraction | None]:
    """Return the requirements whose score an alternative touches, with their score then."""
    left_out = alternative.left_out
    if alternative.kind is AlternativeKind.WITHOUT_REQUIREMENT:
        return {left_out: None} if left_out in scores else {}
    if alternative.kind is AlternativeKind.WITHOUT_FIELD:
        return _without_field(plan, entry.counted_forms, left_out, fields[left_out])
    if alternative.kind is AlternativeKind.WITHOUT_MEMBER and entry.rests_on is RestsOn.PANEL_MEAN:
        return _without_member(entry.counted_forms, left_out)
    return {}


def _without_field(
    plan: Plan, forms: Sequence[FormResult], tag: str, measured: Iterable[str]
) -> dict[str, Fraction | None]:
    if not any(tag in form.form.answers and is_score(form.form.answers[tag].value) for form in forms):
        return {}
    kept = [{other: answer for other, answer in form.form.answers.items() if other != tag} for form in forms]
    return {
        requirement.id: _mean(requirement_score(plan, requirement, answers).score for answers in kept)
        for requirement in plan.requirements
        if requirement.id in measured
    }


def _without_member(forms: Iterable[FormResult], member: str) -> dict[str, Fraction | None]:
    scores = {form.form.identity.panel_member: scores_of(form.totals) for form in forms}
    left_out = scores.pop(member, {})
    return {id: _mean(own.get(id) for own in scores.values()) for id in left_out}


def _mean(scores: Iterable[Fraction | None]) -> Fraction | None:
    return mean([score for score in scores if score is not None])


# ---- two candidates


@dataclass(frozen=True)
class _Comparing:
    """Candidates to be compared, their scores in whole numbers of ``parts`` of a point, and weights as whole numbers.

    Exact like fractions, and many times as fast: two hundred candidates make twenty thousand pairs.
    """

    plan: Plan
    alternatives: Sequence[Alternative]
    candidates: Sequence[_Reckoned]
    parts: int
    weights: Mapping[str, int]
    alike: Mapping[str, int]

    @classmethod
    def of(cls, plan: Plan, alternatives: Sequence[Alternative], reckoned: Sequence[_Reckoned]) -> _Comparing:
        """Return the comparison of candidates whose scores are still fractions."""
        of_all = [scores for entry in reckoned for scores in (entry.scores, *_scores_instead(entry))]
        parts = lcm(*(score.denominator for scores in of_all for score in scores.values()))
        shares = lcm(*(weight.denominator for weight in plan.weights.values()))
        candidates = [
            _Reckoned(
                entry.id,
                _whole(entry.scores, parts),
                tuple(found and _Instead(found.touched, _whole(found.scores, parts)) for found in entry.instead),
            )
            for entry in reckoned
        ]
        return cls(plan, alternatives, candidates, parts, _whole(plan.weights, shares), dict.fromkeys(plan.weights, 1))

    def pair(self, first: _Reckoned, second: _Reckoned) -> PairBearing:
        """Return what the difference between two candidates bears."""
        shared = tuple(id for id in self.weights if id in first.scores and id in second.scores)
        found = difference(self.weights, first.scores, second.scores)
        if found is None:
            return PairBearing(first.id, second.id, shared, None, None)
        tried = list(self._tried(first, second, shared))
        changes = (
            Change(alternative, outcome, None if other is None else other / self.parts)
            for alternative, other in tried
            if (outcome := _outcome(found, other))
        )
        apart = found / self.parts
        close = None if self.plan.position.margin is None else is_close(self.plan, apart)
        alternatives = tuple(alternative for alternative, _ in tried)
        return PairBearing(first.id, second.id, shared, apart, close, alternatives, tuple(changes))

    def _tried(
        self, first: _Reckoned, second: _Reckoned, shared: Iterable[str]
    ) -> Iterator[tuple[Alternative, Fraction | None]]:
        """Yield each alternative that touches what the two are compared on, with the difference in parts then."""
        if len({self.weights[id] for id in shared}) > 1:
            yield self.alternatives[0], difference(self.alike, first.scores, second.scores)
        counting = {id for id in shared if self.weights[id]}
        for alternative, *instead in zip(self.alternatives, first.instead, second.instead, strict=True):
            if any(found and not counting.isdisjoint(found.touched) for found in instead):
                scores = [
                    found.scores if found else entry.scores
                    for found, entry in zip(instead, (first, second), strict=True)
                ]
                yield alternative, difference(self.weights, *scores)


def _scores_instead(entry: _Reckoned) -> Iterator[Mapping[str, Fraction | int]]:
    return (found.scores for found in entry.instead if found)


def _whole(numbers: Mapping[str, Fraction | int], parts: int) -> dict[str, int]:
    return {id: int(number * parts) for id, number in numbers.items()}


def _outcome(found: Fraction, other: Fraction | None) -> Outcome | None:
    """Return what becomes of a difference in an alternative, None when its sign stays."""
    if other is None:
        return Outcome.NOTHING_SHARED
    before, after = found.numerator, other.numerator  # of the same sign, and quicker to look at
    if not before:
        return Outcome.NO_LONGER_EQUAL if after else None
    if not after:
        return Outcome.BECOMES_EQUAL
    return Outcome.TURNS if (before < 0) != (after < 0) else None
