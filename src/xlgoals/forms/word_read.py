"""Word's XML → blocks: an own walk over paragraphs, tables, rows and cells.

What Word shows counts: insertions, results of fields, numbers of lists, text boxes.  What it
does not show does not: deletions, codes of fields, merged continuation cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table, bookmark
from xlgoals.forms.word_numbers import Numbering
from xlgoals.forms.word_package import Parts, w
from xlgoals.forms.word_plain import plain_rows
from xlgoals.forms.word_text import plain
from xlgoals.reading import Place

__all__ = ["WordBlocks", "footnotes", "read_blocks"]

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _PPR, _R, _T = w("p"), w("pPr"), w("r"), w("t")
_TBL, _TR, _TC, _TCPR = w("tbl"), w("tr"), w("tc"), w("tcPr")
_BOOKMARK: Final = w("bookmarkStart")
_VAL, _NAME, _TYPE = w("val"), w("name"), w("type")
_RPR, _DELETED, _CELL_DELETED = w("rPr"), w("del"), w("cellDel")
_V_MERGE, _H_MERGE = w("vMerge"), w("hMerge")
_BOX: Final = w("txbxContent")
_ALTERNATE: Final = _MC + "AlternateContent"
# Elements that only wrap what stands in them; an insertion counts as accepted.
_WRAPPERS: Final = frozenset(
    (
        *map(w, ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink")),
        *map(w, ("fldSimple", "dir", "bdo", "ruby", "rubyBase")),
        *(_MC + "Choice", "{http://schemas.openxmlformats.org/officeDocument/2006/math}r"),
        *("{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",),
        *("{http://schemas.openxmlformats.org/officeDocument/2006/math}oMathPara",),
    )
)
_MATH_TEXT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DRAWINGS: Final = frozenset(map(w, ("drawing", "pict", "object")))
_SIGNS: Final = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}
_BREAK: Final = w("br")
_SYMBOL: Final = w("sym")
# Characters of the font Symbol that stand in indicator values.
_SYMBOLS: Final = {
    0xA3: "≤",
    0xB3: "≥",
    0xB1: "±",
    0xB4: "×",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xB7: "•",
    0xB0: "°",
    0x3C: "<",
    0x3D: "=",
    0x3E: ">",
}


class WordBlocks:
    """The blocks of a document's body, with the lines that they have in the text form.

    `places` maps every such line to its place in the document.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.places: dict[int, Place] = {}
        self._line = 1
        self._paragraphs = 0
        self._tables = 0

    def paragraph(self, texts: list[str]) -> None:
        """One paragraph of the body, its lines given one by one."""
        self._paragraphs += 1
        place = Place(line=self._paragraphs)
        for text in texts:
            self.places[self._line] = place
            self.blocks.append(Paragraph(text, self._line))
            self._line += 1

    def table(self, rows: list[tuple[int, list[list[str]]]]) -> None:
        """One table: its rows with their 1-based numbers, of cells, of paragraphs."""
        self._tables += 1
        made: list[Row] = []
        for number, row in rows:
            cells: list[Cell] = []
            for column, paragraphs in enumerate(row, 1):
                place = Place(None, None, None, self._tables, number, column)
                cells.append(Cell(paragraphs, self._line))
                for _ in paragraphs:
                    self.places[self._line] = place
                    self._line += 1
            self._line += 1
            made.append(Row(cells))
        self._line += 1
        if made:
            self.blocks.append(Table(made))


def read_blocks(parts: Parts) -> WordBlocks:
    """The paragraphs and tables of a document's body, in order."""
    found = WordBlocks()
    body = parts.document.find(w("body"))
    if body is not None:
        walk = _Walk(Numbering(parts.numbering, parts.styles))
        walk.body(body, found)
    return found


def footnotes(parts: Parts) -> list[str]:
    """The texts of the footnotes, separators left out."""
    if parts.footnotes is None:
        return []
    walk = _Walk(Numbering(None, None))
    texts: list[str] = []
    for note in parts.footnotes.iter(w("footnote")):
        if note.get(w("type")) in (None, "normal"):
            texts.extend(walk.texts(note))
    return [text for text in texts if text.strip()]


class _Walk:
    """One pass over a body; bookmarks between paragraphs wait for the next one."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.pending: list[str] = []
        self.boxes: list[str] = []
        self.joined = ""

    def body(self, body: etree._Element, found: WordBlocks) -> None:
        for element in self._children(body):
            if element.tag == _TBL:
                self._flush(found.paragraph)
                found.table(self._table(element))
            elif (lines := self._paragraph(element)) is not None:
                found.paragraph(lines)
                self._flush_boxes(found.paragraph)
        self._flush(found.paragraph)
        if self.pending:
            found.paragraph(["".join(self.pending)])

    def texts(self, parent: etree._Element) -> list[str]:
        """All paragraphs in a cell, a text box or a footnote; those of tables in it too."""
        texts: list[str] = []
        for element in self._children(parent):
            if element.tag == _TBL:
                self._flush(texts.extend)
                for _, row in self._rows(element):
                    texts.extend(text for cell in row for text in cell)
            elif (lines := self._paragraph(element)) is not None:
                texts.extend(lines)
                self._flush_boxes(texts.extend)
        self._flush(texts.extend)
        return texts

    def _flush(self, take: Callable[[list[str]], None]) -> None:
        """A paragraph whose mark is deleted joins the next; at the end it stands alone."""
        if self.joined:
            text, self.joined = self.joined, ""
            take(text.split("\n"))

    def _flush_boxes(self, take: Callable[[list[str]], None]) -> None:
        boxes, self.boxes = self.boxes, []
        for text in boxes:
            take([text])

    def _children(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs and tables, through what wraps them; bookmarks on the way are kept."""
        for element in parent:
            tag = element.tag
            if tag in (_P, _TBL):
                yield element
            elif tag == _BOOKMARK:
                self._mark(element)
            elif tag in _WRAPPERS:
                yield from self._children(element)
            elif tag == _ALTERNATE:
                yield from self._children(_chosen(element))

    def _mark(self, element: etree._Element) -> None:
        if name := element.get(_NAME):
            self.pending.append(bookmark(plain(name)))

    def _inside(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """The rows of a table or the cells of a row, through what wraps them."""
        for element in parent:
            tag = element.tag
            if tag == wanted:
                yield element
            elif tag == _BOOKMARK:
                self._mark(element)
            elif tag in _WRAPPERS:
                yield from self._inside(element, wanted)

    def _table(self, table: etree._Element) -> list[tuple[int, list[list[str]]]]:
        """The rows of a table of the body, the short way where that will do."""
        rows = None
        if not (self.pending or self.numbering.in_styles):
            rows = plain_rows(table)
        return list(self._rows(table)) if rows is None else rows

    def _rows(self, table: etree._Element) -> Iterator[tuple[int, list[list[str]]]]:
        for number, row in enumerate(self._inside(table, _TR), 1):
            properties = row.find(w("trPr"))
            if properties is not None and properties.find(w("del")) is not None:
                continue
            if cells := [cell for tc in self._inside(row, _TC) if (cell := self._cell(tc))]:
                yield number, cells

    def _cell(self, cell: etree._Element) -> list[str]:
        """The paragraphs of a cell; none when it is deleted or merged into the one before."""
        properties = next(iter(cell), None)
        if properties is not None and properties.tag == _TCPR:
            for mark in properties:
                tag = mark.tag
                if tag == _V_MERGE:
                    if mark.get(_VAL, "continue") == "continue":
                        return [""]
                elif tag == _CELL_DELETED or (
                    tag == _H_MERGE and mark.get(_VAL, "continue") == "continue"
                ):
                    return []
        return self.texts(cell) or [""]

    def _paragraph(self, paragraph: etree._Element) -> list[str] | None:
        """The lines of a paragraph; None when its mark is deleted, so that the next one joins."""
        out: list[str] = []
        self._runs(paragraph, out)
        text = "".join(out)
        first = next(iter(paragraph), None)
        properties = first if first is not None and first.tag == _PPR else None
        if self.numbering.used:
            text = self.numbering.prefix(properties, text) + text
        if self.pending:
            text = "".join(self.pending) + text
            self.pending = []
        if self.joined:
            text, self.joined = self.joined + text, ""
        if properties is not None and _mark_is_deleted(properties):
            self.joined = text
            return None
        return text.split("\n")

    def _runs(self, parent: etree._Element, out: list[str]) -> None:
        """The text of everything within a paragraph."""
        for element in parent:
            tag = element.tag
            if tag == _R:
                self._run(element, out)
            elif tag == _BOOKMARK:
                if name := element.get(_NAME):
                    out.append(bookmark(plain(name)))
            elif tag in _WRAPPERS:
                self._runs(element, out)
            elif tag == _MATH_TEXT:
                out.append(element.text or "")
            elif tag == _ALTERNATE:
                self._runs(_chosen(element), out)

    def _run(self, run: etree._Element, out: list[str]) -> None:
        for element in run:
            tag = element.tag
            if tag == _T:
                out.append(plain(element.text or ""))
            elif (sign := _SIGNS.get(tag)) is not None:
                out.append(sign)
            elif tag == _BREAK:
                # Breaks of page and column are layout, a soft line break is text.
                if element.get(_TYPE) in (None, "textWrapping"):
                    out.append("\n")
            elif tag == _SYMBOL:
                out.append(_symbol(element))
            elif tag in _DRAWINGS:
                self._box(element)
            elif tag == _ALTERNATE:
                self._run(_chosen(element), out)
            elif tag in _WRAPPERS:
                self._runs(element, out)

    def _box(self, drawing: etree._Element) -> None:
        """Text boxes of a drawing: their paragraphs come behind the one that holds it."""
        for box in drawing.iter(_BOX):
            alternate = next(box.iterancestors(_ALTERNATE, drawing.tag), None)
            if alternate is not None and alternate.tag == _ALTERNATE and not _is_chosen(box):
                continue
            if next(box.iterancestors(_BOX, drawing.tag), drawing).tag == _BOX:
                continue
            inner = _Walk(self.numbering)
            self.boxes.extend(text for text in inner.texts(box) if text.strip())


def _mark_is_deleted(properties: etree._Element) -> bool:
    """Whether a paragraph's end is a tracked deletion."""
    for look in properties:
        if look.tag == _RPR:
            return look.find(_DELETED) is not None
    return False


def _chosen(alternate: etree._Element) -> etree._Element:
    """The branch of an alternative that is read: the first that holds text, else the first."""
    branches = [branch for branch in alternate if isinstance(branch.tag, str)]
    for branch in branches:
        if next(branch.iter(_T), None) is not None:
            return branch
    return branches[0] if branches else alternate


def _is_chosen(box: etree._Element) -> bool:
    child = box
    for ancestor in box.iterancestors():
        if ancestor.tag == _ALTERNATE:
            return _chosen(ancestor) is child
        child = ancestor
    return True


def _symbol(element: etree._Element) -> str:
    code = element.get(w("char"), "")
    if not re.fullmatch("[0-9A-Fa-f]{1,5}", code):
        return ""
    number = int(code, 16)
    if element.get(w("font")) == "Symbol":
        return _SYMBOLS.get(number & 0xFF, chr(number))
    return chr(number)
