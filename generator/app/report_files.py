"""A report that is to be written, and how the names of its file begin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.language import Language
from generator.model import Candidate, FileNames, Plan


@dataclass(frozen=True)
class Report:
    """A report that is to be written: the names of its template, and what the file is to be called.

    ``candidate`` is whom it is about, None for a report on all of them; ``words`` are those of its language.
    ``folder`` is the name of its folder below the one that reports are written to, or empty.
    """

    document: str
    file_name: str
    names: Mapping[str, Any]
    words: Language
    candidate: Candidate | None = None
    folder: str = ""


def subject_of(plan: Plan) -> str:
    """Return what the name of a file begins with, by the plan's setting for names of files."""
    position = plan.position
    return position.case_number if position.file_names is FileNames.INITIALS else position.title
