"""A project's two tables ↔ a `Project`.

The upper table holds code, name, funding, plan and goals; fields are found by their labels, so
missing and shifted rows do no harm.  The lower table holds the indicators; its header row says
which column is which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms import other_forms, other_upper, printed_tables
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import Cell, Row, Table
from xlgoals.forms.indicator_rows import IndicatorColumns, ordered_extras, read_rows, written_rows
from xlgoals.forms.ledger import Ledger
from xlgoals.forms.printed import PrintedTable
from xlgoals.making import made
from xlgoals.model import Funding, Indicator, Project, SpendingPlan
from xlgoals.reading import NoteKind
from xlgoals.values import Money, Percent

__all__ = [
    "FormRows",
    "ProjectDraft",
    "cell_of",
    "continues",
    "form_rows",
    "lower_table",
    "read_table",
    "upper_table",
]

_MONEY_UNIT: Final = re.compile(r"\s*(?:金额)?单位\s*[:：]\s*")
_LABELS: Final = {
    words.label_key(words.PROJECT_CODE): "code",
    words.label_key(words.PROJECT_NAME): "name",
    words.label_key(words.TOTAL): "funding.total",
    words.label_key(words.FISCAL): "funding.fiscal",
    "财政资金": "funding.fiscal",
    words.label_key(words.OTHER): "funding.other",
}
_PRINTED: Final = {
    "code": words.PROJECT_CODE,
    "name": words.PROJECT_NAME,
    "funding.total": words.TOTAL,
    "funding.fiscal": words.FISCAL,
    "funding.other": words.OTHER,
}
# What every project's form has, in the order in which its absence is told.
_BLOCKS: Final = ("code", "name", "funding.total", "plan", "goals")
_POINTS: Final = dict(
    zip(
        map(words.label_key, words.PLAN_POINTS),
        ("march", "june", "october", "december"),
        strict=True,
    )
)
_FUNDING_KEY: Final = words.label_key(words.FUNDING)
_PLAN_KEY: Final = words.label_key(words.PLAN)
_GOALS_KEY: Final = words.label_key(words.GOALS)
_ROW_KEYS: Final = {words.label_key(words.PROJECT_CODE), _FUNDING_KEY, _PLAN_KEY, _GOALS_KEY}
_LEVEL1_KEY: Final = words.label_key(words.COLUMNS["level1"][0])
# Cells that are printed as they should be need no look at their spelling.
_PRINTED_KEYS: Final = {
    label: words.label_key(label)
    for label in (
        *(*_PRINTED.values(), words.FUNDING, words.PLAN, *words.PLAN_POINTS, words.GOALS, ""),
        *(labels[0] for labels in words.COLUMNS.values()),
    )
}
_LONGEST_LABEL: Final = 20
# Once, as names of a model's class are slow to look up.
_parse_money: Final = Money.parse
_parse_percent: Final = Percent.parse


@dataclass(slots=True)
class ProjectDraft:
    """A project while it is read; `index` is its 0-based place in the document."""

    index: int
    number: int | None = None
    title: str | None = None
    line: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    goals: tuple[str, ...] = ()
    indicators: list[Indicator] = field(default_factory=list)
    columns: IndicatorColumns | None = None
    seen: set[str] = field(default_factory=set)

    def path(self, name: str) -> str:
        """Field path of one of this project's fields."""
        return f"projects[{self.index}].{name}"

    def project(self, ledger: Ledger) -> Project:
        """The finished project; blocks that it lacks are noted."""
        if not self.seen.issuperset(_BLOCKS):
            for block in (block for block in _BLOCKS if block not in self.seen):
                ledger.note(NoteKind.MISSING_BLOCK, self.line, "", self.path(block), self.index)
        if self.columns is None or not self.columns.labelled:
            ledger.note(NoteKind.MISSING_BLOCK, self.line, "", self.path("indicators"), self.index)
        if self.title is None:
            ledger.note(NoteKind.MISSING_HEADING, self.line, "", self.path("title"), self.index)
        get = self.texts.get
        name = get("name", "")
        fields = {
            "number": self.number if self.title is not None else self.index + 1,
            "title": name.replace("\n", "") if self.title is None else self.title,
            "unit": get("unit", ""),
            "money_unit": get("money_unit", ""),
            "code": get("code", ""),
            "name": name,
            "funding": self._funding(),
            "plan": self._plan(),
            "goals": self.goals,
            "indicators": ordered_extras(self.indicators),
        }
        return made(Project, fields)

    def _funding(self) -> Funding:
        get, parse = self.texts.get, _parse_money
        fields = {
            "total": parse(get("funding.total", "")),
            "fiscal": parse(get("funding.fiscal", "")),
            "other": parse(get("funding.other", "")),
            "purpose": get("funding.purpose", ""),
        }
        return made(Funding, fields)

    def _plan(self) -> SpendingPlan:
        get, parse = self.texts.get, _parse_percent
        fields = {
            "march": parse(get("plan.march", "")),
            "june": parse(get("plan.june", "")),
            "october": parse(get("plan.october", "")),
            "december": parse(get("plan.december", "")),
        }
        return made(SpendingPlan, fields)


def _key(cell: Cell) -> str:
    """Label key of a cell, across its paragraphs; empty when it is too long for a label."""
    paragraphs = cell.paragraphs
    text = paragraphs[0]
    if len(paragraphs) > 1:
        text = "".join(paragraphs)
    elif text in _PRINTED_KEYS:
        return _PRINTED_KEYS[text]
    return words.label_key(text) if len(text) <= _LONGEST_LABEL else ""


@dataclass(frozen=True, slots=True)
class FormRows:
    """Which rows of a table are the form's: an upper part, and where a lower part begins.

    `other` tells that the table is one of another form, and `side` how many merged cells stand
    in front of its indicators.
    """

    upper: bool
    lower: int | None
    other: bool = False
    side: int = 0


_UPPER_PRINTED: Final = FormRows(upper=True, lower=None)
_LOWER_PRINTED: Final = FormRows(upper=False, lower=0)


def form_rows(table: Table) -> FormRows:
    """What a table holds of a project: rows of its upper table, of its lower one, or both."""
    if isinstance(table, PrintedTable) and table.texts:
        return _UPPER_PRINTED if table.upper else _LOWER_PRINTED
    keys = [_key(row.cells[0]) for row in table.rows]
    lower = next((at for at, key in enumerate(keys) if _is_lower(key, table.rows[at])), None)
    above = keys[:lower]
    upper = not _ROW_KEYS.isdisjoint(above) or (
        bool(above) and any(_MONEY_UNIT.match(c.paragraphs[0]) for c in table.rows[0].cells[1:])
    )
    if lower is None or (lower and not upper):
        return _other_form_rows(table, upper) or FormRows(upper, lower)
    return FormRows(upper, lower)


def _other_form_rows(table: Table, upper: bool) -> FormRows | None:
    if (part := other_forms.indicator_part(table.rows)) is not None:
        return FormRows(part.header > 0, part.header, other=True, side=part.side)
    if not upper and other_forms.is_upper(table.rows):
        return FormRows(upper=True, lower=None, other=True)
    return None


def _is_lower(key: str, row: Row) -> bool:
    return key == _LEVEL1_KEY or (
        key.removesuffix("指标") in words.LEVEL1_CLASSES
        and len(row.cells) >= len(words.COLUMNS) - 1
    )


def continues(table: Table, draft: ProjectDraft | None) -> bool:
    """Whether a table without labels goes on with the indicator table of `draft`."""
    if draft is None or draft.columns is None:
        return False
    return all(len(row.cells) == len(draft.columns.fields) for row in table.rows)


def read_table(table: Table, found: FormRows, draft: ProjectDraft, ledger: Ledger) -> None:
    """Read one table into the draft; `found` is what `form_rows` says of it."""
    if isinstance(table, PrintedTable) and printed_tables.read(table, draft, ledger):
        return
    ledger.settle(draft.index)
    if found.other:
        _read_other(table, found, draft, ledger)
    else:
        lower = found.lower
        if lower is None:
            lower = len(table.rows) if found.upper else 0
        upper = _Upper(draft, ledger)
        for at, row in enumerate(table.rows[:lower]):
            upper.row(row, first=at == 0)
        if lower < len(table.rows):
            rows = table.rows[lower:]
            draft.columns = read_rows(rows, draft.columns, draft.indicators, draft.index, ledger)
    if not table.closed:
        last = table.rows[-1].cells[-1]
        line = last.line + len(last.paragraphs) - 1
        ledger.note(NoteKind.CUT_OFF, line, "", draft.path(""), draft.index)


def _read_other(table: Table, found: FormRows, draft: ProjectDraft, ledger: Ledger) -> None:
    upper = other_upper.UpperRows(draft, ledger)
    upper.read(table.rows[: found.lower])
    if found.lower is not None:
        part = other_forms.IndicatorPart(found.lower, found.side)
        rows, behind = other_forms.indicator_rows(table.rows, part, ledger)
        draft.columns = read_rows(rows, draft.columns, draft.indicators, draft.index, ledger)
        upper.read(behind)
    other_forms.note_form(draft, ledger)


class _Upper:
    """One pass over the rows of an upper table; what no label claims becomes a leftover."""

    def __init__(self, draft: ProjectDraft, ledger: Ledger) -> None:
        self.draft = draft
        self.ledger = ledger
        self.points: dict[int, str] = {}  # column -> point of the plan, while its row is awaited
        self.point_cells = 0
        self.purpose_next = False

    def row(self, row: Row, first: bool) -> None:
        keys = [_key(cell) for cell in row.cells]
        points, self.points = self.points, {}
        purpose, self.purpose_next = self.purpose_next, False
        if points and keys[0] not in _ROW_KEYS:
            self._plan_values(row, points)
        elif purpose and keys[0] not in _ROW_KEYS:
            self._purpose(row)
        elif any(key in _POINTS for key in keys):
            self._plan_labels(row, keys)
        elif keys[0] == _GOALS_KEY:
            self._goals(row)
        elif any(key in _LABELS for key in keys):
            self._pairs(row, keys)
            self.purpose_next = keys[0] == _FUNDING_KEY or _LABELS.get(keys[0]) == "funding.total"
        elif first or any(_MONEY_UNIT.match(cell.paragraphs[0]) for cell in row.cells):
            self._unit(row)
        else:
            self._leave(row.cells)

    def _take(self, cell: Cell, name: str) -> None:
        draft = self.draft
        text = self.ledger.cell(cell, draft.path(name), draft.index)
        if draft.texts.get(name):
            # A second value for a field that has one: keep it, but not in its place.
            self.ledger.leftover_cell(cell)
            return
        draft.texts[name] = text
        draft.seen.add(name)

    def _leave(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            if _key(cell) not in _ROW_KEYS:
                self.ledger.leftover_cell(cell)

    def _label(self, cell: Cell, printed: str) -> None:
        if cell.paragraphs != [printed]:
            written = "\n".join(cell.paragraphs)
            self.ledger.note(NoteKind.LABEL, cell.line, written, "", self.draft.index)

    def _pairs(self, row: Row, keys: Sequence[str]) -> None:
        at = 0
        while at < len(keys):
            name = _LABELS.get(keys[at])
            if name is None:
                if keys[at] != _FUNDING_KEY:
                    self._leave(row.cells[at : at + 1])
                elif keys[at]:
                    self._label(row.cells[at], words.FUNDING)
                at += 1
                continue
            self._label(row.cells[at], _PRINTED[name])
            self.draft.seen.add(name)
            # In a row with a missing cell the next label may stand where the value should.
            if at + 1 < len(keys) and (keys[at + 1] not in _LABELS or len(keys) in (4, 7)):
                self._take(row.cells[at + 1], name)
                at += 1
            at += 1

    def _plan_labels(self, row: Row, keys: Sequence[str]) -> None:
        self.draft.seen.add("plan")
        self.point_cells = len(keys)
        for at, key in enumerate(keys):
            if key in _POINTS:
                self.points[at] = _POINTS[key]
                printed = words.PLAN_POINTS[list(_POINTS).index(key)]
                self._label(row.cells[at], printed)
            elif key == _PLAN_KEY:
                self._label(row.cells[at], words.PLAN)
            else:
                self._leave(row.cells[at : at + 1])

    def _plan_values(self, row: Row, points: dict[int, str]) -> None:
        shift = self.point_cells - len(row.cells) if len(row.cells) < self.point_cells else 0
        for at, cell in enumerate(row.cells):
            point = points.get(at + shift)
            if point is None:
                self.ledger.leftover_cell(cell)
            else:
                self._take(cell, f"plan.{point}")

    def _purpose(self, row: Row) -> None:
        at = 1 if len(row.cells) > 1 and not any(p.strip() for p in row.cells[0].paragraphs) else 0
        for cell in row.cells[:at]:
            self.ledger.leftover_cell(cell)
        self._take(row.cells[at], "funding.purpose")
        for cell in row.cells[at + 1 :]:
            self.ledger.leftover_cell(cell)

    def _goals(self, row: Row) -> None:
        draft = self.draft
        draft.seen.add("goals")
        self._label(row.cells[0], words.GOALS)
        for cell in row.cells[1:2]:
            goals = self.ledger.cell(cell, draft.path("goals"), draft.index)
            draft.goals += tuple(goals.split("\n")) if goals else ()
        for cell in row.cells[2:]:
            self.ledger.leftover_cell(cell)

    def _unit(self, row: Row) -> None:
        for cell in row.cells:
            text = "".join(cell.paragraphs)
            mark = _MONEY_UNIT.match(text)
            if mark is not None and "money_unit" not in self.draft.texts:
                self._money_unit(cell, text, mark.end())
            elif "unit" not in self.draft.texts:
                self._take(cell, "unit")
            else:
                self.ledger.leftover_cell(cell)

    def _money_unit(self, cell: Cell, text: str, start: int) -> None:
        draft, path = self.draft, self.draft.path("money_unit")
        self.ledger.lines[path] = cell.line
        unit = self.ledger.unmarked(text[start:], path, cell.line).strip()
        draft.texts["money_unit"] = unit
        if cell.paragraphs != [words.MONEY_UNIT + unit]:
            self.ledger.note(NoteKind.LABEL, cell.line, text, path, draft.index)


def _cell(text: str) -> Cell:
    return Cell(text.split("\n"))


def upper_table(project: Project) -> Table:
    """The upper table of a project, as the form prints it."""
    funding, plan = project.funding, project.plan
    rows = (
        (project.unit, words.MONEY_UNIT + project.money_unit),
        (words.PROJECT_CODE, project.code, words.PROJECT_NAME, project.name),
        (
            *(words.FUNDING, words.TOTAL, funding.total.text),
            *(words.FISCAL, funding.fiscal.text, words.OTHER, funding.other.text),
        ),
        ("", funding.purpose),
        (words.PLAN, *words.PLAN_POINTS),
        ("", plan.march.text, plan.june.text, plan.october.text, plan.december.text),
        (words.GOALS, "\n".join(project.goals)),
    )
    return Table([Row([_cell(text) for text in row]) for row in rows])


def lower_table(project: Project) -> Table:
    """The indicator table of a project, classes merged as the form prints them."""
    return Table([Row([_cell(text) for text in row]) for row in written_rows(project.indicators)])


# Field of a project -> row and cell of the upper table.
_CELLS: Final = {
    "unit": (0, 0),
    "money_unit": (0, 1),
    "code": (1, 1),
    "name": (1, 3),
    "funding.total": (2, 2),
    "funding.fiscal": (2, 4),
    "funding.other": (2, 6),
    "funding.purpose": (3, 1),
    **{f"plan.{point}": (5, at) for at, point in enumerate(_POINTS.values(), 1)},
    "goals": (6, 1),
}
_INDICATOR_PATH: Final = re.compile(r"indicators\[([0-9]+)\]\.(\w+)(?:\[(.*)\])?")


def cell_of(name: str, project: Project, upper: Table, lower: Table) -> Cell | None:
    """The cell of a field, by its path inside the project; None when there is no such cell."""
    if (place := _CELLS.get(name)) is not None:
        return upper.rows[place[0]].cells[place[1]]
    match = _INDICATOR_PATH.fullmatch(name)
    if match is None or int(match[1]) >= len(project.indicators):
        return None
    labels = [cell.paragraphs[0] for cell in lower.rows[0].cells]
    label = match[3] if match[2] == "extras" else words.COLUMNS.get(match[2], ("",))[0]
    if label not in labels:
        return None
    return lower.rows[int(match[1]) + 1].cells[labels.index(label)]
