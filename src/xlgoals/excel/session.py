"""One run of a ribbon command: its workbook, its user, and what is told when it fails.

Whatever goes wrong ends in one Chinese sentence; the application is left as it was found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import xlwings as xw

from xlgoals.excel.dialogs import AppDialogs, Dialogs
from xlgoals.forms.errors import FormError
from xlgoals.hosts.errors import HostError
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import App, Book, Sheet

__all__ = ["Command", "Quiet", "Session", "Told", "command", "host_trouble"]

_LOG: Final = logging.getLogger(__name__)

# What Excel answers through COM, by the signed number of the failure.
_TROUBLES: Final = {
    -2147418111: "busy",  # RPC_E_CALL_REJECTED: a cell is being edited, or a box is open
    -2147417846: "busy",  # RPC_E_SERVERCALL_RETRYLATER
    -2146777998: "busy",  # VBA_E_IGNORE: the object model is suspended
    -2147023174: "lost",  # RPC_S_SERVER_UNAVAILABLE
    -2147023170: "lost",  # RPC_S_CALL_FAILED
    -2147417848: "lost",  # RPC_E_DISCONNECTED
    -2146827284: "refused",  # the application's general error, as from a protected sheet
    -2147352567: "refused",  # DISP_E_EXCEPTION
}
_WORKING: Final = {"screen_updating": False, "enable_events": False, "calculation": "manual"}


class Told(Exception):  # noqa: N818 - it ends a command with words for the user
    """Ends a command; `key` names the words in messages/excel, `values` fill their places."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values

    def __str__(self) -> str:
        return text(f"excel.{self.key}", **self.values)


class Quiet(str):
    """Words that a command gives back without a box to be closed."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with: the user's workbook, their answers, and a path given already."""

    book: Book
    dialogs: Dialogs
    path: Path | None = None

    @property
    def app(self) -> App:
        """The application."""
        return self.book.app

    @property
    def sheet(self) -> Sheet:
        """The sheet that the user looks at.

        Raises:
            Told: It is a chart or otherwise no worksheet.
        """
        try:
            return self.book.sheets.active
        except HostError:
            raise
        except Exception as error:
            if host_trouble(error) in ("busy", "lost"):
                raise
            raise Told("no-worksheet") from error

    @contextmanager
    def working(self, key: str, **values: object) -> Iterator[None]:
        """Show in the status bar what is being done, and work without flicker or recalculation.

        Everything is put back at the end, however the work ends.
        """
        app = self.app
        before: dict[str, Any] = {}
        try:
            for name, value in _WORKING.items():
                _exchange(app, name, value, before)
            self.say(key, **values)
            yield
        finally:
            for name, value in reversed(before.items()):
                _put_back(app, name, value)
            _put_back(app, "status_bar", False)

    def say(self, key: str, **values: object) -> None:
        """Show a line in the status bar."""
        self.app.status_bar = text(f"excel.{key}", **values)


class Command(Protocol):
    """A ribbon command, as hosts call it; gives the words that the user was told."""

    def __call__(self, path: str | Path | None = None, *, dialogs: Dialogs | None = None) -> str:
        """Run it on the calling workbook."""


def command(work: Callable[[Session], str]) -> Command:
    """Make a ribbon command of what it does to a session.

    The words that `work` returns are told to the user, empty ones are not; so is whatever goes
    wrong.  No exception leaves the command.
    """

    @wraps(work)
    def run(path: str | Path | None = None, *, dialogs: Dialogs | None = None) -> str:
        talk = dialogs
        try:
            book = _caller()
            talk = dialogs or AppDialogs(book.app)
            words = work(Session(book, talk, Path(path) if path else None))
        except Exception as error:
            _LOG.debug("command failed", exc_info=True)
            words = _words_of(error)
        if words and talk is not None and not isinstance(words, Quiet):
            with suppress(Exception):  # an application that is gone shows no box
                talk.tell(words)
        return words

    return run


def _caller() -> Book:
    try:
        return xw.Book.caller()
    except HostError:
        raise
    except Exception as error:
        if host_trouble(error):
            raise
        raise Told("no-book") from error


def _words_of(error: Exception) -> str:
    if isinstance(error, Told | HostError):
        return str(error)
    if isinstance(error, FormError):
        return text(f"form.{error.key}", **error.values)
    trouble = host_trouble(error)
    if trouble:
        return text(f"excel.{trouble}")
    return text("excel.unexpected", kind=type(error).__name__)


def host_trouble(error: BaseException) -> str:
    """What kind of trouble with the application an error is: `busy`, `lost`, `refused` or ``."""
    number = getattr(error, "hresult", error.args[0] if error.args else None)
    return _TROUBLES.get(number, "") if isinstance(number, int) else ""


def _exchange(app: App, name: str, value: Any, before: dict[str, Any]) -> None:
    """Set a property of the application, and remember what it was."""
    with suppress(NotImplementedError, AttributeError):  # a host may lack one of them
        old = getattr(app, name)
        if old != value:
            setattr(app, name, value)
            before[name] = old


def _put_back(app: App, name: str, value: Any) -> None:
    with suppress(Exception):  # what the command itself met is worth more than this
        setattr(app, name, value)
