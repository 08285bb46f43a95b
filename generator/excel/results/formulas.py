"""The formulas of the figures, in functions that every spreadsheet program knows.

A cell without a figure holds a dash, which no mean and no sum counts. What people have written is never
part of a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.excel.results.score_cells import LEFT_OUT


@dataclass(frozen=True)
class Counted:
    """A count in a sentence: the formula for it, and what it comes to as the workbook is written."""

    formula: str
    stored: int


def quoted(text: str) -> str:
    """Return a text of ours as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'


def mean(ranges: Sequence[str], none: str, left_out: str = "") -> str:
    """Return a formula for the mean of the numbers in some ranges.

    Without any it is ``left_out`` where that is given and one is not assessed, and else ``none``.
    """
    every = ",".join(ranges)
    left = "+".join(f"COUNTIF({range},{quoted(LEFT_OUT)})" for range in ranges)
    instead = f"IF({left}>0,{quoted(left_out)},{quoted(none)})" if left_out else quoted(none)
    return f"=IF(COUNT({every})>0,AVERAGE({every}),{instead})"


def mean_of_means(range: str, none: str, left_out: str) -> str:
    """Return a formula for the mean of a range whose cells have the words for *not assessed* where that is chosen."""
    instead = f"IF(COUNTIF({range},{quoted(left_out)})>0,{quoted(left_out)},{quoted(none)})"
    return f"=IF(COUNT({range})>0,AVERAGE({range}),{instead})"


def weighted_mean(scores: str, weights: str, none: str) -> str:
    """Return a formula for the weighted mean of the scores that there are."""
    of_scored = f"SUMPRODUCT(ISNUMBER({scores})*1,{weights})"
    return f"=IF({of_scored}=0,{quoted(none)},SUMPRODUCT({scores},{weights})/{of_scored})"


def sentence(template: str, counts: Mapping[str, Counted]) -> tuple[str, str]:
    """Return a formula for a text of ours with counts in it, without its equals sign, and what it comes to."""
    pieces = re.split(r"\{(\w+)\}", template)
    formulas = [quoted(piece) if not at % 2 else counts[piece].formula for at, piece in enumerate(pieces) if piece]
    return "&".join(formulas), template.format_map({name: entry.stored for name, entry in counts.items()})
