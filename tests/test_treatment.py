"""Equal treatment: when forms were made, of which plan, and what the results say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from commands import Done, candidates, paths, run, run_json, snapshot
from documents import SCREEN, cells, checked, lines, packed, root_of, rows, text_of, unpacked, w, without
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from plans import WORKED_EXAMPLE
from workbooks import SMALL_PLAN, write_workbook

from generator.app.forms import identity_of, shipped_template
from generator.language import codes, load
from generator.model import moment_of
from generator.planning import interview_forms
from generator.treatment import _letter
from generator.word.filling import fill

PROPERTIES, PART, CORE = "docProps/custom.xml", "customXml/item1.xml", "docProps/core.xml"
KARI_AND_OLA = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
WITH_NILS = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"), ("P3", "Nils Vik"))
SCORED = {"in_depth.K1.score": "4", "in_depth.K1.met": "met", "case.V1.score": "3", "tests.V3.score": "5"}

# Seconds since 1970 of three times, as `date -u -d ... +%s` gives them.
MONDAY = 1794816000, "2026-11-16T08:00:00Z", "16. nov. 2026 kl. 08.00"
TUESDAY = 1794906059, "2026-11-17T09:00:59Z", "17. nov. 2026 kl. 09.00"
SUMMER = 1782890100, "2026-07-01T07:15:00Z", "1. juli 2026 kl. 07.15"

ANOTHER_WEIGHT = ("| erfaring           | 2    |", "| erfaring           | 3    |")
ANOTHER_QUESTION = ("Hva lurer du på?", "Hva vil du spørre om?")
CASE_FIRST = (
    "| Dybdeintervju |                 | 30       |\n| Case          | Skriftlig sak   | 20       |",
    "| Case          | Skriftlig sak   | 20       |\n| Dybdeintervju |                 | 30       |",
)
OTHER_ROWS = (
    "| K2 | Ordner i saker  | bør    | erfaring           | 1    | Hva ryddet du i?   |\n"
    "| K3 | Samarbeider     | bør    | personlig egnethet | 1    | Hvem hjalp du?     |",
    "| K3 | Samarbeider     | bør    | personlig egnethet | 1    | Hvem hjalp du?     |\n"
    "| K2 | Ordner i saker  | bør    | erfaring           | 1    | Hva ryddet du i?   |",
)


def changed(*changes: tuple[str, str]) -> str:
    """The worked example with pieces exchanged; each has to be there."""
    text = WORKED_EXAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


class Desk:
    """A plan, its forms and the results, at times that a test sets."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.forms = folder, folder / "skjema"
        self._monkeypatch = monkeypatch
        self.plan = folder / "plan.xlsx"

    def at(self, time: tuple[int, str, str]) -> None:
        self._monkeypatch.setenv("SOURCE_DATE_EPOCH", str(time[0]))

    def make(self, time: tuple[int, str, str], *markdown: str) -> dict[str, str]:
        """Write the plan, make its forms, fill in the new ones, and return what became of each candidate's."""
        write_workbook(self.plan, SMALL_PLAN, *markdown)
        self.at(time)
        done = run_json("forms", self.plan, "--out", self.forms)
        for entry in done.json["forms"]:
            if entry["status"] == "written":
                self.fill(Path(entry["path"]))
        return {entry["candidate"]: entry["status"] for entry in done.json["forms"]}

    def fill(self, path: Path, answers: Mapping[str, str] = SCORED) -> None:
        path.write_bytes(fill(path.read_bytes(), answers))

    def totals(self, *given: Path) -> Done:
        return run_json("totals", self.plan, *(given or [self.forms]), "--out", self.folder / "r.xlsx")

    def treatment(self, *given: Path) -> Any:
        return self.totals(*given).json["treatment"]

    def form(self, name: str) -> Path:
        (path,) = (path for path in self.forms.rglob("*.docx") if name in path.name)
        return path

    def rows(self) -> list[list[Any]]:
        """What stands in the rows of the sheet, without empty cells."""
        sheet = load_workbook(self.folder / "r.xlsx")["Likebehandling"]
        rows = ([value for value in row if value is not None] for row in sheet.iter_rows(values_only=True))
        return [row for row in rows if row]

    def below(self, heading: str) -> list[list[Any]]:
        """The rows of a list, without its header."""
        rows = self.rows()
        start = rows.index([heading])
        headings = {"Utgaver av planen", "Skjema", "Det som er annerledes enn i planen nå", "Panel, tid og deler"}
        after = (n for n, row in enumerate(rows) if n > start and len(row) == 1 and row[0] in headings)
        return rows[start + 2 : next(after, len(rows))]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


# ---- when a form was made ------------------------------------------------------


def inspected(path: Path) -> Any:
    return run_json("inspect", path).json["form"]


def test_a_form_says_when_it_was_made_in_both_places_and_word_shows_it_as_its_own_time(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE)
    path = desk.form("Kari")
    form = inspected(path)
    assert form["made"] == form["identity"]["properties"]["made"] == form["identity"]["copy"]["made"] == MONDAY[1]
    terms = "{http://purl.org/dc/terms/}"
    core = root_of(path.read_bytes(), CORE)
    assert [core.findtext(f"{terms}{name}") for name in ("created", "modified")] == [MONDAY[1], MONDAY[1]]
    shown = run("inspect", path)
    assert re.search(rf"Laget \(UTC\) +{re.escape(MONDAY[2])}", shown.out)


def test_a_form_that_only_the_time_would_change_is_left_with_its_time(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE, KARI_AND_OLA)
    desk.at(MONDAY)
    run("forms", desk.plan, "--out", desk.forms)
    before = snapshot(desk.forms)
    desk.at(TUESDAY)
    again = run_json("forms", desk.plan, "--out", desk.forms)
    assert [entry["status"] for entry in again.json["forms"]] == ["unchanged", "unchanged"]
    assert snapshot(desk.forms) == before
    elsewhere = paths(run_json("forms", desk.plan, "--out", desk.folder / "annet sted"))
    assert inspected(elsewhere["P1"])["made"] == TUESDAY[1]


def test_a_form_that_the_plan_has_changed_for_is_replaced_with_the_time_of_that(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE)
    desk.at(MONDAY)
    run("forms", desk.plan, "--out", desk.forms)
    write_workbook(desk.plan, SMALL_PLAN, changed(ANOTHER_WEIGHT))
    desk.at(TUESDAY)
    (entry,) = run_json("forms", desk.plan, "--out", desk.forms).json["forms"]
    assert entry["status"] == "replaced"
    assert inspected(Path(entry["path"]))["made"] == TUESDAY[1]


def test_a_form_that_only_gets_another_name_keeps_its_time(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE)
    desk.at(MONDAY)
    run("forms", desk.plan, "--out", desk.forms)
    initials = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Saksnummer | 2026/15 |\n"
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE, f"{initials}| Filnavn | saksnummer og initialer |\n")
    desk.at(TUESDAY)
    (entry,) = run_json("forms", desk.plan, "--out", desk.forms).json["forms"]
    assert (entry["status"], Path(entry["path"]).name) == ("replaced", "2026 15 - KN - intervju.docx")
    assert inspected(Path(entry["path"]))["made"] == MONDAY[1]


def without_time(desk: Desk) -> bytes:
    """The form of Kari as a program made it that knew of no time."""
    plan = checked(desk.plan)
    assert plan.plan
    (spec,) = interview_forms(plan.plan, "intervju")
    template = shipped_template("interview", plan.words)
    return template.render(plan.plan, spec, identity_of(spec, plan.plan), plan.words, SCREEN)


def test_a_form_from_before_forms_had_a_time_is_unchanged_and_its_time_is_not_known(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE)
    old = without_time(desk)
    for part in (PROPERTIES, PART, CORE):
        assert b"made" not in unpacked(old)[part]
        assert b"created" not in unpacked(old)[part]
    desk.forms.mkdir()
    path = desk.forms / "Saksbehandler - Kari Nordmann - intervju.docx"
    path.write_bytes(old)
    desk.at(TUESDAY)
    (entry,) = run_json("forms", desk.plan, "--out", desk.forms).json["forms"]
    assert (entry["status"], path.read_bytes()) == ("unchanged", old)
    desk.fill(path)
    treatment = desk.treatment()
    assert treatment["conclusion"] == "same"
    assert [form["made"] for form in treatment["forms"]] == [None]
    told = (
        "Skjema som ikke sier når de er laget: 1. "
        "De er laget med et eldre program, eller opplysningen er gått tapt eller ikke entydig."
    )
    assert [told] in desk.rows()
    (row,) = desk.below("Skjema")
    assert row[4] == "ikke kjent"


def test_the_forms_that_other_programs_have_saved_before_there_was_a_time_are_read_and_say_none():
    saved = sorted((Path(__file__).parent / "corpus").glob("*/saved-nb.docx"))
    assert len(saved) > 3
    assert {path.parent.name: inspected(path)["made"] for path in saved} == {path.parent.name: None for path in saved}


@pytest.mark.parametrize(
    "typed",
    ["2026-11-16", "2026-11-16T08:00:00", "2026-11-16T08:00:00+01:00", "2026-13-16T08:00:00Z", "i går", "=NOW()"],
)
def test_what_is_no_time_is_not_taken_for_one(desk: Desk, typed: str):
    desk.make(MONDAY, WORKED_EXAMPLE)
    path = desk.form("Kari")
    parts = unpacked(path.read_bytes())
    for part in (PROPERTIES, PART):
        parts[part] = parts[part].replace(MONDAY[1].encode(), typed.encode())
    path.write_bytes(packed(parts))
    assert inspected(path)["made"] is None
    assert [form["made"] for form in desk.treatment()["forms"]] == [None]


def test_two_places_that_say_different_times_give_none_and_one_of_them_is_enough(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE)
    path = desk.form("Kari")
    data = path.read_bytes()
    for lost in (PROPERTIES, "customXml/"):
        path.write_bytes(without(data, lost))
        assert inspected(path)["made"] == MONDAY[1]
    parts = unpacked(data)
    path.write_bytes(packed({**parts, PART: parts[PART].replace(MONDAY[1].encode(), TUESDAY[1].encode())}))
    form = inspected(path)
    assert (form["made"], form["identity"]["agree"]) == (None, True)
    assert form["identity"]["copy"]["made"] == TUESDAY[1]


@given(st.text())
def test_a_text_is_a_time_only_when_it_reads_as_one_in_whole_seconds_and_utc(text: str):
    moment = moment_of(text)
    assert moment is None or f"{moment:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0") == text


def test_libreoffice_keeps_the_time_when_it_saves_a_form(desk: Desk, office: ModuleType):
    desk.make(MONDAY, WORKED_EXAMPLE)
    (saved,) = office.convert([desk.form("Kari")], desk.folder / "lagret", "docx")
    assert inspected(saved)["made"] == MONDAY[1]
    treatment = desk.treatment(saved)
    assert (treatment["conclusion"], treatment["forms"][0]["made"]) == ("same", MONDAY[1])


# ---- all from the same plan -------------------------------------------------------


def test_forms_of_one_plan_are_said_to_be_that_although_they_were_made_at_different_times(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    assert desk.make(TUESDAY, WORKED_EXAMPLE, WITH_NILS)["P3"] == "written"
    done = desk.totals()
    treatment = done.json["treatment"]
    assert (treatment["conclusion"], treatment["changes"]) == ("same", [])
    assert treatment["digest"] == done.json["plan"]["digest"]
    (version,) = treatment["versions"]
    assert (version["first"], version["last"], version["now"]) == (MONDAY[1], TUESDAY[1], True)
    rows = desk.rows()
    assert rows[2] == ["Alle skjema som er lest (3), er laget fra samme plan, slik den er nå."]
    assert ["Ingenting i skjemaene er annerledes enn i planen nå, så langt det er kjent."] in rows
    short = treatment["digest"][:12]
    ids = [form["form_id"] for form in treatment["forms"]]
    assert desk.below("Skjema") == [
        ["P1", "Kari Nordmann", "hele panelet", ids[0], MONDAY[2], "A", short],
        ["P2", "Ola Ås", "hele panelet", ids[1], MONDAY[2], "A", short],
        ["P3", "Nils Vik", "hele panelet", ids[2], TUESDAY[2], "A", short],
    ]


def test_a_plan_that_is_changed_after_all_forms_is_told_and_the_forms_are_still_of_one_plan(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    write_workbook(desk.plan, SMALL_PLAN, changed(ANOTHER_QUESTION), KARI_AND_OLA)
    treatment = desk.treatment()
    assert treatment["conclusion"] == "changed_since"
    assert [version["now"] for version in treatment["versions"]] == [False]
    assert [(change["key"], change["before"], change["now"]) for change in treatment["changes"]] == [
        ("S3", "Hva lurer du på?", "Hva vil du spørre om?")
    ]


def test_without_forms_nothing_is_claimed(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE, KARI_AND_OLA)
    desk.forms.mkdir()
    treatment = desk.treatment()
    assert (treatment["conclusion"], treatment["forms"], treatment["versions"]) == ("nothing", [], [])
    assert ["Ingen skjema er lest, så det er ikke noe å si om likebehandlingen."] in desk.rows()


def test_a_plan_that_cannot_be_used_has_no_treatment(desk: Desk):
    write_workbook(desk.plan, SMALL_PLAN, "## Skala\n| Skår | Kort tekst |\n|---|---|\n| x | lavt |\n")
    assert desk.treatment(desk.plan) is None


# ---- several versions of the plan ---------------------------------------------------


def test_what_was_changed_between_forms_is_told_from_what_to_what_and_in_which_forms(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    plan = changed(ANOTHER_WEIGHT, ANOTHER_QUESTION, CASE_FIRST, ("| 4    | godt       |", "| 4    | bra        |"))
    assert desk.make(TUESDAY, plan, WITH_NILS) == {"P1": "kept", "P2": "kept", "P3": "written"}
    treatment = desk.treatment()
    assert treatment["conclusion"] == "several"
    assert [(form["candidate"], form["version"]) for form in treatment["forms"]] == [
        *(("P1", "A"), ("P2", "A"), ("P3", "B"))
    ]
    assert [(version["first"], version["now"]) for version in treatment["versions"]] == [
        *((MONDAY[1], False), (TUESDAY[1], True))
    ]
    before = ["introduction", "in_depth", "case", "tests", "closing"]
    now = ["introduction", "case", "in_depth", "tests", "closing"]
    assert [(change["key"], change["before"], change["now"]) for change in treatment["changes"]] == [
        ("scale.4", "godt", "bra"),
        ("agenda.order", before, now),
        ("K1.weight", 2, 3),
        ("S3", "Hva lurer du på?", "Hva vil du spørre om?"),
    ]
    assert {version for change in treatment["changes"] for version in change["versions"]} == {"A"}
    assert desk.rows()[2] == [
        "Skjemaene er ikke laget fra samme plan: 3 skjema er laget fra 2 utgaver av den. "
        "Det som skiller dem fra planen nå, står nedenfor."
    ]
    who = "A: P1 Kari Nordmann, P2 Ola Ås"
    assert desk.below("Det som er annerledes enn i planen nå") == [
        ["skala, 4", "godt", "bra", who],
        [
            "rekkefølgen i agendaen",
            "Innledning, Dybdeintervju, Case, Tester, Avslutning",
            "Innledning, Case, Dybdeintervju, Tester, Avslutning",
            who,
        ],
        ["K1", "Skriver klart", "vekt", "2", "3", who],
        ["S3", "teksten", "Hva lurer du på?", "Hva vil du spørre om?", who],
    ]


def test_what_three_versions_have_is_told_once_where_it_is_alike_and_not_where_it_is_as_now(desk: Desk):
    desk.make(SUMMER, WORKED_EXAMPLE, candidates(("P1", "Kari Nordmann")))
    desk.make(MONDAY, changed(ANOTHER_WEIGHT), KARI_AND_OLA)
    desk.make(TUESDAY, changed(ANOTHER_QUESTION), WITH_NILS)
    treatment = desk.treatment()
    assert [version["first"] for version in treatment["versions"]] == [SUMMER[1], MONDAY[1], TUESDAY[1]]
    # The weight was changed for P2 and then back; the question is a new one for P3 alone.
    assert [(change["key"], change["before"], change["versions"]) for change in treatment["changes"]] == [
        ("K1.weight", 3, ["B"]),
        ("S3", "Hva lurer du på?", ["A", "B"]),
    ]
    assert desk.below("Det som er annerledes enn i planen nå")[1][-1] == "A: P1 Kari Nordmann\nB: P2 Ola Ås"
    assert desk.below("Utgaver av planen")[0][3] == SUMMER[2]


def test_requirements_in_another_order_are_no_equal_treatment_although_no_text_has_changed(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, candidates(("P1", "Kari Nordmann")))
    desk.make(TUESDAY, changed(OTHER_ROWS), KARI_AND_OLA)
    treatment = desk.treatment()
    assert treatment["conclusion"] == "several"
    assert len({version["digest"] for version in treatment["versions"]}) == 1
    (change,) = treatment["changes"]
    assert (change["before"], change["now"], change["versions"]) == ("K1, K2, K3", "K1, K3, K2", ["A"])
    assert desk.below("Det som er annerledes enn i planen nå") == [
        ["rekkefølge", "K1, K2, K3", "K1, K3, K2", "A: P1 Kari Nordmann"]
    ]


def test_where_in_the_workbook_lines_of_different_parts_stand_does_not_matter(desk: Desk):
    lines = [line for line in WORKED_EXAMPLE.splitlines() if re.match(r"\| S[23] ", line)]
    desk.make(MONDAY, WORKED_EXAMPLE, candidates(("P1", "Kari Nordmann")))
    desk.make(TUESDAY, changed(("\n".join(lines), "\n".join(reversed(lines)))), KARI_AND_OLA)
    assert desk.treatment()["conclusion"] == "same"


def test_what_was_added_and_what_was_taken_out_is_told_once_each(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, candidates(("P1", "Kari Nordmann")))
    fewer = "\n".join(line for line in WORKED_EXAMPLE.splitlines() if not line.startswith("| S2 "))
    more = fewer.replace("| S3 |", "| S9 | Avslutning | spørsmål |  | Når kan du begynne? |\n| S3 |")
    desk.make(TUESDAY, more, KARI_AND_OLA)
    assert {(change["key"], change["before"], change["now"]) for change in desk.treatment()["changes"]} == {
        ("S9", None, "Når kan du begynne?"),
        ("S2", "Hvorfor søkte du?", None),
    }
    rows = desk.below("Det som er annerledes enn i planen nå")
    assert ["S2", "teksten", "Hvorfor søkte du?", "(ikke med)", "A: P1 Kari Nordmann"] in rows


def test_a_change_of_spaces_alone_is_another_version_and_said_to_be_only_that(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, candidates(("P1", "Kari Nordmann")))
    desk.make(TUESDAY, changed(("Hvorfor søkte du?", "Hvorfor  søkte du?")), KARI_AND_OLA)
    treatment = desk.treatment()
    assert (treatment["conclusion"], treatment["changes"]) == ("several", [])
    assert desk.below("Utgaver av planen")[0][-1].startswith("Tidligere plan. Skiller seg bare i mellomrom")


def test_each_member_s_form_is_named_with_the_member(desk: Desk):
    panel = """
## Stilling
| Stillingstittel | Saksbehandler |
| Skjema per      | paneldeltaker |

## Intervjupanel
| Id | Navn     |
|----|----------|
| I1 | Eva Dahl |
| I2 | Ivar Moe |
"""
    desk.make(MONDAY, WORKED_EXAMPLE, panel)
    own = desk.form("Kari Nordmann - Ivar Moe")
    own.unlink()
    desk.make(TUESDAY, changed(ANOTHER_WEIGHT), panel)
    treatment = desk.treatment()
    assert [(form["panel_member"], form["version"]) for form in treatment["forms"]] == [
        *(("I1", "A"), ("I2", "B"), (None, "A"))
    ]
    (row,) = desk.below("Det som er annerledes enn i planen nå")
    assert row[-1] == "A: P1 Kari Nordmann (Eva Dahl), P1 Kari Nordmann (panelet, felles vurdering)"


# ---- what is not known --------------------------------------------------------------


def test_rows_of_a_score_sheet_have_the_version_of_the_sheet_and_no_time_and_nothing_is_claimed_of_them(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    sheet = desk.folder / "ark.xlsx"
    assert run("scoresheet", desk.plan, "--out", sheet).status == 0
    book = load_workbook(sheet)
    page = book["Skår"]
    header = next(row for row in page.iter_rows() if row[0].value == "Skjema-ID")
    columns = {cell.value: cell.column for cell in header}
    (row,) = (row for row in page.iter_rows() if row[columns["Id"] - 1].value == "P2")
    page.cell(row[0].row, columns["K1, skår"], 4)
    book.save(sheet)
    treatment = desk.treatment(desk.form("Kari"), sheet)
    assert treatment["conclusion"] == "unknown"
    paper = treatment["forms"][1]
    assert (paper["typed"], paper["version"], paper["made"], paper["form_id"]) == (True, "A", None, None)
    said = [row[0] for row in desk.rows() if len(row) == 1]
    assert (
        "Det er ikke kjent om alle skjema er laget fra samme plan. "
        "De som selv sier hvilken plan de er laget fra (1 av 2), er laget fra én og samme."
    ) in said
    assert any(text.startswith("Skjema som bare er kjent fra et skåreark: 1.") for text in said)
    assert desk.below("Skjema")[1][-1] == "Bare fra skåreark; utgaven er den arket ble laget fra"
    alone = desk.treatment(sheet)
    assert alone["conclusion"] == "unknown"
    assert desk.rows()[2] == ["Det er ikke kjent hvilken plan skjemaene er laget fra. Ingen av dem (1) sier det selv."]


def test_a_form_that_has_lost_its_texts_is_of_the_version_that_its_digest_names(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    path = desk.form("Ola")
    path.write_bytes(without(path.read_bytes(), "customXml/"))
    assert desk.treatment()["conclusion"] == "same"
    write_workbook(desk.plan, SMALL_PLAN, changed(ANOTHER_WEIGHT), KARI_AND_OLA)
    both = desk.treatment()  # what has changed is known from the other form of that version
    assert [(change["key"], change["versions"]) for change in both["changes"]] == [("K1.weight", ["A"])]
    alone = desk.treatment(path)
    assert (alone["conclusion"], alone["changes"], alone["versions"][0]["known"]) == ("changed_since", [], False)
    assert desk.below("Utgaver av planen")[0][-1].startswith("Hva som var annerledes, er ikke kjent")


def test_texts_that_do_not_fit_the_digest_are_not_believed(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE)
    path = desk.form("Kari")
    parts = unpacked(path.read_bytes())
    old, new = "Hva lurer du på?".encode(), b"Hva er yndlingsfargen din?"
    assert old in parts[PART]
    path.write_bytes(packed({**parts, PART: parts[PART].replace(old, new)}))
    write_workbook(desk.plan, SMALL_PLAN, changed(ANOTHER_WEIGHT))
    treatment = desk.treatment()
    assert (treatment["changes"], treatment["versions"][0]["known"]) == ([], False)


def test_a_digest_that_is_none_is_no_version(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE)
    digest = desk.treatment()["digest"]
    path = desk.form("Kari")
    parts = unpacked(path.read_bytes())
    for part in (PROPERTIES, PART):
        parts[part] = parts[part].replace(digest.encode(), b"=cmd|x")
    path.write_bytes(packed(parts))
    treatment = desk.treatment()
    assert (treatment["conclusion"], treatment["forms"][0]["version"]) == ("unknown", None)
    assert ["Skjema som ikke sier hvilken plan de er laget fra: 1."] in desk.rows()


# ---- panel, minutes and parts -------------------------------------------------------

UNLIKE = """
## Intervjupanel
| Id | Navn     |
|----|----------|
| I1 | Eva Dahl |
| I2 | Ivar Moe |

## Kandidater
| Id | Navn          | Minutter | Panel  | Status      |
|----|---------------|----------|--------|-------------|
| P1 | Kari Nordmann | 90       |        |             |
| P2 | Ola Ås        | 60       | I1     |             |
| P3 | Unni Trukket  | 30       | I2     | trukket seg |
"""


def test_another_panel_other_minutes_and_a_part_without_scores_are_told(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, UNLIKE)
    path = desk.form("Ola")
    path.unlink()
    run("forms", desk.plan, "--out", desk.forms)
    desk.fill(path, {"in_depth.K1.score": "3", "in_depth.K1.met": "met", "tests.V3.score": "not_assessed"})
    assert desk.treatment()["candidates"] == [
        {"id": "P1", "panel": ["I1", "I2"], "minutes": 90, "unscored": []},
        {"id": "P2", "panel": ["I1"], "minutes": 60, "unscored": ["case", "tests"]},
    ]
    assert desk.rows()[3:6] == [
        ["Etter planen møter ikke alle kandidatene det samme panelet."],
        ["Etter planen får ikke alle kandidatene like lang tid."],
        ["Minst én kandidat er helt uten skår i en av delene av intervjuet."],
    ]
    assert desk.below("Panel, tid og deler") == [
        ["P1", "Kari Nordmann", "Eva Dahl, Ivar Moe", 90, "ingen"],
        ["P2", "Ola Ås", "Eva Dahl", 60, "Skriftlig sak, Arbeidspsykologiske tester"],
    ]


def test_the_same_panel_and_minutes_are_said_to_be_that(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, KARI_AND_OLA)
    desk.totals()
    assert desk.rows()[3:5] == [
        ["Etter planen møter alle kandidatene det samme panelet."],
        ["Etter planen får alle kandidatene like lang tid."],
    ]


# ---- the sheet ----------------------------------------------------------------------


def as_text(plan: Path, cell: str, text: str) -> None:
    """Put a text into a cell of the plan that openpyxl would take for a formula."""
    book = load_workbook(plan)
    sheet, place = cell.split("!")
    book[sheet][place] = text
    book[sheet][place].data_type = "s"
    book.save(plan)


def test_texts_and_names_are_never_formulas_and_long_ones_are_whole(desk: Desk):
    long = "=1+1 " + "Hva ville du gjort? " * 1500 + "Slutt"
    for time, question in ((MONDAY, long), (TUESDAY, "+cmd|calc")):
        write_workbook(desk.plan, SMALL_PLAN, WORKED_EXAMPLE, candidates(("P1", "x"), ("P2", "@Ola")))
        as_text(desk.plan, "Kandidater!B2", "=HYPERLINK")
        as_text(desk.plan, "Spørsmål!E3", question)
        desk.at(time)
        for path in paths(run_json("forms", desk.plan, "--out", desk.forms)).values():
            desk.fill(path)
    desk.totals()
    sheet = load_workbook(desk.folder / "r.xlsx")["Likebehandling"]
    formulas = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type not in ("s", "n")]
    assert len(formulas) == 1  # whether scores were corrected
    (row,) = desk.below("Det som er annerledes enn i planen nå")
    assert row == ["S2", "teksten", long, "+cmd|calc", "A: P1 =HYPERLINK, P2 @Ola"]


def test_many_forms_are_counted_and_not_named(desk: Desk):
    people = tuple((f"P{n}", f"Person {n}") for n in range(1, 23))
    write_workbook(desk.plan, SMALL_PLAN, candidates(*people))
    run("forms", desk.plan, "--out", desk.forms)
    write_workbook(desk.plan, SMALL_PLAN.replace("God til å forklare", "Forklarer"), candidates(*people))
    desk.totals()
    (row,) = desk.below("Det som er annerledes enn i planen nå")
    assert row[-1] == "A: 22 skjema, se listen over"


@pytest.mark.parametrize("code", codes())
def test_the_sheet_is_there_in_every_language_and_in_its_place(tmp_path: Path, code: str):
    assert run("new", tmp_path / "plan.xlsx", "--example", "--language", code).status == 0
    run("forms", tmp_path / "plan.xlsx", "--out", tmp_path / "forms")
    run("totals", tmp_path / "plan.xlsx", tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    words, names = load(code), load_workbook(tmp_path / "r.xlsx").sheetnames
    title = words.text("results.sheets.treatment")
    assert names.index(title) < names.index(words.text("results.sheets.notes"))
    said = load_workbook(tmp_path / "r.xlsx")[title].cell(4, 1).value
    assert said == words.text("results.treatment.same", count=4)


def test_versions_go_on_after_z():
    assert [_letter(number) for number in (0, 1, 25, 26, 27, 51, 52, 701, 702)] == [
        *("A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA")
    ]


# ---- the appendix of the recommendation ----------------------------------------------


def tables(data: bytes) -> list[list[list[str]]]:
    found = root_of(data).iter(w("tbl"))
    return [[[text_of(cell) for cell in cells(row)] for row in rows(element)] for element in found]


def test_the_recommendation_ends_with_what_the_sheet_says(desk: Desk):
    desk.make(MONDAY, WORKED_EXAMPLE, UNLIKE)
    more = UNLIKE + "| P4 | Nils Vik | 60 | I1 | |\n"
    desk.make(TUESDAY, changed(ANOTHER_WEIGHT, OTHER_ROWS), more)
    ids = [form["form_id"] for form in desk.treatment()["forms"]]
    out = desk.folder / "rapport"
    done = run_json("report", desk.plan, desk.forms, "--out", out, "--document", "recommendation")
    (entry,) = done.json["reports"]
    data = Path(entry["path"]).read_bytes()
    texts = lines(data)
    appendix = texts[texts.index("Vedlegg: likebehandling") :]
    assert desk.rows()[2][0] in appendix
    assert "Etter planen møter ikke alle kandidatene det samme panelet." in appendix
    *_, forms, changes, people = tables(data)
    assert forms[1:] == [
        ["Kari Nordmann", "hele panelet", ids[0], MONDAY[2], "A"],
        ["Ola Ås", "hele panelet", ids[1], MONDAY[2], "A"],
        ["Nils Vik", "hele panelet", ids[2], TUESDAY[2], "B"],
    ]
    assert changes[1:] == [
        ["K1, vekt\nSkriver klart", "2", "3", "A: P1 Kari Nordmann, P2 Ola Ås"],
        ["rekkefølge", "K1, K2, K3", "K1, K3, K2", "A: P1 Kari Nordmann, P2 Ola Ås"],
    ]
    assert people[1:] == [
        ["Kari Nordmann", "Eva Dahl, Ivar Moe", "90", "ingen"],
        ["Ola Ås", "Eva Dahl", "60", "ingen"],
        ["Nils Vik", "Eva Dahl", "60", "ingen"],
    ]
