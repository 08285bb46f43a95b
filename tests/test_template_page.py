"""docs/templates.md, held against what a template can really name, both ways."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any, get_args, get_type_hints

import pytest

from generator import language
from generator.app.forms import identity_of
from generator.app.report_trials import report_trials
from generator.app.trials import example_plan
from generator.planning import interview_forms
from generator.word import extract_views, feedback_views, recommendation_views, views
from generator.word.sandbox import FILTERS, LOOP, MAX_RANGE, MAX_REPORT_ROUNDS, MAX_ROUNDS
from generator.word.views import FIELDS, NAMES, ItemView, PartView, context, form_view

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "templates.md").read_text(encoding="utf-8")
CALLED = {
    "PositionView": "position",
    "CandidateView": "candidate",
    "FormView": "form",
    "PersonView": "member",
    "LevelView": "level",
    "PartView": "part",
    "MethodView": "method",
    "ItemView": "item",
    "QuestionView": "question",
    "AnchorView": "anchor",
}


def documented(heading: str) -> set[str]:
    """Return what stands first in the rows of the tables below a heading."""
    section = PAGE.split(f"\n### {heading}\n")[1].split("\n#")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def details(view: Any) -> set[str]:
    return {f"{CALLED[view.__name__]}.{entry.name}" for entry in fields(view)}


def test_every_view_has_a_name_on_the_page():
    own = {name for name, entry in vars(views).items() if is_dataclass(entry) and entry.__module__ == views.__name__}
    assert own == set(CALLED)


def test_the_page_names_every_detail_and_no_other():
    plain = {name for name, type in NAMES.items() if not is_dataclass(type)}
    roots = {views.PositionView, views.CandidateView, views.FormView}
    assert documented("The whole form") == plain.union(*map(details, roots))
    others = [getattr(views, name) for name in CALLED if getattr(views, name) not in roots]
    assert documented("In a list") == {f"loop.{name}" for name in LOOP}.union(*map(details, others))


def test_the_page_names_every_field_for_everything_that_has_it():
    kinds = {ItemView: "item", PartView: "part", NoneType: ""}
    assert documented("Fields") == {f"{name}({kinds[of]})" for name, of_all in FIELDS.items() for of in of_all}


def test_the_page_names_every_filter_and_the_limits():
    assert documented("What can be done with a text or a list") == FILTERS
    assert f"{MAX_ROUNDS:,}".replace(",", " ") in PAGE
    assert f"{MAX_REPORT_ROUNDS:,} in one report".replace(",", " ") in PAGE
    assert f"more than {MAX_RANGE} numbers" in PAGE


REPORT_CALLED = {
    "CorrectionView": "correction",
    "PanelistView": "member",
    "SignerView": "signer",
    "UsedMethodView": "method",
    "CriterionView": "criterion",
    "ComparedView": "requirement",
    "AssessedView": "assessed",
    "StatementView": "said",
    "ScoreView": "entry",
    "ApplicantView": "applicant",
    "PartSummaryView": "part",
    "TreatedFormView": "treated",
    "PlanChangeView": "change",
    "TreatedApplicantView": "person",
    "WaitingView": "waiting",
}


def test_every_view_of_the_recommendation_has_a_name_on_the_page():
    own = {name for name, entry in vars(recommendation_views).items() if is_dataclass(entry)}
    assert own - {"LevelView", "PositionView"} - not_results(own) == set(REPORT_CALLED)


def not_results(names: set[str]) -> set[str]:
    """The values that views are made of, which no template can name."""
    return {name for name in names if getattr(recommendation_views, name).__module__ != recommendation_views.__name__}


def test_the_page_names_every_detail_of_the_recommendation_and_no_other():
    plain = {name for name, type in recommendation_views.RECOMMENDATION.items() if not is_dataclass(type)}
    assert documented("Names of the recommendation") == plain | details(views.PositionView)
    found = {
        f"{called}.{entry.name}"
        for name, called in REPORT_CALLED.items()
        for entry in fields(getattr(recommendation_views, name))
    }
    assert documented("In a list of the recommendation") == found | details(views.LevelView)


FEEDBACK_CALLED = {
    "DraftView": "draft",
    "PassageView": "summary",
    "PartFeedbackView": "part",
    "RequirementFeedbackView": "requirement",
}
EXTRACT_CALLED = {
    "BasisView": "basis",
    "HitView": "hit",
    "FormExtractView": "form",
    "GroupView": "group",
    "EntryView": "entry",
    "RemarkView": "remark",
}
ABOUT_ONE = [
    ("feedback", feedback_views, feedback_views.FEEDBACK, FEEDBACK_CALLED),
    ("extract", extract_views, extract_views.EXTRACT, EXTRACT_CALLED),
]


@pytest.mark.parametrize(("document", "module", "names", "called"), ABOUT_ONE)
def test_the_page_names_every_detail_of_what_is_about_one_candidate_and_no_other(
    document: str, module: ModuleType, names: dict[str, Any], called: dict[str, str]
):
    views_of = {name for name, entry in vars(module).items() if is_dataclass(entry) and name.endswith("View")}
    assert views_of == {"PositionView", "CandidateView", *called}
    plain = {name for name, type in names.items() if not is_dataclass(type)}
    roots = {type for type in names.values() if is_dataclass(type)}
    every = CALLED | called
    at_the_root = {f"{every[type.__name__]}.{entry.name}" for type in roots for entry in fields(type)}
    assert documented(f"Names of the {document}") == plain | at_the_root
    in_lists = {getattr(module, name) for name in called} - roots
    found = {f"{called[view.__name__]}.{entry.name}" for view in in_lists for entry in fields(view)}
    assert documented(f"In a list of the {document}") == found


@pytest.mark.parametrize(
    ("document", "said"),
    [("recommendation", recommendation_views.RECOMMENDATION), *((d, n) for d, _, n, _ in ABOUT_ONE)],
)
def test_what_the_names_of_a_report_are_said_to_be_is_what_it_gets(document: str, said: dict[str, Any]):
    for names in report_trials(document, "nb"):
        assert set(names) == set(said)
        for name, type in said.items():
            if get_args(type):
                assert all(isinstance(entry, get_args(type)[0]) for entry in names[name]), name
            else:
                assert isinstance(names[name], type), name


def test_what_the_names_are_said_to_be_is_what_a_form_gets():
    words = language.load("nb")
    plan = example_plan(words)
    spec = interview_forms(plan, "")[0]
    assert identity_of(spec, plan).form_id == spec.form_id
    names = context(plan, spec, form_view(plan, spec, words), words)
    assert set(names) == {*NAMES, *FIELDS}
    for name, type in NAMES.items():
        if get_args(type):
            assert all(isinstance(entry, get_args(type)[0]) for entry in names[name]), name
        else:
            assert isinstance(names[name], type), name
    for view in (getattr(views, name) for name in CALLED):
        assert set(get_type_hints(view)) == {entry.name for entry in fields(view)}
