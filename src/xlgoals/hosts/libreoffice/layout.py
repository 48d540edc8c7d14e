"""Rows, columns, merged cells, sizes and alignment of a range."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from xlgoals.hosts.libreoffice import runtime, styles
from xlgoals.hosts.libreoffice.address import COLUMNS, ROWS, Block

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.app import App
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Layout"]

_POINT: Final = 2540 / 72  # the office's unit is 1/100 mm
_PIXEL: Final = 2540 / 96
_DIGIT: Final = 7  # pixels of a digit in Excel's usual font, and the cell's margins
_MARGIN: Final = 5


def _characters(width: int) -> float:
    """A column's width as Excel counts it, in digits of its usual font."""
    pixels = width / _PIXEL
    digits = (
        (pixels - _MARGIN) / _DIGIT if pixels > _DIGIT + _MARGIN else pixels / (_DIGIT + _MARGIN)
    )
    return round(max(digits, 0.0), 2)


def _width(characters: float) -> int:
    if characters < 1:
        return round(characters * (_DIGIT + _MARGIN) * _PIXEL)
    return round((characters * _DIGIT + _MARGIN) * _PIXEL)


class Layout:
    """What concerns whole rows and columns, and the joining of cells."""

    if TYPE_CHECKING:
        app: App
        sheet: Sheet
        block: Block
        api: Uno

        def _new(self, block: Block) -> Range: ...
        def require_unprotected(self) -> None: ...
        def common(self, name: str) -> Any: ...
        def look(self, name: str, value: object) -> None: ...

    @property
    def _rows(self) -> Block:
        """The block, as wide as the sheet."""
        return self.block._replace(column=1, width=COLUMNS)

    @property
    def _columns(self) -> Block:
        """The block, as high as the sheet."""
        return self.block._replace(row=1, height=ROWS)

    # Hidden by hand or by a filter

    def _hidden(self, block: Block, start: str, end: str, first: int, count: int) -> bool | None:
        """Whether all lines are hidden, None when some are."""
        visible: set[int] = set()
        for address in self._new(block).api.queryVisibleCells().getRangeAddresses():
            visible.update(range(getattr(address, start), getattr(address, end) + 1))
        shown = len(visible & set(range(first - 1, first - 1 + count)))
        return None if 0 < shown < count else shown == 0

    @property
    def row_hidden(self) -> bool | None:
        return self._hidden(self._rows, "StartRow", "EndRow", self.block.row, self.block.height)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.require_unprotected()
        self.api.getRows().IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        block = self.block
        return self._hidden(self._columns, "StartColumn", "EndColumn", block.column, block.width)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.require_unprotected()
        self.api.getColumns().IsVisible = not value

    # Sizes

    @property
    def row_height(self) -> float | None:
        """In points; 0 for hidden rows, None when they differ."""
        if (hidden := self.row_hidden) or hidden is None:
            return 0.0 if hidden else None
        first = self.api.getRows().getByIndex(0).Height
        # Asking for each row would cost a call each.
        uniform = abs(self.api.Size.Height - first * self.block.height) <= self.block.height
        return round(first / _POINT, 2) if uniform else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.require_unprotected()
        rows = self.api.getRows()
        if value:
            rows.IsVisible = True
            rows.Height = round(value * _POINT)
        else:
            rows.IsVisible = False

    @property
    def column_width(self) -> float | None:
        """In characters; 0 for hidden columns, None when they differ."""
        if (hidden := self.column_hidden) or hidden is None:
            return 0.0 if hidden else None
        first = self.api.getColumns().getByIndex(0).Width
        uniform = abs(self.api.Size.Width - first * self.block.width) <= self.block.width
        return _characters(first) if uniform else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.require_unprotected()
        columns = self.api.getColumns()
        if value:
            columns.IsVisible = True
            columns.Width = _width(value)
        else:
            columns.IsVisible = False

    @property
    def width(self) -> float:
        return float(self.api.Size.Width / _POINT)

    @property
    def height(self) -> float:
        return float(self.api.Size.Height / _POINT)

    @property
    def left(self) -> float:
        return float(self.api.Position.X / _POINT)

    @property
    def top(self) -> float:
        return float(self.api.Position.Y / _POINT)

    def autofit(self, axis: str | None = None) -> None:
        self.require_unprotected()
        if axis in (None, "columns", "c"):
            self.api.getColumns().OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.app.heights.fit(cast("Range", self))

    # Merged cells

    @property
    def merge_area(self) -> Range:
        """The merged cells that its first cell is one of; that cell when it is in none."""
        first = self._new(self.block._replace(height=1, width=1))
        cursor = self.sheet.api.createCursorByRange(first.api)
        cursor.collapseToMergedArea()
        return self.sheet.at(cursor.getRangeAddress())

    @property
    def merge_cells(self) -> bool:
        return bool(self.api.getIsMerged() or not self.merge_area.block.is_cell)

    def merge(self, across: bool = False) -> None:
        self.require_unprotected()
        for block in self._merged_blocks(across):
            self._new(block).api.merge(True)

    def _merged_blocks(self, across: bool) -> list[Block]:
        if not across:
            return [self.block]
        first = self.block.row
        return [
            self.block._replace(row=row, height=1)
            for row in range(first, first + self.block.height)
        ]

    def unmerge(self) -> None:
        self.require_unprotected()
        area: Any = self.merge_area
        self._new(self.block.around(area.block)).api.merge(False)

    # Where the text stands in its cell

    @property
    def horizontal_alignment(self) -> str | None:
        found = self.common("HoriJustify")
        names = {office: name for name, office in styles.HORIZONTAL.items()}
        return None if found is None else names.get(found.value, "general")

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        self.look("HoriJustify", runtime.enum("table.CellHoriJustify", styles.HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        found = self.common("VertJustify")
        names = {office: name for name, office in styles.VERTICAL.items()}
        return None if found is None else names.get(found, "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.look("VertJustify", styles.VERTICAL[value])
