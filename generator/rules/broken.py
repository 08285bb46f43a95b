"""The rules that a plan is held against before forms are made; ``generator.checks`` finds what they tell."""

from __future__ import annotations

from generator.rules.rule import Group, Rule

_FORMS = "How forms are made and read back"
_METHOD = "The method: everything that is required is asked for, the same of everybody"


def _broken(code: str, why: str, bad: str, good: str, source: str = _FORMS) -> Rule:
    return Rule(code, Group.BROKEN, why, bad, good, (source,))


RULES = (
    _broken(
        "duplicate_id",
        "The form finds its rows by their ids.",
        "Two requirements with the id K2.",
        "Each requirement, line, method and criterion with an id of its own.",
    ),
    _broken(
        "reserved_id",
        "The results call the in-depth interview so.",
        "A test with the id in_depth.",
        "A test with the id M1.",
    ),
    _broken(
        "unknown_reference",
        "A score that belongs to nothing is lost.",
        "A criterion that measures K9 where there are only K1 to K5.",
        "A criterion that measures K5.",
    ),
    _broken(
        "duplicate_row",
        "A score or a part that stands twice means two things.",
        "Two levels with the score 3.",
        "One row for each level.",
    ),
    _broken(
        "scale_gap",
        "Means and ranges need a scale without gaps.",
        "The levels 1, 3 and 5.",
        "The levels 1 to 5.",
    ),
    _broken(
        "wrong_part",
        "A method is a case or a test; the in-depth interview is made of the requirements.",
        "A method in the part Closing.",
        "A method in the part Case.",
    ),
    _broken(
        "requirement_not_named",
        "A question in the in-depth interview is there to show something about one requirement.",
        "A question without a requirement.",
        "A question to K3.",
        _METHOD,
    ),
    _broken(
        "requirement_misplaced",
        "Outside the in-depth interview nothing is scored by requirement, so the answer would count nowhere.",
        "K1 beside a question in the closing.",
        "K1 beside a question in the in-depth interview.",
    ),
    _broken(
        "follow_ups_misplaced",
        "The form has room for follow-ups below questions alone.",
        "A point that the leader says, with follow-ups.",
        "A question with follow-ups.",
    ),
    _broken(
        "requirement_unused",
        "What is in the advertisement has to be assessed, or it cannot be a reason.",
        "A requirement in a plan without an in-depth interview, that no criterion measures.",
        "A criterion of the case that measures it.",
        _METHOD,
    ),
    _broken(
        "part_not_in_agenda",
        "What belongs to a part that is not held is left out of the form.",
        "A case in a plan whose agenda has none.",
        "The case in the agenda too.",
    ),
    _broken(
        "criterion_missing",
        "A method is scored by its criteria.",
        "A test without criteria.",
        "A test with two criteria, and the requirements that each measures.",
        _METHOD,
    ),
    _broken(
        "no_candidates",
        "Forms are made for candidates.",
        "All candidates have withdrawn.",
        "At least one who is invited.",
    ),
    _broken(
        "panel_without_scorers",
        "A form for each panel member needs members who score.",
        "Forms per panel member, and a panel of observers.",
        "At least one member who scores for each candidate.",
    ),
    _broken(
        "case_number_missing",
        "File names of case number and initials need the case number.",
        "Initials in the names of files, and no case number.",
        "The case number typed in.",
    ),
    _broken(
        "keep_until_early",
        "Files cannot be deleted before the interviews have been held.",
        "Keep until a day before the last interview.",
        "Keep until a day long after it.",
    ),
)
