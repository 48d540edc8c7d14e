"""The worksheet functions as data: names, arguments, and their words.

The binding to xlwings, the wrappers in VBA and the registration in Excel's function dialog are all
made from `FUNCTIONS`.  Nothing else is loaded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xlgoals import messages

__all__ = [
    "FUNCTIONS",
    "MODULE",
    "NOT_JUDGED",
    "OMITTED",
    "WARM",
    "Argument",
    "Function",
    "category",
]

MODULE: Final = "xlgoals.excel.functions"
"""The module that holds the functions, as the server imports it."""

WARM: Final = "warm"
"""The function of that module that the add-in calls once when a workbook opens: no arguments, it
gives the version of the package."""

OMITTED: Final = -2147352572
"""What COM hands over for an argument that was left out; the default of all optional arguments."""

NOT_JUDGED: Final = "#N/A"
"""What a function answers when only the workbook's own formula can tell.

The wrapper in VBA makes it the error value #N/A, so that IFERROR takes the native verdict.
"""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    Attributes:
        name: Its name in Python and in VBA; also the end of the key of its help.
        is_range: Whether it is a range of several cells; it then arrives as rows of cells.
        optional: Whether it may be left out.
    """

    name: str
    is_range: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function.

    Attributes:
        name: Its name in Excel, in VBA and in Python.
        arguments: Its arguments, in order; optional ones last.
        spills: Whether it gives one row of cells for each row of its range, not a single text.
        judges: Whether it answers with a verdict, which begins with a mark.
    """

    name: str
    arguments: tuple[Argument, ...]
    spills: bool = False
    judges: bool = True

    def help(self, language: str | None = None) -> str:
        """What it is for, in at most 255 characters, as Excel's dialog takes them."""
        return messages.text(f"function.{self.name}.help", language)

    def argument_help(self, language: str | None = None) -> tuple[str, ...]:
        """What each of its arguments is, likewise."""
        return tuple(
            messages.text(f"function.{self.name}.{argument.name}", language)
            for argument in self.arguments
        )


def category(language: str | None = None) -> str:
    """The category that Excel lists the functions under."""
    return messages.text("function.category", language)


_BUDGET: Final = Argument("budget", optional=True)

FUNCTIONS: Final = (
    Function("XLG_INDICATOR", (Argument("row", is_range=True), _BUDGET)),
    Function("XLG_INDICATORS", (Argument("table", is_range=True), _BUDGET), spills=True),
    Function("XLG_FUNDING", (Argument("total"), Argument("fiscal"), Argument("other"))),
    Function(
        "XLG_SCHEDULE",
        (
            # Four cells of one range, or each by itself, as the workbook writes them.
            Argument("march", is_range=True),
            Argument("june", optional=True),
            Argument("october", optional=True),
            Argument("december", optional=True),
        ),
    ),
    Function("XLG_PROJECTCODE", (Argument("code"),)),
    Function("XLG_VALUE", (Argument("text"),), judges=False),
    Function("XLG_RULE", (Argument("code"),), judges=False),
)
"""All worksheet functions, in the order of the manual."""
