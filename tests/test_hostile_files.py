"""Whatever lies in the folder of forms, the command names it with what to do, reads the others, and comes to an end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import hostile
import pytest
from commands import Done, candidates, environment, run, run_json
from documents import make, packed, unpacked
from workbooks import SMALL_PLAN

from generator.app.plans import CheckedPlan
from generator.app.totals import compute_totals
from generator.word.filling import fill

TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
MEMORY = 1024 * 1024 * 1024
"""What one run over all cases may address; ``measure_hostile.py`` measures what each of them really takes."""

needs_unix = pytest.mark.skipif(os.name == "nt", reason="there are none of these there")


@dataclass(frozen=True)
class Desk:
    """A good form of Kari Nordmann in a folder, and one of Ola Ås to make something else of."""

    plan: CheckedPlan
    workbook: Path
    folder: Path
    form: bytes

    def put(self, data: bytes, name: str = "sak.docx") -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def totals(self, *given: Path, passwords: str | bytes = "") -> Done:
        file = self.workbook.with_name("passord.txt")
        file.write_bytes(passwords.encode() if isinstance(passwords, str) else passwords)
        option = ["--password-file", file] if passwords else []
        return run_json(
            "totals", self.workbook, *(given or [self.folder]), "--out", self.workbook.with_name("r.xlsx"), *option
        )

    @property
    def names(self) -> dict[str, str]:
        return {candidate.name: candidate.id for candidate in self.plan.plan.candidates} if self.plan.plan else {}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[CheckedPlan, Path, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("plan")
    plan, made = make(folder, SMALL_PLAN, TWO)
    return (
        plan,
        folder / "plan.xlsx",
        {id: fill(form, {"in_depth.K1.score": "3", "in_depth.K1.met": "met"}) for id, form in made.items()},
    )


@pytest.fixture
def desk(tmp_path: Path, forms: tuple[CheckedPlan, Path, dict[str, bytes]]) -> Desk:
    plan, workbook, of = forms
    folder = tmp_path / "skjema"
    folder.mkdir()
    (folder / "kari.docx").write_bytes(of["P1"])
    own = tmp_path / "plan.xlsx"
    own.write_bytes(workbook.read_bytes())
    return Desk(plan, own, folder, of["P2"])


def scores(done: Done) -> dict[str, object]:
    return {c["name"]: c["overall"] and c["overall"]["mean"] for c in done.json["candidates"]}


def errors(done: Done) -> list[tuple[str, str]]:
    """Place and code of each error, but for the form that is missing then."""
    found = ((e["place"], e["code"]) for e in done.json["problems"] if e["severity"] == "error")
    return [(place, code) for place, code in found if code != "form_missing"]


# Files of all kinds


@pytest.mark.parametrize("name", hostile.CASES)
def test_the_others_are_read_and_one_sentence_is_told_of(desk: Desk, name: str):
    case = hostile.CASES[name]
    desk.put(case.make(desk.form))
    done = desk.totals(passwords=case.passwords)
    if case.code:
        assert (done.status, errors(done)) == (1, [("sak.docx", case.code)])
        assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": None}
        told = done.problem(case.code)
        assert 10 < len(told["message"]) < 400 and len(told["remedy"]) > 10
    else:
        assert (done.status, errors(done)) == (0, [])
        assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


@needs_unix
@pytest.mark.slow
def test_all_of_them_together_are_read_in_little_memory_without_a_traceback(desk: Desk):
    for number, case in enumerate(hostile.CASES.values()):
        desk.put(case.make(desk.form), f"{number}.docx")
    (desk.workbook.with_name("passord.txt")).write_text(hostile.PASSWORD)
    limited = f"import resource, runpy; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY},) * 2); runpy.run_module('generator', run_name='__main__')"
    paths = [
        desk.workbook,
        desk.folder,
        "--out",
        desk.workbook.with_name("r.xlsx"),
        "--password-file",
        desk.workbook.with_name("passord.txt"),
    ]
    done = subprocess.run(
        [sys.executable, "-c", limited, "totals", *map(str, paths)],
        env=environment(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "Traceback" not in told and "MemoryError" not in told
    missing = [
        n
        for n, case in enumerate(hostile.CASES.values())
        if case.code not in ("", "encrypted", "password_wrong") and f"{n}.docx: " not in told
    ]
    assert missing == []


# What is no file, or not for long


@needs_unix
def test_a_pipe_a_socket_and_a_device_are_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    os.mkfifo(desk.folder / "a.docx")
    (desk.folder / "b.docx").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(desk.folder)  # the name of a socket may not be long
        listening.bind("c.docx")
        done = desk.totals()
        named = desk.totals(*(desk.folder / f"{name}.docx" for name in "abc"), desk.folder / "kari.docx")
    for outcome, folder in ((done, desk.folder), (named, Path())):  # what is not to be read has its whole path
        assert sorted(errors(outcome)) == [(str(folder / f"{name}.docx"), "file_not_ordinary") for name in "abc"]
        assert (outcome.status, scores(outcome)["Kari Nordmann"]) == (1, 3)


@needs_unix
def test_a_pipe_is_no_plan_no_template_and_no_password_file_either(desk: Desk):
    pipe = desk.folder / "rør.xlsx"
    os.mkfifo(pipe)
    assert run("check", pipe).status == 1
    assert run("templates", "check", pipe).status == 1
    assert (
        run("totals", desk.workbook, desk.folder, "--out", pipe.with_name("r.xlsx"), "--password-file", pipe).status
        == 1
    )


@needs_unix
@pytest.mark.parametrize("named", [False, True], ids=["in a folder", "by name"])
def test_links_that_lead_nowhere_are_told(desk: Desk, named: bool):
    (desk.folder / "borte.docx").symlink_to(desk.folder / "finnes ikke.docx")
    (desk.folder / "en.docx").symlink_to(desk.folder / "to.docx")
    (desk.folder / "to.docx").symlink_to(desk.folder / "en.docx")
    names = ("borte", "en", "to")
    done = (
        desk.totals(*(desk.folder / f"{name}.docx" for name in names), desk.folder / "kari.docx")
        if named
        else desk.totals()
    )
    assert sorted(errors(done)) == [(str(desk.folder / f"{name}.docx"), "link_broken") for name in names]
    assert (done.status, scores(done)["Kari Nordmann"]) == (1, 3)


@needs_unix
def test_a_link_to_the_folder_above_is_told_and_not_followed(desk: Desk):
    desk.put(desk.form)
    (desk.folder / "inn").mkdir()
    (desk.folder / "inn" / "opp").symlink_to(desk.folder, target_is_directory=True)
    done = desk.totals()
    assert (done.status, done.codes) == (0, ["folder_link"])
    assert done.problem("folder_link")["place"] == str(desk.folder / "inn" / "opp")
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_a_folder_called_like_a_form_is_told_and_what_lies_in_it_is_read(desk: Desk):
    (desk.folder / "ola.docx").mkdir()
    (desk.folder / "ola.docx" / "ola.docx").write_bytes(desk.form)
    done = desk.totals()
    assert (done.status, errors(done)) == (1, [(str(desk.folder / "ola.docx"), "file_is_folder")])
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


@needs_unix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_below_that_may_not_be_read_is_told(desk: Desk):
    (desk.folder / "lukket").mkdir(mode=0o000)
    done = desk.totals()
    assert (done.status, errors(done)) == (1, [(str(desk.folder / "lukket"), "file_unreadable")])


@needs_unix
def test_folders_in_folders_by_the_thousand_are_walked_through(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(desk.folder)
    try:
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
        Path("ola.docx").write_bytes(desk.form)
        os.chdir(desk.folder)
        assert scores(desk.totals()) == {"Kari Nordmann": 3, "Ola Ås": 3}
    finally:
        subprocess.run(["rm", "-rf", desk.folder / "d"], check=True)  # Python clears away no more than a thousand


@needs_unix
@pytest.mark.parametrize("name", ["to\nlinjer.docx", "\x1b[31mrød.docx", "snu\u202excod.docx", "l" * 245 + ".docx"])
def test_a_name_that_would_mislead_is_shown_on_one_line(desk: Desk, name: str):
    desk.put(b"", name)
    done = run("totals", desk.workbook, desk.folder, "--out", desk.workbook.with_name("r.xlsx"))
    assert done.status == 1
    shown = "".join("\ufffd" if letter in "\n\x1b\u202e" else letter for letter in name)
    assert f"{shown}: " in done.err
    assert not set("\x1b\u202e") & set(done.err)


def test_a_file_that_vanishes_after_the_folder_was_listed_is_told(desk: Desk):
    vanishing = desk.put(desk.form)
    results = compute_totals(desk.plan, [desk.folder], lambda done, of: vanishing.unlink(missing_ok=True))
    assert results is not None
    (gone,) = (found for found in results.problems if found.code == "file_gone")
    assert gone.place.file == vanishing.name
    assert [form.form.identity.candidate for form in results.forms] == ["P1"]


KEEP_CHANGING = """
import os, sys, time
number = 0
while os.getppid() == int(sys.argv[2]):
    number += 1
    os.utime(sys.argv[1], ns=(number, number))
    if number == 1:
        print(flush=True)
"""


@needs_unix
def test_a_file_that_somebody_keeps_writing_to_is_told_and_not_counted(desk: Desk):
    path = desk.put(desk.form + bytes(40 * hostile.MB))
    process = subprocess.Popen([sys.executable, "-c", KEEP_CHANGING, path, str(os.getpid())], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(20):  # on a busy machine the writer may get no turn while one of them reads
            done = desk.totals()
            assert (done.status, scores(done)) == (1, {"Kari Nordmann": 3, "Ola Ås": None})
            if errors(done) == [(path.name, "file_changing")]:
                break
    finally:
        process.kill()
        process.communicate()
    assert errors(done) == [(path.name, "file_changing")]


@pytest.mark.slow
def test_thousands_of_other_files_are_told_one_by_one(desk: Desk):
    for number in range(2000):
        desk.put(b"PK\x03\x04", f"{number}.docx")
    done = desk.totals()
    assert done.codes.count("damaged_document") == 2000
    assert scores(done)["Kari Nordmann"] == 3


# Score sheets and plans


WORKBOOKS: dict[str, Callable[[bytes], bytes]] = {
    "parts that overlap": hostile.overlapping,
    "a part that expands to three gigabytes": lambda book: hostile.bomb(
        book, 3072 * hostile.MB, 3072 * hostile.MB, "xl/media/a.bmp"
    ),
    "packed by bzip2": lambda book: hostile.packed_by(book, 12),
    "a part that is encrypted by the archive": lambda book: hostile.flagged(book, 6, 1),
    "a thousand million laughs": lambda book: packed(
        {
            **unpacked(book),
            "xl/workbook.xml": hostile.with_doctype(b'<?xml version="1.0"?><x>&l9;</x>', hostile.laughs(10)),
        }
    ),
    "half a million cells without a place": lambda book: packed(
        {
            **unpacked(book),
            "xl/worksheets/sheet1.xml": (
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
                + b"<c><v>1</v></c>" * 500_000
                + b"</row></sheetData></worksheet>"
            ),
        }
    ),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_is_no_less_careful_with(desk: Desk, name: str):
    sheet = desk.folder / "ark.xlsx"
    assert run("scoresheet", desk.workbook, "--out", sheet).status == 0
    sheet.write_bytes(WORKBOOKS[name](sheet.read_bytes()))
    done = desk.totals()
    assert (done.status, [place for place, _ in errors(done)]) in [(1, ["ark.xlsx"]), (1, [])]
    assert scores(done)["Kari Nordmann"] == 3


# Passwords


def test_a_form_that_word_has_encrypted_is_read_with_its_password_among_others(desk: Desk):
    desk.put(hostile.encrypted(desk.form))
    done = desk.totals(passwords=f"\ufefffeil\r\n\r\n{hostile.PASSWORD}\r\n")
    assert (done.status, done.codes) == (0, [])
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}


def test_an_encrypted_form_without_the_option_is_told_and_the_option_is_named(desk: Desk):
    desk.put(hostile.encrypted(desk.form))
    done = desk.totals()
    assert (done.status, errors(done)) == (1, [("sak.docx", "encrypted")])
    assert "--password-file" in done.problem("encrypted")["remedy"]


def test_no_password_stands_in_anything_that_is_told_or_written(desk: Desk):
    desk.put(hostile.encrypted(desk.form))
    desk.put(hostile.encrypted(desk.form, "et annet"), "annen.docx")
    done = desk.totals(passwords=hostile.PASSWORD)
    assert (done.status, errors(done)) == (1, [("annen.docx", "password_wrong")])
    results = unpacked(desk.workbook.with_name("r.xlsx").read_bytes())
    for said in (done.out.encode(), done.err.encode(), *results.values()):
        assert hostile.PASSWORD.encode() not in said


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "password_file_empty"),
        (b"\xef\xbb\xbf\r\n\n", "password_file_empty"),
        (b"p\xe5", "password_file_not_text"),
        (b"".join(b"%d\n" % n for n in range(51)), "password_file_not_text"),
        (b"x" * 70_000, "password_file_not_text"),
    ],
    ids=["empty", "blank lines", "Latin 1", "51 passwords", "no text of passwords"],
)
def test_a_password_file_that_cannot_be_used_is_told_before_anything_is_read(desk: Desk, content: bytes, code: str):
    file = desk.workbook.with_name("p.txt")
    file.write_bytes(content)
    done = run_json(
        "totals", desk.workbook, desk.folder, "--out", desk.workbook.with_name("r.xlsx"), "--password-file", file
    )
    assert (done.status, done.codes) == (1, [code])
    assert not desk.workbook.with_name("r.xlsx").exists()


def test_a_password_file_that_is_not_there_is_told(desk: Desk):
    done = run_json(
        "totals", desk.workbook, desk.folder, "--out", desk.workbook.with_name("r.xlsx"), "--password-file", "borte.txt"
    )
    assert (done.status, done.codes) == (1, ["file_missing"])


def test_an_encrypted_score_sheet_is_read_with_its_password_too(desk: Desk):
    sheet = desk.folder / "ark.xlsx"
    assert run("scoresheet", desk.workbook, "--out", sheet).status == 0
    sheet.write_bytes(hostile.encrypted(sheet.read_bytes()))
    assert errors(desk.totals()) == [("ark.xlsx", "encrypted")]
    assert errors(desk.totals(passwords="feil")) == [("ark.xlsx", "password_wrong")]
    done = desk.totals(passwords=hostile.PASSWORD)
    assert (errors(done), done.codes) == ([], ["scoresheet_empty", "form_missing"])


def test_a_form_in_the_older_way_of_encrypting_is_read(desk: Desk):
    desk.put(hostile.encrypted_as_in_2007(desk.form))
    assert errors(desk.totals(passwords="feil")) == [("sak.docx", "password_wrong")]
    done = desk.totals(passwords=hostile.PASSWORD)
    assert (done.status, scores(done)) == (0, {"Kari Nordmann": 3, "Ola Ås": 3})


def test_a_form_that_libreoffice_has_saved_with_a_password_is_read(desk: Desk, office: ModuleType):
    source = desk.workbook.with_name("åpen.docx")
    source.write_bytes(desk.form)
    office.encrypt(source, desk.folder / "sak.docx", hostile.PASSWORD)
    assert (desk.folder / "sak.docx").read_bytes().startswith(hostile.COMPOUND)
    assert errors(desk.totals(passwords="feil")) == [("sak.docx", "password_wrong")]
    done = desk.totals(passwords=hostile.PASSWORD)
    assert scores(done) == {"Kari Nordmann": 3, "Ola Ås": 3}
