"""The results workbook: overview, requirements, panel, notes and problems, for people to read and print.

Candidates stand in the plan's order, never in one of rank. All text is written as text: never a
formula, never a link, and with the characters it came with. Figures are formulas on the scores.
"""

from __future__ import annotations

from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from generator.excel.results.bearing import write_bearing
from generator.excel.results.counted import write_counted
from generator.excel.results.notes import write_notes
from generator.excel.results.overview import write_overview
from generator.excel.results.page import Page, make_styles, set_up_print
from generator.excel.results.panel import write_panel
from generator.excel.results.problems import write_problems
from generator.excel.results.record import names_of_record, write_record
from generator.excel.results.requirement_cells import requirement_cells
from generator.excel.results.requirements import write_requirements
from generator.excel.results.score_cells import RECORD, score_cells
from generator.excel.results.scores import write_scores
from generator.language import Language
from generator.model import FormsPer, Results
from generator.problems import Problem


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A sheet whose formulas are written as they are: none has a function that needs a prefix in the file.

    XlsxWriter looks for each of these in every formula, which takes most of the time of a large workbook.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


def write_results(file: BinaryIO, language: Language, results: Results) -> list[Problem]:
    """Write the workbook and return a ``text_split`` for each note or assessment that needed several rows.

    These problems also stand in the workbook itself, after those of ``results``.
    """
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": language.text("results.title", title=results.plan.position.title)})
        styles = make_styles(book, language)

        def page(key: str) -> Page:
            sheet = book.add_worksheet(language.text(f"results.sheets.{key}"), worksheet_class=_Sheet)
            set_up_print(sheet, language, results.plan)
            return Page(sheet, styles, language)

        cells = score_cells(language, results)
        for name, refers_to in names_of_record(cells).items():
            book.define_name(name, refers_to)
        requirements = requirement_cells(language, results, cells)
        write_overview(page("overview"), results, cells, requirements)
        write_requirements(page("requirements"), results, cells, requirements)
        write_scores(page("scores"), results, cells)
        if results.plan.position.forms_per is FormsPer.PANEL_MEMBER:
            write_panel(page("panel"), results, cells, requirements)
        if results.bearing:
            write_bearing(page("bearing"), results, results.bearing, cells)
        split = write_notes(page("notes"), results)
        write_problems(page("problems"), [*results.problems, *split])
        write_counted(page("counted"), results, cells)
        write_record(Page(book.add_worksheet(RECORD), styles, language), results, cells)
    return split
