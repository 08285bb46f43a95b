"""Putting answers into the controls of a form, as a person does in Word. For the demo and for tests."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from generator import package
from generator.answers import TICKED
from generator.word.ns import W14, XML_SPACE, child, value, w


def fill(form: bytes, answers: Mapping[str, str]) -> bytes:
    """Return a copy of a form with texts in its controls, by tag.

    A choice is given by its value (``4``, ``not_assessed``, ``met``) and a tick by ``x``; line
    breaks become new lines. KeyError for a tag that the form does not have.
    """
    parts = package.read_package(form)
    document = package.related(parts, "officeDocument")
    if document is None:
        raise KeyError("document")
    root = package.parse_xml(parts[document])
    controls = {value(control.find(f"{w('sdtPr')}/{w('tag')}")): control for control in root.iter(w("sdt"))}
    for tag, text in answers.items():
        _fill(controls[tag], text)
    parts[document] = package.serialize_xml(root)
    return package.write_package(parts)


def _fill(control: etree._Element, text: str) -> None:
    properties, content = child(control, w("sdtPr")), child(control, w("sdtContent"))
    for flag in properties.findall(w("showingPlcHdr")):
        properties.remove(flag)
    checked = properties.find(f"{{{W14}}}checkbox/{{{W14}}}checked")
    if checked is not None:
        checked.set(f"{{{W14}}}val", "1")
        text = TICKED
    for item in properties.iter(w("listItem")):
        if value(item, "value") == text:
            text = value(item, "displayText") or text
            break
    for old in list(content):
        content.remove(old)
    run = etree.SubElement(content, w("r"))
    for piece in re.split(r"([\n\t])", text):
        if piece in ("\n", "\t"):
            etree.SubElement(run, w("br" if piece == "\n" else "tab"))
        elif piece:
            element = etree.SubElement(run, w("t"))
            element.set(XML_SPACE, "preserve")
            element.text = piece
