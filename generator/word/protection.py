"""Restricting a document so that nothing but its fields can be edited (ECMA-376 17.15.1.29)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from generator import package
from generator.word.ns import W, value, w, with_transitional_names

_SETTINGS = "word/settings.xml"
_SETTINGS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"

# What the schema puts before documentProtection in the settings (ECMA-376 17.15.1.78, CT_Settings).
_BEFORE = frozenset(
    map(
        w,
        (
            *("writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime"),
            *("doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText"),
            *("printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts"),
            *("saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges"),
            *("bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors"),
            *("hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate"),
            *("linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge"),
            *("revisionView", "trackRevisions", "doNotTrackMoves", "doNotTrackFormatting"),
        ),
    )
)


def protect(parts: dict[str, bytes], document: str) -> None:
    """Let Word change nothing but content controls; without a password, so that anyone can lift it."""
    name = package.related(parts, "settings", document)
    if name is None:
        package.add_part(
            parts, _SETTINGS, f'<w:settings xmlns:w="{W}"/>'.encode(), _SETTINGS_TYPE, "settings", document
        )
        name = _SETTINGS
    root = package.parse_xml(parts[name])
    for old in root.findall(w("documentProtection")):
        root.remove(old)
    protection = etree.Element(w("documentProtection"))
    protection.set(w("edit"), "forms")
    protection.set(w("enforcement"), "1")
    root.insert(sum(element.tag in _BEFORE for element in root), protection)
    parts[name] = package.serialize_xml(root)


def is_protected(parts: Mapping[str, bytes]) -> bool:
    """Return whether a document lets Word change nothing but its fields."""
    name = package.related(parts, "settings", package.related(parts, "officeDocument") or "")
    if name is None:
        return False
    try:
        root = package.parse_xml(with_transitional_names(parts[name]))
    except package.DamagedPackage:
        return False
    protection = root.find(w("documentProtection"))
    return value(protection, "edit") == "forms" and value(protection, "enforcement") in ("1", "true", "on")
