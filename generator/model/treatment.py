"""Equal treatment: the plan that each form was made with, what differs from it now, and panel and minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from generator.model.plan import Candidate, PanelMember, Part


class Conclusion(StrEnum):
    """What can be said of all forms together; never more than the forms say themselves."""

    NOTHING = "nothing"
    SAME = "same"
    CHANGED_SINCE = "changed_since"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PlanVersion:
    """The plan as some forms were made with it; ``letter`` is A for the one whose first form is the oldest.

    ``first`` and ``last`` are when the first and the last of its forms were made, as far as that is known.
    ``is_now`` says that it is the plan as it is now, ``is_known`` that what it says is known.
    """

    letter: str
    digest: str
    first: datetime | None
    last: datetime | None
    is_now: bool
    is_known: bool


@dataclass(frozen=True)
class TreatedForm:
    """A form that was read: of which version and when made, None where it does not say.

    ``typed`` when it stands in a score sheet alone: then the version is the sheet's, and neither the form on
    paper nor its time is known.
    """

    candidate: Candidate
    panel_member: PanelMember | None
    form_id: str
    version: PlanVersion | None
    made: datetime | None
    typed: bool


Shown = str | Fraction | tuple[str, ...] | None
"""A text of the plan: a weight as a number, values of our lists as their members, None where there was none."""


@dataclass(frozen=True)
class PlanChange:
    """Something that forms of some ``versions`` were made with otherwise than the plan is now.

    ``item`` is the id of a requirement, line, method or criterion, or empty, and ``text`` that item's own text.
    ``about`` says what of it (empty: its own text): members of ``Setting`` and ``Part``, or the score of a level.
    """

    key: str
    item: str
    text: str
    about: tuple[str, ...]
    before: Shown
    now: Shown
    versions: tuple[PlanVersion, ...]


@dataclass(frozen=True)
class TreatedCandidate:
    """Who a candidate met and for how long, by the plan; ``unscored`` are the parts without any score.

    ``unscored`` is None where there are no figures yet.
    """

    candidate: Candidate
    panel: tuple[PanelMember, ...]
    minutes: int | None
    unscored: tuple[Part, ...] | None


@dataclass(frozen=True)
class Treatment:
    """What shows that candidates were treated alike, or where they were not. ``digest`` is that of the plan now."""

    digest: str
    conclusion: Conclusion
    versions: tuple[PlanVersion, ...] = ()
    forms: tuple[TreatedForm, ...] = ()
    changes: tuple[PlanChange, ...] = ()
    candidates: tuple[TreatedCandidate, ...] = ()

    @property
    def known(self) -> tuple[TreatedForm, ...]:
        """The forms that say which plan they were made with."""
        return tuple(form for form in self.forms if form.version and not form.typed)

    @property
    def silent(self) -> tuple[TreatedForm, ...]:
        """The forms that do not, those that stand in a score sheet alone apart."""
        return tuple(form for form in self.forms if form.version is None and not form.typed)

    @property
    def typed(self) -> tuple[TreatedForm, ...]:
        """The forms that stand in a score sheet alone."""
        return tuple(form for form in self.forms if form.typed)

    @property
    def untimed(self) -> tuple[TreatedForm, ...]:
        """The documents that do not say when they were made."""
        return tuple(form for form in self.forms if form.made is None and not form.typed)

    def differs(self, version: PlanVersion) -> bool:
        """Return whether anything but spaces, full stops and the spelling of ids differs from the plan now."""
        return any(version in change.versions for change in self.changes)

    @property
    def same_panel(self) -> bool:
        """Whether all candidates met the same panel."""
        return len({tuple(member.id for member in entry.panel) for entry in self.candidates}) < 2

    @property
    def same_minutes(self) -> bool:
        """Whether all candidates had as many minutes."""
        return len({entry.minutes for entry in self.candidates}) < 2
