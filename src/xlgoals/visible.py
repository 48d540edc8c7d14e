"""Texts of documents and names of files, on their way to a terminal or into a line of JSON.

They are written by others: a terminal obeys control characters, a line end makes two lines of
one, and a mark for the direction of writing shows a name backwards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

__all__ = ["json_line", "visible"]

_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_UNSAFE: Final = re.compile(f"[{_CONTROLS}{_DIRECTIONS}]")
_ESCAPED: Final = re.compile(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff{_DIRECTIONS}]")
_SHOWN: Final = {"\n": "⏎", "\t": "⇥", "\x7f": "␡"}
_PICTURES: Final = 0x2400  # ␀ ␁ ␂ … stand for the first 32 characters


def visible(text: str) -> str:
    """The text in one line, with a visible sign for each character that would not just be shown.

    Control characters have pictures (␛), others show their number (‹U+202E›).
    """
    return _UNSAFE.sub(lambda found: _sign(found[0]), text)


def json_line(record: Mapping[str, object]) -> str:
    """A record as one line of JSON, Chinese as it is; whoever reads it gets the same texts."""
    line = json.dumps(record, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


@cache
def _sign(char: str) -> str:
    if char in _SHOWN:
        return _SHOWN[char]
    return chr(_PICTURES + ord(char)) if char < " " else f"‹U+{ord(char):04X}›"
