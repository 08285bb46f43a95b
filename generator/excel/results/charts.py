"""The sheet of charts: which musts are met at a glance, and the profiles of the candidates over the requirements.

All of it shows cells of the other sheets. Candidates stand in the order of the plan and are told apart without
colours too, by dashes and markers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import shorten

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from generator.excel.results.formulas import quoted
from generator.excel.results.page import Page
from generator.excel.results.requirement_cells import RequirementCells
from generator.excel.results.rows import WHO, why_no_figures
from generator.model import MET_VALUES, CandidateResult, Part, Priority, Requirement, RestsOn, Results

_MUST_WIDTH = 18
_FIRST_ROW = 4
_CANDIDATES_IN_CHART = 6
_LOOKS = (
    ("#1F4E5F", "solid", "circle"),
    ("#C0562B", "dash", "square"),
    ("#2E7D6B", "round_dot", "diamond"),
    ("#6A3D9A", "long_dash", "triangle"),
    ("#8A6D00", "dash_dot", "x"),
    ("#333333", "long_dash_dot", "plus"),
)
"""Of the lines in a chart: colour, dashes and markers, so that they can be told apart in grey."""
_WIDTH, _HEIGHT, _ROWS = 1060, 440, 24
"""Of a chart in pixels, and the rows that it takes."""
_CHART_POINTS, _PAGE_POINTS = _HEIGHT * 0.75, 515
"""The heights of a chart, and of a page as it is printed."""
_ABOVE = 120
"""The height of what stands above the judgements, in points, and of the blank row below them."""
_COLUMNS_OF_CHART = 7
"""The columns beside the names that a chart lies over."""
_WIDEST_TEXT, _TEXTS_UP_TO = 34, 8
"""The letters of a requirement's text below the axis, and how many requirements leave room for them."""
_LEAST_COLUMNS = 30
"""The hidden cells that the lines are drawn from begin beyond these columns, which the charts lie over."""


def write_charts(book: Workbook, page: Page, results: Results, cells: RequirementCells) -> None:
    """Write the judgements of the musts as a table, and below it a chart for every few candidates."""
    musts = [entry for entry in results.plan.requirements if entry.priority is Priority.MUST]
    last_column = len(WHO) + max(len(musts), _COLUMNS_OF_CHART) - 1
    page.introduction(page.word("sheets.charts"), page.word("charts.reading"), 0, last_column)
    page.state(results, _FIRST_ROW - 2, 0, last_column)
    page.sheet.set_column(0, 0, WHO["id"])
    page.sheet.set_column(1, 1, WHO["candidate"])
    page.sheet.set_column(len(WHO), last_column, _MUST_WIDTH)
    scale = page.print_on_pages(sum(WHO.values()) + _MUST_WIDTH * (last_column + 1 - len(WHO)))
    row, height = _write_musts(page, results, musts, cells) if musts else (_FIRST_ROW, 0)
    apart = _ABOVE + height + _CHART_POINTS > 100 * _PAGE_POINTS / scale
    compared = [entry for entry in results.candidates if entry.totals]
    first_hidden = max(last_column + 1, _LEAST_COLUMNS)
    breaks = []
    if compared and results.plan.requirements:
        _write_lines(page, results.plan.requirements, compared, cells, first_hidden)
        groups = list(_groups(compared))
        for number, group in enumerate(groups, start=1):
            breaks += [row] if number > 1 or apart else []
            columns = [first_hidden + 1 + compared.index(entry) for entry in group]
            chart = _chart(book, page, results, group, columns, first_hidden)
            title = page.word("charts.profile_of", number=number, of=len(groups))
            chart.set_title({"name": title if len(groups) > 1 else page.word("charts.profile"), "overlay": False})
            names = ", ".join(entry.candidate.name for entry in group)
            described = {"description": page.word("charts.described", names=names), "object_position": 2}
            page.sheet.insert_chart(row, 0, chart, described)
            row += _ROWS
    page.sheet.print_area(0, 0, row, last_column)
    page.sheet.set_h_pagebreaks(breaks)


def _groups(compared: Sequence[CandidateResult]) -> Iterator[Sequence[CandidateResult]]:
    """Yield the candidates of each chart, as evenly as they can be shared out."""
    count = -(-len(compared) // _CANDIDATES_IN_CHART)
    ends = [len(compared) * number // count for number in range(count + 1)]
    for start, end in pairwise(ends):
        yield compared[start:end]


# ---- met or not


def _write_musts(
    page: Page, results: Results, musts: Sequence[Requirement], cells: RequirementCells
) -> tuple[int, float]:
    """Write a row per candidate and a column per must; return the row after a blank one, and the height in points."""
    page.span(_FIRST_ROW, 0, 1, page.word("charts.musts"), page.styles.header)
    for column, must in enumerate(musts, start=len(WHO)):
        page.write(_FIRST_ROW, column, f"{must.id} {must.text}", page.styles.figure_header)
    height = page.fit(_FIRST_ROW, ((f"{must.id} {must.text}", _MUST_WIDTH - 1) for must in musts))
    judged = any(entry.part is Part.IN_DEPTH for entry in results.plan.agenda)
    row = _FIRST_ROW + 1
    for entry in results.candidates:
        page.write(row, 0, entry.candidate.id, page.styles.name)
        page.write(row, 1, entry.candidate.name, page.styles.name)
        height += page.fit(row, [(entry.candidate.name, WHO["candidate"])])
        if entry.totals is None:
            why = why_no_figures(page, entry)
            page.span(row, len(WHO), len(WHO) + len(musts) - 1, why, page.styles.muted)
        else:
            for column, must in enumerate(musts, start=len(WHO)):
                formula = _signed(page, cells.met_of_candidate(entry.candidate.id, must.id))
                page.formula(row, column, formula, _stored(page, entry, must, judged=judged), page.styles.judgement)
        row += 1
    for value, style in zip(MET_VALUES, (page.styles.met, page.styles.not_met, page.styles.open), strict=True):
        look = {"type": "text", "criteria": "begins with", "value": page.word(f"charts.{value}"), "format": style}
        page.sheet.conditional_format(_FIRST_ROW + 1, len(WHO), row - 1, len(WHO) + len(musts) - 1, look)
    page.sheet.freeze_panes(_FIRST_ROW + 1, len(WHO))
    page.sheet.repeat_rows(0, 0)
    return row + 1, height


def _signed(page: Page, cell: str) -> str:
    """Return a formula for a judgement with its sign; what is none stands as it is."""
    formula = cell
    for value in reversed(MET_VALUES):
        word = page.language.text(f"form.choices.{value}")
        formula = f"IF({cell}={quoted(word)},{quoted(_with_sign(page, value))},{formula})"
    return f"={formula}"


def _with_sign(page: Page, value: str) -> str:
    return f"{page.word(f'charts.{value}')} {page.language.text(f'form.choices.{value}')}"


def _stored(page: Page, entry: CandidateResult, must: Requirement, *, judged: bool) -> str:
    """Return the judgement as the sheet of requirements has it; ``judged`` says whether the plan has a part for it."""
    assert entry.totals is not None  # the others have no judgements here
    if not judged:
        return page.word("none")
    met = entry.totals.requirements[must.id].met
    if met:
        return _with_sign(page, met)
    own = entry.panel.requirements[must.id].own if entry.panel and entry.rests_on is RestsOn.PANEL_MEAN else {}
    return page.word("requirements.see_panel" if any(score.met for score in own.values()) else "none")


# ---- profiles


def _write_lines(
    page: Page,
    requirements: Sequence[Requirement],
    compared: Sequence[CandidateResult],
    cells: RequirementCells,
    first: int,
) -> None:
    """Write what the lines are drawn from into hidden columns; no score is no point, and never one at zero."""
    with_texts = len(requirements) <= _TEXTS_UP_TO
    for row, requirement in enumerate(requirements, start=1):
        text = f"{requirement.id} {shorten(requirement.text, _WIDEST_TEXT, placeholder=' …')}"
        page.write(row, first, text if with_texts else requirement.id, page.styles.plain)
    for column, entry in enumerate(compared, start=first + 1):
        assert entry.totals is not None  # nobody else is compared
        page.write(0, column, f"{entry.candidate.id} {entry.candidate.name}", page.styles.plain)
        for row, requirement in enumerate(requirements, start=1):
            cell = cells.of_candidate(entry.candidate.id, requirement.id)
            page.point(row, column, cell, entry.totals.requirements[requirement.id].score)
    page.sheet.set_column(first, first + len(compared), None, None, {"hidden": True})


def _chart(
    book: Workbook,
    page: Page,
    results: Results,
    group: Sequence[CandidateResult],
    columns: Sequence[int],
    labels: int,
) -> Chart:
    """Return a chart with a line per candidate over the requirements, on the scale of the plan."""
    requirements = results.plan.requirements
    sheet = quote_sheetname(page.word("sheets.charts"))
    chart = book.add_chart({"type": "line"})
    assert isinstance(chart, Chart)  # a type that XlsxWriter knows
    for entry, column, (color, dashes, marker) in zip(group, columns, _LOOKS, strict=False):
        assert entry.totals is not None  # nobody else is compared
        scores = [entry.totals.requirements[requirement.id].score for requirement in requirements]
        drawn = {"color": color, "width": 2}
        chart.add_series(
            {
                "name": f"={sheet}!{xl_rowcol_to_cell(0, column, True, True)}",
                "categories": f"={sheet}!{xl_range_abs(1, labels, len(requirements), labels)}",
                "values": f"={sheet}!{xl_range_abs(1, column, len(requirements), column)}",
                "values_data": [None if score is None else float(score) for score in scores],
                "line": {**drawn, "dash_type": dashes},
                "marker": {"type": marker, "size": 8, "border": drawn, "fill": {"color": "#FFFFFF"}},
            }
        )
    font = {"name": "Calibri", "size": 10}
    axis = {"num_font": font, "name_font": font, "major_gridlines": {"visible": True, "line": {"color": "#D0D7DA"}}}
    chart.set_x_axis({**axis, "name": page.word("charts.requirements"), "position_axis": "between"})
    scale = {"min": 1, "max": results.plan.scale[-1].score, "major_unit": 1, "num_format": "0"}
    chart.set_y_axis({**axis, **scale, "name": page.word("charts.score")})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.show_hidden_data()
    chart.show_blanks_as("gap")
    chart.show_na_as_empty_cell()
    return chart
