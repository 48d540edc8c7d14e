"""The words of a mark's note: its number, what was found, and the user's own note below.

The number tells which mark it is, wherever the note goes with its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from xlgoals.messages import text

if TYPE_CHECKING:
    from xlgoals.excel.record import Entry

__all__ = ["note_text", "number_of_mark", "without_mark"]

_LANGUAGE: Final = "zh"  # the workbook is Chinese, whatever the language of the interface
_LINE: Final = 24


def note_text(number: int, words: str, before: str | None) -> str:
    """The text of a note.

    Args:
        number: The number of the mark.
        words: What was found.
        before: The user's own note, None where there is none.
    """
    head = text("excel.note-head", _LANGUAGE, number=number)
    lines = [piece for line in words.split("\n") for piece in _wrapped(line)]
    ours = "\n".join([head, *lines])
    return ours if before is None else ours + _divider() + before


def _wrapped(line: str) -> Iterator[str]:
    """Pieces that fit a note, whose box grows with its lines but does not wrap them."""
    while len(line) > _LINE:
        yield line[:_LINE]
        line = line[_LINE:]
    yield line


def _divider() -> str:
    return "\n" + text("excel.note-before", _LANGUAGE) + "\n"


@cache
def _head() -> re.Pattern[str]:
    before, _, after = text("excel.note-head", _LANGUAGE).partition("{number}")
    return re.compile(re.escape(before) + r"([0-9]{1,9})" + re.escape(after))


def number_of_mark(written: str) -> int | None:
    """The number of the mark that a note belongs to, None for a user's own note."""
    match = _head().match(written)
    return None if match is None else int(match[1])


def without_mark(written: str, entry: Entry | None) -> str:
    """What a note holds beside the mark's words: what was there before, what was added since.

    Args:
        written: The note as it is now.
        entry: What is recorded of its mark, None when the record is lost.
    """
    if entry is not None and entry.note and written.startswith(entry.note):
        return (entry.note_before or "") + written[len(entry.note) :]
    _, divider, rest = written.partition(_divider())
    if divider:
        return rest
    # A note that somebody wrote into: nobody's words are to be lost.
    return "" if entry is None or entry.note == written else _strip_head(written)


def _strip_head(written: str) -> str:
    return _head().sub("", written, count=1).strip()
