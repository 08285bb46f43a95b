"""The sheet of equal treatment: the plan that each form was made with, what has changed, and panel and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from xlsxwriter.format import Format

from generator.excel.results.page import LINE_HEIGHT, Cell, Page
from generator.excel.text import pieces
from generator.model import (
    Conclusion,
    FormsPer,
    Part,
    Plan,
    PlanChange,
    PlanVersion,
    Results,
    Setting,
    Shown,
    TreatedForm,
    Treatment,
)

_WIDTHS = (8, 26, 24, 18, 24, 10, 20, 42)
_LAST = len(_WIDTHS) - 1
_ACROSS = sum(_WIDTHS)
_DIGEST = 12
_MANY = 20
"""Forms that are named; where there are more, they are counted."""

_Columns = Mapping[str, tuple[int, int]]
"""The first and the last column of each value of a list."""

_VERSIONS: _Columns = {
    "version": (0, 0),
    "digest": (1, 1),
    "count": (2, 2),
    "first": (3, 4),
    "last": (5, 6),
    "state": (7, 7),
}
_FORMS: _Columns = {
    "id": (0, 0),
    "candidate": (1, 1),
    "whose": (2, 2),
    "form_id": (3, 3),
    "made": (4, 4),
    "version": (5, 5),
    "digest": (6, 6),
    "state": (7, 7),
}
_CHANGES: _Columns = {
    "id": (0, 0),
    "item": (1, 1),
    "about": (2, 2),
    "before": (3, 4),
    "now": (5, 6),
    "in_forms": (7, 7),
}
_CANDIDATES: _Columns = {
    "id": (0, 0),
    "candidate": (1, 1),
    "panel": (2, 4),
    "minutes": (5, 5),
    "unscored": (6, 7),
}


def write_treatment(page: Page, results: Results, treatment: Treatment) -> None:
    """Write what can be said in a sentence, and below it everything that it rests on."""
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.treatment"), page.word("treatment.reading"), 0, _LAST)
    row = _write_texts(page, 3, _sentences(page, treatment), page.styles.remark)
    digest = page.word("treatment.digest_now", digest=treatment.digest), page.word("treatment.digest_of")
    row = _write_texts(page, row, digest, page.styles.reading)
    if treatment.forms:
        row = _write_list(page, row, "versions", _VERSIONS, _versions(page, treatment))
        row = _write_list(page, row, "forms", _FORMS, _forms(page, results.plan, treatment))
        row = _write_list(page, row, "changes", _CHANGES, _changes(page, results.plan, treatment))
    if treatment.forms and not treatment.changes:
        row = _write_texts(page, row, [page.word("treatment.no_changes")], page.styles.name)
    _write_list(page, row, "candidates", _CANDIDATES, _candidates(page, results.plan, treatment))


def _write_texts(page: Page, row: int, texts: Iterable[str], style: Format) -> int:
    """Write texts below each other over the whole width, and return the row after them."""
    for text in texts:
        page.span(row, 0, _LAST, text, style)
        page.fit(row, [(text, _ACROSS)])
        row += 1
    return row


def _sentences(page: Page, treatment: Treatment) -> Iterator[str]:
    """Yield the conclusion, what it does not hold for, and what differs between the candidates."""
    known, of_all = treatment.known, treatment.forms
    key = treatment.conclusion.value
    if treatment.conclusion is Conclusion.UNKNOWN and not known:
        key = "unknown_all"
    versions = len({form.version for form in known})
    yield page.word(f"treatment.{key}", count=len(of_all), known=len(known), versions=versions)
    for name in ("typed", "silent", "untimed"):
        if forms := getattr(treatment, name):
            yield page.word(f"treatment.{name}", count=len(forms))
    yield page.word(f"treatment.{'same' if treatment.same_panel else 'other'}_panel")
    yield page.word(f"treatment.{'same' if treatment.same_minutes else 'other'}_minutes")
    if any(entry.unscored for entry in treatment.candidates):
        yield page.word("treatment.some_unscored")


def _write_list(page: Page, row: int, key: str, columns: _Columns, rows: Iterable[Sequence[Cell]]) -> int:
    """Write a list with its heading and header, and return the row after it."""
    row += 1
    page.write(row, 0, page.word(f"treatment.{key}"), page.styles.title)
    page.sheet.set_row(row, 1.6 * LINE_HEIGHT)
    row += 1
    for name, (first, last) in columns.items():
        page.span(row, first, last, page.word(f"treatment.{name}"), page.styles.header)
    row += 1
    for values in rows:
        row = _write_row(page, row, values, columns)
    return row


def _write_row(page: Page, row: int, values: Sequence[Cell], columns: _Columns) -> int:
    """Write values side by side and return the row after them; a text that needs several cells goes on below."""
    style = page.styles.text if columns is _CHANGES else page.styles.name
    cells = [pieces(value) if isinstance(value, str) else [value] for value in values]
    for texts in zip_longest(*cells, fillvalue=""):
        for value, (first, last) in zip(texts, columns.values(), strict=True):
            page.span(row, first, last, value, style if isinstance(value, str) else page.styles.whole)
        widths = (sum(_WIDTHS[first : last + 1]) for first, last in columns.values())
        page.fit(row, [(text, width) for text, width in zip(texts, widths, strict=True) if isinstance(text, str)])
        row += 1
    return row


# ---- the rows


def _versions(page: Page, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    for version in treatment.versions:
        count = sum(form.version == version for form in treatment.forms)
        times = (_time(page, version.first), _time(page, version.last))
        yield version.letter, version.digest[:_DIGEST], count, *times, _state(page, treatment, version)


def _state(page: Page, treatment: Treatment, version: PlanVersion) -> str:
    if version.is_now:
        return page.word("treatment.is_now")
    if not version.is_known:
        return page.word("treatment.lost")
    return page.word(f"treatment.{'earlier' if treatment.differs(version) else 'only_spelling'}")


def _forms(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    for form in treatment.forms:
        version = form.version
        shown = (version.letter, version.digest[:_DIGEST]) if version else (page.word("none"), page.word("none"))
        remark = page.word("treatment.from_sheet") if form.typed else ""
        who = form.candidate.id, form.candidate.name, _whose(page, plan, form)
        yield *who, form.form_id or page.word("none"), _time(page, form.made), *shown, remark


def _whose(page: Page, plan: Plan, form: TreatedForm) -> str:
    if form.panel_member:
        return form.panel_member.name
    per_member = plan.position.forms_per is FormsPer.PANEL_MEMBER
    return page.word(f"treatment.{'agreed' if per_member else 'whole_panel'}")


def _changes(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    for change in treatment.changes:
        now = _shown(page, change.now)
        before = _shown(page, change.before)
        text = change.text if change.about else ""  # its own text stands beside it already
        yield change.item, text, _about(page, change), before, now, _in_forms(page, plan, treatment, change)


def _about(page: Page, change: PlanChange) -> str:
    """Return what of an item has changed, or of the scale or the agenda."""
    area = change.key.partition(".")[0]
    of_area = not change.item and area in ("scale", "agenda") and not isinstance(change.about[0], Setting)
    named = [page.word(f"treatment.{area}")] if of_area else []
    return page.language.shown([*named, *change.about]) or page.word("treatment.text")


def _shown(page: Page, value: Shown) -> str:
    if value is None:
        return page.word("treatment.absent")
    return page.language.shown(value) or page.language.text("language.empty")


def _in_forms(page: Page, plan: Plan, treatment: Treatment, change: PlanChange) -> str:
    """Return the forms that were made with what has changed, by the version of the plan."""
    lines = []
    for version in change.versions:
        forms = [form for form in treatment.forms if form.version == version]
        names = [_named(page, plan, form) for form in forms]
        named = page.word("treatment.many_forms", count=len(names)) if len(names) > _MANY else ", ".join(names)
        lines.append(page.word("treatment.version_forms", version=version.letter, forms=named))
    return "\n".join(lines)


def _named(page: Page, plan: Plan, form: TreatedForm) -> str:
    name = f"{form.candidate.id} {form.candidate.name}"
    if plan.position.forms_per is FormsPer.CANDIDATE:
        return name
    return f"{name} ({_whose(page, plan, form)})"


def _candidates(page: Page, plan: Plan, treatment: Treatment) -> Iterator[Sequence[Cell]]:
    headings = {entry.part: entry.heading for entry in plan.agenda}
    for entry in treatment.candidates:
        panel = ", ".join(member.name for member in entry.panel) or page.word("none")
        minutes = page.word("none") if entry.minutes is None else entry.minutes
        yield entry.candidate.id, entry.candidate.name, panel, minutes, _unscored(page, headings, entry.unscored)


def _unscored(page: Page, headings: Mapping[Part, str], parts: Sequence[Part] | None) -> str:
    if parts is None:
        return page.word("treatment.waiting")
    return ", ".join(headings[part] for part in parts) or page.word("treatment.none")


def _time(page: Page, moment: datetime | None) -> str:
    return page.language.moment(moment) if moment else page.word("treatment.not_known")
