"""The blocks of a Word document, with the lines that they have in the text form."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from xlgoals.forms.blocks import Block, Cell, Paragraph, Row, Table
from xlgoals.forms.word_labels import label_of
from xlgoals.reading import Place

__all__ = ["WordBlocks"]


class WordBlocks:
    """Takes the blocks of a body in order, and tells the place of every line.

    Blocks are numbered by the lines that they have in the text form, so that what the outline
    says of a line can be told of a paragraph, or of a table's cell.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._starts: list[int] = []  # first line of each block
        self._numbers: list[int] = []  # number of each block among the paragraphs or the tables
        self._rows: dict[int, list[int]] = {}  # block -> its rows' own numbers
        self._line = 1
        self._paragraphs = 0
        self._tables = 0

    @property
    def next_line(self) -> int:
        """The line that the next block has."""
        return self._line

    def paragraph(self, lines: Sequence[str]) -> None:
        """One paragraph of the body; soft breaks make several lines of it."""
        self._paragraphs += 1
        for text in lines:
            self._add(Paragraph(text, self._line), self._paragraphs, 1)

    def plain_table(self, table: Table, lines: int) -> None:
        """One table whose cells have the lines from `next_line` on, and how many these are."""
        self._tables += 1
        self._add(table, self._tables, lines)

    def table(self, rows: Sequence[tuple[int, Sequence[list[str]]]]) -> None:
        """One table: its rows with their numbers from 1, of cells, of paragraphs."""
        self._tables += 1
        if not rows:
            return
        self._rows[len(self.blocks)] = [number for number, _ in rows]
        line = self._line
        made: list[Row] = []
        for _, row in rows:
            cells: list[Cell] = []
            for paragraphs in row:
                cells.append(Cell(paragraphs, line))
                line += len(paragraphs)
            line += 1
            made.append(Row(cells))
        self._add(Table(made), self._tables, line + 1 - self._line)

    def _add(self, block: Block, number: int, lines: int) -> None:
        self.blocks.append(block)
        self._starts.append(self._line)
        self._numbers.append(number)
        self._line += lines

    def place(self, line: int) -> Place | None:
        """The paragraph or the cell that has this line; None where no block has it."""
        at = bisect_right(self._starts, line) - 1
        if at < 0:
            return None
        block, number = self.blocks[at], self._numbers[at]
        if isinstance(block, Paragraph):
            return Place(paragraph=number) if block.line == line else None
        numbers = self._rows.get(at) or range(1, len(block.rows) + 1)
        for index, row in enumerate(block.rows):
            for column, cell in enumerate(row.cells):
                if cell.line <= line < cell.line + len(cell.paragraphs):
                    return Place(
                        table=number,
                        row=numbers[index],
                        column=column + 1,
                        label=label_of(block.rows, index, column),
                    )
        return None
