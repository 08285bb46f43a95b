"""A template as a file: opened, held against what no form may carry, and made ready to be rendered.

Source of what a package can hold: ECMA-376 Part 1, 11 (parts) and 17.15 (settings).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lxml import etree

from generator import package, seal
from generator.model import Field
from generator.problems import Place, Problem, UnusableFile, problem
from generator.word.identity import read_information
from generator.word.ns import value, w
from generator.word.opening import MAX_FILE_BYTES, open_form
from generator.word.template_code import Broken, Code, mend_part, mend_properties
from generator.word.template_documents import ALL_FIELDS, Document, document_of
from generator.word.where import Map, shortened

HEAVY_BYTES = 5 * 2**20
_PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_STORIES = {"header": "header", "footer": "footer", "footnotes": "notes"}
_ACTIVE = ("oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument", "vbaProject")
_LINKING = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE|RD)\b", re.IGNORECASE)
_MERGING = re.compile(r"\s*(MERGEFIELD|MERGEREC|MERGESEQ|NEXT|NEXTIF|ADDRESSBLOCK|GREETINGLINE)\b", re.IGNORECASE)
_CHANGES = frozenset(
    {
        *map(w, ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange")),
        *map(w, ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange")),
    }
)
_COMMENTS = tuple(map(w, ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")))


_STATEMENTS_OF_NOTHING = {
    "for": "for _ in ()",
    "if": "if true",
    "elif": "elif false",
    **{word: word for word in ("else", "endif", "endfor")},
}


@dataclass(frozen=True)
class TemplateFile:
    """A template that can be rendered: its parts with mended code, and what was found on the way.

    ``of`` is the document that it is a template of, ``document`` the name of its main part. ``roots`` are
    the mended trees of the parts that hold code, the body first.
    """

    name: str
    of: Document
    parts: Mapping[str, bytes]
    document: str
    roots: Mapping[str, etree._Element]
    regions: Mapping[str, str]
    codes: tuple[Code, ...]
    broken: tuple[Broken, ...]
    problems: tuple[Problem, ...]
    map: Map

    def place(self, element: etree._Element, part: str, text: str = "") -> Place:
        """Return the place of something in a part."""
        return self.map.place(element, region=self.regions[part], text=text)

    @property
    def language(self) -> str:
        """The language that the document says it is in (``nb-NO``), or empty."""
        return _language(self.parts, self.document)


def open_template(data: bytes, name: str) -> TemplateFile:
    """Open a template; UnusableFile when it is no Word document that forms can be made from."""
    parts = _parts(data, name)
    document = package.related(parts, "officeDocument")
    assert document is not None  # or it would not have been opened
    map = Map(name, parts, document)
    found = [*_of_package(parts, document, Place(name)), *_of_settings(parts, document, Place(name))]
    if len(data) > HEAVY_BYTES:
        found.append(problem("template_heavy", Place(name), size=round(len(data) / 2**20)))
    regions = _regions(parts, document)
    roots = {part: package.parse_xml(parts[part]) for part in regions}
    for part, root in roots.items():
        found += _of_story(map, root, regions[part])
    found += _comments(parts, document, roots, Place(name))
    _remove_what_is_nobodys(parts, document)
    mended = [
        (mend_properties if regions[part] == "properties" else mend_part)(part, root, ALL_FIELDS)
        for part, root in roots.items()
    ]
    parts |= {part: package.serialize_xml(root) for part, root in roots.items()}
    codes = tuple(code for entry in mended for code in entry.codes)
    broken = tuple(entry for each in mended for entry in each.broken)
    return TemplateFile(
        name, document_of(parts, codes), parts, document, roots, regions, codes, broken, tuple(found), map
    )


def without_codes(data: bytes, name: str, numbers: Collection[int]) -> TemplateFile:
    """Open a template with some of its codes, by their number, exchanged for such as do nothing."""
    file = open_template(data, name)
    for number in numbers:
        code = file.codes[number]
        new = _STATEMENTS_OF_NOTHING.get(code.word, "") if code.is_statement else ""
        text = f"{{%{code.level} {new} %}}" if new else ""
        for element in (code.element, *code.element.iter(w("t"))):
            if code.attribute:
                element.attrib.update({str(k): str(v).replace(code.text, text) for k, v in element.attrib.items()})
            elif element.text:
                element.text = element.text.replace(code.text, text, 1)
    parts = {**file.parts, **{part: package.serialize_xml(root) for part, root in file.roots.items()}}
    return replace(file, parts=parts)


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    place = Place(file=name)
    try:
        open_form(data, name)
    except UnusableFile as error:
        if error.problem.code != "form_too_large":
            raise
        raise UnusableFile(problem("template_too_large", place, limit=MAX_FILE_BYTES // 2**20)) from error
    parts = package.read_package(data)
    document = package.related(parts, "officeDocument") or ""
    if package.content_type(parts, document) != _PLAIN or _STRICT in parts[document]:
        raise UnusableFile(problem("template_not_plain", place))
    try:
        if read_information(parts) is not None or seal.sealed_digest(parts) is not None:
            raise UnusableFile(problem("template_is_form", place))
        within_limits = package.Package(data)
        for part in parts:
            if part.endswith((".xml", ".rels")):
                package.parse_xml(within_limits[part])
    except package.DamagedPackage as error:
        raise UnusableFile(problem("damaged_document", place)) from error
    return parts


def _regions(parts: Mapping[str, bytes], document: str) -> dict[str, str]:
    """Return the parts that may hold code, each with where a person finds it; the body is empty."""
    regions = {document: ""}
    for entry in package.relationships(parts, document):
        region = _STORIES.get(entry.type.rpartition("/")[2])
        if region and not entry.external and entry.target in parts:
            regions[entry.target] = region
    core = package.related(parts, _CORE)
    return regions | ({core: "properties"} if core else {})


# What no form may carry


def _of_package(parts: Mapping[str, bytes], document: str, place: Place) -> Iterator[Problem]:
    for rels in sorted(part for part in parts if part.endswith(".rels")):
        folder, _, own = rels.rpartition("_rels/")
        for entry in package.relationships(parts, f"{folder}{own.removesuffix('.rels')}"):
            kind = entry.type.rpartition("/")[2]
            if kind == "attachedTemplate":
                yield problem("template_attached", place, target=entry.target)
            elif kind in _ACTIVE:
                yield problem("template_active", place, name=entry.target)
            elif entry.external and not (kind == "hyperlink" and _is_web(entry.target)):
                yield problem("template_linked", place, target=shortened(entry.target))


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() in ("http", "https", "mailto", "")
    except ValueError:
        return False


def _of_settings(parts: Mapping[str, bytes], document: str, place: Place) -> Iterator[Problem]:
    name = package.related(parts, "settings", document)
    root = package.parse_xml(parts[name]) if name else None
    if root is None:
        return
    protection = root.find(w("documentProtection"))
    enforced = protection is not None and value(protection, "enforcement") in ("1", "true", "on")
    if enforced or root.find(w("writeProtection")) is not None:
        yield problem("template_protected", place)
    if root.find(w("mailMerge")) is not None:
        yield problem("template_mail_merge", place)


def _of_story(map: Map, root: etree._Element, region: str) -> Iterator[Problem]:
    changed = next((element for element in root.iter(*_CHANGES)), None)
    if changed is not None:
        yield problem("template_tracked_changes", map.place(_block(changed), region=region))
    for control in root.iter(w("sdt")):
        tag = value(control.find(f"{w('sdtPr')}/{w('tag')}")) or ""
        if Field.of(tag):
            yield problem("template_own_control", map.place(_block(control), region=region), tag=tag)
    for paragraph in root.iter(w("p")):
        for instruction in _instructions(paragraph):
            if _LINKING.match(instruction):
                yield problem("template_linked", map.place(paragraph, region=region), target=shortened(instruction))
            if _MERGING.match(instruction):
                yield problem("template_mail_merge", map.place(paragraph, region=region))


def _instructions(paragraph: etree._Element) -> Iterator[str]:
    """Yield the instructions of the fields that begin in a paragraph, for Word splits them into runs."""
    for field in paragraph.iter(w("fldSimple")):
        yield value(field, "instr") or ""
    text = ""
    for piece in paragraph.iter(w("fldChar"), w("instrText")):
        if piece.tag == w("instrText"):
            text += piece.text or ""
        elif text:
            yield text
            text = ""
    yield text


def _block(element: etree._Element) -> etree._Element:
    """Return the paragraph that an element stands in, or the first one in it."""
    if element.tag == w("p"):
        return element
    above = next(element.iterancestors(w("p")), None)
    return above if above is not None else next(element.iter(w("p")), element)


# What is only the author's


def _comments(
    parts: dict[str, bytes], document: str, roots: Mapping[str, etree._Element], place: Place
) -> Iterator[Problem]:
    """Take comments out, for they are meant for those who work on the template."""
    references = [element for root in roots.values() for element in root.iter(w("commentReference"))]
    for root in roots.values():
        for element in list(root.iter(*_COMMENTS)):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    for entry in package.relationships(parts, document):
        if entry.type.rpartition("/")[2] in (
            "comments",
            "commentsExtended",
            "commentsIds",
            "commentsExtensible",
            "people",
        ):
            package.remove_part(parts, entry.target)
    if references:
        yield problem("template_comments", place, count=len(references))


def _remove_what_is_nobodys(parts: dict[str, bytes], document: str) -> None:
    """Take out what is about the template as a file: statistics, a small picture of it, and the template behind it."""
    for entry in package.relationships(parts):
        if entry.type.rpartition("/")[2] in ("extended-properties", "thumbnail") and not entry.external:
            package.remove_part(parts, entry.target)
    name = package.related(parts, "settings", document)
    if name is None:
        return
    attached = {r.id for r in package.relationships(parts, name) if r.type.endswith("/attachedTemplate")}
    if attached:
        package.remove_relationships(parts, name, attached)
        root = package.parse_xml(parts[name])
        for element in root.findall(w("attachedTemplate")):
            root.remove(element)
        parts[name] = package.serialize_xml(root)


def _language(parts: Mapping[str, bytes], document: str) -> str:
    core = package.related(parts, _CORE)
    said = package.parse_xml(parts[core]).find("{http://purl.org/dc/elements/1.1/}language") if core else None
    if said is not None and said.text:
        return said.text.strip()
    styles = package.related(parts, "styles", document)
    if styles is None:
        return ""
    path = "/".join(map(w, ("docDefaults", "rPrDefault", "rPr", "lang")))
    return value(package.parse_xml(parts[styles]).find(path)) or ""
