"""Writes docs/rules.md from the catalogue of rules: ``.venv/bin/python docs/make_rules.py``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.language import load
from generator.model import Sector
from generator.rules import RULES, Group, Rule

PAGE = Path(__file__).with_name("rules.md")

_INTRODUCTION = """\
# Rules

<!-- Made by docs/make_rules.py from the catalogue in generator/rules; change it there. -->

`intervjuguide check` holds a plan against these rules, as a good HR adviser would before the first interview. What it
finds is told in the language of the plan: the cell, what is wrong and why, what to do, and the code of the rule.

- An **error** has to be mended before forms can be made.
- A **warning** is what an adviser would stop the plan for. Forms are made all the same.
- **Advice** is something to think about.

A rule that does not fit a plan is silenced on the sheet *Stilling*: type its code at *Regler som ikke gjelder*, several
with commas between. `check` then says how much it has not shown. Errors cannot be silenced.

The *sector* on the same sheet says which country's law is told and which rules apply; a rule for some sectors is silent
where no sector is given. Where none is given, Norwegian law is told in plans in Norwegian, and Swedish law in plans in
Swedish. What the page says about law is there to make people look it up, and is no legal advice.

The rules of wording read sentences, and can be wrong both ways; [wording.md](wording.md) says how often.
"""

_TITLES = {
    Group.BROKEN: "What is broken",
    Group.COVERAGE: "Coverage",
    Group.TIME: "Time",
    Group.WORDING: "Wording",
    Group.PROTECTED: "What may not be asked, or only under conditions",
}


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join((_INTRODUCTION, *_sections()))


def _sections() -> Iterator[str]:
    for group in Group:
        yield f"## {_TITLES[group]}\n"
        for rule in RULES:
            if rule.group is group:
                yield "\n".join(_rule(rule))


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code}\n"
    yield f"*{rule.severity.value.capitalize()}.*{_sectors(rule)} {rule.why}\n"
    yield from _example("Bad", rule.bad)
    yield from _example("Good", rule.good)
    yield f"- Source: {'; '.join(rule.sources)}\n"


def _example(label: str, example: str | Mapping[str, str]) -> Iterator[str]:
    if isinstance(example, str):
        yield f"- {label}: {example}"
    else:
        yield f"- {label}:"
        yield from (f"  - {load(code).text('language.name')}: {text}" for code, text in example.items())


def _sectors(rule: Rule) -> str:
    if rule.sectors == frozenset(Sector):
        return ""
    names = [load("en").value("sector", sector) for sector in Sector if sector in rule.sectors]
    return f" *Only in: {', '.join(names)}.*"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
