"""Whether everything that is required is asked for, and everything that is asked for is required."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.model import (
    METHOD_PARTS,
    SCORED_PARTS,
    AgendaPart,
    Candidate,
    Category,
    Criterion,
    Method,
    Part,
    Plan,
    Priority,
    Requirement,
    Sector,
    Status,
    place_of,
)
from generator.problems import Place, Problem, problem
from generator.rules.rule import Group, Rule
from generator.rules.telling import told
from generator.rules.wording import is_told_as_vague
from generator.wording.content import Vocabulary

PUBLIC = frozenset({Sector.STATE, Sector.MUNICIPAL})
MOST_QUESTIONS = 4
MOST_CANDIDATES = 5
"""What a second round is for: three to five."""

RULES: tuple[Rule, ...] = (
    Rule(
        "scale_without_anchor",
        Group.COVERAGE,
        "A level that nobody has described means something else to each member of the panel, and the same answer "
        "gets different scores. Criteria of cases and tests have nothing but the scale to be scored by.",
        "Level 3 is called ‘good enough’, and nothing more is said.",
        "Level 3: what the position needs is shown by at least one specific and relevant example.",
        (
            "The method: the scale has a text for each level.",
            "Smith and Kendall (1963); Campion, Palmer and Campion (1997): anchored rating scales.",
        ),
    ),
    Rule(
        "part_without_content",
        Group.COVERAGE,
        "A part with time but nothing to ask, say or do is filled by whoever leads it, and not alike for every "
        "candidate.",
        "The agenda has 30 minutes for a case, and the sheet of methods has no case.",
        "The case stands on the sheet of methods, with its criteria; or the part is left out of the agenda.",
        ("The method: the same methods and the same questions for every candidate.",),
    ),
    Rule(
        "single_method",
        Group.COVERAGE,
        "Each method has weaknesses of its own. An interview favours those who talk well, a test does not show what "
        "somebody has done. Two that measure the same requirements correct each other.",
        "The agenda has an in-depth interview only.",
        "An in-depth interview, and a case that looks like a task of the position.",
        (
            "The method: several selection methods tell more than one.",
            "Schmidt and Hunter (1998): what a second method adds to the first.",
        ),
    ),
    Rule(
        "requirement_not_measured",
        Group.COVERAGE,
        "A requirement that no question and no criterion is about, and of which nothing is known from before, gets its "
        "score from the impression that the candidate makes.",
        "K3 Experience of inspections: no question, no criterion, nothing under basis so far.",
        "K3 has two questions; or the basis says what the application has shown.",
        ("The method: every requirement is assessed, on something that the candidate has said or done.",),
    ),
    Rule(
        "must_by_one_method",
        Group.COVERAGE,
        "A must-requirement can decide who is out, and rests on one method here while the plan has several.",
        "K2 is a must, has three questions, and no criterion of the case measures it.",
        "A criterion of the case measures K2 as well.",
        ("The method: several selection methods tell more than one.",),
    ),
    Rule(
        "requirement_one_question",
        Group.COVERAGE,
        "One question gives one example, and that can be the only one there is, or one that was learnt by heart.",
        "One question about cooperation.",
        "Two or three questions about cooperation, each about another kind of situation.",
        ("The method: two or three questions to each requirement.",),
    ),
    Rule(
        "requirement_many_questions",
        Group.COVERAGE,
        "More than four questions to one requirement take time from the others, and the answers repeat each other.",
        "Six questions about cooperation, and one about leadership.",
        "Three questions about each.",
        ("The method: two or three questions to each requirement.",),
    ),
    Rule(
        "questions_not_in_agenda",
        Group.COVERAGE,
        "Questions that stand in the row of a requirement are asked in the in-depth interview. Without that part in "
        "the agenda they are not in the form.",
        "K1 has two questions, and the agenda has an introduction, a case and a closing.",
        "The in-depth interview is in the agenda.",
        ("The method: the form holds all that is to be asked.",),
    ),
    Rule(
        "suitability_undefined",
        Group.COVERAGE,
        "Everybody has their own idea of what ‘flexible’ or ‘robust’ is. Undefined, it cannot be asked about, "
        "scored alike, or defended afterwards.",
        "K5 Flexible, with no definition.",
        "K5 Flexible: changes the plan of the day when something urgent comes in, and says so to those it concerns.",
        (
            "The method: personal suitability is defined, and the Norwegian ombudsman (Sivilombudet) looks for how it "
            "was assessed.",
        ),
    ),
    Rule(
        "requirement_not_advertised",
        Group.COVERAGE,
        "Applicants answered the advertisement. A requirement that was not in it is new to them, and easily made to "
        "fit one of the candidates.",
        "K4 Used to speaking to the press, with nothing under where in the advertisement.",
        "K4, ‘Personal qualities, first bullet’.",
        ("The method: candidates are assessed by the requirements of the advertisement.",),
    ),
    Rule(
        "requirement_not_advertised_public",
        Group.COVERAGE,
        "In the Norwegian state and municipalities the best qualified applicant is to be appointed, and the "
        "advertised requirements are what that is measured by. A requirement from elsewhere can overturn the choice.",
        "K4 Used to speaking to the press, with nothing under where in the advertisement.",
        "K4, ‘Personal qualities, first bullet’.",
        (
            "The method: candidates are assessed by the requirements of the advertisement.",
            "Statsansatteloven § 3 for the Norwegian state; in municipalities the same principle holds without "
            "standing in a statute.",
        ),
        PUBLIC,
    ),
    Rule(
        "criterion_without_requirement",
        Group.COVERAGE,
        "A criterion that measures no requirement is scored, and the score counts for none. Or worse, it is what the "
        "panel remembers.",
        "V2 Writes clearly, with nothing under which requirements it measures.",
        "V2 Writes clearly measures K4.",
        ("The method: only what is required is assessed.",),
    ),
    Rule(
        "criterion_unasked",
        Group.COVERAGE,
        "It is easy to be taken by a skill that nobody asked for. The words of the criterion, in any of their forms, "
        "are not in any requirement, its definition, levels or questions.",
        "‘Good sense of humour’ as a criterion that is said to measure K2 Experience of budgets.",
        "‘Sees where the budget does not hold’ as a criterion that measures K2.",
        ("The method: keep to the requirements of the advertisement, also when something else impresses.",),
    ),
    Rule(
        "many_candidates",
        Group.COVERAGE,
        "A second round goes into depth with those who are left. With more than five the panel gets tired, and the "
        "first ones are forgotten before the last have been in.",
        "Nine candidates are invited to the second round.",
        "Nine had a first interview, and the four best qualified are invited to the second.",
        ("The method: three to five candidates are usual in a second round.",),
    ),
    Rule(
        "names_alike",
        Group.COVERAGE,
        "Two candidates whose names differ in nothing but case, accents, spaces and hyphens get each other’s notes, "
        "letters and decisions. It can also be one person on two rows.",
        "Kari Nordmann (P1) and Kari Nordmann (P4).",
        "Kari Nordmann (P1) and Kari Lie Nordmann (P4).",
        ("The method: what is written down about a candidate is about that candidate.",),
    ),
)


def judge(plan: Plan) -> Iterator[Problem]:
    """Yield what the rules of coverage find in a plan, in the order of the workbook's sheets."""
    content = _Content(plan)
    yield from _scale(plan)
    yield from _agenda(content)
    yield from _requirements(content)
    yield from _criteria(content)
    yield from _candidates(plan)


@dataclass(frozen=True)
class _Content:
    """What of a plan comes into the interview: that of the parts of its agenda, or all where it has none."""

    plan: Plan

    @cached_property
    def parts(self) -> frozenset[Part]:
        return frozenset(entry.part for entry in self.plan.agenda) or frozenset(Part)

    @cached_property
    def methods(self) -> tuple[Method, ...]:
        return tuple(m for m in self.plan.methods if m.part in METHOD_PARTS and m.part in self.parts)

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        methods = {method.id for method in self.methods}
        return tuple(criterion for criterion in self.plan.criteria if criterion.method in methods)

    @cached_property
    def questions(self) -> tuple[tuple[Requirement, int], ...]:
        """Each requirement with how many questions it has in the in-depth interview."""
        asked = Part.IN_DEPTH in self.parts
        return tuple((r, len(self.plan.questions_for(r)) if asked else 0) for r in self.plan.requirements)

    @cached_property
    def measured_by(self) -> dict[str, set[str]]:
        """The methods that measure each requirement, by the requirement's id; the in-depth interview is one."""
        found: dict[str, set[str]] = defaultdict(set)
        for requirement, questions in self.questions:
            if questions:
                found[requirement.id].add(Part.IN_DEPTH)
        for criterion in self.criteria:
            for id in criterion.requirements:
                found[id].add(criterion.method)
        return found

    @cached_property
    def empty(self) -> tuple[AgendaPart, ...]:
        """The parts of the agenda with nothing to ask, say or do."""
        return tuple(entry for entry in self.plan.agenda if self._is_empty(entry.part))

    @property
    def is_unfinished(self) -> bool:
        """Whether a method is planned that has not been written: how many there are cannot be told yet."""
        return any(entry.part in SCORED_PARTS for entry in self.empty)

    def _is_empty(self, part: Part) -> bool:
        if part in METHOD_PARTS and self.plan.methods_of(part):
            return False
        if part is Part.IN_DEPTH and not self.plan.requirements:
            return False  # the plan is not begun, and that has been told
        if part is Part.IN_DEPTH and any(questions for _, questions in self.questions):
            return False
        if part is Part.INTRODUCTION and any(candidate.follow_up for candidate in self.plan.candidates):
            return False
        return not any(line.part is part for line in self.plan.lines)


def _called(requirement: Requirement) -> str:
    return requirement.id or requirement.text


# ---- scale and agenda


def _scale(plan: Plan) -> Iterator[Problem]:
    without = [level for level in plan.scale if not level.description]
    if without:
        scores = [level.score for level in without]
        yield problem("scale_without_anchor", place_of(without[0], "description"), scores=scores)


def _agenda(content: _Content) -> Iterator[Problem]:
    empty = [(place_of(entry, "part"), entry.heading) for entry in content.empty]
    yield from told("part_without_content", empty)
    if not content.is_unfinished:
        yield from _single_method(content)


def _single_method(content: _Content) -> Iterator[Problem]:
    asked = any(questions for _, questions in content.questions)
    if len(content.methods) + asked == 1:
        part = Part.IN_DEPTH if asked else content.methods[0].part
        entry = next((entry for entry in content.plan.agenda if entry.part is part), None)
        place = place_of(entry, "part") if entry else Place()
        yield problem("single_method", place, part=entry.heading if entry else part)


# ---- requirements


def _requirements(content: _Content) -> Iterator[Problem]:
    yield from _measured(content)
    yield from _questions(content)
    requirements = content.plan.requirements
    undefined = [
        (place_of(entry, "definition"), _called(entry))
        for entry in requirements
        if entry.category is Category.PERSONAL_SUITABILITY
        and not entry.definition
        and not is_told_as_vague(content.plan, entry)
    ]
    yield from told("suitability_undefined", undefined)
    public = content.plan.position.sector in PUBLIC
    not_advertised = [(place_of(entry, "advertised"), _called(entry)) for entry in requirements if not entry.advertised]
    yield from told("requirement_not_advertised_public" if public else "requirement_not_advertised", not_advertised)


def _measured(content: _Content) -> Iterator[Problem]:
    without, by_one = [], []
    for requirement in content.plan.requirements:
        found = (place_of(requirement, "text"), _called(requirement))
        methods = content.measured_by.get(requirement.id, ())
        if not methods and not requirement.basis and Part.IN_DEPTH in content.parts:
            without.append(found)  # without the in-depth interview it is the problem requirement_unused
        if len(methods) == 1 and requirement.priority is Priority.MUST:
            by_one.append(found)
    yield from told("requirement_not_measured", without)
    several = len(set().union(*content.measured_by.values())) > 1  # else it is the problem single_method
    if several and not content.is_unfinished:
        yield from told("must_by_one_method", by_one)


def _questions(content: _Content) -> Iterator[Problem]:
    one = [(place_of(entry, "text"), _called(entry)) for entry, count in content.questions if count == 1]
    yield from told("requirement_one_question", one)
    many = [(place_of(entry, "text"), _called(entry)) for entry, count in content.questions if count > MOST_QUESTIONS]
    yield from told("requirement_many_questions", many, most=MOST_QUESTIONS)
    left_out = [
        (place_of(entry, entry.questions[0].column), _called(entry))
        for entry in content.plan.requirements
        if entry.questions and Part.IN_DEPTH not in content.parts
    ]
    yield from told("questions_not_in_agenda", left_out)


# ---- criteria


def _criteria(content: _Content) -> Iterator[Problem]:
    loose = [entry for entry in content.criteria if not entry.requirements]
    yield from told("criterion_without_requirement", [(place_of(entry, "requirements"), entry.id) for entry in loose])
    strange = [(place_of(entry, "text"), entry.id) for entry in _strange(content)]
    yield from told("criterion_unasked", strange)


def _strange(content: _Content) -> list[Criterion]:
    """Return the criteria without a word that is related to any of the requirements."""
    plan = content.plan
    criteria = [entry for entry in content.criteria if entry.requirements]
    if not criteria:
        return []
    vocabulary = Vocabulary((text for entry in plan.requirements for text in _texts(plan, entry)), plan.language)
    return [entry for entry in criteria if vocabulary and vocabulary.is_strange_to(entry.text)]


def _texts(plan: Plan, requirement: Requirement) -> Iterator[str]:
    """Yield all that a plan says of what a requirement asks for."""
    yield from (requirement.text, requirement.definition, *requirement.anchors)
    for question in plan.questions_for(requirement):
        yield from (question.text, *question.follow_ups)


# ---- candidates


def _candidates(plan: Plan) -> Iterator[Problem]:
    expected = plan.expected_candidates()
    invited = [candidate for candidate in expected if candidate.status is not Status.ABSENT]
    if len(invited) > MOST_CANDIDATES:
        place = place_of(invited[MOST_CANDIDATES], "name")
        yield problem("many_candidates", place, count=len(invited))
    alike: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in expected:
        alike[_sounds(candidate.name)].append(candidate)
    pairs = [(group[0], other) for name, group in alike.items() if name for other in group[1:]]
    yield from told("names_alike", [(place_of(other, "name"), _pair(first, other)) for first, other in pairs])


def _sounds(name: str) -> str:
    """Return a name as it is easily taken for another: without accents, hyphens, spaces and case."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _pair(one: Candidate, other: Candidate) -> str:
    return " – ".join(f"{entry.name} ({entry.id})" for entry in (one, other))
