"""``new --from``: a plan from an earlier one, with nothing left in it of those who applied then."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlsxwriter
from commands import run, snapshot
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from workbooks import SMALL_PLAN, change_cells, sheets_of, write_workbook

from generator.excel.reading import read_plan
from generator.language import codes
from generator.model import Plan

KARI = ["Kari Nordmann", "kari.nordmann@post.example", "Hvorfor sluttet hun i Fjordbyen?"]
OLA = ["Ola Åsnes", "ola@post.example", "Spør om reisingen til Bergen"]

OLD_PLAN = """
## Stilling
| Stillingstittel | Saksbehandler |
| Saksnummer      | "2025/0815"   |
| Utlyst dato     | 01.02.2025    |
| Arkivert        | ja            |
| Oppbevares til og med | 01.02.2027 |

## Krav
| Id | Krav               | Må/bør | Kategori  | Grunnlag så langt | Spørsmål 1       |
|----|--------------------|--------|-----------|-------------------|------------------|
| K1 | God til å forklare | må     | erfaring  | Lite er kjent.    | Hva gjorde du?   |

## Intervjupanel
| Id | Navn          | E-post        |
|----|---------------|---------------|
| I1 | Kari Fagerli  | kf@oss.example |

## Kandidater
| Id | Navn          | E-post                     | Dato       | Sted    | Følges opp                       | Telefon   |
|----|---------------|----------------------------|------------|---------|----------------------------------|-----------|
| P1 | Kari Nordmann | kari.nordmann@post.example | 12.03.2025 | Rom Vik | Hvorfor sluttet hun i Fjordbyen? | 91 23 45 67 |
| P2 | Ola Åsnes     | ola@post.example           | 12.03.2025 | Rom Vik | Spør om reisingen til Bergen     |           |
| P3 |               |                            |            |         |                                  |           |
"""

Pages = dict[str, Any]


def book(path: Path, *markdown: str, with_more: Callable[[xlsxwriter.Workbook, Pages], None] | None = None) -> Path:
    """Write a plan as Excel does, with shared strings, and more in it."""
    with xlsxwriter.Workbook(path) as written:
        pages = {}
        for name, rows in {n: r for text in (SMALL_PLAN, *markdown) for n, r in sheets_of(text).items()}.items():
            pages[name] = written.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value is not None:
                        pages[name].write(row, column, value)
        if with_more:
            with_more(written, pages)
    return path


def renewed(old: Path, *, status: int = 0, suffix: str = ".xlsx") -> tuple[Path, str]:
    """Make a new plan from an old one; return it and what was said, and see that the old one is as it was."""
    before = old.read_bytes()
    new = old.with_name(f"new{suffix}")
    done = run("new", new, "--from", old)
    assert done.status == status, done.err
    assert old.read_bytes() == before
    return new, done.out + done.err


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def plan_of(path: Path) -> Plan:
    plan = read_plan(path).plan
    assert plan is not None
    return plan


def left_in(path: Path, *texts: str) -> list[tuple[str, str]]:
    """Return which of some texts stand in which part of a package, whatever encoding they have there."""
    return [
        (text, name)
        for name, data in parts(path).items()
        for text in texts
        for encoding in ("utf-8", "utf-16-le", "latin-1")
        if text.encode(encoding, "replace") in data
    ]


def changed_part(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the parts of a package by hand."""
    found = parts(path)
    change(found)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in found.items():
            package.writestr(name, data)
    path.write_bytes(stream.getvalue())
    return path


# ---- what goes and what stays ---------------------------------------------------


@pytest.mark.parametrize("code", codes())
def test_the_example_of_each_language_is_begun_anew_without_its_candidates(tmp_path: Path, code: str) -> None:
    old = tmp_path / "old.xlsx"
    run("new", old, "--example", "--language", code)
    before = plan_of(old)
    new, said = renewed(old)
    position = replace(before.position, case_number="", advertised=None, keep_until=None, archived=False)
    assert plan_of(new) == replace(before, candidates=(), position=position)
    gone = [text for each in before.candidates for text in (each.name, each.email, *each.follow_up)]
    assert len(gone) >= 10
    assert left_in(new, *gone) == []
    assert all(requirement.id in said for requirement in before.requirements)
    again = run("check", new, "--json")
    assert [entry["code"] for entry in again.json["problems"] if entry["severity"] == "error"] == ["no_candidates"]


def test_the_parts_that_hold_nothing_of_the_case_are_the_same_bytes(tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    run("new", old, "--example", "--language", "nb")
    new, _ = renewed(old)
    before, after = parts(old), parts(new)
    names = re.findall(r'<sheet name="([^"]+)"', before["xl/workbook.xml"].decode())
    touched = {f"xl/worksheets/sheet{names.index(name) + 1}.xml" for name in ("Stilling", "Kandidater")}
    assert {name for name in before if before[name] != after.get(name)} == touched | {"xl/sharedStrings.xml"}
    assert set(before) == set(after)


def test_formats_drop_downs_ids_and_own_columns_stay(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        yellow = written.add_format({"bg_color": "#FFFF00"})
        pages["Kandidater"].write(1, 1, KARI[0], yellow)
        pages["Kandidater"].data_validation("E2:E9", {"validate": "list", "source": ["Rom Vik", "Rom Nes"]})

    new, _ = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    page = load_workbook(new)["Kandidater"]
    assert [cell.value for cell in page[1]][-1] == "Telefon"
    assert [page.cell(row, 1).value for row in (2, 3, 4)] == ["P1", "P2", "P3"]
    assert {cell.value for row in page["B2:G3"] for cell in row} == {None}
    assert page["B2"].fill.start_color.rgb == "FFFFFF00"
    assert page.data_validations.dataValidation[0].formula1 == '"Rom Vik,Rom Nes"'
    assert left_in(new, *KARI, *OLA, "91 23 45 67", "2025/0815") == []


def test_an_id_that_may_say_who_it_was_goes_too(tmp_path: Path) -> None:
    old = write_workbook(tmp_path / "old.xlsx", SMALL_PLAN, "## Kandidater\n| Id | Navn |\n| KarNor | Kari Nordmann |")
    new, _ = renewed(old)
    assert load_workbook(new)["Kandidater"]["A2"].value is None


def test_the_new_plan_can_be_filled_in_and_used(tmp_path: Path) -> None:
    new, _ = renewed(book(tmp_path / "old.xlsx", OLD_PLAN))
    change_cells(new, {"Kandidater!B2": "Nina Ny", "Kandidater!C2": "nina@post.example"})
    assert [(each.id, each.name) for each in plan_of(new).candidates] == [("P1", "Nina Ny")]
    assert run("forms", new, "--out", tmp_path / "forms").status == 0


# ---- what hangs on cells ----------------------------------------------------------


def test_notes_and_links_on_emptied_cells_go_and_others_stay(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        page = pages["Kandidater"]
        page.write_comment("B2", "Snill, men nervøs")
        page.write_comment("F1", "Det vi ikke fikk svar på")
        page.write_url("C2", "mailto:kari.nordmann@post.example", string=KARI[1])
        page.write_url("I1", "https://oss.example/hjelp", string="Hjelp")

    new, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    page = load_workbook(new)["Kandidater"]
    assert page["B2"].comment is None
    assert page["F1"].comment is not None
    assert page["C2"].hyperlink is None
    assert page["I1"].hyperlink is not None
    assert left_in(new, "Snill", "kari.nordmann") == []
    assert "Dette står fortsatt" not in said


def test_a_threaded_comment_on_a_candidate_goes(tmp_path: Path) -> None:
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="B2" id="{1}"><text>Ring henne</text></threadedComment>'
        '<threadedComment ref="B1" id="{2}"><text>Navn som i søknaden</text></threadedComment>'
        "<threadedComment><text>På ingen celle</text></threadedComment></ThreadedComments>"
    )

    def add(found: dict[str, bytes]) -> None:
        names = re.findall(r'<sheet name="([^"]+)"', found["xl/workbook.xml"].decode())
        number = names.index("Kandidater") + 1
        found["xl/threadedComments/threadedComment1.xml"] = thread.encode()
        found[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            b'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
            b'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
        )

    new, _ = renewed(changed_part(book(tmp_path / "old.xlsx", OLD_PLAN), add))
    assert left_in(new, "Ring henne") == []
    assert left_in(new, "Navn som i") != []


def test_formulas_of_own_columns_stay_and_forget_what_they_showed(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Kandidater"].write(0, 7, "Hilsen")
        pages["Kandidater"].write_formula("H2", '="Hei "&B2', None, "Hei Kari Nordmann")
        own = written.add_worksheet("Oversikt")
        own.write_formula("A1", "=Kandidater!H2", None, "Hei Kari Nordmann")
        own.write_formula("A2", "=A1", None, "Hei Kari Nordmann")
        own.write_formula("A3", "=1+1", None, 2)
        own.write_formula("A4", "=hvem", None, "Ola Åsnes")
        own.write_formula("A5", "=Stilling!B3+30", None, 45700)
        own.write_formula("A6", '=INDIRECT("Kandidater!B3")', None, "Ola Åsnes")
        written.define_name("hvem", "=Kandidater!$B$3")

    new, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    shown, formulas = load_workbook(new, data_only=True), load_workbook(new)
    assert formulas["Kandidater"]["H2"].value == '="Hei "&B2'
    assert [shown["Oversikt"][f"A{row}"].value for row in range(1, 7)] == [None, None, 2, None, None, None]
    assert formulas["Oversikt"]["A2"].value == "=A1"
    assert left_in(new, *KARI, *OLA) == []
    assert "Dette står fortsatt" not in said
    assert b'fullCalcOnLoad="1"' in parts(new)["xl/workbook.xml"]


def test_formulas_that_show_their_results_in_several_cells_forget_all_of_them(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        own = written.add_worksheet("Oversikt")
        own.write_array_formula("A1:A2", "{=Kandidater!B2:B3}", None, "Kari Nordmann")
        own.write("A2", "Ola Åsnes")
        own.write_array_formula("C1:C2", "{=Skala!A2:A3}", None, 1)
        own.write("C2", 2)
        pages["Kandidater"].write_array_formula("E2:E3", "{=Skala!A2:A3}", None, "Rom Vik")
        pages["Kandidater"].write("E3", "Rom Nes")

    new, _ = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    shown = load_workbook(new, data_only=True)
    assert [[cell.value for cell in row] for row in shown["Oversikt"]["A1:C2"]] == [[None, None, 1], [None, None, 2]]
    assert load_workbook(new)["Oversikt"]["A1"].value.text == "=Kandidater!B2:B3"
    assert [shown["Kandidater"][place].value for place in ("E2", "E3")] == [None, None]
    assert left_in(new, *KARI, *OLA, "Rom Nes") == []


def test_formulas_that_share_one_in_an_emptied_cell_keep_theirs(tmp_path: Path) -> None:
    def share(found: dict[str, bytes]) -> None:
        names = re.findall(r'<sheet name="([^"]+)"', found["xl/workbook.xml"].decode())
        name = f"xl/worksheets/sheet{names.index('Kandidater') + 1}.xml"
        page = found[name].decode()
        page = re.sub(
            r'<c r="E3"[^>]*>.*?</c>',
            '<c r="E3" t="str"><f t="shared" ref="E3:E4" si="0">"Rom "&amp;B3</f><v>Rom Ola</v></c>',
            page,
        )
        page = re.sub(
            r'<row r="4".*?</row>', '<row r="4"><c r="E4" t="str"><f t="shared" si="0"/><v></v></c></row>', page
        )
        found[name] = page.encode()

    old = changed_part(book(tmp_path / "old.xlsx", OLD_PLAN), share)
    assert b'si="0"' in b"".join(parts(old).values())
    new, _ = renewed(old)
    page = load_workbook(new)["Kandidater"]
    assert (page["E3"].value, page["E4"].value) == (None, '="Rom "&B4')


def test_a_chart_forgets_the_names_it_showed(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        chart = written.add_chart({"type": "column"})
        chart.add_series({"categories": "=Kandidater!$B$2:$B$3", "values": "=Skala!$A$2:$A$3"})
        written.add_worksheet("Figur").insert_chart("A1", chart)

    old = book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more)
    assert "xl/charts/chart1.xml" in [name for _, name in left_in(old, KARI[0])]
    new, said = renewed(old)
    assert left_in(new, *KARI, *OLA) == []
    assert b"Kandidater!$B$2:$B$3" in parts(new)["xl/charts/chart1.xml"]
    assert "Dette står fortsatt" not in said


def test_candidates_in_a_table_with_a_filter_are_emptied_and_its_rows_are_shown(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        page = pages["Kandidater"]
        headers = ["Id", "Navn", "E-post", "Dato", "Sted", "Følges opp", "Telefon"]
        page.add_table("A1:G4", {"columns": [{"header": header} for header in headers]})
        page.set_row(2, None, None, {"hidden": True})

    def filtered(found: dict[str, bytes]) -> None:
        table = found["xl/tables/table1.xml"].decode()
        by = '<autoFilter ref="A1:G4"><filterColumn colId="1"><filters><filter val="Kari Nordmann"/></filters></filterColumn></autoFilter>'
        found["xl/tables/table1.xml"] = re.sub(r"<autoFilter [^>]*/>", by, table).encode()

    old = changed_part(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more), filtered)
    assert len(plan_of(old).candidates) == 2
    new, said = renewed(old)
    page = load_workbook(new)["Kandidater"]
    assert page.tables["Table1"].ref == "A1:G4"
    assert not page.row_dimensions[3].hidden
    assert left_in(new, *KARI, *OLA) == []
    assert "Dette står fortsatt" not in said


def test_a_place_merged_over_several_candidates_is_emptied_and_stays_merged(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Kandidater"].merge_range("E2:E3", "Rom Vik, 3. etasje")

    new, _ = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    page = load_workbook(new)["Kandidater"]
    assert [str(area) for area in page.merged_cells.ranges] == ["E2:E3"]
    assert left_in(new, "3. etasje") == []


def test_the_picture_and_the_signature_of_the_old_file_go(tmp_path: Path) -> None:
    def add(found: dict[str, bytes]) -> None:
        kind = "http://schemas.openxmlformats.org/package/2006/relationships"
        more = (
            f'<Relationship Id="rId90" Type="{kind}/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>'
            f'<Relationship Id="rId91" Type="{kind}/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/>'
            "</Relationships>"
        )
        found["_rels/.rels"] = found["_rels/.rels"].replace(b"</Relationships>", more.encode())
        found["docProps/thumbnail.jpeg"] = b"a picture of the list of candidates"
        found["_xmlsignatures/origin.sigs"] = b""
        found["_xmlsignatures/sig1.xml"] = b"<Signature/>"

    new, _ = renewed(changed_part(book(tmp_path / "old.xlsx", OLD_PLAN), add))
    assert not [name for name in parts(new) if "thumbnail" in name or "signature" in name]
    assert b"rId9" not in parts(new)["_rels/.rels"]


# ---- what is left is told ----------------------------------------------------------


def test_a_name_on_another_sheet_is_told_with_its_cell_and_left_alone(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        results = written.add_worksheet("Resultater")
        results.write("B7", "Nordmann, Kari")
        results.write("C7", 4)

    new, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    assert "advarsel Resultater!B7: Dette står fortsatt i den nye planen: Kari Nordmann. Sted: celle." in said
    assert load_workbook(new)["Resultater"]["C7"].value == 4


def test_names_in_text_boxes_notes_headers_and_properties_are_told(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Skala"].insert_textbox("D2", "Kari ringer på fredag")
        pages["Krav"].write_comment("B2", "Ola Åsnes sa mye om dette")
        pages["Agenda"].set_footer("&LOla Åsnes")
        written.set_properties({"subject": "Intervju med Kari Nordmann"})

    _, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    assert "advarsel Skala: Dette står fortsatt i den nye planen: Kari Nordmann. Sted: tekstboks" in said
    assert "advarsel Krav!B2: Dette står fortsatt i den nye planen: Ola Åsnes. Sted: notat" in said
    assert "advarsel Agenda: Dette står fortsatt i den nye planen: Ola Åsnes. Sted: topptekst" in said
    assert "advarsel Dette står fortsatt i den nye planen: Kari Nordmann. Sted: dokumentegenskaper." in said


def test_a_name_is_found_in_properties_whose_prefix_nobody_declared(tmp_path: Path) -> None:
    def undeclared(found: dict[str, bytes]) -> None:
        core = re.sub(rb' xmlns:dc="[^"]*"', b"", found["docProps/core.xml"])
        found["docProps/core.xml"] = re.sub(b"<dc:creator>[^<]*", b"<dc:creator>Ola \xc3\x85snes", core)

    old = changed_part(book(tmp_path / "old.xlsx", OLD_PLAN), undeclared)
    assert left_in(old, "<dc:creator>Ola Åsnes")
    _, said = renewed(old)
    assert "Ola Åsnes" in said


def test_the_names_of_the_panel_are_nobody_elses(tmp_path: Path) -> None:
    new, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN))
    assert "Dette står fortsatt" not in said  # I1 is called Kari, too
    assert [member.name for member in plan_of(new).panel] == ["Kari Fagerli"]


def test_texts_beside_and_below_the_candidates_are_told(tmp_path: Path) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Kandidater"].write("L2", "litt nervøs")
        pages["Kandidater"].write("G8", "Husk kaffe")

    new, said = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more))
    assert "råd Kandidater!L2: I radene til kandidatene sto det noe utenfor kolonnene" in said
    assert "råd Kandidater!G8: Under kandidatene står det tekst som er beholdt: G8." in said
    assert left_in(new, "litt nervøs") == []


# ---- old plans of every kind ---------------------------------------------------------


def test_a_plan_with_an_error_is_begun_anew_and_the_error_is_told(tmp_path: Path) -> None:
    old = write_workbook(
        tmp_path / "old.xlsx", SMALL_PLAN, "## Skala\n| Skår | Kort tekst |\n| 1 | lavt |\n| 3 | høyt |"
    )
    new, said = renewed(old, status=1)
    assert "feil Skala!" in said
    assert plan_of(new).candidates == ()


def test_a_plan_whose_candidates_cannot_be_found_for_certain_is_refused(tmp_path: Path) -> None:
    old = write_workbook(
        tmp_path / "old.xlsx", SMALL_PLAN, "## Kandidater\n| Id | Navn | Namn |\n| P1 | Kari Nordmann | |"
    )
    new, said = renewed(old, status=1)
    assert "Ingen ny plan ble laget." in said
    assert not new.exists()


@pytest.mark.parametrize("place", [0, 3, -1])
def test_of_an_annotated_copy_the_list_the_notes_and_the_marks_go(tmp_path: Path, place: int) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Krav"].write_comment("C2", "Ring Eva først.")
        pages["Kandidater"].write_comment("B1", "Slik det står i søknaden.")
        pages["Kandidater"].print_area("A1:F9")

    requirement = "## Krav\n| Id | Krav | Må/bør | Kategori |\n| K1 | Fleksibel | kanskje | personlig egnethet |"
    twins = "## Kandidater\n| Id | Navn |\n| P1 | Kari Nordmann |\n| P2 | Kari Nordmann |"
    plan = book(tmp_path / "plan.xlsx", OLD_PLAN, requirement, twins, with_more=more)
    copy = tmp_path / "copy.xlsx"
    assert run("check", plan, "--annotate", copy).status == 1
    changed = load_workbook(copy)  # somebody looks at the list where it suits them, and saves
    assert "Kari Nordmann" in str([[cell.value for cell in row] for row in changed["Merknader"]])
    assert changed["Krav"]["C2"].fill.patternType == "solid"
    listed = changed["Merknader"]
    changed.move_sheet(listed, place - changed.index(listed) if place >= 0 else 0)
    changed.active = changed.index(listed)
    changed.save(copy)

    new, said = renewed(copy, status=1)
    begun = load_workbook(new)
    assert begun.sheetnames == load_workbook(plan).sheetnames
    assert "Merknader" not in said
    assert left_in(new, *KARI, *OLA, "requirement_vague") == []
    notes = {cell.coordinate: cell.comment.text for page in begun for row in page for cell in row if cell.comment}
    assert notes == {"C2": "Ring Eva først.", "B1": "Slik det står i søknaden."}
    assert {cell.fill.patternType for page in begun for row in page for cell in row} == {None}
    assert begun["Kandidater"].print_area == "'Kandidater'!$A$1:$F$9"
    assert begun.active.title == begun.sheetnames[0]


@pytest.mark.parametrize("part", ["xl/charts/chart1.xml", "xl/worksheets/_rels/sheet9.xml.rels", "xl/calcChain.xml"])
@pytest.mark.parametrize("damage", [b"<a", b"<a/>", b""])
def test_a_workbook_with_a_damaged_part_is_refused_or_begun_anew_and_never_a_bug(
    tmp_path: Path, part: str, damage: bytes
) -> None:
    def more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        chart = written.add_chart({"type": "column"})
        chart.add_series({"categories": "=Kandidater!$B$2:$B$3", "values": "=Skala!$A$2:$A$3"})
        pages["Kandidater"].insert_chart("J1", chart)

    old = changed_part(
        book(tmp_path / "old.xlsx", OLD_PLAN, with_more=more), lambda found: found.update({part: damage})
    )
    done = run("new", tmp_path / "new.xlsx", "--from", old)
    assert "galt i programmet" not in done.err
    assert (tmp_path / "new.xlsx").exists() == (done.status == 0)


def test_a_results_workbook_is_refused(tmp_path: Path) -> None:
    run("demo", tmp_path / "demo", "--language", "nb")
    new, said = renewed(tmp_path / "demo" / "Resultater.xlsx", status=1)
    assert "Ingen ny plan ble laget." in said
    assert not new.exists()


def test_a_plan_without_candidates_is_begun_anew_too(tmp_path: Path) -> None:
    old = tmp_path / "old.xlsx"
    run("new", old, "--language", "nn")
    new, said = renewed(old)
    assert plan_of(new) == plan_of(old)
    assert "Grunnlag" not in said


def test_a_taken_name_is_left_alone(tmp_path: Path) -> None:
    old = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN)
    before = snapshot(tmp_path)
    assert run("new", old, "--from", old).status == 0
    assert snapshot(tmp_path).keys() - before.keys() == {"plan (2).xlsx"}
    assert before.items() <= snapshot(tmp_path).items()


@pytest.mark.parametrize("options", [("--example",), ("--language", "nb")])
def test_an_earlier_plan_decides_language_and_content_alone(tmp_path: Path, options: tuple[str, ...]) -> None:
    old = write_workbook(tmp_path / "old.xlsx", SMALL_PLAN)
    done = run("new", tmp_path / "new.xlsx", "--from", old, *options)
    assert (done.status, options[0] in done.err) == (2, True)
    assert not (tmp_path / "new.xlsx").exists()


def test_a_workbook_with_macros_keeps_its_kind_and_a_name_that_hides_it_is_refused(tmp_path: Path) -> None:
    def with_macros(found: dict[str, bytes]) -> None:
        types = found["[Content_Types].xml"].decode()
        plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        types = types.replace(plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        found["[Content_Types].xml"] = types.encode()

    old = changed_part(write_workbook(tmp_path / "old.xlsx", SMALL_PLAN), with_macros).rename(tmp_path / "old.xlsm")
    done = run("new", tmp_path / "new.xlsx", "--from", old)
    assert (done.status, ".xlsm" in done.err, (tmp_path / "new.xlsx").exists()) == (1, True, False)
    new, _ = renewed(old, suffix=".xlsm")
    assert b"macroEnabled" in parts(new)["[Content_Types].xml"]


def everything(written: xlsxwriter.Workbook, pages: Pages) -> None:
    """Put into a plan what people put into workbooks."""
    page = pages["Kandidater"]
    headers = ["Id", "Navn", "E-post", "Dato", "Sted", "Følges opp", "Telefon"]
    page.add_table("A1:G4", {"columns": [{"header": header} for header in headers]})
    page.write_comment("B2", "Snill, men nervøs")
    page.write_comment("B1", "Som i søknaden")
    page.write_url("C2", "mailto:kari.nordmann@post.example", string=KARI[1])
    page.write_url("C3", "mailto:ola@post.example", string=OLA[1])
    page.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True})
    own = written.add_worksheet("Oversikt")
    own.write_formula("A1", '="Først: "&Kandidater!B2', None, "Først: Kari Nordmann")
    own.write_formula("A2", "=2*21", None, 42)
    own.write_dynamic_array_formula("C1:C2", "=SORT(Kandidater!B2:B3)", None, "Kari Nordmann")
    own.write_string("C2", "Ola Åsnes")
    own.insert_textbox("E2", "Husk kaffe")
    own.add_sparkline("B2", {"range": "Skala!A2:A4"})
    chart = written.add_chart({"type": "bar"})
    chart.add_series({"categories": "=Kandidater!$B$2:$B$3", "values": "=Skala!$A$2:$A$3"})
    own.insert_chart("E9", chart)


def test_the_new_plan_of_a_full_workbook_breaks_no_rule_of_the_format(tmp_path: Path) -> None:
    old = book(tmp_path / "old.xlsx", OLD_PLAN, with_more=everything)
    new, said = renewed(old)
    validator = OpenXmlValidator()
    before = {str(error) for error in validator.validate(old).errors}
    assert {str(error) for error in validator.validate(new).errors} <= before
    assert left_in(new, *KARI, *OLA) == []
    assert "Dette står fortsatt" not in said
    kept = b"".join(parts(new).values())
    assert all(text in kept for text in (b"Husk kaffe", b"sparkline", b"dataBar", "Som i søknaden".encode()))


@pytest.mark.filterwarnings("ignore:.* extension is not supported")  # openpyxl, of data bars and sparklines
def test_libreoffice_opens_the_new_plan_of_a_full_workbook_and_calculates_it(
    office: ModuleType, tmp_path: Path
) -> None:
    new, _ = renewed(book(tmp_path / "old.xlsx", OLD_PLAN, with_more=everything))
    (tmp_path / "saved").mkdir()
    (saved,) = office.convert([new], tmp_path / "saved", "xlsx")
    shown = load_workbook(saved, data_only=True)
    assert [shown["Oversikt"][cell].value for cell in ("A1", "A2")] == ["Først: ", 42]
    assert shown["Kandidater"]["B1"].comment is not None
    assert shown["Kandidater"]["B2"].comment is None
    assert plan_of(saved) == plan_of(new)


def test_a_plan_that_libreoffice_has_saved_is_begun_anew_without_a_trace(office: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (old,) = office.convert([book(tmp_path / "old.xlsx", OLD_PLAN)], tmp_path / "saved", "xlsx")
    new, said = renewed(old)
    assert plan_of(new).candidates == ()
    assert left_in(new, *KARI, *OLA, "91 23 45 67", "2025/0815") == []
    assert "Dette står fortsatt" not in said


def annotated(plan: Path) -> Path:
    copy = plan.parent / "kopi" / plan.name
    copy.parent.mkdir()
    run("check", plan, "--annotate", copy)
    return copy


def test_what_was_told_of_the_old_plan_is_not_in_the_new_one(tmp_path: Path) -> None:
    def with_name_and_more(written: xlsxwriter.Workbook, pages: Pages) -> None:
        pages["Krav"].write_comment("B2", "Min egen merknad")
        own = written.add_worksheet("Mitt ark")
        own.write("A1", "Husk nøklene")
        own.activate()

    plain = book(tmp_path / "gammel.xlsx", OLD_PLAN, with_more=with_name_and_more)
    old = annotated(plain)
    assert "Merknader" in load_workbook(old).sheetnames
    assert left_in(old, "Intervjuguide:\n")
    path, told = renewed(old)
    assert "Merknader" not in told
    new, without = load_workbook(path), load_workbook(renewed(plain)[0])
    assert new.sheetnames == without.sheetnames
    for sheet in new:
        for row in sheet.iter_rows():
            for cell in row:
                twin = without[sheet.title][cell.coordinate]
                assert cell.value == twin.value
                assert cell.fill.fgColor.rgb == twin.fill.fgColor.rgb
                assert (cell.comment.text if cell.comment else "") == (twin.comment.text if twin.comment else "")
    assert OpenXmlValidator().validate(path).is_valid
    assert left_in(path, "Intervjuguide:\n", "Merknader") == []


def test_a_list_of_problems_that_a_formula_looks_at_stays_and_is_told(tmp_path: Path) -> None:
    def with_formula(written: xlsxwriter.Workbook, _: Pages) -> None:
        written.add_worksheet("Mitt ark").write_formula("A1", "=COUNTA(Merknader!C:C)")

    old = annotated(book(tmp_path / "gammel.xlsx", OLD_PLAN, with_more=with_formula))
    path, _ = renewed(old)
    assert "Merknader" in load_workbook(path).sheetnames
