"""Cell addresses in A1 style, and formulas that are copied to another row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["LAST_COLUMN", "LAST_ROW", "RowFormula", "address", "letters", "split_address"]

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Strings and quoted sheet names are passed over; a relative row follows its column letters and
# is not part of a longer word or a function name.
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|(?<![\w.$])(?P<column>\$?[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})(?![\w.(!])"
)


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """The letters of a column: 1 gives A, 27 gives AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """The address of a cell, both numbers counted from 1."""
    return f"{letters(column)}{row}"


@lru_cache(maxsize=8192)
def split_address(cell: str) -> tuple[int, int]:
    """Row and column of an address.

    Raises:
        ValueError: it is no address within a sheet.
    """
    match = _ADDRESS.fullmatch(cell)
    if match is None:
        raise ValueError(cell)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(cell)
    return row, column


@dataclass(frozen=True, slots=True)
class RowFormula:
    """A formula of one row, cut at its relative row numbers, so that any row can have it."""

    pieces: tuple[str, ...]
    offsets: tuple[int, ...]

    @classmethod
    def cut(cls, formula: str, row: int) -> RowFormula:
        """Cut a formula (without its equals sign) that stands in `row`."""
        pieces, offsets, end = [], [], 0
        for match in _TOKEN.finditer(formula):
            if match["row"] is not None:
                pieces.append(formula[end : match.start("row")])
                offsets.append(int(match["row"]) - row)
                end = match.end()
        return cls((*pieces, formula[end:]), tuple(offsets))

    def at(self, row: int) -> str:
        """The formula as it stands in another row."""
        if not self.offsets:
            return self.pieces[0]
        numbers = [str(row + offset) for offset in self.offsets]
        return "".join([a + b for a, b in zip(self.pieces, [*numbers, ""], strict=True)])
