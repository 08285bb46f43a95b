"""The command line itself: exit statuses, sentences instead of tracebacks, JSON and nothing else, and the demo."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from commands import Done, candidates, environment, run, run_apart, run_json, snapshot, start
from documents import packed
from openpyxl import load_workbook
from plans import CLEAN_PLAN
from workbooks import SMALL_PLAN, write_workbook

import generator


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN)


def assert_a_sentence(done: Done) -> None:
    """What every answer has to be, whatever was asked."""
    assert done.status in (0, 1, 2)
    assert "Traceback" not in done.err + done.out
    assert "Noe gikk galt i programmet" not in done.err
    letters = set(done.err + done.out) - {"\n"}
    assert not any(unicodedata.category(letter) == "Cc" for letter in letters)
    if done.status:
        assert done.err.strip()


# ---- exit statuses ------------------------------------------------------------


def test_a_whole_round_ends_with_status_0(tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    assert run("new", plan, "--example").status == 0
    assert run("check", plan).status == 0
    assert run("forms", plan, "--out", tmp_path / "skjema").status == 0
    assert run("totals", plan, tmp_path / "skjema", "--out", tmp_path / "r.xlsx").status == 0


def test_a_blank_plan_has_to_be_mended_first(tmp_path: Path):
    assert run("new", tmp_path / "plan.xlsx").status == 0
    done = run("check", tmp_path / "plan.xlsx")
    assert done.status == 1
    assert done.out.startswith("Planen må rettes")
    assert_a_sentence(done)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["forms", "--help"], ["--version"]])
def test_help_and_version_end_with_status_0(arguments: list[str]):
    done = run(*arguments)
    assert (done.status, done.err) == (0, "")
    assert done.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["forms"], ["PLAN.xlsx"]),
        (["forms", "plan.xlsx"], ["--out DIR"]),
        (["forms", "plan.xlsx", "--ut", "d"], ["--ut"]),
        (["forms", "plan.xlsx", "--out"], ["--out"]),
        (["totals", "plan.xlsx", "--out", "r.xlsx"], ["FORM_OR_DIR"]),
        (["totals", "plan.xlsx", "d", "--out", "r.ods"], ["RESULTS.xlsx", "«r.ods»"]),
        (["new", "plan.txt"], ["PLAN.xlsx", "«plan.txt»"]),
        (["new", "plan.xlsx", "--language", "xx"], ["--language", "nb"]),
        (["check", "a.xlsx", "b.xlsx"], ["b.xlsx"]),
        (["sjekk"], ["sjekk"]),
    ],
)
def test_wrong_use_is_status_2_and_a_sentence_in_norwegian(
    arguments: list[str], named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    first = done.err.splitlines()[0]
    assert first.startswith("feil ")
    assert all(name in first for name in named)
    assert not any(word in done.err for word in ("Error", "Usage", "Missing", "Invalid"))
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_the_help_is_shown():
    done = run()
    assert done.status in (0, 2)  # as the installed click has it
    assert "totals" in done.err + done.out
    assert "forstått" not in done.err


# ---- odd things ----------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODD_PLANS = {
    "empty": (b"", "not_a_workbook"),
    "text": (b"Stilling;Saksbehandler\n", "not_a_workbook"),
    "random bytes": (bytes(range(256)) * 8, "not_a_workbook"),
    "half a zip": (b"PK\x03\x04" + b"\x00" * 60, "damaged_workbook"),
    "xls": (OLE + b"\x00" * 600, "old_workbook"),
    "encrypted": (OLE + b"\x00" * 500 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
}
COMMANDS = {"check": [], "forms": ["--out", "ut"], "totals": ["d", "--out", "r.xlsx"]}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ODD_PLANS)
def test_a_plan_that_is_no_workbook_is_one_clear_sentence(
    kind: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    data, code = ODD_PLANS[kind]
    Path("plan.xlsx").write_bytes(data)
    done = run_json(command, "plan.xlsx", *COMMANDS[command])
    assert (done.status, done.codes) == (1, [code])
    assert_a_sentence(run(command, "plan.xlsx", *COMMANDS[command]))
    assert snapshot(tmp_path) == {"plan.xlsx": data}


def odd_paths() -> list[str]:
    return [
        ".",
        "finnes ikke.xlsx",
        "finnes/ikke.xlsx",
        "x" * 300 + ".xlsx",
        "",
        "~",
        "-",
        os.devnull,
        "fil/under.xlsx",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_odd_paths_for_the_plan_are_sentences(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("fil").write_bytes(b"")
    for path in odd_paths():
        done = run(command, path, *COMMANDS[command])
        assert_a_sentence(done)
        assert done.status in (1, 2), path
    assert snapshot(tmp_path) == {"fil": b""}


def test_odd_paths_for_forms_and_results_are_sentences(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("fil").write_bytes(b"")
    for path in odd_paths():
        done = run("totals", plan, path, "--out", "r.xlsx")
        assert_a_sentence(done)
        assert done.status in (1, 2), path
    for path in ("fil/r.xlsx", "x" * 300 + ".xlsx", f"{os.devnull}/r.xlsx", str(tmp_path / ("d/" * 3000) / "r.xlsx")):
        done = run_json("totals", plan, ".", "--out", path)
        assert done.status == 1
        assert "not_written" in done.codes
        assert_a_sentence(run("totals", plan, ".", "--out", path))


def test_odd_paths_for_new_forms_and_the_demo_are_sentences(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    Path("fil").write_bytes(b"min")
    for arguments in (
        ["new", "fil/plan.xlsx"],
        ["new", "x" * 300 + ".xlsx"],
        ["forms", plan, "--out", "fil"],
        ["forms", plan, "--out", "x" * 300],
        ["forms", plan, "--out", os.devnull],
        ["demo", "fil/demo"],
        ["demo", "x" * 300],
    ):
        done = run(*arguments)
        assert_a_sentence(done)
        assert done.status == 1, arguments
    assert Path("fil").read_bytes() == b"min"


def test_a_folder_with_the_name_of_a_workbook_is_left_alone(plan: Path, tmp_path: Path):
    (tmp_path / "mappe.xlsx").mkdir()
    assert run_json("check", tmp_path / "mappe.xlsx").codes == ["file_is_folder"]
    assert run("new", tmp_path / "mappe.xlsx").status == 0
    run("totals", plan, tmp_path, "--out", tmp_path / "mappe.xlsx")
    assert list((tmp_path / "mappe.xlsx").iterdir()) == []
    assert {path.name for path in tmp_path.glob("mappe*")} == {"mappe.xlsx", "mappe (2).xlsx", "mappe (3).xlsx"}


def test_a_spreadsheet_of_libreoffice_is_named_as_what_it_is(plan: Path, tmp_path: Path, office: ModuleType):
    (ods,) = office.convert([plan], tmp_path, "ods")
    done = run_json("check", ods)
    assert (done.status, done.codes) == (1, ["opendocument_workbook"])
    ods.rename(tmp_path / "egentlig.xlsx")
    assert run_json("check", tmp_path / "egentlig.xlsx").codes == ["opendocument_workbook"]


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path):
    (tmp_path / "plan.xlsx").write_bytes(packed({"hei.txt": b"hei"}))
    done = run_json("check", tmp_path / "plan.xlsx")
    assert done.status == 1
    assert_a_sentence(done)


def test_what_a_terminal_takes_for_a_command_is_not_passed_on_to_it(plan: Path, tmp_path: Path):
    """A C1 control character is a character of XML; in a workbook or a returned form anybody can put one."""
    write_workbook(plan, SMALL_PLAN.replace("| må     |", "| \x9b31m |"))
    done = run("check", plan)
    assert done.status == 1
    assert_a_sentence(done)
    assert "\ufffd31m" in done.err
    assert_a_sentence(run("check", tmp_path / "\x1b[31mplan.xlsx"))


def test_square_brackets_are_shown_as_they_stand(plan: Path):
    write_workbook(plan, SMALL_PLAN.replace("| må     |", "| [bold]må[/bold] |"))
    assert "[bold]må[/bold]" in run("check", plan).err


# ---- JSON ----------------------------------------------------------------------


def test_json_is_the_only_thing_on_standard_output_and_people_read_standard_error(plan: Path, tmp_path: Path):
    write_workbook(plan, CLEAN_PLAN.replace("| må     |", "| kanskje |"))
    for done in (
        run_json("check", plan),
        run_json("forms", plan, "--out", tmp_path / "ut"),
        run_json("totals", plan, tmp_path, "--out", tmp_path / "r.xlsx"),
    ):
        assert (done.status, done.codes) == (1, ["not_in_list"])
        assert "feil Krav!C2: " in done.err
        assert done.problem("not_in_list")["message"] in done.err
        assert done.problem("not_in_list")["remedy"] in done.err


def test_json_is_utf_8_whatever_the_console_can_show(plan: Path, tmp_path: Path):
    write_workbook(plan, SMALL_PLAN, candidates(("P1", "Åse Bjørnø")))
    done = run_apart("forms", plan, "--out", tmp_path / "ut", "--json", PYTHONIOENCODING="ascii")
    assert done.status == 0
    assert done.json["forms"][0]["name"] == "Åse Bjørnø"


def test_a_json_run_of_a_good_plan_says_nothing_to_people(plan: Path, tmp_path: Path):
    write_workbook(plan, CLEAN_PLAN.replace("| trukket seg |", "| innkalt     |"))
    assert run_json("check", plan).err == ""
    assert run_json("forms", plan, "--out", tmp_path / "ut").err == ""


# ---- what people see -------------------------------------------------------------


def test_problems_come_gravest_first_and_what_to_do_stands_once_below_those_it_is_good_for(plan: Path):
    write_workbook(plan, CLEAN_PLAN.replace("| må     |", "| kanskje |").replace("| bør    |", "| kanskje |"))
    (plan.parent / "~$plan.xlsx").write_bytes(b"")
    lines = run("check", plan).err.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["feil", "feil", "advarsel"]
    assert [line.startswith("    ") for line in lines] == [False, False, True, False, True]


def test_no_progress_is_shown_where_nobody_looks_at_a_terminal(plan: Path, tmp_path: Path):
    done = run_apart("forms", plan, "--out", tmp_path / "ut", FORCE_COLOR="", TERM="xterm")
    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out


def test_a_console_that_cannot_show_norwegian_letters_is_no_obstacle(tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    for encoding in ("ascii", "cp437", "latin-1"):
        process = start("new", plan, "--example", PYTHONIOENCODING=encoding)
        process.communicate(timeout=120)
        assert process.returncode == 0
        process = start("forms", plan, "--out", tmp_path / encoding, PYTHONIOENCODING=encoding)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
        assert b"Kari Nordmann" in out
        process = start("totals", plan, tmp_path / encoding, "--out", tmp_path / "r.xlsx", PYTHONIOENCODING=encoding)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0
        assert b"Kari Nordmann" in out
        assert b"Traceback" not in err


def test_a_reader_that_goes_away_is_no_traceback(plan: Path):
    process = start("check", plan)
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    err = process.stderr.read()
    process.wait(timeout=120)
    process.stderr.close()
    assert b"Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="signals work in another way there")
def test_ctrl_c_gives_a_sentence_and_whole_files(plan: Path, tmp_path: Path):
    write_workbook(plan, SMALL_PLAN, candidates(*((f"P{n}", f"Person {n}") for n in range(1, 4000))))
    process = start("forms", plan, "--out", tmp_path / "ut")
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("ut/*.docx")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == b""
    assert err.decode().strip().startswith("Avbrutt. ")
    assert err.count(b"\n") <= 2
    assert list(tmp_path.glob("ut/.intervjuguide-*")) == []


def test_ctrl_c_while_the_program_is_loading_is_no_traceback():
    code = """
import sys
class Interrupted:
    def find_spec(self, name, path=None, target=None):
        if name == "xlsxwriter":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from generator.cli import run
run()
"""
    ended = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, b"", b"")


def test_python_m_generator_is_the_same_program():
    done = run_apart("--version")
    assert (done.status, done.out.split()[-1]) == (0, generator.__version__)
    given = subprocess.run(
        [sys.executable, "-m", "generator", "--help"], env=environment(), capture_output=True, check=True
    )
    assert given.stdout.decode() == run("--help").out


# ---- new and demo ----------------------------------------------------------------


def test_new_never_overwrites(tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"min")
    done = run("new", plan)
    assert done.status == 0
    assert plan.read_bytes() == b"min"
    assert "plan (2).xlsx" in done.err + done.out
    run("new", plan)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan (2).xlsx", "plan (3).xlsx", "plan.xlsx"]
    load_workbook(tmp_path / "plan (2).xlsx")


def test_new_leaves_alone_what_somebody_has_typed_into_a_plan_it_made(tmp_path: Path):
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--example")
    before = plan.read_bytes()
    run("new", plan, "--example")
    assert plan.read_bytes() == before


def test_the_demo_makes_everything_and_ends_with_a_table(tmp_path: Path):
    done = run("demo", tmp_path / "demo")
    assert done.status == 0, done.err
    made = snapshot(tmp_path / "demo")
    documents = Counter(name.rpartition("/")[0] for name in made if name.endswith(".docx"))
    assert documents == {
        "Skjema": 4,
        "Utfylte skjema": 4,  # a form for each candidate
        "Rapporter": 1,
        "Rapporter/Tilbakemeldinger": 4,
        "Rapporter/Innsynskopier": 4,
    }
    assert {name for name in made if "/" not in name} == {"Intervjuplan.xlsx", "Resultater.xlsx"}
    for name in ("Intervjuplan.xlsx", "Resultater.xlsx"):
        load_workbook(io.BytesIO(made[name]))
        assert str(tmp_path / "demo" / name) in done.out
    table = done.out[done.out.index("Seniorrådgiver") :]
    assert "Kari Nordmann" in table
    assert "Bjørn Åge Sørensen" in table
    assert all(len(line) <= 80 for line in table.splitlines())


def test_a_second_demo_in_the_same_folder_leaves_the_first_alone(tmp_path: Path):
    run("demo", tmp_path / "demo")
    before = snapshot(tmp_path / "demo")
    assert run("demo", tmp_path / "demo").status == 0
    assert snapshot(tmp_path / "demo") == before
    assert len(snapshot(tmp_path / "demo (2)")) == len(before)


def test_the_demo_uses_an_empty_folder_and_leaves_a_file_of_its_name_alone(tmp_path: Path):
    (tmp_path / "tom").mkdir()
    assert run("demo", tmp_path / "tom").status == 0
    assert (tmp_path / "tom" / "Resultater.xlsx").exists()
    (tmp_path / "fil").write_bytes(b"min")
    assert run("demo", tmp_path / "fil").status == 0
    assert (tmp_path / "fil").read_bytes() == b"min"


def test_the_results_of_the_demo_are_those_of_totals_on_its_forms(tmp_path: Path):
    run("demo", tmp_path / "demo")
    folder = tmp_path / "demo"
    done = run_json("totals", folder / "Intervjuplan.xlsx", folder / "Utfylte skjema", "--out", tmp_path / "r.xlsx")
    assert done.status == 0
    assert all(candidate["overall"]["mean"] for candidate in done.json["candidates"])
    assert json.loads(json.dumps(done.json, allow_nan=False)) == done.json
