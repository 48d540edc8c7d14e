"""Builds the standard Word template: a .docx that a county can restyle in Word.

Its body is a docxtpl template: one loop over the blocks of a document, with a branch for each
kind of block, which holds one paragraph or table as a pattern.  `word_cut` takes it apart.

`python -m xlgoals.forms.word_template <file>` writes it to a file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms import word_styles as look
from xlgoals.forms.word_kinds import Kind
from xlgoals.forms.zipwriter import archive, store

__all__ = ["UPPER_SPANS", "build"]

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_PARAGRAPH_STYLES: Final = {
    Kind.COVER: "GoalCover",
    Kind.COVER_LINE: "GoalCoverLine",
    Kind.CONTENTS: "GoalContents",
    Kind.CONTENTS_PART: "TOC1",
    Kind.CONTENTS_ENTRY: "TOC2",
    Kind.PART: "GoalPart",
    Kind.PART_BREAK: "GoalPartBreak",
    Kind.DIVIDER: "GoalDivider",
    Kind.TITLE: "GoalTitle",
    Kind.SECTION: "GoalSection",
    Kind.ITEM: "GoalItem",
    Kind.BODY: "GoalBody",
    Kind.BLANK: "GoalBlank",
    Kind.GAP: "GoalGap",
    Kind.PROJECT: "GoalProject",
}

UPPER_SPANS: Final = (
    (10, 3),
    (1, 5, 2, 5),
    (1, 2, 2, 2, 2, 2, 2),
    (1, 12),
    (1, 3, 3, 3, 3),
    (1, 3, 3, 3, 3),
    (1, 12),
)
"""How many columns of the grid each cell of the upper table takes."""

_FIRST_COLUMN: Final = 1236
_OTHER_COLUMNS: Final = 634
_UPPER_GRID: Final = (_FIRST_COLUMN, *(_OTHER_COLUMNS,) * 12)
_LOWER_GRID: Final = (1020, 1380, 1700, 1784, 1160, 1800)
_LABEL, _TEXT, _VALUE, _UNIT = "GoalLabel", "GoalText", "GoalValue", "GoalUnit"
# Style of each cell of the upper table, and which rows begin and go on with a merged cell.
_UPPER_STYLES: Final = (
    (_TEXT, _UNIT),
    (_LABEL, _VALUE, _LABEL, _VALUE),
    (_LABEL, _LABEL, _VALUE, _LABEL, _VALUE, _LABEL, _VALUE),
    (_LABEL, _TEXT),
    (_LABEL, *(_LABEL,) * 4),
    (_LABEL, *(_VALUE,) * 4),
    (_LABEL, _TEXT),
)
_MERGES: Final = {2: "restart", 3: "continue", 4: "restart", 5: "continue"}
_UPPER_LABELS: Final = {
    (1, 0): words.PROJECT_CODE,
    (1, 2): words.PROJECT_NAME,
    (2, 0): words.FUNDING,
    (2, 1): words.TOTAL,
    (2, 3): words.FISCAL,
    (2, 5): words.OTHER,
    (4, 0): words.PLAN,
    **{(4, at): point for at, point in enumerate(words.PLAN_POINTS, 1)},
    (6, 0): words.GOALS,
    (3, 0): "",
    (5, 0): "",
}
_LOWER_STYLES: Final = (_VALUE, _VALUE, _TEXT, _TEXT, _VALUE, _TEXT)
_ROW_HEIGHT: Final = 454  # 0.8 cm


def build() -> bytes:
    """The template, as the bytes of a .docx file; the same bytes every time."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"),
            ("settings", "settings.xml"),
            ("fontTable", "fontTable.xml"),
            ("footer", "footer1.xml"),
            ("footer", "footer2.xml"),
        ),
        "word/styles.xml": look.styles_xml(_W),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("GoalPageOdd"),
        "word/footer2.xml": _footer("GoalPageEven"),
    }
    return archive((name, store((_HEAD + part).encode())) for name, part in parts.items())


def _content_types() -> str:
    kinds = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _settings() -> str:
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, instead in look.FONT_ALTERNATIVES.items()
    )
    return f"<w:fonts {_W}>{fonts}</w:fonts>"


def _footer(style: str) -> str:
    field = "".join(
        f"<w:r>{content}</w:r>"
        for content in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    # Some readers take it for granted that every part with text declares the relations.
    space = f'{_W} xmlns:r="{_RELATIONS}"'
    return f'<w:ftr {space}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{field}</w:p></w:ftr>'


def _document() -> str:
    pieces = [_paragraph("{%p for block in blocks %}")]
    branch = "if"
    for kind in Kind:
        pieces.append(_paragraph(f'{{%p {branch} block.kind == "{kind}" %}}'))
        if kind is Kind.UPPER:
            pieces.append(_upper_table())
        elif kind is Kind.LOWER:
            pieces.append(_lower_table())
        else:
            pieces.append(_paragraph("{{ block.text }}", _PARAGRAPH_STYLES[kind]))
        branch = "elif"
    pieces += [_paragraph("{%p endif %}"), _paragraph("{%p endfor %}")]
    width, height = look.PAGE
    top, right, bottom, left = look.MARGINS
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        '<w:footerReference w:type="even" r:id="rId5"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}"'
        f' w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="{look.FOOTER_DISTANCE}"'
        ' w:gutter="0"/><w:cols w:space="425"/></w:sectPr>'
    )
    body = "".join(pieces)
    return f'<w:document {_W} xmlns:r="{_RELATIONS}"><w:body>{body}{section}</w:body></w:document>'


def _paragraph(text: str, style: str = "GoalBody") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def _cell(width: int, text: str, style: str, span: int = 1, more: str = "") -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{more}'
        f'<w:vAlign w:val="center"/></w:tcPr>{_paragraph(text, style)}</w:tc>'
    )


def _row(cells: Sequence[str], header: bool = False, height: int = _ROW_HEIGHT) -> str:
    mark = "<w:tblHeader/>" if header else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{mark}'
        f"</w:trPr>{''.join(cells)}</w:tr>"
    )


def _table(grid: Sequence[int], rows: Sequence[str]) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{look.TABLE_STYLE}"/>'
        f'<w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _upper_table() -> str:
    rows = []
    for at, spans in enumerate(UPPER_SPANS):
        cells, column = [], 0
        for number, span in enumerate(spans):
            width = sum(_UPPER_GRID[column : column + span])
            column += span
            text = _UPPER_LABELS.get((at, number), f"{{{{ block.rows[{at}][{number}] }}}}")
            more = ""
            if at == 0:
                more = "<w:tcBorders>" + "".join(
                    f'<w:{edge} w:val="nil"/>' for edge in ("top", "left", "right")
                )
                more += "</w:tcBorders>"
            elif number == 0 and at in _MERGES:
                more = f'<w:vMerge w:val="{_MERGES[at]}"/>'
            cells.append(_cell(width, text, _UPPER_STYLES[at][number], span, more))
        rows.append(_row(cells, header=at == 0))
    return _table(_UPPER_GRID, rows)


def _lower_table() -> str:
    labels = [names[0] for names in words.COLUMNS.values()]
    pairs = tuple(zip(_LOWER_GRID, labels, _LOWER_STYLES, strict=True))
    header = _row([_cell(width, label, _LABEL) for width, label, _ in pairs], header=True)
    row = _row(
        [_cell(width, f"{{{{ row[{at}] }}}}", style) for at, (width, _, style) in enumerate(pairs)]
    )
    total = sum(_LOWER_GRID)

    def control(text: str) -> str:
        return _row([_cell(total, text, _LABEL, len(_LOWER_GRID))])

    loop = (control("{%tr for row in block.rows[1:] %}"), row, control("{%tr endfor %}"))
    return _table(_LOWER_GRID, (header, *loop))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
