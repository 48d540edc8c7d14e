"""A spreadsheet of dictionaries, with as much of xlwings' interface as the commands use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from xlgoals.forms.a1 import address, split_address

_ROWS = re.compile(r"([0-9]+):([0-9]+)")


@dataclass
class Cell:
    value: Any = None
    formula: str = ""
    color: tuple[int, int, int] | None = None
    note: str | None = None
    number_format: str = "General"


@dataclass
class App:
    """The application; `states` keeps every value that its properties were given."""

    engine: Any = field(default_factory=lambda: SimpleNamespace(name="fake"))
    answers: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    states: list[tuple[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.screen_updating = self.enable_events = True
        self.calculation, self.status_bar = "automatic", False

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name in ("screen_updating", "enable_events", "calculation", "status_bar"):
            self.states.append((name, value))

    def alert(self, prompt: str, *_: object) -> str:
        self.shown.append(prompt)
        return self.answers.pop(0) if self.answers else "ok"

    def calculate(self) -> None:
        self.states.append(("calculated", True))


class Sheets(list[Any]):
    """The sheets of a book, found by name or number."""

    active: Any

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return next(sheet for sheet in self if sheet.name == key)
        return super().__getitem__(key)

    def add(self, name: str, after: Any = None) -> Any:
        if self[0].book.structure_protected:
            raise RuntimeError
        sheet = Sheet(name, self[0].book)
        self.insert(self.index(after) + 1 if after else len(self), sheet)
        self.active = sheet
        return sheet


def new_book(*names: str) -> Any:
    """A book with sheets of these names; to type checkers it is anything, as what it stands for."""
    return Book(*names)


class Book:
    def __init__(self, *names: str) -> None:
        self.app, self.structure_protected = App(), False
        self.name = self.fullname = "假想.xlsx"
        self.sheets = Sheets()
        self.sheets.extend(Sheet(name, self) for name in names)
        self.sheets.active = self.sheets[0]
        self.selection: Any = None

    def state(self) -> dict[str, dict[tuple[int, int], Cell]]:
        """All cells that hold or show anything, to be compared."""
        return {
            sheet.name: {at: deepcopy(cell) for at, cell in sheet.cells_.items() if cell != Cell()}
            for sheet in self.sheets
        }


class Sheet:
    def __init__(self, name: str, book: Book) -> None:
        self.name, self.book, self.visible = name, book, True
        self.cells_: dict[tuple[int, int], Cell] = {}
        self.hidden: set[int] = set()
        self.api = SimpleNamespace(ProtectContents=False)
        self.impl = None
        self.comments: list[Any] = []

    @property
    def index(self) -> int:
        return list.index(self.book.sheets, self) + 1

    def cell(self, at: tuple[int, int]) -> Cell:
        return self.cells_.setdefault(at, Cell())

    def activate(self) -> None:
        self.book.sheets.active = self

    def delete(self) -> None:
        self.book.sheets.remove(self)

    def clear_contents(self) -> None:
        for cell in self.cells_.values():
            cell.value, cell.formula = None, ""

    def range(self, one: Any, other: Any = None) -> Range:
        if isinstance(one, str):
            if rows := _ROWS.fullmatch(one):
                return Range(self, (int(rows[1]), 1), (int(rows[2]), 40))
            first, _, last = one.partition(":")
            return Range(self, split_address(first), split_address(last or first))
        if isinstance(one, Range):
            one = one.first
        if isinstance(other, Range):
            other = other.last
        return Range(self, one, other or one)

    @property
    def used_range(self) -> Range:
        used = [at for at, cell in self.cells_.items() if cell != Cell()] or [(1, 1)]
        rows, columns = zip(*used, strict=True)
        return Range(self, (min(rows), min(columns)), (max(rows), max(columns)))

    @property
    def notes(self) -> list[Note]:
        return [Note(self, at) for at, cell in sorted(self.cells_.items()) if cell.note is not None]


class Note:
    def __init__(self, sheet: Sheet, at: tuple[int, int]) -> None:
        self.sheet, self.at = sheet, at

    @property
    def location(self) -> Range:
        return self.sheet.range(self.at)

    @property
    def text(self) -> str:
        return self.sheet.cell(self.at).note or ""

    @text.setter
    def text(self, words: str) -> None:
        self.sheet.cell(self.at).note = words

    def delete(self) -> None:
        self.sheet.cell(self.at).note = None


class Range:
    def __init__(self, sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.sheet, self.first, self.last = sheet, first, last
        self.row, self.column = first
        self.shape = last[0] - first[0] + 1, last[1] - first[1] + 1
        self.font = SimpleNamespace()
        self.column_width = self.wrap_text = None
        self.ndim = 0

    def spots(self) -> Iterator[tuple[int, int]]:
        for row in range(self.first[0], self.last[0] + 1):
            for column in range(self.first[1], self.last[1] + 1):
                yield row, column

    def _all(self) -> list[Cell]:
        return [self.sheet.cell(at) for at in self.spots()]

    def __getitem__(self, key: Any) -> Range:
        rows, columns = (
            range(size)[one] if isinstance(one, slice) else [range(size)[one]]
            for one, size in zip(key, self.shape, strict=True)
        )
        return Range(
            self.sheet,
            (self.row + rows[0], self.column + columns[0]),
            (self.row + rows[-1], self.column + columns[-1]),
        )

    def get_address(self, *_: bool) -> str:
        return address(*self.first)

    def options(self, ndim: int = 0, **_: object) -> Range:
        asked = Range(self.sheet, self.first, self.last)
        asked.ndim = ndim
        return asked

    def select(self) -> None:
        self.sheet.book.selection = self

    def _grid(self, name: str) -> Any:
        height, width = self.shape
        flat = [getattr(cell, name) for cell in self._all()]
        if self.ndim == 2 or (height > 1 and width > 1):
            return [flat[at : at + width] for at in range(0, len(flat), width)]
        return flat if self.ndim == 1 or height * width > 1 else flat[0]

    @property
    def value(self) -> Any:
        return self._grid("value")

    @value.setter
    def value(self, data: Any) -> None:
        rows = data if isinstance(data, list) else [[data]]
        rows = rows if isinstance(rows[0], list) else [rows]
        for offset, row in enumerate(rows):
            for right, value in enumerate(row):
                cell = self.sheet.cell((self.row + offset, self.column + right))
                cell.value, cell.formula = value, "" if value is None else str(value)

    @property
    def formula(self) -> Any:
        return self._grid("formula")

    @formula.setter
    def formula(self, written: str) -> None:
        for cell in self._all():
            cell.value, cell.formula = f"‹{written}›", written

    @property
    def number_format(self) -> str | None:
        found = {cell.number_format for cell in self._all()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        for cell in self._all():
            cell.number_format = code

    @property
    def color(self) -> tuple[int, int, int] | None:
        found = {cell.color for cell in self._all()}
        return found.pop() if len(found) == 1 else (0, 0, 0)

    @color.setter
    def color(self, colour: tuple[int, int, int] | None) -> None:
        for cell in self._all():
            cell.color = colour

    def set_colors(self, colours: list[list[Any]]) -> None:
        wanted = [colour for row in colours for colour in row]
        for cell, colour in zip(self._all(), wanted, strict=True):
            if colour is not ...:
                cell.color = colour

    def add_note(self, words: str) -> Note:
        assert self.sheet.cell(self.first).note is None
        self.sheet.cell(self.first).note = words
        return Note(self.sheet, self.first)

    @property
    def note(self) -> Note | None:
        there = self.sheet.cell(self.first).note is not None
        return Note(self.sheet, self.first) if there else None

    def clear_contents(self) -> None:
        for cell in self._all():
            cell.value, cell.formula = None, ""

    def clear(self) -> None:
        for at in self.spots():
            self.sheet.cells_.pop(at, None)

    def copy(self, target: Range) -> None:
        height, width = self.shape
        for row, column in target.spots():
            at = (
                self.row + (row - target.row) % height,
                self.column + (column - target.column) % width,
            )
            target.sheet.cells_[row, column] = deepcopy(self.sheet.cell(at))

    def end(self, _: str) -> Range:
        rows = [
            row
            for (row, column), cell in self.sheet.cells_.items()
            if column == self.column and cell.value is not None and row <= self.row
        ]
        return self.sheet.range((max(rows, default=1), self.column))

    @property
    def rows(self) -> Lines:
        return Lines(self)

    columns = rows


class Lines:
    """The rows of a range; the columns are as good as none."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    def autofit(self) -> None:
        """Nothing to see."""

    @property
    def hidden(self) -> bool | None:
        rows = set(range(self._cells.row, self._cells.last[0] + 1))
        hidden = rows & self._cells.sheet.hidden
        return None if hidden and hidden != rows else bool(hidden)

    @hidden.setter
    def hidden(self, value: bool) -> None:
        if not value:
            rows = set(range(self._cells.row, self._cells.last[0] + 1))
            self._cells.sheet.hidden -= rows
