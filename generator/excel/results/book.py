"""The results workbook: overview, requirements, scores, panel, comparison and more, for people to read and print.

Candidates stand in the plan's order, never in one of rank. All text is written as text: never a
formula, never a link, and with the characters it came with. Figures are formulas on the scores.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from generator.excel.results.bearing import write_bearing
from generator.excel.results.carried import Written, formulas_of, write_carried
from generator.excel.results.charts import write_charts
from generator.excel.results.comparison import write_comparison
from generator.excel.results.counted import write_counted
from generator.excel.results.notes import Texts, write_notes
from generator.excel.results.overview import write_overview
from generator.excel.results.page import Page, make_styles, set_up_print
from generator.excel.results.panel import write_panel
from generator.excel.results.problems import write_problems
from generator.excel.results.record import names_of_record, write_record
from generator.excel.results.requirement_cells import requirement_cells
from generator.excel.results.requirements import write_requirements
from generator.excel.results.score_cells import RECORD, ScoreCells, score_cells
from generator.excel.results.scores import write_scores
from generator.excel.results.treatment import write_treatment
from generator.language import Language
from generator.model import FormsPer, Results
from generator.problems import Problem

_NO_LINKS: Mapping[str, str] = MappingProxyType({})


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet whose formulas are written as they are: none has a function that needs a prefix in the file.

    XlsxWriter looks for each of these in every formula, which takes most of the time of a large workbook.
    """

    def _prepare_formula(self, formula: str, *_: object) -> str:
        return formula.removeprefix("=")


def write_results(
    file: BinaryIO,
    language: Language,
    results: Results,
    links: Mapping[str, str] = _NO_LINKS,
    made: datetime | None = None,
) -> list[Problem]:
    """Write the workbook and return a ``text_split`` for each text that no single cell could hold.

    ``links`` says by the path of a form where a link to it leads, relative to the workbook and
    escaped as in a URL, and ``made`` is when the workbook says that it was made, in UTC; now if it is
    None. The problems also stand in the workbook itself, after those of ``results``.
    """
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        title = language.text("results.title", title=results.plan.position.title)
        book.set_properties({"title": title, "created": made})
        styles, pages = make_styles(book, language), []

        def page(key: str) -> Page:
            sheet = book.add_worksheet(language.text(f"results.sheets.{key}"), worksheet_class=_Sheet)
            set_up_print(sheet, language, results.plan)
            pages.append(Page(sheet, styles, language))
            return pages[-1]

        cells = score_cells(language, results)
        for name, refers_to in names_of_record(cells).items():
            book.define_name(name, refers_to)
        requirements = requirement_cells(language, results, cells)
        write_overview(page("overview"), results, cells, requirements)
        write_requirements(page("requirements"), results, cells, requirements)
        write_scores(page("scores"), results, cells)
        if results.plan.position.forms_per is FormsPer.PANEL_MEMBER:
            write_panel(page("panel"), results, cells, requirements)
        write_charts(book, page("charts"), results, requirements)
        comparison = page("comparison")
        if results.bearing:
            write_bearing(page("bearing"), results, results.bearing, cells)
        if results.treatment:
            write_treatment(page("treatment"), results, results.treatment, cells)
        texts, split = write_notes(page("notes"), results, links)
        write_comparison(comparison, results, texts, cells, requirements)
        write_problems(page("problems"), [*results.problems, *split], cells)
        formulas = formulas_of(pages)  # the next sheets are hidden, and nobody types over what is there
        counted, record = page("counted"), Page(book.add_worksheet(RECORD), styles, language)
        _write_hidden(counted, record, results, cells, texts, formulas)
    return split


def _write_hidden(
    counted: Page,
    record: Page,
    results: Results,
    cells: ScoreCells,
    texts: Texts,
    formulas: Mapping[str, tuple[str, ...]],
) -> None:
    """Write the sheets that nobody sees: what counts of each score, and what was read from the forms."""
    write_counted(counted, results, cells)
    write_record(record, results, cells)
    tags = tuple(field.tag for field in cells.fields)
    written = Written(tuple(cells.rows), tags, texts.written, formulas)
    write_carried(record, cells.last_row + 2, results, written)
