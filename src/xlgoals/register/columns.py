"""The tables of the register: their columns, in order, and what kind of value each holds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple, TypeAlias

from xlgoals.messages import text as say

__all__ = [
    "FINDINGS",
    "INDICATORS",
    "PROJECTS",
    "TABLES",
    "Column",
    "Kind",
    "Row",
    "Table",
    "Value",
]

Value: TypeAlias = str | int | Decimal | None
Row: TypeAlias = Sequence[Value]
"""The values of one row, in the order of its table's columns."""


class Kind(Enum):
    """What a column holds."""

    TEXT = auto()
    PROSE = auto()  # text that wraps
    LABEL = auto()  # short text in the middle
    COUNT = auto()
    FOUND = auto()  # a count of findings
    ORDINAL = auto()  # a whole number that names something: a year, a number in a list
    MONEY = auto()  # 万元
    NUMBER = auto()
    PERCENT = auto()  # percent points
    SEVERITY = auto()

    @property
    def is_whole(self) -> bool:
        """Whether the values are whole numbers."""
        return self in (Kind.COUNT, Kind.FOUND, Kind.ORDINAL)

    @property
    def is_decimal(self) -> bool:
        """Whether the values are exact decimal numbers."""
        return self in (Kind.MONEY, Kind.NUMBER, Kind.PERCENT)


class Column(NamedTuple):
    """A column: its key, what it holds, and its width on a sheet in characters."""

    key: str
    kind: Kind
    width: float

    @property
    def header(self) -> str:
        """Its header in the language of this run."""
        return say(f"register.column.{self.key}")


class Table(NamedTuple):
    """A table: its key and columns."""

    key: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """Its name in the language of this run."""
        return say(f"register.table.{self.key}")

    @property
    def headers(self) -> list[str]:
        """The headers of its columns in the language of this run."""
        return [column.header for column in self.columns]

    def at(self, key: str) -> int:
        """The 0-based position of a column."""
        return next(at for at, column in enumerate(self.columns) if column.key == key)


_FILE: Final = Column("file", Kind.PROSE, 24)
_DEPARTMENT: Final = Column("department", Kind.PROSE, 30)
_NUMBER: Final = Column("number", Kind.ORDINAL, 6)
_NAME: Final = Column("project-name", Kind.PROSE, 28)
_CODE: Final = Column("project-code", Kind.TEXT, 24)

PROJECTS: Final = Table(
    "projects",
    (
        _FILE,
        _DEPARTMENT,
        Column("department-code", Kind.LABEL, 10),
        Column("department-name", Kind.PROSE, 22),
        Column("year", Kind.ORDINAL, 7),
        _NUMBER,
        _CODE,
        _NAME,
        Column("total", Kind.MONEY, 14),
        Column("fiscal", Kind.MONEY, 14),
        Column("other", Kind.MONEY, 14),
        Column("purpose", Kind.TEXT, 36),
        Column("march", Kind.PERCENT, 10),
        Column("june", Kind.PERCENT, 10),
        Column("october", Kind.PERCENT, 10),
        Column("december", Kind.PERCENT, 10),
        Column("goals", Kind.TEXT, 36),
        Column("indicators", Kind.COUNT, 8),
        Column("error", Kind.FOUND, 7),
        Column("warning", Kind.FOUND, 7),
        Column("info", Kind.FOUND, 7),
    ),
)

INDICATORS: Final = Table(
    "indicators",
    (
        _FILE,
        _DEPARTMENT,
        _NUMBER,
        _CODE,
        _NAME,
        Column("level1", Kind.LABEL, 11),
        Column("level2", Kind.LABEL, 20),
        Column("name", Kind.PROSE, 24),
        Column("description", Kind.PROSE, 32),
        Column("value", Kind.PROSE, 16),
        Column("sign", Kind.LABEL, 6),
        Column("amount", Kind.NUMBER, 12),
        Column("unit", Kind.LABEL, 9),
        Column("basis", Kind.PROSE, 24),
    ),
)

FINDINGS: Final = Table(
    "findings",
    (
        _FILE,
        _DEPARTMENT,
        _NUMBER,
        _NAME,
        Column("code", Kind.LABEL, 10),
        Column("severity", Kind.SEVERITY, 8),
        Column("place", Kind.TEXT, 14),
        Column("field", Kind.PROSE, 22),
        Column("written", Kind.PROSE, 32),
        Column("message", Kind.PROSE, 40),
        Column("suggestion", Kind.PROSE, 40),
    ),
)

TABLES: Final = (PROJECTS, INDICATORS, FINDINGS)
