"""The formulas of the results workbook: what they come to, in our arithmetic and in LibreOffice Calc.

Figures that are written out are worked out by hand; every formula is held against a hard recalculation.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import count
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from recalculated import agree, stored
from test_panel_figures import AGREED, EVA, EVAS, IVAR, IVARS, KARI, OLA, SIV, SIVS, panels, read
from test_panel_figures import PLAN as PANEL
from test_panel_figures import a_form as a_members_form
from test_results import NB, PLAN, THE_WORKED_EXAMPLE, a_form, results_of
from test_scoring import answers

from generator.excel.results.book import write_results
from generator.language import load
from generator.model import (
    Answer,
    Candidate,
    Category,
    Criterion,
    FormResult,
    FormsPer,
    PanelMember,
    Part,
    Plan,
    Priority,
    Requirement,
    Results,
    Value,
)
from generator.panel import candidate_results

Sheets = Mapping[str, Mapping[str, str | float | None]]


def of_panel(*forms: FormResult, opened: bool = False, plan: Plan = PANEL) -> Results:
    return Results(plan, "0" * 64, forms, candidate_results(plan, forms, opened=opened), opened=opened)


def members() -> list[FormResult]:
    return [a_members_form(PANEL, who, given) for who, given in ((EVA, EVAS), (IVAR, IVARS), (SIV, SIVS))]


def saved(folder: Path, results: Results, name: str = "resultater", language: str = "nb") -> Path:
    path = folder / f"{name}.xlsx"
    with path.open("wb") as file:
        write_results(file, load(language), results)
    return path


def the_worked_example(folder: Path, **values: Value) -> Path:
    given = THE_WORKED_EXAMPLE | {key.replace("__", "."): value for key, value in values.items()}
    return saved(folder, results_of(PLAN, a_form(PLAN, "P1", given)))


def row_of(shown: Sheets, sheet: str, row: int) -> dict[str, str | float | None]:
    """Return what the formulas of a row show, by the letters of their columns."""
    return {
        cell.removesuffix(str(row)): value for cell, value in shown[sheet].items() if re.fullmatch(f"[A-Z]+{row}", cell)
    }


# ---- the same in LibreOffice


def test_every_formula_has_the_result_that_libreoffice_makes_of_it(office: ModuleType, tmp_path: Path):
    forms, agreed = members(), a_members_form(PANEL, None, AGREED)
    forty = tuple(
        Requirement(
            f"K{n}", "Krav", (Priority.MUST, Priority.SHOULD)[n % 2], Category.EXPERIENCE, weight=Fraction(n, 7)
        )
        for n in range(1, 41)
    )
    criteria = tuple(Criterion(f"V{n}", f"M{n % 2 + 1}", "Kriterium", (f"K{n}", f"K{n * 3}")) for n in range(1, 12))
    wide = replace(PLAN, requirements=forty, criteria=criteria)
    scores: dict[str, Value] = {
        f"in_depth.K{n}.score": (1, 3, "not_assessed", 5, None, 4, 2)[n % 7] for n in range(1, 41)
    }
    scores |= {f"in_depth.K{n}.met": ("met", "not_met", "open", None)[n % 4] for n in range(2, 41, 2)}
    scores |= {f"{('case', 'tests')[n % 2]}.V{n}.score": n % 5 + 1 for n in range(1, 9)}
    no_interview = replace(PLAN, agenda=tuple(entry for entry in PLAN.agenda if entry.part is not Part.IN_DEPTH))
    nothing = replace(PLAN, requirements=(), criteria=())
    books = [
        results_of(
            PLAN,
            a_form(PLAN, "P1", THE_WORKED_EXAMPLE),
            a_form(PLAN, "P2", {}),
            a_form(PLAN, "P4", {"case.V1.score": 2}),
        ),
        results_of(wide, a_form(wide, "P1", scores), a_form(wide, "P2", {})),
        results_of(no_interview, a_form(no_interview, "P1", THE_WORKED_EXAMPLE)),
        results_of(nothing, a_form(nothing, "P1", {})),
        results_of(PLAN),
        of_panel(*forms),
        of_panel(*forms, agreed),
        of_panel(*forms, agreed, a_members_form(PANEL, None, EVAS)),  # two that differ: no figures
        of_panel(*forms[:2]),
        of_panel(*forms[:2], opened=True),
        of_panel(forms[0], opened=True),  # one form alone
        of_panel(forms[0], agreed, opened=True),
        of_panel(agreed, opened=True),
    ]
    paths = [saved(tmp_path, results, f"{number}") for number, results in enumerate(books)]
    paths += [saved(tmp_path, books[6], language, language) for language in ("nn", "sv", "en")]
    agree(office, paths)


names = (f"{number}" for number in count())


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(panels, st.booleans()), min_size=5, max_size=5))
def test_whatever_a_panel_has_set_the_formulas_come_to_the_same_in_libreoffice(
    office: ModuleType, tmp_path: Path, made
):
    books = [of_panel(*read(panel), opened=opened) for panel, opened in made]
    paths = [saved(tmp_path, results, next(names)) for results in books]
    for results, shown in zip(books, agree(office, paths), strict=True):
        totals = results.candidates[0].totals
        assert totals is not None
        row = row_of(shown, "Oversikt", 8)
        scores = [entry.score for entry in totals.requirements.values()]
        assert [row["C"], row["D"], row["E"]] == [pytest.approx(float(score)) if score else "–" for score in scores]
        mean = totals.overall.mean
        assert row["U"] == (pytest.approx(float(mean)) if mean else "–")


# ---- a score that is corrected


def test_totals_follow_a_score_that_is_corrected(office: ModuleType, tmp_path: Path):
    """K1 becomes (4 + (5 + 4) / 2) / 2 = 4.25 and K3 2, overall (2 × 4.25 + 5 + 2) / 4 = 3.875."""
    path = the_worked_example(tmp_path)
    typed = [("Skårer", "G10", 2), ("Skårer", "H10", 5), ("Skårer", "E10", "Ikke oppfylt")]
    (shown,) = office.calculate([path], typed)
    row = row_of(shown, "Oversikt", 9)
    assert [row[column] for column in "CDE"] == [4.25, 5, 2]
    assert [row[column] for column in "FGHIJ"] == [6, 10, 2, 1, 3]  # in depth: 4, not assessed, 2
    assert [row[column] for column in "KLMNO"] == [9, 10, 2, 0, 4.5]  # the case: 5 and 4
    assert [row[column] for column in ("U", "V", "W", "X", "Y", "Z")] == [3.875, 3, 0, 1, 0, 0]
    assert row["AA"] == "fullstendig"
    assert "3 av 3 krav. Av 6 skårer er 5 satt, 1 ikke vurdert og 0 mangler" in str(row["AB"])
    krav = row_of(shown, "Krav", 11)
    assert krav == {"C": 4.25, "D": "Ikke oppfylt", "E": 5, "F": 2}
    for sheet, cell in (("Skårer", "B4"), ("Oversikt", "C4"), ("Krav", "C4")):
        assert shown[sheet][cell] == "3 skårer eller vurderinger av må-krav er rettet siden skjemaene ble lest."


def test_a_score_that_is_taken_away_is_left_out_and_never_counts_as_zero(office: ModuleType, tmp_path: Path):
    """Without V3 nothing measures K2, and K1 alone is left."""
    (shown,) = office.calculate([the_worked_example(tmp_path)], [("Skårer", "J10", "Ikke vurdert")])
    row = row_of(shown, "Oversikt", 9)
    assert [row[column] for column in ("C", "D", "E", "U", "V")] == [3.75, "–", "–", 3.75, 1]
    assert [row[column] for column in "PQRST"] == [0, 0, 0, 1, "–"]
    assert shown["Oversikt"]["C4"] == "1 skår eller vurdering av må-krav er rettet siden skjemaene ble lest."


def test_what_is_not_on_the_scale_never_counts_and_the_candidate_says_so(office: ModuleType, tmp_path: Path):
    path = the_worked_example(tmp_path)
    every = (7, 0, -1, 3.5, "3", "4/5", "*", "?", "Oppfylt", "n", "!", "–")
    found = office.calculate_each([(path, [("Skårer", "H10", wrong)]) for wrong in every])  # V1, which was 3
    for wrong, shown in zip(every, found, strict=True):
        row = row_of(shown, "Oversikt", 9)
        assert [row[column] for column in "CKLMN"] == [4, 4, 5, 1, 0], wrong  # V2 alone: 4
        assert row["AA"] == "kontroller skår", wrong
        assert "Verdier utenfor skalaen, som ikke regnes med: 1." in str(row["AB"])
    shown, spaced = office.calculate_each(
        [
            (path, [("Skårer", "E10", "Kanskje")]),
            (path, [("Skårer", "F10", " ikke VURDERT "), ("Skårer", "G10", "  ")]),
        ]
    )
    row = row_of(shown, "Oversikt", 9)
    assert [row[column] for column in ("W", "X", "Y", "Z", "AA")] == [0, 0, 0, 1, "kontroller skår"]
    assert shown["Krav"]["D11"] == "kontroller"
    row = row_of(spaced, "Oversikt", 9)
    assert [row[column] for column in ("I", "AA")] == [1, "ufullstendig"]


def test_the_panel_follows_what_a_member_corrects(office: ModuleType, tmp_path: Path):
    """Siv's K2 in depth becomes 1 and her V3 stays 5, so K2 is 5, 2 and 3: mean 10/3, from 2 to 5."""
    path = saved(tmp_path, of_panel(*members()))
    typed = [("Skårer", "G11", 1)]
    shown, then = office.calculate_each([(path, typed), (path, [*typed, ("Skårer", "K10", 3), ("Skårer", "K9", 4)])])
    k2, in_depth = row_of(shown, "Panel", 12), row_of(shown, "Panel", 13)
    assert [k2[column] for column in "CDEGHI"] == [5, 2, 3, 2, 5, "● Drøft"]
    assert k2["F"] == pytest.approx(10 / 3)
    assert [in_depth[column] for column in "CDEFGHI"] == ["ikke vurdert", "–", 1, 1, "–", "–", "–"]
    k2 = row_of(then, "Panel", 12)
    assert [k2[column] for column in "CDEGHI"] == [4, 3, 3, 3, 4, "–"]


def test_a_criterion_that_names_a_requirement_twice_counts_once(office: ModuleType, tmp_path: Path):
    """V1 = 3 and V2 = 4 make 3.5, beside 4 in depth."""
    twice = (replace(PLAN.criteria[0], requirements=("K1", "K1")), *PLAN.criteria[1:])
    plan = replace(PLAN, criteria=twice)
    (shown,) = agree(office, [saved(tmp_path, results_of(plan, a_form(plan, "P1", THE_WORKED_EXAMPLE)))])
    assert shown["Krav"]["C11"] == 3.75


def test_thirds_that_are_two_apart_are_marked_although_they_are_no_decimals(office: ModuleType, tmp_path: Path):
    """4, 4, 3 and 2, 2, 1 are 11/3 and 5/3, which as decimals are a little less than two apart."""
    plan = replace(PANEL, panel=(EVA, IVAR), candidates=(KARI,), requirements=PANEL.requirements[:1])
    criteria = tuple(Criterion(f"V{n}", "M1", "Kriterium", ("K1",)) for n in (1, 2, 3))
    plan = replace(plan, criteria=criteria, agenda=PANEL.agenda[2:3])
    scores = ((EVA, (4, 4, 3)), (IVAR, (2, 2, 1)))
    forms = [
        a_members_form(plan, who, answers(**{f"case__V{n}__score": score for n, score in enumerate(given, start=1)}))
        for who, given in scores
    ]
    path = saved(tmp_path, of_panel(*forms, plan=plan))
    agree(office, [path])
    assert stored(path)["Panel"]["H7"] == "● Drøft"


# ---- the sheet of scores


def scores_of(results: Results) -> Worksheet:
    file = io.BytesIO()
    write_results(file, NB, results)
    return openpyxl.load_workbook(file)["Skårer"]


def test_a_form_is_found_by_whose_it_is_and_a_field_by_its_tag_and_both_are_hidden():
    sheet = scores_of(of_panel(*members(), a_members_form(PANEL, None, AGREED)))
    assert [cell.value for cell in sheet["A"][8:]] == ["P1/I1", "P1/I2", "P1/I3", "P1/", None]
    assert [cell.value for cell in sheet[8][4:]] == [
        *("in_depth.K1.score", "in_depth.K1.met", "in_depth.K2.score", "in_depth.K3.score"),
        *("case.V1.score", "case.V2.score", "tests.V3.score"),
    ]
    assert sheet.column_dimensions["A"].hidden and sheet.row_dimensions[8].hidden
    assert [cell.value for cell in sheet[9][1:]] == [
        "P1",
        "Kari Nordmann",
        "Eva Dahl",
        *(4, "Oppfylt", "Ikke vurdert", 3, 3, 4, 5),
    ]
    assert [cell.value for cell in sheet[12][1:4]] == ["P1", "Kari Nordmann", "panelet, felles vurdering"]
    assert sheet["E13"].value == "Venter på skjema fra: Eva Dahl, Ivar Moe, Siv Øye"


@pytest.mark.office
def test_two_forms_that_say_they_have_one_id_do_not_share_a_row(office: ModuleType, tmp_path: Path):
    """The file of a form says what its id is, and may say what that of another candidate says."""
    kari, ase = a_form(PLAN, "P1", THE_WORKED_EXAMPLE), a_form(PLAN, "P2", {"in_depth.K1.score": 1})
    same = replace(ase.form, identity=replace(ase.form.identity, form_id=kari.form.identity.form_id))
    path = saved(tmp_path, results_of(PLAN, kari, replace(ase, form=same)))
    (shown,) = agree(office, [path])
    assert [shown["Oversikt"][cell] for cell in ("C8", "C9")] == [1, 3.75]


def test_a_cell_takes_the_scores_of_the_scale_and_only_scores_can_be_typed():
    sheet = scores_of(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE)))
    lists = {str(entry.sqref): entry.formula1 for entry in sheet.data_validations.dataValidation}
    assert lists["D9:D10"] == '"1,2,3,4,5,Ikke vurdert"'
    assert lists["E9:E10"] == '"Oppfylt,Ikke oppfylt,Ikke avklart"'
    assert sheet.protection.sheet and not sheet.protection.password
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {f"{column}10" for column in "DEFGHIJ"}


def test_a_score_that_does_not_count_is_left_empty_and_a_comment_says_what_stood_there():
    form = a_form(PLAN, "P1", THE_WORKED_EXAMPLE)
    raw = {"in_depth.K1.score": "4", "case.V1.score": "3-4"}
    changed = {tag: Answer(tag, None, text, "tag") for tag, text in raw.items()}
    completed = replace(form.form, answers={**form.form.answers, **changed}, uncounted=frozenset({"in_depth.K1.score"}))
    sheet = scores_of(results_of(PLAN, replace(form, form=completed)))
    assert (sheet["D10"].value, sheet["H10"].value) == (None, None)
    assert "«4»" in sheet["D10"].comment.text and "planen er endret" in sheet["D10"].comment.text
    assert "«3-4»" in sheet["H10"].comment.text and "Merknader" in sheet["H10"].comment.text


def test_what_was_read_stands_in_the_same_cells_of_a_sheet_that_nobody_is_shown():
    file = io.BytesIO()
    write_results(file, NB, of_panel(*members(), a_members_form(PANEL, None, AGREED)))
    book = openpyxl.load_workbook(file)
    scores, record = book["Skårer"], book["IntervjuguideRecord"]
    assert record.sheet_state == "veryHidden"
    for row in range(8, 13):
        assert record.cell(row, 1).value == scores.cell(row, 1).value
        assert [cell.value for cell in record[row][4:]] == [cell.value for cell in scores[row][4:]]


def test_the_marks_of_what_was_corrected_and_of_what_cannot_count_are_kept_when_libreoffice_saves(
    office: ModuleType, tmp_path: Path
):
    path, target = the_worked_example(tmp_path), tmp_path / "rettet.xlsx"
    office.calculate([path], [("Skårer", "H10", 4), ("Skårer", "I10", 9)], target)
    sheet = openpyxl.load_workbook(target)["Skårer"]
    rules = [rule for ranged in sheet.conditional_formatting for rule in ranged.rules]
    assert len(rules) == 2 * 7  # a rule of each kind for each column is still there after it was saved
    assert (sheet["H10"].value, sheet["I10"].value) == (4, 9)


# ---- what people wrote


def test_no_formula_holds_a_word_that_people_wrote(office: ModuleType, tmp_path: Path):
    evil = ['=ZQX("a")', "+ZQX", "-ZQX", "@ZQX(A1)", "\tZQX", "=cmd|'/C ZQX'!A0", 'ZQX"&A1&"', "ZQX'!A1"]
    wording = iter(evil * 20)
    plan = replace(
        PANEL,
        position=replace(PANEL.position, title=next(wording)),
        agenda=tuple(replace(entry, heading=next(wording)) for entry in PANEL.agenda),
        requirements=tuple(
            replace(entry, text=next(wording), definition=next(wording)) for entry in PANEL.requirements
        ),
        methods=tuple(replace(entry, title=next(wording)) for entry in PANEL.methods),
        criteria=tuple(replace(entry, text=next(wording)) for entry in PANEL.criteria),
        panel=tuple(replace(entry, name=next(wording)) for entry in PANEL.panel),
        candidates=(replace(KARI, name=evil[0]), replace(OLA, name=evil[5])),
    )
    forms = [
        a_members_form(plan, who, given, plan.candidates[0])
        for who, given in zip(plan.panel[:3], (EVAS, IVARS, SIVS), strict=True)
    ]
    path = saved(tmp_path, of_panel(*forms, plan=plan))
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert len(formulas) > 100 and not [formula for formula in formulas if "ZQX" in formula]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" and cell.quotePrefix]  # it would become text
    assert sum(cell.data_type == "s" and "ZQX" in cell.value for cell in cells) > 50
    agree(office, [path])


# ---- many


def test_a_panel_of_five_for_two_hundred_candidates_has_its_figures():
    plan = replace(
        PANEL,
        requirements=PANEL.requirements[:1],
        criteria=(),
        panel=tuple(PanelMember(f"I{n}", f"Deltaker {n}") for n in range(1, 6)),
        candidates=tuple(Candidate(f"P{n}", f"Kandidat {n}") for n in range(1, 201)),
    )
    assert plan.position.forms_per is FormsPer.PANEL_MEMBER
    forms = [
        a_members_form(plan, member, answers(in_depth__K1__score=score), candidate)
        for candidate in plan.candidates
        for member, score in zip(plan.panel, (1, 2, 3, 4, 4), strict=True)
    ]
    file = io.BytesIO()
    write_results(file, NB, of_panel(*forms, plan=plan))
    book = openpyxl.load_workbook(file, data_only=True)
    assert [row[2] for row in book["Oversikt"].iter_rows(min_row=8, max_row=207, values_only=True)] == [2.8] * 200
    assert book["Skårer"].max_row == 8 + 1000


def test_the_overview_of_forty_requirements_is_broken_between_columns_and_repeats_the_names():
    requirements = tuple(Requirement(f"K{n}", "Krav", Priority.MUST, Category.EXPERIENCE) for n in range(1, 41))
    plan = replace(PLAN, requirements=requirements, criteria=())
    file = io.BytesIO()
    write_results(file, NB, results_of(plan, a_form(plan, "P1", {"in_depth.K1.score": 3})))
    sheet = openpyxl.load_workbook(file)["Oversikt"]
    starts = [sheet.cell(6, page_break.id + 1).value for page_break in sheet.col_breaks.brk]
    assert starts == ["K31", "Vektet snitt"]  # nothing that the overall figure rests on is on another page
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$B", "$5:$7")
    assert (sheet.page_setup.orientation, sheet.page_setup.scale) == ("landscape", 65)


@pytest.mark.office
def test_the_figures_of_an_ordinary_plan_are_printed_on_one_page_wide(office: ModuleType, tmp_path: Path):
    requirements = tuple(
        Requirement(f"K{n}", "Kjenner plan- og bygningsloven godt", priority, Category.EXPERIENCE)
        for n, priority in enumerate([Priority.MUST, Priority.SHOULD] * 4, start=1)
    )
    position = replace(PLAN.position, forms_per=FormsPer.PANEL_MEMBER)
    plan = replace(PLAN, position=position, requirements=requirements)
    assert {part.part for part in plan.agenda} >= {Part.IN_DEPTH, Part.CASE, Part.TESTS}
    path = tmp_path / "resultater.xlsx"
    with path.open("wb") as file:
        write_results(file, NB, results_of(plan, a_form(plan, "P1", {"in_depth.K1.score": 3})))
    (pdf,) = office.convert_to_pdf([path], tmp_path)
    pages = office.pdf_text(pdf).split("\f")
    first = pages[0]
    assert all(text in first for text in ("K8", "Vektet", "Bygger på", "Uten svar", "Slik henger tallene sammen"))
    assert "Slik henger tallene sammen" not in "".join(pages[1:])
    assert [("K1, skår" in page, "V3, skår" in page) for page in pages if ", skår" in page] == [(True, True)]


def test_the_anchors_of_a_requirement_are_a_comment_on_its_heading():
    first = replace(PLAN.requirements[0], definition="Har gjort det selv", anchors=("Aldri", "", "Ofte"))
    plan = replace(PLAN, requirements=(first, *PLAN.requirements[1:]))
    file = io.BytesIO()
    write_results(file, NB, results_of(plan))
    book = openpyxl.load_workbook(file)
    about = "Definisjon: Har gjort det selv\nLavt: Aldri\nHøyt: Ofte"
    assert book["Krav"]["C5"].comment.text == about
    assert book["Krav"]["E5"].comment is None
    assert book["Oversikt"]["C6"].comment.text == f"Erfaring fra saksbehandling (må-krav)\n{about}"
