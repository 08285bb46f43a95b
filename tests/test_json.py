"""The JSON documents, held against the schemas and the page that describe them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from test_scoring import FORM, NB, a_form, a_plan, answers, requirement, the_worked_example

from generator.jsonout import check_json, forms_json, problems_json, totals_json
from generator.model import Answer, Candidate, FormEntry, FormStatus, Part, Plan, Results, Status
from generator.panel import candidate_results
from generator.problems import Place, problem
from generator.scoring import remarks

DOCS = Path(__file__).parent.parent / "docs"
DIGEST = "0123456789abcdef" * 4


def schema(command: str) -> dict[str, Any]:
    return json.loads((DOCS / "json" / f"{command}.schema.json").read_text(encoding="utf-8"))


def checked(command: str, document: Any) -> Any:
    """Return the document as a reader gets it, after holding it against the schema."""
    document = json.loads(json.dumps(document, ensure_ascii=False, allow_nan=False))
    Draft202012Validator(schema(command)).validate(document)
    return document


def results_of(plan: Plan, filled_in: Mapping[str, Answer]) -> Results:
    form = a_form(plan, "P1", filled_in)
    form = replace(form, problems=tuple(remarks(plan, Place(file=FORM), filled_in, form.totals)))
    return Results(plan, DIGEST, (form,), candidate_results(plan, [form]), form.problems)


@pytest.mark.parametrize("command", ["check", "forms", "totals", "report", "purge"])
def test_the_schemas_are_schemas(command: str):
    Draft202012Validator.check_schema(schema(command))


def test_problems_carry_code_severity_place_words_and_values():
    found = [
        problem("scores_missing", Place(file=FORM, tag="case.score"), ids=["V1", "V2"]),
        problem("low_score_on_must", Place(), id="K1", requirement="Erfaring", score=Fraction(5, 3)),
    ]
    document = checked("check", check_json(found, {}, NB))
    assert document["problems"][0] == {
        "code": "scores_missing",
        "severity": "warning",
        "place": f"{FORM}: Case eller arbeidsprøve, skår",
        "message": NB.message(found[0]),
        "remedy": NB.remedy(found[0]),
        "values": {"ids": ["V1", "V2"]},
    }
    assert document["problems"][1]["place"] == ""
    assert document["problems"][1]["values"] == {"id": "K1", "requirement": "Erfaring", "score": 5 / 3}


def test_values_of_every_kind_become_json():
    values = {
        "whole": Fraction(4),
        "half": Fraction(1, 2),
        "day": date(2025, 3, 14),
        "start": time(9, 30),
        "ids": ("K1", "K2"),
        "part": Part.CASE,
        "none": None,
        "yes": True,
    }
    found = problem("scores_missing", Place(), **values | {"ids": ("K1", "K2")})
    document = checked("check", check_json([found], {}, NB))
    assert document["problems"][0]["values"] == {
        "whole": 4,
        "half": 0.5,
        "day": "2025-03-14",
        "start": "09:30:00",
        "ids": ["K1", "K2"],
        "part": "case",
        "none": None,
        "yes": True,
    }


def test_forms_are_listed_with_null_for_what_is_nobodys():
    entries = [
        FormEntry("ut/Kari.docx", "P1", "Kari Nordmann", "", "interview", FormStatus.WRITTEN, "ut/Kari.pdf"),
        FormEntry("ut/blankt.docx", "", "", "", "interview", FormStatus.KEPT),
    ]
    assert checked("forms", forms_json(entries, [], NB, ["ut/alle.pdf"])) == {
        "forms": [
            {
                "path": "ut/Kari.docx",
                "candidate": "P1",
                "name": "Kari Nordmann",
                "panel_member": None,
                "document": "interview",
                "status": "written",
                "pdf": "ut/Kari.pdf",
            },
            {
                "path": "ut/blankt.docx",
                "candidate": None,
                "name": None,
                "panel_member": None,
                "document": "interview",
                "status": "kept",
                "pdf": None,
            },
        ],
        "one_file": ["ut/alle.pdf"],
        "problems": [],
    }


def test_totals_hold_the_worked_example():
    plan, filled_in = the_worked_example()
    document = checked("totals", totals_json(results_of(plan, filled_in), NB))
    (form,) = document["forms"]
    assert document["plan"] == {"title": "Saksbehandler", "digest": DIGEST, "scale_max": 5}
    assert form["answers"]["in_depth.K1.score"] == {"value": 4, "raw": "4", "found_by": "tag"}
    assert form["parts"] == {
        "in_depth": {"sum": 4, "max": 5, "scored": 1, "of": 3, "not_assessed": 1, "mean": 4},
        "case": {"sum": 7, "max": 10, "scored": 2, "of": 2, "not_assessed": 0, "mean": 3.5},
        "tests": {"sum": 5, "max": 5, "scored": 1, "of": 1, "not_assessed": 0, "mean": 5},
    }
    assert form["requirements"] == {
        "K1": {"score": 3.75, "methods": {"in_depth": 4, "M1": 3.5}, "met": None},
        "K2": {"score": 5, "methods": {"M2": 5}, "met": None},
        "K3": {"score": None, "methods": {}, "met": None},
    }
    assert form["overall"] == {"mean": 25 / 6, "basis": 2, "of": 3}
    assert (form["agreed"], form["panel_member"]) == (True, None)
    assert [entry["code"] for entry in form["problems"]] == ["scores_missing"]
    assert document["problems"] == form["problems"]


def test_a_candidate_has_the_figures_of_the_form_or_none():
    plan, filled_in = the_worked_example()
    plan = replace(plan, candidates=(*plan.candidates, Candidate("P2", "Ola Bø", status=Status.WITHDRAWN)))
    document = checked("totals", totals_json(results_of(plan, filled_in), NB))
    (form,) = document["forms"]
    kari, ola = document["candidates"]
    assert kari == {
        "id": "P1",
        "name": "Kari Nordmann",
        "status": "invited",
        "complete": False,
        "forms": [FORM],
        "awaiting": [],
        "rests_on": "agreed",
        "panel": None,
        **{key: form[key] for key in ("parts", "requirements", "overall")},
    }
    assert ola == {
        "id": "P2",
        "name": "Ola Bø",
        "status": "withdrawn",
        "complete": False,
        "forms": [],
        "awaiting": [],
        "rests_on": None,
        "parts": {},
        "requirements": {},
        "overall": None,
        "panel": None,
    }


def test_every_kind_of_answer_fits_the_schema():
    plan = a_plan(requirement("K1"), criteria={"V1": ("M1", "K1")})
    filled_in = answers(
        introduction__notes="Vil ha mer ansvar",
        in_depth__K1__score="not_assessed",
        in_depth__K1__met="open",
        in_depth__summary="God\nnok",
        in_depth__total="",
        case__V1__score=3,
        closing__S7__done=False,
        conclusion__recommend="undecided",
    ) | {"conclusion.missing": Answer("conclusion.missing", None, "", None)}
    document = checked("totals", totals_json(results_of(plan, filled_in), NB))
    assert document["forms"][0]["answers"]["conclusion.missing"] == {"value": None, "raw": "", "found_by": None}
    assert document["forms"][0]["answers"]["closing.S7.done"]["value"] is False


def test_the_schema_refuses_a_key_that_it_does_not_know_and_one_that_is_absent():
    plan, filled_in = the_worked_example()
    document = totals_json(results_of(plan, filled_in), NB)
    for changed in (document | {"rank": 1}, {key: document[key] for key in document if key != "candidates"}):
        with pytest.raises(ValidationError):
            checked("totals", changed)


def examples() -> list[tuple[str, str]]:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return [
        (section.split("\n")[0], text)
        for section in sections
        for text in re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    ]


def test_the_examples_of_the_page_fit_the_schemas():
    assert [command for command, _ in examples()] == [
        "questions",
        "check",
        "forms",
        "totals",
        "report",
        "inspect",
        "purge",
    ]
    for command, text in examples():
        checked(command, json.loads(text))


def test_the_words_of_the_example_of_a_problem_are_the_ones_people_get():
    (shown,) = json.loads(dict(examples())["check"])["problems"]
    made = problem(shown["code"], Place(sheet="Krav", cell="A7"), **shown["values"])
    assert problems_json([made], NB)["problems"] == [shown]
