"""``forms`` from the outside: what becomes of each form in the folder when plan, forms and names change."""

from __future__ import annotations

import os
import shutil
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from commands import candidates, paths, run, run_json, snapshot, start, statuses
from documents import packed, unpacked
from workbooks import SMALL_PLAN, change_cells, write_workbook

from generator.word.filling import fill

KARI = "Saksbehandler - Kari Nordmann - intervju.docx"
OLA = "Saksbehandler - Ola Ås - intervju.docx"
TWO = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"))
EXPLAIN = "God til å forklare"
NEW_TEXT = SMALL_PLAN.replace(EXPLAIN, "God til å forklare vedtak")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, TWO)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "skjema"


def write_in(form: Path) -> bytes:
    """Fill in a form where it lies, as a person does; return what it then holds."""
    form.write_bytes(fill(form.read_bytes(), {"in_depth.K1.notes": "Forklarte rolig", "in_depth.K1.score": "2"}))
    return form.read_bytes()


def rewrite(plan: Path, *markdown: str) -> Path:
    return write_workbook(plan, *markdown)


# ---- written, unchanged, replaced, kept ---------------------------------------


def test_a_first_run_writes_a_form_per_candidate_into_a_folder_that_it_makes(plan: Path, tmp_path: Path):
    done = run_json("forms", plan, "--out", tmp_path / "a" / "b")
    assert done.status == 0
    assert statuses(done) == {"P1": "written", "P2": "written"}
    assert sorted(snapshot(tmp_path / "a" / "b")) == [KARI, OLA]
    assert done.codes == []


def test_that_the_case_is_archived_and_how_long_files_are_kept_changes_no_form(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    before = snapshot(out)
    kept = "| Stillingstittel | Saksbehandler |\n| Arkivert | ja |\n| Oppbevares til og med | 31.12.2031 |"
    rewrite(plan, SMALL_PLAN.replace("| Stillingstittel | Saksbehandler |", kept), TWO)
    assert statuses(run_json("forms", plan, "--out", out)) == {"P1": "unchanged", "P2": "unchanged"}
    assert snapshot(out) == before


def test_a_second_run_changes_nothing_and_a_run_elsewhere_gives_the_same_bytes(
    plan: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794470400")
    run("forms", plan, "--out", out)
    before = snapshot(out)
    times = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    done = run_json("forms", plan, "--out", out)
    assert statuses(done) == {"P1": "unchanged", "P2": "unchanged"}
    assert snapshot(out) == before
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == times
    run("forms", plan, "--out", tmp_path / "annet sted")
    assert snapshot(tmp_path / "annet sted") == before


def test_the_workbook_is_byte_for_byte_what_it_was(plan: Path, out: Path):
    before = plan.read_bytes()
    run("check", plan)
    run("forms", plan, "--out", out)
    run("totals", plan, out, "--out", out / "resultater.xlsx")
    assert plan.read_bytes() == before


def test_when_the_plan_changes_untouched_forms_are_replaced_and_edited_ones_kept_with_a_warning(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    edited, untouched = write_in(out / KARI), (out / OLA).read_bytes()
    done = run_json("forms", rewrite(plan, NEW_TEXT, TWO), "--out", out)
    assert done.status == 0
    assert statuses(done) == {"P1": "kept", "P2": "replaced"}
    assert (out / KARI).read_bytes() == edited
    assert (out / OLA).read_bytes() != untouched
    assert done.codes == ["form_kept_outdated"]
    assert done.problem("form_kept_outdated")["severity"] == "warning"
    assert done.problem("form_kept_outdated")["place"] == str(out / KARI)


def test_an_edited_form_is_kept_without_a_problem_as_long_as_the_plan_is_the_same(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    edited = write_in(out / KARI)
    done = run_json("forms", plan, "--out", out)
    assert (done.status, done.codes) == (0, [])
    assert statuses(done) == {"P1": "kept", "P2": "unchanged"}
    assert (out / KARI).read_bytes() == edited


CHANGES = {
    "title": ("Stillingstittel | Saksbehandler", "Stillingstittel | Jurist"),
    "scale": ("| 3    | høyt       |", "| 3    | høyt       |\n| 4    | svært høyt |"),
    "agenda": ("| Dybdeintervju | 30       |", "| Dybdeintervju | 45       |"),
    "requirement": (EXPLAIN, "God til å høre etter"),
    "id of the requirement": ("| K1 | God", "| K7 | God"),
    "question": ("Hva gjorde du?", "Hva gjorde du da?"),
    "another language of the forms": ("| må     |", "| bør    |"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_in_the_plan_an_edited_form_stays_as_it_is(plan: Path, out: Path, change: str):
    run("forms", plan, "--out", out)
    edited = write_in(out / KARI)
    old, new = CHANGES[change]
    assert old in SMALL_PLAN
    run("forms", rewrite(plan, SMALL_PLAN.replace(old, new), TWO), "--out", out)
    assert (out / KARI).read_bytes() == edited


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "docProps/custom.xml"])
def test_a_form_counts_as_edited_when_one_character_of_any_part_of_it_is_another(plan: Path, out: Path, part: str):
    run("forms", plan, "--out", out)
    parts = unpacked((out / KARI).read_bytes())
    (out / KARI).write_bytes(packed({**parts, part: parts[part] + b"\n"}))
    before = (out / KARI).read_bytes()
    assert statuses(run_json("forms", rewrite(plan, NEW_TEXT, TWO), "--out", out))["P1"] == "kept"
    assert (out / KARI).read_bytes() == before


def test_a_change_in_a_candidates_own_details_replaces_that_candidates_form_only(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    change_cells(plan, {"Kandidater!D1": "Sted", "Kandidater!D3": "Rom 4"})
    assert statuses(run_json("forms", plan, "--out", out)) == {"P1": "unchanged", "P2": "replaced"}


# ---- whose form it is -----------------------------------------------------------


def test_a_corrected_spelling_does_not_leave_two_forms(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    change_cells(plan, {"Kandidater!B2": "Kari Nordman"})
    done = run_json("forms", plan, "--out", out)
    assert statuses(done) == {"P1": "replaced", "P2": "unchanged"}
    assert sorted(snapshot(out)) == ["Saksbehandler - Kari Nordman - intervju.docx", OLA]


def test_a_corrected_spelling_of_a_candidate_whose_form_is_edited_is_an_error_and_the_form_stays(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    edited = write_in(out / KARI)
    change_cells(plan, {"Kandidater!B2": "Kari Nordman"})
    done = run_json("forms", plan, "--out", out)
    assert done.status == 1
    assert statuses(done)["P1"] == "kept"
    assert done.problem("form_kept_other_name")["values"] == {
        "id": "P1",
        "name": "Kari Nordmann",
        "now": "Kari Nordman",
    }
    assert snapshot(out)[KARI] == edited
    assert len(snapshot(out)) == 2


def test_a_name_that_is_spaced_or_encoded_in_another_way_is_the_same_name(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    write_in(out / OLA)
    change_cells(plan, {"Kandidater!B3": unicodedata.normalize("NFD", "Ola  Ås")})
    done = run_json("forms", plan, "--out", out)
    assert (done.status, statuses(done)["P2"]) == (0, "kept")


def test_an_id_that_is_used_for_another_person_never_takes_over_an_edited_form(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    edited = write_in(out / KARI)
    done = run_json("forms", rewrite(plan, SMALL_PLAN, candidates(("P1", "Jon Lie"), ("P2", "Ola Ås"))), "--out", out)
    assert done.status == 1
    assert (out / KARI).read_bytes() == edited
    assert done.problem("form_kept_other_name")["values"]["now"] == "Jon Lie"


def test_an_id_that_is_used_for_another_person_replaces_a_form_that_nobody_has_touched(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    done = run_json("forms", rewrite(plan, SMALL_PLAN, candidates(("P1", "Jon Lie"), ("P2", "Ola Ås"))), "--out", out)
    assert (done.status, statuses(done)["P1"]) == (0, "replaced")
    assert sorted(snapshot(out)) == ["Saksbehandler - Jon Lie - intervju.docx", OLA]


def test_two_plans_share_a_folder_without_touching_each_others_forms(plan: Path, out: Path, tmp_path: Path):
    other = write_workbook(tmp_path / "jurist.xlsx", SMALL_PLAN.replace("Saksbehandler", "Jurist"), TWO)
    run("forms", plan, "--out", out)
    first = snapshot(out)
    assert statuses(run_json("forms", other, "--out", out)) == {"P1": "written", "P2": "written"}
    assert len(snapshot(out)) == 4
    assert first.items() <= snapshot(out).items()
    assert statuses(run_json("forms", plan, "--out", out)) == {"P1": "unchanged", "P2": "unchanged"}


def test_two_plans_of_one_title_are_told_apart_by_their_case_numbers(out: Path, tmp_path: Path):
    def numbered(number: str, text: str) -> Path:
        markdown = SMALL_PLAN.replace("Saksbehandler |", f"Saksbehandler |\n| Saksnummer | {number} |")
        return write_workbook(tmp_path / f"{text}.xlsx", markdown.replace(EXPLAIN, text), TWO)

    run("forms", numbered("2026/1", "en"), "--out", out)
    first = snapshot(out)
    done = run_json("forms", numbered("2026/2", "to"), "--out", out)
    assert statuses(done) == {"P1": "written", "P2": "written"}
    assert done.codes == ["name_taken", "name_taken"]
    assert first.items() <= snapshot(out).items()
    assert run_json("forms", numbered("2026/1", "en"), "--out", out).codes == []


def test_a_form_that_a_person_has_renamed_or_moved_to_a_subfolder_is_known_and_keeps_its_name(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    (out / "ferdig").mkdir()
    (out / KARI).rename(out / "Kari.DOCX")
    (out / OLA).rename(out / "ferdig" / "Ola.docx")
    assert statuses(run_json("forms", plan, "--out", out)) == {"P1": "unchanged", "P2": "unchanged"}
    done = run_json("forms", rewrite(plan, NEW_TEXT, TWO), "--out", out)
    assert statuses(done) == {"P1": "replaced", "P2": "replaced"}
    assert paths(done) == {"P1": out / "Kari.DOCX", "P2": out / "ferdig" / "Ola.docx"}
    assert sorted(snapshot(out)) == ["Kari.DOCX", "ferdig/Ola.docx"]


def test_an_edited_copy_in_a_subfolder_keeps_the_candidate_from_getting_a_new_form(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    (out / "fra Anne").mkdir()
    shutil.move(out / KARI, out / "fra Anne" / KARI)
    write_in(out / "fra Anne" / KARI)
    done = run_json("forms", plan, "--out", out)
    assert statuses(done)["P1"] == "kept"
    assert not (out / KARI).exists()


@pytest.mark.parametrize("content", [b"not a document", b"", b"PK\x03\x04broken"])
def test_another_file_under_the_name_of_a_form_is_left_alone_and_the_form_gets_another(
    plan: Path, out: Path, content: bytes
):
    out.mkdir()
    (out / KARI).write_bytes(content)
    done = run_json("forms", plan, "--out", out)
    assert done.status == 0
    assert (out / KARI).read_bytes() == content
    assert paths(done)["P1"].name == "Saksbehandler - Kari Nordmann - intervju (2).docx"
    assert done.problem("name_taken")["place"] == str(out / KARI)
    again = run_json("forms", plan, "--out", out)
    assert (statuses(again)["P1"], again.codes) == ("unchanged", [])


def test_a_folder_and_a_broken_link_under_the_name_of_a_form_are_left_alone(plan: Path, out: Path):
    (out / KARI).mkdir(parents=True)
    (out / OLA).symlink_to(out / "finnes ikke.docx")
    done = run_json("forms", plan, "--out", out)
    assert (done.status, done.codes) == (0, ["name_taken", "name_taken"])
    assert (out / KARI).is_dir()
    assert (out / OLA).is_symlink()
    assert not (out / "finnes ikke.docx").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_what_would_never_end_when_read_is_not_read(plan: Path, out: Path):
    out.mkdir()
    os.mkfifo(out / "rør.docx")
    assert statuses(run_json("forms", plan, "--out", out)) == {"P1": "written", "P2": "written"}


WORDS_OWN = "~$ksbehandler - Kari Nordmann - intervju.docx"  # Word leaves out the first two letters
LIBREOFFICES_OWN = f".~lock.{KARI}#"


@pytest.mark.parametrize("lock", [WORDS_OWN, LIBREOFFICES_OWN])
def test_a_form_that_is_open_in_a_program_is_kept_when_the_plan_changes_and_replaced_when_it_is_closed(
    plan: Path, out: Path, lock: str
):
    run("forms", plan, "--out", out)
    before = (out / KARI).read_bytes()
    (out / lock).write_bytes(b"\x04Anne")
    assert statuses(run_json("forms", plan, "--out", out))["P1"] == "unchanged"
    done = run_json("forms", rewrite(plan, NEW_TEXT, TWO), "--out", out)
    assert statuses(done) == {"P1": "kept", "P2": "replaced"}
    assert done.problem("form_kept_open")["place"] == str(out / KARI)
    assert (out / KARI).read_bytes() == before
    (out / lock).unlink()
    assert statuses(run_json("forms", plan, "--out", out))["P1"] == "replaced"


# ---- who gets a form ------------------------------------------------------------


def test_a_candidate_who_withdraws_gets_no_form_and_keeps_the_one_that_is_there(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    before = snapshot(out)
    withdrawn = candidates(("P1", "Kari Nordmann", "trukket seg"), ("P2", "Ola Ås"))
    done = run_json("forms", rewrite(plan, SMALL_PLAN, withdrawn), "--out", out)
    assert (done.status, statuses(done)) == (0, {"P2": "unchanged"})
    assert sorted(done.codes) == ["candidate_withdrawn", "form_without_candidate"]
    assert done.problem("candidate_withdrawn")["place"] == "Kandidater!B2"
    assert snapshot(out) == before


def test_a_candidate_who_is_taken_out_of_the_plan_keeps_the_form_that_is_there(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    before = snapshot(out)
    done = run_json("forms", rewrite(plan, SMALL_PLAN, candidates(("P2", "Ola Ås"))), "--out", out)
    assert (done.status, done.codes) == (0, ["form_without_candidate"])
    assert done.problem("form_without_candidate")["values"] == {"id": "P1", "name": "Kari Nordmann"}
    assert snapshot(out) == before


# ---- where nothing can be written -------------------------------------------------


def test_a_plan_with_an_error_writes_nothing(plan: Path, out: Path):
    done = run_json("forms", rewrite(plan, SMALL_PLAN.replace("| må     |", "| kanskje |"), TWO), "--out", out)
    assert (done.status, done.json["forms"], done.codes) == (1, [], ["not_in_list"])
    assert not out.exists()
    text = run("forms", plan, "--out", out)
    assert (text.status, text.out.splitlines()[0][:17]) == (1, "Planen må rettes ")


@pytest.mark.parametrize("below", ["", "skjema"])
def test_a_file_where_the_folder_should_be_is_one_clear_sentence(plan: Path, tmp_path: Path, below: str):
    (tmp_path / "fil").write_text("min")
    done = run_json("forms", plan, "--out", tmp_path / "fil" / below)
    assert (done.status, done.codes, done.json["forms"]) == (1, ["not_written"], [])
    assert (tmp_path / "fil").read_text() == "min"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_said_for_each_form(plan: Path, out: Path):
    out.mkdir(mode=0o500)
    done = run_json("forms", plan, "--out", out)
    assert (done.status, done.codes) == (1, ["not_written", "not_written"])


def test_one_form_that_cannot_be_written_does_not_stop_the_others(out: Path, tmp_path: Path):
    """A folder where no name can be made long enough: the system refuses, also to root."""
    deep = out
    while len(str(deep)) < 3900:
        deep = deep / ("d" * 120)
    plan = write_workbook(
        tmp_path / "plan.xlsx", SMALL_PLAN, candidates(("P1", "Kari Nordmann " * 6), ("P2", "Li"), ("P3", "Ola" * 30))
    )
    deep = deep / ("e" * max(1, 4095 - len(str(deep)) - 2 - len("Saksbehandler - Li - intervju.docx") - 5))
    current = Path.cwd()
    try:
        deep_parts = deep.relative_to(out).parts
        out.mkdir()
        os.chdir(out)
        for part in deep_parts:  # a path this long cannot be made in one go everywhere
            Path(part).mkdir()
            os.chdir(part)
    finally:
        os.chdir(current)
    done = run_json("forms", plan, "--out", deep)
    assert done.status == 1
    assert statuses(done) == {"P2": "written"}
    assert done.codes == ["not_written", "not_written"]


# ---- names ------------------------------------------------------------------------


def test_names_that_lead_out_of_the_folder_stay_in_it(out: Path, tmp_path: Path):
    people = candidates(("P1", "../../ute"), ("P2", "/etc/ute"), ("P3", "C:\\ute"), ("P4", "ute/../../ute"))
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN.replace("Saksbehandler", "../../Sjef"), people)
    done = run_json("forms", plan, "--out", out)
    assert done.status == 0
    assert len(snapshot(out)) == 4
    assert all(path.parent == out for path in paths(done).values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.xlsx", "skjema"]


def test_a_second_candidate_of_the_same_name_gives_the_first_its_id_too(plan: Path, out: Path):
    run("forms", plan, "--out", out)
    three = candidates(("P1", "Kari Nordmann"), ("P2", "Ola Ås"), ("P3", "kari nordmann"))
    done = run_json("forms", rewrite(plan, SMALL_PLAN, three), "--out", out)
    assert done.status == 0
    names = sorted(path.name for path in paths(done).values())
    assert len({name.casefold() for name in names}) == 3
    assert "Saksbehandler - kari nordmann (P3) - intervju.docx" in names


# ---- what a killed run leaves -------------------------------------------------------


def test_what_a_killed_run_left_long_ago_is_cleared_away_and_what_another_run_is_writing_is_not(plan: Path, out: Path):
    out.mkdir()
    old, new = out / ".intervjuguide-gammel.tmp", out / ".intervjuguide-ny.tmp"
    old.write_bytes(b"halv")
    new.write_bytes(b"halv")
    os.utime(old, (0, 0))
    run("forms", plan, "--out", out)
    assert not old.exists()
    assert new.exists()


def test_forms_are_listed_in_the_order_of_the_workbook(out: Path, tmp_path: Path):
    people = [(f"P{n}", f"Person {n:02}") for n in range(12, 0, -1)]
    plan = write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN, candidates(*people))
    listed = [entry["name"] for entry in run_json("forms", plan, "--out", out).json["forms"]]
    assert all(first > second for first, second in pairwise(listed))


def test_two_runs_at_once_write_one_form_per_candidate(plan: Path, tmp_path: Path):
    rewrite(plan, SMALL_PLAN, candidates(*((f"P{number}", f"Kandidat {number}") for number in range(1, 13))))
    runs = [start("forms", plan, "--out", tmp_path / "forms") for _ in range(2)]
    said = [process.communicate(timeout=120)[1].decode() for process in runs]
    assert [process.returncode for process in runs] == [0, 0], said
    assert len(list((tmp_path / "forms").iterdir())) == 12


def test_a_plan_used_again_for_another_case_leaves_the_forms_of_the_first_alone(plan: Path, tmp_path: Path):
    title = "## Stilling\n| Stillingstittel | Saksbehandler |\n| Saksnummer | {} |\n"
    rewrite(plan, SMALL_PLAN, title.format("2026/1"))
    first = paths(run_json("forms", plan, "--out", tmp_path / "forms"))["P1"]
    before = first.read_bytes()
    rewrite(plan, SMALL_PLAN, title.format("2026/2"), candidates(("P1", "Ola Ås")))
    done = run_json("forms", plan, "--out", tmp_path / "forms")
    assert [entry["status"] for entry in done.json["forms"]] == ["written"]
    assert first.read_bytes() == before
