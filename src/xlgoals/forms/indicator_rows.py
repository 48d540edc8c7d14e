"""The rows of an indicator table ↔ indicators: columns by header, classes filled down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row
from xlgoals.forms.ledger import Ledger
from xlgoals.forms.value_parts import joined
from xlgoals.making import made
from xlgoals.model import Indicator
from xlgoals.paths import extra_path
from xlgoals.reading import NoteKind
from xlgoals.values import IndicatorValue

__all__ = [
    "LABELLED",
    "IndicatorColumns",
    "column_field",
    "fill_down",
    "ordered_extras",
    "read_rows",
    "written_rows",
]

_FIELDS: Final = {
    words.label_key(label): name for name, labels in words.COLUMNS.items() for label in labels
}
_NO_TEXTS: Final = dict.fromkeys(words.COLUMNS, "")
_PRINTED_HEADER: Final = [labels[0] for labels in words.COLUMNS.values()]
_extras: Final = attrgetter("extras")
_LEVEL1_KEY: Final = words.label_key(words.COLUMNS["level1"][0])


def column_field(label: str) -> str | None:
    """The indicator field that a column with this header holds, or None for a further column."""
    return _FIELDS.get(words.label_key(label))


@dataclass(frozen=True)
class IndicatorColumns:
    """What each column holds: a field of `Indicator`, or the label of a further column.

    `fields` has one entry a column, (field or empty, label); `labelled` tells whether a header
    row said so, or the form's own order was taken.  `ours` tells that the form's own columns
    come first, as we write them: in other forms sign and unit may stand beside the number.
    """

    fields: tuple[tuple[str, str], ...]
    labelled: bool

    @cached_property
    def ours(self) -> bool:
        """Whether the form's own columns come first."""
        return self.fields[: len(_PRINTED_FIELDS)] == _PRINTED_FIELDS

    @cached_property
    def known(self) -> tuple[tuple[int, str, str], ...]:
        """Column, field, and the end of its path, of the columns that are fields."""
        named = enumerate(self.fields)
        return tuple((at, name, f".{name}") for at, (name, _) in named if name)

    @cached_property
    def others(self) -> tuple[tuple[int, str], ...]:
        """Column and label of the columns that are not; no label where nothing may stand."""
        return tuple((at, label) for at, (name, label) in enumerate(self.fields) if not name)


_PRINTED_FIELDS: Final = tuple((name, labels[0]) for name, labels in words.COLUMNS.items())
_UNLABELLED: Final = IndicatorColumns(_PRINTED_FIELDS, labelled=False)
LABELLED: Final = IndicatorColumns(_PRINTED_FIELDS, labelled=True)


def fill_down(level1: str, level2: str, above: tuple[str, str]) -> tuple[str, str]:
    """Classes of a row where blank means “as above”; `above` holds those of the row before.

    A blank level 2 takes the one above only within the same level 1.
    """
    if not level1 or level1 == above[0]:
        return above[0], level2 or above[1]
    return level1, level2


def read_rows(
    rows: Sequence[Row],
    columns: IndicatorColumns | None,
    indicators: list[Indicator],
    project: int,
    ledger: Ledger,
) -> IndicatorColumns:
    """Append the indicators of `rows`; a header row among them sets the columns anew.

    Args:
        rows: The rows of an indicator table, or a part of them.
        columns: Those of the part read before, or None at the beginning.
        indicators: What was read before; new ones are appended.
        project: Index of the project.
        ledger: Takes places, notes and leftovers.

    Returns:
        The columns now in force.
    """
    reader = _RowReader(columns or _UNLABELLED, indicators, project, ledger)
    for row in rows:
        reader.read(row)
    for cell in reader.unused.values():
        ledger.leftover_cell(cell)
    return reader.columns


def ordered_extras(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """The indicators with their extras in one order, that in which the labels first come up."""
    if not any(map(_extras, indicators)):
        return tuple(indicators)
    order = list(dict.fromkeys(label for row in indicators for label, _ in row.extras))
    return tuple(
        row.model_copy(
            update={"extras": tuple(sorted(row.extras, key=lambda extra: order.index(extra[0])))}
        )
        for row in indicators
    )


@dataclass(slots=True)
class _RowReader:
    """Reads the rows of one indicator table, one after the other."""

    columns: IndicatorColumns
    indicators: list[Indicator]
    project: int
    ledger: Ledger
    unused: dict[str, Cell] = field(default_factory=dict)  # further columns empty so far

    def read(self, row: Row) -> None:
        if words.label_key("".join(row.cells[0].paragraphs)) == _LEVEL1_KEY:
            self._header(row)
            return
        indicator = self._indicator(row)
        if indicator is None:
            self.ledger.note(NoteKind.BLANK_ROW, row.cells[0].line, "", "", self.project)
        else:
            self.indicators.append(indicator)

    def _header(self, row: Row) -> None:
        if [cell.paragraphs[0] for cell in row.cells] == _PRINTED_HEADER and all(
            len(cell.paragraphs) == 1 for cell in row.cells
        ):
            self.columns = LABELLED
            return
        fields: list[tuple[str, str]] = []
        taken: set[str] = set()
        for cell in row.cells:
            label = "".join(paragraph.strip() for paragraph in cell.paragraphs)
            name = column_field(label)
            if (name or label) in taken:
                # A second column of the same name has no place of its own.
                self.ledger.leftover_cell(cell)
                fields.append(("", ""))
                continue
            taken.add(name or label)
            fields.append((name or "", label))
            if name is None:
                self.unused[label] = cell
            if name and cell.paragraphs != [words.COLUMNS[name][0]]:
                written = "\n".join(cell.paragraphs)
                self.ledger.note(NoteKind.LABEL, cell.line, written, "", self.project)
        self.columns = IndicatorColumns(tuple(fields), labelled=True)

    def _indicator(self, row: Row) -> Indicator | None:
        """One row's indicator; None when all of its cells are blank."""
        path = f"projects[{self.project}].indicators[{len(self.indicators)}]"
        ledger, project, columns = self.ledger, self.project, self.columns
        cells, count = row.cells, len(row.cells)
        if count != len(columns.fields):
            ledger.note(NoteKind.CELL_COUNT, cells[0].line, str(count), path, project)
        texts = _NO_TEXTS.copy()
        for at, name, suffix in columns.known:
            if at < count:
                texts[name] = ledger.cell(cells[at], path + suffix, project)
        extras = self._extras(cells, path) if columns.others else ()
        for cell in cells[len(columns.fields) :]:
            ledger.leftover_cell(cell)
        if not extras and not any(texts.values()):
            return None
        if extras and not columns.ours:
            texts["value"], extras = joined(texts["value"], extras)
        level1, level2 = self._classes(texts["level1"], texts["level2"], path)
        fields = {
            "level1": level1,
            "level2": level2,
            "name": texts["name"],
            "description": texts["description"],
            "value": IndicatorValue.parse(texts["value"]),
            "basis": texts["basis"],
            "extras": extras,
        }
        return made(Indicator, fields)

    def _extras(self, cells: Sequence[Cell], path: str) -> tuple[tuple[str, str], ...]:
        extras: list[tuple[str, str]] = []
        for at, label in self.columns.others:
            if at >= len(cells):
                break
            if not label:
                self.ledger.leftover_cell(cells[at])
            elif text := self.ledger.cell(cells[at], extra_path(path, label), self.project):
                extras.append((label, text))
                self.unused.pop(label, None)
        return tuple(extras)

    def _classes(self, written1: str, written2: str, path: str) -> tuple[str, str]:
        last = self.indicators[-1] if self.indicators else None
        above = (last.level1, last.level2) if last is not None else ("", "")
        level1, level2 = fill_down(written1, written2, above)
        if level1 == above[0]:
            if written1 and written1 == above[0]:
                self._repeated(written1, f"{path}.level1")
            if written2 and written2 == above[1]:
                self._repeated(written2, f"{path}.level2")
        return level1, level2

    def _repeated(self, written: str, path: str) -> None:
        line = self.ledger.lines[path]
        self.ledger.note(NoteKind.REPEATED_CLASS, line, written, path, self.project)


def written_rows(indicators: Sequence[Indicator]) -> Iterator[tuple[str, ...]]:
    """Header and rows of an indicator table; repeated classes blank, as merged cells print."""
    labels = list(dict.fromkeys(label for row in indicators for label, _ in row.extras))
    yield *(names[0] for names in words.COLUMNS.values()), *labels
    above = ("", "")
    for row in indicators:
        level1, level2 = row.level1, row.level2
        rest = (row.name, row.description, row.value.text, row.basis)
        if level1 == above[0] and (any(rest) or row.extras):
            # A row of classes only would be blank without them.
            level1 = ""
            level2 = "" if level2 == above[1] else level2
        extras = dict(row.extras)
        yield level1, level2, *rest, *(extras.get(label, "") for label in labels)
        above = row.level1, row.level2
