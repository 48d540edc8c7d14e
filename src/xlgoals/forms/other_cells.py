"""What a cell of another province's form reads: its text, its key as a label."""

from __future__ import annotations

from typing import Final

from xlgoals.forms import other_words as others
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell

__all__ = ["is_blank_cell", "key_of", "label_of", "text_of"]

_LONGEST_LABEL: Final = 24


def text_of(cell: Cell) -> str:
    """The cell's text, its paragraphs joined."""
    return "".join(paragraph.strip() for paragraph in cell.paragraphs)


def key_of(cell: Cell) -> str:
    """The key of a label (see `vocabulary`); empty when the text is too long for one."""
    text = cell.paragraphs[0] if len(cell.paragraphs) == 1 else text_of(cell)
    return words.label_key(text) if len(text) <= _LONGEST_LABEL else ""


def label_of(cell: Cell) -> tuple[str, str]:
    """Key of a label without what stands in brackets behind it, and that."""
    key = key_of(cell)
    match = others.BRACKETS.search(key)
    return (key[: match.start()].rstrip(":"), match[1]) if match else (key, "")


def is_blank_cell(cell: Cell) -> bool:
    """Whether a cell holds nothing but white space."""
    return not any(paragraph.strip() for paragraph in cell.paragraphs)
