"""Writes the help of the command line into messages/, from where it comes at once.

    python -m xlgoals.commands.pages

A test holds the pages to what click says, so they are written anew when a command changes.
"""

from __future__ import annotations

import sys
from contextvars import copy_context
from pathlib import Path

from xlgoals import messages
from xlgoals.commands import line

__all__ = ["WIDTH", "page", "write_pages"]

WIDTH = 80
"""The columns of the terminal that the pages are for; click makes no use of more."""
_FOLDER = Path(messages.__file__).parent


def page(language: str) -> str:
    """The help in one of `messages.LANGUAGES`, as click says it."""
    return copy_context().run(_page, language)


def _page(language: str) -> str:
    messages.use_language(language)
    group = line.build()
    context = group.context_class(group, info_name="xlgoals", terminal_width=WIDTH - 2)
    return f"{context.get_help()}\n"


def write_pages(folder: Path = _FOLDER) -> list[Path]:
    """Write the page of each language; the files that were written."""
    paths = [folder / f"help.{language}.txt" for language in messages.LANGUAGES]
    for path, language in zip(paths, messages.LANGUAGES, strict=True):
        path.write_text(page(language), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    sys.stdout.write("".join(f"{path}\n" for path in write_pages()))
