"""Comments, footnotes and endnotes, and where in the text each of them stands.

Source: ECMA-376 17.11 (footnotes and endnotes), 17.13.4 (comments); [MS-DOCX] 2.5.4.1 (replies, ``commentEx``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from generator.model import RemarkKind
from generator.word.ns import W14, related_root, value, w
from generator.word.seen import keep_what_is_seen
from generator.word.styles import Styles
from generator.word.text import text_of

_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_REPLIES = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_ORDINARY = (None, "normal")
"""The kinds of footnotes that are one; the others are the lines that Word draws above them."""

_MOST_REPLIES = 20
"""How deep replies may be replies to each other; in Word all of a thread are replies to its first comment."""


@dataclass(frozen=True, eq=False)
class FoundRemark:
    """A remark and the element of the body that it is anchored at, None where it is anchored nowhere."""

    kind: RemarkKind
    author: str
    text: str
    anchor: etree._Element | None = None


@dataclass(frozen=True, eq=False)
class FoundRemarks:
    """The remarks of a document; ``lost`` says that it refers to some whose text is not in the file."""

    remarks: tuple[FoundRemark, ...] = ()
    lost: bool = False


def remarks_of(parts: Mapping[str, bytes], document: str, body: etree._Element, styles: Styles) -> FoundRemarks:
    """Return all comments, also those that nothing refers to any more, and the notes at the foot of pages."""
    found: list[FoundRemark] = []
    lost = False
    for kind in RemarkKind:
        anchors = _anchors(body, kind)
        notes = _notes(parts, document, kind)
        lost = lost or not anchors.keys() <= notes.keys()
        anchors = {**_anchors_of_replies(parts, document, notes, anchors), **anchors}
        for id, note in notes.items():
            keep_what_is_seen(note, styles)
            if text := text_of(note).strip():
                found.append(FoundRemark(kind, value(note, "author") or "", text, anchors.get(id)))
    return FoundRemarks(tuple(found), lost)


def _anchors(body: etree._Element, kind: RemarkKind) -> dict[str, etree._Element]:
    """Return where remarks of a kind stand, by id: where what they are about begins, or else their sign."""
    names = (w(f"{kind}RangeStart"), w(f"{kind}Reference"))
    found: dict[str, etree._Element] = {}
    for anchor in body.iter(*names):
        found.setdefault(value(anchor, "id") or "", anchor)
    return found


def _notes(parts: Mapping[str, bytes], document: str, kind: RemarkKind) -> dict[str, etree._Element]:
    root = related_root(parts, f"{kind}s", document)
    notes = () if root is None else root.iter(w(kind))
    return {value(note, "id") or "": note for note in notes if value(note, "type") in _ORDINARY}


def _anchors_of_replies(
    parts: Mapping[str, bytes],
    document: str,
    notes: Mapping[str, etree._Element],
    anchors: Mapping[str, etree._Element],
) -> dict[str, etree._Element]:
    """Return for each reply, by id, where the comment stands that began the thread."""
    replies = related_root(parts, _REPLIES, document)
    if replies is None:
        return {}
    above = {e.get(f"{{{_W15}}}paraId"): e.get(f"{{{_W15}}}paraIdParent") for e in replies.iter(f"{{{_W15}}}commentEx")}
    ids = {mark: id for id, note in notes.items() for mark in _marks(note)}

    def found() -> Iterator[tuple[str, etree._Element]]:
        for mark, id in ids.items():
            first = mark
            for _ in range(_MOST_REPLIES):
                first = above.get(first) or first
            if (anchor := anchors.get(ids.get(first, ""))) is not None:
                yield id, anchor

    return dict(found())


def _marks(note: etree._Element) -> list[str]:
    """Return the ids of the paragraphs of a comment, by the last of which others reply to it."""
    marks = (paragraph.get(f"{{{W14}}}paraId") for paragraph in note.iter(w("p")))
    return [mark for mark in marks if mark]
