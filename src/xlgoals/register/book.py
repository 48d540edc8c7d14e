"""The register as a workbook.

openpyxl makes everything but the rows: sheets, styles, tables, filters, charts.  The rows are
written straight into the XML of their sheets, one after the other, which is some twenty times
faster than cell objects and needs no memory for them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import count, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule as FormatRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from xlgoals.forms.xstring import encode
from xlgoals.messages import text as say
from xlgoals.register import totals
from xlgoals.register.cells import Style, line, liner
from xlgoals.register.columns import FINDINGS, PROJECTS, TABLES, Row, Table
from xlgoals.register.look import Looks, warning_style
from xlgoals.register.mark import MARK
from xlgoals.register.overview import ACROSS, Overview
from xlgoals.register.pivots import BY_DEPARTMENT, BY_RULE, FIRST, HEADER, Pivot, Ranges
from xlgoals.register.rows import GRAVEST_FIRST
from xlgoals.register.store import Register
from xlgoals.reports import words

__all__ = ["write_book"]

_MOST_ROWS: Final = 1_000_000
"""A sheet has 1,048,576 rows; a longer table goes on in the next sheet."""

_LARGE: Final = 400_000  # rows of a sheet whose XML may exceed what plain zip files hold
_MOMENT: Final = "1980-01-01T00:00:00Z"
_LEVEL: Final = 4  # of compression: hardly larger than 6, and twice as fast
_A3, _A4 = 8, 9
_NO_ROWS: Final = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")

_Lines = Callable[[], Iterable[str]]


class _Place(NamedTuple):
    """One sheet of a table: its name, and its share of the rows."""

    table: Table
    part: int
    name: str
    rows: int


def write_book(register: Register, target: Path, *, packed: bool = True) -> None:
    """Writes the workbook.

    Args:
        register: A finished register.
        target: The file to write to.
        packed: Whether to compress it.

    Raises:
        OSError: it cannot be written.
    """
    book = Workbook()
    looks = Looks(book)
    places = [place for table in TABLES for place in _places(table, register.size(table))]
    ranges = Ranges(
        {
            table.key: [(place.name, place.rows) for place in places if place.table is table]
            for table in TABLES
        }
    )
    departments = Pivot(BY_DEPARTMENT, totals.by_department(register), ranges)
    rules = Pivot(BY_RULE, totals.by_rule(register), ranges)
    overview = Overview(departments, rules)
    _overview_sheet(book.worksheets[0], overview)
    lines: list[_Lines] = [lambda: overview.lines(looks)]
    for pivot in (departments, rules):
        _pivot_sheet(book.create_sheet(pivot.table.title), pivot)
        lines.append(lambda pivot=pivot: pivot.lines(looks))  # type: ignore[misc]
    streams = {table.key: register.rows(table) for table in TABLES}
    for place in places:
        _table_sheet(book.create_sheet(place.name), place)
        lines.append(lambda place=place: _table_lines(place, streams, looks))  # type: ignore[misc]
    _save(book, lines, [place.rows for place in places], target, packed=packed)


def _places(table: Table, rows: int) -> Iterator[_Place]:
    for part in range(max(1, -(-rows // _MOST_ROWS))):
        name = table.title if part == 0 else f"{table.title}{part + 1}"
        yield _Place(table, part, name, min(_MOST_ROWS, rows - part * _MOST_ROWS))


# --- Sheets without their rows ----------------------------------------------------------------


def _overview_sheet(sheet: Any, overview: Overview) -> None:
    sheet.title = overview.title
    sheet.sheet_view.showGridLines = False
    for at in range(1, ACROSS + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 9.6
    for cells in overview.merged():
        sheet.merged_cells.add(cells)
    overview.add_charts(sheet)
    _print(sheet, "portrait", _A4)


def _pivot_sheet(sheet: Any, pivot: Pivot) -> None:
    sheet.sheet_view.showGridLines = False
    _widths(sheet, pivot.table)
    sheet.freeze_panes = f"B{FIRST}"
    end = get_column_letter(len(pivot.table.columns))
    sheet.auto_filter.ref = f"A{HEADER}:{end}{pivot.last}"
    _mark_counts(sheet, pivot.table, FIRST, pivot.last)
    _print(sheet, "landscape", _A4, f"{HEADER}:{HEADER}")


def _table_sheet(sheet: Any, place: _Place) -> None:
    table, last = place.table, max(place.rows, 1) + 1
    _widths(sheet, table)
    sheet.freeze_panes = "A2"
    cells = f"A1:{get_column_letter(len(table.columns))}{last}"
    name = f"register_{table.key}" + (f"_{place.part + 1}" if place.part else "")
    made = SheetTable(id=1, name=name, displayName=name, ref=cells)
    made.autoFilter = AutoFilter(ref=cells)
    made.tableColumns = [
        TableColumn(id=at, name=encode(header)) for at, header in enumerate(table.headers, start=1)
    ]
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(made)
    if table is PROJECTS:
        _mark_counts(sheet, table, 2, last)
    _print(sheet, "landscape", _A3 if table is PROJECTS else _A4, "1:1")


def _widths(sheet: Any, table: Table) -> None:
    for at, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width


def _mark_counts(sheet: Any, table: Table, first: int, last: int) -> None:
    """Numbers of findings above 0 stand out."""
    for level in GRAVEST_FIRST[:-1]:
        letter = get_column_letter(table.at(level.word) + 1)
        rule = FormatRule("cellIs", operator="greaterThan", formula=["0"])
        rule.dxf = warning_style(level)
        sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)


def _print(sheet: Any, orientation: str, paper: int, titles: str = "") -> None:
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
    sheet.oddFooter.center.text = "&A  &P / &N"
    if titles:
        sheet.print_title_rows = titles


# --- Rows ---------------------------------------------------------------------------------------


def _table_lines(place: _Place, streams: dict[str, Iterator[Row]], looks: Looks) -> Iterator[str]:
    table = place.table
    letters = [get_column_letter(at) for at in range(1, len(table.columns) + 1)]
    yield line(1, letters, [looks.header] * len(letters), table.headers, 30)
    styles: list[Style] = [looks.kinds[column.kind] for column in table.columns]
    if table is FINDINGS:
        painted = {words.severity(level): style for level, style in looks.severities.items()}
        styles[table.at("severity")] = painted
    yield from map(liner(table, styles), count(2), islice(streams[table.key], _MOST_ROWS))


# --- The file -----------------------------------------------------------------------------------


def _save(
    book: Workbook, lines: list[_Lines], sizes: list[int], target: Path, *, packed: bool
) -> None:
    book.properties.title = say("register.title")
    book.properties.creator = ""
    book.properties.category = MARK
    book.calculation.fullCalcOnLoad = False  # every formula has its value with it
    saved = BytesIO()
    book.save(saved)
    large = max(sizes, default=0) > _LARGE
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(target, "w", method, compresslevel=_LEVEL) as archive,
    ):
        for name in source.namelist():
            rows = None
            if match := re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name):
                rows = lines[int(match[1]) - 1]
            with archive.open(name, "w", force_zip64=large and rows is not None) as part:
                for piece in _pieces(name, source.read(name), rows):
                    part.write(piece)
        for entry in archive.infolist():
            entry.create_system = 0  # else it would tell the system that made it


def _pieces(name: str, data: bytes, rows: _Lines | None) -> Iterator[bytes]:
    if name == "docProps/core.xml":
        data = re.sub(
            rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _MOMENT.encode(), data
        )
    if rows is None:
        yield data
        return
    # The size of a sheet without rows would be a wrong one.
    before, after = _NO_ROWS.split(re.sub(rb"<dimension [^>]*/>", b"", data))
    yield before + b"<sheetData>"
    batch = iter(rows())
    while text := "".join(islice(batch, 500)):
        yield text.encode()
    yield b"</sheetData>" + after
