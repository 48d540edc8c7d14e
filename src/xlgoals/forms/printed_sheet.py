"""A project's sheet as the stamp writes it, known by one pattern: no cell is looked for.

Nearly every sheet still stands as it was written, down to the spelling of its XML; only texts and
numbers differ.  So one pattern says all of the printed part, with a group for each field, and
another a row of indicators.  Where they fit without a rest, nothing else stands on the sheet.  In
all other cases `cells_of` gives None, and the reader goes by labels; a test holds both ways to the
same document, places and notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from xlgoals.forms import sheet as place
from xlgoals.forms import vocabulary as words
from xlgoals.forms.sheetxml import (
    FIRST_HELPER,
    PLAIN_ROOT,
    VERDICT_HOOK,
    Meaning,
    only_formulas,
    opens,
)

__all__ = ["AMOUNTS", "PURPOSE", "PrintedCells", "cells_of"]

PURPOSE: Final = "资金用途"
AMOUNTS: Final = ("B5", "D5", "E5")
_COLUMNS: Final = "ABCDEF"
_LABELS: Final = {
    "A3": words.PROJECT_CODE, "D3": words.PROJECT_NAME,
    "A4": words.FUNDING.replace("及", "及\n"),
    "B4": words.TOTAL, "D4": "".join(words.FISCAL.split()), "E4": words.OTHER,
    "B6": PURPOSE, "A7": words.PLAN.replace("（", "\n（"), "A9": words.GOALS,
    **{f"{letter}7": label for letter, label in zip("BCDE", words.PLAN_POINTS, strict=True)},
    **{f"{letter}10": labels[0] for letter, labels in zip(
        _COLUMNS, words.COLUMNS.values(), strict=True)},
    "G10": place.CHECK,
}  # fmt: skip
_FORMULAS: Final = {"A1": place.TITLE_FORMULA, "A2": place.UNIT_FORMULA}
_FIELDS: Final = frozenset(place.PROJECT_FIELDS.values())
_VERDICT_ROWS: Final = (1, 2, 3, 5, 6, 8, 9)

# --- The patterns ----------------------------------------------------------------------------

_STYLE: Final = ' s="[0-9]+"'
_OPEN: Final = ' t="inlineStr"><is><t xml:space="preserve">'
_CLOSE: Final = "</t></is></c>"
_TEXT: Final = f"{_OPEN}([^<]*){_CLOSE}"
# A text or none, with a group that is never None.
_ANY_TEXT: Final = f"(?:{_OPEN}|/(?=>))([^<>]*)(?:{_CLOSE}|(?<=/)>)"
_FORMULA: Final = r"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)"
_VERDICT: Final = f'{_STYLE} t="str">{_FORMULA}<v>[^<]*</v></c>'


def _cell(cell: str) -> str:
    """The pattern of a cell of the printed part."""
    start = f'<c r="{cell}"'
    if cell in _LABELS:
        return f"{start}{_STYLE}{_OPEN}{re.escape(_LABELS[cell])}{_CLOSE}"
    if cell in _FORMULAS:
        formula = re.escape(escape(_FORMULAS[cell]))
        filled = _TEXT.replace("*", "+")
        return f'{start}{_STYLE}(?: t="str"><f>{formula}</f><v>[^<]*</v></c>|{filled})'
    if cell in AMOUNTS:
        return f'{start} s="([0-9]+)"(?:/>|{_TEXT}|><v>([0-9.]+)</v></c>)'
    if cell in _FIELDS:
        return f"{start}{_STYLE}(?:/>|{_TEXT})"
    return f"{start}{_STYLE}/>"


def _row(row: int) -> str:
    cells = [_cell(f"{letter}{row}") for letter in _COLUMNS]
    if row in _VERDICT_ROWS:
        verdict = f'<c r="G{row}"{_VERDICT}'
        # Above the table a formula may be the heading's or the unit's: so those are looked at.
        cells.append(verdict.replace(_FORMULA, f"({_FORMULA})") if row < 3 else verdict)
    elif row == place.HEADER_ROW:
        cells.append(_cell("G10"))
    return f'<row r="{row}"[^<>]*>{"".join(cells)}</row>'


_UPPER: Final = re.compile("".join(map(_row, range(1, place.HEADER_ROW + 1))))
_INDICATOR: Final = re.compile(
    '<row r="([0-9]+)"[^<>]*>'
    + "".join(rf'<c r="{letter}\1"{_STYLE}{_ANY_TEXT}' for letter in _COLUMNS)
    + rf'(?:<c r="G\1"{_VERDICT})?</row>'
)
_PER_ROW: Final = 8
_HOOK: Final = VERDICT_HOOK.decode()
_MARK: Final = place.marker(0).partition("0")[0]
_ROW_NUMBERS: Final = list(map(str, range(place.FIRST_INDICATOR_ROW, 500)))
_TITLE_WORD: Final = f"{words.PROJECTS_TITLE}表"

# --- Hidden cells, by far the most of a sheet ------------------------------------------------

_KEY: Final = 64
_MOST_KNOWN: Final = 512
_known: dict[bytes, bytes] = {}
"""Hidden cells of single rows, by their first bytes: comparing is much faster than looking."""


class PrintedCells(NamedTuple):
    """The texts of a printed sheet.

    `title` and `unit` are empty where a formula makes them; `fields` are the others, in the order
    of `sheet.PROJECT_FIELDS`, and `rows` the six texts of each row of indicators.
    """

    title: str
    unit: str
    fields: list[str]
    rows: Sequence[Sequence[str]]


def cells_of(xml: bytes, meaning: Meaning) -> PrintedCells | None:
    """The texts of a project's sheet; None where it is not exactly as printed."""
    body = _written(xml)
    upper = None if body is None else _UPPER.match(body)
    if body is None or upper is None or _HOOK not in body:
        return None
    title, first, unit, money_unit, second, code, name, *rest = upper.groups("")
    rows = _rows(body[upper.end() :])
    if rows is None or not money_unit or not _are_verdicts(first, second):
        return None
    if title and place.parse_heading(title) is None:
        return None
    fields = [money_unit, code, name]
    for style, text, number in zip(rest[0:9:3], rest[1:9:3], rest[2:9:3], strict=True):
        fields.append(meaning.shown("", int(style), number) if number else text)
    fields += rest[9:]
    if not _are_clean([title, unit, *fields], rows) or not (title or rows or any(fields[1:])):
        return None
    return PrintedCells(title, unit, fields, rows)


def _rows(body: str) -> Sequence[Sequence[str]] | None:
    """The rows of indicators up to the last filled one; None with anything else among them."""
    parts = _INDICATOR.split(body)
    if any(parts[::_PER_ROW]) or parts[1::_PER_ROW] != _ROW_NUMBERS[: len(parts) // _PER_ROW]:
        return None
    rows = list(zip(*(parts[at::_PER_ROW] for at in range(2, _PER_ROW)), strict=True))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows if all(map(any, rows)) else None


def _are_clean(fields: list[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether all texts stand for themselves, and none is to be tidied or goes on elsewhere."""
    *single, goals = fields
    lines = goals.split("\n")
    texts = list(chain(single, lines, *rows))
    whole = "".join(texts)
    if not whole.isprintable() or "&" in whole or "_x" in whole or _MARK in whole:
        return False
    if " " in whole and [text.strip() for text in texts] != texts:
        return False
    return all(lines) or len(lines) == 1


@lru_cache(maxsize=64)
def _are_verdicts(*formulas: str) -> bool:
    """Whether formulas beside heading and unit are neither the one nor the other."""
    both = "".join(formulas)
    return "&#" not in both and _TITLE_WORD not in both and place.DEPARTMENT not in both


def _written(xml: bytes) -> str | None:
    """The rows of a sheet without their hidden cells; None when its frame is not plain."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or end < 0 or not _is_plain(xml[:start]):
        return None
    if opens(xml, b"!", end) or opens(xml, b"?", end):
        return None
    kept, at = [], start + len(b"<sheetData>")
    while (helper := xml.find(FIRST_HELPER, at, end)) >= 0:
        kept.append(xml[at:helper])
        hidden = _known.get(xml[helper : helper + _KEY])
        if hidden is None or not xml.startswith(hidden, helper):
            hidden = _hidden(xml, helper, end)
            if hidden is None:
                return None
        at = helper + len(hidden)
    kept.append(xml[at:end])
    try:
        return b"".join(kept).decode()
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=16)
def _is_plain(head: bytes) -> bool:
    """Whether what stands above the rows is the usual beginning of a sheet."""
    return b"<!" not in head and PLAIN_ROOT.match(head.decode(errors="replace")) is not None


def _hidden(xml: bytes, start: int, end: int) -> bytes | None:
    """The hidden cells of a row; None when they hold anything else than formulas."""
    stop = xml.find(b"</row>", start, end)
    hidden = xml[start:stop]
    if stop < 0 or b"<!" in hidden or b"<?" in hidden or not only_formulas(hidden):
        return None
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[hidden[:_KEY]] = hidden
    return hidden
