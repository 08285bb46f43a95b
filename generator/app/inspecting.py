"""What one form says by itself, without the plan: whose it is, every field with its answer, and all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import language as languages
from generator import package, seal
from generator.app.identifying import contradiction
from generator.app.plan_changes import fields_of
from generator.files import lock_file, read_named, shown
from generator.language import Language
from generator.model import (
    NOT_ASSESSED,
    SCORED_PARTS,
    Answer,
    Field,
    InspectedField,
    InspectedForm,
    Kind,
    Level,
    Part,
    PartTotals,
)
from generator.problems import Place, Problem, UnusableFile, problem
from generator.scoring import missing_scores, part_totals, typed_total
from generator.word.identity import FormInformation
from generator.word.opening import MAX_FILE_BYTES, OpenedForm, open_form
from generator.word.protection import is_protected
from generator.word.reading import ReadAnswers, read_answers
from generator.word.tracing import is_template, names_in_all_languages, scale_of_choices, traces

_ANY_SCALE = (Level(1, ""), Level(2, ""))
"""Stands in for a scale that is lost; no score is taken from it."""


@dataclass(frozen=True)
class Inspected:
    """A form, and the words of its language."""

    form: InspectedForm
    words: Language


@dataclass(frozen=True)
class _Made:
    """What a form was made with, or what can still be seen of that."""

    fields: tuple[Field, ...]
    texts: Mapping[str, str]
    part_names: Mapping[str, Sequence[str]]
    scale: tuple[Level, ...]
    problems: tuple[Problem, ...]


def inspect_form(path: Path, otherwise: Language, passwords: Sequence[str] = ()) -> Inspected:
    """Read a form without its plan; UnusableFile when the file is no form or cannot be read.

    The words are those of the form's language, or ``otherwise`` when it does not say which that is.
    Each of ``passwords`` is tried on a form that is encrypted.
    """
    opened = open_form(read_named(path, MAX_FILE_BYTES), shown(Path(path.name)), passwords)
    anonymous = opened.information is None and not opened.form_ids
    if anonymous and is_template(opened):
        raise UnusableFile(problem("inspect_template", Place(file=opened.name)))
    made = _made(opened)
    if anonymous and not made.fields:
        raise UnusableFile(problem("inspect_not_a_form", Place(file=opened.name)))
    identity = opened.information.identity if opened.information else None
    words = languages.load(identity.language) if identity and identity.language in languages.codes() else otherwise
    return Inspected(_inspected(path, opened, made), words)


def _made(opened: OpenedForm) -> _Made:
    """Return what a form carries of its plan; where it has lost that, what its tags, labels and headers show."""
    place = Place(file=opened.name)
    names = names_in_all_languages()
    carried = tuple(fields_of(opened.information)) if opened.information else ()
    if opened.information and carried:
        texts = opened.information.texts
        headings = {part: (texts.get(f"agenda.{part}", ""), *known) for part, known in names.items()}
        given = {part: tuple(filter(None, known)) for part, known in headings.items()}
        return _Made(carried, texts, given, _carried_scale(opened.information), ())
    seen = traces(opened)
    scale = scale_of_choices(opened)
    lost = [problem("inspect_texts_lost", place)]
    lost += [problem("inspect_part_unknown", place, ids=list(seen.unknown))] if seen.unknown else []
    scored = any(field.kind is Kind.SCORE for field in seen.fields)
    lost += [problem("inspect_scale_lost", place)] if scored and not scale else []
    return _Made(seen.fields, {}, names, scale, tuple(lost))


def _carried_scale(information: FormInformation) -> tuple[Level, ...]:
    keys = (key.removeprefix("scale.") for key in information.texts if key.startswith("scale."))
    scores = sorted(int(score) for score in keys if score.isascii() and score.isdecimal() and len(score) < 10)
    return tuple(Level(score, information.texts[f"scale.{score}"]) for score in scores)


def _inspected(path: Path, opened: OpenedForm, made: _Made) -> InspectedForm:
    claims = opened.information.claims if opened.information else {}
    read = _without_scale(read_answers(opened, made.fields, made.part_names, made.scale or _ANY_SCALE), made)
    parts = _figures(made, read.answers)
    problems = (*_opened(path, opened), *_identity(opened, read.answers), *made.problems, *read.problems)
    problems += tuple(_of_figures(opened, made, parts, read.answers))
    digest = seal.sealed_digest(opened.parts)
    return InspectedForm(
        path=str(path),
        identity=opened.information.identity if opened.information else None,
        properties=claims.get("properties"),
        copy=claims.get("part"),
        visible=opened.form_ids,
        touched=None if digest is None else not seal.is_whole(package.read_package(opened.package)),
        protected=is_protected(opened.parts),
        fields=tuple(_field(field, made, read, problems) for field in made.fields),
        parts=parts,
        remarks=read.remarks,
        problems=problems,
    )


def _field(field: Field, made: _Made, read: ReadAnswers, problems: Iterable[Problem]) -> InspectedField:
    own = tuple(found for found in problems if found.place.tag == field.tag)
    asked = made.texts.get(field.item, "") if field.item else ""
    return InspectedField(field, asked, read.answers[field.tag], read.ways.get(field.tag, ()), own)


def _without_scale(read: ReadAnswers, made: _Made) -> ReadAnswers:
    """Return answers without scores, and without a judgement on them, where the scale is not known."""
    if made.scale:
        return read

    def unscored(answer: Answer) -> Answer:
        is_score = answer.tag.endswith(f".{Kind.SCORE}") and answer.value != NOT_ASSESSED
        return Answer(answer.tag, None, answer.raw, answer.found_by) if is_score else answer

    answers = {tag: unscored(answer) for tag, answer in read.answers.items()}
    return replace(read, answers=answers, problems=tuple(p for p in read.problems if p.code != "bad_score"))


def _opened(path: Path, opened: OpenedForm) -> Iterator[Problem]:
    if lock_file(path):
        yield problem("word_lock_file", Place(file=opened.name))


def _identity(opened: OpenedForm, answers: Mapping[str, Answer]) -> Iterator[Problem]:
    """Yield what is wrong with what a form says about whose it is."""
    information, place = opened.information, Place(file=opened.name)
    if information is None:
        yield problem("inspect_identity_lost", place, form_id=list(opened.form_ids))
        return
    own_is_seen = information.identity.form_id in opened.form_ids
    if refused := contradiction(information, () if own_is_seen else opened.form_ids, place):
        yield refused
    if not information.identity.candidate and any(answer.is_given for answer in answers.values()):
        yield problem("form_blank", place)


def _items(made: _Made, part: Part) -> list[str]:
    return [field.item for field in made.fields if field.part == part and field.kind is Kind.SCORE]


def _figures(made: _Made, answers: Mapping[str, Answer]) -> dict[Part, PartTotals]:
    parts = [part for part in SCORED_PARTS if _items(made, part)] if made.scale else []
    order = [field.part for field in made.fields]
    parts.sort(key=order.index)
    return {part: part_totals(part, _items(made, part), made.scale[-1].score, answers) for part in parts}


def _of_figures(
    opened: OpenedForm, made: _Made, parts: Mapping[Part, PartTotals], answers: Mapping[str, Answer]
) -> Iterator[Problem]:
    """Yield missing scores, unless nobody has begun to fill in the form, and totals that do not fit."""
    place = Place(file=opened.name)
    begun = any(answer.is_given for answer in answers.values())
    for part, figures in parts.items():
        if begun:
            yield from missing_scores(place, part, _items(made, part), answers)
        yield from typed_total(place, part, figures, made.scale[-1].score, answers)
