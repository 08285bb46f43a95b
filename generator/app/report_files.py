"""A report that is to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.language import Language
from generator.model import Candidate


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
