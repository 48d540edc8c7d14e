"""Fills the summary of projects, and the plain lists at the end of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import CutSheet, inline
from xlgoals.forms.fill import LongTexts, amount_format, amount_value, formula, height, lines
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.sheetxml import MAIN
from xlgoals.forms.xstring import to_xml
from xlgoals.model import GoalDocument, Project
from xlgoals.values import Money

__all__ = ["SummaryStamp", "list_sheet"]

_FIRST: Final = 4
_TOTAL: Final = 5
_COLUMNS: Final = "ABCDEFG"
_TEXTS: Final = ((2, "code"), (3, "name"))
_AMOUNTS: Final = ((4, "funding.total"), (5, "funding.fiscal"), (6, "funding.other"))
_AFTER_MERGES: Final = re.compile(r"</mergeCells>")
_TOTAL_MERGE: Final = re.compile(rf"(?<=[:\"][A-Z]){_TOTAL}(?=[:\"])")
# The last part of a sheet's XML that may come before its hyperlinks ends here.
_BEFORE_LINKS: Final = re.compile(r"(?=<printOptions|<pageMargins|</worksheet>)")


class SummaryStamp:
    """项目汇总: one row a project, by formulas, and their sums."""

    def __init__(self, cut: CutSheet) -> None:
        self._cut = cut
        self._row, self._total = cut.rows[_FIRST], cut.rows[_TOTAL]

    def fill(self, document: GoalDocument, sheets: Sequence[str]) -> tuple[str, int]:
        """The XML of the sheet, and its last row; `sheets` names the projects' sheets."""
        projects = document.projects
        parts = [self._cut.head, "<sheetData>", self._title(document)]
        parts += [self._cut.rows[number].xml(number) for number in range(2, _FIRST)]
        for at, (project, name) in enumerate(zip(projects, sheets, strict=True)):
            parts.append(self._project(project, name, at))
        if not projects:
            parts.append(self._row.xml(_FIRST))
        last = _FIRST + max(len(projects), 1)
        parts += (self._sums(projects, last), "</sheetData>", self._tail(sheets, last))
        return "".join(parts), last

    def _title(self, document: GoalDocument) -> str:
        row = self._cut.rows[1]
        first = row.cells[0]
        if first.formula is None:
            return row.xml(1)
        written = first.formula.at(1)
        constant = written.rpartition('&"')[2].rstrip('"')
        shown = formula(written, document.department.name[:1000] + constant)
        rest = [cell.xml(1) for cell in row.cells[1:]]
        return "".join([row.opening(1), first.opening(1), shown, *rest, "</row>"])

    def _project(self, project: Project, name: str, at: int) -> str:
        number, row = _FIRST + at, self._row
        contents = {1: f"><v>{at + 1}</v></c>"}
        for column, field in _TEXTS:
            cell = f"{quoted(name)}!{place.PROJECT_FIELDS[field]}"
            contents[column] = formula(f'{cell}&""', long_shown(getattr(project, field)))
        funding = (project.funding.total, project.funding.fiscal, project.funding.other)
        for (column, field), money in zip(_AMOUNTS, funding, strict=True):
            cell = f"{quoted(name)}!{place.PROJECT_FIELDS[field]}"
            contents[column] = _amount(f'IF({cell}="","",{cell})', money)
        cells = [
            cell.opening(number) + contents[cell.column]
            if cell.column in contents
            else cell.xml(number)
            for cell in row.cells
        ]
        tall = height([lines(project.name, self._cut.width(3, 3))], row.height)
        return "".join([row.opening(number, tall), *cells, "</row>"])

    def _sums(self, projects: Iterable[Project], number: int) -> str:
        totals = [Decimal(0), Decimal(0), Decimal(0)]
        for project in projects:
            funding = (project.funding.total, project.funding.fiscal, project.funding.other)
            for at, money in enumerate(funding):
                if amount_format(money.text) is not None:
                    totals[at] += Decimal(amount_value(money.text))
        contents = {}
        for (column, _), total in zip(_AMOUNTS, totals, strict=True):
            letter = _COLUMNS[column - 1]
            cells = f"{letter}{_FIRST}:{letter}{number - 1}"
            contents[column] = f"><f>SUM({cells})</f><v>{total:f}</v></c>"
        row = self._total
        cells_xml = [
            cell.opening(number) + contents[cell.column]
            if cell.column in contents
            else cell.xml(number)
            for cell in row.cells
        ]
        return "".join([row.opening(number), *cells_xml, "</row>"])

    def _tail(self, sheets: Sequence[str], last: int) -> str:
        tail = _TOTAL_MERGE.sub(str(last), self._cut.tail)
        if not sheets:
            return tail
        links = [
            f'<hyperlink ref="C{row}" location="{_attribute(quoted(name))}!A1"/>'
            for row, name in enumerate(sheets, start=_FIRST)
        ]
        return _BEFORE_LINKS.sub(f"<hyperlinks>{''.join(links)}</hyperlinks>", tail, count=1)


def long_shown(text: str) -> str:
    """What a cell that refers to a text shows of it."""
    return LongTexts().cell_text(text)


def _attribute(text: str) -> str:
    return to_xml(text).replace('"', "&quot;")


def _amount(written: str, money: Money) -> str:
    if amount_format(money.text) is None:
        return formula(written, long_shown(money.text))
    return f"><f>{to_xml(written)}</f><v>{amount_value(money.text)}</v></c>"


def list_sheet(
    sheet: place.ListSheet, rows: Iterable[tuple[str, str]], header: int, body: int
) -> str:
    """The XML of a plain list; `header` and `body` are styles of the template."""
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, start=1)
    )
    parts = [
        f'<worksheet xmlns="{MAIN[1:-1]}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    ]
    for number, texts in enumerate((sheet.columns, *rows), start=1):
        style = header if number == 1 else body
        cells = [
            f'<c r="{letter}{number}" s="{style}"{inline(text) if text else "/>"}'
            for letter, text in zip("AB", texts, strict=True)
        ]
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
    parts.append(
        '</sheetData><pageMargins left="0.59" right="0.59" top="0.71" bottom="0.71"'
        ' header="0.31" footer="0.35"/></worksheet>'
    )
    return "".join(parts)
