"""What stood in a workbook before the add-in put its marks there, kept in the workbook itself.

It stands on a hidden sheet, so it outlives saving, closing and opening again.  Without marks the
sheet is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from xlgoals.excel.sheets import add_sheet, find_sheet
from xlgoals.forms.sheet import MARK_RECORD

if TYPE_CHECKING:
    from xlwings import Book, Sheet

__all__ = ["Colour", "Entry", "ListBefore", "Record", "load", "prepare", "save", "write_texts"]

Colour = tuple[int, int, int]

_MARK, _LIST, _ROW = "mark", "list", "row"
_PIECE: Final = 30_000  # a cell holds a little more


@dataclass(frozen=True, slots=True)
class Entry:
    """One marked cell: where it stood, what it had before, and what it was given.

    `note_before` is None where there was no note; `note` is empty where none could be put.
    """

    number: int
    sheet: str
    cell: str
    colour_before: Colour | None
    note_before: str | None
    colour: Colour
    note: str


@dataclass(frozen=True, slots=True)
class ListBefore:
    """校验结果 as it was: whether it was there, its line of counts, and its rows."""

    was_there: bool
    counts: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Record:
    """All marks of a workbook, by number, and its list of findings as it was."""

    entries: dict[int, Entry] = field(default_factory=dict)
    list_before: ListBefore | None = None

    def next_number(self) -> int:
        """A number that no mark has."""
        return max(self.entries, default=0) + 1


def load(book: Book) -> Record:
    """The record of a workbook; an empty one when it has no marks."""
    sheet = find_sheet(book, MARK_RECORD)
    record = Record()
    if sheet is None:
        return record
    used = sheet.used_range
    rows = sheet.range((1, 1), used[-1, -1]).options(ndim=2).value
    listed: list[tuple[str, ...]] = []
    before: ListBefore | None = None
    for row in rows:
        # In as many cells as its length needs.
        kind, *values = json.loads("".join(map(str, filter(None, row))) or '[""]')
        if kind == _MARK:
            entry = _entry(values)
            record.entries[entry.number] = entry
        elif kind == _LIST:
            before = ListBefore(*values)
        elif kind == _ROW:
            listed.append(tuple(values))
    if before is not None:
        record.list_before = replace(before, rows=tuple(listed))
    return record


def save(book: Book, record: Record) -> None:
    """Put a record in the place of the old one; an empty one leaves no sheet behind.

    Raises:
        Told: No sheet can be added, because the workbook's structure is protected.
    """
    sheet = find_sheet(book, MARK_RECORD)
    if not record.entries and record.list_before is None:
        if sheet is not None:
            sheet.delete()
        return
    if sheet is None:
        sheet = prepare(book)
    else:
        sheet.clear_contents()
    written = [json.dumps(row, ensure_ascii=False) for row in _rows(record)]
    rows = [[text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] for text in written]
    width = max(map(len, rows))
    write_texts(sheet, 1, [row + [""] * (width - len(row)) for row in rows])


def prepare(book: Book) -> Sheet:
    """The hidden sheet that a record is kept on, made when it is not there.

    Raises:
        Told: No sheet can be added, because the workbook's structure is protected.
    """
    sheet = find_sheet(book, MARK_RECORD)
    if sheet is None:
        sheet = add_sheet(book, MARK_RECORD)
        sheet.visible = False
    return sheet


def _rows(record: Record) -> Iterable[Sequence[object]]:
    """What stands in the rows of the sheet, each as JSON: no text there begins like a formula."""
    for entry in record.entries.values():
        yield [
            _MARK, entry.number, entry.sheet, entry.cell, entry.colour_before, entry.note_before,
            entry.colour, entry.note,
        ]  # fmt: skip
    before = record.list_before
    if before is not None:
        yield [_LIST, before.was_there, before.counts]
        yield from ([_ROW, *row] for row in before.rows)


def _entry(values: Sequence[Any]) -> Entry:
    number, sheet, cell, colour_before, note_before, colour, note = values
    before = None if colour_before is None else _colour(colour_before)
    return Entry(number, sheet, cell, before, note_before, _colour(colour), note)


def _colour(values: Sequence[int]) -> Colour:
    red, green, blue = values
    return red, green, blue


def write_texts(sheet: Sheet, row: int, rows: Sequence[Sequence[str]]) -> None:
    """Write rows of texts, all of one width, from column A on, in one block that stays text."""
    target = sheet.range((row, 1), (row + len(rows) - 1, len(rows[0])))
    target.number_format = "@"
    target.value = [list(texts) for texts in rows]
