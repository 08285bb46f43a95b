"""What is found in the wording of one text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a text can show. Beside each: what the text is."""

    HYPOTHETICAL = "hypothetical"  # a question
    LEADING = "leading"  # a question
    DOUBLE = "double"  # a question
    YES_NO = "yes_no"  # a question
    VAGUE = "vague"  # a requirement
    CODED = "coded"  # a question or a requirement
    PROTECTED = "protected"  # a question


@dataclass(frozen=True)
class Finding:
    """A kind, and the words that show it, as they stand in the text.

    ``topic`` is the ground of what is protected (``pregnancy``, ``pay``, ...), or, for coded words, ``gender`` or
    ``age``.
    """

    kind: Kind
    words: str
    topic: str = ""
