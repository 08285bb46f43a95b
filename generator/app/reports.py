"""Making the reports of a position in a folder, without touching what a person may have edited.

:func:`make_reports` goes through the documents: each has a function that puts its reports together from
the results. A new document is one more entry in ``_MAKERS``, a line in ``word/template_documents.py``,
and its template.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import package
from generator.app.candidate_reports import EXTRACT, FEEDBACK, extract_reports, feedback_reports
from generator.app.forms import Progress, shipped_template
from generator.app.own_template import language_of, report_template_for
from generator.app.plans import not_written
from generator.app.report_files import Report
from generator.app.saving import own_reports, save_report
from generator.files import alone_in
from generator.language import Language
from generator.model import Plan, ReportEntry, Results
from generator.naming import joined_name
from generator.problems import Problem, UnusableFile, errors, problem
from generator.reporting.recommendation import recommendation
from generator.word.recommendation_views import recommendation_names
from generator.word.rendering import Template

RECOMMENDATION = "recommendation"


@dataclass(frozen=True)
class Wanted:
    """Which reports to make: of which documents, and about which candidates (ids); all where it is empty.

    The recommendation is about all candidates whoever is asked for.
    """

    documents: Collection[str] = ()
    candidates: Collection[str] = ()


ALL = Wanted()


@dataclass(frozen=True)
class MadeReports:
    """What became of each report, and the problems that were met on the way; those of the results are not in it."""

    entries: tuple[ReportEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_reports(
    results: Results,
    words: Language,
    out: Path,
    templates: Mapping[str, Path] | None = None,
    wanted: Wanted = ALL,
    progress: Progress = lambda done, of: None,
) -> MadeReports:
    """Write the reports of the results that are ``wanted``, wherever these come from.

    ``templates`` are somebody's own by document; nothing is written when one has an error, or when a
    candidate who is asked for is not in the plan. A report in another language than the plan's is made
    from somebody's own template only if that is in the same one.

    A report of ours that nobody has touched is replaced; beside any other file the new one gets
    another name. UnusableFile when a template or the folder cannot be used.
    """
    unknown = list(_unknown(results.plan, wanted))
    if unknown:
        return MadeReports((), tuple(unknown))
    reports, problems = reports_of(results, words, wanted)
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
        earlier = {folder: own_reports(out / folder) for folder in {report.folder for report in reports}}
        shipped: dict[tuple[str, str], Template] = {}
        for number, report in enumerate(reports, start=1):
            template = _template_of(report, own, shipped, words)
            parts = package.read_package(template.render_report(report.names, identity_of_report(results, report)))
            target = out / report.folder / report.file_name
            entry, found = save_report(target, parts, report.document, report.candidate, earlier[report.folder])
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


def _template_of(
    report: Report, own: Mapping[str, Template], shipped: dict[tuple[str, str], Template], words: Language
) -> Template:
    """Return the template of a report: somebody's own if it suits, else ours, which ``shipped`` keeps for the next."""
    template = own.get(report.document)
    if template is not None and _suits(template, report, words):
        return template
    key = (report.document, report.words.code)
    if key not in shipped:
        shipped[key] = shipped_template(report.document, report.words)
    return shipped[key]


def _suits(template: Template, report: Report, words: Language) -> bool:
    language = language_of(template)
    return report.words.code == words.code or language is None or language.code == report.words.code


def _unknown(plan: Plan, wanted: Wanted) -> Iterator[Problem]:
    """Yield the candidates who are asked for and are not in the plan."""
    known = {candidate.id.casefold() for candidate in plan.candidates}
    for id in wanted.candidates:
        if id.casefold() not in known:
            people = [f"{candidate.id} {candidate.name}" for candidate in plan.candidates]
            yield problem("report_unknown_candidate", id=id, known=people)


def reports_of(results: Results, words: Language, wanted: Wanted = ALL) -> tuple[list[Report], list[Problem]]:
    """Return the reports that the results give, and what is to be said about those that they do not give."""
    asked_for = {id.casefold() for id in wanted.candidates}
    ids = [entry.id for entry in results.plan.candidates if entry.id.casefold() in asked_for]
    reports: list[Report] = []
    problems: list[Problem] = []
    for document, make in _MAKERS.items():
        if not wanted.documents or document in wanted.documents:
            made, found = make(results, words, ids)
            reports += made
            problems += found
    return reports, problems


def identity_of_report(results: Results, report: Report) -> dict[str, str]:
    """Return the values that a report is sealed with, by which it is known again.

    The name is among them where it is about one candidate: an id may get another person.
    """
    position, candidate = results.plan.position, report.candidate
    return {
        "document": report.document,
        "title": position.title,
        "case number": position.case_number,
        "plan digest": results.digest,
        "candidate": candidate.id if candidate else "",
        **({"candidate name": candidate.name} if candidate else {}),
    }


def _recommendation(results: Results, words: Language, _: Collection[str]) -> tuple[list[Report], list[Problem]]:
    suffix = words.text(f"reports.file_suffix.{RECOMMENDATION}")
    name = joined_name(results.plan.position.subject, "", suffix, ".docx")
    return [Report(RECOMMENDATION, name, recommendation_names(recommendation(results), words), words)], []


_Maker = Callable[[Results, Language, Collection[str]], tuple[list[Report], list[Problem]]]
_MAKERS: Mapping[str, _Maker] = {
    RECOMMENDATION: _recommendation,
    FEEDBACK: feedback_reports,
    EXTRACT: extract_reports,
}
DOCUMENTS = tuple(_MAKERS)
"""Every report that there is a template for."""
