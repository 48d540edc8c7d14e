"""What stands in the cells of a range: read and written as Excel does, a block at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import values
from xlgoals.hosts.libreoffice.address import Block
from xlgoals.hosts.libreoffice.formats import DATE, LOGICAL, TEXT, Formats
from xlgoals.hosts.libreoffice.formulas import Formulas
from xlgoals.hosts.libreoffice.values import CellError, Entry, Kind

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["read", "read_formulas", "write", "write_formula"]

_DATETIME: Final = 2  # com.sun.star.sheet.CellFlags
_FORMULAS: Final = 16
_NUMBER_RESULTS: Final = 1  # com.sun.star.sheet.FormulaResult
_ERROR_RESULTS: Final = 4

Grid = list[list[object]]
Spot = tuple[int, int]
"""A row and column within a range, counted from 0."""


def _spots(found: Uno, block: Block) -> Iterator[Spot]:
    """The cells of what a query found, as places within the range."""
    for address in found.getRangeAddresses():
        for row in range(address.StartRow, address.EndRow + 1):
            for column in range(address.StartColumn, address.EndColumn + 1):
                yield row - block.row + 1, column - block.column + 1


def read(target: Range) -> Grid:
    """The values: None for a blank, dates and booleans by their formats, errors as numbers."""
    grid: Grid = [list(row) for row in target.view.getDataArray()]
    _put_errors(target, grid)
    _put_formatted(target, grid)
    return [[None if value == "" else value for value in row] for row in grid]


def _put_errors(target: Range, grid: Grid) -> None:
    # The office gives no value for an error.
    if not any(value is None for row in grid for value in row):
        return
    for row, column in _spots(target.view.queryFormulaCells(_ERROR_RESULTS), target.block):
        cell = target.api.getCellByPosition(column, row)
        grid[row][column] = CellError.of(cell.getError())


def _put_formatted(target: Range, grid: Grid) -> None:
    """Numbers that are shown as dates or truth values become those."""
    spots = _suspects(target, grid)
    if not spots:
        return
    kinds = Formats(target).kinds(spots)
    for row, column in spots:
        number, kind = grid[row][column], kinds[row, column]
        if isinstance(number, float) and kind & DATE:
            grid[row][column] = values.date(number)
        elif isinstance(number, float) and kind & LOGICAL:
            grid[row][column] = values.boolean(number)


def _suspects(target: Range, grid: Grid) -> list[Spot]:
    """Cells whose number may be shown as something else; to ask for each costs too much."""
    numbers = {
        (row, column)
        for row, cells in enumerate(grid)
        for column, value in enumerate(cells)
        if isinstance(value, float)
    }
    if not numbers or target.block.is_cell:
        return sorted(numbers)
    found = set(_spots(target.view.queryContentCells(_DATETIME), target.block))
    found |= set(_spots(target.view.queryFormulaCells(_NUMBER_RESULTS), target.block))
    return sorted(found & numbers | {at for at in numbers if grid[at[0]][at[1]] in (0.0, 1.0)})


def read_formulas(target: Range) -> list[list[str]]:
    """Formulas in Excel's notation, and the other cells' entries as text."""
    grid = [list(row) for row in target.view.getFormulaArray()]
    if any(text.startswith(("=", "{=")) for row in grid for text in row):
        formulas = Formulas(target.sheet.book)
        for row, column in _spots(target.view.queryContentCells(_FORMULAS), target.block):
            cell_of = partial(_cell, target, column, row)
            grid[row][column] = formulas.read(grid[row][column], cell_of)
    return [[_plain(text) for text in row] for row in grid]


def _cell(target: Range, column: int, row: int) -> Uno:
    return target.api.getCellByPosition(column, row)


def _plain(text: str) -> str:
    """Without the mark that the office puts before a text that could be read as a number."""
    return text[1:] if text.startswith("'") else text


def write(target: Range, data: object) -> None:
    """Put values into a range: one for all its cells, or rows of them.

    Raises:
        HostError: The rows have not the range's size.
        ProtectedError: A cell is locked.
    """
    target.require_unlocked()
    target.app.heights.touched(target)
    rows = _rows(target, data)
    entries = [[values.entry(value) for value in row] for row in rows]
    _respect_text_cells(target, entries)
    if target.block.is_cell and not target.app.remembers:
        _write_cell(target.api, entries[0][0])
    elif target.sheet.shelf.has(target.block):
        # The office drops the notes of cells that are written as a block.
        for spot, one in _each(entries):
            _write_cell(target.api.getCellByPosition(spot[1], spot[0]), one)
    else:
        target.view.setDataArray(tuple(tuple(map(_datum, row)) for row in entries))
    _write_formulas(target, entries)
    _write_formats(target, entries)


def _rows(target: Range, data: object) -> list[list[object]]:
    block = target.block
    if not isinstance(data, list | tuple):
        return [[data] * block.width for _ in range(block.height)]
    rows = [list(row) if isinstance(row, list | tuple) else [row] for row in data]
    if (len(rows) != block.height and len(rows) == 1) or any(len(r) != block.width for r in rows):
        rows = [list(data)] if len(data) == block.width and block.height == 1 else rows
    if len(rows) != block.height or any(len(row) != block.width for row in rows):
        raise HostError("shape", address=target.address)
    return rows


def _each(entries: list[list[Entry]]) -> Iterator[tuple[Spot, Entry]]:
    for row, cells in enumerate(entries):
        for column, one in enumerate(cells):
            yield (row, column), one


def _respect_text_cells(target: Range, entries: list[list[Entry]]) -> None:
    """What is written into a cell with the number format `@` stays the text that it is."""
    spots = [spot for spot, one in _each(entries) if one.kind in (Kind.NUMBER, Kind.FORMULA)]
    if not spots:
        return
    kinds = Formats(target).kinds(spots)
    for row, column in spots:
        if kinds[row, column] == TEXT:
            entries[row][column] = entries[row][column].in_text_cell()


def _datum(one: Entry) -> float | str:
    return one.content if one.kind in (Kind.NUMBER, Kind.TEXT) else ""


def _write_cell(cell: Uno, one: Entry) -> None:
    if one.kind is Kind.NUMBER:
        cell.setValue(one.content)
    elif one.kind is Kind.TEXT:
        cell.setString(one.content)
    elif one.kind is Kind.EMPTY:
        cell.setFormula("")


def _write_formulas(target: Range, entries: list[list[Entry]]) -> None:
    formulas = Formulas(target.sheet.book)
    for (row, column), one in _each(entries):
        if one.kind is Kind.FORMULA:
            cell = target.api.getCellByPosition(column, row)
            cell.setTokens(formulas.tokens(str(one.content), cell))


def _write_formats(target: Range, entries: list[list[Entry]]) -> None:
    """Dates, percentages and truth values get a format, where the cell has none of its own."""
    wanted: dict[str, list[Spot]] = {}
    for spot, one in _each(entries):
        if one.number_format:
            wanted.setdefault(one.number_format, []).append(spot)
    if wanted:
        formats = Formats(target)
        for number_format, spots in wanted.items():
            formats.give(number_format, spots)


def write_formula(target: Range, formula: object) -> None:
    """Put formulas into a range; a single one is filled, its relative addresses moving along."""
    if isinstance(formula, list | tuple):
        write(target, formula)
        return
    one = values.entry(formula)
    if one.kind is not Kind.FORMULA or target.block.is_cell:
        write(target, formula)
        return
    target.require_unlocked()
    target.app.heights.touched(target)
    first = target.api.getCellByPosition(0, 0)
    tokens = Formulas(target.sheet.book).tokens(str(one.content), first)
    for row in range(target.block.height):
        for column in range(target.block.width):
            target.api.getCellByPosition(column, row).setTokens(tokens)
