"""Which text beside a cell tells people what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row

__all__ = ["label_of"]

_LEVEL1: Final = words.label_key(words.COLUMNS["level1"][0])
_LONGEST_LABEL: Final = 24

_Labels = list[str | None]


def label_of(rows: Sequence[Row], at: int, column: int) -> str | None:
    """What a reader of the page takes for the label of a cell.

    Among the indicators it is the head of the column; elsewhere the cell on the left, or what
    stands above where that is merged or is a column of the spending plan.

    Args:
        rows: the rows of the cell's table.
        at: index of its row.
        column: index of the cell in the row.

    Returns:
        The label, or None where no short text stands there.
    """
    heads = _heads(rows, at)
    if heads is not None:
        return heads[column] if column < len(heads) else None
    above = rows[at - 1].cells if at else []
    if column < len(above) and _text(above[column]) in words.PLAN_POINTS:
        return _short(above[column])
    if not column:
        return None
    left = rows[at].cells[column - 1]
    if _text(left):
        return _short(left)
    return next((_short(row.cells[0]) for row in reversed(rows[:at]) if _text(row.cells[0])), None)


def _heads(rows: Sequence[Row], at: int) -> _Labels | None:
    """The heads of the columns for a row of indicators; None for a row above them."""
    header = next((above for above in reversed(range(at)) if _is_header(rows[above])), None)
    if header is None:
        return None
    heads = [_short(cell) for cell in rows[header].cells]
    width, second = len(rows[at].cells), rows[header + 1].cells
    if header + 1 < at and len(second) == width > len(heads) and not any(map(_text, second[:2])):
        heads = list(_both(heads, second))
    missing = len(heads) - width  # a merged cell in front may be left out
    return heads[missing:] if missing > 0 else heads


def _both(tops: _Labels, second: Sequence[Cell]) -> Iterator[str | None]:
    """The heads that two rows make together: where the second is blank, the first reaches down."""
    above, parted = iter(tops), False
    top: str | None = None
    for cell in second:
        name = _short(cell)
        if name is None or not parted:
            top = next(above, None)
        parted = name is not None
        yield name or top


def _is_header(row: Row) -> bool:
    return any(words.label_key(_text(cell)) == _LEVEL1 for cell in row.cells[:2])


def _text(cell: Cell) -> str:
    return "".join(paragraph.strip() for paragraph in cell.paragraphs)


def _short(cell: Cell) -> str | None:
    """A text that can be a label."""
    text = _text(cell)
    return text if 0 < len(text) <= _LONGEST_LABEL else None
