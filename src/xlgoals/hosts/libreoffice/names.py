"""Defined names of a workbook or a sheet, as xlwings' Names and Name."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.address import parse
from xlgoals.hosts.libreoffice.guard import Part, part

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Name", "Names"]


@part
class Names(Part, base_classes.Names):
    """The names of a workbook, those of its sheets among them; or those of one sheet."""

    def __init__(self, book: Book, sheet: Sheet | None = None) -> None:
        self.book, self.sheet, self.app = book, sheet, book.app

    @property
    def api(self) -> Uno:
        return self.book.api.NamedRanges if self.sheet is None else self.sheet.api.NamedRanges

    def _all(self) -> list[Name]:
        found = [Name(self.book, self.sheet, name) for name in self.api.getElementNames()]
        if self.sheet is None:
            for sheet in self.book.sheets:
                names = sheet.api.NamedRanges.getElementNames()
                found += [Name(self.book, sheet, name) for name in names]
        return found

    def __call__(self, name_or_index: int | str) -> Name:
        if isinstance(name_or_index, int):
            return self._all()[name_or_index - 1]
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(str(HostError("no-name", name=name_or_index)))
        return found

    def _find(self, name: str) -> Name | None:
        """A name, which may stand behind its sheet's, `表!名称`."""
        sheet_name, _, local = name.rpartition("!")
        sheet = self.book.sheets(sheet_name.strip("'")) if sheet_name else self.sheet
        names = self.book.api.NamedRanges if sheet is None else sheet.api.NamedRanges
        for known in names.getElementNames():
            if known.casefold() == local.casefold():
                return Name(self.book, sheet, known)
        return None

    def contains(self, name_or_index: int | str) -> bool:
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return self._find(name_or_index) is not None

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name.name, name) for name in self._all()]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def range_of(self, name: str) -> Range | None:
        """The cells that a name means, None when there is no such name or it means none."""
        found = self._find(name)
        cells = None if found is None else found.api.getReferredCells()
        return None if cells is None else self._range(cells)

    def _range(self, cells: Uno) -> Range:
        address = cells.getRangeAddress()
        return self.book.sheets(address.Sheet + 1).at(address)

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name by a formula such as `=表!$A$1`; one of that name is replaced."""
        names = self.api
        if names.hasByName(name):
            names.removeByName(name)
        origin = runtime.struct("table.CellAddress", Sheet=self.book.sheets.active.index - 1)
        names.addNewByName(name, "", origin, 0)
        made = Name(self.book, self.sheet, name)
        made.refers_to = refers_to
        return made


@part
class Name(Part, base_classes.Name):
    """A defined name."""

    def __init__(self, book: Book, sheet: Sheet | None, name: str) -> None:
        self.book, self.sheet, self._name, self.app = book, sheet, name, book.app

    @property
    def _names(self) -> Uno:
        return self.book.api.NamedRanges if self.sheet is None else self.sheet.api.NamedRanges

    @property
    def api(self) -> Uno:
        return self._names.getByName(self._name)

    @property
    def name(self) -> str:
        """The name; that of a sheet stands behind the sheet's."""
        if self.sheet is None:
            return self._name
        sheet = self.sheet.name
        return f"{sheet}!{self._name}" if sheet.isidentifier() else f"'{sheet}'!{self._name}"

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    @property
    def _origin(self) -> Uno:
        return self.api.getReferencePosition()

    @property
    def refers_to(self) -> str:
        return "=" + str(self.book.parser.printFormula(self.api.getTokens(), self._origin))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        formula = value.removeprefix("=")
        formula = _on_sheet(formula, (self.sheet or self.book.sheets.active).name)
        self.api.setTokens(self.book.parser.parseFormula(formula, self._origin))

    @property
    def refers_to_range(self) -> Range:
        cells = self.api.getReferredCells()
        if cells is None:
            raise HostError("no-range", name=self._name)
        address = cells.getRangeAddress()
        return self.book.sheets(address.Sheet + 1).at(address)

    def delete(self) -> None:
        self._names.removeByName(self._name)


def _on_sheet(formula: str, sheet: str) -> str:
    """An address without a sheet means one of the active sheet; other formulas are left."""
    if parse(formula) is None:
        return formula
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{formula}"
