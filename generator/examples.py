"""The worked example of each language, as rows of plain values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from generator import bank
from generator.model import BankQuestion
from generator.shipped import shipped_folder

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def example_rows(language: str) -> Rows:
    """Return the rows of the example plan by sheet key, each by column key; the position is one row.

    Values of lists are English keys (``must``), ids in a cell a list, texts of a cell a list. Where the file has
    ``{ bank = "ID" }`` for a text, it is that of the question bank; a line gets its follow-ups as well.
    FileNotFoundError if the language has no example, KeyError if the bank has no such question.
    """
    with (shipped_folder("examples") / language / "plan.toml").open("rb") as file:
        data = tomllib.load(file)
    questions = {question.id: question for question in bank.load(language)}
    return {
        key: [_row(row, questions) for row in ([rows] if isinstance(rows, dict) else rows)]
        for key, rows in data.items()
    }


def _row(row: Mapping[str, Any], questions: Mapping[str, BankQuestion]) -> Mapping[str, object]:
    """Return a row with the texts of the questions that it refers to."""
    texts: dict[str, object] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            question = questions[value["bank"]]
            texts[key] = question.text
            if key == "text" and question.follow_ups:
                texts["follow_ups"] = list(question.follow_ups)
    return {**row, **texts}
