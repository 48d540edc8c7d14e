"""A document in the layout that Tika writes `.doc` files in, made here without the package."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlgoals.forms.blocks import Block, Paragraph

_MARK = re.compile(r"\[bookmark: [^\]\n]+\]")


def spaced_text(blocks: Iterable[Block]) -> str:
    """The blocks as Tika would write them, had they come from a `.doc` file."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if text := _MARK.sub("", block.text).strip():
                out.append(f"{text}\n\n")
            continue
        for row in block.rows:
            out.extend(f"\t{_cell(cell.paragraphs)}\n" for cell in row.cells)
            out.append("\n")
        out.append("\n")
    return "".join(out)


def _cell(paragraphs: list[str]) -> str:
    texts = [_MARK.sub("", text).strip() for text in paragraphs]
    return "\n\n".join([*filter(None, texts[:-1]), texts[-1]])
