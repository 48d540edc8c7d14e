r"""The text form: text ↔ blocks, by the one fixed rule that Tika writes Word documents with.

A paragraph is its text and a line end; a table cell is a tab and its paragraphs; a row ends with
an empty line, and so does a table.  An empty line may as well be an empty paragraph of a cell,
so **rows close by cell count, not by blank line**.  `parse` loses nothing: `serialise(parse(t))`
is `t` for every text with LF line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from xlgoals.forms import outline, printed, rows, spaced
from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table
from xlgoals.forms.decode import decode
from xlgoals.forms.headings import looks_like_heading
from xlgoals.model import GoalDocument
from xlgoals.reading import Note, NoteKind, Place, ReadResult

# A line that neither is empty nor opens a cell.
_OUTSIDE = re.compile(r"\n[^\t\n]")

__all__ = ["TextBlocks", "canonical", "parse", "read", "serialise", "write"]


@dataclass(slots=True)
class TextBlocks:
    """The blocks of a text, and whether its last line has a line end."""

    blocks: list[Block] = field(default_factory=list)
    ended: bool = True


def read(data: bytes) -> ReadResult:
    """Read a legacy text file; places are line numbers.

    Raises:
        FormError: `empty`, `not-text`, or `no-form` when no part of the form is recognised.
    """
    decoded = decode(data)
    layout = spaced if spaced.is_spaced(decoded.text) else outline
    outcome = layout.read(parse(decoded.text).blocks)
    notes = outcome.notes
    if decoded.encoding != "utf-8" or decoded.other_line_ends:
        notes.insert(0, Note(NoteKind.ENCODING, Place(line=1), decoded.encoding))
    return ReadResult(outcome.document, LinePlaces(outcome.lines), tuple(notes))


def write(document: GoalDocument) -> bytes:
    """The document in the text form, UTF-8; bytes that were broken when read come out again."""
    text = canonical(document)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join(map(_encodable, text)).encode("utf-8", "surrogateescape")


def _encodable(char: str) -> str:
    """A lone surrogate that stands for no broken byte has no bytes in UTF-8: show its number."""
    if "\ud800" <= char <= "\udfff" and not "\udc80" <= char <= "\udcff":
        return f"_x{ord(char):04X}_"
    return char


def canonical(document: GoalDocument) -> str:
    """The clean text of a document, as the filing system would print it."""
    return serialise(TextBlocks(outline.blocks(document)))


_at_line: Final = lru_cache(maxsize=4096)(Place)


class LinePlaces(Mapping[str, Place]):
    """Field path → place, made from line numbers when asked for."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines

    def __getitem__(self, path: str) -> Place:
        return Place(self._lines[path])

    def get(self, path: str, default: Place | None = None) -> Place | None:  # type: ignore[override]
        """As the mapping's own, without an exception on the way: checks ask often."""
        line = self._lines.get(path)
        return default if line is None else _at_line(line)

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def serialise(text: TextBlocks) -> str:
    """Blocks as text; the exact inverse of `parse`."""
    out: list[str] = []
    for block in text.blocks:
        if isinstance(block, Paragraph):
            out.append(block.text + "\n")
            continue
        for row in block.rows:
            out.extend("\t" + "\n".join(cell.paragraphs) + "\n" for cell in row.cells)
            if row.closed:
                out.append("\n")
        if block.closed:
            out.append("\n")
    whole = "".join(out)
    return whole if text.ended else whole[:-1]


def parse(text: str) -> TextBlocks:
    """Text with LF line ends as paragraphs and tables, each with its line number."""
    if not text:
        return TextBlocks()
    ended = text.endswith("\n")
    body = text[:-1] if ended else text
    blocks: list[Block] = []
    at, line = 0, 1
    while at <= len(body):
        if body.startswith("\t", at):
            table, at, line = _table(body, at, line)
            blocks.append(table)
            continue
        end = body.find("\n\t", at)
        if end < 0:
            end = len(body)
        for paragraph in body[at:end].split("\n"):
            blocks.append(Paragraph(paragraph, line))
            line += 1
        at = end + 1
    return TextBlocks(blocks, ended)


def _table(body: str, start: int, line: int) -> tuple[Table, int, int]:
    """The table that starts there; position and line number of what comes behind it."""
    if (as_printed := printed.match(body, start, line)) is not None:
        return as_printed
    cells, blanks, end, line = _loose_cells(body, start, line)
    lengths = rows.row_lengths(cells, blanks)
    table = Table([])
    at = 0
    for length in lengths[:-1]:
        behind = at + length
        table.rows.append(_row(cells[at:behind], blanks[at:behind]))
        at = behind
    table.closed = blanks[-1] > 1
    own = _paragraphs_behind(cells[0].paragraphs[0], _line_at(body, end + 1), blanks[-1] - 2)
    blanks[-1] -= own + table.closed
    table.rows.append(_row(cells[at:], blanks[at:]))
    return table, end + 1 - own, line - own


def _row(cells: list[Cell], blanks: list[int]) -> Row:
    """A row; empty lines that do not end it are empty paragraphs of its cells."""
    closed = blanks[-1] > 0
    blanks[-1] -= closed
    if any(blanks):
        for cell, count in zip(cells, blanks, strict=True):
            cell.paragraphs.extend([""] * count)
    return Row(cells, closed)


def _loose_cells(body: str, start: int, line: int) -> tuple[list[Cell], list[int], int, int]:
    """The cells from `start` on, before they are rows.

    Returns:
        The cells; the number of empty lines behind each; the position of the line end behind
        the last of them; the number of the line that follows.
    """
    cells: list[Cell] = []
    blanks: list[int] = []
    end = _end_of_table(body, start)
    pieces = body[start + 1 : end].split("\n\t")
    for index, piece in enumerate(pieces):
        if cells and blanks[-1]:
            following = pieces[index + 1] if index + 1 < len(pieces) else ""
            if rows.starts_table(piece.split("\n", 1)[0], following):
                end = start - 1
                break
        start += len(piece) + 2
        if "\n" not in piece:
            cells.append(Cell([piece], line))
            blanks.append(0)
            line += 1
            continue
        paragraphs = piece.split("\n")
        count = len(paragraphs)
        while len(paragraphs) > 1 and not paragraphs[-1]:
            paragraphs.pop()
        cells.append(Cell(paragraphs, line))
        blanks.append(count - len(paragraphs))
        line += count
    return cells, blanks, end, line


def _end_of_table(body: str, start: int) -> int:
    """Where a table must have ended: position of the last line end in front of other text.

    Text directly below a cell, or with one empty line between, is one more paragraph of the cell.
    """
    outside = _OUTSIDE.search(body, start)
    while outside is not None:
        end = outside.start()
        line = _line_at(body, end + 1)
        if body[end - 2 : end] == "\n\n" or looks_like_heading(line):
            return end
        outside = _OUTSIDE.search(body, end + 1 + len(line))
    return len(body)


def _line_at(body: str, start: int) -> str:
    end = body.find("\n", start)
    return body[start:] if end < 0 else body[start:end]


def _paragraphs_behind(first: str, follower: str, spare: int) -> int:
    """How many of the `spare` empty lines behind a table are paragraphs of their own.

    They cannot be told from empty paragraphs of the last cell, but the form says how many it
    prints: one between a project's two tables, two in front of a heading, one at the end.
    `first` is what the table's first cell reads, `follower` the next line that is not empty.
    """
    if spare <= 0:
        return 0
    if not rows.is_known_table(first):
        return spare
    if follower.startswith("\t"):
        expected = 1
    elif rows.is_project_table(first):
        expected = 0
    else:
        expected = 2 if follower.strip() else 1
    return min(spare, expected)
