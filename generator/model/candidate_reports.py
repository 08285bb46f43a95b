"""What a candidate may hear back, and all that the forms hold about one candidate."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.forms import CompletedForm, Kind, Remark
from generator.model.plan import AgendaPart, Candidate, Requirement
from generator.problems import Place


@dataclass(frozen=True)
class Passage:
    """A text of the agreed form for the draft.

    ``held_back`` says that it stands in the form and may not be sent, ``doubtful`` that it may be about others.
    """

    text: str
    held_back: bool = False
    doubtful: bool = False

    @property
    def is_there(self) -> bool:
        """Whether there is a text, or a gap where one stood."""
        return self.held_back or bool(self.text)


@dataclass(frozen=True)
class PartFeedback:
    """The summary of a part of the interview."""

    part: AgendaPart
    summary: Passage


@dataclass(frozen=True)
class RequirementFeedback:
    """What the panel agrees on about a requirement, in words."""

    requirement: Requirement
    assessment: Passage


@dataclass(frozen=True)
class Feedback:
    """The draft for one candidate; ``parts`` and ``requirements`` are those with a text or a gap."""

    candidate: Candidate
    decision: str
    summary: Passage
    parts: tuple[PartFeedback, ...]
    requirements: tuple[RequirementFeedback, ...]

    @property
    def held_back(self) -> int:
        """How many texts were left out."""
        passages = [entry.summary for entry in self.parts] + [entry.assessment for entry in self.requirements]
        return sum(passage.held_back for passage in (self.summary, *passages))


@dataclass(frozen=True)
class ExtractEntry:
    """An answer with what it answers.

    ``part`` is a part's key, ``conclusion``, or empty where the plan has no such field; ``asked`` is
    the text that the form was made with, and ``questions`` what was put to the candidate for it. ``text``
    is exactly what stands in the form, and ``unused`` says that it could not be used as an answer.
    """

    tag: str
    part: str
    item: str
    kind: Kind | None
    asked: str
    text: str
    unused: bool = False
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormExtract:
    """One form: whose it is, and what stands in it."""

    form: CompletedForm
    facts: tuple[ExtractEntry, ...]
    assessments: tuple[ExtractEntry, ...]

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What somebody has written beside the answers."""
        return self.form.remarks


@dataclass(frozen=True)
class Hit:
    """A text that somebody has to look at before the extract leaves the house, and who is named there."""

    place: Place
    names: tuple[str, ...]


@dataclass(frozen=True)
class Extract:
    """The extract of one candidate.

    ``hits`` are where another candidate or somebody of the panel is named; the texts are complete all the same.
    """

    candidate: Candidate
    forms: tuple[FormExtract, ...]
    candidates_named: tuple[Hit, ...] = ()
    members_named: tuple[Hit, ...] = ()
