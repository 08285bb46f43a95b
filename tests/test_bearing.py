"""How much the differences between candidates bear: worked out by hand, and against forms with the scores taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_panel_figures import EVA, IVAR, SIV, a_form
from test_scoring import a_plan, requirement, tagged

from generator.bearing import bearing
from generator.model import (
    Alternative,
    AlternativeKind,
    Bearing,
    Candidate,
    CandidateResult,
    Change,
    FormResult,
    FormsPer,
    NotCompared,
    Outcome,
    PairBearing,
    Part,
    Plan,
    RequirementScore,
    Status,
    Value,
)
from generator.panel import candidate_results
from generator.scoring import overall

KARI, OLA, UNNI = Candidate("P1", "Kari Nordmann"), Candidate("P2", "Ola Ås"), Candidate("P3", "Unni Lie")
PLAN = a_plan(
    requirement("K1", weight=2), requirement("K2"), requirement("K3"), criteria={"V1": ("M1", "K1")}
)  # in-depth fields of K1, K2 and K3, and V1, which measures K1 too
PLAN = replace(PLAN, candidates=(KARI, OLA))
EQUAL = Alternative(AlternativeKind.EQUAL_WEIGHTS)


def without(left_out: str) -> Alternative:
    kinds = {"K": AlternativeKind.WITHOUT_REQUIREMENT, "I": AlternativeKind.WITHOUT_MEMBER}
    return Alternative(kinds.get(left_out[0], AlternativeKind.WITHOUT_FIELD), left_out)


IN_DEPTH_K1, CASE_V1 = without("in_depth.K1.score"), without("case.V1.score")


def with_margin(plan: Plan, margin: Fraction | None) -> Plan:
    return replace(plan, position=replace(plan.position, margin=margin))


def scores(k1: Value = None, v1: Value = None, k2: Value = None, k3: Value = None) -> dict[str, Value]:
    return {
        "in_depth.K1.score": k1,
        "in_depth.K2.score": k2,
        "in_depth.K3.score": k3,
        "case.V1.score": v1,
        "in_depth.K1.notes": "Sett",
    }


def of_forms(plan: Plan, forms: Iterable[FormResult]) -> Bearing:
    return bearing(plan, candidate_results(plan, forms))


def compared(plan: Plan, *given: Mapping[str, Value]) -> PairBearing:
    """The first two candidates of a plan, from what stands in their forms."""
    forms = [a_form(plan, None, tagged(values), who) for who, values in zip(plan.candidates, given, strict=True)]
    (pair,) = of_forms(plan, forms).pairs
    return pair


# ---- by hand


def test_a_difference_that_hangs_on_a_weight_and_on_a_score_is_told_with_both():
    """On K1 (weight 2) and K2 (weight 1); K3 is Kari's alone.

    Kari has K1 = (5 + 4) / 2 = 4.5 and K2 = 3, Ola K1 = 3 and K2 = 5. (2 × 4.5 + 3) / 3 − (2 × 3 + 5) / 3 = 1/3.
    All alike: 7.5 / 2 − 8 / 2 = −1/4. Without K1: 3 − 5. Without K2: 4.5 − 3, no change. Without Kari's 5 in the
    interview, and Ola's 3: (2 × 4 + 3) / 3 − (2 × 3 + 5) / 3 = 0. Without V1: (2 × 5 + 3) / 3 − 11/3, no change.
    """
    pair = compared(PLAN, scores(5, 4, 3, 2), scores(3, 3, 5, "not_assessed"))
    assert (pair.first, pair.second, pair.shared) == ("P1", "P2", ("K1", "K2"))
    assert (pair.difference, pair.close) == (Fraction(1, 3), None)
    assert pair.tried == (EQUAL, without("K1"), without("K2"), IN_DEPTH_K1, CASE_V1)
    assert pair.changes == (
        Change(EQUAL, Outcome.TURNS, Fraction(-1, 4)),
        Change(without("K1"), Outcome.TURNS, Fraction(-2)),
        Change(IN_DEPTH_K1, Outcome.BECOMES_EQUAL, Fraction(0)),
    )


def test_figures_that_are_equal_may_be_so_by_one_score_alone():
    """K1 3 and 4, K2 5 and 3: (6 + 5) / 3 − (8 + 3) / 3 = 0; alike 8/2 − 7/2; without K1 5 − 3; without K2 3 − 4."""
    pair = compared(PLAN, scores(3, None, 5), scores(4, None, 3))
    assert pair.difference == 0
    assert pair.changes == (
        Change(EQUAL, Outcome.NO_LONGER_EQUAL, Fraction(1, 2)),
        Change(without("K1"), Outcome.NO_LONGER_EQUAL, Fraction(2)),
        Change(without("K2"), Outcome.NO_LONGER_EQUAL, Fraction(-1)),
        Change(IN_DEPTH_K1, Outcome.NO_LONGER_EQUAL, Fraction(2)),  # neither has anything else on K1
    )


def test_a_difference_that_always_points_the_same_way_has_no_changes():
    pair = compared(PLAN, scores(5, 5, 4, 4), scores(3, 4, 3, 3))
    assert (len(pair.tried), pair.changes) == (6, ())


def test_a_difference_on_one_requirement_alone_leaves_nothing_without_it():
    """K1 is (4 + 4) / 2 and (2 + 3) / 2. Without either score of it there is still the other."""
    pair = compared(PLAN, scores(4, 4), scores(2, 3, 5))
    assert (pair.shared, pair.difference) == (("K1",), Fraction(3, 2))
    assert pair.tried == (without("K1"), IN_DEPTH_K1, CASE_V1)  # one requirement has no weights to be alike
    assert pair.changes == (Change(without("K1"), Outcome.NOTHING_SHARED, None),)


def test_without_a_shared_requirement_there_is_no_difference_and_nothing_is_tried():
    pair = compared(with_margin(PLAN, Fraction(4)), scores(4), scores(k2=4))
    assert pair == PairBearing("P1", "P2", (), None, None)


def test_requirements_of_weight_zero_alone_give_no_difference():
    plan = replace(PLAN, requirements=tuple(replace(entry, weight=Fraction(0)) for entry in PLAN.requirements))
    assert compared(plan, scores(4), scores(2)) == PairBearing("P1", "P2", ("K1",), None, None)


def test_a_criterion_that_measures_two_requirements_is_left_out_of_both():
    """V1 measures K1 and K2. K1 is (4 + 2) / 2 and (3 + 4) / 2, K2 is 2 and 4 by V1 alone: 5/2 − 15/4 = −5/4.

    Without V1 only K1 is left, 4 − 3. Without K1: 2 − 4. Without K2: 3 − 3.5.
    """
    plan = a_plan(requirement("K1"), requirement("K2"), criteria={"V1": ("M1", "K1, K2")})
    plan = replace(plan, candidates=(KARI, OLA))
    pair = compared(plan, scores(4, 2), scores(3, 4))
    assert pair.difference == Fraction(-5, 4)
    assert pair.tried == (without("K1"), without("K2"), IN_DEPTH_K1, CASE_V1)  # nobody has a score on K2 in-depth
    assert pair.changes == (Change(CASE_V1, Outcome.TURNS, Fraction(1)),)


def test_a_criterion_that_names_its_one_requirement_twice_is_all_there_is_of_it():
    plan = a_plan(requirement("K1"), requirement("K2"), criteria={"V1": ("M1", "K2, K2")})
    plan = replace(plan, candidates=(KARI, OLA), agenda=tuple(e for e in plan.agenda if e.part is Part.CASE))
    assert compared(plan, scores(v1=4), scores(v1=3)).tried == (without("K2"),)


@pytest.mark.parametrize(
    ("margin", "close"),
    [(Fraction(1, 3), True), (Fraction(33, 100), False), (Fraction(0), False), (None, None)],
)
def test_close_is_what_lies_within_the_margin_of_the_plan_reckoned_exactly(margin: Fraction | None, close: bool | None):
    pair = compared(with_margin(PLAN, margin), scores(5, 4, 3), scores(3, 3, 5))
    assert (pair.difference, pair.close) == (Fraction(1, 3), close)


MEMBERS_PLAN = replace(
    PLAN,
    position=replace(PLAN.position, forms_per=FormsPer.PANEL_MEMBER),
    requirements=PLAN.requirements[:1],
    criteria=(),
    panel=(EVA, IVAR),
)
"""K1 alone, scored in the in-depth interview by Eva and Ivar."""


def a_panel(kari: Mapping[str, Value], ola: Mapping[str, Value], plan: Plan = MEMBERS_PLAN) -> list[FormResult]:
    """The forms of two candidates: scores of K1 by the member's id, the agreed one by an empty id."""
    who = {member.id: member for member in plan.panel}
    return [
        a_form(plan, who.get(member), tagged(scores(score)), candidate)
        for candidate, given in zip(plan.candidates, (kari, ola), strict=True)
        for member, score in given.items()
    ]


def test_a_difference_that_hangs_on_one_panel_member_is_told_with_the_member():
    """Kari has 5 from Eva and 2 from Ivar, Ola 3 from both: 3.5 − 3. Without Eva 2 − 3, without Ivar 5 − 3."""
    (pair,) = of_forms(MEMBERS_PLAN, a_panel({"I1": 5, "I2": 2}, {"I1": 3, "I2": 3})).pairs
    assert (pair.difference, pair.tried) == (Fraction(1, 2), (without("K1"), without("I1"), without("I2")))
    assert pair.changes == (
        Change(without("K1"), Outcome.NOTHING_SHARED, None),
        Change(without("I1"), Outcome.TURNS, Fraction(-1)),
    )


def test_a_member_is_left_out_only_where_the_figures_rest_on_the_mean():
    """Ola's agreed 3 stays whoever is left out; Kari's 3.5 becomes Ivar's 2 or Eva's 5."""
    ola = {"I1": 1, "I2": 1, "": 3}
    (pair,) = of_forms(MEMBERS_PLAN, a_panel({"I1": 5, "I2": 2}, ola)).pairs
    assert pair.difference == Fraction(1, 2)
    assert Change(without("I1"), Outcome.TURNS, Fraction(-1)) in pair.changes
    (pair,) = of_forms(MEMBERS_PLAN, a_panel({"I1": 5, "I2": 2, "": 4}, ola)).pairs
    assert (pair.difference, pair.tried) == (1, (without("K1"),))


def test_a_member_who_has_scored_one_of_the_two_is_left_out_of_that_one():
    """Siv has scored Kari alone, and is all that lifts her: (3 + 3 + 5) / 3 − 10/3 … with Ola at 3 and 4."""
    plan = replace(MEMBERS_PLAN, panel=(EVA, IVAR, SIV), candidates=(KARI, replace(OLA, panel=("I1", "I2"))))
    forms = a_panel({"I1": 3, "I2": 3, "I3": 5}, {"I1": 3, "I2": 4}, plan)
    (pair,) = of_forms(plan, forms).pairs
    assert pair.difference == Fraction(1, 6)  # 11/3 − 7/2
    assert Change(without("I3"), Outcome.TURNS, Fraction(-1, 2)) in pair.changes


def test_of_one_member_alone_nobody_is_left_out():
    plan = replace(MEMBERS_PLAN, panel=(EVA,))
    (pair,) = of_forms(plan, a_panel({"I1": 5}, {"I1": 3}, plan)).pairs
    assert pair.tried == (without("K1"),)


def test_who_has_no_figures_is_compared_with_nobody_and_it_is_said_why():
    gone = tuple(
        Candidate(f"P{number}", f"Kandidat {number}", status=status)
        for number, status in ((4, Status.WITHDRAWN), (5, Status.ABSENT), (6, Status.INVITED), (7, Status.INVITED))
    )
    plan = replace(PLAN, candidates=(KARI, OLA, UNNI, *gone))
    forms = [a_form(plan, None, tagged(scores(4)), KARI), a_form(plan, None, tagged(scores(3)), OLA)]
    forms.append(a_form(plan, None, tagged(scores("not_assessed")), UNNI))
    forms += [a_form(plan, None, tagged(scores(score)), gone[2]) for score in (1, 2)]
    found = of_forms(plan, forms)
    assert [(pair.first, pair.second) for pair in found.pairs] == [("P1", "P2")]
    assert found.not_compared == {
        "P3": NotCompared.NO_SCORES,
        "P4": NotCompared.WITHDRAWN,
        "P5": NotCompared.ABSENT,
        "P6": NotCompared.SEVERAL,
        "P7": NotCompared.MISSING,
    }


def test_a_closed_candidate_is_in_no_pair_until_comparisons_are_opened():
    forms = a_panel({"I1": 5, "I2": 2}, {"I1": 3})
    assert of_forms(MEMBERS_PLAN, forms) == Bearing((), {"P2": NotCompared.WAITING})
    opened = bearing(MEMBERS_PLAN, candidate_results(MEMBERS_PLAN, forms, opened=True))
    (pair,) = opened.pairs
    assert (pair.difference, opened.not_compared) == (Fraction(1, 2), {})


# ---- whatever stands in the forms: the same as taking the scores out of them

FIELDS = {
    "in_depth.K1.score": ("K1",),
    "in_depth.K2.score": ("K2",),
    "in_depth.K3.score": ("K3",),
    "case.V1.score": ("K1", "K2"),
    "case.V2.score": ("K2",),
    "tests.V3.score": ("K3",),
}
values = st.one_of(st.integers(1, 5), st.just("not_assessed"), st.none())
filled_in = st.fixed_dictionaries(dict.fromkeys(FIELDS, values)).map(lambda given: {**given, "closing.notes": "x"})
weights = st.tuples(*[st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction(0)])] * 3)
panels = st.tuples(filled_in, filled_in, st.none() | filled_in)


def drawn_plan(of: tuple[Fraction, ...]) -> Plan:
    plan = a_plan(
        *(requirement(f"K{number}", weight=weight) for number, weight in enumerate(of, start=1)),
        criteria={"V1": ("M1", "K1, K2"), "V2": ("M1", "K2"), "V3": ("M2", "K3")},
    )
    position = replace(plan.position, forms_per=FormsPer.PANEL_MEMBER)
    return replace(plan, position=position, panel=(EVA, IVAR), candidates=(KARI, OLA))


def drawn_forms(plan: Plan, both: Iterable[Iterable[Mapping[str, Value] | None]]) -> list[FormResult]:
    return [
        a_form(plan, who, tagged(given), candidate)
        for candidate, of_candidate in zip((KARI, OLA), both, strict=True)
        for who, given in zip((EVA, IVAR, None), of_candidate, strict=True)
        if given is not None
    ]


def apart(plan: Plan, candidates: tuple[CandidateResult, ...]) -> Fraction | None:
    """The overall figures on what both have, one minus the other."""
    requirements = [entry.totals.requirements if entry.totals else {} for entry in candidates]
    shared = {id for id in plan.weights if all(id in of and of[id].score is not None for of in requirements)}
    of_both = (
        {id: RequirementScore(score.score if id in shared else None, {}, None) for id, score in of.items()}
        for of in requirements
    )
    first, second = (overall(plan, of).mean if of else None for of in of_both)
    return None if first is None or second is None else first - second


def taken_out(plan: Plan, forms: list[FormResult], alternative: Alternative) -> Fraction | None:
    """The difference after a person has taken the scores out of the forms, or set the weights of the plan."""
    left_out = alternative.left_out
    changed = plan
    if alternative.kind is AlternativeKind.EQUAL_WEIGHTS:
        changed = replace(plan, requirements=tuple(replace(e, weight=Fraction(1)) for e in plan.requirements))
    if alternative.kind is AlternativeKind.WITHOUT_REQUIREMENT:
        kept = (replace(e, weight=Fraction(0)) if e.id == left_out else e for e in plan.requirements)
        changed = replace(plan, requirements=tuple(kept))

    agreed = {form.form.identity.candidate for form in forms if not form.form.identity.panel_member}

    def cleared(form: FormResult) -> FormResult:
        identity, answers = form.form.identity, form.form.answers
        who = {"I1": EVA, "I2": IVAR}.get(identity.panel_member)
        member_out = identity.panel_member == left_out and identity.candidate not in agreed
        given = {
            tag: replace(answer, value=None) if tag == left_out or (member_out and tag in FIELDS) else answer
            for tag, answer in answers.items()
        }
        return a_form(changed, who, given, KARI if identity.candidate == "P1" else OLA)

    return apart(changed, candidate_results(changed, [cleared(form) for form in forms]))


def sign(number: Fraction | None) -> int | None:
    return None if number is None else (number > 0) - (number < 0)


@settings(max_examples=150)
@given(weights, panels, panels)
def test_an_alternative_is_what_a_person_gets_who_takes_the_scores_out_of_the_forms(of, karis, olas):
    plan = drawn_plan(of)
    forms = drawn_forms(plan, (karis, olas))
    candidates = candidate_results(plan, forms)
    found = bearing(plan, candidates)
    for pair in found.pairs:
        assert pair.difference == apart(plan, candidates)
        changes = {change.alternative: change for change in pair.changes}
        assert set(changes) <= set(pair.tried)
        for alternative in pair.tried:
            other = taken_out(plan, forms, alternative)
            if sign(other) == sign(pair.difference):
                assert alternative not in changes
            else:
                assert changes[alternative].difference == other


@settings(max_examples=150)
@given(weights, panels, panels)
def test_what_is_not_tried_would_change_nothing(of, karis, olas):
    plan = drawn_plan(of)
    forms = drawn_forms(plan, (karis, olas))
    for pair in of_forms(plan, forms).pairs:
        if pair.difference is not None:
            for left_out in ("", *plan.weights, *FIELDS, "I1", "I2"):
                alternative = without(left_out) if left_out else EQUAL
                if alternative not in pair.tried:
                    assert taken_out(plan, forms, alternative) == pair.difference


@settings(max_examples=150)
@given(weights, panels, panels)
def test_the_other_way_round_everything_is_the_same_with_the_other_sign(of, karis, olas):
    plan = drawn_plan(of)
    candidates = candidate_results(plan, drawn_forms(plan, (karis, olas)))
    there, back = bearing(plan, candidates), bearing(plan, candidates[::-1])
    for pair, other in zip(there.pairs, back.pairs, strict=True):
        turned = tuple(
            replace(change, difference=None if change.difference is None else -change.difference)
            for change in pair.changes
        )
        assert other == replace(
            pair,
            first=pair.second,
            second=pair.first,
            difference=None if pair.difference is None else -pair.difference,
            changes=turned,
        )
