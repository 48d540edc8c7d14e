"""VAL: 指标值, its sign, number and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xlgoals import paths
from xlgoals.checks.context import Context
from xlgoals.checks.facts import WAN
from xlgoals.checks.finding import Edit, Finding, Fix, FixKind, Severity
from xlgoals.checks.flags import Row
from xlgoals.checks.registry import document_check, indicator_check
from xlgoals.checks.views import DocumentView, IndicatorView
from xlgoals.reading import NoteKind
from xlgoals.values import IndicatorValue, ValueKind, to_half_width

__all__: list[str] = []

_ALL: Final = Decimal(100)
_PERCENT_WORDS: Final = frozenset({"百分比", "百分之"})
_PERCENT_BEFORE: Final = re.compile(r"(?P<sign>\D*?)百分之(?P<number>[0-9]+(?:\.[0-9]+)?)")


def _path(row: IndicatorView) -> str:
    return f"{row.path}.value"


def _with_sign(value: IndicatorValue, sign: str) -> str:
    """The usual spelling of a value, with another sign."""
    return sign + value.canonical().removeprefix(value.sign)


def _usual_sign(row: IndicatorView) -> str:
    """The sign that a value without one most likely means."""
    return row.value.sign or ("≤" if row.is_cost else "＝")


def _completed(row: IndicatorView, unit: str = "") -> str:
    """The value with the sign it lacks and with `unit` in place of its own, if given.

    All suggestions for one cell give this text, so that several of them agree.
    """
    text = _with_sign(row.value, _usual_sign(row))
    return text.removesuffix(row.unit) + unit if unit else text


# --- What a value is -------------------------------------------------------------------------


@indicator_check("VAL001", Severity.WARNING, needs=Row.WORDS, template=Severity.WARNING)
def value_is_understood(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A value is a number with a unit, a date, or a short text; a template is filled in."""
    kind, text = row.value.kind, row.value.text
    if kind is ValueKind.TEMPLATE:
        yield context.finding(_path(row), text, variant="template", v=text)
    elif kind is ValueKind.UNCLEAR or (
        kind is ValueKind.QUALITATIVE and len(text) > context.profile.thresholds.text_value
    ):
        yield context.finding(_path(row), text, v=text, k=context.profile.thresholds.text_value)


# --- Units -----------------------------------------------------------------------------------


@indicator_check(
    "VAL002", Severity.ERROR, needs=Row.NO_UNIT, fix=FixKind.SUGGESTED, unless=("FND006",)
)
def number_has_a_unit(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A number without a unit says nothing; of a rate it can only be %."""
    text = row.value.text
    fix = Edit(_path(row), _completed(row) + "%") if row.name.is_rate else None
    yield context.finding(_path(row), text, fix=fix, v=text)


@indicator_check(
    "VAL003",
    Severity.ERROR,
    needs=Row.ODD_UNIT,
    fix=FixKind.SUGGESTED,
    unless=("FND006",),
    wan=Severity.WARNING,
)
def unit_is_known(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """What follows the number is a unit; 万 alone leaves open of what."""
    unit, text = row.unit, row.value.text
    if unit == WAN:
        is_money = row.is_cost or row.name.is_money
        fix = Edit(_path(row), _completed(row, "万元")) if is_money else None
        yield context.finding(_path(row), text, variant="wan", fix=fix, v=text)
    else:
        fix = Edit(_path(row), _completed(row, "%")) if row.name.is_rate else None
        yield context.finding(_path(row), text, fix=fix, u=unit, v=text)


@indicator_check("VAL004", Severity.WARNING, needs=Row.PERCENT_WORDS, fix=FixKind.AUTO)
def percent_is_written_as_sign(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """百分比 and 百分之 are written %."""
    text = row.value.text
    if row.value.unit in _PERCENT_WORDS:
        yield context.finding(_path(row), text, fix=Edit(_path(row), row.value.canonical()), v=text)
    elif row.value.number is None and (meant := _percent_of(text)):
        yield context.finding(_path(row), text, fix=Edit(_path(row), meant), v=text)


def _percent_of(text: str) -> str:
    """What 百分之95 means, empty when a text is not of that kind."""
    match = _PERCENT_BEFORE.fullmatch("".join(to_half_width(text).split()))
    if match is None:
        return ""
    value = IndicatorValue.parse(f"{match['sign']}{match['number']}%")
    return value.canonical() if value.kind is ValueKind.NUMBER else ""


@indicator_check("VAL009", Severity.ERROR, needs=Row.PERCENT | Row.COUNTED_NAME)
def unit_fits_the_name(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """Things, dates and amounts are not counted in percent; of costs FND006 speaks."""
    name = row.name
    is_counted = name.is_count or name.is_time or (name.is_money and not row.is_cost)
    if is_counted and not context.lexicon.relative.search(name.key):
        yield context.finding(_path(row), row.value.text, n=row.indicator.name, v=row.value.text)


# --- Signs and limits ------------------------------------------------------------------------


@indicator_check(
    "VAL005", Severity.WARNING, needs=Row.NO_SIGN, fix=FixKind.SUGGESTED, unless=("FND006",)
)
def number_has_a_sign(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A number is compared with what was reached: it needs a sign."""
    text = row.value.text
    # Of a rate without a unit, VAL002 suggests sign and unit in one.
    unit = "%" if not row.unit and row.name.is_rate else ""
    fix = Edit(_path(row), _completed(row) + unit)
    yield context.finding(_path(row), text, fix=fix, v=text, sign=_usual_sign(row))


@indicator_check(
    "VAL006",
    Severity.ERROR,
    needs=Row.COST | Row.MONEY_NAME | Row.AT_LEAST,
    fix=FixKind.SUGGESTED,
    unless=("FND006",),
)
def cost_is_capped(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A cost says the most that may be spent."""
    text = row.value.text
    fix = Edit(_path(row), _with_sign(row.value, "≤"))
    yield context.finding(_path(row), text, fix=fix, n=row.indicator.name, v=text)


@indicator_check(
    "VAL007",
    Severity.WARNING,
    needs=Row.PERCENT | Row.FULL | Row.AT_LEAST | Row.BOUNDED,
    fix=FixKind.SUGGESTED,
    unless=("FND006", "VAL009", "VAL011"),
)
def rate_is_not_above_all(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """At least 100% is exactly 100%, but for rates of growth and the like."""
    if not row.facts & Row.SATISFACTION:
        field, text = _path(row), row.value.text
        yield context.finding(field, text, fix=Edit(field, "＝100%"), v=text)


@indicator_check("VAL008", Severity.WARNING, needs=Row.SATISFACTION | Row.HIGH)
def satisfaction_is_attainable(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """Nearly everybody satisfied is not a target that a survey can confirm."""
    if row.value.sign not in {"≤", "＜"} and (
        row.unit in {"", "%"} or not context.lexicon.is_unit(row.unit)
    ):
        text, limit = row.value.text, context.profile.thresholds.satisfaction
        yield context.finding(_path(row), text, v=text, limit=limit)


@indicator_check(
    "VAL011", Severity.ERROR, needs=Row.PERCENT | Row.FULL | Row.RATE_NAME | Row.BOUNDED
)
def rate_is_within_all(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A rate is not above 100%, but for rates of growth and the like."""
    number = row.value.number
    if number is not None and number > _ALL:
        yield context.finding(_path(row), row.value.text, n=row.indicator.name, v=row.value.text)


# --- Spelling --------------------------------------------------------------------------------


@indicator_check("VAL010", Severity.INFO, needs=Row.ODD_SPELLING, fix=FixKind.AUTO)
def characters_are_the_usual_ones(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """Signs, digits and units are written with the usual characters, without spaces."""
    text, meant = row.value.text, row.value.canonical()
    yield context.finding(_path(row), text, fix=Edit(_path(row), meant), v=text, b=meant)


_SPECIAL: Final = re.compile(r"[*_\-\s＊＿－]")
_EDGE_MARKS: Final = re.compile(r"^[*_\-\s＊＿－]+|[*_\-\s＊＿－]+$")
_DIGIT: Final = re.compile(r"\d")
_PLAIN_SPACE: Final = re.compile(
    r"(?<![0-9A-Za-z])[ \u3000\u00a0]+|[ \u3000\u00a0]+(?![0-9A-Za-z])"
)
_REST: Final = (
    (re.compile(r"[*＊]+"), ""),
    (re.compile(r"[_\-＿－]+"), "—"),
    (re.compile(r"\s+"), ""),
)


@indicator_check("VAL012", Severity.WARNING, needs=Row.WORDS, fix=FixKind.AUTO)
def text_value_is_plain(row: IndicatorView, context: Context) -> Iterator[Finding]:
    """A value in words holds no characters that the filing system refuses.

    Marks at the ends and spaces beside Chinese characters go without asking; whatever might
    mean something, such as the minus of a number, is only suggested.
    """
    text = row.value.text
    if row.value.kind is not ValueKind.QUALITATIVE or not _SPECIAL.search(text):
        return
    kind, meant = FixKind.AUTO, _PLAIN_SPACE.sub("", _EDGE_MARKS.sub("", text))
    if _SPECIAL.search(meant) or _DIGIT.search(text):
        kind = FixKind.SUGGESTED
        for pattern, instead in _REST:
            meant = pattern.sub(instead, meant)
    fix = Fix(kind, (Edit(_path(row), meant),)) if meant else None
    x = "".join(dict.fromkeys(_SPECIAL.findall(text))).replace(" ", "␠")
    yield context.finding(_path(row), text, fix=fix, v=text, x=x)


@document_check("VAL013", Severity.INFO, fix=FixKind.AUTO, layout=True)
def percentage_is_text(document: DocumentView, context: Context) -> Iterator[Finding]:
    """A cell with a number and a percent format was read as it shows; the fix writes that."""
    for note in context.notes:
        if note.kind is NoteKind.PERCENT_NUMBER:
            try:
                text = paths.text_of(document.document, note.field)
            except KeyError:
                continue
            fix = Edit(note.field, text)
            yield context.finding(note.field, text, fix=fix, place=note.place, v=text)
