"""The compressor of zip files: isal where it is installed, else zlib, which does the same work."""

from __future__ import annotations

import zlib
from typing import Final, Protocol, cast

try:
    from isal import isal_zlib
except ImportError:  # pragma: no cover - a platform without isal
    isal_zlib = None  # type: ignore[assignment]

__all__ = ["END", "UNPACK_ERRORS", "Packer", "crc32", "pack", "packer", "piece", "unpack"]

UNPACK_ERRORS: Final[tuple[type[Exception], ...]] = (
    (zlib.error,) if isal_zlib is None else (zlib.error, cast("type[Exception]", isal_zlib.error))
)
"""What `unpack` raises on spoilt data."""

END: Final = b"\x03\x00"
"""The last, empty block of raw deflate: it ends pieces that packers made."""

crc32: Final = zlib.crc32 if isal_zlib is None else isal_zlib.crc32
_FULL_FLUSH: Final = zlib.Z_FULL_FLUSH


class Packer(Protocol):
    """A compressor at work."""

    def compress(self, data: bytes, /) -> bytes:
        """Take in data; give what is packed so far."""

    def flush(self, mode: int = ..., /) -> bytes:
        """Give all that is packed."""


def pack(data: bytes, level: int = 1) -> bytes:
    """Raw deflate.  isal knows levels 0 to 3; 1 is the fastest that packs well."""
    if isal_zlib is None:
        return zlib.compress(data, level, -15)
    return isal_zlib.compress(data, level, -15)


def packer(level: int) -> Packer:
    """A compressor to raw deflate; isal's level 0 is fast, zlib's packs nothing."""
    if isal_zlib is None:
        return zlib.compressobj(max(1, level), zlib.DEFLATED, -15)
    return isal_zlib.compressobj(level, isal_zlib.DEFLATED, -15)


def piece(data: bytes, using: Packer) -> bytes:
    """Raw deflate of a piece that may stand behind any other piece, to be ended by `END`.

    A full flush ends it at a whole byte, and nothing in it refers to what stands before.
    """
    return using.compress(data) + using.flush(_FULL_FLUSH)


def unpack(packed: bytes, limit: int) -> bytes:
    """The data behind raw deflate, at most `limit` bytes of it."""
    if isal_zlib is None:
        return zlib.decompressobj(-15).decompress(packed, limit)
    return isal_zlib.decompressobj(-15).decompress(packed, limit)
