"""Our own check of a form finds each thing that it is there to find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from documents import Change, cell, control, edited, in_cell, make, parse, rows, table_with, w, without
from lxml import etree
from wordcheck import findings
from workbooks import SMALL_PLAN


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    _, forms = make(tmp_path_factory.mktemp("form"), SMALL_PLAN)
    return forms["P1"]


def test_a_generated_form_has_no_findings(form: bytes):
    assert findings(form) == []


def set_value(tag: str, path: str, value: str, name: str = "val") -> Change:
    def change(root: etree._Element) -> None:
        element = control(root, tag).find(f"{w('sdtPr')}/{path}")
        assert element is not None
        element.set(w(name), value)

    return change


def add_to_body(xml: str) -> Change:
    return lambda root: root[0].insert(0, parse(xml)[0])


def append(find: Callable[[etree._Element], etree._Element], xml: str) -> Change:
    return lambda root: find(root).extend(parse(xml))


def remove(name: str) -> Change:
    """Take the first element of a name away."""

    def change(root: etree._Element) -> None:
        element = next(root.iter(w(name)))
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    return change


NOTES, SCORE = "in_depth.K1.notes", "in_depth.K1.score"

DAMAGES: dict[str, tuple[Change, str]] = {
    "one id twice": (
        lambda root: [set_value(tag, w("id"), "77")(root) for tag in (NOTES, SCORE)],
        "id 77 stands 2 times",
    ),
    "one tag twice": (set_value(NOTES, w("tag"), SCORE), f"tag {SCORE} stands 2 times"),
    "no id": (
        lambda root: control(root, NOTES)[0].remove(control(root, NOTES)[0].find(w("id"))),
        "a control has no id",
    ),
    "two kinds": (append(lambda root: control(root, SCORE)[0], "<w:text/>"), "dropDownList and text at once"),
    "a long tag": (set_value(NOTES, w("tag"), "a" * 65), "is not a tag of at most 64"),
    "a tag of other signs": (set_value(NOTES, w("tag"), "in_depth.K 1.notes"), "is not a tag of at most 64"),
    "a paragraph in a run-level control": (
        append(lambda root: control(root, NOTES)[1], "<w:p/>"),
        "stands in a paragraph and holds paragraphs",
    ),
    "a bookmark without end": (
        add_to_body('<w:p><w:bookmarkStart w:id="4" w:name="x"/></w:p>'),
        "bookmark 4 begins 1 times and ends 0 times",
    ),
    "a bookmark without beginning": (
        add_to_body('<w:p><w:bookmarkEnd w:id="4"/></w:p>'),
        "bookmark 4 begins 0 times and ends 1 times",
    ),
    "a bookmark name twice": (
        add_to_body(
            '<w:p><w:bookmarkStart w:id="4" w:name="x"/><w:bookmarkEnd w:id="4"/>'
            '<w:bookmarkStart w:id="5" w:name="x"/><w:bookmarkEnd w:id="5"/></w:p>'
        ),
        "bookmark name x stands 2 times",
    ),
    "template code": (
        add_to_body("<w:p><w:r><w:t>{{ candi</w:t></w:r><w:r><w:t>date }}</w:t></w:r></w:p>"),
        "template code is left: {{ candidate }}",
    ),
    "a slot": (add_to_body("<w:p><w:r><w:t>IGSLOT12X</w:t></w:r></w:p>"), "template code is left: IGSLOT12X"),
    "a placeholder of no glossary": (
        set_value(NOTES, f"{w('placeholder')}/{w('docPart')}", "Other"),
        "names the placeholder Other",
    ),
    "two items of one value": (
        lambda root: next(control(root, SCORE).iter(w("listItem"))).set(w("value"), "2"),
        "2 items of value 2",
    ),
    "two items of one text": (
        lambda root: next(control(root, SCORE).iter(w("listItem"))).set(w("displayText"), "2 – middels"),
        "2 items of displayText 2 – middels",
    ),
    "an item without text": (
        lambda root: next(control(root, SCORE).iter(w("listItem"))).set(w("displayText"), " "),
        "an item without displayText",
    ),
    "a cell that ends in a table": (in_cell(NOTES, "<w:p/><w:tbl/>"), "a cell does not end in a paragraph"),
    "an empty cell": (lambda root: cell(root, NOTES).clear(), "a cell does not end in a paragraph"),
    "a row that may be split": (remove("cantSplit"), "a row may be split over pages"),
    "a header row that is not marked": (remove("tblHeader"), "a header row is not marked"),
    "a header row in the middle": (
        lambda root: rows(table_with(root, "Del"))[-1].find(w("trPr")).append(etree.Element(w("tblHeader"))),
        "a header row stands below other rows",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_it_finds(form: bytes, name: str):
    change, finding = DAMAGES[name]
    found = findings(edited(form, change))
    assert any(finding in sentence for sentence in found), found


def test_it_finds_a_placeholder_whose_glossary_is_lost(form: bytes):
    assert any("names the placeholder" in sentence for sentence in findings(without(form, "word/glossary/")))


def test_it_finds_a_table_of_answers_without_header_rows(form: bytes):
    def change(root: etree._Element) -> None:
        table = table_with(root, "Skår")
        for row in rows(table)[:2]:
            for style in row.iter(w("pStyle")):
                style.set(w("val"), "Cell")
            row.find(w("trPr")).remove(row.find(f"{w('trPr')}/{w('tblHeader')}"))

    assert [f for f in findings(edited(form, change)) if "no header row" in f] != []


def test_braces_that_stand_in_the_plan_are_no_template_code(tmp_path: Path):
    _, forms = make(
        tmp_path,
        SMALL_PLAN,
        "## Kandidater\n| Id | Navn |\n|---|---|\n| P1 | {{ Kari }} {% if %} |\n",
    )
    assert findings(forms["P1"], ["{{ Kari }} {% if %}"]) == []
    assert len(findings(forms["P1"])) >= 2
