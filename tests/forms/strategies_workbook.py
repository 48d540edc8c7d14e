"""Documents with texts that are hard on a workbook; in normal form (see xlgoals.model)."""

from __future__ import annotations

from hypothesis import strategies as st

from xlgoals.forms import vocabulary as words
from xlgoals.forms.indicator_rows import fill_down
from xlgoals.model import (
    Bookmark,
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

NASTY = (
    "=1+1", "+1", "-1", "@SUM(A1)", "'0001", "0001", "1E5", "TRUE", "#N/A", "95%", "≥95%",
    "_x000D_", "_x0041_x0042_", "_x005F_", "_x0041\x01", "a\x00b", "\x07", "a\rb", "😀", "\ud83d",
    "\udc00\ud800", "\ufffe", "\uffff", "<&>\"'", "]]>", "<!-- -->", "&amp;", "&#10;",
    "〔续文1〕", "见后〔续文2〕", "〔续文〕", "项目编码", "项目名称", "一级指标", "二级指标",
    "三级指标", "预算数", "资金用途", "3月底", "绩效目标", "单位：元", "校验", "一、总体绩效目标",
    "二、分项绩效目标", "三、工作保障措施", "封面与目录", "提示行", "序号", "部门编码",
    "部门名称", "部门年度发展规划目标", "1.绩效目标表", "绩效目标表", ".绩效目标表", "说明!A1",
)  # fmt: skip
LONG = st.builds(
    lambda unit, times, end: unit * times + end,
    st.sampled_from(["长", "😀", "_x0041_", "\x01甲", "a\nb"]),
    st.sampled_from([4_700, 16_384, 33_000]),
    st.sampled_from(["", "尾", "〔续文7〕"]),
)

_characters = st.characters(exclude_characters="\n\t") | st.sampled_from("预算指标，。=+-@_x0 <&")
_free_line = st.text(_characters, min_size=1, max_size=12)
line = (st.sampled_from(NASTY) | _free_line).map(str.strip).filter(bool)
"""One paragraph of a cell."""
cell = st.lists(line, max_size=3).map("\n".join)
"""Any tidied text of a cell, possibly empty."""
prose = (
    (
        st.sampled_from(NASTY)
        | _free_line
        | st.sampled_from(["\t甲", " 甲 ", "\u3000甲\u00a0", "甲\t乙"])
    )
    .map(lambda text: text.rstrip("\r"))
    .filter(str.strip)
)
"""A paragraph outside tables, as written."""
passage = st.lists(prose, max_size=2).map("\n".join)
moneys = (
    st.decimals("-99999", "99999999", places=2).map(str)
    | st.integers(0, 10**12).map("{:,}".format)
    | st.sampled_from(["", "0", "-0.00", "007", "1.50", "1,234.50", "12,34", "1e5", "9" * 18])
    | cell
).map(Money.parse)
percents = (st.integers(0, 100).map("{}%".format) | st.sampled_from(["", "25", "0.25"]) | cell).map(
    Percent.parse
)
numbers = st.none() | st.integers(-5, 9999)


@st.composite
def indicator_rows(draw: st.DrawFn) -> tuple[Indicator, ...]:
    """Rows as a reader gives them: none of them blank, classes filled down."""
    rows: list[Indicator] = []
    for _ in range(draw(st.integers(0, 4))):
        texts = [draw(cell) for _ in range(6)]
        labels = draw(st.lists(line | st.sampled_from(["权重", "备注"]), max_size=3))
        extras = tuple((label, draw(line)) for label in labels)
        if not any(texts) and not extras:
            continue
        above = (rows[-1].level1, rows[-1].level2) if rows else ("", "")
        level1, level2 = fill_down(texts[0], texts[1], above)
        rows.append(
            Indicator(
                level1=level1,
                level2=level2,
                name=texts[2],
                description=texts[3],
                value=IndicatorValue.parse(texts[4]),
                basis=texts[5],
                extras=extras,
            )
        )
    return tuple(rows)


@st.composite
def projects(draw: st.DrawFn, unit: str) -> Project:
    """A project that may or may not follow from its place, its name and its department."""
    name = draw(cell | LONG) if draw(st.integers(0, 30)) == 0 else draw(cell)
    return Project(
        number=draw(numbers | st.integers(1, 2)),
        title=draw(st.just(name) | prose | st.sampled_from(["", "5.甲", ".甲", "-3.", " 甲"])),
        unit=draw(st.just(unit) | cell),
        money_unit=draw(st.sampled_from(["万元", "元", "", "：", "单位：元"]) | cell),
        code=draw(cell),
        name=name,
        funding=Funding(
            total=draw(moneys), fiscal=draw(moneys), other=draw(moneys), purpose=draw(cell)
        ),
        plan=SpendingPlan(
            march=draw(percents),
            june=draw(percents),
            october=draw(percents),
            december=draw(percents),
        ),
        goals=tuple(draw(st.lists(line, max_size=3))),
        indicators=draw(indicator_rows()),
    )


duties = st.builds(Duty, marker=passage, heading=passage, goal=passage, indicator=passage).filter(
    lambda duty: duty != Duty()
)
leftovers = st.builds(
    Leftover, text=st.text(min_size=1, max_size=9) | LONG | prose, line=st.integers(0, 10**6)
)
bookmarks = st.builds(Bookmark, name=line, field=line)


@st.composite
def documents(draw: st.DrawFn) -> GoalDocument:
    """Documents that the workbook form must give back exactly."""
    department = Department(code=draw(cell), name=draw(cell))
    unit = department.code + department.name
    return GoalDocument(
        department=department,
        year=draw(st.none() | st.integers(-3, 10**11)),
        front=tuple(draw(st.lists(prose | st.sampled_from(words.SECTIONS), max_size=4))),
        lead_lines=draw(st.builds(LeadLines)),
        overall_goal=tuple(draw(st.lists(prose, max_size=5))),
        duties=tuple(draw(st.lists(duties, max_size=3))),
        safeguards=tuple(draw(st.lists(prose, max_size=3))),
        projects=tuple(draw(st.lists(projects(unit), max_size=3))),
        bookmarks=tuple(draw(st.lists(bookmarks, max_size=2))),
        leftovers=tuple(draw(st.lists(leftovers, max_size=2))),
    )
