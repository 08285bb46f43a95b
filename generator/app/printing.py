"""PDF files of the forms, and all of them as one print job, without touching a PDF that a person may have edited."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import package, seal
from generator.app.forms import MadeForms, Progress, identity_of
from generator.app.plans import not_written
from generator.files import alone_in, shown, write_new, write_whole
from generator.language import Language
from generator.model import FormEntry, FormSpec, FormStatus, Look, Plan
from generator.naming import joined_name
from generator.office import PATIENCE, CannotRun, Failure, Reason, convert, find_program
from generator.pdf import Piece, Stamp, UnreadablePdf, join, note, read_stamp
from generator.pdf import seal as seal_pdf
from generator.problems import Place, Problem, problem

ONE_FILE = "one-file"
"""What a print job calls itself."""


@dataclass(frozen=True)
class Printed:
    """The forms, each with its PDF if it has one, the paths of the print jobs, and what went wrong."""

    entries: tuple[FormEntry, ...]
    joined: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Target:
    """A PDF to have: its stamp, the path it is to have, and the one of ours that is there and that nobody touched."""

    path: Path
    stamp: Stamp
    ours: Path | None
    current: bool

    def put(self, data: bytes) -> tuple[Path, list[Problem]]:
        """Write the sealed file over ours, or under a free name; OSError as the system gives it."""
        sealed = seal_pdf(data, self.stamp)
        if self.ours and _is_ours(self.ours, self.stamp):  # perhaps edited since the folder was read
            write_whole(self.ours, sealed)
            return self.ours, []
        path = write_new(self.path, sealed)
        return path, [] if path == self.path else [problem("pdf_kept", Place(file=shown(self.path)), name=path.name)]


@dataclass(frozen=True)
class _Form:
    """A form in the folder, and what it was to be."""

    entry: FormEntry
    spec: FormSpec

    @property
    def bookmark(self) -> str:
        member = self.spec.panel_member
        name = self.entry.name or Path(self.entry.path).stem
        return f"{name} ({member.name})" if member else name


@dataclass(frozen=True)
class _Job:
    """A form as it was made, and its PDF."""

    form: _Form
    data: bytes
    target: _Target
    note: str

    @property
    def path(self) -> str:
        return self.form.entry.path

    @property
    def place(self) -> Place:
        return Place(file=shown(Path(self.path)))

    def document(self) -> bytes:
        """Return the form as it is converted: the PDF's keywords say which form, of which content, and whose it is."""
        parts = package.read_package(self.data)
        stamp = self.target.stamp
        package.describe(parts, Path(self.path).stem, f"intervjuguide {stamp.id} {stamp.digest} {self.note}")
        return package.write_package(parts)


class _Pdfs:
    """The PDFs of ours below a folder that nobody has touched."""

    def __init__(self, out: Path) -> None:
        paths = sorted(path for path in out.rglob("*") if path.suffix.lower() == ".pdf")
        self._stamps = {path: stamp for path in paths if (stamp := _stamp_at(path))}

    def target(self, path: Path, stamp: Stamp) -> _Target:
        """Return what to do for a PDF that is to be called ``path``."""
        named = sorted(filter(lambda other: _same_or_numbered(other, path), self._owned(stamp)), key=_by_number)
        ours = next(iter(named), None)
        return _Target(path, stamp, ours, current=ours is not None and self._stamps[ours] == stamp)

    def earlier(self, target: _Target) -> list[Problem]:
        """Tell of PDFs with the same owner that are elsewhere or called otherwise, and of another content."""
        return [
            problem("pdf_earlier", Place(file=shown(path)))
            for path in self._owned(target.stamp)
            if not _same_or_numbered(path, target.path) and self._stamps[path].digest != target.stamp.digest
        ]

    def _owned(self, stamp: Stamp) -> list[Path]:
        return [path for path, found in self._stamps.items() if found.owner == stamp.owner]


def print_forms(
    made: MadeForms,
    plan: Plan,
    out: Path,
    libreoffice: Path | None = None,
    *,
    one_file: bool = False,
    progress: Progress = lambda done, of: None,
    patience: float = PATIENCE,
) -> Printed:
    """Make a PDF beside each form that nobody has written in, and with ``one_file`` join them all.

    ``libreoffice`` is the program, or None to look in the usual places; ``patience`` is in seconds
    without a new file. What cannot be done is told in the problems.
    """
    if not made.entries:
        return Printed(())
    with alone_in(out):
        return _print(made, plan, out, libreoffice, one_file, progress, patience)


def _print(
    made: MadeForms,
    plan: Plan,
    out: Path,
    libreoffice: Path | None,
    one_file: bool,
    progress: Progress,
    patience: float,
) -> Printed:
    present = _Pdfs(out)
    forms = [_Form(entry, spec) for entry, spec in zip(made.entries, made.specs, strict=True)]
    jobs = [job for form in forms if (job := _job(form, plan, made.look, present))]
    kept = [form.entry.path for form in forms if form.entry.path not in {job.path for job in jobs}]
    problems = [problem("pdf_form_kept", Place(file=shown(Path(path)))) for path in kept]
    pdfs = {job.path: job.target.ours for job in jobs if job.target.current and job.target.ours}
    for job, path, found in _convert([job for job in jobs if not job.target.current], libreoffice, progress, patience):
        problems += found
        if job and path:
            pdfs[job.path] = path
    for job in jobs:
        problems += present.earlier(job.target)
    joined: list[str] = []
    for group in _groups(forms, plan, made, out) if one_file else ():
        path, found = _join(group, plan, jobs, pdfs, present, made.words)
        joined += [str(path)] if path else []
        problems += found
    entries = tuple(replace(entry, pdf=str(pdfs.get(entry.path, ""))) for entry in made.entries)
    return Printed(entries, tuple(joined), tuple(problems))


def _job(form: _Form, plan: Plan, look: Look, present: _Pdfs) -> _Job | None:
    """Return what to do for a form; None when somebody has written in it, perhaps just now."""
    entry, path = form.entry, Path(form.entry.path)
    try:
        data = path.read_bytes()
        parts = package.read_package(data)
    except (OSError, package.DamagedPackage):
        return None
    digest = seal.sealed_digest(parts)
    if entry.status is FormStatus.KEPT or digest is None or not seal.is_whole(parts):
        return None
    owner = _owner(plan, entry.document, entry.candidate, entry.panel_member, str(look.paper))
    target = present.target(path.with_suffix(".pdf"), Stamp(form.spec.form_id, owner, digest))
    return _Job(form, data, target, _note(plan, entry.document, [form]))


def _note(plan: Plan, document: str, forms: Sequence[_Form]) -> str:
    """Return what a PDF of some forms says about the plan, and about whom it is."""
    identities = [identity_of(form.spec, plan) for form in forms]
    people = dict.fromkeys((identity.candidate, identity.name) for identity in identities if identity.candidate)
    position = plan.position
    return note(
        {
            "document": document,
            "title": position.title,
            "case_number": position.case_number,
            "digest": identities[0].digest,
            "people": list(people),
        }
    )


def _owner(plan: Plan, *names: str) -> str:
    """Return whose a PDF is, the same when the plan's texts have changed: two plans may share a folder."""
    source = "\0".join((plan.position.case_number or plan.position.title, *names))
    return hashlib.sha256(source.casefold().encode()).hexdigest()[:16]


def _convert(
    jobs: Sequence[_Job], libreoffice: Path | None, progress: Progress, patience: float
) -> Iterator[tuple[_Job | None, Path | None, list[Problem]]]:
    """Yield each form with its new PDF, or with what went wrong; what concerns all of them has no form."""
    if not jobs:
        return
    given = shown(libreoffice) if libreoffice else ""
    program = find_program(libreoffice)
    if program is None:
        yield None, None, [problem("libreoffice_missing", path=given)]
        return
    not_tried = 0
    try:
        documents = [job.document() for job in jobs]
        for number, pdf in convert(program, documents, lambda done: progress(done, len(jobs)), patience):
            if isinstance(pdf, bytes):
                yield jobs[number], *_written(jobs[number], pdf)
            elif pdf.reason is Reason.NOT_TRIED:
                not_tried += 1
            else:
                yield jobs[number], None, [_failed(jobs[number], pdf)]
    except CannotRun:
        yield None, None, [problem("libreoffice_missing", path=shown(program))]
    except OSError as error:  # no room for the copies that it works on
        where = Place(file=os.fsdecode(error.filename or ""))
        yield None, None, [problem("not_written", where, reason=error.strerror or type(error).__name__)]
    if not_tried:
        yield None, None, [problem("pdf_given_up", count=not_tried)]


def _written(job: _Job, data: bytes) -> tuple[Path | None, list[Problem]]:
    try:
        return job.target.put(data)
    except UnreadablePdf:
        return None, [problem("pdf_not_made", job.place)]
    except OSError as error:
        return None, [not_written(job.target.path, error)]


def _failed(job: _Job, failure: Failure) -> Problem:
    if failure.reason is Reason.FAILED:
        return problem("pdf_failed", job.place, status=failure.figure)
    if failure.reason is Reason.TOO_SLOW:
        return problem("pdf_too_slow", job.place, seconds=failure.figure)
    return problem("pdf_not_made", job.place)


@dataclass(frozen=True)
class _Group:
    """Forms to be joined: the file, its title, and whose it is."""

    path: Path
    title: str
    owner: str
    forms: tuple[_Form, ...]


def _groups(forms: Sequence[_Form], plan: Plan, made: MadeForms, out: Path) -> list[_Group]:
    """Return all forms, and those of each folder where there are folders to be handed out; a blank form is alone."""
    if not forms[0].entry.candidate:
        return []
    names = [name for name in dict.fromkeys(form.spec.folder for form in forms) if name]
    folders = {name: [form for form in forms if form.spec.folder == name] for name in names}
    return [_group(forms, "", plan, made, out), *(_group(folders[name], name, plan, made, out) for name in names)]


def _group(forms: Sequence[_Form], folder: str, plan: Plan, made: MadeForms, out: Path) -> _Group:
    what = made.words.text("print.all_forms")
    if made.look.paper:
        what = f"{what} - {made.words.text('form.paper_suffix')}"
    position = plan.position
    member = (forms[0].entry.panel_member or "*") if folder else ""  # no id is a star: the panel as a whole
    return _Group(
        out / folder / joined_name(position.subject, folder, what),
        " – ".join(filter(None, (position.title, folder, what))),
        _owner(plan, ONE_FILE, member, str(made.look.paper)),
        tuple(forms),
    )


def _join(
    group: _Group, plan: Plan, jobs: Sequence[_Job], pdfs: Mapping[str, Path], present: _Pdfs, words: Language
) -> tuple[Path | None, list[Problem]]:
    """Write a print job, or leave it when it is there already; None when there is nothing to print."""
    wanted = {form.entry.path for form in group.forms}
    pieces = [(job, pdfs[job.path]) for job in jobs if job.path in wanted & pdfs.keys()]
    if not pieces:
        return None, []
    language, about = words.text("language.word"), _note(plan, ONE_FILE, [job.form for job, _ in pieces])
    contents = "\0".join(
        (group.title, language, about, *(f"{job.form.bookmark}\0{job.target.stamp.digest}" for job, _ in pieces))
    )
    stamp = Stamp(ONE_FILE, group.owner, hashlib.sha256(contents.encode()).hexdigest())
    target = present.target(group.path, stamp)
    problems = present.earlier(target)
    absent = [form.bookmark for form in group.forms if form.entry.path not in pdfs]
    if absent:
        problems.append(problem("one_file_incomplete", Place(file=shown(group.path)), names=absent))
    if target.ours and target.current:
        return target.ours, problems
    try:
        files = [Piece(job.form.bookmark, path.read_bytes()) for job, path in pieces]
        data = join(files, group.title, language, f"intervjuguide {about}")
        written, found = target.put(data)
    except UnreadablePdf:
        return None, [problem("pdf_not_joined", Place(file=shown(group.path)))]
    except OSError as error:
        return None, [not_written(group.path, error)]
    return written, [*problems, *found]


def _stamp_at(path: Path) -> Stamp | None:
    try:
        return read_stamp(path) if path.is_file() else None
    except OSError:
        return None  # not ours as far as can be seen


def _is_ours(path: Path, stamp: Stamp) -> bool:
    found = _stamp_at(path)
    return found is not None and found.owner == stamp.owner


def _same_or_numbered(path: Path, wanted: Path) -> bool:
    """Return whether a path is the one wanted, or what a file of that name is called when the name is taken."""
    return path.parent == wanted.parent and bool(re.fullmatch(rf"{re.escape(wanted.stem)}( \([0-9]+\))?", path.stem))


def _by_number(path: Path) -> tuple[int, str]:
    return len(path.name), path.name  # the plain name first, then (2), (3) and so on
