"""Runs what reads a file in processes of its own, with so much time and memory and no more."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

SECONDS = 60
"""CPU time for any one file; far more than a good one of that size takes."""

MEGABYTES = 1536
"""Address space for any one file; the process itself has 150 or so before it begins."""

_CODE = """
import json, sys
from pathlib import Path
from xlgoals import files
from xlgoals.forms.errors import FormError
try:
    document = files.read(Path(sys.argv[1])).document
    told = {"projects": len(document.projects), "leftovers": len(document.leftovers)}
except FormError as error:
    told = {"error": error.key}
print(json.dumps(told))
"""


class Told(NamedTuple):
    """What became of a file: the key of the error, or how much was found in it."""

    error: str = ""
    projects: int = 0
    leftovers: int = 0


def read_within_limits(path: Path) -> Told:
    """Read a file; the process is killed when it takes more than it may."""
    done = within_limits([sys.executable, "-c", _CODE, str(path)])
    assert done.returncode == 0, done.stderr[-2000:]
    return Told(**json.loads(done.stdout))


def within_limits(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program; of its processes each may take so much and no more."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=10 * SECONDS,
        preexec_fn=_limit,
    )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
