"""A Word template taken apart: a pattern for each kind of block, as strings ready to be filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from xlgoals.forms.errors import FormError
from xlgoals.forms.word_kinds import Kind
from xlgoals.forms.word_package import W, w
from xlgoals.forms.word_styles import FONT_ALTERNATIVES, TEXT_WIDTH

__all__ = [
    "CellPattern",
    "CutDocument",
    "ParagraphPattern",
    "RowPattern",
    "TablePattern",
    "cut_document",
    "use_common_fonts",
]

_BRANCH: Final = re.compile(r"\{%p\s+(?:el)?if\s+block\.kind\s*==\s*[\"'“”‘’](\w+)[\"'“”‘’]\s*%\}")
_FOR: Final = re.compile(r"\{%p\s+for\s+block\s+in\s+blocks\s*%\}")
_END: Final = re.compile(r"\{%p\s+endfor\s*%\}")
_CONTROL: Final = "{%"
_DECLARATION: Final = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_WIDTH: Final = re.compile(r'(<w:tcW\b[^>]*?w:w=")[^"]*(")')
_BEHIND_MERGE: Final = tuple(
    map(
        w,
        (
            *("tcBorders", "shd", "noWrap", "tcMar"),
            *("textDirection", "tcFitText", "vAlign", "hideMark"),
        ),
    )
)
_UPPER_CELLS: Final = (2, 4, 7, 2, 5, 5, 2)
_LOWER_CELLS: Final = 6
_EXTRA_WIDTH: Final = 1000


@dataclass(frozen=True, slots=True)
class ParagraphPattern:
    """A paragraph: what opens it, what opens its run of text."""

    open: str
    run: str


@dataclass(frozen=True, slots=True)
class CellPattern:
    """A cell in front of its paragraphs, as it is, as it begins a merged one, as it goes on."""

    open: str
    restart: str
    merged: str
    paragraph: ParagraphPattern

    def at_width(self, width: int) -> CellPattern:
        """The same cell, with another width."""
        wide = rf"\g<1>{width}\g<2>"
        return CellPattern(
            open=_WIDTH.sub(wide, self.open),
            restart=_WIDTH.sub(wide, self.restart),
            merged=_WIDTH.sub(wide, self.merged),
            paragraph=self.paragraph,
        )


@dataclass(frozen=True, slots=True)
class RowPattern:
    """A row in front of its cells, and these."""

    open: str
    cells: tuple[CellPattern, ...]


@dataclass(slots=True)
class TablePattern:
    """A table: its properties, its grid of columns, its rows."""

    properties: str
    grid: tuple[int, ...]
    rows: tuple[RowPattern, ...]
    _wider: dict[int, TablePattern] = field(default_factory=dict)

    @property
    def open(self) -> str:
        """What stands in front of the rows."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.grid)
        return f"<w:tbl>{self.properties}<w:tblGrid>{columns}</w:tblGrid>"

    def with_columns(self, count: int) -> TablePattern:
        """The table with so many columns: new ones look like the last, and all get narrower."""
        if count == len(self.grid):
            return self
        if count not in self._wider:
            total = sum(self.grid)
            wanted = [*self.grid, *[_EXTRA_WIDTH] * (count - len(self.grid))][:count]
            grid = [width * total // sum(wanted) for width in wanted]
            grid[-1] += total - sum(grid)
            rows = tuple(
                RowPattern(
                    row.open,
                    tuple(
                        row.cells[min(at, len(row.cells) - 1)].at_width(width)
                        for at, width in enumerate(grid)
                    ),
                )
                for row in self.rows
            )
            self._wider[count] = TablePattern(self.properties, tuple(grid), rows)
        return self._wider[count]


@dataclass(frozen=True, slots=True)
class CutDocument:
    """The part document.xml: what stands around the blocks, and a pattern for each kind."""

    head: str
    tail: str
    paragraphs: dict[Kind, ParagraphPattern]
    upper: TablePattern
    lower: TablePattern


def cut_document(root: etree._Element) -> CutDocument:
    """Take the part document.xml of a template apart.

    Raises:
        FormError: `word-template`, when the loop over the blocks or a pattern is missing.
    """
    body = root.find(w("body"))
    if body is None or root.nsmap.get("w") != W[1:-1]:
        raise FormError("word-template", part="w:body")
    elements = list(body)
    first = _position(elements, _FOR, "for")
    last = _position(elements, _END, "endfor")
    patterns = _patterns(elements[first + 1 : last])
    for kind in Kind:
        wanted = w("tbl") if kind in (Kind.UPPER, Kind.LOWER) else w("p")
        if kind not in patterns or patterns[kind].tag != wanted:
            raise FormError("word-template", part=kind.value)
    upper = _table(patterns[Kind.UPPER], Kind.UPPER)
    lower = _table(patterns[Kind.LOWER], Kind.LOWER)
    if tuple(len(row.cells) for row in upper.rows) != _UPPER_CELLS:
        raise FormError("word-template", part=Kind.UPPER.value)
    if [len(row.cells) for row in lower.rows] != [_LOWER_CELLS] * 2:
        raise FormError("word-template", part=Kind.LOWER.value)
    spaces = "".join(_declaration(prefix, uri) for prefix, uri in root.nsmap.items())
    ignorable = "".join(
        f' mc:Ignorable="{value!s}"'
        for name, value in root.attrib.items()
        if str(name).endswith("}Ignorable")
    )
    before = "".join(map(_xml, elements[:first]))
    return CutDocument(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:document{spaces}{ignorable}><w:body>{before}",
        "".join(map(_xml, elements[last + 1 :])) + "</w:body></w:document>",
        {kind: _paragraph(e) for kind, e in patterns.items() if e.tag == w("p")},
        upper,
        lower,
    )


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(w("t"))).strip()


def _position(elements: Sequence[etree._Element], pattern: re.Pattern[str], name: str) -> int:
    for at, element in enumerate(elements):
        if element.tag == w("p") and pattern.fullmatch(_text(element)):
            return at
    raise FormError("word-template", part=name)


def _patterns(elements: Sequence[etree._Element]) -> dict[Kind, etree._Element]:
    """The first paragraph or table of each branch."""
    found: dict[Kind, etree._Element] = {}
    kind: Kind | None = None
    for element in elements:
        if element.tag not in (w("p"), w("tbl")):
            continue
        text = _text(element) if element.tag == w("p") else ""
        if branch := _BRANCH.fullmatch(text):
            kind = Kind(branch[1]) if branch[1] in set(Kind) else None
        elif kind is not None and not text.startswith(_CONTROL):
            found.setdefault(kind, element)
    return found


def _xml(element: etree._Element) -> str:
    """An element as it stands below a root that declares its namespaces."""
    spaces = element.getroottree().getroot().nsmap
    known = {_declaration(prefix, uri) for prefix, uri in spaces.items()}
    return _DECLARATION.sub(
        lambda found: "" if found[0] in known else found[0],
        etree.tostring(element, encoding="unicode", with_tail=False),
    )


def _declaration(prefix: str | None, uri: str) -> str:
    return f' xmlns{":" + prefix if prefix else ""}="{uri}"'


def _paragraph(paragraph: etree._Element | None) -> ParagraphPattern:
    if paragraph is None:
        return ParagraphPattern("<w:p>", "<w:r>")
    properties = paragraph.find(w("pPr"))
    run = next((run for run in paragraph.iter(w("r")) if run.find(w("t")) is not None), None)
    look = None if run is None else run.find(w("rPr"))
    return ParagraphPattern(
        "<w:p>" + ("" if properties is None else _xml(properties)),
        "<w:r>" + ("" if look is None else _xml(look)),
    )


def _cell(cell: etree._Element) -> CellPattern:
    paragraph = _paragraph(cell.find(w("p")))
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = etree.SubElement(cell, w("tcPr"))
    opened = f"<w:tc>{_xml(properties)}"
    mark = properties.find(w("vMerge"))
    if mark is None:
        # The schema wants it in its place.
        behind = (at for at, child in enumerate(properties) if child.tag in _BEHIND_MERGE)
        mark = etree.Element(w("vMerge"))
        properties.insert(next(behind, len(properties)), mark)
    mark.set(w("val"), "restart")
    restart = f"<w:tc>{_xml(properties)}"
    mark.set(w("val"), "continue")
    return CellPattern(opened, restart, f"<w:tc>{_xml(properties)}", paragraph)


def _table(table: etree._Element, kind: Kind) -> TablePattern:
    properties, grid = table.find(w("tblPr")), table.find(w("tblGrid"))
    if properties is None or grid is None:
        raise FormError("word-template", part=kind.value)
    rows = [row for row in table.iter(w("tr")) if not _text(row).startswith(_CONTROL)]
    widths = [column.get(w("w"), "") for column in grid]
    columns = [int(width) if width.isdecimal() else 0 for width in widths]
    if kind is Kind.LOWER and (len(columns) != _LOWER_CELLS or not all(columns)):
        columns = [TEXT_WIDTH // _LOWER_CELLS] * _LOWER_CELLS
    return TablePattern(_xml(properties), tuple(columns), tuple(map(_row, rows)))


def _row(row: etree._Element) -> RowPattern:
    properties = row.find(w("trPr"))
    cells = tuple(map(_cell, row.findall(w("tc"))))
    return RowPattern("<w:tr>" + ("" if properties is None else _xml(properties)), cells)


def use_common_fonts(root: etree._Element) -> None:
    """Name fonts that every system has instead of those that not every one has.

    The font for titles has a heavy face, so what stands in for it is made bold.
    """
    for fonts in root.iter(w("rFonts")):
        for side in ("ascii", "hAnsi", "eastAsia", "cs"):
            name = fonts.get(w(side), "")
            if name not in FONT_ALTERNATIVES:
                continue
            fonts.set(w(side), FONT_ALTERNATIVES[name])
            look = fonts.getparent()
            if FONT_ALTERNATIVES[name] == "宋体" and look is not None and look.find(w("b")) is None:
                fonts.addnext(etree.Element(w("b")))
