"""Tables of other provinces' forms and of the central one: one table a project, or several.

The header row of the indicators tells such a table: 一级指标 stands in it behind a merged column
(绩效指标), or below rows that are not those of our upper table.  The rows around the indicators are
pairs of label and text; what no field stands for is kept with its label as a leftover.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xlgoals.forms import other_words as others
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row
from xlgoals.forms.ledger import Ledger
from xlgoals.model import Leftover
from xlgoals.reading import NoteKind

if TYPE_CHECKING:
    from xlgoals.forms.tables import ProjectDraft

__all__ = [
    "IndicatorPart",
    "UpperRows",
    "indicator_part",
    "indicator_rows",
    "is_upper",
    "note_form",
]

_LEVEL1: Final = words.label_key(words.COLUMNS["level1"][0])
_LEVEL2: Final = words.label_key(words.COLUMNS["level2"][0])
_NAMES: Final = frozenset(map(words.label_key, words.COLUMNS["name"]))
_VALUES: Final = frozenset(map(words.label_key, words.COLUMNS["value"]))
_BARE_VALUES: Final = others.VALUE_PARTS.difference(others.SIGN, others.UNIT)
_MONEY_UNIT: Final = "单位:"
_LONGEST_LABEL: Final = 24
_NARROWEST: Final = 4  # columns that an indicator table has at least
_AMOUNTS: Final = ("funding.total", "funding.fiscal", "funding.other")
_GOAL_LABELS: Final = others.GOALS | others.YEAR_GOALS | others.PERIOD_GOALS
_LABELS: Final = _GOAL_LABELS | others.FIELDS.keys() | others.OTHER_LABELS | others.MONEY_HEADS


def _text(cell: Cell) -> str:
    return "".join(paragraph.strip() for paragraph in cell.paragraphs)


def _key(cell: Cell) -> str:
    text = cell.paragraphs[0] if len(cell.paragraphs) == 1 else _text(cell)
    return words.label_key(text) if len(text) <= _LONGEST_LABEL else ""


def _label(cell: Cell) -> tuple[str, str]:
    """Key of a label without what stands in brackets behind it, and that."""
    key = _key(cell)
    match = others.BRACKETS.search(key)
    return (key[: match.start()].rstrip(":"), match[1]) if match else (key, "")


def _blank(cell: Cell) -> bool:
    return not any(paragraph.strip() for paragraph in cell.paragraphs)


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """Where the indicators of a table stand: the header's row, and how many cells it follows."""

    header: int
    side: int


def indicator_part(rows: Sequence[Row]) -> IndicatorPart | None:
    """Finds the header row of the indicators, a merged column in front of it or not."""
    for at, row in enumerate(rows):
        if len(row.cells) < _NARROWEST:
            continue
        for side in (0, 1):
            if _key(row.cells[side]) == _LEVEL1 and _key(row.cells[side + 1]) == _LEVEL2:
                return IndicatorPart(at, side)
    return None


def is_upper(rows: Sequence[Row]) -> bool:
    """Whether rows without indicators are those of such a form: a name, and one label more."""
    labels = {_label(cell)[0] for row in rows for cell in row.cells[::2]}
    return "项目名称" in labels and not (_LABELS - {"项目名称"}).isdisjoint(labels)


def indicator_rows(
    rows: Sequence[Row], part: IndicatorPart, ledger: Ledger
) -> tuple[list[Row], list[Row]]:
    """The rows of the indicators as our form has them, and further rows behind them.

    Two header rows become one, and the merged column in front goes.
    """
    width = len(rows[part.header].cells) - part.side
    header = Row(rows[part.header].cells[part.side :])
    body = rows[part.header + 1 :]
    if body and (whole := _two_headers(header, body[0].cells[part.side :], ledger)) is not None:
        for cell in body[0].cells[: part.side]:
            _leave_side(cell, ledger)
        header, body = Row(whole), body[1:]
    for cell in rows[part.header].cells[: part.side]:
        _leave_side(cell, ledger)
    lower, behind = [header], []
    for row in body:
        if len(row.cells) <= max(2, width // 2):
            behind.append(row)
            continue
        for cell in row.cells[: part.side]:
            _leave_side(cell, ledger)
        lower.append(Row(row.cells[part.side :], row.closed))
    return lower, behind


def _leave_side(cell: Cell, ledger: Ledger) -> None:
    if _key(cell) not in others.INDICATORS:
        ledger.leftover_cell(cell)


def _two_headers(first: Row, second: Sequence[Cell], ledger: Ledger) -> list[Cell] | None:
    """The header that two rows make together; None when the second is no header.

    In the second row a merged cell is blank; the others are parts of one cell above.
    """
    keys = [_key(cell) for cell in second]
    if not others.VALUE_PARTS.intersection(keys) or any(keys[:2]):
        return None
    above = iter(first.cells)
    whole: list[Cell] = []
    upper: Cell | None = None
    parts: set[str] = set()
    for cell, key in zip(second, keys, strict=True):
        if not parts or not key or key in parts:
            parts = set()
            upper = next(above, None)
        if key:
            parts.add(key)
        # A bare 数值 or 值 below 指标值 is the value itself.
        is_value = key in _BARE_VALUES and upper is not None and _key(upper) in _VALUES
        whole.append(upper if upper is not None and (is_value or _blank(cell)) else cell)
    whole.extend(above)
    kept = {id(cell) for cell in whole}
    for cell in (*first.cells, *second):
        if id(cell) not in kept and _key(cell) not in _VALUES | others.VALUE_PARTS:
            ledger.leftover_cell(cell)
    return whole


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
            labels = [_label(cell) for cell in row.cells]
            if awaited and not {key for key, _ in labels} & _LABELS.difference(_GOAL_LABELS):
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
            key, inside = _label(cell)
            if inside and key in others.PERIOD_GOALS:
                self.ledger.leftover_cell(cell)

    @staticmethod
    def _is_goal_header(cells: Sequence[Cell], labels: Sequence[tuple[str, str]]) -> bool:
        """Whether all cells are labels of goals, two times or one below another label."""
        keys = [key for cell, (key, _) in zip(cells, labels, strict=True) if not _blank(cell)]
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
            if above is None or _blank(cell):
                self.ledger.leftover_cell(cell)
            elif _label(above)[0] in others.PERIOD_GOALS:
                self._labelled(above, cell)
                unused.remove(above)
            elif at or _label(cell)[0] not in _GOAL_LABELS:
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
        if labels[at + 1][0] in _LABELS:
            return False
        return key in _LABELS or (len(cells) % 2 == 0 and at % 2 == 0 and bool(key))

    def _alone(self, cell: Cell, key: str, inside: str) -> None:
        if inside or key not in _LABELS | others.INDICATORS:
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
        head = f"{_text(label).rstrip('：:')}："
        for offset, text in enumerate(value.paragraphs):
            if text.strip():
                self.ledger.leftovers.append(
                    Leftover(text=head + text.strip(), line=value.line + offset)
                )
                head = ""
        key, inside = _label(label)
        if head and (inside or key not in _LABELS):
            self.ledger.leftover_cell(label)


def note_form(draft: ProjectDraft, ledger: Ledger) -> None:
    """Name the profile that fits such a form, once a document."""
    if not any(note.kind is NoteKind.FORM for note in ledger.notes):
        ledger.note(NoteKind.FORM, draft.line, others.PROFILE)
