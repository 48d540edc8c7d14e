"""Fills a project's sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import address, letters, split_address
from xlgoals.forms.cut import CutSheet, Holes
from xlgoals.forms.fill import LongTexts, amount_format, amount_value, formula, height, lines
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.stamp_native import Judged, NativeStamp
from xlgoals.model import Department, Indicator, Project
from xlgoals.values import Money

__all__ = ["AMOUNT_CELLS", "ProjectStamp"]

AMOUNT_CELLS: Final = tuple(
    cell for name, cell in place.PROJECT_FIELDS.items() if name in
    ("funding.total", "funding.fiscal", "funding.other")
)  # fmt: skip
_HOLES: Final = {split_address(cell): name for name, cell in place.PROJECT_FIELDS.items()}
_EXTRA_WIDTH: Final = 18
_SHORT_NAME: Final = 16_000
_MOST_EXTRAS: Final = split_address(f"{min(HELPERS.values())}1")[1] - place.EXTRA_COLUMN
_HIDDEN_COLUMNS: Final = re.compile(r'<col [^<>]*hidden="1"|</cols>')
_COLUMNS: Final = len(place.INDICATOR_FIELDS)

# The heading stands in 18 points, the cells in 10 and a half.
_TITLE_SCALE: Final = 18 / 10.5
_TITLE_LINE: Final = 26.0
_TITLE_PADDING: Final = 10.0


class ProjectStamp:
    """The sheet of a project, ready to be filled.

    Args:
        cut: the template's project sheet.
        amounts: the style of an amount cell, by the template's own style and number format.
    """

    def __init__(self, cut: CutSheet, amounts: Mapping[tuple[int, str], int]) -> None:
        self._cut = cut
        self._amounts = amounts
        self._row = cut.rows[place.FIRST_INDICATOR_ROW]
        self._columns = [self._row.cell(column) for column in range(1, _COLUMNS + 1)]
        self._least = self._row.height
        self._widths = [cut.width(column, column) for column in range(1, _COLUMNS + 1)]
        self._native = NativeStamp(cut)
        self._top = self._cut_top()
        ends = re.compile(rf"(?<![0-9A-Z])(\$?[A-Z]{{1,3}}\$?)({cut.last_row})(?![0-9])")
        self._tail = ends.sub("\\1\0", cut.tail).split("\0")
        self.opening = lru_cache(maxsize=512)(self._opening)

    def fill(
        self,
        project: Project,
        position: int,
        department: Department,
        judged: Judged,
        long: LongTexts,
    ) -> tuple[str, int]:
        """The XML of a project's sheet, and the number of its last row.

        Args:
            project: the project.
            position: its place in the document, counted from 1.
            department: the department of the document.
            judged: what the native checks say of it.
            long: takes in texts that are too long for a cell.
        """
        columns = extra_columns(project.indicators)
        row = place.FIRST_INDICATOR_ROW
        last = row + len(project.indicators) + place.SPARE_ROWS - 1
        values = self._values(project, position, department, long)
        parts = [
            self._head(len(columns)),
            self._top.fill(values | self._native.header(judged, last)),
            self._header(columns, long),
        ]
        # Columns of a user's own that reach into the hidden ones leave no room for checks.
        native = self._native.is_there and len(columns) <= _MOST_EXTRAS
        indicators = (*project.indicators, *(None,) * place.SPARE_ROWS)
        for number, (indicator, fact) in enumerate(
            zip(indicators, judged.facts, strict=True), start=row
        ):
            verdict = self._native.verdict(fact, number) if native else self.opening(number)[-1]
            if indicator is None:
                parts.append(self._blank(number) + verdict)
            else:
                parts.append(self._indicator(indicator, number, columns, long, verdict))
            if native:
                parts.append(self._native.helpers(fact, number, last))
            parts.append("</row>")
        parts += ("</sheetData>", str(last).join(self._tail))
        return "".join(parts), last

    def _cut_top(self) -> Holes:
        """Rows above the table, with a hole for each field and each row's height."""
        parts: list[str | tuple[str]] = []
        for number in range(1, place.HEADER_ROW):
            row = self._cut.rows[number]
            if number in (1, 3, 6, 9):
                parts += ((f"row{number}",),)
            else:
                parts.append(row.opening(number))
            for cell in row.cells:
                name = _HOLES.get((number, cell.column))
                native = address(number, cell.column)
                if native in self._native.above:
                    parts += (cell.opening(number), (native,))
                elif name is None:
                    parts.append(cell.xml(number))
                elif name.startswith("funding.") and name != "funding.purpose":
                    parts += (f'<c r="{letters(cell.column)}{number}"', (name,))
                else:
                    parts += (cell.opening(number), (name,))
            parts.append("</row>")
        return Holes.of(parts)

    def _head(self, extras: int) -> str:
        head = self._cut.head
        if extras:
            first = place.EXTRA_COLUMN
            columns = f'min="{first}" max="{first + extras - 1}" width="{_EXTRA_WIDTH}"'
            column = f'<col {columns} customWidth="1"/>'
            # In order: before the hidden columns, where there are any.
            head = _HIDDEN_COLUMNS.sub(lambda match: column + match[0], head, count=1)
        return head + "<sheetData>"

    def _values(
        self, project: Project, position: int, department: Department, long: LongTexts
    ) -> dict[str, str]:
        funding, plan, content = project.funding, project.plan, long.content
        goals = "\n".join(project.goals)
        money_unit = project.money_unit and words.MONEY_UNIT + project.money_unit
        return {
            "title": _title(project, position, long),
            "unit": _unit(project, department, long),
            "money_unit": content(money_unit),
            "code": content(project.code),
            "name": content(project.name),
            "funding.total": self._amount("funding.total", funding.total, long),
            "funding.fiscal": self._amount("funding.fiscal", funding.fiscal, long),
            "funding.other": self._amount("funding.other", funding.other, long),
            "funding.purpose": content(funding.purpose),
            "plan.march": content(plan.march.text),
            "plan.june": content(plan.june.text),
            "plan.october": content(plan.october.text),
            "plan.december": content(plan.december.text),
            "goals": content(goals),
            "row1": self._title_row(project.title),
            "row3": self._tall(3, (project.code, 2, 3), (project.name, 5, 6)),
            "row6": self._tall(6, (funding.purpose, 3, 6)),
            "row9": self._tall(9, (goals, 2, 6)),
        }

    def _title_row(self, title: str) -> str:
        """The row of the heading, whose letters are larger than those of the cells."""
        row = self._cut.rows[1]
        width = self._cut.width(1, _COLUMNS) / _TITLE_SCALE
        count = lines(title + words.PROJECT_TITLE_SUFFIX, width)
        return row.opening(1, max(row.height, count * _TITLE_LINE + _TITLE_PADDING))

    def _tall(self, number: int, *texts: tuple[str, int, int]) -> str:
        """A row as high as these texts need; each comes with its first and last column."""
        row = self._cut.rows[number]
        counts = [lines(text, self._cut.width(first, last)) for text, first, last in texts]
        return row.opening(number, height(counts, row.height))

    def _amount(self, name: str, money: Money, long: LongTexts) -> str:
        row, column = split_address(place.PROJECT_FIELDS[name])
        style = self._cut.style(row, column)
        if not money.text:
            return f' s="{style}"/>'
        code = amount_format(money.text)
        if code is None:
            return f' s="{self._amounts[style, "@"]}"{long.content(money.text)}'
        return f' s="{self._amounts[style, code]}"><v>{amount_value(money.text)}</v></c>'

    def _header(self, columns: list[str], long: LongTexts) -> str:
        row, number = self._cut.rows[place.HEADER_ROW], place.HEADER_ROW
        parts = [row.opening(number), *[cell.xml(number) for cell in row.cells]]
        for column, label in enumerate(columns, start=place.EXTRA_COLUMN):
            style = row.cell(_COLUMNS).style
            parts.append(f'<c r="{letters(column)}{number}" s="{style}"{long.content(label)}')
        return "".join([*parts, "</row>"])

    def _opening(self, row: int) -> tuple[str, ...]:
        """Starts of an indicator row's six cells, and a verdict cell without a formula."""
        verdict = self._row.cell(place.CHECK_COLUMN)
        return (*[cell.opening(row) for cell in self._columns], verdict.opening(row) + "/>")

    def _blank(self, row: int) -> str:
        """The start of a spare row."""
        cells = "".join([opening + "/>" for opening in self.opening(row)[:_COLUMNS]])
        return self._row.opening(row) + cells

    def _indicator(
        self,
        indicator: Indicator,
        row: int,
        columns: list[str],
        long: LongTexts,
        verdict: str,
    ) -> str:
        """The start of a row, up to the hidden cells."""
        content = long.content
        texts = (
            indicator.level1, indicator.level2, indicator.name,
            indicator.description, indicator.value.text, indicator.basis,
        )  # fmt: skip
        counts = [lines(text, width) for text, width in zip(texts, self._widths, strict=True)]
        tall = height(counts, self._least)
        a, b, c, d, e, f, _ = self.opening(row)
        cells = (
            f'<row r="{row}" ht="{tall:g}" customHeight="1">'
            f"{a}{content(texts[0])}{b}{content(texts[1])}{c}{content(texts[2])}"
            f"{d}{content(texts[3])}{e}{content(texts[4])}{f}{content(texts[5])}{verdict}"
        )
        if indicator.extras:
            cells += self._extras(indicator, row, columns, long)
        return cells

    def _extras(self, indicator: Indicator, row: int, columns: list[str], long: LongTexts) -> str:
        style = self._row.cell(4).style
        cells, at = [], 0
        for label, text in indicator.extras:
            at = columns.index(label, at) + 1
            cell = f"{letters(place.EXTRA_COLUMN + at - 1)}{row}"
            cells.append(f'<c r="{cell}" s="{style}"{long.content(text)}')
        return "".join(cells)


def extra_columns(indicators: tuple[Indicator, ...]) -> list[str]:
    """Labels of the further columns, such that every row's own labels follow in this order."""
    columns: list[str] = []
    for indicator in indicators:
        at = 0
        for label, _ in indicator.extras:
            try:
                at = columns.index(label, at) + 1
            except ValueError:
                columns.insert(at, label)
                at += 1
    return columns


def _title(project: Project, position: int, long: LongTexts) -> str:
    """A formula where the heading follows from place and name, else the heading as text."""
    follows = project.number == position and project.title == project.name
    if follows and len(project.name) <= _SHORT_NAME and not place.is_unused(project):
        shown = (
            project.name + words.PROJECT_TITLE_SUFFIX
            if project.name
            else words.PROJECTS_TITLE + "表"
        )
        return formula(place.TITLE_FORMULA, shown)
    return long.content(place.heading_of(project.number, project.title))


def _unit(project: Project, department: Department, long: LongTexts) -> str:
    if project.unit == department.code + department.name and len(project.unit) <= _SHORT_NAME:
        return formula(place.UNIT_FORMULA, project.unit)
    return long.content(project.unit)
