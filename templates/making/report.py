"""What every report has: an upright page, its header and footer, and boxes that people fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from making.look import CM, LIGHT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, UPRIGHT_WIDTH
from making.markup import (
    NAMESPACES,
    cell,
    each,
    each_row,
    gap,
    header_row,
    p,
    row,
    run,
    tabbed,
    table,
    when,
)
from making.markup import widths as any_widths
from making.words import Words

_POSITION = "{{ position.title }}{% if position.case_number %} · {{ position.case_number }}{% endif %}"


def widths(*centimetres: float) -> list[int]:
    """Column widths; the last one takes what is left of the line."""
    return any_widths(*centimetres, line=UPRIGHT_WIDTH)


def title(words: Words) -> str:
    return p(words("title"), style="Title")


def facts(words: Words, *lines: tuple[str, str]) -> str:
    """A table of labels and texts; ``lines`` hold the key of a word and what stands after it."""
    columns = widths(4.2)
    rows = [
        row(cell(columns[0], p(words(name), style="Label"), fill=LIGHT), cell(columns[1], p(text, style="Line")))
        for name, text in lines
    ]
    return table(columns, *rows, name=words("title"), style="FactsTable", headers="column")


def position_facts(words: Words) -> str:
    employer = "{{ position.employer }}{% if position.unit %}, {{ position.unit }}{% endif %}"
    return facts(
        words,
        ("position", "{{ position.title }}"),
        ("employer", employer),
        ("case_number", "{{ position.case_number }}"),
        ("advertised", "{{ position.advertised }}"),
        ("manager", "{{ position.manager }}"),
    )


def headed(words: Words, columns: Sequence[int], keys: Sequence[str], *rows: str, name: str) -> str:
    """A table below a row of headers, which stands on every page."""
    return table(columns, header_row(columns, [words(key) for key in keys], len(keys)), *rows, name=words(name))


@dataclass(frozen=True)
class Column:
    """A column of a listing: the key of its header, its content, and its width in centimetres.

    The last column takes what is left of the line and has no width.
    """

    header: str
    content: str
    width: float = 0


def listing(words: Words, name: str, loop: str, *columns: Column) -> str:
    """A table with a row for each round of a loop."""
    sizes = widths(*(column.width for column in columns[:-1]))
    cells = (cell(size, column.content) for size, column in zip(sizes, columns, strict=True))
    rows = each_row(loop, len(columns), row(*cells))
    return headed(words, sizes, [column.header for column in columns], rows, name=name)


def text(expression: str, style: str = "Cell") -> str:
    return p(f"{{{{ {expression} }}}}", style=style)


def strong(expression: str) -> str:
    return p(run(f"{{{{ {expression} }}}}", bold=True), style="Cell")


def to_fill(words: Words, key: str) -> str:
    """A box for a person to write in, with what belongs there."""
    return p(f"[{words('to_fill_in')}: {words(key)}]", style="ToFill")


def statements(of: str, style: str = "Cell", label: str = "") -> str:
    """What people have written, each with a name before it unless the panel agrees on it."""
    whose = label + "{% if said.member %}{{ said.member }}: {% endif %}"
    return each(f"said in {of}", p(run(whose, bold=True), run("{{ said.text }}"), style=style))


def signatures(words: Words) -> str:
    """A line for everybody who signs, and lines for names written by hand where the plan has nobody."""
    columns = widths(7.4, 2.8)
    person = "{{ signer.name }}{% if signer.role %}, {{ signer.role }}{% endif %}"
    height = round(1.1 * CM)
    return headed(
        words,
        columns,
        ("name_role", "date", "signature"),
        each_row(
            "signer in signers",
            3,
            row(cell(columns[0], p(person, style="Cell", keep=True)), *map(cell, columns[1:]), height=height),
        ),
        each_row("number in range(0 if signers else 3)", 3, row(*map(cell, columns), height=height)),
        name="signatures",
    )


def notice(words: Words, condition: str, heading: str, text: str, *content: str) -> str:
    """A section that is there only when there is something to be careful about."""
    return when(condition, p(words(heading), style="Heading2"), p(words(text), keep=True), *content)


def section() -> str:
    return (
        gap()
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{PAGE_HEIGHT}" w:h="{PAGE_WIDTH}"/>'
        f'<w:pgMar w:top="1100" w:right="{MARGIN}" w:bottom="1000" w:left="{MARGIN}" w:header="500" w:footer="450" w:gutter="0"/>'
        "</w:sectPr>"
    )


def page_header(words: Words) -> str:
    return f"<w:hdr {NAMESPACES}>{tabbed(run(_POSITION), run(words('title'), bold=True), style='Header')}</w:hdr>"


def page_footer(words: Words) -> str:
    return f"<w:ftr {NAMESPACES}>{tabbed(run(words('confidential')), page_number(words), style='Footer')}</w:ftr>"


def page_number(words: Words) -> str:
    def number(field: str) -> str:
        return f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    return run(f"{words('page')} ") + number("PAGE") + run(f" {words('page_of')} ") + number("NUMPAGES")


def core_properties(words: Words) -> str:
    return properties(words, f"{words('title')}: {_POSITION}")


def properties(words: Words, title: str) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title>"
        f"<dc:language>{words.language.text('language.word')}</dc:language></cp:coreProperties>"
    )
