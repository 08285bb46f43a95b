"""Every shape in which an answer can come back from Word: it is read as a person sees it, or told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from documents import MAIN, Change, cell, control, edited, in_cell, in_control, packed, parse, rows, unpacked, w
from documents import without_controls as unwrapped
from lxml import etree
from plans import FULL_PLAN
from returned import Desk, Reading

W_NS = w("")[1:-1]
NOTES, SCORE, MET, TICK = "in_depth.K1.notes", "in_depth.K1.score", "in_depth.K1.met", "closing.S6.done"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


@pytest.fixture(scope="module")
def blank(desk: Desk) -> bytes:
    return desk.forms["P1"]


def told(reading: Reading, tag: str | None = None) -> list[str]:
    return [code for code in reading.codes(tag) if code != "scores_missing"]


def t(words: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def styled(form: bytes, *styles: str) -> bytes:
    """Add styles to a form; one of an id that is there already replaces it."""

    def change(root: etree._Element) -> None:
        for style in parse("".join(styles)):
            for old in root.findall(style.tag):
                if old.get(w("styleId")) == style.get(w("styleId")):
                    root.remove(old)
            root.append(style)

    return edited(form, change, part="word/styles.xml")


# Hidden text


SECRET = '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
BASED = '<w:style w:type="character" w:styleId="Based"><w:basedOn w:val="Secret"/></w:style>'
SHOWN = '<w:style w:type="character" w:styleId="Shown"><w:basedOn w:val="Secret"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
LINES = '<w:style w:type="paragraph" w:styleId="Lines"><w:rPr><w:vanish/></w:rPr></w:style>'
CIRCLE = '<w:style w:type="character" w:styleId="Circle"><w:basedOn w:val="Circle"/></w:style>'


@pytest.mark.parametrize(
    ("properties", "seen"),
    [
        ("<w:vanish/>", "Synlig"),
        ('<w:rStyle w:val="Secret"/>', "Synlig"),
        ('<w:rStyle w:val="Based"/>', "Synlig"),
        ('<w:rStyle w:val="Shown"/>', "Synlig og mer"),
        ('<w:rStyle w:val="Circle"/>', "Synlig og mer"),
        ('<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>', "Synlig og mer"),
        ("<w:webHidden/>", "Synlig og mer"),  # hidden in a browser only
    ],
)
def test_text_that_a_style_hides_is_left_out(desk: Desk, blank: bytes, properties: str, seen: str):
    form = styled(blank, SECRET, BASED, SHOWN, CIRCLE)
    reading = desk.read(edited(form, in_control(NOTES, t("Synlig") + t(" og mer", properties))))
    assert reading.answers[NOTES].value == seen


def test_a_paragraph_that_a_style_hides_is_left_out_and_two_styles_that_hide_cancel_out(desk: Desk, blank: bytes):
    """ECMA-376 17.7.3: a property that two styles toggle is off."""
    hidden = p(t("Skjult"), t("Vist", '<w:rStyle w:val="Secret"/>'), properties='<w:pStyle w:val="Lines"/>')
    reading = desk.read(edited(styled(blank, SECRET, LINES), in_cell(NOTES, p(t("Synlig")) + hidden)))
    assert reading.answers[NOTES].value == "Synlig\nVist"


def test_what_the_document_hides_by_default_is_left_out(desk: Desk, blank: bytes):
    def hide(root: etree._Element) -> None:
        root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}").append(etree.Element(w("vanish")))

    form = edited(blank, in_control(NOTES, t("Skjult") + t("Vist", '<w:vanish w:val="0"/>')))
    # everything but the one run is hidden, the headers and ids of the tables as well; only the control is left
    assert desk.read(edited(form, hide, part="word/styles.xml")).answers[NOTES].value == "Vist"


def test_a_score_that_is_hidden_is_no_score(desk: Desk, blank: bytes):
    form = styled(blank, SECRET)
    reading = desk.read(edited(form, in_control(SCORE, t("2", '<w:rStyle w:val="Secret"/>') + t("4"))))
    assert (reading.answers[SCORE].value, told(reading)) == (4, [])


def test_a_paragraph_whose_mark_is_hidden_runs_on_into_the_next(desk: Desk, blank: bytes):
    separated = p(t("Kort: "), properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(t("svarte godt"))
    assert desk.read(edited(blank, in_cell(NOTES, separated))).answers[NOTES].value == "Kort: svarte godt"


# Tracked changes


def tracked(name: str, inner: str = "") -> str:
    return (
        f'<w:{name} w:id="90" w:author="Eva">{inner}</w:{name}>' if inner else f'<w:{name} w:id="90" w:author="Eva"/>'
    )


def changed_cell(tag: str, mark: str) -> Change:
    def change(root: etree._Element) -> None:
        cell(root, tag).find(w("tcPr")).extend(parse(mark))

    return change


def changed_row(tag: str, mark: str) -> Change:
    def change(root: etree._Element) -> None:
        next(cell(root, tag).iterancestors(w("tr"))).find(w("trPr")).extend(parse(mark))

    return change


FILLED = {
    "in_depth.K1.notes": "Skrev planen",
    "in_depth.K1.assessment": "Trygg",
    "in_depth.K1.score": "4",
    "in_depth.K2.notes": "Ledet fem",
    "in_depth.K2.score": "3",
    "case.V1.score": "5",
    "case.V2.score": "3",
}
SCORES = {
    "in_depth.K1.score": 4,
    "in_depth.K2.score": 3,
    "in_depth.K3.score": None,
    "case.V1.score": 5,
    "case.V2.score": 3,
    "tests.V3.score": None,
}


def scores(reading: Reading) -> dict[str, object]:
    return {tag: answer.value for tag, answer in reading.answers.items() if tag.endswith("score")}


@pytest.mark.parametrize("left", [True, False], ids=["controls left", "no controls left"])
def test_a_row_and_a_cell_inserted_with_tracked_changes_count(desk: Desk, left: bool):
    form = desk.filled("P1", FILLED)
    marks = [changed_row("case.V1.score", tracked("ins")), changed_cell("in_depth.K1.score", tracked("cellIns"))]
    reading = desk.read(edited(form, *marks, *([] if left else [unwrapped])))
    assert (scores(reading), told(reading)) == (SCORES, [])


@pytest.mark.parametrize("left", [True, False], ids=["controls left", "no controls left"])
def test_a_deleted_cell_has_no_answer_and_moves_no_other_under_its_header(desk: Desk, left: bool):
    form = desk.filled("P1", FILLED)
    marks = [changed_cell("in_depth.K1.notes", tracked("cellDel")), *([] if left else [unwrapped])]
    reading = desk.read(edited(form, *marks))
    assert reading.answers["in_depth.K1.notes"].value is None
    assert reading.answers["in_depth.K1.assessment"].value == "Trygg"
    assert scores(reading) == SCORES


@pytest.mark.parametrize("left", [True, False], ids=["controls left", "no controls left"])
@pytest.mark.parametrize("mark", ['<w:cellMerge w:id="90" w:author="Eva" w:vMerge="cont"/>', "<w:vMerge/>"])
def test_a_cell_merged_upwards_is_told_for_both_rows(desk: Desk, mark: str, left: bool):
    form = desk.filled("P1", FILLED)
    reading = desk.read(edited(form, changed_cell("case.V2.score", mark), *([] if left else [unwrapped])))
    assert scores(reading) == SCORES | {"case.V1.score": None, "case.V2.score": None}
    assert [told(reading, f"case.{item}.score") for item in ("V1", "V2")] == [["field_merged"]] * 2


@pytest.mark.parametrize("left", [True, False], ids=["controls left", "no controls left"])
def test_cells_merged_the_old_way_are_told(desk: Desk, left: bool):
    form = desk.filled("P1", FILLED)
    merge = [
        changed_cell("in_depth.K1.notes", '<w:hMerge w:val="restart"/>'),
        changed_cell("in_depth.K1.assessment", "<w:hMerge/>"),
    ]
    reading = desk.read(edited(form, *merge, *([] if left else [unwrapped])))
    assert [reading.answers[f"in_depth.K1.{kind}"].value for kind in ("notes", "assessment")] == [None, None]
    assert [told(reading, f"in_depth.K1.{kind}") for kind in ("notes", "assessment")] == [["field_merged"]] * 2
    assert scores(reading) == SCORES


def test_a_whole_table_deleted_with_tracked_changes_is_deleted(desk: Desk):
    def change(root: etree._Element) -> None:
        for row in rows(next(cell(root, "case.V1.score").iterancestors(w("tbl")))):
            if row.find(w("trPr")) is None:
                row.insert(0, etree.Element(w("trPr")))
            row.find(w("trPr")).extend(parse(tracked("del")))

    reading = desk.read(edited(desk.filled("P1", FILLED), change))
    assert scores(reading) == SCORES | {"case.V1.score": None, "case.V2.score": None}
    assert told(reading, "case.V1.score") == ["field_not_found"]


def test_a_moved_paragraph_is_read_once_where_it_was_moved_to(desk: Desk, blank: bytes):
    gone = p(tracked("moveFrom", t("En")), properties=f"<w:rPr>{tracked('moveFrom')}</w:rPr>")
    form = edited(blank, in_cell(NOTES, gone + p(t("To")) + p(tracked("moveTo", t("En")))))
    assert desk.read(form).answers[NOTES].value == "To\nEn"


def test_an_inserted_text_that_is_deleted_again_is_gone(desk: Desk, blank: bytes):
    twice = tracked("ins", tracked("del", "<w:r><w:delText>2</w:delText></w:r>"))
    reading = desk.read(edited(blank, in_control(SCORE, twice + tracked("ins", t("4")))))
    assert (reading.answers[SCORE].value, told(reading)) == (4, [])


def test_a_formatting_change_that_is_tracked_does_not_look_like_the_old_format(desk: Desk, blank: bytes):
    before = '<w:rPrChange w:id="9" w:author="Eva"><w:rPr><w:vanish/><w:strike/></w:rPr></w:rPrChange>'
    reading = desk.read(edited(blank, in_control(SCORE, t("4", f"<w:b/>{before}"))))
    assert (reading.answers[SCORE].value, told(reading)) == (4, [])


# Fields


def complex_field(code: str, result: str | None) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return mark("begin") + code + ("" if result is None else mark("separate") + result) + mark("end")


def instr(words: str) -> str:
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


NESTED = complex_field(
    instr("IF ") + complex_field(instr("PAGE"), t("7")) + t("skjult kode") + instr(" = 1"), t("Ja, ") + t("helt")
)
FORM_FIELD = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>' + instr("FORM")
SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
ENDED = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
DROP_DOWN = "<w:ddList>{}<w:listEntry w:val='3'/><w:listEntry w:val='4'/></w:ddList>"
BOX = "<w:checkBox><w:default w:val='0'/>{}</w:checkBox>"

FIELDS = {
    "nested fields": (NOTES, NESTED, "Ja, helt"),
    "a field without a result": (NOTES, t("Ja") + complex_field(instr("XE") + t("kode"), None), "Ja"),
    "a field that does not end": (NOTES, complex_field(instr("IF"), t("Ja"))[: -len(ENDED)] + t(", helt"), "Ja, helt"),
    "a field that never began": (NOTES, t("Ja") + ENDED + t(", helt"), "Ja, helt"),
    "a simple field in a link": (
        NOTES,
        f"<w:hyperlink><w:fldSimple w:instr='REF'>{t('vedlegg 2')}</w:fldSimple></w:hyperlink>",
        "vedlegg 2",
    ),
    "an old text field": (NOTES, FORM_FIELD.format("<w:textInput/>") + SEPARATE + t("Ja") + ENDED, "Ja"),
    "an old drop-down": (SCORE, FORM_FIELD.format(DROP_DOWN.format("<w:result w:val='1'/>")) + ENDED, 4),
    "an old drop-down as it was": (SCORE, FORM_FIELD.format(DROP_DOWN.format("")) + ENDED, 3),
    "an old drop-down of nothing": (SCORE, FORM_FIELD.format(DROP_DOWN.format("<w:result w:val='9'/>")) + ENDED, None),
    "an old box that is ticked": (TICK, FORM_FIELD.format(BOX.format("<w:checked/>")) + ENDED, True),
    "an old box that is not ticked": (TICK, FORM_FIELD.format(BOX.format("")) + ENDED, False),
}


@pytest.mark.parametrize("name", FIELDS)
def test_of_a_field_its_result_is_read_and_never_its_code(desk: Desk, blank: bytes, name: str):
    tag, xml, value = FIELDS[name]
    assert desk.read(edited(blank, in_control(tag, xml))).answers[tag].value == value


def test_a_field_that_begins_in_one_cell_and_ends_in_another_hides_no_answer(desk: Desk):
    def change(root: etree._Element) -> None:
        for tag, kind in (("in_depth.K1.notes", "begin"), ("in_depth.K2.notes", "separate"), ("case.V1.notes", "end")):
            next(cell(root, tag).iter(w("p"))).extend(parse(f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'))

    reading = desk.read(edited(desk.filled("P1", FILLED), change))
    assert (scores(reading), told(reading)) == (SCORES, [])


# Symbols


@pytest.mark.parametrize(
    ("font", "code", "value"),
    [
        *(("Wingdings", code, True) for code in ("F0FE", "F0FD", "F0FC", "F0FB", "00FE", "F078")),
        *(("Wingdings 2", code, True) for code in ("F050", "F051", "F052", "F054", "F04F")),
        *(("Wingdings", code, False) for code in ("F0A8", "F06F")),
        *(("Segoe UI Symbol", "2612", True), ("MS Gothic", "2610", False), ("Webdings", "F061", True)),
    ],
)
def test_a_tick_from_a_symbol_font_is_the_tick_that_a_person_sees(
    desk: Desk, blank: bytes, font: str, code: str, value: bool
):
    reading = desk.read(edited(blank, in_control(TICK, f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')))
    assert (reading.answers[TICK].value, told(reading)) == (value, [])


@pytest.mark.parametrize("letter", ["\uf0fe", "þ"], ids=["as Word keeps it", "as it was typed"])
def test_a_letter_in_a_symbol_font_is_the_sign_that_it_looks_like(desk: Desk, blank: bytes, letter: str):
    fonts = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    reading = desk.read(edited(blank, in_control(TICK, t(letter, fonts))))
    assert (reading.answers[TICK].value, reading.answers[TICK].raw) == (True, "\U0001f5f9")


def test_a_style_may_be_what_gives_a_text_a_symbol_font(desk: Desk, blank: bytes):
    style = '<w:style w:type="character" w:styleId="Tick"><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:style>'
    reading = desk.read(edited(styled(blank, style), in_control(TICK, t("ü", '<w:rStyle w:val="Tick"/>'))))
    assert (reading.answers[TICK].value, reading.answers[TICK].raw) == (True, "✓")


@pytest.mark.parametrize(
    ("font", "code", "seen"),
    [
        *(("Wingdings", "F04A", "☺"), ("Wingdings", "F0E0", "🡪"), ("Symbol", "F061", "α"), ("Symbol", "F0B3", "≥")),
        *(("Wingdings 3", "F022", "⭢"), ("Symbol", "F034", "4"), ("Arial", "00BD", "½")),
    ],
)
def test_a_sign_in_a_note_is_the_one_that_a_person_sees(desk: Desk, blank: bytes, font: str, code: str, seen: str):
    sign = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    reading = desk.read(edited(blank, in_control(NOTES, t("A ") + sign + t(" B"))))
    assert (reading.answers[NOTES].value, told(reading)) == (f"A {seen} B", [])


@pytest.mark.parametrize(
    ("font", "code"), [("Wingdings", "F0FF"), ("Bedriftens tegn", "F041"), ("Arial", "zz"), ("", "E123"), ("Arial", "")]
)
def test_a_sign_that_is_not_known_is_told_and_not_guessed(desk: Desk, blank: bytes, font: str, code: str):
    sign = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    reading = desk.read(edited(blank, in_control(NOTES, t("Ja") + sign), in_control(SCORE, sign)))
    assert reading.answers[NOTES].value == "Ja\ufffd"
    assert told(reading, NOTES) == ["symbol_not_read"]
    assert (reading.answers[SCORE].value, told(reading, SCORE)) == (None, ["bad_score"])


# Other shapes of text


TEXTS = {
    "a page break": ("<w:r><w:t>En</w:t><w:br w:type='page'/><w:t>To</w:t></w:r>", "En\nTo"),
    "a soft hyphen": ("<w:r><w:t>sam</w:t><w:softHyphen/><w:t>arbeid</w:t></w:r>", "sam\u00adarbeid"),
    "text with a gloss": (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{t('かな')}</w:rt><w:rubyBase>{t('仮名')}</w:rubyBase></w:ruby></w:r>",
        "仮名(かな)",
    ),
    "text from right to left": (
        f"<w:bdo w:val='rtl'>{t('שלום')}</w:bdo><w:dir w:val='ltr'>{t(' hei')}</w:dir>",
        "שלום hei",
    ),
    "a link inserted with tracked changes": (tracked("ins", f"<w:hyperlink>{t('her')}</w:hyperlink>"), "her"),
    "custom XML": (f"<w:customXml w:element='by'>{t('Bergen')}</w:customXml>", "Bergen"),
    "the first of several alternatives": (
        f"<mc:AlternateContent><mc:Choice Requires='a'>{t('ny')}</mc:Choice><mc:Choice Requires='b'>{t('nest')}</mc:Choice>"
        f"<mc:Fallback>{t('gammel')}</mc:Fallback></mc:AlternateContent>",
        "ny",
    ),
    "the last resort where there is nothing else": (
        f"<mc:AlternateContent><mc:Fallback>{t('gammel')}</mc:Fallback></mc:AlternateContent>",
        "gammel",
    ),
    "controls in controls": (
        f"<w:sdt><w:sdtContent>{t('a')}<w:sdt><w:sdtContent>{t('b')}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>{t('c')}",
        "abc",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_of_a_note_is_what_a_person_sees_of(desk: Desk, blank: bytes, name: str):
    xml, seen = TEXTS[name]
    assert desk.read(edited(blank, in_control(NOTES, xml))).answers[NOTES].value == seen


DRAWN_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><x><w:txbxContent>{0}</w:txbxContent></x></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
OLD_BOX = "<w:r><w:pict><x><w:txbxContent>{0}</w:txbxContent></x></w:pict></w:r>"


@pytest.mark.parametrize("box", [DRAWN_BOX, OLD_BOX], ids=["DrawingML", "VML"])
def test_a_text_box_in_a_cell_is_a_part_of_the_answer_and_no_picture(desk: Desk, blank: bytes, box: str):
    form = edited(
        blank, in_cell(NOTES, p(t("Ja"), box.format(p(t("i boks"))))), in_cell(SCORE, p(box.format(p(t("4")))))
    )
    reading = desk.read(form)
    assert (reading.answers[NOTES].value, reading.answers[SCORE].value) == ("Ja\ni boks", 4)
    assert told(reading) == []


@pytest.mark.parametrize("box", [DRAWN_BOX, OLD_BOX], ids=["DrawingML", "VML"])
def test_a_text_box_that_lies_over_the_form_is_told_as_text_outside_the_fields(desk: Desk, blank: bytes, box: str):
    def over_the_form(root: etree._Element) -> None:
        root[0].findall(w("p"))[2].extend(parse(box.format(p(t("K1: 4, helt klart")))))

    (problem,) = [p for p in desk.read(edited(blank, over_the_form)).problems if p.code == "text_outside_fields"]
    assert problem.values["text"] == "K1: 4, helt klart"


@pytest.mark.parametrize(
    "drawn",
    [
        "<w:drawing><x><a:blip xmlns:a='a'/></x></w:drawing>",
        "<w:drawing><c:chart xmlns:c='c'/></w:drawing>",
        "<w:pict><v:oval xmlns:v='v'/></w:pict>",
        "<w:object><o:OLEObject xmlns:o='o'/></w:object>",
        "<w:contentPart/>",
        DRAWN_BOX.removeprefix("<w:r>")
        .removesuffix("</w:r>")
        .format(p(t("Tekst") + "<w:r><a:blip xmlns:a='a'/></w:r>")),
    ],
    ids=["a picture", "a chart", "a shape", "an embedded object", "ink", "a box with text and a picture"],
)
def test_what_is_drawn_in_an_answer_is_told(desk: Desk, blank: bytes, drawn: str):
    reading = desk.read(edited(blank, in_control(NOTES, t("Se her") + f"<w:r>{drawn}</w:r>")))
    assert str(reading.answers[NOTES].value).startswith("Se her")
    assert told(reading) == ["picture_not_read"]


def test_a_picture_that_is_deleted_with_tracked_changes_is_not_told(desk: Desk, blank: bytes):
    deleted = tracked("del", "<w:r><w:drawing/></w:r>")
    assert told(desk.read(edited(blank, in_control(NOTES, t("Ja") + deleted)))) == []


def test_a_picture_added_outside_the_answers_is_told(desk: Desk, blank: bytes):
    def below_a_heading(root: etree._Element) -> None:
        root[0].findall(w("p"))[2].extend(parse("<w:r><w:drawing/></w:r>"))

    assert told(desk.read(edited(blank, below_a_heading))) == ["drawing_outside_fields"]


# Lists


NUMBERING = """
<w:abstractNum w:abstractNumId="70"><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="{}"/><w:lvlText w:val="%1."/></w:lvl>
</w:abstractNum><w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>
"""
ITEM = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="70"/></w:numPr>'


def with_list(form: bytes, look: str) -> bytes:
    return edited(form, lambda root: root.extend(parse(NUMBERING.format(look))), part="word/numbering.xml")


@pytest.mark.parametrize("look", ["bullet", "decimal"])
def test_a_list_in_a_note_is_a_line_for_each_item(desk: Desk, blank: bytes, look: str):
    items = p(t("Først"), properties=ITEM) + p(t("Så"), properties=ITEM) + p(t("Ellers"))
    reading = desk.read(edited(with_list(blank, look), in_cell(NOTES, items)))
    assert (reading.answers[NOTES].value, told(reading)) == ("Først\nSå\nEllers", [])


@pytest.mark.parametrize("text", ["", "godt", "4"])
def test_a_number_that_word_has_made_into_a_list_is_told_for_a_score(desk: Desk, blank: bytes, text: str):
    """Typing "4. " at the start of a line makes a list that begins with 4, and the digit is no longer text."""
    item = p(t(text) if text else "", properties=ITEM)
    reading = desk.read(edited(with_list(blank, "decimal"), in_cell(SCORE, item)))
    assert (reading.answers[SCORE].value, told(reading, SCORE)) == (None, ["number_not_read"])


def test_a_list_by_style_is_a_list_and_a_list_turned_off_is_none(desk: Desk, blank: bytes):
    style = f'<w:style w:type="paragraph" w:styleId="Listed"><w:pPr>{ITEM}</w:pPr></w:style>'
    form = styled(with_list(blank, "decimal"), style)
    off = '<w:pStyle w:val="Listed"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    for properties, codes in (('<w:pStyle w:val="Listed"/>', ["number_not_read"]), (off, [])):
        reading = desk.read(edited(form, in_cell(SCORE, p(t("4"), properties=properties))))
        assert told(reading, SCORE) == codes


def test_a_bullet_before_a_score_takes_nothing_from_it(desk: Desk, blank: bytes):
    reading = desk.read(edited(with_list(blank, "bullet"), in_cell(SCORE, p(t("4"), properties=ITEM))))
    assert (reading.answers[SCORE].value, told(reading)) == (4, [])


# Struck out


@pytest.mark.parametrize(
    "runs",
    [
        t("3", "<w:strike/>") + t(" 4"),
        t("3", "<w:dstrike/>") + t(" 4"),
        t("4", "<w:strike/>"),
        t("4", '<w:rStyle w:val="Out"/>'),
        t("4 – godt") + t(" (først 3)", "<w:strike/>"),
    ],
)
def test_a_score_with_a_line_through_some_of_it_is_told_and_not_guessed(desk: Desk, blank: bytes, runs: str):
    form = styled(blank, '<w:style w:type="character" w:styleId="Out"><w:rPr><w:strike/></w:rPr></w:style>')
    for change in (in_control(SCORE, runs), in_cell(SCORE, p(runs))):
        reading = desk.read(edited(form, change))
        assert (reading.answers[SCORE].value, told(reading, SCORE)) == (None, ["struck_out"])


def test_a_line_through_nothing_or_in_a_note_changes_nothing(desk: Desk, blank: bytes):
    struck = t("Først dette", "<w:strike/>")
    form = edited(blank, in_control(SCORE, t(" ", "<w:strike/>") + t("4")), in_control(NOTES, struck))
    reading = desk.read(form)
    assert (reading.answers[SCORE].value, reading.answers[NOTES].value, told(reading)) == (4, "Først dette", [])


# Controls at every level


def around_row(tag: str) -> Change:
    """Put the control of a field around its whole row, as programs do that move controls outwards."""

    def change(root: etree._Element) -> None:
        field, row = control(root, tag), next(cell(root, tag).iterancestors(w("tr")))
        content = field.find(w("sdtContent"))
        assert content is not None
        field.getparent()[:] = [*content]
        row.getparent().replace(row, field)
        content[:] = [row]

    return change


def test_a_control_around_a_whole_row_leaves_the_answer_to_row_and_column(desk: Desk):
    reading = desk.read(edited(desk.filled("P1", FILLED), around_row("in_depth.K1.score")))
    assert (scores(reading), told(reading)) == (SCORES, [])
    assert reading.answers["in_depth.K1.score"].found_by == "grid"


def test_a_control_of_somebody_else_around_a_row_or_a_table_is_looked_through(desk: Desk):
    def change(root: etree._Element) -> None:
        for name, tag in (("tr", "in_depth.K1.score"), ("tbl", "case.V1.score")):
            inner = next(cell(root, tag).iterancestors(w(name)))
            (outer,) = parse("<w:sdt><w:sdtPr><w:tag w:val='eget'/></w:sdtPr><w:sdtContent/></w:sdt>")
            inner.getparent().replace(inner, outer)
            outer[1].append(inner)

    for form in (edited(desk.filled("P1", FILLED), change), edited(desk.filled("P1", FILLED), change, unwrapped)):
        reading = desk.read(form)
        assert (scores(reading), told(reading)) == (SCORES, [])


def test_the_control_of_a_field_moved_to_another_cell_is_a_problem_that_names_both_values(desk: Desk):
    def move(root: etree._Element) -> None:
        field = control(root, "in_depth.K1.score")
        field.getparent().append(parse(t("2"))[0])
        target = cell(root, "in_depth.K3.assessment").find(w("p"))
        target.append(field)

    (problem,) = [p for p in desk.read(edited(desk.filled("P1", FILLED), move)).problems if p.place.tag == SCORE]
    # the cell that the control has come to holds another field as well
    assert problem.code == "field_merged"


def test_tag_and_row_that_disagree_name_both_values(desk: Desk):
    def swap(root: etree._Element) -> None:
        one, other = control(root, "in_depth.K1.score"), control(root, "in_depth.K2.score")
        mark = etree.Element("mark")
        one.addprevious(mark)
        other.addprevious(one)
        mark.getparent().replace(mark, other)

    reading = desk.read(edited(desk.filled("P1", FILLED), swap))
    (problem,) = [p for p in reading.problems if p.place.tag == SCORE]
    assert (problem.code, problem.values["first"], problem.values["second"]) == (
        "field_disagrees",
        "4 – godt",
        "3 – godt nok",
    )
    message = desk.plan.words.message(problem)
    assert "4 – godt" in message and "3 – godt nok" in message


def test_a_table_only_for_old_programs_is_not_read_beside_the_one_for_new_ones(desk: Desk):
    """A program that edits one of two alternatives leaves the other as it was."""

    def change(root: etree._Element) -> None:
        row = next(cell(root, SCORE).iterancestors(w("tbl")))
        old = etree.tostring(row).decode().replace("4 – godt", "1 – svakt")
        box = "<w:r><w:pict><x><w:txbxContent>{}</w:txbxContent></x></w:pict></w:r>"
        both = "<mc:AlternateContent><mc:Choice Requires='wps'/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
        root[0].findall(w("p"))[2].extend(parse(both.format(box.format(old))))

    reading = desk.read(edited(desk.filled("P1", FILLED), change))
    assert (scores(reading), told(reading)) == (SCORES, [])


# What is not read is told


@pytest.mark.parametrize("name", ["altChunk", "subDoc"])
def test_an_embedded_document_is_told_with_the_field_that_it_stands_in(desk: Desk, blank: bytes, name: str):
    reading = desk.read(edited(blank, in_cell(NOTES, f'<w:{name} r:id="rId99"/><w:p/>')))
    assert told(reading, NOTES) == ["embedded_not_read"]

    def below(root: etree._Element) -> None:
        root[0].insert(3, parse(f'<w:{name} r:id="rId99"/>')[0])

    assert told(desk.read(edited(blank, below)), "") == ["embedded_not_read"]


@pytest.mark.parametrize("region", ["header", "footer"])
def test_what_somebody_types_in_the_margin_is_told(desk: Desk, blank: bytes, region: str):
    typed = edited(blank, lambda root: root.extend(parse(p(t("K1 er best")))), part=f"word/{region}1.xml")
    (problem,) = [p for p in desk.read(typed).problems if p.code == "text_outside_fields"]
    assert (problem.place.region, problem.values["text"]) == (region, "K1 er best")


def test_another_page_number_in_the_margin_is_no_text_of_anybody(desk: Desk, blank: bytes):
    def renumber(root: etree._Element) -> None:
        for field in list(root.iter(w("fldSimple"))):
            field.getparent()[field.getparent().index(field) : field.getparent().index(field) + 1] = parse(
                complex_field(instr("PAGE"), t("17"))
            )

    assert told(desk.read(edited(blank, renumber, part="word/footer1.xml"))) == []


def test_the_margins_of_a_form_of_an_earlier_version_are_not_taken_for_somebodys_text(desk: Desk, blank: bytes):
    body = etree.fromstring(unpacked(blank)[MAIN])
    texts = ["".join(paragraph.itertext(w("t"))) for paragraph in body.iter(w("p"))]
    known = {hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12] for text in texts}

    def as_it_was(root: etree._Element) -> None:
        static, drawings = (root.find(f"{{urn:intervjuguide:form}}{name}") for name in ("static", "drawings"))
        left = [word for word in static.text.split() if word in known]
        assert 0 < len(left) < len(static.text.split())
        static.text = " ".join(left)
        root.remove(drawings)

    earlier = edited(blank, as_it_was, part="customXml/item1.xml")
    assert told(desk.read(earlier), "") == []
    typed = edited(earlier, lambda root: root[0].insert(0, parse(p(t("K1: 4. Skrev planen.")))[0]))
    assert told(desk.read(typed), "") == ["text_outside_fields"]


def test_text_beside_the_fields_is_told_also_when_no_field_is_found(desk: Desk, blank: bytes):
    def change(root: etree._Element) -> None:
        for table in list(root.iter(w("tbl"))):
            table.getparent().remove(table)
        root[0].insert(0, parse(p(t("K1: 4. Skrev planen.")))[0])

    reading = desk.read(edited(blank, change))
    (problem,) = [p for p in reading.problems if p.code == "text_outside_fields"]
    assert problem.values["text"] == "K1: 4. Skrev planen."


def test_strict_open_xml_is_read_in_styles_comments_and_margins_too(desk: Desk, blank: bytes):
    """The other parts of a strict document name everything in the strict namespace as well."""
    form = styled(edited(blank, in_control(NOTES, t("Vist") + t("skjult", '<w:rStyle w:val="Secret"/>'))), SECRET)
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts = {name: data.replace(W_NS.encode(), strict) for name, data in unpacked(form).items()}
    assert strict in parts[MAIN] and strict in parts["word/styles.xml"]
    reading = desk.read(packed(parts))
    assert (reading.answers[NOTES].value, told(reading)) == ("Vist", [])


def test_a_form_is_read_whatever_is_missing_beside_its_text(desk: Desk):
    parts = unpacked(desk.filled("P1", FILLED))
    for name in ("word/styles.xml", "word/numbering.xml", "word/header1.xml", "word/footer1.xml"):
        del parts[name]
    assert scores(desk.read(packed(parts))) == SCORES


def test_the_main_part_may_have_another_name_and_other_parts_beside_it(tmp_path: Path):
    desk = Desk(tmp_path, FULL_PLAN)
    parts = unpacked(
        styled(
            edited(desk.forms["P1"], in_control(NOTES, t("Vist") + t("skjult", '<w:rStyle w:val="Secret"/>'))), SECRET
        )
    )
    parts["annet/tekst.xml"] = parts.pop(MAIN)
    rels = parts.pop("word/_rels/document.xml.rels").replace(b'Target="', b'Target="/word/').replace(b"/word/../", b"/")
    parts["annet/_rels/tekst.xml.rels"] = rels
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/document.xml", b"annet/tekst.xml")
    reading = desk.read(packed(parts))
    assert (reading.answers[NOTES].value, told(reading)) == ("Vist", [])
