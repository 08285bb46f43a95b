"""What became of the files that a command wrote, what one form says by itself, and whose the files of a folder are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class FileKind(StrEnum):
    """What a file of ours is."""

    PLAN = "plan"
    FORM = "form"
    PDF = "pdf"
    SCORESHEET = "scoresheet"
    RESULTS = "results"
    REPORT = "report"
    LEFTOVER = "leftover"


class Belongs(StrEnum):
    """Whether a file of ours is of a plan; in doubt nothing is done with it."""

    PLAN = "plan"
    OTHER = "other"
    DOUBTFUL = "doubtful"


class Doubt(StrEnum):
    """Why it cannot be told whether a file is of a plan."""

    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"
    OLD_FORMAT = "old_format"
    ID_ALONE = "id_alone"
    CONTRADICTION = "contradiction"
    OTHER_VERSION = "other_version"
    OTHER_USE = "other_use"
    PDF_CHANGED = "pdf_changed"
    PDF_SILENT = "pdf_silent"
    TITLE_DIFFERS = "title_differs"
    TITLE_ALONE = "title_alone"
    PEOPLE_DIFFER = "people_differ"
    BEING_WRITTEN = "being_written"


@dataclass(frozen=True)
class Claim:
    """What a file of ours says about the plan that it was made from, and about whom it is.

    ``people`` are ids and names; a name is empty where the file holds the id alone. ``texts`` are those of the plan
    as a form carries them, ``words`` is the flowing text of a file that does not list its people. ``whole`` says that
    nobody has changed it since it was made. ``doubt`` is why it may not be what it says.
    """

    kind: FileKind
    document: str
    title: str
    case_number: str = ""
    digest: str = ""
    people: tuple[tuple[str, str], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    whole: bool = False
    doubt: Doubt | None = None


class Trace(StrEnum):
    """Where in a workbook something may be left of an earlier plan."""

    CELL = "cell"
    NOTE = "note"
    LINK = "link"
    HEADER = "header"
    DRAWING = "drawing"
    STRUCTURE = "structure"
    PROPERTIES = "properties"
    OTHER = "other"


@dataclass(frozen=True)
class FoundFile:
    """A file of ours in a folder; ``doubt`` is there where ``belongs`` is doubtful.

    ``document`` is what the file calls itself, empty where it does not say. ``candidate`` is an id, empty with
    ``name`` for what is about nobody or about several.
    """

    path: str
    kind: FileKind | None
    document: str
    candidate: str
    name: str
    belongs: Belongs
    doubt: Doubt | None = None
    deleted: bool = False
