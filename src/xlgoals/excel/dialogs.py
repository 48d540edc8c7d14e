"""What a command asks its user: a small seam, which tests answer and hosts may replace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import App

__all__ = ["AppDialogs", "Dialogs"]


class Dialogs(Protocol):
    """Questions to the user; every path is None when the user gave the question up."""

    def tell(self, words: str) -> None:
        """Say something and wait until it was read."""

    def ask(self, words: str) -> bool:
        """Ask whether to go on."""

    def open_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Ask for a file that is there, of one of these endings (`.txt`)."""

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""

    def save_file(self, title: str, proposed: Path) -> Path | None:
        """Ask where to save a file; to replace one that is there has been agreed to."""

    def cancelling(self, title: str) -> AbstractContextManager[Callable[[], bool]]:
        """Let the user stop a long work: gives a function that tells whether they want to."""


class AppDialogs:
    """The dialogs of the application itself; for paths those of Tk, where Python has it."""

    def __init__(self, app: App) -> None:
        self._app = app

    def tell(self, words: str) -> None:
        """Say something and wait until it was read."""
        self._app.alert(words, text("excel.title"), "ok", "info")

    def ask(self, words: str) -> bool:
        """Ask whether to go on; closing the box means no."""
        return self._app.alert(words, text("excel.title"), "yes_no", "info") == "yes"

    def open_file(self, title: str, endings: Sequence[str]) -> Path | None:
        """Ask for a file that is there."""
        kinds = [(title, " ".join(f"*{ending}" for ending in endings))]
        return self._path("askopenfilename", title=title, filetypes=kinds)

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        return self._path("askdirectory", title=title, mustexist=True)

    def save_file(self, title: str, proposed: Path) -> Path | None:
        """Ask where to save a file."""
        ending = proposed.suffix
        return self._path(
            "asksaveasfilename",
            title=title,
            initialdir=str(proposed.parent),
            initialfile=proposed.name,
            defaultextension=ending,
            filetypes=[(title, f"*{ending}")],
        )

    def _path(self, kind: str, **options: Any) -> Path | None:
        """A path by one of Tk's dialogs; without Tk the user is told what to do instead."""
        try:
            import tkinter as tk
            from tkinter import filedialog

            root = tk.Tk()
        except (ImportError, RuntimeError):  # TclError, when there is no screen, is no subclass
            self.tell(text("excel.no-dialog"))
            return None
        except Exception as error:
            if type(error).__name__ != "TclError":
                raise
            self.tell(text("excel.no-dialog"))
            return None
        try:
            root.withdraw()
            root.attributes("-topmost", True)
            chosen = getattr(filedialog, kind)(parent=root, **options)
        finally:
            root.destroy()
        return Path(chosen) if chosen else None

    @contextmanager
    def cancelling(self, title: str) -> Iterator[Callable[[], bool]]:
        """A small window with a button; without Tk the work runs to its end."""
        try:
            import tkinter as tk

            root = tk.Tk()
        except Exception:  # no Tk, or no screen: nothing to press, then
            yield lambda: False
            return
        pressed: list[bool] = []

        def cancelled() -> bool:
            if not pressed:
                root.update()
            return bool(pressed)

        def press() -> None:
            pressed.append(True)

        try:
            root.title(text("excel.title"))
            root.attributes("-topmost", True)
            root.protocol("WM_DELETE_WINDOW", press)
            tk.Label(root, text=title, padx=24, pady=12).pack()
            tk.Button(root, text=text("excel.cancel"), command=press, width=12).pack(pady=(0, 12))
            yield cancelled
        finally:
            root.destroy()
