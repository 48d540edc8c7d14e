"""The directory of a zip file: what parts it has, and where.

Nearly all workbooks have the plainest kind, which is read here in a few steps.  Anything else
(comments, extra fields, names that are not ASCII, archives behind other data, zip64) is left to
zipfile, which is slower and knows all kinds.
"""

from __future__ import annotations

import struct
import zipfile
from typing import IO, Final, NamedTuple

__all__ = ["Part", "read_directory"]

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_PLAIN_FLAGS: Final = frozenset({0, 2, 4, 6, 0x800, 0x802, 0x804, 0x806})
"""Levels of compression, and that names are UTF-8: all else has a meaning of its own."""
_NEWEST: Final = 20
_LARGE: Final = 0xFFFFFFFF
_ODD_NAME: Final = frozenset("\0\\")


class Part(NamedTuple):
    """One part as the directory has it."""

    name: str
    packed: int
    size: int
    crc: int
    method: int
    flags: int
    offset: int


def read_directory(file: IO[bytes]) -> list[Part]:
    """The parts of a zip file, in the file's order.

    Raises:
        zipfile.BadZipFile, ValueError, NotImplementedError, struct.error: it is no zip file that
            can be read.
    """
    parts = _plain(file)
    if parts is None:
        with zipfile.ZipFile(file) as opened:
            parts = [_part(info) for info in opened.infolist()]
    return parts


def _part(info: zipfile.ZipInfo) -> Part:
    return Part(
        name=info.filename,
        packed=info.compress_size,
        size=info.file_size,
        crc=info.CRC,
        method=info.compress_type,
        flags=info.flag_bits,
        offset=info.header_offset,
    )


def _plain(file: IO[bytes]) -> list[Part] | None:
    """The parts of a plain directory; None of any other."""
    length = file.seek(0, 2)
    if length < _END.size:
        return None
    file.seek(length - _END.size)
    end: tuple[bytes, int, int, int, int, int, int, int] = _END.unpack(file.read(_END.size))
    mark, disk, first_disk, here, count, size, start, comment = end
    odd = disk or first_disk or comment or here != count or start + size + _END.size != length
    if mark != b"PK\5\6" or odd:
        return None
    file.seek(start)
    return _entries(file.read(size), count)


def _entries(directory: bytes, count: int) -> list[Part] | None:
    parts: list[Part] = []
    at = 0
    for _ in range(count):
        if at + _ENTRY.size > len(directory):
            return None
        mark, _, needed, flags, method, _, _, crc, packed, size, *lengths = _ENTRY.unpack_from(
            directory, at
        )
        name_length, extra, comment, disk, _, _, offset = lengths
        end = at + _ENTRY.size + name_length
        name = directory[at + _ENTRY.size : end]
        odd = needed > _NEWEST or extra or comment or disk or flags not in _PLAIN_FLAGS
        if mark != b"PK\1\2" or odd or _LARGE in (packed, size, offset) or not name.isascii():
            return None
        parts.append(Part(name.decode("ascii"), packed, size, crc, method, flags, offset))
        at = end
    whole = at == len(directory) and all(_ODD_NAME.isdisjoint(part.name) for part in parts)
    return parts if whole else None
