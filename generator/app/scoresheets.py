"""The score sheet: written from a plan, and what was typed into it read as forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path

from generator import clock, package, seal
from generator.app.forms import same_but_for_the_title, same_plan
from generator.app.plan_changes import fields_of, items_added, not_countable, spelling
from generator.app.plans import CheckedPlan
from generator.app.received import Received, match, other_version
from generator.app.saving import save_over_own
from generator.excel.matching import folded
from generator.excel.results_reading import is_results
from generator.excel.scoresheet import write_scoresheet
from generator.excel.scoresheet_reading import (
    OpenedSheet,
    SheetRow,
    has_answer_columns,
    open_scoresheet,
    read_rows,
)
from generator.files import lock_file
from generator.language import Language, all_languages
from generator.model import Answer, Field, FormSpec, FormsPer, Identity, MadeWith, Plan
from generator.planning import INTERVIEW, SCHEMA, form_id, interview_forms, same_name, with_ids_of
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.identity import FormInformation, Location

DOCUMENT = "scoresheet"


def save_scoresheet(checked: CheckedPlan, out: Path) -> tuple[Path | None, tuple[Problem, ...]]:
    """Write the score sheet of a plan and return where it is, None if nowhere, and problems.

    An earlier one of the same position is replaced if nobody has touched it; beside any other
    file the new one gets another name.
    """
    if checked.plan is None:
        return None, ()
    plan, words = checked.plan, checked.words
    specs = interview_forms(plan, "", "")
    values = {
        "document": DOCUMENT,
        "title": plan.position.title,
        "case number": plan.position.case_number,
        "schema": str(SCHEMA),
        "digest": specs[0].digest,
        "language": plan.language,
    }
    stream = io.BytesIO()
    write_scoresheet(stream, words, plan, specs, _all_fields(specs), values, clock.now())
    parts = package.read_package(stream.getvalue())
    seal.seal(parts, values)
    return save_over_own(out, parts, ("document", "title", "case number"))


def _all_fields(specs: Iterable[FormSpec]) -> tuple[Field, ...]:
    """Return the fields of all forms: those of the one that asks most, since each asks what all do."""
    return max((spec.fields for spec in specs), key=len)


def is_scoresheet(path: Path, specs: Sequence[FormSpec], words: Language, passwords: Sequence[str] = ()) -> bool:
    """Return whether a file is a score sheet, or may be one but cannot be read; that is told when it is read."""
    try:
        return _is_scoresheet(open_scoresheet(path, passwords=passwords), _all_fields(specs), words)
    except UnusableFile as error:
        return error.problem.code != "workbook_too_large" or not is_results(path)


def _is_scoresheet(sheet: OpenedSheet, fields: Sequence[Field], words: Language) -> bool:
    document = sheet.values.get("document")
    return document == DOCUMENT or (document is None and has_answer_columns(sheet, fields, words))


def read_scoresheet(
    path: Path, name: str, plan: Plan, specs: Sequence[FormSpec], words: Language, passwords: Sequence[str] = ()
) -> tuple[list[Received], list[Problem]]:
    """Return one entry for each row with answers, both sheets together, and what was found.

    ``name`` is what messages call the file.
    """
    try:
        carried = open_scoresheet(path, name, passwords)
        sheet = _spelled_now(carried, plan)
    except UnusableFile as error:
        return [], [error.problem]
    place = Place(file=sheet.name)
    fields = tuple(dict.fromkeys((*_all_fields(specs), *sheet.fields)))
    if not _is_scoresheet(sheet, fields, words):
        return [], [problem("not_a_scoresheet", place)]
    rows, problems = read_rows(sheet, fields, plan.scale, words)
    source = _Source(sheet, rows, plan, specs)
    if refused := source.refused():
        return [], refused
    if lock_file(path):
        problems.append(problem("lock_file", place))
    filled = [row for row in rows if not row.is_empty]
    if not filled:
        return [], [*problems, problem("scoresheet_empty", place)]
    uncounted, changed = source.changes()
    problems += changed
    pages: dict[str, dict[str, list[SheetRow]]] = {}
    for row in filled:
        spec, found = source.form_of(row)
        problems += found
        if spec:
            pages.setdefault(spec.form_id, {}).setdefault(row.place.sheet, []).append(row)
    asked = {key: text for key, text in sheet.texts.items() if "." not in key}
    made_with = MadeWith(source.digest, carried.texts)
    entries: list[Received] = []
    for spec in specs:
        of_pages = [_without_copies(spec, rows, words) for rows in pages.get(spec.form_id, {}).values()]
        problems += [entry for _, found in of_pages for entry in found]
        for several in zip_longest(*(kept for kept, _ in of_pages)):
            received = _received(path, spec, [row for row in several if row])
            entries.append(replace(received, uncounted=uncounted, asked=asked, made_with=made_with))
    return entries, problems


def _spelled_now(sheet: OpenedSheet, plan: Plan) -> OpenedSheet:
    """Return a sheet with what it carries of its plan under the ids as the plan writes them now."""
    fields = tuple(map(spelling(plan), sheet.fields))
    return replace(sheet, texts=with_ids_of(plan, sheet.texts), fields=fields)


def _without_copies(
    spec: FormSpec, rows: Sequence[SheetRow], words: Language
) -> tuple[list[SheetRow], tuple[Problem, ...]]:
    """Return the rows of one page about one form, those that say the same once."""
    different = {tuple((tag, answer.raw) for tag, answer in row.answers.items()): row for row in reversed(rows)}
    kept = [row for row in rows if row in different.values()]
    if len(kept) == len(rows):
        return kept, ()
    paths = [words.place(row.place) for row in rows]
    return kept, (problem("scoresheet_row_repeated", rows[0].place, name=spec.candidate.name, paths=paths),)


def _received(path: Path, spec: FormSpec, rows: Sequence[SheetRow]) -> Received:
    """Return what rows of different sheets say about one form."""
    answers = {field.tag: Answer(field.tag, None, "", None) for field in spec.fields}
    places: dict[str, Place] = {}
    problems: list[Problem] = []
    for row in rows:
        problems += row.problems
        for tag, answer in row.answers.items():
            earlier = answers.get(tag)
            if earlier is None or not earlier.raw:
                answers[tag], places[tag] = answer, row.places[tag]
            elif answer.raw and answer.raw != earlier.raw:
                answers[tag] = replace(answer, value=None, raw=f"{earlier.raw}\n{answer.raw}")
                values = {"first": earlier.raw, "second": answer.raw}
                problems.append(problem("field_ambiguous", row.places[tag], **values))
    return Received(spec, str(path), rows[0].place, spec.form_id, answers, places, problems=tuple(problems))


@dataclass(frozen=True)
class _Source:
    """A score sheet beside the plan that it should be of."""

    sheet: OpenedSheet
    rows: Sequence[SheetRow]
    plan: Plan
    specs: Sequence[FormSpec]

    @property
    def place(self) -> Place:
        return Place(file=self.sheet.name)

    @property
    def digest(self) -> str:
        """The digest of the plan that the sheet was written from; empty when it no longer says."""
        return self.sheet.values.get("digest", "")

    def refused(self) -> list[Problem]:
        """Return why the sheet as a whole is not of this plan. One that does not say is judged row by row."""
        if not self.digest:
            return []
        schema = self.sheet.values.get("schema", "")
        if schema != str(SCHEMA):
            return [other_version(schema, self.place)]
        information = self._information(self.rows[0].person if self.rows else {})
        if same_plan(information, self.plan, self.specs[0].digest):
            return []
        like = self.plan.position.title if same_but_for_the_title(information, self.plan) else ""
        identity = information.identity
        values = {"title": identity.title, "case_number": identity.case_number, "like": like}
        return [problem("form_other_plan", self.place, **values)]

    def changes(self) -> tuple[Callable[[Field], bool], list[Problem]]:
        """Return which fields cannot be counted because the plan has changed since, and what has changed."""
        if not self.digest:
            return lambda field: False, []
        information, spec = self._information({}), max(self.specs, key=lambda spec: len(spec.fields))
        uncounted, changed = not_countable(self.sheet.name, information, self.plan, spec)
        return uncounted, [*items_added(self.sheet.name, fields_of(information), spec), *changed]

    def _information(self, person: Mapping[str, str]) -> FormInformation:
        """Return what the sheet says about itself the way a form says it, with somebody of one of its rows."""
        values = self.sheet.values
        identity = Identity(
            form_id="",
            document=INTERVIEW,
            schema=SCHEMA,
            digest=self.digest,
            candidate=person.get("id", ""),
            name=person.get("name", ""),
            title=values.get("title", ""),
            case_number=values.get("case number", ""),
        )
        return FormInformation(identity, self.sheet.texts, tuple(Location(field.tag) for field in self.sheet.fields))

    # Whose a row is

    def form_of(self, row: SheetRow) -> tuple[FormSpec | None, list[Problem]]:
        """Return the form that a row is about, or why it is about none."""
        own = self._by_id(row)
        candidate = row.person.get("id") or (own.candidate.id if own else "")
        name = row.person.get("name", "")
        if not candidate or not name:
            return None, [problem("scoresheet_row_unnamed", row.place)]
        identity = replace(self._information({}).identity, candidate=candidate, name=name)
        member = self._member(row, own)
        if member is None:
            values = {"id": "", "member": row.person.get("member_name", ""), "name": name}
            return None, [problem("form_unexpected_member", row.place, **values)]
        identity = replace(identity, panel_member=member[0], panel_member_name=member[1])
        spec, refused = match(identity, row.place, self.plan, self.specs)
        wrong = self._wrong_id(row, spec) if spec else None
        return (None, [wrong]) if wrong else (spec, refused)

    def _by_id(self, row: SheetRow) -> FormSpec | None:
        """Return the form of the plan as it stands now that has the id in the row."""
        typed = row.person.get("form_id", "").casefold()
        return next((spec for spec in self.specs if spec.form_id.casefold() == typed), None)

    def _member(self, row: SheetRow, own: FormSpec | None) -> tuple[str, str] | None:
        """Return id and name of the panel member of a row, empty for the whole panel; None when it is not said."""
        id, name = row.person.get("member", ""), row.person.get("member_name", "")
        if id or folded(name) in _agreed():
            return id, name
        if not name and (own is None or own.panel_member is None):
            return ("", "") if own or self.plan.position.forms_per is FormsPer.CANDIDATE else None
        member = own.panel_member if own else None
        return (member.id, member.name) if member and (not name or same_name(member.name, name)) else None

    def _wrong_id(self, row: SheetRow, spec: FormSpec) -> Problem | None:
        """Return what is wrong with the form id in a row; without any, the sheet has to say which plan it is of."""
        typed, name = row.person.get("form_id", ""), spec.candidate.name
        if not self.digest and self._by_id(row) is None:
            return problem("scoresheet_row_lost", row.place, name=name, form_id=typed)
        member = spec.panel_member.id if spec.panel_member else ""
        expected = form_id(INTERVIEW, spec.candidate.id, member, self.digest or spec.digest)
        if typed and typed.casefold() != expected.casefold():
            return problem("scoresheet_form_id_differs", row.place, form_id=typed, name=name, expected=expected)
        return None


@cache
def _agreed() -> frozenset[str]:
    return frozenset(folded(words.text("form.agreed_suffix")) for words in all_languages())
