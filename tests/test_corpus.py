"""Forms that other programs have really saved, in ``corpus/``: every answer is right, or told as a problem."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from corpus.measured import HERE, File, files, marks, plan, table, wrong
from corpus.programs import NOT_MADE, Failed, LibreOffice, System, cases_of
from corpus.sources import Source, sources
from corpus.typed import EDITED, TYPED, Case, expectation
from documents import MAIN, ON_PAPER, edited, in_cell, in_control, runs, unpacked, without
from plans import FULL_PLAN
from returned import Desk, read_file

FILES = files()
VERSIONS = json.loads((HERE / "versions.json").read_text(encoding="utf-8"))
PAGE = HERE.parent.parent / "docs" / "form-fields.md"
MEGABYTES = 3

of_every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.key)


@of_every_file
def test_a_form_that_another_program_has_saved_is_read_as_it_was_typed(file: File):
    assert wrong(file.expected, file.read()) == []


@of_every_file
def test_whatever_is_left_of_its_marks_says_alone_whose_a_form_is(file: File, tmp_path: Path):
    others = {
        "properties": ("customXml/",),
        "XML part": ("docProps/custom.xml",),
        "visible id": ("customXml/", "docProps/custom.xml"),
    }
    left = [mark for mark, there in marks(file.path).items() if there]
    assert left
    for mark in left:
        form = tmp_path / "form.docx"
        form.write_bytes(without(file.path.read_bytes(), *others[mark]))
        reading = read_file(plan(file.expected["plan"]), form)
        assert (reading.candidate, reading.panel_member) == (file.expected["candidate"], file.expected["panel_member"])


def test_the_corpus_holds_what_its_script_makes_and_expects_what_was_typed():
    made = {
        f"{key}/{case.name}": expectation(key, f"{entry['program']} {entry['version']}", case)
        for key, entry in VERSIONS.items()
        for case in cases_of(entry["program"], key)
    }
    assert {file.key: file.expected for file in FILES} == made


def test_the_page_on_form_fields_has_the_table_that_the_corpus_gives():
    assert table() in PAGE.read_text(encoding="utf-8")


DONE = [
    ("tracked-nb", "<w:del "),
    ("tracked-nb", "<w:ins "),
    ("comment-nb", "<w:commentReference "),
    ("picture-nb", 'name="Image1"'),
    ("look-nb", '<w:lang w:val="en-GB"'),
    ("look-nb", "<w:b/>"),
    ("look-nb", "<w:numPr>"),
    ("rows-nb", "<w:tr>"),
    ("column-nb", "<w:tc>"),
]


@pytest.mark.parametrize("version", ["libreoffice-7.4", "libreoffice-26.8"])
@pytest.mark.parametrize(("case", "element"), DONE)
def test_an_edited_form_holds_what_was_done_to_it(version: str, case: str, element: str):
    """Otherwise nothing would be tested by reading it."""
    if case not in [made.name for made in cases_of("LibreOffice", version)]:
        assert (version[: len("libreoffice-2")], case) in NOT_MADE
        return
    edited_form, saved = (
        unpacked((HERE / version / f"{name}.docx").read_bytes())[MAIN].decode() for name in (case, "saved-nb")
    )
    assert edited_form.count(element) > saved.count(element)


def test_the_corpus_stays_small():
    assert sum(path.stat().st_size for path in HERE.glob("*-*/*")) < MEGABYTES * 2**20


# LibreOffice as it is installed here


@pytest.fixture(scope="module")
def made() -> dict[str, Source]:
    return dict(sources())


@pytest.mark.parametrize("case", (*TYPED, *EDITED), ids=lambda case: case.name)
def test_libreoffice_fills_in_and_changes_a_form_and_it_is_read_as_typed(
    office: ModuleType, case: Case, made: dict[str, Source], tmp_path: Path
):
    system = System()
    program = LibreOffice(system, LibreOffice.version_in(system))
    if any(program.key.startswith(version) and case.name == name for version, name in NOT_MADE):
        pytest.skip(f"LibreOffice {program.version} ends when it is asked to do this without a window")
    source = tmp_path / "form.docx"
    source.write_bytes(made[case.form].filled if case.before else made[case.form].blank)
    saved = tmp_path / "back.docx"
    saved.write_bytes(program.save(source, case))
    expected = expectation(program.key, program.version, case)
    assert wrong(expected, read_file(plan(expected["plan"]), saved)) == []


def test_a_program_that_is_not_here_is_said_and_not_waited_for():
    with pytest.raises(Failed, match="no-such-program"):
        System().run("no-such-program")


# What the corpus has shown, one by one


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"), FULL_PLAN)


AROUND = [
    "\u2002\u2002{}\u2002\u2002\u2002",
    "\u200b{}\u2002\u2002\u2002\u2002\u2002",
    "\u2002\u2002\u2002\u2002\u2002\u200b{}\u200b",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_was_typed_into_the_middle_of_a_placeholder_is_read_without_it(desk: Desk, around: str):
    """SuperDoc leaves the placeholder where it is, and puts a space without width beside it."""
    typed = {"in_depth.K1.notes": "To linjer\nom arkiv", "in_depth.K1.score": "4", "in_depth.K1.met": "Oppfylt"}
    form = edited(desk.forms["P1"], *(in_control(tag, runs(around.format(text))) for tag, text in typed.items()))
    reading = desk.read(form)
    values = {tag: reading.answers[tag].value for tag in typed}
    assert values == {"in_depth.K1.notes": "To linjer\nom arkiv", "in_depth.K1.score": 4, "in_depth.K1.met": "met"}


@pytest.mark.parametrize("typed", ["\u2002Rykk inn", "Slutt\u200b", "\u2002\u2002Midt\u2002"])
def test_other_blanks_around_a_note_are_kept_as_they_were_typed(desk: Desk, typed: str):
    form = edited(desk.forms["P1"], in_control("in_depth.K1.notes", runs(typed)))
    assert desk.read(form).answers["in_depth.K1.notes"].value == typed


def test_a_field_with_a_part_of_its_placeholder_is_empty(desk: Desk):
    reading = desk.read(edited(desk.forms["P1"], in_control("in_depth.K1.notes", runs("\u2002\u200b\u2002"))))
    assert reading.answers["in_depth.K1.notes"].value is None


def test_ruled_lines_are_no_part_of_a_note_when_only_the_visible_id_is_left(tmp_path: Path):
    """pandoc and AbiWord keep the ruled lines and nothing that says that a form is on paper."""
    paper = Desk(tmp_path, FULL_PLAN, look=ON_PAPER)
    note = "".join(f"<w:p>{runs(line)}</w:p>" for line in ("", "Skrevet etterpå", "", "I to deler", "", ""))
    form = edited(paper.forms["P1"], in_cell("in_depth.K1.notes", note))
    reading = paper.read(without(form, "customXml/", "docProps/"))
    assert reading.answers["in_depth.K1.notes"].value == "Skrevet etterpå\n\nI to deler"


PICTURE = (
    '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" {}/></w:pict></w:r></w:p>'
)


@pytest.mark.parametrize(("kind", "codes"), [('o:hr="t"', []), ('o:spt="1"', ["picture_not_read"])])
def test_a_horizontal_rule_is_no_picture_and_a_rectangle_is_one(desk: Desk, kind: str, codes: list[str]):
    form = edited(
        desk.forms["P1"], in_cell("in_depth.K1.notes", f"<w:p>{runs('Et notat')}</w:p>{PICTURE.format(kind)}")
    )
    assert desk.read(form).codes("in_depth.K1.notes") == codes
