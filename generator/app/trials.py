"""The plans that a template is tried with: a worked-out example, and what plans may lack or have too much of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from generator.app.forms import identity_of
from generator.app.plans import check_plan, new_plan
from generator.language import Language, load
from generator.model import (
    METHOD_PARTS,
    SCORED_PARTS,
    AgendaPart,
    Candidate,
    FormSpec,
    FormsPer,
    Line,
    LineType,
    Look,
    PanelMember,
    Part,
    Plan,
    Position,
)
from generator.planning import blank_form, interview_forms, one_of_each_kind, with_empty_rows
from generator.word.template_check import Trial

_ON_SCREEN, _ON_PAPER = Look(), Look(paper=True)


@cache
def trials(code: str) -> tuple[Trial, ...]:
    """Return the forms to try a template of a language with."""
    example = example_plan(load(code))
    full = _full(example)
    tried = [
        *((plan, _ON_SCREEN) for plan in (example, full, _poor(example), _alike(full), *_without_parts(full))),
        (_short(full), _ON_SCREEN),
        (_per_member(full), _ON_SCREEN),
        (full, _ON_PAPER),
    ]
    found = [trial for plan, look in tried for trial in of_plan(plan, interview_forms(plan, "", ""), look)]
    blank = with_empty_rows(_alone(example))
    return (*found, *of_plan(blank, (blank_form(blank, ""),), _ON_PAPER))


def of_plan(plan: Plan, specs: Sequence[FormSpec], look: Look) -> Iterator[Trial]:
    """Yield a form of each kind that a plan gives."""
    for spec in one_of_each_kind(plan, specs):
        yield Trial(plan, spec, identity_of(spec, plan, look), look)


def example_plan(words: Language) -> Plan:
    """Return the plan of the example that comes with the program."""
    with tempfile.TemporaryDirectory() as folder:
        path, _ = new_plan(Path(folder) / "plan.xlsx", words.code, example=True)
        plan = check_plan(path).plan
    assert plan is not None  # a test holds the examples to having no errors
    return plan


def _full(plan: Plan) -> Plan:
    """Return a plan with every part, and in each of them all that can be there."""
    parts = {entry.part: entry for entry in plan.agenda}
    agenda = tuple(parts.get(part) or AgendaPart(part, f"{part} 1", 10, "A B") for part in Part)
    lines = tuple(
        Line(f"Z{number}{kind[0]}", part, kind, f"{kind} {number}")
        for number, part in enumerate(Part)
        for kind in LineType
        if not (part is Part.IN_DEPTH and kind is LineType.QUESTION)
    )
    candidate = replace(plan.candidates[0], follow_up=("A?", "B?"))
    panel = plan.panel or (PanelMember("I1", "A B", "C"),)
    position = replace(plan.position, questions_in_advance=True)
    return replace(
        plan, position=position, agenda=agenda, lines=plan.lines + lines, candidates=(candidate,), panel=panel
    )


def _poor(plan: Plan) -> Plan:
    """Return a plan with nothing but what it has to have."""
    return replace(
        plan,
        position=Position(plan.position.title),
        scale=tuple(replace(level, description="") for level in plan.scale),
        agenda=tuple(AgendaPart(entry.part, entry.heading) for entry in plan.agenda),
        requirements=tuple(
            replace(entry, definition="", basis="", advertised="", anchors=("", "", ""), questions=())
            for entry in plan.requirements
        ),
        lines=(),
        methods=tuple(
            replace(m, kind="", task="", preparation="", provider="", responsible="", minutes=None)
            for m in plan.methods
        ),
        panel=(),
        candidates=tuple(Candidate(entry.id, entry.name) for entry in plan.candidates[:1]),
    )


def _short(plan: Plan) -> Plan:
    """Return a plan with one requirement and no methods."""
    agenda = tuple(entry for entry in plan.agenda if entry.part not in METHOD_PARTS)
    lines = tuple(line for line in plan.lines if not line.requirement)
    return replace(plan, agenda=agenda, requirements=plan.requirements[:1], lines=lines, methods=(), criteria=())


def _alike(plan: Plan) -> Plan:
    """Return a plan in which all parts have one heading."""
    return replace(plan, agenda=tuple(replace(entry, heading="A") for entry in plan.agenda))


def _without_parts(plan: Plan) -> Iterator[Plan]:
    """Yield plans that lack the parts around the scored ones, and the scored ones."""
    for left_out in ((Part.INTRODUCTION, Part.CLOSING), SCORED_PARTS):
        yield replace(plan, agenda=tuple(entry for entry in plan.agenda if entry.part not in left_out))


def _per_member(plan: Plan) -> Plan:
    return replace(plan, position=replace(plan.position, forms_per=FormsPer.PANEL_MEMBER))


def _alone(plan: Plan) -> Plan:
    """Return a plan without its requirements and methods, as one that has not been filled in yet."""
    return replace(plan, requirements=(), methods=(), criteria=(), lines=(), candidates=())
