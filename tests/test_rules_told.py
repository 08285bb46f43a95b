"""What the rules say, read as the person who gets it reads it."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from string import Formatter
from typing import Any

import pytest

from generator.language import Language, all_languages
from generator.model import METHOD_PARTS, Part
from generator.problems import Place, problem
from generator.rules import RULES, Group, Rule
from generator.wording import Kind, judge

EACH_LANGUAGE = pytest.mark.parametrize("words", all_languages(), ids=lambda words: words.code)
CODES = (*(rule.code for rule in RULES), "rule_unknown", "rule_not_silenced")
EACH_CODE = pytest.mark.parametrize("code", CODES)

VALUES: dict[str, tuple[Any, ...]] = {
    "which": (["K1"], ["K1", "K2", "K4", "K5"], ["Kari Nordmann (P1) – Kari Nordmann (P4)"]),
    "more": (0, 1, 12),
    "norway": (True, False),
    "sweden": (False, True),
    "words": (["du er vel enig"], ["ung", "sulten"]),
    "questions": (1, 11),
    "own": (0, 30),
    "scores": ([3], [1, 3, 5]),
    "members": (["Ingrid Solberg"], ["Ingrid Solberg", "Amina Yusuf"]),
    "known": ((), ["K1", "K2"]),
    "part": ("In-depth interview", Part.CASE),
    "other": ("Kari Nordmann",),
    "count": (9,),
    "most": (4,),
    "minutes": (30,),
    "needed": (55,),
    "each": (5,),
    "agenda": (150,),
    "id": ("K9",),
    "value": (3,),
    "text": (("Hva gjorde du?", "Hvordan gikk det?"),),
    "name": ("Kari Nordmann",),
    "rule": ("asks_aeg",),
    "last": (date(2026, 12, 7),),
}
"""Values such as the rules give, each as little and as much as it can be."""
OF_ITS_OWN = {"wrong_part": {"known": (METHOD_PARTS,)}}


def values_of(words: Language, code: str) -> list[dict[str, Any]]:
    """Return what a rule may tell, for every combination of the values that its texts depend on."""
    entry = words.get(f"problems.{code}")
    told = "".join((entry["message"], entry["remedy"], *entry.get("if", {}).values()))
    names = sorted({name for _, name, _, _ in Formatter().parse(told) if name} | set(entry.get("if", {})))
    choices = VALUES | OF_ITS_OWN.get(code, {})
    found = [dict(zip(names, chosen, strict=True)) for chosen in product(*(choices[name] for name in names))]
    return [values for values in found if not (values.get("norway") and values.get("sweden"))]


LEFT_OVER = re.compile(
    r"""
    [{}]                   # a place where a value should stand
    | \s\s | ^\s | \s$     # a doubled space, or one at an end
    | \s[.,:;?!)»]         # a space before a mark
    | (?<!\.)\.\.(?!\.)    # a doubled full stop
    | [,:;]\s*[.,:;]       # a mark with nothing before the next
    | \(\s*\) | «» | ‘’ | ””   # nothing between brackets or quotation marks
    | \b(None|True|False)\b | \[ | \]
    """,
    re.VERBOSE,
)


@EACH_LANGUAGE
@EACH_CODE
def test_what_a_rule_says_reads_as_finished_sentences_whatever_it_has_found(words: Language, code: str):
    for values in values_of(words, code):
        found = problem(code, Place(), **values)
        for text in (words.message(found), words.remedy(found)):
            assert LEFT_OVER.search(text) is None, text
            assert words.text("language.empty") not in text
            assert text[0].isupper() or text[0] in "«‘”" or text[0].isdigit(), text
            assert text.rstrip("»’”")[-1] in ".?…", text


@EACH_LANGUAGE
@EACH_CODE
def test_a_problem_is_short_enough_to_be_read(words: Language, code: str):
    for values in values_of(words, code):
        found = problem(code, Place(), **values)
        assert len(words.message(found)) <= 420, words.message(found)
        assert len(words.remedy(found)) <= 180, words.remedy(found)


QUOTED = re.compile(r"«([^»]+)»|‘([^’]+)’|”([^”]+)”")


@EACH_LANGUAGE
@pytest.mark.parametrize("rule", [r for r in RULES if r.group is Group.PROTECTED], ids=lambda rule: rule.code)
def test_what_to_ask_instead_of_what_may_not_be_asked_is_fine_itself(words: Language, rule: Rule):
    remedy = words.get(f"problems.{rule.code}.remedy")
    [instead] = ["".join(found) for found in QUOTED.findall(remedy)]
    assert instead.endswith("?")
    assert judge(instead, words.code, frozenset(Kind) - {Kind.VAGUE}) == ()
