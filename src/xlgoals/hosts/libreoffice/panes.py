"""Frozen rows and columns of a sheet, as xlwings' FreezePanes."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from xlgoals.hosts.libreoffice import address as a1
from xlgoals.hosts.libreoffice.guard import Part, part

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["FreezePanes"]


@part
class FreezePanes(Part, base_classes.FreezePanes):
    """The rows above and columns left of which a sheet does not scroll."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self.app, self.book = sheet, sheet.app, sheet.book

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns that a range such as `A1:B3`, `1:3` or `A:B` ends with."""
        block = a1.parse(frozen_range)
        if block is None:
            raise ValueError(frozen_range)
        columns = 0 if block.width == a1.COLUMNS else block.column + block.width - 1
        rows = 0 if block.height == a1.ROWS else block.row + block.height - 1
        self._sheet.activate()
        self._sheet.book.controller.freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        self._sheet.activate()
        self._sheet.book.controller.freezeAtPosition(0, 0)
