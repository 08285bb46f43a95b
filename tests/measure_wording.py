"""Prints how well wording is judged: precision and recall of each language and kind, with Wilson 95 % intervals.

Figures alone: no sentence of tests/wording is shown. `measure_wording.py [--seen] [--unseen] [LANGUAGE...]`.
With `--page` it writes the tables into docs/wording.md instead. A sentence that stands among the seen ones too is left
out of the unseen.

A sentence about a ground counts as told when it is told for that ground; a harmless one that is told for any counts
against precision.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from generator.wording import Kind, judge

WORDING = Path(__file__).with_name("wording")
LANGUAGES = tuple(sorted(path.stem for path in (Path(__file__).parent.parent / "generator" / "wording").glob("*.toml")))
PARTS = ("seen", "unseen")
PAGE = Path(__file__).parent.parent / "docs" / "wording.md"
BEGIN = "<!-- Made by tests/measure_wording.py --page -->"


@dataclass(frozen=True)
class Sentence:
    kind: Kind
    expected: bool
    topic: str
    text: str


@dataclass(frozen=True)
class Share:
    """So many of so many, and between what the true share lies with 95 % confidence (Wilson 1927)."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.whole:
            return 0.0, 1.0
        z, n, p = 1.959964, self.whole, self.value
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.2f} ({low:.2f}–{high:.2f}; {self.part} of {self.whole})"


@dataclass(frozen=True)
class Figures:
    precision: Share
    recall: Share


def sentences(part: str, language: str) -> list[Sentence]:
    """Return the sentences of a part, without those that the patterns were written with unless these are wanted."""
    if part == "seen":
        return _read(part, language)
    known = {_plain(sentence.text) for sentence in _read("seen", language)}
    return [sentence for sentence in _read(part, language) if _plain(sentence.text) not in known]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("?.! ")


def _read(part: str, language: str) -> list[Sentence]:
    path = WORDING / part / f"{language}.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Sentence(Kind(row["kind"]), row["expected"] == "yes", row["topic"] or "", row["text"]) for row in rows]


def is_told(sentence: Sentence, language: str) -> bool:
    """Whether the sentence is told for its kind, and for its ground where it has one that a rule is about."""
    return any(
        not sentence.topic or found.topic == sentence.topic for found in judge(sentence.text, language, {sentence.kind})
    )


def figures(found: Iterable[Sentence], language: str) -> Figures:
    """What is told of what is wanted. A harmless sentence that is told for any ground counts against it."""
    wanted = told_rightly = told_wrongly = 0
    for sentence in found:
        if sentence.expected:
            wanted += 1
            told_rightly += is_told(sentence, language)
        else:
            told_wrongly += bool(judge(sentence.text, language, {sentence.kind}))
    return Figures(Share(told_rightly, told_rightly + told_wrongly), Share(told_rightly, wanted))


def table(part: str, language: str) -> dict[Kind, Figures]:
    every = sentences(part, language)
    return {kind: figures([one for one in every if one.kind is kind], language) for kind in Kind} if every else {}


def tables() -> str:
    """Return the tables of the page: for each language a row per kind."""
    lines = [BEGIN, ""]
    for language in LANGUAGES:
        lines += [f"### {_NAMES[language]}", "", "| kind | precision | recall |", "| --- | --- | --- |"]
        lines += [
            f"| {kind} | {found.precision} | {found.recall} |" for kind, found in table("unseen", language).items()
        ]
        lines.append("")
    return "\n".join(lines)


_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "sv": "Swedish", "en": "English"}


def main(arguments: list[str]) -> None:
    if "--page" in arguments:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text[: text.index(BEGIN)] + tables(), encoding="utf-8")
        return
    parts = [part for part in PARTS if f"--{part}" in arguments] or PARTS
    languages = [language for language in LANGUAGES if language in arguments] or LANGUAGES
    for part in parts:
        for language in languages:
            for kind, found in table(part, language).items():
                print(f"{part:6} {language} {kind:12} precision {found.precision}  recall {found.recall}")


if __name__ == "__main__":
    main(sys.argv[1:])
