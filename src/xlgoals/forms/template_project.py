"""The sheet of a project in the standard workbook: the printed form, and its native checks."""

from __future__ import annotations

from typing import Final

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals.forms import sheet as place
from xlgoals.forms import template_styles as look
from xlgoals.forms import vocabulary as words
from xlgoals.forms.native_project import HEADER_HELPERS, project_formulas
from xlgoals.forms.native_row import HELPERS, row_formulas
from xlgoals.forms.native_words import ERROR, OK, WARNING
from xlgoals.forms.template_cells import choice, colours, heights, page, protect, put, widths, word
from xlgoals.forms.template_lists import BASIS_LIST, CLASS_LIST

__all__ = ["build", "verdict_colours"]

_PREPARED_ROWS: Final = 24
_WIDTHS: Final = (13, 17, 20, 21, 13, 18, 26)


def build(sheet: Worksheet) -> None:
    """Build the sheet, blank."""
    widths(sheet, _WIDTHS)
    put(sheet, "A1:F1", look.HEADING, "=" + place.TITLE_FORMULA)
    put(sheet, "A2:D2", look.UNIT_LINE, "=" + place.UNIT_FORMULA)
    put(sheet, "E2:F2", look.LINE_RIGHT, word("money-unit"))
    labels = {
        "A3": words.PROJECT_CODE, "D3": words.PROJECT_NAME,
        "A4:A6": words.FUNDING.replace("及", "及\n"),
        "B4:C4": words.TOTAL, "D4": word("fiscal"), "E4:F4": words.OTHER,
        "B6": "资金用途", "A7:A8": words.PLAN.replace("（", "\n（"), "A9": words.GOALS,
        **dict(zip(("B7", "C7", "D7", "E7:F7"), words.PLAN_POINTS, strict=True)),
    }  # fmt: skip
    for cells, label in labels.items():
        put(sheet, cells, look.LABEL, label)
    for cells in ("B3:C3", "E3:F3", "C6:F6", "B9:F9"):
        put(sheet, cells, look.TEXT)
    for cells in ("B5:C5", "D5", "E5:F5"):
        put(sheet, cells, look.AMOUNT)
    for cells in ("B8", "C8", "D8", "E8:F8"):
        put(sheet, cells, look.CENTRED)
    last = place.FIRST_INDICATOR_ROW + _PREPARED_ROWS - 1
    _table(sheet, last)
    _checks(sheet, last)
    _entries(sheet, last)
    heights(sheet, {1: 36, 2: 20, 3: 26, 4: 22, 5: 24, 6: 26, 7: 22, 8: 24, 9: 40, 10: 26})
    page(sheet, f"A1:F{last}", repeat=place.HEADER_ROW)
    protect(sheet)
    sheet.freeze_panes = "A4"


def _table(sheet: Worksheet, last: int) -> None:
    headers = [names[0] for names in words.COLUMNS.values()]
    for letter, header in zip("ABCDEF", headers, strict=True):
        put(sheet, f"{letter}{place.HEADER_ROW}", look.HEADER, header)
    put(sheet, f"G{place.HEADER_ROW}", look.VERDICT_HEADER, place.CHECK)
    for row in range(place.FIRST_INDICATOR_ROW, last + 1):
        for letter in "ABCDEF":
            put(sheet, f"{letter}{row}", look.CENTRED if letter in "ABE" else look.TEXT)
        for letter, formula in row_formulas(row, last).items():
            style = look.ROW_VERDICT if letter == "G" else look.HELPER
            put(sheet, f"{letter}{row}", style, "=" + formula)
        sheet.row_dimensions[row].height = 26
    for letter in HELPERS.values():
        sheet.column_dimensions[letter].hidden = True


def _checks(sheet: Worksheet, last: int) -> None:
    """Formulas above the table, and the colours of all verdicts."""
    formulas = project_formulas(last)
    for row, letters in HEADER_HELPERS.items():
        for letter in letters:
            put(sheet, f"{letter}{row}", look.HEADER_HELPER)
    for cell, formula in formulas.items():
        style = look.VERDICT if cell.startswith("G") else look.HEADER_HELPER
        put(sheet, cell, style, "=" + formula)
    # A formula, because what stands beside the form as a text would be kept as unknown.
    put(sheet, "G2", look.SMALL_LINK, f'="{word("units-link")}"')
    target = f"'{place.GUIDE}'!A{place.GUIDE_UNITS_ROW}"
    sheet["G2"].hyperlink = Hyperlink(ref="G2", location=target)
    look.SMALL_LINK.apply(sheet["G2"])
    colours(sheet, "G1", {"error": "$AA$1>0", "warning": "$AB$1>0", "ok": "$AC$1=1"})
    verdict_colours(sheet, f"G3:G{last}")
    first = place.FIRST_INDICATOR_ROW
    for letter in "AB":
        above = f"{letter}{first - 1}"
        same = f'AND({letter}{first}<>"",{letter}{first}={above})'
        sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", look.repeated(same))


def verdict_colours(sheet: Worksheet, cells: str) -> None:
    """Colour a column of verdicts by their marks."""
    first = cells.partition(":")[0]
    marks = {"error": ERROR, "warning": WARNING, "ok": OK}
    colours(sheet, cells, {level: f'LEFT({first},1)="{mark}"' for level, mark in marks.items()})


def _entries(sheet: Worksheet, last: int) -> None:
    """Drop-downs, input messages and what may be entered."""
    first = place.FIRST_INDICATOR_ROW
    choice(sheet, "B3", "textLength", "code", "21")
    for cell, key in (("B5", "total"), ("D5", "fiscal"), ("E5", "other")):
        choice(sheet, cell, "decimal", key, "0")
    number = 'VALUE(SUBSTITUTE(B8,"%",""))'
    choice(sheet, "B8:E8", "custom", "plan", f"AND({number}>=0,{number}<=100)")
    choice(sheet, f"A{first}:A{last}", "list", "level1", CLASS_LIST)
    choice(sheet, f"B{first}:B{last}", "list", "level2", f"INDIRECT($A{first})")
    once = f"COUNTIF($C${first}:$C${last},C{first})=1"
    choice(sheet, f"C{first}:C{last}", "custom", "name", once, alert="warning")
    choice(sheet, f"E{first}:E{last}", "custom", "value", f"LEN(E{first})>1", alert="warning")
    choice(sheet, f"F{first}:F{last}", "list", "basis", BASIS_LIST, alert="")
    # Rows may only be deleted where no cell is locked: so these are open, but take no entry.
    guard = DataValidation(type="custom", formula1="1=0", allow_blank=False)
    guard.showErrorMessage = True
    guard.errorTitle, guard.error = word("entry-wrong"), word("entry-formula-error")
    guard.add(f"G{first}:G{last}")
    sheet.add_data_validation(guard)
