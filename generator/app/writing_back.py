"""Copies of the completed forms with their totals written in, to be archived. The forms themselves stay as they are."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from generator import language as languages
from generator import package, seal
from generator.app.completed import fields_to_read, part_names
from generator.app.forms import Progress
from generator.app.plan_changes import fields_of
from generator.app.plans import not_written
from generator.files import alone_in, read_whole, remove_abandoned, shown, write_once
from generator.language import Language
from generator.model import (
    CopyEntry,
    Field,
    FormResult,
    FormSpec,
    FormStatus,
    Kind,
    Level,
    Part,
    PartTotals,
    Plan,
    Results,
)
from generator.planning import interview_forms
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.opening import MAX_FILE_BYTES, OpenedForm, open_form
from generator.word.reading import ReadAnswers, read_answers
from generator.word.total_cells import is_plain_document, is_signed, with_totals


@dataclass(frozen=True)
class WrittenBack:
    """The copies that there are now, and why others are not."""

    entries: tuple[CopyEntry, ...]
    problems: tuple[Problem, ...]


class _NoCopy(Exception):
    """No copy is made of a form; ``problem`` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.code)
        self.problem = found


def write_back(
    results: Results, words: Language, folder: Path, progress: Progress = lambda done, of: None
) -> WrittenBack:
    """Write a copy of each form that gives figures into a folder, under the names that ``forms`` gives them.

    Nothing that lies there is written over.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return WrittenBack((), (not_written(folder, error),))
    remove_abandoned(folder)
    counting = _counting(results)
    specs = _specs(results.plan, words)
    entries: list[CopyEntry] = []
    problems: list[Problem] = []
    with alone_in(folder):
        for number, result in enumerate(counting, start=1):
            try:
                entry, found = _write(result, specs[_whose(result)], results.plan, words, folder)
                entries.append(entry)
                problems += found
            except _NoCopy as refused:
                problems.append(refused.problem)
            progress(number, len(counting))
    return WrittenBack(tuple(entries), tuple(problems))


def _counting(results: Results) -> list[FormResult]:
    """Return the forms that give figures; of several that should be one, none does."""
    count = Counter(map(_whose, results.forms))
    return [result for result in results.forms if count[_whose(result)] == 1]


def _whose(result: FormResult) -> tuple[str, str]:
    return result.form.identity.candidate, result.form.identity.panel_member


def _specs(plan: Plan, words: Language) -> Mapping[tuple[str, str], FormSpec]:
    specs = interview_forms(plan, words.text("form.file_suffix"), words.text("form.agreed_suffix"))
    return {(spec.candidate.id, spec.panel_member.id if spec.panel_member else ""): spec for spec in specs}


@dataclass(frozen=True)
class _Original:
    """A completed form as it was sent in, opened, and read as the figures read it."""

    data: bytes
    place: Place
    form: OpenedForm
    fields: Sequence[Field]
    names: Mapping[str, Sequence[str]]
    scale: Sequence[Level]

    @cached_property
    def answers(self) -> ReadAnswers:
        """What it says."""
        return self.read(self.form)

    @classmethod
    def of(cls, data: bytes, place: Place, spec: FormSpec, plan: Plan, words: Language) -> _Original:
        form = open_form(data, place.file)
        fields = fields_to_read(fields_of(form.information) if form.information else (), spec, plan)
        return cls(data, place, form, fields, part_names(plan, words), plan.scale)

    def read(self, form: OpenedForm) -> ReadAnswers:
        """Read the original, or a copy of it."""
        return read_answers(form, self.fields, self.names, self.scale)

    def words(self, otherwise: Language) -> Language:
        """Return the words of the language that it is in, or else others."""
        code = self.form.information.identity.language if self.form.information else ""
        return languages.load(code) if code in languages.codes() else otherwise

    def at(self, part: Part) -> Place:
        """Return the place of a part's total."""
        return replace(self.place, tag=_tag(part))


def _write(
    result: FormResult, spec: FormSpec, plan: Plan, words: Language, folder: Path
) -> tuple[CopyEntry, list[Problem]]:
    place = Place(file=result.form.file)
    try:
        original = _Original.of(_data(result, place), place, spec, plan, words)
        _refuse_if_not_to_be_changed(original, result.form.identity.name)
        texts, problems = _texts(result, original, words)
        copied, without_room = _copied(original, texts)
    except UnusableFile as error:  # opened without the passwords that it was read with
        code = "copy_encrypted" if error.problem.code == "encrypted" else "copy_unsafe"
        raise _NoCopy(problem(code, place)) from error
    except package.DamagedPackage as error:
        raise _NoCopy(problem("copy_unsafe", place)) from error
    problems += [problem("copy_total_no_room", original.at(part), total=texts.pop(part)) for part in without_room]
    path, status, found = _save(folder / spec.folder / spec.file_name, copied)
    identity, totals = result.form.identity, {part: texts.get(part) for part in result.totals.parts}
    entry = CopyEntry(
        *(str(path), result.form.path, identity.candidate, identity.name),
        *(identity.panel_member, identity.document, status, totals),
    )
    return entry, [*problems, *found]


def _data(result: FormResult, place: Place) -> bytes:
    """Return the bytes of a form as they were read for the figures, if a copy may be made of it."""
    name = result.form.identity.name
    if not result.form.digest:
        raise _NoCopy(problem("copy_of_sheet", place, name=name))
    try:
        data = read_whole(Path(result.form.path), MAX_FILE_BYTES)
    except UnusableFile as error:
        raise _NoCopy(replace(error.problem, place=place)) from error
    if hashlib.sha256(data).hexdigest() != result.form.digest:
        raise _NoCopy(problem("copy_changed", place))
    return data


def _refuse_if_not_to_be_changed(original: _Original, name: str) -> None:
    parts = original.form.parts
    if is_signed(parts):
        raise _NoCopy(problem("copy_signed", original.place))
    if not is_plain_document(parts):
        raise _NoCopy(problem("copy_other_kind", original.place))
    if seal.is_whole(package.read_package(original.data)):
        raise _NoCopy(problem("copy_untouched", original.place, name=name))


def _texts(result: FormResult, original: _Original, words: Language) -> tuple[dict[Part, str], list[Problem]]:
    """Return what to write for each part that has scores and no total of a person's, and why not for others."""
    stated = original.answers.answers
    uncounted = {field.part for tag in result.form.uncounted if (field := Field.of(tag))}
    texts: dict[Part, str] = {}
    problems: list[Problem] = []
    for part, figures in result.totals.parts.items():
        answer = stated.get(_tag(part))
        if answer is not None and answer.raw.strip():
            continue
        if part in uncounted:
            problems.append(problem("copy_total_uncounted", original.at(part)))
        elif figures.scored:
            texts[part] = total_text(figures, original.words(words))
    return texts, problems


def total_text(figures: PartTotals, words: Language) -> str:
    """Return a total as people write it, with what it rests on where that is not all of the part."""
    whole = words.text("form.total", sum=figures.sum, max=figures.max)
    if figures.scored == figures.of:
        return whole
    return words.text("form.total_of", total=whole, scored=figures.scored, of=figures.of)


def _copied(original: _Original, texts: Mapping[Part, str]) -> tuple[bytes, list[Part]]:
    """Return the copy and the parts without room for a total; the copy has been read again and says the same."""
    if not texts:
        return original.data, []
    totals = {_tag(part): text for part, text in texts.items()}
    copy = with_totals(original.data, original.form, original.fields, original.names, totals)
    after = original.read(open_form(copy.data, original.place.file))
    written = {tag: text for tag, text in totals.items() if tag not in copy.without_room}
    if not _says_the_same(original.answers, after, written):
        raise _NoCopy(problem("copy_unsafe", original.place))
    return copy.data, [part for part in texts if _tag(part) in copy.without_room]


def _says_the_same(before: ReadAnswers, after: ReadAnswers, written: Mapping[str, str]) -> bool:
    others = [{tag: answer for tag, answer in read.answers.items() if tag not in written} for read in (before, after)]
    totals = {tag: after.answers[tag].raw.strip() for tag in written}
    return others[0] == others[1] and totals == written and before.problems == after.problems


def _save(target: Path, data: bytes) -> tuple[Path, FormStatus, list[Problem]]:
    try:
        target.parent.mkdir(exist_ok=True)
        path, is_new = write_once(target, data)
    except OSError as error:
        raise _NoCopy(not_written(target, error)) from error
    taken = is_new and path != target
    problems = [problem("name_taken", Place(file=shown(target)), name=path.name)] if taken else []
    return path, FormStatus.WRITTEN if is_new else FormStatus.UNCHANGED, problems


def _tag(part: Part) -> str:
    return Field(part, "", Kind.TOTAL).tag
