"""Making the reports of a position in a folder, without touching what a person may have edited.

:func:`make_reports` goes through the documents: each has a function that puts its reports together from
the results. A new document is one more line in ``_MAKERS``, a line in ``word/template_documents.py``, and its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import package
from generator.app.forms import Progress, shipped_template
from generator.app.own_template import report_template_for
from generator.app.plans import not_written
from generator.app.saving import save_report
from generator.files import alone_in, remove_abandoned
from generator.language import Language
from generator.model import Candidate, FileNames, Plan, ReportEntry, Results
from generator.naming import joined_name
from generator.problems import Problem, UnusableFile, errors
from generator.reporting.recommendation import recommendation
from generator.word.rendering import Template
from generator.word.report_views import recommendation_names

RECOMMENDATION = "recommendation"
DOCUMENTS = (RECOMMENDATION,)
"""Every report that there is a template for."""


@dataclass(frozen=True)
class Report:
    """A report that is to be written: the names of its template, and what the file is to be called.

    ``candidate`` is whom it is about, None for a report on all of them; ``words`` are those of its language.
    """

    document: str
    file_name: str
    names: Mapping[str, Any]
    words: Language
    candidate: Candidate | None = None


@dataclass(frozen=True)
class MadeReports:
    """What became of each report, and the problems that were met on the way; those of the results are not in it."""

    entries: tuple[ReportEntry, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def make_reports(
    results: Results,
    words: Language,
    out: Path,
    templates: Mapping[str, Path] | None = None,
    progress: Progress = lambda done, of: None,
) -> MadeReports:
    """Write every report of the results, wherever these come from.

    ``templates`` are somebody's own by document; nothing is written when one has an error. A report of
    ours that nobody has touched is replaced; beside any other file the new one gets another name.
    UnusableFile when a template or the folder cannot be used.
    """
    reports, problems = reports_of(results, words)
    own, wrong = _own_templates(templates or {}, reports, words)
    problems += wrong
    if errors(wrong):
        return MadeReports((), tuple(problems))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFile(not_written(out, error)) from error
    entries: list[ReportEntry] = []
    with alone_in(out):
        remove_abandoned(out)
        for number, report in enumerate(reports, start=1):
            template = own.get(report.document) or shipped_template(report.document, report.words)
            parts = package.read_package(template.render_report(report.names, identity_of_report(results, report)))
            entry, found = save_report(out / report.file_name, parts, report.document, report.candidate)
            entries += [entry] if entry else []
            problems += found
            progress(number, len(reports))
    return MadeReports(tuple(entries), tuple(problems))


def _own_templates(
    paths: Mapping[str, Path], reports: Sequence[Report], words: Language
) -> tuple[dict[str, Template], list[Problem]]:
    """Return somebody's own templates, and what is wrong with them for these reports."""
    own: dict[str, Template] = {}
    problems: list[Problem] = []
    for document, path in paths.items():
        names = [report.names for report in reports if report.document == document]
        own[document], found = report_template_for(path, document, names, words)
        problems += found
    return own, problems


def reports_of(results: Results, words: Language) -> tuple[list[Report], list[Problem]]:
    """Return every report that the results give, and what is to be said about those that they do not give."""
    reports: list[Report] = []
    problems: list[Problem] = []
    for make in _MAKERS:
        made, found = make(results, words)
        reports += made
        problems += found
    return reports, problems


def identity_of_report(results: Results, report: Report) -> dict[str, str]:
    """Return the values that a report is sealed with, by which it is known again."""
    position = results.plan.position
    return {
        "document": report.document,
        "title": position.title,
        "case number": position.case_number,
        "plan digest": results.digest,
        "candidate": report.candidate.id if report.candidate else "",
    }


def subject_of(plan: Plan) -> str:
    """Return what the name of a file begins with, by the plan's setting for names of files."""
    position = plan.position
    return position.case_number if position.file_names is FileNames.INITIALS else position.title


def _recommendation(results: Results, words: Language) -> tuple[list[Report], list[Problem]]:
    suffix = words.text(f"reports.file_suffix.{RECOMMENDATION}")
    name = joined_name(subject_of(results.plan), "", suffix, ".docx")
    return [Report(RECOMMENDATION, name, recommendation_names(recommendation(results), words), words)], []


_MAKERS: tuple[Callable[[Results, Language], tuple[list[Report], list[Problem]]], ...] = (_recommendation,)
