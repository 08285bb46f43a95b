"""The Word templates: the committed ones are what templates/make.py makes, and a mistake in a copy is told, not printed."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest
from documents import checked, lines, replaced, tags, unpacked
from plans import FULL_PLAN
from workbooks import write_workbook

from generator.app.forms import identity_of
from generator.app.plans import CheckedPlan
from generator.model import Look
from generator.planning import interview_forms
from generator.problems import Problem, UnusableFile
from generator.word.rendering import Template

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "templates" / "nb" / "interview.docx"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> CheckedPlan:
    return checked(write_workbook(tmp_path_factory.mktemp("plan") / "plan.xlsx", FULL_PLAN))


def render(plan: CheckedPlan, template: bytes) -> bytes:
    assert plan.plan is not None
    spec = interview_forms(plan.plan, "intervju")[0]
    identity = identity_of(spec, plan.plan)
    return Template(template, "mal.docx").render(plan.plan, spec, identity, plan.words, Look())


def refused(plan: CheckedPlan, template: bytes) -> Problem:
    with pytest.raises(UnusableFile) as caught:
        render(plan, template)
    problem = caught.value.problem
    assert problem.place.file == "mal.docx"
    assert plan.words.message(problem) and plan.words.remedy(problem)  # there are words for it
    return problem


def test_the_committed_templates_are_what_the_script_makes():
    made = dict(runpy.run_path(str(ROOT / "templates" / "make.py"))["templates"]())
    committed = {path.relative_to(ROOT / "templates").as_posix(): path for path in ROOT.glob("templates/*/*.docx")}
    assert set(made) == set(committed)
    for name, data in made.items():
        assert unpacked(data) == unpacked(committed[name].read_bytes()), f"run templates/make.py and commit {name}"


def test_a_template_opens_in_other_programs_and_shows_what_an_author_can_type():
    document = docx.Document(str(TEMPLATE))
    text = "\n".join(p.text for p in document.paragraphs) + "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    for code in ("{{ candidate.name }}", "{{r score(item) }}", "{%p for part in parts %}", "{{r recommend() }}"):
        assert code in text
    assert (
        document.core_properties.title
        == "Intervjuskjema for andregangsintervju{% if position.title %}: {{ position.title }}{% endif %}"
        "{% if candidate.name %} – {{ candidate.name }}{% endif %}"
    )


MISTAKES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "a name that does not exist": (
        "{{ position.manager }}",
        "{{ possition.manager }}",
        "template_name",
        {"name": "possition", "near": "position"},
    ),
    "a detail that does not exist": (
        "{{ candidate.name }}",
        "{{ candidate.nmae }}",
        "template_name",
        {"near": "candidate.name"},
    ),
    "a field function that does not exist": (
        "{{r recommend() }}",
        "{{r recomend() }}",
        "template_name",
        {"near": "recommend"},
    ),
    "a field for what has none": (
        "{{r summary(part) }}",
        "{{r score(position) }}",
        "template_field_of",
        {"wanted": ["score(item)"]},
    ),
    "a loop that is not closed": ("{%p for part in parts %}", "", "template_block_unopened", {"text": "for"}),
    "a condition that is not closed": (
        "{%p if part.scored %}",
        "{%p if part.scored and (part.key %}",
        "template_syntax",
        {},
    ),
    "a bracket that is not closed": (
        "{{ position.manager }}",
        "{{ position.manager }",
        "template_bracket",
        {"text": "{{ position.manager }"},
    ),
    "a field that is missing": (
        "{{r recommend() }}",
        "",
        "template_field_missing",
        {"tags": ["conclusion.recommend"]},
    ),
    "a field of an item that is missing": (
        "{{r assessment(item) }}",
        "",
        "template_field_missing",
        {"tags": [f"in_depth.{k}.assessment" for k in ("K1", "K2", "K3")]},
    ),
    "a field that stands twice": (
        "{{r missing() }}",
        '</w:t></w:r><w:r><w:t>{{r missing() }}</w:t></w:r><w:r><w:t xml:space="preserve">{{r missing() }}',
        "template_field_doubled",
        {"tags": ["conclusion.missing"]},
    ),
    "a bracket that closes nothing": (
        "Underskrift",
        "}} Underskrift",
        "template_bracket",
        {"text": "}} Underskrift"},
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_template_is_refused_for(plan: CheckedPlan, name: str):
    old, new, code, values = MISTAKES[name]
    problem = refused(plan, replaced(TEMPLATE.read_bytes(), old, new))
    assert problem.code == code
    assert values.items() <= problem.values.items()


@pytest.mark.parametrize("data", [b"", b"not a zip", TEMPLATE.read_bytes()[:5000]], ids=["empty", "text", "truncated"])
def test_a_template_that_is_no_word_document_is_refused(plan: CheckedPlan, data: bytes):
    assert refused(plan, data).code == "damaged_document"


def test_headers_words_and_order_of_a_template_can_be_changed(plan: CheckedPlan):
    template = replaced(TEMPLATE.read_bytes(), "Habilitet og underskrift", "Underskrifter &amp; habilitet")
    form = render(plan, replaced(template, ">Skår<", ">Poengsum<"))
    assert "Underskrifter & habilitet" in lines(form)
    assert "Poengsum" in lines(form)
    assert 'column="Poengsum"' in unpacked(form)["customXml/item1.xml"].decode()
    assert "in_depth.K1.score" in tags(form)


def test_with_a_template_that_cannot_be_used_nothing_is_written_and_the_mistake_is_told(tmp_path: Path):
    program = tmp_path / "program"
    for folder in ("generator", "templates", "examples"):
        shutil.copytree(ROOT / folder, program / folder, ignore=shutil.ignore_patterns("__pycache__"))
    template = program / "templates" / "nb" / "interview.docx"
    template.write_bytes(replaced(template.read_bytes(), "{{ candidate.place }}", "{{ candidate.plaice }}"))
    write_workbook(tmp_path / "plan.xlsx", FULL_PLAN)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "generator",
            "forms",
            str(tmp_path / "plan.xlsx"),
            "--out",
            str(tmp_path / "out"),
            "--json",
        ],
        cwd=program,
        env={**os.environ, "PYTHONPATH": str(program), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    document = json.loads(done.stdout)
    assert document["forms"] == []
    (problem,) = [entry for entry in document["problems"] if entry["severity"] == "error"]
    assert problem["code"] == "template_name"
    assert "plaice" in problem["message"]
    assert not list((tmp_path / "out").glob("*"))


def test_an_id_that_reads_like_a_header_of_the_form_is_refused_before_anything_is_read_from_the_wrong_row(
    tmp_path: Path,
):
    krav = "## Krav\n\n| Id | Krav | Må/bør | Kategori |\n| --- | --- | --- | --- |\n| Krav | Kan skrive | må | erfaring |\n"
    kriterier = "## Kriterier\n\n| Id | Metode | Kriterium | Måler krav |\n| --- | --- | --- | --- |\n| V1 | M1 | Klar | Krav |\n"
    sporsmal = (
        "## Spørsmål\n\n| Id | Del | Type | Tekst |\n| --- | --- | --- | --- |\n| S1 | Innledning | punkt | Hei |\n"
    )
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN, krav, kriterier, sporsmal))
    problem = refused(plan, TEMPLATE.read_bytes())
    assert problem.code == "template_field_misleading"
    assert "Krav" in plan.words.message(problem)
