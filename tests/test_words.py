"""The words of every language: spelt right, all there, all used, and none of them asking for a value it does not get."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import click
import pytest

from generator import language
from generator.cli.commands import main
from generator.excel import schema
from generator.language import list_name
from generator.model import (
    CONCLUSION,
    Category,
    Doubt,
    FileKind,
    FileNames,
    FormsPer,
    FormStatus,
    Kind,
    LineType,
    Part,
    Phase,
    Priority,
    QuestionRole,
    QuestionUse,
    RemarkKind,
    RestsOn,
    Section,
    Sector,
    Setting,
    Status,
    Trace,
)
from generator.problems import CATALOGUE, Severity, Tag, problem

ROOT = Path(__file__).resolve().parents[1]
CODE = [*sorted((ROOT / "generator").rglob("*.py")), *sorted((ROOT / "templates").rglob("*.py"))]
NB = language.load("nb")
EACH_LANGUAGE = pytest.mark.parametrize("words", language.all_languages(), ids=lambda words: words.code)


def texts(entry: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Return every text below an entry with its dotted key; those of a list share the key of the list."""
    if isinstance(entry, str):
        yield key, entry
    elif isinstance(entry, Mapping):
        for name, below in entry.items():
            yield from texts(below, f"{key}.{name}" if key else name)
    elif isinstance(entry, list):
        for below in entry:
            yield from texts(below, key)


# ---- spelling -----------------------------------------------------------------

DICTIONARIES = {
    "en": ("en_GB", "hunspell-en-gb"),
    "nb": ("nb_NO", "hunspell-no"),
    "nn": ("nn_NO", "hunspell-no"),
    "sv": ("sv_SE", "hunspell-sv"),
}
"""The dictionary of a language, and the Debian package that it comes with."""

OWN_WORDS = {
    # Names, words of the trade, and words that the dictionary happens to lack.
    "en": """
    Amara Brien Brightskerry DNV endfor HR ids Intervjuguide libreoffice Lindqvist Luleå Okafor Ombud Priya Raman
    REC SharePoint Sivilombudet Tomasz Unmerge UTF Zieliński Åkesson
    """,
    "nb": """
    agendaen andregangsintervju andregangsintervjuet AS datoen datoer diskrimineringslagen diskrimineringsloven
    dispensasjonsspørsmålet DNV endfor Excel Fatima föräldraledighetslagen in Innsynskopi Innsynskopien
    innsynskopiene Innsynskopier intervjuskjemaene items JSON kap kjønnsuttrykk kollegaen Kommandoen Kommandoer
    kontrollertes kvalifikasjonsprinsippet LibreOffice lokalitetskrav lønnsåpenhetsdirektiv makroer Masteroppgaven
    MB noe noen OneDrive OpenDocument PDF personvernforordningen recommendation rekrutteringssystemet SharePoint
    skalaen Skjemaene skjemaet Skåreark skårearket Spørsmålsbank spørsmålsbanken tempoet tilsynserfaringen
    undermappene UTC UTF utskriftsfletting vernegrensen Warsame Word
    """,
    "nn": """
    agendaen ansvarsvakt Arbeidspsykologiske AS budsjettansvar datoen diskrimineringslagen diskrimineringslova DNV
    einingsleiar en endfor Enter Excel fagperson fagpersonar fagutviklingssjukepleiar Flettefelt
    föräldraledighetslagen Haddad halden id informasjonsbrevet inndelingsskiftet Innsynskopi innsynskopiane
    Innsynskopiar Innsynskopien Intervjuguide Intervjupanel Intervjupanelet intervjuskjemaa items JSON kap
    kjønnsuttrykk kolonna kommandoen kryptert krypterte kvalifikasjonsprinsippet kvalitetssikra laurdagsvakta
    legemiddelsak LibreOffice likestillings lønsopenheitsdirektivet lønsspenn Mariam MB medisinoppdraga
    miljøvariabelen naboavdelinga nattenesta observasjonsskjema OneDrive OpenDocument palliasjon pauseordninga PDF
    personalansvar personlegdomstest personlegdomstesten personopplysningar personvernforordninga rangering
    rangeringa recommendation rekrutteringssystemet risikoen Selam SharePoint Sikkerheitskopiar Sivilombudet skalaen
    skjemaa skjemaet skjemaformat skjemaformatet Skåreark skårearket Spørsmålsbank spørsmålsbanken Straumøy tekstfil
    telefontid tempoet Tesfaye testansvarlege testbrukar testleiaren Testresultata tilsetjingssaka
    tryggleiksklarering turnusplanlegging tøm undermappene UTC UTF Utlysingsdato utpakka utskriftsfil utskriftsfila
    utskriftsfletting Word Åsebø éi
    """,
    "sv": """
    arbeidsmiljøloven case caset Demir diskrimineringsloven DNV endfor Enter item items JSON Kravtyp KS libreoffice
    likestillings lönetransparensdirektiv na og OneDrive OpenDocument recommendation SharePoint skallkrav
    skallkraven skallkravet slutkoden UTC UTF utskriftsfil utskriftsfilen Word
    """,
}

NOT_OURS = re.compile(
    r"^(language|form\.placeholders|form\.choice_placeholders|form\.also_understood|results\.out_of|feedback\.(score_words|of_words|comparing))\b"
    r"|\.(aliases|observer|clock)$|^workbook\.start\..*(part|type)$"
)
"""What no person reads: patterns, keys, and what others may have written or typed."""

NOT_WORDS = re.compile(
    r"\{+[^{}]*\}+|[A-Z]+_[A-Z]+|[«”‘]intervjuguide[^»”’]*[»”’]|--\w+(?:-\w+)*|\S+@\S+|\.[a-z]{3,4}\b|\b\w*\d\w*\b|\b\w\b"
)


def read_by_people(code: str) -> Iterator[str]:
    """Return the words of a language and the texts of its example; of a list of names only the one that we write."""
    data = language.load(code).data
    written = {
        "values": {name: {key: names[0] for key, names in keys.items()} for name, keys in data["values"].items()}
    }
    written["form"] = {**data["form"], "columns": {key: names[0] for key, names in data["form"]["columns"].items()}}
    yield from (text for key, text in texts({**data, **written}) if not NOT_OURS.search(key))
    lists = {column.key for sheet in schema.SHEETS for column in sheet.columns if column.choices}
    for name in ("plan.toml", "answers.toml"):
        example = tomllib.loads((ROOT / "examples" / code / name).read_text(encoding="utf-8"))
        answers = name == "answers.toml"
        for key, text in texts(example):
            unread = (
                key.endswith((".score", ".met", ".recommend", ".done"))
                if answers
                else key.split(".")[-1] in {*lists, "bank"}
            )
            if not unread:
                yield text


@pytest.fixture(scope="session")
def dictionary(request: pytest.FixtureRequest) -> str:
    """The dictionary of a language, where hunspell and the dictionary are installed; else a skip, and under CI a failure."""
    name, package = DICTIONARIES[request.param]
    give_up = pytest.fail if os.environ.get("CI") else pytest.skip
    if not shutil.which("hunspell"):
        give_up("needs the Debian package hunspell")
    if unknown_words(name, ["hest"]) is None:
        give_up(f"needs the Debian package {package}")
    return name


def unknown_words(dictionary: str, words: list[str]) -> set[str] | None:
    """Return the words that hunspell does not know, or None where it does not know the dictionary."""
    done = subprocess.run(
        ["hunspell", "-d", dictionary, "-i", "utf-8", "-l"],
        check=False,
        input="\n".join(words),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    return None if done.returncode else set(done.stdout.split())


@pytest.mark.parametrize(("code", "dictionary"), [(code, code) for code in DICTIONARIES], indirect=["dictionary"])
def test_the_words_are_spelt_as_in_the_dictionary(code: str, dictionary: str):
    found = [word for text in read_by_people(code) for word in re.findall(r"[^\W\d_]+", NOT_WORDS.sub(" ", text))]
    unknown = unknown_words(dictionary, sorted(set(found)))
    assert unknown is not None
    own = {word.casefold() for word in OWN_WORDS[code].split()}
    assert sorted(word for word in unknown if word.casefold() not in own) == []
    assert sorted(own - {word.casefold() for word in unknown}) == [], "the dictionary has these, or nobody uses them"


def test_every_language_has_a_dictionary_and_the_own_words_are_sorted():
    assert set(DICTIONARIES) == set(OWN_WORDS) == set(language.codes())
    for own in OWN_WORDS.values():
        assert own.split() == sorted(own.split(), key=str.casefold)


# ---- the same in every language -----------------------------------------------

AS_MANY_AS_IT_TAKES = re.compile(
    r"\.aliases$|^values\.|^workbook\.(clock|true|false)$|^language\.called$|^feedback\.(score_words|of_words|comparing)$|^form\.(columns|doubt|numerals|placeholders|choice_placeholders)\b"
)
"""Lists of what a person may have typed: each language has as many entries as it needs."""


def told(words: language.Language) -> dict[str, list[set[str]]]:
    """Return every key of a language, and what is put into each of its texts: ``{name}``, or a code of a template."""
    found: dict[str, list[set[str]]] = {}
    for key, text in texts(words.data):
        if not key.startswith("form.also_understood."):
            put_in = set(CODES.findall(text))
            found.setdefault(key, []).extend([] if AS_MANY_AS_IT_TAKES.search(key) else [put_in])
    return found


CODES = re.compile(r"\{+[^{}]*\}+")


@EACH_LANGUAGE
def test_no_language_lacks_a_word_or_anything_that_is_put_into_one(words: language.Language):
    here, there = told(words), told(NB)
    assert sorted(there.keys() - here.keys()) == sorted(here.keys() - there.keys()) == []
    assert {key: here[key] for key in here if here[key] != there[key]} == {}


@EACH_LANGUAGE
def test_a_language_keeps_to_its_own_quotation_marks(words: language.Language):
    own = {"nb": "«»’", "nn": "«»’", "sv": "”’", "en": "‘’"}[words.code]
    others = set("«»“”„‘’\"'") - set(own)
    read = ((key, CODES.sub("", text)) for key, text in texts(words.data) if not NOT_OURS.search(key))
    assert [(key, text) for key, text in read if others & set(text)] == []


# ---- problems -----------------------------------------------------------------


@EACH_LANGUAGE
def test_every_problem_has_a_message_and_a_remedy_and_there_are_no_others(words: language.Language):
    entries = words.get("problems")
    assert set(entries) == set(CATALOGUE)
    for code, entry in entries.items():
        assert set(entry) - {"if"} == {"message", "remedy"}, code
        for text in (entry["message"], entry["remedy"]):
            assert text.rstrip("»”’")[-1] in ".!?" or text.endswith("}"), f"{code}: a sentence ends somewhere: {text}"
        for text in entry.get("if", {}).values():
            assert text.startswith(" "), f"{code}: stands after the message: {text}"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


PASSED_ON = {"NotUsable": {"column"}, "NotUnderstood": {"text", "lowest", "highest"}}
PASSED_ON["_choice"] = PASSED_ON["NotUnderstood"]
PASSED_ON["told"] = {"which", "more"}
PASSED_ON |= {"_add": {"typed"}, "_mistake": {"typed"}, "Fault": {"typed", "text", "other", "heading", "near"}}
"""The values that are added to a code on its way from what raises or takes it to the problem."""


PASSED_ON["_CODES"] = {"words", "norway", "sweden"}
CATALOGUED = {"Rule", "_broken", "_wording", "_protected", "_TOLD_BY"}
"""What names codes of the catalogue of rules, and raises none."""


class _Raised(ast.NodeVisitor):
    """Where codes stand in a file, each with the values that it is raised with."""

    def __init__(self) -> None:
        self.sites: list[tuple[str, int, set[str]]] = []
        self._functions: list[ast.AST] = []
        self._given: list[set[str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._functions.append(node)
        self.generic_visit(node)
        self._functions.pop()

    def visit_Compare(self, node: ast.Compare) -> None:
        """What a code is compared with is not raised."""

    def visit_Call(self, node: ast.Call) -> None:
        if getattr(node.func, "id", "") in CATALOGUED:
            return
        self._given.append(self._values(node))
        self.generic_visit(node)
        self._given.pop()

    def visit_Assign(self, node: ast.Assign) -> None:
        """A code that is given a name first has the values of the call that the name is handed to."""
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        calls = [call for call in self._calls() if names & {arg.id for arg in call.args if isinstance(arg, ast.Name)}]
        if names & CATALOGUED:
            return
        passed_on = (PASSED_ON.get(name, set()) for name in names)
        self._given.append(set().union(*passed_on, *(self._values(call) for call in calls)))
        self.generic_visit(node)
        self._given.pop()

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and node.value in CATALOGUE:
            self.sites.append((node.value, node.lineno, self._given[-1] if self._given else set()))

    def _calls(self) -> Iterator[ast.Call]:
        inside = ast.walk(self._functions[-1]) if self._functions else ()
        return (node for node in inside if isinstance(node, ast.Call))

    def _values(self, call: ast.Call) -> set[str]:
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = {keyword.arg for keyword in call.keywords if keyword.arg} | PASSED_ON.get(name, set())
        for keyword in call.keywords:
            if keyword.arg is None:
                given |= self._keys(keyword.value)
        return given

    def _keys(self, node: ast.AST) -> set[str]:
        """Return the keys of a dictionary that is written out, also when it was given a name first."""
        if isinstance(node, ast.Dict):
            return {key.value for key in node.keys if isinstance(key, ast.Constant)}
        found: set[str] = set()
        if isinstance(node, ast.Name) and self._functions:
            for earlier in ast.walk(self._functions[-1]):
                if isinstance(earlier, ast.Assign) and any(getattr(t, "id", "") == node.id for t in earlier.targets):
                    found |= self._keys(earlier.value)
        return found


def sites() -> Iterator[tuple[str, str, set[str]]]:
    """Return every place where a code is raised: the code, where, and the names of the values."""
    for path in CODE:
        if path.name != "problems.py":
            raised = _Raised()
            raised.visit(ast.parse(path.read_text(encoding="utf-8")))
            yield from ((code, f"{path.name}:{line}", given) for code, line, given in raised.sites)


@EACH_LANGUAGE
def test_every_placeholder_of_a_problem_is_given_wherever_the_code_is_raised(words: language.Language):
    missing = []
    for code, place, given in sites():
        entry = words.get(f"problems.{code}")
        wanted = placeholders(entry["message"]) | placeholders(entry["remedy"])
        for key, text in entry.get("if", {}).items():
            wanted |= placeholders(text) - {key}
        missing += [f"{place}: {code} without {name}" for name in sorted(wanted - given)]
    assert missing == []


def test_every_code_of_the_catalogue_is_raised_somewhere():
    assert set(CATALOGUE) - {code for code, _, _ in sites()} == set()


# ---- keys ---------------------------------------------------------------------

LISTS = (
    *(Category, Doubt, FileKind, FileNames, FormsPer, LineType, Part, Phase),
    *(Priority, QuestionRole, QuestionUse, Section, Sector, Setting, Status, Trace),
)
"""The lists of values that people choose from or are told."""
TABLES = {
    "parts": {*Part, CONCLUSION},
    "kinds": set(Kind),
    "severity": set(Severity),
    "remarks": set(RemarkKind),
    "problems": set(CATALOGUE),
    "cli.status": set(FormStatus),
    "results.rests_on": set(RestsOn),
    "template.interview.texts": {*Part, CONCLUSION},
    "template.interview.advice": {"agenda", *Part},
    "form.priority": set(Priority),
    "form.category": set(Category),
    "values": {
        "yes_no",
        *map(list_name, LISTS),
    },
    "values.yes_no": {"yes", "no"},
    "sheets": {sheet.key for sheet in schema.WORKBOOK},
    "workbook.guidance.steps": {sheet.key for sheet in schema.SHEETS},
}
TABLES |= {f"values.{list_name(choices)}": set(choices) for choices in LISTS}
TABLES |= {f"sheets.{sheet.key}.columns": {column.key for column in sheet.columns} for sheet in schema.SHEETS}
TABLES["sheets.bank.columns"] = {column.key for column in schema.BANK_SHELF}
"""What the code asks for by the names of something else: exactly these keys."""

BEGINNINGS = ("", "results.", "template.interview.", "template.feedback.", "template.extract.")
"""What the code puts before a key that it has in part."""

FOR_TRANSLATORS = {"language.code", "language.name"}
"""What says which language a file is, to those who read the file."""


@EACH_LANGUAGE
@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_a_word_for_each_thing_and_no_other(words: language.Language, table: str):
    assert set(words.get(table)) == {str(key) for key in TABLES[table]}


def spelled() -> re.Pattern[str]:
    """Return a pattern for the keys that the code has as a string, whole or with something put in."""
    patterns = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.add(re.escape(node.value))
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                pieces = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
                patterns.add("".join(pieces))
    key = re.compile(r"[a-z][a-z_]*(?:\\\.(?:[a-z_]+|\\w\+))*")
    wanted = sorted(pattern for pattern in patterns if key.fullmatch(pattern))
    return re.compile(f"(?:{'|'.join(map(re.escape, BEGINNINGS))})(?:{'|'.join(wanted)})")


@EACH_LANGUAGE
def test_every_key_is_used(words: language.Language):
    used = spelled()

    def is_used(key: str) -> bool:
        steps = key.split(".")
        shortest = 1 if steps[0] in TABLES else 2  # "form" in the code is not the use of all that is below it
        return any(used.fullmatch(".".join(steps[:length])) for length in range(shortest, len(steps) + 1))

    assert sorted({key for key, _ in texts(words.data) if not is_used(key)} - FOR_TRANSLATORS) == []
    assert words.get("language.code") == words.code


# ---- values in a text ---------------------------------------------------------


def test_a_value_that_is_empty_is_said_to_be():
    found = problem("setting_changed", where=["K1", Setting.DEFINITION], old="", new="Skriver klart")
    assert NB.message(found) == (
        "Planen er endret siden skjemaet ble laget (K1, definisjon). Da: «(tomt)». Nå: «Skriver klart»."
    )


def test_a_text_that_depends_on_a_value_is_left_out_with_it():
    found = problem("form_other_plan", title="Rådgiver", case_number="")
    assert NB.message(found) == "Skjemaet hører til en annen plan, «Rådgiver», og ble ikke regnet med."
    found = problem("form_other_plan", title="Rådgiver", case_number="26/7")
    assert NB.message(found).endswith(" Saksnummeret i skjemaet er 26/7.")


def test_a_list_of_fields_names_them_in_words_and_keeps_them_apart():
    tags = [Tag("in_depth.K3.score"), Tag("conclusion.summary")]
    assert NB.shown(tags) == "K3, skår; Konklusjon, oppsummering"
    assert tags[0] == "in_depth.K3.score"  # what programs get


def test_a_list_of_single_words_is_joined_by_commas():
    assert NB.shown(["K1", "K2"]) == "K1, K2"


# ---- the command line ---------------------------------------------------------


def every_command() -> list[click.Command]:
    below = [
        command
        for group in main.commands.values()
        if isinstance(group, click.Group)
        for command in group.commands.values()
    ]
    return [main, *main.commands.values(), *below]


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.name)
def test_the_help_of_every_command_is_in_our_words(command: click.Command):
    shown = command.get_help(click.Context(command, info_name="x", help_option_names=["-h", "--help"]))
    assert NB.text("cli.help.help") in shown
    assert "Show this message" not in shown


def test_an_unknown_command_is_told_in_our_words():
    with pytest.raises(click.UsageError) as caught:
        main.main(["sjekk"], standalone_mode=False)
    assert (
        caught.value.message
        == "Kommandoen «sjekk» finnes ikke. Disse finnes: check, demo, forms, inspect, new, purge, questions, "
        "report, scoresheet, templates, totals."
    )
