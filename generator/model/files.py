"""What became of the files that a command wrote, and what one form says by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from generator.model.forms import Answer, Field, Identity, Remark
from generator.model.plan import Part
from generator.model.results import PartTotals
from generator.problems import Problem


class FormStatus(StrEnum):
    """What became of a form file; ``kept`` means that a person has edited it and it was left alone."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    KEPT = "kept"


@dataclass(frozen=True)
class FormEntry:
    """A form file after ``forms``; ``candidate`` and ``panel_member`` are ids, empty when it is nobody's own.

    ``pdf`` is the PDF beside it, empty when there is none.
    """

    path: str
    candidate: str
    name: str
    panel_member: str
    document: str
    status: FormStatus
    pdf: str = ""


@dataclass(frozen=True)
class ReportEntry:
    """A report after ``report``; ``candidate`` is an id, empty for a report on all of them, and ``name`` with it.

    It is never ``kept``: beside a report that a person may have edited the new one gets another name.
    """

    path: str
    document: str
    candidate: str
    name: str
    status: FormStatus


@dataclass(frozen=True)
class InspectedField:
    """A field of a form as it came back: what it asks about, its answer, all ways that lead to it, and its problems."""

    field: Field
    asked: str
    answer: Answer
    ways: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class InspectedForm:
    """Everything that a form says by itself, without its plan.

    ``identity`` is None when neither of the places that hold it is left; ``properties`` and ``copy``
    are those places, ``visible`` the form ids in the text. ``touched`` says whether anything has
    changed since the form was made, None when that cannot be told. ``parts`` has the figures of the
    scored parts, as far as the form's scale is known. ``remarks`` are no answers.
    """

    path: str
    identity: Identity | None
    properties: Identity | None
    copy: Identity | None
    visible: tuple[str, ...]
    touched: bool | None
    protected: bool
    fields: tuple[InspectedField, ...]
    parts: Mapping[Part, PartTotals]
    remarks: tuple[Remark, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether all places that are left say the same."""
        seen = self.identity is None or not self.visible or self.identity.form_id in self.visible
        return seen and len({claim.whose for claim in (self.properties, self.copy) if claim}) < 2

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered anything."""
        return not any(entry.answer.is_given for entry in self.fields)


@dataclass(frozen=True)
class CopyEntry:
    """A copy of a completed form with its totals; ``source`` is the path of the form that it is a copy of.

    ``candidate`` and ``panel_member`` are ids. ``totals`` maps each scored part to what was put into
    its cell; None where it was left as it stood.
    """

    path: str
    source: str
    candidate: str
    name: str
    panel_member: str
    document: str
    status: FormStatus
    totals: Mapping[Part, str | None]
