"""Section 二: its items, each a heading, a goal and an indicator, in either numbering style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xlgoals.forms import vocabulary as words
from xlgoals.forms.blocks import BOOKMARK, Paragraph
from xlgoals.forms.ledger import Ledger
from xlgoals.making import made
from xlgoals.model import Duty
from xlgoals.reading import NoteKind

__all__ = ["paragraphs", "read"]

_MARKER: Final = re.compile(
    r"\s*(?:(?P<round>[（(][一二三四五六七八九十百]+[）)])"
    r"|(?P<comma>[0-9０-９]+、)|(?P<point>[0-9０-９]+[.．](?![0-9０-９]))"
    r"|(?P<bracket>[（(][0-9０-９]+[）)])|(?P<han>[一二三四五六七八九十]+、))"
)
_LABEL: Final = re.compile(r"\s*绩\s*效\s*(目\s*标|指\s*标)\s*[:：]")
_EMPTY: Final = Duty()
_HAN: Final = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}


@dataclass(slots=True)
class _Line:
    """One paragraph of the section, and what its beginning says."""

    text: str
    line: int
    label: str = ""  # goal, indicator or nothing
    style: str = ""
    number: int = 0
    marker: str = ""


@dataclass(slots=True)
class _Draft:
    """An item while it is read: the paragraphs of each of its parts."""

    marker: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)
    part: str = "heading"
    last_number: int = 0  # of the list inside the current part

    def add(self, part: str, text: str) -> None:
        self.parts.setdefault(part, []).append(text)
        self.part = part


def read(section: Sequence[Paragraph], ledger: Ledger) -> tuple[Duty, ...]:
    """The items of section 二; `section` holds its paragraphs that are not blank."""
    drafts: list[_Draft] = []
    lines = [_classified(paragraph) for paragraph in section]
    style = next((line.style for line in lines if line.style and not line.label), "")
    for at, line in enumerate(lines):
        if line.label:
            _add_labelled(drafts, line, ledger)
        elif _starts_item(drafts, lines, at, style):
            _add_item(drafts, line, ledger)
        else:
            drafts[-1].add(drafts[-1].part, line.text)
            drafts[-1].last_number = line.number if line.style == style else 0
        ledger.unmarked(section[at].text, f"duties[{len(drafts) - 1}].{drafts[-1].part}", line.line)
    items = map(_duty, drafts)
    return tuple(item for item in items if item != _EMPTY)


def paragraphs(duty: Duty) -> Iterator[tuple[str, str]]:
    """The paragraphs of one item as pairs of part and text; the inverse of `read`."""
    for part, text in (
        ("heading", duty.marker + duty.heading),
        ("goal", duty.goal and words.DUTY_GOAL + duty.goal),
        ("indicator", duty.indicator and words.DUTY_INDICATOR + duty.indicator),
    ):
        if text:
            yield from ((part, line) for line in text.split("\n"))


def _classified(paragraph: Paragraph) -> _Line:
    line = _Line(BOOKMARK.sub("", paragraph.text), paragraph.line)
    if (label := _LABEL.match(line.text)) is not None:
        line.label = "goal" if label[1].startswith("目") else "indicator"
    elif (marker := _MARKER.match(line.text)) is not None:
        line.style = marker.lastgroup or ""
        line.marker = marker[0].strip()
        line.number = _number(line.marker)
    return line


def _number(marker: str) -> int:
    digits = marker.strip("（()）、.．")
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def _starts_item(drafts: Sequence[_Draft], lines: Sequence[_Line], at: int, style: str) -> bool:
    """Whether a paragraph without label opens the next item, or goes on with the current one.

    A numbered list inside a goal may look just like the items themselves.  What follows tells:
    a label that the current item has already can only belong to a new one.
    """
    if not drafts:
        return True
    line, current = lines[at], drafts[-1]
    if line.style != style or not line.style:
        follower = lines[at + 1].label if at + 1 < len(lines) else ""
        return bool(follower) and follower in current.parts
    follower = next((x.label for x in lines[at + 1 :] if x.label or x.style == style), "")
    if follower:
        return follower in current.parts or not _inside_list(current, line)
    return not _inside_list(current, line)


def _inside_list(current: _Draft, line: _Line) -> bool:
    """Whether the line continues (or opens) a list inside the current part of the item."""
    if current.part == "heading":
        return False
    return line.number == current.last_number + 1


def _add_labelled(drafts: list[_Draft], line: _Line, ledger: Ledger) -> None:
    if not drafts or line.label in drafts[-1].parts:
        drafts.append(_Draft())
    match = _LABEL.match(line.text)
    label = match[0] if match is not None else ""
    text = line.text[len(label) :]
    path = f"duties[{len(drafts) - 1}].{line.label}"
    if label != (words.DUTY_GOAL if line.label == "goal" else words.DUTY_INDICATOR) or not text:
        ledger.note(NoteKind.LABEL, line.line, line.text, path)
    ledger.lines[path] = line.line
    drafts[-1].add(line.label, text)
    inner = _MARKER.match(text)
    drafts[-1].last_number = _number(inner[0].strip()) if inner is not None else 0


def _add_item(drafts: list[_Draft], line: _Line, ledger: Ledger) -> None:
    match = _MARKER.match(line.text)
    text = line.text[match.end() :] if match is not None else line.text
    drafts.append(_Draft(line.marker))
    drafts[-1].add("heading", text)
    ledger.lines[f"duties[{len(drafts) - 1}].heading"] = line.line
    if line.text != line.marker + text:
        ledger.note(NoteKind.EDGE_SPACE, line.line, line.text, f"duties[{len(drafts) - 1}].heading")


def _duty(draft: _Draft) -> Duty:
    texts = {part: "\n".join(lines) for part, lines in draft.parts.items()}
    fields = {
        "marker": draft.marker,
        "heading": texts.get("heading", ""),
        "goal": texts.get("goal", ""),
        "indicator": texts.get("indicator", ""),
    }
    return made(Duty, fields)
