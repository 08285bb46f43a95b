"""Edits a template in LibreOffice as a person would; run by a Python that can import ``uno``, with a job as JSON on stdin.

The job names ``source`` and ``target``, a ``picture`` to put into the page header, ``move`` (the text that a
section begins with, the text that comes after it, and the text before which it is put), ``rename`` (texts and what
they become) and the ``color`` of headings.
"""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import uno
from uno_fill import PARAGRAPH_BREAK, SECONDS, connect_to, setting


def edit(desktop, job):
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    if document is None:
        raise RuntimeError("LibreOffice did not open the template")
    try:
        move(document, *job["move"])
        for old, new in job["rename"].items():
            rename(document, old, new)
        put_into_header(document, job["picture"])
        color(document, job["color"])
        document.storeToURL(Path(job["target"]).as_uri(), (setting("FilterName", "MS Word 2007 XML"),))
    finally:
        document.close(True)


def move(document, first, after, before):
    """Cut a section out and paste it in before another paragraph."""
    controller = document.getCurrentController()
    cursor = controller.getViewCursor()
    cursor.gotoRange(paragraph(document, first).getStart(), False)
    cursor.gotoRange(paragraph(document, after).getStart(), True)
    section = controller.getTransferable()
    cursor.setString("")
    if any(text(entry).startswith(first) for entry in paragraphs(document)):
        raise RuntimeError("the section was not cut out")
    place = paragraph(document, before)
    document.getText().insertControlCharacter(place.getStart(), PARAGRAPH_BREAK, False)
    cursor.gotoRange(paragraph(document, before).getStart(), False)
    cursor.goLeft(1, False)
    controller.insertTransferable(section)


def paragraphs(document):
    found = document.getText().createEnumeration()
    while found.hasMoreElements():
        entry = found.nextElement()
        if entry.supportsService("com.sun.star.text.Paragraph"):
            yield entry


def text(entry):
    return entry.getString().strip()


def paragraph(document, beginning):
    found = [entry for entry in paragraphs(document) if text(entry).startswith(beginning)]
    if not found:
        raise LookupError(f"no paragraph begins with {beginning}")
    return found[0]


def rename(document, old, new):
    descriptor = document.createReplaceDescriptor()
    descriptor.SearchString, descriptor.ReplaceString = old, new
    descriptor.SearchWords = True
    if not document.replaceAll(descriptor):
        raise LookupError(f"{old} does not stand in the template")


def put_into_header(document, picture):
    graphics = document.createInstance("com.sun.star.text.TextGraphicObject")
    graphics.GraphicURL = Path(picture).as_uri()
    graphics.AnchorType = uno.Enum("com.sun.star.text.TextContentAnchorType", "AS_CHARACTER")
    graphics.Width, graphics.Height = 2000, 800  # hundredths of a millimetre
    styles = document.getStyleFamilies().getByName("PageStyles")
    for number in range(styles.getCount()):
        style = styles.getByIndex(number)
        if style.isInUse() and style.HeaderIsOn:
            style.HeaderText.insertTextContent(style.HeaderText.getStart(), graphics, False)
            return
    raise LookupError("no page header")


def color(document, value):
    style = document.getStyleFamilies().getByName("ParagraphStyles").getByName("Heading 1")
    style.CharColor = value
    for number in range(document.getTextTables().getCount()):
        table = document.getTextTables().getByIndex(number)
        with suppress(Exception):  # a table may have been split into cells without a first one
            table.getCellByName("A1").BackColor = value


def main():
    signal.alarm(SECONDS)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("took too long, or was told to stop"))
    job = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        connect_to(profile, lambda desktop: edit(desktop, job))


if __name__ == "__main__":
    main()
