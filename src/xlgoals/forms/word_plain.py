"""The short way through a table in which nothing but paragraphs of plain text stands.

Nearly all tables are like this, and reading them takes a third of the time of the whole walk.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from xlgoals.forms.blocks import bookmark
from xlgoals.forms.word_package import w
from xlgoals.forms.word_text import plain

__all__ = ["plain_rows"]

_TR, _TC, _P, _T = w("tr"), w("tc"), w("p"), w("t")
_MERGE, _MARK, _NAME, _VAL = w("vMerge"), w("bookmarkStart"), w("name"), w("val")
# What the walk does more with than to go through.
_SPECIAL: Final = (
    *map(w, ("tbl", "tab", "ptab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "numPr")),
    *map(w, ("drawing", "pict", "object", "del", "moveFrom", "rt", "hMerge", "cellDel")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
)
_WANTED: Final = (_TR, _TC, _P, _T, _MERGE, _MARK)


# One flat pass with a case for each tag: the short way exists for its speed.
def plain_rows(  # noqa: C901, PLR0912
    table: etree._Element,
) -> list[tuple[int, list[list[str]]]] | None:
    """The rows of a table with their numbers, of cells, of paragraphs.

    None when the table holds anything that takes the whole walk.
    """
    special = table.iter(*_SPECIAL)
    next(special)  # the table itself
    if next(special, None) is not None:
        return None
    rows: list[tuple[int, list[list[str]]]] = []
    row: list[list[str]] = []
    cell: list[str] = []
    merged = inside = False
    for element in table.iter(*_WANTED):
        tag = element.tag
        if tag == _T:
            if not merged:
                cell[-1] += plain(element.text or "")
        elif tag == _P:
            inside = True
            if not merged:
                cell.append("")
        elif tag == _TC:
            merged = inside = False
            cell = []
            row.append(cell)
        elif tag == _TR:
            inside = False
            row = []
            rows.append((len(rows) + 1, row))
        elif tag == _MERGE:
            if element.get(_VAL, "continue") == "continue":
                merged = True
                cell.append("")
        elif not inside:
            return None
        elif name := element.get(_NAME):
            if merged:
                return None
            cell[-1] += bookmark(plain(name))
    if any(not cell for _, row in rows for cell in row):
        return None
    return [entry for entry in rows if entry[1]]
