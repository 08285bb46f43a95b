"""Lists of texts in the results workbook: a header, and rows that go on below where a text needs several cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from generator.excel.results.long_texts import cut
from generator.excel.results.page import Page


def write_list_header(page: Page, key: str, columns: Mapping[str, int], row: int = 0) -> None:
    """Write the header of a list, its columns with their widths, so that it stays in sight and on each page."""
    for column, (name, width) in enumerate(columns.items()):
        page.write(row, column, page.word(f"{key}.{name}"), page.styles.header)
        page.sheet.set_column(column, column, width)
    page.sheet.freeze_panes(row + 1, 0)
    page.sheet.repeat_rows(0, row)


def write_list_row(page: Page, row: int, values: Sequence[str], columns: Mapping[str, int]) -> int:
    """Write texts side by side and return the row after them.

    A text that needs several cells goes on in the rows below; there the others are repeated, so
    that a filter keeps the rows together.
    """
    cells = [cut(value, width) for value, width in zip(values, columns.values(), strict=True)]
    height = max(map(len, cells))
    filled = [parts * height if len(parts) == 1 else parts for parts in cells]
    for offset, texts in enumerate(zip_longest(*filled, fillvalue="")):
        for column, text in enumerate(texts):
            page.write(row + offset, column, text, page.styles.text)
        page.fit(row + offset, zip(texts, columns.values(), strict=True))
    return row + height
