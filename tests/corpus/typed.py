"""What was typed into the forms of the corpus, and how: the forms, the answers, and the cases of each program.

The expected answers come from here, and never from a form that has been read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Deed = dict[str, Any]
"""What is done in LibreOffice; ``uno_work.py`` says what there is."""


@dataclass(frozen=True)
class Form:
    """A form of the corpus: of which plan and for whom, what is typed into it, and words of its language."""

    plan: str
    candidate: str
    typed: Mapping[str, str]
    panel_member: str = ""
    paper: bool = False


@dataclass(frozen=True)
class Case:
    """One file of the corpus.

    ``through`` is the format that the form was saved in before it became .docx again, or empty. ``deeds`` is what was
    done in the program; ``before`` says whether the answers stood in the form already. ``changed`` is what is meant
    where that is not what ``typed`` says, ``told`` the problem by tag with its reason where there is no answer, and
    ``problems`` what else has to be said, as code and tag. ``suggesting`` is the mode of SuperDoc in which all that is
    typed is a tracked change.
    """

    name: str
    form: str
    way: str
    through: str = ""
    before: bool = True
    deeds: tuple[Deed, ...] = ()
    changed: Mapping[str, object] = field(default_factory=dict)
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[tuple[str, str], ...] = ()
    suggesting: bool = False


LONG = " ".join(f"Setning {number} handler om bilag {number * 7}, som ingen fant igjen." for number in range(1, 61))

NB = {
    "introduction.notes": "Kontoret ble lagt ned.",
    "introduction.S2.notes": "Vil tilbake til kommunen.\nKjente oss fra før.",
    "in_depth.K1.notes": "Oppgave om arkiv i små kommuner:\n- gikk gjennom 40 hyllemeter\n- «ryddet før hun ryddet»\n\tog lo 😀 av det",
    "in_depth.K1.assessment": "Trygg på faget & klar; <enkel>, men 'nøye' og \"grundig\"",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "met",
    "in_depth.K2.notes": "Ryddet på Ås, i Växjö og hos Æ. Ø. Å.\nAlene – 1 200 mapper.",
    "in_depth.K2.assessment": "{{ gjentar }} seg; 4 av 5 ganger",
    "in_depth.K2.score": "not_assessed",
    "in_depth.K3.notes": LONG,
    "in_depth.K3.assessment": "K2 og K3 henger sammen.",
    "in_depth.K3.score": "3",
    "in_depth.K3.met": "open",
    "in_depth.summary": "God samtale.\n\nMer enn ventet.",
    "in_depth.total": "7",
    "case.V1.notes": "Fant § 3 i offentleglova",
    "case.V1.score": "5",
    "case.V2.notes": "Skår 5? Nei.",
    "case.V2.score": "3,5",
    "case.summary": "Et godt svar på kort tid",
    "tests.V3.notes": "=1+1 er to",
    "tests.V3.score": "1",
    "closing.S3.notes": "Når begynner arbeidet?",
    "closing.S4.done": "x",
    "conclusion.summary": "Aktuell for stillingen",
    "conclusion.missing": "Referanse fra forrige leder",
    "conclusion.recommend": "go_on",
}
NB_TOLD = {"case.V2.score": ("bad_score", "3,5 was typed, which is no score")}
NB_PAPER = {
    "in_depth.K1.notes": "Skrevet på skjerm etterpå.\nTo linjer.",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "not_met",
    "in_depth.K2.assessment": "Grei",
    "in_depth.K2.score": "3",
    "in_depth.K3.score": "not_assessed",
    "case.V1.score": "2",
    "closing.S5.done": "x",
    "conclusion.summary": "Ikke tydelig nok",
    "conclusion.recommend": "undecided",
}
SV_MEMBER = {
    "in_depth.K1.notes": "Skrev om kyrkböcker.\n”Inte ett blad saknades”, sade hon – och log.",
    "in_depth.K1.assessment": "Säker & tydlig",
    "in_depth.K1.score": "3",
    "in_depth.K1.met": "met",
    "in_depth.K2.notes": "Gallrade hos Ö-bo i Åre",
    "in_depth.K2.score": "4",
    "in_depth.summary": "Bra samtal",
    "closing.S1.notes": "När får hon besked?",
    "closing.S2.done": "x",
    "conclusion.summary": "Går vidare gärna",
    "conclusion.recommend": "go_on",
}
SV_AGREED = {
    "in_depth.K1.notes": "Vi är eniga om kyrkböckerna",
    "in_depth.K1.score": "3",
    "in_depth.K1.met": "open",
    "in_depth.K2.notes": "Göran hörde något annat:\n1) hon gallrade själv\n2) hon ledde andra",
    "in_depth.K2.score": "not_assessed",
    "in_depth.total": "3",
    "conclusion.missing": "Intyg från skolan",
    "conclusion.recommend": "not",
}

FORMS = {
    "nb": Form("nb", "P1", NB),
    "nb-paper": Form("nb", "P2", NB_PAPER, paper=True),
    "sv-member": Form("sv", "P1", SV_MEMBER, panel_member="I2"),
    "sv-agreed": Form("sv", "P1", SV_AGREED),
}

# Where a field stands on the page, and what a person types or chooses there.

COLUMNS = {
    "nb": {"notes": "Notater", "assessment": "Vurdering", "score": "Skår", "met": "Må-krav", "done": "Gjort"},
    "sv": {"notes": "Anteckningar", "assessment": "Bedömning", "score": "Poäng", "met": "Skallkrav", "done": "Klart"},
}
PARTS = {
    "nb": {
        "introduction": "Innledning og presentasjon",
        "in_depth": "Dybdeintervju",
        "case": "Case eller arbeidsprøve",
        "conclusion": "Konklusjon",
    },
    "sv": {"in_depth": "Djupintervju", "conclusion": "Slutsats"},
}
LABELS = {
    "nb": {
        "notes": "notater til oppfølgingen",
        "summary": "oppsummering",
        "total": "totalsum",
        "missing": "hva som gjenstår å avklare, og hos hvem",
        "recommend": "tilråding",
    },
    "sv": {
        "summary": "sammanfattning",
        "total": "totalsumma",
        "missing": "vad som återstår att klarlägga, och hos vem",
        "recommend": "rekommendation",
    },
}
CHOICES = {
    "nb": {
        "4": "4 – godt",
        "not_assessed": "Ikke vurdert",
        "met": "Oppfylt",
        "not_met": "Ikke oppfylt",
        "open": "Ikke avklart",
        "go_on": "Gå videre",
        "undecided": "Usikker",
    },
    "sv": {
        "3": "3 – gott nog",
        "not_assessed": "Ej bedömd",
        "met": "Uppfyllt",
        "open": "Ej klarlagt",
        "go_on": "Gå vidare",
        "not": "Gå inte vidare",
    },
}


def meant(form: Form) -> dict[str, object]:
    """Return what the answers of a form mean, by tag; what is told as a problem is no answer."""
    values: dict[str, object] = {}
    for tag, text in form.typed.items():
        kind = tag.rsplit(".", 1)[-1]
        values[tag] = text == "x" if kind == "done" else int(text) if kind == "score" and text.isdigit() else text
    return values


def place(plan: str, tag: str) -> dict[str, str]:
    """Return the cell of a field as a person finds it."""
    part, *item, kind = tag.split(".")
    if item:
        return {"row": item[0], "column": COLUMNS[plan][kind]}
    return {"label": f"{PARTS[plan][part]}: {LABELS[plan][kind]}"}


def typing(form: Form) -> Iterable[Deed]:
    """Yield what types every answer into its cell."""
    for tag, text in form.typed.items():
        chosen = tag.rsplit(".", 1)[-1] in ("score", "met", "recommend")
        shown = CHOICES[form.plan].get(text, text) if chosen else text
        yield {"do": "type_text", **place(form.plan, tag), "text": shown}


def nb(tag: str) -> dict[str, str]:
    """Return the cell of a field of the form in bokmål."""
    return place("nb", tag)


K1_NOTES, K2_NOTES, K2_SCORE = nb("in_depth.K1.notes"), nb("in_depth.K2.notes"), nb("in_depth.K2.score")


SUPERDOC_NB = {
    "in_depth.K1.notes": NB["in_depth.K1.notes"].replace("\t", ""),
    "in_depth.K3.notes": None,
}
LOST: Mapping[tuple[str, str], Mapping[str, tuple[str, str]]] = {
    ("libreoffice-2", "copied-and-changed-nb"): {
        "case.V1.notes": ("field_ambiguous", "the copied control has the tag of the first cell, and another text now")
    },
    ("pandoc-2", "by-odt-nb"): {
        tag: ("field_not_found", "the header rows of the tables were dropped, and the tags before")
        for tag in (*NB, "closing.S5.done")
        if tag.count(".") == 2
    },
}
"""What a program really lost, by the beginning of its folder's name and the case: by tag the problem and the reason."""

_WITHOUT_TAB = {"in_depth.K1.notes": (NB["in_depth.K1.notes"].replace("\t", ""), "the tab was dropped")}
ALTERED: Mapping[tuple[str, str], Mapping[str, tuple[str, str]]] = {
    **{
        ("abiword", f"by-{format}-nb"): {
            "in_depth.K1.notes": (
                NB["in_depth.K1.notes"].replace("og lo 😀 av", "😀og lo  av"),
                "the emoji was moved to the front of its run",
            )
        }
        for format in ("rtf", "doc")
    },
    **{("pandoc", name): _WITHOUT_TAB for name in ("saved-nb", "by-html-nb", "by-odt-nb")},
    **{
        ("superdoc", name): {
            "in_depth.K1.notes": (
                NB["in_depth.K1.notes"].replace("\t", "").replace("\n- ", "\n-"),
                "the space that was typed after a hyphen at the start of a line was taken out",
            )
        }
        for name in ("clicked-nb", "start-nb")
    },
    ("pandoc-3", "by-rtf-nb"): {
        "in_depth.K1.notes": (
            NB["in_depth.K1.notes"].replace("\t", "").replace("😀", "\ufffd\ufffd"),
            "the tab was dropped and the emoji written as two halves",
        ),
        "in_depth.K2.notes": (
            NB["in_depth.K2.notes"].replace("– 1", "–1"),
            "the space after a dash was dropped",
        ),
    },
    ("pandoc-3", "by-rtf-sv-member"): {
        "in_depth.K1.notes": (
            "Skrev om kyrkböcker.\n”nte ett blad saknades” sade hon –och log.",
            "what follows a dash or a quotation mark was dropped",
        )
    },
}
"""What a program itself made of a text that it kept, and how: no reader can know that this is not what was typed."""


def altered(program: str, case: Case) -> dict[str, tuple[str, str]]:
    """Return the text by tag, with the reason, where a program wrote something else than what was typed."""
    found = [texts for (key, name), texts in ALTERED.items() if program.startswith(key) and name == case.name]
    return {tag: text for texts in found for tag, text in texts.items()}


def told_of(program: str, case: Case) -> dict[str, tuple[str, str]]:
    """Return the problem by tag, with its reason, where a file holds no answer that could be read."""
    told = dict(case.told)
    for (key, name), lost in LOST.items():
        if program.startswith(key) and name == case.name:
            told.update(lost)
    return told


def expectation(key: str, program: str, case: Case) -> dict[str, Any]:
    """Return what has to be read from a file: what was typed into it, and what has to be told.

    ``key`` is the folder of a program in one version, ``program`` its name with the version.
    """
    form, told, other = FORMS[case.form], told_of(key, case), altered(key, case)
    values = {**meant(form), **case.changed, **{tag: text for tag, (text, _) in other.items()}}
    garbled = [("symbol_not_read", tag) for tag, (text, _) in other.items() if "\ufffd" in text]
    return {
        "program": program,
        "way": case.way,
        "plan": form.plan,
        "candidate": form.candidate,
        "panel_member": form.panel_member,
        "answers": {tag: value for tag, value in values.items() if value is not None and tag not in told},
        "altered": {tag: why for tag, (_, why) in other.items()},
        "told": {tag: {"code": code, "why": why} for tag, (code, why) in told.items()},
        "problems": [{"code": code, "tag": tag} for code, tag in (*case.problems, *garbled)],
    }


def case(name: str, form: str, way: str, **more: Any) -> Case:
    """Return a case, with what is always told of its form."""
    told = {**(NB_TOLD if form == "nb" else {}), **more.pop("told", {})}
    return Case(name, form, way, told=told, **more)


SAVED = tuple(case(f"saved-{form}", form, "opened and saved") for form in FORMS)


def through(*formats: str) -> tuple[Case, ...]:
    """Return the cases of forms filled in before and taken through other formats."""
    return tuple(
        case(f"by-{format}-{form}", form, f"through .{format}", through=format)
        for format in formats
        for form in ("nb", "sv-member")
    )


TYPED = (
    case("typed-nb", "nb", "filled in", before=False, deeds=tuple(typing(FORMS["nb"]))),
    case("typed-nb-paper", "nb-paper", "filled in", before=False, deeds=tuple(typing(FORMS["nb-paper"]))),
    *(
        case(
            f"typed-by-{format}-nb",
            "nb",
            f"through .{format}",
            through=format,
            before=False,
            deeds=tuple(typing(FORMS["nb"])),
        )
        for format in ("odt", "rtf", "doc")
    ),
    case(
        "chosen-sv-agreed",
        "sv-agreed",
        "filled in",
        before=False,
        deeds=tuple(
            deed if deed["text"] not in CHOICES["sv"].values() else {**deed, "do": "choose"}
            for deed in typing(FORMS["sv-agreed"])
        ),
    ),
)


def by_tag(form: Form, into: str) -> tuple[Deed, ...]:
    """Return what types every answer into its field in SuperDoc, which shows no tab in a line of a note."""
    return tuple(
        {"tag": tag, "text": deed["text"].replace("\t", ""), "into": into}
        for tag, deed in zip(form.typed, typing(form), strict=True)
        if tag != "in_depth.K3.notes"  # as long as it is, typing it takes a minute
    )


TYPED_BY_TAG = (
    case("clicked-nb", "nb", "filled in", before=False, deeds=by_tag(FORMS["nb"], "click"), changed=SUPERDOC_NB),
    case("start-nb", "nb", "filled in", before=False, deeds=by_tag(FORMS["nb"], "start"), changed=SUPERDOC_NB),
    case("clicked-sv-member", "sv-member", "filled in", before=False, deeds=by_tag(FORMS["sv-member"], "click")),
    case(
        "suggested-sv-agreed",
        "sv-agreed",
        "filled in",
        before=False,
        deeds=by_tag(FORMS["sv-agreed"], "click"),
        suggesting=True,
    ),
)
"""Typed into fields in SuperDoc: where a click puts the cursor, at the start of the field, or as suggestions."""

EDITED = (
    case(
        "tracked-nb",
        "nb",
        "edited",
        deeds=(
            {"do": "record", "on": True},
            {"do": "select_all_and_type", **K1_NOTES, "text": "Oppgave om arkiv.\nTo avsnitt."},
            {"do": "type_after", **K2_NOTES, "text": " Og i Moss."},
            {"do": "select_all_and_type", **K2_SCORE, "text": "2"},
            {"do": "select_all_and_type", **nb("in_depth.total"), "text": "9"},
            {"do": "record", "on": False},
        ),
        changed={
            "in_depth.K1.notes": "Oppgave om arkiv.\nTo avsnitt.",
            "in_depth.K2.notes": f"{NB['in_depth.K2.notes']} Og i Moss.",
            "in_depth.K2.score": 2,
            "in_depth.total": "9",
        },
    ),
    case(
        "comment-nb",
        "nb",
        "edited",
        deeds=({"do": "comment", **nb("in_depth.K1.assessment"), "text": "Spør referansen om dette."},),
        problems=(("remarks_collected", ""),),
    ),
    case(
        "picture-nb",
        "nb",
        "edited",
        deeds=({"do": "picture", **K2_NOTES, "file": "picture.png"},),
        problems=(("picture_not_read", "in_depth.K2.notes"),),
    ),
    case(
        "rows-nb",
        "nb",
        "edited",
        deeds=(
            {"do": "move_row", **K1_NOTES, "before": nb("in_depth.K3.notes")},
            {"do": "add_row", **K1_NOTES, "cells": ["", "", "Husk å spørre om førerkort"]},
        ),
        problems=(("text_outside_fields", ""),),
    ),
    case(
        "column-nb",
        "nb",
        "edited",
        deeds=({"do": "add_column", **K1_NOTES, "text": "Egen kolonne"},),
        problems=(("text_outside_fields", ""),),
    ),
    case(
        "look-nb",
        "nb",
        "edited",
        deeds=(
            {"do": "language", **K1_NOTES, "code": "en", "country": "GB"},
            {"do": "bold", **nb("in_depth.K1.assessment")},
            {"do": "type_text", **K2_NOTES, "text": "Ryddet tre steder:\nÅs\nVäxjö"},
            {"do": "bullets", **K2_NOTES},
            {"do": "select_all_and_type", **nb("in_depth.K3.assessment"), "text": "Alt er skrevet på nytt."},
        ),
        changed={
            "in_depth.K2.notes": "Ryddet tre steder:\nÅs\nVäxjö",
            "in_depth.K3.assessment": "Alt er skrevet på nytt.",
        },
    ),
    case(
        "copied-nb",
        "nb",
        "edited",
        deeds=({"do": "copy_cell", **nb("case.V1.notes"), "to": nb("case.V2.notes")},),
        changed={"case.V2.notes": NB["case.V1.notes"]},
    ),
    case(
        "copied-and-changed-nb",
        "nb",
        "edited",
        deeds=(
            {"do": "copy_cell", **nb("case.V1.notes"), "to": nb("case.V2.notes")},
            {"do": "type_after", **nb("case.V2.notes"), "text": " – og § 4"},
        ),
        changed={"case.V2.notes": f"{NB['case.V1.notes']} – og § 4"},
    ),
    case(
        "row-deleted-nb",
        "nb",
        "edited",
        deeds=({"do": "delete_row", **K2_NOTES},),
        told={
            f"in_depth.K2.{kind}": ("field_not_found", "the row was deleted")
            for kind in ("notes", "assessment", "score")
        },
    ),
)
"""What people do to a form in LibreOffice beside typing."""
