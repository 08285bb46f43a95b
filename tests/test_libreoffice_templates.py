"""A template changed in LibreOffice and used for real: checked, printed, filled in there, and read back."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from types import ModuleType

from commands import run, run_json
from documents import lines, unpacked

# One pixel, which LibreOffice stretches to a logo.
LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
NOTES, RENAMED = "Notater: hva kandidaten sa og gjorde", "Hva vi hørte"
HOW_TO, AGENDA, PARTS = "Slik bruker du skjemaet", "Agenda", "{%p for part in parts"


def test_a_template_edited_in_libreoffice_is_used_filled_in_and_read_back(office: ModuleType, tmp_path: Path):
    exported, mine, logo = tmp_path / "eksport.docx", tmp_path / "vår mal.docx", tmp_path / "logo.png"
    logo.write_bytes(LOGO)
    run("templates", "export", "interview", "--language", "nb", "--out", exported)
    office.edit(
        exported,
        mine,
        logo,
        move=[HOW_TO, AGENDA, PARTS],
        rename={NOTES: RENAMED, "Skår": "Poengsum"},
        color=0xB45F06,
    )
    text = lines(mine.read_bytes())
    assert text.index(AGENDA) < text.index(HOW_TO)  # moved
    assert any(name.startswith("word/media/") for name in unpacked(mine.read_bytes()))

    checked = run_json("templates", "check", mine)
    assert (checked.status, [entry for entry in checked.json["problems"] if entry["severity"] != "advice"]) == (0, [])
    assert {entry["values"]["header"] for entry in checked.json["problems"]} == {RENAMED, "Poengsum"}

    plan = tmp_path / "plan.xlsx"
    run("new", plan, "--language", "nb", "--example")
    made = run_json("forms", plan, "--out", tmp_path / "skjema", "--template", mine)
    assert made.status == 0
    form = Path(made.json["forms"][0]["path"])
    parts = unpacked(form.read_bytes())
    assert b"B45F06" in parts["word/styles.xml"]
    assert any(re.match(r"word/header\d*\.xml", name) and b"<pic:pic" in data for name, data in parts.items())

    filled = tmp_path / "utfylt" / form.name
    filled.parent.mkdir()
    office.fill(
        form,
        filled,
        [
            {"row": "K1", "column": RENAMED, "text": "Har gjort det før."},
            {"row": "K1", "column": "Poengsum", "text": "4"},
            {"row": "K2", "column": "Poengsum", "text": "3"},
            {"row": "K3", "column": "Poengsum", "text": "Ikke vurdert"},
            {"row": "V1", "column": "Poengsum", "text": "5"},
            {"label": "Konklusjon: tilråding", "text": "Gå videre"},
        ],
    )
    done = run_json("totals", plan, filled, "--out", tmp_path / "resultat.xlsx")
    (read,) = done.json["forms"]
    answers = {tag: answer["value"] for tag, answer in read["answers"].items() if answer["value"] not in (None, False)}
    assert answers == {
        "in_depth.K1.notes": "Har gjort det før.",
        "in_depth.K1.score": 4,
        "in_depth.K2.score": 3,
        "in_depth.K3.score": "not_assessed",
        "case.V1.score": 5,
        "conclusion.recommend": "go_on",
    }
    in_depth, case = read["parts"]["in_depth"], read["parts"]["case"]
    assert (in_depth["sum"], in_depth["max"], in_depth["scored"], in_depth["not_assessed"]) == (7, 10, 2, 1)
    assert (case["sum"], case["scored"]) == (5, 1)
    unwanted = ("field_", "text_outside", "remarks", "form_identity")
    assert not [entry for entry in read["problems"] if entry["code"].startswith(unwanted)]
