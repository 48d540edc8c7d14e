"""Taking times and memory: CPU seconds of this process, medians, and fresh processes."""

from __future__ import annotations

import math
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

__all__ = [
    "BATCH_SECTION",
    "HEAVY",
    "Clock",
    "Line",
    "heavy_imports",
    "median_wall",
    "peak_memory",
    "slowest_imports",
]

T = TypeVar("T")
ROOT = Path(__file__).parents[1]
# Its first part answers `--help` without the second.
_COMMAND_LINE = "xlgoals.cli, xlgoals.commands.line"
BATCH_SECTION = "## A large batch"
"""Where the other benchmark's part of the recorded page begins."""
HEAVY = ("pandas", "numpy", "openpyxl", "xlwings")

_PEAK = """
import re, sys
from pathlib import Path
from tests.generated import department_text
from xlgoals.forms import stamp, text
total = 0
for seed in range(int(sys.argv[1])):
    total += len(stamp.write_bytes(text.read(department_text(seed).encode()).document))
# Not ru_maxrss: that of a child begins at what its parent held.
print(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1], total)
"""


@dataclass(frozen=True)
class Line:
    """One line of the report: what, how much, of how many, and the aim when there is one."""

    what: str
    figure: str
    note: str = ""
    aim: str = ""
    met: bool | None = None


@dataclass
class Clock:
    """CPU milliseconds by name of the stage."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def take(self, stage: str, work: Callable[[], T]) -> T:
        """Do the work once and note what it cost."""
        start = time.process_time_ns()
        result = work()
        self.times[stage].append((time.process_time_ns() - start) / 1e6)
        return result

    def median(self, stage: str) -> float:
        return statistics.median(self.times[stage])

    def count(self, stage: str) -> int:
        return len(self.times[stage])


def median_wall(command: list[str], runs: int = 10) -> float:
    """Milliseconds on the wall clock that a fresh process takes, once warmed up."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times[1:])


def peak_memory(documents: int) -> float:
    """Peak resident MiB of a fresh process that imports so many documents, one after another.

    Linux only: nan elsewhere.
    """
    if not Path("/proc/self/status").exists():
        return math.nan
    command = [sys.executable, "-c", _PEAK, str(documents)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[0]) / 1024


def heavy_imports() -> list[str]:
    """The heavy libraries that loading the command line loads; there should be none."""
    code = f"import sys, {_COMMAND_LINE}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()


def slowest_imports(count: int = 5) -> list[tuple[float, str]]:
    """Milliseconds and name of the modules whose own loading costs most, and the total first."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {_COMMAND_LINE}"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    own: list[tuple[float, str]] = []
    total = 0.0
    for line in done.stderr.splitlines():
        parts = [part.strip() for part in line.removeprefix("import time:").split("|")]
        if len(parts) == 3 and parts[0].isdigit():
            own.append((int(parts[0]) / 1e3, parts[2]))
            if parts[2] in _COMMAND_LINE.split(", "):
                total += int(parts[1]) / 1e3
    return [(total, _COMMAND_LINE), *sorted(own, reverse=True)[:count]]
