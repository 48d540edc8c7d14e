"""Blocks as a flat OpenDocument text: what LibreOffice makes old Word files of, for tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from xlgoals.forms.blocks import Block, Paragraph, Table

_NAMES = (("office", "office"), ("text", "text"), ("table", "table"))
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES
)
_MARK = re.compile(r"\[bookmark: ([^\]\n]+)\]")
_COLUMNS = 13
# Cells of a row → columns that each of them spans.
_SPANS = {
    2: (1, 12),
    4: (1, 4, 2, 6),
    5: (1, 3, 3, 3, 3),
    6: (1, 1, 3, 3, 2, 3),
    7: (1, 2, 2, 2, 2, 2, 2),
}


def flat_document(blocks: Iterable[Block]) -> str:
    """The whole file (.fodt)."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_SPACES} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f"{''.join(_parts(blocks))}</office:text></office:body></office:document>"
    )


def _parts(blocks: Iterable[Block]) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            yield _paragraph(block.text)
        else:
            yield from _table(block, number)


def _paragraph(text: str) -> str:
    inner = escape(text).replace("\t", "<text:tab/>")
    inner = re.sub(" {2,}", lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', inner)
    marked = _MARK.sub(r'<text:bookmark text:name="\1"/>', inner)
    return f"<text:p>{marked}</text:p>"


def _table(table: Table, number: int) -> Iterator[str]:
    yield f'<table:table table:name="T{number}"><table:table-column '
    yield f'table:number-columns-repeated="{_COLUMNS}"/>'
    for at, row in enumerate(table.rows):
        spans = _spans(len(row.cells), first=not at)
        yield "<table:table-row>"
        for cell, span in zip(row.cells, spans, strict=True):
            yield f'<table:table-cell table:number-columns-spanned="{span}">'
            yield from map(_paragraph, cell.paragraphs)
            yield "</table:table-cell>" + "<table:covered-table-cell/>" * (span - 1)
        yield "</table:table-row>"
    yield "</table:table>"


def _spans(cells: int, *, first: bool) -> tuple[int, ...]:
    if cells == 2 and first:
        return (10, 3)
    # Rows of other forms: the last cell takes what is left.
    return _SPANS.get(cells) or (*(1,) * (cells - 1), _COLUMNS - cells + 1)
