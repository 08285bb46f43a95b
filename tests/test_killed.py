"""A run that is killed: every file in the folder is whole, nothing that was filled in is lost, and a later run does the rest."""

from __future__ import annotations

import io
import os
import random
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from commands import candidates, run, run_json, snapshot, start, statuses
from docx import Document
from openpyxl import load_workbook
from workbooks import SMALL_PLAN, write_workbook

from generator.word.filling import fill

PEOPLE = [(f"P{n}", f"Person Nummer {n}") for n in range(1, 37)]
EDITED = ("P3", "P30", "P35")
KILLS = 10
"""Of each of the two kinds of run; twenty in all."""


@pytest.fixture(autouse=True)
def at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms say when they were made; here all runs are at one time, so that they make the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794470400")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("plan") / "plan.xlsx", SMALL_PLAN, candidates(*PEOPLE))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    markdown = SMALL_PLAN.replace("God til å forklare", "God til å forklare vedtak")
    return write_workbook(tmp_path_factory.mktemp("endret") / "plan.xlsx", markdown, candidates(*PEOPLE))


def moments(seed: int) -> list[float]:
    """Fractions of a run, one in each of as many equal stretches."""
    numbers = random.Random(seed)
    return [(stretch + numbers.random()) / KILLS for stretch in range(KILLS)]


def seconds(*arguments: object) -> float:
    begun = time.monotonic()
    start(*arguments).communicate(timeout=120)
    return time.monotonic() - begun


def kill_after(delay: float, *arguments: object) -> None:
    process = start(*arguments)
    try:
        time.sleep(delay)
    finally:
        process.kill()
        process.communicate()


def assert_whole(documents: Iterable[bytes]) -> None:
    for data in documents:
        tables = Document(io.BytesIO(data)).tables
        assert tables[-1].rows  # the last of what a form holds


def documents(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(folder).items() if name.endswith(".docx")}


def test_a_first_run_that_is_killed_leaves_whole_forms_and_the_next_run_makes_the_rest(plan: Path, tmp_path: Path):
    needed = seconds("forms", plan, "--out", tmp_path / "hele")
    expected = documents(tmp_path / "hele")
    assert len(expected) == 36
    out = tmp_path / "skjema"
    made = []
    for moment in moments(seed=1):
        shutil.rmtree(out, ignore_errors=True)
        kill_after(needed * moment, "forms", plan, "--out", out)
        found = documents(out)
        made.append(len(found))
        assert found.items() <= expected.items()  # each is, to the byte, what a run that was let be makes
    assert_whole(expected.values())
    done = run_json("forms", plan, "--out", out)
    assert set(statuses(done).values()) <= {"written", "unchanged"}
    assert documents(out) == expected
    assert any(0 < count < 36 for count in made), "no run was killed while it was writing"


def test_a_run_with_a_changed_plan_that_is_killed_loses_nothing_that_was_filled_in(
    plan: Path, changed: Path, tmp_path: Path
):
    before = tmp_path / "før"
    listed = run_json("forms", plan, "--out", before).json["forms"]
    filled_in = {}
    for path in (Path(entry["path"]) for entry in listed if entry["candidate"] in EDITED):
        path.write_bytes(fill(path.read_bytes(), {"in_depth.K1.notes": f"Notat i {path.name}"}))
        filled_in[path.name] = path.read_bytes()
    old = documents(before)
    after = tmp_path / "etter"
    shutil.copytree(before, after)
    needed = seconds("forms", changed, "--out", after)
    new = documents(after)
    out = tmp_path / "skjema"
    replaced = []
    for moment in moments(seed=2):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(before, out)
        kill_after(needed * moment, "forms", changed, "--out", out)
        found = documents(out)
        assert found.keys() == old.keys()
        assert all(data in (old[name], new[name]) for name, data in found.items())
        assert {name: found[name] for name in filled_in} == filled_in
        replaced.append(sum(found[name] == new[name] != old[name] for name in found))
    assert_whole(new.values())
    done = run_json("forms", changed, "--out", out)
    assert {id for id, status in statuses(done).items() if status == "kept"} == set(EDITED)
    assert documents(out) == new
    assert any(0 < count < 33 for count in replaced), "no run was killed while it was writing"


def test_a_run_of_totals_that_is_killed_leaves_the_results_whole_or_not_there(plan: Path, tmp_path: Path):
    forms, results = tmp_path / "skjema", tmp_path / "resultater.xlsx"
    run("forms", plan, "--out", forms)
    before = snapshot(forms)
    needed = seconds("totals", plan, forms, "--out", results)
    results.unlink()
    for moment in [0.5, 0.85, 0.95, 1.0]:
        kill_after(needed * moment, "totals", plan, forms, "--out", results)
        if results.exists():
            load_workbook(results)
            results.unlink()
    assert snapshot(forms) == before
    assert run("totals", plan, forms, "--out", results).status == 0
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["resultater.xlsx"]
    load_workbook(results)


@pytest.mark.skipif(os.name == "nt", reason="no limit on the size of a file there")
def test_a_disk_that_is_full_in_the_middle_of_a_file_leaves_what_was_there(plan: Path, changed: Path, tmp_path: Path):
    import resource  # noqa: PLC0415 - not on Windows

    out, results = tmp_path / "skjema", tmp_path / "resultater.xlsx"
    run("forms", plan, "--out", out)
    run("totals", plan, out, "--out", results)
    before = snapshot(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        forms = run_json("forms", changed, "--out", out)
        totals = run_json("totals", plan, out, "--out", results)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (forms.status, set(forms.codes)) == (1, {"not_written"})
    assert (totals.status, totals.codes[-1]) == (1, "not_written")
    assert snapshot(tmp_path) == before
