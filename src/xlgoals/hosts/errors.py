"""What can go wrong between a command and the spreadsheet application, in words for users."""

from __future__ import annotations

from xlgoals.messages import text

__all__ = [
    "BookClosedError",
    "HostError",
    "HostLost",
    "HostMissingError",
    "HostStartError",
    "ProtectedError",
    "UnsupportedError",
]


class HostError(Exception):
    """The application refused or failed; its text is for users.

    Args:
        key: The words' key in messages/hosts, without `hosts.`.
        values: What fills the places of those words.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values

    def __str__(self) -> str:
        return text(f"hosts.{self.key}", **self.values)


class HostMissingError(HostError):
    """The application or its bridge for Python is not installed."""


class HostStartError(HostError):
    """The application did not start in time, or nobody answers at an address."""


class HostLost(HostError):  # noqa: N818 - the public name of an event, not of a mistake
    """The application ended while it was used; no file was changed by that."""

    def __init__(self) -> None:
        super().__init__("lost")


class BookClosedError(HostError):
    """The workbook was closed, by a user or by code, and is used still."""

    def __init__(self) -> None:
        super().__init__("book-closed")


class ProtectedError(HostError):
    """A locked cell of a protected sheet would be changed, or a password is wrong."""


class UnsupportedError(NotImplementedError, AttributeError):
    """A member of xlwings that this host has not.

    It is an AttributeError too, so that `hasattr` tells the truth.

    Args:
        member: The member, such as `Sheet.charts`.
    """

    def __init__(self, member: str) -> None:
        super().__init__(member)
        self.member = member

    def __str__(self) -> str:
        return text("hosts.unsupported", member=self.member)
