"""Where Excel looks for add-ins, and the settings of Excel that decide whether it loads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xlgoals.excel.build import ADDIN_NAME
from xlgoals.excel.machine import Machine

__all__ = [
    "ASR_RULE",
    "EXCEL",
    "POLICIES",
    "addins_folder",
    "is_wps",
    "opened_addins",
    "script",
    "setting",
    "startup_folder",
]

EXCEL: Final = r"HKCU\Software\Microsoft\Office\16.0\Excel"
"""The user's settings of Excel 2016 and later."""

POLICIES: Final = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel"
"""Those that the office's IT has laid down; they win."""

ASR_RULE: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
"""Defender's rule by which no Office program may start another."""

_OPEN: Final = re.compile(r"OPEN[0-9]*", re.IGNORECASE)
_MAC_STARTUP: Final = (
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
)
_MAC_SCRIPTS: Final = "Library/Application Scripts/com.microsoft.Excel"


def startup_folder(machine: Machine) -> Path | None:
    """The folder of which Excel opens every workbook; None where there is no Excel."""
    if machine.system == "macos":
        return machine.home / _MAC_STARTUP
    data = machine.variable("APPDATA")
    if machine.system != "windows" or data is None:
        return None
    return data / "Microsoft" / "Excel" / "XLSTART"


def addins_folder(machine: Machine) -> Path | None:
    """The folder of the user's add-ins, each of which Excel must be told to open; Windows only."""
    data = machine.variable("APPDATA")
    if machine.system != "windows" or data is None:
        return None
    return data / "Microsoft" / "AddIns"


def script(machine: Machine, version: str) -> Path:
    """Where Excel for macOS lets the script stand that starts Python.

    Args:
        machine: The machine.
        version: That of xlwings.
    """
    return machine.home / _MAC_SCRIPTS / f"xlwings-{version}.applescript"


def opened_addins(machine: Machine) -> Iterator[str]:
    """The names of the registry values by which Excel opens our add-in at its start."""
    options = EXCEL + r"\Options"
    for name in machine.registry.names(options):
        value = machine.registry.read(options, name)
        if _OPEN.fullmatch(name) and ADDIN_NAME.casefold() in str(value).casefold():
            yield name


def setting(machine: Machine, section: str, name: str) -> int:
    """A number among Excel's settings, the policy's before the user's; 0 when there is neither."""
    for root in (POLICIES, EXCEL):
        value = machine.registry.read(f"{root}\\{section}", name)
        if isinstance(value, int):
            return value
    return 0


def is_wps(machine: Machine) -> bool:
    """Whether WPS answers to the name of Excel, and so xlwings would meet it."""
    number = str(machine.registry.read(r"HKCR\Excel.Application\CLSID", ""))
    server = str(machine.registry.read(rf"HKCR\CLSID\{number}\LocalServer32", ""))
    return re.search(r"wps|\bet\.exe", server, re.IGNORECASE) is not None
