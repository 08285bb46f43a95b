"""From a plan to the forms to make: their fields, texts, identities and file names. Pure."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import count

from generator.model import (
    CONCLUSION,
    METHOD_PARTS,
    SCORED_PARTS,
    Candidate,
    Category,
    Criterion,
    Field,
    FileNames,
    FormSpec,
    FormsPer,
    Kind,
    Line,
    LineType,
    Method,
    PanelMember,
    Part,
    Plan,
    Priority,
    Requirement,
    Setting,
)
from generator.naming import file_names, folder_names
from generator.room import minutes_by_tag

INTERVIEW = "interview"
NOBODY = Candidate("", "")
EMPTY_REQUIREMENTS, EMPTY_QUESTIONS, EMPTY_CRITERIA = 5, 3, 3
"""Rows of a blank form where the plan has none."""
SCHEMA = 1
"""Version of what a form carries about itself; a form of another version is not read."""

_DETAILS = frozenset(
    {
        *("", "definition", "priority", "category", "weight", "questions"),
        *("place", "task", "method", "requirements"),
    }
)
"""What the texts of an item are about; no text of the position, the scale or the agenda is about any of it."""

_LISTED = frozenset({Setting.PRIORITY, Setting.CATEGORY, Setting.ORDER, Setting.PLACE})
"""Settings whose text is made of values of our lists."""

_TENTHS = re.compile(r"[0-9]{1,9}(?:/(?:2|5|10))?")
"""A weight that people see as it is, with one decimal (``3/2``)."""

_NAMES_IDS = frozenset({"place", "method", "requirements"})
"""Those of them whose text is made of ids, and of keys of ours."""


@dataclass(frozen=True)
class Change:
    """A text of the plan that is not what a form was made with.

    ``item`` is the id of the item or empty, ``detail`` what about it has changed (empty: its own
    text). ``counts`` is true when scores of the item can no longer be counted, and ``scale``
    when no score can.
    """

    key: str
    item: str
    detail: str
    old: str | None
    new: str | None
    counts: bool = False
    scale: bool = False


def interview_forms(plan: Plan, suffix: str, agreed: str = "agreed", paper: str = "") -> tuple[FormSpec, ...]:
    """Return the forms of every candidate who has not withdrawn, in the workbook's order.

    One form per candidate; or, where the plan asks for it, one per panel member who scores and
    after those the one that the panel agrees on. ``suffix`` and ``agreed`` end the file names
    (``intervju``, ``felles vurdering``), and after them ``paper`` unless it is empty (``på papir``).
    """
    make = _Maker(plan, paper)
    if plan.position.forms_per is FormsPer.CANDIDATE:
        names = make.names(suffix)
        return tuple(make.spec(candidate, names[candidate.id]) for candidate in plan.expected_candidates())
    folders = _panel_folders(plan, agreed)
    names_of = {id: make.names(suffix, folder) for id, folder in folders.items()}
    agreed_names = make.names(agreed)
    return tuple(
        spec
        for candidate in plan.expected_candidates()
        for spec in (
            *(
                make.spec(candidate, names_of[member.id][candidate.id], folders[member.id], member)
                for member in plan.scorers_of(candidate)
            ),
            make.spec(candidate, agreed_names[candidate.id], agreed.capitalize()),
        )
    )


def one_of_each_kind(plan: Plan, specs: Iterable[FormSpec]) -> tuple[FormSpec, ...]:
    """Return forms that between them have all that differs: whose they are, what to follow up, and the panel."""
    kinds: dict[tuple[bool, bool, bool], FormSpec] = {}
    for spec in specs:
        followed_up, panel = bool(spec.candidate.follow_up), bool(plan.panel_of(spec.candidate))
        kinds.setdefault((bool(spec.panel_member), followed_up, panel), spec)
    return tuple(kinds.values())


def blank_form(plan: Plan, suffix: str, paper: str = "") -> FormSpec:
    """Return the form that is for nobody; ``suffix`` (``tomt intervjuskjema``) and ``paper`` end the file name."""
    make = _Maker(plan, paper)
    return make.spec(NOBODY, make.names(suffix, people=(NOBODY,))[NOBODY.id])


class _Maker:
    """What the forms of a plan have in common."""

    def __init__(self, plan: Plan, paper: str) -> None:
        self._plan = plan
        self._paper = paper
        self._texts = plan_texts(plan)
        self._digest = plan_digest(self._texts)

    def names(self, suffix: str, member: str = "", people: Sequence[Candidate] = ()) -> dict[str, str]:
        """Return the file names by candidate id; ``member`` is how they call the panel member."""
        position = self._plan.position
        initials = position.file_names is FileNames.INITIALS
        people = people or self._plan.expected_candidates()
        ending = " - ".join(filter(None, (suffix, self._paper)))
        names = file_names(position.subject, people, ending, member, initials=initials)
        return dict(zip((candidate.id for candidate in people), names, strict=True))

    def spec(self, candidate: Candidate, name: str, folder: str = "", member: PanelMember | None = None) -> FormSpec:
        return FormSpec(
            form_id=form_id(INTERVIEW, candidate.id, member.id if member else "", self._digest),
            document=INTERVIEW,
            candidate=candidate,
            panel_member=member,
            digest=self._digest,
            fields=form_fields(self._plan, candidate),
            texts=self._texts,
            file_name=name,
            folder=folder,
            minutes=minutes_by_tag(self._plan, len(candidate.follow_up)),
        )


def _panel_folders(plan: Plan, agreed: str) -> dict[str, str]:
    """Return the name of each scoring panel member's folder by id, all unlike that of the agreed forms."""
    members = [member for member in plan.panel if member.scores]
    initials = plan.position.file_names is FileNames.INITIALS
    *names, _ = folder_names((*members, PanelMember("", agreed)), initials=initials)
    return dict(zip((member.id for member in members), names, strict=True))


def with_empty_rows(plan: Plan) -> Plan:
    """Return a plan with empty rows to write in where it has none: requirements, questions, methods and criteria."""
    parts = {entry.part for entry in plan.agenda}
    free = _FreeIds(plan)
    methods = tuple(
        Method(free.next("M"), part, "") for part in METHOD_PARTS if part in parts and not plan.methods_of(part)
    )
    without = [*methods, *(method for method in plan.methods if not plan.criteria_of(method))]
    lines = tuple(
        Line(free.next("S"), part, LineType.QUESTION, "")
        for part in (Part.INTRODUCTION, Part.CLOSING)
        if part in parts and not plan.lines_of(part, LineType.QUESTION)
        for _ in range(EMPTY_QUESTIONS)
    )
    criteria = tuple(Criterion(free.next("V"), method.id, "") for method in without for _ in range(EMPTY_CRITERIA))
    requirements = plan.requirements or tuple(
        Requirement(free.next("K"), "", Priority.MUST, Category.EXPERIENCE) for _ in range(EMPTY_REQUIREMENTS)
    )
    return replace(
        plan,
        requirements=requirements,
        lines=plan.lines + lines,
        methods=plan.methods + methods,
        criteria=plan.criteria + criteria,
    )


class _FreeIds:
    """Ids that no item of a plan has, in their order."""

    def __init__(self, plan: Plan) -> None:
        self._taken = set(ids_by_folded(plan))

    def next(self, letter: str) -> str:
        found = next(id for number in count(1) if (id := f"{letter}{number}").casefold() not in self._taken)
        self._taken.add(found.casefold())
        return found


def form_id(document: str, candidate: str, panel_member: str, digest: str) -> str:
    """Return a short id that can be read aloud: the candidate's id and eight letters (``P1-7KQ3-XM2P``)."""
    source = "\0".join((document, candidate, panel_member, digest)).encode()
    code = base64.b32encode(hashlib.sha256(source).digest()).decode()[:8]
    return "-".join(filter(None, (candidate, panel_member, code[:4], code[4:])))


def plan_digest(texts: Mapping[str, str]) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical JSON of all that makes forms comparable."""
    canonical = json.dumps(dict(texts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def plan_texts(plan: Plan) -> dict[str, str]:
    """Return everything that makes forms comparable, text by text.

    Keys are an id (``K3``: the item's own text) or an id or word with a dotted detail
    (``K3.weight``, ``scale.4``). Candidates, dates, panel and free follow-ups are not in it.
    """
    texts = {"position.title": plan.position.title}
    for level in plan.scale:
        texts[f"scale.{level.score}"] = level.label
        texts[f"scale.{level.score}.description"] = level.description
    texts["agenda.order"] = ", ".join(entry.part for entry in plan.agenda)
    for entry in plan.agenda:
        texts[f"agenda.{entry.part}"] = entry.heading
        texts[f"agenda.{entry.part}.minutes"] = "" if entry.minutes is None else str(entry.minutes)
    for requirement in plan.requirements:
        texts[requirement.id] = requirement.text
        texts[f"{requirement.id}.definition"] = requirement.definition
        texts[f"{requirement.id}.priority"] = requirement.priority
        texts[f"{requirement.id}.category"] = requirement.category
        texts[f"{requirement.id}.weight"] = str(requirement.weight)
        texts[f"{requirement.id}.questions"] = "\n".join(q.text for q in requirement.questions)
    for line in plan.lines:
        texts[line.id] = line.text
        texts[f"{line.id}.place"] = ", ".join(filter(None, (line.part, line.type, line.requirement)))
    for method in plan.methods:
        texts[method.id] = method.title
        texts[f"{method.id}.task"] = method.task
    for criterion in plan.criteria:
        texts[criterion.id] = criterion.text
        texts[f"{criterion.id}.method"] = criterion.method
        texts[f"{criterion.id}.requirements"] = ", ".join(criterion.requirements)
    return texts


def changes(plan: Plan, made_with: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what differs between the texts that a form was made with and the plan as it is now.

    What was added or taken out is one change, without those of its details.
    """
    now = plan_texts(plan)
    only_one_has = made_with.keys() ^ now.keys()
    lines = {key.removesuffix(".place") for key in {**made_with, **now} if key.endswith(".place")}
    return tuple(
        _change(key, made_with.get(key), now.get(key), lines)
        for key in {**made_with, **now}
        if _compared(key, made_with.get(key)) != _compared(key, now.get(key))
        and key.rpartition(".")[0] not in only_one_has
    )


def _compared(key: str, text: str | None) -> str | None:
    """Return a text as it is compared: spaces, a full stop at its end and the case of ids do not make it another."""
    if text is None:
        return None
    plain = " ".join(text.split()).rstrip(" .")
    return plain.casefold() if key.partition(".")[2] in _NAMES_IDS else plain


def with_ids_of(plan: Plan, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that a form was made with under the ids as the plan writes them now; case is ignored."""
    ids = ids_by_folded(plan)

    def key_now(key: str) -> str:
        item, dot, detail = key.partition(".")
        return f"{ids.get(item.casefold(), item)}{dot}{detail}" if detail in _DETAILS else key

    return {key_now(key): text for key, text in texts.items()}


def ids_by_folded(plan: Plan) -> dict[str, str]:
    """Return the id of every item of a plan by the same id without regard to case."""
    items: Iterable[Requirement | Line | Method | Criterion] = (
        *plan.requirements,
        *plan.lines,
        *plan.methods,
        *plan.criteria,
    )
    return {item.id.casefold(): item.id for item in items}


def _change(key: str, old: str | None, new: str | None, lines: Collection[str]) -> Change:
    first, _, detail = key.partition(".")
    if detail not in _DETAILS:  # not: by its first word, for an item may have the id "scale"
        counts_in_all = first == "scale" and not detail.endswith("description")
        return Change(key, "", detail, old, new, scale=counts_in_all)
    return Change(key, first, detail, old, new, counts=detail in ("", "task") and first not in lines)


def spoken_steps(change: Change) -> tuple[str, ...]:
    """Return what of an item or of the plan has changed, what people have words for as members of our lists."""
    return tuple(_spoken(step, Part, Setting) for step in change.key.split(".")[1:])


def spoken_text(change: Change, text: str | None) -> str | Fraction | tuple[str, ...] | None:
    """Return a text of a change for people: a weight as a number, and values of our lists as their members."""
    if text is None:
        return None
    if change.detail == Setting.WEIGHT and _TENTHS.fullmatch(text):
        return Fraction(text)
    if change.detail not in _LISTED:
        return text
    return tuple(_spoken(piece, Priority, Category, Part, LineType) for piece in text.split(", "))


def _spoken(text: str, *kinds: type[StrEnum]) -> str:
    """Return a text as a member of one of the lists that people have words for, if it is in one."""
    return next((kind(text) for kind in kinds if text in set(kind)), text)


def affected_items(plan: Plan, change: Change) -> frozenset[str]:
    """Return the ids whose answers a change makes uncountable: the item's own, and a method's criteria."""
    if not change.counts:
        return frozenset()
    criteria = (criterion.id for criterion in plan.criteria if criterion.method == change.item)
    return frozenset({change.item, *criteria})


def form_fields(plan: Plan, candidate: Candidate) -> tuple[Field, ...]:
    """Return the answer fields of a candidate's interview form, in the order of the form."""
    fields: list[Field] = []
    for entry in plan.agenda:
        if entry.part is follow_up_part(plan) and candidate.follow_up:
            fields.append(Field(entry.part, "", Kind.NOTES))
        fields += _part_fields(plan, entry.part)
    fields += [Field(CONCLUSION, "", kind) for kind in (Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND)]
    return tuple(fields)


def follow_up_part(plan: Plan) -> Part | None:
    """Return the part that shows what to follow up from the first interview: the introduction, else the first."""
    parts = [entry.part for entry in plan.agenda]
    return Part.INTRODUCTION if Part.INTRODUCTION in parts else next(iter(parts), None)


def _part_fields(plan: Plan, part: Part) -> Iterable[Field]:
    if part is Part.IN_DEPTH:
        for requirement in plan.requirements:
            yield from (Field(part, requirement.id, kind) for kind in (Kind.NOTES, Kind.ASSESSMENT, Kind.SCORE))
            if requirement.priority is Priority.MUST:
                yield Field(part, requirement.id, Kind.MET)
    if part in METHOD_PARTS:
        for method in plan.methods_of(part):
            for criterion in plan.criteria_of(method):
                yield from (Field(part, criterion.id, kind) for kind in (Kind.NOTES, Kind.SCORE))
    yield from (Field(part, line.id, Kind.NOTES) for line in plan.lines_of(part, LineType.QUESTION))
    yield from (Field(part, line.id, Kind.DONE) for line in plan.lines_of(part, LineType.CHECK))
    if part in SCORED_PARTS:
        yield from (Field(part, "", kind) for kind in (Kind.SUMMARY, Kind.TOTAL))


def mostly_same_requirements(plan: Plan, texts: Mapping[str, str]) -> bool:
    """Return whether more than half of a plan's requirements stand word by word in the texts of a form."""
    shared = sum(texts.get(entry.id) == entry.text for entry in plan.requirements)
    return 0 < len(plan.requirements) < 2 * shared


def same_name(one: str, other: str) -> bool:
    """Return whether two names of a candidate are one: the same letters, however they are spaced and encoded."""
    first, second = (" ".join(unicodedata.normalize("NFC", name).split()) for name in (one, other))
    return first == second
