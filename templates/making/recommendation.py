"""The recommendation: what it rests on, requirement by requirement, and the places where people write why."""

from __future__ import annotations

from making.markup import each, gap, label, p, run, when
from making.report import (
    Column,
    listing,
    notice,
    position_facts,
    section,
    signatures,
    statements,
    strong,
    text,
    title,
    to_fill,
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
    return _waiting(words, "not_compared", "waiting", "waiting in not_compared")


def provisional(words: Words) -> str:
    return _waiting(words, "provisional", "opened", "applicant in applicants if applicant.awaiting")


def _waiting(words: Words, condition: str, key: str, loop: str) -> str:
    """Whose forms are not in; ``key`` begins the keys of the words."""
    who = loop.partition(" ")[0]
    table = listing(
        words,
        f"{key}_title",
        loop,
        Column("applicant", strong(f"{who}.name"), 5.5),
        Column("waiting_what", text(f"{who}.awaiting")),
    )
    return notice(words, condition, f"{key}_title", f"{key}_text", table, gap())


def applicants(words: Words) -> str:
    def of(key: str) -> str:
        names = "{% if " + key + " %} – {{ " + key + '|join(", ") }}{% endif %}'
        return p(run(f"{words(key)}: ", bold=True), run("{{ " + key + "|length }}" + names), style="Cell")

    return p(words("applicants"), style="Heading1") + of("interviewed") + of("withdrawn") + of("absent")


def requirements(words: Words) -> str:
    about = (
        text("requirement.text")
        + when(
            "requirement.definition",
            p(label(words("definition"), "{{ requirement.definition }}"), style="Small"),
        )
        + when("weighted", p(label(words("weight"), "{{ requirement.weight }}"), style="Small"))
    )
    kind = p("{{ requirement.priority }}, {{ requirement.category }}", style="Cell")
    return p(words("requirements"), style="Heading1") + listing(
        words,
        "requirements",
        "requirement in requirements",
        Column("id", strong("requirement.id"), 1.4),
        Column("requirement", about, 8.2),
        Column("must_or_should", kind, 3.7),
        Column("advertised_where", text("requirement.advertised")),
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
    title = p(run("{% if method.id %}{{ method.id }} {% endif %}{{ method.title }}", bold=True), style="Cell")
    facts = (when(f"method.{name}", text(f"method.{name}")) for name in ("kind", "provider", "responsible"))
    criterion = p("{{ criterion.text }}{% if criterion.measures %} ({{ criterion.measures }}){% endif %}", style="Cell")
    by_requirement = when("not method.id", p(words("each_requirement"), style="Cell"))
    table = listing(
        words,
        "methods",
        "method in methods",
        Column("method", title + when("method.id", text("method.part", "Small")), 5.8),
        Column("method_about", "".join(facts), 4.6),
        Column("criteria", by_requirement + each("criterion in method.criteria", criterion)),
    )
    return p(words("methods"), style="Heading2") + table + gap()


def panel(words: Words) -> str:
    task = "{% if member.scores %}" + words("scores") + "{% else %}" + words("observer") + "{% endif %}"
    met = when("member.met", p(label(words("met_only"), '{{ member.met|join(", ") }}'), style="Small"))
    table = listing(
        words,
        "panel",
        "member in panel",
        Column("name", strong("member.name") + met, 6.2),
        Column("role", text("member.role"), 6.2),
        Column("task", p(task, style="Cell")),
    )
    return when("panel", p(words("panel"), style="Heading2"), table, gap())


def scale(words: Words) -> str:
    table = listing(
        words,
        "scale",
        "level in scale",
        Column("level", strong("level.score"), 1.6),
        Column("level_text", strong("level.label") + when("level.description", text("level.description", "Small"))),
    )
    return p(words("scale"), style="Heading2") + table + gap()


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
    figures = (
        p(run(score, bold=True), style="Cell")
        + each("entry in applicant.methods", detail)
        + each("entry in applicant.members", detail)
    )
    met = statements("applicant.met") + when("not applicant.met", p(words("no_judgement"), style="Small"))
    return listing(
        words,
        "side_by_side",
        "applicant in requirement.applicants",
        Column("applicant", strong("applicant.name"), 3.4),
        Column("assessment", said, 7.5 if must else 10.0),
        Column("score", figures, 4.5),
        *([Column("must_met", met)] if must else []),
    )


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
    table = listing(
        words,
        "doubts",
        "applicant in applicants if applicant.missing",
        Column("applicant", strong("applicant.name"), 5.5),
        Column("doubts_of", statements("applicant.missing")),
    )
    return (
        p(words("doubts"), style="Heading1")
        + when("not has_doubts", p(words("doubts_none")))
        + when("has_doubts", table, gap())
    )


def figures(words: Words) -> str:
    score = "{% if applicant.overall %}{{ applicant.overall }}{% else %}" + words("no_score") + "{% endif %}"
    basis = (
        text("applicant.basis")
        + when("applicant.rests_on", text("applicant.rests_on", "Small"))
        + when("not applicant.complete", p(run(words("incomplete"), bold=True), style="Small"))
    )
    judged = {"met": "met", "not_met": "not_met", "open": "open", "differing": "differing", "no_judgement": "unsaid"}
    of_musts = "".join(
        when(f"applicant.{name}", p(label(words(word), f"{{{{ applicant.{name} }}}}"), style="Cell"))
        for name, word in judged.items()
    )
    table = listing(
        words,
        "figures",
        "applicant in applicants",
        Column("applicant", strong("applicant.name"), 4.6),
        Column("overall", p(run(score, bold=True), style="Cell"), 2.4),
        Column("basis", basis, 4.6),
        Column("must_requirements", of_musts),
    )
    return (
        p(words("figures"), style="Heading1")
        + p(words("figures_text"))
        + when("weighted", p(words("weighted_text")))
        + when("applicants", table, gap())
        + when("has_close", close(words))
    )


def close(words: Words) -> str:
    table = listing(
        words,
        "close",
        "applicant in applicants if applicant.close_to",
        Column("applicant", strong("applicant.name"), 5.5),
        Column("close", text("applicant.close_to")),
    )
    return p(words("close_text"), keep=True) + table + gap()


# What people write


def ranking(words: Words) -> str:
    table = listing(
        words,
        "ranking",
        "number in range(empty_rows)",
        Column("number", text("number + 1"), 1.6),
        Column("applicant", to_fill(words, "ranked_name"), 6.0),
        Column("reason", to_fill(words, "ranked_why")),
    )
    reasons = ("reasons", "not_ranked", "close_reasons", "further")
    fills = ("reasons_fill", "not_ranked_fill", "close_fill", "further_fill")
    return (
        p(words("ranking"), style="Heading1", new_page=True)
        + p(words("ranking_text"))
        + when("normally_ranked == 1", p(words("normally_one")))
        + when("normally_ranked > 1", p(words("normally_many")))
        + p(words("more_rows"), keep=True)
        + table
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

    def value(name: str) -> str:
        shown = f"{{{{ correction.{name} }}}}{{% else %}}{words('corrected_empty')}"
        return p(f"{{% if correction.{name} %}}{shown}{{% endif %}}", style="Cell")

    member = when("correction.member", p(label(words("corrected_whose"), "{{ correction.member }}"), style="Small"))
    table = listing(
        words,
        "corrected",
        "correction in corrections",
        Column("corrected_what", strong("correction.name") + text("correction.field") + member, 3.6),
        Column("corrected_cell", text("correction.cell"), 2.4),
        Column("corrected_from", value("before"), 5.2),
        Column("corrected_to", value("after")),
    )
    return when(
        "corrected_file",
        p(words("corrected"), style="Heading1", new_page=True),
        p(words("corrected_text")),
        when("corrected_by", p(label(words("corrected_by"), "{{ corrected_by }}"), style="Cell")),
        when("corrected_at", p(label(words("corrected_at"), "{{ corrected_at }}"), style="Cell")),
        when("not corrections", p(words("corrected_nothing"))),
        when("corrections", gap(), table, gap()),
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
    return listing(
        words,
        "treated_forms",
        "treated in treated_forms",
        Column("name", strong("treated.name"), 4.4),
        Column("form_for", text("treated.whose"), 3.8),
        Column("form_id", text("treated.form_id"), 3.4),
        Column("made", text("treated.made"), 3.6),
        Column("version", text("treated.version")),
    )


def _plan_changes(words: Words) -> str:
    item = run("{% if change.item %}{{ change.item }}, {% endif %}", bold=True)
    what = p(item, run("{{ change.about }}"), style="Cell") + when("change.text", text("change.text", "Small"))
    return p(words("plan_changes"), style="Heading2") + listing(
        words,
        "plan_changes",
        "change in plan_changes",
        Column("changed_what", what, 4.4),
        Column("changed_before", text("change.before"), 4.2),
        Column("changed_now", text("change.now"), 4.2),
        Column("changed_forms", text("change.forms")),
    )


def _treated_applicants(words: Words) -> str:
    return p(words("treated_applicants"), style="Heading2") + listing(
        words,
        "treated_applicants",
        "person in treated_applicants",
        Column("name", strong("person.name"), 4.4),
        Column("panel_in_plan", text("person.panel"), 6.2),
        Column("minutes", text("person.minutes"), 2.2),
        Column("unscored", text("person.unscored")),
    )
