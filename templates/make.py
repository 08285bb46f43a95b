"""Makes the Word templates: ``python templates/make.py`` writes templates/LANGUAGE/*.docx.

The layout stands in ``making/``, the words in generator/language/LANGUAGE.toml. The templates are
ordinary Word files; a test shows that the committed ones are what this makes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

TEMPLATES = Path(__file__).resolve().parent
sys.path[:0] = [str(TEMPLATES), str(TEMPLATES.parent)]

from making import interview, recommendation, report, styles  # noqa: E402
from making.icons import ICONS, png  # noqa: E402
from making.look import UPRIGHT_WIDTH  # noqa: E402
from making.markup import NAMESPACES  # noqa: E402
from making.words import Words  # noqa: E402

from generator import language as languages  # noqa: E402
from generator import package, seal  # noqa: E402
from generator.language import Language  # noqa: E402
from generator.word.ns import w  # noqa: E402
from generator.word.template_documents import TEMPLATE_OF  # noqa: E402

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN = "word/document.xml"
REPORTS = {"recommendation": recommendation}
"""The layout of each report by its document."""


def interview_template(language: Language) -> bytes:
    """Return the template of the interview form in a language."""
    words = Words(language, "interview")
    parts = _parts(words, interview, styles.styles(language), png=True)
    _add_icons(parts)
    return package.write_package(parts)


def report_template(document: str, layout: ModuleType, language: Language) -> bytes:
    """Return the template of a report in a language; a property says what it is a template of."""
    parts = _parts(Words(language, document), layout, styles.styles(language, UPRIGHT_WIDTH, for_reports=True))
    _drop_unused_styles(parts)
    seal.mark(parts, {TEMPLATE_OF: document})
    return package.write_package(parts)


def _parts(words: Words, layout: ModuleType, all_styles: str, *, png: bool = False) -> dict[str, bytes]:
    pictures = '<Default Extension="png" ContentType="image/png"/>' if png else ""
    parts: dict[str, bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package.CONTENT_TYPES}">{pictures}'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ).encode()
    }
    language = words.language
    body = f"<w:document {NAMESPACES}><w:body>{layout.body(words)}</w:body></w:document>"
    _add(parts, MAIN, body, "document.main", "officeDocument", "")
    # section() refers to these two as the first and second relationship
    page = layout if layout is interview else report
    _add(parts, "word/header1.xml", page.page_header(words), "header", "header")
    _add(parts, "word/footer1.xml", page.page_footer(words), "footer", "footer")
    _add(parts, "word/styles.xml", all_styles, "styles", "styles")
    _add(parts, "word/numbering.xml", styles.numbering(), "numbering", "numbering")
    _add(parts, "word/settings.xml", styles.settings(language), "settings", "settings")
    _add(parts, "word/fontTable.xml", styles.font_table(), "fontTable", "fontTable")
    package.add_part(
        parts,
        "word/theme/theme1.xml",
        _xml(styles.theme()),
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "theme",
        MAIN,
    )
    package.add_part(
        parts,
        "docProps/core.xml",
        _xml(page.core_properties(words)),
        "application/vnd.openxmlformats-package.core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    )
    return parts


def _drop_unused_styles(parts: dict[str, bytes]) -> None:
    """Leave out the styles of ours that nothing in the template uses."""
    used = {
        element.get(w("val"))
        for part in (MAIN, "word/header1.xml", "word/footer1.xml")
        for element in package.parse_xml(parts[part]).iter(w("pStyle"), w("rStyle"), w("tblStyle"))
    }
    root = package.parse_xml(parts["word/styles.xml"])
    for style in list(root.iter(w("style"))):
        if style.get(w("customStyle")) and style.get(w("styleId")) not in used:
            root.remove(style)
    parts["word/styles.xml"] = package.serialize_xml(root)


def _add(parts: dict[str, bytes], name: str, xml: str, type: str, kind: str, source: str = MAIN) -> None:
    package.add_part(parts, name, _xml(xml), f"{WORD_TYPE}.{type}+xml", kind, source)


def _add_icons(parts: dict[str, bytes]) -> None:
    name = package.relationships_part(MAIN)
    entries = ""
    for icon in ICONS:
        parts[f"word/media/{icon}.png"] = png(icon)
        entries += (
            f'<Relationship Id="{interview.icon_relationship(icon)}" Type="{package.OFFICE_RELATIONSHIPS}/image" '
            f'Target="media/{icon}.png"/>'
        )
    parts[name] = _xml(parts[name].decode().replace("</Relationships>", f"{entries}</Relationships>"))


def _xml(text: str) -> bytes:
    return package.serialize_xml(package.parse_xml(text.encode()))


def templates() -> Iterable[tuple[str, bytes]]:
    """Yield the path of each template below this folder, and its bytes."""
    for language in languages.all_languages():
        yield f"{language.code}/interview.docx", interview_template(language)
        for document, layout in REPORTS.items():
            yield f"{language.code}/{document}.docx", report_template(document, layout, language)


def main() -> None:
    for name, data in templates():
        path = TEMPLATES / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
