"""The sheets of a workbook, as xlwings' Sheets."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import NoSuchObjectError, base_classes

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice.guard import Part, part
from xlgoals.hosts.libreoffice.sheet import Sheet, check_name

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Sheets"]


@part
class Sheets(Part, base_classes.Sheets):
    """The sheets of a workbook, in their order."""

    def __init__(self, book: Book) -> None:
        self.book, self.app = book, book.app

    @property
    def api(self) -> Uno:
        return self.book.sheets_api

    @property
    def active(self) -> Sheet:
        sheet = self.book.controller.getActiveSheet()
        return Sheet(self.book, sheet.getName(), sheet)

    def __call__(self, name_or_index: int | str) -> Sheet:
        if isinstance(name_or_index, int):
            names = self.api.getElementNames()
            name = names[name_or_index - 1] if 1 <= name_or_index <= len(names) else None
        else:
            name = self.real_name(name_or_index)
        if name is not None:
            return self.book.sheet(name)
        raise NoSuchObjectError(str(HostError("no-sheet", name=name_or_index)))

    def real_name(self, name: str) -> str | None:
        """The name as the workbook has it; Excel does not mind the case of letters."""
        for known in self.api.getElementNames():
            if known.casefold() == name.casefold():
                return str(known)
        return None

    def __contains__(self, name: str) -> bool:
        return self.real_name(name) is not None

    def __len__(self) -> int:
        return int(self.api.getCount())

    def __iter__(self) -> Iterator[Sheet]:
        return iter([self.book.sheet(name) for name in self.api.getElementNames()])

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """A new sheet, in front: before the active one when no place is given."""
        sheets = self.api
        place = (before or after or self.active).index - 1 + (after is not None)
        taken = {known.casefold() for known in sheets.getElementNames()}
        name = name or next(
            free
            for number in range(1, len(taken) + 2)
            if (free := f"Sheet{number}").casefold() not in taken
        )
        check_name(name)
        sheets.insertNewByName(name, place)
        self.app.changed()
        made = Sheet(self.book, name)
        made.activate()
        return made
