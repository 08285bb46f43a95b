"""Plan workbooks written as Markdown, so that what a test rests on can be read in a diff.

``## Sheet`` begins a sheet and each line of its table is a row of it: the header is row 1, and
the ``|---|`` line is no row. ``<br>`` is a line break. What looks like a number is written as
one; in double quotes it stays text. An empty cell is left out, as in a workbook typed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_RULE = re.compile(r"[\s|:-]+")
_CELL_BORDER = re.compile(r"(?<!\\)\|")

SMALL_PLAN = """
## Stilling
| Stillingstittel | Saksbehandler |

## Skala
| Skår | Kort tekst |
|------|------------|
| 1    | lavt       |
| 2    | middels    |
| 3    | høyt       |

## Agenda
| Del           | Minutter |
|---------------|----------|
| Dybdeintervju | 30       |

## Krav
| Id | Krav               | Må/bør | Kategori  | Spørsmål 1       |
|----|--------------------|--------|-----------|------------------|
| K1 | God til å forklare | må     | erfaring  | Hva gjorde du?   |

## Spørsmål
| Id | Del | Type | Krav | Tekst | Oppfølgingsspørsmål |
|----|-----|------|------|-------|---------------------|

## Metoder
| Id | Del | Tittel |
|----|-----|--------|

## Kriterier
| Id | Metode | Kriterium | Måler krav |
|----|--------|-----------|------------|

## Intervjupanel
| Id | Navn |
|----|------|

## Kandidater
| Id | Navn         |
|----|--------------|
| P1 | Kari Nordmann |

## Prosess
| Fase | Steg |
|------|------|
"""


def sheets_of(markdown: str) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet."""
    sheets: dict[str, list[list[Any]]] = {}
    for line in markdown.splitlines():
        line = line.strip()
        if line.startswith("## "):
            rows = sheets.setdefault(line.removeprefix("## ").strip(), [])
        elif line.startswith("|") and not ("-" in line and _RULE.fullmatch(line)):
            rows.append([_value(cell.strip()) for cell in _CELL_BORDER.split(line)[1:-1]])
    return sheets


def _value(cell: str) -> Any:
    if _NUMBER.fullmatch(cell):
        return float(cell) if "." in cell else int(cell)
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = cell[1:-1]
    return cell.replace("<br>", "\n").replace("\\|", "|") or None


def write_workbook(path: Path, *markdown: str) -> Path:
    """Write a workbook; a sheet that comes again in a later text takes the place of the first."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in {name: rows for text in markdown for name, rows in sheets_of(text).items()}.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value is not None:
                    sheet.cell(row, column, value)
    book.save(path)
    return path


def change_cells(path: Path, cells: Mapping[str, Any], formats: Mapping[str, str] | None = None) -> Path:
    """Put values, and number formats, into cells of a workbook such as ``Krav!C5``."""
    book = load_workbook(path)
    for place, value in cells.items():
        sheet, cell = place.split("!")
        book[sheet][cell].value = value
    for place, format in (formats or {}).items():
        sheet, cell = place.split("!")
        book[sheet][cell].number_format = format
    book.save(path)
    return path
