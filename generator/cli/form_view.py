"""How one form is shown on a terminal: whose it is, and a table of its fields that fits 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from generator.app.writing_back import total_text
from generator.cli.telling import OUT, STYLES, printable, say
from generator.language import Language
from generator.model import (
    MET_VALUES,
    NOT_ASSESSED,
    PAPER,
    RECOMMEND_VALUES,
    InspectedField,
    InspectedForm,
    Kind,
    Part,
    Remark,
    moment_of,
)
from generator.problems import Problem

_CHOICES = (NOT_ASSESSED, *MET_VALUES, *RECOMMEND_VALUES)
_SHORT, _LONG = 60, 160
"""Letters of what is asked and of an answer that are shown; the JSON document has all of them."""
_DIGEST = 12


def show_form(form: InspectedForm, words: Language) -> None:
    """Print what a form says about itself, its fields in their order, and what is remarked beside them."""
    facts = Table.grid(padding=(0, 2))
    for label, text in _facts(form, words):
        facts.add_row(Text(words.text(f"cli.inspect.{label}"), "bold"), Text(printable(text), overflow="fold"))
    OUT.print(facts, soft_wrap=False)
    if form.fields:
        say("")
        OUT.print(_table(form, words), soft_wrap=False)
    for remark in form.remarks:
        say(_remark(remark, words))


def _remark(remark: Remark, words: Language) -> str:
    about = (words.text(f"remarks.{remark.kind}"), remark.author, words.field(remark.tag) if remark.tag else "")
    return f"{', '.join(filter(None, about))}: {_cut(remark.text, _LONG)}"


def _facts(form: InspectedForm, words: Language) -> Iterator[tuple[str, str]]:
    def say(key: str) -> str:
        return words.text(f"cli.inspect.{key}")

    identity = form.identity
    if identity is not None:
        yield "candidate", f"{identity.candidate} {identity.name}" if identity.candidate else say("nobody")
        member = f"{identity.panel_member} {identity.panel_member_name}".strip()
        yield "panel_member", member or say("whole_panel")
        yield "document", say("interview") if identity.document == "interview" else identity.document
        yield "position", identity.title
        if identity.case_number:
            yield "case_number", identity.case_number
    yield "form_id", identity.form_id if identity else ", ".join(form.visible) or say("unknown")
    if identity is not None:
        yield "plan", identity.digest[:_DIGEST]
        made = moment_of(identity.made)
        yield "made", words.moment(made) if made else say("unknown")
        yield "schema", str(identity.schema)
        yield "language", identity.language
        yield "variant", say("paper" if identity.variant == PAPER else "screen")
    yield "identity", _places(form, words)
    yield "state", ". ".join(filter(None, (_state(form, words), say("protected") if form.protected else "")))


def _places(form: InspectedForm, words: Language) -> str:
    """Return which of the places that say whose a form is are left, and whether they agree."""
    there = (("properties", form.properties), ("copy", form.copy), ("visible", form.visible))
    places = [words.text(f"cli.inspect.{name}") for name, found in there if found]
    if not places:
        return words.text("cli.inspect.unknown")
    key = "differ" if not form.agrees else "all_agree" if len(places) > 1 else "one_place"
    return words.text(f"cli.inspect.{key}", places=places)


def _state(form: InspectedForm, words: Language) -> str:
    if form.touched is None:
        key = "undecided"
    else:
        key = "untouched" if not form.touched else "empty" if form.is_empty else "touched"
    return words.text(f"cli.inspect.{key}")


def _table(form: InspectedForm, words: Language) -> Table:
    table = Table(width=min(OUT.width, 80), show_lines=True)
    for name, ratio in (("field", 30), ("answer", 32), ("found_by", 11)):
        table.add_column(words.text(f"cli.inspect.{name}"), overflow="fold", ratio=ratio)
    told: set[str] = set()
    for entry in form.fields:
        asked = "" if entry.field.item in told else entry.asked  # once for the fields of an item
        told.add(entry.field.item)
        table.add_row(_name(entry, asked, words), _answer(entry, form, words), Text(_found_by(entry, words)))
    return table


def _name(entry: InspectedField, asked: str, words: Language) -> Text:
    lines = [Text(printable(words.field(entry.field.tag)), "bold"), Text(printable(entry.field.tag), "dim")]
    if asked:
        lines.append(Text(printable(_cut(asked, _SHORT))))
    return Text("\n").join(lines)


def _answer(entry: InspectedField, form: InspectedForm, words: Language) -> Text:
    shown = _shown(entry, words)
    lines = [Text(printable(_cut(shown, _LONG)) or "–")]
    raw = entry.answer.raw.strip()
    if raw and raw != shown.strip():
        lines.append(Text(printable(words.text("cli.inspect.raw", raw=_cut(raw, _LONG))), "dim"))
    if entry.field.kind is Kind.TOTAL and entry.field.part in form.parts:
        figures = form.parts[Part(entry.field.part)]
        if figures.scored:
            lines.append(Text(words.text("cli.inspect.sum", total=total_text(figures, words)), "dim"))
    lines += [_problem(found, words) for found in entry.problems]
    return Text("\n").join(lines)


def _problem(found: Problem, words: Language) -> Text:
    label = Text(words.text(f"severity.{found.severity}"), STYLES[found.severity])
    return Text.assemble(label, " ", printable(_cut(words.message(found), _LONG)))


def _shown(entry: InspectedField, words: Language) -> str:
    """Return an answer as it is understood, in words; nothing where it is empty or cannot be understood."""
    value = entry.answer.value
    if value in _CHOICES and entry.field.kind in (Kind.SCORE, Kind.MET, Kind.RECOMMEND):
        return words.text(f"form.choices.{value}")
    return words.shown(value)


def _found_by(entry: InspectedField, words: Language) -> str:
    ways = [words.text(f"cli.inspect.{way}") for way in entry.ways]
    return "\n".join(ways) or words.text("cli.inspect.not_found")


def _cut(text: str, most: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1].rstrip()}…"
