"""The worked example of each language, as rows of plain values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from generator.shipped import shipped_folder

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def example_rows(language: str) -> Rows:
    """Return the rows of the example plan by sheet key, each by column key; the position is one row.

    Values of lists are English keys (``must``), ids in a cell a list, texts of a cell a list.
    FileNotFoundError if the language has no example.
    """
    with (shipped_folder("examples") / language / "plan.toml").open("rb") as file:
        data = tomllib.load(file)
    return {key: [rows] if isinstance(rows, dict) else rows for key, rows in data.items()}
