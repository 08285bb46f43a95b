"""Checking a plan, and writing a copy of its workbook in which the problems are shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.app.plans import ReviewedPlan, reviewed, save_new
from generator.excel.annotating import annotate
from generator.excel.opening import open_grids, read_bytes
from generator.excel.reading import plan_in
from generator.files import shown
from generator.package import DamagedPackage
from generator.problems import Place, Problem, UnusableFile, problem


@dataclass(frozen=True)
class AnnotatedPlan:
    """A plan that was reviewed, the copy that shows its problems, and what there is to say about the copy.

    ``path`` is None when no copy could be written.
    """

    reviewed: ReviewedPlan
    path: Path | None
    problems: tuple[Problem, ...]


def annotate_plan(path: Path, copy: Path) -> AnnotatedPlan:
    """Review a plan and write the annotated copy, under another name than asked for if that is taken.

    UnusableFile when the workbook cannot be used.
    """
    name = shown(Path(path.name))
    data = read_bytes(path)
    grids = open_grids(data, name)
    review = reviewed(plan_in(grids, path))
    try:
        annotated = annotate(data, grids, review.problems, review.words)
    except DamagedPackage:
        return AnnotatedPlan(review, None, (problem("not_annotated", Place(file=name)),))
    try:
        written, problems = save_new(copy, annotated.data)
    except UnusableFile as error:
        return AnnotatedPlan(review, None, (error.problem,))
    unsigned = (problem("annotated_unsigned", Place(file=shown(written))),) if annotated.was_signed else ()
    return AnnotatedPlan(review, written, (*problems, *unsigned))
