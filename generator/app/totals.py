"""Reading completed forms back, matching them to the plan, and their figures."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator import clock, package, seal
from generator.app.completed import read_form
from generator.app.forms import Progress
from generator.app.incoming import find_forms, is_workbook, told_apart
from generator.app.links import form_links
from generator.app.merging import merge
from generator.app.plans import CheckedPlan
from generator.app.received import Received, result_of
from generator.app.saving import save_over_own
from generator.app.scoresheets import is_scoresheet, read_scoresheet
from generator.bearing import bearing, close_candidates
from generator.excel.results.book import write_results
from generator.language import Language
from generator.model import FormResult, FormSpec, FormsPer, Plan, Results, Status, place_of
from generator.panel import candidate_results, panel_remarks
from generator.planning import interview_forms
from generator.problems import ADVICE, Problem, problem
from generator.treatment import treatment_of


def compute_totals(
    checked: CheckedPlan,
    paths: Sequence[Path],
    progress: Progress = lambda done, of: None,
    *,
    opened: bool = False,
    passwords: Sequence[str] = (),
) -> Results | None:
    """Read the forms in files and folders and compute their figures; None when the plan has an error.

    ``opened`` compares candidates also while forms of panel members are missing. Each of ``passwords``
    is tried on a file that is encrypted.
    """
    if checked.plan is None:
        return None
    plan, words = checked.plan, checked.words
    specs = forms_of(plan, words)
    files, problems = find_forms(paths, lambda path: is_scoresheet(path, specs, words, passwords))
    names = told_apart(files)
    forms: list[Received] = []
    rows: list[Received] = []
    for number, path in enumerate(files, start=1):
        sheet = is_workbook(path)
        read = read_scoresheet if sheet else read_form
        received, found = read(path, names[path], plan, specs, words, passwords)
        (rows if sheet else forms).extend(received)
        problems += found
        progress(number, len(files))
    merged, found = merge(forms, rows, words.place)
    problems += found
    kept, found = _without_empty_agreed(plan, merged)
    problems += found
    return results_of(checked, [result_of(entry, plan) for entry in kept], problems, opened=opened)


def forms_of(plan: Plan, words: Language) -> tuple[FormSpec, ...]:
    """Return the forms that a plan expects."""
    return interview_forms(plan, words.text("form.file_suffix"), words.text("form.agreed_suffix"))


def results_of(checked: CheckedPlan, forms: Iterable[FormResult], found: Sequence[Problem], *, opened: bool) -> Results:
    """Return what forms of a plan come to; ``found`` came up in reading them, and stands with none of them."""
    assert checked.plan is not None
    plan, specs = checked.plan, forms_of(checked.plan, checked.words)
    order = {_whose(spec): place for place, spec in enumerate(specs)}

    def place(result: FormResult) -> int:
        return order[_of(result)]

    candidates = candidate_results(plan, sorted(forms, key=place), opened=opened)
    forms = sorted((result for entry in candidates for result in entry.forms), key=place)
    problems = [entry for entry in checked.problems if entry.severity is not ADVICE]  # those are for ``check``
    problems += [*found, *_missing(plan, specs, forms)]
    problems += [entry for result in forms for entry in result.problems]
    differences = bearing(plan, candidates)
    awaiting = any(candidate.awaited_members for candidate in candidates)
    computed = Results(
        plan,
        specs[0].digest,
        tuple(forms),
        candidates,
        opened=opened and awaiting,
        found=tuple(found),
        bearing=differences,
    )
    problems += [*panel_remarks(computed), *close_candidates(plan, differences)]
    return replace(computed, problems=tuple(problems), treatment=treatment_of(computed))


def save_results(results: Results, words: Language, out: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write the results workbook and return where it is, None if nowhere, and problems.

    Earlier results of the same position that nobody has touched are replaced, unless there is
    nothing to put in their place. For any other file, the new one gets another name.
    """
    stream = io.BytesIO()
    links = form_links((result.form.path for result in results.forms), out.parent)
    found = write_results(stream, words, results, links, clock.now())
    parts = package.read_package(stream.getvalue())
    position = results.plan.position
    values = {"document": "results", "title": position.title, "case number": position.case_number}
    values["plan digest"] = results.digest
    seal.seal(parts, values)
    same = ("document", "title", "case number")
    written, problems = save_over_own(out, parts, same, replace=bool(results.forms))
    return written, (*found, *problems)


def _without_empty_agreed(plan: Plan, read: Sequence[Received]) -> tuple[list[Received], list[Problem]]:
    """Leave out agreed forms that nobody has filled in yet, and say what is remarked in them all the same."""
    per_candidate = plan.position.forms_per is FormsPer.CANDIDATE
    kept = [entry for entry in read if per_candidate or entry.spec.panel_member or not entry.is_empty]
    problems = [
        problem("remarks_left_out", entry.place, text="\n".join(remark.text for remark in entry.remarks))
        for entry in read
        if entry.remarks and entry not in kept
    ]
    return kept, problems


def _missing(plan: Plan, specs: Iterable[FormSpec], forms: Iterable[FormResult]) -> Iterator[Problem]:
    """Yield the forms that should have come in; the agreed one is written when the members' own are there."""
    found = {_of(result) for result in forms}
    for spec in specs:
        candidate, member = spec.candidate, spec.panel_member
        if candidate.status is not Status.INVITED or _whose(spec) in found:
            continue
        place = place_of(candidate, "name")
        if member:
            values = {"name": candidate.name, "id": candidate.id, "member": member.name}
            yield problem("form_missing_member", place, **values)
        elif plan.position.forms_per is FormsPer.CANDIDATE:
            yield problem("form_missing", place, name=candidate.name, id=candidate.id)


def _whose(spec: FormSpec) -> tuple[str, str]:
    return spec.candidate.id, spec.panel_member.id if spec.panel_member else ""


def _of(result: FormResult) -> tuple[str, str]:
    return result.form.identity.candidate, result.form.identity.panel_member
