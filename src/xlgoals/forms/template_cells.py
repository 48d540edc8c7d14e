"""Small tools for building the sheets of the standard workbook with openpyxl."""

from __future__ import annotations

from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import (
    HeaderFooter,
    HeaderFooterItem,
    _HeaderFooterPart,
)
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import messages
from xlgoals.forms.template_styles import LEVEL_COLOURS, Style

__all__ = ["choice", "colours", "heights", "page", "protect", "put", "widths", "word"]

Kind = Literal["list", "custom", "decimal", "textLength", "whole"]
Alert = Literal["stop", "warning", ""]


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


def colours(sheet: Worksheet, cells: str, conditions: dict[str, str]) -> None:
    """Colour cells by conditions: a formula for each of the levels error, warning, info, ok."""
    for level, condition in conditions.items():
        paper, ink = LEVEL_COLOURS[level]
        style = DifferentialStyle(font=Font(color=ink), fill=PatternFill("solid", bgColor=paper))
        sheet.conditional_formatting.add(
            cells, Rule("expression", dxf=style, formula=[condition], stopIfTrue=True)
        )


def choice(
    sheet: Worksheet, cells: str, kind: Kind, key: str, *formulas: str, alert: Alert = "stop"
) -> None:
    """A validation with its input message and, unless `alert` is empty, its error text.

    Args:
        sheet: the sheet.
        cells: the cells.
        kind: the type of validation: list, custom, decimal, textLength, whole.
        key: of the words in messages: `workbook-entry-KEY` and `workbook-entry-KEY-error`.
        formulas: what is compared with.
        alert: stop or warning; empty when any entry is taken.
    """
    first, second = (*formulas, None, None)[:2]
    made = DataValidation(type=kind, formula1=first, formula2=second, allow_blank=True)
    if kind not in ("list", "custom"):
        made.operator = "equal" if kind == "textLength" else "greaterThanOrEqual"
        if second is not None:
            made.operator = "between"
    made.promptTitle, made.prompt = word(f"entry-{key}-title"), word(f"entry-{key}")
    made.showInputMessage = True
    made.showErrorMessage = bool(alert)
    if alert:
        made.errorStyle = alert
        made.errorTitle, made.error = word("entry-wrong"), word(f"entry-{key}-error")
    made.add(cells)
    sheet.add_data_validation(made)


def protect(sheet: Worksheet) -> None:
    """Keep labels and formulas from being overwritten; no password, and rows may come and go."""
    guard = sheet.protection
    guard.sheet = True
    for allowed in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort",
        "autoFilter", "insertHyperlinks",
    ):  # fmt: skip
        setattr(guard, allowed, False)
