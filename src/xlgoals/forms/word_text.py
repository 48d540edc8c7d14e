"""The text of a w:t element, as it was before it was written."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain"]

# What the writer escapes: characters that XML cannot hold, and a `_` that looks like an escape.
_ESCAPED: Final = re.compile(
    "_x(00(?:0[0-8BCDEF]|1[0-9A-F])|005F|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|FFF[EF])_"
)


def plain(text: str) -> str:
    """The text of a w:t; a line end in the XML is a space in Word."""
    if "\n" in text:
        text = text.replace("\n", " ")
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text
