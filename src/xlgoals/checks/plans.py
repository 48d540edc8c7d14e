"""资金支出计划: what the four points of a plan say, whatever project they stand in.

A plan is *cumulative* when its filled points do not fall and December has 100; it is a plan of
*increments* when it is not cumulative and its points add up to 100.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

from xlgoals.checks.flags import Form, bits
from xlgoals.model import SpendingPlan
from xlgoals.values import Percent

__all__ = ["FULL", "MONTHS", "Plan", "plan_of", "points_of"]

FULL: Final = Decimal(100)
_ZERO: Final = Decimal(0)
_EVEN: Final = (Decimal(25), Decimal(50), Decimal(75), FULL)
MONTHS: Final = {"march": 3, "june": 6, "october": 10, "december": 12}
"""The points of a plan, by their fields, and the month at whose end each of them is."""

_Number: TypeAlias = Decimal | None


class Plan(NamedTuple):
    """What the points of a plan say.

    Attributes:
        numbers: The percentages, None where a point is blank or cannot be one.
        blanks: Which points are blank.
        is_cumulative: Whether the figures are running sums.
        is_increments: Whether they are shares of each period.
        facts: The `Form` facts that follow.
    """

    numbers: tuple[_Number, ...]
    blanks: tuple[bool, ...]
    is_cumulative: bool
    is_increments: bool
    facts: int


def points_of(plan: SpendingPlan) -> tuple[Percent, ...]:
    """The points of a plan in their order."""
    return plan.march, plan.june, plan.october, plan.december


def plan_of(plan: SpendingPlan) -> Plan:
    """What a plan says; remembered, since many projects have the same."""
    march, june, october, december = points_of(plan)
    texts = (march.text, june.text, october.text, december.text)
    values = (march.value, june.value, october.value, december.value)
    read, said = _read(texts)
    return said if read == values else _plan(texts, values)


@lru_cache(maxsize=512)
def _read(texts: tuple[str, ...]) -> tuple[tuple[_Number, ...], Plan]:
    """What texts are read as, and what they say then: texts are found sooner than numbers."""
    values = tuple(Percent.parse(text).value for text in texts)
    return values, _plan(texts, values)


def _plan(texts: tuple[str, ...], values: tuple[_Number, ...]) -> Plan:
    numbers = tuple(v if v is not None and _ZERO <= v <= FULL else None for v in values)
    blanks = tuple(not text.strip() for text in texts)
    filled = [number for number in numbers if number is not None]
    readable = all(blank or n is not None for blank, n in zip(blanks, numbers, strict=True))
    rises = all(a <= b for a, b in pairwise(filled))
    is_cumulative = readable and rises and numbers[-1] == FULL
    is_increments = readable and not is_cumulative and sum(filled) == FULL
    facts = bits(
        (Form.ODD_POINT, not readable),
        (Form.PLAN_FALLS, not rises),
        (Form.PLAN_NOT_FULL, blanks[-1] or (values[-1] is not None and values[-1] != FULL)),
        (Form.INCREMENTS, is_increments),
        (Form.BLANK_POINT, any(blanks)),
        (Form.EVEN_PLAN, numbers == _EVEN),
    )
    return Plan(numbers, blanks, is_cumulative, is_increments, facts)
