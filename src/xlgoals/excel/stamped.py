"""A document as the fast writer lays it out: what each cell of each sheet is to hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import stamp
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.xlsx import SheetInfo, Workbook
from xlgoals.model import GoalDocument

__all__ = ["Stamped", "StampedSheet", "stamped"]

_HEIGHT: Final = re.compile(r'<row r="([0-9]+)"[^<>]* ht="([0-9.]+)"')
_LISTS: Final = (place.LEFTOVERS, place.BOOKMARKS, place.CONTINUED)


@dataclass(frozen=True, slots=True)
class StampedSheet:
    """One sheet: its cells, and the heights of its rows in points."""

    grid: Grid
    heights: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Stamped:
    """A document in sheets.

    `heads` and `firsts` are rows of the department's sheet, see `xlgoals.forms.stamp_places`;
    `lists` holds those of the plain lists that the document has.
    """

    document: GoalDocument
    department: StampedSheet
    heads: Mapping[str, int]
    firsts: Mapping[str, int]
    projects: Sequence[StampedSheet]
    lists: Mapping[str, Grid]


def stamped(document: GoalDocument) -> Stamped:
    """Lay a document out."""
    layout = stamp.layout(document)
    with Workbook(stamp.write_bytes(document)) as book:
        infos = {info.name: info for info in book.sheets}
        return Stamped(
            document,
            _sheet(book, infos[place.DEPARTMENT]),
            layout.heads,
            layout.firsts,
            [_sheet(book, infos[name]) for name in layout.names],
            {kind.name: book.grid(infos[kind.name]) for kind in _LISTS if kind.name in infos},
        )


def _sheet(book: Workbook, info: SheetInfo) -> StampedSheet:
    heights = _HEIGHT.findall(book.read(info.part).decode())
    return StampedSheet(book.grid(info), {int(row): float(tall) for row, tall in heights})
