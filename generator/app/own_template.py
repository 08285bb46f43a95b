"""Opening a template that somebody has made, and holding it against what is wanted of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import language as languages
from generator.files import read_whole, shown
from generator.language import Language
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.opening import MAX_FILE_BYTES
from generator.word.rendering import Template
from generator.word.template_check import Trial, check_forms, check_report


def template_for(
    path: Path, document: str, trials: Sequence[Trial], words: Language
) -> tuple[Template, tuple[Problem, ...]]:
    """Return somebody's own template of a form, and what is wrong with it for some forms; UnusableFile if none."""
    template = _template_of(path, document, words)
    return template, (*check_forms(template, trials, words), *_of_language(template, path, words))


def report_template_for(
    path: Path, document: str, trials: Sequence[Mapping[str, Any]], words: Language
) -> tuple[Template, tuple[Problem, ...]]:
    """Return somebody's own template of a report, and what is wrong with it for reports with these names."""
    template = _template_of(path, document, words)
    return template, (*check_report(template, trials), *_of_language(template, path, words))


def _template_of(path: Path, document: str, words: Language) -> Template:
    """Open a template; UnusableFile when it is of another document."""
    template = open_own_template(path)
    found = template.file.of.key
    if found != document:
        names = {"template": words.text(f"documents.{found}"), "document": words.text(f"documents.{document}")}
        raise UnusableFile(problem("template_other_document", Place(file=path.name), **names, key=document))
    return template


def _of_language(template: Template, path: Path, words: Language) -> Iterator[Problem]:
    language = language_of(template)
    if language is not None and language.code != words.code:
        names = {"template": language.text("language.name"), "language": words.text("language.name")}
        yield problem("template_language", Place(file=path.name), **names)


def open_own_template(path: Path) -> Template:
    """Open somebody's own template; UnusableFile when it is none that anything can be made from."""
    place = Place(file=shown(path))
    if not os.path.lexists(path):
        raise UnusableFile(problem("file_missing", place))
    data = read_whole(path, MAX_FILE_BYTES)
    if len(data) > MAX_FILE_BYTES:
        raise UnusableFile(problem("template_too_large", place, limit=MAX_FILE_BYTES // 2**20))
    template = Template(data, path.name)
    _ = template.file  # opened here, so that nothing is made of a plan in vain
    return template


def language_of(template: Template) -> Language | None:
    """Return the language that a template says it is in, if it is one of ours."""
    said = template.file.language.casefold().replace("_", "-")
    for words in languages.all_languages():
        if said == words.text("language.word").casefold() or said.partition("-")[0] == words.code:
            return words
    return None
