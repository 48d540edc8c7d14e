"""What goes into the cells of a stamped workbook: texts, amounts, and the height they need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from xlgoals.forms.sheet import marker, needs_marker
from xlgoals.forms.xstring import CELL_LIMIT, NEEDS_CARE, chunks, to_xml, utf16_length

__all__ = ["LongTexts", "amount_format", "amount_value", "formula", "height", "lines"]

_NEEDS_CARE: Final = NEEDS_CARE.search
_SAFE_LENGTH: Final = CELL_LIMIT // 2
_RECURRING: Final = 48
_LINE: Final = 15.0
_PADDING: Final = 9.0
_HIGHEST: Final = 409.0
_MARGIN: Final = 3  # half-width places lost to the cell's indent and padding

# An amount stands as a number when one of these formats shows exactly the text as written.
_AMOUNT_FORMATS: Final = ("0", "0.0", "0.00", "0.000", "0.0000")
_PLAIN: Final = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,4}))?")
_GROUPED: Final = re.compile(r"(-?)[1-9][0-9]{0,2}(?:,[0-9]{3})+(\.[0-9]{2})?")
_MOST_DIGITS: Final = 15


def amount_format(text: str) -> str | None:
    """The number format that shows an amount exactly as it is written; None when none does."""
    if len(text) > 2 * _MOST_DIGITS or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return None
    grouped = _GROUPED.fullmatch(text)
    if grouped is not None:
        return "#,##0.00" if grouped[2] else "#,##0"
    plain = _PLAIN.fullmatch(text)
    if plain is None or (plain[1] and not text.strip("-0.")):
        return None
    return _AMOUNT_FORMATS[len(plain[3] or "")]


def amount_value(text: str) -> str:
    """The digits of an amount that has a format, as the file holds them."""
    return text.replace(",", "")


@dataclass(slots=True)
class LongTexts:
    """Texts too long for a cell: their further pieces, in order, under a number each."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    _count: int = 0

    def content(self, text: str) -> str:
        """The end of a cell that shows a text, behind its address and style."""
        if len(text) <= _RECURRING and text[-1:] != "〕":
            return _recurring_content(text)
        return _content(self.cell_text(text))

    def cell_text(self, text: str) -> str:
        """What the cell itself holds of a text: all of it, or its first piece and a marker."""
        if len(text) <= _SAFE_LENGTH and not text.endswith("〕"):
            return text
        if utf16_length(text) <= CELL_LIMIT and not needs_marker(text):
            return text
        self._count += 1
        ending = marker(self._count)
        first, *rest = chunks(text, CELL_LIMIT - len(ending))
        self.pieces += [(self._count, piece) for piece in rest or ("",)]
        return first + ending


def _content(text: str) -> str:
    if not text:
        return "/>"
    if _NEEDS_CARE(text) is not None:
        text = to_xml(text)
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# Classes, values, bases and the like come again and again.
_recurring_content = lru_cache(maxsize=4096)(_content)


def formula(written: str, text: str) -> str:
    """The end of a cell that computes a text, with the text that it shows now."""
    return f' t="str"><f>{to_xml(written)}</f><v>{to_xml(text)}</v></c>'


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this many characters, at most."""
    return _recurring_lines(text, width) if len(text) <= _RECURRING else _lines(text, width)


def _lines(text: str, width: float) -> int:
    room = int(width) - _MARGIN
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    # One byte for a half-width character, two (rarely four) for a full-width one.
    if "\n" not in text:
        return -(-len(text.encode("gb18030", "replace")) // room)
    sizes = [len(part.encode("gb18030", "replace")) for part in text.split("\n")]
    return sum([max(1, -(-size // room)) for size in sizes])


_recurring_lines = lru_cache(maxsize=4096)(_lines)


def height(counts: Iterable[int], least: float) -> float:
    """The height in points of a row whose cells take this many lines."""
    return min(_HIGHEST, max(least, max(counts) * _LINE + _PADDING))
