"""LibreOffice as ``generator.office`` calls it, with a stand-in that fails, hangs or writes nothing on demand."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.office import CannotRun, Failure, Reason, convert, find_program

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a script with a #! line")

STAND_IN = """#!{python}
import pathlib, subprocess, sys, time
print("convert x -> y using filter"); print("javaldx is missing", file=sys.stderr)
here = pathlib.Path(__file__).parent
with (here / "calls").open("a") as log:
    print(*sys.argv[1:], sep="\\t", file=log)
for name in sys.argv:
    if name.endswith(".docx"):
        data, made = pathlib.Path(name).read_text(), pathlib.Path("pdf", name).with_suffix(".pdf")
        if data == "fail":
            sys.exit(77)
        if data == "half":
            made.write_text("%PDF-1.7 and no more")
            sys.exit(1)
        if data == "hang":
            child = subprocess.Popen(["sleep", "600"])
            (here / "child").write_text(str(child.pid))
            time.sleep(600)
        if data != "nothing":
            made.write_text("%PDF-1.7 of " + data + "\\nstartxref\\n0\\n%%EOF\\n")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "Program «æøå» 😀"
    folder.mkdir()
    path = folder / "soffice"
    path.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    return path


def converted(program: Path, *documents: str, patience: float = 60) -> dict[int, str | Failure]:
    """What each document became; of a PDF the words after ``of``."""
    found = convert(program, [text.encode() for text in documents], patience=patience)
    return {n: pdf if isinstance(pdf, Failure) else pdf.decode().splitlines()[0][12:] for n, pdf in found}


def calls(program: Path) -> list[list[str]]:
    return [line.split("\t") for line in (program.parent / "calls").read_text(encoding="utf-8").splitlines()]


def documents_of(calls: Sequence[Sequence[str]]) -> list[int]:
    return [sum(word.endswith(".docx") for word in call) for call in calls]


def child_ends(program: Path) -> bool:
    """Return whether what the stand-in has started ends; a killed process is gone a moment after it was told to go."""
    pid = int((program.parent / "child").read_text(encoding="utf-8"))
    latest = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < latest:
        time.sleep(0.05)
    return not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_many_documents_are_converted_in_one_call(program: Path):
    assert converted(program, "a", "b", "c") == {0: "a", 1: "b", 2: "c"}
    assert documents_of(calls(program)) == [3]


def test_more_documents_than_a_command_line_should_hold_take_several_calls(program: Path):
    names = [f"nr {n}" for n in range(120)]
    assert converted(program, *names) == dict(enumerate(names))
    assert documents_of(calls(program)) == [50, 50, 20]


def test_each_call_has_a_profile_of_its_own_and_leaves_nothing_behind(program: Path, tmp_path, monkeypatch):
    temporary = tmp_path / "midlertidig på «disk»"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    converted(program, "a", "fail", "b")
    profiles = [call[0] for call in calls(program)]
    assert len(set(profiles)) == 2
    assert all(profile.startswith(f"-env:UserInstallation={temporary.as_uri()}/") for profile in profiles)
    assert list(temporary.iterdir()) == []


def test_a_document_that_makes_it_fail_costs_only_itself(program: Path):
    assert converted(program, "a", "fail", "b", "c") == {0: "a", 1: Failure(Reason.FAILED, 77), 2: "b", 3: "c"}
    assert documents_of(calls(program)) == [4, 2]


def test_a_document_that_makes_it_hang_is_given_up_and_what_it_started_is_ended(program: Path):
    begun = time.monotonic()
    assert converted(program, "a", "hang", "b", patience=1.5) == {0: "a", 1: Failure(Reason.TOO_SLOW, 2), 2: "b"}
    assert time.monotonic() - begun < 60
    assert child_ends(program)


def test_a_document_of_which_nothing_is_written_is_told_and_not_tried_again(program: Path):
    assert converted(program, "a", "nothing", "b") == {0: "a", 1: Failure(Reason.NOTHING_WRITTEN), 2: "b"}
    assert documents_of(calls(program)) == [3]


def test_half_a_pdf_is_none(program: Path):
    assert converted(program, "a", "half") == {0: "a", 1: Failure(Reason.FAILED, 1)}


def test_a_program_that_only_fails_is_given_up_after_two_calls(program: Path):
    made = converted(program, *["fail"] * 100)
    assert [made[n].reason for n in range(100)] == [Reason.FAILED] * 2 + [Reason.NOT_TRIED] * 98
    assert documents_of(calls(program)) == [50, 50]


def test_an_interrupted_conversion_ends_the_program_and_cleans_up(program: Path, tmp_path, monkeypatch):
    temporary = tmp_path / "midlertidig"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def interrupt(done: int) -> None:
        while not (program.parent / "child").exists():
            time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(convert(program, [b"a", b"hang"], interrupt))
    assert child_ends(program)
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_with_the_temporary_files_is_removed_by_a_later_one(
    program: Path, tmp_path, monkeypatch
):
    temporary = tmp_path / "midlertidig"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    kept = {"intervjuguide-pdf-new", "intervjuguide-old.lock", "pdf-of-others"}
    for name in (*kept, "intervjuguide-pdf-old"):
        (temporary / name).mkdir(parents=True)
        (temporary / name / "0001.docx").write_bytes(b"Kari Nordmann")
    two_days_ago = time.time() - 2 * 24 * 3600
    for name in ("intervjuguide-pdf-old", "intervjuguide-old.lock", "pdf-of-others"):
        os.utime(temporary / name, (two_days_ago, two_days_ago))
    assert converted(program, "a") == {0: "a"}
    assert {path.name for path in temporary.iterdir()} == kept


def test_nothing_that_it_prints_is_shown(program: Path, capfd: pytest.CaptureFixture[str]):
    converted(program, "a")
    assert capfd.readouterr() == ("", "")


def test_progress_counts_over_the_calls(program: Path):
    seen: list[int] = []
    list(convert(program, [b"a"] * 60, seen.append))
    assert seen == sorted(seen)
    assert seen[-1] == 60


def test_a_file_that_the_system_does_not_run_is_told(tmp_path: Path):
    path = tmp_path / "soffice"
    path.write_bytes(b"\x7fno program")
    path.chmod(0o755)
    with pytest.raises(CannotRun):
        list(convert(path, [b"a"]))


# ---- where it is ------------------------------------------------------------


def test_the_program_is_found_by_path_by_command_and_by_its_folder(program: Path, monkeypatch):
    assert find_program(program) == program
    assert find_program(program.parent) == program
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_program() == program
    assert find_program(Path("soffice")) == program


def test_the_folder_of_an_installation_and_of_a_mac_application_hold_it(program: Path, tmp_path: Path):
    for folder, inside in (("LibreOffice", "program"), ("LibreOffice.app", "Contents/MacOS")):
        (tmp_path / folder / inside).mkdir(parents=True)
        copy = tmp_path / folder / inside / "soffice"
        copy.write_bytes(program.read_bytes())
        copy.chmod(0o755)
        assert find_program(tmp_path / folder) == copy


def test_a_program_that_was_named_is_never_exchanged_for_another(program: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_program(tmp_path / "soffice") is None
    assert find_program(tmp_path) is None
    program.chmod(0o644)
    assert find_program(program) is None


def test_the_usual_folder_on_windows_is_looked_in(program: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    folder = tmp_path / "LibreOffice" / "program"
    folder.mkdir(parents=True)
    for name in ("soffice.exe", "soffice.com"):
        (folder / name).write_bytes(program.read_bytes())
        (folder / name).chmod(0o755)
    assert find_program() == folder / "soffice.com"  # the one that waits until it is done
