"""Makes the Word templates: ``python templates/make.py`` writes templates/LANGUAGE/*.docx.

The layout stands here, the words in generator/language/LANGUAGE.toml. The templates are
ordinary Word files; a test shows that the committed ones are what this makes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

TEMPLATES = Path(__file__).resolve().parent
sys.path.insert(0, str(TEMPLATES.parent))

from generator import language as languages  # noqa: E402
from generator import package  # noqa: E402
from generator.language import Language  # noqa: E402

CM = 567  # twentieths of a point in a centimetre
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 16838, 11906, 850
WIDTH = PAGE_WIDTH - 2 * MARGIN

DARK, MIDDLE, LIGHT, LINE, GREY = "1F4E5F", "D5E3E8", "F1F6F8", "8FA6AF", "404040"
FONT = "Calibri"

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


# Paragraphs and tables


def run(text: str, *, bold: bool = False, style: str = "") -> str:
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    return f'<w:r>{_wrapped("rPr", properties)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style: str = "", keep: bool = False, new_page: bool = False) -> str:
    """A paragraph; a piece that is not markup yet becomes a run of plain text."""
    properties = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:keepNext/>" if keep else "")
        + ("<w:pageBreakBefore/>" if new_page else "")
    )
    runs = "".join(piece if piece.startswith("<w:") else run(piece) for piece in content)
    return f"<w:p>{_wrapped('pPr', properties)}{runs}</w:p>"


def code(statement: str) -> str:
    """A paragraph that holds a template statement and vanishes."""
    return p(f"{{%p {statement} %}}")


def when(condition: str, *content: str) -> str:
    return code(f"if {condition}") + "".join(content) + code("endif")


def each(loop: str, *content: str) -> str:
    return code(f"for {loop}") + "".join(content) + code("endfor")


def label(word: str, value: str) -> str:
    return run(f"{word}: ", bold=True) + run(value)


def cell(width: int, *content: str, fill: str = "", span: int = 1, middle: bool = False) -> str:
    properties = (
        f'<w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + ('<w:vAlign w:val="center"/>' if middle else "")
    )
    return f"<w:tc>{_wrapped('tcPr', properties)}{''.join(content) or p()}</w:tc>"


def row(*cells: str, height: int = 0, header: bool = False) -> str:
    properties = (
        "<w:cantSplit/>"
        + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
        + ("<w:tblHeader/>" if header else "")
    )
    return f"<w:tr>{_wrapped('trPr', properties)}{''.join(cells)}</w:tr>"


def each_row(loop: str, columns: int, *rows: str) -> str:
    def statement(text: str) -> str:
        return row(cell(WIDTH, p(f"{{%tr {text} %}}"), span=columns))

    return statement(f"for {loop}") + "".join(rows) + statement("endfor")


def table(widths: Sequence[int], *rows: str, name: str, style: str = "FormTable") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(name)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def header_row(widths: Sequence[int], texts: Sequence[str], first_of_interview: int) -> str:
    fills = [MIDDLE if number < first_of_interview else DARK for number in range(len(texts))]
    styles = ["TableHeader" if fill == MIDDLE else "TableHeaderDark" for fill in fills]
    cells = zip(widths, texts, fills, styles, strict=True)
    return row(*(cell(width, p(text, style=style), fill=fill) for width, text, fill, style in cells), header=True)


def band_row(left: int, left_span: int, right: int, right_span: int, words: Words) -> str:
    return row(
        cell(left, p(words("preparation"), style="TableHeader"), fill=MIDDLE, span=left_span),
        cell(right, p(words("in_the_interview"), style="TableHeaderDark"), fill=DARK, span=right_span),
        header=True,
    )


def gap() -> str:
    return p(style="Gap")


def widths(*centimetres: float) -> list[int]:
    """Column widths in twentieths of a point; the last one takes what is left of the line."""
    known = [round(width * CM) for width in centimetres]
    return [*known, WIDTH - sum(known)]


class Words:
    """The words of the interview template, and the headers and labels that the reader looks for."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str) -> str:
        return self.language.text(f"template.interview.{key}")

    def list(self, key: str) -> Sequence[str]:
        return self.language.get(f"template.interview.{key}")

    def column(self, kind: str) -> str:
        return self.language.get(f"form.columns.{kind}")[0]

    def field_label(self, kind: str) -> str:
        return self.language.text(f"form.labels.{kind}")

    def advice(self, part: str) -> Sequence[dict[str, str]]:
        return self.language.get(f"template.interview.advice.{part}")


# The interview form


def interview(words: Words) -> str:
    return "".join(
        [
            p(words("title"), style="Title"),
            facts(words),
            p(f"{words.language.text('form.id_label')}: {{{{ form.id }}}}", style="FormId"),
            how_to(words),
            agenda(words),
            each("part in parts", *part(words)),
            conclusion(words),
            section(),
        ]
    )


def facts(words: Words) -> str:
    columns = widths(3.2, 10.2, 4.0)

    def line(*pairs: tuple[str, Sequence[str]]) -> str:
        cells = []
        for number, (name, content) in enumerate(pairs):
            cells.append(cell(columns[2 * number], p(words(name), style="Label"), fill=LIGHT))
            cells.append(cell(columns[2 * number + 1], *content))
        return row(*cells)

    people = each(
        "member in panel",
        p(
            "{{ member.name }}{% if member.role %}, {{ member.role }}{% endif %}"
            f"{{% if not member.scores %}} ({words('observer')}){{% endif %}}",
            style="Line",
        ),
    )
    moment = f"{{{{ candidate.date }}}}{{% if candidate.time %}} {words('clock')} {{{{ candidate.time }}}}{{% endif %}}"
    return table(
        columns,
        line(
            ("candidate", [p(run("{{ candidate.name }}", bold=True), style="Line")]),
            ("position", [p(run("{{ position.title }}", bold=True), style="Line")]),
        ),
        line(
            ("when", [p(moment, style="Line")]),
            ("case_number", [p("{{ position.case_number }}", style="Line")]),
        ),
        line(
            ("where", [p("{{ candidate.place }}", style="Line")]),
            (
                "employer",
                [p("{{ position.employer }}{% if position.unit %}, {{ position.unit }}{% endif %}", style="Line")],
            ),
        ),
        line(("panel", [people, p(style="Gap")]), ("manager", [p("{{ position.manager }}", style="Line")])),
        name=words("title"),
        style="FactsTable",
    )


def how_to(words: Words) -> str:
    columns = widths(14.0)
    steps = "".join(p(text, style="Step") for text in words.list("steps"))
    levels = p(words("scale"), style="Label") + each(
        "level in scale",
        p(
            run("{{ level.score }}  {{ level.label }}", bold=True),
            run("{% if level.description %} – {{ level.description }}{% endif %}"),
            style="Small",
        ),
    )
    return p(words("how_to"), style="Heading1") + table(
        columns,
        row(cell(columns[0], steps), cell(columns[1], levels, p(style="Gap"), fill=LIGHT)),
        name=words("how_to"),
        style="PlainTable",
    )


def agenda(words: Words) -> str:
    columns = widths(14.0, 8.0)
    return (
        p(words("agenda"), style="Heading1")
        + p(words("agenda_text"), keep=True)
        + table(
            columns,
            row(
                *(
                    cell(width, p(words(name), style="TableHeader"), fill=MIDDLE)
                    for width, name in zip(columns, ("part", "leads", "minutes"), strict=True)
                ),
                header=True,
            ),
            each_row(
                "part in parts",
                3,
                row(
                    cell(columns[0], p("{{ part.heading }}", style="Line", keep=True)),
                    cell(columns[1], p("{{ part.leads }}", style="Line")),
                    cell(columns[2], p("{% if part.minutes is not none %}{{ part.minutes }}{% endif %}", style="Line")),
                ),
            ),
            row(
                cell(columns[0] + columns[1], p(words("sum"), style="Label", keep=True), span=2, fill=LIGHT),
                cell(columns[2], p(run("{{ total_minutes }}", bold=True), style="Line"), fill=LIGHT),
            ),
            name=words("agenda"),
        )
        + p(style="Gap", keep=True)
        + advice(words, "agenda")
    )


def part(words: Words) -> list[str]:
    """Everything of one part, whichever it is; a statement keeps what another part has away."""
    keys = ("introduction", "in_depth", "case", "tests", "closing")
    return [
        p(
            "{{ part.heading }}{% if part.minutes is not none %} "
            f"({{{{ part.minutes }}}} {words('minutes_short')}){{% endif %}}",
            style="Heading1",
        ),
        *(when(f'part.key == "{key}"', p(words(f"texts.{key}"), keep=True)) for key in keys),
        when("part.leads", p(label(words("leads"), "{{ part.leads }}"), keep=True)),
        when('part.key != "closing"', points(words)),
        when("part.follow_up", follow_up(words)),
        when('part.key == "in_depth" and part.items', requirements(words)),
        each("method in part.methods", *method(words)),
        when("part.questions", questions(words)),
        when('part.key == "closing"', points(words)),
        when("part.checks", checks(words)),
        when("part.scored", result(words)),
        *(when(f'part.key == "{key}"', advice(words, key)) for key in keys),
    ]


def points(words: Words) -> str:
    invited = "{% if invited == 1 %}" + words("invited_one") + "{% else %}" + words("invited_many") + "{% endif %}"
    return (
        when(
            "part.points",
            p(words("leader_says"), style="Heading2"),
            each("point in part.points", p("{{ point }}", style="Point")),
        )
        + when('part.key == "introduction"', p(invited, style="Point"))
        + when('part.key == "introduction" and questions_in_advance', p(words("in_advance"), style="Point"))
    )


def follow_up(words: Words) -> str:
    columns = widths(8.5)
    return (
        p(words("follow_up"), style="Heading2")
        + each("entry in part.follow_up", p("{{ entry }}", style="Point", keep=True))
        + table(columns, labelled("part", "notes", "notes(part)", columns, words, 1700), name=words("follow_up"))
        + gap()
    )


def requirements(words: Words) -> str:
    columns = widths(5.4, 7.2, 6.0, 4.0, 2.3)
    headers = [
        words("requirement"),
        words("questions"),
        *(words.column(k) for k in ("notes", "assessment", "score", "met")),
    ]
    about = [
        p(run("{{ item.id }} {{ item.text }}", bold=True), style="Cell"),
        p("{{ item.priority }} · {{ item.category }}", style="Small"),
        when("item.definition", p(label(words("definition"), "{{ item.definition }}"), style="Small")),
        when("item.basis", p(label(words("basis"), "{{ item.basis }}"), style="Small")),
        p(style="Gap"),
    ]
    asked = [
        each(
            "question in item.questions",
            p("{{ question.text }}", style="Question"),
            each("follow_up in question.follow_ups", p("{{ follow_up }}", style="FollowUp")),
        ),
        each(
            "anchor in item.anchors", p(run("{{ anchor.label }}: ", bold=True), run("{{ anchor.text }}"), style="Small")
        ),
        p(style="Gap"),
    ]
    met = when("item.must", p("{{r met(item) }}", style="Answer")) + when(
        "not item.must", p(words("not_a_must"), style="Answer")
    )
    return (
        table(
            columns,
            band_row(sum(columns[:2]), 2, sum(columns[2:]), 4, words),
            header_row(columns, headers, 2),
            each_row(
                "item in part.items",
                6,
                row(
                    cell(columns[0], *about, fill=LIGHT),
                    cell(columns[1], *asked, fill=LIGHT),
                    cell(columns[2], p("{{r notes(item) }}", style="Answer")),
                    cell(columns[3], p("{{r assessment(item) }}", style="Answer")),
                    cell(columns[4], p("{{r score(item) }}", style="Answer")),
                    cell(columns[5], met, p(style="Gap")),
                    height=3400,
                ),
            ),
            name=words("requirement"),
        )
        + gap()
    )


def method(words: Words) -> list[str]:
    columns = widths(8.0, 14.6)
    headers = [words("criterion"), words.column("notes"), words.column("score")]
    facts = [
        ("method_kind", "method.kind"),
        ("method_prepare", "method.preparation"),
        ("method_provider", "method.provider"),
        ("method_responsible", "method.responsible"),
    ]
    return [
        p(
            f"{{{{ method.id }}}} {{{{ method.title }}}}{{% if method.minutes is not none %}} "
            f"({{{{ method.minutes }}}} {words('minutes_short')}){{% endif %}}",
            style="Heading2",
        ),
        # A short task stays with its table; a long one may end on the page before, so that none is left half empty.
        when("method.task and method.task|length < 600", p("{{ method.task }}", keep=True)),
        when("method.task|length >= 600", p("{{ method.task }}")),
        *(when(name, p(label(words(word), f"{{{{ {name} }}}}"), keep=True)) for word, name in facts),
        when(
            "method.items",
            table(
                columns,
                band_row(columns[0], 1, sum(columns[1:]), 2, words),
                header_row(columns, headers, 1),
                each_row(
                    "item in method.items",
                    3,
                    row(
                        cell(
                            columns[0],
                            p(run("{{ item.id }} {{ item.text }}", bold=True), style="Cell"),
                            when("item.measures", p(label(words("measures"), "{{ item.measures }}"), style="Small")),
                            p(style="Gap"),
                            fill=LIGHT,
                        ),
                        cell(columns[1], p("{{r notes(item) }}", style="Answer")),
                        cell(columns[2], p("{{r score(item) }}", style="Answer")),
                        height=1700,
                    ),
                ),
                name=words("criterion"),
            ),
            gap(),
        ),
    ]


def questions(words: Words) -> str:
    columns = widths(10.5)
    return (
        table(
            columns,
            header_row(columns, [words("question"), words.column("notes")], 1),
            each_row(
                "item in part.questions",
                2,
                row(
                    cell(
                        columns[0],
                        p("{{ item.id }} {{ item.text }}", style="Cell"),
                        each("follow_up in item.follow_ups", p("{{ follow_up }}", style="FollowUp")),
                        p(style="Gap"),
                        fill=LIGHT,
                    ),
                    cell(columns[1], p("{{r notes(item) }}", style="Answer")),
                    height=1750,
                ),
            ),
            name=words("question"),
        )
        + gap()
    )


def checks(words: Words) -> str:
    columns = widths(23.5)
    return (
        table(
            columns,
            header_row(columns, [words("to_clarify"), words.column("done")], 1),
            each_row(
                "item in part.checks",
                2,
                row(
                    cell(columns[0], p("{{ item.id }} {{ item.text }}", style="Cell"), fill=LIGHT, middle=True),
                    cell(columns[1], p("{{r tick(item) }}", style="Answer"), middle=True),
                    height=440,
                ),
            ),
            name=words("to_clarify"),
        )
        + gap()
    )


def labelled(of: str, kind: str, call: str, columns: Sequence[int], words: Words, height: int) -> str:
    """A label cell that names the part, and the field of the part after it."""
    name = "{{ part.label }}" if of == "part" else words.language.text(f"parts.{of}")
    return row(
        cell(columns[0], p(f"{name}: {words.field_label(kind)}", style="Label", keep=kind == "summary"), fill=LIGHT),
        cell(columns[1], p(f"{{{{r {call} }}}}", style="Answer")),
        height=height,
    )


def result(words: Words) -> str:
    columns = widths(8.5)
    return (
        table(
            columns,
            labelled("part", "summary", "summary(part)", columns, words, 1500),
            labelled("part", "total", "total(part)", columns, words, 480),
            name=words.field_label("summary"),
        )
        + gap()
    )


def advice(words: Words, part: str) -> str:
    third = WIDTH // 3
    columns = [third, third, WIDTH - 2 * third]
    boxes = [
        cell(width, p(box["title"], style="AdviceTitle"), p(box["text"], style="Advice"))
        for width, box in zip(columns, words.advice(part), strict=True)
    ]
    # No gap after it: a heading follows, and LibreOffice does not keep a heading with its text after a gap.
    return table(columns, row(*boxes), name=", ".join(box["title"] for box in words.advice(part)), style="AdviceTable")


def conclusion(words: Words) -> str:
    columns = widths(8.5)
    rows = [("summary", "summary()", 2300), ("missing", "missing()", 1500), ("recommend", "recommend()", 480)]
    signatures = widths(12.5, 4.2)
    return (
        p(words.language.text("parts.conclusion"), style="Heading1", new_page=True)
        + p(words("texts.conclusion"), keep=True)
        + table(
            columns,
            *(labelled("conclusion", kind, call, columns, words, height) for kind, call, height in rows),
            name=words.language.text("parts.conclusion"),
        )
        + p(words("declaration_title"), style="Heading2")
        + p(words("declaration"), keep=True)
        + table(
            signatures,
            row(
                *(
                    cell(width, p(words(name), style="TableHeader"), fill=MIDDLE)
                    for width, name in zip(signatures, ("name_role", "date", "signature"), strict=True)
                ),
                header=True,
            ),
            each_row(
                "member in panel",
                3,
                row(
                    cell(
                        signatures[0],
                        p("{{ member.name }}{% if member.role %}, {{ member.role }}{% endif %}", keep=True),
                    ),
                    cell(signatures[1]),
                    cell(signatures[2]),
                    height=620,
                ),
            ),
            each_row(
                "number in range(0 if panel else 3)",  # a plan without a panel: names are written by hand
                3,
                row(*(cell(width, p(keep=True)) for width in signatures), height=620),
            ),
            name=words("declaration_title"),
        )
    )


def section() -> str:
    return (
        p(style="Gap")
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="1050" w:right="{MARGIN}" w:bottom="900" w:left="{MARGIN}" w:header="450" w:footer="380" w:gutter="0"/>'
        "</w:sectPr>"
    )


def tabbed(left: str, right: str, style: str) -> str:
    return p(run(left), "<w:r><w:tab/></w:r>", right, style=style)


def page_header() -> str:
    left = "{{ position.title }}{% if position.case_number %} · {{ position.case_number }}{% endif %}"
    return f"<w:hdr {NAMESPACES}>{tabbed(left, run('{{ candidate.name }}', bold=True), 'Header')}</w:hdr>"


def page_footer(words: Words) -> str:
    def number(field: str) -> str:
        return f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    pages = run(f"{words('page')} ") + number("PAGE") + run(f" {words('page_of')} ") + number("NUMPAGES")
    left = f"{words('confidential')} · {words.language.text('form.id_label')} {{{{ form.id }}}}"
    return f"<w:ftr {NAMESPACES}>{tabbed(left, pages, 'Footer')}</w:ftr>"


# Styles, numbering, settings


def styles(language: Language) -> str:
    own = ' w:customStyle="1"'

    def paragraph(id: str, properties: str, run_properties: str = "", based: str = "Normal", name: str = "") -> str:
        return (
            f'<w:style w:type="paragraph"{"" if name else own} w:styleId="{id}">'
            f'<w:name w:val="{name or id}"/><w:basedOn w:val="{based}"/><w:qFormat/>'
            f"{_wrapped('pPr', properties)}{_wrapped('rPr', run_properties)}</w:style>"
        )

    def size(half_points: int) -> str:
        return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'

    def spacing(before: int, after: int) -> str:
        return f'<w:spacing w:before="{before}" w:after="{after}"/>'

    def tabs() -> str:
        return f'<w:tabs><w:tab w:val="right" w:pos="{WIDTH}"/></w:tabs>'

    def numbered(number: int) -> str:
        return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'

    def table_style(id: str, borders: str) -> str:
        return (
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{id}"/><w:basedOn w:val="TableNormal"/>'
            f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
            '<w:top w:w="25" w:type="dxa"/><w:left w:w="100" w:type="dxa"/><w:bottom w:w="25" w:type="dxa"/>'
            '<w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        )

    def borders(*sides: str) -> str:
        order = ("top", "left", "bottom", "right", "insideH", "insideV")
        return "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in order if side in sides
        )

    dark, white, grey = (f'<w:color w:val="{color}"/>' for color in (DARK, "FFFFFF", GREY))
    every = borders("top", "left", "bottom", "right", "insideH", "insideV")
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>{size(20)}'
        f'<w:lang w:val="{language.text("language.word")}" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:uiPriority w:val="99"/>'
        f"<w:rPr>{grey}</w:rPr></w:style>"
        + paragraph("Title", spacing(0, 80), f"<w:b/>{dark}{size(40)}", name="Title")
        + paragraph(
            "Heading1",
            f'<w:keepNext/><w:keepLines/>{spacing(150, 40)}<w:outlineLvl w:val="0"/>',
            f"<w:b/>{dark}{size(30)}",
            name="heading 1",
        )
        + paragraph(
            "Heading2",
            f'<w:keepNext/><w:keepLines/>{spacing(160, 60)}<w:outlineLvl w:val="1"/>',
            f"<w:b/>{dark}{size(24)}",
            name="heading 2",
        )
        + paragraph("FormId", spacing(30, 0), f"{grey}{size(17)}")
        + paragraph("Label", spacing(0, 20), f"<w:b/>{dark}{size(19)}")
        + paragraph("TableHeader", f"<w:keepNext/>{spacing(0, 0)}", f"<w:b/>{dark}{size(18)}")
        + paragraph("TableHeaderDark", f"<w:keepNext/>{spacing(0, 0)}", f"<w:b/>{white}{size(18)}")
        + paragraph("Line", spacing(0, 0))
        + paragraph("Cell", spacing(0, 40), size(19))
        + paragraph("Small", spacing(0, 20), f"{grey}{size(17)}")
        + paragraph("Answer", spacing(0, 0), size(20))
        + paragraph("Gap", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', size(8))
        + paragraph("Step", f"{numbered(1)}{spacing(0, 20)}", size(19))
        + paragraph("Point", f"{numbered(2)}{spacing(0, 40)}")
        + paragraph("Question", f"{numbered(3)}{spacing(0, 40)}", size(19))
        + paragraph("FollowUp", f"{numbered(4)}{spacing(0, 30)}", f"{grey}{size(18)}")
        + paragraph("AdviceTitle", f"<w:keepNext/>{spacing(20, 20)}", f"<w:b/>{dark}{size(19)}")
        + paragraph("Advice", spacing(0, 20), f"{grey}{size(18)}")
        + paragraph("Header", f"{tabs()}{spacing(0, 0)}", f"{grey}{size(17)}", name="header")
        + paragraph("Footer", f"{tabs()}{spacing(0, 0)}", f"{grey}{size(17)}", name="footer")
        + table_style("FormTable", every)
        + table_style("FactsTable", borders("top", "bottom", "insideH"))
        + table_style("PlainTable", "")
        + table_style("AdviceTable", borders("top", "left", "bottom", "right", "insideV"))
        + "</w:styles>"
    )


def numbering() -> str:
    kinds = [
        ("decimal", "%1.", 360, 360),
        ("bullet", "•", 360, 260),
        ("bullet", "•", 240, 200),
        ("bullet", "–", 460, 200),
    ]
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, (format, text, left, hanging) in enumerate(kinds, start=1)
    )
    uses = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(1, len(kinds) + 1)
    )
    return f"<w:numbering {NAMESPACES}>{lists}{uses}</w:numbering>"


def settings(language: Language) -> str:
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language.text("language.word")}"/></w:settings>'
    )


def font_table() -> str:
    return (
        f'<w:fonts {NAMESPACES}><w:font w:name="{FONT}"><w:altName w:val="Carlito"/><w:panose1 w:val="020F0502020204030204"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def theme() -> str:
    """The least that Word takes for a theme; the styles name their own font and colours."""
    colors = {"dk1": "000000", "lt1": "FFFFFF", "dk2": DARK, "lt2": LIGHT, "accent1": DARK, "accent2": LINE}
    colors |= {"accent3": GREY, "accent4": MIDDLE, "accent5": DARK, "accent6": LINE, "hlink": DARK, "folHlink": GREY}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>' for name, color in colors.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Intervjuguide"><a:themeElements>'
        f'<a:clrScheme name="Intervjuguide">{scheme}</a:clrScheme><a:fontScheme name="Intervjuguide">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Intervjuguide"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def core_properties(words: Words) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(words('title'))}: {{{{ position.title }}}} – {{{{ candidate.name }}}}</dc:title>"
        f"<dc:language>{words.language.text('language.word')}</dc:language></cp:coreProperties>"
    )


# The package


def docx(words: Words) -> bytes:
    parts: dict[str, bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package.CONTENT_TYPES}">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ).encode()
    }
    language = words.language
    main = "word/document.xml"
    body = f"<w:document {NAMESPACES}><w:body>{interview(words)}</w:body></w:document>"
    _add(parts, main, body, "document.main", "officeDocument", "")
    # section() refers to these two as the first and second relationship
    _add(parts, "word/header1.xml", page_header(), "header", "header", main)
    _add(parts, "word/footer1.xml", page_footer(words), "footer", "footer", main)
    _add(parts, "word/styles.xml", styles(language), "styles", "styles", main)
    _add(parts, "word/numbering.xml", numbering(), "numbering", "numbering", main)
    _add(parts, "word/settings.xml", settings(language), "settings", "settings", main)
    _add(parts, "word/fontTable.xml", font_table(), "fontTable", "fontTable", main)
    package.add_part(
        parts,
        "word/theme/theme1.xml",
        _xml(theme()),
        "application/vnd.openxmlformats-officedocument.theme+xml",
        "theme",
        main,
    )
    package.add_part(
        parts,
        "docProps/core.xml",
        _xml(core_properties(words)),
        "application/vnd.openxmlformats-package.core-properties+xml",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
    )
    return package.write_package(parts)


def _add(parts: dict[str, bytes], name: str, xml: str, type: str, kind: str, source: str) -> None:
    package.add_part(parts, name, _xml(xml), f"{WORD_TYPE}.{type}+xml", kind, source)


def _xml(text: str) -> bytes:
    return package.serialize_xml(package.parse_xml(text.encode()))


def _wrapped(name: str, content: str) -> str:
    return f"<w:{name}>{content}</w:{name}>" if content else ""


def templates() -> Iterable[tuple[str, bytes]]:
    """Yield the path of each template below this folder, and its bytes."""
    for language in languages.all_languages():
        yield f"{language.code}/interview.docx", docx(Words(language))


def main() -> None:
    for name, data in templates():
        path = TEMPLATES / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
