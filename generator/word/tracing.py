"""What a form that has lost its own list of fields still shows of them: tags, labels, and ids below headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from generator import language as languages
from generator.answers import key
from generator.model import CONCLUSION, METHOD_PARTS, Field, Kind, Level, Part
from generator.word import grid
from generator.word.finding import Words
from generator.word.ns import value, w
from generator.word.opening import OpenedForm
from generator.word.text import text_of

_ITEM = re.compile(r"[A-Za-z]{1,3}[0-9]{1,4}")
"""An id as the blank workbook has them."""

_OF_PARTS = (Kind.NOTES, Kind.SUMMARY, Kind.TOTAL)
_OF_CONCLUSION = (Kind.SUMMARY, Kind.MISSING, Kind.RECOMMEND)
_CODE = re.compile(r"\{\{r\s|\{%(?:p|tr|tc|r)?\s")
"""What docxtpl understands and no form has: its kinds of statements, and its fields."""

_TOP_HEADING = re.compile(r"(heading|overskrift|rubrik) ?1", re.IGNORECASE)
_MINUTES = re.compile(r"\s*\([0-9]+ \w+\)$")


@dataclass(frozen=True)
class Traces:
    """The fields that a document shows, in its order, and the ids of rows whose part of the interview is not to see."""

    fields: tuple[Field, ...]
    unknown: tuple[str, ...]


def is_template(form: OpenedForm) -> bool:
    """Return whether a document holds template code."""
    return _CODE.search(text_of(form.body)) is not None


def traces(form: OpenedForm) -> Traces:
    """Return the fields that tags, built-in labels and built-in headers show."""
    return _Tracer(form).traces()


def names_in_all_languages() -> Mapping[str, Sequence[str]]:
    """Return what each part is called where no plan gives it another heading."""
    return {
        part: tuple(dict.fromkeys(words.text(f"parts.{part}") for words in languages.all_languages()))
        for part in (*Part, CONCLUSION)
    }


def scale_of_choices(form: OpenedForm) -> tuple[Level, ...]:
    """Return the rating scale that the choices of a score show; empty where none is left."""
    for control in form.body.iter(w("sdt")):
        field = _field(control)
        if field and field.kind is Kind.SCORE:
            choices = [
                (value(item, "value") or "", value(item, "displayText") or "") for item in control.iter(w("listItem"))
            ]
            levels = [Level(int(score), text.partition("–")[2].strip()) for score, text in choices if score.isdecimal()]
            if levels:
                return tuple(sorted(levels, key=lambda level: level.score))
    return ()


def _field(control: etree._Element) -> Field | None:
    return Field.of(value(control.find(f"{w('sdtPr')}/{w('tag')}")) or "")


class _Tracer:
    """Walks a document once; a heading says which part the tables below it are of."""

    def __init__(self, form: OpenedForm) -> None:
        self._body = form.body
        of_parts = [Field(part, "", kind) for part in Part for kind in _OF_PARTS]
        fields = [*of_parts, *(Field(CONCLUSION, "", kind) for kind in _OF_CONCLUSION)]
        self._words = Words.of(form, fields, names_in_all_languages())
        self._parts = {key(name): part for part, names in names_in_all_languages().items() for name in names}
        self._not_asked = {words.text("template.interview.not_a_must") for words in languages.all_languages()}
        self._tagged = {field.item: field.part for control in self._body.iter(w("sdt")) if (field := _field(control))}

    def traces(self) -> Traces:
        found: dict[Field, None] = {}
        unknown: dict[str, None] = {}
        heading = ""
        tables = iter(grid.tables(self._body))
        for element in self._body.iter(w("p"), w("tbl"), w("sdt")):
            if element.tag == w("p"):
                heading = self._below(element, heading)
            elif element.tag == w("sdt"):
                found.update(dict.fromkeys(filter(None, [_field(element)])))
            else:
                for item, field in self._of_table(next(tables), heading):
                    (unknown if field is None else found)[item if field is None else field] = None  # type: ignore[index]
        return Traces(tuple(found), tuple(unknown))

    def _below(self, paragraph: etree._Element, heading: str) -> str:
        """Return the part that a heading begins, none for one that names no part, or for other text the part so far."""
        if not _TOP_HEADING.fullmatch(value(paragraph.find(f"{w('pPr')}/{w('pStyle')}")) or ""):
            return heading
        return self._parts.get(key(_MINUTES.sub("", text_of(paragraph))), "")

    def _of_table(self, table: grid.Table, heading: str) -> Iterator[tuple[str, Field | None]]:
        """Yield the fields of a table, and the ids of items that cannot be placed."""
        headers: list[tuple[grid.Cell, Kind]] = []
        for row in table.rows:
            for cell in row.cells:
                yield from (("", field) for control in cell.element.iter(w("sdt")) if (field := _field(control)))
            item = self._item(row)
            if item and headers:
                part = self._tagged.get(item) or _part([kind for _, kind in headers], heading)
                asked = [kind for header, kind in headers if not self._is_not_asked(row, header)]
                yield from ((item, Field(part, item, kind) if part else None) for kind in asked)
            elif found := [(cell, kind) for cell in row.cells for kind in self._words.columns.get(key(cell.text), ())]:
                headers = found
            tags = [self._words.labels.get(key(cell.text)) for cell in row.cells[:-1]]
            yield from (("", field) for tag in tags if tag and (field := Field.of(tag)))

    def _is_not_asked(self, row: grid.Row, header: grid.Cell) -> bool:
        """Return whether a row has the mark of a requirement that no judgement is asked for."""
        texts = {cell.text.strip() for cell in row.overlapping(header.start, header.end)}
        return not texts or texts <= self._not_asked

    @staticmethod
    def _item(row: grid.Row) -> str:
        first = row.cells[0].text.split(maxsplit=1) if row.cells and not row.cells[0].continues else []
        word = first[0].strip(".:;,()[]*") if first else ""
        return word if _ITEM.fullmatch(word) else ""


def _part(kinds: Sequence[Kind], heading: str) -> str:
    """Return the part that a table with columns of these kinds is of, if that can be only one."""
    if Kind.ASSESSMENT in kinds or Kind.MET in kinds:
        return Part.IN_DEPTH
    if Kind.DONE in kinds:
        return Part.CLOSING
    may_be = METHOD_PARTS if Kind.SCORE in kinds else (Part.INTRODUCTION, Part.CLOSING)
    return heading if heading in may_be else ""
