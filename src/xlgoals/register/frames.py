"""The register as pandas frames: its tables, and the totals by department and by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import pandas as pd

from xlgoals.checks import all_checks
from xlgoals.messages import text as say
from xlgoals.register.columns import Row, Table
from xlgoals.register.rows import EXACT, GRAVEST_FIRST, by_severity
from xlgoals.register.store import Register

__all__ = ["by_department", "by_rule", "chunks", "frame"]

_CHUNK: Final = 50_000
_LEVELS: Final = [level.word for level in GRAVEST_FIRST]
_MONEY: Final = ["total", "fiscal", "other"]


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


def by_department(register: Register) -> pd.DataFrame:
    """Files, projects, amounts, indicators and findings of each department, largest budget first.

    Amounts are exact sums in 万元.  Departments of one budget stand in the order of the files.
    """
    facts = pd.DataFrame(
        [
            (*fact, *by_severity(found))
            for fact, found in zip(register.facts, register.found, strict=True)
        ],
        columns=[
            *("file", "department", "readable", "projects", "indicators"),
            *_MONEY,
            *_LEVELS,
        ],
        dtype=object,
    )
    # Formulas compare texts without regard to case, so the totals do.
    key = facts["department"].str.casefold()
    sums: dict[str, Any] = {name: (name, _exact_sum) for name in _MONEY}
    counts: dict[str, Any] = {name: (name, "sum") for name in ("projects", "indicators", *_LEVELS)}
    table = facts.groupby(key, sort=False).agg(
        department=("department", "first"), files=("file", "size"), **counts, **sums
    )
    order = ["department", "files", "projects", *_MONEY, "indicators", *_LEVELS]
    return table.sort_values("total", ascending=False, kind="stable")[order].reset_index(drop=True)


def by_rule(register: Register) -> pd.DataFrame:
    """Findings of each rule and severity and the number of files, most frequent rule first."""
    found = pd.DataFrame(
        [
            (at, code, level.word, count)
            for at, counter in enumerate(register.found)
            for (code, level), count in counter.items()
        ],
        columns=["file", "code", "severity", "count"],
    )
    table = found.pivot_table(
        index="code", columns="severity", values="count", aggfunc="sum", fill_value=0
    ).reindex(columns=_LEVELS, fill_value=0)
    table["findings"] = table.sum(axis="columns")
    table["files"] = found.groupby("code")["file"].nunique()
    table = table.reset_index().sort_values(
        ["findings", "code"], ascending=[False, True], kind="stable"
    )
    checks = {check.code: check for check in all_checks()}
    named = [checks.get(code) for code in table["code"]]
    table["title"] = [one.title() if one else say("register.unreadable") for one in named]
    table["group"] = [say(f"check-group.{one.group}") if one else "" for one in named]
    order = ["code", "title", "group", *_LEVELS, "findings", "files"]
    return table[order].reset_index(drop=True)


def _exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def _typed(rows: Iterable[Row], table: Table) -> pd.DataFrame:
    """A frame in which whole numbers stay whole and amounts exact, also beside empty cells."""
    columns = [column.key for column in table.columns]
    found = pd.DataFrame(list(rows), columns=columns, dtype=object)
    for column in table.columns:
        if column.kind.is_whole:
            found[column.key] = found[column.key].astype("Int64")
    return found
