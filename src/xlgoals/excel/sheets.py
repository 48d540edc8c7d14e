"""Sheets of the open workbook: found by name, and added without taking the user elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlgoals.excel.session import Told, host_trouble
from xlgoals.hosts.errors import HostLost

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = ["add_sheet", "copy_sheet", "find_sheet", "repeat_row"]


def find_sheet(book: Book, name: str) -> Sheet | None:
    """The sheet of this name, None when there is none."""
    return next((sheet for sheet in book.sheets if sheet.name == name), None)


def add_sheet(book: Book, name: str, after: Sheet | None = None) -> Sheet:
    """A new sheet, at the end or behind another; the user keeps looking at the same one.

    Raises:
        Told: The workbook's structure is protected.
    """
    active = book.sheets.active
    try:
        sheet = book.sheets.add(name, after=after or book.sheets[len(book.sheets) - 1])
    except Exception as error:
        raise _refused(error) from error
    active.activate()
    return sheet


def copy_sheet(sheet: Sheet, name: str, after: Sheet) -> Sheet:
    """A copy of a sheet behind another one; the user keeps looking at the same one.

    Raises:
        Told: The workbook's structure is protected.
    """
    active = sheet.book.sheets.active
    try:
        made = sheet.copy(after=after, name=name)
    except Exception as error:
        raise _refused(error) from error
    active.activate()
    return made


def repeat_row(
    sheet: Sheet, model: int, rows: range, columns: tuple[str, str] | None = None
) -> None:
    """Copy a row over others, formats and formulas and all.

    Args:
        sheet: The sheet.
        model: The row that is copied.
        rows: The rows that become like it; none of them is the model.
        columns: The first and last column of what is copied; whole rows when None.
    """
    first, last = columns or ("", "")
    source, done = (model, model), 0
    # Doubling what is there: not every application repeats a row that is copied to several.
    while done < len(rows):
        count = min(source[1] - source[0] + 1, len(rows) - done)
        at = rows[done]
        piece = sheet.range(f"{first}{source[0]}:{last}{source[0] + count - 1}")
        piece.copy(sheet.range(f"{first}{at}:{last}{at + count - 1}"))
        done += count
        source = rows[0], rows[done - 1]


def _refused(error: Exception) -> Exception:
    """What to raise when no sheet could be added."""
    if isinstance(error, HostLost) or host_trouble(error) in ("busy", "lost"):
        return error
    return Told("structure")
