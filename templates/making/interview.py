"""The interview form: what it holds, from the title to the signatures."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from making.look import CM, LIGHT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, WHITE, WIDTH
from making.markup import (
    NAMESPACES,
    advice_cell,
    answer,
    band_row,
    borders,
    cell,
    each,
    each_row,
    gap,
    header_row,
    label,
    p,
    picture,
    prepared,
    row,
    run,
    tabbed,
    table,
    when,
    widths,
)
from making.words import Words

ADVICE_ICONS = {
    "agenda": ("magnifier", "layers", "target"),
    "introduction": ("clock", "scales", "pencil"),
    "in_depth": ("list", "bubble", "shield"),
    "case": ("list", "target", "eye"),
    "tests": ("shield", "bubble", "eye"),
    "closing": ("scales", "coins", "target"),
}
"""The icon of each piece of advice, under the agenda and under every part."""

LEAST_ROOM = {
    "requirement": 2.6,
    "criterion": 1.7,
    "question": 1.7,
    "summary": 2.6,
    "conclusion": 4.0,
    "missing": 2.6,
    "line": 0.9,
}
"""Centimetres that are there to write in, however short the time; ``generator.word.room`` gives more by the minute."""

_ICON_CM = 0.68
PARTS = ("introduction", "in_depth", "case", "tests", "closing")


def icon_relationship(name: str) -> str:
    """The id that the body uses for an icon."""
    return f"rIcon{name.capitalize()}"


def body(words: Words) -> str:
    return "".join(
        [
            title_block(words),
            how_to(words),
            agenda(words),
            each("part in parts", *part(words)),
            conclusion(words),
            section(),
        ]
    )


def _least(name: str) -> int:
    return round(LEAST_ROOM[name] * CM)


# The first page


def title_block(words: Words) -> str:
    def whose(condition: str, text: str) -> tuple[str, ...]:
        return (
            run(f"{{%r if {condition} %}}"),
            "<w:r><w:tab/></w:r>",
            run(text, style="TitleWhose"),
            run("{%r endif %}"),
        )

    return (
        p(
            run(words("title")),
            *whose("form.panel_member", f"{words('form_of')}: {{{{ form.panel_member }}}}"),
            *whose("form.agreed", words("agreed_form")),
            style="Title",
        )
        + facts(words)
        + p(f"{words.form_id()}: {{{{ form.id }}}}", style="FormId")
    )


def facts(words: Words) -> str:
    columns = widths(3.2, 10.2, 4.0)

    def line(*pairs: tuple[str, Sequence[str]]) -> str:
        cells = []
        for number, (name, content) in enumerate(pairs):
            cells.append(cell(columns[2 * number], p(words(name), style="Label"), fill=LIGHT))
            cells.append(cell(columns[2 * number + 1], *content))
        return row(*cells, height=340)

    people = each(
        "member in panel",
        p(
            "{{ member.name }}{% if member.role %}, {{ member.role }}{% endif %}"
            f"{{% if not member.scores %}} ({words('observer')}){{% endif %}}",
            style="Line",
        ),
    )
    to_write_on = when("not panel", *(p(style="Line") for _ in range(3)))
    moment = f"{{{{ candidate.date }}}}{{% if candidate.time %}} {words('clock')} {{{{ candidate.time }}}}{{% endif %}}"
    employer = "{{ position.employer }}{% if position.unit %}, {{ position.unit }}{% endif %}"
    return table(
        columns,
        line(
            ("candidate", [p("{{ candidate.name }}", style="Who")]),
            ("position", [p("{{ position.title }}", style="Who")]),
        ),
        line(("when", [p(moment, style="Line")]), ("case_number", [p("{{ position.case_number }}", style="Line")])),
        line(("where", [p("{{ candidate.place }}", style="Line")]), ("employer", [p(employer, style="Line")])),
        line(("panel", [people, to_write_on, gap()]), ("manager", [p("{{ position.manager }}", style="Line")])),
        name=words("title"),
        style="FactsTable",
        headers="column",
    )


def how_to(words: Words) -> str:
    columns = widths(14.3)
    steps = "".join(p(text, style="Step") for text in words.list("steps"))
    audience = p(label(words("audience_title"), words("audience")), style="Audience")
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
        row(cell(columns[0], steps, audience), cell(columns[1], levels, fill=LIGHT)),
        name=words("how_to"),
        style="PlainTable",
        headers="",
    )


def agenda(words: Words) -> str:
    columns = widths(14.0, 8.0)
    return (
        p(words("agenda"), style="Heading1")
        + p(words("agenda_text"), keep=True)
        + table(
            columns,
            header_row(columns, [words(name) for name in ("part", "leads", "minutes")], 3),
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
                cell(
                    columns[2],
                    p(run("{% if total_minutes %}{{ total_minutes }}{% endif %}", bold=True), style="Line"),
                    fill=LIGHT,
                ),
            ),
            name=words("agenda"),
        )
        + p(style="Gap", keep=True)
        + advice(words, "agenda")
    )


# The parts


def part(words: Words) -> list[str]:
    """Everything of one part, whichever it is; a statement keeps what another part has away."""
    without_task = "not part.has_task"
    return [
        p(
            "{{ part.heading }}{% if part.minutes is not none %} "
            f"({{{{ part.minutes }}}} {words('minutes_short')}){{% endif %}}",
            style="Heading1",
        ),
        *(when(f'part.key == "{key}"', p(words(f"texts.{key}"), keep=True)) for key in PARTS),
        when("part.leads", p(label(words("leads"), "{{ part.leads }}"), keep=True)),
        when('part.key != "closing"', points(words)),
        when("part.follow_up", follow_up(words)),
        when('part.key == "in_depth" and part.items', requirements(words)),
        when(f'part.key == "case" and {without_task}', p(words("case_examples"), keep=True)),
        each("method in part.methods", *method(words)),
        when("part.questions", questions(words)),
        when('part.key == "closing"', points(words)),
        when("part.checks", checks(words)),
        when("part.scored", result(words)),
        *(when(f'part.key == "{key}"', advice(words, key)) for key in PARTS),
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
        + table(
            columns,
            labelled("part", "notes", "notes(part)", columns, words, "question"),
            name=words("follow_up"),
            headers="column",
        )
        + gap()
    )


def requirements(words: Words) -> str:
    columns = widths(5.0, 6.6, 5.9, 3.4, 3.1)
    kinds = ("notes", "assessment", "score", "met")
    headers = [words("requirement"), words("questions"), *(words.column(kind) for kind in kinds)]
    about = [
        p(run("{{ item.id }} {{ item.text }}", bold=True), style="Cell"),
        p("{{ item.priority }} · {{ item.category }}", style="Small"),
        when("item.definition", p(label(words("definition"), "{{ item.definition }}"), style="Small")),
        when("item.basis", p(label(words("basis"), "{{ item.basis }}"), style="Small")),
        gap(),
    ]
    anchor = p(run("{{ anchor.label }}: ", bold=True), run("{{ anchor.text }}"), style="Small")
    asked = [
        each(
            "question in item.questions",
            p("{{ question.text }}", style="Question"),
            each("follow_up in question.follow_ups", p("{{ follow_up }}", style="FollowUp")),
        ),
        each("anchor in item.anchors", anchor),
        gap(),
    ]
    met = when("item.must", p("{{r met(item) }}", style="Answer")) + when(
        "not item.must", p(words("not_a_must"), style="Answer")
    )
    return (
        table(
            columns,
            band_row(columns[:2], columns[2:], words("preparation"), words("in_the_interview")),
            header_row(columns, headers, 2),
            each_row(
                "item in part.items",
                6,
                row(
                    prepared(columns[0], *about),
                    prepared(columns[1], *asked),
                    answer(columns[2], "notes(item)", edge=True),
                    answer(columns[3], "assessment(item)"),
                    answer(columns[4], "score(item)"),
                    cell(columns[5], met, gap()),
                    height=_least("requirement"),
                ),
            ),
            name=words("requirement"),
            about=words("about.requirements"),
        )
        + gap()
    )


def method(words: Words) -> list[str]:
    columns = widths(7.6, 15.6)
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
                band_row(columns[:1], columns[1:], words("preparation"), words("in_the_interview")),
                header_row(columns, headers, 1),
                each_row(
                    "item in method.items",
                    3,
                    row(
                        prepared(
                            columns[0],
                            p(run("{{ item.id }} {{ item.text }}", bold=True), style="Cell"),
                            when("item.measures", p(label(words("measures"), "{{ item.measures }}"), style="Small")),
                            gap(),
                        ),
                        answer(columns[1], "notes(item)", edge=True),
                        answer(columns[2], "score(item)"),
                        height=_least("criterion"),
                    ),
                ),
                name=words("criterion"),
                about=words("about.criteria"),
            ),
            gap(),
        ),
    ]


def questions(words: Words) -> str:
    columns = widths(10.5)
    return (
        table(
            columns,
            band_row(columns[:1], columns[1:], words("preparation"), words("in_the_interview")),
            header_row(columns, [words("question"), words.column("notes")], 1),
            each_row(
                "item in part.questions",
                2,
                row(
                    prepared(
                        columns[0],
                        p("{{ item.id }} {{ item.text }}", style="Cell"),
                        each("follow_up in item.follow_ups", p("{{ follow_up }}", style="FollowUp")),
                        gap(),
                    ),
                    answer(columns[1], "notes(item)", edge=True),
                    height=_least("question"),
                ),
            ),
            name=words("question"),
            about=words("about.questions"),
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
                    prepared(columns[0], p("{{ item.id }} {{ item.text }}", style="Cell"), middle=True),
                    answer(columns[1], "tick(item)", edge=True, middle=True),
                    height=440,
                ),
            ),
            name=words("to_clarify"),
        )
        + gap()
    )


def labelled(of: str, kind: str, call: str, columns: Sequence[int], words: Words, least: str) -> str:
    """A label cell that names the part, and the field of the part after it."""
    name = "{{ part.label }}" if of == "part" else words.part(of)
    return row(
        prepared(columns[0], p(f"{name}: {words.field_label(kind)}", style="Label", keep=kind in ("summary", "total"))),
        answer(columns[1], call, edge=True),
        height=_least(least),
    )


def result(words: Words) -> str:
    columns = widths(8.5)
    return (
        table(
            columns,
            labelled("part", "summary", "summary(part)", columns, words, "summary"),
            labelled("part", "total", "total(part)", columns, words, "line"),
            name=words.field_label("summary"),
            headers="column",
        )
        + p(style="Gap", keep=True)  # the advice below does not stand on a page of its own
    )


def advice(words: Words, part: str) -> str:
    icon_width, third = round(1.2 * CM), WIDTH // 3
    columns: list[int] = []
    cells: list[str] = []
    first = 3 * list(ADVICE_ICONS).index(part) + 1
    for number, (name, box) in enumerate(zip(ADVICE_ICONS[part], words.advice(part), strict=True)):
        width = (third if number < 2 else WIDTH - 2 * third) - icon_width
        columns += [icon_width, width]
        icon = picture(icon_relationship(name), first + number, name, words.icon(name), _ICON_CM)
        text = [p(box["title"], style="AdviceTitle"), p(box["text"], style="Advice")]
        between = borders("right", color=WHITE, size=72) if number < 2 else ""
        cells += [advice_cell(icon_width, p(icon, style="AdviceIcon")), advice_cell(width, *text, between=between)]
    # A gap after it: LibreOffice does not keep a heading with its text when a table stands right before the heading.
    name = ", ".join(box["title"] for box in words.advice(part))
    return table(columns, row(*cells), name=name, style="AdviceTable", headers="") + gap()


# The last page


def conclusion(words: Words) -> str:
    columns = widths(8.5)
    rows = [
        ("summary", "summary()", "conclusion"),
        ("missing", "missing()", "missing"),
        ("recommend", "recommend()", "line"),
    ]
    signatures = widths(12.5, 4.2)
    signed = [words(name) for name in ("name_role", "date", "signature")]
    member = "{{ member.name }}{% if member.role %}, {{ member.role }}{% endif %}"
    return (
        p(words.part("conclusion"), style="Heading1", new_page=True)
        + p(words("texts.conclusion"), keep=True)
        + table(
            columns,
            *(labelled("conclusion", kind, call, columns, words, least) for kind, call, least in rows),
            name=words.part("conclusion"),
            headers="column",
        )
        + p(words("declaration_title"), style="Heading2")
        + p(words("declaration"), keep=True)
        + table(
            signatures,
            header_row(signatures, signed, 3),
            each_row(
                "member in panel if not form.panel_member_id or member.id == form.panel_member_id",
                3,
                row(cell(signatures[0], p(member, keep=True)), cell(signatures[1]), cell(signatures[2]), height=620),
            ),
            each_row(
                "number in range(0 if panel else 3)",  # a plan without a panel: names are written by hand
                3,
                row(*(cell(width, p(keep=True)) for width in signatures), height=620),
            ),
            name=words("declaration_title"),
        )
    )


# Every page


def section() -> str:
    return (
        gap()
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="900" w:right="{MARGIN}" w:bottom="740" w:left="{MARGIN}" w:header="420" w:footer="350" w:gutter="0"/>'
        "</w:sectPr>"
    )


def page_header(words: Words) -> str:
    left = "{{ position.title }}{% if position.case_number %} · {{ position.case_number }}{% endif %}"
    whose = (
        f"{{% if form.panel_member %}} · {words('form_of')}: {{{{ form.panel_member }}}}{{% endif %}}"
        f"{{% if form.agreed %}} · {words('agreed_form')}{{% endif %}}"
    )
    return f"<w:hdr {NAMESPACES}>{tabbed(run(left), run('{{ candidate.name }}', bold=True) + run(whose), style='Header')}</w:hdr>"


def page_footer(words: Words) -> str:
    def number(field: str) -> str:
        return f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    pages = run(f"{words('page')} ") + number("PAGE") + run(f" {words('page_of')} ") + number("NUMPAGES")
    left = f"{words('confidential')} · {words.form_id()} {{{{ form.id }}}}"
    return f"<w:ftr {NAMESPACES}>{tabbed(run(left), pages, style='Footer')}</w:ftr>"


def core_properties(words: Words) -> str:
    what = "{% if position.title %}: {{ position.title }}{% endif %}"
    whose = "{% if candidate.name %} – {{ candidate.name }}{% endif %}"
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(words('title'))}{what}{whose}</dc:title>"
        f"<dc:language>{words.language.text('language.word')}</dc:language></cp:coreProperties>"
    )
