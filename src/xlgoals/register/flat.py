"""The register as CSV and Parquet files, one for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from xlgoals.register.columns import Column, Row, Table
from xlgoals.register.store import Register

__all__ = ["guarded", "unguarded", "write_csv", "write_parquet"]

# What a spreadsheet application would take for a formula, perhaps behind our own apostrophes.
_DANGER: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠].", re.DOTALL)
_GUARDED: Final = re.compile("'+[=+\\-@\t\r\n＝＋－＠].", re.DOTALL)

# Where files have other separators, what stands behind one is a cell of its own.
_LATER_DANGER: Final = re.compile("([;\t])('*[=+\\-@＝＋－＠])")
_LATER_GUARDED: Final = re.compile("([;\t])'('*[=+\\-@＝＋－＠])")

_DIGITS: Final = 38  # of the decimals that every reader of Parquet knows
_SCALE: Final = 6
_MOST_DIGITS: Final = 76


def guarded(text: str) -> str:
    """The text with an apostrophe before all that a spreadsheet might take for a formula."""
    text = _LATER_DANGER.sub(r"\1'\2", text)
    return f"'{text}" if _DANGER.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    text = text[1:] if _GUARDED.match(text) else text
    return _LATER_GUARDED.sub(r"\1\2", text)


def write_csv(register: Register, table: Table, target: Path) -> None:
    """Writes a table: UTF-8 with a byte order mark, so that Excel shows Chinese.

    Raises:
        OSError: it cannot be written.
    """
    from xlgoals.register.frames import chunks

    with target.open("w", encoding="utf-8-sig", newline="") as file:
        for at, piece in enumerate(chunks(register, table)):
            for column in table.columns:
                if column.kind.is_decimal:
                    piece[column.key] = [_digits(value) for value in piece[column.key]]
                elif not column.kind.is_whole:
                    piece[column.key] = [guarded(_sound(value)) for value in piece[column.key]]
            piece.to_csv(
                file,
                index=False,
                header=table.headers if at == 0 else False,
                lineterminator="\r\n",
            )


def write_parquet(register: Register, table: Table, target: Path) -> None:
    """Writes a table with typed columns; amounts are exact decimals.

    Raises:
        OSError: it cannot be written.
        ImportError: pyarrow is not installed.
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    from xlgoals.register.frames import chunks

    decimals = _decimal_types(register.rows(table), table, pa)
    types = {column.header: _type(column, decimals, pa) for column in table.columns}
    schema = pa.schema(types)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        for piece in chunks(register, table):
            for column in table.columns:
                if not (column.kind.is_decimal or column.kind.is_whole):
                    piece[column.key] = [_sound(value) for value in piece[column.key]]
            piece.columns = pd.Index(table.headers)
            arrow = pa.Table.from_pandas(piece, schema, preserve_index=False)
            writer.write_table(arrow.replace_schema_metadata(None))


def _sound(text: str) -> str:
    """The text without halves of characters, which UTF-8 cannot hold."""
    return text.encode(errors="replace").decode()


def _digits(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else ""


def _type(column: Column, decimals: dict[str, Any], pa: Any) -> Any:
    if column.kind.is_decimal:
        return decimals[column.key]
    return pa.int32() if column.kind.is_whole else pa.string()


def _decimal_types(rows: Iterable[Row], table: Table, pa: Any) -> dict[str, Any]:
    """Decimal types wide enough for all values, the same for nearly all registers."""
    columns = [
        (at, column.key) for at, column in enumerate(table.columns) if column.kind.is_decimal
    ]
    before = {key: 1 for _, key in columns}
    behind = {key: _SCALE for _, key in columns}
    for row in rows if columns else ():
        for at, key in columns:
            if isinstance(value := row[at], Decimal):
                before[key] = max(before[key], value.adjusted() + 1)
                behind[key] = max(behind[key], -int(value.as_tuple().exponent))
    return {
        key: pa.decimal128(_DIGITS, behind[key])
        if before[key] + behind[key] <= _DIGITS
        else pa.decimal256(_MOST_DIGITS, behind[key])
        for _, key in columns
    }
