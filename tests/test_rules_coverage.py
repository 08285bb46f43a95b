"""What the rules of coverage find: each fault put into a plan that is clean, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from plans import CLEAN_PLAN
from reviewed import found, told, with_cells
from workbooks import change_cells, write_workbook

from generator import language
from generator.app.plans import new_plan
from generator.model import Category, Plan, Position, Priority, Requirement
from generator.problems import Problem, Severity
from generator.rules import RULES, Group, judge
from generator.wording.content import Vocabulary, content_words


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def test_a_clean_plan_is_told_nothing(path: Path) -> None:
    assert told(write_workbook(path, CLEAN_PLAN)) == []


@pytest.mark.parametrize("code", language.codes())
def test_the_examples_have_no_errors_and_no_warnings(path: Path, code: str) -> None:
    new_plan(path, code, example=True)
    assert [entry for entry in told(path) if entry.severity is not Severity.ADVICE] == []


def test_the_worked_example_is_told_nothing() -> None:
    assert told(Path(__file__).resolve().parents[1] / "examples" / "worked" / "Intervjuplan.xlsx") == []


# ---- the scale and the agenda ----------------------------------------------------


def test_a_level_of_the_scale_without_an_anchor_is_told_at_its_cell(path: Path) -> None:
    assert with_cells(path, Skala_C3=None) == [("scale_without_anchor", "Skala!C3")]


def test_several_levels_without_an_anchor_are_told_once(path: Path) -> None:
    assert with_cells(path, Skala_C2=None, Skala_C4=" ") == [("scale_without_anchor", "Skala!C2")]
    assert language.load("nb").message(told(path)[0]).startswith("Det står ikke hva som skal til for skår 1, 3.")


def test_a_part_of_the_agenda_with_nothing_in_it_is_told(path: Path) -> None:
    assert with_cells(path, Agenda_A6="Tester", Agenda_B6=0) == [("part_without_content", "Agenda!A6")]
    assert with_cells(path, Spørsmål_B5="Innledning") == [("part_without_content", "Agenda!A5")]


def test_what_is_to_be_followed_up_is_content_of_the_introduction(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| S1 | Innledning ", "| S1 | Avslutning "))
    assert found(path) == [("part_without_content", "Agenda!A2")]
    change_cells(
        path, {"Kandidater!H1": "Følges opp fra førstegangsintervjuet", "Kandidater!H2": "Hvorfor sluttet hun?"}
    )
    assert found(path) == []


WITHOUT_CASE = """
## Agenda
| Del           | Minutter |
|---------------|----------|
| Innledning    | 10       |
| Dybdeintervju | 30       |
| Avslutning    | 15       |

## Metoder
| Id | Del | Tittel |
|----|-----|--------|

## Kriterier
| Id | Metode | Kriterium | Måler krav |
|----|--------|-----------|------------|
"""


def test_a_plan_with_a_single_method_is_told_once_and_not_for_each_requirement(path: Path) -> None:
    assert found(write_workbook(path, CLEAN_PLAN, WITHOUT_CASE)) == [("single_method", "Agenda!A3")]


def test_a_case_that_is_planned_and_not_written_yet_is_told_as_that_alone(path: Path) -> None:
    write_workbook(
        path, CLEAN_PLAN, WITHOUT_CASE.replace("| Avslutning    | 15       |", "| Avslutning | 15 |\n| Case | |")
    )
    assert found(path) == [("part_without_content", "Agenda!A5")]
    write_workbook(path, CLEAN_PLAN.replace("| Avslutning    | 15       |", "| Avslutning | 15 |\n| Tester | |"))
    change_cells(path, {"Kriterier!D2": "K2"})
    assert found(path) == [("part_without_content", "Agenda!A6")]


def test_a_single_method_can_be_the_case(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| Dybdeintervju | 30       |", ""))
    codes = [code for code, _ in found(path)]
    assert "single_method" in codes
    assert "must_by_one_method" not in codes


# ---- requirements -----------------------------------------------------------------

UNMEASURED = """
## Krav
| Id | Krav                 | Må/bør | Kategori  | Hvor i utlysningen | Grunnlag så langt | Spørsmål 1 | Spørsmål 2 |
|----|----------------------|--------|-----------|--------------------|-------------------|------------|------------|
| K1 | Forklarer klager     | må     | erfaring  | Første punkt       |                   |            |            |
| K2 | Har behandlet klager | bør    | erfaring  | Andre punkt        |                   | Fortell om en klage. Hva gjorde du? | |
| K3 | Har autorisasjon     | må     | utdanning | Tredje punkt       | {basis}           |            |            |
"""


def test_a_requirement_that_nothing_measures_and_nobody_knows_about_is_told(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, UNMEASURED.format(basis=""))
    assert ("requirement_not_measured", "Krav!B4") in found(path)


def test_a_requirement_that_nothing_measures_is_left_alone_where_its_basis_is_known(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, UNMEASURED.format(basis="Autorisasjonen er kontrollert"))
    assert "requirement_not_measured" not in [code for code, _ in found(path)]


def test_without_the_in_depth_interview_the_requirement_is_told_once(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| Dybdeintervju | 30       |", ""), UNMEASURED.format(basis=""))
    codes = [code for code, place in found(path) if place == "Krav!B4"]
    assert codes == ["requirement_unused"]


def test_a_must_requirement_measured_by_one_method_is_told_and_a_should_requirement_is_not(path: Path) -> None:
    assert with_cells(path, Kriterier_D2="K2") == [("must_by_one_method", "Krav!B2")]
    assert with_cells(path, Kriterier_D3="K1") == []


def test_a_case_outside_the_agenda_measures_nothing(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| Case          | 20       |", ""))
    assert [code for code, _ in found(path)] == ["part_not_in_agenda", "single_method"]


def test_one_question_to_a_requirement_is_told_wherever_it_stands(path: Path) -> None:
    assert with_cells(path, Krav_H2=None) == [("requirement_one_question", "Krav!B2")]
    assert with_cells(path, Spørsmål_D3="K2") == [("requirement_one_question", "Krav!B2")]


LINES = """
## Spørsmål
| Id | Del           | Krav | Tekst                                     |
|----|---------------|------|-------------------------------------------|
| S1 | Innledning    |      | Hvordan har du det?                       |
| S2 | Dybdeintervju | K1   | Hva forklarte du sist?                    |
| S3 | Avslutning    |      | Hva vil du vite?                          |
| S4 | Dybdeintervju | K2   | Hva gjorde du med den første klagen?      |
| S5 | Dybdeintervju | K2   | Hva gjorde du med den vanskeligste?       |
| S6 | Dybdeintervju | K2   | Hvem rådførte du deg med i den neste?     |
"""
ONE_MORE = "| S7 | Dybdeintervju | K2 | Hva gjorde du med den siste klagen? |"


def test_more_than_four_questions_to_a_requirement_are_told(path: Path) -> None:
    long_enough = CLEAN_PLAN.replace("| Dybdeintervju | 30       |", "| Dybdeintervju | 35       |")
    long_enough = long_enough.replace("| 75       |", "| 90       |")
    assert found(write_workbook(path, long_enough, LINES)) == []
    assert found(write_workbook(path, long_enough, LINES + ONE_MORE)) == [("requirement_many_questions", "Krav!B3")]


def test_questions_in_the_row_of_a_requirement_are_told_when_the_in_depth_interview_is_left_out(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN.replace("| Dybdeintervju | 30       |", ""))
    assert [entry for entry in found(path) if entry[0] == "questions_not_in_agenda"] == [
        ("questions_not_in_agenda", "Krav!H2"),
        ("questions_not_in_agenda", "Krav!H3"),
    ]
    change_cells(path, {"Krav!H2": None, "Krav!I1": "Spørsmål 2", "Krav!I2": "Hva gjorde du?"})
    assert ("questions_not_in_agenda", "Krav!I2") in found(path)


def test_personal_suitability_without_a_definition_is_told_and_experience_is_not(path: Path) -> None:
    assert with_cells(path, Krav_E2=None, Krav_E3=None) == [("suitability_undefined", "Krav!E2")]


def test_a_requirement_without_its_place_in_the_advertisement_is_advice(path: Path) -> None:
    assert with_cells(path, Krav_F3=None) == [("requirement_not_advertised", "Krav!F3")]
    assert told(path)[0].severity is Severity.ADVICE


@pytest.mark.parametrize(
    ("sector", "code"),
    [
        ("norsk stat", "requirement_not_advertised_public"),
        ("norsk kommune", "requirement_not_advertised_public"),
        ("privat", "requirement_not_advertised"),
        ("Sverige", "requirement_not_advertised"),
    ],
)
def test_in_the_norwegian_public_sector_it_is_a_warning(path: Path, sector: str, code: str) -> None:
    assert with_cells(path, Krav_F3=None, Stilling_A2="Sektor", Stilling_B2=sector) == [(code, "Krav!F3")]


# ---- criteria ----------------------------------------------------------------------


def test_a_criterion_that_measures_no_requirement_is_told(path: Path) -> None:
    assert with_cells(path, Kriterier_D3=None) == [("criterion_without_requirement", "Kriterier!D3")]
    assert with_cells(path, Kriterier_D3=None, Kriterier_C3="Smiler") == [
        ("criterion_without_requirement", "Kriterier!D3")
    ]


def test_a_criterion_whose_words_no_requirement_asks_for_is_told(path: Path) -> None:
    assert with_cells(path, Kriterier_C3="Har godt humør og smiler") == [("criterion_unasked", "Kriterier!C3")]


@pytest.mark.parametrize(
    ("language", "requirement", "criterion"),
    [
        ("nb", "Erfaring med saksbehandling", "Har behandlet sakene ryddig"),
        ("nb", "Har behandlet klager", "Ryddig saksbehandling"),
        ("nb", "Evne til å formidle", "Tydelig formidling"),
        ("nn", "Samarbeider godt", "Søkjer samarbeid"),
        ("nn", "Erfaring med turnusplanlegging", "Legg om turnusen"),
        ("sv", "Erfarenhet av upphandling", "Förklarar vad upphandlingarna kräver"),
        ("sv", "Samarbetar väl", "Söker samarbete"),
        ("en", "Explains technical matters", "Gives a clear explanation"),
        ("en", "Experience of budgets", "Sees where the budget fails"),
    ],
)
def test_inflected_derived_and_compounded_words_are_the_same_words(
    language: str, requirement: str, criterion: str
) -> None:
    assert not Vocabulary([requirement], language).is_strange_to(criterion)


@pytest.mark.parametrize(
    ("language", "requirement", "criterion"),
    [
        ("nb", "Evne til å formidle komplisert fagstoff", "Evne til å smile"),
        ("nn", "Erfaring med budsjett", "Har god erfaring frå idrett"),
        ("sv", "Förmåga att samarbeta", "Har förmåga att sälja"),
        ("en", "Good at explaining the rules", "Has a good sense of humour"),
    ],
)
def test_words_that_stand_in_any_requirement_do_not_make_two_texts_related(
    language: str, requirement: str, criterion: str
) -> None:
    assert Vocabulary([requirement], language).is_strange_to(criterion)


def test_the_words_of_a_text_are_told_as_lemmas_without_those_that_say_nothing() -> None:
    assert content_words("Kandidaten har erfaring med å skrive vedtakene", "nb") == {"skrive", "vedtak"}
    assert content_words("Ska kunna sälja", "sv") == {"sälja"}
    assert content_words("", "sv") == frozenset()
    assert content_words("…, 2024 – 🙂", "en") == frozenset()


# ---- candidates ----------------------------------------------------------------------


def people(*rows: str) -> str:
    return "\n".join(["## Kandidater", "| Id | Navn | Status |", "|---|---|---|", *rows])


def test_more_candidates_than_a_second_round_is_for_are_told_at_the_first_beyond_them(path: Path) -> None:
    names = ("Kari Berg", "Ola Lie", "Siv Dal", "Jon Eik", "Mia Foss", "Per Holm")
    rows = [f"| P{n} | {name} | innkalt |" for n, name in enumerate(names, 1)]
    assert found(write_workbook(path, CLEAN_PLAN, people(*rows[:5]))) == []
    assert found(write_workbook(path, CLEAN_PLAN, people(*rows))) == [("many_candidates", "Kandidater!B7")]


@pytest.mark.parametrize("status", ["trukket seg", "møtte ikke"])
def test_those_who_do_not_come_are_no_candidates_too_many(path: Path, status: str) -> None:
    names = ("Kari Berg", "Ola Lie", "Siv Dal", "Jon Eik", "Mia Foss", "Per Holm")
    rows = [f"| P{n} | {name} | {status if n == 2 else 'innkalt'} |" for n, name in enumerate(names, 1)]
    assert found(write_workbook(path, CLEAN_PLAN, people(*rows))) == []


@pytest.mark.parametrize("twin", ["Åse Lund-Vik", "åse  lund vik", "Ase Lund Vik", "Åse Lund Vik"])
def test_two_candidates_who_look_alike_by_name_are_advice(path: Path, twin: str) -> None:
    write_workbook(path, CLEAN_PLAN, people("| P1 | Åse Lund Vik | |", "| P2 | Per Vik | |", f"| P3 | {twin} | |"))
    assert found(path) == [("names_alike", "Kandidater!B4")]
    assert told(path)[0].severity is Severity.ADVICE
    assert "(P1)" in language.load("nb").message(told(path)[0])


def test_everybody_who_looks_like_an_earlier_candidate_is_told_at_their_own_cell(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, people(*(f"| P{n} | Åse Vik | |" for n in (1, 2, 3))))
    assert found(path) == [("names_alike", "Kandidater!B3"), ("names_alike", "Kandidater!B4")]
    assert ["(P1)" in text and "(P3)" in text for text in map(language.load("nb").message, told(path))] == [False, True]


def test_a_candidate_who_has_withdrawn_is_nobodys_twin(path: Path) -> None:
    write_workbook(path, CLEAN_PLAN, people("| P1 | Åse Vik | trukket seg |", "| P2 | Åse Vik | |", "| P3 | Per Å | |"))
    assert found(path) == []


# ---- many rows, and plans that are not whole ----------------------------------------------


def requirements(count: int) -> str:
    head = "| Id | Krav | Må/bør | Kategori | Hvor i utlysningen | Spørsmål 1 |"
    rows = (f"| K{n} | Forklarer klager | bør | erfaring | Punkt {n} | Hva gjorde du? |" for n in range(1, count + 1))
    return "\n".join(["## Krav", head, *rows])


def one_question(path: Path, count: int) -> list[Problem]:
    """What is told of so many requirements with one question each."""
    write_workbook(path, CLEAN_PLAN, requirements(count), "## Spørsmål\n| Id | Del | Tekst |\n")
    return [entry for entry in told(path) if entry.code == "requirement_one_question"]


def test_a_few_rows_with_the_same_fault_are_told_each_at_its_cell(path: Path) -> None:
    assert [entry.place.cell for entry in one_question(path, 3)] == ["B2", "B3", "B4"]


def test_many_rows_with_the_same_fault_are_told_once_with_their_names(path: Path) -> None:
    (entry,) = one_question(path, 4)
    assert (entry.place.cell, entry.values["which"]) == ("B2", ["K1", "K2", "K3", "K4"])
    assert "til." not in language.load("nb").message(entry)


def test_of_very_many_rows_some_are_named_and_the_others_counted(path: Path) -> None:
    (entry,) = one_question(path, 40)
    message = language.load("nb").message(entry)
    assert "K1, K2, K3, K4, K5, K6, K7, K8, K9, K10." in message
    assert message.endswith(" Det samme gjelder 30 til.")


def test_a_plan_with_errors_is_held_against_the_rules_all_the_same(path: Path) -> None:
    write_workbook(
        path,
        CLEAN_PLAN,
        "## Agenda\n| Del |\n| Ukjent |\n",
        "## Skala\n| Skår | Kort tekst |\n| mye | lavt |\n",
        "## Kriterier\n| Id | Metode | Kriterium | Måler krav |\n| V1 | M9 | Smiler | |\n| V2 | M1 | Forklarer | K9 |\n",
        "## Kandidater\n| Id | Navn |\n",
    )
    rules = {rule.code for rule in RULES if rule.group is not Group.BROKEN}
    # What cannot be read is told as such alone: of the scale, the agenda and the unknown method no rule speaks.
    assert [entry for entry in found(path) if entry[0] in rules] == [("must_by_one_method", "Krav!B2")]


def test_a_plan_that_says_nothing_at_all_can_be_judged() -> None:
    assert judge(Plan("nb", Position(""), (), ())).problems == ()
    nameless = Requirement("", "", Priority.MUST, Category.EXPERIENCE)
    codes = [entry.code for entry in judge(Plan("nb", Position(""), (), (), (nameless,))).problems]
    assert codes == ["requirement_not_measured", "requirement_not_advertised"]


def test_a_blank_plan_is_not_drowned(path: Path) -> None:
    for code in language.codes():
        new_plan(path, code, example=False)
        assert len([entry for entry in told(path) if entry.severity is not Severity.ERROR]) <= 2
        path.unlink()
