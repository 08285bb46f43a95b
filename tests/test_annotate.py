"""The copy of a workbook that ``check --annotate`` writes: the problems are in it, and nothing of the rest is lost."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from commands import Done, run, run_json, snapshot
from office import convert
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import OpenXmlValidator
from plans import FULL_PLAN
from test_editing import MAIN, OFFICE, STRICT, parts_of
from workbooks import SMALL_PLAN, sheets_of, write_workbook

from generator.excel.marks import SOLID
from generator.language import codes, load
from generator.package import STRICT_RELATIONSHIPS

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported", "ignore:Data Validation extension"
)  # what openpyxl would lose
EACH_LANGUAGE = pytest.mark.parametrize("code", codes())
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)
MAY_CHANGE = re.compile(
    r"xl/worksheets/sheet(4|9)\.xml|xl/worksheets/_rels/sheet(4|9)\.xml\.rels|xl/comments\d\.xml|xl/styles\.xml|"
    r"xl/drawings/vmlDrawing\d\.vml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|\[Content_Types\]\.xml"
)
SILENCED = """
## Stilling
| Stillingstittel         | Fagleder plan |
| Regler som ikke gjelder | scale_without_anchor, requirement_one_question, requirement_not_advertised, criterion_unasked |
"""
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def rich(path: Path) -> Path:
    """A plan with everything in it that openpyxl, or a careless hand, would lose; ``Krav`` is its fourth sheet.

    ``Krav!C2`` and ``C3`` are wrong (one has a note), ``C4`` (a colour of its own), ``D2`` (a threaded comment) too.
    """
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True, "num_format": "0.00", "border": 1, "text_wrap": True, "locked": False})
    green = book.add_format({"bg_color": "#C6EFCE", "italic": True})
    sheets = {}
    for name, rows in (sheets_of(FULL_PLAN) | sheets_of(SILENCED)).items():
        sheets[name] = sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    sheet.write(row, column, value)
    other = book.add_worksheet("Vårt eget")
    other.write_formula("A1", "=SUM(Krav!F2:F4)", bold, 4)
    other.write_array_formula("B1:B2", "{=Krav!F2:F3*2}", bold, 4)
    demands = sheets["Krav"]
    demands.write("C2", "kanskje", bold)
    demands.write("C3", "tja", bold)
    demands.write("C4", "nja", green)
    demands.write("D2", "vet ikke")
    demands.write_comment("C3", "Ring Eva først.", {"author": "Eva Dahl"})
    demands.write_comment(
        "D2", "[Threaded comment] Hva mener du?", {"author": "tc={11111111-1111-1111-1111-111111111111}"}
    )
    demands.data_validation("C2:C50", {"validate": "list", "source": ["må", "bør"]})
    demands.conditional_format("F2:F9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    demands.conditional_format("A2:A9", {"type": "cell", "criteria": "==", "value": '"K1"', "format": green})
    demands.add_sparkline("Z1", {"range": "Krav!F2:F4"})
    demands.insert_image("P2", "p.png", {"image_data": io.BytesIO(PICTURE)})
    demands.insert_textbox("P10", "Husk fristen")
    demands.insert_button("P20", {"caption": "Trykk"})
    demands.protect("hemmelig")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Krav!$F$2:$F$4"})
    other.insert_chart("D2", chart)
    other.add_table("H1:I3", {"name": "Tabell"})
    book.define_name("Frist", "=Krav!$F$2")
    line = book.add_chart({"type": "line"})
    line.add_series({"values": "=Krav!$F$2:$F$4"})
    book.add_chartsheet("Diagramark").set_chart(line)
    book.close()
    return with_hand_made_parts(path)


def with_hand_made_parts(path: Path) -> Path:
    """Add what XlsxWriter does not write: extended validations, a threaded comment, a pivot cache, a formula chain."""
    parts = parts_of(path.read_bytes())
    sheet = parts["xl/worksheets/sheet4.xml"].decode()
    validation = (
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
        "<x14:formula1><xm:f>'Vårt eget'!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>D3:D9</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext>"
    )
    assert "</extLst>" in sheet
    parts["xl/worksheets/sheet4.xml"] = sheet.replace("</extLst>", validation + "</extLst>").encode()
    rels = "xl/worksheets/_rels/sheet4.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdT" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="D2" dT="2026-01-01T10:00:00.00" '
        'personId="{22222222-2222-2222-2222-222222222222}" id="{11111111-1111-1111-1111-111111111111}">'
        "<text>Hva mener du?</text></threadedComment></ThreadedComments>"
    ).encode()
    parts["xl/persons/person.xml"] = (
        f'<personList xmlns="{space}"><person displayName="Eva Dahl" id="{{22222222-2222-2222-2222-222222222222}}" '
        'userId="Eva" providerId="None"/></personList>'
    ).encode()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdP" Type="http://schemas.microsoft.com/office/2017/10/relationships/person" '
        b'Target="persons/person.xml"/></Relationships>',
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/threadedComments/threadedComment1.xml" ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
        b'<Override PartName="/xl/persons/person.xml" ContentType="application/vnd.ms-excel.person+xml"/></Types>',
    )
    return zipped(path, parts)


def zipped(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def annotated(plan: Path, name: str = "kopi.xlsx") -> Path:
    copy = plan.with_name(name)
    assert run_json("check", plan, "--annotate", copy).json["annotated"] == str(copy)
    return copy


def faulty(folder: Path, *markdown: str) -> Path:
    demands = "## Krav\n| Id | Krav | Må/bør | Kategori |\n|---|---|---|---|\n| K1 | Ja | kanskje | erfaring |"
    return write_workbook(folder / "plan.xlsx", SMALL_PLAN, demands, *markdown)


def cell(path: Path, place: str) -> Cell:
    sheet, ref = place.split("!")
    found = load_workbook(path)[sheet][ref]
    assert isinstance(found, Cell)
    return found


def note(path: Path, place: str) -> str:
    comment = cell(path, place).comment
    return comment.text if comment else ""


def list_of(path: Path, name: str = "Merknader") -> list[tuple[object, ...]]:
    return list(load_workbook(path)[name].iter_rows(min_row=5, values_only=True))


def relevant(done: Done) -> list[dict[str, object]]:
    return [{**entry, "place": str(entry["place"])} for entry in done.json["problems"]]


# ---- what the copy shows


def test_a_problem_is_a_note_of_ours_on_its_cell(tmp_path: Path) -> None:
    comment = cell(annotated(faulty(tmp_path)), "Krav!C2").comment
    assert comment
    assert comment.author == "Intervjuguide"
    assert comment.text == (
        "Intervjuguide:\nFeil: «kanskje» er ikke et gyldig valg for «Må/bør».\n"
        "Velg ett av disse: må, bør. [not_in_list]"
    )


def test_several_problems_of_a_cell_are_one_note_and_the_gravest_marks_it(tmp_path: Path) -> None:
    twice = "## Kandidater\n| Id | Navn |\n|---|---|\n| P1 | Kari |\n| P1 | Per |"
    plan = faulty(tmp_path, twice)
    problems = [entry for entry in run_json("check", plan).json["problems"] if entry["place"] == "Krav!C2"]
    text = note(annotated(plan), "Krav!C2")
    assert [text.count(f"[{entry['code']}]") for entry in problems] == [1] * len(problems)
    assert text.count("Intervjuguide:") == 1


def test_the_list_has_every_problem_the_gravest_first_with_a_link_to_its_cell(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    problems = run_json("check", plan).json["problems"]
    copy = annotated(plan)
    rows = list_of(copy)
    assert sorted(map(str, (row[1:] for row in rows))) == sorted(
        str((entry["place"] or "arbeidsboken", entry["message"], entry["remedy"], entry["code"])) for entry in problems
    )
    labels = [row[0] for row in rows]
    assert labels == sorted(labels, key=["Feil", "Advarsel", "Råd"].index)
    sheet = load_workbook(copy)["Merknader"]
    links = {entry.value: entry.hyperlink.location for entry in sheet["B"] if entry.hyperlink}
    assert links["Krav!C2"] == "'Krav'!C2"


@EACH_LANGUAGE
def test_the_list_is_the_last_sheet_in_the_language_of_the_plan_and_fits_on_pages_of_one_width(
    code: str, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--example", "--language", code)
    book = load_workbook(annotated(plan))
    sheet = book[book.sheetnames[-1]]
    words = load(code)
    assert sheet.title == words.text("annotations.sheet")
    assert [entry.value for entry in sheet[4]] == list(words.get("annotations.columns").values())
    assert (sheet.auto_filter.ref or "").startswith("A4:E")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A5", "$4:$4")


def test_a_plan_without_problems_gets_a_list_that_says_so(tmp_path: Path) -> None:
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--example", "--language", "en")
    copy = annotated(plan)
    problems = run_json("check", plan).json["problems"]
    if not problems:
        assert list_of(copy, "Problems") == [("", "", "No problems.", None, None)]
    assert len(list_of(copy, "Problems")) == max(1, len(problems))


def test_a_problem_of_a_merged_cell_is_shown_where_the_cell_can_be_seen(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    book = load_workbook(plan)
    book["Krav"].merge_cells("C2:D2")
    book.save(plan)
    copy = annotated(plan)
    assert "not_in_list" in note(copy, "Krav!C2")
    assert load_workbook(copy)["Krav"].merged_cells.ranges


def test_a_problem_of_an_empty_cell_is_shown_on_it(tmp_path: Path) -> None:
    demands = "## Krav\n| Id | Krav | Må/bør | Kategori |\n|---|---|---|---|\n| K1 | | må | erfaring |"
    copy = annotated(faulty(tmp_path, demands))
    assert "[missing_value]" in note(copy, "Krav!B2")
    assert cell(copy, "Krav!B2").fill.fgColor.rgb == "FFE8927D"


def test_marks_are_told_apart_in_grey() -> None:
    greys = [
        sum(weight * int(rgb[at : at + 2], 16) for weight, at in ((0.299, 2), (0.587, 4), (0.114, 6)))
        for rgb in SOLID.values()
    ]
    assert greys[1] - greys[0] > 25 and greys[2] - greys[1] > 25


# ---- what the copy keeps


def test_all_else_in_the_copy_is_as_in_the_original(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    copy = annotated(plan)
    before, after = parts_of(plan.read_bytes()), parts_of(copy.read_bytes())
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert [name for name in changed if not MAY_CHANGE.fullmatch(name)] == []
    bare = [re.sub(rb' s="\d+"', b"", parts["xl/worksheets/sheet4.xml"]) for parts in (before, after)]
    assert bare[0] == bare[1]  # the sheet with the problems differs in the styles of the cells that are marked
    sheet = after["xl/worksheets/sheet4.xml"].decode()
    assert "x14:dataValidation " in sheet and "x14:dataBar" in sheet and "x14:sparkline" in sheet
    assert "<sheetProtection " in sheet and "<conditionalFormatting " in sheet and "<dataValidations " in sheet


def test_the_values_and_formulas_of_the_copy_are_those_of_the_original(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    before, after = (load_workbook(path) for path in (plan, annotated(plan)))
    for sheet in before.worksheets:
        assert contents(sheet) == contents(after[sheet.title])
    assert before.sheetnames == after.sheetnames[:-1]
    assert after.defined_names["Frist"].attr_text == "Krav!$F$2"


def contents(sheet: Worksheet) -> list[list[object]]:
    """What stands in each cell; an array formula as its text."""
    return [[getattr(entry.value, "text", entry.value) for entry in row] for row in sheet.iter_rows()]


def test_a_marked_cell_keeps_all_of_its_format_but_the_fill(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    before, after = cell(plan, "Krav!C2"), cell(annotated(plan), "Krav!C2")
    for name in ("font", "border", "number_format", "alignment", "protection"):
        assert repr(getattr(before, name)) == repr(getattr(after, name))
    assert (before.fill.patternType, after.fill.fgColor.rgb) == (None, "FFE8927D")


def test_a_cell_with_a_colour_of_its_own_shows_it_below_the_mark(tmp_path: Path) -> None:
    marked = cell(annotated(rich(tmp_path / "plan.xlsx")), "Krav!C4")
    assert (marked.fill.patternType, marked.fill.bgColor.rgb, marked.font.i) == ("lightTrellis", "FFC6EFCE", True)


def test_a_note_that_is_there_keeps_its_text_and_author_and_ours_stands_below(tmp_path: Path) -> None:
    comment = cell(annotated(rich(tmp_path / "plan.xlsx")), "Krav!C3").comment
    assert comment
    assert comment.author == "Eva Dahl"
    assert comment.text.startswith("Ring Eva først.\n\nIntervjuguide:\nFeil: «tja»")


def test_a_cell_with_a_threaded_comment_is_marked_and_listed_only(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    copy = annotated(plan)
    assert note(copy, "Krav!D2") == note(plan, "Krav!D2")
    assert cell(copy, "Krav!D2").fill.fgColor.rgb == "FFE8927D"
    assert "Krav!D2" in [row[1] for row in list_of(copy)]
    threads = "xl/threadedComments/threadedComment1.xml"
    assert parts_of(copy.read_bytes())[threads] == parts_of(plan.read_bytes())[threads]


def test_the_boxes_of_the_sheet_are_all_there_and_ours_with_them(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    (name,) = (n for n, data in parts_of(plan.read_bytes()).items() if n.endswith(".vml") and b"Button" in data)
    before, after = (parts_of(path.read_bytes())[name] for path in (plan, annotated(plan)))
    assert (before.count(b"<v:shape "), after.count(b"<v:shape ")) == (3, 5)
    assert len(set(re.findall(rb'id="(_x0000_s\d+)"', after))) == 5


def test_a_picture_in_the_header_of_a_sheet_is_left_alone_and_the_notes_have_boxes_of_their_own(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "plan.xlsx") as book:
        for name, rows in sheets_of(SMALL_PLAN).items():
            sheet = book.add_worksheet(name)
            sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": io.BytesIO(PICTURE)})
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, [cell or "" for cell in cells])
    plan, copy = tmp_path / "plan.xlsx", annotated(tmp_path / "plan.xlsx")
    before, after = parts_of(plan.read_bytes()), parts_of(copy.read_bytes())
    headers = {name: data for name, data in before.items() if name.endswith(".vml")}
    assert headers
    assert headers == {name: data for name, data in after.items() if name in headers}
    boxes = [data for name, data in after.items() if name.endswith(".vml") and name not in headers]
    with_boxes = [data for data in after.values() if b"<legacyDrawing " in data]
    assert len(boxes) == len(with_boxes) == len([name for name in after if "comments" in name]) > 0
    assert annotated(copy, "igjen.xlsx").exists()
    again = parts_of((tmp_path / "igjen.xlsx").read_bytes())
    assert {name: again[name] for name in headers} == headers


@pytest.mark.parametrize("kind", ["rich", "example"])
def test_the_copy_is_as_sound_as_the_original(kind: str, tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx") if kind == "rich" else tmp_path / "plan.xlsx"
    if kind == "example":
        run("new", plan, "--example")
    validator = OpenXmlValidator()
    before = {(e.id, e.part_uri, e.node) for e in validator.validate(plan).errors}
    after = {(e.id, e.part_uri, e.node) for e in validator.validate(annotated(plan)).errors}
    assert after - before == set()


@pytest.mark.office
def test_libreoffice_opens_the_copy_and_finds_the_notes(tmp_path: Path) -> None:
    copy = annotated(rich(tmp_path / "plan.xlsx"))
    (tmp_path / "lo").mkdir()
    (saved,) = convert([copy], tmp_path / "lo", "xlsx")
    assert "[not_in_list]" in note(saved, "Krav!C2") and "Ring Eva" in note(saved, "Krav!C3")
    assert load_workbook(saved).sheetnames[-1] == "Merknader"


def test_a_strict_workbook_gets_its_copy_too(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    strict = {}
    for name, data in parts_of(plan.read_bytes()).items():
        strict[name] = data.replace(MAIN.encode(), STRICT.encode()).replace(
            OFFICE.encode(), STRICT_RELATIONSHIPS.encode()
        )
    copy = annotated(zipped(tmp_path / "strict.xlsx", strict))
    assert relevant(run_json("check", copy)) == relevant(run_json("check", plan))
    parts = parts_of(copy.read_bytes())
    assert [name for name, data in parts.items() if MAIN.encode() in data or OFFICE.encode() in data] == []
    assert any(b"[not_in_list]" in data for name, data in parts.items() if "comments" in name)


def test_boxes_in_a_drawing_that_is_no_xml_are_left_as_they_are(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    parts = parts_of(plan.read_bytes())
    (name,) = (n for n, data in parts.items() if n.endswith(".vml") and b"Button" in data)
    parts[name] = parts[name].replace(b"Trykk", b"Tr<br>ykk")
    copy = annotated(zipped(plan, parts))
    assert b"Tr<br>ykk" in parts_of(copy.read_bytes())[name]
    assert note(copy, "Krav!C2")


# ---- a copy of a copy


def test_the_copy_has_the_problems_of_the_original_and_no_more(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    assert relevant(run_json("check", annotated(plan))) == relevant(run_json("check", plan))


def test_a_copy_of_the_copy_has_each_note_and_mark_once(tmp_path: Path) -> None:
    first = annotated(rich(tmp_path / "plan.xlsx"))
    second = annotated(first, "kopi av kopi.xlsx")
    assert load_workbook(second).sheetnames == load_workbook(first).sheetnames
    assert list_of(second) == list_of(first)
    for place in ("Krav!C2", "Krav!C3", "Krav!C4", "Krav!D2"):
        assert note(second, place) == note(first, place)
        assert repr(cell(second, place).fill) == repr(cell(first, place).fill)
    (name,) = (n for n, data in parts_of(first.read_bytes()).items() if n.endswith(".vml") and b"Button" in data)
    boxes = [parts_of(path.read_bytes())[name] for path in (first, second)]
    assert sorted(re.findall(rb"<x:Anchor>.*?</x:Anchor>", boxes[0])) == sorted(
        re.findall(rb"<x:Anchor>.*?</x:Anchor>", boxes[1])
    )
    assert boxes[0].count(b"<v:shape ") == boxes[1].count(b"<v:shape ")


def test_what_was_mended_in_the_copy_loses_its_note_and_mark_wherever_it_has_gone(tmp_path: Path) -> None:
    copy = annotated(faulty(tmp_path))
    book = load_workbook(copy)
    book["Krav"]["C2"].value = "må"
    book["Krav"]["C2"].comment.text += "\nTa vare på dette."
    book["Krav"]["C2"].comment.author = "Eva Dahl"
    book.save(copy)
    again = annotated(copy, "ny.xlsx")
    assert note(again, "Krav!C2").strip() == "Ta vare på dette."
    assert cell(again, "Krav!C2").fill.patternType is None


@pytest.mark.office
def test_notes_and_marks_are_taken_off_also_when_libreoffice_has_saved_the_copy(tmp_path: Path) -> None:
    (tmp_path / "lo").mkdir()
    (saved,) = convert([annotated(rich(tmp_path / "plan.xlsx"))], tmp_path / "lo", "xlsx")
    book = load_workbook(saved)
    book["Krav"]["C2"], book["Krav"]["C3"] = "må", "bør"
    book.save(saved)
    again = annotated(saved, "ny.xlsx")
    assert [note(again, place) for place in ("Krav!C2", "Krav!C3")] == ["", "Ring Eva først."]
    assert [cell(again, place).fill.patternType for place in ("Krav!C2", "Krav!C3")] == [None, None]
    assert load_workbook(again).sheetnames[-1] == "Merknader"


def test_a_copy_whose_faults_are_all_mended_has_no_trace_of_the_notes(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    copy = annotated(plan)
    parts = parts_of(copy.read_bytes())
    parts["xl/worksheets/sheet4.xml"] = parts["xl/worksheets/sheet4.xml"].replace(b"kanskje", "må".encode())
    if "xl/sharedStrings.xml" in parts:
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"kanskje", "må".encode())
    again = annotated(zipped(copy, parts), "ny.xlsx")
    assert note(again, "Krav!C2") == ""
    assert cell(again, "Krav!C2").fill.patternType is None


def test_a_sheet_of_the_same_name_that_somebody_has_made_stays(tmp_path: Path) -> None:
    copy = annotated(faulty(tmp_path, "## Merknader\n| Mitt eget |"))
    assert load_workbook(copy).sheetnames[-1] == "Merknader (2)"
    assert load_workbook(copy)["Merknader"]["A1"].value == "Mitt eget"
    assert load_workbook(annotated(copy, "to.xlsx")).sheetnames[-1] == "Merknader (2)"


# ---- promises


def test_the_original_is_never_touched_and_no_file_is_overwritten(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    (tmp_path / "kopi.xlsx").write_text("min egen")
    before = snapshot(tmp_path)
    done = run_json("check", plan, "--annotate", tmp_path / "kopi.xlsx")
    assert done.json["annotated"] == str(tmp_path / "kopi (2).xlsx")
    assert "name_taken" in done.codes
    assert {name: data for name, data in snapshot(tmp_path).items() if name in before} == before


@pytest.mark.parametrize("name", ["plan.xlsx", "./plan.xlsx", "kopi.docx", "kopi.xlsm", "kopi"])
def test_a_copy_that_is_the_plan_itself_or_no_workbook_by_its_name_is_refused(name: str, tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    before = snapshot(tmp_path)
    assert run("check", plan, "--annotate", f"{tmp_path}/{name}").status == 2
    assert snapshot(tmp_path) == before


def test_a_copy_whose_name_no_system_takes_is_told_and_the_plan_is_checked_all_the_same(tmp_path: Path) -> None:
    done = run_json("check", faulty(tmp_path), "--annotate", tmp_path / f"{'k' * 300}.xlsx")
    assert (done.status, done.json["annotated"]) == (1, None)
    assert {"not_written", "not_in_list"} <= set(done.codes)


def test_a_workbook_that_cannot_be_read_is_refused_as_ever_and_no_copy_is_written(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(b"PK tull")
    done = run_json("check", tmp_path / "plan.xlsx", "--annotate", tmp_path / "kopi.xlsx")
    assert (done.status, done.codes, done.json["annotated"]) == (1, ["damaged_workbook"], None)
    assert not (tmp_path / "kopi.xlsx").exists()


def test_a_plan_that_lacks_a_sheet_gets_its_copy(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    book = load_workbook(plan)
    book.remove(book["Skala"])
    book.save(plan)
    rows = list_of(annotated(plan))
    assert ("Feil", "arbeidsboken", "missing_sheet") in [(row[0], row[1], row[4]) for row in rows]


def test_notes_that_are_damaged_hinder_the_copy_and_not_the_check(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    parts = parts_of(plan.read_bytes())
    zipped(plan, {**parts, "xl/comments1.xml": b"<tull"})
    done = run_json("check", plan, "--annotate", tmp_path / "kopi.xlsx")
    assert "not_annotated" in done.codes and "not_in_list" in done.codes
    assert done.json["annotated"] is None and not (tmp_path / "kopi.xlsx").exists()


def test_a_threaded_comment_on_no_cell_hinders_the_copy_and_not_the_check(tmp_path: Path) -> None:
    plan = rich(tmp_path / "plan.xlsx")
    parts = parts_of(plan.read_bytes())
    threads = "xl/threadedComments/threadedComment1.xml"
    done = run_json(
        *("check", zipped(plan, {**parts, threads: parts[threads].replace(b' ref="D2"', b"")})),
        *("--annotate", tmp_path / "kopi.xlsx"),
    )
    assert "not_annotated" in done.codes
    assert "not_in_list" in done.codes
    assert not (tmp_path / "kopi.xlsx").exists()


def test_the_copy_of_a_signed_workbook_is_not_signed_and_that_is_said(tmp_path: Path) -> None:
    plan = faulty(tmp_path)
    parts = parts_of(plan.read_bytes())
    origin = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    entry = f'<Relationship Id="rIdS" Type="{origin}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", entry.encode())
    done = run_json(
        "check", zipped(plan, {**parts, "_xmlsignatures/origin.sigs": b""}), "--annotate", tmp_path / "kopi.xlsx"
    )
    assert "annotated_unsigned" in done.codes
    assert not any("_xmlsignatures" in name for name in parts_of((tmp_path / "kopi.xlsx").read_bytes()))


def test_text_of_the_plan_is_text_in_the_copy(tmp_path: Path) -> None:
    hostile = "=HYPERLINK(\"http://x\")</t></is>&amp; 'a'!B1"
    demands = f"## Krav\n| Id | Krav | Må/bør | Kategori |\n|---|---|---|---|\n| K1 | Ja | {hostile} | erfaring |"
    plan = faulty(tmp_path, demands)
    book = load_workbook(plan)
    book["Krav"]["C2"].data_type = "s"
    book.create_sheet("O'Hara & <sønn>")["A1"] = "x"
    book.save(plan)
    copy = annotated(plan)
    (message,) = (row[2] for row in list_of(copy) if row[4] == "not_in_list")
    assert hostile in str(message)
    sheet = load_workbook(copy)["Merknader"]
    assert "'O''Hara & <sønn>'!A1" in [entry.hyperlink.location for entry in sheet["B"] if entry.hyperlink]
    assert all(entry.data_type != "f" for row in sheet.iter_rows() for entry in row)


@pytest.mark.slow
def test_ten_thousand_problems_take_seconds(tmp_path: Path) -> None:
    rows = "\n".join(f"| P{number} | Navn {number} | tull |" for number in range(10_000))
    plan = faulty(tmp_path, f"## Kandidater\n| Id | Navn | Status |\n|---|---|---|\n{rows}")
    started = time.monotonic()
    done = run_json("check", plan, "--annotate", tmp_path / "kopi.xlsx")
    taken = time.monotonic() - started
    assert len(done.codes) > 10_000
    assert taken < 30
    assert "[not_in_list]" in note(tmp_path / "kopi.xlsx", "Kandidater!C10001")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/drawings/vmlDrawing1.vml", b"<xml>" + b"<v:shape " * 50_000 + b"</xml>"),
        (
            "xl/comments1.xml",
            f'<comments xmlns="{MAIN}"><authors><author>Intervjuguide</author></authors><commentList>'
            f'<comment ref="A1" authorId="0"><text><t>{"Intervjuguide:&#10;" * 200_000}</t></text></comment>'
            "</commentList></comments>".encode(),
        ),
    ],
)
def test_notes_that_never_end_take_no_longer(part: str, content: bytes, tmp_path: Path) -> None:
    plan = annotated(faulty(tmp_path))
    damaged = zipped(tmp_path / "skadet.xlsx", parts_of(plan.read_bytes()) | {part: content})
    started = time.monotonic()
    run("check", damaged, "--annotate", tmp_path / "ny.xlsx")
    assert time.monotonic() - started < 20
