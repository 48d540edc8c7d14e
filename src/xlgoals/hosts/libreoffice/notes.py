"""Notes on cells, as xlwings' Note."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

from xlwings import base_classes

from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.address import Block
from xlgoals.hosts.libreoffice.guard import Part, part

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Note", "Shelf"]

_NOTES: Final = 8  # com.sun.star.sheet.CellFlags.ANNOTATION

Place = tuple[int, int]
"""A cell's row and column, counted from 1."""


@part
class Note(Part, base_classes.Note):
    """A note, found by its cell: their order changes with each that comes or goes."""

    def __init__(self, cell: Range, annotation: Uno = None) -> None:
        self._cell, self._annotation = cell, annotation
        self.app, self.book = cell.app, cell.book

    @property
    def api(self) -> Uno:
        if self._annotation is None:
            self._annotation = self._cell.api.getAnnotation()
        return self._annotation

    @property
    def text(self) -> str:
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self._cell.require_unprotected()
        self.api.setString(value)

    @property
    def author(self) -> str:
        return str(self.api.getAuthor())

    @property
    def location(self) -> Range:
        return self._cell

    def delete(self) -> None:
        self._cell.require_unprotected()
        self._cell.sheet.shelf.remove(self._cell)


class Shelf:
    """The notes of a sheet; where they stand is remembered while only we change them.

    Args:
        sheet: The sheet.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._known = (-1, -1)
        self._places: set[Place] = set()
        self._order: list[Place] | None = None
        self._collection: tuple[int, Uno] | None = None

    @property
    def _version(self) -> tuple[int, int]:
        return self._sheet.app.epoch, self._sheet.app.notes

    def _is_known(self) -> bool:
        return self._sheet.app.remembers and self._known == self._version

    def _annotations(self) -> Uno:
        """The office's collection, which belongs to a place among the sheets."""
        index = self._sheet.index
        if self._collection is None or self._collection[0] != index:
            self._collection = index, self._sheet.api.getAnnotations()
        return self._collection[1]

    def has(self, block: Block) -> bool:
        """Whether there is a note on one of these cells."""
        if not self._sheet.app.remembers:
            cells = self._sheet.cells_at(block).api
            return bool(cells.queryContentCells(_NOTES).getRangeAddresses())
        if not self._is_known():
            found = self._sheet.api.queryContentCells(_NOTES).getRangeAddresses()
            self._places = {place for address in found for place in Block.of(address).cells()}
            self._order, self._known = None, self._version
        if block.is_cell:
            return (block.row, block.column) in self._places
        bottom, right = block.row + block.height, block.column + block.width
        return any(
            block.row <= row < bottom and block.column <= column < right
            for row, column in self._places
        )

    def add(self, cell: Range, text: str) -> None:
        """Put a note on a cell that has none."""
        place = runtime.struct(
            "table.CellAddress",
            Sheet=self._sheet.index - 1,
            Row=cell.row - 1,
            Column=cell.column - 1,
        )
        was_known = self._is_known()
        self._annotations().insertNew(place, text)
        self._places.add((cell.row, cell.column))
        self._changed(was_known, None)

    def remove(self, cell: Range) -> None:
        """Take a cell's note away."""
        place, order, was_known = (cell.row, cell.column), self._order, self._is_known()
        if was_known and order is not None and place in order:
            self._annotations().removeByIndex(order.index(place))
            order.remove(place)
        else:
            cell.api.clearContents(_NOTES)
            order = None
        self._places.discard(place)
        self._changed(was_known, order)

    def _changed(self, was_known: bool, order: list[Place] | None) -> None:
        """What others remember of the notes is void; what is known here goes on being so."""
        self._sheet.app.notes += 1
        self._order = order
        if was_known:
            self._known = self._version

    def notes(self) -> list[Note]:
        """All of them, by rows, then columns."""
        from xlgoals.hosts.libreoffice.ranges import Range

        annotations = self._annotations()
        found = []
        for at in range(annotations.getCount()):
            annotation = annotations.getByIndex(at)
            place = annotation.getPosition()
            found.append((place.Row + 1, place.Column + 1, annotation))
        self._order = [(row, column) for row, column, _ in found]
        self._places, self._known = set(self._order), self._version
        return [
            Note(Range(self._sheet, Block(row, column, 1, 1)), annotation)
            for row, column, annotation in sorted(found, key=itemgetter(0, 1))
        ]
