"""Files of users: finding them, reading any form of a document, and writing whole."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from xlgoals.forms import text, workbook
from xlgoals.forms.errors import FormError
from xlgoals.reading import ReadResult

__all__ = [
    "FORMS",
    "TEXTS",
    "WORKBOOKS",
    "find",
    "free_name",
    "is_workbook",
    "read",
    "read_bytes",
    "real",
    "reason",
    "whole",
    "write_whole",
]

TEXTS: Final = (".txt",)
WORKBOOKS: Final = (".xlsx", ".xlsm")
FORMS: Final = (*TEXTS, *WORKBOOKS)
"""Endings of the files that hold a document."""

_LARGEST_TEXT: Final = 64 << 20
# How zip files begin, and the files of older programs, of which the reader says what is wrong.
_BOOK_MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def find(inputs: Iterable[Path], suffixes: tuple[str, ...]) -> Iterator[Path]:
    """The files that are meant by files and folders, each of them once, in a fixed order.

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
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            # Office leaves lock files ~$name beside an open document.
            wanted = found.suffix.lower() in suffixes and not found.name.startswith(("~$", "."))
            if wanted and found.is_file() and not _is_register(found):
                yield found


def _is_register(path: Path) -> bool:
    """A register holds no document, though it stands beside those that it was made of."""
    from xlgoals.register.mark import is_register

    return is_register(path)


def real(path: Path) -> Path:
    """The absolute path without links, as far as it can be told."""
    with suppress(OSError):
        return path.resolve()
    return path.absolute()


def free_name(taken: set[str], stem: str, suffix: str) -> tuple[str, bool]:
    """A name that nothing has yet, with a number where needed; it counts as taken then.

    Args:
        taken: Names that are taken, without regard to case.
        stem: The wanted name without its ending.
        suffix: Its ending.

    Returns:
        The name, and whether it had to differ from the wanted one.
    """
    name, count = stem + suffix, 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem}_{count}{suffix}"
    taken.add(name.casefold())
    return name, count > 1


def is_workbook(path: Path, data: bytes) -> bool:
    """Whether a file is to be read as a workbook, by its ending, else by how it begins."""
    suffix = path.suffix.lower()
    return suffix in WORKBOOKS or (suffix not in TEXTS and data.startswith(_BOOK_MARKS))


def read(path: Path) -> ReadResult:
    """The document in a file of any form.

    Raises:
        FormError: It cannot be read, or holds no document.
    """
    data = read_bytes(path)
    return workbook.read(data) if is_workbook(path, data) else text.read(data)


def read_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        FormError: `not-found`, `unreadable`, or `too-large` for a text.
    """
    try:
        if not path.is_file():
            raise FormError("not-found")
        if path.suffix.lower() not in WORKBOOKS and path.stat().st_size > _LARGEST_TEXT:
            raise FormError("too-large", limit=_LARGEST_TEXT >> 20)
        return path.read_bytes()
    except OSError as error:
        raise FormError("unreadable", reason=reason(error)) from error


def reason(error: OSError) -> str:
    """What the system says of its error."""
    return error.strerror or type(error).__name__


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    with whole(target) as temporary:
        temporary.write_bytes(data)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A file to write to, beside the target, whose place it takes when all went well.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".xlgoals-{os.getpid()}-{time.monotonic_ns()}.part")
    try:
        yield temporary
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
