"""Copies of completed forms with their totals: what is written, what stays, and what is never done."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import hostile
import pytest
from commands import Done, run, run_json, snapshot
from damages import Damage, apply
from documents import (
    EMPTY,
    MAIN,
    SPACE,
    Change,
    W,
    cell,
    checked,
    control,
    edited,
    in_cell,
    in_control,
    make,
    packed,
    parse,
    replaced,
    root_of,
    runs,
    text_of,
    unpacked,
    w,
    without_controls,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from plans import FULL_PLAN, WORKED_EXAMPLE
from test_panel import CANDIDATES, PANEL, POSITION
from test_scoresheet import cell_of
from workbooks import SMALL_PLAN, write_workbook

from generator.app.totals import compute_totals
from generator.app.writing_back import write_back
from generator.word.filling import fill

WORKED = {
    "in_depth.K1.score": "4",
    "in_depth.K1.notes": "Skrev «Veilederen» <alene> & fikk ros\nto linjer\ttab",
    "in_depth.K2.score": "not_assessed",
    "case.V1.score": "3",
    "case.V2.score": "4",
    "tests.V3.score": "5",
    "closing.S4.done": "x",
    "conclusion.recommend": "go_on",
}
"""The example that the design works out by hand: in depth 4 of 5 (one of three), case 7 of 10, tests 5 of 5."""

TOTALS = {"in_depth": "4 av 5, 1 av 3 vurdert", "case": "7 av 10", "tests": "5 av 5"}
TAGS = [f"{part}.total" for part in TOTALS]
NAME = "Saksbehandler - Kari Nordmann - intervju.docx"


class Archive:
    """A plan with one candidate, the form that has come back, and the folder that copies go to."""

    def __init__(self, folder: Path, forms: Mapping[str, bytes], *markdown: str) -> None:
        self.folder = folder
        self.forms = forms
        self.plan = write_workbook(folder / "plan.xlsx", *(markdown or (SMALL_PLAN, WORKED_EXAMPLE)))
        self.incoming = folder / "inn"
        self.out = folder / "arkiv"
        self.incoming.mkdir()

    def receive(self, data: bytes, name: str = "svar fra Kari.docx") -> Path:
        path = self.incoming / name
        path.write_bytes(data)
        return path

    def totals(self, *given: Path, out: Path | None = None) -> Done:
        """Compute totals of what has come in, and write back."""
        results = self.folder / "resultater.xlsx"
        read = given or (self.incoming,)
        return run_json("totals", self.plan, *read, "--out", results, "--write-back", out or self.out)

    def read(self, *given: Path) -> Done:
        return run_json("totals", self.plan, *given, "--out", self.folder / "resultater.xlsx")

    def copy_of(self, *changes: Change, answers: Mapping[str, str] = WORKED) -> bytes:
        """Fill in the form, change it as editors do, and return the copy that is written."""
        filled = fill(self.forms["P1"], answers)
        self.receive(edited(filled, *changes) if changes else filled)
        done = self.totals()
        (entry,) = done.json["copies"]
        assert entry["totals"] == TOTALS, done.err
        return Path(entry["path"]).read_bytes()


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The form of the example that the design works out by hand, as it is handed out."""
    return make(tmp_path_factory.mktemp("skjema"), SMALL_PLAN, WORKED_EXAMPLE)[1]


@pytest.fixture
def archive(tmp_path: Path, worked: Mapping[str, bytes]) -> Archive:
    return Archive(tmp_path, worked)


def total_texts(data: bytes) -> dict[str, str]:
    root = root_of(data)
    return {tag.split(".")[0]: text_of(cell(root, tag)).strip() for tag in TAGS}


def without_totals(data: bytes) -> bytes:
    """Return the canonical XML of a document without what stands in the cells of totals."""
    root = root_of(data)
    for tag in TAGS:
        cell(root, tag).clear()
    return etree.tostring(root, method="c14n")


def answers(done: Done) -> dict[str, object]:
    (form,) = done.json["forms"]
    return {tag: answer for tag, answer in form["answers"].items() if tag not in TAGS}


def figures(done: Done) -> tuple[object, ...]:
    (form,) = done.json["forms"]
    return form["parts"], form["requirements"], form["overall"]


def assert_same_but_for_totals(archive: Archive, original: bytes, copy: bytes) -> None:
    """A copy read alone says what the original says, and its totals are no cause for a problem."""
    one, other = (archive.folder / name for name in ("original.docx", "kopi.docx"))
    one.write_bytes(original)
    other.write_bytes(copy)
    before, after = archive.read(one), archive.read(other)
    assert answers(before) == answers(after)
    assert figures(before) == figures(after)
    assert sorted(before.codes) == sorted(after.codes)


# ---- what is written


def test_the_totals_of_the_worked_example_stand_in_the_copy_and_nowhere_else(archive: Archive):
    original = archive.receive(fill(archive.forms["P1"], WORKED))
    before = original.read_bytes()
    done = archive.totals()
    assert done.json["copies"] == [
        {
            "path": str(archive.out / NAME),
            "source": str(original),
            "candidate": "P1",
            "name": "Kari Nordmann",
            "panel_member": None,
            "document": "interview",
            "status": "written",
            "totals": TOTALS,
        }
    ]
    assert snapshot(archive.incoming) == {original.name: before}
    copy = (archive.out / NAME).read_bytes()
    assert total_texts(copy) == TOTALS
    assert without_totals(copy) == without_totals(before)
    assert_same_but_for_totals(archive, before, copy)


def test_every_other_part_of_the_package_keeps_its_bytes_and_its_place(archive: Archive):
    parts = unpacked(fill(archive.forms["P1"], WORKED))
    odd = {"customXml/item9.xml": b"<ukjent\r\n/>", "word/media/bilde.png": b"\x89PNG\r\n\x00"}
    original = packed({**dict(reversed(parts.items())), **odd})
    archive.receive(original)
    (entry,) = archive.totals().json["copies"]
    copy = unpacked(Path(entry["path"]).read_bytes())
    assert list(copy) == [*reversed(parts), *odd]
    assert {name for name in copy if copy[name] != {**parts, **odd}[name]} == {MAIN}


def test_what_the_zip_says_of_its_entries_stays(archive: Archive):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packing:
        packing.comment = b"fra arkivet"
        for number, (name, data) in enumerate(unpacked(fill(archive.forms["P1"], WORKED)).items()):
            entry = zipfile.ZipInfo(name, (2026, 11, 1 + number, 12, 30, 0))
            entry.compress_type = zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED
            packing.writestr(entry, data)
    archive.receive(stream.getvalue())
    (entry,) = archive.totals().json["copies"]

    def said(data: bytes) -> list[object]:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return [opened.comment, *((e.filename, e.date_time, e.compress_type) for e in opened.infolist())]

    assert said(Path(entry["path"]).read_bytes()) == said(stream.getvalue())


def test_namespaces_declarations_and_tracked_changes_of_other_people_survive(archive: Archive):
    strange = (
        '<w:p><w:ins w:id="900" w:author="Eva" w:date="2026-11-12T10:00:00Z"><w:r><w:t>innsatt</w:t></w:r></w:ins>'
        '<w:del w:id="901" w:author="Eva" w:date="2026-11-12T10:00:00Z"><w:r><w:delText>slettet</w:delText></w:r></w:del>'
        "</w:p>"
    )
    filled = edited(fill(archive.forms["P1"], WORKED), in_cell("in_depth.K2.notes", strange))
    parts = unpacked(filled)
    for old, new in (
        (b"<w:document ", b'<!-- laget et annet sted --><w:document xmlns:x9="urn:eksempel:ukjent" '),
        (b'mc:Ignorable="w14"', b'mc:Ignorable="w14 x9"'),
        (b"</w:body>", b'</w:body><x9:noe x9:a="1"/>'),
    ):
        assert parts[MAIN].count(old) == 1
        parts[MAIN] = parts[MAIN].replace(old, new)
    original = packed(parts)
    archive.receive(original)
    (entry,) = archive.totals().json["copies"]
    copy = Path(entry["path"]).read_bytes()
    assert total_texts(copy) == TOTALS
    assert without_totals(copy) == without_totals(original)
    written = unpacked(copy)[MAIN]
    for kept in (b"<!-- laget et annet sted -->", b"urn:eksempel:ukjent", b'mc:Ignorable="w14 x9"', b"<x9:noe"):
        assert kept in written
    assert written.replace(b"'", b'"').startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')


@pytest.mark.parametrize(
    ("code", "complete", "incomplete"),
    [
        ("nb", "8 av 15", "5 av 10, 2 av 3 vurdert"),
        ("nn", "8 av 15", "5 av 10, 2 av 3 vurderte"),
        ("sv", "8 av 15", "5 av 10, 2 av 3 bedömda"),
        ("en", "8 of 15", "5 of 10, 2 of 3 scored"),
    ],
)
def test_a_total_is_written_in_the_language_of_the_form_and_read_back_in_every_language(
    tmp_path: Path, code: str, complete: str, incomplete: str
):
    plan, forms, out = tmp_path / "plan.xlsx", tmp_path / "forms", tmp_path / "arkiv"
    run("new", plan, "--example", "--language", code)
    path = Path(run_json("forms", plan, "--out", forms).json["forms"][0]["path"])
    blank = path.read_bytes()
    shutil.rmtree(forms)
    forms.mkdir()
    criteria = [entry.get(w("val")).removesuffix(".score") for entry in root_of(blank).iter(w("tag"))]
    criteria = [tag for tag in criteria if tag.startswith("case.V") and "." not in tag.removeprefix("case.")]
    scores = dict(zip((f"{tag}.score" for tag in criteria), ("2", "3", "3"), strict=True))
    for answered, expected in ((scores, complete), (dict(list(scores.items())[:2]), incomplete)):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fill(blank, answered))
        done = run_json("totals", plan, path, "--out", tmp_path / "r.xlsx", "--write-back", out)
        (entry,) = done.json["copies"]
        assert entry["totals"] == {"in_depth": None, "case": expected, "tests": None}
        again = run_json("totals", plan, entry["path"], "--out", tmp_path / "r.xlsx")
        assert not [found for found in again.codes if found.startswith("total_")]
        assert again.json["forms"][0]["answers"]["case.total"]["raw"] == expected


def test_a_part_without_any_score_has_an_empty_total(archive: Archive):
    archive.receive(fill(archive.forms["P1"], {"case.V1.score": "2", "in_depth.K1.notes": "Fortalte lite"}))
    (entry,) = archive.totals().json["copies"]
    assert entry["totals"] == {"in_depth": None, "case": "2 av 5, 1 av 2 vurdert", "tests": None}
    assert total_texts(Path(entry["path"]).read_bytes()) == {
        "in_depth": "",
        "case": entry["totals"]["case"],
        "tests": "",
    }


def test_a_total_that_a_person_typed_stays_and_a_difference_is_a_problem(archive: Archive):
    archive.receive(fill(archive.forms["P1"], {**WORKED, "case.total": "8", "tests.total": "5"}))
    done = archive.totals()
    (entry,) = done.json["copies"]
    assert entry["totals"] == {"in_depth": TOTALS["in_depth"], "case": None, "tests": None}
    copy = Path(entry["path"]).read_bytes()
    assert total_texts(copy) == {"in_depth": TOTALS["in_depth"], "case": "8", "tests": "5"}
    assert done.problem("total_differs")["values"] == {"typed": "8", "sum": 7}


def test_a_form_with_all_its_totals_is_copied_byte_for_byte(archive: Archive):
    original = fill(archive.forms["P1"], {**WORKED, "case.total": "7", "tests.total": "5", "in_depth.total": "4"})
    archive.receive(original)
    archive.totals()
    assert snapshot(archive.out) == {NAME: original}


def test_a_total_of_an_archived_form_that_no_longer_fits_its_scores_is_a_problem(archive: Archive):
    copy = archive.copy_of()
    changed = edited(copy, in_control("in_depth.K3.score", runs("2")))
    done = archive.read(archive.receive(changed))
    assert done.problem("total_differs")["values"] == {"typed": "4 av 5, 1 av 3 vurdert", "sum": 6}


@pytest.mark.parametrize("typed", ["7 av 10, 1 av 2 vurdert", "7 av 15, 2 av 2 vurdert"])
def test_a_right_sum_on_a_wrong_basis_is_not_taken_for_right(archive: Archive, typed: str):
    done = archive.read(archive.receive(fill(archive.forms["P1"], {**WORKED, "case.total": typed})))
    assert done.problem("total_unreadable")["values"] == {"typed": typed, "sum": 7}


# ---- the cell, however editors have left it


def only_text(text: str, attributes: str = "") -> Change:
    return in_cell("case.total", f'<w:p><w:r>{attributes}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>')


DELETED = '<w:p><w:del w:id="9" w:author="Eva"><w:r><w:delText>6</w:delText></w:r></w:del></w:p>'


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        pytest.param(only_text(EMPTY), "", id="placeholder without its control"),
        pytest.param(only_text("Klikk eller trykk her for å skrive inn tekst."), "", id="the placeholder of Word"),
        pytest.param(only_text("  "), "  ", id="space"),
        pytest.param(in_cell("case.total", "<w:p/>"), "", id="an empty paragraph"),
        pytest.param(in_cell("case.total", DELETED), "", id="deleted text"),
        pytest.param(only_text("skjult", "<w:rPr><w:vanish/></w:rPr>"), "skjult", id="hidden text"),
        pytest.param(in_cell("case.total", "<w:p/><w:p/><w:p/>"), "", id="several paragraphs"),
        pytest.param(without_controls, "", id="no controls at all"),
    ],
)
def test_an_empty_cell_gets_its_total_whatever_it_is_empty_with(archive: Archive, change: Change, kept: str):
    copy = archive.copy_of(change)
    root = root_of(copy)
    label = next(c for c in root.iter(w("tc")) if text_of(c).strip() == "Skriftlig sak: totalsum")
    assert text_of(label.getnext()).strip("\n") == f"{kept}7 av 10"


def test_text_that_is_deleted_with_track_changes_stays_deleted_beside_the_total(archive: Archive):
    copy = archive.copy_of(in_cell("case.total", DELETED))
    assert b"<w:delText>6</w:delText>" in unpacked(copy)[MAIN]


def test_what_nobody_sees_before_a_total_does_not_move_it_into_another_cell(archive: Archive):
    """A deleted row, deleted paragraphs and hidden runs stand in the file and not in what is read."""

    def unseen(root: etree._Element) -> None:
        total = cell(root, "in_depth.total")
        row = next(total.iterancestors(w("tr")))
        deleted_row = parse(
            '<w:tr><w:trPr><w:del w:id="900" w:author="A"/></w:trPr><w:tc><w:p><w:r><w:t>borte</w:t></w:r></w:p></w:tc></w:tr>'
        )[0]
        row.addprevious(deleted_row)
        row.insert(0, parse('<w:del w:id="901" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del>')[0])
        body = root.find(w("body"))
        assert body is not None
        for n in range(3):
            hidden = f'<w:p><w:del w:id="{910 + n}" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>'
            body.insert(0, parse(hidden)[0])

    copy = archive.copy_of(unseen)
    assert total_texts(copy) == TOTALS
    assert_same_but_for_totals(archive, edited(fill(archive.forms["P1"], WORKED), unseen), copy)


def test_the_control_of_a_total_holds_it_and_shows_no_placeholder_any_more(archive: Archive):
    found = control(root_of(archive.copy_of()), "case.total")
    assert found.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is None
    assert [entry.text for entry in found.iter(w("t"))] == ["7 av 10"]
    (run_,) = found.iter(w("r"))
    assert [etree.QName(entry).localname for entry in run_] == ["t"]
    assert run_[0].get(SPACE) == "preserve"


def around_the_paragraph(root: etree._Element) -> None:
    """Make the control of a total one that holds its paragraph, as some editors do."""
    found, holder = control(root, "case.total"), cell(root, "case.total")
    content = found.find(w("sdtContent"))
    assert content is not None
    paragraph = etree.Element(w("p"))
    paragraph.extend(list(content))
    content.append(paragraph)
    for old in holder.findall(w("p")):
        holder.remove(old)
    holder.append(found)
    holder.append(etree.Element(w("p")))


def around_the_cell(root: etree._Element) -> None:
    """Make the control of a total one that holds its cell."""
    found, holder = control(root, "case.total"), cell(root, "case.total")
    content = found.find(w("sdtContent"))
    row = holder.getparent()
    assert content is not None and row is not None
    paragraph = found.getparent()
    assert paragraph is not None
    paragraph.remove(found)
    place = row.index(holder)
    content[:] = [holder]
    row.insert(place, found)


@pytest.mark.parametrize("change", [around_the_paragraph, around_the_cell])
def test_a_control_around_a_paragraph_or_a_cell_keeps_its_shape(archive: Archive, change: Change):
    copy = archive.copy_of(change)
    found = control(root_of(copy), "case.total")
    assert text_of(found).strip() == "7 av 10"
    assert all(entry.getparent().tag == w("p") for entry in found.iter(w("r")))
    assert found.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is None


def test_a_cell_with_a_picture_or_one_that_is_gone_gets_nothing_and_that_is_said(archive: Archive):
    picture = "<w:p><w:r><w:drawing/></w:r></w:p>"

    def drop_row(root: etree._Element) -> None:
        row = next(cell(root, "tests.total").iterancestors(w("tr")))
        row.getparent().remove(row)

    archive.receive(edited(fill(archive.forms["P1"], WORKED), in_cell("case.total", picture), drop_row))
    done = archive.totals()
    (entry,) = done.json["copies"]
    assert entry["totals"] == {"in_depth": TOTALS["in_depth"], "case": None, "tests": None}
    told = [found for found in done.json["problems"] if found["code"] == "copy_total_no_room"]
    assert [found["values"] for found in told] == [{"total": "7 av 10"}, {"total": "5 av 5"}]
    assert told[0]["place"].endswith("Case eller arbeidsprøve, totalsum")


def test_a_strict_document_stays_strict(archive: Archive):
    strict = {
        W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = unpacked(fill(archive.forms["P1"], {**WORKED, "in_depth.K3.notes": f"Leste {W}"}))
    for name in parts:
        for transitional, other in strict.items():
            parts[name] = parts[name].replace(transitional.encode(), other.encode())
    parts[MAIN] = parts[MAIN].replace(f"Leste {strict[W]}".encode(), f"Leste {W}".encode())
    archive.receive(packed(parts))
    (entry,) = archive.totals().json["copies"]
    copy = unpacked(Path(entry["path"]).read_bytes())
    assert entry["totals"] == TOTALS
    assert f"Leste {W}".encode() in copy[MAIN]
    assert copy[MAIN].count(W.encode()) == 1  # in that note alone
    texts = [entry.text for entry in etree.fromstring(copy[MAIN]).iter(f"{{{strict[W]}}}t")]
    assert set(TOTALS.values()) <= set(texts)


@pytest.mark.parametrize("variant", ["--paper", "--protect"])
def test_forms_for_paper_and_protected_forms_are_copied_like_others(archive: Archive, tmp_path: Path, variant: str):
    run_json("forms", archive.plan, "--out", tmp_path / "skjema", variant)
    (path,) = (tmp_path / "skjema").glob("*.docx")
    archive.receive(fill(path.read_bytes(), WORKED))
    (entry,) = archive.totals().json["copies"]
    assert entry["totals"] == TOTALS
    copy = Path(entry["path"]).read_bytes()
    assert total_texts(copy) == TOTALS
    assert_same_but_for_totals(archive, (archive.incoming / "svar fra Kari.docx").read_bytes(), copy)
    parts = unpacked(copy)
    assert (b"documentProtection" in parts["word/settings.xml"]) == (variant == "--protect")


# ---- which forms


def test_a_form_that_nobody_has_touched_is_not_copied_and_one_without_answers_is(archive: Archive):
    archive.receive(archive.forms["P1"])
    done = archive.totals()
    assert (done.json["copies"], done.problem("copy_untouched")["severity"]) == ([], "advice")
    archive.receive(edited(archive.forms["P1"], in_cell("case.summary", "<w:p/>")))
    done = archive.totals()
    assert done.json["copies"][0]["totals"] == {"in_depth": None, "case": None, "tests": None}


def test_of_two_forms_that_differ_none_is_copied(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED), "en.docx")
    archive.receive(fill(archive.forms["P1"], {**WORKED, "case.V1.score": "5"}), "to.docx")
    done = archive.totals()
    assert "form_conflict" in done.codes
    assert (done.json["copies"], snapshot(archive.out)) == ([], {})


def test_a_row_of_a_score_sheet_alone_has_no_copy_and_beside_a_form_it_counts_in_its_totals(archive: Archive):
    sheet = archive.incoming / "skåreark.xlsx"
    assert run("scoresheet", archive.plan, "--out", sheet).status == 0
    book = load_workbook(sheet)
    for header in ("V1, skår", "V2, skår"):
        cell_of(book, header, "P1").value = 4
    book.save(sheet)
    done = archive.totals()
    assert (done.json["copies"], done.problem("copy_of_sheet")["severity"]) == ([], "advice")
    archive.receive(fill(archive.forms["P1"], {"in_depth.K1.notes": "Fra papir"}))
    done = archive.totals()
    assert done.json["copies"][0]["totals"] == {"in_depth": None, "case": "8 av 10", "tests": None}
    done = archive.totals(archive.incoming, archive.out)
    assert "form_conflict" not in done.codes
    assert done.json["copies"][0]["status"] == "unchanged"


def test_the_total_of_a_part_with_scores_that_do_not_count_is_left_empty_and_that_is_said(archive: Archive):
    filled = fill(archive.forms["P1"], WORKED)
    write_workbook(archive.plan, SMALL_PLAN, WORKED_EXAMPLE.replace("Begrunner ", "Begrunner fritt "))
    archive.receive(filled)
    done = archive.totals()
    assert done.json["copies"][0]["totals"] == {**TOTALS, "case": None}
    assert done.problem("copy_total_uncounted")["place"].endswith("Case eller arbeidsprøve, totalsum")


def test_a_score_of_an_item_that_the_plan_no_longer_has_leaves_the_total_empty(archive: Archive):
    filled = fill(archive.forms["P1"], WORKED)
    rows = [row for row in WORKED_EXAMPLE.splitlines() if not row.startswith("| V2 ")]
    write_workbook(archive.plan, SMALL_PLAN, "\n".join(rows))
    archive.receive(filled)
    done = archive.totals()
    assert done.json["copies"][0]["totals"] == {**TOTALS, "case": None}
    assert "copy_total_uncounted" in done.codes


def test_a_document_whose_part_is_named_in_another_case_gets_its_totals(archive: Archive):
    archive.receive(hostile.in_other_case(fill(archive.forms["P1"], WORKED)))
    done = archive.totals()
    (entry,) = done.json["copies"]
    assert (done.status, entry["totals"]) == (0, TOTALS)
    assert set(unpacked(Path(entry["path"]).read_bytes())) == set(unpacked(hostile.in_other_case(archive.forms["P1"])))


def test_files_of_one_name_are_told_apart_also_where_no_copy_is_made(archive: Archive):
    for folder in ("a", "b"):
        (archive.incoming / folder).mkdir()
    signed = {**unpacked(fill(archive.forms["P1"], WORKED)), "_xmlsignatures/sig1.xml": b"<Signature/>"}
    archive.receive(packed(signed), "a/svar.docx")
    archive.receive(archive.forms["P1"], "b/svar.docx")
    done = archive.totals()
    places = {code: done.problem(code)["place"] for code in ("copy_signed", "form_empty_copy")}
    assert places == {"copy_signed": str(Path("a/svar.docx")), "form_empty_copy": str(Path("b/svar.docx"))}


def test_a_form_that_is_signed_is_left_to_its_signature(archive: Archive):
    parts = unpacked(fill(archive.forms["P1"], WORKED))
    archive.receive(packed({**parts, "_xmlsignatures/sig1.xml": b"<Signature/>"}))
    done = archive.totals()
    assert (done.status, done.json["copies"], snapshot(archive.out)) == (1, [], {})
    assert done.problem("copy_signed")["severity"] == "error"


def test_a_template_of_word_is_not_copied_under_a_name_that_word_would_refuse(archive: Archive):
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    filled = replaced(
        fill(archive.forms["P1"], WORKED), main, main.replace("document.main", "template.main"), "[Content_Types].xml"
    )
    archive.receive(filled, "svar.dotx")
    done = archive.totals()
    assert (done.status, done.json["copies"]) == (1, [])
    assert "copy_other_kind" in done.codes


def test_the_forms_of_a_panel_lie_in_the_folders_that_they_were_handed_out_in(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, PANEL, CANDIDATES)
    made = run_json("forms", plan, "--out", tmp_path / "skjema").json["forms"]
    for number, entry in enumerate(made):
        path = Path(entry["path"])
        path.write_bytes(fill(path.read_bytes(), {"in_depth.K1.score": str(number % 3 + 1)}))
        path.rename(path.with_name(f"retur {number}.docx"))
    done = run_json(
        "totals", plan, tmp_path / "skjema", "--out", tmp_path / "r.xlsx", "--write-back", tmp_path / "arkiv"
    )
    copies = {
        str(Path(entry["path"]).relative_to(tmp_path / "arkiv")): entry["totals"] for entry in done.json["copies"]
    }
    expected = {
        str(Path(entry["path"]).relative_to(tmp_path / "skjema")): {"in_depth": f"{n % 3 + 1} av 3"}
        for n, entry in enumerate(made)
    }
    assert copies == expected


# ---- never over anything


def test_a_second_run_writes_nothing_and_whatever_else_has_the_name_gets_a_neighbour(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED))
    archive.out.mkdir()
    (archive.out / NAME).write_bytes(b"noe annet")
    first = archive.totals()
    assert first.problem("name_taken")["values"]["name"] == NAME.replace(".docx", " (2).docx")
    there = snapshot(archive.out)
    second = archive.totals()
    assert second.json["copies"] == [{**first.json["copies"][0], "status": "unchanged"}]
    assert snapshot(archive.out) == there
    assert there[NAME] == b"noe annet"


def test_the_folder_of_the_forms_themselves_is_safe_to_name(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED), NAME)
    before = snapshot(archive.incoming)
    first = archive.totals(out=archive.incoming)
    copy = NAME.replace(".docx", " (2).docx")
    there = snapshot(archive.incoming)
    assert there == {**before, copy: there[copy]}
    again = archive.totals(out=archive.incoming)
    assert snapshot(archive.incoming) == there
    assert figures(again) == figures(first)
    assert "form_conflict" not in again.codes
    assert again.problem("form_repeated")["severity"] == "advice"


@pytest.mark.parametrize("where", ["inn/arkiv", "."])
def test_a_folder_inside_or_around_that_of_the_forms_gives_the_same_results_ever_after(archive: Archive, where: str):
    archive.receive(fill(archive.forms["P1"], WORKED))
    out = archive.folder / where
    first = archive.totals(out=out)
    there = {path: data for path, data in snapshot(archive.folder).items() if path.endswith(".docx")}
    for _ in range(2):
        again = archive.totals(archive.folder, out=out)
        assert figures(again) == figures(first)
        assert {path: data for path, data in snapshot(archive.folder).items() if path.endswith(".docx")} == there
        assert "form_conflict" not in again.codes


def test_a_form_and_its_copy_are_one_form_also_after_the_plan_has_changed(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED))
    archive.totals()
    write_workbook(archive.plan, SMALL_PLAN, WORKED_EXAMPLE.replace("Begrunner ", "Begrunner fritt "))
    assert "form_conflict" not in archive.read(archive.incoming, archive.out).codes


@pytest.mark.parametrize(
    ("answers", "total"), [(WORKED, "8"), (WORKED, "spør Eva"), ({"in_depth.K1.notes": "Kort"}, "spør Eva")]
)
def test_a_form_and_one_with_a_total_that_is_not_its_sum_are_two(archive: Archive, answers: dict[str, str], total: str):
    archive.receive(fill(archive.forms["P1"], answers), "en.docx")
    archive.receive(fill(archive.forms["P1"], {**answers, "case.total": total}), "to.docx")
    assert "form_conflict" in archive.read(archive.incoming).codes


def test_a_copy_that_somebody_has_changed_since_is_another_form(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED))
    (entry,) = archive.totals().json["copies"]
    path = Path(entry["path"])
    path.write_bytes(edited(path.read_bytes(), in_control("case.V1.notes", runs("etterpå"))))
    assert "form_conflict" in archive.read(archive.incoming, archive.out).codes


def test_a_folder_that_cannot_be_made_is_a_sentence_and_the_results_are_there_all_the_same(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED))
    archive.out.write_bytes(b"en fil")
    done = archive.totals()
    assert (done.status, done.json["copies"], len(done.json["forms"])) == (1, [], 1)
    assert done.problem("not_written")["place"] == str(archive.out)
    assert archive.out.read_bytes() == b"en fil"
    assert (archive.folder / "resultater.xlsx").is_file()


def test_a_form_that_has_changed_since_it_was_read_is_not_copied(archive: Archive):
    path = archive.receive(fill(archive.forms["P1"], WORKED))
    plan = checked(archive.plan)
    results = compute_totals(plan, [path])
    assert results is not None
    path.write_bytes(fill(archive.forms["P1"], {**WORKED, "case.V1.score": "5"}))
    written = write_back(results, plan.words, archive.out)
    assert (written.entries, [found.code for found in written.problems]) == ((), ["copy_changed"])
    path.unlink()
    written = write_back(results, plan.words, archive.out)
    assert (written.entries, [found.code for found in written.problems]) == ((), ["file_gone"])
    assert snapshot(archive.out) == {}


def test_a_form_that_was_encrypted_is_counted_and_not_copied_without_its_password(archive: Archive):
    archive.receive(hostile.encrypted(fill(archive.forms["P1"], WORKED)))
    passwords = archive.folder / "passord.txt"
    passwords.write_text(hostile.PASSWORD, encoding="utf-8")
    out = archive.folder / "resultater.xlsx"
    done = run_json(
        *("totals", archive.plan, archive.incoming, "--out", out),
        *("--write-back", archive.out, "--password-file", passwords),
    )
    assert (done.status, len(done.json["forms"]), done.json["copies"]) == (1, 1, [])
    assert "copy_encrypted" in done.codes
    assert snapshot(archive.out) == {}


def test_a_copy_that_would_not_read_as_the_form_does_is_not_written(archive: Archive):
    placeholder = "Klikk her for å skrive inn tekst."
    mixed = in_cell("case.total", f"<w:p><w:r><w:tab/><w:t>{placeholder}</w:t></w:r></w:p>")
    archive.receive(edited(fill(archive.forms["P1"], WORKED), mixed))
    done = archive.totals()
    assert (done.status, done.json["copies"], snapshot(archive.out)) == (1, [], {})
    assert done.problem("copy_unsafe")["severity"] == "error"


def test_the_command_says_how_many_copies_there_are(archive: Archive):
    archive.receive(fill(archive.forms["P1"], WORKED))
    arguments = (
        "totals",
        archive.plan,
        archive.incoming,
        "--out",
        archive.folder / "r.xlsx",
        "--write-back",
        archive.out,
    )
    assert f"Kopier med totalsummer i {archive.out}: nye 1, uendret 0. Skjema uten kopi: 0." in run(*arguments).out
    assert f"Kopier med totalsummer i {archive.out}: nye 0, uendret 1. Skjema uten kopi: 0." in run(*arguments).out


# ---- the copy opens


def test_the_copies_are_sound_documents(tmp_path: Path):
    archive = Archive(tmp_path, make(tmp_path, FULL_PLAN)[1], FULL_PLAN)
    archive.receive(fill(archive.forms["P1"], {"in_depth.K1.score": "4", "case.V2.score": "2"}))
    (entry,) = archive.totals().json["copies"]
    result = OpenXmlValidator().validate(entry["path"])
    assert result.is_valid, result.errors


def test_libreoffice_opens_a_copy_and_shows_its_totals(archive: Archive, office: ModuleType, tmp_path: Path):
    archive.receive(fill(archive.forms["P1"], WORKED))
    (entry,) = archive.totals().json["copies"]
    (saved,) = office.convert([Path(entry["path"])], tmp_path / "lagret", "docx")
    again = archive.read(saved)
    assert {part: again.json["forms"][0]["answers"][f"{part}.total"]["raw"] for part in TOTALS} == TOTALS
    assert not [code for code in again.codes if code.startswith("total_")]
    (pdf,) = office.convert_to_pdf([Path(entry["path"])], tmp_path / "pdf")
    for text in TOTALS.values():
        assert text in office.pdf_text(pdf)


def test_a_form_that_libreoffice_has_saved_gets_its_totals(archive: Archive, office: ModuleType, tmp_path: Path):
    path = archive.receive(fill(archive.forms["P1"], WORKED), "før.docx")
    (saved,) = office.convert([path], tmp_path / "lagret", "docx")
    done = archive.totals(saved)
    assert done.json["copies"][0]["totals"] == TOTALS
    assert_same_but_for_totals(archive, saved.read_bytes(), Path(done.json["copies"][0]["path"]).read_bytes())


# ---- whatever was answered


SCORES = st.sampled_from(["", "1", "3", "5", "not_assessed", "4-5"])
NOTES = st.text(st.sampled_from("aæ& <>\t\n{}4/–☒"), max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    scores=st.lists(SCORES, min_size=6, max_size=6),
    notes=NOTES,
    total=st.sampled_from(["", "7", "7 av 10", "tja"]),
    lost=st.booleans(),
    damages=st.lists(
        st.builds(Damage, st.sampled_from(Damage.KINDS), *(st.integers(0, 12) for _ in range(3))), max_size=2
    ),
)
def test_whatever_was_answered_the_copy_says_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    worked: Mapping[str, bytes],
    scores: list[str],
    notes: str,
    total: str,
    lost: bool,
    damages: list[Damage],
):
    archive = Archive(tmp_path_factory.mktemp("arkiv"), worked)
    tags = [f"in_depth.K{n}.score" for n in (1, 2, 3)] + ["case.V1.score", "case.V2.score", "tests.V3.score"]
    given_answers = {**dict(zip(tags, scores, strict=True)), "in_depth.K1.notes": notes, "case.total": total}
    given_answers["conclusion.summary"] = "Møtte"
    original = fill(archive.forms["P1"], {tag: text for tag, text in given_answers.items() if text})
    original = edited(original, *([without_controls] if lost else []), lambda root: apply(root, damages))
    archive.receive(original)
    done = archive.totals()
    (entry,) = done.json["copies"]
    copy = Path(entry["path"]).read_bytes()
    assert_same_but_for_totals(archive, original, copy)
    before, after = unpacked(original), unpacked(copy)
    assert {name for name in before if before[name] != after[name]} <= {MAIN}
    assert list(before) == list(after)
    read = done.json["forms"][0]["parts"]["in_depth"]
    basis = "" if read["scored"] == 3 else f", {read['scored']} av 3 vurdert"
    assert entry["totals"]["in_depth"] in (None, f"{read['sum']} av {read['max']}{basis}")
    if not damages:
        numbers = [int(text) for text in scores[:3] if text.isdigit()]
        assert (read["sum"], read["max"]) == (sum(numbers), 5 * len(numbers))
        assert bool(entry["totals"]["in_depth"]) == bool(numbers)
