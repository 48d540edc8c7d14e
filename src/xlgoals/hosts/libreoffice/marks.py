"""Several cells as one object of the office, so that a property is set in one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlgoals.hosts.libreoffice import runtime

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["join"]


def join(target: Range, spots: Iterable[tuple[int, int]]) -> Uno:
    """Cells of a range, by row and column within it counted from 0."""
    joined = target.sheet.book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
    sheet, block = target.sheet.index - 1, target.block
    addresses = []
    for row, column in spots:
        at_row, at_column = row + block.row - 1, column + block.column - 1
        addresses.append(
            runtime.struct(
                "table.CellRangeAddress",
                Sheet=sheet,
                StartRow=at_row,
                EndRow=at_row,
                StartColumn=at_column,
                EndColumn=at_column,
            )
        )
    joined.addRangeAddresses(tuple(addresses), True)
    return joined
