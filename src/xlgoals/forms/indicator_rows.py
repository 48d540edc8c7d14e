"""The rows of an indicator table ↔ indicators: columns by header, classes filled down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row
from xlgoals.forms.ledger import Ledger
from xlgoals.reading import NoteKind
from xlgoals.model import Indicator
from xlgoals.values import IndicatorValue

__all__ = ["IndicatorColumns", "column_field", "fill_down", "ordered_extras", "read_rows", "written_rows"]

_FIELDS: Final = {
    words.label_key(label): name for name, labels in words.COLUMNS.items() for label in labels
}
_LEVEL1_KEY: Final = words.label_key(words.COLUMNS["level1"][0])


def column_field(label: str) -> str | None:
    """The indicator field that a column with this header holds, or None for a further column."""
    return _FIELDS.get(words.label_key(label))


@dataclass(frozen=True, slots=True)
class IndicatorColumns:
    """What each column holds: a field of `Indicator`, or the label of a further column.

    `fields` has one entry a column, (field or empty, label); `labelled` tells whether a header
    row said so, or the form's own order was taken.
    """

    fields: tuple[tuple[str, str], ...]
    labelled: bool


_PRINTED_COLUMNS: Final = IndicatorColumns(
    tuple((name, labels[0]) for name, labels in words.COLUMNS.items()), labelled=False
)


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
    reader = _RowReader(columns or _PRINTED_COLUMNS, indicators, project, ledger)
    for row in rows:
        reader.read(row)
    for cell in reader.unused.values():
        ledger.leftover_cell(cell)
    return reader.columns


def ordered_extras(indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """The indicators with their extras in one order, that in which the labels first come up."""
    order = list(dict.fromkeys(label for row in indicators for label, _ in row.extras))
    if not order:
        return tuple(indicators)
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
        if words.label_key(row.cells[0].paragraphs[0]) == _LEVEL1_KEY:
            self._header(row)
            return
        indicator = None
        if any(len(c.paragraphs) > 1 or c.paragraphs[0] for c in row.cells):
            indicator = self._indicator(row)
        if indicator is None:
            self.ledger.note(NoteKind.BLANK_ROW, row.cells[0].line, "", "", self.project)
        else:
            self.indicators.append(indicator)

    def _header(self, row: Row) -> None:
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
        ledger, project, fields = self.ledger, self.project, self.columns.fields
        if len(row.cells) != len(fields):
            count = str(len(row.cells))
            ledger.note(NoteKind.CELL_COUNT, row.cells[0].line, count, path, project)
        texts: dict[str, str] = {}
        extras: list[tuple[str, str]] = []
        for (name, label), cell in zip(fields, row.cells, strict=False):
            if name:
                texts[name] = ledger.cell(cell, f"{path}.{name}", project)
            elif not label:
                ledger.leftover_cell(cell)
            elif text := ledger.cell(cell, f"{path}.extras[{label}]", project):
                extras.append((label, text))
                self.unused.pop(label, None)
        for cell in row.cells[len(fields) :]:
            ledger.leftover_cell(cell)
        if not extras and not any(texts.values()):
            return None
        level1, level2 = self._classes(texts, path)
        get = texts.get
        return Indicator(
            level1=level1,
            level2=level2,
            name=get("name", ""),
            description=get("description", ""),
            value=IndicatorValue.parse(get("value", "")),
            basis=get("basis", ""),
            extras=tuple(extras),
        )

    def _classes(self, texts: dict[str, str], path: str) -> tuple[str, str]:
        last = self.indicators[-1] if self.indicators else None
        above = (last.level1, last.level2) if last is not None else ("", "")
        written = texts.get("level1", ""), texts.get("level2", "")
        level1, level2 = fill_down(*written, above)
        if level1 == above[0]:
            for name, repeated, class_above in zip(("level1", "level2"), written, above, strict=True):
                if repeated and repeated == class_above:
                    self._repeated(repeated, f"{path}.{name}")
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
