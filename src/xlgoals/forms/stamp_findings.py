"""Fills 校验结果, the sheet of findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import (
    TEXT_CELL,
    Heights,
    LongTexts,
    RowCells,
    formula,
    without_blanks,
)
from xlgoals.forms.mould import HOLE
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.stamp_places import Layout
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import Piece

__all__ = ["FindingRow", "FindingsStamp"]

_COUNTS_ROW: Final = 2
_COUNTED: Final = re.compile(r'"([^" ]+) "&COUNTIF\([^)]*\)')
_JOINED: Final = re.compile(r'"([^"]*)"')
_LONGEST_SHOWN: Final = 80
_FILTER: Final = re.compile(r'(<autoFilter ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+(")')
_BEFORE_LINKS: Final = re.compile(r"(?=<printOptions|<pageMargins|</worksheet>)")
_LEAST: Final = 26.0
_TEXT: Final = TEXT_CELL.decode()


class FindingRow(NamedTuple):
    """A finding in the words of the workbook.

    `severity` is 错误, 警告 or 提示; `path` the field that it speaks of (see `xlgoals.model`),
    from which its cell follows; `project` and `field` what users call them; `value` what is
    written there.
    """

    severity: str
    code: str
    path: str
    project: str
    field: str
    value: str
    message: str
    suggestion: str


_COLUMNS: Final = len(FindingRow._fields)
_PLACE: Final = FindingRow._fields.index("path")
_VALUE: Final = FindingRow._fields.index("value")


class FindingsStamp:
    """The sheet of findings, ready to be filled."""

    def __init__(self, cut: CutSheet) -> None:
        self._first = place.FINDINGS_HEADER_ROW + 1
        self._row = cut.rows[self._first]
        widths = [cut.width(cell.column, cell.column) for cell in self._row.cells]
        self._cells = RowCells(widths, Heights(_LEAST))
        self._head = f"{cut.head}<sheetData>{cut.rows[1].xml(1)}".encode()
        self._counts_row = cut.rows[_COUNTS_ROW]
        self._header = cut.rows[place.FINDINGS_HEADER_ROW].xml(place.FINDINGS_HEADER_ROW).encode()
        before, *behind = _BEFORE_LINKS.split(f"</sheetData>{cut.tail}", maxsplit=1)
        self._before_links = _FILTER.sub("\\1\0\\2", before).encode().split(b"\0")
        self._behind_links = "".join(behind).encode()
        self._mould = lru_cache(maxsize=1024)(self._make_mould)

    def fill(self, findings: Sequence[FindingRow], layout: Layout) -> tuple[list[Piece], int]:
        """The XML of the sheet, and the number of its last row."""
        found = [layout.place(finding.path) for finding in findings]
        last = self._first + max(len(findings), 1) - 1
        parts = [
            self._head,
            self._counts(findings),
            self._header,
            self._rows(findings, found) if findings else self._row.xml(self._first).encode(),
            (b"%d" % last).join(self._before_links),
            self._links(found),
            self._behind_links,
        ]
        return [b"".join(parts)], last

    def _rows(
        self, findings: Sequence[FindingRow], found: Iterable[tuple[str, str] | None]
    ) -> bytes:
        """A row for each finding, all filled at once."""
        texts = list(chain.from_iterable(findings))
        texts[_PLACE::_COLUMNS] = ["!".join(spot) if spot else "" for spot in found]
        texts[_VALUE::_COLUMNS] = map(_short, texts[_VALUE::_COLUMNS])
        values = self._cells.fill(texts, LongTexts())
        rows = map(self._mould, range(self._first, self._first + len(findings)))
        return without_blanks(b"".join(rows) % tuple(chain.from_iterable(values)))

    def _make_mould(self, number: int) -> bytes:
        """A row with holes for its height and the texts of its cells."""
        cells = "".join([cell.opening(number) + _TEXT for cell in self._row.cells])
        return f"{self._row.opening(number, HOLE)}{cells}</row>".encode()

    def _counts(self, findings: Sequence[FindingRow]) -> bytes:
        """The line that counts the findings, with what it shows now."""
        row = self._counts_row
        first = row.cells[0]
        if first.formula is None:
            return row.xml(_COUNTS_ROW).encode()
        written = first.formula.at(_COUNTS_ROW)
        found = [finding.severity for finding in findings]
        counted = _COUNTED.sub(lambda match: f'"{match[1]} {found.count(match[1])}"', written)
        shown = formula(written, "".join(_JOINED.findall(counted)))
        rest = [cell.xml(_COUNTS_ROW) for cell in row.cells[1:]]
        opening = row.opening(_COUNTS_ROW) + first.opening(_COUNTS_ROW)
        return b"".join([opening.encode(), shown, "".join([*rest, "</row>"]).encode()])

    def _links(self, found: Iterable[tuple[str, str] | None]) -> bytes:
        links = [
            f'<hyperlink ref="C{number}" location="{_target(spot[0])}!{spot[1]}"/>'
            for number, spot in enumerate(found, start=self._first)
            if spot is not None
        ]
        return f"<hyperlinks>{''.join(links)}</hyperlinks>".encode() if links else b""


@lru_cache(maxsize=256)
def _target(sheet: str) -> str:
    """A sheet's name within the location of a link."""
    return to_xml(quoted(sheet)).replace('"', "&quot;")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
