"""Where the scores of the requirements stand in the results workbook, for every sheet that refers to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from generator.excel.results.rows import HEADER_ROW
from generator.excel.results.score_cells import ScoreCells, own_forms, shown_forms
from generator.language import Language
from generator.model import CandidateResult, Part, Plan, Priority, Requirement, Results

MUST, SHOULD = {"score": 9, "met": 14}, {"score": 16}
"""The columns of a requirement with their widths: its score and, for a must, the judgement."""
FIRST_COLUMN = 2
LABELS = ("requirement", "text", "priority", "weight")
"""The rows above the headings of the columns."""
WEIGHT_ROW = HEADER_ROW + LABELS.index("weight")
FIRST_CANDIDATE = HEADER_ROW + len(LABELS) + 1


@dataclass(frozen=True)
class Block:
    """How the figures of a candidate come about: a row for each form and method, and one for the mean of these.

    Rows count from 0. ``forms`` has, by the key of the form, the first row of its methods. ``panel`` is the row of
    the means of the panel, or None where the forms are not several.
    """

    entry: CandidateResult
    heading: int
    forms: Mapping[str, int]
    panel: int | None


@dataclass(frozen=True)
class RequirementCells:
    """The cells of the requirement scores: of a candidate, and below of each form that they rest on.

    All references are absolute and name their sheet. Each cell holds a number or a text that says that there is none.
    """

    sheet: str
    columns: Mapping[str, int]
    candidates: Mapping[str, int]
    blocks: tuple[Block, ...]
    methods: tuple[str, ...]

    def of_candidate(self, candidate: str, requirement: str) -> str:
        """Return the cell of a candidate's score on a requirement."""
        return self._cell(self.candidates[candidate], requirement)

    def met_of_candidate(self, candidate: str, requirement: str) -> str:
        """Return the cell that says whether a candidate meets a must."""
        at = xl_rowcol_to_cell(self.candidates[candidate], self.columns[requirement] + 1, True, True)
        return f"{quote_sheetname(self.sheet)}!{at}"

    def of_form(self, form: str, requirement: str) -> str:
        """Return the cell of the score that a form gives a requirement."""
        return self._cell(self.mean_row(form), requirement)

    def all_of_form(self, form: str) -> str:
        """Return all cells of the scores of a form; between them are judgements, which are no numbers."""
        return self._row(self.mean_row(form))

    def all_of_panel(self, candidate: str) -> str:
        """Return all cells of the means of a panel, as those of a form."""
        return self._row(self.panel_row(candidate))

    def weight(self, requirement: str) -> str:
        """Return the cell of a requirement's weight."""
        return self._cell(WEIGHT_ROW, requirement)

    @property
    def weights(self) -> str:
        """All weights, over the same columns as the scores of a form."""
        return self._row(WEIGHT_ROW)

    def mean_row(self, form: str) -> int:
        """Return the row of the means of a form."""
        return self._first_rows[form] + len(self.methods)

    def panel_row(self, candidate: str) -> int:
        """Return the row of the means of a panel; of a single form they are its own."""
        block = self._block_of[candidate]
        if block.panel is not None:
            return block.panel
        (form,) = own_forms(block.entry)
        return self.mean_row(form.form.identity.key)

    @property
    def end(self) -> int:
        """The column after the last requirement."""
        return max(self.columns.values(), default=FIRST_COLUMN) + 2

    @cached_property
    def _first_rows(self) -> Mapping[str, int]:
        return {key: row for block in self.blocks for key, row in block.forms.items()}

    @cached_property
    def _block_of(self) -> Mapping[str, Block]:
        return {block.entry.candidate.id: block for block in self.blocks}

    def _cell(self, row: int, requirement: str) -> str:
        at = xl_rowcol_to_cell(row, self.columns[requirement], row_abs=True, col_abs=True)
        return f"{quote_sheetname(self.sheet)}!{at}"

    def _row(self, row: int) -> str:
        return f"{quote_sheetname(self.sheet)}!{xl_range_abs(row, FIRST_COLUMN, row, self.end - 1)}"


def requirement_cells(language: Language, results: Results, cells: ScoreCells) -> RequirementCells:
    """Return where the scores of the requirements stand."""
    requirements = results.plan.requirements
    starts = accumulate((len(columns_of(entry)) for entry in requirements), initial=FIRST_COLUMN)
    methods = tuple(dict.fromkeys(field.method for field in cells.fields if field.requirements))
    return RequirementCells(
        sheet=language.text("results.sheets.requirements"),
        columns=dict(zip((entry.id for entry in requirements), starts, strict=False)),
        candidates={entry.candidate.id: FIRST_CANDIDATE + row for row, entry in enumerate(results.candidates)},
        blocks=tuple(_blocks(results, len(methods))),
        methods=methods,
    )


def columns_of(requirement: Requirement) -> Mapping[str, int]:
    """Return the columns of a requirement with their widths."""
    return MUST if requirement.priority is Priority.MUST else SHOULD


def method_title(plan: Plan, method: str) -> str:
    """Return what a method is called; the in-depth interview by its heading."""
    return plan.headings[Part.IN_DEPTH] if method == Part.IN_DEPTH else plan.methods_by_id[method].title


def source_title(plan: Plan, part: str, item: str) -> tuple[str, str]:
    """Return the id of a criterion and what it is called with its method; of the in-depth interview no id."""
    if part == Part.IN_DEPTH:
        return "", method_title(plan, part)
    criterion = plan.criteria_by_id[item]
    return criterion.id, f"{method_title(plan, criterion.method)}: {criterion.text}"


def _blocks(results: Results, methods: int) -> Iterator[Block]:
    row = FIRST_CANDIDATE + len(results.candidates) + 2
    for entry in results.candidates:
        heading, forms = row, {}
        for form in shown_forms(entry):
            forms[form.form.identity.key] = row + 1
            row += methods + 1
        panel = row + 1 if len(own_forms(entry)) > 1 else None
        if forms:
            yield Block(entry, heading, forms, panel)
            row += 2 if panel else 1
