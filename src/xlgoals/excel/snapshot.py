"""The cells of an open workbook as they are now, saved or not, for the reader of workbooks.

Each sheet is read in blocks; number formats are asked for only where numbers stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from xlgoals.forms import workbook
from xlgoals.forms.a1 import split_address
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.numfmt import display
from xlgoals.forms.read_project import find_blocks
from xlgoals.forms.reader import Places, SheetReader
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.xlsx import SheetInfo

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

    from xlgoals.reading import ReadResult

__all__ = ["Snapshot", "formula_block", "is_project", "number_of", "read", "sheet_grid", "shown"]

_LONG_SHEET: Final = 2000
_DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no time zones
_SECONDS: Final = 86_400
_GENERAL: Final = "General"
_HOOK: Final = "XLG_INDICATOR("
_FIRST_HELPER: Final = min(split_address(f"{letter}1")[1] for letter in HELPERS.values())

_Cell = tuple[int, int]


def read(book: Book) -> ReadResult:
    """The document that stands in an open workbook, with its places and notes.

    Raises:
        FormError: `no-form-found`, when no sheet holds a part of the form.
    """
    return workbook.read_sheets(Snapshot(book))


def is_project(sheet: Sheet) -> bool:
    """Whether a sheet is laid out as a project's, be it filled or blank."""
    reader = SheetReader(sheet.name, sheet_grid(sheet), {}, Places(), [])
    return find_blocks(reader).count >= workbook.PROJECT_BLOCKS


class Snapshot:
    """An open workbook as the reader wants it; see `xlgoals.forms.workbook.Sheets`."""

    def __init__(self, book: Book) -> None:
        self._sheets = {sheet.name: sheet for sheet in book.sheets}

    @cached_property
    def sheets(self) -> Sequence[SheetInfo]:
        """The sheets in the order of their tabs."""
        return [SheetInfo(name, name) for name in self._sheets]

    def grid(self, sheet: SheetInfo) -> Grid:
        """The cells of a sheet that show something."""
        return sheet_grid(self._sheets[sheet.name])


def sheet_grid(sheet: Sheet) -> Grid:
    """The cells of a sheet that show something."""
    used = _used(sheet)
    grid = Grid()
    numbers: dict[_Cell, Any] = {}
    left, right = used, None
    hidden = _FIRST_HELPER - used.column
    if 0 < hidden < used.shape[1]:
        left, right = used[:, :hidden], used[:, hidden:]
    _take(grid, left, numbers)
    # Hidden steps of the native checks: hundreds of cells, which nobody has written.
    if right is not None and not any(_HOOK in text.upper() for text in grid.formulas.values()):
        _take(grid, right, numbers)
    formats = dict(_formats(sheet, sorted(numbers, key=lambda at: (at[1], at[0]))))
    for (row, column), value in numbers.items():
        text = shown(value, formats[row, column])
        if text:
            grid.rows.setdefault(row, {})[column] = text
        if text.endswith("%"):
            grid.percentages.add((row, column))
    # The reader takes rows and cells in the order of the sheet.
    grid.rows = {row: dict(sorted(grid.rows[row].items())) for row in sorted(grid.rows)}
    return grid


def _take(grid: Grid, cells: Range, numbers: dict[_Cell, Any]) -> None:
    """Read a block: its texts and formulas go into the grid, its numbers wait for a format."""
    values = cells.options(ndim=2, err_to_str=True).value
    formulas = formula_block(cells)
    for row, (shown_here, written) in enumerate(
        zip(values, formulas, strict=True), start=cells.row
    ):
        _row(grid, row, cells.column, shown_here, written, numbers)


def _row(
    grid: Grid,
    row: int,
    first: int,
    cells: Sequence[Any],
    written: Sequence[Any],
    numbers: dict[_Cell, Any],
) -> None:
    """Sort the cells of one row into texts, formulas and numbers."""
    for column, (value, formula) in enumerate(zip(cells, written, strict=True), start=first):
        # A text may begin like a formula; a formula never shows itself.
        if isinstance(formula, str) and formula.startswith("=") and formula != value:
            grid.formulas[row, column] = formula[1:]
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            value = "TRUE" if value else "FALSE"  # noqa: PLW2901
        if isinstance(value, str):
            grid.rows.setdefault(row, {})[column] = value
        else:
            numbers[row, column] = value


def _used(sheet: Sheet) -> Range:
    """The cells in use; a sheet that is long only because of a format is cut to its contents."""
    used = sheet.used_range
    height, width = used.shape
    if height <= _LONG_SHEET:
        return used
    bottom, left = used.row + height - 1, used.column
    ends = (sheet.range((bottom, column)) for column in range(left, left + width))
    last = max(_last_filled(cell) for cell in ends)
    return sheet.range((used.row, left), (max(last, used.row), left + width - 1))


def _last_filled(bottom: Range) -> int:
    """The row of the last cell of a column, seen from the bottom, that holds anything."""
    return bottom.row if bottom.value is not None else bottom.end("up").row


def formula_block(cells: Range) -> Sequence[Sequence[Any]]:
    """The formulas of cells by row, whatever shape the host gives a single cell, row or column."""
    rows, columns = cells.shape
    found: Any = cells.formula
    if rows == columns == 1:
        return [[found[0][0] if isinstance(found, tuple | list) else found]]
    if isinstance(found[0], tuple | list):
        by_row: Sequence[Sequence[Any]] = found
        return by_row
    return [found] if rows == 1 else [[one] for one in found]


def _formats(sheet: Sheet, cells: Sequence[_Cell]) -> Iterator[tuple[_Cell, str]]:
    """The number formats of cells, which come column by column; equal ones are asked for once."""
    run: list[_Cell] = []
    for at in cells:
        if run and at != (run[-1][0] + 1, run[-1][1]):
            yield from _run_formats(sheet, run)
            run = []
        run.append(at)
    if run:
        yield from _run_formats(sheet, run)


def _run_formats(sheet: Sheet, run: Sequence[_Cell]) -> Iterator[tuple[_Cell, str]]:
    code = sheet.range(run[0], run[-1]).number_format
    if code is None and len(run) > 1:
        middle = len(run) // 2
        yield from _run_formats(sheet, run[:middle])
        yield from _run_formats(sheet, run[middle:])
    else:
        yield from ((at, code or _GENERAL) for at in run)


def shown(value: Any, code: str) -> str:
    """What a cell of this number format shows for a number or date, as a host gives it."""
    return display(number_of(value), code)


def number_of(value: Any) -> Decimal:
    """The number behind a value as hosts give them: dates as the days of a sheet's calendar."""
    if isinstance(value, datetime):
        return _days(value.replace(tzinfo=None) - _DAY_ZERO)
    if isinstance(value, date):
        return _days(datetime(value.year, value.month, value.day) - _DAY_ZERO)  # noqa: DTZ001
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return _days(timedelta(seconds=seconds))
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _days(span: timedelta) -> Decimal:
    micros = Decimal(span.microseconds).scaleb(-6)
    return span.days + (span.seconds + micros) / _SECONDS
