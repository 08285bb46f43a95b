"""Styles, lists, settings, fonts and theme of the templates."""

from __future__ import annotations

from collections.abc import Sequence

from generator.language import Language
from making.look import (
    DARK,
    FALLBACKS,
    FONT,
    GREY,
    LIGHT,
    LINE,
    MIDDLE,
    SAND,
    SYMBOL_FALLBACKS,
    SYMBOLS,
    WHITE,
    WIDTH,
)
from making.markup import NAMESPACES, borders, wrapped

_PADDING = 120  # of the title block, in twentieths of a point


def styles(language: Language, line: int = WIDTH, *, for_reports: bool = False) -> str:
    """Every style; ``line`` is the width of a line."""
    dark, white, grey = (f'<w:color w:val="{color}"/>' for color in (DARK, WHITE, GREY))
    every = borders("top", "left", "bottom", "right", "insideH", "insideV")
    reports = (
        _paragraph("About", _spacing(80, 120), f"{grey}{_size(18)}")
        + _paragraph("Statement", _spacing(0, 80))
        + _paragraph("ToFill", _box(SAND), f"<w:i/>{grey}{_size(19)}")
    )
    return (
        f"<w:styles {NAMESPACES}>{_defaults(language)}"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
        '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        '<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/><w:uiPriority w:val="99"/>'
        f"<w:rPr>{grey}</w:rPr></w:style>"
        '<w:style w:type="character" w:customStyle="1" w:styleId="TitleWhose"><w:name w:val="TitleWhose"/>'
        f"<w:rPr>{_size(28)}</w:rPr></w:style>"
        + _paragraph("Title", _band(DARK, line), f"<w:b/>{white}{_size(36)}", name="Title")
        + _paragraph("Heading1", _heading(1, 140, 60, rule=True), f"<w:b/>{dark}{_size(30)}", name="heading 1")
        + _paragraph("Heading2", _heading(2, 140, 60), f"<w:b/>{dark}{_size(23)}", name="heading 2")
        + _paragraph("FormId", f'{_spacing(30, 0)}<w:jc w:val="right"/>', f"{grey}{_size(17)}")
        + _paragraph("Who", _spacing(0, 0), f"<w:b/>{_size(24)}")
        + _paragraph("Label", _spacing(0, 20), f"<w:b/>{dark}{_size(19)}")
        + _paragraph("TableHeaderBand", f"<w:keepNext/>{_spacing(10, 10)}", f"<w:b/>{dark}{_size(22)}")
        + _paragraph("TableHeaderBandDark", f"<w:keepNext/>{_spacing(10, 10)}", f"<w:b/>{white}{_size(22)}")
        + _paragraph("TableHeader", f"<w:keepNext/>{_spacing(0, 0)}", f"<w:b/>{dark}{_size(18)}")
        + _paragraph("TableHeaderDark", f"<w:keepNext/>{_spacing(0, 0)}", f"<w:b/>{white}{_size(18)}")
        + _paragraph("Line", _spacing(0, 0))
        + _paragraph("Cell", _spacing(0, 40), _size(19))
        + _paragraph("Small", _spacing(0, 20), f"{grey}{_size(17)}")
        + _paragraph("Answer", _spacing(0, 0), _size(20))
        + _paragraph("Gap", '<w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/>', _size(8))
        + _paragraph("Step", f"{_numbered(1)}{_spacing(0, 10)}", _size(18))
        + _paragraph("Audience", _spacing(20, 0), _size(18))
        + _paragraph("Point", f"{_numbered(2)}{_spacing(0, 20)}")
        + _paragraph("Question", f"{_numbered(3)}{_spacing(0, 40)}", _size(19))
        + _paragraph("FollowUp", f"{_numbered(4)}{_spacing(0, 30)}", f"{grey}{_size(18)}")
        + _paragraph("AdviceIcon", f'{_spacing(30, 0)}<w:jc w:val="center"/>')
        + _paragraph("AdviceTitle", f"<w:keepNext/>{_spacing(30, 10)}", f"<w:b/>{dark}{_size(19)}")
        + _paragraph("Advice", _spacing(0, 40), f"{grey}{_size(18)}")
        + _paragraph("Header", f"{_tabs(line)}{_spacing(0, 0)}", f"{grey}{_size(17)}", name="header")
        + _paragraph("Footer", f"{_tabs(line)}{_spacing(0, 0)}", f"{grey}{_size(17)}", name="footer")
        + (reports if for_reports else "")
        + _table("FormTable", every)
        + _table("FactsTable", borders("bottom", "insideH"))
        + _table("PlainTable", "")
        + _table("AdviceTable", "", top=50)
        + "</w:styles>"
    )


def _defaults(language: Language) -> str:
    return (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>{_size(20)}'
        f'<w:lang w:val="{language.text("language.word")}" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="60"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )


def _paragraph(id: str, properties: str, run_properties: str = "", name: str = "") -> str:
    own = "" if name else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{id}">'
        f'<w:name w:val="{name or id}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"{wrapped('pPr', properties)}{wrapped('rPr', run_properties)}</w:style>"
    )


def _band(fill: str, line: int) -> str:
    """A coloured band over the whole line; its border is as wide as its padding and ends where tables end."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="{_PADDING // 20 if side in ("left", "right") else 3}" w:color="{fill}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:keepNext/><w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        f'<w:tabs><w:tab w:val="right" w:pos="{line - _PADDING}"/></w:tabs>{_spacing(0, 0)}<w:ind w:left="{_PADDING}" w:right="{_PADDING}"/>'
    )


def _box(fill: str) -> str:
    """A box with a dashed border, seen as a box in grey too."""
    sides = "".join(
        f'<w:{side} w:val="dashed" w:sz="4" w:space="3" w:color="{GREY}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:pBdr>{sides}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>{_spacing(60, 60)}'
        '<w:ind w:left="80" w:right="80"/>'
    )


def _heading(level: int, before: int, after: int, *, rule: bool = False) -> str:
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="1" w:color="{LINE}"/></w:pBdr>' if rule else ""
    return f'<w:keepNext/><w:keepLines/>{line}{_spacing(before, after)}<w:outlineLvl w:val="{level - 1}"/>'


def _table(id: str, lines: str, top: int = 25) -> str:
    margins = {"top": top, "left": 100, "bottom": 25, "right": 100}
    cells = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in margins.items())
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{id}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr>{wrapped('tblBorders', lines)}<w:tblCellMar>{cells}</w:tblCellMar></w:tblPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _tabs(line: int) -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{line}"/></w:tabs>'


def _numbered(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def numbering() -> str:
    kinds = [
        ("decimal", "%1.", 360, 360),
        ("bullet", "•", 360, 260),
        ("bullet", "•", 240, 200),
        ("bullet", "–", 460, 200),
    ]
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, (format, text, left, hanging) in enumerate(kinds, start=1)
    )
    uses = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in range(1, len(kinds) + 1)
    )
    return f"<w:numbering {NAMESPACES}>{lists}{uses}</w:numbering>"


def settings(language: Language) -> str:
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language.text("language.word")}"/></w:settings>'
    )


def font_table() -> str:
    """What Word takes where a font is missing: by name first, then by the kind of letters."""
    return (
        f"<w:fonts {NAMESPACES}>{_font(FONT, FALLBACKS, '020F0502020204030204')}"
        f"{_font(SYMBOLS, SYMBOL_FALLBACKS, '020B0502040204020203')}</w:fonts>"
    )


def _font(name: str, fallbacks: Sequence[str], panose: str) -> str:
    return (
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(fallbacks)}"/><w:panose1 w:val="{panose}"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )


def theme() -> str:
    """The least that Word takes for a theme; the styles name their own font and colours."""
    colors = {"dk1": "000000", "lt1": WHITE, "dk2": DARK, "lt2": LIGHT, "accent1": DARK, "accent2": LINE}
    colors |= {"accent3": GREY, "accent4": MIDDLE, "accent5": SAND, "accent6": LINE, "hlink": DARK, "folHlink": GREY}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{color}"/></a:{name}>' for name, color in colors.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Intervjuguide"><a:themeElements>'
        f'<a:clrScheme name="Intervjuguide">{scheme}</a:clrScheme><a:fontScheme name="Intervjuguide">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Intervjuguide"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )
