"""The same workbook, written with the usual libraries as well as they can do it.

Both get the document already read, as the stamp does, and give the file's bytes.  openpyxl fills
the standard workbook; XlsxWriter, which cannot read, builds sheets of the same cells, formats,
validations and conditional formats from nothing.
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
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals.forms import sheet
from xlgoals.forms import vocabulary as words
from xlgoals.model import GoalDocument, Project

__all__ = ["with_openpyxl", "with_xlsxwriter"]

Cell = tuple[str, str | float]

LABELS = {
    "A3": words.PROJECT_CODE,
    "D3": words.PROJECT_NAME,
    "A4": words.FUNDING,
    "B4": words.TOTAL,
    "D4": words.FISCAL,
    "E4": words.OTHER,
    "A7": words.PLAN,
    **dict(zip(("B7", "C7", "D7", "E7"), words.PLAN_POINTS, strict=True)),
    "A9": words.GOALS,
}
HEADER = [labels[0] for labels in words.COLUMNS.values()] + [sheet.CHECK]
LEVELS: dict[str, list[str] | str] = {
    "A": ["产出指标", "效益指标", "满意度指标"],
    "B": "=$J$1:$J$9",
}
WIDTHS = (14, 16, 26, 30, 14, 20, 30)
DEPARTMENT_WIDTHS = (12, 40, 50, 50)


def head_cells(project: Project) -> Iterator[Cell]:
    """Address and value of what stands above the indicator table."""
    values: dict[str, str | float] = {
        "title": sheet.heading_of(project.number, project.title),
        "unit": project.unit,
        "money_unit": project.money_unit,
        "code": project.code,
        "name": project.name,
        "goals": "\n".join(project.goals),
        "funding.purpose": project.funding.purpose,
    }
    for name in ("total", "fiscal", "other"):
        money = getattr(project.funding, name)
        values[f"funding.{name}"] = money.text if money.amount is None else float(money.amount)
    for name in ("march", "june", "october", "december"):
        values[f"plan.{name}"] = getattr(project.plan, name).text
    for name, address in sheet.PROJECT_FIELDS.items():
        yield address, values[name]


def indicator_rows(project: Project) -> Iterator[tuple[int, list[str]]]:
    """Sheet row and six cells of each indicator."""
    for row, one in enumerate(project.indicators, start=sheet.FIRST_INDICATOR_ROW):
        cells = [one.level1, one.level2, one.name, one.description, one.value.text, one.basis]
        yield row, cells


def department_rows(document: GoalDocument) -> list[list[str]]:
    """What stands on the department's sheet, one list of cells a row."""
    rows = [["部门名称", document.department.name], ["部门代码", document.department.code]]
    rows += [[sheet.OVERALL], *([text] for text in document.overall_goal), [sheet.DUTIES]]
    rows += [[one.marker, one.heading, one.goal, one.indicator] for one in document.duties]
    return [*rows, [sheet.SAFEGUARDS], *([text] for text in document.safeguards)]


# --- openpyxl ------------------------------------------------------------------------------------


def with_openpyxl(document: GoalDocument, template: Path) -> bytes:
    """Load the standard workbook, copy its project sheet as often as needed, fill in, save."""
    book = openpyxl.load_workbook(template)
    model = book[sheet.project_sheet(1)]
    sheets: list[Any] = [model]
    for number in range(2, len(document.projects) + 1):
        name = sheet.project_sheet(number)
        sheets.append(book[name] if name in book.sheetnames else _copy(book, model, name))
    for target, project in zip(sheets, document.projects, strict=True):
        _fill(target, project)
    _fill_department(book[sheet.DEPARTMENT], document)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(book: openpyxl.Workbook, model: Worksheet, name: str) -> Worksheet:
    """copy_worksheet leaves validations and conditional formats behind: take them along."""
    target = book.copy_worksheet(model)
    target.title = name
    for validation in model.data_validations.dataValidation:
        twin = copy(validation)
        twin.sqref = MultiCellRange(str(validation.sqref))
        target.add_data_validation(twin)
    for area in model.conditional_formatting:
        for rule in area.rules:
            target.conditional_formatting.add(str(area.sqref), copy(rule))
    return target


def _text(cell: Any, value: str | float) -> None:
    cell.value = value
    if isinstance(value, str) and value.startswith("="):
        cell.data_type = "s"


def _fill(target: Worksheet, project: Project) -> None:
    for address, value in head_cells(project):
        if value != "":
            _text(target[address], value)
    for row, cells in indicator_rows(project):
        for column, value in enumerate(cells, start=1):
            if value:
                _text(target.cell(row, column), value)


def _fill_department(target: Worksheet, document: GoalDocument) -> None:
    merged = [str(area) for area in target.merged_cells.ranges]
    for area in merged:
        target.unmerge_cells(area)
    for row, cells in enumerate(department_rows(document), start=2):
        for column, value in enumerate(cells, start=1):
            _text(target.cell(row, column), value)


# --- XlsxWriter ----------------------------------------------------------------------------------


def with_xlsxwriter(document: GoalDocument) -> bytes:
    """Build a workbook of the same sheets, cells and rules from nothing."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = _formats(book)
    book.add_worksheet(sheet.GUIDE).write_string("A1", sheet.GUIDE, formats["title"])
    department = book.add_worksheet(sheet.DEPARTMENT)
    _widths(department, DEPARTMENT_WIDTHS)
    for row, cells in enumerate(department_rows(document), start=1):
        for column, value in enumerate(cells):
            department.write_string(row, column, value, formats["text"])
    _write_summary(book.add_worksheet(sheet.SUMMARY), document, formats)
    for number, project in enumerate(document.projects, start=1):
        _write_project(book.add_worksheet(sheet.project_sheet(number)), project, formats)
    book.close()
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10.5, "border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({**base, "font_size": 18, "bold": True, "align": "center"}),
        "label": book.add_format({**base, "bg_color": "#DDEBF7", "align": "center", "bold": True}),
        "text": book.add_format({**base, "num_format": "@", "text_wrap": True, "locked": False}),
        "money": book.add_format({**base, "num_format": "0.00", "locked": False}),
        "verdict": book.add_format({**base, "font_color": "#9C0006", "text_wrap": True}),
        "grey": book.add_format({"font_color": "#A6A6A6"}),
        "red": book.add_format({"bg_color": "#FFC7CE"}),
    }


def _widths(target: Any, widths: tuple[int, ...]) -> None:
    for column, width in enumerate(widths):
        target.set_column(column, column, width)


def _write_summary(target: Any, document: GoalDocument, formats: dict[str, Any]) -> None:
    fields = ("name", "code", "funding.total", "funding.fiscal", "funding.other")
    for row in range(1, len(document.projects) + 1):
        name = sheet.project_sheet(row)
        target.write_url(row, 0, f"internal:'{name}'!A1", formats["text"], name)
        for column, field in enumerate(fields, start=1):
            address = sheet.PROJECT_FIELDS[field]
            target.write_formula(row, column, f"='{name}'!{address}", formats["money"])


def _write_project(target: Any, project: Project, formats: dict[str, Any]) -> None:
    _widths(target, WIDTHS)
    for address, label in LABELS.items():
        target.write_string(address, label, formats["label"])
    for address, value in head_cells(project):
        if isinstance(value, float):
            target.write_number(address, value, formats["money"])
        else:
            target.write_string(address, value, formats["title" if address == "A1" else "text"])
    for column, label in enumerate(HEADER):
        target.write_string(sheet.HEADER_ROW - 1, column, label, formats["label"])
    last = _write_indicators(target, project, formats)
    _add_rules(target, last, formats)


def _write_indicators(target: Any, project: Project, formats: dict[str, Any]) -> int:
    """Rows, spare rows and the verdict beside each; gives the last row."""
    for row, cells in indicator_rows(project):
        for column, value in enumerate(cells):
            target.write_string(row - 1, column, value, formats["text"])
    first = sheet.FIRST_INDICATOR_ROW
    filled = first + len(project.indicators)
    last = filled + sheet.SPARE_ROWS - 1
    for row in range(filled, last + 1):
        for column in range(len(sheet.INDICATOR_FIELDS)):
            target.write_blank(row - 1, column, None, formats["text"])
    for row in range(first, last + 1):
        formula = (
            f'=IF(C{row}="","",IF(E{row}="","×",IF(COUNTIF(C${first}:C${last},C{row})>1,"×","")))'
        )
        target.write_formula(row - 1, sheet.CHECK_COLUMN - 1, formula, formats["verdict"], "")
    return last


def _add_rules(target: Any, last: int, formats: dict[str, Any]) -> None:
    first = sheet.FIRST_INDICATOR_ROW
    for column, source in LEVELS.items():
        options = {"validate": "list", "source": source}
        target.data_validation(f"{column}{first}:{column}{last}", options)
    amounts = {"validate": "decimal", "criteria": ">=", "value": 0}
    for name in ("total", "fiscal", "other"):
        target.data_validation(sheet.PROJECT_FIELDS[f"funding.{name}"], amounts)
    grey = {"type": "formula", "criteria": f"=$A{first}=$A{first - 1}", "format": formats["grey"]}
    target.conditional_format(f"A{first}:A{last}", grey)
    red = {"type": "formula", "criteria": f'=$G{first}<>""', "format": formats["red"]}
    target.conditional_format(f"A{first}:G{last}", red)
    target.freeze_panes(sheet.HEADER_ROW, 0)
