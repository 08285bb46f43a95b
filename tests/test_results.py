"""The results workbook, read back with openpyxl and with LibreOffice."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from generator.excel.results.book import write_results
from generator.language import load
from generator.model import (
    AgendaPart,
    Answer,
    Candidate,
    Category,
    CompletedForm,
    Criterion,
    FormResult,
    Identity,
    Level,
    Line,
    LineType,
    Method,
    Part,
    Plan,
    Position,
    Priority,
    Requirement,
    Results,
    Status,
    Value,
)
from generator.panel import candidate_results
from generator.problems import Place, Problem, problem
from generator.scoring import form_totals

NB = load("nb")
PLAN = Plan(
    language="nb",
    position=Position("Saksbehandler & rådgiver", "24/01234"),
    scale=tuple(Level(score, f"nivå {score}") for score in range(1, 6)),
    agenda=(
        AgendaPart(Part.INTRODUCTION, "Innledning"),
        AgendaPart(Part.IN_DEPTH, "Dybdeintervju"),
        AgendaPart(Part.CASE, "Arbeidsprøve"),
        AgendaPart(Part.TESTS, "Tester"),
        AgendaPart(Part.CLOSING, "Avslutning"),
    ),
    requirements=(
        Requirement("K1", "Erfaring fra saksbehandling", Priority.MUST, Category.EXPERIENCE, weight=Fraction(2)),
        Requirement("K2", "God framstillingsevne", Priority.SHOULD, Category.EDUCATION),
        Requirement("K3", "Samarbeider godt", Priority.SHOULD, Category.PERSONAL_SUITABILITY),
    ),
    lines=(
        Line("S1", Part.INTRODUCTION, LineType.QUESTION, "Hva har skjedd siden sist?"),
        Line("S2", Part.CLOSING, LineType.CHECK, "Attester er levert"),
    ),
    methods=(Method("M1", Part.CASE, "Notat"), Method("M2", Part.TESTS, "Evnetest")),
    criteria=(
        Criterion("V1", "M1", "Finner det viktige", ("K1",)),
        Criterion("V2", "M1", "Skriver klart", ("K1",)),
        Criterion("V3", "M2", "Resonnerer med tall", ("K2",)),
    ),
    candidates=(
        Candidate("P2", "Åse Bjørk", follow_up=("Hvorfor bytte jobb?", "Når kan du begynne?")),
        Candidate("P1", "Kari Nordmann"),
        Candidate("P3", "Ola Ødegård", status=Status.WITHDRAWN),
        Candidate("P4", "Zoë Lund", status=Status.ABSENT),
    ),
)
THE_WORKED_EXAMPLE: Mapping[str, Value] = {
    "in_depth.K1.score": 4,
    "in_depth.K1.met": "met",
    "in_depth.K2.score": "not_assessed",
    "in_depth.K3.score": None,
    "case.V1.score": 3,
    "case.V2.score": 4,
    "tests.V3.score": 5,
}


def a_form(plan: Plan, candidate: str, values: Mapping[str, Value]) -> FormResult:
    answers = {tag: Answer(tag, value, "" if value is None else str(value), "tag") for tag, value in values.items()}
    name = next(entry.name for entry in plan.candidates if entry.id == candidate)
    identity = Identity(f"{candidate}-ABCD-EFGH", "interview", 1, "0" * 64, candidate, name, plan.position.title)
    return FormResult(CompletedForm(f"{name}.docx", identity, answers), form_totals(plan, answers))


def results_of(plan: Plan, *forms: FormResult, problems: tuple[Problem, ...] = ()) -> Results:
    return Results(plan, "0" * 64, forms, candidate_results(plan, forms), problems)


def written(results: Results) -> bytes:
    file = io.BytesIO()
    write_results(file, NB, results)
    return file.getvalue()


def opened(results: Results) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(results)))


def shown(results: Results) -> openpyxl.Workbook:
    """Return the workbook with the stored result of each formula, as a preview shows it."""
    return openpyxl.load_workbook(io.BytesIO(written(results)), data_only=True)


def rows(sheet: Worksheet, first: int = 1) -> list[list[object]]:
    return [list(row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def notes_of(*texts: str) -> Results:
    """Results with one note after another, each in a form field of its own."""
    requirements = tuple(
        Requirement(f"K{number}", "Krav", Priority.SHOULD, Category.EXPERIENCE) for number in range(len(texts))
    )
    plan = replace(PLAN, requirements=requirements, criteria=())
    values = {f"in_depth.K{number}.notes": text for number, text in enumerate(texts)}
    return results_of(plan, a_form(plan, "P1", values))


# ---- figures


def test_the_overview_shows_the_figures_of_the_worked_example():
    sheet = shown(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE)))["Oversikt"]
    groups, headings, weights, _, kari, *_ = rows(sheet, first=5)
    assert [group for group in groups if group] == [
        *("Krav", "Dybdeintervju", "Arbeidsprøve", "Tester", "Samlet", "Må-krav: panelets vurdering")
    ]
    per_part = ["Sum", "Maks", "Skår satt", "Ikke vurdert", "Snitt"]
    assert headings == [
        *("Id", "Kandidat", "K1", "K2", "K3", *per_part, *per_part, *per_part, "Vektet snitt", "Krav med skår"),
        *("Oppfylt", "Ikke oppfylt", "Ikke avklart", "Uten svar", "Status", "Slik henger tallene sammen"),
    ]
    assert weights[1:5] == ["Vekt", 2, 1, 1]
    assert kari[:5] == ["P1", "Kari Nordmann", 3.75, 5, "–"]
    assert kari[5:20] == [4, 5, 1, 1, 4, 7, 10, 2, 0, 3.5, 5, 5, 1, 0, 5]
    assert kari[20:26] == [pytest.approx(25 / 6, abs=1e-12), 2, 1, 0, 0, 0]
    assert kari[26:] == [
        "ufullstendig",
        "Bygger på kandidatens skjema. Det samlede tallet er et vektet snitt av 2 av 3 krav. Av 6 skårer er 4 satt, "
        "1 ikke vurdert og 1 mangler; det som ikke er satt, er holdt utenfor.",
    ]


def test_counts_say_out_of_how_many_and_means_have_one_decimal():
    sheet = opened(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE)))["Oversikt"]
    formats = [cell.number_format for cell in sheet[9]]
    assert formats[2:10] == ["0.0", "0.0", "0.0", "0", "0", '0" av 3"', "0", "0.0"]
    assert formats[20:22] == ["0.0", '0" av 3"']


def test_candidates_stand_in_the_order_of_the_plan_with_those_who_have_no_form():
    form = a_form(PLAN, "P1", THE_WORKED_EXAMPLE | {"in_depth.K3.score": 1})
    sheet = shown(results_of(PLAN, form))["Oversikt"]
    candidates = rows(sheet, first=8)[:4]
    assert [[*row[:2], row[26]] for row in candidates] == [
        ["P2", "Åse Bjørk", "skjema mangler"],
        ["P1", "Kari Nordmann", "fullstendig"],
        ["P3", "Ola Ødegård", "har trukket seg"],
        ["P4", "Zoë Lund", "møtte ikke"],
    ]
    assert [row[20] is None for row in candidates] == [True, False, True, True]


def test_two_forms_of_a_candidate_give_no_figures_and_the_overview_says_why():
    forms = (a_form(PLAN, "P1", {"in_depth.K1.score": 1}), a_form(PLAN, "P1", {"in_depth.K1.score": 5}))
    _, kari, *_ = rows(opened(results_of(PLAN, *forms))["Oversikt"], first=8)
    assert kari[2:] == [*[None] * 24, "flere skjema", None]


def test_requirements_show_priority_weight_score_and_for_a_must_the_judgement():
    sheet = shown(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE)))["Krav"]
    ids, texts, priorities, weights, headings, _, kari, *_ = (row[2:6] for row in rows(sheet, first=5))
    assert ids == ["K1", None, "K2", "K3"]
    assert texts == ["Erfaring fra saksbehandling", None, "God framstillingsevne", "Samarbeider godt"]
    assert priorities == ["må-krav", None, "bør-krav", "bør-krav"]
    assert weights == [2, None, 1, 1]
    assert headings == ["Skår", "Oppfylt", "Skår", "Skår"]
    assert kari == [3.75, "Oppfylt", 5, "–"]


def brightness(color: str) -> float:
    """Return the relative luminance of a colour, from 0 for black to 1 for white. Source: WCAG 2.2, definitions."""
    channels = (channel / 255 for channel in bytes.fromhex(color[-6:]))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("name", "scores"), [("Oversikt", ["C8:E11"]), ("Krav", ["C10:C13", "E10:E13", "F10:F13"])])
def test_scores_are_shaded_by_the_scale_so_that_it_shows_in_grey_and_the_figure_is_readable(
    name: str, scores: list[str]
):
    sheet = opened(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE)))[name]
    scales = {
        str(ranged.sqref): rule.colorScale
        for ranged in sheet.conditional_formatting
        for rule in ranged.rules
        if rule.type == "colorScale"
    }
    assert sorted(scales) == scores
    for scale in scales.values():
        assert [(end.type, float(end.val)) for end in scale.cfvo] == [("num", 1), ("num", 3), ("num", 5)]
        lowest, middle, highest = (brightness(color.rgb) for color in scale.color)
        assert lowest - middle > 0.2 and middle - highest > 0.2
        assert (highest + 0.05) / 0.05 >= 7  # black on it, by the strictest level of WCAG 2.2, 1.4.6


def test_a_form_without_scores_shows_dashes_and_never_zero():
    workbook = shown(results_of(PLAN, a_form(PLAN, "P1", {})))
    _, kari, *_ = rows(workbook["Oversikt"], first=8)
    assert (*kari[2:5], kari[9], kari[20]) == ("–",) * 5
    _, kari, *_ = rows(workbook["Krav"], first=10)
    assert kari[2:6] == ["–", "–", "–", "–"]


@pytest.mark.parametrize("count", [2, 200])
def test_any_number_of_candidates_and_of_requirements_has_a_row_and_a_column_each(count: int):
    requirements = tuple(
        Requirement(f"K{number}", f"Krav {number}", Priority.MUST, Category.EXPERIENCE) for number in range(1, 41)
    )
    candidates = tuple(Candidate(f"P{number}", f"Kandidat {number}") for number in range(1, count + 1))
    plan = replace(PLAN, requirements=requirements, criteria=(), candidates=candidates)
    values: dict[str, Value] = {f"in_depth.K{number}.score": number % 5 + 1 for number in range(1, 41)}
    values |= {f"in_depth.K{number}.notes": f"Notat {number}" for number in range(1, 41)}
    workbook = shown(results_of(plan, *(a_form(plan, entry.id, values) for entry in candidates)))
    overview = rows(workbook["Oversikt"], first=8)[:count]
    assert [row[0] for row in overview] == [entry.id for entry in candidates]
    scores = [number % 5 + 1 for number in range(1, 41)]
    assert {tuple(row[2:42]) for row in overview} == {tuple(scores)}
    assert {tuple(row[42:47]) for row in overview} == {(120, 200, 40, 0, 3)}
    assert {(*row[57:59], row[63]) for row in overview} == {(3, 40, "fullstendig")}
    assert rows(workbook["Krav"], first=10)[count - 1][2::2] == scores
    assert workbook["Notater"].max_row == 1 + 40 * count


def test_in_print_no_requirement_is_cut_in_two_by_the_end_of_a_page():
    requirements = tuple(
        Requirement(f"K{number}", "Krav", (Priority.MUST, Priority.SHOULD)[number % 2], Category.EXPERIENCE)
        for number in range(40)
    )
    sheet = opened(results_of(replace(PLAN, requirements=requirements, criteria=())))["Krav"]
    assert sheet.print_title_cols == "$A:$B"
    ids = [cell.value for cell in sheet[5]]
    first_on_page = [ids[page_break.id] for page_break in sheet.col_breaks.brk]
    assert first_on_page == ["K8", "K16", "K24", "K32"]  # 4 × (9 + 14 + 16) fit, another must does not


# ---- notes


def test_every_note_assessment_summary_tick_and_recommendation_has_a_row():
    values: Mapping[str, Value] = {
        "introduction.notes": "Vil ha mer ansvar",
        "introduction.S1.notes": "Tok et kurs.\nByttet team.",
        "in_depth.K1.notes": "Ledet et prosjekt",
        "in_depth.K1.assessment": "Tydelig",
        "in_depth.K1.score": 4,
        "in_depth.K1.met": "met",
        "in_depth.K2.notes": None,
        "in_depth.K3.notes": "  ",
        "in_depth.summary": "God",
        "in_depth.total": "4",
        "case.V1.notes": "Grundig",
        "closing.S2.done": True,
        "conclusion.summary": "Sterk",
        "conclusion.missing": "Referanse",
        "conclusion.recommend": "not",
    }
    sheet = opened(results_of(PLAN, a_form(PLAN, "P2", values)))["Notater"]
    header, *notes = rows(sheet)
    about = ["Del", "Punkt", "Spørsmål, krav eller kriterium", "Type", "Tekst"]
    assert header[:9] == ["Id", "Kandidat", *about, "Krav", "Skjema"]
    assert {tuple(row[:2]) for row in notes} == {("P2", "Åse Bjørk")}
    follow_up = "Hvorfor bytte jobb?\nNår kan du begynne?"
    assert [row[2:7] for row in notes] == [
        ["Innledning", None, follow_up, "Notater", "Vil ha mer ansvar"],
        ["Innledning", "S1", "Hva har skjedd siden sist?", "Notater", "Tok et kurs.\nByttet team."],
        ["Dybdeintervju", "K1", "Erfaring fra saksbehandling", "Notater", "Ledet et prosjekt"],
        ["Dybdeintervju", "K1", "Erfaring fra saksbehandling", "Vurdering", "Tydelig"],
        ["Dybdeintervju", None, None, "Oppsummering", "God"],
        ["Arbeidsprøve", "V1", "Finner det viktige", "Notater", "Grundig"],
        ["Avslutning", "S2", "Attester er levert", "Gjort", "ja"],
        ["Konklusjon", None, None, "Oppsummering", "Sterk"],
        ["Konklusjon", None, None, "Gjenstår å avklare", "Referanse"],
        ["Konklusjon", None, None, "Tilråding", "Ikke gå videre"],
    ]


def test_notes_on_what_the_plan_no_longer_has_are_kept():
    plan = replace(PLAN, agenda=(AgendaPart(Part.IN_DEPTH, "Dybdeintervju"),))
    values = {"closing.S9.notes": "Spurte om lønn", "in_depth.K9.notes": "Ledet et lag"}
    _, *notes = rows(opened(results_of(plan, a_form(plan, "P1", values)))["Notater"])
    assert [row[2:7] for row in notes] == [
        ["Avslutning og veien videre", "S9", None, "Notater", "Spurte om lønn"],
        ["Dybdeintervju", "K9", None, "Notater", "Ledet et lag"],
    ]


LIKE_A_FORMULA = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.invalid","klikk")',
    "https://example.invalid/",
    "mailto:kari@example.invalid",
    "internal:Krav!A1",
    "{=1+1}",
    "0012",
    "1e5",
    "TRUE",
    "#N/A",
]
LIKE_MARKUP = [
    "<r><t>fet</t></r>",
    "<r></r>",
    "<r>& < > \" '</r>",
    "_x0041_",
    "_x0041_x0042_x0043_",
    "__x005F__",
    "_x000D_\n_x000d_",
    "R&D a < b",
    " innrykk og slutt ",
    "linje\n\n  linje\n",
    "{{ navn }} {_{ og 😀 e\u0301 \u00a0\u2028",
]


@pytest.mark.parametrize("text", LIKE_A_FORMULA)
def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text(text: str):
    results = notes_of(text)
    results = replace(results, problems=(problem("total_differs", Place(file=text), typed=text, sum=1),))
    workbook = opened(results)
    note = workbook["Notater"]["G2"]
    assert (note.value, note.data_type, note.hyperlink) == (text, "s", None)
    assert (workbook["Merknader"]["B3"].value, workbook["Merknader"]["B3"].data_type) == (text, "s")


def test_no_formula_of_the_workbook_holds_what_people_wrote_and_nothing_is_a_link():
    with zipfile.ZipFile(io.BytesIO(written(notes_of(*LIKE_A_FORMULA)))) as package:
        relations = [package.read(name).decode() for name in package.namelist() if "_rels/sheet" in name]
        assert not [name for name in package.namelist() if "externalLink" in name]
    assert set(re.findall('Target="([a-z.]*/[a-z]*)', "".join(relations))) == {"../drawings", "../comments"}
    with zipfile.ZipFile(io.BytesIO(written(notes_of(*LIKE_A_FORMULA)))) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    formulas = [formula for sheet in sheets for formula in re.findall("<f>(.*?)</f>", sheet.decode())]
    assert formulas and not [formula for formula in formulas if re.search("cmd|HYPERLINK|A9|1e5|mailto", formula)]
    assert not any(b"<hyperlink" in sheet for sheet in sheets)


def test_names_texts_and_headings_of_the_plan_are_text_too():
    plan = replace(
        PLAN,
        position=Position("=1+1 & <b>"),
        agenda=(AgendaPart(Part.IN_DEPTH, "=2+2"),),
        requirements=(Requirement("K1", "@SUM(1)", Priority.MUST, Category.EXPERIENCE),),
        candidates=(Candidate("P1", "=3+3"),),
    )
    workbook = opened(results_of(plan, a_form(plan, "P1", {"in_depth.K1.notes": "-1"})))
    assert workbook["Oversikt"]["A1"].value == "Resultater: =1+1 & <b>"
    assert workbook["Oversikt"]["D5"].value == "=2+2"
    assert workbook["Krav"]["C6"].value == "@SUM(1)"
    formulas = [cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas if re.search(r"=1\+|=2\+|=3\+|SUM\(1", str(formula))]
    assert {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row} == {"s", "n", "f"}


def without_x005f(text: str) -> bool:
    """Whether openpyxl reads a text right: it drops every ``x005F_`` from whatever it reads."""
    return "x005F_" not in text


@given(
    st.text(
        st.one_of(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
            st.sampled_from("_x0041<>/r=\t\n"),
        ),
        min_size=1,
    )
    .filter(str.strip)
    .filter(without_x005f)
)
def test_any_note_arrives_as_typed(text: str):
    assert opened(notes_of(text))["Notater"]["G2"].value == text


@pytest.mark.parametrize("text", [text for text in LIKE_MARKUP if without_x005f(text)])
def test_text_that_looks_like_markup_arrives_as_typed(text: str):
    assert opened(notes_of(text))["Notater"]["G2"].value == text


@pytest.mark.parametrize("text", ["a\r\nb\rc"])
def test_every_kind_of_line_break_becomes_the_one_that_a_cell_has(text: str):
    assert opened(notes_of(text))["Notater"]["G2"].value == "a\nb\nc"


@pytest.mark.parametrize("text", ["æ" * 1600, "Linje\n" * 25, "Ord " * 400])
def test_a_note_that_a_row_can_show_is_not_split(text: str):
    results = notes_of(text)
    file = io.BytesIO()
    assert write_results(file, NB, results) == []
    assert openpyxl.load_workbook(file)["Notater"]["G2"].value == text


@pytest.mark.parametrize("text", ["æ" * 32767, "😀" * 16383, "Linje\n" * 100])
def test_a_note_that_no_row_is_high_enough_for_goes_on_in_the_rows_below_without_being_a_problem(text: str):
    results = notes_of("kort", text, "etter")
    file = io.BytesIO()
    assert write_results(file, NB, results) == []
    _, short, *long, after = rows(openpyxl.load_workbook(file)["Notater"])
    assert (short[6], after[6]) == ("kort", "etter")
    assert "".join(str(row[6]) for row in long) == text


@pytest.mark.parametrize("text", ["æ" * 32768, "😀" * 16384, "".join(f"Ord {number}\n" for number in range(4000))])
def test_a_longer_note_goes_on_in_the_rows_below_and_that_is_said(text: str):
    file = io.BytesIO()
    (split,) = write_results(file, NB, notes_of("kort", text, "etter"))
    workbook = openpyxl.load_workbook(file)
    _, short, *long, after = rows(workbook["Notater"])
    assert (short[6], after[6]) == ("kort", "etter")
    assert "".join(str(row[6]) for row in long) == text
    assert {tuple(row[:5]) for row in long} == {("P1", "Kari Nordmann", "Dybdeintervju", "K1", "Krav")}
    assert [row[5] for row in long] == [f"Notater ({number} av {len(long)})" for number in range(1, len(long) + 1)]
    assert (split.code, split.place) == ("text_split", Place(sheet="Notater", cell="G3"))
    assert split.values["rows"] == len(long)
    severity, place, message, _ = rows(workbook["Merknader"])[-1]
    assert (severity, place, message) == ("Råd", "Notater!G3", NB.message(split))


# ---- problems


def test_problems_stand_with_severity_place_message_and_remedy():
    missing = problem("scores_missing", Place(file="Kari.docx", tag="in_depth.score"), ids=["K1", "K3"])
    header, row = rows(opened(results_of(PLAN, problems=(missing,)))["Merknader"], 2)
    assert header == ["Type", "Sted", "Merknad", "Hva du kan gjøre"]
    assert row == ["Advarsel", "Kari.docx: Dybdeintervju, skår", NB.message(missing), NB.remedy(missing)]


# ---- look


def test_headers_are_bold_frozen_and_repeated_in_print_and_lists_can_be_filtered():
    workbook = opened(results_of(PLAN, a_form(PLAN, "P1", {"in_depth.K1.notes": "Notat"})))
    assert [sheet.title for sheet in workbook] == [
        *("Oversikt", "Krav", "Skårer", "Diagrammer", "Sammenligning", "Notater", "Merknader"),
        *("Regnes med", "IntervjuguideRecord"),
    ]
    assert [sheet.sheet_state for sheet in workbook] == [*["visible"] * 7, "hidden", "veryHidden"]
    seen = workbook.worksheets[:7]
    assert [sheet.freeze_panes for sheet in seen] == ["C8", "C10", "D9", "C6", "B5", "A2", "A3"]
    titles = ["$5:$7", "$5:$9", "$5:$7", "$1:$1", "$4:$4", "$1:$1", "$1:$2"]
    assert [sheet.print_title_rows for sheet in seen] == titles
    assert [sheet.auto_filter.ref for sheet in seen] == [None, None, None, None, None, "A1:M2", "A2:D2"]
    for sheet, row in zip(seen, (6, 9, 7, 5, 4, 1, 2), strict=True):
        assert all(cell.font.bold for cell in sheet[row] if cell.value)
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # Excel minds no page breaks where it fits a sheet to a page by itself.
    assert [sheet.page_setup.scale for sheet in seen[3:6]] == [83, 62, 65]
    for sheet in (*seen[:3], seen[6]):
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)


# ---- LibreOffice


def csv_rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_libreoffice_shows_the_same_figures_and_the_same_texts(office: ModuleType, tmp_path: Path):
    texts = [*LIKE_A_FORMULA, *LIKE_MARKUP, "æ" * 1600]
    plan = replace(PLAN, lines=tuple(Line(f"S{n}", Part.CLOSING, LineType.QUESTION, "?") for n in range(len(texts))))
    values = THE_WORKED_EXAMPLE | {f"closing.S{number}.notes": text for number, text in enumerate(texts)}
    path = tmp_path / "resultater.xlsx"
    path.write_bytes(written(results_of(plan, a_form(plan, "P1", values))))
    sheets = office.sheets_as_csv(path, tmp_path / "csv")
    kari = csv_rows(sheets["Oversikt"])[8]
    assert [float(figure) for figure in kari[5:20]] == [4, 5, 1, 1, 4, 7, 10, 2, 0, 3.5, 5, 5, 1, 0, 5]
    assert float(kari[20]) == pytest.approx(25 / 6, abs=1e-9)
    assert csv_rows(sheets["Krav"])[10][2:6] == ["3.75", "Oppfylt", "5", "–"]
    assert [row[6] for row in csv_rows(sheets["Notater"])[1:]] == texts


def test_libreoffice_saves_the_figures_and_texts_as_they_were(office: ModuleType, tmp_path: Path):
    path = tmp_path / "resultater.xlsx"
    path.write_bytes(written(notes_of(*LIKE_A_FORMULA)))
    (tmp_path / "out").mkdir()
    (saved,) = office.convert([path], tmp_path / "out", "xlsx")
    cells = [row[6] for row in openpyxl.load_workbook(saved)["Notater"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in LIKE_A_FORMULA]
