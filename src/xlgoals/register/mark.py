"""How a register is told from the workbooks that it is made of."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

__all__ = ["MARK", "is_register"]

MARK: Final = "xlgoals register"
"""The category in the properties of a register's workbook."""

_PROPERTIES: Final = "docProps/core.xml"


def is_register(path: Path) -> bool:
    """Whether a file is a workbook that the register wrote; False when that cannot be told."""
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as opened:
            if opened.getinfo(_PROPERTIES).file_size > 1 << 16:
                return False
            properties = opened.read(_PROPERTIES)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    return f"<cp:category>{MARK}</cp:category>".encode() in properties
