"""Numbers as a spreadsheet shows them: a value and its number format give a text.

Decimal throughout.  Values are first rounded to the 15 significant digits that Excel keeps.
Formats that this module does not know show as General.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

__all__ = ["BUILTIN", "display", "is_as_written"]

# Formats by number; those that differ by country are those of a Chinese Excel.
BUILTIN: Final[dict[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0", 42: "#,##0;-#,##0", 43: "#,##0.00;-#,##0.00", 44: "#,##0.00;-#,##0.00",
    45: "mm:ss", 47: "mm:ss", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_EXCEL: Final = Context(prec=15, rounding=ROUND_HALF_EVEN)
_WIDE: Final = Context(prec=400)
_PLAIN_EXPONENTS: Final = range(-9, 21)
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<digits>[0#?][0#?,.]*|\.[0#?]+)"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4})|(?P<percent>%)|(?P<at>@)|(?P<odd>[E/?])"
    r"|(?P<plain>.)",
    re.DOTALL,
)
# Texts of numbers that these formats show as they are, which is most of them.
_AS_WRITTEN: Final = {
    "General": re.compile("0|[1-9][0-9]{0,8}"),
    "0": re.compile("0|[1-9][0-9]{0,8}"),
    "0.00": re.compile(r"(?:0|[1-9][0-9]{0,8})\.[0-9]{2}"),
}
_CURRENCY: Final = re.compile(r"\$([^-]*)")
_Tokens = tuple[tuple[str, str], ...]


def display(number: Decimal, code: str, *, epoch_1904: bool = False) -> str:
    """The text that a cell of this number and number format shows.

    `epoch_1904` says that day numbers count from 1904, as old files from a Mac do.
    """
    value = _EXCEL.plus(number) if number.is_finite() else Decimal(0)
    sections = _sections(code)
    tokens, absolute = _choose(sections, value)
    kinds = {kind for kind, _ in tokens}
    if "elapsed" in kinds:
        return _general(value)
    if "date" in kinds:
        return _date(value, tokens, epoch_1904) or _general(value)
    if "odd" in kinds or "at" in kinds:
        return _general(value)
    return _number(abs(value) if absolute else value, tokens)


def is_as_written(value: str, code: str) -> bool:
    """Whether a number's text is surely what a cell of this format shows: no need to look."""
    shape = _AS_WRITTEN.get(code)
    return shape is not None and shape.fullmatch(value) is not None


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Tokens, ...]:
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code or "General"):
        kind, text = match.lastgroup, match[0]
        if kind == "plain" and text == ";":
            sections.append([])
        elif kind in ("quoted", "escaped", "plain"):
            sections[-1].append(("literal", match[kind]))
        elif kind == "bracket":
            currency = _CURRENCY.match(match["bracket"])
            if currency is not None and currency[1]:
                sections[-1].append(("literal", currency[1]))
            elif match["bracket"].casefold() in ("h", "hh", "m", "mm", "s", "ss"):
                sections[-1].append(("elapsed", text))
        elif kind is not None:
            sections[-1].append((kind, text))
    return tuple(tuple(section) for section in sections)


def _choose(sections: tuple[_Tokens, ...], value: Decimal) -> tuple[_Tokens, bool]:
    """The section for this value, and whether the sign is left to the section's own words."""
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], False


def _general(value: Decimal) -> str:
    if value == 0:
        return "0"
    plain = value.normalize(_WIDE)
    if plain.adjusted() in _PLAIN_EXPONENTS:
        return f"{plain:f}"
    digits = "".join(map(str, plain.as_tuple().digits))
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}{fraction}E{plain.adjusted():+03d}"


def _number(value: Decimal, tokens: _Tokens) -> str:
    scaled = value.scaleb(2 * sum(kind == "percent" for kind, _ in tokens), _WIDE)
    shown, done = [], False
    for kind, text in tokens:
        if kind == "digits":
            shown += [] if done else [_digits(abs(scaled), text)]
            done = True
        elif kind == "general":
            shown.append(_general(abs(scaled)))
        else:
            shown.append(text)
    body = "".join(shown)
    visible = any(character in "123456789" for character in body)
    return f"-{body}" if scaled < 0 and visible else body


def _digits(value: Decimal, pattern: str) -> str:
    scaled = pattern.rstrip(",")
    thousands = len(pattern) - len(scaled)
    whole, _, fraction = scaled.partition(".")
    least, most = fraction.count("0"), len(fraction)
    rounded = value.scaleb(-3 * thousands, _WIDE).quantize(
        Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP, context=_WIDE
    )
    before, _, after = f"{rounded:f}".partition(".")
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        before = f"{int(before):,}".rjust(len(before), "0") if before else ""
    return f"{before}.{after}" if after or (fraction and least) else before


def _date(value: Decimal, tokens: _Tokens, epoch_1904: bool) -> str:
    """The date and time; empty when the number is no day that a sheet knows."""
    if not 0 <= value < 2_958_466:
        return ""
    days = value if not epoch_1904 else value + 1462
    # Excel counts a 29 February 1900; days before it stand one later than the calendar has them.
    start = datetime(1899, 12, 30 if days >= 60 else 31, tzinfo=UTC)
    seconds = int((days * 86_400).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    moment = start + timedelta(seconds=seconds)
    half = any(kind == "ampm" for kind, _ in tokens)
    shown, time_before = [], False
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            letter = text[0].lower()
            minutes = letter == "m" and (time_before or _seconds_follow(tokens, index))
            shown.append(_date_part(moment, "n" if minutes else letter, len(text), half))
            time_before = letter in "hs"
        elif kind == "ampm":
            shown.append("AM" if moment.hour < 12 else "PM")
        elif kind in ("literal", "odd"):
            shown.append(text)
    return "".join(shown)


def _seconds_follow(tokens: _Tokens, index: int) -> bool:
    following = (text[0].lower() for kind, text in tokens[index + 1 :] if kind == "date")
    return next(following, "") == "s"


def _date_part(moment: datetime, letter: str, length: int, half: bool) -> str:
    if letter == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if letter == "a":
        return (
            "周星期"[0 if length == 3 else 1 :][: 1 if length == 3 else 2]
            + "一二三四五六日"[moment.weekday()]
        )
    if letter == "m" and length > 2:
        return moment.strftime("%b" if length == 3 else "%B")
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    return f"{number[letter]:0{min(length, 2)}d}"
