"""Writes docs/rules.md from the catalogue of rules: ``.venv/bin/python docs/make_rules.py``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import fill

from generator.language import load
from generator.model import Sector
from generator.rules import RULES, Group, Rule

PAGE = Path(__file__).with_name("rules.md")

_INTRODUCTION = """\
# Rules

<!-- Made by docs/make_rules.py from the catalogue in generator/rules; change it there. -->

`intervjuguide check` holds a plan against these rules, as a good HR adviser would before the first interview. What it
finds is told in the language of the plan: the cell, what is wrong and why, and what to do. In brackets behind a warning
or a piece of advice stands the code of its rule, and this page tells of the rule under that code.

- An **error** has to be mended before forms can be made.
- A **warning** is what an adviser would stop the plan for. Forms are made all the same.
- **Advice** is something to think about.

A rule that does not fit a plan is silenced on the sheet *Stilling*: type its code at *Regler som ikke gjelder*, several
with commas between. `check` then says how much it has not shown. Errors cannot be silenced.

The *Sektor* on the same sheet says which country’s law is told and which rules apply. Where none is given, rules for some
sectors alone are silent, and Norwegian law is told in plans in Norwegian, Swedish law in plans in Swedish. What is said
about law is there to make people look it up, and is no legal advice.

The rules of wording read sentences, and can be wrong both ways; [wording.md](wording.md) says how often.

## The codes
"""

_TITLES = {
    Group.BROKEN: "What is broken",
    Group.COVERAGE: "Coverage",
    Group.TIME: "Time",
    Group.WORDING: "Wording",
    Group.PROTECTED: "What may not be asked, or only under conditions",
}


_ABOUT = {
    Group.PROTECTED: "Swedish law has no general ban on asking. It forbids that an applicant is disadvantaged for what the "
    "answer tells.\n",
}


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join((_INTRODUCTION, *_codes(), "", *_sections()))


def _codes() -> Iterator[str]:
    for group in Group:
        codes = (f"[{rule.code}](#{rule.code})" for rule in RULES if rule.group is group)
        text = f"- {_TITLES[group]}: {', '.join(codes)}"
        yield fill(text, 120, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)


def _sections() -> Iterator[str]:
    for group in Group:
        yield f"## {_TITLES[group]}\n"
        if group in _ABOUT:
            yield _ABOUT[group]
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
