"""The compressor of zip files: isal where it is installed, else zlib, which does the same work."""

from __future__ import annotations

import zlib
from typing import Final, cast

try:
    from isal import isal_zlib
except ImportError:  # pragma: no cover - a platform without isal
    isal_zlib = None  # type: ignore[assignment]

__all__ = ["UNPACK_ERRORS", "crc32", "pack", "unpack"]

UNPACK_ERRORS: Final[tuple[type[Exception], ...]] = (
    (zlib.error,) if isal_zlib is None else (zlib.error, cast("type[Exception]", isal_zlib.error))
)
"""What `unpack` raises on spoilt data."""

crc32: Final = zlib.crc32 if isal_zlib is None else isal_zlib.crc32


def pack(data: bytes, level: int = 1) -> bytes:
    """Raw deflate.  isal knows levels 0 to 3; 1 is the fastest that packs well."""
    if isal_zlib is None:
        return zlib.compress(data, level, -15)
    return isal_zlib.compress(data, level, -15)


def unpack(packed: bytes, limit: int) -> bytes:
    """The data behind raw deflate, at most `limit` bytes of it."""
    if isal_zlib is None:
        return zlib.decompressobj(-15).decompress(packed, limit)
    return isal_zlib.decompressobj(-15).decompress(packed, limit)
