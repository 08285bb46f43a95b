"""The worked example in examples/: workbook, forms, results and reports, as ``make example`` writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import ROOT, run

from generator import package

WORKED = Path("examples") / "worked"


def epoch() -> str:
    """Return the time that ``make example`` fixes."""
    (time,) = re.findall(r"SOURCE_DATE_EPOCH=([0-9]+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    return str(time)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example made anew, under the same path seen from where the command is run."""
    folder = tmp_path_factory.mktemp("worked")
    (folder / WORKED.parent).mkdir()
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("SOURCE_DATE_EPOCH", epoch())
        assert run("demo", WORKED, "--language", "nb").status == 0
    return folder / WORKED


def files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def test_it_holds_a_file_for_each_step(made: Path) -> None:
    folders = {name.rpartition("/")[0] for name in files(ROOT / WORKED)}
    assert folders == {
        *("", "Skjema", "Utfylte skjema", "Rapporter", "Rapporter/Tilbakemeldinger", "Rapporter/Innsynskopier"),
    }
    assert files(ROOT / WORKED).keys() == files(made).keys()


@pytest.mark.parametrize("name", sorted(files(ROOT / WORKED)))
def test_each_file_is_what_the_program_makes(name: str, made: Path) -> None:
    # Part by part: how well a part is compressed is up to the machine's zlib.
    committed, now = ((folder / name).read_bytes() for folder in (ROOT / WORKED, made))
    assert package.read_package(committed) == package.read_package(now)
