"""The tables behind the native checks: lists of the default profile, as the sheet 词表 holds them.

Formulas and their twins in Python look into the same tables.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from xlgoals import profiles, projectcode
from xlgoals.profiles import Profile
from xlgoals.values import HALF_WIDTH

__all__ = [
    "CLASS_SUFFIX",
    "COUNT",
    "KNOWN_UNIT",
    "MONEY",
    "MONEY_UNIT",
    "OTHER",
    "PERCENT",
    "PERCENT_WORD",
    "RATE",
    "TEN_THOUSAND",
    "TIME",
    "UNJUDGED_UNIT",
    "NativeTables",
    "tables",
]

CLASS_SUFFIX: Final = "指标"

# What a level-3 name measures.
OTHER, MONEY, RATE, COUNT, TIME = range(5)
# Kinds of unit; 0 is for those of no list.
PERCENT, PERCENT_WORD, MONEY_UNIT, TEN_THOUSAND, KNOWN_UNIT, UNJUDGED_UNIT = range(1, 7)

_PERCENT_WORDS: Final = ("百分比", "百分之")
_WAN: Final = {"元": "0.0001", "千元": "0.1", "万元": "1", "亿元": "10000"}
_UNIT_PUNCTUATION: Final = ",、;。.:!?*_+~—–≥≤=<>≧≦⩾⩽《》()【】〔〕[]{}“”‘’\"'每-/"
_DATES: Final = "年月"
_BMP: Final = 0x10000
_MARKS: Final = re.compile(r"[()$]")


@dataclass(frozen=True, slots=True)
class NativeTables:
    """Lists that the native checks look into.

    Attributes:
        level1: Every spelling of a level-1 class, with the number of its class.
        level1_keys: The classes themselves, in the order of their numbers from 1.
        level2, level2_keys: Likewise of level 2.
        upper: The number of the level-1 class that each level-2 class belongs to.
        endings: Last words of level-3 names, with what such a name measures.
        changes: Words of names that may have any percentage.
        budget_names: Words of cost indicators that speak of the whole budget.
        units: Units, with their kinds.
        money: Units of money, with what one of them is in 万元.
        odd: Characters that the reader tidies or reads as others; texts with them are not judged.
        not_in_units: These and all others that no unit has.
        cost, satisfaction: Numbers of the cost class of level 2, and of satisfaction at level 1.
        required: The level-2 classes that a project must have.
        standards: The usual sources of a value.
        alphabet: The characters of project codes.
    """

    level1: tuple[tuple[str, int], ...]
    level1_keys: tuple[str, ...]
    level2: tuple[tuple[str, int], ...]
    level2_keys: tuple[str, ...]
    upper: tuple[int, ...]
    endings: tuple[tuple[str, int], ...]
    changes: tuple[str, ...]
    budget_names: tuple[str, ...]
    units: tuple[tuple[str, int], ...]
    money: tuple[tuple[str, str], ...]
    odd: str
    not_in_units: str
    cost: int
    satisfaction: int
    required: tuple[str, ...]
    standards: tuple[str, ...]
    alphabet: str = projectcode.ALPHABET


@cache
def tables() -> NativeTables:
    """The tables of the default profile."""
    profile = profiles.load()
    classes = profile.classes
    level1_keys = tuple(classes.table)
    level2_keys = tuple(lower for row in classes.table.values() for lower in row)
    upper = tuple(at for at, row in enumerate(classes.table.values(), start=1) for _ in row)
    odd = _odd_characters()
    return NativeTables(
        level1=_spellings(level1_keys, classes.level1_aliases),
        level1_keys=level1_keys,
        level2=_spellings(level2_keys, classes.level2_aliases),
        level2_keys=level2_keys,
        upper=upper,
        endings=_endings(profile),
        changes=_words(f"{profile.names.relative}|{profile.names.unbounded}"),
        budget_names=profile.words.budget_names,
        units=_units(profile),
        money=tuple(_WAN.items()),
        odd=odd,
        not_in_units=odd + "0123456789" + _UNIT_PUNCTUATION,
        cost=level2_keys.index(classes.cost[0]) + 1,
        satisfaction=level1_keys.index(classes.satisfaction[0]) + 1,
        required=profile.required.level2,
        standards=profile.words.standards,
    )


def _spellings(keys: tuple[str, ...], aliases: dict[str, str]) -> tuple[tuple[str, int], ...]:
    numbers = {key: at for at, key in enumerate(keys, start=1)}
    numbers |= {alias: numbers[key] for alias, key in aliases.items() if key in numbers}
    return tuple(
        (spelling, number)
        for key, number in numbers.items()
        for spelling in (key + CLASS_SUFFIX, key)
    )


def _words(pattern: str) -> tuple[str, ...]:
    """The words of a pattern that is a list of words, at the end of a text or anywhere."""
    words = tuple(dict.fromkeys(_MARKS.sub("", pattern).split("|")))
    if any(re.escape(word) != word for word in words):
        raise ValueError(pattern)
    return words


def _endings(profile: Profile) -> tuple[tuple[str, int], ...]:
    names = profile.names
    kinds = ((names.money, MONEY), (names.rate, RATE), (names.count, COUNT), (names.time, TIME))
    found = [(word, kind) for pattern, kind in kinds for word in _words(pattern)]
    for word, _ in found:
        # A name has one kind only where no ending is the end of another one.
        if any(other != word and other.endswith(word) for other, _ in found):
            raise ValueError(word)
    return tuple(found)


def _units(profile: Profile) -> tuple[tuple[str, int], ...]:
    values = profile.values
    units = {"%": PERCENT, **dict.fromkeys(_PERCENT_WORDS, PERCENT_WORD)}
    units |= {unit: TEN_THOUSAND if unit == "万" else MONEY_UNIT for unit in values.money}
    for unit in (*values.rates, *values.units):
        # What begins so may be a date.
        units.setdefault(unit, UNJUDGED_UNIT if unit[0] in _DATES else KNOWN_UNIT)
    return tuple(units.items())


def _odd_characters() -> str:
    """Spaces, digits of other scripts, and what is read as another character."""
    translated = {chr(code) for code in HALF_WIDTH}
    blank = {chr(code) for code in range(0x20, _BMP) if chr(code).isspace()}
    digits = {chr(code) for code in range(0x80, _BMP) if unicodedata.category(chr(code)) == "Nd"}
    return "".join(sorted(translated | blank | digits | {"\t", "\n"}))
