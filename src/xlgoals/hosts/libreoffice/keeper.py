"""Keeps one program: when the process that started this one is gone, so is the program.

A script of its own, run by `process`: `keeper.py FOLDER PROGRAM ARGUMENT …`.  It prints the
program's process id, waits until its standard input closes or the program ends, ends all that
the program started and removes the folder.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys

PAUSE = 0.2
PATIENCE = 5.0


def _is_open(wait: float) -> bool:
    """Whether the parent still holds the other end of the standard input."""
    ready, _, _ = select.select([0], [], [], wait)
    return not ready or bool(os.read(0, 1))


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def main(folder: str, command: list[str]) -> int:
    """Run the command until it ends or the parent is gone; its exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    null = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - the program is the user's own
        command, stdin=null, stdout=null, stderr=null, start_new_session=True
    )
    print(process.pid, flush=True)  # noqa: T201 - read by the parent
    try:
        while process.poll() is None and _is_open(PAUSE):
            pass
    finally:
        _end(process.pid)
        process.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]) & 0xFF)
