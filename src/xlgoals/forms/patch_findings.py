"""Fills the sheet of findings of a user's own workbook anew, in the look that it has there.

All other parts are copied as they are but for the last rows of its filter and print area, which
the workbook part names.  A sheet that holds anything but a list as the stamp writes it is left
alone: colours or words of the user's own would come to stand beside other findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from xlgoals import messages
from xlgoals.forms import sheet as place
from xlgoals.forms.a1 import letters, split_address
from xlgoals.forms.cut import cut_sheet
from xlgoals.forms.errors import FormError
from xlgoals.forms.package import parse_xml
from xlgoals.forms.sheetxml import MAIN
from xlgoals.forms.stamp_findings import FindingRow, FindingsStamp
from xlgoals.forms.stamp_places import Layout
from xlgoals.forms.xlsx import SheetInfo, Workbook
from xlgoals.forms.zipwriter import Packed, archive, deflate, stitch
from xlgoals.model import GoalDocument
from xlgoals.reading import Place

__all__ = ["refill"]

_LANGUAGE: Final = "zh"
_LABELS: Final = ("severity", "code", "place", "project", "field", "value", "message", "fix")
_FIRST: Final = place.FINDINGS_HEADER_ROW + 1
_PLACE: Final = 3
_LAST: Final = letters(len(_LABELS))
_WORKBOOK: Final = "xl/workbook.xml"
_STYLES: Final = "xl/styles.xml"
_TO_THE_END: Final = ("_xlnm.Print_Area", "_xlnm._FilterDatabase")
_LAST_ROW: Final = re.compile(rf"(?<=!\$A\$[13]:\${_LAST}\$)[0-9]+\Z")
_NOTE: Final = re.compile(r'(COUNTIF\([^)]*\)&)"[^"]*"\Z')
_FOREIGN: Final = ("legacyDrawing", "tableParts")
"""Comments and tables, which would not move with the rows of the list."""


@dataclass(frozen=True, slots=True)
class _AsRead(Layout):
    """Where the fields of a document stand in the workbook that it was read from.

    `names` are those of all its sheets.
    """

    places: Mapping[str, Place]

    def place(self, path: str) -> tuple[str, str] | None:
        if path == "projects":  # all of them together stand on no project's sheet
            return (place.SUMMARY, "A1") if place.SUMMARY in self.names else None
        found = self.places.get(path)
        if found is None or not found.sheet or not found.cell:
            return None
        return found.sheet, found.cell


def refill(
    book: bytes, findings: Sequence[FindingRow], places: Mapping[str, Place]
) -> bytes | None:
    """A workbook whose sheet of findings shows these and no others.

    Args:
        book: The bytes of an .xlsx or .xlsm file.
        findings: What is to stand on the sheet, in this order.
        places: Where in this workbook the fields stand that the findings speak of.

    Returns:
        The bytes of the new file; those that were given where there is no such sheet; None where
        it holds something of the user's own.

    Raises:
        FormError: see `xlgoals.forms.xlsx.Workbook`.
    """
    with Workbook(book) as opened:
        sheets = {sheet.name: sheet for sheet in opened.sheets}
        sheet = sheets.get(place.CHECK_RESULTS)
        if sheet is None:
            return book
        if place.MARK_RECORD in sheets:
            return None
        layout = _AsRead(GoalDocument(), tuple(sheets), {}, {}, places)
        try:
            filled = _filled(opened, sheet, findings, layout)
        except (FormError, ValueError, LookupError):
            return None  # readers pass this sheet over, so it may be broken and the rest sound
        if filled is None:
            return None
        made, last = {sheet.part: filled[0]}, filled[1]
        if _WORKBOOK in opened.names():
            made[_WORKBOOK] = deflate(_ending(opened.read(_WORKBOOK), last))
        return archive(
            (name, made[name] if name in made else deflate(opened.read(name)))
            for name in opened.names()
        )


def _filled(
    opened: Workbook, sheet: SheetInfo, findings: Sequence[FindingRow], layout: Layout
) -> tuple[Packed, int] | None:
    """The sheet with these findings, and its last row; None where its list is not ours."""
    xml = opened.small(sheet)
    root = None if xml is None else parse_xml(xml)
    if root is None or not _is_list(root, _header(opened, sheet), _looks(opened)):
        return None
    _empty(root)
    cut = cut_sheet(etree.tostring(root, encoding="UTF-8"), opened.strings)
    pieces, last = FindingsStamp(cut).fill(findings, layout)
    return stitch(pieces), last


def _empty(root: etree._Element) -> None:
    """Take the findings out: their texts, links and filter, and all rows but the first."""
    for name in ("dimension", "hyperlinks", "sortState"):
        for element in root.findall(MAIN + name):
            root.remove(element)
    for choices in root.iterfind(f"{MAIN}autoFilter"):
        choices[:] = []
    for rows in root.iterfind(f"{MAIN}sheetData"):
        rows[:] = [row for row in rows if int(row.get("r", "0")) <= _FIRST]
    for cell in root.iterfind(f"{MAIN}sheetData/{MAIN}row[@r='{_FIRST}']/{MAIN}c"):
        cell[:] = []
        cell.attrib.pop("t", "")
    for formula in root.iterfind(f"{MAIN}sheetData/{MAIN}row[@r='2']/{MAIN}c[@r='A2']/{MAIN}f"):
        note = messages.text("workbook-results-note", _LANGUAGE)
        formula.text = _NOTE.sub(rf'\1"{note}"', formula.text or "")


def _header(opened: Workbook, sheet: SheetInfo) -> list[str]:
    shown = opened.grid(sheet)
    return [shown.text(place.FINDINGS_HEADER_ROW, at) for at in range(1, len(_LABELS) + 1)]


def _is_list(root: etree._Element, header: list[str], looks: Sequence[str]) -> bool:
    """Whether a sheet holds a list as the stamp writes it, and nothing besides."""
    labels = [messages.text(f"workbook-results-{label}", _LANGUAGE) for label in _LABELS]
    if root.tag != f"{MAIN}worksheet" or root.prefix is not None or header != labels:
        return False
    if any(root.find(MAIN + name) is not None for name in _FOREIGN):
        return False
    rows = {int(row.get("r", "")): row for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row")}
    return rows.keys() >= set(range(1, _FIRST + 1)) and _is_plain(root, rows, looks)


def _is_plain(
    root: etree._Element, rows: Mapping[int, etree._Element], looks: Sequence[str]
) -> bool:
    """Whether all below the header is texts in the list's own columns, in one look."""
    merged = map(_end, root.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"))
    links = map(_end, root.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"))
    if any(row >= _FIRST for row, _ in merged):
        return False
    if any(row < _FIRST or column != _PLACE for row, column in links):
        return False
    look = _colours(rows[_FIRST], looks)
    if len(look) < len(_LABELS) - 1:
        return False
    listed = [row for number, row in rows.items() if number >= _FIRST and len(row)]
    return all(_is_plain_row(row) and _colours(row, looks) == look for row in listed)


def _end(element: etree._Element) -> tuple[int, int]:
    """Row and column of the last cell that a link or a merged range covers."""
    return split_address(element.get("ref", "").rpartition(":")[2])


def _is_plain_row(row: etree._Element) -> bool:
    """Whether a row has cells in the list's own columns only, and no formulas."""
    return all(
        _column(cell) <= len(_LABELS) and cell.find(f"{MAIN}f") is None for cell in _cells(row)
    )


def _colours(row: etree._Element, looks: Sequence[str]) -> dict[int, str]:
    """How a row's cells look; not that of the place, which a click on its link may change."""
    own = ((_column(cell), looks[int(cell.get("s", "0"))]) for cell in _cells(row))
    return {column: look for column, look in own if column <= len(_LABELS) and column != _PLACE}


def _looks(opened: Workbook) -> list[str]:
    """What users change of a cell's look, by style: its colours, and whether words are struck out.

    Programs give cells of one look several styles, as their words are Chinese or Latin.
    """
    if _STYLES not in opened.names():
        return []
    root = parse_xml(opened.read(_STYLES))
    fills = [_colour(fill) for fill in root.iterfind(f"{MAIN}fills/{MAIN}fill/*")]
    fonts = [_font(font) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    return [
        f"{fills[int(style.get('fillId', '0'))]} {fonts[int(style.get('fontId', '0'))]}"
        for style in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    ]


def _colour(fill: etree._Element) -> str:
    return "" if fill.get("patternType") == "none" else _written(fill)


def _font(font: etree._Element) -> str:
    own = (font.find(MAIN + name) for name in ("color", "strike", "b", "i"))
    return "".join(_written(element) for element in own if element is not None)


def _written(element: etree._Element) -> str:
    return etree.tostring(element, with_tail=False).decode()


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return row.iterfind(f"{MAIN}c")


def _column(cell: etree._Element) -> int:
    return split_address(cell.get("r", "A1"))[1]


def _ending(xml: bytes, last: int) -> bytes:
    """The workbook part, whose filter and print area of the list reach to its last row."""
    root = parse_xml(xml)
    space = root.tag[: root.tag.index("}") + 1]
    names = [sheet.get("name") for sheet in root.iterfind(f"{space}sheets/{space}sheet")]
    for name in root.iterfind(f"{space}definedNames/{space}definedName"):
        at = int(name.get("localSheetId", len(names)))
        listed = names[at : at + 1] == [place.CHECK_RESULTS]
        if listed and name.get("name") in _TO_THE_END:
            name.text = _LAST_ROW.sub(str(last), name.text or "")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
