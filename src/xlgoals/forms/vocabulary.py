"""The words of the form itself: headings, lead lines, labels of cells and columns.

They are data of the printed form, the same in every language of the interface.  Comparison goes
through `label_key`, so spacing, width and final colons do not matter.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = [
    "COLUMNS",
    "COVER_SUFFIX",
    "DUTY_GOAL",
    "DUTY_INDICATOR",
    "FISCAL",
    "FUNDING",
    "GOALS",
    "LEAD_LINES",
    "LEFTOVERS",
    "LEVEL1_CLASSES",
    "MONEY_UNIT",
    "OTHER",
    "OVERALL_TITLE",
    "PART_ONE",
    "PART_TWO",
    "PLAN",
    "PLAN_POINTS",
    "PROJECTS_TITLE",
    "PROJECT_CODE",
    "PROJECT_NAME",
    "PROJECT_TITLE_SUFFIX",
    "SECTIONS",
    "TOTAL",
    "label_key",
    "same_label",
]

# The filing system prints the first heading with a space in front.
PART_ONE: Final = " 第一部分"
OVERALL_TITLE: Final = "部门整体绩效目标"
SECTIONS: Final = ("一、总体绩效目标", "二、分项绩效目标", "三、工作保障措施")
LEAD_LINES: Final = (
    "部门年度发展规划目标",
    "部门职责分类绩效目标情况说明",
    "实现本年度发展规划目标的保障措施",
)
PART_TWO: Final = "第二部分"
PROJECTS_TITLE: Final = "预算项目绩效目标"
COVER_SUFFIX: Final = "部门预算绩效文本"
DUTY_GOAL: Final = "绩效目标："
DUTY_INDICATOR: Final = "绩效指标："
LEFTOVERS: Final = "未识别内容"

PROJECT_TITLE_SUFFIX: Final = "绩效目标表"
MONEY_UNIT: Final = "单位："
PROJECT_CODE: Final = "项目编码"
PROJECT_NAME: Final = "项目名称"
FUNDING: Final = "预算规模及资金用途"
TOTAL: Final = "预算数"
FISCAL: Final = "其中：财政    资金"  # the label breaks there in print: four spaces
OTHER: Final = "其他资金"
PLAN: Final = "资金支出计划（%）"
PLAN_POINTS: Final = ("3月底", "6月底", "10月底", "12月底")
GOALS: Final = "绩效目标"

# Field of an indicator -> header of its column, the printed word first.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "三级指标名称"),
    "description": ("绩效指标描述", "指标描述", "指标内容"),
    "value": (
        *("指标值", "绩效指标值", "年度指标值", "目标值"),
        *("项目指标值", "年度/项目指标值", "年度(/项目)指标值"),
    ),
    "basis": ("指标值确定依据", "确定依据", "指标值依据"),
}
LEVEL1_CLASSES: Final = ("产出", "效益", "满意度", "成本")


@lru_cache(maxsize=4096)
def label_key(text: str) -> str:
    """Spelling-independent key of a label: no white space, half-width, no final colon."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(":")


def same_label(text: str, label: str) -> bool:
    """Whether `text` is the label `label`, however it is spaced."""
    return text == label or label_key(text) == label_key(label)
