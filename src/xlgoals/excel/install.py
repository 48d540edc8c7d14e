"""Puts the add-in where Excel finds it, and takes it away again, leaving nothing behind.

Everything stands in folders of the user's own: no administrator is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlgoals.excel import build, office, settings
from xlgoals.excel.machine import Machine
from xlgoals.files import reason, write_whole
from xlgoals.messages import text as words

__all__ = ["InstallError", "install", "uninstall"]

_OPTIONS: Final = office.EXCEL + r"\Options"


class InstallError(Exception):
    """It could not be done; the message says why, and what to do."""


def install(machine: Machine, *, addins: bool = False) -> list[Path]:
    """Build the add-in for the xlwings that is installed, and put it and its settings in place.

    Done twice it gives the same; an add-in in the other folder is taken away, so that Excel never
    loads two.

    Args:
        machine: The machine.
        addins: Into the folder of the user's add-ins instead of the one Excel starts with.

    Returns:
        The files that stand there now.

    Raises:
        InstallError: There is no Excel on such a machine, it holds the add-in open, a folder
            cannot be written, or the interpreter's path cannot be told to Excel.
        build.BuildError: What the build needs is missing.
    """
    target = _folder(machine, addins=addins) / build.ADDIN_NAME
    data = build.addin()
    with _told(target):
        for other in _addins(machine):
            if other != target:
                other.unlink(missing_ok=True)
        _forget(machine)
        write_whole(target, data)
        if addins:
            machine.registry.write(_OPTIONS, _free(machine), f'"{target}"')
        files = [target, _write_settings(machine)]
        if machine.system == "macos":
            files.append(_copy_script(machine))
    return files


def uninstall(machine: Machine) -> list[Path]:
    """Take away whatever an installation of any version put in place.

    Returns:
        The files that were taken away; empty when there were none.

    Raises:
        InstallError: Excel holds the add-in open, or a folder cannot be written.
    """
    gone = []
    conf = settings.path(machine)
    for path in (*_addins(machine), conf, *_scripts(machine)):
        with _told(path):
            if path.is_file():
                path.unlink()
                gone.append(path)
    with _told(conf):
        _forget(machine)
    if machine.system != "macos":  # there the folder is Excel's own
        with suppress(OSError):
            conf.parent.rmdir()
    return gone


def _folder(machine: Machine, *, addins: bool) -> Path:
    if machine.system == "linux":
        raise InstallError(words("install.linux"))
    folder = (office.addins_folder if addins else office.startup_folder)(machine)
    if folder is None:
        key = "install.no-addins" if addins else "install.no-appdata"
        raise InstallError(words(key))
    return folder


def _addins(machine: Machine) -> list[Path]:
    """Every place where the add-in may stand."""
    folders = (office.startup_folder(machine), office.addins_folder(machine))
    return [folder / build.ADDIN_NAME for folder in folders if folder is not None]


def _free(machine: Machine) -> str:
    """The name of the next registry value, as Excel counts: OPEN, OPEN1, OPEN2."""
    taken = {name.upper() for name in machine.registry.names(_OPTIONS)}
    count, name = 0, "OPEN"
    while name in taken:
        count += 1
        name = f"OPEN{count}"
    return name


def _forget(machine: Machine) -> None:
    for name in list(office.opened_addins(machine)):
        machine.registry.delete(_OPTIONS, name)


def _write_settings(machine: Machine) -> Path:
    path = settings.path(machine)
    try:
        wanted = settings.wanted(machine)
    except settings.SettingsError as error:
        raise InstallError(words("install.not-ascii", path=error.args[0])) from error
    # What the user or their IT has added stays.
    kept = settings.read(path.read_bytes()) if path.is_file() else {}
    data = settings.written({name: text for name, text in kept.items() if text.isascii()} | wanted)
    write_whole(path, data)
    return path


def _copy_script(machine: Machine) -> Path:
    """Excel for macOS starts Python by a script that comes with xlwings."""
    number = version("xlwings")
    spec = find_spec("xlwings")
    origin = Path(spec.origin) if spec is not None and spec.origin is not None else Path()
    target = office.script(machine, number)
    write_whole(target, origin.with_name(f"xlwings-{number}.applescript").read_bytes())
    return target


def _scripts(machine: Machine) -> Iterator[Path]:
    if machine.system == "macos":
        yield office.script(machine, version("xlwings"))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Failures of the system in words for the user."""
    try:
        yield
    except PermissionError as error:
        raise InstallError(words("install.open", path=path)) from error
    except OSError as error:
        told = words("install.not-written", path=path, reason=reason(error))
        raise InstallError(told) from error
