"""The tables of the register as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import pandas as pd

from xlgoals.register.columns import Row, Table
from xlgoals.register.store import Register

__all__ = ["chunks", "frame"]

_CHUNK: Final = 50_000


def frame(register: Register, table: Table) -> pd.DataFrame:
    """A whole table; columns have the table's keys as names, amounts are `Decimal`."""
    return _typed(register.rows(table), table)


def chunks(register: Register, table: Table) -> Iterator[pd.DataFrame]:
    """A table in pieces that need little memory; one without rows if it has none."""
    rows = register.rows(table)
    piece = list(islice(rows, _CHUNK))
    yield _typed(piece, table)
    while piece := list(islice(rows, _CHUNK)):
        yield _typed(piece, table)


def _typed(rows: Iterable[Row], table: Table) -> pd.DataFrame:
    """A frame in which whole numbers stay whole and amounts exact, also beside empty cells."""
    columns = [column.key for column in table.columns]
    found = pd.DataFrame(list(rows), columns=columns, dtype=object)
    for column in table.columns:
        if column.kind.is_whole:
            found[column.key] = found[column.key].astype("Int64")
    return found
