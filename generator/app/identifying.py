"""Whose a document is: by its custom properties, its XML part and the line in its body, and never by its name.

The three have to be about one form. The name of the file is only ever a hint for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.app.forms import identity_of, same_but_for_the_title, same_plan
from generator.app.received import match, other_version
from generator.files import shown
from generator.model import Candidate, FormSpec, FormsPer, Identity, PanelMember, Plan
from generator.naming import named_in
from generator.planning import SCHEMA
from generator.problems import Place, Problem, problem
from generator.word.identity import FormInformation
from generator.word.opening import OpenedForm


@dataclass(frozen=True)
class Identified:
    """The form of the plan that a document is, and what the document says about itself."""

    spec: FormSpec
    information: FormInformation


def identify(
    opened: OpenedForm, path: Path, plan: Plan, specs: Sequence[FormSpec]
) -> tuple[Identified | None, list[Problem]]:
    """Return the form of the plan that a document is, with a hint from its file's name, or why it is none."""
    seen = ids_of_plan(opened.form_ids, plan)
    information = opened.information or _from_visible_id(seen, plan, specs)
    if information is None:
        return None, [_unknown(opened, seen, path, plan, specs)]
    wrong = _not_of_plan(opened, seen, information, plan, specs)
    if wrong:
        return None, [wrong]
    spec, refused = match(information.identity, Place(file=opened.name), plan, specs)
    if spec is None:
        return None, refused
    return Identified(spec, information), list(_named_for_other(opened, path, plan, spec))


def ids_of_plan(form_ids: Iterable[str], plan: Plan) -> list[str]:
    """Return those of some form ids that can be of this plan, as it is now or was earlier."""
    begin = tuple(f"{candidate.id}-".casefold() for candidate in plan.candidates)  # a member's id may follow
    return [seen for seen in form_ids if seen.casefold().startswith(begin)]


def _from_visible_id(seen: Sequence[str], plan: Plan, specs: Sequence[FormSpec]) -> FormInformation | None:
    """Return who a form is by the line in its body; only a form of the plan as it stands now can be known by it."""
    matching = [spec for spec in specs if list(seen) == [spec.form_id]]
    return FormInformation(identity_of(matching[0], plan)) if matching else None


def _unknown(opened: OpenedForm, seen: Sequence[str], path: Path, plan: Plan, specs: Sequence[FormSpec]) -> Problem:
    """Return what to say of a document that does not tell whose it is: no form, or one that has lost it."""
    place = Place(file=opened.name)
    if len(seen) > 1:
        return problem("form_identity_differs", place, visible=_visible(seen, specs))
    named = named_in(shown(Path(path.name)), plan.candidates)
    if seen:
        return problem("form_identity_lost", place, form_id=list(seen), named=named)
    return problem("not_a_form", place, named=named)


def _not_of_plan(
    opened: OpenedForm, seen: Sequence[str], information: FormInformation, plan: Plan, specs: Sequence[FormSpec]
) -> Problem | None:
    """Return why a form is none of the plan, or does not agree with itself about whose it is."""
    identity, place = information.identity, Place(file=opened.name)
    visible = seen if identity.form_id in opened.form_ids else opened.form_ids
    if wrong := contradiction(information, visible, place, specs):
        return wrong
    if not same_plan(information, plan, specs[0].digest):
        like = plan.position.title if same_but_for_the_title(information, plan) else ""
        values = {"title": identity.title, "case_number": identity.case_number, "like": like}
        return problem("form_other_plan", place, **values)
    return None if identity.candidate else problem("form_blank", place)


def contradiction(
    information: FormInformation, visible: Sequence[str], place: Place, specs: Sequence[FormSpec] = ()
) -> Problem | None:
    """Return why a form cannot be taken for what it says it is: of another version of ours, or of two people.

    ``visible`` are the form ids in its text; with the forms of the plan it is told whose they are.
    """
    identity = information.identity
    if identity.schema != SCHEMA:
        return other_version(identity.schema, place)
    if information.is_of_one and all(id == identity.form_id for id in visible):
        return None
    claims = {source: _claimed(claim) for source, claim in information.claims.items()}
    return problem("form_identity_differs", place, **claims, visible=_visible(visible, specs))


def _claimed(identity: Identity) -> str:
    people = " ".join(filter(None, (identity.candidate, identity.name)))
    member = " ".join(filter(None, (identity.panel_member, identity.panel_member_name)))
    about = ", ".join(filter(None, (people, member)))
    return f"{identity.form_id} ({about})" if about else identity.form_id


def _visible(ids: Iterable[str], specs: Iterable[FormSpec]) -> list[str]:
    """Return form ids as they are told, with the candidate and the panel member where the plan still has the form."""
    of_plan = {spec.form_id: _people(spec.candidate, spec.panel_member) for spec in specs}
    return [f"{id} ({of_plan[id]})" if id in of_plan else id for id in ids]


def _people(candidate: Candidate, member: PanelMember | None) -> str:
    return ", ".join(f"{person.id} {person.name}" for person in (candidate, member) if person)


def _named_for_other(opened: OpenedForm, path: Path, plan: Plan, spec: FormSpec) -> Iterator[Problem]:
    """Yield a hint where the name of a file is that of another candidate, or panel member, than the form's own."""
    file_name, member = shown(Path(path.name)), spec.panel_member
    named_people = [(spec.candidate.name, named_in(file_name, plan.candidates))]
    if plan.position.forms_per is FormsPer.PANEL_MEMBER:
        named_people.append((member.name if member else "", named_in(file_name, plan.panel)))
    for own, named in named_people:
        if named and own not in named:
            values = {"named": named, "name": own or spec.candidate.name, "agreed": not own}
            yield problem("form_named_for_other", Place(file=opened.name), **values)
