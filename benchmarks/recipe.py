"""What stands in a workbook, cell by cell: the same task for every peer.

A recipe is read, outside the measured time, from a workbook that we wrote ourselves.  So the peers
write exactly what we write, whatever the standard workbook comes to hold, and are spared the work
of finding out what belongs where.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell

__all__ = ["Recipe", "SheetRecipe", "read_recipe"]

ALIGN = {"vcenter": "vcenter", "center": "vcenter", "top": "top", "bottom": "bottom"}


@dataclass
class SheetRecipe:
    """One sheet: cells are row, column (from 0), value and the number of their format."""

    name: str
    hidden: bool
    cells: list[tuple[int, int, object, int]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int, int, int], object, int]] = field(default_factory=list)
    links: list[tuple[int, int, str, str, int]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    validations: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    conditions: list[tuple[str, str]] = field(default_factory=list)
    landscape: bool = False
    freeze: str = ""


@dataclass
class Recipe:
    """A whole workbook; `formats` as XlsxWriter names them."""

    sheets: list[SheetRecipe] = field(default_factory=list)
    formats: list[dict[str, Any]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def read_recipe(book: bytes) -> Recipe:
    """Take a workbook apart."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    known: dict[str, int] = {}
    recipe = Recipe(names={name: one.attr_text for name, one in opened.defined_names.items()})
    for sheet in opened.worksheets:
        one = SheetRecipe(sheet.title, sheet.sheet_state != "visible")
        _cells(sheet, one, recipe, known)
        one.widths = {
            column - 1: size.width
            for size in sheet.column_dimensions.values()
            for column in range(size.min or 1, (size.max or 0) + 1)
        }
        one.heights = {
            row - 1: size.height for row, size in sheet.row_dimensions.items() if size.height
        }
        one.validations = [
            (area, _validation(rule))
            for rule in sheet.data_validations.dataValidation
            for area in str(rule.sqref).split()
        ]
        one.conditions = [
            (str(area.sqref), rule.formula[0])
            for area in sheet.conditional_formatting
            for rule in area.rules
            if rule.formula
        ]
        one.landscape = sheet.page_setup.orientation == "landscape"
        one.freeze = sheet.freeze_panes or ""
        recipe.sheets.append(one)
    return recipe


def _cells(sheet: Any, one: SheetRecipe, recipe: Recipe, known: dict[str, int]) -> None:
    areas = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if isinstance(cell, MergedCell):
            continue
        number = _format(cell, recipe, known)
        row, column = cell.row - 1, cell.column - 1
        if area := areas.get((cell.row, cell.column)):
            box = (row, column, area.max_row - 1, area.max_col - 1)
            one.merged.append((box, cell.value, number))
        elif cell.hyperlink and cell.hyperlink.location:
            text = str(cell.value or "")
            one.links.append((row, column, "internal:" + cell.hyperlink.location, text, number))
        elif cell.has_style or cell.value is not None:
            one.cells.append((row, column, cell.value, number))


def _validation(rule: Any) -> dict[str, Any]:
    formula = str(rule.formula1 or "")
    literal = formula.startswith('"')
    source = formula.strip('"').split(",") if literal else "=" + formula
    if rule.type == "list":
        return {"validate": "list", "source": source, "show_error": False}
    return {"validate": "custom", "value": "=" + formula, "show_error": False}


def _format(cell: Cell, recipe: Recipe, known: dict[str, int]) -> int:
    """The number of a cell's format, a new one where it is not known yet."""
    properties: dict[str, Any] = {
        "font_name": cell.font.name,
        "font_size": cell.font.size,
        "bold": bool(cell.font.bold),
        "num_format": cell.number_format,
        "valign": ALIGN.get(cell.alignment.vertical or "bottom", "bottom"),
        "text_wrap": bool(cell.alignment.wrap_text),
        "locked": bool(cell.protection.locked),
    }
    if cell.alignment.horizontal:
        properties["align"] = cell.alignment.horizontal
    if cell.border.left and cell.border.left.style:
        properties["border"] = 1
    if cell.fill.fill_type == "solid":
        properties["bg_color"] = "#" + str(cell.fill.fgColor.rgb)[-6:]
    if cell.font.color and isinstance(cell.font.color.rgb, str):
        properties["font_color"] = "#" + cell.font.color.rgb[-6:]
    key = repr(properties)
    if key not in known:
        known[key] = len(recipe.formats)
        recipe.formats.append(properties)
    return known[key]
