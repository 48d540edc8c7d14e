"""What the Word form costs, beside docxtpl with our own template and python-docx from scratch.

The peers are told what to write by the same blocks.  docxtpl gets the template and plain data;
python-docx builds paragraphs and tables from nothing and leaves bookmarks and most of the looks
out; as a reader it only gathers the texts of all cells, with `row.cells` as its manual shows.
"""

from __future__ import annotations

import functools
import gc
import io
from importlib import import_module
from typing import Any

from benchmarks.measure import Clock, Line
from tests.generated import department_text
from xlgoals.forms import outline, text, word
from xlgoals.forms.blocks import BOOKMARK, Block, Paragraph, Table
from xlgoals.forms.word_kinds import Kind, kinds
from xlgoals.forms.word_template import UPPER_SPANS
from xlgoals.forms.word_write import TEMPLATE_NAME
from xlgoals.model import GoalDocument
from xlgoals.resources import shipped

__all__ = ["context", "read_by_row_cells", "report", "slower", "with_docxtpl", "with_python_docx"]

WRITE_MS = 10.0
READ_MS = 10.0
# What the peers took on the machine on which these aims were set.
THERE_MS = {"docxtpl": 32.0, "row.cells": 68.0}
FIRST_SEED = 3000
PROJECTS = 13
COLUMNS = sum(UPPER_SPANS[0])


def context(document: GoalDocument) -> dict[str, Any]:
    """Plain data for the template: what somebody who uses docxtpl alone would hand to it."""
    blocks = outline.blocks(document)
    found = kinds(blocks, len(document.front), paged=False)
    return {"blocks": [_plain(block, kind) for block, kind in zip(blocks, found, strict=True)]}


def _plain(block: Block, kind: Kind) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {"kind": str(kind), "text": BOOKMARK.sub("", block.text)}
    return {"kind": str(kind), "rows": _rows(block)}


def _rows(table: Table) -> list[list[str]]:
    return [["\n".join(cell.paragraphs) for cell in row.cells] for row in table.rows]


def with_docxtpl(data: dict[str, Any]) -> bytes:
    """The template filled by docxtpl, as its manual shows."""
    template = import_module("docxtpl").DocxTemplate(shipped("workbooks", TEMPLATE_NAME))
    template.render(data, autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def with_python_docx(blocks: list[Block]) -> bytes:
    """The same paragraphs and tables, merged cells included, built by python-docx."""
    made = import_module("docx").Document()
    for block in blocks:
        if isinstance(block, Paragraph):
            made.add_paragraph(BOOKMARK.sub("", block.text))
        else:
            _build(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _build(made: Any, table: Table) -> None:
    rows = _rows(table)
    upper = len(rows[0]) == len(UPPER_SPANS[0])
    built = made.add_table(rows=len(rows), cols=COLUMNS if upper else len(rows[0]))
    built.style = "Table Grid"
    for at, texts in enumerate(rows):
        cells, column = built.rows[at].cells, 0
        for number, written in enumerate(texts):
            span = UPPER_SPANS[at][number] if upper else 1
            cell = cells[column]
            if span > 1:
                cell = cell.merge(cells[column + span - 1])
            # A soft break would do, but a paragraph is what the form has.
            first, *others = written.split("\n")
            cell.paragraphs[-1].text = first
            for other in others:
                cell.add_paragraph(other)
            column += span


def read_by_row_cells(data: bytes) -> int:
    """Characters in all cells, gathered by python-docx."""
    opened = import_module("docx").Document(io.BytesIO(data))
    return sum(
        len(cell.text) for table in opened.tables for row in table.rows for cell in row.cells
    )


def _measured(documents: int, every: int) -> Clock:
    clock = Clock()
    for seed in range(FIRST_SEED - 1, FIRST_SEED + documents):
        document = text.read(department_text(seed, PROJECTS).encode()).document
        written = word.write(document)
        if seed < FIRST_SEED:
            word.read(written)  # first use loads things
            continue
        gc.collect()  # what was made before is not the next one's to clear away
        clock.take("write", functools.partial(word.write, document))
        clock.take("read", functools.partial(word.read, written))
        if seed % every == 0:
            data, blocks = context(document), outline.blocks(document)
            clock.take("docxtpl", functools.partial(with_docxtpl, data))
            clock.take("python-docx", functools.partial(with_python_docx, blocks))
            clock.take("row.cells", functools.partial(read_by_row_cells, written))
    return clock


def slower(documents: int) -> float:
    """How many times as long docxtpl takes here as on the machine that the aims were set on."""
    clock = Clock()
    for seed in range(FIRST_SEED, FIRST_SEED + documents + 1):
        data = context(text.read(department_text(seed, PROJECTS).encode()).document)
        if seed == FIRST_SEED:
            with_docxtpl(data)  # first use loads things
            continue
        gc.collect()
        clock.take("docxtpl", functools.partial(with_docxtpl, data))
    return clock.median("docxtpl") / THERE_MS["docxtpl"]


def report(documents: int = 60, every: int = 15) -> list[Line]:
    """The lines of the report on the Word form.

    Args:
        documents: how many generated documents of 13 projects.
        every: the peers take one document of so many.
    """
    clock = _measured(documents, every)

    def line(stage: str, what: str, most: float | None = None) -> Line:
        cost, count = clock.median(stage), f"{clock.count(stage)} documents"
        aim, met = ("", None) if most is None else (f"≤ {most:g} ms", cost <= most)
        return Line(what, f"{cost:.2f} ms", count, aim, met)

    def against(stage: str, ours: str, most: float | None = None) -> Line:
        ratio = clock.median(stage) / clock.median(ours)
        if most is None:
            return Line("  against ours", f"{ratio:.1f} ×")
        # The aim as a ratio holds on any machine.
        aim = THERE_MS[stage] / most
        return Line("  against ours", f"{ratio:.1f} ×", "", f"≥ {aim:.1f} ×", ratio >= aim)

    def here(stage: str, what: str) -> Line:
        factor = clock.median(stage) / THERE_MS[stage]
        note = f"{THERE_MS[stage]:g} ms there"
        return Line(
            f"  so this machine, beside that of the aims, by {what}", f"{factor:.1f} ×", note
        )

    return [
        line("write", "model → .docx", WRITE_MS),
        line("docxtpl", "docxtpl, filling the same template: model → .docx"),
        against("docxtpl", "write", WRITE_MS),
        here("docxtpl", "docxtpl"),
        line("python-docx", "python-docx, from scratch: model → .docx"),
        against("python-docx", "write"),
        line("read", ".docx → model", READ_MS),
        line("row.cells", "python-docx, the cells' texts by row.cells alone"),
        against("row.cells", "read", READ_MS),
        here("row.cells", "row.cells"),
    ]


if __name__ == "__main__":
    for entry in report():
        print(entry.what, entry.figure, entry.note, entry.aim, sep=" | ")
