"""Heights of rows that follow their text: worked out once, when the screen follows again.

The office lays out the text of all rows that a change touches, at each change anew; that is most of
the time that a command would take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice.address import COLUMNS, Block

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Heights"]

# Cells hardly ever differ in it, and setting it as it is has the office look at the rows.
_HARMLESS: Final = "RotateAngle"

_WRAPPED: Final = "IsTextWrapped"

Span = tuple[int, int, int]
"""Cells below each other: their column, the first row, and the one behind the last."""


class Heights:
    """The rows whose text changed while the screen did not follow."""

    def __init__(self) -> None:
        self._waiting: dict[Sheet, set[Span]] = {}

    def touched(self, cells: Range) -> None:
        """The text of these cells changed, or how it is set."""
        if cells.app.remembers:
            row, column, height, _ = cells.block
            self._waiting.setdefault(cells.sheet, set()).add((column, row, row + height))

    def fit(self, cells: Range) -> None:
        """Fit the rows of these cells now, whether their height was set by hand or not."""
        document = cells.sheet.book.api
        document.IsAdjustHeightEnabled = True
        cells.api.getRows().OptimalHeight = True
        if cells.app.remembers:
            document.IsAdjustHeightEnabled = False
            first, end = cells.block.row, cells.block.row + cells.block.height
            spans = self._waiting.get(cells.sheet, set())
            spans -= {span for span in spans if first <= span[1] and span[2] <= end}

    def catch_up(self) -> None:
        """Fit the rows that wait for it, but those whose height was set by hand."""
        waiting, self._waiting = self._waiting, {}
        for sheet, spans in waiting.items():
            try:
                self._catch_up(sheet, spans)
            except HostError:  # its sheet or workbook is gone
                continue

    def _catch_up(self, sheet: Sheet, spans: set[Span]) -> None:
        """The office looks at whole rows, whichever of their cells is set; it must be unlocked."""
        if not sheet.is_protected:
            spans = {(1, first, end) for _, first, end in spans}
        visible = sheet.visible
        for column, first, end in _joined(spans):
            rows = sheet.cells_at(Block(first, 1, end - first, COLUMNS))
            if visible or rows.common(_WRAPPED) is not False:
                self._look_at(sheet, Block(first, column, end - first, 1))

    def _look_at(self, sheet: Sheet, block: Block) -> None:
        cells = sheet.cells_at(block)
        if not cells.is_mixed(_HARMLESS):
            cells.api.setPropertyValue(_HARMLESS, cells.api.getPropertyValue(_HARMLESS))
            return
        for half in block.halves():
            self._look_at(sheet, half)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same cells in as few spans as may be."""
    last: Span | None = None
    for column, first, end in sorted(spans):
        if last is not None and column == last[0] and first <= last[2]:
            last = column, last[1], max(end, last[2])
            continue
        if last is not None:
            yield last
        last = column, first, end
    if last is not None:
        yield last
