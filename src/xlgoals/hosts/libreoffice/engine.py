"""The engine itself: what xlwings asks it for, and its running applications."""

# ruff: noqa: D102 - xlwings describes its own members

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import xlwings
from xlwings import base_classes

from xlgoals.hosts.libreoffice import values
from xlgoals.hosts.libreoffice.app import App
from xlgoals.hosts.libreoffice.process import OfficeProcess
from xlgoals.hosts.libreoffice.session import Session

__all__ = ["NAME", "Apps", "Engine", "activate", "engine"]

NAME: Final = "libreoffice"
TIMEOUT: Final = 60.0
"""Seconds that LibreOffice is given to answer for the first time."""


class Apps(base_classes.Apps):
    """The applications of this engine, the newest first."""

    def __init__(self) -> None:
        self._running: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
    ) -> App:
        """Start another LibreOffice; `spec` and `xl` have no meaning here."""
        del spec, xl
        app = self.start(visible=bool(visible), timeout=TIMEOUT)
        if add_book:
            app.books.add()
        return app

    def start(self, *, visible: bool, timeout: float) -> App:
        """Start a LibreOffice of our own."""
        process = OfficeProcess(visible=visible)
        try:
            session = Session(process.url, process, timeout)
        except BaseException:
            process.end()
            raise
        return self._keep(App(self, session, process.pid, visible=visible))

    def connect(self, url: str, *, pid: int, visible: bool, timeout: float) -> App:
        """A LibreOffice that runs already."""
        return self._keep(App(self, Session(url, None, timeout), pid, visible=visible))

    def _keep(self, app: App) -> App:
        self._running.insert(0, app)
        return app

    def remove(self, app: App) -> None:
        """Forget an application that has ended."""
        if app in self._running:
            self._running.remove(app)

    @staticmethod
    def cleanup() -> None:
        """Nothing: no process is left behind that could be cleaned up."""

    def __iter__(self) -> Iterator[App]:
        return iter([app for app in self._running if app.is_running])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class Engine:
    """What `xlwings.engines` holds."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> object:
        """A value as `Range.raw_value` takes it."""
        del options
        return values.prepared(value)

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[object]],
        datetime_builder: Callable[..., dt.date],
        empty_as: object,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[object]]:
        """Values as `Range.raw_value` gives them, made what the caller asked for."""
        cleaner = values.Cleaner(datetime_builder, empty_as, number_builder, err_to_str)
        return [[cleaner(value) for value in row] for row in data]


engine = Engine()


def activate() -> None:
    """Make it known to xlwings, and the engine in use."""
    if NAME not in [known.name for known in xlwings.engines]:
        xlwings.engines.add(xlwings.main.Engine(impl=engine))
    xlwings.engines[NAME].activate()
