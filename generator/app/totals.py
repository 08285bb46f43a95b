"""Reading completed forms back, matching them to the plan, and their figures."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.app.forms import identity_of, same_plan
from generator.app.plans import CheckedPlan, save_new
from generator.excel.results import write_results
from generator.language import Language
from generator.model import (
    CONCLUSION,
    Answer,
    Candidate,
    CompletedForm,
    Field,
    FormResult,
    Kind,
    Plan,
    Results,
    Status,
)
from generator.planning import SCHEMA, Change, FormSpec, affected_items, changes, interview_forms
from generator.problems import Place, Problem, UnusableFile, problem
from generator.scoring import candidate_results, form_totals, remarks
from generator.word.identity import FormInformation
from generator.word.reading import MAX_FILE_BYTES, OpenedForm, open_form, read_answers

FORM_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf"})
"""What is opened in a folder: forms, and what a form may have been saved as (which is then said)."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Read:
    """A form that is of this plan and one of its candidates."""

    spec: FormSpec
    result: FormResult


def compute_totals(
    checked: CheckedPlan, paths: Sequence[Path], progress: Progress = lambda done, of: None
) -> Results | None:
    """Read the forms in files and folders and compute their figures; None when the plan has an error."""
    if checked.plan is None:
        return None
    plan, words = checked.plan, checked.words
    specs = interview_forms(plan, words.text("form.file_suffix"))
    problems = list(checked.problems)
    files, found = _files(paths)
    problems += found
    read: list[_Read] = []
    for number, path in enumerate(files, start=1):
        form, found = _read_form(path, plan, specs, words)
        read += form
        problems += found
        progress(number, len(files))
    counted, found = _one_per_candidate(read)
    problems += found
    problems += _missing(plan, [entry.spec.candidate for entry in read])
    results = tuple(entry.result for entry in counted)
    order = [candidate.id for candidate in plan.candidates]
    results = tuple(sorted(results, key=lambda result: order.index(result.form.identity.candidate)))
    problems += [found for result in results for found in result.problems]
    digest = specs[0].digest if specs else ""
    return Results(plan, digest, results, candidate_results(plan, results), tuple(problems))


def save_results(results: Results, words: Language, out: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Write the results workbook, under another name if that one is taken; return where it is, and problems."""
    stream = io.BytesIO()
    found = write_results(stream, words, results)
    path, taken = save_new(out, stream.getvalue())
    return path, (*found, *taken)


# Which files


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[Problem]]:
    files: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            entries = [entry for entry in sorted(path.rglob("*")) if entry.suffix.lower() in FORM_SUFFIXES]
            problems += [problem("word_lock_file", Place(file=str(p))) for p in entries if _is_lock(p)]
            found = [entry for entry in entries if entry.is_file() and not _is_lock(entry)]
            if not found:
                problems.append(problem("folder_without_forms", Place(file=str(path))))
        elif path.exists():
            found = [path]
        else:
            found = []
            problems.append(problem("file_missing", Place(file=str(path))))
        for entry in found:
            files.setdefault(entry.resolve(), entry)
    return list(files.values()), problems


def _is_lock(path: Path) -> bool:
    return path.name.startswith(("~$", ".~lock."))


# One form


def _read_form(path: Path, plan: Plan, specs: Sequence[FormSpec], words: Language) -> tuple[list[_Read], list[Problem]]:
    try:
        with path.open("rb") as stream:
            opened = open_form(stream.read(MAX_FILE_BYTES + 1), path.name)
    except OSError as error:
        return [], [problem("file_unreadable", Place(file=str(path)), reason=error.strerror or "")]
    except UnusableFile as error:
        return [], [error.problem]
    information = opened.information or _from_visible_id(opened, plan, specs)
    if information is None:
        return [], [problem("not_a_form", Place(file=opened.name))]
    spec, refused = _match(opened, information, plan, specs)
    if spec is None:
        return [], refused
    return [_Read(spec, _result(path, opened, information, plan, spec, words))], []


def _from_visible_id(opened: OpenedForm, plan: Plan, specs: Sequence[FormSpec]) -> FormInformation | None:
    """Return who a form is by the line in its body; only a form of the plan as it stands now can be known by it."""
    matching = [spec for spec in specs if spec.form_id in opened.form_ids]
    return FormInformation(identity_of(matching[0], plan)) if len(matching) == 1 else None


def _match(
    opened: OpenedForm, information: FormInformation, plan: Plan, specs: Sequence[FormSpec]
) -> tuple[FormSpec | None, list[Problem]]:
    """Return the form of the plan that a document is, or why it is none."""
    identity, place = information.identity, Place(file=opened.name)
    digest = specs[0].digest if specs else ""
    others = [seen for seen in opened.form_ids if seen != identity.form_id]
    if identity.schema != SCHEMA:
        return None, [problem("form_other_version", place, found=identity.schema, known=SCHEMA)]
    if others and identity.form_id not in opened.form_ids:
        return None, [problem("form_identity_differs", place, found=others, form_id=identity.form_id)]
    if not same_plan(identity, plan, digest):
        return None, [problem("form_other_plan", place, title=identity.title, case_number=identity.case_number)]
    candidates = {candidate.id.casefold(): candidate for candidate in plan.candidates}
    candidate = candidates.get(identity.candidate.casefold())
    if candidate is None:
        known = [f"{entry.id} {entry.name}" for entry in plan.candidates]
        return None, [problem("form_unknown_candidate", place, id=identity.candidate, name=identity.name, known=known)]
    if " ".join(candidate.name.split()) != " ".join(identity.name.split()):
        return None, [problem("form_name_differs", place, id=candidate.id, name=identity.name, now=candidate.name)]
    if candidate.status is Status.WITHDRAWN:
        return None, [problem("form_of_withdrawn", place, name=candidate.name)]
    return next(spec for spec in specs if spec.candidate.id == candidate.id), []


def _result(
    path: Path, opened: OpenedForm, information: FormInformation, plan: Plan, spec: FormSpec, words: Language
) -> FormResult:
    fields, not_asked = _fields(information, spec)
    read = read_answers(opened, fields, _part_names(plan, words), plan.scale)
    uncounted, changed = _changed(opened.name, information, plan, spec)
    answers = _counted(read.answers, uncounted)
    totals = form_totals(plan, answers)
    identity = replace(information.identity, candidate=spec.candidate.id, name=spec.candidate.name)
    problems = (
        *(problem("item_added", Place(file=opened.name, tag=field.tag)) for field in not_asked),
        *changed,
        *read.problems,
        *remarks(plan, opened.name, answers, totals),
    )
    return FormResult(CompletedForm(str(path), identity, answers), totals, problems)


def _fields(information: FormInformation, spec: FormSpec) -> tuple[list[Field], list[Field]]:
    """Return the fields to read, those the plan no longer has included, and those that the form never had."""
    if not information.locations:
        return list(spec.fields), []
    carried = {location.tag: _field(location.tag) for location in information.locations}
    asked = [field for field in spec.fields if field.tag in carried]
    gone = [field for tag, field in carried.items() if field not in asked]
    not_asked = [field for field in spec.fields if field.tag not in carried and field.item]
    return asked + gone, not_asked


def _field(tag: str) -> Field:
    part, *item, kind = tag.split(".")
    return Field(part, "".join(item), Kind(kind))


def _part_names(plan: Plan, words: Language) -> Mapping[str, Sequence[str]]:
    headings = {entry.part.value: entry.heading for entry in plan.agenda}
    every = {*headings, *words.get("parts")}
    return {
        part: tuple(filter(None, (headings.get(part), words.text(f"parts.{part}")))) for part in every | {CONCLUSION}
    }


def _changed(
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
    return lambda field: scale or field.item in items, [
        _change_problem(place, change) for change in found if not _is_new_item(change)
    ]


def _is_new_item(change: Change) -> bool:
    return change.counts and change.old is None  # told field by field, as what the form did not ask


def _change_problem(place: Place, change: Change) -> Problem:
    values = {"key": change.key, "item": change.item, "old": change.old or "", "new": change.new or ""}
    if change.scale:
        return problem("scale_changed", place, **values)
    if not change.counts:
        return problem("setting_changed", place, **values)
    if change.new is None:
        return problem("item_removed", place, **values)
    return problem("text_changed", place, **values)


def _counted(answers: Mapping[str, Answer], uncounted: Callable[[Field], bool]) -> dict[str, Answer]:
    def counted(answer: Answer) -> Answer:
        field = _field(answer.tag)
        judged = field.kind in (Kind.SCORE, Kind.MET)
        return replace(answer, value=None) if judged and uncounted(field) else answer

    return {tag: counted(answer) for tag, answer in answers.items()}


# All forms


def _one_per_candidate(read: Iterable[_Read]) -> tuple[list[_Read], list[Problem]]:
    """Return the forms that count: copies of one form collapse, different ones for one candidate count for nothing."""
    by_candidate: dict[str, list[_Read]] = {}
    for entry in read:
        by_candidate.setdefault(entry.spec.candidate.id, []).append(entry)
    counted: list[_Read] = []
    problems: list[Problem] = []
    for entries in by_candidate.values():
        first, *others = entries
        different = next((other for other in others if _raw(other) != _raw(first)), None)
        paths = [entry.result.form.path for entry in entries]
        if different is not None:
            problems.append(problem("form_conflict", Place(file=paths[0]), name=first.spec.candidate.name, paths=paths))
            continue
        counted.append(first)
        if others:
            problems.append(problem("form_repeated", Place(file=paths[0]), name=first.spec.candidate.name, paths=paths))
    return counted, problems


def _raw(entry: _Read) -> dict[str, str]:
    return {tag: answer.raw for tag, answer in entry.result.form.answers.items()}


def _missing(plan: Plan, read: Iterable[Candidate]) -> Iterator[Problem]:
    found = {candidate.id for candidate in read}
    for candidate in plan.candidates:
        if candidate.status is Status.INVITED and candidate.id not in found:
            origin = candidate.origin
            place = Place(sheet=origin.sheet, cell=origin.cell("name")) if origin else Place()
            yield problem("form_missing", place, name=candidate.name, id=candidate.id)
