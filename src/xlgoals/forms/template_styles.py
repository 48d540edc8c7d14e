"""How the standard workbook looks: the styles of its cells, as openpyxl wants them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle

__all__ = ["BODY_FONT", "LEVEL_COLOURS", "Style", "boxed", "repeated"]

BODY_FONT: Final = "宋体"
_LABEL_FONT: Final = "黑体"
_INK: Final = "FF404040"
_MUTED: Final = "FF7F7F7F"
_TINT: Final = "FFE9F0F8"
_BAND: Final = "FFD6E4F2"
LEVEL_COLOURS: Final = {
    "error": ("FFFDE2E1", "FFB3261E"),
    "warning": ("FFFFF1CC", "FF8A5A00"),
    "info": ("FFE3EEFB", "FF1F5FA8"),
    "ok": ("FFE6F4EA", "FF1E7B34"),
}
"""Paper and ink of each level of verdict."""
_LINE: Final = Side(style="thin", color="FF8EA9C1")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def _align(horizontal: str, vertical: str = "center", **more: int) -> Alignment:
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True, **more)


@dataclass(frozen=True)
class Style:
    """The look of one kind of cell."""

    font: Font = field(default_factory=lambda: Font(name=BODY_FONT, size=10.5))
    alignment: Alignment = field(default_factory=lambda: _align("left", indent=1))
    border: Border = _BOX
    fill: str = ""
    number_format: str = "@"
    locked: bool = False

    def apply(self, cell: Cell) -> None:
        """Give a cell this look."""
        cell.font = self.font
        cell.alignment = self.alignment
        cell.border = self.border
        if self.fill:
            cell.fill = PatternFill("solid", fgColor=self.fill)
        cell.number_format = self.number_format
        cell.protection = Protection(locked=self.locked)


TEXT: Final = Style()
CENTRED: Final = replace(TEXT, alignment=_align("center"))
AMOUNT: Final = replace(CENTRED, number_format="0.00")
# The space behind keeps the digits off the border.
SUM: Final = replace(AMOUNT, alignment=_align("right"), number_format="0.00_ ", locked=True)
SUM_BOLD: Final = replace(SUM, font=Font(name=BODY_FONT, size=10.5, bold=True), fill=_TINT)
YEAR: Final = replace(TEXT, number_format="0")
LABEL: Final = replace(
    CENTRED, font=Font(name=_LABEL_FONT, size=10.5, color=_INK), fill=_TINT, locked=True
)
HEADER: Final = replace(LABEL, fill=_BAND)
SECTION: Final = replace(
    HEADER, font=Font(name=_LABEL_FONT, size=12, color=_INK), alignment=_align("left", indent=1)
)
TITLE: Final = replace(
    CENTRED,
    font=Font(name=BODY_FONT, size=18, bold=True),
    border=Border(),
    number_format="General",
    locked=True,
)
HEADING: Final = replace(TITLE, locked=False)
LINE_LEFT: Final = replace(TEXT, border=Border(), alignment=_align("left", "bottom"))
# Cells that hold a formula are no text cells: editing one would turn the formula into text.
UNIT_LINE: Final = replace(LINE_LEFT, number_format="General")
LINE_RIGHT: Final = replace(LINE_LEFT, alignment=_align("right", "bottom"))
NUMBER: Final = replace(
    CENTRED,
    font=Font(name=BODY_FONT, size=9, color=_MUTED),
    number_format="0",
)
COUNT: Final = replace(CENTRED, number_format="0", locked=True)
SHOWN: Final = replace(TEXT, number_format="General", locked=True)
LINK: Final = replace(
    SHOWN, font=Font(name=BODY_FONT, size=10.5, color="FF1F5FA8", underline="single")
)
VERDICT: Final = replace(
    SHOWN, font=Font(name=BODY_FONT, size=9, color=_MUTED), border=Border(), locked=True
)
ROW_VERDICT: Final = replace(VERDICT, locked=False)
HELPER: Final = replace(VERDICT, locked=False)
HEADER_HELPER: Final = VERDICT
BARE: Final = replace(SHOWN, border=Border())
BARE_COUNT: Final = replace(COUNT, border=Border())
BARE_NAME: Final = replace(BARE, locked=False)
BARE_LINK: Final = replace(LINK, border=Border())
BARE_SUM: Final = replace(SUM, border=Border())
SMALL_LINK: Final = replace(
    VERDICT, font=Font(name=BODY_FONT, size=9, color="FF1F5FA8", underline="single")
)
VERDICT_HEADER: Final = replace(VERDICT, font=Font(name=_LABEL_FONT, size=9, color=_MUTED))
NOTE: Final = replace(LINE_LEFT, number_format="General", locked=True)
MARK: Final = replace(SHOWN, alignment=_align("center"))
PLAIN: Final = Style(
    font=Font(name=BODY_FONT, size=11),
    border=Border(),
    number_format="General",
    alignment=_align("left", indent=1),
    locked=True,
)
STATE: Final = replace(PLAIN, font=Font(name=BODY_FONT, size=12, bold=True, color=_INK))
SAMPLES: Final = {
    level: replace(VERDICT, font=Font(name=BODY_FONT, size=9, color=ink), fill=paper)
    for level, (paper, ink) in LEVEL_COLOURS.items()
}
"""Verdicts as the guide shows them."""
GUIDE_HEAD: Final = replace(PLAIN, font=Font(name=_LABEL_FONT, size=13, color=_INK))


def repeated(condition: str) -> Rule:
    """Greys what repeats the cell above."""
    return Rule(
        "expression", dxf=DifferentialStyle(font=Font(color="FFA6A6A6")), formula=[condition]
    )


def boxed(condition: str) -> Rule:
    """Draws the lines of the table around a row that is in use."""
    return Rule("expression", dxf=DifferentialStyle(border=_BOX), formula=[condition])
