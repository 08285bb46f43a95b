"""Names of files and folders: valid on every system, never two alike, whatever people and positions are called."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathvalidate import validate_filename

from generator.model import Candidate, PanelMember
from generator.naming import file_names, folder_names, initials_of

RESERVED = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{digit}" for port in ("COM", "LPT") for digit in "123456789¹²³"
}
NOT_ON_WINDOWS = set('<>:"/\\|?*') | {chr(code) for code in range(32)}


def assert_valid_everywhere(name: str) -> None:
    """Rules of Microsoft's "Naming Files, Paths, and Namespaces", of APFS and of Linux, beside pathvalidate's."""
    validate_filename(name, platform="universal")
    assert not NOT_ON_WINDOWS & set(name)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name)
    assert name.split(".", maxsplit=1)[0].rstrip(" ").upper() not in RESERVED
    assert name[0] not in " .~"
    assert name not in (".", "..")
    assert len(name.encode()) <= 255
    assert len(name.encode("utf-16-le")) // 2 <= 255
    assert unicodedata.is_normalized("NFC", name)
    assert Path(name).name == name


def assert_good_names(title: str, people: list[Candidate]) -> tuple[str, ...]:
    names = file_names(title, people, "intervju")
    assert_all_good(names, len(people))
    assert all(name.endswith(" - intervju.docx") for name in names)
    return names


def assert_all_good(names: tuple[str, ...], count: int) -> None:
    for name in names:
        assert_valid_everywhere(name)
    assert len({unicodedata.normalize("NFC", name.casefold()) for name in names}) == count == len(names)


@pytest.mark.parametrize(
    ("title", "name", "expected"),
    [
        ("Saksbehandler", "Kari Nordmann", "Saksbehandler - Kari Nordmann - intervju.docx"),
        ("CON", "NUL", "CON_ - NUL_ - intervju.docx"),
        ("Råd/giver: A\\B", "K*ri? <Nordmann>", "Råd giver A B - K ri Nordmann - intervju.docx"),
        ("..", "../../etc/passwd", "etc passwd - intervju.docx"),
        (". Sjef. ", "Kari Nordmann. ", "Sjef - Kari Nordmann - intervju.docx"),
        ("~$jef", "Kari", "jef - Kari - intervju.docx"),
        ("Sjef", "Andre\u0301", "Sjef - André - intervju.docx"),
        ("Sjef\tog\nmer", "Kari\x07Nordmann", "Sjef og mer - Kari Nordmann - intervju.docx"),
        ("Sjef 🎉", "Kari 👩‍🚀", "Sjef 🎉 - Kari 👩‍🚀 - intervju.docx"),
        ("Sjef\u202excod.", "\ufeffKa\u00adri\u200b", "Sjefxcod - Kari - intervju.docx"),
        ("Sjef", "علی‌رضا", "Sjef - علی‌رضا - intervju.docx"),
        ("Sjef", "///", "Sjef - (P1) - intervju.docx"),
        ("///", "Kari", "Kari - intervju.docx"),
    ],
)
def test_a_name_of_a_file_is_made_of_what_every_system_takes(title: str, name: str, expected: str):
    assert assert_good_names(title, [Candidate("P1", name)]) == (expected,)


@pytest.mark.parametrize("title", ["CON.x", "nul.", "Aux .a", "COM¹.txt", "LPT1", "prn.docx.", "CONIN$.a", "com1 . a"])
def test_a_title_that_windows_keeps_for_a_device_does_not_begin_a_name(title: str):
    assert_good_names(title, [Candidate("P1", "Kari")])
    assert_good_names("///", [Candidate("P1", title)])


@pytest.mark.parametrize("letter", ["a", "å", "漢", "👩‍🚀", "e\u0301"])
def test_titles_and_names_of_300_letters_are_cut_and_stay_apart(letter: str):
    people = [Candidate("P1", letter * 300 + "1"), Candidate("P2", letter * 300 + "2")]
    assert_good_names(letter * 300, people)


def test_candidates_of_one_name_get_their_ids():
    people = [Candidate("P1", "Kari Lie"), Candidate("P2", "KARI LIE"), Candidate("P3", "Jon Lie")]
    assert assert_good_names("Sjef", people) == (
        "Sjef - Kari Lie (P1) - intervju.docx",
        "Sjef - KARI LIE (P2) - intervju.docx",
        "Sjef - Jon Lie - intervju.docx",
    )


def test_names_that_differ_in_nothing_that_can_be_seen_get_their_ids():
    people = [Candidate("P1", "Kari Nordmann"), Candidate("P2", "Kari\u200b Nord\u00admann")]
    assert file_names("Sjef", people, "intervju") == (
        "Sjef - Kari Nordmann (P1) - intervju.docx",
        "Sjef - Kari Nordmann (P2) - intervju.docx",
    )


def test_a_name_that_looks_like_one_with_an_id_stays_apart():
    assert_good_names("Sjef", [Candidate("P1", "Kari"), Candidate("P2", "Kari"), Candidate("P3", "Kari (P1)")])


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
NASTY = st.lists(
    st.sampled_from(
        ["CON", "nul", "COM1", ".", "..", " ", "/", "\\", ":", "~$", "$", "å", "A\u030a", "ß", "SS", "\x00"]
    )
    | ANY_TEXT
).map("".join)


@settings(max_examples=300)
@given(NASTY, st.lists(NASTY, min_size=1, max_size=4))
def test_any_title_and_names_give_valid_names_that_differ(title: str, names: list[str]):
    assert_good_names(title, [Candidate(f"P{n}", name) for n, name in enumerate(names, start=1)])


PEOPLE = st.lists(NASTY, min_size=1, max_size=4)


@settings(max_examples=300)
@given(NASTY, PEOPLE, PEOPLE, st.booleans())
def test_any_panel_gives_folders_and_names_that_are_valid_and_differ(
    title: str, names: list[str], members: list[str], initials: bool
):
    folders = folder_names([PanelMember(f"I{n}", name) for n, name in enumerate(members, start=1)], initials=initials)
    assert_all_good(folders, len(members))
    people = [Candidate(f"P{n}", name) for n, name in enumerate(names, start=1)]
    for folder in folders:
        own = file_names(title, people, "intervju - på papir", folder, initials=initials)
        assert_all_good(own, len(people))
        assert all(len(f"{name} (99).docx".encode()) <= 255 for name in own)


@pytest.mark.parametrize("letter", ["a", "å", "漢", "👩‍🚀"])
def test_a_long_title_name_and_member_leave_something_of_each(letter: str):
    (folder,) = folder_names([PanelMember("I1", f"M{letter * 300}")])
    (name,) = file_names(f"T{letter * 300}", [Candidate("P1", f"K{letter * 300}")], "intervju", folder)
    assert_all_good((name,), 1)
    assert [piece[0] for piece in name.split(" - ")] == ["T", "K", "M", "i"]


def test_a_member_called_like_the_folder_of_the_agreed_forms_gets_an_id():
    panel = [PanelMember("I1", "Felles vurdering"), PanelMember("", "felles vurdering")]
    assert folder_names(panel) == ("Felles vurdering (I1)", "felles vurdering")


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Kari Nordmann", "KN"),
        ("kari anne nordmann-ås", "KAN"),
        ("Øystein  Ås", "ØÅ"),
        ("E\u0301va A\u030as", "ÉÅ"),
        ("(Ole) d'Arc", "OD"),
        ("Prinsessen", "P"),
        ("?? !!", ""),
        ("", ""),
    ],
)
def test_initials_are_the_first_letter_of_each_word(name: str, initials: str):
    assert initials_of(name) == initials
