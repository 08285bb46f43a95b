"""Reading one completed form back and matching it to the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.app.identifying import Identified, identify
from generator.app.plan_changes import fields_of, items_added, not_countable, spelling, with_ids_now
from generator.app.received import Received
from generator.files import read_whole
from generator.language import Language
from generator.model import CONCLUSION, Field, FormSpec, MadeWith, Plan
from generator.problems import Place, Problem, UnusableFile
from generator.word.opening import MAX_FILE_BYTES, OpenedForm, open_form
from generator.word.reading import read_answers


def read_form(
    path: Path, name: str, plan: Plan, specs: Sequence[FormSpec], words: Language, passwords: Sequence[str] = ()
) -> tuple[list[Received], list[Problem]]:
    """Return what a document says when it is a form of the plan, and otherwise why it is none.

    ``name`` is what messages call the file.
    """
    try:
        data = read_whole(path, MAX_FILE_BYTES)
        opened = open_form(data, name, passwords)
    except UnusableFile as error:
        return [], [replace(error.problem, place=Place(file=name))]
    identified, found = identify(opened, path, plan, specs)
    if identified is None:
        return [], found
    received = _received(path, opened, identified, plan, words)
    digest = hashlib.sha256(data).hexdigest()
    return [replace(received, digest=digest, problems=(*found, *received.problems))], []


def _received(path: Path, opened: OpenedForm, identified: Identified, plan: Plan, words: Language) -> Received:
    spec, information = identified.spec, identified.information
    now = with_ids_now(information, plan)
    fields = fields_to_read(fields_of(information), spec, plan)
    read = read_answers(opened, fields, part_names(plan, words), plan.scale)
    tags = {field.tag: spelled.tag for field, spelled in zip(fields, map(spelling(plan), fields), strict=True)}
    answers = {tags[tag]: replace(answer, tag=tags[tag]) for tag, answer in read.answers.items()}
    uncounted, changed = not_countable(opened.name, now, plan, spec)
    return Received(
        spec,
        str(path),
        Place(file=opened.name),
        information.identity.form_id,
        answers,
        uncounted=uncounted,
        asked={key: text for key, text in now.texts.items() if "." not in key},
        remarks=tuple(replace(remark, tag=tags.get(remark.tag, remark.tag)) for remark in read.remarks),
        problems=(
            *items_added(opened.name, fields_of(now), spec),
            *changed,
            *(replace(found, place=_place_now(found.place, tags)) for found in read.problems),
        ),
        made_with=MadeWith(information.identity.digest, information.texts, information.identity.made),
    )


def _place_now(place: Place, tags: Mapping[str, str]) -> Place:
    return replace(place, tag=tags.get(place.tag, place.tag))


def fields_to_read(carried: Sequence[Field], spec: FormSpec, plan: Plan) -> list[Field]:
    """Return the fields to read as the form has them, in the plan's order; those that it no longer has come last."""
    if not carried:
        return list(spec.fields)
    in_form = dict(zip(map(spelling(plan), carried), carried, strict=True))
    asked = [in_form[field] for field in spec.fields if field in in_form]
    return asked + [field for now, field in in_form.items() if now not in spec.fields]


def part_names(plan: Plan, words: Language) -> Mapping[str, Sequence[str]]:
    """Return the names that each part may have in labels, its heading first."""
    headings = plan.headings
    every = {*headings, *words.get("parts")}
    return {
        part: tuple(filter(None, (headings.get(part), words.text(f"parts.{part}")))) for part in every | {CONCLUSION}
    }
