"""What goes into the cells of a stamped workbook: texts, amounts, and the height they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from operator import add, floordiv, neg
from typing import Final, NamedTuple

from xlgoals.forms.mould import HOLE, constant
from xlgoals.forms.sheet import marker, needs_marker
from xlgoals.forms.xstring import CELL_LIMIT, chunks, to_xml, utf16_length

__all__ = [
    "TEXT_CELL",
    "Amount",
    "Heights",
    "LongTexts",
    "amount",
    "amount_format",
    "cells",
    "formula",
    "height",
    "is_plain",
    "lines",
    "shown",
]

_RECURRING: Final = 48  # texts up to this length come again and again
TEXT_CELL: Final = b' t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>'
"""The end of a text cell, behind its address and style, with a hole for the text."""

_START, _END = TEXT_CELL.split(b"%b")
_BETWEEN: Final = _END + b"\0" + _START
_MARK: Final = marker(0).partition("0")[0]
_SAFE_LENGTH: Final = CELL_LIMIT // 2
_LINE: Final = 15.0
_PADDING: Final = 9.0
_HIGHEST: Final = 409.0
_MARGIN: Final = 3  # half-width places lost to the cell's indent and padding

# An amount stands as a number when one of these formats shows exactly the text as written.
_AMOUNT_FORMATS: Final = ("0", "0.0", "0.00", "0.000", "0.0000")
_PLAIN: Final = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]{1,4}))?")
_GROUPED: Final = re.compile(r"(-?)[1-9][0-9]{0,2}(?:,[0-9]{3})+(\.[0-9]{2})?")
_MOST_DIGITS: Final = 15


class Amount(NamedTuple):
    """How a cell holds an amount: as a number in a format, or as a text where that is None."""

    format: str | None
    digits: str
    number: Decimal | None


@lru_cache(maxsize=512)
def amount(text: str) -> Amount:
    """How a cell holds an amount of this text."""
    found = amount_format(text)
    if found is None:
        return Amount(None, text, None)
    digits = text.replace(",", "")
    return Amount(found, digits, Decimal(digits))


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


@dataclass(slots=True)
class LongTexts:
    """Texts too long for a cell: their further pieces, in order, under a number each."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    _count: int = 0

    def content(self, text: str) -> bytes:
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


def _content(text: str) -> bytes:
    if not text:
        return b"/>"
    return TEXT_CELL % (text if is_plain(text) else to_xml(text)).encode()


_recurring_content = lru_cache(maxsize=1024)(_content)


def is_plain(text: str) -> bool:
    """Whether a text stands in a cell as it is, on one line: nothing to escape or to continue."""
    return (
        text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_x" not in text
        and _MARK not in text
        and len(text) <= _SAFE_LENGTH
    )


def cells(
    texts: Sequence[str], widths: Iterable[float], long: LongTexts
) -> tuple[list[bytes], list[int]]:
    """The ends of the cells of some texts, and how many lines each takes.

    Nearly all texts stand in a file as they are.  Those are encoded at once, put between tags at
    once, and counted without a step of Python for each: as `lines` counts.

    Args:
        texts: the texts.
        widths: those of the columns where they stand.
        long: takes in texts that are too long for a cell.
    """
    if not is_plain("".join(texts)):
        return [long.content(text) for text in texts], list(map(lines, texts, widths))
    encoded = "\0".join(texts).encode().split(b"\0")
    ends = (_START + _BETWEEN.join(encoded) + _END).split(b"\0")
    if b"" in encoded:
        found = zip(ends, encoded, strict=True)
        ends = [end if text else b"/>" for end, text in found]
    sizes = map(add, map(len, texts), map(len, encoded))
    # Division rounds down: so the negative of it rounds up.
    return ends, list(map(neg, map(floordiv, sizes, map(_negative_room, widths))))


@lru_cache(maxsize=64)
def _negative_room(width: float) -> int:
    return -2 * (int(width) - _MARGIN)


@lru_cache(maxsize=256)
def shown(text: str) -> bytes:
    """A verdict, or another text that comes again and again, as it stands between two tags."""
    return to_xml(text).encode()


def formula(written: str, text: str) -> bytes:
    """The end of a cell that computes a text, with the text that it shows now."""
    return _formula_cell(written) % to_xml(text).encode()


@lru_cache(maxsize=256)
def _formula_cell(written: str) -> bytes:
    return f' t="str"><f>{constant(to_xml(written))}</f><v>{HOLE}</v></c>'.encode()


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this many characters, at most.

    A half-width character takes one place and one byte, a full-width one two places and three
    bytes: so bytes and characters together are twice the places.
    """
    room = 2 * (int(width) - _MARGIN)
    if "\n" not in text:
        return -(-(len(text) + len(text.encode("utf-8", "replace"))) // room) or 1
    sizes = [len(part) + len(part.encode("utf-8", "replace")) for part in text.split("\n")]
    return sum([-(-size // room) or 1 for size in sizes])


def height(counts: Iterable[int], least: float) -> float:
    """The height in points of a row whose cells take this many lines."""
    return min(_HIGHEST, max(least, max(counts) * _LINE + _PADDING))


class Heights(dict[int, bytes]):
    """The heights of such rows as the file writes them, by the count of their lines."""

    def __init__(self, least: float, line: float = _LINE, padding: float = _PADDING) -> None:
        most = int((_HIGHEST - padding) // line) + 1
        highest = max(least, _HIGHEST)
        super().__init__(
            (count, f"{min(highest, max(least, count * line + padding)):g}".encode())
            for count in range(most + 1)
        )
        self._highest = self[most]

    def __missing__(self, _: int) -> bytes:
        return self._highest
