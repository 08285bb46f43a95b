"""Recalculates workbooks in LibreOffice Calc; run by a Python that can import ``uno``, with a job as JSON on stdin.

The job has ``workbooks``, each with its ``source``, what to ``type`` first (sheet, cell, and a text or a number), and
perhaps a ``target`` to save to as .xlsx. On standard output comes, for each, what every cell with a formula shows after
a hard recalculation: by sheet and cell, a number, a text, or null for an error.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from pathlib import Path

from uno_fill import SECONDS, connect_to, setting

FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA


def calculate(desktop, job):
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    if document is None:
        raise RuntimeError("LibreOffice did not open the workbook")
    try:
        for sheet, cell, value in job["type"]:
            place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
            if isinstance(value, str):
                place.setString(value)
            else:
                place.setValue(value)
        document.calculateAll()
        if job.get("target"):
            document.storeToURL(Path(job["target"]).as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
        return {sheet.Name: formulas(sheet) for sheet in document.Sheets}
    finally:
        document.close(True)


def formulas(sheet):
    found = {}
    for address in sheet.queryContentCells(FORMULAS).getRangeAddresses():
        first, row = address.StartColumn, address.StartRow
        cells = sheet.getCellRangeByPosition(first, row, address.EndColumn, address.EndRow)
        for down, values in enumerate(cells.getDataArray()):
            for across, value in enumerate(values):
                found[f"{letters(first + across)}{row + down + 1}"] = value
    return found


def letters(column):
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def main():
    signal.alarm(SECONDS)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("took too long, or was told to stop"))
    job = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        connect_to(profile, lambda desktop: tell([calculate(desktop, each) for each in job["workbooks"]]))


def tell(found):
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
