from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from xlgoals import values
from xlgoals.values import IndicatorValue, Money, Percent, ValueKind, normal_unit, to_wan

EMPTY, NUMBER, DATE, QUALITATIVE, TEMPLATE, UNCLEAR = ValueKind

# --- Money and percentages -----------------------------------------------------------------

AMOUNTS = [
    ("100.00", "100"),
    ("2000.00", "2000"),
    ("4213.45", "4213.45"),
    ("0", "0"),
    ("-5", "-5"),
    ("−5", "-5"),
    ("+5", "5"),
    ("1,000.00", "1000"),
    ("12,345,678.9", "12345678.9"),
    ("２０００．００", "2000"),
    ("１，０００", "1000"),
    (" 3 ", "3"),
    ("\u00a03.5\u3000", "3.5"),
    ("\ufeff7", "7"),
    ("9" * 20, "9" * 20),
]
NO_AMOUNTS = [
    "", " ", "10%", "１０％", "abc", "3万元", "3元", "2亿元", "1 000", "1,00", "1,0000", "1000,200",
    "1e5", "NaN", "Infinity", "inf", "--5", "5-", ".5", "5.", "1.2.3", "٣", "²", "0x10", "1_000",
    "9" * 31, "9" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "amount"), AMOUNTS)
def test_money_reads_plain_numbers(text: str, amount: str) -> None:
    assert Money.parse(text) == Money(text=text, amount=Decimal(amount))


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_money_keeps_other_texts_without_amount(text: str) -> None:
    assert Money.parse(text) == Money(text=text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25%", "25"),
        ("25", "25"),
        ("２５％", "25"),
        ("33.3 %", "33.3"),
        ("33.3\u3000％", "33.3"),
        (" 100% ", "100"),
        ("-5%", "-5"),
        ("120%", "120"),
        ("", None),
        (" ", None),
        ("abc", None),
        ("25‰", None),
        ("25%%", None),
        ("%", None),
        ("25%-50%", None),
    ],
)
def test_percent(text: str, value: str | None) -> None:
    expected = None if value is None else Decimal(value)
    assert Percent.parse(text) == Percent(text=text, value=expected)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**12))
def test_money_reads_what_format_writes(amount: Decimal) -> None:
    assert Money.parse(f"{amount:.2f}").amount == amount
    assert Money.parse(f"{amount:,.2f}").amount == amount
    assert Percent.parse(f"{amount:.2f}%").value == amount


@pytest.mark.parametrize(
    ("number", "unit", "wan"),
    [
        ("95000", "元", "9.5"),
        ("95", "千元", "9.5"),
        ("9.75", "万元", "9.75"),
        ("9.75", "万", "9.75"),
        ("1.5", "亿元", "15000"),
        ("1" * 30, "元", "1" * 26 + ".1111"),
        ("5", "元/人", None),
        ("5", "人", None),
        ("5", "", None),
    ],
)
def test_to_wan(number: str, unit: str, wan: str | None) -> None:
    assert to_wan(Decimal(number), unit) == (None if wan is None else Decimal(wan))


# --- The models ----------------------------------------------------------------------------


def test_values_without_arguments_are_the_empty_ones() -> None:
    assert Money() == Money.parse("")
    assert Percent() == Percent.parse("")
    assert IndicatorValue() == IndicatorValue.parse("")


def test_values_are_frozen_and_strict() -> None:
    money = Money.parse("5")
    with pytest.raises(ValidationError):
        money.text = "6"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Money.model_validate({"text": "5", "currency": "CNY"})
    with pytest.raises(ValidationError):
        IndicatorValue.model_validate({"sign": ">="})


@pytest.mark.parametrize("number", [0.1, float("nan"), "NaN", "Infinity", Decimal("NaN")])
def test_values_refuse_what_is_not_exact(number: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": number})


@pytest.mark.parametrize(
    "value", [Money.parse("2000.00"), Percent.parse("25%"), IndicatorValue.parse("≥95.50%")]
)
def test_values_survive_json(value: Money | Percent | IndicatorValue) -> None:
    assert type(value).model_validate_json(value.model_dump_json()) == value
    assert type(value).model_validate(value.model_dump(mode="json")) == value
    assert hash(value) == hash(value.model_copy())


# --- Indicator values ----------------------------------------------------------------------

# text, sign, number, unit, canonical
NUMBERS = [
    ("≥95%", "≥", "95", "%", "≥95%"),
    ("100%", "", "100", "%", "100%"),
    ("10%", "", "10", "%", "10%"),
    ("≥100", "≥", "100", "", "≥100"),
    ("≥100百分比", "≥", "100", "百分比", "≥100%"),
    ("≥100百分之", "≥", "100", "百分之", "≥100%"),
    ("≥100完成率", "≥", "100", "完成率", "≥100完成率"),
    ("≥100经济发展", "≥", "100", "经济发展", "≥100经济发展"),
    ("=100.00(%)", "＝", "100.00", "%", "＝100%"),
    ("≥33.50( % )", "≥", "33.5", "%", "≥33.5%"),
    ("＝１００（％）", "＝", "100", "%", "＝100%"),
    ("≥ 1,600 人", "≥", "1600", "人", "≥1600人"),
    ("1,600人", "", "1600", "人", "1600人"),
    ("9.75万元", "", "9.75", "万元", "9.75万元"),
    ("≤180.00万元", "≤", "180.00", "万元", "≤180.00万元"),
    ("3万", "", "3", "万", "3万"),
    ("≤50元/人", "≤", "50", "元/人", "≤50元/人"),
    ("≤50元／平方公里", "≤", "50", "元/平方公里", "≤50元/平方公里"),
    ("5个百分点", "", "5", "个百分点", "5个百分点"),
    ("≤0.5‰", "≤", "0.5", "‰", "≤0.5‰"),
    ("120㎡", "", "120", "㎡", "120㎡"),
    ("≥5km", "≥", "5", "km", "≥5km"),
    ("3年", "", "3", "年", "3年"),
    ("≥3年", "≥", "3", "年", "≥3年"),
    ("12个月", "", "12", "个月", "12个月"),
    ("6月", "", "6", "月", "6月"),
    ("30天", "", "30", "天", "30天"),
    ("2025人", "", "2025", "人", "2025人"),
    ("2025.12", "", "2025.12", "", "2025.12"),
    ("90%以上", "≥", "90", "%", "≥90%"),
    ("90（%）及以上", "≥", "90", "%", "≥90%"),
    ("30天内", "≤", "30", "天", "≤30天"),
    ("≥5人以上", "≥", "5", "人以上", "≥5人以上"),
]
SIGNS = [
    *[(s, "≥") for s in ("≥", ">=", "=>", "≧", "⩾", "》", "不低于", "不少于", "至少", "大于等于")],
    *[(s, "≥") for s in ("＞＝", "> =", "大于或等于", "不小于")],
    *[(s, "≤") for s in ("≤", "<=", "≦", "⩽", "《", "不高于", "不超过", "至多", "小于等于")],
    *[(s, "≤") for s in ("＜＝", "不大于", "不多于", "小于或等于")],
    *[(s, "＝") for s in ("=", "＝", "等于")],
    *[(s, "＞") for s in (">", "＞", "大于", "超过")],
    *[(s, "＜") for s in ("<", "＜", "小于", "低于")],
    ("", ""),
]
# The units of the grammar; none may be mistaken for a date, a suffix or a composite value.
UNITS = [
    "%", "‰", "个百分点", "元", "千元", "万元", "亿元", "元/人", "元/平方米", "元/人·年", "个",
    "人", "人次", "户", "次", "件", "项", "份", "套", "台", "辆", "座", "处", "条", "宗", "块",
    "场", "期", "篇", "册", "家", "课时", "亩", "公顷", "平方米", "㎡", "平方公里", "立方米",
    "米", "公里", "km", "M", "吨", "公斤", "天", "日", "个月", "月", "年", "小时", "质量", "时效",
    "预算", "社会效益", "耕地保护", "满意度",
]  # fmt: skip
DATES = [
    ("2025年", "2025年"),
    ("2025年度", "2025年度"),
    ("2025年6月", "2025年6月"),
    ("2025年06月30日", "2025年06月30日"),
    ("2025 年 6 月 30 日前", "2025年6月30日前"),
    ("２０２５年１２月", "2025年12月"),
    ("6月底", "6月底"),
    ("6月底前", "6月底前"),
    ("12月底前", "12月底前"),
    ("12月底前完成", "12月底前完成"),
    ("6月30日前", "6月30日前"),
    ("2025年底前", "2025年底前"),
    ("2025年12月31日之前", "2025年12月31日之前"),
    ("2025.01-2025.12", "2025.01-2025.12"),
    ("2025.1—2025.12", "2025.1—2025.12"),
    ("2025年1月至12月", "2025年1月至12月"),
    ("2025年1月-2026年12月", "2025年1月-2026年12月"),
    ("2025-12-31", "2025-12-31"),
    ("2025.12.31", "2025.12.31"),
    ("≤2025年12月", "≤2025年12月"),
    ("不超过2025年12月", "≤2025年12月"),
    ("<=6月底", "≤6月底"),
]
OTHERS = [
    ("", EMPTY),
    (" ", EMPTY),
    ("\n\u3000\t", EMPTY),
    ("\u200b", EMPTY),
    ("≥**%", TEMPLATE),
    ("（≥**%）", TEMPLATE),
    ("**", TEMPLATE),
    ("＊＊个", TEMPLATE),
    ("≥**（%）", TEMPLATE),
    ("不低于XX万元", TEMPLATE),
    ("≥__人", TEMPLATE),
    ("优良", QUALITATIVE),
    ("无", QUALITATIVE),
    ("有所提高", QUALITATIVE),
    ("逐步_改善", QUALITATIVE),
    ("不低于上年水平", QUALITATIVE),
    ("达到A级", QUALITATIVE),
    ("长" * 20, QUALITATIVE),
    (f" {'长' * 20} ", QUALITATIVE),
    ("长" * 21, UNCLEAR),
    ("1600人、200人", UNCLEAR),
    ("1600,200人", UNCLEAR),
    ("1600人 200人", UNCLEAR),
    ("100 200", UNCLEAR),
    ("≥190元每人每月", UNCLEAR),
    ("约5.5万人次", UNCLEAR),
    ("5.5万人次左右", UNCLEAR),
    ("根据下达任务目标要求确定", UNCLEAR),
    ("80%-90%", UNCLEAR),
    ("100%。", UNCLEAR),
    ("≥100耕地保护率持续提高", UNCLEAR),
    ("≥95%，逐年提高", UNCLEAR),
    ("≥优良", UNCLEAR),
    ("≥", UNCLEAR),
    ("至少", UNCLEAR),
    ("==5%", UNCLEAR),
    ("≥-5%", UNCLEAR),
    ("-5%", UNCLEAR),
    ("达到100%", UNCLEAR),
    ("1e5", UNCLEAR),
    ("1.完成任务", UNCLEAR),
    ("2025年任务", UNCLEAR),
    ("2025年13月", UNCLEAR),
    ("6月底前景", UNCLEAR),
    ("2,025年", UNCLEAR),
    ("006月底", UNCLEAR),
    ("5٣人", UNCLEAR),
    ("9" * 31 + "人", UNCLEAR),
    ("9" * 100_000, UNCLEAR),
]


@pytest.mark.parametrize(("text", "sign", "number", "unit", "canonical"), NUMBERS)
def test_numbers(text: str, sign: str, number: str, unit: str, canonical: str) -> None:
    value = IndicatorValue.parse(text)
    assert (value.text, value.kind, value.sign, value.unit) == (text, NUMBER, sign, unit)
    assert value.number == Decimal(number)
    assert value.canonical() == canonical


@pytest.mark.parametrize(("spelling", "sign"), SIGNS)
def test_signs(spelling: str, sign: str) -> None:
    value = IndicatorValue.parse(f"{spelling}95%")
    assert (value.kind, value.sign, value.number, value.unit) == (NUMBER, sign, Decimal(95), "%")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("sign", ["", "≥"])
def test_units(sign: str, unit: str) -> None:
    value = IndicatorValue.parse(f"{sign}12{unit}")
    assert (value.kind, value.sign, value.number, value.unit) == (NUMBER, sign, Decimal(12), unit)


@pytest.mark.parametrize(("text", "canonical"), DATES)
def test_dates(text: str, canonical: str) -> None:
    value = IndicatorValue.parse(text)
    assert (value.text, value.kind, value.number, value.unit) == (text, DATE, None, "")
    assert value.sign == ("≤" if canonical.startswith("≤") else "")
    assert value.canonical() == canonical


@pytest.mark.parametrize(("text", "kind"), OTHERS)
def test_other_kinds_have_no_parts(text: str, kind: ValueKind) -> None:
    value = IndicatorValue.parse(text)
    assert value == IndicatorValue(text=text, kind=kind)
    assert value.canonical() == text.strip()


def assert_canonical_is_stable(text: str) -> None:
    value = IndicatorValue.parse(text)
    again = IndicatorValue.parse(value.canonical())
    assert value.text == text
    assert again.canonical() == value.canonical()
    assert (again.kind, again.sign) == (value.kind, value.sign)
    assert (again.number, again.unit) == (value.number, normal_unit(value.unit))


@pytest.mark.parametrize(
    "text", [row[0] for row in (*NUMBERS, *DATES, *OTHERS)] + [s + "5人" for s, _ in SIGNS]
)
def test_canonical_of_known_forms_is_stable(text: str) -> None:
    assert_canonical_is_stable(text)


PIECES = st.sampled_from(
    [*UNITS, *(s for s, _ in SIGNS), *"0123456789,.()（）％》* _-~、年月日底前内", "以上", "百分比",
     "20", "2025", "\u3000", "约", "每", "至", "左右", "完成"]
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=8).map("".join))
@example("5(人以上)")
@example("5((人)以上)")
@example("2,025年")
@example("100.00百分比")
def test_canonical_is_stable(text: str) -> None:
    assert_canonical_is_stable(text)


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    assert_canonical_is_stable(text)
    assert Money.parse(text).text == Percent.parse(text).text == text


@given(
    st.sampled_from(SIGNS),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9),
    st.sampled_from(UNITS),
    st.booleans(),
)
def test_what_is_written_is_read(
    sign: tuple[str, str], number: Decimal, unit: str, full_width: bool
) -> None:
    text = f"{sign[0]} {number:,.2f} {unit}"
    if full_width:
        text = text.translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)})
    value = IndicatorValue.parse(text)
    assert (value.kind, value.sign, value.number, value.unit) == (NUMBER, sign[1], number, unit)


def test_equal_short_texts_share_one_value_and_the_cache_is_bounded() -> None:
    assert IndicatorValue.parse("≥95%") is IndicatorValue.parse("≥95%")
    assert values._cached_value.cache_info().maxsize is not None
    size = values._cached_value.cache_info().currsize
    IndicatorValue.parse("长" * 1000)
    assert values._cached_value.cache_info().currsize == size


def test_long_texts_take_linear_time() -> None:
    start = time.perf_counter()
    for text in ("1,000" * 20_000, "≥" * 100_000, "5(" * 50_000, "*" * 100_000, "按" * 100_000):
        IndicatorValue.parse(text)
        Money.parse(text)
    assert time.perf_counter() - start < 2


@given(
    st.from_regex(
        r"[≥≤=<>＞]?[0-9]{1,10}([.．,][0-9]{1,5})?[%元月年内上下左右每天万]{0,9}", fullmatch=True
    )
)
@example("≥98.50%")
@example("=30万元以上")
@example("2026年")
def test_the_usual_spelling_reads_as_any_other(text: str) -> None:
    assert values._read_value(text) == values._read_any_value(text)
