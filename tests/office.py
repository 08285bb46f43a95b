"""LibreOffice and poppler for tests: convert, take page pictures, and fill in a form as a person would.

Every call of LibreOffice gets a user profile of its own, so that tests can run side by side.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

TIMEOUT = 300
"""Seconds after which a program is given up; a cold start on a busy machine takes many."""

_FILL, _EDIT, _CALC = (Path(__file__).with_name(f"uno_{deed}.py") for deed in ("fill", "edit", "calc"))
_SHEETS_AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def missing_programs() -> list[str]:
    """Return the Debian packages whose programs are not here."""
    found = {
        "libreoffice-writer, libreoffice-calc": shutil.which("soffice"),
        "poppler-utils": shutil.which("pdftotext") and shutil.which("pdftoppm"),
        "python3-uno": uno_python(),
    }
    return [packages for packages, program in found.items() if not program]


@cache
def uno_python() -> str | None:
    """Return a Python that can talk to LibreOffice, or None."""
    pythons = ("/usr/bin/python3", shutil.which("python3"), sys.executable)
    return next((python for python in pythons if python and _imports_uno(python)), None)


def _imports_uno(python: str) -> bool:
    if not Path(python).exists():
        return False
    tried = subprocess.run([python, "-c", "import uno"], check=False, capture_output=True, timeout=TIMEOUT)
    return tried.returncode == 0


def convert(paths: Iterable[Path], out: Path, to: str, filter: str = "") -> list[Path]:
    """Convert documents in one call and return the new files.

    ``to`` is an extension such as ``xlsx``; ``filter`` is what LibreOffice is told where that is not enough.
    """
    paths = list(paths)
    _soffice("--convert-to", filter or to, "--outdir", str(out), *map(str, paths))
    converted = [out / f"{path.stem}.{to}" for path in paths]
    absent = [path.name for path in converted if not path.exists()]
    assert not absent, f"LibreOffice did not write {', '.join(absent)}"
    return converted


def convert_to_pdf(paths: Iterable[Path], out: Path) -> list[Path]:
    """Convert documents to PDF and return the files in the same order."""
    return convert(paths, out, "pdf")


def sheets_as_csv(workbook: Path, out: Path) -> dict[str, Path]:
    """Write every sheet, with unformatted figures, to a UTF-8 file of comma-separated values; by sheet title."""
    out.mkdir(parents=True, exist_ok=True)
    _soffice("--convert-to", _SHEETS_AS_CSV, "--outdir", str(out), str(workbook))
    return {path.stem.removeprefix(f"{workbook.stem}-"): path for path in sorted(out.glob("*.csv"))}


def pdf_text(pdf: Path) -> str:
    """Return the text of a PDF, laid out as on the page; each page ends with a form feed."""
    return _run(["pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-"])


def pdf_info(pdf: Path) -> dict[str, str]:
    """Return what ``pdfinfo`` says about a PDF, by its labels (``Tagged``, ``Pages`` …)."""
    lines = _run(["pdfinfo", "-enc", "UTF-8", str(pdf)]).splitlines()
    return {label: value.strip() for label, _, value in (line.partition(":") for line in lines)}


def pdf_fonts(pdf: Path) -> list[tuple[str, bool]]:
    """Return each font of a PDF, and whether it is embedded."""
    _, rule, *lines = _run(["pdffonts", str(pdf)]).splitlines()
    column = len(" ".join(rule.split()[:3])) + 1  # name, type, encoding; then emb
    return [(line.split()[0], line[column:].split()[0] == "yes") for line in lines]


def pdf_structure(pdf: Path) -> list[str]:
    """Return the kinds of the tagged elements of a PDF (``H1``, ``TH`` …), in reading order."""
    lines = _run(["pdfinfo", "-struct", str(pdf)]).splitlines()
    return [re.split(r"[ :]", line.strip())[0] for line in lines if line.strip() and not line.strip().startswith("/")]


def pdf_structure_with_text(pdf: Path) -> list[tuple[str, str]]:
    """Return the tagged elements with the text directly in each; takes seconds for every page."""
    found: list[tuple[str, str]] = []
    for line in _run(["pdfinfo", "-enc", "UTF-8", "-struct-text", str(pdf)]).splitlines():
        text = line.strip()
        if text.startswith('"') and found:
            kind, before = found[-1]
            found[-1] = kind, before + text[1:-1]
        elif text and not text.startswith("/"):
            found.append((re.split(r"[ :]", text)[0], ""))
    return found


def page_sizes(pdf: Path) -> set[tuple[int, int]]:
    """Return the widths and heights of the pages, in points."""
    sizes = re.findall(r"size: +([0-9.]+) x ([0-9.]+) pts", _run(["pdfinfo", "-l", "-1", str(pdf)]))
    return {(round(float(width)), round(float(height))) for width, height in sizes}


def page_images(pdf: Path, out: Path, dots_per_inch: int = 70) -> list[Path]:
    """Write a PNG per page and return them in order."""
    out.mkdir(parents=True, exist_ok=True)
    _run(["pdftoppm", "-png", "-r", str(dots_per_inch), str(pdf), str(out / pdf.stem)])
    return sorted(out.glob(f"{glob.escape(pdf.stem)}-*.png"))


def fill(source: Path, target: Path, cells: Iterable[Mapping[str, str]]) -> None:
    """Open a form in LibreOffice, type into cells and save as .docx; ``uno_fill.py`` says what ``cells`` hold."""
    _uno(_FILL, {"source": str(source), "target": str(target), "cells": list(cells)})


def edit(source: Path, target: Path, picture: Path, **changes: object) -> None:
    """Open a template in LibreOffice, change it and save as .docx; ``uno_edit.py`` says what ``changes`` hold."""
    _uno(_EDIT, {"source": str(source), "target": str(target), "picture": str(picture), **changes})


Typed = tuple[str, str, str | float]
"""A sheet, a cell, and what somebody types there."""


Calculated = dict[str, dict[str, str | float | None]]
"""What each formula shows, by sheet and cell; None for an error."""


def calculate(workbooks: Iterable[Path], typed: Sequence[Typed] = (), target: Path | None = None) -> list[Calculated]:
    """Type into each workbook in LibreOffice Calc, recalculate, and return what the formulas then show.

    ``target`` is where the workbook, a single one, is saved to.
    """
    return calculate_each([(path, typed) for path in workbooks], target)


def calculate_each(jobs: Iterable[tuple[Path, Sequence[Typed]]], target: Path | None = None) -> list[Calculated]:
    """Do the same with a workbook and what to type in each, all in one LibreOffice."""
    saved = {"target": str(target)} if target else {}
    every = [{"source": str(path), "type": list(typed), **saved} for path, typed in jobs]
    found: list[Calculated] = json.loads(_uno(_CALC, {"workbooks": every}))
    return found


def encrypt(source: Path, target: Path, password: str) -> None:
    """Open a form in LibreOffice and save it as .docx with a password."""
    _uno(_FILL, {"source": str(source), "target": str(target), "cells": [], "password": password})


def _uno(script: Path, job: Mapping[str, object]) -> str:
    python = uno_python()
    assert python, "no Python that can import uno"
    return _run([python, str(script)], json.dumps(job))


def _soffice(*arguments: str) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        _run(["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", *arguments])


def _run(command: list[str], given: str = "") -> str:
    """Run a program and return what it printed; when it fails or takes too long, the whole group of processes ends."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        out, err = process.communicate(given, timeout=TIMEOUT)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    assert process.returncode == 0, f"{Path(command[0]).name} failed ({process.returncode}): {err or out}"
    return out
