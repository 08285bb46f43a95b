"""Completed forms are read whatever Word and people have done to them: an answer is found or missed, never wrong."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from damages import DAMAGES
from documents import (
    EMPTY,
    MAIN,
    W14,
    Change,
    cell,
    control,
    edited,
    in_cell,
    in_control,
    packed,
    parse,
    replaced,
    runs,
    unpacked,
    w,
    without,
    without_controls,
)
from lxml import etree
from openpyxl import Workbook
from plans import FULL_PLAN
from returned import Desk, Reading
from workbooks import SMALL_PLAN

from generator.problems import Severity, UnusableFile
from generator.word.opening import open_form

NOTES, SCORE, MET, TICK = "in_depth.K1.notes", "in_depth.K1.score", "in_depth.K1.met", "closing.S6.done"

GIVEN = {
    "introduction.notes": "Sluttet fordi kontoret ble lagt ned.",
    "introduction.S2.notes": "Vil bruke faget.\nKjenner kommunen.",
    "in_depth.K1.notes": "Skrev om strandsonen.\tBrukte den i to planer.",
    "in_depth.K1.assessment": "Trygg på faget",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "met",
    "in_depth.K2.notes": "Ledet fem personer",
    "in_depth.K2.assessment": "",
    "in_depth.K2.score": "not_assessed",
    "in_depth.K3.notes": "Sa fra om fristen",
    "in_depth.K3.assessment": "Tydelig nok",
    "in_depth.K3.score": "2",
    "in_depth.K3.met": "open",
    "in_depth.summary": "God samtale",
    "in_depth.total": "6",
    "case.V1.notes": "Fant paragrafen",
    "case.V1.score": "5",
    "case.V2.notes": "Klart språk",
    "case.V2.score": "3",
    "case.summary": "Godt svar",
    "case.total": "8",
    "tests.V3.notes": "Deler gjerne",
    "tests.V3.score": "1",
    "tests.summary": "Ett grunnlag av flere",
    "closing.S4.notes": "Når begynner prosjektet?",
    "closing.S6.done": "x",
    "conclusion.summary": "Aktuell",
    "conclusion.missing": "Referanse fra forrige leder",
    "conclusion.recommend": "go_on",
}
UNDERSTOOD = {
    **GIVEN,
    "in_depth.K1.score": 4,
    "in_depth.K2.assessment": None,
    "in_depth.K2.score": "not_assessed",
    "in_depth.K3.score": 2,
    "case.V1.score": 5,
    "case.V2.score": 3,
    "tests.V3.score": 1,
    "tests.total": None,
    "closing.S6.done": True,
    "closing.S7.done": False,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


@pytest.fixture(scope="module")
def blank(desk: Desk) -> bytes:
    return desk.forms["P1"]


@pytest.fixture(scope="module")
def filled(desk: Desk) -> bytes:
    return desk.filled("P1", GIVEN)


def values(reading: Reading) -> dict[str, object]:
    return {tag: answer.value for tag, answer in reading.answers.items()}


def found_by(reading: Reading) -> set[str | None]:
    return {answer.found_by for answer in reading.answers.values()}


# Whole forms


def test_a_form_filled_in_its_controls_is_read_by_tag(desk: Desk, filled: bytes):
    reading = desk.read(filled)
    assert values(reading) == UNDERSTOOD
    assert found_by(reading) == {"tag"}
    assert reading.codes() == []


def test_a_form_without_any_control_is_read_by_row_and_column(desk: Desk, filled: bytes):
    reading = desk.read(edited(filled, without_controls))
    assert values(reading) == UNDERSTOOD
    assert found_by(reading) == {"grid"}
    assert reading.codes() == []


def test_a_form_that_nobody_has_filled_in_has_no_answers(desk: Desk, blank: bytes):
    for form in (blank, edited(blank, without_controls)):
        reading = desk.read(form)
        assert set(values(reading).values()) == {None, False}
        assert {p.severity for p in reading.problems} == {Severity.WARNING}
        assert set(reading.codes()) == {"scores_missing"}


def test_a_document_of_other_word_processors_with_nothing_but_the_tables_is_read(desk: Desk, filled: bytes):
    """What pandoc and AbiWord leave: text and tables, and the line that says whose form it is."""
    bare = edited(filled, without_controls, strip_properties)
    bare = without(bare, "customXml/", "docProps/", "word/glossary/", "word/header", "word/footer")
    reading = desk.read(bare)
    assert values(reading) == UNDERSTOOD


def strip_properties(root: etree._Element) -> None:
    for name in ("pPr", "rPr", "tblPr", "trPr"):
        for element in list(root.iter(w(name))):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)


# One field as people and Word leave it


def text(*lines: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)


def run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def t(words: str) -> str:
    return run(f'<w:t xml:space="preserve">{words}</w:t>')


INSERTED = '<w:ins w:id="90" w:author="Eva">{}</w:ins>'
DELETED = '<w:del w:id="91" w:author="Eva"><w:r><w:delText xml:space="preserve">{}</w:delText></w:r></w:del>'
MARK_DELETED = '<w:pPr><w:rPr><w:del w:id="92" w:author="Eva"/></w:rPr></w:pPr>'
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r>"
SDT = "<w:sdt><w:sdtPr><w:tag w:val='{}'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


def around(tag: str, wrap_cell: bool) -> Change:
    """Put the control around the cell, or around the paragraph, instead of inside it."""

    def change(root: etree._Element) -> None:
        field = control(root, tag)
        paragraph = field.getparent()
        assert paragraph is not None
        inside = next(iter(field.iter(w("sdtContent"))))
        place = paragraph.index(field)
        paragraph.remove(field)
        paragraph[place:place] = list(inside)
        outer = paragraph.getparent() if wrap_cell else paragraph
        assert outer is not None
        parent = outer.getparent()
        assert parent is not None
        parent.replace(outer, field)
        inside.append(outer)

    return change


CELLS: dict[str, tuple[Change, str, object, str]] = {
    "typed text beside our placeholder": (in_control(SCORE, t(f"{EMPTY}4")), SCORE, 4, "tag"),
    "typed text before our placeholder": (in_control(SCORE, t("4") + t(EMPTY)), SCORE, 4, "tag"),
    "typed text beside the placeholder of Word": (in_control(SCORE, t("Velg et element.") + t("4")), SCORE, 4, "tag"),
    "typed text right after a word of Word": (in_control(SCORE, t("Velg4")), SCORE, 4, "tag"),
    "the placeholder of Word for text": (
        in_control(NOTES, t("Klikk eller trykk her for å skrive inn tekst.")),
        NOTES,
        None,
        "tag",
    ),
    "the placeholder of Word for a choice": (in_control(MET, t("Velg et element.")), MET, None, "tag"),
    "a note beside our placeholder": (in_control(NOTES, t(EMPTY) + t("Skrev selv")), NOTES, "Skrev selv", "tag"),
    "the flag of a placeholder left on": (in_control(NOTES, t("Skrev selv")), NOTES, "Skrev selv", "tag"),
    "text before the control": (
        lambda root: control(root, NOTES).addprevious(parse(t("Først "))[0]),
        NOTES,
        "Først ",
        "tag",
    ),
    "a cleared cell": (in_cell(NOTES, text("Ny tekst")), NOTES, "Ny tekst", "grid"),
    "a cleared cell with a score": (in_cell(SCORE, text("3")), SCORE, 3, "grid"),
    "a cleared cell left empty": (in_cell(NOTES, "<w:p/>"), NOTES, None, "grid"),
    "several paragraphs": (in_cell(NOTES, text("En.", "To.", "", "Fire.")), NOTES, "En.\nTo.\n\nFire.", "grid"),
    "a control around the first of several paragraphs": (
        in_cell(NOTES, f"<w:p>{SDT.format(NOTES, t('En.'))}</w:p>{text('To.', 'Tre.')}"),
        NOTES,
        "En.\nTo.\nTre.",
        "tag",
    ),
    "line breaks": (
        in_control(NOTES, run("<w:t>En</w:t><w:br/><w:t>To</w:t><w:cr/><w:t>Tre</w:t>")),
        NOTES,
        "En\nTo\nTre",
        "tag",
    ),
    "tabs": (in_control(NOTES, run("<w:t>a</w:t><w:tab/><w:t>b</w:t>")), NOTES, "a\tb", "tag"),
    "words split over runs": (
        in_control(NOTES, t("Sam") + t("ar") + t("beid ") + t("godt")),
        NOTES,
        "Samarbeid godt",
        "tag",
    ),
    "inserted text": (in_control(NOTES, t("Ja") + INSERTED.format(t(", helt"))), NOTES, "Ja, helt", "tag"),
    "deleted text": (in_control(NOTES, t("Ja") + DELETED.format(", helt")), NOTES, "Ja", "tag"),
    "a score exchanged with track changes": (
        in_control(SCORE, DELETED.format("2") + INSERTED.format(t("4"))),
        SCORE,
        4,
        "tag",
    ),
    "moved text": (
        in_cell(
            NOTES,
            f'<w:p><w:moveFrom w:id="93" w:author="Eva">{t("En")}</w:moveFrom></w:p><w:p>{t("To")}</w:p>'
            f'<w:p><w:moveTo w:id="94" w:author="Eva">{t("En")}</w:moveTo></w:p>',
        ),
        NOTES,
        "\nTo\nEn",
        "grid",
    ),
    "a deleted paragraph mark": (
        in_cell(NOTES, f"<w:p>{MARK_DELETED}{t('Sam')}</w:p><w:p>{t('arbeid')}</w:p>{text('Nytt')}"),
        NOTES,
        "Samarbeid\nNytt",
        "grid",
    ),
    "a link": (
        in_control(NOTES, t("Se ") + f"<w:hyperlink>{t('nettsiden')}</w:hyperlink>"),
        NOTES,
        "Se nettsiden",
        "tag",
    ),
    "a field with its result": (
        in_control(
            NOTES,
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{t("12.11.")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            f'<w:fldSimple w:instr=" PAGE ">{t(" s. 1")}</w:fldSimple>',
        ),
        NOTES,
        "12.11. s. 1",
        "tag",
    ),
    "symbols and hyphens": (
        in_control(NOTES, run('<w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:sym w:font="Arial" w:char="2192"/>')),
        NOTES,
        "A\u2011B→",
        "tag",
    ),
    "hidden text": (in_control(NOTES, t("Synlig") + HIDDEN), NOTES, "Synlig", "tag"),
    "text that is said not to be hidden": (
        in_control(NOTES, '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Synlig</w:t></w:r>'),
        NOTES,
        "Synlig",
        "tag",
    ),
    "a smart tag": (in_control(NOTES, f"<w:smartTag>{t('Bergen')}</w:smartTag>"), NOTES, "Bergen", "tag"),
    "one of two alternatives": (
        in_control(
            NOTES,
            f"<mc:AlternateContent><mc:Choice Requires='wps'>{t('ny')}</mc:Choice><mc:Fallback>{t('gammel')}</mc:Fallback>"
            "</mc:AlternateContent>",
        ),
        NOTES,
        "ny",
        "tag",
    ),
    "a control in the control": (in_control(NOTES, t("a") + SDT.format("other", t("b"))), NOTES, "ab", "tag"),
    "a control around the cell": (
        lambda root: [in_control(NOTES, t("Hei"))(root), around(NOTES, True)(root)],
        NOTES,
        "Hei",
        "tag",
    ),
    "a control around the paragraph": (
        lambda root: [in_control(NOTES, t("Hei"))(root), around(NOTES, False)(root)],
        NOTES,
        "Hei",
        "tag",
    ),
    "a table in the cell": (
        in_cell(NOTES, f"<w:tbl><w:tr><w:tc>{text('a')}</w:tc><w:tc>{text('b')}</w:tc></w:tr></w:tbl><w:p/>"),
        NOTES,
        "a\nb\n",
        "grid",
    ),
    "a list": (
        in_cell(NOTES, f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>{t('Først')}</w:p>"),
        NOTES,
        "Først",
        "grid",
    ),
    "a comment in the text": (
        in_control(NOTES, f'<w:commentRangeStart w:id="1"/>{t("Ja")}<w:commentRangeEnd w:id="1"/>'),
        NOTES,
        "Ja",
        "tag",
    ),
    "a tick in the control": (in_control(TICK, t("☒")), TICK, True, "tag"),
    "a letter for a tick": (in_control(TICK, t("X")), TICK, True, "tag"),
    "a tick typed beside the box": (lambda root: control(root, TICK).addnext(parse(t("✓"))[0]), TICK, True, "tag"),
    "a word for a tick": (in_cell(TICK, text("Ja")), TICK, True, "grid"),
    "a word for no tick": (in_cell(TICK, text("nei")), TICK, False, "grid"),
    "a judgement in words": (in_control(MET, t("Oppfylt")), MET, "met", "tag"),
    "a judgement in other words": (in_cell(MET, text("ja")), MET, "met", "grid"),
    "no judgement in words": (in_control(MET, t("Ikke oppfylt")), MET, "not_met", "tag"),
    "a note that reads like code": (in_control(NOTES, t("=1+1 {{ x }}")), NOTES, "=1+1 {{ x }}", "tag"),
    "a note of one word that Word puts into lists": (in_control(NOTES, t("Velg")), NOTES, "Velg", "tag"),
}


@pytest.mark.parametrize("name", CELLS)
def test_an_answer_is_read_from(desk: Desk, blank: bytes, name: str):
    change, tag, value, way = CELLS[name]
    answer = desk.read(edited(blank, change)).answers[tag]
    assert (answer.value, answer.found_by) == (value, way)


@pytest.mark.parametrize(
    ("tag", "words", "code"),
    [
        (MET, "kanskje", "bad_met"),
        (MET, "Oppfylt?", "bad_met"),
        (MET, "Oppfylt / Ikke oppfylt", "bad_met"),
        (TICK, "delvis", "bad_tick"),
        (TICK, "☐ Ja ☒ Nei", "bad_tick"),
        ("conclusion.recommend", "Gå videre, men ring først", "bad_recommend"),
    ],
)
def test_an_answer_that_is_none_of_the_choices_is_a_problem_and_not_a_guess(
    desk: Desk, blank: bytes, tag: str, words: str, code: str
):
    reading = desk.read(edited(blank, in_control(tag, t(words))))
    assert reading.answers[tag].value is None
    assert reading.answers[tag].raw == words
    assert reading.codes(tag) == [code]


@pytest.mark.parametrize(
    "typed",
    [
        *("4", " 4 ", "4.", "(4)", "4/5", "4 / 5", "4 av 5", "4 AV 5", "4\u00a0av\u00a05", "godt", "Godt"),
        *("4 – godt", "4 - godt", "4: godt", "4–godt", "4 — godt", "4 –\ngodt", "4 – oppfyller godt", "4 Godt"),
        "4 out of 5",
    ],
)
def test_a_score_that_can_mean_only_one_thing_is_that_score(desk: Desk, blank: bytes, typed: str):
    for change in (in_control(SCORE, runs(typed)), in_cell(SCORE, f"<w:p>{runs(typed)}</w:p>")):
        reading = desk.read(edited(blank, change))
        assert reading.answers[SCORE].value == 4, typed
        assert reading.codes(SCORE) == []


@pytest.mark.parametrize("typed", ["Ikke vurdert", "ikke vurdert", "– Ikke vurdert", "IKKE  VURDERT"])
def test_not_assessed_is_not_a_score(desk: Desk, blank: bytes, typed: str):
    assert desk.read(edited(blank, in_control(SCORE, t(typed)))).answers[SCORE].value == "not_assessed"


@pytest.mark.parametrize(
    "typed",
    [
        *("4-5", "4–5", "4?", "?", "3,5", "3.5", "0", "6", "-4", "4+", "4-", "4/6", "4 av 6", "4/10", "4 eller 5"),
        *("3 4", "4\n5", "44", "4 – svakt", "4 – ikke vurdert", "5 – godt", "4 – nesten 5", "4 – godt?", "ca. 4"),
        *("4: nei, tre", "4 – eller fem", "4 – kanskje bedre", "4 – minus", "4 - Usikker"),
        *("nesten godt", "1e0", "½", "4 of 6", "4 + 1", "4%", "4 av", "/5", "x", "–"),
    ],
)
def test_a_score_that_can_mean_two_things_or_none_is_a_problem_and_not_a_guess(desk: Desk, blank: bytes, typed: str):
    for change in (in_control(SCORE, runs(typed)), in_cell(SCORE, f"<w:p>{runs(typed)}</w:p>")):
        reading = desk.read(edited(blank, change))
        assert reading.answers[SCORE].value is None, typed
        assert reading.codes(SCORE) == ["bad_score"]


@pytest.mark.parametrize(
    "label",
    ["minst 3 eksempler", "godt?", "(svakt)", "nesten i mål", "–", "100 %", "5", "3 – middels", "ikke  helt\nvist"],
)
def test_what_is_chosen_in_the_drop_down_is_the_score_whatever_the_label_says(tmp_path: Path, label: str):
    scale = f'## Skala\n| Skår | Kort tekst |\n|---|---|\n| 1 | lavt |\n| 2 | "{label.replace(chr(10), "<br>")}" |\n| 3 | høyt |\n'
    desk = Desk(tmp_path, SMALL_PLAN, scale)
    reading = desk.read(desk.filled("P1", {"in_depth.K1.score": "2"}))
    assert reading.answers["in_depth.K1.score"].value == 2
    assert reading.codes("in_depth.K1.score") == []


def test_a_number_that_is_also_the_label_of_another_level_means_two_things(tmp_path: Path):
    scale = '## Skala\n| Skår | Kort tekst |\n|---|---|\n| 1 | "3" |\n| 2 | "2" |\n| 3 | "1" |\n'
    desk = Desk(tmp_path, SMALL_PLAN, scale)
    for typed, value in (("3", None), ("2", 2), ("1 – 3", 1)):
        form = edited(desk.forms["P1"], in_control("in_depth.K1.score", runs(typed)))
        assert desk.read(form).answers["in_depth.K1.score"].value == value, typed


# The document as a whole


def test_a_document_saved_as_strict_open_xml_is_read(desk: Desk, filled: bytes):
    strict = {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/customXml": "http://purl.oclc.org/ooxml/officeDocument/customXml",
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
    }
    parts = unpacked(filled)
    for name in parts:
        for transitional, new in strict.items():
            parts[name] = parts[name].replace(transitional.encode(), new.encode())
    assert b"schemas.openxmlformats.org/wordprocessingml/2006/main" not in parts[MAIN]
    reading = desk.read(packed(parts))
    assert reading.candidate == "P1"
    assert values(reading) == UNDERSTOOD
    assert found_by(reading) == {"tag"}


def test_the_main_part_is_found_whatever_its_name(desk: Desk, filled: bytes):
    parts = unpacked(filled)
    parts["word/dokument2.xml"] = parts.pop(MAIN)
    parts["word/_rels/dokument2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"word/dokument2.xml")
    reading = desk.read(packed(parts))
    assert values(reading) == UNDERSTOOD


@pytest.mark.parametrize(
    "lost",
    [("customXml/",), ("docProps/custom.xml",), ("docProps/", "customXml/")],
    ids=["the custom XML part", "the custom properties", "both"],
)
def test_the_form_is_known_when_the_editor_has_dropped(desk: Desk, filled: bytes, lost: tuple[str, ...]):
    for form in (filled, edited(filled, without_controls)):
        reading = desk.read(without(form, *lost))
        assert reading.candidate == "P1"
        assert values(reading) == UNDERSTOOD


def test_without_any_identity_left_it_is_no_form(desk: Desk, filled: bytes):
    form_id = next(etree.fromstring(unpacked(filled)["customXml/item1.xml"]).itertext())
    bare = replaced(without(filled, "docProps/", "customXml/"), form_id, "")
    reading = desk.read(bare)
    assert reading.candidate == ""
    assert reading.codes() == ["not_a_form"]


def test_the_text_of_another_form_pasted_in_is_refused(desk: Desk, filled: bytes):
    """All of Øystein's form pasted into Kari's file: the file says one thing and the text another."""
    parts = unpacked(filled)
    other = unpacked(desk.forms["P2"])
    reading = desk.read(packed({**parts, MAIN: other[MAIN]}))
    assert reading.candidate == ""
    assert reading.codes() == ["form_identity_differs"]


def test_a_form_with_the_line_of_another_beside_its_own_and_nothing_else_left_is_nobodys(desk: Desk, filled: bytes):
    own, other = (
        next(etree.fromstring(unpacked(f)["customXml/item1.xml"]).itertext()) for f in (filled, desk.forms["P2"])
    )
    both = replaced(without(filled, "docProps/", "customXml/"), own, f"{own} og {other}")
    assert desk.read(both).candidate == ""


def test_text_written_outside_the_fields_is_told(desk: Desk, filled: bytes):
    def change(root: etree._Element) -> None:
        root[0].insert(3, parse(text("Ring kandidaten før fredag"))[0])
        cell(root, NOTES).getprevious().append(parse(text("Spurte også om jussen"))[0])

    (problem,) = [p for p in desk.read(edited(filled, change)).problems if p.code == "text_outside_fields"]
    assert problem.values["text"] == "Ring kandidaten før fredag\nSpurte også om jussen"


def test_a_form_whose_tables_are_gone_says_so(desk: Desk, filled: bytes):
    def change(root: etree._Element) -> None:
        for table in list(root.iter(w("tbl"))):
            table.getparent().remove(table)

    reading = desk.read(edited(filled, change))
    assert "no_fields_found" in reading.codes()
    assert set(values(reading).values()) == {None}


# Two ways to one field


def test_a_row_pasted_over_another_so_that_tag_and_row_disagree_is_a_problem(desk: Desk, filled: bytes):
    def change(root: etree._Element) -> None:
        one, other = cell(root, "in_depth.K1.score"), cell(root, "in_depth.K3.score")
        mark = etree.Element("mark")
        one.addprevious(mark)
        other.addprevious(one)
        mark.getparent().replace(mark, other)

    reading = desk.read(edited(filled, change))
    for tag in ("in_depth.K1.score", "in_depth.K3.score"):
        assert reading.answers[tag].value is None
        assert reading.codes(tag) == ["field_disagrees"]


def test_an_answer_that_stands_twice_and_differs_is_a_problem(desk: Desk, filled: bytes):
    def copied(score: str) -> Change:
        def change(root: etree._Element) -> None:
            row = next(cell(root, SCORE).iterancestors(w("tr")))
            again = copy.deepcopy(row)
            row.addnext(again)
            in_control_of(again, SCORE, score)

        return change

    same, different = (desk.read(edited(filled, copied(score))) for score in ("4 – godt", "3 – godt nok"))
    assert (same.answers[SCORE].value, same.codes(SCORE)) == (4, [])
    assert (different.answers[SCORE].value, different.codes(SCORE)) == (None, ["field_ambiguous"])


def in_control_of(element: etree._Element, tag: str, words: str) -> None:
    content = control(element, tag).find(w("sdtContent"))
    assert content is not None
    content[:] = parse(t(words))


def test_a_deleted_row_with_track_changes_is_deleted(desk: Desk, filled: bytes):
    def change(root: etree._Element) -> None:
        row = next(cell(root, "case.V2.score").iterancestors(w("tr")))
        row.find(w("trPr")).append(parse('<w:del w:id="95" w:author="Eva"/>')[0])

    for form in (filled, edited(filled, without_controls)):
        reading = desk.read(
            edited(form, change) if form is filled else edited(edited(filled, change), without_controls)
        )
        assert reading.answers["case.V2.score"].value is None
        assert reading.codes("case.V2.score") == ["field_not_found"]


# Damaged tables


def assert_found_or_told(reading: Reading, truth: Mapping[str, object], told: set[str] | None = None) -> None:
    """Assert that each answer is the one that was given, or is said to be lost; ``told`` says exactly which."""
    said = {p.place.tag for p in reading.problems if p.severity is Severity.ERROR and p.place.tag}
    if "no_fields_found" in reading.codes():
        said |= set(truth)
    outside = {
        line for p in reading.problems if p.code == "text_outside_fields" for line in p.values["text"].splitlines()
    }
    for tag, value in truth.items():
        got = reading.answers[tag].value
        got = got.strip() if isinstance(got, str) else got  # merging leaves empty paragraphs
        if tag in said:
            assert got is None, f"{tag} is both told and read as {got!r}"
        elif not set(str(value or "").splitlines()) - set(str(got or "").splitlines()) <= outside:
            raise AssertionError(f"{tag}: {got!r} for {value!r}, and nobody says so")
        else:
            assert got == value or (outside and str(got or "") in str(value)), f"{tag}: {got!r} for {value!r}"
    if told is not None:
        assert said == told


OTHERS = {
    **GIVEN,
    "in_depth.K1.score": "1",
    "in_depth.K3.score": "5",
    "case.V1.notes": "",
    "in_depth.K3.notes": "En\nto",
}
OTHERS_UNDERSTOOD = {
    **UNDERSTOOD,
    "in_depth.K1.score": 1,
    "in_depth.K3.score": 5,
    "case.V1.notes": None,
    "in_depth.K3.notes": "En\nto",
}


@pytest.mark.parametrize("with_controls", [False, True], ids=["no controls left", "controls left"])
@pytest.mark.parametrize(("given", "truth"), [(GIVEN, UNDERSTOOD), (OTHERS, OTHERS_UNDERSTOOD)], ids=["one", "other"])
@pytest.mark.parametrize("name", DAMAGES)
def test_answers_are_found_or_told_to_be_lost_after(
    desk: Desk, name: str, given: dict[str, str], truth: dict[str, object], with_controls: bool
):
    change, lost_without, lost_with = DAMAGES[name]
    form = desk.filled("P1", given)
    form = edited(form, change) if with_controls else edited(form, without_controls, change)
    lost = lost_with if with_controls else lost_without
    assert_found_or_told(desk.read(form), truth, {tag for tag in truth if any(tag.startswith(start) for start in lost)})


# Files that are no form


def xlsx() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def odt() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<office/>")
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("beside", "codes"), [("", []), ("<w:num>", ["damaged_document"]), ("&nbsp;", ["damaged_document"])]
)
def test_a_prefix_that_is_not_declared_is_passed_over_and_other_damage_is_not(
    desk: Desk, beside: str, codes: list[str]
):
    """SuperDoc 1.46 writes such a prefix into the part of the lists."""
    form = desk.filled("P1", {"in_depth.K1.score": "4"})
    parts = unpacked(form)
    name = "word/numbering.xml"
    parts[name] = parts[name].replace(b"</w:numbering>", f'<w:num w15:x="1"/>{beside}</w:numbering>'.encode())
    reading = desk.read(packed(parts))
    assert [code for code in reading.codes() if code != "scores_missing"] == codes
    assert reading.candidate == ("" if codes else "P1")


def files(form: bytes) -> Iterator[tuple[str, bytes]]:
    parts = unpacked(form)
    yield "old_document", OLE + b"\x00" * 600 + "WordDocument".encode("utf-16-le")
    yield "encrypted", OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    yield "opendocument_document", odt()
    yield "macro_document", packed({**parts, "word/vbaProject.bin": b"\x00"})
    yield "damaged_document", b""
    yield "damaged_document", b"K1 4 av 5"
    yield "damaged_document", b"{\\rtf1 hei}"
    yield "damaged_document", b"\x00" * 5000
    yield "damaged_document", form[: len(form) // 2]
    yield "damaged_document", form[:-30]
    yield "damaged_document", form[:4000] + b"\x00" * 40 + form[4040:]
    yield "damaged_document", packed({MAIN: parts[MAIN]})
    yield "damaged_document", packed({**parts, "_rels/.rels": b"<not closed"})
    yield "damaged_document", packed({**parts, MAIN: b""})
    yield "damaged_document", packed({**parts, MAIN: parts[MAIN][:-100]})
    yield "damaged_document", packed({**parts, MAIN: LAUGHS + parts[MAIN].split(b"?>", 1)[1]})
    yield "damaged_document", packed({**parts, MAIN: parts[MAIN].replace(b"Kari Nordmann", b"&#x1;")})
    yield "form_too_complex", packed({**parts, MAIN: b"<a>" * 100_000})
    yield "form_unreadable", xlsx()
    yield "form_too_large", packed({**parts, "word/media/image1.bmp": bytes(65 * 1024 * 1024)})
    yield "form_too_large", packed({**parts, **{f"word/media/{n}.png": b"" for n in range(2_001)}})
    yield "form_too_large", form + bytes(51 * 1024 * 1024)


def test_what_is_no_form_gets_one_clear_problem(desk: Desk, blank: bytes):
    for number, (code, data) in enumerate(files(blank)):
        with pytest.raises(UnusableFile) as caught:
            open_form(data, "Kari.docx")
        problem = caught.value.problem
        assert (number, problem.code) == (number, code)
        assert problem.place.file == "Kari.docx"
        words = desk.plan.words
        assert len(words.message(problem)) > 10 and len(words.remedy(problem)) > 10


def test_a_package_that_lies_about_its_size_is_not_expanded(blank: bytes):
    """The sizes in the list of contents say 100 bytes; what is packed is a megabyte."""
    data = packed({**unpacked(blank), "word/media/image1.bmp": bytes(1_000_003)})
    assert data.count((1_000_003).to_bytes(4, "little")) >= 1
    with pytest.raises(UnusableFile) as caught:
        open_form(data.replace((1_000_003).to_bytes(4, "little"), (100).to_bytes(4, "little")), "Kari.docx")
    assert caught.value.problem.code in ("damaged_document", "form_too_large")


def test_a_tick_may_be_checked_without_its_sign(desk: Desk, blank: bytes):
    """Some editors set the state of a box and leave its text; then what is seen counts."""

    def change(root: etree._Element) -> None:
        next(control(root, TICK).iter(f"{{{W14}}}checked")).set(f"{{{W14}}}val", "1")

    assert desk.read(edited(blank, change)).answers[TICK].value is False


def test_an_ordinary_document_is_passed_over(desk: Desk, blank: bytes):
    letter = packed({**unpacked(without(blank, "customXml/", "docProps/")), MAIN: replaced_body("Kjære søker")})
    assert desk.read(letter, "brev.docx").codes() == ["not_a_form"]


def replaced_body(words: str) -> bytes:
    return f'<w:document xmlns:w="{w("x")[1:-2]}"><w:body>{text(words)}</w:body></w:document>'.encode()
