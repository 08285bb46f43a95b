"""The recommendation: what it rests on, requirement by requirement, and the places where people write why."""

from __future__ import annotations

from making.markup import cell, each, each_row, gap, label, p, row, run, when
from making.report import (
    headed,
    notice,
    position_facts,
    section,
    signatures,
    statements,
    title,
    to_fill,
    widths,
)
from making.words import Words


def body(words: Words) -> str:
    """Every section in its order; an appendix is one more, before the last."""
    return "".join(
        [
            title(words),
            position_facts(words),
            p(words("about"), style="About"),
            when("corrections", p(words("corrected_see"), style="About")),
            not_compared(words),
            provisional(words),
            applicants(words),
            requirements(words),
            assessed_how(words),
            side_by_side(words),
            as_a_whole(words),
            doubts(words),
            figures(words),
            ranking(words),
            signed(words),
            corrected(words),
            treated(words),
            section(),
        ]
    )


def not_compared(words: Words) -> str:
    columns = widths(5.5)
    name, forms = p(run("{{ waiting.name }}", bold=True), style="Cell"), p("{{ waiting.awaiting }}", style="Cell")
    table = headed(
        words,
        columns,
        ("applicant", "waiting_what"),
        each_row("waiting in not_compared", 2, row(cell(columns[0], name), cell(columns[1], forms))),
        name="waiting_title",
    )
    return notice(words, "not_compared", "waiting_title", "waiting_text", table, gap())


def provisional(words: Words) -> str:
    columns = widths(5.5)
    name, forms = p(run("{{ applicant.name }}", bold=True), style="Cell"), p("{{ applicant.awaiting }}", style="Cell")
    table = headed(
        words,
        columns,
        ("applicant", "waiting_what"),
        each_row(
            "applicant in applicants if applicant.awaiting", 2, row(cell(columns[0], name), cell(columns[1], forms))
        ),
        name="opened_title",
    )
    return notice(words, "provisional", "opened_title", "opened_text", table, gap())


def applicants(words: Words) -> str:
    def of(key: str) -> str:
        names = "{% if " + key + " %} – {{ " + key + '|join(", ") }}{% endif %}'
        return p(run(f"{words(key)}: ", bold=True), run("{{ " + key + "|length }}" + names), style="Cell")

    return p(words("applicants"), style="Heading1") + of("interviewed") + of("withdrawn") + of("absent")


def requirements(words: Words) -> str:
    columns = widths(1.4, 8.2, 3.7)
    text = [
        p("{{ requirement.text }}", style="Cell"),
        when(
            "requirement.definition",
            p(label(words("definition"), "{{ requirement.definition }}"), style="Small"),
        ),
        when("weighted", p(label(words("weight"), "{{ requirement.weight }}"), style="Small")),
    ]
    kind = "{{ requirement.priority }}, {{ requirement.category }}"
    return p(words("requirements"), style="Heading1") + headed(
        words,
        columns,
        ("id", "requirement", "must_or_should", "advertised_where"),
        each_row(
            "requirement in requirements",
            4,
            row(
                cell(columns[0], p(run("{{ requirement.id }}", bold=True), style="Cell")),
                cell(columns[1], *text),
                cell(columns[2], p(kind, style="Cell")),
                cell(columns[3], p("{{ requirement.advertised }}", style="Cell")),
            ),
        ),
        name="requirements",
    )


def assessed_how(words: Words) -> str:
    return (
        p(words("assessed_how"), style="Heading1")
        + p(words("same_questions"))
        + when("questions_in_advance", p(words("in_advance")))
        + when("per_member", p(words("alone_first")))
        + to_fill(words, "deviations_fill")
        + methods(words)
        + panel(words)
        + scale(words)
        + p(words("impartiality"), style="Heading2")
        + p(words("impartiality_text"), keep=True)
        + to_fill(words, "impartiality_fill")
    )


def methods(words: Words) -> str:
    columns = widths(5.8, 4.6)
    facts = [
        when(f"method.{name}", p(f"{{{{ method.{name} }}}}", style="Cell"))
        for name in ("kind", "provider", "responsible")
    ]
    criterion = p("{{ criterion.text }}{% if criterion.measures %} ({{ criterion.measures }}){% endif %}", style="Cell")
    by_requirement = when("not method.id", p(words("each_requirement"), style="Cell"))
    return (
        p(words("methods"), style="Heading2")
        + headed(
            words,
            columns,
            ("method", "method_about", "criteria"),
            each_row(
                "method in methods",
                3,
                row(
                    cell(
                        columns[0],
                        p(
                            run("{% if method.id %}{{ method.id }} {% endif %}{{ method.title }}", bold=True),
                            style="Cell",
                        ),
                        when("method.id", p("{{ method.part }}", style="Small")),
                    ),
                    cell(columns[1], *facts),
                    cell(columns[2], by_requirement, each("criterion in method.criteria", criterion)),
                ),
            ),
            name="methods",
        )
        + gap()
    )


def panel(words: Words) -> str:
    columns = widths(6.2, 6.2)
    task = "{% if member.scores %}" + words("scores") + "{% else %}" + words("observer") + "{% endif %}"
    return when(
        "panel",
        p(words("panel"), style="Heading2"),
        headed(
            words,
            columns,
            ("name", "role", "task"),
            each_row(
                "member in panel",
                3,
                row(
                    cell(
                        columns[0],
                        p(run("{{ member.name }}", bold=True), style="Cell"),
                        when("member.met", p(label(words("met_only"), '{{ member.met|join(", ") }}'), style="Small")),
                    ),
                    cell(columns[1], p("{{ member.role }}", style="Cell")),
                    cell(columns[2], p(task, style="Cell")),
                ),
            ),
            name="panel",
        ),
        gap(),
    )


def scale(words: Words) -> str:
    columns = widths(1.6)
    text = [
        p(run("{{ level.label }}", bold=True), style="Cell"),
        when("level.description", p("{{ level.description }}", style="Small")),
    ]
    return (
        p(words("scale"), style="Heading2")
        + headed(
            words,
            columns,
            ("level", "level_text"),
            each_row(
                "level in scale",
                2,
                row(cell(columns[0], p(run("{{ level.score }}", bold=True), style="Cell")), cell(columns[1], *text)),
            ),
            name="scale",
        )
        + gap()
    )


# What the forms say


def side_by_side(words: Words) -> str:
    about = "{{ requirement.priority }} · {{ requirement.category }}"
    return (
        p(words("side_by_side"), style="Heading1")
        + when("not applicants", p(words("nobody")))
        + when("applicants", p(words("side_by_side_text")))
        + each(
            "requirement in requirements if applicants",
            p("{{ requirement.id }} {{ requirement.text }}", style="Heading2"),
            p(about, style="Small", keep=True),
            when("requirement.must", _compared(words, must=True)),
            when("not requirement.must", _compared(words, must=False)),
            gap(),
        )
    )


def _compared(words: Words, *, must: bool) -> str:
    columns = widths(3.4, 7.5, 4.5) if must else widths(3.4, 10.0)
    keys = ["applicant", "assessment", "score", *(["must_met"] if must else [])]
    said = (
        statements("applicant.assessments")
        + each(
            "said in applicant.assessments if said.asked",
            p(label(words("asked"), "{{ said.asked }}"), style="Small"),
        )
        + when("not applicant.assessments", p(words("no_assessment"), style="Small"))
    )
    score = "{% if applicant.score %}{{ applicant.score }}{% else %}" + words("no_score") + "{% endif %}"
    detail = p(
        "{{ entry.of }}: {% if entry.score %}{{ entry.score }}{% else %}" + words("no_score") + "{% endif %}"
        "{% if entry.methods %} ({{ entry.methods }}){% endif %}",
        style="Small",
    )
    met = statements("applicant.met") + when("not applicant.met", p(words("no_judgement"), style="Small"))
    cells = [
        cell(columns[0], p(run("{{ applicant.name }}", bold=True), style="Cell")),
        cell(columns[1], said),
        cell(
            columns[2],
            p(run(score, bold=True), style="Cell"),
            each("entry in applicant.methods", detail),
            each("entry in applicant.members", detail),
        ),
        *([cell(columns[3], met)] if must else []),
    ]
    rows = each_row("applicant in requirement.applicants", len(columns), row(*cells))
    return headed(words, columns, keys, rows, name="side_by_side")


def as_a_whole(words: Words) -> str:
    nothing = "not applicant.parts and not applicant.summary"
    return (
        p(words("as_a_whole"), style="Heading1")
        + when("not applicants", p(words("nobody")))
        + each(
            "applicant in applicants",
            p("{{ applicant.name }}", style="Heading2"),
            each("part in applicant.parts", statements("part.statements", "Statement", "{{ part.heading }}: ")),
            statements("applicant.summary", "Statement", f"{words('summary')}: "),
            when(nothing, p(words("nothing_summed_up"))),
            statements("applicant.recommend", "Statement", f"{words('recommend')}: "),
        )
    )


def doubts(words: Words) -> str:
    columns = widths(5.5)
    return (
        p(words("doubts"), style="Heading1")
        + when("not has_doubts", p(words("doubts_none")))
        + when(
            "has_doubts",
            headed(
                words,
                columns,
                ("applicant", "doubts_of"),
                each_row(
                    "applicant in applicants if applicant.missing",
                    2,
                    row(
                        cell(columns[0], p(run("{{ applicant.name }}", bold=True), style="Cell")),
                        cell(columns[1], statements("applicant.missing")),
                    ),
                ),
                name="doubts",
            ),
            gap(),
        )
    )


def figures(words: Words) -> str:
    columns = widths(4.6, 2.4, 4.6)
    score = "{% if applicant.overall %}{{ applicant.overall }}{% else %}" + words("no_score") + "{% endif %}"
    judged = {"met": "met", "not_met": "not_met", "open": "open", "differing": "differing", "no_judgement": "unsaid"}
    of_musts = "".join(
        when(f"applicant.{name}", p(label(words(word), f"{{{{ applicant.{name} }}}}"), style="Cell"))
        for name, word in judged.items()
    )
    table = headed(
        words,
        columns,
        ("applicant", "overall", "basis", "must_requirements"),
        each_row(
            "applicant in applicants",
            4,
            row(
                cell(columns[0], p(run("{{ applicant.name }}", bold=True), style="Cell")),
                cell(columns[1], p(run(score, bold=True), style="Cell")),
                cell(
                    columns[2],
                    p("{{ applicant.basis }}", style="Cell"),
                    when("applicant.rests_on", p("{{ applicant.rests_on }}", style="Small")),
                    when("not applicant.complete", p(run(words("incomplete"), bold=True), style="Small")),
                ),
                cell(columns[3], of_musts),
            ),
        ),
        name="figures",
    )
    return (
        p(words("figures"), style="Heading1")
        + p(words("figures_text"))
        + when("weighted", p(words("weighted_text")))
        + when("applicants", table, gap())
        + when("has_close", close(words))
    )


def close(words: Words) -> str:
    columns = widths(5.5)
    return (
        p(words("close_text"), keep=True)
        + headed(
            words,
            columns,
            ("applicant", "close"),
            each_row(
                "applicant in applicants if applicant.close_to",
                2,
                row(
                    cell(columns[0], p(run("{{ applicant.name }}", bold=True), style="Cell")),
                    cell(columns[1], p("{{ applicant.close_to }}", style="Cell")),
                ),
            ),
            name="close",
        )
        + gap()
    )


# What people write


def ranking(words: Words) -> str:
    columns = widths(1.6, 6.0)
    empty = row(
        cell(columns[0], p("{{ number + 1 }}", style="Cell")),
        *(cell(columns[n], to_fill(words, key)) for n, key in ((1, "ranked_name"), (2, "ranked_why"))),
    )
    reasons = ("reasons", "not_ranked", "close_reasons", "further")
    fills = ("reasons_fill", "not_ranked_fill", "close_fill", "further_fill")
    return (
        p(words("ranking"), style="Heading1", new_page=True)
        + p(words("ranking_text"))
        + when("normally_ranked == 1", p(words("normally_one")))
        + when("normally_ranked > 1", p(words("normally_many")))
        + p(words("more_rows"), keep=True)
        + headed(
            words,
            columns,
            ("number", "applicant", "reason"),
            each_row("number in range(empty_rows)", 3, empty),
            name="ranking",
        )
        + "".join(
            p(words(heading), style="Heading2") + to_fill(words, fill)
            for heading, fill in zip(reasons, fills, strict=True)
        )
    )


def signed(words: Words) -> str:
    return p(words("signatures"), style="Heading1") + p(words("declaration"), keep=True) + signatures(words)


# Appendices


def corrected(words: Words) -> str:
    """What differs from the forms, where it was all taken from a results workbook."""
    columns = widths(3.6, 2.4, 5.2)
    whose = p(run("{{ correction.name }}", bold=True), style="Cell") + p("{{ correction.field }}", style="Cell")
    member = when("correction.member", p(label(words("corrected_whose"), "{{ correction.member }}"), style="Small"))
    texts = [
        p(
            f"{{% if correction.{name} %}}{{{{ correction.{name} }}}}{{% else %}}{words('corrected_empty')}{{% endif %}}",
            style="Cell",
        )
        for name in ("before", "after")
    ]
    rows = each_row(
        "correction in corrections",
        4,
        row(
            cell(columns[0], whose, member),
            cell(columns[1], p("{{ correction.cell }}", style="Cell")),
            *(cell(width, text) for width, text in zip(columns[2:], texts, strict=True)),
        ),
    )
    keys = ("corrected_what", "corrected_cell", "corrected_from", "corrected_to")
    return when(
        "corrected_file",
        p(words("corrected"), style="Heading1", new_page=True),
        p(words("corrected_text")),
        when("corrected_by", p(label(words("corrected_by"), "{{ corrected_by }}"), style="Cell")),
        when("corrected_at", p(label(words("corrected_at"), "{{ corrected_at }}"), style="Cell")),
        when("not corrections", p(words("corrected_nothing"))),
        when("corrections", gap(), headed(words, columns, keys, rows, name="corrected"), gap()),
    )


def treated(words: Words) -> str:
    """What shows that all had the same plan: in a sentence, form by form, and what has changed."""
    return (
        p(words("treatment"), style="Heading1", new_page=True)
        + p(words("treatment_text"))
        + each("sentence in treatment", p("{{ sentence }}"))
        + when("treated_forms", _treated_forms(words), gap())
        + when("plan_changes", _plan_changes(words), gap())
        + when("treated_applicants", _treated_applicants(words), gap())
        + p(f"{words('plan_digest')}: {{{{ plan_digest }}}}", style="Small")
    )


def _treated_forms(words: Words) -> str:
    columns = widths(4.4, 3.8, 3.4, 3.6)
    texts = ("{{ treated.whose }}", "{{ treated.form_id }}", "{{ treated.made }}", "{{ treated.version }}")
    return headed(
        words,
        columns,
        ("name", "form_for", "form_id", "made", "version"),
        each_row(
            "treated in treated_forms",
            5,
            row(
                cell(columns[0], p(run("{{ treated.name }}", bold=True), style="Cell")),
                *(cell(width, p(text, style="Cell")) for width, text in zip(columns[1:], texts, strict=True)),
            ),
        ),
        name="treated_forms",
    )


def _plan_changes(words: Words) -> str:
    columns = widths(4.4, 4.2, 4.2)
    item = "{% if change.item %}{{ change.item }}, {% endif %}"
    return p(words("plan_changes"), style="Heading2") + headed(
        words,
        columns,
        ("changed_what", "changed_before", "changed_now", "changed_forms"),
        each_row(
            "change in plan_changes",
            4,
            row(
                cell(
                    columns[0],
                    p(run(item, bold=True), run("{{ change.about }}"), style="Cell"),
                    when("change.text", p("{{ change.text }}", style="Small")),
                ),
                *(
                    cell(width, p(f"{{{{ change.{name} }}}}", style="Cell"))
                    for width, name in zip(columns[1:], ("before", "now", "forms"), strict=True)
                ),
            ),
        ),
        name="plan_changes",
    )


def _treated_applicants(words: Words) -> str:
    columns = widths(4.4, 6.2, 2.2)
    texts = ("{{ person.panel }}", "{{ person.minutes }}", "{{ person.unscored }}")
    return p(words("treated_applicants"), style="Heading2") + headed(
        words,
        columns,
        ("name", "panel_in_plan", "minutes", "unscored"),
        each_row(
            "person in treated_applicants",
            4,
            row(
                cell(columns[0], p(run("{{ person.name }}", bold=True), style="Cell")),
                *(cell(width, p(text, style="Cell")) for width, text in zip(columns[1:], texts, strict=True)),
            ),
        ),
        name="treated_applicants",
    )
