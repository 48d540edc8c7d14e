"""What the add-in's installer asks of the operating system; tests put another one in its place."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias

__all__ = ["Machine", "Registry", "RegistryValue", "System", "this_machine"]

System: TypeAlias = Literal["windows", "macos", "linux"]
RegistryValue: TypeAlias = str | int | bytes | None

_SYSTEMS: Final[Mapping[str, System]] = {"win32": "windows", "darwin": "macos"}


class Registry(Protocol):
    """Windows' registry, as far as it is needed; a key begins with HKCU, HKLM or HKCR."""

    def read(self, key: str, name: str) -> RegistryValue:
        """A value, None when there is none or it may not be read."""

    def names(self, key: str) -> list[str]:
        """The names of a key's values."""

    def write(self, key: str, name: str, value: str) -> None:
        """Sets a text.

        Raises:
            OSError: It may not be written.
        """

    def delete(self, key: str, name: str) -> None:
        """Takes a value away, if it is there.

        Raises:
            OSError: It may not be written.
        """


class NoRegistry:
    """That of a system without one: always empty."""

    def read(self, key: str, name: str) -> RegistryValue:  # noqa: ARG002
        """Nothing."""
        return None

    def names(self, key: str) -> list[str]:  # noqa: ARG002
        """Nothing."""
        return []

    def write(self, key: str, name: str, value: str) -> None:
        """Nothing happens."""

    def delete(self, key: str, name: str) -> None:
        """Nothing happens."""


class WindowsRegistry:
    """The real one."""

    def __init__(self) -> None:
        self._registry: Any = import_module("winreg")
        self._roots = {
            "HKCU": self._registry.HKEY_CURRENT_USER,
            "HKLM": self._registry.HKEY_LOCAL_MACHINE,
            "HKCR": self._registry.HKEY_CLASSES_ROOT,
        }

    def _open(self, key: str, access: int) -> Any:
        root, _, path = key.partition("\\")
        # Office of either architecture keeps its settings in the 64-bit view.
        return self._registry.OpenKey(
            self._roots[root], path, 0, access | self._registry.KEY_WOW64_64KEY
        )

    def read(self, key: str, name: str) -> RegistryValue:
        """See `Registry`."""
        try:
            with self._open(key, self._registry.KEY_READ) as opened:
                value: RegistryValue = self._registry.QueryValueEx(opened, name)[0]
        except OSError:
            return None
        return value

    def names(self, key: str) -> list[str]:
        """See `Registry`."""
        with suppress(OSError), self._open(key, self._registry.KEY_READ) as opened:
            return list(self._values(opened))
        return []

    def _values(self, opened: Any) -> Iterator[str]:
        for at in range(self._registry.QueryInfoKey(opened)[1]):
            yield self._registry.EnumValue(opened, at)[0]

    def write(self, key: str, name: str, value: str) -> None:
        """See `Registry`."""
        with self._open(key, self._registry.KEY_SET_VALUE) as opened:
            self._registry.SetValueEx(opened, name, 0, self._registry.REG_SZ, value)

    def delete(self, key: str, name: str) -> None:
        """See `Registry`."""
        with (
            suppress(FileNotFoundError),
            self._open(key, self._registry.KEY_SET_VALUE) as opened,
        ):
            self._registry.DeleteValue(opened, name)


@dataclass(frozen=True, slots=True)
class Machine:
    """One user's machine.

    Attributes:
        system: Which of the three it is; what is neither Windows nor macOS counts as Linux.
        home: The user's folder.
        variables: The environment.
        python: The interpreter that runs the package, without a console where there is such a one.
        registry: Windows' registry, an empty one elsewhere.
        is_64bit: Whether the interpreter is a 64-bit one.
    """

    system: System
    home: Path
    variables: Mapping[str, str]
    python: Path
    registry: Registry = field(default_factory=NoRegistry)
    is_64bit: bool = True

    def short_path(self, path: Path) -> str | None:
        """Windows' short name of a path, which is ASCII; None where there is none."""
        if sys.platform != "win32":
            return None
        ctypes: Any = import_module("ctypes")
        buffer = ctypes.create_unicode_buffer(1024)
        length = ctypes.windll.kernel32.GetShortPathNameW(str(path), buffer, len(buffer))
        return buffer.value if 0 < length < len(buffer) else None

    def variable(self, name: str) -> Path | None:
        """A folder that the environment names; None when it does not."""
        value = self.variables.get(name, "")
        return Path(value) if value else None


def this_machine() -> Machine:
    """The machine that this runs on."""
    system = _SYSTEMS.get(sys.platform, "linux")
    return Machine(
        system,
        Path.home(),
        os.environ,
        _interpreter(),
        WindowsRegistry() if system == "windows" else NoRegistry(),
        platform.architecture()[0] == "64bit",
    )


def _interpreter() -> Path:
    """The interpreter; on Windows the one that opens no console window."""
    program = Path(sys.executable)
    quiet = program.with_name("pythonw.exe")
    return quiet if quiet.is_file() else program
