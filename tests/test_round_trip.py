"""From the workbook to the form and from the form to the results: texts arrive as typed, figures as worked out by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import run
from documents import edited, forms_of, in_cell, in_control, make, root_of, runs, text_of, w
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from plans import FULL_PLAN, requirements
from pytest import approx
from returned import Desk
from workbooks import SMALL_PLAN, sheets_of, write_workbook

from generator.app.totals import compute_totals, save_results
from generator.word.filling import fill

AWKWARD = [
    "R&D a < b > c",
    "{{ candidate.name }}",
    "{_{ x }_}",
    "{% if x %}{# note #}",
    "{{r score(item) }}",
    "\"dobbelt\" 'enkelt' «norsk»",
    "😀 👩‍🔬 é é ß ǆ",
    "to\nlinjer\n\nog en tom",
    "tab\ther",
    "_x000D_ og _x005F_ og _x0041_",
    "007",
    "=SUM(A1:A3)",
    "+47 22 33 44 55",
    "-1",
    "@navn",
    "'med apostrof",
    "  mellomrom foran og bak  ",
    "to  mellomrom",
    "IGSLOT0X",
    "\u2002\u00a0fast mellomrom",
    "]]>&amp;<w:t>",
    "100 %",
    "TRUE",
    "12.11.2026",
    "\u202eomvendt\u200b",
    "a" * 3000,
]
XML_TEXT = st.text(
    st.one_of(
        st.sampled_from("{}%#&<>\"'_x0D \t\n-=+@/:.,[]"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"),
    ),
    min_size=1,
    max_size=40,
)
TEXTS = st.one_of(st.sampled_from(AWKWARD), XML_TEXT).filter(lambda text: text.strip() != "")
ONE_LINE = TEXTS.map(lambda text: " ".join(text.split()))

# Cells of FULL_PLAN, and the paragraph of the form that each stands in
CELLS: dict[str, str] = {
    "Krav!B2": "K1 {}",
    "Krav!E2": "Definisjon: {}",
    "Krav!G2": "Grunnlag så langt: {}",
    "Krav!H2": "Lavt: {}",
    "Krav!I2": "Høyt: {}",
    "Krav!J3": "{}",
    "Spørsmål!E2": "{}",
    "Spørsmål!E3": "S2 {}",
    "Spørsmål!E5": "S4 {}",
    "Spørsmål!E7": "S6 {}",
    "Metoder!E2": "{}",
    "Metoder!F2": "Forberedelse: {}",
    "Metoder!G3": "Leverandør og sertifisering: {}",
    "Kriterier!C2": "V1 {}",
    "Kriterier!C4": "V3 {}",
    "Skala!C2": "1  svakt – {}",
}
LINES: dict[str, str] = {
    "Stilling!B1": "{}",
    "Stilling!B2": "{}",
    "Stilling!B3": "{}, Plan og miljø",
    "Stilling!B5": "{}",
    "Skala!B3": "2  {}",
    "Agenda!D2": "Ledes av: {}",
    "Agenda!B4": "{} (20 min)",
    "Kandidater!B2": "{}",
    "Kandidater!F2": "{}",
    "Intervjupanel!B2": "{}, Plansjef",
    "Kandidater!H2": "{}",  # one a line
    "Spørsmål!F3": "{}",  # one follow-up a line
    "Metoder!C2": "M1 {} (20 min)",
    "Metoder!D2": "Type: {}",
    "Metoder!H2": "Ansvarlig: {}",
}


def as_excel_stores(text: str) -> str:
    """Return what Excel writes for a text: what reads like one of its escapes is escaped (ECMA-376 22.9.2.19)."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def write_texts(path: Path, texts: Mapping[str, str]) -> Path:
    """Write FULL_PLAN with texts in some of its cells, every one as text whatever it looks like."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets_of(FULL_PLAN).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place, text in texts.items():
        name, reference = place.split("!")
        cell = book[name][reference]
        assert isinstance(cell, Cell)
        cell.value = as_excel_stores(text)
        cell.data_type = "s"
    book.save(path)
    return path


def paragraphs(form: bytes) -> Iterator[str]:
    return map(text_of, root_of(form).iter(w("p")))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.fixed_dictionaries(dict.fromkeys(CELLS, TEXTS)), st.fixed_dictionaries(dict.fromkeys(LINES, ONE_LINE)))
@example({place: AWKWARD[number] for number, place in enumerate(CELLS)}, dict.fromkeys(LINES, "R&D {{ x }} {_{ <b>"))
@example(
    {place: AWKWARD[-1 - number] for number, place in enumerate(CELLS)}, dict.fromkeys(LINES, "_x000D_ IGSLOT1X 007")
)
def test_every_text_of_the_workbook_stands_in_the_form_as_it_was_typed(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str], one_line: dict[str, str]
):
    folder = tmp_path_factory.mktemp("plan")
    _, forms = forms_of(write_texts(folder / "plan.xlsx", texts | one_line), folder / "forms")
    seen = set(paragraphs(forms["P1"]))
    for place, frame in (CELLS | LINES).items():
        expected = frame.format("\0").replace("\0", (texts | one_line)[place])
        assert expected in seen, place


NOTE_FIELDS = {
    "in_depth.K1.notes": ("K1", "Notater"),
    "in_depth.K2.assessment": ("K2", "Vurdering"),
    "case.V1.notes": ("V1", "Notater"),
    "closing.S4.notes": ("S4", "Notater"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


# openpyxl takes every "x005F_" of a text away when it reads, so a note that holds one cannot be compared through it
NOTES = TEXTS.filter(lambda text: "x005F_" not in text)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(notes=st.fixed_dictionaries(dict.fromkeys(NOTE_FIELDS, NOTES)), in_controls=st.booleans())
@example(notes=dict(zip(NOTE_FIELDS, AWKWARD[:4], strict=True)), in_controls=True)
@example(notes=dict(zip(NOTE_FIELDS, AWKWARD[4:8], strict=True)), in_controls=False)
@example(notes=dict(zip(NOTE_FIELDS, ["_x000D_", "007", "=1+1", "Velg"], strict=True)), in_controls=True)
def test_every_note_of_the_form_stands_in_the_results_as_it_was_typed(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, notes: dict[str, str], in_controls: bool
):
    folder = tmp_path_factory.mktemp("notes")
    changes = [
        in_control(tag, runs(text))
        if in_controls
        else in_cell(tag, "".join(f"<w:p>{runs(line)}</w:p>" for line in text.split("\n")))
        for tag, text in notes.items()
    ]
    path = folder / "skjema.docx"
    path.write_bytes(edited(desk.forms["P1"], *changes))
    results = compute_totals(desk.plan, [path])
    assert results is not None
    written, _ = save_results(results, desk.plan.words, folder / "results.xlsx")
    sheet = load_workbook(written)["Notater"]
    rows = {(row[3].value, row[5].value): row[6] for row in sheet.iter_rows(min_row=2)}
    for tag, place in NOTE_FIELDS.items():
        assert rows[place].value == notes[tag], tag
        assert rows[place].data_type == "s"


# Figures

WORKED = """
## Stilling
| Stillingstittel | Saksbehandler |

## Skala
| Skår | Kort tekst |
|------|------------|
| 1    | a          |
| 2    | b          |
| 3    | c          |
| 4    | d          |
| 5    | e          |

## Agenda
| Del           |
|---------------|
| Dybdeintervju |
| Case          |
| Tester        |

## Krav
| Id | Krav    | Må/bør | Kategori | Vekt |
|----|---------|--------|----------|------|
| K1 | Første  | må     | erfaring | 2    |
| K2 | Andre   | bør    | erfaring | 1    |
| K3 | Tredje  | bør    | erfaring | 1    |

## Metoder
| Id | Del    | Tittel |
|----|--------|--------|
| M1 | Case   | Sak    |
| M2 | Tester | Test   |

## Kriterier
| Id | Metode | Kriterium | Måler krav |
|----|--------|-----------|------------|
| V1 | M1     | x         | K1         |
| V2 | M1     | y         | K1         |
| V3 | M2     | z         | K2         |
"""
WORKED_ANSWERS = {
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "met",
    "in_depth.K2.score": "not_assessed",
    "case.V1.score": "3",
    "case.V2.score": "4",
    "tests.V3.score": "5",
}


def loop(folder: Path, answers: Mapping[str, str], *markdown: str) -> tuple[int, Any, Path]:
    """Go the whole way by command: workbook, forms, answers, totals; return status, JSON and the results."""
    plan = write_workbook(folder / "plan.xlsx", *markdown)
    made = run("forms", plan, "--out", folder / "forms", "--json")
    assert made.status == 0, made.err
    for form in made.json["forms"]:
        path = Path(form["path"])
        path.write_bytes(fill(path.read_bytes(), answers))
    done = run("totals", plan, folder / "forms", "--out", folder / "results.xlsx", "--json")
    return done.status, done.json, folder / "results.xlsx"


def overview(results: Path) -> list[Any]:
    """Return the row of the only candidate, from the first figure on."""
    rows = [list(row) for row in load_workbook(results, data_only=True)["Oversikt"].iter_rows(values_only=True)]
    (row,) = [row for row in rows if row[0] == "P1"]
    return row[2:]


def test_the_worked_example_of_the_figures_from_workbook_to_results(tmp_path: Path):
    status, document, results = loop(tmp_path, WORKED_ANSWERS, SMALL_PLAN, WORKED)
    assert status == 0
    (form,) = document["forms"]
    assert form["parts"] == {
        "in_depth": {"sum": 4, "max": 5, "scored": 1, "of": 3, "not_assessed": 1, "mean": 4},
        "case": {"sum": 7, "max": 10, "scored": 2, "of": 2, "not_assessed": 0, "mean": 3.5},
        "tests": {"sum": 5, "max": 5, "scored": 1, "of": 1, "not_assessed": 0, "mean": 5},
    }
    assert form["requirements"] == {
        "K1": {"score": 3.75, "methods": {"in_depth": 4, "M1": 3.5}, "met": "met"},
        "K2": {"score": 5, "methods": {"M2": 5}, "met": None},
        "K3": {"score": None, "methods": {}, "met": None},
    }
    assert form["overall"]["mean"] == approx(12.5 / 3)
    assert (form["overall"]["basis"], form["overall"]["of"]) == (2, 3)
    assert [problem["code"] for problem in form["problems"]] == ["scores_missing"]
    (candidate,) = document["candidates"]
    assert (candidate["id"], candidate["complete"]) == ("P1", False)
    assert overview(results)[:-1] == [
        *(3.75, 5, "–"),
        *(4, 5, 1, 1, 4),
        *(7, 10, 2, 0, 3.5),
        *(5, 5, 1, 0, 5),
        *(approx(12.5 / 3), 2),
        *(1, 0, 0, 0),
        "ufullstendig",
    ]
    rows = [list(row) for row in load_workbook(results, data_only=True)["Krav"].iter_rows(values_only=True)]
    (row,) = [row for row in rows if row[0] == "P1"]  # below, the name is in the same cell
    assert row[2:6] == [3.75, "Oppfylt", 5, "–"]


def test_a_plan_of_one_requirement_from_workbook_to_results(tmp_path: Path):
    status, document, results = loop(tmp_path, {"in_depth.K1.score": "2", "in_depth.K1.met": "not_met"}, SMALL_PLAN)
    (form,) = document["forms"]
    assert status == 0
    assert form["parts"] == {"in_depth": {"sum": 2, "max": 3, "scored": 1, "of": 1, "not_assessed": 0, "mean": 2}}
    assert form["requirements"] == {"K1": {"score": 2, "methods": {"in_depth": 2}, "met": "not_met"}}
    assert form["overall"] == {"mean": 2, "basis": 1, "of": 1}
    assert document["candidates"][0]["complete"] is True
    assert overview(results)[:-1] == [2, *(2, 3, 1, 0, 2), *(2, 1), *(0, 1, 0, 0), "fullstendig"]


def test_a_plan_of_forty_requirements_from_workbook_to_results(tmp_path: Path):
    """K1 to K30 get 1, 2, 3 and so on in turn, K31 to K35 are not assessed, K36 to K40 are left empty."""
    scores = {f"in_depth.K{n}.score": str((n - 1) % 3 + 1) for n in range(1, 31)}
    skipped = {f"in_depth.K{n}.score": "not_assessed" for n in range(31, 36)}
    status, document, results = loop(tmp_path, scores | skipped, SMALL_PLAN, requirements(40))
    assert status == 0
    (form,) = document["forms"]
    # ten of each: 10 + 20 + 30 = 60 of 30 x 3 = 90
    assert form["parts"]["in_depth"] == {"sum": 60, "max": 90, "scored": 30, "of": 40, "not_assessed": 5, "mean": 2}
    assert form["overall"] == {"mean": 2, "basis": 30, "of": 40}
    assert len(form["requirements"]) == 40
    assert form["requirements"]["K30"]["score"] == 3
    assert form["requirements"]["K40"] == {"score": None, "methods": {}, "met": None}
    assert overview(results)[:40] == [*[1, 2, 3] * 10, *["–"] * 10]
    assert overview(results)[40:47] == [60, 90, 30, 5, 2, 2, 30]
    assert overview(results)[-2] == "ufullstendig"
    assert len({answer["found_by"] for answer in form["answers"].values()}) == 1


def test_the_forms_of_forty_requirements_keep_every_id_apart(tmp_path: Path):
    """K1 is not K10, neither by tag nor by row."""
    plan, forms = make(tmp_path, SMALL_PLAN, requirements(40))
    path = tmp_path / "skjema.docx"
    notes = {f"in_depth.K{n}.notes": f"Om krav {n}" for n in range(1, 41)}
    path.write_bytes(fill(forms["P1"], notes))
    results = compute_totals(plan, [path])
    assert results is not None
    answers = results.forms[0].form.answers
    assert {tag: answers[tag].value for tag in notes} == notes
