"""The rows around the indicators of another form: pairs of label and text.

What no field stands for is kept with its label as a leftover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlgoals.forms import other_words as others
from xlgoals.forms.blocks import Cell, Paragraph, Row
from xlgoals.forms.ledger import Ledger
from xlgoals.forms.other_cells import is_blank_cell, label_of, text_of
from xlgoals.model import Leftover

if TYPE_CHECKING:
    from xlgoals.forms.tables import ProjectDraft

__all__ = ["UpperRows", "take_unit_above"]

_MONEY_UNIT: Final = "单位:"
_AMOUNTS: Final = ("funding.total", "funding.fiscal", "funding.other")
_GOAL_LABELS: Final = others.GOALS | others.YEAR_GOALS | others.PERIOD_GOALS


@dataclass(slots=True)
class UpperRows:
    """Reads the rows around the indicators, one after the other."""

    draft: ProjectDraft
    ledger: Ledger
    _goal_labels: list[Cell] = field(default_factory=list)

    def read(self, rows: Iterable[Row]) -> None:
        """Take what fields stand for; keep the rest."""
        for row in rows:
            awaited, self._goal_labels = self._goal_labels, []
            labels = [label_of(cell) for cell in row.cells]
            if awaited and not {key for key, _ in labels} & others.LABELS.difference(_GOAL_LABELS):
                self._goals_below(row, awaited)
            elif self._is_goal_header(row.cells, labels):
                self._unused(awaited)
                self._goal_labels = row.cells
                self._bracketed(row.cells, labels)
            else:
                self._unused(awaited)
                self._pairs(row, labels)
        awaited, self._goal_labels = self._goal_labels, []
        self._unused(awaited)

    def _unused(self, labels: Iterable[Cell]) -> None:
        """Labels of goals that no text stands below: what is more than a label stays."""
        for cell in labels:
            key, inside = label_of(cell)
            if inside and key in others.PERIOD_GOALS:
                self.ledger.leftover_cell(cell)

    @staticmethod
    def _is_goal_header(cells: Sequence[Cell], labels: Sequence[tuple[str, str]]) -> bool:
        """Whether all cells are labels of goals, two times or one below another label."""
        keys = [
            key for cell, (key, _) in zip(cells, labels, strict=True) if not is_blank_cell(cell)
        ]
        return len(keys) > 1 and all(key in _GOAL_LABELS for key in keys)

    def _bracketed(self, cells: Sequence[Cell], labels: Sequence[tuple[str, str]]) -> None:
        """A year in brackets behind a label of the year's goals would be lost with it."""
        for cell, (key, inside) in zip(cells, labels, strict=True):
            if inside and key not in others.PERIOD_GOALS:
                self.ledger.leftover_cell(cell)

    def _goals_below(self, row: Row, awaited: Sequence[Cell]) -> None:
        """Texts below the labels of goals; a merged cell in front may be left out."""
        shift = len(awaited) - len(row.cells)
        unused = list(awaited)
        for at, cell in enumerate(row.cells):
            above = awaited[at + shift] if 0 <= at + shift < len(awaited) else None
            if above is None or is_blank_cell(cell):
                self.ledger.leftover_cell(cell)
            elif label_of(above)[0] in others.PERIOD_GOALS:
                self._labelled(above, cell)
                unused.remove(above)
            elif at or label_of(cell)[0] not in _GOAL_LABELS:
                self._goals(cell)
        self._unused(unused)

    def _pairs(self, row: Row, labels: Sequence[tuple[str, str]]) -> None:
        cells, at = row.cells, 0
        while at < len(cells):
            key, inside = labels[at]
            following = cells[at + 1] if at + 1 < len(cells) else None
            if key.startswith((_MONEY_UNIT, f"金额{_MONEY_UNIT}")):
                self._money_unit(key.partition(":")[2], cells[at])
            elif key in others.MONEY_HEADS:
                self._unit_in_brackets(inside, cells[at])
            elif following is None or not self._is_pair(cells, labels, at):
                self._alone(cells[at], key, inside)
            else:
                self._pair(cells[at], key, inside, following, labels[at + 2 :])
                at += 1
            at += 1

    @staticmethod
    def _is_pair(cells: Sequence[Cell], labels: Sequence[tuple[str, str]], at: int) -> bool:
        """Whether a cell is the label of the next: an unknown one where the whole row is pairs."""
        key = labels[at][0]
        if labels[at + 1][0] in others.LABELS:
            return False
        in_pairs = len(cells) % 2 == 0 and at % 2 == 0
        return key in others.LABELS or (in_pairs and bool(key) and not key[0].isdecimal())

    def _alone(self, cell: Cell, key: str, inside: str) -> None:
        if inside or key not in others.LABELS | others.INDICATORS:
            self.ledger.leftover_cell(cell)

    def _pair(
        self,
        label: Cell,
        key: str,
        inside: str,
        value: Cell,
        behind: Sequence[tuple[str, str]],
    ) -> None:
        name = others.FIELDS.get(key)
        if key in others.GOALS or key in others.YEAR_GOALS:
            self._bracketed([label], [(key, inside)])
            self._goals(value)
        elif name is None:
            self._labelled(label, value)
        elif name in self.draft.texts or any(key == other for other, _ in behind):
            # Where a label comes twice in a row, the last amount is the year's.
            self._labelled(label, value)
        else:
            if name in _AMOUNTS:
                self._unit_in_brackets(inside, label)
            elif inside:
                self.ledger.leftover_cell(label)
            self.draft.texts[name] = self.ledger.cell(value, self.draft.path(name), self._index)
            self.draft.seen.add(name)

    @property
    def _index(self) -> int:
        return self.draft.index

    def _unit_in_brackets(self, inside: str, cell: Cell) -> None:
        unit = inside.removeprefix(_MONEY_UNIT)
        if unit.endswith("元"):
            self._money_unit(unit, cell)
        elif inside:
            self.ledger.leftover_cell(cell)

    def _money_unit(self, unit: str, cell: Cell) -> None:
        known = self.draft.texts.setdefault("money_unit", unit)
        if known != unit:
            self.ledger.leftover_cell(cell)
        self.ledger.lines.setdefault(self.draft.path("money_unit"), cell.line)

    def _goals(self, cell: Cell) -> None:
        if self.draft.goals:
            self.ledger.leftover_cell(cell)
            return
        goals = self.ledger.cell(cell, self.draft.path("goals"), self._index)
        self.draft.goals = tuple(goals.split("\n")) if goals else ()
        self.draft.seen.add("goals")

    def _labelled(self, label: Cell, value: Cell) -> None:
        """Keep a text that no field takes, its label in front."""
        head = f"{text_of(label).rstrip('：:')}："
        for offset, text in enumerate(value.paragraphs):
            if text.strip():
                self.ledger.leftovers.append(
                    Leftover(text=head + text.strip(), line=value.line + offset)
                )
                head = ""
        key, inside = label_of(label)
        if head and (inside or key not in others.LABELS):
            self.ledger.leftover_cell(label)


def take_unit_above(
    draft: ProjectDraft,
    ledger: Ledger,
    kept: Sequence[list[Paragraph] | list[Leftover]],
    lines: range,
) -> None:
    """Take the money unit that stands above a table, where the table tells no other.

    Args:
        draft: the project that was just read.
        ledger: its ledger.
        kept: paragraphs that no project took so far, in lists that the unit is taken out of.
        lines: those between the table before and this one.
    """
    for paragraphs in kept:
        for at in reversed(range(len(paragraphs))):
            line = paragraphs[at].line
            if line not in lines:
                continue
            unit = others.UNIT_LINE.fullmatch(paragraphs[at].text)
            if unit is None or draft.texts.setdefault("money_unit", unit[1]) != unit[1]:
                continue
            ledger.lines.setdefault(draft.path("money_unit"), line)
            del paragraphs[at]
            return
