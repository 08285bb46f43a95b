"""HR's own templates: exported, changed the way people change a Word document, checked, and used."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import run, run_json
from documents import MAIN, Change, edited, lines, packed, replaced, tags, text_of, unpacked, w
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_totals_command import SMALL_PLAN, TWO
from wordcheck import findings
from workbooks import write_workbook

from generator import language
from generator.app.forms import identity_of
from generator.app.templates import check_own_template
from generator.app.trials import example_plan
from generator.model import Look
from generator.planning import interview_forms
from generator.problems import Problem, UnusableFile, errors
from generator.word.rendering import Template

ROOT = Path(__file__).resolve().parents[1]
NB = language.load("nb")
EXPORTED = (ROOT / "templates" / "nb" / "interview.docx").read_bytes()
STYLES, SETTINGS = "word/styles.xml", "word/settings.xml"
RELATIONSHIPS = "word/_rels/document.xml.rels"
Edit = Callable[[bytes], bytes]
ON_SCREEN = Look()


def problems(data: bytes, folder: Path) -> list[Problem]:
    path = folder / "mal.docx"
    path.write_bytes(data)
    return list(check_own_template(path, NB).problems)


def codes(data: bytes, folder: Path) -> list[str]:
    return [problem.code for problem in problems(data, folder)]


def paragraph(root: etree._Element, text: str) -> etree._Element:
    """Return the first paragraph that holds a text."""
    return next(p for p in root.iter(w("p")) if text in text_of(p))


def typed(old: str, new: str, times: int = 1) -> Edit:
    """Exchange a piece of text where it stands in one run, as when somebody types over it."""

    def edit(data: bytes) -> bytes:
        def change(root: etree._Element) -> None:
            left = times
            for element in root.iter(w("t")):
                if element.text and old in element.text and left:
                    element.text = element.text.replace(old, new)
                    left -= 1
            assert left < times, f"no {old}"

        return edited(data, change)

    return edit


def changed(change: Change, part: str = MAIN) -> Edit:
    return lambda data: edited(data, change, part=part)


def without_paragraph(text: str) -> Edit:
    """Delete the paragraph that holds a text."""

    def change(root: etree._Element) -> None:
        found = paragraph(root, text)
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)

    return changed(change)


def without_row(text: str) -> Edit:
    def change(root: etree._Element) -> None:
        row = next(paragraph(root, text).iterancestors(w("tr")))
        parent = row.getparent()
        assert parent is not None
        parent.remove(row)

    return changed(change)


def without_block(first: str) -> Edit:
    """Delete all from a paragraph with a statement to the one that ends it."""

    def change(root: etree._Element) -> None:
        begin = paragraph(root, first)
        parent, depth = begin.getparent(), 0
        assert parent is not None
        for element in list(parent)[parent.index(begin) :]:
            text = text_of(element) if element.tag == w("p") else ""
            depth += text.startswith(("{%p if", "{%p for")) - text.startswith(("{%p endif", "{%p endfor"))
            parent.remove(element)
            if depth == 0:
                return

    return changed(change)


def with_part(name: str, content: bytes, type: str, source: str, kind: str, reference: str = "") -> Edit:
    """Add a part to the package, and what refers to it to the body."""

    def edit(data: bytes) -> bytes:
        parts = unpacked(data)
        types = parts["[Content_Types].xml"].decode()
        parts["[Content_Types].xml"] = types.replace(
            "</Types>", f'<Override PartName="/{name}" ContentType="{type}"/></Types>'
        ).encode()
        parts[name] = content
        return related(packed(parts), source, kind, f"/{name}", external=False, reference=reference)

    return edit


def related(
    data: bytes, source: str, kind: str, target: str, *, external: bool = True, reference: str = "", id: str = "rIdX"
) -> bytes:
    parts = unpacked(data)
    folder, _, name = source.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    empty = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    text = parts.get(rels, empty.encode()).decode()
    mode = ' TargetMode="External"' if external else ""
    kind = kind if "://" in kind else f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    parts[rels] = text.replace(
        "</Relationships>", f'<Relationship Id="{id}" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    ).encode()
    if reference:
        parts[MAIN] = parts[MAIN].replace(b"<w:sectPr", f"<w:p>{reference}</w:p><w:sectPr".encode(), 1)
    return packed(parts)


def linked(kind: str, target: str, source: str = MAIN) -> Edit:
    return lambda data: related(data, source, kind, target)


def in_settings(xml: str) -> Edit:
    return lambda data: replaced(data, "<w:defaultTabStop", f"{xml}<w:defaultTabStop", SETTINGS)


def split_into_runs(code: str) -> Edit:
    """Put every letter of a code into a run of its own, with a spelling mark between, as Word does."""

    def change(root: etree._Element) -> None:
        element = next(t for t in root.iter(w("t")) if t.text and code in t.text)
        run = element.getparent()
        assert run is not None
        parent, text = run.getparent(), element.text or ""
        assert parent is not None
        at = parent.index(run)
        parent.remove(run)
        for letter in reversed(text):
            new = etree.fromstring(etree.tostring(run))
            piece = new.find(w("t"))
            assert piece is not None
            piece.text = letter
            parent.insert(at, new)
            parent.insert(at, etree.Element(w("proofErr"), {w("type"): "spellStart"}))

    return changed(change)


# ---- the template as it comes ----------------------------------------------------


@pytest.mark.parametrize("code", language.codes())
def test_an_exported_template_is_the_one_that_comes_with_the_program_and_has_no_problem(code: str, tmp_path: Path):
    out = tmp_path / "MY.docx"
    done = run("templates", "export", "interview", "--language", code, "--out", out)
    assert (done.status, done.err) == (0, "")
    assert out.read_bytes() == (ROOT / "templates" / code / "interview.docx").read_bytes()
    assert run_json("templates", "check", out).json == {"problems": []}


def test_an_export_never_writes_over_a_file(tmp_path: Path):
    out = tmp_path / "MY.docx"
    out.write_bytes(b"HR's work of a week")
    done = run("templates", "export", "interview", "--language", "nb", "--out", out)
    assert done.status == 0
    assert "MY (2).docx" in done.out + done.err
    assert out.read_bytes() == b"HR's work of a week"
    assert (tmp_path / "MY (2).docx").read_bytes() == EXPORTED


def test_the_list_names_each_document_in_each_language():
    done = run("templates", "list")
    assert done.status == 0
    assert [line for line in done.out.splitlines() if line.startswith("interview")] == [
        f"interview --language {words.code} ({words.text('language.name')})" for words in language.all_languages()
    ]
    assert NB.text("cli.templates.interview") in done.out


# ---- what goes wrong -------------------------------------------------------------

SCORE, NOTES = "{{r score(item) }}", "{{r notes(item) }}"
FIELD = '<w:sdt><w:sdtPr><w:tag w:val="in_depth.K1.score"/></w:sdtPr><w:sdtContent><w:r><w:t>4</w:t></w:r></w:sdtContent></w:sdt>'
OLE = "application/vnd.openxmlformats-officedocument.oleObject"

WRONG: dict[str, tuple[Edit, str, dict[str, Any]]] = {
    "a misspelt name": (
        typed("{{ position.manager }}", "{{ position.manger }}"),
        "template_name",
        {"name": "position.manger", "near": "position.manager"},
    ),
    "a misspelt name in a row that few plans have": (
        typed("{{ item.measures }}", "{{ item.measure }}"),
        "template_name",
        {"name": "item.measure", "near": "item.measures"},
    ),
    "another system's word": (
        typed("{{ item.id }} {{ item.text }}", "{{ item.id }} {{ item.txt }}"),
        "template_name",
        {"near": "item.text"},
    ),
    "a field function that does not exist": (typed(SCORE, "{{r scor(item) }}"), "template_name", {"near": "score"}),
    "a name used outside its loop": (
        typed("{{ candidate.place }}", "{{ item.text }}"),
        "template_name",
        {"name": "item"},
    ),
    "a filter that does not exist": (
        typed("{{ candidate.place }}", "{{ candidate.place|uper }}"),
        "template_name",
        {"name": "|uper", "near": "upper"},
    ),
    "a statement that does not exist": (
        typed("{%p for part in parts %}", "{%q for part in parts %}"),
        "template_tag",
        {},
    ),
    "a loop in another programme's words": (
        typed("{%p if part.scored %}", "{%p when part.scored %}"),
        "template_tag",
        {},
    ),
    "an include": (typed("{{ candidate.place }}", "{% include 'x' %}"), "template_tag", {}),
    "a condition with a parenthesis too few": (
        typed("{%p if part.scored %}", "{%p if (part.scored %}"),
        "template_syntax",
        {"typed": "{%p if (part.scored %}"},
    ),
    "a field for the wrong thing": (
        typed(SCORE, "{{r score(part) }}"),
        "template_field_of",
        {"name": "score", "wanted": ["score(item)"]},
    ),
    "a field without a parenthesis": (
        typed("{{r missing() }}", "{{ missing }}"),
        "template_field_of",
        {"wanted": ["missing()"]},
    ),
    "a loop over one thing": (
        typed("{%p for member in panel %}", "{%p for member in position %}"),
        "template_not_list",
        {"name": "position"},
    ),
    "a whole list asked for a detail": (typed("{{ candidate.place }}", "{{ panel.name }}"), "template_of_list", {}),
    "a whole item printed": (typed("{{ item.measures }}", "{{ item }}"), "template_not_text", {"name": "item"}),
    "a list printed": (typed("{{ item.measures }}", "{{ item.follow_ups }}"), "template_not_text", {}),
    "a bracket too few": (
        typed("{{ position.manager }}", "{{ position.manager }"),
        "template_bracket",
        {"text": "{{ position.manager }"},
    ),
    "one bracket on each side": (typed("{{ position.manager }}", "{ position.manager }"), "template_bracket", {}),
    "a code over two paragraphs": (
        typed("{{ position.manager }}", "{{ position."),
        "template_bracket",
        {},
    ),
    "a loop that does not end": (without_row("{%tr endfor %}"), "template_block_open", {"text": "endfor"}),
    "a condition that does not end": (
        without_paragraph("{%p endif %}"),
        "template_block_open",
        {"text": "endif"},
    ),
    "an end without a beginning": (
        without_row("{%tr for part in parts %}"),
        "template_block_unopened",
        {"text": "for"},
    ),
    "an else in a loop of nothing": (
        typed("{{ candidate.place }}", "{% else %}"),
        "template_block_unopened",
        {"text": "if"},
    ),
    "blocks that cross": (
        typed("{{ candidate.place }}", "{% for a in panel %}{% if a.role %}{% endfor %}{% endif %}"),
        "template_block_crossed",
        {"typed": "{% if a.role %}", "other": "{% endfor %}"},
    ),
    "a loop that begins in a row and ends in a paragraph": (
        typed("{%tr for part in parts %}", "{%p for part in parts %}"),
        "template_block_uneven",
        {"other": "{%p for part in parts %}"},
    ),
    "a condition in a line that ends in another cell": (
        typed("{{ candidate.place }}", "{% if candidate.place %}x", 1),
        "template_block_open",
        {},
    ),
    "a row statement outside a table": (
        typed("{%p for part in parts %}", "{%tr for part in parts %}"),
        "template_level",
        {},
    ),
    "a row statement in a row with a field": (
        typed("{{r tick(item) }}", "{{r tick(item) }}{%tr if item.text %}{%tr endif %}"),
        "template_swallows",
        {},
    ),
    "a paragraph statement with text behind it": (
        typed("{%p if part.scored %}", "{%p if part.scored %} Husk å summere"),
        "template_swallows",
        {"text": "Husk å summere"},
    ),
    "a paragraph statement beside a picture": (
        changed(
            lambda root: paragraph(root, "{%p if part.scored %}").append(
                etree.fromstring(f'<w:r xmlns:w="{w("")[1:-1]}"><w:drawing/></w:r>')
            )
        ),
        "template_swallows_picture",
        {},
    ),
    "a section break in a statement's paragraph": (
        changed(
            lambda root: paragraph(root, "{%p if part.scored %}").insert(
                0, etree.fromstring(f'<w:pPr xmlns:w="{w("")[1:-1]}"><w:sectPr/></w:pPr>')
            )
        ),
        "template_swallows_section",
        {},
    ),
    "a sum of what is not there": (
        typed("{{ total_minutes }}", "{{ total_minutes + candidate.minutes }}"),
        "template_fails",
        {"typed": "{{ total_minutes + candidate.minutes }}"},
    ),
    "what belongs to Python": (typed("{{ candidate.place }}", "{{ candidate.__class__ }}"), "template_name", {}),
    "a loop without end": (
        typed("{{ candidate.place }}", "{% for a in range(190) %}{% for b in range(190) %}{% endfor %}{% endfor %}"),
        "template_endless",
        {},
    ),
    "a field left out": (
        typed("{{r assessment(item) }}", ""),
        "template_field_missing",
        {"tags": ["in_depth.K1.assessment"]},
    ),
    "the conclusion left out": (
        typed("{{r recommend() }}", ""),
        "template_field_missing",
        {"tags": ["conclusion.recommend"]},
    ),
    "a field that stands twice": (
        typed("{{r missing() }}", "{{r missing() }} {{r missing() }}"),
        "template_field_doubled",
        {"tags": ["conclusion.missing"]},
    ),
    "a field that nobody reads": (
        typed("{{r tick(item) }}", "{{r tick(item) }} {{r notes(item) }}"),
        "template_field_unread",
        {},
    ),
    "a field in the page header": (
        changed(
            lambda root: (
                paragraph(root, "candidate.name").iter(w("t")).__next__().__setattr__("text", "{{r missing() }}")
            ),
            "word/header1.xml",
        ),
        "template_field_outside",
        {},
    ),
    "labels that do not name the part": (
        typed("{{ part.label }}: oppsummering", "Oppsummering"),
        "template_labels_alike",
        {"label": "Oppsummering"},
    ),
    "a row that does not begin with the id": (
        typed("{{ item.id }} {{ item.text }}", "{{ item.text }}", 4),
        "template_field_unlabelled",
        {},
    ),
    "a renamed header": (
        typed("Skår", "Poengsum", 2),
        "template_header_renamed",
        {"header": "Poengsum", "kind": "skår"},
    ),
    "a renamed label": (
        typed("Konklusjon: tilråding", "Konklusjon: hva vi råder til"),
        "template_label_renamed",
        {"label": "…: hva vi råder til", "known": "…: tilråding"},
    ),
    "a header that means another field": (
        typed("Notater: hva kandidaten sa og gjorde", "Vurdering", 1),
        "template_header_of_other",
        {"header": "Vurdering", "kind": "notater", "other": "vurdering"},
    ),
    "criteria deleted": (
        without_block("{%p for method in part.methods %}"),
        "template_section_missing",
        {"part": "case", "section": "criteria"},
    ),
    "the form id only in the footer": (without_paragraph("Skjema-ID"), "template_form_id_missing", {}),
    "the candidate's name left out": (typed("{{ candidate.name }}", ""), "template_candidate_missing", {}),
    "a linked picture": (
        linked("image", "file:///C:/Users/hr/logo.png"),
        "template_linked",
        {"target": "file:///C:/Users/hr/logo.png"},
    ),
    "a picture that a field fetches": (
        lambda data: replaced(
            data,
            "<w:sectPr",
            '<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;\\\\srv\\logo.png&quot; "/></w:p><w:sectPr',
        ),
        "template_linked",
        {},
    ),
    "a link to the file server": (linked("hyperlink", "file:///S:/rutiner.docx"), "template_linked", {}),
    "another template behind it": (
        linked("attachedTemplate", "file:///S:/Maler/Brev.dotx", SETTINGS),
        "template_attached",
        {"target": "file:///S:/Maler/Brev.dotx"},
    ),
    "an embedded spreadsheet": (
        with_part("word/embeddings/a.bin", b"x", OLE, MAIN, "oleObject"),
        "template_active",
        {},
    ),
    "a control that runs": (
        with_part("word/activeX/activeX1.xml", b"<x/>", "application/vnd.ms-office.activeX+xml", MAIN, "control"),
        "template_active",
        {},
    ),
    "protection": (
        in_settings('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
        "template_protected",
        {},
    ),
    "mail merge": (
        in_settings('<w:mailMerge><w:mainDocumentType w:val="formLetters"/></w:mailMerge>'),
        "template_mail_merge",
        {},
    ),
    "a merge field": (
        lambda data: replaced(
            data,
            "<w:sectPr",
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> MERGE</w:instrText></w:r><w:r><w:instrText>FIELD Navn </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr',
        ),
        "template_mail_merge",
        {},
    ),
    "tracked changes": (
        lambda data: replaced(
            data, "<w:sectPr", '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>Nytt</w:t></w:r></w:ins></w:p><w:sectPr'
        ),
        "template_tracked_changes",
        {},
    ),
    "comments": (
        with_part(
            "word/comments.xml",
            f'<w:comments xmlns:w="{w("")[1:-1]}"><w:comment w:id="0" w:author="A"><w:p><w:r><w:t>Sjekk {{{{</w:t></w:r></w:p></w:comment></w:comments>'.encode(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
            MAIN,
            "comments",
            '<w:r><w:commentReference w:id="0"/></w:r>',
        ),
        "template_comments",
        {"count": 1},
    ),
    "a field copied from a form": (
        lambda data: replaced(data, "<w:sectPr", f"<w:p>{FIELD}</w:p><w:sectPr"),
        "template_own_control",
        {"tag": "in_depth.K1.score"},
    ),
    "curly quotes": (
        typed('{%p if part.key == "closing" %}', "{%p if part.key == ”closing” %}"),
        "template_mended",
        {"typed": "{%p if part.key == ”closing” %}", "read": '{%p if part.key == "closing" %}'},
    ),
    "whitespace control": (typed("{%p if part.scored %}", "{%- if part.scored %}"), "template_block_uneven", {}),
    "a field without r": (typed(SCORE, "{{ score(item) }}"), "template_mended", {"read": SCORE}),
    "a space between the brackets": (
        typed("{{ candidate.place }}", "{ { candidate.place } }"),
        "template_mended",
        {"read": "{{ candidate.place }}"},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_check_tells_of(name: str, tmp_path: Path):
    edit, code, values = WRONG[name]
    found = [problem for problem in problems(edit(EXPORTED), tmp_path) if problem.code == code]
    assert found, codes(edit(EXPORTED), tmp_path)
    assert any(values.items() <= problem.values.items() for problem in found), found
    for words in language.all_languages():
        assert words.message(found[0])
        assert words.remedy(found[0])
        assert words.place(found[0].place).startswith("mal.docx")


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in unpacked(EXPORTED).items():
            archive.writestr(name, data)
        archive.writestr("word/media/a.bin", bytes(70 * 2**20))
    return stream.getvalue()


UNUSABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "damaged_document"),
    "text": (lambda: b"Hei", "damaged_document"),
    "half a file": (lambda: EXPORTED[:5000], "damaged_document"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old_document"),
    "a document with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "an OpenDocument text": (
        lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "opendocument_document",
    ),
    "a Word template": (
        lambda: replaced(
            EXPORTED, "wordprocessingml.document.main+xml", "wordprocessingml.template.main+xml", "[Content_Types].xml"
        ),
        "template_not_plain",
    ),
    "macros": (lambda: packed({**unpacked(EXPORTED), "word/vbaProject.bin": b"x"}), "macro_document"),
    "broken styles": (lambda: packed({**unpacked(EXPORTED), STYLES: b"<w:styles"}), "damaged_document"),
    "a bomb": (_bomb, "template_too_large"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_file_that_no_form_can_be_made_from_is_refused_in_one_sentence(name: str, tmp_path: Path):
    make, code = UNUSABLE[name]
    path = tmp_path / "mal.docx"
    path.write_bytes(make())
    done = run_json("templates", "check", path)
    assert (done.status, done.codes) == (1, [code])
    assert done.err.count(done.problem(code)["message"]) == 1
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--language", "nb", "--example")
    used = run_json("forms", plan, "--out", tmp_path / "out", "--template", path)
    assert (used.status, used.codes, used.json["forms"]) == (1, [code], [])


def test_a_missing_file_a_folder_and_a_workbook_are_told_apart(tmp_path: Path):
    assert run_json("templates", "check", tmp_path / "none.docx").codes == ["file_missing"]
    assert run_json("templates", "check", tmp_path).codes == ["file_is_folder"]
    run("new", tmp_path / "plan.xlsx", "--language", "nb")
    assert run_json("templates", "check", tmp_path / "plan.xlsx").codes == ["form_unreadable"]


def test_a_finished_form_is_no_template(tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--language", "nb", "--example")
    form = run_json("forms", plan, "--out", tmp_path / "out").json["forms"][0]["path"]
    assert run_json("templates", "check", form).codes == ["template_is_form"]


# ---- places ----------------------------------------------------------------------


def test_a_problem_is_placed_by_the_nearest_heading_and_the_text_around_it(tmp_path: Path):
    data = typed("{{ position.manager }}", "{{ position.manger }} (leder)")(EXPORTED)
    data = typed("{{ total_minutes }}", "{{ totl_minutes }}")(data)
    found = {problem.values["name"]: NB.place(problem.place) for problem in problems(data, tmp_path)}
    assert found["position.manger"] == (
        "mal.docx: under «Intervjuskjema for andregangsintervju», ved «{{ position.manger }} (leder)»"
    )
    assert found["totl_minutes"].startswith("mal.docx: under «Agenda», ved «")


def test_a_problem_in_header_and_properties_is_placed_there(tmp_path: Path):
    data = replaced(EXPORTED, "{{ candidate.name }}", "{{ candidate.nme }}", "word/header1.xml")
    data = replaced(data, "{{ candidate.name }}", "{{ candidate.nam }}", "docProps/core.xml")
    found = {problem.values["name"]: NB.place(problem.place) for problem in problems(data, tmp_path)}
    assert "topptekst" in found["candidate.nme"]
    assert "dokumentegenskaper" in found["candidate.nam"]


def test_all_problems_of_a_template_are_told_at_once(tmp_path: Path):
    data = typed("{{ position.manager }}", "{{ position.manger }}")(EXPORTED)
    data = typed("{%p if part.scored %}", "{%p if part.scoored %}")(data)
    data = typed("{{r missing() }}", "{{r missing() }} {{r missing() }}")(data)
    data = linked("image", "file:///C:/logo.png")(data)
    data = typed("Skår", "Poengsum", 1)(data)
    assert {"template_name", "template_field_doubled", "template_linked", "template_header_renamed"} <= set(
        codes(data, tmp_path)
    )
    names = {problem.values["name"] for problem in problems(data, tmp_path) if problem.code == "template_name"}
    assert names == {"position.manger", "part.scoored"}


def test_a_mistake_that_stands_in_forty_rows_is_told_once(tmp_path: Path):
    data = typed("{{r assessment(item) }}", "")(EXPORTED)
    assert codes(data, tmp_path) == ["template_field_missing"]


# ---- what is mended, and what may be changed freely -------------------------------


def form_of(template: bytes, look: Look = ON_SCREEN) -> bytes:
    plan = example_plan(NB)
    spec = interview_forms(plan, "intervju")[0]
    return Template(template, "mal.docx").render(plan, spec, identity_of(spec, plan, look), NB, look)


def same_as_shipped(template: bytes) -> bool:
    return lines(form_of(template)) == lines(form_of(EXPORTED)) and tags(form_of(template)) == tags(form_of(EXPORTED))


MENDED: dict[str, Edit] = {
    "a code split over runs": split_into_runs("{{ position.manager }}"),
    "a statement split over runs": split_into_runs("{%p if part.scored %}"),
    "a field split over runs": split_into_runs(SCORE),
    "curly quotes": typed('{%p if part.key == "in_depth" %}', "{%p if part.key == “in_depth” %}"),
    "angled quotes": typed('{%p if part.key == "in_depth" %}', "{%p if part.key == «in_depth» %}"),
    "single curly quotes": typed('{%p if part.key == "in_depth" %}', "{%p if part.key == ‘in_depth’ %}"),
    "spaces that do not break": typed("{{ position.manager }}", "{{\u00a0position.manager\u00a0}}"),
    "spaces between the brackets": typed("{{ position.manager }}", "{ { position.manager } }"),
    "a capital letter": typed("{%p if part.scored %}", "{%P If part.scored %}"),
    "a space before the level": typed("{%p if part.scored %}", "{% p if part.scored %}"),
    "a field without r": typed(SCORE, "{{ score(item) }}"),
    "r on a text": typed("{{ position.manager }}", "{{r position.manager }}"),
    "whitespace control": typed("{% endif %}", "{%- endif -%}"),
    "the last paragraph of a cell deleted": changed(
        lambda root: [
            cell.remove(cell[-1])
            for cell in root.iter(w("tc"))
            if "{%p endif %}" in text_of(cell) and text_of(cell[-1]) == ""
        ]
    ),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_meant_is_plain_with(name: str, tmp_path: Path):
    data = MENDED[name](EXPORTED)
    assert data != EXPORTED
    assert not errors(problems(data, tmp_path))
    assert same_as_shipped(data)
    assert findings(form_of(data)) == []


FREE: dict[str, Edit] = {
    "reading text": without_paragraph("I andre runde"),
    "the facts": changed(lambda root: root.find(w("body")).remove(next(root.iter(w("tbl"))))),  # type: ignore[union-attr]
    "words": typed("Habilitet og underskrift", "Underskrifter"),
    "advice": changed(
        lambda root: [
            t.getparent().remove(t)
            for t in list(root.iter(w("tbl")))
            if t.find(f"{w('tblPr')}/{w('tblStyle')}").get(w("val")) == "AdviceTable"
        ]  # type: ignore[union-attr]
    ),
}


@pytest.mark.parametrize("name", FREE)
def test_these_can_be_left_out_or_changed_freely(name: str, tmp_path: Path):
    data = FREE[name](EXPORTED)
    assert not [code for code in codes(data, tmp_path) if code != "template_candidate_missing"]
    assert tags(form_of(data)) == tags(form_of(EXPORTED))


def test_what_is_only_the_authors_is_left_out_of_the_forms():
    data = WRONG["comments"][0](WRONG["another template behind it"][0](EXPORTED))
    data = with_part(
        "docProps/app.xml",
        b"<Properties><TitlesOfParts>{{ position.title }}</TitlesOfParts></Properties>",
        "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "",
        "extended-properties",
    )(data)
    form = form_of(data)
    assert not [name for name in unpacked(form) if "comments" in name]
    assert b"commentReference" not in unpacked(form)[MAIN]
    assert b"Brev.dotx" not in b"".join(unpacked(form).values())


# ---- a section left out on purpose ------------------------------------------------


def test_a_template_without_a_section_is_refused_for_a_plan_that_has_it_and_serves_one_that_has_not(tmp_path: Path):
    mine = tmp_path / "MY.docx"
    mine.write_bytes(without_block("{%p for method in part.methods %}")(EXPORTED))
    done = run_json("templates", "check", mine)
    assert done.status == 0
    assert {(entry["code"], entry["values"]["part"]) for entry in done.json["problems"]} == {
        ("template_section_missing", "case"),
        ("template_section_missing", "tests"),
    }
    with_methods, without = tmp_path / "with.xlsx", tmp_path / "without.xlsx"
    run("new", with_methods, "--language", "nb", "--example")
    refused = run_json("forms", with_methods, "--out", tmp_path / "a", "--template", mine)
    assert (refused.status, refused.json["forms"]) == (1, [])
    assert "V1, skår" in refused.problem("template_field_missing")["message"]
    write_workbook(without, SMALL_PLAN, TWO)
    made = run_json("forms", without, "--out", tmp_path / "b", "--template", mine)
    assert (made.status, len(made.json["forms"])) == (0, 2)


def test_forms_with_a_template_in_another_language_are_made_and_that_is_said(tmp_path: Path):
    mine = ROOT / "templates" / "sv" / "interview.docx"
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--language", "nb", "--example")
    done = run_json("forms", plan, "--out", tmp_path / "out", "--template", mine)
    assert done.status == 0
    assert done.problem("template_language")["severity"] == "warning"
    assert done.json["forms"]


def test_every_problem_of_the_template_is_told_before_a_form_is_written(tmp_path: Path):
    mine, plan = tmp_path / "MY.docx", tmp_path / "plan.xlsx"
    mine.write_bytes(
        typed("{{r recommend() }}", "")(typed("{{r missing() }}", "{{r missing() }} {{r missing() }}")(EXPORTED))
    )
    run("new", plan, "--language", "nb", "--example")
    done = run_json("forms", plan, "--out", tmp_path / "out", "--template", mine)
    assert (done.status, done.json["forms"]) == (1, [])
    assert {"template_field_missing", "template_field_doubled"} <= set(done.codes)
    assert not list((tmp_path / "out").rglob("*.docx"))


# ---- whatever a template holds -----------------------------------------------------


def damaged(seed: int, times: int) -> bytes:
    """Delete, copy or move paragraphs, runs, rows and cells of the exported template at random."""
    dice = random.Random(seed)

    def change(root: etree._Element) -> None:
        for _ in range(times):
            elements = list(root.iter(*map(w, ("p", "r", "tr", "tc", "tbl", "t", "tblGrid", "pPr"))))
            element, other = dice.choice(elements), dice.choice(elements)
            parent = element.getparent()
            if parent is None or parent.tag == w("document"):
                continue
            deed = dice.choice(("delete", "copy", "move", "letters"))
            if deed == "delete":
                parent.remove(element)
            elif deed == "copy":
                element.addnext(etree.fromstring(etree.tostring(element)))
            elif deed == "move" and other not in (element, *element.iter(), *element.iterancestors()):
                other.addnext(element)
            elif element.text:
                at = dice.randrange(len(element.text))
                element.text = element.text[:at] + dice.choice("{}%”(. |'\"pr") + element.text[at + 1 :]

    return edited(EXPORTED, change)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(seed=st.integers(0, 10**6), times=st.integers(1, 6))
def test_a_check_never_fails_and_a_template_without_errors_gives_a_sound_form(
    seed: int, times: int, tmp_path_factory: pytest.TempPathFactory
):
    data = damaged(seed, times)
    path = tmp_path_factory.mktemp("damaged") / "mal.docx"
    path.write_bytes(data)
    try:
        found = check_own_template(path, NB).problems
    except UnusableFile as refused:
        assert NB.message(refused.problem)
        return
    for problem in found:
        assert NB.message(problem) and NB.remedy(problem) and NB.place(problem.place)
    if not errors(found) and not [p for p in found if p.code == "template_section_missing"]:
        form = form_of(data)
        assert not [finding for finding in findings(form) if "header row" not in finding and "split" not in finding]


# ---- footnotes, bookmarks and what else Word puts into a document -------------------


def with_footnote(data: bytes) -> bytes:
    notes = (
        f'<w:footnotes xmlns:w="{w("")[1:-1]}"><w:footnote w:id="2"><w:p><w:r><w:t>Se rutinen for {{{{ position.unit }}}}.'
        "</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    return with_part("word/footnotes.xml", notes.encode(), type, MAIN, "footnotes", reference)(data)


def test_a_footnote_of_the_template_is_not_told_of_every_form_but_one_that_somebody_adds_is(tmp_path: Path):
    mine, plan = tmp_path / "MY.docx", tmp_path / "plan.xlsx"
    mine.write_bytes(with_footnote(EXPORTED))
    assert run_json("templates", "check", mine).json == {"problems": []}
    write_workbook(plan, SMALL_PLAN, TWO)
    form = Path(run_json("forms", plan, "--out", tmp_path / "out", "--template", mine).json["forms"][0]["path"])
    assert "Se rutinen for" in text_of(etree.fromstring(unpacked(form.read_bytes())["word/footnotes.xml"]))

    def told() -> list[str]:
        (read,) = run_json("totals", plan, form, "--out", tmp_path / "r.xlsx").json["forms"]
        return [entry["code"] for entry in read["problems"] if entry["code"].startswith("remarks")]

    assert told() == []
    data = replaced(
        form.read_bytes(),
        "</w:footnotes>",
        '<w:footnote w:id="3"><w:p><w:r><w:t>Min</w:t></w:r></w:p></w:footnote></w:footnotes>',
        "word/footnotes.xml",
    )
    form.write_bytes(replaced(data, "<w:sectPr", '<w:p><w:r><w:footnoteReference w:id="3"/></w:r></w:p><w:sectPr'))
    assert told() == ["remarks_collected"]


def test_a_bookmark_in_a_repeated_row_stands_once_in_the_form(tmp_path: Path):
    def mark(root: etree._Element) -> None:
        inside = paragraph(root, "{{ item.id }} {{ item.text }}")
        inside.insert(1, etree.Element(w("bookmarkStart"), {w("id"): "0", w("name"): "_GoBack"}))
        inside.append(etree.Element(w("bookmarkEnd"), {w("id"): "0"}))

    data = edited(EXPORTED, mark)
    assert codes(data, tmp_path) == []
    assert findings(form_of(data)) == []
    assert unpacked(form_of(data))[MAIN].count(b"_GoBack") == 1


def test_what_word_keeps_in_a_part_of_the_name_that_ours_has_stays(tmp_path: Path):
    sources = b'<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"/>'
    mine, plan = tmp_path / "MY.docx", tmp_path / "plan.xlsx"
    mine.write_bytes(with_part("customXml/item1.xml", sources, "application/xml", MAIN, "customXml")(EXPORTED))
    write_workbook(plan, SMALL_PLAN, TWO)
    form = Path(run_json("forms", plan, "--out", tmp_path / "out", "--template", mine).json["forms"][0]["path"])
    assert unpacked(form.read_bytes())["customXml/item1.xml"] == sources
    assert b"urn:intervjuguide:form" in unpacked(form.read_bytes())["customXml/item2.xml"]
    (read,) = run_json("totals", plan, form, "--out", tmp_path / "r.xlsx").json["forms"]
    assert read["candidate"] == "P1"


@pytest.mark.parametrize(
    ("edit", "codes_of_it"),
    [
        (typed("{%p for part in parts %}", "{%q for part in parts %}"), ["template_tag"]),
        (typed("{%p for part in parts %}", "{%p for part in pats %}"), ["template_name"]),
        (typed("{%p for part in parts %}", "{%p for part in (parts %}"), ["template_syntax"]),
        (without_paragraph("{%p for part in parts %}"), ["template_block_unopened"]),
    ],
    ids=["level", "name", "syntax", "lost"],
)
def test_a_mistake_in_a_loop_is_told_once_and_not_again_for_all_that_is_inside(
    edit: Edit, codes_of_it: list[str], tmp_path: Path
):
    assert [problem.code for problem in errors(problems(edit(EXPORTED), tmp_path))] == codes_of_it
