"""``report`` from the outside: what a recommendation says, of whom it says nothing, and what is never written over."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from commands import Done, candidates, run, run_json, snapshot, start
from documents import cells, edited, outline, packed, parse, root_of, rows, text_of, unpacked, w
from lxml import etree
from openxml_audit import OpenXmlValidator
from plans import WORKED_EXAMPLE
from pypdf import PdfReader
from test_own_templates import typed
from test_panel import CANDIDATES, PANEL, POSITION, fill_in
from test_totals_command import TWO, Place
from wordcheck import findings
from workbooks import SMALL_PLAN

from generator import language, package, seal
from generator.word.filling import fill

GOLDEN = Path(__file__).with_name("golden")
ROOT = Path(__file__).resolve().parents[1]
EACH_LANGUAGE = pytest.mark.parametrize("code", language.codes())
EVA, IVAR = "Eva Dahl", "Ivar Moe"
ONE = ("--document", "recommendation")
CODE = "{{ position.title }} {% for x in y %} {_{ IGSLOT0X"
ODD = f'<w:p> & "æøå" \'’ 🙂\n\tlinje to \u200bslutt =1+1 {CODE}'


def report(place: Place, *more: object) -> Done:
    return run_json("report", place.plan, place.forms, "--out", place.folder / "rapport", *ONE, *more)


def document(done: Done) -> bytes:
    (entry,) = done.json["reports"]
    return Path(entry["path"]).read_bytes()


def table(data: bytes, first: str, number: int = 0) -> list[list[str]]:
    """The texts of the cells of a table whose first header is ``first``."""
    found = [
        [[text_of(cell) for cell in cells(row)] for row in rows(element)]
        for element in root_of(data).iter(w("tbl"))
        if text_of(cells(rows(element)[0])[0]) == first
    ]
    return found[number]


def lines(data: bytes) -> list[str]:
    return [text_of(paragraph) for paragraph in root_of(data).iter(w("p"))]


def between(data: bytes, start: str, end: str) -> str:
    text = "\n".join(lines(data))
    return text[text.index(f"\n{start}\n") : text.index(f"\n{end}\n")]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path, SMALL_PLAN, WORKED_EXAMPLE)
    place.fill()
    return place


@pytest.fixture
def two(tmp_path: Path) -> Place:
    """Two candidates, with the small plan of one requirement and a scale to 3."""
    place = Place(tmp_path, SMALL_PLAN, TWO)
    for candidate in ("P1", "P2"):
        place.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    return place


# ---- what it says -----------------------------------------------------------------


def test_the_figures_of_the_worked_example_stand_with_their_methods_and_their_basis(place: Place):
    # Worked by hand in the design: K1 = (4 + 3.5) / 2 = 3.75; K2 = 5 of the test alone; K3 nothing; 4.1667 of 2 of 3.
    data = document(report(place))
    assert table(data, "Søker", 0)[1][:1] == ["Kari Nordmann"]
    (_, k1), (_, k2), (_, k3) = (table(data, "Søker", number) for number in range(3))
    assert k1[1:] == [
        "Tydelig",
        "3,8\nDybdeintervju: 4,0\nM1 Oppgave: 3,5".replace("Oppgave", method(place)),
        "Oppfylt",
    ]
    assert k2[1] == "Ingen vurdering er skrevet."
    assert k2[2].startswith("5,0\nM2 ")
    assert "Dybdeintervju" not in k2[2]
    assert k3[2] == "ingen skår"
    (_, figures) = table(data, "Søker", -1)
    assert figures[:3] == ["Kari Nordmann", "4,2", "2 av 3 krav\nfelles vurdering\nufullstendig"]


def method(place: Place) -> str:
    found = re.search(r"\| M1 +\|[^|]*\| ([^|]*?) +\|", WORKED_EXAMPLE)
    assert found
    return found[1]


def test_a_score_that_was_set_to_not_assessed_is_told_from_one_that_is_missing(two: Place):
    two.fill("P1", {"in_depth.K1.score": "not_assessed"})
    two.fill("P2", {"in_depth.K1.score": ""})
    (_, kari, ola) = table(document(report(two)), "Søker")
    assert [kari[2], ola[2]] == ["Ikke vurdert", "ingen skår"]


def test_the_applicants_stand_in_the_order_of_the_plan_whatever_their_scores(two: Place):
    two.fill("P1", {"in_depth.K1.score": "1", "in_depth.K1.met": "not_met"})
    data = document(report(two))
    for number in (0, -1):
        assert [row[0] for row in table(data, "Søker", number)[1:]] == ["Kari Nordmann", "Ola Ås"]
    assert [row[3] for row in table(data, "Søker", -1)[1:]] == ["ikke oppfylt: K1", "oppfylt: K1"]


def test_summaries_doubts_and_choices_stand_as_they_were_written(place: Place):
    place.fill(
        in_depth__summary="Sterk på fag.",
        conclusion__summary="Dekker kravene.",
        conclusion__missing="Referanse fra leder.",
    )
    data = document(report(place))
    of_kari = between(data, "Hver søker samlet", "Det som gjenstår å avklare")
    assert of_kari.strip().splitlines()[1:] == [
        "Kari Nordmann",
        "Dybdeintervju: Sterk på fag.",
        "Samlet oppsummering: Dekker kravene.",
        "Tilråding etter intervjuet: Gå videre",
    ]
    assert "Kari Nordmann\nReferanse fra leder." in between(data, "Det som gjenstår å avklare", "Tallene samlet")


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (
            "| Antall som vanligvis innstilles | 1 |",
            "Til vanlig innstilles én søker. Tallet er ingen grense i noen retning.",
        ),
        (
            "| Antall som vanligvis innstilles | 4 |",
            "Til vanlig innstilles 4 søkere. Tallet er ingen grense i noen retning.",
        ),
        ("| Sektor | norsk stat |", "Til vanlig innstilles 3 søkere. Tallet er ingen grense i noen retning."),
        ("| Enhet | A |", ""),
    ],
)
def test_how_many_are_normally_ranked_is_a_sentence_and_no_cap(tmp_path: Path, setting: str, sentence: str):
    position = f"## Stilling\n| Stillingstittel | Saksbehandler |\n{setting}\n"
    people = candidates(*((f"P{n}", f"Søker {chr(64 + n)}") for n in range(1, 7)))
    place = Place(tmp_path, SMALL_PLAN, position, people)
    for candidate in place.of:
        place.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    data = document(report(place))
    assert [line for line in lines(data) if line.startswith("Til vanlig")] == [sentence] * bool(sentence)
    empty = table(data, "Nr.")[1:]
    assert [row[0] for row in empty] == [str(n) for n in range(1, (4 if "4" in setting else 3) + 1)]
    assert all(row[1:] == ["[Skriv her: navn]", "[Skriv her: hvorfor søkeren er plassert her]"] for row in empty)
    assert len(table(data, "Søker", -1)) == 1 + 6  # everybody is compared all the same


def test_who_is_close_by_the_margin_is_said_both_ways_and_only_then(tmp_path: Path):
    # Apart by 1 of the scale; the margin of 1 takes them in, that of 0.5 does not.
    for margin, close in (("1", True), ("0,5", False)):
        position = f"## Stilling\n| Stillingstittel | Saksbehandler |\n| Margin for tilnærmet likt | {margin} |\n"
        (tmp_path / margin).mkdir()
        place = Place(tmp_path / margin, SMALL_PLAN, position, TWO)
        for candidate, score in (("P1", "2"), ("P2", "3")):
            place.fill(candidate, {"in_depth.K1.score": score, "in_depth.K1.met": "met"})
        data = document(report(place))
        said = any("tilnærmet like, sammenlignet" in line for line in lines(data))
        assert said == close
        if close:
            assert table(data, "Søker", -1)[1:] == [["Kari Nordmann", "Ola Ås"], ["Ola Ås", "Kari Nordmann"]]


def test_those_who_have_withdrawn_or_did_not_come_are_named_as_that_and_nowhere_else(tmp_path: Path):
    place = Place(
        tmp_path,
        SMALL_PLAN,
        "## Kandidater\n| Id | Navn | Status |\n|---|---|---|\n| P1 | Kari Nordmann | |\n| P2 | Ola Ås | trukket seg |\n"
        "| P3 | Unni Lie | møtte ikke |\n",
    )
    place.fill("P1", {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    data = document(report(place))
    named = [line for line in lines(data) if "Ola Ås" in line or "Unni Lie" in line]
    assert named == ["Har trukket seg: 1 – Ola Ås", "Møtte ikke: 1 – Unni Lie"]
    assert "Innkalt og fortsatt aktuelle: 1 – Kari Nordmann" in lines(data)


def test_an_assessment_of_a_requirement_that_now_reads_otherwise_stands_beside_what_was_asked(two: Place):
    two.fill("P1", {"in_depth.K1.assessment": "Trygg", "in_depth.K1.score": "3"})
    two.rewrite(SMALL_PLAN.replace("God til å forklare", "God til å forklare vedtak"), TWO)
    (_, kari, _) = table(document(report(two)), "Søker")
    assert kari[1] == "Trygg\nI skjemaet lød kravet: God til å forklare"
    assert kari[2] == "ingen skår"  # a score of another requirement does not count


# ---- a panel ----------------------------------------------------------------------


@pytest.fixture
def panel(tmp_path: Path) -> Place:
    """Kari has met both members, Øystein only one, and Unni has withdrawn; nothing is filled in."""
    return Place(tmp_path, SMALL_PLAN, POSITION, PANEL, CANDIDATES)


def fill_panel(place: Place, *, agreed: bool) -> None:
    own = {"in_depth.K1.score": "3", "in_depth.K1.met": "met", "in_depth.K1.assessment": "Glimrende"}
    other = {"in_depth.K1.score": "2", "in_depth.K1.met": "open", "in_depth.K1.assessment": "Tynn"}
    fill_in(place.forms, f"*Kari Nordmann - {EVA}*.docx", own)
    fill_in(place.forms, f"*Kari Nordmann - {IVAR}*.docx", other)
    fill_in(place.forms, f"*Øystein Ås - {EVA}*.docx", other)
    if agreed:
        fill_in(
            place.forms, "*Kari Nordmann - felles*.docx", {"in_depth.K1.score": "3", "in_depth.K1.assessment": "Enige"}
        )


def test_without_an_agreed_form_each_member_is_named_with_what_they_wrote(panel: Place):
    # The mean of 3 and 2 is 2.5.
    fill_panel(panel, agreed=False)
    data = document(report(panel))
    (_, kari, oystein) = table(data, "Søker")
    assert kari == [
        "Kari Nordmann",
        f"{EVA}: Glimrende\n{IVAR}: Tynn",
        f"2,5\n{EVA}: 3,0 (Dybdeintervju 3,0)\n{IVAR}: 2,0 (Dybdeintervju 2,0)",
        f"{EVA}: Oppfylt\n{IVAR}: Ikke avklart",
    ]
    assert oystein == ["Øystein Ås", f"{EVA}: Tynn", "2,0\nDybdeintervju: 2,0", f"{EVA}: Ikke avklart"]
    (_, of_kari, _) = table(data, "Søker", -1)
    assert of_kari[2] == "1 av 1 krav\nsnitt av panelet"
    assert of_kari[3] == "ulikt vurdert: K1"  # Eva: met, Ivar: unresolved


def test_applicants_of_one_name_are_told_apart_by_their_ids(tmp_path: Path):
    margin = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Margin for tilnærmet likt | 1 |\n"
    alike = candidates(("P1", "Anna Berg"), ("P2", "anna  Berg"), ("P3", "Anna Bergli"))
    place = Place(tmp_path, SMALL_PLAN, margin, alike)
    for candidate, score in (("P1", "3"), ("P2", "3"), ("P3", "1")):
        place.fill(candidate, {"in_depth.K1.score": score})
    names = ["Anna Berg (P1)", "anna  Berg (P2)", "Anna Bergli"]
    data = document(report(place))
    assert [[row[0] for row in table(data, "Søker", number)[1:]] for number in (0, -2)] == [names, names]
    assert table(data, "Søker", -1)[1:] == [
        ["Anna Berg (P1)", "anna  Berg (P2)"],
        ["anna  Berg (P2)", "Anna Berg (P1)"],
    ]
    done = place.totals()
    assert done.problem("candidates_close")["values"]["others"] == ["anna  Berg (P2)"]
    told = run("totals", place.plan, place.forms, "--out", tmp_path / "r.xlsx").out
    assert [name in told for name in names] == [True, True, True]


def test_the_agreed_form_goes_before_what_the_members_wrote(panel: Place):
    fill_panel(panel, agreed=True)
    (_, kari, _) = table(document(report(panel)), "Søker")
    assert kari[1:3] == ["Enige", "3,0\nDybdeintervju: 3,0"]
    assert kari[3] == f"{EVA}: Oppfylt\n{IVAR}: Ikke avklart"  # nothing agreed is said of it


def test_who_met_whom_and_who_observed_is_said_of_the_panel(panel: Place):
    fill_panel(panel, agreed=True)
    assert table(document(report(panel)), "Navn")[1:] == [
        [EVA, "Leder", "setter skår"],
        [f"{IVAR}\nmøtte bare: Kari Nordmann", "Tillitsvalgt", "setter skår"],
        ["Siv Øye", "observatør", "observatør"],
    ]


def test_who_is_still_waited_for_is_compared_with_nobody_and_the_forms_are_named(panel: Place):
    fill_panel(panel, agreed=False)
    fill_in(panel.forms, f"*Kari Nordmann - {EVA}*.docx", {"in_depth.summary": "Hemmelig til alle er inne"})
    next(panel.forms.rglob(f"*Kari Nordmann - {IVAR}*.docx")).unlink()
    done = report(panel)
    assert done.status == 1
    data = document(done)
    assert table(data, "Søker")[1:] == [["Kari Nordmann", f"skjemaet til {IVAR} mangler"]]
    assert [row[0] for row in table(data, "Søker", 1)[1:]] == ["Øystein Ås"]
    text = "\n".join(lines(data))
    assert "Ikke alle er sammenlignet" in text
    assert "Glimrende" not in text
    assert "Hemmelig" not in text


def test_with_open_who_is_waited_for_is_compared_and_it_is_said(panel: Place):
    fill_panel(panel, agreed=False)
    next(panel.forms.rglob(f"*Kari Nordmann - {IVAR}*.docx")).unlink()
    data = document(report(panel, "--open"))
    assert table(data, "Søker")[1:] == [["Kari Nordmann", f"skjemaet til {IVAR} mangler"]]
    assert "Sammenligningen er foreløpig" in lines(data)
    assert [row[:2] for row in table(data, "Søker", 1)[1:]] == [
        ["Kari Nordmann", f"{EVA}: Glimrende"],
        ["Øystein Ås", f"{EVA}: Tynn"],
    ]
    assert "ufullstendig" in table(data, "Søker", -1)[1][2]


def test_agreed_forms_that_differ_are_no_ground_for_a_comparison(panel: Place, tmp_path: Path):
    fill_panel(panel, agreed=True)
    (form,) = panel.forms.rglob("*Kari Nordmann - felles*.docx")
    (panel.forms / "kopi.docx").write_bytes(fill(form.read_bytes(), {"in_depth.K1.assessment": "Noe annet"}))
    data = document(report(panel))
    assert table(data, "Søker")[1:] == [["Kari Nordmann", "det finnes flere ulike skjema for søkeren"]]
    assert "Noe annet" not in "\n".join(lines(data))


def test_a_form_that_nobody_has_written_in_is_waited_for(tmp_path: Path):
    place = Place(tmp_path, SMALL_PLAN, TWO)
    place.fill("P1", {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    data = document(report(place))
    assert table(data, "Søker")[1:] == [["Ola Ås", "skjemaet er ikke fylt ut"]]
    assert [row[0] for row in table(data, "Søker", 1)[1:]] == ["Kari Nordmann"]


# ---- texts ------------------------------------------------------------------------


def test_what_people_typed_arrives_as_typed_and_is_never_code(two: Place):
    two.fill(
        "P1",
        {"in_depth.K1.score": "3", "in_depth.K1.assessment": ODD, "conclusion.missing": ODD, "in_depth.summary": ODD},
    )
    text = "\n".join(lines(document(report(two))))
    assert text.count(ODD) == 3


def test_a_very_long_text_is_whole_and_no_page_loses_a_line_of_it(two: Place, office: ModuleType, tmp_path: Path):
    words = [f"ord{number}" for number in range(6000)]
    two.fill("P1", {"in_depth.K1.score": "3", "in_depth.K1.assessment": " ".join(words)})
    done = report(two)
    assert " ".join(words) in lines(document(done))
    (pdf,) = office.convert_to_pdf([Path(done.json["reports"][0]["path"])], tmp_path)
    assert set(words) <= set(office.pdf_text(pdf).split())


# ---- the document -----------------------------------------------------------------


@EACH_LANGUAGE
def test_a_recommendation_is_what_it_was_when_somebody_last_looked_at_it(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, code: str
):
    """``pytest tests/test_report.py --update-golden`` writes the files anew; read the difference before committing it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794816000")  # the appendix says when the forms were made
    data = of_the_demo(code, tmp_path)
    now = "".join(f"{line}\n" for line in outline(data))
    golden = GOLDEN / f"recommendation-{code}.txt"
    if request.config.getoption("--update-golden"):
        golden.write_text(now, encoding="utf-8", newline="\n")
    assert now == golden.read_text(encoding="utf-8")
    path = tmp_path / "r.docx"
    path.write_bytes(data)
    result = OpenXmlValidator().validate(path)
    assert result.is_valid and not result.errors, result.errors
    assert findings(data) == []


def of_the_demo(code: str, folder: Path) -> bytes:
    run("demo", folder / "demo", "--language", code)
    names = language.load(code).get("cli.demo.names")
    plan, completed = folder / "demo" / names["plan"], folder / "demo" / names["completed"]
    return document(run_json("report", plan, completed, "--out", folder / "out", *ONE))


def test_every_table_has_a_header_that_is_repeated_and_rows_that_stay_whole_and_headings_are_headings(place: Place):
    root = root_of(document(report(place)))
    for element in root.iter(w("tbl")):
        caption = element.find(f"{w('tblPr')}/{w('tblCaption')}")
        assert caption is not None and caption.get(w("val"))
        properties = [row.find(w("trPr")) for row in rows(element)]
        assert all(entry is not None and entry.find(w("cantSplit")) is not None for entry in properties)
        column = element.find(f"{w('tblPr')}/{w('tblLook')}")
        if column is not None and column.get(w("firstColumn")) == "0":
            assert properties[0] is not None and properties[0].find(w("tblHeader")) is not None
    levels = [
        int(style.get(w("val"))[-1])
        for style in root.iter(w("pStyle"))
        if str(style.get(w("val"))).startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(after - before < 2 for before, after in pairwise(levels))


def test_title_and_language_are_set_and_the_pages_are_numbered_upright_a4(
    place: Place, office: ModuleType, tmp_path: Path
):
    done = report(place)
    parts = unpacked(document(done))
    assert "Innstilling: Saksbehandler" in parts["docProps/core.xml"].decode()
    assert "nb-NO" in parts["word/styles.xml"].decode()
    (pdf,) = office.convert_to_pdf([Path(done.json["reports"][0]["path"])], tmp_path)
    pages = office.pdf_text(pdf).split("\f")[:-1]
    assert all(f"Side {number} av {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all(tuple(map(round, page.mediabox[2:])) == (595, 842) for page in PdfReader(pdf).pages)


def test_two_hundred_applicants_are_one_document_in_reasonable_time(tmp_path: Path):
    people = candidates(*((f"P{n}", f"Søker nummer {n}") for n in range(1, 201)))
    position = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Margin for tilnærmet likt | 0,5 |\n"
    place = Place(tmp_path, SMALL_PLAN, position, people)
    for candidate in place.of:
        place.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met", "in_depth.K1.assessment": "God"})
    started = time.monotonic()
    data = document(report(place))
    assert time.monotonic() - started < 120
    assert len(table(data, "Søker")) == len(table(data, "Søker", 1)) == len(table(data, "Søker", -1)) == 201
    assert table(data, "Søker", -1)[1] == ["Søker nummer 1", "199 av de andre søkerne"]  # names would fill a page


# ---- files ------------------------------------------------------------------------


def test_it_says_what_it_wrote_and_a_second_run_changes_nothing(two: Place):
    first = report(two)
    (entry,) = first.json["reports"]
    path = two.folder / "rapport" / "Saksbehandler - innstilling.docx"
    expected = {"path": str(path), "document": "recommendation", "candidate": None, "name": None}
    assert entry == {**expected, "status": "written"}
    before = snapshot(two.folder)
    assert report(two).json["reports"] == [{**expected, "status": "unchanged"}]
    assert snapshot(two.folder) == before
    two.fill("P1", {"in_depth.K1.score": "2", "in_depth.K1.met": "met"})
    assert report(two).json["reports"] == [{**expected, "status": "replaced"}]


def test_it_is_sealed_as_what_it_is(two: Place):
    done = report(two)
    parts = unpacked(document(done))
    values = seal.sealed_values(parts)
    assert seal.is_whole(parts)
    assert {key: values[key] for key in ("document", "title", "candidate")} == {
        "document": "recommendation",
        "title": "Saksbehandler",
        "candidate": "",
    }
    assert re.fullmatch("[0-9a-f]{64}", values["plan digest"])
    assert set(values) == {"document", "title", "case number", "plan digest", "candidate"}


def test_a_recommendation_that_somebody_has_written_in_is_never_written_over(two: Place):
    path = Path(report(two).json["reports"][0]["path"])

    def write(root: etree._Element) -> None:
        next(p for p in root.iter(w("p")) if "[Skriv her: navn]" in text_of(p)).append(
            parse("<w:r><w:t>Kari Nordmann</w:t></w:r>")[0]
        )

    mine = edited(path.read_bytes(), write)
    path.write_bytes(mine)
    second = report(two)
    assert path.read_bytes() == mine
    assert [entry["status"] for entry in second.json["reports"]] == ["written"]
    assert "name_taken" in [entry["code"] for entry in second.json["problems"]]
    other = path.with_name("Saksbehandler - innstilling (2).docx")
    assert Path(second.json["reports"][0]["path"]) == other
    assert [entry["status"] for entry in report(two).json["reports"]] == ["unchanged"]  # and there is no third
    assert sorted(entry.name for entry in path.parent.iterdir()) == sorted([path.name, other.name])


def test_the_report_of_another_position_is_left_alone(two: Place, tmp_path: Path):
    report(two)
    before = snapshot(two.folder / "rapport")
    (tmp_path / "annen").mkdir()
    other = Place(tmp_path / "annen", SMALL_PLAN, "## Stilling\n| Stillingstittel | Vaktmester |\n", TWO)
    for candidate in other.of:
        other.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    run_json("report", other.plan, other.forms, "--out", two.folder / "rapport", *ONE)
    after = snapshot(two.folder / "rapport")
    assert {name: after[name] for name in before} == before
    assert len(after) == 2


def test_names_of_files_can_keep_people_and_the_position_out(tmp_path: Path):
    position = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Saksnummer | 2026/417 |\n| Filnavn | initialer |\n"
    place = Place(tmp_path, SMALL_PLAN, position, TWO)
    for candidate in place.of:
        place.fill(candidate, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    assert Path(report(place).json["reports"][0]["path"]).name == "2026 417 - innstilling.docx"


def test_a_killed_run_leaves_a_whole_report_or_none(two: Place):
    for wait in (0.5, 1.5, 2.5):
        process = start("report", two.plan, two.forms, "--out", two.folder / "rapport", *ONE)
        time.sleep(wait)
        process.kill()
        process.communicate()
        for path in (two.folder / "rapport").glob("*.docx"):
            assert seal.is_whole(unpacked(path.read_bytes()))
    assert report(two).json["reports"][0]["status"] in ("written", "unchanged")


def test_forms_are_not_touched(two: Place):
    before = snapshot(two.forms)
    report(two)
    assert snapshot(two.forms) == before


def test_a_plan_with_an_error_gives_no_report_and_status_1(two: Place):
    two.rewrite(SMALL_PLAN.replace("| må ", "| kanskje "), TWO)
    done = report(two)
    assert done.status == 1
    assert done.json["reports"] == []
    assert done.json["problems"]
    assert not (two.folder / "rapport").exists()


def test_a_report_among_the_forms_is_passed_over(two: Place):
    run_json("report", two.plan, two.forms, "--out", two.forms, *ONE)
    done = run_json("totals", two.plan, two.forms, "--out", two.results)
    assert done.status == 0
    assert len(done.json["forms"]) == 2


def test_an_extract_is_not_taken_for_the_form_that_it_is_about(two: Place):
    reports = two.folder / "reports"
    run_json("report", two.plan, two.forms, "--out", reports, "--document", "extract")
    done = run_json("totals", two.plan, reports, "--out", two.results)
    assert done.json["forms"] == []
    assert {"form_missing", "not_a_form"} <= set(done.codes)


def test_where_no_report_is_made_none_is_said_to_have_boxes_to_fill_in(two: Place):
    done = run(
        "report", two.plan, two.forms, "--out", two.folder / "rapport", "--document", "extract", "--candidate", "P9"
    )
    assert (done.status, done.out) == (1, "Ingen rapport ble laget. Rett det som er nevnt over, og prøv igjen.\n")


def test_two_templates_for_one_document_are_refused_and_neither_is_chosen(two: Place, tmp_path: Path):
    template = exported(tmp_path)
    given = ["--template", f"recommendation={template}"] * 2
    done = run("report", two.plan, two.forms, "--out", two.folder / "rapport", *given)
    assert done.status == 2
    assert "recommendation" in done.err
    assert not (two.folder / "rapport").exists()


# ---- templates --------------------------------------------------------------------


def exported(folder: Path, code: str = "nb") -> Path:
    path = folder / "mal.docx"
    run("templates", "export", "recommendation", "--language", code, "--out", path)
    return path


def codes_of(path: Path) -> list[str]:
    return [entry["code"] for entry in run_json("templates", "check", path).json["problems"]]


@EACH_LANGUAGE
def test_the_template_that_is_exported_is_sound_and_has_nothing_wrong(tmp_path: Path, code: str):
    path = exported(tmp_path, code)
    assert codes_of(path) == []
    assert OpenXmlValidator().validate(path).is_valid


def test_a_changed_copy_is_used_and_its_words_are_in_the_report(two: Place):
    path = exported(two.folder)
    path.write_bytes(typed("Utkast laget av", "Vårt eget utkast, laget av")(path.read_bytes()))
    data = document(report(two, "--template", f"recommendation={path}"))
    assert any(line.startswith("Vårt eget utkast") for line in lines(data))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{ position.title }}", "{{ position.titel }}", "template_name"),
        ("{{ applicant.basis }}", "{{ applicant.assessments }}", "template_name"),
        ("{{ applicant.basis }}", "{{ applicant.parts }}", "template_not_text"),
        ("{{ applicant.basis }}", "{{ score(applicant) }}", "template_name"),
        ("{{ applicant.basis }}", "{{ candidate.name }}", "template_name"),
        ("{{ applicant.basis }}", "{{ applicant.name.__class__ }}", "template_name"),
    ],
)
def test_a_mistake_in_a_copy_is_told_and_nothing_is_written_with_it(two: Place, old: str, new: str, code: str):
    path = exported(two.folder)
    path.write_bytes(typed(old, new)(path.read_bytes()))
    assert code in codes_of(path)
    done = report(two, "--template", f"recommendation={path}")
    assert done.status == 1
    assert code in [entry["code"] for entry in done.json["problems"]]
    assert not list((two.folder / "rapport").glob("*")) if (two.folder / "rapport").exists() else True


def test_a_copy_that_no_longer_says_who_is_not_compared_is_warned_of(two: Place):
    path = exported(two.folder)

    def drop(root: etree._Element) -> None:
        body, between = next(root.iter(w("body"))), False
        for element in list(body):
            text = text_of(element)
            between = between or text == "{%p if not_compared %}"
            ends = text == "{%p endif %}"
            if between:
                body.remove(element)
            if between and ends:
                break

    path.write_bytes(edited(path.read_bytes(), drop))
    (problem,) = run_json("templates", "check", path).json["problems"]
    assert (problem["code"], problem["severity"], problem["values"]["name"]) == (
        "template_silent",
        "warning",
        "not_compared",
    )
    assert report(two, "--template", f"recommendation={path}").status == 0


def test_a_copy_that_libreoffice_has_saved_is_still_known_for_what_it_is(two: Place, office: ModuleType):
    path = exported(two.folder)
    (saved,) = office.convert([path], two.folder / "lagret", "docx")
    assert codes_of(saved) == []
    assert report(two, "--template", f"recommendation={saved}").status == 0


def test_a_copy_that_has_lost_its_properties_is_known_by_its_names(two: Place):
    path = exported(two.folder)
    parts = unpacked(path.read_bytes())
    package.remove_part(parts, "docProps/custom.xml")
    path.write_bytes(packed(parts))
    assert codes_of(path) == []


def test_a_template_of_another_document_is_refused_by_its_name(two: Place):
    recommendation = exported(two.folder)
    done = run_json("forms", two.plan, "--out", two.folder / "nye", "--template", recommendation)
    assert [entry["code"] for entry in done.json["problems"]] == ["template_other_document"]
    form = ROOT / "templates" / "nb" / "interview.docx"
    refused = report(two, "--template", f"recommendation={form}")
    assert [entry["code"] for entry in refused.json["problems"]] == ["template_other_document"]


def test_a_finished_report_is_no_template(two: Place):
    path = Path(report(two).json["reports"][0]["path"])
    assert codes_of(path) == ["template_is_form"]


@pytest.mark.parametrize("given", ["mal.docx", "innstilling=mal.docx", "recommendation=", "=mal.docx"])
def test_a_template_without_its_document_is_wrong_use(two: Place, given: str):
    done = run("report", two.plan, two.forms, "--out", two.folder / "r", "--template", given)
    assert done.status == 2
    assert "recommendation" in done.err
