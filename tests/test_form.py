"""The interview form: what it holds and in which order, its fields, its identity, and that Word can open it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

import pytest
from documents import (
    EMPTY,
    ON_PAPER,
    SCREEN,
    W14,
    checked,
    control,
    forms_of,
    lines,
    make,
    outline,
    root_of,
    tags,
    text_of,
    unpacked,
    w,
)
from lxml import etree
from openxml_audit import OpenXmlValidator
from plans import FULL_PLAN, requirements
from wordcheck import findings
from workbooks import SMALL_PLAN, write_workbook

from generator.app.forms import make_forms
from generator.app.plans import new_plan

GOLDEN = Path(__file__).with_name("golden")
Forms = Mapping[str, bytes]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return make(tmp_path_factory.mktemp("full"), FULL_PLAN)[1]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    folder = tmp_path_factory.mktemp("example")
    workbook, _ = new_plan(folder / "plan.xlsx", "nb", example=True)
    return forms_of(workbook, folder / "forms")[1]


# Sound documents

LONG = "Et ganske langt avsnitt om hva som skal til, med komma, punktum og mer til. " * 60
NO_CRITERIA = (
    "## Kriterier\n| Id | Metode | Kriterium | Måler krav |\n|---|---|---|---|\n| V3 | M2 | Deler oppgaver | K2 |\n"
)
VARIANTS: dict[str, tuple[str, ...]] = {
    "everything": (FULL_PLAN,),
    "one requirement and nothing else": (SMALL_PLAN,),
    "forty requirements": (SMALL_PLAN, requirements(40)),
    "only introduction and closing": (FULL_PLAN, "## Agenda\n| Del |\n|---|\n| Innledning |\n| Avslutning |\n"),
    "only a case": (FULL_PLAN, "## Agenda\n| Del |\n|---|\n| Case |\n"),
    "parts in another order": (
        FULL_PLAN,
        "## Agenda\n| Del |\n|---|\n| Avslutning |\n| Tester |\n| Case |\n| Dybdeintervju |\n| Innledning |\n",
    ),
    "a case without criteria": (FULL_PLAN, NO_CRITERIA),
    "a case without methods": (
        FULL_PLAN,
        "## Metoder\n| Id | Del | Tittel |\n|---|---|---|\n",
        "## Kriterier\n| Id | Metode | Kriterium |\n|---|---|---|\n",
    ),
    "very long texts": (
        FULL_PLAN,
        "## Krav\n| Id | Krav | Må/bør | Kategori | Definisjon | Spørsmål 1 |\n|---|---|---|---|---|---|\n"
        f"| K1 | {LONG} | må | erfaring | {LONG} | {LONG} |\n| K2 | {'a' * 3000} | bør | erfaring | | |\n| K3 | c | må | erfaring | | |\n",
        f"## Kandidater\n| Id | Navn |\n|---|---|\n| P1 | {'Navnesen ' * 30} |\n",
    ),
    "long ids": (
        SMALL_PLAN,
        "## Krav\n| Id | Krav | Må/bør | Kategori |\n|---|---|---|---|\n| Krav_nummer-1234 | a | må | erfaring |\n",
        "## Kandidater\n| Id | Navn |\n|---|---|\n| Kandidat-nr_1234 | Kari |\n",
    ),
    "awkward characters": (
        SMALL_PLAN,
        "## Krav\n| Id | Krav | Må/bør | Kategori |\n|---|---|---|---|\n| K1 | a & b < c > \"d\" 'e' {{ x }} {_{ {% if %} 😀 | må | erfaring |\n",
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_form_is_a_sound_document(tmp_path: Path, name: str):
    _, forms = make(tmp_path, *VARIANTS[name])
    assert_sound(forms, tmp_path)


def test_the_forms_of_the_example_are_sound_documents(example: Forms, tmp_path: Path):
    assert list(example) == ["P1", "P2", "P3", "P4"]
    assert_sound(example, tmp_path)


def assert_sound(forms: Forms, folder: Path) -> None:
    assert forms
    validator = OpenXmlValidator()
    for candidate, data in forms.items():
        path = folder / f"{candidate}.docx"
        path.write_bytes(data)
        result = validator.validate(path)
        assert result.is_valid and not result.errors, result.errors
        assert findings(data, ["{{ x }} {_{ {% if %}"]) == []


# What it holds


def assert_in_order(seen: Iterable[str], expected: Iterable[str]) -> None:
    """Assert that these lines stand there in this order, perhaps with others between them."""
    rest = iter(seen)
    for wanted in expected:
        assert any(line == wanted for line in rest), f"not there, or not in this place: {wanted}"


def test_the_form_holds_all_that_the_plan_says_in_the_order_of_the_agenda(full: Forms):
    assert_in_order(
        lines(full["P1"]),
        [
            # who, when, where, panel
            *("Kandidat", "Kari Nordmann", "Stilling", "Fagleder plan"),
            *("Tidspunkt", "torsdag 12. november 2026 kl. 09.00–10.35", "Saksnummer", "2026/77"),
            *("Sted", "Rom Vik", "Virksomhet", "Havbyen kommune, Plan og miljø"),
            *("Intervjupanel", "Eva Dahl, Plansjef", "Ivar Moe, Tillitsvalgt (observatør)"),
            *("Rekrutterende leder", "Eva Dahl"),
            # how to use it
            *("Slik bruker du skjemaet", "Skala", "1 svakt – Viser det ikke.", "2 noe svakt"),
            *("3 godt nok", "4 godt – Viser det flere ganger.", "5 svært godt"),
            # agenda: 10 + 40 + 20 + 10 + 15 = 95 minutes
            *("Agenda", "Innledning og presentasjon", "Eva Dahl", "10", "Dybdeintervju", "Eva Dahl", "40"),
            *("Skriftlig case", "Ivar Moe", "20", "Arbeidspsykologiske tester", "10"),
            *("Avslutning og veien videre", "Eva Dahl", "15", "Til sammen", "95"),
            # introduction: two of the three candidates have not withdrawn
            *("Innledning og presentasjon (10 min)", "Ledes av: Eva Dahl", "Presenter panelet"),
            *("2 kandidater er kalt inn til andregangsintervju.", "Å følge opp fra førstegangsintervjuet"),
            *("Hvorfor sluttet hun?", "Når kan hun begynne?", "Innledning og presentasjon: notater til oppfølgingen"),
            *("S2 Hvorfor søkte du?", "Hva visste du om oss?"),
            # in depth
            *("Dybdeintervju (40 min)", "Forberedelse", "I intervjuet", "Krav", "Spørsmål og oppfølging"),
            *("Notater: hva kandidaten sa og gjorde", "Vurdering", "Skår", "Må-krav oppfylt?"),
            *(
                "K1 Planfaglig grad",
                "må-krav · utdanning",
                "Definisjon: Grad på master.",
                "Grunnlag så langt: Vitnemålet er sett",
            ),
            *("Hva skrev du om?", "Hva brukte du graden til?", "Hvem hjalp deg?", "Hva lærte du?"),
            *("Lavt: Ingen grad.", "Høyt: Doktor.", "K2 Ledererfaring", "bør-krav · erfaring", "Hvem har du ledet?"),
            *("K3 Tydelig", "må-krav · personlig egnethet", "Definisjon: Sier fra.", "Når sa du fra sist?"),
            *("Dybdeintervju: oppsummering", "Dybdeintervju: totalsum"),
            # case
            *("Skriftlig case (20 min)", "Ledes av: Ivar Moe", "M1 Nabovarselet (20 min)", "Skriv et svar til naboen."),
            *("Type: Oppgave", "Forberedelse: Eget rom", "Ansvarlig: Ivar Moe", "Vurderingskriterium"),
            *("V1 Finner hjemmelen", "Måler: K1", "V2 Skriver klart", "Måler: K1, K3"),
            *("Skriftlig case: oppsummering", "Skriftlig case: totalsum"),
            # tests
            *("Arbeidspsykologiske tester (10 min)", "M2 Arbeidsstil", "Hvordan du samarbeider."),
            *("Leverandør og sertifisering: Test AS", "V3 Deler oppgaver", "Måler: K2"),
            *("Arbeidspsykologiske tester: oppsummering", "Arbeidspsykologiske tester: totalsum"),
            # closing
            *("Avslutning og veien videre (15 min)", "S4 Hva vil du spørre om?", "Si når vi ringer"),
            *("S6 Attestene er levert", "☐", "S7 Referansene er navngitt", "☐"),
            # conclusion
            *("Konklusjon", "Konklusjon: oppsummering", "Konklusjon: hva som gjenstår å avklare, og hos hvem"),
            *("Konklusjon: tilråding", "Habilitet og underskrift", "Navn og rolle", "Dato", "Underskrift"),
            *("Eva Dahl, Plansjef", "Ivar Moe, Tillitsvalgt"),
        ],
    )


def test_three_short_pieces_of_advice_stand_under_the_agenda_and_every_part(full: Forms):
    styles = [style.get(w("val")) for style in root_of(full["P1"]).iter(w("pStyle"))]
    assert styles.count("AdviceTitle") == styles.count("Advice") == 3 * 6


@pytest.mark.parametrize(("answer", "told"), [("ja", True), ("nei", False)])
def test_the_leader_is_reminded_when_the_candidates_have_the_questions_in_advance(
    tmp_path: Path, answer: str, told: bool
):
    position = f"## Stilling\n| Stillingstittel | Fagleder plan |\n| Spørsmål sendes på forhånd | {answer} |\n"
    _, forms = make(tmp_path, FULL_PLAN, position)
    assert ("Kandidaten har fått spørsmålene på forhånd." in lines(forms["P1"])) is told


def test_a_case_without_a_task_names_examples_of_one_and_a_case_with_a_task_does_not(tmp_path: Path, full: Forms):
    example = "Det kan for eksempel være et notat som leveres på forhånd"
    without = "## Metoder\n| Id | Del | Tittel |\n|---|---|---|\n| M1 | Case | Nabovarselet |\n| M2 | Tester | Arbeidsstil |\n"
    _, forms = make(tmp_path, FULL_PLAN, without)
    assert sum(line.startswith(example) for line in lines(forms["P1"])) == 1
    assert not any(line.startswith(example) for line in lines(full["P1"]))


def test_the_parts_stand_in_the_order_of_the_agenda_and_those_not_in_it_are_not_there(tmp_path: Path):
    agenda = "## Agenda\n| Del | Overskrift |\n|---|---|\n| Avslutning | Sist først |\n| Tester | Testene |\n| Dybdeintervju | I dybden |\n"
    seen = lines(make(tmp_path, FULL_PLAN, agenda)[1]["P1"])
    # the introduction is gone, so the first part takes what is to be followed up
    assert_in_order(
        seen,
        [
            *("Agenda", "Sist først", "Testene", "I dybden"),
            *("Sist først", "Hvorfor sluttet hun?", "Sist først: notater til oppfølgingen", "S4 Hva vil du spørre om?"),
            *("Testene", "V3 Deler oppgaver", "I dybden", "K1 Planfaglig grad", "I dybden: totalsum", "Konklusjon"),
        ],
    )
    gone = ("Presenter panelet", "S2 Hvorfor søkte du?", "M1 Nabovarselet", "V1 Finner hjemmelen")
    assert not set(gone) & set(seen)


def test_optional_texts_that_are_empty_leave_no_labels_behind(tmp_path: Path):
    seen = lines(make(tmp_path, SMALL_PLAN)[1]["P1"])
    assert not [
        line for line in seen if line.startswith(("Definisjon", "Grunnlag", "Ledes av:", "Lavt", "Måler", "Type:"))
    ]
    assert "None" not in " ".join(seen)


@pytest.mark.parametrize(
    ("agenda", "moment"), [("| Dybdeintervju | 30 |", "kl. 09.00–09.30"), ("| Dybdeintervju | |", "kl. 09.00")]
)
def test_a_candidate_without_minutes_has_those_of_the_agenda(tmp_path: Path, agenda: str, moment: str):
    agenda = f"## Agenda\n| Del | Minutter |\n|---|---|\n{agenda}\n"
    people = "## Kandidater\n| Id | Navn | Dato | Klokkeslett |\n|---|---|---|---|\n| P1 | Ola | 12.11.2026 | 09:00 |\n"
    assert f"torsdag 12. november 2026 {moment}" in lines(make(tmp_path, SMALL_PLAN, agenda, people)[1]["P1"])


def test_two_parts_with_the_same_heading_have_labels_that_differ(tmp_path: Path):
    agenda = "## Agenda\n| Del | Overskrift |\n|---|---|\n| Dybdeintervju | Samtale |\n| Case | Samtale |\n"
    seen = lines(make(tmp_path, FULL_PLAN, agenda)[1]["P1"])
    summaries = [line for line in seen if line.endswith(": oppsummering")]
    assert len(summaries) == len(set(summaries)) == 3


# The fields

FIELDS_OF_P1 = [
    "introduction.notes",
    "introduction.S2.notes",
    "in_depth.K1.notes",
    "in_depth.K1.assessment",
    "in_depth.K1.score",
    "in_depth.K1.met",
    "in_depth.K2.notes",
    "in_depth.K2.assessment",
    "in_depth.K2.score",
    "in_depth.K3.notes",
    "in_depth.K3.assessment",
    "in_depth.K3.score",
    "in_depth.K3.met",
    "in_depth.summary",
    "in_depth.total",
    "case.V1.notes",
    "case.V1.score",
    "case.V2.notes",
    "case.V2.score",
    "case.summary",
    "case.total",
    "tests.V3.notes",
    "tests.V3.score",
    "tests.summary",
    "tests.total",
    "closing.S4.notes",
    "closing.S6.done",
    "closing.S7.done",
    "conclusion.summary",
    "conclusion.missing",
    "conclusion.recommend",
]


def test_each_field_stands_once_in_the_order_of_the_form(full: Forms):
    assert tags(full["P1"]) == FIELDS_OF_P1
    assert tags(full["P2"]) == FIELDS_OF_P1[1:]  # nothing to follow up with this candidate


def properties(data: bytes, tag: str) -> dict[str, str]:
    found = control(root_of(data), tag).find(w("sdtPr"))
    assert found is not None
    return {etree.QName(entry).localname: entry.get(w("val"), "") for entry in found}


def items(data: bytes, tag: str) -> list[tuple[str | None, str | None]]:
    return [(i.get(w("value")), i.get(w("displayText"))) for i in control(root_of(data), tag).iter(w("listItem"))]


def test_a_field_of_text_is_a_locked_rich_text_control_named_for_its_item(full: Forms):
    assert properties(full["P1"], "in_depth.K1.notes") == {
        "alias": "K1, notater",
        "tag": "in_depth.K1.notes",
        "id": "3",  # the third control of the form
        "lock": "sdtLocked",
        "placeholder": "",
        "showingPlcHdr": "",
    }


def test_a_score_is_chosen_from_the_levels_with_not_assessed_last(full: Forms):
    assert items(full["P1"], "case.V2.score") == [
        ("1", "1 – svakt"),
        ("2", "2 – noe svakt"),
        ("3", "3 – godt nok"),
        ("4", "4 – godt"),
        ("5", "5 – svært godt"),
        ("not_assessed", "Ikke vurdert"),
    ]


def test_a_judgement_and_a_recommendation_are_chosen_from_three(full: Forms):
    assert items(full["P1"], "in_depth.K3.met") == [
        ("met", "Oppfylt"),
        ("not_met", "Ikke oppfylt"),
        ("open", "Ikke avklart"),
    ]
    assert items(full["P1"], "conclusion.recommend") == [
        ("go_on", "Gå videre"),
        ("not", "Ikke gå videre"),
        ("undecided", "Usikker"),
    ]


def test_a_check_is_a_box_that_is_not_ticked(full: Forms):
    box = control(root_of(full["P1"]), "closing.S6.done")
    checked_ = box.find(f".//{{{W14}}}checked")
    assert checked_ is not None and checked_.get(f"{{{W14}}}val") == "0"
    assert text_of(next(box.iterancestors(w("p")))) == "☐"


def test_every_control_is_locked_stands_in_a_paragraph_of_its_cell_and_is_bound_to_nothing(full: Forms):
    for field in root_of(full["P1"]).iter(w("sdt")):
        (parent,) = [field.getparent()]
        assert parent is not None and parent.tag == w("p") and parent.getparent().tag == w("tc")
        assert [lock.get(w("val")) for lock in field.iter(w("lock"))] == ["sdtLocked"]
        assert next(field.iter(w("dataBinding"), w("text"), w("vanish")), None) is None


def test_an_empty_field_prints_as_nothing(full: Forms):
    for field in root_of(full["P1"]).iter(w("sdt")):
        assert "".join(field.itertext()) in (EMPTY, "☐")


# Whose it is


def test_the_form_says_three_times_whose_it_is(full: Forms):
    form = full["P1"]
    (line,) = [line for line in lines(form) if line.startswith("Skjema-ID: ")]
    identity = line.removeprefix("Skjema-ID: ")
    assert re.fullmatch(r"P1-[A-Z2-7]{4}-[A-Z2-7]{4}", identity)
    own = {"form_id": identity, "candidate": "P1", "name": "Kari Nordmann", "title": "Fagleder plan"}
    item = etree.fromstring(unpacked(form)["customXml/item1.xml"])
    in_part = {entry.get("name"): entry.text for entry in item if entry.get("name")}
    assert own.items() <= in_part.items()
    custom = etree.fromstring(unpacked(form)["docProps/custom.xml"])
    in_properties = {p.get("name"): "".join(p.itertext()) for p in custom}
    assert {
        f"Intervjuguide {key.replace('_', ' ')}": value for key, value in own.items()
    }.items() <= in_properties.items()
    assert re.fullmatch("[0-9a-f]{64}", in_properties["Intervjuguide content digest"])


def test_the_form_carries_the_texts_of_the_plan_and_where_each_field_stands(full: Forms):
    item = etree.fromstring(unpacked(full["P1"])["customXml/item1.xml"])
    texts = {entry.get("key"): entry.text for entry in item if entry.get("key")}
    assert {
        "K1": "Planfaglig grad",
        "K1.weight": "2",
        "scale.5": "svært godt",
        "V2.requirements": "K1, K3",
    }.items() <= texts.items()
    places = {entry.get("tag"): (entry.get("column"), entry.get("label")) for entry in item if entry.get("tag")}
    assert list(places) == FIELDS_OF_P1
    assert places["in_depth.K3.notes"] == ("Notater: hva kandidaten sa og gjorde", "")
    assert places["case.total"] == ("", "Skriftlig case: totalsum")


def test_title_language_header_and_footer_name_candidate_position_and_form(full: Forms):
    form = full["P2"]
    assert "Fagleder plan – Øystein Ås" in unpacked(form)["docProps/core.xml"].decode()
    assert lines(form, "word/header1.xml") == ["Fagleder plan · 2026/77 Øystein Ås"]
    assert "Skjema-ID P2-" in lines(form, "word/footer1.xml")[0]
    assert b'w:lang w:val="nb-NO"' in unpacked(form)["word/styles.xml"]


def test_the_same_plan_at_the_same_time_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794470400")
    plan = checked(write_workbook(tmp_path / "plan.xlsx", FULL_PLAN))
    first, second = (make_forms(plan, tmp_path / name) for name in ("first", "second"))
    assert len(first.entries) == 2
    for one, other in zip(first.entries, second.entries, strict=True):
        assert Path(one.path).read_bytes() == Path(other.path).read_bytes()


def test_no_form_holds_anything_of_another_candidate(full: Forms, example: Forms):
    everyone = {"P1": ["Kari Nordmann"], "P2": ["Øystein Ås"], "P3": ["Unni Trukket"]}
    assert_only_own(full, everyone)
    people = {"P1": ["Kari Nordmann"], "P2": ["Bjørn Åge Sørensen", "reisevirksomheten"], "P3": ["Fatima Østby"]}
    assert_only_own(example, people | {"P4": ["Pål Næss"]})


def assert_only_own(forms: Forms, words: Mapping[str, Iterable[str]]) -> None:
    for candidate, data in forms.items():
        everything = "\n".join(
            "".join(etree.fromstring(part).itertext()) for name, part in unpacked(data).items() if name.endswith(".xml")
        )
        for other, theirs in words.items():
            for word in theirs:
                assert (word in everything) == (other == candidate), f"{word} in the form of {candidate}"


def test_two_forms_differ_only_in_what_belongs_to_the_candidate(example: Forms):
    first, second = lines(example["P1"]), lines(example["P3"])
    assert len(first) == len(second)
    differ = [(one, other) for one, other in zip(first, second, strict=True) if one != other]
    assert [pair for pair in differ if not pair[0].startswith("Skjema-ID: P1-")] == [
        ("Kari Nordmann", "Fatima Østby"),
        ("torsdag 12. november 2026 kl. 09.00–11.30", "fredag 13. november 2026 kl. 09.00–11.30"),
    ]
    parts, others = unpacked(example["P1"]), unpacked(example["P3"])
    assert {name for name in parts if parts[name] != others[name]} == {
        "word/document.xml",
        "word/header1.xml",
        "word/footer1.xml",
        "docProps/core.xml",
        "docProps/custom.xml",
        "customXml/item1.xml",
    }


@pytest.mark.parametrize(
    ("code", "look"), [("nb", "screen"), ("nn", "screen"), ("sv", "screen"), ("en", "screen"), ("nb", "paper")]
)
def test_a_form_is_what_it_was_when_somebody_last_looked_at_it(
    tmp_path: Path, request: pytest.FixtureRequest, code: str, look: str
):
    """``pytest tests/test_form.py --update-golden`` writes the files anew; read the difference before committing it."""
    workbook, _ = new_plan(tmp_path / "plan.xlsx", code, example=True)
    forms = forms_of(workbook, tmp_path / "forms", {"screen": SCREEN, "paper": ON_PAPER}[look])[1]
    now = "".join(f"{line}\n" for line in outline(forms["P2"]))
    golden = GOLDEN / f"interview-{code}{'-paper' if look == 'paper' else ''}.txt"
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(now, encoding="utf-8", newline="\n")
    assert now == golden.read_text(encoding="utf-8")


# In print


def test_every_page_names_the_candidate_and_its_number_and_repeats_the_header_row(
    example: Forms, office: ModuleType, tmp_path: Path
):
    paths = [tmp_path / f"{candidate}.docx" for candidate in ("P1", "P2")]
    for path in paths:
        path.write_bytes(example[path.stem])
    names = {"P1": "Kari Nordmann", "P2": "Bjørn Åge Sørensen"}
    for pdf in office.convert_to_pdf(paths, tmp_path):
        pages = office.pdf_text(pdf).split("\f")[:-1]
        assert len(pages) > 3
        for number, page in enumerate(pages, start=1):
            assert names[pdf.stem] in page.strip().splitlines()[0]
            assert f"Side {number} av {len(pages)}" in page.strip().splitlines()[-1]
        of_requirements = [page for page in pages if re.search(r"^ *K[1-5] ", page, re.MULTILINE)]
        assert len(of_requirements) > 1
        assert all("Må-krav" in page and "Vurdering" in page for page in of_requirements)
        assert office.page_sizes(pdf) == {(842, 595)}  # A4 on its side, in points


def test_no_page_ends_in_a_heading_and_none_is_nearly_empty(office: ModuleType, tmp_path: Path):
    """Plans whose parts end at other places on the page; each page has some lines, and something after a heading."""
    lengths = {"one": 1, "three": 3, "five": 5}
    for name, count in lengths.items():
        panel = "\n".join(f"| I{number} | Navn Nummer{number} |" for number in range(1, count + 1))
        points = "\n".join(f"| S{n} | Innledning | punkt | Punkt {n} |" for n in range(1, 2 * count))
        plan = write_workbook(
            tmp_path / f"{name}.xlsx",
            FULL_PLAN,
            f"## Intervjupanel\n| Id | Navn |\n|----|------|\n{panel}\n",
            f"## Spørsmål\n| Id | Del | Type | Tekst |\n|----|-----|------|-------|\n{points}\n",
        )
        _, made = forms_of(plan, tmp_path / name)
        (tmp_path / f"{name}.docx").write_bytes(next(iter(made.values())))
    heading = re.compile(r".*\(\d+ min\)|Til den som leder samtalen|Habilitet og underskrift")
    for pdf in office.convert_to_pdf([tmp_path / f"{name}.docx" for name in lengths], tmp_path):
        for page in office.pdf_text(pdf).split("\f")[:-1]:
            *lines, last, _footer = [line.strip() for line in page.splitlines() if line.strip()]
            assert len(lines) > 5, page
            assert not any(heading.fullmatch(line) for line in (lines[-1], last)), page


def test_a_plan_without_a_panel_leaves_rows_to_write_names_and_sign_in(tmp_path: Path):
    _, made = forms_of(write_workbook(tmp_path / "plan.xlsx", SMALL_PLAN), tmp_path / "forms")
    (table,) = (t for t in root_of(made["P1"]).iter(w("tbl")) if "Underskrift" in "".join(t.itertext()))
    _header, *rows = table.iter(w("tr"))
    assert len(rows) == 3 and not any("".join(row.itertext()).strip() for row in rows)
