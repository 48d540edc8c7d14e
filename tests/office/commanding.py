"""What the live tests of the commands share: answers to dialogs, and all that a workbook shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from xlgoals import checks
from xlgoals.checks import Finding
from xlgoals.finding_rows import finding_rows
from xlgoals.forms import stamp, workbook
from xlgoals.model import GoalDocument
from xlgoals.reading import ReadResult

_PLAIN = "(None, '00000000', False, None)"
Shown = dict[str, dict[str, tuple[object, ...]]]


@dataclass
class Answers:
    """Dialogs that answer by themselves, and keep what they were told and asked."""

    yes: bool = True
    path: Path | None = None
    stop_after: int = 10**9
    on_ask: Callable[[], None] | None = None
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def tell(self, words: str) -> None:
        self.told.append(words)

    def ask(self, words: str) -> bool:
        self.asked.append(words)
        if self.on_ask is not None:
            self.on_ask()
        return self.yes

    def open_file(self, title: str, endings: Sequence[str]) -> Path | None:
        self.asked.append(f"{title} {endings}")
        return self.path

    def choose_folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.path

    def save_file(self, title: str, proposed: Path) -> Path | None:
        self.asked.append(f"{title} {proposed.name}")
        return self.path

    @contextmanager
    def cancelling(self, title: str) -> Iterator[Callable[[], bool]]:
        self.asked.append(title)
        calls = iter(range(1, 10**9))
        yield lambda: next(calls) >= self.stop_after


def imported(document: GoalDocument) -> bytes:
    """A workbook as `xlgoals import` makes it, with what the checks found."""
    rows = finding_rows(checks.run(document), document)
    return stamp.write_bytes(document, rows)


def saved(book: Any, path: Path) -> Path:
    """A copy of an open workbook; the workbook itself stays unsaved."""
    book.impl.api.storeToURL(path.as_uri(), _filter())
    return path


def _filter() -> tuple[Any, ...]:
    import uno

    name = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    name.Name, name.Value = "FilterName", "Calc MS Excel 2007 XML"
    return (name,)


def shown(path: Path) -> Shown:
    """All that the cells of a saved workbook hold and how they look, by sheet and cell."""
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    found: Shown = {}
    for sheet in book.worksheets:
        cells = found.setdefault(f"{sheet.title} {sheet.sheet_state} {sheet.protection.sheet}", {})
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            ink = cell.font.color.rgb if cell.font.color else None
            look = (cell.fill.fill_type, cell.fill.fgColor.rgb, cell.font.b, ink)
            note = cell.comment.text if cell.comment else None
            cells[cell.coordinate] = (cell.value, cell.number_format, note, str(look))
    return found


def differences(before: Path, after: Path) -> list[str]:
    """The sheets and cells in which two saved workbooks differ."""
    one, other = shown(before), shown(after)
    found = [f"sheet {name}" for name in one.keys() ^ other.keys()]
    for name in one.keys() & other.keys():
        blank = (None, "General", None, _PLAIN)
        for cell in one[name].keys() | other[name].keys():
            was, now = one[name].get(cell, blank), other[name].get(cell, blank)
            if was != now:
                found.append(f"{name} {cell}: {was} {now}")
    return sorted(found)


def findings(result: ReadResult) -> list[tuple[object, ...]]:
    """Findings as rows of the list: severity, code, place, message and suggestion."""
    found: list[Finding] = sorted(checks.run(result), key=lambda one: -one.severity)
    rows = finding_rows(found, result.document)
    return [
        (row.severity, row.code, _where(finding), row.message, row.suggestion)
        for finding, row in zip(found, rows, strict=True)
    ]


def _where(finding: Finding) -> str:
    where = finding.place
    if where is None or where.sheet is None:
        return ""
    return where.sheet if where.cell is None else f"{where.sheet}!{where.cell}"


def read(path: Path) -> GoalDocument:
    """The document in a saved workbook."""
    return workbook.read(path).document
