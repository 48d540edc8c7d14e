"""Finds the shipped folders: inside the package in a wheel, else in the repository."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["shipped"]


@cache
def shipped(folder: str, name: str) -> Path:
    """The path of a shipped file, such as `shipped("workbooks", "绩效目标模板.xlsx")`.

    Raises:
        FileNotFoundError: neither the installed package nor the repository has it.
    """
    package = Path(__file__).parent
    for root in (package, package.parent.parent):
        path = root / folder / name
        if path.is_file():
            return path
    raise FileNotFoundError(f"{folder}/{name}")
