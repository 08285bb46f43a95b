"""The tools that drive LibreOffice in other tests, tried on small documents."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import docx
import pytest


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A table with a merged heading over part of it, and one of labels."""
    document = docx.Document()
    table = document.add_table(4, 4)
    table.cell(0, 1).merge(table.cell(0, 3)).text = "Selve intervjuet"
    for column, text in enumerate(("Vurderingskriterium", "Notater: hva som ble sagt", "Vurdering", "Skår")):
        table.cell(1, column).text = text
    for row, text in ((2, "K1 Erfaring\nMå-krav"), (3, "K10 Utdanning")):
        table.cell(row, 0).text = text
        table.cell(row, 1).text = "noe som sto der før"
    document.add_paragraph("Etter delen")
    labels = document.add_table(2, 2)
    labels.cell(0, 0).text = "Dybdeintervju: oppsummering"
    labels.cell(1, 0).text = "Dybdeintervju: totalsum\nav høyest mulige"
    path = tmp_path / "Skjema – Åse Bø.docx"
    document.save(path)
    return path


def texts(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables]


def test_text_is_typed_into_cells_found_by_row_and_column_or_by_label(office: ModuleType, form: Path, tmp_path: Path):
    target = tmp_path / "utfylt æøå.docx"
    office.fill(
        form,
        target,
        [
            {"row": "K1", "column": "Notater", "text": "Ledet et lag.\nSå et til – «godt»."},
            {"row": "K1", "column": "Skår", "text": "4"},
            {"row": "K10", "column": "Vurdering", "text": "God"},
            {"label": "Dybdeintervju: totalsum", "text": "4"},
        ],
    )
    grid, labels = texts(target)
    assert grid[2] == ["K1 Erfaring\nMå-krav", "Ledet et lag.\nSå et til – «godt».", "", "4"]
    assert grid[3] == ["K10 Utdanning", "noe som sto der før", "God", ""]
    assert labels == [["Dybdeintervju: oppsummering", ""], ["Dybdeintervju: totalsum\nav høyest mulige", "4"]]


def test_a_cell_that_is_not_there_is_an_error_and_nothing_is_saved(office: ModuleType, form: Path, tmp_path: Path):
    target = tmp_path / "utfylt.docx"
    with pytest.raises(AssertionError, match="0 cells for "):
        office.fill(form, target, [{"row": "K2", "column": "Notater", "text": "x"}])
    assert not target.exists()


def test_a_document_becomes_a_pdf_with_its_text_and_a_picture_per_page(office: ModuleType, form: Path, tmp_path: Path):
    (pdf,) = office.convert_to_pdf([form], tmp_path)
    assert "Dybdeintervju: oppsummering" in office.pdf_text(pdf)
    (page,) = office.page_images(pdf, tmp_path / "pages")
    assert page.read_bytes().startswith(b"\x89PNG")
