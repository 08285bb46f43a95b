"""Whether a plan hangs together: ids, references, scale, agenda. Judges no wording and no method."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from generator.model import METHOD_PARTS, FileNames, FormsPer, LineType, Located, Part, Plan, place_of
from generator.problems import Problem, problem


class _Identified(Located, Protocol):
    @property
    def id(self) -> str: ...


def check(plan: Plan) -> list[Problem]:
    """Return what is wrong or doubtful in a plan, in the order of the workbook's sheets.

    An empty scale, agenda, list of candidates or id counts as already reported by whoever read the plan.
    """
    return [
        *_scale(plan),
        *_repeated(plan.agenda, "part"),
        *_duplicate_ids(plan.requirements, plan.lines, plan.methods, plan.criteria),
        *_duplicate_ids(plan.panel),
        *_duplicate_ids(plan.candidates),
        *_requirements(plan),
        *_lines(plan),
        *_methods(plan),
        *_references(plan),
        *_candidates(plan),
        *_settings(plan),
    ]


def _cell_of(entry: Located, column: str, seen_from: Located) -> str:
    """Return a cell as it is referred to from another row: with its sheet only where that is another one."""
    place, own = place_of(entry, column), place_of(seen_from, column)
    return place.cell if place.sheet == own.sheet else f"{place.sheet}!{place.cell}"


def _scale(plan: Plan) -> Iterator[Problem]:
    yield from _repeated(plan.scale, "score")
    scores = sorted({level.score for level in plan.scale})
    if scores and (scores != list(range(1, len(scores) + 1)) or len(scores) < 2):
        yield problem("scale_gap", place_of(plan.scale[0], "score"), scores=scores)


def _repeated(entries: Iterable[Located], column: str) -> Iterator[Problem]:
    """Yield a problem for each row that has the same in a column as an earlier one."""
    seen: dict[object, Located] = {}
    for entry in entries:
        value = getattr(entry, column)
        first = seen.setdefault(value, entry)
        if first is not entry:
            yield problem("duplicate_row", place_of(entry, column), value=value, other=_cell_of(first, column, entry))


def _duplicate_ids(*sheets: Sequence[_Identified]) -> Iterator[Problem]:
    """Ids of sheets that the form finds rows by have to differ from one another; case does not tell them apart."""
    seen: dict[str, _Identified] = {}
    for entry in chain(*sheets):
        first = seen.setdefault(entry.id.casefold(), entry)
        if entry.id and first is not entry:
            yield problem("duplicate_id", place_of(entry, "id"), id=entry.id, other=_cell_of(first, "id", entry))


def _parts(plan: Plan) -> set[Part]:
    """Return the parts of the agenda; all of them where there is no agenda to hold the plan against."""
    return {entry.part for entry in plan.agenda} or set(Part)


def _requirements(plan: Plan) -> Iterator[Problem]:
    parts = _parts(plan)
    methods = {method.id for method in plan.methods if method.part in parts}
    measured = {id for criterion in plan.criteria if criterion.method in methods for id in criterion.requirements}
    for requirement in plan.requirements:
        if Part.IN_DEPTH not in parts and requirement.id not in measured:
            yield problem("requirement_unused", place_of(requirement, "text"), id=requirement.id)


def _lines(plan: Plan) -> Iterator[Problem]:
    parts = _parts(plan)
    for line in plan.lines:
        in_depth_question = line.part is Part.IN_DEPTH and line.type is LineType.QUESTION
        if in_depth_question and not line.requirement:
            yield problem("requirement_not_named", place_of(line, "requirement"), id=line.id)
        if line.requirement and not in_depth_question:
            yield problem("requirement_misplaced", place_of(line, "requirement"), id=line.requirement)
        if line.follow_ups and line.type is not LineType.QUESTION:
            yield problem("follow_ups_misplaced", place_of(line, "follow_ups"), text=line.follow_ups)
        if line.part not in parts:
            yield problem("part_not_in_agenda", place_of(line, "part"), part=line.part)


def _methods(plan: Plan) -> Iterator[Problem]:
    parts = _parts(plan)
    for method in plan.methods:
        if method.part not in METHOD_PARTS:
            yield problem("wrong_part", place_of(method, "part"), part=method.part, known=METHOD_PARTS)
        elif method.part not in parts:
            yield problem("part_not_in_agenda", place_of(method, "part"), part=method.part)
        if method.id.casefold() == Part.IN_DEPTH:  # the name of the in-depth interview among the methods
            yield problem("reserved_id", place_of(method, "id"), id=method.id)
        if method.id and not plan.criteria_of(method):
            yield problem("criterion_missing", place_of(method, "title"), id=method.id)


def _references(plan: Plan) -> Iterator[Problem]:
    for line in plan.lines:
        yield from _unknown(line, "requirement", [line.requirement], plan.requirements)
    for criterion in plan.criteria:
        yield from _unknown(criterion, "method", [criterion.method], plan.methods)
        yield from _unknown(criterion, "requirements", criterion.requirements, plan.requirements)
    for candidate in plan.candidates:
        yield from _unknown(candidate, "panel", candidate.panel, plan.panel)


def _unknown(entry: Located, column: str, ids: Iterable[str], among: Sequence[_Identified]) -> Iterator[Problem]:
    known = [each.id for each in among if each.id]
    for id in ids:
        if id and id not in known:
            yield problem("unknown_reference", place_of(entry, column), id=id, known=known)


def _candidates(plan: Plan) -> Iterator[Problem]:
    if plan.candidates and not plan.expected_candidates():
        yield problem("no_candidates", place_of(plan.candidates[0], "status"))


def _settings(plan: Plan) -> Iterator[Problem]:
    """Yield what the position asks for and the rest of the plan does not give."""
    position = plan.position
    without = [candidate for candidate in plan.expected_candidates() if not plan.scorers_of(candidate)]
    if position.forms_per is FormsPer.PANEL_MEMBER and without:
        names = [candidate.name for candidate in without]
        yield problem("panel_without_scorers", place_of(without[0], "panel"), name=names)
    if position.file_names is FileNames.INITIALS and not position.case_number:
        yield problem("case_number_missing", place_of(position, "case_number"))
    last = max(filter(None, (position.advertised, *(candidate.date for candidate in plan.candidates))), default=None)
    if position.keep_until and last and position.keep_until < last:
        yield problem("keep_until_early", place_of(position, "keep_until"), last=last)
