"""The zip file around a workbook's parts, opened within limits."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Final, cast

from lxml import etree

from xlgoals.forms.deflater import UNPACK_ERRORS, crc32, unpack
from xlgoals.forms.errors import FormError
from xlgoals.forms.zipdirectory import Part, read_directory

__all__ = ["LIMIT_MB", "SMALL", "Package", "parse_xml"]

SMALL: Final = 4 * 1024 * 1024
"""Parts up to this size are taken whole; larger ones are streamed."""

LIMIT_MB: Final = 1024
"""The largest part of a workbook, unpacked, in megabytes."""

_LARGEST_PART: Final = LIMIT_MB * 1024 * 1024
_LARGEST_FILE: Final = 2 * _LARGEST_PART
_LARGEST_RATIO: Final = 400
_MOST_PARTS: Final = 20_000
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER: Final = struct.Struct("<26x2H")
_ENCRYPTED_FLAG: Final = 1
_SPOILT: Final[tuple[type[Exception], ...]] = (
    ValueError,
    EOFError,
    zipfile.BadZipFile,
    *UNPACK_ERRORS,
)


def parse_xml(data: bytes) -> etree._Element:
    """The root of one part.

    Raises:
        FormError: `damaged`, when it is not well-formed or brings a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormError("damaged", part=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormError("damaged", part="DTD")
    return root


class Package:
    """A zip file whose parts are read by name.

    Args:
        source: a path, or the bytes of the file.

    Raises:
        FormError: `not-a-workbook`, `encrypted`, `damaged` or `too-large`.
    """

    def __init__(self, source: Path | bytes) -> None:
        self._file: IO[bytes] = BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        try:
            self._parts = _directory(self._file)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def names(self) -> tuple[str, ...]:
        """The names of all parts, in the file's order."""
        return tuple(part.name for part in self._parts.values())

    def size(self, name: str) -> int:
        """The unpacked size of a part, in bytes, as the directory promises it."""
        return self._parts[name.casefold()].size

    def read(self, name: str) -> bytes:
        """A part, unpacked and checked.

        Raises:
            FormError: `damaged`, when it is missing or does not unpack to what is promised.
        """
        part = self._parts.get(name.casefold())
        if part is None:
            raise FormError("damaged", part=name)
        packed = self._packed(part)
        try:
            data = _unpack(packed, part)
        except _SPOILT as error:
            raise FormError("damaged", part=f"{name}: {error}") from error
        if len(data) != part.size or crc32(data) != part.crc:
            raise FormError("damaged", part=name)
        return data

    def stream(self, name: str, step: int = 1 << 18) -> Iterator[bytes]:
        """A part piece by piece, never more than a step at once.

        Raises:
            FormError: `damaged`, as `read` does.
        """
        info = self._parts[name.casefold()]
        size, crc = 0, 0
        with zipfile.ZipFile(self._file) as opened, opened.open(info.name) as part:
            try:
                while piece := part.read(step):
                    size += len(piece)
                    crc = crc32(piece, crc)
                    if size > info.size:
                        raise EOFError(size)
                    yield piece
            except _SPOILT as error:
                raise FormError("damaged", part=f"{name}: {error}") from error

    def _packed(self, part: Part) -> bytes:
        if part.offset < 0:  # a directory that was tampered with
            raise FormError("damaged", part=part.name)
        self._file.seek(part.offset)
        header = self._file.read(30)
        if len(header) < 30 or not header.startswith(b"PK\3\4"):
            raise FormError("damaged", part=part.name)
        lengths = cast("tuple[int, int]", _LOCAL_HEADER.unpack(header))
        self._file.seek(sum(lengths), 1)
        return self._file.read(part.packed)


def _unpack(packed: bytes, part: Part) -> bytes:
    if part.method == zipfile.ZIP_STORED:
        return packed
    if part.method != zipfile.ZIP_DEFLATED:
        raise ValueError(part.method)
    return unpack(packed, part.size + 1)


def _directory(file: IO[bytes]) -> dict[str, Part]:
    _refuse_others(file)
    try:
        parts = read_directory(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise FormError("not-a-workbook") from error
    if len(parts) > _MOST_PARTS or sum(part.size for part in parts) > _LARGEST_FILE:
        raise FormError("too-large", limit=LIMIT_MB)
    for part in parts:
        if part.flags & _ENCRYPTED_FLAG:
            raise FormError("encrypted")
        bomb = part.size > SMALL and part.size > _LARGEST_RATIO * part.packed
        if part.size > _LARGEST_PART or bomb:
            raise FormError("too-large", limit=LIMIT_MB)
    return {part.name.casefold(): part for part in parts}


def _refuse_others(file: IO[bytes]) -> None:
    if file.read(8) == _OLE:
        rest = file.read(1 << 20)
        raise FormError("encrypted" if _ENCRYPTED in rest else "not-a-workbook")
    file.seek(0)
