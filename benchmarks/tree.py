"""A command and all processes that it starts: how long, how much work, how much memory together."""

from __future__ import annotations

import math
import os
import re
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["Cost", "run"]

ROOT = Path(__file__).parents[1]
_TICK = 0.1
_PSS = re.compile(r"^Pss:\s*(\d+) kB", re.MULTILINE)


class Cost(NamedTuple):
    """What a command took.

    `seconds` on the wall clock; `cpu` seconds of all its processes; `peak` of their memory in
    MiB, pages that they share counted once (Linux only, nan elsewhere).
    """

    seconds: float
    cpu: float
    peak: float


def run(command: Sequence[str]) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: It failed; what it said is the message.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said: list[str] = []
    assert process.stderr is not None
    reader = threading.Thread(target=lambda pipe: said.append(pipe.read()), args=(process.stderr,))
    reader.start()
    watch = _Watch(process.pid)
    watch.start()
    # Unlike Popen.wait it tells what the command and its processes have used.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    watch.end()
    reader.join()
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    # 1 is told of documents with faults, which are wanted here; then nothing is said.
    if process.returncode not in (0, 1) or said[0]:
        raise RuntimeError(f"{process.returncode}: {said[0][-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, watch.peak)


class _Watch(threading.Thread):
    """Looks at the memory of a process and those below it, again and again."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0 if Path("/proc/self/smaps_rollup").exists() else math.nan
        self._process = process
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(_TICK):
            if not math.isnan(self.peak):
                together = sum(map(_memory, _family(self._process)))
                self.peak = max(self.peak, together / 1024)

    def end(self) -> None:
        self._over.set()
        self.join()


def _family(process: int) -> list[int]:
    """A process and all below it, as far as they are still there."""
    found = [process]
    for one in found:
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                with suppress(OSError):
                    found += map(int, (task / "children").read_text().split())
    return found


def _memory(process: int) -> int:
    """Its share of memory, in kB."""
    with suppress(OSError):
        match = _PSS.search(Path(f"/proc/{process}/smaps_rollup").read_text())
        return int(match[1]) if match else 0
    return 0
