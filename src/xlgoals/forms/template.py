"""Builds the standard workbook: blank, the same bytes every time.

`xlgoals.standard` builds it with the catalogue of checks in it.  The stamp takes the result apart
and fills it; a department without Python fills it by hand.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals.forms import sheet as place
from xlgoals.forms import template_lists
from xlgoals.forms import template_styles as look
from xlgoals.forms import vocabulary as words
from xlgoals.forms.template_cells import heights, page, put, widths, word
from xlgoals.forms.template_lists import RuleRow
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


def build(rules: Iterable[RuleRow] = ()) -> bytes:
    """The blank standard workbook, as the bytes of an .xlsx file.

    Args:
        rules: the catalogue of checks, for the sheet 规则.
    """
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
    template_lists.findings(book.create_sheet(place.CHECK_RESULTS))
    template_lists.rules(book.create_sheet(place.RULES), rules)
    _lists(book, book.create_sheet(place.LISTS))
    book.properties.creator = word("creator")
    book.properties.title = word("title")
    saved = BytesIO()
    book.save(saved)
    return _same_every_time(saved.getvalue())


def _base_font(book: Workbook) -> None:
    """Column widths count digits of this font."""
    normal = Font(name=look.BODY_FONT, size=11)
    book._fonts[0] = normal  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = normal  # type: ignore[attr-defined]


def _project(sheet: Worksheet) -> None:
    widths(sheet, _PROJECT_WIDTHS)
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
    _project_table(sheet)
    heights(sheet, {1: 36, 2: 20, 3: 26, 4: 22, 5: 24, 6: 26, 7: 22, 8: 24, 9: 40, 10: 26})
    last = place.FIRST_INDICATOR_ROW + _PREPARED_ROWS - 1
    page(sheet, f"A1:F{last}", repeat=place.HEADER_ROW)
    sheet.freeze_panes = "A4"


def _project_table(sheet: Worksheet) -> None:
    headers = [names[0] for names in words.COLUMNS.values()]
    for letter, header in zip("ABCDEF", headers, strict=True):
        put(sheet, f"{letter}{place.HEADER_ROW}", look.HEADER, header)
    for row in (3, 5, 8):
        put(sheet, f"G{row}", look.VERDICT)
    put(sheet, f"G{place.HEADER_ROW}", look.VERDICT_HEADER, place.CHECK)
    first = place.FIRST_INDICATOR_ROW
    last = first + _PREPARED_ROWS - 1
    for row in range(first, last + 1):
        for letter in "ABCDEF":
            put(sheet, f"{letter}{row}", look.CENTRED if letter in "ABE" else look.TEXT)
        put(sheet, f"G{row}", look.VERDICT)
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
    widths(sheet, _DEPARTMENT_WIDTHS)
    put(sheet, "A1:D1", look.TITLE, word("department-title"))
    for cell, label in (
        ("A2", place.DEPARTMENT_CODE), ("C2", place.DEPARTMENT_NAME), ("A3", place.YEAR)
    ):  # fmt: skip
        put(sheet, cell, look.LABEL, label)
    put(sheet, "B2", look.TEXT)
    put(sheet, "D2", look.TEXT)
    put(sheet, "B3:D3", look.YEAR)
    heights(sheet, {1: 36, 2: 26, 3: 24})
    row = 4
    for section in (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT):
        row = _section(sheet, row, section)
    page(sheet, f"A1:D{row - 1}")
    sheet.freeze_panes = "A4"


def _section(sheet: Worksheet, row: int, section: str) -> int:
    """One section with its heading, lead line and blank rows; gives the row below it."""
    put(sheet, f"A{row}:D{row}", look.SECTION, section)
    heights(sheet, {row: 26})
    row += 1
    if section != place.FRONT:
        put(sheet, f"A{row}", look.LABEL, place.LEAD_LINE)
        put(sheet, f"B{row}:D{row}", look.TEXT)
        lead = words.LEAD_LINES[words.SECTIONS.index(section)]
        choice = DataValidation(type="list", formula1=f'"{lead}"', allow_blank=True)
        choice.showErrorMessage = False
        choice.add(f"B{row}")
        sheet.add_data_validation(choice)
        heights(sheet, {row: 22})
        row += 1
    if section == place.DUTIES:
        for letter, label in zip("ABCD", place.DUTY_COLUMNS, strict=True):
            put(sheet, f"{letter}{row}", look.HEADER, label)
        heights(sheet, {row: 24})
        row += 1
    for below in range(row, row + _PREPARED_PARAGRAPHS):
        if section == place.DUTIES:
            put(sheet, f"A{below}", look.CENTRED)
            for letter in "BCD":
                put(sheet, f"{letter}{below}", look.TEXT)
        else:
            put(sheet, f"A{below}", look.NUMBER)
            put(sheet, f"B{below}:D{below}", look.TEXT)
        heights(sheet, {below: 24})
    return row + _PREPARED_PARAGRAPHS


def _summary(sheet: Worksheet) -> None:
    widths(sheet, _SUMMARY_WIDTHS)
    put(
        sheet,
        "A1:G1",
        look.TITLE,
        f"='{place.DEPARTMENT}'!$D$2&\"{word('summary-title')}\"",
    )
    put(sheet, "A2:G2", look.LINE_RIGHT, word("money-unit"))
    headers = ("序号", words.PROJECT_CODE, words.PROJECT_NAME, words.TOTAL,
               word("fiscal"), words.OTHER, place.CHECK)  # fmt: skip
    styles = (look.COUNT, look.SHOWN, look.LINK, look.SUM, look.SUM, look.SUM, look.SHOWN)
    for letter, header, style in zip("ABCDEFG", headers, styles, strict=True):
        put(sheet, f"{letter}3", look.HEADER, header)
        put(sheet, f"{letter}4", style)
        put(sheet, f"{letter}5", look.SUM_BOLD)
    put(sheet, "A5:C5", look.LABEL, word("total"))
    heights(sheet, {1: 36, 2: 20, 3: 28, 4: 26, 5: 26})
    page(sheet, "A1:G5", repeat=3, landscape=True)
    sheet.freeze_panes = "A4"


def _lists(book: Workbook, sheet: Worksheet) -> None:
    """The lists behind the drop-downs, each under a name; level 2 is named after level 1."""
    columns = {"一级指标": tuple(_CLASSES), **_CLASSES}
    for letter, (head, values) in zip("ABCD", columns.items(), strict=True):
        for row, value in enumerate((head, *values), start=1):
            put(sheet, f"{letter}{row}", look.HEADER if row == 1 else look.SHOWN, value)
        name = _CLASS_LIST if letter == "A" else head
        cells = f"'{place.LISTS}'!${letter}$2:${letter}${len(values) + 1}"
        book.defined_names[name] = DefinedName(name, attr_text=cells)
    widths(sheet, (18, 18, 18, 22))
    sheet.sheet_state = "hidden"


def _guide(sheet: Worksheet) -> None:
    widths(sheet, (6, 16, 78))
    put(sheet, "A1:C1", look.TITLE, word("title"))
    put(sheet, "A2:C2", look.GUIDE_HEAD, word("guide-steps"))
    row = 3
    for number in range(1, 7):
        put(sheet, f"A{row}", look.PLAIN, f"{number}.")
        put(sheet, f"B{row}:C{row}", look.PLAIN, word(f"guide-step{number}"))
        heights(sheet, {row: 36})
        row += 1
    put(sheet, f"A{row}:C{row}", look.GUIDE_HEAD, word("guide-legend"))
    heights(sheet, {1: 44, 2: 30, row: 30})
    for kind, style in (("label", look.LABEL), ("input", look.CENTRED), ("check", look.VERDICT)):
        row += 1
        put(sheet, f"B{row}", style, word(f"guide-legend-{kind}"))
        put(sheet, f"C{row}", look.PLAIN, word(f"guide-legend-{kind}-text"))
        heights(sheet, {row: 26})
    row += 2
    put(sheet, f"B{row}:C{row}", look.PLAIN, word("guide-version", version=VERSION))
    page(sheet, f"A1:C{row}")


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
