"""Runs the commands that the extension's menu asks for, one after another, on LibreOffice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO

import xlwings

from xlgoals.excel.dialogs import AppDialogs
from xlgoals.hosts.errors import HostError
from xlgoals.hosts.libreoffice import pickers
from xlgoals.messages import text

__all__ = ["OfficeDialogs", "run", "serve"]

_DONE: Final = "done"


class OfficeDialogs(AppDialogs):
    """Questions to the user in LibreOffice's own windows."""

    def __init__(self, app: xlwings.App) -> None:
        super().__init__(app)
        self._office = app.impl

    def open_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Ask for a file that is there."""
        return pickers.open_file(self._office, title, text("extension.files"), endings)

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        return pickers.choose_folder(self._office, title)

    def save_file(self, title: str, proposed: Path) -> Path | None:
        """Ask where to save a file."""
        return pickers.save_file(self._office, title, text("extension.files"), proposed)

    @contextmanager
    def cancelling(self, title: str) -> Iterator[Callable[[], bool]]:
        """A small window with a button."""
        heading, button = text("extension.title"), text("extension.cancel")
        with pickers.cancelling(self._office, heading, title, button) as cancelled:
            yield cancelled


def run(app: xlwings.App, command: str, document: str) -> None:
    """Run a command on an open workbook; whatever goes wrong is told in a message box.

    Args:
        app: The LibreOffice.
        command: Its key in `xlgoals.excel.commands.COMMANDS`.
        document: What LibreOffice tells the document apart by (`RuntimeUID`); the active one when
            it is empty.
    """
    from xlgoals.excel.commands import COMMANDS

    try:
        book = _book(app, document)
        if command not in COMMANDS:
            _tell(app, "unknown-command", command=command)
        elif book is None:
            _tell(app, "no-book")
        else:
            book.set_mock_caller()
            COMMANDS[command](dialogs=OfficeDialogs(app))
    except HostError as error:
        _show(app, str(error))
    except Exception as error:
        # A user gets a sentence; a maintainer asks for the whole of it.
        if os.environ.get("XLGOALS_DEBUG"):
            raise
        _tell(app, "broken", kind=type(error).__name__)


def _book(app: xlwings.App, document: str) -> xlwings.Book | None:
    books = list(app.books)
    if not document:
        return app.books.active if books else None
    return next((book for book in books if book.api.RuntimeUID == document), None)


def _tell(app: xlwings.App, key: str, **values: object) -> None:
    _show(app, text(f"extension.{key}", **values))


def _show(app: xlwings.App, words: str) -> None:
    with suppress(Exception):  # a LibreOffice that is gone shows no box
        app.alert(words, text("extension.title"), "ok", "critical")


def serve(app: xlwings.App, requests: TextIO, answers: TextIO) -> None:
    """Run the commands that are asked for until there are no more.

    Args:
        app: The LibreOffice.
        requests: One JSON object a line, with `command` and `document`.
        answers: Gets a line for each when it is done.
    """
    for line in iter(requests.readline, ""):
        request: dict[str, Any] = json.loads(line)
        run(app, request["command"], request["document"])
        answers.write(_DONE + "\n")
        answers.flush()
