"""Single things of a workbook changed in its package: what is changed is, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
from openpyxl import load_workbook

from generator.excel.cells import BLANK, Cell, Grid, read_grids
from generator.excel.editing import Book
from generator.excel.sheet_xml import add_child, remove_child
from generator.package import STRICT_RELATIONSHIPS

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")  # openpyxl of what it does not know

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""<styleSheet xmlns="{MAIN}"><fonts count="1"><font><b/></font></fonts><fills count="1"><fill>
<patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>
<xf numFmtId="14" fontId="0" fillId="0" borderId="0" quotePrefix="1"><alignment wrapText="1"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><extLst><ext uri="x"><y:z xmlns:y="urn:y"/></ext></extLst></styleSheet>"""
RED = '<fill><patternFill patternType="solid"><fgColor rgb="FFFF0000"/></patternFill></fill>'


def workbook(
    sheet: str, *, strings: tuple[str, ...] = (), calc: str = "", strict: bool = False, prefix: str = ""
) -> bytes:
    """A workbook typed out by hand; ``sheet`` is what stands in the root of its one worksheet."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/one.xml" ContentType="{SHEET}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Ark" sheetId="3" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="s" Type="{OFFICE}/worksheet" Target="worksheets/one.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="strings.xml"/>'
        f'<Relationship Id="u" Type="{OFFICE}/styles" Target="styles.xml"/>'
        + (f'<Relationship Id="c" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>' if calc else "")
        + "</Relationships>",
        "xl/worksheets/one.xml": f'<{prefix}worksheet xmlns{":" + prefix[:-1] if prefix else ""}="{MAIN}">{sheet}</{prefix}worksheet>',
        "xl/strings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in strings)}</sst>',
        "xl/styles.xml": STYLES,
        "xl/media/picture.bin": "\x00\x01",
    } | ({"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}">{calc}</calcChain>'} if calc else {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if strict:
                text = text.replace(MAIN, STRICT).replace(OFFICE, STRICT_RELATIONSHIPS)
            archive.writestr(name, text)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet_of(data: bytes) -> str:
    """What stands in the root of the worksheet."""
    return re.sub(r"^<[^>]*>|</[^>]*>$", "", parts_of(data)["xl/worksheets/one.xml"].decode())


def grid(data: bytes) -> Grid:
    return read_grids(data)[0]


def cleared(data: bytes, *cells: tuple[int, int]) -> bytes:
    book = Book(data)
    for row, column in cells:
        book.clear(book.sheets[0], row, column)
    return book.written()


def typed(data: bytes, row: int, column: int, text: str) -> bytes:
    book = Book(data)
    book.set_text(book.sheets[0], row, column, text)
    return book.written()


def painted(data: bytes, row: int, column: int) -> bytes:
    book = Book(data)
    fill = str(book.styles.add("fills", RED))
    book.restyle(book.sheets[0], row, column, lambda style: book.styles.clone(style, {"fillId": fill}))
    return book.written()


ODD = (
    "<sheetPr/><!-- <row r='9'> --><x:kept xmlns:x='urn:x'  a = 'b'/><sheetData  ><row r='2' spans=\"1:2\"\n>"
    "<c r='B2' s='1'><v>5</v></c></row><row r='4'/></sheetData><extLst><ext uri='u'/></extLst>"
)


def test_nothing_asked_for_is_nothing_changed() -> None:
    data = workbook(ODD)
    assert parts_of(Book(data).written()) == parts_of(data)


def test_all_bytes_of_a_sheet_but_those_of_the_change_stay_as_they_were() -> None:
    changed = typed(workbook(ODD), 2, 2, "ny")
    cell = "<c r='B2' s='1' t=\"inlineStr\"><is><t xml:space=\"preserve\">ny</t></is></c>"
    assert sheet_of(changed) == ODD.replace("<c r='B2' s='1'><v>5</v></c>", cell)
    before, after = parts_of(workbook(ODD)), parts_of(changed)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/one.xml"]
    assert list(before) == list(after)


@pytest.mark.parametrize(
    ("row", "column", "sheet"),
    [
        (2, 1, "<row r=\"2\"><c r=\"A2\">{}</c><c r='B2'/></row><row r='4'/>"),
        (2, 3, "<row r=\"2\"><c r='B2'/><c r=\"C2\">{}</c></row><row r='4'/>"),
        (1, 1, '<row r="1"><c r="A1">{}</c></row><row r="2"><c r=\'B2\'/></row><row r=\'4\'/>'),
        (3, 1, '<row r="2"><c r=\'B2\'/></row><row r="3"><c r="A3">{}</c></row><row r=\'4\'/>'),
        (4, 27, "<row r=\"2\"><c r='B2'/></row><row r='4'><c r=\"AA4\">{}</c></row>"),
        (5, 1, '<row r="2"><c r=\'B2\'/></row><row r=\'4\'/><row r="5"><c r="A5">{}</c></row>'),
    ],
)
def test_a_cell_that_is_not_there_comes_to_stand_in_order(row: int, column: int, sheet: str) -> None:
    data = workbook("<sheetData><row r=\"2\"><c r='B2'/></row><row r='4'/></sheetData>")
    expected = re.sub(r'">\{\}', '" t="inlineStr"><is><t xml:space="preserve">x</t></is>', sheet)
    assert sheet_of(typed(data, row, column, "x")) == f"<sheetData>{expected}</sheetData>"


@pytest.mark.parametrize("data", ["<sheetData/>", "<sheetData></sheetData>"])
def test_an_empty_sheet_gets_its_first_cell(data: str) -> None:
    assert grid(typed(workbook(data), 3, 2, "x")).rows == {3: {2: Cell("x")}}


def test_rows_and_cells_without_references_keep_their_places() -> None:
    data = workbook(
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c/></row><row><c><v>3</v></c></row></sheetData>"
    )
    book = Book(data)
    for row, column in ((1, 3), (3, 1), (6, 2), (7, 1)):
        book.set_text(book.sheets[0], row, column, "x")
    book.set_text(book.sheets[0], 1, 2, "to")
    before, after = grid(data).rows, grid(book.written()).rows
    assert after[1] == {1: before[1][1], 2: Cell("to"), 3: Cell("x")}
    assert (after[3], after[6], after[7]) == ({1: Cell("x")}, {1: before[6][1], 2: Cell("x")}, {1: Cell("x")})


@pytest.mark.parametrize("prefix", ["", "x:", "æ:"])
@pytest.mark.parametrize("strict", [False, True])
def test_other_prefixes_and_strict_workbooks_are_changed_too(prefix: str, strict: bool) -> None:
    sheet = "<p:sheetData><p:row r='1'><p:c r='A1'><p:v>1</p:v></p:c></p:row></p:sheetData>".replace("p:", prefix)
    data = typed(workbook(sheet, strict=strict, prefix=prefix), 2, 1, "blåbær")
    assert grid(painted(data, 2, 1)).rows[2] == {1: Cell("blåbær")}


@pytest.mark.parametrize("text", ["=1+1", "<a> & 'b' \"c\"", "  x ", "to\nlinjer", "_x0041_", "\x01", "🙂", "#REF!"])
def test_a_text_arrives_as_it_is_and_is_no_formula(text: str) -> None:
    assert grid(typed(workbook(ODD), 2, 2, text)).cell(2, 2) == Cell(text)


def test_a_cell_keeps_its_format_when_it_is_emptied() -> None:
    changed = sheet_of(cleared(workbook(ODD), (2, 2)))
    assert changed == ODD.replace("<c r='B2' s='1'><v>5</v></c>", "<c r='B2' s='1'/>")


def test_a_cell_keeps_all_of_its_format_but_the_fill() -> None:
    book = load_workbook(io.BytesIO(painted(workbook(ODD), 2, 2)))
    cell = book["Ark"]["B2"]
    assert (cell.fill.fgColor.rgb, cell.font.b, cell.number_format, cell.alignment.wrap_text, cell.value) == (
        *("FFFF0000", True, "mm-dd-yy", True),
        cell.value,
    )
    assert cell.quotePrefix
    assert b'<ext uri="x"><y:z xmlns:y="urn:y"/></ext>' in parts_of(painted(workbook(ODD), 2, 2))["xl/styles.xml"]


def test_an_empty_place_gets_the_format_of_its_row_or_column_with_the_fill() -> None:
    columns = '<cols><col min="2" max="9" style="1"/></cols>'
    data = workbook(f'{columns}<sheetData><row r="1"/><row r="2" s="0" customFormat="1"/></sheetData>')
    for row, format in ((1, "mm-dd-yy"), (2, "General"), (3, "mm-dd-yy")):
        cell = load_workbook(io.BytesIO(painted(data, row, 2)))["Ark"].cell(row, 2)
        assert (cell.number_format, cell.fill.fgColor.rgb) == (format, "FFFF0000")


def test_the_same_change_twice_adds_one_format() -> None:
    styles = [
        parts_of(data)["xl/styles.xml"]
        for data in (painted(workbook(ODD), 2, 2), painted(painted(workbook(ODD), 2, 2), 2, 2))
    ]
    assert styles[0] == styles[1]


def test_a_shared_text_that_no_cell_has_any_more_is_gone_and_the_others_keep_their_numbers() -> None:
    cells = "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>2</v></c>"
    data = workbook(f"<sheetData><row r='1'>{cells}</row></sheetData>", strings=("Kari", "Per", "Unni"))
    changed = cleared(data, (1, 1), (1, 3))
    assert grid(changed).rows[1] == {2: Cell("Per"), 4: Cell("Unni")}
    assert b"Kari" not in parts_of(changed)["xl/strings.xml"]


def test_the_others_of_a_shared_formula_keep_theirs_when_the_first_is_emptied() -> None:
    rows = "<row r='1'><c r='B1'><f t='shared' si='0' ref='B1:B3'>A1&amp;\"&lt;\"</f><v>1</v></c></row>"
    rows += "".join(f"<row r='{n}'><c r='B{n}'><f t='shared' si='0'/><v>{n}</v></c></row>" for n in (2, 3))
    chain = '<c r="B1" i="3"/><c r="B2"/><c r="B3"/>'
    changed = cleared(workbook(f"<sheetData>{rows}</sheetData>", calc=chain), (1, 2), (3, 2))
    assert grid(changed).cell(1, 2) == BLANK
    assert load_workbook(io.BytesIO(changed))["Ark"]["B2"].value == '=A2&"<"'
    assert "xl/calcChain.xml" not in parts_of(changed)
    assert not any(b"calcChain" in part for part in parts_of(changed).values())


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_forgets_what_it_came_to_and_stays_also_when_it_shared_one_that_is_emptied(prefix: str) -> None:
    def prefixed(xml: str) -> str:
        return re.sub("<(/?)", rf"<\1{prefix}", xml)

    one = "<c r='B1' t='str'><f t='shared' si='0' ref='B1:B2'>A1</f><v>Kari</v></c>"
    two = "<c r='B2' t='str'  cm='1'><f t='shared' si='0'/><v>Kari</v></c><c r='C2'><v>7</v></c>"
    sheet = prefixed(f"<sheetData><row r='1'>{one}</row><row r='2'>{two}</row></sheetData>")
    book = Book(workbook(sheet, prefix=prefix))
    book.clear(book.sheets[0], 1, 2)
    book.forget_result(book.sheets[0], 2, 2)
    book.forget_result(book.sheets[0], 2, 3)  # a cell without a formula keeps its value
    book.forget_result(book.sheets[0], 9, 9)
    left = prefixed("<row r='2'><c r='B2'  cm='1'><f>A2</f></c><c r='C2'><v>7</v></c></row></sheetData>")
    assert sheet_of(book.written()).endswith(left)


def test_a_text_that_somebody_has_left_among_the_shared_ones_is_emptied_when_that_is_asked_for() -> None:
    cells = "<c r='A1' t='s'><v>1</v></c>"
    book = Book(workbook(f"<sheetData><row r='1'>{cells}</row></sheetData>", strings=("Kari", "Per", "Unni")))
    book.empty_unused_strings()
    changed = book.written()
    assert grid(changed).rows[1] == {1: Cell("Per")}
    assert re.findall(b"Kari|Per|Unni", parts_of(changed)["xl/strings.xml"]) == [b"Per"]


def test_what_the_sheet_says_of_its_size_grows_with_it() -> None:
    data = workbook('<dimension ref="A1:B2"/><sheetData/>')
    assert '<dimension ref="A1:D5"/>' in sheet_of(typed(data, 5, 4, "x"))


@pytest.mark.parametrize("behind", ["", "<!-- </sheetData> -->"])
def test_an_element_of_a_sheet_comes_to_stand_in_order(behind: str) -> None:
    before = '<sheetData><row r="1"/></sheetData><mergeCells/><drawing/>'
    sheet = f"<x:worksheet xmlns:x='{MAIN}'>{before}{behind}<tableParts/></x:worksheet>".encode()
    added = add_child(sheet, "legacyDrawing", b"<{p}legacyDrawing/>")
    assert added == sheet.replace(b"<drawing/>", b"<drawing/><x:legacyDrawing/>")
    assert remove_child(added, "legacyDrawing") == sheet


def test_a_new_sheet_stands_last_under_a_name_of_its_own() -> None:
    book = Book(workbook(ODD))
    name = book.free_name("ARK")
    book.add_sheet(name, f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode())
    assert load_workbook(io.BytesIO(book.written())).sheetnames == ["Ark", "ARK (2)"]


@pytest.mark.parametrize("gone, active", [("A", "C"), ("B", "C"), ("C", "A"), ("D", "C")])
def test_a_sheet_that_is_taken_out_takes_its_names_along_and_the_others_keep_theirs(gone: str, active: str) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as written:
        for name in "ABCD":
            page = written.add_worksheet(name)
            page.print_area(f"A1:{name}9")
            page.write_comment("A1", name)
            page.write(0, 0, name)
            if name == "C":
                page.activate()
            if name == "B":
                page.hide()
    book = Book(stream.getvalue())
    book.remove_sheet(next(sheet for sheet in book.sheets if sheet.name == gone))
    data = book.written()
    left = load_workbook(io.BytesIO(data))
    assert {page.title: page.print_area for page in left} == {
        name: f"'{name}'!$A$1:${name}$9" for name in "ABCD" if name != gone
    }
    assert left.active is not None
    assert left.active.title == active
    assert {page.title: page["A1"].comment.text for page in left} == {name: name for name in "ABCD" if name != gone}
    assert len([name for name in parts_of(data) if "comments" in name or "vmlDrawing" in name]) == 6
