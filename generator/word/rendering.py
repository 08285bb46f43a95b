"""From a template and a plan to the bytes of a form, and from a template and its names to those of a report.

docxtpl renders the template; no text of the plan passes through it. Every value is put in as
a slot and exchanged for the text when the XML is done, because docxtpl rewrites what it
rendered (``{_{`` becomes ``{{``, line breaks, tabs and form feeds become markup, broken XML is
mended in silence). Source of what it does: docxtpl 0.20, ``template.py``.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from lxml import etree
from markupsafe import Markup

from generator import package, seal
from generator.language import Language
from generator.model import Field, FormSpec, Identity, Look, Plan
from generator.problems import Place, Problem, Tag, UnusableFile, errors, problem
from generator.word import controls
from generator.word.contents import contents_of
from generator.word.finding import locations, misleading_fields
from generator.word.identity import FormInformation, write_information
from generator.word.ns import XML_SPACE, child, value, w
from generator.word.opening import OpenedForm
from generator.word.paper import prepare_for_paper
from generator.word.protection import protect
from generator.word.room import give_room
from generator.word.sandbox import TemplateEnvironment, TooMuch
from generator.word.template_code import Code
from generator.word.template_file import TemplateFile, open_template, without_codes
from generator.word.template_names import source
from generator.word.template_problems import Findings, findings_of, place_of_code
from generator.word.text import text_of
from generator.word.tidy import tidy
from generator.word.views import context, form_view

_SLOT = re.compile(r"IGSLOT([0-9]+)X")
_TEMPLATE_CODE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


# What an expression of a template can raise; SecurityError and undefined names are TemplateErrors.
_FAILURES = (
    *(TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError),
    *(RecursionError, MemoryError, etree.LxmlError, package.DamagedPackage, AssertionError),
)


@dataclass(frozen=True)
class Draft:
    """A form before it is sealed, and what is wrong with it; ``parts`` is empty when nothing could be rendered."""

    parts: dict[str, bytes]
    form: OpenedForm | None
    problems: tuple[Problem, ...]


class Template:
    """A Word template, opened once for many forms. ``name`` is for messages."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name

    @cached_property
    def file(self) -> TemplateFile:
        """The template as a file; UnusableFile when no form can be made from it."""
        return open_template(self._data, self._name)

    @cached_property
    def _environment(self) -> TemplateEnvironment:
        return TemplateEnvironment(self.file.of.max_rounds)

    @cached_property
    def _ready(self) -> bytes:
        return package.write_package(self.file.parts)

    @cached_property
    def findings(self) -> Findings:
        """What is wrong with the template whatever the plan; UnusableFile when it cannot be opened."""
        return findings_of(self.file)

    def salvaged(self) -> Template | None:
        """Return the template without the codes that cannot be carried out, to see what else is wrong with it."""
        if self.findings.hopeless:
            return None
        other = Template(self._data, self._name)
        other.file = without_codes(self._data, self._name, self.findings.wrong)
        return other

    def render(
        self,
        plan: Plan,
        spec: FormSpec,
        identity: Identity,
        language: Language,
        look: Look,
    ) -> bytes:
        """Return a form as a .docx file; equal arguments give equal bytes.

        Raises UnusableFile when the template has an error, or does not ask for each field exactly once.
        """
        self._refuse(self.findings.problems)
        draft = self.draft(plan, spec, identity, language, look)
        self._refuse(draft.problems)
        assert draft.form is not None  # or there would have been an error
        assert draft.form.information is not None
        if look.protected:
            protect(draft.parts, self.file.document)
        if identity.made:
            package.date(draft.parts, identity.made)
        write_information(draft.parts, self.file.document, draft.form.information)
        return package.write_package(draft.parts)

    def render_report(self, names: Mapping[str, Any], values: Mapping[str, str]) -> bytes:
        """Return a report, which has no answer fields, sealed with ``values``; ``names`` are those of its template.

        Raises UnusableFile when the template has an error.
        """
        self._refuse(self.findings.problems)
        parts, found = self._rendered(names)
        self._refuse(found)
        document = self.file.document
        root = package.parse_xml(parts[document])
        _drop_empty_runs(root)
        parts[document] = package.serialize_xml(root)
        seal.seal(parts, values)
        return package.write_package(parts)

    def report_problems(self, names: Mapping[str, Any]) -> list[Problem]:
        """Return what is wrong with a report with these names; for a template whose code can be carried out."""
        return self._rendered(names)[1]

    @staticmethod
    def _refuse(problems: Sequence[Problem]) -> None:
        for first in errors(problems):
            raise UnusableFile(first)

    def draft(self, plan: Plan, spec: FormSpec, identity: Identity, language: Language, look: Look) -> Draft:
        """Return a form with all that is wrong with it; for a template whose code can be carried out."""
        view = form_view(plan, spec, language)
        parts, found = self._rendered(context(plan, spec, view, language))
        if not parts:
            return Draft({}, None, tuple(found))
        document = self.file.document
        root = package.parse_xml(parts[document])
        found += self._wrong_fields(root, spec.fields)
        _drop_empty_runs(root)
        give_room(root, spec.minutes)
        if look.paper:
            styles = package.related(parts, "styles", document)
            known = package.parse_xml(parts[styles]) if styles else None
            prepare_for_paper(root, known, language, plan.scale)
        controls.number_controls(root)
        parts[document] = package.serialize_xml(root)
        controls.add_placeholder(parts, document)
        contents = contents_of(parts, document, child(root, w("body")))
        made_with = (locations(contents.body), contents.static(), contents.drawings())
        form = OpenedForm(self._name, contents, FormInformation(identity, spec.texts, *made_with), ())
        misleading = misleading_fields(form, spec.fields)
        if misleading and not found:
            found.append(self._problem("template_field_misleading", tags=[Tag(tag) for tag in misleading]))
        return Draft(parts, form, tuple(found))

    def _rendered(self, names: Mapping[str, Any]) -> tuple[dict[str, bytes], list[Problem]]:
        """Return the parts with every code carried out, or nothing and why."""
        slots = _Slots()
        stream = io.BytesIO()
        try:
            template = _StrictDocxTemplate(io.BytesIO(self._ready))
            self._environment.begin(slots.put)
            template.render(dict(names), self._environment, autoescape=True)
            template.save(stream)
            parts = package.read_package(stream.getvalue())
        except _FAILURES as error:
            return {}, [*self._failures(names)] or [self._problem("template_unusable", reason=_reason(error))]
        left = [problem for name, data in parts.items() for problem in self._left_over(name, data)]
        if left:
            return {}, left
        return {name: self._filled(name, data, slots) for name, data in parts.items()}, []

    def _failures(self, names: Mapping[str, Any]) -> Iterator[Problem]:
        """Yield the codes that do not work for a form, each with its place, by running them without the document."""
        failed: list[Code] = []
        codes = self.file.codes
        while len(failed) <= len(codes):
            try:
                TemplateEnvironment(self.file.of.max_rounds).from_string(source(codes, failed)).render(names)
                return
            except _FAILURES as error:
                line = _line_of(error.__traceback__)
                if not 0 < line <= len(codes) or codes[line - 1] in failed:
                    return
                code = codes[line - 1]
                failed.append(code)
                place = place_of_code(self.file, code)
                if isinstance(error, TooMuch):
                    yield problem("template_endless", place, typed=code.text)
                    return
                yield problem("template_fails", place, typed=code.text, reason=_reason(error))

    def _left_over(self, name: str, data: bytes) -> Iterator[Problem]:
        if not name.endswith(".xml") or name == "[Content_Types].xml":
            return
        root = package.parse_xml(data)
        text = next((text for text in _texts(root) if _TEMPLATE_CODE.search(text)), None)
        if text is not None:
            yield self._problem("template_left_over", text=text.strip())

    def _filled(self, name: str, data: bytes, slots: _Slots) -> bytes:
        if not name.endswith(".xml") or name == "[Content_Types].xml":
            return data
        root = package.parse_xml(data)
        changed = slots.fill(root)
        if name in self.file.regions:
            tidy(root)
        return package.serialize_xml(root) if changed or name in self.file.regions else data

    def _wrong_fields(self, root: etree._Element, fields: Sequence[Field]) -> list[Problem]:
        tags = Counter(value(control.find(f"{w('sdtPr')}/{w('tag')}")) for control in root.iter(w("sdt")))
        expected = {field.tag for field in fields}
        missing = [Tag(field.tag) for field in fields if not tags[field.tag]]
        doubled = [Tag(field.tag) for field in fields if tags[field.tag] > 1]
        unread = [Tag(tag) for tag in tags if tag and tag not in expected and Field.of(tag)]
        found = []
        if missing:
            found.append(self._problem("template_field_missing", tags=missing))
        if doubled:
            found.append(self._problem("template_field_doubled", tags=doubled))
        if unread:
            found.append(self._problem("template_field_unread", tags=unread))
        return found

    def _problem(self, code: str, **values: Any) -> Problem:
        return problem(code, Place(file=self._name), **values)


class _StrictDocxTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl mends broken XML in silence, and what it cannot place is lost; here it is an error."""

    def fix_tables(self, xml: str) -> Any:
        package.parse_xml(xml.encode())
        return super().fix_tables(xml)


def _line_of(traceback: TracebackType | None) -> int:
    """Return the line of a template made from a string in which an exception was raised; 0 if in none."""
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


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
