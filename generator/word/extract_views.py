"""What the author of the template of an extract can name: all that the forms hold about one candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from generator.language import Language
from generator.model import (
    CONCLUSION,
    Extract,
    ExtractEntry,
    FormExtract,
    FormsPer,
    Hit,
    Kind,
    Plan,
    Remark,
)
from generator.word.views import CandidateView, PositionView, candidate_view, position_view


@dataclass(frozen=True)
class BasisView:
    """One of ``basis``: what the plan says of a requirement before the interview."""

    id: str
    requirement: str
    text: str


@dataclass(frozen=True)
class HitView:
    """Where others are named, and who."""

    place: str
    names: str


@dataclass(frozen=True)
class EntryView:
    """An answer: what it answers, what was asked, and exactly what stands in the form.

    ``unused`` says that it could not be used as an answer.
    """

    label: str
    questions: tuple[str, ...]
    text: str
    unused: bool


@dataclass(frozen=True)
class GroupView:
    """The answers of a part of the interview."""

    heading: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class RemarkView:
    """A comment or a note that somebody has written beside the answers."""

    kind: str
    author: str
    place: str
    text: str


@dataclass(frozen=True)
class FormExtractView:
    """One of ``forms``: whose it is, and what stands in it."""

    whose: str
    id: str
    file: str
    facts: tuple[GroupView, ...]
    assessments: tuple[GroupView, ...]
    remarks: tuple[RemarkView, ...]


EXTRACT: Mapping[str, Any] = {
    "position": PositionView,
    "candidate": CandidateView,
    "follow_up": tuple[str, ...],
    "basis": tuple[BasisView, ...],
    "candidates_named": tuple[HitView, ...],
    "members_named": tuple[HitView, ...],
    "forms": tuple[FormExtractView, ...],
}
"""What each name of :func:`extract_names` is."""


def extract_names(found: Extract, plan: Plan, language: Language) -> dict[str, Any]:
    """Return all names of the template of an extract."""
    return {
        "position": position_view(plan, language),
        "candidate": candidate_view(plan, found.candidate, language),
        "follow_up": found.candidate.follow_up,
        "basis": tuple(BasisView(entry.id, entry.text, entry.basis) for entry in plan.requirements if entry.basis),
        "candidates_named": tuple(_hits(found.candidates_named, language)),
        "members_named": tuple(_hits(found.members_named, language)),
        "forms": tuple(_form(plan, entry, language) for entry in found.forms),
    }


def _hits(found: Iterable[Hit], language: Language) -> Iterator[HitView]:
    for hit in found:
        yield HitView(language.place(hit.place), language.shown(hit.names))


def _form(plan: Plan, found: FormExtract, language: Language) -> FormExtractView:
    identity = found.form.identity
    agreed = "agreed" if plan.position.forms_per is FormsPer.PANEL_MEMBER else "one_form"
    return FormExtractView(
        identity.panel_member_name or language.text(f"extract.{agreed}"),
        identity.form_id,
        found.form.file,
        tuple(_groups(plan, found.facts, language, assessed=False)),
        tuple(_groups(plan, found.assessments, language, assessed=True)),
        tuple(_remark(entry, language) for entry in found.remarks),
    )


def _groups(plan: Plan, entries: Iterable[ExtractEntry], language: Language, *, assessed: bool) -> Iterator[GroupView]:
    headings = plan.headings
    headings[CONCLUSION] = language.text("parts.conclusion")
    order = [*headings, ""]
    known = [(entry.part if entry.part in headings else "", entry) for entry in entries]
    known.sort(key=lambda pair: order.index(pair[0]))
    for part, group in groupby(known, key=lambda pair: pair[0]):
        heading = headings.get(part) or language.text("extract.other_part")
        yield GroupView(heading, tuple(_entry(entry, language, assessed=assessed) for _, entry in group))


def _entry(entry: ExtractEntry, language: Language, *, assessed: bool) -> EntryView:
    return EntryView(_label(entry, language, assessed=assessed), entry.questions, entry.text, entry.unused)


def _label(entry: ExtractEntry, language: Language, *, assessed: bool) -> str:
    """Return what an answer is to: a requirement, a question, or the part as a whole."""
    if entry.kind is None:
        return entry.tag
    kind = language.text(f"kinds.{entry.kind}")
    if not entry.item:
        return language.text("extract.follow_up") if entry.kind is Kind.NOTES else kind.capitalize()
    asked = f"{entry.item} {entry.asked}".strip()
    return f"{asked}: {kind}" if assessed else asked


def _remark(remark: Remark, language: Language) -> RemarkView:
    return RemarkView(language.text(f"remarks.{remark.kind}"), remark.author, language.field(remark.tag), remark.text)
