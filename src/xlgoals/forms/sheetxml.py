"""The XML of one sheet, read into the few cells that hold something.

Three ways give the same cells: a scanner for XML in the plain shape that spreadsheet programs
write, lxml for everything else, and a streaming reader for large sheets.  The scanner gives up,
and lxml takes over, as soon as anything is not exactly as it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, cast

from lxml import etree

from xlgoals.forms.a1 import address, split_address
from xlgoals.forms.errors import FormError
from xlgoals.forms.numfmt import display, is_as_written
from xlgoals.forms.package import LIMIT_MB, parse_xml
from xlgoals.forms.xstring import decode

__all__ = [
    "FIRST_HELPER",
    "MAIN",
    "PLAIN_ROOT",
    "VERDICT_HOOK",
    "Grid",
    "Meaning",
    "only_formulas",
    "opens",
    "rich_text",
    "scan",
    "stream",
    "walk",
]

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MOST_CELLS: Final = 2_000_000
_NUMBERS: Final = ("", "n")
_BOOLEANS: Final = {"0": "FALSE", "1": "TRUE"}

PLAIN_ROOT: Final = re.compile(
    r'\s*(?:<\?xml[^<>]*\?>\s*)?<worksheet(?: [^<>]*)? ?xmlns="' + MAIN[1:-1] + '"[ >]'
)
# The tags around a text in its cell are by far the most of a sheet: they shrink to one character
# each, which no XML may hold, before the cells are looked for.
_OPENS: Final = b' t="inlineStr"><is><t xml:space="preserve">'
_CLOSES: Final = b"</t></is></c>"
_LESS: Final = ord("<")
_CELL: Final = re.compile(
    '<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?:\x01([^<\x02]*)\x02|(?: t="([a-z]+)")?>'
    "(<f(?: [^<>]*)?/>|<f(?: [^<>]*)?>[^<]*</f>)?(?:<v>([^<]*)</v>)?</c>)"
)
# On a project's sheet, cells right of the form that only work out its verdicts: hundreds of them,
# and nothing in them that anybody wrote.
VERDICT_HOOK: Final = b"XLG_INDICATOR("
FIRST_HELPER: Final = b'<c r="AA'
_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


@dataclass(slots=True)
class Grid:
    """The cells of a sheet that show something, by row and column, and the formulas behind them.

    `percentages` are those whose number shows as a percentage.
    """

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    percentages: set[tuple[int, int]] = field(default_factory=set)

    def text(self, row: int, column: int) -> str:
        """What the cell shows; empty when it shows nothing."""
        cells = self.rows.get(row)
        return "" if cells is None else cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What cells refer to outside their sheet.

    `strings` is the table of shared strings, `formats` the number format of each cell style.
    """

    strings: Sequence[str] = ()
    formats: Sequence[str] = ()
    epoch_1904: bool = False

    def shown(self, kind: str, style: int, value: str) -> str:
        """What a cell of this type and style shows for the value that the file holds."""
        if kind == "s":
            return self._shared(value)
        if kind in _NUMBERS:
            return self._number(style, value)
        if kind == "b":
            return _BOOLEANS.get(value, value)
        return decode(value)

    def _shared(self, value: str) -> str:
        try:
            return self.strings[int(value)] if value else ""
        except (ValueError, IndexError) as error:
            raise FormError("damaged", part="sharedStrings") from error

    def _number(self, style: int, value: str) -> str:
        code = self.formats[style] if 0 <= style < len(self.formats) else "General"
        if is_as_written(value, code):
            return value
        if not value.strip():
            return ""
        try:
            number = Decimal(value.strip())
        except InvalidOperation:
            return value
        return display(number, code, epoch_1904=self.epoch_1904)


def scan(xml: bytes, meaning: Meaning) -> Grid | None:
    """Read a sheet in plain shape; None when it is not in that shape."""
    body = _plain_body(xml)
    if body is None:
        return None
    found = _CELL.findall(body)
    if body.count("</c") + body.count("\2") != len(found):
        return None
    grid = Grid()
    try:
        _take(grid, found, meaning)
    except ValueError as error:
        raise FormError("damaged", part=str(error)) from error
    return grid


def _take(grid: Grid, found: list[tuple[str, ...]], meaning: Meaning) -> None:
    """Put the cells that were found into the grid."""
    texts = "".join([cell[2] for cell in found])
    escaped = "&" in texts or "_x" in texts
    rows, last, cells = grid.rows, 0, {}
    for cell, style, text, kind, formula, value in found:
        row, column = split_address(cell)
        shown = text
        if not text:
            shown = _valued(grid, (row, column), meaning, (style, kind, formula, value))
        elif escaped:
            shown = decode(_ENTITY.sub(_entity, text))
        if shown:
            if row != last:
                last, cells = row, rows.setdefault(row, {})
            cells[column] = shown


def _valued(
    grid: Grid, place: tuple[int, int], meaning: Meaning, cell: tuple[str, str, str, str]
) -> str:
    """What a cell shows that holds a number, a shared string or a formula."""
    style, kind, formula, value = cell
    if formula:
        inner = formula.partition(">")[2].removesuffix("</f>")
        grid.formulas[place] = _ENTITY.sub(_entity, inner) if "&" in inner else inner
    if not value:
        return ""
    shown = meaning.shown(kind, int(style or 0), _ENTITY.sub(_entity, value))
    _mark(grid, place, kind, shown)
    return shown


def _plain_body(xml: bytes) -> str | None:
    """The rows of a sheet in plain shape, their tags shrunk; None when its frame is not plain."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or end < 0 or _is_marked_up(xml, start):
        return None
    rows = _without_helpers(xml[start + 11 : end])
    rows = rows.replace(_OPENS, b"\1").replace(_CLOSES, b"\2")
    try:
        head, body = xml[:start].decode(), rows.decode()
    except UnicodeDecodeError:
        return None
    return body if PLAIN_ROOT.match(head) else None


def _is_marked_up(xml: bytes, rows: int) -> bool:
    """Whether there are comments, document types, instructions, or characters that mean more."""
    if b"\1" in xml or b"\2" in xml or b"\r" in xml[rows:]:
        return True
    return opens(xml, b"!", 0) or opens(xml, b"?", rows)


def opens(xml: bytes, character: bytes, start: int) -> bool:
    """Whether this character stands behind a `<`; found far faster than both together."""
    at = xml.find(character, start)
    while at > 0:
        if xml[at - 1] == _LESS:
            return True
        at = xml.find(character, at + 1)
    return False


def _without_helpers(body: bytes) -> bytes:
    """Rows without the hidden steps of the native checks, which no reader looks at.

    They stand at the end of each row, more than all else together, and are cut off unread; but
    not when a cell among them holds something else than a formula.
    """
    if VERDICT_HOOK not in body:
        return body
    kept = []
    for row in body.split(b"</row>"):
        before, helper, after = row.partition(FIRST_HELPER)
        if helper and not only_formulas(after):
            return body
        kept.append(before)
    return b"</row>".join(kept)


@lru_cache(maxsize=512)
def only_formulas(cells: bytes) -> bool:
    """Whether cells hold formulas only; those of a row's number are the same on every sheet."""
    return b"<is>" not in cells and cells.count(b"</c>") == cells.count(b"<f")


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return _ENTITIES[match[1]]
    return chr(int(match[2]) if match[2] else int(match[3], 16))


def _put(grid: Grid, place: tuple[int, int], text: str, formula: str | None) -> None:
    if formula is not None:
        grid.formulas[place] = formula
    if text:
        grid.rows.setdefault(place[0], {})[place[1]] = text


def _mark(grid: Grid, place: tuple[int, int], kind: str, shown: str) -> None:
    """Remember a number that shows as a percentage."""
    if kind in _NUMBERS and shown.endswith("%"):
        grid.percentages.add(place)


def walk(xml: bytes, meaning: Meaning) -> Grid:
    """Read a sheet with lxml.

    Raises:
        FormError: `damaged` or `too-large`.
    """
    grid, last = Grid(), 0
    namespace = ""
    for element in parse_xml(xml):
        namespace = _namespace(element)
        if element.tag == namespace + "sheetData":
            for row in element:
                last = _row(grid, row, meaning, last)
    return grid


def stream(pieces: Iterable[bytes], meaning: Meaning) -> Grid:
    """Read a large sheet row by row; memory grows only with the cells that hold something.

    Raises:
        FormError: `damaged` or `too-large`.
    """
    grid, last, cells = Grid(), 0, 0
    tags = (MAIN + "row", STRICT + "row")
    parser = etree.XMLPullParser(
        events=("end",), tag=tags, resolve_entities=False, no_network=True, huge_tree=False,
        load_dtd=False, collect_ids=False,
    )  # fmt: skip
    try:
        for piece in pieces:
            parser.feed(piece)
            for _, row in cast("Iterable[tuple[str, etree._Element]]", parser.read_events()):
                last = _row(grid, row, meaning, last)
                cells += len(grid.rows.get(last, ()))
                if cells > _MOST_CELLS:
                    raise FormError("too-large", limit=LIMIT_MB)
                parent = row.getparent()
                row.clear()
                while parent is not None and row.getprevious() is not None:
                    del parent[0]
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise FormError("damaged", part=str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormError("damaged", part="DTD")
    return grid


def _namespace(element: etree._Element) -> str:
    tag = element.tag
    return tag[: tag.find("}") + 1] if isinstance(tag, str) else ""


def _row(grid: Grid, row: etree._Element, meaning: Meaning, last: int) -> int:
    """Read one row; rows and cells without an address follow the one before."""
    namespace = _namespace(row)
    if row.tag != namespace + "row":
        return last
    written = row.get("r", "")
    number = int(written) if written.isdecimal() and written.isascii() else last + 1
    before = ""
    try:
        for cell in row:
            if cell.tag == namespace + "c":
                before = cell.get("r") or _next_address(number, before)
                if len(cell):
                    _cell(grid, cell, split_address(before), meaning)
    except FormError:
        raise
    except ValueError as error:
        raise FormError("damaged", part=str(error)) from error
    return number


def _next_address(row: int, before: str) -> str:
    return address(row, split_address(before)[1] + 1 if before else 1)


def _cell(grid: Grid, cell: etree._Element, place: tuple[int, int], meaning: Meaning) -> None:
    namespace = _namespace(cell)
    kind = cell.get("t", "")
    formula = cell.find(namespace + "f")
    inline = cell.find(namespace + "is")
    if inline is not None:
        text = rich_text(inline) if kind == "inlineStr" else ""
    else:
        value = cell.findtext(namespace + "v") or ""
        text = meaning.shown(kind, int(cell.get("s") or 0), value) if value else ""
        _mark(grid, place, kind, text)
    _put(grid, place, text, None if formula is None else formula.text or "")


def rich_text(holder: etree._Element) -> str:
    """The text of an `is` or `si` element: all its runs, without reading aids."""
    namespace = _namespace(holder)
    texts = []
    for child in holder:
        if child.tag == namespace + "t":
            texts.append(child.text or "")
        elif child.tag == namespace + "r":
            texts.append(child.findtext(namespace + "t") or "")
    return "".join(decode(text) for text in texts)
