"""Fills 校验结果, the sheet of findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.cut import CutSheet
from xlgoals.forms.fill import LongTexts, formula, height, lines
from xlgoals.forms.sheetname import quoted
from xlgoals.forms.stamp_places import Layout
from xlgoals.forms.xstring import to_xml

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

    def fill(self, findings: Sequence[FindingRow], layout: Layout) -> tuple[str, int]:
        """The XML of the sheet, and the number of its last row."""
        parts = [self._cut.head, "<sheetData>", self._cut.rows[1].xml(1), self._counts(findings)]
        parts.append(self._cut.rows[place.FINDINGS_HEADER_ROW].xml(place.FINDINGS_HEADER_ROW))
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
            parts.append(self._row.xml(self._first))
        last = self._first + max(len(findings), 1) - 1
        return "".join([*parts, "</sheetData>", self._tail(links, last)]), last

    def _finding(self, finding: FindingRow, shown: str, number: int) -> str:
        texts = (
            finding.severity, finding.code, shown, finding.project, finding.field,
            _short(finding.value), finding.message, finding.suggestion,
        )  # fmt: skip
        long = LongTexts()
        tall = height(map(lines, texts, self._widths), _LEAST)
        parts = [self._row.opening(number, tall)]
        for cell, text in zip(self._row.cells, texts, strict=True):
            parts.append(cell.opening(number) + long.content(text))
        return "".join([*parts, "</row>"])

    def _counts(self, findings: Sequence[FindingRow]) -> str:
        """The line that counts the findings, with what it shows now."""
        row = self._cut.rows[_COUNTS_ROW]
        first = row.cells[0]
        if first.formula is None:
            return row.xml(_COUNTS_ROW)
        written = first.formula.at(_COUNTS_ROW)
        numbers = Counter(finding.severity for finding in findings)
        counted = _COUNTED.sub(lambda match: f'"{match[1]} {numbers[match[1]]}"', written)
        shown = formula(written, "".join(_JOINED.findall(counted)))
        rest = [cell.xml(_COUNTS_ROW) for cell in row.cells[1:]]
        opening = row.opening(_COUNTS_ROW) + first.opening(_COUNTS_ROW)
        return "".join([opening, shown, *rest, "</row>"])

    def _tail(self, links: Sequence[str], last: int) -> str:
        tail = _FILTER.sub(rf"\g<1>{last}\2", self._cut.tail)
        if not links:
            return tail
        return _BEFORE_LINKS.sub(f"<hyperlinks>{''.join(links)}</hyperlinks>", tail, count=1)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
