"""Opening a template that somebody has made, and holding it against the forms that are wanted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from generator import language as languages
from generator.files import read_whole, shown
from generator.language import Language
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.opening import MAX_FILE_BYTES
from generator.word.rendering import Template
from generator.word.template_check import Trial, check_forms


def template_for(path: Path, trials: Sequence[Trial], words: Language) -> tuple[Template, tuple[Problem, ...]]:
    """Return somebody's own template, and what is wrong with it for these forms; UnusableFile if it is none."""
    template = open_own_template(path)
    language = language_of(template)
    found = check_forms(template, trials, words)
    if language is not None and language.code != words.code:
        names = {"template": language.text("language.name"), "language": words.text("language.name")}
        found.append(problem("template_language", Place(file=path.name), **names))
    return template, tuple(found)


def open_own_template(path: Path) -> Template:
    """Open somebody's own template; UnusableFile when it is none that forms can be made from."""
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
