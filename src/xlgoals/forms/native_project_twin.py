"""What the formulas above a project's table show, in Python: the twin of `native_project`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from xlgoals.forms.native_project import LETTERS, NUMERALS, missing_class
from xlgoals.forms.native_row import FAR
from xlgoals.forms.native_row_twin import Budget, Row, Said, is_odd
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, OK, WARNING, verdict, word
from xlgoals.projectcode import ALPHABET, has_valid_check

__all__ = ["Amount", "Header", "NativeHeader", "budget_of", "judge_project"]

Amount = str | Decimal
"""What an amount's cell holds: a number, or a text."""

_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)
_CODE: Final = re.compile(f"[0-9]{{8}}[{LETTERS}][0-9]{{11}}(.)")
_STRANGE: Final = re.compile(f"[^{re.escape(NUMERALS)}]")
_STRANGE_POINT: Final = re.compile(f"[^{re.escape(NUMERALS)}%]")
_POINT: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)%?")
_MOST_DIGITS: Final = 15
_LONGEST: Final = 20
_LONGEST_CODE: Final = 30


class NativeHeader(NamedTuple):
    """The cells above the table as they stand; amounts are numbers where the cell holds one."""

    code: str
    name: str
    money_unit: str
    amounts: tuple[Amount, Amount, Amount]
    purpose: str
    plan: tuple[str, str, str, str]
    goals: str


class Header(NamedTuple):
    """What the formulas above the table show: verdicts, and the counts that colours look at.

    `used` tells whether the sheet has any entry (AC1); `errors` and `warnings` stand in AA1 and
    AB1.
    """

    used: bool
    errors: int
    warnings: int
    state: str
    code: str
    funding: str
    purpose: str
    plan: str
    classes: str


def budget_of(header: NativeHeader) -> Budget:
    """What the costs of the rows are compared with."""
    total = header.amounts[0]
    if isinstance(total, str):
        return Budget()
    return Budget(total, header.money_unit == word("money-unit") and total > 0)


def judge_project(header: NativeHeader, rows: Sequence[Row], said: Said) -> Header:
    """What the formulas above the table show.

    Args:
        header: the cells above the table.
        rows: those of the table as they stand.
        said: what the formulas say of them.
    """
    filled = any(map(any, rows))
    texts = (header.code, header.name, header.purpose, header.goals, *header.amounts)
    if not filled and all(text == "" for text in texts):
        return Header(False, 0, 0, "", "", "", "", "", "")
    waiting = word("waiting")
    verdicts = (
        _judge_code(header.code) if header.code else waiting,
        _judge_funding(header.amounts),
        "" if header.purpose else verdict(WARNING, "FND009"),
        _judge_plan(header.plan),
        _judge_classes(said.classes) if filled else waiting,
    )
    said_of_all = "\n".join(("", *verdicts, *said.verdicts))
    errors, warnings = said_of_all.count(f"\n{ERROR}"), said_of_all.count(f"\n{WARNING}")
    state = word("all-right")
    if errors or warnings:
        state = word("counter", errors=str(errors), warnings=str(warnings))
    return Header(True, errors, warnings, state, *verdicts)


def _judge_code(code: str) -> str:
    match = _CODE.fullmatch(code)
    if match is None or match[1] not in ALPHABET:
        is_unclear = len(code) <= _LONGEST_CODE and is_odd(code, _LONGEST_CODE)
        return "" if is_unclear else verdict(ERROR, "XREF001")
    if code[8] not in ALPHABET:
        return verdict(ERROR, "XREF002", "letter")
    return OK if has_valid_check(code) else verdict(ERROR, "XREF002")


def _is_negative(amount: Decimal) -> bool:
    """Whether a number still is one below zero when rounded to cents."""
    return amount < 0 and amount.quantize(_CENT, "ROUND_HALF_UP") < 0


def _is_bad(text: str, strange: re.Pattern[str]) -> bool:
    """Whether a text is certainly no number."""
    if len(text) > _LONGEST or is_odd(text, _LONGEST):
        return False
    return strange.search(text) is not None


def _judge_funding(amounts: Sequence[Amount]) -> str:
    texts = [amount for amount in amounts if isinstance(amount, str) and amount]
    if any(_is_bad(text, _STRANGE) for text in texts):
        return verdict(ERROR, "FND002")
    numbers = [_NOTHING if isinstance(amount, str) else amount for amount in amounts]
    if any(map(_is_negative, numbers)):
        return verdict(ERROR, "FND002", "negative")
    if texts:
        return ""
    total, fiscal, other = numbers
    if not total:
        return verdict(ERROR, "FND004")
    return verdict(ERROR, "FND001") if _differ(total, fiscal, other) else OK


def _differ(total: Decimal, fiscal: Decimal, other: Decimal) -> bool:
    """Whether the sum is wrong both as the cells hold the amounts and as they show them."""
    raw = total - fiscal - other
    if -FAR <= raw <= FAR:
        return False
    cents = [amount.quantize(_CENT, "ROUND_HALF_UP") for amount in (total, fiscal, other)]
    shown = cents[0] - cents[1] - cents[2]
    return (raw > FAR and shown > FAR) or (raw < -FAR and shown < -FAR)


@lru_cache(maxsize=256)
def _judge_plan(plan: Sequence[str]) -> str:
    numbers, invalid = [], False
    for text in plan:
        match = _POINT.fullmatch(text)
        if match is not None and len(match[1]) <= _MOST_DIGITS:
            numbers.append(Decimal(match[1]))
        elif text and not _is_bad(text, _STRANGE_POINT):
            return word("as-text")
        else:
            invalid = invalid or bool(text)
    if invalid or any(number > 100 for number in numbers):
        return verdict(ERROR, "SCH001")
    falls = any(after < before for before, after in pairwise(numbers))
    is_full = bool(plan[-1]) and numbers[-1] == 100
    if is_full and not falls:
        return OK if all(plan) else verdict(WARNING, "SCH005")
    if round(sum(numbers, Decimal(0)) - 100, 6) == 0:
        return verdict(ERROR, "SCH004")
    return verdict(ERROR, "SCH002" if falls else "SCH003")


@lru_cache(maxsize=256)
def _judge_classes(classes: Sequence[tuple[int, int]]) -> str:
    upper, lower = map(set, zip(*classes, strict=True))
    known = tables()
    if max(upper) > 90:
        return ""
    for number, key in enumerate(known.level1_keys, start=1):
        if number not in upper and number != known.satisfaction:
            return missing_class(ERROR, key)
    if max(lower) <= 90:
        for key in known.required:
            if known.level2_keys.index(key) + 1 not in lower:
                return verdict(WARNING, "STR007", x=key + CLASS_SUFFIX)
    if known.satisfaction in upper:
        return OK
    return missing_class(WARNING, known.level1_keys[known.satisfaction - 1])
