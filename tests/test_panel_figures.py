"""A panel's figures, worked out by hand, and what must hold of them whatever the members have set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_scoring import a_plan, answers, requirement, tagged

from generator.bearing import bearing, close_candidates
from generator.model import (
    Answer,
    Awaited,
    Candidate,
    CandidateResult,
    CompletedForm,
    FormResult,
    FormsPer,
    Identity,
    Lacking,
    Overall,
    OwnScore,
    PanelMember,
    Part,
    Plan,
    Priority,
    RestsOn,
    Results,
    Status,
    Value,
)
from generator.panel import candidate_results, panel_remarks
from generator.reporting.recommendation import recommendation
from generator.scoring import form_totals

EVA, IVAR, SIV = PanelMember("I1", "Eva Dahl"), PanelMember("I2", "Ivar Moe"), PanelMember("I3", "Siv Øye")
OBSERVER = PanelMember("I4", "Ove Li", scores=False)
KARI, OLA = Candidate("P1", "Kari Nordmann"), Candidate("P2", "Ola Ås")
PLAN = a_plan(
    requirement("K1", Priority.MUST, weight=2),
    requirement("K2", Priority.SHOULD),
    requirement("K3", Priority.SHOULD),
    criteria={"V1": ("M1", "K1"), "V2": ("M1", "K1"), "V3": ("M2", "K2")},
)
PLAN = replace(
    PLAN,
    position=replace(PLAN.position, forms_per=FormsPer.PANEL_MEMBER),
    panel=(EVA, IVAR, SIV, OBSERVER),
    candidates=(KARI, OLA),
)
PER_CANDIDATE = replace(PLAN, position=replace(PLAN.position, forms_per=FormsPer.CANDIDATE))
ONE_FIELD = replace(PLAN, requirements=PLAN.requirements[:1], criteria=(), agenda=PLAN.agenda[1:2], candidates=(KARI,))
"""One requirement, scored in the in-depth interview alone."""
_NUMBER = count()


def a_form(plan: Plan, who: PanelMember | None, given: Mapping[str, Answer], candidate: Candidate = KARI) -> FormResult:
    member, name = (who.id, who.name) if who else ("", "")
    form_id = "-".join(filter(None, (candidate.id, member, "ABCD-EFGH")))
    identity = Identity(
        form_id, "interview", 1, "0" * 64, candidate.id, candidate.name, plan.position.title, panel_member=member
    )
    identity = replace(identity, panel_member_name=name)
    return FormResult(CompletedForm(f"{next(_NUMBER)}.docx", identity, given), form_totals(plan, given))


def scored(*scores: Value, plan: Plan = ONE_FIELD, agreed: Value = None) -> CandidateResult:
    """Kari, with a score of K1 from each member, and perhaps an agreed one."""
    members = plan.panel[: len(scores)]
    plan = replace(plan, panel=members)
    forms = [
        a_form(plan, member, answers(in_depth__K1__notes="Sett", in_depth__K1__score=score))
        for member, score in zip(members, scores, strict=True)
    ]
    forms += [a_form(plan, None, answers(in_depth__K1__score=agreed))] if agreed else []
    (kari,) = candidate_results(plan, forms)
    return kari


EVAS = answers(
    in_depth__K1__score=4,
    in_depth__K1__met="met",
    in_depth__K2__score="not_assessed",
    in_depth__K3__score=3,
    case__V1__score=3,
    case__V2__score=4,
    tests__V3__score=5,
)
IVARS = answers(
    in_depth__K1__score=2,
    in_depth__K1__met="not_met",
    in_depth__K2__score=None,
    in_depth__K3__score="not_assessed",
    case__V1__score=5,
    case__V2__score=4,
    tests__V3__score=2,
)
SIVS = answers(
    in_depth__K1__score=3,
    in_depth__K2__score=4,
    in_depth__K3__score=5,
    case__V1__score=3,
    case__V2__score=None,
    tests__V3__score=5,
)
AGREED = answers(in_depth__K1__score=3, in_depth__K1__met="met", in_depth__K3__score=4)


def the_example(*more: FormResult) -> CandidateResult:
    forms = [a_form(PLAN, who, given) for who, given in ((EVA, EVAS), (IVAR, IVARS), (SIV, SIVS))]
    return candidate_results(PLAN, [*forms, *more])[0]


def test_the_panel_of_the_example_has_the_figures_worked_by_hand():
    """K1 is (4 + 3.5) / 2, (2 + 4.5) / 2 and (3 + 3) / 2; K2 is 5, 2 and (4 + 5) / 2; K3 is 3, nothing and 5."""
    kari = the_example()
    assert kari.panel is not None
    k1, k2, k3 = (kari.panel.requirements[id] for id in ("K1", "K2", "K3"))
    assert k1.own == {
        "I1": OwnScore(Fraction(15, 4), met="met"),
        "I2": OwnScore(Fraction(13, 4), met="not_met"),
        "I3": OwnScore(Fraction(3)),
    }
    assert (k1.mean, k1.lowest, k1.highest, k1.marked) == (Fraction(10, 3), 3, Fraction(15, 4), False)
    assert (k2.mean, k2.lowest, k2.highest, k2.marked) == (Fraction(23, 6), 2, 5, True)
    assert k3.own["I2"] == OwnScore(None, not_assessed=True)
    assert (k3.mean, k3.lowest, k3.highest, k3.marked) == (4, 3, 5, True)  # two exactly
    assert kari.panel.overall == Overall(Fraction(29, 8), basis=3, of=3)  # (2 × 10/3 + 23/6 + 4) / 4
    assert [own.mean for own in kari.panel.own_overall.values()] == [Fraction(31, 8), Fraction(17, 6), Fraction(31, 8)]


def test_without_an_agreed_form_the_candidate_has_the_panels_means_and_it_is_said_on_what_they_rest():
    kari = the_example()
    assert (kari.rests_on, kari.complete, kari.awaiting) == (RestsOn.PANEL_MEAN, False, ())
    assert kari.totals is not None
    assert {id: entry.score for id, entry in kari.totals.requirements.items()} == {
        "K1": Fraction(10, 3),
        "K2": Fraction(23, 6),
        "K3": Fraction(4),
    }
    assert kari.totals.overall == Overall(Fraction(29, 8), basis=3, of=3)
    assert {entry.met for entry in kari.totals.requirements.values()} == {None}  # never put together
    assert kari.totals.parts == {}


def test_the_fields_show_a_disagreement_that_the_means_of_a_requirement_hide():
    """In the in-depth interview Eva says 4 and Ivar 2, in the case 3 and 5."""
    kari = the_example()
    assert kari.panel is not None
    assert not kari.panel.requirements["K1"].marked
    assert kari.panel.fields["in_depth.K1.score"].marked and kari.panel.fields["case.V1.score"].marked
    k2 = kari.panel.fields["in_depth.K2.score"]
    assert k2.own == {"I1": OwnScore(None, not_assessed=True), "I2": OwnScore(None), "I3": OwnScore(Fraction(4))}
    assert (k2.mean, k2.marked) == (4, False)
    assert list(kari.panel.fields) == [
        *("in_depth.K1.score", "in_depth.K2.score", "in_depth.K3.score"),
        *("case.V1.score", "case.V2.score", "tests.V3.score"),
    ]


def test_the_agreed_form_goes_before_the_mean_and_both_can_be_seen():
    kari = the_example(a_form(PLAN, None, AGREED))
    assert kari.rests_on is RestsOn.AGREED
    assert kari.totals is not None and kari.panel is not None
    assert kari.totals.overall == Overall(Fraction(10, 3), basis=2, of=3)  # (2 × 3 + 4) / 3
    k1 = kari.panel.requirements["K1"]
    assert (k1.agreed, k1.mean) == (OwnScore(Fraction(3), met="met"), Fraction(10, 3))
    assert kari.panel.requirements["K2"].agreed == OwnScore(None)
    assert kari.panel.overall == Overall(Fraction(29, 8), basis=3, of=3)


@pytest.mark.parametrize(
    ("scores", "mean", "marked"),
    [
        ((4, 2), Fraction(3), True),
        ((4, 3), Fraction(7, 2), False),
        ((5, 1, 3), Fraction(3), True),
        ((4, "not_assessed", None), Fraction(4), False),
        (("not_assessed", None), None, False),
        ((4, 4, 5), Fraction(13, 3), False),
    ],
)
def test_the_mean_and_the_range_are_those_of_the_members_who_have_a_score(
    scores: Sequence[Value], mean: Fraction | None, marked: bool
):
    kari = scored(*scores)
    assert kari.panel is not None
    k1 = kari.panel.requirements["K1"]
    assert (k1.mean, k1.marked) == (mean, marked)
    numbers = [score for score in scores if isinstance(score, int)]
    assert (k1.lowest, k1.highest) == (min(numbers, default=None), max(numbers, default=None))


@pytest.mark.parametrize(
    ("evas", "ivars", "spread", "marked"),
    [
        ((4, 3, 3), (2, 2, 1), Fraction(7, 4), False),  # 3.5 and 1.75
        ((4, 4, 4), (2, 2, 3), Fraction(7, 4), False),  # 4 and 2.25
        ((4, 5, 4), (2, 3, 2), Fraction(2), True),  # 4.25 and 2.25
        ((3, 3, 3), (1, 2, 2), Fraction(3, 2), False),  # 3 and 1.5
        ((4, 3, 4), (2, 2, 1), Fraction(2), True),  # 3.75 and 1.75
    ],
)
def test_a_range_of_exactly_two_is_marked_and_one_just_below_is_not(
    evas: tuple[int, int, int], ivars: tuple[int, int, int], spread: Fraction, marked: bool
):
    plan = replace(PLAN, panel=(EVA, IVAR), candidates=(KARI,))
    tags = ("in_depth.K1.score", "case.V1.score", "case.V2.score")
    forms = [
        a_form(plan, who, tagged(dict(zip(tags, given, strict=True)))) for who, given in ((EVA, evas), (IVAR, ivars))
    ]
    (kari,) = candidate_results(plan, forms)
    assert kari.panel is not None
    k1 = kari.panel.requirements["K1"]
    assert k1.lowest is not None and k1.highest is not None
    assert (k1.highest - k1.lowest, k1.marked) == (spread, marked)


def test_a_range_of_thirds_is_reckoned_exactly():
    """Three criteria: 4, 4, 3 and 2, 2, 1 are 11/3 and 5/3, which as decimals are not two apart."""
    plan = replace(
        PLAN,
        panel=(EVA, IVAR),
        candidates=(KARI,),
        criteria=tuple(replace(PLAN.criteria[0], id=id) for id in ("V1", "V2", "V3")),
        agenda=tuple(entry for entry in PLAN.agenda if entry.part is Part.CASE),
    )
    assert 11 / 3 - 5 / 3 < 2
    tags = ("case.V1.score", "case.V2.score", "case.V3.score")
    forms = [
        a_form(plan, who, tagged(dict(zip(tags, given, strict=True))))
        for who, given in ((EVA, (4, 4, 3)), (IVAR, (2, 2, 1)))
    ]
    (kari,) = candidate_results(plan, forms)
    assert kari.panel is not None and kari.panel.requirements["K1"].marked
    assert kari.panel.requirements["K1"].mean == Fraction(8, 3)


def test_one_member_alone_gives_that_forms_figures_and_judgement():
    plan = replace(PLAN, panel=(EVA, OBSERVER), candidates=(KARI,))
    form = a_form(plan, EVA, EVAS)
    (kari,) = candidate_results(plan, [form])
    assert (kari.rests_on, kari.totals) == (RestsOn.ONE_FORM, form.totals)
    assert kari.panel is not None and not kari.panel.requirements["K1"].marked


def test_opened_figures_are_not_complete_while_a_form_is_waited_for_unless_the_panel_agrees():
    eva, ivar, siv, agreed = (a_form(ONE_FIELD, who, answers(in_depth__K1__score=4)) for who in (EVA, IVAR, SIV, None))

    def complete(*forms: FormResult) -> bool:
        (kari,) = candidate_results(ONE_FIELD, forms, opened=True)
        return kari.complete

    assert [complete(eva), complete(eva, ivar), complete(eva, ivar, siv)] == [False, False, True]
    assert [complete(agreed), complete(eva, agreed)] == [True, True]


def test_an_agreed_form_without_those_of_the_members_waits_for_them():
    agreed = a_form(ONE_FIELD, None, answers(in_depth__K1__score=4))
    (kari,) = candidate_results(ONE_FIELD, [agreed])
    assert (kari.totals, kari.rests_on, kari.panel) == (None, None, None)
    assert kari.awaited_members == (EVA, IVAR, SIV)
    (kari,) = candidate_results(ONE_FIELD, [agreed], opened=True)
    assert (kari.totals, kari.rests_on, kari.panel) == (agreed.totals, RestsOn.AGREED, None)
    assert kari.awaited_members == (EVA, IVAR, SIV)


def test_two_agreed_forms_that_differ_give_no_figures_not_even_the_panels_means():
    forms = [a_form(PLAN, None, AGREED), a_form(PLAN, None, EVAS)]
    kari = the_example(*forms)
    assert (kari.totals, kari.rests_on, kari.awaiting) == (None, None, ())
    assert kari.panel is not None and kari.panel.requirements["K1"].agreed is None


@pytest.mark.parametrize(
    ("siv", "why"),
    [
        ([], Lacking.MISSING),
        ([{}], Lacking.EMPTY),
        ([tagged({"closing.S1.done": False, "in_depth.K1.notes": None})], Lacking.EMPTY),
        ([SIVS, EVAS], Lacking.SEVERAL),
    ],
)
def test_a_candidate_whose_panel_is_not_in_is_closed_until_asked_for(siv: list[dict[str, Answer]], why: Lacking):
    forms = [a_form(PLAN, who, given) for who, given in ((EVA, EVAS), (IVAR, IVARS))]
    forms += [a_form(PLAN, SIV, given) for given in siv]
    kari, ola = candidate_results(PLAN, forms)
    assert (kari.totals, kari.rests_on, kari.panel, kari.complete) == (None, None, None, False)
    assert kari.awaiting == (Awaited(SIV, why),)
    assert kari.forms == tuple(forms)
    assert ola.awaiting == tuple(Awaited(who, Lacking.MISSING) for who in (EVA, IVAR, SIV))
    kari, _ = candidate_results(PLAN, forms, opened=True)
    assert kari.awaiting == (Awaited(SIV, why),)
    assert kari.panel is not None and list(kari.panel.own_overall) == ["I1", "I2"]
    assert kari.panel.requirements["K2"].mean == Fraction(7, 2)  # 5 and 2


def test_a_form_with_notes_alone_is_in():
    assert scored(4, None).awaiting == ()


def test_only_the_members_of_a_candidates_own_panel_are_expected():
    plan = replace(PLAN, candidates=(replace(KARI, panel=("I2", "I4")), OLA))
    kari, _ = candidate_results(plan, [a_form(plan, IVAR, IVARS)])
    assert (kari.awaiting, kari.rests_on) == ((), RestsOn.ONE_FORM)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.ABSENT])
def test_nothing_is_expected_of_one_who_has_withdrawn_or_did_not_come(status: Status):
    plan = replace(PLAN, candidates=(replace(KARI, status=status),))
    empty = [a_form(plan, EVA, {})] if status is Status.ABSENT else []
    (kari,) = candidate_results(plan, empty)
    assert (kari.awaiting, kari.totals) == ((), None)


def test_of_one_who_did_not_come_all_are_expected_once_a_form_is_filled_in():
    plan = replace(PLAN, candidates=(replace(KARI, status=Status.ABSENT),))
    (kari,) = candidate_results(plan, [a_form(plan, EVA, EVAS)])
    assert kari.awaited_members == (IVAR, SIV)


def test_with_one_form_per_candidate_that_form_is_the_agreed_one():
    form = a_form(PER_CANDIDATE, None, EVAS)
    kari, ola = candidate_results(PER_CANDIDATE, [form])
    assert (kari.totals, kari.rests_on, kari.awaiting, kari.panel) == (form.totals, RestsOn.AGREED, (), None)
    assert ola.awaiting == (Awaited(None, Lacking.MISSING),)
    twice, _ = candidate_results(PER_CANDIDATE, [form, form], opened=True)
    assert (twice.totals, twice.awaiting) == (None, (Awaited(None, Lacking.SEVERAL),))


def test_a_closed_candidate_is_close_to_nobody():
    plan = replace(PLAN, position=replace(PLAN.position, margin=Fraction(5)))
    forms = [a_form(plan, who, EVAS, candidate) for who in (EVA, IVAR, SIV) for candidate in (KARI, OLA)]
    assert len(close_candidates(plan, bearing(plan, candidate_results(plan, forms)))) == 1
    assert close_candidates(plan, bearing(plan, candidate_results(plan, forms[:-1]))) == []
    assert len(close_candidates(plan, bearing(plan, candidate_results(plan, forms[:-1], opened=True)))) == 1


def test_what_is_closed_or_opened_is_told_once_for_each_candidate():
    forms = (a_form(PLAN, EVA, EVAS),)
    for opened, code in ((False, "comparison_closed"), (True, "comparison_opened")):
        candidates = candidate_results(PLAN, forms, opened=opened)
        found = panel_remarks(Results(PLAN, "0" * 64, forms, candidates, opened=opened))
        assert [(entry.code, entry.values["name"], entry.values["members"]) for entry in found] == [
            (code, "Kari Nordmann", ["Ivar Moe", "Siv Øye"]),
            ("comparison_closed", "Ola Ås", ["Eva Dahl", "Ivar Moe", "Siv Øye"]),  # there is nothing to open
        ]


# ---- properties

TAGS = ("in_depth.K1.score", "in_depth.K2.score", "in_depth.K3.score", "case.V1.score", "case.V2.score")
values = st.one_of(st.integers(1, 5), st.just("not_assessed"), st.none())
filled_in = st.fixed_dictionaries(dict.fromkeys(TAGS, values)).map(
    lambda given: tagged({**given, "in_depth.K1.notes": "Sett"})
)
panels = st.tuples(filled_in, filled_in, filled_in, st.none() | filled_in)


def read(panel: tuple[Mapping[str, Answer] | None, ...]) -> list[FormResult]:
    who = (EVA, IVAR, SIV, None)
    return [a_form(PLAN, member, given) for member, given in zip(who, panel, strict=True) if given is not None]


@given(panels, st.randoms(use_true_random=False))
def test_the_order_in_which_forms_are_read_changes_nothing(panel, random):
    forms = read(panel)
    first, _ = candidate_results(PLAN, forms)
    random.shuffle(forms)
    again, _ = candidate_results(PLAN, forms)
    assert (again.totals, again.rests_on, again.panel) == (first.totals, first.rests_on, first.panel)
    assert first.panel is not None and list(first.panel.requirements["K1"].own) == ["I1", "I2", "I3"]


@given(panels, filled_in)
def test_what_a_member_has_set_never_depends_on_the_others(panel, other):
    before, _ = candidate_results(PLAN, read(panel))
    after, _ = candidate_results(PLAN, read((panel[0], other, other, None)))
    assert before.panel is not None and after.panel is not None
    for id, score in before.panel.requirements.items():
        assert score.own["I1"] == after.panel.requirements[id].own["I1"]
    for tag, score in before.panel.fields.items():
        assert score.own["I1"] == after.panel.fields[tag].own["I1"]


@given(panels)
def test_a_mean_lies_between_the_ends_of_the_range_and_the_agreed_form_moves_neither(panel):
    kari, _ = candidate_results(PLAN, read(panel))
    without, _ = candidate_results(PLAN, read((*panel[:3], None)))
    assert kari.panel is not None and without.panel is not None
    for id, score in kari.panel.requirements.items():
        alone = without.panel.requirements[id]
        assert (score.own, score.mean, score.lowest, score.highest) == (
            *(alone.own, alone.mean, alone.lowest, alone.highest),
        )
        numbers = [own.score for own in score.own.values() if own.score is not None]
        if numbers:
            assert score.mean is not None and min(numbers) <= score.mean <= max(numbers)
            assert score.mean * len(numbers) == sum(numbers)
        assert score.marked == any(high - low >= 2 for high in numbers for low in numbers)


@given(filled_in)
def test_a_panel_that_agrees_to_the_letter_has_the_figures_of_each_of_its_members(given):
    kari, _ = candidate_results(PLAN, read((given, given, given, None)))
    alone = form_totals(PLAN, given)
    assert kari.totals is not None and kari.panel is not None
    assert kari.totals.overall == alone.overall
    assert not any(score.marked for score in (*kari.panel.requirements.values(), *kari.panel.fields.values()))


@given(panels, st.sampled_from([0, 1, 2]))
def test_without_one_members_form_there_is_no_figure_to_be_seen(panel, missing):
    forms = [form for form in read(panel) if form.form.identity.panel_member != f"I{missing + 1}"]
    kari, _ = candidate_results(PLAN, forms)
    assert (kari.totals, kari.panel, len(kari.awaiting)) == (None, None, 1)


def test_what_no_figure_rests_on_does_not_say_that_a_requirement_is_not_assessed():
    """Ivar has sent two forms that differ, which count for nothing: that one of them leaves K1 out is not the panel's."""
    forms = [
        a_form(ONE_FIELD, EVA, answers(in_depth__K1__notes="Sett")),
        a_form(ONE_FIELD, IVAR, answers(in_depth__K1__score="not_assessed")),
        a_form(ONE_FIELD, IVAR, answers(in_depth__K1__score=4)),
    ]
    results = Results(ONE_FIELD, "0" * 64, tuple(forms), candidate_results(ONE_FIELD, forms, opened=True), opened=True)
    ((kari,),) = (entry.assessed for entry in recommendation(results).requirements)
    assert (kari.score, kari.not_assessed) == (None, False)
