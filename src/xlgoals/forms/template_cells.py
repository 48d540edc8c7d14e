"""Small tools for building the sheets of the standard workbook with openpyxl."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.header_footer import (
    HeaderFooter,
    HeaderFooterItem,
    _HeaderFooterPart,
)
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import messages
from xlgoals.forms.template_styles import Style

__all__ = ["heights", "page", "put", "widths", "word"]


def word(key: str, **values: object) -> str:
    """A word of the workbook; it is Chinese, whatever the language of the interface."""
    return messages.text(f"workbook-{key}", "zh", **values)


def put(sheet: Worksheet, cells: str, style: Style, value: object = None) -> None:
    """Write the first cell of a range, merge the range, and give all of it one look."""
    found = sheet[cells]
    rows: tuple[tuple[Cell, ...], ...] = ((found,),) if isinstance(found, Cell) else found
    for row in rows:
        for cell in row:
            style.apply(cell)
    rows[0][0].value = value  # type: ignore[assignment]
    if len(rows) * len(rows[0]) > 1:
        sheet.merge_cells(cells)


def page(sheet: Worksheet, area: str, *, repeat: int = 0, landscape: bool = False) -> None:
    """A4, as wide as the paper, with page numbers; `repeat` is a row to repeat on each page."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.59
    margins.top, margins.bottom, margins.header, margins.footer = 0.71, 0.71, 0.31, 0.35
    sheet.print_options.horizontalCentered = True
    footer = HeaderFooterItem(center=_HeaderFooterPart(word("page"), size=9))
    sheet.HeaderFooter = HeaderFooter(oddFooter=footer)
    sheet.print_area = area
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"
    sheet.sheet_view.showGridLines = False


def widths(sheet: Worksheet, columns: tuple[int, ...]) -> None:
    """Give the columns from A on their widths, in characters."""
    for number, width in enumerate(columns):
        sheet.column_dimensions[chr(65 + number)].width = width


def heights(sheet: Worksheet, rows: dict[int, float]) -> None:
    """Give rows their heights, in points."""
    for row, height in rows.items():
        sheet.row_dimensions[row].height = height
