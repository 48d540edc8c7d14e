"""Made-up machines: folders below a temporary one, and a registry in a dictionary."""

from __future__ import annotations

from pathlib import Path

from xlgoals.excel.machine import Machine, RegistryValue, System


class DictRegistry:
    """A registry whose values stand in a dictionary, by key and name."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], RegistryValue] = {}

    def read(self, key: str, name: str) -> RegistryValue:
        return self.values.get((key, name))

    def names(self, key: str) -> list[str]:
        return [name for at, name in self.values if at == key]

    def write(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def delete(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def machine(folder: Path, system: System = "windows", user: str = "user") -> Machine:
    """A machine on which nothing is installed but Python."""
    home = folder / user
    python = home / "venv" / "Scripts" / "pythonw.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    variables = {"USERPROFILE": str(home)}
    if system == "windows":
        variables["APPDATA"] = str(home / "AppData" / "Roaming")
    return Machine(system, home, variables, python, DictRegistry())


def registry(of: Machine) -> DictRegistry:
    """The registry of a made-up machine."""
    assert isinstance(of.registry, DictRegistry)
    return of.registry


def files(of: Machine) -> set[str]:
    """All files below its user's folder but Python, by their paths."""
    found = (path for path in of.home.rglob("*") if path.is_file() and path != of.python)
    return {path.relative_to(of.home).as_posix() for path in found}
