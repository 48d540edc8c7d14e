"""The command line as a user runs it: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["names_in", "xlgoals"]


def xlgoals(
    *arguments: str | Path, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "xlgoals", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=environment,
        check=False,
    )


def names_in(folder: Path) -> set[str]:
    """The names of all that stands in a folder, hidden or not."""
    return {path.name for path in folder.iterdir()}
