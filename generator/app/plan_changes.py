"""What has changed in the plan since a form was made from it, and what of the form counts all the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from generator.model import Field, FormSpec, Kind, Plan
from generator.planning import Change, affected_items, changes, ids_by_folded, spoken_steps, spoken_text, with_ids_of
from generator.problems import Place, Problem, problem
from generator.word.identity import FormInformation, Location


def fields_of(information: FormInformation) -> list[Field]:
    """Return the fields that a form was made with."""
    fields = (Field.of(location.tag) for location in information.locations)
    return list(dict.fromkeys(field for field in fields if field is not None))


def spelling(plan: Plan) -> Callable[[Field], Field]:
    """Return what gives a field its id as the plan writes it now; case is ignored."""
    ids = ids_by_folded(plan)
    return lambda field: replace(field, item=ids.get(field.item.casefold(), field.item))


def with_ids_now(information: FormInformation, plan: Plan) -> FormInformation:
    """Return what a form says about itself with every id as the plan writes it now; case is ignored."""

    spelled_now = spelling(plan)

    def location_now(location: Location) -> Location:
        field = Field.of(location.tag)
        return replace(location, tag=spelled_now(field).tag) if field else location

    locations = tuple(map(location_now, information.locations))
    return replace(information, texts=with_ids_of(plan, information.texts), locations=locations)


def not_countable(
    name: str, information: FormInformation, plan: Plan, spec: FormSpec
) -> tuple[Callable[[Field], bool], list[Problem]]:
    """Return which fields cannot be counted because the plan has changed since, and what has changed."""
    place = Place(file=name)
    if information.identity.digest == spec.digest:
        return lambda field: False, []
    if not information.texts:
        return lambda field: True, [problem("form_texts_lost", place)]
    found = changes(plan, information.texts)
    scale = any(change.scale for change in found)
    items = frozenset(item for change in found for item in affected_items(plan, change))
    problems = [_change_problem(place, change, _asked(fields_of(information)), _asked(spec.fields)) for change in found]
    return lambda field: scale or field.item in items, [entry for entry in problems if entry]


def items_added(name: str, made_with: Collection[Field], spec: FormSpec) -> list[Problem]:
    """Return what a form did not ask about, or not in whole: one problem for each such item of the plan."""
    if not made_with:
        return []
    fields = [field for field in spec.fields if field.item and field not in made_with]
    not_asked = {field.item: field for field in sorted(fields, key=lambda field: field.kind is Kind.SCORE)}
    return [problem("item_added", Place(file=name, tag=field.tag)) for field in not_asked.values()]


def _asked(fields: Iterable[Field]) -> set[str]:
    """Return the items, and the parts, that there are fields for."""
    return {name for field in fields for name in (field.item, field.part)}


def _change_problem(place: Place, change: Change, asked: Collection[str], now_asked: Collection[str]) -> Problem | None:
    where = [*filter(None, [change.item]), *spoken_steps(change)]
    item = where[0]
    old, new = (spoken_text(change, text or "") for text in (change.old, change.new))
    if change.scale:
        return problem("scale_changed", place, key=change.key, old=old, new=new)
    if change.old is None and (change.counts or item in now_asked):
        return None  # told field by field, as what the form did not ask
    if change.new is None and (change.counts or item in asked):
        return problem("item_removed", place, key=change.key, item=item, old=old)
    if change.counts:
        return problem("text_changed", place, key=change.key, item=item, old=old, new=new)
    return problem("setting_changed", place, key=change.key, where=where, old=old, new=new)
