"""The sheet of notes: everything that stands in the forms beside scores, as it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xlsxwriter.utility import xl_rowcol_to_cell

from generator.excel.results.carried import WrittenText
from generator.excel.results.lists import write_list_header, write_list_row
from generator.excel.results.page import Cell, Page
from generator.excel.text import pieces
from generator.language import Language
from generator.model import Answer, Candidate, Criterion, FormResult, FormsPer, Kind, Line, Plan, Requirement, Results
from generator.problems import Place, Problem, problem

_COLUMNS = {"id": 6, "candidate": 20, "part": 22, "item": 7, "item_text": 30, "kind": 17, "text": 76}
_COLUMNS_OF_PANEL = {"id": 6, "candidate": 20, "whose": 20, **_COLUMNS, "text": 64}
_TEXT_KINDS = (Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND, Kind.DONE)


KEYS = ("form_id", "field", "piece")
"""The headers of the hidden columns, the same in every language: form, field or ``remark.1``, and piece of its text."""


def written_texts(language: Language, results: Results) -> tuple[WrittenText, ...]:
    """Return which texts the sheet holds and how they are cut."""
    numbers = {id(form): number for number, form in enumerate(results.forms)}
    return tuple(
        WrittenText(numbers[id(form)], field, tuple(map(len, pieces(values[-1]))))
        for form, field, values in _notes(language, results)
    )


def write_notes(page: Page, results: Results) -> list[Problem]:
    """Write the notes and return a ``text_split`` for each text that needed several rows."""
    columns = _COLUMNS if results.plan.position.forms_per is FormsPer.CANDIDATE else _COLUMNS_OF_PANEL
    write_list_header(page, "notes", columns)
    for column, name in enumerate(KEYS, start=len(columns)):
        page.write(0, column, name, page.styles.header)
    page.sheet.set_column(len(columns), len(columns) + len(KEYS) - 1, None, None, {"hidden": True})
    split: list[Problem] = []
    row = 1
    for form, field, values in _notes(page.language, results):
        *_, text = values
        next_row = write_list_row(page, row, values, columns)
        for number in range(1, next_row - row + 1):
            keys: tuple[Cell, ...] = (form.form.identity.form_id, field, number)
            for column, key in enumerate(keys, start=len(columns)):
                page.write(row + number - 1, column, key, page.styles.text)
        if next_row > row + 1:
            cell = xl_rowcol_to_cell(row, len(values) - 1)
            place = Place(sheet=page.word("sheets.notes"), cell=cell)
            split.append(problem("text_split", place, length=len(text), rows=next_row - row))
        row = next_row
    page.sheet.autofilter(0, 0, row - 1, len(columns) + len(KEYS) - 1)
    return split


def _notes(language: Language, results: Results) -> Iterator[tuple[FormResult, str, tuple[str, ...]]]:
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
                    about = _about(answer.tag, headings, texts)
                    yield result, answer.tag, (*who, *about, language.text(f"kinds.{kind}").capitalize(), text)
            for number, remark in enumerate(result.form.remarks, start=1):
                by = ", ".join(filter(None, (language.text(f"remarks.{remark.kind}"), remark.author)))
                yield result, f"remark.{number}", (*who, *_about(remark.tag, headings, texts), by, remark.text)


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
