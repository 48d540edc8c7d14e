"""The document: what a department hands in, whatever form it stands in.

Every class is frozen and compares by content.  Prose (front, goals of part one, duties,
safeguards, leftovers) is kept as written; texts that stand in table cells are without layout
noise: no white space at the ends of a paragraph, no tabs, no empty paragraphs.  A text of several
paragraphs holds them one a line.  Parsed values (`Money`, `Percent`, `IndicatorValue`) keep the
written text beside their meaning.

A *field path* names a field of a document, counted from 0: `overall_goal[2]`, `duties[0].goal`,
`projects[1].funding.total`, `projects[1].indicators[4].value`.  Places, bookmarks, notes and
findings all use it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from xlgoals.values import IndicatorValue, Money, Percent

__all__ = [
    "Bookmark",
    "Department",
    "Duty",
    "Funding",
    "GoalDocument",
    "Indicator",
    "LeadLines",
    "Leftover",
    "Project",
    "SpendingPlan",
]


class Part(BaseModel):
    """Base of all parts of a document: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Department(Part):
    """部门（单位）: its six-digit code and its name, either of them possibly empty."""

    code: str = ""
    name: str = ""


class LeadLines(Part):
    """Which of the three optional lead lines below the headings 一、二、三、 are there."""

    overall: bool = False
    duties: bool = False
    safeguards: bool = False


class Duty(Part):
    """分项绩效目标: one item of section 二.

    `marker` is its number as written (`（一）`, `1、`), empty when it has none.
    """

    marker: str = ""
    heading: str = ""
    goal: str = ""
    indicator: str = ""


class Funding(Part):
    """预算规模及资金用途: three amounts in the project's money unit, and what they are for."""

    total: Money = Money()
    fiscal: Money = Money()
    other: Money = Money()
    purpose: str = ""


class SpendingPlan(Part):
    """资金支出计划: the share spent by the end of March, June, October and December."""

    march: Percent = Percent()
    june: Percent = Percent()
    october: Percent = Percent()
    december: Percent = Percent()


class Indicator(Part):
    """绩效指标: one row of a project's indicator table, classes filled down.

    `extras` holds the non-empty cells of columns that the six-column form lacks, as pairs of
    column label and text, in column order.
    """

    level1: str = ""
    level2: str = ""
    name: str = ""
    description: str = ""
    value: IndicatorValue = IndicatorValue()
    basis: str = ""
    extras: tuple[tuple[str, str], ...] = ()


class Project(Part):
    """预算项目: one 绩效目标表.

    `number` and `title` are those of its heading `N.<title>绩效目标表`, which may differ from
    its place in the document and from `name`.  `unit` is the header cell as written, code and
    name of the unit in one (`324001某某局`); `money_unit` is what follows 单位：.
    """

    number: int | None = None
    title: str = ""
    unit: str = ""
    money_unit: str = ""
    code: str = ""
    name: str = ""
    funding: Funding = Funding()
    plan: SpendingPlan = SpendingPlan()
    goals: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()


class Bookmark(Part):
    """A Word bookmark that does not follow from the form: its name, and the path of its field."""

    name: str
    field: str


class Leftover(Part):
    """未识别内容: a paragraph that no field could take, and the line it was first read from.

    `line` is 1-based; 0 when the form it came from has no lines.
    """

    text: str
    line: int = 0


class GoalDocument(Part):
    """绩效文本: one department's document of one budget year.

    `year` is the budget year where the document states it, else None.  `front` holds the
    paragraphs before 第一部分: cover and table of contents.  `bookmarks` lists only those that
    differ from the ones the form prescribes.
    """

    department: Department = Department()
    year: int | None = None
    front: tuple[str, ...] = ()
    lead_lines: LeadLines = LeadLines()
    overall_goal: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    safeguards: tuple[str, ...] = ()
    projects: tuple[Project, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
