"""Addresses in A1 notation, and blocks of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["COLUMNS", "ROWS", "Block", "column_name", "parse", "split_sheet"]

ROWS: Final = 1_048_576
COLUMNS: Final = 16_384
_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)")
_COLUMNS: Final = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_ROWS: Final = re.compile(r"\$?(\d+):\$?(\d+)")


class Block(NamedTuple):
    """A rectangle of cells: its first row and column, counted from 1, and its size."""

    row: int
    column: int
    height: int
    width: int

    @classmethod
    def of(cls, address: Uno) -> Block:
        """A block from the office's `CellRangeAddress`."""
        return cls(
            address.StartRow + 1,
            address.StartColumn + 1,
            address.EndRow - address.StartRow + 1,
            address.EndColumn - address.StartColumn + 1,
        )

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, counted from 0, as the office takes them."""
        return (
            self.column - 1,
            self.row - 1,
            self.column + self.width - 2,
            self.row + self.height - 2,
        )

    @property
    def is_cell(self) -> bool:
        """Whether it is a single cell."""
        return self.height == 1 and self.width == 1

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each of its cells."""
        for row in range(self.row, self.row + self.height):
            for column in range(self.column, self.column + self.width):
                yield row, column

    def around(self, other: Block) -> Block:
        """The smallest block that holds both."""
        row, column = min(self.row, other.row), min(self.column, other.column)
        return Block(
            row,
            column,
            max(self.row + self.height, other.row + other.height) - row,
            max(self.column + self.width, other.column + other.width) - column,
        )

    def halves(self) -> tuple[Block, Block]:
        """Its two halves: columns are parted first, since sheets are uniform down their columns."""
        if self.width > 1:
            left = self.width // 2
            return (
                self._replace(width=left),
                self._replace(column=self.column + left, width=self.width - left),
            )
        top = self.height // 2
        return (
            self._replace(height=top),
            self._replace(row=self.row + top, height=self.height - top),
        )

    def a1(self, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """Its address, such as `$A$1:$B$2`."""
        first = _a1(self.row, self.column, row_absolute, column_absolute)
        if self.is_cell:
            return first
        if self.height == ROWS:
            mark = "$" if column_absolute else ""
            last = column_name(self.column + self.width - 1)
            return f"{mark}{column_name(self.column)}:{mark}{last}"
        row, column = self.row + self.height - 1, self.column + self.width - 1
        return f"{first}:{_a1(row, column, row_absolute, column_absolute)}"


def _a1(row: int, column: int, row_absolute: bool, column_absolute: bool) -> str:
    return f"{'$' * column_absolute}{column_name(column)}{'$' * row_absolute}{row}"


def column_name(column: int) -> str:
    """The letters of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _cell(text: str) -> Block | None:
    found = _CELL.fullmatch(text)
    if found is None:
        return None
    row, column = int(found[2]), _column(found[1])
    return Block(row, column, 1, 1) if 1 <= row <= ROWS and column <= COLUMNS else None


def parse(text: str) -> Block | None:
    """The block that an address such as `B3`, `A1:B2`, `A:C` or `3:5` means; None for a name."""
    if (found := _COLUMNS.fullmatch(text)) is not None:
        first, last = sorted(map(_column, found.groups()))
        return Block(1, first, ROWS, last - first + 1) if last <= COLUMNS else None
    if (found := _ROWS.fullmatch(text)) is not None:
        first, last = sorted(map(int, found.groups()))
        return Block(first, 1, last - first + 1, COLUMNS) if first >= 1 and last <= ROWS else None
    corners = [_cell(corner) for corner in text.split(":")]
    if len(corners) > 2 or None in corners:
        return None
    first_corner, last_corner = corners[0], corners[-1]
    if first_corner is None or last_corner is None:
        return None
    return first_corner.around(last_corner)


def split_sheet(text: str) -> tuple[str | None, str]:
    """The sheet's name and the rest of `'a sheet'!A1`; None for the name when it has none."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest
