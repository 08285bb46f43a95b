"""Whether the time of the agenda and of the slots is enough, and fairly given."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.model import (
    METHOD_PARTS,
    SCORED_PARTS,
    AgendaPart,
    Candidate,
    LineType,
    PanelMember,
    Part,
    Plan,
    Status,
    place_of,
)
from generator.problems import Problem, problem
from generator.rules.rule import Group, Rule
from generator.rules.telling import told

_DAY = 24 * 60
_CLASHES = 3
_NAMED = 10

RULES: tuple[Rule, ...] = (
    Rule(
        "part_too_short",
        Group.TIME,
        "When a scored part is shorter than what it holds, questions are skipped, and not the same ones for every "
        "candidate. What was not asked cannot be compared.",
        "30 minutes for the in-depth interview, with 11 questions of five minutes each.",
        "60 minutes for the same 11 questions, or six questions in the 30 minutes.",
        ("The method: about five minutes per question, and questions and methods that fit the time there is.",),
    ),
    Rule(
        "part_tight",
        Group.TIME,
        "The introduction and the closing are where the candidate settles down, asks, and gets to know what happens "
        "next. What the plan asks there takes more time than the part has.",
        "Ten minutes for a closing with five questions.",
        "20 minutes, or three questions.",
        ("The method: about five minutes per question, and questions and methods that fit the time there is.",),
    ),
    Rule(
        "slot_too_short",
        Group.TIME,
        "The candidate whose slot ends before the agenda does is asked less than the others, or the next one has to "
        "wait.",
        "An agenda of 150 minutes, and a slot of 120.",
        "A slot of 150 minutes or more for every candidate.",
        ("The method: every candidate gets the same methods and the same questions.",),
    ),
    Rule(
        "slot_past_midnight",
        Group.TIME,
        "No interview is held through midnight, so the time of day or the minutes are wrong, and what is told about "
        "slots that overlap rests on them.",
        "A slot of 150 minutes that starts at 22:00.",
        "The same slot at 10:00.",
        ("The method: the time of the interview is planned beforehand.",),
    ),
    Rule(
        "slots_overlap",
        Group.TIME,
        "Nobody can be in two interviews at once. One of the candidates will be scored by fewer people, or by somebody "
        "who heard half. Observers are not counted.",
        "The same panel meets Kari at 09:00 for 150 minutes, and Pål at 11:00.",
        "Pål at 12:00.",
        ("The method: everybody on the panel hears the candidate and scores alone before the panel talks.",),
    ),
    Rule(
        "panels_differ",
        Group.TIME,
        "People score strictly or mildly. Candidates who meet different people can get different scores for the same "
        "answer, and nobody sees which it was. Observers are not counted.",
        "Three candidates meet Ingrid, Jørgen and Amina, and the fourth meets Ingrid and Tor.",
        "All four meet Ingrid, Jørgen and Amina.",
        (
            "The method: all candidates are treated alike.",
            "Campion, Palmer and Campion (1997): the same interviewers for all candidates are part of the structure of "
            "an interview.",
        ),
    ),
)


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of time find in a plan, in the order of the workbook's sheets."""
    for entry in plan.agenda:
        yield from _part(plan, entry)
    candidates = tuple(c for c in plan.candidates if c.status not in (Status.WITHDRAWN, Status.ABSENT))
    agenda = sum(entry.minutes or 0 for entry in plan.agenda)
    yield from _slots(plan, candidates, agenda)
    yield from _overlaps(plan, [slot for c in candidates if (slot := _slot(c, agenda))])
    yield from _panels(plan, candidates)


# ---- parts


def _part(plan: Plan, entry: AgendaPart) -> Iterator[Problem]:
    if entry.minutes is None:
        return
    methods = plan.methods_of(entry.part) if entry.part in METHOD_PARTS else ()
    own = sum(method.minutes or 0 for method in methods)
    count = _questions(plan, entry.part)
    needed = own + count * plan.position.minutes_per_question
    if needed > entry.minutes:
        yield problem(
            "part_too_short" if entry.part in SCORED_PARTS else "part_tight",
            place_of(entry, "minutes"),
            part=entry.heading,
            minutes=entry.minutes,
            needed=needed,
            questions=count,
            each=plan.position.minutes_per_question,
            own=own,
        )


def _questions(plan: Plan, part: Part) -> int:
    """Return how many questions are asked in a part."""
    on_rows = sum(len(entry.questions) for entry in plan.requirements) if part is Part.IN_DEPTH else 0
    return on_rows + sum(line.part is part and line.type is LineType.QUESTION for line in plan.lines)


# ---- slots


@dataclass(frozen=True, eq=False)
class _Slot:
    """When a candidate is interviewed; ``start`` and ``end`` in minutes from the first day there is."""

    candidate: Candidate
    start: int
    end: int


def _slot(candidate: Candidate, agenda: int) -> _Slot | None:
    """Return the slot of a candidate who has a date and a time; one of unknown length is as long as the agenda.

    None passes midnight.
    """
    if candidate.date is None or candidate.start is None:
        return None
    day = candidate.date.toordinal() * _DAY
    start = day + candidate.start.hour * 60 + candidate.start.minute
    return _Slot(candidate, start, min(start + (candidate.minutes or agenda or 1), day + _DAY))


def _slots(plan: Plan, candidates: tuple[Candidate, ...], agenda: int) -> Iterator[Problem]:
    short, late = [], []
    for candidate in candidates:
        if candidate.minutes is None:
            continue
        found = (place_of(candidate, "minutes"), plan.called(candidate))
        if candidate.minutes < agenda:
            short.append(found)
        if candidate.start and candidate.start.hour * 60 + candidate.start.minute + candidate.minutes > _DAY:
            late.append(found)
    yield from told("slot_too_short", short, agenda=agenda)
    yield from told("slot_past_midnight", late)


def _overlaps(plan: Plan, slots: list[_Slot]) -> Iterator[Problem]:
    clashes: dict[tuple[_Slot, _Slot], list[PanelMember]] = defaultdict(list)
    for member, of_member in _by_member(plan, slots).items():
        last = of_member[0]
        for slot in of_member[1:]:
            if slot.start < last.end:
                clashes[last, slot].append(member)
            last = max(last, slot, key=lambda slot: slot.end)
    pairs = list(clashes)
    if len(pairs) <= _CLASHES:
        for pair in pairs:
            yield _overlap(plan, [pair], clashes[pair])
    else:
        members = {member for clash in clashes.values() for member in clash}
        yield _overlap(plan, pairs, [member for member in plan.panel if member in members])


def _by_member(plan: Plan, slots: list[_Slot]) -> Mapping[PanelMember, list[_Slot]]:
    """Return the slots of everybody who scores, by their start. An observer may come and go."""
    found: dict[PanelMember, list[_Slot]] = defaultdict(list)
    for slot in sorted(slots, key=lambda slot: slot.start):
        for member in dict.fromkeys(plan.scorers_of(slot.candidate)):  # a row that stands twice is one person
            found[member].append(slot)
    return found


def _overlap(plan: Plan, pairs: list[tuple[_Slot, _Slot]], members: list[PanelMember]) -> Problem:
    named = [f"{plan.called(one.candidate)} – {plan.called(other.candidate)}" for one, other in pairs[:_CLASHES]]
    return problem(
        "slots_overlap",
        place_of(pairs[0][1].candidate, "start"),
        members=[member.name for member in members],
        which=named,
        more=len(pairs) - len(named),
    )


# ---- panels


def _panels(plan: Plan, candidates: tuple[Candidate, ...]) -> Iterator[Problem]:
    panels = {candidate.id: scorers for candidate in candidates if (scorers := plan.scorers_of(candidate))}
    if len(set(panels.values())) < 2:
        return
    usual, _ = Counter(panels.values()).most_common(1)[0]
    first = next(candidate for candidate in candidates if panels.get(candidate.id) == usual)
    others = [candidate for candidate in candidates if panels.get(candidate.id, usual) != usual]
    named = [plan.called(candidate) for candidate in others[:_NAMED]]
    yield problem(
        "panels_differ",
        place_of(others[0], "panel"),
        which=named,
        other=plan.called(first),
        more=len(others) - len(named),
    )
