"""The extract: all that the forms hold about one candidate, facts and assessments apart."""

from __future__ import annotations

from making.look import SAND, UPRIGHT_WIDTH
from making.markup import NAMESPACES, cell, each, each_row, gap, p, row, run, tabbed, table, when
from making.report import facts, page_footer, properties, section, title
from making.words import Words


def body(words: Words) -> str:
    return "".join(
        [
            title(words),
            about(words),
            gap(),
            review(words),
            gap(),
            plan(words),
            each("form in forms", *form(words)),
            section(),
        ]
    )


def about(words: Words) -> str:
    moment = f"{{{{ candidate.date }}}}{{% if candidate.time %}} {words('clock')} {{{{ candidate.time }}}}{{% endif %}}"
    return facts(
        words,
        ("candidate", "{{ candidate.name }}"),
        ("id", "{{ candidate.id }}"),
        ("email", "{{ candidate.email }}"),
        ("when", moment),
        ("where", "{{ candidate.place }}"),
        ("position", "{{ position.title }}"),
        ("case_number", "{{ position.case_number }}"),
        ("employer", "{{ position.employer }}{% if position.unit %}, {{ position.unit }}{% endif %}"),
    )


def review(words: Words) -> str:
    """What the one who hands it over goes through and then deletes; each name has a row, for there may be many."""

    def line(*content: str) -> str:
        return row(cell(UPRIGHT_WIDTH, *content, fill=SAND))

    def statement(text: str) -> str:
        return row(cell(UPRIGHT_WIDTH, p(f"{{%tr {text} %}}")))

    def hits(name: str) -> str:
        found = p(run("{{ hit.place }}: ", bold=True), run("{{ hit.names }}"), style="Check")
        return (
            statement(f"if {name}")
            + line(p(words(name), style="AdviceTitle"))
            + each_row(f"hit in {name}", 1, line(found))
            + statement("endif")
        )

    return table(
        [UPRIGHT_WIDTH],
        line(
            p(words("review_title"), style="AdviceTitle"),
            *(p(text, style="Check") for text in words.list("review")),
            when("not candidates_named", p(words("no_candidates_named"), style="Advice")),
            gap(),
        ),
        hits("candidates_named"),
        hits("members_named"),
        name=words("review_title"),
        style="AdviceTable",
        headers="",
    )


def plan(words: Words) -> str:
    """What the plan says that the forms were made with."""
    return when(
        "follow_up or basis",
        p(words("from_plan"), style="Heading1"),
        when(
            "follow_up",
            p(words("follow_up"), style="Heading2"),
            each("entry in follow_up", p("{{ entry }}", style="Told")),
        ),
        when(
            "basis",
            p(words("basis"), style="Heading2"),
            each(
                "entry in basis",
                p(run("{{ entry.id }} {{ entry.requirement }}", bold=True), style="Line", keep=True),
                p("{{ entry.text }}", style="Told"),
            ),
        ),
    )


def form(words: Words) -> list[str]:
    def groups(name: str) -> str:
        return (
            p(words(name), style="Heading2")
            + when(f"not form.{name}", p(words("nothing")))
            + each(
                f"group in form.{name}",
                p("{{ group.heading }}", style="Heading3"),
                each("entry in group.entries", *entry),
            )
        )

    entry = [
        p(run("{{ entry.label }}", bold=True), style="Line", keep=True),
        each("question in entry.questions", p("{{ question }}", style="Small", keep=True)),
        when("entry.unused", p(words("unused"), style="Small", keep=True)),
        when("entry.text", p("{{ entry.text }}", style="Told")),
        when("not entry.text", p(words("empty"), style="Told")),
    ]
    remark = "{{ remark.kind }}{% if remark.author %}, {{ remark.author }}{% else %}, " + words("remark_without_author")
    remark += "{% endif %}{% if remark.place %} – {{ remark.place }}{% endif %}"
    return [
        p(f"{words('form')}: {{{{ form.whose }}}}", style="Heading1"),
        p("{{ form.id }}{% if form.file %} · " + words("form_file") + ": {{ form.file }}{% endif %}", style="Small"),
        groups("facts"),
        groups("assessments"),
        when(
            "form.remarks",
            p(words("remarks"), style="Heading2"),
            each(
                "remark in form.remarks",
                p(run(remark, bold=True), style="Line", keep=True),
                p("{{ remark.text }}", style="Told"),
            ),
        ),
    ]


def page_header(words: Words) -> str:
    left = "{{ position.title }}{% if position.case_number %} · {{ position.case_number }}{% endif %}"
    return f"<w:hdr {NAMESPACES}>{tabbed(run(left), run('{{ candidate.name }}', bold=True), style='Header')}</w:hdr>"


def core_properties(words: Words) -> str:
    return properties(words, f"{words('title')} – {{{{ candidate.name }}}}")


__all__ = ["body", "core_properties", "page_footer", "page_header"]
