"""What goes into the cells of a stamped workbook: texts, amounts, and the height they need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from operator import add
from typing import Final, NamedTuple

from xlgoals.forms.mould import HOLE, constant
from xlgoals.forms.sheet import marker, needs_marker
from xlgoals.forms.xstring import CELL_LIMIT, chunks, to_xml, utf16_length

__all__ = [
    "TEXT_CELL",
    "Amount",
    "Heights",
    "LongTexts",
    "RowCells",
    "amount",
    "amount_format",
    "cell_end",
    "cells",
    "formula",
    "height",
    "is_plain",
    "lines",
    "shown",
    "without_blanks",
]

_RECURRING: Final = 48  # texts up to this length come again and again
TEXT_CELL: Final = b' t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>'
"""The end of a text cell, behind its address and style, with a hole for the text."""

_BLANK: Final = TEXT_CELL % b""
_BETWEEN: Final = "<"  # joins texts that have none: it would be escaped in them
_WIDE_SPACE: Final = "\u3000"  # not printable, says Python
_MARK: Final = marker(0).partition("0")[0]
_SAFE_LENGTH: Final = CELL_LIMIT // 2
_LINE: Final = 15.0
_PADDING: Final = 9.0
_HIGHEST: Final = 409.0
_ENDLESS: Final = 10 * CELL_LIMIT
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
    if len(text) > _MOST_DIGITS and _has_too_many_digits(text):
        return None
    if "," in text:
        grouped = _GROUPED.fullmatch(text)
        return None if grouped is None else "#,##0.00" if grouped[2] else "#,##0"
    plain = _PLAIN.fullmatch(text)
    if plain is None or (plain[1] and not text.strip("-0.")):
        return None
    return _AMOUNT_FORMATS[len(plain[3] or "")]


def _has_too_many_digits(text: str) -> bool:
    return len(text) > 2 * _MOST_DIGITS or sum(map(str.isdigit, text)) > _MOST_DIGITS


@dataclass(slots=True)
class LongTexts:
    """Texts too long for a cell: their further pieces, in order, under a number each."""

    pieces: list[tuple[int, str]] = field(default_factory=list)
    _count: int = 0

    def content(self, text: str) -> bytes:
        """The end of a cell that shows a text, behind its address and style."""
        if len(text) <= _RECURRING and text[-1:] != "〕":
            return _recurring_content(text)
        return cell_end(_written(self.cell_text(text)))

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


def cell_end(written: bytes) -> bytes:
    """The end of a cell, behind its address and style; `written` is its text as XML writes it."""
    return TEXT_CELL % written if written else b"/>"


def without_blanks(cells: bytes) -> bytes:
    """Cells of texts, those turned into blank cells whose text is empty."""
    return cells.replace(_BLANK, b"/>")


def _written(text: str) -> bytes:
    """A text as it stands between tags."""
    return (_escaped(text) if is_plain(text) else to_xml(text)).encode()


@lru_cache(maxsize=1024)
def _recurring_content(text: str) -> bytes:
    return cell_end(_written(text))


def is_plain(text: str) -> bool:
    """Whether a text stands in a cell on one line, with nothing to encode or to continue."""
    return _is_simple(text) and len(text) <= _SAFE_LENGTH


def _is_simple(text: str) -> bool:
    return (
        (text.isprintable() or text.replace(_WIDE_SPACE, "").isprintable())
        and "_x" not in text
        and _MARK not in text
    )


def _escaped(text: str) -> str:
    """A plain text as XML writes it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cells(
    texts: Sequence[str], widths: Iterable[float], long: LongTexts
) -> tuple[list[bytes], list[int]]:
    """The ends of the cells of some texts, and how many lines each takes.

    Args:
        texts: the texts.
        widths: those of the columns where they stand.
        long: takes in texts that are too long for a cell.
    """
    widths = list(islice(widths, len(texts)))
    written, sizes = _written_and_sizes(texts, widths, long)
    counts = [-(-size // room) or 1 for size, room in zip(sizes, map(room_of, widths), strict=True)]
    return list(map(cell_end, written)), counts


class RowCells:
    """The rows of a table, filled at once.

    Args:
        widths: those of its columns; there are two at least.
        heights: those of its rows.
    """

    def __init__(self, widths: Iterable[float], heights: Heights) -> None:
        self._widths = tuple(widths)
        self._rooms = tuple(map(room_of, self._widths))
        self._heights = heights

    def fill(self, texts: Sequence[str], long: LongTexts) -> Iterator[tuple[bytes, ...]]:
        """For each row its height, and the texts of its cells as XML writes them.

        Args:
            texts: those of all cells, row by row.
            long: takes in texts that are too long for a cell.
        """
        columns = len(self._widths)
        widths = self._widths * (len(texts) // columns)
        written, sizes = _written_and_sizes(texts, widths, long)
        counts = [
            [-(-size // room) for size in sizes[at::columns]] for at, room in enumerate(self._rooms)
        ]
        heights = map(self._heights.__getitem__, map(max, *counts))
        return zip(heights, *[iter(written)] * columns, strict=True)


def _written_and_sizes(
    texts: Sequence[str], widths: Sequence[float], long: LongTexts
) -> tuple[list[bytes], list[int]]:
    """Some texts as XML writes them, and the room that each would take on one line.

    Nearly all texts stand in a file as they are.  Those are looked at and encoded at once, without
    a step of Python for each; the odd ones among them take the usual way.
    """
    if not texts:
        return [], []
    whole = _BETWEEN.join(texts)
    is_short = len(whole) <= _SAFE_LENGTH or max(map(len, texts)) <= _SAFE_LENGTH
    if is_short and whole.count(_BETWEEN) < len(texts) and _is_simple(whole):
        return _plain_at_once(texts, whole)
    odd = [at for at, text in enumerate(texts) if _BETWEEN in text or not is_plain(text)]
    plain = list(texts)
    for at in odd:
        plain[at] = ""
    written, sizes = _plain_at_once(plain, _BETWEEN.join(plain))
    for at in odd:
        written[at] = _written(long.cell_text(texts[at]))
        sizes[at] = lines(texts[at], widths[at]) * room_of(widths[at])
    return written, sizes


def _plain_at_once(texts: Sequence[str], whole: str) -> tuple[list[bytes], list[int]]:
    """The same for plain texts that are joined already, none of which has `_BETWEEN`."""
    encoded = whole.encode().split(_BETWEEN.encode())
    sizes = list(map(add, map(len, texts), map(len, encoded)))
    if "&" not in whole and ">" not in whole:
        return encoded, sizes
    escaped = whole.replace("&", "&amp;").replace(">", "&gt;")
    return escaped.encode().split(_BETWEEN.encode()), sizes


@lru_cache(maxsize=64)
def room_of(width: float) -> int:
    """Twice the half-width places of a column: see `lines`.

    A user may have made a column too narrow for any text: then none makes its row higher.
    """
    places = int(width) - _MARGIN
    return 2 * places if places > 0 else _ENDLESS


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
    room = room_of(width)
    if "\n" not in text:
        return -(-(len(text) + len(text.encode("utf-8", "replace"))) // room) or 1
    sizes = [len(part) + len(part.encode("utf-8", "replace")) for part in text.split("\n")]
    return sum([-(-size // room) or 1 for size in sizes])


def height(counts: Iterable[int], least: float) -> float:
    """The height in points of a row whose cells take this many lines."""
    return min(_HIGHEST, max(least, max(counts) * _LINE + _PADDING))


class Heights(dict[int, bytes]):
    """The heights of such rows as the file writes them, by the count of their lines.

    A blank row, of no line, is as high as one of one line.
    """

    def __init__(self, least: float, line: float = _LINE, padding: float = _PADDING) -> None:
        most = int((_HIGHEST - padding) // line) + 1
        highest = max(least, _HIGHEST)
        super().__init__(
            (count, f"{min(highest, max(least, max(1, count) * line + padding)):g}".encode())
            for count in range(most + 1)
        )
        self._highest = self[most]

    def __missing__(self, _: int) -> bytes:
        return self._highest
