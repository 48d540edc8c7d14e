"""上一处 and 下一处: from mark to mark, in the order of sheets and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xlgoals.excel.paint import marked_cells
from xlgoals.excel.session import Quiet, Session, Told
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import Book, Range

__all__ = ["next_finding", "previous_finding"]

_BEFORE_ALL: Final = (0, 0, 0)


class _Stop(NamedTuple):
    """A marked cell: where it stands in the workbook, and the words of its note."""

    at: tuple[int, int, int]
    cell: Range
    words: str


def next_finding(session: Session) -> str:
    """Go to the next mark, from the last one to the first."""
    stops, here = _stops(session.book), _here(session)
    chosen = next((stop for stop in stops if stop.at > here), stops[0])
    return _go(session, stops, chosen)


def previous_finding(session: Session) -> str:
    """Go to the mark before, from the first one to the last."""
    stops, here = _stops(session.book), _here(session)
    chosen = next((stop for stop in reversed(stops) if stop.at < here), stops[-1])
    return _go(session, stops, chosen)


def _stops(book: Book) -> list[_Stop]:
    found = [
        _Stop((index, cell.row, cell.column), cell, words)
        for index, sheet in enumerate(book.sheets, start=1)
        if sheet.visible
        for cell, words in marked_cells(sheet)
    ]
    if not found:
        raise Told("no-marks")
    return found


def _here(session: Session) -> tuple[int, int, int]:
    """Where the user is: sheet, row and column; in front of everything when no cell is chosen."""
    chosen = session.book.selection
    if chosen is None:
        return _BEFORE_ALL
    return chosen.sheet.index, chosen.row, chosen.column


def _go(session: Session, stops: list[_Stop], stop: _Stop) -> str:
    cell = stop.cell
    cell.sheet.activate()
    cell.select()
    values = {
        "n": stops.index(stop) + 1,
        "count": len(stops),
        "place": f"{cell.sheet.name}!{cell.get_address(False, False)}",
    }
    said = text("excel.at", **values, words=" ".join(stop.words.split("\n")[1:]))
    session.app.status_bar = said
    if cell.rows.hidden:
        return said + "\n" + text("excel.hidden-row", row=cell.row)
    return Quiet(said)
