"""Builds the extension for LibreOffice, `xlgoals.oxt`, from addin/libreoffice.

The same sources give the same bytes on every system: parts are stored, not compressed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import xlgoals
from xlgoals import messages
from xlgoals.files import write_whole
from xlgoals.forms.zipwriter import archive, store
from xlgoals.resources import shipped

__all__ = ["IDENTIFIER", "NAME", "build", "commands", "extension"]

NAME: Final = "xlgoals.oxt"
IDENTIFIER: Final = "org.xlgoals.addin"
"""By which LibreOffice knows the extension."""

_SOURCES: Final = "addin/libreoffice"
_DESCRIPTION: Final = "description.xml"
_PARTS: Final = ("META-INF/manifest.xml", _DESCRIPTION, "Addons.xcu", "xlgoals_component.py")
_COMMAND: Final = re.compile(r"service:org\.xlgoals\.Command\?(\w+)")
_ICON: Final = re.compile(r"%origin%/icons/([\w-]+\.png)")
_WORDS: Final = ("title", "busy", "not-installed", "python-gone", "bridge-died")


def build(folder: Path) -> Path:
    """Build it into a folder, replacing one of an earlier build.

    Args:
        folder: Is made when it is missing.

    Returns:
        The file.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    write_whole(path, extension())
    return path


def extension() -> bytes:
    """The extension, as the bytes of an .oxt file."""
    parts = {name: _source(name).encode() for name in _PARTS}
    parts[_DESCRIPTION] = _versioned(_source(_DESCRIPTION)).encode()
    parts["words.json"] = _words().encode()
    for icon in sorted(set(_ICON.findall(_source("Addons.xcu")))):
        parts[f"icons/{icon}"] = shipped("addin/icons", icon).read_bytes()
    return archive((name, store(data)) for name, data in parts.items())


def commands() -> list[str]:
    """The commands that the menu and the toolbar call, in their order, without repeats."""
    return list(dict.fromkeys(_COMMAND.findall(_source("Addons.xcu"))))


def _source(name: str) -> str:
    return shipped(_SOURCES, name).read_text("utf-8").replace("\r\n", "\n")


def _versioned(description: str) -> str:
    return description.replace('<version value="0"/>', f'<version value="{xlgoals.__version__}"/>')


def _words() -> str:
    """What the component says itself, while no Python of ours is at hand."""
    words = {
        language: {key: messages.text(f"extension.{key}", language) for key in _WORDS}
        for language in messages.LANGUAGES
    }
    return json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
