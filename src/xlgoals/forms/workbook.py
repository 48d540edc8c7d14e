"""The workbook form of a document, read by its labels.

A project's sheet is known by what stands on it, not by its name; projects come in the order of
their sheets.  Whatever a user wrote elsewhere on the form's sheets, or on sheets of their own,
is kept as leftovers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from xlgoals.forms import sheet as place
from xlgoals.forms.errors import FormError
from xlgoals.forms.printed_sheet import PrintedCells
from xlgoals.forms.read_department import DepartmentPart, is_department, read_department
from xlgoals.forms.read_printed import put_places, read_printed
from xlgoals.forms.read_project import Blocks, find_blocks, read_project
from xlgoals.forms.reader import Places, SheetReader
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.vocabulary import label_key
from xlgoals.forms.xlsx import SheetInfo, Workbook
from xlgoals.model import Bookmark, GoalDocument, Leftover, Project
from xlgoals.reading import Note, ReadResult

__all__ = ["PROJECT_BLOCKS", "Sheets", "read", "read_sheets"]

PROJECT_BLOCKS = 2
"""A sheet with so many blocks of a project's form is a project's."""


def read(source: Path | bytes) -> ReadResult:
    """Read a workbook; places are sheets and cells.

    Args:
        source: a path, or the bytes of an .xlsx or .xlsm file.

    Raises:
        FormError: `not-a-workbook`, `encrypted`, `damaged`, `too-large`, or `no-form-found`
            when no sheet holds a part of the form.
    """
    with Workbook(source) as book:
        return _Reading(book, book.printed).result()


class Sheets(Protocol):
    """Sheets in their order, and their cells: those of a file, or of a running application."""

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """The sheets in the order of their tabs."""

    def grid(self, sheet: SheetInfo) -> Grid:
        """The cells of a sheet that show something."""


def read_sheets(book: Sheets) -> ReadResult:
    """Read the sheets of a workbook, wherever they stand; see `read`.

    Raises:
        FormError: `no-form-found`, and whatever `book` raises.
    """
    return _Reading(book).result()


class _Printed(NamedTuple):
    """A project's sheet that is exactly as printed."""

    name: str
    cells: PrintedCells


class _Reading:
    """The reading of one workbook."""

    def __init__(
        self,
        book: Sheets,
        printed: Callable[[SheetInfo], PrintedCells | None] = lambda _: None,
    ) -> None:
        self.places = Places()
        self.notes: list[Note] = []
        self.bookmarks: list[Bookmark] = []
        self.leftovers: list[Leftover] = []
        self.continued: Mapping[int, Sequence[str]] = {}
        infos = [info for info in book.sheets if info.name not in place.INPUT_FREE]
        for info in infos:
            if info.name == place.CONTINUED.name:
                self.continued = _continued(self._sheet(book, info))
        self.department: SheetReader | None = None
        self.sheets: list[SheetReader | _Printed] = []
        for info in infos:
            # Before the department's sheet any sheet may be it.
            cells = None if self.department is None else printed(info)
            self.sheets.append(_Printed(info.name, cells) if cells else self._labelled(book, info))

    def _labelled(self, book: Sheets, info: SheetInfo) -> SheetReader:
        """A sheet that is read by its labels; the first that may be it is the department's."""
        sheet = self._sheet(book, info)
        if self.department is None and is_department(sheet):
            self.department = sheet
        return sheet

    def _sheet(self, book: Sheets, info: SheetInfo) -> SheetReader:
        return SheetReader(info.name, book.grid(info), self.continued, self.places, self.notes)

    def result(self) -> ReadResult:
        """The document, its places and notes."""
        part = DepartmentPart() if self.department is None else read_department(self.department)
        projects: list[Project] = []
        found = self.department is not None
        for sheet in self.sheets:
            if isinstance(sheet, _Printed):
                project = read_printed(sheet.cells, len(projects), part.department)
                put_places(self.places, sheet.name, len(projects), project)
                projects.append(project)
                continue
            if sheet is self.department or self._list(sheet):
                continue
            blocks = find_blocks(sheet)
            if blocks.count >= PROJECT_BLOCKS:
                found = True
                self._project(sheet, blocks, part, projects)
        if not found:
            raise FormError("no-form-found")
        for sheet in self.sheets:
            if isinstance(sheet, SheetReader):
                sheet.leave_rest()
                self.leftovers += sheet.leftovers
        document = GoalDocument(
            department=part.department,
            year=part.year,
            front=part.front,
            lead_lines=part.lead_lines,
            overall_goal=part.overall_goal,
            duties=part.duties,
            safeguards=part.safeguards,
            projects=tuple(projects),
            bookmarks=tuple(self.bookmarks),
            leftovers=tuple(self.leftovers),
        )
        return ReadResult(document, self.places, tuple(self.notes))

    def _project(
        self, sheet: SheetReader, blocks: Blocks, part: DepartmentPart, projects: list[Project]
    ) -> None:
        project = read_project(sheet, blocks, len(projects), part.department)
        if project is not None:
            projects.append(project)

    def _list(self, sheet: SheetReader) -> bool:
        """Read one of the lists at the end; tell whether the sheet is one."""
        if _is_list(sheet, place.CONTINUED):
            sheet.grid.rows.clear()
            return True
        if _is_list(sheet, place.LEFTOVERS):
            self._leftovers(sheet)
            return True
        if _is_list(sheet, place.BOOKMARKS):
            for row in sorted(sheet.grid.rows)[1:]:
                name, path = sheet.take(row, 1), sheet.take(row, 2)
                self.bookmarks.append(Bookmark(name=name, field=path))
            sheet.grid.rows.pop(min(sheet.grid.rows), None)
            return True
        return False

    def _leftovers(self, sheet: SheetReader) -> None:
        header, *rows = sorted(sheet.grid.rows)
        for row in rows:
            cells = sheet.grid.rows[row]
            if not cells.keys() & {1, 2}:
                continue
            written = cells.get(1, "").strip()
            number = written.isascii() and written.isdecimal()
            if number or not written:
                sheet.take(row, 1)
            text = sheet.take(row, 2)
            if number or text:
                line = int(written[:18]) if number else 0
                sheet.places.add(f"leftovers[{len(self.leftovers)}]", sheet.name, row, 2)
                self.leftovers.append(Leftover(text=text, line=line))
        sheet.take(header, 1)
        sheet.take(header, 2)


def _is_list(sheet: SheetReader, kind: place.ListSheet) -> bool:
    if sheet.name != kind.name or not sheet.grid.rows:
        return False
    first = sheet.grid.rows[min(sheet.grid.rows)]
    shown = tuple(label_key(first.get(column, "")) for column in (1, 2))
    return shown == tuple(map(label_key, kind.columns))


def _continued(sheet: SheetReader) -> dict[int, list[str]]:
    """The further pieces of long texts, by number."""
    pieces: dict[int, list[str]] = {}
    if _is_list(sheet, place.CONTINUED):
        for row in sorted(sheet.grid.rows)[1:]:
            key = sheet.grid.text(row, 1)
            if key.isascii() and key.isdecimal():
                pieces.setdefault(int(key[:9]), []).append(sheet.grid.text(row, 2))
    return pieces
