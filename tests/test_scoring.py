"""Figures of one form (design.md section 7), worked out by hand or by a second way of counting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.language import load
from generator.model import (
    AgendaPart,
    Answer,
    Candidate,
    Category,
    CompletedForm,
    Criterion,
    FormResult,
    Identity,
    Level,
    Method,
    Overall,
    Part,
    PartTotals,
    Plan,
    Position,
    Priority,
    Requirement,
    RequirementScore,
    Status,
    Value,
)
from generator.panel import candidate_results
from generator.problems import Place
from generator.scoring import form_totals, remarks

SCALE = tuple(Level(score, f"nivå {score}") for score in range(1, 6))
ALL_PARTS = (Part.INTRODUCTION, Part.IN_DEPTH, Part.CASE, Part.TESTS, Part.CLOSING)
FORM = "Saksbehandler - Kari Nordmann - intervju.docx"
NB = load("nb")


def requirement(id: str, priority: Priority = Priority.MUST, weight: int | Fraction = 1) -> Requirement:
    return Requirement(id, f"Krav nummer {id[1:]}", priority, Category.EXPERIENCE, weight=Fraction(weight))


def a_plan(
    *requirements: Requirement,
    criteria: Mapping[str, tuple[str, str]] | None = None,
    parts: tuple[Part, ...] = ALL_PARTS,
    low_score: Fraction = Fraction(2),
) -> Plan:
    """A plan with a case M1 and a test M2; criteria as ``{"V1": ("M1", "K1, K2")}``."""
    return Plan(
        language="nb",
        position=Position("Saksbehandler", low_score=low_score),
        scale=SCALE,
        agenda=tuple(AgendaPart(part, part.value) for part in parts),
        requirements=requirements,
        methods=(Method("M1", Part.CASE, "Arbeidsprøve"), Method("M2", Part.TESTS, "Evnetest")),
        criteria=tuple(
            Criterion(id, method, f"Kriterium {id}", tuple(measured.split(", ")) if measured else ())
            for id, (method, measured) in (criteria or {}).items()
        ),
        candidates=(Candidate("P1", "Kari Nordmann"),),
    )


def answers(**values: Value) -> dict[str, Answer]:
    """Answers by tag, with ``__`` for the dots of the tag."""
    return tagged({key.replace("__", "."): value for key, value in values.items()})


def tagged(values: Mapping[str, Value]) -> dict[str, Answer]:
    return {tag: Answer(tag, value, "" if value is None else str(value), "tag") for tag, value in values.items()}


def the_worked_example() -> tuple[Plan, dict[str, Answer]]:
    plan = a_plan(
        requirement("K1", Priority.MUST, weight=2),
        requirement("K2", Priority.SHOULD),
        requirement("K3", Priority.SHOULD),
        criteria={"V1": ("M1", "K1"), "V2": ("M1", "K1"), "V3": ("M2", "K2")},
    )
    filled_in = answers(
        in_depth__K1__score=4,
        in_depth__K2__score="not_assessed",
        in_depth__K3__score=None,
        case__V1__score=3,
        case__V2__score=4,
        tests__V3__score=5,
    )
    return plan, filled_in


def test_the_worked_example_gives_the_figures_worked_by_hand():
    totals = form_totals(*the_worked_example())
    assert totals.parts == {
        Part.IN_DEPTH: PartTotals(sum=4, max=5, scored=1, of=3, not_assessed=1, mean=Fraction(4)),
        Part.CASE: PartTotals(sum=7, max=10, scored=2, of=2, not_assessed=0, mean=Fraction(7, 2)),
        Part.TESTS: PartTotals(sum=5, max=5, scored=1, of=1, not_assessed=0, mean=Fraction(5)),
    }
    assert totals.requirements == {
        "K1": RequirementScore(Fraction(15, 4), {"in_depth": Fraction(4), "M1": Fraction(7, 2)}, None),
        "K2": RequirementScore(Fraction(5), {"M2": Fraction(5)}, None),
        "K3": RequirementScore(None, {}, None),
    }
    assert totals.overall == Overall(mean=Fraction(25, 6), basis=2, of=3)
    assert NB.figure(totals.overall.mean) == "4,2"
    assert not totals.complete


def test_a_form_is_complete_when_every_score_field_is_scored_or_not_assessed():
    plan, filled_in = the_worked_example()
    totals = form_totals(plan, filled_in | answers(in_depth__K3__score="not_assessed"))
    assert totals.complete
    assert totals.overall == Overall(mean=Fraction(25, 6), basis=2, of=3)
    assert totals.parts[Part.IN_DEPTH] == PartTotals(4, 5, 1, 3, 2, Fraction(4))


def test_not_assessed_counts_neither_in_the_sum_nor_in_the_highest_possible_sum():
    plan = a_plan(requirement("K1"), requirement("K2"), parts=(Part.IN_DEPTH,))
    totals = form_totals(plan, answers(in_depth__K1__score=2, in_depth__K2__score="not_assessed"))
    assert totals.parts[Part.IN_DEPTH] == PartTotals(2, 5, 1, 2, 1, Fraction(2))
    assert totals.overall.mean == 2


def test_a_form_without_a_single_score_has_no_means():
    plan, _ = the_worked_example()
    totals = form_totals(plan, {})
    assert totals.parts[Part.IN_DEPTH] == PartTotals(0, 0, 0, 3, 0, None)
    assert {entry.score for entry in totals.requirements.values()} == {None}
    assert totals.overall == Overall(None, 0, 3)
    assert not totals.complete


def test_a_form_where_nothing_is_assessed_is_complete_and_has_no_means():
    plan = a_plan(requirement("K1"), parts=(Part.IN_DEPTH,))
    totals = form_totals(plan, answers(in_depth__K1__score="not_assessed"))
    assert totals.complete
    assert totals.overall == Overall(None, 0, 1)


def test_halves_and_thirds_are_kept_exact():
    plan = a_plan(
        requirement("K1"),
        requirement("K2"),
        criteria={"V1": ("M1", "K1"), "V2": ("M1", "K1"), "V3": ("M1", "K1")},
        parts=(Part.IN_DEPTH, Part.CASE),
    )
    totals = form_totals(
        plan,
        answers(in_depth__K1__score=3, in_depth__K2__score=4, case__V1__score=4, case__V2__score=3, case__V3__score=3),
    )
    assert totals.requirements["K1"].score == (3 + Fraction(10, 3)) / 2
    assert totals.overall.mean == (Fraction(19, 6) + 4) / 2


def test_figures_are_shown_with_one_decimal_rounded_half_up():
    plan = a_plan(
        *(requirement(f"K{number}") for number in range(1, 5)),
        parts=(Part.IN_DEPTH,),
    )
    scores = answers(in_depth__K1__score=3, in_depth__K2__score=2, in_depth__K3__score=2, in_depth__K4__score=2)
    assert NB.figure(form_totals(plan, scores).overall.mean) == "2,3"  # 2.25


def test_weights_count_only_for_requirements_with_a_score():
    weights = {"K1": Fraction(3), "K2": Fraction(1, 2), "K3": Fraction(10)}
    plan = a_plan(*(requirement(id, weight=weight) for id, weight in weights.items()), parts=(Part.IN_DEPTH,))
    totals = form_totals(plan, answers(in_depth__K1__score=5, in_depth__K2__score=1))
    assert totals.overall == Overall((15 + Fraction(1, 2)) / Fraction(7, 2), 2, 3)


def test_only_requirements_of_weight_zero_give_no_overall_mean():
    plan = a_plan(requirement("K1", weight=0), parts=(Part.IN_DEPTH,))
    assert form_totals(plan, answers(in_depth__K1__score=5)).overall == Overall(None, 1, 1)


def test_a_criterion_that_measures_two_requirements_counts_once_in_its_part_and_for_both_requirements():
    plan = a_plan(
        requirement("K1"), requirement("K2"), criteria={"V1": ("M1", "K1, K2")}, parts=(Part.IN_DEPTH, Part.CASE)
    )
    totals = form_totals(plan, answers(in_depth__K1__score=2, case__V1__score=5))
    assert totals.parts[Part.CASE] == PartTotals(5, 5, 1, 1, 0, Fraction(5))
    assert totals.requirements["K1"].score == Fraction(7, 2)
    assert totals.requirements["K2"] == RequirementScore(Fraction(5), {"M1": Fraction(5)}, None)


def test_a_criterion_that_measures_no_requirement_counts_in_its_part_only():
    plan = a_plan(requirement("K1"), criteria={"V1": ("M1", "")}, parts=(Part.CASE,))
    totals = form_totals(plan, answers(case__V1__score=3))
    assert totals.parts[Part.CASE].sum == 3
    assert totals.overall == Overall(None, 0, 1)


def test_parts_outside_the_agenda_count_nowhere():
    plan = a_plan(requirement("K1"), criteria={"V1": ("M1", "K1")}, parts=(Part.CASE,))
    totals = form_totals(plan, answers(in_depth__K1__score=1, case__V1__score=4))
    assert list(totals.parts) == [Part.CASE]
    assert totals.requirements["K1"] == RequirementScore(Fraction(4), {"M1": Fraction(4)}, None)
    assert totals.complete


def test_parts_come_in_the_order_of_the_agenda():
    plan = a_plan(requirement("K1"), parts=(Part.TESTS, Part.CLOSING, Part.IN_DEPTH, Part.CASE))
    assert list(form_totals(plan, {}).parts) == [Part.TESTS, Part.IN_DEPTH, Part.CASE]


def test_a_tick_is_never_a_score():
    plan = a_plan(requirement("K1"), parts=(Part.IN_DEPTH,))
    assert form_totals(plan, answers(in_depth__K1__score=True)).parts[Part.IN_DEPTH].scored == 0


def test_forty_requirements_are_all_counted():
    plan = a_plan(*(requirement(f"K{number}") for number in range(1, 41)), parts=(Part.IN_DEPTH,))
    scores = tagged({f"in_depth.K{number}.score": number % 5 + 1 for number in range(1, 41)})
    totals = form_totals(plan, scores)
    assert totals.parts[Part.IN_DEPTH] == PartTotals(120, 200, 40, 40, 0, Fraction(3))  # 8 × (1+2+3+4+5)
    assert totals.overall == Overall(Fraction(3), 40, 40)
    assert totals.complete


@pytest.mark.parametrize(("value", "met"), [("met", "met"), ("not_met", "not_met"), ("open", "open"), (None, None)])
def test_the_judgement_stands_beside_the_score_and_does_not_change_it(value: Value, met: str | None):
    plan = a_plan(requirement("K1"), parts=(Part.IN_DEPTH,))
    totals = form_totals(plan, answers(in_depth__K1__score=1, in_depth__K1__met=value))
    assert totals.requirements["K1"] == RequirementScore(Fraction(1), {"in_depth": Fraction(1)}, met)


# ---- remarks


def codes_and_places(plan: Plan, filled_in: Mapping[str, Answer]) -> list[tuple[str, str]]:
    return [(entry.code, entry.place.tag) for entry in found(plan, filled_in)]


def found(plan: Plan, filled_in: Mapping[str, Answer]):
    return remarks(plan, Place(file=FORM), filled_in, form_totals(plan, filled_in))


def test_missing_scores_are_one_remark_per_part_with_every_id():
    plan, filled_in = the_worked_example()
    entry, *_ = missing = found(plan, filled_in | answers(in_depth__K1__score=None))
    assert [problem.code for problem in missing] == ["scores_missing"]
    assert entry.values["ids"] == ["K1", "K3"]
    assert NB.place(entry.place) == f"{FORM}: Dybdeintervju, skår"
    assert "K1, K3" in NB.message(entry)
    assert NB.remedy(entry)


@pytest.mark.parametrize("typed", ["7", " 7 ", "7,0", "7.0", "7/10", "7 / 10", "7 av 10", 7, None])
def test_a_typed_total_that_agrees_with_the_scores_is_not_remarked_on(typed: Value):
    plan, filled_in = the_worked_example()
    assert "case.total" not in dict(codes_and_places(plan, filled_in | answers(case__total=typed))).values()


@pytest.mark.parametrize("typed", ["8", "7,5", "17", "0", "8/10"])
def test_a_typed_total_that_differs_is_remarked_on_and_not_used(typed: str):
    plan, filled_in = the_worked_example()
    filled_in |= answers(case__total=typed)
    (entry,) = (entry for entry in found(plan, filled_in) if entry.place.tag == "case.total")
    assert entry.code == "total_differs"
    assert f"«{typed}»" in NB.message(entry)
    assert "7" in NB.message(entry)
    assert form_totals(plan, filled_in).parts[Part.CASE].sum == 7


@pytest.mark.parametrize("typed", ["sju", "7-8", "7?", "ca. 7", "7 eller 8", "7/9", "3+4"])
def test_a_typed_total_that_is_not_a_number_is_remarked_on_and_not_guessed_at(typed: str):
    plan, filled_in = the_worked_example()
    filled_in |= answers(case__total=typed)
    (entry,) = (entry for entry in found(plan, filled_in) if entry.place.tag == "case.total")
    assert entry.code == "total_unreadable"
    assert f"«{typed}»" in NB.message(entry)


@pytest.mark.parametrize("met", [None, "open"])
@pytest.mark.parametrize("score", [1, 2])
def test_a_low_score_on_an_unjudged_must_requirement_prompts_a_person(score: int, met: Value):
    plan = a_plan(requirement("K1"), parts=(Part.IN_DEPTH,))
    (entry,) = found(plan, answers(in_depth__K1__score=score, in_depth__K1__met=met))
    assert (entry.code, entry.place.tag) == ("low_score_on_must", "in_depth.K1.met")
    assert "Krav nummer 1" in NB.message(entry)
    assert NB.remedy(entry)


@pytest.mark.parametrize(
    ("priority", "score", "met"),
    [
        (Priority.MUST, 1, "met"),
        (Priority.MUST, 1, "not_met"),
        (Priority.MUST, 3, None),
        (Priority.MUST, "not_assessed", None),
        (Priority.SHOULD, 1, None),
    ],
)
def test_nothing_is_asked_about_a_requirement_that_is_judged_or_not_low_or_not_a_must(
    priority: Priority, score: Value, met: Value
):
    plan = a_plan(requirement("K1", priority), parts=(Part.IN_DEPTH,))
    assert found(plan, answers(in_depth__K1__score=score, in_depth__K1__met=met)) == []


def test_the_limit_for_a_low_score_is_the_one_of_the_plan():
    plan = a_plan(requirement("K1"), parts=(Part.IN_DEPTH,), low_score=Fraction(5, 2))
    assert codes_and_places(plan, answers(in_depth__K1__score=2)) == [("low_score_on_must", "in_depth.K1.met")]
    assert codes_and_places(plan, answers(in_depth__K1__score=3)) == []


# ---- candidates


def a_form(plan: Plan, candidate: str, filled_in: Mapping[str, Answer], path: str = FORM) -> FormResult:
    identity = Identity("P1-ABCD-EFGH", "interview", 1, "0" * 64, candidate, "Kari Nordmann", "Saksbehandler")
    return FormResult(CompletedForm(path, identity, filled_in), form_totals(plan, filled_in))


def test_candidates_keep_the_order_of_the_workbook_and_only_a_single_form_gives_figures():
    plan, filled_in = the_worked_example()
    candidates = (
        Candidate("P3", "Åse Dahl"),
        Candidate("P1", "Kari Nordmann"),
        Candidate("P2", "Ola Bø", status=Status.WITHDRAWN),
    )
    plan = replace(plan, candidates=candidates)
    one, twice, again = a_form(plan, "P1", filled_in), a_form(plan, "P3", {}), a_form(plan, "P3", filled_in, "to.docx")
    third, first, second = candidate_results(plan, [one, twice, again])
    assert [entry.candidate.id for entry in (third, first, second)] == ["P3", "P1", "P2"]
    assert (first.forms, first.totals, first.complete) == ((one,), one.totals, False)
    assert (third.forms, third.totals, third.complete) == ((twice, again), None, False)
    assert (second.forms, second.totals) == ((), None)


# ---- properties: the same figures counted another way


score_values = st.one_of(st.integers(1, 5), st.just("not_assessed"), st.none())


@st.composite
def filled_in_forms(draw: st.DrawFn) -> tuple[Plan, dict[str, Answer]]:
    ids = [f"K{number}" for number in range(1, draw(st.integers(1, 6)) + 1)]
    weights = [draw(st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction(7, 3)])) for _ in ids]
    criteria = {
        f"V{number}": (draw(st.sampled_from(["M1", "M2"])), ", ".join(draw(st.sets(st.sampled_from(ids), min_size=1))))
        for number in range(1, draw(st.integers(0, 6)) + 1)
    }
    parts = draw(st.permutations(ALL_PARTS))[: draw(st.integers(1, 5))]
    plan = a_plan(
        *(requirement(id, weight=weight) for id, weight in zip(ids, weights, strict=True)),
        criteria=criteria,
        parts=tuple(parts),
    )
    tags = [f"in_depth.{id}.score" for id in ids]
    tags += [f"{'case' if method == 'M1' else 'tests'}.{id}.score" for id, (method, _) in criteria.items()]
    return plan, tagged({tag: draw(score_values) for tag in tags})


def flat_scores(plan: Plan, filled_in: Mapping[str, Answer]) -> list[tuple[str, str, frozenset[str], Value]]:
    """Every score field of the agenda as part, method, requirements measured, value."""
    by_criterion = {entry.id: entry for entry in plan.criteria}
    rows = []
    for tag, answer in filled_in.items():
        part, item, _ = tag.split(".")
        if part not in {entry.part for entry in plan.agenda}:
            continue
        criterion = by_criterion.get(item)
        method = criterion.method if criterion else "in_depth"
        rows.append((part, method, frozenset(criterion.requirements if criterion else [item]), answer.value))
    return rows


@given(filled_in_forms())
def test_parts_count_what_stands_in_their_fields(form: tuple[Plan, dict[str, Answer]]):
    plan, filled_in = form
    rows = flat_scores(plan, filled_in)
    for part, totals in form_totals(plan, filled_in).parts.items():
        values = [value for row_part, _, _, value in rows if row_part == part]
        scores = [value for value in values if isinstance(value, int)]
        assert (totals.sum, totals.max, totals.scored) == (sum(scores), 5 * len(scores), len(scores))
        assert (totals.of, totals.not_assessed) == (len(values), values.count("not_assessed"))
        assert totals.mean is None if not scores else totals.mean * len(scores) == sum(scores)


@given(filled_in_forms())
def test_a_requirement_weighs_every_method_alike_and_overall_weighs_by_the_plan(form: tuple[Plan, dict[str, Answer]]):
    plan, filled_in = form
    rows = flat_scores(plan, filled_in)
    totals = form_totals(plan, filled_in)
    weighted: list[tuple[Fraction, Fraction]] = []
    for entry in plan.requirements:
        measured: dict[str, list[int]] = {}
        for _, method, requirements, value in rows:
            if entry.id in requirements and isinstance(value, int):
                measured.setdefault(method, []).append(value)
        # Every score counts as one over its method's number of scores and the number of methods.
        score = sum(
            (Fraction(value, len(values) * len(measured)) for values in measured.values() for value in values),
            Fraction(),
        )
        assert totals.requirements[entry.id].methods.keys() == measured.keys()
        assert totals.requirements[entry.id].score == (score if measured else None)
        if measured:
            weighted.append((entry.weight, score))
    assert (totals.overall.basis, totals.overall.of) == (len(weighted), len(plan.requirements))
    if weighted:
        assert totals.overall.mean * sum(weight for weight, _ in weighted) == sum(w * s for w, s in weighted)
    else:
        assert totals.overall.mean is None


@given(filled_in_forms())
def test_no_mean_leaves_the_scale_and_completeness_is_having_no_missing_score(form: tuple[Plan, dict[str, Answer]]):
    plan, filled_in = form
    totals = form_totals(plan, filled_in)
    means = [totals.overall.mean, *(entry.score for entry in totals.requirements.values())]
    assert all(1 <= mean <= 5 for mean in means if mean is not None)
    assert totals.complete == all(value is not None for *_, value in flat_scores(plan, filled_in))
    assert totals.complete == ("scores_missing" not in dict(codes_and_places(plan, filled_in)))


@given(filled_in_forms(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_changes_nothing(form: tuple[Plan, dict[str, Answer]], random):
    plan, filled_in = form
    shuffled = list(filled_in.items())
    random.shuffle(shuffled)
    assert form_totals(plan, dict(shuffled)) == form_totals(plan, filled_in)


@given(filled_in_forms())
def test_a_higher_score_never_lowers_a_figure(form: tuple[Plan, dict[str, Answer]]):
    plan, filled_in = form
    tag = next(iter(filled_in))
    means = [form_totals(plan, filled_in | tagged({tag: score})).overall.mean for score in range(1, 6)]
    assert all(low <= high for low, high in pairwise(means) if low is not None and high is not None)
