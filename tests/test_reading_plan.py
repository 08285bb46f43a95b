"""Reading plan workbooks: what is understood, and what is told with its cell."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.table import Table
from workbooks import SMALL_PLAN, change_cells, write_workbook

from generator.examples import example_rows
from generator.excel import opening
from generator.excel.plan_workbook import write_plan_workbook
from generator.excel.reading import ReadPlan, read_plan
from generator.language import load
from generator.model import Category, FormsPer, LineType, Part, Phase, Plan, Priority, Question, Sector, Status
from generator.problems import Severity, UnusableFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def plan_of(path: Path) -> Plan:
    """The plan of a workbook in which nothing is wrong."""
    result = read_plan(path)
    assert found(result) == []
    assert result.plan is not None
    return result.plan


def found(result: ReadPlan) -> list[tuple[str, str]]:
    """Code and place of every problem but advice."""
    return [
        (entry.code, "!".join(filter(None, (entry.place.sheet, entry.place.cell))))
        for entry in result.problems
        if entry.severity is not Severity.ADVICE
    ]


def advice(result: ReadPlan) -> list[tuple[str, str]]:
    return [
        (entry.code, "!".join(filter(None, (entry.place.sheet, entry.place.cell))))
        for entry in result.problems
        if entry.severity is Severity.ADVICE
    ]


def value_of(result: ReadPlan, code: str) -> dict[str, Any]:
    (values,) = [dict(entry.values) for entry in result.problems if entry.code == code]
    return values


def small(path: Path, *sheets: str) -> Path:
    return write_workbook(path, SMALL_PLAN, *sheets)


# ---- a whole plan


def test_everything_in_a_plan_is_read(path: Path) -> None:
    small(
        path,
        """
## Stilling
| Stillingstittel              | Rådgiver       |
| Saksnummer                   | 2026/7         |
| Sektor                       | norsk kommune  |
| Utlyst dato                  | 14.09.2026     |
| Skjema per                   | paneldeltaker  |
| Spørsmål sendes på forhånd   | ja             |
| Minutter per spørsmål        | "4,5"          |
| Margin for tilnærmet likt    | 0.3            |
| Lav skår                     | 1              |

## Krav
| Id | Krav   | Må/bør | Kategori            | Definisjon | Vekt  | Hvor i utlysningen | Grunnlag så langt | Lavt nivå | Middels nivå | Høyt nivå | Spørsmål 1 | Spørsmål 3 |
|----|--------|--------|---------------------|------------|-------|--------------------|-------------------|-----------|--------------|-----------|------------|------------|
| K1 | Ryddig | bør    | personlig egnethet  | Har orden  | "1,5" | Punkt 2            | Attester          | rot       | orden        | system    | Når?       | Hvordan?   |
| K2 | Faglig | må     | utdanning           |            |       |                    |                   |           |              |           |            |            |

## Spørsmål
| Id | Del           | Type       | Krav | Tekst      | Oppfølgingsspørsmål |
|----|---------------|------------|------|------------|---------------------|
| S1 | Dybdeintervju |            | K2   | Hva da?    | Hvem?<br>Hvorfor?   |
| S2 | Avslutning    | avkryssing |      | Vitnemål   |                     |

## Metoder
| Id | Del  | Tittel | Type  | Oppgave eller hva som måles | Forberedelse | Leverandør og sertifisering | Ansvarlig | Minutter |
|----|------|--------|-------|-----------------------------|--------------|-----------------------------|-----------|----------|
| M1 | Case | Notat  | skrift| Skriv et notat              | en time      | ingen                       | Ola       | 20       |

## Kriterier
| Id | Metode | Kriterium | Måler krav |
|----|--------|-----------|------------|
| V1 | M1     | Klart     | K1; K2     |

## Intervjupanel
| Id | Navn      | Rolle      | E-post      | Setter skår |
|----|-----------|------------|-------------|-------------|
| I1 | Eva Dahl  | leder      | eva@x.no    |             |
| I2 | Ola Berg  | tilhører   |             |             |
| I3 | Per Vik   | fagperson  |             | nei         |

## Kandidater
| Id | Navn      | E-post   | Dato       | Klokkeslett | Minutter | Sted  | Panel  | Status      | Følges opp fra førstegangsintervjuet | Målform |
|----|-----------|----------|------------|-------------|----------|-------|--------|-------------|--------------------------------------|---------|
| P1 | Åse Bø    | a@b.no   | 12.11.2026 | kl. 10.30   | 90       | Rom 4 | I1, I3 | trukket seg | Reise?<br>Lønn?                      | nynorsk |

## Prosess
| Fase  | For hvem | Steg  | Hensikt | Slik gjør vi det i dag | Ansvarlig |
|-------|----------|-------|---------|------------------------|-----------|
| etter | søkere   | Ring  | svar    | brev                   | HR        |
""",
    )

    plan = plan_of(path)

    assert plan.language == "nb"
    position = plan.position
    assert (position.title, position.case_number, position.sector) == ("Rådgiver", "2026/7", Sector.MUNICIPAL)
    assert (position.advertised, position.forms_per) == (date(2026, 9, 14), FormsPer.PANEL_MEMBER)
    assert position.questions_in_advance is True
    assert (position.minutes_per_question, position.margin, position.low_score) == (
        Fraction(9, 2),
        Fraction(3, 10),
        Fraction(1),
    )
    assert [(level.score, level.label) for level in plan.scale] == [(1, "lavt"), (2, "middels"), (3, "høyt")]
    assert [(part.part, part.heading, part.minutes) for part in plan.agenda] == [(Part.IN_DEPTH, "Dybdeintervju", 30)]
    first, second = plan.requirements
    assert (first.id, first.text, first.priority, first.category) == (
        "K1",
        "Ryddig",
        Priority.SHOULD,
        Category.PERSONAL_SUITABILITY,
    )
    assert (first.definition, first.weight, first.advertised, first.basis) == (
        "Har orden",
        Fraction(3, 2),
        "Punkt 2",
        "Attester",
    )
    assert first.anchors == ("rot", "orden", "system")
    assert first.questions == (Question("Når?"), Question("Hvordan?"))
    assert (second.weight, second.priority) == (Fraction(1), Priority.MUST)
    asked, ticked = plan.lines
    assert (asked.part, asked.type, asked.requirement, asked.follow_ups) == (
        Part.IN_DEPTH,
        LineType.QUESTION,
        "K2",
        ("Hvem?", "Hvorfor?"),
    )
    assert (ticked.part, ticked.type, ticked.text) == (Part.CLOSING, LineType.CHECK, "Vitnemål")
    (method,) = plan.methods
    assert (method.part, method.title, method.kind, method.task) == (Part.CASE, "Notat", "skrift", "Skriv et notat")
    assert (method.preparation, method.provider, method.responsible, method.minutes) == ("en time", "ingen", "Ola", 20)
    assert plan.criteria[0].requirements == ("K1", "K2")
    assert [(member.name, member.scores) for member in plan.panel] == [
        ("Eva Dahl", True),
        ("Ola Berg", False),
        ("Per Vik", False),
    ]
    (candidate,) = plan.candidates
    assert (candidate.name, candidate.email, candidate.date) == ("Åse Bø", "a@b.no", date(2026, 11, 12))
    assert (candidate.start, candidate.minutes, candidate.place) == (time(10, 30), 90, "Rom 4")
    assert (candidate.panel, candidate.status) == (("I1", "I3"), Status.WITHDRAWN)
    assert (candidate.follow_up, candidate.language) == (("Reise?", "Lønn?"), "nynorsk")
    (step,) = plan.process
    assert (step.phase, step.step, step.audience, step.purpose, step.practice, step.responsible) == (
        Phase.AFTER,
        "Ring",
        "søkere",
        "svar",
        "brev",
        "HR",
    )


SAME_SHEETS = {
    "nb": """
## Stilling
| Rekrutterende leder | Eva Dahl |
## Skala
| Skår | Kort tekst |
## Agenda
| Del | Minutter |
## Krav
| Id | Krav | Må/bør | Kategori |
## Kandidat
| Id | Navn | Klokkeslett |
""",
    "nn": """
## Stilling
| Rekrutterande leiar | Eva Dahl |
## Skala
| Skår | Kort tekst |
## Agenda
| Del | Minutt |
## Krav
| Id | Krav | Må/bør | Kategori |
## Kandidat
| Id | Namn | Klokkeslett |
""",
}


@pytest.mark.parametrize("code", SAME_SHEETS)
def test_where_sheets_have_the_same_names_in_two_languages_the_headers_tell_which_it_is(path: Path, code: str) -> None:
    assert read_plan(write_workbook(path, SAME_SHEETS[code])).language == code


def test_one_name_of_a_sheet_tells_the_language_whatever_the_headers_are_in(path: Path) -> None:
    write_workbook(path, SAME_SHEETS["nb"], "## Metodar\n| Id | Del | Tittel |")
    assert read_plan(path).language == "nn"


def test_a_workbook_that_nothing_tells_the_language_of_is_taken_for_bokmal(path: Path) -> None:
    assert read_plan(write_workbook(path, "## Agenda\n| Del |")).language == "nb"
    assert read_plan(write_workbook(path, "## Hello\n| World |")).language == "nb"


def test_three_are_normally_ranked_in_the_norwegian_state_and_no_number_is_set_elsewhere(path: Path) -> None:
    state = "## Stilling\n| Stillingstittel | Rådgiver |\n| Sektor | norsk stat |\n"
    assert plan_of(small(path, state)).position.normally_ranked == 3
    assert plan_of(small(path, state.replace("norsk stat", "privat"))).position.normally_ranked is None
    assert plan_of(small(path, state + "| Antall som vanligvis innstilles | 5 |\n")).position.normally_ranked == 5


def test_a_row_remembers_where_it_stands(path: Path) -> None:
    plan = plan_of(small(path))
    origin = plan.requirements[0].origin
    assert origin is not None
    assert (origin.sheet, origin.row, origin.cell("category")) == ("Krav", 2, "D2")


def test_the_user_s_file_is_not_touched(path: Path) -> None:
    small(path)
    before = path.read_bytes()
    read_plan(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


# ---- headers, sheets and names


@pytest.mark.parametrize("name", ["KRAV", "krav", " Krav ", "Kompetansekrav", "Kvalifikasjonskrav"])
def test_a_sheet_is_known_by_any_of_its_names(path: Path, name: str) -> None:
    plan = SMALL_PLAN.replace("## Krav", f"## {name.strip()}")
    assert len(plan_of(write_workbook(path, plan)).requirements) == 1


@pytest.mark.parametrize("header", ["SKÅR", "skar", "Skår *", "Score", "Skår (1–5)", "Skår:"])
def test_a_column_is_known_by_any_of_its_names(path: Path, header: str) -> None:
    plan_of(small(path, f"## Skala\n| Kort tekst | {header} |\n| lavt | 1 |\n| høyt | 2 |\n"))


def test_columns_stand_in_any_order_and_anywhere_below_other_text(path: Path) -> None:
    small(path)
    book = load_workbook(path)
    sheet = book["Krav"]
    sheet.delete_rows(1, 5)
    sheet["A1"] = "Krav"
    sheet["B2"] = "Fylles ut av leder, se Spørsmål"
    for column, (header, value) in enumerate(
        [("Kategori", "utdanning"), ("Egne notater", "x"), ("Må/bør", "bør"), ("Krav", "Bachelor"), ("Id", "K7")], 4
    ):
        sheet.cell(9, column, header)
        sheet.cell(12, column, value)
    book.save(path)

    result = read_plan(path)

    assert found(result) == []
    assert advice(result) == [("unknown_column", "Krav!E9")]
    assert result.plan is not None
    assert [(each.id, each.text) for each in result.plan.requirements] == [("K7", "Bachelor")]


def test_the_position_may_have_a_heading_and_an_explanation_beside_it(path: Path) -> None:
    small(
        path,
        """
## Stilling
|  | Stilling       |              |                    |
|  | Opplysning     | Verdi        | Forklaring         |
|  | Saksnummer     |              | Saken i arkivet    |
|  | Tittel         | Konsulent    | Slik den er utlyst |
""",
    )
    position = plan_of(path).position
    assert (position.title, position.case_number) == ("Konsulent", "")


def test_blank_rows_and_rows_with_only_an_id_are_passed_over(path: Path) -> None:
    small(
        path,
        """
## Kandidater
| Id | Navn     |
|----|----------|
| P1 |          |
| P2 | Åse Bø   |
|    |          |
| P3 | " "      |
| P4 | Per Vik  |
""",
    )
    candidates = plan_of(path).candidates
    assert [(each.id, each.name, each.origin and each.origin.row) for each in candidates] == [
        ("P2", "Åse Bø", 3),
        ("P4", "Per Vik", 6),
    ]


def test_the_totals_row_of_a_named_table_is_no_data_and_rows_below_a_table_are(path: Path) -> None:
    small(path)
    book = load_workbook(path)
    sheet = book["Skala"]
    sheet["A5"], sheet["B5"] = 4, "topp"
    sheet["A6"], sheet["B6"] = 10, "Sum"
    sheet["A7"], sheet["B7"] = 5, "helt på topp"
    table = Table(displayName="Skala", ref="A1:B6", totalsRowCount=1)
    sheet.add_table(table)
    book.save(path)
    assert [level.score for level in plan_of(path).scale] == [1, 2, 3, 4, 5]


def test_two_rows_of_headers_are_read_by_the_one_that_names_most(path: Path) -> None:
    small(path)
    book = load_workbook(path)
    sheet = book["Krav"]
    sheet.delete_rows(1, 5)
    rows = [
        ("Id", "Krav", "Må/bør", "Kategori", "Slik ser det ut", None, None),
        (None, None, None, None, "Lavt", "Middels", "Høyt"),
        ("K1", "Ryddig", "må", "erfaring", "rot", "orden", "system"),
    ]
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value
    for letter in "ABCD":
        sheet.merge_cells(f"{letter}1:{letter}2")
    sheet.merge_cells("E1:G1")
    book.save(path)
    assert plan_of(path).requirements[0].anchors == ("rot", "orden", "system")


def test_hidden_sheets_are_read_and_sheets_of_one_s_own_are_noted(path: Path) -> None:
    small(path, "## Mine notater\n| husk |\n", "## Tomt ark\n")
    book = load_workbook(path)
    book["Krav"].sheet_state = "hidden"
    book.save(path)
    assert advice(read_plan(path)) == [("unknown_sheet", "Mine notater")]


def test_a_sheet_that_is_not_needed_may_be_left_out(path: Path) -> None:
    text = SMALL_PLAN[: SMALL_PLAN.index("## Spørsmål")] + "## Kandidater\n| Navn | Id |\n| Åse Bø | P1 |\n"
    result = read_plan(write_workbook(path, text))
    assert found(result) == []
    titles = [entry.values["title"] for entry in result.problems if entry.code == "absent_sheet"]
    assert titles == ["Spørsmål", "Metoder", "Kriterier", "Intervjupanel", "Prosess"]


def test_a_needed_sheet_that_is_missing_is_told_with_a_like_name(path: Path) -> None:
    result = read_plan(write_workbook(path, SMALL_PLAN.replace("## Krav", "## Kravv").replace("## Skala", "## Ark")))
    assert result.plan is None
    assert ("missing_sheet", "Kravv") in found(result)
    assert [entry.values["near"] for entry in result.problems if entry.code == "missing_sheet"] == [None, "Kravv"]
    assert ("unknown_sheet", "Ark") in advice(result)


def test_a_sheet_that_is_not_needed_is_an_error_when_another_has_almost_its_name(path: Path) -> None:
    result = read_plan(write_workbook(path, SMALL_PLAN.replace("## Metoder", "## Mettoder")))
    assert found(result) == [("missing_sheet", "Mettoder")]


def test_two_sheets_of_one_meaning_are_told(path: Path) -> None:
    result = read_plan(small(path, "## Kompetansekrav\n| Krav |\n"))
    assert found(result) == [("repeated_sheet", "Kompetansekrav")]
    assert value_of(result, "repeated_sheet")["other"] == "Krav"
    assert result.plan is None


def test_a_sheet_without_a_header_is_told(path: Path) -> None:
    result = read_plan(small(path, "## Krav\n| God til å skrive | må |\n"))
    assert found(result) == [("missing_header", "Krav")]
    assert value_of(result, "missing_header")["needed"] == ["Krav", "Må/bør", "Kategori"]


def test_a_position_without_known_keys_is_told(path: Path) -> None:
    result = read_plan(small(path, "## Stilling\n| Rådgiver |\n"))
    assert found(result) == [("missing_header", "Stilling")]


def test_a_missing_column_is_told_with_the_header_that_is_almost_right(path: Path) -> None:
    result = read_plan(small(path, "## Krav\n| Id | Krav | Kategorri | Veckt |\n| K1 | Ryddig | erfaring | 2 |\n"))
    assert result.plan is None
    assert found(result) == [
        ("missing_column", "Krav!A1"),
        ("missing_column", "Krav!C1"),
        ("missing_column", "Krav!D1"),
    ]
    told = [
        (entry.values["column"], entry.values["near"]) for entry in result.problems if entry.code == "missing_column"
    ]
    assert told == [("Må/bør", ""), ("Kategori", "Kategorri"), ("Vekt", "Veckt")]


def test_two_columns_of_one_meaning_are_told(path: Path) -> None:
    result = read_plan(small(path, "## Skala\n| Skår | Kort tekst | Score |\n| 1 | lavt | 1 |\n"))
    assert found(result) == [("repeated_column", "Skala!C1")]
    assert value_of(result, "repeated_column") == {"column": "Skår", "other": "A1"}


def test_keys_of_the_position_that_are_missing_unknown_or_twice_are_told(path: Path) -> None:
    small(
        path,
        """
## Stilling
| Saksnummer    | 17   |
| Minuter pr spørsmål | 4 |
| Arkivsak      | 18   |
| Yndlingsfarge | blå  |
""",
    )
    result = read_plan(path)
    assert found(result) == [
        ("repeated_key", "Stilling!B3"),
        ("missing_key", "Stilling!A1"),
        ("missing_key", "Stilling!A2"),
    ]
    assert advice(result) == [("unknown_key", "Stilling!A4")]


# ---- values


@pytest.mark.parametrize(
    ("typed", "format", "read"),
    [
        (7, "General", "7"),
        (3.0, "General", "3"),
        (0.5, "General", "0,5"),
        (42, "0000", "0042"),
        (42, "000", "042"),
        (0.25, "0%", "25%"),
        (True, "General", "SANN"),
        (12345678901234, "General", "12345678901234"),
        ("  Åse  ", "General", "Åse"),
        ("0042", "@", "0042"),
        ("=1+1", "@", "=1+1"),
    ],
)
def test_what_excel_made_of_a_short_text_is_read_as_it_was_typed(
    path: Path, typed: Any, format: str, read: str
) -> None:
    small(path, "## Stilling\n| Stillingstittel | Rådgiver |\n| Saksnummer | x |\n")
    book = load_workbook(path)
    cell = book["Stilling"]["B2"]
    cell.value, cell.number_format = typed, format
    if isinstance(typed, str):
        cell.data_type = "s"
    book.save(path)
    assert plan_of(path).position.case_number == read


@pytest.mark.parametrize("typed", [datetime(2026, 3, 4), time(3, 4)])
def test_a_text_that_excel_turned_into_a_date_is_told_for_what_was_typed_is_lost(path: Path, typed: Any) -> None:
    change_cells(small(path), {"Krav!B2": typed})
    assert found(read_plan(path)) == [("date_in_text", "Krav!B2")]


@pytest.mark.parametrize(
    "typed",
    [
        date(2026, 11, 12),
        datetime(2026, 11, 12),
        46338,
        "12.11.2026",
        " 12.11.26 ",
        "12. 11. 2026",
        "2026-11-12",
        "12. november 2026",
        "torsdag 12. november 2026",
        "12 nov. 2026",
    ],
)
def test_a_date_is_read_however_it_was_typed(path: Path, typed: Any) -> None:
    small(path, "## Kandidater\n| Navn | Id | Dato |\n| Åse Bø | P1 | x |\n")
    change_cells(path, {"Kandidater!C2": typed})
    assert plan_of(path).candidates[0].date == date(2026, 11, 12)


@pytest.mark.parametrize(
    "typed", ["12/11/2026", "31.02.2026", "i morgen", 2026, 20261112, datetime(2026, 11, 12, 9), True]
)
def test_what_may_be_another_date_or_none_is_told(path: Path, typed: Any) -> None:
    small(path, "## Kandidater\n| Navn | Id | Dato |\n| Åse Bø | P1 | x |\n")
    change_cells(path, {"Kandidater!C2": typed})
    assert found(read_plan(path)) == [("not_a_date", "Kandidater!C2")]


@pytest.mark.parametrize(
    "typed",
    [
        time(10, 30),
        0.4375,
        "10:30",
        "10.30",
        "kl. 10.30",
        "Kl 10:30",
        "klokken 10.30",
        "klockan 10.30",
        "10:30:00",
        " 10:30 ",
    ],
)
def test_a_time_is_read_however_it_was_typed(path: Path, typed: Any) -> None:
    small(path, "## Kandidater\n| Navn | Id | Klokkeslett |\n| Åse Bø | P1 | x |\n")
    change_cells(path, {"Kandidater!C2": typed})
    assert plan_of(path).candidates[0].start == time(10, 30)


@pytest.mark.parametrize("typed", [9, "9", "kl. 9", "09:00", "9.00"])
def test_a_whole_hour_may_be_typed_alone(path: Path, typed: Any) -> None:
    small(path, "## Kandidater\n| Navn | Id | Klokkeslett |\n| Åse Bø | P1 | x |\n")
    change_cells(path, {"Kandidater!C2": typed})
    assert plan_of(path).candidates[0].start == time(9, 0)


@pytest.mark.parametrize("typed", [10.3, 24, "25:00", "10:75", "10.3", "etter lunsj", date(2026, 11, 12), "10-12"])
def test_what_may_be_another_time_or_none_is_told(path: Path, typed: Any) -> None:
    small(path, "## Kandidater\n| Navn | Id | Klokkeslett |\n| Åse Bø | P1 | x |\n")
    change_cells(path, {"Kandidater!C2": typed})
    assert found(read_plan(path)) == [("not_a_time", "Kandidater!C2")]


def test_dates_of_the_1904_calendar_are_read_as_they_show(path: Path) -> None:
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, rows in {
            "Stilling": [["Stillingstittel", "Rådgiver"], ["Utlyst dato", date(2026, 9, 14)]],
            "Skala": [["Skår", "Kort tekst"], [1, "lavt"], [2, "høyt"]],
            "Agenda": [["Del"], ["Dybdeintervju"]],
            "Krav": [["Krav", "Må/bør", "Kategori"], ["Ryddig", "må", "erfaring"]],
            "Kandidater": [["Navn"], ["Åse Bø"]],
        }.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    else:
                        sheet.write(row, column, value)
    assert plan_of(path).position.advertised == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1,5", "3/2"), ("1.5", "3/2"), (" 2 ", "2"), (0.1, "1/10"), (3, "3"), ("0,125", "1/8"), ("+2", "2")],
)
def test_a_number_may_be_text_with_a_comma_or_a_point(path: Path, typed: Any, read: str) -> None:
    small(path, "## Krav\n| Id | Krav | Må/bør | Kategori | Vekt |\n| K1 | Ryddig | må | erfaring | x |\n")
    change_cells(path, {"Krav!E2": typed})
    assert plan_of(path).requirements[0].weight == Fraction(read)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mye", "not_a_number"),
        ("1.000", "not_a_number"),
        ("1,2,3", "not_a_number"),
        ("1" * 5000, "not_a_number"),
        (True, "not_a_number"),
        (date(2026, 1, 1), "not_a_number"),
        (0, "number_out_of_range"),
        (-1, "number_out_of_range"),
        ("-0,5", "number_out_of_range"),
    ],
)
def test_a_weight_that_is_no_positive_number_is_told(path: Path, typed: Any, code: str) -> None:
    small(path, "## Krav\n| Id | Krav | Må/bør | Kategori | Vekt |\n| K1 | Ryddig | må | erfaring | x |\n")
    change_cells(path, {"Krav!E2": typed})
    assert found(read_plan(path)) == [(code, "Krav!E2")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [(-5, "number_out_of_range"), (1441, "number_out_of_range"), (7.5, "not_a_whole_number"), ("ti", "not_a_number")],
)
def test_minutes_that_no_part_can_last_are_told(path: Path, typed: Any, code: str) -> None:
    change_cells(small(path), {"Agenda!B2": typed})
    assert found(read_plan(path)) == [(code, "Agenda!B2")]


@pytest.mark.parametrize("typed", ["JA", "x", "Sann", True])
def test_yes_may_be_said_in_several_ways(path: Path, typed: Any) -> None:
    small(path, "## Stilling\n| Stillingstittel | Rådgiver |\n| Spørsmål sendes på forhånd | x |\n")
    change_cells(path, {"Stilling!B2": typed})
    assert plan_of(path).position.questions_in_advance is True


@pytest.mark.parametrize("typed", ["MÅ", "må-krav", "Må krav", "must", "ma"])
def test_a_value_of_a_list_is_known_by_any_of_its_names_and_by_its_key(path: Path, typed: str) -> None:
    change_cells(small(path), {"Krav!C2": typed})
    assert plan_of(path).requirements[0].priority is Priority.MUST


def test_a_value_that_is_not_in_the_list_is_told_with_the_list(path: Path) -> None:
    change_cells(small(path), {"Krav!C2": "kanskje", "Kandidater!C1": "Status", "Kandidater!C2": "frisk"})
    result = read_plan(path)
    assert found(result) == [("not_in_list", "Krav!C2"), ("not_in_list", "Kandidater!C2")]
    known = [entry.values["known"] for entry in result.problems if entry.code == "not_in_list"]
    assert known == [["må", "bør"], ["innkalt", "trukket seg", "møtte ikke"]]


def test_every_missing_value_is_told_at_once(path: Path) -> None:
    small(
        path,
        "## Stilling\n| Stillingstittel |  |\n",
        "## Krav\n| Id | Krav | Må/bør | Kategori |\n| K1 |  | må |  |\n| K2 | Ryddig |  | erfaring |\n",
    )
    result = read_plan(path)
    assert found(result) == [
        ("missing_value", "Stilling!B1"),
        ("missing_value", "Krav!B2"),
        ("missing_value", "Krav!D2"),
        ("missing_value", "Krav!C3"),
    ]
    assert value_of(read_plan(small(path, "## Stilling\n| Stillingstittel * |  |\n")), "missing_value") == {
        "column": "Stillingstittel"
    }


def test_sheets_that_need_rows_and_have_none_are_told(path: Path) -> None:
    small(path, "## Krav\n| Krav | Må/bør | Kategori |\n", "## Kandidater\n| Id | Navn |\n| P1 | |\n")
    assert found(read_plan(path)) == [("missing_rows", "Krav!A2"), ("no_candidates", "Kandidater!A2")]


# ---- formulas, errors, rich text, escapes


def with_formula(path: Path, formula: str, value: Any) -> Path:
    """A small plan whose requirement text (B2) is a formula with a stored value."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "Stilling": [["Stillingstittel", "Rådgiver"]],
            "Skala": [["Skår", "Kort tekst"], [1, "lavt"], [2, "høyt"]],
            "Agenda": [["Del"], ["Dybdeintervju"]],
            "Krav": [["Id", "Krav", "Må/bør", "Kategori"], ["K1", None, "må", "erfaring"]],
            "Kandidater": [["Id", "Navn"], ["P1", "Åse Bø"]],
        }.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, content in enumerate(cells):
                    sheet.write(row, column, content)
            if name == "Krav":
                sheet.write_formula("B2", formula, None, value)
    return path


def test_a_formula_counts_by_its_stored_value(path: Path) -> None:
    assert plan_of(with_formula(path, '="Ryd"&"dig"', "Ryddig")).requirements[0].text == "Ryddig"


def test_a_formula_without_a_stored_value_is_told(path: Path) -> None:
    change_cells(small(path), {"Krav!B2": '="Ryd"&"dig"'})
    assert found(read_plan(path)) == [("formula_without_value", "Krav!B2")]


def test_an_error_in_a_cell_is_told(path: Path) -> None:
    result = read_plan(with_formula(path, "=1/0", "#DIV/0!"))
    assert found(result) == [("cell_error", "Krav!B2")]
    assert value_of(result, "cell_error")["value"] == "#DIV/0!"


def test_an_empty_result_of_a_formula_is_empty(path: Path) -> None:
    with_formula(path, '=""', "")
    change_part(path, "xl/worksheets/sheet4.xml", lambda xml: xml.replace('<c r="B2">', '<c r="B2" t="str">'))
    assert found(read_plan(path)) == [("missing_value", "Krav!B2")]


def test_rich_text_is_read_whole(path: Path) -> None:
    text = CellRichText("Skriver ", TextBlock(InlineFont(b=True), "klart"), " og kort")
    change_cells(small(path), {"Krav!B2": text})
    assert plan_of(path).requirements[0].text == "Skriver klart og kort"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("en_x000D_\nto", "en\nto"),
        ("en_x000D_to", "en\nto"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x005F_x005F_x005F_x005F_", "_x005F_x005F_"),
        ("a_x0009_b", "a\tb"),
        ("_xD83D__xDE00_", "😀"),
        ("x005F_", "x005F_"),
        (" med mellomrom ", " med mellomrom "),
    ],
)
def test_escapes_of_excel_are_undone_and_spaces_of_a_text_are_kept(path: Path, stored: str, read: str) -> None:
    small(path)
    rewrite(path, stored)
    assert plan_of(path).requirements[0].text == read


@pytest.mark.parametrize(
    ("stored", "character"), [("a_x0007_b", "U+0007"), ("a_xD83D_b", "U+D83D"), ("a_xFFFE_", "U+FFFE")]
)
def test_a_character_that_no_document_can_hold_is_told(path: Path, stored: str, character: str) -> None:
    small(path)
    rewrite(path, stored)
    result = read_plan(path)
    assert found(result) == [("bad_character", "Krav!B2")]
    assert value_of(result, "bad_character")["character"] == character


def rewrite(path: Path, stored: str) -> None:
    """Put XML text into the cell B2 of the requirements, as Excel would store it."""
    old = re.compile(r"<t>God til .*? forklare</t>")
    new = f'<t xml:space="preserve">{stored}</t>'
    change_part(path, "xl/worksheets/sheet4.xml", lambda xml: old.sub(lambda _: new, xml))


def change_part(path: Path, part: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


# ---- merged cells


def test_cells_merged_downwards_give_their_value_to_every_row_with_something_of_its_own(path: Path) -> None:
    small(
        path,
        """
## Kandidater
| Id | Navn    | Dato       | Sted  |
|----|---------|------------|-------|
| P1 | Åse Bø  | 12.11.2026 | Rom 1 |
| P2 | Per Vik |            |       |
| P3 |         |            |       |
""",
    )
    book = load_workbook(path)
    book["Kandidater"].merge_cells("C2:C4")
    book["Kandidater"].merge_cells("D2:D4")
    book.save(path)
    candidates = plan_of(path).candidates
    assert [(each.id, each.date, each.place) for each in candidates] == [
        ("P1", date(2026, 11, 12), "Rom 1"),
        ("P2", date(2026, 11, 12), "Rom 1"),
    ]


def test_a_wrong_value_in_merged_cells_is_told_once(path: Path) -> None:
    small(path, "## Kandidater\n| Id | Navn | Dato |\n| P1 | Åse Bø | snart |\n| P2 | Per Vik | |\n")
    book = load_workbook(path)
    book["Kandidater"].merge_cells("C2:C3")
    book.save(path)
    assert found(read_plan(path)) == [("not_a_date", "Kandidater!C2")]


def test_an_id_merged_over_rows_is_told(path: Path) -> None:
    small(path, "## Kandidater\n| Id | Navn |\n| P1 | Åse Bø |\n| | Per Vik |\n")
    book = load_workbook(path)
    book["Kandidater"].merge_cells("A2:A3")
    book.save(path)
    result = read_plan(path)
    assert found(result) == [("merged_id", "Kandidater!A3")]
    assert value_of(result, "merged_id") == {"id": "P1", "other": "A2"}


def test_cells_merged_across_belong_to_their_first_column(path: Path) -> None:
    small(path, "## Skala\n| Skår | Kort tekst | Hva som skal til |\n| 1 | lavt | |\n| 2 | høyt | |\n")
    book = load_workbook(path)
    book["Skala"].merge_cells("B2:C2")
    book["Stilling"].insert_cols(2)
    book["Stilling"].merge_cells("A1:B1")
    book.save(path)
    plan = plan_of(path)
    assert [(level.label, level.description) for level in plan.scale] == [("lavt", ""), ("høyt", "")]
    assert plan.position.title == "Saksbehandler"


# ---- ids


def test_missing_ids_are_given_by_the_order_of_the_rows_and_that_is_said(path: Path) -> None:
    small(path, "## Kandidater\n| Navn | Id |\n| Åse Bø | |\n| | |\n| Per Vik | P9 |\n| Eva Dahl | |\n")
    result = read_plan(path)
    assert found(result) == []
    assert result.plan is not None
    assert [each.id for each in result.plan.candidates] == ["P1", "P9", "P3"]
    assert advice(result) == [("id_given", "Kandidater!B2")]
    assert value_of(result, "id_given")["ids"] == ["P1", "P3"]


def test_a_given_id_that_another_row_has_typed_is_told_with_both_cells(path: Path) -> None:
    small(path, "## Kandidater\n| Id | Navn |\n| p2 | Åse Bø |\n| | Per Vik |\n")
    result = read_plan(path)
    assert found(result) == [("id_clash", "Kandidater!A3")]
    assert value_of(result, "id_clash") == {"id": "P2", "other": "A2"}


@pytest.mark.parametrize("id", ["K 1", "K.1", "Kø1", "K1234567890123456", "K/1"])
def test_an_id_that_a_field_tag_cannot_carry_is_told(path: Path, id: str) -> None:
    change_cells(small(path), {"Krav!A2": id})
    assert found(read_plan(path)) == [("bad_id", "Krav!A2")]


@pytest.mark.parametrize(("typed", "read"), [(7, "7"), (7.0, "7"), (" K_7-b ", "K_7-b")])
def test_an_id_may_be_a_number(path: Path, typed: Any, read: str) -> None:
    change_cells(small(path), {"Krav!A2": typed})
    assert plan_of(path).requirements[0].id == read


def test_a_reference_finds_its_row_whatever_the_case_and_is_written_as_there(path: Path) -> None:
    small(
        path,
        "## Metoder\n| Id | Del | Tittel |\n| m1 | Case | Notat |\n",
        "## Kriterier\n| Id | Metode | Kriterium | Måler krav |\n| V1 | M1 | Klart | k1,K1 K9 |\n",
    )
    plan = plan_of(path)
    assert (plan.criteria[0].method, plan.criteria[0].requirements) == ("m1", ("K1", "K1", "K9"))


# ---- rows that cannot be read leave no follow-up problems


def test_an_unreadable_part_or_score_leaves_nothing_that_checks_would_misjudge(path: Path) -> None:
    change_cells(small(path), {"Skala!A3": "to", "Agenda!A2": "Dybdeintrvju"})
    result = read_plan(path)
    assert found(result) == [("not_a_number", "Skala!A3"), ("not_in_list", "Agenda!A2")]
    assert result.plan is not None
    assert (result.plan.scale, result.plan.agenda) == ((), ())


# ---- files


def refused(path: Path) -> str:
    with pytest.raises(UnusableFile) as caught:
        read_plan(path)
    problem = caught.value.problem
    assert problem.place.file == path.name
    words = load("nb")
    assert words.message(problem) and words.remedy(problem)
    return problem.code


def test_a_file_that_is_missing_or_a_folder_is_told(path: Path) -> None:
    assert refused(path) == "file_missing"
    path.mkdir()
    assert refused(path) == "file_is_folder"


def test_a_file_that_cannot_be_opened_is_told(path: Path) -> None:
    path.symlink_to(path)
    assert refused(path) == "file_unreadable"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_workbook"),
        (b"Krav;Vekt\nRyddig;1\n", "not_a_workbook"),
        (b"PK\x03\x04 and then nothing", "damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
    ],
)
def test_what_is_no_workbook_gets_a_sentence_of_its_own(path: Path, data: bytes, code: str) -> None:
    path.write_bytes(data)
    assert refused(path) == code


def test_an_opendocument_spreadsheet_is_told(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    assert refused(path) == "opendocument_workbook"


def test_another_office_document_is_no_workbook(path: Path) -> None:
    shutil.copy(small(path), path.with_name("kopi.xlsx"))
    change_part(path, "xl/workbook.xml", lambda xml: "<document/>")
    assert refused(path) == "not_a_workbook"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet4.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_damaged_part_is_told(path: Path, part: str) -> None:
    with_formula(path, "=A1", "Ryddig")
    change_part(path, part, lambda xml: xml[: len(xml) // 2])
    assert refused(path) == "damaged_workbook"


def test_a_workbook_cut_short_is_told(path: Path) -> None:
    small(path)
    path.write_bytes(path.read_bytes()[:-400])
    assert refused(path) == "damaged_workbook"


@pytest.mark.slow
def test_a_workbook_that_swells_when_unpacked_is_told(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/big.xml", "w") as part:
        for _ in range(9):
            part.write(b" " * (64 * 1024 * 1024))
    assert path.stat().st_size < 1_000_000
    assert refused(path) == "workbook_too_large"


def test_a_file_beyond_the_limit_is_told_without_being_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(opening.MAX_BYTES + 1)
    assert refused(path) == "workbook_too_large"


@pytest.mark.parametrize("name", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_workbook_that_is_open_somewhere_is_read_with_a_warning(path: Path, name: str) -> None:
    small(path)
    path.with_name(name).write_bytes(b"")
    result = read_plan(path)
    assert found(result) == [("lock_file", "")]
    assert result.plan is not None


def test_a_workbook_with_macros_is_read_and_they_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsm"
    write_workbook(path, SMALL_PLAN)
    change_part(
        path,
        "[Content_Types].xml",
        lambda xml: xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )
    assert len(plan_of(path).requirements) == 1


def test_a_strict_workbook_is_read(path: Path) -> None:
    small(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            data = data.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            data = data.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            archive.writestr(name, data)
    assert plan_of(path).position.title == "Saksbehandler"


def test_cells_without_references_stand_one_after_another(path: Path) -> None:
    small(path)
    change_part(path, "xl/worksheets/sheet4.xml", lambda xml: re.sub(r'(<(?:c|row)) r="\w+"', r"\1", xml))
    assert plan_of(path).requirements[0].text == "God til å forklare"


@pytest.mark.slow
def test_a_sheet_formatted_to_the_last_row_is_read_like_any_other(path: Path) -> None:
    small(path)
    rows = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{column}{row}" s="0"/>' for column in "ABCDE") + "</row>"
        for row in range(3, 1_048_577)
    )
    change_part(path, "xl/worksheets/sheet4.xml", lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    assert len(plan_of(path).requirements) == 1


def test_every_problem_has_words(path: Path) -> None:
    small(
        path, "## Krav\n| Id | Krav | Må/bør | Kategori | Vekt |\n| K 1 | | kanskje | 7 | -1 |\n", "## Annet\n| x |\n"
    )
    words = load("nb")
    result = read_plan(path)
    assert len(result.problems) > 4
    for problem in result.problems:
        assert words.message(problem) and words.remedy(problem)
        assert "{" not in words.message(problem) + words.remedy(problem)


# ---- any text

XML_TEXT = st.text(
    st.characters(
        exclude_categories=("Cs",),
        exclude_characters="\ufffe\uffff" + "".join(map(chr, range(9))) + "\x0b\x0c" + "".join(map(chr, range(14, 32))),
    ),
    min_size=1,
    max_size=80,
)


def as_typed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=XML_TEXT, name=XML_TEXT)
@example(text="_x000D_", name="x005F_")
@example(text="=HYPERLINK(1)", name="{{ name }}")
@example(text="{_{ 1 }_}", name="0042")
@example(text="R&D <b> a < b", name="'")
@example(text="\r\n", name="\t")
def test_any_text_in_a_text_cell_is_read_back_as_typed(path: Path, text: str, name: str) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for sheet, rows in {
            "Stilling": [["Stillingstittel", "Rådgiver"]],
            "Skala": [["Skår", "Kort tekst"], ["1", "lavt"], ["2", "høyt"]],
            "Agenda": [["Del"], ["Dybdeintervju"]],
            "Krav": [["Id", "Krav", "Må/bør", "Kategori", "Definisjon"], ["K1", "Ryddig", "må", "erfaring", text]],
            "Kandidater": [["Id", "Navn", "Sted", "E-post"], ["P1", "Åse Bø", name, "x"]],
        }.items():
            page = book.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    page.write_string(row, column, value)
    path.write_bytes(file.getvalue())
    plan = plan_of(path)
    assert plan.requirements[0].definition == (as_typed(text) if text.strip() else "")
    assert plan.candidates[0].place == as_typed(name).strip()


def test_the_heading_of_the_sheet_is_not_taken_for_the_title_when_that_is_misspelt(path: Path) -> None:
    result = read_plan(
        write_workbook(path, SMALL_PLAN, "## Stilling\n\n| Stilling | |\n| Stilingstitel | Rådgiver |\n")
    )
    problem = next(entry for entry in result.problems if entry.code == "missing_key")
    assert (problem.place.cell, problem.values["near"]) == ("A2", "Stilingstitel")


@pytest.mark.parametrize(
    ("code", "typed", "sector"),
    [("nb", "stat", Sector.STATE), ("sv", "stat", Sector.SWEDEN), ("sv", "kommunal", Sector.SWEDEN)],
)
def test_a_word_of_two_countries_means_that_of_the_plans_language(
    path: Path, code: str, typed: str, sector: Sector
) -> None:
    with path.open("wb") as file:
        write_plan_workbook(file, load(code), example_rows(code))
    book = load_workbook(path)
    sheet = book[load(code).text("sheets.position.title")]
    name = load(code).text("sheets.position.columns.sector.title")
    (cell,) = (row[1] for row in sheet.iter_rows() if row[0].value == name)
    cell.value = typed
    book.save(path)
    result = read_plan(path)
    assert result.plan is not None and result.plan.position.sector is sector


def test_whether_the_case_is_archived_and_how_long_files_are_kept_is_read(path: Path) -> None:
    state = "## Stilling\n| Stillingstittel | Rådgiver |\n"
    said = plan_of(small(path, state + "| Arkivert | Ja |\n| Oppbevares til og med | 31.12.2031 |\n")).position
    assert (said.archived, said.keep_until) == (True, date(2031, 12, 31))
    silent = plan_of(small(path, state)).position
    assert (silent.archived, silent.keep_until) == (False, None)
