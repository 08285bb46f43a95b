"""Loops and conditions of a template: which statement ends which, and what a statement would take with it.

``{%p`` stands for its whole paragraph, ``{%tr`` for its row and ``{%tc`` for its cell: whatever else
is in there vanishes. What begins in one place has to end in one like it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from generator.word.ns import w
from generator.word.template_code import Code
from generator.word.text import text_of

_ANCHORS = {"p": w("p"), "tr": w("tr"), "tc": w("tc")}
_OPENS = {"endfor": ("for",), "endif": ("if",), "else": ("if", "for"), "elif": ("if",)}
_PICTURES = (w("drawing"), w("pict"), w("object"))
_END_OF = {"for": "endfor", "if": "endif"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a statement; ``other`` is the one that it does not fit together with."""

    code: str
    at: Code
    other: Code | None = None
    text: str = ""


@dataclass
class Blocks:
    """What was found: faults, and the codes put so that every loop and condition ends."""

    faults: list[Fault] = field(default_factory=list)
    balanced: list[Code] = field(default_factory=list)


def blocks(codes: Sequence[Code]) -> Blocks:
    """Match the statements of each part, or of an attribute, which stands for itself."""
    result = Blocks()
    for group in _groups(codes):
        _match(group, result)
    result.faults += [fault for code in codes if code.is_statement for fault in _swallowed(code)]
    return result


def _groups(codes: Sequence[Code]) -> Iterator[list[Code]]:
    parts: dict[tuple[object, ...], list[Code]] = {}
    for code in codes:
        key = (code.part, code.element, code.attribute) if code.attribute else (code.part,)
        parts.setdefault(key, []).append(code)
    yield from parts.values()


def _match(codes: Sequence[Code], result: Blocks) -> None:
    open_codes: list[Code] = []
    crossed: list[Fault] = []
    for code in codes:
        word = code.word if code.is_statement else ""
        if word in _END_OF:
            open_codes.append(code)
        elif word in _OPENS:
            opener = _opener(code, open_codes, crossed, result)
            if opener is None:
                continue
            if not _fits(opener, code):
                result.faults.append(Fault("template_block_uneven", code, opener))
            if word.startswith("end"):
                open_codes.remove(opener)
        result.balanced.append(code)
    for fault in crossed:  # their ends have not come after all
        result.faults.append(Fault("template_block_open", fault.at, text=_END_OF[fault.at.word]))
    for code in reversed(open_codes):
        result.faults.append(Fault("template_block_open", code, text=_END_OF[code.word]))
        result.balanced.append(_end(code))


def _opener(code: Code, open_codes: list[Code], crossed: list[Fault], result: Blocks) -> Code | None:
    """Return what a statement belongs to; others that began later and are still open are ended, and cross it."""
    wanted = _OPENS[code.word]
    found = next((opened for opened in reversed(open_codes) if opened.word in wanted), None)
    if found is None or (not code.word.startswith("end") and found is not open_codes[-1]):
        late = next((fault for fault in crossed if _END_OF[fault.at.word] == code.word), None)
        if late is not None:
            crossed.remove(late)
            result.faults.append(late)
        else:
            result.faults.append(Fault("template_block_unopened", code, text=wanted[0]))
        return None
    while open_codes[-1] is not found:
        late_code = open_codes.pop()
        result.balanced.append(_end(late_code))
        crossed.append(Fault("template_block_crossed", late_code, code))
    return found


def _end(code: Code) -> Code:
    return replace(code, text=f"{{% {_END_OF[code.word]} %}}")


def _fits(opener: Code, other: Code) -> bool:
    """Return whether two statements stand for places beside each other, so that what is between them is whole."""
    if opener.has_wrong_level or other.has_wrong_level:
        return True  # told as a mistake of its own
    if opener.level != other.level:
        return False
    first, second = anchor(opener), anchor(other)
    if first is None or second is None:
        return True  # told as a fault of its own
    if opener.level in ("", "r"):
        return first is second
    return first.getparent() is second.getparent()


def anchor(code: Code) -> etree._Element | None:
    """Return what code stands for: the row of ``{%tr``, the paragraph of ``{%p`` and of code in a line."""
    wanted = _ANCHORS.get(code.level)
    if wanted is None or code.element.tag == wanted:
        return code.element
    return next(code.element.iterancestors(wanted), None)


def _swallowed(code: Code) -> Iterator[Fault]:
    """Yield what would vanish with a statement, and a statement that stands where it cannot."""
    if code.level not in _ANCHORS:
        return
    element = None if code.attribute else anchor(code)
    if element is None:
        yield Fault("template_level", code)
        return
    text = " ".join(text_of(element).replace(code.text, "", 1).split())
    if text:
        yield Fault("template_swallows", code, text=text)
    elif next(element.iter(*_PICTURES), None) is not None:
        yield Fault("template_swallows_picture", code)
    elif next(element.iter(w("sectPr")), None) is not None:
        yield Fault("template_swallows_section", code)
