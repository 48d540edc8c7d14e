"""项目汇总: its formulas, and the same in Python.

The sheet of a project is found by its name: 项目N, else a copy as spreadsheet programs name it
(`项目1 (2)`, `项目1_2`); whatever else is typed into the column of names is taken as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.native_words import quoted, word

__all__ = ["HELPERS", "TOTALS", "sheet_names", "summary_formulas", "total_formulas"]

TOTALS: Final = place.FIRST_SUMMARY_ROW - 1
HELPERS: Final = ("AA", "AB", "AC")
"""Hidden columns: the row's number, whether 项目N is there, and the name that was found."""

_CELLS: Final = {"C": "$B$3", "D": "$E$3"}
_AMOUNTS: Final = {"E": "$B$5", "F": "$D$5", "G": "$E$5"}
_COUNTS: Final = {"H": "$AA$1", "I": "$AB$1"}
_COPIES: Final = (" ({})", "_{}")


def summary_formulas(row: int) -> dict[str, str]:
    """The formulas of a row, by column, without equals signs."""
    first = place.FIRST_SUMMARY_ROW
    name = f"$B{row}"

    def cell(address: str) -> str:
        return f'INDIRECT("\'"&SUBSTITUTE({name},"\'","\'\'")&"\'!{address}")'

    def blank_or(text: str) -> str:
        return f'IF({name}="","",IFERROR({text},""))'

    stem, count = _stem(), f"($AA{row}-COUNTIF($AB${first}:$AB{row},1)+1)"
    copies = '""'
    for pattern in reversed(_COPIES):
        before, _, after = pattern.partition("{}")
        copy = f'"{stem}1{before}"&{count}&"{after}"'
        copies = f"IF({_exists(copy)}=1,{copy},{copies})"
    return {
        "A": f'IF({name}="","",$AA{row})',
        "B": f"$AC{row}",
        **{column: blank_or(f'{cell(at)}&""') for column, at in _CELLS.items()},
        **{column: blank_or(f'IF({cell(at)}="","",{cell(at)})') for column, at in _AMOUNTS.items()},
        **{column: blank_or(cell(at)) for column, at in _COUNTS.items()},
        "J": f'IF({name}="","",IFERROR({cell("$G$1")}&"",{quoted(word("no-sheet"))}))',
        "AA": f"$AA{row - 1}+1",
        "AB": _exists(f'"{stem}"&$AA{row}'),
        "AC": f'IF($AB{row}=1,"{stem}"&$AA{row},{copies})',
    }


def _stem() -> str:
    return place.project_sheet(1).removesuffix("1")


def _exists(name: str) -> str:
    return f'IFERROR(IF(INDIRECT("\'"&{name}&"\'!$A$1")="",1,1),0)'


def total_formulas() -> dict[str, str]:
    """The formulas of the row of totals, by cell."""
    first, last = place.FIRST_SUMMARY_ROW, place.LAST_SUMMARY_ROW
    sums = {
        f"{column}{TOTALS}": f"SUMPRODUCT({column}{first}:{column}{last})" for column in "EFGHI"
    }
    return {
        **sums,
        f"D{TOTALS}": f'COUNTIF($A${first}:$A${last},">0")&"{word("projects-tail")}"',
    }


def sheet_names(names: Sequence[str], others: Collection[str]) -> list[tuple[bool, str]]:
    """For each sheet's row whether 项目N is there, and the name that the formula finds.

    Args:
        names: the sheets of the projects, in order.
        others: all other sheets.
    """
    there = {name.casefold() for name in (*names, *others)}
    found: list[tuple[bool, str]] = []
    missing = 1
    for number in range(1, min(len(names), place.LAST_SUMMARY_ROW - TOTALS) + 1):
        name = place.project_sheet(number)
        if name.casefold() in there:
            found.append((True, name))
            continue
        missing += 1
        copies = (place.project_sheet(1) + pattern.format(missing) for pattern in _COPIES)
        found.append((False, next((copy for copy in copies if copy.casefold() in there), "")))
    return found
