"""From everything that has come in to one entry per form: copies, conflicts, and paper typed into a score sheet.

What is written in two places counts only where it is the same, and no text is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator.app.received import Received, answered
from generator.files import shown
from generator.model import Answer, Field, Kind
from generator.problems import Place, Problem, Tag, problem
from generator.scoring import stated_sum

_FIELDS_TOLD = 8
"""So many fields are named in which two forms differ; a person who has seen these has seen enough."""

_TEXTS = frozenset({Kind.NOTES, Kind.ASSESSMENT, Kind.SUMMARY, Kind.MISSING})
Spoken = Callable[[Place], str]
"""How a place is written for people."""


def merge(forms: Sequence[Received], rows: Sequence[Received], spoken: Spoken) -> tuple[list[Received], list[Problem]]:
    """Return what has come in once per form, and what was found in bringing it together.

    Where several differ that should be one form, all are returned, so that none gives figures.
    ``rows`` are those of score sheets that somebody has typed something into.
    """
    filled, problems = _without_empty([_without_marks(form, rows) for form in forms], rows)
    entries: list[Received] = []
    for form_id in dict.fromkeys(entry.spec.form_id for entry in (*filled, *rows)):
        distinct: list[list[Received]] = []
        own, beside = ([entry for entry in source if entry.spec.form_id == form_id] for source in (filled, rows))
        for entries_of, typed_beside in ((own, beside), (beside, [])):
            kept, found = _without_copies(entries_of, typed_beside, spoken)
            distinct.append(kept)
            problems += found
        documents, typed = distinct
        if len(documents) > 1 or len(typed) > 1:
            entries += [*documents, *typed]
            problems.append(_conflict(documents, typed, spoken))
        else:
            entries.append(_together(documents[0], typed[0], spoken) if documents and typed else (documents + typed)[0])
    return _with_all_remarks(entries, forms), problems


def _with_all_remarks(entries: Sequence[Received], forms: Sequence[Received]) -> list[Received]:
    """Return what counts with the remarks that stand only in copies that are left out."""
    firsts = {entry.spec.form_id: entry for entry in reversed(entries)}

    def complete(entry: Received) -> Received:
        own = [other for other in entries if other.spec.form_id == entry.spec.form_id]
        held = {remark for other in own for remark in other.remarks}
        copies = [other for other in forms if other.spec.form_id == entry.spec.form_id]
        missed = dict.fromkeys(remark for copy in copies for remark in copy.remarks if remark not in held)
        return replace(entry, remarks=(*entry.remarks, *missed)) if entry is firsts[entry.spec.form_id] else entry

    return [complete(entry) for entry in entries]


def _without_marks(form: Received, rows: Sequence[Received]) -> Received:
    """Return a form without what is told of marks on it that cannot be read, where a row has the answer."""
    own = [row for row in rows if row.spec.form_id == form.spec.form_id]
    unread = (found for found in form.problems if not _is_typed(found, own))
    return replace(form, problems=tuple(unread)) if own else form


def _is_typed(found: Problem, rows: Iterable[Received]) -> bool:
    return found.code == "paper_not_read" and any(answered(row.answers.get(found.place.tag)) for row in rows)


def _without_empty(forms: Sequence[Received], rows: Sequence[Received]) -> tuple[list[Received], list[Problem]]:
    """Leave out the empty form as it was handed out, where the same form has come back filled in, or been typed in."""
    typed = {row.spec.form_id for row in rows}
    filled = {entry.spec.form_id for entry in forms if not entry.is_empty}
    kept: list[Received] = []
    problems: list[Problem] = []
    for entry in forms:
        if entry.is_empty and entry.spec.form_id in filled:
            problems.append(problem("form_empty_copy", entry.place, name=entry.spec.candidate.name))
            problems += _beside_fields(entry)
        elif entry.is_empty and entry.spec.form_id in typed:
            problems += _beside_fields(entry)
        else:
            kept.append(entry)
    return kept, problems


def _without_copies(
    entries: Sequence[Received], rows: Sequence[Received], spoken: Spoken
) -> tuple[list[Received], list[Problem]]:
    said = {entry: _without_sums(entry, rows) for entry in entries}

    def alike(entry: Received, other: Received) -> bool:
        """Return whether two say nothing, or the same having been asked the same: copies, of which one is enough."""
        return said[entry] == said[other] and (entry.form_id == other.form_id or entry.is_empty)

    different = [entry for n, entry in enumerate(entries) if not any(alike(entry, other) for other in entries[:n])]
    problems: list[Problem] = []
    if len(entries) > 1 and len(different) == 1:
        paths, first = [_whole(entry, spoken) for entry in entries], entries[0]
        code = "scoresheet_row_repeated" if first.place.cell else "form_repeated"
        problems.append(problem(code, first.place, name=first.spec.candidate.name, paths=paths))
    return different, [*problems, *_beside_fields_of_copies(entries, different)]


def _without_sums(entry: Received, rows: Sequence[Received]) -> dict[str, str]:
    """Return what stands in a form without totals that are the sum of its scores, which say nothing of their own.

    A form and the copy of it that has been given its totals are one form.
    """
    scores: dict[str, dict[str, int]] = {}
    for answers in (*(row.answers for row in rows), entry.answers):
        for tag, answer in answers.items():
            field = Field.of(tag)
            if field and field.kind is Kind.SCORE and isinstance(answer.value, int):
                scores.setdefault(field.part, {})[tag] = answer.value

    def is_sum(tag: str, text: str) -> bool:
        field = Field.of(tag)
        own = scores.get(field.part) if field and field.kind is Kind.TOTAL else None
        return own is not None and stated_sum(text) == sum(own.values())

    return {tag: text for tag, text in entry.raw.items() if not is_sum(tag, text)}


def _beside_fields_of_copies(entries: Iterable[Received], kept: Sequence[Received]) -> Iterator[Problem]:
    """Yield what stands beside the fields of copies that are left out, unless it stands in one that is kept too."""

    def what(found: Problem) -> tuple[object, ...]:
        return found.code, found.place.tag, found.place.region, found.values

    told = [what(found) for entry in kept for found in _beside_fields(entry)]
    copies = (entry for entry in entries if entry not in kept)
    return (found for entry in copies for found in _beside_fields(entry) if what(found) not in told)


def _beside_fields(entry: Received) -> list[Problem]:
    """Return what is told of a form although none of its answers count."""
    return [
        found
        for found in entry.problems
        if found.code in ("text_outside_fields", "drawing_outside_fields", "picture_not_read", "paper_not_read")
        or found.code in ("embedded_not_read", "remarks_not_read")
    ]


def _conflict(documents: Sequence[Received], typed: Sequence[Received], spoken: Spoken) -> Problem:
    entries = [*documents, *typed]
    code = "form_conflict" if len(documents) > 1 else "scoresheet_row_conflict"
    first = documents[0] if len(documents) > 1 else typed[0]
    paths = [_whole(entry, spoken) for entry in entries]
    differing = _differing(entries, typed)
    values = {
        "name": first.spec.candidate.name,
        "member": first.spec.panel_member.name if first.spec.panel_member else "",
        "paths": paths,
        "fields": differing[:_FIELDS_TOLD],
        "more": max(0, len(differing) - _FIELDS_TOLD),
        "versions": len({entry.form_id for entry in entries}) > 1,
    }
    return problem(code, first.place, **values)


def _differing(entries: Sequence[Received], rows: Sequence[Received]) -> list[Tag]:
    """Return the fields that do not say the same everywhere."""
    said = [_without_sums(entry, rows) for entry in entries]
    tags = dict.fromkeys(tag for entry in entries for tag in entry.answers)
    return [Tag(tag) for tag in tags if len({raw.get(tag) for raw in said}) > 1]


def _whole(entry: Received, spoken: Spoken) -> str:
    """Return where to look for one of several: files that should be one are told with all of their paths."""
    return spoken(entry.place) if entry.place.cell else shown(Path(entry.path))


# ---- a form and a row


def _together(form: Received, row: Received, spoken: Spoken) -> Received:
    """Return a form with what a row of a score sheet adds to it."""
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for tag in {**form.answers, **row.answers}:
        answers[tag], found = _one(tag, form, row, spoken)
        problems += found

    def uncounted(field: Field) -> bool:
        return any(answered(entry.answers.get(field.tag)) and entry.uncounted(field) for entry in (form, row))

    return replace(
        form,
        answers=answers,
        uncounted=uncounted,
        asked={**row.asked, **form.asked},
        problems=(*form.problems, *row.problems, *problems),
    )


def _one(tag: str, form: Received, row: Received, spoken: Spoken) -> tuple[Answer, list[Problem]]:
    """Return the one answer of a field, None as its value where the two places do not say the same."""
    written, typed = form.answers.get(tag), row.answers.get(tag)
    if written is None or typed is None or not typed.raw.strip():
        return written or typed, []  # type: ignore[return-value]
    if not written.is_given:
        return typed, []
    if _same(written, typed):
        return written, []
    place, other = row.place_of(tag), spoken(form.place_of(tag))
    both = replace(written, raw=f"{written.raw}\n{typed.raw}")
    field = Field.of(tag)
    if field is not None and field.kind in _TEXTS:
        texts = [str(answer.value) for answer in (written, typed) if answer.value is not None]
        return replace(both, value="\n".join(texts) or None), [problem("sheet_adds_text", place, other=other)]
    wrong = problem("sheet_disagrees", place, first=written.raw, second=typed.raw, other=other)
    return replace(both, value=None), [wrong]


def _same(written: Answer, typed: Answer) -> bool:
    """Return whether two answers mean one thing, a text however it is spaced; two that mean nothing do not differ."""
    if isinstance(written.value, str) and isinstance(typed.value, str):
        return written.value.split() == typed.value.split()
    return written.value == typed.value
