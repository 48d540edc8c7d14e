"""Tables (list objects) on a sheet, as xlwings' Tables and Table: database ranges here."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import NoSuchObjectError, base_classes

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.address import Block
from xlgoals.hosts.libreoffice.guard import Part, part

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Table", "Tables"]


@part
class Tables(Part, base_classes.Collection, base_classes.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self.app, self.book = sheet, sheet.app, sheet.book

    @property
    def api(self) -> Uno:
        return self._sheet.book.api.DatabaseRanges

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def _all(self) -> list[Table]:
        ranges, sheet = self.api, self._sheet.index - 1
        return [
            Table(self._sheet, name)
            for name in ranges.getElementNames()
            if ranges.getByName(name).getDataArea().Sheet == sheet
        ]

    def __call__(self, key: int | str) -> Table:
        tables = self._all()
        if isinstance(key, int):
            if 1 <= key <= len(tables):
                return tables[key - 1]
        else:
            for table in tables:
                if table.name.casefold() == key.casefold():
                    return table
        raise NoSuchObjectError(str(HostError("no-table", name=key)))

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __contains__(self, key: str) -> bool:
        return any(table.name.casefold() == key.casefold() for table in self._all())

    def add(
        self,
        source_type: object = None,
        source: Any = None,
        link_source: object = None,
        has_headers: bool = True,
        destination: object = None,
        table_style_name: object = None,
        name: str | None = None,
    ) -> Table:
        """Make a table of a range that has a row of headers."""
        del source_type, link_source, destination, table_style_name
        if not has_headers:
            raise NotImplementedError("has_headers=False")
        ranges = self.api
        name = name or next(
            free for at in range(1, 10_000) if not ranges.hasByName(free := f"Table{at}")
        )
        ranges.addNewByName(name, source.impl.api.getRangeAddress())
        ranges.getByName(name).ContainsHeader = True
        ranges.getByName(name).AutoFilter = True
        return Table(self._sheet, name)

    @staticmethod
    def range_of(book: Book, name: str) -> Range | None:
        """The data of the table of that name on any sheet, as `Range("name")` means it."""
        ranges = book.api.DatabaseRanges
        if not ranges.hasByName(name):
            return None
        sheet = book.sheets(ranges.getByName(name).getDataArea().Sheet + 1)
        return Table(sheet, name).data_body_range


@part
class Table(Part, base_classes.Table):
    """A table."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet, self._name, self.app, self.book = sheet, name, sheet.app, sheet.book

    @property
    def api(self) -> Uno:
        return self._sheet.book.api.DatabaseRanges.getByName(self._name)

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(value)
        self._name = value

    display_name = name

    def _block(self) -> Block:
        return Block.of(self.api.getDataArea())

    def _at(self, block: Block) -> Range:
        from xlgoals.hosts.libreoffice.ranges import Range

        return Range(self._sheet, block)

    @property
    def range(self) -> Range:
        return self._at(self._block())

    @property
    def header_row_range(self) -> Range | None:
        return self._at(self._block()._replace(height=1)) if self.show_headers else None

    @property
    def data_body_range(self) -> Range | None:
        block, head, foot = self._block(), int(self.show_headers), int(self.show_totals)
        height = block.height - head - foot
        return self._at(block._replace(row=block.row + head, height=height)) if height > 0 else None

    @property
    def totals_row_range(self) -> Range | None:
        block = self._block()
        last = block._replace(row=block.row + block.height - 1, height=1)
        return self._at(last) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return bool(self.api.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self.api.ContainsHeader = bool(value)

    @property
    def show_totals(self) -> bool:
        return bool(self.api.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self.api.TotalsRow = bool(value)

    @property
    def show_autofilter(self) -> bool:
        return bool(self.api.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self.api.AutoFilter = bool(value)

    def resize(self, range: Any) -> None:  # noqa: A002 - xlwings' name
        address = runtime.struct("table.CellRangeAddress")
        left, top, right, bottom = range.impl.block.bounds
        address.Sheet = self._sheet.index - 1
        address.StartColumn, address.StartRow = left, top
        address.EndColumn, address.EndRow = right, bottom
        self.api.setDataArea(address)
