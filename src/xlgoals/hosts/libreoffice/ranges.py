"""Ranges of cells, as xlwings' Range: where they are, what stands in them, how they look."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlgoals.hosts.errors import ProtectedError
from xlgoals.hosts.libreoffice import content, formats, layout, links, movement, styles
from xlgoals.hosts.libreoffice.address import Block
from xlgoals.hosts.libreoffice.formulas import Formulas
from xlgoals.hosts.libreoffice.guard import Part, part
from xlgoals.hosts.libreoffice.marks import join
from xlgoals.hosts.libreoffice.names import Name, Names
from xlgoals.hosts.libreoffice.notes import Note
from xlgoals.hosts.libreoffice.tables import Table, Tables

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.runtime import Uno
    from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Range"]

_CONTENTS: Final = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: values, dates, texts, formulas
_NOTES: Final = 8
_FORMATS: Final = 32 | 64


@part
class Range(layout.Layout, movement.Movement, Part, base_classes.Range):
    """A rectangle of cells of one sheet.

    Args:
        sheet: Its sheet.
        block: Which cells.
    """

    def __init__(self, sheet: Sheet, block: Block) -> None:
        self.sheet, self.block, self.app, self.book = sheet, block, sheet.app, sheet.book
        self.options: dict[str, Any] = {}
        self._cells: Uno = None
        self._generation = self.app.generation

    @property
    def api(self) -> Uno:
        if self._cells is None or self._generation != self.app.generation:
            self._cells, self._generation = self._fetch(), self.app.generation
        return self._cells

    @property
    def view(self) -> Uno:
        """The same cells for one call; not to be kept, since the next look moves it elsewhere."""
        if self._cells is not None or not self.app.remembers:
            return self.api
        return self.sheet.viewer.at(self.block)

    def _fetch(self) -> Uno:
        if self.block.is_cell:
            return self.sheet.api.getCellByPosition(self.column - 1, self.row - 1)
        return self.sheet.api.getCellRangeByPosition(*self.block.bounds)

    def _new(self, block: Block) -> Range:
        return Range(self.sheet, block)

    @property
    def first(self) -> Range:
        """Its first cell."""
        return self if self.block.is_cell else self(1, 1)

    # Where it is

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, *self.block)

    @property
    def row(self) -> int:
        return self.block.row

    @property
    def column(self) -> int:
        return self.block.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.block.height, self.block.width

    def __len__(self) -> int:
        return self.block.height * self.block.width

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """A cell by its number, or by row and column, counted from 1; it may lie outside."""
        if arg2 is None:
            row, column = divmod(arg1 - 1, self.block.width)
            arg1, arg2 = row + 1, column + 1
        return self._new(Block(self.row + arg1 - 1, self.column + arg2 - 1, 1, 1))

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        inside = self.block.a1(row_absolute=row_absolute, column_absolute=col_absolute)
        book = self.sheet.book.name
        return f"'[{book}]{self.sheet.name}'!{inside}" if external else inside

    @property
    def address(self) -> str:
        return self.block.a1()

    # What protection allows

    def require_unlocked(self) -> None:
        """What Excel asks before it writes.

        Raises:
            ProtectedError: The sheet is protected, and one of the cells is locked.
        """
        if self.sheet.is_protected and (
            self.is_mixed("CellProtection") or self.view.getPropertyValue("CellProtection").IsLocked
        ):
            raise ProtectedError("locked", sheet=self.sheet.name, address=self.address)

    def require_unprotected(self) -> None:
        """What Excel asks before it formats cells, or moves them.

        Raises:
            ProtectedError: The sheet is protected.
        """
        self.sheet.require_unprotected(self.address)

    # What stands in it

    @property
    def raw_value(self) -> Any:
        if not len(self):
            return None
        grid = content.read(self)
        return grid[0][0] if self.block.is_cell else grid

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        content.write(self, data)

    @property
    def formula(self) -> Any:
        grid = content.read_formulas(self)
        return grid[0][0] if self.block.is_cell else tuple(map(tuple, grid))

    @formula.setter
    def formula(self, value: Any) -> None:
        content.write_formula(self, value)

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        return self.api.getArrayFormula() or None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.require_unlocked()
        first = self.api.getCellByPosition(0, 0)
        formulas = Formulas(self.sheet.book)
        self.api.setArrayTokens(formulas.tokens(value, first))

    @property
    def has_array(self) -> bool:
        return bool(self(1, 1).api.getArrayFormula())

    def clear(self) -> None:
        self.require_unprotected()
        self.app.notes += 1
        self.view.clearContents(_CONTENTS | _NOTES | _FORMATS)

    def clear_contents(self) -> None:
        self.require_unlocked()
        self.view.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self.require_unprotected()
        self.view.clearContents(_FORMATS)

    @property
    def note(self) -> Note | None:
        """The note of its first cell, None when there is none."""
        return Note(self.first) if self.sheet.shelf.has(self.first.block) else None

    def add_note(self, text: str) -> Note:
        """Put a note on its first cell; xlwings has made sure that there is none."""
        self.require_unprotected()
        self.sheet.shelf.add(self.first, text)
        return Note(self.first)

    @property
    def comment(self) -> None:
        return None

    @property
    def hyperlink(self) -> str:
        return links.address_of(self)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        self.require_unprotected()
        links.put(self, address, text_to_display or address, screen_tip)

    @property
    def name(self) -> Name | None:
        for name in Names(self.sheet.book):
            cells = name.api.getReferredCells()
            if cells is not None and cells.AbsoluteName == self.api.AbsoluteName:
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        sheet = self.sheet.name.replace("'", "''")
        Names(self.sheet.book).add(value, f"='{sheet}'!{self.address}")

    @property
    def table(self) -> Table | None:
        for table in Tables(self.sheet):
            if table.range.block.around(self.block) == table.range.block:
                return table
        return None

    # How it looks

    def is_mixed(self, name: str) -> bool:
        """Whether the cells differ in one of the office's properties."""
        if self.block.is_cell:
            return False
        return bool(self.view.getPropertyState(name).value == "AMBIGUOUS_VALUE")

    def common(self, name: str) -> Any:
        """One of the office's properties, None when the cells differ in it."""
        return None if self.is_mixed(name) else self.view.getPropertyValue(name)

    def look(self, name: str, value: object) -> None:
        """Set one of the office's properties, where the sheet's protection allows it."""
        self.require_unprotected()
        self.view.setPropertyValue(name, value)

    @property
    def color(self) -> styles.RGB | None:
        """The fill, None when there is none; black when the cells differ, as xlwings with Excel."""
        if self.is_mixed("CellBackColor"):
            return (0, 0, 0)
        colour = self.common("CellBackColor")
        return None if colour == -1 else styles.rgb(colour)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        colour = -1 if color_or_rgb is None else styles.number(color_or_rgb)
        self.look("CellBackColor", colour)

    def set_colors(self, colors: list[list[Any]]) -> None:
        """Fill each cell; None removes a fill, an ellipsis leaves it."""
        self.require_unprotected()
        wanted: dict[int, list[tuple[int, int]]] = {}
        for row, cells in enumerate(colors):
            for column, colour in enumerate(cells):
                if colour is not ...:
                    key = -1 if colour is None else styles.number(colour)
                    wanted.setdefault(key, []).append((row, column))
        for key, spots in wanted.items():
            join(self, spots).CellBackColor = key

    @property
    def font(self) -> styles.Font:
        return styles.Font(self)

    @property
    def number_format(self) -> str | None:
        key = self.common("NumberFormat")
        return None if key is None else formats.code_of(self.sheet.book, key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.look("NumberFormat", formats.key_of(self.sheet.book, value))

    @property
    def wrap_text(self) -> bool | None:
        found: bool | None = self.common("IsTextWrapped")
        return found

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.app.heights.touched(self)
        self.look("IsTextWrapped", bool(value))
