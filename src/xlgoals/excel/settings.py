"""The add-in's settings, in the file and the layout in which xlwings' VBA looks for them.

The file is ASCII: VBA reads it in the system's code page, Python in another one, and a byte that
only one of them understands would make `import xlwings` fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from xlgoals.excel.machine import Machine
from xlgoals.excel.vba_project import PROJECT

__all__ = ["SettingsError", "expanded", "path", "plain_path", "read", "wanted", "written"]

_LINE: Final = re.compile(r'"([^"]*)","([^"]*)"')
_INTERPRETERS: Final = {"windows": "INTERPRETER_WIN", "macos": "INTERPRETER_MAC"}
_FOLDERS: Final = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "PROGRAMFILES")
_VARIABLE: Final = re.compile(r"%([^%]+)%")


class SettingsError(Exception):
    """The interpreter's path cannot be written in ASCII; the argument is that path."""


def path(machine: Machine) -> Path:
    """Where the add-in looks for its settings."""
    if machine.system == "macos":
        data = machine.home / "Library/Containers/com.microsoft.Excel/Data"
        return data / f"{PROJECT}.conf"
    return machine.home / f".{PROJECT}" / f"{PROJECT}.conf"


def wanted(machine: Machine) -> dict[str, str]:
    """The settings that the add-in needs on a machine.

    Raises:
        SettingsError: The interpreter stands in a folder that ASCII cannot name.
    """
    settings = {_INTERPRETERS.get(machine.system, "INTERPRETER"): plain_path(machine)}
    # Code beside a stranger's workbook must not be found before ours.
    settings["ADD_WORKBOOK_TO_PYTHONPATH"] = "False"
    if machine.system == "windows":
        # Commands run in the server of the functions, which is awake already.
        settings["USE UDF SERVER"] = "True"
    return settings


def plain_path(machine: Machine) -> str:
    """The interpreter's path in ASCII, by a variable or by Windows' short name where needed.

    Raises:
        SettingsError: There is no such way to write it.
    """
    written_path = str(machine.python)
    if written_path.isascii():
        return written_path
    for name in _FOLDERS:
        folder = machine.variables.get(name, "")
        # Of a user 张三, %USERPROFILE% says C:\Users\张三 without a Chinese character.
        if folder and written_path.startswith(folder):
            candidate = f"%{name}%{written_path[len(folder) :]}"
            if candidate.isascii():
                return candidate
    short = machine.short_path(machine.python)
    if short is not None and short.isascii():
        return short
    raise SettingsError(written_path)


def expanded(value: str, machine: Machine) -> str:
    """A setting with its variables filled in, as VBA does when it reads them."""
    return _VARIABLE.sub(lambda found: machine.variables.get(found[1], found[0]), value)


def written(settings: Mapping[str, str]) -> bytes:
    """The file that holds the settings: a pair of quoted texts a line.

    Raises:
        UnicodeEncodeError: A setting is not ASCII.
    """
    return "".join(f'"{name}","{value}"\r\n' for name, value in settings.items()).encode("ascii")


def read(data: bytes) -> dict[str, str]:
    """The settings of a file, whatever else it holds."""
    return dict(_LINE.findall(data.decode("ascii", "replace")))
