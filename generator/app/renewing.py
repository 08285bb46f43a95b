"""A new plan from an earlier one: without its candidates, its dates and its case number."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from generator import bank, language
from generator.app.plans import check_plan, save_new
from generator.excel.annotating import unannotated
from generator.excel.cells import Grid, read_grids
from generator.excel.opening import open_grids, read_bytes
from generator.excel.plan_workbook import LONGEST_HINT
from generator.excel.reading import plan_in
from generator.excel.renewing import Found, Selection, emptied, has_macros, select, texts_inside
from generator.files import shown
from generator.language import Language
from generator.model import Candidate, Plan, Trace, place_of
from generator.package import DamagedPackage
from generator.problems import Place, Problem, UnusableFile, errors, problem
from generator.reporting.mentions import Names

_SAYS_NOTHING = 4
"""Characters that a text has to have to be looked for: a shorter one stands everywhere."""
_MOST_TOLD = 10
_LONGEST_TOLD = 60
_WORD = re.compile(r"[^\W\d_]{2}")
_WORDS = re.compile(r"[^\W_]+")
_ALIKE = str.maketrans("øæö", "oao")


@dataclass(frozen=True)
class RenewedPlan:
    """The new plan, or None for its path when the old one could not be understood, and what is to be said of it."""

    path: Path | None
    words: Language
    problems: tuple[Problem, ...]


def renew_plan(path: Path, source: Path) -> RenewedPlan:
    """Write a copy of a plan workbook without what belonged to its case; UnusableFile if nothing can be read.

    The old one has to be understood so far that its candidates are found. Whatever else is wrong with it is also wrong
    with the new one, and told.
    """
    data = read_bytes(source)
    grids = open_grids(data, shown(Path(source.name)))
    data, grids = _without_annotations(data, grids)
    read = plan_in(grids, source)
    words = language.load(read.language)
    if read.plan is None:
        return RenewedPlan(None, words, read.problems)
    _hold_against_kind(path, data)
    selection = select(grids, read.plan)
    new = emptied(data, selection.emptied)
    written, taken = save_new(path, new)
    unsaved = tuple(found for found in read.problems if found.code == "lock_file")
    problems = (
        *unsaved,
        *taken,
        *errors(check_plan(written, blank=True).problems),
        *_left(new, read.plan),
        *_kept(read.plan),
        *_around(selection),
    )
    return RenewedPlan(written, words, problems)


def _without_annotations(data: bytes, grids: tuple[Grid, ...]) -> tuple[bytes, tuple[Grid, ...]]:
    """Return a workbook without the problems of last time, which an annotated copy shows."""
    try:
        bare = unannotated(data)
    except DamagedPackage:  # what is left of it is found and told
        return data, grids
    return (data, grids) if bare is data else (bare, read_grids(bare))


def _hold_against_kind(path: Path, data: bytes) -> None:
    """Excel opens no workbook whose name does not say whether it holds macros."""
    suffix = ".xlsm" if has_macros(data) else ".xlsx"
    if path.suffix.lower() != suffix:
        raise UnusableFile(problem("from_other_kind", Place(file=shown(path)), suffix=suffix))


def _kept(plan: Plan) -> Iterator[Problem]:
    """Tell once that texts about the old candidates as a group are still there."""
    known = [requirement for requirement in plan.requirements if requirement.basis.strip()]
    if known:
        yield problem("basis_kept", place_of(known[0], "basis"), ids=[requirement.id for requirement in known])


def _around(selection: Selection) -> Iterator[Problem]:
    """Tell what went although it is in no column, and what stays although it may be about the candidates."""
    if selection.beside:
        cells = _first_of(selection.beside)
        more = len(selection.beside) - len(cells)
        yield problem("beside_cleared", selection.beside[0], cells=cells, more=more)
    if selection.below:
        cells = _first_of(selection.below)
        more = len(selection.below) - len(cells)
        yield problem("below_kept", selection.below[0], cells=cells, more=more)


def _first_of(places: Sequence[Place]) -> list[str]:
    return [place.cell for place in places[:_MOST_TOLD]]


# ---- what is left


def _left(data: bytes, plan: Plan) -> Iterator[Problem]:
    """Tell, for each place, which names, addresses, follow-ups and case number of the old plan still stand there."""
    sought = _Sought(plan)
    found: dict[tuple[Trace, str, str], tuple[str, dict[str, None]]] = {}
    ours = _our_texts(plan.language)
    for entry in texts_inside(data):
        texts = () if entry.text in ours else sought.in_entry(entry)
        if texts:
            part = entry.part if entry.trace is Trace.OTHER else ""
            found.setdefault((entry.trace, entry.sheet, part), (entry.cell, {}))[1].update(dict.fromkeys(texts))
    for (trace, sheet, part), (cell, known) in found.items():
        told = [text[:_LONGEST_TOLD] for text in known]
        yield problem(
            "candidate_left",
            Place(sheet=sheet, cell=cell),
            texts=told[:_MOST_TOLD],
            more=max(0, len(told) - _MOST_TOLD),
            where=trace,
            part=part,
        )


def _our_texts(code: str) -> frozenset[str]:
    """Return the texts that a new workbook of a language comes with; as hints of cells they are cut off."""
    words = language.load(code)
    written = [*_texts_below(words.get("sheets")), *_texts_below(words.get("workbook"))]
    written += [text for question in bank.load(code) for text in (question.text, *question.follow_ups)]
    return frozenset(part for text in written for part in (text, text[:LONGEST_HINT]))


def _texts_below(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, (dict, list)):
        for below in entry.values() if isinstance(entry, dict) else entry:
            yield from _texts_below(below)


class _Sought:
    """What of a plan is not to be in the next one, by its words, so that thousands of people take no longer."""

    def __init__(self, plan: Plan) -> None:
        self._whole = tuple(dict.fromkeys(_telling(_texts_of(plan.candidates, plan.position.case_number))))
        self._whole_by_word = _by_word((text, _folded_words(text)[:1]) for text in self._whole)
        people = [replace(candidate, id="") for candidate in plan.candidates if candidate.name.strip()]
        self._people_by_word = _by_word((person, _folded_words(person.name)) for person in people)
        self._others = _other_people(plan)

    def in_entry(self, entry: Found) -> tuple[str, ...]:
        """Return what of it a text has; single words of names count only where the text was typed as such."""
        words = dict.fromkeys(form for word in _folded_words(entry.text) for form in (word, word.removesuffix("s")))
        near = self._whole if entry.raw else [text for word in words for text in self._whole_by_word[word]]
        folded = entry.text.casefold()
        whole = [text for text in near if text.casefold() in folded]
        if entry.raw or not _WORD.search(entry.text):
            return tuple(whole)
        people = [person for word in words for person in self._people_by_word[word]]
        without_others = self._others.sub(" | ", entry.text) if self._others and people else entry.text
        return tuple(dict.fromkeys((*whole, *Names("", tuple(people)).in_text(without_others))))


_T = TypeVar("_T")


def _by_word(entries: Iterable[tuple[_T, Iterable[str]]]) -> Mapping[str, list[_T]]:
    found: dict[str, list[_T]] = defaultdict(list)
    for entry, words in entries:
        for word in words:
            found[word].append(entry)
    return found


def _folded_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return _WORDS.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _texts_of(candidates: Iterable[Candidate], case_number: str) -> Iterator[str]:
    for candidate in candidates:
        yield from (candidate.name, candidate.email, *candidate.follow_up)
    yield case_number


def _telling(texts: Iterable[str]) -> Iterator[str]:
    return (text.strip() for text in texts if len(text.strip()) >= _SAYS_NOTHING)


def _other_people(plan: Plan) -> re.Pattern[str] | None:
    """Return what the panel and the manager are called, whose names may be those of candidates in part."""
    own = {candidate.name.casefold() for candidate in plan.candidates}
    names = {plan.position.manager, *(text for member in plan.panel for text in (member.name, member.email))}
    known = sorted((name for name in names if name and name.casefold() not in own), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)), re.IGNORECASE) if known else None
