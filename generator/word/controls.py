"""Answer fields as Word content controls (ECMA-376 17.5.2): run level, tagged, locked, empty in print."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from markupsafe import Markup

from generator import package
from generator.answers import PLACEHOLDER, TICKED, UNTICKED, choices_of
from generator.language import Language
from generator.model import Field, Kind, Level
from generator.word.ns import W14, W, w

PLACEHOLDER_NAME = "IntervjuguideEmpty"
GLOSSARY = "word/glossary/document.xml"
_GLOSSARY_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"


def control(field: Field, language: Language, scale: Sequence[Level], label: str) -> Markup:
    """Return the run-level content control of a field; ``label`` names it for screen readers."""
    if field.kind is Kind.DONE:
        return _sdt(field, label, _CHECKBOX, UNTICKED, placeholder=False)
    choices = choices_of(field.kind, language, scale)
    return _sdt(field, label, _drop_down(choices) if choices else "", PLACEHOLDER, placeholder=True)


def _drop_down(choices: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<w:listItem w:displayText={quoteattr(text)} w:value={quoteattr(value)}/>" for value, text in choices
    )
    return f"<w:dropDownList>{items}</w:dropDownList>"


_CHECKBOX = (
    f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="0"/>'
    f'<w14:checkedState w14:val="{ord(TICKED):04X}" w14:font="Segoe UI Symbol"/>'
    f'<w14:uncheckedState w14:val="{ord(UNTICKED):04X}" w14:font="Segoe UI Symbol"/></w14:checkbox>'
)
_TICK_FONT = (
    '<w:rPr><w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:eastAsia="Segoe UI Symbol"/></w:rPr>'
)


def _sdt(field: Field, label: str, type: str, content: str, *, placeholder: bool) -> Markup:
    shown = f'<w:placeholder><w:docPart w:val="{PLACEHOLDER_NAME}"/></w:placeholder><w:showingPlcHdr/>'
    run = '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>' if placeholder else _TICK_FONT
    return Markup(  # every value below is escaped or ours
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(label)}/><w:tag w:val={quoteattr(field.tag)}/>"
        f'<w:lock w:val="sdtLocked"/>{shown if placeholder else ""}{type}</w:sdtPr><w:sdtContent>'
        f'<w:r>{run}<w:t xml:space="preserve">{escape(content)}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def number_controls(root: etree._Element) -> None:
    """Give every control of a document its own id, as Word requires; the same document gets the same ids."""
    for number, properties in enumerate(root.iter(w("sdtPr")), start=1):
        for old in properties.findall(w("id")):
            properties.remove(old)
        before = [properties.find(w(name)) for name in ("rPr", "alias", "tag")]
        last = [properties.index(element) for element in before if element is not None]
        element = etree.Element(w("id"))
        element.set(w("val"), str(number))
        properties.insert(max(last, default=-1) + 1, element)


def add_placeholder(parts: dict[str, bytes], document: str) -> None:
    """Ship the empty placeholder in the glossary part; without it Word puts its own words into a cleared control."""
    existing = package.related(parts, "glossaryDocument", document)
    entry = _glossary_entry()
    if existing is None:
        data = f'<w:glossaryDocument xmlns:w="{W}"><w:docParts>{entry}</w:docParts></w:glossaryDocument>'
        root = package.parse_xml(data.encode())
        package.add_part(parts, GLOSSARY, package.serialize_xml(root), _GLOSSARY_TYPE, "glossaryDocument", document)
        return
    root = package.parse_xml(parts[existing])
    if any(name.get(w("val")) == PLACEHOLDER_NAME for name in root.iter(w("name"))):
        return
    wrapped = package.parse_xml(f'<w:docParts xmlns:w="{W}">{entry}</w:docParts>'.encode())
    holder = root.find(w("docParts"))
    if holder is None:
        root.append(wrapped)
    else:
        holder.extend(list(wrapped))
    parts[existing] = package.serialize_xml(root)


def _glossary_entry() -> str:
    return (
        f'<w:docPart><w:docPartPr><w:name w:val="{PLACEHOLDER_NAME}"/>'
        '<w:category><w:name w:val="General"/><w:gallery w:val="placeholder"/></w:category>'
        '<w:behaviors><w:behavior w:val="content"/></w:behaviors>'
        '<w:guid w:val="{6B1F0C52-6A0E-4E0B-9C39-3D2B7A54E101}"/></w:docPartPr><w:docPartBody><w:p><w:r>'
        f'<w:t xml:space="preserve">{PLACEHOLDER}</w:t></w:r></w:p></w:docPartBody></w:docPart>'
    )
