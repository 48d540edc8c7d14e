"""Changes single cells of a user's own workbook and leaves all else as it is, to the byte.

Only the XML of the sheets concerned is touched: macros, ribbons, pictures, comments and whatever
else a workbook may carry are copied unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from lxml import etree

from xlgoals import paths
from xlgoals.forms import vocabulary as words
from xlgoals.forms.a1 import split_address
from xlgoals.forms.numfmt import BUILTIN, display
from xlgoals.forms.package import parse_xml
from xlgoals.forms.sheet import heading_of, needs_marker
from xlgoals.forms.whitespace import tidy_cell
from xlgoals.forms.xlsx import Workbook
from xlgoals.forms.xstring import CELL_LIMIT, encode, utf16_length
from xlgoals.forms.zipwriter import archive, deflate
from xlgoals.model import GoalDocument
from xlgoals.reading import Place

__all__ = ["CellEdit", "Refusal", "cell_edit", "patch"]

_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]{1,4}))?")
_PERCENT: Final = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,4})?)%")
_Numbering: TypeAlias = Callable[[etree._Element], int]

_FORMATS: Final = {0: "1", 2: "2"}  # decimals to the number of the format 0, 0.00
_LIST_ITEM: Final = re.compile(r"(?P<list>(?:projects\[[0-9]+\]\.)?[a-z_]+)\[[0-9]+\]")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_BEFORE_CALC: Final = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames"),
)
_WORKBOOK: Final = "xl/workbook.xml"
_STYLES: Final = "xl/styles.xml"


class Refusal(StrEnum):
    """Why a cell was not changed."""

    FORMULA = "formula"
    CELL = "cell"
    LONG = "long"


class CellEdit(NamedTuple):
    """What one cell is to hold.

    `text` None tidies what is there: blank paragraphs go, and outside `prose` also stray tabs
    and white space at the ends.  An `amount` is written as a number where it is one.
    """

    sheet: str
    cell: str
    text: str | None
    amount: bool = False
    prose: bool = False


def cell_edit(document: GoalDocument, path: str, places: Mapping[str, Place]) -> CellEdit | Refusal:
    """What the cell of a field is to hold in all; fields may share a cell.

    Args:
        document: The document as it is to be.
        path: The field that changed.
        places: Where the fields of the workbook stand.
    """
    # Number and title stand in one heading.
    place = places.get(path, places.get(re.sub(r"\.number$", ".title", path)))
    if place is None or place.sheet is None or place.cell is None:
        return Refusal.CELL
    text = _cell_text(document, path, places, place)
    if utf16_length(text) > CELL_LIMIT or needs_marker(text):
        return Refusal.LONG
    amount = ".funding." in path and not path.endswith(".purpose")
    return CellEdit(place.sheet, place.cell, text, amount)


def _cell_text(document: GoalDocument, path: str, places: Mapping[str, Place], place: Place) -> str:
    if (match := _LIST_ITEM.fullmatch(path)) and match["list"] != "leftovers":
        items = paths.get(document, match["list"])
        if isinstance(items, tuple) and all(isinstance(item, str) for item in items):
            names = (f"{match['list']}[{at}]" for at in range(len(items)))
            return "\n".join(
                item for item, name in zip(items, names, strict=True) if places.get(name) == place
            )
    head, _, last = path.rpartition(".")
    if last in {"title", "number"}:
        project = document.projects[paths.project_of(path) or 0]
        return heading_of(project.number, project.title)
    text = paths.text_of(document, path)
    if last == "money_unit" and text:
        return words.MONEY_UNIT + text
    if head == "lead_lines":
        at = ("overall", "duties", "safeguards").index(last)
        return words.LEAD_LINES[at] if text else ""
    return text


def patch(book: bytes, edits: Iterable[CellEdit]) -> tuple[bytes, dict[tuple[str, str], Refusal]]:
    """A workbook with some of its cells changed.

    Args:
        book: The bytes of an .xlsx or .xlsm file.
        edits: What cells are to hold; of two for one cell the last one counts.

    Returns:
        The bytes of the new file, and by sheet and cell those that were left as they were.

    Raises:
        FormError: see `xlgoals.forms.xlsx.Workbook`.
    """
    by_sheet: dict[str, dict[tuple[int, int], CellEdit]] = {}
    for edit in edits:
        by_sheet.setdefault(edit.sheet, {})[split_address(edit.cell)] = edit
    with Workbook(book) as opened:
        patcher = _Patcher(opened)
        for sheet in opened.sheets:
            if sheet.name in by_sheet:
                shown = opened.grid(sheet)
                wanted = {
                    place: _tidied(edit, shown.text(*place))
                    for place, edit in by_sheet[sheet.name].items()
                }
                patcher.sheet(sheet.part, wanted)
        return patcher.whole(), patcher.refused


def _tidied(edit: CellEdit, shown: str) -> CellEdit:
    if edit.text is not None:
        return edit
    lines = shown.split("\n")
    if edit.prose:
        return edit._replace(text="\n".join(line for line in lines if line.strip()))
    return edit._replace(text=tidy_cell(lines))


class _Patcher:
    """The parts of one workbook, as far as they are changed."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.refused: dict[tuple[str, str], Refusal] = {}
        self._changed: dict[str, bytes] = {}
        self._styles = _Styles(book.read(_STYLES)) if _STYLES in book.names() else None

    def sheet(self, part: str, wanted: Mapping[tuple[int, int], CellEdit]) -> None:
        """Changes cells of one sheet."""
        root = parse_xml(self.book.read(part))
        space = root.tag[: root.tag.index("}") + 1]
        data = root.find(f"{space}sheetData")
        if data is None:
            self.refused.update({(e.sheet, e.cell): Refusal.CELL for e in wanted.values()})
            return
        for (row, column), edit in sorted(wanted.items()):
            cell = _cell(data, space, row, column, edit.cell)
            if cell.find(f"{space}f") is not None:
                self.refused[edit.sheet, edit.cell] = Refusal.FORMULA
            else:
                self._put(cell, space, edit)
        self._changed[part] = _bytes(root)

    def _put(self, cell: etree._Element, space: str, edit: CellEdit) -> None:
        text = edit.text or ""
        numeric = cell.get("t", "n") == "n" and cell.find(f"{space}v") is not None
        number = self._number(cell, text) if numeric or edit.amount else None
        for child in list(cell):
            if child.tag in (f"{space}v", f"{space}is"):
                cell.remove(child)
        cell.attrib.pop("t", "")
        if number is not None:
            value = etree.Element(f"{space}v")
            value.text = format(number.normalize(), "f")
            cell.insert(0, value)
        elif text:
            cell.set("t", "inlineStr")
            inline = etree.Element(f"{space}is")
            run = etree.SubElement(inline, f"{space}t")
            run.set(_SPACE, "preserve")
            run.text = encode(text)
            cell.insert(0, inline)

    def _number(self, cell: etree._Element, text: str) -> Decimal | None:
        """The number that shows as this text in the cell, whose style may change for that."""
        if self._styles is None:
            return None
        style = int(cell.get("s", "0"))
        code = self._styles.code(style)
        plain, percent = _PLAIN.fullmatch(text), _PERCENT.fullmatch(text)
        if percent:
            share = Decimal(percent[1]) / 100
            return share if display(share, code) == text else None
        if not plain:
            return None
        number = Decimal(text)
        if display(number, code) == text:
            return number
        decimals = len(plain[1] or "")
        if decimals not in _FORMATS:
            return None
        cell.set("s", str(self._styles.like(style, _FORMATS[decimals])))
        return number

    def whole(self) -> bytes:
        """The bytes of the workbook."""
        changed = dict(self._changed)
        if self._styles is not None and self._styles.added:
            changed[_STYLES] = _bytes(self._styles.root)
        if changed and _WORKBOOK in self.book.names():
            changed[_WORKBOOK] = _calculating(self.book.read(_WORKBOOK))
        return archive(
            (name, deflate(changed[name] if name in changed else self.book.read(name)))
            for name in self.book.names()
        )


class _Styles:
    """The styles of a workbook, and those that are added."""

    def __init__(self, xml: bytes) -> None:
        self.root = parse_xml(xml)
        self.added: dict[tuple[int, str], int] = {}
        space = self.root.tag[: self.root.tag.index("}") + 1]
        self._codes = {str(number): code for number, code in BUILTIN.items()}
        for own in self.root.iterfind(f"{space}numFmts/{space}numFmt"):
            self._codes[own.get("numFmtId", "")] = own.get("formatCode", "General")
        found = self.root.find(f"{space}cellXfs")
        self._styles = etree.Element(f"{space}cellXfs") if found is None else found

    def code(self, style: int) -> str:
        """The number format of a style."""
        if style >= len(self._styles):
            return "General"
        return self._codes.get(self._styles[style].get("numFmtId", "0"), "General")

    def like(self, style: int, number_format: str) -> int:
        """A style like this one, but with another number format."""
        key = (style, number_format)
        if key not in self.added and style < len(self._styles):
            made = deepcopy(self._styles[style])
            made.set("numFmtId", number_format)
            made.set("applyNumberFormat", "1")
            self._styles.append(made)
            self._styles.set("count", str(len(self._styles)))
            self.added[key] = len(self._styles) - 1
        return self.added.get(key, style)


def _cell(data: etree._Element, space: str, row: int, column: int, name: str) -> etree._Element:
    """The element of a cell, made in its place where there is none."""
    line = _at(data, f"{space}row", row, lambda element: int(element.get("r", "0")))
    if line.get("r") is None:
        line.set("r", str(row))
    cell = _at(line, f"{space}c", column, lambda element: split_address(element.get("r", "A1"))[1])
    if cell.get("r") is None:
        cell.set("r", name)
    return cell


def _at(
    parent: etree._Element, tag: str, wanted: int, number: Callable[[etree._Element], int]
) -> etree._Element:
    """The child of this number, else a new one before the first of a higher number."""
    for child in parent:
        if child.tag != tag:
            continue
        found = number(child)
        if found == wanted:
            return child
        if found > wanted:
            made = etree.Element(tag)
            child.addprevious(made)
            return made
    return etree.SubElement(parent, tag)


def _calculating(xml: bytes) -> bytes:
    """The workbook part, which now asks to have all formulas calculated when opened."""
    root = parse_xml(xml)
    space = root.tag[: root.tag.index("}") + 1]
    found = root.find(f"{space}calcPr")
    if found is None:
        found = etree.Element(f"{space}calcPr")
        before = [child for child in root if child.tag in {space + name for name in _BEFORE_CALC}]
        root.insert(root.index(before[-1]) + 1 if before else 0, found)
    found.set("fullCalcOnLoad", "1")
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
