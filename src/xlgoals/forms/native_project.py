"""The native checks of a project's header, plan and classes: their formulas.

The same in Python stands in `native_project_twin`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlgoals.forms import sheet as place
from xlgoals.forms.native_row import FAR, chain, count_odd
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, NAMES, OK, WARNING, quoted, verdict, word

__all__ = ["HEADER_HELPERS", "LETTERS", "NUMERALS", "WEIGHTS", "missing_class", "project_formulas"]

HEADER_HELPERS: Final = {
    1: ("AA", "AB", "AC"), 3: ("AA", "AB"), 5: ("AA", "AB", "AC", "AD", "AE"),
    8: ("AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH"), 9: ("AA",),
}  # fmt: skip
"""Hidden cells above the table, by row."""

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMERALS: Final = "0123456789.,+-"
_ZEROS: Final = "0" * 20
_BLANK, _NUMBER, _BAD, _UNJUDGED, _NEGATIVE = range(5)
_UNCLEAR: Final = "?"
_INVALID: Final = "x"
WEIGHTS: Final = tuple(pow(3, at, 31) for at in range(20))
"""What each character of a project code counts."""


def project_formulas(last: int) -> dict[str, str]:
    """The formulas above the table, by cell, without equals signs; `last` is its last row."""
    first = place.FIRST_INDICATOR_ROW
    used = f"COUNTIF($AJ${first}:$AJ${last},1)"
    return {
        "G1": f'IF($AC$1=0,"",IF($AA$1+$AB$1=0,{quoted(word("all-right"))},{_counter()}))',
        "AA1": f'COUNTIF($G$3:$G${last},"{ERROR}*")',
        "AB1": f'COUNTIF($G$3:$G${last},"{WARNING}*")',
        "AC1": f'IF($B$3&$E$3&$B$5&$D$5&$E$5&$C$6&$B$9="",IF({used}>0,1,0),1)',
        "G3": f'IF($AC$1=0,"",IF($B$3="",{_waiting()},IFERROR(XLG_PROJECTCODE($B$3),$AA$3)))',
        **_code_formulas(),
        "G5": 'IF($AC$1=0,"",IFERROR(XLG_FUNDING($B$5,$D$5,$E$5),$AB$5))',
        **_funding_formulas(),
        "G6": f'IF(AND($AC$1=1,$C$6=""),{quoted(verdict(WARNING, "FND009"))},"")',
        "G8": 'IF($AC$1=0,"",IFERROR(XLG_SCHEDULE($B$8,$C$8,$D$8,$E$8),$AE$8))',
        **_plan_formulas(),
        "G9": f'IF($AC$1=0,"",IF({used}=0,{_waiting()},$AA$9))',
        "AA9": _classes_formula(last),
    }


def _counter() -> str:
    text = word("counter", errors="\0", warnings="\1")
    before, _, rest = text.partition("\0")
    between, _, after = rest.partition("\1")
    joined = f"{quoted(before)}&$AA$1&{quoted(between)}&$AB$1"
    return joined + (f"&{quoted(after)}" if after else "")


def _waiting() -> str:
    return quoted(word("waiting"))


def _code_formulas() -> dict[str, str]:
    code, alphabet = "$B$3", quoted(tables().alphabet)
    piece = f"MID({code},{NAMES['upto20']},1)"
    last, kind = f"RIGHT({code},1)", f"MID({code},9,1)"
    plain = f'IF({code}<>{code}&"",1=0,IF(LEN({code})>30,1=1,{count_odd(code, "upto30")}=0))'
    has_form = (
        f'IF(LEN({code})<>21,1=0,AND(SUMPRODUCT(--(FIND({piece},"0123456789"&{piece})>10))=1,'
        f"FIND({kind},{quoted(LETTERS)}&{kind})<27,FIND({last},{alphabet}&{last})<32))"
    )
    steps = (
        (f"1-{plain}", ""),
        (f"1-{has_form}", verdict(ERROR, "XREF001")),
        ("$AB$3<0", verdict(ERROR, "XREF002", "letter")),
        (f"FIND({last},{alphabet})<>31-($AB$3-31*ROUND(($AB$3-15)/31,0))",
         verdict(ERROR, "XREF002")),
    )  # fmt: skip
    return {
        "AB3": f"IFERROR(SUMPRODUCT((FIND({piece},{alphabet})-1)*{NAMES['weight']}),-1)",
        "AA3": chain(steps, quoted(OK)),
    }


def _amount_kind(cell: str) -> str:
    """What an amount is: blank, a number, a text that is no number, another text, negative."""
    piece = f'MID({cell}&"{_ZEROS}",{NAMES["upto20"]},1)'
    strange = f'SUMPRODUCT(--(FIND({piece},"{NUMERALS}"&{piece})>{len(NUMERALS)}))'
    bad = f"IF(LEN({cell})>20,1=0,IF({count_odd(cell, 'upto20')}>0,1=0,{strange}>0))"
    return (
        f'IF({cell}="",{_BLANK},IF({cell}={cell}&"",IF({bad},{_BAD},{_UNJUDGED}),'
        f"IF(ROUND({cell},2)<0,{_NEGATIVE},{_NUMBER})))"
    )


def _funding_formulas() -> dict[str, str]:
    kinds = ("$AC$5", "$AD$5", "$AE$5")
    total, fiscal, other = (
        f"IF({kind}=0,0,{cell})" for kind, cell in zip(kinds, ("$B$5", "$D$5", "$E$5"), strict=True)
    )
    cents = (f"ROUND({amount},2)" for amount in (total, fiscal, other))
    difference = f"ROUND({total}-{fiscal}-{other},4)"
    shown = "ROUND({}-{}-{},4)".format(*cents)
    steps = (
        (_any(kinds, f"={_BAD}"), verdict(ERROR, "FND002")),
        (_any(kinds, f"={_NEGATIVE}"), verdict(ERROR, "FND002", "negative")),
        (_any(kinds, f"={_UNJUDGED}"), ""),
        (f"{total}=0", verdict(ERROR, "FND004")),
        (f"OR(AND({difference}>{FAR},{shown}>{FAR}),AND({difference}<-{FAR},{shown}<-{FAR}))",
         verdict(ERROR, "FND001")),
    )  # fmt: skip
    unit = quoted(word("money-unit"))
    return {
        "AA5": f"IF(AND($AC$5={_NUMBER},$E$2={unit}),IF($B$5>0,1,0),0)",
        "AB5": chain(steps, quoted(OK)),
        **{
            f"{helper}5": _amount_kind(cell)
            for helper, cell in (("AC", "$B$5"), ("AD", "$D$5"), ("AE", "$E$5"))
        },
    }


def _any(cells: Sequence[str], condition: str) -> str:
    return f"OR({','.join(cell + condition for cell in cells)})"


def _point_formula(cell: str) -> str:
    """The number of a point; empty when blank, `x` when it is none, `?` when not judged."""
    bare = f'IF(RIGHT({cell},1)="%",LEFT({cell},LEN({cell})-1),{cell})'
    stripped = bare
    for digit in "0123456789.":
        stripped = f'SUBSTITUTE({stripped},"{digit}","")'
    points = f'LEN({cell})-LEN(SUBSTITUTE({cell},".",""))'
    plain = (
        f'AND(LEN({bare})>0,LEN({bare})<=15,{stripped}="",{points}<2,'
        f'LEFT({bare},1)<>".",RIGHT({bare},1)<>".")'
    )
    piece = f'MID({cell}&"{_ZEROS}",{NAMES["upto20"]},1)'
    signs = f"{NUMERALS}%"
    strange = f'SUMPRODUCT(--(FIND({piece},"{signs}"&{piece})>{len(signs)}))'
    bad = f"IF(LEN({cell})>20,1=0,IF({count_odd(cell, 'upto20')}>0,1=0,{strange}>0))"
    unclear, invalid = quoted(_UNCLEAR), quoted(_INVALID)
    return (
        f'IF({cell}="","",IF({cell}<>{cell}&"",{unclear},IF({plain},'
        f"IFERROR(VALUE({bare}),{unclear}),IF({bad},{invalid},{unclear}))))"
    )


def _plan_formulas() -> dict[str, str]:
    points = ("$AA$8", "$AB$8", "$AC$8", "$AD$8")
    carried = ("$AF$8", "$AG$8", "$AH$8")
    falls = ",".join(
        f'AND({point}<>"",{point}<{before})'
        for point, before in zip(points[1:], carried, strict=True)
    )
    total = "+".join(f'IF({point}="",0,{point})' for point in points)
    last = points[-1]
    steps = (
        (_any(points, f"={quoted(_UNCLEAR)}"), word("as-text")),
        ("OR(" + ",".join(f'AND({point}<>"",{point}>100)' for point in points) + ")",
         verdict(ERROR, "SCH001")),
        (f"AND(ROUND({total}-100,6)=0,OR({falls},{last}<>100))", verdict(ERROR, "SCH004")),
        (f"OR({falls})", verdict(ERROR, "SCH002")),
        (f"{last}<>100", verdict(ERROR, "SCH003")),
        (_any(points, '=""'), verdict(WARNING, "SCH005")),
    )  # fmt: skip
    formulas = {
        f"{point.replace('$', '')}": _point_formula(cell)
        for point, cell in zip(points, ("$B$8", "$C$8", "$D$8", "$E$8"), strict=True)
    }
    return formulas | {
        "AE8": chain(steps, quoted(OK)),
        "AF8": 'IF($AA$8="",0,$AA$8)',
        "AG8": 'IF($AB$8="",$AF$8,$AB$8)',
        "AH8": 'IF($AC$8="",$AG$8,$AC$8)',
    }


def _classes_formula(last: int) -> str:
    first = place.FIRST_INDICATOR_ROW
    upper, lower = f"$AA${first}:$AA${last}", f"$AB${first}:$AB${last}"
    steps = [(f'COUNTIF({upper},">90")>0', "")]
    steps += [
        (f"COUNTIF({upper},{at})=0", missing_class(ERROR, key))
        for at, key in enumerate(tables().level1_keys, start=1)
        if at != tables().satisfaction
    ]
    sure = f'COUNTIF({lower},">90")=0'
    steps += [
        (f"AND({sure},COUNTIF({lower},{tables().level2_keys.index(key) + 1})=0)",
         verdict(WARNING, "STR007", x=key + CLASS_SUFFIX))
        for key in tables().required
    ]  # fmt: skip
    satisfaction = tables().level1_keys[tables().satisfaction - 1]
    steps.append(
        (f"COUNTIF({upper},{tables().satisfaction})=0", missing_class(WARNING, satisfaction))
    )
    return chain(steps, quoted(OK))


def missing_class(mark: str, key: str) -> str:
    """The verdict that a project lacks a level-1 class."""
    return verdict(mark, "STR006", x=key + CLASS_SUFFIX)
