"""How questions and requirements are worded, and what may not be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.model import LineType, Part, Plan, Requirement, Sector, place_of
from generator.problems import Place, Problem, problem
from generator.rules.wording_catalogue import RULES
from generator.wording import Finding, Kind, quoted
from generator.wording import judge as judge_text

__all__ = ["RULES", "judge"]

_ANYWHERE = frozenset({Kind.LEADING, Kind.CODED, Kind.PROTECTED})
_FOLLOW_UP = _ANYWHERE | {Kind.HYPOTHETICAL}
_IN_DEPTH = _FOLLOW_UP | {Kind.DOUBLE, Kind.YES_NO}
_REQUIRED = frozenset({Kind.CODED})
_UNDEFINED = _REQUIRED | {Kind.VAGUE}

_CODES = {
    (Kind.HYPOTHETICAL, ""): "question_hypothetical",
    (Kind.LEADING, ""): "question_leading",
    (Kind.DOUBLE, ""): "question_double",
    (Kind.YES_NO, ""): "question_yes_no",
    (Kind.VAGUE, ""): "requirement_vague",
    (Kind.CODED, "gender"): "wording_gendered",
    (Kind.CODED, "age"): "wording_age",
    (Kind.PROTECTED, "pregnancy"): "asks_pregnancy",
    (Kind.PROTECTED, "family"): "asks_family",
    (Kind.PROTECTED, "religion"): "asks_religion",
    (Kind.PROTECTED, "ethnicity"): "asks_ethnicity",
    (Kind.PROTECTED, "health"): "asks_health",
    (Kind.PROTECTED, "orientation"): "asks_orientation",
    (Kind.PROTECTED, "gender_identity"): "asks_gender_identity",
    (Kind.PROTECTED, "age"): "asks_age",
    (Kind.PROTECTED, "politics"): "asks_politics",
    (Kind.PROTECTED, "union"): "asks_union",
    (Kind.PROTECTED, "pay"): "asks_pay",
}
_SWEDEN, _NORWAY = "sv", ("nb", "nn")


@dataclass(frozen=True)
class _Text:
    """A text of the plan, where it stands, and what it is judged for."""

    text: str
    place: Place
    kinds: Collection[Kind]


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of wording find in a plan: one problem per cell and code."""
    law = {"norway": _in_norway(plan), "sweden": _in_sweden(plan)}
    found: dict[tuple[Place, str], dict[str, None]] = defaultdict(dict)
    for entry in _texts(plan):
        for code, findings in _by_code(judge_text(entry.text, plan.language, entry.kinds)).items():
            found[entry.place, code] |= dict.fromkeys(_shown(findings, entry.text))
    for (place, code), words in found.items():
        yield problem(code, place, words=list(words), **law)


def is_told_as_vague(plan: Plan, requirement: Requirement) -> bool:
    """Return whether the plan is told that the words of a requirement can mean anything."""
    if requirement.definition.strip() or plan.position.silences(_CODES[Kind.VAGUE, ""]):
        return False
    return bool(judge_text(requirement.text, plan.language, {Kind.VAGUE}))


def _by_code(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[_code(finding)].append(finding)
    return found


def _shown(findings: Sequence[Finding], text: str) -> list[str]:
    """Return the words as the message quotes them: those that name a quality or a person one by one."""
    words = [finding.words for finding in findings]
    if findings[0].kind in (Kind.VAGUE, Kind.CODED):
        return list(dict.fromkeys(words))
    return [quoted(text, words)]


def _code(finding: Finding) -> str:
    topic = finding.topic if finding.kind in (Kind.CODED, Kind.PROTECTED) else ""
    return _CODES[finding.kind, topic]


def _in_norway(plan: Plan) -> bool:
    """Return whether Norwegian law applies: by the sector, or where none is given by the language."""
    if plan.position.sector is None:
        return plan.language in _NORWAY
    return plan.position.sector is not Sector.SWEDEN


def _in_sweden(plan: Plan) -> bool:
    if plan.position.sector is None:
        return plan.language == _SWEDEN
    return plan.position.sector is Sector.SWEDEN


def _texts(plan: Plan) -> Iterator[_Text]:
    """Yield all that is asked of candidates or required of them. What a leader says and tasks are not judged."""
    for requirement in plan.requirements:
        kinds = _REQUIRED if requirement.definition.strip() else _UNDEFINED
        yield _Text(requirement.text, place_of(requirement, "text"), kinds)
        yield _Text(requirement.definition, place_of(requirement, "definition"), _REQUIRED)
        for question in requirement.questions:
            yield _Text(question.text, place_of(requirement, question.column), _IN_DEPTH)
    for line in plan.lines:
        if line.type is LineType.QUESTION:
            in_depth = line.part is Part.IN_DEPTH
            yield _Text(line.text, place_of(line, "text"), _IN_DEPTH if in_depth else _ANYWHERE)
            for follow_up in line.follow_ups:
                kinds = _FOLLOW_UP if in_depth else _ANYWHERE
                yield _Text(follow_up, place_of(line, "follow_ups"), kinds)
    for criterion in plan.criteria:
        yield _Text(criterion.text, place_of(criterion, "text"), _REQUIRED)
    for candidate in plan.candidates:
        for follow_up in candidate.follow_up:
            yield _Text(follow_up, place_of(candidate, "follow_up"), _FOLLOW_UP)
