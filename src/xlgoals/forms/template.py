"""Builds the standard workbook: blank, the same bytes every time.

`python -m xlgoals.forms.template <file>` writes it to a file.  The stamp takes the result apart
and fills it; a department without Python fills it by hand.
"""

from __future__ import annotations

import re
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import (
    HeaderFooter,
    HeaderFooterItem,
    _HeaderFooterPart,
)
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import messages
from xlgoals.forms import sheet as place
from xlgoals.forms import template_styles as look
from xlgoals.forms import vocabulary as words
from xlgoals.forms.template_styles import Style
from xlgoals.forms.zipwriter import archive, store

__all__ = ["build"]

VERSION: Final = "1"
_PREPARED_ROWS: Final = 24
_PREPARED_PARAGRAPHS: Final = 6
_CLASSES: Final = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
_CLASS_LIST: Final = "一级指标列表"
_DATE: Final = "2020-01-01T00:00:00Z"
_MERGE: Final = re.compile(rb"<mergeCell [^>]*/>")
_MERGES: Final = re.compile(rb"(?:<mergeCell [^>]*/>)+")
_PROJECT_WIDTHS: Final = (13, 17, 20, 21, 13, 18, 24)
_DEPARTMENT_WIDTHS: Final = (12, 30, 30, 30)
_SUMMARY_WIDTHS: Final = (6, 25, 42, 13, 15, 13, 12)


def build() -> bytes:
    """The blank standard workbook, as the bytes of an .xlsx file."""
    book = Workbook()
    _base_font(book)
    first = book.active
    if not isinstance(first, Worksheet):  # a new workbook always has a worksheet
        raise TypeError(type(first))
    first.title = place.GUIDE
    _guide(first)
    _department(book.create_sheet(place.DEPARTMENT))
    _summary(book.create_sheet(place.SUMMARY))
    _project(book.create_sheet(place.project_sheet(1)))
    _listing(book.create_sheet(place.CHECK_RESULTS), "results", _RESULT_COLUMNS)
    _listing(book.create_sheet(place.RULES), "rules", _RULE_COLUMNS)
    _lists(book, book.create_sheet(place.LISTS))
    book.properties.creator = _word("workbook-creator")
    book.properties.title = _word("workbook-title")
    saved = BytesIO()
    book.save(saved)
    return _same_every_time(saved.getvalue())


def _word(key: str, **values: str) -> str:
    return messages.text(key, "zh", **values)


def _base_font(book: Workbook) -> None:
    """Column widths count digits of this font."""
    normal = Font(name=look.BODY_FONT, size=11)
    book._fonts[0] = normal  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = normal  # type: ignore[attr-defined]


def _put(sheet: Worksheet, cells: str, style: Style, value: object = None) -> None:
    """Write the first cell of a range, merge the range, and give all of it one look."""
    found = sheet[cells]
    rows: tuple[tuple[Cell, ...], ...] = ((found,),) if isinstance(found, Cell) else found
    for row in rows:
        for cell in row:
            style.apply(cell)
    rows[0][0].value = value  # type: ignore[assignment]
    if len(rows) * len(rows[0]) > 1:
        sheet.merge_cells(cells)


def _page(sheet: Worksheet, area: str, *, repeat: int = 0, landscape: bool = False) -> None:
    """A4, as wide as the paper, with page numbers; `repeat` is a row to repeat on each page."""
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.59
    margins.top, margins.bottom, margins.header, margins.footer = 0.71, 0.71, 0.31, 0.35
    sheet.print_options.horizontalCentered = True
    footer = HeaderFooterItem(center=_HeaderFooterPart(_word("workbook-page"), size=9))
    sheet.HeaderFooter = HeaderFooter(oddFooter=footer)
    sheet.print_area = area
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"
    sheet.sheet_view.showGridLines = False


def _widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(65 + number)].width = width


def _heights(sheet: Worksheet, heights: dict[int, float]) -> None:
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height


def _project(sheet: Worksheet) -> None:
    _widths(sheet, _PROJECT_WIDTHS)
    _put(sheet, "A1:F1", look.HEADING, "=" + place.TITLE_FORMULA)
    _put(sheet, "A2:D2", look.UNIT_LINE, "=" + place.UNIT_FORMULA)
    _put(sheet, "E2:F2", look.LINE_RIGHT, _word("workbook-money-unit"))
    labels = {
        "A3": words.PROJECT_CODE, "D3": words.PROJECT_NAME,
        "A4:A6": words.FUNDING.replace("及", "及\n"),
        "B4:C4": words.TOTAL, "D4": _word("workbook-fiscal"), "E4:F4": words.OTHER,
        "B6": "资金用途", "A7:A8": words.PLAN.replace("（", "\n（"), "A9": words.GOALS,
        **dict(zip(("B7", "C7", "D7", "E7:F7"), words.PLAN_POINTS, strict=True)),
    }  # fmt: skip
    for cells, label in labels.items():
        _put(sheet, cells, look.LABEL, label)
    for cells in ("B3:C3", "E3:F3", "C6:F6", "B9:F9"):
        _put(sheet, cells, look.TEXT)
    for cells in ("B5:C5", "D5", "E5:F5"):
        _put(sheet, cells, look.AMOUNT)
    for cells in ("B8", "C8", "D8", "E8:F8"):
        _put(sheet, cells, look.CENTRED)
    _project_table(sheet)
    _heights(sheet, {1: 36, 2: 20, 3: 26, 4: 22, 5: 24, 6: 26, 7: 22, 8: 24, 9: 40, 10: 26})
    last = place.FIRST_INDICATOR_ROW + _PREPARED_ROWS - 1
    _page(sheet, f"A1:F{last}", repeat=place.HEADER_ROW)
    sheet.freeze_panes = "A4"


def _project_table(sheet: Worksheet) -> None:
    headers = [names[0] for names in words.COLUMNS.values()]
    for letter, header in zip("ABCDEF", headers, strict=True):
        _put(sheet, f"{letter}{place.HEADER_ROW}", look.HEADER, header)
    for row in (3, 5, 8):
        _put(sheet, f"G{row}", look.VERDICT)
    _put(sheet, f"G{place.HEADER_ROW}", look.VERDICT_HEADER, place.CHECK)
    first = place.FIRST_INDICATOR_ROW
    last = first + _PREPARED_ROWS - 1
    for row in range(first, last + 1):
        for letter in "ABCDEF":
            _put(sheet, f"{letter}{row}", look.CENTRED if letter in "ABE" else look.TEXT)
        _put(sheet, f"G{row}", look.VERDICT)
        sheet.row_dimensions[row].height = 26
    for cells, formula in (
        (f"A{first}:A{last}", _CLASS_LIST),
        (f"B{first}:B{last}", f"INDIRECT($A{first})"),
    ):
        choice = DataValidation(type="list", formula1=formula, allow_blank=True)
        choice.showErrorMessage = False
        choice.add(cells)
        sheet.add_data_validation(choice)


def _department(sheet: Worksheet) -> None:
    _widths(sheet, _DEPARTMENT_WIDTHS)
    _put(sheet, "A1:D1", look.TITLE, _word("workbook-department-title"))
    for cell, label in (
        ("A2", place.DEPARTMENT_CODE), ("C2", place.DEPARTMENT_NAME), ("A3", place.YEAR)
    ):  # fmt: skip
        _put(sheet, cell, look.LABEL, label)
    _put(sheet, "B2", look.TEXT)
    _put(sheet, "D2", look.TEXT)
    _put(sheet, "B3:D3", look.YEAR)
    _heights(sheet, {1: 36, 2: 26, 3: 24})
    row = 4
    for section in (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT):
        row = _section(sheet, row, section)
    _page(sheet, f"A1:D{row - 1}")
    sheet.freeze_panes = "A4"


def _section(sheet: Worksheet, row: int, section: str) -> int:
    """One section with its heading, lead line and blank rows; gives the row below it."""
    _put(sheet, f"A{row}:D{row}", look.SECTION, section)
    _heights(sheet, {row: 26})
    row += 1
    if section != place.FRONT:
        _put(sheet, f"A{row}", look.LABEL, place.LEAD_LINE)
        _put(sheet, f"B{row}:D{row}", look.TEXT)
        lead = words.LEAD_LINES[words.SECTIONS.index(section)]
        choice = DataValidation(type="list", formula1=f'"{lead}"', allow_blank=True)
        choice.showErrorMessage = False
        choice.add(f"B{row}")
        sheet.add_data_validation(choice)
        _heights(sheet, {row: 22})
        row += 1
    if section == place.DUTIES:
        for letter, label in zip("ABCD", place.DUTY_COLUMNS, strict=True):
            _put(sheet, f"{letter}{row}", look.HEADER, label)
        _heights(sheet, {row: 24})
        row += 1
    for below in range(row, row + _PREPARED_PARAGRAPHS):
        if section == place.DUTIES:
            _put(sheet, f"A{below}", look.CENTRED)
            for letter in "BCD":
                _put(sheet, f"{letter}{below}", look.TEXT)
        else:
            _put(sheet, f"A{below}", look.NUMBER)
            _put(sheet, f"B{below}:D{below}", look.TEXT)
        _heights(sheet, {below: 24})
    return row + _PREPARED_PARAGRAPHS


def _summary(sheet: Worksheet) -> None:
    _widths(sheet, _SUMMARY_WIDTHS)
    _put(
        sheet,
        "A1:G1",
        look.TITLE,
        f"='{place.DEPARTMENT}'!$D$2&\"{_word('workbook-summary-title')}\"",
    )
    _put(sheet, "A2:G2", look.LINE_RIGHT, _word("workbook-money-unit"))
    headers = ("序号", words.PROJECT_CODE, words.PROJECT_NAME, words.TOTAL,
               _word("workbook-fiscal"), words.OTHER, place.CHECK)  # fmt: skip
    styles = (look.COUNT, look.SHOWN, look.LINK, look.SUM, look.SUM, look.SUM, look.SHOWN)
    for letter, header, style in zip("ABCDEFG", headers, styles, strict=True):
        _put(sheet, f"{letter}3", look.HEADER, header)
        _put(sheet, f"{letter}4", style)
        _put(sheet, f"{letter}5", look.SUM_BOLD)
    _put(sheet, "A5:C5", look.LABEL, _word("workbook-total"))
    _heights(sheet, {1: 36, 2: 20, 3: 28, 4: 26, 5: 26})
    _page(sheet, "A1:G5", repeat=3, landscape=True)
    sheet.freeze_panes = "A4"


_RESULT_COLUMNS: Final = {
    "severity": 8, "code": 10, "sheet": 12, "cell": 10, "message": 56, "fix": 40
}  # fmt: skip
_RULE_COLUMNS: Final = {
    "code": 10, "severity": 8, "name": 40, "why": 50, "good": 26, "bad": 26
}  # fmt: skip


def _listing(sheet: Worksheet, key: str, columns: dict[str, int]) -> None:
    """A titled list with headers and no rows yet."""
    _widths(sheet, tuple(columns.values()))
    last = chr(64 + len(columns))
    _put(sheet, f"A1:{last}1", look.TITLE, _word(f"workbook-{key}-title"))
    for letter, column in zip("ABCDEF", columns, strict=True):
        _put(sheet, f"{letter}2", look.HEADER, _word(f"workbook-{key}-{column}"))
        _put(sheet, f"{letter}3", look.SHOWN)
    _heights(sheet, {1: 36, 2: 26})
    _page(sheet, f"A1:{last}3", repeat=2, landscape=True)
    sheet.freeze_panes = "A3"


def _lists(book: Workbook, sheet: Worksheet) -> None:
    """The lists behind the drop-downs, each under a name; level 2 is named after level 1."""
    columns = {"一级指标": tuple(_CLASSES), **_CLASSES}
    for letter, (head, values) in zip("ABCD", columns.items(), strict=True):
        for row, value in enumerate((head, *values), start=1):
            _put(sheet, f"{letter}{row}", look.HEADER if row == 1 else look.SHOWN, value)
        name = _CLASS_LIST if letter == "A" else head
        cells = f"'{place.LISTS}'!${letter}$2:${letter}${len(values) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=cells)
    _widths(sheet, (18, 18, 18, 22))
    sheet.sheet_state = "hidden"


def _guide(sheet: Worksheet) -> None:
    _widths(sheet, (6, 16, 78))
    _put(sheet, "A1:C1", look.TITLE, _word("workbook-title"))
    _put(sheet, "A2:C2", look.GUIDE_HEAD, _word("workbook-guide-steps"))
    row = 3
    for number in range(1, 7):
        _put(sheet, f"A{row}", look.PLAIN, f"{number}.")
        _put(sheet, f"B{row}:C{row}", look.PLAIN, _word(f"workbook-guide-step{number}"))
        _heights(sheet, {row: 36})
        row += 1
    _put(sheet, f"A{row}:C{row}", look.GUIDE_HEAD, _word("workbook-guide-legend"))
    _heights(sheet, {1: 44, 2: 30, row: 30})
    for kind, style in (("label", look.LABEL), ("input", look.CENTRED), ("check", look.VERDICT)):
        row += 1
        _put(sheet, f"B{row}", style, _word(f"workbook-guide-legend-{kind}"))
        _put(sheet, f"C{row}", look.PLAIN, _word(f"workbook-guide-legend-{kind}-text"))
        _heights(sheet, {row: 26})
    row += 2
    _put(sheet, f"B{row}:C{row}", look.PLAIN, _word("workbook-guide-version", version=VERSION))
    _page(sheet, f"A1:C{row}")


def _sorted_merges(match: re.Match[bytes]) -> bytes:
    """Openpyxl keeps merged ranges in a set, whose order changes from run to run."""
    return b"".join(sorted(_MERGE.findall(match[0])))


def _same_every_time(book: bytes) -> bytes:
    """The same file without the hour of its making, its parts in a fixed order and unpacked."""
    with zipfile.ZipFile(BytesIO(book)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(
        r"(<dcterms:(created|modified)[^>]*>)[^<]*", rf"\g<1>{_DATE}", core
    ).encode()
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = _MERGES.sub(_sorted_merges, part)
    first = "[Content_Types].xml"
    order = sorted(parts, key=lambda name: (name != first, name))
    return archive((name, store(parts[name])) for name in order)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
