"""自动规范 and its undo: the fixes that need no decision, previewed, written cell by cell.

Macros empty the undo list of the application, so the workbook keeps its own: sheet 规范记录 says
what stood where, and 撤销规范 puts back what nobody has changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlgoals.excel import fixlog
from xlgoals.excel.cells import put, text_of, wanted
from xlgoals.excel.fixlog import Fixed
from xlgoals.excel.fixplan import Plan, Step, plan
from xlgoals.excel.session import Session
from xlgoals.hosts.protection import lifted
from xlgoals.messages import text

if TYPE_CHECKING:
    from xlwings import Book

__all__ = ["normalise", "undo_normalise"]

_PREVIEWED: Final = 15


def normalise(session: Session) -> str:
    """Mend what can be mended without a decision, once the user has agreed to it."""
    book = session.book
    with session.working("looking"):
        found = plan(book)
    if not found.steps:
        return _nothing(found.left)
    if not session.dialogs.ask(_preview(found)):
        return text("excel.given-up")
    with session.working("mending"):
        # Before anything is changed: without a record there would be no undo.
        fixlog.prepare(book)
        done: list[Fixed] = []
        try:
            _write(book, found.steps, done)
        finally:
            # Even when it is cut off, what was changed can be undone.
            fixlog.add(book, done)
    lines = [text("excel.mended", count=len(done))]
    if left := found.left + len(found.steps) - len(done):
        lines.append(text("excel.mended-left", count=left))
    return "\n".join(lines)


def undo_normalise(session: Session) -> str:
    """Put back what the last 自动规范 has changed, where nobody has changed it since."""
    book = session.book
    with session.working("undoing"):
        batch = fixlog.last(book)
        if not batch:
            return text("excel.no-fixes")
        done, kept = 0, []
        for name, fixed in _by_sheet(batch).items():
            sheet = next((sheet for sheet in book.sheets if sheet.name == name), None)
            if sheet is None:
                kept += [f"{name}!{one.cell}" for one in fixed]
                continue
            with lifted(sheet):
                for one in fixed:
                    cell = sheet.range(one.cell)
                    if text_of(cell) == one.new:
                        put(cell, one.old)
                        done += 1
                    else:
                        kept.append(f"{name}!{one.cell}")
        fixlog.drop_last(book)
    lines = [text("excel.undone", count=done)]
    if kept:
        lines.append(text("excel.undone-left", count=len(kept), places="、".join(kept[:8])))
    return "\n".join(lines)


def _nothing(left: int) -> str:
    if left:
        return text("excel.nothing-mendable", count=left)
    return text("excel.nothing-to-mend")


def _preview(found: Plan) -> str:
    lines = [text("excel.preview", count=len(found.lines), cells=len(found.steps))]
    lines += found.lines[:_PREVIEWED]
    if len(found.lines) > _PREVIEWED:
        lines.append(text("excel.preview-more", count=len(found.lines) - _PREVIEWED))
    if found.left:
        lines.append(text("excel.mended-left", count=found.left))
    return "\n".join([*lines, "", text("excel.preview-ask")])


def _write(book: Book, steps: Sequence[Step], done: list[Fixed]) -> None:
    """Write the cells; `done` takes in each that holds now what it is to hold."""
    by_sheet: dict[str, list[Step]] = {}
    for step in steps:
        by_sheet.setdefault(step.edit.sheet, []).append(step)
    for name, wanted_here in by_sheet.items():
        sheet = book.sheets[name]
        with lifted(sheet):
            for step in wanted_here:
                cell = sheet.range(step.edit.cell)
                put(cell, wanted(step.new, step.old, amount=step.edit.amount))
                done.append(Fixed(name, step.edit.cell, step.field, step.old, step.new))
                if text_of(cell) != step.new:
                    put(cell, step.old)
                    done.pop()


def _by_sheet(batch: Sequence[Fixed]) -> dict[str, list[Fixed]]:
    found: dict[str, list[Fixed]] = {}
    for one in batch:
        found.setdefault(one.sheet, []).append(one)
    return found
