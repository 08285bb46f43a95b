"""Reading a completed form: every answer by its tag and by row and column, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from generator import language as languages
from generator.answers import JUDGED, NotUnderstood, cleaned, has_unreadable, is_printed, key, parse
from generator.model import PAPER, Answer, Field, Kind, Level, Remark, Value
from generator.problems import Place, Problem, problem
from generator.word import grid
from generator.word.drawings import drawings_in
from generator.word.finding import Found, Words, by_grid, by_tag, is_inside, same_cell
from generator.word.identity import static_hash
from generator.word.ns import w
from generator.word.opening import OpenedForm
from generator.word.paper import is_marked, is_struck_out
from generator.word.text import paragraphs_of, text_of

_EMBEDDED = (w("altChunk"), w("subDoc"))
_CHOSEN = (Kind.SCORE, *JUDGED)
_Owners = Mapping[etree._Element, str]
"""Whose answer an element holds, by tag; no tag where it holds several."""


@dataclass(frozen=True)
class ReadAnswers:
    """The answer of every expected field, what was wrong on the way, and what is remarked beside the answers.

    ``ways`` says of each field all that leads to it: ``tag``, ``grid``, both or nothing.
    """

    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...]
    ways: Mapping[str, tuple[str, ...]]
    remarks: tuple[Remark, ...] = ()


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
        unread = {field.tag: Answer(field.tag, None, "", None) for field in fields}
        return ReadAnswers(unread, (lost, *_outside(form, {})), {}, tuple(_remarks(form, {})))
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for field in fields:
        answer, found = _answer(form, field, tagged.get(field.tag, ()), gridded.get(field.tag, ()), scale)
        answers[field.tag] = answer
        problems += found
    owners = _owners(tagged, gridded)
    told = (*_not_text(form, fields, tagged, gridded), *_embedded(form, owners), *_outside(form, owners))
    ways = {f.tag: tuple(way for way, found in (("tag", tagged), ("grid", gridded)) if f.tag in found) for f in fields}
    return ReadAnswers(answers, (*problems, *told), ways, tuple(_remarks(form, owners)))


def _without_unused_rules(found: Mapping[str, Sequence[Found]]) -> dict[str, list[Found]]:
    """Return the texts without the ruled lines above and below them on which nothing is written."""
    return {tag: [replace(cell, text=_trimmed(cell.text)) for cell in cells] for tag, cells in found.items()}


def _trimmed(text: str) -> str:
    lines = text.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[written[0] : written[-1] + 1]) if written else ""


def _answer(
    form: OpenedForm, field: Field, tagged: Sequence[Found], gridded: Sequence[Found], scale: Sequence[Level]
) -> tuple[Answer, list[Problem]]:
    place = Place(file=form.name, tag=field.tag)

    def unusable(code: str, raw: str, found_by: str | None, **values: Value) -> tuple[Answer, list[Problem]]:
        return Answer(field.tag, None, raw, found_by), [problem(code, place, **values)]

    for found_by, cells in (("tag", tagged), ("grid", gridded)):
        merged = next((cell for cell in cells if cell.merged), None)
        if merged is not None:
            return unusable("field_merged", merged.text, found_by, text=merged.text)
    whole = gridded if is_inside(tagged, gridded) else tagged
    texts = {"tag": _different(whole, field.kind), "grid": _different(gridded, field.kind)}
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
        if field.kind in _CHOSEN:
            _refuse_doubtful(form, field.kind, [*tagged, *gridded])
        answer = Answer(field.tag, parse(field.kind, raw, scale), raw, found_by)
    except NotUnderstood as error:
        return unusable(error.code, raw, found_by, text=raw, lowest=scale[0].score, highest=scale[-1].score)
    return answer, [problem("symbol_not_read", place, text=raw)] if has_unreadable(raw) else []


def _different(cells: Sequence[Found], kind: Kind) -> list[str]:
    """Return the different texts that are not empty."""
    return [text for text in dict.fromkeys(cleaned(kind, cell.text) for cell in cells) if text.strip()]


def _refuse_doubtful(form: OpenedForm, kind: Kind, cells: Sequence[Found]) -> None:
    """Raise NotUnderstood for a choice that something makes doubtful although its text may be clear."""
    elements = [element for cell in cells for element in cell.elements]
    if any(is_printed(kind, cell.text) for cell in cells):
        return  # on a form for paper a mark is told as what it is
    if any(is_struck_out(run, form.contents.styles) for element in elements for run in element.iter(w("r"))):
        raise NotUnderstood("struck_out")
    if any(form.contents.is_numbered(paragraph) for element in elements for paragraph in element.iter(w("p"))):
        raise NotUnderstood("number_not_read")


def _owners(*ways: Mapping[str, Sequence[Found]]) -> dict[etree._Element, str]:
    owners: dict[etree._Element, str] = {}
    for tag, cells in ((tag, found) for way in ways for tag, found in way.items()):
        for element in (element for cell in cells for element in cell.elements):
            owners[element] = tag if owners.get(element, tag) == tag else ""
    return owners


def _owner(element: etree._Element | None, owners: _Owners) -> str | None:
    """Return the tag of the answer that an element stands in, None where it stands in none."""
    above = () if element is None else (element, *element.iterancestors())
    return next((owners[holder] for holder in above if holder in owners), None)


def _not_text(form: OpenedForm, fields: Sequence[Field], *ways: Mapping[str, Sequence[Found]]) -> Iterator[Problem]:
    """Yield what is there and cannot be read as text, so that it is not lost without a word."""
    for field in fields:
        place = Place(file=form.name, tag=field.tag)
        cells = [found for way in ways for found in way.get(field.tag, ())]
        printed = next((cell.text for cell in cells if is_printed(field.kind, cell.text)), "")
        elements = {element for cell in cells for element in cell.elements}
        drawn = any(next(drawings_in(element), None) is not None for element in elements)
        if printed and (drawn or any(is_marked(element, form.contents.styles) for element in elements)):
            yield problem("paper_not_read", place, text=" ".join(printed.split()))
        elif drawn:
            yield problem("picture_not_read", place)


def _embedded(form: OpenedForm, owners: _Owners) -> Iterator[Problem]:
    """Yield what stands in for another document, which is not read."""
    for element in form.body.iter(*_EMBEDDED):
        yield problem("embedded_not_read", Place(file=form.name, tag=_owner(element, owners) or ""))


def _remarks(form: OpenedForm, owners: _Owners) -> Iterator[Remark]:
    """Yield what people have remarked, without the notes that the form was made with."""
    known = form.information.static if form.information else frozenset()
    for remark in form.contents.remarks.remarks:
        if static_hash(remark.text, remark.kind) not in known:
            yield Remark(remark.kind, remark.author, remark.text, _owner(remark.anchor, owners) or "")


def _outside(form: OpenedForm, owners: _Owners) -> Iterator[Problem]:
    """Yield what a person put outside the fields, so that it is not lost without a word."""
    if form.contents.remarks.lost:
        yield problem("remarks_not_read", Place(file=form.name))
    if form.information is None or not form.information.static:
        return
    known = form.information.static
    expected = owners.keys() | set(_signature_tables(form.body))
    texts = []
    for paragraph in paragraphs_of(form.body):
        text = text_of(paragraph).strip()
        if text and static_hash(text) not in known and not any(p in expected for p in paragraph.iterancestors()):
            texts.append(text)
    if texts:
        yield problem("text_outside_fields", Place(file=form.name), text="\n".join(texts))
    if form.information.drawings is None:
        return  # a form of an earlier version, which does not say what stood around its text either
    for region, lines in form.contents.margins.items():
        if added := [line for line in dict.fromkeys(lines) if static_hash(line, region) not in known]:
            yield problem("text_outside_fields", Place(file=form.name, region=region), text="\n".join(added))
    drawn = sum(_owner(drawing, owners) is None for drawing in drawings_in(form.body))
    if drawn > form.information.drawings:
        yield problem("drawing_outside_fields", Place(file=form.name))


def _signature_tables(body: etree._Element) -> Iterator[etree._Element]:
    """Yield the tables that people sign, by their header row: a date and a name typed there belong there."""
    headers = {key(words.text("template.interview.signature")) for words in languages.all_languages()}
    for table in body.iter(w("tbl")):
        header = table.find(w("tr"))
        names = grid.children(header, w("tc")) if header is not None else ()  # of this table, not of one in a cell
        if any(key(text_of(cell)) in headers for cell in names):
            yield table
