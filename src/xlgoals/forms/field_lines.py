"""Where fields stand in a text, without an entry for every cell of a table as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

__all__ = ["FieldLines", "TableLines"]


class TableLines(NamedTuple):
    """Lines of a table's fields: by field path, counted from the table's `first` line."""

    offsets: Mapping[str, int]
    first: int


class FieldLines(Mapping[str, int]):
    """Field path → line; most are never asked for, so those in tables are told when they are.

    Args:
        lines: Of single fields.
        tables: The tables whose fields have no line of their own there, by the path of their
            project.
    """

    def __init__(
        self, lines: Mapping[str, int], tables: Mapping[str, Sequence[TableLines]]
    ) -> None:
        self._lines = lines
        self._tables = tables

    def __getitem__(self, path: str) -> int:
        line = self.get(path)
        if line is None:
            raise KeyError(path)
        return line

    def get(self, path: str, default: int | None = None) -> int | None:  # type: ignore[override]
        """As the mapping's own, without an exception on the way."""
        line = self._lines.get(path)
        if line is not None:
            return line
        for offsets, first in self._tables.get(path.partition(".")[0], ()):
            if path in offsets:
                return first + offsets[path]
        return default

    def __iter__(self) -> Iterator[str]:
        in_tables = (table.offsets for tables in self._tables.values() for table in tables)
        return chain(self._lines, chain.from_iterable(in_tables))

    def __len__(self) -> int:
        in_tables = sum(len(table.offsets) for tables in self._tables.values() for table in tables)
        return len(self._lines) + in_tables
