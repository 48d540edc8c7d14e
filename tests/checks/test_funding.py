from __future__ import annotations

from decimal import Decimal

import pytest

from tests.checks.reports import report
from xlgoals.checks import run
from xlgoals.checks.examples import base
from xlgoals.checks.examples.notation import parse
from xlgoals.checks.rules.funding import money_text
from xlgoals.reading import ReadResult

TOTAL, FISCAL, OTHER = (f"projects[0].funding.{name}" for name in ("total", "fiscal", "other"))
COST = "projects[0].indicators[4].value"
SECOND_COST = "projects[0].indicators[5].value"


def fnd(text: str) -> set[tuple[str, str]]:
    return {item for item in report(run(parse(text, base())), "FND") if item[1] != "FND011"}


CASES = [
    # sums: an empty amount is 0, half a cent is no difference, what is unreadable is not added
    ("财政资金 100\n其他资金", {(FISCAL, "FND003")}),
    ("财政资金 90.00\n其他资金 10.005", {(OTHER, "FND003")}),
    ("财政资金 90.00\n其他资金 10.01", {(TOTAL, "FND001")}),
    ("财政资金 约90", {(FISCAL, "FND002")}),
    ("预算数\n-成本", {(TOTAL, "FND001"), (TOTAL, "FND004")}),
    ("预算数 0\n-成本", {(TOTAL, "FND001"), (TOTAL, "FND003"), (TOTAL, "FND004")}),
    ("预算数 一百\n-成本", {(TOTAL, "FND002")}),
    # cost in other spellings and units is the same
    ("预算数 3.00\n财政资金 3.00\n其他资金\n成本 | 总成本 | 3万元", set()),
    ("预算数 3.00\n财政资金 3.00\n其他资金\n成本 | 总成本 | ≤30000元", set()),
    ("成本 | 每处成本 | ≤90万元", {(COST, "FND005")}),
    ("成本 | 每处成本 | ≤9万元\n成本 | 检测成本 | ≤1万元", set()),
    ("成本 | 每处成本 | ≤9万元\n成本 | 总成本 | ≤99万元", {(SECOND_COST, "FND005")}),
    ("成本 | 总成本 | ≤500元/处", set()),
    # an empty value is STR012's, a rate is no amount
    ("成本 | 总成本 | ", set()),
    ("成本 | 总成本 | 控制在预算以内", {(COST, "FND006")}),
    ("成本 | 资金使用率 | ≥95%", set()),
    # amounts in words
    ("项目名称 农村饮水工程维修养护（80万元）", {("projects[0].name", "FND007")}),
    ("资金用途 每处维修养护补助8万元，共计100万元", set()),
    ("资金用途 财政90万元、其他10万元用于维修养护", set()),
    ("资金用途 其中财政90万元用于维修养护", set()),
    ("绩效目标 1.维修养护12处，受益1.2万人次，每处投资8万元。", set()),
    ("资金用途 维修养护农村饮水工程的社保补贴", {("projects[0].funding.purpose", "FND012")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_funding(text: str, expected: set[tuple[str, str]]) -> None:
    assert fnd(text) == expected


def test_amounts_of_a_form_in_yuan_are_compared_in_wan() -> None:
    text = "金额单位 元\n预算数 1000000.00\n财政资金 1000000.00\n其他资金\n成本 | 总成本 | ≤100万元"
    assert fnd(text) == set()


@pytest.mark.parametrize(
    ("amount", "text"),
    [("3", "3.00"), ("3.1", "3.10"), ("3.123", "3.123"), ("3.1000", "3.10"), ("1E+3", "1000.00")],
)
def test_money_text_never_rounds(amount: str, text: str) -> None:
    assert money_text(Decimal(amount)) == text


@pytest.mark.parametrize(("seed", "total"), [("000", "115.00"), ("004", "10368.01")])
def test_totals_of_the_seeds(seeds: dict[str, ReadResult], seed: str, total: str) -> None:
    values = [f.value for f in run(seeds[seed]) if f.code == "FND011"]
    assert values == [total]


def test_same_amount_in_another_spelling_is_no_difference(seeds: dict[str, ReadResult]) -> None:
    result = seeds["004"]
    assert result.document.projects[4].indicators[3].value.text == "3万元"
    assert not [f for f in run(result) if f.code == "FND005"]


@pytest.mark.parametrize("digits", [18, 19, 26, 60])
def test_absurd_amounts_are_findings_and_no_fault(digits: int) -> None:
    amount = "9" * digits + ".99"
    result = parse(f"预算数 {amount}", base())
    codes = {finding.code for finding in run(result)}
    assert ("FND002" in codes) == (digits > 18)
