"""A form's own view: whose it is, every field and how it was found, and what is wrong, without the plan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import hostile
import pytest
from commands import Done, run, run_json, snapshot
from damages import DAMAGES, Damage, apply
from documents import (
    MAIN,
    Change,
    edited,
    in_cell,
    in_control,
    make,
    packed,
    replaced,
    runs,
    unpacked,
    without,
    without_controls,
)
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import FULL_PLAN
from test_panel import CANDIDATES, PANEL, POSITION
from test_remarks import Comment, at, commented
from workbooks import SMALL_PLAN, write_workbook

from generator.word.filling import fill

ANSWERS = {
    "introduction.S2.notes": "Ville noe\nannet",
    "in_depth.K1.notes": "En lang historie. " * 30,
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "open",
    "in_depth.K2.score": "not_assessed",
    "in_depth.total": "9",
    "case.V1.score": "3",
    "closing.S6.done": "x",
    "conclusion.recommend": "undecided",
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    return make(tmp_path_factory.mktemp("plan"), FULL_PLAN)[1]


@pytest.fixture
def filled(forms: Mapping[str, bytes]) -> bytes:
    return fill(forms["P1"], ANSWERS)


def inspect(folder: Path, data: bytes, name: str = "skjema.docx") -> Done:
    path = folder / name
    path.write_bytes(data)
    done = run_json("inspect", path)
    assert path.read_bytes() == data
    return done


def field(done: Done, tag: str) -> dict[str, object]:
    (found,) = (entry for entry in done.json["form"]["fields"] if entry["tag"] == tag)
    return found


def ways(done: Done) -> set[tuple[str, ...]]:
    return {tuple(entry["ways"]) for entry in done.json["form"]["fields"]}


# ---- what a whole form shows


def test_a_form_says_whose_it_is_and_where_it_says_so(tmp_path: Path, filled: bytes):
    done = inspect(tmp_path, filled)
    form = done.json["form"]
    assert {name: form[name] for name in ("candidate", "name", "title", "case_number", "document", "language")} == {
        "candidate": "P1",
        "name": "Kari Nordmann",
        "title": "Fagleder plan",
        "case_number": "2026/77",
        "document": "interview",
        "language": "nb",
    }
    assert (form["schema"], form["variant"], form["panel_member"]) == (1, "screen", None)
    identity = form["identity"]
    assert identity["properties"] == identity["copy"]
    assert identity["visible"] == [form["form_id"]] == [identity["copy"]["form_id"]]
    assert (identity["agree"], form["touched"], form["empty"], form["protected"]) == (True, True, False, False)


def test_every_field_stands_in_the_order_of_the_form_with_what_it_asks_and_its_answer(tmp_path: Path, filled: bytes):
    done = inspect(tmp_path, filled)
    tags = [entry["tag"] for entry in done.json["form"]["fields"]]
    assert tags[:4] == ["introduction.notes", "introduction.S2.notes", "in_depth.K1.notes", "in_depth.K1.assessment"]
    assert tags[-3:] == ["conclusion.summary", "conclusion.missing", "conclusion.recommend"]
    assert field(done, "in_depth.K1.score") == {
        "tag": "in_depth.K1.score",
        "name": "K1, skår",
        "asked": "Planfaglig grad",
        "value": 4,
        "raw": "4 – godt",
        "found_by": "tag",
        "ways": ["tag", "grid"],
        "problems": [],
    }
    assert field(done, "case.V1.score")["asked"] == "Finner hjemmelen"
    assert field(done, "closing.S4.notes")["asked"] == "Hva vil du spørre om?"
    assert field(done, "in_depth.summary")["asked"] is None
    assert field(done, "in_depth.K1.notes")["value"] == "En lang historie. " * 30
    assert field(done, "closing.S6.done")["value"] is True
    assert field(done, "in_depth.K2.score")["value"] == "not_assessed"


def test_a_total_stands_beside_what_the_scores_add_up_to(tmp_path: Path, filled: bytes):
    done = inspect(tmp_path, filled)
    assert done.json["form"]["parts"]["in_depth"] == {
        "sum": 4,
        "max": 5,
        "scored": 1,
        "of": 3,
        "not_assessed": 1,
        "mean": 4,
    }
    assert field(done, "in_depth.total")["problems"] == ["total_differs"]
    assert done.problem("total_differs")["values"] == {"typed": "9", "sum": 4}
    assert sorted(set(done.codes)) == ["scores_missing", "total_differs"]
    assert done.status == 0
    shown = run("inspect", tmp_path / "skjema.docx")
    assert "Skårene: 4 av 5, 1 av 3 vurdert" in " ".join(shown.out.replace("│", " ").split()).replace("tabell ", "")


def test_a_problem_stands_beside_its_field(tmp_path: Path, forms: Mapping[str, bytes]):
    done = inspect(tmp_path, edited(forms["P1"], in_control("in_depth.K1.score", runs("4-5"))))
    found = field(done, "in_depth.K1.score")
    assert (found["value"], found["raw"], found["problems"]) == (None, "4-5", ["bad_score"])
    assert done.status == 1
    shown = run("inspect", tmp_path / "skjema.docx").out
    row = shown[shown.index("in_depth.K1.score") : shown.index("in_depth.K1.met")]
    assert "4-5" in row
    assert "feil" in row


def test_a_form_that_nobody_has_touched_says_so(tmp_path: Path, forms: Mapping[str, bytes]):
    done = inspect(tmp_path, forms["P2"])
    assert (done.status, done.json["form"]["touched"], done.json["form"]["empty"], done.codes) == (0, False, True, [])
    assert "Ingen har fylt ut noe. Filen er slik den ble laget." in run("inspect", tmp_path / "skjema.docx").out


def test_a_form_that_was_saved_without_answers_is_told_from_one_that_was_not(
    tmp_path: Path, forms: Mapping[str, bytes]
):
    done = inspect(tmp_path, edited(forms["P2"], in_cell("case.summary", "<w:p/>")))
    assert (done.json["form"]["touched"], done.json["form"]["empty"]) == (True, True)
    assert "ingen svar er fylt ut" in run("inspect", tmp_path / "skjema.docx").out


def test_a_form_without_its_digest_says_that_it_cannot_tell(tmp_path: Path, filled: bytes):
    done = inspect(tmp_path, without(filled, "docProps/custom.xml"))
    assert done.json["form"]["touched"] is None
    assert done.json["form"]["identity"]["properties"] is None
    assert done.json["form"]["candidate"] == "P1"
    assert done.json["form"]["identity"]["agree"] is True


def test_comments_stand_below_the_fields_with_author_and_field(tmp_path: Path, filled: bytes):
    tag = "in_depth.K1.notes"
    form = edited(commented(filled, Comment(1, "Ivar Moe", "Spør referansen")), at(tag, "comment", 1))
    done = inspect(tmp_path, form)
    expected = {"kind": "comment", "author": "Ivar Moe", "text": "Spør referansen", "tag": tag}
    assert done.json["form"]["remarks"] == [expected]
    assert "Kommentar, Ivar Moe, K1, notater: Spør referansen" in run("inspect", tmp_path / "skjema.docx").out


# ---- other forms


@pytest.mark.parametrize("answers", [{}, {"in_depth.K1.notes": "Til hvem?"}])
def test_a_blank_form_is_for_nobody_and_wrong_only_when_it_is_filled_in(tmp_path: Path, answers: dict[str, str]):
    plan = write_workbook(tmp_path / "plan.xlsx", FULL_PLAN)
    (entry,) = run_json("forms", plan, "--out", tmp_path / "f", "--blank").json["forms"]
    data = Path(entry["path"]).read_bytes()
    done = inspect(tmp_path, fill(data, answers) if answers else data)
    assert (done.json["form"]["candidate"], done.json["form"]["name"]) == (None, None)
    assert ("form_blank" in done.codes, done.status) == (bool(answers), int(bool(answers)))
    assert "ingen (tomt skjema)" in run("inspect", tmp_path / "skjema.docx").out


@pytest.mark.parametrize(
    ("option", "variant", "protected"), [("--paper", "paper", False), ("--protect", "screen", True)]
)
def test_a_form_for_paper_and_a_protected_one_say_what_they_are(
    tmp_path: Path, option: str, variant: str, protected: bool
):
    plan = write_workbook(tmp_path / "plan.xlsx", FULL_PLAN)
    entry = run_json("forms", plan, "--out", tmp_path / "f", option).json["forms"][0]
    done = inspect(tmp_path, Path(entry["path"]).read_bytes())
    form = done.json["form"]
    assert (form["variant"], form["protected"], form["empty"], done.codes) == (variant, protected, True, [])


def test_the_form_of_a_panel_member_names_the_member_and_an_agreed_one_the_panel(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, POSITION, PANEL, CANDIDATES)
    made = run_json("forms", plan, "--out", tmp_path / "f").json["forms"]
    own = next(Path(entry["path"]) for entry in made if entry["panel_member"] == "I2")
    agreed = next(Path(entry["path"]) for entry in made if not entry["panel_member"])
    form = run_json("inspect", own).json["form"]
    assert (form["panel_member"], form["panel_member_name"]) == ("I2", "Ivar Moe")
    assert "I2 Ivar Moe" in run("inspect", own).out
    assert run_json("inspect", agreed).json["form"]["panel_member"] is None
    assert "hele panelet" in run("inspect", agreed).out


@pytest.mark.parametrize(
    ("code", "label", "empty"),
    [
        ("nb", "Kandidat", "Ingen har fylt ut noe."),
        ("nn", "Kandidat", "Ingen har fylt ut noko."),
        ("sv", "Kandidat", "Ingen har fyllt i något."),
        ("en", "Candidate", "Nobody has filled in anything."),
    ],
)
def test_a_form_is_shown_in_its_own_language(tmp_path: Path, code: str, label: str, empty: str):
    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--example", "--language", code)
    entry = run_json("forms", plan, "--out", tmp_path / "f").json["forms"][0]
    done = run("inspect", entry["path"])
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(label)
    assert empty in " ".join(done.out.split())


# ---- the screen


def test_the_table_fits_80_columns_and_cuts_long_notes_on_the_screen_alone(tmp_path: Path, filled: bytes):
    inspect(tmp_path, filled)
    shown = run("inspect", tmp_path / "skjema.docx").out
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" in shown
    assert shown.count("En lang historie.") < 30


def test_what_a_terminal_takes_for_a_command_is_not_passed_on_to_it(tmp_path: Path, filled: bytes):
    inspect(tmp_path, edited(filled, in_control("in_depth.K1.assessment", runs("[bold]grei\u009b31m"))))
    shown = run("inspect", tmp_path / "skjema.docx").out
    assert "[bold]grei" in shown
    assert "\u009b" not in shown


def test_what_turns_a_line_around_is_seen_and_does_not_turn_it(tmp_path: Path, filled: bytes):
    """Unicode UAX 9: an override left open would show the rest of the line backwards, figures too."""
    inspect(tmp_path, edited(filled, in_control("in_depth.K1.score", runs("\u202e4 av 5"))))
    done = run("inspect", tmp_path / "skjema.docx")
    assert "\ufffd4 av 5" in done.out
    assert "«\ufffd4 av 5»" in done.err
    assert "\u202e" not in done.out + done.err


# ---- what editors have lost


def test_fields_that_were_found_by_row_and_column_alone_say_so(tmp_path: Path, filled: bytes):
    done = inspect(tmp_path, edited(filled, without_controls))
    assert ways(done) == {("grid",)}
    assert {entry["found_by"] for entry in done.json["form"]["fields"]} == {"grid"}
    assert "merke" not in run("inspect", tmp_path / "skjema.docx").out


def test_a_field_that_is_gone_is_shown_as_not_found(tmp_path: Path, filled: bytes):
    change, _, lost = DAMAGES["a row deleted"]
    done = inspect(tmp_path, edited(filled, change))
    gone = [entry for entry in done.json["form"]["fields"] if entry["tag"].startswith(lost)]
    assert gone
    assert all(
        (entry["found_by"], entry["ways"], entry["problems"]) == (None, [], ["field_not_found"]) for entry in gone
    )
    assert "ikke funnet" in " ".join(run("inspect", tmp_path / "skjema.docx").out.replace("│", " ").split())


@pytest.mark.parametrize("lost", [("customXml/",), ("customXml/", "docProps/custom.xml")])
def test_without_its_xml_part_a_form_shows_what_its_tags_headers_and_choices_say(
    tmp_path: Path, filled: bytes, lost: tuple[str, ...]
):
    whole = inspect(tmp_path, filled)
    done = inspect(tmp_path, without(filled, *lost))
    assert {entry["tag"]: entry["value"] for entry in done.json["form"]["fields"]} == {
        entry["tag"]: entry["value"] for entry in whole.json["form"]["fields"]
    }
    assert all(entry["asked"] is None for entry in done.json["form"]["fields"])
    assert "inspect_texts_lost" in done.codes
    assert done.json["form"]["parts"] == whole.json["form"]["parts"]


def test_with_the_line_in_its_text_alone_the_id_is_all_that_is_known(tmp_path: Path, filled: bytes):
    whole = inspect(tmp_path, filled).json["form"]["form_id"]
    done = inspect(tmp_path, without(filled, "customXml/", "docProps/custom.xml"))
    form = done.json["form"]
    assert (form["form_id"], form["candidate"], form["name"], form["identity"]["visible"]) == (
        None,
        None,
        None,
        [whole],
    )
    assert (done.status, done.problem("inspect_identity_lost")["values"]) == (1, {"form_id": [whole]})
    assert whole in run("inspect", tmp_path / "skjema.docx").out


def test_without_tags_and_xml_part_the_headers_and_headings_show_the_fields_and_no_score_is_guessed(
    tmp_path: Path, forms: Mapping[str, bytes]
):
    answers = {**ANSWERS, "case.V2.score": "2"}
    bare = without(edited(fill(forms["P1"], answers), without_controls), "customXml/", "docProps/custom.xml")
    done = inspect(tmp_path, bare)
    assert field(done, "in_depth.K1.notes")["value"] == "En lang historie. " * 30
    assert field(done, "in_depth.K1.met")["value"] == "open"
    assert field(done, "closing.S6.done")["value"] is True
    score = field(done, "in_depth.K1.score")
    assert (score["value"], score["raw"], score["ways"]) == (None, "4 – godt", ["grid"])
    assert field(done, "in_depth.K2.score")["value"] == "not_assessed"
    assert {"inspect_identity_lost", "inspect_texts_lost", "inspect_scale_lost"} <= set(done.codes)
    assert "bad_score" not in done.codes
    assert field(done, "tests.V3.score")["raw"] == ""
    # The case has a heading of its own, so its rows could be those of a test.
    assert done.problem("inspect_part_unknown")["values"] == {"ids": ["V1", "V2"]}
    assert done.json["form"]["parts"] == {}


def test_a_form_with_a_password_is_shown_with_the_password_file_and_else_it_is_said(tmp_path: Path, filled: bytes):
    form, passwords = tmp_path / "skjema.docx", tmp_path / "passord.txt"
    form.write_bytes(hostile.encrypted(filled))
    passwords.write_text(hostile.PASSWORD, encoding="utf-8")
    assert run_json("inspect", form).codes == ["encrypted"]
    done = run_json("inspect", form, "--password-file", passwords)
    assert (done.json["form"]["name"], done.json["form"]["touched"]) == ("Kari Nordmann", True)
    assert field(done, "in_depth.K1.score")["value"] == 4


def test_large_photos_in_a_form_do_not_keep_it_from_being_shown(tmp_path: Path, forms: Mapping[str, bytes]):
    photo = bytes(range(256)) * 100_000  # 25 MB
    done = inspect(tmp_path, packed({**unpacked(forms["P1"]), "word/media/foto.png": photo}))
    assert (done.status, done.json["form"]["touched"]) == (0, True)


# ---- who it says it is


def test_places_that_do_not_say_the_same_are_a_problem_that_names_both(tmp_path: Path, filled: bytes):
    other = replaced(filled, ">Kari Nordmann<", ">Ola Normann<", "docProps/custom.xml")
    done = inspect(tmp_path, other)
    assert done.status == 1
    assert done.json["form"]["identity"]["agree"] is False
    values = done.problem("form_identity_differs")["values"]
    assert ("Ola Normann" in values["properties"], "Kari Nordmann" in values["part"]) == (True, True)
    assert "Står ulikt i" in run("inspect", tmp_path / "skjema.docx").out


def test_a_body_from_another_form_is_told(tmp_path: Path, forms: Mapping[str, bytes], filled: bytes):
    mixed = packed({**unpacked(filled), MAIN: unpacked(forms["P2"])[MAIN]})
    done = inspect(tmp_path, mixed)
    assert "form_identity_differs" in done.codes
    assert (done.status, done.json["form"]["identity"]["agree"]) == (1, False)


def test_a_form_of_another_format_is_shown_and_said_to_be(tmp_path: Path, filled: bytes):
    newer = edited(filled)
    for part in (name for name in unpacked(filled) if name.startswith(("customXml/item1.", "docProps/custom"))):
        parts = unpacked(newer)
        newer = packed({**parts, part: parts[part].replace(b'name="schema">1<', b'name="schema">7<')})
    newer = replaced(
        newer,
        'name="Intervjuguide schema"><vt:lpwstr>1<',
        'name="Intervjuguide schema"><vt:lpwstr>7<',
        "docProps/custom.xml",
    )
    done = inspect(tmp_path, newer)
    assert done.json["form"]["schema"] == 7
    assert done.problem("form_newer_version")["values"] == {"found": 7, "known": 1}
    assert field(done, "in_depth.K1.score")["value"] == 4


# ---- what is no form


def a_letter(path: Path) -> None:
    document = Document()
    document.add_paragraph("Kjære Kari, takk for sist.")
    document.save(str(path))


def test_a_document_that_is_no_form_is_one_clear_sentence(tmp_path: Path):
    a_letter(tmp_path / "brev.docx")
    done = run_json("inspect", tmp_path / "brev.docx")
    assert (done.status, done.json["form"], done.codes) == (1, None, ["inspect_not_a_form"])
    assert "ikke et skjema fra Intervjuguide" in done.err


@pytest.mark.parametrize("code", ["nb", "nn", "sv", "en"])
def test_a_template_is_said_to_be_one_and_what_checks_it_is_named(tmp_path: Path, code: str):
    template = tmp_path / "mal.docx"
    run("templates", "export", "interview", "--language", code, "--out", template)
    done = run_json("inspect", template)
    assert (done.status, done.json["form"], done.codes) == (1, None, ["inspect_template"])
    assert "intervjuguide templates check" in done.err


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged_document"),
        (b"PK\x03\x04 avkuttet", "damaged_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_document"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(tmp_path: Path, data: bytes, code: str):
    done = inspect(tmp_path, data)
    assert (done.status, done.json["form"], done.codes) == (1, None, [code])
    assert "Traceback" not in done.err


def test_a_workbook_a_folder_and_a_file_that_is_not_there_are_sentences(tmp_path: Path):
    workbook = write_workbook(tmp_path / "plan.xlsx", FULL_PLAN)
    codes = [run_json("inspect", path).codes for path in (workbook, tmp_path, tmp_path / "ikke her.docx")]
    assert codes[1:] == [["file_is_folder"], ["file_missing"]]
    assert codes[0] in (["form_unreadable"], ["damaged_document"])
    assert snapshot(tmp_path) == {"plan.xlsx": workbook.read_bytes()}


# ---- beside the totals


@settings(max_examples=40)
@given(
    damages=st.lists(
        st.builds(Damage, st.sampled_from(Damage.KINDS), *(st.integers(0, 12) for _ in range(3))), max_size=3
    ),
    lost=st.booleans(),
)
def test_whatever_has_been_done_to_a_form_it_is_seen_as_the_totals_see_it(
    tmp_path_factory: pytest.TempPathFactory, forms: Mapping[str, bytes], damages: list[Damage], lost: bool
):
    folder = tmp_path_factory.mktemp("skjema")
    changes: list[Change] = [without_controls] if lost else []
    path = folder / "skjema.docx"
    path.write_bytes(edited(fill(forms["P1"], ANSWERS), *changes, lambda root: apply(root, damages)))
    plan = write_workbook(folder / "plan.xlsx", FULL_PLAN)
    (counted,) = run_json("totals", plan, path, "--out", folder / "r.xlsx").json["forms"]
    form = run_json("inspect", path).json["form"]
    seen = {e["tag"]: {name: e[name] for name in ("value", "raw", "found_by")} for e in form["fields"]}
    assert seen == counted["answers"]
    assert form["parts"] == counted["parts"]
