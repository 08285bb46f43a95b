"""The rules as a whole: the catalogue, its page, sectors, silencing, and where the wording of a plan is judged."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from commands import ROOT, run, run_json
from plans import CLEAN_PLAN
from workbooks import SMALL_PLAN, change_cells, write_workbook

from generator import checks, rules
from generator.problems import CATALOGUE, Severity
from generator.rules import RULES, Group
from generator.wording import Kind, judge

MAY_NOT_BE_ASKED = [rule for rule in RULES if rule.group is Group.PROTECTED]
OF_WORDING = [rule for rule in RULES if rule.group in (Group.WORDING, Group.PROTECTED)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def position(*settings: str) -> str:
    return "\n".join(("## Stilling", "| Stillingstittel | Saksbehandler |", *settings))


def in_depth(question: str, requirement: str = "God til å forklare", definition: str = "") -> str:
    return f"""
## Krav
| Id | Krav          | Må/bør | Kategori | Definisjon   | Spørsmål 1 | Spørsmål 2      |
|----|---------------|--------|----------|--------------|------------|-----------------|
| K1 | {requirement} | må     | erfaring | {definition} |            | {question}      |
"""


def found(path: Path, *sheets: str) -> dict[str, str]:
    """Return the codes that check tells of a plan, each with its place."""
    done = run_json("check", write_workbook(path, SMALL_PLAN, *sheets))
    return {entry["code"]: entry["place"] for entry in done.json["problems"]}


# ---- the catalogue --------------------------------------------------------------


def test_every_rule_stands_once_and_says_why_with_an_example_and_a_source():
    assert [code for code, count in Counter(rule.code for rule in RULES).items() if count > 1] == []
    for rule in RULES:
        assert rule.code in CATALOGUE
        assert rule.why.endswith("."), rule.code
        assert rule.bad, rule.code
        assert rule.good, rule.code
        assert all(rule.sources), rule.code


def codes_raised(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return {
        node.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("problem", "told")
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Constant)
    }


def test_the_rules_of_what_is_broken_are_those_that_a_plan_is_checked_for():
    raised = codes_raised(Path(str(checks.__file__)))
    assert {rule.code for rule in RULES if rule.group is Group.BROKEN} == raised


@pytest.mark.parametrize("group", [Group.COVERAGE, Group.TIME])
def test_every_rule_of_coverage_and_time_is_looked_for(group: Group):
    folder = Path(str(rules.__file__)).parent
    raised = set().union(*map(codes_raised, folder.glob("*.py")))
    assert {rule.code for rule in RULES if rule.group is group} <= raised


def test_no_rule_of_the_method_stops_the_forms():
    assert [r.code for r in RULES if r.group is not Group.BROKEN and r.severity is Severity.ERROR] == []


def test_the_page_of_rules_is_what_the_catalogue_makes():
    made = subprocess.run(
        [sys.executable, "-c", "import make_rules; print(make_rules.page(), end='')"],
        cwd=ROOT / "docs",
        capture_output=True,
        check=True,
    )
    assert made.stdout.decode() == (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


# ---- silencing -------------------------------------------------------------------

ASKS_AGE = in_depth("Hvor gammel er du?")


def test_a_rule_that_the_plan_silences_is_counted_and_not_told(path: Path):
    assert "asks_age" in found(path, ASKS_AGE)
    done = run_json(
        "check", write_workbook(path, SMALL_PLAN, ASKS_AGE, position("| Regler som ikke gjelder | ASKS_AGE |"))
    )
    assert "asks_age" not in done.codes
    assert {"code": "asks_age", "count": 1} in done.json["silenced"]
    assert "asks_age (1)" in run("check", path).out


def test_a_rule_that_would_have_found_nothing_is_not_counted(path: Path):
    done = run_json("check", write_workbook(path, SMALL_PLAN, position("| Regler som ikke gjelder | asks_pay |")))
    assert done.json["silenced"] == []
    assert "asks_pay" not in run("check", path).out


def test_a_code_that_is_no_rule_is_told_at_its_cell(path: Path):
    told = found(path, position("| Regler som ikke gjelder | asks_aeg, asks_age |"), ASKS_AGE)
    assert told["rule_unknown"] == "Stilling!B2"
    assert "asks_age" not in told


def test_an_error_cannot_be_silenced(path: Path):
    twice = "## Skala\n| Skår | Kort tekst |\n| 1 | lavt |\n| 1 | lavt |\n| 2 | høyt |\n"
    told = found(path, position("| Regler som ikke gjelder | duplicate_row |"), twice)
    assert told["duplicate_row"] == "Skala!A3"
    assert told["rule_not_silenced"] == "Stilling!B2"


def test_a_warning_of_what_is_broken_can_be_silenced_and_then_making_forms_does_not_tell_it_either(
    path: Path, tmp_path: Path
):
    closing = "## Spørsmål\n| Id | Del | Tekst |\n| S1 | Avslutning | Noe mer? |\n"
    assert "part_not_in_agenda" in found(path, closing)
    assert "part_not_in_agenda" not in found(
        path, closing, position("| Regler som ikke gjelder | part_not_in_agenda |")
    )
    assert "part_not_in_agenda" not in run_json("forms", path, "--out", tmp_path / "skjema").codes


def test_the_code_stands_behind_what_can_be_silenced_and_not_behind_errors(path: Path):
    shown = run("check", write_workbook(path, SMALL_PLAN, ASKS_AGE)).err
    assert "[asks_age]" in shown
    write_workbook(path, SMALL_PLAN, "## Skala\n| Skår | Kort tekst |\n| 1 | lavt |\n| 3 | høyt |\n")
    assert "scale_gap" not in run("check", path).err


def test_a_silenced_rule_changes_no_form(path: Path, tmp_path: Path):
    write_workbook(path, SMALL_PLAN, ASKS_AGE)
    run("forms", path, "--out", tmp_path / "skjema")
    write_workbook(path, SMALL_PLAN, ASKS_AGE, position("| Regler som ikke gjelder | asks_age |"))
    again = run_json("forms", path, "--out", tmp_path / "skjema").json
    assert [entry["status"] for entry in again["forms"]] == ["unchanged"]


# ---- making forms ------------------------------------------------------------------


def test_making_forms_says_in_one_line_that_check_has_more_to_say_and_makes_them(path: Path, tmp_path: Path):
    done = run("forms", write_workbook(path, SMALL_PLAN, ASKS_AGE), "--out", tmp_path / "skjema")
    assert done.status == 0
    (line,) = (line for line in done.out.splitlines() if "intervjuguide check" in line)
    counted = Counter(entry["severity"] for entry in run_json("check", path).json["problems"])
    assert line.endswith(f"Advarsler: {counted['warning']}. Råd: {counted['advice']}.")
    assert "asks_age" not in done.err


# ---- where wording is judged -----------------------------------------------------------


def test_the_cell_of_a_question_is_that_of_its_column_also_when_an_earlier_one_is_empty(path: Path):
    assert found(path, ASKS_AGE)["asks_age"] == "Krav!G2"


def test_questions_follow_ups_and_what_to_follow_up_with_a_candidate_are_judged(path: Path):
    lines = """
## Spørsmål
| Id | Del           | Type     | Krav | Tekst           | Oppfølgingsspørsmål |
|----|---------------|----------|------|-----------------|---------------------|
| S1 | Avslutning    | spørsmål |      | Er du religiøs? |                     |
| S2 | Dybdeintervju | spørsmål | K1   | Hva gjorde du?  | Hva tjener du i dag? |
| S3 | Avslutning    | punkt    |      | Hvor gammel er du? |                  |
"""
    candidate = "## Kandidater\n| Id | Navn | Følges opp |\n| P1 | Åse Bø | Er du homofil? |\n"
    told = found(path, lines, candidate)
    assert {code: place for code, place in told.items() if code.startswith("asks_")} == {
        "asks_religion": "Spørsmål!E2",
        "asks_pay": "Spørsmål!F3",
        "asks_orientation": "Kandidater!C2",
    }


def test_all_words_of_a_cell_that_break_a_rule_are_told_at_once(path: Path):
    lines = "## Spørsmål\n| Id | Del | Type | Tekst | Oppfølgingsspørsmål |\n| S1 | Avslutning | spørsmål | Mer? | |"
    change_cells(write_workbook(path, SMALL_PLAN, lines), {"Spørsmål!E2": "Er du religiøs?\nGår du i kirken?"})
    done = run_json("check", path)
    (entry,) = [entry for entry in done.json["problems"] if entry["code"] == "asks_religion"]
    assert "religiøs" in entry["message"]
    assert "kirken" in entry["message"]


def test_a_hypothetical_or_bare_question_is_no_matter_outside_the_in_depth_interview(path: Path):
    text = "Hva ville du ha gjort hvis to kolleger ikke snakket sammen?"
    bare = "Har du erfaring med offentlige anskaffelser?"
    outside = f"""
## Spørsmål
| Id | Del        | Type     | Krav | Tekst  |
|----|------------|----------|------|--------|
| S1 | Avslutning | spørsmål |      | {text} |
| S2 | Avslutning | spørsmål |      | {bare} |
"""
    told = found(path, outside)
    assert not {"question_hypothetical", "question_yes_no"} & set(told)
    assert "question_hypothetical" in found(path, in_depth(text))
    assert "question_yes_no" in found(path, in_depth(bare))


def test_a_vague_requirement_is_told_only_while_nobody_has_defined_it_and_then_nothing_else_asks_for_a_definition(
    path: Path,
):
    personal = in_depth("Hva gjorde du?", "Fleksibel og robust").replace("erfaring", "personlig egnethet")
    told = found(path, personal)
    assert told["requirement_vague"] == "Krav!B2"
    assert "suitability_undefined" not in told
    defined = in_depth("Hva gjorde du?", "Fleksibel og robust", "Bytter oppgave når noe haster, og sier fra")
    assert "requirement_vague" not in found(path, defined)
    silenced = position("| Regler som ikke gjelder | requirement_vague |")
    assert "suitability_undefined" in found(path, personal, silenced)


def test_of_many_requirements_without_a_definition_each_is_told_once(path: Path):
    vague = "".join(
        f"| K{n} | Fleksibel og robust | bør | personlig egnethet | Hva gjorde du? |\n" for n in range(1, 6)
    )
    others = "".join(
        f"| K{n} | Hører på pasienten | bør | personlig egnethet | Hva gjorde du? |\n" for n in range(6, 8)
    )
    plan = f"## Krav\n| Id | Krav | Må/bør | Kategori | Spørsmål 1 |\n{vague}{others}"
    done = run_json("check", write_workbook(path, SMALL_PLAN, plan)).json["problems"]
    assert [entry["place"] for entry in done if entry["code"] == "requirement_vague"] == [
        f"Krav!B{n}" for n in range(2, 7)
    ]
    named = [entry["values"]["which"] for entry in done if entry["code"] == "suitability_undefined"]
    assert named == [["K6"], ["K7"]]


@pytest.mark.parametrize(
    ("sector", "said", "not_said"),
    [
        ("norsk stat", "§ 30", "diskrimineringslagen"),
        ("Sverige", "diskrimineringslagen", "§ 30"),
        ("", "§ 30", "diskrimineringslagen"),
    ],
)
def test_the_law_of_the_sector_is_told_and_where_none_is_given_that_of_the_language(
    path: Path, sector: str, said: str, not_said: str
):
    write_workbook(path, SMALL_PLAN, in_depth("Er du religiøs?"), position(f"| Sektor | {sector} |"))
    message = run_json("check", path).problem("asks_religion")["message"]
    assert said in message
    assert not_said not in message


OF_REQUIREMENTS = ("requirement_vague", "wording_gendered", "wording_age")


def planted(rule: rules.Rule) -> tuple[str, str]:
    """Return a sheet that has the bad example of a rule, and the cell that it stands in."""
    assert not isinstance(rule.bad, str)
    if rule.code in OF_REQUIREMENTS:
        table = "| Id | Krav | Må/bør | Kategori | Hvor i utlysningen | Spørsmål 1 |\n"
        row = f"| K1 | {rule.bad['nb']} | må | erfaring | Første punkt | Hva gjorde du? |\n"
        kept = "| K2 | Har behandlet klager | bør | erfaring | Andre punkt | Hva gjorde du? |\n"
        return f"## Krav\n{table}{row}{kept}", "Krav!B2"
    table = "| Id | Del | Krav | Tekst |\n"
    return f"## Spørsmål\n{table}| S1 | Dybdeintervju | K1 | {rule.bad['nb']} |\n", "Spørsmål!D2"


@pytest.mark.parametrize("rule", OF_WORDING, ids=lambda rule: rule.code)
def test_what_a_rule_of_wording_is_about_is_told_at_its_cell_and_a_clean_plan_has_nothing(rule: rules.Rule, path: Path):
    clean = run_json("check", write_workbook(path, CLEAN_PLAN)).json
    assert clean == {"problems": [], "silenced": [], "annotated": None}
    sheet, cell = planted(rule)
    told = run_json("check", write_workbook(path, CLEAN_PLAN, sheet)).json["problems"]
    assert [entry["place"] for entry in told if entry["code"] == rule.code] == [cell]


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("Behersker du Excel?", "question_yes_no", "«Behersker du Excel?»"),
        ("Vi verdsetter åpenhet høyt. Er du en åpen person?", "question_leading", "«Er du en åpen person?»"),
        (
            "Anta at du har ti oppgaver og tid til bare fem av dem. Hvilke velger du?",
            "question_hypothetical",
            "«Anta at du har ti oppgaver og tid …»",
        ),
        (
            "Hvis en medarbeider betror deg at hun vurderer å slutte, hva svarer du?",
            "question_hypothetical",
            "«Hvis en medarbeider betror deg at hun vurderer å slutte, hva svarer …»",
        ),
        ("Hvor gammel er du?", "asks_age", "«Hvor gammel er du»"),
        ("Er du aktiv? Hva gjorde du? Er du gift?", "asks_family", "«Er du gift?»"),
        ("Du trives, ikke sant? Hva gjorde du?", "question_leading", "ikke sant?»"),
        (
            "Er du gift og har du barn, og hva sier mannen din til at du reiser så mye?",
            "asks_family",
            "«Er du gift og har du barn … hva sier mannen din»",
        ),
    ],
)
def test_a_message_quotes_so_many_words_that_they_say_something_and_no_whole_paragraph(
    path: Path, text: str, code: str, told: str
):
    write_workbook(path, SMALL_PLAN, in_depth(text))
    assert told in run_json("check", path).problem(code)["message"]


# ---- the examples of the page -----------------------------------------------------------

KINDS = {
    "question_hypothetical": Kind.HYPOTHETICAL,
    "question_leading": Kind.LEADING,
    "question_double": Kind.DOUBLE,
    "question_yes_no": Kind.YES_NO,
    "requirement_vague": Kind.VAGUE,
    "wording_gendered": Kind.CODED,
    "wording_age": Kind.CODED,
}


@pytest.mark.parametrize("language", ["nb", "nn", "sv", "en"])
@pytest.mark.parametrize("rule", OF_WORDING, ids=lambda rule: rule.code)
def test_a_rule_finds_its_bad_example_and_nothing_in_its_good_one(rule: rules.Rule, language: str):
    assert not isinstance(rule.bad, str)
    assert not isinstance(rule.good, str)
    kind = KINDS.get(rule.code, Kind.PROTECTED)
    assert kind in {entry.kind for entry in judge(rule.bad[language], language, {kind})}
    if rule.group is Group.PROTECTED:
        topics = {entry.topic for entry in judge(rule.bad[language], language, {kind})}
        assert rule.code.removeprefix("asks_") in topics
    of_requirements = {Kind.VAGUE, Kind.CODED}
    kinds = of_requirements if kind in of_requirements else set(Kind) - {Kind.VAGUE}
    assert judge(rule.good[language], language, kinds) == ()


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("Har du små barn som gjør det vanskelig å arbeide om kvelden?", "asks_family", "question_yes_no"),
        ("Er du gift, eller har du samboer?", "asks_family", "question_double"),
        ("Du tåler vel at det blir travelt?", "question_leading", "question_yes_no"),
    ],
)
def test_how_a_question_is_put_is_not_told_where_it_had_better_not_be_asked(
    path: Path, question: str, told: str, untold: str
):
    codes = found(path, in_depth(question))
    assert told in codes
    assert untold not in codes


def test_how_a_question_is_put_is_told_where_the_plan_silences_that_it_had_better_not_be_asked(path: Path):
    question = in_depth("Er du gift, eller har du samboer?")
    silenced = found(path, question, position("| Regler som ikke gjelder | asks_family |"))
    assert "asks_family" not in silenced
    assert "question_double" in silenced
