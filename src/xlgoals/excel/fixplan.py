"""What 自动规范 would change: the cells, and lines that show each change from old to new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xlgoals import checks, mending
from xlgoals.excel.cells import Content, content
from xlgoals.excel.validate import read_book
from xlgoals.forms import patch
from xlgoals.forms.patch import CellEdit
from xlgoals.forms.whitespace import tidy_cell
from xlgoals.messages import text
from xlgoals.profiles import DEFAULT
from xlgoals.report import note_words
from xlgoals.reports import words

if TYPE_CHECKING:
    from xlwings import Book

    from xlgoals.mending import Change, Mending
    from xlgoals.reading import Note

__all__ = ["Plan", "Step", "plan"]

_LONGEST_SHOWN: Final = 30
_LEAD: Final = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One cell to be changed: what it holds, what it is to show, and what users call it."""

    edit: CellEdit
    old: Content
    new: str
    field: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All cells to be changed, a line for each change, and how many changes fit no cell."""

    steps: list[Step]
    lines: list[str]
    left: int


def plan(book: Book) -> Plan:
    """Look for what can be mended without a decision.

    Raises:
        Told: The workbook holds no document.
    """
    result = read_book(book)
    found = mending.Mending(result, checks.load_profile(DEFAULT), suggested=False)
    notes = [note for note in result.notes if note.kind in mending.CELL_NOTES and note.place.cell]
    changes = found.changes()
    edits = {(edit.sheet, edit.cell): (edit, field) for edit, field in map(_tidying, notes)}
    left = 0
    for edit, field in (item for change in changes for item in _edits(change, found)):
        if edit is None:
            left += 1
        else:
            edits[edit.sheet, edit.cell] = edit, field
    steps = []
    for edit, field in edits.values():
        old = content(book.sheets[edit.sheet].range(edit.cell))
        new = _tidied(old.text, edit) if edit.text is None else edit.text
        if old.is_formula:
            left += 1
        elif new != old.text:
            steps.append(Step(edit, old, new, field))
    return Plan(steps, [*map(_line, changes), *map(note_words, notes)], left)


def _tidying(note: Note) -> tuple[CellEdit, str]:
    field = words.field_name(note.field) if note.field else text("excel.layout")
    return mending.tidying(note), field


def _edits(change: Change, found: Mending) -> Iterator[tuple[CellEdit | None, str]]:
    """The cells of a change, None for a field that fits no cell, with what users call them."""
    for field in mending.changed_fields(change, found):
        edit = patch.cell_edit(found.document, field, found.result.places)
        yield edit if isinstance(edit, CellEdit) else None, words.field_name(field)


def _tidied(shown: str, edit: CellEdit) -> str:
    lines = shown.split("\n")
    if edit.prose:
        return "\n".join(line for line in lines if line.strip())
    return tidy_cell(lines)


def _line(change: Change) -> str:
    """A change as its preview shows it; of long texts, where they begin to differ."""
    old, new = change.old, change.new
    if change.reordered:
        old = text("mend.reordered", old=old)
    else:
        start = max(_same_start(old, new) - _LEAD, 0)
        long = max(len(old), len(new)) > _LONGEST_SHOWN
        old, new = (_shown(one, start if long else 0) for one in (old, new))
    place = words.place_name(change.place)
    return text("mend.change", place=place, field=words.field_name(change.field), old=old, new=new)


def _same_start(old: str, new: str) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _shown(written: str, start: int) -> str:
    line = written.replace("\n", "⏎").replace("\t", "⇥")
    cut = line[start : start + _LONGEST_SHOWN]
    whole = ("…" if start else "") + cut + ("…" if start + len(cut) < len(line) else "")
    return whole or text("excel.blank")
