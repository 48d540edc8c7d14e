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
from xlgoals.forms.printed import (
    COLUMNS,
    UPPER_FIELDS,
    UPPER_OFFSETS,
    PrintedTable,
    lower_offsets,
)
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
# Of longer tables, which are few, no lines are kept for other documents.
_MOST_TEXTS: Final = 64 * COLUMNS
# Once, as names of a model's class are slow to look up.
_parse_value: Final = IndicatorValue.parse
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


def _is_tidy(texts: Sequence[str]) -> bool:
    """Whether no paragraph is empty or has white space at its ends, a tab or a bookmark."""
    whole = "|".join(texts)
    if _is_solid(whole):
        return True
    if tuple(map(str.strip, texts)) != tuple(texts) or "\t" in whole or MARK in whole:
        return False
    if "\n" not in whole:
        return True
    paragraphs = whole.split("\n")
    return all(paragraphs) and list(map(str.strip, paragraphs)) == paragraphs


def _is_solid(text: str) -> bool:
    """Whether there is no white space at all in a text, so no mark either."""
    return text.split(None, 1) == [text]


# --- The upper table -------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _upper_paths(project: int) -> tuple[str, ...]:
    """The field paths of an upper table, made once for all documents."""
    return tuple(f"projects[{project}].{name}" for name in UPPER_FIELDS)


@lru_cache(maxsize=256)
def _upper_offsets(project: int) -> dict[str, int]:
    """The lines of those fields, counted from the table's first."""
    return dict(zip(_upper_paths(project), UPPER_OFFSETS, strict=True))


def _read_upper(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> None:
    texts, project = table.texts, draft.index
    paths = _upper_paths(project)
    if table.even:
        ledger.printed_table(project, _upper_offsets(project), table.line)
    else:
        ledger.lines.update(zip(paths, table.lines(), strict=True))
    if not _is_tidy(texts):
        texts = _tidied(ledger, project, texts, table.lines(), paths)
    draft.texts.update(zip(UPPER_FIELDS, texts, strict=True))
    goals = draft.texts.pop(_GOALS)
    draft.goals = tuple(goals.split("\n")) if goals else ()
    draft.seen |= _SEEN


def _tidied(
    ledger: Ledger, project: int, texts: _Row, lines: Sequence[int], paths: Sequence[str]
) -> _Row:
    """Texts of cells without layout noise, which the ledger notes."""
    return [
        text if _is_solid(text) else ledger.tidied(Cell(text.split("\n"), line), path, project)
        for text, line, path in zip(texts, lines, paths, strict=True)
    ]


# --- The indicator table ---------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _row_paths(project: int, row: int) -> tuple[str, ...]:
    """The field paths of a row of indicators, made once for all documents."""
    return tuple(f"projects[{project}].indicators[{row}].{name}" for name in words.COLUMNS)


def _table_paths(project: int, first: int, rows: int) -> Iterator[str]:
    """Those of so many rows."""
    return chain.from_iterable(_row_paths(project, row) for row in range(first, first + rows))


@lru_cache(maxsize=1024)
def _lower_offsets(project: int, texts: int) -> dict[str, int]:
    """The lines of so many fields of a project's first rows, counted from their table's first."""
    paths = _table_paths(project, 0, texts // COLUMNS)
    return dict(zip(paths, lower_offsets(texts), strict=True))


def _read_lower(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> None:
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
            "value": _parse_value(value),
            "basis": basis,
            "extras": (),
        }
        indicators.append(made(Indicator, fields))
    draft.columns = LABELLED


def _rows(table: PrintedTable, draft: ProjectDraft, ledger: Ledger) -> Iterator[_Row]:
    """The rows of cells; those with layout noise one by one, as their notes are told in order."""
    texts = table.texts
    rows = zip(*[iter(texts)] * COLUMNS, strict=True)
    if not _is_tidy(texts) or ("" in texts[_NAME::COLUMNS] and _has_blank_row(texts)):
        return _tidied_rows(rows, table.lines(), draft, ledger)
    if table.even and draft.columns is None and len(texts) <= _MOST_TEXTS:
        ledger.printed_table(draft.index, _lower_offsets(draft.index, len(texts)), table.line)
    else:
        paths = _table_paths(draft.index, len(draft.indicators), len(texts) // COLUMNS)
        ledger.lines.update(zip(paths, table.lines(), strict=True))
    return rows


def _has_blank_row(texts: Sequence[str]) -> bool:
    return not all(map(any, zip(*[iter(texts)] * COLUMNS, strict=True)))


def _tidied_rows(
    rows: Iterable[_Row], lines: Sequence[int], draft: ProjectDraft, ledger: Ledger
) -> Iterator[_Row]:
    for at, cells in enumerate(rows):
        row = cells
        paths = _row_paths(draft.index, len(draft.indicators))
        row_lines = lines[at * COLUMNS : (at + 1) * COLUMNS]
        ledger.lines.update(zip(paths, row_lines, strict=True))
        if not _is_tidy(row):
            row = _tidied(ledger, draft.index, row, row_lines, paths)
        if any(row):
            yield row
        else:
            ledger.note(NoteKind.BLANK_ROW, ledger.lines[paths[0]], "", "", draft.index)


def _note_repeated(draft: ProjectDraft, ledger: Ledger, *classes: str) -> None:
    """Note the classes that a row repeats from the row above; empty ones are none."""
    paths = _row_paths(draft.index, len(draft.indicators))
    for written, path in zip(classes, paths, strict=False):
        if written:
            line = ledger.field_lines[path]
            ledger.note(NoteKind.REPEATED_CLASS, line, written, path, draft.index)
