"""The hidden sheet of what counts: in the cells of the scores, each score that is one on the scale."""

from __future__ import annotations

from generator.excel.results.formulas import quoted
from generator.excel.results.page import Page
from generator.excel.results.score_cells import (
    LEFT_OUT,
    NO_SCORE,
    OFF_SCALE,
    ScoreCells,
    ScoreField,
    counted_value,
    score_rows,
    words_of,
)
from generator.excel.results.scores import off_scale
from generator.model import MET_VALUES, NOT_ASSESSED, Plan, Results


def write_counted(page: Page, results: Results, cells: ScoreCells) -> None:
    """Write a formula for each score and judgement, so that nothing that is pasted beside the scale can count."""
    page.write(0, 0, page.word("counted.reading"), page.styles.plain)
    for _, form in score_rows(results):
        if form is None:
            continue
        key = form.form.identity.key
        for field in cells.fields:
            answer = form.form.answers.get(field.tag)
            stored = counted_value(page.language, field, answer.value if answer else None)
            formula = _counts(page, results.plan, field, cells.typed(key, field.tag))
            page.formula(cells.rows[key], cells.column(field.tag), formula, stored, page.styles.plain)
    page.sheet.hide()


def _counts(page: Page, plan: Plan, field: ScoreField, cell: str) -> str:
    """Return a formula for what counts of a cell: nothing, *not assessed*, a number or the words of a judgement."""
    values = {NOT_ASSESSED: quoted(LEFT_OUT)} if field.is_score else dict.fromkeys(MET_VALUES, "")
    words = {value: quoted(words_of(page.language, value)) for value in values}
    counts = cell if field.is_score else quoted(NO_SCORE)
    for value, instead in reversed(values.items()):
        counts = f"IF(TRIM({cell})={words[value]},{instead or words[value]},{counts})"
    wrong = off_scale(page, plan, field, cell)
    return f'=IF({wrong},"{OFF_SCALE}",IF(ISBLANK({cell}),"{NO_SCORE}",IF(TRIM({cell})="","{NO_SCORE}",{counts})))'
