"""Types into the table cells of a .docx in LibreOffice and saves it as .docx.

Run by the system's Python, which alone can import ``uno``. The job comes on standard input::

    {"source": "form.docx", "target": "filled.docx",
     "cells": [{"row": "K1", "column": "Notater", "text": "First paragraph\nSecond paragraph"},
               {"label": "Dybdeintervju: oppsummering", "text": "..."}]}

``row`` and ``column`` mean the cell in a row whose first cell begins with the one, and that stands
below the nearest cell that begins with the other or, where there is none, right after a cell of
the row that does. ``label`` means the cell right after the one that begins with it. What stands in
the cell is replaced. A cell that is not found, or found twice, is an error and nothing is saved.
With a ``password`` in the job the document is saved encrypted.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

SECONDS = 240
PARAGRAPH_BREAK = 0  # com.sun.star.text.ControlCharacter.PARAGRAPH_BREAK
WHOLE_WIDTH = 10000  # TableColumnSeparators are given in ten-thousandths of the table
NEAR = 60


class Cell:
    """A table cell: where its left edge is, its text as people see it, and LibreOffice's object."""

    def __init__(self, left, cell):
        self.left = left
        self.cell = cell
        self.text = " ".join(cell.getString().split())

    def says(self, words):
        """Return whether the text begins with these words, whole."""
        return re.match(re.escape(words) + r"(?!\w)", self.text) is not None

    def type(self, text):
        """Replace what stands in the cell, each line as a paragraph of its own."""
        cursor = self.cell.createTextCursor()
        cursor.gotoStart(False)
        cursor.gotoEnd(True)
        cursor.setString("")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.cell.insertControlCharacter(cursor, PARAGRAPH_BREAK, False)
            self.cell.insertString(cursor, line, False)


def tables(document):
    """Return every table as a list of rows of cells."""
    found = document.getTextTables()
    return [rows(found.getByIndex(number)) for number in range(found.getCount())]


def rows(table):
    by_row = {}
    for name in table.getCellNames():
        match = re.fullmatch(r"([A-Za-z]+)([0-9]+)", name)
        if match:  # names such as A1.1.1 belong to cells split inside a cell, which forms do not have
            by_row.setdefault(int(match[2]), []).append(table.getCellByName(name))
    return [
        [Cell(left, cell) for left, cell in zip(left_edges(table, number - 1), by_row[number], strict=True)]
        for number in sorted(by_row)
    ]


def left_edges(table, row):
    scale = WHOLE_WIDTH / table.TableColumnRelativeSum
    separators = table.getRows().getByIndex(row).TableColumnSeparators
    return [0, *(separator.Position * scale for separator in separators if separator.IsVisible)]


def find(document, wanted):
    every = tables(document)
    found = by_label(every, wanted["label"]) if "label" in wanted else by_row_and_column(every, wanted)
    if len(found) != 1:
        place = {key: value for key, value in wanted.items() if key != "text"}
        raise LookupError(f"{len(found)} cells for {json.dumps(place, ensure_ascii=False)}")
    return found[0]


def by_label(every, label):
    return [then for table in every for row in table for first, then in pairwise(row) if first.says(label)]


def by_row_and_column(every, wanted):
    found = []
    for table in every:
        for number, row in enumerate(table):
            if row[0].says(wanted["row"]):
                found += in_row(table, number, wanted["column"])
    return found


def in_row(table, number, column):
    row = table[number]
    below = [cell for cell in row[1:] if is_below(table[:number], cell, column)]
    return below or [then for first, then in pairwise(row[1:]) if first.says(column)]


def is_below(above, cell, column):
    """Return whether the nearest row above that has a column of this name has it over this cell."""
    for row in reversed(above):
        headers = [other for other in row if other.says(column)]
        if headers:
            return any(abs(header.left - cell.left) < NEAR for header in headers)
    return False


def connect_to(profile, work):
    """Start an office with a profile of its own, let it do the work, and end it."""
    pipe = f"fill{os.getpid()}"
    command = [
        "soffice",
        f"-env:UserInstallation={Path(profile).as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        f"--accept=pipe,name={pipe};urp;",
    ]
    office = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        desktop = connect(office, pipe)
        try:
            work(desktop)
        finally:
            stop(desktop)
            office.wait(30)
    finally:
        kill(office)


def connect(office, pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while office.poll() is None:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise RuntimeError(f"soffice ended with {office.returncode} before it answered")


def fill(desktop, job):
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    if document is None:
        raise RuntimeError("LibreOffice did not open the form")
    try:
        for wanted in job["cells"]:
            find(document, wanted).type(wanted["text"])
        password = [setting("EncryptionData", encryption(job["password"]))] if "password" in job else []
        document.storeToURL(Path(job["target"]).as_uri(), (setting("FilterName", "MS Word 2007 XML"), *password))
    finally:
        document.close(True)


def encryption(password):
    """Return what LibreOffice's own dialog hands to the export of Office files; a plain Password is ignored there."""
    values = (NamedValue("OOXPassword", password), NamedValue("CryptoType", "StrongEncryptionDataSpace"))
    return uno.Any("[]com.sun.star.beans.NamedValue", values)


def setting(name, value):
    return PropertyValue(Name=name, Value=value)


def stop(desktop):
    with suppress(DisposedException):  # the connection goes down with the office
        desktop.terminate()


def kill(office):
    with suppress(ProcessLookupError):  # it has ended by itself
        os.killpg(office.pid, signal.SIGKILL)
    office.wait()


def main():
    signal.alarm(SECONDS)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("took too long, or was told to stop"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        job = json.load(sys.stdin)
        connect_to(profile, lambda desktop: fill(desktop, job))


if __name__ == "__main__":
    main()
