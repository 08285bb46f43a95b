"""The question bank for those who look for a question."""

from __future__ import annotations

from dataclasses import dataclass

from generator import bank
from generator.model import BankQuestion, Category, QuestionRole, QuestionUse


@dataclass(frozen=True)
class Sought:
    """What a question is to be for; None and nothing leave that open."""

    category: Category | None = None
    use: QuestionUse | None = None
    role: QuestionRole | None = None
    text: str = ""

    @property
    def impossible(self) -> bool:
        """Whether no bank could have it: only the in-depth part is about categories."""
        return self.category is not None and self.use not in (None, QuestionUse.IN_DEPTH)

    def fits(self, question: BankQuestion) -> bool:
        """Return whether a question is for that; the words are looked for by the bank."""
        return (
            self.category in (None, question.category)
            and self.use in (None, question.use)
            and self.role in (None, question.role)
        )


def find_questions(code: str, sought: Sought) -> tuple[BankQuestion, ...]:
    """Return the questions of a language that fit, in the order of the bank."""
    return bank.search(filter(sought.fits, bank.load(code)), sought.text)
