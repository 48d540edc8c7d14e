"""What each block of a document is, as far as its look in Word depends on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import BOOKMARK, Block, Table, is_blank

__all__ = ["Kind", "kinds"]


class Kind(StrEnum):
    """The patterns of a Word template, by the names that they have in it."""

    COVER = "cover"
    COVER_LINE = "cover_line"
    CONTENTS = "contents"
    CONTENTS_PART = "contents_part"
    CONTENTS_ENTRY = "contents_entry"
    PART = "part"
    PART_BREAK = "part_break"
    DIVIDER = "divider"
    TITLE = "title"
    SECTION = "section"
    ITEM = "item"
    BODY = "body"
    BLANK = "blank"
    GAP = "gap"
    PROJECT = "project"
    UPPER = "upper"
    LOWER = "lower"


_ITEM: Final = re.compile("[（(][一二三四五六七八九十百]+[）)]")
_LONGEST_ITEM: Final = 28
_COVER: Final = "绩效文本"
_CONTENTS: Final = "目录"
_PARTS: Final = (words.PART_ONE.strip(), words.PART_TWO)
_TITLES: Final = (words.OVERALL_TITLE, words.PROJECTS_TITLE)


def kinds(blocks: Sequence[Block], front: int, paged: bool) -> list[Kind]:
    """The kind of every block, as `outline.blocks` gives them.

    Args:
        blocks: the blocks of a document.
        front: how many paragraphs stand on its cover and contents pages, at least.
        paged: whether pages that are written elsewhere come in front.
    """
    texts = [_text(block) for block in blocks]
    start = next((at for at, text in enumerate(texts) if at >= front and text == words.PART_ONE), 0)
    found = [*_front(texts[:start])]
    found.append(Kind.PART_BREAK if start or paged else Kind.PART)
    found += _rest(blocks, texts, start + 1)
    return _with_gaps(found, blocks)


def _text(block: Block) -> str:
    if isinstance(block, Table):
        return ""
    return BOOKMARK.sub("", block.text) if "[bookmark" in block.text else block.text


def _front(texts: Sequence[str]) -> Iterator[Kind]:
    contents = False
    for at, text in enumerate(texts):
        if words.label_key(text) == _CONTENTS:
            contents = True
            yield Kind.CONTENTS
        elif contents:
            yield Kind.CONTENTS_PART if text.strip() in _PARTS else Kind.CONTENTS_ENTRY
        else:
            yield Kind.COVER if at == 0 or _COVER in text else Kind.COVER_LINE


def _rest(blocks: Sequence[Block], texts: Sequence[str], start: int) -> Iterator[Kind]:
    """Everything behind the first heading."""
    upper = True
    for at in range(start, len(blocks)):
        text = texts[at]
        if isinstance(blocks[at], Table):
            yield Kind.UPPER if upper else Kind.LOWER
            upper = not upper
        elif text == words.PART_TWO:
            yield Kind.DIVIDER
        elif text in _TITLES:
            yield Kind.TITLE
        elif text in words.SECTIONS or text == words.LEFTOVERS:
            yield Kind.SECTION
        elif at + 1 < len(blocks) and isinstance(blocks[at + 1], Table) and upper:
            yield Kind.PROJECT
        elif _ITEM.match(text) and len(text) <= _LONGEST_ITEM:
            yield Kind.ITEM
        else:
            yield Kind.BLANK if is_blank(text) else Kind.BODY


def _with_gaps(found: list[Kind], blocks: Sequence[Block]) -> list[Kind]:
    """Make the blank paragraphs around tables and in front of a new page small.

    At full height they might not fit on the page that ends there, and give an empty one.
    """
    for at, kind in enumerate(found):
        if kind is not Kind.BLANK:
            continue
        behind = isinstance(blocks[at - 1], Table) or found[at - 1] is Kind.GAP
        if behind or _next(found, at) in (Kind.DIVIDER, Kind.PROJECT):
            found[at] = Kind.GAP
    return found


def _next(found: Sequence[Kind], at: int) -> Kind | None:
    return next((kind for kind in found[at + 1 : at + 6] if kind is not Kind.BLANK), None)
