"""A completed form as the totals see it: its answers and what was wrong, read the way the command reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from documents import SCREEN, make

from generator.app.plans import CheckedPlan
from generator.app.totals import compute_totals
from generator.model import Answer, Look
from generator.problems import Problem
from generator.word.filling import fill


@dataclass(frozen=True)
class Reading:
    """What came out of one document. ``problems`` are those of the form; ``candidate`` is empty when it was refused."""

    candidate: str
    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...]
    panel_member: str = ""

    def codes(self, tag: str | None = None) -> list[str]:
        return [p.code for p in self.problems if tag is None or p.place.tag == tag]


class Desk:
    """A plan with its forms, where completed forms come in one at a time."""

    def __init__(self, folder: Path, *markdown: str, look: Look = SCREEN) -> None:
        self.folder = folder
        self.plan: CheckedPlan
        self.plan, self.forms = make(folder, *markdown, look=look)

    def filled(self, candidate: str, answers: Mapping[str, str]) -> bytes:
        return fill(self.forms[candidate], answers)

    def read(self, data: bytes, name: str = "skjema.docx") -> Reading:
        path = self.folder / name
        path.write_bytes(data)
        return read_file(self.plan, path)


def read_file(plan: CheckedPlan, path: Path) -> Reading:
    """Read one document as the totals of a plan do."""
    results = compute_totals(plan, [path])
    assert results is not None
    if not results.forms:
        own = tuple(p for p in results.problems if p.place.file.endswith(path.name))
        return Reading("", {}, own)
    (form,) = results.forms
    identity = form.form.identity
    return Reading(identity.candidate, form.form.answers, form.problems, identity.panel_member)
