"""From a range to others: ends, regions, insertion, deletion, copies, selection."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlgoals.hosts.errors import UnsupportedError
from xlgoals.hosts.libreoffice import content, runtime
from xlgoals.hosts.libreoffice.address import COLUMNS, ROWS, Block

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.app import App
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Movement"]

_FILLED: Final = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags
_STEPS: Final = {
    **dict.fromkeys(("down", "d"), (1, 0)),
    **dict.fromkeys(("up", "u"), (-1, 0)),
    **dict.fromkeys(("right", "r"), (0, 1)),
    **dict.fromkeys(("left", "l"), (0, -1)),
}


class Movement:
    """What leads from a range to others, and what moves cells."""

    if TYPE_CHECKING:
        app: App
        sheet: Sheet
        block: Block
        api: Uno

        def _new(self, block: Block) -> Range: ...
        def require_unprotected(self) -> None: ...
        def require_unlocked(self) -> None: ...

    def end(self, direction: str) -> Range:
        """The cell that Ctrl and an arrow lead to from its first cell."""
        down, right = _STEPS[direction]
        row, column = self.block.row, self.block.column
        if down:
            strip = Block(row, column, ROWS - row + 1, 1) if down > 0 else Block(1, column, row, 1)
            last = _goal(row, down, self._filled(strip, "StartRow", "EndRow"), ROWS)
            return self._new(Block(last, column, 1, 1))
        strip = (
            Block(row, column, 1, COLUMNS - column + 1) if right > 0 else Block(row, 1, 1, column)
        )
        last = _goal(column, right, self._filled(strip, "StartColumn", "EndColumn"), COLUMNS)
        return self._new(Block(row, last, 1, 1))

    def _filled(self, strip: Block, start: str, end: str) -> list[tuple[int, int]]:
        """The first and last line of each unbroken run of filled cells."""
        found = self._new(strip).api.queryContentCells(_FILLED).getRangeAddresses()
        runs: list[tuple[int, int]] = []
        for first, last in sorted((getattr(a, start) + 1, getattr(a, end) + 1) for a in found):
            if runs and first == runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], last)
            else:
                runs.append((first, last))
        return runs

    @property
    def current_region(self) -> Range:
        cursor = self.sheet.api.createCursorByRange(self.api)
        if not self._new(_ring(self.block)).api.queryContentCells(_FILLED).getRangeAddresses():
            return self._new(self.block)
        cursor.collapseToCurrentRegion()
        return self.sheet.at(cursor.getRangeAddress())

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.controller.select(self.api)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """Push cells down or right; whole rows and columns are inserted as such."""
        del copy_origin
        self.require_unprotected()
        mode = "ROWS" if self.block.width == COLUMNS else "COLUMNS"
        if self.block.width != COLUMNS and self.block.height != ROWS:
            mode = "RIGHT" if shift == "right" else "DOWN"
        self.sheet.api.insertCells(
            self.api.getRangeAddress(), runtime.enum("sheet.CellInsertMode", mode)
        )
        self.app.cells_moved()

    def delete(self, shift: str | None = None) -> None:
        """Pull cells up or left; without `shift` a high block is replaced from the right."""
        self.require_unprotected()
        mode = "ROWS" if self.block.width == COLUMNS else "COLUMNS"
        if self.block.width != COLUMNS and self.block.height != ROWS:
            shift = shift or ("left" if self.block.height > self.block.width else "up")
            mode = shift.upper()
        self.sheet.api.removeRange(
            self.api.getRangeAddress(), runtime.enum("sheet.CellDeleteMode", mode)
        )
        self.app.cells_moved()

    def copy(self, destination: Any = None) -> None:
        """Copy values, formulas, formats and notes to another place of this workbook."""
        if destination is None:
            raise UnsupportedError("Range.copy()")
        self._copy_to(destination.impl)

    def _copy_to(self, target: Range) -> None:
        if target.sheet.book.api != self.sheet.book.api:
            raise UnsupportedError("Range.copy(another book)")
        down, right = _times(target.block, self.block)
        height, width = self.block.height, self.block.width
        size = target.block._replace(height=height * down, width=width * right)
        target._new(size).require_unlocked()
        source = self.api.getRangeAddress()
        for row in range(down):
            for column in range(right):
                first = target(row * height + 1, column * width + 1)
                target.sheet.api.copyRange(first.api.getCellAddress(), source)
        self.app.notes += 1

    def copy_from(
        self,
        source_range: Any,
        copy_type: str = "all",
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Take over another range of this size: `all` or its `values`."""
        if skip_blanks or transpose or copy_type not in ("all", "values"):
            raise UnsupportedError(f"Range.copy_from({copy_type})")
        source: Range = source_range.impl
        if copy_type == "all":
            source._copy_to(self._new(self.block))
            return
        size = {"height": source.block.height, "width": source.block.width}
        content.write(self._new(self.block._replace(**size)), content.read(source))

    def move(self, destination: Any) -> None:
        """Cut the cells and put them elsewhere in this workbook."""
        self.require_unprotected()
        target: Range = destination.impl
        target.require_unprotected()
        target.sheet.api.moveRange(target.api.getCellAddress(), self.api.getRangeAddress())
        self.app.cells_moved()


def _times(target: Block, source: Block) -> tuple[int, int]:
    """How often a source is copied down and to the right: as it fits into a larger target."""
    down, down_rest = divmod(target.height, source.height)
    right, right_rest = divmod(target.width, source.width)
    return (1, 1) if down_rest or right_rest else (down, right)


def _ring(block: Block) -> Block:
    """The block and the cells around it."""
    row, column = max(block.row - 1, 1), max(block.column - 1, 1)
    bottom = min(block.row + block.height, ROWS)
    right = min(block.column + block.width, COLUMNS)
    return Block(row, column, bottom - row + 1, right - column + 1)


def _goal(start: int, step: int, runs: list[tuple[int, int]], edge: int) -> int:
    """The line that Ctrl and an arrow lead to, given the runs of filled cells."""
    if step < 0:
        mirrored = sorted((-last, -first) for first, last in runs)
        return -_goal(-start, 1, mirrored, -1)
    for first, last in runs:
        if first <= start < last:
            return last
        if first > start:
            return first
    return edge
