"""Names for outputs that every system takes, whatever the file that they come from is called."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MOST_BYTES", "portable"]

MOST_BYTES: Final = 200
"""The longest stem, in bytes: Linux allows 255 for a name, of which endings, numbers, and the
lock files that office programs keep beside a file take a part."""

_INSTEAD: Final = "_"
# What Windows reserves, control characters, halves of characters and bytes that are none; and
# marks for the direction of writing, behind which a name shows another ending than it has.
_BAD: Final = re.compile(
    '[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff'
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
# Windows takes these for devices, in whatever folder and with whatever ending.
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])[ .]*(?:\.|$)", re.IGNORECASE
)


def portable(stem: str) -> str:
    """A stem as near to this one as can be that Windows, macOS and Linux take.

    Args:
        stem: A name of a file without its ending.

    Returns:
        One without reserved characters, without spaces or points at its end, that is no device,
        not empty, and of `MOST_BYTES` at most.
    """
    clean = _BAD.sub(_INSTEAD, stem)
    clean = clean.encode()[:MOST_BYTES].decode(errors="ignore").rstrip(" .")
    return f"{_INSTEAD}{clean}" if not clean or _DEVICE.match(clean) else clean
