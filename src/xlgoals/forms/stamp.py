"""The fast writer: fills the standard workbook with a document.

The template is cut once into constant pieces and holes; a document only fills the holes.  Long
constants are packed once, too (`zipwriter.stitch`), and what is made for one document is kept for
the next one of the same shape, within bounds.  Whatever the template has besides, styles,
drop-downs, formulas, print settings, survives.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import repeat
from pathlib import Path
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import split_address
from xlgoals.forms.cut import CutSheet, cut_sheet
from xlgoals.forms.errors import FormError
from xlgoals.forms.fill import LongTexts
from xlgoals.forms.sheetname import legal_name
from xlgoals.forms.stamp_book import BookStamp, NewSheet, add_formats
from xlgoals.forms.stamp_department import DepartmentStamp
from xlgoals.forms.stamp_findings import FindingRow, FindingsStamp
from xlgoals.forms.stamp_guide import GuideStamp
from xlgoals.forms.stamp_lists import list_sheet
from xlgoals.forms.stamp_native import judge
from xlgoals.forms.stamp_places import Layout
from xlgoals.forms.stamp_project import AMOUNT_CELLS, ProjectStamp
from xlgoals.forms.stamp_summary import SummaryStamp, chart_of, count
from xlgoals.forms.xlsx import Workbook
from xlgoals.forms.zipwriter import Packed, Piece, archive, deflate, stitch
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

__all__ = ["TEMPLATE_NAME", "FindingRow", "Layout", "Stamp", "layout", "write_bytes"]

TEMPLATE_NAME: Final = "绩效目标模板.xlsx"
_PROJECT: Final = place.project_sheet(1)
_NEEDED: Final = frozenset({place.DEPARTMENT, place.SUMMARY, place.RULES, _PROJECT})
_FILLED: Final = _NEEDED - {place.RULES} | {place.CHECK_RESULTS, place.GUIDE}
_CHARTS: Final = "xl/charts/chart"
_AMOUNT_CODES: Final = ("0", "0.0", "0.00", "0.000", "0.0000", "#,##0", "#,##0.00", "@")
_LIST_HEADER_ROW: Final = 2
_WORKBOOK_PART: Final = "xl/workbook.xml"
_RELATIONS_PART: Final = "xl/_rels/workbook.xml.rels"
_TYPES_PART: Final = "[Content_Types].xml"
_REPLACED: Final = (
    _WORKBOOK_PART,
    _RELATIONS_PART,
    _TYPES_PART,
    "xl/sharedStrings.xml",
    "xl/calcChain.xml",
)


class Stamp:
    """A template cut to pieces.

    Args:
        template: the standard workbook, or one made from it; its labels and the order of its
            rows must be those of the standard one.

    Raises:
        FormError: the template cannot be read, or lacks a sheet.
    """

    def __init__(self, template: Path | bytes) -> None:
        with Workbook(template) as book:
            self._parts = book.names()
            self._sheets = {sheet.name: sheet for sheet in book.sheets}
            missing = _NEEDED - set(self._sheets)
            if missing:
                raise FormError("damaged", part=", ".join(sorted(missing)))
            shown = book.grid(self._sheets[place.DEPARTMENT])
            cuts = {
                name: cut_sheet(book.read(sheet.part), book.strings, cloned=name == _PROJECT)
                for name, sheet in self._sheets.items()
            }
            self._keep(book, cuts)
        self._other_names = [name for name in self._sheets if name != _PROJECT]
        self._department = DepartmentStamp(cuts[place.DEPARTMENT], shown)
        self._summary = SummaryStamp(cuts[place.SUMMARY])
        guide = cuts.get(place.GUIDE)
        self._guide = GuideStamp(guide) if guide is not None else None
        results = cuts.get(place.CHECK_RESULTS)
        self._findings = FindingsStamp(results) if results is not None else None
        lists = cuts[place.RULES]
        self._header = lists.style(_LIST_HEADER_ROW, 1)
        self._body = lists.style(_LIST_HEADER_ROW + 1, 1)
        self._names = lru_cache(maxsize=16)(lambda count: _project_names(count, self._sheets))
        self._drawn = lru_cache(maxsize=16)(self._charts_of)

    def _keep(self, book: Workbook, cuts: dict[str, CutSheet]) -> None:
        """Pack what every document has alike."""
        project = cuts[_PROJECT]
        bases = [project.style(*split_address(cell)) for cell in AMOUNT_CELLS]
        styles_part = next(name for name in self._parts if name.endswith("/styles.xml"))
        styles, amounts = add_formats(book.read(styles_part), bases, _AMOUNT_CODES)
        self._project = ProjectStamp(project, amounts)
        self._book = BookStamp(*(book.read(name) for name in _REPLACED[:3]))
        own = {sheet.part for sheet in self._sheets.values()}
        own |= {_relations_path(part) for part in own}
        self._other = [
            (name, deflate(styles if name == styles_part else book.read(name)))
            for name in self._parts
            if name not in own and name not in _REPLACED and not name.startswith(_CHARTS)
        ]
        self._charts = [(name, book.read(name)) for name in self._parts if name.startswith(_CHARTS)]
        self._relations = {
            name: self._sheet_relations(book, sheet.part) for name, sheet in self._sheets.items()
        }
        self._constant = {
            name: NewSheet(
                name, deflate(_whole(cuts[name])), name, state=sheet.state,
                relations=self._relations[name],
            )
            for name, sheet in self._sheets.items()
            if name not in _FILLED
        }  # fmt: skip

    def _sheet_relations(self, book: Workbook, part: str) -> Packed | None:
        path = _relations_path(part)
        return deflate(book.read(path)) if path in self._parts else None

    def write_bytes(self, document: GoalDocument, findings: Sequence[FindingRow] = ()) -> bytes:
        """The workbook of a document, as the bytes of an .xlsx file.

        `xlgoals.forms.workbook.read` gives the document back.

        Args:
            document: the document.
            findings: what is to stand on the sheet 校验结果, in this order.
        """
        sheets = self._all_sheets(document, findings)
        parts = [
            (_TYPES_PART, self._book.packed_types(len(sheets))),
            *self._other,
            *self._drawn(len(document.projects)),
            (_WORKBOOK_PART, self._book.workbook(sheets)),
            (_RELATIONS_PART, self._book.packed_relations(len(sheets))),
        ]
        for at, sheet in enumerate(sheets, start=1):
            part = f"xl/worksheets/sheet{at}.xml"
            parts.append((part, sheet.packed))
            if sheet.relations is not None:
                parts.append((_relations_path(part), sheet.relations))
        return archive(parts)

    def layout(self, document: GoalDocument) -> Layout:
        """Which sheet and cell each field of a document gets."""
        names = self._names(len(document.projects))
        return Layout(document, names, *self._department.rows(document))

    def _charts_of(self, projects: int) -> list[tuple[str, Packed]]:
        return [(name, deflate(chart_of(xml, projects))) for name, xml in self._charts]

    def _all_sheets(self, document: GoalDocument, findings: Sequence[FindingRow]) -> list[NewSheet]:
        """Every sheet in order: the template's own, the projects in their place, then the lists."""
        long = LongTexts()
        made: list[NewSheet] = []
        layout = self.layout(document)
        names = layout.names
        judged = [judge(project) for project in document.projects]
        for name in self._sheets:
            if name == place.DEPARTMENT:
                made.append(self._made(name, self._department.fill(document, long)))
            elif name == place.SUMMARY:
                filled = self._summary.fill(document, names, judged, self._other_names)
                made.append(self._made(name, filled))
            elif name == place.GUIDE and self._guide is not None:
                made.append(self._made(name, (self._guide.fill(count(judged)), None)))
            elif name == place.CHECK_RESULTS and self._findings is not None:
                made.append(self._made(name, self._findings.fill(findings, layout)))
            elif name == _PROJECT:
                sheets = self._project.fill(document, judged, long)
                made += map(self._made, repeat(_PROJECT), sheets, names)
            elif name != place.LISTS:
                made.append(self._constant[name])
        made += self._lists(document, long)
        if place.LISTS in self._constant:
            made.append(self._constant[place.LISTS])
        return made

    def _made(
        self, origin: str, filled: tuple[list[Piece], int | None], name: str = ""
    ) -> NewSheet:
        pieces, last_row = filled
        relations = None if name else self._relations[origin]
        return NewSheet(name or origin, stitch(pieces), origin, last_row, relations=relations)

    def _lists(self, document: GoalDocument, long: LongTexts) -> list[NewSheet]:
        cell = long.cell_text
        leftovers = [(str(left.line), cell(left.text)) for left in document.leftovers]
        bookmarks = [(cell(mark.name), cell(mark.field)) for mark in document.bookmarks]
        made = []
        for kind, rows in ((place.LEFTOVERS, leftovers), (place.BOOKMARKS, bookmarks)):
            if rows:
                made.append(self._list(kind, rows))
        if long.pieces:
            rows = [(str(key), piece) for key, piece in long.pieces]
            made.append(self._list(place.CONTINUED, rows))
        return made

    def _list(self, kind: place.ListSheet, rows: Sequence[tuple[str, str]]) -> NewSheet:
        xml = list_sheet(kind, rows, self._header, self._body)
        return NewSheet(kind.name, deflate(xml), state=kind.state)


def _project_names(count: int, template: Iterable[str]) -> list[str]:
    """Names for the projects' sheets, unlike those of the template's other sheets."""
    taken = [name for name in template if name != _PROJECT]
    taken += [kind.name for kind in (place.LEFTOVERS, place.BOOKMARKS, place.CONTINUED)]
    names: list[str] = []
    for position in range(1, count + 1):
        name = place.project_sheet(position)
        names.append(legal_name(name, taken) if name in taken else name)
    return names


def _relations_path(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _whole(cut: CutSheet) -> bytes:
    """A sheet of the template put together again, its texts within it."""
    rows = [piece.xml(number) for number, piece in cut.rows.items()]
    return "".join([cut.head, "<sheetData>", *rows, "</sheetData>", cut.tail]).encode()


@cache
def _standard() -> Stamp:
    return Stamp(shipped("workbooks", TEMPLATE_NAME))


def write_bytes(document: GoalDocument, findings: Sequence[FindingRow] = ()) -> bytes:
    """The workbook of a document from the standard template; see `Stamp.write_bytes`."""
    return _standard().write_bytes(document, findings)


def layout(document: GoalDocument) -> Layout:
    """Which sheet and cell `write_bytes` gives each field of a document."""
    return _standard().layout(document)
