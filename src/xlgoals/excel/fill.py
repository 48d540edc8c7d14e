"""Puts a document into the open standard workbook, in the place of what it holds.

Every sheet stays what it is, with its styles, validations and formulas: rows are put in where
the document needs more, sheets of projects are copied or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from xlgoals.excel.cells import Content, put, wanted
from xlgoals.excel.projects import (
    blank,
    last_table_row,
    new_sheet,
    project_sheets,
    standard_sheets,
)
from xlgoals.excel.record import write_texts
from xlgoals.excel.session import Told
from xlgoals.excel.sheets import add_sheet, find_sheet, repeat_row
from xlgoals.excel.snapshot import sheet_grid
from xlgoals.excel.stamped import Stamped, StampedSheet
from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters, split_address
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.stamp_project import AMOUNT_CELLS
from xlgoals.hosts.protection import lifted

if TYPE_CHECKING:
    from xlwings import Book, Sheet

    from xlgoals.forms.sheetxml import Grid

__all__ = ["fill", "is_standard"]

_SECTIONS: Final = (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT)
_COLUMNS: Final = len(place.INDICATOR_FIELDS)
_FIRST: Final = place.FIRST_INDICATOR_ROW
_LAST_HELPER: Final = max(HELPERS.values(), key=lambda name: (len(name), name))
_DUTY_COLUMNS: Final = len(place.DUTY_COLUMNS)
_BAND: Final = (0xD6, 0xE4, 0xF2)
_LISTS: Final = (place.LEFTOVERS, place.BOOKMARKS, place.CONTINUED)


def is_standard(book: Book) -> bool:
    """Whether a workbook has the sheets of the standard one that a document is put into."""
    department = find_sheet(book, place.DEPARTMENT)
    if department is None:
        return False
    return len(_heads(sheet_grid(department))) == len(_SECTIONS) and bool(standard_sheets(book))


def fill(book: Book, new: Stamped) -> None:
    """Put a document into a standard workbook; what its sheets held is gone then.

    Raises:
        Told: It is no standard workbook, or its structure is protected.
    """
    department = find_sheet(book, place.DEPARTMENT)
    if department is None:
        raise Told("no-standard-sheet")
    sheets = _project_sheets(book, len(new.projects))
    with lifted(department):
        _department(department, new)
    for sheet, stamped in zip(sheets, new.projects, strict=False):
        with lifted(sheet):
            _project(sheet, stamped)
    for kind in _LISTS:
        _list(book, kind, new.lists.get(kind.name))


def _project_sheets(book: Book, count: int) -> list[Sheet]:
    """As many blank standard sheets as are needed; all other sheets of projects are gone."""
    sheets = standard_sheets(book)
    if not sheets:
        raise Told("no-standard-sheet")
    chosen = sheets[: max(count, 1)]
    names = {sheet.name for sheet in chosen}
    for sheet in project_sheets(book):
        if sheet.name not in names:
            sheet.delete()
    for sheet in chosen:
        with lifted(sheet):
            blank(sheet)
    while len(chosen) < count:
        chosen.append(new_sheet(book, chosen[0], chosen[-1]))
    _rename(chosen)
    return chosen


def _rename(sheets: Sequence[Sheet]) -> None:
    """Give the sheets the names of the standard workbook, in order."""
    wanted_names = [place.project_sheet(at) for at in range(1, len(sheets) + 1)]
    others = {sheet.name for sheet in sheets[0].book.sheets} - {sheet.name for sheet in sheets}
    if others.intersection(wanted_names):
        return
    changed = [
        (sheet, name)
        for sheet, name in zip(sheets, wanted_names, strict=True)
        if sheet.name != name
    ]
    for at, (sheet, _) in enumerate(changed):
        sheet.name = f"~{at}"
    for sheet, name in changed:
        sheet.name = name


# --- The department's sheet -------------------------------------------------------------------


def _department(sheet: Sheet, new: Stamped) -> None:
    grid = new.department.grid
    for cell in place.DEPARTMENT_FIELDS.values():
        _entry(sheet, cell, grid.text(*split_address(cell)), amount=cell == "B3")
    for section in _SECTIONS:
        _section(sheet, section, new)


def _section(sheet: Sheet, section: str, new: Stamped) -> None:
    """Fill one section, in rows that are put in where it has too few."""
    heads = _heads(sheet_grid(sheet))
    head, offset = heads[section], new.firsts[section] - new.heads[section]
    first = head + offset
    below = [row for row in heads.values() if row > head]
    end = min(below) if below else _end(sheet, first)
    have, need = end - first, _stamped_rows(new, section)
    if have < need:
        _more_rows(sheet, first, end, need - have)
        end = first + need
    lead = new.heads[section] + 1
    if section != place.FRONT:
        _entry(sheet, f"B{head + 1}", new.department.grid.text(lead, 2))
    _items(sheet, section, range(first, end), new)


def _stamped_rows(new: Stamped, section: str) -> int:
    """The rows for items that the fast writer gives a section, spare ones included."""
    document = new.document
    items: Mapping[str, Sequence[object]] = {
        place.OVERALL: document.overall_goal, place.DUTIES: document.duties,
        place.SAFEGUARDS: document.safeguards, place.FRONT: document.front,
    }  # fmt: skip
    return len(items[section]) + place.SPARE_PARAGRAPHS


def _more_rows(sheet: Sheet, first: int, end: int, count: int) -> None:
    """Put in rows before the last one of a section, formatted and merged as its first one."""
    at = end - 1
    sheet.range(f"{at}:{at + count - 1}").insert(shift="down")
    repeat_row(sheet, first, range(at, at + count))


def _items(sheet: Sheet, section: str, rows: range, new: Stamped) -> None:
    """Write the items of a section; paragraphs stand in B, which is merged with C and D."""
    grid, start = new.department.grid, new.firsts[section]
    count = _stamped_rows(new, section) - place.SPARE_PARAGRAPHS
    duties = section == place.DUTIES
    for column in range(1, _DUTY_COLUMNS + 1) if duties else (1, 2):
        texts: list[Any] = [grid.text(start + at, column) or None for at in range(count)]
        if column == 1 and not duties:
            texts = list(range(1, count + 1))
        column_cells = sheet.range((rows[0], column), (rows[-1], column))
        column_cells.value = [[text] for text in [*texts, *[None] * (len(rows) - count)]]
    heights = {rows[0] + at: new.department.heights.get(start + at, 0.0) for at in range(count)}
    _set_heights(sheet, heights)


def _heads(grid: Grid) -> dict[str, int]:
    """The row of each section's heading."""
    found: dict[str, int] = {}
    for row in sorted(grid.rows):
        text = grid.text(row, 1)
        if text in _SECTIONS and text not in found:
            found[text] = row
    return found


def _end(sheet: Sheet, first: int) -> int:
    """The row behind the last section's last one: as far as rows are in use."""
    used = sheet.used_range
    return max(int(used.row + used.shape[0]), first + place.SPARE_PARAGRAPHS)


# --- The sheets of projects -------------------------------------------------------------------


def _project(sheet: Sheet, new: StampedSheet) -> None:
    """Fill a blank standard sheet."""
    grid = new.grid
    for cell in place.PROJECT_FIELDS.values():
        at = split_address(cell)
        if at not in grid.formulas:
            _entry(sheet, cell, grid.text(*at), amount=cell in AMOUNT_CELLS)
    rows = [row for row in grid.rows if row >= _FIRST and _has_entries(grid, row)]
    last = max(rows, default=_FIRST - 1)
    _enough_rows(sheet, last)
    if rows:
        table = sheet.range((_FIRST, 1), (last, _COLUMNS))
        table.value = [
            [grid.text(row, column) or None for column in range(1, _COLUMNS + 1)]
            for row in range(_FIRST, last + 1)
        ]
    _extras(sheet, grid, last)
    _set_heights(sheet, new.heights)


def _has_entries(grid: Grid, row: int) -> bool:
    formulas = grid.formulas
    return any((row, column) not in formulas for column in grid.rows[row])


def _enough_rows(sheet: Sheet, last: int) -> None:
    """Put in rows until there are spare ones below the last; formulas and rules come along."""
    have, need = last_table_row(sheet_grid(sheet)), last + place.SPARE_ROWS
    if have >= need:
        return
    count, verdict = need - have, letters(place.CHECK_COLUMN)
    # Before the last row, so that what speaks of the whole table grows with it.
    sheet.range(f"{have}:{have + count - 1}").insert(shift="down")
    repeat_row(sheet, _FIRST + 1, range(have, have + count), (verdict, _LAST_HELPER))


def _extras(sheet: Sheet, grid: Grid, last: int) -> None:
    """Further columns of the form, behind the verdicts."""
    header = grid.rows.get(place.HEADER_ROW, {})
    for column in (column for column in header if column >= place.EXTRA_COLUMN):
        cells = sheet.range((place.HEADER_ROW, column), (max(last, _FIRST), column))
        cells.number_format = "@"
        rows = range(place.HEADER_ROW, max(last, _FIRST) + 1)
        cells.value = [[grid.text(row, column) or None] for row in rows]


# --- The plain lists --------------------------------------------------------------------------


def _list(book: Book, kind: place.ListSheet, grid: Grid | None) -> None:
    """Write one of the plain lists; one that the document has not is taken away."""
    sheet = find_sheet(book, kind.name)
    if grid is None:
        if sheet is not None:
            sheet.delete()
        return
    if sheet is None:
        sheet = add_sheet(book, kind.name)
        for column, width in enumerate(kind.widths, start=1):
            sheet.range((1, column)).column_width = width
        header = sheet.range((1, 1), (1, len(kind.columns)))
        header.font.bold = True
        header.color = _BAND
    else:
        sheet.clear_contents()
    last = max(grid.rows)
    write_texts(sheet, 1, [[grid.text(row, 1), grid.text(row, 2)] for row in range(1, last + 1)])
    sheet.range((2, 2), (max(last, 2), 2)).wrap_text = True
    sheet.visible = kind.state == "visible"


# --- Single cells and rows --------------------------------------------------------------------


def _entry(sheet: Sheet, cell: str, text: str, *, amount: bool = False) -> None:
    """Write one cell, in the format it has where that shows the text."""
    entry = sheet.range(cell)
    put(entry, wanted(text, Content("", None, entry.number_format), amount=amount))


def _set_heights(sheet: Sheet, heights: Mapping[int, float]) -> None:
    """Give rows their heights, rows of one height together."""
    for tall, rows in _runs(heights):
        sheet.range(f"{rows[0]}:{rows[-1]}").row_height = tall


def _runs(heights: Mapping[int, float]) -> Iterator[tuple[float, list[int]]]:
    wanted_rows = sorted(row for row, tall in heights.items() if tall)
    keyed = groupby(enumerate(wanted_rows), key=lambda item: (item[1] - item[0], heights[item[1]]))
    for (_, tall), items in keyed:
        yield tall, [row for _, row in items]
