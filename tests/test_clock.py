"""The one place that asks for the time, and files that are the same whenever the time is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from commands import run

from generator import clock

FIXED = "1795000000"  # 2026-11-18 11:06:40 UTC, by `date --utc --date=@1795000000`


def test_the_time_is_in_utc_and_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    now = clock.now()
    assert (now.tzinfo, now.microsecond) == (UTC, 0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


def test_source_date_epoch_fixes_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", FIXED)
    assert clock.now() == datetime(2026, 11, 18, 11, 6, 40, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "1.5", "9" * 30])
def test_a_source_date_epoch_that_is_no_time_is_left_aside(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)


def test_workbooks_made_at_the_same_time_are_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", FIXED)
    made = []
    for number in (1, 2):
        plan, sheet = tmp_path / f"plan {number}.xlsx", tmp_path / f"sheet {number}.xlsx"
        assert run("new", plan, "--example").status == 0
        assert run("scoresheet", plan, "--out", sheet).status == 0
        made.append((plan.read_bytes(), sheet.read_bytes()))
    assert made[0] == made[1]
    assert b"2026-11-18T11:06:40Z" in _core(tmp_path / "plan 1.xlsx")


def _core(path: Path) -> bytes:
    with ZipFile(path) as file:
        return file.read("docProps/core.xml")
