"""A template's sheet, cut once into constant pieces and the cells to be filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from xlgoals.forms.a1 import RowFormula, letters, split_address
from xlgoals.forms.errors import FormError
from xlgoals.forms.package import parse_xml
from xlgoals.forms.sheetxml import MAIN, rich_text
from xlgoals.forms.xstring import to_xml

__all__ = ["CellPiece", "CutSheet", "RowPiece", "cut_sheet", "inline"]

_SHEET_DATA: Final = re.compile(r"<sheetData(?:/>|>.*</sheetData>)", re.DOTALL)
_IDENTITY: Final = re.compile(r'<dimension [^<>]*/>| xr:uid="[^"]*"')
_BOUND: Final = re.compile(
    r' tabSelected="[^"]*"| r:id="[^"]*"|<(?:legacyDrawing|drawing)\b[^<>]*/>'
)
_COLUMN: Final = re.compile(r"<col [^<>]*/>")
_ATTRIBUTE: Final = re.compile(r'(\w+)="([^"]*)"')
_REFERENCE: Final = re.compile("&#([0-9]{3,5});")  # a character beyond ASCII, spelt out
_ROW_ATTRIBUTES: Final = ("ht", "customHeight", "s", "customFormat")


def inline(text: str) -> str:
    """The end of a text cell, behind its address and style."""
    return f' t="inlineStr"><is><t xml:space="preserve">{to_xml(text)}</t></is></c>'


@dataclass(frozen=True, slots=True)
class CellPiece:
    """One cell of the template: its column, its style, and what it always holds."""

    column: int
    style: int
    content: str = "/>"
    formula: RowFormula | None = None

    def opening(self, row: int) -> str:
        """The cell's start as it stands in a row; contents are to follow."""
        return f'<c r="{letters(self.column)}{row}" s="{self.style}"'

    def xml(self, row: int) -> str:
        """The whole cell as it stands in a row."""
        if self.formula is not None:
            return f"{self.opening(row)}><f>{to_xml(self.formula.at(row))}</f></c>"
        return self.opening(row) + self.content


@dataclass(frozen=True, slots=True)
class RowPiece:
    """One row of the template."""

    attributes: Mapping[str, str]
    cells: tuple[CellPiece, ...]

    @property
    def height(self) -> float:
        """The row's height in points."""
        return float(self.attributes.get("ht", "15"))

    def opening(self, row: int, height: str = "") -> str:
        """The row's start tag, with the template's own height or another one."""
        attributes = dict(self.attributes)
        if height:
            attributes |= {"ht": height, "customHeight": "1"}
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f'<row r="{row}"{written}>'

    def xml(self, row: int) -> str:
        """The whole row, nothing filled in."""
        return self.opening(row) + "".join([cell.xml(row) for cell in self.cells]) + "</row>"

    def cell(self, column: int) -> CellPiece:
        """The cell in a column; a bare one where the template has none."""
        return next((cell for cell in self.cells if cell.column == column), CellPiece(column, 0))


@dataclass(frozen=True, slots=True)
class CutSheet:
    """A sheet of the template: the XML before and behind its rows, its rows, column widths."""

    head: str
    rows: Mapping[int, RowPiece]
    tail: str
    widths: Mapping[int, float]

    @property
    def last_row(self) -> int:
        """The number of the last row that the template has."""
        return max(self.rows, default=0)

    def style(self, row: int, column: int) -> int:
        """The number of a cell's style."""
        return self.rows[row].cell(column).style

    def width(self, first: int, last: int) -> float:
        """How wide a range of columns is, in characters."""
        return sum(self.widths.get(column, 8.43) for column in range(first, last + 1))


def cut_sheet(xml: bytes, strings: Sequence[str] = (), *, cloned: bool = False) -> CutSheet:
    """Cut one sheet of a template; `strings` is the template's table of shared strings.

    A sheet that will be `cloned` loses what only one sheet can have: the selected tab, drawings.

    Raises:
        FormError: `damaged`, when it is no sheet.
    """
    text = _REFERENCE.sub(_character, xml.decode())
    data = _SHEET_DATA.search(text)
    if data is None:
        raise FormError("damaged", part="sheetData")
    root = parse_xml(xml)
    rows = {
        int(row.get("r", "0")): RowPiece(
            {name: row.get(name, "") for name in _ROW_ATTRIBUTES if row.get(name)},
            tuple(_cell(cell, strings) for cell in row.iterfind(MAIN + "c")),
        )
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")
    }
    head = _IDENTITY.sub("", text[: data.start()])
    tail = text[data.end() :]
    if cloned:
        head, tail = _BOUND.sub("", head), _BOUND.sub("", tail)
    return CutSheet(head, rows, tail, _widths(head))


def _character(match: re.Match[str]) -> str:
    code = int(match[1])
    return chr(code) if 0x80 <= code < 0xD800 else match[0]


def _widths(head: str) -> dict[int, float]:
    widths = {}
    for column in _COLUMN.findall(head):
        attributes = dict(_ATTRIBUTE.findall(column))
        for number in range(int(attributes["min"]), min(int(attributes["max"]), 64) + 1):
            widths[number] = float(attributes["width"])
    return widths


def _cell(cell: etree._Element, strings: Sequence[str]) -> CellPiece:
    row, column = split_address(cell.get("r", ""))
    style, kind = int(cell.get("s", "0")), cell.get("t", "n")
    formula = cell.findtext(MAIN + "f")
    if formula:
        return CellPiece(column, style, formula=RowFormula.cut(formula, row))
    holder, value = cell.find(MAIN + "is"), cell.findtext(MAIN + "v")
    if holder is not None:
        return CellPiece(column, style, inline(rich_text(holder)))
    if not value:
        return CellPiece(column, style)
    if kind == "s":
        return CellPiece(column, style, inline(strings[int(value)]))
    return CellPiece(column, style, f' t="{kind}"><v>{to_xml(value)}</v></c>')
