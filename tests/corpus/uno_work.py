"""Works on forms in LibreOffice as people do there, and saves them; run by a Python that can import ``uno``.

The jobs come on standard input, for one start of the office::

    [{"source": "form.docx", "target": "filled.docx", "deeds": [
        {"do": "type", "row": "K1", "column": "Notater", "text": "First paragraph\nSecond paragraph"}]}]

A cell is named as ``uno_fill`` says. The extension of the target says how it is saved. ``DEEDS`` holds what can be
done; what a deed needs beside its cell are the arguments of its function.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import tempfile
from pathlib import Path

import uno  # noqa: F401 (without it, what follows cannot be imported)
from com.sun.star.lang import Locale
from com.sun.star.text.TextContentAnchorType import AS_CHARACTER
from com.sun.star.util import URL
from uno_fill import SECONDS, connect_to, find, setting

FILTERS = {".docx": "MS Word 2007 XML", ".odt": "writer8", ".rtf": "Rich Text Format", ".doc": "MS Word 97"}
BOLD = 150.0  # com.sun.star.awt.FontWeight.BOLD


class Desk:
    """A document that is open, and what a person reaches with menus and keys."""

    def __init__(self, document):
        self.document = document
        self.controller = document.getCurrentController()
        self.cursor = self.controller.getViewCursor()

    def command(self, name, **arguments):
        """Do what a menu or a key does."""
        frame = self.controller.getFrame()
        url = URL(Complete=f".uno:{name}", Main=f".uno:{name}", Protocol=".uno:", Path=name)
        dispatch = frame.queryDispatch(url, "", 0)
        if dispatch is None:
            raise LookupError(f"there is no command {name} here")
        values = {**arguments, "SynchronMode": True}
        dispatch.dispatch(url, tuple(setting(key, value) for key, value in values.items()))

    def go_to(self, place):
        """Put the cursor at the start of a cell and return the cell."""
        cell = find(self.document, place).cell
        self.cursor.gotoRange(cell.getStart(), False)
        return cell

    def select(self, place):
        """Select what stands in a cell."""
        cell = self.go_to(place)
        self.cursor.gotoRange(cell.getEnd(), True)
        return cell

    def insert(self, text):
        """Type at the cursor; a line break is a new paragraph."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.command("InsertPara")
            if line:
                self.command("InsertText", Text=line)


def type_text(desk, place, text):
    """Replace what stands in the cell, each line as a paragraph."""
    find(desk.document, place).type(text)


def select_all_and_type(desk, place, text):
    """Press Ctrl+A in the cell, which selects all of it, and type."""
    desk.go_to(place)
    desk.command("SelectAll")
    desk.insert(text)


def type_after(desk, place, text):
    """Put the cursor behind what stands in the cell, and type."""
    desk.cursor.gotoRange(desk.go_to(place).getEnd(), False)
    desk.insert(text)


def choose(desk, place, text):
    """Choose in the drop-down of the cell, or tick its box."""
    for paragraph in elements(find(desk.document, place).cell):
        for portion in elements(paragraph):
            if portion.TextPortionType == "ContentControl":
                set_control(portion.ContentControl, text)
                return
    raise LookupError(f"no control in {place}")


def set_control(control, text):
    control.ShowingPlaceHolder = False
    if control.Checkbox:
        control.Checked = True
    shown = {value["DisplayText"]: value for value in map(as_dict, control.ListItems)}
    if shown and text not in shown:
        raise LookupError(f"{text} is none of {sorted(shown)}")
    cursor = control.createTextCursor()
    cursor.gotoStart(False)
    cursor.gotoEnd(True)
    cursor.setString(text)


def as_dict(values):
    return {value.Name: value.Value for value in values}


def elements(enumerable):
    found = enumerable.createEnumeration()
    while found.hasMoreElements():
        yield found.nextElement()


def record(desk, place, on):
    """Switch the recording of changes on or off."""
    desk.document.RecordChanges = on


def comment(desk, place, text):
    """Comment on what stands in the cell."""
    desk.select(place)
    desk.command("InsertAnnotation", Text=text, Author="Eva Dahl")


def picture(desk, place, file):
    """Put a picture into the cell, behind its text."""
    graphics = desk.document.createInstance("com.sun.star.text.TextGraphicObject")
    graphics.GraphicURL = Path(file).as_uri()
    graphics.AnchorType = AS_CHARACTER
    graphics.Width, graphics.Height = 1000, 1000  # hundredths of a millimetre
    cell = find(desk.document, place).cell
    cell.insertTextContent(cell.getEnd(), graphics, False)


def bold(desk, place):
    """Make what stands in the cell bold."""
    desk.select(place)
    desk.cursor.CharWeight = BOLD


def bullets(desk, place):
    """Make what stands in the cell a list with bullets."""
    desk.select(place)
    desk.command("DefaultBullet", On=True)


def language(desk, place, code, country):
    """Set the language of the whole text for the spelling check."""
    styles = desk.document.getStyleFamilies().getByName("ParagraphStyles")
    for number in range(styles.getCount()):
        styles.getByIndex(number).CharLocale = Locale(code, country, "")
    desk.select(place)
    desk.cursor.CharLocale = Locale(code, country, "")


def row_number(desk):
    """Return the number of the row that the cursor is in."""
    return int(re.sub("[^0-9]", "", desk.cursor.Cell.CellName))


def add_row(desk, place, cells):
    """Add a row below that of the cell and type into its first cells."""
    desk.go_to(place)
    number = row_number(desk) + 1
    desk.command("InsertRowsAfter")
    for column, text in zip("ABCDEFGH", cells, strict=False):
        desk.cursor.TextTable.getCellByName(f"{column}{number}").setString(text)


def add_column(desk, place, text):
    """Add a column to the right of the cell and type into the new cell beside it."""
    desk.go_to(place)
    name = desk.cursor.Cell.CellName
    desk.command("InsertColumnsAfter")
    desk.cursor.TextTable.getCellByName(f"{chr(ord(name[0]) + 1)}{name[1:]}").setString(text)


def delete_row(desk, place):
    """Delete the row of the cell."""
    desk.go_to(place)
    desk.command("DeleteRows")


def move_row(desk, place, before):
    """Cut the row of the cell out and paste it in above the row of another cell."""
    desk.go_to(place)
    desk.command("EntireRow")
    desk.command("Cut")
    desk.go_to(before)
    desk.cursor.gotoRange(desk.cursor.TextTable.getCellByName(f"A{row_number(desk)}").getStart(), False)
    desk.command("PasteRowsBefore")


def copy_cell(desk, place, to):
    """Copy what stands in the cell and paste it over what stands in another."""
    desk.select(place)
    copied = desk.controller.getTransferable()
    desk.select(to)
    desk.controller.insertTransferable(copied)


DEEDS = {
    deed.__name__: deed
    for deed in (
        type_text,
        select_all_and_type,
        type_after,
        choose,
        record,
        comment,
        picture,
        bold,
        bullets,
        language,
        add_row,
        add_column,
        delete_row,
        move_row,
        copy_cell,
    )
}


def work(desktop, job):
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    if document is None:
        raise RuntimeError(f"LibreOffice did not open {job['source']}")
    try:
        desk = Desk(document)
        for deed in job["deeds"]:
            place = {key: deed[key] for key in ("row", "column", "label") if key in deed}
            others = {key: value for key, value in deed.items() if key != "do" and key not in place}
            DEEDS[deed["do"]](desk, place, **others)
        target = Path(job["target"])
        document.storeToURL(target.as_uri(), (setting("FilterName", FILTERS[target.suffix]),))
    finally:
        document.close(True)


def main():
    signal.alarm(SECONDS)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("took too long, or was told to stop"))
    jobs = json.load(sys.stdin)

    def every(desktop):
        for job in jobs:
            work(desktop, job)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        connect_to(profile, every)


if __name__ == "__main__":
    main()
