"""Shows findings on the sheets: a colour and a note on each cell, and takes them off again.

A note carries the number of its mark, so a mark is found wherever rows that came, went or were
sorted have taken its cell.  What a user has changed since is left as the user has it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from xlgoals.checks import Severity
from xlgoals.excel.notes import note_text, number_of_mark, without_mark
from xlgoals.excel.record import Colour, Entry, Record
from xlgoals.excel.session import host_trouble
from xlgoals.forms.a1 import address, split_address
from xlgoals.hosts.errors import ProtectedError
from xlgoals.hosts.protection import lifted

if TYPE_CHECKING:
    from xlwings import Book, Note, Range, Sheet

__all__ = ["COLOURS", "Mark", "clear", "marked_cells", "paint", "take_off_copy"]

COLOURS: Final[dict[Severity, Colour]] = {
    Severity.ERROR: (0xFD, 0xE2, 0xE1),
    Severity.WARNING: (0xFF, 0xF1, 0xCC),
    Severity.INFO: (0xE3, 0xEE, 0xFB),
}
"""Those that the standard workbook gives its own verdicts."""

_EXCEL: Final = "excel"
_MIXED: Final = (0, 0, 0)  # what Excel says of cells whose fills differ
_MOST_COLOURED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be shown on one cell: the gravest severity there, and the words of its note."""

    sheet: str
    cell: str
    severity: Severity
    words: str


def paint(
    book: Book, marks: Sequence[Mark], record: Record, sheets: Container[str] | None = None
) -> list[str]:
    """Have exactly these marks on the sheets; those that stand there rightly are not touched.

    Args:
        book: The workbook.
        marks: The marks, each cell once; none takes all marks off.
        record: What stood where there are marks already; it is kept up to date.
        sheets: The sheets concerned; all when None.

    Returns:
        The names of the sheets that are as they were, because they are protected.
    """
    wanted: dict[str, list[Mark]] = {}
    for mark in marks:
        wanted.setdefault(mark.sheet, []).append(mark)
    recorded = {entry.sheet for entry in record.entries.values()}
    refused = []
    names = set()
    for sheet in list(book.sheets):
        name = sheet.name
        names.add(name)
        if sheets is not None and name not in sheets:
            continue
        there = list(_there(sheet, name, record))
        if (there or name in wanted or name in recorded) and not _on(
            sheet, partial(_Sheet(sheet, name, record).show, wanted.get(name, []), there)
        ):
            refused.append(name)
    if sheets is None:
        for number in [n for n, entry in record.entries.items() if entry.sheet not in names]:
            del record.entries[number]
    return refused


@dataclass(frozen=True, slots=True)
class _There:
    """A mark as it stands on a sheet; one without a note stands where it was put."""

    at: tuple[int, int]
    number: int
    note: Note | None = None
    words: str = ""


def _there(sheet: Sheet, name: str, record: Record) -> Iterator[_There]:
    """The marks of a sheet, wherever their cells are now."""
    seen = set()
    for note in sheet.notes:
        words = note.text
        number = number_of_mark(words)
        if number is not None:
            cell = note.location
            seen.add(number)
            yield _There((cell.row, cell.column), number, note, words)
    for number, entry in record.entries.items():
        if entry.sheet == name and number not in seen:
            yield _There(split_address(entry.cell), number)


class _Sheet:
    """The marks of one sheet, whose protection is lifted."""

    def __init__(self, sheet: Sheet, name: str, record: Record) -> None:
        self._sheet, self._name, self._record = sheet, name, record
        self._before: dict[tuple[int, int], Colour | None] = {}
        self._kept: set[int] = set()

    def show(self, marks: Sequence[Mark], there: Sequence[_There]) -> None:
        """Have exactly these marks."""
        wanted = {split_address(mark.cell): mark for mark in marks}
        gone = [mark for mark in there if not self._stays(mark, wanted)]
        self._take_off(gone)
        if wanted:
            self._put(wanted)

    def _stays(self, mark: _There, wanted: dict[tuple[int, int], Mark]) -> bool:
        """Whether a mark is already what is wanted there; it is wanted no more then."""
        entry, new = self._record.entries.get(mark.number), wanted.get(mark.at)
        if entry is None or new is None or mark.words != entry.note or not entry.note:
            return False
        words = note_text(entry.number, new.words, entry.note_before)
        if words != entry.note or COLOURS[new.severity] != entry.colour:
            return False
        cell = address(*mark.at)
        self._record.entries[mark.number] = replace(entry, sheet=self._name, cell=cell)
        self._kept.add(mark.number)
        del wanted[mark.at]
        return True

    def _take_off(self, marks: Sequence[_There]) -> None:
        now = dict(_colours(self._sheet, sorted({mark.at for mark in marks})))
        colours: dict[tuple[int, int], Colour | None] = {}
        for mark in marks:
            entry = self._record.entries.get(mark.number)
            old, ours = _old_colour(now[mark.at], entry)
            if ours:
                colours[mark.at] = old
            rest = "" if mark.note is None else without_mark(mark.words, entry)
            if mark.note is not None and rest:
                mark.note.text = rest
            elif mark.note is not None:
                mark.note.delete()
            self._before[mark.at] = old
        _colour(self._sheet, colours)
        # Copies of a marked cell carry its number.
        for number in {mark.number for mark in marks} - self._kept:
            self._record.entries.pop(number, None)

    def _put(self, wanted: Mapping[tuple[int, int], Mark]) -> None:
        threads = _threads(self._sheet)
        notes = {(n.location.row, n.location.column): n for n in self._sheet.notes}
        colours = self._before | dict(
            _colours(self._sheet, sorted(wanted.keys() - self._before.keys()))
        )
        number = self._record.next_number()
        for at, mark in wanted.items():
            cell = self._sheet.range(at)
            note = notes.get(at)
            note_before = None if note is None else note.text
            words = "" if at in threads else note_text(number, mark.words, note_before)
            colour = COLOURS[mark.severity]
            entry = Entry(number, self._name, mark.cell, colours[at], note_before, colour, "")
            self._record.entries[number] = entry
            if words and note is not None:
                note.text = words
            elif words:
                _fit(self._sheet, cell.add_note(words))
            # From here on there is a note to take off again.
            self._record.entries[number] = replace(entry, note=words)
            number += 1
        _colour(self._sheet, {at: COLOURS[mark.severity] for at, mark in wanted.items()})


def _old_colour(now: Colour | None, entry: Entry | None) -> tuple[Colour | None, bool]:
    """What colour a cell gets back, and whether it has ours: a user's newer one stays."""
    if entry is None:
        return (None, True) if now in COLOURS.values() else (now, False)
    if now == entry.colour:
        return entry.colour_before, now != entry.colour_before
    return now, False


def _colours(
    sheet: Sheet, cells: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], Colour | None]]:
    """The fills of cells, which come by rows; most have none, which is asked for all at once."""
    if not cells:
        return
    columns = [column for _, column in cells]
    block = sheet.range((cells[0][0], min(columns)), (cells[-1][0], max(columns)))
    try:
        colour = block.color
    except TypeError:  # what xlwings makes of Excel's answer that cells differ
        colour = _MIXED
    if colour == _MIXED and len(cells) > 1:
        middle = len(cells) // 2
        yield from _colours(sheet, cells[:middle])
        yield from _colours(sheet, cells[middle:])
    else:
        yield from ((at, colour) for at in cells)


def _colour(sheet: Sheet, colours: Mapping[tuple[int, int], Colour | None]) -> None:
    """Colour cells, as many at a time as the application takes."""
    if not colours:
        return
    columns = [column for _, column in colours]
    left, right = min(columns), max(columns)
    band = max(_MOST_COLOURED // (right - left + 1), 1)
    rows = sorted({row for row, _ in colours})
    while rows:
        here = [row for row in rows if row < rows[0] + band]
        block = [
            [colours.get((row, column), ...) for column in range(left, right + 1)]
            for row in range(here[0], here[-1] + 1)
        ]
        sheet.range((here[0], left), (here[-1], right)).set_colors(block)
        rows = rows[len(here) :]


def clear(book: Book, record: Record) -> list[str]:
    """Take all marks off, and give cells what they had before.

    Args:
        book: The workbook.
        record: The marks that are there; those that are taken off leave it.

    Returns:
        The names of the sheets that kept their marks, because they are protected.
    """
    return paint(book, (), record)


def take_off_copy(sheet: Sheet, record: Record) -> None:
    """Take marks off the copy of a marked sheet, whose record is that of the original.

    Args:
        sheet: The copy; its protection is lifted.
        record: The marks of the workbook; it stays as it is.
    """
    copied, name = Record(dict(record.entries)), sheet.name
    _Sheet(sheet, name, copied).show((), list(_there(sheet, name, copied)))


def marked_cells(sheet: Sheet) -> list[tuple[Range, str]]:
    """The marked cells of a sheet, by rows, each with its note; all marks that have one."""
    found = [(note.location, note.text) for note in sheet.notes]
    ours = [(cell, words) for cell, words in found if number_of_mark(words) is not None]
    return sorted(ours, key=lambda item: (item[0].row, item[0].column))


def _on(sheet: Sheet, work: Callable[[], None]) -> bool:
    """Do something on a sheet whose protection is lifted meanwhile; False when it is refused."""
    try:
        with lifted(sheet):
            work()
    except Exception as error:
        if isinstance(error, ProtectedError) or host_trouble(error) == "refused":
            return False
        raise
    return True


def _threads(sheet: Sheet) -> set[tuple[int, int]]:
    """Cells with a conversation, which can have no note beside it."""
    try:
        cells = [comment.location for comment in sheet.comments]
    except (NotImplementedError, AttributeError):  # an application without conversations
        return set()
    return {(cell.row, cell.column) for cell in cells}


def _fit(sheet: Sheet, note: Note) -> None:
    """Make the box as large as its words; only Excel's boxes do not fit themselves."""
    if sheet.book.app.engine.name == _EXCEL:
        with suppress(Exception):  # a box of the usual size serves as well
            note.api.Shape.TextFrame.AutoSize = True
