"""The command line as a person meets it: run in this process or in one of its own, and what it leaves behind."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from jsonschema import Draft202012Validator

from generator.cli import run as run_program

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "docs" / "json"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the problems in the JSON document."""
        return [entry["code"] for entry in self.json["problems"]]

    def problem(self, code: str) -> dict[str, Any]:
        """The one problem of a code."""
        (found,) = (entry for entry in self.json["problems"] if entry["code"] == code)
        return found


def run(*arguments: object) -> Done:
    """Run the program in this process, from its arguments to its exit status."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    status: object = None
    with patch.object(sys, "argv", ["intervjuguide", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            run_program()
        except SystemExit as ending:
            status = ending.code
    assert isinstance(status, int)
    return Done(status, written(out), written(err))


def written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(errors="surrogateescape")


def run_json(*arguments: object) -> Done:
    """Run a command with ``--json`` and hold what it prints against the schema of the command."""
    done = run(*arguments, "--json")
    schema = json.loads((SCHEMAS / f"{arguments[0]}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(done.json)
    return done


def environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def start(*arguments: object, **extra: str) -> subprocess.Popen[bytes]:
    """Start the program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "generator", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**extra),
        preexec_fn=_interruptible if os.name != "nt" else None,  # noqa: PLW1509 - the tests have no threads
    )


def _interruptible() -> None:
    """What runs in the background of a shell has Ctrl-C switched off, and hands that on."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run_apart(*arguments: object, **extra: str) -> Done:
    """Run the program in a process of its own."""
    process = start(*arguments, **extra)
    out, err = process.communicate(timeout=120)
    return Done(process.returncode, out.decode(), err.decode())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def statuses(done: Done) -> dict[str, str]:
    """The status of each form by candidate."""
    return {entry["candidate"]: entry["status"] for entry in done.json["forms"]}


def paths(done: Done) -> dict[str, Path]:
    return {entry["candidate"]: Path(entry["path"]) for entry in done.json["forms"]}


def candidates(*rows: Iterable[str]) -> str:
    """The sheet of candidates, from their cells: id, name and perhaps status."""
    lines = ["## Kandidater", "| Id | Navn | Status |", "|----|------|--------|"]
    return "\n".join([*lines, *(f"| {' | '.join([*row, '', ''][:3])} |" for row in rows)])
