"""From a template and a plan to the bytes of a form.

docxtpl renders the template; no text of the plan passes through it. Every value is put in as
a slot and exchanged for the text when the XML is done, because docxtpl rewrites what it
rendered (``{_{`` becomes ``{{``, line breaks, tabs and form feeds become markup, broken XML is
mended in silence). Source of what it does: docxtpl 0.20, ``template.py``.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError
from lxml import etree
from markupsafe import Markup

from generator import package
from generator.language import Language
from generator.model import Field, FormSpec, Identity, Look, Plan
from generator.problems import Place, Problem, Tag, UnusableFile, problem
from generator.word import controls
from generator.word.finding import locations, misleading_fields
from generator.word.identity import FormInformation, static_hash, write_information
from generator.word.ns import XML_SPACE, child, value, w
from generator.word.opening import OpenedForm
from generator.word.paper import prepare_for_paper
from generator.word.protection import protect
from generator.word.room import give_room
from generator.word.text import paragraphs_of, text_of
from generator.word.views import context, form_view

_SLOT = re.compile(r"IGSLOT([0-9]+)X")
_TEMPLATE_CODE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


class Template:
    """A Word template, opened once for many forms. ``name`` is for messages."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name

    def render(
        self,
        plan: Plan,
        spec: FormSpec,
        identity: Identity,
        language: Language,
        look: Look,
    ) -> bytes:
        """Return a form as a .docx file; equal arguments give equal bytes.

        Raises UnusableFile when the template names what does not exist, or does not ask for
        each field exactly once.
        """
        view = form_view(plan, spec, language)
        parts = self._rendered(context(plan, spec, view, language))
        document = package.related(parts, "officeDocument")
        assert document is not None  # docxtpl has opened it
        root = package.parse_xml(parts[document])
        self._refuse_wrong_fields(root, spec.fields)
        _drop_empty_runs(root)
        give_room(root, spec.minutes)
        if look.paper:
            styles = package.related(parts, "styles", document)
            known = package.parse_xml(parts[styles]) if styles else None
            prepare_for_paper(root, known, language, plan.scale)
        controls.number_controls(root)
        parts[document] = package.serialize_xml(root)
        controls.add_placeholder(parts, document)
        body = child(root, w("body"))
        information = FormInformation(identity, spec.texts, locations(body), _static(body))
        misleading = misleading_fields(OpenedForm(self._name, body, information, ()), spec.fields)
        if misleading:
            raise self._unusable("template_field_misleading", tags=[Tag(tag) for tag in misleading])
        if look.protected:
            protect(parts, document)
        write_information(parts, document, information)
        return package.write_package(parts)

    def _rendered(self, names: dict[str, Any]) -> dict[str, bytes]:
        slots = _Slots()
        environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=slots.put)
        stream = io.BytesIO()
        try:
            package.read_package(self._data)  # says what is wrong with a damaged file, in one exception
            template = DocxTemplate(io.BytesIO(self._data))
            template.render(names, environment, autoescape=True)
            template.save(stream)
        except (TemplateError, TypeError, AttributeError) as error:
            raise self._unusable("template_name", reason=str(error)) from error
        except (package.DamagedPackage, ValueError, KeyError, etree.LxmlError) as error:
            raise self._unusable("template_unusable", reason=str(error)) from error
        parts = package.read_package(stream.getvalue())
        return {name: self._filled(name, data, slots) for name, data in parts.items()}

    def _filled(self, name: str, data: bytes, slots: _Slots) -> bytes:
        if not name.endswith(".xml") or name == "[Content_Types].xml":
            return data
        root = package.parse_xml(data)
        left = next((text for text in _texts(root) if _TEMPLATE_CODE.search(text)), None)
        if left is not None:
            raise self._unusable("template_left_over", text=left.strip())
        return package.serialize_xml(root) if slots.fill(root) else data

    def _refuse_wrong_fields(self, root: etree._Element, fields: Sequence[Field]) -> None:
        tags = Counter(value(control.find(f"{w('sdtPr')}/{w('tag')}")) for control in root.iter(w("sdt")))
        missing = [Tag(field.tag) for field in fields if not tags[field.tag]]
        doubled = [Tag(field.tag) for field in fields if tags[field.tag] > 1]
        if missing:
            raise self._unusable("template_field_missing", tags=missing)
        if doubled:
            raise self._unusable("template_field_doubled", tags=doubled)

    def _unusable(self, code: str, **values: Any) -> UnusableFile:
        return UnusableFile(self._problem(code, **values))

    def _problem(self, code: str, **values: Any) -> Problem:
        return problem(code, Place(file=self._name), **values)


class _Slots:
    """Texts of the plan that wait outside the template while it is rendered."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def put(self, value: Any) -> Any:
        """Keep a value and return what stands for it; markup of ours and undefined names pass through."""
        if isinstance(value, (Markup, StrictUndefined)):
            return value
        self._texts.append("" if value is None else str(value))
        return Markup(f"IGSLOT{len(self._texts) - 1}X")

    def fill(self, root: etree._Element) -> bool:
        """Exchange every slot in a part for its text; return whether there were any."""
        found = False
        for element in list(root.iter(etree.Element)):
            for name, held in element.attrib.items():
                if _SLOT.search(str(held)):
                    element.set(name, self._exchanged(str(held)))
                    found = True
            if element.text and _SLOT.search(element.text):
                _set_text(element, self._exchanged(element.text))
                found = True
        return found

    def _exchanged(self, text: str) -> str:
        return _SLOT.sub(lambda match: self._texts[int(match[1])], text)


def _set_text(element: etree._Element, text: str) -> None:
    """Put a text in place; in a run, line breaks and tabs become what Word has for them."""
    run = element.getparent()
    if element.tag != w("t") or run is None:
        element.text = text
        return
    place = run.index(element)
    run.remove(element)
    for piece in re.split(r"([\n\t])", text):
        if piece:
            run.insert(place, _piece(piece))
            place += 1


def _piece(text: str) -> etree._Element:
    if text in ("\n", "\t"):
        return etree.Element(w("br" if text == "\n" else "tab"))
    element = etree.Element(w("t"))
    element.set(XML_SPACE, "preserve")
    element.text = text
    return element


def _drop_empty_runs(root: etree._Element) -> None:
    """Remove what docxtpl leaves around a control, so that nobody types beside it without seeing it."""
    for run in list(root.iter(w("r"))):
        paragraph = run.getparent()
        empty = all(piece.tag == w("rPr") or (piece.tag == w("t") and not piece.text) for piece in run)
        if empty and paragraph is not None and paragraph.tag == w("p"):
            paragraph.remove(run)


def _texts(root: etree._Element) -> list[str]:
    paragraphs = list(root.iter(w("p")))
    return [text_of(paragraph) for paragraph in paragraphs] if paragraphs else ["".join(map(str, root.itertext()))]


def _static(body: etree._Element) -> frozenset[str]:
    return frozenset(static_hash(text) for p in paragraphs_of(body) if (text := text_of(p).strip()))
