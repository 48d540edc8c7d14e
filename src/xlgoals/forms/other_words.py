"""The words of other provinces' forms and of the central one, as keys (see `vocabulary`).

Labels stand without brackets behind them: 年度资金总额（元） is 年度资金总额.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "BRACKETS",
    "FIELDS",
    "FORM_TITLE",
    "GOALS",
    "INDICATORS",
    "LABELS",
    "MONEY_HEADS",
    "OTHER_LABELS",
    "PERIOD_GOALS",
    "PROFILE",
    "SIGN",
    "STATED_YEAR",
    "UNIT",
    "UNIT_LINE",
    "VALUE_PARTS",
    "YEAR_GOALS",
]

# The profile that fits these forms best: cost is a class of its own, values have parts.
PROFILE: Final = "central-2021"

BRACKETS: Final = re.compile(r"\(([^()]*)\)$")
UNIT_LINE: Final = re.compile(r"\s*(?:金额)?单位\s*[:：]\s*(万元|千元|亿元|元)\s*")
"""A paragraph that tells the money unit of the table below it."""
STATED_YEAR: Final = re.compile(
    r"(?<![0-9~—–至到-])([0-9]{4})\s*年度?(?:"
    r"(?:部门(?:整体)?|(?:[省市县区]级)?(?:财政)?项目)(?:支出)?(?:预算)?绩效|\s*[)）]\s*$)"
)
"""The budget year on a cover or above a table: 2026年部门预算绩效文本, （2026年度）."""

FORM_TITLE: Final = re.compile(
    r"\s*(?:[0-9]{4}\s*年度?)?(?:[省市县区]级)?(?:(?:财政)?项目|部门整体)(?:支出)?(?:预算)?"
    r"绩效目标(?:申报)?表\s*(?:[（(].*[)）]\s*)?"
)
"""The title of the form itself, which names no project."""

FIELDS: Final = {
    "项目名称": "name",
    "项目编码": "code",
    "项目代码": "code",
    "项目编号": "code",
    "实施单位": "unit",
    "项目实施单位": "unit",
    "项目单位": "unit",
    "预算单位": "unit",
    "部门名称": "unit",
    "部门(单位)名称": "unit",
    "单位名称": "unit",
    "年度资金总额": "funding.total",
    "资金总额": "funding.total",
    "年度预算": "funding.total",
    "当年预算": "funding.total",
    "预算总额": "funding.total",
    "预算金额": "funding.total",
    "项目当年预算": "funding.total",
    "其中:财政拨款": "funding.fiscal",
    "财政拨款": "funding.fiscal",
    "其中:财政资金": "funding.fiscal",
    "财政资金": "funding.fiscal",
    "其中:当年财政拨款": "funding.fiscal",
    "当年财政拨款": "funding.fiscal",
    "其他资金": "funding.other",
    "资金用途": "funding.purpose",
    "项目资金用途": "funding.purpose",
    "主要用途": "funding.purpose",
}
"""Label → field of a project."""

MONEY_HEADS: Final = frozenset({"项目资金", "资金情况", "资金来源", "预算资金", "项目预算"})
"""Labels over several amounts."""

GOALS: Final = frozenset(
    {"总体目标", "绩效目标", "项目绩效目标", "项目总体目标", "总体绩效目标", "项目目标"}
)
YEAR_GOALS: Final = frozenset(
    {"年度目标", "年度总体目标", "年度绩效目标", "年度总目标", "当年绩效目标", "本年度目标"}
)
PERIOD_GOALS: Final = frozenset(
    {"实施期目标", "实施期总目标", "实施期绩效目标", "中期目标", "中长期目标", "项目总目标"}
)
"""Labels of goals: of whichever time, of the budget year, of the whole project."""

INDICATORS: Final = frozenset({"绩效指标", "年度绩效指标", "项目绩效指标", "指标", "绩效目标指标"})
"""Labels of a merged column in front of the indicators."""

OTHER_LABELS: Final = frozenset(
    {
        *("主管部门及代码", "主管部门", "项目主管部门", "项目属性", "项目类别", "项目类型"),
        *("项目期", "项目起止时间", "项目周期", "起始日期", "结束日期", "项目负责人", "联系人"),
        *("联系电话", "填报人", "填报日期", "中期资金总额", "实施期资金总额", "项目资金总额"),
        *("项目总预算", "上年结转", "上年结转资金", "项目概况", "立项依据", "预算年度"),
    }
)
"""Labels of these forms that no field of ours stands for; they are kept with their text."""

SIGN: Final = ("符号", "指标符号", "运算符号", "指标性质", "比较符号")
UNIT: Final = ("计量单位", "单位", "指标单位", "度量单位")
VALUE_PARTS: Final = frozenset({*SIGN, *UNIT, "指标值", "数值", "值", "内容", "目标值", "指标内容"})
"""Headers that stand below a header for the whole value."""

LABELS: Final = frozenset(
    GOALS | YEAR_GOALS | PERIOD_GOALS | FIELDS.keys() | OTHER_LABELS | MONEY_HEADS
)
"""All labels that stand in front of a text, or over one."""
