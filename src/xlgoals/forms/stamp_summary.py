"""Fills 项目汇总, the summary of projects.

Its rows share the formulas of the first one, and the rows behind the projects are the same in all
documents with as many projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters
from xlgoals.forms.cut import CellPiece, CutSheet, RowPiece, inline
from xlgoals.forms.fill import Heights, LongTexts, amount, formula, lines, shown
from xlgoals.forms.mould import HOLE, Mould, constant
from xlgoals.forms.native_summary import HELPERS, TOTALS, sheet_names
from xlgoals.forms.native_words import word
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.stamp_native import Judged
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import Block, Piece, block
from xlgoals.model import GoalDocument, Project

__all__ = ["SummaryStamp", "Totals", "chart_of", "count"]

_SPARE: Final = 5
_FIRST: Final = place.FIRST_SUMMARY_ROW
_LAST: Final = place.LAST_SUMMARY_ROW
_MOST: Final = _LAST - TOTALS
_LEAST_SHOWN: Final = 8
_LINK: Final = re.compile(r'<hyperlink ref="D([0-9]+)"[^<>]*/>')
_CHART_END: Final = re.compile(r"(?<=\$)[0-9]+(?=</(?:c:)?f>)")
_NUMBER: Final = "A"
_COUNT: Final = "D"  # in the row of totals
_NAME: Final = "B"  # what a user may type in, so no other row shares this formula
_AMOUNTS: Final = ("E", "F", "G")
_NOTHING: Final = Decimal(0)


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
        self._totals = Mould.of(_totals(cut.rows[TOTALS]))
        self._rows = lru_cache(maxsize=16)(self._make_rows)
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
        names = tuple(sheets)
        rows, count = self._rows(names, tuple(others))
        listed = zip(document.projects[:count], judged, strict=False)
        values = chain.from_iterable([self._values(project, said) for project, said in listed])
        pieces: list[Piece] = [
            self._head,
            self._title(document),
            self._above,
            *self._totals.fill(_sums(judged[:_MOST])),
            rows % tuple(values),
            self._spare(count),
            self._end(names),
        ]
        return pieces, min(_LAST, TOTALS + count + _SPARE)

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

    def _values(self, project: Project, said: Judged) -> tuple[bytes, ...]:
        """The height of a project's row, and what its cells show."""
        funding, header = project.funding, said.header
        return (
            self._heights[lines(project.name, self._width)],
            _shown(project.code),
            _shown(project.name),
            *_amount(funding.total.text),
            *_amount(funding.fiscal.text),
            *_amount(funding.other.text),
            b"%d" % header.errors,
            b"%d" % header.warnings,
            shown(header.state),
        )

    def _make_rows(self, sheets: tuple[str, ...], others: tuple[str, ...]) -> tuple[bytes, int]:
        """The rows of the projects, with holes for their values, and how many there are."""
        listed = list(zip(sheets, sheet_names(sheets, others), strict=False))
        rows = [
            self._make_row(row, name, typed=name != known)
            for row, (name, (_, known)) in enumerate(listed, start=_FIRST)
        ]
        return "".join(rows).encode(), len(listed)

    def _make_row(self, row: int, name: str, *, typed: bool) -> str:
        """A row with holes for its height and for what its cells show.

        The name is typed where the formula does not find it.
        """
        parts = [self._row.opening(row, HOLE)]
        for cell in self._row.cells:
            letter = letters(cell.column)
            if letter == _NAME:
                found = None if typed else cell.formula
                ending = formula(found.at(row), name).decode() if found else inline(name)
                parts.append(cell.opening(row) + constant(ending))
            elif letter in _AMOUNTS:
                written = constant(self._shared(cell, row))
                parts.append(f"{cell.opening(row)}{HOLE}>{written}<v>{HOLE}</v></c>")
            else:
                value = str(row - _FIRST + 1) if letter == _NUMBER else HOLE
                parts.append(self._cell(cell, row, value))
        return "".join([*parts, "</row>"])

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

    def _make_end(self, sheets: tuple[str, ...]) -> Block:
        """The rest of the sheet, its links led to the sheets of the projects."""

        def led(match: re.Match[str]) -> str:
            at = int(match[1]) - _FIRST
            if at >= len(sheets):
                return match[0]
            location = to_xml(quoted(sheets[at])).replace('"', "&quot;")
            return f'<hyperlink ref="D{match[1]}" location="{location}!A1"/>'

        return block(f"</sheetData>{_LINK.sub(led, self._cut.tail)}".encode())


def _totals(row: RowPiece) -> Iterator[str | tuple[str]]:
    """The row of totals, with a hole for each of them."""
    yield row.opening(TOTALS)
    for cell in row.cells:
        if cell.formula is None:
            yield cell.xml(TOTALS)
            continue
        letter = letters(cell.column)
        kind = ' t="str"' if letter == _COUNT else ""
        yield f"{cell.opening(TOTALS)}{kind}><f>{to_xml(cell.formula.at(TOTALS))}</f><v>"
        yield (letter,)
        yield "</v></c>"
    yield "</row>"


def _sums(judged: Sequence[Judged]) -> dict[str, bytes]:
    """What the row of totals shows, by column."""
    amounts = [said.above.amounts for said in judged] or [("", "", "")]
    totals = [
        sum([amount for amount in column if isinstance(amount, Decimal)], _NOTHING)
        for column in zip(*amounts, strict=True)
    ]
    counted = count(judged)
    values = {letter: _plain(f"{total:f}") for letter, total in zip(_AMOUNTS, totals, strict=True)}
    values |= {"H": str(counted.errors), "I": str(counted.warnings)}
    values[_COUNT] = f"{len(judged)}{word('projects-tail')}"
    return {letter: value.encode() for letter, value in values.items()}


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


def _amount(text: str) -> tuple[bytes, bytes]:
    """The type of a cell that refers to an amount, and what it shows."""
    held = amount(text)
    if held.number is None:
        return b' t="str"', _shown(text)
    return b"", _plain(held.digits).encode()


def _plain(digits: str) -> str:
    """A number as a cell without a format shows it."""
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
