"""The native check of an indicator row: its formulas, and the same in Python.

Formulas only look at what is plain: a text that the reader would tidy, or read otherwise than it
stands, is not judged, so that a native verdict never contradicts the checks.  The twins in Python
give the values that import writes beside the formulas; each stands below its formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.forms import native_tables as kinds
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, NAMES, OK, WARNING, quoted, verdict
from xlgoals.forms.vocabulary import COLUMNS

__all__ = [
    "HELPERS",
    "Budget",
    "Facts",
    "NativeRow",
    "chain",
    "count_odd",
    "is_odd",
    "judge_rows",
    "row_formulas",
]

HELPERS: Final = {
    "level1": "AA", "level2": "AB", "name": "AC", "changes": "AD", "text": "AE", "sign": "AF",
    "unit": "AG", "number": "AH", "unit_kind": "AI", "used": "AJ", "cost": "AK", "same": "AL",
    "value": "AM", "native": "AN",
}  # fmt: skip
"""Hidden columns of a project's sheet, by what they hold, in order."""

UNKNOWN: Final = 99
UNCLEAR: Final = 98
_LONGEST_NAME: Final = 30
_LONGEST_VALUE: Final = 49
_MOST_DIGITS: Final = 15
_LONGEST_UNIT: Final = 8
_CACHE: Final = 8192
SIGNS_OF_TWO: Final = (">=", "=>", "<=", "=<")
_FAR: Final = Decimal("0.0051")


# --- Formulas --------------------------------------------------------------------------------


def _n(key: str) -> str:
    return NAMES[key]


def count_odd(text: str, upto: str, odd: str = "odd") -> str:
    """Counts the odd characters of a text."""
    piece = f"MID({text}&{_n('filler')},{_n(upto)},1)"
    return f"SUMPRODUCT(--(FIND({piece},{_n(odd)}&{piece})<=LEN({_n(odd)})))"


def _holds(text: str, words: str) -> str:
    """Counts the words of a list that stand in a text."""
    words = _n(words)
    return f"SUMPRODUCT(--(FIND({words},{text}&{words})<=LEN({text})-LEN({words})+1))"


def _lookup(text: str, known: str, numbers: str) -> str:
    return f"SUMPRODUCT(({_n(known)}={text})*{_n(numbers)})"


def row_formulas(row: int, last: int) -> dict[str, str]:
    """The formulas of a row, by column, without equals signs.

    Args:
        row: the row.
        last: the last row of the table.
    """
    above = row - 1
    a, b, c, d, e, f = (f"$A{row}", f"$B{row}", f"$C{row}", f"$D{row}", f"$E{row}", f"$F{row}")
    aa, _, ac, _, ae, af, ag, ah, _, aj, *_, an = (f"${at}{row}" for at in HELPERS.values())
    up1, up2 = f"$AA{above}", f"$AB{above}"
    suffix, ending = quoted(CLASS_SUFFIX), _n("ending")
    base = f"IF(RIGHT({c},2)={suffix},LEFT({c},LEN({c})-2),{c})"
    rest = f"MID({ae},{af}+1,50)"
    stripped = rest
    for digit in "0123456789.":
        stripped = f'SUBSTITUTE({stripped},"{digit}","")'
    digits = f"MID({ae},{af}+1,LEN({ae})-{af}-LEN({ag}))"
    point = f'LEN({digits})-LEN(SUBSTITUTE({digits},".",""))'
    plain = (
        f"AND(LEN({digits})>0,LEN({digits})<={_MOST_DIGITS},{point}<2,"
        f'LEFT({digits},1)<>".",RIGHT({digits},1)<>".",{rest}={digits}&{ag})'
    )
    unit_ok = (
        f"AND(LEN({ag})<={_LONGEST_UNIT},"
        f'FIND(LEFT({ag},1),"年月万亿"&LEFT({ag},1))>4,'
        f'FIND(RIGHT({ag},1),"上下内"&RIGHT({ag},1))>3,'
        f'FIND("左右",{ag}&"左右")>LEN({ag})-1,{count_odd(ag, "upto8", "not_in_unit")}=0)'
    )
    unit_kind = _lookup(ag, "unit", "unit_kind")
    return {
        "AA": f'IF({a}="",{up1},{UNKNOWN}-SUMPRODUCT(({_n("level1")}={a})'
        f"*({UNKNOWN}-{_n('level1_number')})))",
        "AB": f'IF({b}="",IF({a}="",{up2},IF({a}=$A{above},{up2},IF({aa}={up1},{UNCLEAR},0))),'
        f"{UNKNOWN}-SUMPRODUCT(({_n('level2')}={b})*({UNKNOWN}-{_n('level2_number')})))",
        "AC": f'IF(OR({c}="",LEN({c})>{_LONGEST_NAME},{c}<>{c}&"",RIGHT({c},1)=")"),-1,'
        f"IF({count_odd(c, 'upto30')}>0,-1,SUMPRODUCT((RIGHT({c},LEN({ending}))={ending})"
        f"*{_n('ending_kind')})))",
        "AD": f"IF({ac}<0,0,{_holds(c, 'change')})",
        "AE": f'IF(LEN({e})>{_LONGEST_VALUE},"",IF({e}={e}&"",SUBSTITUTE(SUBSTITUTE(SUBSTITUTE('
        f'SUBSTITUTE({e},"＝","="),"＞",">"),"＜","<"),"％","%"),""))',
        "AF": f'IF({ae}="",0,IF(SUMPRODUCT(--(LEFT({ae},2)={_n("sign2")}))>0,2,'
        f'IF(FIND(LEFT({ae},1),"≥≤=><"&LEFT({ae},1))<6,1,0)))',
        "AG": stripped,
        "AH": f'IF({ae}="","",IF({plain},IFERROR(VALUE({digits}),""),""))',
        "AI": f'IF({ah}="",-1,IF({ag}="",0,IF({unit_kind}>0,{unit_kind},'
        f"IF({unit_ok},{UNKNOWN},-1))))",
        "AJ": f'IF({a}&{b}&{c}&{d}&{e}&{f}="",0,1)',
        "AK": _cost_formula(row, last),
        "AL": _same_formula(row, base),
        "AM": _value_formula(row),
        "AN": _verdict_formula(row),
        "G": f'IF({aj}=0,"",IFERROR(XLG_INDICATOR($A{row}:$F{row},$B$5),{an}))',
    }


def _at(row: int, *names: str) -> tuple[str, ...]:
    """The helper cells of a row."""
    return tuple(f"${HELPERS[name]}{row}" for name in names)


def _cost_formula(row: int, last: int) -> str:
    """1 for a cost above the budget, -1 for one below, else 0."""
    level2, unit, number, kind = _at(row, "level2", "unit", "number", "unit_kind")
    name, cost = f"$C{row}", tables().cost
    amount = f"{number}*SUMPRODUCT(({_n('money')}={unit})*{_n('money_factor')})"
    whole = (
        f"OR(AND(COUNTIFS($AB$11:$AB${last},{cost},$AJ$11:$AJ${last},1)=1,"
        f'COUNTIF($AB$11:$AB${last},">90")=0),{_holds(name, "budget")}>0)'
    )
    # Both as the cell holds it and as it shows it: one of them is what the reader reads.
    above = f"AND(ROUND({amount}-$B$5,4)>{_FAR},ROUND({amount}-ROUND($B$5,2),4)>{_FAR})"
    below = f"AND(ROUND($B$5-{amount},4)>{_FAR},ROUND(ROUND($B$5,2)-{amount},4)>{_FAR})"
    asked = f"AND({level2}={cost},{kind}={kinds.MONEY_UNIT},$AA$5=1)"
    return f"IF({asked},IF({whole},IF({above},1,IF({below},-1,0)),0),0)"


def _same_formula(row: int, base: str) -> str:
    """1 for a name that repeats its class, 2 for one that stands above already, else 0."""
    level1, level2, name = _at(row, "level1", "level2", "name")
    a, b, c = f"$A{row}", f"$B{row}", f"$C{row}"
    repeats = (
        f"OR(IF({level1}>90,1=0,OR({c}={a},{base}=INDEX({_n('level1_key')},{level1}))),"
        f"IF({level2}>90,1=0,OR({c}={b},{base}=INDEX({_n('level2_key')},{level2}))))"
    )
    before = f"$C$10:$C{row - 1}"
    twice = f"SUMPRODUCT((LEN({before})=LEN({c}))*(FIND({c},{before}&{c})=1))>0"
    unjudged = f"OR({name}<0,{level1}=0,{level2}=0)"
    return f"IF({unjudged},0,IF({repeats},1,IF({c}=$C$10,0,IF({twice},2,0))))"


def _value_formula(row: int) -> str:
    """The verdict on the value, from the helpers."""
    aa, ab, ac, ad, ae, af, _, ah, ai, _, ak, *_ = (f"${at}{row}" for at in HELPERS.values())
    c, cost = f"$C{row}", tables().cost
    percent = f"OR({ai}={kinds.PERCENT},{ai}={kinds.PERCENT_WORD})"
    at_least = f'OR(LEFT({ae},1)="≥",LEFT({ae},1)=">",LEFT({ae},2)="=>")'
    at_most = f'OR(LEFT({ae},1)="≤",LEFT({ae},1)="<",LEFT({ae},2)="=<")'
    satisfied = (
        f'OR(FIND("满意",{c}&"满意")<LEN({c}),AND({aa}={tables().satisfaction},{ac}<>{kinds.RATE}))'
    )
    money_name, is_cost = f"{ac}={kinds.MONEY}", f"{ab}={cost}"
    steps = (
        (f"AND({is_cost},{money_name},{ai}<>{kinds.MONEY_UNIT},{ai}<>{kinds.TEN_THOUSAND})",
         verdict(ERROR, "FND006")),
        (f"AND({percent},{ad}=0,OR({ac}={kinds.COUNT},{ac}={kinds.TIME},"
         f"AND({money_name},{ab}<>{cost})))", verdict(ERROR, "VAL009")),
        (f"AND({percent},{ah}>100,{ac}={kinds.RATE},{ad}=0)", verdict(ERROR, "VAL011")),
        (f"{ai}=0", verdict(ERROR, "VAL002")),
        (f"{ai}={UNKNOWN}", verdict(ERROR, "VAL003")),
        (f"AND({is_cost},{money_name},{at_least})", verdict(ERROR, "VAL006")),
        (f"{ak}>0", verdict(ERROR, "FND005")),
        (f"{ai}={kinds.TEN_THOUSAND}", verdict(WARNING, "VAL003", "wan")),
        (f"{ai}={kinds.PERCENT_WORD}", verdict(WARNING, "VAL004")),
        (f"{af}=0", verdict(WARNING, "VAL005")),
        (f"AND({satisfied},{ah}>=98,{ai}<={kinds.PERCENT_WORD},1-{at_most})",
         verdict(WARNING, "VAL008")),
        (f"AND({percent},{ah}>=100,{at_least},{ad}=0,1-{satisfied})", verdict(WARNING, "VAL007")),
        (f"{ak}<0", verdict(WARNING, "FND005", "below")),
    )  # fmt: skip
    unjudged = f"OR({ai}<0,{ai}={kinds.UNJUDGED_UNIT},{aa}>90,{ab}>90,{ac}<0)"
    return f'IF({unjudged},"",' + chain(steps, '""') + ")"


def _verdict_formula(row: int) -> str:
    """The verdict on the row: the gravest first."""
    a, b, c, d, e, f = (f"${letter}{row}" for letter in "ABCDEF")
    aa, ab, aj, al, am = _at(row, "level1", "level2", "used", "same", "value")
    suffix = quoted(CLASS_SUFFIX)
    plain = f"IF(LEN({a}&{b})>{_LONGEST_NAME},1,{count_odd(f'{a}&{b}', 'upto30')})=0"
    strange1 = (
        f'AND({aa}={UNKNOWN},{a}<>"",{a}<>{suffix},{ab}<>{UNCLEAR},{b}<>{suffix},'
        f'OR({ab}<90,{b}<>""))'
    )
    strange2 = f'AND({aa}>0,{aa}<90,{ab}={UNKNOWN},{b}<>"",{b}<>{suffix})'
    apart = f"IF(AND({aa}<90,{ab}<90),INDEX({_n('upper')},{ab})<>{aa},1=0)"
    steps = (
        (f"{aa}=0", verdict(ERROR, "STR012", "level1")),
        (f"{ab}=0", verdict(ERROR, "STR012", "level2")),
        (f'{c}=""', verdict(ERROR, "STR012", "name")),
        (f'{e}=""', verdict(ERROR, "STR012", "value")),
        (f"{apart}", verdict(ERROR, "STR008")),
        (f"IF({strange1},{plain},1=0)", verdict(ERROR, "STR008", "level1")),
        (f"IF({strange2},{plain},1=0)", verdict(ERROR, "STR008")),
        (f"{al}=1", verdict(ERROR, "IND001")),
        (f"{al}=2", verdict(ERROR, "IND003")),
    )
    warnings = (
        (f'{d}=""', verdict(WARNING, "STR012", "description")),
        (f'{f}=""', verdict(WARNING, "STR012", "basis")),
    )
    tail = f'IF({am}<>"",{am},{chain(warnings, quoted(OK))})'
    return f'IF({aj}=0,"",{chain(steps, tail)})'


def chain(steps: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The first text whose condition holds."""
    pieces = [f"IF({condition},{quoted(text)}," for condition, text in steps]
    return "".join([*pieces, otherwise, ")" * len(pieces)])


# --- The same in Python ----------------------------------------------------------------------


class Budget(NamedTuple):
    """What rows are compared with: 预算数 as a number, and whether it can be compared."""

    amount: Decimal = Decimal(0)
    is_plain: bool = False


class NativeRow(NamedTuple):
    """The six cells of a row as they stand."""

    level1: str
    level2: str
    name: str
    description: str
    value: str
    basis: str


class Facts(NamedTuple):
    """What the formulas of a row give, in the order of `HELPERS`."""

    level1: int
    level2: int
    name: int
    changes: int
    text: str
    sign: int
    unit: str
    number: Decimal | None
    unit_kind: int
    used: int
    cost: int
    same: int
    value: str
    native: str


class _Name(NamedTuple):
    kind: int
    changes: int
    is_whole: bool
    is_satisfaction: bool


class _Value(NamedTuple):
    text: str
    sign: int
    unit: str
    number: Decimal | None
    kind: int


_NO_VALUE: Final = _Value("", 0, "", None, -1)
_DIGITS: Final = str.maketrans("", "", "0123456789.")
_HALF: Final = str.maketrans("＝＞＜％", "=><%")
_CENT: Final = Decimal("0.01")


def _units(text: str) -> str:
    """A text with one character for each UTF-16 unit, as formulas count."""
    if not text or max(text) < "\U00010000":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[at] | data[at + 1] << 8) for at in range(0, len(data), 2))


def is_odd(text: str, limit: int) -> bool:
    """Whether one of the first characters of a text is one that formulas do not judge."""
    odd = tables().odd
    return any(character in odd for character in text[:limit])


@lru_cache(maxsize=_CACHE)
def _level1(text: str) -> int:
    folded = text.upper()
    known = tables().level1
    return next((number for spelling, number in known if spelling == folded), UNKNOWN)


@lru_cache(maxsize=_CACHE)
def _level2(text: str) -> int:
    folded = text.upper()
    known = tables().level2
    return next((number for spelling, number in known if spelling == folded), UNKNOWN)


@lru_cache(maxsize=_CACHE)
def _name(text: str) -> _Name:
    name = _units(text)
    satisfied = "满意" in name
    whole = any(word in name for word in tables().budget_names)
    if not name or len(name) > _LONGEST_NAME or name[-1] == ")" or is_odd(name, _LONGEST_NAME):
        return _Name(-1, 0, whole, satisfied)
    kind = next((kind for ending, kind in tables().endings if name.endswith(ending)), kinds.OTHER)
    changes = sum(word in name for word in tables().changes)
    return _Name(kind, changes, whole, satisfied)


@lru_cache(maxsize=_CACHE)
def _value(written: str) -> _Value:
    text = _units(written).translate(_HALF)
    if not text or len(text) > _LONGEST_VALUE:
        return _NO_VALUE
    sign = 2 if text[:2] in SIGNS_OF_TWO else int(text[0] in "≥≤=><")
    rest = text[sign : sign + 50]
    unit = rest.translate(_DIGITS)
    digits = text[sign : sign + max(0, len(text) - sign - len(unit))]
    is_plain = (
        0 < len(digits) <= _MOST_DIGITS
        and digits.count(".") < 2
        and "." not in (digits[0], digits[-1])
        and rest.upper() == (digits + unit).upper()
    )
    if not is_plain:
        return _Value(text, sign, unit, None, -1)
    return _Value(text, sign, unit, Decimal(digits), _unit_kind(unit))


def _unit_kind(unit: str) -> int:
    if not unit:
        return 0
    folded = unit.upper()
    kind = next((kind for known, kind in tables().units if known.upper() == folded), 0)
    if kind:
        return kind
    judged = (
        len(unit) <= _LONGEST_UNIT
        and unit[0] not in "年月万亿"
        and unit[-1] not in "上下内"
        and "左右" not in unit
        and not any(character in tables().not_in_units for character in unit)
    )
    return UNKNOWN if judged else -1


def judge_rows(rows: Iterable[NativeRow], budget: Budget) -> list[Facts]:
    """What the formulas of the rows of a table give, from the first row on.

    Args:
        rows: the rows as they stand; spare rows are rows of empty texts.
        budget: what costs are compared with.
    """
    found: list[tuple[NativeRow, int, int]] = []
    above, level1, level2 = "", 0, 0
    for row in rows:
        upper = _level1(row.level1) if row.level1 else level1
        if row.level2:
            level2 = _level2(row.level2)
        elif row.level1 and row.level1.upper() != above.upper():
            level2 = UNCLEAR if upper == level1 else 0
        above, level1 = row.level1, upper
        found.append((row, level1, level2))
    compared = budget.amount if budget.is_plain else None
    costs = [any(row) for row, _, level2 in found if level2 == tables().cost]
    alone = sum(costs) == 1 and not any(level2 > 90 for _, _, level2 in found)
    seen: set[str] = set()
    header = COLUMNS["name"][0]
    facts = []
    for row, level1, level2 in found:
        twice = row.name in seen and row.name != header
        facts.append(_facts(row, level1, level2, compared, alone, twice))
        seen.add(row.name)
    return facts


def _facts(
    row: NativeRow, level1: int, level2: int, budget: Decimal | None, alone: bool, twice: bool
) -> Facts:
    name, value = _name(row.name), _value(row.value)
    cost = 0
    if level2 == tables().cost and budget is not None and (alone or name.is_whole):
        cost = _compare(value, budget)
    same = 0
    if name.kind >= 0 and level1 and level2:
        same = 1 if _repeats(row, level1, level2) else 2 if twice else 0
    used = int(any(row))
    said = _judge_value(name, value, level1, level2, cost)
    native = _judge(row, level1, level2, said, same) if used else ""
    return Facts(
        level1, level2, name.kind, name.changes, value.text, value.sign, value.unit,
        value.number, value.kind, used, cost, same, said, native,
    )  # fmt: skip


def _judge_value(name: _Name, value: _Value, level1: int, level2: int, cost: int) -> str:
    kind, number, text = value.kind, value.number, value.text
    if number is None or kind in (-1, kinds.UNJUDGED_UNIT) or max(level1, level2) > 90:
        return ""
    if name.kind < 0:
        return ""
    is_cost, is_money = level2 == tables().cost, name.kind == kinds.MONEY
    percent = kind in (kinds.PERCENT, kinds.PERCENT_WORD)
    at_least = text[0] in "≥>" or text[:2] == "=>"
    at_most = text[0] in "≤<" or text[:2] == "=<"
    satisfied = name.is_satisfaction or (
        level1 == tables().satisfaction and name.kind != kinds.RATE
    )
    by_name = name.kind in (kinds.COUNT, kinds.TIME) or (is_money and not is_cost)
    rate = name.kind == kinds.RATE
    steps = (
        (is_cost and is_money and kind not in (kinds.MONEY_UNIT, kinds.TEN_THOUSAND),
         ERROR, "FND006", ""),
        (percent and not name.changes and by_name, ERROR, "VAL009", ""),
        (percent and number > 100 and rate and not name.changes, ERROR, "VAL011", ""),
        (kind == 0, ERROR, "VAL002", ""),
        (kind == UNKNOWN, ERROR, "VAL003", ""),
        (is_cost and is_money and at_least, ERROR, "VAL006", ""),
        (cost > 0, ERROR, "FND005", ""),
        (kind == kinds.TEN_THOUSAND, WARNING, "VAL003", "wan"),
        (kind == kinds.PERCENT_WORD, WARNING, "VAL004", ""),
        (value.sign == 0, WARNING, "VAL005", ""),
        (satisfied and number >= 98 and kind <= kinds.PERCENT_WORD and not at_most,
         WARNING, "VAL008", ""),
        (percent and number >= 100 and at_least and not name.changes and not satisfied,
         WARNING, "VAL007", ""),
        (cost < 0, WARNING, "FND005", "below"),
    )  # fmt: skip
    return next((verdict(mark, code, variant) for fits, mark, code, variant in steps if fits), "")


def _compare(value: _Value, budget: Decimal) -> int:
    """1 when a cost lies above the budget, both as it stands and as it shows; -1 when below."""
    if value.kind != kinds.MONEY_UNIT or value.number is None:
        return 0
    factor = next(factor for money, factor in tables().money if money == value.unit)
    amount, shown = value.number * Decimal(factor), budget.quantize(_CENT, "ROUND_HALF_UP")
    if amount - budget > _FAR and amount - shown > _FAR:
        return 1
    return -1 if budget - amount > _FAR and shown - amount > _FAR else 0


def _judge(row: NativeRow, level1: int, level2: int, said: str, same: int) -> str:
    missing = (
        (level1 == 0, "level1"), (level2 == 0, "level2"), (not row.name, "name"),
        (not row.value, "value"),
    )  # fmt: skip
    for fits, cell in missing:
        if fits:
            return verdict(ERROR, "STR012", cell)
    if (variant := _class_mistake(row, level1, level2)) is not None:
        return verdict(ERROR, "STR008", variant)
    if same:
        return verdict(ERROR, "IND001" if same == 1 else "IND003")
    if said:
        return said
    if not row.description:
        return verdict(WARNING, "STR012", "description")
    return OK if row.basis else verdict(WARNING, "STR012", "basis")


def _class_mistake(row: NativeRow, level1: int, level2: int) -> str | None:
    """Which variant of STR008 a row has, None when it has none."""
    if max(level1, level2) < 90:
        return "" if tables().upper[level2 - 1] != level1 else None
    both = _units(row.level1 + row.level2)
    is_plain = len(both) <= _LONGEST_NAME and not is_odd(both, _LONGEST_NAME)
    if not is_plain or CLASS_SUFFIX in (row.level1, row.level2):
        return None
    if level1 == UNKNOWN:
        known = row.level1 and level2 != UNCLEAR and (level2 < 90 or row.level2)
        return "level1" if known else None
    return "" if level2 == UNKNOWN and row.level2 else None


def _repeats(row: NativeRow, level1: int, level2: int) -> bool:
    base = row.name.removesuffix(CLASS_SUFFIX)
    if level1 < 90 and (row.name == row.level1 or base == tables().level1_keys[level1 - 1]):
        return True
    return level2 < 90 and (row.name == row.level2 or base == tables().level2_keys[level2 - 1])
