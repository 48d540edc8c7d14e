"""Fills the department's sheet, whose sections move down as those above grow.

The template's rows are moulds, made anew only where a row comes to stand at a new place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import split_address
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.errors import FormError
from xlgoals.forms.fill import Heights, LongTexts, lines
from xlgoals.forms.mould import HOLE, constant
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.zipwriter import Piece
from xlgoals.model import Duty, GoalDocument

__all__ = ["DepartmentStamp"]

_SECTIONS: Final = (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT)
_MERGES: Final = re.compile(r"<mergeCells\b.*?</mergeCells>", re.DOTALL)
_MERGE: Final = re.compile(r'ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_ONE_CELL: Final = re.compile(r'(?<= sqref=")([A-Z]+)([0-9]+)(?=")')
_LONGEST_YEAR: Final = 9
_NOTHING: Final[Mapping[int, bytes]] = {}


@dataclass(slots=True)
class _Sheet:
    """The sheet while it is written: its rows so far, and where the template's rows went."""

    parts: list[bytes] = field(default_factory=list)
    moved: dict[int, int] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    row: int = 0


class DepartmentStamp:
    """The department's sheet, ready to be filled; `shown` tells the labels of the template."""

    def __init__(self, cut: CutSheet, shown: Grid) -> None:
        self._cut = cut
        self._heads = _section_rows(shown)
        self._merges: dict[int, list[tuple[str, str]]] = {}
        for first, top, last, bottom in _MERGE.findall(cut.tail):
            if top == bottom:
                self._merges.setdefault(int(top), []).append((first, last))
        self._widths = [cut.width(at, at) for at in range(1, len(place.DUTY_COLUMNS) + 1)]
        self._prose = cut.width(2, 4)
        self._head = f"{cut.head}<sheetData>".encode()
        self._tail = _MERGES.sub("\0", cut.tail, count=1)
        self._heights = {number: Heights(row.height) for number, row in cut.rows.items()}
        self._places = {split_address(cell): name for name, cell in place.DEPARTMENT_FIELDS.items()}
        self._mould = lru_cache(maxsize=1024)(self._make_mould)

    def rows(self, document: GoalDocument) -> tuple[dict[str, int], dict[str, int]]:
        """The row of each section's heading, and that of its first item, as `fill` puts them."""
        heads, firsts = {}, {}
        row = self._heads[place.OVERALL]
        counts = (document.overall_goal, document.duties, document.safeguards, document.front)
        for section, items in zip(_SECTIONS, counts, strict=True):
            heads[section] = row
            firsts[section] = row + 1 + (section != place.FRONT) + (section == place.DUTIES)
            row = firsts[section] + len(items) + place.SPARE_PARAGRAPHS
        return heads, firsts

    def fill(self, document: GoalDocument, long: LongTexts) -> tuple[list[Piece], int]:
        """The XML of the sheet, and the number of its last row."""
        sheet = _Sheet()
        for number in range(1, self._heads[place.OVERALL]):
            self._copy(sheet, number, self._top_contents(document, number, long))
        leads = document.lead_lines
        self._section(sheet, place.OVERALL, leads.overall, document.overall_goal, long)
        self._section(sheet, place.DUTIES, leads.duties, document.duties, long)
        self._section(sheet, place.SAFEGUARDS, leads.safeguards, document.safeguards, long)
        self._section(sheet, place.FRONT, None, document.front, long)
        tail = f"</sheetData>{self._moved_tail(sheet)}".encode()
        return [b"".join([self._head, *sheet.parts, tail])], sheet.row

    def _section(
        self,
        sheet: _Sheet,
        section: str,
        lead: bool | None,
        items: Sequence[str | Duty],
        long: LongTexts,
    ) -> None:
        number = self._heads[section]
        self._copy(sheet, number)
        number += 1
        if lead is not None:
            text = words.LEAD_LINES[words.SECTIONS.index(section)] if lead else ""
            self._copy(sheet, number, {2: long.content(text)})
            number += 1
        if section == place.DUTIES:
            self._copy(sheet, number)
            number += 1
        for count, item in enumerate(items, start=1):
            if isinstance(item, Duty):
                self._duty(sheet, number, item, long)
            else:
                contents = {1: b"><v>%d</v></c>" % count, 2: long.content(item)}
                self._copy(sheet, number, contents, lines(item, self._prose))
        for _ in range(place.SPARE_PARAGRAPHS):
            self._copy(sheet, number)

    def _duty(self, sheet: _Sheet, number: int, duty: Duty, long: LongTexts) -> None:
        texts = (duty.marker, duty.heading, duty.goal, duty.indicator)
        contents = {at: long.content(text) for at, text in enumerate(texts, start=1)}
        self._copy(sheet, number, contents, max(map(lines, texts, self._widths)))

    def _copy(
        self,
        sheet: _Sheet,
        number: int,
        contents: Mapping[int, bytes] = _NOTHING,
        count: int = 0,
    ) -> None:
        """Put the template's row `number` below.

        Args:
            sheet: the sheet being written.
            number: the row of the template.
            contents: what some of its columns hold, in order; the others stay as they are.
            count: how many lines its texts take; 0 leaves its height.
        """
        sheet.row += 1
        sheet.moved.setdefault(number, sheet.row)
        mould = self._mould(number, sheet.row, tuple(contents), count > 0)
        values = tuple(contents.values())
        if count:
            values = (self._heights[number][count], *values)
        sheet.parts.append(mould % values)
        for first, last in self._merges.get(number, ()):
            sheet.merges.append(f'<mergeCell ref="{first}{sheet.row}:{last}{sheet.row}"/>')

    def _make_mould(self, number: int, row: int, columns: tuple[int, ...], fitted: bool) -> bytes:
        """A row of the template at its new place, with holes for its height and these columns."""
        piece = self._cut.rows[number]
        parts = [piece.opening(row, HOLE if fitted else "")]
        for cell in piece.cells:
            if cell.column in columns:
                parts.append(cell.opening(row) + HOLE)
            else:
                parts.append(constant(cell.xml(row)))
        return "".join([*parts, "</row>"]).encode()

    def _top_contents(
        self, document: GoalDocument, number: int, long: LongTexts
    ) -> dict[int, bytes]:
        texts = {
            "code": long.content(document.department.code),
            "name": long.content(document.department.name),
            "year": _year(document.year, long),
        }
        return {
            column: texts[name] for (row, column), name in self._places.items() if row == number
        }

    def _moved_tail(self, sheet: _Sheet) -> str:
        merges = f'<mergeCells count="{len(sheet.merges)}">{"".join(sheet.merges)}</mergeCells>'
        tail = self._tail.replace("\0", merges if sheet.merges else "")
        return _ONE_CELL.sub(
            lambda match: f"{match[1]}{sheet.moved.get(int(match[2]), int(match[2]))}", tail
        )


def _year(year: int | None, long: LongTexts) -> bytes:
    if year is None:
        return b"/>"
    digits = str(year)
    return b"><v>%d</v></c>" % year if len(digits) <= _LONGEST_YEAR else long.content(digits)


def _section_rows(shown: Grid) -> dict[str, int]:
    """The row of each section's heading in the template.

    Raises:
        FormError: `damaged`, when the template lacks one.
    """
    rows = dict(_headings(shown))
    for section in _SECTIONS:
        if section not in rows:
            raise FormError("damaged", part=section)
    return rows


def _headings(shown: Grid) -> Iterator[tuple[str, int]]:
    for number in shown.rows:
        text = shown.text(number, 1)
        if text in _SECTIONS:
            yield text, number
