"""Forms on paper: levels to ring, boxes to tick and lines to write on, which read as nothing until something is typed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from documents import (
    ON_PAPER,
    cell,
    checked,
    control,
    edited,
    forms_of,
    in_cell,
    in_control,
    make,
    parse,
    replaced,
    root_of,
    runs,
    tags,
    text_of,
    w,
    without_controls,
)
from lxml import etree
from openxml_audit import OpenXmlValidator
from plans import FULL_PLAN, requirements
from returned import Desk, Reading
from wordcheck import findings
from workbooks import SMALL_PLAN, write_workbook

from generator import language
from generator.app.forms import identity_of
from generator.app.plans import new_plan
from generator.planning import interview_forms
from generator.word.rendering import Template

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "nb" / "interview.docx"
LEVELS = "1    2    3    4    5    ikke\u00a0vurdert"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("paper"), FULL_PLAN, look=ON_PAPER)


@pytest.fixture(scope="module")
def form(desk: Desk) -> bytes:
    return desk.forms["P1"]


# What is printed


def test_a_score_shows_its_levels_to_ring_and_not_assessed(form: bytes):
    assert text_of(cell(root_of(form), "in_depth.K1.score")) == LEVELS
    assert text_of(cell(root_of(form), "case.V2.score")) == LEVELS


def test_judgement_and_recommendation_show_a_box_for_each_choice(form: bytes):
    met, recommended = (text_of(cell(root_of(form), tag)) for tag in ("in_depth.K1.met", "conclusion.recommend"))
    assert met.split("\n")[0].split("   ") == ["☐\u00a0Oppfylt", "☐\u00a0Ikke\u00a0oppfylt", "☐\u00a0Ikke\u00a0avklart"]
    assert recommended.split("   ") == ["☐\u00a0Gå\u00a0videre", "☐\u00a0Ikke\u00a0gå\u00a0videre", "☐\u00a0Usikker"]


def ruled(form: bytes, tag: str) -> list[str]:
    """Return the colours of the lines in a cell."""
    return [line.get(w("color"), "") for line in cell(root_of(form), tag).iterfind(f".//{w('pBdr')}/{w('bottom')}")]


def test_a_text_has_lines_eight_millimetres_apart_that_fill_the_height_of_its_row(form: bytes):
    # The border of the cell is the last line. K1: 20 minutes, so 7.5 cm. V2: 10 minutes, 5 cm. The summary: 2.6 cm.
    counts = {tag: len(ruled(form, tag)) for tag in ("in_depth.K1.notes", "case.V2.notes", "in_depth.summary")}
    assert counts == {"in_depth.K1.notes": 8, "case.V2.notes": 5, "in_depth.summary": 2}
    for paragraph in cell(root_of(form), "case.V2.notes").iter(w("p")):
        spacing = paragraph.find(f"{w('pPr')}/{w('spacing')}")
        assert spacing is not None
        assert (spacing.get(w("line")), spacing.get(w("lineRule"))) == (
            "454",
            "exact",
        )  # 0.8 cm in twentieths of a point
        assert (spacing.get(w("before")), spacing.get(w("after"))) == ("0", "0")


def test_lines_below_each_other_differ_a_little_so_that_no_program_draws_one_box_around_them(form: bytes):
    colors = ruled(form, "in_depth.K1.notes")
    assert all(one != other for one, other in pairwise(colors))


def test_a_field_of_one_line_is_not_ruled_since_the_border_of_its_cell_is_a_line(form: bytes):
    assert ruled(form, "in_depth.total") == []


def test_lines_reach_down_beside_a_text_that_is_higher_than_the_minutes_ask_for(tmp_path: Path):
    long = "Fortell om en gang du måtte velge mellom to løsninger som begge var gode. " * 12
    krav = f"## Krav\n| Id | Krav | Må/bør | Kategori | Spørsmål 1 |\n|--|--|--|--|--|\n| K1 | Kan velge | må | erfaring | {long} |\n"
    agenda = "## Agenda\n| Del | Minutter |\n|---|---|\n| Dybdeintervju | 5 |\n"
    lines = len(ruled(make(tmp_path, SMALL_PLAN, krav, agenda, look=ON_PAPER)[1]["P1"], "in_depth.K1.notes"))
    # about 27 letters of 9.5 points on a line 6.6 cm wide: some 25-30 lines of 4 mm, 11 cm
    assert 11 <= lines <= 16


def test_the_controls_stay_where_they_are_and_every_field_is_asked_once(desk: Desk, tmp_path: Path):
    on_screen = make(tmp_path, FULL_PLAN)[1]["P1"]
    assert tags(desk.forms["P1"]) == tags(on_screen)


def test_a_template_of_other_styles_and_columns_gets_it_too(tmp_path: Path):
    template = replaced(TEMPLATE.read_bytes(), "Answer", "Normal")
    template = replaced(template, '<w:trHeight w:val="1474" w:hRule="atLeast"/>', "")  # 2.6 cm
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN))
    assert plan.plan is not None
    spec = interview_forms(plan.plan, "intervju")[0]
    form = Template(template, "mal.docx").render(
        plan.plan, spec, identity_of(spec, plan.plan, ON_PAPER), plan.words, ON_PAPER
    )
    assert len(ruled(form, "in_depth.K1.notes")) == 8
    assert text_of(cell(root_of(form), "in_depth.K1.score")) == LEVELS


@pytest.mark.parametrize("words", language.all_languages(), ids=lambda words: words.code)
def test_the_example_on_paper_is_a_sound_document_in_every_language(tmp_path: Path, words: language.Language):
    workbook, _ = new_plan(tmp_path / "plan.xlsx", words.code, example=True)
    forms = forms_of(workbook, tmp_path / "forms", ON_PAPER)[1]
    path = tmp_path / "form.docx"
    path.write_bytes(forms["P1"])
    result = OpenXmlValidator().validate(path)
    assert result.is_valid and not result.errors, result.errors
    assert findings(forms["P1"]) == []


@pytest.mark.parametrize("count", [1, 40])
def test_one_requirement_and_forty_give_a_sound_document(tmp_path: Path, count: int):
    form = make(tmp_path, SMALL_PLAN, requirements(count), look=ON_PAPER)[1]["P1"]
    path = tmp_path / "form.docx"
    path.write_bytes(form)
    assert not OpenXmlValidator().validate(path).errors
    assert findings(form) == []


# Read back


def told(reading: Reading) -> list[str]:
    """Return what is said of a form, apart from that scores are missing: they are missing in all of these."""
    return [code for code in reading.codes() if code != "scores_missing"]


def test_what_is_printed_is_no_answer(desk: Desk, form: bytes):
    reading = desk.read(form)
    # nothing is written: the boxes are not ticked, and everything else is empty
    assert {answer.raw for answer in reading.answers.values()} == {"", "☐"}
    assert not any(answer.value for answer in reading.answers.values())
    assert told(reading) == []


def test_without_its_controls_what_is_printed_is_no_answer_either(desk: Desk, form: bytes):
    reading = desk.read(edited(form, without_controls))
    assert not any(answer.value for answer in reading.answers.values())
    assert told(reading) == []


@pytest.mark.parametrize("code", ["nb", "nn", "sv", "en"])
def test_the_printed_levels_are_known_in_every_language_and_on_every_scale(desk: Desk, form: bytes, code: str):
    words = language.load(code).text("form.choices.not_assessed").lower()
    for levels in ("1    2    3    4    5", "1 2 3", "0  1  2  3  4  5  6  7  8  9  10"):
        reading = desk.read(edited(form, in_control("in_depth.K1.score", runs(f"{levels}  {words}"))))
        assert (reading.answers["in_depth.K1.score"].value, reading.codes("in_depth.K1.score")) == (None, [])


def test_answers_that_are_typed_in_a_paper_form_after_all_are_read(desk: Desk, form: bytes):
    typed = desk.filled(
        "P1",
        {
            "in_depth.K1.notes": "Skrev om strandsonen.\n\nLedet to planer.",
            "in_depth.K1.score": "4",
            "in_depth.K1.met": "met",
            "in_depth.K2.score": "not_assessed",
            "conclusion.recommend": "go_on",
        },
    )
    reading = desk.read(typed)
    answers = {tag: answer.value for tag, answer in reading.answers.items() if answer.value}
    assert answers == {
        "in_depth.K1.notes": "Skrev om strandsonen.\n\nLedet to planer.",  # the empty lines below are not a part of it
        "in_depth.K1.score": 4,
        "in_depth.K1.met": "met",
        "in_depth.K2.score": "not_assessed",
        "conclusion.recommend": "go_on",
    }
    assert told(reading) == []


def test_a_note_typed_on_the_third_ruled_line_is_read_without_the_lines_around_it(desk: Desk, form: bytes):
    def on_the_third_line(root: etree._Element) -> None:
        cell(root, "in_depth.K1.notes").findall(w("p"))[2].extend(parse(runs("Ledet to planer.")))

    assert desk.read(edited(form, on_the_third_line)).answers["in_depth.K1.notes"].value == "Ledet to planer."


@pytest.mark.parametrize(
    ("typed", "value", "codes"),
    [
        ("4", 4, []),
        ("ikke vurdert", "not_assessed", []),
        ("1 2 3 4 5", None, ["bad_score"]),  # the words are gone: somebody has been there
        ("1 2 3 ④ 5 ikke vurdert", None, ["bad_score"]),
        ("4 1 2 3 4 5 ikke vurdert", None, ["bad_score"]),
        ("1 2 3 5 ikke vurdert x", None, ["bad_score"]),
    ],
)
def test_anything_but_the_printed_levels_goes_by_the_usual_rules(
    desk: Desk, form: bytes, typed: str, value: object, codes: list[str]
):
    reading = desk.read(edited(form, in_control("in_depth.K1.score", runs(typed))))
    assert (reading.answers["in_depth.K1.score"].value, reading.codes("in_depth.K1.score")) == (value, codes)


def levels_with(properties: str) -> str:
    """Return the printed levels with the fourth one set off."""
    plain = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    four = f"<w:r><w:rPr>{properties}</w:rPr><w:t>4</w:t></w:r>"
    return plain.format("1    2    3    ") + four + plain.format("    5    ikke\u00a0vurdert")


MARKS = {
    "bold": "<w:b/>",
    "underlined": '<w:u w:val="single"/>',
    "struck out": "<w:strike/>",
    "highlighted": '<w:highlight w:val="yellow"/>',
    "coloured": '<w:color w:val="FF0000"/>',
    "framed": '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>',
    "enlarged": '<w:sz w:val="40"/>',
    "given a dot above": '<w:em w:val="dot"/>',
    "glowing": '<w14:glow w14:rad="63500"/>',
    "embossed": "<w:emboss/>",
    "raised": '<w:vertAlign w:val="superscript"/>',
    "shaded": '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>',
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_printed_level_that_is_marked_is_told_and_not_guessed(desk: Desk, form: bytes, mark: str):
    reading = desk.read(edited(form, in_control("in_depth.K1.score", levels_with(MARKS[mark]))))
    assert reading.answers["in_depth.K1.score"].value is None
    assert reading.codes("in_depth.K1.score") == told(reading) == ["paper_not_read"]


def test_a_printed_level_that_a_style_sets_off_is_told_too(desk: Desk, form: bytes):
    def strong(root: etree._Element) -> None:
        root.extend(parse('<w:style w:type="character" w:styleId="Strong"><w:rPr><w:b/></w:rPr></w:style>'))

    marked = edited(form, in_control("in_depth.K1.score", levels_with('<w:rStyle w:val="Strong"/>')))
    assert told(desk.read(marked)) == []  # a style that the document does not have looks like nothing
    assert told(desk.read(edited(marked, strong, part="word/styles.xml"))) == ["paper_not_read"]


RING = "<w:r><w:drawing><wps:wsp/></w:drawing></w:r>"


def test_a_ring_drawn_over_a_level_from_another_cell_or_from_outside_the_table_is_told(desk: Desk, form: bytes):
    def beside_the_question(root: etree._Element) -> None:
        next(cell(root, "in_depth.K1.notes").getprevious().iter(w("p"))).extend(parse(RING))

    def below_a_heading(root: etree._Element) -> None:
        root[0].findall(w("p"))[2].extend(parse(RING))

    for change in (beside_the_question, below_a_heading):
        reading = desk.read(edited(form, change))
        assert told(reading) == ["drawing_outside_fields"]
        (problem,) = [p for p in reading.problems if p.code == "drawing_outside_fields"]
        assert "scoresheet" in desk.plan.words.remedy(problem)


@pytest.mark.parametrize(
    "properties",
    [
        *('<w:b w:val="0"/>', '<w:color w:val="auto"/>', '<w:u w:val="none"/>', '<w:em w:val="none"/>'),
        *('<w:vertAlign w:val="baseline"/>', '<w:lang w:val="nb-NO"/>'),
    ],
)
def test_what_marks_nothing_is_no_mark(desk: Desk, form: bytes, properties: str):
    assert told(desk.read(edited(form, in_control("in_depth.K1.score", levels_with(properties))))) == []


def test_a_ring_that_is_drawn_is_told(desk: Desk, form: bytes):
    def ring(root: etree._Element) -> None:
        next(cell(root, "in_depth.K1.met").iter(w("p"))).extend(parse("<w:r><w:drawing/></w:r>"))

    assert told(desk.read(edited(form, ring))) == ["paper_not_read"]


def test_a_marked_note_is_only_a_note(desk: Desk, form: bytes):
    bold = in_cell("in_depth.K1.notes", "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Viktig</w:t></w:r></w:p>")
    reading = desk.read(edited(form, bold))
    assert (reading.answers["in_depth.K1.notes"].value, told(reading)) == ("Viktig", [])


def test_the_icons_of_the_form_are_no_pictures_in_answers(desk: Desk, form: bytes):
    assert next(root_of(form).iter(w("drawing")), None) is not None
    assert told(desk.read(form)) == []


# In real programs


def test_a_paper_form_saved_by_libreoffice_untouched_is_empty_and_what_is_typed_in_it_is_read(
    desk: Desk, office: ModuleType, tmp_path: Path
):
    source, target = tmp_path / "Kari.docx", tmp_path / "Kari utfylt.docx"
    source.write_bytes(desk.forms["P1"])
    typed = [
        {"row": "K1", "column": "Skår", "text": "4"},
        {"row": "K1", "column": "Notater", "text": "Trygg på faget."},
        {"row": "K1", "column": "Må-krav", "text": "Oppfylt"},
    ]
    office.fill(source, target, typed)
    reading = desk.read(target.read_bytes())
    answers = {tag: answer.value for tag, answer in reading.answers.items() if answer.value}
    assert answers == {"in_depth.K1.score": 4, "in_depth.K1.notes": "Trygg på faget.", "in_depth.K1.met": "met"}
    assert told(reading) == []


def test_levels_and_lines_are_in_print(desk: Desk, office: ModuleType, tmp_path: Path):
    source = tmp_path / "Kari.docx"
    source.write_bytes(desk.forms["P1"])
    (pdf,) = office.convert_to_pdf([source], tmp_path)
    text = " ".join(office.pdf_text(pdf).split())
    assert text.count("1 2 3 4 5") == 6  # K1-K3 and V1-V3
    assert text.count("ikke vurdert") >= 6
    assert control(root_of(desk.forms["P1"]), "in_depth.K1.score") is not None
