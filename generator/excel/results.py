"""The results workbook: overview, requirements, notes and problems, for people to read and print.

Candidates stand in the plan's order, never in one of rank. All text is written as text: never a
formula, never a link, and with the characters it came with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, zip_longest
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from generator.excel.page import Cell, Page, Styles, make_styles, set_up_print
from generator.excel.panel_sheet import write_panel
from generator.excel.text import pieces
from generator.language import Language
from generator.model import (
    SCORED_PARTS,
    Answer,
    Candidate,
    CandidateResult,
    Criterion,
    FormsPer,
    FormTotals,
    Kind,
    Line,
    Part,
    PartTotals,
    Plan,
    Priority,
    Requirement,
    RestsOn,
    Results,
    Status,
)
from generator.problems import Place, Problem, problem

_HEADER_ROW = 3


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

        _write_overview(page("overview"), results)
        _write_requirements(page("requirements"), results)
        if results.plan.position.forms_per is FormsPer.PANEL_MEMBER:
            write_panel(page("panel"), results)
        split = _write_notes(page("notes"), results)
        _write_problems(page("problems"), [*results.problems, *split])
    return split


# ---- overview

_WHO = {"id": 6, "candidate": 24, "status": 16}
_OVERALL = {"mean": 9, "basis": 13}
_OVERALL_OF_PANEL = {**_OVERALL, "rests_on": 17}
_PART = {"sum": 7, "max": 7, "scored": 9, "not_assessed": 9, "part_mean": 7}


def _write_overview(page: Page, results: Results) -> None:
    parts = [entry for entry in results.plan.agenda if entry.part in SCORED_PARTS]
    per_member = results.plan.position.forms_per is FormsPer.PANEL_MEMBER
    overall = _OVERALL_OF_PANEL if per_member else _OVERALL
    columns = [*_WHO.items(), *overall.items(), *(item for _ in parts for item in _PART.items())]
    page.introduction(page.word("title", title=results.plan.position.title), page.word("reading"), 0, len(columns) - 1)
    page.state(results, _HEADER_ROW - 1, 0, len(columns) - 1)
    groups = (("", _WHO), (page.word("overview.overall"), overall), *((entry.heading, _PART) for entry in parts))
    first = 0
    for heading, group in groups:
        page.span(_HEADER_ROW, first, first + len(group) - 1, heading, page.styles.header)
        first += len(group)
    for column, (key, width) in enumerate(columns):
        style = page.styles.band if column < len(_WHO) else page.styles.figure_header
        page.write(_HEADER_ROW + 1, column, page.word(f"overview.{key}"), style)
        page.sheet.set_column(column, column, width)
    page.fit(_HEADER_ROW + 1, [(page.word(f"overview.{key}"), width) for key, width in columns])
    for row, entry in enumerate(results.candidates, start=_HEADER_ROW + 2):
        _write_who(page, row, entry, len(_WHO), len(columns))
        status = page.word(f"status.{_status(entry)}")
        page.write(row, 2, status, _style_of(page, entry))
        rests_on = [page.word(f"rests_on.{entry.rests_on}")] if per_member and entry.totals else []
        if entry.totals:
            _write_figures(page, row, entry.totals, rests_on, [part.part for part in parts])
        widths = (_WHO["candidate"], _WHO["status"], _OVERALL_OF_PANEL["rests_on"])
        page.fit(row, zip((entry.candidate.name, status, *rests_on), widths, strict=False))
    page.sheet.freeze_panes(_HEADER_ROW + 2, 2)
    page.sheet.repeat_rows(_HEADER_ROW, _HEADER_ROW + 1)


def _write_figures(page: Page, row: int, totals: FormTotals, rests_on: Sequence[str], parts: Iterable[Part]) -> None:
    styles, overall = page.styles, totals.overall
    cells: list[tuple[Cell, Format]] = [
        (overall.mean, styles.overall),
        (overall.basis, styles.counted(overall.of)),
        *((text, styles.judgement) for text in rests_on),
    ]
    for part in parts:
        cells += _part_cells(styles, totals.parts.get(part))
    for column, (figure, look) in enumerate(cells, start=len(_WHO)):
        page.figure(row, column, figure, look)


def _part_cells(styles: Styles, part: PartTotals | None) -> list[tuple[Cell, Format]]:
    """Return the figures of a part; a mean of several forms has none."""
    if part is None:
        return [(None, styles.whole)] * len(_PART)
    figures = (part.sum, part.max, part.scored, part.not_assessed, part.mean)
    looks = (styles.whole, styles.whole, styles.counted(part.of), styles.whole, styles.decimal)
    return list(zip(figures, looks, strict=True))


def _write_who(page: Page, row: int, entry: CandidateResult, figures: int, columns: int) -> None:
    """Begin a candidate's row, blank but for the first two cells; who waits says so where its ``figures`` begin."""
    texts = (entry.candidate.id, entry.candidate.name)
    for column in range(columns):
        page.write(row, column, texts[column] if column < len(texts) else None, _style_of(page, entry))
    if entry.awaited_members and not entry.totals:
        page.span(row, figures, columns - 1, page.waiting(entry), page.styles.muted)
    page.fit(row, zip(texts, _WHO.values(), strict=False))


def _style_of(page: Page, entry: CandidateResult) -> Format:
    return page.styles.name if entry.totals else page.styles.muted


def _status(entry: CandidateResult) -> str:
    if entry.awaited_members and not entry.totals:
        return "waiting"
    if entry.candidate.status is not Status.INVITED:
        return entry.candidate.status.value
    if entry.totals:
        return "complete" if entry.complete else "incomplete"
    return "several" if entry.forms else "missing"


# ---- requirements

_MUST, _SHOULD = {"score": 9, "met": 14}, {"score": 16}
_SCALE, _PAGE_WIDTH = 65, 170
"""In per cent, and the width of the requirements that then fit on a page beside the names."""
_LEAST_COLUMNS = 10


def _write_requirements(page: Page, results: Results) -> None:
    requirements = results.plan.requirements
    *starts, end = accumulate((len(_columns(entry)) for entry in requirements), initial=2)
    breaks = _page_breaks(requirements, starts)
    last_to_read = breaks[0] - 1 if breaks else max(end, _LEAST_COLUMNS) - 1
    page.introduction(page.word("sheets.requirements"), page.word("requirements_reading"), 2, last_to_read)
    page.state(results, _HEADER_ROW - 1, 2, last_to_read)
    labels = ("requirement", "text", "priority", "weight")
    for row, key in enumerate(labels, start=_HEADER_ROW):
        style = page.styles.header if row == _HEADER_ROW else page.styles.band
        page.span(row, 0, 1, page.word(f"requirements.{key}"), style)
    for requirement, first in zip(requirements, starts, strict=True):
        _write_requirement_header(page, requirement, first)
    page.fit(_HEADER_ROW + 1, [("", 1), *((entry.text, sum(_columns(entry).values()) - 1) for entry in requirements)])
    last_header = _HEADER_ROW + len(labels)
    for column, key in enumerate(("id", "candidate")):
        page.write(last_header, column, page.word(f"overview.{key}"), page.styles.band)
        page.sheet.set_column(column, column, _WHO[key])
    for row, entry in enumerate(results.candidates, start=last_header + 1):
        _write_who(page, row, entry, 2, end)
        for requirement, first in zip(requirements, starts, strict=True):
            _write_requirement(page, row, first, requirement, entry)
    page.sheet.freeze_panes(last_header + 1, 2)
    page.sheet.repeat_rows(_HEADER_ROW, last_header)
    page.sheet.repeat_columns(0, 1)
    if breaks:
        page.sheet.set_print_scale(_SCALE)
        page.sheet.set_v_pagebreaks(breaks)


def _write_requirement_header(page: Page, requirement: Requirement, first: int) -> None:
    columns = _columns(requirement)
    last = first + len(columns) - 1
    priority = page.language.text(f"form.priority.{requirement.priority}")
    page.span(_HEADER_ROW, first, last, requirement.id, page.styles.header)
    values: tuple[Cell, ...] = (requirement.text, priority, requirement.weight)
    for row, value in enumerate(values, start=_HEADER_ROW + 1):
        page.span(row, first, last, value, page.styles.band)
    for column, (key, width) in enumerate(columns.items(), start=first):
        page.write(_HEADER_ROW + 1 + len(values), column, page.word(f"requirements.{key}"), page.styles.figure_header)
        page.sheet.set_column(column, column, width)


def _write_requirement(page: Page, row: int, column: int, requirement: Requirement, entry: CandidateResult) -> None:
    if entry.totals is None:
        return
    page.figure(row, column, entry.totals.requirements[requirement.id].score, page.styles.decimal)
    if requirement.priority is Priority.MUST:
        page.figure(row, column + 1, _judgement(page, requirement.id, entry), page.styles.judgement)


def _judgement(page: Page, id: str, entry: CandidateResult) -> str | None:
    """Return whether a requirement is met, or where the members of a panel say so, each for themselves."""
    met = entry.totals.requirements[id].met if entry.totals else None
    if met:
        return page.language.text(f"form.choices.{met}")
    own = entry.panel.requirements[id].own if entry.panel and entry.rests_on is RestsOn.PANEL_MEAN else {}
    return page.word("requirements.see_panel") if any(judged.met for judged in own.values()) else None


def _page_breaks(requirements: Iterable[Requirement], starts: Iterable[int]) -> list[int]:
    """Return the columns that begin a new page, so that no requirement is cut in two."""
    breaks: list[int] = []
    used = 0
    for requirement, first in zip(requirements, starts, strict=True):
        width = sum(_columns(requirement).values())
        if used + width > _PAGE_WIDTH:
            breaks.append(first)
            used = 0
        used += width
    return breaks


def _columns(requirement: Requirement) -> Mapping[str, int]:
    """Return the columns of a requirement with their widths: its score and, for a must, the judgement."""
    return _MUST if requirement.priority is Priority.MUST else _SHOULD


# ---- notes


_NOTE_COLUMNS = {"id": 6, "candidate": 20, "part": 22, "item": 7, "item_text": 30, "kind": 17, "text": 76}
_NOTE_COLUMNS_OF_PANEL = {"id": 6, "candidate": 20, "whose": 20, **_NOTE_COLUMNS, "text": 64}
_TEXT_KINDS = (Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND, Kind.DONE)


def _write_notes(page: Page, results: Results) -> list[Problem]:
    columns = _NOTE_COLUMNS if results.plan.position.forms_per is FormsPer.CANDIDATE else _NOTE_COLUMNS_OF_PANEL
    _write_list_header(page, "notes", columns)
    split: list[Problem] = []
    row = 1
    for values in _notes(page.language, results):
        *_, text = values
        next_row = _write_list_row(page, row, values, columns)
        if next_row > row + 1:
            cell = xl_rowcol_to_cell(row, len(values) - 1)
            place = Place(sheet=page.word("sheets.notes"), cell=cell)
            split.append(problem("text_split", place, length=len(text), rows=next_row - row))
        row = next_row
    page.sheet.autofilter(0, 0, row - 1, len(columns) - 1)
    return split


def _notes(language: Language, results: Results) -> Iterator[tuple[str, ...]]:
    per_member = results.plan.position.forms_per is FormsPer.PANEL_MEMBER
    headings: dict[str, str] = dict(language.get("parts"))  # a form may hold a part that the plan no longer has
    headings |= {entry.part: entry.heading for entry in results.plan.agenda}
    for entry in results.candidates:
        of_plan = _item_texts(results.plan, entry.candidate)
        for result in entry.forms:
            texts = {**of_plan, **result.form.asked}
            whose = result.form.identity.panel_member_name or language.text("results.notes.agreed")
            who = (entry.candidate.id, entry.candidate.name, *((whose,) if per_member else ()))
            for answer in result.form.answers.values():
                kind = answer.tag.rsplit(".", 1)[-1]
                text = _answer_text(language, answer) if kind in _TEXT_KINDS else ""
                if text.strip():
                    yield *who, *_about(answer.tag, headings, texts), language.text(f"kinds.{kind}").capitalize(), text
            for remark in result.form.remarks:
                by = ", ".join(filter(None, (language.text(f"remarks.{remark.kind}"), remark.author)))
                yield *who, *_about(remark.tag, headings, texts), by, remark.text


def _about(tag: str, headings: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the part, the item and the text of the item that a field is about; nothing for no field."""
    if not tag:
        return "", "", ""
    part, *item, kind = tag.split(".")
    return headings[part], "".join(item), texts.get(item[0] if item else kind, "")


def _item_texts(plan: Plan, candidate: Candidate) -> dict[str, str]:
    """Return the text of every item by its id; the notes of a part as a whole are on the candidate's follow-ups."""
    items: Iterable[Requirement | Line | Criterion] = (*plan.requirements, *plan.lines, *plan.criteria)
    return {item.id: item.text for item in items} | {Kind.NOTES.value: "\n".join(candidate.follow_up)}


def _answer_text(language: Language, answer: Answer) -> str:
    if answer.tag.endswith(f".{Kind.RECOMMEND}") and answer.value is not None:
        return language.text(f"form.choices.{answer.value}")
    return language.shown(answer.value)


# ---- problems

_PROBLEM_COLUMNS = {"severity": 10, "place": 36, "message": 56, "remedy": 46}


def _write_problems(page: Page, problems: Iterable[Problem]) -> None:
    _write_list_header(page, "problems", _PROBLEM_COLUMNS)
    row = 1
    for entry in problems:
        severity = page.language.text(f"severity.{entry.severity}").capitalize()
        place = page.language.place(entry.place)
        words = page.language.message(entry), page.language.remedy(entry)
        row = _write_list_row(page, row, (severity, place, *words), _PROBLEM_COLUMNS)
    page.sheet.autofilter(0, 0, row - 1, len(_PROBLEM_COLUMNS) - 1)


# ---- lists


def _write_list_header(page: Page, key: str, columns: Mapping[str, int]) -> None:
    for column, (name, width) in enumerate(columns.items()):
        page.write(0, column, page.word(f"{key}.{name}"), page.styles.header)
        page.sheet.set_column(column, column, width)
    page.sheet.freeze_panes(1, 0)
    page.sheet.repeat_rows(0)


def _write_list_row(page: Page, row: int, values: Sequence[str], columns: Mapping[str, int]) -> int:
    """Write texts side by side and return the row after them.

    A text that needs several cells goes on in the rows below; there the others are repeated, so
    that a filter keeps the rows together.
    """
    cells = [pieces(value) for value in values]
    height = max(map(len, cells))
    filled = [parts * height if len(parts) == 1 else parts for parts in cells]
    for offset, texts in enumerate(zip_longest(*filled, fillvalue="")):
        for column, text in enumerate(texts):
            page.write(row + offset, column, text, page.styles.text)
        page.fit(row + offset, zip(texts, columns.values(), strict=True))
    return row + height
