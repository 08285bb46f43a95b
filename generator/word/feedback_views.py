"""What the author of the template of a feedback can name. There is no score in it, and nobody but the candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.language import Language
from generator.model import Feedback, Passage, Plan
from generator.word.views import CandidateView, PositionView, candidate_view, position_view


@dataclass(frozen=True)
class DraftView:
    """``draft``: what the one who releases it has to know. ``texts_language`` is empty where that is the draft's."""

    goes_on: bool
    held_back: int
    texts_language: str


@dataclass(frozen=True)
class PassageView:
    """A text of the agreed form; where ``held_back``, it may not be sent and there is a gap in its place.

    A ``doubtful`` one may be about others.
    """

    text: str
    held_back: bool
    doubtful: bool


@dataclass(frozen=True)
class PartFeedbackView:
    """One of ``parts``: a part of the interview, summed up."""

    key: str
    heading: str
    summary: PassageView


@dataclass(frozen=True)
class RequirementFeedbackView:
    """One of ``requirements``: what the panel agrees on about it, in words."""

    text: str
    assessment: PassageView


FEEDBACK: Mapping[str, Any] = {
    "position": PositionView,
    "candidate": CandidateView,
    "draft": DraftView,
    "summary": PassageView,
    "parts": tuple[PartFeedbackView, ...],
    "requirements": tuple[RequirementFeedbackView, ...],
}
"""What each name of :func:`feedback_names` is."""


def feedback_names(found: Feedback, plan: Plan, language: Language, texts: Language) -> dict[str, Any]:
    """Return all names of the template of a feedback in a language; the plan and its forms are in that of ``texts``."""
    translated = language.code != texts.code
    return {
        "position": position_view(plan, language),
        "candidate": candidate_view(plan, found.candidate, language),
        "draft": DraftView(
            found.decision == "go_on", found.held_back, texts.text("language.name") if translated else ""
        ),
        "summary": _passage(found.summary),
        "parts": tuple(
            PartFeedbackView(
                entry.part.part.value,
                language.text(f"parts.{entry.part.part}") if translated else entry.part.heading,
                _passage(entry.summary),
            )
            for entry in found.parts
        ),
        "requirements": tuple(
            RequirementFeedbackView(entry.requirement.text, _passage(entry.assessment)) for entry in found.requirements
        ),
    }


def _passage(found: Passage) -> PassageView:
    return PassageView(found.text, found.held_back, found.doubtful)
