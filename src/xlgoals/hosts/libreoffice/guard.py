"""What holds for every class of the engine: failures told clearly, gaps told clearly."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from xlgoals.hosts.errors import (
    BookClosedError,
    HostError,
    HostLost,
    UnsupportedError,
)
from xlgoals.hosts.libreoffice import runtime

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.app import App
    from xlgoals.hosts.libreoffice.books import Book

__all__ = ["Part", "part"]

_C = TypeVar("_C", bound=type)
_BASE = "xlwings.base_classes"


class Part:
    """A piece of the engine, which belongs to an application, and most to a workbook."""

    app: App = cast("App", None)  # plain, where xlwings has a property
    book: Book = cast("Book", None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise UnsupportedError(f"{type(self).__name__}.{name}")


def part(cls: _C) -> _C:
    """Make a class a piece of the engine: no raw failure of the bridge leaves it.

    Its functions and properties turn the bridge's exceptions into a `HostError`, a lost
    application into `HostLost`; the members of its base class in xlwings that it does not define
    raise an `UnsupportedError` that names them.  Its annotated attributes are plain ones, also
    where xlwings has a property of that name.
    """
    for name in vars(cls).get("__annotations__", {}):
        setattr(cls, name, None)
    for name, member in list(vars(cls).items()):
        if isinstance(member, property):
            setattr(
                cls, name, property(_safe(member.fget), _safe(member.fset), None, member.__doc__)
            )
        elif isinstance(member, cached_property):
            member.func = _sure(member.func)
        elif isinstance(member, FunctionType) and name not in ("__init__", "__getattr__"):
            setattr(cls, name, _safe(member))
    for base in cls.__mro__[1:]:
        if base.__module__ == _BASE:
            _fill(cls, base)
    return cls


def _fill(cls: type, base: type) -> None:
    for name, member in vars(base).items():
        inner = member.fget if isinstance(member, property) else member
        if name.startswith("_") or not isinstance(inner, FunctionType):
            continue
        if getattr(cls, name) is member and "NotImplementedError" in inner.__code__.co_names:
            refuse = _refuse(f"{cls.__name__}.{name}")
            is_property = isinstance(member, property)
            setattr(cls, name, property(refuse, refuse) if is_property else refuse)


def _refuse(member: str) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise UnsupportedError(member)

    return refuse


def _safe(function: Callable[..., Any] | None) -> Callable[..., Any] | None:
    return None if function is None else _sure(function)


def _sure(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def safe(self: Part, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except (HostError, UnsupportedError):
            raise
        except AttributeError as error:
            # Within a property Python would take it for a missing member.
            raise RuntimeError(str(error)) from error
        except Exception as error:
            if not runtime.is_uno_error(error):
                raise
            raise _told(self, error) from error

    return safe


def _is_closed(book: Book | None) -> bool:
    if book is None:
        return False
    try:
        return book.api.getCurrentController() is None
    except Exception as error:
        if runtime.is_uno_error(error):
            return True
        raise


def _told(self: Part, error: Exception) -> HostError:
    """The bridge's exception in our words."""
    if not self.app.session.is_alive():
        self.app.forget()
        return HostLost()
    if runtime.is_uno_error(error, "lang.DisposedException") or _is_closed(self.book):
        return BookClosedError()
    reason = str(getattr(error, "Message", "")).strip() or type(error).__name__.rsplit(".", 1)[-1]
    return HostError("refused", reason=reason)
