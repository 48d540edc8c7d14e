"""LibreOffice Calc as an xlwings engine, so that code for Excel runs on a live workbook in Linux.

    from xlgoals.hosts import libreoffice

    with libreoffice.start() as app:
        book = app.books.open("表.xlsx")

What behaves as in Excel, and what does not:

| member | here |
|---|---|
| apps, App | start, join, quit, kill, pid, version, selection, calculate, calculation (`automatic`, `manual`), screen_updating, status_bar; display_alerts, enable_events, interactive are only remembered; cut_copy_mode is never set |
| App.alert | shown where there are windows; else recorded and answered, see `alerts` |
| App.macro, Book.macro | not supported: workbooks are opened with their macros off |
| Book | open, add, save, save as (.xlsx .xlsm .xls .ods), close, activate, selection, to_pdf, names, set_mock_caller; a file is replaced as a whole or not at all |
| Sheet | add, delete, copy (between workbooks too), move, name, visible, activate, used_range, clear, autofit, freeze_panes, notes, names, tables; a name's case does not matter |
| Sheet.charts, shapes, pictures, pivot_tables, page_setup, comments, to_html, show_gridlines | not supported |
| Range.value | one call a block; blanks None, numbers float, booleans, dates as datetime by number format (a time of day alone is a number, as in Excel), errors None or text with `err_to_str`; a text is parsed as Excel does (`95%`, `12`, `2026-01-02`, `=…`) but in cells of format `@`; an apostrophe in front makes it text, and here the cell one of format `@`; notes stay |
| Range.formula, formula2 | Excel's notation with sheets, names and arrays; one formula for many cells moves its relative addresses; dates and booleans read as numbers |
| Range.formula_array, has_array | supported |
| address, offset, resize, rows, columns, end, expand, current_region, last_cell | as in Excel; the used range holds no cells that are only formatted |
| row_height, column_width, rows.hidden, columns.hidden | 0 and True for rows hidden by hand or by a filter, None where they differ |
| insert, delete, copy to a place, copy_from (`all`, `values`), move, merge, unmerge, merge_area | supported; a Range stays at its address then (Excel's moves along); `copy()` to the clipboard, paste, other kinds of copy_from are not |
| color, set_colors, font (bold, italic, size, color, name), number_format, wrap_text, alignment | supported; what differs between cells reads as None, a fill as black, as xlwings has it in Excel; rows follow their text when `screen_updating` is on again |
| borders, characters, conditional_formats, data_validation, autofilter, find, replace_all, sort, get_special_cells, group, autofill, to_png, to_pdf | not supported |
| note, add_note, notes | supported; LibreOffice does not save the author |
| hyperlink, add_hyperlink | supported, `#表!A1` within the workbook too; the tip is not kept |
| Names, Name | of the workbook and of sheets |
| Table | name, range, data_body_range, header_row_range, totals_row_range, resize, add, show_autofilter; no styles |
| protection | a locked cell of a protected sheet cannot be written, and nothing there formatted, inserted or deleted, as in Excel by default; see `xlgoals.hosts.protection` |

A member that is not supported raises `UnsupportedError`, a NotImplementedError that names it.  When
LibreOffice is killed or crashes, calls raise `HostLost`; the next `start` begins anew.
"""

# ruff: noqa: E501 - a table's row is one line

from __future__ import annotations

import itertools

import xlwings

from xlgoals.hosts.errors import HostError, HostLost, HostMissingError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.app import Alert, Alerts
from xlgoals.hosts.libreoffice.engine import TIMEOUT, activate, engine

__all__ = [
    "Alert",
    "Alerts",
    "HostError",
    "HostLost",
    "alerts",
    "available",
    "connect",
    "start",
    "why_not",
]

_numbers = itertools.count(-1, -1)


def available() -> bool:
    """Whether LibreOffice and its bridge for this Python are installed."""
    return why_not() is None


def why_not() -> str | None:
    """Why LibreOffice cannot be used, in words for users; None when it can."""
    try:
        runtime.load()
    except HostMissingError as error:
        return str(error)
    return None


def start(*, visible: bool = False, timeout: float = TIMEOUT) -> xlwings.App:
    """Start a LibreOffice of our own and make this engine the one in use.

    It has a profile of its own, listens at a free name and is gone when the context ends, when
    this process ends, and when this process is killed.

    Args:
        visible: Whether it shows windows; that needs a screen.
        timeout: Seconds that it is given to start.

    Returns:
        The application, to be used as a context manager or ended by `quit()`.

    Raises:
        HostMissingError: It is not installed.
        HostStartError: It did not start in time.
    """
    activate()
    return xlwings.App(impl=engine.apps.start(visible=visible, timeout=timeout))


def connect(url: str, *, visible: bool = True, timeout: float = 10.0) -> xlwings.App:
    """Join a LibreOffice that runs already; `quit()` leaves it running.

    Args:
        url: Where it listens, such as `uno:pipe,name=…;urp;StarOffice.ComponentContext`.
        visible: Whether a user sits before it: message boxes are shown then.
        timeout: Seconds to wait for its answer.

    Raises:
        HostMissingError: The bridge for Python is not installed.
        HostStartError: Nobody answers.
    """
    activate()
    app = engine.apps.connect(url, pid=next(_numbers), visible=visible, timeout=timeout)
    return xlwings.App(impl=app)


def alerts(app: xlwings.App) -> Alerts:
    """The message boxes of an application without windows: those shown, and answers to come."""
    found: Alerts = app.impl.alerts
    return found
