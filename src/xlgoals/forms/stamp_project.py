"""Fills a project's sheet.

Everything that two projects have alike is made once: the cells above the table and the end of the
sheet for each number of rows, a row for each of its numbers.  A document fills their holes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, cycle, islice, repeat
from typing import Final

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
    shown,
)
from xlgoals.forms.mould import HOLE, Mould, constant
from xlgoals.forms.native_row import HELPERS
from xlgoals.forms.stamp_native import Judged, NativeStamp, shown_above
from xlgoals.forms.zipwriter import Block, Piece, block
from xlgoals.model import Department, Indicator, Project
from xlgoals.values import Money

__all__ = ["AMOUNT_CELLS", "ProjectStamp", "extra_columns"]

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
_FIRST: Final = place.FIRST_INDICATOR_ROW
_HOLES_A_ROW: Final = _COLUMNS + 3  # its height, its cells, the verdict, further columns
_REMEMBERED: Final = 32  # numbers of rows whose constants are kept
_FITTED: Final = (3, 6, 9)
"""Rows above the table that are as high as their texts need, besides the heading."""

_TEXTS: Final = (
    *("code", "name", "funding.purpose", "money_unit"),
    *("plan.march", "plan.june", "plan.october", "plan.december"),
)
_LAST_COLUMNS: Final = {"code": 3, "name": 6, "funding.purpose": 6, "goals": 6}
"""Where the merged cells of long texts end."""


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
        self._row = cut.rows[_FIRST]
        self._native = NativeStamp(cut)
        self._widths = [cut.width(at, at) for at in range(1, _COLUMNS + 1)]
        self._text_widths = [_width(cut, name) for name in _TEXTS]
        self._goals_width = _width(cut, "goals")
        self._heights = Heights(self._row.height)
        self._fitted = {number: Heights(cut.rows[number].height) for number in _FITTED}
        self._title_heights = Heights(cut.rows[1].height, _TITLE_LINE, _TITLE_PADDING)
        self._title_width = cut.width(1, _COLUMNS) / _TITLE_SCALE
        ends = re.compile(rf"(?<![0-9A-Z])(\$?[A-Z]{{1,3}}\$?)({cut.last_row})(?![0-9])")
        self._tail = ends.sub("\\1\0", cut.tail).split("\0")
        self._styles = amounts
        self._amount = lru_cache(maxsize=512)(self._make_amount)
        self._top = lru_cache(maxsize=_REMEMBERED)(self._make_top)
        self._table = lru_cache(maxsize=_REMEMBERED)(self._make_table)
        self._end = lru_cache(maxsize=_REMEMBERED)(self._make_end)

    def fill(
        self,
        project: Project,
        position: int,
        department: Department,
        judged: Judged,
        long: LongTexts,
    ) -> tuple[list[Piece], int]:
        """The XML of a project's sheet, and the number of its last row.

        Args:
            project: the project.
            position: its place in the document, counted from 1.
            department: the department of the document.
            judged: what the native checks say of it.
            long: takes in texts that are too long for a cell.
        """
        columns = extra_columns(project.indicators)
        last = _FIRST + len(project.indicators) + place.SPARE_ROWS - 1
        values = self._values(project, position, department, long)
        if self._native.is_there:
            values |= shown_above(judged.header)
        # Columns of a user's own that reach into the hidden ones leave no room for checks.
        native = self._native.is_there and len(columns) <= _MOST_EXTRAS
        pieces = self._top(last, len(columns)).fill(values)
        if columns:
            pieces.append(self._further_labels(columns, long))
        pieces += self._indicators(project, judged, columns, long, last if native else 0)
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

    def _make_row(self, row: int, last: int) -> tuple[str, str]:
        """A row in two: a pattern up to the hidden cells, and those.

        The pattern has holes for the height, the six cells, the verdict, and further columns.
        `last` is the last row of the table; 0 where there are no checks.
        """
        verdict = self._row.cell(place.CHECK_COLUMN).opening(row)
        beginnings = self._native.shared(row, last) if last else []
        hidden = "".join([f"{beginning}</c>" for beginning in beginnings[1:]])
        verdict = f"{constant(beginnings[0])}<v>{HOLE}</v></c>" if last else f"{verdict}{HOLE}/>"
        cells = "".join([cell.opening(row) + HOLE for cell in self._row.cells[:_COLUMNS]])
        opening = f'<row r="{row}" ht="{HOLE}" customHeight="1">'
        return opening + cells + verdict + HOLE, hidden + "</row>"

    def _make_table(self, count: int, last: int) -> list[tuple[bytes, int] | Block]:
        """So many rows: patterns with the number of their holes, and what stands between.

        `last` is the last row of the table; 0 where there are no checks.
        """
        rows = [self._make_row(row, last) for row in range(_FIRST, _FIRST + count)]
        made: list[tuple[bytes, int] | Block] = []
        if last and rows:
            # The first row holds the formulas that all rows share.
            pattern, hidden = rows.pop(0)
            made += ((pattern.encode(), _HOLES_A_ROW), block(hidden.encode()))
        others = "".join([pattern + constant(hidden) for pattern, hidden in rows])
        return [*made, (others.encode(), _HOLES_A_ROW * len(rows))]

    def _make_end(self, last: int, native: bool) -> Block:
        """The spare rows, and what stands behind them."""
        parts = []
        for row in range(last - place.SPARE_ROWS + 1, last + 1):
            pattern, hidden = self._make_row(row, last if native else 0)
            values = (self._heights[1].decode(), *["/>"] * _COLUMNS, "", "")
            parts.append(pattern.replace(HOLE, "%s") % values + hidden)
        return block("".join([*parts, "</sheetData>", str(last).join(self._tail)]).encode())

    # --- What a document fills in ----------------------------------------------------------------

    def _head(self, extras: int) -> str:
        if not extras:
            return self._cut.head
        first = place.EXTRA_COLUMN
        columns = f'min="{first}" max="{first + extras - 1}" width="{_EXTRA_WIDTH}"'
        inserted = f'<col {columns} customWidth="1"/>'
        # In order: before the hidden columns, where there are any.
        return _HIDDEN_COLUMNS.sub(lambda match: inserted + match[0], self._cut.head, count=1)

    def _values(
        self, project: Project, position: int, department: Department, long: LongTexts
    ) -> dict[str, bytes]:
        funding, plan = project.funding, project.plan
        goals = "\n".join(project.goals)
        texts = (
            project.code, project.name, funding.purpose,
            project.money_unit and words.MONEY_UNIT + project.money_unit,
            plan.march.text, plan.june.text, plan.october.text, plan.december.text,
        )  # fmt: skip
        ends, counts = cells(texts, self._text_widths, long)
        code, name, purpose, *_ = counts
        title = lines(project.title + words.PROJECT_TITLE_SUFFIX, self._title_width)
        return dict(zip(_TEXTS, ends, strict=True)) | {
            "title": _title(project, position, long),
            "unit": _unit(project, department, long),
            "funding.total": self._money("funding.total", funding.total, long),
            "funding.fiscal": self._money("funding.fiscal", funding.fiscal, long),
            "funding.other": self._money("funding.other", funding.other, long),
            "goals": long.content(goals),
            "row1": self._title_heights[title],
            "row3": self._fitted[3][max(code, name)],
            "row6": self._fitted[6][purpose],
            "row9": self._fitted[9][lines(goals, self._goals_width)],
        }

    def _money(self, name: str, money: Money, long: LongTexts) -> bytes:
        """The style and the rest of an amount's cell."""
        made = self._amount(name, money.text)
        if made is not None:
            return made
        style = self._styles[self._cut.style(*split_address(place.PROJECT_FIELDS[name])), "@"]
        return b' s="%d"%b' % (style, long.content(money.text))

    def _make_amount(self, name: str, text: str) -> bytes | None:
        """The same for a number or a blank; None for a text."""
        style = self._cut.style(*split_address(place.PROJECT_FIELDS[name]))
        if not text:
            return b' s="%d"/>' % style
        held = amount(text)
        if held.format is None:
            return None
        return f' s="{self._styles[style, held.format]}"><v>{held.digits}</v></c>'.encode()

    def _further_labels(self, columns: list[str], long: LongTexts) -> bytes:
        """The rest of the row of labels."""
        style, number = self._cut.style(place.HEADER_ROW, _COLUMNS), place.HEADER_ROW
        labels = [
            b'<c r="%b%d" s="%d"%b' % (letters(at).encode(), number, style, long.content(label))
            for at, label in enumerate(columns, start=place.EXTRA_COLUMN)
        ]
        return b"".join([*labels, b"</row>"])

    def _indicators(
        self, project: Project, judged: Judged, columns: list[str], long: LongTexts, last: int
    ) -> list[Piece]:
        """The rows of the table; `last` is that of the spare ones, 0 where there are no checks."""
        texts = list(chain.from_iterable(judged.rows))
        ends, counts = cells(texts, cycle(self._widths), long)
        most = map(max, *[counts[at::_COLUMNS] for at in range(_COLUMNS)])
        heights = map(self._heights.__getitem__, most)
        columns_of_ends = [ends[at::_COLUMNS] for at in range(_COLUMNS)]
        verdicts = map(shown, judged.said.verdicts) if last else repeat(b"")
        behind = self._extras(project.indicators, columns, long) if columns else repeat(b"")
        values = chain.from_iterable(zip(heights, *columns_of_ends, verdicts, behind, strict=False))
        made: list[Piece] = []
        for part in self._table(len(judged.rows), last):
            if isinstance(part, Block):
                made.append(part)
            else:
                pattern, holes = part
                made.append(pattern % tuple(islice(values, holes)))
        return made

    def _extras(
        self, indicators: Iterable[Indicator], columns: list[str], long: LongTexts
    ) -> list[bytes]:
        """The cells of further columns, by row."""
        style = self._row.cell(4).style
        made = []
        for row, indicator in enumerate(indicators, start=_FIRST):
            cells, at = [], 0
            for label, text in indicator.extras:
                at = columns.index(label, at) + 1
                cell = f"{letters(place.EXTRA_COLUMN + at - 1)}{row}".encode()
                cells.append(b'<c r="%b" s="%d"%b' % (cell, style, long.content(text)))
            made.append(b"".join(cells))
        return made


def _width(cut: CutSheet, name: str) -> float:
    """How wide the cell of a field is."""
    _, column = split_address(place.PROJECT_FIELDS[name])
    return cut.width(column, _LAST_COLUMNS.get(name, column))


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
