"""The modules of the VBA project: our sources, the generated one, and xlwings' own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlgoals.excel import vba_functions
from xlgoals.excel.vba_text import lowered
from xlgoals.messages import text as words
from xlgoals.resources import shipped

__all__ = ["DOCUMENT", "PROJECT", "XLWINGS", "BuildError", "Module", "modules", "xlwings_source"]

PROJECT: Final = "xlgoals"
"""What xlwings calls the project: its settings stand in %USERPROFILE%/.xlgoals/xlgoals.conf."""

XLWINGS: Final = "xlwings"
DOCUMENT: Final = "ThisWorkbook"

_FOLDER: Final = "addin/vba"
_SOURCES: Final = (
    "ThisWorkbook.cls",
    "XlgEvents.cls",
    "XlgState.bas",
    "XlgRun.bas",
    "XlgDialogs.bas",
    "XlgLinks.bas",
    "XlgHelp.bas",
    "XlgRibbon.bas",
)
_PROJECT_NAME: Final = re.compile(r'(?m)^(Public Const PROJECT_NAME As String = )"[^"]*"')


# A workbook may bring a sheet, its folder a file, that name another interpreter: a stranger's
# program would run.  Only the settings of the user's own folder count.
_SOURCE: Final = re.compile(
    r'(?m)^(Function GetConfig\(.*Optional source As String = )""(\) As Variant)'
)


class BuildError(Exception):
    """The add-in cannot be built; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Module:
    """One module.

    Attributes:
        name: Its name in the project.
        source: Its code: ASCII, lines ended by CRLF, no attribute header.
        is_class: Whether it is a class, or the code of the workbook.
    """

    name: str
    source: str
    is_class: bool = False


def modules(xlwings: str | None = None) -> list[Module]:
    """All modules, in the order of the project.

    Args:
        xlwings: Code to stand for xlwings' module; the installed one when not given.

    Raises:
        BuildError: xlwings is not installed, or its module is not as expected.
    """
    ours = [_ours(name) for name in _SOURCES]
    functions = Module(vba_functions.NAME, lowered(vba_functions.source()))
    bridge = lowered(xlwings_source() if xlwings is None else xlwings)
    return [*ours, functions, Module(XLWINGS, bridge)]


def _ours(name: str) -> Module:
    path = shipped(_FOLDER, name)
    return Module(path.stem, lowered(path.read_text("utf-8")), path.suffix == ".cls")


def xlwings_source() -> str:
    """The module of the installed xlwings for add-ins of one's own, named after this project.

    It names the DLL of its own version, so no other may be taken.  Two things are changed: its
    name of the project, and that it takes settings from the user's folder only.

    Raises:
        BuildError: xlwings is not installed, or its module is not as expected.
    """
    spec = find_spec(XLWINGS)
    if spec is None or spec.origin is None:
        raise BuildError(words("addin.no-xlwings"))
    path = Path(spec.origin).with_name("xlwings_custom_addin.bas")
    if not path.is_file():
        raise BuildError(words("addin.no-xlwings-module", file=path))
    header, _, code = path.read_text("utf-8").partition("\n")
    code, count = _PROJECT_NAME.subn(rf'\g<1>"{PROJECT}"', code)
    code, narrowed = _SOURCE.subn(r'\1"user"\2', code)
    as_expected = header.startswith("Attribute VB_Name") and (count, narrowed) == (1, 1)
    if not as_expected or not code.isascii():
        raise BuildError(words("addin.strange-xlwings", file=path))
    return code
