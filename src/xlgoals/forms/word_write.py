"""The fast writer: fills the patterns of a Word template, which is taken apart only once."""

from __future__ import annotations

from functools import cache
from typing import Final

from lxml import etree

from xlgoals.forms import outline
from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import BOOKMARK, Block, Cell, Table
from xlgoals.forms.errors import FormError
from xlgoals.forms.package import Package, parse_xml
from xlgoals.forms.word_cut import (
    CellPattern,
    ParagraphPattern,
    TablePattern,
    cut_document,
    use_common_fonts,
)
from xlgoals.forms.word_kinds import Kind, kinds
from xlgoals.forms.word_package import main_part, read_part, word_errors
from xlgoals.forms.xstring import to_xml
from xlgoals.forms.zipwriter import archive, deflate
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

__all__ = ["TEMPLATE_NAME", "WordTemplate", "standard"]

TEMPLATE_NAME: Final = "绩效文本模板.docx"

_AUTHOR: Final = "编制"
_CONTENTS: Final = "目录"
# Headings that the contents list -> the look of their line there.
_LISTED: Final = {
    **dict.fromkeys((Kind.PART, Kind.PART_BREAK, Kind.DIVIDER), Kind.CONTENTS_PART),
    **dict.fromkeys((Kind.SECTION, Kind.PROJECT), Kind.CONTENTS_ENTRY),
}
_DOCUMENT: Final = "word/document.xml"
_TEXT: Final = '<w:t xml:space="preserve">'
_BARE_TEXT: Final = "<w:t>"
_TAB: Final = f"</w:t><w:tab/>{_TEXT}"
_END: Final = "</w:t></w:r></w:p>"
_BLANK_CELL: Final = [""]
_BEGIN: Final = '<w:r><w:fldChar w:fldCharType="begin"{}/></w:r>'
_CODE: Final = '<w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
_SEPARATE: Final = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


class WordTemplate:
    """A template, taken apart and ready to be filled any number of times.

    Args:
        data: the bytes of a .docx file with the patterns of the standard template.
        common_fonts: name only fonts that every system has.

    Raises:
        FormError: `not-word` and its like, or `word-template` when the template lacks a part.
    """

    def __init__(self, data: bytes, *, common_fonts: bool = False) -> None:
        with word_errors(), Package(data) as package:
            if main_part(package) != _DOCUMENT:
                raise FormError("word-template", part=_DOCUMENT)
            contents = {name: read_part(package, name) for name in package.names()}
            root = parse_xml(contents[_DOCUMENT])
            if common_fonts:
                use_common_fonts(root)
                for name, part in list(contents.items()):
                    if name.startswith("word/") and name.endswith(".xml"):
                        contents[name] = _with_common_fonts(part)
        self._cut = cut_document(root)
        self._parts = [(name, deflate(part)) for name, part in contents.items()]

    def write(self, document: GoalDocument, *, contents: bool = False) -> bytes:
        """The document as a .docx file; see `xlgoals.forms.word.write`."""
        main = deflate(self._main(document, contents).encode())
        return archive((name, main if name == _DOCUMENT else part) for name, part in self._parts)

    def _main(self, document: GoalDocument, contents: bool) -> str:
        cut = self._cut
        blocks = outline.blocks(document)
        paged = contents and not document.front
        found = kinds(blocks, len(document.front), paged)
        writer = _Writer()
        writer.out.append(cut.head)
        if paged:
            self._front(writer, document, blocks, found)
        for block, kind in zip(blocks, found, strict=True):
            if not isinstance(block, Table):
                writer.paragraph(cut.paragraphs[kind], block.text)
            elif kind is Kind.UPPER:
                writer.upper(cut.upper, block)
            else:
                writer.lower(cut.lower, block)
        writer.out.append(cut.tail)
        return "".join(writer.out)

    def _front(
        self, writer: _Writer, document: GoalDocument, blocks: list[Block], found: list[Kind]
    ) -> None:
        """A cover, and a table of contents as a field that Word updates."""
        paragraphs = self._cut.paragraphs
        name = document.department.name
        year = "" if document.year is None else f"{document.year:04d}年"
        writer.paragraph(paragraphs[Kind.COVER], f"{name}{year}{words.COVER_SUFFIX}")
        writer.paragraph(paragraphs[Kind.COVER_LINE], name + _AUTHOR)
        writer.paragraph(paragraphs[Kind.CONTENTS], _CONTENTS)
        entries = [
            (kind, block.text)
            for block, kind in zip(blocks, found, strict=True)
            if kind in _LISTED and not isinstance(block, Table)
        ]
        field = _BEGIN.format(' w:dirty="true"') + _CODE.format(r'TOC \o "1-2" \h \z \u')
        field += _SEPARATE
        for at, (kind, text) in enumerate(entries):
            last = at == len(entries) - 1
            pattern = paragraphs[_LISTED[kind]]
            writer.contents_entry(pattern, text, field, _FIELD_END if last else "")
            field = ""


def _with_common_fonts(part: bytes) -> bytes:
    root = parse_xml(part)
    use_common_fonts(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _text(text: str) -> str:
    """A w:t with the text, its end tag left out; several where tabs stand between them."""
    # Spaces at the ends must be told to be text; most texts have none and stay short.
    escaped = to_xml(text)
    if "\t" in text:
        return _TEXT + escaped.replace("\t", _TAB)
    return (_TEXT if text != text.strip() or "  " in text else _BARE_TEXT) + escaped


def _attribute(text: str) -> str:
    """A text between quotation marks; a bare tab would come back as a space."""
    return to_xml(text).replace('"', "&quot;").replace("\t", "&#9;")


class _Writer:
    """Puts XML one piece behind the other; counts bookmarks."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.marks = 0

    def paragraph(self, pattern: ParagraphPattern, text: str) -> None:
        out = self.out
        if not text:
            out.append(pattern.open + "</w:p>")
        elif "[bookmark: " in text:
            out += (pattern.open, self._marked(pattern, text), "</w:p>")
        else:
            out += (pattern.open, pattern.run, _text(text), _END)

    def _marked(self, pattern: ParagraphPattern, text: str) -> str:
        """Text with bookmarks; each of them reaches to the paragraph's end."""
        inner: list[str] = []
        ends: list[str] = []
        for at, piece in enumerate(BOOKMARK.split(text)):
            if at % 2:
                name = _attribute(piece)
                inner.append(f'<w:bookmarkStart w:id="{self.marks}" w:name="{name}"/>')
                ends.append(f'<w:bookmarkEnd w:id="{self.marks}"/>')
                self.marks += 1
            elif piece:
                inner.append(f"{pattern.run}{_text(piece)}</w:t></w:r>")
        return "".join(inner + ends)

    def contents_entry(
        self, pattern: ParagraphPattern, text: str, before: str, behind: str
    ) -> None:
        """A line of the contents: with a page where the heading has a bookmark to refer to."""
        words = f"{pattern.run}{_text(BOOKMARK.sub('', text).strip())}</w:t></w:r>"
        if marks := BOOKMARK.findall(text):
            name = _attribute(marks[-1])
            page = _BEGIN.format("") + _CODE.format(rf"PAGEREF {name} \h") + _SEPARATE + _FIELD_END
            link = f'<w:hyperlink w:anchor="{name}" w:history="1">'
            words = f"{link}{words}{pattern.run}<w:tab/></w:r>{page}</w:hyperlink>"
        self.out += (pattern.open, before, words, behind, "</w:p>")

    def upper(self, pattern: TablePattern, table: Table) -> None:
        self.out.append(pattern.open)
        for row, look in zip(table.rows, pattern.rows, strict=True):
            self.out.append(look.open)
            for cell, shape in zip(row.cells, look.cells, strict=True):
                self._cell(shape.open, shape, cell)
            self.out.append("</w:tr>")
        self.out.append("</w:tbl>")

    def lower(self, pattern: TablePattern, table: Table) -> None:
        """The indicator table; equal classes below each other are one merged cell."""
        pattern = pattern.with_columns(len(table.rows[0].cells))
        self.out.append(pattern.open)
        header, look = pattern.rows
        merges = _merges(table)
        for at, row in enumerate(table.rows):
            self.out.append((look if at else header).open)
            shapes = (look if at else header).cells
            for column, (cell, shape) in enumerate(zip(row.cells, shapes, strict=True)):
                merge = merges[column][at] if column < len(merges) else ""
                openings = {"restart": shape.restart, "continue": shape.merged}
                self._cell(openings.get(merge, shape.open), shape, cell)
            self.out.append("</w:tr>")
        self.out.append("</w:tbl>")

    def _cell(self, opening: str, shape: CellPattern, cell: Cell) -> None:
        self.out.append(opening)
        for text in cell.paragraphs:
            self.paragraph(shape.paragraph, text)
        self.out.append("</w:tc>")


def _merges(table: Table) -> tuple[list[str], list[str]]:
    """For the first two columns: which cells begin a merged one, and which go on with it."""
    count = len(table.rows)
    found = ([""] * count, [""] * count)
    for column, marks in enumerate(found):
        top = 0
        for at in range(1, count):
            blank = table.rows[at].cells[column].paragraphs == _BLANK_CELL
            # A class of the second level is merged only within one of the first.
            if not blank or not top or (column and found[0][at] != "continue"):
                top = 0 if blank else at
                continue
            marks[at] = "continue"
            marks[top] = "restart"
    return found


@cache
def standard(common_fonts: bool = False) -> WordTemplate:
    """The shipped template, prepared; kept between documents."""
    data = shipped("workbooks", TEMPLATE_NAME).read_bytes()
    return WordTemplate(data, common_fonts=common_fonts)
