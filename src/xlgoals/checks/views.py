"""What checks look at: the parts of a document with the facts that many checks share.

A view is made once a run.  It carries the part itself, its field path, and what follows from the
profile: which class a row belongs to, what its name says, what its value is in 万元.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from xlgoals.checks.facts import Head, Judged, row_judge
from xlgoals.checks.flags import Form
from xlgoals.checks.phrases import bare, joined_words, without_document_numbers
from xlgoals.checks.plans import plan_of
from xlgoals.checks.project_facts import project_facts
from xlgoals.model import GoalDocument, Indicator, Project
from xlgoals.profiles import NameClasses, Profile
from xlgoals.values import IndicatorValue, normal_unit, to_wan

__all__ = ["DocumentView", "IndicatorView", "ProjectView"]


class IndicatorView:
    """One row of an indicator table.

    Attributes:
        project: The view of its project.
        index: Its 0-based row.
        indicator: The row itself.
        head: What its classes and its name say.
        facts: The `Row` facts that hold of it.
    """

    __slots__ = ("facts", "head", "index", "indicator", "project")

    def __init__(
        self, project: ProjectView, index: int, indicator: Indicator, head: Head, facts: int
    ) -> None:
        self.project = project
        self.index = index
        self.indicator = indicator
        self.head = head
        self.facts = facts

    # Most rows concern no rule, so whatever can be told from these is told when asked.

    @property
    def path(self) -> str:
        """Its field path; `f"{path}.value"` is the path of its value."""
        return f"{self.project.path}.indicators[{self.index}]"

    @property
    def level1(self) -> str:
        """Key of its level-1 class (`产出`), the written text without 指标 if unknown."""
        return self.head.level1

    @property
    def level2(self) -> str:
        """Key of its level-2 class (`数量`, `经济效益`), likewise."""
        return self.head.level2

    @property
    def name(self) -> NameClasses:
        """What its level-3 name says."""
        return self.head.name

    @property
    def value(self) -> IndicatorValue:
        """Its value."""
        return self.indicator.value

    @property
    def unit(self) -> str:
        """Unit of the value in its usual spelling (`%` for 百分比)."""
        return normal_unit(self.value.unit)

    @property
    def in_wan(self) -> Decimal | None:
        """The value in 万元 when its unit is one of money, else None."""
        number = self.value.number
        return None if number is None else to_wan(number, self.unit)

    @property
    def is_cost(self) -> bool:
        """Whether it stands in a cost class."""
        return self.head.is_cost


class Said(NamedTuple):
    """What name, use of funds and goals of a project say: see `xlgoals.checks.phrases.bare`.

    `written_goals` are the goals with their punctuation and spaces.
    """

    name: str
    purpose: str
    goals: tuple[str, ...]
    written_goals: tuple[str, ...]


class ProjectView:
    """One project of a document.

    Views of its rows are made when asked for: few rows concern a rule, and rows that their
    project held as they hold it would have to wait for the cyclic garbage collector.

    Attributes:
        index: Its 0-based place in the document.
        path: Its field path; `f"{path}.funding.total"` is the path of its budget.
        project: The project itself.
        heads: What classes and names of its rows say.
        row_facts: The `Row` facts that hold of each of its rows.
        budget: 预算数 in 万元; None when it is empty or not readable.
        plan: What its spending plan says.
        facts: The `Form` facts that hold of it.
        said: What its texts say.

    Args:
        project: The project.
        index: Its 0-based place.
        profile: The profile.
        judged: What its rows were found to be, if that is known already.
    """

    __slots__ = (
        *("budget", "facts", "heads", "index", "path", "plan", "project", "row_facts"),
        "said",
    )

    def __init__(
        self, project: Project, index: int, profile: Profile, judged: Judged | None = None
    ) -> None:
        self.index = index
        self.path = f"projects[{index}]"
        self.project = project
        self.heads, self.row_facts = judged or row_judge(profile).judged(project.indicators)
        self.budget = self.wan(project.funding.total.amount)
        self.plan = plan_of(project.plan)
        name, purpose = bare(project.name), bare(project.funding.purpose)
        goals = tuple(map(without_document_numbers, project.goals))
        self.said = Said(name, purpose, tuple(map(joined_words, goals)), goals)
        self.facts = project_facts(project, self.heads, profile) | self.plan.facts
        if "" in self.said.goals:
            self.facts |= Form.MUTE_GOAL

    def row(self, index: int) -> IndicatorView:
        """The view of one of its rows."""
        row = self.project.indicators[index]
        return IndicatorView(self, index, row, self.heads[index], self.row_facts[index])

    @property
    def indicators(self) -> list[IndicatorView]:
        """Views of its rows."""
        return list(map(self.row, range(len(self.heads))))

    @property
    def cost_count(self) -> int:
        """How many of its rows stand in a cost class."""
        return sum([head.is_cost for head in self.heads])

    @property
    def number(self) -> int:
        """Its 1-based place in the document, as users count."""
        return self.index + 1

    def wan(self, amount: Decimal | None) -> Decimal | None:
        """An amount of this project in 万元; one without a known money unit is taken as 万元."""
        if amount is None:
            return None
        wan = to_wan(amount, self.project.money_unit)
        return amount if wan is None else wan


class DocumentView:
    """A whole document.

    Attributes:
        document: The document itself.
        projects: Views of its projects.
    """

    __slots__ = ("document", "projects")

    def __init__(self, document: GoalDocument, profile: Profile) -> None:
        self.document = document
        self.projects = tuple(
            [
                ProjectView(project, index, profile, judged)
                for index, (project, judged) in enumerate(_with_rows_judged(document, profile))
            ]
        )


def _with_rows_judged(document: GoalDocument, profile: Profile) -> Iterator[tuple[Project, Judged]]:
    """Each project, and what its rows were found to be: all rows at once cost less."""
    rows = chain.from_iterable([project.indicators for project in document.projects])
    heads, facts = row_judge(profile).judged(rows)
    begin = 0
    for project in document.projects:
        end = begin + len(project.indicators)
        yield project, Judged(heads[begin:end], facts[begin:end])
        begin = end
