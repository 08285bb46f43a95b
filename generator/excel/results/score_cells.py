"""Where the scores stand in the results workbook, for every sheet that refers to them.

A score is typed on the sheet of scores and nowhere else. Two hidden sheets have the same cells: on
one is what of each counts, and on the other what was read from the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from generator.language import Language
from generator.model import (
    METHOD_PARTS,
    NOT_ASSESSED,
    SCORED_PARTS,
    CandidateResult,
    Field,
    FormResult,
    FormsPer,
    Kind,
    Part,
    Plan,
    Priority,
    Results,
)

FIRST_ROW = 8
"""The row of the first form; the hidden one above it has the tags of the fields."""
TAG_ROW = FIRST_ROW - 1
KEY_COLUMN = 0
"""The hidden column with the keys of the forms."""
RECORD = "IntervjuguideRecord"
"""The very hidden sheet with what was read from the forms, called the same in every language."""

NO_SCORE, LEFT_OUT, OFF_SCALE = "–", "n", "!"
"""What stands for a cell that does not count: nothing in it, *not assessed*, or what no score is."""


@dataclass(frozen=True)
class ScoreField:
    """A column of scores or judgements: its field, the requirements that it measures and by which method.

    ``method`` is a key of ``RequirementScore.methods``.
    """

    field: Field
    requirements: tuple[str, ...]
    method: str

    @property
    def tag(self) -> str:
        """The tag of the field."""
        return self.field.tag

    @property
    def is_score(self) -> bool:
        """Whether it is a score and no judgement."""
        return self.field.kind is Kind.SCORE


@dataclass(frozen=True)
class ScoreCells:
    """The cells of the scores: rows by the key of the form, columns by the tag of the field.

    All references are absolute and name their sheet: ``'Skårer'!$F$9``.
    """

    scores_sheet: str
    counted_sheet: str
    fields: tuple[ScoreField, ...]
    first_column: int
    rows: Mapping[str, int]

    def typed(self, form: str, tag: str) -> str:
        """Return the cell that a score or a judgement is typed in."""
        return f"{quote_sheetname(self.scores_sheet)}!{self._cell(form, tag)}"

    def counted(self, form: str, tag: str) -> str:
        """Return the cell with what counts of it: a number, a judgement in words, or one of three signs for nothing."""
        return f"{quote_sheetname(self.counted_sheet)}!{self._cell(form, tag)}"

    def counted_block(self, forms: Sequence[str], tags: Sequence[str] = ()) -> str:
        """Return the cells with what counts of forms and of fields that follow each other, of all fields without any.

        Judgements that lie between scores are no numbers, so that no sum and no count of numbers has them.
        """
        rows = [self.rows[form] for form in forms]
        columns = [self.column(tag) for tag in tags] or [self.first_column, self.last_column]
        return self._counted(min(rows), min(columns), max(rows), max(columns))

    def counted_ranges(self, form: str, tags: Iterable[str]) -> list[str]:
        """Return the cells with what counts of some fields of a form, as few ranges as there are."""
        row, columns = self.rows[form], sorted(self.column(tag) for tag in tags)
        runs: list[list[int]] = []
        for column in columns:
            if runs and column == runs[-1][-1] + 1:
                runs[-1].append(column)
            else:
                runs.append([column])
        return [self._counted(row, run[0], row, run[-1]) for run in runs]

    def _counted(self, first_row: int, first_column: int, last_row: int, last_column: int) -> str:
        range = xl_range_abs(first_row, first_column, last_row, last_column)
        return f"{quote_sheetname(self.counted_sheet)}!{range}"

    def column(self, tag: str) -> int:
        """Return the column of a field, counted from 0."""
        return self._columns[tag]

    def has(self, tag: str) -> bool:
        """Whether there is a column of this field."""
        return tag in self._columns

    def measuring(self, requirement: str, method: str = "") -> tuple[str, ...]:
        """Return the tags of the scores that measure a requirement, by one method or by all."""
        found = self._measuring.get(requirement, ())
        return tuple(field.tag for field in found if not method or field.method == method)

    def of_part(self, part: Part) -> tuple[str, ...]:
        """Return the tags of the scores of a part."""
        return tuple(field.tag for field in self.fields if field.is_score and field.field.part == part)

    @cached_property
    def _measuring(self) -> Mapping[str, list[ScoreField]]:
        found: dict[str, list[ScoreField]] = {}
        for field in self.fields:
            for requirement in dict.fromkeys(field.requirements) if field.is_score else ():
                found.setdefault(requirement, []).append(field)
        return found

    @property
    def last_row(self) -> int:
        """The last row of a candidate, counted from 0."""
        return max(self.rows.values(), default=FIRST_ROW)

    @property
    def last_column(self) -> int:
        """The last column of a field, counted from 0."""
        return self.first_column + max(len(self.fields), 1) - 1

    @property
    def corrected(self) -> str:
        """The cell that says in words how many values were corrected since the forms were read."""
        return f"{quote_sheetname(self.scores_sheet)}!{xl_rowcol_to_cell(*self.corrected_at, True, True)}"

    @property
    def corrected_at(self) -> tuple[int, int]:
        """The row and the column of that cell."""
        return 3, KEY_COLUMN + 1

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {field.tag: column for column, field in enumerate(self.fields, start=self.first_column)}

    def _cell(self, form: str, tag: str) -> str:
        return str(xl_rowcol_to_cell(self.rows[form], self.column(tag), row_abs=True, col_abs=True))


def score_cells(language: Language, results: Results) -> ScoreCells:
    """Return where the scores of the forms that are shown stand."""
    rows: dict[str, int] = {}
    for row, (_, form) in enumerate(score_rows(results), start=FIRST_ROW):
        if form:
            rows[form.form.identity.key] = row
    titles = language.text("results.sheets.scores"), language.text("results.sheets.counted")
    return ScoreCells(*titles, tuple(_fields(results.plan)), len(who_columns(results.plan)), rows)


def who_columns(plan: Plan) -> Mapping[str, int]:
    """Return the columns before the scores with their widths."""
    whose = {"whose": 27} if plan.position.forms_per is FormsPer.PANEL_MEMBER else {}
    return {"form": 18, "id": 6, "candidate": 24, **whose}


def score_rows(results: Results) -> Iterator[tuple[CandidateResult, FormResult | None]]:
    """Yield each candidate with each form whose scores are shown, or once without any."""
    for entry in results.candidates:
        forms = shown_forms(entry)
        yield from ((entry, form) for form in forms or (None,))


def shown_forms(entry: CandidateResult) -> tuple[FormResult, ...]:
    """Return the forms that the figures of a candidate rest on or are shown beside, the agreed one last."""
    return (*own_forms(entry), *agreed_form(entry))


def own_forms(entry: CandidateResult) -> tuple[FormResult, ...]:
    """Return the forms of panel members that are seen beside each other, in the order of the panel."""
    by_member = {result.form.identity.panel_member: result for result in entry.forms}
    return tuple(by_member[id] for id in entry.panel.own_overall) if entry.panel else ()


def agreed_form(entry: CandidateResult) -> tuple[FormResult, ...]:
    """Return the form that the whole panel agrees on, as long as there is one and comparisons are not closed."""
    found = tuple(result for result in entry.forms if not result.form.identity.panel_member)
    return found if len(found) == 1 and (entry.totals or entry.panel) else ()


def keys_of(forms: Iterable[FormResult]) -> list[str]:
    """Return the keys of forms."""
    return [result.form.identity.key for result in forms]


def words_of(language: Language, value: object) -> str:
    """Return how a value other than a number stands in a cell: *not assessed* or a judgement."""
    return language.text(f"form.choices.{value}")


def counted_value(language: Language, field: ScoreField, value: object) -> str | int:
    """Return what counts of a value of a form."""
    if value is None:
        return NO_SCORE
    if not field.is_score:
        return words_of(language, value)
    return LEFT_OUT if value == NOT_ASSESSED else int(str(value))


def _fields(plan: Plan) -> Iterator[ScoreField]:
    for part in (entry.part for entry in plan.agenda if entry.part in SCORED_PARTS):
        for requirement in plan.requirements if part is Part.IN_DEPTH else ():
            yield ScoreField(Field(part, requirement.id, Kind.SCORE), (requirement.id,), part.value)
            if requirement.priority is Priority.MUST:
                yield ScoreField(Field(part, requirement.id, Kind.MET), (requirement.id,), part.value)
        for method in plan.methods_of(part) if part in METHOD_PARTS else ():
            for criterion in plan.criteria_of(method):
                yield ScoreField(Field(part, criterion.id, Kind.SCORE), criterion.requirements, method.id)
