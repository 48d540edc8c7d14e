"""The short way through a table in which nothing but paragraphs of plain text stands.

Nearly all tables are like this, and reading them takes a third of the time of the whole walk.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from lxml import etree

from xlgoals.forms import printed
from xlgoals.forms.blocks import Cell, Row, Table, bookmark
from xlgoals.forms.printed import PrintedTable
from xlgoals.forms.word_package import MC, w
from xlgoals.forms.word_text import plain

__all__ = ["plain_table"]

_TR, _TC, _P, _T, _MERGE = w("tr"), w("tc"), w("p"), w("t"), w("vMerge")
_MARK, _NAME, _VAL, _STYLE = w("bookmarkStart"), w("name"), w("val"), w("pStyle")
# What the walk does more with than to go through.
_SPECIAL: Final = (
    *map(w, ("tbl", "tab", "ptab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "numPr")),
    *map(w, ("drawing", "pict", "object", "del", "moveFrom", "rt", "hMerge", "cellDel")),
    w("tcPrChange"),  # tells how a cell was merged before
    MC + "AlternateContent",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
)
_WANTED: Final = (_TR, _TC, _P, _T, _MERGE, _MARK)
# What stands in front of a row, a cell, and a paragraph that is not the first of its cell: no text
# holds a line end, so each of them can be told again.
_ROW, _CELL, _PARAGRAPH = "\n", "\n\t", "\n¶"
_ROW_AND_CELL: Final = _ROW + _CELL
_END: Final = "\n\n\n"  # of the last cell, its row and the table
_BEHIND: Final = "。"  # a paragraph must follow


def plain_table(table: etree._Element, line: int, numbered: Set[str]) -> tuple[Table, int] | None:
    """A table, the short way.

    Args:
        table: the w:tbl.
        line: the line that its first cell has.
        numbered: the styles that number their paragraphs.

    Returns:
        The table and how many lines it has, or None when it holds anything that takes the
        whole walk.
    """
    special = table.iter(*_SPECIAL)
    next(special)  # the table itself
    if next(special, None) is not None:
        return None
    if numbered and not numbered.isdisjoint([style.get(_VAL, "") for style in table.iter(_STYLE)]):
        return None
    whole = _whole(table)
    if whole is None:
        return None
    whole = whole[len(_ROW_AND_CELL) - 1 :]
    lines = whole.count("\n") + len(_END)
    return _printed(whole, line) or Table(_cut(whole, line)), lines


def _printed(whole: str, line: int) -> PrintedTable | None:
    """The table, when it stands as the form prints it; see `printed`."""
    if _PARAGRAPH in whole:
        return None
    found = printed.match(whole + _END + _BEHIND, 0, line)
    if found is None or found[1] != len(whole) + len(_END):
        return None
    table, *_ = found
    # In a text two half rows look like a whole one with empty paragraphs.
    rows = whole.count(_ROW_AND_CELL) + 1
    as_many = table.upper or len(table.texts) == (rows - 1) * printed.COLUMNS
    return table if as_many else None


# One flat pass with a case for each tag: the short way exists for its speed.
def _whole(table: etree._Element) -> str | None:  # noqa: C901, PLR0912
    """All of a table as one text; None when it has to be read in the other way after all."""
    pieces: list[str] = []
    add = pieces.append
    rows = line_ends = 0
    merged = awaited = False
    for element in table.iter(*_WANTED):
        tag = element.tag
        if tag == _T:
            if not merged:
                add(element.text or "")
        elif tag == _P:
            if awaited:
                awaited = False
            elif not merged:
                add(_PARAGRAPH)
                line_ends += 1
        elif tag == _TC:
            if awaited:
                return None  # a cell without a paragraph
            awaited, merged = True, False
            add(_CELL)
            line_ends += 1
        elif tag == _TR:
            add(_ROW)
            rows += 1
        elif tag == _MERGE:
            merged = element.get(_VAL, "continue") == "continue"
        elif awaited or merged or element.getparent().tag != _P:  # type: ignore[union-attr]
            return None  # a bookmark that is in no paragraph, or in none that shows
        elif name := element.get(_NAME):
            add(bookmark(plain(name)))
    whole = "".join(pieces)
    if awaited or "_x" in whole or whole.count("\n") != line_ends + rows:
        return None  # escapes and line ends within a text
    if not whole.startswith(_ROW_AND_CELL) or whole.count(_ROW_AND_CELL) != rows:
        return None  # a row that does not begin with a cell
    return whole


def _cut(whole: str, line: int) -> list[Row]:
    rows: list[Row] = []
    for row in whole[1:].split(_ROW_AND_CELL):
        cells: list[Cell] = []
        for cell in row.split(_CELL):
            paragraphs = cell.split(_PARAGRAPH)
            cells.append(Cell(paragraphs, line))
            line += len(paragraphs)
        rows.append(Row(cells))
        line += 1
    return rows
