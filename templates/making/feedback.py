"""The feedback to a candidate: a letter that is a draft until a person releases it."""

from __future__ import annotations

from making.look import SAND, UPRIGHT_WIDTH
from making.markup import NAMESPACES, cell, each, gap, label, p, row, run, tabbed, table, when
from making.report import page_number, properties, section
from making.words import Words


def body(words: Words) -> str:
    return "".join([review(words), letter(words), section()])


def review(words: Words) -> str:
    """What the one who releases it goes through and then deletes."""
    points = "".join(p(text, style="Check") for text in words.list("review"))
    content = (
        p(words("review_title"), style="AdviceTitle")
        + points
        + when("draft.held_back", p(words("review_gaps"), style="Check"))
        + when("draft.texts_language", p(words("review_language"), style="Check"))
        + p(words("review_done"), style="Advice")
    )
    box = table(
        [UPRIGHT_WIDTH],
        row(cell(UPRIGHT_WIDTH, content, fill=SAND)),
        name=words("review_title"),
        style="AdviceTable",
        headers="",
    )
    return box + gap()


def letter(words: Words) -> str:
    employer = "{{ position.employer }}{% if position.unit %}, {{ position.unit }}{% endif %}"
    return "".join(
        [
            p(words("title"), style="Title"),
            gap(),
            p(label(words("to"), "{{ candidate.name }}"), style="Line"),
            p(label(words("position"), "{{ position.title }}"), style="Line"),
            when("position.case_number", p(label(words("case_number"), "{{ position.case_number }}"), style="Line")),
            when("position.employer", p(label(words("employer"), employer), style="Line")),
            gap(),
            p(words("greeting"), style="Letter"),
            p(f"{words('thanks')} {words('about')}", style="Letter"),
            p(words("summary"), style="Heading1"),
            when("summary.text or summary.held_back", passage(words, "summary")),
            when("not summary.text and not summary.held_back", p(words("no_summary"), style="ToFill")),
            when(
                "parts",
                p(words("parts"), style="Heading1"),
                each(
                    "part in parts",
                    p("{{ part.heading }}", style="Heading2"),
                    passage(words, "part.summary"),
                ),
            ),
            when(
                "requirements",
                p(words("requirements"), style="Heading1"),
                each(
                    "requirement in requirements",
                    p("{{ requirement.text }}", style="Heading2"),
                    passage(words, "requirement.assessment"),
                ),
            ),
            p(words("onwards"), style="Heading1"),
            when("draft.goes_on", p(words("go_on"), style="Letter")),
            when("not draft.goes_on", p(words("stop"), style="Letter")),
            p(words("next_step"), style="ToFill"),
            p(words("questions"), style="Heading1"),
            p(words("ask"), style="Letter"),
            p(words("rights"), style="Letter"),
            p(words("regards"), style="Letter", keep=True),
            when("position.manager", p("{{ position.manager }}", style="Line", keep=True)),
            when("not position.manager", p(words("sender"), style="ToFill", keep=True)),
            when("position.employer", p(employer, style="Line", keep=True)),
            p(words("contact"), style="ToFill"),
        ]
    )


def passage(words: Words, name: str) -> str:
    """A text of the form, or the gap in its place; after it what to mind about it."""
    return (
        when(f"{name}.held_back", p(words("gap"), style="ToFill"))
        + when(f"not {name}.held_back", p(f"{{{{ {name}.text }}}}", style="Letter"))
        + when(f"{name}.doubtful", p(words("doubtful"), style="ToFill"))
    )


def page_header(words: Words) -> str:
    banner = p(run(words("draft"), bold=True), run(f" – {words('draft_reminder')}"), style="Banner")
    return f"<w:hdr {NAMESPACES}>{banner}</w:hdr>"


def page_footer(words: Words) -> str:
    left = "{{ position.title }}{% if position.case_number %} · {{ position.case_number }}{% endif %}"
    pages = page_number(words)
    return f"<w:ftr {NAMESPACES}>{tabbed(run(left), run('{{ candidate.name }} · ') + pages, style='Footer')}</w:ftr>"


def core_properties(words: Words) -> str:
    what = f"{words('draft')}: {words('title')} – {{{{ candidate.name }}}}"
    return properties(words, what)
