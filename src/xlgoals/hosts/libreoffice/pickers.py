"""LibreOffice's own dialogs for files and folders, and a window to stop a long work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.app import App
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["cancelling", "choose_folder", "open_file", "save_file"]

_OPEN: Final = 0  # com.sun.star.ui.dialogs.TemplateDescription
_SAVE: Final = 10
_OK: Final = 1
_WIDTH: Final = 160  # of the window, in the office's units for dialogs
_LINE: Final = 14


def _picker(app: App, name: str, *arguments: int) -> Uno:
    context = app.session.context
    return context.ServiceManager.createInstanceWithArgumentsAndContext(
        f"com.sun.star.ui.dialogs.{name}", arguments, context
    )


def _path(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path))


def open_file(app: App, title: str, kind: str, endings: Sequence[str]) -> Path | None:
    """Ask for a file that is there.

    Args:
        app: The application.
        title: The dialog's title.
        kind: What such files are called.
        endings: Theirs, such as `.txt`.

    Returns:
        The file; None when the user gave up.
    """
    picker = _picker(app, "FilePicker", _OPEN)
    picker.setTitle(title)
    picker.appendFilter(kind, ";".join(f"*{ending}" for ending in endings))
    return _path(picker.getFiles()[0]) if picker.execute() == _OK else None


def save_file(app: App, title: str, kind: str, proposed: Path) -> Path | None:
    """Ask where to save a file; the dialog asks before one is replaced."""
    picker = _picker(app, "FilePicker", _SAVE)
    picker.setTitle(title)
    picker.appendFilter(kind, f"*{proposed.suffix}")
    if proposed.parent.is_dir():
        picker.setDisplayDirectory(proposed.parent.absolute().as_uri())
    picker.setDefaultName(proposed.name)
    return _path(picker.getFiles()[0]) if picker.execute() == _OK else None


def choose_folder(app: App, title: str) -> Path | None:
    """Ask for a folder; None when the user gave up."""
    picker = _picker(app, "FolderPicker")
    picker.setTitle(title)
    return _path(picker.getDirectory()) if picker.execute() == _OK else None


@contextmanager
def cancelling(app: App, title: str, words: str, button: str) -> Iterator[Callable[[], bool]]:
    """A window with a button that stays open while a work is done.

    Args:
        app: The application.
        title: The window's title.
        words: What it says.
        button: What the button says.

    Yields:
        Tells whether the button was pressed.
    """
    model = app.session.service("awt.UnoControlDialogModel")
    model.setPropertyValues(
        ("Closeable", "Height", "Moveable", "PositionX", "PositionY", "Title", "Width"),
        (False, 4 * _LINE, True, 60, 60, title, _WIDTH),
    )
    _add(model, "FixedText", "words", words, _LINE // 2)
    pressed = _add(model, "Button", "button", button, 2 * _LINE)
    # A button that stays down is asked for its state: nothing has to be called back.
    pressed.Toggle = True
    window = app.session.service("awt.UnoControlDialog")
    window.setModel(model)
    window.createPeer(app.session.service("awt.Toolkit"), None)
    window.setVisible(True)
    try:
        yield lambda: bool(pressed.State)
    finally:
        window.dispose()


def _add(model: Uno, kind: str, name: str, label: str, top: int) -> Uno:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.setPropertyValues(
        ("Align", "Height", "Label", "PositionX", "PositionY", "Width"),
        (1, _LINE, label, 10, top, _WIDTH - 20),
    )
    model.insertByName(name, control)
    return control
