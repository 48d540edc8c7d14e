"""LibreOffice's module `uno`, which stands among the system's packages, and its small values."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from xlgoals import soffice
from xlgoals.hosts.errors import HostMissingError

__all__ = ["Uno", "enum", "is_uno_error", "load", "properties", "struct"]

_PLACES: Final = (
    "/usr/lib/python3/dist-packages",
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/Resources",
)

Uno = Any
"""An object of the office: what it has is known to the office alone."""


@cache
def load() -> ModuleType:
    """The module `uno`.

    Only that module is taken from the system's packages, so the environment stays its own.

    Raises:
        HostMissingError: LibreOffice or the module is not installed, or this Python cannot load it.
    """
    if soffice.find() is None:
        raise HostMissingError("missing")
    try:
        return sys.modules.get("uno") or _load()
    except ImportError as error:
        version = ".".join(map(str, sys.version_info[:2]))
        raise HostMissingError("bridge-failed", version=version, reason=error) from error


def _load() -> ModuleType:
    if importlib.util.find_spec("uno") is not None:
        return importlib.import_module("uno")
    for place in map(Path, _PLACES):
        if (place / "uno.py").is_file():
            return _from_file(place / "uno.py")
    raise HostMissingError("bridge-missing")


def _from_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("uno", path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    sys.modules["uno"] = module
    if (path.parent / "pyuno.so").is_file():
        sys.path.append(str(path.parent))
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules["uno"]
        raise
    return module


def struct(name: str, **values: object) -> Uno:
    """A structure of the office, such as `table.CellAddress`, with its members set."""
    made = load().createUnoStruct(f"com.sun.star.{name}")
    for member, value in values.items():
        setattr(made, member, value)
    return made


def enum(name: str, value: str) -> Uno:
    """A value of an enumeration, such as `sheet.CellInsertMode` and `DOWN`."""
    return load().Enum(f"com.sun.star.{name}", value)


def properties(**values: object) -> tuple[Uno, ...]:
    """Named values as the office takes them."""
    return tuple(
        struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items()
    )


def is_uno_error(error: BaseException, name: str = "uno.Exception") -> bool:
    """Whether the office raised it, as an exception of that name or of one below it."""
    try:
        return isinstance(error, load().getClass(f"com.sun.star.{name}"))
    except HostMissingError:
        return False
