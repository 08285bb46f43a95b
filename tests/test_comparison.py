"""The sheets where texts stand side by side, the charts beside them, and how the workbook finds what was typed."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet
from recalculated import agree
from test_results import LIKE_A_FORMULA, LIKE_MARKUP, NB, PLAN, THE_WORKED_EXAMPLE, a_form, results_of, rows, written

from generator.app.links import form_links
from generator.excel.results.book import write_results
from generator.model import (
    AgendaPart,
    Candidate,
    Category,
    FormResult,
    FormsPer,
    PanelMember,
    Part,
    Plan,
    Priority,
    Remark,
    RemarkKind,
    Requirement,
    Results,
    Value,
)
from generator.problems import Place, problem

CHART = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
MUSTS = tuple(Requirement(f"K{n}", f"Krav {n}", Priority.MUST, Category.EXPERIENCE) for n in range(1, 4))
PANEL = replace(
    PLAN,
    position=replace(PLAN.position, forms_per=FormsPer.PANEL_MEMBER),
    agenda=(AgendaPart(Part.IN_DEPTH, "Dybdeintervju"),),
    requirements=MUSTS[:2],
    criteria=(),
    panel=(PanelMember("I1", "Eva Dahl"), PanelMember("I2", "Ivar Moe")),
    candidates=(Candidate("P1", "Kari Nordmann"), Candidate("P2", "Åse Bjørk")),
)


def of_member(plan: Plan, candidate: str, member: str, values: Mapping[str, Value]) -> FormResult:
    """A form of a panel member, or the agreed one for an empty id."""
    result = a_form(plan, candidate, values)
    name = next((entry.name for entry in plan.panel if entry.id == member), "")
    id = f"{candidate}-{member or 'X'}-ABCD-EFGH"
    identity = replace(result.form.identity, panel_member=member, panel_member_name=name, form_id=id)
    return replace(result, form=replace(result.form, identity=identity))


def shown(results: Results, sheet: str = "Sammenligning") -> list[list[object]]:
    """What a sheet shows where nothing is calculated, from the fifth row on; rows without a word are left out."""
    book = openpyxl.load_workbook(io.BytesIO(written(results)), data_only=True)
    return [row for row in rows(book[sheet], first=5) if any(row)]


def saved(results: Results, path: Path, links: Mapping[str, str] | None = None) -> Path:
    with path.open("wb") as file:
        write_results(file, NB, results, links or {})
    return path


def parts_of(results: Results, folder: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(written(results))) as package:
        names = sorted(package.namelist(), key=lambda name: (len(name), name))
        return [package.read(name) for name in names if posixpath.dirname(name) == folder]


# ---- comparison


def test_each_requirement_has_its_candidates_below_each_other_with_notes_assessment_and_scores():
    texts: dict[str, Value] = {
        "in_depth.K1.notes": "Ledet et prosjekt",
        "in_depth.K1.assessment": "Tydelig",
        "case.V1.notes": "Grundig",
    }
    plan = replace(PLAN, requirements=(replace(PLAN.requirements[0], definition="Fra offentlig sektor"),))
    result = shown(results_of(plan, a_form(plan, "P1", THE_WORKED_EXAMPLE | texts)))
    assert result == [
        ["K1 Erfaring fra saksbehandling (må-krav)", *[None] * 6],
        ["Fra offentlig sektor", *[None] * 6],
        ["Åse Bjørk", "skjema mangler", *[None] * 5],
        ["Kari Nordmann", "Dybdeintervju", "Ledet et prosjekt", "Tydelig", 4, 3.75, "Oppfylt"],
        ["Kari Nordmann", "V1 Notat: Finner det viktige", "Grundig", None, 3, None, None],
        ["Kari Nordmann", "V2 Notat: Skriver klart", None, None, 4, None, None],
        ["Ola Ødegård", "har trukket seg", *[None] * 5],
        ["Zoë Lund", "møtte ikke", *[None] * 5],
    ]


def test_a_score_that_is_not_assessed_and_one_that_is_missing_are_said_and_never_zero():
    _, _, kari, *_ = [
        row for row in shown(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE))) if row[1] == "Dybdeintervju"
    ]
    assert kari[4:] == ["–", "–", None]  # K3, left empty
    k2 = [row for row in shown(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE))) if row[1] == "Dybdeintervju"][
        1
    ]
    assert k2[4:] == ["Ikke vurdert", 5, None]  # its test is scored


def test_the_agreed_form_speaks_for_the_panel_and_where_it_has_no_text_the_members_do():
    own = {f"in_depth.{id}.score": 3 for id in ("K1", "K2")}
    forms = (
        of_member(PANEL, "P1", "I1", own | {"in_depth.K1.notes": "Evas notat", "in_depth.K2.notes": "Eva om to"}),
        of_member(PANEL, "P1", "I2", own | {"in_depth.K2.notes": "Ivar om to", "in_depth.K2.met": "open"}),
        of_member(PANEL, "P1", "", own | {"in_depth.K1.assessment": "Felles om en", "in_depth.K1.met": "met"}),
    )
    result = [row for row in shown(results_of(PANEL, *forms)) if row[0] == "Kari Nordmann"]
    agreed = "panelet, felles vurdering"
    assert result == [
        ["Kari Nordmann", agreed, "Dybdeintervju", None, "Felles om en", 3, 3, "Oppfylt"],
        ["Kari Nordmann", agreed, "Dybdeintervju", None, None, 3, 3, "–"],
        ["Kari Nordmann", "Eva Dahl", "Dybdeintervju", "Eva om to", None, 3, None, "–"],
        ["Kari Nordmann", "Ivar Moe", "Dybdeintervju", "Ivar om to", None, 3, None, "Ikke avklart"],
    ]


def test_without_an_agreed_form_each_member_is_heard_and_the_score_is_their_mean():
    forms = (
        of_member(PANEL, "P1", "I1", {"in_depth.K1.notes": "Evas notat", "in_depth.K1.score": 2}),
        of_member(PANEL, "P1", "I2", {"in_depth.K1.notes": "Ivars notat", "in_depth.K1.score": 5}),
    )
    first = [row for row in shown(results_of(PANEL, *forms)) if row[0] == "Kari Nordmann"][:2]
    assert [row[1:] for row in first] == [
        ["Eva Dahl", "Dybdeintervju", "Evas notat", None, 2, 3.5, "–"],
        ["Ivar Moe", "Dybdeintervju", "Ivars notat", None, 5, None, "–"],
    ]


def test_who_waits_for_forms_is_not_compared_and_says_for_whose():
    forms = (
        of_member(PANEL, "P1", "I1", {"in_depth.K1.notes": "Evas notat", "in_depth.K1.score": 2}),
        *(of_member(PANEL, "P2", id, {"in_depth.K1.score": 4}) for id in ("I1", "I2")),
    )
    results = results_of(PANEL, *forms)
    result = shown(results)
    assert [row[1] for row in result if row[0] == "Kari Nordmann"] == ["Venter på skjema fra: Ivar Moe"] * 2
    assert "Evas notat" not in {cell for row in result for cell in row}
    assert "Evas notat" in {cell for row in shown(results, "Notater") for cell in row} | {
        row[7] for row in rows(openpyxl.load_workbook(io.BytesIO(written(results)))["Notater"])
    }
    assert ["P1", "Kari Nordmann", "Venter på skjema fra: Ivar Moe"] in [
        row[:3] for row in shown(results, "Diagrammer")
    ]
    (series,) = [etree.fromstring(part).findall(".//c:ser", CHART) for part in parts_of(results, "xl/charts")]
    assert len(series) == 1  # of Åse alone


def test_two_forms_that_differ_are_not_compared():
    forms = (a_form(PLAN, "P1", {"in_depth.K1.notes": "en"}), a_form(PLAN, "P1", {"in_depth.K1.notes": "to"}))
    result = shown(results_of(PLAN, *forms))
    assert {row[1] for row in result if row[0] == "Kari Nordmann"} == {"flere skjema"}


# ---- one place to correct


def notes_by_text(sheet: Worksheet) -> dict[str, int]:
    return {str(row[6].value): row[6].row for row in sheet.iter_rows(min_row=2)}


def test_a_text_corrected_in_the_notes_shows_in_the_comparison_also_when_the_rows_were_sorted(
    office: ModuleType, tmp_path: Path
):
    texts: dict[str, Value] = {
        "in_depth.K1.notes": "Første",
        "in_depth.K1.assessment": "Andre",
        "case.V1.notes": "=1+1",
    }
    path = saved(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE | texts)), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(path)["Notater"]
    rows_of = notes_by_text(sheet)
    first, second = rows_of["Første"], rows_of["Andre"]
    # The two rows change places, as after sorting, and one text is corrected on the way.
    key = [cell.value for cell in sheet[1]].index("key") + 1
    typed = [
        ("Notater", f"G{first}", "Andre, rettet"),
        ("Notater", f"G{second}", "Første"),
        ("Notater", f"{chr(64 + key)}{first}", str(sheet.cell(second, key).value)),
        ("Notater", f"{chr(64 + key)}{second}", str(sheet.cell(first, key).value)),
        ("Notater", f"G{rows_of['=1+1']}", ""),
    ]
    (shown_then,) = office.calculate([path], typed)
    before = openpyxl.load_workbook(path, data_only=True)["Sammenligning"]
    place = {cell.value: cell.coordinate for row in before for cell in row}
    after = shown_then["Sammenligning"]
    assert (after[place["Første"]], after[place["Andre"]]) == ("Første", "Andre, rettet")
    assert "=1+1" not in shown_then["Sammenligning"].values()


def test_every_stored_result_is_what_libreoffice_calculates(office: ModuleType, tmp_path: Path):
    texts: dict[str, Value] = {"in_depth.K1.notes": "Ledet\net prosjekt 😀", "in_depth.K2.assessment": "=1+1"}
    one = saved(results_of(PLAN, a_form(PLAN, "P1", THE_WORKED_EXAMPLE | texts)), tmp_path / "one.xlsx")
    forms = [of_member(PANEL, "P1", id, {"in_depth.K1.score": 3, "in_depth.K1.met": "not_met"}) for id in ("I1", "I2")]
    panel = saved(results_of(PANEL, *forms), tmp_path / "panel.xlsx")
    books = agree(office, [one, panel])
    assert books[0]["Diagrammer"] and books[0]["Sammenligning"] and books[1]["Sammenligning"]


def test_each_row_of_notes_has_the_form_the_field_and_the_piece_in_hidden_columns():
    form = a_form(PLAN, "P1", {"in_depth.K1.notes": "Ord " * 2000, "case.V1.notes": "kort"})
    remark = Remark(RemarkKind.COMMENT, "Eva", "Se her", "in_depth.K1.notes")
    form = replace(form, form=replace(form.form, remarks=(remark,)))
    sheet = openpyxl.load_workbook(io.BytesIO(written(results_of(PLAN, form))))["Notater"]
    header, *notes = rows(sheet)
    first = header.index("form_id")
    assert header[first:] == ["form_id", "field", "piece", "key"]
    hidden = sheet.column_dimensions["J"]
    assert (hidden.min, hidden.max, hidden.hidden) == (10, 13, True)
    fields = [tuple(row[first : first + 3]) for row in notes]
    long = [fields[number] for number in range(len(fields) - 2)]
    assert long == [("P1-ABCD-EFGH", "in_depth.K1.notes", number) for number in range(1, len(long) + 1)]
    assert fields[-2:] == [("P1-ABCD-EFGH", "case.V1.notes", 1), ("P1-ABCD-EFGH", "remark.1", 1)]
    assert len({row[-1] for row in notes}) == len(notes)
    assert sheet.auto_filter.ref == f"A1:M{sheet.max_row}"  # or sorting would leave the keys behind


def test_notes_can_be_filtered_by_the_requirements_that_they_are_about():
    values: dict[str, Value] = {"in_depth.K2.notes": "a", "case.V1.notes": "b", "closing.S2.done": True}
    header, *notes = rows(
        openpyxl.load_workbook(io.BytesIO(written(results_of(PLAN, a_form(PLAN, "P1", values)))))["Notater"]
    )
    assert header[7] == "Krav"
    assert [row[7] for row in notes] == ["K2", "K1", None]


# ---- long texts


@pytest.mark.parametrize(
    "text", ["Et langt notat. " * 2500, "æ" * 40_000, "".join(f"Linje {number}\n\n" for number in range(3200))]
)
def test_a_note_of_forty_thousand_characters_is_whole_in_the_notes_and_in_the_comparison(text: str):
    plan = replace(PLAN, requirements=MUSTS[:1], criteria=())
    file = io.BytesIO()
    form = a_form(plan, "P1", {"in_depth.K1.notes": text, "in_depth.K1.assessment": "kort"})
    (split,) = write_results(file, NB, results_of(plan, form))
    book = openpyxl.load_workbook(file, data_only=True)
    *long, _ = rows(book["Notater"])[1:]
    assert "".join(str(row[6]) for row in long) == text
    assert [row[5] for row in long] == [f"Notater ({number} av {len(long)})" for number in range(1, len(long) + 1)]
    compared = [row for row in rows(book["Sammenligning"], first=6) if row[0] == "Kari Nordmann"]
    assert "".join(str(row[2]) for row in compared) == text
    assert [row[1] for row in compared] == ["Dybdeintervju", *["fortsetter"] * (len(long) - 1)]
    assert (split.code, split.place.cell, split.values["rows"]) == ("text_split", "G2", len(long))
    # Higher than 409 points no row can be, and a line takes 15: what does not fit is not seen.
    assert all(book[sheet].row_dimensions[row].height < 409 for sheet in ("Notater", "Sammenligning") for row in (2, 6))
    assert all(str(row[6]).count("\n") <= 26 for row in long)


# ---- text stays text


def test_texts_names_and_headings_that_look_like_formulas_are_text_after_libreoffice_has_saved_them(
    office: ModuleType, tmp_path: Path
):
    nasty = ["=1+1", "+1", "-1", "@SUM(A1:A9)", "\t=1+1", "=cmd|' /C calc'!A0", "<r>& fet</r>"]
    plan = replace(
        PLAN,
        agenda=(AgendaPart(Part.IN_DEPTH, "=2+2"),),
        requirements=tuple(
            Requirement(f"K{n}", text, Priority.MUST, Category.EXPERIENCE, definition=text)
            for n, text in enumerate(nasty, start=1)
        ),
        criteria=(),
        candidates=(Candidate("P1", "=cmd|' /C calc'!A0"), Candidate("P2", '"&HYPERLINK("x")&"')),
    )
    values: dict[str, Value] = {f"in_depth.K{n}.notes": text for n, text in enumerate(nasty, start=1)}
    values |= {f"in_depth.K{n}.score": 2 for n in range(1, len(nasty) + 1)}
    path = saved(results_of(plan, *(a_form(plan, id, values) for id in ("P1", "P2"))), tmp_path / "r.xlsx")
    (tmp_path / "out").mkdir()
    (again,) = office.convert([path], tmp_path / "out", "xlsx")
    ours, theirs = (openpyxl.load_workbook(file, data_only=True) for file in (path, again))
    typed = {sheet.title: [cell for row in sheet for cell in row] for sheet in openpyxl.load_workbook(again)}
    assert not [cell for cell in typed["Notater"] if cell.data_type == "f"]
    for title in ("Notater", "Sammenligning", "Diagrammer"):
        before = [(cell.coordinate, cell.value) for row in ours[title] for cell in row if isinstance(cell.value, str)]
        assert before
        for place, text in before:
            assert str(theirs[title][place].value).strip() == text.strip(), (title, place)
    formulas = [
        cell.value for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row if cell.data_type == "f"
    ]
    assert not [formula for formula in formulas if "cmd" in formula or "HYPERLINK" in formula or "SUM(A1" in formula]


@pytest.mark.parametrize("text", [*LIKE_A_FORMULA, *LIKE_MARKUP, "#DIV/0!"])
def test_the_comparison_stores_any_text_as_the_text_that_it_is(text: str):
    plan = replace(PLAN, requirements=MUSTS[:1], criteria=())
    (sheet,) = [
        part
        for part in parts_of(results_of(plan, a_form(plan, "P1", {"in_depth.K1.notes": text})), "xl/worksheets")
        if b"MATCH(" in part and b"conditionalFormatting" not in part
    ]
    (cell,) = [cell for cell in etree.fromstring(sheet).iter("{*}c") if "MATCH(" in "".join(cell.itertext())]
    assert cell.get("t") == "str"
    # As ECMA-376 22.9.2.19 has it, _x0041_ stands for A.
    assert unescaped(cell.findtext("{*}v")) == text


def unescaped(stored: str | None) -> str:
    pieces = (stored or "").split("_x005F_")
    return "_".join(piece.replace("_x0023_", "#") for piece in pieces)


# ---- links


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Kari.docx", "Kari.docx"),
        ("Åse Bjørk 50 %.docx", "Åse%20Bjørk%2050%20%25.docx"),
        ("a#b [1].docx", "a%23b%20%5b1%5d.docx"),
        ("%41.docx", "%2541.docx"),
        ("=cmd'!A0.xlsx", "=cmd'!A0.xlsx"),
        ("Kari.docm", None),
        ("mailto:kari@example.invalid.docx", None),
        ("a\\b.docx", None),
        ("linje\nskift.docx", None),
        ("\udce6.docx", None),
        ("å" * 250 + ".docx", "å" * 250 + ".docx"),
    ],
)
def test_a_form_below_the_results_is_linked_by_its_path_from_there(tmp_path: Path, name: str, link: str | None):
    path = str(tmp_path / "skjema" / name)
    assert form_links([path], tmp_path).get(path) == (link and f"skjema/{link}")


def test_a_form_elsewhere_or_too_deep_down_has_no_link(tmp_path: Path):
    outside, deep = str(tmp_path / "x.docx"), str(Path(tmp_path, "r", *["mappe" * 40] * 12, "x.docx"))
    assert form_links([outside, deep], tmp_path / "r") == {}
    up = str(tmp_path / "r" / ".." / "x.docx")
    assert form_links([up], tmp_path / "r") == {}


def test_each_row_of_notes_opens_its_form_in_excel_and_in_libreoffice(office: ModuleType, tmp_path: Path):
    results = results_of(PLAN, a_form(PLAN, "P1", {"in_depth.K1.notes": "a", "in_depth.K2.notes": "b"}))
    links = {"Kari Nordmann.docx": "Utfylte skjema/Kari%20%23 Nordmann.docx".replace(" ", "%20")}
    path = saved(results, tmp_path / "r.xlsx", links)
    (tmp_path / "out").mkdir()
    (again,) = office.convert([path], tmp_path / "out", "xlsx")
    for file in (path, again):
        sheet = openpyxl.load_workbook(file)["Notater"]
        found = [sheet.cell(row, 9) for row in (2, 3)]
        assert [cell.value for cell in found] == ["Åpne", "Åpne"]
        targets = {unquote(cell.hyperlink.target).replace("\\", "/").rpartition("/Utfylte")[2] for cell in found}
        assert {target.removeprefix("Utfylte") for target in targets} == {" skjema/Kari # Nordmann.docx"}
    assert [row[8] for row in rows(openpyxl.load_workbook(io.BytesIO(written(results)))["Notater"])[1:]] == ["–", "–"]


# ---- charts


def many(count: int, requirements: int = 3) -> Results:
    plan = replace(
        PLAN,
        requirements=tuple(replace(MUSTS[0], id=f"K{n}", text=f"Krav {n}") for n in range(1, requirements + 1)),
        criteria=(),
        candidates=tuple(Candidate(f"P{n}", f"Kandidat {n}") for n in range(1, count + 1)),
    )
    values: dict[str, Value] = {f"in_depth.K{n}.score": n % 5 + 1 for n in range(2, requirements + 1)}
    values |= {"in_depth.K1.score": "not_assessed", "in_depth.K2.notes": "Notat", "in_depth.K1.met": "not_met"}
    return results_of(plan, *(a_form(plan, entry.id, values) for entry in plan.candidates))


def charts(results: Results) -> Iterator[list[etree._Element]]:
    for part in parts_of(results, "xl/charts"):
        yield etree.fromstring(part).findall(".//c:ser", CHART)


@pytest.mark.parametrize(("count", "lines"), [(1, [1]), (2, [2]), (6, [6]), (7, [3, 4]), (13, [4, 4, 5])])
def test_a_chart_holds_at_most_six_candidates_in_the_order_of_the_plan(count: int, lines: list[int]):
    found = list(charts(many(count)))
    assert [len(series) for series in found] == lines
    names = [line.findtext("c:tx//c:v", namespaces=CHART) for series in found for line in series]
    assert names == [f"P{number} Kandidat {number}" for number in range(1, count + 1)]


def test_the_lines_of_a_chart_differ_without_colours_and_have_no_point_where_there_is_no_score():
    (series,) = charts(many(6))
    looks = {
        (line.find(".//{*}prstDash").get("val"), line.find("c:marker/c:symbol", CHART).get("val")) for line in series
    }
    assert len(looks) == len({marker for _, marker in looks}) == 6
    for line in series:
        points = {point.get("idx"): float(point.findtext("{*}v")) for point in line.findall("c:val//c:pt", CHART)}
        assert points == {"1": 3, "2": 4}  # K1 is not assessed
        labels = [point.findtext("{*}v") for point in line.findall("c:cat//c:pt", CHART)]
        assert labels == ["K1 Krav 1", "K2 Krav 2", "K3 Krav 3"]


def test_a_chart_has_titles_on_its_axes_the_scale_of_the_plan_and_a_text_for_those_who_do_not_see_it():
    results = many(2)
    (part,) = parts_of(results, "xl/charts")
    chart = etree.fromstring(part)
    titles = ["".join(title.itertext()) for title in chart.iter("{*}title")]
    assert titles == ["Profil over kravene", "Krav", "Skår"]
    scale = chart.find(".//c:valAx/c:scaling", CHART)
    assert (scale.find("c:min", CHART).get("val"), scale.find("c:max", CHART).get("val")) == ("1", "5")
    drawing = etree.fromstring(parts_of(results, "xl/drawings")[0])
    (described,) = [entry.get("descr") for entry in drawing.iter("{*}cNvPr")]
    assert described.startswith("Linjediagram med skåren på hvert krav for Kandidat 1, Kandidat 2.")


def test_musts_are_met_not_met_or_open_by_sign_and_by_word():
    plan = replace(PLAN, requirements=MUSTS, criteria=(), candidates=PLAN.candidates[1:3])
    met: dict[str, Value] = {"in_depth.K1.met": "met", "in_depth.K2.met": "not_met", "in_depth.K3.met": "open"}
    header, kari, ola = shown(results_of(plan, a_form(plan, "P1", met)), "Diagrammer")
    assert header[:5] == ["Må-krav", None, "K1 Krav 1", "K2 Krav 2", "K3 Krav 3"]
    assert kari[:5] == ["P1", "Kari Nordmann", "✓ Oppfylt", "✗ Ikke oppfylt", "? Ikke avklart"]
    assert ola[:3] == ["P3", "Ola Ødegård", "har trukket seg"]


def test_a_plan_without_musts_or_without_forms_has_a_sheet_of_charts_all_the_same():
    plan = replace(PLAN, requirements=PLAN.requirements[1:], criteria=())
    assert list(charts(results_of(plan))) == []
    assert shown(results_of(plan), "Diagrammer") == []


# ---- problems


def test_a_workbook_without_problems_says_so_and_an_error_stands_out():
    sheet = openpyxl.load_workbook(io.BytesIO(written(results_of(PLAN))))["Merknader"]
    assert sheet["A3"].value == "Ingen merknader."
    two = (problem("file_missing", Place(file="a.docx")), problem("scores_missing", Place(file="b.docx"), ids=["K1"]))
    sheet = openpyxl.load_workbook(io.BytesIO(written(results_of(PLAN, problems=two))))["Merknader"]
    assert [(row[0].value, row[0].font.bold) for row in sheet.iter_rows(min_row=3)] == [
        ("Feil", True),
        ("Advarsel", False),
    ]


# ---- print


def test_in_print_each_candidate_begins_a_page_of_notes_and_what_is_hidden_is_left_out():
    sheet = openpyxl.load_workbook(io.BytesIO(written(many(3))))["Notater"]
    assert [page_break.id for page_break in sheet.row_breaks.brk] == [2, 3]  # the rows before the second and the third
    assert sheet.print_area == "'Notater'!$A$1:$H$4"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert 50 <= sheet.page_setup.scale <= 100


def test_a_requirement_that_fits_on_a_page_is_not_cut_in_two(office: ModuleType, tmp_path: Path):
    results = many(9, requirements=5)
    path = saved(results, tmp_path / "r.xlsx")
    pages = office.pdf_text(office.convert_to_pdf([path], tmp_path)[0]).split("\f")
    compared = [page for page in pages if "Skår på" in page and "Kilde" in page]
    assert all("Kandidat 9" in page.rpartition("(må-krav)")[2] for page in compared)
    assert sum(page.count("(må-krav)") for page in compared) == 5


def test_two_hundred_candidates_are_compared(tmp_path: Path):
    results = many(200, requirements=2)
    result = [row for row in shown(results) if row[1] == "Dybdeintervju"]
    assert [row[0] for row in result] == [f"Kandidat {number}" for number in range(1, 201)] * 2
    assert {row[2] for row in result} == {None, "Notat"}
    assert sum(map(len, charts(results))) == 200
