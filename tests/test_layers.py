"""The layers of the code, held against what its modules import and do. CONTRIBUTING.md explains the layers."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "generator"


@dataclass(frozen=True)
class Layer:
    """What a module or subpackage may import: of ours, and of other people's beside the standard library.

    A pure one works on values alone: no files, no clock, no environment.
    """

    ours: str = ""
    others: str = ""
    pure: bool = False


# From the bottom up. A module that is not in the table is refused, so a new one gets a line of its own.
LAYERS = {
    "problems": Layer(pure=True),
    "model": Layer("problems", pure=True),
    "recording": Layer("model problems", pure=True),
    "language": Layer("problems", "babel"),
    "answers": Layer("model problems language"),
    "package": Layer("problems", "lxml"),
    "seal": Layer("package", "lxml"),
    "decryption": Layer("package", "msoffcrypto olefile"),
    "clock": Layer(),
    "files": Layer("problems", "filelock"),
    "office": Layer(),
    "pdf": Layer("", "pypdf"),
    "shipped": Layer(),
    "checks": Layer("model problems", pure=True),
    "wording": Layer("", "simplemma"),
    "rules": Layer("model problems wording"),
    "bank": Layer("model"),
    "examples": Layer("model shipped bank"),
    "naming": Layer("", "pathvalidate", pure=True),
    "room": Layer("model problems", pure=True),
    "planning": Layer("model problems naming room", pure=True),
    "scoring": Layer("model problems", pure=True),
    "panel": Layer("model problems scoring", pure=True),
    "treatment": Layer("model planning", pure=True),
    "reporting": Layer("model problems scoring", pure=True),
    "belonging": Layer("model planning", pure=True),
    "bearing": Layer("model problems scoring", pure=True),
    "jsonout": Layer("model problems language"),
    "treatment_words": Layer("model language"),
    "excel": Layer(
        "model problems recording language treatment_words answers package seal decryption files",
        "babel lxml openpyxl rapidfuzz xlsxwriter",
    ),
    "word": Layer(
        "model problems language treatment_words answers package seal decryption",
        "docx docxtpl jinja2 lxml markupsafe rapidfuzz",
    ),
    "app": Layer(
        "model problems language answers package seal decryption clock files office pdf shipped examples "
        "checks rules bank naming planning scoring panel reporting treatment belonging bearing jsonout excel word"
    ),
    "cli": Layer("problems model language jsonout app", "click rich"),
    "__main__": Layer("cli"),
}

PURE_STANDARD_LIBRARY = {
    "__future__",
    "base64",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "statistics",
    "string",
    "types",
    "typing",
    "unicodedata",
}
CLOCK = {"now", "today", "utcnow"}
ONLY_CLI_MODULES = {"click", "rich"}
ONLY_CLI_CALLS = {"print", "input", "exit", "quit", "SystemExit"}
ONLY_CLI_NAMES = {"sys.exit", "sys.stdout", "sys.stderr", "sys.stdin", "os._exit"}
HIDDEN_IMPORTS = {"__import__", "import_module"}


def modules() -> dict[str, Path]:
    """Return the dotted name and the file of every module of ours."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def broken_rules(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return every rule that a module's source breaks, with line numbers."""
    name = layer_of(module)
    if name not in LAYERS and module != PACKAGE:
        return [f"{name} is not in the table of layers"]
    layer = LAYERS.get(name, Layer(pure=True))
    tree = ast.parse(source)
    package = module if is_package else module.rpartition(".")[0]
    return [
        f"{module}:{line}: {rule}"
        for line, rule in (*_imports_refused(tree, package, name, layer), *_deeds_refused(tree, name, layer))
    ]


def layer_of(module: str) -> str:
    """Return the layer of one of our modules: ``word`` for ``generator.word.reading``."""
    return module.removeprefix(PACKAGE).removeprefix(".").partition(".")[0]


def _imports_refused(tree: ast.AST, package: str, name: str, layer: Layer) -> Iterator[tuple[int, str]]:
    typed = _lines_for_types(tree)
    for line, imported in _imports(tree, package):
        top = imported.partition(".")[0]
        # An import for types alone is held to the same table: it may point downward only.
        purpose = " for its types" if line in typed else ""
        if top == PACKAGE:
            target = layer_of(imported)
            if target not in (name, "__version__", *layer.ours.split()):
                yield line, f"{name} may not import {target or PACKAGE}{purpose}"
        elif top in sys.stdlib_module_names:
            if layer.pure and top not in PURE_STANDARD_LIBRARY:
                yield line, f"{name} is pure and may not import {top}{purpose}"
            if name != "cli" and imported in ONLY_CLI_NAMES:
                yield line, f"only cli may use {imported}"
        elif top not in layer.others.split():
            yield line, f"{name} may not import {top}{purpose}"


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything imported, at whatever depth it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                above = package.rsplit(".", node.level - 1)[0]
                source = f"{above}.{source}".rstrip(".")
            yield from ((alias.lineno, f"{source}.{alias.name}") for alias in node.names)


def _lines_for_types(tree: ast.AST) -> set[int]:
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for child in node.body
        for line in range(child.lineno, (child.end_lineno or child.lineno) + 1)
    }


def _deeds_refused(tree: ast.AST, name: str, layer: Layer) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in HIDDEN_IMPORTS:
            yield node.lineno, f"{node.id} hides an import"
        if isinstance(node, ast.Attribute) and node.attr in HIDDEN_IMPORTS:
            yield node.lineno, f"{node.attr} hides an import"
        if name != "cli" and isinstance(node, ast.Name) and node.id in ONLY_CLI_CALLS:
            yield node.lineno, f"only cli may use {node.id}"
        if name != "cli" and isinstance(node, ast.Attribute) and ast.unparse(node) in ONLY_CLI_NAMES:
            yield node.lineno, f"only cli may use {ast.unparse(node)}"
        if layer.pure and isinstance(node, ast.Name) and node.id == "open":
            yield node.lineno, f"{name} is pure and may not open a file"
        if layer.pure and isinstance(node, ast.Attribute) and node.attr in CLOCK:
            yield node.lineno, f"{name} is pure and may not look at the clock"


@pytest.mark.parametrize("module", modules())
def test_a_module_keeps_to_its_layer(module: str) -> None:
    path = modules()[module]
    assert broken_rules(module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py") == []


def test_the_table_points_downward_only() -> None:
    order = list(LAYERS)
    upward = [
        (name, other)
        for name in order
        for other in LAYERS[name].ours.split()
        if order.index(other) >= order.index(name)
    ]
    assert upward == []


def test_the_table_keeps_what_only_the_command_line_may_import_to_the_command_line() -> None:
    assert [name for name, layer in LAYERS.items() if ONLY_CLI_MODULES & set(layer.others.split())] == ["cli"]


def test_every_library_in_the_table_is_a_dependency_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {canonicalize_name(Requirement(entry).name) for entry in project["dependencies"]}
    provided = packages_distributions()
    used = {library for layer in LAYERS.values() for library in layer.others.split()}
    assert [library for library in sorted(used) if not declared & set(map(canonicalize_name, provided[library]))] == []


def test_the_table_lists_no_module_that_is_gone() -> None:
    assert set(LAYERS) == {layer_of(module) for module in modules()} - {""}


@pytest.mark.parametrize(
    ("module", "source", "rule"),
    [
        ("generator.model", "from generator.language import load", "model may not import language"),
        ("generator.problems", "import generator.model", "problems may not import model"),
        ("generator.language", "from generator.model import Plan", "language may not import model"),
        ("generator.checks", "import openpyxl.utils", "checks may not import openpyxl"),
        ("generator.checks", "from pathlib import Path", "checks is pure and may not import pathlib"),
        ("generator.planning", "import os.path", "planning is pure and may not import os"),
        ("generator.planning", "import docxtpl", "planning may not import docxtpl"),
        ("generator.scoring", "from ..generator import excel", "scoring may not import"),
        ("generator.scoring", "from . import excel", "scoring may not import excel"),
        ("generator.scoring", "from .excel import reading", "scoring may not import excel"),
        ("generator.scoring", "def f():\n    from lxml import etree", "scoring may not import lxml"),
        ("generator.scoring", "datetime.now()", "scoring is pure and may not look at the clock"),
        ("generator.scoring", "date.today()", "scoring is pure and may not look at the clock"),
        ("generator.scoring", "open('plan.xlsx')", "scoring is pure and may not open a file"),
        ("generator.excel.reading", "from generator.word import filling", "excel may not import word"),
        ("generator.excel.reading", "from generator.checks import check", "excel may not import checks"),
        ("generator.word.filling", "from ..excel.reading import read", "word may not import excel"),
        ("generator.word.filling", "from generator.scoring import totals", "word may not import scoring"),
        ("generator.word.filling", "import openpyxl", "word may not import openpyxl"),
        (
            "generator.word.filling",
            "if TYPE_CHECKING:\n    from generator.app import Forms",
            "word may not import app for its types",
        ),
        (
            "generator.checks",
            "if typing.TYPE_CHECKING:\n    from pathlib import Path",
            "checks is pure and may not import pathlib for its types",
        ),
        ("generator.jsonout", "from generator.excel import reading", "jsonout may not import excel"),
        ("generator.shipped", "from generator import app", "shipped may not import app"),
        ("generator.app", "from generator.cli import main", "app may not import cli"),
        ("generator.app", "import click", "app may not import click"),
        ("generator.app", "from rich.table import Table", "app may not import rich"),
        ("generator.app", "def f():\n    print('done')", "only cli may use print"),
        ("generator.app", "import sys\nsys.exit(1)", "only cli may use sys.exit"),
        ("generator.app", "from sys import exit as leave", "only cli may use sys.exit"),
        ("generator.app", "raise SystemExit(1)", "only cli may use SystemExit"),
        ("generator.app", "sys.stdout.write('done')", "only cli may use sys.stdout"),
        ("generator.app", "importlib.import_module('generator.cli')", "import_module hides an import"),
        ("generator.cli", "from generator.word import filling", "cli may not import word"),
        ("generator.helpers", "", "helpers is not in the table of layers"),
    ],
)
def test_a_made_up_module_that_breaks_a_rule_is_caught(module: str, source: str, rule: str) -> None:
    assert any(rule in broken for broken in broken_rules(module, source))


def test_a_made_up_module_that_keeps_the_rules_passes() -> None:
    source = """
from __future__ import annotations
from typing import TYPE_CHECKING
from docxtpl import DocxTemplate
from generator import __version__
from generator.model import Plan
from . import controls
from .controls import score
if TYPE_CHECKING:
    from generator.language import Language
"""
    assert broken_rules("generator.word.filling", source) == []
