"""Facts of an indicator row that say which rules have to look at it.

Nearly all rows are of no concern to nearly all rules.  So what rules ask first is found out once
for each row, from caches where it follows from a text, and a rule is only given the rows that
have all the facts it was registered with: see `xlgoals.checks.registry.indicator_check`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntFlag, auto
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.checks.phrases import document_numbers
from xlgoals.model import Indicator
from xlgoals.profiles import Lexicon, NameClasses, Profile
from xlgoals.profiles.model import Misfit
from xlgoals.values import IndicatorValue, ValueKind, normal_unit, to_half_width

__all__ = ["WAN", "Head", "Row", "head", "misfit", "row_facts", "text_key", "unclear_basis"]

_CACHE: Final = 8192
_SUFFIX: Final = "指标"
WAN: Final = "万"
_ALL: Final = Decimal(100)
_PUNCTUATION: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"[0-9][0-9,.]*")


class Row(IntFlag):
    """Facts of a row; a rule names those without which it has nothing to say."""

    # Of its cells.
    BLANK = auto()
    """One of the six cells of the form is blank."""
    # Of its classes and its name.
    ODD_CLASS = auto()
    """The two classes are no pair of the profile's table, or one that is merely tolerated."""
    COST = auto()
    SATISFACTION = auto()
    """It is about satisfaction; a rate of something else in that class is not."""
    BOUNDED = auto()
    """A rate of this name is never above 100%: it is no growth and the like."""
    CLASS_NAME = auto()
    """The name merely repeats a class."""
    MISFIT = auto()
    """The name does not fit its class by one of the profile's rules."""
    VAGUE_NAME = auto()
    SATISFACTION_ONLY = auto()
    TEMPLATE_NAME = auto()
    UNIT_IN_NAME = auto()
    MONEY_NAME = auto()
    RATE_NAME = auto()
    # Of its description and its basis.
    SAME_DESCRIPTION = auto()
    FOREIGN = auto()
    """Name or description hold a word of the profile's foreign ones."""
    UNCLEAR_BASIS = auto()
    # Of its value.
    NUMBER = auto()
    WORDS = auto()
    """The value is there, and neither a number nor a date."""
    UNIT = auto()
    """A number with a unit other than %."""
    ODD_UNIT = auto()
    """A number with a unit that the profile does not know, or with 万 alone."""
    NO_UNIT = auto()
    """A number without a unit."""
    NO_SIGN = auto()
    """A number without a sign."""
    PERCENT = auto()
    AT_LEAST = auto()
    FULL = auto()
    """A number of 100 or more."""
    PERCENT_WORDS = auto()
    ODD_SPELLING = auto()
    """A number or a date that is not spelt as usual."""


class Head(NamedTuple):
    """What the classes and the name of a row say.

    Attributes:
        level1: Key of the level-1 class, or the written text without 指标 if it is unknown.
        level2: Key of the level-2 class, likewise.
        name: What the name says.
        repeats: The class that the name merely repeats, as written; None when it does not.
        misfit: The rule by which the name does not fit its class, if there is one.
        is_cost: Whether one of the classes is of costs.
        rank: The place of the classes in the usual order; None when they are not in the table.
        facts: The `Row` facts that follow.
    """

    level1: str
    level2: str
    name: NameClasses
    repeats: str | None
    misfit: Misfit | None
    is_cost: bool
    rank: int | None
    facts: int


def _bits(*facts: tuple[Row, bool]) -> int:
    """The facts that hold, as a plain number: its operations are many times faster."""
    return sum([int(fact) for fact, holds in facts if holds])


@lru_cache(_CACHE)
def text_key(text: str) -> str:
    """What two short texts are compared by: half-width, without spaces."""
    return "".join(to_half_width(text).split())


@lru_cache(_CACHE)
def head(level1: str, level2: str, name: str, profile: Profile) -> Head:
    """What classes and name say, as written in a row."""
    lexicon = profile.lexicon
    key1, key2, classes = lexicon.level1(level1), lexicon.level2(level2), lexicon.name(name)
    pair, key = (key1, key2), classes.key
    is_usual = pair in lexicon.ranks and pair not in lexicon.tolerated
    is_cost = key2 in lexicon.cost or key1 in lexicon.cost
    is_satisfaction = key1 in lexicon.satisfaction
    repeats = _repeated_class(key, (key2, level2), (key1, level1))
    wrong = misfit(classes, key2, lexicon)
    bits = _bits(
        (Row.BLANK, not (level1.strip() and level2.strip() and name.strip())),
        (Row.ODD_CLASS, "" not in pair and not is_usual),
        (Row.COST, is_cost),
        (Row.SATISFACTION, "满意" in key or (is_satisfaction and not classes.is_rate)),
        (Row.BOUNDED, lexicon.unbounded.search(key) is None),
        (Row.CLASS_NAME, repeats is not None),
        (Row.MISFIT, wrong is not None),
        (Row.VAGUE_NAME, lexicon.vague.search(key) is not None),
        (Row.SATISFACTION_ONLY, lexicon.satisfaction_only.fullmatch(key) is not None),
        (Row.TEMPLATE_NAME, lexicon.template.search(name) is not None),
        (Row.UNIT_IN_NAME, key != text_key(name)),
        (Row.MONEY_NAME, classes.is_money),
        (Row.RATE_NAME, classes.is_rate),
        (Row.FOREIGN, lexicon.foreign.search(name) is not None),
    )
    rank = lexicon.ranks.get(pair)
    return Head(key1, key2, classes, repeats, wrong, is_cost, rank, bits)


def _repeated_class(key: str, *classes: tuple[str, str]) -> str | None:
    """The class that a name merely repeats, as written; None when it does not."""
    name = key.removesuffix(_SUFFIX)
    for class_key, written in classes:
        if name and name in {class_key, text_key(written).removesuffix(_SUFFIX)}:
            return written
    return None


@lru_cache(_CACHE)
def misfit(name: NameClasses, level2: str, lexicon: Lexicon) -> Misfit | None:
    """The first rule by which a name does not fit a level-2 class."""
    for rule, pattern in lexicon.misfits.get(level2, ()):
        if any(getattr(name, f"is_{kind}") for kind in rule.kinds) or pattern.search(name.key):
            return rule
    return None


@lru_cache(_CACHE)
def unclear_basis(basis: str, profile: Profile) -> str | None:
    """The variant of IND008 by which a basis is unclear; None when it is clear."""
    if not basis.strip() and "basis" not in profile.required.cells:
        return None
    words, lexicon = _PUNCTUATION.sub("", basis), profile.lexicon
    if not words or words in profile.words.no_basis:
        return ""
    is_named = lexicon.standards.search(basis) or lexicon.basis_documents.search(basis)
    return None if is_named or document_numbers(basis) else "standard"


@lru_cache(_CACHE)
def _description_facts(description: str, name: str, lexicon: Lexicon) -> int:
    is_same = bool(text_key(name)) and text_key(description) == text_key(name)
    return _bits(
        (Row.BLANK, not description.strip()),
        (Row.SAME_DESCRIPTION, is_same),
        (Row.FOREIGN, lexicon.foreign.search(description) is not None),
    )


@lru_cache(_CACHE)
def _basis_facts(basis: str, profile: Profile) -> int:
    is_unclear = unclear_basis(basis, profile) is not None
    return _bits((Row.BLANK, not basis.strip()), (Row.UNCLEAR_BASIS, is_unclear))


_IS_NUMBER: Final = int(Row.NUMBER)
_HAS_WORDS: Final = int(Row.WORDS)
_HAS_NO_SIGN: Final = int(Row.NO_SIGN)
_IS_AT_LEAST: Final = int(Row.AT_LEAST)
_IS_FULL: Final = int(Row.FULL)
_OF_UNIT: Final = {"": int(Row.NO_UNIT), "%": int(Row.PERCENT)}
_OF_OTHER_UNIT: Final = int(Row.UNIT)
_OF_SIGN: Final = {"": _HAS_NO_SIGN, "≥": _IS_AT_LEAST, "＞": _IS_AT_LEAST}


def _value_facts(value: IndicatorValue, lexicon: Lexicon) -> int:
    number = value.number
    if number is None:
        has_words = value.kind not in (ValueKind.DATE, ValueKind.EMPTY)
        return _text_facts(value.text, lexicon) | (_HAS_WORDS if has_words else 0)
    facts = _IS_NUMBER | _text_facts(value.text, lexicon) | _OF_SIGN.get(value.sign, 0)
    facts |= _OF_UNIT.get(normal_unit(value.unit), _OF_OTHER_UNIT)
    return facts | _IS_FULL if number >= _ALL else facts


@lru_cache(_CACHE)
def _text_facts(text: str, lexicon: Lexicon) -> int:
    unit = normal_unit(IndicatorValue.parse(text).unit)
    return _bits(
        (Row.ODD_UNIT, unit not in {"", "%"} and (unit == WAN or not lexicon.is_unit(unit))),
        (Row.BLANK, not text.strip()),
        (Row.PERCENT_WORDS, "百分" in text),
        (Row.ODD_SPELLING, not _is_usual(text)),
    )


def _is_usual(text: str) -> bool:
    """Whether a number or a date differs from its usual spelling in its digits or % at most."""
    value = IndicatorValue.parse(text)
    if value.kind not in (ValueKind.NUMBER, ValueKind.DATE):
        return True
    digits = _DIGITS.search(text)
    if digits is not None and text == f"{value.sign}{digits[0]}{value.unit}" and "," not in text:
        return True
    return text == value.canonical()


def row_facts(indicator: Indicator, of_head: int, profile: Profile) -> int:
    """All facts of a row, those of its head given."""
    return (
        of_head
        | _value_facts(indicator.value, profile.lexicon)
        | _description_facts(indicator.description, indicator.name, profile.lexicon)
        | _basis_facts(indicator.basis, profile)
    )
