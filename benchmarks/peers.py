"""The same workbook, written with the usual libraries as well as they can do it.

openpyxl fills the standard workbook; XlsxWriter, which cannot read, builds the same sheets from
nothing.  Both are told what to write by a recipe and give the file's bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.worksheet.cell_range import MultiCellRange

from benchmarks.recipe import Recipe, SheetRecipe

__all__ = ["Fill", "fills", "with_openpyxl", "with_xlsxwriter"]

MODEL = "项目1"
PROJECT = "项目"
SUMMARY = "项目汇总"

Fill = tuple[str, dict[tuple[int, int], object]]
"""A sheet's name, and the cells (row, column, from 1) that the template does not hold."""


# --- openpyxl ------------------------------------------------------------------------------------


def fills(recipe: Recipe, blank: Recipe) -> list[Fill]:
    """What is left to write when the template is there: the cells that differ from it."""
    known = {sheet.name: dict(_values(sheet)) for sheet in blank.sheets}
    result = []
    for sheet in recipe.sheets:
        before = known.get(sheet.name, known[MODEL] if sheet.name.startswith(PROJECT) else {})
        cells = {at: value for at, value in _values(sheet) if before.get(at) != value}
        result.append((sheet.name, cells))
    return result


def _values(sheet: SheetRecipe) -> Iterator[tuple[tuple[int, int], object]]:
    for row, column, value, _ in sheet.cells:
        if value is not None:
            yield (row + 1, column + 1), value
    for (row, column, *_), value, _ in sheet.merged:
        if value is not None:
            yield (row + 1, column + 1), value
    for row, column, _, text, _ in sheet.links:
        yield (row + 1, column + 1), text


def with_openpyxl(task: list[Fill], template: Path) -> bytes:
    """Load the standard workbook, copy its project sheet as often as needed, fill in, save."""
    book = openpyxl.load_workbook(template)
    for name, _ in task:  # copies first, while their model is blank
        if name not in book.sheetnames:
            _copy(book, name)
    for name, cells in task:
        target: Any = book[name]
        if not name.startswith(PROJECT) or name == SUMMARY:
            # rows of lists move with their number: their merged cells are in the way
            for area in [str(area) for area in target.merged_cells.ranges]:
                target.unmerge_cells(area)
        for (row, column), value in cells.items():
            target.cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(book: openpyxl.Workbook, name: str) -> None:
    """copy_worksheet leaves validations and conditional formats behind: take them along."""
    model: Any = book[MODEL]
    target: Any = book.copy_worksheet(model)
    target.title = name
    for validation in model.data_validations.dataValidation:
        twin = copy(validation)
        twin.sqref = MultiCellRange(str(validation.sqref))
        target.add_data_validation(twin)
    for area in model.conditional_formatting:
        for rule in area.rules:
            target.conditional_formatting.add(str(area.sqref), copy(rule))


# --- XlsxWriter ----------------------------------------------------------------------------------


def with_xlsxwriter(recipe: Recipe) -> bytes:
    """Build the workbook from nothing."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = [book.add_format(properties) for properties in recipe.formats]
    warn = book.add_format({"bg_color": "#FFC7CE"})
    for sheet in recipe.sheets:
        target = book.add_worksheet(sheet.name)
        _write_cells(target, sheet, formats)
        _write_page(target, sheet)
        for area, options in sheet.validations:
            target.data_validation(area, options)
        for area, formula in sheet.conditions:
            options = {"type": "formula", "criteria": "=" + formula, "format": warn}
            target.conditional_format(area, options)
    for name, reference in recipe.names.items():
        book.define_name(name, "=" + reference)
    book.close()
    return out.getvalue()


def _write_cells(target: Any, sheet: SheetRecipe, formats: list[Any]) -> None:
    for row, column, value, number in sheet.cells:
        _write(target, row, column, value, formats[number])
    for (row, column, last_row, last_column), value, number in sheet.merged:
        target.merge_range(row, column, last_row, last_column, "", formats[number])
        _write(target, row, column, value, formats[number])
    for row, column, url, text, number in sheet.links:
        target.write_url(row, column, url, formats[number], text)


def _write(target: Any, row: int, column: int, value: object, style: Any) -> None:
    if value is None:
        target.write_blank(row, column, None, style)
    elif isinstance(value, str):
        if value.startswith("="):
            target.write_formula(row, column, value, style, "")
        else:
            target.write_string(row, column, value, style)
    else:
        target.write_number(row, column, value, style)


def _write_page(target: Any, sheet: SheetRecipe) -> None:
    for column, width in sheet.widths.items():
        target.set_column(column, column, width)
    for row, height in sheet.heights.items():
        target.set_row(row, height)
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.set_footer("&C&9&P / &N")
    target.hide_gridlines(2)
    if sheet.landscape:
        target.set_landscape()
    if sheet.freeze:
        target.freeze_panes(sheet.freeze)
    if sheet.hidden:
        target.hide()
