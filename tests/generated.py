"""Fictitious legacy documents, made from a seed: the same seed gives the same bytes everywhere.

Tests and benchmarks share them.  The text is written here directly from the layout of the form,
not with the package's own writer, so that a fault of that writer cannot hide itself.
"""

from __future__ import annotations

import functools
import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.generated_mistakes import spoil
from xlgoals.projectcode import check_character

__all__ = ["MISTAKE_SEEDS", "Draft", "DraftProject", "department_text", "draft_department"]

MISTAKE_SEEDS = range(1000, 1020)
"""Seeds that tests of documents with mistakes use, so that all speak of the same ones."""

_DATA = Path(__file__).with_name("data") / "county.toml"
_HEADER = ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
_FRONT = ["第二部分", "", "预算项目绩效目标", "", ""]

Row = list[str]
"""Cells of one table row; a cell of several paragraphs holds them joined by a line feed."""


@dataclass
class DraftProject:
    """What one 绩效目标表 will show, before it is laid out; mistakes are made on this."""

    title: str
    unit: str
    code: str
    name: str
    amounts: Row
    purpose: str
    plan: Row
    goal: str
    indicators: list[Row]


@dataclass
class Draft:
    """A whole document before it is laid out; `blank` is how its empty paragraphs look."""

    overall: list[str]
    duties: list[str]
    safeguards: list[str]
    projects: list[DraftProject] = field(default_factory=list)
    blank: str = ""
    lead_lines: bool = False
    repeat_level2: bool = False


def department_text(seed: int, projects: int = 13, *, mistakes: bool = False) -> str:
    """The legacy text of one fictitious department.

    Args:
        seed: any number; every number is another document.
        projects: how many 绩效目标表 it has, 1 to 54.
        mistakes: put in mistakes of the kind that real documents have.

    Returns:
        The text: lines ended by a line feed, no byte order mark.
    """
    return render(draft_department(seed, projects, mistakes=mistakes))


def draft_department(seed: int, projects: int = 13, *, mistakes: bool = False) -> Draft:
    """The same document before it is laid out as text."""
    rng = random.Random(seed)
    county = _county()
    bureau = rng.choice(county["bureaus"])
    words = {"year": county["year"], "bureau": county["county"] + bureau["name"]}
    draft = Draft(
        overall=[line.format(**words) for line in county["overall"]],
        duties=_duties(bureau, rng),
        safeguards=[line.format(**words) for line in county["safeguards"]],
        lead_lines=rng.random() < 0.5,
    )
    kinds = [(thing, work) for thing in bureau["things"] for work in bureau["works"]]
    for number, (thing, work) in enumerate(rng.sample(kinds, projects), start=1):
        draft.projects.append(_project(_Kind(bureau, thing, work), number, rng))
    if mistakes:
        spoil(draft, rng)
    return draft


def render(draft: Draft) -> str:
    """Lay a draft out as text, by the rules of the form."""
    lines = [" 第一部分", "部门整体绩效目标", draft.blank]
    lead = (
        "部门年度发展规划目标",
        "部门职责分类绩效目标情况说明",
        "实现本年度发展规划目标的保障措施",
    )
    parts = (
        ("一、总体绩效目标", draft.overall),
        ("二、分项绩效目标", draft.duties),
        ("三、工作保障措施", draft.safeguards),
    )
    for number, ((heading, body), hint) in enumerate(zip(parts, lead, strict=True), start=1):
        lines.append(f"[bookmark: _Toc_2_2_{number:010d}]{heading}")
        lines += [hint, *body] if draft.lead_lines else body
    lines += [draft.blank] * 4 + [text or draft.blank for text in _FRONT]
    for number, project in enumerate(draft.projects, start=1):
        lines.append(f"[bookmark: _Toc_4_4_{number + 3:010d}]{number}.{project.title}绩效目标表")
        lines += [*_table(_head_rows(project)), draft.blank]
        lines += [*_table([_HEADER, *_merged(project.indicators, repeat=draft.repeat_level2)]), ""]
        lines += [draft.blank] if number < len(draft.projects) else []
    return "".join(line + "\n" for line in lines)


def _table(rows: list[Row]) -> list[str]:
    lines: list[str] = []
    for row in rows:
        lines += ["\t" + cell for cell in row] + [""]
    return [*lines, ""]


def _head_rows(project: DraftProject) -> list[Row]:
    total, fiscal, other = project.amounts
    return [
        [project.unit, "单位：万元"],
        ["项目编码", project.code, "项目名称", project.name],
        ["预算规模及资金用途", "预算数", total, "其中：财政    资金", fiscal, "其他资金", other],
        ["", project.purpose],
        ["资金支出计划（%）", "3月底", "6月底", "10月底", "12月底"],
        ["", *project.plan],
        ["绩效目标", project.goal],
    ]


def _merged(rows: list[Row], *, repeat: bool) -> list[Row]:
    """A class stands in its first row only: the cells below are merged into it."""
    merged = []
    before = ["", ""]
    for row in rows:
        same1 = row[0] == before[0]
        same2 = same1 and row[1] == before[1] and not repeat
        merged.append(["" if same1 else row[0], "" if same2 else row[1], *row[2:]])
        before = row[:2]
    return merged


@functools.cache
def _county() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _duties(bureau: dict[str, Any], rng: random.Random) -> list[str]:
    lines: list[str] = []
    for marker, (heading, goal, indicator) in zip("一二三四", bureau["duties"], strict=True):
        lines += [f"（{marker}）{heading}", f"绩效目标：{goal}", f"绩效指标：{indicator}"]
    return lines[: rng.choice((6, 9, 12))]


@dataclass(frozen=True)
class _Kind:
    """What a project is about: a work on a thing, for a bureau."""

    bureau: dict[str, Any]
    thing: tuple[str, str, int, int]
    work: str


def _project(kind: _Kind, number: int, rng: random.Random) -> DraftProject:
    county = _county()
    thing, unit, low, high = kind.thing
    place, amount = rng.choice(county["places"]), rng.randint(low, high)
    name = f"{place}{thing}{kind.work}项目"
    serial = f"{county['division']}{county['year'] % 100}P{rng.randrange(10**6):06d}1{number:04d}"
    total = rng.randrange(800, 90_000, rng.choice((1, 100, 1_000)))
    other = rng.choice((0, 0, 0, total // 4))
    quality = rng.randint(95, 98)
    goal = (
        f"1.年内完成{place}{amount}{unit}{thing}的{kind.work}，验收合格率达到{quality}%以上，"
        f"{kind.bureau['served'][0]}达到92%以上。"
    )
    if rng.random() < 0.2:
        goal += f"\n2.建立{thing}台账，全年现场检查不少于{rng.randint(4, 12)}次。"
    return DraftProject(
        title=name,
        unit=f"{kind.bureau['code']}{county['county']}{kind.bureau['name']}",
        code=serial + check_character(serial),
        name=name,
        amounts=[_money(total), _money(total - other), _money(other) if other else ""],
        purpose=f"用于{place}{thing}{kind.work}所需的材料、机械、检测和监理费用",
        plan=[f"{share}%" for share in rng.choice(county["plans"])],
        goal=goal,
        indicators=_indicators(kind, (amount, quality, _money(total)), rng),
    )


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _indicators(kind: _Kind, known: tuple[int, int, str], rng: random.Random) -> list[Row]:
    """7 to 9 rows: one a class, without 可持续影响 or with a second quantity in some projects."""
    amount, quality, budget = known
    thing, unit, work, bureau = kind.thing[0], kind.thing[1], kind.work, kind.bureau
    count = "长度" if unit == "公里" else "数量"
    out, gain = "产出指标", "效益指标"
    basis = [
        *_county()["standards"],
        f"{bureau['issuer']}〔{_county()['year']}〕{rng.randint(3, 40)}号",
    ]
    economic, social, green, lasting, served = (
        rng.choice(bureau[key]) for key in ("economic", "social", "ecological", "lasting", "served")
    )
    deadline = rng.randrange(180, 340, 10)
    table = [
        [
            out,
            "数量指标",
            f"{work}{thing}{count}",
            f"本年完成{work}的{thing}{count}",
            f"≥{amount}{unit}",
        ],
        [out, "数量指标", "现场检查次数", f"到{thing}现场检查的次数", f"≥{rng.randint(4, 24)}次"],
        [out, "质量指标", f"{thing}{work}验收合格率", "验收合格部分占全部的比例", f"≥{quality}%"],
        [out, "时效指标", f"{work}任务完成期限", "从开工到验收的日历天数", f"≤{deadline}天"],
        [out, "成本指标", "项目总成本", "项目全部支出的控制数", f"≤{budget}万元"],
        [gain, "经济效益指标", economic, f"实施后{economic}的金额", f"≥{rng.randint(2, 90)}万元"],
        [gain, "社会效益指标", social, f"{thing}直接服务的人数", f"≥{rng.randint(3, 180)}00人"],
        [gain, "生态效益指标", green, f"{thing}周边达到要求的比例", f"≥{rng.randint(88, 96)}%"],
        [
            gain,
            "可持续影响指标",
            lasting,
            f"{thing}建成后有人管护的比例",
            f"≥{rng.randint(90, 96)}%",
        ],
        [
            "满意度指标",
            "服务对象满意度指标",
            served,
            "抽样调查中表示满意的比例",
            f"≥{rng.randint(90, 96)}%",
        ],
    ]
    left_out = rng.choice(({1}, {8}, {1, 8}, {1, 7, 8}, {1, 7}))
    return [[*row, rng.choice(basis)] for at, row in enumerate(table) if at not in left_out]
