"""Measure how long a large plan takes to check: ``.venv/bin/python tests/measure_check.py``.

The plan has 100 requirements with three questions each and 10,000 candidates with slots, and is checked by the real
command in a process of its own. Printed are the seconds of the processor and how many problems of each code there are.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from commands import environment
from workbooks import SMALL_PLAN, write_workbook

REQUIREMENTS, CANDIDATES = 100, 10_000


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        plan = write_workbook(Path(name) / "plan.xlsx", SMALL_PLAN, _requirements(), _candidates())
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", plan, "--json"],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    codes = Counter(entry["code"] for entry in json.loads(done.stdout)["problems"])
    print(f"{REQUIREMENTS} requirements, {CANDIDATES} candidates: {seconds:.1f} seconds of the processor")
    print(", ".join(f"{code} {count}" for code, count in codes.most_common()))


def _requirements() -> str:
    head = "## Krav\n| Id | Krav | Må/bør | Kategori | Definisjon | Spørsmål 1 | Spørsmål 2 | Spørsmål 3 |\n"
    return head + "".join(
        f"| K{n} | Erfaring med oppgave {n} | må | erfaring | Har gjort oppgave {n} selv | Fortell om oppgave {n}. "
        f"Hva gjorde du? | Hvordan løste du oppgave {n}? | Hva ville du ha gjort med oppgave {n}? |\n"
        for n in range(REQUIREMENTS)
    )


def _candidates() -> str:
    head = "## Kandidater\n| Id | Navn | Dato | Start | Varighet | Følges opp |\n"
    return head + "".join(
        f"| P{n} | Person {n} | 2026-11-{n % 28 + 1:02} | {8 + n % 8:02}:00 | 60 | Hva gjorde du i sak {n}? |\n"
        for n in range(CANDIDATES)
    )


if __name__ == "__main__":
    main()
