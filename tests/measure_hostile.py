"""Measure what each hostile file costs: ``.venv/bin/python tests/measure_hostile.py``.

Every file is read by the real command in a process of its own. The table says how many seconds of the processor that
took (which other programs on the machine do not change), how much memory at most, and what was told. Exit status 1
means that a file passed a limit. The memory is an upper bound: a process begins with what this script takes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from commands import candidates, environment
from documents import make, unpacked
from hostile import CASES, MB
from plans import requirements
from workbooks import SMALL_PLAN

from generator.package import MAX_READ_BYTES, MAX_TAGS
from generator.word.filling import fill
from generator.word.opening import MAX_CHARACTERS

MAX_SECONDS = 10.0
MAX_MEMORY = 500 * MB
NOTE = "Fortalte om en sak der fristen var kort. " * 250  # 10,000 characters


def main() -> int:
    os.environ.update(environment())
    passed = False
    print(f"{'seconds':>8} {'MB':>5}  file: what is told")
    with tempfile.TemporaryDirectory() as name:
        for title, plan, form, passwords in _files(Path(name)):
            seconds, memory, told = _measured(plan, form, passwords)
            form.unlink()
            over = seconds > MAX_SECONDS or memory > MAX_MEMORY
            passed |= over
            print(f"{seconds:8.1f} {memory / MB:5.0f}  {title}: {told}{'  TOO MUCH' if over else ''}", flush=True)
    return 1 if passed else 0


def _files(folder: Path) -> Iterator[tuple[str, Path, Path, str]]:
    """Yield a title, the plan, the file and the password of each case, the large but honest form first."""
    (folder / "large").mkdir()
    _, made = make(folder / "large", SMALL_PLAN, requirements(100), candidates(("P1", "Kari Nordmann")))
    notes = {f"in_depth.K{n}.{kind}": NOTE for n in range(1, 101) for kind in ("notes", "assessment")}
    form = folder / "sak.docx"
    form.write_bytes(fill(made["P1"], notes))
    parts = [data for name, data in unpacked(form.read_bytes()).items() if name.endswith((".xml", ".rels"))]
    size, tags, text = sum(map(len, parts)), sum(data.count(b"<") for data in parts), len(NOTE) * len(notes)
    share = (
        f"XML {size / MAX_READ_BYTES:.0%}, tags {tags / MAX_TAGS:.0%}, text {text / MAX_CHARACTERS:.0%} of the limits"
    )
    yield f"honest, 100 requirements with 20,000 characters each ({share})", folder / "large" / "plan.xlsx", form, ""
    (folder / "small").mkdir()
    _, made = make(folder / "small", SMALL_PLAN, candidates(("P1", "Kari Nordmann")))
    filled = fill(made["P1"], {"in_depth.K1.score": "3", "in_depth.K1.met": "met"})
    for title, case in CASES.items():
        form.write_bytes(case.make(filled))
        yield title, folder / "small" / "plan.xlsx", form, case.passwords


def _measured(plan: Path, form: Path, passwords: str) -> tuple[float, int, str]:
    """Return the seconds and the bytes of memory that one file takes, and the codes of what is told."""
    form.with_name("results.xlsx").unlink(missing_ok=True)
    out, password_file = form.with_name("out.json"), form.with_name("passwords.txt")
    password_file.write_text(passwords, encoding="utf-8")
    option = ["--password-file", str(password_file)] if passwords else []
    command = ["totals", str(plan), str(form), "--out", str(form.with_name("results.xlsx")), "--json", *option]
    child = os.fork()
    if not child:
        for stream, path in ((1, out), (2, Path(os.devnull))):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.execv(sys.executable, [sys.executable, "-m", "generator", *command])
    _, _, usage = os.wait4(child, 0)
    codes = {entry["code"] for entry in json.loads(out.read_bytes())["problems"]} - {"form_missing", "scores_missing"}
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, ", ".join(sorted(codes)) or "read"


if __name__ == "__main__":
    sys.exit(main())
