"""Formulas: the office's own notation, and Excel's."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlgoals.hosts.libreoffice.books import Book
    from xlgoals.hosts.libreoffice.runtime import Uno

__all__ = ["Formulas", "to_excel"]

_PIECES: Final = re.compile(r'"(?:[^"]|"")*"|[^"]+')
_SHEET: Final = re.compile(
    r"\$?('(?:[^']|'')+'|[^\W\d]\w*)\.(?=\$?(?:[A-Z]{1,3}(?:\$?\d|:)|\d+:)(?![\w(]*\())"
)
_TRUTH: Final = re.compile(r"\b(TRUE|FALSE)\(\)")
_HARD: Final = re.compile(r"[{\[!~]|\.\$?#|#REF")


@lru_cache(maxsize=1 << 16)
def to_excel(native: str) -> str | None:
    """A formula of the office in Excel's notation, None when that takes a parser.

    Args:
        native: Such as `=SUM($表.A1:B2;3)`.

    Returns:
        Such as `=SUM(表!A1:B2,3)`.
    """
    pieces = _PIECES.findall(native)
    made = []
    for piece in pieces:
        if piece.startswith('"'):
            made.append(piece)
        elif _HARD.search(piece):
            return None
        else:
            made.append(_SHEET.sub(r"\1!", _truth(piece)).replace(";", ","))
    return "".join(made)


def _truth(formula: str) -> str:
    """Truth values are constants to Excel, functions to the office."""
    return _TRUTH.sub(r"\1", formula)


class Formulas:
    """Reads and writes the formulas of a workbook's cells.

    Args:
        book: The workbook.
    """

    def __init__(self, book: Book) -> None:
        self._book = book

    def read(self, native: str, cell_of: Callable[[], Uno]) -> str:
        """A cell's formula as Excel shows it.

        Args:
            native: How the office has it.
            cell_of: Gives the cell, where its tokens have to be asked for.
        """
        shown = to_excel(native)
        if shown is None:
            cell = cell_of()
            tokens, address = cell.getTokens(), cell.getCellAddress()
            shown = "=" + _truth(self._book.parser.printFormula(tokens, address))
        return shown

    def tokens(self, formula: str, cell: Uno) -> Uno:
        """A formula in Excel's notation, as the office takes it for that cell."""
        return self._book.parser.parseFormula(formula.removeprefix("="), cell.getCellAddress())
