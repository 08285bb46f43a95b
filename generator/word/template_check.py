"""A template held against what is made from it: every problem, each told once, with its place.

What is rendered are drafts for example plans, so that a mistake is found before a form is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator import language as languages
from generator.answers import key
from generator.language import Language
from generator.model import CONCLUSION, METHOD_PARTS, Field, FormSpec, Identity, Kind, Look, Part, Plan, Section
from generator.problems import Place, Problem, Tag, errors, problem
from generator.word.identity import Location
from generator.word.ns import value, w
from generator.word.rendering import Draft, Template
from generator.word.template_documents import names_used
from generator.word.text import paragraphs_of, text_of
from generator.word.where import Map


@dataclass(frozen=True)
class Trial:
    """A form to try a template with."""

    plan: Plan
    spec: FormSpec
    identity: Identity
    look: Look


@dataclass(frozen=True)
class _Tried:
    """A trial and the draft that it gave."""

    trial: Trial
    draft: Draft

    @property
    def missing(self) -> set[str]:
        """The tags of the fields that the form should have and has not."""
        found = (entry for entry in self.draft.problems if entry.code == "template_field_missing")
        return {str(tag) for entry in found for tag in entry.values["tags"]}


@dataclass(frozen=True)
class _Group:
    """Fields that a template puts in one place: a section of a part, and in it a kind."""

    part: str
    section: Section
    kind: Kind


def check_template(template: Template, trials: Sequence[Trial], language: Language) -> list[Problem]:
    """Return every problem of a template; UnusableFile when no form can be made from it at all."""
    findings = template.findings
    usable = template.salvaged()
    if usable is None:
        return list(findings.problems)
    found = _of_forms(usable, trials, language, lenient=True)
    if findings.wrong or errors(findings.problems):
        found = [entry for entry in found if not _is_of_what_is_missing(entry)]
    return _once([*findings.problems, *found])


def _is_of_what_is_missing(entry: Problem) -> bool:
    """Return whether a problem may come of a code that is told already and was left out."""
    return entry.code in (
        "template_field_missing",
        "template_section_missing",
        "template_form_id_missing",
        "template_candidate_missing",
    )


def check_forms(template: Template, trials: Sequence[Trial], language: Language) -> list[Problem]:
    """Return every problem of a template for the forms of one plan, in which a missing section is an error."""
    findings = template.findings
    if errors(findings.problems):
        return check_template(template, trials, language)
    return _once([*findings.problems, *_of_forms(template, trials, language, lenient=False)])


def check_report(template: Template, trials: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Return every problem of the template of a report, tried with the names of several."""
    findings = template.findings
    usable = template.salvaged()
    found = [entry for names in trials for entry in usable.report_problems(names)] if usable else []
    return _once([*findings.problems, *found, *_silent(template)])


def _silent(template: Template) -> Iterator[Problem]:
    """Yield what a report would not say because its template has lost a name."""
    document, used = template.file.of, names_used(template.file.codes)
    for name in document.needed:
        if name not in used:
            yield problem("template_silent", Place(template.file.name), name=name, document=document.key)


def _of_forms(template: Template, trials: Sequence[Trial], language: Language, *, lenient: bool) -> list[Problem]:
    tried = [
        _Tried(trial, template.draft(trial.plan, trial.spec, trial.identity, language, trial.look)) for trial in trials
    ]
    place = Place(template.file.name)
    found = [entry for one in tried for entry in one.draft.problems if "tags" not in entry.values]
    found += _missing(tried, place, lenient=lenient)
    found += [entry for one in tried for entry in _tagged(one, template)]
    alike = [entry for one in tried for entry in _labels_alike(one, place)]
    if alike:
        found = [entry for entry in found if entry.code != "template_field_misleading"]
    found += alike
    for look in (_unlabelled, _headers, _labels):
        found += [entry for one in tried for entry in look(one, template, language)]
    found += [entry for one in tried for entry in _identity(one, place)]
    return _once_for_each_group(found, tried)


# Sections and kinds


def _group(plan: Plan, field: Field) -> _Group:
    return _Group(field.part, _section(plan, field), field.kind)


def _section(plan: Plan, field: Field) -> Section:
    if field.part == CONCLUSION:
        return Section.CONCLUSION
    if not field.item:
        return Section.FOLLOW_UP if field.kind is Kind.NOTES else Section.RESULT
    if field.kind is Kind.DONE:
        return Section.CHECKS
    if field.part == Part.IN_DEPTH and any(entry.id == field.item for entry in plan.requirements):
        return Section.REQUIREMENTS
    if field.part in METHOD_PARTS and any(entry.id == field.item for entry in plan.criteria):
        return Section.CRITERIA
    return Section.QUESTIONS


def _missing(tried: Sequence[_Tried], place: Place, *, lenient: bool) -> Iterator[Problem]:
    """Yield what the forms do not ask for; a section that is gone as a whole was perhaps meant to go."""
    missing: dict[_Group, str] = {}
    asked: set[tuple[str, Section]] = set()
    for one in tried:
        if one.draft.form is None:
            continue
        gone = one.missing
        for field in one.trial.spec.fields:
            group = _group(one.trial.plan, field)
            if field.tag in gone:
                missing.setdefault(group, field.tag)
            else:
                asked.add((group.part, group.section))
    needed = (Section.RESULT, Section.CONCLUSION)
    whole = {
        (group.part, group.section)
        for group in missing
        if lenient and group.section not in needed and (group.part, group.section) not in asked
    }
    for part, section in sorted(whole):
        yield problem("template_section_missing", place, part=Part(part), section=section)
    tags = [Tag(tag) for group, tag in missing.items() if (group.part, group.section) not in whole]
    if tags:
        yield problem("template_field_missing", place, tags=tags)


def _tagged(one: _Tried, template: Template) -> Iterator[Problem]:
    """Yield the other problems of fields, one for each field, with its place."""
    for entry in one.draft.problems:
        if "tags" in entry.values and entry.code != "template_field_missing":
            for tag in sorted(entry.values["tags"]):
                yield problem(entry.code, _place_of(one, tag, template), tags=[Tag(tag)])


def _place_of(one: _Tried, tag: str, template: Template) -> Place:
    """Return where in the form the last control of a tag stands."""
    assert one.draft.form is not None
    controls = [
        control
        for control in one.draft.form.body.iter(w("sdt"))
        if value(control.find(f"{w('sdtPr')}/{w('tag')}")) == tag
    ]
    if not controls:
        return Place(template.file.name)
    return Map(template.file.name, one.draft.parts, template.file.document).place(controls[-1])


def _once_for_each_group(found: Sequence[Problem], tried: Sequence[_Tried]) -> list[Problem]:
    """Leave out what is the same as for another item of the same section and kind."""
    told: set[object] = set()
    kept = []
    for entry in found:
        tags = entry.values.get("tags", ())
        same = _key(entry, tried) if len(tags) == 1 else (entry.code, entry.place, str(entry.values))
        if same not in told:
            told.add(same)
            kept.append(entry)
    return kept


def _key(entry: Problem, tried: Sequence[_Tried]) -> object:
    field = Field.of(entry.values["tags"][0])
    assert field is not None
    plan = next(
        (one.trial.plan for one in tried if any(known.item == field.item for known in one.trial.spec.fields)),
        tried[0].trial.plan,
    )
    return entry.code, _group(plan, field)


def _once(problems: Sequence[Problem]) -> list[Problem]:
    return list({(entry.code, entry.place, str(entry.values)): entry for entry in problems}.values())


# Headers and labels


def _located(one: _Tried) -> Iterator[tuple[Field, Location]]:
    """Yield each field that the form should have, with its header or label."""
    form = one.draft.form
    expected = {field.tag: field for field in one.trial.spec.fields}
    if form is not None and form.information is not None:
        for location in form.information.locations:
            if location.tag in expected:
                yield expected[location.tag], location


def _labels_alike(one: _Tried, place: Place) -> Iterator[Problem]:
    labels: dict[str, list[Location]] = {}
    for _, location in _located(one):
        if location.label:
            labels.setdefault(key(location.label), []).append(location)
    for same in labels.values():
        tags = list(dict.fromkeys(location.tag for location in same))
        if len(tags) > 1:
            yield problem("template_labels_alike", place, label=same[0].label, tags=[Tag(tag) for tag in tags])


def _unlabelled(one: _Tried, template: Template, language: Language) -> Iterator[Problem]:
    found = {location.tag for _, location in _located(one)}
    for field, location in _located(one):
        if not (location.column if field.item else location.label):
            yield problem("template_field_unlabelled", _place_of(one, field.tag, template), tags=[Tag(field.tag)])
    if one.draft.form is not None:
        gone = one.missing
        for field in one.trial.spec.fields:
            if field.tag not in found and field.tag not in gone:  # it stands in no table
                yield problem("template_field_unlabelled", _place_of(one, field.tag, template), tags=[Tag(field.tag)])


def _headers(one: _Tried, template: Template, language: Language) -> Iterator[Problem]:
    place = Place(template.file.name)
    for field, location in _located(one):
        header = location.column
        if not header or key(header) in _built_in(field.kind):
            continue
        others = [kind for kind in _column_kinds() if key(header) in _built_in(kind)]
        values = {"header": header, "kind": language.text(f"kinds.{field.kind}"), "known": _known(field.kind, language)}
        if others:
            other = language.text(f"kinds.{others[0]}")
            yield problem("template_header_of_other", place, **values, other=other)
        else:
            yield problem("template_header_renamed", place, **values)


def _column_kinds() -> list[Kind]:
    return [Kind(kind) for kind in languages.all_languages()[0].get("form.columns")]


def _built_in(kind: Kind) -> set[str]:
    return {key(header) for words in languages.all_languages() for header in words.get("form.columns").get(kind, ())}


def _known(kind: Kind, language: Language) -> list[str]:
    return list(language.get("form.columns").get(kind, ()))


def _labels(one: _Tried, template: Template, language: Language) -> Iterator[Problem]:
    place = Place(template.file.name)
    plan = one.trial.plan
    for field, location in _located(one):
        if field.item or not location.label:
            continue
        names = [language.text(f"parts.{field.part}"), *(a.heading for a in plan.agenda if a.part == field.part)]
        ends = [words.text(f"form.labels.{field.kind}") for words in languages.all_languages()]
        if key(location.label) not in {key(f"{name}: {end}") for name in names for end in ends}:
            known = f"{names[-1]}: {language.text(f'form.labels.{field.kind}')}"
            written = location.label.replace(names[-1], "…")
            yield problem("template_label_renamed", place, label=written, known=known.replace(names[-1], "…"))


# Whose form it is


def _identity(one: _Tried, place: Place) -> Iterator[Problem]:
    form = one.draft.form
    if form is None:
        return
    text = "\n".join(text_of(paragraph) for paragraph in paragraphs_of(form.body))
    if one.trial.spec.form_id not in text:
        yield problem("template_form_id_missing", place)
    if one.trial.spec.candidate.name not in text:
        yield problem("template_candidate_missing", place)
