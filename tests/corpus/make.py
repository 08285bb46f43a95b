"""Makes the corpus anew: forms really saved by other programs, and the expected answers beside each.

    .venv/bin/python tests/corpus/make.py [--root FOLDER]... [--superdoc FOLDER] [--only KEY]...
    .venv/bin/python tests/corpus/make.py --expected
    .venv/bin/python tests/corpus/make.py --table

The first runs every program that it finds in this system and in each folder that holds another one, says which are
missing, and goes on. The second writes the expected answers alone. The third prints the table of docs/form-fields.md.
README.md says where the programs come from.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]
os.environ["INTERVJUGUIDE_LANGUAGE"] = "nb"

from corpus.measured import files, table, wrong  # noqa: E402
from corpus.programs import Failed, Program, System, cases_of, found  # noqa: E402
from corpus.sources import Source, sources  # noqa: E402
from corpus.typed import Case, expectation  # noqa: E402

VERSIONS = HERE / "versions.json"


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the corpus anew.")
    parser.add_argument("--root", type=Path, action="append", default=[], help="a folder with another system")
    parser.add_argument("--superdoc", type=Path, help="a folder in which npm has installed superdoc and puppeteer-core")
    parser.add_argument("--only", action="append", help="the folder of a program, such as libreoffice-7.4")
    parser.add_argument("--expected", action="store_true", help="write the expected answers of the files that are here")
    parser.add_argument("--table", action="store_true", help="print the table of the docs")
    arguments = parser.parse_args()
    if arguments.table:
        sys.stdout.write(table())
        return
    systems = [System(), *(System(root.resolve()) for root in arguments.root)]
    if arguments.expected:
        expect_again()
    else:
        make(systems, arguments.superdoc, arguments.only)


def make(systems: list[System], superdoc: Path | None, only: list[str] | None) -> None:
    made = sources()
    versions = json.loads(VERSIONS.read_text(encoding="utf-8")) if VERSIONS.exists() else {}
    for program in found(systems, superdoc):
        if isinstance(program, str):
            say(program)
        elif not only or program.key in only:
            versions[program.key] = {"program": program.name, "version": program.version}
            run(program, made)
            write_json(VERSIONS, dict(sorted(versions.items())))
    for file in files():
        for line in wrong(file.expected, file.read()):
            say(f"{file.key}: {line}")


def run(program: Program, made: Mapping[str, Source]) -> None:
    folder = HERE / program.key
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for case in cases_of(program.name, program.key):
        source = made[case.form]
        try:
            with program.system.folder() as work:
                path = Path(work) / "form.docx"
                path.write_bytes(source.filled if case.before else source.blank)
                saved = program.save(path, case)
        except Failed as error:
            say(f"{program.key} {case.name}: {error}")
            continue
        (folder / f"{case.name}.docx").write_bytes(saved)
        expect(folder, program.name, program.version, case)
        say(f"{program.key} {case.name}")


def expect(folder: Path, name: str, version: str, case: Case) -> None:
    write_json(folder / f"{case.name}.json", expectation(folder.name, f"{name} {version}", case))


def expect_again() -> None:
    versions = json.loads(VERSIONS.read_text(encoding="utf-8"))
    for key, entry in versions.items():
        for case in cases_of(entry["program"], key):
            expect(HERE / key, entry["program"], entry["version"], case)


def write_json(path: Path, value: object) -> None:
    path.write_text(f"{json.dumps(value, ensure_ascii=False, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
