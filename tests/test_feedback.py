"""What goes into a draft of feedback and into an extract, before any document is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_panel_figures import EVA, IVAR, a_form
from test_scoring import a_plan, answers, requirement

from generator.model import (
    Answer,
    Candidate,
    Feedback,
    FormResult,
    FormsPer,
    Plan,
    Priority,
    Remark,
    RemarkKind,
    Results,
    Status,
    Value,
)
from generator.panel import candidate_results
from generator.problems import Problem
from generator.reporting.extract import extracts
from generator.reporting.feedback import feedback
from generator.reporting.mentions import ScoreWords

KARI, OLA, TURID = Candidate("P1", "Kari Nordmann"), Candidate("P2", "Ola Ås"), Candidate("P3", "Kari Berg")
PLAN = replace(
    a_plan(
        requirement("K1"),
        requirement("K2", Priority.SHOULD),
        criteria={"V1": ("M1", "K1"), "V2": ("M2", "K2")},
    ),
    candidates=(KARI, OLA, TURID),
    panel=(EVA, IVAR),
)
PER_MEMBER = replace(PLAN, position=replace(PLAN.position, forms_per=FormsPer.PANEL_MEMBER))
WORDS = ScoreWords(("skår", "poeng"), ("av",), (("null",), ("én",), ("to",), ("tre",), ("fire",), ("fem",)), PLAN.scale)
COMPARING = ("de andre", "søkerne")
DECIDED = {
    "in_depth.K1.notes": "Fortalte om en sak.",
    "in_depth.K1.assessment": "Skriver klart.",
    "in_depth.K1.score": 4,
    "in_depth.K2.assessment": "Har ledet prosjekter.",
    "in_depth.summary": "Tydelige eksempler.",
    "case.summary": "God struktur.",
    "conclusion.summary": "Dekker kravene.",
    "conclusion.missing": "Referansen.",
    "conclusion.recommend": "go_on",
}


def form(given: Mapping[str, Value], candidate: Candidate = KARI, plan: Plan = PLAN, who: object = None) -> FormResult:
    typed = {tag: Answer(tag, value, "" if value is None else str(value), "tag") for tag, value in given.items()}
    return a_form(plan, who, typed, candidate)  # type: ignore[arg-type]


def results(*forms: FormResult, plan: Plan = PLAN) -> Results:
    return Results(plan, "0" * 64, forms, candidate_results(plan, forms))


def drafts(*forms: FormResult, plan: Plan = PLAN) -> tuple[tuple[Feedback, ...], list[Problem]]:
    return feedback(results(*forms, plan=plan), WORDS, COMPARING)


def codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.tag) for problem in problems]


def shown(draft: Feedback) -> list[str]:
    """Every text of a draft that the candidate is to read."""
    texts = [draft.summary, *(entry.summary for entry in draft.parts), *(e.assessment for e in draft.requirements)]
    return [passage.text for passage in texts if passage.text]


def test_a_draft_has_the_summaries_and_assessments_of_the_agreed_form_and_nothing_else_of_it():
    (draft,), problems = drafts(form(DECIDED))
    assert (draft.candidate, draft.decision, draft.held_back) == (KARI, "go_on", 0)
    assert draft.summary.text == "Dekker kravene."
    assert [(e.part.part, e.summary.text) for e in draft.parts] == [
        ("in_depth", "Tydelige eksempler."),
        ("case", "God struktur."),
    ]
    assert [(e.requirement.id, e.assessment.text) for e in draft.requirements] == [
        ("K1", "Skriver klart."),
        ("K2", "Har ledet prosjekter."),
    ]
    assert problems == []


@pytest.mark.parametrize("decision", ["undecided", None])
def test_a_candidate_whom_the_panel_has_not_decided_about_gets_no_draft_and_that_is_said(decision: Value):
    made, problems = drafts(form({**DECIDED, "conclusion.recommend": decision}))
    assert (made, codes(problems)) == ((), [("feedback_undecided", "")])


def test_without_an_agreed_form_there_is_no_draft_and_that_is_said():
    own = form(DECIDED, plan=PER_MEMBER, who=EVA)
    made, problems = drafts(own, plan=PER_MEMBER)
    assert (made, codes(problems)) == ((), [("feedback_without_agreed", "")])


def test_a_draft_is_made_from_the_agreed_form_and_never_from_a_members_own():
    evas = form({tag: f"Eva: {value}" for tag, value in DECIDED.items()}, plan=PER_MEMBER, who=EVA)
    agreed = form(DECIDED, plan=PER_MEMBER)
    (draft,), _ = drafts(evas, agreed, plan=PER_MEMBER)
    assert not [text for text in shown(draft) if "Eva" in text]


def test_two_forms_that_differ_give_no_draft():
    made, problems = drafts(form(DECIDED), form({**DECIDED, "conclusion.recommend": "not"}))
    assert (made, codes(problems)) == ((), [("feedback_without_agreed", "")])


def test_one_who_has_withdrawn_or_has_no_form_is_not_written_to():
    withdrawn = replace(PLAN, candidates=(replace(KARI, status=Status.WITHDRAWN), OLA))
    assert drafts(plan=withdrawn) == ((), [])


def test_only_those_who_are_asked_for_get_a_draft():
    made, _ = feedback(results(form(DECIDED), form(DECIDED, OLA)), WORDS, COMPARING, ["P2"])
    assert [draft.candidate.id for draft in made] == ["P2"]


def test_a_draft_without_any_text_is_said_to_be_empty():
    (draft,), problems = drafts(form({"conclusion.recommend": "not"}))
    assert (draft.decision, codes(problems)) == ("not", [("feedback_without_texts", "")])


def test_a_text_that_names_another_candidate_leaves_a_gap_and_is_told_with_its_place():
    (draft,), problems = drafts(form({**DECIDED, "in_depth.summary": "Tydeligere enn Ola."}))
    assert codes(problems) == [("feedback_names_candidate", "in_depth.summary")]
    assert problems[0].values["names"] == ("Ola Ås",)
    (gap,) = [entry.summary for entry in draft.parts if entry.part.part == "in_depth"]
    assert (gap.text, gap.held_back, draft.held_back) == ("", True, 1)


def test_a_first_name_that_two_candidates_share_is_no_gap():
    (draft,), problems = drafts(form({**DECIDED, "in_depth.summary": "Kari var tydelig."}))
    assert (draft.held_back, problems) == (0, [])
    _, problems = drafts(form({**DECIDED, "in_depth.summary": "Kari Berg var tydelig."}))
    assert codes(problems) == [("feedback_names_candidate", "in_depth.summary")]


def test_a_text_that_tells_a_score_leaves_a_gap_and_is_told_with_its_place():
    (draft,), problems = drafts(form({**DECIDED, "in_depth.K1.assessment": "Klar, 4 av 5."}))
    assert codes(problems) == [("feedback_tells_score", "in_depth.K1.assessment")]
    assert problems[0].values["scores"] == ("4 av 5",)
    assert draft.held_back == 1


def test_a_name_without_a_capital_and_a_name_of_the_panel_are_told_and_stay():
    (draft,), problems = drafts(form({**DECIDED, "case.summary": "Gikk opp en ås. Eva var enig."}))
    assert codes(problems) == [("feedback_names_member", "case.summary")]  # two letters are too little to go by
    (draft,), problems = drafts(form({**DECIDED, "case.summary": "kjente seg igjen i ola"}))
    assert codes(problems) == [("feedback_perhaps_names", "case.summary")]
    assert draft.held_back == 0


def test_a_text_that_compares_without_a_name_is_told_and_stays():
    (draft,), problems = drafts(form({**DECIDED, "case.summary": "Bedre enn De andre søkerne i feltet."}))
    assert codes(problems) == [("feedback_compares", "case.summary")]
    assert problems[0].values["phrases"] == ("De andre", "søkerne")
    assert draft.held_back == 0


def test_the_whole_name_of_another_candidate_in_the_plan_stops_the_draft():
    named = replace(PLAN, requirements=(replace(PLAN.requirements[0], text="Samarbeid med Ola Ås"),))
    made, problems = drafts(form(DECIDED, plan=named), plan=named)
    assert (made, codes(problems)) == ((), [("feedback_plan_names_candidate", "")])


NAMES = ("Ola Ås", "Ola", "Ås", "ÅS", "Olas", "Berg", "Kari Berg", "BERG", "P2")
TEXT_TAGS = [tag for tag, value in DECIDED.items() if isinstance(value, str) and not tag.endswith("recommend")]


@given(st.dictionaries(st.sampled_from(TEXT_TAGS), st.sampled_from(NAMES), min_size=1), st.data())
def test_whatever_names_stand_in_whatever_texts_none_is_in_the_draft(typed: dict[str, str], data: st.DataObject):
    frames = st.sampled_from(["{}", "Bedre enn {}.", "«{}»", "{}\n{}", "x {} y", "Kari og {}!", "{}-saken"])
    texts = {tag: data.draw(frames).format(name, name) for tag, name in typed.items()}
    (draft,), problems = drafts(form({**DECIDED, **texts}))
    used = {tag for tag in texts if not tag.endswith(("notes", "missing"))}
    assert {tag for _, tag in codes(problems)} == used
    assert not [text for text in shown(draft) for name in ("Ola", "Ås", "ÅS", "Berg", "BERG", "P2") if name in text]


# ---- extracts -----------------------------------------------------------------


def test_an_extract_keeps_facts_and_assessments_apart():
    (extract,), problems = extracts(results(form({**DECIDED, "closing.S4.done": True})))
    (of_form,) = extract.forms
    assert [entry.tag for entry in of_form.facts] == ["in_depth.K1.notes", "closing.S4.done"]
    assert {entry.tag for entry in of_form.assessments} == DECIDED.keys() - {"in_depth.K1.notes"}
    assert problems == []


def test_an_extract_has_every_form_of_its_candidate_and_no_other():
    forms = [form(DECIDED, who, PER_MEMBER, member) for who in (KARI, OLA) for member in (EVA, IVAR, None)]
    made, _ = extracts(results(*forms, plan=PER_MEMBER), ["P1"])
    assert [entry.candidate for entry in made] == [KARI]
    of = [(one.form.identity.candidate, one.form.identity.panel_member) for one in made[0].forms]
    assert of == [("P1", "I1"), ("P1", "I2"), ("P1", "")]


def test_what_was_typed_and_could_not_be_used_stays_in_the_extract_as_it_was_typed():
    unusable = a_form(PLAN, None, {"in_depth.K1.score": Answer("in_depth.K1.score", None, "4-5 ?", "tag")})
    (extract,), _ = extracts(results(unusable))
    (entry,) = extract.forms[0].assessments
    assert (entry.text, entry.unused) == ("4-5 ?", True)


def test_an_answer_to_a_question_that_is_gone_from_the_plan_is_in_the_extract():
    gone = a_form(PLAN, None, answers(in_depth__K9__notes="Sa noe viktig."))
    gone = replace(gone, form=replace(gone.form, asked={"K9": "Tåler press"}))
    (extract,), _ = extracts(results(gone))
    (entry,) = extract.forms[0].facts
    assert (entry.asked, entry.text) == ("Tåler press", "Sa noe viktig.")


def test_other_names_are_in_the_extract_and_listed_for_the_review():
    named = form({**DECIDED, "in_depth.K1.notes": "Jobbet med Ola Ås."})
    remarked = replace(named, form=replace(named.form, remarks=(Remark(RemarkKind.COMMENT, "Eva", "Som Ola"),)))
    (extract,), problems = extracts(results(remarked))
    assert [(hit.place.tag, hit.names) for hit in extract.candidates_named] == [
        ("in_depth.K1.notes", ("Ola Ås",)),
        ("", ("Ola Ås",)),
    ]
    assert codes(problems) == [("extract_names_candidate", "in_depth.K1.notes"), ("extract_names_candidate", "")]
    assert extract.forms[0].facts[0].text == "Jobbet med Ola Ås."


def test_what_was_asked_stands_with_the_answer():
    asked = replace(PLAN, candidates=(replace(KARI, follow_up=("Hvorfor sluttet du?",)),))
    (extract,), _ = extracts(results(form({"introduction.notes": "Flyttet.", "case.V1.notes": "Fant feilen."})))
    by_tag = {entry.tag: entry for entry in extract.forms[0].facts}
    assert (by_tag["case.V1.notes"].asked, by_tag["case.V1.notes"].questions) == ("Kriterium V1", ("Arbeidsprøve",))
    (extract,), _ = extracts(results(form({"introduction.notes": "Flyttet."}), plan=asked))
    assert extract.forms[0].facts[0].questions == ("Hvorfor sluttet du?",)


@given(st.dictionaries(st.sampled_from(TEXT_TAGS), st.text(min_size=1).filter(str.strip), min_size=1))
def test_every_text_of_a_form_is_in_the_extract_exactly(typed: dict[str, str]):
    (extract,), _ = extracts(results(form(typed), form({"in_depth.K1.notes": "Om en annen."}, OLA)), ["P1"])
    (of_form,) = extract.forms
    assert {entry.tag: entry.text for entry in (*of_form.facts, *of_form.assessments)} == typed
