"""Whose a form is, in every language: three places that have to agree, and a name of a file that is only a hint."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Done, candidates, paths, run, run_json
from documents import MAIN, edited, in_control, packed, runs, unpacked, without
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from plans import WORKED_EXAMPLE
from workbooks import SMALL_PLAN, write_workbook

from generator.app.incoming import told_apart
from generator.language import codes, load
from generator.word.filling import fill

PROPERTIES, PART = "docProps/custom.xml", "customXml/item1.xml"


class Round:
    """The example of a language: its plan, and forms with a score in each that have come back."""

    def __init__(self, folder: Path, code: str) -> None:
        self.words = load(code)
        self.folder, self.plan, self.forms = folder, folder / "plan.xlsx", folder / "forms"
        self.of = {path.name.partition(" ")[0]: path for path in sorted(self.forms.iterdir())}
        self.name = {row[0]: row[1] for row in self.rows("candidates")}

    @staticmethod
    def begin(folder: Path, code: str) -> None:
        folder.mkdir()
        assert run("new", folder / "plan.xlsx", "--example", "--language", code).status == 0
        made = run_json("forms", folder / "plan.xlsx", "--out", folder / "handed out")
        (folder / "forms").mkdir()
        for id, path in paths(made).items():
            data = fill(path.read_bytes(), {"in_depth.K1.score": "3"})
            (folder / "forms" / f"{id} intervju.docx").write_bytes(data)

    def totals(self, *given: Path) -> Done:
        return run_json("totals", self.plan, *(given or [self.forms]), "--out", self.folder / "r.xlsx")

    def told(self, code: str, *said: str) -> dict[str, Any]:
        """What is told with an exit status of 1: in the language's words, with all that is to be said in the message."""
        done = self.totals()
        found = done.problem(code)
        words = [re.split(r"\{\w+\}", self.words.get(f"problems.{code}.{key}")) for key in ("message", "remedy")]
        assert [piece for piece in words[0] if piece not in found["message"]] == []
        assert [piece for piece in words[1] if piece not in found["remedy"]] == []
        assert [text for text in said if text not in found["message"]] == []
        return found

    def counted(self) -> set[str]:
        """The candidates who have a figure."""
        found = self.totals().json["candidates"]
        return {entry["id"] for entry in found if entry["overall"] and entry["overall"]["mean"] is not None}

    def rows(self, sheet: str) -> list[list[Any]]:
        page = load_workbook(self.plan)[self.words.text(f"sheets.{sheet}.title")]
        return [
            [cell.value for cell in row]
            for row in page.iter_rows()
            if re.fullmatch(r"[PK]\d+", str(row[0].value)) and row[1].value
        ]

    def put(self, sheet: str, id: str, column: str, value: str | int | None) -> None:
        """Put a value into a cell of the plan, found by the id of its row and the header of its column."""
        book = load_workbook(self.plan)
        page = book[self.words.text(f"sheets.{sheet}.title")]
        titles = {key: self.words.text(f"sheets.{sheet}.columns.{key}.title") for key in ("id", column)}
        headers = [[str(cell.value).strip(" *") for cell in row] for row in page.iter_rows()]
        (header,) = (row for row in headers if set(titles.values()) <= set(row))
        (row,) = (row for row in page.iter_rows() if row[0].value == id)
        row[header.index(titles[column])].value = value
        book.save(self.plan)

    def change(self, id: str, part: str, change: Callable[[str], str]) -> None:
        """Change a part of a form as a text."""
        path = self.of[id]
        parts = unpacked(path.read_bytes())
        after = change(parts[part].decode())
        assert after != parts[part].decode()
        path.write_bytes(packed({**parts, part: after.encode()}))

    def exchange(self, id: str, part: str, other: str) -> None:
        """Put a part of another's form in the place of the form's own."""
        theirs = unpacked(self.of[other].read_bytes())[part]
        self.of[id].write_bytes(packed({**unpacked(self.of[id].read_bytes()), part: theirs}))

    def form_id(self, id: str) -> str:
        found = re.search(rf"{id}-[A-Z2-7]{{4}}-[A-Z2-7]{{4}}", unpacked(self.of[id].read_bytes())[MAIN].decode())
        assert found
        return found[0]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rounds")
    for code in codes():
        Round.begin(folder / code, code)
    return folder


@pytest.fixture(params=codes())
def each(request: pytest.FixtureRequest, begun: Path, tmp_path: Path) -> Round:
    """The round of each language in turn, on a copy."""
    folder = tmp_path / "round"
    shutil.copytree(begun / request.param, folder)
    return Round(folder, request.param)


def schema(version: int) -> Callable[[str], str]:
    return lambda text: re.sub(r'(name="[^"]*schema">(<vt:lpwstr>)?)1', rf"\g<1>{version}", text)


# ---- in every language -------------------------------------------------------------


def test_all_four_forms_of_the_example_count_and_nothing_is_said_of_whose_they_are(each: Round):
    assert each.counted() == {"P1", "P2", "P3", "P4"}
    assert set(each.totals().codes) <= {"scores_missing", "candidates_close"}


@pytest.mark.parametrize("part", [PROPERTIES, PART])
def test_properties_and_xml_part_of_different_forms_are_told_with_what_each_says(each: Round, part: str):
    each.exchange("P2", part, "P1")
    found = each.told("form_identity_differs", each.form_id("P1"), each.form_id("P2"), each.name["P1"], each.name["P2"])
    assert set(found["values"]) == {"properties", "part", "visible"}
    claims = {"properties": found["values"]["properties"], "part": found["values"]["part"]}
    theirs = claims.pop("properties" if part == PROPERTIES else "part")
    assert each.name["P1"] in theirs and all(each.name["P2"] in own for own in claims.values())
    assert found["place"] == each.of["P2"].name
    assert each.counted() == {"P1", "P3", "P4"}


def test_the_body_of_another_form_is_told_with_what_the_text_says(each: Round):
    each.exchange("P2", MAIN, "P1")
    found = each.told("form_identity_differs", f"{each.form_id('P1')} (P1 {each.name['P1']})")
    assert each.name["P2"] in found["values"]["properties"] and each.name["P2"] in found["values"]["part"]
    assert each.counted() == {"P1", "P3", "P4"}


@pytest.mark.parametrize("lost", [("none",), (PROPERTIES,), ("customXml/",), (PROPERTIES, "customXml/")])
def test_another_form_pasted_in_below_ones_own_is_not_counted(each: Round, lost: tuple[str, ...]):
    own, theirs = each.form_id("P2"), each.form_id("P1")
    pasted = f"<w:body><w:p><w:r><w:t>{theirs}</w:t></w:r></w:p>"
    each.change("P2", MAIN, lambda text: text.replace("<w:body>", pasted, 1))
    each.of["P2"].write_bytes(without(each.of["P2"].read_bytes(), *lost))
    found = each.told("form_identity_differs", own, theirs)
    assert len(found["values"]["visible"]) == 2
    assert each.counted() == {"P1", "P3", "P4"}


def test_a_form_is_known_by_any_one_of_the_three(each: Round):
    each.of["P1"].write_bytes(without(each.of["P1"].read_bytes(), PROPERTIES))
    each.of["P2"].write_bytes(without(each.of["P2"].read_bytes(), "customXml/"))
    each.of["P3"].write_bytes(without(each.of["P3"].read_bytes(), PROPERTIES, "customXml/"))
    each.change("P4", MAIN, lambda text: text.replace(each.form_id("P4"), ""))
    assert each.counted() == {"P1", "P2", "P3", "P4"}


def test_a_form_of_a_newer_version_asks_for_a_newer_program_and_an_older_one_for_a_new_form(each: Round):
    for id, version in (("P1", 2), ("P2", 0)):
        for part in (PROPERTIES, PART):
            each.change(id, part, schema(version))
    newer, older = each.told("form_newer_version", "2", "1"), each.told("form_older_version", "0", "1")
    assert newer["values"] == {"found": 2, "known": 1} and older["values"] == {"found": 0, "known": 1}
    assert (newer["place"], older["place"]) == (each.of["P1"].name, each.of["P2"].name)
    assert newer["remedy"] != older["remedy"] and "intervjuguide forms" in older["remedy"]
    assert each.counted() == {"P3", "P4"}


def test_two_different_files_are_named_with_the_fields_in_which_they_differ_and_neither_counts(each: Round):
    copy = each.forms / "kopi.docx"
    copy.write_bytes(edited(each.of["P2"].read_bytes(), in_control("in_depth.K1.score", runs("1"))))
    field = each.words.field("in_depth.K1.score")
    found = each.told("form_conflict", str(copy), str(each.of["P2"]), field, each.name["P2"])
    assert (found["values"]["fields"], found["values"]["more"]) == (["in_depth.K1.score"], 0)
    assert each.counted() == {"P1", "P3", "P4"}
    copy.unlink()
    assert each.counted() == {"P1", "P2", "P3", "P4"}


def test_a_candidate_who_is_not_in_the_plan_is_told_with_those_who_are(each: Round):
    book = load_workbook(each.plan)
    page = book[each.words.text("sheets.candidates.title")]
    (row,) = (row for row in page.iter_rows() if row[0].value == "P2")
    for cell in row:
        cell.value = None
    book.save(each.plan)
    found = each.told("form_unknown_candidate", f"P2 {each.name['P2']}")
    assert found["values"]["known"] == [f"{id} {each.name[id]}" for id in ("P1", "P3", "P4")]
    assert found["values"]["listed"] == []


def test_a_candidate_who_has_got_another_id_is_told_with_it(each: Round):
    each.put("candidates", "P2", "id", "P9")
    found = each.told("form_unknown_candidate", f"P2 {each.name['P2']}", "P9")
    assert found["values"]["listed"] == ["P9"]
    assert each.counted() == {"P1", "P3", "P4"}


def test_names_that_have_changed_places_are_no_match_and_the_message_says_where_each_is_now(each: Round):
    each.put("candidates", "P1", "name", each.name["P2"])
    each.put("candidates", "P2", "name", each.name["P1"])
    done = each.totals().json
    found = {entry["place"]: entry for entry in done["problems"] if entry["code"] == "form_name_differs"}
    assert found[each.of["P1"].name]["values"] == {
        "id": "P1",
        "name": each.name["P1"],
        "now": each.name["P2"],
        "listed": ["P2"],
        "position": done["plan"]["title"],
        "title": "",  # of another position, where the form is for one
    }
    assert "P2" in found[each.of["P1"].name]["message"]
    assert each.counted() == {"P3", "P4"}


def test_the_form_of_one_who_has_withdrawn_is_told_and_not_counted(each: Round):
    each.put("candidates", "P2", "status", each.words.value("status", "withdrawn"))
    assert each.told("form_of_withdrawn", each.name["P2"])["severity"] == "warning"
    assert each.counted() == {"P1", "P3", "P4"}


def test_a_candidate_without_a_form_is_told_at_the_cell_of_the_plan(each: Round):
    each.of["P2"].unlink()
    found = each.told("form_missing", each.name["P2"], "P2")
    assert found["place"].startswith(f"{each.words.text('sheets.candidates.title')}!")
    assert each.counted() == {"P1", "P3", "P4"}


def test_a_form_of_another_plan_is_told_with_its_title_and_its_case_number(each: Round, begun: Path, tmp_path: Path):
    other = next(code for code in codes() if code != each.words.code)
    shutil.copy(begun / other / "forms" / "P1 intervju.docx", each.forms / "fra en annen.docx")
    found = each.told("form_other_plan")
    assert found["place"] == "fra en annen.docx"
    assert found["values"]["title"] in found["message"] and found["values"]["case_number"] in found["message"]
    assert each.counted() == {"P1", "P2", "P3", "P4"}


def test_a_changed_text_and_a_changed_weight_are_told_for_each_form_with_what_it_was(each: Round):
    before = next(row for row in each.rows("requirements") if row[0] == "K1")
    each.put("requirements", "K1", "text", "Noe helt annet")
    each.put("requirements", "K2", "weight", 7)
    done = each.totals()
    told = [(entry["code"], entry["place"]) for entry in done.json["problems"] if "changed" in entry["code"]]
    of_all = [path.name for path in each.of.values()]
    assert sorted(told) == [(code, name) for code in ("setting_changed", "text_changed") for name in of_all]
    (text, *_) = (entry for entry in done.json["problems"] if entry["code"] == "text_changed")
    assert text["values"]["old"] in before and text["values"]["new"] == "Noe helt annet"
    assert each.words.text("problems.text_changed.remedy") == text["remedy"]
    assert each.counted() == set()  # K1 was the only score


def test_the_name_of_a_file_is_never_a_match_and_a_hint_when_it_is_another_candidates(each: Round):
    moved = each.of["P2"].rename(each.forms / f"Intervju {each.name['P1']}.docx")
    found = each.told("form_named_for_other", each.name["P1"], each.name["P2"])
    assert (found["severity"], found["place"]) == ("warning", moved.name)
    assert found["values"] == {"named": [each.name["P1"]], "name": each.name["P2"], "agreed": False}
    assert each.counted() == {"P1", "P2", "P3", "P4"}


def test_the_name_of_the_file_is_a_hint_where_a_form_has_lost_whose_it_is(each: Round):
    moved = each.of["P2"].rename(each.forms / f"{each.name['P2']}.docx")
    moved.write_bytes(without(moved.read_bytes(), PROPERTIES, "customXml/"))
    each.put("requirements", "K1", "text", "Noe helt annet")
    found = each.told("form_identity_lost", each.name["P2"])
    assert found["values"]["named"] == [each.name["P2"]]
    moved.write_bytes(
        packed(
            {
                name: re.sub(rb"P2-[A-Z2-7]{4}-[A-Z2-7]{4}", b"", data)
                for name, data in unpacked(moved.read_bytes()).items()
            }
        )
    )
    assert each.told("not_a_form", each.name["P2"])["severity"] == "advice"
    assert "P2" not in each.counted()


@pytest.mark.parametrize(("version", "code"), [("0", "form_older_version"), ("2", "form_newer_version")])
def test_a_score_sheet_of_another_version_is_told_in_the_same_way(each: Round, version: str, code: str):
    sheet = each.forms / "ark.xlsx"
    run("scoresheet", each.plan, "--out", sheet)
    book = load_workbook(sheet)
    (stored,) = (
        row for page in book for row in page.iter_rows() if [cell.value for cell in row[1:3]] == ["value", "schema"]
    )
    stored[3].value = version
    book.save(sheet)
    assert each.told(code, version, "1")["place"] == "ark.xlsx"
    assert each.counted() == {"P1", "P2", "P3", "P4"}


# ---- the rest in one language ---------------------------------------------------------


@pytest.fixture
def nb(begun: Path, tmp_path: Path) -> Round:
    shutil.copytree(begun / "nb", tmp_path / "round")
    return Round(tmp_path / "round", "nb")


@pytest.mark.parametrize("name", ["intervju {own} og {other}.docx", "{own}.docx", "kandidat 2.docx", "x{other}x.docx"])
def test_a_file_name_with_ones_own_name_or_nobodys_is_no_hint(nb: Round, name: str):
    nb.of["P2"].rename(nb.forms / name.format(own=nb.name["P2"], other=nb.name["P1"]))
    assert "form_named_for_other" not in nb.totals().codes


def test_a_name_within_a_longer_one_and_another_spelling_of_the_file_system_are_understood(tmp_path: Path):
    plan = write_workbook(
        tmp_path / "plan.xlsx", SMALL_PLAN, candidates(("P1", "Kari Ås"), ("P2", "Kari Ås Lie"), ("P3", "Ola Bø"))
    )
    of = paths(run_json("forms", plan, "--out", tmp_path / "forms"))
    of["P2"].rename(of["P2"].with_name("kari_a\u030as_lie-utfylt.docx"))  # as macOS writes å
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    assert "form_named_for_other" not in done.codes
    of["P3"].rename(of["P3"].with_name("KARI ÅS LIE.docx"))
    done = run_json("totals", plan, tmp_path / "forms", "--out", tmp_path / "r.xlsx")
    assert done.problem("form_named_for_other")["values"]["named"] == ["Kari Ås Lie"]


def test_the_id_of_a_form_of_somebody_elses_plan_in_a_note_does_not_stop_a_form(nb: Round):
    note = "Se skjema SAK-ABCD-EFGH"
    nb.of["P2"].write_bytes(fill(nb.of["P2"].read_bytes(), {"in_depth.K1.notes": note}))
    assert nb.counted() == {"P1", "P2", "P3", "P4"}


def test_a_candidate_in_the_properties_alone_who_is_another_is_told(nb: Round):
    """Somebody has corrected the properties by hand; the form ids are still alike."""
    nb.change("P2", PROPERTIES, lambda text: text.replace(nb.name["P2"], nb.name["P1"]))
    found = nb.told("form_identity_differs")
    assert nb.name["P1"] in found["values"]["properties"] and nb.name["P2"] in found["values"]["part"]


def test_two_files_that_say_the_same_but_were_asked_differently_are_no_copies(nb: Round, tmp_path: Path):
    old = nb.of["P2"].rename(nb.forms / "gammelt.docx")
    nb.put("requirements", "K2", "weight", 7)
    new = paths(run_json("forms", nb.plan, "--out", tmp_path / "nye"))["P2"]
    shutil.copy(new, nb.forms / "nytt.docx")
    for path in (old, nb.forms / "nytt.docx"):
        path.write_bytes(fill(path.read_bytes(), {"in_depth.K1.score": "3"}))
    found = nb.told("form_conflict", nb.words.text("problems.form_conflict.if.versions"))
    assert (found["values"]["fields"], found["values"]["versions"]) == ([], True)
    assert "P2" not in nb.counted()


def test_forms_that_nobody_has_written_in_do_not_differ_whatever_plan_they_were_made_from(nb: Round, tmp_path: Path):
    run("forms", nb.plan, "--out", tmp_path / "gamle")
    nb.put("requirements", "K2", "weight", 7)
    run("forms", nb.plan, "--out", tmp_path / "nye")
    done = nb.totals(tmp_path / "gamle", tmp_path / "nye")
    assert "form_conflict" not in done.codes and done.codes.count("form_repeated") == 4


def test_no_more_than_eight_fields_are_named_in_which_two_files_differ(nb: Round):
    tags = [f"in_depth.{row[0]}.notes" for row in nb.rows("requirements")]
    tags += [f"in_depth.{row[0]}.assessment" for row in nb.rows("requirements")]
    copy = nb.forms / "kopi.docx"
    copy.write_bytes(fill(nb.of["P2"].read_bytes(), dict.fromkeys(tags, "Noe annet")))
    found = nb.told("form_conflict")
    assert len(found["values"]["fields"]) == 8
    assert found["values"]["more"] == len(tags) - 8 > 0
    assert found["message"].endswith(f": {len(tags) - 8}.")


# ---- ids in another case ----------------------------------------------------------------


@pytest.fixture
def relettered(tmp_path: Path) -> tuple[Path, Path]:
    """The worked example, whose ids are typed in the other case after a form has come back."""
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, WORKED_EXAMPLE)
    form = paths(run_json("forms", plan, "--out", tmp_path / "forms"))["P1"]
    scores = {"in_depth.K1.score": "4", "in_depth.K2.score": "not_assessed", "case.V1.score": "3"}
    more = {"case.V2.score": "4", "tests.V3.score": "5", "in_depth.K1.met": "met", "closing.S4.done": "x"}
    form.write_bytes(fill(form.read_bytes(), {**scores, **more, "introduction.S2.notes": "Vil lære"}))
    lower = re.sub(r"\b([KSVMP])(\d)\b", lambda found: found[0].lower(), WORKED_EXAMPLE)
    assert lower != WORKED_EXAMPLE
    write_workbook(plan, SMALL_PLAN, lower)
    return plan, form


def test_ids_that_are_typed_in_another_case_are_the_same_ids(relettered: tuple[Path, Path], tmp_path: Path):
    plan, form = relettered
    done = run_json("totals", plan, form, "--out", tmp_path / "r.xlsx")
    assert (done.status, done.codes) == (0, ["scores_missing"])
    (read,) = done.json["forms"]
    assert read["requirements"]["k1"] == {"score": 3.75, "methods": {"in_depth": 4, "m1": 3.5}, "met": "met"}
    assert read["overall"] == {"mean": pytest.approx(4.1667, abs=0.0001), "basis": 2, "of": 3}
    assert read["answers"]["introduction.s2.notes"] == {"value": "Vil lære", "raw": "Vil lære", "found_by": "tag"}
    assert not any("K1" in tag for tag in read["answers"])
    notes = list(load_workbook(tmp_path / "r.xlsx")["Notater"].iter_rows(min_row=2, values_only=True))
    assert ("s2", "Hvorfor søkte du?") in [row[3:5] for row in notes]


def test_a_problem_in_a_form_whose_ids_had_another_case_is_told_by_the_id_of_the_plan(
    relettered: tuple[Path, Path], tmp_path: Path
):
    plan, form = relettered
    form.write_bytes(fill(form.read_bytes(), {"in_depth.K1.score": "7"}))
    done = run_json("totals", plan, form, "--out", tmp_path / "r.xlsx")
    assert done.problem("bad_score")["place"] == f"{form.name}: k1, skår"


def test_a_changed_text_is_still_told_when_the_id_has_changed_its_case_too(
    relettered: tuple[Path, Path], tmp_path: Path
):
    plan, form = relettered
    lower = re.sub(r"\b([KSVMP])(\d)\b", lambda found: found[0].lower(), WORKED_EXAMPLE)
    write_workbook(plan, SMALL_PLAN, lower.replace("Skriver klart", "Skriver fort"))
    done = run_json("totals", plan, form, "--out", tmp_path / "r.xlsx")
    changed = done.problem("text_changed")
    assert (changed["values"]["item"], changed["values"]["old"]) == ("k1", "Skriver klart")
    assert done.json["forms"][0]["requirements"]["k1"]["methods"] == {"m1": 3.5}


def test_a_score_sheet_whose_ids_had_another_case_is_read(tmp_path: Path):
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN)
    sheet = tmp_path / "ark.xlsx"
    run("scoresheet", plan, "--out", sheet)
    book = load_workbook(sheet)
    page = book["Skår"]
    (header,) = (cell for row in page.iter_rows() for cell in row if cell.value == "K1, skår")
    page.cell(header.row + 1, header.column).value = 3
    book.save(sheet)
    write_workbook(plan, SMALL_PLAN.replace("| K1 |", "| k1 |"))
    done = run_json("totals", plan, sheet, "--out", tmp_path / "r.xlsx")
    assert (done.status, done.codes) == (0, [])
    assert done.json["candidates"][0]["requirements"]["k1"]["score"] == 3


# ---- what files are called in messages ---------------------------------------------------

PIECES = st.sampled_from(["skjema.docx", "Skjema.docx", "Eva Dahl", "eva dahl", "Ås", "A\u030as", "uke 3"])


def as_seen(path: Path | str) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


PATHS = st.lists(PIECES, min_size=1, max_size=4).map(lambda pieces: Path(*pieces))


@given(st.lists(PATHS, min_size=1, max_size=8, unique_by=as_seen).map(set))
def test_files_are_called_by_no_more_of_their_path_than_tells_them_apart(files: set[Path]):
    called = told_apart(sorted(files))
    assert called.keys() == files
    for path, name in called.items():
        assert path.parts[-len(Path(name).parts) :] == Path(name).parts
        others = {as_seen(other.name) for other in files - {path}}
        assert (name == path.name) or as_seen(path.name) in others
    assert len({as_seen(name) for name in called.values()}) == len(files)
