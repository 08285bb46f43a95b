"""How much of the interview's time each row of a form has, and so how much room to write by hand. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.model import METHOD_PARTS, AgendaPart, Field, Kind, LineType, Part, Plan


def minutes_by_tag(plan: Plan, follow_ups: int = 0) -> dict[str, Fraction]:
    """Return minutes of the interview per row that notes are written in, by the tag of the notes.

    A method's own minutes are shared by its criteria alike. The other minutes of a part are
    shared by its other rows: a requirement counts as many times as it has questions, what is
    followed up from the first interview as many times as there are things to follow up. A part
    without minutes is reckoned with the minutes per question of the plan.

    ``follow_ups`` is the number of things to follow up with the candidate.
    """
    found: dict[str, Fraction] = {}
    for number, entry in enumerate(plan.agenda):
        first = number == _follow_up_part(plan)
        found.update(_of_part(plan, entry, follow_ups if first else 0))
    return found


def _follow_up_part(plan: Plan) -> int:
    """Return the number of the part that follows up from the first interview (see ``planning.follow_up_part``)."""
    parts = [entry.part for entry in plan.agenda]
    return parts.index(Part.INTRODUCTION) if Part.INTRODUCTION in parts else 0


def _of_part(plan: Plan, entry: AgendaPart, follow_ups: int) -> Iterator[tuple[str, Fraction]]:
    left = None if entry.minutes is None else Fraction(entry.minutes)
    shares: dict[str, int] = {}
    if follow_ups:
        shares[_tag(entry.part, "")] = follow_ups
    if entry.part is Part.IN_DEPTH:
        shares |= {_tag(entry.part, r.id): max(1, len(plan.questions_for(r))) for r in plan.requirements}
    for method in plan.methods_of(entry.part) if entry.part in METHOD_PARTS else ():
        tags = [_tag(entry.part, criterion.id) for criterion in plan.criteria_of(method)]
        if method.minutes is None:
            shares |= dict.fromkeys(tags, 1)
            continue
        yield from ((tag, Fraction(method.minutes, len(tags))) for tag in tags)
        left = None if left is None else max(Fraction(0), left - method.minutes)
    shares |= {_tag(entry.part, line.id): 1 for line in plan.lines_of(entry.part, LineType.QUESTION)}
    for tag, share in shares.items():
        yield tag, share * (plan.position.minutes_per_question if left is None else left / sum(shares.values()))


def _tag(part: Part, item: str) -> str:
    return Field(part, item, Kind.NOTES).tag
