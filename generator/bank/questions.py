"""The questions of each language, one TOML file each beside this module with the same ids."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from generator.model import BankQuestion, Category, QuestionRole, QuestionUse


@cache
def load(language: str) -> tuple[BankQuestion, ...]:
    """Return the questions of a language in the order of the file; FileNotFoundError if there are none for it."""
    text = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tuple(_question(entry) for entry in tomllib.loads(text)["questions"])


def _question(entry: Mapping[str, Any]) -> BankQuestion:
    category = entry.get("category")
    return BankQuestion(
        id=entry["id"],
        use=QuestionUse(entry["use"]),
        role=QuestionRole(entry["role"]),
        text=entry["text"],
        follow_ups=tuple(entry.get("follow_ups", ())),
        category=Category(category) if category else None,
        requirement=entry.get("requirement", ""),
    )
