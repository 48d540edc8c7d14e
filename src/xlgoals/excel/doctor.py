"""环境自检: what the add-in needs on this machine, whether it is there, and what to do.

The command line and the ribbon show the same rows.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import xlgoals
from xlgoals.excel import build, office, settings
from xlgoals.excel.machine import Machine, this_machine
from xlgoals.messages import text as words

__all__ = ["Row", "rows"]

_OLDEST_PYTHON: Final = (3, 11)
_MACROS_OFF: Final = 4  # VBAWarnings: all macros off, without a word
_SIGNED_ONLY: Final = 3
_BLOCKED: Final = "1"
_SLOW: Final = 5.0
_LONGEST: Final = 30.0
_SERVER: Final = "import xlwings, xlgoals.excel.functions as f; f.warm()"
_CLICK_TO_RUN: Final = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_EXCEL_PATH: Final = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_DEFENDER: Final = (
    r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender"
    r"\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_LIBREOFFICE: Final = "xlgoals.excel.install_libreoffice"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        ok: True when all is well, False when something must be done.
        name: What was looked at.
        advice: What was found, or what is wrong and what to do.
    """

    ok: bool
    name: str
    advice: str


def rows(machine: Machine | None = None, *, formulas: Iterable[str] = ()) -> list[Row]:
    """Look at everything that the add-in needs.

    Args:
        machine: The machine; this one when not given.
        formulas: Formulas of the open workbook, among which links to an add-in that has moved
            are looked for.
    """
    machine = this_machine() if machine is None else machine
    found = [row for look in _LOOKS[machine.system] for row in look(machine)]
    return found + list(_links(formulas))


def _good(key: str, **values: object) -> Row:
    return Row(True, words(f"doctor.{key}.name"), words(f"doctor.{key}.ok", **values))


def _bad(key: str, problem: str, **values: object) -> Row:
    return Row(False, words(f"doctor.{key}.name"), words(f"doctor.{key}.{problem}", **values))


def _python(machine: Machine) -> Iterator[Row]:
    number = ".".join(map(str, sys.version_info[:3]))
    bits = 64 if machine.is_64bit else 32
    if sys.version_info < _OLDEST_PYTHON:
        yield _bad("python", "old", version=number)
    else:
        yield _good("python", version=number, bits=bits, path=machine.python)


def _packages(machine: Machine) -> Iterator[Row]:
    yield _good("package", version=xlgoals.__version__)
    needed = ["xlwings", "pyopenvba"]
    if machine.system == "windows":
        needed.append("pywin32")
    for name in needed:
        try:
            yield Row(True, name, words("doctor.library.ok", version=version(name)))
        except PackageNotFoundError:
            yield Row(False, name, words("doctor.library.missing", name=name))


def _excel(machine: Machine) -> Iterator[Row]:
    program = machine.registry.read(_EXCEL_PATH, "")
    architecture = machine.registry.read(_CLICK_TO_RUN, "Platform") or "?"
    if office.is_wps(machine):
        yield _bad("excel", "wps")
    elif program is None:
        yield _bad("excel", "missing")
    else:
        yield _good("excel", path=program, architecture=architecture)


def _addin(machine: Machine) -> Iterator[Row]:
    folders = (office.startup_folder(machine), office.addins_folder(machine))
    places = [folder / build.ADDIN_NAME for folder in folders if folder is not None]
    found = [path for path in places if path.is_file()]
    if not found:
        yield _bad("addin", "missing")
    elif len(found) > 1:
        yield _bad("addin", "twice", paths="、".join(map(str, found)))
    elif (reason := _outdated(found[0])) is not None:
        yield reason
    elif machine.system == "windows" and found[0] == places[1] and not _is_opened(machine):
        yield _bad("addin", "not-opened", path=found[0])
    else:
        yield _good("addin", path=found[0], version=xlgoals.__version__)


def _outdated(path: Path) -> Row | None:
    """The same versions give the same bytes: a file that differs was built by others."""
    try:
        same = path.read_bytes() == build.addin()
    except build.BuildError as error:
        return Row(False, words("doctor.addin.name"), str(error))
    except OSError as error:
        return _bad("addin", "unreadable", path=path, reason=error.strerror or "")
    return None if same else _bad("addin", "other-version", path=path)


def _is_opened(machine: Machine) -> bool:
    return any(office.opened_addins(machine))


def _settings(machine: Machine) -> Iterator[Row]:
    path = settings.path(machine)
    if not path.is_file():
        yield _bad("settings", "missing", path=path)
        return
    data = path.read_bytes()
    if not data.isascii():
        yield _bad("settings", "not-ascii", path=path)
        return
    try:
        wanted = settings.wanted(machine)
    except settings.SettingsError as error:
        yield _bad("settings", "no-ascii-path", path=error.args[0])
        return
    there = settings.read(data)
    wrong = [name for name, value in wanted.items() if there.get(name) != value]
    if not wrong:
        yield _good("settings", path=path)
    elif wrong[0].startswith("INTERPRETER"):
        other = settings.expanded(there.get(wrong[0], ""), machine)
        problem = "other-python" if other and Path(other).is_file() else "python-gone"
        yield _bad("settings", problem, path=path, python=other)
    else:
        yield _bad("settings", "changed", path=path, names="、".join(wrong))


def _dll(machine: Machine) -> Iterator[Row]:
    try:
        number = version("xlwings")
    except PackageNotFoundError:
        return
    folders = (machine.python.parent, machine.python.parent.parent)
    for name in (f"xlwings64-{number}.dll", f"xlwings32-{number}.dll"):
        place = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if place is None:
            yield _bad("dll", "missing", file=name, folder=folders[-1], version=number)
            return
    yield _good("dll", version=number)


def _trust(machine: Machine) -> Iterator[Row]:
    looks = (
        ("macros-off", office.setting(machine, "Security", "VBAWarnings") == _MACROS_OFF),
        ("signed-only", office.setting(machine, "Security", "VBAWarnings") == _SIGNED_ONLY),
        ("addins-off", office.setting(machine, "Security", "DisableAllAddins") == 1),
        ("addins-signed", office.setting(machine, "Security", "RequireAddinSig") == 1),
        (
            "no-trusted-folders",
            office.setting(machine, r"Security\Trusted Locations", "AllLocationsDisabled") == 1,
        ),
        ("disabled-items", bool(machine.registry.names(_resiliency()))),
    )
    problems = [_bad("trust", key) for key, is_wrong in looks if is_wrong]
    yield from problems or [_good("trust")]


def _resiliency() -> str:
    """Where Excel remembers what it switched off after a crash."""
    return office.EXCEL + r"\Resiliency\DisabledItems"


def _defender(machine: Machine) -> Iterator[Row]:
    values = (str(machine.registry.read(key, office.ASR_RULE)) for key in _DEFENDER)
    yield _bad("defender", "blocks") if _BLOCKED in values else _good("defender")


def _server(machine: Machine) -> Iterator[Row]:
    """Whether the functions answer, and how soon; done as Excel does, in a new process."""
    start = time.perf_counter()
    command = [str(machine.python), "-c", _SERVER]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            command, capture_output=True, timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        yield _bad("server", "silent", seconds=f"{_LONGEST:g}")
        return
    seconds = time.perf_counter() - start
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        yield _bad("server", "broken", reason=lines[-1] if lines else str(done.returncode))
    elif seconds > _SLOW:
        yield _bad("server", "slow", seconds=f"{seconds:.1f}", folder=machine.python.parent)
    else:
        yield _good("server", seconds=f"{seconds:.1f}")


def _script(machine: Machine) -> Iterator[Row]:
    path = office.script(machine, version("xlwings"))
    yield _good("script", path=path) if path.is_file() else _bad("script", "missing", path=path)


def _only_libreoffice(_: Machine) -> Iterator[Row]:
    yield _good("linux")


def _only_commands(_: Machine) -> Iterator[Row]:
    yield _good("macos")


def _libreoffice(_: Machine) -> Iterator[Row]:
    if find_spec(_LIBREOFFICE) is not None:
        for row in import_module(_LIBREOFFICE).rows():
            yield Row(row.ok, row.name, row.advice)


def _links(formulas: Iterable[str]) -> Iterator[Row]:
    mark = f"{build.ADDIN_NAME}'!XLG_".casefold()
    count = sum(1 for formula in formulas if mark in formula.casefold())
    if count:
        yield _bad("links", "moved", count=count)


_LOOKS: Final[dict[str, tuple[Callable[[Machine], Iterator[Row]], ...]]] = {
    "windows": (
        *(_python, _packages, _excel, _addin, _settings, _dll, _trust, _defender, _server),
        _libreoffice,
    ),
    "macos": (
        *(_python, _packages, _addin, _settings, _script, _server, _only_commands),
        _libreoffice,
    ),
    "linux": (_python, _packages, _server, _libreoffice, _only_libreoffice),
}
