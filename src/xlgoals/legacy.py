"""Old Word files (.doc, .wps, .rtf): made into .docx by LibreOffice, else into text by Tika.

LibreOffice keeps the tables as they are, so it comes first; Tika (the extra `legacy`) gives the
text of `.doc` and `.wps` files in the layout of `forms.spaced`.  Originals are only read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from threading import Event
from typing import Any, Final, Protocol, TypeVar, cast

from xlgoals import files, soffice
from xlgoals.forms import text
from xlgoals.forms.decode import decode
from xlgoals.forms.errors import FormError
from xlgoals.reading import NoteKind, ReadResult

__all__ = ["Converted", "Kind", "convert", "read", "read_any", "ready"]

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
    OLD = "old"  # nothing yet: it waits for LibreOffice


@dataclass(frozen=True, slots=True)
class Converted:
    """One file: its bytes as .docx or as UTF-8 text, or why there are none.

    `digest` is the SHA-256 of the original, in hex.
    """

    path: Path
    data: bytes = b""
    kind: Kind = Kind.WORD
    error: FormError | None = None
    digest: str = ""


def convert(
    paths: Iterable[Path],
    *,
    stall: float = soffice.STALL,
    program: str | None = None,
    stop: Event | None = None,
) -> Iterator[Converted]:
    """Make old Word files readable, with one run of LibreOffice for every few hundred of them.

    Args:
        paths: Old Word files; what they are is told by their bytes, not by their ending.
        stall: Seconds without a finished file after which LibreOffice is stopped.
        program: LibreOffice's program; looked for when None, not used when empty.
        stop: Ends LibreOffice when it is set; what it has not converted by then is `interrupted`.

    Yields:
        One entry a file, in the order of `paths`.  `error` is one of `not-found`, `unreadable`,
        `too-large`, `word-encrypted`, `not-converted`, `conversion-time`, `needs-office` and
        `needs-libreoffice`; a file that fails does no harm to the others.
    """
    program = soffice.find() if program is None else program
    waiting = iter(paths)
    while group := list(islice(waiting, soffice.MOST)):
        if program:
            yield from _by_libreoffice(group, program, stall, stop)
        else:
            yield from map(_without, group)


def _by_libreoffice(
    group: Sequence[Path], program: str, stall: float, stop: Event | None
) -> Iterator[Converted]:
    """A group of files: only what needs no conversion, or cannot be converted, is kept at hand."""
    entries: list[Converted] = []

    def originals() -> Iterator[bytes]:
        for path in group:
            entry = _taken(path)
            if _is_old(entry):
                entries.append(replace(entry, kind=Kind.OLD, data=b""))
                yield entry.data
            else:
                # Read again when its turn comes.
                entries.append(replace(entry, data=b"") if entry.error is None else entry)

    outcomes = soffice.to_docx(program, originals(), stall=stall, stop=stop)
    first = next(outcomes, None)  # by now all originals have been looked at
    made = chain(() if first is None else (first,), outcomes)
    for entry in entries:
        if entry.kind is Kind.OLD:
            yield _outcome(entry, next(made))
        else:
            yield entry if entry.error else _taken(entry.path)


def _without(path: Path) -> Converted:
    """A file, where there is no LibreOffice."""
    entry = _taken(path)
    return _by_tika(entry) if _is_old(entry) else entry


class _Job(Protocol):
    """A job on one file, as all parts of the house have them: a frozen dataclass."""

    @property
    def source(self) -> Path: ...
    @property
    def converted(self) -> Converted | None: ...


Job = TypeVar("Job", bound=_Job)


def ready(
    jobs: Sequence[Job], stop: Event | None = None, *, limit: float | None = None
) -> Iterator[Job]:
    """The jobs, those on old Word files with what these were made into.

    Files are converted when the first of their group is asked for, so this is best drawn from
    while other work goes on, and memory holds one converted file at a time.

    Args:
        jobs: Jobs on files of any form.
        stop: Ends the conversion that is under way, and all after it.
        limit: Seconds for a file; LibreOffice gets no more than `soffice.STALL`.
    """
    stall = min(limit or soffice.STALL, soffice.STALL)
    converted = convert((job.source for job in jobs if _is_meant(job)), stall=stall, stop=stop)
    for job in jobs:
        yield cast("Any", replace)(job, converted=next(converted)) if _is_meant(job) else job


def read_any(job: _Job) -> ReadResult:
    """The document of a job's file, whatever its form.

    Raises:
        FormError: It cannot be read, or holds no document.
    """
    return files.read(job.source) if job.converted is None else read(job.converted)


def _is_meant(job: _Job) -> bool:
    return job.source.suffix.lower() in files.OLD_WORDS and not getattr(job, "problem", "")


def _outcome(entry: Converted, outcome: bytes | FormError) -> Converted:
    if isinstance(outcome, FormError):
        return replace(entry, kind=Kind.WORD, error=outcome)
    return replace(entry, kind=Kind.WORD, data=outcome)


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
    return replace(_sorted(path, data), digest=hashlib.sha256(data).hexdigest())


def _sorted(path: Path, data: bytes) -> Converted:
    """What a file's bytes are."""
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
    made = _tika(entry)
    if isinstance(made, FormError):
        return replace(entry, data=b"", error=made)
    return replace(entry, data=made, kind=Kind.TEXT)


def _tika(entry: Converted) -> bytes | FormError:
    suffix = entry.path.suffix.lower()
    if not entry.data.startswith(_OLE):
        # Tika writes the tables of other files as plain paragraphs.
        return FormError("needs-libreoffice", suffix=suffix)
    if find_spec("extractous") is None:
        return FormError("needs-office", suffix=suffix)
    from extractous import Extractor

    try:
        extractor = Extractor().set_extract_string_max_length(_LARGEST_TEXT)
        content, about = extractor.extract_bytes_to_string(bytearray(entry.data))
    except Exception:
        # Its own exceptions have no common class.
        return FormError("not-converted")
    if any(kind.startswith("text/") for kind in about.get("Content-Type", ())):
        return FormError("not-converted")
    return str(content).encode("utf-8", "replace")
