r"""The text form: text ↔ blocks, by the one fixed rule that Tika writes Word documents with.

A paragraph is its text and a line end; a table cell is a tab and its paragraphs; a row ends with
an empty line, and so does a table.  An empty line may as well be an empty paragraph of a cell,
so **rows close by cell count, not by blank line**.  `parse` loses nothing: `serialise(parse(t))`
is `t` for every text with LF line ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xlgoals.forms import outline, rows
from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table
from xlgoals.forms.decode import decode
from xlgoals.forms.headings import looks_like_heading
from xlgoals.model import GoalDocument
from xlgoals.reading import Note, NoteKind, Place, ReadResult

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
    outcome = outline.read(parse(decoded.text).blocks)
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


class LinePlaces(Mapping[str, Place]):
    """Field path → place, made from line numbers when asked for."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines

    def __getitem__(self, path: str) -> Place:
        return Place(line=self._lines[path])

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
    lines = text.split("\n")
    ended = lines[-1] == ""
    if ended:
        lines.pop()
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if lines[at].startswith("\t"):
            table, at = _table(lines, at)
            blocks.append(table)
        else:
            blocks.append(Paragraph(lines[at], at + 1))
            at += 1
    return TextBlocks(blocks, ended)


def _table(lines: list[str], start: int) -> tuple[Table, int]:
    """The table that starts at index `start`, and the index behind it."""
    cells, blanks, end = _loose_cells(lines, start)
    lengths = rows.row_lengths(cells, blanks)
    table = Table([])
    at = 0
    for length in lengths[:-1]:
        behind = at + length
        table.rows.append(_row(cells[at:behind], blanks[at:behind]))
        at = behind
    table.closed = blanks[-1] > 1
    own = _paragraphs_behind(cells[0].paragraphs[0], lines, end, blanks[-1] - 2)
    blanks[-1] -= own + table.closed
    table.rows.append(_row(cells[at:], blanks[at:]))
    return table, end - own


def _row(cells: list[Cell], blanks: list[int]) -> Row:
    """A row; empty lines that do not end it are empty paragraphs of its cells."""
    closed = blanks[-1] > 0
    blanks[-1] -= closed
    if any(blanks):
        for cell, count in zip(cells, blanks, strict=True):
            cell.paragraphs.extend([""] * count)
    return Row(cells, closed)


def _loose_cells(lines: list[str], start: int) -> tuple[list[Cell], list[int], int]:
    """The cells from `start` on, the empty lines behind each, and where the table has ended."""
    cell = Cell([lines[start][1:]], start + 1)
    cells, blanks, count = [cell], [], 0
    end = len(lines)
    for at in range(start + 1, end):
        line = lines[at]
        if not line:
            count += 1
        elif line[0] == "\t":
            first = line[1:]
            if count and rows.starts_table(first, lines, at):
                end = at
                break
            blanks.append(count)
            count = 0
            cell = Cell([first], at + 1)
            cells.append(cell)
        elif count > 1 or looks_like_heading(line):
            end = at
            break
        else:
            # Directly below a cell, or one empty line below: one more paragraph of it.
            cell.paragraphs.extend([""] * count)
            cell.paragraphs.append(line)
            count = 0
    blanks.append(count)
    return cells, blanks, end


def _paragraphs_behind(first: str, lines: list[str], end: int, spare: int) -> int:
    """How many of the `spare` empty lines behind a table are paragraphs of their own.

    They cannot be told from empty paragraphs of the last cell, but the form says how many it
    prints: one between a project's two tables, two in front of a heading, one at the end.
    `first` is what the table's first cell reads.
    """
    if spare <= 0:
        return 0
    if not rows.is_known_table(first):
        return spare
    follower = lines[end] if end < len(lines) else ""
    if follower.startswith("\t"):
        expected = 1
    elif rows.is_project_table(first):
        expected = 0
    else:
        expected = 2 if follower.strip() else 1
    return min(spare, expected)
