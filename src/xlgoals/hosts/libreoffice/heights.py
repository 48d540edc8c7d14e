"""Heights of rows that follow their text: worked out once, when the screen follows again.

The office lays out the text of all rows that a change touches, at each change anew; that is most of
the time that a command would take.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice.address import Block

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Heights"]

# Cells hardly ever differ in it, and setting it as it is has the office look at the rows.
_HARMLESS = "RotateAngle"

Spans = set[tuple[int, int]]
"""Rows that are next to each other, each group by its first one and the one behind the last."""


class Heights:
    """The rows whose text changed while the screen did not follow."""

    def __init__(self) -> None:
        self._waiting: dict[Sheet, Spans] = {}

    def touched(self, cells: Range) -> None:
        """The text of these cells changed, or how it is set."""
        if cells.app.remembers:
            first = cells.block.row
            self._waiting.setdefault(cells.sheet, set()).add((first, first + cells.block.height))

    def fit(self, cells: Range) -> None:
        """Fit the rows of these cells now, whether their height was set by hand or not."""
        document = cells.sheet.book.api
        document.IsAdjustHeightEnabled = True
        cells.api.getRows().OptimalHeight = True
        if cells.app.remembers:
            document.IsAdjustHeightEnabled = False
            first, end = cells.block.row, cells.block.row + cells.block.height
            spans = self._waiting.get(cells.sheet, set())
            fitted = {span for span in spans if first <= span[0] and span[1] <= end}
            spans -= fitted

    def catch_up(self) -> None:
        """Fit the rows that wait for it, but those whose height was set by hand."""
        waiting, self._waiting = self._waiting, {}
        for sheet, spans in waiting.items():
            for first, end in _joined(spans):
                try:
                    # The office looks at whole rows, whichever of their cells is set.
                    self._look_at(sheet, Block(first, 1, end - first, 1))
                except HostError:  # its sheet or workbook is gone
                    break

    def _look_at(self, sheet: Sheet, block: Block) -> None:
        cells = sheet.cells_at(block)
        if not cells.is_mixed(_HARMLESS):
            setattr(cells.api, _HARMLESS, cells.api.getPropertyValue(_HARMLESS))
            return
        for half in block.halves():
            self._look_at(sheet, half)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same rows in as few groups as may be."""
    first = end = 0
    for start, behind in sorted(spans):
        if start > end:
            if end:
                yield first, end
            first = start
        end = max(end, behind)
    if end:
        yield first, end
