"""What the forms of a candidate say, whose it is, and which of it goes before the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.model import CandidateResult, Field, FormResult, PanelMember, Plan, Statement


def statements(plan: Plan, entry: CandidateResult, field: Field) -> tuple[Statement, ...]:
    """Return what the panel agrees on in a field; where it says nothing, what each member says.

    A text is as it was typed, a choice its key; what is in no form is in none of them.
    """
    agreed, own = _by_source(plan, entry)
    return _said(plan, agreed, field) or _said(plan, own, field)


def _by_source(plan: Plan, entry: CandidateResult) -> tuple[tuple[FormResult, ...], tuple[FormResult, ...]]:
    """Return the forms of the whole panel, and those of its members in the order of the plan."""
    order = [member.id for member in plan.panel]
    own = [result for result in entry.forms if result.form.identity.panel_member in order]
    own.sort(key=lambda result: order.index(result.form.identity.panel_member))
    return tuple(result for result in entry.forms if not result.form.identity.panel_member), tuple(own)


def _said(plan: Plan, forms: Sequence[FormResult], field: Field) -> tuple[Statement, ...]:
    return tuple(
        Statement(_member(plan, result), text, _asked(plan, result, field))
        for result in forms
        for text in _texts(result, field)
    )


def _texts(result: FormResult, field: Field) -> Iterable[str]:
    answer = result.form.answers.get(field.tag)
    return (answer.value,) if answer and isinstance(answer.value, str) and answer.value.strip() else ()


def _asked(plan: Plan, result: FormResult, field: Field) -> str:
    """Return the requirement that a form was made with, where it reads otherwise now."""
    now = plan.item_texts.get(field.item, "")
    asked = result.form.asked.get(field.item, now)
    return "" if asked.split() == now.split() else asked


def _member(plan: Plan, result: FormResult) -> PanelMember | None:
    return plan.members_by_id.get(result.form.identity.panel_member)
