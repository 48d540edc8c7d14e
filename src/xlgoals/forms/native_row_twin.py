"""What the formulas of an indicator row show, in Python: the twin of `native_row`.

Import writes these verdicts beside the formulas, so that Protected View and previews show them.
Only what a user sees is worked out, never the hidden steps: the twin may take short cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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

    classes: Sequence[tuple[int, int]]
    verdicts: Sequence[str]


class _Outline(NamedTuple):
    """What the classes of a table say: their numbers, which rows are costs, whether it is one."""

    classes: tuple[tuple[int, int], ...]
    costs: tuple[int, ...]
    single: bool


class _Head(NamedTuple):
    """What the classes and the name of a row say.

    Attributes:
        blank: Which of them is blank, the first one.
        mistake: The verdict on them, empty when they are right.
        is_judged: Whether a repetition of the name is a mistake.
        is_measured: Whether the value is judged, by what follows.
        kind: What the name measures.
        changes: Whether it may have any percentage.
        satisfied: Whether it is of satisfaction.
        is_cost, is_whole: Whether it is a cost, and one of the whole budget.
    """

    blank: str = ""
    mistake: str = ""
    is_judged: bool = False
    is_measured: bool = False
    kind: int = kinds.OTHER
    changes: bool = False
    satisfied: bool = False
    is_cost: bool = False
    is_whole: bool = False


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
    if not rows:
        return Said((), ())
    firsts, seconds, names, descriptions, values, bases = zip(*rows, strict=True)
    filled = tuple(map(any, rows))
    outline = _outline(firsts, seconds, filled)
    heads = list(map(_head, firsts, seconds, outline.classes, names))
    if len(set(names)) < len(names):
        heads = _with_repetitions(heads, names)
    compared = [0] * len(rows)
    for at in outline.costs if budget.is_plain else ():
        if outline.single or heads[at].is_whole:
            compared[at] = _compare(values[at], budget.amount)
    verdicts = list(map(_verdict, heads, values, compared))
    if not (all(descriptions) and all(bases)):
        verdicts = list(map(_with_blanks, rows, verdicts))
    return Said(outline.classes, verdicts)


@lru_cache(maxsize=256)
def _outline(
    firsts: tuple[str, ...], seconds: tuple[str, ...], filled: tuple[bool, ...]
) -> _Outline:
    """What the columns of classes say; `filled` tells of each row whether it has any text."""
    known, classes = tables(), tuple(_filled_down(firsts, seconds))
    lower = [level2 for (_, level2), used in zip(classes, filled, strict=True) if used]
    return _Outline(
        classes,
        tuple(at for at, (_, level2) in enumerate(classes) if level2 == known.cost),
        max(lower, default=0) <= _UNSURE and lower.count(known.cost) == 1,
    )


def _filled_down(firsts: Iterable[str], seconds: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The numbers of each row's classes, blank ones filled down."""
    known = _lookups()
    above, level1, level2 = "", 0, 0
    for first, second in zip(firsts, seconds, strict=True):
        upper = known.level1.get(first.upper(), UNKNOWN) if first else level1
        if second:
            level2 = known.level2.get(second.upper(), UNKNOWN)
        elif first and first.upper() != above.upper():
            level2 = UNCLEAR if upper == level1 else 0
        above, level1 = first, upper
        yield level1, level2


def _with_repetitions(heads: Sequence[_Head], names: Sequence[str]) -> list[_Head]:
    """The same, names marked that stand in a row above; the header's own does not count."""
    mistake = verdict(ERROR, "IND003")
    return [
        head._replace(mistake=mistake)
        if head.is_judged and not head.mistake and name in names[:at] and name != COLUMNS["name"][0]
        else head
        for at, (head, name) in enumerate(zip(heads, names, strict=True))
    ]


def _with_blanks(row: Row, said: str) -> str:
    """The verdict on a row that may lack its description or basis, or be blank."""
    *_, description, _, basis = row
    if not any(row):
        return ""
    if said != OK or (description and basis):
        return said
    return verdict(WARNING, "STR012", "basis" if description else "description")


@lru_cache(maxsize=_CACHE)
def _head(first: str, second: str, classes: tuple[int, int], text: str) -> _Head:
    """What the classes of a row, their numbers, and its name say."""
    level1, level2 = classes
    if not (level1 and level2 and text):
        return _Head(blank="name" if level1 and level2 else "level2" if level1 else "level1")
    sure = level1 < _UNSURE and level2 < _UNSURE
    variant = _class_mistake(first, second, level1, level2)
    mistake = "" if variant is None else verdict(ERROR, "STR008", variant)
    name, known, words = _units(text), tables(), _lookups()
    if len(name) > LONGEST_NAME or name[-1] == ")" or words.odd.search(name):
        return _Head(mistake=mistake)
    if not mistake and _only_repeats(text, first, second, level1, level2):
        mistake = verdict(ERROR, "IND001")
    kind = kinds.OTHER
    for length in words.ending_lengths:
        kind = words.endings.get(name[-length:], kind)
    return _Head(
        mistake=mistake,
        is_judged=True,
        is_measured=sure,
        kind=kind,
        changes=words.changes.search(name) is not None,
        satisfied="满意" in name or (level1 == known.satisfaction and kind != kinds.RATE),
        is_cost=level2 == known.cost,
        is_whole=words.budget.search(name) is not None,
    )


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


def _only_repeats(name: str, first: str, second: str, level1: int, level2: int) -> bool:
    """Whether a name only repeats one of its classes."""
    if name not in _lookups().classes and name not in (first, second):
        return False
    known, base = tables(), name.removesuffix(CLASS_SUFFIX)
    if level1 < _UNSURE and (name == first or base == known.level1_keys[level1 - 1]):
        return True
    return level2 < _UNSURE and (name == second or base == known.level2_keys[level2 - 1])


# What is wrong with a value, the gravest first; `_judge_value` asks in the same order.
_VALUE_VERDICTS: Final = (
    (ERROR, "FND006", ""), (ERROR, "VAL009", ""), (ERROR, "VAL011", ""), (ERROR, "VAL002", ""),
    (ERROR, "VAL003", ""), (ERROR, "VAL006", ""), (ERROR, "FND005", ""),
    (WARNING, "VAL003", "wan"), (WARNING, "VAL004", ""), (WARNING, "VAL005", ""),
    (WARNING, "VAL008", ""), (WARNING, "VAL007", ""), (WARNING, "FND005", "below"),
)  # fmt: skip


@lru_cache(maxsize=_CACHE)
def _verdict(head: _Head, written: str, compared: int) -> str:
    """The verdict on a row that has description and basis.

    Args:
        head: what its classes and its name say.
        written: its value.
        compared: how a cost compares with the budget, as `_compare` tells.
    """
    if head.blank or not written:
        return verdict(ERROR, "STR012", head.blank or "value")
    if head.mistake:
        return head.mistake
    value = _value(written) if head.is_measured else None
    return OK if value is None else _judge_value(head, value, compared)


def _judge_value(head: _Head, value: _Value, compared: int) -> str:
    name, is_cost, satisfied = head.kind, head.is_cost, head.satisfied
    kind, number, _, sign = value
    budgeted = is_cost and name == kinds.MONEY
    fixed = kind in (kinds.PERCENT, kinds.PERCENT_WORD) and not head.changes
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
    return verdict(*_VALUE_VERDICTS[wrong.index(True)]) if True in wrong else OK


def _compare(written: str, budget: Decimal) -> int:
    """1 when a cost lies above the budget, both as it stands and as it shows; -1 when below."""
    value = _value(written)
    if value is None or value.kind != kinds.MONEY_UNIT:
        return 0
    amount = value.number * _lookups().money[value.unit]
    if amount == budget:
        return 0
    shown = budget.quantize(_CENT, "ROUND_HALF_UP")
    if amount - budget > FAR and amount - shown > FAR:
        return 1
    return -1 if budget - amount > FAR and shown - amount > FAR else 0
