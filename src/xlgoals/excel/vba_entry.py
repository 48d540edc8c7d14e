"""Where the ribbon's VBA enters Python: one command, whose every failure becomes a message.

xlwings' RunPython starts this in a process of its own and would show a traceback.
"""

from __future__ import annotations

import os

from xlgoals.messages import text as words

__all__ = ["run"]


def run(key: str, path: str = "") -> None:
    """Run a command of the ribbon on the workbook that called.

    Args:
        key: Its key in `xlgoals.excel.commands.COMMANDS`.
        path: The file or folder that the user has chosen in Excel, each UTF-16 unit as four
            hexadecimal digits; empty when there is none.
    """
    try:
        problem = _problem(key, path)
    except Exception as error:
        # A user gets a sentence; a maintainer asks for the whole of it.
        if os.environ.get("XLGOALS_DEBUG"):
            raise
        problem = words("addin.broken", kind=type(error).__name__)
    if problem:
        _tell(problem)


def _problem(key: str, path: str) -> str:
    """Run the command, which tells its own outcome; only an unknown one is told from here."""
    from xlgoals.excel.commands import COMMANDS

    command = COMMANDS.get(key)
    if command is None:
        return words("addin.unknown-command", key=key)
    command(bytes.fromhex(path).decode("utf-16-be") or None)
    return ""


def _tell(text: str) -> None:
    import xlwings

    xlwings.Book.caller().app.alert(text, title=words("addin.name"), mode="critical")
