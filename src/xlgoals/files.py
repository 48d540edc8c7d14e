"""Files of users: finding them, reading any form of a document, and writing whole."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from xlgoals.filenames import portable
from xlgoals.forms import text, word, workbook
from xlgoals.forms.errors import FormError
from xlgoals.reading import ReadResult

__all__ = [
    "FORMS",
    "OLD_WORDS",
    "TEXTS",
    "WORDS",
    "WORKBOOKS",
    "InUseError",
    "Kind",
    "ensure_closed",
    "find",
    "free_name",
    "kind",
    "locked_by",
    "parse",
    "place",
    "read",
    "read_bytes",
    "real",
    "reason",
    "sweep",
    "whole",
    "write_whole",
]

TEXTS: Final = (".txt",)
WORKBOOKS: Final = (".xlsx", ".xlsm")
WORDS: Final = (".docx",)
OLD_WORDS: Final = (".doc", ".wps", ".rtf")
"""Endings of the files that `xlgoals.legacy` makes readable."""
FORMS: Final = (*TEXTS, *WORDS, *OLD_WORDS, *WORKBOOKS)
"""Endings of the files that hold a document."""

_LARGEST_TEXT: Final = 64 << 20
_LARGEST_WORKBOOK: Final = 256 << 20
# How zip files begin, and the files of older programs, of which the reader says what is wrong.
_BOOK_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WORD_PART: Final = b"word/document.xml"
_PART: Final = ".xlgoals-{mark}{process}-{time}.part"


class Kind(StrEnum):
    """The form that a file is read as."""

    TEXT = "text"
    WORD = "word"
    WORKBOOK = "workbook"


class InUseError(PermissionError):
    """A file could not be replaced because a program has it open."""


def find(inputs: Iterable[Path], suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The files that are meant by files and folders, each of them once, in a fixed order.

    Nothing is passed over in silence: a folder that may not be looked into, or a link that leads
    nowhere, stands among the files, and whoever reads it will say so.

    Args:
        inputs: Files, taken whatever their ending and even if they do not exist; and folders,
            which are searched recursively.
        suffixes: Endings of the files that are looked for in folders.
    """
    seen: set[Path] = set()
    for path in _all(inputs, suffixes):
        if (place := real(path)) not in seen:
            seen.add(place)
            yield path


def _all(inputs: Iterable[Path], suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in inputs:
        if not os.path.isdir(path):  # noqa: PTH112 - a Path raises where it may not look
            yield path
            continue
        for found, is_closed in _within(path):
            # Office leaves lock files ~$name beside an open document.
            wanted = found.suffix.lower() in suffixes and not found.name.startswith(("~$", "."))
            if is_closed or (wanted and not _is_register(found)):
                yield found


def _within(folder: Path) -> list[tuple[Path, bool]]:
    """All files in a folder and below it, and the folders that may not be looked into."""
    closed: list[OSError] = []
    walk = os.walk(folder, onerror=closed.append)
    found = [(Path(place, name), False) for place, _, names in walk for name in names]
    return sorted([*found, *((Path(error.filename), True) for error in closed)])


def _is_register(path: Path) -> bool:
    """A register holds no document, though it stands beside those that it was made of."""
    from xlgoals.register.mark import is_register

    return is_register(path)


def real(path: Path) -> Path:
    """The absolute path without links, as far as it can be told."""
    with suppress(OSError):
        return path.resolve()
    return path.absolute()


def place(path: Path) -> str:
    """What a journal knows a file by: its absolute path, the links of its folder followed."""
    return f"{_real_folder(path.parent)}{path.name}"


@lru_cache(maxsize=256)
def _real_folder(folder: Path) -> str:
    """A folder's real path with what separates names behind it; many files stand in one."""
    return os.path.join(real(folder), "")  # noqa: PTH118 - a root has its separator already


def free_name(taken: set[str], stem: str, suffix: str) -> tuple[str, bool]:
    """A name that nothing has yet, with a number where needed; it counts as taken then.

    Args:
        taken: Names that are taken, without regard to case.
        stem: The wanted name without its ending; what some system does not take is replaced.
        suffix: Its ending, treated likewise.

    Returns:
        The name, and whether it had to differ from the wanted one.
    """
    wanted = stem + suffix
    stem, suffix = portable(stem), portable(f"_{suffix}")[1:]
    name, count = stem + suffix, 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem}_{count}{suffix}"
    taken.add(name.casefold())
    return name, name != wanted


def kind(path: Path, data: bytes) -> Kind:
    """The form that a file is to be read as, by its ending, else by how it begins."""
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return Kind.WORKBOOK
    if suffix in WORDS:
        return Kind.WORD
    if suffix in TEXTS or not data.startswith(_BOOK_MARKS):
        return Kind.TEXT
    return Kind.WORD if _WORD_PART in data else Kind.WORKBOOK


def read(path: Path) -> ReadResult:
    """The document in a file of any form but old Word files, for which see `xlgoals.legacy`.

    Raises:
        FormError: It cannot be read, or holds no document.
    """
    return parse(path, read_bytes(path))


def parse(path: Path, data: bytes) -> ReadResult:
    """The document in the bytes of a file.

    Raises:
        FormError: It holds no document.
    """
    form = kind(path, data)
    if form is Kind.TEXT:
        return text.read(data)
    return word.read(data) if form is Kind.WORD else workbook.read(data)


def read_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        FormError: `not-found`, `unreadable` or `too-large`.
    """
    try:
        if not path.is_file():
            if path.is_dir():
                os.listdir(path)  # noqa: PTH208 - says why it may not be looked into
            raise FormError("not-found")
        largest = _LARGEST_WORKBOOK if path.suffix.lower() in WORKBOOKS else _LARGEST_TEXT
        if path.stat().st_size > largest:
            raise FormError("too-large", limit=largest >> 20)
        return path.read_bytes()
    except OSError as error:
        raise FormError("unreadable", reason=reason(error)) from error


def reason(error: OSError) -> str:
    """What the system says of its error."""
    return error.strerror or type(error).__name__


def locked_by(target: Path) -> str:
    """The name of the lock file that an office program keeps beside a file it has open, or ""."""
    name = target.name
    # Word puts the mark in the place of the first characters of a longer name.
    dropped = min(2, max(0, len(target.stem) - 6)) if target.suffix.lower() in WORDS else 0
    for lock in (f"~${name[dropped:]}", f".~lock.{name}#"):
        if target.with_name(lock).exists():
            return lock
    return ""


def ensure_closed(target: Path) -> None:
    """Make sure that no office program has a file open that is to be replaced.

    Windows keeps others from replacing an open file; elsewhere only lock files tell.

    Raises:
        InUseError: one has; its text names the lock file.
    """
    if target.exists() and (lock := locked_by(target)):
        raise InUseError(errno.EACCES, lock)


def write_whole(target: Path, data: bytes, mark: str = "", *, held: bool = False) -> None:
    """Write a file so that it appears whole or not at all.

    Args:
        target: The file.
        data: What it shall hold.
        mark: Tells the unfinished file from those of others, see `sweep`.
        held: Whether it is the caller's own office program that has the target open.

    Raises:
        InUseError: another program holds the target open.
        OSError: it could not be written; nothing is left behind.
    """
    with whole(target, mark, held=held) as temporary:
        temporary.write_bytes(data)


@contextmanager
def whole(target: Path, mark: str = "", *, held: bool = False) -> Iterator[Path]:
    """A file to write to, beside the target, whose place it takes when all went well.

    Arguments are those of `write_whole`.

    Raises:
        InUseError: another program holds the target open.
        OSError: it could not be written; nothing is left behind.
    """
    if not held:
        ensure_closed(target)
    folder = target.parent
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    name = _PART.format(mark=mark, process=os.getpid(), time=time.monotonic_ns())
    temporary = folder / name
    try:
        yield temporary
        try:
            temporary.replace(target)
        except PermissionError as error:
            raise InUseError(error.errno, error.strerror) from error
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sweep(folder: Path, mark: str) -> None:
    """Remove what a process that was ended has left of unfinished files with this mark."""
    for part in folder.glob(_PART.format(mark=mark, process="*", time="*")):
        with suppress(OSError):
            part.unlink()
