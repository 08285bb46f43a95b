"""Making the forms of a plan in a folder, without touching what a person may have edited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator import package
from generator.app.plans import CheckedPlan, not_written
from generator.files import free_name, lock_file, remove_abandoned, write_whole
from generator.language import Language
from generator.model import Candidate, FormEntry, FormStatus, Identity, Plan, Status
from generator.planning import SCHEMA, FormSpec, file_names, interview_forms
from generator.problems import Place, Problem, UnusableFile, problem
from generator.shipped import shipped_folder
from generator.word.identity import is_untouched, read_information, stored_digest
from generator.word.rendering import Template

Progress = Callable[[int, int], None]
"""Called with how many forms are done, of how many."""


@dataclass(frozen=True)
class MadeForms:
    """What became of each form, and the problems of the plan and of the forms."""

    entries: tuple[FormEntry, ...]
    words: Language
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Existing:
    """A form that is already in the folder; ``digest`` is that of the content it was made with."""

    path: Path
    data: bytes
    identity: Identity
    digest: str
    touched: bool


def make_forms(checked: CheckedPlan, out: Path, progress: Progress = lambda done, of: None) -> MadeForms:
    """Make one form per candidate who has not withdrawn; nothing is written when the plan has an error.

    Raises UnusableFile when the template or the folder cannot be used.
    """
    if checked.plan is None:
        return MadeForms((), checked.words, checked.problems)
    plan, words = checked.plan, checked.words
    specs = interview_forms(plan, words.text("form.file_suffix"))
    template = shipped_template(specs[0].document, words) if specs else None
    _prepare(out)
    existing = tuple(_of_plan(_existing_forms(out), plan))
    entries: list[FormEntry] = []
    problems: list[Problem] = [*checked.problems, *_withdrawn(plan), *_without_candidate(existing, specs)]
    for number, spec in enumerate(specs, start=1):
        assert template is not None
        data = template.render(plan, spec.candidate, identity_of(spec, plan), spec.fields, spec.texts, words)
        entry, found = _place(spec, data, out, [form for form in existing if _belongs(form, spec)], words)
        entries += entry
        problems += found
        progress(number, len(specs))
    return MadeForms(tuple(entries), words, tuple(problems))


def shipped_template(document: str, words: Language) -> Template:
    """Return the template that comes with the program."""
    path = shipped_folder("templates") / words.code / f"{document}.docx"
    return Template(path.read_bytes(), path.name)


def identity_of(spec: FormSpec, plan: Plan) -> Identity:
    """Return what a form says about whose it is."""
    return Identity(
        form_id=spec.form_id,
        document=spec.document,
        schema=SCHEMA,
        digest=spec.digest,
        candidate=spec.candidate.id,
        name=spec.candidate.name,
        title=plan.position.title,
        case_number=plan.position.case_number,
        language=plan.language,
    )


def same_plan(identity: Identity, plan: Plan, digest: str) -> bool:
    """Return whether a form is of this plan, perhaps as it was earlier: by its case number, else by its title."""
    case_number = plan.position.case_number
    if identity.digest == digest:
        return True
    if identity.case_number and case_number:
        return identity.case_number == case_number
    return identity.title == plan.position.title


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFile(not_written(out, error)) from error
    remove_abandoned(out)


def _existing_forms(out: Path) -> Iterator[_Existing]:
    for path in sorted(out.rglob("*.docx")):
        if path.name.startswith("~$"):
            continue
        try:
            data = path.read_bytes()
            parts = package.read_package(data)
            information = read_information(parts)
        except (OSError, package.DamagedPackage):
            continue  # not a form that can be recognised; its name is respected all the same
        if information is not None:
            digest = stored_digest(parts) or ""
            touched = not is_untouched(parts) or lock_file(path) is not None
            yield _Existing(path, data, information.identity, digest, touched)


def _of_plan(existing: Iterable[_Existing], plan: Plan) -> Iterator[_Existing]:
    specs = interview_forms(plan, "")
    digest = specs[0].digest if specs else ""
    return (form for form in existing if same_plan(form.identity, plan, digest))


def _belongs(form: _Existing, spec: FormSpec) -> bool:
    identity = form.identity
    return (identity.document, identity.candidate.casefold(), identity.panel_member) == (
        spec.document,
        spec.candidate.id.casefold(),
        "",
    )


def _withdrawn(plan: Plan) -> Iterator[Problem]:
    for candidate in plan.candidates:
        if candidate.status is Status.WITHDRAWN:
            place = _row(candidate)
            yield problem("candidate_withdrawn", place, name=candidate.name, id=candidate.id)


def _row(candidate: Candidate) -> Place:
    origin = candidate.origin
    return Place(sheet=origin.sheet, cell=origin.cell("name")) if origin else Place()


def _without_candidate(existing: Iterable[_Existing], specs: Iterable[FormSpec]) -> Iterator[Problem]:
    specs = tuple(specs)
    for form in existing:
        if not any(_belongs(form, spec) for spec in specs):
            values = {"id": form.identity.candidate, "name": form.identity.name}
            yield problem("form_without_candidate", Place(file=str(form.path)), **values)


def _place(
    spec: FormSpec, data: bytes, out: Path, existing: list[_Existing], words: Language
) -> tuple[list[FormEntry], list[Problem]]:
    """Write a form, or leave what is there; nothing that a person has edited is written over."""
    touched = next((form for form in existing if form.touched), None)
    if touched is not None:
        return [_entry(spec, touched.path, FormStatus.KEPT)], [_kept(touched, spec, data)]
    try:
        if not existing:
            return _write(spec, data, out / spec.file_name)
        form = next((form for form in existing if form.path.name == spec.file_name), existing[0])
        if form.data == data:
            return [_entry(spec, form.path, FormStatus.UNCHANGED)], []
        return _replace(spec, data, form, words)
    except OSError as error:
        return [], [not_written(out / spec.file_name, error)]


def _write(spec: FormSpec, data: bytes, target: Path) -> tuple[list[FormEntry], list[Problem]]:
    path = free_name(target)
    write_whole(path, data)
    problems = [] if path == target else [problem("name_taken", Place(file=str(target)), name=path.name)]
    return [_entry(spec, path, FormStatus.WRITTEN)], problems


def _replace(spec: FormSpec, data: bytes, form: _Existing, words: Language) -> tuple[list[FormEntry], list[Problem]]:
    if form.path.read_bytes() != form.data:  # edited since the folder was read
        return [_entry(spec, form.path, FormStatus.KEPT)], [_kept(form, spec, data)]
    write_whole(form.path, data)
    path = form.path
    renamed = path.with_name(spec.file_name)
    if path.name in _own_names(form.identity, words) and not renamed.exists():
        path = path.rename(renamed)
    return [_entry(spec, path, FormStatus.REPLACED)], []


def _own_names(identity: Identity, words: Language) -> set[str]:
    """Return the names that we would have given a form, so that a name that a person gave is left alone."""
    candidate = Candidate(identity.candidate, identity.name)
    twin = Candidate(f"{identity.candidate}-", identity.name)
    suffix = words.text("form.file_suffix")
    alone = file_names(identity.title, [candidate], suffix)
    return {*alone, file_names(identity.title, [candidate, twin], suffix)[0]}


def _kept(form: _Existing, spec: FormSpec, data: bytes) -> Problem:
    place = Place(file=str(form.path))
    if form.identity.name != spec.candidate.name:
        values = {"id": spec.candidate.id, "name": form.identity.name, "now": spec.candidate.name}
        return problem("form_kept_other_name", place, **values)
    outdated = form.digest != stored_digest(package.read_package(data))
    return problem("form_kept_outdated" if outdated else "form_kept", place, name=spec.candidate.name)


def _entry(spec: FormSpec, path: Path, status: FormStatus) -> FormEntry:
    return FormEntry(str(path), spec.candidate.id, spec.candidate.name, "", spec.document, status)
