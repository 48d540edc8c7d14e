"""Text as spreadsheet files hold it: ST_Xstring escapes, UTF-16 lengths, XML text.

A character that XML forbids is written `_xHHHH_`, and an underscore that would start such an
escape by chance is itself written `_x005F_`.  Encoding and decoding are inverse for every
Python string, lone surrogates included.
"""

from __future__ import annotations

import re

__all__ = ["CELL_LIMIT", "NEEDS_CARE", "chunks", "decode", "encode", "to_xml", "utf16_length"]

CELL_LIMIT = 32_767
"""The longest text a cell can hold, in UTF-16 code units."""

_FORBIDDEN = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"  # U+000D: a parser would make it LF
NEEDS_CARE = re.compile(f"[&<>{_FORBIDDEN}]|_x[0-9A-Fa-f]{{4}}")
_TO_ESCAPE = re.compile(f"[{_FORBIDDEN}]|_(?=x[0-9A-Fa-f]{{4}}[_{_FORBIDDEN}])")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def _escape(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def encode(text: str) -> str:
    """The text with forbidden characters as `_xHHHH_` (not yet escaped for XML)."""
    return _TO_ESCAPE.sub(_escape, text)


def decode(text: str) -> str:
    """The text that `encode` was given."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def to_xml(text: str) -> str:
    """The text ready to stand between two tags of a sheet."""
    if NEEDS_CARE.search(text) is None:
        return text
    return encode(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes, as Excel counts."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def chunks(text: str, first: int, rest: int = CELL_LIMIT) -> list[str]:
    """Cut a text into pieces of at most `first`, then `rest` UTF-16 units, never inside a pair.

    There is always at least one piece; joined they give the text.  A piece has room for two
    units at least.
    """
    pieces: list[str] = []
    start, room = 0, first
    while True:
        piece = text[start : start + room]
        while (over := utf16_length(piece) - room) > 0:
            piece = piece[: -((over + 1) // 2)]
        start += len(piece)
        pieces.append(piece)
        if start == len(text):
            return pieces
        room = rest
