"""The native check of an indicator row: its formulas.

Formulas only look at what is plain: a text that the reader would tidy, or read otherwise than it
stands, is not judged, so that a native verdict never contradicts the checks.  The same in Python
stands in `native_row_twin`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from xlgoals.forms import native_tables as kinds
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, NAMES, OK, WARNING, quoted, verdict

__all__ = [
    "FAR",
    "HELPERS",
    "LONGEST_NAME",
    "LONGEST_UNIT",
    "LONGEST_VALUE",
    "MOST_DIGITS",
    "SIGNS_OF_TWO",
    "UNCLEAR",
    "UNKNOWN",
    "chain",
    "count_odd",
    "row_formulas",
]

HELPERS: Final = {
    "level1": "AA", "level2": "AB", "name": "AC", "changes": "AD", "text": "AE", "sign": "AF",
    "unit": "AG", "number": "AH", "unit_kind": "AI", "used": "AJ", "cost": "AK", "same": "AL",
    "value": "AM", "native": "AN",
}  # fmt: skip
"""Hidden columns of a project's sheet, by what they hold, in order."""

UNKNOWN: Final = 99
"""The number of a class that is not in the tables."""

UNCLEAR: Final = 98
"""That of a class which may be the one above."""

LONGEST_NAME: Final = 30
LONGEST_VALUE: Final = 49
MOST_DIGITS: Final = 15
LONGEST_UNIT: Final = 8
SIGNS_OF_TWO: Final = (">=", "=>", "<=", "=<")
FAR: Final = Decimal("0.0051")
"""Amounts differ when they lie further apart than this, in 万元."""


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
    aa, _, ac, _, ae, af, ag, ah, _, aj, _, al, _, an = (f"${at}{row}" for at in HELPERS.values())
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
        f"AND(LEN({digits})>0,LEN({digits})<={MOST_DIGITS},{point}<2,"
        f'LEFT({digits},1)<>".",RIGHT({digits},1)<>".",{rest}={digits}&{ag})'
    )
    unit_ok = (
        f"AND(LEN({ag})<={LONGEST_UNIT},"
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
        "AC": f'IF(OR({c}="",LEN({c})>{LONGEST_NAME},{c}<>{c}&"",RIGHT({c},1)=")"),-1,'
        f"IF({count_odd(c, 'upto30')}>0,-1,SUMPRODUCT((RIGHT({c},LEN({ending}))={ending})"
        f"*{_n('ending_kind')})))",
        "AD": f"IF({ac}<0,0,{_holds(c, 'change')})",
        "AE": f'IF(LEN({e})>{LONGEST_VALUE},"",IF({e}={e}&"",SUBSTITUTE(SUBSTITUTE(SUBSTITUTE('
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
        # One row does not show the add-in that its name stands twice: that the formula says.
        "G": f'IF({aj}=0,"",IF({al}=2,{an},IFERROR(XLG_INDICATOR($A{row}:$F{row},$B$5),{an})))',
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
    above = f"AND(ROUND({amount}-$B$5,4)>{FAR},ROUND({amount}-ROUND($B$5,2),4)>{FAR})"
    below = f"AND(ROUND($B$5-{amount},4)>{FAR},ROUND(ROUND($B$5,2)-{amount},4)>{FAR})"
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
    plain = f"IF(LEN({a}&{b})>{LONGEST_NAME},1,{count_odd(f'{a}&{b}', 'upto30')})=0"
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
