"""Recognises the headings of a document, and which of several like ones is the real one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import BOOKMARK, Block, Paragraph

__all__ = ["PROJECT_HEADING", "Heading", "find_headings", "looks_like_heading", "project_heading"]


class Heading(IntEnum):
    """The headings of the form, in their order."""

    PART_ONE = 0
    OVERALL_TITLE = 1
    OVERALL = 2
    DUTIES = 3
    SAFEGUARDS = 4
    PART_TWO = 5
    PROJECTS_TITLE = 6


_SECTION: Final = re.compile(r"[一二三][、.,](.+)")
_SECTION_KEYS: Final = {
    words.label_key(section)[2:]: Heading(2 + at) for at, section in enumerate(words.SECTIONS)
}
_KEYS: Final = {
    words.label_key(words.PART_ONE): Heading.PART_ONE,
    words.label_key(words.PART_ONE + words.OVERALL_TITLE): Heading.PART_ONE,
    words.label_key(words.OVERALL_TITLE): Heading.OVERALL_TITLE,
    words.label_key(words.PART_TWO): Heading.PART_TWO,
    words.label_key(words.PART_TWO + words.PROJECTS_TITLE): Heading.PART_TWO,
    words.label_key(words.PROJECTS_TITLE): Heading.PROJECTS_TITLE,
}
# What may stand behind a title; the title goes on over all that does not end the text so.
_BEHIND_TITLE: Final = rf"\s*(?P<suffix>{words.PROJECT_TITLE_SUFFIX})?\s*"
_IN_TITLE: Final = rf"[^\s{words.PROJECT_TITLE_SUFFIX[0]}]*"
PROJECT_HEADING: Final = re.compile(
    r"\s*(?:(?P<number>[0-9０-９]{1,4})\s*[.．、]\s*)?"
    rf"(?P<title>{_IN_TITLE}(?:(?!{_BEHIND_TITLE.replace('?P<suffix>', '?:')}\Z).{_IN_TITLE})*)"
    rf"{_BEHIND_TITLE}",
    re.DOTALL,
)
_LONGEST: Final = 30
# A project's title has it, and none of the form's headings: most paragraphs that are short are
# empty or titles.
_NEVER: Final = words.PROJECT_TITLE_SUFFIX[-1]
# Of these, whatever its spelling, every heading of the form has one.
_SIGN: Final = re.compile(f"[{words.PART_ONE[-2]}{words.OVERALL_TITLE[-1]}{words.SECTIONS[2][-1]}]")
_PROJECT_MARK: Final = "_Toc_4_4_"


def _heading(text: str) -> Heading | None:
    """The heading that a paragraph is, however it is spaced."""
    if "[bookmark" in text:
        if _NEVER in text[text.rfind("]") + 1 :]:
            return None  # a project's title, without a look at its bookmarks
        text = BOOKMARK.sub("", text)
    if not text or len(text) > _LONGEST or _NEVER in text:
        return None
    if _SIGN.search(text) is None:
        return None
    key = words.label_key(text)
    if (heading := _KEYS.get(key)) is not None:
        return heading
    section = _SECTION.fullmatch(key)
    return _SECTION_KEYS.get(section[1]) if section is not None else None


def project_heading(text: str) -> re.Match[str] | None:
    """The parts of a paragraph that is surely a project's heading: suffix, and number or mark."""
    if words.PROJECT_TITLE_SUFFIX not in text:
        return None
    match = PROJECT_HEADING.fullmatch(BOOKMARK.sub("", text))
    if match is None or not match["suffix"]:
        return None
    return match if match["number"] or _PROJECT_MARK in text else None


def looks_like_heading(text: str) -> bool:
    """Whether a paragraph is a heading of the form: it cannot be a part of a table's cell."""
    return _heading(text) is not None or project_heading(text) is not None


def find_headings(blocks: Sequence[Block]) -> dict[int, Heading | None]:
    """Index of block → heading; None for one that comes again behind the real one.

    A table of contents names the headings before they come, so the document begins at the last
    第一部分; of every other heading the first one behind that counts.
    """
    found: dict[Heading, list[int]] = {}
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or not block.text:
            continue
        if (heading := _heading(block.text)) is not None:
            found.setdefault(heading, []).append(at)
    if not found:
        return {}
    first = min(found)
    start = found[first][-1] if first <= Heading.OVERALL else found[first][0]
    chosen: dict[int, Heading | None] = {start: first}
    for heading, places in found.items():
        behind = [at for at in places if at > start]
        chosen.update(dict.fromkeys(behind))
        if heading != first and behind:
            chosen[behind[0]] = heading
    return chosen
