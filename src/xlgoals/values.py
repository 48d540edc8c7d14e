"""Values as they are written and as they are meant: amounts, percentages, indicator values.

Every value keeps its text exactly as given, beside what the text means; a text that means
nothing known is kept all the same, so that a check can speak of it.  Numbers are `Decimal`,
never float.  Which units a form knows is data of its profile: here a unit is any short word.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict

from xlgoals.making import made

__all__ = [
    "HALF_WIDTH",
    "IndicatorValue",
    "Money",
    "Percent",
    "Sign",
    "ValueKind",
    "normal_unit",
    "to_half_width",
    "to_wan",
]

Sign: TypeAlias = Literal["", "≥", "≤", "＝", "＞", "＜"]

# --- Data of the grammar -------------------------------------------------------------------

# Full-width ASCII to ASCII, minus signs to "-", and the invisible characters that spreadsheets
# and web pages leave behind to a space.
HALF_WIDTH: Final[dict[int, str]] = {
    **{0xFF01 + i: chr(0x21 + i) for i in range(0x5E)},
    **dict.fromkeys(map(ord, "\u00a0\u3000\u200b\ufeff"), " "),
    0x2212: "-",
}

_SPELLINGS: Final[dict[Sign, tuple[str, ...]]] = {
    "≥": ("≥", ">=", "=>", "≧", "⩾", "》", "不低于", "不少于", "不小于", "至少", "大于等于",
          "大于或等于"),
    "≤": ("≤", "<=", "=<", "≦", "⩽", "《", "不高于", "不超过", "不多于", "不大于", "至多",
          "小于等于", "小于或等于"),
    "＝": ("=", "等于"),
    "＞": (">", "大于", "高于", "超过", "多于"),
    "＜": ("<", "小于", "低于", "少于"),
}  # fmt: skip
_SIGNS: Final[dict[str, Sign]] = {
    spelling: sign for sign, spellings in _SPELLINGS.items() for spelling in spellings
}
# 以上 and 以下 include the number itself (Civil Code, article 1259).
_SUFFIXES: Final[dict[str, Sign]] = {
    "及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤", "之内": "≤", "内": "≤",
}  # fmt: skip
_UNIT_SPELLINGS: Final = {"百分比": "%", "百分之": "%"}
_WAN: Final = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "亿元": Decimal(10000),
}

_MAX_DIGITS: Final = 20
_MAX_QUALITATIVE: Final = 20
_CACHE_SIZE: Final = 4096
# Longer texts are prose: they rarely repeat, and would make the cache heavy.
_MAX_CACHED_TEXT: Final = 64
_EXACT: Final = Context(prec=2 * _MAX_DIGITS)

# --- Patterns, all on half-width text without spaces -----------------------------------------

# Commas count only where they part thousands, so that a list of numbers is not taken for one.
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_LEADING_NUMBER = re.compile(_NUMBER)
_PLAIN = re.compile(rf"([+-]?{_NUMBER})\s*(%?)")
_SIGN = re.compile("|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))))
_SUFFIX = re.compile(f"(?:{'|'.join(_SUFFIXES)})$")
# Sign, number and unit with nothing to be smoothed, and no unit that might be more than a unit.
_USUAL_VALUE = re.compile(r"([≥≤=<>]?)([0-9]{1,9}(?:\.[0-9]{1,4})?)([%\u4e00-\u9fff]{0,8})")
_MORE_THAN_UNIT: Final = frozenset("年月上下内左每")
_SPACED_DIGITS = re.compile(r"[0-9]\s+[0-9]")
# A unit has no digits and no punctuation of lists, clauses or comparisons; one with 每 in it is
# composite, and 左右 makes the number an estimate.
_UNIT_CHARACTER = r"""[^\d\s,、;。.:!?*_+~—–≥≤=<>≧≦⩾⩽《》()【】〔〕\[\]{}“”‘’"'每-]"""
_UNIT = re.compile(rf"(?!.*左右)(?:{_UNIT_CHARACTER}){{0,8}}")
_TEMPLATE = re.compile(
    rf"\(?(?:{_SIGN.pattern})?(?:\*+|_{{2,}}|[xX×]{{2,}})(?:{_UNIT_CHARACTER}|\(%\)){{0,8}}\)?"
)
# A quantity that stands inside a text, and a value that is put off until later.
_NOT_QUALITATIVE = re.compile(
    r"[≥≤=<>≧≦⩾⩽]|(?:约|近|接近)[0-9]|[0-9][%‰万亿元人户]"
    r"|^(?:根据|依据|按|视|以).+(?:确定|而定|为准)$"
)

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_DASH = r"(?:[-~—–]+|至|到)"
_DATE_END = r"(?:[底末初中]|[上中下]旬)?(?:[之以]?前|内)?(?:完成)?"
_YEAR_DATE = rf"{_YEAR}年度?(?:{_MONTH}月(?:{_DAY}[日号])?)?"
_DATE = re.compile(
    rf"(?:{_YEAR_DATE}|{_MONTH}月{_DAY}[日号]|{_MONTH}月(?=[底末初前上中下])){_DATE_END}"
    rf"(?:{_DASH}(?:{_YEAR_DATE}|{_MONTH}月(?:{_DAY}[日号])?){_DATE_END})?"
    rf"|{_YEAR}\.{_MONTH}{_DASH}{_YEAR}\.{_MONTH}"
    rf"|{_YEAR}(?P<separator>[./-]){_MONTH}(?P=separator){_DAY}"
)


def to_half_width(text: str) -> str:
    """Full-width digits, letters and signs to ASCII, odd spaces to plain ones; same length."""
    return text if text.isascii() else text.translate(HALF_WIDTH)


def normal_unit(unit: str) -> str:
    """The usual spelling of a unit: `%` for 百分比 and 百分之, any other unit unchanged."""
    return _UNIT_SPELLINGS.get(unit, unit)


def to_wan(number: Decimal, unit: str) -> Decimal | None:
    """An amount in 万元.

    Args:
        number: The amount in `unit`.
        unit: 元, 千元, 万元, 万 or 亿元.

    Returns:
        The same amount in 万元, or None when `unit` is no unit of money.
    """
    factor = _WAN.get(unit)
    return None if factor is None else _EXACT.multiply(number, factor)


def _decimal(text: str) -> Decimal | None:
    """The number of half-width digits, commas and a point; None when absurdly long."""
    digits = text.replace(",", "")
    if len(digits) <= _MAX_DIGITS or len(digits.lstrip("+-").replace(".", "")) <= _MAX_DIGITS:
        return Decimal(digits)
    return None


def _compact(text: str) -> str:
    return "".join(to_half_width(text).split())


def _plain_number(text: str) -> tuple[Decimal | None, bool]:
    """The number that is all of a text, and whether a percent sign follows it."""
    match = _PLAIN.fullmatch(to_half_width(text).strip())
    return (_decimal(match[1]), bool(match[2])) if match else (None, False)


def _refuse_float(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("a float is not exact: give a Decimal, an int or a text")
    return value


_ExactNumber = Annotated[Decimal, BeforeValidator(_refuse_float)]


class _Value(BaseModel):
    """Base of the values: frozen, comparing by content, strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = ""


class Money(_Value):
    """An amount in the money unit of its form; `amount` is None when the text is no number."""

    amount: _ExactNumber | None = None

    @staticmethod
    def parse(text: str) -> Money:
        """Reads an amount such as `2000.00`, `1,000` or `２０００．００`.

        A text with a unit of its own (`3万元`) is not plain: the unit is the form's to say.

        Args:
            text: The cell as written.

        Returns:
            The text unchanged, and its amount, None when it is empty or no plain number.
            Equal texts may share one (frozen) object.
        """
        return _cached_money(text) if len(text) <= _MAX_CACHED_TEXT else _read_money(text)


class Percent(_Value):
    """A percentage; `value` is in percent points (25 for `25%`), None when not readable."""

    value: _ExactNumber | None = None

    @staticmethod
    def parse(text: str) -> Percent:
        """Reads a percentage with or without its sign: `25%`, `25`, `３３．３ ％`.

        Args:
            text: The cell as written.

        Returns:
            The text unchanged, and its value, None when it is empty or no percentage.
            Equal texts may share one (frozen) object.
        """
        return _cached_percent(text) if len(text) <= _MAX_CACHED_TEXT else _read_percent(text)


class ValueKind(StrEnum):
    """What an indicator value turned out to be."""

    EMPTY = "empty"
    NUMBER = "number"  # one number, with or without sign and unit
    DATE = "date"
    QUALITATIVE = "qualitative"  # a short text
    TEMPLATE = "template"  # a place holder not filled in: ≥**%
    UNCLEAR = "unclear"  # composite, estimated, put off, or simply long


class IndicatorValue(_Value):
    """指标值: a text and its meaning.

    A NUMBER has `number`, and `sign` and `unit` where written; a DATE may have a `sign`.  In
    all other kinds the three are empty.  `unit` is as written, but half-width and without
    brackets around it.
    """

    kind: ValueKind = ValueKind.EMPTY
    sign: Sign = ""
    number: _ExactNumber | None = None
    unit: str = ""

    @staticmethod
    def parse(text: str) -> IndicatorValue:
        """Reads an indicator value such as `≥95%`, `=100.00(%)`, `9.75万元` or `6月底前`.

        Never fails: a text that holds no value of the grammar has the kind UNCLEAR.

        Args:
            text: The cell as written.

        Returns:
            The text unchanged, and its meaning.  Equal texts may share one (frozen) object.
        """
        return _cached_value(text) if len(text) <= _MAX_CACHED_TEXT else _read_value(text)

    def canonical(self) -> str:
        """The value in its usual spelling.

        Returns:
            Of a number: sign, digits without commas, unit (`%` for 百分比), without spaces;
            a percentage loses zeros at its end (`=100.00(%)` becomes `＝100%`), an amount keeps
            its decimals.  Of a date: its text, half-width, without spaces.  Else the text
            without white space at its ends.
        """
        if self.kind is ValueKind.NUMBER and self.number is not None:
            unit = normal_unit(self.unit)
            digits = format(self.number, "f")
            if unit == "%" and "." in digits:
                digits = digits.rstrip("0").rstrip(".")
            return f"{self.sign}{digits}{unit}"
        if self.kind is ValueKind.DATE:
            return self.sign + _take_sign(_compact(self.text))[1]
        return self.text.strip()


def _take_sign(compact: str) -> tuple[Sign, str]:
    match = _SIGN.match(compact)
    return (_SIGNS[match[0]], compact[match.end() :]) if match else ("", compact)


def _take_brackets(text: str) -> str:
    return text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text


def _take_unit(rest: str, sign: Sign) -> tuple[Sign, str] | None:
    """Sign and unit from what follows a number; None when that is no unit."""
    unit = _take_brackets(rest)
    if not sign and (match := _SUFFIX.search(unit)):
        sign = _SUFFIXES[match[0]]
        unit = _take_brackets(unit[: match.start()])
    return (sign, unit) if _UNIT.fullmatch(unit) else None


def _value(
    text: str, kind: ValueKind, sign: Sign = "", unit: str = "", number: Decimal | None = None
) -> IndicatorValue:
    fields = {"text": text, "kind": kind, "sign": sign, "number": number, "unit": unit}
    return made(IndicatorValue, fields)


def _read_quantity(text: str, sign: Sign, rest: str) -> IndicatorValue | None:
    """A number or a date; None when what stands after the sign is neither."""
    if _DATE.fullmatch(rest):
        return _value(text, ValueKind.DATE, sign)
    match = _LEADING_NUMBER.match(rest)
    if match is None:
        return None
    number = _decimal(match[0])
    tail = _take_unit(rest[match.end() :], sign)
    if number is None or tail is None:
        return None
    # A date spelt oddly (2,025年) or with more behind it (2025年任务) is no number of years.
    if tail[1][:1] in {"年", "月"} and _DATE.match(f"{number:f}{tail[1]}"):
        return None
    return _value(text, ValueKind.NUMBER, *tail, number)


def _is_qualitative(text: str, compact: str, rest: str) -> bool:
    return (
        len(text.strip()) <= _MAX_QUALITATIVE
        and rest != ""
        and rest[0] not in "0123456789"
        and not _NOT_QUALITATIVE.search(compact)
    )


def _read_value(text: str) -> IndicatorValue:
    """As `_read_any_value`, the usual spelling recognised at one go."""
    match = _USUAL_VALUE.fullmatch(text)
    if match is None:
        return _read_any_value(text)
    sign, number, unit = match.groups()
    if not _MORE_THAN_UNIT.isdisjoint(unit):
        return _read_any_value(text)
    return _value(text, ValueKind.NUMBER, _SIGNS[sign] if sign else "", unit, Decimal(number))


def _read_any_value(text: str) -> IndicatorValue:
    compact = _compact(text)
    if not compact:
        return _value(text, ValueKind.EMPTY)
    sign, rest = _take_sign(compact)
    apart = len(compact) != len(text) and _SPACED_DIGITS.search(text.translate(HALF_WIDTH))
    if rest[:1].isdigit() and not apart and (value := _read_quantity(text, sign, rest)):
        return value
    if _TEMPLATE.fullmatch(compact):
        return _value(text, ValueKind.TEMPLATE)
    if _is_qualitative(text, compact, rest):
        return _value(text, ValueKind.QUALITATIVE)
    return _value(text, ValueKind.UNCLEAR)


def _read_money(text: str) -> Money:
    amount, percent = _plain_number(text)
    return made(Money, {"text": text, "amount": None if percent else amount})


def _read_percent(text: str) -> Percent:
    return made(Percent, {"text": text, "value": _plain_number(text)[0]})


_cached_value = lru_cache(maxsize=_CACHE_SIZE)(_read_value)
_cached_money = lru_cache(maxsize=_CACHE_SIZE)(_read_money)
_cached_percent = lru_cache(maxsize=_CACHE_SIZE)(_read_percent)
