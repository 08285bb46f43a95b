"""The code that a template author has typed: found, put together and mended where its meaning is plain.

Word splits what is typed into runs, and corrects it: quotes become curly, a hyphen a dash, a space
one that does not break. All of that is undone before docxtpl sees the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from generator.word.ns import MC, XML_SPACE, w

STATEMENTS = ("for", "endfor", "if", "elif", "else", "endif")
LEVELS = ("p", "tr", "tc", "r")
"""What a statement can stand for as a whole: its paragraph, row, cell or run."""

_CODE = re.compile(r"\{\s*\{[^{}]*\}\s*\}|\{\s*%[^{}]*?%\s*\}|\{#.*?#\}", re.DOTALL)
_BRACKET = re.compile(r"\{\s*\{|\}\s*\}|\{\s*%|%\s*\}|\{#|#\}")
_HALF = re.compile(r"\{\s*(?:position|candidate|form|part|item|method|member|level)\s*\.\s*\w+\s*\}?")
_LEVEL = re.compile(r"\s*(?P<level>tr|tc|p|r)\s+(?P<rest>\S.*)", re.DOTALL | re.IGNORECASE)
_LETTER = re.compile(r"\s*(?P<level>[A-Za-z]{1,3})\s+(?P<word>[A-Za-z]+)\b")
_FIRST_WORD = re.compile(r"[A-Za-z_]+")
_FALLBACK = f"{{{MC}}}Fallback"

_DOUBLE, _SINGLE = "“”„‟«»″\u201f", "‘’‚‛′‹›´`"
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\t\n\r"), " ")
_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
_SIGNS = {"–": "-", "—": "-", "−": "-", "\u2011": "-", "≤": "<=", "≥": ">=", "≠": "!="}


@dataclass(frozen=True, eq=False)
class Code:
    """One ``{{ }}`` or ``{% %}``: as it is rendered, as it was typed, and the paragraph that it stands in.

    ``attribute`` is the name of an attribute that holds it (an alternative text), else empty.
    """

    text: str
    typed: str
    part: str
    element: etree._Element
    attribute: str = ""

    @property
    def is_statement(self) -> bool:
        """Whether it is a ``{% %}``."""
        return self.text.startswith("{%")

    @cached_property
    def level(self) -> str:
        """``p``, ``tr``, ``tc`` or ``r`` for code that stands for all it is in, else empty."""
        found = _LEVEL.fullmatch(self.text[2:-2])
        return found["level"] if found else ""

    @property
    def inner(self) -> str:
        """The code without brackets and level."""
        inside = self.text[2:-2]
        return (inside.strip().removeprefix(self.level) if self.level else inside).strip()

    @property
    def plain(self) -> str:
        """The code as Jinja knows it, without a level, on one line."""
        inner = " ".join(self.inner.split())
        return f"{{% {inner} %}}" if self.is_statement else f"{{{{ {inner} }}}}"

    @property
    def word(self) -> str:
        """The first word of the code: ``for``, also after letters that should stand for a level and do not."""
        if self.has_wrong_level:
            return self.inner.split()[1]
        found = _FIRST_WORD.match(self.inner)
        return found[0] if found else ""

    @property
    def has_wrong_level(self) -> bool:
        """Whether a statement begins with letters that no level has: ``{%q for``."""
        words = self.inner.split(maxsplit=2)
        return self.is_statement and len(words) > 1 and words[0] not in STATEMENTS and words[1] in STATEMENTS

    @property
    def is_mended(self) -> bool:
        """Whether it was typed otherwise than it is read; spaces and runs apart."""
        typed = self.typed.translate(_SPACES | _NOTHING)
        return "".join(typed.split()) != "".join(self.text.split()) or bool(re.match(r"\{\s|.*\s\}$", typed))


@dataclass(frozen=True, eq=False)
class Broken:
    """A bracket without its counterpart; ``text`` is what is left of the text around it."""

    text: str
    part: str
    element: etree._Element


@dataclass(frozen=True)
class Found:
    """All code of a part in reading order."""

    codes: tuple[Code, ...]
    broken: tuple[Broken, ...]


def mend_part(name: str, root: etree._Element, fields: frozenset[str]) -> Found:
    """Find all code in a part, and write it back whole and mended; ``fields`` are the functions that give fields."""
    codes: list[Code] = []
    broken: list[Broken] = []
    for element in root.iter(etree.Element):
        shown = not any(parent.tag == _FALLBACK for parent in element.iterancestors())
        found = [*_in_attributes(name, element, fields)]
        if element.tag == w("p"):
            own, left = _in_paragraph(name, element, fields)
            found += own
            broken += left if shown else []
        codes += found if shown else []
    return Found(tuple(codes), tuple(broken))


def mend_properties(name: str, root: etree._Element, fields: frozenset[str]) -> Found:
    """Find and mend the code in the properties of the document, which have plain texts."""
    codes: list[Code] = []
    broken: list[Broken] = []
    for element in root.iter(etree.Element):
        text = element.text or ""
        matches = [*_CODE.finditer(text)]
        codes += [Code(mended(m[0], fields), m[0], name, element) for m in matches if not m[0].startswith("{#")]
        if matches:
            element.text = _CODE.sub(lambda m: mended(m[0], fields), text)
        if _BRACKET.search(left := _CODE.sub("", text)):
            broken.append(Broken(left, name, element))
    return Found(tuple(codes), tuple(broken))


# In a paragraph


@dataclass(frozen=True)
class _Piece:
    """Text of a paragraph: of a ``w:t``, or what another element stands for."""

    element: etree._Element
    text: str


_CHARACTERS = {w("tab"): " ", w("br"): " ", w("cr"): " ", w("noBreakHyphen"): "-", w("softHyphen"): ""}
_NOT_TEXT = frozenset({w("txbxContent"), w("del"), w("moveFrom"), w("pPr"), w("rPr"), w("sdtPr"), w("instrText")})


def _pieces(element: etree._Element) -> Iterator[_Piece]:
    for child in element:
        if child.tag == w("t"):
            yield _Piece(child, child.text or "")
        elif child.tag in _CHARACTERS:
            yield _Piece(child, _CHARACTERS[child.tag])
        elif isinstance(child.tag, str) and child.tag not in _NOT_TEXT:
            yield from _pieces(child)


def _in_paragraph(
    name: str, paragraph: etree._Element, fields: frozenset[str]
) -> tuple[Sequence[Code], Sequence[Broken]]:
    pieces = [*_pieces(paragraph)]
    text = "".join(piece.text for piece in pieces)
    matches = [*_CODE.finditer(text)]
    new = [mended(match[0], fields) for match in matches]
    _rewrite(pieces, [(match.start(), match.end(), code) for match, code in zip(matches, new, strict=True)])
    codes = [
        Code(code, match[0], name, paragraph)
        for match, code in zip(matches, new, strict=True)
        if not code.startswith("{#")
    ]
    left = _CODE.sub(" … ", text)
    return codes, [Broken(left, name, paragraph)] if _BRACKET.search(left) or _HALF.search(left) else []


def _rewrite(pieces: Sequence[_Piece], edits: Sequence[tuple[int, int, str]]) -> None:
    """Put each new text where the old one began, and take the rest of the old one out of the other runs."""
    owners = [number for number, piece in enumerate(pieces) for _ in piece.text]
    letters = "".join(piece.text for piece in pieces)
    texts = ["" for _ in pieces]
    position = 0
    for start, end, new in (*edits, (len(letters), len(letters), "")):
        for at in range(position, start):
            texts[owners[at]] += letters[at]
        if new:
            texts[owners[start]] += new
        position = end
    for piece, text in zip(pieces, texts, strict=True):
        if text == piece.text:
            continue
        if piece.element.tag == w("t"):
            piece.element.text = text
            piece.element.set(XML_SPACE, "preserve")
        elif (parent := piece.element.getparent()) is not None:
            parent.remove(piece.element)


def _in_attributes(name: str, element: etree._Element, fields: frozenset[str]) -> Iterator[Code]:
    for attribute, held in element.attrib.items():
        for match in _CODE.finditer(str(held)):
            code = mended(match[0], fields).replace('"', "'")
            element.set(attribute, str(element.get(attribute)).replace(match[0], code, 1))
            yield Code(code, match[0], name, element, str(attribute))


# One piece of code


def mended(code: str, fields: frozenset[str]) -> str:
    """Return a piece of code with what a word processor has made of it undone."""
    if code.startswith("{#"):
        return code
    statement = "%" in code[:3] and code.lstrip("{ \u00a0\t\n").startswith("%")
    sign = "%" if statement else "{"
    inside = code.strip("{}").strip().strip("%") if statement else code.strip("{} \u00a0\t\n")
    inside = _straight(inside.translate(_SPACES | _NOTHING)).strip()
    inside = inside.removeprefix("-").removeprefix("+").removesuffix("-").removesuffix("+")
    inside = inside if _starts_with_level(inside, statement=statement) else f" {inside.strip()}"
    if statement:
        return f"{{%{_statement(inside)} %}}"
    return f"{{{sign}{_printed(inside, fields)} }}}}"


def _starts_with_level(inside: str, *, statement: bool) -> bool:
    found = _LETTER.match(inside)
    return found is not None and (statement or found["level"].lower() in LEVELS)


def _statement(inside: str) -> str:
    """Return a statement with its keyword in small letters, close to its level."""
    found = _LEVEL.fullmatch(inside)
    if found and found["rest"].split()[0].lower() in STATEMENTS:
        return f"{found['level'].lower()} {_lower_keyword(found['rest'].strip())}"
    inside = inside.strip()
    first = inside.split(maxsplit=1)[0] if inside else ""
    is_keyword = first.lower() in STATEMENTS
    return f" {_lower_keyword(inside)}" if is_keyword else f"{inside}" if _LETTER.match(inside) else f" {inside}"


def _lower_keyword(rest: str) -> str:
    first, _, after = rest.partition(" ")
    return f"{first.lower()} {after}".strip()


def _printed(inside: str, fields: frozenset[str]) -> str:
    """Return what is printed, with ``r`` exactly where it gives a field."""
    found = _LEVEL.fullmatch(inside)
    level = found["level"].lower() if found and not re.match(r"(if|in|or|and|is|not)\b", found["rest"]) else ""
    rest = found["rest"].strip() if found and level else inside.strip()
    gives_field = any(re.search(rf"(?<![\w.]){name}\s*\(", rest) for name in fields)
    if level in ("", "r"):
        return f"r {rest}" if gives_field else f" {rest}"
    return f"{level} {rest}"


def _straight(code: str) -> str:
    """Return code with straight quotes and plain signs; what stands inside quotes keeps its own."""
    result, quote, position = "", "", 0
    while position < len(code):
        letter = code[position]
        if quote:
            if _closes(letter, quote, code[position + 1 :]):
                letter, quote = _plain_quote(quote), ""
            result += letter
        elif letter in "\"'" or letter in _DOUBLE or letter in _SINGLE:
            quote = letter
            result += _plain_quote(letter)
        else:
            result += _SIGNS.get(letter, letter)
        position += 1
    return result


def _closes(letter: str, quote: str, rest: str) -> bool:
    """Return whether a letter ends what a quote began; a straight one by its like, if there is another."""
    alike = '"' + _DOUBLE if quote in '"' + _DOUBLE else "'" + _SINGLE
    if quote in "\"'" and letter != quote and quote in rest:
        return False
    return letter in alike


def _plain_quote(quote: str) -> str:
    return '"' if quote in '"' + _DOUBLE else "'"


def by_part(found: Mapping[str, Found]) -> Iterator[Code]:
    """Yield the codes of all parts, part by part."""
    for part in found.values():
        yield from part.codes
