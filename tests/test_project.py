"""The project as a stranger meets it: versions, package, make, README and the pages of docs/."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator.cli.commands import main
from generator.language import codes

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def run(*command: str | Path, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a program as a stranger would: without what this environment says about Python."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | extra,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def succeed(*command: str | Path, cwd: Path) -> str:
    """Run a program that has to end well; return what it printed on standard output."""
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# ---- versions ---------------------------------------------------------------


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def ranges() -> list[Requirement]:
    extras = (entry for extra in PROJECT["optional-dependencies"].values() for entry in extra)
    return [Requirement(entry) for entry in (*PROJECT["dependencies"], *extras, *PYPROJECT["build-system"]["requires"])]


def needed(requirements: Iterable[Requirement]) -> set[str]:
    """Return the names of everything that is needed here or on Windows, as the installed packages say."""
    found: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        marker = requirement.marker
        wanted = not marker or any(marker.evaluate({"extra": ""} | system) for system in ({}, WINDOWS))
        if wanted and name not in found:
            found.add(name)
            waiting += [Requirement(entry) for entry in requires_of(name)]
    return found


def requires_of(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # needed on Windows only
        return []


@pytest.mark.parametrize("requirement", ranges(), ids=str)
def test_a_pinned_version_lies_in_the_range_of_the_package(requirement: Requirement) -> None:
    assert requirement.specifier.contains(pinned()[canonicalize_name(requirement.name)])


def test_exactly_what_is_needed_is_pinned() -> None:
    assert set(pinned()) == needed(ranges())


# ---- package ----------------------------------------------------------------


def build(kind: str, source: Path, into: Path) -> Path:
    succeed(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", into, cwd=source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new virtual environment that holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    succeed(programs / "python", "-m", "pip", "install", "--constraint", ROOT / "constraints.txt", wheel, cwd=folder)
    return programs


def files_in(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as package:
        return set(package.namelist())


@pytest.mark.parametrize("folder", ["templates", *(f"examples/{code}" for code in codes())])
def test_the_wheel_holds_the_templates_and_examples_of_the_top_level_folders(wheel: Path, folder: str) -> None:
    prefix = f"generator/_shipped/{folder}/"
    shipped = {name.removeprefix(prefix) for name in files_in(wheel) if name.startswith(prefix)}
    here = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert shipped == {path.relative_to(ROOT / folder).as_posix() for path in here} != set()


@pytest.mark.parametrize("code", codes())
def test_the_wheel_holds_the_question_bank_of_each_language(wheel: Path, code: str) -> None:
    assert f"generator/bank/{code}.toml" in files_in(wheel)


def test_the_wheel_carries_readme_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        about = f"intervjuguide-{wheel.name.split('-')[1]}.dist-info"
        assert package.read(f"{about}/licenses/LICENSE").startswith(b"MIT License")
        assert "\n# Intervjuguide\n" in package.read(f"{about}/METADATA").decode("utf-8")


def test_the_source_archive_holds_what_it_takes_to_build_the_same_wheel_and_run_the_tests(
    wheel: Path, tmp_path: Path
) -> None:
    archive = build("sdist", ROOT, tmp_path / "sdist")
    succeed(sys.executable, "-m", "tarfile", "--extract", archive, tmp_path, cwd=tmp_path)
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    for name in ("Makefile", "constraints.txt", "pyproject.toml", "README.md", "tests/test_project.py"):
        assert (source / name).is_file()
    assert files_in(build("wheel", source, tmp_path / "again")) == files_in(wheel)


@pytest.mark.slow
def test_the_installed_command_runs_the_whole_loop_from_another_folder(programs: Path, tmp_path: Path) -> None:
    command = programs / "intervjuguide"
    assert str(tmp_path) not in succeed(programs / "python", "-c", "import generator; print(generator)", cwd=tmp_path)
    assert "demo" in succeed(command, "--help", cwd=tmp_path)
    succeed(command, "new", "plan.xlsx", "--example", cwd=tmp_path)
    succeed(command, "check", "plan.xlsx", cwd=tmp_path)
    succeed(command, "forms", "plan.xlsx", "--out", "forms", cwd=tmp_path)
    assert list((tmp_path / "forms").glob("*.docx"))
    run(command, "totals", "plan.xlsx", "forms", "--out", "results.xlsx", cwd=tmp_path)
    assert (tmp_path / "results.xlsx").is_file()


@pytest.mark.slow
def test_the_installed_package_runs_as_a_module_too(programs: Path, tmp_path: Path) -> None:
    assert "demo" in succeed(programs / "python", "-m", "generator", "--help", cwd=tmp_path)


@pytest.mark.slow
def test_the_installed_demo_runs_in_a_folder_of_its_own(programs: Path, tmp_path: Path) -> None:
    succeed(programs / "intervjuguide", "demo", "demo", cwd=tmp_path)
    assert {path.suffix for path in (tmp_path / "demo").rglob("*.*")} >= {".xlsx", ".docx"}


# ---- make -------------------------------------------------------------------

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with what make looks at, as after a clone."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make_with_python_that(statement: str, project: Path) -> str:
    """Run make with this Python after a statement has changed what it has; return what was said."""
    changed = project / "changed"
    changed.mkdir()
    (changed / "sitecustomize.py").write_text(f"import sys\n{statement}\n", encoding="utf-8")
    done = run("make", "demo", f"PYTHON={sys.executable}", cwd=project, PYTHONPATH=str(changed))
    assert done.returncode == 2
    assert not (project / ".venv").exists()
    return done.stderr


@needs_make
def test_make_names_the_package_to_install_where_python_cannot_make_an_environment(project: Path) -> None:
    said = make_with_python_that("sys.modules['ensurepip'] = None", project)
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv" in said


@needs_make
def test_make_refuses_a_python_that_is_too_old(project: Path) -> None:
    said = make_with_python_that("sys.version_info = (3, 10, 12)", project)
    assert "Python 3.11 or newer is needed" in said


@needs_make
def test_make_says_so_where_there_is_no_python(project: Path) -> None:
    done = run("make", "demo", "PYTHON=python-that-is-not-there", cwd=project)
    assert done.returncode == 2
    assert "There is no python-that-is-not-there here" in done.stderr


@needs_make
def test_make_installs_again_only_when_the_versions_have_changed(project: Path) -> None:
    (project / ".venv").mkdir()
    for age, name in enumerate(("installed-for-tests", "installed", "made")):
        stamp = project / ".venv" / name
        stamp.touch()
        os.utime(stamp, (4_000_000_000 - age, 4_000_000_000 - age))
    assert "pip install" not in succeed("make", "--dry-run", "test", cwd=project)
    os.utime(project / "constraints.txt", (4_000_000_001, 4_000_000_001))
    assert "pip install" in succeed("make", "--dry-run", "test", cwd=project)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


# ---- README and docs --------------------------------------------------------


def test_the_readme_gives_the_two_commands_before_anything_else_to_run() -> None:
    first, *_ = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    assert first == "make demo\nmake test\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_file_and_folder_that_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_names_only_commands_that_exist(page: Path) -> None:
    named = re.findall(r"(?:^|`|\\)intervjuguide ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) <= set(commands())


def commands() -> dict[str, click.Command]:
    return main.commands


def with_its_own(command: click.Command) -> list[click.Command]:
    """Return a command, and those below it if it is a group of commands."""
    return [command, *(command.commands.values() if isinstance(command, click.Group) else ())]


def options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


def section(command: str) -> str:
    """Return what docs/commands.md says under a command's own heading."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {command}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md has no heading '## {command}'"
    return found[1]


def test_every_command_and_option_has_help() -> None:
    below = {f"{name} {own.name}": own for name, command in commands().items() for own in with_its_own(command)[1:]}
    every = {"intervjuguide": main, **commands(), **below}
    without = [name for name, command in every.items() if not command.help]
    without += [
        f"{name} {option.opts[0]}" for name, command in every.items() for option in options(command) if not option.help
    ]
    assert without == []


def test_every_command_argument_and_option_is_documented_under_its_own_heading() -> None:
    missing = [
        f"{name}: {word}"
        for name, command in commands().items()
        for own in with_its_own(command)
        for word in usage_words(own)
        if word not in section(name)
    ]
    assert missing == []


def test_every_option_of_the_program_itself_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [spelling for option in options(main) for spelling in option.opts if f"`{spelling}`" not in page] == []


def usage_words(command: click.Command) -> list[str]:
    """Return options and the names of arguments, as the usage line shows them."""
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    named = [argument.make_metavar(click.Context(command)).strip("[].") for argument in arguments]
    return named + [spelling for option in options(command) for spelling in option.opts]


def test_the_page_of_commands_names_no_command_or_option_that_does_not_exist() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^## ([a-z]+)$", page, re.MULTILINE))
    assert headings == set(commands())
    for name, command in commands().items():
        known = {word for own in with_its_own(command) for option in options(own) for word in option.opts}
        assert set(re.findall(r"--[a-z][a-z-]*", section(name))) <= known
