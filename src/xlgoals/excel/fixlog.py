"""规范记录: what 自动规范 has changed, for the user to read and for its undo."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from xlgoals.excel.cells import Content
from xlgoals.excel.record import write_texts
from xlgoals.excel.sheets import add_sheet, find_sheet
from xlgoals.forms.sheet import FIX_RECORD
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = ["Fixed", "add", "drop_last", "last", "prepare"]

_LABELS: Final = ("batch", "sheet", "cell", "field", "old", "new")
_WIDTHS: Final = (8, 14, 10, 22, 44, 44)
_COLUMNS: Final = 8  # the last two are for the undo alone: old number and old number format
_BAND: Final = (0xD6, 0xE4, 0xF2)
_Row = list[str]


class Fixed(NamedTuple):
    """One cell that was changed: what it held, and the text that it shows now."""

    sheet: str
    cell: str
    field: str
    old: Content
    new: str


def prepare(book: Book) -> Sheet:
    """The sheet of the record, made when it is not there.

    Raises:
        Told: The workbook's structure is protected, so no sheet can be added.
    """
    return find_sheet(book, FIX_RECORD) or _made(book)


def add(book: Book, fixed: Sequence[Fixed]) -> None:
    """Put down what was changed together; when that is nothing, an empty record goes."""
    sheet = prepare(book)
    if not fixed:
        if not _rows(sheet):
            sheet.delete()
        return
    rows = _rows(sheet)
    batch = str(_batch(rows) + 1)
    new = [
        [
            batch, one.sheet, one.cell, one.field, one.old.text, one.new,
            "" if one.old.number is None else str(one.old.number), one.old.code,
        ]
        for one in fixed
    ]  # fmt: skip
    write_texts(sheet, len(rows) + 2, new)


def last(book: Book) -> list[Fixed]:
    """What was changed last, the newest first; empty when there is nothing to undo."""
    sheet = find_sheet(book, FIX_RECORD)
    rows = [] if sheet is None else _rows(sheet)
    batch = _batch(rows)
    return [_fixed(row) for row in reversed(rows) if row[0] == str(batch)]


def drop_last(book: Book) -> None:
    """Forget what was changed last; a record without rows is taken away."""
    sheet = find_sheet(book, FIX_RECORD)
    if sheet is None:
        return
    rows = _rows(sheet)
    kept = [row for row in rows if row[0] != str(_batch(rows))]
    if kept:
        sheet.range((len(kept) + 2, 1), (len(rows) + 1, _COLUMNS)).clear_contents()
    else:
        sheet.delete()


def _rows(sheet: Sheet) -> list[_Row]:
    used = sheet.used_range
    end = used.row + used.shape[0] - 1
    if end < 2:
        return []
    values = sheet.range((2, 1), (end, _COLUMNS)).options(ndim=2).value
    rows = [["" if value is None else str(value) for value in row] for row in values]
    return [row for row in rows if row[0].isdecimal()]


def _batch(rows: Sequence[_Row]) -> int:
    return max((int(row[0]) for row in rows), default=0)


def _fixed(row: _Row) -> Fixed:
    _, sheet, cell, field, old, new, number, code = row
    return Fixed(sheet, cell, field, Content(old, Decimal(number) if number else None, code), new)


def _made(book: Book) -> Sheet:
    sheet = add_sheet(book, FIX_RECORD)
    header = sheet.range((1, 1), (1, len(_LABELS)))
    header.value = [text(f"excel.log-{label}", "zh") for label in _LABELS]
    header.font.bold = True
    header.color = _BAND
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.range((1, column)).column_width = width
    sheet.range((1, len(_LABELS) + 1), (1, _COLUMNS)).columns.hidden = True
    return sheet
