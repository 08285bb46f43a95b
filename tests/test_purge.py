"""``purge`` from the outside: which files it takes for those of a plan, whatever they are called, and what it deletes."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from commands import Done, candidates, run, run_json, snapshot
from corpus.measured import HERE, files, marks
from documents import edited, in_control, packed, runs, unpacked, without, without_controls
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from workbooks import SMALL_PLAN, write_workbook

from generator import package, pdf, seal
from generator.app.plans import check_plan
from generator.app.purging import purge
from generator.model import FoundFile
from generator.word.filling import fill

LAST_DAY = "31.12.2026"
TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
ANSWERS = {"in_depth.K1.notes": "Forklarte rolig", "in_depth.K1.score": "2"}


def a_plan(
    path: Path,
    *,
    title: str = "Saksbehandler",
    case_number: str = "2026/15",
    archived: str = "ja",
    until: str = LAST_DAY,
    people: str = TWO,
    requirement: str = "God til å forklare",
    extra: str = "",
) -> Path:
    """Write a plan whose case is archived and whose files are kept to the end of 2026."""
    rows = {
        "Stillingstittel": title,
        "Saksnummer": f'"{case_number}"' if case_number else "",
        "Arkivert": archived,
        "Oppbevares til og med": until,
    }
    settings = "".join(f"| {key} | {value} |\n" for key, value in rows.items() if value)
    path.parent.mkdir(parents=True, exist_ok=True)
    changed = SMALL_PLAN.replace("God til å forklare", requirement)
    return write_workbook(path, changed, f"## Stilling\n{settings}", people, extra)


@pytest.fixture(autouse=True)
def the_day_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first day on which the files of the plans may go, unless a test says otherwise."""
    it_is(monkeypatch, datetime(2027, 1, 1, tzinfo=UTC))


def it_is(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))


def make_all(plan: Path, folder: Path) -> Path:
    """Run every command that makes files of a plan without LibreOffice; one form is filled in."""
    run("forms", plan, "--out", folder / "skjema")
    run("forms", plan, "--out", folder / "skjema", "--paper")
    run("forms", plan, "--out", folder / "skjema", "--blank")
    form = folder / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx"
    form.write_bytes(fill(form.read_bytes(), ANSWERS))
    run("scoresheet", plan, "--out", folder / "ark.xlsx")
    run("totals", plan, form, "--out", folder / "resultater.xlsx", "--write-back", folder / "arkiv")
    return folder


def a_report(
    document: str,
    *,
    title: str = "Saksbehandler",
    case_number: str = "2026/15",
    candidate: str = "",
    name: str = "",
    text: str = "",
) -> bytes:
    """A document that is sealed as reports are."""
    made, stream = Document(), io.BytesIO()
    made.add_paragraph(text or f"Innstilling: {title}. Kari Nordmann og Ola Ås ble intervjuet.")
    made.save(stream)
    parts = unpacked(stream.getvalue())
    values = {"document": document, "title": title, "case number": case_number, "plan digest": "ab" * 32}
    seal.seal(parts, {**values, "candidate": candidate, **({"candidate name": name} if name else {})})
    return package.write_package(parts)


def by_name(done: Done) -> dict[str, dict[str, Any]]:
    return {Path(entry["path"]).name: entry for entry in done.json["files"]}


def verdicts(done: Done) -> dict[str, str]:
    """What is said of each file: whose it is, or why that is in doubt."""
    return {name: entry["doubt"] or entry["belongs"] for name, entry in by_name(done).items()}


def scattered(source: Path, target: Path, prefix: str) -> list[Path]:
    """Copy every file of a folder under a name that says nothing, each into a folder of its own."""
    copies = []
    for number, path in enumerate(sorted(p for p in source.rglob("*") if p.is_file())):
        suffix = ("", ".bak", path.suffix)[number % 3]
        copy = target / f"mappe {number % 4}" / f"{prefix}{number}{suffix}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copies.append(copy)
    return copies


def foreign(folder: Path) -> list[Path]:
    """Write files that people keep beside those of a plan, under the names of ours."""
    folder.mkdir(parents=True)
    letter = Document()
    letter.add_paragraph("Til Kari Nordmann. Du er innkalt til intervju som Saksbehandler, sak 2026/15.")
    letter.save(str(folder / "Saksbehandler - Kari Nordmann - intervju.docx"))
    book = Workbook()
    book.active.append(["Saksbehandler", "Kari Nordmann", 4])  # type: ignore[union-attr]
    book.save(folder / "resultater.xlsx")
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": "Saksbehandler – Kari Nordmann", "/Keywords": "intervjuguide P1-7KQ3-XM2P"})
    writer.write(folder / "Saksbehandler - Kari Nordmann - intervju.pdf")
    (folder / ".intervjuguide-notater.tmp").write_text("mine egne notater", encoding="utf-8")
    (folder / "notater.txt").write_text("Kari Nordmann P1-7KQ3-XM2P", encoding="utf-8")
    with zipfile.ZipFile(folder / "alt.zip", "w") as archive:
        archive.writestr("intervju.txt", "Kari Nordmann")
    (folder / "tom.docx").touch()
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a plan, and the plan among them."""
    folder = tmp_path_factory.mktemp("plan")
    make_all(a_plan(folder / "plan.xlsx"), folder)
    (folder / "innstilling.docx").write_bytes(a_report("recommendation"))
    (folder / "innsyn.docx").write_bytes(a_report("extract", candidate="P1", text="Kari Nordmann"))
    report = a_report("feedback", candidate="P2", name="Ola Ås", text="Kjære Ola")
    (folder / "tilbakemelding.docx").write_bytes(report)
    return folder


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a plan with the same title and the same candidates, but of another case."""
    folder = tmp_path_factory.mktemp("annen")
    make_all(a_plan(folder / "annen.xlsx", case_number="2026/16"), folder)
    (folder / "innstilling.docx").write_bytes(a_report("recommendation", case_number="2026/16"))
    return folder


# ---- every kind, whatever it is called ----------------------------------------


def test_files_are_known_by_what_they_carry_and_nothing_else_is_listed_or_deleted(
    made: Path, others: Path, tmp_path: Path
):
    folder = tmp_path / "delt"
    own = scattered(made, folder, "a")
    alien = scattered(others, folder, "b") + foreign(folder / "mappe 0" / "andre")
    plan = a_plan(tmp_path / "plan.xlsx")
    left = {path: path.read_bytes() for path in alien}
    listed = run_json("purge", plan, folder)
    assert (listed.status, listed.json["problems"]) == (0, [])
    ours = {Path(entry["path"]): entry["kind"] for entry in listed.json["files"] if entry["belongs"] == "plan"}
    assert sorted(ours) == sorted(own)
    kinds = sorted(ours.values())
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "form": 6,  # two for the screen, two on paper, one blank, one copy with totals
        "plan": 1,
        "report": 3,
        "results": 1,
        "scoresheet": 1,
    }
    assert listed.json["others"] == 7
    assert all(path.exists() for path in own)

    done = run_json("purge", plan, folder, "--delete")
    assert (done.status, done.json["problems"]) == (0, [])
    (copy,) = (path for path, kind in ours.items() if kind == "plan")
    assert [path for path in own if path.exists()] == [copy]
    assert {Path(entry["path"]) for entry in done.json["files"] if entry["deleted"]} == {*own} - {copy}
    assert {path: path.read_bytes() for path in left} == left


def test_a_person_is_shown_the_files_by_kind_with_counts_and_what_was_deleted(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    shutil.copytree(made, folder)
    done = run("purge", folder / "plan.xlsx", folder)
    assert done.status == 0
    assert "Skjema: 6\n" in done.out
    assert f"  {folder / 'skjema' / 'Saksbehandler - Ola Ås - intervju.docx'} (Ola Ås)\n" in done.out
    assert "Planen, som aldri slettes: 1\n" in done.out
    assert "Hører til planen: 12. Tvilsomme: 0. Hører til andre planer: 0. Andre filer: 0." in done.out
    assert "Ingenting ble slettet. Saken er arkivert" in done.out
    done = run("purge", folder / "plan.xlsx", folder, "--delete")
    assert (done.status, done.err) == (0, "")
    assert done.out.count("Slettet: ") == 11
    assert f"Slettet: {folder / 'resultater.xlsx'}\n" in done.out
    assert "Slettet 11 av 11 filer." in done.out
    assert "Sikkerhetskopier, e-post" in done.out
    assert list(snapshot(folder)) == ["plan.xlsx"]
    assert (folder / "skjema").is_dir(), "folders are left"
    again = run_json("purge", folder / "plan.xlsx", folder, "--delete")
    assert (again.status, verdicts(again)) == (0, {"plan.xlsx": "plan"})


def test_each_file_says_what_it_is_and_about_whom(made: Path):
    files = by_name(run_json("purge", made / "plan.xlsx", made))
    about = {name: (entry["kind"], entry["document"], entry["candidate"]) for name, entry in files.items()}
    assert about["Saksbehandler - Ola Ås - intervju.docx"] == ("form", "interview", "P2")
    assert about["innsyn.docx"] == ("report", "extract", "P1")
    assert about["tilbakemelding.docx"] == ("report", "feedback", "P2")
    assert about["innstilling.docx"] == ("report", "recommendation", None)
    assert about["resultater.xlsx"] == ("results", "results", None)
    assert about["ark.xlsx"] == ("scoresheet", "scoresheet", None)
    assert files["Saksbehandler - Ola Ås - intervju.docx"]["name"] == "Ola Ås"


def test_forms_of_panel_members_and_of_whoever_has_withdrawn_since_are_the_plans(tmp_path: Path):
    panel = "## Intervjupanel\n| Id | Navn |\n|---|---|\n| I1 | Eva Dahl |\n| I2 | Ivar Moe |\n"
    plan = a_plan(tmp_path / "plan.xlsx", extra=panel)
    book = load_workbook(plan)
    book["Stilling"].append(["Skjema per", "paneldeltaker"])
    book.save(plan)
    run("forms", plan, "--out", tmp_path / "skjema")
    book["Kandidater"]["C3"] = "trukket seg"
    book.save(plan)
    files = run_json("purge", plan, tmp_path).json["files"]
    assert [entry["belongs"] for entry in files] == ["plan"] * 7  # two members and the panel as a whole, and the plan


# ---- when they may go ---------------------------------------------------------


def one_form(folder: Path, **settings: str) -> Path:
    plan = a_plan(folder / "plan.xlsx", **settings)
    run("forms", plan, "--out", folder / "skjema")
    return plan


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({"archived": ""}, ["purge_not_archived"]),
        ({"archived": "nei"}, ["purge_not_archived"]),
        ({"until": ""}, ["purge_no_date"]),
        ({"archived": "", "until": ""}, ["purge_not_archived", "purge_no_date"]),
        ({"until": "01.01.2027"}, ["purge_too_early"]),
    ],
)
def test_nothing_is_deleted_before_the_plan_says_so_and_what_is_lacking_is_told(
    settings: dict[str, str], codes: list[str], tmp_path: Path
):
    plan = one_form(tmp_path, **settings)
    before = snapshot(tmp_path)
    done = run_json("purge", plan, tmp_path, "--delete")
    assert (done.status, done.codes) == (1, codes)
    assert len(done.json["files"]) == 3
    listed = run_json("purge", plan, tmp_path)
    assert (listed.status, listed.codes) == (0, [])
    assert "Planen sier ikke ennå" in run("purge", plan, tmp_path).out
    assert snapshot(tmp_path) == before


def test_the_last_day_is_still_kept_to_its_end_in_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    plan = one_form(tmp_path)
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    it_is(monkeypatch, midnight - timedelta(seconds=1))
    done = run_json("purge", plan, tmp_path, "--delete")
    assert (done.status, done.codes) == (1, ["purge_too_early"])
    assert done.problem("purge_too_early")["values"] == {"until": "2026-12-31", "today": "2026-12-31"}
    assert done.problem("purge_too_early")["place"].startswith("Stilling!B")
    it_is(monkeypatch, midnight)
    monkeypatch.setenv("TZ", "America/New_York")  # where it is still the day before
    done = run_json("purge", plan, tmp_path, "--delete")
    assert (done.status, len(snapshot(tmp_path))) == (0, 1)


def test_a_plan_with_an_error_or_open_in_excel_deletes_nothing(tmp_path: Path):
    plan = one_form(tmp_path)
    before = snapshot(tmp_path)
    (tmp_path / "~$plan.xlsx").touch()
    done = run_json("purge", plan, tmp_path, "--delete")
    assert (done.status, done.codes) == (1, ["purge_plan_open"])
    (tmp_path / "~$plan.xlsx").unlink()
    a_plan(plan, until="en gang")
    done = run_json("purge", plan, tmp_path, "--delete")
    assert (done.status, done.codes, done.json["files"]) == (1, ["not_a_date"], [])
    assert snapshot(tmp_path).keys() == before.keys()


def test_a_folder_that_is_not_there_and_a_file_in_its_place_are_told(tmp_path: Path):
    plan = one_form(tmp_path)
    assert run_json("purge", plan, tmp_path / "borte").codes == ["file_missing"]
    assert run_json("purge", plan, plan).codes == ["purge_not_a_folder"]
    assert run_json("purge", tmp_path / "borte.xlsx", tmp_path).codes == ["file_missing"]
    assert run("purge", plan, tmp_path / "borte").status == 1


# ---- whose a file is ----------------------------------------------------------


@pytest.fixture(scope="module")
def completed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a folder with the completed forms and the results of a plan, once for each plan."""

    @cache
    def make(**made_from: str) -> Path:
        folder = tmp_path_factory.mktemp("utfylt")
        plan = a_plan(folder / "a.xlsx", **made_from)
        run("forms", plan, "--out", folder / "sak")
        for path in (folder / "sak").iterdir():
            path.write_bytes(fill(path.read_bytes(), ANSWERS))
        next((folder / "sak").glob("*Kari*")).rename(folder / "sak" / "kari.docx")
        run("totals", plan, folder / "sak", "--out", folder / "sak" / "resultater.xlsx")
        return folder / "sak"

    return make


SAME_PEOPLE_ELSEWHERE = candidates(("P1", "Nina Vik"), ("P2", "Per Li"))


@pytest.mark.parametrize(
    ("made_from", "purged", "form", "results"),
    [
        pytest.param({}, {}, "plan", "plan", id="the same plan"),
        pytest.param({}, {"requirement": "God til å lytte"}, "plan", "plan", id="an earlier version of it"),
        pytest.param({}, {"title": "Fagleder"}, "plan", "title_differs", id="its title has been corrected"),
        pytest.param(
            *({}, {"title": "Fagleder", "people": SAME_PEOPLE_ELSEWHERE}, "title_differs", "title_differs"),
            id="two positions in one case",
        ),
        pytest.param({}, {"people": SAME_PEOPLE_ELSEWHERE}, "plan", "plan", id="candidates have been taken out"),
        pytest.param({}, {"case_number": "2027/1"}, "other", "other", id="another round with the same plan"),
        pytest.param({"case_number": ""}, {}, "plan", "plan", id="the case number came later"),
        pytest.param(
            *({"case_number": ""}, {"people": SAME_PEOPLE_ELSEWHERE}, "people_differ", "people_differ"),
            id="the plan was used before, without a case number",
        ),
        pytest.param(
            {"case_number": ""},
            {"case_number": "", "requirement": "God til å lytte"},
            *("plan", "plan"),
            id="an earlier version without case numbers: the candidates tell",
        ),
        pytest.param(
            {"case_number": "", "requirement": "God til å lytte"},
            {"case_number": "", "people": SAME_PEOPLE_ELSEWHERE},
            *("title_alone", "title_alone"),
            id="two positions with the same title and without case numbers",
        ),
        pytest.param(
            {"case_number": ""},
            {"case_number": "", "people": candidates(("P1", "Kari Nordmann")), "requirement": "God til å lytte"},
            *("plan", "title_alone"),
            id="one candidate in common may have applied twice, and results name several",
        ),
        pytest.param(
            *({"case_number": ""}, {"case_number": "", "title": "Fagleder"}, "title_differs", "other"),
            id="another title without case numbers",
        ),
        pytest.param(
            {"case_number": "", "requirement": "God til å lytte"},
            {"case_number": "", "title": "Fagleder"},
            *("other", "other"),
            id="another position",
        ),
    ],
)
def test_whose_a_file_is_and_when_that_is_in_doubt(
    made_from: dict[str, str],
    purged: dict[str, str],
    form: str,
    results: str,
    completed: Callable[..., Path],
    tmp_path: Path,
):
    made = tmp_path / "sak"
    shutil.copytree(completed(**made_from), made)
    plan = a_plan(tmp_path / "plan.xlsx", **purged)
    done = run_json("purge", plan, made, "--delete")
    said = verdicts(done)
    assert (said["kari.docx"], said["resultater.xlsx"]) == (form, results)
    assert (made / "kari.docx").exists() == (form != "plan")
    assert (made / "resultater.xlsx").exists() == (results != "plan")


# ---- doubt --------------------------------------------------------------------


def doubtful(plan: Path, folder: Path) -> dict[str, str]:
    """What is doubted in a folder; nothing of it may be deleted."""
    before = snapshot(folder)
    done = run_json("purge", plan, folder, "--delete")
    assert done.status == 0
    assert snapshot(folder) == before
    told = {Path(entry["place"]).name: entry["code"] for entry in done.json["problems"]}
    assert told == dict.fromkeys(verdicts(done), "purge_doubtful")
    return verdicts(done)


def without_line(root: Any) -> None:
    """Take the form id out of a document's text."""
    for text in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if text.text and "P1-" in text.text:
            text.text = ""


def emptied(data: bytes) -> bytes:
    """A form in which nothing is left but another text, as of somebody who needed a document."""
    parts = unpacked(data)
    letter, stream = Document(), io.BytesIO()
    letter.add_paragraph("Referat fra personalmøtet")
    letter.save(stream)
    return packed({**parts, "word/document.xml": unpacked(stream.getvalue())["word/document.xml"]})


def test_documents_that_do_not_say_for_certain_what_they_are_are_told_and_left(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    form = (made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx").read_bytes()
    other = (made / "skjema" / "Saksbehandler - Ola Ås - intervju.docx").read_bytes()
    seen = next(line for line in Document(io.BytesIO(other)).paragraphs if "P2-" in line.text).text
    results = load_workbook(made / "resultater.xlsx")
    for name in results.sheetnames[1:]:
        del results[name]
    results.worksheets[0].delete_rows(1, 1000)
    results.worksheets[0]["A1"] = "Ferieliste"
    results.save(folder / "ferie.xlsx")
    cases = {
        "bare id.docx": without(form, "docProps/custom.xml", "customXml/"),
        "skadet.docx": form[:5000],
        "annet innhold.docx": emptied(form),
        "to i ett.docx": edited(form, in_control("in_depth.K1.notes", runs(f"Og så {seen}"))),
        "ny innstilling.docx": with_text(a_report("recommendation"), "Innstilling til stilling som Fagleder"),
        "innsyn.docx": with_text(a_report("extract", candidate="P1"), "Saksbehandler"),
    }
    for name, data in cases.items():
        (folder / name).write_bytes(data)
    assert doubtful(made / "plan.xlsx", folder) == {
        "annet innhold.docx": "other_use",
        "bare id.docx": "id_alone",
        "ferie.xlsx": "other_use",
        "innsyn.docx": "other_use",
        "ny innstilling.docx": "other_use",
        "skadet.docx": "unreadable",
        "to i ett.docx": "contradiction",
    }


def with_text(data: bytes, text: str) -> bytes:
    """A report that somebody has gone on with: everything else in it is another's."""
    document, stream = Document(io.BytesIO(data)), io.BytesIO()
    document.paragraphs[0].text = text
    document.save(stream)
    return stream.getvalue()


def test_a_form_without_its_id_line_or_without_its_controls_is_still_a_form_and_goes(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    form = (made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx").read_bytes()
    (folder / "uten linje.docx").write_bytes(edited(form, without_line))
    (folder / "uten felt.docx").write_bytes(edited(form, without_controls))
    (folder / "uten del.docx").write_bytes(without(form, "customXml/"))
    (folder / "uten egenskaper.docx").write_bytes(without(form, "docProps/custom.xml"))
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (done.status, done.codes, snapshot(folder)) == (0, [], {})


def test_a_score_sheet_that_has_lost_its_properties_is_known_by_its_hidden_sheet(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    (folder / "ark.xlsx").write_bytes(without((made / "ark.xlsx").read_bytes(), "docProps/custom.xml"))
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (verdicts(done), snapshot(folder)) == ({"ark.xlsx": "plan"}, {})


def test_the_reports_that_the_program_writes_are_known_under_any_name_and_go(tmp_path: Path):
    plan, forms = a_plan(tmp_path / "plan.xlsx"), tmp_path / "skjema"
    run("forms", plan, "--out", forms)
    for form in forms.iterdir():
        form.write_bytes(fill(form.read_bytes(), {**ANSWERS, "conclusion.recommend": "go_on"}))
    run("report", plan, forms, "--out", tmp_path / "rapport")
    copies = scattered(tmp_path / "rapport", tmp_path / "annet", "fil")
    done = run_json("purge", plan, tmp_path / "annet", "--delete")
    documents = Counter((entry["document"], entry["candidate"]) for entry in done.json["files"])
    assert documents == {
        ("recommendation", None): 1,
        **{(document, id): 1 for document in ("feedback", "extract") for id in ("P1", "P2")},
    }
    assert not any(path.exists() for path in copies)


def test_an_edited_results_workbook_and_report_go_too(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    book = load_workbook(made / "resultater.xlsx")
    book.worksheets[0]["B20"] = "en merknad"
    book.save(folder / "resultater.xlsx")
    text = "Innstilling til stilling som Saksbehandler, skrevet ferdig"
    (folder / "innstilling.docx").write_bytes(with_text(a_report("recommendation"), text))
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (set(verdicts(done).values()), snapshot(folder)) == ({"plan"}, {})


def test_a_form_of_another_version_of_the_program_is_left(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    parts = unpacked((made / "skjema" / "Saksbehandler - Ola Ås - intervju.docx").read_bytes())
    values = seal.sealed_values(parts) | {"schema": "2"}
    seal.seal(parts, values)
    (folder / "nyere.docx").write_bytes(package.write_package(parts))
    assert doubtful(made / "plan.xlsx", folder) == {"nyere.docx": "other_version"}


def test_a_template_and_what_else_carries_no_plan_are_not_ours(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    run("templates", "export", "interview", "--out", folder / "mal.docx")
    run("new", folder / "ny plan.xlsx")
    run("new", folder / "eksempel.xlsx", "--example")
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (done.status, verdicts(done)) == (0, {"ny plan.xlsx": "other", "eksempel.xlsx": "other"})
    assert len(snapshot(folder)) == 3


# ---- PDF ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed(office: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdf")
    run("forms", a_plan(folder / "plan.xlsx"), "--out", folder / "skjema", "--one-file")
    return folder


def commented(path: Path) -> bytes:
    writer, stream = PdfWriter(path, incremental=True), io.BytesIO()
    writer.add_annotation(0, FreeText(text="Husk", rect=(50, 550, 200, 580)))
    writer.write(stream)
    return stream.getvalue()


def test_our_pdfs_and_print_jobs_are_known_and_go(printed: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    own = scattered(printed / "skjema", folder, "x")
    for plan, left in (({"case_number": "2026/16"}, len(own)), ({}, 0)):
        done = run_json("purge", a_plan(tmp_path / "plan.xlsx", **plan), folder, "--delete")
        assert (done.status, done.codes, len(snapshot(folder))) == (0, [], left)
    files = [(entry["kind"], entry["document"], entry["candidate"]) for entry in done.json["files"]]
    assert sorted(files, key=str) == [
        ("form", "interview", "P1"),
        ("form", "interview", "P2"),
        ("pdf", "interview", "P1"),
        ("pdf", "interview", "P2"),
        ("pdf", "one-file", None),
    ]


def test_without_case_numbers_the_people_of_a_pdf_tell_whose_it_is(office: ModuleType, tmp_path: Path):
    run("forms", a_plan(tmp_path / "a.xlsx", case_number=""), "--out", tmp_path / "skjema", "--one-file")
    people = candidates(("P1", "Kari Nordmann"), ("P2", "Per Li"))
    done = run_json("purge", a_plan(tmp_path / "plan.xlsx", case_number="", people=people), tmp_path / "skjema")
    assert {name: said for name, said in verdicts(done).items() if name.endswith(".pdf")} == {
        "Saksbehandler - Kari Nordmann - intervju.pdf": "plan",
        "Saksbehandler - Ola Ås - intervju.pdf": "people_differ",
        "Saksbehandler - alle skjema.pdf": "people_differ",
    }


def test_a_pdf_that_was_changed_or_does_not_say_of_which_plan_it_is_is_doubted(printed: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    kari = printed / "skjema" / "Saksbehandler - Kari Nordmann - intervju.pdf"
    everybody = printed / "skjema" / "Saksbehandler - alle skjema.pdf"
    (folder / "kommentert.pdf").write_bytes(commented(kari))
    (folder / "alle, kommentert.pdf").write_bytes(commented(everybody))
    (folder / "to.pdf").write_bytes(kari.read_bytes() + everybody.read_bytes())
    writer, stream = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(stream)
    (folder / "taus.pdf").write_bytes(pdf.seal(stream.getvalue(), pdf.Stamp("P1-AAAA-AAAA", "0f", "ab" * 32)))
    assert doubtful(printed / "plan.xlsx", folder) == {
        "alle, kommentert.pdf": "pdf_changed",
        "kommentert.pdf": "pdf_changed",
        "taus.pdf": "pdf_silent",
        "to.pdf": "contradiction",
    }


# ---- files that other programs have saved --------------------------------------


CORPUS = files()
LINE = ["visible id"]


def test_forms_that_other_programs_have_saved_are_known_where_they_have_kept_more_than_the_line(tmp_path: Path):
    with_line_alone = {
        file.path for file in CORPUS if [mark for mark, left in marks(file.path).items() if left] == LINE
    }
    assert 0 < len(with_line_alone) < len(CORPUS)
    for name in ("nb", "sv"):
        plan = write_workbook(tmp_path / f"{name}.xlsx", (HERE / f"plan-{name}.md").read_text(encoding="utf-8"))
        done = run_json("purge", plan, HERE)
        said = {Path(entry["path"]): entry["doubt"] or entry["belongs"] for entry in done.json["files"]}
        for file in CORPUS:
            if file.expected["plan"] == name:
                assert said[file.path] == ("id_alone" if file.path in with_line_alone else "plan")
            elif file.path in with_line_alone:
                assert said.get(file.path, "id_alone") == "id_alone"  # or nobody of the other plan has such an id
            else:
                assert said[file.path] == "other"


def test_files_that_libreoffice_has_saved_anew_are_known_in_either_format(
    made: Path, office: ModuleType, tmp_path: Path
):
    form = made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx"
    folder = tmp_path / "sak"
    for to, sources in {
        "odt": [form, made / "innstilling.docx"],
        "xlsx": [made / "resultater.xlsx", made / "ark.xlsx"],
        "ods": [made / "resultater.xlsx", made / "ark.xlsx"],
    }.items():
        office.convert(sources, folder / to, to)
    (folder / "form.docm").write_bytes(as_docm(form.read_bytes()))
    other = a_plan(tmp_path / "annen.xlsx", case_number="2026/16")
    assert {entry["belongs"] for entry in run_json("purge", other, folder).json["files"]} == {"other"}
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (done.status, done.codes, snapshot(folder)) == (0, [], {})
    kinds = [(Path(entry["path"]).suffix, entry["kind"]) for entry in done.json["files"]]
    assert sorted(kinds) == [
        *((".docm", "form"), (".ods", "results"), (".ods", "scoresheet"), (".odt", "form"), (".odt", "report")),
        *((".xlsx", "results"), (".xlsx", "scoresheet")),
    ]


def as_docm(data: bytes) -> bytes:
    """A form that Word has saved as a document that may hold macros, and holds none."""
    plain, with_macros = (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    parts = unpacked(data)
    assert plain in parts["[Content_Types].xml"]
    return packed({**parts, "[Content_Types].xml": parts["[Content_Types].xml"].replace(plain, with_macros)})


def test_what_was_saved_in_a_format_that_is_not_read_is_doubted(made: Path, office: ModuleType, tmp_path: Path):
    form = made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx"
    folder, letter = tmp_path / "sak", tmp_path / "brev.docx"
    Document().save(str(letter))
    office.convert([form, letter], folder, "doc")
    office.convert([form, letter], folder, "rtf")
    office.convert([made / "resultater.xlsx"], folder, "xls")
    assert doubtful(made / "plan.xlsx", folder) == {
        f"{form.stem}.doc": "old_format",
        f"{form.stem}.rtf": "old_format",
        "resultater.xls": "old_format",
    }


def test_an_encrypted_form_is_doubted_until_its_password_is_given(made: Path, office: ModuleType, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    form = made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx"
    office.encrypt(form, folder / "hemmelig.docx", "sesam")
    assert doubtful(made / "plan.xlsx", folder) == {"hemmelig.docx": "encrypted"}
    (tmp_path / "passord.txt").write_text("feil\nsesam\n", encoding="utf-8")
    done = run_json("purge", made / "plan.xlsx", folder, "--delete", "--password-file", tmp_path / "passord.txt")
    assert (done.status, done.codes, snapshot(folder)) == (0, [], {})


# ---- leftovers ----------------------------------------------------------------


def test_what_a_killed_run_has_left_goes_once_it_is_nobodys(made: Path, others: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    folder.mkdir()
    form = (made / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx").read_bytes()
    alien = (others / "skjema" / "Saksbehandler - Kari Nordmann - intervju.docx").read_bytes()
    letter, stream = Document(), io.BytesIO()
    letter.save(stream)
    hour_ago = datetime.now(UTC).timestamp() - 3700
    cases = {"halv_1": form[:3000], "hel__001": form, "tom_0001": b"", "annen_01": alien, "brev_001": stream.getvalue()}
    for name, data in cases.items():
        path = folder / f".intervjuguide-{name}.tmp"
        path.write_bytes(data)
        os.utime(path, (hour_ago, hour_ago))
    (folder / ".intervjuguide-akkurat1.tmp").write_bytes(form[:3000])
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    said = {name.removeprefix(".intervjuguide-").removesuffix(".tmp"): said for name, said in verdicts(done).items()}
    assert said == {
        "akkurat1": "being_written",
        "annen_01": "other",
        "hel__001": "plan",
        "tom_0001": "plan",
    }
    assert [entry["kind"] for entry in done.json["files"]] == ["leftover"] * 4
    assert sorted(snapshot(folder)) == [
        f".intervjuguide-{name}.tmp" for name in ("akkurat1", "annen_01", "brev_001", "halv_1")
    ]


# ---- links, rights, changes ---------------------------------------------------


def test_links_are_neither_followed_nor_deleted(made: Path, tmp_path: Path):
    outside = tmp_path / "utenfor"
    shutil.copytree(made / "skjema", outside)
    folder = tmp_path / "sak"
    folder.mkdir()
    (folder / "mappe").symlink_to(outside, target_is_directory=True)
    (folder / "lenke.docx").symlink_to(next(outside.glob("*Kari*intervju.docx")))
    (folder / "ingensteds.docx").symlink_to(tmp_path / "borte.docx")
    (folder / "rundt").symlink_to(folder, target_is_directory=True)
    before = snapshot(outside)
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert (done.status, done.json["files"]) == (0, [])
    assert sorted(done.codes) == ["folder_link", "folder_link", "purge_link", "purge_link"]
    assert snapshot(outside) == before
    assert len(list(folder.iterdir())) == 4


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told_and_the_others_go(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    shutil.copytree(made, folder)
    (folder / "skjema").chmod(0o555)
    try:
        done = run_json("purge", folder / "plan.xlsx", folder, "--delete")
    finally:
        (folder / "skjema").chmod(0o755)
    assert (done.status, set(done.codes)) == (1, {"purge_failed"})
    assert {Path(entry["path"]).parent.name for entry in done.json["files"] if not entry["deleted"]} == {
        "skjema",
        "sak",
    }
    assert len(snapshot(folder)) == 6


def purge_while(folder: Path, happens: Callable[[FoundFile], object]) -> tuple[list[str], dict[str, bool]]:
    """Purge a folder while something happens after each file that is deleted; return codes, and which files went."""
    plan = folder / "plan.xlsx"
    purged = purge(check_plan(plan), plan, folder, delete=True, deleted=happens)
    return [entry.code for entry in purged.problems], {Path(file.path).name: file.deleted for file in purged.files}


def test_a_file_that_is_changed_or_opened_after_it_was_listed_is_left_and_the_others_go(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    shutil.copytree(made, folder)
    forms = folder / "skjema"
    kari, ola = (forms / f"Saksbehandler - {name} - intervju.docx" for name in ("Kari Nordmann", "Ola Ås"))
    blank = next(forms.glob("*tomt*"))
    paper = next(forms.glob("*Kari*papir*"))

    def happens(file: FoundFile) -> None:
        if Path(file.path).parent.name == "arkiv":  # the first of all
            size = kari.stat()
            kari.write_bytes(kari.read_bytes()[:-1] + b"x")
            os.utime(kari, ns=(size.st_atime_ns, size.st_mtime_ns))  # as some programs do
            (forms / "~$ksbehandler - Ola Ås - intervju.docx").touch()
            blank.unlink()
            blank.symlink_to(ola)
            paper.unlink()

    codes, gone = purge_while(folder, happens)
    assert sorted(codes) == ["purge_changed", "purge_changed", "purge_failed", "purge_open"]
    kept = {name for name, deleted in gone.items() if not deleted}
    assert kept == {"plan.xlsx", kari.name, ola.name, blank.name, paper.name}
    assert kari.exists() and ola.exists() and blank.is_symlink()


def test_a_run_that_is_ended_in_the_middle_has_told_of_every_file_that_is_gone(made: Path, tmp_path: Path):
    folder = tmp_path / "sak"
    shutil.copytree(made, folder)
    before = set(snapshot(folder))
    told: list[str] = []

    def happens(file: FoundFile) -> None:
        told.append(str(Path(file.path).relative_to(folder)))
        if len(told) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        purge_while(folder, happens)
    assert before - set(snapshot(folder)) == set(told)
    assert run_json("purge", folder / "plan.xlsx", folder, "--delete").status == 0
    assert set(snapshot(folder)) == {"plan.xlsx"}


def test_names_with_signs_in_them_are_no_trouble(made: Path, tmp_path: Path):
    folder = tmp_path / "-rf «a» 'b' %20"
    folder.mkdir()
    form = made / "skjema" / "Saksbehandler - Ola Ås - intervju.docx"
    names = ["-delete.docx", "linje\nskift.docx", "\u202efdp.docx", "Ö" * 120 + ".docx", "a\udcffb.docx"]
    for name in names:
        shutil.copyfile(form, folder / name)
    done = run("purge", made / "plan.xlsx", folder, "--delete")
    assert (done.status, list(folder.iterdir())) == (0, [])
    assert done.out.count("Slettet: ") == 5


# ---- mixtures -----------------------------------------------------------------


@pytest.fixture(scope="module")
def samples(made: Path, others: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[bytes]]:
    """What a folder may hold: files of the plan, of another plan, and of others."""
    alien = foreign(tmp_path_factory.mktemp("fremmed") / "filer")
    return {
        "own": [data for name, data in snapshot(made).items() if name != "plan.xlsx"],
        "other": list(snapshot(others).values()),
        "foreign": [path.read_bytes() for path in alien],
    }


NAMES = st.tuples(
    st.sampled_from(["", "a", "a/b", "Felles vurdering"]),
    st.sampled_from(["Saksbehandler - Kari Nordmann - intervju", "resultater", "notat", "plan", "x" * 80]),
    st.sampled_from([".docx", ".xlsx", ".pdf", ".DOCX", "", ".tmp"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        NAMES, st.tuples(st.sampled_from(["own", "own", "other", "foreign"]), st.integers(0, 100)), max_size=12
    )
)
def test_in_any_mixture_exactly_the_files_of_the_plan_go(
    samples: Mapping[str, list[bytes]],
    made: Path,
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[tuple[str, str, str], tuple[str, int]],
):
    folder = tmp_path_factory.mktemp("blanding")
    wanted: dict[str, set[Path]] = {"own": set(), "other": set(), "foreign": set()}
    for (below, stem, suffix), (kind, number) in files.items():
        path = folder / below / f"{stem}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(samples[kind][number % len(samples[kind])])
        wanted[kind].add(path)
    done = run_json("purge", made / "plan.xlsx", folder, "--delete")
    assert done.status == 0
    assert {path for path in folder.rglob("*") if path.is_file()} == wanted["other"] | wanted["foreign"]
    listed = {Path(entry["path"]): entry["belongs"] for entry in done.json["files"]}
    assert {path for path, belongs in listed.items() if belongs == "plan"} == wanted["own"]
    assert wanted["foreign"].isdisjoint(listed)


# ---- reports without case numbers ---------------------------------------------


@pytest.mark.parametrize(
    ("candidate", "name", "text", "verdict"),
    [
        ("P1", "Kari Nordmann", "Saksbehandler, Kari Nordmann", "plan"),
        ("p1", "Kari  Nordmann", "Saksbehandler, Kari Nordmann", "plan"),
        ("P1", "Kari Nordmo", "Saksbehandler, Kari Nordmo", "title_alone"),
        ("P2", "Kari Nordmann", "Saksbehandler, Kari Nordmann", "title_alone"),
        ("P1", "", "Saksbehandler, Kari Nordmann", "plan"),
        ("P1", "", "Saksbehandler, Kari Nordmannsen", "title_alone"),
        ("", "", "Saksbehandler: Kari Nordmann og Ola Ås", "plan"),
        ("", "", "Saksbehandler: Kari Nordmann og Per Li", "title_alone"),
    ],
)
def test_a_report_on_a_position_of_the_same_title_is_the_plans_when_the_people_are(
    candidate: str, name: str, text: str, verdict: str, tmp_path: Path
):
    plan = a_plan(tmp_path / "plan.xlsx", case_number="")
    (tmp_path / "sak").mkdir()
    report = a_report("feedback", case_number="", candidate=candidate, name=name, text=text)
    (tmp_path / "sak" / "brev.docx").write_bytes(report)
    assert verdicts(run_json("purge", plan, tmp_path / "sak")) == {"brev.docx": verdict}


def test_without_a_case_number_a_blank_form_goes_as_long_as_nobody_has_touched_it(tmp_path: Path):
    plan = a_plan(tmp_path / "plan.xlsx", case_number="")
    folder = tmp_path / "sak"
    run("forms", plan, "--out", folder, "--blank")
    (form,) = folder.iterdir()
    (folder / "utfylt.docx").write_bytes(fill(form.read_bytes(), ANSWERS))
    assert verdicts(run_json("purge", plan, folder)) == {form.name: "plan", "utfylt.docx": "people_differ"}
    a_plan(plan, case_number="", requirement="God til å lytte")
    assert verdicts(run_json("purge", plan, folder)) == {form.name: "title_alone", "utfylt.docx": "title_alone"}
