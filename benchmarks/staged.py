"""The command line with a clock at every stage: `python -m benchmarks.staged FILE ARGUMENT...`.

What the stages of all documents took is written to FILE; the same run, seen from outside, tells
what everything took, and so what the batch itself takes.
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

from xlgoals import checks, cli, converting, files
from xlgoals.forms import stamp, zipwriter

__all__ = ["STAGES", "StageClock"]

STAGES = (
    "input: bytes and digest",
    "text → model",
    "checks",
    "findings in words",
    "model → XML",
    "deflate",
    "output: bytes and checksum",
)
"""The stages of one import in their order; what is left is the batch's own."""

_READ, _PARSE, _CHECK, _WORD, _WRITE, _PACK, _SAVE = STAGES
# Where each stage is asked for; a stage that is within another is not counted there.
_WORK: tuple[tuple[Any, str, str], ...] = (
    (vars(converting)["_Source"], "take", _READ),
    (files, "parse", _PARSE),
    (checks, "run", _CHECK),
    (converting, "worded", _WORD),
    (converting, "gravest_first", _WORD),
    (stamp, "write_bytes", _WRITE),
    (zipwriter, "piece", _PACK),
    (zipwriter, "pack", _PACK),
    (zipwriter, "crc32", _PACK),
    (converting, "_write", _SAVE),
)


class StageClock:
    """CPU nanoseconds by stage, also of a process that is forked from this one."""

    def __init__(self) -> None:
        self._spent = RawArray("q", len(STAGES))
        self._within = [0]

    def install(self) -> None:
        """Have all stages of this process timed from now on."""
        for owner, name, stage in _WORK:
            setattr(owner, name, self.timed(STAGES.index(stage), getattr(owner, name)))

    def milliseconds(self) -> dict[str, float]:
        """What each stage took."""
        return {stage: spent / 1e6 for stage, spent in zip(STAGES, self._spent, strict=True)}

    def timed(self, stage: int, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, its time added to that of the stage with this number."""

        @functools.wraps(work)
        def wrapped(*arguments: Any) -> Any:
            self._within.append(0)
            start = time.thread_time_ns()
            try:
                return work(*arguments)
            finally:
                took = time.thread_time_ns() - start
                self._spent[stage] += took - self._within.pop()
                self._within[-1] += took

        return wrapped


def main() -> None:
    clock = StageClock()
    clock.install()
    try:
        cli.main(sys.argv[2:])
    finally:
        Path(sys.argv[1]).write_text(json.dumps(clock.milliseconds()), encoding="utf-8")


if __name__ == "__main__":
    main()
