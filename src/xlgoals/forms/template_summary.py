"""项目汇总 in the standard workbook: a row a project by formulas, totals, status, charts."""

from __future__ import annotations

from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlgoals.forms import sheet as place
from xlgoals.forms import template_styles as look
from xlgoals.forms import vocabulary as words
from xlgoals.forms.native_summary import HELPERS, TOTALS, summary_formulas, total_formulas
from xlgoals.forms.template_cells import colours, heights, page, protect, put, widths, word

__all__ = ["build"]

_WIDTHS: Final = (6, 13, 25, 40, 13, 15, 13, 8, 8, 20)
_SHOWN_AT_FIRST: Final = 8
_BLUE: Final = "4F81BD"
_RED: Final = "C0504D"
_AMBER: Final = "E6A23C"


def build(sheet: Worksheet) -> None:
    """Build the sheet for as many projects as there may be."""
    widths(sheet, _WIDTHS)
    title = f"='{place.DEPARTMENT}'!$D$2&\"{word('summary-title')}\""
    put(sheet, "A1:J1", look.TITLE, title)
    put(sheet, "A2:J2", look.LINE_RIGHT, word("money-unit"))
    headers = (
        "序号", word("summary-sheet"), words.PROJECT_CODE, words.PROJECT_NAME, words.TOTAL,
        word("fiscal"), words.OTHER, word("summary-errors"), word("summary-warnings"),
        word("summary-state"),
    )  # fmt: skip
    for letter, header in zip("ABCDEFGHIJ", headers, strict=True):
        put(sheet, f"{letter}3", look.HEADER, header)
        put(sheet, f"{letter}{TOTALS}", look.SUM_BOLD if letter in "EFG" else look.LABEL)
    sheet[f"B{TOTALS}"].value = word("total")
    for cell, formula in total_formulas().items():
        sheet[cell].value = "=" + formula
    styles = dict(
        zip("ABCDEFGHIJ", (look.BARE_COUNT, look.BARE_NAME, look.BARE, look.BARE_LINK,
                           *(look.BARE_SUM,) * 3, *(look.BARE_COUNT,) * 2, look.BARE), strict=True)
    )  # fmt: skip
    for row in range(place.FIRST_SUMMARY_ROW, place.LAST_SUMMARY_ROW + 1):
        for letter, formula in summary_formulas(row).items():
            put(sheet, f"{letter}{row}", styles.get(letter, look.HEADER_HELPER), "=" + formula)
        name = place.project_sheet(row - TOTALS)
        sheet[f"D{row}"].hyperlink = Hyperlink(ref=f"D{row}", location=f"'{name}'!A1")
        look.BARE_LINK.apply(sheet[f"D{row}"])
        sheet.row_dimensions[row].height = 24
    for letter in HELPERS:
        sheet.column_dimensions[letter].hidden = True
    _colours(sheet)
    _charts(sheet)
    heights(sheet, {1: 36, 2: 20, 3: 28, TOTALS: 26})
    last = TOTALS + _SHOWN_AT_FIRST
    page(sheet, f"A1:J{last}", repeat=3, landscape=True)
    protect(sheet)
    sheet.freeze_panes = f"A{place.FIRST_SUMMARY_ROW}"


def _colours(sheet: Worksheet) -> None:
    first, last = place.FIRST_SUMMARY_ROW, place.LAST_SUMMARY_ROW
    used = f'$A{first}<>""'
    levels = {
        "error": f'AND({used},$H{first}>0,$H{first}<>"")',
        "warning": f'AND({used},$I{first}>0,$I{first}<>"")',
        "ok": f'LEFT($J{first},1)="✓"',
    }
    colours(sheet, f"J{first}:J{last}", levels)
    sheet.conditional_formatting.add(f"A{first}:J{last}", look.boxed(used))


def _charts(sheet: Worksheet) -> None:
    """Budget by project; errors and warnings by project."""
    first, last = place.FIRST_SUMMARY_ROW, TOTALS + _SHOWN_AT_FIRST
    names = f"'{place.SUMMARY}'!$D${first}:$D${last}"
    budget = _chart("budget", "L3")
    _series(sheet, budget, 5, words.TOTAL, _BLUE, last)
    state = _chart("state", "L22")
    state.grouping, state.overlap = "stacked", 100
    _series(sheet, state, 8, word("summary-errors"), _RED, last)
    _series(sheet, state, 9, word("summary-warnings"), _AMBER, last)
    budget.legend = None
    for chart, anchor in ((budget, "L3"), (state, "L22")):
        for series in chart.series:
            series.cat = AxDataSource(strRef=StrRef(f=names))
        sheet.add_chart(chart, anchor)


def _chart(key: str, anchor: str) -> BarChart:
    chart = BarChart()
    chart.type, chart.anchor = "bar", anchor
    chart.title = word(f"summary-chart-{key}")
    chart.style, chart.height, chart.width, chart.gapWidth = 10, 9.5, 18, 60
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.crosses = "max"
    chart.y_axis.number_format = "General"
    chart.legend.position = "b"
    return chart


def _series(
    sheet: Worksheet, chart: BarChart, column: int, title: str, colour: str, last: int
) -> None:
    values = Reference(sheet, min_col=column, min_row=place.FIRST_SUMMARY_ROW, max_row=last)
    series = SeriesFactory(values, title=title)
    series.graphicalProperties.solidFill = colour
    chart.series.append(series)
