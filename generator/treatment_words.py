"""What is said of equal treatment, in the results workbook and in the recommendation alike."""

from __future__ import annotations

from collections.abc import Iterator

from generator.language import Language
from generator.model import (
    Conclusion,
    FormsPer,
    Plan,
    PlanChange,
    Setting,
    Shown,
    TreatedCandidate,
    TreatedForm,
    Treatment,
)

DIGITS = 12
"""How many digits of a digest are shown where it only tells versions apart."""

_MANY = 20
"""Forms that are named; where there are more, they are counted."""


def sentences(treatment: Treatment, language: Language) -> Iterator[str]:
    """Yield the conclusion, what it does not hold for, and what differs between the candidates."""
    known, of_all = treatment.known, treatment.forms
    key = treatment.conclusion.value
    if treatment.conclusion is Conclusion.UNKNOWN and not known:
        key = "unknown_all"
    versions = len({form.version for form in known})
    yield _word(language, key, count=len(of_all), known=len(known), versions=versions)
    for name, forms in (("typed", treatment.typed), ("silent", treatment.silent), ("untimed", treatment.untimed)):
        if forms:
            yield _word(language, name, count=len(forms))
    yield _word(language, "same_panel" if treatment.same_panel else "other_panel")
    yield _word(language, "same_minutes" if treatment.same_minutes else "other_minutes")
    if any(entry.unscored for entry in treatment.candidates):
        yield _word(language, "some_unscored")


def made(form: TreatedForm, language: Language) -> str:
    """Return when a form was made, in UTC."""
    return language.moment(form.made) if form.made else _word(language, "not_known")


def whose(form: TreatedForm, plan: Plan, language: Language) -> str:
    """Return who fills a form in."""
    if form.panel_member:
        return form.panel_member.name
    per_member = plan.position.forms_per is FormsPer.PANEL_MEMBER
    return _word(language, "agreed" if per_member else "whole_panel")


def about(change: PlanChange, language: Language) -> str:
    """Return what of an item has changed, or of the scale or the agenda."""
    area = change.key.partition(".")[0]
    of_area = not change.item and area in ("scale", "agenda") and not isinstance(change.about[0], Setting)
    named = [_word(language, area)] if of_area else []
    return language.shown([*named, *change.about]) or _word(language, "text")


def item_text(change: PlanChange) -> str:
    """Return the text of the item that has changed, unless it is that text, which stands beside it already."""
    return change.text if change.about else ""


def shown(value: Shown, language: Language) -> str:
    """Return what stood or stands in the plan."""
    if value is None:
        return _word(language, "absent")
    return language.shown(value) or language.text("language.empty")


def forms_with(change: PlanChange, treatment: Treatment, plan: Plan, language: Language) -> str:
    """Return the forms that were made with what has changed, a line for each version of the plan."""
    lines = []
    for version in change.versions:
        names = [_named(form, plan, language) for form in treatment.forms if form.version == version]
        named = _word(language, "many_forms", count=len(names)) if len(names) > _MANY else ", ".join(names)
        lines.append(_word(language, "version_forms", version=version.letter, forms=named))
    return "\n".join(lines)


def panel_of(entry: TreatedCandidate, language: Language) -> str:
    """Return whom a candidate met, by the plan."""
    return ", ".join(member.name for member in entry.panel) or language.text("results.none")


def unscored(entry: TreatedCandidate, plan: Plan, language: Language) -> str:
    """Return the parts of the interview in which a candidate has no score."""
    if entry.unscored is None:
        return _word(language, "waiting")
    return ", ".join(plan.headings[part] for part in entry.unscored) or _word(language, "none")


def _named(form: TreatedForm, plan: Plan, language: Language) -> str:
    name = f"{form.candidate.id} {form.candidate.name}"
    if plan.position.forms_per is FormsPer.CANDIDATE:
        return name
    return f"{name} ({whose(form, plan, language)})"


def _word(language: Language, key: str, **values: object) -> str:
    return language.text(f"results.treatment.{key}", **values)
