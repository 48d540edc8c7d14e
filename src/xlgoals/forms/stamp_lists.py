"""Fills the summary of projects, and the plain lists at the end of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.cut import CutSheet, inline
from xlgoals.forms.fill import LongTexts, amount_format, amount_value, formula, height, lines
from xlgoals.forms.native_project import Value
from xlgoals.forms.native_summary import TOTALS, sheet_names
from xlgoals.forms.native_words import word
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.sheetxml import MAIN
from xlgoals.forms.stamp_native import Judged, cached
from xlgoals.forms.xstring import to_xml
from xlgoals.model import GoalDocument, Project
from xlgoals.values import Money

__all__ = ["SummaryStamp", "Totals", "chart_of", "count", "list_sheet"]

_COLUMNS: Final = "ABCDEFGHIJ"
_SPARE: Final = 5
_FIRST: Final = place.FIRST_SUMMARY_ROW
_LAST: Final = place.LAST_SUMMARY_ROW
_LEAST_SHOWN: Final = 8
_LINK: Final = re.compile(r'<hyperlink ref="D([0-9]+)"[^<>]*/>')
_CHART_END: Final = re.compile(r"(?<=\$)[0-9]+(?=</(?:c:)?f>)")


@dataclass(frozen=True, slots=True)
class Totals:
    """What the row of totals shows."""

    errors: int
    warnings: int


class SummaryStamp:
    """项目汇总: one row a project, by formulas, and their sums."""

    def __init__(self, cut: CutSheet) -> None:
        self._cut = cut
        self._row = cut.rows[_FIRST]
        self._formulas = {
            letters(cell.column): cell.formula for cell in self._row.cells if cell.formula
        }
        self._spare = lru_cache(maxsize=8)(self._spare_rows)

    def fill(
        self,
        document: GoalDocument,
        sheets: Sequence[str],
        judged: Sequence[Judged],
        others: Iterable[str],
    ) -> tuple[str, int]:
        """The XML of the sheet, and its last row to print.

        Args:
            document: the document.
            sheets: the names of the projects' sheets.
            judged: what the native checks say of the projects.
            others: the names of all other sheets.
        """
        found = sheet_names(sheets, tuple(others))
        parts = [self._cut.head, "<sheetData>", self._title(document)]
        parts += [self._cut.rows[number].xml(number) for number in range(2, TOTALS)]
        parts.append(self._sums(document.projects, judged))
        shown = list(zip(document.projects, sheets, judged, found, strict=False))
        for at, (project, name, said, (there, formula_name)) in enumerate(shown):
            parts.append(self._project(project, name, said, at, there, formula_name))
        parts += (self._spare(len(shown)), "</sheetData>", self._tail(sheets))
        return "".join(parts), min(_LAST, TOTALS + len(shown) + _SPARE)

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

    def _project(
        self, project: Project, name: str, said: Judged, at: int, there: bool, found: str
    ) -> str:
        number, funding, header = _FIRST + at, project.funding, said.header
        values: dict[str, Value] = {
            "A": at + 1, "B": name, "C": long_shown(project.code), "D": long_shown(project.name),
            "E": _amount(funding.total), "F": _amount(funding.fiscal), "G": _amount(funding.other),
            "H": header["AA1"], "I": header["AB1"], "J": header["G1"],
            "AA": at + 1, "AB": int(there), "AC": found,
        }  # fmt: skip
        tall = height([lines(project.name, self._cut.width(4, 4))], self._row.height)
        # A name that no formula finds stands as a text, as a user would type it.
        return self._filled(number, values, tall, typed=name if name != found else "")

    def _filled(
        self, number: int, values: Mapping[str, Value], tall: float | None, typed: str = ""
    ) -> str:
        parts = [self._row.opening(number, tall)]
        for cell in self._row.cells:
            letter = letters(cell.column)
            if letter == "B" and typed:
                parts.append(cell.opening(number) + inline(typed))
            elif (written := self._formulas.get(letter)) is not None:
                kind, shown = cached(values.get(letter, ""))
                text = to_xml(written.at(number))
                parts.append(f"{cell.opening(number)}{kind}><f>{text}</f><v>{shown}</v></c>")
            else:
                parts.append(cell.xml(number))
        return "".join([*parts, "</row>"])

    def _spare_rows(self, used: int) -> str:
        """The rows behind the projects, for sheets that a user adds."""
        return "".join(
            self._filled(number, {"AA": number - TOTALS, "AB": 0}, None)
            for number in range(_FIRST + used, _LAST + 1)
        )

    def _sums(self, projects: Sequence[Project], judged: Sequence[Judged]) -> str:
        totals = [Decimal(0), Decimal(0), Decimal(0)]
        shown = projects[: _LAST - TOTALS]
        for project in shown:
            funding = (project.funding.total, project.funding.fiscal, project.funding.other)
            for at, money in enumerate(funding):
                if amount_format(money.text) is not None:
                    totals[at] += Decimal(amount_value(money.text))
        counted = count(judged)
        values: dict[str, Value] = dict(zip("EFG", totals, strict=True))
        values |= {"H": counted.errors, "I": counted.warnings}
        values["D"] = f"{len(shown)}{word('projects-tail')}"
        row = self._cut.rows[TOTALS]
        parts = [row.opening(TOTALS)]
        for cell in row.cells:
            if cell.formula is None:
                parts.append(cell.xml(TOTALS))
                continue
            kind, text = cached(values[letters(cell.column)])
            written = to_xml(cell.formula.at(TOTALS))
            parts.append(f"{cell.opening(TOTALS)}{kind}><f>{written}</f><v>{text}</v></c>")
        return "".join([*parts, "</row>"])

    def _tail(self, sheets: Sequence[str]) -> str:
        """The rest of the sheet, its links led to the sheets of the projects."""

        def led(match: re.Match[str]) -> str:
            at = int(match[1]) - _FIRST
            if at >= len(sheets):
                return match[0]
            location = _attribute(quoted(sheets[at]))
            return f'<hyperlink ref="D{match[1]}" location="{location}!A1"/>'

        return _LINK.sub(led, self._cut.tail)


def count(judged: Iterable[Judged]) -> Totals:
    """Errors and warnings of the projects that the summary shows."""
    headers = [said.header for said in judged][: _LAST - TOTALS]
    errors = sum(int(str(header["AA1"])) for header in headers)
    return Totals(errors, sum(int(str(header["AB1"])) for header in headers))


def chart_of(xml: bytes, projects: int) -> bytes:
    """A chart of the template, drawn over the rows of this many projects."""
    last = min(_LAST, TOTALS + max(projects, _LEAST_SHOWN))
    return _CHART_END.sub(str(last), xml.decode()).encode()


def long_shown(text: str) -> str:
    """What a cell that refers to a text shows of it."""
    return LongTexts().cell_text(text)


def _attribute(text: str) -> str:
    return to_xml(text).replace('"', "&quot;")


def _amount(money: Money) -> Value:
    if amount_format(money.text) is None:
        return long_shown(money.text)
    # As the digits are written: what the cell holds.
    return Decimal(amount_value(money.text))


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
