"""Fills the department's sheet, whose sections move down as those above grow.

The template's rows are moulds, made anew only where a row comes to stand at a new place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import split_address
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.errors import FormError
from xlgoals.forms.fill import Heights, LongTexts, RowCells, cell_end, cells
from xlgoals.forms.mould import HOLE, Mould, constant
from xlgoals.forms.sheetxml import Grid
from xlgoals.forms.zipwriter import Piece
from xlgoals.model import GoalDocument

__all__ = ["DepartmentStamp"]

_SECTIONS: Final = (place.OVERALL, place.DUTIES, place.SAFEGUARDS, place.FRONT)
_ABOVE_ITEMS: Final = {place.OVERALL: 2, place.DUTIES: 3, place.SAFEGUARDS: 2, place.FRONT: 1}
"""How many rows stand above a section's items: its heading, the lead line, labels of columns."""

_FIELDS: Final = {split_address(cell): name for name, cell in place.DEPARTMENT_FIELDS.items()}
_MERGES: Final = re.compile(r"<mergeCells\b.*?</mergeCells>", re.DOTALL)
_MERGE: Final = re.compile(r'ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_ONE_CELL: Final = re.compile(r'(?<= sqref=")([A-Z]+)([0-9]+)(?=")')
_MERGED: Final = "merged"
_LONGEST_YEAR: Final = 9

_Planned = tuple[int, bool]
"""A row of the template that is to follow, and whether it is filled."""


class DepartmentStamp:
    """The department's sheet, ready to be filled; `shown` tells the labels of the template."""

    def __init__(self, cut: CutSheet, shown: Grid) -> None:
        self._cut = cut
        self._heads = _section_rows(shown)
        self._items = {name: self._heads[name] + above for name, above in _ABOVE_ITEMS.items()}
        self._heights = {name: Heights(cut.rows[at].height) for name, at in self._items.items()}
        widths = [cut.width(at, at) for at in range(1, len(place.DUTY_COLUMNS) + 1)]
        self._duties = RowCells(widths, self._heights[place.DUTIES])
        self._prose = cut.width(2, 4)
        self._head = f"{cut.head}<sheetData>".encode()
        tail = _ONE_CELL.sub("\\1\0\\2\0", _MERGES.sub(f"\0{_MERGED}\0", cut.tail, count=1))
        parts = f"</sheetData>{tail}".split("\0")
        self._tail = Mould.of([(part,) if at % 2 else part for at, part in enumerate(parts)])
        self._referred = [int(part) for part in parts[1::2] if part != _MERGED]
        self._merges: dict[int, list[tuple[str, str]]] = {}
        for first, top, last, bottom in _MERGE.findall(cut.tail):
            if top == bottom:
                self._merges.setdefault(int(top), []).append((first, last))
        self._mould = lru_cache(maxsize=1024)(self._make_mould)

    def rows(self, document: GoalDocument) -> tuple[dict[str, int], dict[str, int]]:
        """The row of each section's heading, and that of its first item, as `fill` puts them."""
        heads, firsts = {}, {}
        row = self._heads[place.OVERALL]
        for (section, above), items in zip(_ABOVE_ITEMS.items(), _items(document), strict=True):
            heads[section] = row
            firsts[section] = row + above
            row = firsts[section] + len(items) + place.SPARE_PARAGRAPHS
        return heads, firsts

    def fill(self, document: GoalDocument, long: LongTexts) -> tuple[list[Piece], int]:
        """The XML of the sheet, and the number of its last row."""
        plan = self._plan(document)
        moulds = [self._mould(row, *planned) for row, planned in enumerate(plan, start=1)]
        pattern = b"".join([mould for mould, _ in moulds])
        rows = pattern % tuple(self._values(document, long))
        merges = "".join([merged for _, merged in moulds])
        tail = self._tail.fill({_MERGED: _merged(merges), **self._moved(plan)})
        return [self._head + rows, *tail], len(plan)

    def _plan(self, document: GoalDocument) -> list[_Planned]:
        """What each row of the sheet is made from."""
        plan = [(number, True) for number in range(1, self._heads[place.OVERALL])]
        for section, items in zip(_SECTIONS, _items(document), strict=True):
            head, first = self._heads[section], self._items[section]
            plan += [(number, number == head + 1) for number in range(head, first)]
            plan += [(first, True)] * len(items)
            plan += [(first, False)] * place.SPARE_PARAGRAPHS
        return plan

    def _moved(self, plan: Sequence[_Planned]) -> dict[str, bytes]:
        """Where the rows of the template went that the end of the sheet speaks of."""
        numbers = [number for number, _ in plan]
        return {
            str(row): b"%d" % (numbers.index(row) + 1 if row in numbers else row)
            for row in self._referred
        }

    def _make_mould(self, row: int, number: int, filled: bool) -> tuple[bytes, str]:
        """A row of the template at its new place, with holes, and its merged cells."""
        piece = self._cut.rows[number]
        columns = self._columns(number) if filled else ()
        fitted = filled and number in self._items.values()
        parts = [piece.opening(row, HOLE if fitted else "")]
        for cell in piece.cells:
            if cell.column in columns:
                parts.append(cell.opening(row) + HOLE)
            else:
                parts.append(constant(cell.xml(row)))
        merges = [
            f'<mergeCell ref="{first}{row}:{last}{row}"/>'
            for first, last in self._merges.get(number, ())
        ]
        return "".join([*parts, "</row>"]).encode(), "".join(merges)

    def _columns(self, number: int) -> Sequence[int]:
        """The columns of the template's row `number` that a document fills."""
        if number < self._heads[place.OVERALL]:
            return [column for row, column in _FIELDS if row == number]
        if number == self._items[place.DUTIES]:
            return range(1, len(place.DUTY_COLUMNS) + 1)
        return (1, 2) if number in self._items.values() else (2,)

    def _values(self, document: GoalDocument, long: LongTexts) -> Iterator[bytes]:
        """What fills the holes of the rows, in order."""
        department, leads = document.department, document.lead_lines
        yield long.content(department.code)
        yield long.content(department.name)
        yield _year(document.year, long)
        yield _lead(place.OVERALL, there=leads.overall)
        yield from self._paragraphs(place.OVERALL, document.overall_goal, long)
        yield _lead(place.DUTIES, there=leads.duties)
        texts = [(duty.marker, duty.heading, duty.goal, duty.indicator) for duty in document.duties]
        for height, *written in self._duties.fill(list(chain.from_iterable(texts)), long):
            yield height
            yield from map(cell_end, written)
        yield _lead(place.SAFEGUARDS, there=leads.safeguards)
        yield from self._paragraphs(place.SAFEGUARDS, document.safeguards, long)
        yield from self._paragraphs(place.FRONT, document.front, long)

    def _paragraphs(self, section: str, texts: Sequence[str], long: LongTexts) -> Iterator[bytes]:
        """Height, number and text of each."""
        ends, counts = cells(texts, repeat(self._prose), long)
        heights = self._heights[section]
        for at, (end, count) in enumerate(zip(ends, counts, strict=True), start=1):
            yield heights[count]
            yield b"><v>%d</v></c>" % at
            yield end


def _items(document: GoalDocument) -> tuple[Sequence[object], ...]:
    """The items of each section, in their order on the sheet."""
    return document.overall_goal, document.duties, document.safeguards, document.front


def _lead(section: str, *, there: bool) -> bytes:
    return LongTexts().content(words.LEAD_LINES[words.SECTIONS.index(section)] if there else "")


def _merged(merges: str) -> bytes:
    count = merges.count("<mergeCell ")
    return f'<mergeCells count="{count}">{merges}</mergeCells>'.encode() if count else b""


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
