"""Hypothesis strategies for whole documents in normal form (see xlgoals.model)."""

from __future__ import annotations

from hypothesis import strategies as st

from xlgoals.forms import vocabulary as words
from xlgoals.forms.headings import looks_like_heading
from xlgoals.forms.indicator_rows import ordered_extras
from xlgoals.model import (
    Department,
    Duty,
    Funding,
    GoalDocument,
    Indicator,
    LeadLines,
    Leftover,
    Project,
    SpendingPlan,
)
from xlgoals.values import IndicatorValue, Money, Percent

CHARACTERS = (
    "预算绩效目标指标单位项目土地水库人员万元％%≥≤=+-@'\"<>&"
    "（）【】，。：；0123456789０９abcXYZ_ \u00a0\u3000😀\x07"
)
LABELS = {
    words.label_key(label)
    for label in (
        *(words.PART_ONE, words.OVERALL_TITLE, *words.SECTIONS, *words.LEAD_LINES, words.PART_TWO),
        *(words.PROJECTS_TITLE, words.LEFTOVERS, words.PROJECT_CODE, words.PROJECT_NAME),
        *(words.FUNDING, words.TOTAL, words.FISCAL, words.OTHER, words.PLAN, *words.PLAN_POINTS),
        *(words.GOALS, *(label for labels in words.COLUMNS.values() for label in labels)),
    )
}


def _free(text: str) -> bool:
    """Whether a paragraph cannot be taken for a label or a heading of the form."""
    return not looks_like_heading(text) and words.label_key(text) not in LABELS


def _prose_ok(text: str) -> bool:
    return bool(text.strip()) and "绩效文本" not in text and _free(text)


prose = st.text(CHARACTERS, min_size=1, max_size=30).filter(_prose_ok)
"""A paragraph outside tables, as written: white space at its ends included."""

line = st.text(CHARACTERS, max_size=16).map(str.strip).filter(bool).filter(_free)
"""One paragraph of a cell."""

cell = st.lists(line, max_size=2).map("\n".join) | line
"""A tidied cell of any number of paragraphs."""

moneys = (
    st.decimals("0", "99999999", places=2).map(str) | st.sampled_from(["", "100", "10%"]) | cell
).map(Money.parse)
percents = (st.integers(0, 100).map("{}%".format) | st.sampled_from(["", "25"]) | cell).map(
    Percent.parse
)
values = (
    st.sampled_from(["≥95%", "100%", "≥100百分比", "9.75万元", "", "=100.00(%)", "良好"]) | cell
).map(IndicatorValue.parse)

_CLASSES = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标"),
    "满意度指标": ("服务对象满意度指标",),
}


@st.composite
def indicator_lists(draw: st.DrawFn) -> tuple[Indicator, ...]:
    """Indicators as a table gives them: blank classes only where nothing stands above."""
    labels = draw(st.lists(st.sampled_from(["权重", "指标解释", "=备注"]), unique=True, max_size=2))
    rows: list[Indicator] = []
    for _ in range(draw(st.integers(0, 6))):
        level1 = draw(st.sampled_from(list(_CLASSES)) | line)
        level2 = draw(st.sampled_from(_CLASSES.get(level1, ("其他指标",))) | line)
        extras = tuple((label, draw(line)) for label in labels if draw(st.booleans()))
        rows.append(
            Indicator(
                level1=level1,
                level2=level2,
                name=draw(cell),
                description=draw(cell),
                value=draw(values),
                basis=draw(cell),
                extras=extras,
            )
        )
    return ordered_extras(rows)


def projects(unit: str) -> st.SearchStrategy[Project]:
    """Projects of a department whose unit header reads `unit`."""
    return st.builds(
        Project,
        number=st.integers(1, 9999) | st.none(),
        title=line.filter(lambda text: not text[0].isdecimal() and text[0] not in ".．、"),
        unit=st.just(unit),
        money_unit=st.sampled_from(["万元", "元", ""]),
        code=st.sampled_from(["13072226P00001210001X", "", "=1+1"]) | line,
        name=cell,
        funding=st.builds(Funding, total=moneys, fiscal=moneys, other=moneys, purpose=cell),
        plan=st.builds(
            SpendingPlan, march=percents, june=percents, october=percents, december=percents
        ),
        goals=st.lists(line, max_size=3).map(tuple),
        indicators=indicator_lists(),
    )


_plain = st.text("抓好水库巡查管护按时完成任务", min_size=1, max_size=12)
_MARKERS = (
    lambda at: f"{at}、",
    lambda at: f"（{'一二三四五六七八九'[at - 1]}）",
    lambda at: f"{at}.",
)


@st.composite
def duty_lists(draw: st.DrawFn) -> tuple[Duty, ...]:
    """Items of section 二 in one numbering style."""
    marker = draw(st.sampled_from(_MARKERS))
    part = st.lists(_plain, max_size=2).map("\n".join)
    return tuple(
        Duty(
            marker=marker(at),
            heading=draw(st.lists(_plain, min_size=1, max_size=2).map("\n".join)),
            goal=draw(part),
            indicator=draw(part),
        )
        for at in range(1, draw(st.integers(0, 4)) + 1)
    )


@st.composite
def documents(draw: st.DrawFn) -> GoalDocument:
    """Documents that both the text form and the workbook form can say."""
    unit_name = draw(st.text("清河坝县教育水务局", min_size=2, max_size=8))
    department = Department(code="130722", name=unit_name)
    return GoalDocument(
        department=department,
        year=draw(st.none() | st.integers(2000, 2099)),
        front=tuple(draw(st.lists(prose, max_size=2))),
        lead_lines=draw(st.builds(LeadLines)),
        overall_goal=tuple(draw(st.lists(prose, max_size=3))),
        duties=draw(duty_lists()),
        safeguards=tuple(draw(st.lists(prose, max_size=3))),
        projects=tuple(draw(st.lists(projects(f"130722{unit_name}"), max_size=3))),
        leftovers=tuple(
            draw(st.lists(st.builds(Leftover, text=prose, line=st.integers(0, 9999)), max_size=2))
        ),
    )
