"""The rows of a project's table, made once for each number of them and then filled.

The tags around the texts are part of what is made once; a blank cell, which has none, loses them
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import (
    TEXT_CELL,
    Heights,
    LongTexts,
    RowCells,
    shown,
    without_blanks,
)
from xlgoals.forms.mould import HOLE, constant
from xlgoals.forms.stamp_native import Judged, NativeStamp
from xlgoals.forms.zipwriter import Block, Piece, block
from xlgoals.model import Indicator

__all__ = ["TableStamp"]

_COLUMNS: Final = len(place.INDICATOR_FIELDS)
_FIRST: Final = place.FIRST_INDICATOR_ROW
_HOLES_A_ROW: Final = _COLUMNS + 3  # its height, its cells, the verdict, further columns
_REMEMBERED: Final = 32  # numbers of rows whose constants are kept
_TEXT: Final = TEXT_CELL.decode()


class TableStamp:
    """The rows below the labels of a project's sheet, ready to be filled.

    Args:
        cut: the template's project sheet.
        native: its formulas.
    """

    def __init__(self, cut: CutSheet, native: NativeStamp) -> None:
        self._row = cut.rows[_FIRST]
        self._native = native
        self._heights = Heights(self._row.height)
        widths = [cut.width(at, at) for at in range(1, _COLUMNS + 1)]
        self._cells = RowCells(widths, self._heights)
        self._rows = lru_cache(maxsize=_REMEMBERED)(self._make_rows)

    def fill(
        self,
        indicators: Sequence[Indicator],
        judged: Judged,
        columns: Sequence[str],
        long: LongTexts,
        last: int,
    ) -> list[Piece]:
        """The XML of the rows that have a text.

        Args:
            indicators: the rows.
            judged: their cells, and the verdicts on them.
            columns: the labels of further columns.
            long: takes in texts that are too long for a cell.
            last: the last row of the table with its spare ones; 0 where there are no checks.
        """
        rows = self._cells.fill(list(chain.from_iterable(judged.rows)), long)
        verdicts = map(shown, judged.said.verdicts) if last else repeat(b"")
        behind = self._extras(indicators, columns, long) if columns else repeat(b"")
        filled = zip(rows, zip(verdicts, behind, strict=False), strict=False)
        values = chain.from_iterable(chain.from_iterable(filled))
        pieces = [
            part if isinstance(part, Block) else part[0] % tuple(islice(values, part[1]))
            for part in self._rows(len(judged.rows), last)
        ]
        if all(map(all, judged.rows)):
            return pieces
        return [part if isinstance(part, Block) else without_blanks(part) for part in pieces]

    def _extras(
        self, indicators: Iterable[Indicator], columns: Sequence[str], long: LongTexts
    ) -> list[bytes]:
        """The cells of further columns, by row."""
        style = self._row.cell(4).style
        made = []
        for row, indicator in enumerate(indicators, start=_FIRST):
            cells, at = [], 0
            for label, text in indicator.extras:
                at = columns.index(label, at) + 1
                cell = f"{letters(place.EXTRA_COLUMN + at - 1)}{row}".encode()
                cells.append(b'<c r="%b" s="%d"%b' % (cell, style, long.content(text)))
            made.append(b"".join(cells))
        return made

    def spare(self, last: int, native: bool) -> str:
        """The spare rows; `last` is the last of them, `native` tells whether they are checked."""
        parts = []
        for row in range(last - place.SPARE_ROWS + 1, last + 1):
            pattern, hidden = self._make_row(row, last if native else 0, HOLE)
            values = (self._heights[1].decode(), *["/>"] * _COLUMNS, "", "")
            parts.append(pattern.replace(HOLE, "%s") % values + hidden)
        return "".join(parts)

    # --- What is constant, for a number of rows or a row ----------------------------------------

    def _make_row(self, row: int, last: int, content: str) -> tuple[str, str]:
        """A row in two: a pattern up to the hidden cells, and those.

        The pattern has holes for the height, the six cells, the verdict, and further columns.

        Args:
            row: its number.
            last: the last row of the table; 0 where there are no checks.
            content: how its cells go on behind address and style, with a hole.
        """
        verdict = self._row.cell(place.CHECK_COLUMN).opening(row)
        beginnings = self._native.shared(row, last) if last else []
        hidden = "".join([f"{beginning}</c>" for beginning in beginnings[1:]])
        verdict = f"{constant(beginnings[0])}<v>{HOLE}</v></c>" if last else f"{verdict}{HOLE}/>"
        cells = "".join([cell.opening(row) + content for cell in self._row.cells[:_COLUMNS]])
        opening = f'<row r="{row}" ht="{HOLE}" customHeight="1">'
        return opening + cells + verdict + HOLE, hidden + "</row>"

    def _make_rows(self, number: int, last: int) -> list[tuple[bytes, int] | Block]:
        """So many rows: patterns with the number of their holes, and what stands between.

        Args:
            number: how many.
            last: the last row of the table; 0 where there are no checks.
        """
        rows = [self._make_row(row, last, _TEXT) for row in range(_FIRST, _FIRST + number)]
        made: list[tuple[bytes, int] | Block] = []
        if last and rows:
            # The first row holds the formulas that all rows share.
            pattern, hidden = rows.pop(0)
            made += ((pattern.encode(), _HOLES_A_ROW), block(hidden.encode()))
        others = "".join([pattern + constant(hidden) for pattern, hidden in rows])
        return [*made, (others.encode(), _HOLES_A_ROW * len(rows))]
