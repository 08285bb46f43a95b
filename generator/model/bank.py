"""The question bank: questions that any plan may use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from generator.model.plan import Category, Part


class QuestionUse(StrEnum):
    """What a question of the bank is for."""

    IN_DEPTH = "in_depth"
    INTRODUCTION = "introduction"
    EXPECTATIONS = "expectations"
    CLOSING = "closing"
    REVERSE = "reverse"


class QuestionRole(StrEnum):
    """Whom a question of the bank suits."""

    ALL = "all"
    MANAGER = "manager"
    SPECIALIST = "specialist"


@dataclass(frozen=True)
class BankQuestion:
    """A question of the bank; its id is the same in every language.

    ``requirement`` is the common requirement it is for, in a word or two; that and the category belong to the
    in-depth part alone.
    """

    id: str
    use: QuestionUse
    role: QuestionRole
    text: str
    follow_ups: tuple[str, ...] = ()
    category: Category | None = None
    requirement: str = ""

    @property
    def part(self) -> Part:
        """The part of the interview that it is asked in: the closing, unless it is for another."""
        parts = {QuestionUse.IN_DEPTH: Part.IN_DEPTH, QuestionUse.INTRODUCTION: Part.INTRODUCTION}
        return parts.get(self.use, Part.CLOSING)
