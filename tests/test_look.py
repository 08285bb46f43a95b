"""How forms look and how they are heard: colours with enough contrast, in grey too; headings, headers, languages, pictures."""

from __future__ import annotations

import re
import struct
import subprocess
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from documents import MAIN, ON_PAPER, SCREEN, checked, forms_of, lines, root_of, text_of, unpacked, w
from lxml import etree
from workbooks import SMALL_PLAN, write_workbook

from generator import language
from generator.app.forms import make_forms
from generator.app.plans import new_plan
from generator.model import Look

LANGUAGES = {words.code: words for words in language.all_languages()}
LOOKS = {"on screen": SCREEN, "on paper": ON_PAPER}
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EACH_LANGUAGE = pytest.mark.parametrize("code", LANGUAGES)
STORIES = (MAIN, "word/header1.xml", "word/footer1.xml")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], bytes]:
    """A form of the example in every language, on screen and on paper."""
    made = {}
    for code in LANGUAGES:
        folder = tmp_path_factory.mktemp(code)
        workbook, _ = new_plan(folder / "plan.xlsx", code, example=True)
        for name, look in LOOKS.items():
            made[code, name] = _second(workbook, folder / name, look)
    return made


def _second(workbook: Path, folder: Path, look: Look) -> bytes:
    return forms_of(workbook, folder, look)[1]["P2"]


# Colours


class Styles:
    """What a form's styles say of the colour of letters and of what is behind them."""

    def __init__(self, form: bytes) -> None:
        styles = root_of(form, "word/styles.xml").iter(w("style"))
        self._styles = {style.get(w("styleId"), ""): style for style in styles}

    def found(self, style: str, path: str, name: str) -> str | None:
        """Return the first value along the chain of a style."""
        while style:
            element = self._styles[style].find(path)
            if element is not None:
                return element.get(w(name))
            based = self._styles[style].find(w("basedOn"))
            style = "" if based is None else based.get(w("val"), "")
        return None


def painted_runs(form: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield every run that has letters: its text, its colour and the colour behind it, as RRGGBB."""
    styles = Styles(form)
    for story in STORIES:
        for run in root_of(form, story).iter(w("r")):
            text = "".join(piece.text or "" for piece in run.iter(w("t"))).strip()
            if text:
                yield text, _color(run, styles), _behind(run, styles)


def _style_of(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(w("val"), "")


def _color(run: etree._Element, styles: Styles) -> str:
    own = run.find(f"{w('rPr')}/{w('color')}")
    paragraph = next(run.iterancestors(w("p")))
    candidates = (
        None if own is None else own.get(w("val")),
        styles.found(_style_of(run, f"{w('rPr')}/{w('rStyle')}"), f"{w('rPr')}/{w('color')}", "val"),
        styles.found(_style_of(paragraph, f"{w('pPr')}/{w('pStyle')}"), f"{w('rPr')}/{w('color')}", "val"),
    )
    color = next((color for color in candidates if color), "auto")
    return "000000" if color == "auto" else color


def _behind(run: etree._Element, styles: Styles) -> str:
    paragraph = next(run.iterancestors(w("p")))
    style = _style_of(paragraph, f"{w('pPr')}/{w('pStyle')}")
    cell = next(run.iterancestors(w("tc")), None)
    shade = None if cell is None else cell.find(f"{w('tcPr')}/{w('shd')}")
    of_cell = None if shade is None else shade.get(w("fill"))
    return styles.found(style, f"{w('pPr')}/{w('shd')}", "fill") or of_cell or "FFFFFF"


def luminance(color: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2): what is left of it in grey."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_definition():
    # Worked by hand: white 1.05 over black 0.05; and 808080 has the luminance 0.2159
    assert contrast("FFFFFF", "000000") == pytest.approx(21)
    assert contrast("FFFFFF", "808080") == pytest.approx(1.05 / 0.2659, rel=1e-3)


@pytest.mark.parametrize("look", LOOKS)
@EACH_LANGUAGE
def test_every_text_can_be_read_on_what_is_behind_it_also_in_grey(
    forms: Mapping[tuple[str, str], bytes], code: str, look: str
):
    runs = list(painted_runs(forms[code, look]))
    assert {behind for _, _, behind in runs} >= {"FFFFFF", "1F4E5F", "D5E3E8", "F1F6F8", "F6F1E6"}
    poor = [(text, color, behind) for text, color, behind in runs if contrast(color, behind) < 4.5]
    assert poor == []


def test_the_two_bands_differ_in_grey_too_and_rules_and_icons_can_be_seen(forms: Mapping[tuple[str, str], bytes]):
    fills = {text: behind for text, _, behind in painted_runs(forms["nb", "on screen"])}
    assert contrast(fills["Forberedelse"], fills["I intervjuet"]) > 4.5
    rules = {
        line.get(w("color"), "") for line in root_of(forms["nb", "on paper"]).iterfind(f".//{w('pBdr')}/{w('bottom')}")
    }
    assert rules and all(contrast(rule, "FFFFFF") > 3 for rule in rules)
    advice = fills["Gå i dybden"]
    for icon in icons(forms["nb", "on screen"]).values():
        (color,) = {bytes(entry).hex() for entry in zip(*[iter(chunks(icon)[b"PLTE"])] * 3, strict=True)}
        assert contrast(color, advice) > 4.5


# Icons


def icons(form: bytes) -> dict[str, bytes]:
    return {name: data for name, data in unpacked(form).items() if name.startswith("word/media/")}


def chunks(png: bytes) -> dict[bytes, bytes]:
    """Return the chunks of a PNG file; each has its check sum."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + data),)
        found[kind] = data
        place += 12 + length
    return found


def test_every_icon_is_a_whole_picture_with_ink_and_none_is_like_another(forms: Mapping[tuple[str, str], bytes]):
    pictures = icons(forms["nb", "on screen"])
    drawings = set()
    for name, png in pictures.items():
        wide, high = struct.unpack(">II", chunks(png)[b"IHDR"][:8])
        data = zlib.decompress(chunks(png)[b"IDAT"])
        assert (wide, high, len(data)) == (160, 160, 160 * 81), name  # half a byte a pixel and a byte a row
        inked = sum((byte >> 4 > 7) + (byte & 15 > 7) for byte in data) / (160 * 160)
        assert 0.08 < inked < 0.5, name
        drawings.add(data)
    assert len(drawings) == len(pictures) == 11


@EACH_LANGUAGE
def test_every_icon_is_said_in_words_of_the_language_and_stands_with_advice(
    forms: Mapping[tuple[str, str], bytes], code: str
):
    root = root_of(forms[code, "on screen"])
    said = [entry.get("descr") for entry in root.iter(f"{WP}docPr")]
    assert len(said) == 18 == len(list(root.iter(w("drawing"))))
    assert set(said) == set(LANGUAGES[code].get("template.interview.icons").values())
    numbers = [entry.get("id") for entry in root.iter(f"{WP}docPr")]
    assert len(set(numbers)) == len(numbers)
    for drawing in root.iter(w("drawing")):
        (style,) = {entry.get(w("val")) for entry in next(drawing.iterancestors(w("tbl"))).iter(w("tblStyle"))}
        assert style == "AdviceTable"


# Headings, headers and languages


@pytest.mark.parametrize("look", LOOKS)
@EACH_LANGUAGE
def test_headings_come_in_order_and_none_is_empty(forms: Mapping[tuple[str, str], bytes], code: str, look: str):
    levels: list[int] = []
    for paragraph in root_of(forms[code, look]).iter(w("p")):
        style = _style_of(paragraph, f"{w('pPr')}/{w('pStyle')}")
        if style == "Title" or style.startswith("Heading"):
            assert text_of(paragraph).strip()
            levels.append(0 if style == "Title" else int(style.removeprefix("Heading")))
    assert levels[:2] == [0, 1] and levels.count(0) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 8 and 2 in levels  # how to, agenda, five parts, conclusion


@EACH_LANGUAGE
def test_every_table_has_a_name_and_headers_in_its_rows_or_its_column_unless_it_is_only_layout(
    forms: Mapping[tuple[str, str], bytes], code: str
):
    for table in root_of(forms[code, "on screen"]).iter(w("tbl")):
        properties = table.find(w("tblPr"))
        assert properties is not None
        style, name = (properties.find(w(entry)) for entry in ("tblStyle", "tblCaption"))
        assert name is not None and name.get(w("val"))
        look = properties.find(w("tblLook"))
        assert look is not None and style is not None
        marked = [row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in table.iter(w("tr"))]
        by_row, by_column = look.get(w("firstRow")) == "1", look.get(w("firstColumn")) == "1"
        assert marked[0] == by_row
        is_layout = style.get(w("val")) in ("AdviceTable", "PlainTable")
        assert by_row + by_column == (0 if is_layout else 1), name.get(w("val"))


@EACH_LANGUAGE
def test_the_form_says_which_language_it_is_in_and_what_it_is_called(forms: Mapping[tuple[str, str], bytes], code: str):
    form, tag = forms[code, "on screen"], LANGUAGES[code].text("language.word")
    assert tag == {"nb": "nb-NO", "nn": "nn-NO", "sv": "sv-SE", "en": "en-GB"}[code]
    (proofed,) = root_of(form, "word/styles.xml").iterfind(f"{w('docDefaults')}//{w('lang')}")
    (themed,) = root_of(form, "word/settings.xml").iter(w("themeFontLang"))
    assert proofed.get(w("val")) == themed.get(w("val")) == tag
    assert not [entry for story in STORIES for entry in root_of(form, story).iter(w("lang"))]
    core = unpacked(form)["docProps/core.xml"].decode()
    assert f"<dc:language>{tag}</dc:language>" in core
    assert re.search(
        rf"<dc:title>{re.escape(LANGUAGES[code].text('template.interview.title'))}: .+ – .+</dc:title>", core
    )


def test_one_font_is_used_and_where_it_is_missing_others_are_named(forms: Mapping[tuple[str, str], bytes]):
    form = forms["nb", "on screen"]
    named = {
        font
        for name in (*STORIES, "word/styles.xml")
        for entry in root_of(form, name).iter(w("rFonts"))
        for font in entry.attrib.values()
    }
    assert named == {"Calibri", "Segoe UI Symbol"}  # the second one for boxes to tick
    table = {font.get(w("name")): font for font in root_of(form, "word/fontTable.xml").iter(w("font"))}
    assert set(table) == named
    others = [entry.get(w("val"), "").split(",") for font in table.values() for entry in font.iter(w("altName"))]
    assert [len(names) > 2 for names in others] == [True, True]


# Whose form it is

PER_MEMBER = """
## Stilling
| Stillingstittel | Fagleder plan |
| Saksnummer      | 2026/77       |
| Skjema per      | paneldeltaker |

## Intervjupanel
| Id | Navn     | Rolle        |
|----|----------|--------------|
| I1 | Eva Dahl | Plansjef     |
| I2 | Ivar Moe | Tillitsvalgt |
"""


@pytest.mark.parametrize(
    ("folder", "whose", "signs"),
    [
        ("Eva Dahl", "Skjema for: Eva Dahl", ["Eva Dahl, Plansjef"]),
        ("Felles vurdering", "Felles vurdering", ["Eva Dahl, Plansjef", "Ivar Moe, Tillitsvalgt"]),
    ],
)
def test_title_and_every_page_say_whose_form_it_is_and_those_it_belongs_to_sign(
    tmp_path: Path, folder: str, whose: str, signs: list[str]
):
    workbook = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, PER_MEMBER)
    make_forms(checked(workbook), tmp_path / "forms")
    (path,) = (tmp_path / "forms" / folder).glob("*.docx")
    form = path.read_bytes()
    assert lines(form)[0] == f"Intervjuskjema for andregangsintervju {whose}"
    assert lines(form, "word/header1.xml") == [f"Fagleder plan · 2026/77 Kari Nordmann · {whose}"]
    seen = lines(form)
    assert seen[seen.index("Underskrift") + 1 :] == signs


def test_of_two_panel_members_with_one_name_each_signs_their_own_form(tmp_path: Path):
    namesakes = "## Intervjupanel\n| Id | Navn | Rolle |\n|---|---|---|\n| I1 | Eva Dahl | Plansjef |\n| I2 | Eva Dahl | Tillitsvalgt |\n"
    workbook = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, PER_MEMBER, namesakes)
    make_forms(checked(workbook), tmp_path / "forms")
    (path,) = (tmp_path / "forms" / "Eva Dahl (I2)").glob("*.docx")
    seen = lines(path.read_bytes())
    assert seen[seen.index("Underskrift") + 1 :] == ["Eva Dahl, Tillitsvalgt"]


@pytest.mark.parametrize(
    ("code", "confidential", "page"),
    [
        (
            "nb",
            "Inneholder personopplysninger – bare for dem som deltar i rekrutteringen · Skjema-ID P2-",
            "Side 1 av 1",
        ),
        ("nn", "Inneheld personopplysningar – berre for dei som deltek i rekrutteringa · Skjema-ID P2-", "Side 1 av 1"),
        (
            "sv",
            "Innehåller personuppgifter – endast för dem som deltar i rekryteringen · Formulär-id P2-",
            "Sida 1 av 1",
        ),
        ("en", "Contains personal data – only for those taking part in the recruitment · Form ID P2-", "Page 1 of 1"),
    ],
)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_says_that_it_is_confidential_and_which_of_how_many_it_is(
    forms: Mapping[tuple[str, str], bytes], look: str, code: str, confidential: str, page: str
):
    (said,) = lines(forms[code, look], "word/footer1.xml")
    assert said.startswith(confidential) and said.endswith(page)
    numbers = [
        entry.get(w("instr"), "").strip()
        for entry in root_of(forms[code, look], "word/footer1.xml").iter(w("fldSimple"))
    ]
    assert numbers == ["PAGE", "NUMPAGES"]


def test_a_form_for_the_whole_panel_says_so_nowhere(forms: Mapping[tuple[str, str], bytes]):
    assert lines(forms["nb", "on screen"])[0] == "Intervjuskjema for andregangsintervju"


# On the page


def test_no_page_of_the_example_begins_with_the_advice_that_belongs_to_the_one_before(
    forms: Mapping[tuple[str, str], bytes], office: ModuleType, tmp_path: Path
):
    """The candidate of these forms has something to follow up, which fills the page of the introduction."""
    paths = {tmp_path / f"{code} {look}.docx": (code, look) for code, look in forms}
    for path, key in paths.items():
        path.write_bytes(forms[key])
    beginnings = []
    for path, pdf in zip(paths, office.convert_to_pdf(list(paths), tmp_path), strict=True):
        advice = LANGUAGES[paths[path][0]].get("template.interview.advice")
        firsts = [boxes[0]["title"].replace("{{ minutes_per_question }}", "5") for boxes in advice.values()]
        for page in office.pdf_text(pdf).split("\f")[:-1]:
            _header, begins, *_ = (line.strip() for line in page.splitlines() if line.strip())
            beginnings += [(path.name, begins) for first in firsts if begins.startswith(first)]
    assert beginnings == []


# As a tagged PDF

TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def test_the_tagged_pdf_knows_headings_header_cells_lists_and_pictures(
    forms: Mapping[tuple[str, str], bytes], office: ModuleType, tmp_path: Path
):
    source = tmp_path / "form.docx"
    source.write_bytes(forms["nb", "on screen"])
    (pdf,) = office.convert([source], tmp_path, "pdf", TAGGED)
    structure = subprocess.run(
        ["pdfinfo", "-struct-text", str(pdf)], capture_output=True, encoding="utf-8", check=True
    ).stdout
    kinds = re.findall(r"^ *([A-Z][A-Za-z0-9]*)(?::| \((?:block|inline)\):?)?$", structure, re.MULTILINE)
    assert kinds[0] == "Document"
    assert {"H1", "H2", "L", "LI", "Table", "TR", "TH", "TD", "P", "Figure"} <= set(kinds)
    assert (kinds.count("H1"), kinds.count("Figure")) == (8, 18)
    headings = re.findall(r'^ *H1[^"]*"([^"]+)"', structure, re.MULTILINE)
    assert headings[:2] == ["Slik bruker du skjemaet", "Agenda"] and headings[-1] == "Konklusjon"
    headers = re.findall(r'^ *TH[^"]*"([^"]+)"', structure, re.MULTILINE)
    assert {"Krav", "Spørsmål og oppfølging", "Vurdering", "Skår", "Underskrift"} <= {text.strip() for text in headers}
    # pdfinfo does not show alternative texts; LibreOffice writes them as UTF-16 in hexadecimal
    said = {
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/Alt ?<([0-9A-F]+)>", pdf.read_bytes())
    }
    assert said == set(LANGUAGES["nb"].get("template.interview.icons").values())
