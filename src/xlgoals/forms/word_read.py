"""Word's XML → blocks: an own walk over paragraphs, tables, rows and cells.

`word_runs` says what counts inside a paragraph; here deleted rows, deleted ends of paragraphs,
merged cells, text boxes and numbers of lists are seen to.  Page headers and footers belong to the
paper, not to the document: they are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from xlgoals.forms.blocks import bookmark
from xlgoals.forms.word_blocks import WordBlocks
from xlgoals.forms.word_numbers import Numbering
from xlgoals.forms.word_package import Parts, w
from xlgoals.forms.word_plain import plain_table
from xlgoals.forms.word_runs import ALTERNATE, BOOKMARK, NAME, VAL, WRAPPERS, Runs, chosen
from xlgoals.forms.word_text import plain

__all__ = ["footnotes", "read_blocks"]

_P, _PPR, _TBL, _TR, _TC, _TCPR = w("p"), w("pPr"), w("tbl"), w("tr"), w("tc"), w("tcPr")
_RPR, _TRPR, _DELETED, _MOVED = w("rPr"), w("trPr"), w("del"), w("moveFrom")
_V_MERGE, _H_MERGE, _CELL_DELETED = w("vMerge"), w("hMerge"), w("cellDel")
_PLACEHOLDER: Final = w("showingPlcHdr")
_NOTE_TYPES: Final = (None, "normal")


def read_blocks(parts: Parts) -> WordBlocks:
    """The paragraphs and tables of a document's body, in order."""
    found = WordBlocks()
    body = parts.document.find(w("body"))
    if body is not None:
        _empty_placeholders(body)
        _Walk(Numbering(parts.numbering, parts.styles)).body(body, found)
    return found


def footnotes(parts: Parts) -> list[str]:
    """The texts of the footnotes and endnotes, separators left out."""
    texts: list[str] = []
    for root, name in ((parts.footnotes, "footnote"), (parts.endnotes, "endnote")):
        for note in () if root is None else root.iter(w(name)):
            if note.get(w("type")) in _NOTE_TYPES:
                texts.extend(_Walk(Numbering(None, None)).texts(note))
    return [text for text in texts if text.strip()]


def _empty_placeholders(body: etree._Element) -> None:
    """A content control that nobody filled in shows a prompt, which is no text of the document."""
    for mark in list(body.iter(_PLACEHOLDER)):
        for control in mark.iterancestors(w("sdt")):
            for text in control.iter(w("t")):
                text.text = None
            break


class _Walk:
    """One pass over a body; bookmarks between paragraphs wait for the next one."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.runs = Runs()
        self.pending: list[str] = []
        self.joined = ""

    def body(self, body: etree._Element, found: WordBlocks) -> None:
        for element in self._children(body):
            if element.tag == _TBL:
                self._flush(found.paragraph)
                self._table(element, found)
            elif (lines := self._paragraph(element)) is not None:
                found.paragraph(lines)
                for text in self._boxes():
                    found.paragraph([text])
        self._flush(found.paragraph)
        if self.pending:
            found.paragraph(["".join(self.pending)])

    def _table(self, table: etree._Element, found: WordBlocks) -> None:
        plain = None
        if not (self.pending or self.numbering.always):
            plain = plain_table(table, found.next_line, self.numbering.styles)
        if plain is None:
            found.table(list(self._rows(table)))
        else:
            found.plain_table(*plain)

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
                texts.extend(self._boxes())
        self._flush(texts.extend)
        return texts

    def _flush(self, take: Callable[[list[str]], None]) -> None:
        """A paragraph whose end is deleted joins the next; where none follows it stands alone."""
        if self.joined:
            text, self.joined = self.joined, ""
            take(text.split("\n"))

    def _boxes(self) -> Iterator[str]:
        """The texts of the text boxes that the last paragraph holds; they come behind it."""
        while self.runs.boxes:
            boxes, self.runs.boxes = self.runs.boxes, []
            for box in boxes:
                yield from (text for text in _Walk(self.numbering).texts(box) if text.strip())

    def _children(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs and tables, through what wraps them; bookmarks on the way are kept."""
        for element in parent:
            tag = element.tag
            if tag in (_P, _TBL):
                yield element
            elif tag == BOOKMARK:
                self._mark(element)
            elif tag in WRAPPERS:
                yield from self._children(element)
            elif tag == ALTERNATE:
                yield from self._children(chosen(element))

    def _mark(self, element: etree._Element) -> None:
        if name := element.get(NAME):
            self.pending.append(bookmark(plain(name)))

    def _inside(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """The rows of a table or the cells of a row, through what wraps them."""
        for element in parent:
            tag = element.tag
            if tag == wanted:
                yield element
            elif tag == BOOKMARK:
                self._mark(element)
            elif tag in WRAPPERS:
                yield from self._inside(element, wanted)

    def _rows(self, table: etree._Element) -> Iterator[tuple[int, list[list[str]]]]:
        for number, row in enumerate(self._inside(table, _TR), 1):
            properties = row.find(_TRPR)
            if properties is not None and properties.find(_DELETED) is not None:
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
                    if mark.get(VAL, "continue") == "continue":
                        return [""]
                elif tag == _CELL_DELETED or (
                    tag == _H_MERGE and mark.get(VAL, "continue") == "continue"
                ):
                    return []
        return self.texts(cell) or [""]

    def _paragraph(self, paragraph: etree._Element) -> list[str] | None:
        """The lines of a paragraph; None when its end is deleted, so that the next one joins."""
        text = self.runs.text(paragraph)
        first = next(iter(paragraph), None)
        properties = first if first is not None and first.tag == _PPR else None
        if self.numbering.used:
            text = self.numbering.prefix(properties, text) + text
        if self.pending:
            text = "".join(self.pending) + text
            self.pending = []
        if self.joined:
            text, self.joined = self.joined + text, ""
        if properties is not None and _end_is_deleted(properties):
            self.joined = text
            return None
        return text.split("\n")


def _end_is_deleted(properties: etree._Element) -> bool:
    """Whether a paragraph's end is a tracked deletion, or was moved away."""
    for look in properties:
        if look.tag == _RPR:
            return look.find(_DELETED) is not None or look.find(_MOVED) is not None
    return False
