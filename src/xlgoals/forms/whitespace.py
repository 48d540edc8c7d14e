"""What counts as layout noise inside a cell, and how it is taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlgoals.reading import NoteKind

__all__ = ["tidy_cell", "tidy_paragraph"]

_TABS_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z])[\t ]*\t[\t ]*(?=[0-9A-Za-z])")


def tidy_paragraph(text: str) -> tuple[str, NoteKind | None]:
    """One paragraph of a cell without edge white space and tabs; and what was tidied, if anything.

    A tab between two Latin words or numbers becomes one space, any other tab goes.
    """
    tidy = text.strip()
    if "\t" in text:
        if "\t" in tidy:
            tidy = _TABS_BETWEEN_WORDS.sub(" ", tidy).replace("\t", "")
        return tidy, NoteKind.STRAY_TAB
    if tidy == text:
        return tidy, None if tidy else NoteKind.EMPTY_PARAGRAPH
    return tidy, NoteKind.EDGE_SPACE if tidy else NoteKind.SPACE_PARAGRAPH


def tidy_cell(paragraphs: Iterable[str]) -> str:
    """The paragraphs of a cell, tidied, blank ones left out, one a line."""
    return "\n".join(tidy for paragraph in paragraphs if (tidy := tidy_paragraph(paragraph)[0]))
