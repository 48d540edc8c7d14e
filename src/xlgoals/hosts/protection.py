"""Protection of sheets, the one thing that the commands need and xlwings has no member for.

The same functions work in Excel, through its own object model, and in LibreOffice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import xlwings

from xlgoals.hosts.errors import ProtectedError
from xlgoals.hosts.libreoffice.sheet import Sheet

__all__ = ["Protection", "is_protected", "lifted", "protect", "unprotect"]

# What Excel may allow on a protected sheet, as `Protect` names it.
_ALLOWANCES: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)


@dataclass(frozen=True)
class Protection:
    """How a sheet was protected.

    Attributes:
        options: What Excel's `Protect` is to be given to make it so again. LibreOffice keeps
            these itself.
    """

    options: dict[str, bool] = field(default_factory=dict)


def is_protected(sheet: xlwings.Sheet) -> bool:
    """Whether the sheet's locked cells cannot be changed."""
    if isinstance(sheet.impl, Sheet):
        return sheet.impl.is_protected
    return bool(sheet.api.ProtectContents)


def unprotect(sheet: xlwings.Sheet, password: str = "") -> Protection | None:
    """Lift a sheet's protection.

    Args:
        sheet: The sheet.
        password: Its password; none by default.

    Returns:
        What `protect` makes it so again with; None when it was not protected.

    Raises:
        ProtectedError: The password is another one; the protection stands.
    """
    if not is_protected(sheet):
        return None
    if isinstance(sheet.impl, Sheet):
        sheet.impl.unprotect(password)
        return Protection()
    was = Protection(_options(sheet.api))
    # Excel asks a user for the password, or raises, when it is another one.
    with suppress(Exception):
        sheet.api.Unprotect(password)
    if is_protected(sheet):
        raise ProtectedError("password", sheet=sheet.name)
    return was


def _options(sheet: Any) -> dict[str, bool]:
    options = {name: bool(getattr(sheet.Protection, name)) for name in _ALLOWANCES}
    options["DrawingObjects"] = bool(sheet.ProtectDrawingObjects)
    options["Scenarios"] = bool(sheet.ProtectScenarios)
    return options


def protect(sheet: xlwings.Sheet, was: Protection | None = None, password: str = "") -> None:
    """Protect a sheet.

    Args:
        sheet: The sheet.
        was: What `unprotect` gave, to allow what was allowed before.
        password: The password that lifts it; none by default.
    """
    if isinstance(sheet.impl, Sheet):
        sheet.impl.protect(password)
    else:
        sheet.api.Protect(Password=password, **(was.options if was else {}))


@contextmanager
def lifted(sheet: xlwings.Sheet, password: str = "") -> Iterator[bool]:
    """A sheet without its protection, which is as before at the end, whatever happens.

    Args:
        sheet: The sheet; it need not be protected.
        password: Its password; none by default.

    Yields:
        Whether it was protected.

    Raises:
        ProtectedError: The password is another one.
    """
    was = unprotect(sheet, password)
    try:
        yield was is not None
    finally:
        if was is not None:
            protect(sheet, was, password)
