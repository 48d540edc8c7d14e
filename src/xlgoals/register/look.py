"""How the register's workbook looks: the styles of its cells, registered once with the book."""

from __future__ import annotations

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

from xlgoals.checks import Severity
from xlgoals.register.columns import Kind

__all__ = ["ACCENT", "INKS", "Looks", "warning_style"]

ACCENT: Final = "2F5D8C"
INKS: Final = {Severity.ERROR: "B3261E", Severity.WARNING: "B7791F", Severity.INFO: "1F5FA8"}

_FONT: Final = "微软雅黑"
_INK: Final = "24292F"
_MUTED: Final = "6B7683"
_TINT: Final = "EAF0F6"
_PAPERS: Final = {Severity.ERROR: "FDE2E1", Severity.WARNING: "FFF1CC", Severity.INFO: "E3EEFB"}
_LINE: Final = Side(style="thin", color="FFD0D7DE")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

_ACROSS: Final = {
    Kind.LABEL: "center",
    Kind.ORDINAL: "center",
    Kind.SEVERITY: "center",
    Kind.COUNT: "right",
    Kind.FOUND: "right",
    Kind.MONEY: "right",
    Kind.NUMBER: "right",
    Kind.PERCENT: "right",
}
_WRAPPED: Final = frozenset({Kind.PROSE, Kind.LABEL})
# The space behind keeps the digits off the border.
_NUMBERS: Final = {
    Kind.COUNT: "#,##0_ ",
    Kind.FOUND: '#,##0_ ;-#,##0_ ;"–"_ ',
    Kind.ORDINAL: "0",
    Kind.MONEY: "#,##0.00_ ",
    Kind.NUMBER: "General_ ",
    Kind.PERCENT: "General_ ",
}
_AS_TEXT: Final = frozenset({Kind.TEXT, Kind.PROSE, Kind.LABEL, Kind.SEVERITY})


class Looks:
    """The styles of a book, by what a cell is for; the numbers are those that sheets refer to.

    Attributes:
        kinds: Styles of the cells of tables.
        totals: Styles of the cells of a row of totals.
        severities: Styles of cells that name a severity.
        tiles: Styles of the key figures, by the kind of number.
        inks: Styles of key figures that count findings.
    """

    def __init__(self, book: Workbook) -> None:
        self._sheet: Any = book.worksheets[0]
        self.title = self._style(_font(16, bold=True, color=ACCENT), across="left")
        self.note = self._style(_font(9, color=_MUTED), across="left")
        self.header = self._style(
            _font(10, bold=True, color="FFFFFF"), _fill(ACCENT), _BOX, "center", wrap=True
        )
        self.kinds = {kind: self._kind(kind, _font(10)) for kind in Kind}
        self.totals = {kind: self._kind(kind, _font(10, bold=True), _fill(_TINT)) for kind in Kind}
        self.severities = {
            level: self._style(
                _font(10, bold=True, color=INKS[level]), _fill(_PAPERS[level]), _BOX, "center"
            )
            for level in Severity
        }
        self.caption = self._style(_font(9, color=_MUTED), _fill(_TINT), across="center")
        self.tiles = {
            kind: self._tile(number, _INK)
            for kind, number in ((Kind.COUNT, "#,##0"), (Kind.MONEY, "#,##0.00"))
        }
        self.inks = {level: self._tile("#,##0", INKS[level]) for level in Severity}

    def _kind(self, kind: Kind, font: Font, fill: PatternFill | None = None) -> int:
        number = "@" if kind in _AS_TEXT else _NUMBERS.get(kind, "General")
        across = _ACROSS.get(kind, "left")
        return self._style(font, fill, _BOX, across, number=number, wrap=kind in _WRAPPED)

    def _tile(self, number: str, ink: str) -> int:
        font = _font(14, bold=True, color=ink)
        return self._style(font, _fill(_TINT), across="center", number=number)

    def _style(
        self,
        font: Font,
        fill: PatternFill | None = None,
        border: Border | None = None,
        across: str = "left",
        *,
        number: str = "General",
        wrap: bool = False,
    ) -> int:
        cell = Cell(self._sheet, row=1, column=1)  # a cell that stands nowhere
        cell.font = font
        if fill is not None:
            cell.fill = fill
        if border is not None:
            cell.border = border
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap)
        cell.number_format = number
        return int(cell.style_id)


def warning_style(level: Severity) -> DifferentialStyle:
    """How a number of findings above 0 looks."""
    return DifferentialStyle(font=Font(bold=True, color=f"FF{INKS[level]}"))


def _font(size: float, *, bold: bool = False, color: str = _INK) -> Font:
    return Font(name=_FONT, size=size, bold=bold, color=f"FF{color}")


def _fill(color: str) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{color}")
