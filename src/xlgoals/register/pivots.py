"""The sheets of totals by department and by rule: sums as values, and the formulas behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from openpyxl.utils import get_column_letter

from xlgoals.forms.sheetname import quoted
from xlgoals.messages import text as say
from xlgoals.register.cells import Formula, criterion, formula_text, heights, line
from xlgoals.register.columns import FINDINGS, PROJECTS, Column, Kind, Row, Table, Value
from xlgoals.register.look import Looks
from xlgoals.register.rows import EXACT, GRAVEST_FIRST
from xlgoals.reports import words

__all__ = ["BY_DEPARTMENT", "BY_RULE", "FIRST", "HEADER", "TOTAL", "Pivot", "Ranges"]

BY_DEPARTMENT: Final = Table(
    "by-department",
    (
        Column("department", Kind.PROSE, 42),
        Column("files", Kind.COUNT, 9),
        Column("projects", Kind.COUNT, 9),
        Column("total", Kind.MONEY, 16),
        Column("fiscal", Kind.MONEY, 16),
        Column("other", Kind.MONEY, 16),
        Column("indicators", Kind.COUNT, 9),
        Column("error", Kind.FOUND, 9),
        Column("warning", Kind.FOUND, 9),
        Column("info", Kind.FOUND, 9),
    ),
)
BY_RULE: Final = Table(
    "by-rule",
    (
        Column("code", Kind.LABEL, 14),
        Column("title", Kind.PROSE, 46),
        Column("group", Kind.LABEL, 12),
        Column("error", Kind.FOUND, 9),
        Column("warning", Kind.FOUND, 9),
        Column("info", Kind.FOUND, 9),
        Column("findings", Kind.COUNT, 9),
        Column("files", Kind.COUNT, 9),
    ),
)

TOTAL: Final = 3
"""The row of totals."""

HEADER: Final = 4
"""The row of headers."""

FIRST: Final = 5
"""The row of the first department or rule."""

_LEVELS: Final = {level.word: level for level in GRAVEST_FIRST}
_ENDS: Final = (GRAVEST_FIRST[0].word, GRAVEST_FIRST[-1].word)
_SUMMED: Final = frozenset({"total", "fiscal", "other", "indicators"})
_MOST_COMPARED: Final = 20_000_000
"""Formulas that compare more cells than this would make every edit slow; values stand alone."""


class Ranges:
    """Where the columns of the tables stand, and how formulas count and sum over them.

    Args:
        sheets: Of each table the names of its sheets with the number of rows on each.
    """

    def __init__(self, sheets: dict[str, list[tuple[str, int]]]) -> None:
        self._sheets = sheets

    def rows(self, table: Table) -> int:
        """How many rows the table has on all its sheets."""
        return sum(rows for _, rows in self._sheets[table.key])

    def count(self, table: Table, **wanted: str) -> str:
        """A formula that counts the rows whose columns meet these criteria."""
        return self._joined(table, "COUNTIFS", "", wanted)

    def sum(self, table: Table, column: str, **wanted: str) -> str:
        """A formula that sums a column over the rows that meet these criteria."""
        return self._joined(table, "SUMIFS", column, wanted)

    def _joined(self, table: Table, function: str, column: str, wanted: dict[str, str]) -> str:
        return "+".join(
            f"{function}({self._arguments(table, place, column, wanted)})"
            for place in self._sheets[table.key]
        )

    def _arguments(
        self, table: Table, place: tuple[str, int], column: str, wanted: dict[str, str]
    ) -> str:
        first = [_range(table, column, *place)] if column else []
        pairs = [f"{_range(table, key, *place)},{value}" for key, value in wanted.items()]
        return ",".join(first + pairs)


def _range(table: Table, key: str, sheet: str, rows: int) -> str:
    letter = get_column_letter(table.at(key) + 1)
    return f"{quoted(sheet)}!${letter}$2:${letter}${max(rows, 1) + 1}"


@dataclass
class Pivot:
    """One sheet of totals.

    Attributes:
        table: Its columns.
        rows: Its rows.
        ranges: Where the tables are that it sums.
    """

    table: Table
    rows: Sequence[Row]
    ranges: Ranges

    @property
    def last(self) -> int:
        """The last row with a department or rule, at least the first."""
        return max(FIRST, FIRST + len(self.rows) - 1)

    def where(self, key: str, most: int | None = None) -> str:
        """The cells of a column, as formulas and charts refer to them; at most so many."""
        letter = get_column_letter(self.table.at(key) + 1)
        last = self.last if most is None else min(self.last, FIRST + most - 1)
        return f"{quoted(self.table.title)}!${letter}${FIRST}:${letter}${last}"

    def values(self, key: str) -> list[Any]:
        """The values of a column, plain numbers and texts."""
        at = self.table.at(key)
        return [row[at] for row in self.rows]

    def total(self, key: str) -> int | Decimal:
        """The exact sum of a column."""
        total: int | Decimal = 0
        for value in self.values(key):
            total = EXACT.add(total, value) if isinstance(value, Decimal) else total + value
        return total

    def lines(self, looks: Looks) -> Iterator[str]:
        """The rows of the sheet."""
        columns = self.table.columns
        letters = [get_column_letter(at) for at in range(1, len(columns) + 1)]
        yield line(1, ["A"], [looks.title], [self.table.title], 30)
        yield line(2, ["A"], [looks.note], [say(f"register.note.{self.table.key}")], 18)
        totals = [looks.totals[column.kind] for column in columns]
        yield line(TOTAL, letters, totals, self._totals(), 22)
        yield line(HEADER, letters, [looks.header] * len(columns), self.table.headers, 24)
        styles = [looks.kinds[column.kind] for column in columns]
        tall = heights(self.table)
        for number, row in enumerate(self.rows, start=FIRST):
            yield line(number, letters, styles, self._live(number, row), tall(row))

    def _totals(self) -> list[Value | Formula]:
        numbers = {column.key for column in self.table.columns if _is_number(column)}
        # A file has findings of several rules, so its files do not add up.
        numbers -= {"files"} if self.table is BY_RULE else set()
        cells: list[Value | Formula] = [
            Formula(f"SUBTOTAL(9,{self._own(key)})", self.total(key)) if key in numbers else None
            for key in (column.key for column in self.table.columns)
        ]
        cells[0] = say("register.sum")
        return cells

    def _own(self, key: str) -> str:
        return self.where(key).rpartition("!")[2].replace("$", "")

    def _live(self, number: int, row: Sequence[Any]) -> list[Value | Formula]:
        """A row whose numbers are calculated from the tables, where that is not too slow."""
        if len(self.rows) * max(map(self.ranges.rows, (PROJECTS, FINDINGS))) > _MOST_COMPARED:
            return list(row)
        key = criterion(f"$A{number}", row[0])
        make = self._department if self.table is BY_DEPARTMENT else self._rule
        formulas = [make(column.key, key, number) for column in self.table.columns]
        return [
            Formula(formula, value) if formula else value
            for formula, value in zip(formulas, row, strict=True)
        ]

    def _department(self, key: str, wanted: str, _: int) -> str:
        if key in _SUMMED:
            return self.ranges.sum(PROJECTS, key, department=wanted)
        if key == "projects":
            return self.ranges.count(PROJECTS, department=wanted)
        return self._findings(key, department=wanted)

    def _rule(self, key: str, wanted: str, number: int) -> str:
        if key == "findings":
            first, last = (get_column_letter(self.table.at(level) + 1) for level in _ENDS)
            return f"SUM({first}{number}:{last}{number})"
        return self._findings(key, code=wanted)

    def _findings(self, key: str, **wanted: str) -> str:
        if key not in _LEVELS:
            return ""
        level = formula_text(words.severity(_LEVELS[key]))
        return self.ranges.count(FINDINGS, **wanted, severity=level)


def _is_number(column: Column) -> bool:
    return column.kind in (Kind.COUNT, Kind.FOUND, Kind.MONEY)
