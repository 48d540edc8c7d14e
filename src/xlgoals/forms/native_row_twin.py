"""What the formulas of an indicator row show, in Python: the twin of `native_row`.

Import writes these verdicts beside the formulas, so that Protected View and previews show them.
Only what a user sees is worked out, never the hidden steps: the twin may take short cuts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xlgoals.forms import native_tables as kinds
from xlgoals.forms.native_row import (
    FAR,
    LONGEST_NAME,
    LONGEST_UNIT,
    LONGEST_VALUE,
    MOST_DIGITS,
    UNCLEAR,
    UNKNOWN,
)
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, OK, WARNING, verdict
from xlgoals.forms.vocabulary import COLUMNS

__all__ = ["Budget", "Row", "Said", "is_odd", "judge_rows"]

_CACHE: Final = 1024
_HALF: Final = str.maketrans("＝＞＜％", "=><%")
_VALUE: Final = re.compile(r"(>=|=>|<=|=<|[≥≤=><]?)([0-9]+(?:\.[0-9]+)?)([^0-9.]*)", re.DOTALL)
_AT_LEAST: Final = frozenset({"≥", ">", ">=", "=>"})
_AT_MOST: Final = frozenset({"≤", "<", "<=", "=<"})
_CENT: Final = Decimal("0.01")
_UNSURE: Final = 90  # numbers of classes above this name no class


class Budget(NamedTuple):
    """What rows are compared with: 预算数 as a number, and whether it can be compared."""

    amount: Decimal = Decimal(0)
    is_plain: bool = False


Row = tuple[str, str, str, str, str, str]
"""The six cells of a row as they stand: classes, name, description, value, basis."""


class Said(NamedTuple):
    """What the formulas say of a table: numbers of each row's classes, and a verdict on each."""

    classes: list[tuple[int, int]]
    verdicts: list[str]


class _Name(NamedTuple):
    """What a level-3 name says; `kind` is below zero where it is not judged."""

    kind: int
    changes: bool
    is_whole: bool
    is_satisfaction: bool


class _Value(NamedTuple):
    """A plain value: sign, number, and the kind of its unit."""

    kind: int
    number: Decimal
    unit: str
    sign: str


@dataclass(frozen=True, slots=True)
class _Lookups:
    """The tables as Python looks things up."""

    level1: dict[str, int]
    level2: dict[str, int]
    classes: frozenset[str]
    endings: dict[str, int]
    ending_lengths: tuple[int, ...]
    units: dict[str, int]
    money: dict[str, Decimal]
    changes: re.Pattern[str]
    budget: re.Pattern[str]
    odd: re.Pattern[str]
    not_in_units: re.Pattern[str]


@cache
def _lookups() -> _Lookups:
    known = tables()
    keys = (*known.level1_keys, *known.level2_keys)
    units: dict[str, int] = {}
    for unit, kind in known.units:
        units.setdefault(unit.upper(), kind)
    return _Lookups(
        level1=dict(reversed(known.level1)),
        level2=dict(reversed(known.level2)),
        classes=frozenset(key + end for key in keys for end in ("", CLASS_SUFFIX)),
        endings=dict(known.endings),
        ending_lengths=tuple({len(ending) for ending, _ in known.endings}),
        units=units,
        money={unit: Decimal(factor) for unit, factor in known.money},
        changes=re.compile("|".join(map(re.escape, known.changes))),
        budget=re.compile("|".join(map(re.escape, known.budget_names))),
        odd=re.compile(f"[{re.escape(known.odd)}]"),
        not_in_units=re.compile(f"[{re.escape(known.not_in_units)}]"),
    )


def _units(text: str) -> str:
    """A text with one character for each UTF-16 unit, as formulas count."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def is_odd(text: str, limit: int) -> bool:
    """Whether one of the first characters of a text is one that formulas do not judge."""
    return _lookups().odd.search(text, 0, limit) is not None


@lru_cache(maxsize=_CACHE)
def _name(text: str) -> _Name:
    name, known = _units(text), _lookups()
    satisfied = "满意" in name
    whole = known.budget.search(name) is not None
    if not name or len(name) > LONGEST_NAME or name[-1] == ")" or known.odd.search(name):
        return _Name(-1, False, whole, satisfied)
    kind = kinds.OTHER
    for length in known.ending_lengths:
        kind = known.endings.get(name[-length:], kind)
    return _Name(kind, known.changes.search(name) is not None, whole, satisfied)


@lru_cache(maxsize=_CACHE)
def _value(written: str) -> _Value | None:
    """A value that formulas judge; None for any other."""
    text = _units(written).translate(_HALF)
    match = _VALUE.fullmatch(text) if len(text) <= LONGEST_VALUE else None
    if match is None:
        return None
    sign, digits, unit = match.groups()
    kind = _unit_kind(unit) if len(digits) <= MOST_DIGITS else -1
    if kind in (-1, kinds.UNJUDGED_UNIT):
        return None
    return _Value(kind, Decimal(digits), unit, sign)


def _unit_kind(unit: str) -> int:
    if not unit:
        return 0
    known = _lookups()
    if kind := known.units.get(unit.upper(), 0):
        return kind
    judged = (
        len(unit) <= LONGEST_UNIT
        and unit[0] not in "年月万亿"
        and unit[-1] not in "上下内"
        and "左右" not in unit
        and not known.not_in_units.search(unit)
    )
    return UNKNOWN if judged else -1


def judge_rows(rows: Sequence[Row], budget: Budget) -> Said:
    """What the formulas say of the rows of a table, from the first row on.

    Args:
        rows: the rows as they stand.  Spare rows below need not be given: they change nothing.
        budget: what costs are compared with.
    """
    classes = _classes(rows)
    lower = [level2 for row, (_, level2) in zip(rows, classes, strict=True) if any(row)]
    single = max(lower, default=0) <= _UNSURE and lower.count(tables().cost) == 1
    compared = budget.amount if budget.is_plain else None
    verdicts = [
        _verdict(row, level1, level2, twice, compared, single) if any(row) else ""
        for row, (level1, level2), twice in zip(rows, classes, _seen(rows), strict=True)
    ]
    return Said(classes, verdicts)


def _seen(rows: Sequence[Row]) -> list[bool]:
    """Whether each row's name stands in a row above; the header's own does not count."""
    names = [row[2] for row in rows]
    if len(set(names)) == len(names):
        return [False] * len(names)
    return [name in names[:at] and name != COLUMNS["name"][0] for at, name in enumerate(names)]


def _classes(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The numbers of each row's classes, blank ones filled down."""
    found = []
    above, level1, level2 = "", 0, 0
    for row in rows:
        first, second = row[0], row[1]
        if first and second:
            level1, level2 = _numbers(first, second)
        else:
            upper = _numbers(first, "")[0] if first else level1
            if second:
                level2 = _numbers("", second)[1]
            elif first and first.upper() != above.upper():
                level2 = UNCLEAR if upper == level1 else 0
            level1 = upper
        above = first
        found.append((level1, level2))
    return found


@lru_cache(maxsize=256)
def _numbers(first: str, second: str) -> tuple[int, int]:
    """The numbers of two classes."""
    known = _lookups()
    return known.level1.get(first.upper(), UNKNOWN), known.level2.get(second.upper(), UNKNOWN)


def _verdict(
    row: Row, level1: int, level2: int, twice: bool, budget: Decimal | None, single: bool
) -> str:
    """The verdict on a row; `single` tells that its table has one cost only."""
    first, second, text, description, value, basis = row
    if not (level1 and level2 and text and value):
        at = next(at for at, cell in enumerate((level1, level2, text, value)) if not cell)
        return verdict(ERROR, "STR012", ("level1", "level2", "name", "value")[at])
    sure = level1 < _UNSURE and level2 < _UNSURE
    if not sure or tables().upper[level2 - 1] != level1:
        variant = _class_mistake(first, second, level1, level2)
        if variant is not None:
            return verdict(ERROR, "STR008", variant)
    name = _name(text)
    if name.kind >= 0:
        said = _judge_name(row, level1, level2, twice)
        if sure and not said:
            said = _judge_value(name, value, level1, level2, budget, single)
        if said:
            return said
    if description and basis:
        return OK
    return verdict(WARNING, "STR012", "basis" if description else "description")


def _class_mistake(first: str, second: str, level1: int, level2: int) -> str | None:
    """Which variant of STR008 a row has, None when it has none."""
    if level1 < _UNSURE and level2 < _UNSURE:
        return "" if tables().upper[level2 - 1] != level1 else None
    both = _units(first + second)
    is_plain = len(both) <= LONGEST_NAME and not is_odd(both, LONGEST_NAME)
    if not is_plain or CLASS_SUFFIX in (first, second):
        return None
    if level1 == UNKNOWN:
        known = first and level2 != UNCLEAR and (level2 < _UNSURE or second)
        return "level1" if known else None
    return "" if level2 == UNKNOWN and second else None


def _judge_name(row: Row, level1: int, level2: int, twice: bool) -> str:
    """The verdict on a name that only repeats one of its classes, or stands above already."""
    first, second, name, *_ = row
    if name in _lookups().classes or name in (first, second):
        known = tables()
        base = name.removesuffix(CLASS_SUFFIX)
        if level1 < _UNSURE and (name == first or base == known.level1_keys[level1 - 1]):
            return verdict(ERROR, "IND001")
        if level2 < _UNSURE and (name == second or base == known.level2_keys[level2 - 1]):
            return verdict(ERROR, "IND001")
    return verdict(ERROR, "IND003") if twice else ""


# What is wrong with a value, the gravest first; `_said` asks in the same order.
_VALUE_VERDICTS: Final = (
    (ERROR, "FND006", ""), (ERROR, "VAL009", ""), (ERROR, "VAL011", ""), (ERROR, "VAL002", ""),
    (ERROR, "VAL003", ""), (ERROR, "VAL006", ""), (ERROR, "FND005", ""),
    (WARNING, "VAL003", "wan"), (WARNING, "VAL004", ""), (WARNING, "VAL005", ""),
    (WARNING, "VAL008", ""), (WARNING, "VAL007", ""), (WARNING, "FND005", "below"),
)  # fmt: skip


def _judge_value(
    name: _Name, written: str, level1: int, level2: int, budget: Decimal | None, single: bool
) -> str:
    """The verdict on a value; `budget` is what a cost is compared with."""
    known, compared = tables(), 0
    is_cost = level2 == known.cost
    if is_cost and budget is not None and (single or name.is_whole):
        compared = _compare(written, budget)
    satisfied = name.is_satisfaction or (level1 == known.satisfaction and name.kind != kinds.RATE)
    return _said(written, name.kind, name.changes, satisfied, is_cost, compared)


@lru_cache(maxsize=_CACHE)
def _said(
    written: str, name: int, changes: bool, satisfied: bool, is_cost: bool, compared: int
) -> str:
    """The same, from what the name measures, and how a cost compares with the budget."""
    value = _value(written)
    if value is None:
        return ""
    kind, number, _, sign = value
    budgeted = is_cost and name == kinds.MONEY
    fixed = kind in (kinds.PERCENT, kinds.PERCENT_WORD) and not changes
    by_name = name in (kinds.COUNT, kinds.TIME) or (name == kinds.MONEY and not is_cost)
    at_least = sign in _AT_LEAST
    wrong = (
        budgeted and kind not in (kinds.MONEY_UNIT, kinds.TEN_THOUSAND),
        fixed and by_name,
        fixed and number > 100 and name == kinds.RATE,
        kind == 0,
        kind == UNKNOWN,
        budgeted and at_least,
        compared > 0,
        kind == kinds.TEN_THOUSAND,
        kind == kinds.PERCENT_WORD,
        not sign,
        satisfied and number >= 98 and kind <= kinds.PERCENT_WORD and sign not in _AT_MOST,
        fixed and number >= 100 and at_least and not satisfied,
        compared < 0,
    )
    return verdict(*_VALUE_VERDICTS[wrong.index(True)]) if True in wrong else ""


def _compare(written: str, budget: Decimal) -> int:
    """1 when a cost lies above the budget, both as it stands and as it shows; -1 when below."""
    value = _value(written)
    if value is None or value.kind != kinds.MONEY_UNIT:
        return 0
    amount = value.number * _lookups().money[value.unit]
    shown = budget.quantize(_CENT, "ROUND_HALF_UP")
    if amount - budget > FAR and amount - shown > FAR:
        return 1
    return -1 if budget - amount > FAR and shown - amount > FAR else 0
