"""A sheet of a workbook, as xlwings' Sheet."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from xlwings import NoSuchObjectError, base_classes

from xlgoals.hosts.errors import HostError, ProtectedError
from xlgoals.hosts.libreoffice import address as a1
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.address import COLUMNS, ROWS, Block
from xlgoals.hosts.libreoffice.guard import Part, part
from xlgoals.hosts.libreoffice.names import Names
from xlgoals.hosts.libreoffice.notes import Note, Shelf
from xlgoals.hosts.libreoffice.panes import FreezePanes
from xlgoals.hosts.libreoffice.ranges import Range
from xlgoals.hosts.libreoffice.tables import Tables
from xlgoals.hosts.libreoffice.viewer import Viewer

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Sheet", "check_name"]

_LONGEST: Final = 31
_BAD_NAME: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")
_CONTENTS: Final = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: values, dates, texts, formulas
_NOTES: Final = 8
_FORMATS: Final = 32 | 64


def check_name(name: str) -> None:
    """Refuse a sheet's name that Excel does not take.

    Raises:
        HostError: It is too long or has a letter that no name may have.
    """
    if not 0 < len(name) <= _LONGEST or _BAD_NAME.search(name):
        raise HostError("sheet-name", name=name)


@part
class Sheet(Part, base_classes.Sheet):
    """A sheet."""

    book: Book

    def __init__(self, book: Book, name: str, sheet: Uno = None) -> None:
        self.book, self.app, self._name, self._sheet = book, book.app, name, sheet
        self._generation = self.app.generation
        self._protected = (-1, False)
        self._index = (-1, 0)
        self._named_at = -1
        self.viewer = Viewer(self)
        self.shelf = Shelf(self)

    @property
    def api(self) -> Uno:
        if self._sheet is None or self._generation != self.app.generation:
            # The object of a sheet shrinks with the cells that are deleted: another one is whole.
            self._sheet = self.book.sheets_api.getByName(self.name)
            self._generation = self.app.generation
        return self._sheet

    @property
    def name(self) -> str:
        # Many are gone through by name only: the office is not asked for each.
        is_known = self.app.remembers and self._named_at == self.app.epoch
        if self._sheet is not None and not is_known:
            self._name, self._named_at = str(self._sheet.getName()), self.app.epoch
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        check_name(value)
        self.api.setName(value)
        self.app.changed()

    @property
    def index(self) -> int:
        known, index = self._index
        if not self.app.remembers or known != self.app.epoch:
            index = int(self.api.getRangeAddress().Sheet) + 1
            self._index = self.app.epoch, index
        return index

    @property
    def names(self) -> Names:
        return Names(self.book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def notes(self) -> list[Note]:
        return self.shelf.notes()

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def visible(self) -> bool:
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    @property
    def cells(self) -> Range:
        return Range(self, Block(1, 1, ROWS, COLUMNS))

    @property
    def used_range(self) -> Range:
        return self.at(self.viewer.used())

    def cells_at(self, block: Block) -> Range:
        """The range of a block of cells."""
        return Range(self, block)

    def at(self, address: Uno) -> Range:
        """The range of one of the office's addresses."""
        return Range(self, Block.of(address))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """The range from an address, a name, a place `(row, column)` or other ranges."""
        first = self._one(arg1)
        if arg2 is None:
            return first
        return Range(first.sheet, first.block.around(self._one(arg2).block))

    def _one(self, where: Any) -> Range:
        if isinstance(where, Range):
            return where
        if isinstance(where, tuple):
            if 0 in where[:2]:
                raise IndexError(
                    "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."
                )
            height, width = where[2:] or (1, 1)
            return Range(self, Block(where[0], where[1], height, width))
        return self._named(str(where))

    def _named(self, text: str) -> Range:
        name, rest = a1.split_sheet(text)
        sheet: Sheet = self if name is None else self.book.sheets(name)
        block = a1.parse(rest)
        if block is not None:
            return Range(sheet, block)
        found = sheet.names.range_of(rest) or self.book.names.range_of(rest)
        if found is None:
            found = Tables.range_of(self.book, rest)
        if found is None:
            raise NoSuchObjectError(str(HostError("no-range", name=text)))
        return found

    def activate(self) -> None:
        self.book.controller.setActiveSheet(self.api)

    select = activate

    def require_unprotected(self, address: str = "") -> None:
        """What Excel asks before it changes more than unlocked cells.

        Raises:
            ProtectedError: The sheet is protected.
        """
        if self.is_protected:
            raise ProtectedError("locked", sheet=self.name, address=address or self.name)

    @property
    def is_protected(self) -> bool:
        """Whether its locked cells cannot be changed.

        It is asked for once where nobody else changes it.
        """
        known, value = self._protected
        if not self.app.remembers or known != self.app.protections:
            value = bool(self.api.isProtected())
            self._protected = self.app.protections, value
        return value

    def protect(self, password: str) -> None:
        """Protect it, with what it allowed before."""
        self.app.protections += 1
        self.api.protect(password)

    def unprotect(self, password: str) -> None:
        """Lift its protection.

        Raises:
            ProtectedError: The password is another one.
        """
        self.app.protections += 1
        try:
            self.api.unprotect(password)
        except Exception as error:
            if runtime.is_uno_error(error, "lang.IllegalArgumentException"):
                raise ProtectedError("password", sheet=self.name) from error
            raise

    def _clear(self, flags: int) -> None:
        self.require_unprotected()
        self.app.notes += 1
        self.api.clearContents(flags)

    def clear(self) -> None:
        self._clear(_CONTENTS | _NOTES | _FORMATS)

    def clear_contents(self) -> None:
        self._clear(_CONTENTS)

    def clear_formats(self) -> None:
        self._clear(_FORMATS)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self.book.sheets_api.removeByName(self.name)
        self.app.changed()

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Copy it next to another sheet, of this or another workbook of this application."""
        beside = before or after
        if beside is None:
            raise ValueError("before or after")
        place, target = beside.index - 1 + (after is not None), beside.book.sheets_api
        taken = {name.casefold() for name in target.getElementNames()}
        new = _copy_name(self.name, taken)
        if beside.book.api == self.book.api:
            target.copyByName(self.name, new, place)
        else:
            target.importSheet(self.book.api, self.name, place)
        self.app.changed()
        beside.book.sheets(place + 1).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        """Move it next to another sheet of this workbook."""
        beside = before or after
        if beside is None:
            raise ValueError("before or after")
        self.book.sheets_api.moveByName(self.name, beside.index - 1 + (after is not None))
        self.app.changed()


def _copy_name(name: str, taken: set[str]) -> str:
    """The name that Excel gives to a copy: `name (2)`, `name (3)` and so on."""
    number = 2
    while True:
        mark = f" ({number})"
        new = name[: _LONGEST - len(mark)] + mark
        if new.casefold() not in taken:
            return new
        number += 1
