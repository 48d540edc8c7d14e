"""The native check of an indicator row: its formulas, and the same in Python.

Formulas only look at what is plain: a text that the reader would tidy, or read otherwise than it
stands, is not judged, so that a native verdict never contradicts the checks.  The twins in Python
give the values that import writes beside the formulas; each stands below its formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from xlgoals.forms import native_tables as kinds
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, NAMES, OK, WARNING, quoted, verdict

__all__ = ["HELPERS", "Budget", "Facts", "NativeRow", "row_formulas", "judge_rows"]

HELPERS: Final = {
    "level1": "AA", "level2": "AB", "name": "AC", "changes": "AD", "text": "AE", "sign": "AF",
    "unit": "AG", "number": "AH", "unit_kind": "AI", "used": "AJ", "value": "AK", "native": "AL",
}  # fmt: skip
"""Hidden columns of a project's sheet, by what they hold, in order."""

UNKNOWN: Final = 99
UNCLEAR: Final = 98
_LONGEST_NAME: Final = 30
_MOST_DIGITS: Final = 15
_LONGEST_UNIT: Final = 8
_CACHE: Final = 8192
_FAR: Final = 0.0051


# --- Formulas --------------------------------------------------------------------------------


def _n(key: str) -> str:
    return NAMES[key]


def _odd(text: str, upto: str, odd: str = "odd") -> str:
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
    aa, ab, ac, ad, ae, af, ag, ah, ai, aj, ak, al = (
        f"${column}{row}" for column in HELPERS.values()
    )
    up1, up2 = f"$AA{above}", f"$AB{above}"
    suffix = quoted(CLASS_SUFFIX)
    base = f"IF(RIGHT({c},2)={suffix},LEFT({c},LEN({c})-2),{c})"
    rest = f"MID({ae},{af}+1,50)"
    stripped = rest
    for digit in "0123456789.":
        stripped = f'SUBSTITUTE({stripped},"{digit}","")'
    digits = f"MID({ae},{af}+1,LEN({ae})-{af}-LEN({ag}))"
    point = f'LEN({digits})-LEN(SUBSTITUTE({digits},".",""))'
    plain = (
        f"AND(LEN({ae})<50,LEN({digits})>0,LEN({digits})<={_MOST_DIGITS},{point}<2,"
        f'LEFT({digits},1)<>".",RIGHT({digits},1)<>".",{rest}={digits}&{ag})'
    )
    unit_ok = (
        f"AND(LEN({ag})<={_LONGEST_UNIT},"
        f'SUMPRODUCT(--(FIND(LEFT({ag},1),"年月万亿"&LEFT({ag},1))<5))=0,'
        f'FIND(RIGHT({ag},1),"上下内"&RIGHT({ag},1))>3,'
        f'FIND("左右",{ag}&"左右")>LEN({ag})-1,{_odd(ag, "upto8", "not_in_unit")}=0)'
    )
    unit_kind = _lookup(ag, "unit", "unit_kind")
    return {
        "AA": f'IF({a}="",{up1},{UNKNOWN}-SUMPRODUCT(({_n("level1")}={a})'
        f"*({UNKNOWN}-{_n('level1_number')})))",
        "AB": f'IF({b}="",IF({a}="",{up2},IF({a}=$A{above},{up2},IF({aa}={up1},{UNCLEAR},0))),'
        f"{UNKNOWN}-SUMPRODUCT(({_n('level2')}={b})*({UNKNOWN}-{_n('level2_number')})))",
        "AC": f'IF(OR({c}="",LEN({c})>{_LONGEST_NAME},{c}<>{c}&"",RIGHT({c},1)=")"),-1,'
        f"IF({_odd(c, 'upto30')}>0,-1,SUMPRODUCT((RIGHT({c},LEN({_n('ending')}))={_n('ending')})"
        f"*{_n('ending_kind')})))",
        "AD": f"IF({ac}<0,0,{_holds(c, 'change')})",
        "AE": f'IF({e}={e}&"",SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({e},'
        '"＝","="),"＞",">"),"＜","<"),"％","%"),"")',
        "AF": f'IF({ae}="",0,IF(SUMPRODUCT(--(LEFT({ae},2)={_n("sign2")}))>0,2,'
        f'IF(FIND(LEFT({ae},1),"≥≤=><"&LEFT({ae},1))<6,1,0)))',
        "AG": stripped,
        "AH": f'IF({ae}="","",IF({plain},IFERROR(VALUE({digits}),""),""))',
        "AI": f'IF({ah}="",-1,IF({ag}="",0,IF({unit_kind}>0,{unit_kind},'
        f"IF({unit_ok},{UNKNOWN},-1))))",
        "AJ": f'IF({a}&{b}&{c}&{d}&{e}&{f}="",0,1)',
        "AK": _value_formula(row, last),
        "AL": _verdict_formula(row, base),
        "G": f'IF({aj}=0,"",IFERROR(XLG_INDICATOR($A{row}:$F{row},$B$5),{al}))',
    }


def _value_formula(row: int, last: int) -> str:
    """The verdict on the value, from the helpers."""
    aa, ab, ac, ad, ae, af, ag, ah, ai = (f"${column}{row}" for column in list(HELPERS.values())[:9])
    c, cost = f"$C{row}", tables().cost
    percent = f"OR({ai}={kinds.PERCENT},{ai}={kinds.PERCENT_WORD})"
    at_least = f'OR(LEFT({ae},1)="≥",LEFT({ae},1)=">",LEFT({ae},2)="=>")'
    at_most = f'OR(LEFT({ae},1)="≤",LEFT({ae},1)="<",LEFT({ae},2)="=<")'
    satisfied = (
        f'OR(FIND("满意",{c}&"满意")<LEN({c}),'
        f"AND({aa}={tables().satisfaction},{ac}<>{kinds.RATE}))"
    )
    amount = f"{ah}*SUMPRODUCT(({_n('money')}={ag})*{_n('money_factor')})"
    whole = (
        f'OR(AND(COUNTIFS($AB$11:$AB${last},{cost},$AJ$11:$AJ${last},1)=1,'
        f'COUNTIF($AB$11:$AB${last},">90")=0),{_holds(c, "budget")}>0)'
    )
    budget = f"AND({ab}={cost},{ai}={kinds.MONEY_UNIT},$AA$3=1,{whole})"
    above = f"ROUND({amount}-$B$5,4)>{_FAR}"
    below = f"ROUND($B$5-{amount},4)>{_FAR}"
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
        (f"IF({budget},{above},1=0)", verdict(ERROR, "FND005")),
        (f"{ai}={kinds.TEN_THOUSAND}", verdict(WARNING, "VAL003", "wan")),
        (f"{ai}={kinds.PERCENT_WORD}", verdict(WARNING, "VAL004")),
        (f"{af}=0", verdict(WARNING, "VAL005")),
        (f"AND({satisfied},{ah}>=98,{ai}<={kinds.PERCENT_WORD},1-{at_most})",
         verdict(WARNING, "VAL008")),
        (f"AND({percent},{ah}>=100,{at_least},{ad}=0,1-{satisfied})", verdict(WARNING, "VAL007")),
        (f"IF({budget},{below},1=0)", verdict(WARNING, "FND005", "below")),
    )  # fmt: skip
    unjudged = f"OR({ai}<0,{ai}={kinds.UNJUDGED_UNIT},{aa}>90,{ab}>90,{ac}<0)"
    return f'IF({unjudged},"",' + _chain(steps, '""') + ")"


def _verdict_formula(row: int, base: str) -> str:
    """The verdict on the row: the gravest first."""
    a, b, c, d, e, f = (f"${letter}{row}" for letter in "ABCDEF")
    aa, ab, ac, aj, ak = (f"${HELPERS[name]}{row}" for name in
                          ("level1", "level2", "name", "used", "value"))  # fmt: skip
    suffix = quoted(CLASS_SUFFIX)
    plain = f"IF(LEN({a}&{b})>{_LONGEST_NAME},1,{_odd(f'{a}&{b}', 'upto30')})=0"
    strange1 = f'AND({aa}={UNKNOWN},{a}<>"",{a}<>{suffix},{ab}>0,{ab}<>{UNCLEAR},{b}<>{suffix})'
    strange2 = f'AND({aa}>0,{aa}<90,{ab}={UNKNOWN},{b}<>"",{b}<>{suffix})'
    apart = f"IF(AND({aa}<90,{ab}<90),INDEX({_n('upper')},{ab})<>{aa},1=0)"
    repeats = (
        f"IF({ac}<0,1=0,OR({base}=INDEX({_n('level1_key')},IF({aa}>90,1,{aa})),"
        f"AND({aa}<90,{c}={a}),AND({ab}<90,OR({c}={b},{base}=INDEX({_n('level2_key')},"
        f"IF({ab}>90,1,{ab}))))))"
    )
    # Comparing with the first class where the own one is unknown would be wrong: asked apart.
    repeats = repeats.replace(
        f"OR({base}=INDEX({_n('level1_key')},IF({aa}>90,1,{aa})),",
        f"OR(AND({aa}<90,{base}=INDEX({_n('level1_key')},IF({aa}>90,1,{aa}))),",
    )
    before = f"$C$10:$C{row - 1}"
    twice = (
        f"IF(OR({ac}<0,{c}=$C$10),1=0,SUMPRODUCT((LEN({before})=LEN({c}))"
        f"*(FIND({c},{before}&{c})=1))>0)"
    )
    steps = (
        (f"{aa}=0", verdict(ERROR, "STR012", "level1")),
        (f"{ab}=0", verdict(ERROR, "STR012", "level2")),
        (f'{c}=""', verdict(ERROR, "STR012", "name")),
        (f'{e}=""', verdict(ERROR, "STR012", "value")),
        (f"{apart}", verdict(ERROR, "STR008")),
        (f"IF({strange1},{plain},1=0)", verdict(ERROR, "STR008", "level1")),
        (f"IF({strange2},{plain},1=0)", verdict(ERROR, "STR008")),
        (repeats, verdict(ERROR, "IND001")),
        (twice, verdict(ERROR, "IND003")),
    )
    warnings = (
        (f'{d}=""', verdict(WARNING, "STR012", "description")),
        (f'{f}=""', verdict(WARNING, "STR012", "basis")),
    )
    tail = f'IF({ak}<>"",{ak},{_chain(warnings, quoted(OK))})'
    return f'IF({aj}=0,"",{_chain(steps, tail)})'


def _chain(steps: tuple[tuple[str, str], ...], otherwise: str) -> str:
    """The first text whose condition holds."""
    opening = "".join(f"IF({condition},{quoted(text)}," for condition, text in steps)
    return f"{opening}{otherwise}{')' * len(steps)}"


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
    value: str
    native: str
