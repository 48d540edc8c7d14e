"""A small zip writer: always the same bytes for the same parts, and packed parts can be kept."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from xlgoals.forms.deflater import crc32, pack

__all__ = ["Packed", "archive", "deflate", "store"]

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE = 0x0021  # 1980-01-01, the first day that a zip file knows
_VERSION = 20
_UTF8 = 0x0800


@dataclass(frozen=True, slots=True)
class Packed:
    """The packed bytes of one part, with what a zip directory says of it."""

    data: bytes
    crc: int
    size: int
    method: int


def deflate(data: bytes, level: int = 1) -> Packed:
    """Pack a part.  isal knows levels 0 to 3; 1 is the fastest that packs well."""
    return Packed(pack(data, level), crc32(data), len(data), 8)


def store(data: bytes) -> Packed:
    """Keep a part as it is, so that its bytes depend on no compressor."""
    return Packed(data, crc32(data), len(data), 0)


def archive(parts: Iterable[tuple[str, Packed]]) -> bytes:
    """The zip file of these parts, in this order."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, part in parts:
        path = name.encode()
        flags = 0 if name.isascii() else _UTF8
        middle = (part.method, 0, _DATE, part.crc, len(part.data), part.size, len(path), 0)
        local = _LOCAL.pack(b"PK\3\4", _VERSION, flags, *middle)
        directory += (
            _CENTRAL.pack(b"PK\1\2", _VERSION, _VERSION, flags, *middle, 0, 0, 0, 0, offset),
            path,
        )
        pieces += (local, path, part.data)
        offset += len(local) + len(path) + len(part.data)
    listing = b"".join(directory)
    count = len(directory) // 2
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(listing), offset, 0)
    return b"".join([*pieces, listing, end])
