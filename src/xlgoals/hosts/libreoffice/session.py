"""The connection to one running LibreOffice."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import Final

from xlgoals.hosts.errors import HostStartError
from xlgoals.hosts.libreoffice import runtime
from xlgoals.hosts.libreoffice.process import OfficeProcess
from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Session"]

_PAUSE: Final = 0.05
_TERMINATE: Final = 10.0


class Session:
    """A LibreOffice that answers.

    Args:
        url: Where it listens, such as `uno:pipe,name=…;urp;StarOffice.ComponentContext`.
        process: The process, when it is our own.
        timeout: Seconds to wait for its first answer.

    Raises:
        HostMissingError: The bridge for Python is not installed.
        HostStartError: It ended, or did not answer in time.
    """

    def __init__(self, url: str, process: OfficeProcess | None, timeout: float) -> None:
        self.process = process
        self.context = self._connect(url, timeout)
        self.desktop: Uno = self.service("frame.Desktop")

    @property
    def is_own(self) -> bool:
        """Whether we started it, and may end it."""
        return self.process is not None

    def _connect(self, url: str, timeout: float) -> Uno:
        local = runtime.load().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        end = time.monotonic() + timeout
        while True:
            try:
                return resolver.resolve(url)
            except Exception as error:
                if not runtime.is_uno_error(error):
                    raise
                self._give_up(end, timeout, error)
            time.sleep(_PAUSE)

    def _give_up(self, end: float, timeout: float, error: Exception) -> None:
        """Raise when waiting on makes no sense."""
        status = self.process.status if self.process else None
        if status is not None:
            raise HostStartError("start-failed", status=status) from error
        if time.monotonic() > end:
            if self.process is None:
                raise HostStartError("connect-failed") from error
            raise HostStartError("start-time", seconds=f"{timeout:g}") from error

    def service(self, name: str) -> Uno:
        """A new instance of one of its services, such as `frame.Desktop`."""
        return self.context.ServiceManager.createInstanceWithContext(
            f"com.sun.star.{name}", self.context
        )

    def is_alive(self) -> bool:
        """Whether it still answers."""
        if self.process is not None and self.process.status is not None:
            return False
        try:
            self.desktop.getCurrentFrame()
        except Exception as error:
            if runtime.is_uno_error(error):
                return False
            raise
        return True

    def end(self, *, kill: bool = False) -> None:
        """Part from it; end it too, without saving, when it is our own."""
        if self.process is None:
            return
        if not kill and self.process.status is None:
            # A dialog that waits for an answer would hold it for ever.
            limit = threading.Timer(_TERMINATE, self.process.end)
            limit.start()
            with suppress(Exception):  # it may be gone before it has answered
                self._close_all()
                self.desktop.terminate()
            limit.cancel()
        self.process.end(0.0 if kill else _TERMINATE)

    def _close_all(self) -> None:
        parts = self.desktop.getComponents().createEnumeration()
        while parts.hasMoreElements():
            parts.nextElement().close(True)
