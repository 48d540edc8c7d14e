"""A running LibreOffice, as xlwings' App."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from xlgoals.hosts.errors import UnsupportedError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.books import Books
from xlgoals.hosts.libreoffice.guard import Part, part
from xlgoals.hosts.libreoffice.heights import Heights
from xlgoals.hosts.libreoffice.session import Session
from xlgoals.hosts.libreoffice.sheet import Sheet

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.engine import Apps, Engine
    from xlgoals.hosts.libreoffice.ranges import Range
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Alert", "Alerts", "App"]

_PRODUCT: Final = "/org.openoffice.Setup/Product"
# For each set of buttons: the office's number, and the answer when nobody is there to give one.
_BUTTONS: Final = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_CAUTIOUS: Final = {"ok": "ok", "ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}
_ANSWERS: Final = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


@dataclass(frozen=True)
class Alert:
    """A message box that was asked for: its text, title, buttons, and what was answered."""

    prompt: str
    title: str | None
    buttons: str
    answer: str


@dataclass
class Alerts:
    """The message boxes of an application without windows.

    Attributes:
        shown: Those asked for so far, the oldest first.
        answers: What the next ones are answered; when empty, the cautious button is taken.
    """

    shown: list[Alert] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)

    def tell(self, prompt: str, title: str | None, buttons: str) -> str:
        """Record one, and answer it."""
        answer = self.answers.popleft() if self.answers else _CAUTIOUS[buttons]
        self.shown.append(Alert(prompt, title, buttons, answer))
        return answer


@part
class App(Part, base_classes.App):
    """One LibreOffice.

    Args:
        apps: The collection that it stands in.
        session: The connection.
        pid: Its process id, or another number that is nobody else's.
        visible: Whether it has windows.
    """

    def __init__(self, apps: Apps, session: Session, pid: int, *, visible: bool) -> None:
        self._apps, self.session, self._pid, self._visible = apps, session, pid, visible
        self.app = self
        self.alerts = Alerts()
        self.heights = Heights()
        self.generation = 0
        self.protections = 0
        self.notes = 0
        self.epoch = 0
        self._states: dict[str, object] = {}
        self._status: str | bool = False
        self._indicator: Uno = None

    @property
    def is_running(self) -> bool:
        """Whether it was not ended or lost."""
        process = self.session.process
        return process is None or process.status is None

    def cells_moved(self) -> None:
        """Cells were inserted, deleted or moved: the office's objects moved or shrank with them."""
        self.generation += 1
        self.changed()

    def changed(self) -> None:
        """Sheets or cells may stand elsewhere now: what was remembered of them is void."""
        self.epoch += 1

    @property
    def remembers(self) -> bool:
        """Whether nobody else changes a workbook: while its screen does not follow, only we do."""
        return not self.screen_updating

    def forget(self) -> None:
        """It is gone: nobody shall find it any more."""
        self._apps.remove(self)
        self.session.end(kill=True)

    @property
    def api(self) -> Uno:
        return self.session.desktop

    xl = api

    @property
    def engine(self) -> Engine:
        from xlgoals.hosts.libreoffice.engine import engine

        return engine

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def hwnd(self) -> int | None:
        return None

    @property
    def version(self) -> str:
        return str(self._setting(_PRODUCT, "ooSetupVersion"))

    def _setting(self, path: str, name: str) -> object:
        provider = self.session.service("configuration.ConfigurationProvider")
        where = runtime.properties(nodepath=path)
        access = "com.sun.star.configuration.ConfigurationAccess"
        return provider.createInstanceWithArguments(access, where).getPropertyValue(name)

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        # A headless one never gets a window: xlwings asks for one each time, so that is no error.
        del value

    @property
    def books(self) -> Books:
        return Books(self)

    def activate(self, steal_focus: bool = False) -> None:
        frame = self.session.desktop.getCurrentFrame()
        if steal_focus and frame is not None:
            frame.ContainerWindow.toFront()

    def quit(self) -> None:
        """End it without saving; one that we only joined stays open."""
        self.session.end()
        self._apps.remove(self)

    def kill(self) -> None:
        self.forget()

    # What follows is state of the application.

    @property
    def screen_updating(self) -> bool:
        return bool(self._states.get("screen_updating", True))

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._states["screen_updating"] = bool(value)
        self.changed()
        books = list(self.books)
        for book in books:
            book.api.IsAdjustHeightEnabled = bool(value)
        if value:
            self.heights.catch_up()
        for book in books:
            if book.api.hasControllersLocked() and value:
                book.api.unlockControllers()
            elif not value and not book.api.hasControllersLocked():
                book.api.lockControllers()

    @property
    def display_alerts(self) -> bool:
        return bool(self._states.get("display_alerts", True))

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._states["display_alerts"] = bool(value)

    @property
    def enable_events(self) -> bool:
        return bool(self._states.get("enable_events", True))

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._states["enable_events"] = bool(value)

    @property
    def interactive(self) -> bool:
        return bool(self._states.get("interactive", True))

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._states["interactive"] = bool(value)

    @property
    def cut_copy_mode(self) -> None:
        return None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        del value

    @property
    def calculation(self) -> str:
        active = self.books.active
        return "automatic" if active.api.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.api.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        for book in self.books:
            book.api.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        self._status = value if isinstance(value, str) else False
        frame = self.session.desktop.getCurrentFrame()
        if isinstance(value, str) and self._visible and frame is not None:
            self._indicator = frame.createStatusIndicator()
            self._indicator.start(value, 0)

    @property
    def selection(self) -> Range | None:
        book = self.books.active_or_none
        return None if book is None else book.selection

    def alert(
        self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: object
    ) -> str:
        """A message box; without windows it is recorded in `alerts` and answered from there."""
        del callback
        frame = self.session.desktop.getCurrentFrame()
        if not self._visible or frame is None:
            return self.alerts.tell(prompt, title, buttons)
        window = frame.ContainerWindow
        asks = buttons != "ok"
        kind = "ERRORBOX" if mode == "critical" else "QUERYBOX" if asks else "INFOBOX"
        box = window.getToolkit().createMessageBox(
            window, runtime.enum("awt.MessageBoxType", kind), _BUTTONS[buttons], title or "", prompt
        )
        return _ANSWERS[box.execute()]

    def range(self, address: str) -> Range:
        """A range of the active sheet."""
        sheet: Sheet = self.books.active.sheets.active
        return sheet.range(address)

    def run(self, macro: str, args: Sequence[Any]) -> Any:
        del macro, args
        raise UnsupportedError("App.macro")
