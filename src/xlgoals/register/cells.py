"""Cells and rows as the XML of a sheet: text stays text, numbers keep all their digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Final

from xlgoals.forms.xstring import CELL_LIMIT, chunks, to_xml
from xlgoals.register.columns import Kind, Table, Value

__all__ = ["Formula", "criterion", "formula_text", "heights", "line"]

# Names, classes and messages come again and again.
_REMEMBERED: Final = 8192
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
    high = f' ht="{height}" customHeight="1"' if height else ""
    cells = [f'<row r="{row}"{high}>']
    for letter, style, value in zip(letters, styles, values, strict=True):
        if value is None or value == "":
            cells.append(f'<c r="{letter}{row}" s="{style}"/>')
        elif isinstance(value, str):
            cells.append(
                f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is>'
                f'<t xml:space="preserve">{_text(value)}</t></is></c>'
            )
        elif isinstance(value, Formula):
            cells.append(
                f'<c r="{letter}{row}" s="{style}"><f>{to_xml(value.text)}</f>'
                f"<v>{_number(value.result)}</v></c>"
            )
        else:
            cells.append(f'<c r="{letter}{row}" s="{style}"><v>{_number(value)}</v></c>')
    cells.append("</row>")
    return "".join(cells)


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
    wrapped = [
        (at, column.width * _ROOM)
        for at, column in enumerate(table.columns)
        if column.kind is Kind.PROSE
    ]

    def height(row: Sequence[object]) -> float:
        lines = max((_lines(str(row[at]), width) for at, width in wrapped), default=1)
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
