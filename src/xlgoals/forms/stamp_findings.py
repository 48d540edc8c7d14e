"""Fills 校验结果, the sheet of findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import Heights, LongTexts, formula, lines
from xlgoals.forms.mould import HOLE
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.stamp_places import Layout
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import Piece

__all__ = ["FindingRow", "FindingsStamp"]

_COUNTS_ROW: Final = 2
_COUNTED: Final = re.compile(r'"([^" ]+) "&COUNTIF\([^)]*\)')
_JOINED: Final = re.compile(r'"([^"]*)"')
_PLACE: Final = 3
_LONGEST_SHOWN: Final = 80
_FILTER: Final = re.compile(r'(<autoFilter ref="[A-Z]+[0-9]+:[A-Z]+)[0-9]+(")')
_BEFORE_LINKS: Final = re.compile(r"(?=<printOptions|<pageMargins|</worksheet>)")
_LEAST: Final = 26.0


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


class FindingsStamp:
    """The sheet of findings, ready to be filled."""

    def __init__(self, cut: CutSheet) -> None:
        self._cut = cut
        self._first = place.FINDINGS_HEADER_ROW + 1
        self._row = cut.rows[self._first]
        self._widths = [cut.width(cell.column, cell.column) for cell in self._row.cells]
        self._heights = Heights(_LEAST)
        self._head = f"{cut.head}<sheetData>{cut.rows[1].xml(1)}".encode()
        self._header = cut.rows[place.FINDINGS_HEADER_ROW].xml(place.FINDINGS_HEADER_ROW).encode()
        self._mould = lru_cache(maxsize=256)(self._make_mould)

    def fill(self, findings: Sequence[FindingRow], layout: Layout) -> tuple[list[Piece], int]:
        """The XML of the sheet, and the number of its last row."""
        parts = [self._head, self._counts(findings), self._header]
        links = []
        for number, finding in enumerate(findings, start=self._first):
            found = layout.place(finding.path)
            shown = ""
            if found is not None:
                sheet, cell = found
                shown = f"{sheet}!{cell}"
                target = to_xml(f"{quoted(sheet)}!{cell}").replace('"', "&quot;")
                links.append(f'<hyperlink ref="C{number}" location="{target}"/>')
            parts.append(self._finding(finding, shown, number))
        if not findings:
            parts.append(self._row.xml(self._first).encode())
        last = self._first + max(len(findings), 1) - 1
        parts.append(f"</sheetData>{self._tail(links, last)}".encode())
        return [b"".join(parts)], last

    def _finding(self, finding: FindingRow, shown: str, number: int) -> bytes:
        texts = (
            finding.severity, finding.code, shown, finding.project, finding.field,
            _short(finding.value), finding.message, finding.suggestion,
        )  # fmt: skip
        content = LongTexts().content
        count = max(map(lines, texts, self._widths))
        return self._mould(number) % (self._heights[count], *[content(text) for text in texts])

    def _make_mould(self, number: int) -> bytes:
        """A row with holes for its height and its cells."""
        cells = "".join([cell.opening(number) + HOLE for cell in self._row.cells])
        return f"{self._row.opening(number, HOLE)}{cells}</row>".encode()

    def _counts(self, findings: Sequence[FindingRow]) -> bytes:
        """The line that counts the findings, with what it shows now."""
        row = self._cut.rows[_COUNTS_ROW]
        first = row.cells[0]
        if first.formula is None:
            return row.xml(_COUNTS_ROW).encode()
        written = first.formula.at(_COUNTS_ROW)
        numbers = Counter(finding.severity for finding in findings)
        counted = _COUNTED.sub(lambda match: f'"{match[1]} {numbers[match[1]]}"', written)
        shown = formula(written, "".join(_JOINED.findall(counted)))
        rest = [cell.xml(_COUNTS_ROW) for cell in row.cells[1:]]
        opening = row.opening(_COUNTS_ROW) + first.opening(_COUNTS_ROW)
        return b"".join([opening.encode(), shown, "".join([*rest, "</row>"]).encode()])

    def _tail(self, links: Sequence[str], last: int) -> str:
        tail = _FILTER.sub(rf"\g<1>{last}\2", self._cut.tail)
        if not links:
            return tail
        return _BEFORE_LINKS.sub(f"<hyperlinks>{''.join(links)}</hyperlinks>", tail, count=1)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
