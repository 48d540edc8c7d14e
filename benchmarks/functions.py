"""What a worksheet function costs in Python: rows never seen before, rows seen before, blank rows.

xlwings and COM come on top of that, and cannot be measured here.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.measure import ROOT, Clock, Line
from tests.generated import department_text
from xlgoals.excel import functions, verdicts
from xlgoals.forms import text

__all__ = ["distinct_rows", "report"]

ROW_US = 100.0
BATCH = 100
FIRST_SEED = 5000

_START = """
import time
start = time.perf_counter()
from xlgoals.excel import functions
loaded = time.perf_counter()
functions.warm()
print((loaded - start) * 1e3, (time.perf_counter() - loaded) * 1e3)
"""

Row = tuple[tuple[tuple[str, ...]], float]


def distinct_rows(documents: int) -> list[Row]:
    """Indicator rows as COM delivers them, each with its budget; no two alike."""
    rows: list[Row] = []
    for seed in range(FIRST_SEED, FIRST_SEED + documents):
        document = text.read(department_text(seed, mistakes=True).encode()).document
        for project in document.projects:
            budget = float(project.funding.total.amount or 0)
            for row in project.indicators:
                alone = f"{row.description}，序号{len(rows)}"
                cells = (row.level1, row.level2, row.name, alone, row.value.text, row.basis)
                rows.append(((cells,), budget))
    return rows


def _timed(clock: Clock, stage: str, rows: Sequence[Row]) -> None:
    """The time of each whole batch of rows."""
    for at in range(0, len(rows) - BATCH + 1, BATCH):
        batch = rows[at : at + BATCH]
        clock.take(stage, lambda batch=batch: [functions.XLG_INDICATOR(*row) for row in batch])  # type: ignore[misc]


def _starts(runs: int = 5) -> tuple[float, float]:
    """Milliseconds of loading the functions and of warming them, in fresh processes: medians."""
    times = []
    for _ in range(runs):
        command = [sys.executable, "-c", _START]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        times.append([float(part) for part in done.stdout.split()])
    loaded, warmed = (statistics.median(column) for column in zip(*times, strict=True))
    return loaded, warmed


def report(documents: int = 40) -> list[Line]:
    """The lines of the report on worksheet functions.

    Args:
        documents: the rows of how many generated documents of 13 projects.
    """
    rows, clock = distinct_rows(documents), Clock()
    functions.warm()
    verdicts.indicator.cache_clear()
    _timed(clock, "new", rows)
    known = rows[-verdicts.CACHE // 2 :]
    _timed(clock, "known", known)
    blank = (((None,) * 6,), None)
    clock.take("blank", lambda: [functions.XLG_INDICATOR(*blank) for _ in known])
    table = [cells[0] for cells, _ in rows[: 4 * BATCH]]
    for at in range(0, len(table), BATCH):
        part = table[at : at + BATCH]
        clock.take("table", lambda part=part: functions.XLG_INDICATORS(part))  # type: ignore[misc]
    loaded, warmed = _starts()
    new = clock.median("new") * 1e3 / BATCH
    return [
        Line(
            "XLG_INDICATOR, a row never seen before",
            f"{new:.0f} µs",
            f"{len(rows)} rows",
            f"≤ {ROW_US:g} µs",
            new <= ROW_US,
        ),
        Line("  a row seen before", f"{clock.median('known') * 1e3 / BATCH:.0f} µs"),
        Line("  a blank row", f"{clock.median('blank') * 1e3 / len(known):.1f} µs"),
        Line("XLG_INDICATORS, each row", f"{clock.median('table') * 1e3 / BATCH:.0f} µs"),
        Line("loading the functions", f"{loaded:.0f} ms", "fresh process, wall"),
        Line("  warming them", f"{warmed:.0f} ms", "rules, words, a first row"),
    ]


if __name__ == "__main__":
    for line in report():
        print(line)
