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
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals import profiles
from xlgoals.forms import sheet as place
from xlgoals.forms import template_lists, template_project, template_summary
from xlgoals.forms import template_styles as look
from xlgoals.forms import vocabulary as words
from xlgoals.forms.fill import height, lines
from xlgoals.forms.native_summary import TOTALS
from xlgoals.forms.template_cells import choice, heights, page, protect, put, widths, word
from xlgoals.forms.template_lists import RuleRow
from xlgoals.forms.zipwriter import archive, store

__all__ = ["build"]

VERSION: Final = "1"
_PREPARED_PARAGRAPHS: Final = 6
_DATE: Final = "2020-01-01T00:00:00Z"
_MERGE: Final = re.compile(rb"<mergeCell [^>]*/>")
_MERGES: Final = re.compile(rb"(?:<mergeCell [^>]*/>)+")
_DEPARTMENT_WIDTHS: Final = (12, 30, 30, 30)


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
    template_summary.build(book.create_sheet(place.SUMMARY))
    template_project.build(book.create_sheet(place.project_sheet(1)))
    template_lists.findings(book.create_sheet(place.CHECK_RESULTS))
    template_lists.rules(book.create_sheet(place.RULES), rules)
    template_lists.choices(book, book.create_sheet(place.LISTS))
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
    choice(sheet, "B2", "custom", "department", "1=1", alert="")
    choice(sheet, "B3", "whole", "year", "2000", "2099")
    page(sheet, f"A1:D{row - 1}")
    protect(sheet)
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
        offered = DataValidation(type="list", formula1=f'"{lead}"', allow_blank=True)
        offered.showErrorMessage = False
        offered.add(f"B{row}")
        sheet.add_data_validation(offered)
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


def _guide(sheet: Worksheet) -> None:
    widths(sheet, (6, 24, 76))
    put(sheet, "A1:C1", look.TITLE, word("title"))
    put(sheet, f"A{place.GUIDE_STATE_ROW}:C{place.GUIDE_STATE_ROW}", look.STATE, _state())
    put(sheet, "A3:C3", look.GUIDE_HEAD, word("guide-steps"))
    row = 3
    for number in range(1, 7):
        row += 1
        put(sheet, f"A{row}", look.PLAIN, f"{number}.")
        put(sheet, f"B{row}:C{row}", look.PLAIN, word(f"guide-step{number}"))
        heights(sheet, {row: 36})
    row += 1
    put(sheet, f"A{row}:C{row}", look.GUIDE_HEAD, word("guide-legend"))
    heights(sheet, {1: 44, 2: 30, 3: 30, row: 30})
    for kind, style in (
        ("label", look.LABEL), ("input", look.CENTRED), ("error", look.SAMPLES["error"]),
        ("warning", look.SAMPLES["warning"]), ("ok", look.SAMPLES["ok"]),
    ):  # fmt: skip
        row += 1
        put(sheet, f"B{row}", style, word(f"guide-legend-{kind}"))
        put(sheet, f"C{row}", look.PLAIN, word(f"guide-legend-{kind}-text"))
        heights(sheet, {row: 26})
    row = _units(sheet) + 2
    put(sheet, f"B{row}:C{row}", look.PLAIN, word("guide-version", version=VERSION))
    page(sheet, f"A1:C{row}")
    protect(sheet)


def _state() -> str:
    errors, warnings = (f"'{place.SUMMARY}'!${letter}${TOTALS}" for letter in "HI")
    return (
        f'="{word("guide-state")}{word("guide-state-errors")}"&{errors}'
        f'&"{word("guide-state-warnings")}"&{warnings}'
    )


def _units(sheet: Worksheet) -> int:
    """The signs and units that values are written with; gives the last row."""
    row = place.GUIDE_UNITS_ROW
    put(sheet, f"A{row}:C{row}", look.GUIDE_HEAD, word("guide-units"))
    heights(sheet, {row: 30})
    values = profiles.load().values
    lists = {
        "sign": values.signs, "money": values.money, "rate": values.rates, "other": values.units
    }  # fmt: skip
    for kind, texts in lists.items():
        row += 1
        text = "　".join(texts)
        put(sheet, f"B{row}", look.LABEL, word(f"guide-units-{kind}"))
        put(sheet, f"C{row}", look.PLAIN, text)
        heights(sheet, {row: height([lines(text, 72)], 26)})
    return row


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
