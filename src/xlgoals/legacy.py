"""Old Word files (.doc, .wps, .rtf): made into .docx by LibreOffice, else into text by Tika.

LibreOffice keeps the tables as they are, so it comes first; Tika (the extra `legacy`) gives the
text of `.doc` and `.wps` files in the layout of `forms.spaced`.  Originals are only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlgoals import soffice
from xlgoals.forms import text
from xlgoals.forms.decode import decode
from xlgoals.forms.errors import FormError
from xlgoals.reading import NoteKind, ReadResult

__all__ = ["SUFFIXES", "Converted", "Kind", "convert", "read"]

SUFFIXES: Final = (".doc", ".wps", ".rtf")
"""Endings of the files that this module is for."""

_LARGEST: Final = 64 << 20
_LARGEST_TEXT: Final = 16 << 20  # characters
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF: Final = b"{\\rtf"
_ZIP: Final = b"PK\x03\x04"
_MARKUP: Final = (b"<", b"\xef\xbb\xbf<", b"MIME-Version:")  # web pages saved with this ending
_SECTOR: Final = 512
_WORD_MAGIC: Final = b"\xec\xa5"
_ENCRYPTED_FLAG: Final = 0x01  # of the twelfth byte
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")


class Kind(StrEnum):
    """What a file was made into."""

    WORD = "docx"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Converted:
    """One file: its bytes as .docx or as UTF-8 text, or why there are none."""

    path: Path
    data: bytes = b""
    kind: Kind = Kind.WORD
    error: FormError | None = None


def convert(
    paths: Iterable[Path], *, stall: float = soffice.STALL, program: str | None = None
) -> Iterator[Converted]:
    """Make old Word files readable, all of them with one run of LibreOffice.

    Args:
        paths: Old Word files; what they are is told by their bytes, not by their ending.
        stall: Seconds without a finished file after which LibreOffice is stopped.
        program: LibreOffice's program; looked for when None, not used when empty.

    Yields:
        One entry a file, in the order of `paths`.  `error` is one of `not-found`, `unreadable`,
        `too-large`, `word-encrypted`, `not-converted`, `conversion-time`, `needs-office` and
        `needs-libreoffice`; a file that fails does no harm to the others.
    """
    entries = [_taken(path) for path in paths]
    waiting = [at for at, entry in enumerate(entries) if entry is not None and _is_old(entry)]
    program = soffice.find() if program is None else program
    if program and waiting:
        originals = [entries[at].data for at in waiting]
        for at, outcome in zip(
            waiting, soffice.to_docx(program, originals, stall=stall), strict=True
        ):
            entries[at] = _outcome(entries[at].path, outcome)
    elif waiting:
        for at in waiting:
            entries[at] = _by_tika(entries[at])
    yield from entries


def _outcome(path: Path, outcome: bytes | FormError) -> Converted:
    if isinstance(outcome, FormError):
        return Converted(path, error=outcome)
    return Converted(path, outcome)


def read(converted: Converted) -> ReadResult:
    """The document of a converted file.

    Bookmarks that the form prescribes are lost on the way, which is not worth a note.

    Raises:
        FormError: that of `converted`, or what the reader of its form raises.
    """
    from xlgoals.forms import word

    if converted.error is not None:
        raise converted.error
    if converted.kind is Kind.TEXT:
        return text.read(converted.data)
    result = word.read(converted.data)
    notes = tuple(
        note
        for note in result.notes
        if not (note.kind is NoteKind.BOOKMARK and note.written.startswith("_Toc"))
    )
    return replace(result, notes=notes)


def _taken(path: Path) -> Converted:
    """A file's bytes; those that need no conversion are ready, some cannot be converted."""
    try:
        if not path.is_file():
            return Converted(path, error=FormError("not-found"))
        if path.stat().st_size > _LARGEST:
            return Converted(path, error=FormError("too-large", limit=_LARGEST >> 20))
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Converted(path, error=FormError("unreadable", reason=reason))
    if _is_encrypted(data):
        return Converted(path, error=FormError("word-encrypted"))
    if data.startswith((_ZIP, _OLE, _RTF, *_MARKUP)):
        return Converted(path, data)
    try:
        return Converted(path, decode(data).text.encode("utf-8", "surrogateescape"), Kind.TEXT)
    except (FormError, UnicodeError) as error:
        empty = isinstance(error, FormError) and error.key == "empty"
        return Converted(path, error=FormError("empty" if empty else "not-converted"))


def _is_old(entry: Converted) -> bool:
    ready = entry.kind is Kind.TEXT or entry.data.startswith(_ZIP)
    return entry.error is None and not ready


def _is_encrypted(data: bytes) -> bool:
    """Whether a file has a password, as far as its first bytes tell."""
    if not data.startswith(_OLE):
        return False
    if _ENCRYPTED_PACKAGE in data:
        return True
    header = data[_SECTOR : _SECTOR + 12]
    return header.startswith(_WORD_MAGIC) and bool(header[11] & _ENCRYPTED_FLAG)


def _by_tika(entry: Converted) -> Converted:
    path, suffix = entry.path, entry.path.suffix.lower()
    if not entry.data.startswith(_OLE):
        # Tika writes the tables of other files as plain paragraphs.
        return Converted(path, error=FormError("needs-libreoffice", suffix=suffix))
    if find_spec("extractous") is None:
        return Converted(path, error=FormError("needs-office", suffix=suffix))
    from extractous import Extractor

    try:
        extractor = Extractor().set_extract_string_max_length(_LARGEST_TEXT)
        content, about = extractor.extract_bytes_to_string(bytearray(entry.data))
    except Exception:
        # Its own exceptions have no common class.
        return Converted(path, error=FormError("not-converted"))
    if any(kind.startswith("text/") for kind in about.get("Content-Type", ())):
        return Converted(path, error=FormError("not-converted"))
    return Converted(path, content.encode("utf-8", "replace"), Kind.TEXT)
