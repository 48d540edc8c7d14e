"""Which cells of a text make a row.

The text form marks a row's end by an empty line, which an empty paragraph in a cell looks like
too.  The tables of the form are known, so rows are counted out; only where counting disagrees
with the empty lines (a cell is missing, the text is cut off) do the empty lines decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell

__all__ = [
    "is_known_table",
    "is_project_table",
    "is_unit_header",
    "row_lengths",
    "starts_table",
]

_UNIT_HEADER: Final = re.compile(r"\s*[0-9０-９]{6}\D")
_MONEY_UNIT: Final = re.compile(r"\s*(金额)?单位\s*[:：]")
_HEADER_KEY: Final = words.label_key(words.COLUMNS["level1"][0])
_NAME_KEY: Final = words.label_key(words.PROJECT_NAME)
_CLASS: Final = re.compile(rf"({'|'.join(words.LEVEL1_CLASSES)})(指标)?")
_INDICATOR_CELLS: Final = len(words.COLUMNS)
_UNIT_ROW, _FUNDING_ROW, _PLAN_ROW, _GOAL_ROW = 2, 7, 5, 2
# Label in a row's first cell -> how many cells the row has, and the merged row below it.
_PROJECT_ROWS: Final = {
    words.label_key(words.PROJECT_CODE): (4, None),
    words.label_key(words.FUNDING): (_FUNDING_ROW, 2),
    words.label_key(words.PLAN): (_PLAN_ROW, 5),
    words.label_key(words.GOALS): (_GOAL_ROW, None),
}
_LONGEST_FIRST: Final = 64
_WIDEST_RESYNC: Final = 64


def is_unit_header(first: str) -> bool:
    """Whether a cell reads like the header of a project: the unit, its code in front."""
    return _UNIT_HEADER.match(first) is not None


def is_project_table(first: str) -> bool:
    """Whether a table whose first cell reads so is the upper table of a project."""
    return is_unit_header(first) or words.label_key(first) in _PROJECT_ROWS


def is_known_table(first: str) -> bool:
    """Whether a table whose first cell reads so is one of the form's two."""
    return is_project_table(first) or _is_indicator_table(first)


def _is_indicator_table(first: str) -> bool:
    key = words.label_key(first)
    return key == _HEADER_KEY or _CLASS.fullmatch(key) is not None


def starts_table(first: str, following: str) -> bool:
    """Whether a cell below an empty line is the first of a table of the form.

    `first` is what it reads, `following` what the cell behind it reads.
    """
    if len(first) > _LONGEST_FIRST:
        return False
    if words.label_key(first) == _HEADER_KEY:
        return True
    return is_unit_header(first) and _MONEY_UNIT.match(following) is not None


def row_lengths(cells: Sequence[Cell], blanks: Sequence[int]) -> list[int]:
    """Cell counts of a table's rows, in order; their sum is the number of cells.

    `blanks` holds the number of empty lines behind each cell.
    """
    first = cells[0].paragraphs[0]
    if is_project_table(first):
        counted = _project_lengths(cells)
        return counted if _agrees(counted, blanks) else _by_blank_lines(blanks)
    if _is_indicator_table(first) and not _names_a_project(cells, blanks):
        width = _header_width(cells, blanks)
        counted = _fixed_lengths(len(cells), width)
        return counted if _agrees(counted, blanks) else _resynchronised(blanks, width)
    return _by_blank_lines(blanks)


def _names_a_project(cells: Sequence[Cell], blanks: Sequence[int]) -> bool:
    """Whether another province's next project follows in the table, with rows of its own widths.

    Its name stands first in a row; in our own form the code does, in front of the name.
    """
    behind = zip(cells[1:], blanks, strict=False)
    return any(blank and words.label_key(cell.paragraphs[0]) == _NAME_KEY for cell, blank in behind)


def _agrees(lengths: Sequence[int], blanks: Sequence[int]) -> bool:
    """Whether an empty line stands behind every row but, perhaps, the last."""
    at = 0
    for length in lengths[:-1]:
        at += length
        if not blanks[at - 1]:
            return False
    return True


def _fixed_lengths(cells: int, width: int) -> list[int]:
    whole, rest = divmod(cells, width)
    return [width] * whole + [rest] * (rest > 0)


def _project_lengths(cells: Sequence[Cell]) -> list[int]:
    lengths: list[int] = []
    at, merged = 0, None
    while at < len(cells):
        first = cells[at].paragraphs[0]
        if merged is not None and not first.strip():
            length, merged = merged, None
        elif at == 0 and words.label_key(first) not in _PROJECT_ROWS:
            length = _UNIT_ROW
        else:
            length, merged = _PROJECT_ROWS.get(words.label_key(first), (_GOAL_ROW, None))
        lengths.append(min(length, len(cells) - at))
        at += length
    return lengths


def _header_width(cells: Sequence[Cell], blanks: Sequence[int]) -> int:
    """How many columns the table has.

    The header row tells: it ends at an empty line, or before the class that opens the first row.
    A table without header has the form's six columns.
    """
    if words.label_key(cells[0].paragraphs[0]) != _HEADER_KEY:
        return _INDICATOR_CELLS
    for at, count in enumerate(blanks, 1):
        if count or at == len(cells):
            return at
        if _CLASS.fullmatch(words.label_key(cells[at].paragraphs[0])):
            return at
    return len(cells)


def _by_blank_lines(blanks: Sequence[int]) -> list[int]:
    lengths: list[int] = []
    length = 0
    for count in blanks:
        length += 1
        if count:
            lengths.append(length)
            length = 0
    if length:
        lengths.append(length)
    return lengths


def _resynchronised(blanks: Sequence[int], width: int) -> list[int]:
    """Rows that end at empty lines and have, as nearly as can be, `width` cells each.

    A row of another length costs more than an empty paragraph inside a row, so a missing cell
    spoils its own row only.
    """
    if width > _WIDEST_RESYNC:
        return _by_blank_lines(blanks)
    count = len(blanks)
    ends = [at + 1 for at, blank in enumerate(blanks) if blank or at + 1 == count]
    cost: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for index, end in enumerate(ends):
        choices = [(cost[0][0] + _row_cost(end, width, index), 0)] if end <= 2 * width else []
        for back in range(index - 1, max(-1, index - 2 * width), -1):
            start = ends[back]
            if end - start > 2 * width:
                break
            choices.append(
                (cost[start][0] + _row_cost(end - start, width, index - back - 1), start)
            )
        # Only an empty line can end a row, so a long stretch without one is one row.
        previous = ends[index - 1] if index else 0
        cost[end] = min(
            choices or [(cost[previous][0] + _row_cost(end - previous, width, 0), previous)]
        )
    lengths: list[int] = []
    end = count
    while end:
        start = cost[end][1]
        lengths.append(end - start)
        end = start
    return lengths[::-1]


def _row_cost(length: int, width: int, inner_blanks: int) -> float:
    return (0.0 if length == width else 3.0 + abs(length - width)) + 0.5 * inner_blanks
