"""What a spreadsheet hands over: the cells of a call, as the texts that a reader of the form gets.

COM gives tuples in tuples, None for a blank, floats for all numbers, Decimal for currency, error
values as whole numbers; xlwings makes lists of the tuples and words (`#N/A`) of most errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.excel.argument_error import ArgumentError
from xlgoals.excel.signatures import OMITTED
from xlgoals.forms.numfmt import BUILTIN, display
from xlgoals.forms.vocabulary import COLUMNS
from xlgoals.forms.whitespace import tidy_cell
from xlgoals.values import Money

__all__ = [
    "amounts",
    "budgets",
    "is_blank",
    "points",
    "row_texts",
    "single",
    "table_texts",
    "text",
]

WIDTH: Final = len(COLUMNS)
MOST_ROWS: Final = 5000
"""As many filled rows as a table may have; the form itself has a few dozen."""

# The error values of a sheet, as numbers: 0x800A0000 and a code from 2000 on.
_ERROR_NUMBERS: Final = range(-2146826288, -2146826188)
_ERROR_WORDS: Final = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
)
_LAYOUT: Final = frozenset("\n\r\t")
_DATE: Final = BUILTIN[14]
_CENT: Final = Decimal("0.01")
_ONE: Final = Decimal(1)
_HUGE: Final = Decimal(10) ** 15


class _Amount(NamedTuple):
    """An amount as its cell holds it, and as the cell shows it with two decimals."""

    exact: Money
    shown: Money


def _is_omitted(value: object) -> bool:
    return type(value) is int and value == OMITTED


def is_blank(value: object) -> bool:
    """Whether an argument holds nothing but blank cells, or was left out.

    Quick, since spare rows are most of a sheet.
    """
    if isinstance(value, (list, tuple)):
        return all(map(is_blank, value))
    return value is None or value == "" or _is_omitted(value)


def single(value: object) -> object:
    """The one cell that an argument is.

    Raises:
        ArgumentError: It is several.
    """
    while isinstance(value, (list, tuple)):
        if len(value) != 1:
            raise ArgumentError("one-cell")
        value = value[0]
    return value


def text(cell: object) -> str:
    """What a cell says, without layout noise.

    A number is written as Excel shows it where the cell has no format of its own: `3.0` as `3`; a
    number that a format shows as a percentage cannot be told from others.

    Raises:
        ArgumentError: The cell holds an error value.
    """
    if isinstance(cell, str):
        if cell[:1] == "#" and cell in _ERROR_WORDS:
            raise ArgumentError("error-value")
        if _LAYOUT.isdisjoint(cell) and cell.strip() == cell:
            return cell
        return tidy_cell(cell.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if cell is None or _is_omitted(cell):
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (date, time)):
        return _moment(cell)
    number = _number(cell)
    return str(cell) if number is None else display(number, "General")


def _number(cell: object) -> Decimal | None:
    """The number in a cell, None when it is something else.

    COM has floats only; the 15 digits that Excel itself keeps make a Decimal of them.

    Raises:
        ArgumentError: The cell holds an error value.
    """
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return None
    if isinstance(cell, int) and cell in _ERROR_NUMBERS:
        raise ArgumentError("error-value")
    return Decimal(f"{cell:.15g}") if isinstance(cell, float) else Decimal(cell)


def _moment(cell: date | time) -> str:
    """A date as a Chinese Excel shows it: 2025/6/30, with the time of day if there is one."""
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02d}"
    day = display(Decimal(cell.toordinal() - date(1899, 12, 30).toordinal()), _DATE)
    if isinstance(cell, datetime) and (cell.hour or cell.minute):
        return f"{day} {cell.hour}:{cell.minute:02d}"
    return day


def _rows(value: object) -> list[Sequence[object]]:
    """An argument as rows of cells, however it came: a cell alone, a row, or rows."""
    if not isinstance(value, (list, tuple)):
        return [[value]]
    if value and all(isinstance(row, (list, tuple)) for row in value):
        return list(value)
    return [value]


def row_texts(value: object) -> tuple[str, ...]:
    """The six texts of one row.

    Raises:
        ArgumentError: It is a column, several rows, or not six cells wide; or a cell holds an
            error value.
    """
    rows = _rows(value)
    if len(rows) == 1 and len(rows[0]) == WIDTH:
        return tuple(map(text, rows[0]))
    if len(rows) == 1:
        raise ArgumentError("width", k=WIDTH, n=len(rows[0]))
    if len(rows[0]) == 1:
        raise ArgumentError("column", k=WIDTH)
    raise ArgumentError("one-row")


def table_texts(value: object) -> list[tuple[str, ...] | ArgumentError]:
    """The texts of each row of a table; in place of a row with an error value, what to say of it.

    Blank rows at the end of a range that is longer than any table are left out.

    Raises:
        ArgumentError: It is not six cells wide, or too long.
    """
    rows = _rows(value)
    if any(len(row) != WIDTH for row in rows):
        raise ArgumentError("width", k=WIDTH, n=len(rows[0]))
    if len(rows) > MOST_ROWS:
        while rows and is_blank(rows[-1]):
            rows.pop()
        if len(rows) > MOST_ROWS:
            raise ArgumentError("too-long", k=MOST_ROWS)
    return [_texts_or_error(row) for row in rows]


def _texts_or_error(row: Sequence[object]) -> tuple[str, ...] | ArgumentError:
    try:
        return tuple(map(text, row))
    except ArgumentError as error:
        return error


def _amount(value: object) -> _Amount:
    cell = single(value)
    if type(cell) is float:
        return _amount_of(cell)
    if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool) and not _is_omitted(cell):
        return _amount_of(cell)
    money = Money.parse(text(cell))
    return _Amount(money, money)


@lru_cache(1024)
def _amount_of(cell: float | Decimal) -> _Amount:
    """The readings of a number; the rows of a table all ask for one budget."""
    number = _number(cell)
    if number is None or not number.is_finite() or abs(number) >= _HUGE:
        money = Money.parse(text(cell))
        return _Amount(money, money)
    cents = number.quantize(_CENT, "ROUND_HALF_UP")
    shown = Money.parse(f"{cents:f}")
    return _Amount(shown if cents == number else Money.parse(f"{number:f}"), shown)


def amounts(*values: object) -> tuple[tuple[Money, ...], ...]:
    """Amounts of money in the unit of their form; blank where one was left out.

    Returns:
        The ways to read them all: one, but two where a number has more than two decimals, since
        the form may show it rounded.

    Raises:
        ArgumentError: One is several cells, or holds an error value.
    """
    found = [_amount(value) for value in values]
    exact = tuple(one.exact for one in found)
    shown = tuple(one.shown for one in found)
    return (exact,) if exact == shown else (exact, shown)


def budgets(value: object) -> tuple[Money, ...]:
    """The readings of one amount, as `amounts` has them.

    Raises:
        ArgumentError: see `amounts`.
    """
    exact, shown = _amount(value)
    return (exact,) if exact is shown else (exact, shown)


def points(values: Sequence[object]) -> tuple[str, ...] | None:
    """The four points of a spending plan, given as four cells or as one range of four.

    Returns:
        Their texts; None when a number may or may not be shown as a percentage: 0.25 and 1.

    Raises:
        ArgumentError: They are not four cells, or one holds an error value.
    """
    given = [value for value in values if not _is_omitted(value)]
    cells = list(map(single, given)) if len(given) > 1 else _line(given[0])
    if len(cells) != 4:
        raise ArgumentError("four-points", n=len(cells))
    numbers = map(_number, cells)
    if any(number is not None and 0 < number <= _ONE for number in numbers):
        return None
    return tuple(map(text, cells))


def _line(value: object) -> Sequence[object]:
    """The cells of one row or one column."""
    rows = _rows(value)
    if len(rows) == 1:
        return rows[0]
    return [cell for row in rows for cell in row]
