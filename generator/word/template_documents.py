"""The documents that there are templates for, and which of them a template is made for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from generator import seal
from generator.word import extract_views, feedback_views, recommendation_views, views
from generator.word.sandbox import MAX_REPORT_ROUNDS, MAX_ROUNDS
from generator.word.template_code import Code

TEMPLATE_OF = "template"
"""The custom property of a template that names its document; Word and LibreOffice keep it in a copy."""

_ROOT = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*")


@dataclass(frozen=True)
class Document:
    """A document that templates are made for.

    ``names`` is what a template can name, ``fields`` the functions that give answer fields, each with
    what it is for; ``max_rounds`` is how often its loops may go round together. ``needed`` are names
    without which the document would be silent about something that a reader has to know.
    """

    key: str
    names: Mapping[str, Any]
    fields: Mapping[str, tuple[type, ...]]
    max_rounds: int = MAX_ROUNDS
    needed: tuple[str, ...] = ()


DOCUMENTS: Mapping[str, Document] = {
    entry.key: entry
    for entry in (
        Document("interview", views.NAMES, views.FIELDS),
        Document("feedback", feedback_views.FEEDBACK, {}, MAX_REPORT_ROUNDS),
        Document("extract", extract_views.EXTRACT, {}, MAX_REPORT_ROUNDS),
        Document(
            "recommendation", recommendation_views.RECOMMENDATION, {}, MAX_REPORT_ROUNDS, recommendation_views.NEEDED
        ),
    )
}
"""Every document by its key. A report has no answer fields; a new one is a line here."""

ALL_FIELDS = frozenset(name for document in DOCUMENTS.values() for name in document.fields)


def document_of(parts: Mapping[str, bytes], codes: Iterable[Code]) -> Document:
    """Return the document that a template is for.

    What it says itself counts first; else the document most of whose names it uses, the form where
    that is undecided.
    """
    said = DOCUMENTS.get(seal.sealed_values(parts).get(TEMPLATE_OF, ""))
    if said is not None:
        return said
    used = names_used(codes)
    return max(DOCUMENTS.values(), key=lambda document: len(used & {*document.names, *document.fields}))


def names_used(codes: Iterable[Code]) -> set[str]:
    """Return every word in codes that may be a name."""
    return {name for code in codes for name in _ROOT.findall(code.inner)}
