"""Cells and rows as the XML of a sheet: text stays text, numbers keep all their digits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Final, TypeAlias

from openpyxl.utils import get_column_letter

from xlgoals.forms.xstring import CELL_LIMIT, chunks, to_xml
from xlgoals.register.columns import Column, Kind, Table, Value

__all__ = ["Formula", "Style", "criterion", "formula_text", "heights", "line", "liner"]

Style: TypeAlias = int | Mapping[str, int]

# Names, classes and messages come again and again.
_REMEMBERED: Final = 8192
_OF_A_COLUMN: Final = 1024
_CUT: Final = "…"
_LINE_HEIGHT: Final = 15.0
_PADDING: Final = 3.0
_MOST_LINES: Final = 8
_ROOM: Final = 1.05  # the font of the tables is a little smaller than that which widths count in


class Formula:
    """A formula, and the number that it gives.

    `text` is written as in a cell, without the equals sign.
    """

    __slots__ = ("result", "text")

    def __init__(self, text: str, result: int | Decimal) -> None:
        self.text = text
        self.result = result


def line(
    number: int,
    letters: Sequence[str],
    styles: Sequence[int],
    values: Sequence[Value | Formula],
    height: float | None = None,
) -> str:
    """A row of a sheet, with a height in points where one is given; users may change it."""
    row = str(number)
    cells = [
        f'<c r="{letter}{row}{_cell(style, value)}'
        for letter, style, value in zip(letters, styles, values, strict=True)
    ]
    return f'<row r="{row}"{_high(height)}>{"".join(cells)}</row>'


def liner(table: Table, styles: Sequence[Style]) -> Callable[[int, Sequence[Value]], str]:
    """What makes the rows of a table from their numbers and values, as `line` would.

    Args:
        table: The table; rows are made as high as their wrapped texts need.
        styles: Of each column the style, or the style of each of its values.
    """
    starts = [f'<c r="{get_column_letter(at)}' for at in range(1, len(styles) + 1)]
    cells = [
        _maker(column, style, follows)
        for column, style, follows in zip(
            table.columns, styles, [*starts[1:], "</row>"], strict=True
        )
    ]
    height = heights(table)

    def made(number: int, values: Sequence[Value]) -> str:
        # The number of the row stands between all pieces.
        pieces = [cell(value) for cell, value in zip(cells, values, strict=True)]
        start = f'"{_high(height(values))}>{starts[0]}'
        return str(number).join(['<row r="', start, *pieces])

    return made


def _maker(column: Column, style: Style, follows: str) -> Callable[[Value], str]:
    """What makes a cell of a column without its address, and the beginning of the next cell."""

    def make(value: Value) -> str:
        return _cell(style if isinstance(style, int) else style[str(value)], value) + follows

    # Decimals that are equal may be written differently.
    return make if column.kind.is_decimal else lru_cache(maxsize=_OF_A_COLUMN)(make)


def _high(height: float | None) -> str:
    return f' ht="{height}" customHeight="1"' if height else ""


def _cell(style: int, value: Value | Formula) -> str:
    """A cell without the beginning and the address."""
    if value is None or value == "":
        return f'" s="{style}"/>'
    if isinstance(value, str):
        return (
            f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
        )
    if isinstance(value, Formula):
        return f'" s="{style}"><f>{to_xml(value.text)}</f><v>{_number(value.result)}</v></c>'
    return f'" s="{style}"><v>{_number(value)}</v></c>'


def _number(value: int | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@lru_cache(maxsize=_REMEMBERED)
def _text(value: str) -> str:
    if len(value) * 2 > CELL_LIMIT:
        first, *rest = chunks(value, CELL_LIMIT - 1)
        value = first + _CUT if rest else first
    return to_xml(value)


def criterion(cell: str, value: str) -> str:
    """What COUNTIFS and SUMIFS compare with: just the text of a cell.

    Args:
        cell: The cell's address.
        value: The text that stands there; it decides whether wild cards must be masked.
    """
    for wild in "~*?":  # the mask itself comes first
        if wild in value:
            cell = f'SUBSTITUTE({cell},"{wild}","~{wild}")'
    return f'"="&{cell}'


def formula_text(value: str) -> str:
    """A text as a constant in a formula."""
    return '"' + value.replace('"', '""') + '"'


def heights(table: Table) -> Callable[[Sequence[object]], float]:
    """What tells the height in points that a row of the table needs to show its wrapped texts.

    Not every application measures rows when it opens a file, so they are measured here.
    """
    wrapped = [at for at, column in enumerate(table.columns) if column.kind is Kind.PROSE]
    widths = [table.columns[at].width * _ROOM for at in wrapped]

    def height(row: Sequence[object]) -> float:
        lines = max(map(_lines, [str(row[at]) for at in wrapped], widths), default=1)
        return _LINE_HEIGHT * min(lines, _MOST_LINES) + _PADDING

    return height


@lru_cache(maxsize=_REMEMBERED)
def _lines(text: str, width: float) -> int:
    if len(text) * 2 <= width and "\n" not in text:
        return 1
    # A Chinese character is two digits wide, as it takes two bytes here.
    return sum(
        max(1, ceil(len(part.encode("gbk", "replace")) / width)) for part in text.split("\n")
    )
