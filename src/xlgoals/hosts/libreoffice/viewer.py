"""One object of the office that looks at different cells of a sheet in turn.

Each new object costs the bridge ten times what a call to one that is there costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgoals.hosts.libreoffice.address import Block

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Viewer"]

_CORNER = Block(1, 1, 1, 1)


class Viewer:
    """A cursor on a sheet, while nobody else moves cells there.

    Args:
        sheet: The sheet.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._made = -1
        self._cursor: Uno = None
        self._at = _CORNER

    def at(self, block: Block) -> Uno:
        """The cells of a block; not to be kept, since the next call moves it elsewhere."""
        if self._made != self._sheet.app.epoch:
            self._cursor = self._sheet.api.createCursor()
            self._made, self._at = self._sheet.app.epoch, _CORNER
            self._resize(_CORNER)
        if block[:2] != self._at[:2]:
            if self._at.height > block.height or self._at.width > block.width:
                # A large block may have no room where a small one goes.
                self._resize(_CORNER)
            right, down = block.column - self._at.column, block.row - self._at.row
            self._cursor.gotoOffset(right, down)
            self._at = self._at._replace(row=block.row, column=block.column)
        if block != self._at:
            self._resize(block)
        return self._cursor

    def _resize(self, block: Block) -> None:
        self._cursor.collapseToSize(block.width, block.height)
        self._at = self._at._replace(height=block.height, width=block.width)

    def used(self) -> Uno:
        """The address of the cells in use."""
        cursor = self.at(_CORNER)
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        address = cursor.getRangeAddress()
        self._at = Block.of(address)
        return address
