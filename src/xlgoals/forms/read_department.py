"""Reads the department's sheet by its labels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.reader import SheetReader, Table, key_of
from xlgoals.forms.vocabulary import label_key
from xlgoals.model import Department, Duty, LeadLines
from xlgoals.reading import NoteKind

__all__ = ["DepartmentPart", "is_department", "read_department"]

_YEAR: Final = re.compile(r"(-?[0-9]{1,18})(?:年度?)?")
_OVERALL, _DUTIES, _SAFEGUARDS, _FRONT = map(
    label_key, (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT)
)
_CODE, _NAME, _YEAR_LABEL, _LEAD, _TITLE = map(
    label_key,
    (
        place.DEPARTMENT_CODE, place.DEPARTMENT_NAME, place.YEAR, place.LEAD_LINE,
        words.OVERALL_TITLE,
    ),
)  # fmt: skip
_DUTY_KEYS: Final = tuple(map(label_key, place.DUTY_COLUMNS))
_FAR: Final = 1 << 30
_COLUMNS_SEARCHED: Final = 6


@dataclass(frozen=True, slots=True)
class DepartmentPart:
    """What the department's sheet holds of a document."""

    department: Department = field(default_factory=Department)
    year: int | None = None
    front: tuple[str, ...] = ()
    lead_lines: LeadLines = field(default_factory=LeadLines)
    overall_goal: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    safeguards: tuple[str, ...] = ()


def is_department(sheet: SheetReader) -> bool:
    """Whether a sheet is the department's: it has its headings, or its code."""
    keys = _left_labels(sheet)
    return _OVERALL in keys or _CODE in keys


def read_department(sheet: SheetReader) -> DepartmentPart:
    """The department's part of a document."""
    return _DepartmentReader(sheet).read()


def _left_labels(sheet: SheetReader) -> set[str]:
    column = _label_column(sheet)
    return {key_of(cells.get(column, "")) for cells in sheet.grid.rows.values()}


def _label_column(sheet: SheetReader) -> int:
    """The column of the labels: A, unless columns were inserted before it."""
    rows = sheet.grid.rows.values()
    for wanted in (_OVERALL, _CODE):
        for column in range(1, _COLUMNS_SEARCHED + 1):
            if any(key_of(cells.get(column, "")) == wanted for cells in rows):
                return column
    return 1


class _DepartmentReader:
    """The reading of the department's sheet."""

    def __init__(self, sheet: SheetReader) -> None:
        self.sheet = sheet
        self.left = _label_column(sheet)
        rows = sorted(sheet.grid.rows)
        self.labels = [
            (row, key_of(text)) for row in rows if (text := sheet.grid.text(row, self.left))
        ]
        self.rows = rows

    def read(self) -> DepartmentPart:
        """All sections; paragraphs are told from headings by the column they stand in."""
        # Numbers of duties stand in the labels' column and may look like a heading: so the
        # sections behind them are sought from the end.
        front = self._last(_FRONT, _FAR)
        safeguards = self._last(_SAFEGUARDS, front or _FAR)
        overall = self._first(_OVERALL, 0)
        duties = self._first(_DUTIES, overall or 0)
        starts = {
            "overall": overall, "duties": duties, "safeguards": safeguards, "front": front
        }  # fmt: skip
        department, year = self._head(min((row for row in starts.values() if row), default=_FAR))
        ends = sorted([row for row in starts.values() if row] + [_FAR])
        ranges = {
            name: range(row, next(end for end in ends if end > row))
            for name, row in starts.items()
            if row
        }
        for name, heading in zip(("overall", "duties", "safeguards"), words.SECTIONS, strict=True):
            if name not in ranges:
                self.sheet.note(NoteKind.MISSING_HEADING, None, heading)
        leads = LeadLines(
            overall=self._lead(ranges.get("overall"), 0),
            duties=self._lead(ranges.get("duties"), 1),
            safeguards=self._lead(ranges.get("safeguards"), 2),
        )
        return DepartmentPart(
            department=department,
            year=year,
            lead_lines=leads,
            overall_goal=self._paragraphs(ranges.get("overall"), "overall_goal"),
            duties=self._duties(ranges.get("duties")),
            safeguards=self._paragraphs(ranges.get("safeguards"), "safeguards"),
            front=self._paragraphs(ranges.get("front"), "front"),
        )

    def _first(self, key: str, after: int) -> int | None:
        return next((row for row, label in self.labels if label == key and row > after), None)

    def _last(self, key: str, before: int) -> int | None:
        found = [row for row, label in self.labels if label == key and row < before]
        return found[-1] if found else None

    def _head(self, end: int) -> tuple[Department, int | None]:
        sheet, left = self.sheet, self.left
        code = name = ""
        year = None
        for row, key in self.labels:
            if row >= end:
                break
            if key == _TITLE and row < end:
                sheet.take(row, left)
            elif key == _CODE:
                sheet.take(row, left)
                code = sheet.text(row, left + 1, "department.code")
                if key_of(sheet.grid.text(row, left + 2)) == _NAME:
                    sheet.take(row, left + 2)
                    name = sheet.text(row, left + 3, "department.name")
            elif key == _YEAR_LABEL:
                sheet.take(row, left)
                year = self._year(row, left + 1)
        return Department(code=code, name=name), year

    def _year(self, row: int, column: int) -> int | None:
        match = _YEAR.fullmatch(self.sheet.grid.text(row, column).strip())
        self.sheet.places.add("year", self.sheet.name, row, column)
        if match is None:
            return None
        self.sheet.take(row, column)
        return int(match[1])

    def _lead(self, rows: range | None, at: int) -> bool:
        """Take a section's heading and lead line; tell whether the line says what it should."""
        if rows is None:
            return False
        name = ("overall", "duties", "safeguards")[at]
        path = "overall_goal" if at == 0 else name
        sheet, left = self.sheet, self.left
        sheet.places.add(path, sheet.name, rows[0], left)
        sheet.take_label(rows[0], left, words.SECTIONS[at], path, None)
        for row, key in self.labels:
            if row in rows and row > rows[0]:
                if key != _LEAD:
                    break
                sheet.take(row, left)
                sheet.places.add(f"lead_lines.{name}", sheet.name, row, left + 1)
                if words.same_label(sheet.grid.text(row, left + 1), words.LEAD_LINES[at]):
                    sheet.take(row, left + 1)
                    return True
                # Anything else on this line is no paragraph of the section.
                self.rows = [other for other in self.rows if other != row]
                break
        return False

    def _paragraphs(self, rows: range | None, path: str) -> tuple[str, ...]:
        if rows is None:
            return ()
        sheet, left = self.sheet, self.left
        if path == "front":
            sheet.take(rows[0], left)
            sheet.places.add(path, sheet.name, rows[0], left)
        paragraphs: list[str] = []
        for row in self.rows:
            if row not in rows or row == rows[0]:
                continue
            if sheet.grid.text(row, left).isdecimal():
                sheet.take(row, left)
            column = sheet.first_filled(row, range(left + 1, left + 4))
            for text in sheet.prose(row, column, path):
                sheet.places.add(f"{path}[{len(paragraphs)}]", sheet.name, row, column)
                paragraphs.append(text)
        return tuple(paragraphs)

    def _duties(self, rows: range | None) -> tuple[Duty, ...]:
        if rows is None:
            return ()
        sheet, left = self.sheet, self.left
        columns = range(left, left + len(_DUTY_KEYS))
        below = [row for row in self.rows if row in rows and row > rows[0]]
        header = next((row for row in below if self._is_duty_header(row, columns)), None)
        if header is not None:
            for column in columns:
                sheet.take(header, column)
        duties, kept = [], []
        for row in below:
            if row == header:
                continue
            texts = ["\n".join(sheet.prose(row, column, "duties")) for column in columns]
            if any(texts):
                marker, heading, goal, indicator = texts
                duties.append(Duty(marker=marker, heading=heading, goal=goal, indicator=indicator))
                kept.append(row)
        names = dict(zip(("marker", "heading", "goal", "indicator"), columns, strict=True))
        sheet.places.add_table(Table("duties", sheet.name, kept, names))
        return tuple(duties)

    def _is_duty_header(self, row: int, columns: range) -> bool:
        shown = [key_of(self.sheet.grid.text(row, column)) for column in columns]
        return tuple(shown) == _DUTY_KEYS
