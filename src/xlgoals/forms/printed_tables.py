"""Printed tables → a project: texts go to their fields by place, no label is looked for.

The general way stands in `tables` and `indicator_rows`; this one gives the same document, the
same lines and the same notes, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell
from xlgoals.forms.indicator_rows import LABELLED
from xlgoals.forms.ledger import MARK, Ledger
from xlgoals.forms.printed import COLUMNS, UPPER_FIELDS, PrintedTable
from xlgoals.making import made
from xlgoals.model import Indicator
from xlgoals.reading import NoteKind
from xlgoals.values import IndicatorValue

if TYPE_CHECKING:
    from xlgoals.forms.tables import ProjectDraft

__all__ = ["read"]

_GOALS: Final = "goals"
_SEEN: Final = {*UPPER_FIELDS, "plan"} - {"money_unit"}
_NAME: Final = list(words.COLUMNS).index("name")
# Six cells of one row.
_Row = Sequence[str]


def read(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> bool:
    """Read a printed table into the draft; False when the general way has to read it."""
    if not table.texts or ledger.is_waiting:
        return False
    if not table.upper:
        _read_lower(table, draft, ledger)
        return True
    if draft.texts or draft.goals:
        return False  # a second value has to be told from the first
    _read_upper(table, draft, ledger)
    return True


def _is_tidy(table: PrintedTable) -> bool:
    """Whether no cell has white space at its ends, tabs, bookmarks or several paragraphs."""
    texts = table.texts
    if not table.plain or [text.strip() for text in texts] != texts:
        return False
    whole = "".join(texts)
    return "\t" not in whole and MARK not in whole


# --- The upper table -------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _upper_paths(project: int) -> tuple[str, ...]:
    """The field paths of an upper table, made once for all documents."""
    return tuple(f"projects[{project}].{name}" for name in UPPER_FIELDS)


def _read_upper(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> None:
    index, texts = draft.index, table.texts
    paths, lines = _upper_paths(index), table.lines()
    if _is_tidy(table):
        ledger.lines.update(zip(paths, lines, strict=True))
    else:
        texts = _tidied(ledger, index, texts, lines, paths)
    draft.texts.update(zip(UPPER_FIELDS, texts, strict=True))
    goals = draft.texts.pop(_GOALS)
    draft.goals = tuple(goals.split("\n")) if goals else ()
    draft.seen |= _SEEN


def _tidied(
    ledger: Ledger, project: int, texts: _Row, lines: Iterable[int], paths: Iterable[str]
) -> list[str]:
    """Texts of cells without layout noise, which the ledger notes."""
    return [
        ledger.cell(Cell(text.split("\n"), line), path, project)
        # Texts come first: where they end, no line is taken from its iterator.
        for text, line, path in zip(texts, lines, paths, strict=False)
    ]


# --- The indicator table ---------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _row_paths(project: int, row: int) -> tuple[str, ...]:
    """The field paths of a row of indicators, made once for all documents."""
    return tuple(f"projects[{project}].indicators[{row}].{name}" for name in words.COLUMNS)


@lru_cache(maxsize=256)
def _table_paths(project: int, first: int, rows: int) -> tuple[str, ...]:
    """Those of so many rows."""
    paths = (_row_paths(project, row) for row in range(first, first + rows))
    return tuple(chain.from_iterable(paths))


def _read_lower(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> None:
    draft.columns = LABELLED
    indicators = draft.indicators
    above1, above2 = (indicators[-1].level1, indicators[-1].level2) if indicators else ("", "")
    for level1, level2, name, description, value, basis in _rows(table, draft, ledger):
        if not level1 or level1 == above1:
            if level1 or (level2 and level2 == above2):
                _note_repeated(draft, ledger, level1, level2 if level2 == above2 else "")
            above2 = level2 or above2
        else:
            above1, above2 = level1, level2
        fields = {
            "level1": above1,
            "level2": above2,
            "name": name,
            "description": description,
            "value": IndicatorValue.parse(value),
            "basis": basis,
            "extras": (),
        }
        indicators.append(made(Indicator, fields))


def _rows(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> Iterator[_Row]:
    """The rows of cells; those with layout noise one by one, as their notes are told in order."""
    texts, start = table.texts, len(draft.indicators)
    rows = zip(*[iter(texts)] * COLUMNS, strict=True)
    if not _is_tidy(table) or ("" in texts[_NAME::COLUMNS] and _has_blank_row(texts)):
        return _tidied_rows(rows, table.lines(), draft, ledger)
    paths = _table_paths(draft.index, start, len(texts) // COLUMNS)
    ledger.lines.update(zip(paths, table.lines(), strict=True))
    return rows


def _has_blank_row(texts: Sequence[str]) -> bool:
    return not all(map(any, zip(*[iter(texts)] * COLUMNS, strict=True)))


def _tidied_rows(
    rows: Iterable[_Row], lines: Iterable[int], draft: ProjectDraft, ledger: Ledger
) -> Iterator[_Row]:
    lines = iter(lines)
    for row in rows:
        paths = _row_paths(draft.index, len(draft.indicators))
        texts = _tidied(ledger, draft.index, row, lines, paths)
        if any(texts):
            yield texts
        else:
            ledger.note(NoteKind.BLANK_ROW, ledger.lines[paths[0]], "", "", draft.index)


def _note_repeated(draft: ProjectDraft, ledger: Ledger, *classes: str) -> None:
    """Note the classes that a row repeats from the row above; empty ones are none."""
    paths = _row_paths(draft.index, len(draft.indicators))
    for written, path in zip(classes, paths, strict=False):
        if written:
            ledger.note(NoteKind.REPEATED_CLASS, ledger.lines[path], written, path, draft.index)
