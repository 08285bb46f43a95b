"""The visual language of every document: page, colours, font. Sizes in twentieths of a point.

Every text colour has a contrast of at least 4.5:1 on every fill it is used on, and the fills differ in
luminance too, so that a page printed in grey says the same; tests compute both from the templates.
"""

from __future__ import annotations

CM = 567
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 16838, 11906, 850
WIDTH = PAGE_WIDTH - 2 * MARGIN
"""Of a line in the forms, which lie on their side."""
UPRIGHT_WIDTH = PAGE_HEIGHT - 2 * MARGIN
"""Of a line in the reports, which stand upright."""

DARK = "1F4E5F"
"""Headings, and the band *in the interview*."""
MIDDLE = "D5E3E8"
"""The band *preparation*."""
LIGHT = "F1F6F8"
"""What is prepared: requirements, questions, labels."""
SAND = "F6F1E6"
"""Advice, which is read and not filled in."""
LINE = "8FA6AF"
GREY = "404040"
WHITE = "FFFFFF"

FONT = "Calibri"
FALLBACKS = ("Carlito", "Helvetica Neue", "Liberation Sans", "Arial")
"""Of the same widths where LibreOffice is; of every macOS; of most Linux systems; of everything else."""
SYMBOLS = "Segoe UI Symbol"
SYMBOL_FALLBACKS = ("Apple Symbols", "DejaVu Sans", "Arial Unicode MS")
