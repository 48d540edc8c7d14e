"""What a single cell holds, and writing it so that it shows exactly the text that is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from xlgoals.excel.snapshot import number_of, shown
from xlgoals.forms import fill as amounts
from xlgoals.forms.numfmt import display

if TYPE_CHECKING:
    from xlwings import Range

__all__ = ["Content", "content", "put", "text_of", "wanted"]

_GENERAL: Final = "General"
_TEXT: Final = "@"
_PERCENT: Final = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,4})?)%")


@dataclass(frozen=True, slots=True)
class Content:
    """A cell's text as shown, the number behind it if it is one, and its number format."""

    text: str
    number: Decimal | None
    code: str
    is_formula: bool = False


def content(cell: Range) -> Content:
    """What a cell holds."""
    value: Any = cell.options(err_to_str=True).value
    code = cell.number_format or _GENERAL
    written = cell.formula
    is_formula = isinstance(written, str) and written.startswith("=") and written != value
    if value is None:
        return Content("", None, code, is_formula)
    if isinstance(value, bool):
        return Content("TRUE" if value else "FALSE", None, code, is_formula)
    if isinstance(value, str):
        return Content(value, None, code, is_formula)
    return Content(shown(value, code), number_of(value), code, is_formula)


def text_of(cell: Range) -> str:
    """What a cell shows; its number format is asked for only when it holds a number."""
    value: Any = cell.options(err_to_str=True).value
    if isinstance(value, str):
        return value
    return "" if value is None else content(cell).text


def wanted(text: str, old: Content, *, amount: bool = False) -> Content:
    """What a cell is to hold so that it shows a text: a number where it held one, else a text.

    Args:
        text: What it is to show.
        old: What it holds now, whose number format is kept if it can be.
        amount: Whether it is to be a number though it held none.
    """
    if not text:
        return replace(old, text="", number=None)
    if old.number is not None or amount:
        number = _number(text, old.code)
        if number is not None:
            return number
    # In another cell the application might take it for a number, a date or a formula.
    return Content(text, None, _TEXT)


def _number(text: str, code: str) -> Content | None:
    """The number that shows as this text, in the cell's own format if that can be."""
    percent = _PERCENT.fullmatch(text)
    if percent is not None:
        share = Decimal(percent[1]).scaleb(-2)
        return Content(text, share, code) if display(share, code) == text else None
    found = amounts.amount(text)
    if found.format is None or found.number is None:
        return None
    fits = display(found.number, code) == text
    return Content(text, found.number, code if fits else found.format)


def put(cell: Range, new: Content) -> None:
    """Write a cell."""
    if (cell.number_format or _GENERAL) != new.code:
        cell.number_format = new.code
    if new.number is not None:
        # An application holds numbers in binary, and shows up to 15 of their digits.
        cell.value = float(new.number)
    elif new.text:
        cell.value = new.text
    else:
        cell.clear_contents()
