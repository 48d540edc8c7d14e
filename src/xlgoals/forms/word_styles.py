"""Styles, page and fonts of the standard Word template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "FONT_ALTERNATIVES",
    "FOOTER_DISTANCE",
    "MARGINS",
    "PAGE",
    "STYLES",
    "TABLE_STYLE",
    "TEXT_WIDTH",
    "Style",
    "styles_xml",
]

PAGE: Final = (11906, 16838)
"""Width and height of the paper in twentieths of a point."""
MARGINS: Final = (2098, 1474, 1984, 1588)
"""Top, right, bottom, left."""
FOOTER_DISTANCE: Final = 1304
TEXT_WIDTH: Final = 8844
TABLE_STYLE: Final = "GoalTable"

_TITLE: Final = "方正小标宋简体"
_HEI: Final = "黑体"
_KAI: Final = "楷体_GB2312"
_FANG: Final = "仿宋_GB2312"
_SONG: Final = "宋体"
FONT_ALTERNATIVES: Final = {_TITLE: _SONG, _KAI: "楷体", _FANG: "仿宋"}
"""Fonts that not every system has, and what stands in for them."""

_EXACT: Final = 580  # 29 points: 22 lines of body text a page
_SMALL: Final = 18  # 小五: tables of a project go on one page
_SMALL_LINE: Final = 240
_TWO_CHARACTERS: Final = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; sizes in half points, spacing in twentieths of a point.

    `before` holds what stands in front of the spacing in w:pPr, `indent` behind it.
    """

    ident: str
    name: str
    font: str
    size: int
    align: str = "left"
    line: int = _EXACT
    rule: str = "exact"
    space: tuple[int, int] = (0, 0)
    before: str = ""
    indent: str = ""
    outline: int | None = None

    def xml(self) -> str:
        """The w:style element."""
        outline = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        custom = "" if self.ident.startswith("TOC") else ' w:customStyle="1"'
        return (
            f'<w:style w:type="paragraph"{custom} w:styleId="{self.ident}">'
            f'<w:name w:val="{self.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f'<w:pPr>{self.before}<w:spacing w:before="{self.space[0]}" w:after="{self.space[1]}"'
            f' w:line="{self.line}" w:lineRule="{self.rule}"/>{self.indent}'
            f'<w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f'<w:rPr>{_fonts(self.font)}<w:sz w:val="{self.size}"/>'
            f'<w:szCs w:val="{self.size}"/></w:rPr></w:style>'
        )


def _fonts(font: str) -> str:
    return (
        '<w:rFonts w:ascii="Times New Roman" w:eastAsia="'
        f'{font}" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    )


_BREAK: Final = "<w:pageBreakBefore/>"
_KEEP: Final = "<w:keepNext/><w:keepLines/>"
_CONTENTS_TAB: Final = (
    f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH - 2}"/></w:tabs>'
)
STYLES: Final = (
    Style("GoalCover", "绩效封面标题", _TITLE, 52, "center", 800, space=(3600, 3600)),
    Style("GoalCoverLine", "绩效封面", _KAI, 32, "center"),
    Style(
        *("GoalContents", "绩效目录标题", _TITLE, 44, "center", 700),
        space=(0, 300),
        before=_BREAK,
    ),
    Style("TOC1", "toc 1", _HEI, 28, before=_CONTENTS_TAB),
    Style(
        *("TOC2", "toc 2", _FANG, 28),
        before=_CONTENTS_TAB,
        indent='<w:ind w:leftChars="200" w:left="420" w:right="420"/>',
    ),
    Style("GoalPart", "绩效部分", _TITLE, 44, "center", 700, before="<w:keepNext/>", outline=0),
    Style(
        *("GoalPartBreak", "绩效部分（另起页）", _TITLE, 44, "center", 700),
        before="<w:keepNext/>" + _BREAK,
        outline=0,
    ),
    Style(
        *("GoalDivider", "绩效部分（分隔页）", _TITLE, 44, "center", 700),
        space=(3600, 0),
        before="<w:keepNext/>" + _BREAK,
        outline=0,
    ),
    Style("GoalTitle", "绩效部分标题", _TITLE, 44, "center", 700),
    Style(
        *("GoalSection", "绩效一级标题", _HEI, 32),
        before="<w:keepNext/>",
        indent=_TWO_CHARACTERS,
        outline=1,
    ),
    Style("GoalItem", "绩效二级标题", _KAI, 32, before="<w:keepNext/>", indent=_TWO_CHARACTERS),
    Style("GoalBody", "绩效正文", _FANG, 32, "both", indent=_TWO_CHARACTERS),
    Style("GoalBlank", "绩效空行", _FANG, 32),
    Style("GoalGap", "绩效间隔", _FANG, 10, line=120),
    Style(
        *("GoalProject", "绩效项目标题", _TITLE, 36, "center", 520),
        space=(0, 160),
        before=_KEEP + _BREAK,
        outline=1,
    ),
    Style("GoalLabel", "绩效表格标签", _HEI, _SMALL, "center", _SMALL_LINE),
    Style("GoalText", "绩效表格文字", _FANG, _SMALL, "left", _SMALL_LINE),
    Style("GoalValue", "绩效表格数值", _FANG, _SMALL, "center", _SMALL_LINE),
    Style("GoalUnit", "绩效表格单位", _FANG, _SMALL, "right", _SMALL_LINE),
    Style(
        *("GoalPageOdd", "绩效页码（右）", _SONG, 28, "right", 280, "atLeast"),
        indent='<w:ind w:rightChars="100" w:right="280"/>',
    ),
    Style(
        *("GoalPageEven", "绩效页码（左）", _SONG, 28, "left", 280, "atLeast"),
        indent='<w:ind w:leftChars="100" w:left="280"/>',
    ),
)
"""The paragraph styles that a county may restyle in Word."""

_EDGES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table_style() -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for edge in _EDGES
    )
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">'
        '<w:name w:val="绩效表格"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="28" w:type="dxa"/><w:left w:w="57" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


def styles_xml(namespace: str) -> str:
    """The part styles.xml.

    Args:
        namespace: the declaration of the namespace w.
    """
    return (
        f"<w:styles {namespace}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(_FANG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        + "".join(style.xml() for style in STYLES)
        + _table_style()
        + "</w:styles>"
    )
