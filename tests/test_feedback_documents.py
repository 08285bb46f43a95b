"""Feedback and extracts as documents: nobody else's name in one, everything of one person in the other."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from commands import Done, run, run_json, snapshot
from documents import edited, in_control, lines, make, outline, replaced, runs
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator
from plans import FULL_PLAN
from test_feedback import DECIDED, PLAN, TEXT_TAGS, form, results
from workbooks import SMALL_PLAN

from generator import language
from generator.app.forms import shipped_template
from generator.app.reports import Wanted, identity_of_report, reports_of
from generator.language import load
from generator.model import Remark, RemarkKind, Results
from generator.word.filling import fill
from generator.word.rendering import Template

GOLDEN = Path(__file__).with_name("golden")
EACH_LANGUAGE = pytest.mark.parametrize("code", language.codes())
PEOPLE = """
## Kandidater
| Id | Navn          | Målform | Følges opp fra førstegangsintervjuet |
|----|---------------|---------|--------------------------------------|
| P1 | Kari Nordmann |         | Hvorfor sluttet hun?                 |
| P2 | Øystein Ås    | nynorsk |                                      |
| P3 | Kari Berg     | English |                                      |
"""
ANSWERS = {
    "introduction.S2.notes": "Vil nærmere faget. Bodde i Bergen.",
    "in_depth.K1.notes": "Skrev om strandsonen.\nBrukte den i en klagesak.",
    "in_depth.K1.assessment": "Faget sitter.",
    "in_depth.K1.score": "4",
    "in_depth.K1.met": "met",
    "in_depth.summary": "Tydelige eksempler.",
    "case.V1.notes": "Fant hjemmelen.",
    "case.summary": "God struktur.",
    "closing.S6.done": "x",
    "conclusion.summary": "Dekker kravene.",
    "conclusion.missing": "Ring referansen.",
    "conclusion.recommend": "go_on",
}
RULE = "UTKAST – ikke sendt"


class House:
    """A plan with completed forms, and the reports that are made of them."""

    def __init__(self, folder: Path, *markdown: str) -> None:
        self.folder = folder
        self.plan = folder / "plan.xlsx"
        _, self.blank = make(folder, *(markdown or (FULL_PLAN, PEOPLE)))
        self.forms = folder / "inn"
        self.forms.mkdir()
        self.out = folder / "rapporter"

    def fill(self, candidate: str, answers: Mapping[str, str] | None = None, **more: str) -> None:
        data = fill(self.blank[candidate], ANSWERS if answers is None else {**answers, **more})
        (self.forms / f"{candidate}.docx").write_bytes(data)

    def report(self, *more: object) -> Done:
        return run_json("report", self.plan, self.forms, "--out", self.out, *more)


def made(done: Done, document: str) -> dict[str, Path]:
    """The reports of a document by candidate."""
    entries = [entry for entry in done.json["reports"] if entry["document"] == document]
    return {entry["candidate"]: Path(entry["path"]) for entry in entries}


def everything(data: bytes) -> str:
    """Every text and every value of an attribute in every part of a package, its names of parts too."""
    return "\n".join(_texts(data))


def _texts(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(archive.read(name))
                yield "".join(map(str, root.itertext()))
                for element in root.iter():
                    yield from map(str, element.attrib.values())


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    for candidate in ("P1", "P2", "P3"):
        house.fill(candidate)
    return house


# ---- nobody else's name, and no score -------------------------------------------


@cache
def template(document: str, code: str) -> Template:
    return shipped_template(document, load(code))


def rendered(found: Results, document: str, candidate: str) -> bytes:
    reports, _ = reports_of(found, load("nb"), Wanted((document,), (candidate,)))
    (report,) = reports
    return template(document, report.words.code).render_report(report.names, identity_of_report(found, report))


SYLLABLES = st.text("qxzwæøåéłčß", min_size=3, max_size=6).map(str.capitalize)
WHOLE = st.lists(SYLLABLES, min_size=2, max_size=3, unique=True).map(" ".join)
FRAMES = st.sampled_from(["{}", "Bedre enn {}.", "«{}»", "Først {}\nså {}", "x {}s y", "{}-saken", "Kari/{}", "({})"])


@settings(max_examples=25)
@given(WHOLE, st.dictionaries(st.sampled_from(TEXT_TAGS), FRAMES, min_size=1), st.data())
def test_whatever_name_stands_wherever_no_part_of_the_feedback_has_it(
    name: str, typed: dict[str, str], data: st.DataObject
):
    plan = replace(PLAN, candidates=(PLAN.candidates[0], replace(PLAN.candidates[1], name=name, id="P2")))
    pieces = st.sampled_from([name, *name.split(), name.upper(), name.rsplit(maxsplit=1)[-1].upper()])
    texts = {}
    for tag, frame in typed.items():
        piece = data.draw(pieces)
        texts[tag] = frame.format(piece, piece)
    written = form({**DECIDED, **texts}, plan=plan)
    remark = Remark(RemarkKind.COMMENT, name, f"Som {name}")
    written = replace(written, form=replace(written.form, remarks=(remark,)))
    whole = everything(rendered(results(written, plan=plan), "feedback", "P1")).casefold()
    assert [word for word in name.split() if word.casefold() in whole] == []


@settings(max_examples=12)
@given(
    st.dictionaries(
        st.sampled_from(TEXT_TAGS),
        st.sampled_from(["Skår 4,25", "4,25 poeng", "4,25 av 5", "4,25/5", "skåren ble 4,25", "snitt: 4,25"]),
        min_size=1,
    )
)
def test_whatever_score_stands_wherever_no_part_of_the_feedback_has_it(typed: dict[str, str]):
    whole = everything(rendered(results(form({**DECIDED, **typed})), "feedback", "P1"))
    assert "4,25" not in whole


def test_no_score_note_or_doubt_of_the_form_is_in_the_feedback(house: House):
    done = house.report("--document", "feedback")
    whole = everything(made(done, "feedback")["P1"].read_bytes())
    for text in ("Faget sitter.", "Tydelige eksempler.", "God struktur.", "Dekker kravene."):
        assert text in whole
    for text in ("strandsonen", "hjemmelen", "referansen", "nærmere faget", "svakt", "godt nok", "Oppfylt"):
        assert text not in whole


def test_a_text_with_another_name_is_a_gap_that_the_one_who_releases_it_sees(house: House):
    house.fill("P1", ANSWERS, **{"case.summary": "Sterkere enn Berg."})
    done = house.report("--document", "feedback", "--candidate", "P1")
    problem = done.problem("feedback_names_candidate")
    assert (done.status, problem["severity"]) == (1, "error")
    assert problem["place"] == "P1.docx: Case eller arbeidsprøve, oppsummering"
    assert problem["values"]["names"] == ["Kari Berg"]
    shown = lines(made(done, "feedback")["P1"].read_bytes())
    assert "[Her er en tekst holdt tilbake. Skriv en ny, eller slett avsnittet.]" in shown
    assert any(line.startswith("Tekster som er holdt tilbake: 1.") for line in shown)


def test_a_text_that_may_be_about_others_is_marked_where_it_stands(house: House):
    house.fill("P1", ANSWERS, **{"case.summary": "Grundigere enn de andre kandidatene."})
    done = house.report("--document", "feedback", "--candidate", "P1")
    assert done.problem("feedback_compares")["values"]["phrases"] == ["de andre", "kandidatene"]
    shown = lines(made(done, "feedback")["P1"].read_bytes())
    place = shown.index("Grundigere enn de andre kandidatene.")
    assert shown[place + 1].startswith("[Les teksten over ekstra nøye")
    assert sum(line.startswith("[Les teksten over") for line in shown) == 1


def test_a_first_name_that_two_candidates_share_and_a_name_within_a_word_are_no_alarm(house: House):
    house.fill("P1", ANSWERS, **{"case.summary": "Kari kjente til saken fra Bergen."})
    done = house.report("--document", "feedback", "--candidate", "P1")
    assert [code for code in done.codes if code.startswith("feedback")] == []
    assert "Kari kjente til saken fra Bergen." in lines(made(done, "feedback")["P1"].read_bytes())


def test_the_feedback_says_on_every_page_that_it_is_a_draft_and_asks_for_what_was_decided(house: House):
    done = house.report("--document", "feedback", "--candidate", "P1")
    data = made(done, "feedback")["P1"].read_bytes()
    assert lines(data, "word/header1.xml")[0].startswith(RULE)
    assert "[Skriv hva som er bestemt, hva som skjer nå, og når kandidaten hører fra dere.]" in lines(data)
    assert "Intervjupanelet tilrår at du går videre i prosessen. Det er ikke et løfte om stillingen." in lines(data)


def test_one_whom_the_panel_does_not_recommend_is_told_so_and_nothing_is_promised(house: House):
    house.fill("P1", ANSWERS, **{"conclusion.recommend": "not"})
    shown = lines(made(house.report("--document", "feedback", "--candidate", "P1"), "feedback")["P1"].read_bytes())
    assert any(line.startswith("Intervjupanelet tilrår at du ikke går videre") for line in shown)
    assert not any("løfte" in line for line in shown)


# ---- to each in their own language ------------------------------------------------


def test_each_candidate_is_written_to_in_their_own_language_and_what_needs_translating_is_said(house: House):
    done = house.report("--document", "feedback")
    letters = {id: path.read_bytes() for id, path in made(done, "feedback").items()}
    greetings = {"P1": "Hei, Kari Nordmann", "P2": "Hei, Øystein Ås", "P3": "Dear Kari Berg,"}
    assert all(greeting in lines(letters[id]) for id, greeting in greetings.items())
    notices = {"P1": "", "P2": "Tekstane frå skjemaet er på norsk bokmål", "P3": "The texts from the form are in"}
    for id, notice in notices.items():
        others = [text for text in notices.values() if text and text != notice]
        whole = "\n".join(lines(letters[id]))
        assert notice in whole
        assert not any(other in whole for other in others)
    told = [entry["values"]["name"] for entry in done.json["problems"] if entry["code"] == "feedback_other_language"]
    assert told == ["Øystein Ås", "Kari Berg"]


def test_a_language_that_is_not_here_is_said_and_the_draft_is_in_that_of_the_plan(tmp_path: Path):
    house = House(tmp_path, FULL_PLAN, PEOPLE.replace("nynorsk", "fransk "))
    house.fill("P2")
    done = house.report("--document", "feedback")
    problem = done.problem("feedback_language_unknown")
    assert (problem["place"], problem["values"]["text"]) == ("Kandidater!C3", "fransk")
    assert "Hei, Øystein Ås" in lines(made(done, "feedback")["P2"].read_bytes())


# ---- extracts ---------------------------------------------------------------------

TYPED = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40)


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from(TEXT_TAGS), TYPED.filter(lambda text: text.strip()), min_size=1))
def test_every_text_of_the_forms_is_in_the_extract_and_none_of_another_candidates(typed: dict[str, str]):
    others = form(dict.fromkeys(TEXT_TAGS, "Bare om Ola, qqqzzz"), PLAN.candidates[1])
    data = rendered(results(form(typed), others), "extract", "P1")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    shown = ["".join(t.text or "" for t in p.iter(f"{w}t")) for p in root.iter(f"{w}p")]
    assert [text for text in typed.values() if text not in shown] == []
    assert "qqqzzz" not in everything(data)


def test_an_extract_keeps_what_was_said_apart_from_what_was_judged(house: House):
    shown = lines(made(house.report("--document", "extract", "--candidate", "P1"), "extract")["P1"].read_bytes())
    facts, judged = shown.index("Hva som ble spurt om, sagt og gjort"), shown.index("Vurderinger")
    first = shown[facts:judged]
    for text in ("Skrev om strandsonen. Brukte den i en klagesak.", "Hvorfor sluttet hun?", "Hva skrev du om?", "☒"):
        assert text in first
    for text in ("Faget sitter.", "4 – godt", "Oppfylt", "Gå videre", "Ring referansen."):
        assert text in shown[judged:]
        assert text not in first


def test_what_could_not_be_used_stands_as_it_was_typed(house: House):
    path = house.forms / "P1.docx"
    path.write_bytes(edited(path.read_bytes(), in_control("in_depth.K1.score", runs("4-5 kanskje"))))
    shown = lines(made(house.report("--document", "extract", "--candidate", "P1"), "extract")["P1"].read_bytes())
    place = shown.index("4-5 kanskje")
    assert shown[place - 1] == "Ble ikke brukt som svar"


def test_an_extract_is_complete_and_lists_where_other_candidates_are_named(house: House):
    house.fill("P1", ANSWERS, **{"in_depth.K1.notes": "Jobbet med Øystein Ås."})
    done = house.report("--document", "extract", "--candidate", "P1")
    shown = lines(made(done, "extract")["P1"].read_bytes())
    assert "Jobbet med Øystein Ås." in shown
    assert "P1.docx: K1, notater: Øystein Ås" in shown
    assert done.problem("extract_names_candidate")["place"] == "P1.docx: K1, notater"


def test_text_arrives_as_it_was_typed_also_where_it_looks_like_code_and_is_very_long(house: House):
    odd, long = "{{ candidate.name }} {% for x in y %} & <w:p/> 🙂\tlinje\nto", "ord " * 10_000
    house.fill("P1", ANSWERS, **{"case.summary": odd, "in_depth.K1.notes": long})
    done = house.report("--candidate", "P1", "--document", "extract", "--document", "feedback")
    for document in ("extract", "feedback"):
        assert " ".join(odd.split()) in lines(made(done, document)["P1"].read_bytes())
    assert long.strip() in lines(made(done, "extract")["P1"].read_bytes())


# ---- which, where, and what is never written over ---------------------------------


def test_only_the_documents_and_candidates_that_are_asked_for_are_made(house: House):
    done = house.report("--document", "extract", "--candidate", "p2")
    assert [(entry["document"], entry["candidate"]) for entry in done.json["reports"]] == [("extract", "P2")]
    assert list(snapshot(house.out)) == ["Innsynskopier/Fagleder plan - Øystein Ås - innsynskopi.docx"]


def test_without_a_choice_every_document_is_made_for_everybody(house: House):
    done = house.report()
    assert {entry["document"] for entry in done.json["reports"]} == {"recommendation", "feedback", "extract"}
    assert made(done, "feedback").keys() == made(done, "extract").keys() == {"P1", "P2", "P3"}


def test_a_candidate_who_is_not_in_the_plan_is_an_error_and_nothing_is_written(house: House):
    done = house.report("--candidate", "P9")
    assert (done.status, done.codes[-1], done.json["reports"]) == (1, "report_unknown_candidate", [])
    assert not house.out.exists()


def test_when_no_report_could_be_made_no_folder_is_named_but_that_something_is_to_be_mended(house: House):
    done = run("report", house.plan, house.forms, "--out", house.out, "--candidate", "P9")
    assert done.out == "Ingen rapport ble laget. Rett det som er nevnt over, og prøv igjen.\n"


def test_with_initials_the_names_of_the_files_tell_nobodys_name(tmp_path: Path):
    named = FULL_PLAN.replace(
        "| Enhet                  | Plan og miljø   |",
        "| Enhet | Plan og miljø |\n| Filnavn | saksnummer og initialer |",
    )
    house = House(tmp_path, named, PEOPLE.replace("Kari Berg", "Knut Neby "))
    for candidate in ("P1", "P3"):
        house.fill(candidate)
    house.report("--document", "feedback", "--document", "extract")
    assert [Path(path).name for path in snapshot(house.out)] == [
        "2026 77 - KN (P1) - innsynskopi.docx",
        "2026 77 - KN (P3) - innsynskopi.docx",
        "2026 77 - KN (P1) - tilbakemelding.docx",
        "2026 77 - KN (P3) - tilbakemelding.docx",
    ]


def test_a_draft_that_a_person_has_edited_is_left_alone_and_one_that_nobody_has_touched_is_renewed(house: House):
    first = house.report("--document", "feedback")
    draft = made(first, "feedback")["P1"]
    draft.write_bytes(replaced(draft.read_bytes(), "Dekker kravene.", "Du dekker kravene."))
    before = snapshot(house.out)
    for candidate in ("P1", "P2"):
        house.fill(candidate, ANSWERS, **{"conclusion.summary": "Dekker det meste."})
    second = house.report("--document", "feedback")
    after = snapshot(house.out)
    name = str(draft.relative_to(house.out))
    assert after[name] == before[name]
    assert {entry["candidate"]: entry["status"] for entry in second.json["reports"]} == {
        "P1": "written",
        "P2": "replaced",
        "P3": "unchanged",
    }
    assert made(second, "feedback")["P1"] != draft


def test_a_document_about_somebody_else_who_got_the_same_id_is_never_written_into_the_old_file(tmp_path: Path):
    house = House(tmp_path, SMALL_PLAN)
    house.fill("P1", {"conclusion.recommend": "go_on"})
    old = made(house.report("--document", "extract"), "extract")["P1"]
    before = old.read_bytes()
    (tmp_path / "later").mkdir()
    later = House(tmp_path / "later", SMALL_PLAN.replace("Kari Nordmann", "Turid Vik"))
    later.out = house.out
    later.fill("P1", {"conclusion.recommend": "go_on"})
    new = made(later.report("--document", "extract"), "extract")["P1"]
    assert new != old
    assert old.read_bytes() == before
    assert "Nordmann" not in everything(new.read_bytes())


# ---- templates --------------------------------------------------------------------


@EACH_LANGUAGE
@pytest.mark.parametrize("document", ["feedback", "extract"])
def test_the_shipped_templates_pass_the_check_and_give_sound_documents(document: str, code: str, tmp_path: Path):
    path = tmp_path / "mal.docx"
    assert run("templates", "export", document, "--language", code, "--out", path).status == 0
    assert run_json("templates", "check", path).json["problems"] == []
    assert OpenXmlValidator().validate(path).is_valid


def test_a_template_of_your_own_is_used_for_the_language_that_it_is_in(house: House, tmp_path: Path):
    path = tmp_path / "brev.docx"
    run("templates", "export", "feedback", "--language", "nb", "--out", path)
    path.write_bytes(replaced(path.read_bytes(), "Vennlig hilsen", "Beste hilsen"))
    done = house.report("--document", "feedback", "--template", f"feedback={path}")
    letters = {id: lines(report.read_bytes()) for id, report in made(done, "feedback").items()}
    assert "Beste hilsen" in letters["P1"]
    assert "Kind regards" in letters["P3"]


@EACH_LANGUAGE
@pytest.mark.parametrize("document", ["feedback", "extract"])
def test_the_documents_are_what_they_were(document: str, code: str, request: pytest.FixtureRequest):
    found = replace(results(form(DECIDED)), plan=replace(PLAN, language=code))
    reports, _ = reports_of(found, load(code), Wanted((document,)))
    (report,) = reports
    data = template(document, code).render_report(report.names, identity_of_report(found, report))
    text = "\n".join(outline(data)) + "\n"
    golden = GOLDEN / f"{document}-{code}.txt"
    if request.config.getoption("--update-golden"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


# ---- in LibreOffice -----------------------------------------------------------------


def test_both_documents_open_in_libreoffice_with_the_draft_on_every_page(
    house: House, tmp_path: Path, office: ModuleType
):
    house.fill("P1", ANSWERS, **{"case.summary": "God struktur. " * 200})
    done = house.report("--candidate", "P1", "--document", "feedback", "--document", "extract")
    paths = [made(done, document)["P1"] for document in ("feedback", "extract")]
    letter, extract = office.convert_to_pdf(paths, tmp_path / "pdf")
    pages = office.pdf_text(letter).split("\f")[:-1]
    assert len(pages) > 1
    assert all(re.search(RULE, page) for page in pages)
    assert "Skrev om strandsonen." in office.pdf_text(extract)
    assert office.page_sizes(letter) == office.page_sizes(extract) == {(595, 842)}
