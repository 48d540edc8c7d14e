"""Findings as a workbook: all of them with filters, and totals by rule and by file.

Written row by row, so that memory does not grow with the number of findings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from xlgoals.checking import Checked, Results, Row
from xlgoals.checks import Severity, all_checks
from xlgoals.forms.fill import height, lines
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.xstring import encode
from xlgoals.messages import text
from xlgoals.reading import Place
from xlgoals.reports import words

__all__ = ["write"]

_MOST_ROWS: Final = 1_000_000
"""A sheet holds 1,048,576 rows; the header and a last remark want room too."""

_MOST_LINKS: Final = 60_000
"""Excel takes up to 65,530 on a sheet."""

_LEAST_HEIGHT: Final = 20

# Columns with their widths.
_FINDING_COLUMNS: Final = {
    "severity": 7, "code": 10, "file": 26, "project-number": 9, "project": 26, "field": 20,
    "place": 14, "value": 26, "message": 44, "suggestion": 44, "fix": 16,
}  # fmt: skip
_RULE_COLUMNS: Final = {
    "code": 11, "group": 12, "title": 46, "error": 9, "warning": 9, "info": 9, "sum": 9
}  # fmt: skip
_FILE_COLUMNS: Final = {
    "file": 40, "department": 34, "projects": 9, "budget": 20,
    "error": 9, "warning": 9, "info": 9, "sum": 9, "state": 24,
}  # fmt: skip

_FONT: Final = "微软雅黑"
_LINE: Final = Side(style="thin", color="FFD0D7DE")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_COLOURS: Final = {
    Severity.ERROR: ("FFFDE2E1", "FFB3261E"),
    Severity.WARNING: ("FFFFF1CC", "FF8A5A00"),
    Severity.INFO: ("FFE3EEFB", "FF1F5FA8"),
}
_AMOUNT: Final = "#,##0.00"
# What a part of a path to a file may not hold in a link.
_NOT_IN_LINKS: Final = re.compile(
    '[% "#<>\\[\\]^`{|}?\\\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]'
)


@dataclass(frozen=True)
class _Look:
    """How a cell looks."""

    font: Font
    fill: PatternFill | None = None
    across: str = "left"
    wrap: bool = True
    number: str = "General"


def _font(colour: str = "FF24292F", **more: Any) -> Font:
    return Font(name=_FONT, size=10, color=colour, **more)


_TEXT: Final = _Look(_font())
_HEADER: Final = _Look(
    _font("FFFFFFFF", bold=True), PatternFill("solid", fgColor="FF2F5D8C"), "center"
)
_CODE: Final = _Look(_font(), across="center", wrap=False)
_ORDINAL: Final = _Look(_font(), across="center", wrap=False, number="0")
_NUMBER: Final = _Look(_font(), across="right", wrap=False, number="0")
_MONEY: Final = _Look(_font(), across="right", wrap=False, number=_AMOUNT)
_SUM: Final = _Look(_font(bold=True), PatternFill("solid", fgColor="FFEAF0F6"))
_SUM_NUMBER: Final = _Look(_SUM.font, _SUM.fill, "right", wrap=False, number="0")
_SUM_MONEY: Final = _Look(_SUM.font, _SUM.fill, "right", wrap=False, number=_AMOUNT)
_LINK: Final = _Look(_font("FF1F5FA8", underline="single"))
_SEVERITY: Final = {
    level: _Look(_font(ink, bold=True), PatternFill("solid", fgColor=paper), "center")
    for level, (paper, ink) in _COLOURS.items()
}

_Value = str | int | Decimal


def write(results: Results, target: Path, beside: Path) -> None:
    """Write the workbook.

    Args:
        results: What was found.
        target: The file to write to.
        beside: Where the workbook will stand in the end; links to files start from there.

    Raises:
        OSError: It cannot be written.
    """
    book = Workbook(write_only=True)
    _findings(book, results, beside.absolute().parent)
    _by_rule(book, results)
    _by_file(book, results, beside.absolute().parent)
    book.save(target)


class _Sheet:
    """A table with a header that stays in view, filters, and a page setup for print."""

    def __init__(self, book: Workbook, name: str, columns: Mapping[str, float]) -> None:
        self.sheet: Any = book.create_sheet(text(f"report.xlsx.{name}"))
        self.rows = 0
        self._links = 0
        self._styles: dict[int, Any] = {}
        self._last = get_column_letter(len(columns))
        self._widths = list(columns.values())
        for at, width in enumerate(columns.values(), start=1):
            self.sheet.column_dimensions[get_column_letter(at)].width = width
        self.sheet.freeze_panes = "A2"
        self.sheet.print_title_rows = "1:1"
        self.sheet.page_setup.paperSize = 9
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.row(*((text(f"report.xlsx.{key}"), _HEADER) for key in columns))

    def row(self, *cells: tuple[_Value, _Look], link: Hyperlink | None = None, at: int = 0) -> None:
        """Writes a row of values with their looks; the link is that of column `at`."""
        made = [self._cell(value, look) for value, look in cells]
        if link is not None and self._links < _MOST_LINKS:
            self._links += 1
            self._look(made[at], _LINK)
            made[at]._hyperlink = link
        self.rows += 1
        # Wrapped rows get their height here: not every program finds it when it opens the file.
        tall = [
            lines(str(value), width) for (value, _), width in zip(cells, self._widths, strict=False)
        ]
        self.sheet.row_dimensions[self.rows].height = height(tall, _LEAST_HEIGHT)
        self.sheet.append(made)
        del self.sheet.row_dimensions[self.rows]

    def _cell(self, value: _Value, look: _Look) -> Any:
        cell: Any = WriteOnlyCell(self.sheet)
        if isinstance(value, str):
            cell.value = encode(value)
            # What begins with "=" is text here, and "#N/A" no error.
            cell.data_type = "s"
        else:
            cell.value = value
        self._look(cell, look)
        return cell

    def _look(self, cell: Any, look: _Look) -> None:
        style = self._styles.get(id(look))
        if style is None:
            cell.font, cell.border, cell.number_format = look.font, _BOX, look.number
            cell.fill = look.fill or PatternFill()
            cell.alignment = Alignment(look.across, "center", wrap_text=look.wrap)
            self._styles[id(look)] = copy(cell._style)
        else:
            cell._style = copy(style)

    def filters(self) -> None:
        """Puts filters on all rows there are now."""
        self.sheet.auto_filter.ref = f"A1:{self._last}{self.rows}"


def _findings(book: Workbook, results: Results, folder: Path) -> None:
    sheet = _Sheet(book, "findings", _FINDING_COLUMNS)
    left = 0
    for checked in results:
        for row in checked.rows:
            if sheet.rows < _MOST_ROWS:
                _finding(sheet, checked, row, folder)
            else:
                left += 1
    sheet.filters()
    if left:
        sheet.row((text("report.xlsx.cut", count=left), _SUM))


def _finding(sheet: _Sheet, checked: Checked, row: Row, folder: Path) -> None:
    project = None if row.project is None else checked.projects[row.project]
    sheet.row(
        (words.severity(row.severity), _SEVERITY[row.severity]),
        (row.code, _CODE),
        (checked.job.label, _TEXT),
        (project.number if project else "", _ORDINAL),
        (project.name if project else "", _TEXT),
        (words.field_name(row.field), _TEXT),
        (words.place_name(row.place), _TEXT),
        (row.value, _TEXT),
        (row.message, _TEXT),
        (row.suggestion, _TEXT),
        (text(f"fix-{row.fix}") if row.fix else "", _TEXT),
        link=_link(checked.job.source, folder, row.place),
        at=list(_FINDING_COLUMNS).index("place"),
    )


def _link(source: Path, folder: Path, place: Place | None = None) -> Hyperlink:
    """A link to a file as seen from the report's folder; in a workbook, to the cell."""
    path = source.absolute()
    try:
        relative = Path(os.path.relpath(path, folder)).as_posix()
        target = _NOT_IN_LINKS.sub(lambda found: quote(os.fsencode(found[0])), relative)
    except ValueError:  # on another drive
        target = path.as_uri()
    inside = None
    if place is not None and place.sheet is not None:
        inside = f"{quoted(place.sheet)}!{place.cell or 'A1'}"
    return Hyperlink(ref="A1", target=target, location=inside)


def _by_rule(book: Workbook, results: Results) -> None:
    sheet = _Sheet(book, "rules", _RULE_COLUMNS)
    totals = results.totals
    for check in all_checks():
        numbers = [totals.codes[check.code, level] for level in words.GRAVEST_FIRST]
        if any(numbers):
            sheet.row(
                (check.code, _CODE),
                (text(f"check-group.{check.group}"), _CODE),
                (check.title(), _TEXT),
                *((number, _NUMBER) for number in numbers),
                (sum(numbers), _NUMBER),
            )
    sheet.filters()
    numbers = [totals.severities[level] for level in words.GRAVEST_FIRST]
    sheet.row(
        (text("report.xlsx.total"), _SUM),
        *[("", _SUM)] * 2,
        *((number, _SUM_NUMBER) for number in (*numbers, totals.findings)),
    )


def _by_file(book: Workbook, results: Results, folder: Path) -> None:
    sheet = _Sheet(book, "files", _FILE_COLUMNS)
    for checked in results:
        counts = checked.counts()
        numbers = [counts[level] for level in words.GRAVEST_FIRST]
        readable = words.remarks(checked) or text("report.xlsx.readable")
        state = words.error(checked) if checked.error else readable
        sheet.row(
            (checked.job.label, _TEXT),
            (checked.department, _TEXT),
            (len(checked.projects), _NUMBER),
            (checked.budget, _MONEY),
            *((number, _NUMBER) for number in (*numbers, sum(numbers))),
            (state, _TEXT if not checked.error else _SEVERITY[Severity.ERROR]),
            link=_link(checked.job.source, folder),
        )
    sheet.filters()
    totals = results.totals
    numbers = [totals.severities[level] for level in words.GRAVEST_FIRST]
    sheet.row(
        (text("report.xlsx.total"), _SUM),
        ("", _SUM),
        (totals.projects, _SUM_NUMBER),
        (totals.budget, _SUM_MONEY),
        *((number, _SUM_NUMBER) for number in (*numbers, totals.findings)),
        ("", _SUM),
    )
