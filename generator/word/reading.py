"""Reading a completed form: every answer by its tag and by row and column, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from generator import language as languages
from generator.answers import NotUnderstood, cleaned, is_printed, key, parse
from generator.model import PAPER, Answer, Field, Kind, Level, Value
from generator.problems import Place, Problem, problem
from generator.word.finding import Found, Words, by_grid, by_tag, same_cell
from generator.word.identity import static_hash
from generator.word.ns import w
from generator.word.opening import OpenedForm
from generator.word.paper import is_marked
from generator.word.text import paragraphs_of, text_of

_PICTURES = (w("drawing"), w("pict"), w("object"))
_RULE = "{urn:schemas-microsoft-com:office:office}hr"


@dataclass(frozen=True)
class ReadAnswers:
    """The answer of every expected field, and what was wrong on the way."""

    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...]


def read_answers(
    form: OpenedForm, fields: Sequence[Field], part_names: Mapping[str, Sequence[str]], scale: Sequence[Level]
) -> ReadAnswers:
    """Return the answer of every field, found or not.

    ``part_names`` are the names that a part may have in labels; they serve where the form
    no longer carries the labels it was made with.
    """
    words = Words.of(form, fields, part_names)
    tagged, gridded = by_tag(form.body, fields, words), by_grid(form.body, fields, words)
    if form.information is None or form.information.identity.variant == PAPER:  # without it, it may be on paper
        tagged, gridded = _without_unused_rules(tagged), _without_unused_rules(gridded)
    if not tagged and not gridded:
        lost = problem("no_fields_found", Place(file=form.name))
        return ReadAnswers({field.tag: Answer(field.tag, None, "", None) for field in fields}, (lost,))
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for field in fields:
        answer, found = _answer(form.name, field, tagged.get(field.tag, ()), gridded.get(field.tag, ()), scale)
        answers[field.tag] = answer
        problems += found
    claimed = {
        element for found in (tagged, gridded) for cells in found.values() for f in cells for element in f.elements
    }
    return ReadAnswers(answers, (*problems, *_not_text(form, fields, tagged, gridded), *_outside(form, claimed)))


def _without_unused_rules(found: Mapping[str, Sequence[Found]]) -> dict[str, list[Found]]:
    """Return the texts without the ruled lines above and below them on which nothing is written."""
    return {tag: [replace(cell, text=_trimmed(cell.text)) for cell in cells] for tag, cells in found.items()}


def _trimmed(text: str) -> str:
    lines = text.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""


def _answer(
    name: str, field: Field, tagged: Sequence[Found], gridded: Sequence[Found], scale: Sequence[Level]
) -> tuple[Answer, list[Problem]]:
    place = Place(file=name, tag=field.tag)

    def unusable(code: str, raw: str, found_by: str | None, **values: Value) -> tuple[Answer, list[Problem]]:
        return Answer(field.tag, None, raw, found_by), [problem(code, place, **values)]

    for found_by, cells in (("tag", tagged), ("grid", gridded)):
        merged = next((cell for cell in cells if cell.merged), None)
        if merged is not None:
            return unusable("field_merged", merged.text, found_by, text=merged.text)
    texts = {"tag": _different(tagged, field.kind), "grid": _different(gridded, field.kind)}
    for found_by, several in texts.items():
        if len(several) > 1:
            return unusable("field_ambiguous", "\n".join(several), found_by, first=several[0], second=several[1])
    if tagged and gridded and not same_cell(tagged, gridded) and texts["tag"] != texts["grid"]:
        first, second = ("".join(texts[way]) for way in ("tag", "grid"))
        return unusable("field_disagrees", first, "tag", first=first, second=second)
    if not tagged and not gridded:
        return unusable("field_not_found", "", None)
    found_by = "tag" if tagged else "grid"
    raw = next(iter(texts[found_by]), "")
    try:
        return Answer(field.tag, parse(field.kind, raw, scale), raw, found_by), []
    except NotUnderstood as error:
        return unusable(error.code, raw, found_by, text=raw, lowest=scale[0].score, highest=scale[-1].score)


def _different(cells: Sequence[Found], kind: Kind) -> list[str]:
    """Return the different texts that are not empty."""
    return [text for text in dict.fromkeys(cleaned(kind, cell.text) for cell in cells) if text.strip()]


def _not_text(form: OpenedForm, fields: Sequence[Field], *ways: Mapping[str, Sequence[Found]]) -> Iterator[Problem]:
    """Yield what is there and cannot be read as text, so that it is not lost without a word."""
    for field in fields:
        place = Place(file=form.name, tag=field.tag)
        cells = [found for way in ways for found in way.get(field.tag, ())]
        printed = next((cell.text for cell in cells if is_printed(field.kind, cell.text)), "")
        elements = {element for cell in cells for element in cell.elements}
        drawn = any(map(_holds_a_picture, elements))
        if printed and (drawn or any(map(is_marked, elements))):
            yield problem("paper_not_read", place, text=" ".join(printed.split()))
        elif drawn:
            yield problem("picture_not_read", place)
    known = form.information.static if form.information else frozenset()
    if any(static_hash(remark) not in known for remark in form.remarks):
        yield problem("remarks_not_read", Place(file=form.name))


def _holds_a_picture(cell: etree._Element) -> bool:
    return any(not _is_rule(picture) for picture in cell.iter(*_PICTURES))


def _is_rule(picture: etree._Element) -> bool:
    """Return whether a picture is a horizontal rule (VML ``o:hr``), as pandoc writes the ruled lines of a form."""
    return picture.tag == w("pict") and len(picture) > 0 and all(shape.get(_RULE) == "t" for shape in picture)


def _outside(form: OpenedForm, claimed: set[etree._Element]) -> Iterator[Problem]:
    """Yield what a person wrote outside the fields, so that it is not lost without a word."""
    known = form.information.static if form.information else frozenset()
    if not known:
        return
    expected = claimed | set(_signature_tables(form.body))
    texts = []
    for paragraph in paragraphs_of(form.body):
        text = text_of(paragraph).strip()
        if text and static_hash(text) not in known and not any(p in expected for p in paragraph.iterancestors()):
            texts.append(text)
    if texts:
        yield problem("text_outside_fields", Place(file=form.name), text="\n".join(texts))


def _signature_tables(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the tables that people sign, by their header row: a date and a name typed there belong there."""
    headers = {key(words.text("template.interview.signature")) for words in languages.all_languages()}
    for table in body.iter(w("tbl")):
        header = table.find(w("tr"))
        if header is not None and any(key(text_of(cell)) in headers for cell in header.iter(w("tc"))):
            yield table
