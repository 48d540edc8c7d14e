"""Paragraphs and tables: what text and Word have in common below their meaning.

A Word bookmark stands in a paragraph's text as Tika writes it, `[bookmark: NAME]`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["BOOKMARK", "Block", "Cell", "Paragraph", "Row", "Table", "bookmark", "is_blank"]

BOOKMARK: Final = re.compile(r"\[bookmark: ([^\]\n]+)\]")


def bookmark(name: str) -> str:
    """The mark of a bookmark of that name."""
    return f"[bookmark: {name}]"


def is_blank(text: str) -> bool:
    """Whether a paragraph has no text, but for white space and bookmarks."""
    if not text or text.isspace():
        return True
    return text.startswith("[bookmark: ") and not BOOKMARK.sub("", text).strip()


@dataclass(slots=True)
class Paragraph:
    """A paragraph outside tables; `line` is where it stands, 1-based, 0 when newly made."""

    text: str
    line: int = 0


@dataclass(slots=True)
class Cell:
    """A table cell: its paragraphs, at least one; `line` is that of the first."""

    paragraphs: list[str]
    line: int = 0


@dataclass(slots=True)
class Row:
    """A table row; not `closed` when the text broke off before the row's end mark."""

    cells: list[Cell]
    closed: bool = True


@dataclass(slots=True)
class Table:
    """A table; not `closed` when the text broke off before the table's end mark."""

    rows: list[Row]
    closed: bool = True

    @property
    def line(self) -> int:
        """The line of its first cell."""
        return self.rows[0].cells[0].line


Block = Paragraph | Table
