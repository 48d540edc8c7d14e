"""Fills 项目汇总, the summary of projects.

Its rows share the formulas of the first one, and the rows behind the projects are the same in all
documents with as many projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.cut import CellPiece, CutSheet, inline
from xlgoals.forms.fill import Heights, LongTexts, amount, formula, lines, shown
from xlgoals.forms.mould import HOLE, constant
from xlgoals.forms.native_summary import HELPERS, TOTALS, sheet_names
from xlgoals.forms.native_words import word
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.stamp_native import Judged
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import Block, Piece, block
from xlgoals.model import GoalDocument, Project
from xlgoals.values import Money

__all__ = ["SummaryStamp", "Totals", "chart_of", "count"]

_SPARE: Final = 5
_FIRST: Final = place.FIRST_SUMMARY_ROW
_LAST: Final = place.LAST_SUMMARY_ROW
_MOST: Final = _LAST - TOTALS
_LEAST_SHOWN: Final = 8
_LINK: Final = re.compile(r'<hyperlink ref="D([0-9]+)"[^<>]*/>')
_CHART_END: Final = re.compile(r"(?<=\$)[0-9]+(?=</(?:c:)?f>)")
_NAME: Final = "B"  # what a user may type in, so no other row shares this formula
_AMOUNTS: Final = ("E", "F", "G")


class Totals(NamedTuple):
    """What the row of totals shows."""

    errors: int
    warnings: int


class SummaryStamp:
    """项目汇总: one row a project, by formulas, and their sums."""

    def __init__(self, cut: CutSheet) -> None:
        self._cut = cut
        self._row = cut.rows[_FIRST]
        self._formulas = [letters(cell.column) for cell in self._row.cells if cell.formula]
        self._heights = Heights(self._row.height)
        self._width = cut.width(4, 4)
        self._head = f"{cut.head}<sheetData>".encode()
        self._above = "".join([cut.rows[at].xml(at) for at in range(2, TOTALS)]).encode()
        self._mould = lru_cache(maxsize=64)(self._make_mould)
        self._spare = lru_cache(maxsize=8)(self._make_spare)
        self._end = lru_cache(maxsize=8)(self._make_end)

    def fill(
        self,
        document: GoalDocument,
        sheets: Sequence[str],
        judged: Sequence[Judged],
        others: Iterable[str],
    ) -> tuple[list[Piece], int]:
        """The XML of the sheet, and its last row to print.

        Args:
            document: the document.
            sheets: the names of the projects' sheets.
            judged: what the native checks say of the projects.
            others: the names of all other sheets.
        """
        found = sheet_names(sheets, tuple(others))
        parts = [self._head, self._title(document), self._above]
        parts.append(self._sums(document.projects, judged))
        listed = list(zip(document.projects, sheets, judged, found, strict=False))
        for at, (project, name, said, (_, known)) in enumerate(listed):
            parts.append(self._project(project, name, said, at, typed=name != known))
        pieces: list[Piece] = [b"".join(parts), self._spare(len(listed)), self._end(tuple(sheets))]
        return pieces, min(_LAST, TOTALS + len(listed) + _SPARE)

    def _title(self, document: GoalDocument) -> bytes:
        row = self._cut.rows[1]
        first = row.cells[0]
        if first.formula is None:
            return row.xml(1).encode()
        written = first.formula.at(1)
        ending = written.rpartition('&"')[2].rstrip('"')
        title = formula(written, document.department.name[:1000] + ending)
        rest = "".join([*[cell.xml(1) for cell in row.cells[1:]], "</row>"])
        return b"".join([f"{row.opening(1)}{first.opening(1)}".encode(), title, rest.encode()])

    def _project(self, project: Project, name: str, said: Judged, at: int, *, typed: bool) -> bytes:
        """The row of a project; a name is typed where the formula does not find it."""
        number, funding, header = _FIRST + at, project.funding, said.header
        values = (
            b"%d" % (at + 1),
            inline(name).encode() if typed else self._found(number, name),
            _shown(project.code),
            _shown(project.name),
            *_amount(funding.total), *_amount(funding.fiscal), *_amount(funding.other),
            b"%d" % header.errors, b"%d" % header.warnings, shown(header.state),
        )  # fmt: skip
        tall = self._heights[lines(project.name, self._width)]
        return self._mould(number) % (tall, *values)

    def _found(self, row: int, name: str) -> bytes:
        """The end of the cell of a name that the formula finds."""
        written = self._row.cell(2).formula
        return inline(name).encode() if written is None else formula(written.at(row), name)

    def _make_mould(self, row: int) -> bytes:
        """A row with holes for its height and for what its cells show."""
        parts = [self._row.opening(row, HOLE)]
        for cell in self._row.cells:
            letter = letters(cell.column)
            if letter == _NAME:
                parts.append(cell.opening(row) + HOLE)
            elif letter in _AMOUNTS:
                written = constant(self._shared(cell, row))
                parts.append(f"{cell.opening(row)}{HOLE}>{written}<v>{HOLE}</v></c>")
            else:
                parts.append(self._cell(cell, row, HOLE))
        return "".join([*parts, "</row>"]).encode()

    def _cell(self, cell: CellPiece, row: int, value: str) -> str:
        """A cell with its formula; the hidden ones show nothing."""
        letter = letters(cell.column)
        if cell.formula is None:
            return constant(cell.xml(row))
        written = constant(self._shared(cell, row))
        if letter in HELPERS:
            return f"{cell.opening(row)}>{written}</c>"
        kind = "" if letter in "AHI" and value else ' t="str"'
        return f"{cell.opening(row)}{kind}>{written}<v>{value}</v></c>"

    def _shared(self, cell: CellPiece, row: int) -> str:
        """The formula of a cell: the first row's own, which the other rows share."""
        letter = letters(cell.column)
        if cell.formula is None:
            return ""
        at = self._formulas.index(letter)
        if row > _FIRST:
            return f'<f t="shared" si="{at}"/>'
        written = to_xml(cell.formula.at(row))
        return f'<f t="shared" ref="{letter}{_FIRST}:{letter}{_LAST}" si="{at}">{written}</f>'

    def _make_spare(self, used: int) -> Block:
        """The rows behind the projects, for sheets that a user adds."""
        parts = []
        for row in range(_FIRST + used, _LAST + 1):
            parts.append(self._row.opening(row))
            for cell in self._row.cells:
                if letters(cell.column) == _NAME and cell.formula is not None:
                    parts.append(cell.opening(row) + formula(cell.formula.at(row), "").decode())
                else:
                    parts.append(self._cell(cell, row, "").replace("%%", "%"))
            parts.append("</row>")
        return block("".join(parts).encode())

    def _sums(self, projects: Sequence[Project], judged: Sequence[Judged]) -> bytes:
        listed = projects[:_MOST]
        amounts = [(p.funding.total, p.funding.fiscal, p.funding.other) for p in listed]
        totals = [
            sum((amount(money.text).number or Decimal(0) for money in column), Decimal(0))
            for column in zip(*amounts, strict=True)
        ] or [Decimal(0)] * len(_AMOUNTS)
        counted = count(judged)
        values = {letter: _plain(total) for letter, total in zip(_AMOUNTS, totals, strict=True)}
        values |= {"H": str(counted.errors), "I": str(counted.warnings)}
        values["D"] = f"{len(listed)}{word('projects-tail')}"
        row = self._cut.rows[TOTALS]
        parts = [row.opening(TOTALS)]
        for cell in row.cells:
            if cell.formula is None:
                parts.append(cell.xml(TOTALS))
                continue
            letter = letters(cell.column)
            kind = ' t="str"' if letter == "D" else ""
            written = to_xml(cell.formula.at(TOTALS))
            parts.append(
                f"{cell.opening(TOTALS)}{kind}><f>{written}</f><v>{values[letter]}</v></c>"
            )
        return "".join([*parts, "</row>"]).encode()

    def _make_end(self, sheets: tuple[str, ...]) -> Block:
        """The rest of the sheet, its links led to the sheets of the projects."""

        def led(match: re.Match[str]) -> str:
            at = int(match[1]) - _FIRST
            if at >= len(sheets):
                return match[0]
            location = to_xml(quoted(sheets[at])).replace('"', "&quot;")
            return f'<hyperlink ref="D{match[1]}" location="{location}!A1"/>'

        return block(f"</sheetData>{_LINK.sub(led, self._cut.tail)}".encode())


def count(judged: Iterable[Judged]) -> Totals:
    """Errors and warnings of the projects that the summary shows."""
    headers = [said.header for said in judged][:_MOST]
    errors = sum([header.errors for header in headers])
    return Totals(errors, sum([header.warnings for header in headers]))


def chart_of(xml: bytes, projects: int) -> bytes:
    """A chart of the template, drawn over the rows of this many projects."""
    last = min(_LAST, TOTALS + max(projects, _LEAST_SHOWN))
    return _CHART_END.sub(str(last), xml.decode()).encode()


def _shown(text: str) -> bytes:
    """What a cell that refers to a text shows of it."""
    return to_xml(LongTexts().cell_text(text)).encode()


def _amount(money: Money) -> tuple[bytes, bytes]:
    """The type of a cell that refers to an amount, and what it shows."""
    number = amount(money.text).number
    if number is None:
        return b' t="str"', _shown(money.text)
    return b"", _plain(number).encode()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
