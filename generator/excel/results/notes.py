"""The sheet of notes: everything that stands in the forms beside scores, as it was typed.

Here alone are texts typed into the workbook. Other sheets show them by reference, and whoever reads
the workbook back finds each by the key of its row, wherever it was sorted to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from generator.excel.results.carried import WrittenText
from generator.excel.results.formulas import quoted
from generator.excel.results.lists import write_list_header
from generator.excel.results.long_texts import PIECE_WIDTH, cut
from generator.excel.results.page import Cell, Page
from generator.excel.text import MAX_UNITS
from generator.language import Language
from generator.model import (
    Answer,
    CandidateResult,
    Field,
    FormResult,
    FormsPer,
    Kind,
    Part,
    Plan,
    Results,
)
from generator.problems import Place, Problem, problem

_ABOUT = {"part": 22, "item": 6, "item_text": 44, "kind": 13}
_END = {"measures": 7, "form": 8}
_COLUMNS = {"id": 6, "candidate": 17, **_ABOUT, "text": 84, **_END}
_COLUMNS_OF_PANEL = {"id": 6, "candidate": 17, "whose": 16, **_ABOUT, "text": 74, **_END}
_TEXT_KINDS = (Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND, Kind.DONE)

KEYS = ("form_id", "field", "piece", "key")
"""The headers of the hidden columns, the same in every language: which form, which field or ``remark.1``, which piece
of a text that needs several rows, and the key by which formulas find the row."""


@dataclass(frozen=True)
class _Note:
    """A text and what it is about; ``field`` is the tag of its field, or ``remark.1``."""

    entry: CandidateResult
    form: FormResult
    field: str
    part: str
    item: str
    item_text: str
    kind: str
    measures: str
    text: str


@dataclass(frozen=True)
class Shown:
    """A piece of a text: what it is, and the formula by which another sheet shows it."""

    text: str
    formula: str


@dataclass(frozen=True)
class Texts:
    """Where the texts of forms stand, for the sheets that show them: pieces by what the keys of their rows begin with.

    Of a candidate with two forms that should be one, nothing is to be shown. ``written`` says of each text how
    it was cut.
    """

    pieces: Mapping[str, tuple[Shown, ...]]
    written: tuple[WrittenText, ...]

    def of(self, form: FormResult, tag: str) -> tuple[Shown, ...]:
        """Return the pieces of what was written in a field; none where nothing was."""
        return self.pieces.get(_key(form, tag), ())


def write_notes(page: Page, results: Results, links: Mapping[str, str]) -> tuple[Texts, list[Problem]]:
    """Write the notes, return where they are, and a ``text_split`` for each text that no single cell could hold.

    ``links`` says by the path of a form where a link to it leads.
    """
    columns = _COLUMNS if results.plan.position.forms_per is FormsPer.CANDIDATE else _COLUMNS_OF_PANEL
    notes = [(note, cut(note.text, PIECE_WIDTH)) for note in _notes(page.language, results)]
    last = sum(len(pieces) for _, pieces in notes)
    write_list_header(page, "notes", columns)
    for column, name in enumerate(KEYS, start=len(columns)):
        page.write(0, column, name, page.styles.header)
    page.sheet.set_column(len(columns), len(columns) + len(KEYS) - 1, None, None, {"hidden": True})
    split: list[Problem] = []
    shown: dict[str, tuple[Shown, ...]] = {}
    breaks: list[int] = []
    row = 1
    for _, group in groupby(notes, lambda found: found[0].entry.candidate.id):
        breaks += [row] if row > 1 else []
        for note, pieces in group:
            _write_note(page, row, note, pieces, columns, links)
            key = _key(note.form, note.field)
            shown[key] = tuple(
                Shown(piece, _formula(page, columns, last, row + number, f"{key}/{number + 1}"))
                for number, piece in enumerate(pieces)
            )
            if len(note.text.encode("utf-16-le")) // 2 > MAX_UNITS:
                cell = xl_rowcol_to_cell(row, list(columns).index("text"))
                place = Place(sheet=page.word("sheets.notes"), cell=cell)
                split.append(problem("text_split", place, length=len(note.text), rows=len(pieces)))
            row += len(pieces)
    page.sheet.autofilter(0, 0, last, len(columns) + len(KEYS) - 1)
    # On paper there is nothing to open.
    page.sheet.print_area(0, 0, last, list(columns).index("form") - 1)
    page.print_on_pages(sum(columns.values()) - columns["form"])
    page.sheet.set_h_pagebreaks(breaks)
    # A candidate's result of a form may lack problems that would tell figures; the form itself is the same.
    numbers = {id(result.form): number for number, result in enumerate(results.forms)}
    written = (WrittenText(numbers[id(note.form.form)], note.field, tuple(map(len, pieces))) for note, pieces in notes)
    return Texts(shown, tuple(written)), split


def _write_note(
    page: Page, row: int, note: _Note, pieces: list[str], columns: Mapping[str, int], links: Mapping[str, str]
) -> None:
    """Write a row for each piece of a text, with all that it is about, so that a filter keeps them together."""
    identity = note.form.form.identity
    whose = identity.panel_member_name or page.word("notes.agreed")
    url = links.get(note.form.form.path, "")
    for number, piece in enumerate(pieces, start=1):
        of = page.word("notes.piece", kind=note.kind, number=number, of=len(pieces)) if len(pieces) > 1 else note.kind
        texts = {
            "id": note.entry.candidate.id,
            "candidate": note.entry.candidate.name,
            "whose": whose,
            "part": note.part,
            "item": note.item,
            "item_text": note.item_text,
            "kind": of,
            "text": piece,
            "measures": note.measures,
            "form": "" if url else page.word("none"),
        }
        for column, name in enumerate(columns):
            page.write(row, column, texts[name], page.styles.text)
        if url:
            page.link(row, list(columns).index("form"), url, page.word("notes.open"))
        keys: tuple[Cell, ...] = (identity.form_id, note.field, number, f"{_key(note.form, note.field)}/{number}")
        for column, key in enumerate(keys, start=len(columns)):
            page.write(row, column, key, page.styles.text)
        page.fit(row, ((texts[name], width) for name, width in columns.items()))
        row += 1


def _key(form: FormResult, field: str) -> str:
    """Return whose form of which candidate it is, and the field."""
    return f"{form.form.identity.key}/{field}"


def _formula(page: Page, columns: Mapping[str, int], last: int, row: int, key: str) -> str:
    """Return the formula of the text with a key: in its row or, once people have sorted the rows, where it is now."""
    sheet = quote_sheetname(page.word("sheets.notes"))
    text = f"{sheet}!{xl_col_to_name(list(columns).index('text'), col_abs=True)}"
    keys = f"{sheet}!{xl_col_to_name(len(columns) + KEYS.index('key'), col_abs=True)}"
    key, gone = quoted(key), quoted(page.word("comparison.gone"))
    return (
        f'=IF({keys}{row + 1}={key},{text}{row + 1}&"",'
        f'IFERROR(INDEX({_column(text, last)},MATCH({key},{_column(keys, last)},0))&"",{gone}))'
    )


def _column(reference: str, last: int) -> str:
    return f"{reference}$2:{reference.rpartition('!')[2]}${last + 1}"


# ---- what there is to write


def _notes(language: Language, results: Results) -> Iterator[_Note]:
    headings: dict[str, str] = dict(language.get("parts"))  # a form may hold a part that the plan no longer has
    headings |= results.plan.headings
    for entry in results.candidates:
        # The notes of a part as a whole are on the candidate's follow-ups.
        of_plan = {**results.plan.item_texts, Kind.NOTES.value: "\n".join(entry.candidate.follow_up)}
        for result in entry.forms:
            texts = {**of_plan, **result.form.asked}
            for answer in result.form.answers.values():
                kind = answer.tag.rsplit(".", 1)[-1]
                text = _answer_text(language, answer) if kind in _TEXT_KINDS else ""
                if text.strip():
                    about = _about(answer.tag, headings, texts)
                    named = language.text(f"kinds.{kind}").capitalize()
                    measured = ", ".join(measures(results.plan, answer.tag))
                    yield _Note(entry, result, answer.tag, *about, named, measured, text)
            for number, remark in enumerate(result.form.remarks, start=1):
                by = ", ".join(filter(None, (language.text(f"remarks.{remark.kind}"), remark.author)))
                about = _about(remark.tag, headings, texts)
                measured = ", ".join(measures(results.plan, remark.tag))
                yield _Note(entry, result, f"remark.{number}", *about, by, measured, remark.text)


def measures(plan: Plan, tag: str) -> tuple[str, ...]:
    """Return the requirements that what stands in a field is about."""
    field = Field.of(tag)
    if field is None or not field.item:
        return ()
    if field.part == Part.IN_DEPTH:
        return (field.item,)
    criterion = plan.criteria_by_id.get(field.item)
    return criterion.requirements if criterion else ()


def _about(tag: str, headings: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the part, the item and the text of the item that a field is about; nothing for no field."""
    if not tag:
        return "", "", ""
    part, *item, kind = tag.split(".")
    return headings[part], "".join(item), texts.get(item[0] if item else kind, "")


def _answer_text(language: Language, answer: Answer) -> str:
    if answer.tag.endswith(f".{Kind.RECOMMEND}") and answer.value is not None:
        return language.text(f"form.choices.{answer.value}")
    return language.shown(answer.value)
