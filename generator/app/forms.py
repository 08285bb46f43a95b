"""Making the forms of a plan in a folder, without touching what a person may have edited."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import clock, package, seal
from generator.app.own_template import template_for
from generator.app.plans import CheckedPlan, not_written
from generator.files import alone_in, lock_file, remove_abandoned, shown, write_new, write_whole
from generator.language import Language
from generator.model import (
    PAPER,
    Candidate,
    FormEntry,
    FormSpec,
    FormStatus,
    Identity,
    Look,
    Plan,
    Status,
    moment_text,
    place_of,
)
from generator.naming import file_names, folder_names
from generator.planning import (
    INTERVIEW,
    SCHEMA,
    blank_form,
    interview_forms,
    mostly_same_requirements,
    one_of_each_kind,
    same_name,
    with_empty_rows,
)
from generator.problems import Place, Problem, UnusableFile, errors, problem
from generator.shipped import shipped_folder
from generator.word.identity import FormInformation, read_information
from generator.word.opening import MAX_FILE_BYTES
from generator.word.rendering import Template
from generator.word.template_check import Trial

LOOK = Look()
_SUFFIXES = ("file_suffix", "agreed_suffix", "blank_suffix")
Progress = Callable[[int, int], None]
"""Called with how many forms are done, of how many."""

_Render = Callable[[str], bytes]
"""Makes a form as of a time."""


@dataclass(frozen=True)
class MadeForms:
    """What became of each form, and the problems of the plan and of the forms; ``specs`` has one per entry."""

    entries: tuple[FormEntry, ...]
    words: Language
    problems: tuple[Problem, ...]
    specs: tuple[FormSpec, ...] = ()
    look: Look = LOOK


@dataclass(frozen=True)
class _Existing:
    """A form that is already in the folder; ``digest`` is that of the content it was made with.

    ``edited`` also when it cannot be ruled out, ``opened`` when a program may have changes that are not saved.
    """

    path: Path
    data: bytes
    information: FormInformation
    digest: str
    edited: bool

    @property
    def identity(self) -> Identity:
        return self.information.identity

    @property
    def opened(self) -> bool:
        return lock_file(self.path) is not None


def make_forms(
    checked: CheckedPlan,
    out: Path,
    look: Look = LOOK,
    *,
    blank: bool = False,
    template: Path | None = None,
    progress: Progress = lambda done, of: None,
) -> MadeForms:
    """Make the forms of all candidates who have not withdrawn, or with ``blank`` one that is for nobody.

    ``template`` is somebody's own; nothing is written when it has an error.

    Nothing is written when the plan has an error. Raises UnusableFile when the template or the
    folder cannot be used.
    """
    if checked.plan is None:
        return MadeForms((), checked.words, checked.problems)
    _prepare(out)
    with alone_in(out):
        return _make(checked.plan, checked, out, look, blank, template, progress)


def _make(
    plan: Plan, checked: CheckedPlan, out: Path, look: Look, blank: bool, own: Path | None, progress: Progress
) -> MadeForms:
    words = checked.words
    plan = with_empty_rows(plan) if blank else plan
    specs = _specs(plan, words, look, blank=blank)
    template, wrong = _template(own, plan, specs, words, look)
    if errors(wrong):
        return MadeForms((), words, (*checked.problems, *wrong))
    existing = tuple(
        form
        for form in _existing_forms(out)
        if form.identity.variant == _variant(look) and same_plan(form.information, plan, specs[0].digest)
    )
    for folder in {*(form.path.parent for form in existing), *(out / spec.folder for spec in specs)}:
        remove_abandoned(folder)
    made: list[tuple[FormEntry, FormSpec]] = []
    problems: list[Problem] = [*checked.problems, *wrong]
    if not blank:
        problems += [*_withdrawn(plan), *_of_nobody(existing, specs)]
    now = moment_text(clock.now())
    for number, spec in enumerate(specs, start=1):
        render = partial(_rendered, template, plan, spec, words, look)
        there = [form for form in existing if _belongs(form, spec)]
        entry, found = _place(spec, render, now, out, there, words)
        made += [(form, spec) for form in entry]
        problems += found
        progress(number, len(specs))
    entries = tuple(entry for entry, _ in made)
    return MadeForms(entries, words, tuple(problems), tuple(spec for _, spec in made), look)


def _rendered(template: Template, plan: Plan, spec: FormSpec, words: Language, look: Look, made: str) -> bytes:
    return template.render(plan, spec, identity_of(spec, plan, look, made), words, look)


def _template(
    own: Path | None, plan: Plan, specs: Iterable[FormSpec], words: Language, look: Look
) -> tuple[Template, tuple[Problem, ...]]:
    """Return the template to use, and what is wrong with one of somebody's own for the forms of this plan."""
    if own is None:
        return shipped_template(INTERVIEW, words), ()
    trials = [Trial(plan, spec, identity_of(spec, plan, look), look) for spec in one_of_each_kind(plan, specs)]
    return template_for(own, INTERVIEW, trials, words)


def _specs(plan: Plan, words: Language, look: Look, *, blank: bool) -> tuple[FormSpec, ...]:
    form, agreed, nobody = (words.text(f"form.{key}") for key in _SUFFIXES)
    paper = _paper_suffix(words, look)
    return (blank_form(plan, nobody, paper),) if blank else interview_forms(plan, form, agreed, paper)


def _paper_suffix(words: Language, look: Look) -> str:
    """Return what the names end in of forms on paper, which may lie beside those for the screen."""
    return words.text("form.paper_suffix") if look.paper else ""


def _variant(look: Look) -> str:
    return PAPER if look.paper else ""


def shipped_template(document: str, words: Language) -> Template:
    """Return the template that comes with the program."""
    path = shipped_folder("templates") / words.code / f"{document}.docx"
    return Template(path.read_bytes(), path.name)


def identity_of(spec: FormSpec, plan: Plan, look: Look = LOOK, made: str = "") -> Identity:
    """Return what a form says about whose it is, and when it was made."""
    return Identity(
        form_id=spec.form_id,
        document=spec.document,
        schema=SCHEMA,
        digest=spec.digest,
        candidate=spec.candidate.id,
        name=spec.candidate.name,
        title=plan.position.title,
        case_number=plan.position.case_number,
        panel_member=spec.panel_member.id if spec.panel_member else "",
        panel_member_name=spec.panel_member.name if spec.panel_member else "",
        language=plan.language,
        variant=_variant(look),
        made=made,
    )


def same_plan(information: FormInformation, plan: Plan, digest: str) -> bool:
    """Return whether a form is of this plan, perhaps as it was earlier.

    The case number tells, where both have one: two recruitments may use one and the same plan.
    """
    identity, case_number = information.identity, plan.position.case_number
    if identity.case_number and case_number:
        return identity.case_number == case_number
    return identity.digest == digest or identity.title == plan.position.title


def same_but_for_the_title(information: FormInformation, plan: Plan) -> bool:
    """Return whether candidate and most requirements are the plan's: perhaps its title has been corrected."""
    identity = information.identity
    known = any(
        candidate.id.casefold() == identity.candidate.casefold() and same_name(candidate.name, identity.name)
        for candidate in plan.candidates
    )
    return known and mostly_same_requirements(plan, information.texts)


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFile(not_written(out, error)) from error
    remove_abandoned(out)


def _existing_forms(out: Path) -> Iterator[_Existing]:
    for path in sorted(out.rglob("*")):
        if path.suffix.lower() != ".docx" or path.name.startswith("~$"):
            continue
        data = _read(path)
        try:
            information = read_information(package.Package(data))
            parts = package.read_package(data)
        except package.DamagedPackage:
            continue  # not a form that can be recognised; its name is respected all the same
        if information is not None:
            yield _Existing(path, data, information, seal.sealed_digest(parts) or "", edited=not seal.is_whole(parts))


def _read(path: Path) -> bytes:
    """Return what a file holds; nothing when it cannot be read or is larger than a form can be."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def _belongs(form: _Existing, spec: FormSpec) -> bool:
    identity = form.identity
    member = spec.panel_member.id if spec.panel_member else ""
    return (identity.document, identity.candidate.casefold(), identity.panel_member.casefold()) == (
        spec.document,
        spec.candidate.id.casefold(),
        member.casefold(),
    )


def _withdrawn(plan: Plan) -> Iterator[Problem]:
    for candidate in plan.candidates:
        if candidate.status is Status.WITHDRAWN:
            yield problem("candidate_withdrawn", place_of(candidate, "name"), name=candidate.name, id=candidate.id)


def _of_nobody(existing: Iterable[_Existing], specs: Iterable[FormSpec]) -> Iterator[Problem]:
    """Yield the forms that the plan no longer asks for; the blank one is for nobody from the start."""
    specs = tuple(specs)
    candidates = {spec.candidate.id.casefold() for spec in specs}
    for form in existing:
        identity, place = form.identity, Place(file=shown(form.path))
        if not identity.candidate or any(_belongs(form, spec) for spec in specs):
            continue
        if identity.candidate.casefold() in candidates:
            values = {"id": identity.panel_member, "member": identity.panel_member_name, "name": identity.name}
            yield problem("form_without_member", place, **values)
        else:
            yield problem("form_without_candidate", place, id=identity.candidate, name=identity.name)


def _place(
    spec: FormSpec, render: _Render, now: str, out: Path, existing: list[_Existing], words: Language
) -> tuple[list[FormEntry], list[Problem]]:
    """Write a form as of now, or leave what is there; nothing that a person has edited is written over.

    What is there is compared to the form as of its own time, so that time alone changes nothing.
    """
    edited = next((form for form in existing if form.edited), None)
    if edited is not None:
        return _keep(spec, render(edited.identity.made), edited)
    target = out / spec.folder / spec.file_name
    try:
        target.parent.mkdir(exist_ok=True)
        if not existing:
            return _write(spec, render(now), target)
        form = next((form for form in existing if form.path.name == spec.file_name), existing[0])
        ours = form.path.name in _own_names(form.identity, words)
        same = render(form.identity.made)
        if form.data == same and (form.path.name == spec.file_name or not ours):
            return [_entry(spec, form.path, FormStatus.UNCHANGED)], []
        if form.opened or form.path.read_bytes() != form.data:  # perhaps edited since the folder was read
            return _keep(spec, same, form)
        data = same if form.data == same else render(now)
        return [_entry(spec, _replace(target, data, form, words), FormStatus.REPLACED)], []
    except OSError as error:
        return [], [not_written(target, error)]


def _write(spec: FormSpec, data: bytes, target: Path) -> tuple[list[FormEntry], list[Problem]]:
    path = write_new(target, data)
    problems = [] if path == target else [problem("name_taken", Place(file=shown(target)), name=path.name)]
    return [_entry(spec, path, FormStatus.WRITTEN)], problems


def _replace(target: Path, data: bytes, form: _Existing, words: Language) -> Path:
    """Write a form anew, where and as it is called now if the old name was ours; return the name it has."""
    path, folder = form.path, form.path.parent
    ours = folder in (target.parent, target.parent.parent) or folder.name in _own_folders(form.identity, words)
    renamed = target if ours else path.with_name(target.name)
    if path.name in _own_names(form.identity, words) and not os.path.lexists(renamed):
        path = path.rename(renamed)  # first, so that a run that is killed here is made good by the next
        if folder.name in _own_folders(form.identity, words):
            with suppress(OSError):  # a folder that holds anything else stays
                folder.rmdir()
    write_whole(path, data)
    return path


def _own_folders(identity: Identity, words: Language) -> set[str]:
    """Return the names that we would have given the folder of a form."""
    members = _twins(identity.panel_member, identity.panel_member_name) if identity.panel_member else ()
    own = {folder_names(member, initials=initials)[0] for member in members for initials in (False, True)}
    return own or {words.text("form.agreed_suffix").capitalize()}


def _own_names(identity: Identity, words: Language) -> set[str]:
    """Return the names that we would have given a form, so that a name that a person gave is left alone."""
    look = Look(paper=identity.variant == PAPER)
    names: set[str] = set()
    for initials, subject in ((False, identity.title), (True, identity.case_number)):
        for member in _twins(identity.panel_member, identity.panel_member_name):
            (called, *_) = folder_names(member, initials=initials) if identity.panel_member else ("",)
            for candidate in _twins(identity.candidate, identity.name):
                for key in _SUFFIXES:
                    suffix = " - ".join(filter(None, (words.text(f"form.{key}"), _paper_suffix(words, look))))
                    names.add(file_names(subject, candidate, suffix, called, initials=initials)[0])
    return names


def _twins(id: str, name: str) -> tuple[tuple[Candidate, ...], ...]:
    """Return somebody alone, and beside another of the same name: then the id is in the names of the files."""
    return (Candidate(id, name),), (Candidate(id, name), Candidate(f"{id}-", name))


def _keep(spec: FormSpec, data: bytes, form: _Existing) -> tuple[list[FormEntry], list[Problem]]:
    """Leave a form alone, and say so when it is no longer what the plan asks for."""
    entries = [_entry(spec, form.path, FormStatus.KEPT)]
    place, name = Place(file=shown(form.path)), spec.candidate.name
    people = [(spec.candidate.id, form.identity.name, name)]
    if spec.panel_member:
        people.append((spec.panel_member.id, form.identity.panel_member_name, spec.panel_member.name))
    for id, was, now in people:
        if not same_name(was, now):
            return entries, [problem("form_kept_other_name", place, id=id, name=was, now=now)]
    if form.digest == seal.sealed_digest(package.read_package(data)):
        return entries, []
    return entries, [problem("form_kept_outdated" if form.edited else "form_kept_open", place, name=name)]


def _entry(spec: FormSpec, path: Path, status: FormStatus) -> FormEntry:
    member = spec.panel_member.id if spec.panel_member else ""
    return FormEntry(str(path), spec.candidate.id, spec.candidate.name, member, spec.document, status)
