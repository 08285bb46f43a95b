"""Paragraphs, tables and template statements as WordprocessingML."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from making.look import CM, DARK, LIGHT, LINE, MIDDLE, SAND, WIDTH

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_PICTURE = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_EMU = 360000  # English Metric Units in a centimetre


def wrapped(name: str, content: str) -> str:
    return f"<w:{name}>{content}</w:{name}>" if content else ""


# Paragraphs


def run(text: str, *, bold: bool = False, style: str = "") -> str:
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    return f'<w:r>{wrapped("rPr", properties)}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*content: str, style: str = "", keep: bool = False, new_page: bool = False) -> str:
    """A paragraph; a piece that is not markup yet becomes a run of plain text."""
    properties = (
        (f'<w:pStyle w:val="{style}"/>' if style else "")
        + ("<w:keepNext/>" if keep else "")
        + ("<w:pageBreakBefore/>" if new_page else "")
    )
    runs = "".join(piece if piece.startswith("<w:") else run(piece) for piece in content)
    return f"<w:p>{wrapped('pPr', properties)}{runs}</w:p>"


def label(word: str, value: str) -> str:
    return run(f"{word}: ", bold=True) + run(value)


def tabbed(*pieces: str, style: str) -> str:
    return p("<w:r><w:tab/></w:r>".join(pieces), style=style)


def gap() -> str:
    return p(style="Gap")


def picture(relationship: str, number: int, name: str, words: str, centimetres: float) -> str:
    """A picture in the line of text; ``words`` are read aloud in its place."""
    side = round(centimetres * _EMU)
    about = f'id="{number}" name={quoteattr(name)} descr={quoteattr(words)}'
    return (
        f'<w:r><w:drawing><wp:inline {_PICTURE} distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{side}" cy="{side}"/><wp:docPr {about}/><wp:cNvGraphicFramePr>'
        '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


# Template statements


def code(statement: str) -> str:
    """A paragraph that holds a template statement and vanishes."""
    return p(f"{{%p {statement} %}}")


def when(condition: str, *content: str) -> str:
    return code(f"if {condition}") + "".join(content) + code("endif")


def each(loop: str, *content: str) -> str:
    return code(f"for {loop}") + "".join(content) + code("endfor")


# Tables


def widths(*centimetres: float, line: int = WIDTH) -> list[int]:
    """Column widths in twentieths of a point; the last one takes what is left of the line."""
    known = [round(width * CM) for width in centimetres]
    return [*known, line - sum(known)]


def cell(
    width: int,
    *content: str,
    fill: str = "",
    span: int = 1,
    middle: bool = False,
    edge: bool = False,
    between: str = "",
) -> str:
    """A cell; ``edge`` draws the line between what is prepared and what is written in the interview."""
    own = f"<w:left {_line(DARK, 12)}/>" if edge else between
    properties = (
        f'<w:tcW w:w="{width}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + wrapped("tcBorders", own)
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else "")
        + ('<w:vAlign w:val="center"/>' if middle else "")
    )
    return f"<w:tc>{wrapped('tcPr', properties)}{''.join(content) or p()}</w:tc>"


def prepared(width: int, *content: str, middle: bool = False) -> str:
    """A cell of the band *preparation*."""
    return cell(width, *content, fill=LIGHT, middle=middle)


def answer(width: int, call: str, *more: str, edge: bool = False, middle: bool = False) -> str:
    """A cell of the band *in the interview*: an answer field and nothing else."""
    return cell(width, p(f"{{{{r {call} }}}}", style="Answer"), *more, edge=edge, middle=middle)


def row(*cells: str, height: int = 0, header: bool = False) -> str:
    properties = (
        "<w:cantSplit/>"
        + (f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else "")
        + ("<w:tblHeader/>" if header else "")
    )
    return f"<w:tr>{wrapped('trPr', properties)}{''.join(cells)}</w:tr>"


def each_row(loop: str, columns: int, *rows: str) -> str:
    def statement(text: str) -> str:
        return row(cell(WIDTH, p(f"{{%tr {text} %}}"), span=columns))

    return statement(f"for {loop}") + "".join(rows) + statement("endfor")


def table(
    widths: Sequence[int], *rows: str, name: str, style: str = "FormTable", about: str = "", headers: str = "row"
) -> str:
    """A table; ``name`` and ``about`` are for those who hear it instead of seeing it.

    ``headers`` stand in the first ``row`` or the first ``column``; a table that is there for its layout has none.
    """
    row, column = (int(headers == where) for where in ("row", "column"))
    look = f"{0x0600 + 0x0020 * row + 0x0080 * column:04X}"
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    description = f"<w:tblDescription w:val={quoteattr(about)}/>" if about else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}" w:firstRow="{row}" w:lastRow="0" w:firstColumn="{column}" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val={quoteattr(name)}/>{description}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def header_row(widths: Sequence[int], texts: Sequence[str], first_of_interview: int) -> str:
    """The headers of the columns, each in the colour of its band; none is of the interview from ``len(texts)`` on."""

    def header(number: int, width: int, text: str) -> str:
        if number < first_of_interview:
            return cell(width, p(text, style="TableHeader"), fill=MIDDLE)
        return cell(width, p(text, style="TableHeaderDark"), fill=DARK, edge=number == first_of_interview)

    cells = zip(widths, texts, strict=True)
    return row(*(header(number, width, text) for number, (width, text) in enumerate(cells)), header=True)


def band_row(prepared: Sequence[int], interview: Sequence[int], left: str, right: str) -> str:
    """The two bands above the headers: what is ready before, and what is written in the interview."""
    return row(
        cell(sum(prepared), p(left, style="TableHeaderBand"), fill=MIDDLE, span=len(prepared)),
        cell(sum(interview), p(right, style="TableHeaderBandDark"), fill=DARK, span=len(interview), edge=True),
        header=True,
    )


def borders(*sides: str, color: str = LINE, size: int = 4) -> str:
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f"<w:{side} {_line(color, size)}/>" for side in order if side in sides)


def _line(color: str, size: int) -> str:
    return f'w:val="single" w:sz="{size}" w:space="0" w:color="{color}"'


def advice_cell(width: int, *content: str, between: str = "") -> str:
    """A piece of a box of advice; ``between`` is the border that parts it from the next box."""
    return cell(width, *content, fill=SAND, between=between)
