"""``forms --pdf`` and ``--one-file`` with the real LibreOffice: what is in the PDFs, and which of them are left alone."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from commands import Done, candidates, environment, paths, run, run_apart, run_json, snapshot, start
from documents import lines
from docx import Document
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from workbooks import SMALL_PLAN, write_workbook

from generator.app.forms import make_forms
from generator.app.plans import check_plan
from generator.app.printing import print_forms
from generator.word.filling import fill

KARI = "Saksbehandler - Kari Nordmann - intervju"
OLA = "Saksbehandler - Ola Ås - intervju"
ALL = "Saksbehandler - alle skjema.pdf"
TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
CHANGED = SMALL_PLAN.replace("God til å forklare", "God til å forklare vedtak")
FORM_ID = r"P\d+-(?:I\d+-)?[A-Z2-7]{4}-[A-Z2-7]{4}"

PER_MEMBER = (
    SMALL_PLAN.replace(
        "| Stillingstittel | Saksbehandler |", "| Stillingstittel | Saksbehandler |\n| Skjema per | paneldeltaker |"
    ),
    TWO,
    """
## Intervjupanel
| Id | Navn      |
|----|-----------|
| I1 | Eva Dahl  |
| I2 | Ivar Moe  |
""",
)

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, TWO)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "skjema"


@pytest.fixture(scope="module", params=["nb", "nn", "sv", "en"])
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Done]:
    """The forms of the example of a language, each with its PDF and all in one file."""
    folder = tmp_path_factory.mktemp(request.param)
    run("new", folder / "plan.xlsx", "--language", request.param, "--example")
    return request.param, run_json("forms", folder / "plan.xlsx", "--out", folder / "forms", "--one-file")


def pdf_of(done: Done, candidate: str = "P1") -> Path:
    (path,) = (entry["pdf"] for entry in done.json["forms"] if entry["candidate"] == candidate)
    return Path(path)


def stand_in(folder: Path, script: str) -> Path:
    """A program of our own in the place of LibreOffice."""
    path = folder / "soffice-in-place"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def write_comment(pdf: Path) -> bytes:
    """Save a comment in a PDF, added at its end as programs for reading PDFs do."""
    writer = PdfWriter(pdf, incremental=True)
    writer.add_annotation(0, FreeText(text="Husk: spør om turnus", rect=(50, 550, 200, 580)))
    stream = io.BytesIO()
    writer.write(stream)
    pdf.write_bytes(stream.getvalue())
    return stream.getvalue()


def bookmarks(joined: Path) -> dict[str, int]:
    """The page, counted from 1, that each bookmark leads to."""
    reader = PdfReader(joined)
    return {str(entry.title): reader.get_destination_page_number(entry) + 1 for entry in reader.outline}


# ---- what a PDF is ----------------------------------------------------------

LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "sv": "sv-SE", "en": "en-GB"}


def test_a_pdf_lies_beside_each_form_under_the_same_name(example: tuple[str, Done]):
    _, done = example
    assert done.status == 0
    assert [entry["pdf"] for entry in done.json["forms"]] == [
        str(Path(entry["path"]).with_suffix(".pdf")) for entry in done.json["forms"]
    ]
    assert all(Path(entry["pdf"]).is_file() for entry in done.json["forms"])


def test_a_pdf_is_tagged_and_has_the_title_and_language_of_the_form(example: tuple[str, Done], office: ModuleType):
    code, done = example
    for entry in done.json["forms"]:
        info = office.pdf_info(Path(entry["pdf"]))
        assert (info["Tagged"], info["Form"], info["JavaScript"]) == ("yes", "none", "no")
        assert info["Title"] == Document(entry["path"]).core_properties.title
        assert entry["name"] in info["Title"]
        catalog = PdfReader(entry["pdf"]).root_object
        assert (catalog["/Lang"], catalog["/ViewerPreferences"]["/DisplayDocTitle"]) == (LANGUAGES[code], True)
        assert catalog["/MarkInfo"]["/Marked"]


def test_a_pdf_is_marked_as_pdf_a_and_keeps_its_rules_as_far_as_they_are_seen_here(
    example: tuple[str, Done], office: ModuleType
):
    _, done = example
    for path in (Path(entry["pdf"]) for entry in done.json["forms"]):
        reader = PdfReader(path, strict=True)
        about = reader.root_object["/Metadata"].get_data().decode()
        assert "<pdfaid:part>2</pdfaid:part>" in about
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in about
        (intent,) = reader.root_object["/OutputIntents"]
        assert (intent.get_object()["/S"], "/DestOutputProfile" in intent.get_object()) == ("/GTS_PDFA1", True)
        assert not reader.is_encrypted
        assert "/ID" in reader.trailer
        assert re.search(rb"startxref\n[0-9]+\n%%EOF\n?\Z", path.read_bytes())  # nothing after the end
        fonts = office.pdf_fonts(path)
        assert fonts
        assert all(embedded for _, embedded in fonts)


def test_the_headings_and_the_header_cells_are_tagged(example: tuple[str, Done], office: ModuleType):
    _, done = example
    for entry in done.json["forms"]:
        styles = [p.style.name for p in Document(entry["path"]).paragraphs if p.style and p.text]
        levels = [f"H{name[-1]}" for name in styles if re.fullmatch("Heading [1-6]", name)]
        assert len(levels) > 5
        kinds = office.pdf_structure(Path(entry["pdf"]))
        assert [kind for kind in kinds if re.fullmatch("H[1-6]", kind)] == levels
        assert {*kinds} >= {"Table", "TR", "TH", "TD", "L", "LI"}


def test_the_tagged_text_is_that_of_the_form_in_its_order(plan: Path, out: Path, office: ModuleType):
    entry = run_json("forms", plan, "--out", out, "--pdf").json["forms"][0]
    elements = office.pdf_structure_with_text(Path(entry["pdf"]))
    read = "".join("".join(text for _, text in elements).split())
    at, texts = 0, ["".join(line.split()) for line in lines(Path(entry["path"]).read_bytes())]
    assert len(list(filter(None, texts))) > 40
    for text in filter(None, texts):
        found = read.find(text, at)
        assert found >= 0, f"{text!r} is not after {read[max(0, at - 60) : at]!r}"
        at = found + len(text)
    headers = [text for (above, _), (_, text) in pairwise(elements) if above == "TH"]
    assert headers[:3] == ["Del", "Ledes av", "Minutter"]
    assert {"Krav", "Vurdering", "Skår"} <= {*headers}
    assert ("H1", "Konklusjon") in elements
    shown = office.pdf_text(Path(entry["pdf"]))
    assert "Kari Nordmann" in shown
    assert "God til å forklare" in shown


def test_the_headings_are_bookmarks_and_the_keywords_say_which_form_it_is(example: tuple[str, Done]):
    _, done = example
    reader = PdfReader(done.json["forms"][0]["pdf"])
    assert len([entry for entry in reader.outline if not isinstance(entry, list)]) > 5
    assert reader.metadata is not None
    keywords = str(reader.metadata["/Keywords"])
    assert re.fullmatch(r"intervjuguide\W+P1-[A-Z2-7]{4}-[A-Z2-7]{4}\W+[0-9a-f]{64}\W+\w+", keywords)
    assert re.search(FORM_ID, keywords)[0] in "".join(page.extract_text() for page in reader.pages)


# ---- one file ---------------------------------------------------------------


def test_in_one_file_each_form_begins_on_a_front_page(example: tuple[str, Done], office: ModuleType):
    code, done = example
    (joined,) = map(Path, done.json["one_file"])
    reader = PdfReader(joined)
    assert reader.root_object["/Lang"] == LANGUAGES[code]
    info = office.pdf_info(joined)
    assert info["Title"].endswith({"sv": "alla formulär", "en": "all forms"}.get(code, "alle skjema"))
    begins = bookmarks(joined)
    assert list(begins) == [entry["name"] for entry in done.json["forms"]]
    assert all(page % 2 == 1 for page in begins.values())
    assert len(reader.pages) % 2 == 0
    texts = ["".join(page.extract_text().split()) for page in reader.pages]
    for entry in done.json["forms"]:
        single = ["".join(page.extract_text().split()) for page in PdfReader(entry["pdf"]).pages]
        first = begins[entry["name"]] - 1
        assert texts[first : first + len(single)] == single
        if len(single) % 2:
            assert texts[first + len(single)] == ""
    assert all(embedded for _, embedded in office.pdf_fonts(joined))


def test_an_odd_number_of_pages_is_followed_by_a_blank_one(tmp_path: Path, out: Path):
    follow_up = "<br>".join(f"Sak {number}" for number in range(12))
    rows = f"""
## Kandidater
| Id | Navn | Følges opp  |
|----|------|-------------|
| P1 | Kari |             |
| P2 | Ola  | {follow_up} |
| P3 | Åse  |             |
"""
    done = run_json("forms", write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, rows), "--out", out, "--one-file")
    assert done.json["problems"] == []
    counts = [len(PdfReader(entry["pdf"]).pages) for entry in done.json["forms"]]
    assert {count % 2 for count in counts} == {0, 1}, f"the forms should differ: {counts}"
    expected = [1]
    for count in counts[:-1]:
        expected.append(expected[-1] + count + count % 2)
    (joined,) = map(Path, done.json["one_file"])
    assert bookmarks(joined) == dict(zip(("Kari", "Ola", "Åse"), expected, strict=True))


def test_each_panel_member_gets_a_file_with_their_own_forms_alone(tmp_path: Path, out: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", *PER_MEMBER)
    done = run_json("forms", plan, "--out", out, "--one-file")
    assert done.status == 0
    assert [str(Path(path).relative_to(out)) for path in done.json["one_file"]] == [
        ALL,
        "Eva Dahl/Saksbehandler - Eva Dahl - alle skjema.pdf",
        "Ivar Moe/Saksbehandler - Ivar Moe - alle skjema.pdf",
        "Felles vurdering/Saksbehandler - Felles vurdering - alle skjema.pdf",
    ]
    _, eva, ivar, agreed = map(Path, done.json["one_file"])
    assert list(bookmarks(eva)) == ["Kari Nordmann (Eva Dahl)", "Ola Ås (Eva Dahl)"]
    assert list(bookmarks(agreed)) == ["Kari Nordmann", "Ola Ås"]
    own = {entry["panel_member"]: Path(entry["path"]) for entry in done.json["forms"] if entry["candidate"] == "P1"}
    eva_id, ivar_id = (re.search(FORM_ID, "\n".join(lines(own[id].read_bytes())))[0] for id in ("I1", "I2"))
    text = "".join(page.extract_text() for page in PdfReader(ivar).pages)
    assert (ivar_id in text, eva_id in text) == (True, False)
    assert snapshot(out) == (run("forms", plan, "--out", out, "--one-file"), snapshot(out))[1]


def test_forms_on_paper_have_pdfs_and_a_print_job_of_their_own(plan: Path, out: Path):
    screen = run_json("forms", plan, "--out", out, "--one-file")
    before = snapshot(out)
    paper = run_json("forms", plan, "--out", out, "--paper", "--one-file")
    assert (screen.json["problems"], paper.json["problems"]) == ([], [])
    assert paper.json["one_file"] == [str(out / "Saksbehandler - alle skjema - på papir.pdf")]
    assert snapshot(out).items() > before.items()


def test_a_blank_form_has_a_pdf_and_nothing_to_be_joined_with(plan: Path, out: Path):
    done = run_json("forms", plan, "--out", out, "--blank", "--one-file")
    (entry,) = done.json["forms"]
    assert Path(entry["pdf"]) == Path(entry["path"]).with_suffix(".pdf")
    assert (done.status, done.json["one_file"]) == (0, [])


# ---- again ------------------------------------------------------------------


def test_a_second_run_changes_nothing_and_does_not_need_libreoffice(plan: Path, out: Path, tmp_path: Path):
    first = run_json("forms", plan, "--out", out, "--one-file")
    before = snapshot(out)
    again = run_json("forms", plan, "--out", out, "--one-file", "--libreoffice", tmp_path / "ingen")
    assert (again.status, again.json["problems"]) == (0, [])
    assert [entry["pdf"] for entry in again.json["forms"]] == [entry["pdf"] for entry in first.json["forms"]]
    assert again.json["one_file"] == first.json["one_file"]
    assert snapshot(out) == before


def test_when_the_plan_has_changed_the_pdfs_are_replaced(plan: Path, out: Path):
    run("forms", plan, "--out", out, "--one-file")
    names = set(snapshot(out))
    write_workbook(plan, CHANGED, TWO)
    done = run_json("forms", plan, "--out", out, "--one-file")
    assert (done.status, done.json["problems"]) == (0, [])
    assert set(snapshot(out)) == names
    for path in (pdf_of(done), *map(Path, done.json["one_file"])):
        assert "forklare vedtak" in " ".join("".join(p.extract_text() for p in PdfReader(path).pages).split())


def test_only_the_form_that_has_changed_is_converted_again(plan: Path, out: Path):
    run("forms", plan, "--out", out, "--one-file")
    before = snapshot(out)
    write_workbook(plan, SMALL_PLAN, candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"), ("P3", "Eli Vik")))
    run("forms", plan, "--out", out, "--one-file")
    after = snapshot(out)
    assert after[f"{KARI}.pdf"] == before[f"{KARI}.pdf"]
    assert list(bookmarks(out / ALL)) == ["Kari Nordmann", "Ola Ås", "Eli Vik"]


def test_a_pdf_with_a_comment_in_it_is_kept_and_the_new_one_gets_a_free_name(plan: Path, out: Path):
    done = run_json("forms", plan, "--out", out, "--pdf")
    commented = write_comment(pdf_of(done))
    for markdown, codes in ((SMALL_PLAN, ["pdf_kept"]), (SMALL_PLAN, []), (CHANGED, [])):
        write_workbook(plan, markdown, TWO)
        done = run_json("forms", plan, "--out", out, "--pdf")
        assert (done.status, done.codes) == (0, codes)
        assert pdf_of(done).name == f"{KARI} (2).pdf"
        assert (out / f"{KARI}.pdf").read_bytes() == commented
        assert len(list(out.glob("*.pdf"))) == 3
    assert "forklare vedtak" in " ".join("".join(p.extract_text() for p in PdfReader(pdf_of(done)).pages).split())


def test_a_print_job_with_a_comment_in_it_is_kept_too(plan: Path, out: Path):
    run("forms", plan, "--out", out, "--one-file")
    commented = write_comment(out / ALL)
    done = run_json("forms", plan, "--out", out, "--one-file")
    assert done.codes == ["pdf_kept"]
    assert done.json["one_file"] == [str(out / "Saksbehandler - alle skjema (2).pdf")]
    assert (out / ALL).read_bytes() == commented


def test_a_pdf_of_somebody_else_under_the_name_is_kept(plan: Path, out: Path):
    out.mkdir()
    (out / f"{KARI}.pdf").write_bytes(b"a scan")
    done = run_json("forms", plan, "--out", out, "--pdf")
    assert done.codes == ["pdf_kept"]
    assert done.problem("pdf_kept")["values"] == {"name": f"{KARI} (2).pdf"}
    assert (out / f"{KARI}.pdf").read_bytes() == b"a scan"


def test_a_form_that_somebody_has_written_in_gets_no_pdf_and_is_not_in_the_print_job(plan: Path, out: Path):
    form = paths(run_json("forms", plan, "--out", out))["P1"]
    form.write_bytes(fill(form.read_bytes(), {"in_depth.K1.notes": "Godt svar"}))
    done = run_json("forms", plan, "--out", out, "--one-file")
    assert [(entry["status"], entry["pdf"]) for entry in done.json["forms"]] == [
        ("kept", None),
        ("unchanged", str(out / f"{OLA}.pdf")),
    ]
    assert (done.status, sorted(done.codes)) == (0, ["one_file_incomplete", "pdf_form_kept"])
    assert done.problem("pdf_form_kept")["place"] == str(form)
    assert done.problem("one_file_incomplete")["values"] == {"names": ["Kari Nordmann"]}
    assert list(bookmarks(out / ALL)) == ["Ola Ås"]


def test_when_a_name_is_corrected_the_earlier_pdf_is_left_and_told(plan: Path, out: Path):
    run("forms", plan, "--out", out, "--pdf")
    write_workbook(plan, SMALL_PLAN, candidates(("P1", "Kari Nordman"), ("P2", "Ola Ås")))
    done = run_json("forms", plan, "--out", out, "--pdf")
    assert pdf_of(done).name == "Saksbehandler - Kari Nordman - intervju.pdf"
    assert done.problem("pdf_earlier")["place"] == str(out / f"{KARI}.pdf")
    assert (out / f"{KARI}.pdf").is_file()


# ---- when it does not work --------------------------------------------------


def test_without_libreoffice_the_forms_are_made_and_what_to_do_is_said(plan: Path, out: Path, tmp_path: Path):
    done = run_json("forms", plan, "--out", out, "--one-file", "--libreoffice", tmp_path / "ingen")
    assert (done.status, done.codes) == (1, ["libreoffice_missing"])
    assert [(entry["status"], entry["pdf"]) for entry in done.json["forms"]] == [("written", None)] * 2
    assert done.json["one_file"] == []
    said = run("forms", plan, "--out", out, "--pdf", "--libreoffice", tmp_path / "ingen")
    assert f"«{tmp_path / 'ingen'}»" in said.err
    assert "--libreoffice" in said.err
    assert "Skjema med PDF: 0 av 2." in said.out


def test_a_libreoffice_that_is_nowhere_is_told_too(plan: Path, out: Path, tmp_path: Path):
    done = run_apart("forms", plan, "--out", out, "--pdf", PATH=str(tmp_path))
    assert done.status == 1
    assert "LibreOffice ble ikke funnet" in done.err
    assert "Traceback" not in done.err


def test_a_libreoffice_that_fails_is_told_with_the_forms_it_fails_on(tmp_path: Path, out: Path):
    people = candidates(*((f"P{n}", f"Person {n}") for n in range(1, 6)))
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, people)
    program = stand_in(tmp_path, "echo convert this; echo trouble >&2; exit 81")
    done = run_json("forms", plan, "--out", out, "--pdf", "--libreoffice", program)
    assert (done.status, done.codes) == (1, ["pdf_failed", "pdf_failed", "pdf_given_up"])
    assert done.problem("pdf_given_up")["values"] == {"count": 3}
    assert "status 81" in done.json["problems"][0]["message"]
    assert "trouble" not in done.err
    assert not list(out.glob("*.pdf"))


def test_a_libreoffice_that_hangs_is_ended_and_told(plan: Path, out: Path, tmp_path: Path):
    checked = check_plan(plan)
    assert checked.plan
    made = make_forms(checked, out)
    program = stand_in(tmp_path, "sleep 600")
    printed = print_forms(made, checked.plan, out, program, patience=0.5)
    assert [problem.code for problem in printed.problems] == ["pdf_too_slow", "pdf_too_slow"]
    assert [entry.pdf for entry in printed.entries] == ["", ""]


def test_a_libreoffice_that_writes_nothing_is_told(plan: Path, out: Path, tmp_path: Path):
    done = run_json("forms", plan, "--out", out, "--pdf", "--libreoffice", stand_in(tmp_path, "exit 0"))
    assert (done.status, done.codes) == (1, ["pdf_not_made", "pdf_not_made"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    out.chmod(0o555)
    try:
        done = run_json("forms", plan, "--out", out, "--one-file")
    finally:
        out.chmod(0o755)
    assert (done.status, set(done.codes)) == (1, {"not_written"})


def test_a_disk_that_is_full_leaves_no_half_pdf(plan: Path, out: Path, tmp_path: Path):
    import resource  # noqa: PLC0415 - not on Windows

    run("forms", plan, "--out", out)
    before = snapshot(out)
    big = tmp_path / "big.pdf"
    big.write_bytes(b"%PDF-1.7\n" + b"%" * 200_000 + b"\nstartxref\n0\n%%EOF\n")
    program = stand_in(tmp_path, f"ulimit -f unlimited; for f in *.docx; do cp '{big}' pdf/${{f%.docx}}.pdf; done")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        done = run_json("forms", plan, "--out", out, "--pdf", "--libreoffice", program)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (done.status, done.codes) == (1, ["not_written", "not_written"])
    assert snapshot(out) == before


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_one_makes_the_rest(plan: Path, out: Path, tmp_path: Path):
    program = stand_in(tmp_path, f"touch '{tmp_path}/begun'; sleep 5")
    process = start("forms", plan, "--out", out, "--pdf", "--libreoffice", program, TMPDIR=str(tmp_path))
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert {path.suffix for path in out.iterdir()} == {".docx"}
    done = run_json("forms", plan, "--out", out, "--pdf")
    assert (done.status, {path.suffix for path in out.iterdir()}) == (0, {".docx", ".pdf"})


# ---- names, and many --------------------------------------------------------


def test_folders_and_names_with_signs_in_them_are_no_trouble(tmp_path: Path):
    people = (("P1", "Åse «Lilla» O'Neill & Sønn 😀"), ("P2", "-rf Ola; $(touch x)"), ("P3", "Ö" * 300))
    folder = tmp_path / "-mappe med 'tegn' \"og\" 😀 %20"
    folder.mkdir()
    plan = write_workbook(folder / "plan.xlsx", SMALL_PLAN, candidates(*people))
    done = run_json("forms", plan, "--out", folder / "--out", "--one-file")
    assert (done.status, done.json["problems"]) == (0, [])
    assert all(Path(entry["pdf"]).is_file() for entry in done.json["forms"])
    assert list(bookmarks(Path(done.json["one_file"][0]))) == [name for _, name in people]


def test_ten_forms_are_converted_in_one_call(tmp_path: Path, out: Path):
    people = candidates(*((f"P{n}", f"Person Nummer {n}") for n in range(1, 11)))
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, people)
    program = stand_in(tmp_path, f'echo call >> "{tmp_path}/calls"; exec {shutil.which("soffice")} "$@"')
    done = run_json("forms", plan, "--out", out, "--pdf", "--libreoffice", program)
    assert done.status == 0
    assert len(list(out.glob("*.pdf"))) == 10
    assert (tmp_path / "calls").read_text(encoding="utf-8") == "call\n"


@pytest.fixture
def open_libreoffice(tmp_path: Path) -> Iterator[Path]:
    """A home folder in which LibreOffice is running with the user's own profile."""
    home = tmp_path / "hjem"
    home.mkdir()
    process = subprocess.Popen(
        ["soffice", "--headless", "--norestore", "--accept=pipe,name=intervjuguide-test;urp;"],
        env=environment(HOME=str(home), XDG_CONFIG_HOME=str(home / ".config")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until = time.monotonic() + 120
        profile = home / ".config" / "libreoffice" / "4"
        while not ((profile / "user" / "registrymodifications.xcu").is_file() and (profile / ".lock").is_file()):
            assert time.monotonic() < until
            time.sleep(0.1)
        yield home
        assert process.poll() is None, f"it has ended, with status {process.returncode}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_libreoffice_that_is_open_is_neither_in_the_way_nor_disturbed(plan: Path, out: Path, open_libreoffice: Path):
    lock = open_libreoffice / ".config" / "libreoffice" / "4" / ".lock"
    before = lock.read_bytes()
    done = run_apart(
        *("forms", plan, "--out", out, "--pdf"),
        HOME=str(open_libreoffice),
        XDG_CONFIG_HOME=str(open_libreoffice / ".config"),
    )
    assert (done.status, done.err) == (0, "")
    assert len(list(out.glob("*.pdf"))) == 2
    assert lock.read_bytes() == before


@pytest.mark.slow
def test_a_hundred_candidates_are_printed_to_one_file(tmp_path: Path, out: Path, office: ModuleType):
    names = [f"Person Nummer {n}" for n in range(1, 101)]
    people = candidates(*((f"P{n}", name) for n, name in enumerate(names, start=1)))
    done = run_json("forms", write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, people), "--out", out, "--one-file")
    assert (done.status, done.json["problems"]) == (0, [])
    (joined,) = map(Path, done.json["one_file"])
    begins = bookmarks(joined)
    assert list(begins) == names
    assert all(page % 2 for page in begins.values())
    texts = [page.extract_text() for page in PdfReader(joined).pages]
    assert [names[n] in texts[page - 1] for n, page in enumerate(begins.values())] == [True] * 100
    assert len({re.search(FORM_ID, texts[page - 1])[0] for page in begins.values()}) == 100
    assert all(embedded for _, embedded in office.pdf_fonts(joined))
