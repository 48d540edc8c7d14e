"""Number formats of cells: which kind each has, and giving one to many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.address import Block
from xlgoals.hosts.libreoffice.marks import join

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.ranges import Range

__all__ = ["DATE", "LOGICAL", "TEXT", "Formats", "code_of", "key_of"]

# com.sun.star.util.NumberFormat
DATE: Final = 2
TEXT: Final = 256
LOGICAL: Final = 1024
_NUMBER: Final = 16
_MOMENT: Final = 2 | 4
_DATE_LETTERS: Final = re.compile(r"\b(?:Y+|M+|D+|H+|S+)\b")  # Excel writes them small
_GENERAL: Final = "General"
_LOGICAL_CODE: Final = "BOOLEAN"

Spot = tuple[int, int]


def _english() -> runtime.Uno:
    return runtime.struct("lang.Locale", Language="en", Country="US")


def _own() -> runtime.Uno:
    """The office's own language: a format of another one is saved as `[$-409]0.00`."""
    return runtime.struct("lang.Locale")


def key_of(book: Book, code: str) -> int:
    """The workbook's number for a format such as `0.00` or `@`."""
    if code not in book.format_keys:
        book.format_keys[code] = _key(book.number_formats, code)
    return book.format_keys[code]


def _key(formats: runtime.Uno, code: str) -> int:
    if code == _GENERAL:
        return int(formats.getStandardIndex(_own()))
    if code == _LOGICAL_CODE:
        return int(formats.getStandardFormat(LOGICAL, _own()))
    return int(formats.addNewConverted(code, _english(), _own()))


def code_of(book: Book, key: int) -> str:
    """The format of a number of the workbook, in English as Excel's `NumberFormat` gives it."""
    if key not in book.format_codes:
        book.format_codes[key] = _code(book, key)
    return book.format_codes[key]


def _code(book: Book, key: int) -> str:
    found = book.number_formats.getByKey(key)
    # The standard format is named in the office's language; Excel shows truth values with it.
    if found.Type & LOGICAL or key == book.number_formats.getStandardIndex(found.Locale):
        return _GENERAL
    code = str(found.FormatString)
    return _DATE_LETTERS.sub(lambda part: part[0].lower(), code) if found.Type & _MOMENT else code


class Formats:
    """The number formats of a range.

    Args:
        target: The range.
    """

    def __init__(self, target: Range) -> None:
        self._target = target

    def kinds(self, spots: Sequence[Spot]) -> dict[Spot, int]:
        """The kind of each cell's format, such as `TEXT` or `DATE`, by its place in the range."""
        top, left = self._target.block.row, self._target.block.column
        wanted = {(row + top, column + left): (row, column) for row, column in spots}
        found: dict[Spot, int] = {}
        self._look(set(wanted), wanted, found)
        return found

    def _look(self, places: set[Spot], wanted: dict[Spot, Spot], found: dict[Spot, int]) -> None:
        """Ask for a whole block; part it where the office says that its cells differ."""
        if not places:
            return
        block = _around(places)
        cells = self._target.sheet.cells_at(block)
        if block.is_cell or not cells.is_mixed("NumberFormat"):
            kind = self._kind(cells.view.getPropertyValue("NumberFormat"))
            found.update({wanted[place]: kind for place in places})
            return
        first, _ = block.halves()
        bottom, right = first.row + first.height, first.column + first.width
        inside = {(row, column) for row, column in places if row < bottom and column < right}
        self._look(inside, wanted, found)
        self._look(places - inside, wanted, found)

    def _kind(self, key: int) -> int:
        book = self._target.sheet.book
        if key not in book.format_kinds:
            # The first bit says only that a user defined it.
            book.format_kinds[key] = book.number_formats.getByKey(key).Type & ~1
        return book.format_kinds[key]

    def give(self, code: str, spots: Sequence[Spot]) -> None:
        """Give a format to the cells that have none of their own."""
        kinds = self.kinds(spots)
        plain = [spot for spot in spots if not kinds[spot] & ~_NUMBER]
        if plain:
            join(self._target, plain).NumberFormat = key_of(self._target.sheet.book, code)


def _around(places: set[Spot]) -> Block:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    top, left = min(rows), min(columns)
    return Block(top, left, max(rows) - top + 1, max(columns) - left + 1)
