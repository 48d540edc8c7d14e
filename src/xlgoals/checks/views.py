"""What checks look at: the parts of a document with the facts that many checks share.

A view is made once a run.  It carries the part itself, its field path, and what follows from the
profile: which class a row belongs to, what its name says, what its value is in 万元.
"""

from __future__ import annotations

from decimal import Decimal

from xlgoals.checks.facts import head, row_facts
from xlgoals.model import GoalDocument, Indicator, Project
from xlgoals.profiles import Profile
from xlgoals.values import normal_unit, to_wan

__all__ = ["DocumentView", "IndicatorView", "ProjectView"]


class IndicatorView:
    """One row of an indicator table.

    Attributes:
        project: The view of its project.
        index: Its 0-based row.
        path: Its field path; `f"{path}.value"` is the path of its value.
        indicator: The row itself.
        level1: Key of its level-1 class (`产出`), the written text without 指标 if unknown.
        level2: Key of its level-2 class (`数量`, `经济效益`), likewise.
        name: What its level-3 name says: see `xlgoals.profiles.NameClasses`.
        value: Its value.
        head: What its classes and its name say.
        facts: The `Row` facts that hold of it.
    """

    __slots__ = (
        *("facts", "head", "index", "indicator", "level1", "level2", "name", "path", "project"),
        "value",
    )

    def __init__(
        self, project: ProjectView, index: int, indicator: Indicator, profile: Profile
    ) -> None:
        self.project = project
        self.index = index
        self.path = f"{project.path}.indicators[{index}]"
        self.indicator = indicator
        self.head = said = head(indicator.level1, indicator.level2, indicator.name, profile)
        self.level1, self.level2, self.name = said.level1, said.level2, said.name
        self.value = indicator.value
        self.facts = row_facts(indicator, said.facts, profile)

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


class ProjectView:
    """One project of a document.

    Attributes:
        index: Its 0-based place in the document.
        path: Its field path; `f"{path}.funding.total"` is the path of its budget.
        project: The project itself.
        indicators: Views of its rows.
        costs: Those of its rows that stand in a cost class.
        budget: 预算数 in 万元; None when it is empty or not readable.
    """

    __slots__ = ("budget", "costs", "index", "indicators", "path", "project")

    def __init__(self, project: Project, index: int, profile: Profile) -> None:
        self.index = index
        self.path = f"projects[{index}]"
        self.project = project
        self.indicators = tuple(
            IndicatorView(self, row, indicator, profile)
            for row, indicator in enumerate(project.indicators)
        )
        self.costs = tuple(row for row in self.indicators if row.head.is_cost)
        self.budget = self.wan(project.funding.total.amount)

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
        indicators: Views of all rows of all projects.
    """

    __slots__ = ("document", "indicators", "projects")

    def __init__(self, document: GoalDocument, profile: Profile) -> None:
        self.document = document
        self.projects = tuple(
            ProjectView(project, index, profile) for index, project in enumerate(document.projects)
        )
        self.indicators = tuple(row for project in self.projects for row in project.indicators)
