"""Small documents with amounts that binary fractions cannot hold, and with texts that bite."""

from __future__ import annotations

from typing import Any

from xlgoals.model import Department, Funding, GoalDocument, Indicator, Project, SpendingPlan
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = ["DANGEROUS", "NASTY", "ROADS", "WATER", "indicator", "project"]

DANGEROUS = (
    "=1+1",
    '=HYPERLINK("http://a.example","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "'=1",
    "''-2",
    "=",
    "-",
)
"""Texts that a spreadsheet might take for formulas, and their like."""


def indicator(name: str, value: str, basis: str = "行业标准", **more: Any) -> Indicator:
    return Indicator(
        level1=more.pop("level1", "产出指标"),
        level2=more.pop("level2", "数量指标"),
        name=name,
        description=f"{name}的说明",
        value=IndicatorValue.parse(value),
        basis=basis,
        **more,
    )


def project(
    name: str, amounts: tuple[str, str, str], *indicators: Indicator, **more: Any
) -> Project:
    total, fiscal, other = map(Money.parse, amounts)
    purpose = more.pop("purpose", f"{name}支出")
    plan = [Percent.parse(text) for text in more.pop("plan", ("25%", "50%", "75%", "100%"))]
    keys = ("march", "june", "october", "december")
    return Project(
        name=name,
        title=name,
        money_unit=more.pop("money_unit", "万元"),
        funding=Funding(total=total, fiscal=fiscal, other=other, purpose=purpose),
        plan=SpendingPlan(**dict(zip(keys, plan, strict=True))),
        goals=more.pop("goals", (f"1.做好{name}", "2.按期完成")),
        indicators=indicators,
        **more,
    )


WATER = GoalDocument(
    department=Department(code="501001", name="清河坝县水务局"),
    year=2026,
    projects=(
        project(
            "河道清淤",
            ("0.10", "0.10", ""),
            indicator("清淤长度", "≥12.5公里"),
            indicator("群众满意度", "≥95%", level1="满意度指标", level2="服务对象满意度指标"),
            code="13073026P00000010001A",
        ),
        project("水库除险", ("0.20", "0.15", "0.05"), indicator("除险水库", "3座")),
    ),
)
ROADS = GoalDocument(
    year=2026,
    projects=(
        project(
            "农村公路",
            ("20000", "20000", "0"),
            indicator("按期完工", "6月底前", level2="时效指标"),
            unit="601002清河坝县公路站",
            money_unit="元",
            plan=("", "30", "六成", "100%"),
        ),
    ),
)
NASTY = GoalDocument(
    department=Department(name="=危险*局?~"),
    projects=tuple(
        project(
            text, ("1.00", "1.00", ""), indicator(text, text, text), purpose=text, goals=(text,)
        )
        for text in DANGEROUS
    ),
)
