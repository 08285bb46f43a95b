"""The forms: what they ask for, whose they are, and what stands in them when they come back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

from generator.model.plan import Candidate, PanelMember, Part


class Kind(StrEnum):
    """What a person writes into an answer field."""

    NOTES = "notes"
    ASSESSMENT = "assessment"
    SCORE = "score"
    MET = "met"
    DONE = "done"
    SUMMARY = "summary"
    TOTAL = "total"
    MISSING = "missing"
    RECOMMEND = "recommend"


class Section(StrEnum):
    """What a form asks for together; a template has it in one place."""

    REQUIREMENTS = "requirements"
    CRITERIA = "criteria"
    QUESTIONS = "questions"
    CHECKS = "checks"
    FOLLOW_UP = "follow_up"
    RESULT = "result"
    CONCLUSION = "conclusion"


CONCLUSION = "conclusion"
_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True)
class Field:
    """One answer field of a form; ``part`` is a part's key or ``conclusion``, ``item`` an id or empty."""

    part: str
    item: str
    kind: Kind

    @property
    def tag(self) -> str:
        """``in_depth.K3.score``, or ``in_depth.summary`` for a part as a whole."""
        return ".".join(filter(None, (self.part, self.item, self.kind.value)))

    @classmethod
    def of(cls, tag: str) -> Field | None:
        """Return the field of a tag; None when no field can have it, for a form may carry anything back."""
        part, *item, kind = tag.split(".") if "." in tag else ("", "")
        known = part in {*Part, CONCLUSION} and kind in set(Kind) and len(item) < 2
        return cls(part, "".join(item), Kind(kind)) if known and all(map(_ID.fullmatch, item)) else None


@dataclass(frozen=True)
class FormSpec:
    """A form to make. ``texts`` is what the form carries to be compared later, ``digest`` the plan digest.

    ``panel_member`` is who fills it in, None for the form of the whole panel. ``folder`` is the
    name of its folder below the one that forms are written to, or empty. ``minutes`` of the
    interview by tag say how much room an answer needs on paper.
    """

    form_id: str
    document: str
    candidate: Candidate
    panel_member: PanelMember | None
    digest: str
    fields: tuple[Field, ...]
    texts: Mapping[str, str]
    file_name: str
    folder: str = ""
    minutes: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """How forms are made up.

    ``paper`` is for writing by hand: levels to ring, lines to write on. ``protected`` lets Word
    change nothing but the fields.
    """

    paper: bool = False
    protected: bool = False


PAPER = "paper"
"""The variant of a form that is to be printed and written on."""


def moment_text(moment: datetime) -> str:
    """Return a time as forms and the documents of ``--json`` say it: in UTC, as :func:`moment_of` reads it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of(text: str) -> datetime | None:
    """Return the time that a form says it was made at; None for anything but whole seconds in UTC."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Identity:
    """Who a form belongs to, as the form itself carries it.

    ``digest`` is the plan digest in hexadecimal. ``panel_member`` is empty for the form of
    the whole panel, and its name with it. ``variant`` is :data:`PAPER` or empty. ``made`` is when
    its content was first written (``2026-11-12T08:15:00Z``), empty where that is not known.
    """

    form_id: str
    document: str
    schema: int
    digest: str
    candidate: str
    name: str
    title: str
    case_number: str = ""
    panel_member: str = ""
    language: str = "nb"
    variant: str = ""
    panel_member_name: str = ""
    made: str = ""

    @property
    def key(self) -> str:
        """Whose form of which candidate it is, by their ids (``P1/I2``, ``P1/`` for that of the whole panel).

        No two forms of a plan have one key, while the form id is only what a file says of itself.
        """
        return f"{self.candidate}/{self.panel_member}"

    @property
    def whose(self) -> tuple[str, ...]:
        """What two statements about one form have to agree in; names however they are spaced."""
        people = (self.candidate, self.name, self.panel_member, self.panel_member_name)
        return (self.form_id, self.document, self.digest, *(" ".join(name.split()) for name in people))


NOT_ASSESSED = "not_assessed"
MET_VALUES = ("met", "not_met", "open")
RECOMMEND_VALUES = ("go_on", "not", "undecided")

Value = int | bool | str | None


@dataclass(frozen=True)
class Answer:
    """What stands in one answer field.

    ``value`` is a score, ``"not_assessed"``, a choice's key, a tick, a text, or None when
    empty or unusable; ``raw`` the text of the cell; ``found_by`` ``tag``, ``grid`` or None.
    """

    tag: str
    value: Value
    raw: str
    found_by: str | None

    @property
    def is_given(self) -> bool:
        """Whether somebody has written something; a box that is not ticked is no answer."""
        return bool(self.raw.strip()) and self.value is not False


class RemarkKind(StrEnum):
    """What a remark is in the document."""

    COMMENT = "comment"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@dataclass(frozen=True)
class Remark:
    """What somebody has written about a form beside its answers; it is no answer and changes none.

    ``author`` is empty where the document names none, ``tag`` where it is not anchored in one field.
    A reply to a comment is a remark too.
    """

    kind: RemarkKind
    author: str
    text: str
    tag: str = ""


@dataclass(frozen=True)
class MadeWith:
    """The plan that a form was made with, as the form says itself; what it does not say is empty.

    ``digest`` is the plan digest, ``texts`` what it was taken over, with ids as they were then, in the order
    of the form. ``made`` is when, as in :class:`Identity`.
    """

    digest: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    made: str = ""


@dataclass(frozen=True)
class CompletedForm:
    """A form as it was read back, matched to the plan.

    ``asked`` maps ids to the texts that the form was made with, where it still carries them.
    ``uncounted`` holds the tags of scores that stand in the form and do not count, since the plan has
    changed. ``digest`` is the SHA-256 of the document as it was read, in hexadecimal; empty for what
    stands in a score sheet alone, whose ``made_with`` is that of the sheet. ``file`` is what messages
    call the file.
    """

    path: str
    identity: Identity
    answers: Mapping[str, Answer]
    asked: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    uncounted: frozenset[str] = frozenset()
    digest: str = ""
    file: str = ""
    made_with: MadeWith = field(default_factory=MadeWith)

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered anything."""
        return not any(answer.is_given for answer in self.answers.values())
