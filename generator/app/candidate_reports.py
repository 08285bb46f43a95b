"""The reports that are about one candidate: feedback in that candidate's language, and the extract."""

from __future__ import annotations

from collections.abc import Collection

from generator import language as languages
from generator.answers import key
from generator.app.report_files import Report
from generator.language import Language
from generator.model import Candidate, FileNames, Plan, Results, place_of
from generator.naming import file_names
from generator.problems import Problem, problem
from generator.reporting.extract import extracts
from generator.reporting.feedback import feedback
from generator.reporting.mentions import ScoreWords
from generator.word.extract_views import extract_names
from generator.word.feedback_views import feedback_names

FEEDBACK, EXTRACT = "feedback", "extract"


def feedback_reports(
    results: Results, words: Language, candidates: Collection[str] = ()
) -> tuple[list[Report], list[Problem]]:
    """Return a draft of feedback to each candidate who has a decision, and what is to be said about them."""
    plan = results.plan
    comparing = [phrase for entry in languages.all_languages() for phrase in entry.get("feedback.comparing")]
    drafts, problems = feedback(results, _score_words(plan, words), comparing, candidates)
    names = _file_names(plan, FEEDBACK, words)
    reports: list[Report] = []
    for draft in drafts:
        letter, found = _language_of(draft.candidate, words)
        problems += found
        reports.append(
            Report(
                FEEDBACK,
                names[draft.candidate.id],
                feedback_names(draft, plan, letter, words),
                letter,
                draft.candidate,
                words.text(f"reports.folder.{FEEDBACK}"),
            )
        )
    return reports, problems


def extract_reports(
    results: Results, words: Language, candidates: Collection[str] = ()
) -> tuple[list[Report], list[Problem]]:
    """Return an extract of the forms of each candidate, and where others are named in them."""
    plan = results.plan
    found, problems = extracts(results, candidates)
    names = _file_names(plan, EXTRACT, words)
    folder = words.text(f"reports.folder.{EXTRACT}")
    reports = [
        Report(
            EXTRACT,
            names[extract.candidate.id],
            extract_names(extract, plan, words),
            words,
            extract.candidate,
            folder,
        )
        for extract in found
    ]
    return reports, problems


def _language_of(candidate: Candidate, words: Language) -> tuple[Language, list[Problem]]:
    """Return the language to write to a candidate in, that of the plan unless there is another, and what follows."""
    place = place_of(candidate, "language")
    wanted = key(candidate.language)
    known = {key(name): found for found in languages.all_languages() for name in found.get("language.called")}
    letter = known.get(wanted, words)
    names = {"name": candidate.name, "letter": letter.text("language.name"), "texts": words.text("language.name")}
    if wanted and wanted not in known:
        choices = [found.text("language.name") for found in languages.all_languages()]
        return words, [problem("feedback_language_unknown", place, **names, text=candidate.language, known=choices)]
    if letter.code != words.code:
        return letter, [problem("feedback_other_language", place, **names)]
    return letter, []


def _score_words(plan: Plan, words: Language) -> ScoreWords:
    every = languages.all_languages()
    return ScoreWords(
        tuple(dict.fromkeys(word for entry in every for word in entry.get("feedback.score_words"))),
        tuple(dict.fromkeys(word for entry in every for word in entry.get("feedback.of_words"))),
        tuple(map(tuple, words.get("form.numerals"))),
        plan.scale,
    )


def _file_names(plan: Plan, document: str, words: Language) -> dict[str, str]:
    """Return the file names by candidate id; they are the same whomever else a report is made for."""
    initials = plan.position.file_names is FileNames.INITIALS
    suffix = words.text(f"reports.file_suffix.{document}")
    names = file_names(plan.position.subject, plan.candidates, suffix, initials=initials)
    return dict(zip((candidate.id for candidate in plan.candidates), names, strict=True))
