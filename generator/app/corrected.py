"""The figures of a results workbook in which people have corrected scores and texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.app.forms import identity_of
from generator.app.plans import CheckedPlan
from generator.app.received import figured, match
from generator.app.totals import forms_of, results_of
from generator.excel.results_reading import OpenedResults, open_results, read_corrected
from generator.files import lock_file
from generator.model import Answer, Corrections, Field, FormResult, FormSpec, Kind, Plan, Reading, RecordedForm, Results
from generator.problems import Place, Problem, UnusableFile, errors, problem


def read_results(
    checked: CheckedPlan, path: Path, *, opened: bool = False, passwords: Sequence[str] = ()
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Return what the forms come to as they were corrected in a results workbook, and what was found.

    None when the plan has an error, when the workbook is of another one, and when anything in it cannot be told
    to be one thing: then nothing is to be made of it before that is mended. The problems of results are
    theirs. ``opened`` compares candidates also while forms are missing, as the workbook may have done itself.
    """
    if checked.plan is None:
        return None, checked.problems
    try:
        book = open_results(path, passwords=passwords)
    except UnusableFile as error:
        return None, (error.problem,)
    plan, words = checked.plan, checked.words
    specs = forms_of(plan, words)
    if found := _of_other_plan(book, plan, specs):
        return None, tuple(found)
    corrected = read_corrected(book, plan.scale, words)
    if errors(corrected.problems):
        return None, corrected.problems
    problems = [*corrected.problems, *_locked(path, book.name)]
    forms: list[FormResult] = []
    for number, entry in enumerate(book.record.forms):
        spec, refused = match(entry.form.identity, _place(book, entry), plan, specs)
        problems += refused
        if spec:
            forms.append(_figured(entry, corrected.answers.get(number, {}), spec, plan))
    results = results_of(checked, forms, (*book.record.problems, *problems), opened=opened or book.record.opened)
    corrections = Corrections(book.name, book.digest, book.saved_by, book.saved, corrected.entries)
    return replace(results, corrections=corrections), ()


def _of_other_plan(book: OpenedResults, plan: Plan, specs: Sequence[FormSpec]) -> list[Problem]:
    """Return why a workbook is not of a plan as it stands."""
    record, position = book.record, plan.position
    if record.digest == specs[0].digest and record.case_number == position.case_number:
        return []
    same = (record.title, record.case_number) == (position.title, position.case_number)
    code = "results_plan_changed" if same else "results_other_plan"
    return [problem(code, Place(file=book.name), title=record.title, case_number=record.case_number)]


def _locked(path: Path, name: str) -> Iterable[Problem]:
    return [problem("lock_file", Place(file=name))] if lock_file(path) else []


def _place(book: OpenedResults, entry: RecordedForm) -> Place:
    return Place(file=": ".join(filter(None, (book.name, entry.form.file))))


def _figured(entry: RecordedForm, answers: Mapping[str, Answer], spec: FormSpec, plan: Plan) -> FormResult:
    """Return a form with its answers as they were corrected; what was wrong with these no longer is."""
    identity = replace(identity_of(spec, plan), form_id=entry.form.identity.form_id)
    form = replace(
        entry.form,
        identity=identity,
        answers={**entry.form.answers, **answers},
        uncounted=entry.form.uncounted - answers.keys(),
    )
    kept = tuple(found for found in entry.reading.problems if not _is_of(found, answers, entry.reading))
    result = figured(form, replace(entry.reading, problems=kept), spec.candidate, plan)
    return replace(result, problems=tuple(found for found in result.problems if not _is_of_old_scores(found, answers)))


def _is_of_old_scores(found: Problem, tags: Iterable[str]) -> bool:
    """Return whether a typed total is told to differ that was the sum of scores before they were corrected."""
    return found.code == "total_differs" and any(_is_score_beside(tag, found.place.tag) for tag in tags)


def _is_score_beside(tag: str, total: str) -> bool:
    score, of = Field.of(tag), Field.of(total)
    return score is not None and of is not None and score.kind is Kind.SCORE and score.part == of.part


def _is_of(found: Problem, tags: Iterable[str], reading: Reading) -> bool:
    """Return whether a problem is about one of these answers and no other."""
    return any(found.place.tag == tag or found.place == reading.places.get(tag) for tag in tags)
