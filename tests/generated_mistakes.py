"""Mistakes of the kind that real documents have, put into generated ones.

Each function spoils one project in one way; which ones are used is the seed's choice.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.generated import Draft, DraftProject

__all__ = ["MISTAKES", "spoil"]

Mistake = Callable[["DraftProject", random.Random], None]

MISTAKES: dict[str, Mistake] = {}
"""Every way of spoiling a project, by name."""

LEVEL2, NAME, DESCRIPTION, VALUE, BASIS = 1, 2, 3, 4, 5


def spoil(draft: Draft, rng: random.Random) -> None:
    """Make about two mistakes in each project, and one between projects."""
    draft.blank = rng.choice(("", " "))
    draft.repeat_level2 = rng.random() < 0.5
    for project in draft.projects:
        for name in rng.sample(sorted(MISTAKES), 2):
            MISTAKES[name](project, rng)
    if len(draft.projects) > 1:
        draft.projects[-1].code = draft.projects[0].code
    draft.duties[-1] = "绩效指标：" + draft.duties[-3].partition("）")[2]
    draft.safeguards[-1] = draft.safeguards[-1].replace("。", "", 1)


def _mistake(function: Mistake) -> Mistake:
    MISTAKES[function.__name__] = function
    return function


def _row(project: DraftProject, level2: str) -> list[str]:
    return next(row for row in project.indicators if row[LEVEL2].startswith(level2))


@_mistake
def rate_without_unit(project: DraftProject, rng: random.Random) -> None:
    _row(project, "质量")[VALUE] = rng.choice(("≥100", "≥98", "100"))


@_mistake
def name_as_unit(project: DraftProject, rng: random.Random) -> None:
    _row(project, "质量")[VALUE] = rng.choice(("≥100质量", "≥100完成率", "≥95百分比"))


@_mistake
def rate_over_all(project: DraftProject, rng: random.Random) -> None:
    _row(project, "质量")[VALUE] = rng.choice(("≥100%", "≥120%", ">=100％"))


@_mistake
def vague_value(project: DraftProject, rng: random.Random) -> None:
    _row(project, "社会")[VALUE] = rng.choice(
        ("1600人、200人", "根据下达任务目标要求确定", "有所提升")
    )


@_mistake
def cost_as_rate(project: DraftProject, rng: random.Random) -> None:
    _row(project, "成本")[VALUE] = rng.choice(("≥100%", "≤100%", "10%"))


@_mistake
def cost_not_capped(project: DraftProject, _rng: random.Random) -> None:
    _row(project, "成本")[VALUE] = f"≥{project.amounts[0]}万元"


@_mistake
def cost_over_budget(project: DraftProject, _rng: random.Random) -> None:
    _row(project, "成本")[VALUE] = f"≤{project.amounts[0].partition('.')[0]}9万元"


@_mistake
def sum_is_wrong(project: DraftProject, _rng: random.Random) -> None:
    project.amounts[1] = project.amounts[1].replace(".", "5.", 1)


@_mistake
def amount_without_decimals(project: DraftProject, _rng: random.Random) -> None:
    project.amounts = [amount.partition(".")[0] for amount in project.amounts]


@_mistake
def space_for_amount(project: DraftProject, _rng: random.Random) -> None:
    project.amounts[2] = project.amounts[2] or " "


@_mistake
def increments(project: DraftProject, rng: random.Random) -> None:
    project.plan = list(rng.choice((("25%", "25%", "25%", "25%"), ("10%", "30%", "30%", "30%"))))


@_mistake
def short_plan(project: DraftProject, rng: random.Random) -> None:
    project.plan = list(rng.choice((("75%", "25%", " ", " "), ("25%", "50%", "25%", " "))))


@_mistake
def wrong_check_character(project: DraftProject, _rng: random.Random) -> None:
    code = project.code
    project.code = code[:12] + str((int(code[12]) + 1) % 10) + code[13:]


@_mistake
def other_title(project: DraftProject, _rng: random.Random) -> None:
    project.title = project.title.removesuffix("项目")


@_mistake
def goal_is_name(project: DraftProject, _rng: random.Random) -> None:
    project.goal = "1." + project.name.removesuffix("项目") + "资金"


@_mistake
def goal_is_number(project: DraftProject, _rng: random.Random) -> None:
    project.goal = "1.\t清财预【2026】12号\t\n"


@_mistake
def purpose_is_name(project: DraftProject, _rng: random.Random) -> None:
    project.purpose = project.name + "经费"


@_mistake
def name_is_class(project: DraftProject, rng: random.Random) -> None:
    row = _row(project, rng.choice(("质量", "社会")))
    row[NAME] = row[DESCRIPTION] = row[LEVEL2].removesuffix("指标")


@_mistake
def name_twice(project: DraftProject, _rng: random.Random) -> None:
    project.indicators[1][NAME] = project.indicators[0][NAME]


@_mistake
def unit_in_name(project: DraftProject, _rng: random.Random) -> None:
    row = _row(project, "质量")
    row[NAME] = row[DESCRIPTION] = row[NAME] + "（%）"


@_mistake
def satisfaction_of_nobody(project: DraftProject, _rng: random.Random) -> None:
    row = _row(project, "服务对象")
    row[NAME], row[VALUE] = "满意度", "≥100%"


@_mistake
def basis_missing(project: DraftProject, _rng: random.Random) -> None:
    _row(project, "时效")[BASIS] = ""


@_mistake
def pasted_cells(project: DraftProject, _rng: random.Random) -> None:
    """Cells pasted from a spreadsheet: a tab, and an empty last paragraph."""
    row = _row(project, "质量")
    row[NAME] = f"\t\n{row[NAME]}\n"
    row[DESCRIPTION] += "\n"
    project.indicators[-2][BASIS] += "\t\n"


@_mistake
def wrong_class(project: DraftProject, _rng: random.Random) -> None:
    _row(project, "社会")[LEVEL2] = "社会影响指标"


@_mistake
def open_bracket(project: DraftProject, _rng: random.Random) -> None:
    project.purpose = "用于（一期" + project.purpose.removeprefix("用于")


@_mistake
def stray_tabs(project: DraftProject, _rng: random.Random) -> None:
    project.goal += "\t\t"
