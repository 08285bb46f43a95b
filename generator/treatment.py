"""Whether all candidates were treated alike: the plan that each form was made with, and what differs. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from generator.model import (
    SCORED_PARTS,
    Candidate,
    CandidateResult,
    CompletedForm,
    Conclusion,
    MadeWith,
    Part,
    Plan,
    PlanChange,
    PlanVersion,
    Results,
    Setting,
    Status,
    TreatedCandidate,
    TreatedForm,
    Treatment,
    moment_of,
)
from generator.planning import (
    Change,
    changes,
    plan_digest,
    plan_texts,
    spoken_steps,
    spoken_text,
    with_ids_of,
)

_DIGEST = re.compile(r"[0-9a-f]{64}")
_Order = tuple[tuple[str, tuple[str, ...]], ...]
"""The ids that stand below each other, by what they stand in: no digest is taken over it."""


@dataclass(frozen=True, eq=False)
class _Said:
    """What one form says of the plan that it was made with; ``texts`` and ``order`` are None where that is lost."""

    candidate: Candidate
    form: CompletedForm
    texts: Mapping[str, str] | None
    order: _Order | None

    @property
    def digest(self) -> str:
        """The plan digest; empty where the form has none, or something that is none."""
        digest = self.form.made_with.digest
        return digest if _DIGEST.fullmatch(digest) else ""

    @property
    def typed(self) -> bool:
        return not self.form.digest

    @property
    def made(self) -> datetime | None:
        return None if self.typed else moment_of(self.form.made_with.made)


def treatment_of(results: Results) -> Treatment:
    """Return what the forms that were read show of equal treatment."""
    plan = results.plan
    interviewed = [entry for entry in results.candidates if _is_interviewed(entry)]
    said = [_said(entry.candidate, result.form, plan) for entry in interviewed for result in entry.forms]
    groups = _groups(said, results)
    versions = {entry: version for version, entries in groups for entry in entries}
    treatment = Treatment(
        digest=results.digest,
        conclusion=Conclusion.NOTHING,
        versions=tuple(version for version, _ in groups),
        forms=tuple(_form(entry, plan, versions.get(entry)) for entry in said),
        changes=tuple(_changes(plan, groups)),
        candidates=tuple(_candidates(plan, interviewed)),
    )
    return replace(treatment, conclusion=_conclusion(treatment))


def _conclusion(treatment: Treatment) -> Conclusion:
    versions = {form.version for form in treatment.known if form.version}
    if not treatment.forms:
        return Conclusion.NOTHING
    if len(versions) > 1:
        return Conclusion.SEVERAL
    if len(treatment.known) < len(treatment.forms):
        return Conclusion.UNKNOWN
    return Conclusion.SAME if all(version.is_now for version in versions) else Conclusion.CHANGED_SINCE


# ---- forms and versions


def _said(candidate: Candidate, form: CompletedForm, plan: Plan) -> _Said:
    trusted = _trusted(form.made_with)
    if trusted is None:
        return _Said(candidate, form, None, None)
    texts = with_ids_of(plan, trusted)
    return _Said(candidate, form, texts, _order(plan, texts) if form.digest else None)


def _trusted(made_with: MadeWith) -> Mapping[str, str] | None:
    """Return the texts of a form if they are those that its digest was taken over."""
    fits = made_with.texts and plan_digest(made_with.texts) == made_with.digest
    return made_with.texts if fits else None


def _order(plan: Plan, texts: Mapping[str, str]) -> _Order:
    """Return what stands below each other: requirements, the lines of one place, the criteria of one method.

    Where in the workbook lines of different places stand does not show in a form. The methods are told apart by
    the parts that they are in now, since their texts do not say.
    """
    parts = {method.id: method.part.value for method in plan.methods}
    groups: dict[str, list[str]] = {}
    for key in texts:
        item, _, detail = key.partition(".")
        if item not in texts:
            continue
        if detail == "priority":
            groups.setdefault("requirements", []).append(item)
        elif detail == "place":
            groups.setdefault(texts[key].casefold().replace(", ", "."), []).append(item)
        elif detail == "method":
            groups.setdefault(f"criteria.{texts[key].casefold()}", []).append(item)
        elif detail == "task":
            groups.setdefault(f"methods.{parts.get(item, '')}", []).append(item)
    return tuple((name, tuple(items)) for name, items in sorted(groups.items()))


def _groups(said: Iterable[_Said], results: Results) -> list[tuple[PlanVersion, list[_Said]]]:
    """Return the versions of the plan with what the forms made with each say, the oldest first."""
    by_version: dict[tuple[str, _Order | None], list[_Said]] = {}
    for entry in sorted(said, key=lambda entry: entry.order is None):
        if entry.digest:
            alike = (key for key in by_version if key[0] == entry.digest)
            key = (entry.digest, entry.order) if entry.order is not None else next(alike, (entry.digest, None))
            by_version.setdefault(key, []).append(entry)
    order_now = _order(results.plan, plan_texts(results.plan))
    found = [
        (_version(digest, entries, is_now=digest == results.digest and order in (None, order_now)), entries)
        for (digest, order), entries in by_version.items()
    ]
    # One without a known time comes last, but before the plan as it is now.
    found.sort(key=lambda group: (group[0].first is None, str(group[0].first), group[0].is_now))
    return [(replace(version, letter=_letter(n)), entries) for n, (version, entries) in enumerate(found)]


def _version(digest: str, entries: Sequence[_Said], *, is_now: bool) -> PlanVersion:
    times = sorted(made for entry in entries if (made := entry.made))
    known = is_now or any(entry.texts is not None for entry in entries)
    first, last = (times[0], times[-1]) if times else (None, None)
    return PlanVersion("", digest, first, last, is_now=is_now, is_known=known)


def _letter(number: int) -> str:
    """Return A, B, … Z, AA, AB, …"""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def _form(said: _Said, plan: Plan, version: PlanVersion | None) -> TreatedForm:
    identity = said.form.identity
    return TreatedForm(
        candidate=said.candidate,
        panel_member=plan.members_by_id.get(identity.panel_member),
        form_id="" if said.typed else identity.form_id,
        version=version,
        made=said.made,
        typed=said.typed,
    )


# ---- what differs between the versions and the plan as it is now


def _changes(plan: Plan, groups: Iterable[tuple[PlanVersion, list[_Said]]]) -> Iterator[PlanChange]:
    """Yield what differs, once for all versions that have it alike, in the order of the plan."""
    now = plan_texts(plan)
    found: dict[tuple[str, str | None], tuple[Change, str, list[PlanVersion]]] = {}
    for version, entries in groups:
        texts = next((entry.texts for entry in entries if entry.texts is not None), None)
        if texts is None:
            continue
        for change in (*changes(plan, texts), *_moved(plan, now, entries)):
            text = now.get(change.item) or texts.get(change.item, "")
            found.setdefault((change.key, change.old), (change, text, []))[2].append(version)
    places = {key: place for place, key in enumerate(now)}
    for change, text, versions in sorted(found.values(), key=lambda entry: places.get(entry[0].key, len(places))):
        moved = change.detail == Setting.SEQUENCE
        yield PlanChange(
            key=change.key,
            item=change.item,
            text=text,
            about=(Setting.SEQUENCE,) if moved else spoken_steps(change),
            before=spoken_text(change, change.old),
            now=spoken_text(change, change.new),
            versions=tuple(versions),
        )


def _moved(plan: Plan, now: Mapping[str, str], entries: Iterable[_Said]) -> Iterator[Change]:
    """Yield what stood in another order; what one of the two does not have is told as added or taken out."""
    earlier = dict(next((entry.order for entry in entries if entry.order is not None), ()))
    for name, items in _order(plan, now):
        before = [item for item in earlier.get(name, ()) if item in items]
        after = [item for item in items if item in before]
        if before != after:
            yield Change(f"{Setting.SEQUENCE}.{name}", "", Setting.SEQUENCE, ", ".join(before), ", ".join(after))


# ---- panel, minutes and parts


def _is_interviewed(entry: CandidateResult) -> bool:
    """Return whether a candidate is to be interviewed, or has been by what stands in a form."""
    return entry.candidate.status is Status.INVITED or not all(result.form.is_empty for result in entry.forms)


def _candidates(plan: Plan, interviewed: Iterable[CandidateResult]) -> Iterator[TreatedCandidate]:
    for entry in interviewed:
        unscored = tuple(_unscored(plan, entry)) if entry.totals else None
        yield TreatedCandidate(entry.candidate, plan.panel_of(entry.candidate), entry.candidate.minutes, unscored)


def _unscored(plan: Plan, entry: CandidateResult) -> Iterator[Part]:
    for part in (agenda.part for agenda in plan.agenda if agenda.part in SCORED_PARTS):
        figures = (result.totals.parts.get(part) for result in entry.forms)
        if not any(found.scored for found in figures if found):
            yield part
