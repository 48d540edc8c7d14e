"""What a user of LibreOffice waits for: checking and clearing in a live workbook of 13 projects.

Times on the wall clock, with LibreOffice and Python on the same machine, and the processor time
of both, which other work on the machine does not swell.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Line
from tests.generated import MISTAKE_SEEDS, department_text
from xlgoals.excel.commands import COMMANDS
from xlgoals.forms import stamp, text
from xlgoals.hosts import libreoffice

__all__ = ["report"]

AIM_S = 2.0
RUNS = 5
_STEPS = (
    ("validate_sheet", "校验本表 in a live LibreOffice"),
    ("validate_book", "校验全簿, 13 projects"),
    ("clear_marks", "清除标记 after it"),
)


def _used(group: int) -> float:
    """Seconds of processor time that the processes of a group have taken, and this one."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") + time.process_time()


def report(runs: int = RUNS) -> list[Line]:
    """The lines of the report; one that says so where LibreOffice is not installed."""
    reason = libreoffice.why_not()
    if reason is not None:
        return [Line(_STEPS[0][1], "—", "LibreOffice cannot be used here")]
    source = department_text(MISTAKE_SEEDS[0], mistakes=True)
    wall: dict[str, list[float]] = {step: [] for step, _ in _STEPS}
    busy: dict[str, list[float]] = {step: [] for step, _ in _STEPS}
    with tempfile.TemporaryDirectory() as folder, libreoffice.start() as app:
        path = Path(folder) / "workbook.xlsx"
        path.write_bytes(stamp.write_bytes(text.read(source.encode()).document))
        book = app.books.open(path)
        book.set_mock_caller()
        book.sheets["项目1"].activate()
        for _ in range(runs + 1):
            for step, _ in _STEPS:
                started, used = time.perf_counter(), _used(app.pid)
                COMMANDS[step]()
                wall[step].append(time.perf_counter() - started)
                busy[step].append(_used(app.pid) - used)
    return [_line(what, wall[step][1:], busy[step][1:]) for step, what in _STEPS]


def _line(what: str, wall: list[float], busy: list[float]) -> Line:
    seconds, cpu = statistics.median(wall), statistics.median(busy)
    aim, met = (f"≤ {AIM_S:g} s", seconds <= AIM_S) if "校验" in what else ("", None)
    return Line(what, f"{seconds:.2f} s", f"{cpu:.2f} s of processor time", aim, met)


if __name__ == "__main__":
    for line in report():
        print(line)
