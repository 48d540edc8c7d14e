"""A screen of its own, with a mouse and a keyboard, to use LibreOffice's windows as a user does."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SIZE = (1280, 800)
PROGRAMS = ("Xvfb", "xdotool")
_BOXES = (1, 12)  # com.sun.star.accessibility.AccessibleRole: ALERT, DIALOG


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def until(what: str, ready: Callable[[], Any], seconds: float = 60) -> Any:
    """Wait until something is there, and give it."""
    end = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.2)
    return found


class Screen:
    """A virtual screen; nothing of it is seen on the machine's own."""

    def __init__(self) -> None:
        ours, theirs = os.pipe()
        size = "x".join(map(str, SIZE))
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(theirs), "-screen", "0", f"{size}x24"),
                *("-nolisten", "tcp"),
            ],
            pass_fds=[theirs],
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        with os.fdopen(ours) as said:
            self.display = f":{said.readline().strip()}"

    def _do(self, *arguments: object) -> str:
        command = ["xdotool", *map(str, arguments)]
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.stdout

    def windows(self) -> list[str]:
        """The windows that are seen, by number."""
        return self._do("search", "--onlyvisible", "--name", ".").split()

    def click(self, x: int, y: int) -> None:
        """Press the mouse's button at a place."""
        self._do("mousemove", x, y, "click", 1)

    def type(self, window: str, text: str, *keys: str) -> None:
        """Type into a window, then press keys such as `Return`."""
        self._do("windowfocus", "--sync", window)
        if text:
            self._do("type", "--delay", 30, "--", text)
        for key in keys:
            self._do("key", key)

    def save(self, path: Path) -> None:
        """Keep what is seen as a picture, once it has been drawn to its end."""
        from PIL import ImageGrab

        path.parent.mkdir(parents=True, exist_ok=True)
        seen, still = ImageGrab.grab(xdisplay=self.display), 0
        while still < 3:
            time.sleep(0.4)
            before, seen = seen, ImageGrab.grab(xdisplay=self.display)
            still = still + 1 if before.tobytes() == seen.tobytes() else 0
        seen.save(path, optimize=True)

    def close(self) -> None:
        """Switch it off."""
        self._server.terminate()
        self._server.wait(10)


def button(frame: Any, *names: str) -> tuple[int, int]:
    """Where the button of one of these names stands on the standard toolbar of a window."""
    bar = frame.LayoutManager.getElement("private:resource/toolbar/standardbar")
    children = bar.getRealInterface().getAccessibleContext()
    for at in range(children.getAccessibleChildCount()):
        child = children.getAccessibleChild(at).getAccessibleContext()
        if child.getAccessibleName() in names:
            place, size = child.getLocationOnScreen(), child.getSize()
            return place.X + size.Width // 2, place.Y + size.Height // 2
    raise AssertionError(f"there is no button {names}")


def message(app: Any) -> str:
    """What the message box in front says; nothing while there is none."""
    toolkit = app.impl.session.service("awt.Toolkit")
    said: list[str] = []
    for at in range(toolkit.getTopWindowCount()):
        context = toolkit.getTopWindow(at).getAccessibleContext()
        if context.getAccessibleRole() in _BOXES:
            said += _labels(context)
    return "\n".join(said)


def _labels(context: Any) -> list[str]:
    found = []
    for at in range(context.getAccessibleChildCount()):
        child = context.getAccessibleChild(at).getAccessibleContext()
        found += [child.getAccessibleName(), *_labels(child)]
    return [text for text in found if text]
