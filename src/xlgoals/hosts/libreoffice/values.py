"""Values of cells: what Excel makes of what is written, and what it gives when read.

The office knows numbers, texts and formulas only; dates and booleans are numbers that a number
format shows so, and a percentage that is typed becomes a number with such a format.
"""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

__all__ = [
    "ERRORS",
    "CellError",
    "Cleaner",
    "Entry",
    "Kind",
    "boolean",
    "date",
    "entry",
    "prepared",
]

ERRORS: Final = {
    # the office's code: how Excel shows it, and its number in COM
    32767: ("#N/A", -2146826246),
    532: ("#DIV/0!", -2146826281),
    519: ("#VALUE!", -2146826273),
    524: ("#REF!", -2146826265),
    525: ("#NAME?", -2146826259),
    503: ("#NUM!", -2146826252),
    521: ("#NULL!", -2146826288),
}
_SHOWN: Final = {number: shown for shown, number in ERRORS.values()}
_VALUE: Final = ERRORS[519]

_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's date has no time zone
_DAY: Final = dt.timedelta(days=1)
_NUMBER: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?")
_DATE: Final = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
DATE_FORMAT: Final = "yyyy-mm-dd"
TIME_FORMAT: Final = "yyyy-mm-dd hh:mm:ss"
BOOLEAN_FORMAT: Final = "BOOLEAN"


class CellError(int):
    """An error of a formula, as COM gives it: a number of its own."""

    @classmethod
    def of(cls, code: int) -> CellError:
        """The error for the office's code."""
        return cls(ERRORS.get(code, _VALUE)[1])

    @property
    def shown(self) -> str:
        """How Excel shows it, such as `#N/A`."""
        return _SHOWN[int(self)]


class Kind(Enum):
    """What becomes of a written value."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value to be written.

    Attributes:
        kind: What it becomes in a cell whose number format is not text.
        content: The number, or the text.
        number_format: The format that Excel gives to a cell with none of its own.
        text: What a cell for text keeps of it.
    """

    kind: Kind
    content: float | str
    number_format: str = ""
    text: str = ""

    def in_text_cell(self) -> Entry:
        """The same for a cell with the number format `@`."""
        return self if self.kind is Kind.EMPTY else Entry(Kind.TEXT, self.text, "", self.text)


def prepared(value: Any) -> object:
    """A Python value as the engine writes it: missing values are blank, numbers plain."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str | bool | int | float | dt.date | dt.time):
        return value
    return prepared(value.item()) if hasattr(value, "item") else str(value)


def entry(value: object) -> Entry:
    """What Excel makes of a value that is assigned to a cell."""
    if value is None or value == "":
        return Entry(Kind.EMPTY, "")
    if isinstance(value, bool):
        return Entry(Kind.NUMBER, float(value), BOOLEAN_FORMAT, str(value).upper())
    if isinstance(value, dt.date):
        return _date_entry(value)
    if isinstance(value, dt.time):
        since = dt.datetime.combine(_EPOCH, value) - _EPOCH
        return Entry(Kind.NUMBER, since / _DAY, "hh:mm:ss", value.isoformat("seconds"))
    if isinstance(value, int | float):
        return Entry(Kind.NUMBER, float(value), "", f"{value:.15g}")
    return _text_entry(str(value))


def _date_entry(value: dt.date) -> Entry:
    if not isinstance(value, dt.datetime):
        moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return Entry(Kind.NUMBER, float((moment - _EPOCH).days), DATE_FORMAT, value.isoformat())
    value = value.replace(tzinfo=None)
    text = value.isoformat(" ", "seconds")
    return Entry(Kind.NUMBER, (value - _EPOCH) / _DAY, TIME_FORMAT, text)


def _text_entry(text: str) -> Entry:
    if text.startswith("'"):  # Excel's mark for a text, whatever follows
        return Entry(Kind.TEXT, text[1:], "", text[1:])
    if text.startswith("=") and len(text) > 1:
        return Entry(Kind.FORMULA, text, "", text)
    typed = text.strip()
    if typed.upper() in ("TRUE", "FALSE"):
        return Entry(Kind.NUMBER, float(typed.upper() == "TRUE"), BOOLEAN_FORMAT, text)
    if (found := _DATE.fullmatch(typed)) is not None:
        day = _day(*map(int, found.group(1, 3, 4)))
        return Entry(Kind.TEXT, text, "", text) if day is None else _typed(_date_entry(day), text)
    number = _number(typed)
    return Entry(Kind.TEXT, text, "", text) if number is None else _typed(number, text)


def _typed(made: Entry, text: str) -> Entry:
    return Entry(made.kind, made.content, made.number_format, text)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _number(typed: str) -> Entry | None:
    """A number or percentage that Excel recognises, None for any other text."""
    share = typed.endswith("%")
    digits = typed[:-1].rstrip() if share else typed
    if not any(mark.isdigit() for mark in digits) or not digits.isascii():
        return None
    if _NUMBER.fullmatch(digits) is None or digits[0] in "eE":
        return None
    number = Decimal(digits.replace(",", ""))
    if not share:
        return Entry(Kind.NUMBER, float(number))
    return Entry(Kind.NUMBER, float(number / 100), "0.00%" if "." in digits else "0%")


def date(number: float) -> dt.datetime | float:
    """The moment that a number of days since 1899-12-30 means; the number when it means none."""
    try:
        return _EPOCH + dt.timedelta(days=number)
    except OverflowError:
        return number


def boolean(number: float) -> bool:
    """The truth value that a number means."""
    return number != 0


class Cleaner:
    """Makes a raw value what the caller of `Range.value` asked for.

    Args:
        moment: What builds a date, from year, month, day, hour, minute, second, microsecond.
        empty: What stands for a blank cell, or one that shows nothing.
        number: What is made of each number, None to leave it.
        shows_errors: Whether an error becomes its text; else it is None, as on Windows.
    """

    def __init__(
        self,
        moment: Callable[..., dt.date],
        empty: object,
        number: Callable[[float], Any] | None,
        shows_errors: bool,
    ) -> None:
        self._moment, self._empty, self._number = moment, empty, number
        self._shows_errors = shows_errors

    def __call__(self, value: object) -> object:
        if value is None or value == "":
            return self._empty
        if isinstance(value, CellError):
            return value.shown if self._shows_errors else None
        if isinstance(value, dt.datetime):
            return self._date(value)
        if self._number is not None and isinstance(value, float):
            return self._number(value)
        return value

    def _date(self, value: dt.datetime) -> dt.date:
        names = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        parts = {name: getattr(value, name) for name in names}
        return self._moment(**parts, tzinfo=None)
