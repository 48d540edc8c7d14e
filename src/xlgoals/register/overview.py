"""The first sheet of the register: key figures, and charts of budgets and findings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, NamedTuple

from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter

from xlgoals.messages import text as say
from xlgoals.register.cells import Formula, formula_text, line
from xlgoals.register.charts import Bars, Names, bars
from xlgoals.register.columns import Column, Kind, Value
from xlgoals.register.look import ACCENT, INKS, Looks
from xlgoals.register.pivots import Pivot
from xlgoals.register.rows import GRAVEST_FIRST, UNREADABLE

__all__ = ["ACROSS", "Overview"]

ACROSS: Final = 12
"""How many columns wide the sheet is."""

_WIDE: Final = 2  # columns of a key figure
_CAPTIONS: Final = (4, 7)
_CHARTS_FROM: Final = 10
_ROW: Final = 0.53  # the height of a row in cm
_MOST_BARS: Final = 15
_LONGEST_NAME: Final = 22


class _Tile(NamedTuple):
    caption: str
    formula: Formula
    style: int


class Overview:
    """The sheet over the totals by department and by rule."""

    def __init__(self, departments: Pivot, rules: Pivot) -> None:
        self.title = say("register.table.overview")
        self._departments = departments
        self._rules = rules

    def lines(self, looks: Looks) -> Iterator[str]:
        """The rows of the sheet."""
        yield line(1, ["A"], [looks.title], [say("register.title")], 34)
        yield line(2, ["A"], [looks.note], [say("register.note.overview")], 18)
        letters = [get_column_letter(at) for at in range(1, ACROSS + 1)]
        for row, tiles in zip(_CAPTIONS, self._tiles(looks), strict=True):
            captions: list[Value] = [part for tile in tiles for part in (tile.caption, None)]
            yield line(row, letters, [looks.caption] * ACROSS, captions, 18)
            numbers = [part for tile in tiles for part in (tile.formula, None)]
            styles = [tile.style for tile in tiles for _ in range(_WIDE)]
            yield line(row + 1, letters, styles, numbers, 30)

    def merged(self) -> list[str]:
        """The ranges of merged cells: those of captions and key figures."""
        return [
            f"{get_column_letter(at)}{row}:{get_column_letter(at + _WIDE - 1)}{row}"
            for caption in _CAPTIONS
            for row in (caption, caption + 1)
            for at in range(1, ACROSS, _WIDE)
        ]

    def add_charts(self, sheet: Any) -> None:
        """Puts the charts below the key figures."""
        row = _CHARTS_FROM
        for chart in (self._budgets(), self._findings()):
            rows = round(chart.height / _ROW)
            chart.anchor = TwoCellAnchor(
                _from=AnchorMarker(col=0, row=row - 1),
                to=AnchorMarker(col=ACROSS, row=row - 1 + rows),
            )
            sheet.add_chart(chart)
            row += rows + 1

    def _tiles(self, looks: Looks) -> tuple[list[_Tile], list[_Tile]]:
        count, money = looks.tiles[Kind.COUNT], looks.tiles[Kind.MONEY]
        departments, rules = self._departments, self._rules
        first = [
            _sum(departments, "files", count),
            _Tile(say("register.unreadable-files"), self._unreadable(), count),
            _Tile(say("register.departments"), self._department_count(), count),
            _sum(departments, "projects", count),
            _sum(departments, "indicators", count),
            _sum(rules, "findings", count),
        ]
        second = [_sum(departments, key, money) for key in ("total", "fiscal", "other")]
        second += [_sum(rules, level.word, looks.inks[level]) for level in GRAVEST_FIRST]
        return first, second

    def _unreadable(self) -> Formula:
        codes, files = (self._rules.where(key) for key in ("code", "files"))
        counts = dict(zip(self._rules.values("code"), self._rules.values("files"), strict=True))
        return Formula(f'SUMIFS({files},{codes},"{UNREADABLE}")', counts.get(UNREADABLE, 0))

    def _department_count(self) -> Formula:
        where, nobody = self._departments.where("department"), say("register.no-department")
        names = self._departments.values("department")
        formula = f"COUNTA({where})-COUNTIF({where},{formula_text(nobody)})"
        return Formula(formula, len(names) - names.count(nobody))

    def _budgets(self) -> Any:
        pivot = self._departments
        texts = [_short(text) for text in pivot.values("department")[:_MOST_BARS]]
        series = Bars(
            _header(pivot, "total").header,
            pivot.where("total", _MOST_BARS),
            pivot.values("total")[:_MOST_BARS],
            ACCENT,
        )
        title = _chart_title("budgets", len(pivot.rows))
        names = Names(pivot.where("department", _MOST_BARS), texts)
        return bars(title, names, [series], number="#,##0.00", height=_height(len(texts)))

    def _findings(self) -> Any:
        pivot = self._rules
        texts = [_short(text) for text in pivot.values("title")[:_MOST_BARS]]
        series = [
            Bars(
                _header(pivot, level.word).header,
                pivot.where(level.word, _MOST_BARS),
                pivot.values(level.word)[:_MOST_BARS],
                INKS[level],
            )
            for level in GRAVEST_FIRST
        ]
        title = _chart_title("findings", len(pivot.rows))
        names = Names(pivot.where("title", _MOST_BARS), texts)
        return bars(title, names, series, number="#,##0", height=_height(len(texts), legend=True))


def _header(pivot: Pivot, key: str) -> Column:
    return pivot.table.columns[pivot.table.at(key)]


def _sum(pivot: Pivot, key: str, style: int) -> _Tile:
    total: int | Decimal = pivot.total(key)
    return _Tile(_header(pivot, key).header, Formula(f"SUM({pivot.where(key)})", total), style)


def _chart_title(key: str, count: int) -> str:
    title = say(f"register.chart.{key}")
    return title if count <= _MOST_BARS else say("register.chart.first", title=title, n=_MOST_BARS)


def _height(count: int, *, legend: bool = False) -> float:
    """Height in cm for so many bars."""
    return 2.8 + 0.72 * max(count, 2) + 0.8 * legend


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
