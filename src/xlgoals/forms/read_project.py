"""Reads a project's sheet by its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import address, split_address
from xlgoals.forms.indicator_rows import column_field, fill_down
from xlgoals.forms.reader import LONGEST_LABEL, Labels, SheetReader, Table, key_of
from xlgoals.forms.vocabulary import label_key
from xlgoals.model import Department, Funding, Indicator, Project, SpendingPlan
from xlgoals.paths import extra_path
from xlgoals.reading import NoteKind
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = ["Blocks", "find_blocks", "money_unit_of", "read_project"]

_PURPOSE: Final = "资金用途"
_CODE_LABELS: Final = (words.PROJECT_CODE, words.PROJECT_NAME)
_AMOUNT_LABELS: Final = (words.TOTAL, words.FISCAL, words.OTHER)
_CODE: Final[Labels] = ((1, label_key(words.PROJECT_CODE)), (4, label_key(words.PROJECT_NAME)))
_FUNDING: Final[Labels] = tuple(zip((2, 4, 5), map(label_key, _AMOUNT_LABELS), strict=True))
_USE: Final[Labels] = ((2, label_key(_PURPOSE)),)
_PLAN: Final[Labels] = tuple(zip((2, 3, 4, 5), map(label_key, words.PLAN_POINTS), strict=True))
_GOALS: Final[Labels] = ((1, label_key(words.GOALS)),)
_TABLE: Final[Labels] = tuple(
    (column, label_key(labels[0]))
    for column, labels in enumerate(list(words.COLUMNS.values())[:3], start=1)
)
_MORE_TABLES: Final[tuple[Labels, ...]] = (_TABLE, _TABLE[:2], (_TABLE[0],))
_CHECK_KEY: Final = label_key(place.CHECK)
_TITLE_MARK: Final = f'"{words.PROJECTS_TITLE}表"'
_SIDE_LABELS: Final = frozenset(map(label_key, (words.FUNDING, words.PLAN)))
_ROWS_SEARCHED: Final = 2000
_UNIT_PARTS: Final = place.UNIT_FORMULA.count(place.DEPARTMENT)
_MONEY_UNIT: Final = re.compile(r"^\s*(?:金额)?单位\s*[:：]")

_Found = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The rows where a project's labels stand, with the labels' columns; None where missing."""

    code: _Found | None
    funding: _Found | None
    use: _Found | None
    plan: _Found | None
    goals: _Found | None
    table: _Found | None

    @property
    def count(self) -> int:
        """How many blocks were found; a sheet with two or more is a project's."""
        found = (self.code, self.funding, self.plan, self.goals, self.table)
        return sum(block is not None for block in found)


def find_blocks(sheet: SheetReader) -> Blocks:
    """Look for a project's labels, from top to bottom."""
    rows = sorted(sheet.grid.rows)
    end = rows[min(len(rows), _ROWS_SEARCHED) - 1] + 1 if rows else 1
    code = sheet.find(_CODE, 1, end)
    start = code[0] + 1 if code else 1
    table = None
    for labels in _MORE_TABLES:
        table = table or sheet.find(labels, start, end)
    end = table[0] if table else end
    plan = sheet.find(_PLAN, start, end)
    goals = sheet.find(_GOALS, plan[0] + 2 if plan else start, end)
    before = min(block[0] for block in (plan, goals, (end, ())) if block is not None)
    funding = sheet.find(_FUNDING, start, before)
    use = None
    if funding is not None:
        # The amounts stand between, and may be anything, even this label.
        use = sheet.find(_USE, funding[0] + 2, before) or sheet.find(_USE, funding[0] + 1, before)
    return Blocks(code, funding, use, plan, goals, table)


def read_project(
    sheet: SheetReader, blocks: Blocks, index: int, department: Department
) -> Project | None:
    """The project that a sheet holds, or None when the sheet is still blank."""
    return _ProjectReader(sheet, blocks, index, department).read()


def money_unit_of(text: str) -> str:
    """The unit in a line such as `单位：万元`."""
    return _MONEY_UNIT.sub("", text, count=1).strip()


class _ProjectReader:
    """The reading of one project's sheet."""

    def __init__(
        self, sheet: SheetReader, blocks: Blocks, index: int, department: Department
    ) -> None:
        self.sheet = sheet
        self.blocks = blocks
        self.index = index
        self.department = department
        self.prefix = f"projects[{index}]"
        found = (blocks.code, blocks.funding, blocks.plan, blocks.goals, blocks.table)
        # Title and unit line stand above this row.
        self.top = min(block[0] for block in found if block is not None)

    def read(self) -> Project | None:
        self._drop_verdicts()
        blocks = self.blocks
        code, name = self._code()
        heading = self._heading()
        unit, money_unit = self._unit_line()
        funding = self._funding()
        plan = self._plan()
        goals = self._goals()
        indicators = self._indicators()
        number, title = heading or (self.index + 1, name)
        project = Project(
            number=number,
            title=title,
            unit=unit,
            money_unit=money_unit,
            code=code,
            name=name,
            funding=funding,
            plan=plan,
            goals=goals,
            indicators=indicators,
        )
        if heading is None and place.is_unused(project):
            return None
        self._missing(blocks)
        return project

    def _drop_verdicts(self) -> None:
        """Verdicts, and what they are worked out from, are formulas beside the form."""
        cells = self.sheet.grid.rows
        for row, column in self.sheet.grid.formulas:
            if column >= place.CHECK_COLUMN:
                cells.get(row, {}).pop(column, None)

    def _path(self, name: str) -> str:
        return f"{self.prefix}.{name}"

    def _text(self, row: int, column: int, name: str) -> str:
        return self.sheet.text(row, column, self._path(name), self.index)

    def _label(self, row: int, column: int, label: str, name: str) -> None:
        self.sheet.take_label(row, column, label, self._path(name), self.index)

    def _missing(self, blocks: Blocks) -> None:
        for name, block in (
            ("code", blocks.code), ("funding", blocks.funding), ("funding.purpose", blocks.use),
            ("plan", blocks.plan), ("goals", blocks.goals), ("indicators", blocks.table),
        ):  # fmt: skip
            if block is None:
                self.sheet.note(NoteKind.MISSING_BLOCK, None, "", self._path(name), self.index)

    def _formula(self, mark: str, times: int = 1) -> tuple[int, int] | None:
        """The cell above the blocks whose formula holds a word so many times."""
        formulas = self.sheet.grid.formulas.items()
        found = (at for at, text in formulas if at[0] < self.top and text.count(mark) == times)
        return next(found, None)

    def _heading(self) -> tuple[int | None, str] | None:
        """Number and title as written; None where the heading follows from place and name."""
        sheet = self.sheet
        cell = self._formula(_TITLE_MARK)
        parsed = None
        if cell is None:
            row = min((row for row, cells in sheet.grid.rows.items() if cells), default=self.top)
            if row >= self.top:
                return None
            cell = row, min(sheet.grid.rows[row])
            parsed = place.parse_heading(sheet.peek(*cell))
            if parsed is None:
                return None
        sheet.take(*cell)
        for name in (self.prefix, self._path("title")):
            sheet.places.add(name, sheet.name, *cell)
        return parsed

    def _unit_line(self) -> tuple[str, str]:
        """The unit's code and name, and the money unit, from the line above the code."""
        sheet = self.sheet
        formula = self._formula(place.DEPARTMENT, _UNIT_PARTS)
        unit = ""
        if formula is not None:
            sheet.take(*formula)
            sheet.places.add(self._path("unit"), sheet.name, *formula)
            unit = self.department.code + self.department.name
        above = [row for row, cells in sheet.grid.rows.items() if row < self.top and cells]
        if not above:
            return unit, ""
        row = max(above)
        columns = sorted(sheet.grid.rows[row])
        money_column = self._money_column(row, columns)
        if columns[0] != money_column and formula is None:
            unit = self._text(row, columns[0], "unit")
        money_unit = ""
        if money_column in columns:
            money_unit = self._text(row, money_column, "money_unit")
            money_unit = money_unit_of(money_unit)
        return unit, money_unit

    def _money_column(self, row: int, columns: list[int]) -> int:
        """Where the line says 单位：…; the unit itself may begin so too, but stands in front."""
        for column in columns:
            if column > 1 and _MONEY_UNIT.match(self.sheet.grid.text(row, column)):
                return column
        _, usual = split_address(place.PROJECT_FIELDS["money_unit"])
        return usual if columns[0] == 1 or usual in columns else columns[-1]

    def _code(self) -> tuple[str, str]:
        if self.blocks.code is None:
            return "", ""
        row, (code, name) = self.blocks.code
        sheet = self.sheet
        self._label(row, code, words.PROJECT_CODE, "code")
        self._label(row, name, words.PROJECT_NAME, "name")
        return (
            self._text(row, sheet.first_filled(row, range(code + 1, max(name, code + 2))), "code"),
            self._text(row, sheet.first_filled(row, range(name + 1, name + 3)), "name"),
        )

    def _below(self, row: int, end: int, columns: tuple[int, ...]) -> int:
        """The row of values below a row of labels: the first with something in these columns."""
        for below in sorted(self.sheet.grid.rows):
            if row < below < end and any(self.sheet.grid.text(below, at) for at in columns):
                return below
        return row + 1

    def _values(self, block: _Found, end: int, names: tuple[str, ...]) -> list[str]:
        """The values that stand below labels, each as wide as up to the next label."""
        row, columns = block
        below = self._below(row, end, columns)
        ends = (*columns[1:], columns[-1] + 2)
        return [
            self._text(below, self.sheet.first_filled(below, range(at, to)), name)
            for at, to, name in zip(columns, ends, names, strict=True)
        ]

    def _funding(self) -> Funding:
        blocks, texts, purpose = self.blocks, ["", "", ""], ""
        if blocks.funding is not None:
            row, columns = blocks.funding
            names = ("funding.total", "funding.fiscal", "funding.other")
            for column, label, name in zip(columns, _AMOUNT_LABELS, names, strict=True):
                self._label(row, column, label, name)
            self.sheet.places.add(self._path("funding"), self.sheet.name, row, columns[0])
            end = blocks.use[0] if blocks.use else row + 2
            texts = self._values(blocks.funding, end, names)
        if blocks.use is not None:
            row, (column,) = blocks.use
            self._label(row, column, _PURPOSE, "funding.purpose")
            at = self.sheet.first_filled(row, range(column + 1, column + 5))
            purpose = self._text(row, at, "funding.purpose")
        total, fiscal, other = map(Money.parse, texts)
        return Funding(total=total, fiscal=fiscal, other=other, purpose=purpose)

    def _plan(self) -> SpendingPlan:
        blocks = self.blocks
        if blocks.plan is None:
            return SpendingPlan()
        row, columns = blocks.plan
        names = ("plan.march", "plan.june", "plan.october", "plan.december")
        for column, label, name in zip(columns, words.PLAN_POINTS, names, strict=True):
            self._label(row, column, label, name)
        self.sheet.places.add(self._path("plan"), self.sheet.name, row, columns[0])
        end = blocks.goals[0] if blocks.goals else row + 2
        march, june, october, december = map(Percent.parse, self._values(blocks.plan, end, names))
        return SpendingPlan(march=march, june=june, october=october, december=december)

    def _goals(self) -> tuple[str, ...]:
        if self.blocks.goals is None:
            return ()
        row, (column,) = self.blocks.goals
        self._label(row, column, words.GOALS, "goals")
        at = self.sheet.first_filled(row, range(column + 1, column + 6))
        text = self._text(row, at, "goals")
        goals = tuple(text.split("\n")) if text else ()
        for number in range(len(goals)):
            self.sheet.places.add(self._path(f"goals[{number}]"), self.sheet.name, row, at)
        return goals

    def _indicators(self) -> tuple[Indicator, ...]:
        self._take_side_labels()
        if self.blocks.table is None:
            return ()
        header = self.blocks.table[0]
        fields, extras = self._columns(header)
        path = self._path("indicators")
        self.sheet.places.add(path, self.sheet.name, header, min(fields.values()))
        return _TableReader(self, fields, extras).read(header)

    def _take_side_labels(self) -> None:
        """Take the labels of merged cells at the left."""
        cells = self.sheet.grid.rows
        for block in (self.blocks.funding, self.blocks.plan):
            if block is not None:
                row, columns = block
                for column in [at for at in cells[row] if at < columns[0]]:
                    if key_of(cells[row][column]) in _SIDE_LABELS:
                        self.sheet.take(row, column)

    def _columns(self, header: int) -> tuple[dict[str, int], dict[int, str]]:
        """The column of each field, and the labels of further columns."""
        sheet = self.sheet
        fields: dict[str, int] = {}
        extras: dict[int, str] = {}
        checked = False
        for column in sorted(sheet.grid.rows[header]):
            written = sheet.tidied(header, column, self._path("indicators"), self.index)
            name = column_field(written) if len(written) <= LONGEST_LABEL else None
            if name is not None and name not in fields:
                fields[name] = column
            elif key_of(written) == _CHECK_KEY and not checked:
                checked = True
            elif written:
                extras[column] = written
        return fields, extras


class _TableReader:
    """The reading of one indicator table."""

    def __init__(
        self, project: _ProjectReader, fields: dict[str, int], extras: Mapping[int, str]
    ) -> None:
        self.sheet = project.sheet
        self.index = project.index
        self.prefix = f"{project.prefix}.indicators"
        self.fields = fields
        self.names = [name for name in place.INDICATOR_FIELDS if name in fields]
        self.numbers = [fields[name] for name in self.names]
        self.columns = list(zip(self.names, self.numbers, strict=True))
        self.extras = extras

    def read(self, header: int) -> tuple[Indicator, ...]:
        """The rows below the header."""
        indicators: list[Indicator] = []
        rows: list[int] = []
        above = ("", "")
        used = {*self.fields.values(), *self.extras}
        for row in sorted(self.sheet.grid.rows):
            if row <= header or used.isdisjoint(self.sheet.grid.rows[row]):
                continue
            indicator = self._row(row, len(rows), above)
            if indicator is None:
                self._blank(row)
                continue
            for between in range((rows[-1] if rows else header) + 1, min(row, header + 5000)):
                if not self.sheet.grid.rows.get(between):
                    self._blank(between)
            indicators.append(indicator)
            rows.append(row)
            above = (indicator.level1, indicator.level2)
        self.sheet.places.add_table(Table(self.prefix, self.sheet.name, rows, self.fields))
        return tuple(indicators)

    def _blank(self, row: int) -> None:
        self.sheet.note(NoteKind.BLANK_ROW, address(row, 1), "", self.prefix, self.index)

    def _row(self, row: int, number: int, above: tuple[str, str]) -> Indicator | None:
        path = f"{self.prefix}[{number}]"
        tidied = self.sheet.tidied
        clean = self.sheet.take_clean(row, self.numbers)
        if clean is not None:
            texts = dict(zip(self.names, clean, strict=True))
        else:
            texts = {name: tidied(row, column, path, self.index) for name, column in self.columns}
        extras = []
        for column, label in self.extras.items():
            if text := tidied(row, column, path, self.index):
                extras.append((label, text))
                self.sheet.places.add(extra_path(path, label), self.sheet.name, row, column)
        if not extras and not any(texts.values()):
            return None
        at = (row, self.fields.get("value", 0))
        if at in self.sheet.grid.percentages:
            kind, cell = NoteKind.PERCENT_NUMBER, address(*at)
            self.sheet.note(kind, cell, texts["value"], f"{path}.value", self.index)
        level1, level2 = fill_down(texts.get("level1", ""), texts.get("level2", ""), above)
        return Indicator(
            level1=level1,
            level2=level2,
            name=texts.get("name", ""),
            description=texts.get("description", ""),
            value=IndicatorValue.parse(texts.get("value", "")),
            basis=texts.get("basis", ""),
            extras=tuple(extras),
        )
