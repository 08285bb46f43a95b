"""Reading one completed form back and matching it to the plan."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from generator.app.forms import identity_of, same_but_for_the_title, same_plan
from generator.app.plan_changes import fields_of, items_added, not_countable
from generator.app.received import Received, match
from generator.files import read_whole, shown
from generator.language import Language
from generator.model import CONCLUSION, Field, FormSpec, Plan
from generator.planning import SCHEMA
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.identity import FormInformation
from generator.word.opening import MAX_FILE_BYTES, OpenedForm, open_form
from generator.word.reading import read_answers


def read_form(
    path: Path, plan: Plan, specs: Sequence[FormSpec], words: Language, passwords: Sequence[str] = ()
) -> tuple[list[Received], list[Problem]]:
    """Return what a document says when it is a form of the plan, and otherwise why it is none."""
    try:
        opened = open_form(read_whole(path, MAX_FILE_BYTES), shown(Path(path.name)), passwords)
    except UnusableFile as error:
        return [], [error.problem]
    information = opened.information or _from_visible_id(opened, plan, specs)
    if information is None:
        return [], [_unknown(opened, plan)]
    spec, refused = _match(opened, information, plan, specs)
    if spec is None:
        return [], refused
    return [_received(path, opened, information, plan, spec, words)], []


def _from_visible_id(opened: OpenedForm, plan: Plan, specs: Sequence[FormSpec]) -> FormInformation | None:
    """Return who a form is by the line in its body; only a form of the plan as it stands now can be known by it."""
    matching = [spec for spec in specs if spec.form_id in opened.form_ids]
    return FormInformation(identity_of(matching[0], plan)) if len(matching) == 1 else None


def _unknown(opened: OpenedForm, plan: Plan) -> Problem:
    """Return what to say of a document that does not tell whose it is: no form, or one that has lost it."""
    begin = tuple(f"{candidate.id}-".casefold() for candidate in plan.candidates)  # a member's id may follow
    lost = [seen for seen in opened.form_ids if seen.casefold().startswith(begin)]
    place = Place(file=opened.name)
    return problem("form_identity_lost", place, form_id=lost) if lost else problem("not_a_form", place)


def _match(
    opened: OpenedForm, information: FormInformation, plan: Plan, specs: Sequence[FormSpec]
) -> tuple[FormSpec | None, list[Problem]]:
    """Return the form of the plan that a document is, or why it is none."""
    identity, place = information.identity, Place(file=opened.name)
    others = [seen for seen in opened.form_ids if seen != identity.form_id]
    if identity.schema != SCHEMA:
        return None, [problem("form_other_version", place, found=identity.schema, known=SCHEMA)]
    if others and identity.form_id not in opened.form_ids:
        return None, [problem("form_identity_differs", place, found=others, form_id=identity.form_id)]
    if not same_plan(information, plan, specs[0].digest):
        like = plan.position.title if same_but_for_the_title(information, plan) else ""
        values = {"title": identity.title, "case_number": identity.case_number, "like": like}
        return None, [problem("form_other_plan", place, **values)]
    if not identity.candidate:
        return None, [problem("form_blank", place)]
    return match(identity, place, plan, specs)


def _received(
    path: Path, opened: OpenedForm, information: FormInformation, plan: Plan, spec: FormSpec, words: Language
) -> Received:
    carried = fields_of(information)
    read = read_answers(opened, _fields(carried, spec), _part_names(plan, words), plan.scale)
    uncounted, changed = not_countable(opened.name, information, plan, spec)
    return Received(
        spec,
        str(path),
        Place(file=opened.name),
        information.identity.form_id,
        read.answers,
        uncounted=uncounted,
        asked={key: text for key, text in information.texts.items() if "." not in key},
        problems=(*items_added(opened.name, carried, spec), *changed, *read.problems),
    )


def _fields(carried: Collection[Field], spec: FormSpec) -> list[Field]:
    """Return the fields to read, those that the plan no longer has included."""
    known = frozenset(carried)
    asked = [field for field in spec.fields if not carried or field in known]
    return list(dict.fromkeys((*asked, *carried)))


def _part_names(plan: Plan, words: Language) -> Mapping[str, Sequence[str]]:
    headings = {entry.part.value: entry.heading for entry in plan.agenda}
    every = {*headings, *words.get("parts")}
    return {
        part: tuple(filter(None, (headings.get(part), words.text(f"parts.{part}")))) for part in every | {CONCLUSION}
    }
