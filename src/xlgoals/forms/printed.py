r"""Tables of a text that stand as the form prints them, recognised at one go.

Nearly all tables do: every label in its place, an empty line behind each row and nowhere else.
Of such a table one pattern tells where it ends and what its cells are, which is many times
faster than to part it into cells, count them into rows and look for labels.  Any table that
differs, if only by a lost line end, is left to the general way; and both ways must say the same
of every text, which a test holds them to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import Final

from xlgoals.forms import rows
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row, Table
from xlgoals.forms.headings import looks_like_heading

__all__ = [
    "COLUMNS",
    "UPPER_FIELDS",
    "UPPER_OFFSETS",
    "PrintedTable",
    "lower_offsets",
    "match",
]

COLUMNS: Final = len(words.COLUMNS)
# What the cells of an upper table are, row by row: a label as printed, or a field in pointed
# brackets; one with a star may have several paragraphs.
_UPPER: Final = (
    ("<unit>", f"{words.MONEY_UNIT}<money_unit>"),
    (words.PROJECT_CODE, "<code>", words.PROJECT_NAME, "<name*>"),
    (
        *(words.FUNDING, words.TOTAL, "<funding.total>"),
        *(words.FISCAL, "<funding.fiscal>", words.OTHER, "<funding.other>"),
    ),
    ("", "<funding.purpose*>"),
    (words.PLAN, *words.PLAN_POINTS),
    ("", "<plan.march>", "<plan.june>", "<plan.october>", "<plan.december>"),
    (words.GOALS, "<goals*>"),
)
_FIELD: Final = re.compile(r"<([a-z_.]+)(\*?)>")
UPPER_FIELDS: Final = tuple(name for name, _ in _FIELD.findall(repr(_UPPER)))
"""The fields of a project that its upper table holds, in the order of their cells."""

_TEXT: Final = r"[^\n]*"
_TEXTS: Final = r"[^\n]*(?:\n[^\t\n][^\n]*)*"


def _cell_pattern(cell: str) -> str:
    """A cell without its line end: labels as they are, each field a group."""
    field = _FIELD.search(cell)
    if field is None:
        return rf"\t{re.escape(cell)}"
    label = cell[: field.start()]
    # Behind the label of the money unit, a space would be a slip that has to be told.  Of the
    # empty lines behind a cell, as many are paragraphs of it as the rows below do not need.
    inner = r"\S*" if label else rf"{_TEXTS}\n*?" if field[2] else _TEXT
    return rf"\t{re.escape(label)}({inner})"


def _row_pattern(cells: tuple[str, ...]) -> str:
    return "".join(_cell_pattern(cell) + r"\n" for cell in cells) + r"\n"


_HEADER: Final = tuple(labels[0] for labels in words.COLUMNS.values())
_HEADER_KEY: Final = words.label_key(_HEADER[0])
_OPENING: Final = "".join(f"\t{label}\n" for label in _HEADER) + "\n"
# Behind the empty line that ends the table: the next table and the empty paragraph before it.
_UPPER_TABLE: Final = re.compile(
    "".join(map(_row_pattern, _UPPER)) + rf"\n(?=\n\t{_HEADER[0]}\n|[^\t\n])"
)
# An indicator row may have empty paragraphs in any cell, so it is counted out.
_INDICATOR: Final = rf"(?:\t{_TEXTS}\n+){{{COLUMNS - 1}}}\t{_TEXTS}\n\n+?"
_PLAIN_INDICATOR: Final = rf"\t{_TEXT}\n" * COLUMNS + r"\n"


def _lower_table(row: str) -> re.Pattern[str]:
    # Behind the empty line that ends the table: one more or none and a paragraph that is not
    # quite empty; two and a heading; or the end of the text.
    return re.compile(rf"{re.escape(_OPENING)}((?:{row})+)\n(?=\n?[^\t\n]|\n\n\S|\Z)")


_LOWER_TABLE: Final = _lower_table(_INDICATOR)
_PLAIN_LOWER_TABLE: Final = _lower_table(_PLAIN_INDICATOR)
_POINTS: Final = frozenset(map(words.label_key, words.PLAN_POINTS))
_END_OF_POINTS: Final = words.PLAN_POINTS[0][-1]
# Of all cells, those with a field.
_UPPER_AT: Final = tuple(
    at for at, cell in enumerate(cell for row in _UPPER for cell in row) if _FIELD.search(cell)
)
UPPER_OFFSETS: Final = tuple(
    at + ends
    for at, ends in (
        (at, sum(at >= sum(map(len, _UPPER[: row + 1])) for row in range(len(_UPPER))))
        for at in _UPPER_AT
    )
)
"""Their lines, counted from the table's first, if every cell has one paragraph."""
_LINES_OF_UPPER: Final = sum(len(row) + 1 for row in _UPPER) + 1


def lower_offsets(texts: int) -> tuple[int, ...]:
    """The same of so many texts of an indicator table."""
    rows_below = range(1, texts // COLUMNS + 1)
    # In front of each row stand as many cells for each above, the header too, and an empty line.
    return tuple(row * (COLUMNS + 1) + at for row in rows_below for at in range(COLUMNS))


class PrintedTable(Table):
    """A table as the form prints it; its rows are only made when somebody asks for them.

    Attributes:
        upper: Whether it is the upper table of a project, else its indicator table.
        texts: Of an upper table what its fields read, by `UPPER_FIELDS`; of an indicator table
            its cells but for those of the header, row by row.  Empty once rows were asked for:
            they may have been changed.
        plain: Whether every cell has one paragraph.
    """

    __slots__ = ("_first", "plain", "texts", "upper")

    def __init__(self, texts: Sequence[str], first: int, *, upper: bool, plain: bool) -> None:
        self.texts = texts
        self._first = first
        self.upper = upper
        self.plain = plain
        self.closed = True

    @property
    def line(self) -> int:
        """The line of its first cell."""
        return self._first

    @property
    def even(self) -> bool:
        """Whether the texts begin where they would if every cell had one paragraph."""
        return self.plain or not any("\n" in text for text in self.texts[:-1])

    def lines(self) -> Sequence[int]:
        """The lines on which the `texts` begin."""
        offsets = UPPER_OFFSETS if self.upper else lower_offsets(len(self.texts))
        lines = [self._first + offset for offset in offsets]
        if self.even:
            return lines
        breaks = accumulate((text.count("\n") for text in self.texts), initial=0)
        return list(map(add, lines, breaks))

    def __getattr__(self, name: str) -> list[Row]:
        # Only asked for what is not there: the rows, once.
        if name != "rows":
            raise AttributeError(name)
        self.rows = _rows(self)
        self.texts = ()
        return self.rows


def _rows(table: PrintedTable) -> list[Row]:
    """The rows, as the general way would have made them."""
    line, made = table.line, []
    for texts in _texts_by_row(table):
        cells = []
        for text in texts:
            paragraphs = text.split("\n")
            cells.append(Cell(paragraphs, line))
            line += len(paragraphs)
        made.append(Row(cells))
        line += 1
    return made


def _texts_by_row(table: PrintedTable) -> Iterable[Sequence[str]]:
    if table.upper:
        texts = iter(table.texts)
        return [[_filled(cell, texts) for cell in row] for row in _UPPER]
    cells = (*_HEADER, *table.texts)
    return [cells[at : at + COLUMNS] for at in range(0, len(cells), COLUMNS)]


def _filled(cell: str, texts: Iterator[str]) -> str:
    field = _FIELD.search(cell)
    return cell if field is None else cell[: field.start()] + next(texts)


def match(body: str, start: int, line: int) -> tuple[PrintedTable, int, int] | None:
    """The table that starts there if it is as printed.

    Args:
        body: The text without the line end of its last line.
        start: Where a cell begins that is the first of a table.
        line: Its line number.

    Returns:
        The table; position and line number of what comes behind it.  None when the table is not
        quite as printed, or might be read otherwise than it looks.
    """
    find = _lower if body.startswith(_OPENING, start) else _upper
    found = find(body, start)
    if found is None:
        return None
    texts, plain, end = found
    if not (plain or _are_paragraphs(texts)):
        return None
    table = PrintedTable(texts, line, upper=find is _upper, plain=plain)
    return table, end, line + body.count("\n", start, end)


def _upper(body: str, start: int) -> tuple[tuple[str, ...], bool, int] | None:
    """Texts of the upper table that starts there, whether it is plain, and where it ends."""
    found = _UPPER_TABLE.match(body, start)
    if found is None or not _is_sound_upper(texts := found.groups()):
        return None
    end = found.end()
    return texts, body.count("\n", start, end) == _LINES_OF_UPPER, end


def _lower(body: str, start: int) -> tuple[tuple[str, ...], bool, int] | None:
    """The same of an indicator table."""
    found = _PLAIN_LOWER_TABLE.match(body, start)
    if plain := found is not None:
        # Of a row only the line ends of its cells; the last ones of the table are no cell's.
        texts = tuple(found[1][1:-2].replace("\n\n\t", "\n\t").split("\n\t"))
        firsts = texts[::COLUMNS]
    elif (found := _LOWER_TABLE.match(body, start)) is not None:
        texts = _cells(found[1])
        # Behind every empty line, of a row or of a cell, the general way looks for a table.
        firsts = tuple(cell.partition("\n")[0] for cell in found[1][1:].split("\n\n\t"))
    else:
        return None
    return None if any(map(_opens_table, set(firsts))) else (texts, plain, found.end())


def _cells(rows_below: str) -> tuple[str, ...]:
    """The cells of indicator rows, the line that ends a row taken off its last cell."""
    cells = rows_below[1:-1].split("\n\t")
    ends = slice(COLUMNS - 1, None, COLUMNS)
    cells[ends] = [cell[:-1] for cell in cells[ends]]
    return tuple(cells)


def _is_sound_upper(texts: Sequence[str]) -> bool:
    """Whether no field reads as a label would that the general way looks for first."""
    if not rows.is_unit_header(texts[0]):
        return False
    if _END_OF_POINTS not in "".join(texts):
        return True
    return _POINTS.isdisjoint(words.label_key(text) for text in texts if _END_OF_POINTS in text)


@lru_cache(maxsize=256)
def _opens_table(first: str) -> bool:
    """Whether a row whose first cell reads so may be the beginning of another table."""
    return words.label_key(first) == _HEADER_KEY or rows.is_unit_header(first)


def _are_paragraphs(texts: Sequence[str]) -> bool:
    """Whether all that follows on a first paragraph belongs to the cell: no heading does."""
    return not any(
        looks_like_heading(paragraph)
        for text in texts
        if "\n" in text
        for paragraph in text.split("\n")[1:]
    )
