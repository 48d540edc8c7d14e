"""The native checks of a project's header, plan and classes: formulas, and the same in Python."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from xlgoals.forms import sheet as place
from xlgoals.forms.native_row import Budget, Facts, chain, count_odd, is_odd
from xlgoals.forms.native_tables import CLASS_SUFFIX, tables
from xlgoals.forms.native_words import ERROR, NAMES, OK, WARNING, quoted, verdict, word

__all__ = ["HEADER_HELPERS", "NativeHeader", "Value", "judge_project", "project_formulas"]

Value = str | int | Decimal | None
"""What a formula gives; None for an empty text that stands for no number."""

HEADER_HELPERS: Final = {
    1: ("AA", "AB", "AC"), 3: ("AA", "AB"), 5: ("AA", "AB", "AC", "AD", "AE"),
    8: ("AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH"), 9: ("AA",),
}  # fmt: skip
"""Hidden cells above the table, by row."""

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMERALS: Final = "0123456789.,+-"
_ZEROS: Final = "0" * 20
_BLANK, _NUMBER, _BAD, _UNJUDGED, _NEGATIVE = range(5)
_UNCLEAR: Final = "?"
_INVALID: Final = "x"
_FAR: Final = Decimal("0.0051")
_CENT: Final = Decimal("0.01")
_MODULUS: Final = 31
WEIGHTS: Final = tuple(pow(3, at, _MODULUS) for at in range(20))


class NativeHeader(NamedTuple):
    """The cells above the table as they stand; amounts are numbers where the cell holds one."""

    code: str
    name: str
    money_unit: str
    amounts: tuple[str | Decimal, str | Decimal, str | Decimal]
    purpose: str
    plan: tuple[str, str, str, str]
    goals: str


# --- Formulas --------------------------------------------------------------------------------


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
        f"FIND({kind},{quoted(_LETTERS)}&{kind})<27,FIND({last},{alphabet}&{last})<32))"
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
    strange = f'SUMPRODUCT(--(FIND({piece},"{_NUMERALS}"&{piece})>{len(_NUMERALS)}))'
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
        (f"OR(AND({difference}>{_FAR},{shown}>{_FAR}),AND({difference}<-{_FAR},{shown}<-{_FAR}))",
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
    signs = f"{_NUMERALS}%"
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
        (f"COUNTIF({upper},{at})=0", _missing_class(ERROR, key))
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
        (f"COUNTIF({upper},{tables().satisfaction})=0", _missing_class(WARNING, satisfaction))
    )
    return chain(steps, quoted(OK))


def _missing_class(mark: str, key: str) -> str:
    return verdict(mark, "STR006", x=key + CLASS_SUFFIX)


# --- The same in Python ----------------------------------------------------------------------


def budget_of(header: NativeHeader) -> Budget:
    """What the costs of the rows are compared with."""
    total = header.amounts[0]
    if isinstance(total, str):
        return Budget()
    is_plain = _kind(total) == _NUMBER and header.money_unit == word("money-unit") and total > 0
    return Budget(total, is_plain)


def judge_project(header: NativeHeader, facts: Sequence[Facts]) -> dict[str, Value]:
    """What the formulas above the table give, by cell.

    Args:
        header: the cells above the table.
        facts: what the formulas of all of its rows give.
    """
    rows = any(fact.used for fact in facts)
    shown = (header.code, header.name, header.purpose, header.goals)
    used = int(rows or any(shown) or any(amount != "" for amount in header.amounts))
    values: dict[str, Value] = {"AC1": used}
    values |= _judge_code(header.code) | _judge_funding(header) | _judge_plan(header.plan)
    values["AA9"] = _judge_classes(facts)
    waiting = word("waiting")
    verdicts = {
        "G3": values["AA3"] if header.code else waiting,
        "G5": values["AB5"],
        "G6": "" if header.purpose else verdict(WARNING, "FND009"),
        "G8": values["AE8"],
        "G9": values["AA9"] if rows else waiting,
    }
    values |= verdicts if used else dict.fromkeys(verdicts, "")
    said = [str(values[cell]) for cell in verdicts] + [fact.native for fact in facts]
    errors = sum(text.startswith(ERROR) for text in said)
    warnings = sum(text.startswith(WARNING) for text in said)
    counter = word("counter", errors=str(errors), warnings=str(warnings))
    values |= {"AA1": errors, "AB1": warnings, "G1": ""}
    if used:
        values["G1"] = counter if errors + warnings else word("all-right")
    return values


def _judge_code(code: str) -> dict[str, Value]:
    alphabet, head = tables().alphabet, code[:20]
    total = -1
    if len(head) == 20 and all(character in alphabet for character in head):
        total = sum(alphabet.index(c) * w for c, w in zip(head, WEIGHTS, strict=True))
    elif len(head) < 20 and all(character in alphabet for character in head):
        # Beyond the end MID gives an empty text, which FIND finds at the first place.
        total = sum(alphabet.index(c) * w for c, w in zip(head, WEIGHTS, strict=False))
    said = OK
    if len(code) <= 30 and is_odd(code, 30):
        said = ""
    elif not _has_form(code):
        said = verdict(ERROR, "XREF001")
    elif total < 0:
        said = verdict(ERROR, "XREF002", "letter")
    elif alphabet.index(code[-1]) != _MODULUS - 1 - total % _MODULUS:
        said = verdict(ERROR, "XREF002")
    return {"AA3": said, "AB3": total}


def _has_form(code: str) -> bool:
    if len(code) != 21:
        return False
    others = code[:8] + code[9:20]
    digits = all(character in "0123456789" for character in others)
    return digits and code[8] in _LETTERS and code[-1] in tables().alphabet


def _kind(amount: str | Decimal) -> int:
    if isinstance(amount, Decimal):
        return _NEGATIVE if amount.quantize(_CENT, "ROUND_HALF_UP") < 0 else _NUMBER
    if not amount:
        return _BLANK
    return _BAD if _is_bad(amount, _NUMERALS) else _UNJUDGED


def _is_bad(text: str, signs: str) -> bool:
    """Whether a text is certainly no number."""
    if len(text) > 20 or is_odd(text, 20):
        return False
    return any(character not in signs for character in text)


def _judge_funding(header: NativeHeader) -> dict[str, Value]:
    kinds = [_kind(amount) for amount in header.amounts]
    plain = {"AA5": int(budget_of(header).is_plain)}
    values: dict[str, Value] = {**plain, **dict(zip(("AC5", "AD5", "AE5"), kinds, strict=True))}
    if _BAD in kinds:
        said = verdict(ERROR, "FND002")
    elif _NEGATIVE in kinds:
        said = verdict(ERROR, "FND002", "negative")
    elif _UNJUDGED in kinds:
        said = ""
    else:
        total, fiscal, other = (Decimal(amount or 0) for amount in header.amounts)
        said = OK
        if not total:
            said = verdict(ERROR, "FND004")
        elif _differ(total, fiscal, other):
            said = verdict(ERROR, "FND001")
    return values | {"AB5": said}


def _differ(total: Decimal, fiscal: Decimal, other: Decimal) -> bool:
    cents = [amount.quantize(_CENT, "ROUND_HALF_UP") for amount in (total, fiscal, other)]
    raw, shown = total - fiscal - other, cents[0] - cents[1] - cents[2]
    return (raw > _FAR and shown > _FAR) or (raw < -_FAR and shown < -_FAR)


def _point(text: str) -> Value:
    if not text:
        return ""
    bare = text.removesuffix("%")
    digits = bare.replace(".", "")
    plain = (
        0 < len(bare) <= 15
        and all(character in "0123456789" for character in digits)
        and text.count(".") < 2
        and "." not in (bare[0], bare[-1])
    )
    if plain:
        return Decimal(bare)
    return _INVALID if _is_bad(text, f"{_NUMERALS}%") else _UNCLEAR


def _judge_plan(plan: Sequence[str]) -> dict[str, Value]:
    points = [_point(text) for text in plan]
    carried: list[Value] = []
    for point in points[:3]:
        carried.append(point if point != "" else carried[-1] if carried else 0)
    values: dict[str, Value] = dict(zip(("AA8", "AB8", "AC8", "AD8"), points, strict=True))
    values |= zip(("AF8", "AG8", "AH8"), carried, strict=True)
    return values | {"AE8": _judge_points(points)}


def _judge_points(points: Sequence[Value]) -> str:
    if _UNCLEAR in points:
        return word("as-text")
    numbers = [point for point in points if isinstance(point, Decimal)]
    if _INVALID in points or any(number > 100 for number in numbers):
        return verdict(ERROR, "SCH001")
    falls = any(b < a for a, b in pairwise(numbers))
    is_full = points[-1] == 100
    if round(sum(numbers, Decimal(0)) - 100, 6) == 0 and (falls or not is_full):
        return verdict(ERROR, "SCH004")
    if falls:
        return verdict(ERROR, "SCH002")
    if not is_full:
        return verdict(ERROR, "SCH003")
    return verdict(WARNING, "SCH005") if "" in points else OK


def _judge_classes(facts: Sequence[Facts]) -> str:
    upper, lower = {fact.level1 for fact in facts}, {fact.level2 for fact in facts}
    if any(number > 90 for number in upper):
        return ""
    keys, satisfaction = tables().level1_keys, tables().satisfaction
    for number, key in enumerate(keys, start=1):
        if number not in upper and number != satisfaction:
            return _missing_class(ERROR, key)
    if not any(number > 90 for number in lower):
        for key in tables().required:
            if tables().level2_keys.index(key) + 1 not in lower:
                return verdict(WARNING, "STR007", x=key + CLASS_SUFFIX)
    return OK if satisfaction in upper else _missing_class(WARNING, keys[satisfaction - 1])
