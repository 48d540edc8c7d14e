"""Fills 说明: the line that says how many errors and warnings there are."""

from __future__ import annotations

import re
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import formula
from xlgoals.forms.stamp_summary import Totals
from xlgoals.forms.zipwriter import Piece, block

__all__ = ["GuideStamp"]

_TEXT_OR_CELL: Final = re.compile(r'"([^"]*)"|\$H\$|\$I\$')


class GuideStamp:
    """The guide, ready to be filled."""

    def __init__(self, cut: CutSheet) -> None:
        at = place.GUIDE_STATE_ROW
        rows = {number: piece.xml(number) for number, piece in cut.rows.items()}
        before = [xml for number, xml in rows.items() if number < at]
        after = [xml for number, xml in rows.items() if number > at]
        self._row = cut.rows[at]
        self._before = block("".join([cut.head, "<sheetData>", *before]).encode())
        self._after = block("".join([*after, "</sheetData>", cut.tail]).encode())

    def fill(self, totals: Totals) -> list[Piece]:
        """The XML of the sheet."""
        at = place.GUIDE_STATE_ROW
        parts = [self._row.opening(at).encode()]
        for cell in self._row.cells:
            if cell.formula is None:
                parts.append(cell.xml(at).encode())
            else:
                written = cell.formula.at(at)
                parts += (cell.opening(at).encode(), formula(written, _shown(written, totals)))
        return [self._before, b"".join([*parts, b"</row>"]), self._after]


def _shown(written: str, totals: Totals) -> str:
    """What the formula gives: its texts, and the two numbers that stand between."""
    numbers = {"$H$": totals.errors, "$I$": totals.warnings}
    parts = [
        str(numbers[match[0]]) if match[0] in numbers else match[1]
        for match in _TEXT_OR_CELL.finditer(written)
    ]
    return "".join(parts)
