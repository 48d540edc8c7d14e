"""Fills a project's sheet.

Everything that two projects have alike is made once: the cells above the table and the end of the
sheet for each number of rows, a row for each of its numbers.  A document fills their holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, cycle
from typing import Final, TypeVar

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import address, letters, split_address
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import (
    Heights,
    LongTexts,
    amount,
    cells,
    formula,
    lines,
)
from xlgoals.forms.mould import HOLE, Mould
from xlgoals.forms.native_project_twin import NativeHeader
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.stamp_native import Judged, NativeStamp, shown_above
from xlgoals.forms.stamp_table import TableStamp
from xlgoals.forms.zipwriter import Block, Piece, block
from xlgoals.model import Department, GoalDocument, Indicator, Project

__all__ = ["AMOUNT_CELLS", "ProjectStamp", "extra_columns"]

_AMOUNTS: Final = ("funding.total", "funding.fiscal", "funding.other")
AMOUNT_CELLS: Final = tuple(place.PROJECT_FIELDS[name] for name in _AMOUNTS)
_HOLES: Final = {split_address(cell): name for name, cell in place.PROJECT_FIELDS.items()}
_EXTRA_WIDTH: Final = 18
_SHORT_NAME: Final = 16_000
_MOST_EXTRAS: Final = split_address(f"{min(HELPERS.values())}1")[1] - place.EXTRA_COLUMN
_HIDDEN_COLUMNS: Final = re.compile(r'<col [^<>]*hidden="1"|</cols>')
_COLUMNS: Final = len(place.INDICATOR_FIELDS)
_FIRST: Final = place.FIRST_INDICATOR_ROW
_REMEMBERED: Final = 32  # numbers of rows whose constants are kept
_FITTED: Final = (3, 6, 9)
"""Rows above the table that are as high as their texts need, besides the heading."""

_WRAPPED: Final = ("code", "name", "funding.purpose")
_LAST_COLUMNS: Final = {"code": 3, "name": 6, "funding.purpose": 6, "goals": 6}
"""Where the merged cells of long texts end."""


# The heading stands in 18 points, the cells in 10 and a half.
_TITLE_SCALE: Final = 18 / 10.5
_TITLE_LINE: Final = 26.0
_TITLE_PADDING: Final = 10.0


_Value = TypeVar("_Value")


class ProjectStamp:
    """The sheet of a project, ready to be filled.

    Args:
        cut: the template's project sheet.
        amounts: the style of an amount cell, by the template's own style and number format.
    """

    def __init__(self, cut: CutSheet, amounts: Mapping[tuple[int, str], int]) -> None:
        self._cut = cut
        self._row = cut.rows[_FIRST]
        self._native = NativeStamp(cut)
        self._table = TableStamp(cut, self._native)
        self._wrapped_widths = [_width(cut, name) for name in _WRAPPED]
        self._goals_width = _width(cut, "goals")
        self._fitted = {number: Heights(cut.rows[number].height) for number in _FITTED}
        self._title_heights = Heights(cut.rows[1].height, _TITLE_LINE, _TITLE_PADDING)
        self._title_width = cut.width(1, _COLUMNS) / _TITLE_SCALE
        ends = re.compile(rf"(?<![0-9A-Z])(\$?[A-Z]{{1,3}}\$?)({cut.last_row})(?![0-9])")
        self._tail = ends.sub("\\1\0", cut.tail).split("\0")
        self._amounts = {name: _amount_patterns(cut, name, amounts) for name in _AMOUNTS}
        self._top = lru_cache(maxsize=_REMEMBERED)(self._make_top)
        self._end = lru_cache(maxsize=_REMEMBERED)(self._make_end)

    def fill(
        self, document: GoalDocument, judged: Sequence[Judged], long: LongTexts
    ) -> Iterator[tuple[list[Piece], int]]:
        """For each project the XML of its sheet, and the number of its last row.

        Args:
            document: the document.
            judged: what the native checks say of its projects.
            long: takes in texts that are too long for a cell.
        """
        projects = zip(document.projects, judged, self._wrapped(judged, long), strict=True)
        for position, (project, said, wrapped) in enumerate(projects, start=1):
            others = self._values(project, position, document.department, said.above, long)
            shown = shown_above(said.header) if self._native.is_there else {}
            yield self._sheet(project.indicators, said, {**wrapped, **others, **shown}, long)

    def _sheet(
        self,
        indicators: tuple[Indicator, ...],
        judged: Judged,
        values: Mapping[str, bytes],
        long: LongTexts,
    ) -> tuple[list[Piece], int]:
        """A sheet and its last row; `values` fill the holes above its table."""
        columns = extra_columns(indicators)
        last = _FIRST + len(indicators) + place.SPARE_ROWS - 1
        # Columns of a user's own that reach into the hidden ones leave no room for checks.
        native = self._native.is_there and len(columns) <= _MOST_EXTRAS
        pieces = self._top(last, len(columns)).fill(values)
        if columns:
            pieces.append(self._further_labels(columns, long))
        pieces += self._table.fill(indicators, judged, columns, long, last if native else 0)
        pieces.append(self._end(last, native))
        return pieces, last

    # --- What is constant, for a number of rows or a row ----------------------------------------

    def _make_top(self, last: int, extras: int) -> Mould:
        """All above the table, with a hole for each field and the height of rows of long texts.

        Args:
            last: the last row of the sheet.
            extras: how many further columns there are.
        """
        parts: list[str | tuple[str]] = [self._head(extras), "<sheetData>"]
        for number in range(1, place.HEADER_ROW):
            row = self._cut.rows[number]
            before, _, after = row.opening(number, "\0").partition("\0")
            fitted = number == 1 or number in _FITTED
            parts += (before, (f"row{number}",), after) if fitted else (row.opening(number),)
            for cell in row.cells:
                name = _HOLES.get((number, cell.column))
                native = address(number, cell.column)
                if native in self._native.above:
                    parts += self._native.cell_above(native, last)
                elif name is None:
                    parts.append(cell.xml(number))
                elif native in AMOUNT_CELLS:
                    parts += (f'<c r="{native}"', (name,))
                else:
                    parts += (cell.opening(number), (name,))
            parts.append("</row>")
        labels = self._cut.rows[place.HEADER_ROW].xml(place.HEADER_ROW)
        return Mould.of([*parts, labels.removesuffix("</row>") if extras else labels])

    def _make_end(self, last: int, native: bool) -> Block:
        """The spare rows, and what stands behind them."""
        rows = self._table.spare(last, native)
        return block(f"{rows}</sheetData>{str(last).join(self._tail)}".encode())

    # --- What a document fills in ----------------------------------------------------------------

    def _head(self, extras: int) -> str:
        if not extras:
            return self._cut.head
        first = place.EXTRA_COLUMN
        columns = f'min="{first}" max="{first + extras - 1}" width="{_EXTRA_WIDTH}"'
        inserted = f'<col {columns} customWidth="1"/>'
        # In order: before the hidden columns, where there are any.
        return _HIDDEN_COLUMNS.sub(lambda match: inserted + match[0], self._cut.head, count=1)

    def _wrapped(self, judged: Sequence[Judged], long: LongTexts) -> Iterator[dict[str, bytes]]:
        """For each project the texts that may take several lines, and how high that makes rows."""
        texts = [(said.above.code, said.above.name, said.above.purpose) for said in judged]
        ends, counts = cells(list(chain.from_iterable(texts)), cycle(self._wrapped_widths), long)
        by_project = zip(_in_threes(ends), _in_threes(counts), strict=True)
        for (code, name, purpose), (code_lines, name_lines, purpose_lines) in by_project:
            yield {
                "code": code,
                "name": name,
                "funding.purpose": purpose,
                "row3": self._fitted[3][max(code_lines, name_lines)],
                "row6": self._fitted[6][purpose_lines],
            }

    def _values(
        self,
        project: Project,
        position: int,
        department: Department,
        above: NativeHeader,
        long: LongTexts,
    ) -> dict[str, bytes]:
        """All other fields above the table of a project."""
        funding, goals, content = project.funding, above.goals, long.content
        march, june, october, december = above.plan
        title = lines(project.title + words.PROJECT_TITLE_SUFFIX, self._title_width)
        return {
            "title": _title(project, position, long),
            "unit": _unit(project, department, long),
            "money_unit": content(above.money_unit),
            "funding.total": self._money("funding.total", funding.total.text, long),
            "funding.fiscal": self._money("funding.fiscal", funding.fiscal.text, long),
            "funding.other": self._money("funding.other", funding.other.text, long),
            "plan.march": content(march),
            "plan.june": content(june),
            "plan.october": content(october),
            "plan.december": content(december),
            "goals": content(goals),
            "row1": self._title_heights[title],
            "row9": self._fitted[9][lines(goals, self._goals_width)],
        }

    def _money(self, name: str, text: str, long: LongTexts) -> bytes:
        """The style and the rest of an amount's cell."""
        held, patterns = amount(text), self._amounts[name]
        if held.format is not None:
            return patterns[held.format] % held.digits.encode()
        return patterns["@"] % long.content(text) if text else patterns[""]

    def _further_labels(self, columns: list[str], long: LongTexts) -> bytes:
        """The rest of the row of labels."""
        style, number = self._cut.style(place.HEADER_ROW, _COLUMNS), place.HEADER_ROW
        labels = [
            b'<c r="%b%d" s="%d"%b' % (letters(at).encode(), number, style, long.content(label))
            for at, label in enumerate(columns, start=place.EXTRA_COLUMN)
        ]
        return b"".join([*labels, b"</row>"])


def _in_threes(values: Sequence[_Value]) -> Iterator[tuple[_Value, _Value, _Value]]:
    following = iter(values)
    return zip(following, following, following, strict=True)


def _width(cut: CutSheet, name: str) -> float:
    """How wide the cell of a field is."""
    _, column = split_address(place.PROJECT_FIELDS[name])
    return cut.width(column, _LAST_COLUMNS.get(name, column))


def _amount_patterns(
    cut: CutSheet, name: str, amounts: Mapping[tuple[int, str], int]
) -> dict[str, bytes]:
    """The style and the rest of an amount's cell by its number format: "@" has a whole cell's end.

    A blank amount has no format: it keeps the template's own style.
    """
    own = cut.style(*split_address(place.PROJECT_FIELDS[name]))
    made = {"": f' s="{own}"/>'.encode()}
    for (base, code), style in amounts.items():
        if base == own:
            ending = HOLE if code == "@" else f"><v>{HOLE}</v></c>"
            made[code] = f' s="{style}"{ending}'.encode()
    return made


def extra_columns(indicators: tuple[Indicator, ...]) -> list[str]:
    """Labels of the further columns, such that every row's own labels follow in this order."""
    columns: list[str] = []
    for indicator in [row for row in indicators if row.extras]:
        at = 0
        for label, _ in indicator.extras:
            try:
                at = columns.index(label, at) + 1
            except ValueError:
                columns.insert(at, label)
                at += 1
    return columns


def _title(project: Project, position: int, long: LongTexts) -> bytes:
    """A formula where the heading follows from place and name, else the heading as text."""
    name = project.name
    follows = project.number == position and project.title == name and len(name) <= _SHORT_NAME
    if follows and (name or not place.is_unused(project)):
        shown = name + words.PROJECT_TITLE_SUFFIX if name else words.PROJECTS_TITLE + "表"
        return formula(place.TITLE_FORMULA, shown)
    return long.content(place.heading_of(project.number, project.title))


def _unit(project: Project, department: Department, long: LongTexts) -> bytes:
    if project.unit == department.code + department.name and len(project.unit) <= _SHORT_NAME:
        return formula(place.UNIT_FORMULA, project.unit)
    return long.content(project.unit)
