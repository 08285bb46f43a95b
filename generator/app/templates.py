"""HR's own Word templates: which there are, a copy to change, and everything wrong with one that was changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator import language as languages
from generator.app.own_template import language_of, open_own_template
from generator.app.plans import save_new
from generator.app.report_trials import report_trials
from generator.app.trials import trials
from generator.files import lock_file
from generator.language import Language
from generator.planning import INTERVIEW
from generator.problems import Place, Problem, problem
from generator.shipped import shipped_folder
from generator.word.template_check import check_report, check_template


@dataclass(frozen=True)
class ShippedTemplate:
    """A template that comes with the program: of a document, in a language."""

    document: str
    words: Language


@dataclass(frozen=True)
class CheckedTemplate:
    """Every problem of a template, in the words of its language."""

    words: Language
    problems: tuple[Problem, ...]


def shipped_templates() -> tuple[ShippedTemplate, ...]:
    """Return the templates that come with the program, by document and language."""
    found = sorted((path.stem, path.parent.name) for path in shipped_folder("templates").glob("*/*.docx"))
    return tuple(ShippedTemplate(document, languages.load(code)) for document, code in found)


def export_template(document: str, code: str, out: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Write a copy of a template; return its path, another one than asked for if that is taken."""
    return save_new(out, (shipped_folder("templates") / code / f"{document}.docx").read_bytes())


def check_own_template(path: Path, otherwise: Language) -> CheckedTemplate:
    """Return every problem of a template; UnusableFile when it cannot be opened.

    The words are those of the template's own language, or ``otherwise`` when it is in none of ours.
    """
    template = open_own_template(path)
    words = language_of(template) or otherwise
    opened = (problem("word_lock_file", Place(file=path.name)),) if lock_file(path) else ()
    document = template.file.of.key
    if document == INTERVIEW:
        found = check_template(template, trials(words.code), words)
    else:
        found = check_report(template, report_trials(document, words.code))
    return CheckedTemplate(words, (*opened, *found))
