"""What is said before a plan has told its language: in the language asked for, else in that of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Done, run_apart
from openpyxl import load_workbook

NOTHING = dict.fromkeys(("INTERVJUGUIDE_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"), "")
MISSING = {
    "nb": "feil finnes_ikke.xlsx: Det finnes ingen",
    "nn": "feil finnes_ikke.xlsx: Det finst inga",
    "sv": "fel finnes_ikke.xlsx: Det finns ingen",
    "en": "error finnes_ikke.xlsx: There is no",
}


def speaking(*arguments: object, **variables: str) -> Done:
    return run_apart(*arguments, **{**NOTHING, **variables})


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, "nb"),
        ({"LANG": "C.UTF-8"}, "nb"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LANG": "da_DK.UTF-8"}, "nb"),
        ({"LANG": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_FI@euro"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:sv"}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "C"}, "nb"),
        ({"LANG": "sv_SE.UTF-8", "LC_MESSAGES": "nn_NO"}, "nn"),
        ({"LANG": "sv_SE.UTF-8", "INTERVJUGUIDE_LANGUAGE": "en"}, "en"),
        ({"LANG": "sv_SE.UTF-8", "INTERVJUGUIDE_LANGUAGE": "xx"}, "sv"),
    ],
)
def test_what_is_said_before_a_plan_is_read_is_in_the_language_of_the_machine(variables: dict[str, str], code: str):
    assert speaking("check", "finnes_ikke.xlsx", **variables).err.startswith(MISSING[code])


ENGLISH = ("Usage", "Options", "Commands", "required", "default", "Show", "Error")


@pytest.mark.parametrize("code", ["nb", "nn", "sv"])
@pytest.mark.parametrize("command", [[], ["new"], ["forms"], ["totals"], ["demo"]])
def test_the_help_has_no_english_word_in_it(command: list[str], code: str):
    done = speaking(*command, "--help", INTERVJUGUIDE_LANGUAGE=code)
    assert done.status == 0
    assert not [word for word in ENGLISH if word in done.out]


@pytest.mark.parametrize(("code", "sheet"), [("nn", "Rettleiing"), ("sv", "Vägledning"), ("en", "Guidance")])
def test_a_new_plan_is_in_the_language_spoken_and_that_is_said(code: str, sheet: str, tmp_path: Path):
    done = speaking("new", tmp_path / "plan.xlsx", INTERVJUGUIDE_LANGUAGE=code)
    assert {"nn": "nynorsk", "sv": "svenska", "en": "English"}[code] in done.out
    assert load_workbook(tmp_path / "plan.xlsx").sheetnames[0] == sheet


@pytest.mark.parametrize(("code", "said"), [("nb", "Åpne"), ("nn", "Opne"), ("sv", "Öppna"), ("en", "Open")])
def test_the_demo_runs_in_each_language(code: str, said: str, tmp_path: Path):
    done = speaking("demo", tmp_path / "demo", "--language", code, LANG="C")
    assert done.status in (0, 1), done.err
    assert said in done.out
