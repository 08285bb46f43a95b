"""Forms damaged at random: refused, or read with nothing but what each field really holds.

Every answer carries a mark of its own, so that one that turns up in another field is seen. What is
changed in the XML is what nobody's edit would look like, or what leaves each answer in its cell.
The cases follow from the seed; how many are run depends on the machine.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator

import pytest
from documents import MAIN, packed, unpacked, w
from lxml import etree
from plans import FULL_PLAN
from returned import Desk, Reading
from workbooks import SMALL_PLAN

SEEDS = range(4)
SECONDS = 16  # of each seed, so over a minute together
SCORES = {
    "in_depth.K1.score": 4,
    "in_depth.K2.score": 2,
    "in_depth.K3.score": 5,
    "case.V1.score": 1,
    "case.V2.score": 3,
    "tests.V3.score": 4,
}
CHOICES = {"in_depth.K1.met": "met", "in_depth.K3.met": "not_met", "conclusion.recommend": "undecided"}
TEXTS = (
    "introduction.S2.notes", "in_depth.K1.notes", "in_depth.K1.assessment", "in_depth.K2.notes", "in_depth.K2.assessment",
    "in_depth.K3.notes", "in_depth.K3.assessment", "in_depth.summary", "case.V1.notes", "case.V2.notes", "case.summary",
    "tests.V3.notes", "tests.summary", "closing.S4.notes", "conclusion.summary", "conclusion.missing",
)  # fmt: skip
MARK = re.compile(r"merke\d+x")
MARKS = {tag: f"merke{number}x" for number, tag in enumerate(TEXTS)}
SMALL_PARTS = (
    "docProps/custom.xml",
    "customXml/item1.xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "[Content_Types].xml",
)
STRUCTURE = {
    w("tc"),
    w("tbl"),
    w("body"),
    w("document"),
    w("gridSpan"),
    w("vMerge"),
    w("gridBefore"),
    w("tcPr"),
    w("trPr"),
}
"""What says which cell is which: without it another answer may truly stand in the place of a field."""

Mutation = Callable[[random.Random, bytes], bytes]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("fuzz"), SMALL_PLAN, FULL_PLAN)


@pytest.fixture(scope="module")
def form(desk: Desk) -> bytes:
    texts = {tag: f"{mark} og\n{mark} igjen" for tag, mark in MARKS.items()}
    return desk.filled("P1", {**texts, **{tag: str(score) for tag, score in SCORES.items()}, **CHOICES})


def wrong(reading: Reading) -> Iterator[str]:
    """Yield what a damaged form was read as that it does not say."""
    if reading.candidate not in ("", "P1"):
        yield f"read as the form of {reading.candidate}"
    for tag, answer in reading.answers.items():
        for own in (SCORES, CHOICES):
            if tag in own and answer.value not in (None, own[tag]):
                yield f"{tag}: {answer.value} and not {own[tag]}"
        if tag in MARKS and set(MARK.findall(str(answer.value))) - {MARKS[tag]}:
            yield f"{tag}: {answer.value!r} and not {MARKS[tag]}"
        known = tag in SCORES or tag in CHOICES or tag in MARKS
        if not known and isinstance(answer.value, str) and MARK.search(answer.value):
            yield f"{tag}: {answer.value!r} and nothing"


def lost_without_a_word(reading: Reading) -> Iterator[str]:
    """Yield what is empty after damage to the archive, whose checksums let nothing be lost."""
    for tag, value in {**SCORES, **CHOICES}.items():
        if reading.answers and reading.answers[tag].value != value:
            yield f"{tag}: {reading.answers[tag].value} and not {value}"
    for tag, mark in MARKS.items():
        if reading.answers and reading.answers[tag].value != f"{mark} og\n{mark} igjen":
            yield f"{tag}: {reading.answers[tag].value!r}"


# Bytes of the archive


def bytes_changed(chance: random.Random, form: bytes) -> bytes:
    data = bytearray(form)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def headers_changed(chance: random.Random, form: bytes) -> bytes:
    """Change a byte near one of the archive's own headers, where it does most."""
    data = bytearray(form)
    signature = chance.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"))
    places = [match.start() for match in re.finditer(re.escape(signature), form)]
    data[min(chance.choice(places) + chance.randrange(60), len(data) - 1)] = chance.randrange(256)
    return bytes(data)


def cut(chance: random.Random, form: bytes) -> bytes:
    return form[: chance.randrange(len(form))]


def piece_moved(chance: random.Random, form: bytes) -> bytes:
    start, length, to = chance.randrange(len(form)), chance.randrange(1, 4000), chance.randrange(len(form))
    rest = form[:start] + form[start + length :]
    return rest[:to] + form[start : start + length] + rest[to:] if chance.random() < 0.5 else rest


# Parts and XML


def part_lost(chance: random.Random, form: bytes) -> bytes:
    parts = unpacked(form)
    del parts[chance.choice(sorted(parts))]
    return packed(parts)


def part_renamed(chance: random.Random, form: bytes) -> bytes:
    parts = unpacked(form)
    name = chance.choice(sorted(parts))
    new = chance.choice(
        (name.upper(), f"word/{name}", name + "x", name.replace("/", "\\"), chance.choice(sorted(parts)))
    )
    return packed({new if other == name else other: data for other, data in parts.items()})


def part_cut(chance: random.Random, form: bytes) -> bytes:
    parts = unpacked(form)
    name = chance.choice((MAIN, *SMALL_PARTS))
    return packed({**parts, name: parts[name][: chance.randrange(len(parts[name]))]})


def markup_changed(chance: random.Random, form: bytes) -> bytes:
    """Change a byte inside a tag of the document, so that no text of a person is another."""
    parts = unpacked(form)
    data = bytearray(parts[MAIN])
    match = chance.choice(list(re.finditer(rb"<[^<>]+>", parts[MAIN])))
    data[chance.randrange(match.start(), match.end())] = chance.choice(b"<>/\"'= &abw:019")
    return packed({**parts, MAIN: bytes(data)})


def small_part_changed(chance: random.Random, form: bytes) -> bytes:
    parts = unpacked(form)
    name = chance.choice(SMALL_PARTS)
    root = etree.fromstring(parts[name])
    change_elements(chance, root, set())
    return packed({**parts, name: etree.tostring(root)})


def document_changed(chance: random.Random, form: bytes) -> bytes:
    parts = unpacked(form)
    root = etree.fromstring(parts[MAIN])
    for _ in range(chance.randint(1, 4)):
        change_elements(chance, root, STRUCTURE)
    return packed({**parts, MAIN: etree.tostring(root)})


def change_elements(chance: random.Random, root: etree._Element, spared: set[str]) -> None:
    """Delete, double, empty or exchange an element, or change its attributes."""
    elements = [e for e in root.iter("*") if e.tag not in spared and e.getparent() is not None]
    if not elements:
        return
    element = chance.choice(elements)
    parent = element.getparent()
    assert parent is not None
    match chance.randrange(6):
        case 0:
            parent.remove(element)
        case 1:
            element.addnext(etree.fromstring(etree.tostring(element)))
        case 2:
            element.text = None
        case 3 if len(parent) > 1 and not any(e.tag in spared for e in parent):
            parent.insert(chance.randrange(len(parent)), element)
        case 4 if element.attrib:
            del element.attrib[chance.choice(sorted(element.attrib))]
        case 5 if element.attrib:
            others = [value for other in elements if other.tag == element.tag for value in other.attrib.values()]
            element.set(chance.choice(sorted(element.attrib)), chance.choice(["", "0", "-1", "9" * 20, *others]))


ARCHIVE: tuple[Mutation, ...] = (bytes_changed, headers_changed, cut, piece_moved)
INSIDE: tuple[Mutation, ...] = (part_lost, part_renamed, part_cut, markup_changed, small_part_changed, document_changed)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_damage_makes_a_form_say_what_nobody_wrote(desk: Desk, form: bytes, seed: int):
    chance = random.Random(seed)
    end = time.monotonic() + SECONDS
    number = accepted = 0
    while time.monotonic() < end:
        number += 1
        mutation = chance.choice((*ARCHIVE, *INSIDE, document_changed, document_changed))
        reading = desk.read(mutation(chance, form))
        found = [*wrong(reading), *(lost_without_a_word(reading) if mutation in ARCHIVE else ())]
        assert not found, f"seed {seed}, case {number}, {mutation.__name__}"
        assert reading.candidate or reading.problems, f"seed {seed}, case {number}, {mutation.__name__}: no word"
        accepted += bool(reading.candidate)
    assert number // 10 < accepted < number, f"{accepted} of {number} accepted: this tests nothing"


def test_the_form_that_is_damaged_is_read_whole(desk: Desk, form: bytes):
    reading = desk.read(form)
    assert [*wrong(reading), *lost_without_a_word(reading)] == []
    assert set(MARKS) | set(SCORES) | set(CHOICES) <= set(reading.answers)


def test_answers_that_have_changed_places_would_be_seen(desk: Desk):
    swapped = {"in_depth.K1.notes": MARKS["in_depth.K2.notes"], "in_depth.K1.score": "2", "in_depth.K1.met": "not_met"}
    assert len(list(wrong(desk.read(desk.filled("P1", swapped))))) == 3
