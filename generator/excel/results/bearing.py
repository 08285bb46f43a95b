"""The sheet of what the figures can bear: which differences between two candidates change, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from textwrap import shorten

from generator.excel.results.page import Cell, Page
from generator.excel.results.requirement_cells import method_title
from generator.excel.results.rows import why_no_figures
from generator.excel.results.score_cells import ScoreCells
from generator.model import (
    Alternative,
    AlternativeKind,
    Bearing,
    CandidateResult,
    Change,
    Criterion,
    Field,
    FormsPer,
    NotCompared,
    Outcome,
    PairBearing,
    Part,
    Plan,
    Requirement,
    RestsOn,
    Results,
)

_PAIR = {"first": 20, "second": 20, "compared_on": 28, "difference": 11, "higher": 20, "close": 20, "changes": 58}
_LAST = len(_PAIR) - 1
_WIDTH = sum(_PAIR.values())
_LABEL = 2
"""The last column that the label of a number lies over; the number is in the next one."""
_EACH = ("candidate", "with", "holds", "changes", "close")

LISTED = 200
"""So many pairs have a row each. Of more pairs only those that are close or change have one, and at most so many."""
_NAMED = 10
"""So many names or pairs are listed in one cell; of more there is only the number."""
_ITEMS_IN_ROW = 40
_WAYS_WITH_FIGURES = 6
"""So many alternatives are listed each with its figure; more are put together by what is left out."""
_NAME_LETTERS, _TEXT_LETTERS = 60, 50

_LEAST_SHOWN = Fraction(1, 20)
"""The least that one decimal shows."""


@dataclass(frozen=True)
class _Sheet:
    """The sheet being written, and where the candidates, their names and the pairs are found."""

    page: Page
    plan: Plan
    bearing: Bearing
    entries: Mapping[str, CandidateResult]

    @property
    def differing(self) -> list[PairBearing]:
        """The pairs that have a difference, be it none."""
        return [pair for pair in self.bearing.pairs if pair.difference is not None]

    def word(self, key: str, **values: object) -> str:
        """Return a text of this sheet."""
        return self.page.word(f"bearing.{key}", **values)

    def name(self, id: str) -> str:
        """Return a candidate as the sheet calls each: names alone may be alike."""
        return _named(id, self.entries[id].candidate.name)

    def both(self, pair: PairBearing) -> str:
        """Return two candidates."""
        return f"{self.name(pair.first)} – {self.name(pair.second)}"

    def line(self, row: int, text: str) -> int:
        """Write a text over all columns and return the row after it."""
        self.page.span(row, 0, _LAST, text, self.page.styles.reading)
        self.page.fit(row, [(text, _WIDTH)])
        return row + 1

    def heading(self, row: int, text: str) -> int:
        """Write the heading of a block and return the row after it."""
        self.page.span(row, 0, _LAST, text, self.page.styles.band)
        return row + 1


def write_bearing(page: Page, results: Results, bearing: Bearing, cells: ScoreCells) -> None:
    """Write what was tried, how many differences change, and a row for each pair, or for those that matter of many."""
    sheet = _Sheet(page, results.plan, bearing, {entry.candidate.id: entry for entry in results.candidates})
    for column, width in enumerate(_PAIR.values()):
        page.sheet.set_column(column, column, width)
    page.introduction(page.word("sheets.bearing"), sheet.word("reading"), 0, _LAST)
    page.fit(1, [(sheet.word("reading"), _WIDTH)])
    page.as_made(2, _PAIR.values(), "bearing", cells.corrected)
    page.state(results, 3, 0, _LAST)
    row = 4
    for text in _tried(sheet):
        row = sheet.line(row, text)
    row = _write_numbers(sheet, row + 1)
    if bearing.not_compared:
        row = _write_not_compared(sheet, row + 1)
    if len(bearing.pairs) > LISTED:
        row = _write_each(sheet, row + 1)
    if bearing.pairs:
        _write_pairs(sheet, row + 1)


# ---- what was tried


def _tried(sheet: _Sheet) -> Iterator[str]:
    """Yield which other ways there were to reckon, which there were not and why, and what the ids stand for."""
    tried = {alternative for pair in sheet.bearing.pairs for alternative in pair.tried}
    counts = {kind: sum(alternative.kind is kind for alternative in tried) for kind in AlternativeKind}
    ways = [sheet.word(f"ways.{kind}", count=count) for kind, count in counts.items() if count]
    if not ways:
        return
    yield sheet.word("tried", ways=ways)
    if not counts[AlternativeKind.EQUAL_WEIGHTS]:
        yield sheet.word("weights_alike")
    yield from _members_kept(sheet)
    items: Iterable[Requirement | Criterion] = (*sheet.plan.requirements, *sheet.plan.criteria)
    texts = [f"{item.id} {shorten(item.text, _TEXT_LETTERS, placeholder=' …')}" for item in items]
    for start in range(0, len(texts), _ITEMS_IN_ROW):
        yield sheet.word("legend", items=texts[start : start + _ITEMS_IN_ROW])


def _members_kept(sheet: _Sheet) -> Iterator[str]:
    """Yield whose figures do not change when a panel member is left out."""
    if sheet.plan.position.forms_per is FormsPer.CANDIDATE:
        yield sheet.word("members_none")
        return
    for rests_on in (RestsOn.AGREED, RestsOn.ONE_FORM):
        resting = [id for id, entry in sheet.entries.items() if entry.totals and entry.rests_on is rests_on]
        if resting:
            names = (
                [sheet.name(id) for id in resting]
                if len(resting) <= _NAMED
                else [sheet.word("so_many", count=len(resting))]
            )
            yield sheet.word("members_kept", names=names, rests_on=sheet.page.word(f"rests_on.{rests_on}"))


# ---- how many


def _write_numbers(sheet: _Sheet, row: int) -> int:
    """Write how many pairs there are and how many of them change, and return the row after them."""
    page, pairs = sheet.page, sheet.differing
    row = sheet.heading(row, sheet.word("numbers.heading"))
    for label, number, text in _numbers(sheet, pairs):
        page.span(row, 0, _LABEL, label, page.styles.name)
        page.figure(row, _LABEL + 1, number, page.styles.whole)
        page.span(row, _LABEL + 2, _LAST, text, page.styles.name)
        page.fit(row, [(label, sum(list(_PAIR.values())[: _LABEL + 1])), (text, _WIDTH // 2)])
        row += 1
    return row


def _numbers(sheet: _Sheet, pairs: Sequence[PairBearing]) -> Iterator[tuple[str, int | None, str]]:
    """Yield a label, a number, and what there is to say beside it."""
    close = [pair for pair in pairs if pair.close]
    margin = sheet.plan.position.margin
    yield sheet.word("numbers.candidates"), len(sheet.entries) - len(sheet.bearing.not_compared), ""
    yield sheet.word("numbers.pairs"), len(pairs), ""
    yield sheet.word("numbers.holds"), sum(not pair.changes for pair in pairs), ""
    yield sheet.word("numbers.changes"), sum(bool(pair.changes) for pair in pairs), ""
    if margin is None:
        yield sheet.word("numbers.no_margin"), None, ""
    else:
        listed = [sheet.both(pair) for pair in close] if len(close) <= _NAMED else []
        yield sheet.word("numbers.close", margin=margin), len(close), "; ".join(listed)
    unshared = len(sheet.bearing.pairs) - len(pairs)
    if unshared:
        yield sheet.word("numbers.unshared"), unshared, ""


def _write_not_compared(sheet: _Sheet, row: int) -> int:
    """Write who is compared with nobody, and why."""
    page = sheet.page
    row = sheet.heading(row, sheet.word("not_compared"))
    for id, why in sheet.bearing.not_compared.items():
        text = _why(sheet, id, why)
        page.write(row, 0, sheet.name(id), page.styles.name)
        page.span(row, 1, _LAST, text, page.styles.muted)
        page.fit(row, [(sheet.name(id), _PAIR["first"]), (text, _WIDTH - _PAIR["first"])])
        row += 1
    return row


def _why(sheet: _Sheet, id: str, why: NotCompared) -> str:
    return sheet.word("no_scores") if why is NotCompared.NO_SCORES else why_no_figures(sheet.page, sheet.entries[id])


def _write_each(sheet: _Sheet, row: int) -> int:
    """Write for each candidate how many differences change, where there are too many pairs to list them all."""
    page = sheet.page
    row = sheet.heading(row, sheet.word("each.heading"))
    for column, key in enumerate(_EACH):
        page.write(row, column, sheet.word(f"each.{key}"), page.styles.figure_header if column else page.styles.header)
    page.fit(row, [(sheet.word(f"each.{key}"), width) for key, width in zip(_EACH, _PAIR.values(), strict=False)])
    of_each: dict[str, list[PairBearing]] = {}
    for pair in sheet.differing:
        of_each.setdefault(pair.first, []).append(pair)
        of_each.setdefault(pair.second, []).append(pair)
    for id in sheet.entries:
        pairs = of_each.get(id, [])
        if id in sheet.bearing.not_compared:
            continue
        row += 1
        page.write(row, 0, sheet.name(id), page.styles.name)
        changing = sum(bool(pair.changes) for pair in pairs)
        margin = sheet.plan.position.margin
        close = None if margin is None else sum(bool(pair.close) for pair in pairs)
        for column, number in enumerate((len(pairs), len(pairs) - changing, changing, close), start=1):
            page.figure(row, column, number, page.styles.whole)
        page.fit(row, [(sheet.name(id), _PAIR["first"])])
    return row + 1


# ---- pair by pair


def _write_pairs(sheet: _Sheet, row: int) -> None:
    page, pairs = sheet.page, sheet.bearing.pairs
    row = sheet.heading(row, sheet.word("pairs.heading"))
    listed = _listed(pairs)
    if len(listed) < len(pairs):
        row = sheet.line(row, _left_out(sheet, listed))
    for column, key in enumerate(_PAIR):
        page.write(row, column, sheet.word(f"pairs.{key}"), page.styles.header)
    page.fit(row, [(sheet.word(f"pairs.{key}"), width - 2) for key, width in _PAIR.items()])
    page.sheet.repeat_rows(row)
    for line, pair in enumerate(listed, start=row + 1):
        _write_pair(sheet, line, pair)
    page.sheet.autofilter(row, 0, row + len(listed), _LAST)


def _listed(pairs: Sequence[PairBearing]) -> Sequence[PairBearing]:
    """Return the pairs that get a row, in the order of the workbook."""
    if len(pairs) <= LISTED:
        return pairs
    nearest = sorted(_concerning(pairs), key=lambda pair: abs(pair.difference or Fraction()))[:LISTED]
    chosen = {(pair.first, pair.second) for pair in nearest}
    return [pair for pair in pairs if (pair.first, pair.second) in chosen]


def _concerning(pairs: Iterable[PairBearing]) -> list[PairBearing]:
    return [pair for pair in pairs if pair.difference is not None and (pair.close or pair.changes)]


def _left_out(sheet: _Sheet, listed: Sequence[PairBearing]) -> str:
    """Return which of the pairs have a row, where some have none."""
    pairs = sheet.bearing.pairs
    concerning = len(_concerning(pairs))
    key = "some" if len(listed) == concerning else "nearest"
    return sheet.word(f"pairs.{key}", pairs=len(pairs), concerning=concerning, listed=len(listed))


def _write_pair(sheet: _Sheet, row: int, pair: PairBearing) -> None:
    page = sheet.page
    changes = "\n".join(_changes(sheet, pair)) if pair.difference is not None else ""
    texts = (sheet.name(pair.first), sheet.name(pair.second), _compared_on(sheet, pair))
    for column, text in enumerate(texts):
        page.write(row, column, text, page.styles.name)
    page.figure(row, 3, _difference(sheet, pair), page.styles.decimal)
    page.figure(row, 4, _higher(sheet, pair), page.styles.judgement)
    close = None if pair.close is None else sheet.word("close" if pair.close else "not_close")
    page.figure(row, 5, close, page.styles.judgement)
    page.write(row, 6, changes, page.styles.name)
    page.fit(row, zip((*texts, "", _higher(sheet, pair) or "", close or "", changes), _PAIR.values(), strict=True))


def _compared_on(sheet: _Sheet, pair: PairBearing) -> str:
    """Return the shared requirements, and who lacks a score on each of the others."""
    every = [requirement.id for requirement in sheet.plan.requirements]
    if not pair.shared:
        return sheet.word("basis.none")
    if pair.difference is None:
        return sheet.word("basis.weightless", ids=pair.shared)
    if len(pair.shared) == len(every):
        return sheet.word("basis.all", of=len(every))
    lines = [sheet.word("basis.some", count=len(pair.shared), of=len(every), ids=pair.shared)]
    lacking: dict[tuple[str, ...], list[str]] = {}
    for id in every:
        if id not in pair.shared:
            who = tuple(one for one in (pair.first, pair.second) if not _has_score(sheet.entries[one], id))
            lacking.setdefault(who, []).append(id)
    for who, ids in lacking.items():
        lines.append(sheet.word("basis.both" if len(who) > 1 else "basis.lacks", ids=ids, name=sheet.name(who[0])))
    return "\n".join(lines)


def _has_score(entry: CandidateResult, requirement: str) -> bool:
    return entry.totals is not None and entry.totals.requirements[requirement].score is not None


def _difference(sheet: _Sheet, pair: PairBearing) -> Cell:
    """Return how far apart two are, in words where the one decimal that is shown would contradict what is beside it."""
    if not pair.difference:
        return pair.difference
    apart, margin = abs(pair.difference), sheet.plan.position.margin
    shown = Fraction(int(apart * 10 + Fraction(1, 2)), 10)
    if not shown:
        return _figure(sheet, apart)
    if margin is not None and pair.close is not (shown <= margin):
        return sheet.word("under", figure=shown) if pair.close else sheet.word("over", figure=margin)
    return apart


def _figure(sheet: _Sheet, difference: Fraction) -> str:
    """Return how far apart two are with one decimal; what would show as 0.0 is not nothing."""
    if abs(difference) >= _LEAST_SHOWN:
        return sheet.page.language.figure(abs(difference))
    return sheet.word("under", figure=Fraction(1, 10))


def _higher(sheet: _Sheet, pair: PairBearing) -> str | None:
    if pair.difference is None:
        return None
    return _of_sign(sheet, pair, pair.difference) or sheet.word("equal")


def _of_sign(sheet: _Sheet, pair: PairBearing, difference: Fraction) -> str:
    """Return who has the higher figure, or nothing where none has."""
    return sheet.name(pair.first if difference > 0 else pair.second) if difference else ""


def _changes(sheet: _Sheet, pair: PairBearing) -> Iterator[str]:
    """Yield what becomes of a difference and in which alternatives, and in how many it stays as it is."""
    groups: dict[tuple[Outcome, str], list[Change]] = {}
    for change in pair.changes:
        name = _of_sign(sheet, pair, change.difference) if change.difference is not None else ""
        groups.setdefault((change.outcome, name), []).append(change)
    for (outcome, name), changes in groups.items():
        yield sheet.word(f"outcome.{outcome}", name=name, ways="; ".join(_ways(sheet, changes)))
    of, kept = len(pair.tried), len(pair.tried) - len(pair.changes)
    if not pair.changes:
        yield sheet.word("holds" if pair.difference else "holds_equal", of=of)
    elif kept:
        yield sheet.word("kept", count=kept, of=of)


def _ways(sheet: _Sheet, changes: Sequence[Change]) -> Iterator[str]:
    """Yield alternatives in words: each with how far apart the two are then, or many together."""
    if len(changes) <= _WAYS_WITH_FIGURES:
        for change in changes:
            text = _without(sheet, [change.alternative])
            yield f"{text} ({_figure(sheet, change.difference)})" if change.difference else text
        return
    for _, alike in groupby((change.alternative for change in changes), lambda alternative: alternative.kind):
        yield _without(sheet, list(alike))


def _without(sheet: _Sheet, alternatives: Sequence[Alternative]) -> str:
    """Return alternatives of one kind in words."""
    key, kind = "without" if len(alternatives) == 1 else "without_one_of", alternatives[0].kind
    left_out = [alternative.left_out for alternative in alternatives]
    if kind is AlternativeKind.WITHOUT_MEMBER:
        names = {member.id: member.name for member in sheet.plan.panel}
        return sheet.word(f"{key}.member", names=[_named(id, names[id]) for id in left_out])
    if kind is AlternativeKind.WITHOUT_FIELD:
        places = [_field(sheet.plan, tag) for tag in left_out]
        fields = [
            sheet.word("field", ids=[id for id, _ in alike], where=shorten(where, _TEXT_LETTERS, placeholder=" …"))
            for where, alike in groupby(places, lambda place: place[1])
        ]
        return sheet.word(f"{key}.field", fields=", ".join(fields))
    if kind is AlternativeKind.WITHOUT_REQUIREMENT:
        return sheet.word(f"{key}.requirement", ids=left_out)
    return sheet.word("without.weights")


def _field(plan: Plan, tag: str) -> tuple[str, str]:
    """Return what a score is of, and the part or the method that it belongs to."""
    field = Field.of(tag)
    assert field is not None  # the tags are those of the plan
    method = field.part if field.part == Part.IN_DEPTH else plan.criteria_by_id[field.item].method
    return field.item, method_title(plan, method)


def _named(id: str, name: str) -> str:
    return f"{id} {shorten(name, _NAME_LETTERS, placeholder=' …')}"
