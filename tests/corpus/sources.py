"""The forms that the corpus begins with: made from its plans, blank and filled in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from documents import ON_PAPER, SCREEN, checked
from workbooks import write_workbook

from corpus.typed import FORMS, Form
from generator.app.forms import make_forms
from generator.word.filling import fill

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Source:
    """A form as the product makes it, and the same with its answers in the controls."""

    blank: bytes
    filled: bytes


def plan_workbook(plan: str, folder: Path) -> Path:
    """Write the workbook of a plan of the corpus."""
    return write_workbook(folder / f"{plan}.xlsx", (HERE / f"plan-{plan}.md").read_text(encoding="utf-8"))


def sources() -> Mapping[str, Source]:
    """Return every form of the corpus by its name."""
    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, form in FORMS.items():
            blank = _blank(form, Path(folder) / name)
            made[name] = Source(blank, fill(blank, form.typed))
    return made


def _blank(form: Form, folder: Path) -> bytes:
    folder.mkdir()
    plan = checked(plan_workbook(form.plan, folder))
    made = make_forms(plan, folder / "forms", ON_PAPER if form.paper else SCREEN)
    (path,) = (
        entry.path
        for entry in made.entries
        if (entry.candidate, entry.panel_member) == (form.candidate, form.panel_member)
    )
    return Path(path).read_bytes()
