"""Heights of rows that follow their text: worked out once, when the screen follows again.

The office lays out the text of all rows that a change touches, at each change anew; that is most of
the time that a command would take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgoals.hosts.errors import HostError

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.address import Block
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Heights"]

# Cells hardly ever differ in it, and setting it as it is has the office look at the rows.
_HARMLESS = "RotateAngle"


class Heights:
    """The rows whose text changed while the screen did not follow."""

    def __init__(self) -> None:
        self._waiting: list[Range] = []

    def touched(self, cells: Range) -> None:
        """The text of these cells changed, or how it is set."""
        if cells.app.remembers and not any(_holds(other, cells) for other in self._waiting):
            self._waiting.append(cells)

    def fit(self, cells: Range) -> None:
        """Fit the rows of these cells now, whether their height was set by hand or not."""
        document = cells.sheet.book.api
        document.IsAdjustHeightEnabled = True
        cells.api.getRows().OptimalHeight = True
        if cells.app.remembers:
            document.IsAdjustHeightEnabled = False
            self._waiting = [
                other for other in self._waiting if not _holds(cells, other, rows=True)
            ]

    def catch_up(self) -> None:
        """Fit the rows that wait for it, but those whose height was set by hand."""
        waiting, self._waiting = self._waiting, []
        for cells in waiting:
            try:
                self._look_at(cells.sheet, cells.block)
            except HostError:  # its sheet or workbook is gone
                continue

    def _look_at(self, sheet: Sheet, block: Block) -> None:
        cells = sheet.cells_at(block)
        if not cells.is_mixed(_HARMLESS):
            setattr(cells.api, _HARMLESS, cells.api.getPropertyValue(_HARMLESS))
            return
        for half in block.halves():
            self._look_at(sheet, half)


def _holds(outer: Range, inner: Range, *, rows: bool = False) -> bool:
    """Whether a range holds another one, or all of its rows."""
    if outer.sheet is not inner.sheet and outer.sheet.name != inner.sheet.name:
        return False
    if rows:
        first, last = inner.block.row, inner.block.row + inner.block.height
        return outer.block.row <= first and last <= outer.block.row + outer.block.height
    return outer.block.around(inner.block) == outer.block
