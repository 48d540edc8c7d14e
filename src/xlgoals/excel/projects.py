"""Sheets of projects in the open workbook: laid out as the standard, blank, added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xlgoals.excel.paint import take_off_copy
from xlgoals.excel.record import load
from xlgoals.excel.session import Session, Told
from xlgoals.excel.sheets import copy_sheet
from xlgoals.excel.snapshot import sheet_grid
from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import letters
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.stamp_project import AMOUNT_CELLS
from xlgoals.forms.vocabulary import label_key
from xlgoals.hosts.protection import lifted
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = ["add_project", "blank", "last_table_row", "new_sheet", "standard_sheets"]

_LABELS: Final = {
    (3, 1): words.PROJECT_CODE, (3, 4): words.PROJECT_NAME, (4, 2): words.TOTAL,
    (9, 1): words.GOALS, (place.HEADER_ROW, 1): next(iter(words.COLUMNS.values()))[0],
    (place.HEADER_ROW, place.CHECK_COLUMN): place.CHECK,
}  # fmt: skip
_AMOUNT: Final = "0.00"
_FORMULAS: Final = {"title": place.TITLE_FORMULA, "unit": place.UNIT_FORMULA}
_KEPT: Final = frozenset({*_FORMULAS, "money_unit"})
_COLUMNS: Final = len(place.INDICATOR_FIELDS)
_HELPER_COLUMNS: Final = frozenset(HELPERS.values())
_FIRST: Final = place.FIRST_INDICATOR_ROW


def add_project(session: Session) -> str:
    """Add a blank sheet for one more project behind the last one, and go there."""
    book = session.book
    with session.working("adding"):
        sheets = standard_sheets(book)
        if not sheets:
            raise Told("no-standard-sheet")
        made = new_sheet(book, sheets[-1], project_sheets(book)[-1])
        made.activate()
        made.range(place.PROJECT_FIELDS["code"]).select()
    return text("excel.project-added", sheet=made.name)


def project_sheets(book: Book) -> list[Sheet]:
    """The sheets of projects, filled or blank, as the reader would know them, in their order."""
    from xlgoals.excel.snapshot import is_project

    return [
        sheet for sheet in book.sheets if sheet.name not in place.INPUT_FREE and is_project(sheet)
    ]


def standard_sheets(book: Book) -> list[Sheet]:
    """The sheets of projects whose labels stand where the standard workbook has them."""
    names = place.INPUT_FREE
    return [
        sheet
        for sheet in book.sheets
        if sheet.name not in names and _is_standard(sheet_grid(sheet))
    ]


def _is_standard(grid: Grid) -> bool:
    return all(label_key(grid.text(*at)) == label_key(label) for at, label in _LABELS.items())


def new_sheet(book: Book, model: Sheet, after: Sheet) -> Sheet:
    """A blank sheet for a project, behind another sheet.

    Args:
        book: The workbook.
        model: A standard sheet, blank or filled, marked or not; it stays as it is.
        after: The sheet in front of the new one.

    Raises:
        Told: The workbook's structure is protected.
    """
    taken = {sheet.name for sheet in book.sheets}
    number = 1
    while place.project_sheet(number) in taken:
        number += 1
    made = copy_sheet(model, place.project_sheet(number), after)
    made.visible = True
    with lifted(made):
        take_off_copy(made, load(book))
        blank(made)
    return made


def blank(sheet: Sheet) -> None:
    """Empty a standard sheet whose protection is lifted: entries, notes, colours of entries."""
    grid = sheet_grid(sheet)
    for note in list(sheet.notes):
        note.delete()
    for name, cell in place.PROJECT_FIELDS.items():
        entry = sheet.range(cell)
        if name in _FORMULAS:
            # In a cell for text it would be one.
            entry.number_format = "General"
            entry.formula = "=" + _FORMULAS[name]
        elif name not in _KEPT:
            entry.clear_contents()
            entry.color = None
        if cell in AMOUNT_CELLS:
            entry.number_format = _AMOUNT
    last = max(last_table_row(grid), max(grid.rows, default=_FIRST))
    table = sheet.range((_FIRST, 1), (last, _COLUMNS))
    table.clear_contents()
    table.color = None
    _blank_extras(sheet, grid, last)


def _blank_extras(sheet: Sheet, grid: Grid, last: int) -> None:
    """Columns of a user's own, between the verdicts and the hidden steps."""
    header = grid.rows.get(place.HEADER_ROW, {})
    for column in header:
        if column >= place.EXTRA_COLUMN and letters(column) not in _HELPER_COLUMNS:
            sheet.range((place.HEADER_ROW, column), (last, column)).clear_contents()


def last_table_row(grid: Grid) -> int:
    """The last prepared row of a standard sheet's table: the last one with a verdict."""
    verdicts = (row for row, column in grid.formulas if column == place.CHECK_COLUMN)
    return max(verdicts, default=_FIRST)
