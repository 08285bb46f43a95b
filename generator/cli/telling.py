"""Printing for people and for programs: sentences, problems, a short table, and JSON."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from textwrap import wrap
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from generator.app.purging import Purged
from generator.language import Language
from generator.model import (
    BankQuestion,
    Belongs,
    CandidateResult,
    FileKind,
    FormsPer,
    FormTotals,
    Part,
    PartTotals,
    QuestionRole,
    Results,
)
from generator.problems import ERROR, Problem, Severity

OUT = Console(soft_wrap=True, highlight=False, emoji=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

_REORDERING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})  # Unicode UAX 9, 2
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


@contextmanager
def progress_bar(text: str) -> Iterator[Callable[[int, int], None]]:
    """Show how far a run has come, on a terminal only; yields what takes how many are done, of how many."""
    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def say(text: str, console: Console = OUT) -> None:
    """Print a text."""
    console.print(Text(printable(text)))


def printable(text: str) -> str:
    """Return a text from a file without what a terminal would take for a command, or show in another order."""
    return "".join("\ufffd" if _misleads(letter) else letter for letter in text)


def _misleads(letter: str) -> bool:
    return (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or (
        unicodedata.bidirectional(letter) in _REORDERING
    )


def show_problems(problems: Iterable[Problem], words: Language, coded: Collection[str] = ()) -> None:
    """Print problems, the gravest first; what to do stands once below those that it is good for.

    The codes ``coded`` are shown behind their problems, for people to type where a rule is silenced.
    """
    for remedy, entries in groupby(sorted(problems, key=_gravity), words.remedy):
        for entry in entries:
            where = words.place(entry.place)
            code = f" [{entry.code}]" if entry.code in coded else ""
            show_labelled(entry.severity, f"{where}{': ' if where else ''}{words.message(entry)}{code}", words)
        say(f"    {remedy}", ERR)


def show_problems_by_file(problems: Iterable[Problem], words: Language) -> None:
    """Print the problems of many files: those of each file together below its name, and what to do only once.

    The file with the gravest problem comes first. What belongs to no file stands before them, and advice after.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.place.file, []).append(problem)
    general = by_file.pop("", [])
    show_problems((problem for problem in general if problem.severity is not Severity.ADVICE), words)
    told: set[str] = set()
    for file, entries in sorted(by_file.items(), key=lambda item: min(map(_gravity, item[1]))):
        below = len(entries) > 1
        if below:
            say(f"{file}:", ERR)
        for problem in sorted(entries, key=_gravity):
            where = words.place(replace(problem.place, file="") if below else problem.place)
            text = f"{where}{': ' if where else ''}{words.message(problem)}"
            show_labelled(problem.severity, text, words, "  " if below else "")
            remedy = words.remedy(problem)
            if remedy not in told:
                say(f"    {remedy}", ERR)
            told.add(remedy)
    show_problems((problem for problem in general if problem.severity is Severity.ADVICE), words)


def _gravity(problem: Problem) -> int:
    return list(Severity).index(problem.severity)


def show_labelled(severity: Severity, text: str, words: Language, indent: str = "") -> None:
    """Print a text behind the word for how much it matters."""
    label = Text(words.text(f"severity.{severity}"), STYLES[severity])
    ERR.print(Text.assemble(indent, label, " ", printable(text)))


def count_problems(problems: Iterable[Problem], words: Language, of: str = "cli.check") -> str:
    """Return how many problems of a plan, or of a template (``cli.templates``), there are."""
    severities = [entry.severity for entry in problems]
    if not severities:
        return words.text(f"{of}.clean")
    counts = {severity.value: severities.count(severity) for severity in Severity}
    return words.text(f"{of}.{'mend' if ERROR in severities else 'usable'}", **counts)


def print_json(document: dict[str, Any]) -> None:
    """Print a document, and nothing else with it, on standard output."""
    # A path may hold bytes that are no text; Python has them as lone surrogates, which JSON can only escape.
    data = json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()


def show_totals(results: Results, words: Language) -> None:
    """Print a short table of the figures."""
    if results.forms:
        OUT.print(_totals_table(results, words))
    else:
        say(words.text("cli.nothing_read"))


def _totals_table(results: Results, words: Language) -> Table:
    """Return a short table in the workbook's order: sums of the parts, overall, and on how much they rest."""
    parts = [entry.part for entry in results.plan.agenda if any(entry.part in f.totals.parts for f in results.forms)]
    incomplete = any(candidate.totals and not _all_scored(candidate.totals) for candidate in results.candidates)
    table = Table(
        title=Text(printable(results.plan.position.title)),
        title_justify="left",
        caption=words.text("cli.table.incomplete") if incomplete else None,
        caption_justify="left",
    )
    table.add_column(words.text("cli.table.candidate"), overflow="fold")
    for part in parts:
        table.add_column(words.value("part", part), justify="right", no_wrap=True)
    table.add_column(words.text("cli.table.overall"), justify="right", no_wrap=True)
    per_member = results.plan.position.forms_per is FormsPer.PANEL_MEMBER
    if per_member:
        table.add_column(words.text("results.overview.rests_on"), overflow="fold")
    for candidate in results.candidates:
        rests_on = [_rests_on(candidate, words)] if per_member else []
        table.add_row(
            Text(printable(results.plan.called(candidate.candidate))), *_row(candidate, parts, words), *rests_on
        )
    return table


def _rests_on(candidate: CandidateResult, words: Language) -> str:
    return words.text(f"results.rests_on.{candidate.rests_on}") if candidate.rests_on else "–"


def _row(candidate: CandidateResult, parts: Sequence[Part], words: Language) -> list[str]:
    if candidate.totals:
        return _cells(candidate.totals, parts, words)
    waits = bool(candidate.awaited_members)
    return [*["–"] * len(parts), words.text("cli.table.waiting") if waits else "–"]


def _cells(totals: FormTotals, parts: Iterable[Part], words: Language) -> list[str]:
    def cell(figure: str, count: int, of: int) -> str:
        return figure if count == of else words.text("cli.table.of", figure=figure, count=count, of=of)

    figures = [totals.parts.get(part) for part in parts]
    sums = [cell(_sum(f, words), f.scored, f.of) if f else "–" for f in figures]
    overall = totals.overall
    mean = "–" if overall.mean is None else words.figure(overall.mean)
    return [*sums, cell(mean, overall.basis, overall.of)]


def _sum(totals: PartTotals, words: Language) -> str:
    return words.text("cli.table.part", sum=totals.sum, max=totals.max) if totals.scored else "–"


def _all_scored(totals: FormTotals) -> bool:
    return totals.overall.basis == totals.overall.of and all(f.scored == f.of for f in totals.parts.values())


def show_questions(questions: Iterable[BankQuestion], words: Language) -> None:
    """Print questions of the bank below what they are for, each with its follow-ups; in a pipe one text per line."""

    def shelf(question: BankQuestion) -> str:
        use = words.value("question_use", question.use)
        title = f"{use[:1].upper()}{use[1:]}"
        if question.category is None:
            return title
        return words.text("cli.questions.category", use=title, category=question.category)

    for title, entries in groupby(questions, shelf):
        OUT.print(Text(title, "bold"))
        for question in entries:
            say("")
            if for_whom := _for_whom(question, words):
                _show_indented(for_whom, "  ", "cyan")
            _show_indented(question.text, "  ")
            for follow_up in question.follow_ups:
                _show_indented(follow_up, "    – ")
        say("")


def _for_whom(question: BankQuestion, words: Language) -> str:
    if question.role is QuestionRole.ALL:
        return question.requirement
    key = "role" if question.requirement else "only_role"
    return words.text(f"cli.questions.{key}", requirement=question.requirement, role=question.role)


def _show_indented(text: str, indent: str, style: str = "") -> None:
    """Print a text behind an indent that its further lines keep on a terminal."""
    lines = wrap(text, max(OUT.width - 1, 40), initial_indent=indent, subsequent_indent=" " * len(indent))
    for line in lines if OUT.is_terminal else [f"{indent}{text}"]:
        OUT.print(Text(printable(line), style))


def show_files(purged: Purged, words: Language, *, delete: bool) -> None:
    """Print the files of a plan by what they are, how many others there are, and whether they may go."""
    own = [file for file in purged.files if file.belongs is Belongs.PLAN]
    for kind in FileKind:
        of_kind = [file for file in own if file.kind is kind and not file.deleted]
        if of_kind:
            say(words.text("cli.purge.kind", kind=kind, count=len(of_kind)))
        for file in of_kind:
            say(f"  {file.path}{f' ({file.name})' if file.name else ''}")
    of_others = [file for file in purged.files if file.belongs is Belongs.OTHER]
    if of_others:
        say(words.text("cli.purge.of_others", count=len(of_others)))
    for file in of_others:
        say(f"  {file.path}")
    counts = {belongs.value: sum(file.belongs is belongs for file in purged.files) for belongs in Belongs}
    say(words.text("cli.purge.counts", **counts, others=purged.others))
    if delete and not purged.lacking:
        of = sum(file.kind is not FileKind.PLAN for file in own)
        say(words.text("cli.purge.done", count=sum(file.deleted for file in own), of=of))
        say(words.text("cli.purge.elsewhere"))
    elif purged.lacking:
        say(words.text("cli.purge.not_yet"))
    else:
        say(words.text("cli.purge.ready"))
