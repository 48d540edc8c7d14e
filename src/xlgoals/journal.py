"""The journal of a batch: one JSON line a file, appended and flushed, beside the outputs.

It says what happened to each file, also when the batch was ended halfway, and is what a batch that
is resumed goes by.  A journal is held by one batch at a time.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

__all__ = ["COUNTS", "BusyError", "Entry", "Journal", "entries"]

_as_json: Final = json.JSONEncoder(ensure_ascii=False).encode
_BUSY: Final = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_FAR: Final = 1 << 40  # where a lock is held: no line ever stands there
_ROOM: Final = ".xlgoals-batch-room-1.part"  # its name is that of an unfinished file
_LONG_LINE: Final = 1 << 10
_PIECE: Final = 1 << 16
_BIT: Final = 1 << 13  # of the room: too little for an output to slip in


COUNTS: Final = ("projects", "indicators", "leftovers", "errors", "warnings")
"""What is counted in a document; names of an entry's fields and of a line's keys."""


class BusyError(Exception):
    """Another batch holds the journal."""


class Entry(NamedTuple):
    """What a journal says of a file that was done.

    `digest` is the SHA-256 of the input, `made_by` the program, its version and options, `output`
    the name of the output beside the journal, `check` its checksum.
    """

    digest: str
    made_by: str
    output: str
    check: str
    projects: int = 0
    indicators: int = 0
    leftovers: int = 0
    errors: int = 0
    warnings: int = 0

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Entry:
        """The entry in a line of the journal.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        digest, made_by, output, check = (
            str(record[name]) for name in ("input", "made_by", "output", "check")
        )
        if Path(output).name != output:  # it stands beside the journal, and nowhere else
            raise ValueError(output)
        counts = [int(record[name]) for name in COUNTS]
        return cls(digest, made_by, output, check, *counts)


class Journal:
    """The journal of one batch, open for its lines; to be used in a `with` statement.

    Args:
        path: The file; it is made where it is missing, with its folder.

    Raises:
        BusyError: another batch holds it.
        OSError: it cannot be written.

    Attributes:
        unwritten: How many lines could not be written yet, on a full disk for example.
    """

    def __init__(self, path: Path) -> None:
        self._room = _Room(path.with_name(_ROOM))
        path.parent.mkdir(parents=True, exist_ok=True)
        binary = getattr(os, "O_BINARY", 0)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | binary, 0o644)
        self._waiting: deque[bytes] = deque()
        try:
            _lock(self._file)
            self._broken = _is_broken_off(self._file)
        except BaseException:
            os.close(self._file)
            raise

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def unwritten(self) -> int:
        """How many lines could not be written yet."""
        return len(self._waiting)

    def add(self, records: Iterable[Mapping[str, object]]) -> None:
        """Append lines; those that the disk does not take wait for the next time."""
        for record in records:
            line = _as_json(record).encode("utf-8", "backslashreplace")
            self._waiting.append(line + b"\n")
        self._write()

    def keep_room(self, lines: int) -> None:
        """Keep room on the disk for so many lines, so that outputs do not take it all."""
        self._room.keep(lines * _LONG_LINE)

    def close(self) -> None:
        """Write what still waits, if that can be done, and let go of the file."""
        self._write()
        self._room.give(self._room.size)
        with suppress(OSError):
            os.fsync(self._file)
        os.close(self._file)

    def _write(self) -> None:
        while self._waiting:
            if not self._write_line(b"\n" * self._broken + self._waiting[0]):
                # The disk is full: this is what room was kept for.
                if not self._room.size:
                    return
                self._room.give(_BIT)
                continue
            self._waiting.popleft()

    def _write_line(self, line: bytes) -> bool:
        try:
            written = os.write(self._file, line)
        except OSError:
            return False
        if written == len(line):
            self._broken = False
            return True
        if written and not self._take_back(written):
            # A part of a line is spoilt; the whole one comes behind it.
            self._broken = True
        return False

    def _take_back(self, count: int) -> bool:
        """Whether so many bytes at the end could be removed."""
        try:
            os.ftruncate(self._file, os.fstat(self._file).st_size - count)
        except OSError:
            return False
        return True


class _Room:
    """Room on a disk, kept by a file of so many bytes that is given up bit by bit."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = 0

    def keep(self, size: int) -> None:
        with suppress(OSError), self._path.open("wb") as file:
            while self.size < size:
                file.write(bytes(min(_PIECE, size - self.size)))
                file.flush()
                self.size = file.tell()

    def give(self, size: int) -> None:
        self.size = max(0, self.size - size)
        with suppress(OSError):
            if self.size:
                os.truncate(self._path, self.size)
            else:
                self._path.unlink(missing_ok=True)


def entries(paths: Iterable[Path]) -> dict[tuple[str, str], Entry]:
    """What journals say was done, by absolute path of the input and ending of the output.

    The last line of each counts.  Lines that are broken, and journals that cannot be read, say
    nothing.  To be called before one of these journals is opened, which would lose its lock.
    """
    found: dict[tuple[str, str], Entry] = {}
    for path in paths:
        with suppress(OSError), path.open("rb") as lines:
            for line in lines:
                with suppress(ValueError, KeyError, TypeError):
                    record = json.loads(line)
                    if record["status"] in ("ok", "earlier"):
                        entry = Entry.of(record)
                        found[str(record["file"]), Path(entry.output).suffix] = entry
    return found


def _is_broken_off(file: int) -> bool:
    """Whether the last line has no end, as after a loss of power."""
    size = os.lseek(file, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) != b"\n"


def _lock(file: int) -> None:
    """Hold the file for this process; some network drives cannot, and are left without."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # Unlike flock, this is not handed on to processes that are forked.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _FAR)
    except OSError as error:
        if error.errno in _BUSY:
            raise BusyError from error
