"""A small zip writer: always the same bytes for the same parts, and packed pieces can be kept.

The trick of the fast writer: most of a stamped part is constant.  Its constant stretches are
`Block`s, packed once and for all; only what stands between them is packed for each document, and
`stitch` puts both in a row, as deflate allows.  The sum of check needs the raw bytes of all.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xlgoals.forms.deflater import END, crc32, pack, packer, piece

__all__ = ["Block", "Packed", "Piece", "archive", "block", "deflate", "stitch", "store"]

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE = 0x0021  # 1980-01-01, the first day that a zip file knows
_VERSION = 20
_UTF8 = 0x0800
_FAST = 0  # level for what is packed every time
_SMALL = 3  # level for what is packed once


class Packed(NamedTuple):
    """The packed bytes of one part, with what a zip directory says of it."""

    data: bytes
    crc: int
    size: int
    method: int


class Block(NamedTuple):
    """A constant stretch of a part, and the same packed, to stand between any others."""

    data: bytes
    packed: bytes


Piece = bytes | Block
"""A stretch of a part: to be packed, or packed already."""


def block(data: bytes) -> Block:
    """Pack a constant stretch once."""
    return Block(data, piece(data, packer(_SMALL)))


def stitch(pieces: Iterable[Piece]) -> Packed:
    """Pack a part that consists of these stretches; bytes that stand together are packed as one."""
    using = packer(_FAST)
    crc = size = 0
    parts: list[bytes] = []
    for data, packed in _joined(pieces):
        crc = crc32(data, crc)
        size += len(data)
        parts.append(packed or piece(data, using))
    parts.append(END)
    return Packed(b"".join(parts), crc, size, 8)


def _joined(pieces: Iterable[Piece]) -> Iterator[tuple[bytes, bytes]]:
    """The blocks, and all bytes between two of them as one piece that is not packed yet."""
    waiting: list[bytes] = []
    for stretch in pieces:
        if isinstance(stretch, Block):
            if waiting:
                yield b"".join(waiting), b""
                waiting.clear()
            yield stretch
        else:
            waiting.append(stretch)
    if waiting:
        yield b"".join(waiting), b""


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
