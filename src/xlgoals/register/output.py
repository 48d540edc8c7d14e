"""Writes a register in the form that the name of the file asks for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from xlgoals import files
from xlgoals.profiles import Profile
from xlgoals.register.columns import TABLES
from xlgoals.register.rows import FileRows
from xlgoals.register.store import Register

__all__ = ["FORMATS", "MissingExtraError", "build_register", "targets", "write"]

FORMATS: Final = (".xlsx", ".csv", ".parquet")
"""Endings of the files that a register can be written to."""


class MissingExtraError(Exception):
    """A library that this form needs is not installed.

    Attributes:
        extra: The extra of this package that brings it.
    """

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra


def targets(target: Path) -> tuple[Path, ...]:
    """The files that `write` makes: one workbook, or one file for each table.

    Raises:
        ValueError: the ending is none of `FORMATS`.
        MissingExtraError: a library is missing.
    """
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(suffix)
    if suffix == ".xlsx":
        return (target,)
    if suffix == ".parquet" and find_spec("pyarrow") is None:
        raise MissingExtraError("parquet")
    names = (f"{target.stem}-{table.title}{target.suffix}" for table in TABLES)
    return tuple(map(target.with_name, names))


def write(register: Register, target: Path, *, packed: bool = True) -> tuple[Path, ...]:
    """Write a register; the same rows give the same bytes.  Files appear whole or not at all.

    Args:
        register: All files have been added.
        target: The file; its ending says the form, see `FORMATS`.
        packed: Whether a workbook is compressed; if not, its bytes depend on no compressor.

    Returns:
        The files that were written.

    Raises:
        ValueError: the ending is none of `FORMATS`.
        MissingExtraError: a library is missing.
        OSError: a file cannot be written.
    """
    written = targets(target)
    register.finish()
    with ExitStack() as stack:
        parts = [stack.enter_context(files.whole(path)) for path in written]
        suffix = target.suffix.lower()
        if suffix == ".xlsx":
            from xlgoals.register.book import write_book

            write_book(register, parts[0], packed=packed)
        else:
            from xlgoals.register.flat import write_csv, write_parquet

            write_table = write_csv if suffix == ".csv" else write_parquet
            for table, part in zip(TABLES, parts, strict=True):
                write_table(register, table, part)
    return written


def build_register(
    rows: Iterable[FileRows],
    target: Path,
    profile: Profile | None = None,
    *,
    packed: bool = True,
) -> tuple[Path, ...]:
    """Write the register of files whose rows come in order, such as from `gather`.

    Args and errors are those of `write`; `profile` is what findings across files are judged under.
    """
    with Register(profile) as register:
        for one in rows:
            register.add(one)
        return write(register, target, packed=packed)
