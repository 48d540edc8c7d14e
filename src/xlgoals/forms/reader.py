"""What reading the sheets of a workbook gathers: texts taken, places, notes, and what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import address
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.vocabulary import label_key
from xlgoals.forms.whitespace import tidy_paragraph
from xlgoals.model import Leftover
from xlgoals.reading import Note, NoteKind, Place

__all__ = ["LONGEST_LABEL", "Labels", "Places", "SheetReader", "Table", "key_of"]

LONGEST_LABEL: Final = 64
"""Longer texts are no labels, however they are spaced."""

_MARK: Final = place.marker(0).partition("0")[0]

_Cell = tuple[int, int]
_NOWHERE: Final[tuple[str, Mapping[str, _Cell]]] = ("", {})

Labels = tuple[tuple[int, str], ...]
"""Labels of one row: the column where each should stand, and its key."""


def key_of(text: str) -> str:
    """The key of what may be a label; empty for a text that is too long to be one."""
    return label_key(text) if 0 < len(text) <= LONGEST_LABEL else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Where the rows of a table stand: `prefix[i].field` is row i in the field's column."""

    prefix: str
    sheet: str
    rows: Sequence[int]
    columns: Mapping[str, int]


class Places(Mapping[str, Place]):
    """Field paths to sheet cells; places of table rows are worked out when first asked for."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[str, int, int]] = {}
        self._tables: list[Table] = []
        self._printed: dict[str, tuple[str, Mapping[str, _Cell]]] = {}

    def add(self, path: str, sheet: str, row: int, column: int) -> None:
        """Put down where a field stands."""
        self._cells[path] = (sheet, row, column)

    def add_printed(self, prefix: str, sheet: str, cells: Mapping[str, _Cell]) -> None:
        """Put down where the fields of a printed project stand, all at once.

        Args:
            prefix: the project's path.
            sheet: the name of its sheet.
            cells: row and column of each field; such a mapping is shared by all documents.
        """
        for path in self._cells.keys() & cells.keys():  # of a sheet before it that was blank
            del self._cells[path]
        self._printed[prefix] = (sheet, cells)

    def add_table(self, table: Table) -> None:
        """Put down where the rows of a table stand."""
        self._tables.append(table)

    def __getitem__(self, path: str) -> Place:
        sheet, cells = self._printed.get(path[: path.find("]") + 1], _NOWHERE)
        if path in cells:
            return Place(sheet=sheet, cell=address(*cells[path]))
        sheet, row, column = self._all()[path]
        return Place(sheet=sheet, cell=address(row, column))

    def __iter__(self) -> Iterator[str]:
        return chain(self._all(), *(cells for _, cells in self._printed.values()))

    def __len__(self) -> int:
        return len(self._all()) + sum(len(cells) for _, cells in self._printed.values())

    def _all(self) -> dict[str, tuple[str, int, int]]:
        tables, self._tables = self._tables, []
        for table in tables:
            for index, row in enumerate(table.rows):
                path = f"{table.prefix}[{index}]"
                self.add(path, table.sheet, row, min(table.columns.values(), default=1))
                for name, column in table.columns.items():
                    self.add(f"{path}.{name}", table.sheet, row, column)
        return self._cells


@dataclass(slots=True)
class SheetReader:
    """One sheet being read; texts that are taken are gone, what remains is left over."""

    name: str
    grid: Grid
    continued: Mapping[int, Sequence[str]]
    places: Places
    notes: list[Note]
    leftovers: list[Leftover] = field(default_factory=list)

    def take(self, row: int, column: int) -> str:
        """The whole text of a cell, as written; the cell counts as read."""
        cells = self.grid.rows.get(row)
        text = "" if cells is None else cells.pop(column, "")
        if text.endswith("〕"):
            return self._joined(text)
        return text

    def peek(self, row: int, column: int) -> str:
        """The whole text of a cell, which stays to be read."""
        return self._joined(self.grid.text(row, column))

    def _joined(self, text: str) -> str:
        found = place.continued_key(text)
        if found is None or found[0] not in self.continued:
            return text
        return text[: found[1]] + "".join(self.continued[found[0]])

    def text(self, row: int, column: int, path: str, project: int | None = None) -> str:
        """The tidied text of a field; its place and what was tidied are put down."""
        self.places.add(path, self.name, row, column)
        return self.tidied(row, column, path, project)

    def tidied(self, row: int, column: int, path: str, project: int | None = None) -> str:
        """The text of a cell without layout noise, one paragraph a line."""
        cells = self.grid.rows.get(row)
        text = "" if cells is None else cells.pop(column, "")
        if not text:
            return ""
        if text[-1] == "〕":
            text = self._joined(text)
        if "\n" not in text and "\t" not in text and text.strip() == text:
            return text
        kept = []
        for written in text.split("\n"):
            tidy, kind = tidy_paragraph(written)
            if kind is not None:
                self.note(kind, address(row, column), written, path, project)
            if tidy:
                kept.append(tidy)
        return "\n".join(kept)

    def take_clean(self, row: int, columns: Sequence[int]) -> list[str] | None:
        """The texts of some cells of a row, when all are clean: nothing in them to be tidied.

        None, and nothing taken, where one may have to be tidied or continued.
        """
        cells = self.grid.rows[row]
        texts = list(map(cells.get, columns, repeat("")))
        joined = "".join(texts)
        if not joined.isprintable() or " " in joined or _MARK in joined:
            return None
        for column in columns:
            cells.pop(column, None)
        return texts

    def prose(self, row: int, column: int, path: str) -> list[str]:
        """The paragraphs of a cell as written, blank ones left out."""
        text = self.take(row, column)
        if not text:
            return []
        kept = []
        for written in text.split("\n"):
            line = written.rstrip("\r")
            if line.strip():
                kept.append(line)
            else:
                kind = NoteKind.SPACE_PARAGRAPH if line else NoteKind.EMPTY_PARAGRAPH
                self.note(kind, address(row, column), written, path)
        return kept

    def note(
        self,
        kind: NoteKind,
        cell: str | None,
        written: str = "",
        path: str = "",
        project: int | None = None,
    ) -> None:
        """Put down one thing that was tidied or missed; without a cell, in the whole sheet."""
        self.notes.append(Note(kind, Place(sheet=self.name, cell=cell), written, path, project))

    def find(self, labels: Labels, start: int, end: int) -> tuple[int, tuple[int, ...]] | None:
        """The first row from `start` to before `end` that holds these labels, and their columns.

        Rows with every label in its usual column come first, then rows that hold them in order
        anywhere, as after a column was inserted.
        """
        column, first = labels[0]
        for row, cells in self.grid.rows.items():
            if not start <= row < end or key_of(cells.get(column, "")) != first:
                continue
            if all(key_of(cells.get(column, "")) == key for column, key in labels):
                return row, tuple(column for column, _ in labels)
        for row, cells in self.grid.rows.items():
            columns = _in_order(cells, labels) if start <= row < end else None
            if columns is not None:
                return row, columns
        return None

    def take_label(self, row: int, column: int, label: str, path: str, project: int | None) -> None:
        """Take a label's cell, and put down when it is not spelt as in print."""
        written = self.take(row, column)
        if written != label and "".join(written.split()) != "".join(label.split()):
            self.note(NoteKind.LABEL, address(row, column), written, path, project)

    def first_filled(self, row: int, columns: range) -> int:
        """The first of these columns with a text in this row; the first one when all are blank."""
        cells = self.grid.rows.get(row, {})
        return next((column for column in columns if cells.get(column)), columns[0])

    def leave_rest(self) -> None:
        """Make leftovers of everything that nothing took."""
        for row in sorted(self.grid.rows):
            for column in sorted(self.grid.rows[row]):
                text = self.take(row, column)
                if text.strip():
                    where = f"{self.name}!{address(row, column)}"
                    self.leftovers.append(Leftover(text=f"{where}：{text}"))


def _in_order(cells: Mapping[int, str], labels: Labels) -> tuple[int, ...] | None:
    columns: list[int] = []
    for column in sorted(cells):
        if key_of(cells[column]) == labels[len(columns)][1]:
            columns.append(column)
            if len(columns) == len(labels):
                return tuple(columns)
    return None
