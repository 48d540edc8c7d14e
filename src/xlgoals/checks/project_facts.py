"""Finds out the facts of a project: see `xlgoals.checks.facts`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xlgoals import projectcode
from xlgoals.checks.facts import Head, text_key
from xlgoals.checks.flags import Form, bits
from xlgoals.model import Indicator, Project
from xlgoals.profiles import Profile
from xlgoals.values import Money

__all__ = ["is_unreadable", "project_facts"]

_TWO_DECIMALS: Final = re.compile(r"\d+\.\d\d")
_ZERO: Final = Decimal(0)


def is_unreadable(money: Money) -> bool:
    """Whether an amount is there and is no number."""
    return money.amount is None and money.text.strip() != ""


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def project_facts(project: Project, heads: Sequence[Head], profile: Profile) -> int:
    """The facts of a project, but for those of its plan.

    Args:
        project: The project.
        heads: What classes and names of its rows say.
        profile: The profile.
    """
    return (
        _amount_facts(project, profile)
        | _code_facts(project.code, profile)
        | _word_facts(project, profile)
        | _class_facts(tuple([head.pair for head in heads]), profile)
        | _row_facts(project.indicators, heads)
    )


def _amount_facts(project: Project, profile: Profile) -> int:
    funding = project.funding
    total, fiscal, other = funding.total, funding.fiscal, funding.other
    facts = 0
    for money in (total, fiscal, other):
        if money.amount is None:
            facts |= Form.ODD_AMOUNT if is_unreadable(money) else 0
            continue
        if money.amount < _ZERO:
            facts |= Form.ODD_AMOUNT
        if not _TWO_DECIMALS.fullmatch(money.text):
            facts |= Form.ROUGH_AMOUNT
    if not total.amount:
        facts |= Form.NO_TOTAL
    rest = (total.amount or _ZERO) - (fiscal.amount or _ZERO) - (other.amount or _ZERO)
    return facts | Form.NOT_THE_SUM if abs(rest) > profile.thresholds.money else facts


def _code_facts(code: str, profile: Profile) -> int:
    if _pattern(profile.project_code.pattern).fullmatch(code):
        return Form.CODED | (0 if projectcode.has_valid_check(code) else Form.WRONG_CHECK)
    return Form.ODD_CODE if code.strip() else 0


def _word_facts(project: Project, profile: Profile) -> int:
    facts = 0 if project.money_unit == profile.money_unit else Form.ODD_UNIT
    if project.title != project.name:
        facts |= Form.ODD_TITLE
    lexicon = profile.lexicon
    words = "".join((project.name, project.funding.purpose, *project.goals))
    if "万" in words or "亿" in words:
        facts |= Form.WRITTEN_AMOUNT
    if lexicon.staff.search(words):
        facts |= Form.STAFF
    if lexicon.paying.search(words):
        facts |= Form.PAYING
    if lexicon.document_titles.search(project.name):
        facts |= Form.TITLE_IN_NAME
    return facts


@lru_cache(maxsize=512)
def _class_facts(pairs: tuple[tuple[str, str], ...], profile: Profile) -> int:
    """Those of the classes of all rows, which many projects have in common."""
    required, lexicon = profile.required, profile.lexicon
    level1, level2 = {upper for upper, _ in pairs}, {lower for _, lower in pairs}
    places = [rank for pair in pairs if (rank := lexicon.ranks.get(pair)) is not None]
    one_of = required.one_of
    return bits(
        (Form.NO_LEVEL1, not level1.issuperset(required.level1)),
        (
            Form.NO_LEVEL2,
            not level2.issuperset(required.level2)
            or (len(one_of) > 0 and level2.isdisjoint(one_of)),
        ),
        (Form.ODD_ORDER, places != sorted(places)),
        (Form.ONE_A_CLASS, len(set(pairs)) == len(pairs) > 1),
    )


def _row_facts(rows: Sequence[Indicator], heads: Sequence[Head]) -> int:
    if len(rows) < 2:
        return 0
    facts = 0 if len({head.name.key for head in heads}) == len(rows) else Form.NAME_TWICE
    first, second = rows[0].basis, rows[1].basis
    return facts | Form.ONE_BASIS if text_key(first) == text_key(second) else facts
