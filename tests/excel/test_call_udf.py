"""xlwings' real `call_udf` and decorators, with values as COM delivers them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.excel.udf_host import MISSING, ComRange, Server
from xlgoals import __version__
from xlgoals.excel.signatures import FUNCTIONS, MODULE, NOT_JUDGED, WARM
from xlgoals.projectcode import check_character

ROW = ("产出指标", "数量指标", "培训人数", "全年培训的人数", "≥95人", "计划标准")
BLANK = (None,) * 6
CODE20 = "13073025P00012310001"
NOT_AVAILABLE, DIVISION, SPILL = -2146826246, -2146826281, -2146826243
BROKEN = "×单元格有错误值，请先改正该单元格"


def _row(**changes: object) -> ComRange:
    names = ("level1", "level2", "name", "description", "value", "basis")
    cells = dict(zip(names, ROW, strict=True)) | changes
    return ComRange((tuple(cells.values()),))


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        # As ranges, as values; with a budget, a blank one, none at all.
        ((_row(), MISSING), "✓"),
        ((_row(),), "✓"),
        (((ROW,), 10.0), "✓"),
        ((_row(), None), "✓"),
        ((_row(), ComRange(10.0)), "✓"),
        ((_row(level2="成本指标", name="项目总成本", value="≤11万元"), 10.0),
         "×FND005 成本高于预算数"),
        ((_row(level2="成本指标", name="项目总成本", value="≤11万元"), Decimal("11.00")), "✓"),
        ((_row(level2="成本指标", name="项目总成本", value="≤11万元"), "11.00"), "✓"),
        ((_row(level2="成本指标", name="项目总成本", value="≤11万元"), MISSING), "✓"),
        # Blank rows.
        ((ComRange((BLANK,)), 10.0), None),
        ((ComRange((("",) * 6,)), MISSING), None),
        # Numbers, dates, truth values.
        ((_row(value=3.0), MISSING), "×VAL002 缺少计量单位；△VAL005"),
        ((_row(value=0.95), MISSING), "×VAL002 缺少计量单位；△VAL005"),
        ((_row(value=datetime.fromisoformat("2026-06-30")), MISSING), "✓"),
        ((_row(value=datetime(2026, 6, 30, tzinfo=UTC)), MISSING), "✓"),
        ((_row(basis=True), MISSING), "✓"),
        ((_row(basis=None), MISSING), "△STR012 确定依据为空"),
        # Error values, as numbers and as xlwings spells them.
        ((_row(value=NOT_AVAILABLE), MISSING), BROKEN),
        ((_row(name=DIVISION), MISSING), BROKEN),
        ((_row(name=SPILL), MISSING), BROKEN),
        ((_row(), NOT_AVAILABLE), BROKEN),
        ((_row(), ComRange(DIVISION)), BROKEN),
        # Classes that stand in rows above, which one row does not show.
        ((_row(level1=None, level2=None), MISSING), NOT_JUDGED),
        ((_row(level1=None, level2=None, value="≥95"), MISSING), "×VAL002 缺少计量单位"),
        # The wrong cells.
        ((ComRange(tuple((cell,) for cell in ROW)), MISSING), "×请横着选一行的6格，不要竖着选"),
        ((ComRange((ROW[:5],)), MISSING), "×应选6格（一级指标至确定依据），现在选了5格"),
        ((ComRange(((*ROW, "✓"),)), MISSING), "×应选6格（一级指标至确定依据），现在选了7格"),
        ((ComRange("培训人数"), MISSING), "×应选6格（一级指标至确定依据），现在选了1格"),
        ((ComRange((ROW, ROW)), MISSING), "×一次只能校验一行；整张表请用 XLG_INDICATORS"),
        ((_row(), ComRange(((1.0, 2.0),))), "×这里只能选一个单元格"),
    ],
)  # fmt: skip
def test_indicator(arguments: tuple[object, ...], verdict: str, udf_server: Server) -> None:
    assert udf_server.call("XLG_INDICATOR", *arguments) == (verdict or "")


def test_a_table_spills_one_verdict_a_row(udf_server: Server) -> None:
    cost = ("", "成本指标", "维修成本", "维修的成本", "≤11万元", "计划标准")
    broken = ("产出指标", "数量指标", NOT_AVAILABLE, "人数", "≥95人", "计划标准")
    typo = ("产出指标", "质量指标", "验收合格率（", "合格的比例", "≥95%", "计划标准")
    table = ComRange((ROW, cost, BLANK, ROW, broken, typo))

    said = udf_server.call("XLG_INDICATORS", table, 10.0)

    assert [list(row) for row in said] == [
        ["✓"],
        ["×FND005 成本高于预算数"],
        [""],
        ["×IND003 三级指标重复"],
        [BROKEN],
        ["△TXT001 括号不成对"],
    ]


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        (ComRange((ROW,)), "✓"),
        (ComRange((BLANK,)), ""),
        (ComRange(((None,),)), "×应选6格（一级指标至确定依据），现在选了1格"),
        (ComRange(None), "×应选6格（一级指标至确定依据），现在选了1格"),
        (ComRange((ROW,) * 5001), "×行数太多，一次最多5000行，请只选指标表"),
        (NOT_AVAILABLE, "×应选6格（一级指标至确定依据），现在选了1格"),
    ],
)
def test_a_table_of_one_answer(table: object, verdict: str, udf_server: Server) -> None:
    assert udf_server.call("XLG_INDICATORS", table, MISSING) == verdict


def test_a_range_far_longer_than_its_table(udf_server: Server) -> None:
    said = udf_server.call("XLG_INDICATORS", ComRange((ROW, BLANK, ROW, *[BLANK] * 6000)), MISSING)
    assert [row[0] for row in said] == ["✓", "", "×IND003 三级指标重复"]


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("XLG_FUNDING", (5.0, 3.0, 2.0), "✓"),
        ("XLG_FUNDING", (5.0, 5.0, None), "✓"),
        ("XLG_FUNDING", (Decimal("5.00"), "3.00", 2.0), "✓"),
        ("XLG_FUNDING", (5.0, 3.0, None), "×FND001 预算数≠财政+其他"),
        ("XLG_FUNDING", (0.1 + 0.2, 0.3, None), "✓"),
        ("XLG_FUNDING", (10.005, 5.0, 5.0), "✓FND003 金额应保留两位小数"),
        ("XLG_FUNDING", (None, None, None), "×FND004 预算数为空或为零"),
        ("XLG_FUNDING", ("5万元", 5.0, None), "×FND002 金额无法识别"),
        ("XLG_FUNDING", (-5.0, 5.0, None), "×FND001 预算数≠财政+其他；×FND002"),
        ("XLG_FUNDING", (True, 5.0, None), "×FND002 金额无法识别"),
        ("XLG_FUNDING", (1e20, 1e20, None), "×FND002 金额无法识别"),
        ("XLG_FUNDING", (datetime(2026, 1, 1, tzinfo=UTC), 5.0, None), "×FND002 金额无法识别"),
        ("XLG_FUNDING", (DIVISION, 5.0, None), BROKEN),
        ("XLG_FUNDING", (ComRange(((1.0, 2.0),)), 5.0, None), "×这里只能选一个单元格"),
        ("XLG_SCHEDULE", ("25%", "50%", "75%", "100%"), "✓"),
        ("XLG_SCHEDULE", (25.0, 50.0, 75.0, 100.0), "✓"),
        ("XLG_SCHEDULE", (ComRange((("25%", "50%", "75%", "100%"),)), MISSING, MISSING, MISSING),
         "✓"),
        ("XLG_SCHEDULE", (ComRange((("25%",), ("50%",), ("75%",), ("100%",))),), "✓"),
        ("XLG_SCHEDULE", ("50%", "25%", "75%", "100%"), "×SCH002 应累计递增"),
        ("XLG_SCHEDULE", ("25%", "25%", "25%", "25%"), "×SCH004 疑为分期数，应填累计数；×SCH003"),
        ("XLG_SCHEDULE", (None, "50%", "75%", "100%"), "△SCH005 有时点未填"),
        ("XLG_SCHEDULE", (None,) * 4, "×SCH003 12月底未填；△SCH005"),
        ("XLG_SCHEDULE", (0.25, 0.5, 0.75, 1.0), "请按文本填写，如 25%"),
        ("XLG_SCHEDULE", ("25%", "50%", NOT_AVAILABLE, "100%"), BROKEN),
        ("XLG_SCHEDULE", ("25%", MISSING, MISSING, MISSING),
         "×应有3月底、6月底、10月底、12月底四个时点，现在有1个"),
        ("XLG_SCHEDULE", ("25%", "50%", "100%", MISSING),
         "×应有3月底、6月底、10月底、12月底四个时点，现在有3个"),
        ("XLG_SCHEDULE", (ComRange((("25%", "50%"), ("75%", "80%"), ("90%", "100%"))),),
         "×应有3月底、6月底、10月底、12月底四个时点，现在有6个"),
        ("XLG_PROJECTCODE", (CODE20 + check_character(CODE20),), "✓"),
        ("XLG_PROJECTCODE", (CODE20 + "0",), "×XREF002 校验位不符，请核对"),
        ("XLG_PROJECTCODE", (CODE20,), "×XREF001 应为21位项目编码"),
        ("XLG_PROJECTCODE", (1.3073025e20,), "×XREF001 应为21位项目编码"),
        ("XLG_PROJECTCODE", (None,), ""),
        ("XLG_PROJECTCODE", (NOT_AVAILABLE,), BROKEN),
        ("XLG_PROJECTCODE", (ComRange((("a",), ("b",))),), "×这里只能选一个单元格"),
        ("XLG_VALUE", (" >= 95.0 ％ ",), "≥95%"),
        ("XLG_VALUE", (3.0,), "3"),
        ("XLG_VALUE", (0.1,), "0.1"),
        ("XLG_VALUE", (datetime(2026, 6, 30, 8, 5, tzinfo=UTC),), "2026/6/30 8:05"),
        ("XLG_VALUE", (False,), "FALSE"),
        ("XLG_VALUE", (None,), ""),
        ("XLG_VALUE", (MISSING,), ""),
        ("XLG_VALUE", (DIVISION,), "单元格有错误值，请先改正该单元格"),
        ("XLG_VALUE", (ComRange((("a", "b"),)),), "这里只能选一个单元格"),
        ("XLG_RULE", ("没有",), "没有规则“没有”，请填写规则编号，如 VAL002"),
        ("XLG_RULE", (None,), ""),
        ("XLG_RULE", (NOT_AVAILABLE,), "单元格有错误值，请先改正该单元格"),
        ("XLG_RULE", (ComRange((("a", "b"),)),), "这里只能选一个单元格"),
    ],
)  # fmt: skip
def test_other_functions(
    name: str, arguments: tuple[object, ...], answer: str, udf_server: Server
) -> None:
    assert udf_server.call(name, *arguments) == answer


@pytest.mark.parametrize(
    "asked", ["VAL002", "val002", "ＶＡＬ００２", "×VAL002 缺少计量单位；△VAL005"]
)
def test_the_text_of_a_rule(asked: str, udf_server: Server) -> None:
    name, why, advice = udf_server.call("XLG_RULE", asked).split("\n")

    assert name == "VAL002 数字有计量单位（错误）"
    assert why.startswith("说明：没有单位的数字")
    assert advice == "处理：请补上单位，例如%、个、万元。"


def test_the_server_is_warmed(udf_server: Server) -> None:
    assert udf_server.call(WARM) == __version__


def test_what_xlwings_knows_of_the_functions(udf_server: Server) -> None:
    declared = udf_server.declared()

    assert set(declared) == {function.name for function in FUNCTIONS} | {WARM}
    for function in FUNCTIONS:
        known = declared[function.name]
        assert (known["category"], known["volatile"]) == ("绩效目标", False)
        assert known["ret"]["doc"] == function.help()
        assert [argument["doc"] for argument in known["args"]] == list(function.argument_help())
        assert [
            ("optional" in argument, argument["options"].get("ndim") == 2)
            for argument in known["args"]
        ] == [(argument.optional, argument.is_range) for argument in function.arguments]


def test_wrappers_that_xlwings_generates(udf_server: Server) -> None:
    wrappers = udf_server.wrappers()

    assert wrappers.isascii()
    assert "Volatile" not in wrappers
    for function in FUNCTIONS:
        shown = ", ".join(("Optional " if a.optional else "") + a.name for a in function.arguments)
        passed = ", ".join(argument.name for argument in function.arguments)
        assert f"Function {function.name}({shown})\n" in wrappers
        assert f'CallUDF("{MODULE}", "{function.name}", Array({passed})' in wrappers
    assert len(re.findall(r"^Function ", wrappers, re.MULTILINE)) == len(FUNCTIONS) + 1
