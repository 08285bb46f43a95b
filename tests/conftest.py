"""Fixtures for all tests."""

from __future__ import annotations

import os
from types import ModuleType

import office as programs
import pytest
from hypothesis import settings

os.environ["INTERVJUGUIDE_LANGUAGE"] = "nb"  # whatever the machine speaks; read when the program is imported

# The same examples in every run, however busy the machine is.
settings.register_profile("intervjuguide", derandomize=True, deadline=None)
settings.load_profile("intervjuguide")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives LibreOffice or poppler, so that ``-m "not office"`` leaves it out."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker("office")


@pytest.fixture(scope="session")
def office() -> ModuleType:
    """The module ``office``, where its programs are installed; elsewhere the test is skipped, and under CI fails."""
    missing = programs.missing_programs()
    if missing:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"needs the Debian packages {', '.join(missing)}")
    return programs


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")
