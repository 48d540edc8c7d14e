"""The formulas of the native checks in a stamped project's sheet, with the verdicts they show.

What no user sees, the hidden steps of the checks, is written without a value: programs work it
out when they open the file, as the workbook asks them to.  So the hidden cells are the same in
every document.  Rows share the formulas of the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import address, letters, split_address
from xlgoals.forms.cut import CellPiece, CutSheet
from xlgoals.forms.fill import amount, shown
from xlgoals.forms.native_project_twin import (
    Amount,
    Header,
    NativeHeader,
    budget_of,
    judge_project,
)
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.native_row_twin import Row, Said, judge_rows
from xlgoals.forms.xstring import to_xml
from xlgoals.model import Indicator, Project

__all__ = ["Judged", "NativeStamp", "judge", "shown_above"]

_TEXT: Final = re.compile(r'"([^"]*)"')
_COUNTS: Final = ("AA1", "AB1", "AC1")
_VERDICTS: Final = ("G1", "G3", "G5", "G6", "G8", "G9")
"""The cells above the table that users see, or colours look at, in the order of `Header`."""

_CELLS: Final[Callable[[Indicator], Row]] = attrgetter(
    "level1", "level2", "name", "description", "value.text", "basis"
)


class Judged(NamedTuple):
    """The cells of a project's sheet, above the table and in it, and what the native checks say."""

    above: NativeHeader
    rows: list[Row]
    said: Said
    header: Header


def judge(project: Project) -> Judged:
    """What the formulas on a project's sheet will show."""
    funding, plan = project.funding, project.plan
    above = NativeHeader(
        code=project.code,
        name=project.name,
        money_unit=project.money_unit and words.MONEY_UNIT + project.money_unit,
        amounts=(_held(funding.total.text), _held(funding.fiscal.text), _held(funding.other.text)),
        purpose=funding.purpose,
        plan=(plan.march.text, plan.june.text, plan.october.text, plan.december.text),
        goals="\n".join(project.goals),
    )
    rows = list(map(_CELLS, project.indicators))
    said = judge_rows(rows, budget_of(above))
    return Judged(above, rows, said, judge_project(above, rows, said))


def _held(text: str) -> Amount:
    number = amount(text).number
    return text if number is None else number


class NativeStamp:
    """The formulas of a template's project sheet; nothing where the template has none."""

    def __init__(self, cut: CutSheet) -> None:
        self._end = re.compile(rf"(?<=\$){cut.last_row}(?![0-9])")
        row = cut.rows[place.FIRST_INDICATOR_ROW]
        self.verdict = row.cell(place.CHECK_COLUMN)
        self._helpers = [row.cell(split_address(f"{column}1")[1]) for column in HELPERS.values()]
        self.is_there = all(cell.formula for cell in (*self._helpers, self.verdict))
        self.above = {
            address(number, cell.column): cell
            for number in range(1, place.HEADER_ROW)
            for cell in cut.rows[number].cells
            if cell.formula is not None and cell.column >= place.CHECK_COLUMN
        }
        """The cells with formulas above the table, by address."""

    def cell_above(self, name: str, last: int) -> list[str | tuple[str]]:
        """A cell above the table, with a hole for what it shows; `last` is the last row."""
        cell = self.above[name]
        row, _ = split_address(name)
        opening, formula = cell.opening(row), self._formula(cell, row, last)
        hole = (name,)
        if name in _COUNTS:
            return [f"{opening}><f>{formula}</f><v>", hole, "</v></c>"]
        if name in _VERDICTS:
            return [f'{opening} t="str"><f>{formula}</f><v>', hole, "</v></c>"]
        if text := _TEXT.fullmatch(formula):
            return [f'{opening} t="str"><f>{formula}</f><v>{text[1]}</v></c>']
        return [f"{opening}><f>{formula}</f></c>"]

    def shared(self, row: int, last: int) -> list[str]:
        """The beginnings of a row's verdict and hidden cells: address, style and formula.

        The first row holds the formulas that all rows share; `last` is the last row.
        """
        first = place.FIRST_INDICATOR_ROW
        made = []
        for at, cell in enumerate((self.verdict, *self._helpers)):
            kind = ' t="str"' if cell is self.verdict else ""
            inner = f'<f t="shared" si="{at}"/>'
            if row == first:
                name, formula = letters(cell.column), self._formula(cell, row, last)
                reference = f"{name}{first}:{name}{last}"
                inner = f'<f t="shared" ref="{reference}" si="{at}">{formula}</f>'
            made.append(f"{cell.opening(row)}{kind}>{inner}")
        return made

    def _formula(self, cell: CellPiece, row: int, last: int) -> str:
        """The formula of a cell as it stands in a row, reaching down to the last row."""
        written = "" if cell.formula is None else to_xml(cell.formula.at(row))
        return self._end.sub(str(last), written)


@lru_cache(maxsize=256)
def shown_above(header: Header) -> Mapping[str, bytes]:
    """What the cells above the table show, by address."""
    used, errors, warnings, *verdicts = header
    values = dict(zip(_VERDICTS, map(shown, verdicts), strict=True))
    return values | {"AA1": b"%d" % errors, "AB1": b"%d" % warnings, "AC1": b"%d" % used}
