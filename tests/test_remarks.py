"""Comments and footnotes that people add to a form are kept as remarks: never an answer, never lost, never a change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from commands import run
from documents import MAIN, Change, cell, edited, forms_of, in_control, packed, parse, runs, unpacked, w
from jsonschema import Draft202012Validator
from lxml import etree
from openpyxl import load_workbook
from plans import FULL_PLAN
from returned import Desk
from workbooks import write_workbook

from generator.app.totals import compute_totals
from generator.model import Remark, RemarkKind
from generator.word.filling import fill

SCHEMA = Path(__file__).parent.parent / "docs" / "json" / "totals.schema.json"
NOTES, SCORE = "in_depth.K1.notes", "in_depth.K1.score"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Comment:
    """A comment as Word keeps it; ``mark`` is the id of its last paragraph, ``parent`` that of what it replies to."""

    id: int
    author: str
    text: str
    mark: str = ""
    parent: str = ""


def commented(form: bytes, *comments: Comment) -> bytes:
    """Put a part with comments into a form; where they stand is another matter."""
    written = "".join(
        f'<w:comment w:id="{c.id}" w:author="{escape(c.author)}"><w:p w14:paraId="{c.mark or c.id}">'
        f"<w:r><w:annotationRef/></w:r>{runs(c.text)}</w:p></w:comment>"
        for c in comments
    )
    threads = "".join(
        f'<w15:commentEx w15:paraId="{c.mark or c.id}"{f" w15:paraIdParent={c.parent!r}" if c.parent else ""}/>'
        for c in comments
    )
    form = with_part(form, "comments", f'<w:comments xmlns:w="{w("")[1:-1]}" xmlns:w14="{W14}">{written}</w:comments>')
    extended = f'<w15:commentsEx xmlns:w15="{W15}">{threads}</w15:commentsEx>'
    return with_part(form, "commentsExtended", extended, "http://schemas.microsoft.com/office/2011/relationships")


def with_part(form: bytes, kind: str, xml: str, type: str = OFFICE) -> bytes:
    parts = unpacked(form)
    rels = "word/_rels/document.xml.rels"
    relationship = f'<Relationship Id="r{kind}" Type="{type}/{kind}" Target="{kind}.xml"/></Relationships>'
    parts[rels] = parts[rels].replace(b"</Relationships>", relationship.encode())
    return packed({**parts, f"word/{kind}.xml": xml.encode()})


def at(tag: str, kind: str, id: int) -> Change:
    """Put the sign of a remark into the cell of a field."""
    return lambda root: next(cell(root, tag).iter(w("p"))).extend(parse(f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'))


def from_to(first: str, last: str, id: int) -> Change:
    def change(root: etree._Element) -> None:
        next(cell(root, first).iter(w("p"))).append(parse(f'<w:commentRangeStart w:id="{id}"/>')[0])
        end = f'<w:commentRangeEnd w:id="{id}"/><w:r><w:commentReference w:id="{id}"/></w:r>'
        next(cell(root, last).iter(w("p"))).extend(parse(end))

    return change


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


def remarks_of(desk: Desk, *files: bytes) -> tuple[Remark, ...]:
    (form,) = _results(desk, *files).forms
    return form.form.remarks


def _results(desk: Desk, *files: bytes):  # type: ignore[no-untyped-def]
    paths = []
    for number, data in enumerate(files):
        paths.append(desk.folder / f"skjema {number}.docx")
        paths[-1].write_bytes(data)
    results = compute_totals(desk.plan, paths)
    assert results is not None
    return results


FIRST = Comment(1, "Ivar Moe", "Spør referansen", mark="0A")
REPLY = Comment(2, "Eva Dahl", "Gjort", mark="0B", parent="0A")
COMMENT = RemarkKind.COMMENT


def test_comments_and_replies_are_remarks_with_their_author_and_the_field_they_stand_in(desk: Desk):
    form = commented(desk.forms["P1"], FIRST, REPLY, Comment(3, "", "4 & ikke 3", mark="0C"))
    form = edited(form, at(NOTES, "comment", 1), at(SCORE, "comment", 3))
    assert remarks_of(desk, form) == (
        Remark(COMMENT, "Ivar Moe", "Spør referansen", NOTES),
        Remark(COMMENT, "Eva Dahl", "Gjort", NOTES),  # it stands nowhere in the text: its thread does
        Remark(COMMENT, "", "4 & ikke 3", SCORE),
    )


def test_a_remark_is_no_answer_and_changes_none(desk: Desk):
    plain = edited(desk.forms["P1"], in_control(NOTES, runs("Ja")), in_control(SCORE, runs("4")))
    form = edited(commented(plain, Comment(1, "Eva Dahl", "2")), at(SCORE, "comment", 1), at(NOTES, "comment", 1))
    before, after = desk.read(plain), desk.read(form)
    assert after.answers == before.answers
    assert [code for code in after.codes() if code not in before.codes()] == ["remarks_collected"]


def test_a_comment_over_several_cells_stands_where_it_begins(desk: Desk):
    form = edited(commented(desk.forms["P1"], FIRST), from_to(NOTES, SCORE, 1))
    assert [remark.tag for remark in remarks_of(desk, form)] == [NOTES]


def test_a_comment_on_a_question_or_on_nothing_is_kept_without_a_field(desk: Desk):
    def on_the_question(root: etree._Element) -> None:
        beside = next(cell(root, NOTES).getprevious().iter(w("p")))
        beside.extend(parse('<w:r><w:commentReference w:id="1"/></w:r>'))

    form = edited(commented(desk.forms["P1"], FIRST, Comment(7, "Eva Dahl", "Løsnet")), on_the_question)
    assert [(remark.text, remark.tag) for remark in remarks_of(desk, form)] == [("Spør referansen", ""), ("Løsnet", "")]


def test_replies_that_reply_to_each_other_in_a_ring_are_kept(desk: Desk):
    ring = Comment(1, "A", "en", "0A", "0B"), Comment(2, "B", "to", "0B", "0A")
    assert [remark.text for remark in remarks_of(desk, commented(desk.forms["P1"], *ring))] == ["en", "to"]


def test_footnotes_and_endnotes_that_somebody_adds_are_remarks(desk: Desk):
    form = desk.forms["P1"]
    for kind in ("footnote", "endnote"):
        notes = (
            f'<w:{kind} w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
            f'<w:{kind} w:id="2"><w:p>{runs(f"En {kind}")}</w:p><w:p>{runs("til")}</w:p></w:{kind}>'
        )
        form = with_part(form, f"{kind}s", f'<w:{kind}s xmlns:w="{w("")[1:-1]}">{notes}</w:{kind}s>')
    form = edited(form, at(NOTES, "footnote", 2), at(SCORE, "endnote", 2))
    assert remarks_of(desk, form) == (
        Remark(RemarkKind.FOOTNOTE, "", "En footnote\ntil", NOTES),
        Remark(RemarkKind.ENDNOTE, "", "En endnote\ntil", SCORE),
    )


def test_a_comment_whose_text_is_not_in_the_file_is_told(desk: Desk):
    reading = desk.read(edited(desk.forms["P1"], at(NOTES, "comment", 5)))
    assert "remarks_not_read" in reading.codes()


def test_the_problem_says_how_many_there_are_and_where(desk: Desk):
    comments = FIRST, REPLY, Comment(3, "Eva Dahl", "Hm")
    form = edited(commented(desk.forms["P1"], *comments), at(NOTES, "comment", 1), at(SCORE, "comment", 3))
    (problem,) = [p for p in desk.read(form).problems if p.code == "remarks_collected"]
    assert (problem.severity, problem.values["count"], list(problem.values["where"])) == ("advice", 3, [NOTES, SCORE])
    message = desk.plan.words.message(problem)
    assert "3" in message and "K1, notater" in message and "K1, skår" in message


def test_remarks_stand_in_the_json_and_in_the_results_beside_the_notes(tmp_path: Path):
    _, forms = forms_of(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN), tmp_path / "forms")
    form = fill(forms["P1"], {NOTES: "Skrev planen"})
    comments = FIRST, Comment(3, "", "=1+1")
    (tmp_path / "Kari.docx").write_bytes(edited(commented(form, *comments), at(NOTES, "comment", 1)))
    done = run("totals", tmp_path / "plan.xlsx", tmp_path / "Kari.docx", "--out", tmp_path / "r.xlsx", "--json")
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(done.json)
    assert done.json["forms"][0]["remarks"] == [
        {"kind": "comment", "author": "Ivar Moe", "text": "Spør referansen", "tag": NOTES},
        {"kind": "comment", "author": None, "text": "=1+1", "tag": None},
    ]
    rows = list(load_workbook(tmp_path / "r.xlsx")["Notater"].iter_rows(values_only=True))
    assert [row[:7] for row in rows[1:] if row[5] != "Gjort"] == [
        ("P1", "Kari Nordmann", "Dybdeintervju", "K1", "Planfaglig grad", "Notater", "Skrev planen"),
        ("P1", "Kari Nordmann", "Dybdeintervju", "K1", "Planfaglig grad", "Kommentar, Ivar Moe", "Spør referansen"),
        ("P1", "Kari Nordmann", None, None, None, "Kommentar", "=1+1"),
    ]


# Copies


def test_remarks_of_copies_that_are_counted_once_are_all_kept(desk: Desk):
    plain = edited(desk.forms["P1"], in_control(NOTES, runs("Ja")))
    one = edited(commented(plain, FIRST), at(NOTES, "comment", 1))
    other = edited(commented(plain, FIRST, Comment(9, "Eva Dahl", "Uenig")), at(NOTES, "comment", 1))
    results = _results(desk, plain, one, other)
    (form,) = results.forms
    assert [remark.text for remark in form.form.remarks] == ["Spør referansen", "Uenig"]
    (told,) = [p for p in results.problems if p.code == "remarks_collected"]
    assert told.values["count"] == 2


def test_remarks_of_an_empty_copy_are_kept_with_the_form_that_is_filled_in(desk: Desk):
    filled = edited(desk.forms["P1"], in_control(NOTES, runs("Ja")))
    empty = edited(commented(desk.forms["P1"], FIRST), at(SCORE, "comment", 1))
    assert remarks_of(desk, empty, filled) == (Remark(COMMENT, "Ivar Moe", "Spør referansen", SCORE),)


def test_what_is_written_beside_the_fields_of_an_empty_copy_is_told(desk: Desk):
    filled = edited(desk.forms["P1"], in_control(NOTES, runs("Ja")))
    beside = edited(desk.forms["P1"], lambda root: root[0].insert(0, parse(f"<w:p>{runs('Hun takket nei.')}</w:p>")[0]))
    told = [p.values.get("text") for p in _results(desk, beside, filled).problems if p.code == "text_outside_fields"]
    assert told == ["Hun takket nei."]


def test_forms_that_differ_keep_each_their_own_remarks(desk: Desk):
    one, other = (
        edited(commented(desk.forms["P1"], Comment(1, "Eva Dahl", text)), in_control(NOTES, runs(text)))
        for text in ("en", "to")
    )
    results = _results(desk, one, other)
    assert [[remark.text for remark in form.form.remarks] for form in results.forms] == [["en"], ["to"]]
    assert "form_conflict" in {p.code for p in results.problems}


def test_remarks_of_an_agreed_form_that_nobody_has_filled_in_are_told(tmp_path: Path):
    per_member = "## Stilling\n| Stillingstittel | Fagleder plan |\n| Skjema per | paneldeltaker |\n"
    workbook = write_workbook(tmp_path / "plan.xlsx", FULL_PLAN, per_member)
    made = run("forms", workbook, "--out", tmp_path / "forms", "--json")
    (agreed,) = [f for f in made.json["forms"] if f["candidate"] == "P1" and not f["panel_member"]]
    path = Path(agreed["path"])
    path.write_bytes(commented(path.read_bytes(), FIRST))
    done = run("totals", workbook, tmp_path / "forms", "--out", tmp_path / "r.xlsx", "--json")
    (told,) = [p for p in done.json["problems"] if p["code"] == "remarks_left_out"]
    assert "Spør referansen" in told["message"]


def test_the_part_with_comments_may_be_in_the_strict_namespace(desk: Desk):
    form = edited(commented(desk.forms["P1"], FIRST), at(NOTES, "comment", 1))
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = {name: data.replace(w("")[1:-1].encode(), strict) for name, data in unpacked(form).items()}
    assert strict in parts[MAIN] and strict in parts["word/comments.xml"]
    assert remarks_of(desk, packed(parts)) == (Remark(COMMENT, "Ivar Moe", "Spør referansen", NOTES),)
