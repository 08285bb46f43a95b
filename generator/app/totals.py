"""Reading completed forms back, matching them to the plan, and their figures."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import package, seal
from generator.app.forms import Progress, identity_of, same_but_for_the_title, same_plan
from generator.app.incoming import find_forms
from generator.app.plan_changes import fields_of, not_countable
from generator.app.plans import CheckedPlan, not_written, save_new
from generator.excel.results import write_results
from generator.files import lock_file, shown, write_whole
from generator.language import Language
from generator.model import (
    CONCLUSION,
    Answer,
    Candidate,
    CompletedForm,
    Field,
    FormResult,
    FormSpec,
    FormsPer,
    Identity,
    Kind,
    Plan,
    Results,
    Status,
    place_of,
)
from generator.planning import SCHEMA, interview_forms, same_name
from generator.problems import ADVICE, Place, Problem, UnusableFile, problem
from generator.scoring import candidate_results, close_candidates, form_totals, remarks
from generator.word.identity import FormInformation
from generator.word.opening import MAX_FILE_BYTES, OpenedForm, open_form
from generator.word.reading import read_answers


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
    specs = interview_forms(plan, words.text("form.file_suffix"), words.text("form.agreed_suffix"))
    problems = [entry for entry in checked.problems if entry.severity is not ADVICE]  # those are for ``check``
    files, found = find_forms(paths)
    problems += found
    read: list[_Read] = []
    for number, path in enumerate(files, start=1):
        form, found = _read_form(path, plan, specs, words)
        read += form
        problems += found
        progress(number, len(files))
    filled, found = _without_empty_copies(read)
    problems += found
    distinct, found = _distinct(filled)
    problems += found
    distinct, found = _with_agreed(plan, distinct)
    problems += found
    problems += _missing(plan, specs, read)
    order = [spec.form_id for spec in specs]
    results = tuple(entry.result for entry in sorted(distinct, key=lambda entry: order.index(entry.spec.form_id)))
    problems += [found for result in results for found in result.problems]
    candidates = candidate_results(plan, results)
    problems += close_candidates(plan, candidates)
    return Results(plan, specs[0].digest, results, candidates, tuple(problems))


def save_results(results: Results, words: Language, out: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write the results workbook and return where it is, None if nowhere, and problems.

    Earlier results of the same position that nobody has touched are replaced, unless there is
    nothing to put in their place. For any other file, the new one gets another name.
    """
    stream = io.BytesIO()
    found = write_results(stream, words, results)
    parts = package.read_package(stream.getvalue())
    position = results.plan.position
    values = {"document": "results", "title": position.title, "case number": position.case_number}
    seal.seal(parts, values)
    data = package.write_package(parts)
    try:
        if results.forms and _is_earlier(out, values):
            write_whole(out, data)
            return out, tuple(found)
        path, taken = save_new(out, data)
    except OSError as error:
        return None, (*found, not_written(out, error))
    except UnusableFile as error:
        return None, (*found, error.problem)
    return path, (*found, *taken)


def _is_earlier(path: Path, values: Mapping[str, str]) -> bool:
    """Return whether a file is what we wrote for the same position, and nobody has it open or has touched it."""
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MAX_FILE_BYTES or lock_file(path):
            return False
        parts = package.read_package(path.read_bytes())
    except (OSError, package.DamagedPackage):
        return False
    return seal.is_whole(parts) and seal.sealed_values(parts) == values


# One form


def _read_form(path: Path, plan: Plan, specs: Sequence[FormSpec], words: Language) -> tuple[list[_Read], list[Problem]]:
    try:
        with path.open("rb") as stream:
            opened = open_form(stream.read(MAX_FILE_BYTES + 1), shown(Path(path.name)))
    except OSError as error:
        return [], [problem("file_unreadable", Place(file=shown(path)), reason=error.strerror or "")]
    except UnusableFile as error:
        return [], [error.problem]
    information = opened.information or _from_visible_id(opened, plan, specs)
    if information is None:
        return [], [_unknown(opened, plan)]
    spec, refused = _match(opened, information, plan, specs)
    if spec is None:
        return [], refused
    return [_Read(spec, _result(path, opened, information, plan, spec, words))], []


def _from_visible_id(opened: OpenedForm, plan: Plan, specs: Sequence[FormSpec]) -> FormInformation | None:
    """Return who a form is by the line in its body; only a form of the plan as it stands now can be known by it."""
    matching = [spec for spec in specs if spec.form_id in opened.form_ids]
    return FormInformation(identity_of(matching[0], plan)) if len(matching) == 1 else None


def _unknown(opened: OpenedForm, plan: Plan) -> Problem:
    """Return what to say of a document that does not tell whose it is: no form, or one that has lost it."""
    candidates = {candidate.id.casefold() for candidate in plan.candidates}
    lost = [seen for seen in opened.form_ids if seen.rsplit("-", 2)[0].casefold() in candidates]
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
    candidates = {candidate.id.casefold(): candidate for candidate in plan.candidates}
    candidate = candidates.get(identity.candidate.casefold())
    if candidate is None:
        known = [f"{entry.id} {entry.name}" for entry in plan.candidates]
        return None, [problem("form_unknown_candidate", place, id=identity.candidate, name=identity.name, known=known)]
    if not same_name(candidate.name, identity.name):
        return None, [problem("form_name_differs", place, id=candidate.id, name=identity.name, now=candidate.name)]
    if candidate.status is Status.WITHDRAWN:
        return None, [problem("form_of_withdrawn", place, name=candidate.name)]
    return _of_member([spec for spec in specs if spec.candidate.id == candidate.id], identity, place)


def _of_member(specs: Sequence[FormSpec], identity: Identity, place: Place) -> tuple[FormSpec | None, list[Problem]]:
    """Return which of a candidate's forms a document is, by its panel member."""
    values = {"id": identity.panel_member, "member": identity.panel_member_name, "name": identity.name}
    for spec in specs:
        member = spec.panel_member
        if (member.id if member else "").casefold() == identity.panel_member.casefold():
            if member and not same_name(member.name, identity.panel_member_name):
                return None, [problem("form_member_differs", place, **values, now=member.name)]
            return spec, []
    return None, [problem("form_unexpected_member", place, **values)]


def _result(
    path: Path, opened: OpenedForm, information: FormInformation, plan: Plan, spec: FormSpec, words: Language
) -> FormResult:
    carried = fields_of(information)
    read = read_answers(opened, _fields(carried, spec), _part_names(plan, words), plan.scale)
    uncounted, changed = not_countable(opened.name, information, plan, spec)
    answers = _counted(read.answers, uncounted)
    totals = form_totals(plan, answers)
    identity = replace(identity_of(spec, plan), form_id=information.identity.form_id)
    problems = (
        *(problem("item_added", Place(file=opened.name, tag=field.tag)) for field in _not_asked(carried, spec)),
        *changed,
        *read.problems,
        *remarks(plan, opened.name, answers, totals),
    )
    asked = {key: text for key, text in information.texts.items() if "." not in key}
    form = CompletedForm(str(path), identity, answers, asked)
    return FormResult(form, totals, (*problems, *_absent(opened.name, form, spec.candidate)))


def _absent(name: str, form: CompletedForm, candidate: Candidate) -> Iterator[Problem]:
    if candidate.status is Status.ABSENT and not form.is_empty:
        yield problem("form_of_absent", Place(file=name), name=candidate.name)


def _fields(carried: Collection[Field], spec: FormSpec) -> list[Field]:
    """Return the fields to read, those that the plan no longer has included."""
    asked = [field for field in spec.fields if not carried or field in carried]
    return asked + [field for field in carried if field not in asked]


def _not_asked(carried: Collection[Field], spec: FormSpec) -> Iterable[Field]:
    """Return one field for each item of the plan that the form did not ask about, or not in whole."""
    if not carried:
        return ()
    fields = [field for field in spec.fields if field.item and field not in carried]
    return {field.item: field for field in sorted(fields, key=lambda field: field.kind is Kind.SCORE)}.values()


def _part_names(plan: Plan, words: Language) -> Mapping[str, Sequence[str]]:
    headings = {entry.part.value: entry.heading for entry in plan.agenda}
    every = {*headings, *words.get("parts")}
    return {
        part: tuple(filter(None, (headings.get(part), words.text(f"parts.{part}")))) for part in every | {CONCLUSION}
    }


def _counted(answers: Mapping[str, Answer], uncounted: Callable[[Field], bool]) -> dict[str, Answer]:
    def counted(answer: Answer) -> Answer:
        field = Field.of(answer.tag)
        judged = field is not None and field.kind in (Kind.SCORE, Kind.MET)
        return replace(answer, value=None) if field and judged and uncounted(field) else answer

    return {tag: counted(answer) for tag, answer in answers.items()}


# All forms


def _without_empty_copies(read: Sequence[_Read]) -> tuple[list[_Read], list[Problem]]:
    """Leave out the empty form as it was handed out, where the same form has come back filled in."""
    filled = {entry.spec.form_id for entry in read if not entry.result.form.is_empty}
    empty = [entry for entry in read if entry.result.form.is_empty and entry.spec.form_id in filled]
    problems = [
        problem("form_empty_copy", Place(file=shown(Path(entry.result.form.path))), name=entry.spec.candidate.name)
        for entry in empty
    ]
    return [entry for entry in read if entry not in empty], problems


def _distinct(read: Iterable[_Read]) -> tuple[list[_Read], list[Problem]]:
    """Return the forms without copies; where several differ that should be one, none of them gives figures."""
    by_form: dict[str, list[_Read]] = {}
    for entry in read:
        by_form.setdefault(entry.spec.form_id, []).append(entry)
    distinct: list[_Read] = []
    problems: list[Problem] = []
    for entries in by_form.values():
        first = entries[0]
        different = [entry for n, entry in enumerate(entries) if all(_raw(entry) != _raw(e) for e in entries[:n])]
        paths = [shown(Path(entry.result.form.path)) for entry in entries]
        if len(entries) > 1:
            code = "form_conflict" if len(different) > 1 else "form_repeated"
            problems.append(problem(code, Place(file=paths[0]), name=first.spec.candidate.name, paths=paths))
        distinct += different
        problems += _outside_of_copies(entries, different)
    return distinct, problems


def _outside_of_copies(entries: Iterable[_Read], kept: Collection[_Read]) -> Iterator[Problem]:
    """Yield what stands beside the fields of copies that are left out, unless it stands in one that is kept too."""

    def outside(entry: _Read) -> list[Problem]:
        return [found for found in entry.result.problems if found.code == "text_outside_fields"]

    told = [found.values for entry in kept for found in outside(entry)]
    copies = (entry for entry in entries if not any(entry is other for other in kept))
    return (found for entry in copies for found in outside(entry) if found.values not in told)


def _raw(entry: _Read) -> dict[str, str]:
    return {tag: answer.raw for tag, answer in entry.result.form.answers.items()}


def _with_agreed(plan: Plan, read: Sequence[_Read]) -> tuple[list[_Read], list[Problem]]:
    """Leave out agreed forms that nobody has filled in yet, and say which candidates have none."""
    if plan.position.forms_per is FormsPer.CANDIDATE:
        return list(read), []
    kept = [entry for entry in read if entry.spec.panel_member or not entry.result.form.is_empty]
    agreed = {entry.spec.candidate.id for entry in kept if not entry.spec.panel_member}
    problems = [
        problem("agreed_missing", place_of(candidate, "name"), name=candidate.name, id=candidate.id)
        for candidate in plan.candidates
        if candidate.id not in agreed and any(entry.spec.candidate.id == candidate.id for entry in read)
    ]
    return kept, problems


def _missing(plan: Plan, specs: Iterable[FormSpec], read: Iterable[_Read]) -> Iterator[Problem]:
    """Yield the forms that should have come in; the agreed one is written when the members' own are there."""
    found = {entry.spec.form_id for entry in read}
    for spec in specs:
        candidate, member = spec.candidate, spec.panel_member
        if candidate.status is not Status.INVITED or spec.form_id in found:
            continue
        place = place_of(candidate, "name")
        if member:
            values = {"name": candidate.name, "id": candidate.id, "member": member.name}
            yield problem("form_missing_member", place, **values)
        elif plan.position.forms_per is FormsPer.CANDIDATE:
            yield problem("form_missing", place, name=candidate.name, id=candidate.id)
