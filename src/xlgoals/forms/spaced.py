r"""The text layout that Tika writes old `.doc` files in.

It differs from that of `.docx` files, which is the usual one: there are no bookmarks; an empty
line stands behind every paragraph, but for the last one of a cell; empty paragraphs are left out,
but for the last one of a cell.  So a cell is a tab, its paragraphs with an empty line between,
and a line end; rows and tables end as usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from xlgoals.forms import outline
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Block, Cell, Table, is_blank
from xlgoals.forms.headings import looks_like_heading
from xlgoals.reading import Note, NoteKind, Place

__all__ = ["is_spaced", "read"]

_STANDARD_MARK: Final = "[bookmark: _Toc_"
# Behind these two the usual layout has an empty line as well.
_SPACED_ANYWAY: Final = frozenset(map(words.label_key, (words.OVERALL_TITLE, words.PART_TWO)))
_TITLE: Final = words.label_key(words.PROJECTS_TITLE)
_ENOUGH: Final = 0.9
# A line end within a paragraph is a tab or a soft break: behind a number it is a tab.
_NUMBER: Final = re.compile(r"\s*(?:[0-9]{1,3}[.．、]|[（(][一二三四五六七八九十0-9]{1,3}[）)])\s*")
# Of the layout, not of the document: there is nothing to be told of each place.
_LAYOUT_NOTES: Final = frozenset(
    {NoteKind.EMPTY_PARAGRAPH, NoteKind.SPACE_PARAGRAPH, NoteKind.MISSING_PARAGRAPH}
)


def is_spaced(text: str) -> bool:
    """Whether a text with LF line ends has the layout of this module, not the usual one.

    Every heading must have an empty line behind it, one of them being a heading that has none in
    the usual layout, and so must nearly every other paragraph.
    """
    if _STANDARD_MARK in text:
        return False
    lines = text.rstrip("\n").split("\n")
    told = False
    spaced = paragraphs = 0
    for line, following in pairwise(lines):
        if not line or line[0] == "\t":
            continue
        paragraphs += 1
        spaced += not following
        if looks_like_heading(line):
            if following:
                return False
            told = told or _is_close(line)
    return told and spaced >= _ENOUGH * paragraphs


def _is_close(heading: str) -> bool:
    """Whether the usual layout has no empty line behind this heading."""
    key = words.label_key(heading)
    return key not in _SPACED_ANYWAY and not key.endswith(_TITLE)


def read(blocks: Sequence[Block]) -> outline.Outcome:
    """The document of a text in this layout, as `text.parse` cuts it into blocks.

    Raises:
        FormError: `no-form`, see `outline.read`.
    """
    outcome = outline.read(list(_without_spacing(blocks)))
    outcome.notes[:] = [note for note in outcome.notes if not _is_of_layout(note)]
    outcome.notes.insert(0, Note(NoteKind.LAYOUT, Place(line=1)))
    return outcome


def _without_spacing(blocks: Iterable[Block]) -> Iterable[Block]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    _close_up(cell)
            yield block
        elif not is_blank(block.text):
            yield block


def _close_up(cell: Cell) -> None:
    """Take out the empty lines between paragraphs; those at the end tell nothing either."""
    if len(cell.paragraphs) == 1:
        return
    kept: list[str] = []
    above = ""
    for text in cell.paragraphs:
        if text and _NUMBER.fullmatch(above):
            kept[-1] += "\t" + text
        elif text:
            kept.append(text)
        above = text
    cell.paragraphs = kept or [""]


def _is_of_layout(note: Note) -> bool:
    if note.kind in _LAYOUT_NOTES:
        return True
    if note.kind is NoteKind.BOOKMARK:
        return note.written.startswith("_Toc")
    # The filing system's space in front of the first heading does not come through.
    return note.kind is NoteKind.LABEL and note.written == words.PART_ONE.strip()
