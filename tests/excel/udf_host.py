"""xlwings' own server for worksheet functions, on any system, in a process of its own.

Only pywin32 and the few calls into Windows that load with it are stubbed.  What runs is xlwings'
`udfs` (decorators, wrapper, `call_udf`) and `_xlwindows` (its conversions of COM's values).
"""

from __future__ import annotations

import ctypes
import io
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from multiprocessing.connection import Connection
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

MISSING = -2147352572
"""DISP_E_PARAMNOTFOUND: what COM hands over for an argument that was left out."""

_RANGE_ID = "{00020846-0000-0000-C000-000000000046}"


@dataclass(frozen=True)
class ComRange:
    """A range as Excel hands it over: an object that is asked for its value."""

    Value: Any
    Row: int = 11
    Column: int = 1

    Rows = property(lambda self: SimpleNamespace(Count=self._size()[0]))
    Columns = property(lambda self: SimpleNamespace(Count=self._size()[1]))
    Worksheet = property(lambda _: MagicMock())  # no more than the way to the application

    def _size(self) -> tuple[int, int]:
        return (len(self.Value), len(self.Value[0])) if isinstance(self.Value, tuple) else (1, 1)

    @property
    def _oleobj_(self) -> Any:
        kind = SimpleNamespace(iid=_RANGE_ID)
        return SimpleNamespace(GetTypeInfo=lambda: SimpleNamespace(GetTypeAttr=lambda: kind))


class _Stub(ModuleType):
    """A module that has whatever is asked of it: empty classes."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,) if name in ("com_error", "error") else (), {})
        setattr(self, name, made)
        return made


def _pretend_windows() -> None:
    names = ("pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process",
             "win32timezone", "win32com", "win32com.client")  # fmt: skip
    for name in names:
        sys.modules[name] = _Stub(name)
    sys.modules["win32com"].client = sys.modules["win32com.client"]  # type: ignore[attr-defined]
    sys.modules["pythoncom"].CoInitialize = lambda: None  # type: ignore[attr-defined]
    process = sys.modules["win32process"]
    process.GetWindowThreadProcessId = lambda _window: (1, 1)  # type: ignore[attr-defined]
    wintypes = sys.modules["pywintypes"]
    wintypes.IID = str  # type: ignore[attr-defined]
    wintypes.TimeType = datetime  # type: ignore[attr-defined]
    sys.modules["pythoncom"].__file__ = "pythoncom.dll"
    for name in ("windll", "oledll", "PyDLL"):
        setattr(ctypes, name, MagicMock())


def load_xlwings() -> Any:
    """xlwings as it is on Windows: with the decorators and the engine of that system."""
    _pretend_windows()
    xlwings: Any = import_module("xlwings")
    udfs, windows = import_module("xlwings.udfs"), import_module("xlwings._xlwindows")
    xlwings.func, xlwings.sub = udfs.xlfunc, udfs.xlsub
    xlwings.arg, xlwings.ret = udfs.xlarg, udfs.xlret
    xlwings._xlwindows = windows
    xlwings.engines.add(xlwings.Engine(impl=windows.engine))
    server = ModuleType("xlwings.com_server")
    server.loop = None  # type: ignore[attr-defined]
    sys.modules["xlwings.com_server"] = server
    return xlwings


def _call(name: str, arguments: Sequence[object]) -> object:
    """As `XLPython.CallUDF` of xlwings' COM server does it."""
    udfs = sys.modules["xlwings.udfs"]
    found = udfs.call_udf("xlgoals.excel.functions", name, tuple(arguments))
    if len(found) == 1 and len(found[0]) == 1:
        return found[0][0]
    return found[0] if len(found) == 1 else found


def _wrappers() -> str:
    """The wrappers in VBA that xlwings itself makes of the functions."""
    written = io.StringIO()
    module = import_module("xlgoals.excel.functions")
    book = SimpleNamespace(Name="xlgoals.xlam")
    sys.modules["xlwings.udfs"].generate_vba_wrapper(module.__name__, module, written, book)
    return written.getvalue()


def _declared() -> dict[str, Any]:
    """What xlwings knows of each function."""
    module = import_module("xlgoals.excel.functions")
    named = {name: getattr(module, name) for name in dir(module)}
    return {name: found.__xlfunc__ for name, found in named.items() if hasattr(found, "__xlfunc__")}


_TASKS: dict[str, Callable[..., object]] = {
    "call": _call,
    "wrappers": _wrappers,
    "declared": _declared,
}


def serve(connection: Connection) -> None:
    """Do what is asked until None comes; an exception is sent back as its text."""
    load_xlwings()
    while (asked := connection.recv()) is not None:
        task, *arguments = asked
        try:
            connection.send((True, _TASKS[task](*arguments)))
        except Exception as error:
            connection.send((False, repr(error)))


class Server:
    """The process that serves, seen from the tests."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other,), daemon=True)
        self._process.start()

    def _ask(self, *task: object) -> Any:
        self._connection.send(task)
        if not self._connection.poll(60):
            raise TimeoutError("the server does not answer")
        is_done, answer = self._connection.recv()
        assert is_done, answer
        return answer

    def call(self, name: str, *arguments: object) -> Any:
        """What the cell gets when its formula calls a function."""
        return self._ask("call", name, arguments)

    def wrappers(self) -> str:
        """The source of the wrappers that xlwings generates."""
        return str(self._ask("wrappers"))

    def declared(self) -> dict[str, Any]:
        """What xlwings knows of each function, by name."""
        found: dict[str, Any] = self._ask("declared")
        return found

    def close(self) -> None:
        self._connection.send(None)
        self._process.join(10)
