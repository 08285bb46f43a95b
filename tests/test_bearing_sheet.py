"""The sheet of what the figures can bear, read back as people see it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from commands import candidates as sheet_of_candidates
from commands import run, run_json
from correcting import case_of, score_cell
from plans import WORKED_EXAMPLE
from test_bearing import KARI, MEMBERS_PLAN, OLA, PLAN, UNNI, a_panel, scores, with_margin
from test_panel_figures import EVA, a_form
from test_scoring import a_plan, requirement, tagged
from workbooks import SMALL_PLAN, write_workbook

from generator.bearing import bearing
from generator.excel.results.bearing import LISTED
from generator.excel.results.book import write_results
from generator.language import Language, all_languages, load
from generator.model import Candidate, FormResult, PanelMember, Plan, Results, Status, Value
from generator.panel import candidate_results
from generator.word.filling import fill

NB = load("nb")
SHEET = "Hva tallene kan bære"
EACH_LANGUAGE = pytest.mark.parametrize("words", all_languages(), ids=lambda words: words.code)


def of_forms(plan: Plan, forms: list[FormResult], *, opened: bool = False) -> Results:
    entries = candidate_results(plan, forms, opened=opened)
    return Results(plan, "0" * 64, tuple(forms), entries, opened=opened, bearing=bearing(plan, entries))


def of_answers(plan: Plan, *given: Mapping[str, Value]) -> Results:
    """One form for each candidate of a plan, in their order."""
    forms = [a_form(plan, None, tagged(values), who) for who, values in zip(plan.candidates, given, strict=True)]
    return of_forms(plan, forms)


def written(results: Results, words: Language = NB) -> bytes:
    file = io.BytesIO()
    write_results(file, words, results)
    return file.getvalue()


def rows(results: Results, words: Language = NB) -> list[list[object]]:
    """Every row of the sheet, its empty cells left out."""
    book = openpyxl.load_workbook(io.BytesIO(written(results, words)), data_only=True)
    sheet = book[words.text("results.sheets.bearing")]
    return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]


def below(found: list[list[object]], heading: str) -> list[list[object]]:
    """The rows under a heading, to the next empty one."""
    start = next(number for number, row in enumerate(found) if row[:1] == [heading])
    lines = found[start + 1 :]
    return lines[: lines.index([])] if [] in lines else lines


def pairs(results: Results) -> list[list[object]]:
    """The rows of the pairs, without their header."""
    return below(rows(results), "To og to kandidater")[1:]


# ---- one pair


def test_a_pair_is_told_with_what_it_is_compared_on_how_far_apart_it_is_and_what_changes_that():
    """The example that test_bearing.py works out: 1/3 on K1 and K2, with −1/4, −2 and 0 in three of five others."""
    (pair,) = pairs(of_answers(with_margin(PLAN, Fraction(1)), scores(5, 4, 3, 2), scores(3, 3, 5, "not_assessed")))
    first, second, compared_on, difference, higher, close, changes = pair
    assert (first, second, higher, close) == ("P1 Kari Nordmann", "P2 Ola Ås", first, "ja, vurderes samlet")
    assert compared_on == "2 av 3 krav: K1, K2.\nUten K3, der P2 Ola Ås ikke har skår."
    assert difference == pytest.approx(1 / 3)
    assert changes == (
        "Forskjellen snur, så P2 Ola Ås har det høyeste tallet: der alle krav teller likt (0,3); uten K1 (2,0).\n"
        "Tallene blir helt like: uten skåren for K1 i «in_depth».\n"
        "Ingen endring i 2 av 5 beregninger."
    )


def test_a_difference_that_stays_is_told_with_in_how_many_calculations():
    (pair,) = pairs(of_answers(with_margin(PLAN, Fraction(1, 2)), scores(5, 5, 4, 4), scores(3, 4, 3, 3)))
    assert pair[2] == "Alle 3 krav."
    assert pair[5:] == ["nei", "Samme kandidat har det høyeste tallet i alle de 6 beregningene."]


def test_figures_that_are_exactly_equal_are_said_to_be():
    (pair,) = pairs(of_answers(PLAN, scores(3, 4, 4, 4), scores(4, 3, 4, 4)))
    assert pair[3:6] == [0, "helt likt", "–"]  # the plan sets no margin
    (pair,) = pairs(of_answers(PLAN, scores(3, 3, 4, 4), scores(3, 3, 4, 4)))
    assert pair[6] == "Likt i alle de 6 beregningene."


def test_what_one_decimal_would_show_wrongly_is_told_in_words():
    """1/25 shows as 0.0 and is not nothing; 1/3 shows as 0.3 and is more than that margin; 1/4 as 0.3 and is within."""
    plan = a_plan(requirement("K1"), requirement("K2", weight=24))
    plan = replace(plan, candidates=(KARI, OLA))
    assert pairs(of_answers(plan, scores(4, k2=3), scores(3, k2=3)))[0][3] == "under 0,1"
    plan = with_margin(replace(PLAN, candidates=(KARI, OLA)), Fraction(3, 10))
    assert pairs(of_answers(plan, scores(5, 4, 3), scores(3, 3, 5)))[0][3:6] == ["over 0,3", "P1 Kari Nordmann", "nei"]
    plan = a_plan(requirement("K1"), requirement("K2", weight=3))
    plan = with_margin(replace(plan, candidates=(KARI, OLA)), Fraction(1, 4))
    found = pairs(of_answers(plan, scores(4, k2=3), scores(3, k2=3)))[0]
    assert found[3:6] == ["under 0,3", "P1 Kari Nordmann", "ja, vurderes samlet"]


def test_without_anything_in_common_there_are_dashes_and_the_reason():
    found = of_answers(PLAN, scores(4), scores(k2=4))
    assert pairs(found) == [["P1 Kari Nordmann", "P2 Ola Ås", "De har ikke skår på noe felles krav.", "–", "–", "–"]]
    assert ["Par uten noe å sammenligne på", 1] in rows(found)


def test_many_alternatives_are_put_together_by_what_is_left_out():
    """On seven requirements Kari has 4 and Ola 3, on an eighth that weighs 7, 3 and 4: equal until any is left out."""
    ids = [f"K{number}" for number in range(1, 9)]
    plan = a_plan(*(requirement(id, weight=7 if id == "K8" else 1) for id in ids))
    plan = replace(plan, candidates=(KARI, OLA))
    kari, ola = ({f"in_depth.{id}.score": up if id != "K8" else down for id in ids} for up, down in ((4, 3), (3, 4)))
    (pair,) = pairs(of_answers(plan, kari, ola))
    assert pair[6] == (
        "P1 Kari Nordmann får det høyeste tallet: der alle krav teller likt (0,8); uten K8 (1,0).\n"
        "P2 Ola Ås får det høyeste tallet: uten ett av kravene K1, K2, K3, K4, K5, K6, K7."
    )


# ---- the panel


def test_a_member_who_makes_the_difference_is_named():
    (pair,) = pairs(of_forms(MEMBERS_PLAN, a_panel({"I1": 5, "I2": 2}, {"I1": 3, "I2": 3})))
    assert pair[6] == (
        "Det er ikke noe igjen å sammenligne på: uten K1.\n"
        "Forskjellen snur, så P2 Ola Ås har det høyeste tallet: uten skårene til I1 Eva Dahl (1,0).\n"
        "Ingen endring i 1 av 3 beregninger."
    )


def test_it_is_said_what_was_tried_and_whose_figures_no_member_can_be_left_out_of():
    found = rows(of_forms(MEMBERS_PLAN, a_panel({"I1": 5, "I2": 2}, {"I1": 1, "I2": 1, "": 3})))
    ways = "med ett krav utelatt om gangen (1), med én paneldeltaker utelatt om gangen (2)"
    assert [f"Forskjellene er regnet ut på nytt {ways}."] in found
    assert ["Kravene som sammenlignes, har samme vekt. Derfor er det ikke regnet med andre vekter."] in found
    agreed = "Ingen paneldeltaker er tatt ut av tallene til P2 Ola Ås, for de bygger på felles vurdering."
    assert [agreed] in found
    found = rows(of_answers(PLAN, scores(5, 4, 3), scores(3, 3, 5)))
    assert ["Det er ett skjema per kandidat. Derfor er ingen paneldeltaker tatt ut."] in found
    ways = "der alle krav teller likt, med ett krav utelatt om gangen (2)"
    ways += ", med én skår utelatt om gangen der et krav har flere (2)"
    assert [f"Forskjellene er regnet ut på nytt {ways}."] in found


# ---- who and how many


def test_who_is_not_compared_is_listed_with_the_reason_and_the_others_are_counted():
    gone = Candidate("P4", "Per Li", status=Status.WITHDRAWN)
    plan = with_margin(replace(MEMBERS_PLAN, candidates=(KARI, OLA, UNNI, gone)), Fraction(1, 2))
    forms = a_panel({"I1": 5, "I2": 2}, {"I1": 3, "I2": 3}, replace(plan, candidates=(KARI, OLA)))
    forms.append(a_form(plan, EVA, tagged(scores(4)), UNNI))
    found = rows(of_forms(plan, forms))
    assert below(found, "Ikke sammenlignet med noen") == [
        ["P3 Unni Lie", "Venter på skjema fra: Ivar Moe"],
        ["P4 Per Li", "har trukket seg"],
    ]
    close = "Par som er tilnærmet like etter planens margin (0,5), og som vurderes samlet"
    assert below(found, "Hvor mange forskjeller som endrer seg") == [
        ["Kandidater som er sammenlignet", 2],
        ["Par av to kandidater", 1],
        ["Par der forskjellen er den samme veien i alle beregningene", 0],
        ["Par der den snur, blir borte eller oppstår i minst én beregning", 1],
        [close, 1, "P1 Kari Nordmann – P2 Ola Ås"],
    ]
    assert "Unni" not in str(below(found, "To og to kandidater"))  # closed: no figure of hers is shown here


def test_nobody_to_compare_is_no_table():
    found = rows(of_answers(replace(PLAN, candidates=(KARI,)), scores(4)))
    assert ["Kandidater som er sammenlignet", 1] in found and ["Par av to kandidater", 0] in found
    assert ["To og to kandidater"] not in found


def alike(count: int) -> Results:
    """So many candidates with 4 on K1 and K2, the last with 1, and a margin of zero."""
    people = tuple(Candidate(f"P{number}", f"Kandidat {number}") for number in range(1, count + 1))
    plan = with_margin(replace(PLAN, candidates=people), Fraction(0))
    return of_answers(plan, *[scores(4, k2=4)] * (count - 1), scores(1, k2=1))


def test_of_many_pairs_those_that_matter_have_a_row_and_each_candidate_its_counts():
    """21 candidates are 210 pairs: 20 × 19 / 2 = 190 that are equal, and 20 with the last, always three apart."""
    found = rows(alike(21))
    said, _, *listed = below(found, "To og to kandidater")
    assert said == [
        "Det er 210 par. Her står de 190 som er tilnærmet like eller der forskjellen endrer seg. "
        "For de andre er forskjellen den samme veien i alle beregningene."
    ]
    assert len(listed) == 190 and not any("P21 Kandidat 21" in row for row in listed)
    assert [row[:2] for row in listed[18:20]] == [
        ["P1 Kandidat 1", "P20 Kandidat 20"],
        ["P2 Kandidat 2", "P3 Kandidat 3"],
    ]
    _, *each = below(found, "For hver kandidat")
    assert len(each) == 21
    assert (each[0], each[20]) == (["P1 Kandidat 1", 20, 20, 0, 19], ["P21 Kandidat 21", 20, 20, 0, 0])
    assert ["Par som er tilnærmet like etter planens margin (0), og som vurderes samlet", 190] in found


def test_a_list_that_would_be_too_long_says_how_much_of_it_there_is():
    """23 candidates are 253 pairs, of which 22 × 21 / 2 = 231 are equal."""
    said, _, *listed = below(rows(alike(23)), "To og to kandidater")
    assert said == [
        "Det er 253 par. 231 av dem er tilnærmet like, eller forskjellen endrer seg. "
        "Her står de 200 av disse som har minst forskjell. Alle står i det som --json skriver ut."
    ]
    assert len(listed) == LISTED == 200


# ---- safe and live


def test_names_and_headings_are_text_whatever_they_look_like():
    plan = replace(
        MEMBERS_PLAN,
        panel=(PanelMember("I1", '=HYPERLINK("x")'), PanelMember("I2", "@SUM(1)")),
        candidates=(Candidate("P1", "=1+1"), Candidate("P2", "x" * 32_000)),
    )
    forms = a_panel({"I1": 5, "I2": 2}, {"I1": 3, "I2": 3}, plan)
    sheet = openpyxl.load_workbook(io.BytesIO(written(of_forms(plan, forms))))[SHEET]
    formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["A3"]
    found = pairs(of_forms(plan, forms))[0]
    assert found[:2] == ["P1 =1+1", "P2 …"] and '=HYPERLINK("x")' in str(found[6])


@EACH_LANGUAGE
def test_the_sheet_is_there_in_every_language_after_the_comparison(words: Language):
    plan = replace(with_margin(MEMBERS_PLAN, Fraction(1)), language=words.code)
    results = of_forms(plan, a_panel({"I1": 5, "I2": 2}, {"I1": 3, "I2": 3}))
    names = openpyxl.load_workbook(io.BytesIO(written(results, words))).sheetnames
    title, comparison = (words.text(f"results.sheets.{key}") for key in ("bearing", "comparison"))
    assert names[names.index(comparison) + 1] == title and len(title) <= 31
    found = rows(results, words)
    assert found[0] == [title] and len(found[-1]) == 7
    for key in ("as_made", "outdated"):
        assert len(words.text(f"results.bearing.{key}")) < 250  # Excel takes no longer text into a formula


@pytest.mark.office
def test_a_corrected_score_is_told_at_the_top_since_the_figures_here_do_not_follow(office: ModuleType, tmp_path: Path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(written(of_answers(PLAN, scores(5, 4, 3, 2), scores(3, 3, 5, 1))))
    sheet = openpyxl.load_workbook(path)["Skårer"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value == 5)
    (before,) = office.calculate([path])
    assert before[SHEET]["A3"] == NB.text("results.bearing.as_made")
    (after,) = office.calculate([path], [("Skårer", cell.coordinate, 4)])
    assert after[SHEET]["A3"] == (
        "1 skår eller vurdering av må-krav er rettet siden skjemaene ble lest. Tallene på dette arket er fra før det. "
        "Gjør de samme rettelsene i skjemaene og lag arbeidsboken på nytt."
    )


@pytest.mark.office
def test_every_sheet_that_does_not_follow_says_so_after_a_correction(office: ModuleType, tmp_path: Path):
    filled = {"P1": {"in_depth.K1.score": "1"}, "P2": {}}
    case = case_of(tmp_path, filled, SMALL_PLAN, sheet_of_candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås")))
    sheet, cell = score_cell(case.path, "P1", "in_depth.K1.score").split("!")
    before, after = office.calculate_each([(case.path, ()), (case.path, [(sheet, cell, 3)])])
    for sheet, key in (("Merknader", "problems"), ("Likebehandling", "treatment")):
        as_made, outdated = (NB.text(f"results.{key}.{name}") for name in ("as_made", "outdated"))
        assert list(before[sheet].values()) == [as_made]
        assert list(after[sheet].values()) == [
            f"1 skår eller vurdering av må-krav er rettet siden skjemaene ble lest. {outdated}"
        ]


# ---- from the forms


def test_leaving_out_is_what_a_form_gives_in_which_somebody_has_deleted_the_score(tmp_path: Path):
    """The worked example of the design for Kari, other scores for Ola; then V2 is emptied in both forms."""
    plan = write_workbook(
        tmp_path / "plan.xlsx",
        SMALL_PLAN,
        WORKED_EXAMPLE,
        sheet_of_candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås")),
    )
    forms = run_json("forms", plan, "--out", tmp_path / "skjema").json["forms"]
    kari = {"in_depth.K1.score": "4", "case.V1.score": "3", "case.V2.score": "4", "tests.V3.score": "5"}
    ola = {"in_depth.K1.score": "4", "case.V1.score": "4", "case.V2.score": "1", "tests.V3.score": "5"}
    empty = {entry["path"]: Path(entry["path"]).read_bytes() for entry in forms}

    def pair(without: str = "") -> dict[str, object]:
        for (path, data), answers in zip(empty.items(), (kari, ola), strict=True):
            Path(path).write_bytes(fill(data, {tag: text for tag, text in answers.items() if tag != without}))
        found = run_json("totals", plan, tmp_path / "skjema", "--out", tmp_path / "r.xlsx").json["bearing"]["pairs"]
        assert len(found) == 1
        return dict(found[0])

    before = pair()
    # Kari's K1 is (4 + 3.5) / 2 = 3.75, Ola's (4 + 2.5) / 2 = 3.25; K2 is 5 for both: (2 × 0.5) / 3.
    assert before["difference"] == pytest.approx(1 / 3)
    after = pair("case.V2.score")
    # Now 3.5 and 4: (2 × −0.5) / 3.
    assert after["difference"] == pytest.approx(-1 / 3)
    change = {
        "kind": "without_field",
        "left_out": "case.V2.score",
        "outcome": "turns",
        "difference": after["difference"],
    }
    assert change in before["changes"]  # type: ignore[operator]


def test_a_plan_without_a_usable_sheet_has_no_bearing(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN.replace("Stillingstittel", "Ukjent"))
    assert run_json("totals", plan, tmp_path, "--out", tmp_path / "r.xlsx").json["bearing"] is None
    assert run("totals", plan, tmp_path, "--out", tmp_path / "r.xlsx").status == 1
