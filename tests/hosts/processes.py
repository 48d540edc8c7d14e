"""The processes that a LibreOffice consists of, which lead a group of their own."""

from __future__ import annotations

import time
from pathlib import Path

__all__ = ["members", "wait_until_gone"]


def members(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def wait_until_gone(group: int, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while members(group):
        assert time.monotonic() < end, "processes are left behind"
        time.sleep(0.05)
