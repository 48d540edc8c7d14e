"""Tables of other provinces' forms and of the central one: one table a project, or several.

The header row of the indicators tells such a table: 一级指标 stands in it behind a merged column
(绩效指标), or below rows that are not those of our upper table.  `other_upper` reads the rows
around the indicators.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from xlgoals.forms import other_words as others
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table
from xlgoals.forms.ledger import Ledger
from xlgoals.forms.other_cells import is_blank_cell, key_of, label_of, text_of
from xlgoals.forms.printed import PrintedTable
from xlgoals.reading import NoteKind

if TYPE_CHECKING:
    from xlgoals.forms.tables import ProjectDraft

__all__ = [
    "IndicatorPart",
    "indicator_part",
    "indicator_rows",
    "is_title",
    "is_upper",
    "note_form",
    "one_project_each",
]

_LEVEL1: Final = words.label_key(words.COLUMNS["level1"][0])
_LEVEL2: Final = words.label_key(words.COLUMNS["level2"][0])
_NAMES: Final = frozenset(map(words.label_key, words.COLUMNS["name"]))
_VALUES: Final = frozenset(map(words.label_key, words.COLUMNS["value"]))
_BARE_VALUES: Final = others.VALUE_PARTS.difference(others.SIGN, others.UNIT)
_CODE: Final = words.label_key(words.PROJECT_CODE)
_NAME: Final = words.label_key(words.PROJECT_NAME)
_NARROWEST: Final = 4  # columns that an indicator table has at least


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """Where the indicators of a table stand: the header's row, and how many cells it follows."""

    header: int
    side: int


def indicator_part(rows: Sequence[Row]) -> IndicatorPart | None:
    """Finds the header row of the indicators, a merged column in front of it or not."""
    for at, row in enumerate(rows):
        if len(row.cells) < _NARROWEST:
            continue
        for side in (0, 1):
            if key_of(row.cells[side]) == _LEVEL1 and key_of(row.cells[side + 1]) == _LEVEL2:
                return IndicatorPart(at, side)
    return None


def is_upper(rows: Sequence[Row]) -> bool:
    """Whether rows without indicators are those of such a form: a name, and one label more."""
    labels = {label_of(cell)[0] for row in rows for cell in row.cells[::2]}
    return _NAME in labels and not (others.LABELS - {_NAME}).isdisjoint(labels)


def is_title(text: str) -> bool:
    """Whether a paragraph above a table is the title of the form, which names no project."""
    return others.FORM_TITLE.fullmatch(text) is not None


def one_project_each(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with nothing in a table but the rows of one project.

    Titles in rows of their own come out of the table, and a table of several projects is parted
    where the next project's name stands.
    """
    for block in blocks:
        # Our own form has no titles in its tables, and another label in front of the name.
        if isinstance(block, Paragraph | PrintedTable):
            yield block
            continue
        titles = _titles(block.rows)
        for row in block.rows[:titles]:
            (cell,) = row.cells
            yield from (Paragraph(text, cell.line + at) for at, text in enumerate(cell.paragraphs))
        rows = block.rows[titles:]
        names = [at for at, row in enumerate(rows) if key_of(row.cells[0]) == _NAME]
        cuts = _cuts(rows, names) if names else []
        if not titles and not cuts:
            yield block
            continue
        parts = [Table(rows[start:end]) for start, end in pairwise([0, *cuts, len(rows)])]
        parts[-1].closed = block.closed
        yield from parts


def _titles(rows: Sequence[Row]) -> int:
    """How many rows of one cell begin a table and hold the form's title, a year or a unit."""
    count = next((at for at, row in enumerate(rows) if len(row.cells) > 1), 0)
    if key_of(rows[count].cells[0]) == _CODE:
        return 0  # our own form, its first row damaged
    texts = [text_of(row.cells[0]) for row in rows[:count]]
    patterns = (others.FORM_TITLE.fullmatch, others.STATED_YEAR.search, others.UNIT_LINE.fullmatch)
    return count if any(found(text) for text in texts for found in patterns) else 0


def _cuts(rows: Sequence[Row], names: Sequence[int]) -> list[int]:
    """Where further projects begin in a table; `names` are the rows of the projects' names."""
    part = indicator_part(rows)
    if part is not None and part.header < names[0]:
        # The table begins with indicators of the project before.
        return [_behind_indicators(rows, part, name) for name in names]
    return [_start(rows, names[0], name) for name in names[1:]]


def _behind_indicators(rows: Sequence[Row], part: IndicatorPart, name: int) -> int:
    """The first row of a project: rows above its name that are too short for indicators are its."""
    width = len(rows[part.header].cells)
    while name - 1 > part.header and _is_short(rows[name - 1], width - part.side):
        name -= 1
    return name


def _is_short(row: Row, width: int) -> bool:
    """Whether a row below indicators of so many columns has too few cells to be one."""
    return len(row.cells) <= max(2, width // 2)


def _start(rows: Sequence[Row], above: int, name: int) -> int:
    """The first row of a project: as many stand above its name as above the first one."""
    first, here = rows[:above], rows[max(name - above, 0) : name]
    alike = [len(row.cells) for row in first] == [len(row.cells) for row in here]
    return name - above if alike else name


def indicator_rows(
    rows: Sequence[Row], part: IndicatorPart, ledger: Ledger
) -> tuple[list[Row], list[Row]]:
    """The rows of the indicators as our form has them, and further rows behind them.

    Two header rows become one, and the merged column in front goes.
    """
    width = len(rows[part.header].cells) - part.side
    header = Row(rows[part.header].cells[part.side :])
    body = rows[part.header + 1 :]
    if body and (whole := _two_headers(header, body[0].cells[part.side :], ledger)) is not None:
        for cell in body[0].cells[: part.side]:
            _leave_side(cell, ledger)
        header, body = Row(whole), body[1:]
    for cell in rows[part.header].cells[: part.side]:
        _leave_side(cell, ledger)
    lower, behind = [header], []
    for row in body:
        if _is_short(row, width):
            behind.append(row)
            continue
        for cell in row.cells[: part.side]:
            _leave_side(cell, ledger)
        lower.append(Row(row.cells[part.side :], row.closed))
    return lower, behind


def _leave_side(cell: Cell, ledger: Ledger) -> None:
    if key_of(cell) not in others.INDICATORS:
        ledger.leftover_cell(cell)


def _two_headers(first: Row, second: Sequence[Cell], ledger: Ledger) -> list[Cell] | None:
    """The header that two rows make together; None when the second is no header.

    In the second row a merged cell is blank; the others are parts of one cell above.
    """
    keys = [key_of(cell) for cell in second]
    if not others.VALUE_PARTS.intersection(keys) or any(keys[:2]):
        return None
    above = iter(first.cells)
    whole: list[Cell] = []
    upper: Cell | None = None
    parts: set[str] = set()
    for cell, key in zip(second, keys, strict=True):
        if not parts or not key or key in parts:
            parts = set()
            upper = next(above, None)
        if key:
            parts.add(key)
        # A bare 数值 or 值 below 指标值 is the value itself.
        is_value = key in _BARE_VALUES and upper is not None and key_of(upper) in _VALUES
        whole.append(upper if upper is not None and (is_value or is_blank_cell(cell)) else cell)
    whole.extend(above)
    kept = {id(cell) for cell in whole}
    for cell in (*first.cells, *second):
        if id(cell) not in kept and key_of(cell) not in _VALUES | others.VALUE_PARTS:
            ledger.leftover_cell(cell)
    return whole


def note_form(draft: ProjectDraft, ledger: Ledger) -> None:
    """Name the profile that fits such a form, once a document."""
    if not any(note.kind is NoteKind.FORM for note in ledger.notes):
        ledger.note(NoteKind.FORM, draft.line, others.PROFILE)
