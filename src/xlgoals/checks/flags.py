"""The facts that checks need of a row or a project, each a bit; `facts` finds them out."""

from __future__ import annotations

from typing import Final

__all__ = ["Form", "Row", "bits"]


class Row:
    """Facts of a row; a rule names those without which it has nothing to say.

    Plain numbers, each a bit: members of an enumeration take many times longer to combine.
    """

    # Of its cells.
    BLANK: Final = 1 << 0
    """One of the six cells of the form is blank."""
    # Of its classes and its name.
    ODD_CLASS: Final = 1 << 1
    """The two classes are no pair of the profile's table, or one that is merely tolerated."""
    COST: Final = 1 << 2
    SATISFACTION: Final = 1 << 3
    """It is about satisfaction; a rate of something else in that class is not."""
    BOUNDED: Final = 1 << 4
    """A rate of this name is never above 100%: it is no growth and the like."""
    CLASS_NAME: Final = 1 << 5
    """The name merely repeats a class."""
    MISFIT: Final = 1 << 6
    """The name does not fit its class by one of the profile's rules."""
    VAGUE_NAME: Final = 1 << 7
    SATISFACTION_ONLY: Final = 1 << 8
    TEMPLATE_NAME: Final = 1 << 9
    UNIT_IN_NAME: Final = 1 << 10
    MONEY_NAME: Final = 1 << 11
    RATE_NAME: Final = 1 << 12
    # Of its description and its basis.
    SAME_DESCRIPTION: Final = 1 << 13
    FOREIGN: Final = 1 << 14
    """Name or description hold a word of the profile's foreign ones."""
    UNCLEAR_BASIS: Final = 1 << 15
    # Of its value.
    NUMBER: Final = 1 << 16
    WORDS: Final = 1 << 17
    """The value is there, and neither a number nor a date."""
    UNIT: Final = 1 << 18
    """A number with a unit other than %."""
    ODD_UNIT: Final = 1 << 19
    """A number with a unit that the profile does not know, or with 万 alone."""
    NO_UNIT: Final = 1 << 20
    """A number without a unit."""
    NO_SIGN: Final = 1 << 21
    """A number without a sign."""
    PERCENT: Final = 1 << 22
    AT_LEAST: Final = 1 << 23
    FULL: Final = 1 << 24
    """A number of 100 or more."""
    PERCENT_WORDS: Final = 1 << 25
    ODD_SPELLING: Final = 1 << 26
    """A number or a date that is not spelt as usual."""
    # Those that few rows have together: they spare rules a look at most rows.
    COUNTED_NAME: Final = 1 << 27
    """The name is of things, dates or amounts, which are not counted in percent."""
    NO_MONEY: Final = 1 << 28
    """The value is there, and not in a unit of money."""
    HIGH: Final = 1 << 29
    """A number from which on a satisfaction is not attainable."""
    # Of all of its words.
    WORDING: Final = 1 << 30
    """Rules on words look at its cells: one of them is not plain, or it has further columns."""


class Form:
    """Facts of a project; a rule names those without which it has nothing to say of one."""

    # Of its amounts.
    ODD_AMOUNT: Final = 1 << 0
    """An amount is not readable, or below 0."""
    ROUGH_AMOUNT: Final = 1 << 1
    """An amount is not written with two decimals."""
    NO_TOTAL: Final = 1 << 2
    NOT_THE_SUM: Final = 1 << 3
    # Of its plan.
    ODD_POINT: Final = 1 << 4
    """A point is there, and no percentage."""
    PLAN_FALLS: Final = 1 << 5
    PLAN_NOT_FULL: Final = 1 << 6
    INCREMENTS: Final = 1 << 7
    BLANK_POINT: Final = 1 << 8
    EVEN_PLAN: Final = 1 << 9
    # Of its code, its names and units.
    ODD_CODE: Final = 1 << 10
    CODED: Final = 1 << 11
    """The code has the profile's form."""
    WRONG_CHECK: Final = 1 << 12
    """A code of the right form whose check character is wrong."""
    ODD_UNIT: Final = 1 << 13
    """The money unit is not written as usual."""
    ODD_TITLE: Final = 1 << 14
    """The title is not the name, letter by letter."""
    WRITTEN_AMOUNT: Final = 1 << 15
    """An amount of money may stand in its words."""
    # Of its indicators.
    NO_LEVEL1: Final = 1 << 16
    NO_LEVEL2: Final = 1 << 17
    ODD_ORDER: Final = 1 << 18
    ONE_A_CLASS: Final = 1 << 19
    NAME_TWICE: Final = 1 << 20
    ONE_BASIS: Final = 1 << 21
    # Of its name, its use and its goals.
    TITLE_IN_NAME: Final = 1 << 22
    STAFF: Final = 1 << 23
    """A word of staff costs may stand in its words."""
    PAYING: Final = 1 << 24
    """A word of paying may stand in its words."""
    MUTE_GOAL: Final = 1 << 25
    """A goal says nothing beside the number of a document."""


def bits(*facts: tuple[int, bool]) -> int:
    """The facts that hold."""
    return sum([fact for fact, holds in facts if holds])
