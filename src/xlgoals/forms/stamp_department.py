"""Fills the department's sheet, whose sections move down as those above grow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import split_address
from xlgoals.forms.cut import CutSheet, RowPiece
from xlgoals.forms.errors import FormError
from xlgoals.forms.fill import LongTexts, height, lines
from xlgoals.forms.sheetxml import Grid
from xlgoals.model import Duty, GoalDocument

__all__ = ["DepartmentStamp"]

_SECTIONS: Final = (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT)
_MERGES: Final = re.compile(r"<mergeCells\b.*?</mergeCells>", re.DOTALL)
_MERGE: Final = re.compile(r'ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_ONE_CELL: Final = re.compile(r'(?<= sqref=")([A-Z]+)([0-9]+)(?=")')
_LONGEST_YEAR: Final = 9


@dataclass(slots=True)
class _Sheet:
    """The sheet while it is written: its rows so far, and where the template's rows went."""

    parts: list[str] = field(default_factory=list)
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
        self._prose = cut.width(2, 4)
        self._tail = _MERGES.sub("\0", cut.tail, count=1)

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

    def fill(self, document: GoalDocument, long: LongTexts) -> tuple[str, int]:
        """The XML of the sheet, and the number of its last row."""
        sheet = _Sheet()
        for number in range(1, self._heads[place.OVERALL]):
            self._copy(sheet, number, self._top_contents(document, number, long))
        leads = document.lead_lines
        self._section(sheet, place.OVERALL, leads.overall, document.overall_goal, long)
        self._section(sheet, place.DUTIES, leads.duties, document.duties, long)
        self._section(sheet, place.SAFEGUARDS, leads.safeguards, document.safeguards, long)
        self._section(sheet, place.FRONT, None, document.front, long)
        rows = "".join([self._cut.head, "<sheetData>", *sheet.parts, "</sheetData>"])
        return rows + self._moved_tail(sheet), sheet.row

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
        row = self._cut.rows[number]
        for count, item in enumerate(items, start=1):
            if isinstance(item, Duty):
                self._duty(sheet, number, row, item, long)
            else:
                tall = height([lines(item, self._prose)], row.height)
                contents = {1: f"><v>{count}</v></c>", 2: long.content(item)}
                self._copy(sheet, number, contents, tall)
        for _ in range(place.SPARE_PARAGRAPHS):
            self._copy(sheet, number)

    def _duty(self, sheet: _Sheet, number: int, row: RowPiece, duty: Duty, long: LongTexts) -> None:
        texts = (duty.marker, duty.heading, duty.goal, duty.indicator)
        counts = [lines(text, self._cut.width(at, at)) for at, text in enumerate(texts, start=1)]
        contents = {at: long.content(text) for at, text in enumerate(texts, start=1)}
        self._copy(sheet, number, contents, height(counts, row.height))

    def _copy(
        self,
        sheet: _Sheet,
        number: int,
        contents: dict[int, str] | None = None,
        tall: float | None = None,
    ) -> None:
        """Put the template's row `number` below, with other contents in some of its columns."""
        piece = self._cut.rows[number]
        sheet.row += 1
        sheet.moved.setdefault(number, sheet.row)
        sheet.parts.append(piece.opening(sheet.row, tall))
        for cell in piece.cells:
            content = None if contents is None else contents.get(cell.column)
            sheet.parts.append(
                cell.xml(sheet.row) if content is None else cell.opening(sheet.row) + content
            )
        sheet.parts.append("</row>")
        for first, last in self._merges.get(number, ()):
            sheet.merges.append(f'<mergeCell ref="{first}{sheet.row}:{last}{sheet.row}"/>')

    def _top_contents(self, document: GoalDocument, number: int, long: LongTexts) -> dict[int, str]:
        texts = {
            "code": long.content(document.department.code),
            "name": long.content(document.department.name),
            "year": _year(document.year, long),
        }
        places = {split_address(cell): name for name, cell in place.DEPARTMENT_FIELDS.items()}
        return {column: texts[name] for (row, column), name in places.items() if row == number}

    def _moved_tail(self, sheet: _Sheet) -> str:
        merges = f'<mergeCells count="{len(sheet.merges)}">{"".join(sheet.merges)}</mergeCells>'
        tail = self._tail.replace("\0", merges if sheet.merges else "")
        return _ONE_CELL.sub(
            lambda match: f"{match[1]}{sheet.moved.get(int(match[2]), int(match[2]))}", tail
        )


def _year(year: int | None, long: LongTexts) -> str:
    if year is None:
        return "/>"
    digits = str(year)
    return f"><v>{digits}</v></c>" if len(digits) <= _LONGEST_YEAR else long.content(digits)


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
