"""Numbers that Word shows in front of paragraphs but does not store in their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from xlgoals.forms.word_package import w

__all__ = ["Numbering"]

_VAL: Final = w("val")
_DIGITS: Final = "零一二三四五六七八九"
_LEVEL: Final = re.compile("%([1-9])")
# A number that the text itself begins with.
_NUMBERED: Final = re.compile(r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．])")
_MOST: Final = 9999


def _han(number: int) -> str:
    """A number below ten thousand in Chinese numerals: 12 → 十二."""
    if not 0 < number <= _MOST:
        return str(number)
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + name
        zero = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def _letters(number: int) -> str:
    """1 → A, 27 → AA, as Word counts."""
    count, at = divmod(number - 1, 26)
    return chr(65 + at) * (count + 1) if 0 < number <= _MOST else str(number)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST:
        return str(number)
    text = ""
    for value, name in (
        *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
        *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
    ):
        count, number = divmod(number, value)
        text += name * count
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "chineseCounting": _han,
    "chineseCountingThousand": _han,
    "japaneseCounting": _han,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(d)] for d in str(number)),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list; a bullet has no format."""

    start: int
    format: Callable[[int], str] | None
    pattern: str
    restart: int
    digits: bool = False  # all numbers of the pattern in digits, whatever their levels have


class Numbering:
    """The lists of a document, counted on while its paragraphs are read in order.

    Args:
        numbering: root of numbering.xml, or None.
        styles: root of styles.xml, or None.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._default = ""
        self.used = numbering is not None
        if numbering is not None:
            self._read_lists(numbering)
            if styles is not None:
                self._read_styles(styles)

    @property
    def styles(self) -> Set[str]:
        """The paragraph styles that number their paragraphs."""
        return self._styles.keys()

    @property
    def always(self) -> bool:
        """Whether paragraphs that name no style are numbered."""
        return self._default in self._styles

    def prefix(self, properties: etree._Element | None, text: str) -> str:
        """What Word shows in front of a paragraph's text; empty when the text has its number.

        Args:
            properties: the paragraph's w:pPr.
            text: its text; a blank paragraph counts, but its number is not text.
        """
        number = self._list_of(properties)
        if number is None or number[0] not in self._lists:
            return ""
        owner, levels = self._lists[number[0]]
        level = levels.get(number[1])
        if level is None:
            return ""
        counts = self._counts.setdefault(owner, {})
        counts[number[1]] = counts.get(number[1], level.start - 1) + 1
        for deeper in [at for at in counts if at > number[1]]:
            if deeper not in levels or levels[deeper].restart != 0:
                del counts[deeper]
        if level.format is None or not text.strip() or _NUMBERED.match(text):
            return ""
        return _LEVEL.sub(
            lambda found: _shown(int(found[1]) - 1, levels, counts, level.digits), level.pattern
        )

    def _list_of(self, properties: etree._Element | None) -> tuple[str, int] | None:
        style = self._default
        if properties is not None:
            own = properties.find(w("numPr"))
            if own is not None and (found := _number_of(own)) is not None:
                return found
            named = properties.find(w("pStyle"))
            style = style if named is None else named.get(_VAL, "")
        return self._styles.get(style)

    def _read_lists(self, root: etree._Element) -> None:
        abstract = {
            entry.get(w("abstractNumId"), ""): {
                _integer(level.get(w("ilvl")), 0): _level(level) for level in entry.iter(w("lvl"))
            }
            for entry in root.iter(w("abstractNum"))
        }
        for entry in root.iter(w("num")):
            of = entry.find(w("abstractNumId"))
            owner = "" if of is None else of.get(_VAL, "")
            number = entry.get(w("numId"), "")
            levels = dict(abstract.get(owner, {}))
            for override in entry.iter(w("lvlOverride")):
                at = _integer(override.get(w("ilvl")), 0)
                start, own = override.find(w("startOverride")), override.find(w("lvl"))
                if own is not None:
                    levels[at] = _level(own)
                if start is not None and at in levels:
                    old = levels[at]
                    begin = _integer(start.get(_VAL), old.start)
                    levels[at] = replace(old, start=begin)
                    owner = f"num {number}"
            self._lists[number] = (owner, levels)

    def _read_styles(self, root: etree._Element) -> None:
        based: dict[str, str] = {}
        for style in root.iter(w("style")):
            if style.get(w("type")) != "paragraph":
                continue
            name = style.get(w("styleId"), "")
            if style.get(w("default")) in ("1", "true", "on"):
                self._default = name
            parent = style.find(w("basedOn"))
            if parent is not None:
                based[name] = parent.get(_VAL, "")
            own = style.find(f"{w('pPr')}/{w('numPr')}")
            if own is not None and (number := _number_of(own)) is not None:
                self._styles[name] = number
        for name in based:
            parent_name, steps = name, 0
            while parent_name not in self._styles and parent_name in based and steps < 20:
                parent_name, steps = based[parent_name], steps + 1
            if parent_name in self._styles:
                self._styles[name] = self._styles[parent_name]


def _shown(at: int, levels: dict[int, _Level], counts: dict[int, int], digits: bool) -> str:
    level = levels.get(at)
    if level is None or level.format is None:
        return ""
    number = counts.get(at, level.start)
    return str(number) if digits else level.format(number)


def _number_of(properties: etree._Element) -> tuple[str, int] | None:
    number, level = properties.find(w("numId")), properties.find(w("ilvl"))
    if number is None:
        return None
    return number.get(_VAL, ""), 0 if level is None else _integer(level.get(_VAL), 0)


def _level(level: etree._Element) -> _Level:
    def value(name: str) -> str | None:
        found = level.find(w(name))
        return None if found is None else found.get(_VAL)

    kind = value("numFmt") or "decimal"
    numbers = None if kind in ("bullet", "none") else _FORMATS.get(kind, str)
    start, restart = _integer(value("start"), 0), _integer(value("lvlRestart"), -1)
    digits = level.find(w("isLgl")) is not None
    return _Level(start, numbers, value("lvlText") or "", restart, digits)


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.strip().lstrip("-").isdecimal() else default
