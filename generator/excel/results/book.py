"""The results workbook: overview, requirements, panel, treatment, notes and problems, to read and print.

Candidates stand in the plan's order, never in one of rank. All text is written as text: never a
formula, never a link, and with the characters it came with.
"""

from __future__ import annotations

from typing import BinaryIO

from xlsxwriter import Workbook

from generator.excel.results.notes import write_notes
from generator.excel.results.overview import write_overview
from generator.excel.results.page import Page, make_styles, set_up_print
from generator.excel.results.panel import write_panel
from generator.excel.results.problems import write_problems
from generator.excel.results.requirements import write_requirements
from generator.excel.results.treatment import write_treatment
from generator.language import Language
from generator.model import FormsPer, Results
from generator.problems import Problem


def write_results(file: BinaryIO, language: Language, results: Results) -> list[Problem]:
    """Write the workbook and return a ``text_split`` for each note or assessment that needed several rows.

    These problems also stand in the workbook itself, after those of ``results``.
    """
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": language.text("results.title", title=results.plan.position.title)})
        styles = make_styles(book, language)

        def page(key: str) -> Page:
            sheet = book.add_worksheet(language.text(f"results.sheets.{key}"))
            set_up_print(sheet, language, results.plan)
            return Page(sheet, styles, language)

        write_overview(page("overview"), results)
        write_requirements(page("requirements"), results)
        if results.plan.position.forms_per is FormsPer.PANEL_MEMBER:
            write_panel(page("panel"), results)
        if results.treatment:
            write_treatment(page("treatment"), results, results.treatment)
        split = write_notes(page("notes"), results)
        write_problems(page("problems"), [*results.problems, *split])
    return split
